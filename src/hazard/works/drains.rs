//! Storm drains of towns (雨水管渠) in the drill: what they cannot carry stands in the streets (城市内涝).
//!
//! Each built-up area is a district with pipes for a design rain. They lead to the nearest stream or lake. While the level
//! there is well below the lowest street they carry their design flow; as it rises the head, and with it the flow, falls
//! as the square root, and a drowned outfall carries nothing. Flap valves keep the river out.

use crate::{
    county::{County, Cover},
    hazard::{
        DrainTable, FloodField, HazardTables,
        flood::{Flood, FloodError, Link},
    },
    sim::{Clock, Land},
};
use bevy::prelude::*;

/// Drains of one built-up area.
#[derive(Clone, Debug, PartialEq)]
pub struct Drain {
    /// Township that looks after it.
    pub township: usize,
    pub cells: Vec<u32>,
    pub outfall: u32,
    /// Lowest street, m above sea level.
    pub street_m: f32,
    /// Design flow, m³/s, and what they carry now.
    pub design_m3s: f64,
    pub flow_m3s: f64,
    /// Area, m², where water stands at least the table's depth, and the greatest depth, m: of the last look.
    pub ponded_m2: f32,
    pub deepest_m: f32,
    link: Link,
}

/// All of the county, by their first cell.
#[derive(Resource, Clone, Debug, Default)]
pub struct Drains(pub Vec<Drain>);

/// Built-up areas, each of cells that touch along an edge, with the nearest water. Smaller ones than the table says have
/// ditches only.
///
/// # Errors
/// A cell of the county is not on the flood's grid.
pub fn build_drains(county: &County, table: &DrainTable, flood: &mut Flood) -> Result<Drains, FloodError> {
    let spec = county.spec;
    let waters: Vec<u32> =
        county.rivers.iter().flat_map(|r| &r.cells).chain(&county.fixed_level).copied().collect();
    let mut seen = vec![false; spec.len()];
    let mut drains = Vec::new();
    for start in 0..spec.len() {
        if seen[start] || county.cover[start] != Cover::BuiltUp {
            continue;
        }
        let mut cells = vec![start as u32];
        seen[start] = true;
        let mut next = 0;
        while let Some(&cell) = cells.get(next) {
            next += 1;
            for (_, other) in super::faces_around(&spec, cell as usize) {
                if !seen[other] && county.cover[other] == Cover::BuiltUp {
                    seen[other] = true;
                    cells.push(other as u32);
                }
            }
        }
        cells.sort_unstable();
        let area_m2 = cells.len() as f64 * f64::from(spec.cell_area_m2());
        let street_m = cells.iter().map(|c| county.ground_m[*c as usize]).fold(f32::INFINITY, f32::min);
        let middle = spec.centre(cells[cells.len() / 2] as usize);
        // Water runs down: only what lies below the streets can take it.
        let below = |c: &&u32| county.ground_m[**c as usize] + county.base_depth_m[**c as usize] < street_m;
        let low: Vec<u32> = waters.iter().filter(below).copied().collect();
        let outfall = middle.nearest(low.iter().map(|c| spec.centre(*c as usize))).map(|i| low[i]);
        let (Some(outfall), true) = (outfall, area_m2 >= f64::from(table.least_ha) * 1e4) else { continue };
        let link = flood.connect(&cells, &[outfall])?;
        drains.push(Drain {
            township: county.nearest_township(middle),
            cells,
            outfall,
            street_m,
            design_m3s: f64::from(table.design_mm_h) / 3.6e6 * area_m2,
            flow_m3s: 0.0,
            ponded_m2: 0.0,
            deepest_m: 0.0,
            link,
        });
    }
    Ok(Drains(drains))
}

/// Set what every drain carries, and look at the streets once a minute.
pub(in crate::hazard) fn run(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<HazardTables>,
    mut drains: ResMut<Drains>,
    mut water: ResMut<FloodField>,
) -> Result<(), BevyError> {
    if clock.every_min(1) {
        for drain in &mut drains.0 {
            work(drain, &land.base_depth_m, &tables.drain, &mut water.0)?;
        }
    }
    Ok(())
}

fn work(drain: &mut Drain, base_m: &[f32], table: &DrainTable, flood: &mut Flood) -> Result<(), FloodError> {
    let head_m = (drain.street_m - flood.level_m(drain.outfall as usize)).max(0.0);
    drain.flow_m3s = drain.design_m3s * f64::from((head_m / table.head_m).min(1.0).sqrt());
    // Whatever stands in the streets may be taken, however high the street.
    flood.set_flow(drain.link, drain.flow_m3s, f32::MIN / 2.0)?;
    let cell_m2 = flood.spec().cell_area_m2();
    (drain.ponded_m2, drain.deepest_m) = (0.0, 0.0);
    for &cell in &drain.cells {
        let depth_m = flood.risen_m(cell as usize, base_m[cell as usize]);
        drain.deepest_m = drain.deepest_m.max(depth_m);
        if depth_m >= table.ponded_m {
            drain.ponded_m2 += cell_m2;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        hazard::flood::{Edge, FloodParams, Forcing, Rain},
        num::GridSpec,
    };

    const SPEC: GridSpec = GridSpec { rows: 12, cols: 12, cell_m: 30.0 };
    const TABLE: DrainTable = DrainTable { design_mm_h: 36.0, head_m: 0.5, least_ha: 0.5, ponded_m: 0.15 };

    /// A town in a hollow beside a lake: hours of rain; returns the town's deepest water and the mass error.
    fn storm(lake_level_m: f32, rain_mm_h: f32) -> (Drain, f64) {
        let town: Vec<u32> = (0..16).map(|k| (4 + k / 4) * 12 + 4 + k % 4).collect();
        // The lake lies in the east behind a bank; the town's low middle drains nowhere by itself.
        let ground: Vec<f32> = (0..SPEC.len())
            .map(|c| match c % 12 {
                10 | 11 => 10.0,
                9 => 20.0,
                _ if town.contains(&(c as u32)) => 14.0,
                _ => 14.6,
            })
            .collect();
        let mut flood =
            Flood::new(SPEC, ground, vec![0.03; SPEC.len()], Edge::Closed, FloodParams::default()).unwrap();
        let depth: Vec<f32> =
            (0..SPEC.len()).map(|c| if c % 12 >= 10 { lake_level_m - 10.0 } else { 0.0 }).collect();
        flood.set_depth(&depth).unwrap();
        let cells: Vec<u32> = town.clone();
        let link = flood.connect(&cells, &[5 * 12 + 10]).unwrap();
        let area = cells.len() as f64 * 900.0;
        let mut drain = Drain {
            township: 0,
            cells,
            outfall: 5 * 12 + 10,
            street_m: 14.0,
            design_m3s: 36.0 / 3.6e6 * area,
            flow_m3s: 0.0,
            ponded_m2: 0.0,
            deepest_m: 0.0,
            link,
        };
        // Rain on the town only: the drains are built for it.
        let rates: Vec<f32> = (0..SPEC.len())
            .map(|c| if town.contains(&(c as u32)) { rain_mm_h / 3.6e6 } else { 0.0 })
            .collect();
        for _ in 0..180 {
            work(&mut drain, &vec![0.0; SPEC.len()], &TABLE, &mut flood).unwrap();
            flood.advance(60.0, &Forcing { rain: Rain::PerCell(&rates), inflows: &[] }).unwrap();
        }
        work(&mut drain, &vec![0.0; SPEC.len()], &TABLE, &mut flood).unwrap();
        (drain, flood.ledger().error_rel())
    }

    #[test]
    fn a_town_stays_dry_in_its_design_rain_and_ponds_in_a_cloudburst_or_with_a_high_river() {
        let (light, error) = storm(12.0, 20.0);
        let (heavy, _) = storm(12.0, 100.0);
        let (drowned, _) = storm(14.5, 20.0);
        for (what, drain) in [("20 mm/h", &light), ("100 mm/h", &heavy), ("20 mm/h, lake high", &drowned)] {
            println!(
                "{what}: {:.2} m, {:.0} m² ponded, {:.3} m³/s",
                drain.deepest_m, drain.ponded_m2, drain.flow_m3s
            );
        }
        assert!(light.deepest_m < 0.02 && light.ponded_m2 == 0.0);
        // 64 mm/h too much for three hours.
        assert!((heavy.deepest_m - 0.19).abs() < 0.03 && heavy.ponded_m2 > 10_000.0);
        assert!(drowned.flow_m3s == 0.0 && drowned.deepest_m > 0.05);
        assert!(error.abs() < 1e-6, "{error}");
    }
}
