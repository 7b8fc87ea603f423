//! Figures of the county generator.

use super::{Line, line};
use crate::{
    cli::Failure,
    county::{CountyParams, generate},
};
use std::time::Instant;

/// Time to make a county by size, and how it grows.
pub fn run(small: bool) -> Result<Vec<Line>, Failure> {
    let mut out = Vec::new();
    let sizes: &[usize] = if small { &[64, 128] } else { &[256, 512, 1024] };
    let mut before: Option<f64> = None;
    for &size in sizes {
        let params = CountyParams::yueyang(1).map_err(Failure::internal)?.sized(size);
        let start = Instant::now();
        generate(&params).map_err(Failure::internal)?;
        let wall_s = start.elapsed().as_secs_f64();
        out.push(line(format!("county {size}²"), wall_s, "s"));
        if let Some(before) = before {
            out.push(line(format!("county {size}²: time over a quarter of the cells"), wall_s / before, "×"));
        }
        before = Some(wall_s);
    }
    Ok(out)
}
