//! What lies below a dam: the course of the water and the homes beside it.

use super::County;
use std::collections::BTreeMap;

/// Homes up to this far from the course, m, and up to this high above it, m, are in the way of a wave
/// (assumptions for a map of what is threatened, not a forecast).
const BESIDE_M: f32 = 240.0;
const ABOVE_M: f32 = 6.0;

/// Cells that water runs through from `cell` on, by the greatest drainage area, for `length_m`.
pub fn course(county: &County, cell: usize, length_m: f32) -> Vec<usize> {
    let (spec, drains) = (&county.spec, &county.drainage_m2);
    let mut cells = vec![cell];
    let (mut here, mut along_m) = (cell, 0.0);
    while along_m < length_m {
        let (row, col) = spec.row_col(here);
        let rows = row.saturating_sub(1)..=(row + 1).min(spec.rows - 1);
        let around = rows.flat_map(|r| {
            (col.saturating_sub(1)..=(col + 1).min(spec.cols - 1)).map(move |c| spec.index(r, c))
        });
        let next =
            around.filter(|&n| drains[n] > drains[here]).max_by(|&a, &b| drains[a].total_cmp(&drains[b]));
        let Some(next) = next else { break };
        along_m += spec.centre(here).distance_m(spec.centre(next));
        here = next;
        cells.push(here);
    }
    cells
}

/// Villages with homes low beside the course below a cell, for `length_m` along it, in their order.
pub fn villages_below(county: &County, cell: usize, length_m: f32) -> Vec<usize> {
    let spec = &county.spec;
    let wide = (BESIDE_M / spec.cell_m).ceil() as usize;
    // For each cell beside the course, the height up to which it is in the way.
    let mut reach_m: BTreeMap<usize, f32> = BTreeMap::new();
    for water in course(county, cell, length_m) {
        let (row, col) = spec.row_col(water);
        for r in row.saturating_sub(wide)..=(row + wide).min(spec.rows - 1) {
            for c in col.saturating_sub(wide)..=(col + wide).min(spec.cols - 1) {
                let top_m = reach_m.entry(spec.index(r, c)).or_insert(f32::NEG_INFINITY);
                *top_m = top_m.max(county.ground_m[water] + ABOVE_M);
            }
        }
    }
    let low = |home: usize| reach_m.get(&home).is_some_and(|top_m| county.ground_m[home] <= *top_m);
    let threatened = |v: &usize| county.villages[*v].cells.iter().any(|&home| low(home as usize));
    (0..county.villages.len()).filter(threatened).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::county::{CountyParams, generate};

    #[test]
    fn water_gathers_on_its_way_and_threatens_the_low_banks() {
        let county = generate(&CountyParams::named(3, "pingjiang").unwrap().sized(256)).unwrap();
        let wettest = |cells: &[u32]| {
            let drains = |c: &u32| county.drainage_m2[*c as usize];
            cells.iter().copied().max_by(|a, b| drains(a).total_cmp(&drains(b)))
        };
        let mut found = 0;
        for reservoir in &county.reservoirs {
            let start = wettest(&reservoir.cells).unwrap() as usize;
            let way = course(&county, start, 5000.0);
            assert!(way.windows(2).all(|w| county.drainage_m2[w[1]] > county.drainage_m2[w[0]]));
            let near = villages_below(&county, start, 5000.0);
            let far = villages_below(&county, start, 15_000.0);
            assert!(near.iter().all(|v| far.contains(v)), "{}: {near:?} {far:?}", reservoir.id);
            found += far.len();
        }
        assert!(found > 0);
        // Nothing lies below the county's last cell.
        let last =
            (0..county.spec.len()).max_by(|a, b| county.drainage_m2[*a].total_cmp(&county.drainage_m2[*b]));
        assert_eq!(course(&county, last.unwrap(), 5000.0).len(), 1);
    }
}
