//! The flood against exact solutions, its own ledger and itself.

use sandtable::{
    county::{Face, Side},
    hazard::flood::{Breach, Edge, Flood, FloodParams, Forcing, Inflow, Rain, Soil},
    num::{Draw, GridSpec, draw::Process, math},
};
use std::hash::Hasher;

fn flood(spec: GridSpec, ground: Vec<f32>, n: f32, edge: Edge, params: FloodParams) -> Flood {
    Flood::new(spec, ground, vec![n; spec.len()], edge, params).unwrap()
}

fn bits(flood: &Flood) -> u64 {
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    flood.hash_into(&mut hasher);
    hasher.finish()
}

/// Uniform in [0, 1), in steps of 1/1024 so that differences of elevations are exact.
fn unit(cell: usize, part: u64) -> f32 {
    (Draw::new(5, cell as u64, Process::Terrain).part(part).unit() * 1024.0).floor() / 1024.0
}

/// Check (a): a wave of constant speed u over a flat plane, h = [(7/3)·n²u²·(ut − x)]^(3/7).
#[test]
fn a_wave_runs_over_a_flat_plane_as_the_exact_solution_does() {
    let (n, u, end_s) = (0.03, 1.0, 3600.0);
    let exact = |x: f64, t: f64| math::pow((7.0 / 3.0 * n * n * u * u * (u * t - x)).max(0.0), 3.0 / 7.0);
    assert!((exact(0.0, end_s) - 2.3796).abs() < 1e-4);
    for (dx, allowed) in [(10.0, 0.035), (25.0, 0.025), (50.0, 0.015)] {
        let cols = (4500.0 / dx) as usize;
        let spec = GridSpec { rows: 1, cols, cell_m: dx as f32 };
        let mut flood = flood(spec, vec![0.0; cols], n as f32, Edge::Closed, FloodParams::default());
        let tick = 2.0;
        for i in 0..(end_s / tick) as usize {
            let flow_m3s = u * exact(0.0, (i as f64 + 0.5) * tick) * dx;
            let inflows = [Inflow { cells: &[0], flow_m3s }];
            flood.advance(tick, &Forcing { rain: Rain::None, inflows: &inflows }).unwrap();
        }
        let square = |(i, &h): (usize, &f32)| {
            let error = f64::from(h) - exact((i as f64 + 0.5) * dx, end_s);
            error * error
        };
        let wet = (3600.0 / dx) as usize;
        let mean = flood.depth_m()[..wet].iter().enumerate().map(square).sum::<f64>() / wet as f64;
        let rmse = mean.sqrt() / exact(0.0, end_s);
        let front = flood.depth_m().iter().rposition(|&h| h > 0.01).unwrap() as f64 * dx + dx;
        println!(
            "(a) wave, dx {dx} m: rmse/h0 {:.2} % (allowed {:.1} %), h(0) {:.4} m (exact 2.3796), front {front} m (3600 ± 100)",
            100.0 * rmse,
            100.0 * allowed,
            flood.depth_m()[0]
        );
        assert!(rmse <= allowed, "dx {dx}: rmse {rmse}");
        assert!((front - 3600.0).abs() <= 100.0, "dx {dx}: front {front}");
    }
}

/// Check (b): a lake with rough islands does not stir.
#[test]
fn a_lake_at_rest_stays_at_rest() {
    let spec = GridSpec { rows: 60, cols: 70, cell_m: 20.0 };
    for base in [0.0, 3000.0] {
        let ground: Vec<f32> = (0..spec.len()).map(|cell| base + 8.0 * unit(cell, 0)).collect();
        let depth: Vec<f32> = ground.iter().map(|z| (base + 5.0 - z).max(0.0)).collect();
        let islands = depth.iter().filter(|&&h| h == 0.0).count();
        let mut flood = flood(spec, ground, 0.03, Edge::Closed, FloodParams::default());
        flood.set_depth(&depth).unwrap();
        let mut steps = 0;
        while steps < 2000 {
            steps += flood.advance(100.0, &Forcing::NONE).unwrap().steps;
        }
        let flow = (0..spec.len() as u32)
            .flat_map(|cell| [Side::East, Side::South].map(|side| flood.face_flow(Face { cell, side })))
            .fold(0.0, |most: f32, q| most.max(q.abs()));
        println!(
            "(b) lake at {base} m with {islands} island cells, {steps} steps: largest flow {flow} (expected 0)"
        );
        assert_eq!(flow, 0.0);
        assert_eq!(flood.depth_m(), depth);
    }
}

/// Check (c): two planes that drain to a channel (after Di Giammarco et al. 1996), all tilted downstream.
///
/// The reference gives Q(1800 s) = 1.44 m³/s. That is a figure of one grid, not of the equations: uncapped flow on these
/// planes has a Froude number of 2, the cap of 1 that the reference asks for holds it back, and the hydrograph is at its
/// steepest there (1.2 % per 10 s). With the cells at 20, 10 and 5 m this code finds 1.54, 1.70 and 1.72, so it is held
/// to 10 %; later figures are held to 0.5 %. See `flood_reference.rs` for the rise against an exact solution.
#[test]
fn a_v_catchment_drains_as_it_should() {
    let dx = 20.0f32;
    for base in [0.0, 3000.0] {
        // A ring of wall cells around two planes of 800 m and a channel of 20 m; the channel goes on
        // through the wall in the south.
        let half = (800.0 / dx) as usize;
        let width = (20.0 / dx) as usize;
        let spec = GridSpec { rows: (1000.0 / dx) as usize + 2, cols: 2 * half + width + 2, cell_m: dx };
        let channel = half + 1..half + 1 + width;
        let (mut ground, mut n, mut rain) = (Vec::new(), Vec::new(), Vec::new());
        for cell in 0..spec.len() {
            let (row, col) = spec.row_col(cell);
            let in_channel = channel.contains(&col);
            let outside = row == 0 || row == spec.rows - 1 || col == 0 || col == spec.cols - 1;
            let away = ((col as f32 + 0.5) * dx - 0.5 * spec.width_m()).abs() - 10.0;
            let plane = 0.05 * away.max(0.0) - 0.02 * dx * row as f32;
            ground.push(base + if outside && !(in_channel && row > 0) { 100.0 } else { plane });
            n.push(if in_channel { 0.15 } else { 0.015 });
            rain.push(if outside { 0.0 } else { 10.8e-3 / 3600.0 });
        }
        let mut flood = Flood::new(spec, ground, n, Edge::Open, FloodParams::default()).unwrap();
        let outlet =
            channel.map(|col| Face { cell: spec.index(spec.rows - 2, col) as u32, side: Side::South });
        let outlet: Vec<Face> = outlet.collect();
        let mut flows = Vec::new();
        for tick in 0..720 {
            let rain = if tick < 540 { Rain::PerCell(&rain) } else { Rain::None };
            flood.advance(10.0, &Forcing { rain, inflows: &[] }).unwrap();
            flows.push(outlet.iter().map(|&face| f64::from(flood.face_flow(face))).sum::<f64>());
        }
        let plateau = &flows[480..540];
        let mean = plateau.iter().sum::<f64>() / plateau.len() as f64;
        let scatter = plateau.iter().fold(0.0f64, |most, q| most.max((q - mean).abs()));
        println!(
            "(c) V-catchment at {base} m: plateau {mean:.4} ± {scatter:.4} (4.860 ± .5 %, scatter < .02), Q(1800) {:.3} (1.44), Q(3600) {:.3} (4.80), Q(7200) {:.3} (2.08); mass {:.1e}",
            flows[179],
            flows[359],
            flows[719],
            flood.ledger().error_rel()
        );
        assert!((mean / 4.86 - 1.0).abs() < 0.005 && scatter < 0.02);
        for (tick, due, allowed) in [(179, 1.44, 0.1), (359, 4.80, 0.005), (719, 2.08, 0.005)] {
            assert!(
                (flows[tick] / due - 1.0f64).abs() < allowed,
                "at {} s: {}",
                10 * (tick + 1),
                flows[tick]
            );
        }
        assert!(flood.ledger().error_rel().abs() < 1e-6);
    }
}

/// A rough valley with a lake of fixed level, a dyke, a soil and open edges: everything at once.
fn busy(params: FloodParams) -> (Flood, Vec<u32>) {
    let spec = GridSpec { rows: 105, cols: 83, cell_m: 30.0 };
    let cells = 0..spec.len();
    let ground: Vec<f32> = cells
        .clone()
        .map(|cell| {
            let (row, col) = spec.row_col(cell);
            let river = (col as f32 - 40.0).abs() < 2.0;
            let lake = row > 60 && col < 35;
            let slope = 0.02 * (col as f32 - 40.0).abs() * 30.0 + 0.2 * (105 - row) as f32;
            50.0 + if lake { -4.0 } else { slope + unit(cell, 1) * 0.8 - if river { 3.0 } else { 0.0 } }
        })
        .collect();
    let depth: Vec<f32> = ground.iter().map(|z| (50.0 - z).max(0.0)).collect();
    let lake: Vec<u32> = cells.clone().filter(|&c| depth[c] > 3.0).map(|c| c as u32).collect();
    let mut flood = Flood::new(spec, ground.clone(), vec![0.05; spec.len()], Edge::Open, params).unwrap();
    flood.set_depth(&depth).unwrap();
    flood.fix_level(&lake).unwrap();
    let pond: Vec<u32> = (70 * 83 + 60..70 * 83 + 66).collect();
    flood.level_pool(&pond).unwrap();
    let class: Vec<u8> = cells.map(|cell| (unit(cell, 2) * 3.0) as u8).collect();
    flood.set_soils(&class, &[Soil::SEALED, Soil::loam(0.2, 2e-3), Soil::clay(0.1, 1e-3)]).unwrap();
    for row in 10..70 {
        let cell = spec.index(row, 42);
        let crest = ground[cell].max(ground[cell + 1]) + 1.0;
        flood.set_crest(Face { cell: cell as u32, side: Side::East }, crest).unwrap();
    }
    (flood, (39..42).collect())
}

fn run_busy(flood: &mut Flood, river: &[u32], ticks: usize) {
    let spec = *flood.spec();
    let blocks = spec.rows.div_ceil(16) * spec.cols.div_ceil(16);
    for tick in 0..ticks {
        // Dry at first, then rain over a part, then rain everywhere, then dry again.
        let rate = |block: usize| match tick * 4 / ticks {
            1 if block.is_multiple_of(3) => 60e-3 / 3600.0,
            2 => 40e-3 / 3600.0,
            _ => 0.0,
        };
        let rates: Vec<f32> = (0..blocks).map(rate).collect();
        let inflows = [Inflow { cells: river, flow_m3s: 120.0 }];
        let forcing = Forcing { rain: Rain::Blocks { side: 16, rates: &rates }, inflows: &inflows };
        flood.advance(10.0, &forcing).unwrap();
    }
}

/// Check (f): nothing is made and nothing lost.
#[test]
fn the_ledger_closes_with_rain_river_soil_dyke_lake_and_edges() {
    let (mut flood, river) = busy(FloodParams::default());
    run_busy(&mut flood, &river, 360);
    let ledger = *flood.ledger();
    println!("(f) mass: error {:.1e} of all water (allowed 1e-6); {ledger:?}", ledger.error_rel());
    assert!(ledger.error_rel().abs() <= 1e-6);
    // Every entry was used.
    assert!(ledger.rain_m3 > 0.0 && ledger.inflow_m3 > 0.0 && ledger.outflow_m3 > 0.0);
    assert!(ledger.intercepted_m3 > 0.0 && ledger.infiltrated_m3 > 0.0 && ledger.fixed_level_m3 != 0.0);
    assert!((ledger.inflow_m3 / (120.0 * 3600.0) - 1.0).abs() < 1e-6);
    // The ledger's volume is the volume of the depths.
    let volume: f64 = flood.depth_m().iter().map(|&h| f64::from(h) * 900.0).sum();
    assert!((volume / ledger.stored_m3 - 1.0).abs() < 1e-6);
}

#[test]
fn threads_and_the_choice_of_tiles_change_no_bit() {
    let run = |threads: usize, all_tiles: bool| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let (mut flood, river) = busy(FloodParams { all_tiles, ..FloodParams::default() });
            run_busy(&mut flood, &river, 90);
            (bits(&flood), *flood.ledger())
        })
    };
    let one = run(1, true);
    println!("state hash on 1 thread, all tiles: {:016x}", one.0);
    for (threads, all_tiles) in [(1, false), (2, true), (2, false), (3, false)] {
        assert_eq!(run(threads, all_tiles), one, "{threads} threads, all tiles: {all_tiles}");
    }
}

#[test]
fn work_follows_the_water() {
    let spec = GridSpec { rows: 256, cols: 256, cell_m: 30.0 };
    let mut flood = flood(spec, vec![0.0; spec.len()], 0.03, Edge::Closed, FloodParams::default());
    let inflows = [Inflow { cells: &[spec.index(100, 100) as u32], flow_m3s: 5.0 }];
    let report = flood.advance(100.0, &Forcing { rain: Rain::None, inflows: &inflows }).unwrap();
    let per_step = report.cell_updates / report.steps;
    println!("cells per step: {per_step} of {}", spec.len());
    assert!(per_step <= 9 * 256, "{per_step}");
}

/// Two basins of 4 × 6 cells with a dyke between them; the west one fills.
fn basins() -> (Flood, Vec<Face>) {
    let spec = GridSpec { rows: 4, cols: 12, cell_m: 20.0 };
    let mut flood = flood(spec, vec![10.0; spec.len()], 0.03, Edge::Closed, FloodParams::default());
    let faces: Vec<Face> =
        (0..4).map(|row| Face { cell: spec.index(row, 5) as u32, side: Side::East }).collect();
    for &face in &faces {
        flood.set_crest(face, 12.0).unwrap();
    }
    (flood, faces)
}

fn east_m3(flood: &Flood) -> f64 {
    let depth = flood.depth_m().iter().enumerate();
    depth.filter(|(cell, _)| cell % 12 > 5).map(|(_, &h)| f64::from(h) * 400.0).sum()
}

#[test]
fn a_dyke_holds_water_up_to_its_crest_and_passes_what_comes_over() {
    let (mut flood, faces) = basins();
    let fill = |flood: &mut Flood, flow_m3s: f64, seconds: f64| {
        let inflows = [Inflow { cells: &[0, 12, 24, 36], flow_m3s }];
        flood.advance(seconds, &Forcing { rain: Rain::None, inflows: &inflows }).unwrap();
    };
    // 9600 m² × 1.9 m in 1900 s.
    fill(&mut flood, 9.6, 1900.0);
    let head = flood.dyke_head(faces[0]).unwrap();
    println!("before the crest: {head:?}, behind the dyke {} m³ (expected 0)", east_m3(&flood));
    assert!((head.over_crest_m + 0.1).abs() < 0.02);
    assert_eq!(east_m3(&flood), 0.0);
    // A steady 9.6 m³/s over 80 m of crest: H = (0.12/1.7)^(2/3) = 0.171 m.
    fill(&mut flood, 9.6, 1000.0);
    let over: f32 = faces.iter().map(|&face| flood.face_flow(face)).sum();
    let head = flood.dyke_head(faces[1]).unwrap();
    println!("over the crest: {over:.3} m³/s (9.6), head {:.4} m (0.1708)", head.over_crest_m);
    assert!((over / 9.6 - 1.0).abs() < 0.02);
    assert!((head.over_crest_m / 0.1708 - 1.0).abs() < 0.05);
    assert!(flood.ledger().error_rel().abs() < 1e-6);
}

#[test]
fn a_breach_lets_the_water_in_until_the_levels_meet() {
    let (mut flood, faces) = basins();
    let depth: Vec<f32> = (0..48).map(|cell| if cell % 12 <= 5 { 1.5 } else { 0.0 }).collect();
    flood.set_depth(&depth).unwrap();
    let breach = Breach::new(2, &faces, &[12.0; 4], &[10.0; 4], 20.0, 100.0, 30.0, 200.0);
    let mut volumes = Vec::new();
    for tick in 0..400 {
        for (face, crest) in breach.crests(f64::from(tick) * 10.0) {
            flood.set_breached_crest(face, crest).unwrap();
        }
        flood.advance(10.0, &Forcing::NONE).unwrap();
        volumes.push(east_m3(&flood));
    }
    // The sill meets the water 0.5 m below the crest, a quarter of the way: at 150 s.
    println!("behind the dyke at 140 s {} m³ (0), at 4000 s {:.1} m³ (7200)", volumes[13], volumes[399]);
    assert_eq!(volumes[13], 0.0);
    assert!(volumes[17] > 0.0);
    assert!((volumes[399] / 7200.0 - 1.0).abs() < 0.01);
    assert!(flood.ledger().error_rel().abs() < 1e-6);
}

#[test]
fn a_deep_reservoir_stays_flat_fills_and_spills_and_sets_no_time_step() {
    let spec = GridSpec { rows: 40, cols: 40, cell_m: 60.0 };
    // A bowl, 30 m deep and open to the east from 100 m on, with a stream from the west.
    let ground: Vec<f32> = (0..spec.len())
        .map(|cell| {
            let (row, col) = spec.row_col(cell);
            let away = ((row as f32 - 20.0).abs()).max((col as f32 - 20.0).abs());
            let stream = row == 20 && col <= 12;
            let spillway = row == 20 && col >= 28;
            if stream {
                100.0 + 0.5 * (12 - col) as f32
            } else if spillway {
                100.0 - 0.1 * (col - 28) as f32
            } else {
                70.0 + (5.0 * (away - 1.0)).clamp(0.0, 60.0)
            }
        })
        .collect();
    let depth: Vec<f32> = ground.iter().map(|z| (102.8 - z).max(0.0)).collect();
    let bowl: Vec<u32> = (0..spec.len() as u32).filter(|&c| depth[c as usize] > 4.0).collect();
    let mut flood = flood(spec, ground, 0.04, Edge::Open, FloodParams::default());
    flood.set_depth(&depth).unwrap();
    flood.level_pool(&bowl).unwrap();
    let inflows = [Inflow { cells: &[20 * 40 + 11], flow_m3s: 300.0 }];
    let forcing = Forcing { rain: Rain::None, inflows: &inflows };
    let mut shortest = f32::INFINITY;
    for _ in 0..2880 {
        shortest = shortest.min(flood.advance(10.0, &forcing).unwrap().min_dt_s);
    }
    let levels: Vec<f32> = bowl.iter().map(|&cell| flood.level_m(cell as usize)).collect();
    let spread = levels.iter().fold(0.0f32, |most, l| most.max((l - levels[0]).abs()));
    let spill = flood.face_flow(Face { cell: 20 * 40 + 28, side: Side::East });
    println!(
        "reservoir: level {:.3} m, flat to {spread:.1e} m, spills {spill:.1} m³/s (300), steps of at least {shortest:.2} s, mass {:.1e}",
        levels[0],
        flood.ledger().error_rel()
    );
    assert!(spread < 2e-5);
    assert!((spill / 300.0 - 1.0).abs() < 0.02);
    // 30 m of water would ask for 2 s.
    assert!(shortest >= 2.5);
    assert!(flood.ledger().error_rel().abs() < 1e-6);
}

#[test]
fn a_hillslope_stays_dry_until_its_stores_are_full() {
    let spec = GridSpec { rows: 20, cols: 20, cell_m: 60.0 };
    let ground = (0..spec.len()).map(|cell| 10.0 + (cell / 20) as f32 * 3.0).collect();
    let mut flood = flood(spec, ground, 0.05, Edge::Open, FloodParams::default());
    // 30 mm/h on a store of 20 mm: full after 2400 s.
    let soil = Soil { conductivity_m_s: 10e-3 / 3600.0, suction_deficit_m: 0.0, store_m: 0.02 };
    flood.set_soils(&vec![0; spec.len()], &[soil]).unwrap();
    let forcing = Forcing { rain: Rain::Uniform(30e-3 / 3600.0), inflows: &[] };
    let report = flood.advance(2390.0, &forcing).unwrap();
    assert_eq!(report.cell_updates, 0);
    flood.advance(3610.0, &forcing).unwrap();
    let ledger = flood.ledger();
    let area = 400.0 * 3600.0;
    let (held, soaked) = (ledger.intercepted_m3 / area, ledger.infiltrated_m3 / area);
    println!("held {:.3} mm (20), soaked in {:.3} mm in an hour (at least Ks, 10)", held * 1e3, soaked * 1e3);
    assert!((held - 0.02).abs() < 1e-6);
    assert!(soaked >= 0.01 && ledger.outflow_m3 > 0.0);
}

#[test]
fn rain_on_a_deep_lake_is_not_lost() {
    let spec = GridSpec { rows: 8, cols: 8, cell_m: 60.0 };
    let mut flood = flood(spec, vec![3000.0; 64], 0.03, Edge::Closed, FloodParams::default());
    flood.set_depth(&[40.0; 64]).unwrap();
    let forcing = Forcing { rain: Rain::Uniform(2e-3 / 3600.0), inflows: &[] };
    flood.advance(36_000.0, &forcing).unwrap();
    let rise = f64::from(flood.depth_m()[20]) - 40.0;
    println!("20 mm of drizzle on 40 m of water: rise {:.3} mm", rise * 1e3);
    assert!((rise - 0.02).abs() < 1e-5);
}
