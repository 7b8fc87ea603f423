//! The skeleton that hazards and response share: the schedule of a tick, the clock and the land.
//!
//! A tick is 10 s of drill time. Its systems run in the order of [`SimSet`]; a new system goes into the
//! set whose output it makes. Orders come before the first set: `Drill::order` applies them between
//! ticks. The journal comes after the last: `Drill::tick` writes state hashes.

use crate::{county::County, num::DrillTime};
use bevy::{
    ecs::schedule::{LogLevel, ScheduleBuildSettings, ScheduleLabel, SingleThreadedExecutor},
    prelude::*,
};
use std::sync::Arc;

/// Drill seconds in a tick.
pub const TICK_S: u32 = 10;
/// Ticks in a minute of drill time.
pub const TICKS_PER_MIN: u32 = 60 / TICK_S;

/// The schedule of one tick.
#[derive(ScheduleLabel, Clone, Debug, PartialEq, Eq, Hash)]
pub struct SimTick;

/// The phases of a tick, in order.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SimSet {
    /// Rain and other drivers at this moment.
    Weather,
    /// Physics: water, dykes.
    Hazards,
    /// What the hazards do to people, roads, services and property.
    Exposure,
    /// Warning, leaving, travelling, working, supplying.
    Response,
    /// What the county gets to know of it.
    Knowledge,
    /// What the score and the review will read.
    Facts,
}

/// The county that the drill plays in.
#[derive(Resource, Clone, Deref)]
pub struct Land(pub Arc<County>);

/// The seed of every random draw.
#[derive(Resource, Clone, Copy, Debug)]
pub struct Seed(pub u64);

/// Drill time.
#[derive(Resource, Clone, Copy, Debug)]
pub struct Clock {
    /// Ticks done.
    pub tick: u32,
    /// Local time of day at the start, seconds after midnight.
    pub start_of_day_s: u32,
}

impl Clock {
    /// Time since the start of the drill, at the end of the tick that runs.
    pub fn now(&self) -> DrillTime {
        DrillTime(self.tick * TICK_S)
    }

    /// Whether this tick ends a period of `minutes`.
    pub fn every_min(&self, minutes: u32) -> bool {
        self.tick.is_multiple_of(minutes.max(1) * TICKS_PER_MIN)
    }

    /// Local time of day at a drill time, seconds after midnight.
    pub fn time_of_day_s(&self, at: DrillTime) -> u32 {
        (self.start_of_day_s + at.0) % 86_400
    }

    /// `06:30`, the local time of day at a drill time.
    pub fn local(&self, at: DrillTime) -> String {
        let s = self.time_of_day_s(at);
        format!("{:02}:{:02}", s / 3600, s / 60 % 60)
    }

    /// Night is from 22:00 to 06:00.
    pub fn is_night(&self) -> bool {
        let hour = self.time_of_day_s(self.now()) / 3600;
        !(6..22).contains(&hour)
    }
}

/// Adds the empty schedule with its order of sets.
pub fn plugin(app: &mut App) {
    let mut schedule = Schedule::new(SimTick);
    // One thread for systems: they are small, and rows of the flood kernel use both cores.
    schedule.set_executor(SingleThreadedExecutor::new());
    schedule.set_build_settings(ScheduleBuildSettings { ambiguity_detection: LogLevel::Error, ..default() });
    schedule.configure_sets(
        (
            SimSet::Weather,
            SimSet::Hazards,
            SimSet::Exposure,
            SimSet::Response,
            SimSet::Knowledge,
            SimSet::Facts,
        )
            .chain(),
    );
    app.add_schedule(schedule);
}
