//! Slopes that fail when soaked, above homes and roads; brooks that bring their debris down.

use super::{Found, Homes};
use crate::{
    county::{
        RiskKind, RoadNet,
        generate::{near::near8, sites::Settled},
        stability::gully_sides,
    },
    text::Name,
};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// How far a slide from a slope reaches, m, and the lowest angle from the place to the slope, m/m (22°, the angle of
/// reach of 10⁴ m³ by Corominas 1996).
const REACH_M: f32 = 450.0;
const ANGLE: f32 = 0.404;
/// Least height of a slope above what it threatens, m.
const HEIGHT_M: f32 = 12.0;
/// Most slopes of a register, and least cells of one.
const MOST: usize = 90;
const LEAST_CELLS: usize = 2;
/// Unstable cells beside a brook that make it a gully, and the slope of such a brook, m/m.
const GULLY_CELLS: usize = 8;
const GULLY_SLOPE: f32 = 0.04;

/// What lies below an unstable cell.
#[derive(Default)]
struct Below {
    homes: BTreeSet<usize>,
    roads: BTreeSet<usize>,
}

/// Slopes that threaten homes or roads: the worst first.
pub fn slopes(settled: Settled<'_>, safety: &[f32], homes: &Homes, net: &RoadNet) -> Vec<Found> {
    let land = settled.land;
    let spec = &land.spec;
    let mut below: BTreeMap<usize, Below> = BTreeMap::new();
    let reach = (REACH_M / spec.cell_m).ceil() as usize;
    let above = |cell: usize| {
        let (row, col) = spec.row_col(cell);
        let rows = row.saturating_sub(reach)..(row + reach + 1).min(spec.rows);
        let cols = move || col.saturating_sub(reach)..(col + reach + 1).min(spec.cols);
        let around = rows.flat_map(move |r| cols().map(move |c| r * spec.cols + c));
        around.filter(move |u| {
            let (far_m, up_m) =
                (spec.centre(*u).distance_m(spec.centre(cell)), land.ground_m[*u] - land.ground_m[cell]);
            safety[*u] < 1.0 && far_m <= REACH_M && up_m > HEIGHT_M && up_m > ANGLE * far_m
        })
    };
    let hit: Vec<(usize, usize)> = (0..spec.len())
        .into_par_iter()
        .filter(|c| homes.village[*c].is_some())
        .flat_map_iter(|cell| above(cell).map(move |u| (u, cell)))
        .collect();
    for (u, cell) in hit {
        below.entry(u).or_default().homes.insert(cell);
    }
    let above_road = |cell: &u32| above(*cell as usize).collect::<Vec<_>>();
    let hit: Vec<(usize, usize)> = net
        .roads
        .par_iter()
        .enumerate()
        .flat_map_iter(|(r, road)| road.cells.iter().flat_map(above_road).map(move |u| (u, r)))
        .collect();
    for (u, road) in hit {
        below.entry(u).or_default().roads.insert(road);
    }
    let mut found: Vec<Found> = patches(settled, &below)
        .into_iter()
        .filter(|cells| cells.len() >= LEAST_CELLS)
        .map(|cells| {
            let hit: BTreeSet<usize> = cells.iter().flat_map(|c| &below[c].homes).copied().collect();
            let worst = cells.iter().copied().min_by(|a, b| safety[*a].total_cmp(&safety[*b]));
            let at = worst.unwrap_or(cells[0]);
            let road = cells.iter().flat_map(|c| &below[c].roads).next();
            let village = hit.iter().find_map(|c| homes.village[*c]);
            let after: Name = match (village, road) {
                (Some(v), _) => settled.villages[v as usize].name.clone(),
                (None, Some(&r)) => net.roads[r].name.clone(),
                (None, None) => settled.bare(settled.territory[at]).clone(),
            };
            Found {
                kind: RiskKind::Slope,
                at,
                people: homes.count(hit),
                cells: cells.iter().map(|c| *c as u32).collect(),
                after,
                safety: Some(safety[at]),
            }
        })
        .collect();
    let rank = |f: &Found| (std::cmp::Reverse(f.people), f.at);
    found.sort_by_key(rank);
    // Room for slopes that threaten roads only.
    let with_people = found.iter().filter(|f| f.people > 0).count();
    let keep = MOST.min(with_people.max(1) + MOST / 4);
    found.truncate(keep);
    found
}

/// Patches of unstable cells side by side, at most so large that one slide can hold them.
fn patches(settled: Settled<'_>, below: &BTreeMap<usize, Below>) -> Vec<Vec<usize>> {
    const MOST_CELLS: usize = 12;
    let mut left: BTreeSet<usize> = below.keys().copied().collect();
    let mut patches = Vec::new();
    while let Some(first) = left.pop_first() {
        let mut patch = vec![first];
        let mut next = 0;
        while next < patch.len() && patch.len() < MOST_CELLS {
            for (_, n) in near8(&settled.land.spec, patch[next]) {
                if patch.len() < MOST_CELLS && left.remove(&n) {
                    patch.push(n);
                }
            }
            next += 1;
        }
        patch.sort_unstable();
        patches.push(patch);
    }
    patches
}

/// Steep brooks with unstable slopes beside them and homes at their side or mouth.
pub fn gullies(settled: Settled<'_>, safety: &[f32], homes: &Homes) -> Vec<Found> {
    let land = settled.land;
    let spec = &land.spec;
    let tributaries = land.rivers.iter().filter(|r| !r.main && r.cells.len() >= 6);
    let mut found: Vec<Found> = tributaries
        .filter_map(|river| {
            let cells: Vec<usize> = river.cells.iter().map(|c| *c as usize).collect();
            let length_m = cells.len() as f32 * spec.cell_m;
            let fall_m = land.ground_m[cells[0]] - land.ground_m[cells[cells.len() - 1]];
            let beside = gully_sides(spec, &river.cells, &land.base_depth_m);
            let unstable: Vec<usize> = beside.iter().copied().filter(|c| safety[*c] < 1.0).collect();
            let low = |c: &&usize| {
                let i = cells.iter().map(|b| (spec.centre(*b).distance_m(spec.centre(**c)), *b));
                let nearest = i.min_by(|a, b| a.0.total_cmp(&b.0));
                nearest.is_some_and(|(_, b)| land.ground_m[**c] < land.ground_m[b] + 8.0)
            };
            let people =
                homes.count(beside.iter().filter(|c| homes.village[**c].is_some()).filter(low).copied());
            if fall_m / length_m < GULLY_SLOPE || unstable.len() < GULLY_CELLS || people == 0 {
                return None;
            }
            Some(Found {
                kind: RiskKind::Gully,
                at: cells[cells.len() / 2],
                people,
                safety: unstable.iter().map(|c| safety[*c]).reduce(f32::min),
                cells: river.cells.clone(),
                after: river.name.clone(),
            })
        })
        .collect();
    found.sort_by_key(|f| std::cmp::Reverse(f.people));
    found
}
