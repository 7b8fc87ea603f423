//! The rasters of a pack on the county's grid.

use super::{
    cover,
    frame::Frame,
    heights,
    manifest::Manifest,
    project::Reference,
    raster::{self, Raster},
    report::Report,
};
use crate::{
    county::{Cover, Soil},
    data::{Fault, Msg},
};
use std::path::Path;

/// Elevation on the county's grid.
#[derive(Debug)]
pub struct Ground {
    pub frame: Frame,
    pub ground_m: Vec<f32>,
}

/// Grids beside the elevation, where a pack has them.
#[derive(Debug)]
pub struct Extra {
    /// `None` in cells where the land cover has no data.
    pub cover: Option<Vec<Option<Cover>>>,
    pub soil: Option<Vec<Soil>>,
    pub soil_depth_m: Option<Vec<f32>>,
    pub base_depth_m: Option<Vec<f32>>,
    pub drainage_m2: Option<Vec<f32>>,
    /// Cells of lakes whose level stays.
    pub lake: Option<Vec<u32>>,
}

/// All of them.
#[derive(Debug)]
pub struct Whole {
    pub cover: Vec<Cover>,
    pub soil: Vec<Soil>,
    pub soil_depth_m: Vec<f32>,
    pub base_depth_m: Vec<f32>,
    pub drainage_m2: Vec<f32>,
    pub lake: Vec<u32>,
}

impl Extra {
    /// All grids, if the pack has them all without gaps.
    pub fn whole(&self) -> Option<Whole> {
        Some(Whole {
            cover: self.cover.as_ref()?.iter().copied().collect::<Option<_>>()?,
            soil: self.soil.clone()?,
            soil_depth_m: self.soil_depth_m.clone()?,
            base_depth_m: self.base_depth_m.clone()?,
            drainage_m2: self.drainage_m2.clone()?,
            lake: self.lake.clone()?,
        })
    }
}

/// Read and check the elevation.
pub fn ground(
    folder: &Path,
    manifest: &Manifest,
    given: Option<Reference>,
    report: &mut Report,
) -> Option<Ground> {
    let before = report.faults.len();
    let Some(mut dem) = raster::read(folder, "dem", report) else {
        if report.faults.len() == before {
            report.fault(Fault::file("dem.asc", Msg::new("pack-no-dem")));
        }
        return None;
    };
    let frame = Frame::of(&dem, manifest, given, report)?;
    let degrees = given.or(dem.reference).map_or_else(|| dem.looks_like_degrees(), Reference::is_degrees);
    let cell_m = if degrees { dem.dy * 111_000.0 } else { dem.dx };
    // Only exports have low water.
    let exported = folder.join("base_depth.asc").exists();
    heights::check(&mut dem, manifest.height_unit, cell_m, exported, report);
    if report.faults.len() > before {
        return None;
    }
    let ground_m = frame.resample(&dem, degrees);
    if ground_m.iter().any(|v| !v.is_finite()) {
        report.fault(Fault::file(&dem.file, Msg::new("pack-all-holes")));
        return None;
    }
    Some(Ground { frame, ground_m })
}

/// Read the other grids.
pub fn extra(folder: &Path, manifest: &Manifest, ground: &Ground, report: &mut Report) -> Extra {
    let frame = &ground.frame;
    let cover = raster::read(folder, "landcover", report).and_then(|raster| {
        cover::check(&raster, manifest, report);
        let degrees = raster.reference.map_or(raster.looks_like_degrees(), Reference::is_degrees);
        if degrees && frame.mercator().is_none() {
            report.fault(Fault::file(&raster.file, Msg::new("pack-degrees-placeless")));
            return None;
        }
        let codes = frame.resample_codes(&raster, degrees);
        let gaps = codes.iter().filter(|v| v.is_nan()).count();
        if gaps * 2 > codes.len() {
            report.fault(Fault::file(&raster.file, other_size(&raster, frame)));
        } else if gaps > 0 {
            report.warn(Fault::file(&raster.file, Msg::new("pack-cover-gaps").with("n", gaps)));
        }
        Some(cover::covers(&codes, manifest, |cell| slope(ground, cell)))
    });
    let mut same = |stem: &str, min: f32, max: f32| {
        let raster = raster::read(folder, stem, report)?;
        same_grid(&raster, frame, min, max, report).then_some(raster.values)
    };
    let most = f32::MAX;
    let soil = same("soil", 0.0, (Soil::ALL.len() - 1) as f32);
    Extra {
        cover,
        soil: soil
            .map(|codes| codes.iter().map(|c| Soil::ALL[(*c as usize).min(Soil::ALL.len() - 1)]).collect()),
        soil_depth_m: same("soil_depth", 0.0, 200.0),
        base_depth_m: same("base_depth", 0.0, 1000.0),
        drainage_m2: same("drainage", 0.0, most),
        lake: same("lake", 0.0, 1.0)
            .map(|lake| (0..lake.len() as u32).filter(|c| lake[*c as usize] > 0.5).collect()),
    }
}

/// Whether a raster that only this program writes is on the county's grid with values in their range.
fn same_grid(raster: &Raster, frame: &Frame, min: f32, max: f32, report: &mut Report) -> bool {
    if !frame.same_grid(raster) {
        let fault = Fault::file(&raster.file, other_size(raster, frame));
        report.fault(fault.hint(Some(Msg::new("pack-own-grid-hint"))));
        return false;
    }
    let Some(cell) = raster.values.iter().position(|v| !(min..=max).contains(v)) else { return true };
    let message = Msg::new("pack-grid-value")
        .with("value", raster.values[cell])
        .with("row", cell / raster.cols + 1)
        .with("col", cell % raster.cols + 1);
    let fault = super::report::at(&raster.file, cover::place(raster, cell), "", message);
    report.fault(fault.expected(Msg::new("data-expect-range").with("min", min).with("max", max)));
    false
}

fn other_size(raster: &Raster, frame: &Frame) -> Msg {
    Msg::new("pack-other-grid")
        .with("rows", raster.rows)
        .with("cols", raster.cols)
        .with("west", raster.west)
        .with("north", raster.north)
        .with("own_rows", frame.spec.rows)
        .with("own_cols", frame.spec.cols)
        .with("own_west", frame.west_m)
        .with("own_north", frame.north_m)
}

/// Steepest slope to a neighbour across a side, m/m.
fn slope(ground: &Ground, cell: usize) -> f32 {
    let spec = &ground.frame.spec;
    let drop = |(_, n): (usize, usize)| (ground.ground_m[cell] - ground.ground_m[n]).abs();
    crate::county::generate::near::near4(spec, cell).map(drop).fold(0.0, f32::max) / spec.cell_m
}
