//! Write a county as files that other tools read: ESRI ASCII rasters, GeoJSON, JSON figures and a picture.

mod discretion;
mod geojson;
mod pack;

use super::{County, Cover, GroundTables, picture};
use crate::{
    num::{asc, file::write_atomic},
    text::Lang,
};
pub use discretion::SENSITIVE;
pub use pack::Discretion;
use std::{io, path::Path};

/// Longer side of `map.png`, pixels.
const MAP_PIXELS: usize = 1536;

/// Write a county as a pack, which [`super::import`] reads again: `county.ron`, `dem.asc` (ground, m), `landcover.asc`
/// (codes of [`Cover`]), more grids, a table of each kind of thing; and, for other tools, `fuel.asc` (Scott and Burgan
/// numbers), `county.geojson`, `stats.json` and `map.png`. The folder is made where it is missing.
///
/// # Errors
/// The folder or a file in it cannot be written; what was there before is then whole.
pub fn write(county: &County, discretion: &Discretion, folder: &Path, lang: Lang) -> io::Result<()> {
    let county = &discretion::apply(county, discretion);
    std::fs::create_dir_all(folder)?;
    // What is there stays until everything new is written.
    let draft = tempfile::Builder::new().prefix(".export").tempdir_in(folder)?;
    write_files(county, draft.path(), lang)?;
    pack::write(county, discretion, draft.path())?;
    let mut names: Vec<_> =
        std::fs::read_dir(draft.path())?.map(|f| f.map(|f| f.file_name())).collect::<io::Result<_>>()?;
    // The manifest goes last: a folder without it is no pack.
    names.sort_by_key(|name| (*name == *pack::MANIFEST, name.clone()));
    for name in names {
        std::fs::rename(draft.path().join(&name), folder.join(&name))?;
    }
    pack::remove_omitted(discretion, folder)
}

fn write_files(county: &County, folder: &Path, lang: Lang) -> io::Result<()> {
    let codes = |code: &dyn Fn(Cover) -> f32| county.cover.iter().map(|c| code(*c)).collect::<Vec<f32>>();
    let grid = |name: &str, values: &[f32]| asc::write_exact(&folder.join(name), &county.spec, values);
    grid("dem.asc", &county.ground_m)?;
    grid("landcover.asc", &codes(&|c| f32::from(c as u8)))?;
    grid("fuel.asc", &codes(&|c| f32::from(GroundTables::built_in().cover(c).fuel)))?;
    let json = |value: &serde_json::Value| serde_json::to_vec(value).map_err(io::Error::from);
    write_atomic(&folder.join("county.geojson"), &json(&geojson::features(county))?)?;
    write_atomic(&folder.join("stats.json"), &serde_json::to_vec_pretty(&county.stats())?)?;
    write_atomic(&folder.join("map.png"), &picture::sheet(county, MAP_PIXELS, lang).to_png()?)
}
