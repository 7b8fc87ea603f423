//! What the county has for emergencies, and what endangers it (`facilities.ron`).

use super::Id;
use crate::{
    county::{FacilityKind, Item, ShelterKind, Source, Substance, TeamKind},
    text::Name,
};
use serde::Deserialize;

/// Shelters, stores, teams, hospitals and sites. Each says where its number comes from: the words of the plan, or
/// `None` for an assumption.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FacilitiesProfile {
    pub shelters: ShelterProfile,
    pub county_store: StoreProfile,
    pub township_store: StoreProfile,
    pub village_store: StoreProfile,
    /// Villages of each township with a store, the largest first.
    pub village_stores_per_township: u32,
    pub teams: Vec<TeamProfile>,
    pub hospitals: HospitalProfile,
    pub sites: Vec<SiteProfile>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShelterProfile {
    /// Sites in the county town and, besides, in each township.
    pub county_town: u32,
    pub per_township: u32,
    pub kinds: Vec<ShelterKindProfile>,
    /// Share of sites with all kinds of equipment; the others lack one to four.
    pub complete_share: f32,
    /// What the townships' sites have together, m², where that is known.
    pub townships_area_m2: Option<f32>,
    pub source: Option<Source>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShelterKindProfile {
    pub kind: ShelterKind,
    pub weight: f32,
    /// Smallest and largest usable area, m².
    pub area_m2: (f32, f32),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreProfile {
    pub area_m2: f32,
    pub stock: Vec<(Item, u32)>,
    pub source: Option<Source>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamProfile {
    pub kind: TeamKind,
    pub at: TeamPlace,
    /// Fewest and most people of one such team.
    pub size: (u32, u32),
    pub boats: u32,
    pub source: Option<Source>,
}

/// Where a team of a profile stands.
#[derive(Clone, Debug, Deserialize)]
pub enum TeamPlace {
    /// One at the seat of each of these townships.
    Seats(Vec<Id>),
    EverySeat,
    EveryVillage,
}

/// Beds of the county's hospital and of a township's.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HospitalProfile {
    pub county_beds: u32,
    pub township_beds: u32,
    pub source: Option<Source>,
}

/// One kind of facility: how many, where, how large.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteProfile {
    pub kind: FacilityKind,
    /// What the ids begin with.
    pub id: Id,
    /// Its own name; otherwise it is called after its village or township.
    #[serde(default)]
    pub name: Option<Name>,
    pub at: SiteAt,
    /// Smallest and largest size, in the unit of the kind.
    pub size: (f32, f32),
    /// Fewest and most people who work there.
    #[serde(default)]
    pub workers: (u32, u32),
    /// Tanks: substance, capacity of one in t, number.
    #[serde(default)]
    pub tanks: Vec<(Substance, f32, u32)>,
    pub source: Option<Source>,
}

/// Where facilities of a kind stand; what kind it is decides the very place.
#[derive(Clone, Debug, Deserialize)]
pub enum SiteAt {
    /// One near the seat of each of these townships.
    Seats(Vec<Id>),
    EverySeat,
    /// So many in the county town.
    Town(u32),
    /// So many in the industrial park of this number, counted from 0.
    Park(u32, u32),
    /// One in each village, and in so many of each township, the largest first.
    EveryVillage,
    Villages(u32),
    /// So many over the whole county.
    County(u32),
    /// One beside the main river, at a share of its course from where it comes in.
    MainRiver(f32),
}
