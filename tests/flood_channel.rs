//! Channels narrower than a cell: against Manning's law, a valley on a fine grid, the ledger and themselves.

use sandtable::{
    county::{Face, Side},
    hazard::flood::{Channel, Edge, Flood, FloodError, FloodParams, Forcing, Inflow, Rain, Soil},
    num::{Draw, GridSpec, draw::Process},
};
use std::hash::Hasher;

const N: f32 = 0.035;

fn flood(spec: GridSpec, ground: Vec<f32>, edge: Edge, params: FloodParams) -> Flood {
    Flood::new(spec, ground, vec![N; spec.len()], edge, params).unwrap()
}

fn bits(flood: &Flood) -> u64 {
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    flood.hash_into(&mut hasher);
    hasher.finish()
}

/// In steps of 1/1024, so that differences of elevations are exact.
fn unit(cell: usize, part: u64) -> f32 {
    (Draw::new(11, cell as u64, Process::Terrain).part(part).unit() * 1024.0).floor() / 1024.0
}

/// Depth at which a section of a channel with banks and land beside it, of its own n all over, conveys a flow, m.
fn normal_depth_m(flow_m3s: f64, slope: f64, width: f64, bank: f64, land: f64) -> f64 {
    let pow = sandtable::num::math::pow;
    let conveys = |h: f64| {
        let area = width * h;
        let over = (h - bank).max(0.0);
        let channel = area * pow(area / (width + 2.0 * h.min(bank)), 2.0 / 3.0);
        (channel + land * pow(over, 5.0 / 3.0)) * slope.sqrt() / f64::from(N)
    };
    let (mut low, mut high) = (0.0, 50.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if conveys(middle) < flow_m3s { low = middle } else { high = middle }
    }
    high
}

/// (a) Manning's normal depth, with the banks in the wetted perimeter, in a straight channel and one aslant; over the banks
/// with the land beside it.
#[test]
fn a_narrow_channel_runs_at_its_normal_depth() {
    let spec = GridSpec { rows: 45, cols: 90, cell_m: 60.0 };
    let straight: Vec<usize> = (0..90).map(|col| 22 * 90 + col).collect();
    let aslant: Vec<usize> = (0..88_usize)
        .map(|step| step.div_ceil(2) * 90 + 5 + step / 2)
        .filter(|cell| *cell < spec.len())
        .collect();
    for (name, course, flow, bank) in [
        ("straight", &straight, 12.0, 3.0),
        ("aslant", &aslant, 12.0, 3.0),
        ("over its banks", &straight, 90.0, 2.0),
    ] {
        let (width, slope) = (8.0f32, 0.001f32);
        let mut ground = vec![400.0; spec.len()];
        for (step, &cell) in course.iter().enumerate() {
            ground[cell] = 300.0 - slope * 60.0 * step as f32;
        }
        let mut flood = flood(spec, ground, Edge::Open, FloodParams::default());
        let channel = |&cell: &usize| Channel { cell: cell as u32, width_m: width, bank_depth_m: bank };
        flood.set_channels(&course.iter().map(channel).collect::<Vec<_>>()).unwrap();
        let inflows = [Inflow { cells: &[course[0] as u32], flow_m3s: flow }];
        for _ in 0..720 {
            flood.advance(20.0, &Forcing { rain: Rain::None, inflows: &inflows }).unwrap();
        }
        let expected = normal_depth_m(flow, slope.into(), width.into(), bank.into(), 52.0);
        let middle = &course[course.len() / 3..course.len() / 2];
        let (mut least, mut most) = (f32::INFINITY, 0.0f32);
        for &cell in middle {
            least = least.min(flood.depth_m()[cell]);
            most = most.max(flood.depth_m()[cell]);
        }
        println!(
            "(a) {name}: depth {least:.3} to {most:.3} m, Manning {expected:.3} m, mass {:.1e}",
            flood.ledger().error_rel()
        );
        for depth in [least, most] {
            assert!((f64::from(depth) / expected - 1.0).abs() < 0.02, "{name}");
        }
        // Speed is that in the section, not the cell's.
        let (v, expected) = (
            flood.speed_m_s(straight[40]),
            flow / (8.0 * expected + 52.0 * (expected - f64::from(bank)).max(0.0)),
        );
        if name != "aslant" {
            println!("    speed {v:.3} m/s, expected {expected:.3}");
            assert!((f64::from(v) / expected - 1.0).abs() < 0.03);
        }
    }
}

/// How a valley sees its flood.
#[derive(Clone, Copy, PartialEq)]
enum Sight {
    /// The channel's 20 m in cells of this size, m.
    Fine(f32),
    /// Cells of 60 m with a channel narrower than they are.
    Narrow,
    /// Cells of 60 m, the channel as wide as they are.
    Trench,
}

/// A wave of some m³/s down a valley of 6 km with a channel of 20 × 2 m: peak m³/s and its time s at 5.4 km, and the greatest
/// depth on the plain beside the channel half-way, m.
fn wave(sight: Sight, peak_m3s: f64) -> (f64, f64, f32) {
    let cell_m = if let Sight::Fine(m) = sight { m } else { 60.0 };
    let per = (60.0 / cell_m) as usize;
    let spec = GridSpec { rows: 9 * per, cols: 100 * per, cell_m };
    let y_m = |row: usize| (row as f32 + 0.5) * cell_m - 270.0;
    let is_channel = |row: usize| if cell_m < 60.0 { y_m(row).abs() < 10.0 } else { y_m(row) == 0.0 };
    let ground: Vec<f32> = (0..spec.len())
        .map(|cell| {
            let (row, col) = spec.row_col(cell);
            let along = 200.0 - 0.002 * (col as f32 + 0.5) * cell_m;
            let side = 0.05 * (y_m(row).abs() - 90.0).max(0.0);
            // A wall behind the mouth, so that all of the wave runs down the valley.
            let along = along + if col < 3 * per { 50.0 } else { 0.0 };
            along + if is_channel(row) { -2.0 } else { side }
        })
        .collect();
    // Faces of a fine grid have no banks in their wetted perimeter: its channel is as much rougher as gives it the same
    // bank-full flow, (1 + 2·2/20)^(2/3).
    let rough = if let Sight::Fine(_) = sight { sandtable::num::math::powf(1.2f32, 2.0 / 3.0) } else { 1.0 };
    let manning =
        (0..spec.len()).map(|c| if is_channel(spec.row_col(c).0) { N * rough } else { N }).collect();
    let mut flood = Flood::new(spec, ground, manning, Edge::Open, FloodParams::default()).unwrap();
    if sight == Sight::Narrow {
        let channels: Vec<Channel> = (0..spec.cols)
            .map(|col| Channel { cell: spec.index(4, col) as u32, width_m: 20.0, bank_depth_m: 2.0 })
            .collect();
        flood.set_channels(&channels).unwrap();
    }
    let mouth: Vec<u32> =
        (0..spec.rows).filter(|r| is_channel(*r)).map(|row| spec.index(row, 3 * per) as u32).collect();
    let beside = ((270.0 + 60.0) / cell_m) as usize;
    let (mut best, mut plain) = ((0.0f64, 0.0), 0.0f32);
    for tick in 0..1440 {
        let time = 10.0 * f64::from(tick) - 3600.0;
        // An hour of low flow, 20 min of rise, 60 min of fall.
        let share = if time < 1200.0 { time / 1200.0 } else { 1.0 - (time - 1200.0) / 3600.0 };
        let flow_m3s = 6.0 + (peak_m3s - 6.0) * share.max(0.0);
        let inflows = [Inflow { cells: &mouth, flow_m3s }];
        flood.advance(10.0, &Forcing { rain: Rain::None, inflows: &inflows }).unwrap();
        let col = 90 * per - 1;
        let through: f64 = (0..spec.rows)
            .map(|row| {
                f64::from(flood.face_flow(Face { cell: spec.index(row, col) as u32, side: Side::East }))
            })
            .sum();
        if through > best.0 {
            best = (through, time);
        }
        plain = plain.max(flood.depth_m()[spec.index(beside, 50 * per)]);
    }
    (best.0, best.1, plain)
}

/// (b) A flood wave in cells of 60 m with a narrow channel against the same valley in cells of 10 m, and against cells of 60 m
/// that are all channel.
#[test]
fn a_wave_in_a_narrow_channel_runs_as_on_a_fine_grid() {
    // In the banks, with its crest at their top, 0.3 m and 0.7 m over them; allowed in peak and time. The crest of the second
    // is flat for an hour, since what is more than bank-full waits on the plain: its time says little. The third's peak is off
    // by more than the others because the plain of 60 m beside the channel fills at once and not from the bank outwards.
    for (peak, allowed) in
        [(60.0, (0.05, 0.05)), (120.0, (0.05, 0.5)), (180.0, (0.15, 0.05)), (300.0, (0.05, 0.05))]
    {
        let fine = wave(Sight::Fine(10.0), peak);
        let narrow = wave(Sight::Narrow, peak);
        let trench = wave(Sight::Trench, peak);
        for (name, seen) in [("10 m", fine), ("60 m, narrow", narrow), ("60 m, trench", trench)] {
            println!(
                "(b) {peak} m³/s, {name}: peak {:.1} m³/s after {:.0} s, {:.2} m on the plain",
                seen.0, seen.1, seen.2
            );
        }
        let off = |seen: (f64, f64, f32)| ((seen.0 / fine.0 - 1.0).abs(), (seen.1 / fine.1 - 1.0).abs());
        let (own, other) = (off(narrow), off(trench));
        println!("    off by {:.3?} (peak, time) with the narrow channel, {:.3?} without", own, other);
        assert!(own.0 < allowed.0 && own.1 < allowed.1);
        assert!(own.0 < 0.5 * other.0, "much better than without");
        assert!((narrow.2 - fine.2).abs() < 0.05, "the plain is flooded as it should be");
    }
}

/// (c) Water in a closed basin stays between the banks until they are full, then spreads, to the level of its volume.
#[test]
fn a_full_channel_spreads_over_the_plain() {
    let spec = GridSpec { rows: 15, cols: 15, cell_m: 60.0 };
    let ground: Vec<f32> = (0..225).map(|cell| if cell / 15 == 7 { 98.5 } else { 100.0 }).collect();
    let mut flood = flood(spec, ground, Edge::Closed, FloodParams::default());
    let channels: Vec<Channel> =
        (105..120).map(|cell| Channel { cell, width_m: 8.0, bank_depth_m: 1.5 }).collect();
    flood.set_channels(&channels).unwrap();
    let pour = |flood: &mut Flood, flow_m3s: f64, ticks: usize| {
        let inflows = [Inflow { cells: &[112], flow_m3s }];
        for _ in 0..ticks {
            flood.advance(10.0, &Forcing { rain: Rain::None, inflows: &inflows }).unwrap();
            assert!(flood.depth_m().iter().all(|h| *h >= 0.0));
        }
    };
    let dry = |flood: &Flood| (0..225).all(|c| c / 15 == 7 || flood.depth_m()[c] == 0.0);
    // The channel holds 15 · 60 · 8 · 1.5 = 10,800 m³: first 9,000.
    pour(&mut flood, 4.0, 225);
    pour(&mut flood, 0.0, 720);
    let level = flood.level_m(112);
    println!("(c) 9,000 m³: level {level:.4} m, expected {:.4}", 98.5 + 9000.0 / 7200.0);
    assert!((level - 99.75).abs() < 2e-3 && dry(&flood));
    pour(&mut flood, 100.0, 225);
    pour(&mut flood, 0.0, 1440);
    let expected = 100.0 + (234_000.0 - 10_800.0) / 810_000.0;
    let (mut least, mut most) = (f32::INFINITY, 0.0f32);
    for cell in 0..225 {
        least = least.min(flood.level_m(cell));
        most = most.max(flood.level_m(cell));
    }
    println!(
        "(c) 234,000 m³: level {least:.4} to {most:.4} m, expected {expected:.4}, mass {:.1e}",
        flood.ledger().error_rel()
    );
    assert!((least - expected).abs() < 5e-3 && (most - expected).abs() < 5e-3);
    // Cells without channels are balanced in f32 with a rest, which has a rounding of its own: 1.8e-9 measured here, where all
    // the water comes to lie on the plain; in channels alone it is 1e-14.
    assert!(flood.ledger().error_rel().abs() < 1e-8);
}

/// A river through rough land: its course and its channels.
fn course(spec: &GridSpec) -> Vec<usize> {
    let mut cells = vec![spec.index(spec.rows / 2, 0)];
    while let Some(&last) = cells.last() {
        let (row, col) = spec.row_col(last);
        if col + 1 == spec.cols {
            break;
        }
        let turn = unit(cells.len(), 7);
        let next = match turn {
            t if t < 0.25 && row > 0 && !cells.contains(&(last - spec.cols)) => last - spec.cols,
            t if t > 0.75 && row + 1 < spec.rows && !cells.contains(&(last + spec.cols)) => last + spec.cols,
            _ => last + 1,
        };
        cells.push(next);
    }
    cells
}

/// Rough land that falls to the east, with the river cut into it.
fn rough(spec: &GridSpec) -> (Vec<f32>, Vec<Channel>) {
    let course = course(spec);
    let mut ground: Vec<f32> = (0..spec.len())
        .map(|cell| {
            let (row, col) = spec.row_col(cell);
            let valley = (row as f32 - (spec.rows / 2) as f32).abs() * 0.5;
            100.0 + valley + 0.125 * (spec.cols - col) as f32 + unit(cell, 1)
        })
        .collect();
    let mut channels = Vec::new();
    let mut bed = f32::INFINITY;
    for (step, &cell) in course.iter().enumerate() {
        let depth = 1.0 + 0.5 * unit(step, 3);
        bed = (ground[cell] - depth).min(bed - 0.03125);
        let bank_depth_m = (ground[cell] - bed).min(2.0);
        ground[cell] = bed;
        channels.push(Channel { cell: cell as u32, width_m: 4.0 + 12.0 * unit(step, 4), bank_depth_m });
    }
    (ground, channels)
}

/// (c) A lake over channels and plain does not stir.
#[test]
fn a_lake_over_channels_stays_at_rest() {
    let spec = GridSpec { rows: 40, cols: 50, cell_m: 60.0 };
    let (ground, channels) = rough(&spec);
    for level in [102.5f32, 104.0, 109.0] {
        let depth: Vec<f32> = ground.iter().map(|z| (level - z).max(0.0)).collect();
        let mut flood = flood(spec, ground.clone(), Edge::Closed, FloodParams::default());
        flood.set_depth(&depth).unwrap();
        flood.set_channels(&channels).unwrap();
        let before = flood.ledger().stored_m3;
        flood.advance(7200.0, &Forcing::NONE).unwrap();
        let moved = depth.iter().zip(flood.depth_m()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        let fastest = (0..spec.len()).map(|c| flood.speed_m_s(c)).fold(0.0, f32::max);
        let wet = depth.iter().filter(|h| **h > 0.0).count();
        println!("(c) lake of {wet} cells: moved {moved:e} m, speed {fastest:e} m/s");
        assert!(wet > 20 && moved == 0.0 && fastest == 0.0);
        assert!((flood.ledger().stored_m3 / before - 1.0).abs() < 1e-12);
    }
}

/// (c) Turned and mirrored, the county's water is the same to the bit.
#[test]
fn a_turned_or_mirrored_river_runs_the_same() {
    let spec = GridSpec { rows: 41, cols: 41, cell_m: 60.0 };
    let (ground, channels) = rough(&spec);
    let run = |to: &dyn Fn(usize) -> usize| {
        let mut turned = vec![0.0; spec.len()];
        ground.iter().enumerate().for_each(|(cell, z)| turned[to(cell)] = *z);
        let mut flood = flood(spec, turned, Edge::Open, FloodParams::default());
        let own: Vec<Channel> =
            channels.iter().map(|c| Channel { cell: to(c.cell as usize) as u32, ..*c }).collect();
        flood.set_channels(&own).unwrap();
        let inflows = [Inflow { cells: &[own[0].cell], flow_m3s: 90.0 }];
        let forcing = Forcing { rain: Rain::Uniform(40e-3 / 3600.0), inflows: &inflows };
        for _ in 0..360 {
            flood.advance(10.0, &forcing).unwrap();
        }
        (0..spec.len()).map(|cell| flood.depth_m()[to(cell)]).collect::<Vec<f32>>()
    };
    let place = |cell: usize| spec.row_col(cell);
    let plain = run(&|cell| cell);
    let over = channels.iter().filter(|c| plain[c.cell as usize] > c.bank_depth_m).count();
    println!("(c) {over} of {} channel cells over their banks", channels.len());
    assert!(over > 3 && over < channels.len());
    let turns: [(&str, &dyn Fn(usize) -> usize); 3] = [
        ("mirrored", &|cell| spec.index(place(cell).0, 40 - place(cell).1)),
        ("upside down", &|cell| spec.index(40 - place(cell).0, place(cell).1)),
        ("turned", &|cell| spec.index(place(cell).1, 40 - place(cell).0)),
    ];
    for (name, to) in turns {
        assert!(run(to) == plain, "{name}");
    }
}

/// A storm on rough land with soils; a slide into the river, then a window of fast water around it.
fn storm(threads: usize, params: FloodParams) -> (Flood, usize) {
    let spec = GridSpec { rows: 60, cols: 150, cell_m: 60.0 };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let (ground, channels) = rough(&spec);
        let mut flood = flood(spec, ground, Edge::Open, params);
        flood.set_channels(&channels).unwrap();
        let pond: Vec<u32> = channels[60..66].iter().map(|c| c.cell).collect();
        flood.set_soils(&vec![0; spec.len()], &[Soil::loam(0.2, 2e-3)]).unwrap();
        flood.level_pool(&pond).unwrap();
        assert_eq!(flood.channel_cells(), channels.len() - 6);
        let inflows = [Inflow { cells: &[channels[0].cell], flow_m3s: 25.0 }];
        let slide = channels[100].cell;
        let mut in_window = 0;
        for tick in 0..1080 {
            let rain = if tick < 540 { Rain::Uniform(60e-3 / 3600.0) } else { Rain::None };
            flood.advance(10.0, &Forcing { rain, inflows: &inflows }).unwrap();
            match tick {
                200 => {
                    let onto: Vec<(u32, f32)> = (slide - 2..slide + 3).map(|cell| (cell, 0.75)).collect();
                    flood.change_ground(&onto).unwrap();
                }
                300 => flood.change_ground(&[(slide, 3.0), (slide + 1, 2.5)]).unwrap(),
                500 => {
                    flood.change_ground(&[(slide, -3.5), (slide + 1, -3.0)]).unwrap();
                    flood.open_window(slide).unwrap();
                }
                _ => {}
            }
            in_window = in_window.max(flood.window_cells());
            assert!(flood.depth_m().iter().all(|h| *h >= 0.0 && h.is_finite()), "tick {tick}");
        }
        (flood, in_window)
    })
}

/// (d) and (e): mass through all that happens; the same bits with any number of threads and with all tiles.
#[test]
fn no_water_is_lost_and_results_are_the_same_to_the_bit() {
    let (one, in_window) = storm(1, FloodParams::default());
    let ledger = *one.ledger();
    println!(
        "(d) storm, slide and window of {in_window} cells: {:.3e} m³ in, mass {:.1e} (allowed 1e-9)",
        ledger.rain_m3 + ledger.inflow_m3,
        ledger.error_rel()
    );
    assert!(in_window > 100 && ledger.outflow_m3 > 0.0 && ledger.infiltrated_m3 > 0.0);
    assert!(ledger.error_rel().abs() <= 1e-9);
    let (two, _) = storm(2, FloodParams::default());
    let (all, _) = storm(2, FloodParams { all_tiles: true, ..FloodParams::default() });
    println!("(e) hashes {:016x} {:016x} {:016x}", bits(&one), bits(&two), bits(&all));
    assert_eq!(bits(&one), bits(&two));
    assert_eq!(bits(&one), bits(&all));
}

#[test]
fn wide_channels_change_nothing_and_unusable_ones_are_refused() {
    let spec = GridSpec { rows: 5, cols: 6, cell_m: 60.0 };
    let ground: Vec<f32> = (0..30).map(|c| if c / 6 == 2 { 8.0 } else { 10.0 }).collect();
    let mut one = flood(spec, ground, Edge::Closed, FloodParams::default());
    let depth: Vec<f32> = (0..30).map(|c| if c == 12 { 2.5 } else { 0.0 }).collect();
    one.set_depth(&depth).unwrap();
    let mut wide = one.clone();
    let channel = Channel { cell: 12, width_m: 60.0, bank_depth_m: 2.0 };
    wide.set_channels(&[channel, Channel { cell: 13, width_m: 90.0, ..channel }]).unwrap();
    let mut narrow = one.clone();
    narrow.set_channels(&[Channel { width_m: 20.0, ..channel }]).unwrap();
    assert!((narrow.ledger().initial_m3 - (20.0 * 60.0 * 2.0 + 3600.0 * 0.5)).abs() < 1e-6);
    for flood in [&mut one, &mut wide, &mut narrow] {
        flood.advance(100.0, &Forcing::NONE).unwrap();
    }
    assert_eq!(bits(&one), bits(&wide));
    assert_ne!(bits(&one), bits(&narrow));
    let before = bits(&narrow);
    let bad = |f: &mut Flood, c: Channel| f.set_channels(&[Channel { cell: 3, ..channel }, c]).unwrap_err();
    assert_eq!(bad(&mut narrow, Channel { cell: 30, ..channel }), FloodError::NoSuchCell(30));
    assert_eq!(bad(&mut narrow, Channel { cell: 3, ..channel }), FloodError::Twice(3));
    for width_m in [0.0, -5.0, f32::NAN, f32::INFINITY, 1e-30] {
        let error = bad(&mut narrow, Channel { width_m, ..channel });
        assert_eq!(error, FloodError::NotANumber { what: "width of a channel", index: 1 });
    }
    for bank_depth_m in [-0.1, f32::NAN, f32::INFINITY] {
        let error = bad(&mut narrow, Channel { bank_depth_m, ..channel });
        assert_eq!(error, FloodError::NotANumber { what: "bank depth of a channel", index: 1 });
    }
    assert_eq!(bits(&narrow), before, "nothing has changed");
}
