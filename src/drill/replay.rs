//! A journal played again: to its end, to a moment, verified against its hashes, or forked.

use super::{
    Drill, OrderError, TimedOrder, hash,
    journal::{Entry, JournalError, Read},
    setup::SetupError,
};
use crate::{data::Faults, num::DrillTime, scenario, sim::TICK_S};
use std::sync::Arc;

/// Why a replay stopped.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    #[error("{0}")]
    Texts(#[from] Faults),
    #[error("{0}")]
    Setup(#[from] SetupError),
    #[error("{0}")]
    Journal(#[from] JournalError),
    #[error(
        "{path}:{line}: at tick {tick} the state hash is {found}, the journal says {expected}\n  hint: the journal was made by another build, or this machine computes differently"
    )]
    Hash { path: String, line: usize, tick: u32, found: String, expected: String },
    #[error("{path}:{line}: order {number} was refused on replay: {reason}")]
    Refused { path: String, line: usize, number: usize, reason: String },
}

/// What a replay may be told.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Compare state hashes.
    pub verify: bool,
    /// Stop at this time.
    pub until: Option<DrillTime>,
    /// Leave out the journal's orders from this time on.
    pub fork_at: Option<DrillTime>,
}

/// A drill that stands where the journal's entries, or `until`, end. `progress` is called every tick.
///
/// # Errors
/// The journal's texts do not load, an order is refused, or a hash differs.
pub fn replay(
    read: &Read,
    options: &Options,
    progress: &mut dyn FnMut(&Drill),
) -> Result<Drill, ReplayError> {
    let header = &read.header;
    let loaded = scenario::load_text(&header.scenario_name, &header.scenario, &header.plan)?;
    let mut drill = Drill::new(Arc::new(loaded), Some(header.seed))?;
    let path = read.path.display().to_string();
    let stop = options.until.or(options.fork_at).map(|t| t.0 / TICK_S).unwrap_or(u32::MAX);
    for (entry, &line) in read.entries.iter().zip(&read.lines) {
        if entry.tick() > stop {
            break;
        }
        while drill.now().0 / TICK_S < entry.tick() && !drill.finished() {
            drill.tick()?;
            progress(&drill);
        }
        match entry {
            Entry::Order { number, tick, seat, order } => {
                if options.fork_at.is_some_and(|t| *tick >= t.0 / TICK_S) {
                    continue;
                }
                drill.order(seat, order.clone()).map_err(|error| match error {
                    OrderError::Refused(refusal) => ReplayError::Refused {
                        path: path.clone(),
                        line,
                        number: *number,
                        reason: refusal.to_string(),
                    },
                    OrderError::Journal(error) => error.into(),
                })?;
            }
            Entry::Hash { tick, hash } if options.verify => {
                let found = hash::text(drill.hash());
                if found != *hash {
                    return Err(ReplayError::Hash {
                        path: path.clone(),
                        line,
                        tick: *tick,
                        found,
                        expected: hash.clone(),
                    });
                }
            }
            Entry::Hash { .. } | Entry::End { .. } => {}
        }
    }
    let goal = if stop == u32::MAX { 0 } else { stop };
    while drill.now().0 / TICK_S < goal && !drill.finished() {
        drill.tick()?;
        progress(&drill);
    }
    Ok(drill)
}

/// Orders from a file, in order of time, handed out as the drill reaches them.
#[derive(Clone, Debug, Default)]
pub struct OrderQueue {
    orders: Vec<TimedOrder>,
    next: usize,
}

impl OrderQueue {
    /// Sorts by time; orders of the same time keep the file's order.
    pub fn new(mut orders: Vec<TimedOrder>) -> Self {
        orders.sort_by_key(|o| o.at);
        Self { orders, next: 0 }
    }

    /// Time of the first order.
    pub fn first(&self) -> Option<DrillTime> {
        self.orders.first().map(|o| o.at)
    }

    /// Orders due by `now` that were not handed out yet.
    pub fn due(&mut self, now: DrillTime) -> Vec<TimedOrder> {
        let from = self.next;
        while self.orders.get(self.next).is_some_and(|o| o.at <= now) {
            self.next += 1;
        }
        self.orders[from..self.next].to_vec()
    }
}
