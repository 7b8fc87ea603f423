//! ESRI ASCII rasters: the plain exchange format of elevation models. Row 0 is the north edge.

use super::GridSpec;
use std::{fmt::Write as _, path::Path};

/// The cell size that a reader finds in a raster's header: the shortest decimal of `cell_m`, m.
pub fn cell_size_m(spec: &GridSpec) -> f64 {
    spec.cell_m.to_string().parse().unwrap_or(f64::from(spec.cell_m))
}

/// Text of a raster; `decimals` digits after the point, or the fewest that give each number back to the bit.
pub fn to_text(spec: &GridSpec, values: &[f32], decimals: Option<usize>) -> String {
    let mut out = String::with_capacity(values.len() * 8 + 128);
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "ncols {}\nnrows {}\nxllcorner 0\nyllcorner 0\ncellsize {}\nNODATA_value -9999\n",
        spec.cols, spec.rows, spec.cell_m
    );
    for row in values.chunks(spec.cols) {
        for (i, value) in row.iter().enumerate() {
            let space = if i == 0 { "" } else { " " };
            let _ = match decimals {
                Some(decimals) => write!(out, "{space}{value:.decimals$}"),
                None => write!(out, "{space}{value}"),
            };
        }
        out.push('\n');
    }
    out
}

/// Write a raster; the file appears whole or not at all.
///
/// # Errors
/// The file cannot be written.
pub fn write(path: &Path, spec: &GridSpec, values: &[f32], decimals: usize) -> std::io::Result<()> {
    super::file::write_atomic(path, to_text(spec, values, Some(decimals)).as_bytes())
}

/// Write a raster from which every number comes back to the bit.
///
/// # Errors
/// The file cannot be written.
pub fn write_exact(path: &Path, spec: &GridSpec, values: &[f32]) -> std::io::Result<()> {
    super::file::write_atomic(path, to_text(spec, values, None).as_bytes())
}
