//! A raster as its file has it, before it is brought onto the county's grid.

use super::{asc, file, geotiff, project::Reference, report::Report};
use crate::data::{Fault, Msg};
use std::path::Path;

/// The most cells of a raster that is read: 8192 × 8192.
pub const MAX_CELLS: u64 = 1 << 26;

/// Values on a grid of rectangles, row 0 north. Lengths are in the units of the raster's reference: metres or
/// degrees.
#[derive(Clone, Debug, PartialEq)]
pub struct Raster {
    /// File name, for faults.
    pub file: String,
    pub rows: usize,
    pub cols: usize,
    /// West edge and north edge of the raster.
    pub west: f64,
    pub north: f64,
    /// Width and height of a cell.
    pub dx: f64,
    pub dy: f64,
    /// Not a number where there is no data.
    pub values: Vec<f32>,
    /// What the file says of its reference, if it says anything.
    pub reference: Option<Reference>,
    /// Whether the file says that heights are feet.
    pub feet: bool,
    /// Line of row 0 in a file that has one line a row.
    pub first_line: Option<u32>,
}

impl Raster {
    /// Whether the corner and the size of cells look like degrees.
    pub fn looks_like_degrees(&self) -> bool {
        let (east, south) = (self.west + self.dx * self.cols as f64, self.north - self.dy * self.rows as f64);
        self.dx < 0.5 && self.west >= -180.5 && east <= 360.5 && self.north <= 90.5 && south >= -90.5
    }

    /// South edge.
    pub fn south(&self) -> f64 {
        self.north - self.dy * self.rows as f64
    }

    /// Value at a place, bilinear between the centres of cells; not a number outside and beside holes.
    pub fn bilinear(&self, x: f64, y: f64) -> f32 {
        let (col, row) = ((x - self.west) / self.dx, (self.north - y) / self.dy);
        if !(col >= 0.0 && row >= 0.0 && col <= self.cols as f64 && row <= self.rows as f64) {
            return f32::NAN;
        }
        let split = |v: f64, n: usize| {
            let v = (v - 0.5).clamp(0.0, (n - 1) as f64);
            let low = (v as usize).min(n.saturating_sub(2));
            (low, (v - low as f64) as f32)
        };
        let ((row, down), (col, right)) = (split(row, self.rows), split(col, self.cols));
        let value = |r: usize, c: usize| self.values[r.min(self.rows - 1) * self.cols + c.min(self.cols - 1)];
        // A cell that has no share must not spread its hole.
        let mix = |a: f32, b: f32, t: f32| {
            if t <= 0.0 {
                a
            } else if t >= 1.0 {
                b
            } else {
                a + (b - a) * t
            }
        };
        let line = |r: usize| mix(value(r, col), value(r, col + 1), right);
        mix(line(row), line(row + 1), down)
    }

    /// Value of the cell that holds a place; not a number outside.
    pub fn nearest(&self, x: f64, y: f64) -> f32 {
        let (col, row) = ((x - self.west) / self.dx, (self.north - y) / self.dy);
        if !(col >= 0.0 && row >= 0.0 && col < self.cols as f64 && row < self.rows as f64) {
            return f32::NAN;
        }
        self.values[row as usize * self.cols + col as usize]
    }
}

/// Read `STEM.asc`, `STEM.tif` or `STEM.tiff` of a folder; `None` where there is none or it is unreadable, which
/// is then reported.
pub fn read(folder: &Path, stem: &str, report: &mut Report) -> Option<Raster> {
    let names: Vec<String> = ["asc", "tif", "tiff"]
        .iter()
        .map(|end| format!("{stem}.{end}"))
        .filter(|name| folder.join(name).exists())
        .collect();
    if names.len() > 1 {
        report.fault(Fault::file(&names[1], Msg::new("pack-two-files").with("other", &names[0])));
        return None;
    }
    read_file(folder, names.first()?, report)
}

/// Read a raster by its file name; what it is, is told by how it begins.
pub fn read_file(folder: &Path, name: &str, report: &mut Report) -> Option<Raster> {
    let bytes = match file::bytes(&folder.join(name), name, file::MAX_RASTER_BYTES) {
        Ok(bytes) => bytes,
        Err(faults) => {
            report.refuse(faults);
            return None;
        }
    };
    let tiff =
        [b"II\x2a\0", b"MM\0\x2a", b"II\x2b\0", b"MM\0\x2b"].iter().any(|mark| bytes.starts_with(*mark));
    if tiff { geotiff::read(&bytes, name, report) } else { asc::read(&bytes, name, report) }
}

/// A fault where a file asks for a raster of no or too many cells.
pub fn size_fault(file: &str, rows: u64, cols: u64) -> Option<Fault> {
    let fine = rows.checked_mul(cols).is_some_and(|cells| (1..=MAX_CELLS).contains(&cells));
    (!fine).then(|| {
        let message = Msg::new("pack-raster-size").with("rows", rows).with("cols", cols);
        Fault::file(file, message).expected(Msg::new("pack-expect-cells").with("max", MAX_CELLS))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp() -> Raster {
        let values = (0..12).map(|k| (k % 4) as f32 * 10.0 + (k / 4) as f32).collect();
        Raster {
            file: String::new(),
            rows: 3,
            cols: 4,
            west: 100.0,
            north: 50.0,
            dx: 2.0,
            dy: 2.0,
            values,
            reference: None,
            feet: false,
            first_line: None,
        }
    }

    #[test]
    fn bilinear_gives_a_plane_back_and_holes_stay_holes() {
        let mut raster = ramp();
        for (x, y) in [(101.0, 49.0), (103.7, 47.2), (106.9, 45.1), (104.0, 46.0)] {
            let plane = (x - 101.0) / 2.0 * 10.0 + (49.0 - y) / 2.0;
            assert!((f64::from(raster.bilinear(x, y)) - plane).abs() < 1e-4, "{x} {y}");
        }
        assert!(raster.bilinear(99.9, 47.0).is_nan() && raster.nearest(101.0, 50.1).is_nan());
        raster.values[5] = f32::NAN;
        assert!(raster.bilinear(104.0, 47.0).is_nan());
        // On the centre of a sound cell beside the hole nothing of the hole is asked.
        assert_eq!(raster.bilinear(101.0, 47.0), 1.0);
    }
}
