//! Command: the two ladders of warning colour and response level, headquarters and commander, reports,
//! publications and help from the next level. What is written here is what was ordered, with its time.

use super::{
    Roster, Tables,
    facts::{Facts, What},
    people::Counts,
    teams::{Status, Team},
    warning::{Channel, Colour},
};
use crate::{num::DrillTime, sim::Clock};
use bevy::prelude::*;
use serde::{Deserialize, Serialize};

/// Response levels, lowest first (Ⅳ级 … Ⅰ级).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    IV,
    III,
    II,
    I,
}

impl Level {
    pub const ALL: [Level; 4] = [Level::IV, Level::III, Level::II, Level::I];
}

/// Figures of a report to the next level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// People in villages that are under water or were.
    pub affected: u32,
    /// People moved to safety, by themselves or by boat.
    pub moved: u32,
    pub dead: u32,
    pub missing: u32,
    pub injured: u32,
}

impl Figures {
    /// The same five figures in order, with their message keys.
    pub fn rows(&self) -> [(&'static str, u32); 5] {
        [
            ("figure-affected", self.affected),
            ("figure-moved", self.moved),
            ("figure-dead", self.dead),
            ("figure-missing", self.missing),
            ("figure-injured", self.injured),
        ]
    }
}

/// First, follow-up and final report (首报、续报、终报).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReportKind {
    First,
    FollowUp,
    Final,
}

/// A report that was sent, with the truth of that moment beside it.
#[derive(Clone, Debug)]
pub struct Report {
    pub at: DrillTime,
    pub kind: ReportKind,
    pub figures: Figures,
    pub truth: Figures,
    /// What the county knew.
    pub known: Figures,
}

/// A warning that was issued, and how long it was in force.
#[derive(Clone, Debug)]
pub struct WarningIssued {
    pub at: DrillTime,
    pub colour: Colour,
    /// Villages warned.
    pub villages: Vec<usize>,
    /// Whether it went to the whole county.
    pub broad: bool,
    pub channels: Vec<Channel>,
    pub cancelled_at: Option<DrillTime>,
}

/// The on-site headquarters (现场指挥部).
#[derive(Clone, Debug)]
pub struct Headquarters {
    pub at: DrillTime,
    pub ready_at: DrillTime,
    pub township: usize,
    pub ready: bool,
    /// Minutes since it was ready, and minutes of these with a link to the county.
    pub minutes: u32,
    pub linked: u32,
}

/// A statement to the public.
#[derive(Clone, Debug)]
pub struct Publication {
    pub at: DrillTime,
    pub figures: Option<Figures>,
    pub known: Figures,
}

/// Who commands on site from a time on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    pub at: DrillTime,
    /// Name or post of the commander (现场指挥官), and of the deputy (副指挥官).
    pub name: String,
    pub deputy: Option<String>,
}

/// State of command.
#[derive(Resource, Clone, Debug, Default)]
pub struct Command {
    pub level: Option<Level>,
    /// Every change of level.
    pub levels: Vec<(DrillTime, Option<Level>)>,
    pub warnings: Vec<WarningIssued>,
    pub headquarters: Option<Headquarters>,
    /// Who commanded on site, in order of appointment.
    pub commanders: Vec<Appointment>,
    pub reports: Vec<Report>,
    pub publications: Vec<Publication>,
    /// When the next level was asked, and when its help may set off.
    pub help_asked: Option<DrillTime>,
}

impl Command {
    /// Whether a report of this kind was sent.
    pub fn reported(&self, kind: ReportKind) -> bool {
        self.reports.iter().any(|r| r.kind == kind)
    }

    /// Warnings in force.
    pub fn in_force(&self) -> impl Iterator<Item = &WarningIssued> {
        self.warnings.iter().filter(|w| w.cancelled_at.is_none())
    }
}

/// Headquarters get ready; help from the next level arrives.
pub(super) fn progress(
    clock: Res<Clock>,
    tables: Res<Tables>,
    services: Res<super::services::Services>,
    roster: Res<Roster>,
    mut command: ResMut<Command>,
    mut facts: ResMut<Facts>,
    mut teams: Query<&mut Team>,
) {
    let now = clock.now();
    if let Some(hq) = &mut command.headquarters {
        if !hq.ready && now >= hq.ready_at {
            hq.ready = true;
            facts.add(now, What::HeadquartersReady);
        }
        if hq.ready && clock.every_min(1) {
            hq.minutes += 1;
            hq.linked += u32::from(services.telecom(hq.township));
        }
    }
    let Some(asked) = command.help_asked else { return };
    if now.minutes_since(asked) < tables.command.city_approval_min {
        return;
    }
    for &entity in &roster.teams {
        let Ok(mut team) = teams.get_mut(entity) else { continue };
        if team.status == Status::Absent {
            team.status = Status::Ready;
            facts.add(now, What::CityTeamReady { team: team.index });
        }
    }
}

/// Figures of the truth from the counts of all people.
pub fn true_figures(counts: &Counts, affected: u32, missing: u32) -> Figures {
    Figures {
        affected,
        moved: counts.safe() + counts.moving,
        // Who lies buried alive is missing, and not dead.
        dead: (counts.dead + counts.buried).saturating_sub(missing),
        missing,
        injured: counts.injured,
    }
}
