//! Who lives low along the water below a place: where a dam's or a landslide lake's water would go.

use super::County;
use crate::num::Point;

/// Half the width that the water takes on its way, m.
const REACH_M: f32 = 250.0;

/// Villages with house cells no more than `height_m` above the bed and near the way of the water from a place, with the
/// shares of their house cells, greatest first. The way follows the steepest descent over the ground and the wettest
/// neighbour where it is flat, for `length_m`.
pub fn low_villages(county: &County, from: Point, length_m: f32, height_m: f32) -> Vec<(usize, f32)> {
    let spec = &county.spec;
    let mut way = vec![spec.cell_at(from)];
    let mut length = 0.0;
    while length < length_m {
        let cell = way[way.len() - 1];
        let (row, col) = spec.row_col(cell);
        let rows = row.saturating_sub(1)..(row + 2).min(spec.rows);
        let around =
            rows.flat_map(|r| (col.saturating_sub(1)..(col + 2).min(spec.cols)).map(move |c| (r, c)));
        // More and more land drains through each cell on the way down.
        let next = around
            .map(|(r, c)| spec.index(r, c))
            .filter(|n| county.drainage_m2[*n] > county.drainage_m2[cell] && !way.contains(n))
            .max_by(|a, b| county.drainage_m2[*a].total_cmp(&county.drainage_m2[*b]).then(b.cmp(a)));
        let Some(next) = next else { break };
        length += spec.centre(cell).distance_m(spec.centre(next));
        way.push(next);
    }
    let low = |home: &&u32| {
        let (at, ground) = (spec.centre(**home as usize), county.ground_m[**home as usize]);
        way.iter()
            .any(|w| ground < county.ground_m[*w] + height_m && spec.centre(*w).distance_m(at) < REACH_M)
    };
    let share = |(v, village): (usize, &super::Village)| {
        let n = village.cells.iter().filter(low).count();
        (n > 0).then(|| (v, n as f32 / village.cells.len().max(1) as f32))
    };
    let mut villages: Vec<(usize, f32)> = county.villages.iter().enumerate().filter_map(share).collect();
    villages.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    villages
}
