//! Write a county as files that other tools read: ESRI ASCII rasters, GeoJSON, JSON figures and a picture.

mod geojson;

use super::{County, Cover, GroundTables, picture};
use crate::{
    num::{asc, file::write_atomic},
    text::Lang,
};
use std::{io, path::Path};

/// Longer side of `map.png`, pixels.
const MAP_PIXELS: usize = 1536;

/// Write `dem.asc` (ground, m), `landcover.asc` (codes of [`Cover`]), `fuel.asc` (Scott and Burgan numbers),
/// `county.geojson`, `stats.json` and `map.png` into a folder, which is made where it is missing.
///
/// # Errors
/// The folder or a file in it cannot be written.
pub fn write(county: &County, folder: &Path, lang: Lang) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let codes = |code: &dyn Fn(Cover) -> f32| county.cover.iter().map(|c| code(*c)).collect::<Vec<f32>>();
    asc::write(&folder.join("dem.asc"), &county.spec, &county.ground_m, 3)?;
    asc::write(&folder.join("landcover.asc"), &county.spec, &codes(&|c| f32::from(c as u8)), 0)?;
    asc::write(
        &folder.join("fuel.asc"),
        &county.spec,
        &codes(&|c| f32::from(GroundTables::built_in().cover(c).fuel)),
        0,
    )?;
    let json = |value: &serde_json::Value| serde_json::to_vec(value).map_err(io::Error::from);
    write_atomic(&folder.join("county.geojson"), &json(&geojson::features(county))?)?;
    write_atomic(&folder.join("stats.json"), &serde_json::to_vec_pretty(&county.stats())?)?;
    write_atomic(&folder.join("map.png"), &picture::sheet(county, MAP_PIXELS, lang).to_png()?)
}
