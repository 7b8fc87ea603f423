//! The data of a county.

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
    /// Kind of county by the id of its profile: what made it, or made what its pack did not give.
    pub profile: Id,
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

/// A water course from its head (or the county's edge) to its mouth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct River {
    pub id: Id,
    pub name: Name,
    /// Channel cells along the thalweg from upstream to downstream, each 4-adjacent to the next.
    pub cells: Vec<u32>,
    /// Width between banks at each of `cells`, m.
    pub width_m: Vec<f32>,
    /// Bank-full depth below the flood plain at each of `cells`, m.
    pub bank_depth_m: Vec<f32>,
    /// Whether it enters over the county's edge, so that a scenario may give it an upstream hydrograph.
    pub enters: bool,
    /// The main river, of which there is one.
    pub main: bool,
}

/// A reservoir behind a dam (a level pool carved in the ground and filled in `base_depth_m`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reservoir {
    pub id: Id,
    pub name: Name,
    pub dam: Point,
    pub cells: Vec<u32>,
    /// Water level before the drill, m above sea level.
    pub level_m: f32,
    /// Flood-limit level 汛限水位, normal level 正常蓄水位, design flood level 设计洪水位 and the dam's crest, m above
    /// sea level, in rising order.
    pub flood_limit_m: f32,
    pub normal_m: f32,
    pub design_m: f32,
    pub crest_m: f32,
    /// The spillway 溢洪道, an open weir: level of its crest, m above sea level, and width, m.
    pub spillway_crest_m: f32,
    pub spillway_width_m: f32,
    /// What the outlet at the dam's foot 放水涵 passes at most, m³/s.
    pub outlet_m3s: f32,
    /// Area that drains into it, m².
    pub drains_m2: f32,
    /// Capacity curve: (level, m above sea level; water held below it, m³), rising from the empty pool to the crest.
    pub storage: Vec<(f32, f64)>,
}

impl Reservoir {
    /// Water held below a level, m³, by the capacity curve; constant beyond its ends.
    pub fn storage_m3(&self, level_m: f32) -> f64 {
        let k = self.storage.partition_point(|(level, _)| *level < level_m);
        match (k.checked_sub(1).and_then(|k| self.storage.get(k)), self.storage.get(k)) {
            (Some(low), Some(high)) => {
                let share = f64::from((level_m - low.0) / (high.0 - low.0));
                low.1 + (high.1 - low.1) * share
            }
            (Some(end), None) | (None, Some(end)) => end.1,
            (None, None) => 0.0,
        }
    }
}

/// The face between a cell and its eastern or southern neighbour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Face {
    /// The western or northern cell.
    pub cell: u32,
    pub side: Side,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Side {
    East,
    South,
}

/// A dyke: a closed or open line of cell faces that water passes only above the crest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dyke {
    pub id: Id,
    pub name: Name,
    /// In order along the dyke; together they hold every face of the dyke once.
    pub stretches: Vec<Stretch>,
}

/// A part of a dyke, some hundred metres long, that is watched, sandbagged and may fail as one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stretch {
    pub id: Id,
    pub name: Name,
    pub township: usize,
    pub faces: Vec<Face>,
    /// Crest elevation of each face, m above sea level, as built.
    pub crest_m: Vec<f32>,
    /// Height of the crest above the ground on its land side, m, mean of the faces.
    pub height_m: f32,
    /// Length along the crest, m.
    pub length_m: f32,
    /// Middle of the stretch, on the land side; `node` is the nearest road node.
    pub at: Point,
    pub node: usize,
    /// Polder that it protects, index into `County::polders`.
    pub polder: Option<usize>,
}

/// Low land behind a dyke (堤垸).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Polder {
    pub id: Id,
    pub name: Name,
    pub dyke: usize,
    pub cells: Vec<u32>,
    /// What drains it while the river is low, and while it is high.
    pub gates: Vec<Gate>,
    pub pumps: Vec<PumpStation>,
}

/// A gated culvert through a dyke (涵闸): open while the river stands below the polder's water.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gate {
    pub id: Id,
    pub name: Name,
    /// The face of the dyke that it leads through, the cell inside and the river's cell that it leads to.
    pub face: Face,
    pub inside: u32,
    pub river: u32,
    /// Level of its sill, m above sea level; width and height of the opening, m.
    pub sill_m: f32,
    pub width_m: f32,
    pub height_m: f32,
}

/// A pumping station that lifts a polder's water into the river (排涝泵站).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PumpStation {
    pub id: Id,
    pub name: Name,
    /// The cell that it pumps from and the river's cell that it pumps into.
    pub inside: u32,
    pub river: u32,
    pub capacity_m3s: f32,
    /// Levels of the water inside at which it starts and stops, m above sea level.
    pub on_m: f32,
    pub off_m: f32,
}

/// A water-level gauge on a river.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gauge {
    pub id: Id,
    pub name: Name,
    pub cell: u32,
    /// Warning level 警戒水位 and guarantee level 保证水位, m above sea level.
    pub warning_m: f32,
    pub guarantee_m: f32,
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
