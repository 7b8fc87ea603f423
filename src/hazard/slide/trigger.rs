//! When a slope fails: an infinite slope with pore pressure that rain brings down from the surface.
//!
//! Iverson (2000, doi:10.1029/2000WR900090) for one storm, summed over steps of rain as in TRIGRS (Baum, Savage and Godt
//! 2008, USGS OFR 2008-1159).

use crate::{
    county::stability::SoilColumn,
    num::math::{cos, erfc, exp, sin},
};

/// A slope that may fail along the base of its soil.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slope {
    pub column: SoilColumn,
    /// Depth of the water table before the rain, m.
    pub table_m: f64,
    /// Conductivity, m/s, and hydraulic diffusivity, m²/s.
    pub conductivity_m_s: f64,
    pub diffusivity_m2_s: f64,
}

/// Rain at a rate from a time to a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spell {
    pub from_s: f64,
    pub to_s: f64,
    pub rate_m_s: f64,
}

/// How far the pressure of rain that began a dimensionless time ago has come: R(s) = √(s/π)·e^(−1/s) − erfc(1/√s).
fn response(s: f64) -> f64 {
    if s <= 0.0 { 0.0 } else { (s / core::f64::consts::PI).sqrt() * exp(-1.0 / s) - erfc(1.0 / s.sqrt()) }
}

impl Slope {
    /// Pressure head at the base of the soil, m, at a time: that of the steady water table and what the spells of rain
    /// have brought, at most that of water up to the surface.
    pub fn pressure_m(&self, rain: &[Spell], at_s: f64) -> f64 {
        let depth_m = f64::from(self.column.depth_m);
        let c = cos(f64::from(self.column.slope_rad));
        let beta = c * c;
        let scale = 4.0 * self.diffusivity_m2_s * beta / (depth_m * depth_m);
        let mut head = (depth_m - self.table_m) * beta;
        for spell in rain.iter().filter(|s| s.from_s < at_s) {
            let share = (spell.rate_m_s / self.conductivity_m_s).min(1.0);
            let brought = response(scale * (at_s - spell.from_s)) - response(scale * (at_s - spell.to_s));
            head += depth_m * share * brought;
        }
        head.min(depth_m * beta)
    }

    /// Raise the cohesion until the factor of safety at time 0 is at least this.
    pub fn strengthen(&mut self, before: &[Spell], least: f64) {
        let lacks = least - self.safety_at(before, 0.0);
        if lacks > 0.0 {
            let (angle, c) = (f64::from(self.column.slope_rad), &mut self.column);
            let weight = f64::from(c.unit_weight_kn_m3 * c.depth_m);
            c.cohesion_kpa += (lacks * weight * sin(angle) * cos(angle)) as f32;
        }
    }

    /// Factor of safety at a time of the rain, see [`SoilColumn::safety`].
    pub fn safety_at(&self, rain: &[Spell], at_s: f64) -> f64 {
        f64::from(self.column.safety(self.pressure_m(rain, at_s) as f32))
    }
}

/// Mean rain above which slopes are known to fail, mm/h, over a time in hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threshold {
    /// Caine (1980): 14.82·D^−0.39.
    Caine,
    /// Guzzetti et al. (2008), world: 2.20·D^−0.44 [M].
    Guzzetti,
}

impl Threshold {
    /// Rate, mm/h, for a duration in hours.
    pub fn mm_h(self, hours: f64) -> f64 {
        match self {
            Threshold::Caine => 14.82 * crate::num::math::pow(hours, -0.39),
            Threshold::Guzzetti => 2.20 * crate::num::math::pow(hours, -0.44),
        }
    }
}

impl Threshold {
    /// Whether rain has come up to it: sums over windows of (hours, mm), of which the longer ones tell; slopes answer
    /// to hours of rain, not to one.
    pub fn reached(self, windows: &[(f64, f64)]) -> bool {
        windows.iter().any(|&(hours, mm)| hours >= 3.0 && mm / hours >= self.mm_h(hours))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The slope of the reference's check.
    fn slope() -> Slope {
        Slope {
            column: SoilColumn {
                slope_rad: 35.0f32.to_radians(),
                depth_m: 1.5,
                cohesion_kpa: 4.0,
                friction_rad: 33.0f32.to_radians(),
                unit_weight_kn_m3: 20.0,
            },
            table_m: 1.5,
            conductivity_m_s: 1e-5,
            diffusivity_m2_s: 2e-4,
        }
    }

    #[test]
    fn six_hours_of_rain_bring_the_slope_down_as_the_reference_says() {
        let rain = [Spell { from_s: 0.0, to_s: 6.0 * 3600.0, rate_m_s: 1e-5 }];
        for (hours, expected) in [(0.0, 1.2112), (1.0, 1.1867), (4.0, 0.9833), (6.0, 0.8576), (7.0, 0.8240)] {
            let fs = slope().safety_at(&rain, hours * 3600.0);
            println!("FS at {hours} h: {fs:.4} (reference {expected})");
            assert!((fs - expected).abs() < 1e-4, "{hours} h: {fs}");
        }
        let worst =
            (0..240).map(|k| slope().safety_at(&rain, f64::from(k) * 360.0)).fold(f64::INFINITY, f64::min);
        assert!((worst - 0.8240).abs() < 5e-4, "{worst}");
    }

    #[test]
    fn a_slope_that_stands_is_given_the_strength_to_stand() {
        let mut weak = Slope { column: SoilColumn { cohesion_kpa: 0.0, ..slope().column }, ..slope() };
        let before = [Spell { from_s: -3600.0 * 9.0, to_s: 0.0, rate_m_s: 5e-6 }];
        assert!(weak.safety_at(&before, 0.0) < 1.0);
        weak.strengthen(&before, 1.2);
        assert!((weak.safety_at(&before, 0.0) - 1.2).abs() < 1e-4);
        let stronger = weak;
        weak.strengthen(&before, 1.1);
        assert_eq!(weak, stronger);
    }

    #[test]
    fn rain_in_steps_is_the_same_as_rain_at_once() {
        let whole = [Spell { from_s: 0.0, to_s: 7200.0, rate_m_s: 5e-6 }];
        let parts = [
            Spell { from_s: 0.0, to_s: 3000.0, rate_m_s: 5e-6 },
            Spell { from_s: 3000.0, to_s: 7200.0, rate_m_s: 5e-6 },
        ];
        for at in [1000.0, 4000.0, 9000.0, 40_000.0] {
            assert!((slope().pressure_m(&whole, at) - slope().pressure_m(&parts, at)).abs() < 1e-12);
        }
    }

    #[test]
    fn water_never_stands_above_the_surface_and_level_ground_never_fails() {
        let days = [Spell { from_s: 0.0, to_s: 1e6, rate_m_s: 1e-3 }];
        let c = cos(f64::from(slope().column.slope_rad));
        assert!((slope().pressure_m(&days, 1e6) - 1.5 * c * c).abs() < 1e-9);
        let level = Slope { column: SoilColumn { slope_rad: 0.0, ..slope().column }, ..slope() };
        assert_eq!(level.safety_at(&days, 1e6), f64::INFINITY);
    }

    #[test]
    fn a_threshold_is_reached_by_hours_of_rain_and_not_by_one() {
        // Caine: 9.66 mm/h over 3 h, 7.37 over 6 h.
        assert!(!Threshold::Caine.reached(&[(1.0, 60.0), (3.0, 28.9), (6.0, 40.0)]));
        assert!(Threshold::Caine.reached(&[(3.0, 29.1)]) && Threshold::Caine.reached(&[(6.0, 44.5)]));
    }

    #[test]
    fn thresholds_fall_with_duration() {
        assert!((Threshold::Caine.mm_h(1.0) - 14.82).abs() < 1e-12);
        assert!(
            Threshold::Caine.mm_h(24.0) < 4.5 && Threshold::Guzzetti.mm_h(24.0) < Threshold::Caine.mm_h(24.0)
        );
    }
}
