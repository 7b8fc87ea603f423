//! Windows of fast water in the county's flood: dam breaks against exact solutions, mass, and the same bits on every
//! number of threads. Every case runs through `Flood::advance`, the way of the drill.

#![allow(clippy::disallowed_methods, reason = "exact solutions are not part of the simulation")]

use sandtable::{
    county::{Face, Side},
    hazard::flood::{Breach, Edge, Flood, FloodParams, Forcing, Inflow, Rain, Soil},
    num::{Draw, GridSpec, draw::Process},
};
use std::hash::Hasher;

const G: f64 = 9.81;

fn bits(flood: &Flood) -> u64 {
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    flood.hash_into(&mut hasher);
    hasher.finish()
}

/// A dam across a flat county breaks: a window opens in its middle and follows the water. Depth and speed along the middle
/// row after `time_s`.
fn dam_break(low_m: f32, time_s: f64, window: bool) -> (Vec<(f64, f64, f64)>, Flood) {
    let (x0, dx) = (1_500.0, 5.0f32);
    let spec = GridSpec { rows: 7, cols: 600, cell_m: dx };
    let depth: Vec<f32> = (0..spec.len())
        .map(|cell| if f64::from(spec.centre(cell).x_m) < x0 { 10.0 } else { low_m })
        .collect();
    let mut flood = Flood::new(
        spec,
        vec![100.0; spec.len()],
        vec![1e-4; spec.len()],
        Edge::Closed,
        FloodParams::default(),
    )
    .unwrap();
    flood.set_depth(&depth).unwrap();
    if window {
        flood.open_window(spec.index(3, 300) as u32).unwrap();
    }
    for _ in 0..(time_s / 10.0) as usize {
        flood.advance(10.0, &Forcing::NONE).unwrap();
    }
    let line = (0..spec.cols).map(|col| {
        let cell = spec.index(3, col);
        let x = f64::from(spec.centre(cell).x_m) - x0;
        (x, f64::from(flood.depth_m()[cell]), f64::from(flood.speed_m_s(cell)))
    });
    (line.collect(), flood)
}

fn l1(line: &[(f64, f64, f64)], exact: impl Fn(f64) -> f64) -> f64 {
    line.iter().map(|(x, h, _)| (h - exact(*x)).abs()).sum::<f64>()
        / line.iter().map(|(x, ..)| exact(*x)).sum::<f64>()
}

#[test]
fn ritter_through_the_county_with_a_window() {
    let t = 40.0;
    let c = (G * 10.0f64).sqrt();
    let exact = |x: f64| match x / t {
        s if s <= -c => 10.0,
        s if s >= 2.0 * c => 0.0,
        s => (2.0 * c - s).powi(2) / (9.0 * G),
    };
    let (alone, _) = dam_break(0.0, t, false);
    let (line, flood) = dam_break(0.0, t, true);
    let (without, with) = (l1(&alone, exact), l1(&line, exact));
    let dam = 0.5 * (line[299].1 + line[300].1);
    println!(
        "Ritter in the county: L1 {:.3} % with a window of {} cells (pass 0.5 %), {:.2} % without; depth at the dam {dam:.4} m (4.4444); mass {:.1e}",
        100.0 * with,
        flood.window_cells(),
        100.0 * without,
        flood.ledger().error_rel()
    );
    assert!(with <= 0.005);
    assert!((dam - 4.4444).abs() < 0.05);
    assert!(without > 0.03, "local inertia alone cannot do it");
    assert!(flood.ledger().error_rel().abs() < 1e-6);
}

#[test]
fn stoker_through_the_county_with_a_window() {
    let (hm, um, shock, t) = (3.9618, 7.341, 9.819, 40.0);
    let c = (G * 10.0f64).sqrt();
    let exact = |x: f64| match x / t {
        s if s <= -c => 10.0,
        s if s <= um - (G * hm).sqrt() => (2.0 * c - s).powi(2) / (9.0 * G),
        s if s <= shock => hm,
        _ => 1.0,
    };
    let (line, flood) = dam_break(1.0, t, true);
    let error = l1(&line, exact);
    let plateau = line.iter().find(|(x, ..)| *x > 250.0).unwrap();
    let front = line.iter().rev().find(|(_, h, _)| *h > 0.5 * (1.0 + hm)).unwrap().0;
    println!(
        "Stoker in the county: L1 {:.3} % (pass 0.5 %), plateau {:.4} m ({hm}), {:.3} m/s ({um}), shock at {front:.1} m ({:.1} ± 10); mass {:.1e}",
        100.0 * error,
        plateau.1,
        plateau.2,
        shock * t,
        flood.ledger().error_rel()
    );
    assert!(error <= 0.005);
    assert!((plateau.1 / hm - 1.0).abs() < 0.005 && (plateau.2 / um - 1.0).abs() < 0.005);
    assert!((front - shock * t).abs() <= 10.0);
    assert!(flood.ledger().error_rel().abs() < 1e-6);
}

/// A drill's breach: a river with rain and soils behind a dyke, a lake, a polder, and a dyke that fails.
fn breach_run(threads: usize, hours: f64) -> (Flood, Vec<f64>, usize) {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| {
        let spec = GridSpec { rows: 90, cols: 110, cell_m: 60.0 };
        let rough = |cell: usize| 0.4 * Draw::new(3, cell as u64, Process::Terrain).unit();
        let ground: Vec<f32> = (0..spec.len())
            .map(|cell| {
                let (row, col) = spec.row_col(cell);
                let along = 0.0003 * 60.0 * (90 - row) as f32;
                let bed = match col {
                    0..30 => 4.0 + 0.2 * (30 - col) as f32,
                    30..36 => -3.0,
                    36..90 => -1.5,
                    _ => 0.3 * (col - 90) as f32,
                };
                500.0 + along + bed + rough(cell)
            })
            .collect();
        let level = |row: usize| 500.0 + 0.0003 * 60.0 * (90 - row) as f32 + 3.5;
        let depth: Vec<f32> = (0..spec.len())
            .map(|cell| {
                let (row, col) = spec.row_col(cell);
                if (30..36).contains(&col) { (level(row) - ground[cell]).max(0.0) } else { 0.0 }
            })
            .collect();
        let mut flood =
            Flood::new(spec, ground.clone(), vec![0.035; spec.len()], Edge::Open, FloodParams::default())
                .unwrap();
        flood.set_depth(&depth).unwrap();
        let pond: Vec<u32> = (40..46).flat_map(|r| (60..66).map(move |c| (r * 110 + c) as u32)).collect();
        flood.level_pool(&pond).unwrap();
        flood.set_soils(&vec![0; spec.len()], &[Soil::loam(0.2, 5e-3)]).unwrap();
        let dyke: Vec<Face> =
            (0..90).map(|row| Face { cell: spec.index(row, 35) as u32, side: Side::East }).collect();
        let crests: Vec<f32> = (0..90).map(|row| level(row) + 1.0).collect();
        for (face, crest) in dyke.iter().zip(&crests) {
            flood.set_crest(*face, *crest).unwrap();
        }
        let sills: Vec<f32> = dyke.iter().map(|f| ground[f.cell as usize + 1]).collect();
        let middle = 40..46;
        let breach = Breach::new(
            3,
            &dyke[middle.clone()],
            &crests[middle.clone()],
            &sills[middle],
            60.0,
            600.0,
            200.0,
            600.0,
        );
        let river: Vec<u32> = (30..36).collect();
        let inflows = [Inflow { cells: &river, flow_m3s: 900.0 }];
        let (mut through, mut widest) = (Vec::new(), 0);
        for tick in 0..(hours * 360.0) as usize {
            let now = 10.0 * tick as f64;
            if now >= 600.0 && !breach.formed(now - 60.0) {
                for (face, crest) in breach.crests(now) {
                    flood.set_breached_crest(face, crest).unwrap();
                }
            }
            let rain = if tick < 180 { Rain::Uniform(30e-3 / 3600.0) } else { Rain::None };
            flood.advance(10.0, &Forcing { rain, inflows: &inflows }).unwrap();
            through.push(dyke.iter().map(|f| f64::from(flood.face_flow(*f))).sum());
            widest = widest.max(flood.window_cells());
        }
        (flood, through, widest)
    })
}

#[test]
fn a_breach_of_a_drill_opens_a_window_and_loses_no_water() {
    let (flood, through, widest) = breach_run(2, 2.0);
    let most = through.iter().copied().fold(0.0, f64::max);
    let fastest = (0..flood.spec().len()).map(|c| flood.speed_m_s(c)).fold(0.0, f32::max);
    let ledger = flood.ledger();
    println!(
        "breach: through it {most:.0} m³/s at most, window of up to {widest} cells, fastest at the end {fastest:.2} m/s, mass {:.1e} (allowed 1e-6)",
        ledger.error_rel()
    );
    assert!(widest > 0, "a breach opens a window");
    assert!(most > 50.0, "water goes through");
    assert!(ledger.error_rel().abs() <= 1e-6);
    assert!(ledger.rain_m3 > 0.0 && ledger.infiltrated_m3 > 0.0 && ledger.outflow_m3 > 0.0);
    assert!(flood.depth_m().iter().all(|h| *h >= 0.0 && h.is_finite()));
    assert!(fastest <= 30.0);
}

#[test]
fn a_window_changes_no_bit_with_the_number_of_threads() {
    let one = bits(&breach_run(1, 0.6).0);
    for threads in [2, 3] {
        assert_eq!(bits(&breach_run(threads, 0.6).0), one, "{threads} threads");
    }
}

/// A window in a river must not be felt: slow flow through it is what local inertia makes of it.
#[test]
fn a_river_runs_through_a_window_as_if_it_were_not_there() {
    let spec = GridSpec { rows: 60, cols: 40, cell_m: 20.0 };
    let (h, slope, n) = (2.0f32, 5e-4f32, 0.03f32);
    // Walls but in the south; a bed with long waves and a bend's worth of cross slope.
    let is_wall = |c: usize| c < 40 || c.is_multiple_of(40) || c % 40 == 39;
    let bed = |c: usize| {
        let (row, col) = ((c / 40) as f64, (c % 40) as f64);
        50.0 - slope * 20.0 * (c / 40) as f32 + (0.2 * (row / 9.0).sin() + 0.02 * (col - 20.0)) as f32
    };
    let ground: Vec<f32> = (0..spec.len()).map(|c| if is_wall(c) { 150.0 } else { bed(c) }).collect();
    let mut plain =
        Flood::new(spec, ground, vec![n; spec.len()], Edge::Open, FloodParams::default()).unwrap();
    plain.set_depth(&(0..spec.len()).map(|c| if is_wall(c) { 0.0 } else { h }).collect::<Vec<_>>()).unwrap();
    let q = h.powf(5.0 / 3.0) * slope.sqrt() / n;
    let head: Vec<u32> = (41..79).collect();
    let inflows = [Inflow { cells: &head, flow_m3s: f64::from(q) * 38.0 * 20.0 }];
    let forcing = Forcing { rain: Rain::None, inflows: &inflows };
    plain.advance(3_600.0, &forcing).unwrap();
    let mut windowed = plain.clone();
    let middle = spec.index(25, 20);
    windowed.open_window(middle as u32).unwrap();
    for _ in 0..150 {
        plain.advance(10.0, &forcing).unwrap();
        windowed.advance(10.0, &forcing).unwrap();
    }
    assert_eq!(windowed.window_cells(), 17 * 17);
    // Near the mouth the flow is critical, where local inertia is restless by itself.
    let wet = (0..spec.len()).filter(|c| !is_wall(*c) && c / 40 < 38);
    let off = |flood: &Flood, c: usize| (plain.depth_m()[c] - flood.depth_m()[c]).abs();
    let worst = wet.map(|c| off(&windowed, c)).fold(0.0, f32::max);
    let line: Vec<Face> =
        (1..39).map(|col| Face { cell: spec.index(25, col) as u32, side: Side::South }).collect();
    let across = |flood: &Flood| line.iter().map(|f| flood.face_flow(*f)).sum::<f32>();
    let due = q * 38.0 * 20.0;
    println!(
        "a river through a window: depth {:.3} m, off by {worst:.4} m at most (allowed 0.04); {:.2} m³/s of {due:.2}; speed {:.4} of {:.4} m/s",
        plain.depth_m()[middle],
        across(&windowed),
        windowed.speed_m_s(middle),
        plain.speed_m_s(middle),
    );
    assert!(worst < 0.04);
    assert!((across(&windowed) / due - 1.0).abs() < 5e-3);
    // A face's depth is that of the cell upstream, which makes the speed of local inertia a little low.
    assert!((windowed.speed_m_s(middle) / plain.speed_m_s(middle) - 1.0).abs() < 0.04);
    // It closes, since nothing in it is fast, and the flow goes on.
    windowed.advance(600.0, &forcing).unwrap();
    assert_eq!(windowed.window_cells(), 0);
    windowed.advance(1_800.0, &forcing).unwrap();
    assert!(off(&windowed, middle) < 0.1 && (across(&windowed) / due - 1.0).abs() < 5e-3);
    assert!(windowed.ledger().error_rel().abs() < 1e-6);
}
