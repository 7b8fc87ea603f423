//! Forest fires in the drill: one edge on the county's grid, with the fires it belongs to.
//!
//! | File | What it does |
//! |---|---|
//! | `fires` | the state, and what may be asked of it |
//! | `fires/fuels` | what burns where, and how under the weather of the moment |
//! | `fires/barriers` | roads, breaks and lines: what holds, what is jumped, what breaks again |
//! | `fires/burnt` | burnt ground by township and by cover |
//! | `fires/run` | the tick: ignitions, brands, growth |
//! | `fires/ahead` | where the edge comes if nothing changes |
//! | `fires/bare` | once a minute: burnt ground sheds rain and loses roots |
//! | `fires/smoke` | once a minute: fine particles in the air, how far one sees |
//! | `fires/status` | once a minute: edges, held all round, out |

mod ahead;
pub mod bare;
mod barriers;
mod burnt;
mod fuels;
mod run;
mod smoke;
mod status;

use super::wildfire::{front::Front, spread::Moisture};
use crate::{
    county::County,
    num::{DrillTime, GridSpec},
};
pub use ahead::Coming;
pub(super) use bare::run as bare;
pub use barriers::{Barrier, Barriers, along};
use bevy::prelude::*;
pub use burnt::Burnt;
pub use fuels::{Conditions, Fuels};
pub(super) use run::run;
pub use run::{FireStarted, LineJumped};
pub use smoke::Smoke;
pub(super) use smoke::run as smoke;
pub use status::FireChanged;
pub(super) use status::run as look;

/// Fires of a scenario.
#[derive(Resource, Clone, Debug, Default)]
pub struct FirePlan {
    /// (s since the start, cell).
    pub fires: Vec<(f64, u32)>,
    /// Water in fuel when the drill begins; nothing without fires.
    pub moisture: Option<Moisture>,
    /// Day of the year, from 1, for the sun.
    pub day: u32,
}

/// A fire that began by itself or by hand; its spot fires belong to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fire {
    pub began: DrillTime,
    pub origin: u32,
    /// Burnt cells, and burnt forest among them, ha.
    pub cells: u32,
    pub forest_ha: f64,
    /// Burnt cells from which it can spread: beside ground that can burn and is not held. In order.
    pub free_edge: Vec<u32>,
    /// Burnt cells at its edge that still smoulder. In order.
    pub embers: Vec<u32>,
    /// Longest flames and fastest edge of the last ten minutes, m and m/min.
    pub flame_m: f32,
    pub head_m_min: f32,
    /// Since when it has no free edge (合围), and since when nothing smoulders (扑灭).
    pub held: Option<DrillTime>,
    pub out: Option<DrillTime>,
}

/// The forest fires of the county. Grids have a value for each cell.
#[derive(Resource, Default)]
pub struct Wildfire {
    spec: Option<GridSpec>,
    front: Option<Front>,
    pub fuels: Fuels,
    pub conditions: Conditions,
    pub barriers: Barriers,
    pub fires: Vec<Fire>,
    /// Number of the fire, from 1, that burnt a cell; 0 where none did.
    owner: Vec<u16>,
    /// Seconds since the start when the edge came, and flames and rate then; not finite where it did not.
    pub arrival_s: Vec<f32>,
    pub flame_m: Vec<f32>,
    rate_m_s: Vec<f32>,
    /// Brands in the air: when they kindle, s, where, and whose they are.
    brands: Vec<(f64, u32, u16)>,
    /// Cells where crews put the embers out, and how many of the orders were taken in.
    mopped: Vec<bool>,
    seen: [usize; 3],
    planned: usize,
    /// Forest of the county, ha.
    forest_ha: f64,
}

impl Wildfire {
    /// A county in which nothing burns yet.
    pub fn new(county: &County, plan: &FirePlan, table: &super::tables::FireTable) -> Self {
        let cells = county.spec.len();
        let ha = f64::from(county.spec.cell_area_m2()) * 1e-4;
        let forest = county.cover.iter().filter(|c| c.is_forest()).count() as f64;
        let mut out = Wildfire { forest_ha: forest * ha, ..Wildfire::default() };
        let Some(moisture) = plan.moisture else { return out };
        out.spec = Some(county.spec);
        out.fuels = Fuels::new(county, table);
        out.conditions = Conditions::new(moisture);
        out.owner = vec![0; cells];
        out.arrival_s = vec![f32::NAN; cells];
        out.flame_m = vec![0.0; cells];
        out.rate_m_s = vec![0.0; cells];
        out.mopped = vec![false; cells];
        out.barriers = Barriers::natural(county, table);
        out
    }

    /// Whether the scenario has fires at all.
    pub fn is_on(&self) -> bool {
        self.spec.is_some()
    }

    /// Forest of the county and what of it has burnt, ha.
    pub fn forest_ha(&self) -> f64 {
        self.forest_ha
    }

    pub fn burnt_forest_ha(&self) -> f64 {
        self.fires.iter().map(|f| f.forest_ha).sum()
    }

    /// Burnt ground of a fire, ha.
    pub fn area_ha(&self, fire: usize) -> f64 {
        let cells = self.fires.get(fire).map_or(0, |f| f.cells);
        f64::from(cells) * self.spec.map_or(0.0, |s| f64::from(s.cell_area_m2())) * 1e-4
    }

    /// Fire that burnt a cell.
    pub fn owner(&self, cell: usize) -> Option<usize> {
        self.owner.get(cell).and_then(|o| usize::from(*o).checked_sub(1))
    }

    /// Rate of the edge when it came to a cell, m/s.
    pub fn rate_m_s(&self, cell: usize) -> f32 {
        self.rate_m_s.get(cell).copied().unwrap_or(0.0)
    }

    pub fn has_burnt(&self, cell: usize) -> bool {
        self.arrival_s.get(cell).is_some_and(|t| t.is_finite())
    }

    /// Whether the fire came to a cell within the last so many seconds; never where it has not burnt.
    pub fn came_within(&self, cell: usize, now_s: f32, span_s: f32) -> bool {
        self.arrival_s.get(cell).is_some_and(|at| (0.0..span_s).contains(&(now_s - at)))
    }

    /// Whether crews have put its embers out.
    pub fn is_mopped(&self, cell: usize) -> bool {
        self.mopped.get(cell).is_some_and(|m| *m)
    }

    /// Whether a cell may still burn: it has not, is not held, and its fuel burns in this weather.
    pub fn can_burn(&self, cell: usize) -> bool {
        !self.has_burnt(cell) && !self.barriers.holds(cell) && self.fuels.burns(cell, &self.conditions)
    }

    /// Flames, m, that the edge would have where it moves from a cell to its neighbour under the weather of now.
    pub fn flame_towards(&self, county: &County, from: usize, to: usize) -> f32 {
        let (a, b) = (county.spec.centre(from), county.spec.centre(to));
        let length = a.distance_m(b).max(1.0);
        let fire = self.conditions.fire(&self.fuels, county, to);
        let rate = fire.ellipse.rate([(b.x_m - a.x_m) / length, (b.y_m - a.y_m) / length]);
        fire.flame_m(f64::from(rate)) as f32
    }

    /// Unburnt, unheld neighbours, on the four sides, to which the fire can spread from a burnt cell.
    pub fn ahead_of(&self, cell: usize) -> impl Iterator<Item = usize> + '_ {
        self.spec.into_iter().flat_map(move |spec| sides(&spec, cell)).filter(|c| self.can_burn(*c))
    }

    /// Bits of the state, for the hash of the drill.
    pub fn hash_into(&self, put: &mut impl FnMut(&[u8])) {
        if !self.is_on() {
            return;
        }
        for values in [&self.arrival_s, &self.flame_m] {
            values.iter().for_each(|v| put(&v.to_bits().to_le_bytes()));
        }
        put(format!("{:?}{:?}{:?}", self.fires, self.brands, self.conditions.moisture).as_bytes());
        if let Some(front) = &self.front {
            front.hash_into(put);
        }
        self.barriers.hash_into(put);
        self.mopped.iter().for_each(|m| put(&[u8::from(*m)]));
    }
}

/// Cells on the four sides of one, within the grid.
pub fn sides(spec: &GridSpec, cell: usize) -> impl Iterator<Item = usize> + use<> {
    let (row, col) = spec.row_col(cell);
    let (rows, cols) = (spec.rows, spec.cols);
    [
        (row > 0).then(|| cell - cols),
        (col > 0).then(|| cell - 1),
        (col + 1 < cols).then(|| cell + 1),
        (row + 1 < rows).then(|| cell + cols),
    ]
    .into_iter()
    .flatten()
}
