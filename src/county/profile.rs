//! What is known or assumed about a real county, as data: names, counts and quantities.

mod facilities;
mod people;

pub use facilities::*;
pub use people::*;

use super::{Id, Soil};
use crate::text::Name;
use serde::Deserialize;

/// The data that make a generated county resemble a real one: the three files of its folder under `assets/counties`.
#[derive(Clone, Debug)]
pub struct Profile {
    pub id: Id,
    pub land: LandProfile,
    pub people: PeopleProfile,
    pub facilities: FacilitiesProfile,
}

/// Character of the land and names of its waters (`land.ron`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LandProfile {
    pub lake: LakeProfile,
    /// Rocks of the hills with the soil each leaves, and their shares.
    pub rocks: Vec<(Soil, f32)>,
    pub main_river: RiverProfile,
    /// Names of tributaries, given from the largest down.
    pub tributaries: Vec<Name>,
    /// Reservoirs, the largest first. The first must find a valley, the others are built where one is left.
    pub reservoirs: Vec<NamedProfile>,
    /// Low land behind dykes: north bank, then south bank of the lower main river.
    pub polders: [PolderProfile; 2],
}

/// The great lake along the west edge.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LakeProfile {
    pub name: Name,
    /// Level, and level together with which the design flood is reckoned, m above sea level.
    pub level_m: f32,
    pub design_level_m: f32,
}

/// The main river.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiverProfile {
    pub id: Id,
    pub name: Name,
    /// Area that drains into the river above the county's edge, km².
    pub upstream_km2: f32,
    /// Low flow per area, m³/s per km², of every water course.
    pub base_flow_m3s_per_km2: f32,
    /// Flow that the dykes are built for, m³/s.
    pub design_flow_m3s: f32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedProfile {
    pub id: Id,
    pub name: Name,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolderProfile {
    /// Id of the polder and of its dyke.
    pub id: Id,
    pub name: Name,
    /// The bank, which the names of the dyke and its stretches begin with.
    pub dyke: Name,
}

/// Ids of the profiles that come with the program, one per plan.
pub const PROFILES: [&str; 5] = ["yueyang", "liangjiang", "pingjiang", "liupanshui", "shicheng"];

impl Profile {
    /// The profile of an id, `None` where there is none.
    ///
    /// # Errors
    /// The embedded data do not parse, with line and column; a test holds them to it.
    pub fn named(id: &str) -> Option<Result<Self, ron::error::SpannedError>> {
        macro_rules! files {
            ($folder:literal) => {
                [
                    include_str!(concat!("../../assets/counties/", $folder, "/land.ron")),
                    include_str!(concat!("../../assets/counties/", $folder, "/people.ron")),
                    include_str!(concat!("../../assets/counties/", $folder, "/facilities.ron")),
                ]
            };
        }
        let texts = match id {
            "yueyang" => files!("yueyang"),
            "liangjiang" => files!("liangjiang"),
            "pingjiang" => files!("pingjiang"),
            "liupanshui" => files!("liupanshui"),
            "shicheng" => files!("shicheng"),
            _ => return None,
        };
        Some(Self::read(id, texts))
    }

    fn read(id: &str, [land, people, facilities]: [&str; 3]) -> Result<Self, ron::error::SpannedError> {
        Ok(Self {
            id: id.to_owned(),
            land: ron::from_str(land)?,
            people: ron::from_str(people)?,
            facilities: ron::from_str(facilities)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_profile_parses_and_its_ids_are_its_own() {
        for id in PROFILES {
            let profile = Profile::named(id).unwrap().unwrap();
            let townships: BTreeSet<_> = profile.people.townships.iter().map(|t| &t.id).collect();
            assert_eq!(townships.len(), profile.people.townships.len(), "{id}");
            let sites: BTreeSet<_> = profile.facilities.sites.iter().map(|s| &s.id).collect();
            assert_eq!(sites.len(), profile.facilities.sites.len(), "{id}");
            let seats = profile.facilities.teams.iter().filter_map(|t| match &t.at {
                TeamPlace::Seats(seats) => Some(seats),
                _ => None,
            });
            let sites = profile.facilities.sites.iter().filter_map(|s| match &s.at {
                SiteAt::Seats(seats) => Some(seats),
                _ => None,
            });
            assert!(seats.chain(sites).flatten().all(|seat| townships.contains(seat)), "{id}");
        }
        assert!(Profile::named("atlantis").is_none());
    }
}
