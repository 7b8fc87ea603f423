//! Packed goods of warehouses, read from `assets/goods.ron`.

use super::{
    river::Pollutant,
    substance::{Substance, by_id},
};
use serde::Deserialize;
use std::sync::LazyLock;

/// What burns in a warehouse. The fields' units and sources stand at the head of the file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goods {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub heat_comb_j_kg: f64,
    pub rate_kg_m2_s: f64,
    pub growth_w_s2: f64,
    /// Shares of the mass.
    pub nitrogen: f64,
    pub chlorine: f64,
    pub sulphur: f64,
    pub stock_kg_m2: f64,
    /// What a m³ of fire water takes along, kg, limit for sources of drinking water, mg/L, and half-life in a river, h.
    pub water: Option<(f64, f64, f64)>,
    pub isolation_m: f64,
    /// Price in bulk, yuan for each kg.
    pub yuan_kg: f64,
    pub source: String,
}

/// Share of an element that leaves as the gas that is followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Becomes {
    nitrogen: f64,
    chlorine: f64,
    sulphur: f64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    becomes: Becomes,
    goods: Vec<Goods>,
}

static FILE: LazyLock<File> = LazyLock::new(|| {
    // A broken table of our own is found by the test below, long before it could reach anybody.
    ron::from_str(include_str!("../../../assets/goods.ron")).unwrap_or_default()
});

/// Molar masses of N, Cl and S, kg/mol.
const ATOMS: [f64; 3] = [0.014007, 0.035453, 0.032065];

/// All goods, in the order of the file.
pub fn all() -> &'static [Goods] {
    &FILE.goods
}

/// The goods with an id.
pub fn goods(id: &str) -> Option<&'static Goods> {
    FILE.goods.iter().find(|g| g.id == id)
}

impl Goods {
    /// Toxic gases of their smoke, kg for each kg that burns: NO2, HCl and SO2 have one atom each of what they come from.
    pub fn smoke(&self) -> Vec<(&'static Substance, f64)> {
        let becomes = FILE.becomes;
        let parts = [
            ("nitrogen-dioxide", self.nitrogen * becomes.nitrogen / ATOMS[0]),
            ("hydrogen-chloride", self.chlorine * becomes.chlorine / ATOMS[1]),
            ("sulfur-dioxide", self.sulphur * becomes.sulphur / ATOMS[2]),
        ];
        let gas = |(id, moles): (&str, f64)| {
            let gas = by_id(id).filter(|_| moles > 0.0)?;
            Some((gas, moles * gas.molar_kg_mol))
        };
        parts.into_iter().filter_map(gas).collect()
    }

    /// As it gets into a river; nothing for what does not.
    pub fn pollutant(&'static self) -> Option<Pollutant> {
        let (_, limit_mg_l, half_h) = self.water?;
        Some(Pollutant { id: &self.id, limit_mg_l, half_h })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_and_its_smoke_holds_no_more_than_the_goods() {
        assert_eq!(all().len(), 3);
        for g in all() {
            let smoke = g.smoke();
            let lines: Vec<String> = smoke.iter().map(|(s, kg)| format!("{} {kg:.4}", s.id)).collect();
            println!("{}: kg for each kg burnt: {}", g.id, lines.join(", "));
            assert!(!smoke.is_empty() && !g.source.is_empty());
            assert!(g.nitrogen + g.chlorine + g.sulphur < 1.0);
            // Of the gases only what is not oxygen came from the goods, and hydrogen of HCl.
            assert!(smoke.iter().map(|(_, kg)| kg).sum::<f64>() < 1.0);
        }
        let of = |id: &str| goods("pesticides").unwrap().smoke().iter().find(|s| s.0.id == id).unwrap().1;
        // A tenth of chlorine gives 0.10·36.46/35.45 of HCl; a tenth of sulphur twice as much SO2, as oxygen doubles it.
        assert!((of("hydrogen-chloride") - 0.1028).abs() < 1e-4);
        assert!((of("sulfur-dioxide") - 0.1998).abs() < 1e-4);
        assert!((of("nitrogen-dioxide") - 0.0328).abs() < 1e-4);
    }
}
