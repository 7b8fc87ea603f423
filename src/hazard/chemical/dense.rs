//! Gas heavier than air: when it matters, and the plume of Britter and McQuaid's workbook (1988) for screening.
//!
//! The curves are those of TSCREEN and CCPS (1996), straight between points; read in the tables of GasDispersion.jl and
//! checked against Crowl and Louvar's table 5-5 as remembered \[M\].

use super::{
    air::{GRAVITY_M_S2, air_kg_m3, kelvin},
    plume::LEAST_WIND_M_S,
    substance::Substance,
};
use crate::num::math::{cbrt, log10, pow};

/// From these values of their criteria on a plume and a puff are heavy.
pub const DENSE_PLUME: f64 = 0.15;
pub const DENSE_PUFF: f64 = 0.20;

/// A steady release at the ground.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DenseRelease {
    pub rate_kg_s: f64,
    /// Density of the gas as released, kg/m³.
    pub gas_kg_m3: f64,
    /// Its temperature as released and the air's, °C.
    pub gas_c: f64,
    pub air_c: f64,
    /// Wind at 10 m, m/s.
    pub wind_m_s: f64,
}

/// α from which on each curve has values, and β there; of Cm/C0 = 0.1, 0.05, 0.02, 0.01, 0.005, 0.002.
type Curve = (f64, &'static [(f64, f64)]);
const CURVES: [Curve; 6] = [
    (0.1, &[(-0.55, 1.75), (-0.14, 1.85), (1.0, 1.28)]),
    (0.05, &[(-0.68, 1.92), (-0.29, 2.06), (-0.18, 2.06), (1.0, 1.40)]),
    (0.02, &[(-0.69, 2.08), (-0.31, 2.25), (-0.16, 2.25), (1.0, 1.62)]),
    (0.01, &[(-0.70, 2.25), (-0.29, 2.45), (-0.20, 2.45), (1.0, 1.83)]),
    (0.005, &[(-0.67, 2.40), (-0.28, 2.63), (-0.15, 2.63), (1.0, 2.07)]),
    (0.002, &[(-0.69, 2.60), (-0.25, 2.77), (-0.13, 2.77), (1.0, 2.21)]),
];

impl DenseRelease {
    /// Of a substance that comes out as gas at this rate; what boils in this air is as cold as it boils. Slower wind than the
    /// clouds of drills know counts as that.
    pub fn of(substance: &Substance, rate_kg_s: f64, air_c: f64, wind_m_s: f64) -> Self {
        let gas_c = substance.boiling_c.min(air_c);
        let gas_kg_m3 = substance.vapour_kg_m3(gas_c);
        Self { rate_kg_s, gas_kg_m3, gas_c, air_c, wind_m_s: wind_m_s.max(LEAST_WIND_M_S) }
    }

    /// Reduced gravity g·(ρ − ρ_air)/ρ_air, m/s²; zero for light gas.
    pub fn gravity_m_s2(&self) -> f64 {
        let air = air_kg_m3(self.air_c);
        (GRAVITY_M_S2 * (self.gas_kg_m3 - air) / air).max(0.0)
    }

    /// Flow of pure gas, m³/s.
    pub fn flow_m3_s(&self) -> f64 {
        self.rate_kg_s / self.gas_kg_m3
    }

    /// √(q/u), m: the size of the source as the wind sees it.
    pub fn size_m(&self) -> f64 {
        (self.flow_m3_s() / self.wind_m_s).sqrt()
    }

    /// (g′q/(u³D))^⅓: heavy enough to matter from [`DENSE_PLUME`] on.
    pub fn criterion(&self) -> f64 {
        let u = self.wind_m_s;
        cbrt(self.gravity_m_s2() * self.flow_m3_s() / (u * u * u * self.size_m()))
    }

    pub fn is_dense(&self) -> bool {
        self.criterion() >= DENSE_PLUME
    }

    /// α = 0.2·log10(g′²q/u⁵), to where the curves end.
    fn alpha(&self) -> f64 {
        let (g, u) = (self.gravity_m_s2(), self.wind_m_s);
        (0.2 * log10((g * g * self.flow_m3_s() / (u * u * u * u * u)).max(1e-30))).clamp(-1.0, 1.0)
    }

    /// Share by volume on the axis at the ground so far down the wind, 0 to 1.
    pub fn share_at(&self, x_m: f64) -> f64 {
        let ratio = x_m / self.size_m();
        // Not a number, from no release at all, is nothing too.
        if ratio.is_nan() || x_m <= 0.0 {
            return 0.0;
        }
        let near = 306.0 / (ratio * ratio) / (1.0 + 306.0 / (ratio * ratio));
        if ratio <= 30.0 {
            return self.warmed(near);
        }
        let (alpha, beta) = (self.alpha(), log10(ratio));
        // From the near formula at 30 over the curves' points; straight in the logarithms, so that it never goes below zero.
        let mut last = (log10(30.0), 306.0 / 900.0 / (1.0 + 306.0 / 900.0));
        for (share, curve) in CURVES {
            let at = beta_at(curve, alpha).max(last.0 + 1e-6);
            if beta <= at {
                let part = (beta - last.0) / (at - last.0);
                return self.warmed(pow(10.0, log10(last.1) + part * (log10(share) - log10(last.1))));
            }
            last = (at, share);
        }
        // Beyond the last curve it falls with the square of the way.
        let beyond = pow(10.0, last.0 - beta);
        self.warmed(last.1 * beyond * beyond)
    }

    /// The workbook's concentration is of gas as warm as the air; cold gas takes up less room.
    fn warmed(&self, share: f64) -> f64 {
        share / (share + (1.0 - share) * kelvin(self.gas_c) / kelvin(self.air_c))
    }

    /// Furthest place with this share by volume, m.
    pub fn reach_m(&self, share: f64) -> Option<f64> {
        super::plume::furthest(|x| self.share_at(x), share)
    }

    /// Half the plume's width there, m: D/2 + 2·l + 2.5·(l·x²)^⅓ with l = g′q/u³, the workbook's \[M\].
    pub fn half_width_m(&self, x_m: f64) -> f64 {
        let u = self.wind_m_s;
        let length = self.gravity_m_s2() * self.flow_m3_s() / (u * u * u);
        0.5 * self.size_m() + 2.0 * length + 2.5 * cbrt(length * x_m.max(0.0) * x_m.max(0.0))
    }
}

/// Of a puff: √(g′·V)/(u·D) with D = V^⅓; heavy enough to matter from [`DENSE_PUFF`] on (the workbook's \[M\]).
pub fn puff_criterion(mass_kg: f64, gas_kg_m3: f64, air_c: f64, wind_m_s: f64) -> f64 {
    let gas = DenseRelease { rate_kg_s: mass_kg, gas_kg_m3, gas_c: air_c, air_c, wind_m_s };
    let volume = mass_kg / gas_kg_m3;
    if volume > 0.0 { (gas.gravity_m_s2() * volume).sqrt() / (wind_m_s * cbrt(volume)) } else { 0.0 }
}

/// β of a curve; level before its first point.
fn beta_at(curve: &[(f64, f64)], alpha: f64) -> f64 {
    let mut last = (-1.0, curve[0].1);
    for &(a, b) in curve {
        if alpha <= a {
            let span = a - last.0;
            return if span > 0.0 { last.1 + (b - last.1) * (alpha - last.0) / span } else { b };
        }
        last = (a, b);
    }
    last.1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CCPS (1999), Burro LNG: 0.23 m³/s of liquid at 10.9 m/s.
    const BURRO: DenseRelease =
        DenseRelease { rate_kg_s: 97.89, gas_kg_m3: 1.76, gas_c: -162.0, air_c: 25.0, wind_m_s: 10.9 };

    #[test]
    fn lng_reaches_its_lower_limit_where_the_book_says() {
        // Crowl and Louvar work the example to 367 m for 5 % [M].
        let reach = BURRO.reach_m(0.05).unwrap();
        println!("criterion {:.3}, 5 % to {reach:.0} m, book 367", BURRO.criterion());
        assert!(BURRO.is_dense());
        assert!((reach / 367.0 - 1.0).abs() < 0.12);
    }

    #[test]
    fn the_share_falls_with_the_way_and_stays_between_nothing_and_all() {
        for wind_m_s in [0.5, 2.0, 10.0] {
            let release = DenseRelease { wind_m_s, ..BURRO };
            let mut last = 1.0;
            for k in 0..400 {
                let share = release.share_at(pow(10.0, 0.0125 * f64::from(k)));
                assert!((0.0..=1.0).contains(&share) && share <= last + 1e-12, "{wind_m_s} m/s, {k}");
                last = share;
            }
            assert!(release.half_width_m(500.0) > release.half_width_m(100.0));
        }
        let light = DenseRelease { gas_kg_m3: 0.7, gas_c: 25.0, ..BURRO };
        assert!(!light.is_dense() && light.share_at(100.0) > 0.0);
        // By hand: 1,000 kg of 1.76 kg/m³ in air of 1.184: g′ 4.77, V 568, √(4.77·568)/(3·8.28) = 2.09.
        let puff = puff_criterion(1_000.0, 1.76, 25.0, 3.0);
        println!("puff of 1,000 kg: {puff:.3}, by hand 2.09");
        assert!((puff / 2.09 - 1.0).abs() < 0.01 && puff_criterion(1_000.0, 0.7, 25.0, 3.0) == 0.0);
        assert_eq!(puff_criterion(0.0, 1.76, 25.0, 3.0), 0.0);
        let nothing = DenseRelease { rate_kg_s: 0.0, ..BURRO };
        assert!(nothing.share_at(100.0) == 0.0 && nothing.reach_m(0.01).is_none());
    }
}
