//! What of a cloud at the ground is thicker than a level: what can burn.

use super::{Cloud, Puff};
use crate::num::math::{erf, ln};

impl Cloud {
    /// Share of a puff's mass where it is thicker than a level, kg/m³. Of a Gaussian section that is 1 − L/C, C being the
    /// concentration on its axis; of a cloud erf(s) − 2·s·e^(−s²)/√π with s² = ln(C/L).
    pub fn thicker(&self, puff: &Puff, level: f64) -> f64 {
        let most = self.section(puff).kg_m3();
        if most <= level {
            0.0
        } else if puff.long_m > 0.0 {
            1.0 - level / most
        } else {
            let s = ln(most / level).sqrt();
            erf(s) - 2.0 * s * level / most / core::f64::consts::PI.sqrt()
        }
    }

    /// Mass between two concentrations, kg/m³, and its middle: what can burn of a cloud at the ground.
    pub fn between(&self, low: f64, high: f64) -> (f64, [f64; 2]) {
        let (mut sum, mut middle) = (0.0, [0.0; 2]);
        for puff in &self.puffs {
            let mass = puff.mass_kg * (self.thicker(puff, low) - self.thicker(puff, high));
            sum += mass;
            middle = [middle[0] + mass * puff.at[0], middle[1] + mass * puff.at[1]];
        }
        (sum, if sum > 0.0 { middle.map(|m| m / sum) } else { middle })
    }

    /// Take away what is thicker than a level, kg/m³; how much that was, kg.
    pub fn burn_off(&mut self, level: f64) -> f64 {
        let mut burnt = 0.0;
        for k in 0..self.puffs.len() {
            let gone = self.puffs[k].mass_kg * self.thicker(&self.puffs[k], level);
            self.puffs[k].mass_kg -= gone;
            burnt += gone;
        }
        burnt
    }
}
