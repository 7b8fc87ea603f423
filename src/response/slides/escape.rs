//! Teams below a slope that begins to move: where a lookout (安全员) watches it they run at the whistle, without waiting
//! for an order, as crews on a slide do. They make for their base and must be sent again once it is quiet. Where nobody
//! watches, nobody tells them.

use super::super::{
    Roster, Tables,
    facts::{Facts, What},
    teams::{Status, Task, Team, task_site},
    travel::Traveller,
};
use crate::{
    county::County,
    hazard::{Slopes, slopes::Zone},
    sim::{Clock, Land},
};
use bevy::prelude::*;
use std::collections::BTreeSet;

/// Whether a task is done where a slope of the risk register can reach. A lookout stands aside.
pub fn threatened(county: &County, roster: &Roster, slope: usize, zone: &Zone, task: Task) -> bool {
    match task {
        Task::Lookout(_) => false,
        Task::InspectSlope(r) => r == slope,
        Task::SearchBuried(village) => zone.villages.iter().any(|(v, _)| *v == village),
        Task::ClearDebris(road) => zone.roads.contains(&road),
        task => zone.cells.contains(&(county.spec.cell_at(task_site(county, roster, task).0) as u32)),
    }
}

/// A lookout gives the alarm, and whoever works below gets out.
pub fn at_alarm(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    slopes: Res<Slopes>,
    roster: Res<Roster>,
    mut facts: ResMut<Facts>,
    mut teams: Query<(&mut Team, &mut Traveller)>,
) {
    if !clock.every_min(1) {
        return;
    }
    let now = clock.now();
    let working = |&e: &Entity| teams.get(e).ok().filter(|(t, _)| t.status == Status::Working && t.size > 0);
    let watched: BTreeSet<usize> = roster
        .teams
        .iter()
        .filter_map(working)
        .filter_map(|(t, _)| match t.task {
            Some(Task::Lookout(slope)) => Some(slope),
            _ => None,
        })
        .collect();
    let alarmed = |risk: &usize| {
        slopes.of_risk(*risk).is_some_and(|h| slopes.hills[h].creep_mm_h >= tables.slides.alarm_mm_h)
    };
    for slope in watched.into_iter().filter(alarmed) {
        let Some(zone) = slopes.zone(slope) else { continue };
        for &entity in &roster.teams {
            let Ok((mut team, mut traveller)) = teams.get_mut(entity) else { continue };
            let (Status::Working, Some(task)) = (team.status, team.task) else { continue };
            if threatened(&land, &roster, slope, zone, task) {
                team.turn_back(&mut traveller, now);
                facts.add(now, What::TeamEscaped { team: team.index, slope });
            }
        }
    }
}
