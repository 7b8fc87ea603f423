//! A hole in a tank, or in a pipe that it feeds: liquid while it stands over the hole, then, out of what is kept under
//! pressure, gas, which cools what stays until it no longer boils.

use super::PlantTank;
use crate::hazard::chemical::{
    air::{ATM_PA, GRAVITY_M_S2},
    leak::{SHARP_HOLE, Tank, gas_kg_s, growth_m3_kg, liquid_kg_s, two_phase_kg_s},
    pipe::Pipe,
};

/// A hole as an accident makes it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hole {
    pub area_m2: f64,
    /// Where it is, as a share of what the tank holds: 0 at the bottom, 1 above all liquid.
    pub height: f64,
    /// Whether a valve before it can be shut.
    pub valve: bool,
    /// The pipe that it is in, behind the valve.
    pub pipe: Option<Pipe>,
    /// Bearing that its jet points to over the ground, degrees; upward without one.
    pub towards_deg: Option<f64>,
}

/// A hole that something comes out of.
#[derive(Clone, Copy, Debug)]
pub struct Leak {
    pub hole: Hole,
    /// What comes out burns as a jet.
    pub lit: bool,
    pub shut: bool,
    /// What is in the pipe, kg.
    pub pipe_kg: f64,
}

impl Leak {
    /// A hole that opens in a tank whose liquid has this density, kg/m³.
    pub(super) fn new(hole: Hole, lit: bool, liquid_kg_m3: f64) -> Self {
        Self { hole, lit, shut: false, pipe_kg: hole.pipe.map_or(0.0, |p| p.holds_kg(liquid_kg_m3)) }
    }
}

/// What came out, kg.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Out {
    pub liquid_kg: f64,
    pub gas_kg: f64,
}

impl PlantTank {
    /// Pressure over the liquid above that outside, Pa.
    fn gauge_pa(&self) -> f64 {
        let vapour = self.substance.vapour_pressure_pa(self.temperature_c);
        if self.pressurised { (vapour - ATM_PA).max(0.0) } else { 0.0 }
    }

    /// The tank behind a hole in its wall.
    fn behind(&self, hole: &Hole) -> Tank {
        let plan_m2 = self.surface_m2();
        Tank {
            plan_m2,
            hole_m2: hole.area_m2,
            hole_m: hole.height * self.volume_m3 / plan_m2,
            gauge_pa: self.gauge_pa(),
            density_kg_m3: self.substance.liquid_kg_m3,
            mass_kg: self.mass_kg,
            out_kg: 0.0,
        }
    }

    /// Whether something comes out of it.
    pub fn leaks(&self) -> bool {
        let Some(leak) = self.leak.as_ref().filter(|_| !self.failed) else { return false };
        let open = !leak.shut && self.mass_kg > 1.0;
        // A pipe leaves the tank at its bottom.
        let pushed =
            leak.hole.pipe.is_some() || self.behind(&leak.hole).head_m() > 0.0 || self.gauge_pa() > 0.0;
        open && pushed || leak.pipe_kg > 1.0
    }

    /// What comes out of its hole in some seconds.
    pub(super) fn run_out(&mut self, seconds: f64) -> Out {
        let Some(leak) = self.leak.filter(|_| self.leaks()) else { return Out::default() };
        if let Some(pipe) = leak.hole.pipe {
            return Out { liquid_kg: self.run_out_of(&leak, &pipe, seconds), gas_kg: 0.0 };
        }
        let mut tank = self.behind(&leak.hole);
        if tank.head_m() > 0.0 {
            let liquid_kg = tank.run(seconds);
            self.mass_kg = tank.mass_kg;
            return Out { liquid_kg, gas_kg: 0.0 };
        }
        Out { liquid_kg: 0.0, gas_kg: self.blow_off(leak.hole.area_m2, seconds) }
    }

    /// Gas out of a hole above the liquid, kg. It takes the heat of its boiling out of the liquid, which cools towards its boiling
    /// point and then lies still; heat from the air is left out.
    fn blow_off(&mut self, area_m2: f64, seconds: f64) -> f64 {
        let substance = self.substance;
        let inside_pa = ATM_PA + self.gauge_pa();
        let (molar, gamma) = (substance.molar_kg_mol, substance.gamma);
        let rate = gas_kg_s(area_m2, SHARP_HOLE, inside_pa, self.temperature_c, molar, gamma);
        let heat_per_k = self.mass_kg * substance.cp_j_kg_k.0 / substance.heat_vap_j_kg;
        let most = heat_per_k * (self.temperature_c - substance.boiling_c).max(0.0);
        let gas_kg = (rate * seconds).min(most).min(self.mass_kg);
        if heat_per_k > 0.0 {
            self.temperature_c -= gas_kg / heat_per_k;
        }
        self.mass_kg -= gas_kg;
        gas_kg
    }

    /// Liquid through a pipe, kg: from the tank while its valve is open, then what stands in the pipe. What is kept under
    /// pressure boils on its way, and chokes the flow.
    fn run_out_of(&mut self, leak: &Leak, pipe: &Pipe, seconds: f64) -> f64 {
        let (substance, density) = (self.substance, self.substance.liquid_kg_m3);
        let (area_m2, gauge_pa) = (leak.hole.area_m2, self.gauge_pa());
        let open = !leak.shut && self.mass_kg > 1.0;
        let head_pa = GRAVITY_M_S2 * self.mass_kg / self.surface_m2();
        let rate = if open {
            pipe.rate_kg_s(area_m2, density, gauge_pa + head_pa)
        } else {
            liquid_kg_s(area_m2, SHARP_HOLE, density, gauge_pa + pipe.own_push_pa(density), 0.0)
        };
        let most = if self.pressurised {
            let growth = growth_m3_kg(substance, self.temperature_c);
            let (heat, cp) = (substance.heat_vap_j_kg, substance.cp_j_kg_k.0);
            two_phase_kg_s(area_m2, heat, growth, cp, self.temperature_c)
        } else {
            f64::INFINITY
        };
        let from = match &mut self.leak {
            Some(leak) if !open => &mut leak.pipe_kg,
            _ => &mut self.mass_kg,
        };
        let out = (rate.min(most) * seconds).min(*from);
        *from -= out;
        out
    }
}
