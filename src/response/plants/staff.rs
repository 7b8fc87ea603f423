//! People who work at a works in trouble (企业员工). They live in the nearest village. From the alarm on they walk upwind to the
//! works' place of assembly, and on as long as the heat hurts them; on their way and there they take the heat and the air as
//! these are, without apparatus.

use super::{
    Chemical, decon,
    exposure::{Outdoors, Toll, breathe_out, either, shares},
    indoors::nearest_village,
};
use crate::{
    hazard::{
        Air, Plants,
        chemical::{air::water_vapour_pa, limits::limits, pool_fire::burn_share, puffs::wind},
    },
    num::{Draw, Point, draw::Process},
    response::{
        Roster, Tables,
        facts::{Cause, Facts},
        people::{Residents, State},
    },
    sim::{Clock, Land, Seed},
};
use bevy::prelude::*;

/// The people of a works on their way to, or at, the place of assembly.
#[derive(Clone, Debug)]
pub struct Staff {
    /// Their village, and their indices among its people, rising.
    pub village: usize,
    pub people: Vec<u32>,
    pub at: Point,
    /// How far from the works' middle, m.
    off_m: f64,
    pub own: Outdoors,
}

impl Chemical {
    /// Whether a person of a village is at a works in trouble.
    pub fn at_works(&self, village: usize, index: usize) -> bool {
        self.staff.values().any(|s| s.village == village && s.people.binary_search(&(index as u32)).is_ok())
    }
}

/// Once a minute, of works whose plan has begun.
pub(in crate::response) fn staff(
    clock: Res<Clock>,
    seed: Res<Seed>,
    land: Res<Land>,
    tables: Res<Tables>,
    plants: Res<Plants>,
    air: Res<Air>,
    roster: Res<Roster>,
    mut chemical: ResMut<Chemical>,
    mut facts: ResMut<Facts>,
    mut villages: Query<&mut Residents>,
) {
    if chemical.own.is_empty() || !clock.every_min(1) {
        return;
    }
    let (now, table) = (clock.now(), &tables.chemical);
    let wet_pa = water_vapour_pa(air.temperature_c, air.humidity);
    let downwind = wind(1.0, air.from_deg);
    let Chemical { own: plans, staff, .. } = &mut *chemical;
    for (&facility, plan) in plans.iter_mut() {
        let works = &land.facilities[facility];
        let team = table.own.works.get(&works.kind).map_or(0, |w| w.team);
        let party = staff.entry(facility).or_insert_with(|| {
            let village = nearest_village(&land, works.place.at);
            let home = roster.villages.get(village).and_then(|&e| villages.get(e).ok());
            let people = home.map_or(Vec::new(), |home| workers(home, plan.people.saturating_sub(team)));
            Staff { village, people, at: works.place.at, off_m: table.own.from_m, own: Outdoors::default() }
        });
        let Some(mut home) = roster.villages.get(party.village).and_then(|&e| villages.get_mut(e).ok())
        else {
            continue;
        };
        // Who leaves with the village is no longer here.
        party.people.retain(|&i| home.people.get(i as usize).is_some_and(|p| p.state == State::Home));
        let place = |off: f64| Point {
            x_m: works.place.at.x_m - (off * downwind[0]) as f32,
            y_m: works.place.at.y_m + (off * downwind[1]) as f32,
        };
        let hurts = plants.heat_kw_m2(place(party.off_m), wet_pa) >= limits().heat_kw_m2.2;
        let before_m = party.off_m;
        if party.off_m < table.own.assembly_m || hurts {
            party.off_m += table.own.walk_m_min;
        }
        // What they take is that of the middle of their way.
        party.at = place(0.5 * (before_m + party.off_m));
        breathe_out(
            &mut party.own,
            &plants,
            party.at,
            1.0,
            wet_pa,
            decon::hot(&plants, &air, party.at),
            table,
        );
        let (poisoned, hurt) = shares(&plants.plume, &party.own.loads, table);
        let burnt = burn_share(party.own.heat);
        let fate = (either(poisoned, burnt), hurt);
        if fate.0 + fate.1 <= 0.0 {
            continue;
        }
        let draw = Draw::new(seed.0, party.village as u64, Process::HeatFate);
        let (mut toll, before) = (Toll::default(), party.people.len());
        party.people.retain(|&i| {
            let Some(person) = home.people.get_mut(i as usize) else { return false };
            !toll.strike(&mut person.state, &mut person.injured_at, draw.part(u64::from(i)), fate, now)
        });
        plan.people = plan.people.saturating_sub((before - party.people.len()) as u32);
        toll.book(
            &mut facts,
            now,
            party.village,
            if burnt > poisoned { Cause::Burnt } else { Cause::Poisoned },
        );
    }
}

/// So many grown people of a village who are at home, spread over it.
fn workers(home: &Residents, wanted: u32) -> Vec<u32> {
    let able: Vec<u32> = home
        .people
        .iter()
        .enumerate()
        .filter(|(_, p)| p.state == State::Home && !p.needs_help)
        .map(|(i, _)| i as u32)
        .collect();
    let count = able.len().min(wanted as usize);
    (0..count).map(|k| able[k * able.len() / count]).collect()
}
