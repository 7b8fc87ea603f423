//! A hole in a pipe that a tank feeds: the pipe's friction and the hole take the push between them, and what stands in the pipe
//! runs out even when the valve at the tank is shut.

use super::{air::GRAVITY_M_S2, leak::SHARP_HOLE};

/// Darcy's friction factor of commercial steel pipe of these bores, turbulent (Crane TP-410: 0.016 to 0.022), and the loss where
/// it leaves the tank.
const FRICTION: f64 = 0.02;
const ENTRANCE: f64 = 0.5;

/// A pipe between a tank's valve and a hole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pipe {
    pub bore_m: f64,
    pub length_m: f64,
}

impl Pipe {
    fn area_m2(&self) -> f64 {
        0.25 * core::f64::consts::PI * self.bore_m * self.bore_m
    }

    /// What it holds, kg.
    pub fn holds_kg(&self, density_kg_m3: f64) -> f64 {
        self.area_m2() * self.length_m * density_kg_m3
    }

    /// Liquid out of a hole in its wall or end, kg/s, that a push of so many Pa drives along it: pipe and hole in series,
    /// Δp = ½ρ·Q²·(1/(Cd·A)² + (K + f·L/D)/Ap²) (Darcy and Weisbach; Crowl and Louvar, ch. 4).
    pub fn rate_kg_s(&self, hole_m2: f64, density_kg_m3: f64, push_pa: f64) -> f64 {
        let per = |area_m2: f64| 1.0 / (area_m2 * area_m2);
        let lost = ENTRANCE + FRICTION * self.length_m / self.bore_m;
        let both = per(SHARP_HOLE * hole_m2) + lost * per(self.area_m2());
        (2.0 * density_kg_m3 * push_pa.max(0.0) / both).sqrt()
    }

    /// Push of the liquid that stands in it, on average, once its tank is shut off, Pa.
    pub fn own_push_pa(&self, density_kg_m3: f64) -> f64 {
        0.5 * density_kg_m3 * GRAVITY_M_S2 * self.bore_m
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hazard::chemical::leak::liquid_kg_s;

    #[test]
    fn a_short_wide_pipe_is_a_hole_and_a_long_one_follows_darcy() {
        let hole_m2 = 1e-4;
        let short = Pipe { bore_m: 0.3, length_m: 0.1 }.rate_kg_s(hole_m2, 880.0, 5e4);
        let hole = liquid_kg_s(hole_m2, SHARP_HOLE, 880.0, 5e4, 0.0);
        println!("hole {hole:.3} kg/s, through a short wide pipe {short:.3}");
        assert!((short / hole - 1.0).abs() < 1e-3);
        // Torn off: v = √(2Δp/ρ / (f·L/D + 0.5 + 1/Cd²)) = √(113.6/(40 + 0.5 + 2.687)) = 1.622 m/s.
        let pipe = Pipe { bore_m: 0.1, length_m: 200.0 };
        let whole_m2 = 0.25 * core::f64::consts::PI * 0.01;
        let v = pipe.rate_kg_s(whole_m2, 880.0, 5e4) / (880.0 * whole_m2);
        println!("{v:.4} m/s in 200 m of DN 100");
        assert!((v / 1.622 - 1.0).abs() < 2e-3);
        assert!((pipe.holds_kg(880.0) - 1382.3).abs() < 0.1);
    }
}
