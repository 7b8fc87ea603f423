//! A spill: it spreads until a bund or its own thinness stops it, and evaporates.
//!
//! Below the boiling point: Mackay and Matsugu (1973), in SI units k = 0.00482·u^0.78·D^−0.11·Sc^−0.67 m/s, with the
//! correction for strong vapour −ln(1 − p/pa)·pa/p. At the boiling point: heat from the ground k·ΔT/√(π·a·t) and from the
//! wind (Yellow Book, 1997; the ground's constants \[M\]). Spread: dr/dt = √(2g(h − h_least)), in a bund at once.

use super::{
    air::{ATM_PA, GAS_J_MOL_K, GRAVITY_M_S2, air_kg_m3, kelvin},
    substance::Substance,
};
use crate::num::math::{ln, pow};

const PI: f64 = core::f64::consts::PI;
/// Viscosity of air and how fast water vapour spreads in it, m²/s.
const AIR_M2_S: f64 = 1.5e-5;
const WATER_M2_S: f64 = 2.4e-5;
/// Concrete and soil: heat conduction, W/(m·K), and spreading of heat, m²/s.
const GROUND_W_M_K: f64 = 0.9;
const GROUND_M2_S: f64 = 4.3e-7;
/// Thinnest layer on rough ground, m (Yellow Book, concrete and gravel).
pub const LEAST_DEPTH_M: f64 = 0.005;

/// Speed of mass transfer over a pool, m/s.
pub fn transfer_m_s(substance: &Substance, wind_m_s: f64, diameter_m: f64) -> f64 {
    // Graham's law from water.
    let spread = WATER_M2_S * (0.018_015 / substance.molar_kg_mol).sqrt();
    0.004_82
        * pow(wind_m_s.max(super::plume::LEAST_WIND_M_S), 0.78)
        * pow(diameter_m.max(0.1), -0.11)
        * pow(AIR_M2_S / spread, -0.67)
}

/// Evaporation of a pool as warm as the air, below its boiling point, kg/s.
pub fn evaporation_kg_s(substance: &Substance, temperature_c: f64, wind_m_s: f64, area_m2: f64) -> f64 {
    if area_m2 <= 0.0 {
        return 0.0;
    }
    let share = (substance.vapour_pressure_pa(temperature_c) / ATM_PA).min(0.95);
    let strong = if share > 1e-9 { -ln(1.0 - share) / share } else { 1.0 };
    let k = transfer_m_s(substance, wind_m_s, (4.0 * area_m2 / PI).sqrt());
    k * area_m2 * strong * share * ATM_PA * substance.molar_kg_mol / (GAS_J_MOL_K * kelvin(temperature_c))
}

/// A pool and its account.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pool {
    pub mass_kg: f64,
    pub area_m2: f64,
    /// Largest area that a bund leaves it, m²; infinite without one.
    pub bund_m2: f64,
    /// Time since the ground was wetted, s.
    pub age_s: f64,
    pub spilled_kg: f64,
    pub evaporated_kg: f64,
}

impl Pool {
    /// Dry ground in a bund of this area, m².
    pub fn in_bund(bund_m2: f64) -> Self {
        Self { mass_kg: 0.0, area_m2: 0.0, bund_m2, age_s: 0.0, spilled_kg: 0.0, evaporated_kg: 0.0 }
    }

    /// A pool of this mass that fills a circle, m, from the start.
    pub fn filled(mass_kg: f64, diameter_m: f64) -> Self {
        let area = 0.25 * PI * diameter_m * diameter_m;
        Self { mass_kg, area_m2: area, spilled_kg: mass_kg, ..Self::in_bund(area) }
    }

    /// Evaporation now, kg/s.
    pub fn rate_kg_s(&self, substance: &Substance, air_c: f64, wind_m_s: f64) -> f64 {
        if self.mass_kg <= 0.0 || self.area_m2 <= 0.0 {
            return 0.0;
        }
        if !substance.is_gas(air_c) {
            return evaporation_kg_s(substance, air_c, wind_m_s, self.area_m2);
        }
        let colder = air_c - substance.boiling_c;
        let ground = GROUND_W_M_K * colder / (PI * GROUND_M2_S * self.age_s.max(1.0)).sqrt();
        // Heat goes over as mass does: the same speed times what the air holds.
        let speed = transfer_m_s(substance, wind_m_s, (4.0 * self.area_m2 / PI).sqrt());
        let air = speed * air_kg_m3(air_c) * 1005.0 * colder;
        (ground + air) * self.area_m2 / substance.heat_vap_j_kg
    }

    /// Let some seconds pass in which liquid comes at a rate, kg/s; what evaporates in them, kg, at most what is there.
    pub fn run(
        &mut self,
        substance: &Substance,
        inflow_kg_s: f64,
        air_c: f64,
        wind_m_s: f64,
        seconds: f64,
    ) -> f64 {
        let come = inflow_kg_s.max(0.0) * seconds;
        self.mass_kg += come;
        self.spilled_kg += come;
        if self.mass_kg <= 0.0 {
            return 0.0;
        }
        self.spread(substance.liquid_kg_m3, seconds);
        // Half a step old: heat from the ground falls with the root of time.
        self.age_s += 0.5 * seconds;
        let gone = (self.rate_kg_s(substance, air_c, wind_m_s) * seconds).min(self.mass_kg);
        self.age_s += 0.5 * seconds;
        self.mass_kg -= gone;
        self.evaporated_kg += gone;
        if self.mass_kg <= 0.0 {
            self.area_m2 = 0.0;
        }
        gone
    }

    fn spread(&mut self, density_kg_m3: f64, seconds: f64) {
        let volume = self.mass_kg / density_kg_m3;
        let most = (volume / LEAST_DEPTH_M).min(self.bund_m2);
        if self.area_m2 >= most {
            // As it dries it keeps its thinnest layer and shrinks.
            self.area_m2 = most;
            return;
        }
        let parts = 20;
        let part = seconds / f64::from(parts);
        let mut radius = (self.area_m2.max(0.01) / PI).sqrt();
        for _ in 0..parts {
            let depth = volume / (PI * radius * radius);
            radius += part * (2.0 * GRAVITY_M_S2 * (depth - LEAST_DEPTH_M)).max(0.0).sqrt();
            radius = radius.min((most / PI).sqrt());
        }
        self.area_m2 = PI * radius * radius;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hazard::chemical::substance::by_id;

    #[test]
    fn evaporation_agrees_with_the_papers_own_units_and_with_epa() {
        let benzene = by_id("benzene").unwrap();
        // The paper's: 0.0292·u^0.78·D^−0.11·Sc^−0.67 in m/h.
        let (wind, diameter) = (3.0f64, 10.0f64);
        let sc = AIR_M2_S / (WATER_M2_S * (0.018_015f64 / benzene.molar_kg_mol).sqrt());
        let hours = 0.0292 * pow(3600.0 * wind, 0.78) * pow(diameter, -0.11) * pow(sc, -0.67) / 3600.0;
        let ours = transfer_m_s(benzene, wind, diameter);
        println!("transfer {ours:.6} m/s, in the paper's units {hours:.6}");
        assert!((ours / hours - 1.0).abs() < 2e-3);
        // EPA's risk management guidance, app. D: 0.284·u^0.78·M^⅔·A·VP/(82.05·T) lb/min, ft², mmHg.
        let vp = benzene.vapour_pressure_pa(25.0) / super::super::air::MMHG_PA;
        let epa = 0.284 * pow(1.5, 0.78) * pow(78.114, 2.0 / 3.0) * 1000.0 * vp / (82.05 * 298.15);
        let got = evaporation_kg_s(benzene, 25.0, 1.5, 92.903) * 60.0 / 0.453_592;
        println!("benzene, 1,000 ft²: {got:.1} lb/min, EPA {epa:.1}");
        assert!((got / epa - 1.0).abs() < 0.25);
    }

    #[test]
    fn a_pool_keeps_its_account_stops_at_its_bund_and_dries() {
        for (id, steps) in [("methanol", 200_000), ("chlorine", 20_000), ("styrene", 1_000)] {
            let substance = by_id(id).unwrap();
            let mut pool = Pool::in_bund(200.0);
            let mut given = 0.0;
            for k in 0..steps {
                let inflow = if k < 100 { 20.0 } else { 0.0 };
                given += 10.0 * inflow;
                pool.run(substance, inflow, 25.0, 3.0, 10.0);
                assert!(pool.area_m2 <= 200.0 + 1e-9 && pool.mass_kg >= 0.0);
            }
            let error = pool.mass_kg + pool.evaporated_kg - given;
            println!("{id}: {:.0} kg of {given:.0} left, account off by {error:.1e} kg", pool.mass_kg);
            assert!(error.abs() < 1e-6 && (pool.spilled_kg - given).abs() < 1e-6);
            assert!(id == "styrene" || pool.mass_kg < 1.0);
        }
    }

    #[test]
    fn cold_liquid_boils_less_as_the_ground_cools_and_wind_helps() {
        let ammonia = by_id("ammonia").unwrap();
        let pool = Pool { age_s: 10.0, ..Pool::filled(1e4, 20.0) };
        let later = Pool { age_s: 1000.0, ..pool };
        let rate = |p: &Pool, wind: f64| p.rate_kg_s(ammonia, 25.0, wind);
        println!("ammonia boils {:.1} then {:.1} kg/s", rate(&pool, 2.0), rate(&later, 2.0));
        assert!(rate(&pool, 2.0) > 3.0 * rate(&later, 2.0) && rate(&later, 8.0) > rate(&later, 2.0));
        assert_eq!(rate(&Pool::in_bund(10.0), 2.0), 0.0);
        // Without a bund it spreads until it is thin.
        let mut free = Pool::in_bund(f64::INFINITY);
        free.run(by_id("styrene").unwrap(), 906.0, 25.0, 2.0, 1.0);
        for _ in 0..600 {
            free.run(by_id("styrene").unwrap(), 0.0, 25.0, 2.0, 1.0);
        }
        println!("1 m³ spreads over {:.0} m², 200 at most", free.area_m2);
        assert!((190.0..=200.0).contains(&free.area_m2));
    }
}
