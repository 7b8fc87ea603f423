//! Reservoirs: level pools behind dams in hill valleys.

use super::{
    channels::{Channels, Wet, stream_area_m2},
    drain::OUTLET,
    near::{near4, on_edge, step},
};
use crate::{
    county::{
        Reservoir,
        profile::{NamedProfile, Profile},
    },
    num::{GridSpec, math::powf},
};

/// Freeboard of a dam above its pool, m.
const FREEBOARD_M: f32 = 2.5;
/// Normal level, which is also the spillway's crest, and design flood level above the pool's level in the flood season, m.
const NORMAL_M: f32 = 0.5;
const DESIGN_M: f32 = 1.5;
/// Peak of the design flood from 1 km², m³/s; it grows with area to the power ⅔ (form of the empirical formulas for small
/// basins in southern China; the factor is an assumption).
const FLOOD_M3S: f32 = 15.0;
/// What the outlet at the dam's foot passes, m³/s per km² drained: assumption.
const OUTLET_M3S_PER_KM2: f32 = 0.3;

/// A dam that would hold water.
struct Site {
    dam: Vec<usize>,
    below: usize,
    pool: Vec<usize>,
    level_m: f32,
}

/// Build as many of the profile's reservoirs as valleys hold: dams raised in the ground, pools marked in
/// `channels.wet`. Returns them with the cells of their dams.
pub fn build(
    spec: &GridSpec,
    profile: &Profile,
    rugged: &[f32],
    ground_m: &mut [f32],
    channels: &mut Channels,
) -> (Vec<Reservoir>, Vec<bool>) {
    let mut stamp = vec![0u32; spec.len()];
    let mut round = 0;
    let mut built: Vec<Reservoir> = Vec::new();
    let mut dams = vec![false; spec.len()];
    let threshold = stream_area_m2(spec);
    let streams: Vec<usize> = (0..spec.len())
        .filter(|c| {
            channels.wet[*c] == Wet::Stream
                && channels.receiver[*c] != OUTLET
                && (threshold * 1.2..threshold * 60.0).contains(&channels.area_m2[*c])
        })
        .collect();
    let in_hills: Vec<usize> = streams.iter().copied().filter(|c| rugged[*c] > 0.12).collect();
    for named in &profile.land.reservoirs {
        let mut best: Option<(f32, Site)> = None;
        let apart_m = 0.16 * spec.width_m();
        // A hill valley at best; where none holds water, any.
        for candidates in [&in_hills, &streams] {
            if best.is_some() {
                break;
            }
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
        }
        let Some((_, site)) = best else { break };
        let crest_m = site.level_m + FREEBOARD_M;
        for &cell in &site.dam {
            ground_m[cell] = ground_m[cell].max(crest_m);
            channels.wet[cell] = Wet::Land;
            dams[cell] = true;
        }
        site.pool.iter().for_each(|c| channels.wet[*c] = Wet::Reservoir);
        let drains_m2 = channels.area_m2[site.dam[0]];
        built.push(reservoir(spec, named, &site, drains_m2, ground_m));
    }
    (built, dams)
}

/// The reservoir behind a dam with its levels and outlets.
fn reservoir(
    spec: &GridSpec,
    named: &NamedProfile,
    site: &Site,
    drains_m2: f32,
    ground_m: &[f32],
) -> Reservoir {
    let mut cells: Vec<u32> = site.pool.iter().map(|c| *c as u32).collect();
    cells.sort_unstable();
    let crest_m = site.level_m + FREEBOARD_M;
    let bed_m = site.pool.iter().map(|c| ground_m[*c]).fold(f32::INFINITY, f32::min);
    // The shore is taken to be upright above the level of the pool.
    let volume_m3 = |level_m: f32| {
        let depths = site.pool.iter().map(|c| f64::from((level_m - ground_m[*c]).max(0.0)));
        depths.sum::<f64>() * f64::from(spec.cell_area_m2())
    };
    let mut levels: Vec<f32> = (0..=8).map(|k| bed_m + (site.level_m - bed_m) * k as f32 / 8.0).collect();
    let (normal_m, design_m) = (site.level_m + NORMAL_M, site.level_m + DESIGN_M);
    levels.extend([normal_m, design_m, crest_m]);
    let peak_m3s = FLOOD_M3S * powf(drains_m2 * 1e-6, 2.0 / 3.0);
    let head_m = design_m - normal_m;
    Reservoir {
        id: named.id.clone(),
        name: named.name.clone(),
        dam: spec.centre(site.dam[0]),
        cells,
        dam_cells: site.dam.iter().map(|c| *c as u32).collect(),
        below: site.below as u32,
        level_m: site.level_m,
        flood_limit_m: site.level_m,
        normal_m,
        design_m,
        crest_m,
        spillway_crest_m: normal_m,
        // The pool takes half of the peak; a broad weir passes the rest: Q = 1.7·b·H^1.5.
        spillway_width_m: (0.5 * peak_m3s / (1.7 * head_m * head_m.sqrt())).max(3.0),
        outlet_m3s: OUTLET_M3S_PER_KM2 * drains_m2 * 1e-6,
        drains_m2,
        storage: levels.into_iter().map(|l| (l, volume_m3(l))).collect(),
    }
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
    // Where the stream comes out from under the dam.
    let mut foot = channels.receiver[cell] as usize;
    while foot != below && dam.contains(&foot) {
        foot = channels.receiver[foot] as usize;
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
    (pool.len() >= 12).then_some(Site { dam, below: foot, pool, level_m })
}
