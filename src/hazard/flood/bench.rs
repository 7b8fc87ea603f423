//! How fast the flood runs, on a made-up valley.

use super::{Edge, Flood, FloodError, FloodParams, Forcing, Inflow, Rain, Soil};
use crate::num::{Draw, GridSpec, draw::Process, math};

/// One run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BenchRun {
    pub threads: usize,
    pub cell_updates: u64,
    pub steps: u64,
    /// Time that passed for the water, s.
    pub drill_s: f64,
    pub wall_s: f64,
    /// Made or lost water as a share of all.
    pub mass_error_rel: f64,
}

impl BenchRun {
    pub fn updates_per_s(&self) -> f64 {
        self.cell_updates as f64 / self.wall_s
    }
}

/// Rough slopes to a winding river of 5 m depth and 2 cells' width that runs south, cut 6 m deep.
///
/// # Errors
/// None that can happen with a positive size.
pub fn valley(size: usize, cell_m: f32) -> Result<(Flood, Vec<u32>), FloodError> {
    let spec = GridSpec { rows: size, cols: size, cell_m };
    let draw = Draw::new(1, 0, Process::Terrain);
    let (mut ground, mut depth) = (Vec::with_capacity(spec.len()), Vec::with_capacity(spec.len()));
    for cell in 0..spec.len() {
        let (row, col) = spec.row_col(cell);
        let share = row as f64 / size as f64;
        let river = size as f64 * (0.5 + 0.15 * math::sin(share * 9.0));
        let away_m = ((col as f64 - river).abs() - 1.0).max(0.0) * f64::from(cell_m);
        let channel = away_m == 0.0;
        let bed = 60.0 - 0.0005 * row as f64 * f64::from(cell_m);
        let slope = if channel { -6.0 } else { 2e-6 * away_m * away_m + 0.002 * away_m };
        let rough = if channel { 0.0 } else { f64::from(draw.part(cell as u64).range(0.0, 0.5)) };
        ground.push((bed + slope + rough) as f32);
        depth.push(if channel { 5.0 } else { 0.0 });
    }
    let river: Vec<u32> = (0..size).filter(|&col| depth[col] > 0.0).map(|col| col as u32).collect();
    let manning = depth.iter().map(|&h| if h > 0.0 { 0.03 } else { 0.06 }).collect();
    let mut flood = Flood::new(spec, ground, manning, Edge::Open, FloodParams::default())?;
    flood.set_depth(&depth)?;
    Ok((flood, river))
}

/// Rain of 50 mm/h on every cell of a valley with a river of 400 m³/s, in ticks of 10 s, once on each of
/// the given numbers of threads. With `soil` the slopes take in and hold back rain first, as in a drill.
///
/// # Errors
/// None that can happen with a positive size.
pub fn run(
    size: usize,
    cell_m: f32,
    drill_s: f64,
    soil: bool,
    threads: &[usize],
) -> Result<Vec<BenchRun>, FloodError> {
    let mut runs = Vec::new();
    for &threads in threads {
        let (mut flood, river) = valley(size, cell_m)?;
        if soil {
            flood.set_soils(&vec![0; size * size], &[Soil::loam(0.2, 0.02)])?;
        }
        let inflows = [Inflow { cells: &river, flow_m3s: 400.0 }];
        let forcing = Forcing { rain: Rain::Uniform(50.0e-3 / 3600.0), inflows: &inflows };
        let mut run = BenchRun {
            threads,
            cell_updates: 0,
            steps: 0,
            drill_s: 10.0 * (drill_s / 10.0).ceil(),
            wall_s: 0.0,
            mass_error_rel: 0.0,
        };
        let mut work = || -> Result<(), FloodError> {
            let start = std::time::Instant::now();
            for _ in 0..(run.drill_s / 10.0) as u64 {
                let report = flood.advance(10.0, &forcing)?;
                run.cell_updates += report.cell_updates;
                run.steps += report.steps;
            }
            run.wall_s = start.elapsed().as_secs_f64();
            run.mass_error_rel = flood.ledger().error_rel();
            Ok(())
        };
        match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
            Ok(pool) => pool.install(work)?,
            // Without threads of its own it runs on those there are.
            Err(_) => work()?,
        }
        runs.push(run);
    }
    Ok(runs)
}

/// How many times quicker a river on dry land runs for working on wet tiles only.
///
/// # Errors
/// None that can happen with a positive size.
pub fn tile_gain(size: usize, cell_m: f32, drill_s: f64) -> Result<f64, FloodError> {
    let mut walls_s = [0.0; 2];
    for (wall_s, all_tiles) in walls_s.iter_mut().zip([true, false]) {
        let (mut flood, river) = valley(size, cell_m)?;
        flood.params.all_tiles = all_tiles;
        flood.tiles = super::Tiles::new(flood.spec, all_tiles);
        flood.set_depth(&flood.depth_m.clone())?;
        let inflows = [Inflow { cells: &river, flow_m3s: 400.0 }];
        let start = std::time::Instant::now();
        flood.advance(drill_s, &Forcing { rain: Rain::None, inflows: &inflows })?;
        *wall_s = start.elapsed().as_secs_f64();
    }
    Ok(walls_s[0] / walls_s[1].max(1e-9))
}

/// Memory of a flood per cell, bytes.
///
/// # Errors
/// None that can happen with a positive size.
pub fn bytes_per_cell(size: usize) -> Result<f64, FloodError> {
    let (flood, _) = valley(size, 20.0)?;
    Ok(flood.bytes() as f64 / (size * size) as f64)
}
