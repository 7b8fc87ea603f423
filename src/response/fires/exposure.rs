//! Flames at houses, on roads and around people.
//!
//! A house catches fire where flames stand long against the cleared ground around it, by the same curve as a line is
//! jumped ([`suppress::hold_chance`]; Cohen (2000): walls ignite within some ten to forty metres of crown fires). Who is
//! in a house that burns dies or is hurt with the shares of the table; each person's quantile is drawn once.

use super::super::{
    Roster, Tables,
    evacuation::{Group, Leaving},
    facts::{Cause, Facts, What},
    people::{Residents, State, VillageWater},
    tables::FireResponse,
    travel::{Roads, Traveller},
};
use super::{around, flames_near};
use crate::{
    hazard::{Wildfire, wildfire::suppress},
    num::{Draw, draw::Process},
    sim::{Clock, Land, Seed},
};
use bevy::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Share of people in the open who die, and who are badly hurt, where flames of a length, m, pass.
pub fn open_shares(table: &FireResponse, flame_m: f32) -> (f64, f64) {
    let over = (f64::from(flame_m) - table.caught_from_m).max(0.0);
    let fatal = (over * table.fatal_per_m).min(table.fatal_most);
    (fatal, (2.0 * fatal).min(1.0 - fatal))
}

/// Flames at homes, once a minute.
pub fn homes(
    clock: Res<Clock>,
    seed: Res<Seed>,
    land: Res<Land>,
    tables: Res<Tables>,
    wildfire: Res<Wildfire>,
    roster: Res<Roster>,
    mut facts: ResMut<Facts>,
    mut villages: Query<(&mut Residents, &mut VillageWater, &mut Leaving)>,
) {
    if !clock.every_min(1) || wildfire.fires.is_empty() {
        return;
    }
    let (now, table) = (clock.now(), &tables.fire);
    let (now_s, spec) = (now.0 as f32, &land.spec);
    let seen = (table.visible_m / spec.cell_m).ceil() as usize;
    for &entity in &roster.villages {
        let Ok((mut residents, mut state, mut leaving)) = villages.get_mut(entity) else { continue };
        let village = residents.village;
        let home = &land.villages[village];
        // Whoever sees flames near the village needs no telling.
        if leaving.visible_since.is_none()
            && clock.every_min(5)
            && flames_near(&wildfire, spec, spec.cell_at(home.at), seen, now_s, 600.0) > 0.0
        {
            leaving.visible_since = Some(now);
        }
        let mut struck = false;
        for (cell, &at) in state.cells.iter_mut().zip(&home.cells) {
            let flame_m = flames_near(&wildfire, spec, at as usize, 1, now_s, 60.0);
            if flame_m <= 0.0 {
                continue;
            }
            let share = 1.0 - suppress::hold_chance(table.cleared_m, f64::from(flame_m));
            struck |= share > f64::from(cell.burnt_share);
            cell.burnt_share = cell.burnt_share.max(share as f32);
        }
        if !struck {
            continue;
        }
        if state.fire_at.is_none() {
            state.fire_at = Some(now);
            facts.add(now, What::VillageInFire { village });
        }
        let draw = Draw::new(seed.0, village as u64, Process::Burning);
        let (mut dead, mut hurt) = (0, 0);
        for (i, person) in residents.people.iter_mut().enumerate() {
            let Some(cell) = state.cells.get(person.cell as usize) else { continue };
            if person.state != State::Home || cell.burnt_share <= 0.0 {
                continue;
            }
            let burns = f64::from(cell.burnt_share);
            let quantile = f64::from(draw.part(i as u64).unit());
            if quantile < burns * table.house_fatal {
                person.state = State::Dead;
                dead += 1;
            } else if quantile < burns * (table.house_fatal + table.house_injured) {
                person.state = State::Injured;
                person.injured_at = now.0;
                hurt += 1;
            }
        }
        book(&mut facts, now, village, dead, hurt);
    }
}

fn book(facts: &mut Facts, now: crate::num::DrillTime, village: usize, dead: u32, hurt: u32) {
    if dead > 0 {
        facts.add(now, What::Died { village, people: dead, cause: Cause::Burnt });
    }
    if hurt > 0 {
        facts.add(now, What::Injured { village, people: hurt });
    }
}

/// Groups on the road whom flames catch.
pub fn on_the_road(
    clock: Res<Clock>,
    seed: Res<Seed>,
    land: Res<Land>,
    tables: Res<Tables>,
    wildfire: Res<Wildfire>,
    roster: Res<Roster>,
    mut facts: ResMut<Facts>,
    mut groups: Query<(&mut Group, &Traveller)>,
    mut villages: Query<&mut Residents>,
) {
    if !clock.every_min(1) || wildfire.fires.is_empty() {
        return;
    }
    let now = clock.now();
    for &entity in &roster.groups {
        let Ok((mut group, traveller)) = groups.get_mut(entity) else { continue };
        if group.people.is_empty() {
            continue;
        }
        let cell = land.spec.cell_at(traveller.position(&land));
        let flame_m = flames_near(&wildfire, &land.spec, cell, 1, now.0 as f32, 60.0);
        let (fatal, injured) = open_shares(&tables.fire, flame_m);
        if fatal <= 0.0 {
            continue;
        }
        let village = group.village;
        let Some(mut home) = roster.villages.get(village).and_then(|&e| villages.get_mut(e).ok()) else {
            continue;
        };
        let draw = Draw::new(seed.0, village as u64, Process::Burning);
        let (mut dead, mut hurt) = (0, 0);
        group.people.retain(|&i| {
            let quantile = f64::from(draw.part(u64::from(i)).unit());
            let person = &mut home.people[i as usize];
            if quantile < fatal {
                person.state = State::Dead;
                dead += 1;
            } else if quantile < fatal + injured {
                person.state = State::Injured;
                person.injured_at = now.0;
                hurt += 1;
            }
            quantile >= fatal + injured
        });
        book(&mut facts, now, village, dead, hurt);
    }
}

/// Roads on which flames and smoke let nobody through, once a minute.
pub fn roads(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    wildfire: Res<Wildfire>,
    mut at_cell: Local<BTreeMap<u32, Vec<usize>>>,
    mut roads: ResMut<Roads>,
) {
    if !clock.every_min(1) || wildfire.fires.is_empty() {
        return;
    }
    if at_cell.is_empty() {
        for (index, road) in land.roads.roads.iter().enumerate() {
            road.cells.iter().for_each(|c| at_cell.entry(*c).or_default().push(index));
        }
    }
    let (now_s, span_s) = (clock.now().0 as f32, (tables.fire.road_shut_min * 60.0) as f32);
    let mut shut = BTreeSet::new();
    for cell in 0..land.spec.len() {
        let burns =
            now_s - wildfire.arrival_s[cell] <= span_s && wildfire.flame_m[cell] > tables.fire.road_flame_m;
        if burns {
            for near in around(&land.spec, cell, 1) {
                shut.extend(at_cell.get(&(near as u32)).into_iter().flatten().copied());
            }
        }
    }
    roads.in_flames = shut;
}

/// Facilities that burn down, once a minute: what stands in a cell that flames pass beside.
pub fn facilities(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    wildfire: Res<Wildfire>,
    mut facts: ResMut<Facts>,
    mut lost: Local<BTreeSet<usize>>,
) {
    if !clock.every_min(1) || wildfire.fires.is_empty() {
        return;
    }
    let now = clock.now();
    for (index, facility) in land.facilities.iter().enumerate().filter(|(_, f)| f.line.is_empty()) {
        let cell = land.spec.cell_at(facility.place.at);
        let flame_m = flames_near(&wildfire, &land.spec, cell, 1, now.0 as f32, 60.0);
        // Half of such houses burn at these flames.
        if f64::from(flame_m) >= tables.fire.cleared_m && lost.insert(index) {
            facts.add(now, What::FacilityBurnt { facility: index });
        }
    }
}
