//! Facilities: shelters, stores, bases of teams, hospitals and all that works, watches or endangers.

use super::Id;
use crate::{num::Point, text::Name};
use serde::{Deserialize, Serialize};

/// A place with a name at a road node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    pub id: Id,
    pub name: Name,
    pub township: usize,
    pub at: Point,
    pub node: usize,
}

/// An emergency shelter (应急避难场所).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shelter {
    pub place: Place,
    pub kind: ShelterKind,
    /// Usable floor or ground, m².
    pub area_m2: f32,
    /// Which of the twelve kinds of equipment of the plan it has, in the order of [`EQUIPMENT`].
    pub equipment: [bool; 12],
}

/// What a shelter usually is (plan YY-R20: parks, squares, schools, sports halls).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ShelterKind {
    Park,
    Square,
    School,
    SportsHall,
}

/// The twelve kinds of shelter equipment of plan YY-T13, as message keys.
pub const EQUIPMENT: [&str; 12] = [
    "equipment-rooms",
    "equipment-epidemic",
    "equipment-water",
    "equipment-power",
    "equipment-sewage",
    "equipment-waste",
    "equipment-signs",
    "equipment-fire",
    "equipment-broadcast",
    "equipment-video",
    "equipment-wired",
    "equipment-wireless",
];

/// A store of relief supplies (救灾物资储备库).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Store {
    pub place: Place,
    pub tier: Tier,
    /// Floor, m².
    pub area_m2: f32,
    /// What it holds at the start: (item, quantity), each item at most once, in order of [`Item`].
    pub stock: Vec<(Item, u32)>,
}

/// Tier of the supply system (plan YY-T25).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Tier {
    County,
    Township,
    Village,
}

/// A kind of supply. Quantities are whole pieces, litres of water and person-days of food.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Item {
    Water,
    Food,
    Quilt,
    Bed,
    Tent,
    Sandbag,
    LifeJacket,
}

impl Item {
    pub const ALL: [Item; 7] =
        [Item::Water, Item::Food, Item::Quilt, Item::Bed, Item::Tent, Item::Sandbag, Item::LifeJacket];
}

/// A hospital (医院、卫生院).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hospital {
    pub place: Place,
    pub beds: u32,
}
