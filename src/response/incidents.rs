//! Incidents (险情、灾情): what teams are sent to, from its beginning to its end.

use super::{
    Roster, Tables,
    facts::{Facts, What},
    people::VillageWater,
    teams::{Status, Task, Team},
};
use crate::{
    hazard::{DykeFailed, DykeOvertopped, Dykes},
    num::DrillTime,
    sim::{Clock, Land},
};
use bevy::prelude::*;

/// What happened where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IncidentKind {
    /// A stretch with less freeboard than the danger limit.
    DykeDanger {
        stretch: usize,
    },
    DykeBreach {
        stretch: usize,
    },
    /// People cut off by water in a village.
    Stranded {
        village: usize,
    },
}

/// One incident.
#[derive(Clone, Debug)]
pub struct Incident {
    pub kind: IncidentKind,
    pub township: usize,
    pub began: DrillTime,
    /// When the county learned of it.
    pub known: Option<DrillTime>,
    /// First team on the scene that can do the work: (team, when).
    pub first_team: Option<(usize, DrillTime)>,
}

/// All incidents in order of their beginning.
#[derive(Resource, Clone, Debug, Default)]
pub struct Incidents(pub Vec<Incident>);

impl Incidents {
    fn has(&self, kind: IncidentKind) -> bool {
        self.0.iter().any(|i| i.kind == kind)
    }

    fn open(&mut self, kind: IncidentKind, township: usize, now: DrillTime, facts: &mut Facts) {
        if !self.has(kind) {
            facts.add(now, What::Incident { incident: self.0.len() });
            self.0.push(Incident { kind, township, began: now, known: None, first_team: None });
        }
    }
}

/// Whether a team with this task serves an incident.
fn serves(task: Task, kind: IncidentKind) -> bool {
    match kind {
        IncidentKind::DykeDanger { stretch } | IncidentKind::DykeBreach { stretch } => {
            matches!(task, Task::Sandbag(s) | Task::Watch(s) if s == stretch)
        }
        IncidentKind::Stranded { village } => matches!(task, Task::Rescue(v) if v == village),
    }
}

/// What the dykes announced goes into the facts.
pub(super) fn dyke_facts(
    clock: Res<Clock>,
    mut failed: MessageReader<DykeFailed>,
    mut overtopped: MessageReader<DykeOvertopped>,
    mut facts: ResMut<Facts>,
) {
    let now = clock.now();
    for message in overtopped.read() {
        facts.add(now, What::Overtopped { stretch: message.stretch });
    }
    for message in failed.read() {
        facts.add(now, What::Breach { stretch: message.stretch, by_piping: message.by_piping });
    }
}

/// New incidents begin, and first teams are booked.
pub(super) fn watch(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    dykes: Res<Dykes>,
    roster: Res<Roster>,
    mut incidents: ResMut<Incidents>,
    mut facts: ResMut<Facts>,
    villages: Query<&VillageWater>,
    teams: Query<&Team>,
) {
    if !clock.every_min(1) {
        return;
    }
    let now = clock.now();
    for (index, state) in dykes.0.iter().enumerate() {
        let township = roster.stretch(&land, index).township;
        if state.breach.is_some() {
            incidents.open(IncidentKind::DykeBreach { stretch: index }, township, now, &mut facts);
        } else if state.freeboard_m < tables.command.sandbag_danger_freeboard_m {
            incidents.open(IncidentKind::DykeDanger { stretch: index }, township, now, &mut facts);
        }
    }
    for (index, &entity) in roster.villages.iter().enumerate() {
        let Ok(state) = villages.get(entity) else { continue };
        if state.stranded_share > 0.1 {
            let township = land.villages[index].township;
            incidents.open(IncidentKind::Stranded { village: index }, township, now, &mut facts);
        }
    }
    for incident in &mut incidents.0 {
        if incident.first_team.is_some() {
            continue;
        }
        // A team that was there before the danger counts from the danger's beginning.
        incident.first_team = roster
            .teams
            .iter()
            .filter_map(|&e| teams.get(e).ok())
            .find(|t| t.status == Status::Working && t.task.is_some_and(|task| serves(task, incident.kind)))
            .map(|t| (t.index, now));
    }
}
