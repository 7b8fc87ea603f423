//! Flow out of a hole, kg/s: liquid under its head and pressure, gas with and without choking, and both at once; and the
//! vessel behind it, which keeps account of its mass.

use super::{
    air::{ATM_PA, GAS_J_MOL_K, GRAVITY_M_S2, kelvin},
    substance::Substance,
};
use crate::num::math::pow;

/// Discharge coefficient of a sharp-edged hole (Crowl and Louvar).
pub const SHARP_HOLE: f64 = 0.61;

/// Liquid out of a hole, kg/s: Bernoulli, Cd·A·√(2ρ(Δp + ρgh)). `gauge_pa` is the pressure over the liquid above that
/// outside, `head_m` the liquid's height over the hole; nothing flows in.
pub fn liquid_kg_s(area_m2: f64, coefficient: f64, density_kg_m3: f64, gauge_pa: f64, head_m: f64) -> f64 {
    let push = gauge_pa + density_kg_m3 * GRAVITY_M_S2 * head_m.max(0.0);
    coefficient * area_m2 * (2.0 * density_kg_m3 * push.max(0.0)).sqrt()
}

/// Pressure inside over that outside from which the flow of a gas is choked: ((γ + 1)/2)^(γ/(γ − 1)).
pub fn choking_ratio(gamma: f64) -> f64 {
    pow(0.5 * (gamma + 1.0), gamma / (gamma - 1.0))
}

/// Gas out of a hole, kg/s, isentropic (Crowl and Louvar, ch. 4). `pressure_pa` is absolute and inside.
pub fn gas_kg_s(
    area_m2: f64,
    coefficient: f64,
    pressure_pa: f64,
    temperature_c: f64,
    molar_kg_mol: f64,
    gamma: f64,
) -> f64 {
    if pressure_pa <= ATM_PA {
        return 0.0;
    }
    let per_area = pressure_pa * (molar_kg_mol / (GAS_J_MOL_K * kelvin(temperature_c))).sqrt();
    let shape = if pressure_pa >= ATM_PA * choking_ratio(gamma) {
        (gamma * pow(2.0 / (gamma + 1.0), (gamma + 1.0) / (gamma - 1.0))).sqrt()
    } else {
        let r = ATM_PA / pressure_pa;
        (2.0 * gamma / (gamma - 1.0) * (pow(r, 2.0 / gamma) - pow(r, (gamma + 1.0) / gamma))).max(0.0).sqrt()
    };
    coefficient * area_m2 * per_area * shape
}

/// A boiling liquid that flashes on its way out, kg/s: the equilibrium rate model A·ΔHv/v_fg·√(1/(cp·T)) (Fauske 1985).
/// It holds for a way out of 0.1 m and more (a pipe, a valve); through a hole in a thin wall the liquid is out before it
/// boils, and [`liquid_kg_s`] holds. `growth_m3_kg` is v_fg, by how much a kilogram grows as it boils.
pub fn two_phase_kg_s(
    area_m2: f64,
    heat_vap_j_kg: f64,
    growth_m3_kg: f64,
    cp_j_kg_k: f64,
    temperature_c: f64,
) -> f64 {
    area_m2 * heat_vap_j_kg / growth_m3_kg * (1.0 / (cp_j_kg_k * kelvin(temperature_c))).sqrt()
}

/// Growth of a kilogram as it boils under its own pressure, m³/kg, vapour as an ideal gas.
pub fn growth_m3_kg(substance: &Substance, temperature_c: f64) -> f64 {
    let pressure = substance.vapour_pressure_pa(temperature_c).max(1.0);
    (GAS_J_MOL_K * kelvin(temperature_c) / (pressure * substance.molar_kg_mol) - 1.0 / substance.liquid_kg_m3)
        .max(1e-4)
}

/// A standing tank with a hole in its wall.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tank {
    /// Ground plan of the tank, m².
    pub plan_m2: f64,
    pub hole_m2: f64,
    /// Height of the hole over the tank's bottom, m.
    pub hole_m: f64,
    /// Pressure over the liquid above that outside, Pa.
    pub gauge_pa: f64,
    pub density_kg_m3: f64,
    /// What is in it, kg.
    pub mass_kg: f64,
    /// What has run out, kg.
    pub out_kg: f64,
}

impl Tank {
    /// Height of the liquid over the hole, m; zero when it is lower.
    pub fn head_m(&self) -> f64 {
        (self.mass_kg / (self.density_kg_m3 * self.plan_m2) - self.hole_m).max(0.0)
    }

    /// Flow now, kg/s; nothing once the liquid is at the hole, whatever the pressure (then gas comes).
    pub fn rate_kg_s(&self) -> f64 {
        let head = self.head_m();
        if head <= 0.0 {
            return 0.0;
        }
        liquid_kg_s(self.hole_m2, SHARP_HOLE, self.density_kg_m3, self.gauge_pa, head)
    }

    /// Let it run for some seconds; what ran out in them, kg. With the square root of the push falling evenly in time
    /// the step is exact for a steady pressure.
    pub fn run(&mut self, seconds: f64) -> f64 {
        let rate = self.rate_kg_s();
        if rate <= 0.0 || seconds <= 0.0 {
            return 0.0;
        }
        // d(rate)/dt = −(Cd·A)²·ρ·g/(plan), a constant.
        let slowing =
            SHARP_HOLE * SHARP_HOLE * self.hole_m2 * self.hole_m2 * self.density_kg_m3 * GRAVITY_M_S2
                / self.plan_m2;
        let time = if slowing > 0.0 { seconds.min(rate / slowing) } else { seconds };
        let above = self.head_m() * self.plan_m2 * self.density_kg_m3;
        let out = (rate * time - 0.5 * slowing * time * time).clamp(0.0, above.min(self.mass_kg));
        self.mass_kg -= out;
        self.out_kg += out;
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hazard::chemical::substance::by_id;

    #[test]
    fn liquid_gas_and_both_match_worked_examples() {
        // Crowl and Louvar, benzene line at 100 psig through a quarter inch: 1.48 lb/s.
        let area = core::f64::consts::PI * 0.25 * 0.00635 * 0.00635;
        let lb = liquid_kg_s(area, SHARP_HOLE, 879.4, 689_476.0, 0.0) / 0.453_592;
        println!("benzene {lb:.3} lb/s, book 1.48");
        assert!((lb / 1.48 - 1.0).abs() < 0.01);
        // Same, propylene at 25 °C through 1 cm of pipe: 0.774 kg/s.
        let both = two_phase_kg_s(7.854e-5, 3.34e5, 0.042, 2180.0, 25.0);
        println!("propylene {both:.4} kg/s, book 0.774");
        assert!((both / 0.774 - 1.0).abs() < 0.01);
        // Air is choked from 1.893 times the pressure on.
        let ratio = choking_ratio(1.4);
        println!("choking ratio of air {ratio:.4}, book 1.893");
        assert!((ratio - 1.893).abs() < 1e-3);
    }

    #[test]
    fn gas_flow_is_smooth_where_it_chokes_and_stops_without_pressure() {
        let flow = |bar: f64| gas_kg_s(1e-4, 1.0, bar * ATM_PA, 20.0, 0.029, 1.4);
        let at = choking_ratio(1.4);
        let (below, above) = (flow(at - 1e-6), flow(at + 1e-6));
        println!("below {below:.9} above {above:.9}");
        assert!((above / below - 1.0).abs() < 1e-5);
        assert_eq!(flow(1.0), 0.0);
        assert_eq!(flow(0.5), 0.0);
        assert!(flow(1.001) > 0.0 && flow(4.0) > flow(2.0));
        let chlorine = by_id("chlorine").unwrap();
        assert!(growth_m3_kg(chlorine, 20.0) > 0.03);
    }

    #[test]
    fn a_tank_empties_as_torricelli_says_and_keeps_its_account() {
        let full = Tank {
            plan_m2: 10.0,
            hole_m2: 1e-3,
            hole_m: 0.5,
            gauge_pa: 0.0,
            density_kg_m3: 900.0,
            mass_kg: 900.0 * 10.0 * 4.5,
            out_kg: 0.0,
        };
        // t = plan/(Cd·A)·√(2h/g)
        let exact = 10.0 / (SHARP_HOLE * 1e-3) * (2.0 * 4.0 / GRAVITY_M_S2).sqrt();
        let (mut tank, mut time) = (full, 0.0);
        while tank.rate_kg_s() > 1e-6 && time < 1e6 {
            tank.run(10.0);
            time += 10.0;
        }
        println!("empty after {time:.0} s, exact {exact:.0}");
        assert!((time - exact).abs() <= 30.0);
        assert!((tank.mass_kg + tank.out_kg - full.mass_kg).abs() < 1e-6);
        // Down to the hole and no further.
        assert!((tank.mass_kg - 900.0 * 10.0 * 0.5).abs() < 1.0);
        // Under pressure it is faster, and still keeps its account.
        let mut pressed = Tank { gauge_pa: 5e5, ..full };
        for _ in 0..100_000 {
            pressed.run(1.0);
        }
        assert!((pressed.mass_kg + pressed.out_kg - full.mass_kg).abs() < 1e-6 && pressed.rate_kg_s() == 0.0);
    }
}
