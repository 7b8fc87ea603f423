//! A tank: its fire, the heat on its wall, its relief valve, its failure.
//!
//! Atmospheric tanks are upright, as high as wide; pressure tanks lie, three times as long as wide. Heat comes from one
//! side on the tank's shadow area. A liquid under pressure warms with what comes through; at the temperature at which its
//! own vapour lifts the relief valve it stays and boils off with q·A/ΔHv (API 521). Damage to the wall adds up as time over
//! time-to-failure (Cozzani et al. 2005), from the heat that domino effects need (reference B4).

use super::{Leak, TankRef};
use crate::{
    county,
    hazard::{
        chemical::{
            air::ATM_PA,
            limits::limits,
            pool_fire::{PoolFire, tank_fails_after_s},
            substance::Substance,
            water::{FoamOn, foam},
        },
        tables::PlantTable,
    },
    num::{DrillTime, Point, math},
};

const PI: f64 = core::f64::consts::PI;

/// A fire on a tank's whole surface.
#[derive(Clone, Copy, Debug)]
pub struct TankFire {
    pub since: DrillTime,
}

/// A tank that is followed.
#[derive(Clone, Debug)]
pub struct PlantTank {
    pub id: TankRef,
    pub substance: &'static Substance,
    pub at: Point,
    /// Number of its bund.
    pub bund: usize,
    /// Holds a liquid above its boiling point.
    pub pressurised: bool,
    pub volume_m3: f64,
    pub diameter_m: f64,
    pub mass_kg: f64,
    /// What was in it at first, kg.
    pub first_kg: f64,
    pub temperature_c: f64,
    pub fire: Option<TankFire>,
    /// Its fire as it stood at the end of the tick.
    pub burning_now: Option<PoolFire>,
    pub leak: Option<Leak>,
    /// Heat of a forest fire near by, kW/m².
    pub wild_kw_m2: f64,
    /// Heat from outside now, and what cooling leaves of it, kW/m².
    pub heat_kw_m2: f64,
    pub net_kw_m2: f64,
    /// Cooling as a share of what is needed, 0 to 1.
    pub cooled: f64,
    /// Share of the way to failure, 0 to 1.
    pub damage: f64,
    pub failed: bool,
    /// Signs that it will burst: the wall discolours and bulges, the relief valve screams.
    pub signs: bool,
    /// Seconds of enough foam so far.
    pub foamed_s: f64,
    /// What went up in its fireball, kg.
    pub burst_kg: f64,
    /// TNT with the force of its bursting, kg.
    pub burst_tnt_kg: f64,
    /// What burns in the jet of its leak now, kg/s.
    pub jet_kg_s: f64,
    /// Through the relief valve now, kg/s.
    pub vent_kg_s: f64,
    /// What goes into the air now, burning aside: vent, spray of a leak, vapour of a pool, kg/s.
    pub release_kg_s: f64,
    /// Everything that went into the air so far, kg.
    pub released_kg: f64,
}

/// What happened to a tank in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Vents,
    /// The wall of a pressure tank shows that it will not hold long.
    Signs,
    Fails,
    BurntOut,
    PutOut,
}

impl PlantTank {
    pub(super) fn new(
        id: TankRef,
        substance: &'static Substance,
        stored: &county::Tank,
        bund: usize,
        air_c: f64,
    ) -> Self {
        let volume_m3 = 1000.0 * f64::from(stored.capacity_t) / substance.liquid_kg_m3;
        // Room temperature may lie anywhere; what boils below 20 °C is kept under pressure in any weather.
        let pressurised = substance.is_gas(20.0);
        let slender = if pressurised { 3.0 } else { 1.0 };
        Self {
            id,
            substance,
            at: Point::default(),
            bund,
            pressurised,
            volume_m3,
            diameter_m: math::cbrt(4.0 * volume_m3 / (PI * slender)),
            mass_kg: 1000.0 * f64::from(stored.held_t),
            first_kg: 1000.0 * f64::from(stored.held_t),
            temperature_c: air_c,
            fire: None,
            burning_now: None,
            leak: None,
            wild_kw_m2: 0.0,
            heat_kw_m2: 0.0,
            net_kw_m2: 0.0,
            cooled: 0.0,
            damage: 0.0,
            failed: false,
            signs: false,
            foamed_s: 0.0,
            burst_kg: 0.0,
            burst_tnt_kg: 0.0,
            jet_kg_s: 0.0,
            vent_kg_s: 0.0,
            release_kg_s: 0.0,
            released_kg: 0.0,
        }
    }

    /// Area of its wall, m².
    pub fn wall_m2(&self) -> f64 {
        let d = self.diameter_m;
        if self.pressurised { PI * d * (3.0 * d) + 0.5 * PI * d * d } else { PI * d * d + 0.25 * PI * d * d }
    }

    /// Area of its surface of liquid, m².
    pub fn surface_m2(&self) -> f64 {
        let d = self.diameter_m;
        if self.pressurised { 3.0 * d * d } else { 0.25 * PI * d * d }
    }

    /// Area that it shows to a fire on one side, m².
    fn shadow_m2(&self) -> f64 {
        let d = self.diameter_m;
        if self.pressurised { 3.0 * d * d } else { d * d }
    }

    /// Whether it, or what comes out of it, burns.
    pub fn burns(&self) -> bool {
        self.fire.is_some() || self.jet_kg_s > 0.0
    }

    /// The fire on it as it is now: it takes `grow_s` to cover the surface.
    pub fn pool_fire(&self, now: DrillTime, grow_s: f64) -> Option<PoolFire> {
        let since = self.fire?.since;
        let grown = (f64::from(now.0.saturating_sub(since.0)) / grow_s.max(1.0)).clamp(0.05, 1.0);
        PoolFire::of(self.substance, self.diameter_m * grown.sqrt())
    }

    /// Cooling water that it needs, L/min, while it burns or stands in the flames, and while it stands beside them.
    pub fn cooling_need_l_min(&self, in_fire: bool) -> f64 {
        let cooling = &limits().cooling;
        let per_m2 = match (self.pressurised, in_fire) {
            (true, true) => cooling.lpg_burning,
            (true, false) => cooling.lpg_beside,
            (false, true) => cooling.fixed_roof,
            (false, false) => cooling.beside,
        };
        per_m2 * self.wall_m2()
    }

    /// Temperature at which its vapour lifts the relief valve, °C.
    pub fn relief_c(&self, table: &PlantTable) -> f64 {
        self.substance.boils_at_c(ATM_PA + table.relief_pa)
    }

    /// Take the heat of some seconds; water takes its share first.
    pub(super) fn heat(
        &mut self,
        heat_kw_m2: f64,
        water_l_min: f64,
        in_fire: bool,
        table: &PlantTable,
        seconds: f64,
    ) -> Option<Change> {
        self.heat_kw_m2 = heat_kw_m2;
        self.cooled = (water_l_min / self.cooling_need_l_min(in_fire)).clamp(0.0, 1.0);
        self.net_kw_m2 = heat_kw_m2 * (1.0 - table.cooling_most * self.cooled);
        self.vent_kg_s = 0.0;
        if self.failed || self.mass_kg <= 0.0 {
            return None;
        }
        let domino = limits().domino.heat_kw_m2;
        let from = if self.pressurised { domino.1 } else { domino.0 };
        if self.net_kw_m2 >= from {
            self.damage += seconds / tank_fails_after_s(self.net_kw_m2, self.volume_m3, self.pressurised);
        }
        if self.damage >= 1.0 {
            self.damage = 1.0;
            return Some(Change::Fails);
        }
        let signs = self.pressurised && !self.signs && self.damage >= table.signs_at;
        self.signs |= signs;
        if self.pressurised && self.net_kw_m2 > 0.0 {
            let relief_c = self.relief_c(table);
            let watts = 1000.0 * self.net_kw_m2 * self.shadow_m2();
            let warmer = watts * seconds / (self.mass_kg * self.substance.cp_j_kg_k.0);
            self.temperature_c = (self.temperature_c + warmer).min(relief_c);
            if self.temperature_c >= relief_c {
                self.vent_kg_s = (watts / self.substance.heat_vap_j_kg).min(self.mass_kg / seconds);
                return Some(if signs { Change::Signs } else { Change::Vents });
            }
        }
        signs.then_some(Change::Signs)
    }

    /// Let its fire burn for some seconds under so much foam.
    pub(super) fn burn(
        &mut self,
        now: DrillTime,
        foam_l_min: f64,
        table: &PlantTable,
        seconds: f64,
    ) -> Option<Change> {
        let fire = self.pool_fire(now, 60.0 * table.grow_min)?;
        self.mass_kg -= (fire.rate_kg_m2_s() * fire.area_m2() * seconds).min(self.mass_kg);
        if self.mass_kg <= 1.0 {
            self.fire = None;
            return Some(Change::BurntOut);
        }
        let need = foam(FoamOn::FixedRoof, self.surface_m2());
        if foam_l_min >= need.l_min {
            self.foamed_s += seconds;
        } else {
            // A blanket that is not kept up breaks again.
            self.foamed_s = (self.foamed_s - seconds).max(0.0);
        }
        if self.foamed_s >= 60.0 * need.minutes {
            self.fire = None;
            return Some(Change::PutOut);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hazard::{HazardTables, chemical::substance::by_id};

    /// Ticks of ten seconds until a tank of LPG fails beside a fire, by the share of its cooling water that it gets.
    fn fails_after(share: f64) -> Option<u32> {
        let table = HazardTables::built_in().unwrap().plant;
        let substance = county::Substance::named("lpg").unwrap();
        let stored = county::Tank { substance, capacity_t: 50.0, held_t: 40.0, bund_m2: 0.0 };
        let id = TankRef { site: 0, tank: 0 };
        let mut tank = PlantTank::new(id, by_id("lpg").unwrap(), &stored, 0, 25.0);
        let litres = share * tank.cooling_need_l_min(false);
        let fails = |change| matches!(change, Some(Change::Fails));
        (0..1440).find(|_| fails(tank.heat(60.0, litres, false, &table, 10.0)))
    }

    #[test]
    fn cooling_water_delays_the_burst_and_enough_of_it_prevents_it() {
        let [dry, little, some] = [0.0, 0.1, 0.2].map(|share| fails_after(share).expect("too little water"));
        println!(
            "60 kW/m²: fails after {dry} ticks, with a tenth of the water {little}, with a fifth {some}"
        );
        // 60·(1 − 0.95·0.2) = 48.6 kW/m²: (60/48.6)^0.947 = 1.22 times as long (Cozzani et al. 2005).
        assert!(dry < little && little < some);
        assert!((f64::from(some) / f64::from(dry) - 1.22).abs() < 0.03);
        assert_eq!(fails_after(0.5), None);
    }
}
