//! Water and what holds it back.

use super::Id;
use crate::{num::Point, text::Name};
use serde::{Deserialize, Serialize};

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
    /// Water level before the drill, and the dam's crest, m above sea level.
    pub level_m: f32,
    pub crest_m: f32,
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
