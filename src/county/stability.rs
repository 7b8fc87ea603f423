//! When a soil slope fails: the infinite slope.
//!
//! A layer of soil of depth Z (vertical, m) lies on rock along a slope of angle α and slides as a slab parallel to it:
//! FS = tan φ / tan α + (c − ψ γ_w tan φ) / (γ_s Z sin α cos α), with cohesion c of soil and roots (kPa), friction angle φ, unit
//! weight of soil γ_s and of water γ_w (kN/m³) and pressure head ψ at its base (m). It fails where FS < 1. Source: Iverson
//! 2000, doi:10.1029/2000WR900090, eq. 28; with ψ = 0 the textbook's dry slope.

use super::{CoverTraits, SoilTraits};
use crate::num::{
    GridSpec,
    math::{cosf, sinf, tanf},
};
use std::collections::BTreeSet;

/// Unit weight of water, kN/m³.
pub const WATER_KN_M3: f32 = 9.81;
/// Share of the soil's depth below the water table of a slope that is called soaked: after days of heavy rain.
pub const SOAKED: f32 = 0.9;
/// How far from a brook a slope sends its debris into it, cells.
const GULLY_SIDE: usize = 4;
/// Slopes below this angle are not held for slopes: the formula has no meaning on the flat, rad (5°).
const GENTLE_RAD: f32 = 0.087;

/// A column of soil on a slope, without water.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SoilColumn {
    /// Angle of the slope, rad.
    pub slope_rad: f32,
    /// Vertical depth to rock, m.
    pub depth_m: f32,
    /// Cohesion of soil and roots together, kPa.
    pub cohesion_kpa: f32,
    pub friction_rad: f32,
    pub unit_weight_kn_m3: f32,
}

impl SoilColumn {
    /// A column by the traits of its soil and cover; `slope` is its rise per metre.
    pub fn new(soil: &SoilTraits, cover: &CoverTraits, slope: f32, depth_m: f32) -> Self {
        Self {
            slope_rad: crate::num::math::atan2f(slope, 1.0),
            depth_m,
            cohesion_kpa: soil.cohesion_kpa + cover.root_cohesion_kpa,
            friction_rad: soil.friction_deg.to_radians(),
            unit_weight_kn_m3: soil.unit_weight_kn_m3,
        }
    }

    /// Factor of safety at a pressure head at the soil's base, m; infinite on gentle ground and bare rock.
    pub fn safety(&self, pressure_head_m: f32) -> f32 {
        let (angle, weight) = (self.slope_rad, self.unit_weight_kn_m3 * self.depth_m);
        if angle < GENTLE_RAD || weight <= 0.0 {
            return f32::INFINITY;
        }
        let friction = tanf(self.friction_rad);
        let held = self.cohesion_kpa - pressure_head_m * WATER_KN_M3 * friction;
        friction / tanf(angle) + held / (weight * sinf(angle) * cosf(angle))
    }

    /// Factor of safety while the ground shakes: a steady force of `shaking` times the weight acts out of the slope
    /// (pseudo-static analysis; Kramer 1996, Geotechnical Earthquake Engineering, section 10.6).
    pub fn safety_shaken(&self, pressure_head_m: f32, shaking: f32) -> f32 {
        let still = self.safety(pressure_head_m);
        if shaking <= 0.0 || still.is_infinite() {
            return still;
        }
        let (sin, cos) = (sinf(self.slope_rad), cosf(self.slope_rad));
        let weight = self.unit_weight_kn_m3 * self.depth_m;
        let normal = weight * cos * (cos - shaking * sin) - pressure_head_m * WATER_KN_M3;
        let held = self.cohesion_kpa + normal.max(0.0) * tanf(self.friction_rad);
        held / (weight * cos * (sin + shaking * cos))
    }

    /// Factor of safety with this share of the soil's depth below the water table and flow along the slope: the pressure
    /// head is share · Z · cos² α.
    pub fn safety_wet(&self, share: f32) -> f32 {
        let cos = cosf(self.slope_rad);
        self.safety(share * self.depth_m * cos * cos)
    }
}

/// Cells beside a brook from whose slopes debris reaches it: at most [`GULLY_SIDE`] cells away, sorted, without those
/// that hold water.
pub fn gully_sides(spec: &GridSpec, brook: &[u32], base_depth_m: &[f32]) -> Vec<usize> {
    let mut cells = BTreeSet::new();
    for &cell in brook {
        let (row, col) = spec.row_col(cell as usize);
        for r in row.saturating_sub(GULLY_SIDE)..(row + GULLY_SIDE + 1).min(spec.rows) {
            for c in col.saturating_sub(GULLY_SIDE)..(col + GULLY_SIDE + 1).min(spec.cols) {
                cells.insert(spec.index(r, c));
            }
        }
    }
    cells.into_iter().filter(|c| base_depth_m[*c] <= 0.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column() -> SoilColumn {
        SoilColumn {
            slope_rad: 35.0f32.to_radians(),
            depth_m: 1.5,
            cohesion_kpa: 4.0,
            friction_rad: 33.0f32.to_radians(),
            unit_weight_kn_m3: 20.0,
        }
    }

    #[test]
    fn a_dry_slope_has_the_references_factor() {
        // Flood and landslide reference: Z 1.5 m, α 35°, φ 33°, c 4 kPa, γ_s 20 kN/m³: FS(0) = 1.2112.
        assert!((column().safety(0.0) - 1.2112).abs() < 1e-4, "{}", column().safety(0.0));
    }

    #[test]
    fn shaking_weakens_and_none_changes_nothing() {
        let c = column();
        assert_eq!(c.safety_shaken(0.5, 0.0), c.safety(0.5));
        assert!((c.safety_shaken(0.5, 1e-6) - c.safety(0.5)).abs() < 1e-4);
        // By hand at 35°, k 0.1: σ = 30·0.8192·(0.8192 − 0.0574) = 18.72, τ = 30·0.8192·(0.5736 + 0.0819) = 16.11 kPa,
        // FS = (4 + 18.72·0.6494) / 16.11.
        assert!((c.safety_shaken(0.0, 0.1) - 1.003).abs() < 2e-3, "{}", c.safety_shaken(0.0, 0.1));
    }

    #[test]
    fn water_and_steepness_weaken_and_roots_strengthen() {
        let dry = column().safety_wet(0.0);
        assert!(column().safety_wet(0.5) < dry && column().safety_wet(1.0) < column().safety_wet(0.5));
        let steeper = SoilColumn { slope_rad: 0.7, ..column() };
        assert!(steeper.safety(0.0) < dry);
        let rooted = SoilColumn { cohesion_kpa: 9.0, ..column() };
        assert!(rooted.safety(0.0) > dry);
        assert_eq!(SoilColumn { slope_rad: 0.0, ..column() }.safety(1.0), f32::INFINITY);
    }
}
