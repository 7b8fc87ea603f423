//! The drill: an own Bevy world that steps by ticks and takes orders, and what drives it.
//!
//! | File | What it holds |
//! |---|---|
//! | `order` | [`Order`], the only way to change the world |
//! | `orders/` | what each order needs and does |
//! | `refusal` | why an order was refused |
//! | `journal` | the append-only file of orders and state hashes |
//! | `replay` | a journal played again, verified or forked |
//! | `record` | what the review and the charts show: samples, maps, orders |
//! | `view` | what a commander may see |
//! | `words` | orders and facts in words |
//! | `commander/` | commanders that give orders by themselves |
//! | `hash` | the hash of the whole state |

pub mod commander;
pub mod hash;
pub mod journal;
pub mod order;
pub mod orders;
pub mod record;
pub mod refusal;
pub mod replay;
pub mod setup;
pub mod view;
pub mod words;

use crate::{
    county::Item,
    num::DrillTime,
    response::{
        self, Roster,
        command::{Figures, true_figures},
        knowledge::{Known, registered},
        people::{Residents, VillageWater},
        plants::exposure::Breath,
    },
    scenario::Loaded,
    sim::{Clock, Land, SimTick, TICK_S},
    text::{Name, both},
};
use bevy::{ecs::message::message_update_system, prelude::*};
use journal::{Entry, Header, Journal, JournalError};
pub use order::{Order, TimedOrder};
use record::Record;
pub use refusal::Refusal;
use std::{path::Path, sync::Arc};

/// Minutes of drill time between state hashes in the journal.
pub const HASH_EVERY_MIN: u32 = 10;

/// Why an order did not get into the drill.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    #[error("{0}")]
    Refused(#[from] Refusal),
    #[error("{0}")]
    Journal(#[from] JournalError),
}

/// An order that was carried out.
#[derive(Clone, Debug)]
pub struct Given {
    /// Number in the journal, from 1.
    pub number: usize,
    pub at: DrillTime,
    pub seat: String,
    pub order: Order,
}

/// One drill: the simulated county, its clock, its journal.
pub struct Drill {
    world: World,
    loaded: Arc<Loaded>,
    seed: u64,
    journal: Option<Journal>,
    given: Vec<Given>,
    record: Record,
}

impl Drill {
    /// A drill at time zero, without a journal. `seed` keys every random draw; the scenario's county seed
    /// stands in for it when there is none.
    ///
    /// # Errors
    /// The scenario does not fit its county, or no county can be made.
    pub fn new(loaded: Arc<Loaded>, seed: Option<u64>) -> Result<Self, setup::SetupError> {
        let seed = seed.unwrap_or(loaded.scenario.county.seed);
        let mut world = setup::world(&loaded, seed)?;
        let mut record = Record::default();
        record.sample(&mut world);
        Ok(Self { world, loaded, seed, journal: None, given: Vec::new(), record })
    }

    /// Write a journal from now on. Call it before the first order.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep_journal(
        &mut self,
        path: &Path,
        scenario_name: &str,
        commander: &str,
    ) -> Result<(), JournalError> {
        let header = Header::new(&self.loaded, scenario_name, self.seed, commander);
        self.journal = Some(Journal::create(path, &header)?);
        Ok(())
    }

    /// Go on writing a journal that was read back.
    pub fn resume_journal(&mut self, journal: Journal) {
        self.journal = Some(journal);
    }

    /// Ten seconds of drill time.
    ///
    /// # Errors
    /// The journal cannot be written. The tick is done nevertheless.
    pub fn tick(&mut self) -> Result<(), JournalError> {
        let mut clock = self.world.resource_mut::<Clock>();
        clock.tick += 1;
        let clock = *clock;
        self.world.run_schedule(SimTick);
        // `App::update` would do both; the schedule is run by itself, which costs less.
        let _ = self.world.run_system_cached(message_update_system);
        self.world.clear_trackers();
        if clock.every_min(1) {
            self.record.sample(&mut self.world);
        }
        if clock.every_min(HASH_EVERY_MIN) || self.finished() {
            let hash = self.hash();
            if let Some(journal) = &mut self.journal {
                journal.append(&Entry::Hash { tick: clock.tick, hash: hash::text(hash) })?;
            }
        }
        if self.finished()
            && let Some(journal) = &mut self.journal
        {
            journal.append(&Entry::End { tick: clock.tick })?;
        }
        Ok(())
    }

    /// Check an order and carry it out; it is in the journal before the clock moves on.
    ///
    /// # Errors
    /// The order is refused, and nothing is changed; or the journal cannot be written, and the drill must
    /// not go on, since a replay would not know the order.
    pub fn order(&mut self, seat: &str, order: Order) -> Result<usize, OrderError> {
        let at = self.now();
        orders::apply(&mut self.world, &order)?;
        let number = self.given.len() + 1;
        if let Some(journal) = &mut self.journal {
            let tick = self.world.resource::<Clock>().tick;
            journal.append(&Entry::Order { number, tick, seat: seat.to_owned(), order: order.clone() })?;
        }
        self.given.push(Given { number, at, seat: seat.to_owned(), order });
        Ok(number)
    }

    pub fn now(&self) -> DrillTime {
        self.world.resource::<Clock>().now()
    }

    /// Whether the scenario's time is over.
    pub fn finished(&self) -> bool {
        self.now() >= self.loaded.scenario.duration
    }

    /// Ticks of the whole scenario.
    pub fn ticks_in_all(&self) -> u32 {
        self.loaded.scenario.duration.0 / TICK_S
    }

    /// Hash of the whole state.
    pub fn hash(&self) -> u64 {
        hash::state(&self.world)
    }

    /// The simulated world, to read.
    pub fn world(&self) -> &World {
        &self.world
    }

    pub fn land(&self) -> &Land {
        self.world.resource::<Land>()
    }

    pub fn loaded(&self) -> &Arc<Loaded> {
        &self.loaded
    }

    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Orders carried out so far.
    pub fn given(&self) -> &[Given] {
        &self.given
    }

    pub fn record(&self) -> &Record {
        &self.record
    }
}

/// Figures of a report as they truly are now.
pub fn truth(world: &World) -> Figures {
    let roster = world.resource::<Roster>();
    let land = world.resource::<Land>();
    let (mut affected, mut missing) = (0, 0);
    for (village, &entity) in land.villages.iter().zip(&roster.villages) {
        let harmed = |w: &VillageWater| w.flooded_at.is_some() || w.fire_at.is_some();
        let clouded = world.get::<Breath>(entity).is_some_and(|b| b.struck_at.is_some());
        if clouded || world.get::<VillageWater>(entity).is_some_and(harmed) {
            affected += village.people;
        }
        missing += world.get::<Residents>(entity).map_or(0, Residents::missing);
    }
    true_figures(&response::count_people(world), affected, missing)
}

/// Figures of a report as far as the county knows.
pub fn known_figures(world: &World) -> Figures {
    let moved = registered(world.resource::<Roster>(), world);
    world.resource::<Known>().figures(world.resource::<Land>(), moved)
}

/// Message key of an item.
pub fn item_key(item: Item) -> &'static str {
    match item {
        Item::Water => "item-water",
        Item::Food => "item-food",
        Item::Quilt => "item-quilt",
        Item::Bed => "item-bed",
        Item::Tent => "item-tent",
        Item::Sandbag => "item-sandbag",
        Item::LifeJacket => "item-life-jacket",
    }
}

/// Name of an item in both languages.
pub fn item_name(item: Item) -> Name {
    both(item_key(item))
}
