//! Where people can live, and where they do: the townships' seats and the villages' centres.

use super::{
    CountyError,
    channels::Wet,
    land::Land,
    near::{box_mean, connected, distance_m, lerp, smoothstep},
};
use crate::{
    county::profile::Profile,
    num::{Draw, GridSpec, Point, draw::Process},
};
use rayon::prelude::*;

/// Steepest ground that people build on, m/m: gentle ground first, and steeper where there is not enough of it.
const STEEPEST: [f32; 4] = [0.14, 0.20, 0.28, 0.38];
/// Largest share of the ground fit for building that is built on.
pub const BUILT_SHARE: f32 = 0.22;

/// How good each cell is to live on, 0 to 1; 0 where nobody builds: water, banks, steep ground, and the
/// flood plain outside the dykes below the design flood.
pub fn suitability(land: &Land, profile: &Profile) -> Vec<f32> {
    let spec = &land.spec;
    let cells =
        profile.people.people as f32 * 3_600.0 / (profile.people.people_per_cell * spec.cell_area_m2());
    // A small county holds fewer people.
    let needed = (cells / BUILT_SHARE).min(0.12 * spec.len() as f32) as usize;
    let water_m = distance_m(spec, |c| land.channels.wet[c] != Wet::Land);
    // Islands in the lake have no road and stay empty.
    let mut mainland = vec![false; spec.len()];
    let open = |c: usize| !matches!(land.channels.wet[c], Wet::Lake | Wet::Reservoir);
    connected(spec, land.main.cells[0] as usize, open).into_iter().for_each(|c| mainland[c] = true);
    let mut good = Vec::new();
    for steepest in STEEPEST {
        good = on_ground(land, &water_m, &mainland, steepest);
        if good.iter().filter(|g| **g > 0.0).count() >= needed {
            break;
        }
    }
    // A place to live has room around it.
    let room = box_mean(spec, |c| f32::from(u8::from(good[c] > 0.0)), 5);
    good.iter_mut().zip(room).for_each(|(good, room)| *good *= 0.1 + 0.9 * room * room);
    good
}

fn on_ground(land: &Land, water_m: &[f32], mainland: &[bool], steepest: f32) -> Vec<f32> {
    let spec = &land.spec;
    (0..spec.len())
        .into_par_iter()
        .map(|cell| {
            let (row, col) = spec.row_col(cell);
            let margin = row.min(col).min(spec.rows - 1 - row).min(spec.cols - 1 - col);
            let i = land.valley.nearest[cell] as usize;
            let off_river_m = land.valley.distance_m[cell] - 0.5 * land.main.width_m[i];
            let in_polder = land.polder[cell].is_some();
            let low = land.valley.across[cell] < 1.3 && land.ground_m[cell] < land.main.design_m[i] - 0.3;
            let steep = spec.slope(&land.ground_m, cell);
            if margin < 3
                || !mainland[cell]
                || water_m[cell] < 1.2 * spec.cell_m
                || land.dams[cell]
                || steep > steepest
                || off_river_m < 2.0 * spec.cell_m
                || (low && !in_polder)
                || land.ground_m[cell] < land.level_m + 1.3
            {
                return 0.0;
            }
            let flat = 1.0 - smoothstep(0.02, steepest, steep);
            let near_water = 1.0 - smoothstep(300.0, 1_500.0, water_m[cell]);
            let remote = smoothstep(0.3, 1.0, land.rugged[cell]);
            (0.15 + 0.6 * flat + 0.25 * near_water) * lerp(1.0, 0.6, remote)
        })
        .collect()
}

/// The best cell near each township's wanted place.
///
/// # Errors
/// A township finds no dry ground.
pub fn seats(land: &Land, profile: &Profile, suitability: &[f32]) -> Result<Vec<usize>, CountyError> {
    let spec = &land.spec;
    let usable: Vec<usize> =
        (0..spec.len()).filter(|c| suitability[*c] > 0.0 && land.polder[*c].is_none()).collect();
    let mut seats: Vec<usize> = Vec::new();
    let apart_m = 0.09 * spec.width_m().min(spec.height_m());
    for township in &profile.people.townships {
        let wanted = Point { x_m: township.east * spec.width_m(), y_m: township.south * spec.height_m() };
        let cost = |cell: usize| {
            let p = spec.centre(cell);
            let crowd = seats.iter().filter(|s| spec.centre(**s).distance_m(p) < apart_m).count() as f32;
            p.distance_m(wanted) / spec.width_m() + 0.16 * (1.0 - suitability[cell]) + crowd
        };
        let best = usable
            .par_iter()
            .filter(|c| !seats.contains(c))
            .map(|c| (cost(*c), *c))
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let (_, seat) = best.ok_or(CountyError::NoPlace { what: "a township's seat" })?;
        seats.push(seat);
    }
    Ok(seats)
}

/// The nearest seat to each cell.
pub fn territories(spec: &GridSpec, seats: &[usize]) -> Vec<usize> {
    let seats: Vec<Point> = seats.iter().map(|s| spec.centre(*s)).collect();
    (0..spec.len())
        .into_par_iter()
        .map(|cell| {
            let p = spec.centre(cell);
            let nearest =
                (0..seats.len()).min_by(|a, b| p.distance_m(seats[*a]).total_cmp(&p.distance_m(seats[*b])));
            nearest.unwrap_or(0)
        })
        .collect()
}

/// Choose cells of villages: the seats first, then polders, then each township's share. In order of townships, the seat
/// of each first.
pub fn village_cells(
    seed: u64,
    land: &Land,
    profile: &Profile,
    seats: &[usize],
    territory: &[usize],
    suitability: &[f32],
) -> Vec<usize> {
    let usable: Vec<usize> = (0..land.spec.len()).filter(|c| suitability[*c] > 0.0).collect();
    let most = (usable.len() / 70).max(seats.len() * 2);
    let wanted = (profile.people.villages as usize).min(most);
    let mut cells = seats.to_vec();
    let mut draws = 0u64;
    let mut place = |pool: &[usize], count: usize, cells: &mut Vec<usize>| {
        for _ in 0..count {
            let mut best: Option<(f32, usize)> = None;
            for _ in 0..40 {
                draws += 1;
                let k = Draw::new(seed, draws, Process::Settlements).bits() % pool.len().max(1) as u64;
                let Some(&cell) = pool.get(k as usize) else { return };
                let p = land.spec.centre(cell);
                let apart =
                    cells.iter().map(|c| land.spec.centre(*c).distance_m(p)).fold(f32::INFINITY, f32::min);
                let score = apart * (0.25 + suitability[cell]);
                if apart >= 3.0 * land.spec.cell_m && best.is_none_or(|(s, _)| score > s) {
                    best = Some((score, cell));
                }
            }
            if let Some((_, cell)) = best {
                cells.push(cell);
            }
        }
    };
    for (k, polder) in land.polders.iter().enumerate() {
        let pool: Vec<usize> = usable.iter().copied().filter(|c| land.polder[*c] == Some(k)).collect();
        place(&pool, (polder.cells.len() / 200).clamp(5, 9), &mut cells);
    }
    let dry: Vec<usize> = usable.iter().copied().filter(|c| land.polder[*c].is_none()).collect();
    let pools: Vec<Vec<usize>> =
        (0..seats.len()).map(|t| dry.iter().copied().filter(|c| territory[*c] == t).collect()).collect();
    // Shares by the square root of land: small townships still have a handful of villages.
    let weight: Vec<f32> = pools.iter().map(|p| (p.len() as f32).sqrt()).collect();
    let total: f32 = weight.iter().sum();
    let rest = wanted.saturating_sub(cells.len()) as f32;
    let (mut due, mut placed) = (0.0f32, 0usize);
    for (pool, weight) in pools.iter().zip(&weight) {
        due += rest * weight / total.max(1.0);
        let count = (due.round() as usize).saturating_sub(placed);
        placed += count;
        place(pool, count, &mut cells);
    }
    // Where a township was full, others take its villages.
    for _ in 0..4 {
        let short = wanted.saturating_sub(cells.len());
        place(&dry, short, &mut cells);
    }
    // A stable sort: within a township, the seat stays first.
    cells.sort_by_key(|c| territory[*c]);
    cells
}
