//! Buildings under a cloud other than homes: shelters, and the bases where teams wait. Air comes in as it does in the homes
//! of the nearest village.

use super::{
    Chemical,
    exposure::{Breath, Outdoors, Toll, exchange_1_s, exponent, shares},
};
use crate::{
    hazard::{Plants, chemical::exposure::Exposure, plants::Plume},
    num::{Draw, Point, draw::Process},
    response::{
        Roster, Tables,
        facts::{Cause, Facts},
        people::Residents,
        shelters::ShelterState,
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
