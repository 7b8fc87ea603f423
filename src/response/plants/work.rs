//! Work at tanks: cooling water, foam, valves, drains. All together take no more water than the park's hydrants give.

use super::Chemical;
use crate::{
    county::TeamKind,
    hazard::{
        Interventions, Plants, TankRef,
        chemical::water::{FoamOn, foam},
        plants::PlantTank,
    },
    response::{
        Roster, Tables,
        facts::{Facts, What},
        teams::{Status, Task, Team, effort_now},
    },
    sim::{Clock, Land, TICK_S},
};
use bevy::prelude::*;
use std::collections::BTreeMap;

/// Foam that is given over what is needed, as a factor.
const FOAM_MARGIN: f64 = 1.1;

/// Foam solution that a burning tank, or else the bund below it, needs, L/min.
fn foam_need_l_min(plants: &Plants, tank: TankRef) -> f64 {
    let Some(tank) = plants.tank(tank) else { return 0.0 };
    let bund = plants.bund_of(tank).filter(|b| b.burning.is_some()).map_or(0.0, |b| b.area_m2);
    let (on, surface_m2) =
        if tank.fire.is_some() { (FoamOn::FixedRoof, tank.surface_m2()) } else { (FoamOn::Open, bund) };
    foam(on, surface_m2).l_min
}

/// Water and foam of this tick, valves and drains.
pub(in crate::response) fn work(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    plants: Res<Plants>,
    roster: Res<Roster>,
    mut chemical: ResMut<Chemical>,
    mut orders: ResMut<Interventions>,
    mut facts: ResMut<Facts>,
    teams: Query<&Team>,
) {
    if !plants.plume.is_placed() {
        return;
    }
    let (now, table) = (clock.now(), &tables.chemical);
    let minutes = f64::from(TICK_S) / 60.0;
    orders.cooling_l_min.clear();
    orders.foam_l_min.clear();
    let mut hydrants: BTreeMap<usize, f64> = BTreeMap::new();
    let Chemical { own, foam_used_l, foam_reserve_l, valve_min, drains_min, bunds_min, .. } = &mut *chemical;
    for &entity in &roster.teams {
        let Ok(team) = teams.get(entity) else { continue };
        if team.status == Status::Ready
            && let Some(used) = foam_used_l.get_mut(&team.index).filter(|used| **used > 0.0)
        {
            // At home the tanks are filled again from the station's reserve.
            let least = table.foam_l.get(&team.kind).copied().unwrap_or(0.0) * table.foam_reserves;
            let reserve = foam_reserve_l.entry(team.index).or_insert(least);
            let filled = (table.foam_refill_l_min * minutes).min(*used).min(*reserve);
            *used -= filled;
            *reserve -= filled;
        }
        let (Status::Working, Some(task)) = (team.status, team.task) else { continue };
        if team.size == 0 {
            continue;
        }
        let effort = effort_now(&tables, &clock, team);
        let mut draw = |site: usize, want: f64| {
            let left = hydrants.entry(site).or_insert(table.hydrants(land.facilities[site].kind));
            let got = want.min(*left);
            *left -= got;
            got
        };
        match task {
            Task::CoolTank(tank) => {
                let rate = table.cooling_l_min.get(&team.kind).copied().unwrap_or(0.0);
                // A works' own team has its tank engine's water only.
                let got = match own.get_mut(&tank.site).filter(|_| team.kind == TeamKind::Works) {
                    Some(plan) => plan.draw(rate, minutes),
                    None => draw(tank.site, rate),
                };
                match plants.store(tank) {
                    Some(_) => *orders.cooling_l_min.entry(tank).or_default() += got,
                    None => cool(&plants, tank, got, &mut orders.cooling_l_min),
                }
            }
            Task::FoamTank(tank) => {
                let rate = table.foam_l_min.get(&team.kind).copied().unwrap_or(0.0);
                let stock = table.foam_l.get(&team.kind).copied().unwrap_or(0.0);
                let used = foam_used_l.entry(team.index).or_default();
                if *used < stock {
                    let need = FOAM_MARGIN * foam_need_l_min(&plants, tank);
                    let got = draw(tank.site, rate.min(need));
                    *used += table.foam_share * got * minutes;
                    *orders.foam_l_min.entry(tank).or_default() += got;
                }
            }
            Task::ShutValve(tank) => {
                let done = valve_min.entry(tank).or_default();
                // The works' own people know the way.
                let ease =
                    if team.kind == TeamKind::Works { table.valve_min / table.own.valve_min } else { 1.0 };
                *done += ease * effort * minutes;
                if *done >= table.valve_min {
                    orders.valves_shut.insert(tank);
                }
            }
            Task::BlockDrains(site) => {
                let done = drains_min.entry(site).or_default();
                *done += effort * minutes;
                if *done >= table.drains_min && orders.drains_blocked.insert(site) {
                    facts.add(now, What::DrainsBlocked { site });
                }
            }
            Task::DrainBunds(site) => {
                let done = bunds_min.entry(site).or_default();
                *done += effort * minutes;
                if *done >= table.bunds_min && orders.bunds_drained.insert(site) {
                    facts.add(now, What::BundsDrained { site });
                }
            }
            _ => {}
        }
    }
    for (&site, plan) in own {
        let fixed = table.own.works.get(&land.facilities[site].kind).map_or(0.0, |w| w.fixed_l_min);
        super::own::cool(&plants, site, plan, fixed, minutes, &mut orders.cooling_l_min);
    }
}

/// Water goes on the tank that was named as far as it needs it, then on those beside it in its bund.
fn cool(plants: &Plants, named: TankRef, mut litres: f64, cooling: &mut BTreeMap<TankRef, f64>) {
    let Some(first) = plants.tank(named) else { return };
    let beside = plants.tanks.iter().filter(|t| t.bund == first.bund && t.id != named && !t.failed);
    for tank in core::iter::once(first).chain(beside) {
        let has = cooling.entry(tank.id).or_default();
        let give = (need_l_min(plants, tank) - *has).clamp(0.0, litres);
        *has += give;
        litres -= give;
    }
}

/// Cooling water that a tank needs now, L/min.
pub fn need_l_min(plants: &Plants, tank: &PlantTank) -> f64 {
    let in_fire = plants.bund_of(tank).is_some_and(|b| b.burning.is_some());
    tank.cooling_need_l_min(in_fire || tank.fire.is_some())
}
