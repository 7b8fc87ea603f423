//! Who breathes what. Outdoors people breathe the cloud as it is; at home what comes in through windows and joints, with an
//! exchange that falls as a village shelters in place (就地避险: doors, windows and fans shut).
//!
//! Each person's quantile is drawn once, keyed by (seed, village, person): where two policies leave the same people in the
//! same air, they meet the same fate. Who is badly hurt goes by the same probit at a load so many times higher.

use super::{
    decon,
    decon::Carried,
    indoors::{Room, SchoolDay},
};
use crate::{
    hazard::{
        Plants,
        chemical::{
            air::water_vapour_pa,
            exposure::{Exposure, death_share, load},
            limits::limits,
            pool_fire::{burn_share, heat_dose},
        },
        plants::{Field, Levels, Plume},
    },
    num::{Draw, DrillTime, Point, draw::Process, math::pow},
    response::{
        Roster, Tables,
        evacuation::{Group, Leaving},
        facts::{Cause, Facts, What},
        people::{Residents, State},
        tables::ChemicalTable,
        travel::Traveller,
    },
    sim::{Clock, Land, Seed},
};
use bevy::prelude::*;

/// What the houses of a village have been exposed to.
#[derive(Component, Clone, Debug, Default)]
pub struct Breath {
    /// By field of the plume, and by cell of the village; empty until something comes.
    pub cells: Vec<Vec<Exposure>>,
    /// What came into homes while children were at school: they have not breathed it. By field and cell.
    pub away: Vec<Vec<f64>>,
    /// What people out of doors have breathed more than those at home before the cloud was noticed. By field and cell.
    pub outside: Vec<Vec<f64>>,
    /// The air of the school that its children go to, and what they have taken there, by field.
    pub school: Room,
    pub school_loads: Vec<f64>,
    /// Since when people are told to stay in with windows shut.
    pub shelter_since: Option<DrillTime>,
    /// When a cloud that does lasting harm (AEGL-2) first came.
    pub struck_at: Option<DrillTime>,
    /// The greatest heat so far out of doors, by cell of the village, kW/m².
    pub heat_kw_m2: Vec<f64>,
}

impl Breath {
    /// Share of houses with windows shut now.
    pub fn shut(&self, table: &ChemicalTable, now: DrillTime) -> f64 {
        self.shelter_since.map_or(0.0, |since| {
            table.shelter_share * Tables::curve(&table.shelter, now.minutes_since(since))
        })
    }

    /// Loads of who has been at home in a cell all the time, by field.
    pub fn home_loads(&self, cell: usize) -> Vec<f64> {
        self.cells.iter().map(|f| f.get(cell).map_or(0.0, |e| e.indoor_load)).collect()
    }

    /// Loads of a child of a cell that goes to school, by field.
    pub fn pupil_loads(&self, cell: usize) -> Vec<f64> {
        let of = |field: usize| {
            let home = self.cells.get(field).and_then(|f| f.get(cell)).map_or(0.0, |e| e.indoor_load);
            let away = self.away.get(field).and_then(|f| f.get(cell)).copied().unwrap_or(0.0);
            (home - away).max(0.0) + self.school_loads.get(field).copied().unwrap_or(0.0)
        };
        (0..self.cells.len().max(self.school_loads.len())).map(of).collect()
    }

    /// The greatest toxic load indoors of any house, by field.
    pub fn worst_indoor(&self) -> f64 {
        self.cells.iter().flatten().map(|e| e.indoor_load).fold(0.0, f64::max)
    }
}

/// What somebody has breathed out of doors, by field of the plume, and the heat dose.
#[derive(Component, Clone, Debug, Default)]
pub struct Outdoors {
    pub loads: Vec<f64>,
    pub heat: f64,
    pub carried: Carried,
}

impl Outdoors {
    /// A minute indoors with these loads, and of what is carried.
    pub fn take(&mut self, loads: &[f64], table: &ChemicalTable) {
        self.loads.resize(loads.len(), 0.0);
        for (sum, load) in self.loads.iter_mut().zip(loads) {
            *sum += load;
        }
        self.carried.minute(false, loads, &table.taint);
        self.add_carried();
    }

    /// A minute of what is carried on skin and clothes.
    pub fn add_carried(&mut self) {
        for (sum, load) in self.loads.iter_mut().zip(self.carried.load()) {
            *sum += load;
        }
    }
}

/// Air exchange of houses of which a share is shut, 1/s.
pub(super) fn exchange_1_s(shut: f64, table: &ChemicalTable) -> f64 {
    let shut_per_h = 0.5 * (limits().air_exchange_per_h.0 + limits().air_exchange_per_h.1);
    (shut * shut_per_h + (1.0 - shut) * table.open_per_h) / 3600.0
}

/// Shares who die and who are badly hurt of these loads, by field.
pub(super) fn shares(plume: &Plume, loads: &[f64], table: &ChemicalTable) -> (f64, f64) {
    let any = |factor: f64| {
        let of = |(field, l): (&Field, &f64)| {
            field.substance.probit.map_or(0.0, |probit| death_share(probit, l * factor))
        };
        plume.fields.iter().zip(loads).map(of).fold(0.0, either)
    };
    let dead = any(1.0);
    (dead, (any(table.severe_load_factor) - dead).max(0.0))
}

/// Share who die of one or the other, of which each strikes by itself: whoever lives escapes both.
pub(super) fn either(one: f64, other: f64) -> f64 {
    1.0 - (1.0 - one) * (1.0 - other)
}

/// The exponent n of a substance's toxic load.
pub(super) fn exponent(field: &Field) -> f64 {
    field.substance.probit.map_or(1.0, |p| p.2)
}

/// The cloud at every house near the works, once a minute, and what it does.
pub(in crate::response) fn homes(
    clock: Res<Clock>,
    seed: Res<Seed>,
    land: Res<Land>,
    tables: Res<Tables>,
    plants: Res<Plants>,
    air: Res<crate::hazard::Air>,
    roster: Res<Roster>,
    chemical: Res<super::Chemical>,
    mut facts: ResMut<Facts>,
    mut villages: Query<(&mut Residents, &mut Breath, &mut Leaving)>,
) {
    if !plants.plume.is_placed() || !clock.every_min(1) {
        return;
    }
    let (now, table, plume) = (clock.now(), &tables.chemical, &plants.plume);
    let (day, in_school) = (SchoolDay::of_county(&land), SchoolDay::is_on(&clock, table));
    let outside_share = if clock.is_night() { table.outside_night } else { table.outside_day };
    for &entity in &roster.villages {
        let Ok((mut residents, mut breath, mut leaving)) = villages.get_mut(entity) else { continue };
        let village = residents.village;
        let cells = &land.villages[village].cells;
        let places = || cells.iter().map(|c| land.spec.centre(*c as usize));
        if breath.cells.is_empty() {
            if !places().any(|at| plume.reaches(at)) {
                continue;
            }
            let (fields, cells) = (plume.fields.len(), cells.len().clamp(1, 255));
            breath.cells = vec![vec![Exposure::default(); cells]; fields];
            breath.away = vec![vec![0.0; cells]; fields];
            breath.outside = vec![vec![0.0; cells]; fields];
        }
        let unnoticed = breath.struck_at.is_none() && breath.shelter_since.is_none();
        let exchange_1_s = exchange_1_s(breath.shut(table, now), table);
        let mut seen = false;
        let Breath { cells: homes, away, outside, .. } = &mut *breath;
        for (number, (field, own)) in plume.fields.iter().zip(homes).enumerate() {
            let two = Levels::of(field.substance, air.temperature_c).map_or(f64::INFINITY, |l| l.0[1]);
            for (k, (cell, at)) in own.iter_mut().zip(places()).enumerate() {
                let (c, before) = (plume.at_kg_m3(number, at), *cell);
                seen |= c >= two;
                cell.breathe(c, exponent(field), exchange_1_s, 60.0);
                let inside = cell.indoor_load - before.indoor_load;
                away[number][k] += if in_school { inside } else { 0.0 };
                // In the minute in which a cloud is noticed people out of doors still stand in it.
                outside[number][k] +=
                    if unnoticed { (cell.load - before.load - inside).max(0.0) } else { 0.0 };
            }
        }
        if seen {
            breath.struck_at.get_or_insert(now);
        }
        // A cloud that bites is noticed; who was told to stay in stays.
        if seen && breath.shelter_since.is_none() {
            leaving.visible_since.get_or_insert(now);
        }
        // Who is out of doors is not told apart: a share of those at home has the fate of the air outside.
        let fates: Vec<(f64, f64)> = (0..cells.len().clamp(1, 255))
            .map(|c| {
                let indoors = breath.home_loads(c);
                let add = |(load, outside): (&f64, &Vec<f64>)| load + outside.get(c).copied().unwrap_or(0.0);
                let outdoors: Vec<f64> = indoors.iter().zip(&breath.outside).map(add).collect();
                let (within, without) = (shares(plume, &indoors, table), shares(plume, &outdoors, table));
                let mix = |a: f64, b: f64| a + outside_share * (b - a);
                (mix(within.0, without.0), mix(within.1, without.1))
            })
            .collect();
        if fates.iter().all(|f| f.0 + f.1 <= 0.0) && breath.school_loads.iter().all(|l| *l <= 0.0) {
            continue;
        }
        let pupils: Vec<(f64, f64)> =
            (0..fates.len()).map(|c| shares(plume, &breath.pupil_loads(c), table)).collect();
        let draw = Draw::new(seed.0, village as u64, Process::ToxicFate);
        let mut toll = Toll::default();
        for (i, person) in residents.people.iter_mut().enumerate() {
            let at_home = person.state == State::Home || person.state == State::Injured && !person.treated;
            let pupil = day.pupil(&land, village, i, person);
            let here = at_home && !(pupil && in_school) && !chemical.at_works(village, i);
            let fates = if pupil { &pupils } else { &fates };
            let Some(fate) = fates.get(person.cell as usize).filter(|_| here) else { continue };
            toll.strike(&mut person.state, &mut person.injured_at, draw.part(i as u64), *fate, now);
        }
        toll.book(&mut facts, now, village, Cause::Poisoned);
    }
}

/// The dead and hurt of a minute.
#[derive(Default)]
pub(super) struct Toll {
    dead: u32,
    hurt: u32,
}

impl Toll {
    /// Returns whether the person falls out.
    pub(super) fn strike(
        &mut self,
        state: &mut State,
        injured_at: &mut u32,
        draw: Draw,
        (dead, hurt): (f64, f64),
        now: DrillTime,
    ) -> bool {
        let quantile = f64::from(draw.unit());
        if quantile < dead {
            *state = State::Dead;
            self.dead += 1;
        } else if quantile < dead + hurt && *state != State::Injured {
            *state = State::Injured;
            *injured_at = now.0;
            self.hurt += 1;
        }
        quantile < dead + hurt
    }

    pub(super) fn book(self, facts: &mut Facts, now: DrillTime, village: usize, cause: Cause) {
        if self.dead > 0 {
            facts.add(now, What::Died { village, people: self.dead, cause });
        }
        if self.hurt > 0 {
            facts.add(now, What::Injured { village, people: self.hurt });
        }
    }
}

/// A minute out of doors at a place, in the hot zone or not, with a share of the air breathed.
pub(super) fn breathe_out(
    outdoors: &mut Outdoors,
    plants: &Plants,
    at: Point,
    share: f64,
    wet_pa: f64,
    hot: bool,
    table: &ChemicalTable,
) {
    let one =
        |(number, field): (usize, &Field)| load(plants.plume.at_kg_m3(number, at), exponent(field), 60.0);
    let loads: Vec<f64> = plants.plume.fields.iter().enumerate().map(one).collect();
    outdoors.loads.resize(loads.len(), 0.0);
    for ((sum, load), field) in outdoors.loads.iter_mut().zip(&loads).zip(&plants.plume.fields) {
        *sum += load * pow(share, exponent(field));
    }
    // Suits keep most of it off the skin, and apparatus keeps it out as long as it is worn.
    let wears = share < 1.0;
    let taken: Vec<f64> = loads.iter().map(|l| if wears { table.taint.suit_share * l } else { *l }).collect();
    outdoors.carried.minute(hot, &taken, &table.taint);
    if !hot && !wears {
        outdoors.add_carried();
    }
    let heat = plants.heat_kw_m2(at, wet_pa);
    // Below what hurts in any time nobody stands still long enough to be burnt.
    if heat >= limits().heat_kw_m2.2 {
        outdoors.heat += heat_dose(share * heat, 60.0);
    }
}

/// Groups on the road breathe the cloud, with what they breathed at home before they left.
pub(in crate::response) fn groups(
    mut commands: Commands,
    clock: Res<Clock>,
    seed: Res<Seed>,
    land: Res<Land>,
    tables: Res<Tables>,
    plants: Res<Plants>,
    air: Res<crate::hazard::Air>,
    roster: Res<Roster>,
    mut facts: ResMut<Facts>,
    mut groups: Query<(&mut Group, &Traveller, Option<&mut Outdoors>)>,
    mut villages: Query<(&mut Residents, &Breath)>,
) {
    if !plants.plume.is_placed() || !clock.every_min(1) {
        return;
    }
    let (now, table) = (clock.now(), &tables.chemical);
    let wet_pa = water_vapour_pa(air.temperature_c, air.humidity);
    for &entity in &roster.groups {
        let Ok((mut group, traveller, outdoors)) = groups.get_mut(entity) else { continue };
        let village = group.village;
        let Some((mut residents, breath)) =
            roster.villages.get(village).and_then(|&e| villages.get_mut(e).ok())
        else {
            continue;
        };
        let mut own = match &outdoors {
            Some(outdoors) => (**outdoors).clone(),
            None => Outdoors { loads: before(&land, breath, &residents, &group), ..Outdoors::default() },
        };
        let at = traveller.position(&land);
        breathe_out(&mut own, &plants, at, 1.0, wet_pa, decon::hot(&plants, &air, at), table);
        let (mut dead, hurt) = shares(&plants.plume, &own.loads, table);
        let burnt = burn_share(own.heat);
        let cause = if burnt > dead { Cause::Burnt } else { Cause::Poisoned };
        dead = either(dead, burnt);
        let draw = Draw::new(seed.0, village as u64, Process::ToxicFate);
        let mut toll = Toll::default();
        group.people.retain(|&i| {
            let Some(person) = residents.people.get_mut(i as usize) else { return false };
            !toll.strike(&mut person.state, &mut person.injured_at, draw.part(i.into()), (dead, hurt), now)
        });
        toll.book(&mut facts, now, village, cause);
        match outdoors {
            Some(mut outdoors) => *outdoors = own,
            None => {
                commands.entity(entity).insert(own);
            }
        }
    }
}

/// Mean load that people of a group breathed at home and at school, by field.
fn before(land: &Land, breath: &Breath, residents: &Residents, group: &Group) -> Vec<f64> {
    let (day, n) = (SchoolDay::of_county(land), group.people.len().max(1) as f64);
    let mut sums = vec![0.0; breath.cells.len()];
    for &i in &group.people {
        let Some(person) = residents.people.get(i as usize) else { continue };
        let cell = person.cell as usize;
        let pupil = day.pupil(land, group.village, i as usize, person);
        let loads = if pupil { breath.pupil_loads(cell) } else { breath.home_loads(cell) };
        sums.iter_mut().zip(loads).for_each(|(sum, load)| *sum += load / n);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{hazard::chemical::substance::by_id, response::Tables};

    #[test]
    fn two_gases_kill_more_than_either_and_one_alone_as_its_probit_has_it() {
        let table = Tables::built_in().unwrap().chemical;
        let field = |id| Field { substance: by_id(id).unwrap(), kg_m3: Vec::new(), peak_kg_m3: Vec::new() };
        let mut plume = Plume::default();
        plume.fields = vec![field("chlorine"), field("ammonia")];
        let half = |n: usize| {
            let probit = plume.fields[n].substance.probit.unwrap();
            let (mut low, mut high) = (1e-12, 1e12_f64);
            for _ in 0..200 {
                let middle = (low * high).sqrt();
                if death_share(probit, middle) < 0.5 { low = middle } else { high = middle }
            }
            low
        };
        let (chlorine, ammonia) = (half(0), half(1));
        let dead = |loads: [f64; 2]| shares(&plume, &loads, &table).0;
        println!(
            "half, half, both: {} {} {}",
            dead([chlorine, 0.0]),
            dead([0.0, ammonia]),
            dead([chlorine, ammonia])
        );
        assert!((dead([chlorine, 0.0]) - 0.5).abs() < 1e-3 && (dead([0.0, ammonia]) - 0.5).abs() < 1e-3);
        assert!((dead([chlorine, ammonia]) - 0.75).abs() < 1e-3);
        assert_eq!((dead([0.0, 0.0]), either(0.0, 1.0), either(0.3, 0.0)), (0.0, 1.0, 1.0 - 0.7));
    }
}
