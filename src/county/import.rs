//! A county from a pack: a folder with elevation, perhaps land cover, and tables of what is known of a real county.
//!
//! `docs/county-pack.md` tells people what may stand in it. Everything wrong is reported at once, with file, line and
//! column. What is given is used; what is missing is generated on the real ground and named in `County::generated`.

mod asc;
mod build;
mod cell;
mod checks;
mod cover;
mod file;
mod frame;
mod geotiff;
mod grids;
mod heights;
pub(super) mod manifest;
mod network;
mod people;
mod places;
mod project;
mod raster;
mod report;
pub(super) mod rows;
pub(super) mod schema;
mod table;
mod tables;

use super::County;
use crate::data::{Fault, Faults};
pub use raster::Raster;
use report::Report;
use std::path::Path;

/// Whether a folder is a pack.
pub fn is_pack(folder: &Path) -> bool {
    folder.join(manifest::FILE).is_file()
}

/// Read a raster in ESRI ASCII or GeoTIFF by itself.
///
/// # Errors
/// There is no such file, or it is no raster, with line and column.
pub fn read_raster(path: &Path) -> Result<Raster, Faults> {
    let mut report = Report::default();
    let folder = path.parent().unwrap_or(Path::new("."));
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let raster = raster::read_file(folder, &name, &mut report);
    report.none_or(raster).map(|(raster, _)| raster)
}

/// Read the county of a pack, with warnings of what was mended or looks strange.
///
/// # Errors
/// All faults of all files.
pub fn import(folder: &Path) -> Result<(County, Vec<Fault>), Faults> {
    let mut report = Report::default();
    let county = read(folder, &mut report)?;
    report.none_or(county)
}

fn read(folder: &Path, report: &mut Report) -> Result<Option<County>, Faults> {
    let (manifest, reference) = manifest::read(folder)?;
    let Some(ground) = grids::ground(folder, &manifest, reference, report) else { return Ok(None) };
    let tables = tables::read(folder, &ground.frame, report);
    let extra = grids::extra(folder, &manifest, &ground, report);
    if !report.sound() {
        return Ok(None);
    }
    Ok(match extra.whole().filter(|_| tables.whole()) {
        Some(grids) => {
            let mut county = tables.county(&manifest, ground, grids);
            checks::references(&county, report);
            if report.sound() {
                build::fill_sites(&mut county, &manifest);
            }
            Some(county)
        }
        None => build::county(&manifest, ground, tables, extra, report),
    })
}
