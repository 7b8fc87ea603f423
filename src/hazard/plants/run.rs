//! Works in the tick: accidents begin, fires burn and heat what stands near, what is let out goes with the wind.

use super::{
    Burst, Leak, Mishap, Plants, TankFire, TankRef,
    cascade::Around,
    domino,
    fires::{Fire, sources},
    ignite::{self, Lit},
    release::release,
    runoff::{pour, water},
    store,
    tank::Change,
};
use crate::{
    hazard::{
        Air, Interventions, WeatherPlan,
        chemical::{
            air::water_vapour_pa,
            burst,
            limits::limits,
            stability::stability,
            water::{FoamOn, foam},
        },
        tables::{HazardTables, PlantTable},
    },
    num::{DrillTime, Point},
    sim::{Clock, Seed, TICK_S},
};
use bevy::prelude::*;

/// Something happened at a tank.
#[derive(Message, Clone, Copy, Debug)]
pub struct PlantEvent {
    pub tank: TankRef,
    pub kind: PlantEventKind,
    /// What burnt in a fireball or a flash fire, kg.
    pub mass_kg: f64,
    /// TNT with the force of an explosion or of a tank's bursting, kg.
    pub tnt_kg: f64,
    /// Its middle.
    pub at: Point,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlantEventKind {
    /// The tank, or what ran out of it, burns.
    Burns,
    /// Its wall gave way in the heat.
    Failed,
    /// The roof of the hall fell.
    RoofFell,
    /// Signs that it will burst.
    Signs,
    /// A tank of liquefied gas burst, and its content burns as a ball (BLEVE).
    Fireball,
    /// The cloud from it was lit and exploded, or burnt in a flash.
    Exploded,
    Flashed,
    /// Flood water lifted it, or a slide struck it, and tore its pipes.
    Lifted,
    Struck,
    /// It began to let its substance out: by a hole or its relief valve.
    Releases,
    PutOut,
    BurntOut,
    /// Its valve was shut.
    ValveShut,
    /// Fire water ran over into drains and river for the first time.
    RanOff,
}

/// Fires, leaks and clouds of a tick.
pub(in crate::hazard) fn run(
    clock: Res<Clock>,
    tables: Res<HazardTables>,
    air: Res<Air>,
    orders: Res<Interventions>,
    seed: Res<Seed>,
    weather: Res<WeatherPlan>,
    around: Around<'_>,
    mut plants: ResMut<Plants>,
    mut events: MessageWriter<PlantEvent>,
) {
    if plants.tanks.is_empty() && plants.stores.is_empty() {
        return;
    }
    let plants = &mut *plants;
    let (now, seconds, table) = (clock.now(), f64::from(TICK_S), &tables.plant);
    let mut happened: Vec<(usize, PlantEventKind)> = begin(plants, now);
    if clock.every_min(1) {
        around.reach(plants, table, seed.0, now, &air, &mut happened);
        plants.flow(60.0);
    }
    plants.flash = None;
    let mut halls = light(plants, now);
    if happened.is_empty() && halls.is_empty() && !plants.is_active() {
        return;
    }
    halls.extend(pour(plants, &orders, &table.store, seconds));
    let rain = &weather.rain;
    water(plants, (&orders, rain), (&table.river, &table.basin), now, seconds, &mut happened);
    let wet_pa = water_vapour_pa(air.temperature_c, air.humidity);
    let fires = sources(plants);
    let heated: Vec<Option<Change>> =
        (0..plants.tanks.len()).map(|n| warm(plants, n, &fires, wet_pa, &orders, table, seconds)).collect();
    for (n, change) in heated.into_iter().enumerate() {
        match change {
            Some(Change::Fails) => {
                let kind = plants.fail(n, now);
                happened.push((n, kind));
            }
            Some(Change::Signs) => happened.push((n, PlantEventKind::Signs)),
            _ => {}
        }
    }
    burn(plants, now, &orders, table, seconds, &mut happened);
    release(plants, &orders, &air, now, seconds, &mut happened);
    let hour = f64::from(clock.time_of_day_s(now)) / 3600.0;
    let class = stability(air.wind_m_s, hour, air.clear);
    for n in 0..plants.stores.len() {
        let store = &mut plants.stores[n];
        let heat = |f: &&Fire| f.hall != Some(n) && f.at.distance_m(store.at) <= table.near_m;
        let around = store::Around {
            heat_kw_m2: store.wild_kw_m2
                + fires.iter().filter(heat).map(|f| f.heat_at(store.at, wet_pa)).sum::<f64>(),
            wind_m_s: air.wind_m_s,
            air_c: air.temperature_c,
            stability: class,
        };
        halls.extend(store.step(&around, &table.store, seconds).map(|kind| (n, kind)));
    }
    plants.plume.carry(&plants.tanks, &plants.stores, &air, class, seconds);
    let lit = ignite::ignite(plants, &orders.sparks, table, &air, seed.0, now, seconds);
    for blast in &lit {
        if blast.kind == PlantEventKind::Exploded {
            happened.extend(domino::shake(plants, blast.at, blast.mass_kg, true, now));
        }
        happened.push((blast.tank, PlantEventKind::Burns));
    }
    // What bursts may have its neighbours burst, and they theirs.
    let mut next = 0;
    while next < happened.len() {
        let (n, kind) = happened[next];
        let (at, tnt_kg) = (plants.tanks[n].at, plants.tanks[n].burst_tnt_kg);
        if matches!(kind, PlantEventKind::Failed | PlantEventKind::Fireball) && tnt_kg > 0.0 {
            happened.extend(domino::shake(plants, at, tnt_kg, kind == PlantEventKind::Fireball, now));
        }
        if kind == PlantEventKind::Fireball {
            happened.extend(domino::scorch(plants, n, air.temperature_c, wet_pa, table, now));
        }
        next += 1;
    }
    let tank = happened.first().map(|(n, _)| plants.tanks[*n].at);
    if let Some(at) = tank.or(halls.first().map(|(n, _)| plants.stores[*n].at)) {
        plants.plume.place(at, table);
    }
    if clock.every_min(1) {
        plants.plume.draw();
    }
    for (n, kind) in happened {
        let tank = &plants.tanks[n];
        let mass_kg = if kind == PlantEventKind::Fireball { tank.burst_kg } else { 0.0 };
        let bursts = matches!(kind, PlantEventKind::Failed | PlantEventKind::Fireball);
        let tnt_kg = if bursts { tank.burst_tnt_kg } else { 0.0 };
        events.write(PlantEvent { tank: tank.id, kind, mass_kg, tnt_kg, at: tank.at });
        plants.bursts.extend(Burst::of(kind, (mass_kg, tnt_kg), wet_pa, now, tank.at));
    }
    for (n, kind) in halls {
        let store = &plants.stores[n];
        events.write(PlantEvent { tank: store.id, kind, mass_kg: 0.0, tnt_kg: 0.0, at: store.at });
    }
    for Lit { tank, kind, mass_kg, at } in lit {
        let flames = plants.flash.as_ref().filter(|_| kind == PlantEventKind::Flashed);
        let flames = flames.map_or(Vec::new(), |flash| flash.zone.clone());
        let (mass_kg, tnt_kg) =
            if kind == PlantEventKind::Exploded { (0.0, mass_kg) } else { (mass_kg, 0.0) };
        let burst = Burst::of(kind, (mass_kg, tnt_kg), wet_pa, now, at);
        plants.bursts.extend(burst.map(|b| Burst { flames, ..b }));
        events.write(PlantEvent { tank: plants.tanks[tank].id, kind, mass_kg, tnt_kg, at });
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
            Mishap::Leak { hole, lit } if !tank.failed => {
                tank.leak = Some(Leak::new(hole, lit, tank.substance.liquid_kg_m3));
                happened.push((n, if lit { PlantEventKind::Burns } else { PlantEventKind::Releases }));
            }
            _ => {}
        }
    }
    happened
}

/// Halls that catch fire in this tick.
fn light(plants: &mut Plants, now: DrillTime) -> Vec<(usize, PlantEventKind)> {
    let Plants { accidents, stores, .. } = plants;
    let due = |id: TankRef| {
        let begins = |at: DrillTime| (now.0.saturating_sub(TICK_S)..now.0).contains(&at.0);
        accidents.iter().any(|a| a.tank == id && a.mishap == Mishap::Fire && begins(a.at))
    };
    let caught = stores.iter_mut().enumerate().filter(|(_, s)| s.fire.is_none() && !s.over && due(s.id));
    caught.map(|(n, store)| (n, store.light())).collect()
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
    let struck = fires.iter().any(|f| f.tank != Some(n) && f.strikes(tank.at, tank.diameter_m));
    let in_fire = struck || fires.iter().any(|f| f.bund == Some(tank.bund));
    let heat: f64 = if struck {
        limits().jet.touch_kw_m2
    } else if in_fire {
        table.engulfed_kw_m2
    } else {
        let other = |f: &&Fire| f.tank != Some(n) && f.at.distance_m(tank.at) <= table.near_m;
        tank.wild_kw_m2 + fires.iter().filter(other).map(|f| f.heat_at(tank.at, wet_pa)).sum::<f64>()
    };
    let litres = orders.cooling_l_min.get(&tank.id).copied().unwrap_or(0.0);
    let burning = tank.fire.is_some();
    plants.tanks[n].heat(heat, litres, in_fire || burning, table, seconds)
}

impl Plants {
    /// A tank gives way. A liquid that burns does so in its bund, where it stood in heat; liquefied gas that burns goes up as
    /// a ball of fire; what does not burn flashes into the air, and the rest boils in the bund.
    pub(super) fn fail(&mut self, n: usize, now: DrillTime) -> PlantEventKind {
        let tank = &mut self.tanks[n];
        if tank.pressurised {
            tank.burst_tnt_kg =
                burst::tnt_kg(tank.substance, tank.volume_m3, tank.mass_kg, tank.temperature_c);
        }
        let mass = core::mem::take(&mut tank.mass_kg);
        let hot = tank.fire.is_some() || tank.heat_kw_m2 > 0.0;
        (tank.failed, tank.fire, tank.leak, tank.vent_kg_s) = (true, None, None, 0.0);
        let burns = tank.substance.pool_fire.is_some() && hot;
        let bund = &mut self.bunds[tank.bund];
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
                self.plume.burst(n, flash);
            }
        }
        PlantEventKind::Failed
    }
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
    for (b, bund) in plants.bunds.iter_mut().enumerate().filter(|(_, b)| b.burning.is_some()) {
        let first = plants.tanks.iter().position(|t| t.bund == b);
        let mut ended = |kind| happened.extend(first.map(|n| (n, kind)));
        let need = foam(FoamOn::Open, bund.area_m2);
        if on_bunds[b] >= need.l_min {
            bund.foamed_s += seconds;
        } else {
            bund.foamed_s = (bund.foamed_s - seconds).max(0.0);
        }
        if bund.burn(seconds) {
            ended(PlantEventKind::BurntOut);
        } else if bund.foamed_s >= 60.0 * need.minutes {
            bund.burning = None;
            ended(PlantEventKind::PutOut);
        }
    }
}
