//! The data of a county.

mod facilities;
mod people;
mod risks;
mod roads;
mod sites;
mod stored;
mod teams;
mod waters;

use super::ground::{Cover, Soil};
use crate::{
    num::{GridSpec, Point},
    text::Name,
};
use serde::{Deserialize, Serialize};

pub use facilities::*;
pub use people::*;
pub use risks::*;
pub use roads::*;
pub use sites::*;
pub use stored::*;
pub use teams::*;
pub use waters::*;

/// A text id, unique within its kind: lower-case ASCII letters, digits and `-`, for example
/// `xinqiang-03` for a village.
pub type Id = String;

/// A whole county. Grids have `spec.len()` values, row 0 north.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    pub hospitals: Vec<Hospital>,
    /// Everything else that works, watches, warns or endangers, in order of [`FacilityKind`].
    pub facilities: Vec<Facility>,
    /// The register of risk spots (隐患点台账), and those that it misses.
    pub risks: Vec<RiskSpot>,
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

    /// Index of a reservoir by id.
    pub fn reservoir(&self, id: &str) -> Option<usize> {
        self.reservoirs.iter().position(|r| r.id == id)
    }

    /// Index of a risk spot by id.
    pub fn risk(&self, id: &str) -> Option<usize> {
        self.risks.iter().position(|r| r.id == id)
    }

    /// Township whose seat is nearest to a place; the first where there is none.
    pub fn nearest_township(&self, at: Point) -> usize {
        at.nearest(self.townships.iter().map(|t| t.seat)).unwrap_or_default()
    }

    /// Dyke and stretch index by the stretch's id.
    pub fn stretch(&self, id: &str) -> Option<(usize, usize)> {
        self.dykes
            .iter()
            .enumerate()
            .find_map(|(d, dyke)| dyke.stretches.iter().position(|s| s.id == id).map(|s| (d, s)))
    }

    /// Place of a village, township, reservoir, risk spot, shelter or facility by id.
    pub fn place(&self, id: &str) -> Option<Point> {
        let villages = self.villages.iter().map(|v| (&v.id, v.at));
        let townships = self.townships.iter().map(|t| (&t.id, t.seat));
        let reservoirs = self.reservoirs.iter().map(|r| (&r.id, r.dam));
        let risks = self.risks.iter().map(|r| (&r.id, r.at));
        let shelters = self.shelters.iter().map(|s| (&s.place.id, s.place.at));
        let facilities = self.facilities.iter().map(|f| (&f.place.id, f.place.at));
        let places = villages.chain(townships).chain(reservoirs).chain(risks);
        let mut all = places.chain(shelters).chain(facilities);
        all.find(|(i, _)| *i == id).map(|(_, at)| at)
    }

    /// Number of people who live here.
    pub fn people(&self) -> u64 {
        self.villages.iter().map(|v| u64::from(v.people)).sum()
    }
}
