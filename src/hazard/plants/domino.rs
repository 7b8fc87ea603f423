//! What bursts or explodes breaks its neighbours, and a fireball heats and lights them.

use super::{PlantEventKind, Plants, TankFire};
use crate::{
    hazard::{
        chemical::{blast, fireball::Fireball, limits::limits, pool_fire::tank_fails_after_s},
        tables::PlantTable,
    },
    num::{DrillTime, Point},
};

/// Tanks that a blast of so much TNT breaks. Where it comes with flames, what comes out burns.
pub(super) fn shake(
    plants: &mut Plants,
    at: Point,
    tnt_kg: f64,
    flames: bool,
    now: DrillTime,
) -> Vec<(usize, PlantEventKind)> {
    let (atmospheric, pressurised) = limits().domino.blast_kpa;
    let mut broken = Vec::new();
    for n in 0..plants.tanks.len() {
        let tank = &mut plants.tanks[n];
        let holds = if tank.pressurised { pressurised } else { atmospheric };
        if tank.failed || blast::kpa(tnt_kg, f64::from(tank.at.distance_m(at))) < holds {
            continue;
        }
        if flames {
            tank.heat_kw_m2 = tank.heat_kw_m2.max(f64::MIN_POSITIVE);
        }
        broken.push((n, plants.fail(n, now)));
    }
    broken
}

/// The heat of the fireball of tank `n` on what stands around for as long as it lasts: walls come nearer to failing, what
/// breathes vapour that can burn is lit inside its flames, halls come nearer to catching fire.
pub(super) fn scorch(
    plants: &mut Plants,
    n: usize,
    air_c: f64,
    wet_pa: f64,
    table: &PlantTable,
    now: DrillTime,
) -> Vec<(usize, PlantEventKind)> {
    let from = plants.tanks[n].at;
    let ball = Fireball { wet_pa: Some(wet_pa), ..Fireball::new(plants.tanks[n].burst_kg) };
    let (radius_m, seconds) = (0.5 * ball.diameter_m(), ball.duration_s());
    let mut happened = Vec::new();
    for (k, tank) in plants.tanks.iter_mut().enumerate().filter(|(_, t)| !t.failed) {
        let far = f64::from(tank.at.distance_m(from));
        let heat = ball.kw_m2(far);
        let (atmospheric, pressurised) = limits().domino.heat_kw_m2;
        if heat >= if tank.pressurised { pressurised } else { atmospheric } {
            // Whoever is broken by it fails in the next tick.
            tank.damage += seconds / tank_fails_after_s(heat, tank.volume_m3, tank.pressurised);
        }
        if far <= radius_m && tank.breathes_fire(air_c) {
            tank.fire = Some(TankFire { since: now });
            happened.push((k, PlantEventKind::Burns));
        }
    }
    for store in plants.stores.iter_mut().filter(|s| s.fire.is_none() && !s.over) {
        if ball.kw_m2(f64::from(store.at.distance_m(from))) >= table.store.ignites_kw_m2 {
            store.heated += seconds / (60.0 * table.store.ignites_min);
        }
    }
    happened
}
