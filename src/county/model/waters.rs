//! Rivers, reservoirs, dykes and polders of a county.

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
    /// Cells that the dam stands on, its middle first, and the stream's first cell below it, to which the spillway and
    /// the outlet lead. A pack that gives no cells of the dam has a lake whose works nobody knows.
    pub dam_cells: Vec<u32>,
    pub below: u32,
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
