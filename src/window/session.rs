//! The drill that the window shows, and how fast it runs.
//!
//! The simulation lives in the [`Drill`]'s own world; the window's systems read it and give orders
//! through [`Session::give`]. It is stepped from real time within a budget per frame, so that a slow PC
//! drops behind the clock and never freezes.

use crate::{
    drill::{Drill, Order, OrderError},
    score::{self, Scorecard},
    sim::TICK_S,
    text::Lang,
};
use bevy::prelude::*;
use std::time::{Duration, Instant};

/// Speeds that the clock bar offers: drill seconds per real second.
pub const SPEEDS: [u32; 6] = [1, 10, 30, 60, 120, 240];
/// Time that a frame may spend on the simulation.
const BUDGET: Duration = Duration::from_millis(25);

/// A drill in the window.
#[derive(Resource)]
pub struct Session {
    pub drill: Drill,
    /// One of [`SPEEDS`].
    pub speed: u32,
    pub paused: bool,
    /// Drill seconds that real time has earned and the simulation has not yet done.
    owed_s: f64,
    /// Why the last order was refused, or why the journal cannot be written; shown until the next order.
    pub refusal: Option<OrderError>,
    /// The score sheet, once the drill is over.
    pub card: Option<Scorecard>,
}

impl Session {
    pub fn new(drill: Drill) -> Self {
        Self { drill, speed: 60, paused: true, owed_s: 0.0, refusal: None, card: None }
    }

    /// Give an order from the commander's desk. A refusal is kept to be shown.
    pub fn give(&mut self, order: Order) -> bool {
        match self.drill.order("command", order) {
            Ok(_) => {
                self.refusal = None;
                true
            }
            Err(error) => {
                self.refusal = Some(error);
                false
            }
        }
    }

    /// Why the last order was refused.
    pub fn refusal_text(&self, lang: Lang) -> Option<String> {
        match self.refusal.as_ref()? {
            OrderError::Refused(refusal) => Some(refusal.text(lang)),
            OrderError::Journal(error) => Some(error.to_string()),
        }
    }

    /// Let `real_s` seconds of real time pass.
    pub fn advance(&mut self, real_s: f64) {
        if self.paused || self.card.is_some() {
            return;
        }
        self.owed_s += real_s * f64::from(self.speed);
        let began = Instant::now();
        while self.owed_s >= f64::from(TICK_S) && !self.drill.finished() && began.elapsed() < BUDGET {
            self.owed_s -= f64::from(TICK_S);
            if let Err(error) = self.drill.tick() {
                self.refusal = Some(error.into());
                self.paused = true;
                return;
            }
        }
        // What a slow PC could not do is not caught up later.
        self.owed_s = self.owed_s.min(f64::from(TICK_S));
        if self.drill.finished() {
            self.card = Some(score::score(&self.drill));
            self.paused = true;
        }
    }
}
