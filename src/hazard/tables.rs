//! The numbers of the water model, read from `assets/hazard.ron`, where each stands with its source.

use crate::county::Cover;
use bevy::prelude::Resource;
use serde::Deserialize;
use std::collections::BTreeMap;

/// All parameters of the hazards; see `assets/hazard.ron` for unit and source of each.
#[derive(Clone, Debug, Deserialize, Resource)]
#[serde(deny_unknown_fields)]
pub struct HazardTables {
    pub dyke: DykeTable,
    pub manning: BTreeMap<Cover, f32>,
    pub soil: BTreeMap<Cover, Soil>,
}

/// Failure of dykes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DykeTable {
    /// Overtopping that erodes: depth over the crest, and for how long.
    pub overtop_depth_m: f32,
    pub overtop_min: f64,
    /// Hours of a head above strength until piping breaks through.
    pub piping_hours: f64,
    /// Head over height at which piping starts: mean, spread (uniform ±) and that of weak stretches.
    pub strength_mean: f32,
    pub strength_spread: f32,
    pub weak_strength: f32,
    /// Critical speed of the soil, m/s; hours that a breach widens; minutes until it is down to its floor.
    pub critical_m_s: f64,
    pub widen_h: f64,
    pub deepen_min: f64,
}

/// Green–Ampt parameters and surface storage of a cover.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Soil {
    pub ks_mm_h: f32,
    pub psi_mm: f32,
    pub deficit: f32,
    pub storage_mm: f32,
}

impl HazardTables {
    /// The tables that come with the program.
    ///
    /// # Errors
    /// The built-in file does not parse; a test keeps that from happening.
    pub fn built_in() -> Result<Self, ron::error::SpannedError> {
        ron::from_str(include_str!("../../assets/hazard.ron"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_tables_parse_and_name_every_cover() {
        let tables = HazardTables::built_in().unwrap();
        assert_eq!(tables.manning.len(), 10);
        assert!(tables.manning.keys().eq(tables.soil.keys()));
    }
}
