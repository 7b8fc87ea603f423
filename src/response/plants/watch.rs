//! What the county gets to know of works: their own reports, teams at the tanks, monitors in villages, and the zones: of heat
//! by what is told to burn, of gas as teams with meters find them.

use super::{
    Chemical,
    forecast::{CloudForecast, forecast},
};
use crate::{
    hazard::{
        Air, Plants, TankRef,
        chemical::{air::water_vapour_pa, water::RunOff},
        plants::{Levels, Zone},
        tables::HazardTables,
    },
    num::DrillTime,
    response::{
        Roster, Tables,
        fires::watch::WindWarnings,
        incidents::{IncidentKind, Incidents},
        knowledge::Known,
        teams::{Status, Task, Team},
    },
    sim::{Clock, Land},
};
use bevy::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of a tank.
#[derive(Clone, Copy, Debug, Default)]
pub struct TankReport {
    pub seen_at: DrillTime,
    pub burning: bool,
    /// The bund around it burns.
    pub in_fire: bool,
    pub failed: bool,
    /// Its valve can be shut and is not.
    pub leaks: bool,
    /// Lets something into the air, kg/s; only measured from close by.
    pub release_kg_s: f64,
    /// Heat on it, kW/m², and cooling as a share of the need; from close by.
    pub heat_kw_m2: Option<f64>,
    pub cooled: Option<f64>,
    /// Share of the way to failure that experts and hazmat teams judge by discoloured paint, bulges and the sound of the
    /// relief valve, to a tenth; none once it has failed.
    pub damage: Option<f64>,
    /// Of a hall of packed goods.
    pub hall: Option<HallReport>,
}

impl TankReport {
    /// Whether it burns, leaks or has failed.
    pub fn in_trouble(&self) -> bool {
        self.burning || self.in_fire || self.failed || self.leaks || self.release_kg_s > 0.0
    }
}

/// What is known of a hall that burns, or has burnt.
#[derive(Clone, Copy, Debug, Default)]
pub struct HallReport {
    pub roof_open: bool,
    /// Share that has burnt, to a tenth.
    pub burnt: f64,
    /// Water on it, and water that would stop its growth, L/min; from close by.
    pub water_l_min: Option<f64>,
    pub need_l_min: Option<f64>,
}

/// Zones of heat around what is told to burn: cold, warm and hot, from outside.
#[derive(Clone, Debug, Default)]
pub struct HeatZones {
    pub seen_at: DrillTime,
    pub zones: [Vec<Zone>; 3],
}

/// Zones of gas as teams with meters last found them (侦检): cold, warm and hot, from outside.
#[derive(Clone, Debug, Default)]
pub struct GasZones {
    pub seen_at: DrillTime,
    pub zones: [Vec<Zone>; 3],
}

/// What a monitor measured at a village.
#[derive(Clone, Copy, Debug, Default)]
pub struct AirReport {
    pub seen_at: DrillTime,
    /// Level that is exceeded, 0 to 3.
    pub level: usize,
    pub ppm: f64,
}

/// What a works has said of its own plan.
#[derive(Clone, Debug, Default)]
pub struct SiteReport {
    pub seen_at: DrillTime,
    /// Flow of its fixed cooling, L/min, and what is left in its basin, m³.
    pub cooling_l_min: f64,
    pub basin_m3: f64,
    /// What its containment basin holds of fire water now, and can hold, m³.
    pub contained_m3: (f64, f64),
    /// In how many minutes that is full as it fills now; nothing while it does not.
    pub full_min: Option<f64>,
    /// People counted at the place of assembly; nothing while they are not.
    pub people: Option<u32>,
    /// Whether its own team works, or has left.
    pub team_works: bool,
    pub team_left: bool,
}

/// What a waterworks below an outfall measures and is told.
#[derive(Clone, Copy, Debug)]
pub struct IntakeReport {
    pub seen_at: DrillTime,
    /// Times over the limit for drinking water at the intake.
    pub times: f64,
    /// From when until when it will be over the limit.
    pub over: Option<(DrillTime, DrillTime)>,
    pub shut: bool,
}

/// What is known of works.
#[derive(Clone, Debug, Default)]
pub struct KnownPlants {
    pub tanks: BTreeMap<TankRef, TankReport>,
    /// By index into `County::facilities`.
    pub works: BTreeMap<usize, SiteReport>,
    pub air: BTreeMap<usize, AirReport>,
    /// Waterworks, by index into `County::facilities`.
    pub intakes: BTreeMap<usize, IntakeReport>,
    pub cloud: Option<CloudForecast>,
    pub heat: HeatZones,
    pub gas: Option<GasZones>,
}

/// Once a minute.
pub(in crate::response) fn watch(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    hazard: Res<HazardTables>,
    plants: Res<Plants>,
    air: Res<Air>,
    warnings: Res<WindWarnings>,
    roster: Res<Roster>,
    incidents: Res<Incidents>,
    chemical: Res<Chemical>,
    mut known: ResMut<Known>,
    teams: Query<&Team>,
) {
    if !plants.plume.is_placed() || !clock.every_min(1) {
        return;
    }
    let (now, table) = (clock.now(), &tables.chemical);
    let working: Vec<&Team> = roster
        .teams
        .iter()
        .filter_map(|&e| teams.get(e).ok())
        .filter(|t| t.status == Status::Working)
        .collect();
    let mut surveyed = working.iter().any(|t| matches!(t.task, Some(Task::MonitorAir(_))));
    let mut told_anew = false;
    for site in &plants.sites {
        let here = |t: &&&Team| t.task.and_then(site_of) == Some(site.facility);
        let near = working.iter().any(|t| here(&t));
        let expert = working.iter().filter(here).any(|t| table.judges.contains(&t.kind));
        let told = incidents.0.iter().any(|i| {
            let at = match i.kind {
                IncidentKind::TankFire { tank } | IncidentKind::GasRelease { tank } => tank.site,
                _ => return false,
            };
            at == site.facility && i.known.is_some()
        });
        let round = told && (clock.every_min(table.report_every_min) || known.plants.tanks.is_empty());
        if (near || round)
            && let Some(plan) = chemical.own.get(&site.facility)
        {
            let contained_m3 = (site.basin.filled_m3, site.basin.holds_m3);
            let before = known.plants.works.get(&site.facility);
            let report = SiteReport {
                seen_at: now,
                full_min: before.and_then(|b| full_min(b, contained_m3, now)),
                cooling_l_min: plan.cooling_l_min,
                basin_m3: plan.basin_m3,
                contained_m3,
                people: plan.counted_at.map(|_| plan.people),
                team_works: plan.job.is_some() && !plan.gone,
                team_left: plan.gone,
            };
            known.plants.works.insert(site.facility, report);
        }
        if near || round {
            for tank in plants.tanks.iter().filter(|t| t.id.site == site.facility) {
                // Of what has failed there is nothing more to measure, and no sign that it will.
                let close = (near && !tank.failed).then_some(());
                known.plants.tanks.insert(
                    tank.id,
                    TankReport {
                        seen_at: now,
                        burning: tank.burns(),
                        in_fire: plants.bund_of(tank).is_some_and(|b| b.burning.is_some()),
                        failed: tank.failed,
                        leaks: tank.leaks() && tank.leak.is_some_and(|l| l.hole.valve && !l.shut),
                        release_kg_s: tank.release_kg_s,
                        heat_kw_m2: close.map(|()| tank.heat_kw_m2),
                        cooled: close.map(|()| tank.cooled),
                        damage: close.filter(|()| expert).map(|()| (10.0 * tank.damage).floor() / 10.0),
                        hall: None,
                    },
                );
            }
            for store in plants.stores.iter().filter(|s| s.id.site == site.facility) {
                let close = near.then_some(());
                let hall = HallReport {
                    roof_open: store.roof_open(),
                    burnt: (10.0 * store.burnt()).floor() / 10.0,
                    water_l_min: close.map(|()| store.water_l_min),
                    need_l_min: close.map(|()| store.need_l_min(&hazard.plant.store)),
                };
                let report = TankReport {
                    seen_at: now,
                    burning: store.fire.is_some(),
                    failed: store.over && store.burnt() > 0.5,
                    release_kg_s: store.release_kg_s,
                    heat_kw_m2: close.map(|()| store.heat_kw_m2),
                    hall: Some(hall),
                    ..TankReport::default()
                };
                known.plants.tanks.insert(store.id, report);
            }
        }
        told_anew |= near || round;
        surveyed |= expert;
    }
    if told_anew {
        let told: BTreeSet<usize> = known.plants.tanks.keys().map(|tank| tank.site).collect();
        let wet_pa = water_vapour_pa(air.temperature_c, air.humidity);
        known.plants.heat = HeatZones { seen_at: now, zones: plants.heat_zones(&told, wet_pa) };
    }
    if surveyed && clock.every_min(table.survey_every_min) {
        known.plants.gas =
            Some(GasZones { seen_at: now, zones: [0, 1, 2].map(|level| plants.plume.zones(level)) });
    }
    // Who judges tanks or measures the air can also say where it will go.
    let judges = working.iter().any(|t| {
        let at_it = t.task.is_some_and(|task| site_of(task).is_some() || matches!(task, Task::MonitorAir(_)));
        at_it && table.judges.contains(&t.kind)
    });
    if judges && clock.every_min(table.forecast_every_min) {
        let seconds = 60.0 * table.forecast_min;
        known.plants.cloud = Some(forecast(&land, &plants, &air, &warnings, now, seconds));
    }
    for incident in incidents.0.iter().filter(|i| i.known.is_some()) {
        if let IncidentKind::WaterPolluted { works } = incident.kind
            && let Some(state) = chemical.intakes.get(&works)
        {
            let (times, over, shut) = (state.times, state.over, state.shut_since.is_some());
            known.plants.intakes.insert(works, IntakeReport { seen_at: now, times, over, shut });
        }
    }
    for team in &working {
        let Some(Task::MonitorAir(village)) = team.task else { continue };
        let at = land.villages[village].at;
        let mut report = AirReport { seen_at: now, ..AirReport::default() };
        for (number, field) in plants.plume.fields.iter().enumerate() {
            let c = plants.plume.at_kg_m3(number, at);
            report.ppm = report.ppm.max(field.substance.ppm(c, air.temperature_c));
            if let Some(levels) = Levels::of(field.substance, air.temperature_c) {
                report.level = report.level.max(levels.0.iter().filter(|l| c >= **l).count());
            }
        }
        known.plants.air.insert(village, report);
    }
}

/// Minutes until a basin is full, by what came in since the last report.
fn full_min(before: &SiteReport, (filled_m3, holds_m3): (f64, f64), now: DrillTime) -> Option<f64> {
    let seconds = 60.0 * now.minutes_since(before.seen_at);
    let flow_m3_s = (filled_m3 - before.contained_m3.0) / seconds.max(1.0);
    let now = RunOff { fire_water_m3: filled_m3, held_m3: holds_m3, ..RunOff::default() };
    now.over_after_s(flow_m3_s).map(|s| s / 60.0)
}

/// Works of a task.
pub fn site_of(task: Task) -> Option<usize> {
    match task {
        Task::ShutValve(tank) | Task::CoolTank(tank) | Task::FoamTank(tank) => Some(tank.site),
        Task::BlockDrains(site)
        | Task::DrainBunds(site)
        | Task::AssessTanks(site)
        | Task::Decontaminate(site) => Some(site),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_basin_that_fills_says_when_it_is_full() {
        let before = SiteReport { contained_m3: (100.0, 1000.0), ..SiteReport::default() };
        let at = |filled_m3: f64| (filled_m3, 1000.0);
        let later = DrillTime::minutes(10);
        // 30 m³ a minute, 600 m³ of room.
        assert_eq!(full_min(&before, at(400.0), later), Some(20.0));
        assert_eq!(full_min(&before, at(100.0), later), None);
        assert_eq!(full_min(&before, at(1000.0), later), Some(0.0));
    }
}
