//! What comes out of tanks: leaks, relief valves, vapour of pools.

use super::{PlantEventKind, Plants, leak::Out};
use crate::{
    hazard::{Air, Interventions},
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
            && leak.hole.valve
            && !leak.shut
            && orders.valves_shut.contains(&tank.id)
        {
            leak.shut = true;
            happened.push((n, PlantEventKind::ValveShut));
        }
        let mut out = tank.run_out(seconds);
        tank.jet_kg_s = 0.0;
        if tank.leak.is_some_and(|l| l.lit) {
            tank.jet_kg_s = (out.liquid_kg + out.gas_kg) / seconds;
            out = Out::default();
        }
        let spray = if tank.pressurised {
            (2.0 * tank.substance.flash_share(tank.temperature_c)).min(1.0) * out.liquid_kg
        } else {
            0.0
        };
        let vent = tank.vent_kg_s * seconds;
        tank.mass_kg = (tank.mass_kg - vent).max(0.0);
        inflow[tank.bund] += (out.liquid_kg - spray) / seconds;
        tank.release_kg_s = (spray + out.gas_kg + vent) / seconds;
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
