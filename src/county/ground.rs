//! Land cover and soil, and what each means to water, slopes, fire and loss (`assets/ground.ron`).

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Land cover of a cell. The numbers are the codes of `landcover.asc`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Cover {
    Water = 0,
    Paddy = 1,
    DryField = 2,
    /// Orchards, tea, camellia.
    Orchard = 3,
    /// 马尾松
    MassonPine = 4,
    /// 杉木
    ChineseFir = 5,
    Broadleaf = 6,
    Bamboo = 7,
    Shrub = 8,
    Grass = 9,
    Bare = 10,
    BuiltUp = 11,
    /// 火烧迹地: woods, shrub or grass that burnt some weeks or months ago.
    Burnt = 12,
}

impl Cover {
    /// All covers, in order of their codes.
    pub const ALL: [Cover; 13] = [
        Cover::Water,
        Cover::Paddy,
        Cover::DryField,
        Cover::Orchard,
        Cover::MassonPine,
        Cover::ChineseFir,
        Cover::Broadleaf,
        Cover::Bamboo,
        Cover::Shrub,
        Cover::Grass,
        Cover::Bare,
        Cover::BuiltUp,
        Cover::Burnt,
    ];

    /// Message key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Cover::Water => "cover-water",
            Cover::Paddy => "cover-paddy",
            Cover::DryField => "cover-dry-field",
            Cover::Orchard => "cover-orchard",
            Cover::MassonPine => "cover-masson-pine",
            Cover::ChineseFir => "cover-chinese-fir",
            Cover::Broadleaf => "cover-broadleaf",
            Cover::Bamboo => "cover-bamboo",
            Cover::Shrub => "cover-shrub",
            Cover::Grass => "cover-grass",
            Cover::Bare => "cover-bare",
            Cover::BuiltUp => "cover-built-up",
            Cover::Burnt => "cover-burnt",
        }
    }

    /// Whether it is woodland: what the forest counts.
    pub fn is_forest(self) -> bool {
        matches!(self, Cover::MassonPine | Cover::ChineseFir | Cover::Broadleaf | Cover::Bamboo)
    }

    /// Whether crops stand on it.
    pub fn is_field(self) -> bool {
        matches!(self, Cover::Paddy | Cover::DryField | Cover::Orchard)
    }
}

/// Soil of a cell by what it came from. The numbers are the codes of `soil.asc`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Soil {
    Alluvium = 0,
    /// Quaternary red clay of terraces and low downs.
    RedClay = 1,
    GraniteResidual = 2,
    ShaleResidual = 3,
    Limestone = 4,
    RedSandstone = 5,
    /// Debris at the foot of steep slopes.
    Colluvium = 6,
    /// Made ground under towns.
    Fill = 7,
}

impl Soil {
    /// All soils, in order of their codes.
    pub const ALL: [Soil; 8] = [
        Soil::Alluvium,
        Soil::RedClay,
        Soil::GraniteResidual,
        Soil::ShaleResidual,
        Soil::Limestone,
        Soil::RedSandstone,
        Soil::Colluvium,
        Soil::Fill,
    ];
}

/// What a cover means; sources in `assets/ground.ron`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoverTraits {
    /// Manning's n, s/m^⅓.
    pub manning: f32,
    /// Water that leaves, hollows and bunds hold, mm.
    pub storage_mm: f32,
    /// What the surface lets through whatever the soil, mm/h.
    pub ks_limit_mm_h: Option<f32>,
    /// Number of the Scott and Burgan (2005) fuel model.
    pub fuel: u8,
    pub root_cohesion_kpa: f32,
    /// Standing crop or timber, yuan/m².
    pub value_yuan_m2: f64,
}

impl CoverTraits {
    /// Whether its fuel model stands for something that burns; 91 to 99 are built-up, fields, water and bare ground.
    pub fn burns(&self) -> bool {
        !matches!(self.fuel, 0 | 91..=99)
    }
}

/// What a soil means; sources in `assets/ground.ron`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SoilTraits {
    /// Green–Ampt: saturated conductivity mm/h, suction head mm, moisture deficit.
    pub ks_mm_h: f32,
    pub psi_mm: f32,
    pub deficit: f32,
    /// Strength when saturated: effective cohesion kPa and friction angle; unit weight kN/m³.
    pub cohesion_kpa: f32,
    pub friction_deg: f32,
    pub unit_weight_kn_m3: f32,
    /// Hydraulic diffusivity, m²/s.
    pub diffusivity_m2_s: f32,
    /// Depth to rock on flat ground and on a slope of 45°, m.
    pub depth_m: (f32, f32),
}

/// The traits of every cover and soil.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroundTables {
    pub cover: BTreeMap<Cover, CoverTraits>,
    pub soil: BTreeMap<Soil, SoilTraits>,
}

impl GroundTables {
    /// The tables that come with the program, complete.
    pub fn built_in() -> &'static Self {
        static TABLES: std::sync::LazyLock<GroundTables> = std::sync::LazyLock::new(|| {
            // The file is part of the program and a test reads it: it cannot fail at a user's.
            ron::from_str(include_str!("../../assets/ground.ron")).unwrap_or_else(|e| unreachable!("{e}"))
        });
        &TABLES
    }

    /// Traits of a cover. The built-in tables have all.
    pub fn cover(&self, cover: Cover) -> &CoverTraits {
        &self.cover[&cover]
    }

    /// Traits of a soil. The built-in tables have all.
    pub fn soil(&self, soil: Soil) -> &SoilTraits {
        &self.soil[&soil]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_tables_have_every_cover_and_soil() {
        let tables = GroundTables::built_in();
        assert!(tables.cover.keys().copied().eq(Cover::ALL));
        assert!(tables.soil.keys().copied().eq(Soil::ALL));
        for (k, cover) in Cover::ALL.into_iter().enumerate() {
            assert_eq!(cover as usize, k);
        }
        for (k, soil) in Soil::ALL.into_iter().enumerate() {
            assert_eq!(soil as usize, k);
        }
        assert!(tables.soil.values().all(|s| s.depth_m.0 > s.depth_m.1 && s.depth_m.1 > 0.0));
    }
}
