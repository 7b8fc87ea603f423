//! Works with tanks in the drill: tanks that burn, leak, are heated by their neighbours' fires, vent, fail and burst; the
//! bunds below them; and the clouds that go with the wind.
//!
//! Works with an accident, and what stands near them, are followed; where a forest fire, a flood or a slide may reach works
//! all of them are. As long as nothing has happened they cost a look a minute. The physics are
//! in [`chemical`](super::chemical); what the response does (water, foam, valves, drains) comes as
//! [`Interventions`](super::Interventions).
//!
//! | File | What it holds |
//! |---|---|
//! | `build` | where tanks and bunds stand |
//! | `tank` | a tank: fire, heat, relief valve, failure |
//! | `leak` | a hole in it, or in a pipe that it feeds |
//! | `fires` | fires, jets and halls as others see them, and their heat |
//! | `store` | a hall of packed goods: its fire, its smoke, the water on it |
//! | `bund` | a bund: pool, fire, fire water |
//! | `release` | what comes out |
//! | `runoff` | fire water and rain: bunds, their drains, the containment basin |
//! | `cloud` | what is in the air, and its zones |
//! | `domino` | what bursts breaks, heats and lights its neighbours |
//! | `heat` | zones of heat around what burns |
//! | `ignite` | clouds that find a spark: flash fire, explosion |
//! | `cascade` | forest fire, flood and slide that reach a works |
//! | `outfall` | rivers below works, and the intakes there |
//! | `run` | the system of the tick |

mod build;
mod bund;
mod bursts;
mod cascade;
mod cloud;
mod domino;
mod fires;
mod heat;
mod ignite;
mod leak;
mod outfall;
mod release;
mod run;
mod runoff;
mod store;
mod tank;

pub use bund::Bund;
pub use bursts::{Burst, Ring};
pub use cloud::{Field, Levels, Origin, Plume, Toxic, Zone};
pub use ignite::{Flash, Spark};
pub use leak::{Hole, Leak};
pub use outfall::{Ahead, Intake, Outfall};
pub(super) use run::run;
pub use run::{PlantEvent, PlantEventKind};
pub use runoff::Basin;
pub use store::Store;
pub use tank::{PlantTank, TankFire};

use crate::{
    county::{County, Substance as Stored},
    num::{DrillTime, Point},
};
use bevy::prelude::*;
use serde::{Deserialize, Serialize};

use super::chemical::{
    goods::{Goods, goods},
    substance::{Substance, by_id},
};

/// A tank, or a hall of packed goods, of the county: index into `County::facilities`, and number of its tank from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TankRef {
    pub site: usize,
    pub tank: usize,
}

impl TankRef {
    /// The tank with an id such as `chemical-yufu-01/1`; tanks count from 1.
    pub fn find(county: &County, id: &str) -> Option<Self> {
        let (site, number) = id.rsplit_once('/')?;
        let site = facility(county, site)?;
        let tank = number.parse::<usize>().ok()?.checked_sub(1)?;
        (tank < county.facilities[site].tanks.len()).then_some(Self { site, tank })
    }

    /// Whether it is a hall of packed goods.
    pub fn is_hall(&self, county: &County) -> bool {
        let stored = county.facilities.get(self.site).and_then(|f| f.tanks.get(self.tank));
        stored.is_some_and(|t| t.substance.goods_id().is_some())
    }

    /// Its id.
    pub fn id(&self, county: &County) -> String {
        let site = county.facilities.get(self.site).map_or("", |f| &f.place.id);
        format!("{site}/{}", self.tank + 1)
    }
}

/// Index of a facility by id.
pub fn facility(county: &County, id: &str) -> Option<usize> {
    county.facilities.iter().position(|f| f.place.id == id)
}

/// What is known of a substance as it is stored; nothing for those without data here.
pub fn substance_of(stored: Stored) -> Option<&'static Substance> {
    by_id(stored.hazard_id()?)
}

/// What is known of packed goods; nothing for what is no goods.
pub fn goods_of(stored: Stored) -> Option<&'static Goods> {
    goods(stored.goods_id()?)
}

/// What goes wrong at a tank.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mishap {
    /// Its whole surface burns; a hall catches fire.
    Fire,
    /// A hole in it, or in a pipe that it feeds; what comes out may burn.
    Leak { hole: Hole, lit: bool },
}

/// An accident of the scenario.
#[derive(Clone, Copy, Debug)]
pub struct Accident {
    pub tank: TankRef,
    pub at: DrillTime,
    pub mishap: Mishap,
}

/// A works that is followed.
#[derive(Clone, Debug)]
pub struct Site {
    /// Index into `County::facilities`.
    pub facility: usize,
    pub at: Point,
    /// Whether the scenario has an accident here or near by; else something may reach it.
    pub near_accident: bool,
    /// Fire water and spills that ran over its bunds, m³, and what reached the river.
    pub over_m3: f64,
    pub drained_m3: f64,
    pub basin: Basin,
}

/// All works that are followed, and what is in the air.
#[derive(Resource, Clone, Debug, Default)]
pub struct Plants {
    pub accidents: Vec<Accident>,
    pub sites: Vec<Site>,
    /// In the order of sites and of their tanks.
    pub tanks: Vec<PlantTank>,
    pub bunds: Vec<Bund>,
    /// Halls of packed goods.
    pub stores: Vec<Store>,
    pub plume: Plume,
    /// Ways of fire water, and the waterworks below.
    pub outfalls: Vec<Outfall>,
    pub intakes: Vec<Intake>,
    /// The cloud that burnt in this tick.
    pub flash: Option<Flash>,
    /// What has burst or exploded so far.
    pub bursts: Vec<Burst>,
}

impl Plants {
    /// A tank that is followed.
    pub fn tank(&self, tank: TankRef) -> Option<&PlantTank> {
        self.tanks.iter().find(|t| t.id == tank)
    }

    /// A hall that is followed.
    pub fn store(&self, id: TankRef) -> Option<&Store> {
        self.stores.iter().find(|s| s.id == id)
    }

    /// Number of a works that is followed.
    pub fn site(&self, facility: usize) -> Option<usize> {
        self.sites.iter().position(|s| s.facility == facility)
    }

    /// The bund below a tank.
    pub fn bund_of(&self, tank: &PlantTank) -> Option<&Bund> {
        self.bunds.get(tank.bund)
    }

    /// Heat of all fires at a place, kW/m², through air with this pressure of water vapour, Pa.
    pub fn heat_kw_m2(&self, at: Point, wet_pa: f64) -> f64 {
        fires::sources(self).iter().map(|fire| fire.heat_at(at, wet_pa)).sum()
    }

    /// Whether anything burns.
    pub fn burns(&self) -> bool {
        !fires::sources(self).is_empty()
    }

    /// Whether anything burns, leaks, is heated or is in the air.
    pub fn is_active(&self) -> bool {
        self.tanks.iter().any(|t| t.burns() || t.leaks() || t.release_kg_s > 0.0 || t.wild_kw_m2 > 0.0)
            || self.stores.iter().any(|s| s.fire.is_some() || s.wild_kw_m2 > 0.0)
            || self.bunds.iter().any(|b| b.burning.is_some() || b.pool.mass_kg > 0.0)
            || self.plume.in_the_air()
    }

    /// Bits of the state, for the hash of the drill.
    pub fn hash_into(&self, put: &mut impl FnMut(&[u8])) {
        for tank in &self.tanks {
            let pipe_kg = tank.leak.map_or(0.0, |l| l.pipe_kg);
            let own =
                [tank.mass_kg, tank.temperature_c, tank.damage, tank.foamed_s, tank.release_kg_s, pipe_kg];
            for value in own {
                put(&value.to_le_bytes());
            }
            put(&[
                u8::from(tank.burns()),
                u8::from(tank.failed),
                u8::from(tank.signs),
                u8::from(tank.leaks()),
            ]);
        }
        for store in &self.stores {
            let fire = store.fire.unwrap_or_default();
            for value in [store.mass_kg, store.heated, store.water_m3, fire.grown_w, fire.hot_s] {
                put(&value.to_le_bytes());
            }
            put(&[u8::from(store.over), u8::from(fire.roof_open)]);
        }
        for bund in &self.bunds {
            for value in [bund.pool.mass_kg, bund.water_m3, bund.foamed_s] {
                put(&value.to_le_bytes());
            }
        }
        for site in &self.sites {
            for value in [site.over_m3, site.drained_m3, site.basin.filled_m3] {
                put(&value.to_le_bytes());
            }
        }
        for (_, load) in self.outfalls.iter().flat_map(|o| &o.loads) {
            for value in [load.in_kg, load.broken_kg, load.gone_kg, load.mass_kg()] {
                put(&value.to_le_bytes());
            }
        }
        self.plume.hash_into(put);
    }
}
