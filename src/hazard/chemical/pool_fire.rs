//! Burning pools and jets: heat by distance, what it does to people and to tanks.
//!
//! Burning rate and point source: NUREG-1805 (2004). Flame height: Thomas (1963). Emissive power: Mudan and Croce (1988).
//! View factor of an upright cylinder: Mudan (1984), as in SFPE. Heat in kW/m², lengths m.

use super::{
    air::GRAVITY_M_S2,
    limits::{Domino, limits},
    substance::Substance,
};
use crate::num::math::{exp, ln, normal_cdf, pow};

const PI: f64 = core::f64::consts::PI;
/// Air's density in Thomas' formula, kg/m³.
const AIR_KG_M3: f64 = 1.2;

/// A burning pool.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PoolFire {
    pub diameter_m: f64,
    /// Largest burning rate, kg/m²/s, and how it grows with the diameter, 1/m.
    pub rate_most_kg_m2_s: f64,
    pub k_beta_1_m: f64,
    pub heat_comb_j_kg: f64,
    /// Share of the heat that is radiated (NUREG-1805: 0.30).
    pub radiant_share: f64,
}

impl PoolFire {
    /// Of a substance; nothing for one without burning data.
    pub fn of(substance: &Substance, diameter_m: f64) -> Option<Self> {
        let (rate, k) = substance.pool_fire?;
        Some(Self {
            diameter_m,
            rate_most_kg_m2_s: rate,
            k_beta_1_m: k,
            heat_comb_j_kg: substance.heat_comb_j_kg?,
            radiant_share: 0.30,
        })
    }

    pub fn area_m2(&self) -> f64 {
        0.25 * PI * self.diameter_m * self.diameter_m
    }

    /// m″ = m∞·(1 − e^(−kβ·D)), kg/m²/s.
    pub fn rate_kg_m2_s(&self) -> f64 {
        self.rate_most_kg_m2_s * (1.0 - exp(-self.k_beta_1_m * self.diameter_m))
    }

    /// Heat of the whole fire, kW.
    pub fn heat_kw(&self) -> f64 {
        self.rate_kg_m2_s() * self.heat_comb_j_kg * 1e-3 * self.area_m2()
    }

    /// Height of the flame without wind, m: 42·D·(m″/(ρ·√(g·D)))^0.61.
    pub fn flame_m(&self) -> f64 {
        42.0 * self.diameter_m
            * pow(self.rate_kg_m2_s() / (AIR_KG_M3 * (GRAVITY_M_S2 * self.diameter_m).sqrt()), 0.61)
    }

    /// Emissive power of its surface, kW/m²: bright where it is not hidden by its own smoke.
    pub fn emissive_kw_m2(&self) -> f64 {
        let clear = exp(-0.12 * self.diameter_m);
        140.0 * clear + 20.0 * (1.0 - clear)
    }

    /// Heat at a distance from the pool's **edge**, as from a point over its middle; near by no more than the flame's surface
    /// gives. `wet_pa`: see [`transmissivity`].
    pub fn point_kw_m2(&self, from_edge_m: f64, wet_pa: Option<f64>) -> f64 {
        let x = from_edge_m.max(0.0) + 0.5 * self.diameter_m;
        let point = transmissivity(wet_pa, x) * self.radiant_share * self.heat_kw() / (4.0 * PI * x * x);
        point.min(self.emissive_kw_m2())
    }

    /// Heat at a distance from the pool's **edge**, of the flame as a cylinder on a target on the ground.
    pub fn cylinder_kw_m2(&self, from_edge_m: f64, wet_pa: Option<f64>) -> f64 {
        let x = from_edge_m.max(0.0) + 0.5 * self.diameter_m;
        let [level, upright] = cylinder_view(0.5 * self.diameter_m, self.flame_m(), x);
        let view = (level * level + upright * upright).sqrt();
        transmissivity(wet_pa, from_edge_m.max(0.1)) * self.emissive_kw_m2() * view
    }
}

/// Share of the heat that moist air lets through: 2.02·(p·x)^−0.09 with the pressure of the water vapour in Pa and the
/// way in m; one without a pressure.
pub fn transmissivity(wet_pa: Option<f64>, way_m: f64) -> f64 {
    match wet_pa {
        Some(p) if p * way_m > 0.0 => (2.02 * pow(p * way_m, -0.09)).min(1.0),
        _ => 1.0,
    }
}

/// View factors of an upright cylinder from a small target on the ground: lying, and upright facing it.
/// `x_m` is from its axis; on its surface and inside, half and one.
pub fn cylinder_view(radius_m: f64, height_m: f64, x_m: f64) -> [f64; 2] {
    let (s, h) = (x_m / radius_m, height_m / radius_m);
    if s.is_nan() || s <= 1.000_001 {
        return [0.5, 0.5];
    }
    if h.is_nan() || h <= 0.0 {
        return [0.0, 0.0];
    }
    let atan = |v: f64| crate::num::math::atan2(v, 1.0);
    let a = (h * h + s * s + 1.0) / (2.0 * s);
    let b = (1.0 + s * s) / (2.0 * s);
    let (ra, rb) = ((a * a - 1.0).sqrt(), (b * b - 1.0).sqrt());
    let edge_a = atan(((a + 1.0) * (s - 1.0) / ((a - 1.0) * (s + 1.0))).sqrt());
    let edge_b = atan(((b + 1.0) * (s - 1.0) / ((b - 1.0) * (s + 1.0))).sqrt());
    let level = (b - 1.0 / s) / (PI * rb) * edge_b - (a - 1.0 / s) / (PI * ra) * edge_a;
    let upright = atan(h / (s * s - 1.0).sqrt()) / (PI * s)
        - h / (PI * s) * atan(((s - 1.0) / (s + 1.0)).sqrt())
        + a * h / (PI * s * ra) * edge_a;
    [level.max(0.0), upright.max(0.0)]
}

/// Length of a jet flame, m, of so many kg/s: 18.5·Q^0.41 (API 521 as fitted by Mudan and Croce).
pub fn jet_m(rate_kg_s: f64) -> f64 {
    18.5 * pow(rate_kg_s.max(0.0), 0.41)
}

/// Heat of a jet flame at a distance from the flame's middle, kW/m²: a point source.
pub fn jet_kw_m2(rate_kg_s: f64, heat_comb_j_kg: f64, share: f64, x_m: f64, wet_pa: Option<f64>) -> f64 {
    let x = x_m.max(0.1);
    transmissivity(wet_pa, x) * share * rate_kg_s * heat_comb_j_kg * 1e-3 / (4.0 * PI * x * x)
}

/// Heat dose of a time in a flux: t·q^(4/3), s·(W/m²)^(4/3). Doses of changing heat add up.
pub fn heat_dose(kw_m2: f64, seconds: f64) -> f64 {
    seconds * pow(1000.0 * kw_m2.max(0.0), 4.0 / 3.0)
}

/// Share of people in the open who die of burns at a dose, 0 to 1.
pub fn burn_share(dose: f64) -> f64 {
    let (a, b) = limits().burn_probit;
    if dose > 0.0 { normal_cdf(a + b * ln(dose) - 5.0) } else { 0.0 }
}

/// The dose at which a share dies: the inverse of [`burn_share`].
pub fn burn_dose(share: f64) -> f64 {
    let (a, b) = limits().burn_probit;
    exp((super::exposure::probit_of_share(share) - a) / b)
}

/// Seconds until a tank of this volume fails in a flux; infinite without heat (Cozzani et al. 2005).
pub fn tank_fails_after_s(kw_m2: f64, volume_m3: f64, pressurised: bool) -> f64 {
    if kw_m2.is_nan() || kw_m2 <= 0.0 {
        return f64::INFINITY;
    }
    let Domino { atmospheric_ttf: (a, b, c), pressurised_ttf: (pa, pb, pc), .. } = limits().domino;
    let log = if pressurised {
        pa * ln(kw_m2) + pb * pow(volume_m3.max(0.0), pc)
    } else {
        a * ln(kw_m2) + b * volume_m3 + c
    };
    exp(log)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hazard::chemical::substance::by_id;

    /// B3 row 8.
    #[test]
    fn a_pool_fire_matches_nuregs_example() {
        let fire = PoolFire {
            diameter_m: (4.0 * 236.44 / PI).sqrt(),
            rate_most_kg_m2_s: 0.045,
            k_beta_1_m: 2.1,
            heat_comb_j_kg: 44.4e6,
            radiant_share: 0.3,
        };
        let (heat, flux) = (fire.heat_kw(), fire.point_kw_m2(39.6, None));
        println!("{heat:.0} kW, NUREG 472,404; {flux:.3} kW/m² at 39.6 m, NUREG 4.83");
        assert!((heat / 472_404.0 - 1.0).abs() < 0.01 && (flux / 4.83 - 1.0).abs() < 0.01);
    }

    /// The closed formula against adding up the cylinder's surface.
    #[test]
    fn the_view_factor_is_the_integral_over_the_flame() {
        for (radius, height, x) in [(1.0, 3.0, 2.0), (5.0, 8.0, 20.0), (1.0, 0.5, 1.5)] {
            let [level, upright] = cylinder_view(radius, height, x);
            let (mut sum_level, mut sum_upright) = (0.0, 0.0);
            let n = 2_000;
            for k in 0..n {
                let angle = PI * (2.0 * (f64::from(k) + 0.5) / f64::from(n) - 1.0);
                let (sin, cos) = (crate::num::math::sin(angle), crate::num::math::cos(angle));
                for j in 0..1_000 {
                    let z = height * (f64::from(j) + 0.5) / 1_000.0;
                    // From the target at (x, 0, 0) to the surface.
                    let (dx, dy) = (radius * cos - x, radius * sin);
                    let r2 = dx * dx + dy * dy + z * z;
                    let facing = -(dx * cos + dy * sin);
                    if facing > 0.0 {
                        let patch = radius * 2.0 * PI / f64::from(n) * height / 1_000.0;
                        let weight = facing * patch / (PI * r2 * r2);
                        sum_level += z * weight;
                        sum_upright += -dx * weight;
                    }
                }
            }
            println!(
                "r {radius} h {height} x {x}: {level:.5} {upright:.5}, by sum {sum_level:.5} {sum_upright:.5}"
            );
            assert!((level - sum_level).abs() < 2e-4 && (upright - sum_upright).abs() < 2e-4);
        }
        assert_eq!(cylinder_view(2.0, 5.0, 1.0), [0.5, 0.5]);
        assert_eq!(cylinder_view(2.0, 0.0, 5.0), [0.0, 0.0]);
    }

    #[test]
    fn flames_of_substances_are_of_a_sensible_size_and_heat_falls_with_distance() {
        let gasoline = PoolFire::of(by_id("gasoline").unwrap(), 20.0).unwrap();
        println!(
            "gasoline 20 m: flame {:.1} m, {:.0} kW/m² at its surface, {:.0} MW",
            gasoline.flame_m(),
            gasoline.emissive_kw_m2(),
            gasoline.heat_kw() * 1e-3
        );
        assert!(
            (20.0..40.0).contains(&gasoline.flame_m()) && (20.0..50.0).contains(&gasoline.emissive_kw_m2())
        );
        let mut last = [f64::INFINITY; 2];
        for x in [0.0, 1.0, 10.0, 50.0, 200.0] {
            let now = [gasoline.point_kw_m2(x, Some(1500.0)), gasoline.cylinder_kw_m2(x, Some(1500.0))];
            // Near by the point source would be brighter than the flame itself.
            let most = gasoline.emissive_kw_m2();
            assert!(now[0] < last[0] || now[0] == most && last[0] >= most, "{x}: {now:?}");
            assert!(now[0] <= most && now[1] < last[1] && now[1] > 0.0, "{x}: {now:?}");
            assert!(x < 50.0 || now[0] < most);
            last = now;
        }
        assert!(PoolFire::of(by_id("chlorine").unwrap(), 5.0).is_none());
        // Smaller pools burn slower per area.
        let small = PoolFire { diameter_m: 0.3, ..gasoline };
        assert!(small.rate_kg_m2_s() < 0.6 * gasoline.rate_kg_m2_s());
        println!("jet of 10 kg/s: {:.1} m", jet_m(10.0));
        assert!((jet_m(10.0) - 47.55).abs() < 0.1);
        assert!(jet_kw_m2(10.0, 46e6, 0.3, 50.0, None) > jet_kw_m2(10.0, 46e6, 0.3, 100.0, None));
    }

    #[test]
    fn burns_and_failing_tanks_match_the_reference_in_both_directions() {
        let share = burn_share(heat_dose(10.0, 60.0));
        println!("10 kW/m² for 60 s: {:.1} % die, reference 70.5", 100.0 * share);
        assert!((share - 0.705).abs() < 0.002);
        assert!((burn_dose(share) / heat_dose(10.0, 60.0) - 1.0).abs() < 1e-6);
        assert_eq!(burn_share(0.0), 0.0);
        let minutes = tank_fails_after_s(15.0, 1000.0, false) / 60.0;
        println!("tank of 1,000 m³ at 15 kW/m²: {minutes:.2} min, reference 14.9");
        assert!((minutes - 14.9).abs() < 0.05);
        assert!(tank_fails_after_s(0.0, 10.0, true).is_infinite());
        assert!(tank_fails_after_s(60.0, 100.0, true) < tank_fails_after_s(20.0, 100.0, true));
        println!("pressurised 100 m³ at 50 kW/m²: {:.1} min", tank_fails_after_s(50.0, 100.0, true) / 60.0);
    }
}
