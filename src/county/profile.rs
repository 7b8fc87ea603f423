//! What is known or assumed about a real county, as data: names, counts and quantities.

use super::{Id, Item, ShelterKind, Soil, TeamKind};
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

/// Who lives where (`people.ron`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeopleProfile {
    pub name: Name,
    /// Townships; the first holds the county seat.
    pub townships: Vec<TownshipProfile>,
    pub village_names: VillageNames,
    /// Wanted number of villages and of people; a county too small for them gets fewer.
    pub villages: u32,
    pub people: u32,
    /// Share of people who need help to leave.
    pub need_help_share: f32,
    pub people_per_household: f32,
    /// People who live in one built-up cell of 60 m.
    pub people_per_cell: f32,
    pub value_yuan_per_person: f64,
}

/// What the county has for emergencies (`facilities.ron`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FacilitiesProfile {
    pub shelters: ShelterProfile,
    pub county_store: StoreProfile,
    pub township_store: StoreProfile,
    pub teams: Vec<TeamProfile>,
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

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TownshipProfile {
    pub id: Id,
    /// Bare name; the rank is put behind it.
    pub name: Name,
    pub rank: Rank,
    pub named_in_plan: bool,
    /// Wanted place of the seat, as shares of the county's width and height.
    pub east: f32,
    pub south: f32,
}

/// What kind of unit of township rank it is (镇, 乡, 办事处).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Rank {
    Town,
    Township,
    Office,
}

/// Parts of village names, each Chinese and in pinyin.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VillageNames {
    pub first: Vec<(String, String)>,
    pub plain: Vec<(String, String)>,
    pub hill: Vec<(String, String)>,
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
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamProfile {
    pub kind: TeamKind,
    pub at: TeamPlace,
    pub size: u32,
    pub boats: u32,
}

/// Where a team of a profile stands.
#[derive(Clone, Debug, Deserialize)]
pub enum TeamPlace {
    /// At the seat of one township, by id.
    Seat(Id),
    /// One such team at the seat of each township.
    EverySeat,
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

    #[test]
    fn yueyang_has_the_counts_of_its_plan() {
        let profile = Profile::named("yueyang").unwrap().unwrap();
        assert_eq!(profile.people.townships.len(), 15);
        assert_eq!(profile.people.townships.iter().filter(|t| t.named_in_plan).count(), 12);
        assert_eq!(
            profile.facilities.shelters.county_town + 15 * profile.facilities.shelters.per_township,
            90
        );
        let size = |kind| profile.facilities.teams.iter().find(|t| t.kind == kind).map(|t| t.size);
        assert_eq!(size(TeamKind::MilitiaCompany), Some(60));
        assert_eq!(size(TeamKind::PartTime), Some(40));
        assert_eq!(size(TeamKind::TownshipMilitia), Some(30));
    }
}
