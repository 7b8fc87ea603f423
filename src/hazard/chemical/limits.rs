//! Thresholds and rates, read from `assets/chemical.ron`, where each stands with unit and source.

use serde::Deserialize;
use std::sync::LazyLock;

/// See `assets/chemical.ron`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub hot_share_of_lfl: f64,
    /// Hot, warm, cold, kW/m².
    pub heat_kw_m2: (f64, f64, f64),
    /// Hot, warm, cold, kPa.
    pub blast_kpa: (f64, f64, f64),
    /// By rising pressure.
    pub damage: Vec<Damage>,
    pub domino: Domino,
    pub jet: Jet,
    /// a, b of a + b·ln(t·q^(4/3)), s and W/m².
    pub burn_probit: (f64, f64),
    pub foam: Foam,
    pub cooling: Cooling,
    /// Tight and leaky houses, 1/h.
    pub air_exchange_per_h: (f64, f64),
}

/// What an overpressure does from `kpa` on.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Damage {
    pub kpa: f64,
    pub zh: String,
    pub en: String,
}

/// When a tank fails by what happens beside it: atmospheric, pressurised.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Domino {
    pub heat_kw_m2: (f64, f64),
    pub heat_min: f64,
    pub blast_kpa: (f64, f64),
    pub atmospheric_ttf: (f64, f64, f64),
    pub pressurised_ttf: (f64, f64, f64),
}

/// Flames of jets: share of the heat that is radiated, heat on what stands in them, and half their width as a share of their
/// length.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jet {
    pub radiant_share: f64,
    pub touch_kw_m2: f64,
    pub half_width: f64,
}

/// Foam solution: L/min/m² of burning surface, and for how many minutes.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Foam {
    pub floating_roof: (f64, f64),
    pub fixed_roof: (f64, f64),
    pub monitors: (f64, f64),
}

/// Cooling water, L/min/m² of wall; what stands within so many diameters is cooled too.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cooling {
    pub lpg_burning: f64,
    pub lpg_beside: f64,
    pub fixed_roof: f64,
    pub beside: f64,
    pub beside_diameters: f64,
}

static LIMITS: LazyLock<Limits> = LazyLock::new(|| {
    // A broken table of our own is found by the test below, long before it could reach anybody.
    ron::from_str(include_str!("../../../assets/chemical.ron")).unwrap_or_default()
});

/// The table.
pub fn limits() -> &'static Limits {
    &LIMITS
}

/// The worst damage of an overpressure, kPa; nothing below the first.
pub fn damage(kpa: f64) -> Option<&'static Damage> {
    LIMITS.damage.iter().rev().find(|d| kpa >= d.kpa)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_and_damage_rises() {
        assert!(limits().damage.windows(2).all(|d| d[0].kpa < d[1].kpa));
        assert_eq!(limits().heat_kw_m2, (10.0, 5.0, 2.0));
        assert_eq!(damage(7.5).unwrap().kpa, 7.0);
        assert!(damage(0.5).is_none() && damage(500.0).unwrap().kpa == 69.0);
        println!("7.5 kPa: {}", damage(7.5).unwrap().zh);
    }
}
