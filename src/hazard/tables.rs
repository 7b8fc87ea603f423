//! The numbers of the water model, read from `assets/hazard.ron`, where each stands with its source.

use bevy::prelude::Resource;
use serde::Deserialize;

/// All parameters of the hazards; see `assets/hazard.ron` for unit and source of each.
#[derive(Clone, Debug, Deserialize, Resource)]
#[serde(deny_unknown_fields)]
pub struct HazardTables {
    pub dyke: DykeTable,
    pub slope: SlopeTable,
}

/// Slopes that come down.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlopeTable {
    /// Minutes between two looks at the safety of slopes.
    pub look_min: u32,
    /// A slope creeps when its factor of safety is less than this above 1, at `creep_mm_h` / (FS − 1), at most so fast.
    pub creep_from: f64,
    pub creep_mm_h: f64,
    pub creep_most_mm_h: f64,
    /// What touches a failing part comes along when it is less than this above 1.
    pub drag: f64,
    /// Share of the peak acceleration that acts as a steady force.
    pub seismic_share: f64,
    /// Soil that a debris flow can take up at most, m.
    pub erodible_m: f32,
    /// A slide that still creeps after so many minutes is called at rest.
    pub longest_run_min: f64,
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
    fn the_built_in_tables_parse() {
        assert!(HazardTables::built_in().unwrap().dyke.piping_hours > 0.0);
    }
}
