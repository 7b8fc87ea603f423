//! The blast of a tank of liquefied gas that bursts: its vapour expands, and so does the part of its liquid that flashes.
//!
//! E = P·V*/(γ − 1)·[1 − (pa/P)^((γ−1)/γ)] with V* = V_vapour + f·m/ρ_vapour, of which a share goes into the blast as so much TNT;
//! the rest tears the wall and throws its pieces (Planas-Cuchi, Salla and Casal 2004; Casal 2008 has 0.4 for walls that tear
//! slowly).

use super::{
    air::{ATM_PA, gas_kg_m3},
    blast::TNT_J_KG,
    substance::Substance,
};
use crate::num::math::pow;

/// Share of the energy that goes into the blast.
const BLAST_SHARE: f64 = 0.4;

/// Work of a gas that expands from a pressure, Pa, to that of the air without taking heat, J.
pub fn expansion_j(pressure_pa: f64, volume_m3: f64, gamma: f64) -> f64 {
    if pressure_pa <= ATM_PA || volume_m3 <= 0.0 {
        return 0.0;
    }
    pressure_pa * volume_m3 / (gamma - 1.0) * (1.0 - pow(ATM_PA / pressure_pa, (gamma - 1.0) / gamma))
}

/// TNT that explodes with the same force, kg, when a tank of a volume with this mass at this temperature bursts.
pub fn tnt_kg(substance: &Substance, volume_m3: f64, mass_kg: f64, temperature_c: f64) -> f64 {
    let pressure_pa = substance.vapour_pressure_pa(temperature_c);
    let vapour_m3 = (volume_m3 - mass_kg / substance.liquid_kg_m3).max(0.0);
    let flashes_kg = substance.flash_share(temperature_c) * mass_kg;
    let thick = gas_kg_m3(substance.molar_kg_mol, temperature_c, pressure_pa.max(ATM_PA));
    BLAST_SHARE * expansion_j(pressure_pa, vapour_m3 + flashes_kg / thick, substance.gamma) / TNT_J_KG
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hazard::chemical::{blast, substance::by_id};

    /// The closed form against p·dV added up along p·V^γ.
    #[test]
    fn the_work_is_the_integral_of_the_pressure() {
        for (bar, gamma) in [(15.0, 1.13), (8.0, 1.33), (1.2, 1.4)] {
            let (from_pa, volume) = (1e5 * bar, 12.0);
            let end = volume * pow(from_pa / ATM_PA, 1.0 / gamma);
            let n = 200_000;
            let step = (end - volume) / f64::from(n);
            let sum: f64 = (0..n)
                .map(|k| from_pa * pow(volume / (volume + (f64::from(k) + 0.5) * step), gamma) * step)
                .sum();
            let closed = expansion_j(from_pa, volume, gamma);
            println!("{bar} bar, γ {gamma}: {:.3} MJ, by sum {:.3}", 1e-6 * closed, 1e-6 * sum);
            assert!((closed / sum - 1.0).abs() < 1e-6);
        }
        assert_eq!((expansion_j(ATM_PA, 5.0, 1.3), expansion_j(5e5, 0.0, 1.3)), (0.0, 0.0));
    }

    #[test]
    fn a_hot_full_tank_bursts_harder_than_a_cold_or_an_empty_one() {
        let lpg = by_id("lpg").unwrap();
        let full = tnt_kg(lpg, 100.0, 45_000.0, 55.0);
        println!(
            "100 m³ of LPG at 55 °C: {full:.0} kg TNT, {:.1} kPa at 50 m, 7 kPa at {:.0} m",
            blast::kpa(full, 50.0),
            blast::distance_m(full, 7.0)
        );
        assert!(full > tnt_kg(lpg, 100.0, 45_000.0, 20.0) && full > tnt_kg(lpg, 100.0, 1_000.0, 55.0));
        // What is not under pressure does not burst.
        assert_eq!(tnt_kg(by_id("styrene").unwrap(), 100.0, 50_000.0, 30.0), 0.0);
    }
}
