//! The fireball of a bursting tank of liquefied gas (BLEVE): D = 5.8·M^⅓, t = 0.45·M^⅓ below 30 t and 2.6·M^(1/6) above,
//! middle at 0.75·D (CCPS 1994, TNO). View factor of an upright target X·r²/(X² + r²)^1.5, r = D/2 (the reference's).

use super::pool_fire::{burn_share, heat_dose, transmissivity};
use crate::num::math::{cbrt, pow};

/// A fireball.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fireball {
    pub mass_kg: f64,
    /// Emissive power of its surface, kW/m²; 350 for light hydrocarbons.
    pub emissive_kw_m2: f64,
    /// Pressure of the air's water vapour, Pa; without it the air lets all heat through.
    pub wet_pa: Option<f64>,
}

impl Fireball {
    pub fn new(mass_kg: f64) -> Self {
        Self { mass_kg, emissive_kw_m2: 350.0, wet_pa: None }
    }

    pub fn diameter_m(&self) -> f64 {
        5.8 * cbrt(self.mass_kg.max(0.0))
    }

    pub fn duration_s(&self) -> f64 {
        let mass = self.mass_kg.max(0.0);
        if mass < 30_000.0 { 0.45 * cbrt(mass) } else { 2.6 * pow(mass, 1.0 / 6.0) }
    }

    /// Height of its middle over the ground, m.
    pub fn height_m(&self) -> f64 {
        0.75 * self.diameter_m()
    }

    /// View factor at a distance on the ground. The formula falls again below r/√2, under the fireball, where a target
    /// looks up instead; there its greatest value stands.
    pub fn view(&self, x_m: f64) -> f64 {
        let r = 0.5 * self.diameter_m();
        let x = x_m.max(r * core::f64::consts::FRAC_1_SQRT_2);
        let square = x * x + r * r;
        if square > 0.0 { x * r * r / (square * square.sqrt()) } else { 0.0 }
    }

    /// Heat at a distance on the ground, kW/m².
    pub fn kw_m2(&self, x_m: f64) -> f64 {
        let h = self.height_m();
        let way = ((x_m * x_m + h * h).sqrt() - 0.5 * self.diameter_m()).max(0.1);
        self.emissive_kw_m2 * self.view(x_m) * transmissivity(self.wet_pa, way)
    }

    /// Share of people in the open there who die of burns, exposed for its whole duration.
    pub fn burn_share(&self, x_m: f64) -> f64 {
        burn_share(heat_dose(self.kw_m2(x_m), self.duration_s()))
    }

    /// The furthest distance with this heat, m: the inverse of [`Self::kw_m2`]. Nothing if it is never reached.
    pub fn distance_m(&self, kw_m2: f64) -> Option<f64> {
        super::plume::furthest(|x| self.kw_m2(x), kw_m2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// B3 row 5, and back.
    #[test]
    fn a_fireball_matches_the_published_example_in_both_directions() {
        let ball = Fireball::new(11_958.0);
        let (d, t, f, q) = (ball.diameter_m(), ball.duration_s(), ball.view(100.0), ball.kw_m2(100.0));
        println!("D {d:.2} m (132.6), t {t:.2} s (10.3), F {f:.4} (.255), q {q:.2} kW/m² (89.1)");
        for (got, want) in [(d, 132.6), (t, 10.3), (f, 0.255), (q, 89.1)] {
            assert!((got / want - 1.0).abs() < 0.01, "{got} {want}");
        }
        let back = ball.distance_m(q).unwrap();
        println!("{q:.2} kW/m² at {back:.3} m");
        assert!((back - 100.0).abs() < 1e-6);
        assert!(ball.distance_m(400.0).is_none());
        // Moist air takes some; heat falls with distance, and people die near.
        let moist = Fireball { wet_pa: Some(1500.0), ..ball };
        assert!(moist.kw_m2(100.0) < q && ball.kw_m2(300.0) < q && ball.kw_m2(0.0) >= q);
        println!(
            "die at 100 / 300 / 600 m: {:.2} {:.2} {:.3}",
            ball.burn_share(100.0),
            ball.burn_share(300.0),
            ball.burn_share(600.0)
        );
        assert!(ball.burn_share(100.0) > 0.9 && ball.burn_share(600.0) < 0.05);
        // Both formulas of the duration meet near 30 t.
        let (below, above) = (Fireball::new(29_999.0).duration_s(), Fireball::new(30_001.0).duration_s());
        assert!((above / below - 1.0).abs() < 0.05);
        assert_eq!(Fireball::new(0.0).kw_m2(10.0), 0.0);
    }
}
