//! People: each resident of each village is in exactly one state, and the sum never changes.

use super::{
    Roster,
    facts::{Facts, What},
};
use crate::{
    num::{Draw, DrillTime, draw::Process},
    sim::{Clock, Land, Seed},
};
use bevy::prelude::*;

/// Where a person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum State {
    Home,
    Moving,
    Sheltered,
    /// Brought out of the water by boat, now in a shelter.
    Rescued,
    /// Severely injured.
    Injured,
    /// Alive under a slide's debris.
    Buried,
    Dead,
}

/// One resident.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    pub state: State,
    /// Index into the village's `cells`.
    pub cell: u8,
    /// Elderly, lives alone, cannot leave without helpers.
    pub needs_help: bool,
    /// Whether anybody has found them, if injured or dead.
    pub found: bool,
    /// Second of the drill at which the injury or burial happened.
    pub injured_at: u32,
    /// Whether an injury is being treated.
    pub treated: bool,
}

/// The residents of a village, in the order in which they would leave.
#[derive(Component, Debug)]
pub struct Residents {
    /// Index into `County::villages`.
    pub village: usize,
    pub people: Vec<Person>,
}

/// How many people are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Counts {
    pub home: u32,
    pub moving: u32,
    pub sheltered: u32,
    pub rescued: u32,
    pub injured: u32,
    pub buried: u32,
    pub dead: u32,
}

impl Counts {
    pub fn total(&self) -> u32 {
        self.home + self.moving + self.sheltered + self.rescued + self.injured + self.buried + self.dead
    }

    /// People out of danger.
    pub fn safe(&self) -> u32 {
        self.sheltered + self.rescued
    }

    pub fn add(&mut self, other: &Counts) {
        self.home += other.home;
        self.moving += other.moving;
        self.sheltered += other.sheltered;
        self.rescued += other.rescued;
        self.injured += other.injured;
        self.buried += other.buried;
        self.dead += other.dead;
    }
}

impl Residents {
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for person in &self.people {
            *match person.state {
                State::Home => &mut counts.home,
                State::Moving => &mut counts.moving,
                State::Sheltered => &mut counts.sheltered,
                State::Rescued => &mut counts.rescued,
                State::Injured => &mut counts.injured,
                State::Buried => &mut counts.buried,
                State::Dead => &mut counts.dead,
            } += 1;
        }
        counts
    }

    /// People whom nobody has found: buried, or dead.
    pub fn missing(&self) -> u32 {
        let lost = |p: &&Person| p.state == State::Buried || p.state == State::Dead && !p.found;
        self.people.iter().filter(lost).count() as u32
    }

    /// Who waits for help since `injured_at` dies after a time with this half-life, h; `fate` is the quantile of each by
    /// index. Returns how many died by now.
    pub(super) fn lapse(
        &mut self,
        waits: impl Fn(&Person) -> bool,
        fate: impl Fn(u64) -> f64,
        half_life_h: f64,
        now: DrillTime,
    ) -> u32 {
        let half_life_s = half_life_h * 3600.0;
        let mut died = 0;
        for (i, person) in self.people.iter_mut().enumerate().filter(|(_, p)| waits(p)) {
            let lives_s = -half_life_s * crate::num::math::ln(1.0 - fate(i as u64)) / std::f64::consts::LN_2;
            if f64::from(now.0 - person.injured_at) > lives_s {
                person.state = State::Dead;
                died += 1;
            }
        }
        died
    }

    /// People at home.
    pub fn at_home(&self) -> u32 {
        self.people.iter().filter(|p| p.state == State::Home).count() as u32
    }
}

/// Water at a village's houses, kept by the exposure systems.
#[derive(Component, Debug)]
pub struct VillageWater {
    /// For each cell of the village: depth now, greatest depth, greatest fatality share so far.
    pub cells: Vec<CellWater>,
    /// Greatest depth of any house cell now, m.
    pub deepest_m: f32,
    /// Mean share of house cells with more than the walking limit.
    pub stranded_share: f32,
    /// When water first stood in a tenth of the houses, and when the first house burnt.
    pub flooded_at: Option<DrillTime>,
    pub fire_at: Option<DrillTime>,
}

/// Water at one house cell.
#[derive(Clone, Copy, Debug, Default)]
pub struct CellWater {
    pub depth_m: f32,
    pub speed_m_s: f32,
    pub deepest_m: f32,
    /// When depth first passed 0.1 m and 1.5 m: their distance gives the rate of rise.
    pub wet_at: Option<DrillTime>,
    pub deep_at: Option<DrillTime>,
    /// Share of the cell that a slide has gone over.
    pub buried_share: f32,
    /// Share of its houses that a forest fire burnt.
    pub burnt_share: f32,
    /// Share of its houses' worth that an explosion took.
    pub blasted_share: f32,
    /// Greatest share of people there who die, and who are severely injured.
    pub fatality: f64,
    pub injury: f64,
}

/// Makes the village entities.
pub(super) fn spawn(world: &mut World) -> Vec<Entity> {
    let land = world.resource::<Land>().clone();
    let seed = world.resource::<Seed>().0;
    let mut entities = Vec::with_capacity(land.villages.len());
    for (index, village) in land.villages.iter().enumerate() {
        let draw = Draw::new(seed, index as u64, Process::HomeCell);
        let cells = village.cells.len().clamp(1, 255) as u64;
        // Every k-th person needs help, so that they are spread over the village and the leaving order.
        let every = village.people.checked_div(village.need_help.max(1)).unwrap_or(1).max(1);
        let people = (0..village.people)
            .map(|i| Person {
                state: State::Home,
                cell: (draw.part(i.into()).bits() % cells) as u8,
                needs_help: village.need_help > 0 && i % every == 0 && i / every < village.need_help,
                found: false,
                injured_at: 0,
                treated: false,
            })
            .collect();
        let water = VillageWater {
            cells: vec![CellWater::default(); village.cells.len().clamp(1, 255)],
            deepest_m: 0.0,
            stranded_share: 0.0,
            flooded_at: None,
            fire_at: None,
        };
        let alert = super::warning::Alert::default();
        let breath = super::plants::exposure::Breath::default();
        entities.push(world.spawn((Residents { village: index, people }, water, alert, breath)).id());
    }
    entities
}

/// Severely injured people who are not treated die with a half-life; each one's time was drawn at birth.
pub(super) fn untreated(
    clock: Res<Clock>,
    seed: Res<Seed>,
    tables: Res<super::Tables>,
    roster: Res<Roster>,
    mut facts: ResMut<Facts>,
    mut villages: Query<&mut Residents>,
) {
    if !clock.every_min(1) {
        return;
    }
    let now = clock.now();
    for &entity in &roster.villages {
        let Ok(mut residents) = villages.get_mut(entity) else { continue };
        let village = residents.village;
        let draw = Draw::new(seed.0, village as u64, Process::Injury);
        let fate = |i: u64| f64::from(draw.part(1 << 32 | i).unit());
        let waits = |p: &Person| p.state == State::Injured && !p.treated;
        let died = residents.lapse(waits, fate, tables.casualties.untreated_half_life_h, now);
        if died > 0 {
            facts.add(now, What::Died { village, people: died, cause: super::facts::Cause::Untreated });
        }
    }
}
