//! Figures of the flood model.

use super::{Line, bandwidth, line};
use crate::{cli::Failure, hazard::flood::bench};

/// Bytes that a cell update must move at least: ground, roughness, depth and its rest, two discharges read, and depth, rest
/// and two discharges written, 4 bytes each.
const BYTES_PER_UPDATE: f64 = 40.0;

/// Rain on every cell of a valley, on one and two threads; growth of the cost with the grid; what wet tiles gain; memory.
pub fn run(small: bool) -> Result<Vec<Line>, Failure> {
    let mut out = Vec::new();
    let drill_s = if small { 600.0 } else { 7_200.0 };
    let size = if small { 128 } else { 512 };
    let runs = bench::run(size, 20.0, drill_s, false, &[1, 2]).map_err(Failure::internal)?;
    for run in &runs {
        let threads = run.threads;
        let what = format!("flood {size}² rain {drill_s} s, {threads} thread(s)");
        let rate = run.updates_per_s();
        let moved = bandwidth::triad_bytes_s(threads)?;
        out.push(line(format!("{what}: cell updates"), rate * 1e-6, "M/s"));
        out.push(line(format!("{what}: of triad bandwidth"), 100.0 * rate * BYTES_PER_UPDATE / moved, "%"));
        out.push(line(format!("{what}: real time"), run.drill_s / run.wall_s, "×"));
        out.push(line(format!("{what}: mass error"), run.mass_error_rel, ""));
    }
    if let [one, two] = &runs[..] {
        out.push(line("flood: two threads over one", two.updates_per_s() / one.updates_per_s(), "×"));
    }
    // The same number of steps on every size shows the cost per step.
    let sizes: &[usize] = if small { &[64, 128] } else { &[256, 512, 1024, 2048] };
    let mut before: Option<f64> = None;
    for &size in sizes {
        let run = bench::run(size, 20.0, if small { 100.0 } else { 300.0 }, false, &[2])
            .map_err(Failure::internal)?;
        let Some(run) = run.first() else { continue };
        let step_ms = run.wall_s / run.steps.max(1) as f64 * 1e3;
        out.push(line(format!("flood {size}²: one step"), step_ms, "ms"));
        if let Some(before) = before {
            out.push(line(format!("flood {size}²: cost over a quarter of the cells"), step_ms / before, "×"));
        }
        before = Some(step_ms);
    }
    let (size, drill_s) = if small { (128, 100.0) } else { (512, 600.0) };
    let gain = bench::tile_gain(size, 20.0, drill_s).map_err(Failure::internal)?;
    out.push(line(format!("flood {size}² with a river and dry land: wet tiles over all tiles"), gain, "×"));
    let bytes = bench::bytes_per_cell(if small { 128 } else { 512 }).map_err(Failure::internal)?;
    out.push(line("flood: memory", bytes, "bytes per cell"));
    Ok(out)
}
