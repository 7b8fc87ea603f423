//! How soon teams leave and how much they still do.

use super::Team;
use crate::{
    county::TeamKind,
    response::{Tables, command::Command},
    sim::Clock,
};

/// Minutes from call to departure.
pub fn turnout_min(tables: &Tables, command: &Command, kind: TeamKind) -> f64 {
    let standby = if command.level.is_some() { tables.standby_factor } else { 1.0 };
    tables.teams.get(&kind).map_or(30.0, |t| t.turnout_min) * standby
}

/// Share of full work that people still do after hours on duty, and at night.
pub fn effort(tables: &Tables, hours: f64, night: bool) -> f64 {
    let f = &tables.fatigue;
    let tired = if hours <= f.full_h {
        1.0
    } else {
        let share = ((hours - f.full_h) / (f.end_h - f.full_h)).min(1.0);
        1.0 - share * (1.0 - f.end_rate)
    };
    tired * if night { tables.night_factor } else { 1.0 }
}

/// [`effort`] of a team now.
pub fn effort_now(tables: &Tables, clock: &Clock, team: &Team) -> f64 {
    let hours = team.on_duty_since.map_or(0.0, |at| clock.now().minutes_since(at) / 60.0);
    effort(tables, hours, clock.is_night())
}
