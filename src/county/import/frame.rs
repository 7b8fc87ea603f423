//! The county's grid in the coordinates of a pack, and rasters brought onto it.

use super::{
    manifest::Manifest,
    project::{Mercator, Reference},
    raster::Raster,
    report::Report,
};
use crate::{
    data::{Fault, Msg},
    num::{GridSpec, Point},
};

/// Smallest and largest number of rows and columns, and size of cells, m, of a county.
pub const SIZE: std::ops::RangeInclusive<usize> = 64..=2048;
pub const CELL_M: std::ops::RangeInclusive<f64> = 20.0..=200.0;

/// Where the county's grid lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    pub spec: GridSpec,
    /// West and north edge, m, in `reference`.
    pub west_m: f64,
    pub north_m: f64,
    /// Metric.
    pub reference: Reference,
    /// EPSG code of `reference`, where it is known.
    pub epsg: Option<u32>,
}

impl Frame {
    /// The grid for an elevation raster; reports what stands against it.
    pub fn of(
        raster: &Raster,
        manifest: &Manifest,
        given: Option<Reference>,
        report: &mut Report,
    ) -> Option<Self> {
        let file = &raster.file;
        let fault = |report: &mut Report, message: Msg, hint: &'static str| {
            report.fault(Fault::file(file, message).hint(Some(Msg::new(hint))));
            None
        };
        let reference = match given.or(raster.reference) {
            Some(reference) if !reference.is_degrees() && raster.looks_like_degrees() => {
                return fault(report, Msg::new("pack-degrees").with("cell", raster.dx), "pack-degrees-hint");
            }
            Some(reference) => reference,
            None if raster.looks_like_degrees() => {
                report.warn(Fault::file(file, Msg::new("pack-degrees-taken").with("cell", raster.dx)));
                Reference::Degrees
            }
            None => Reference::Local,
        };
        if reference.is_degrees() {
            if !raster.looks_like_degrees() {
                return fault(
                    report,
                    Msg::new("pack-no-degrees").with("cell", raster.dx),
                    "pack-degrees-hint",
                );
            }
            return Self::around(raster, manifest, report);
        }
        if (raster.dx - raster.dy).abs() > 1e-6 * raster.dx {
            let message = Msg::new("pack-not-square").with("dx", raster.dx).with("dy", raster.dy);
            return fault(report, message, "pack-not-square-hint");
        }
        let (width, height) = (raster.dx * raster.cols as f64, raster.dy * raster.rows as f64);
        let cell_m = cell_size(manifest, raster.dx, width.max(height));
        let epsg = manifest.reference.as_deref().and_then(|t| t.split_once(':')?.1.trim().parse().ok());
        let epsg = epsg.or(match reference {
            Reference::Other(code) if code > 0 => Some(code),
            _ => None,
        });
        let count = |length: f64| (length / cell_m + 1e-6).floor() as usize;
        Self {
            spec: GridSpec { rows: count(height), cols: count(width), cell_m: cell_m as f32 },
            west_m: raster.west,
            north_m: raster.north,
            reference,
            epsg,
        }
        .sized(raster, report)
    }

    /// The largest metric rectangle inside a raster in degrees.
    fn around(raster: &Raster, manifest: &Manifest, report: &mut Report) -> Option<Self> {
        let (east, south) = (raster.west + raster.dx * raster.cols as f64, raster.south());
        let (epsg, mercator) = Reference::metric_at(0.5 * (raster.west + east));
        let edge = |t: f64, a: f64, b: f64| a + (b - a) * t;
        let steps = || (0..=64).map(|k| f64::from(k) / 64.0);
        let side = |at: &dyn Fn(f64) -> (f64, f64)| -> Vec<(f64, f64)> {
            steps()
                .filter_map(|t| {
                    let (lon, lat) = at(t);
                    mercator.forward(lon, lat)
                })
                .collect()
        };
        let most = |points: &[(f64, f64)], y: bool, sign: f64| {
            points.iter().map(|p| sign * if y { p.1 } else { p.0 }).fold(f64::NEG_INFINITY, f64::max) * sign
        };
        let west_m = most(&side(&|t| (raster.west, edge(t, raster.north, south))), false, 1.0);
        let east_m = most(&side(&|t| (east, edge(t, raster.north, south))), false, -1.0);
        let north_m = most(&side(&|t| (edge(t, raster.west, east), raster.north)), true, -1.0);
        let south_m = most(&side(&|t| (edge(t, raster.west, east), south)), true, 1.0);
        let (width, height) = (east_m - west_m, north_m - south_m);
        if !(width > 0.0 && height > 0.0 && width < 1e7 && height < 1e7) {
            report.fault(Fault::file(&raster.file, Msg::new("pack-degrees-wide")));
            return None;
        }
        let cell_m = cell_size(manifest, height / raster.rows as f64, width.max(height));
        // On whole cells, so that neighbours share a grid.
        let (west_m, north_m) = ((west_m / cell_m).ceil() * cell_m, (north_m / cell_m).floor() * cell_m);
        let count = |length: f64| (length / cell_m).floor().max(0.0) as usize;
        let spec =
            GridSpec { rows: count(north_m - south_m), cols: count(east_m - west_m), cell_m: cell_m as f32 };
        Self { spec, west_m, north_m, reference: Reference::Mercator(mercator), epsg: Some(epsg) }
            .sized(raster, report)
    }

    fn sized(self, raster: &Raster, report: &mut Report) -> Option<Self> {
        let (rows, cols) = (self.spec.rows, self.spec.cols);
        let fine =
            SIZE.contains(&rows) && SIZE.contains(&cols) && CELL_M.contains(&f64::from(self.spec.cell_m));
        if !fine {
            let message =
                Msg::new("pack-size").with("rows", rows).with("cols", cols).with("cell", self.spec.cell_m);
            let fault = Fault::file(&raster.file, message).expected(Msg::new("pack-expect-size"));
            report.fault(fault.hint(Some(Msg::new("pack-size-hint"))));
        }
        fine.then_some(self)
    }

    /// The place of coordinates of the pack in the county; `degrees` where they are longitude and latitude, which
    /// some references cannot take.
    pub fn point(&self, (x, y): (f64, f64), degrees: bool) -> Option<Point> {
        let (east, north) = if degrees { self.mercator()?.forward(x, y)? } else { (x, y) };
        Some(Point { x_m: (east - self.west_m) as f32, y_m: (self.north_m - north) as f32 })
    }

    pub fn mercator(&self) -> Option<Mercator> {
        match self.reference {
            Reference::Mercator(mercator) => Some(mercator),
            _ => None,
        }
    }

    /// Whether a point lies on the grid; on its edge counts.
    pub fn holds(&self, p: Point) -> bool {
        (0.0..=self.spec.width_m()).contains(&p.x_m) && (0.0..=self.spec.height_m()).contains(&p.y_m)
    }

    /// Whether a raster is already on this grid, cell for cell.
    pub fn same_grid(&self, raster: &Raster) -> bool {
        let cell_m = f64::from(self.spec.cell_m);
        let near = |a: f64, b: f64| (a - b).abs() < 1e-3 * cell_m;
        (raster.rows, raster.cols) == (self.spec.rows, self.spec.cols)
            && near(raster.dx, cell_m)
            && near(raster.dy, cell_m)
            && near(raster.west, self.west_m)
            && near(raster.north, self.north_m)
    }

    /// Heights on the county's grid: the mean of bilinear samples, as many to a cell as the raster has cells in it.
    pub fn resample(&self, raster: &Raster, degrees: bool) -> Vec<f32> {
        if !degrees && self.same_grid(raster) {
            return raster.values.clone();
        }
        let cell_m = f64::from(self.spec.cell_m);
        let source_m = if degrees { raster.dy * 111_000.0 } else { raster.dy };
        let samples = ((cell_m / source_m).round() as usize).clamp(1, 16);
        self.each(samples, degrees, |places| {
            let (mut sum, mut count) = (0.0, 0.0);
            for (x, y) in places {
                let value = raster.bilinear(x, y);
                if !value.is_nan() {
                    (sum, count) = (sum + f64::from(value), count + 1.0);
                }
            }
            if count > 0.0 { (sum / count) as f32 } else { f32::NAN }
        })
    }

    /// Codes on the county's grid: the most frequent of samples, the smaller code of equals.
    pub fn resample_codes(&self, raster: &Raster, degrees: bool) -> Vec<f32> {
        if !degrees && self.same_grid(raster) {
            return raster.values.clone();
        }
        let mut codes = Vec::new();
        self.each(3, degrees, |places| {
            codes.clear();
            codes.extend(places.map(|(x, y)| raster.nearest(x, y)).filter(|v| !v.is_nan()));
            codes.sort_by(f32::total_cmp);
            let runs = codes.chunk_by(|a, b| a == b);
            runs.rev().max_by_key(|run| run.len()).map_or(f32::NAN, |run| run[0])
        })
    }

    /// A value for each cell from `samples` × `samples` places in it, in the raster's coordinates.
    fn each(
        &self,
        samples: usize,
        degrees: bool,
        mut value: impl FnMut(&mut dyn Iterator<Item = (f64, f64)>) -> f32,
    ) -> Vec<f32> {
        let cell_m = f64::from(self.spec.cell_m);
        let mercator = self.mercator().filter(|_| degrees);
        let offset = move |k: usize| (k as f64 + 0.5) / samples as f64;
        (0..self.spec.len())
            .map(|cell| {
                let (row, col) = self.spec.row_col(cell);
                let mut places = (0..samples * samples).map(|k| {
                    let east = self.west_m + (col as f64 + offset(k % samples)) * cell_m;
                    let north = self.north_m - (row as f64 + offset(k / samples)) * cell_m;
                    mercator.map_or((east, north), |m| m.inverse(east, north))
                });
                value(&mut places)
            })
            .collect()
    }
}

/// The manifest's cell size; else the raster's if it is in range and does not make the county too large; else the
/// smallest multiple of 5 m that does not.
fn cell_size(manifest: &Manifest, own_m: f64, length_m: f64) -> f64 {
    let least = ((length_m / *SIZE.end() as f64) / 5.0).ceil() * 5.0;
    match manifest.cell_m {
        Some(cell_m) => f64::from(cell_m),
        None if own_m >= *CELL_M.start() && length_m / own_m <= *SIZE.end() as f64 + 1e-6 => own_m,
        None => least.max(*CELL_M.start()),
    }
}
