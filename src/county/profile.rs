//! What is known or assumed about a real county, as data: names, counts and quantities.

mod land;

pub use land::*;

use super::{Id, Item, ShelterKind, TeamKind};
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
