//! Who lives where (`people.ron`).

use super::Id;
use crate::text::Name;
use serde::Deserialize;

/// Townships, villages and the people in them.
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
    /// Sizes fall with rank to the power of minus this; the county seat is this many times larger than its rank says.
    pub rank_exponent: f32,
    pub primacy: f32,
    /// Share of people up to 14 years old, and of 65 and more.
    pub children_share: f32,
    pub elderly_share: f32,
    /// Share of people who need help to leave.
    pub need_help_share: f32,
    /// Share of children who go to school in the county, and of a village's adults who work at their township's or the
    /// county's seat by day.
    pub school_share: f32,
    pub commuter_share: f32,
    pub people_per_household: f32,
    /// People who live in one built-up cell of 60 m.
    pub people_per_cell: f32,
    pub value_yuan_per_person: f64,
    /// Share of households in villages that keep livestock.
    pub livestock_share: f32,
    /// Dwellings in villages and at seats.
    pub village_houses: HouseShares,
    pub town_houses: HouseShares,
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

/// What kind of unit of township rank it is (镇, 乡, 办事处, 街道, 管委会).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Rank {
    Town,
    Township,
    Office,
    /// A part of a city; its villages are communities (社区).
    Street,
    Committee,
}

/// Parts of names, each Chinese and in pinyin.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VillageNames {
    pub first: Vec<(String, String)>,
    pub plain: Vec<(String, String)>,
    pub hill: Vec<(String, String)>,
    /// Families after whom hamlets are called, and what stands behind.
    pub family: Vec<(String, String)>,
    pub hamlet: Vec<(String, String)>,
}

/// Shares of dwellings by material and storeys, in the order of [`super::super::Houses`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseShares {
    pub material: [f32; 4],
    pub storeys: [f32; 4],
}
