//! The data of a county.

mod waters;

pub use waters::*;

use super::ground::{Cover, Soil};
use crate::{
    num::{GridSpec, Point},
    text::Name,
};
use serde::{Deserialize, Serialize};

/// A text id, unique within its kind: lower-case ASCII letters, digits and `-`, for example
/// `xinqiang-03` for a village.
pub type Id = String;

/// A whole county. Grids have `spec.len()` values, row 0 north.
#[derive(Clone, Debug, PartialEq)]
pub struct County {
    pub name: Name,
    pub seed: u64,
    /// Tables and grids of a real county that its pack did not give and that were generated on its ground; empty
    /// for a county from a seed.
    pub generated: Vec<String>,
    pub spec: GridSpec,
    /// Bed and ground elevation, m above sea level; river channels and lake beds are carved in. Dykes
    /// are not in it: they are crests on cell faces, see [`Dyke`].
    pub ground_m: Vec<f32>,
    pub cover: Vec<Cover>,
    pub soil: Vec<Soil>,
    /// Depth of the soil to rock, m.
    pub soil_depth_m: Vec<f32>,
    /// Depth of water at low flow, before the drill begins, m.
    pub base_depth_m: Vec<f32>,
    /// Upstream area that drains through each cell, m².
    pub drainage_m2: Vec<f32>,
    /// Cells of lakes on the county's edge (west: the great lake) whose level stays what it is.
    pub fixed_level: Vec<u32>,
    /// Name of that lake.
    pub lake_name: Option<Name>,
    pub rivers: Vec<River>,
    pub reservoirs: Vec<Reservoir>,
    pub dykes: Vec<Dyke>,
    pub polders: Vec<Polder>,
    pub gauges: Vec<Gauge>,
    pub townships: Vec<Township>,
    pub villages: Vec<Village>,
    pub roads: RoadNet,
    pub shelters: Vec<Shelter>,
    pub stores: Vec<Store>,
    pub bases: Vec<Base>,
    pub hospitals: Vec<Place>,
}

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
}

/// The road network: an undirected graph.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RoadNet {
    pub nodes: Vec<Point>,
    pub roads: Vec<Road>,
    /// For each node the (road, other node) pairs, in order of road index.
    pub links: Vec<Vec<(usize, usize)>>,
}

/// A road between two nodes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Road {
    pub name: Name,
    pub class: RoadClass,
    pub from: usize,
    pub to: usize,
    pub length_m: f32,
    /// Mean absolute slope along it, m/m.
    pub slope: f32,
    /// Points along it from `from` to `to`, both included.
    pub line: Vec<Point>,
    /// Cells it crosses, in order, and whether a bridge or embankment carries it there: the height of
    /// the roadway above `ground_m`, m.
    pub cells: Vec<u32>,
    pub raised_m: Vec<f32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RoadClass {
    County,
    Township,
    Village,
}

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

/// Where a team stands ready.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Base {
    pub place: Place,
    pub kind: TeamKind,
    /// People of the team.
    pub size: u32,
    /// Rescue boats it brings.
    pub boats: u32,
}

/// Kinds of team (names as in the plans).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TeamKind {
    /// 县综合性消防救援队
    Fire,
    /// 民兵应急连
    MilitiaCompany,
    /// 应急救援兼职队伍
    PartTime,
    /// 区域性应急救援中心
    RegionalCentre,
    /// 乡镇综合性应急救援队
    Township,
    /// 乡镇民兵应急救援分队
    TownshipMilitia,
    /// 医疗救护队
    Medical,
    /// 水利抢险专家组
    Experts,
    /// 社会救援力量（志愿者）
    Volunteers,
    /// 市级支援队伍, sent by the next level on request
    CityRescue,
}

impl County {
    /// Index of a village by id.
    pub fn village(&self, id: &str) -> Option<usize> {
        self.villages.iter().position(|v| v.id == id)
    }

    /// Index of a township by id.
    pub fn township(&self, id: &str) -> Option<usize> {
        self.townships.iter().position(|t| t.id == id)
    }

    /// Index of a shelter by id.
    pub fn shelter(&self, id: &str) -> Option<usize> {
        self.shelters.iter().position(|s| s.place.id == id)
    }

    /// Index of a store by id.
    pub fn store(&self, id: &str) -> Option<usize> {
        self.stores.iter().position(|s| s.place.id == id)
    }

    /// Index of a river by id.
    pub fn river(&self, id: &str) -> Option<usize> {
        self.rivers.iter().position(|r| r.id == id)
    }

    /// Dyke and stretch index by the stretch's id.
    pub fn stretch(&self, id: &str) -> Option<(usize, usize)> {
        self.dykes
            .iter()
            .enumerate()
            .find_map(|(d, dyke)| dyke.stretches.iter().position(|s| s.id == id).map(|s| (d, s)))
    }

    /// Number of people who live here.
    pub fn people(&self) -> u64 {
        self.villages.iter().map(|v| u64::from(v.people)).sum()
    }
}
