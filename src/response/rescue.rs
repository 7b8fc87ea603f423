//! Work with people: boats take the stranded, medical teams treat the injured, the dead are found.

use super::{
    Roster, Tables,
    evacuation::nearest_shelter,
    facts::{Facts, What},
    people::{Residents, State, VillageWater},
    plants::{Chemical, decon, exposure::Breath},
    shelters::ShelterState,
    teams::{self, Status, Task, Team},
};
use crate::{
    hazard::FloodField,
    sim::{Clock, Land},
};
use bevy::prelude::*;

/// People a boat brings out in a minute: seats per cycle, a cycle being the way there and back and two
/// minutes a person on and off (case: one victim in about 30 minutes at 500 m).
pub fn people_per_boat_min(tables: &Tables, leg_m: f32) -> f64 {
    let b = &tables.boat;
    let way_min = 2.0 * f64::from(leg_m) / (b.speed_km_h * 1000.0 / 60.0);
    let cycle = way_min + 2.0 * b.load_min_per_person * f64::from(b.seats);
    f64::from(b.seats) / cycle.max(1.0)
}

/// Boats at work, once a minute.
pub(super) fn boats(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    water: Res<FloodField>,
    roster: Res<Roster>,
    mut facts: ResMut<Facts>,
    mut crews: Query<&mut Team>,
    mut villages: Query<(&mut Residents, &VillageWater)>,
    mut refuges: Query<&mut ShelterState>,
) {
    if !clock.every_min(1) {
        return;
    }
    let now = clock.now();
    for &entity in &roster.teams {
        let Ok(mut team) = crews.get_mut(entity) else { continue };
        let (Status::Working, Some(Task::Rescue(village))) = (team.status, team.task) else { continue };
        let Some((mut residents, state)) =
            roster.villages.get(village).and_then(|&e| villages.get_mut(e).ok())
        else {
            continue;
        };
        find_dead(&mut residents);
        let place = land.villages[village].at;
        if team.boats == 0 || water.0.speed_m_s(land.spec.cell_at(place)) > tables.boat.current_max_m_s {
            continue;
        }
        team.work_left += people_per_boat_min(&tables, team.boat_leg_m)
            * f64::from(team.boats)
            * teams::effort_now(&tables, &clock, &team);
        let room = team.work_left as u32;
        let Some(shelter) = nearest_shelter(&land, &roster, &refuges.as_readonly(), place, false)
            .or_else(|| nearest_shelter(&land, &roster, &refuges.as_readonly(), place, true))
        else {
            continue;
        };
        let stranded = tables.casualties.stranded_depth_m;
        let (mut out, mut hurt) = (0, 0);
        // The injured first, then people on roofs and upper floors.
        for person in residents.people.iter_mut() {
            if hurt + out < room && person.state == State::Injured && !person.treated {
                person.treated = true;
                hurt += 1;
            }
        }
        for person in residents.people.iter_mut() {
            let deep = state.cells.get(person.cell as usize).is_some_and(|c| c.depth_m > stranded);
            if hurt + out < room && person.state == State::Home && deep {
                person.state = State::Rescued;
                out += 1;
            }
        }
        team.work_left =
            (team.work_left - f64::from(out + hurt)).min(f64::from(team.boats * tables.boat.seats));
        if out > 0 {
            if let Some(mut state) = roster.shelters.get(shelter).and_then(|&e| refuges.get_mut(e).ok()) {
                state.check_in(out);
            }
            facts.add(now, What::Rescued { village, people: out, team: team.index });
        }
        if hurt > 0 {
            facts.add(now, What::Treated { village, people: hurt, team: team.index });
        }
    }
}

/// A team in the village finds the dead.
fn find_dead(residents: &mut Residents) -> u32 {
    let mut found = 0;
    for person in &mut residents.people {
        if person.state == State::Dead && !person.found {
            person.found = true;
            found += 1;
        }
    }
    found
}

/// Medical teams treat the injured of a village: 45 s of triage each (START, 30–60 s), then transport.
///
/// In a village where a cloud has passed they are slower, unless a post near by washes people first.
pub(super) fn treat(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    chemical: Res<Chemical>,
    roster: Res<Roster>,
    mut facts: ResMut<Facts>,
    teams: Query<&Team>,
    mut villages: Query<(&mut Residents, &Breath)>,
) {
    if !clock.every_min(1) {
        return;
    }
    let now = clock.now();
    for &entity in &roster.teams {
        let Ok(team) = teams.get(entity) else { continue };
        let (Status::Working, Some(Task::TreatVillage(village) | Task::Evacuate(village))) =
            (team.status, team.task)
        else {
            continue;
        };
        let Some((mut residents, breath)) =
            roster.villages.get(village).and_then(|&e| villages.get_mut(e).ok())
        else {
            continue;
        };
        find_dead(&mut residents);
        if team.task != Some(Task::TreatVillage(village)) {
            continue;
        }
        let table = &tables.chemical;
        let unwashed = breath.struck_at.is_some()
            && !decon::post_near(&chemical, &land, land.villages[village].at, table);
        let share = if unwashed { table.taint.treat_share } else { 1.0 };
        let mut room = (share * f64::from(team.size) * 60.0 / 45.0) as u32;
        let mut treated = 0;
        for person in &mut residents.people {
            if room > 0 && person.state == State::Injured && !person.treated {
                person.treated = true;
                room -= 1;
                treated += 1;
            }
        }
        if treated > 0 {
            facts.add(now, What::Treated { village, people: treated, team: team.index });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boat_cycle_counts_way_and_loading() {
        let tables = Tables::built_in().unwrap();
        // 500 m: 7.5 min there and back, 24 min loading and unloading six people.
        assert!((people_per_boat_min(&tables, 500.0) - 6.0 / 31.5).abs() < 1e-9);
    }
}
