//! `county.ron`: what a pack's files do not say themselves.

use super::project::Reference;
use crate::{
    county::{Cover, Id, profile::PROFILES},
    data::{self, Faults, Lint, Msg},
    text::Name,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, path::Path};

/// Name of the manifest in the folder of a pack.
pub const FILE: &str = "county.ron";

/// The version of the format that is written and read.
pub const FORMAT: u32 = 1;

/// The manifest of a pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of the format, [`FORMAT`].
    pub format: u32,
    pub name: Name,
    /// Name of the great lake on its edge.
    #[serde(default)]
    pub lake: Option<Name>,
    /// Seed of what is generated.
    #[serde(default)]
    pub seed: u64,
    /// Kind of county, by profile id, of what is generated.
    #[serde(default = "default_profile")]
    pub profile: Id,
    /// Edge of the county's cells, m; without it that of the elevation, if it can be used.
    #[serde(default)]
    pub cell_m: Option<f32>,
    /// Horizontal reference of rasters and tables: `local`, or `EPSG:` and a code. Without it a GeoTIFF says it.
    #[serde(default)]
    pub reference: Option<String>,
    #[serde(default)]
    pub height_unit: HeightUnit,
    /// What the codes of the land cover mean.
    #[serde(default)]
    pub classes: Classes,
    /// Codes that mean something else, or that the product does not have.
    #[serde(default)]
    pub class_map: BTreeMap<u32, Cover>,
    /// Written by an export: how far positions may have been moved, m, and which tables were left out.
    #[serde(default)]
    pub blurred_m: Option<f32>,
    #[serde(default)]
    pub omitted: Vec<String>,
    /// Written by an export: tables and grids that were generated on the ground of a real county.
    #[serde(default)]
    pub generated: Vec<String>,
}

fn default_profile() -> Id {
    "yueyang".to_owned()
}

/// Unit of elevations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum HeightUnit {
    #[default]
    Metre,
    /// International feet of 0.3048 m.
    Foot,
}

impl HeightUnit {
    /// Metres of one unit.
    pub fn metres(self) -> f32 {
        match self {
            HeightUnit::Metre => 1.0,
            HeightUnit::Foot => 0.3048,
        }
    }
}

/// Land cover products whose codes are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Classes {
    /// The codes of this program, [`Cover`].
    #[default]
    Sandtable,
    /// GlobeLand30: 10 to 100.
    GlobeLand30,
    /// CLCD, the annual China Land Cover Dataset: 1 to 9.
    Clcd,
    /// ESA WorldCover: 10 to 100.
    WorldCover,
    /// GB/T 21010 first-level classes as two-digit numbers: 1 to 12.
    GbT21010,
}

/// Read the manifest of a pack.
///
/// # Errors
/// It is missing or has faults.
pub fn read(folder: &Path) -> Result<(Manifest, Option<Reference>), Faults> {
    let path = folder.join(FILE);
    let text = data::read_text(&path).map_err(|Faults(faults)| {
        Faults(faults.into_iter().map(|f| data::Fault { file: FILE.to_owned(), ..f }).collect())
    })?;
    let (manifest, spans, faults) = data::parse::<Manifest>(FILE, &text);
    let mut lint = Lint::new(&spans, faults);
    let mut reference = None;
    if let Some(manifest) = &manifest {
        if manifest.format != FORMAT {
            let message = Msg::new("pack-format").with("format", manifest.format).with("known", FORMAT);
            lint.fault("format", message);
        }
        lint.name("name", &manifest.name);
        lint.known("profile", "data-kind-profile", &manifest.profile, PROFILES.into_iter());
        if let Some(cell_m) = manifest.cell_m {
            lint.range("cell_m", cell_m, 20.0..=200.0, "m");
        }
        if let Some(text) = &manifest.reference {
            reference = parse_reference(text);
            if reference.is_none() {
                let message = Msg::new("pack-reference").with("value", text);
                lint.add("reference", |f| f.expected(Msg::new("pack-expect-reference")), message);
            }
        }
    }
    let faults = lint.faults();
    faults.none_or(manifest).map(|manifest| (manifest, reference))
}

/// `local` or `EPSG:4547`.
pub fn parse_reference(text: &str) -> Option<Reference> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("local") {
        return Some(Reference::Local);
    }
    let (authority, code) = text.split_once(':')?;
    let code = code.trim().parse().ok().filter(|_| authority.trim().eq_ignore_ascii_case("epsg"))?;
    Some(Reference::epsg(code))
}
