//! Shelters: opening, room, services and what people in them lack.

use super::{
    Roster, Tables,
    facts::{Facts, What},
    supplies::Stock,
};
use crate::{
    county::Item,
    hazard::FloodField,
    num::DrillTime,
    sim::{Clock, Land},
};
use bevy::prelude::*;

/// State of a shelter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShelterStatus {
    Closed,
    Opening {
        ready_at: DrillTime,
    },
    Open,
    /// Under water.
    Lost,
}

/// A shelter in the drill.
#[derive(Component, Clone, Debug)]
pub struct ShelterState {
    /// Index into `County::shelters`.
    pub index: usize,
    pub status: ShelterStatus,
    /// People it takes, by area.
    pub capacity: u32,
    pub occupants: u32,
    pub peak: u32,
    pub opened_at: Option<DrillTime>,
    pub stock: Stock,
    /// Arrivals in order: (when, how many), to know who has waited longer than the grace period.
    pub arrivals: Vec<(DrillTime, u32)>,
    /// When the needs of each of these were first met in full; those who still wait stand at its end.
    pub provided: Vec<DrillTime>,
    /// Parts of a litre and of a ration not yet taken from the stock.
    water_due: f64,
    food_due: f64,
    /// Person-hours without water, food or bedding after the grace period, and person-hours in all.
    pub unmet_person_h: f64,
    pub person_h: f64,
}

impl ShelterState {
    pub fn new(index: usize, capacity: u32) -> Self {
        Self {
            index,
            status: ShelterStatus::Closed,
            capacity,
            occupants: 0,
            peak: 0,
            opened_at: None,
            stock: Stock::default(),
            arrivals: Vec::new(),
            provided: Vec::new(),
            water_due: 0.0,
            food_due: 0.0,
            unmet_person_h: 0.0,
            person_h: 0.0,
        }
    }

    pub fn is_open(&self) -> bool {
        self.status == ShelterStatus::Open
    }

    pub fn is_lost(&self) -> bool {
        self.status == ShelterStatus::Lost
    }

    /// People it can still take.
    pub fn room(&self) -> u32 {
        self.capacity.saturating_sub(self.occupants)
    }

    /// Write arrivals into the book; times are set by [`serve`].
    pub fn check_in(&mut self, people: u32) {
        self.occupants += people;
        self.peak = self.peak.max(self.occupants);
        self.arrivals.push((DrillTime(u32::MAX), people));
    }
}

/// Makes the shelter entities.
pub(super) fn spawn(world: &mut World) -> Vec<Entity> {
    let land = world.resource::<Land>().clone();
    let m2 = world.resource::<Tables>().shelter.m2_per_person;
    land.shelters
        .iter()
        .enumerate()
        .map(|(index, shelter)| world.spawn(ShelterState::new(index, (shelter.area_m2 / m2) as u32)).id())
        .collect()
}

/// Shelters open when staff is ready and are lost to water.
pub(super) fn open(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    water: Res<FloodField>,
    roster: Res<Roster>,
    mut facts: ResMut<Facts>,
    mut shelters: Query<&mut ShelterState>,
) {
    let now = clock.now();
    for &entity in &roster.shelters {
        let Ok(mut shelter) = shelters.get_mut(entity) else { continue };
        let cell = land.spec.cell_at(land.shelters[shelter.index].place.at);
        if water.0.land_depth_m(cell) > tables.shelter.wet_depth_m && !shelter.is_lost() {
            let mattered = shelter.status != ShelterStatus::Closed || shelter.occupants > 0;
            shelter.status = ShelterStatus::Lost;
            if mattered {
                facts.add(now, What::ShelterLost { shelter: shelter.index });
            }
        }
        if let ShelterStatus::Opening { ready_at } = shelter.status
            && now >= ready_at
        {
            shelter.status = ShelterStatus::Open;
            shelter.opened_at = Some(now);
            facts.add(now, What::ShelterOpened { shelter: shelter.index });
        }
    }
}

/// People eat, drink and rest: once a minute the stock falls by their need, and who lacks something
/// after the grace period is counted.
pub(super) fn serve(
    clock: Res<Clock>,
    tables: Res<Tables>,
    roster: Res<Roster>,
    mut shelters: Query<&mut ShelterState>,
) {
    if !clock.every_min(1) {
        return;
    }
    let now = clock.now();
    let t = &tables.supply;
    for &entity in &roster.shelters {
        let Ok(mut shelter) = shelters.get_mut(entity) else { continue };
        for (at, _) in shelter.arrivals.iter_mut().filter(|(at, _)| at.0 == u32::MAX) {
            *at = now;
        }
        if shelter.occupants == 0 {
            continue;
        }
        let people = f64::from(shelter.occupants);
        shelter.person_h += people / 60.0;
        shelter.water_due += people * t.water_l_day / 1440.0;
        shelter.food_due += people * t.food_day / 1440.0;
        let shelter = &mut *shelter;
        let water = shelter.stock.take_up_to(Item::Water, shelter.water_due as u32);
        shelter.water_due -= f64::from(water);
        let food = shelter.stock.take_up_to(Item::Food, shelter.food_due as u32);
        shelter.food_due -= f64::from(food);
        // Whoever could not be served more than a minute's need lacks it.
        let has_water = shelter.water_due < people * t.water_l_day / 1440.0 + 1.0;
        let has_food = shelter.food_due < people * t.food_day / 1440.0 + 1.0;
        let quilts = f64::from(shelter.stock.get(Item::Quilt)) / (people * t.quilts);
        let waited: u32 = shelter
            .arrivals
            .iter()
            .filter(|(at, _)| now.minutes_since(*at) > t.grace_h * 60.0)
            .map(|(_, n)| n)
            .sum();
        // Water, food and bedding count a third each.
        let lack =
            (f64::from(u8::from(!has_water)) + f64::from(u8::from(!has_food)) + (1.0 - quilts.min(1.0)))
                / 3.0;
        // Nobody is owed anything in the first minute: what they will need must be there too.
        let on_hand = |item| shelter.stock.get(item) > 0;
        if lack <= 0.0 && on_hand(Item::Water) && on_hand(Item::Food) {
            shelter.provided.resize(shelter.arrivals.len(), now);
        }
        shelter.unmet_person_h += f64::from(waited.min(shelter.occupants)) * lack / 60.0;
        // What nobody got is not owed for ever: only a day's need is kept.
        shelter.water_due = shelter.water_due.min(people * t.water_l_day);
        shelter.food_due = shelter.food_due.min(people * t.food_day);
    }
}
