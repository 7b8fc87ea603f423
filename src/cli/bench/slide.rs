//! Figures of landslides.

use super::{Line, line};
use crate::{
    cli::Failure,
    hazard::{
        shallow::Report,
        slide::runout::{Material, Runout},
    },
    num::GridSpec,
};
use std::time::Instant;

/// A slide of 10⁵ m³ down a valley side until it stops.
pub fn run(small: bool) -> Result<Vec<Line>, Failure> {
    let spec = GridSpec { rows: 40, cols: 60, cell_m: 60.0 };
    let ground: Vec<f32> = (0..spec.len())
        .map(|i| {
            let (x, off) = ((i % spec.cols) as f32 * 60.0, (i / spec.cols) as f32 - 20.0);
            (if x < 1_200.0 { 600.0 - 0.45 * x } else { 60.0 - 0.02 * (x - 1_200.0) }) + 0.15 * off * off
        })
        .collect();
    let cells: Vec<(u32, f32)> =
        (19..22).flat_map(|r| (6..9).map(move |c| ((r * 60 + c) as u32, 3.1))).collect();
    let mut slide = Runout::release(&spec, &ground, &vec![0.0; spec.len()], &cells, Material::HILLSIDE)
        .map_err(Failure::internal)?;
    let (mut report, start) = (Report::default(), Instant::now());
    let end_s = if small { 20.0 } else { 600.0 };
    slide.advance(end_s, &mut report);
    let wall_s = start.elapsed().as_secs_f64();
    let volume = slide.volumes_m3()[0];
    Ok(vec![
        line(format!("slide of {volume:.0} m³ on 10 m cells: real time"), slide.time_s() / wall_s, "×"),
        line("slide: cell updates", report.cell_updates as f64 / wall_s * 1e-6, "M/s"),
        line("slide: duration", slide.time_s(), "s"),
    ])
}
