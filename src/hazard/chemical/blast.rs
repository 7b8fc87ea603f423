//! Explosion of a vapour cloud as so much TNT: overpressure by distance, and the distance of an overpressure.
//!
//! m = η·M·ΔHc/4686 kJ/kg; Z = r/m^⅓; p/pa = 1616·[1 + (Z/4.5)²]/(√(1 + (Z/.048)²)·√(1 + (Z/.32)²)·√(1 + (Z/1.35)²))
//! (Kingery and Bulmash's data in Crowl and Louvar's form).

use super::air::ATM_PA;
use crate::num::math::cbrt;

/// Heat of a kilogram of TNT, J.
pub const TNT_J_KG: f64 = 4.686e6;

/// TNT that explodes with the same force, kg; `share` is the part of the heat that goes into the blast.
pub fn tnt_kg(mass_kg: f64, heat_comb_j_kg: f64, share: f64) -> f64 {
    share * mass_kg * heat_comb_j_kg / TNT_J_KG
}

/// Overpressure at a scaled distance, m/kg^⅓, kPa.
pub fn scaled_kpa(z: f64) -> f64 {
    let off = |by: f64| 1.0 + (z / by) * (z / by);
    let shape = 1616.0 * off(4.5) / (off(0.048).sqrt() * off(0.32).sqrt() * off(1.35).sqrt());
    shape * ATM_PA * 1e-3
}

/// Overpressure at a distance, m, from so much TNT, kPa; nothing from none.
pub fn kpa(tnt_kg: f64, distance_m: f64) -> f64 {
    if tnt_kg > 0.0 { scaled_kpa(distance_m.max(0.0) / cbrt(tnt_kg)) } else { 0.0 }
}

/// The distance of an overpressure, m: the inverse of [`kpa`], which falls all the way. Zero for a pressure that is not
/// reached even at the middle, infinite for none.
pub fn distance_m(tnt_kg: f64, at_kpa: f64) -> f64 {
    if tnt_kg.is_nan() || tnt_kg <= 0.0 || at_kpa >= scaled_kpa(0.0) {
        return 0.0;
    }
    if at_kpa.is_nan() || at_kpa <= 0.0 {
        return f64::INFINITY;
    }
    let (mut near, mut far) = (0.0, 1.0);
    while scaled_kpa(far) > at_kpa && far < 1e12 {
        near = far;
        far *= 2.0;
    }
    for _ in 0..80 {
        let middle = 0.5 * (near + far);
        if scaled_kpa(middle) > at_kpa {
            near = middle;
        } else {
            far = middle;
        }
    }
    0.5 * (near + far) * cbrt(tnt_kg)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// B3 rows 3 and 4, and back.
    #[test]
    fn blasts_match_the_book_in_both_directions() {
        let one = kpa(1.0, 30.0);
        println!("1 kg at 30 m: {one:.3} kPa, book 5.7");
        assert!((one / 5.7 - 1.0).abs() < 0.05);
        // Methane: 818.7 kJ/mol in 16.04 g.
        let tnt = tnt_kg(1000.0, 818.7e3 / 0.016_04, 0.02);
        let there = kpa(tnt, 50.0);
        println!("1,000 kg CH4: {tnt:.1} kg TNT, book 218; {there:.2} kPa at 50 m, book 25.8");
        assert!((tnt / 218.0 - 1.0).abs() < 0.05 && (there / 25.8 - 1.0).abs() < 0.05);
        for (m, r) in [(1.0, 30.0), (tnt, 50.0), (1e5, 2_000.0), (3.0, 0.4)] {
            let back = distance_m(m, kpa(m, r));
            assert!((back / r - 1.0).abs() < 1e-9, "{m} kg {r} m: {back}");
        }
        assert_eq!((distance_m(0.0, 5.0), distance_m(1.0, 1e9)), (0.0, 0.0));
        assert!(distance_m(1.0, 0.0).is_infinite() && kpa(0.0, 5.0) == 0.0);
    }

    #[test]
    fn the_pressure_falls_with_distance_all_the_way() {
        let mut last = f64::INFINITY;
        for k in 0..2_000 {
            let now = scaled_kpa(0.001 * crate::num::math::exp(0.007 * f64::from(k)));
            assert!(now < last && now > 0.0);
            last = now;
        }
    }
}
