//! What bursts and clouds that are lit do: a fireball by the heat dose of whoever is out of doors, an explosion and a tank
//! that bursts by their pressure on people and houses, a flash to all in its flames. And what people bring near a cloud that
//! may light it.

use super::{Chemical, exposure::Toll};
use crate::{
    hazard::{
        Air, Interventions, PlantEvent, PlantEventKind, Plants,
        chemical::{air::water_vapour_pa, blast, fireball::Fireball},
        plants::{Spark, Toxic},
    },
    num::{Draw, Point, draw::Process},
    response::{
        Roster, Tables,
        evacuation::Group,
        facts::{Cause, Facts},
        people::{Residents, State, VillageWater},
        tables::ChemicalTable,
        teams::Team,
        travel::Traveller,
    },
    sim::{Clock, Land, Seed},
};
use bevy::prelude::*;

/// Shares who die and who are badly hurt at a place.
type Fate = (f64, f64);

/// What an event does to people, out of doors and inside, and to houses.
struct Harm<'a> {
    event: &'a PlantEvent,
    plants: &'a Plants,
    table: &'a ChemicalTable,
    wet_pa: f64,
}

impl Harm<'_> {
    fn kpa(&self, at: Point) -> f64 {
        blast::kpa(self.event.tnt_kg, f64::from(self.event.at.distance_m(at)))
    }

    /// Fates at a place: out of doors, and in a house.
    fn fates(&self, at: Point) -> [Fate; 2] {
        if self.event.kind != PlantEventKind::Fireball
            && self.plants.flash.as_ref().is_some_and(|flash| flash.holds(at))
        {
            return [(1.0, 0.0); 2];
        }
        let kpa = self.kpa(at);
        let step = self.table.blast.iter().rev().find(|step| kpa >= step.kpa);
        let [outdoors, indoors] = step.map_or([(0.0, 0.0); 2], |s| [s.outdoors, s.indoors]);
        if self.event.kind == PlantEventKind::Fireball {
            let ball = Fireball { wet_pa: Some(self.wet_pa), ..Fireball::new(self.event.mass_kg) };
            let burnt = ball.burn_share(f64::from(self.event.at.distance_m(at)));
            return [(outdoors.0.max(burnt), outdoors.1), indoors];
        }
        [outdoors, indoors]
    }

    /// Share of a house's worth that is gone.
    fn damage(&self, at: Point) -> f64 {
        let kpa = self.kpa(at);
        self.table.blast.iter().rev().find(|step| kpa >= step.kpa).map_or(0.0, |s| s.houses)
    }

    fn cause(&self) -> Cause {
        let burns = matches!(self.event.kind, PlantEventKind::Fireball | PlantEventKind::Flashed);
        if burns { Cause::Burnt } else { Cause::Blast }
    }
}

/// Teams, groups on the road and people at home.
pub(in crate::response) fn blast(
    clock: Res<Clock>,
    seed: Res<Seed>,
    land: Res<Land>,
    tables: Res<Tables>,
    plants: Res<Plants>,
    air: Res<Air>,
    roster: Res<Roster>,
    chemical: Res<Chemical>,
    mut events: MessageReader<PlantEvent>,
    mut facts: ResMut<Facts>,
    mut teams: Query<(&mut Team, &Traveller), Without<Group>>,
    mut groups: Query<(&mut Group, &Traveller)>,
    mut villages: Query<(&mut Residents, &mut VillageWater)>,
) {
    use PlantEventKind::{Exploded, Failed, Fireball, Flashed};
    let (now, table) = (clock.now(), &tables.chemical);
    let harms = |e: &&PlantEvent| {
        matches!(e.kind, Exploded | Fireball | Flashed) || e.kind == Failed && e.tnt_kg > 0.0
    };
    for event in events.read().filter(harms) {
        let process = if event.kind == Fireball { Process::FireballFate } else { Process::BlastFate };
        let harm =
            Harm { event, plants: &plants, table, wet_pa: water_vapour_pa(air.temperature_c, air.humidity) };
        for &entity in &roster.teams {
            let Ok((mut team, traveller)) = teams.get_mut(entity) else { continue };
            let Some(at) = team.out_of_doors(&land, &roster, traveller) else { continue };
            let draw = Draw::new(seed.0, team.index as u64, process);
            let share = harm.fates(at)[0].0;
            let falls = |i: &u32| f64::from(draw.part(u64::from(*i)).unit()) < share;
            let lost = (0..team.size).filter(falls).count() as u32;
            team.lose(lost, now, &mut facts);
        }
        for &entity in &roster.groups {
            let Ok((mut group, traveller)) = groups.get_mut(entity) else { continue };
            let village = group.village;
            let home = roster.villages.get(village).and_then(|&e| villages.get_mut(e).ok());
            let Some((mut residents, _)) = home else { continue };
            let draw = Draw::new(seed.0, village as u64, process);
            let fate = harm.fates(traveller.position(&land))[0];
            let mut toll = Toll::default();
            group.people.retain(|&i| {
                let draw = draw.part(u64::from(i));
                residents
                    .people
                    .get_mut(i as usize)
                    .is_some_and(|p| !toll.strike(&mut p.state, &mut p.injured_at, draw, fate, now))
            });
            toll.book(&mut facts, now, village, harm.cause());
        }
        for staff in chemical.staff.values() {
            let home = roster.villages.get(staff.village).and_then(|&e| villages.get_mut(e).ok());
            let Some((mut residents, _)) = home else { continue };
            let (draw, fate) = (Draw::new(seed.0, staff.village as u64, process), harm.fates(staff.at)[0]);
            let mut toll = Toll::default();
            for &i in &staff.people {
                let Some(person) = residents.people.get_mut(i as usize) else { continue };
                if person.state == State::Home {
                    let draw = draw.part(u64::from(i));
                    toll.strike(&mut person.state, &mut person.injured_at, draw, fate, now);
                }
            }
            toll.book(&mut facts, now, staff.village, harm.cause());
        }
        let outside = if clock.is_night() { table.outside_night } else { table.outside_day };
        for (village, &entity) in roster.villages.iter().enumerate() {
            let cells = &land.villages[village].cells;
            let Ok((mut residents, mut state)) = villages.get_mut(entity) else { continue };
            let fates: Vec<Fate> = cells
                .iter()
                .map(|cell| {
                    let [out, inside] = harm.fates(land.spec.centre(*cell as usize));
                    let mix = |a: f64, b: f64| outside * a + (1.0 - outside) * b;
                    (mix(out.0, inside.0), mix(out.1, inside.1))
                })
                .collect();
            for (own, cell) in state.cells.iter_mut().zip(cells) {
                let damage = harm.damage(land.spec.centre(*cell as usize)) as f32;
                own.blasted_share = own.blasted_share.max(damage);
            }
            if fates.iter().all(|f| f.0 + f.1 <= 0.0) {
                continue;
            }
            let draw = Draw::new(seed.0, village as u64, process);
            let mut toll = Toll::default();
            for (i, person) in residents.people.iter_mut().enumerate() {
                let here = person.state == State::Home && !chemical.at_works(village, i);
                let Some(fate) = fates.get(person.cell as usize).filter(|_| here) else { continue };
                toll.strike(&mut person.state, &mut person.injured_at, draw.part(i as u64), *fate, now);
            }
            toll.book(&mut facts, now, village, harm.cause());
        }
    }
}

/// No cloud is as thick as its lower limit further off than this, m.
const FAR_M: f32 = 3_000.0;

/// What may light a cloud: engines of teams, and people at home. Only while something that can burn is in the air.
pub(in crate::response) fn sparks(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    plants: Res<Plants>,
    roster: Res<Roster>,
    mut orders: ResMut<Interventions>,
    teams: Query<(&Team, &Traveller)>,
    villages: Query<&Residents>,
) {
    let hangs = |s: &&Toxic| s.hangs(&plants.tanks);
    if !plants.plume.sources.iter().any(|s| hangs(&s)) {
        orders.sparks.clear();
        return;
    }
    if !clock.every_min(1) {
        return;
    }
    let table = &tables.chemical;
    orders.sparks.clear();
    let from: Vec<Point> =
        plants.plume.sources.iter().filter(hangs).filter_map(|s| Some(s.tank(&plants.tanks)?.at)).collect();
    let far = |at: Point| from.iter().all(|f| f.distance_m(at) > FAR_M);
    for &entity in &roster.teams {
        let Ok((team, traveller)) = teams.get(entity) else { continue };
        if let Some(at) = team.out_of_doors(&land, &roster, traveller).filter(|at| !far(*at)) {
            orders.sparks.push(Spark { at, per_min: table.engine_sparks_per_min });
        }
    }
    for (village, &entity) in roster.villages.iter().enumerate() {
        let home = &land.villages[village];
        let Ok(residents) = villages.get(entity) else { continue };
        if far(home.at) {
            continue;
        }
        let mut people = vec![0u32; home.cells.len()];
        for person in residents.people.iter().filter(|p| p.state == State::Home) {
            if let Some(count) = people.get_mut(person.cell as usize) {
                *count += 1;
            }
        }
        for (cell, count) in home.cells.iter().zip(people).filter(|(_, n)| *n > 0) {
            let per_min = f64::from(count) * table.person_sparks_per_min;
            orders.sparks.push(Spark { at: land.spec.centre(*cell as usize), per_min });
        }
    }
}
