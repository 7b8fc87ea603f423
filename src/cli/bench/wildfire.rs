//! Figures of forest fires.

use super::{Line, line, with_threads};
use crate::{
    cli::Failure,
    hazard::wildfire::{
        fuel,
        plain::{self, Band, Case, Wind},
        spread::{Bed, Moisture, flame_length_m},
    },
    num::{
        GridSpec,
        math::{cosf, sinf},
    },
};
use std::time::Instant;

const DRY: Moisture = Moisture { dead_1h: 0.03, dead_10h: 0.04, dead_100h: 0.05, herb: 0.30, woody: 0.60 };

/// A grid of 30 m cells set alight in its middle, and time enough to burn all of it: level grass in a wind, or hills of
/// four fuels, from grass to litter.
fn case(side: usize, hills: bool) -> Case {
    let spec = GridSpec { rows: side, cols: side, cell_m: 30.0 };
    let ground = |cell: usize| {
        let (row, col) = ((cell / side) as f32, (cell % side) as f32);
        if hills { 40.0 * sinf(row / 9.0) + 60.0 * cosf(col / 13.0) } else { 0.0 }
    };
    let fuel = |cell: usize| if hills { [102, 104, 188, 163][(cell * 7919 / 64) % 4] } else { 102 };
    Case {
        spec,
        ground_m: (0..spec.len()).map(ground).collect(),
        fuel: (0..spec.len()).map(fuel).collect(),
        moisture: DRY,
        bands: vec![Band { wind: Wind::Midflame(1.618), from_deg: 270.0 }],
        band_s: 3600.0,
        duration_s: 60.0 * 1e6,
        ignition: vec![spec.len() / 2 + side / 2],
        lines: Vec::new(),
        crowns: None,
        spotting: None,
    }
}

/// Fires that burn a whole grid, on one and two threads, level and hilly; how the time grows; points.
pub fn run(small: bool) -> Result<Vec<Line>, Failure> {
    let mut out = Vec::new();
    let side = if small { 64 } else { 512 };
    let mut level_s = 0.0;
    for (name, hills) in [("level grass", false), ("hills, four fuels", true)] {
        let case = case(side, hills);
        for threads in [1, 2] {
            let start = Instant::now();
            let outcome = with_threads(threads, || plain::run(&case))?;
            let wall_s = start.elapsed().as_secs_f64();
            let what = format!("wildfire {side}², {name}, {threads} thread(s)");
            let share = outcome.burnt_cells as f64 / case.spec.len() as f64;
            out.push(line(format!("{what}: burnt"), 100.0 * share, "%"));
            out.push(line(format!("{what}: time"), wall_s, "s"));
            let per_cell = 1e6 * wall_s / outcome.burnt_cells.max(1) as f64;
            out.push(line(format!("{what}: a burnt cell"), per_cell, "µs"));
            level_s = if hills { level_s } else { wall_s };
        }
    }
    let large = case(4 * side, false);
    let start = Instant::now();
    let outcome = with_threads(2, || plain::run(&large))?;
    let wall_s = start.elapsed().as_secs_f64();
    let (what, cells) = (format!("wildfire {}², level grass", 4 * side), outcome.burnt_cells.max(1));
    out.push(line(format!("{what}: time"), wall_s, "s"));
    out.push(line(format!("{what}: a burnt cell"), 1e6 * wall_s / cells as f64, "µs"));
    out.push(line(format!("{what}: time over a sixteenth of the cells"), wall_s / level_s, "×"));
    // Points: every fuel in many winds.
    let (winds, start) = (if small { 20 } else { 2_000 }, Instant::now());
    let mut flames = 0.0;
    for model in fuel::models() {
        for k in 0..winds {
            let bed = Bed::new(model, &DRY);
            let spread = bed.spread([0.005 * f64::from(k), 0.0], [0.2, 0.0]);
            flames += flame_length_m(bed.intensity_kw_m(spread.head_m_min));
        }
    }
    let points = f64::from(winds) * fuel::models().len() as f64;
    std::hint::black_box(flames);
    out.push(line("wildfire: points", points / start.elapsed().as_secs_f64() * 1e-6, "M/s"));
    Ok(out)
}
