//! Works in the tick: accidents begin, fires burn and heat what stands near, what is let out goes with the wind.

use super::{Leak, Mishap, PlantTank, Plants, TankFire, TankRef, tank::Change};
use crate::{
    hazard::{
        Air, Interventions,
        chemical::{
            air::water_vapour_pa,
            limits::limits,
            pool_fire::{PoolFire, jet_kw_m2},
            stability::stability,
        },
        tables::{HazardTables, PlantTable},
    },
    num::{DrillTime, Point},
    sim::{Clock, TICK_S},
};
use bevy::prelude::*;

/// Something happened at a tank.
#[derive(Message, Clone, Copy, Debug)]
pub struct PlantEvent {
    pub tank: TankRef,
    pub kind: PlantEventKind,
    /// What took part, kg: of a fireball.
    pub mass_kg: f64,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlantEventKind {
    /// The tank, or what ran out of it, burns.
    Burns,
    /// Its wall gave way in the heat.
    Failed,
    /// Signs that it will burst.
    Signs,
    /// A tank of liquefied gas burst, and its content burns as a ball (BLEVE).
    Fireball,
    /// It began to let its substance out: by a hole or its relief valve.
    Releases,
    PutOut,
    BurntOut,
    /// Its valve was shut.
    ValveShut,
    /// Fire water ran over into drains and river for the first time.
    RanOff,
}

/// A fire as others see it.
pub(super) struct Fire {
    at: Point,
    heat: Heat,
    /// Tank that it burns on, or bund that it burns in.
    tank: Option<usize>,
    bund: Option<usize>,
}

/// What gives the heat.
enum Heat {
    Pool(PoolFire),
    /// kg/s and J/kg.
    Jet(f64, f64),
}

/// Share of a jet's heat that is radiated (reference B1: 0.2 to 0.35).
const JET_RADIANT: f64 = 0.3;

impl Fire {
    /// Heat at a place, kW/m².
    pub(super) fn heat_at(&self, at: Point, wet_pa: f64) -> f64 {
        let far = f64::from(self.at.distance_m(at));
        match self.heat {
            Heat::Pool(fire) => fire.point_kw_m2((far - 0.5 * fire.diameter_m).max(1.0), Some(wet_pa)),
            Heat::Jet(rate, heat_comb) => jet_kw_m2(rate, heat_comb, JET_RADIANT, far.max(1.0), Some(wet_pa)),
        }
    }
}

/// All fires; a fire counts as grown here when it has been asked for without a clock.
pub(super) fn sources(plants: &Plants) -> Vec<Fire> {
    let on_tanks = plants.tanks.iter().enumerate().filter_map(|(n, t)| {
        Some(Fire { at: t.at, heat: Heat::Pool(t.burning_now?), tank: Some(n), bund: None })
    });
    let jets = plants.tanks.iter().enumerate().filter(|(_, t)| t.jet_kg_s > 0.0).filter_map(|(n, t)| {
        let heat = Heat::Jet(t.jet_kg_s, t.substance.heat_comb_j_kg?);
        Some(Fire { at: t.at, heat, tank: Some(n), bund: None })
    });
    let in_bunds =
        plants.bunds.iter().enumerate().filter_map(|(n, b)| {
            Some(Fire { at: b.at, heat: Heat::Pool(b.fire()?), tank: None, bund: Some(n) })
        });
    on_tanks.chain(jets).chain(in_bunds).collect()
}

/// Fires, leaks and clouds of a tick.
pub(in crate::hazard) fn run(
    clock: Res<Clock>,
    tables: Res<HazardTables>,
    air: Res<Air>,
    orders: Res<Interventions>,
    mut plants: ResMut<Plants>,
    mut events: MessageWriter<PlantEvent>,
) {
    if plants.accidents.is_empty() {
        return;
    }
    let plants = &mut *plants;
    let (now, seconds, table) = (clock.now(), f64::from(TICK_S), &tables.plant);
    let mut happened: Vec<(usize, PlantEventKind)> = begin(plants, now);
    water(plants, &orders, seconds, &mut happened);
    let wet_pa = water_vapour_pa(air.temperature_c, air.humidity);
    let fires = sources(plants);
    let heated: Vec<Option<Change>> =
        (0..plants.tanks.len()).map(|n| warm(plants, n, &fires, wet_pa, &orders, table, seconds)).collect();
    for (n, change) in heated.into_iter().enumerate() {
        match change {
            Some(Change::Fails) => happened.push((n, fail(plants, n, now))),
            Some(Change::Signs) => happened.push((n, PlantEventKind::Signs)),
            _ => {}
        }
    }
    burn(plants, now, &orders, table, seconds, &mut happened);
    release(plants, &orders, &air, now, seconds, &mut happened);
    let hour = f64::from(clock.time_of_day_s(now)) / 3600.0;
    let class = stability(air.wind_m_s, hour, air.clear);
    let rates: Vec<f64> = plants.tanks.iter().map(|t| t.release_kg_s).collect();
    plants.plume.carry(|n| rates.get(n).copied().unwrap_or(0.0), &air, class, seconds);
    if clock.every_min(1) {
        plants.plume.draw();
    }
    for (n, kind) in happened {
        let tank = &plants.tanks[n];
        let mass_kg = if kind == PlantEventKind::Fireball { tank.burst_kg } else { 0.0 };
        events.write(PlantEvent { tank: tank.id, kind, mass_kg });
    }
}

/// Accidents of this tick.
fn begin(plants: &mut Plants, now: DrillTime) -> Vec<(usize, PlantEventKind)> {
    let mut happened = Vec::new();
    for accident in &plants.accidents {
        let due = (now.0.saturating_sub(TICK_S)..now.0).contains(&accident.at.0);
        let Some(n) = plants.tanks.iter().position(|t| t.id == accident.tank).filter(|_| due) else {
            continue;
        };
        let tank = &mut plants.tanks[n];
        match accident.mishap {
            Mishap::Fire if tank.fire.is_none() && !tank.failed => {
                tank.fire = Some(TankFire { since: now });
                happened.push((n, PlantEventKind::Burns));
            }
            Mishap::Leak { hole_m2, valve, lit } if !tank.failed => {
                tank.leak = Some(Leak { hole_m2, valve, lit, shut: false });
                happened.push((n, if lit { PlantEventKind::Burns } else { PlantEventKind::Releases }));
            }
            _ => {}
        }
    }
    happened
}

/// Heat on a tank.
fn warm(
    plants: &mut Plants,
    n: usize,
    fires: &[Fire],
    wet_pa: f64,
    orders: &Interventions,
    table: &PlantTable,
    seconds: f64,
) -> Option<Change> {
    let tank = &plants.tanks[n];
    let in_fire = fires.iter().any(|f| f.bund == Some(tank.bund));
    let heat: f64 = if in_fire {
        table.engulfed_kw_m2
    } else {
        let other = |f: &&Fire| f.tank != Some(n) && f.at.distance_m(tank.at) <= table.near_m;
        fires.iter().filter(other).map(|f| f.heat_at(tank.at, wet_pa)).sum()
    };
    let litres = orders.cooling_l_min.get(&tank.id).copied().unwrap_or(0.0);
    let burning = tank.fire.is_some();
    plants.tanks[n].heat(heat, litres, in_fire || burning, table, seconds)
}

/// A tank gives way. A liquid burns in its bund; liquefied gas that burns goes up as a ball of fire; what does not burn
/// flashes into the air, and the rest boils in the bund.
fn fail(plants: &mut Plants, n: usize, now: DrillTime) -> PlantEventKind {
    let tank = &mut plants.tanks[n];
    let mass = core::mem::take(&mut tank.mass_kg);
    (tank.failed, tank.fire, tank.leak, tank.vent_kg_s) = (true, None, None, 0.0);
    let burns = tank.substance.pool_fire.is_some();
    let bund = &mut plants.bunds[tank.bund];
    match (tank.pressurised, burns) {
        (true, true) => {
            tank.burst_kg = mass;
            return PlantEventKind::Fireball;
        }
        (false, _) => {
            bund.spill(mass);
            if burns {
                bund.burning.get_or_insert(now);
            }
        }
        (true, false) => {
            // Spray doubles what flashes.
            let flash = (2.0 * tank.substance.flash_share(tank.temperature_c)).min(1.0) * mass;
            tank.released_kg += flash;
            bund.spill(mass - flash);
            plants.plume.burst(n, flash);
        }
    }
    PlantEventKind::Failed
}

/// Tanks and bunds burn.
fn burn(
    plants: &mut Plants,
    now: DrillTime,
    orders: &Interventions,
    table: &PlantTable,
    seconds: f64,
    happened: &mut Vec<(usize, PlantEventKind)>,
) {
    let mut on_bunds = vec![0.0; plants.bunds.len()];
    for (n, tank) in plants.tanks.iter_mut().enumerate() {
        let foam = orders.foam_l_min.get(&tank.id).copied().unwrap_or(0.0);
        if tank.fire.is_none() {
            on_bunds[tank.bund] += foam;
        }
        match tank.burn(now, foam, table, seconds) {
            Some(Change::PutOut) => happened.push((n, PlantEventKind::PutOut)),
            Some(_) => happened.push((n, PlantEventKind::BurntOut)),
            None => {}
        }
        tank.burning_now = tank.pool_fire(now, 60.0 * table.grow_min);
    }
    let (litres, minutes) = limits().foam.monitors;
    for (b, bund) in plants.bunds.iter_mut().enumerate().filter(|(_, b)| b.burning.is_some()) {
        let first = plants.tanks.iter().position(|t| t.bund == b);
        let mut ended = |kind| happened.extend(first.map(|n| (n, kind)));
        if on_bunds[b] >= litres * bund.area_m2 {
            bund.foamed_s += seconds;
        } else {
            bund.foamed_s = (bund.foamed_s - seconds).max(0.0);
        }
        if bund.burn(seconds) {
            ended(PlantEventKind::BurntOut);
        } else if bund.foamed_s >= 60.0 * minutes {
            bund.burning = None;
            ended(PlantEventKind::PutOut);
        }
    }
}

/// Leaks run, relief valves blow, pools evaporate.
fn release(
    plants: &mut Plants,
    orders: &Interventions,
    air: &Air,
    now: DrillTime,
    seconds: f64,
    happened: &mut Vec<(usize, PlantEventKind)>,
) {
    let mut inflow = vec![0.0; plants.bunds.len()];
    for (n, tank) in plants.tanks.iter_mut().enumerate() {
        let before = tank.release_kg_s;
        tank.release_kg_s = 0.0;
        if let Some(leak) = &mut tank.leak
            && leak.valve
            && !leak.shut
            && orders.valves_shut.contains(&tank.id)
        {
            leak.shut = true;
            happened.push((n, PlantEventKind::ValveShut));
        }
        let mut out = tank.run_out(seconds);
        tank.jet_kg_s = 0.0;
        if tank.leak.is_some_and(|l| l.lit) {
            tank.jet_kg_s = out / seconds;
            out = 0.0;
        }
        let spray = if tank.pressurised {
            (2.0 * tank.substance.flash_share(tank.temperature_c)).min(1.0) * out
        } else {
            0.0
        };
        let vent = tank.vent_kg_s * seconds;
        tank.mass_kg = (tank.mass_kg - vent).max(0.0);
        inflow[tank.bund] += (out - spray) / seconds;
        tank.release_kg_s = (spray + vent) / seconds;
        if before <= 0.0 && vent > 0.0 && tank.released_kg <= 0.0 {
            happened.push((n, PlantEventKind::Releases));
        }
    }
    for (b, bund) in plants.bunds.iter_mut().enumerate() {
        if bund.burning.is_some() {
            bund.pool.mass_kg += inflow[b] * seconds;
            bund.pool.spilled_kg += inflow[b] * seconds;
            bund.pool.area_m2 = bund.area_m2;
            continue;
        }
        if inflow[b] <= 0.0 && bund.pool.mass_kg <= 0.0 {
            continue;
        }
        let vapour =
            bund.pool.run(bund.substance, inflow[b], air.temperature_c, air.wind_m_s, seconds) / seconds;
        let own: Vec<usize> = (0..plants.tanks.len()).filter(|n| plants.tanks[*n].bund == b).collect();
        if let Some(&first) = own.iter().find(|n| plants.tanks[**n].leaks()).or(own.first()) {
            plants.tanks[first].release_kg_s += vapour;
        }
        // A spill that burns catches fire from a tank of its own bund that burns.
        if bund.substance.pool_fire.is_some()
            && bund.pool.mass_kg > 1.0
            && let Some(&lit) = own.iter().find(|n| plants.tanks[**n].fire.is_some())
        {
            bund.burning = Some(now);
            happened.push((lit, PlantEventKind::Burns));
        }
    }
    for tank in &mut plants.tanks {
        tank.released_kg += tank.release_kg_s * seconds;
    }
}

/// Fire water fills the bunds, runs over into the works' basin and, where the drains are not blocked, into the river.
fn water(
    plants: &mut Plants,
    orders: &Interventions,
    seconds: f64,
    happened: &mut Vec<(usize, PlantEventKind)>,
) {
    for n in 0..plants.tanks.len() {
        let tank: &PlantTank = &plants.tanks[n];
        let litres =
            |map: &std::collections::BTreeMap<TankRef, f64>| map.get(&tank.id).copied().unwrap_or(0.0);
        let m3 = (litres(&orders.cooling_l_min) + litres(&orders.foam_l_min)) * 1e-3 * seconds / 60.0;
        if m3 <= 0.0 {
            continue;
        }
        let bund = &mut plants.bunds[tank.bund];
        let over = bund.fill(m3);
        let site = &mut plants.sites[bund.site];
        site.over_m3 += over;
        let held = orders.drains_blocked.contains(&site.facility);
        if over > 0.0 && !held {
            if site.drained_m3 <= 0.0 {
                happened.push((n, PlantEventKind::RanOff));
            }
            site.drained_m3 += over;
        }
    }
}
