//! Flammable woods against homes.

use super::{Found, Ground, Homes};
use crate::county::{Cover, RiskKind, generate::sites::Settled};
use std::collections::BTreeSet;

/// Woods within this distance of homes count, m; homes within the smaller distance of them are threatened.
const REACH_M: f32 = 480.0;
const EDGE_M: f32 = 150.0;
/// Least area of woods, m², and most stands of the list.
const LEAST_M2: f32 = 250_000.0;
const MOST: usize = 50;

/// Stands of pine, fir, bamboo and shrub that a fire could carry to a village's homes: the largest threat first.
pub fn stands(settled: Settled<'_>, ground: &Ground<'_>, homes: &Homes) -> Vec<Found> {
    let spec = &settled.land.spec;
    let burns = |c: usize| {
        use Cover::*;
        matches!(ground.cover[c], MassonPine | ChineseFir | Bamboo | Shrub)
    };
    let reach = (REACH_M / spec.cell_m).ceil() as usize;
    let least = (LEAST_M2 / spec.cell_area_m2()).ceil() as usize;
    // The village that saw a wood last, and whether a wood is part of a spot.
    let mut seen: Vec<usize> = vec![usize::MAX; spec.len()];
    let mut claimed = vec![false; spec.len()];
    let mut found: Vec<Found> = settled
        .villages
        .iter()
        .enumerate()
        .filter_map(|(v, village)| {
            let (mut stand, mut edge): (Vec<u32>, BTreeSet<usize>) = Default::default();
            for &home in &village.cells {
                let (row, col) = spec.row_col(home as usize);
                for r in row.saturating_sub(reach)..(row + reach + 1).min(spec.rows) {
                    for c in col.saturating_sub(reach)..(col + reach + 1).min(spec.cols) {
                        let cell = spec.index(r, c);
                        if burns(cell) {
                            if seen[cell] != v {
                                seen[cell] = v;
                                stand.push(cell as u32);
                            }
                            if spec.centre(cell).distance_m(spec.centre(home as usize)) <= EDGE_M {
                                edge.insert(home as usize);
                            }
                        }
                    }
                }
            }
            // A wood between two villages is one spot, the first one's.
            stand.retain(|c| !claimed[*c as usize]);
            stand.sort_unstable();
            if stand.len() < least || edge.is_empty() {
                return None;
            }
            stand.iter().for_each(|c| claimed[*c as usize] = true);
            let middle = stand[stand.len() / 2] as usize;
            Some(Found {
                kind: RiskKind::FireStand,
                at: middle,
                people: homes.count(edge),
                cells: stand,
                after: village.name.clone(),
                safety: None,
            })
        })
        .collect();
    found.sort_by_key(|f| (std::cmp::Reverse(f.people), f.at));
    found.truncate(MOST);
    found
}
