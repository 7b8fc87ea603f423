//! What people breathe: concentration now and at its greatest, dose, toxic load, the air indoors, and who dies of it.
//!
//! Toxic load L = ∫Cⁿdt in (mg/m³)ⁿ·min; share of deaths Φ(a + b·ln L − 5). Indoors dCi/dt = λ·(Co − Ci), solved exactly
//! for a steady outside: Ci ← Co + (Ci − Co)·e^(−λ·dt).

use crate::num::math::{exp, ln, normal_cdf, pow};

/// What a place has been exposed to. Concentrations kg/m³.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Exposure {
    pub now: f64,
    pub peak: f64,
    /// ∫C dt, kg·s/m³.
    pub dose: f64,
    /// ∫Cⁿ dt, (mg/m³)ⁿ·min.
    pub load: f64,
    /// The same behind closed doors.
    pub indoor: f64,
    pub indoor_peak: f64,
    pub indoor_load: f64,
    /// Cⁿ of `now` and `indoor`, which the next step begins with.
    power: [f64; 2],
}

impl Exposure {
    /// Some seconds in which the concentration outside went straight from what it was to `kg_m3`; with zero seconds that is
    /// where it begins. `exponent` is n; `exchange_1_s` is λ.
    pub fn breathe(&mut self, kg_m3: f64, exponent: f64, exchange_1_s: f64, seconds: f64) {
        let before = self.now;
        self.now = kg_m3;
        self.peak = self.peak.max(kg_m3);
        let minutes = seconds / 60.0;
        if before > 0.0 || kg_m3 > 0.0 {
            let power = power(kg_m3, exponent);
            self.dose += 0.5 * (before + kg_m3) * seconds;
            self.load += 0.5 * (self.power[0] + power) * minutes;
            self.power[0] = power;
        }
        self.indoor = indoor(self.indoor, 0.5 * (before + kg_m3), exchange_1_s, seconds);
        if self.indoor > 0.0 {
            let power = power(self.indoor, exponent);
            self.indoor_peak = self.indoor_peak.max(self.indoor);
            self.indoor_load += 0.5 * (self.power[1] + power) * minutes;
            self.power[1] = power;
        }
    }
}

/// Cⁿ, (mg/m³)ⁿ.
fn power(kg_m3: f64, exponent: f64) -> f64 {
    if kg_m3 <= 0.0 {
        0.0
    } else if exponent == 1.0 {
        1e6 * kg_m3
    } else {
        // For positive numbers the same as a power, and three times as fast.
        exp(exponent * ln(1e6 * kg_m3))
    }
}

/// Toxic load of some seconds at a concentration, (mg/m³)ⁿ·min.
pub fn load(kg_m3: f64, exponent: f64, seconds: f64) -> f64 {
    power(kg_m3, exponent) * seconds / 60.0
}

/// Indoor concentration after some seconds with a steady concentration outside.
pub fn indoor(inside: f64, outside: f64, exchange_1_s: f64, seconds: f64) -> f64 {
    outside + (inside - outside) * exp(-exchange_1_s * seconds)
}

/// Share of people who die of a toxic load with a probit (a, b, n), 0 to 1.
pub fn death_share((a, b, _): (f64, f64, f64), load: f64) -> f64 {
    if load > 0.0 { normal_cdf(a + b * ln(load) - 5.0) } else { 0.0 }
}

/// The concentration, kg/m³, of which a share dies in so many seconds: the inverse of [`death_share`].
pub fn deadly_kg_m3((a, b, n): (f64, f64, f64), share: f64, seconds: f64) -> f64 {
    let load = exp((probit_of_share(share) - a) / b);
    1e-6 * pow(load * 60.0 / seconds, 1.0 / n)
}

/// The probit of a share between 0 and 1 (5 for a half), by halving; at most ±8 away from 5.
pub fn probit_of_share(share: f64) -> f64 {
    let (mut low, mut high) = (-8.0, 8.0);
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        if normal_cdf(middle) < share {
            low = middle;
        } else {
            high = middle;
        }
    }
    5.0 + 0.5 * (low + high)
}

/// Whether to stay indoors with closed windows: the cloud is gone before the house has taken in its air (1/λ), or people
/// would walk into it (reference B4).
pub fn should_shelter(cloud_lasts_s: f64, exchange_1_s: f64, leaving_s: f64, arrival_s: f64) -> bool {
    cloud_lasts_s * exchange_1_s < 1.0 || leaving_s > arrival_s
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hazard::chemical::substance::by_id;

    #[test]
    fn indoor_air_follows_exactly_in_any_steps() {
        let lambda = 1.0 / 3600.0;
        let (mut fine, mut whole) = (Exposure::default(), Exposure::default());
        fine.breathe(1e-3, 1.0, lambda, 0.0);
        whole.breathe(1e-3, 1.0, lambda, 0.0);
        for _ in 0..3600 {
            fine.breathe(1e-3, 1.0, lambda, 1.0);
        }
        whole.breathe(1e-3, 1.0, lambda, 3600.0);
        let exact = 1e-3 * (1.0 - exp(-1.0));
        println!("after 1/λ: {:.9} and {:.9}, exact {exact:.9}", fine.indoor, whole.indoor);
        assert!((fine.indoor / exact - 1.0).abs() < 1e-9 && (whole.indoor / exact - 1.0).abs() < 1e-12);
        // The load of C¹ is the dose: ∫(1 − e^−λt) = T/e over T = 1/λ.
        let load = 1e6 * 1e-3 * 60.0 * exp(-1.0);
        assert!((fine.indoor_load / load - 1.0).abs() < 1e-3);
        assert!(fine.dose > 0.0 && (fine.dose / whole.dose - 1.0).abs() < 1e-9 && fine.peak == 1e-3);
        // When the cloud has passed, the house holds what it took in.
        fine.breathe(0.0, 1.0, lambda, 600.0);
        assert!(fine.indoor > 0.0 && fine.now == 0.0 && fine.indoor < fine.indoor_peak);
        assert!(should_shelter(1800.0, lambda, 60.0, 600.0) && !should_shelter(7200.0, lambda, 60.0, 600.0));
        assert!(should_shelter(7200.0, lambda, 900.0, 600.0));
    }

    #[test]
    fn probits_go_both_ways() {
        for (id, minutes) in [("chlorine", 30.0), ("ammonia", 30.0), ("hydrogen-chloride", 30.0)] {
            let substance = by_id(id).unwrap();
            let probit = substance.probit.unwrap();
            for share in [0.01, 0.5, 0.99] {
                let c = deadly_kg_m3(probit, share, 60.0 * minutes);
                let back = death_share(probit, load(c, probit.2, 60.0 * minutes));
                println!(
                    "{id}: {:.0} ppm kill {share} in {minutes} min; back {back:.6}",
                    substance.ppm(c, 20.0)
                );
                assert!((back - share).abs() < 1e-9);
            }
        }
        // By hand with the reference's coefficients (B1), 30 min: chlorine 1,000 mg/m³, −6.35 + 0.5·ln(1000^2.75·30) = 4.849;
        // ammonia 5,000, −15.6 + ln(5000²·30) = 4.836; hydrogen chloride 5,000, −37.3 + 3.69·ln(5000·30) = 6.679.
        for (id, kg_m3, by_hand) in
            [("chlorine", 1e-3, 4.849), ("ammonia", 5e-3, 4.836), ("hydrogen-chloride", 5e-3, 6.679)]
        {
            let probit = by_id(id).unwrap().probit.unwrap();
            let share = death_share(probit, load(kg_m3, probit.2, 1800.0));
            println!("{id}: {share:.4}, by hand {:.4}", normal_cdf(by_hand - 5.0));
            assert!((share - normal_cdf(by_hand - 5.0)).abs() < 1e-3);
        }
        assert_eq!(death_share((-6.35, 0.5, 2.75), 0.0), 0.0);
        assert!((probit_of_share(0.5) - 5.0).abs() < 1e-9);
    }

    #[test]
    fn dose_and_load_never_fall() {
        let mut e = Exposure::default();
        for k in 0..200 {
            let before = e;
            e.breathe(if k % 7 < 3 { 1e-4 * f64::from(k % 5) } else { 0.0 }, 2.75, 1e-4, 10.0);
            assert!(e.dose >= before.dose && e.load >= before.load && e.indoor_load >= before.indoor_load);
            assert!(e.peak >= before.peak && e.indoor >= 0.0);
        }
        assert!(e.load > 0.0);
    }
}
