//! Reservoirs: level pools behind dams in hill valleys.

use super::{
    CountyError,
    channels::{Channels, Wet, stream_area_m2},
    drain::OUTLET,
    near::{near4, on_edge, step},
    relief::Relief,
};
use crate::{
    county::{Reservoir, profile::Profile},
    num::GridSpec,
};

/// Freeboard of a dam above its pool, m.
const FREEBOARD_M: f32 = 2.5;

/// A dam that would hold water.
struct Site {
    dam: Vec<usize>,
    pool: Vec<usize>,
    level_m: f32,
}

/// Build the profile's reservoirs: dams raised in the ground, pools marked in `channels.wet`.
///
/// # Errors
/// No valley holds the first reservoir.
pub fn build(
    spec: &GridSpec,
    profile: &Profile,
    relief: &Relief,
    ground_m: &mut [f32],
    channels: &mut Channels,
) -> Result<(Vec<Reservoir>, Vec<bool>), CountyError> {
    let mut stamp = vec![0u32; spec.len()];
    let mut round = 0;
    let mut built: Vec<Reservoir> = Vec::new();
    let mut dams = vec![false; spec.len()];
    let threshold = stream_area_m2(spec);
    let candidates: Vec<usize> = (0..spec.len())
        .filter(|c| {
            let area = channels.area_m2[*c];
            channels.wet[*c] == Wet::Stream
                && channels.receiver[*c] != OUTLET
                && (threshold * 1.2..threshold * 60.0).contains(&area)
                && relief.ruggedness(spec.centre(*c)) > 0.12
        })
        .collect();
    for named in &profile.land.reservoirs {
        let mut best: Option<(f32, Site)> = None;
        let apart_m = 0.16 * spec.width_m();
        for &cell in candidates.iter().step_by(1 + candidates.len() / 600) {
            let near = built.iter().any(|r| r.dam.distance_m(spec.centre(cell)) < apart_m);
            if near || channels.wet[cell] != Wet::Stream {
                continue;
            }
            for height_m in [24.0, 16.0, 10.0] {
                round += 1;
                if let Some(site) = site(spec, ground_m, channels, cell, height_m, &mut stamp, round) {
                    let score = site.pool.len() as f32 / (4.0 + site.dam.len() as f32);
                    if best.as_ref().is_none_or(|(s, _)| score > *s) {
                        best = Some((score, site));
                    }
                }
            }
        }
        let Some((_, site)) = best else {
            if built.is_empty() {
                return Err(CountyError::NoPlace { what: "a reservoir in the hills" });
            }
            break;
        };
        let crest_m = site.level_m + FREEBOARD_M;
        for &cell in &site.dam {
            ground_m[cell] = ground_m[cell].max(crest_m);
            channels.wet[cell] = Wet::Land;
            dams[cell] = true;
        }
        site.pool.iter().for_each(|c| channels.wet[*c] = Wet::Reservoir);
        let mut cells: Vec<u32> = site.pool.iter().map(|c| *c as u32).collect();
        cells.sort_unstable();
        built.push(Reservoir {
            id: named.id.clone(),
            name: named.name.clone(),
            dam: spec.centre(site.dam[0]),
            cells,
            level_m: site.level_m,
            crest_m,
        });
    }
    Ok((built, dams))
}

/// The dam of a height across the valley at a stream cell and the pool behind it, if both are sound.
fn site(
    spec: &GridSpec,
    ground_m: &[f32],
    channels: &Channels,
    cell: usize,
    height_m: f32,
    stamp: &mut [u32],
    round: u32,
) -> Option<Site> {
    let mut below = cell;
    for _ in 0..3 {
        let next = channels.receiver[below];
        if next == OUTLET {
            return None;
        }
        below = next as usize;
    }
    let ((r0, c0), (r1, c1)) = (spec.row_col(cell), spec.row_col(below));
    let (dr, dc) = (r1 as isize - r0 as isize, c1 as isize - c0 as isize);
    // The dam runs along the raster direction nearest to square with the flow.
    let across: [usize; 2] = match (dr.abs() * 2 > dc.abs(), dc.abs() * 2 > dr.abs()) {
        (true, false) => [2, 6],
        (false, _) => [0, 4],
        (true, true) if dr * dc > 0 => [1, 5],
        (true, true) => [3, 7],
    };
    let crest_m = ground_m[cell] + height_m;
    let level_m = crest_m - FREEBOARD_M;
    let mut dam = vec![cell];
    for d in across {
        let mut at = cell;
        loop {
            at = step(spec, at, d)?;
            let dry = matches!(channels.wet[at], Wet::Land | Wet::Stream);
            if on_edge(spec, at) || !dry || dam.len() > 14 {
                return None;
            }
            if ground_m[at] >= crest_m {
                break;
            }
            dam.push(at);
        }
    }
    // The pool: joined ground below the level on the upstream side.
    dam.iter().for_each(|c| stamp[*c] = round);
    let start = near4(spec, cell)
        .map(|(_, n)| n)
        .filter(|n| stamp[*n] != round && ground_m[*n] < level_m && channels.wet[*n] == Wet::Stream)
        .max_by(|a, b| ground_m[*a].total_cmp(&ground_m[*b]))?;
    let most = (spec.len() / 90).min(3_000);
    let mut pool = vec![start];
    stamp[start] = round;
    let mut next = 0;
    while next < pool.len() {
        for (_, n) in near4(spec, pool[next]) {
            if stamp[n] != round && ground_m[n] < level_m {
                if n == below || on_edge(spec, n) || !matches!(channels.wet[n], Wet::Land | Wet::Stream) {
                    return None;
                }
                stamp[n] = round;
                pool.push(n);
            }
        }
        next += 1;
        if pool.len() > most {
            return None;
        }
    }
    (pool.len() >= 12).then_some(Site { dam, pool, level_m })
}
