//! What a slope threatens: the ground within its angle of reach, and the villages and roads on it. For the risk map and
//! for whoever must know who lives below; the slide itself goes where the physics say.

use super::{Part, volume_m3};
use crate::{
    county::{County, RoadClass},
    hazard::slide::runout::{reach, reach_tangent},
    num::GridSpec,
};
use std::collections::{BTreeMap, BTreeSet};

/// What lies within the reach of a hill.
#[derive(Clone, Debug, Default)]
pub struct Zone {
    /// Cells of the county, the slope's own included.
    pub cells: BTreeSet<u32>,
    /// Villages with the share of their house cells in it, greatest first.
    pub villages: Vec<(usize, f32)>,
    pub roads: Vec<usize>,
}

/// Where villages and roads of a county are, by cell.
pub(super) struct Below<'a> {
    county: &'a County,
    village_at: BTreeMap<u32, usize>,
    roads_at: BTreeMap<u32, Vec<usize>>,
}

impl<'a> Below<'a> {
    pub(super) fn new(county: &'a County) -> Self {
        let mut village_at = BTreeMap::new();
        for (v, village) in county.villages.iter().enumerate() {
            village_at.extend(village.cells.iter().map(|c| (*c, v)));
        }
        let mut roads_at: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (r, road) in county.roads.roads.iter().enumerate() {
            road.cells.iter().for_each(|c| roads_at.entry(*c).or_default().push(r));
        }
        Below { county, village_at, roads_at }
    }

    /// The zone of parts by the angle of reach (Corominas 1996, [M]) of all that can come down at once.
    pub(super) fn zone(&self, parts: &[Part]) -> Zone {
        let county = self.county;
        let tangent = reach_tangent(volume_m3(parts, f64::from(county.spec.cell_area_m2()))) as f32;
        let mut cells = BTreeSet::new();
        for part in parts {
            for cell in reach(&county.spec, &county.ground_m, part.cell as usize, tangent) {
                spread(&county.spec, &county.ground_m, cell, &mut cells);
            }
        }
        let mut homes: BTreeMap<usize, u32> = BTreeMap::new();
        let mut roads = BTreeSet::new();
        for cell in &cells {
            if let Some(v) = self.village_at.get(cell) {
                *homes.entry(*v).or_default() += 1;
            }
            roads.extend(self.roads_at.get(cell).into_iter().flatten().copied());
        }
        let share = |(v, n): (usize, u32)| (v, n as f32 / county.villages[v].cells.len().max(1) as f32);
        let mut villages: Vec<(usize, f32)> = homes.into_iter().map(share).collect();
        villages.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let main = |r: &usize| county.roads.roads[*r].class != RoadClass::Village;
        let mut roads: Vec<usize> = roads.into_iter().collect();
        roads.sort_by_key(|r| (!main(r), *r));
        Zone { cells, villages, roads }
    }
}

/// A cell of the way and its neighbours that lie no higher.
fn spread(spec: &GridSpec, ground_m: &[f32], cell: usize, cells: &mut BTreeSet<u32>) {
    let (row, col) = spec.row_col(cell);
    for r in row.saturating_sub(1)..(row + 2).min(spec.rows) {
        for c in col.saturating_sub(1)..(col + 2).min(spec.cols) {
            let n = spec.index(r, c);
            if ground_m[n] <= ground_m[cell] + 2.0 {
                cells.insert(n as u32);
            }
        }
    }
}
