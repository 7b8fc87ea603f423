//! What people and teams carry out of a cloud on skin, clothes and suits, and washing it off (洗消).
//!
//! Whoever was where the cloud does lasting harm goes on taking a share of the worst minute's toxic load, which fades with a
//! half-life, until they are washed at a works' edge. People who come unwashed to a shelter slow its intake down; unwashed
//! injured slow medical teams down.

use super::{Chemical, exposure::Outdoors, place};
use crate::{
    county::County,
    hazard::{Air, Plants, plants::Levels},
    num::{DrillTime, Point, math},
    response::{
        Roster, Tables,
        evacuation::Group,
        facts::{Facts, What},
        tables::{ChemicalTable, TaintTable},
        teams::{Status, Task, Team, effort_now},
        travel::Traveller,
    },
    sim::{Clock, Land, TICKS_PER_MIN},
};
use bevy::prelude::*;

/// What people carry, by field of the plume.
#[derive(Clone, Debug, Default)]
pub struct Carried {
    /// Toxic load of a minute, (mg/m³)ⁿ·min.
    pub load_per_min: Vec<f64>,
    /// Share of the people who are not washed.
    pub unwashed: f64,
}

impl Carried {
    /// A minute: what is carried fades; in the hot zone it is taken up anew. `loads` are those of the minute outside.
    pub fn minute(&mut self, hot: bool, loads: &[f64], table: &TaintTable) {
        if !hot && self.unwashed <= 0.0 {
            return;
        }
        let fades = math::exp(-core::f64::consts::LN_2 / table.half_min);
        self.load_per_min.resize(loads.len(), 0.0);
        for (carried, load) in self.load_per_min.iter_mut().zip(loads) {
            *carried *= fades;
            if hot {
                *carried = carried.max(table.share * load);
            }
        }
        if hot {
            self.unwashed = 1.0;
        } else if self.load_per_min.iter().all(|l| *l < 1e-6) {
            self.clean();
        }
    }

    /// Mean load of the next minute on the people together, by field.
    pub fn load(&self) -> impl Iterator<Item = f64> {
        self.load_per_min.iter().map(|l| l * self.unwashed)
    }

    /// Wash so many of so many people.
    fn wash(&mut self, washed: f64, people: f64) {
        self.unwashed -= washed / people.max(1.0);
        if self.unwashed <= 1e-9 {
            self.clean();
        }
    }

    fn clean(&mut self) {
        self.load_per_min.clear();
        self.unwashed = 0.0;
    }
}

/// Whether a cloud that does lasting harm (AEGL-2) is at a place.
pub fn hot(plants: &Plants, air: &Air, at: Point) -> bool {
    plants.plume.fields.iter().enumerate().any(|(number, field)| {
        let two = Levels::of(field.substance, air.temperature_c).map_or(f64::INFINITY, |l| l.0[1]);
        plants.plume.at_kg_m3(number, at) >= two
    })
}

/// Whether a post washes people from around a place.
pub fn post_near(chemical: &Chemical, county: &County, at: Point, table: &ChemicalTable) -> bool {
    chemical.posts.keys().any(|site| place(county, *site).distance_m(at) <= table.taint.reach_m)
}

/// Posts wash who comes out of the zone, in the order in which they left, teams before them.
pub(in crate::response) fn wash(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    plants: Res<Plants>,
    air: Res<Air>,
    roster: Res<Roster>,
    mut chemical: ResMut<Chemical>,
    mut facts: ResMut<Facts>,
    teams: Query<(&Team, &Traveller)>,
    mut groups: Query<(&Group, &Traveller, &mut Outdoors)>,
) {
    if !plants.plume.is_placed() || !clock.every_min(1) {
        return;
    }
    let (now, table) = (clock.now(), &tables.chemical.taint);
    let mut posts = std::collections::BTreeMap::new();
    for (team, _) in roster.teams.iter().filter_map(|&e| teams.get(e).ok()) {
        if let (Status::Working, Some(Task::Decontaminate(site))) = (team.status, team.task) {
            let lines = (f64::from(team.size) / table.line_people).floor().max(1.0);
            *posts.entry(site).or_insert(0.0) +=
                lines * table.line_per_h / 60.0 * effort_now(&tables, &clock, team);
        }
    }
    let chemical = &mut *chemical;
    // A post that nobody comes to keeps ten minutes' water ready at most.
    for (site, per_min) in &posts {
        let had = chemical.posts.get(site).copied().unwrap_or(0.0);
        let room = chemical.posts.entry(*site).or_default();
        *room = (had + per_min).min(10.0 * per_min);
    }
    chemical.posts.retain(|site, _| posts.contains_key(site));
    for (&site, room) in &mut chemical.posts {
        let at = place(&land, site);
        let comes = |here: Point| here.distance_m(at) <= table.reach_m && !hot(&plants, &air, here);
        let mut done = 0;
        let mut wash = |carried: &mut Carried, people: f64| {
            let n = (carried.unwashed * people).min(*room);
            if n > 0.0 {
                carried.wash(n, people);
                *room -= n;
                if carried.unwashed <= 0.0 {
                    done += people as u32;
                }
            }
        };
        for (team, traveller) in roster.teams.iter().filter_map(|&e| teams.get(e).ok()) {
            let back = matches!(team.status, Status::Returning | Status::Ready);
            if let Some(own) =
                chemical.teams.get_mut(&team.index).filter(|_| back && comes(traveller.position(&land)))
            {
                wash(&mut own.carried, f64::from(team.size));
            }
        }
        for &entity in &roster.groups {
            let Ok((group, traveller, mut own)) = groups.get_mut(entity) else { continue };
            if own.carried.unwashed > 0.0 && comes(traveller.position(&land)) {
                wash(&mut own.carried, group.people.len() as f64);
            }
        }
        if done > 0 {
            facts.add(now, What::Washed { site, people: done });
        }
    }
}

/// A shelter that took in people who were not washed.
#[derive(Clone, Copy, Debug, Default)]
pub struct TaintedShelter {
    /// When it is clean again.
    pub until: DrillTime,
    /// People whom its staff can take in now.
    pub room: f64,
    /// When somebody last waited to be taken in.
    asked: Option<DrillTime>,
}

/// Whether a shelter's staff can take in so many people in this tick.
pub(in crate::response) fn takes_in(
    chemical: &mut Chemical,
    shelter: usize,
    people: u32,
    now: DrillTime,
    table: &TaintTable,
) -> bool {
    let Some(tainted) = chemical.tainted.get_mut(&shelter).filter(|t| now < t.until) else { return true };
    // However many groups wait, the staff works once per tick.
    if tainted.asked != Some(now) {
        tainted.asked = Some(now);
        tainted.room += table.intake_per_min / f64::from(TICKS_PER_MIN);
    }
    if tainted.room < f64::from(people) {
        return false;
    }
    tainted.room = 0.0;
    true
}

/// People came in with so much on them: the shelter must be cleaned.
pub(in crate::response) fn taint(
    chemical: &mut Chemical,
    shelter: usize,
    people: u32,
    carried: &Carried,
    now: DrillTime,
    table: &TaintTable,
    facts: &mut Facts,
) {
    let unwashed = (f64::from(people) * carried.unwashed).round() as u32;
    if unwashed == 0 {
        return;
    }
    let fresh = chemical.tainted.get(&shelter).is_none_or(|t| now >= t.until);
    let state = chemical.tainted.entry(shelter).or_default();
    if fresh {
        *state = TaintedShelter::default();
    }
    state.until = DrillTime(now.0 + (60.0 * table.clean_min) as u32);
    if fresh {
        facts.add(now, What::ShelterTainted { shelter, people: unwashed });
    }
}
