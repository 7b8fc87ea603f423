//! What comes out of tanks: leaks, relief valves, vapour of pools; and the fire water that runs over.

use super::{Bund, PlantEventKind, PlantTank, Plants, TankRef};
use crate::{
    hazard::{
        Air, Interventions,
        chemical::{river::RiverTable, warehouse::WarehouseTable},
    },
    num::DrillTime,
};

/// Leaks run, relief valves blow, pools evaporate.
pub(super) fn release(
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
pub(super) fn water(
    plants: &mut Plants,
    orders: &Interventions,
    river: &RiverTable,
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
        let (number, substance) = (bund.site, bund.substance);
        let held = orders.drains_blocked.contains(&plants.sites[number].facility);
        let takes_kg = if held { 0.0 } else { taken(bund, &mut plants.tanks[n], over, river) };
        plants.pollute(number, substance.pollutant(), takes_kg);
        let site = &mut plants.sites[number];
        site.over_m3 += over;
        if over > 0.0 && !held {
            if site.drained_m3 <= 0.0 {
                happened.push((n, PlantEventKind::RanOff));
            }
            site.drained_m3 += over;
        }
    }
}

/// The same of halls.
pub(super) fn pour(
    plants: &mut Plants,
    orders: &Interventions,
    table: &WarehouseTable,
    seconds: f64,
) -> Vec<(usize, PlantEventKind)> {
    let mut happened = Vec::new();
    for n in 0..plants.stores.len() {
        let store = &mut plants.stores[n];
        store.water_l_min = orders.cooling_l_min.get(&store.id).copied().unwrap_or(0.0);
        let (over_m3, takes_kg) = store.pour(table, seconds);
        let (number, what) = (store.site, store.goods.pollutant());
        let site = &mut plants.sites[number];
        site.over_m3 += over_m3;
        if over_m3 > 0.0 && !orders.drains_blocked.contains(&site.facility) {
            if site.drained_m3 <= 0.0 {
                happened.push((n, PlantEventKind::RanOff));
            }
            site.drained_m3 += over_m3;
            plants.pollute(number, what, takes_kg);
        }
    }
    happened
}

/// What water that runs over takes along, kg: of a spill as much as it can hold or is in the bund, of a burning tank what splashes
/// out of it.
fn taken(bund: &mut Bund, tank: &mut PlantTank, over_m3: f64, river: &RiverTable) -> f64 {
    let Some((soluble_kg_m3, _, _)) = bund.substance.water.filter(|_| over_m3 > 0.0) else { return 0.0 };
    if bund.pool.mass_kg > 1.0 {
        let volume = bund.water_m3 + over_m3 + bund.pool.mass_kg / bund.substance.liquid_kg_m3;
        let kg = over_m3 * soluble_kg_m3.min(bund.pool.mass_kg / volume);
        bund.pool.mass_kg -= kg;
        kg
    } else if tank.fire.is_some() {
        let kg = (over_m3 * river.splash_kg_m3.min(soluble_kg_m3)).min(tank.mass_kg);
        tank.mass_kg -= kg;
        kg
    } else {
        0.0
    }
}
