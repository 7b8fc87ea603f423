//! Leaving: who sets off when, in groups that walk to a shelter.
//!
//! The share that has left is M·Σ_k w_k·P(t − max(t_k, t_order)): w_k is the share warned in minute k, P
//! the start-delay curve (forecast threat, or visible threat once water stands in the village), M the
//! share that leaves at all. Some leave unasked once they see water. People who need help leave with
//! helpers only.

use super::{
    Roster, Tables,
    facts::{Facts, What},
    people::{Residents, State, VillageWater},
    plants::{Chemical, decon, exposure::Outdoors, indoors::Guests},
    shelters::ShelterState,
    teams::{Status, Task, Team},
    travel::{Mode, Traveller},
    warning::Alert,
};
use crate::{
    hazard::Plants,
    num::DrillTime,
    sim::{Clock, Land, TICKS_PER_MIN},
};
use bevy::prelude::*;

/// An evacuation order for a village.
#[derive(Clone, Debug)]
pub struct Evacuation {
    pub at: DrillTime,
    pub shelter: usize,
    /// Road nodes to pass, by order.
    pub via: Vec<usize>,
}

/// How a village leaves.
#[derive(Component, Clone, Debug, Default)]
pub struct Leaving {
    pub order: Option<Evacuation>,
    /// When water was first seen in the village.
    pub visible_since: Option<DrillTime>,
    /// People who set off by themselves so far, and with helpers so far.
    pub left: u32,
    pub helped: u32,
    /// Helper-minutes spent but not yet worth a whole person.
    pub help_minutes: f64,
}

/// People on the way to a shelter.
#[derive(Component, Clone, Debug)]
pub struct Group {
    pub village: usize,
    /// Indices into the village's people.
    pub people: Vec<u32>,
    pub shelter: usize,
    pub left_at: DrillTime,
}

/// Groups set off.
pub(super) fn leave(
    mut commands: Commands,
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    mut roster: ResMut<Roster>,
    mut facts: ResMut<Facts>,
    mut villages: Query<(&mut Residents, &VillageWater, &Alert, &mut Leaving)>,
    shelters: Query<&ShelterState>,
    teams: Query<&Team>,
) {
    let every = tables.evacuation.group_every_min;
    if !clock.every_min(every) {
        return;
    }
    let now = clock.now();
    let minute = clock.tick / TICKS_PER_MIN;
    let mut new_groups = Vec::new();
    for &entity in &roster.villages {
        let Ok((mut residents, water, alert, mut leaving)) = villages.get_mut(entity) else { continue };
        let index = residents.village;
        let village = &land.villages[index];
        if water.deepest_m > tables.evacuation.visible_depth_m {
            leaving.visible_since.get_or_insert(now);
        }
        if leaving.order.is_none() && leaving.visible_since.is_none() {
            continue;
        }
        // Nobody sets off for nowhere: without a shelter they stay, and are counted, at home.
        let (shelter, via) = match &leaving.order {
            Some(order) => (order.shelter, order.via.clone()),
            None => match nearest_shelter(&land, &roster, &shelters, village.at, true) {
                Some(shelter) => (shelter, Vec::new()),
                None => continue,
            },
        };
        let due = due_share(&tables, alert, &leaving, minute);
        let able = village.people.saturating_sub(village.need_help);
        let target = (due * f64::from(able)) as u32;
        let want = target.saturating_sub(leaving.left);
        let helpers = if leaving.order.is_some() {
            let workers = (f64::from(village.households) / tables.warning.households_per_grid_worker).ceil();
            let teams: u32 = roster
                .teams
                .iter()
                .filter_map(|&e| teams.get(e).ok())
                .filter(|t| t.status == Status::Working && t.task == Some(Task::Evacuate(index)))
                .map(|t| t.size)
                .sum();
            workers + f64::from(teams)
        } else {
            0.0
        };
        leaving.help_minutes += helpers / tables.evacuation.helpers_per_elderly * f64::from(every);
        let want_help = (leaving.help_minutes / tables.evacuation.help_min) as u32;
        let limit = tables.evacuation.walk_depth_max_m;
        let go = pick(&mut residents, water, limit, want, want_help);
        leaving.left += go.able;
        leaving.helped += go.helped;
        leaving.help_minutes -= f64::from(go.helped) * tables.evacuation.help_min;
        // Helpers do not save up hours in which there was nobody to help.
        leaving.help_minutes = leaving.help_minutes.min(tables.evacuation.help_min * helpers);
        if go.people.is_empty() {
            continue;
        }
        let open =
            roster.shelters.get(shelter).and_then(|&e| shelters.get(e).ok()).is_some_and(|s| s.is_open());
        facts.add(
            now,
            What::GroupLeft { village: index, people: go.people.len() as u32, shelter, shelter_open: open },
        );
        let mut traveller = Traveller::at(village.node, Mode::Foot);
        traveller.go(land.shelters[shelter].place.node, via, now);
        let group = Group { village: index, people: go.people, shelter, left_at: now };
        new_groups.push(commands.spawn((group, traveller)).id());
    }
    roster.groups.extend(new_groups);
}

/// Share of able people that should have left by `minute`.
fn due_share(tables: &Tables, alert: &Alert, leaving: &Leaving, minute: u32) -> f64 {
    let e = &tables.evacuation;
    let fold = |curve: &super::tables::Curve, from: DrillTime| {
        let from = from.0 / 60;
        alert
            .warned_by_min
            .iter()
            .enumerate()
            .filter(|(_, share)| **share > 0.0)
            .map(|(k, share)| {
                let start = from.max(k as u32 + 1);
                share * Tables::curve(curve, f64::from(minute.saturating_sub(start)))
            })
            .sum::<f64>()
    };
    let ordered = leaving.order.as_ref().map_or(0.0, |order| {
        let at_door = if alert.doors_since.is_some() { e.official_at_door } else { 0.0 };
        let all = (e.leave_share + at_door).min(1.0);
        let forecast = fold(&e.start_forecast, order.at);
        let visible = leaving.visible_since.map_or(0.0, |seen| fold(&e.start_visible, seen.max(order.at)));
        all * forecast.max(visible)
    });
    let unasked = leaving.visible_since.map_or(0.0, |seen| {
        e.self_share * Tables::curve(&e.start_visible, f64::from(minute.saturating_sub(seen.0 / 60)))
    });
    ordered.max(unasked)
}

struct Picked {
    people: Vec<u32>,
    able: u32,
    helped: u32,
}

/// The next people in leaving order whose house is not cut off by water.
fn pick(residents: &mut Residents, water: &VillageWater, limit_m: f32, able: u32, helped: u32) -> Picked {
    let mut picked = Picked { people: Vec::new(), able: 0, helped: 0 };
    for (i, person) in residents.people.iter_mut().enumerate() {
        if picked.able >= able && picked.helped >= helped {
            break;
        }
        let cut_off = water.cells.get(person.cell as usize).is_some_and(|c| c.depth_m > limit_m);
        if person.state != State::Home || cut_off {
            continue;
        }
        let (count, limit) =
            if person.needs_help { (&mut picked.helped, helped) } else { (&mut picked.able, able) };
        if *count < limit {
            *count += 1;
            person.state = State::Moving;
            picked.people.push(i as u32);
        }
    }
    picked
}

/// The nearest shelter that is not lost; with `any`, also one that is not open.
pub fn nearest_shelter(
    land: &Land,
    roster: &Roster,
    shelters: &Query<&ShelterState>,
    from: crate::num::Point,
    any: bool,
) -> Option<usize> {
    roster
        .shelters
        .iter()
        .filter_map(|&e| shelters.get(e).ok())
        .filter(|s| !s.is_lost() && s.room() > 0 && (any || s.is_open()))
        .map(|s| s.index)
        .min_by(|&a, &b| {
            let d = |s: usize| land.shelters[s].place.at.distance_m(from);
            d(a).total_cmp(&d(b)).then(a.cmp(&b))
        })
}

/// Groups that arrived check in, or walk on where there is no room.
pub(super) fn arrive(
    mut commands: Commands,
    clock: Res<Clock>,
    land: Res<Land>,
    mut roster: ResMut<Roster>,
    mut facts: ResMut<Facts>,
    tables: Res<Tables>,
    plants: Res<Plants>,
    mut chemical: ResMut<Chemical>,
    mut groups: Query<(&mut Group, &mut Traveller, Option<&Outdoors>)>,
    mut villages: Query<&mut Residents>,
    mut shelters: Query<&mut ShelterState>,
) {
    let (now, taint) = (clock.now(), &tables.chemical.taint);
    let mut gone = Vec::new();
    for &entity in &roster.groups {
        let Ok((mut group, mut traveller, outdoors)) = groups.get_mut(entity) else { continue };
        if group.people.is_empty() {
            gone.push(entity);
            continue;
        }
        if !traveller.arrived {
            continue;
        }
        let people = group.people.len() as u32;
        let here = group.shelter;
        let minutes = now.minutes_since(group.left_at) as f32;
        let room = |s: &ShelterState| !s.is_lost() && s.room() >= people;
        let takes = roster.shelters.get(here).and_then(|&e| shelters.get(e).ok()).is_some_and(room);
        if !takes {
            let from = land.shelters[here].place.at;
            let next = roster
                .shelters
                .iter()
                .filter_map(|&e| shelters.get(e).ok())
                .filter(|s| s.index != here && s.is_open() && room(s))
                .map(|s| s.index)
                .min_by(|&a, &b| {
                    let d = |s: usize| land.shelters[s].place.at.distance_m(from);
                    d(a).total_cmp(&d(b)).then(a.cmp(&b))
                });
            if let Some(next) = next {
                facts.add(
                    now,
                    What::GroupArrived {
                        village: group.village,
                        people,
                        shelter: here,
                        minutes,
                        turned_away: true,
                    },
                );
                group.shelter = next;
                traveller.go(land.shelters[next].place.node, Vec::new(), now);
                continue;
            }
        }
        if !decon::takes_in(&mut chemical, here, people, now, taint) {
            continue;
        }
        facts.add(
            now,
            What::GroupArrived { village: group.village, people, shelter: here, minutes, turned_away: false },
        );
        if plants.plume.is_placed() {
            let own = outdoors.cloned().unwrap_or_default();
            decon::taint(&mut chemical, here, people, &own.carried, now, taint, &mut facts);
            let people = group.people.clone();
            chemical.guests.push(Guests { shelter: here, village: group.village, people, own });
        }
        if let Some(mut shelter) = roster.shelters.get(here).and_then(|&e| shelters.get_mut(e).ok()) {
            shelter.check_in(people);
        }
        if let Some(mut home) = roster.villages.get(group.village).and_then(|&e| villages.get_mut(e).ok()) {
            for &i in &group.people {
                home.people[i as usize].state = State::Sheltered;
            }
        }
        gone.push(entity);
    }
    roster.groups.retain(|e| !gone.contains(e));
    for entity in gone {
        commands.entity(entity).despawn();
    }
}
