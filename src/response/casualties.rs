//! What water does to people: at home, on the road, and at work in it.
//!
//! Fatality shares are Jonkman's, by zone; severe injuries follow the ratio of injuries to deaths of
//! DEFRA FD2321, 1 / (2·HR/100). Each person's fate quantile is drawn once, keyed by (seed, village,
//! person): two policies on one seed meet the same fate where they leave the same people in the same
//! water.

use super::{
    Roster, Tables,
    evacuation::Group,
    facts::{Cause, Facts, What},
    people::{CellWater, Residents, State, VillageWater},
    teams::{Status, Task, Team, task_site},
    travel::Traveller,
};
use crate::{
    hazard::{FloodField, flood::danger},
    num::{Draw, DrillTime, GridSpec, draw::Process},
    sim::{Clock, Land, Seed},
};
use bevy::prelude::*;

/// Fatality and severe-injury shares at a depth, speed and mean rate of rise (m/h).
///
/// Jonkman's functions come from floods of storeys; where people can still wade (HEC-LifeSim: to 0.6 m) the
/// share of stable but flooded houses holds instead.
fn shares(tables: &Tables, depth_m: f32, speed_m_s: f32, rise_m_h: f64) -> (f64, f64) {
    if depth_m <= 0.25 {
        return (0.0, 0.0);
    }
    let fatality = if depth_m <= tables.casualties.stranded_depth_m {
        tables.casualties.stable_flooded_fatality
    } else {
        danger::drowning_share(depth_m.into(), speed_m_s.into(), rise_m_h)
    };
    let hazard = danger::hazard_rating(depth_m.into(), speed_m_s.into());
    let injury = tables.casualties.severe_share_of_injured * fatality / (0.02 * hazard);
    (fatality, injury.min(1.0 - fatality))
}

/// Water at every house, once a minute.
pub(super) fn measure(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    water: Res<FloodField>,
    roster: Res<Roster>,
    mut facts: ResMut<Facts>,
    mut villages: Query<(&Residents, &mut VillageWater)>,
) {
    if !clock.every_min(1) {
        return;
    }
    let now = clock.now();
    for &entity in &roster.villages {
        let Ok((residents, mut state)) = villages.get_mut(entity) else { continue };
        let cells = &land.villages[residents.village].cells;
        let state = &mut *state;
        let (mut deepest, mut wet, mut stranding) = (0.0_f32, 0, 0);
        for (cell, &index) in state.cells.iter_mut().zip(cells) {
            let d = water.0.land_depth_m(index as usize);
            cell.depth_m = d;
            deepest = deepest.max(d);
            wet += u32::from(d > 0.3);
            stranding += u32::from(d > tables.casualties.stranded_depth_m);
            if d <= 0.1 {
                continue;
            }
            cell.speed_m_s = water.0.land_speed_m_s(index as usize);
            cell.deepest_m = cell.deepest_m.max(d);
            let wet_at = *cell.wet_at.get_or_insert(now);
            if d > 1.5 {
                cell.deep_at.get_or_insert(now);
            }
            let (fatality, injury) = shares(&tables, d, cell.speed_m_s, rise_m_h(wet_at, cell, now));
            cell.fatality = cell.fatality.max(fatality);
            cell.injury = cell.injury.max(injury);
        }
        state.deepest_m = deepest;
        let n = state.cells.len().max(1) as f32;
        state.stranded_share = stranding as f32 / n;
        if wet as f32 / n >= 0.1 && state.flooded_at.is_none() {
            state.flooded_at = Some(now);
            facts.add(now, What::VillageFlooded { village: residents.village });
        }
    }
}

/// Mean rate of rise from the first 0.1 m to 1.5 m (or to now), m/h.
fn rise_m_h(wet_at: DrillTime, cell: &CellWater, now: DrillTime) -> f64 {
    let (to_m, until) = match cell.deep_at {
        Some(at) => (1.5, at),
        None => (f64::from(cell.depth_m), now),
    };
    let hours = until.minutes_since(wet_at).max(1.0) / 60.0;
    (to_m - 0.1).max(0.0) / hours
}

/// People at home in the water.
pub(super) fn at_home(
    clock: Res<Clock>,
    seed: Res<Seed>,
    roster: Res<Roster>,
    mut facts: ResMut<Facts>,
    mut villages: Query<(&mut Residents, &VillageWater)>,
) {
    if !clock.every_min(1) {
        return;
    }
    let now = clock.now();
    for &entity in &roster.villages {
        let Ok((mut residents, water)) = villages.get_mut(entity) else { continue };
        if !water.cells.iter().any(|c| c.fatality > 0.0) {
            continue;
        }
        let village = residents.village;
        let draw = Draw::new(seed.0, village as u64, Process::Drowning);
        let (mut dead, mut hurt) = (0, 0);
        for (i, person) in residents.people.iter_mut().enumerate() {
            let Some(cell) = water.cells.get(person.cell as usize) else { continue };
            if person.state != State::Home || cell.depth_m <= 0.25 || cell.fatality <= 0.0 {
                continue;
            }
            let quantile = f64::from(draw.part(i as u64).unit());
            if quantile < cell.fatality {
                person.state = State::Dead;
                dead += 1;
            } else if quantile < cell.fatality + cell.injury {
                person.state = State::Injured;
                person.injured_at = now.0;
                hurt += 1;
            }
        }
        if dead > 0 {
            facts.add(now, What::Died { village, people: dead, cause: Cause::Drowned });
        }
        if hurt > 0 {
            facts.add(now, What::Injured { village, people: hurt });
        }
    }
}

fn cell_of(spec: &GridSpec, traveller: &Traveller, land: &Land) -> usize {
    spec.cell_at(traveller.position(land))
}

/// People on the road whom water catches.
pub(super) fn on_the_road(
    clock: Res<Clock>,
    seed: Res<Seed>,
    land: Res<Land>,
    tables: Res<Tables>,
    water: Res<FloodField>,
    roads: Res<super::travel::Roads>,
    roster: Res<Roster>,
    mut facts: ResMut<Facts>,
    mut groups: Query<(&mut Group, &Traveller)>,
    mut villages: Query<&mut Residents>,
) {
    if !clock.every_min(1) {
        return;
    }
    let now = clock.now();
    for &entity in &roster.groups {
        let Ok((mut group, traveller)) = groups.get_mut(entity) else { continue };
        // On a road or bridge the roadway's own depth counts, at a node the ground's.
        let cell = cell_of(&land.spec, traveller, &land);
        let on_road = traveller.legs.get(traveller.leg).and_then(|leg| roads.depth_m.get(leg.road));
        let depth = on_road.map_or(f32::INFINITY, |d| *d).min(water.0.land_depth_m(cell));
        if depth <= tables.evacuation.walk_depth_max_m {
            continue;
        }
        let (fatality, _) = shares(&tables, depth, water.0.land_speed_m_s(cell), 0.0);
        let Some(mut home) = roster.villages.get(group.village).and_then(|&e| villages.get_mut(e).ok())
        else {
            continue;
        };
        let draw = Draw::new(seed.0, group.village as u64, Process::RoadDrowning);
        let before = group.people.len();
        group.people.retain(|&i| {
            let drowns = f64::from(draw.part(i.into()).unit()) < fatality;
            if drowns {
                home.people[i as usize].state = State::Dead;
            }
            !drowns
        });
        let dead = (before - group.people.len()) as u32;
        if dead > 0 {
            facts.add(now, What::Died { village: group.village, people: dead, cause: Cause::OnTheRoad });
        }
    }
}

/// Danger to teams at work; a team without orders leaves by itself after ten minutes of it.
pub(super) fn rescuers(
    clock: Res<Clock>,
    seed: Res<Seed>,
    land: Res<Land>,
    tables: Res<Tables>,
    water: Res<FloodField>,
    roster: Res<Roster>,
    mut facts: ResMut<Facts>,
    mut teams: Query<(&mut Team, &mut Traveller)>,
) {
    if !clock.every_min(1) {
        return;
    }
    let now = clock.now();
    for &entity in &roster.teams {
        let Ok((mut team, mut traveller)) = teams.get_mut(entity) else { continue };
        let (Status::Working, Some(task)) = (team.status, team.task) else { continue };
        // Boat crews work on the water by design; their limit is the current, see `rescue`.
        let (place, _) = task_site(&land, &roster, task);
        let cell = land.spec.cell_at(place);
        let (depth, speed) = (water.0.land_depth_m(cell), water.0.land_speed_m_s(cell));
        let hazard = danger::hazard_rating(depth.into(), speed.into());
        let afloat = matches!(task, Task::Rescue(_)) && team.boats > 0;
        let dangerous = if afloat {
            speed > tables.boat.current_max_m_s
        } else {
            depth > 0.25 && hazard > tables.casualties.rescuer_hazard_rating
        };
        if !dangerous {
            team.danger_since = None;
            continue;
        }
        team.danger_min += 1;
        let since = *team.danger_since.get_or_insert(now);
        let draw = Draw::new(seed.0, team.index as u64, Process::RescuerFate);
        let per_min = tables.casualties.rescuer_fatality_per_h / 60.0;
        let minute = u64::from(now.0 / 60);
        let lost = (0..team.size)
            .filter(|&i| f64::from(draw.part(minute << 16 | u64::from(i)).unit()) < per_min)
            .count() as u32;
        team.lose(lost, now, &mut facts);
        if now.minutes_since(since) >= 10.0 {
            team.turn_back(&mut traveller, now);
            facts.add(now, What::TeamWithdrew { team: team.index, by_itself: true });
        }
    }
}
