//! What must hold for any fuels, wind, terrain and firelines.

use proptest::prelude::*;
use sandtable::{
    hazard::wildfire::{
        front::{Ellipse, Front},
        fuel,
        plain::{Band, Case, Outcome, Wind, run},
        spread::Moisture,
    },
    num::{Draw, GridSpec, draw::Process},
};

const SIDE: usize = 48;
const SPEC: GridSpec = GridSpec { rows: SIDE, cols: SIDE, cell_m: 30.0 };
const DRY: Moisture = Moisture { dead_1h: 0.05, dead_10h: 0.06, dead_100h: 0.07, herb: 0.6, woody: 0.9 };

fn unit(seed: u64, cell: usize, part: u64) -> f32 {
    Draw::new(seed, cell as u64, Process::Terrain).part(part).unit()
}

/// A random country: patches of grass and shrub, and water on rolling hills, in a wind.
fn country(seed: u64, wind_m_s: f64, from_deg: f64, relief_m: f32, minutes: f64) -> Case {
    let patch = |cell: usize| cell / SIDE / 4 * 100 + cell % SIDE / 4;
    let kind = |cell: usize| [102, 104, 144, 188, 163, 98][(unit(seed, patch(cell), 1) * 6.0) as usize % 6];
    // A plane and a hill: smooth, as the reference's fields are.
    let (a, b) = (unit(seed, 0, 2) - 0.5, unit(seed, 0, 3) - 0.5);
    let height = |cell: usize| {
        let (row, col) = ((cell / SIDE) as f32 - 20.0, (cell % SIDE) as f32 - 30.0);
        relief_m * (a * row / 10.0 + b * col / 10.0 + 100.0 / (100.0 + row * row + col * col))
    };
    let start = 23 * SIDE + 20;
    let mut fuel: Vec<u8> = (0..SPEC.len()).map(kind).collect();
    fuel[start] = 102;
    Case {
        spec: SPEC,
        ground_m: (0..SPEC.len()).map(height).collect(),
        fuel,
        moisture: DRY,
        bands: vec![Band { wind: Wind::Midflame(wind_m_s), from_deg }],
        band_s: 60.0 * minutes,
        duration_s: 60.0 * minutes,
        ignition: vec![start],
        lines: Vec::new(),
        crowns: None,
        spotting: None,
    }
}

/// The case as seen turned by a quarter clockwise, or mirrored east to west; the wind and the ignition with it.
fn seen(case: &Case, turned: bool) -> (Case, impl Fn(usize) -> usize) {
    let to = move |cell: usize| {
        let (row, col) = (cell / SIDE, cell % SIDE);
        if turned { col * SIDE + SIDE - 1 - row } else { row * SIDE + SIDE - 1 - col }
    };
    let mut out = case.clone();
    for cell in 0..SPEC.len() {
        out.fuel[to(cell)] = case.fuel[cell];
        out.ground_m[to(cell)] = case.ground_m[cell];
    }
    for band in &mut out.bands {
        band.from_deg = if turned { (band.from_deg + 90.0) % 360.0 } else { 360.0 - band.from_deg };
    }
    out.ignition = case.ignition.iter().map(|cell| to(*cell)).collect();
    (out, to)
}

/// Of two fires: cells that burnt in only one, and those that were reached at times which differ by more than a quarter of
/// the time that the fire took to come from its neighbours and by more than 5 % of the whole time.
fn difference(a: &Outcome, b: &Outcome, to: impl Fn(usize) -> usize) -> (usize, usize) {
    let (mut only, mut late) = (0, 0);
    for cell in 0..SPEC.len() {
        let (x, y) = (a.arrival_min[cell], b.arrival_min[to(cell)]);
        let beside = [cell.wrapping_sub(1), cell + 1, cell.wrapping_sub(SIDE), cell + SIDE];
        let before = beside.iter().filter_map(|c| a.arrival_min.get(*c)).fold(x, |least, t| least.min(*t));
        if x.is_finite() != y.is_finite() {
            only += 1;
        } else if (x - y).abs() > (0.25 * (x - before).max(1.0)).max(0.05 * x) {
            late += 1;
        }
    }
    (only, late)
}

/// Over many countries: in one of them a front that hangs on one cell may make much of the last bit of a sine.
#[test]
fn turned_or_mirrored_countries_burn_alike() {
    let (mut all, mut only, mut late) = (0, 0, 0);
    for seed in 0..40 {
        let range = |part: u64, low: f32, high: f32| low + (high - low) * unit(seed, 7, part);
        let (wind, from) = (f64::from(range(1, 0.0, 4.0)), f64::from(range(2, 0.0, 360.0)));
        let case = country(seed, wind, from, range(3, 0.0, 80.0), 90.0);
        let outcome = run(&case);
        for turned in [true, false] {
            let (other, to) = seen(&case, turned);
            let (a, b) = difference(&outcome, &run(&other), to);
            (all, only, late) = (all + outcome.burnt_cells, only + a, late + b);
        }
    }
    println!("{all} cells, {only} in one view only, {late} at other times");
    assert!(all > 10_000 && only * 100 < all && late * 100 < all, "{only} {late} of {all}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn without_wind_a_fire_is_round(rate in 0.01f32..1.0, start in 60usize..68) {
        let spec = GridSpec { rows: 129, cols: 129, cell_m: 20.0 };
        let round = Ellipse { heading: [0.6, 0.8], along: rate, across: rate, ahead: 0.0 };
        let mut front = Front::new(spec);
        front.ignite(start * 129 + start);
        let radius_m = 50.0 * 20.0;
        front.advance(radius_m / f64::from(rate), &|_| round);
        let exact = std::f64::consts::PI * 2500.0;
        let error = front.burnt_cells() as f64 / exact - 1.0;
        println!("{} cells, exact {exact:.0} ({:+.2} %)", front.burnt_cells(), 100.0 * error);
        prop_assert!(error.abs() < 0.015);
        // In every direction.
        for cell in front.edge() {
            let off = |k: usize| k as f64 - start as f64;
            let (row, col) = (off(cell as usize / 129), off(cell as usize % 129));
            let far = (row * row + col * col).sqrt();
            prop_assert!((far - 49.75).abs() < 1.4, "edge at {far} cells of 50");
        }
    }

    #[test]
    fn the_fire_comes_from_a_neighbour_that_burnt_before(
        seed in 0u64..1_000_000, wind in 0.0f64..4.0, from in 0.0f64..360.0, relief in 0.0f32..80.0,
    ) {
        let case = country(seed, wind, from, relief, 120.0);
        let outcome = run(&case);
        let t = &outcome.arrival_min;
        let mut checked = 0;
        for row in 1..SIDE - 1 {
            for col in 1..SIDE - 1 {
                let cell = row * SIDE + col;
                if !t[cell].is_finite() || cell == case.ignition[0] {
                    continue;
                }
                let before = [cell - 1, cell + 1, cell - SIDE, cell + SIDE].iter().any(|&b| t[b] <= t[cell]);
                prop_assert!(before, "({row}, {col}) at {} min burnt of itself", t[cell]);
                prop_assert!(fuel::model(case.fuel[cell]).is_some(), "water burnt");
                checked += 1;
            }
        }
        prop_assert!(checked + 1 + 4 * SIDE >= outcome.burnt_cells);
        // Along its way the front never goes back in time: each step passed, and intensity with it.
        for (at, intensity) in t.iter().zip(&outcome.intensity_kw_m) {
            prop_assert!(at.is_nan() || (*at >= 0.0 && *at <= 120.001));
            prop_assert!(at.is_finite() || *intensity == 0.0);
        }
    }

    #[test]
    fn a_held_line_is_never_crossed(
        seed in 0u64..1_000_000, wind in 0.0f64..5.0, from in 0.0f64..360.0, top in 4usize..18, left in 4usize..15,
        bottom in 28usize..44, right in 26usize..44, diamond: bool,
    ) {
        // A ring of single cells around the ignition, or a diamond of cells that meet only at their corners.
        let mut case = country(seed, wind, from, 30.0, 600.0);
        let within = |row: usize, col: usize, wider: usize| {
            if diamond {
                row.abs_diff(23) + col.abs_diff(20) < top + wider
            } else {
                (top + 1 - wider..bottom + wider).contains(&row) && (left + 1 - wider..right + wider).contains(&col)
            }
        };
        let ring = |row: usize, col: usize| within(row, col, 1) && !within(row, col, 0);
        let line: Vec<usize> = (0..SPEC.len()).filter(|c| ring(c / SIDE, c % SIDE)).collect();
        case.lines = vec![(0.0, line)];
        let outcome = run(&case);
        // Where water hems the fire in it does not come to the line at all.
        let beside = |c: usize| [c - 1, c + 1, c - SIDE, c + SIDE].into_iter();
        let held = |c: &usize| beside(*c).any(|n| outcome.arrival_min[n].is_finite());
        prop_assume!(case.lines[0].1.iter().any(held));
        for cell in 0..SPEC.len() {
            let (row, col) = (cell / SIDE, cell % SIDE);
            prop_assert!(within(row, col, 0) || !outcome.arrival_min[cell].is_finite(), "({row}, {col}) burnt");
        }
    }
}
