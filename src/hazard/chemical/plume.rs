//! The steady plume and the single puff: Gaussian, thrown back by the ground and, where one is given, by an inversion.
//!
//! Plume C = Q/(2π·u·σy·σz)·exp(−y²/2σy²)·V; puff C = m/((2π)^1.5·σx·σy·σz)·exp(−x²/2σx² − y²/2σy²)·V with σx = σy.
//! V = Σ exp(−(z ∓ h + 2nL)²/2σz²): the source and its images (Turner 1970). Concentrations kg/m³, lengths m.

use super::sigma::{FAR_M, Stability, Terrain, Widths};
use crate::num::math::{exp, ln};

/// Slower winds are taken as this one, m/s: the formulas divide by the wind, and in calm air a plume meanders. What
/// takes a wind says that it did so.
pub const LEAST_WIND_M_S: f64 = 0.5;

const TAU: f64 = core::f64::consts::TAU;

/// σz over the inversion's height from which a cloud is well mixed.
const MIXED: f64 = 1.8;

/// V of the head of this file: one (or a little) high up where nothing is thrown back, two at the ground.
#[inline]
pub fn vertical(z: f64, height: f64, up: f64, lid: Option<f64>) -> f64 {
    let bell = |off: f64| {
        let q = off / up;
        exp(-0.5 * q * q)
    };
    let Some(lid) = lid else {
        return if height == 0.0 { 2.0 * bell(z) } else { bell(z - height) + bell(z + height) };
    };
    if z > lid || height > lid {
        return 0.0;
    }
    if up > MIXED * lid {
        // Well mixed below the inversion; the images would give the same to 1e-6.
        return TAU.sqrt() * up / lid;
    }
    let mut sum = 0.0;
    // Images further off than six widths are not felt.
    let images = 1 + (3.0 * up / lid) as i32;
    for n in -images..=images {
        let shift = 2.0 * f64::from(n) * lid;
        sum += bell(z - height + shift) + bell(z + height + shift);
    }
    sum
}

/// A steady release into a steady wind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plume {
    pub rate_kg_s: f64,
    /// Height of its axis, m: of the source, with the rise if there is one.
    pub height_m: f64,
    pub wind_m_s: f64,
    pub widths: Widths,
    /// Height of an inversion, m.
    pub lid_m: Option<f64>,
    /// Way before the source at which a point would have given its width, m.
    pub before_m: f64,
}

impl Plume {
    /// From a point. A wind below [`LEAST_WIND_M_S`] is taken as that.
    pub fn new(rate_kg_s: f64, height_m: f64, wind_m_s: f64, stability: Stability, terrain: Terrain) -> Self {
        Self {
            rate_kg_s,
            height_m,
            wind_m_s: wind_m_s.max(LEAST_WIND_M_S),
            widths: Widths::plume(stability, terrain),
            lid_m: None,
            before_m: 0.0,
        }
    }

    /// From an area of this width, m: as from a point so far off that σy is the width over 4.3 (Turner 1970).
    pub fn wide(self, width_m: f64) -> Self {
        Self { before_m: self.widths.way_of_across_m(width_m / 4.3), ..self }
    }

    /// Concentration so far down the wind, across it and over the ground, kg/m³; nothing upwind.
    pub fn at(&self, x_m: f64, y_m: f64, z_m: f64) -> f64 {
        if x_m <= 0.0 || z_m < 0.0 {
            return 0.0;
        }
        // The area is wide, not high: σz begins at its edge.
        let (across, up) = (self.widths.across_m(x_m + self.before_m), self.widths.up_m(x_m));
        let q = y_m / across;
        let flat = self.rate_kg_s / (TAU * self.wind_m_s * across * up) * exp(-0.5 * q * q);
        let all = flat * vertical(z_m, self.height_m, up, self.lid_m);
        if all.is_finite() { all } else { 0.0 }
    }

    /// The furthest place on the ground's axis where a concentration is reached, m; nothing if it never is.
    pub fn reach_m(&self, level_kg_m3: f64) -> Option<f64> {
        furthest(|x| self.at(x, 0.0, 0.0), level_kg_m3)
    }

    /// Half the width on the ground within which a concentration is exceeded there, m.
    pub fn half_width_m(&self, x_m: f64, level_kg_m3: f64) -> f64 {
        let axis = self.at(x_m, 0.0, 0.0);
        if axis <= level_kg_m3 || level_kg_m3 <= 0.0 {
            return 0.0;
        }
        self.widths.across_m(x_m + self.before_m) * (2.0 * ln(axis / level_kg_m3)).sqrt()
    }
}

/// A puff whose middle has come some way: its greatest concentration on the ground, kg/m³.
pub fn puff_middle_kg_m3(mass_kg: f64, height_m: f64, widths: &Widths, way_m: f64) -> f64 {
    puff_kg_m3(mass_kg, [widths.across_m(way_m), widths.up_m(way_m)], height_m, 0.0, 0.0, None)
}

/// Concentration in a puff with widths σy, σz, so far (squared) from its middle in plan and over the ground, kg/m³.
#[inline]
pub fn puff_kg_m3(
    mass_kg: f64,
    [across, up]: [f64; 2],
    height_m: f64,
    off2_m2: f64,
    z_m: f64,
    lid: Option<f64>,
) -> f64 {
    let flat = mass_kg / (TAU * TAU.sqrt() * across * across * up);
    flat * exp(-0.5 * off2_m2 / (across * across)) * vertical(z_m, height_m, up, lid)
}

/// The furthest way at which a single puff still has this concentration on the ground, m.
pub fn puff_reach_m(mass_kg: f64, height_m: f64, widths: &Widths, level_kg_m3: f64) -> Option<f64> {
    furthest(|x| puff_middle_kg_m3(mass_kg, height_m, widths, x), level_kg_m3)
}

/// The largest x up to [`FAR_M`] with f(x) ≥ level: first by steps of 3 % from far away, then by halving.
pub fn furthest(f: impl Fn(f64) -> f64, level: f64) -> Option<f64> {
    if level.partial_cmp(&0.0) != Some(core::cmp::Ordering::Greater) {
        return None;
    }
    let mut high = FAR_M;
    if f(high) >= level {
        return Some(high);
    }
    while high > 1.0 {
        let low = high / 1.03;
        if f(low) >= level {
            let (mut in_, mut out) = (low, high);
            for _ in 0..50 {
                let middle = 0.5 * (in_ + out);
                if f(middle) >= level {
                    in_ = middle;
                } else {
                    out = middle;
                }
            }
            return Some(in_);
        }
        high = low;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_images_of_an_inversion_go_over_into_well_mixed_air() {
        for (z, height) in [(0.0, 0.0), (100.0, 0.0), (40.0, 70.0)] {
            let [images, mixed] =
                [MIXED - 1e-9, MIXED + 1e-9].map(|s| vertical(z, height, 100.0 * s, Some(100.0)));
            println!("z {z}, h {height}: images {images:.9}, well mixed {mixed:.9}");
            assert!((images / mixed - 1.0).abs() < 1e-6);
        }
        // A far inversion is not felt, and nothing passes through one.
        let (open, far) = (vertical(5.0, 20.0, 15.0, None), vertical(5.0, 20.0, 15.0, Some(500.0)));
        assert!((open / far - 1.0).abs() < 1e-12);
        assert_eq!(
            (vertical(60.0, 20.0, 15.0, Some(50.0)), vertical(0.0, 60.0, 15.0, Some(50.0))),
            (0.0, 0.0)
        );
    }

    #[test]
    fn nothing_is_upwind_or_negative_and_the_reach_is_where_the_level_is() {
        let plume = Plume::new(2.0, 20.0, 4.0, Stability::C, Terrain::Urban).wide(30.0);
        for x in [-100.0, -1.0, 0.0, 1e-9, 1.0, 50.0, 3_000.0, 90_000.0] {
            for y in [0.0, 5.0, 4_000.0] {
                let c = plume.at(x, y, 1.5);
                assert!(c.is_finite() && c >= 0.0 && (x > 0.0 || c == 0.0));
            }
        }
        assert_eq!(plume.at(100.0, 0.0, -1.0), 0.0);
        let reach = plume.reach_m(1e-5).unwrap();
        println!("1e-5 kg/m³ to {reach:.1} m: {:.6e}", plume.at(reach, 0.0, 0.0));
        assert!((plume.at(reach, 0.0, 0.0) / 1e-5 - 1.0).abs() < 1e-6);
        assert!(plume.at(0.5 * reach, plume.half_width_m(0.5 * reach, 1e-5), 0.0) / 1e-5 - 1.0 < 1e-6);
        assert!(plume.reach_m(1e3).is_none() && plume.reach_m(f64::NAN).is_none());
    }
}
