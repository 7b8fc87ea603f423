//! Where people live: the townships' seats and the villages.

use super::{
    CountyError,
    channels::Wet,
    cover::slope,
    land::Land,
    names::Namer,
    near::{box_mean, connected, distance_m, lerp, near4, smoothstep},
};
use crate::{
    county::{Ages, Houses, Township, Village, profile::Profile},
    num::{Draw, GridSpec, Point, draw::Process},
};
use rayon::prelude::*;
use std::{cmp::Reverse, collections::BinaryHeap};

/// How good each cell is to live on, 0 to 1; 0 where nobody builds: water, banks, steep ground, and the
/// flood plain outside the dykes below the design flood.
pub fn suitability(land: &Land) -> Vec<f32> {
    let spec = &land.spec;
    let water_m = distance_m(spec, |c| land.channels.wet[c] != Wet::Land);
    // Islands in the lake have no road and stay empty.
    let mut mainland = vec![false; spec.len()];
    let open = |c: usize| !matches!(land.channels.wet[c], Wet::Lake | Wet::Reservoir);
    connected(spec, land.main.cells[0] as usize, open).into_iter().for_each(|c| mainland[c] = true);
    let mut good: Vec<f32> = (0..spec.len())
        .into_par_iter()
        .map(|cell| {
            let (row, col) = spec.row_col(cell);
            let margin = row.min(col).min(spec.rows - 1 - row).min(spec.cols - 1 - col);
            let i = land.valley.nearest[cell] as usize;
            let off_river_m = land.valley.distance_m[cell] - 0.5 * land.main.width_m[i];
            let in_polder = land.polder[cell].is_some();
            let low = land.valley.across[cell] < 1.3 && land.ground_m[cell] < land.main.design_m[i] - 0.3;
            let steep = slope(spec, &land.ground_m, cell);
            if margin < 3
                || !mainland[cell]
                || water_m[cell] < 1.2 * spec.cell_m
                || land.dams[cell]
                || steep > 0.14
                || off_river_m < 2.0 * spec.cell_m
                || (low && !in_polder)
                || land.ground_m[cell] < land.level_m + 1.3
            {
                return 0.0;
            }
            let flat = 1.0 - smoothstep(0.02, 0.14, steep);
            let near_water = 1.0 - smoothstep(300.0, 1_500.0, water_m[cell]);
            let remote = smoothstep(0.3, 1.0, land.rugged[cell]);
            (0.15 + 0.6 * flat + 0.25 * near_water) * lerp(1.0, 0.6, remote)
        })
        .collect();
    // A place to live has room around it.
    let room = box_mean(spec, |c| f32::from(u8::from(good[c] > 0.0)), 5);
    good.iter_mut().zip(room).for_each(|(good, room)| *good *= 0.1 + 0.9 * room * room);
    good
}

/// The best cell near each township's wanted place.
///
/// # Errors
/// A township finds no dry ground.
pub fn seats(land: &Land, profile: &Profile, suitability: &[f32]) -> Result<Vec<usize>, CountyError> {
    let spec = &land.spec;
    let mut seats: Vec<usize> = Vec::new();
    let apart_m = 0.09 * spec.width_m().min(spec.height_m());
    for township in &profile.people.townships {
        let wanted = Point { x_m: township.east * spec.width_m(), y_m: township.south * spec.height_m() };
        let cost = |cell: usize| {
            let p = spec.centre(cell);
            let crowd = seats.iter().filter(|s| spec.centre(**s).distance_m(p) < apart_m).count() as f32;
            p.distance_m(wanted) / spec.width_m() + 0.16 * (1.0 - suitability[cell]) + crowd
        };
        let best = (0..spec.len())
            .filter(|c| suitability[*c] > 0.0 && land.polder[*c].is_none())
            .map(|c| (cost(c), c))
            .min_by(|a, b| a.0.total_cmp(&b.0));
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

/// Choose cells of villages: the seats first, then polders, then each township's share.
fn village_cells(
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
    cells
}

/// The townships and villages, villages grouped by township, each township's seat first.
pub fn settle(
    seed: u64,
    land: &Land,
    profile: &Profile,
    seats: &[usize],
    territory: &[usize],
    suitability: &[f32],
) -> (Vec<Township>, Vec<Village>) {
    let spec = &land.spec;
    let mut namer = Namer::new(seed, profile);
    let townships: Vec<Township> = profile
        .people
        .townships
        .iter()
        .zip(seats)
        .map(|(t, seat)| Township {
            id: t.id.clone(),
            name: namer.township(t),
            seat: spec.centre(*seat),
            node: 0,
            named_in_plan: t.named_in_plan,
        })
        .collect();
    let mut cells = village_cells(seed, land, profile, seats, territory, suitability);
    // A stable sort by township: within one, the seat stays first.
    cells.sort_by_key(|c| territory[*c]);

    // Rank-size rule with a flat exponent, as among villages: county seat, seats, then the others by chance.
    let draw = |cell: usize, part| Draw::new(seed, cell as u64, Process::Settlements).part(part);
    let mut rank: Vec<usize> = (0..cells.len()).collect();
    rank.sort_by_key(|k| {
        let class = seats.iter().position(|s| *s == cells[*k]).map_or(2, |t| t.min(1));
        (class, draw(cells[*k], 1).bits())
    });
    let mut weight = vec![0.0f64; cells.len()];
    for (r, &k) in rank.iter().enumerate() {
        weight[k] = crate::num::math::pow(r as f64 + 1.5, -0.38) * if r == 0 { 3.0 } else { 1.0 };
    }
    let total: f64 = weight.iter().sum();
    let area_share = spec.cell_area_m2() / 3_600.0;
    let usable = suitability.iter().filter(|s| **s > 0.0).count() as f32;
    let people = (profile.people.people as f32
        * (cells.len() as f32 / profile.people.villages as f32).min(1.0))
    .min(0.22 * usable * profile.people.people_per_cell * area_share);

    let mut taken = vec![false; spec.len()];
    let mut homes: Vec<Vec<u32>> = vec![Vec::new(); cells.len()];
    cells.iter().for_each(|c| taken[*c] = true);
    let sizes: Vec<u32> =
        weight.iter().map(|w| ((f64::from(people) * w / total).round() as u32).max(60)).collect();
    for &k in &rank {
        let count =
            (sizes[k] as f32 / (profile.people.people_per_cell * area_share)).ceil().max(1.0) as usize;
        homes[k] = grow(seed, land, suitability, cells[k], count, &mut taken);
    }
    let mut number = vec![0u32; townships.len()];
    let villages = cells
        .iter()
        .enumerate()
        .map(|(k, &cell)| {
            let t = territory[cell];
            number[t] += 1;
            let people = sizes[k];
            let hilly = land.rugged[cell] > 0.25;
            Village {
                id: format!("{}-{:02}", townships[t].id, number[t]),
                name: if number[t] == 1 {
                    namer.seat(&profile.people.townships[t])
                } else {
                    namer.village(cell, hilly)
                },
                township: t,
                at: spec.centre(cell),
                node: 0,
                people,
                households: (people as f32 / profile.people.people_per_household).round() as u32,
                need_help: (people as f32 * profile.people.need_help_share * draw(cell, 2).range(0.7, 1.3))
                    .round() as u32,
                cells: std::mem::take(&mut homes[k]),
                polder: land.polder[cell],
                value_yuan: f64::from(people)
                    * profile.people.value_yuan_per_person
                    * f64::from(draw(cell, 3).range(0.8, 1.2)),
                hamlets: Vec::new(),
                ages: Ages::default(),
                day_people: people,
                livestock_households: 0,
                houses: Houses::default(),
            }
        })
        .collect();
    (townships, villages)
}

/// Grow a village's houses around its centre over good ground.
fn grow(
    seed: u64,
    land: &Land,
    suitability: &[f32],
    centre: usize,
    count: usize,
    taken: &mut [bool],
) -> Vec<u32> {
    let spec = &land.spec;
    let mut heap = BinaryHeap::from([Reverse((0u64, centre))]);
    let mut cells = Vec::with_capacity(count);
    let mut offered = std::collections::BTreeSet::from([centre]);
    while let Some(Reverse((_, cell))) = heap.pop() {
        cells.push(cell as u32);
        taken[cell] = true;
        if cells.len() == count {
            break;
        }
        for (_, n) in near4(spec, cell) {
            if !taken[n] && suitability[n] > 0.0 && land.polder[n] == land.polder[centre] && offered.insert(n)
            {
                let chance = Draw::new(seed, n as u64, Process::Settlements).part(4).range(0.55, 1.5);
                let far = spec.centre(centre).distance_m(spec.centre(n)) * chance / (0.3 + suitability[n]);
                heap.push(Reverse(((far * 1000.0) as u64, n)));
            }
        }
    }
    cells.sort_unstable();
    cells
}
