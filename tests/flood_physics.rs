//! The flood against exact solutions, its own ledger and itself.

use proptest::prelude::*;
use sandtable::{
    county::{Face, Side},
    hazard::flood::{Breach, Crest, Edge, Flood, FloodError, FloodParams, Forcing, Inflow, Rain, Soil},
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
    (Draw::new(5, cell as u64, Process::Terrain).sub(part).unit() * 1024.0).floor() / 1024.0
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
#[test]
fn a_v_catchment_drains_as_it_should() {
    for (base, dx) in [(0.0, 20.0f32), (3000.0, 20.0), (0.0, 10.0)] {
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
            "(c) V-catchment at {base} m, dx {dx} m: plateau {mean:.4} ± {scatter:.4} (4.860 ± .5 %, scatter < .02), Q(1800) {:.3} (1.44), Q(3600) {:.3} (4.80), Q(7200) {:.3} (2.08); mass {:.1e}",
            flows[179],
            flows[359],
            flows[719],
            flood.ledger().error_rel()
        );
        assert!((mean / 4.86 - 1.0).abs() < 0.005 && scatter < 0.02);
    }
}
