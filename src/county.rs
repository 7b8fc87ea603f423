//! The county: everything that stands still. Terrain, water courses, land cover, people's homes, roads
//! and facilities, all made from a seed by [`generate`].
//!
//! A [`County`] is plain data: the simulation reads it and never changes it; what changes (water depth,
//! people on the move, stock) lives in the hazard and response modules. Things refer to each other by
//! index into the county's lists, which are in the order of their ids; people and files use the text
//! [`Id`].

pub mod downstream;
pub mod export;
pub mod generate;
pub mod ground;
pub mod import;
pub mod model;
pub mod picture;
pub mod profile;
pub mod stability;
pub mod stats;
pub mod tenure;
pub mod travel;

pub use generate::{CountyError, CountyParams, GivenGround, generate, generate_on};
pub use ground::{Cover, CoverTraits, GroundTables, Soil, SoilTraits};
pub use model::*;
pub use profile::Profile;
pub use stats::Stats;
pub use tenure::Tenure;
