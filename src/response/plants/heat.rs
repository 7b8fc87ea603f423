//! Heat of burning works on people at home who are out of doors.
//!
//! They see it coming and get behind a wall: what counts is the greatest heat so far for the seconds that this takes. Heat
//! that hurts in no time (below 2 kW/m²) counts nothing. What a fireball does is in [`super::blast`].

use super::{
    Chemical,
    exposure::{Breath, Toll},
};
use crate::{
    hazard::{
        Air, Plants,
        chemical::{
            air::water_vapour_pa,
            limits::limits,
            pool_fire::{burn_share, heat_dose},
        },
        tables::HazardTables,
    },
    num::{Draw, draw::Process},
    response::{
        Roster, Tables,
        facts::{Cause, Facts},
        people::{Residents, State},
    },
    sim::{Clock, Land, Seed},
};
use bevy::prelude::*;

/// Once a minute.
pub(in crate::response) fn homes(
    clock: Res<Clock>,
    seed: Res<Seed>,
    land: Res<Land>,
    tables: Res<Tables>,
    hazard: Res<HazardTables>,
    plants: Res<Plants>,
    air: Res<Air>,
    roster: Res<Roster>,
    chemical: Res<Chemical>,
    mut facts: ResMut<Facts>,
    mut villages: Query<(&mut Residents, &mut Breath)>,
) {
    if !plants.plume.is_placed() || !clock.every_min(1) || !plants.burns() {
        return;
    }
    let (now, table, near_m) = (clock.now(), &tables.chemical, hazard.plant.near_m);
    let wet_pa = water_vapour_pa(air.temperature_c, air.humidity);
    let outside = if clock.is_night() { table.outside_night } else { table.outside_day };
    for (village, &entity) in roster.villages.iter().enumerate() {
        let cells = &land.villages[village].cells;
        let places = || cells.iter().map(|c| land.spec.centre(*c as usize));
        if !places().any(|at| plants.sites.iter().any(|s| s.at.distance_m(at) <= near_m)) {
            continue;
        }
        let Ok((mut residents, mut breath)) = villages.get_mut(entity) else { continue };
        breath.heat_kw_m2.resize(cells.len(), 0.0);
        for (most, at) in breath.heat_kw_m2.iter_mut().zip(places()) {
            *most = most.max(plants.heat_kw_m2(at, wet_pa));
        }
        let burnt = |kw_m2: &f64| {
            let hurts = *kw_m2 >= limits().heat_kw_m2.2;
            if hurts { outside * burn_share(heat_dose(*kw_m2, table.cover_s)) } else { 0.0 }
        };
        let fates: Vec<f64> = breath.heat_kw_m2.iter().map(burnt).collect();
        if fates.iter().all(|f| *f <= 0.0) {
            continue;
        }
        let draw = Draw::new(seed.0, village as u64, Process::HeatFate);
        let mut toll = Toll::default();
        for (i, person) in residents.people.iter_mut().enumerate() {
            let here = person.state == State::Home && !chemical.at_works(village, i);
            let Some(fate) = fates.get(person.cell as usize).filter(|_| here) else { continue };
            let draw = draw.part(i as u64);
            toll.strike(&mut person.state, &mut person.injured_at, draw, (*fate, 0.0), now);
        }
        toll.book(&mut facts, now, village, Cause::Burnt);
    }
}
