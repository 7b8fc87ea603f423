//! Homes low beside brooks, and weak stretches of dykes.

use super::{Found, Homes};
use crate::county::{
    Dyke, RiskKind,
    generate::{
        channels::Wet,
        near::{near8, step},
        sites::Settled,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// Homes this near to a brook, in cells, and this little above its bed, m, are in danger from a flash flood; the brook
/// drains this much, m², and falls this steeply, m/m.
const NEAR_CELLS: usize = 3;
const LOW_M: f32 = 3.5;
const DRAINS_M2: f32 = 1.5e6;
const STEEP: f32 = 0.006;
/// Most villages of the list, and least people of one.
const MOST: usize = 60;
const LEAST_PEOPLE: u32 = 10;
/// One stretch of so many is called weak: the one with least freeboard.
const WEAK_EVERY: usize = 8;

/// Flash-flood danger zones (山洪灾害危险区): one for each village with homes low beside a steep brook.
pub fn brooks(settled: Settled<'_>, homes: &Homes) -> Vec<Found> {
    let land = settled.land;
    let spec = &land.spec;
    let small = |c: usize| land.channels.wet[c] == Wet::Stream && land.channels.area_m2[c] >= DRAINS_M2;
    let fall = |c: usize| {
        let down = land.channels.receiver[c] as usize;
        let step_m = spec.centre(c).distance_m(spec.centre(down)).max(spec.cell_m);
        (land.ground_m[c] - land.ground_m[down]).max(0.0) / step_m
    };
    let mut hit: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
    for cell in (0..spec.len()).filter(|c| small(*c)) {
        if (land.channels.receiver[cell] as usize) >= spec.len() || fall(cell) < STEEP {
            continue;
        }
        for home in around(settled, cell) {
            if let Some(v) = homes.village[home]
                && land.ground_m[home] < land.ground_m[cell] + land.channels.bank_depth_m[cell] + LOW_M
            {
                hit.entry(v).or_default().insert(home);
            }
        }
    }
    let mut found: Vec<Found> = hit
        .into_iter()
        .map(|(v, cells)| Found {
            kind: RiskKind::FlashFlood,
            at: cells.iter().next().copied().unwrap_or(0),
            people: homes.count(cells.iter().copied()),
            cells: cells.into_iter().map(|c| c as u32).collect(),
            after: settled.villages[v as usize].name.clone(),
            safety: None,
        })
        .filter(|f| f.people >= LEAST_PEOPLE)
        .collect();
    found.sort_by_key(|f| (std::cmp::Reverse(f.people), f.at));
    found.truncate(MOST);
    found
}

/// Cells up to `NEAR_CELLS` away along rows and columns.
fn around(settled: Settled<'_>, cell: usize) -> BTreeSet<usize> {
    let spec = &settled.land.spec;
    let mut cells = BTreeSet::from([cell]);
    for d in 0..8 {
        let mut at = cell;
        for _ in 0..NEAR_CELLS {
            let Some(next) = step(spec, at, d) else { break };
            cells.insert(next);
            cells.extend(near8(spec, next).map(|(_, n)| n));
            at = next;
        }
    }
    cells
}

/// The stretches of each dyke with least freeboard over the design flood (病险堤垸).
pub fn dykes(settled: Settled<'_>, dykes: &[Dyke]) -> Vec<Found> {
    let land = settled.land;
    let mut found = Vec::new();
    for dyke in dykes {
        let freeboard = |s: &crate::county::Stretch| {
            let i = land.valley.nearest[land.spec.cell_at(s.at)] as usize;
            let lowest_m = s.crest_m.iter().copied().fold(f32::INFINITY, f32::min);
            // The higher a dyke, the more the water behind it weighs.
            lowest_m - land.main.design_m[i] - 0.1 * s.height_m
        };
        let mut worst: Vec<_> = dyke.stretches.iter().collect();
        worst.sort_by(|a, b| freeboard(a).total_cmp(&freeboard(b)));
        worst.truncate(dyke.stretches.len().div_ceil(WEAK_EVERY));
        for stretch in worst {
            let inside = |v: &&crate::county::Village| v.polder.is_some() && v.polder == stretch.polder;
            found.push(Found {
                kind: RiskKind::Dyke,
                at: land.spec.cell_at(stretch.at),
                cells: stretch.faces.iter().map(|f| f.cell).collect(),
                people: settled.villages.iter().filter(inside).map(|v| v.people).sum(),
                after: stretch.name.clone(),
                safety: None,
            });
        }
    }
    found
}
