//! A county as a pack, from which [`crate::county::import`] makes the same county again, to the bit.

use crate::{
    county::{
        County,
        import::{
            manifest::{self, Manifest},
            rows,
            schema::{self, Schema},
        },
    },
    num::{asc, file::write_atomic},
};
pub use manifest::FILE as MANIFEST;
use serde::Serialize;
use std::{io, path::Path};

/// Positions that an export may keep to itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Discretion {
    /// Move sensitive positions by up to so many metres.
    pub blur_m: Option<f32>,
    /// Tables that are left out, by name.
    pub omit: Vec<String>,
}

/// Write manifest, tables and the grids that only the program reads.
pub fn write(county: &County, discretion: &Discretion, folder: &Path) -> io::Result<()> {
    let spec = &county.spec;
    let grid = |name: &str, values: &[f32]| asc::write_exact(&folder.join(name), spec, values);
    let codes: Vec<f32> = county.soil.iter().map(|soil| f32::from(*soil as u8)).collect();
    let mut lake = vec![0.0; spec.len()];
    county.fixed_level.iter().for_each(|cell| lake[*cell as usize] = 1.0);
    grid("soil.asc", &codes)?;
    grid("soil_depth.asc", &county.soil_depth_m)?;
    grid("base_depth.asc", &county.base_depth_m)?;
    grid("drainage.asc", &county.drainage_m2)?;
    grid("lake.asc", &lake)?;

    let writer = Writer { county, omit: &discretion.omit, folder };
    writer.table(&schema::TOWNSHIPS, &county.townships)?;
    writer.table(&schema::VILLAGES, &county.villages)?;
    writer.table(&schema::NODES, &county.roads.nodes)?;
    writer.table(&schema::ROADS, &county.roads.roads)?;
    writer.table(&schema::RIVERS, &county.rivers)?;
    writer.table(&schema::RESERVOIRS, &county.reservoirs)?;
    writer.table(&schema::DYKES, &county.dykes)?;
    writer.table(&schema::POLDERS, &county.polders)?;
    writer.table(&schema::GAUGES, &county.gauges)?;
    writer.table(&schema::SHELTERS, &county.shelters)?;
    writer.table(&schema::STORES, &county.stores)?;
    writer.table(&schema::TEAMS, &county.bases)?;
    writer.table(&schema::HOSPITALS, &county.hospitals)?;
    writer.table(&schema::FACILITIES, &county.facilities)?;
    writer.table(&schema::RISKS, &county.risks)?;
    writer.table(&schema::STRUCTURES, &county.roads.structures)?;
    writer.table(&schema::SECTIONS, &county.roads.sections)?;

    let manifest = Manifest {
        format: manifest::FORMAT,
        lake: county.lake_name.clone(),
        name: county.name.clone(),
        seed: county.seed,
        profile: county.profile.clone(),
        cell_m: Some(spec.cell_m),
        reference: Some("local".to_owned()),
        height_unit: Default::default(),
        classes: Default::default(),
        class_map: Default::default(),
        blurred_m: discretion.blur_m,
        omitted: discretion.omit.clone(),
        generated: county.generated.clone(),
    };
    let text =
        ron::ser::to_string_pretty(&manifest, ron::ser::PrettyConfig::default()).map_err(io::Error::other)?;
    write_atomic(&folder.join(manifest::FILE), (text + "\n").as_bytes())
}

struct Writer<'a> {
    county: &'a County,
    omit: &'a [String],
    folder: &'a Path,
}

impl Writer<'_> {
    fn table<T: Serialize>(&self, schema: &Schema, items: &[T]) -> io::Result<()> {
        if self.omit.iter().any(|stem| stem == schema.stem) {
            return Ok(());
        }
        let path = self.folder.join(format!("{}.csv", schema.stem));
        let bytes = rows::write(schema, items, &self.county.spec, &self.county.townships)
            .map_err(io::Error::other)?;
        write_atomic(&path, &bytes)
    }
}

/// A table that was left out must not stay from an earlier export.
pub fn remove_omitted(discretion: &Discretion, folder: &Path) -> io::Result<()> {
    for stem in &discretion.omit {
        match std::fs::remove_file(folder.join(format!("{stem}.csv"))) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
