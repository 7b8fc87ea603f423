//! Dangerous substances, read from `assets/substances.ron`.

use super::{
    air::{self, MMHG_PA},
    river::Pollutant,
};
use crate::num::math::pow;
use serde::Deserialize;
use std::sync::LazyLock;

/// What the drill knows of a substance. The fields' units and sources stand at the head of the file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Substance {
    pub id: String,
    pub zh: String,
    pub en: String,
    /// UN number.
    pub un: u16,
    pub molar_kg_mol: f64,
    /// Boiling point at 1 atm, °C; of a mixture, where it begins to boil.
    pub boiling_c: f64,
    /// Parts of the liquid: mole share and Antoine's A, B, C for mmHg and °C.
    pub antoine: Vec<(f64, f64, f64, f64)>,
    pub liquid_kg_m3: f64,
    pub heat_vap_j_kg: f64,
    /// Liquid, vapour.
    pub cp_j_kg_k: (f64, f64),
    pub gamma: f64,
    /// Nothing for what does not burn.
    #[serde(default)]
    pub heat_comb_j_kg: Option<f64>,
    /// Largest burning rate, kg/m²/s, and how it grows with the pool's diameter, 1/m.
    #[serde(default)]
    pub pool_fire: Option<(f64, f64)>,
    /// Flammable limits in air, % by volume.
    #[serde(default)]
    pub lfl_pct: Option<f64>,
    #[serde(default)]
    pub ufl_pct: Option<f64>,
    /// Acute exposure guideline levels for 60 min, ppm: discomfort, lasting harm, death.
    #[serde(default)]
    pub aegl_ppm: Option<(f64, f64, f64)>,
    /// a, b, n of the toxic probit a + b·ln(Cⁿ·min), C in mg/m³.
    #[serde(default)]
    pub probit: Option<(f64, f64, f64)>,
    /// In water: solubility, kg/m³, limit for sources of drinking water, mg/L, and half-life in a river, h.
    #[serde(default)]
    pub water: Option<(f64, f64, f64)>,
    /// First distance to keep, m: small spill, large spill, on fire.
    pub isolation_m: (f64, f64, Option<f64>),
    /// Price in bulk, yuan for each kg.
    pub yuan_kg: f64,
    pub source: String,
}

static SUBSTANCES: LazyLock<Vec<Substance>> = LazyLock::new(|| {
    // A broken table of our own is found by the test below, long before it could reach anybody.
    ron::from_str(include_str!("../../../assets/substances.ron")).unwrap_or_default()
});

/// All substances, in the order of the file.
pub fn substances() -> &'static [Substance] {
    &SUBSTANCES
}

/// The substance with an id.
pub fn by_id(id: &str) -> Option<&'static Substance> {
    SUBSTANCES.iter().find(|s| s.id == id)
}

/// The substance that a person means: by its id, its Chinese or English name, or its UN number.
pub fn named(text: &str) -> Option<&'static Substance> {
    let text = text.trim();
    // 液氯、氯气, Chlorine gas: how it is kept, or that it is a gas.
    let bare = text.trim_start_matches('液').trim_end_matches('气');
    let lower = text.to_lowercase();
    let plain = lower.trim_start_matches("liquid ").trim_start_matches("liquefied ").trim_end_matches(" gas");
    let is = |s: &&Substance| {
        s.id.eq_ignore_ascii_case(text)
            || s.en.eq_ignore_ascii_case(text)
            || s.zh == text
            || s.zh == bare
            || s.id == plain
            || s.en.eq_ignore_ascii_case(plain)
            || text.trim_start_matches("UN").trim().parse() == Ok(s.un)
    };
    SUBSTANCES.iter().find(is)
}

impl Substance {
    /// Vapour pressure of the liquid, Pa, at °C: Antoine's equation, parts by Raoult's law.
    pub fn vapour_pressure_pa(&self, temperature_c: f64) -> f64 {
        self.antoine
            .iter()
            // Below −C the equation has no meaning, and there is hardly any vapour.
            .filter(|(_, _, _, c)| temperature_c + c > 1.0)
            .map(|(share, a, b, c)| share * MMHG_PA * pow(10.0, a - b / (temperature_c + c)))
            .sum()
    }

    /// Temperature at which it boils under a pressure, Pa, of at least 1 atm, °C, by halving; 150 at most.
    pub fn boils_at_c(&self, pressure_pa: f64) -> f64 {
        let (mut low, mut high) = (self.boiling_c, 150.0);
        for _ in 0..40 {
            let middle = 0.5 * (low + high);
            if self.vapour_pressure_pa(middle) < pressure_pa {
                low = middle;
            } else {
                high = middle;
            }
        }
        0.5 * (low + high)
    }

    /// Whether it is a gas at this temperature and 1 atm.
    pub fn is_gas(&self, temperature_c: f64) -> bool {
        self.boiling_c < temperature_c
    }

    /// Density of its vapour at 1 atm, kg/m³.
    pub fn vapour_kg_m3(&self, temperature_c: f64) -> f64 {
        air::gas_kg_m3(self.molar_kg_mol, temperature_c, air::ATM_PA)
    }

    /// Share of the liquid that turns to vapour at once when it is let out at `temperature_c`:
    /// 1 − exp(−cp·ΔT/ΔHv) (CCPS 1999).
    pub fn flash_share(&self, temperature_c: f64) -> f64 {
        let above = (temperature_c - self.boiling_c).max(0.0);
        1.0 - crate::num::math::exp(-self.cp_j_kg_k.0 * above / self.heat_vap_j_kg)
    }

    /// As it gets into a river; nothing for what does not, or of which that is not known.
    pub fn pollutant(&'static self) -> Option<Pollutant> {
        let (_, limit_mg_l, half_h) = self.water?;
        Some(Pollutant { id: &self.id, limit_mg_l, half_h })
    }

    /// kg/m³ of a concentration in ppm of the air's volume.
    pub fn kg_m3(&self, ppm: f64, temperature_c: f64) -> f64 {
        air::kg_m3(ppm, self.molar_kg_mol, temperature_c)
    }

    /// ppm of the air's volume of a concentration in kg/m³.
    pub fn ppm(&self, kg_m3: f64, temperature_c: f64) -> f64 {
        air::ppm(kg_m3, self.molar_kg_mol, temperature_c)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_there_and_found() {
        let ids: Vec<&str> = substances().iter().map(|s| s.id.as_str()).collect();
        println!("{ids:?}");
        assert_eq!(substances().len(), 11);
        assert_eq!(by_id("chlorine").unwrap().un, 1017);
        assert!(by_id("chlorin").is_none());
        for (text, id) in [
            ("氯", "chlorine"),
            ("氯气", "chlorine"),
            ("液氯", "chlorine"),
            ("液化石油气", "lpg"),
            ("Hydrogen chloride", "hydrogen-chloride"),
            ("UN1017", "chlorine"),
            ("UN 2055", "styrene"),
        ] {
            assert_eq!(named(text).map(|s| s.id.as_str()), Some(id), "{text}");
        }
        assert!(named("chlorin").is_none() && named("").is_none() && named("气").is_none());
        for s in substances() {
            let shares: f64 = s.antoine.iter().map(|a| a.0).sum();
            assert!((shares - 1.0).abs() < 1e-12, "{}", s.id);
            assert!(s.molar_kg_mol > 0.01 && s.liquid_kg_m3 > 400.0 && s.heat_vap_j_kg > 1e5);
            assert!(s.lfl_pct.is_some() == s.heat_comb_j_kg.is_some());
            assert!(s.aegl_ppm.is_none_or(|(a, b, c)| a < b && b < c));
            assert!(!s.source.is_empty() && !s.zh.is_empty());
        }
    }

    #[test]
    fn levels_are_those_of_the_reference() {
        // AEGL for 60 min, ppm (reference B4).
        for (id, aegl) in [
            ("chlorine", (0.5, 2.0, 20.0)),
            ("ammonia", (30.0, 160.0, 1100.0)),
            ("hydrogen-chloride", (1.8, 22.0, 100.0)),
            ("benzene", (52.0, 800.0, 4000.0)),
            ("styrene", (20.0, 130.0, 1100.0)),
            ("methanol", (530.0, 2100.0, 7200.0)),
            ("propane", (5500.0, 17000.0, 33000.0)),
        ] {
            assert_eq!(by_id(id).unwrap().aegl_ppm, Some(aegl), "{id}");
        }
    }

    /// The boiling points and the constants are from different tables: they hold each other up.
    #[test]
    fn at_its_boiling_point_each_has_one_atmosphere() {
        for s in substances() {
            let atm = s.vapour_pressure_pa(s.boiling_c) / air::ATM_PA;
            println!("{}: {atm:.4} atm at {} °C", s.id, s.boiling_c);
            assert!((atm - 1.0).abs() < 0.01, "{}", s.id);
        }
        // Handbook values at 20 °C, bar.
        for (id, bar) in [
            ("chlorine", 6.73),
            ("ammonia", 8.57),
            ("propane", 8.36),
            ("methanol", 0.130),
            ("benzene", 0.100),
        ] {
            let got = by_id(id).unwrap().vapour_pressure_pa(20.0) * 1e-5;
            println!("{id}: {got:.3} bar at 20 °C, handbook {bar}");
            assert!((got / bar - 1.0).abs() < 0.025, "{id}");
        }
    }

    #[test]
    fn ppm_and_kg_m3_are_inverse() {
        let chlorine = by_id("chlorine").unwrap();
        // 1 ppm of chlorine is 2.90 mg/m³ at 25 °C (NIOSH).
        let one = chlorine.kg_m3(1.0, 25.0) * 1e6;
        println!("1 ppm chlorine = {one:.3} mg/m³, NIOSH 2.90");
        assert!((one - 2.90).abs() < 0.01);
        for ppm in [1e-3, 1.0, 5e4] {
            assert!((chlorine.ppm(chlorine.kg_m3(ppm, 7.0), 7.0) / ppm - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn a_gas_flashes_and_a_liquid_does_not() {
        let share = |id: &str| by_id(id).unwrap().flash_share(25.0);
        println!("flash at 25 °C: chlorine {:.3}, propane {:.3}", share("chlorine"), share("propane"));
        assert!((0.15..0.25).contains(&share("chlorine")) && (0.25..0.4).contains(&share("propane")));
        assert_eq!(share("benzene"), 0.0);
        assert_eq!(by_id("chlorine").unwrap().vapour_pressure_pa(-400.0), 0.0);
    }
}
