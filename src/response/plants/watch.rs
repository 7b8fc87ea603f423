//! What the county gets to know of works: their own reports, teams at the tanks, monitors in villages, and the forecast of
//! the cloud that hazmat teams and experts make from what they see, with the wind of the moment.

use super::{Chemical, place};
use crate::{
    hazard::{
        Air, Plants, TankRef,
        chemical::{plume::Plume, sigma::Terrain},
        plants::{Levels, Origin, Toxic},
        tables::HazardTables,
    },
    num::DrillTime,
    response::{
        Roster, Tables,
        incidents::{IncidentKind, Incidents},
        knowledge::Known,
        teams::{Status, Task, Team},
    },
    sim::{Clock, Land},
};
use bevy::prelude::*;
use std::collections::BTreeMap;

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

/// The cloud as hazmat teams and experts see it coming.
#[derive(Clone, Debug, Default)]
pub struct CloudForecast {
    pub made_at: DrillTime,
    pub rate_kg_s: f64,
    /// Bearing that the wind comes from, degrees, and its speed, m/s.
    pub from_deg: f64,
    pub wind_m_s: f64,
    /// How far AEGL-1, -2 and -3 reach downwind, m.
    pub reach_m: [f64; 3],
    /// Villages that the cloud reaches in this wind, with the greatest level there (1 to 3).
    pub villages: BTreeMap<usize, usize>,
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
#[derive(Clone, Debug)]
pub struct SiteReport {
    pub seen_at: DrillTime,
    /// Flow of its fixed cooling, L/min, and what is left in its basin, m³.
    pub cooling_l_min: f64,
    pub basin_m3: f64,
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
}

/// Once a minute.
pub(in crate::response) fn watch(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    hazard: Res<HazardTables>,
    plants: Res<Plants>,
    air: Res<Air>,
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
            let report = SiteReport {
                seen_at: now,
                cooling_l_min: plan.cooling_l_min,
                basin_m3: plan.basin_m3,
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
                        leaks: tank.leaks() && tank.leak.is_some_and(|l| l.valve),
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
        if expert && clock.every_min(table.forecast_every_min) {
            known.plants.cloud = Some(forecast(&land, &plants, &air, now));
        }
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

/// Works of a task.
pub fn site_of(task: Task) -> Option<usize> {
    match task {
        Task::ShutValve(tank) | Task::CoolTank(tank) | Task::FoamTank(tank) => Some(tank.site),
        Task::BlockDrains(site) | Task::Decontaminate(site) => Some(site),
        _ => None,
    }
}

/// A steady plume from everything that is let out now, in the wind of now.
fn forecast(land: &Land, plants: &Plants, air: &Air, now: DrillTime) -> CloudForecast {
    let mut made = CloudForecast {
        made_at: now,
        from_deg: air.from_deg,
        wind_m_s: air.wind_m_s,
        ..CloudForecast::default()
    };
    let down = crate::hazard::chemical::puffs::wind(1.0, air.from_deg);
    for (number, field) in plants.plume.fields.iter().enumerate() {
        let Some(levels) = Levels::of(field.substance, air.temperature_c) else { continue };
        let own = plants.plume.sources.iter().filter(|s| s.field == number);
        let out = own.map(|s| (s.rate_kg_s(plants), s)).filter(|(rate, _)| *rate > 0.0);
        let out: Vec<(f64, &Toxic)> = out.collect();
        let rate: f64 = out.iter().map(|(rate, _)| rate).sum();
        let Some((_, first)) = out.first() else { continue };
        let (site, height_m) = match first.from {
            Origin::Tank(n) => (plants.tanks[n].id.site, 2.0),
            Origin::Store(n, _) => (plants.stores[n].id.site, plants.stores[n].source.height_m),
        };
        let plume = Plume::new(rate, height_m, air.wind_m_s, plants.plume.stability(), Terrain::Urban);
        made.rate_kg_s += rate;
        for (reach, level) in made.reach_m.iter_mut().zip(levels.0) {
            *reach = reach.max(plume.reach_m(level).unwrap_or(0.0));
        }
        let from = place(land, site);
        for (number, village) in land.villages.iter().enumerate() {
            let (dx, dy) = (f64::from(village.at.x_m - from.x_m), f64::from(from.y_m - village.at.y_m));
            let (along, aside) = (dx * down[0] + dy * down[1], dx * down[1] - dy * down[0]);
            // A village is wider than its middle.
            let c = plume.at(along, (aside.abs() - f64::from(land.spec.cell_m) * 4.0).max(0.0), 1.5);
            let level = levels.0.iter().filter(|l| c >= **l).count();
            if level > 0 {
                let worst = made.villages.entry(number).or_default();
                *worst = level.max(*worst);
            }
        }
    }
    made
}
