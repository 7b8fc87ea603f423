//! Buildings under a cloud other than homes: schools by day, shelters, and the bases where teams wait. Air
//! comes in as it does in the homes of the nearest village.

use super::{
    Chemical,
    exposure::{Breath, Outdoors, Toll, exchange_1_s, exponent, shares},
};
use crate::{
    county::{County, FacilityKind},
    hazard::{Plants, chemical::exposure::Exposure, plants::Plume},
    num::{Draw, Point, draw::Process},
    response::{
        Roster, Tables,
        facts::{Cause, Facts},
        people::{Person, Residents, State},
        shelters::ShelterState,
        tables::ChemicalTable,
    },
    sim::{Clock, Land, Seed},
};
use bevy::prelude::*;

/// The air of a building, by field of the plume.
#[derive(Clone, Debug, Default)]
pub struct Room(Vec<Exposure>);

impl Room {
    /// A minute; the toxic loads that people inside took, by field.
    pub fn minute(&mut self, plume: &Plume, at: Point, exchange_1_s: f64) -> Vec<f64> {
        self.0.resize(plume.fields.len(), Exposure::default());
        let one = |(number, air): (usize, &mut Exposure)| {
            let before = air.indoor_load;
            air.breathe(plume.at_kg_m3(number, at), exponent(&plume.fields[number]), exchange_1_s, 60.0);
            air.indoor_load - before
        };
        self.0.iter_mut().enumerate().map(one).collect()
    }
}

/// Where children are in school hours.
pub struct SchoolDay {
    schools: Vec<usize>,
    /// Share of children who go to a school of the county.
    attend: f64,
}

impl SchoolDay {
    /// Whether children are at school now.
    pub fn is_on(clock: &Clock, table: &ChemicalTable) -> bool {
        let hour = f64::from(clock.time_of_day_s(clock.now())) / 3600.0;
        (table.school_h.0..table.school_h.1).contains(&hour)
    }

    /// The schools of a county and who goes there.
    pub fn of_county(land: &County) -> Self {
        let school = |f: &usize| land.facilities[*f].kind == FacilityKind::School;
        let schools: Vec<usize> = (0..land.facilities.len()).filter(school).collect();
        let pupils: u32 = schools.iter().map(|f| land.facilities[*f].day_people).sum();
        let children: u32 = land.villages.iter().map(|v| v.ages.children).sum();
        Self { schools, attend: (f64::from(pupils) / f64::from(children.max(1))).min(1.0) }
    }

    /// The school that a village's children go to: the nearest of its township, as the county has it.
    pub fn of(&self, land: &County, village: usize) -> Option<Point> {
        let home = &land.villages[village];
        let way = |f: &usize| {
            let place = &land.facilities[*f].place;
            place.at.distance_m(home.at) + if place.township == home.township { 0.0 } else { 1e6 }
        };
        let nearest = self.schools.iter().min_by(|a, b| way(a).total_cmp(&way(b)))?;
        Some(land.facilities[*nearest].place.at)
    }

    /// Whether a person of a village, by index, is at school: so many of them, spread over the village.
    pub fn pupil(&self, land: &County, village: usize, index: usize, person: &Person) -> bool {
        let home = &land.villages[village];
        let pupils = self.attend * f64::from(home.ages.children);
        let share = pupils / f64::from(home.people.saturating_sub(home.need_help).max(1));
        let before = |n: usize| (n as f64 * share) as u64;
        !person.needs_help && before(index + 1) > before(index)
    }
}

/// Children at school breathe what comes in there; the order that has their village stay in reaches them, too.
pub(in crate::response) fn schools(
    clock: Res<Clock>,
    seed: Res<Seed>,
    land: Res<Land>,
    tables: Res<Tables>,
    plants: Res<Plants>,
    roster: Res<Roster>,
    chemical: Res<Chemical>,
    mut facts: ResMut<Facts>,
    mut villages: Query<(&mut Residents, &mut Breath)>,
) {
    if !plants.plume.is_placed() || !clock.every_min(1) {
        return;
    }
    let (now, table, plume) = (clock.now(), &tables.chemical, &plants.plume);
    if !SchoolDay::is_on(&clock, table) {
        return;
    }
    let day = SchoolDay::of_county(&land);
    for (village, &entity) in roster.villages.iter().enumerate() {
        let Ok((mut residents, mut breath)) = villages.get_mut(entity) else { continue };
        let Some(at) = day.of(&land, village) else { continue };
        if !plume.reaches(at) && breath.school_loads.is_empty() {
            continue;
        }
        let exchange_1_s = exchange_1_s(breath.shut(table, now), table);
        let loads = breath.school.minute(plume, at, exchange_1_s);
        breath.school_loads.resize(loads.len(), 0.0);
        breath.school_loads.iter_mut().zip(loads).for_each(|(sum, load)| *sum += load);
        let cells = breath.cells.first().map_or(1, Vec::len);
        let fates: Vec<(f64, f64)> =
            (0..cells).map(|c| shares(plume, &breath.pupil_loads(c), table)).collect();
        if fates.iter().all(|fate| fate.0 + fate.1 <= 0.0) {
            continue;
        }
        let draw = Draw::new(seed.0, village as u64, Process::ToxicFate);
        let mut toll = Toll::default();
        for (i, person) in residents.people.iter_mut().enumerate() {
            let at_work = chemical.at_works(village, i);
            if person.state == State::Home && !at_work && day.pupil(&land, village, i, person) {
                let fate = fates.get(person.cell as usize).copied().unwrap_or_default();
                toll.strike(&mut person.state, &mut person.injured_at, draw.part(i as u64), fate, now);
            }
        }
        toll.book(&mut facts, now, village, Cause::Poisoned);
    }
}

/// People who came to a shelter together, and what they have breathed.
#[derive(Clone, Debug)]
pub struct Guests {
    pub shelter: usize,
    pub village: usize,
    /// Indices into the village's people.
    pub people: Vec<u32>,
    pub own: Outdoors,
}

/// Index of the village nearest to a place.
pub fn nearest_village(land: &Land, at: Point) -> usize {
    at.nearest(land.villages.iter().map(|v| v.at)).unwrap_or_default()
}

/// People in shelters breathe what comes in, and what they carry on them.
pub(in crate::response) fn shelters(
    clock: Res<Clock>,
    seed: Res<Seed>,
    land: Res<Land>,
    tables: Res<Tables>,
    plants: Res<Plants>,
    roster: Res<Roster>,
    mut chemical: ResMut<Chemical>,
    mut facts: ResMut<Facts>,
    mut villages: Query<(&mut Residents, &Breath)>,
    mut shelters: Query<&mut ShelterState>,
) {
    if chemical.guests.is_empty() || !clock.every_min(1) {
        return;
    }
    let (now, table) = (clock.now(), &tables.chemical);
    let Chemical { guests, rooms, .. } = &mut *chemical;
    let mut taken = std::collections::BTreeMap::new();
    for party in guests.iter_mut() {
        let loads = taken.entry(party.shelter).or_insert_with(|| {
            let at = land.shelters[party.shelter].place.at;
            let home = roster.villages.get(nearest_village(&land, at)).and_then(|&e| villages.get(e).ok());
            let shut = home.map_or(0.0, |(_, breath)| breath.shut(table, now));
            rooms.entry(party.shelter).or_default().minute(&plants.plume, at, exchange_1_s(shut, table))
        });
        party.own.take(loads, table);
        let fate = shares(&plants.plume, &party.own.loads, table);
        if fate.0 + fate.1 <= 0.0 {
            continue;
        }
        let village = party.village;
        let Some((mut home, _)) = roster.villages.get(village).and_then(|&e| villages.get_mut(e).ok()) else {
            continue;
        };
        let draw = Draw::new(seed.0, village as u64, Process::ToxicFate);
        let (mut toll, before) = (Toll::default(), party.people.len());
        party.people.retain(|&i| {
            let Some(person) = home.people.get_mut(i as usize) else { return false };
            !toll.strike(&mut person.state, &mut person.injured_at, draw.part(i.into()), fate, now)
        });
        let struck = (before - party.people.len()) as u32;
        if let Some(mut shelter) = roster.shelters.get(party.shelter).and_then(|&e| shelters.get_mut(e).ok())
        {
            shelter.occupants = shelter.occupants.saturating_sub(struck);
        }
        toll.book(&mut facts, now, village, Cause::Poisoned);
    }
}
