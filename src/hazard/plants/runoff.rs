//! Where fire water and rain go: they fill the bunds and run over their walls. Where the works' drains are open they reach the
//! river; where they are blocked, the works' containment basin (事故应急池), until that is full as well. Bunds whose drain
//! valves are open empty into the basin.

use super::{Bund, PlantEventKind, PlantTank, Plants, TankRef};
use crate::{
    hazard::{
        Interventions,
        chemical::{
            river::{Pollutant, RiverTable},
            warehouse::WarehouseTable,
        },
        tables::BasinTable,
        weather::RainPlan,
    },
    num::DrillTime,
};
use std::collections::BTreeMap;

/// The containment basin of a works, and what is in it.
#[derive(Clone, Debug, Default)]
pub struct Basin {
    pub holds_m3: f64,
    pub filled_m3: f64,
    /// What is dissolved or floats in it, kg.
    carried: Vec<(Pollutant, f64)>,
}

impl Basin {
    pub(super) fn new(holds_m3: f64) -> Self {
        Self { holds_m3, ..Self::default() }
    }

    /// Room that is left, m³.
    pub fn room_m3(&self) -> f64 {
        (self.holds_m3 - self.filled_m3).max(0.0)
    }

    /// A volume with what it carries comes in, is mixed, and what has no room runs over: m³, and kg of each substance.
    fn fill(&mut self, m3: f64, what: Option<Pollutant>, kg: f64) -> (f64, Vec<(Pollutant, f64)>) {
        if let Some(what) = what.filter(|_| kg > 0.0) {
            match self.carried.iter_mut().find(|c| c.0.id == what.id) {
                Some(has) => has.1 += kg,
                None => self.carried.push((what, kg)),
            }
        }
        self.filled_m3 += m3;
        let over = (self.filled_m3 - self.holds_m3).max(0.0);
        if over <= 0.0 {
            return (0.0, Vec::new());
        }
        let share = over / self.filled_m3;
        self.filled_m3 -= over;
        let gone = self.carried.iter_mut().map(|(what, kg)| {
            let gone = share * *kg;
            *kg -= gone;
            (*what, gone)
        });
        (over, gone.collect())
    }
}

/// Volume that comes together, or runs off, with what it carries.
type Run = (f64, Option<Pollutant>, f64);

impl Plants {
    /// Something runs over at a works, into its drains or, where they are blocked or `piped` there, into the basin. Whether
    /// it is the first that reaches the river.
    fn run_off(&mut self, number: usize, orders: &Interventions, piped: bool, (m3, what, kg): Run) -> bool {
        let site = &mut self.sites[number];
        if !piped {
            site.over_m3 += m3;
        }
        let held = piped || orders.drains_blocked.contains(&site.facility);
        let (river_m3, carried) = if held {
            site.basin.fill(m3, what, kg)
        } else {
            (m3, what.map(|w| (w, kg)).into_iter().collect())
        };
        let first = river_m3 > 0.0 && site.drained_m3 <= 0.0;
        site.drained_m3 += river_m3;
        for (what, kg) in carried {
            self.pollute(number, Some(what), kg);
        }
        first
    }
}

/// Fire water and rain fill the bunds and run over; bunds that are drained empty into the basin.
pub(super) fn water(
    plants: &mut Plants,
    (orders, rain): (&Interventions, &RainPlan),
    (river, basin): (&RiverTable, &BasinTable),
    now: DrillTime,
    seconds: f64,
    happened: &mut Vec<(usize, PlantEventKind)>,
) {
    for n in 0..plants.tanks.len() {
        let tank: &PlantTank = &plants.tanks[n];
        let litres = |map: &BTreeMap<TankRef, f64>| map.get(&tank.id).copied().unwrap_or(0.0);
        let fire_m3 = (litres(&orders.cooling_l_min) + litres(&orders.foam_l_min)) * 1e-3 * seconds / 60.0;
        let b = tank.bund;
        let bund = &mut plants.bunds[b];
        // Rain falls into a bund once, with the first of its tanks.
        let first = n == 0 || plants.tanks[..n].iter().all(|t| t.bund != b);
        let mm_h = if first { rain.intensity_mm_h(bund.at, f64::from(now.0)) } else { 0.0 };
        let m3 = fire_m3 + 1e-3 * mm_h * seconds / 3600.0 * bund.area_m2;
        if m3 > 0.0 {
            let over = bund.fill(m3);
            let (site, what) = (bund.site, bund.substance.pollutant());
            let kg = taken(bund, &mut plants.tanks[n], over, river);
            if plants.run_off(site, orders, false, (over, what, kg)) {
                happened.push((n, PlantEventKind::RanOff));
            }
        }
        let (bund, site) = (&plants.bunds[b], plants.bunds[b].site);
        if first && orders.bunds_drained.contains(&plants.sites[site].facility) {
            let what = bund.substance.pollutant();
            let room = plants.sites[site].basin.room_m3();
            let (m3, kg) = plants.bunds[b].drain(basin.drain_m, room, seconds);
            plants.run_off(site, orders, true, (m3, what, kg));
        }
    }
}

impl Bund {
    /// Liquid in it, m³.
    pub fn liquid_m3(&self) -> f64 {
        self.water_m3 + self.pool.mass_kg / self.substance.liquid_kg_m3
    }

    /// Its drain, of a diameter in m, is open for some seconds and the basin has so much room, m³: what leaves, m³, and kg of
    /// the substance in it. Torricelli, with 0.6 for the edge; the heavier of water and what was spilled leaves first. What
    /// boils is not let into drains.
    fn drain(&mut self, pipe_m: f64, room_m3: f64, seconds: f64) -> (f64, f64) {
        if self.substance.is_gas(20.0) && self.pool.mass_kg > 0.0 {
            return (0.0, 0.0);
        }
        let deep_m = self.liquid_m3() / self.area_m2;
        let pipe_m2 = 0.25 * core::f64::consts::PI * pipe_m * pipe_m;
        let out = 0.6 * pipe_m2 * (2.0 * 9.81 * deep_m).sqrt() * seconds;
        let out = out.min(self.liquid_m3()).min(room_m3);
        let spilled_m3 = self.pool.mass_kg / self.substance.liquid_kg_m3;
        let water = if self.substance.liquid_kg_m3 > 1000.0 {
            (out - spilled_m3).max(0.0)
        } else {
            out.min(self.water_m3)
        };
        let kg = ((out - water) * self.substance.liquid_kg_m3).min(self.pool.mass_kg);
        self.water_m3 -= water;
        self.pool.mass_kg -= kg;
        (out, kg)
    }
}

/// Water on halls runs over their curbs.
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
        let (over_m3, kg) = store.pour(table, seconds);
        let (site, what) = (store.site, store.goods.pollutant());
        if over_m3 > 0.0 && plants.run_off(site, orders, false, (over_m3, what, kg)) {
            happened.push((n, PlantEventKind::RanOff));
        }
    }
    happened
}

/// What water that runs over takes along, kg: of a spill as much as it can hold or is in the bund, of a burning tank what splashes
/// out of it.
fn taken(bund: &mut Bund, tank: &mut PlantTank, over_m3: f64, river: &RiverTable) -> f64 {
    let Some((soluble_kg_m3, _, _)) = bund.substance.water.filter(|_| over_m3 > 0.0) else { return 0.0 };
    if bund.pool.mass_kg > 1.0 {
        let volume = bund.liquid_m3() + over_m3;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{hazard::chemical::substance::by_id, num::Point};

    fn bund(id: &str, spilled_kg: f64, water_m3: f64) -> Bund {
        let mut bund = Bund::new(0, Point::default(), by_id(id).unwrap(), 500.0);
        bund.spill(spilled_kg);
        bund.water_m3 = water_m3;
        bund
    }

    #[test]
    fn a_full_basin_runs_over_with_what_is_mixed_in_it() {
        let methanol = by_id("methanol").unwrap().pollutant();
        let mut basin = Basin::new(100.0);
        assert_eq!(basin.fill(60.0, methanol, 600.0).0, 0.0);
        let (over, gone) = basin.fill(60.0, methanol, 0.0);
        // 600 kg in 120 m³, of which 20 run over.
        println!("{over} m³ with {gone:?}");
        assert!((over - 20.0).abs() < 1e-9 && (gone[0].1 - 100.0).abs() < 1e-9);
        assert!((basin.carried[0].1 - 500.0).abs() < 1e-9 && basin.room_m3() == 0.0);
    }

    #[test]
    fn a_bund_drains_by_torricelli_until_it_or_the_basin_says_no() {
        // Benzene floats: water leaves first. 0.6·π/4·0.2²·√(2·9.81·h) at h = (50 + 50)/500 m.
        let mut floats = bund("benzene", 50.0 * by_id("benzene").unwrap().liquid_kg_m3, 50.0);
        let (m3, kg) = floats.drain(0.2, 1e9, 10.0);
        assert!((m3 - 0.373_4).abs() < 1e-3 && kg == 0.0, "{m3} m³, {kg} kg");
        let (mut out_m3, mut out_kg) = (m3, kg);
        for _ in 0..1_000 {
            let (m3, kg) = floats.drain(0.2, 1e9, 10.0);
            (out_m3, out_kg) = (out_m3 + m3, out_kg + kg);
        }
        println!("{out_m3} m³ out with {out_kg} kg, {} m³ left", floats.liquid_m3());
        assert!((out_m3 + floats.liquid_m3() - 100.0).abs() < 1e-6);
        assert!((out_kg + floats.pool.mass_kg - 50.0 * 876.5).abs() < 200.0 && floats.liquid_m3() < 1.0);
        // No more than the basin has room for, and nothing that boils.
        assert_eq!(bund("methanol", 0.0, 50.0).drain(0.2, 0.1, 10.0).0, 0.1);
        assert_eq!(bund("chlorine", 500.0, 50.0).drain(0.2, 1e9, 10.0), (0.0, 0.0));
    }
}
