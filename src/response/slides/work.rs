//! Work after a slide: the buried are searched for and dug out, roads are cleared.

use super::super::{
    Roster, Tables,
    facts::{Facts, What},
    people::{Residents, State},
    teams::{self, Status, Task, Team},
    travel::Roads,
};
use crate::sim::{Clock, TICK_S};
use bevy::prelude::*;

/// Squads at work dig people out, living and dead, in the order of the houses; once a minute.
pub fn search(
    clock: Res<Clock>,
    tables: Res<Tables>,
    roster: Res<Roster>,
    mut facts: ResMut<Facts>,
    mut crews: Query<&mut Team>,
    mut villages: Query<&mut Residents>,
) {
    if !clock.every_min(1) {
        return;
    }
    let now = clock.now();
    let table = &tables.slides;
    for &entity in &roster.teams {
        let Ok(mut team) = crews.get_mut(entity) else { continue };
        let (Status::Working, Some(Task::SearchBuried(village))) = (team.status, team.task) else { continue };
        let Some(mut residents) = roster.villages.get(village).and_then(|&e| villages.get_mut(e).ok()) else {
            continue;
        };
        let labour = tables.teams.get(&team.kind).map_or(0.0, |t| t.labour);
        let squads = f64::from(team.size) * labour / table.squad;
        team.work_left += squads / table.hours_each / 60.0 * teams::effort_now(&tables, &clock, &team);
        let (mut alive, mut dead) = (0, 0);
        for person in &mut residents.people {
            if team.work_left < 1.0 {
                break;
            }
            match person.state {
                State::Buried => {
                    // Alive, and hurt by what lay on them.
                    person.state = State::Injured;
                    person.injured_at = now.0;
                    person.found = true;
                    alive += 1;
                }
                State::Dead if !person.found => {
                    person.found = true;
                    dead += 1;
                }
                _ => continue,
            }
            team.work_left -= 1.0;
        }
        // Hours in which there was nobody to find are not saved up.
        team.work_left = team.work_left.min(1.0);
        if alive + dead > 0 {
            facts.add(now, What::DugOut { village, alive, dead, team: team.index });
        }
    }
}

/// Machines clear roads; at most so many find room at one face.
pub fn clear(
    clock: Res<Clock>,
    tables: Res<Tables>,
    roster: Res<Roster>,
    mut roads: ResMut<Roads>,
    mut facts: ResMut<Facts>,
    teams: Query<&Team>,
) {
    let now = clock.now();
    let table = &tables.slides;
    let Roads { debris_m3, known_blocked, .. } = &mut *roads;
    debris_m3.retain(|road, left| {
        let machines: f64 = teams::at_work(&roster, &teams, Task::ClearDebris(*road))
            .map(|t| {
                let machines = f64::from(table.machines.get(&t.kind).copied().unwrap_or(0));
                machines * teams::effort_now(&tables, &clock, t)
            })
            .sum();
        let done = machines.min(table.machines_per_face) * table.clear_m3_per_machine_h;
        *left -= done * f64::from(TICK_S) / 3600.0;
        if *left <= 0.0 {
            known_blocked.remove(road);
            facts.add(now, What::RoadCleared { road: *road });
        }
        *left > 0.0
    });
}
