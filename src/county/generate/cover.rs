//! Land cover: how much of each the county's profile says, where the ground and people decide.

use super::{
    channels::Wet,
    field::Field,
    land::Land,
    near::{distance_m, near8, smoothstep},
};
use crate::{
    county::{Cover, Village, profile::CoverProfile},
    num::{Draw, GridSpec, draw::Process, math::lnf},
};
use rayon::prelude::*;

/// What decides on the cover of a cell.
struct Site {
    slope: f32,
    /// Share of the way from the county's lowest to its highest ground.
    high: f32,
    /// 0 in the lowlands, from 800 m up to 1 at 1,600 m, where summits bear meadows.
    alpine: f32,
    /// 1 on a slope that faces south, −1 on one that faces north.
    sunny: f32,
    /// Topographic wetness ln(a/tan β) (Beven and Kirkby 1979), 0 on ridges to 1 by brooks.
    wet: f32,
    /// Distance to the nearest houses, km, 4 at most.
    remote_km: f32,
    /// On the bank of the main river, outside polders.
    bank: bool,
    polder: bool,
    /// Chance: patches of some hundred metres, of one and of two kilometres.
    patch: f32,
    grove: f32,
    wild: f32,
}

/// A use of the land, its wanted share, and how good a place is for it; a place that cannot take it is −∞.
type Use = (Cover, f32, fn(&Site) -> f32);

/// Uses in the order in which they take their land.
fn uses(shares: &CoverProfile) -> [Use; 6] {
    [
        // Rice wants level, wet, low ground near the houses; hillsides are terraced up to some ten degrees.
        (Cover::Paddy, shares.paddy, |s| {
            if s.slope > 0.18 || s.bank {
                return f32::NEG_INFINITY;
            }
            let polder = if s.polder { 2.0 } else { 0.0 };
            1.6 * s.wet - s.slope / 0.05 - 0.5 * s.remote_km - 1.5 * s.high + polder + 0.6 * s.patch
        }),
        // The law forbids ploughing slopes over 25°.
        (Cover::DryField, shares.dry_field, |s| {
            if s.slope > 0.46 {
                return f32::NEG_INFINITY;
            }
            0.3 * s.sunny - 0.3 * s.wet - s.slope / 0.13 - 0.8 * s.remote_km + 0.7 * s.grove
        }),
        // Orchards, tea and camellia on the sunny foot of the hills.
        (Cover::Orchard, shares.orchard, |s| {
            if s.slope > 0.46 || s.bank {
                return f32::NEG_INFINITY;
            }
            0.5 * s.sunny - (s.slope - 0.12).abs() / 0.1 - 0.7 * s.remote_km - 2.0 * s.high + 1.2 * s.patch
        }),
        (Cover::Bare, shares.bare, |s| s.slope / 0.35 + s.high + s.patch + if s.bank { 0.8 } else { 0.0 }),
        // Meadows on the heights and on the banks.
        (Cover::Grass, shares.grass, |s| {
            s.alpine * (2.2 + 1.3 * s.wild) - s.wet
                + 0.8 * s.patch
                + 0.4 * s.wild
                + if s.bank { 4.0 } else { 0.0 }
        }),
        // Scrub on steep, dry, sunny and cut-over slopes.
        (Cover::Shrub, shares.shrub, |s| {
            s.slope / 0.9 + 0.5 * s.alpine + 0.4 * s.sunny - s.wet + 1.2 * s.patch - 0.2 * s.remote_km
        }),
    ]
}

/// Woods in the order in which they take what no use has taken; the last takes the rest.
fn woods(shares: &CoverProfile) -> [Use; 4] {
    let all = shares.bamboo + shares.broadleaf + shares.masson_pine + shares.chinese_fir;
    [
        // Bamboo by the villages, old woods far off and high up, pine on dry and sunny slopes, planted fir on moist and
        // shady ones.
        (Cover::Bamboo, shares.bamboo / all, |s| 0.5 * s.wet - 0.4 * s.remote_km - 1.4 * s.wild - s.high),
        (Cover::Broadleaf, shares.broadleaf / all, |s| 1.2 * s.high + 0.2 * s.remote_km + 1.2 * s.wild),
        (Cover::MassonPine, shares.masson_pine / all, |s| {
            0.5 * s.sunny - 0.7 * s.wet - s.high + s.patch - 0.8 * s.grove
        }),
        (Cover::ChineseFir, 1.0, |_| 0.0),
    ]
}

/// Cover of every cell.
pub fn cover(seed: u64, land: &Land, shares: &CoverProfile, villages: &[Village]) -> Vec<Cover> {
    let (spec, channels) = (&land.spec, &land.channels);
    let sites = sites(seed, land, villages);
    let mut cover = vec![None; spec.len()];
    for (cell, wet) in channels.wet.iter().enumerate() {
        if *wet != Wet::Land {
            cover[cell] = Some(Cover::Water);
        }
    }
    for cell in villages.iter().flat_map(|v| &v.cells) {
        cover[*cell as usize] = Some(Cover::BuiltUp);
    }
    // The shore of the great lake, which high water drowns.
    for cell in 0..spec.len() {
        let low = land.ground_m[cell] - land.level_m < 2.4;
        if low && land.lake_m[cell] < 280.0 + 260.0 * sites[cell].patch && cover[cell].is_none() {
            cover[cell] = Some(if sites[cell].patch > 0.1 { Cover::Bare } else { Cover::Grass });
        }
    }
    for kinds in [&uses(shares)[..], &woods(shares)] {
        let free = cover.iter().filter(|c| c.is_none()).count() as f32;
        for &(kind, share, fit) in kinds {
            take_best(&mut cover, kind, (share * free) as usize, |cell| fit(&sites[cell]));
        }
    }
    let cover: Vec<Cover> = cover.into_iter().map(|c| c.unwrap_or(Cover::ChineseFir)).collect();
    settled(spec, &cover)
}

fn sites(seed: u64, land: &Land, villages: &[Village]) -> Vec<Site> {
    let (spec, ground_m, channels) = (&land.spec, &land.ground_m[..], &land.channels);
    let field = |part, wave| Field::new(Draw::new(seed, 0, Process::Cover).part(part), wave, 2).raster(spec);
    let (patches, groves, wild) = (field(1, 900.0), field(2, 1_600.0), field(3, 2_400.0));
    let mut homes = vec![false; spec.len()];
    villages.iter().flat_map(|v| &v.cells).for_each(|c| homes[*c as usize] = true);
    let homes_m = distance_m(spec, |c| homes[c]);
    let (low, top) =
        ground_m.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, top), z| (low.min(*z), top.max(*z)));
    (0..spec.len())
        .into_par_iter()
        .map(|cell| {
            let (dx, dy) = spec.gradient(ground_m, cell);
            let slope = (dx * dx + dy * dy).sqrt();
            let wetness = lnf(channels.area_m2[cell] / spec.cell_m / slope.max(0.004));
            let off_m =
                land.valley.distance_m[cell] - 0.5 * land.main.width_m[land.valley.nearest[cell] as usize];
            Site {
                slope,
                high: (ground_m[cell] - low) / (top - low).max(1.0),
                alpine: smoothstep(800.0, 1_600.0, ground_m[cell]),
                sunny: -dy / slope.max(0.02),
                wet: ((wetness - 5.5) / 7.0).clamp(0.0, 1.0),
                remote_km: (homes_m[cell] * 1e-3).min(4.0),
                bank: off_m < 1.2 * spec.cell_m && land.polder[cell].is_none(),
                polder: land.polder[cell].is_some(),
                patch: patches[cell],
                grove: groves[cell],
                wild: wild[cell],
            }
        })
        .collect()
}

/// Give a cover to the `count` free cells that fit it best, to within what one step of a fine scale of fitness holds.
fn take_best(
    cover: &mut [Option<Cover>],
    kind: Cover,
    count: usize,
    fit: impl Fn(usize) -> f32 + Sync + Send,
) {
    const STEPS: usize = 1 << 16;
    const NONE: u32 = u32::MAX;
    if count == 0 {
        return;
    }
    let scale: Vec<u32> = cover
        .par_iter()
        .enumerate()
        .map(|(cell, cover)| match cover {
            Some(_) => NONE,
            None => match fit(cell) {
                f32::NEG_INFINITY => NONE,
                // The best stands at 0; all fitness lies within ±16.
                fit => ((16.0 - fit) / 32.0 * STEPS as f32).clamp(0.0, (STEPS - 1) as f32) as u32,
            },
        })
        .collect();
    let mut tally = vec![0usize; STEPS];
    scale.iter().filter(|s| **s != NONE).for_each(|s| tally[*s as usize] += 1);
    let mut taken = 0;
    let last = tally.iter().position(|n| {
        taken += n;
        taken >= count
    });
    let last = last.unwrap_or(STEPS - 1) as u32;
    cover.par_iter_mut().zip(&scale).filter(|(_, s)| **s <= last).for_each(|(c, _)| *c = Some(kind));
}

/// Give each cell of land the cover that most of its neighbours have, if five or more agree: patches instead of specks.
/// Water and houses stay.
fn settled(spec: &GridSpec, cover: &[Cover]) -> Vec<Cover> {
    let fixed = |c: Cover| matches!(c, Cover::Water | Cover::BuiltUp);
    (0..spec.len())
        .into_par_iter()
        .map(|cell| {
            if fixed(cover[cell]) {
                return cover[cell];
            }
            let mut count = [0u8; Cover::ALL.len()];
            for (_, n) in near8(spec, cell) {
                count[cover[n] as usize] += 1;
            }
            match count.iter().position(|n| *n >= 5) {
                Some(k) if !fixed(Cover::ALL[k]) => Cover::ALL[k],
                _ => cover[cell],
            }
        })
        .collect()
}
