//! Where people live.

use super::Id;
use crate::{num::Point, text::Name};
use serde::{Deserialize, Serialize};

/// A township, town or office (乡镇、办事处).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Township {
    pub id: Id,
    pub name: Name,
    /// The seat; the first township's seat is the county seat.
    pub seat: Point,
    pub node: usize,
    /// Whether the name stands in the plan or was made up.
    pub named_in_plan: bool,
}

/// A village with its people at home.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Village {
    pub id: Id,
    pub name: Name,
    pub township: usize,
    pub at: Point,
    /// Nearest road node; the village is reached and left there.
    pub node: usize,
    pub people: u32,
    pub households: u32,
    /// Elderly people who live alone and need help to leave.
    pub need_help: u32,
    /// Cells of its houses.
    pub cells: Vec<u32>,
    /// Polder that it lies in, if any.
    pub polder: Option<usize>,
    /// Worth of buildings and contents, yuan.
    pub value_yuan: f64,
    /// Its clusters of houses, the largest first; together they hold all its people and cells.
    pub hamlets: Vec<Hamlet>,
    pub ages: Ages,
    /// People who are here in the middle of a working day: those who stay, and those from elsewhere who work or go to
    /// school here. Over the county they are as many as live in it.
    pub day_people: u32,
    /// Households that keep pigs, cattle or sheep.
    pub livestock_households: u32,
    pub houses: Houses,
}

/// A cluster of houses of a village (屋场、村民小组).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hamlet {
    /// The village's id and a number: `xinqiang-03-2`.
    pub id: Id,
    pub name: Name,
    pub at: Point,
    pub people: u32,
    pub households: u32,
    /// Its part of the village's cells.
    pub cells: Vec<u32>,
}

/// People by age: up to 14, 15 to 64, 65 and more years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ages {
    pub children: u32,
    pub adults: u32,
    pub elderly: u32,
}

/// Dwelling houses by what they are built of and how high they are; both add up to the number of houses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Houses {
    /// Rammed earth 土坯, brick and timber 砖木, brick and concrete 砖混, frame 框架: see [`Material`].
    pub by_material: [u32; 4],
    /// One storey, two, three to six, more.
    pub by_storeys: [u32; 4],
}

/// What a house is built of, in the order of [`Houses::by_material`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Material {
    Earth,
    BrickTimber,
    BrickConcrete,
    Frame,
}

impl Ages {
    /// Everyone.
    pub fn total(self) -> u32 {
        self.children + self.adults + self.elderly
    }
}

impl Houses {
    /// Number of houses.
    pub fn total(self) -> u32 {
        self.by_material.iter().sum()
    }
}
