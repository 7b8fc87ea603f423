//! Water in dead fuel: it follows the air with a lag, dm/dt = (EMC − m)/τ.
//!
//! Equilibrium by temperature and humidity: Simard (1968), as in the US danger rating system. Sun on the ground warms
//! and dries the air at the fuel: Byram and Jemison (1943), quoted from memory \[M\].

use super::spread::Moisture;
use crate::num::math::exp;

/// Air at the fuel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Air {
    pub temperature_c: f64,
    /// Relative humidity, 0 to 1.
    pub humidity: f64,
    pub wind_m_s: f64,
}

/// Time lags of dead 1 h, 10 h and 100 h fuel, s.
const LAG_S: [f64; 3] = [3600.0, 36_000.0, 360_000.0];

/// Moisture at which dead fuel neither gains nor loses, a fraction.
pub fn equilibrium(temperature_c: f64, humidity: f64) -> f64 {
    let (t, h) = (1.8 * temperature_c + 32.0, 100.0 * humidity.clamp(0.0, 1.0));
    let percent = if h < 10.0 {
        0.03229 + 0.281_073 * h - 0.000_578 * h * t
    } else if h < 50.0 {
        2.227_49 + 0.160_107 * h - 0.014_784 * t
    } else {
        21.060_6 + 0.005_565 * h * h - 0.000_35 * h * t - 0.483_199 * h
    };
    (percent / 100.0).clamp(0.01, 0.4)
}

impl Air {
    /// Air at fuel that the sun shines on with this power, W/m² (after shade and aspect).
    pub fn at_fuel(&self, sun_w_m2: f64) -> Air {
        // In the paper's units: cal/cm²/min, mph, °F.
        let (sun, wind) = (sun_w_m2.max(0.0) / 697.8, self.wind_m_s * 2.236_94);
        let warmer_f = sun / (0.015 * wind + 0.026);
        Air {
            temperature_c: self.temperature_c + warmer_f / 1.8,
            humidity: self.humidity * exp(-0.033 * warmer_f),
            ..*self
        }
    }
}

impl Moisture {
    /// Dead fuel after `seconds` in this air; live fuel stays as it is.
    pub fn after(&self, air: &Air, seconds: f64) -> Moisture {
        let target = equilibrium(air.temperature_c, air.humidity);
        let step = |now: f64, lag: f64| target + (now - target) * exp(-seconds / lag);
        Moisture {
            dead_1h: step(self.dead_1h, LAG_S[0]),
            dead_10h: step(self.dead_10h, LAG_S[1]),
            dead_100h: step(self.dead_100h, LAG_S[2]),
            ..*self
        }
    }
}

/// Sun on a slope, W/m²: its height and bearing (where it stands, from north over east), the slope's ground gradient
/// (rise per m to the east and to the south) and the share of the sky's sun that gets through clouds and crowns.
pub fn sun_on_slope(height_rad: f64, bearing_rad: f64, gradient: [f64; 2], clear: f64) -> f64 {
    use crate::num::math::{cos, sin};
    if height_rad <= 0.0 {
        return 0.0;
    }
    // To the sun, in east, south, up; the ground's normal is (−dz/dx, −dz/dy, 1).
    let sun = [cos(height_rad) * sin(bearing_rad), -cos(height_rad) * cos(bearing_rad), sin(height_rad)];
    let [gx, gy] = gradient;
    let size = (gx * gx + gy * gy + 1.0).sqrt();
    let facing = (-gx * sun[0] - gy * sun[1] + sun[2]) / size;
    // 1,000 W/m² straight on at a height that the air lets through.
    1000.0 * clear.clamp(0.0, 1.0) * facing.max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dead_fuel_goes_to_its_equilibrium_with_its_lag() {
        let dry = equilibrium(30.0, 0.30);
        // 2.22749 + 4.80321 − 0.014784·86 = 5.76 %.
        assert!((dry - 0.0576).abs() < 1e-4, "{dry}");
        // 21.0606 + 35.616 − 0.00035·80·68 − 38.656 = 16.12 %.
        let damp = equilibrium(20.0, 0.80);
        assert!((damp - 0.1612).abs() < 1e-4, "{damp}");
        let start = Moisture { dead_1h: 0.20, dead_10h: 0.20, dead_100h: 0.20, herb: 0.9, woody: 1.0 };
        let air = Air { temperature_c: 30.0, humidity: 0.30, wind_m_s: 2.0 };
        let later = start.after(&air, 3600.0);
        let share = |m: f64| (m - dry) / (0.20 - dry);
        assert!((share(later.dead_1h) - exp(-1.0)).abs() < 1e-12);
        assert!((share(later.dead_10h) - exp(-0.1)).abs() < 1e-12 && later.herb == 0.9);
        // Two halves are the whole.
        let halves = start.after(&air, 1800.0).after(&air, 1800.0);
        assert!((halves.dead_100h - later.dead_100h).abs() < 1e-12);
    }

    #[test]
    fn a_slope_that_faces_the_sun_is_drier() {
        let noon = 60.0_f64.to_radians();
        let south = std::f64::consts::PI;
        // Ground that falls to the south faces the noon sun.
        let sunny = sun_on_slope(noon, south, [0.0, -0.5], 1.0);
        let flat = sun_on_slope(noon, south, [0.0, 0.0], 1.0);
        let shady = sun_on_slope(noon, south, [0.0, 0.5], 1.0);
        println!("{sunny:.0} {flat:.0} {shady:.0} W/m²");
        assert!(sunny > flat && flat > shady && (flat - 866.0).abs() < 1.0);
        let air = Air { temperature_c: 25.0, humidity: 0.4, wind_m_s: 1.0 };
        let [a, b] = [sunny, shady].map(|sun| {
            let air = air.at_fuel(sun);
            equilibrium(air.temperature_c, air.humidity)
        });
        println!("equilibrium {a:.3} in the sun, {b:.3} in the shade");
        assert!(a < b);
        assert_eq!(sun_on_slope(-0.1, south, [0.0, 0.0], 1.0), 0.0);
    }
}
