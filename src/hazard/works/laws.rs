//! Discharge of waterworks from the levels at both sides: pure functions.

use crate::hazard::flood::{
    breach::{self, Cause},
    crest::weir_m2_s,
};

const GRAVITY: f32 = 9.81;

/// Discharge over a weir, m³/s, with the heads over its crest on both sides, m; see [`weir_m2_s`].
pub fn weir_m3s(width_m: f32, level_m: f32, tail_m: f32, crest_m: f32) -> f64 {
    f64::from(width_m * weir_m2_s(level_m - crest_m, tail_m - crest_m))
}

/// Discharge of an outlet at a dam's foot, m³/s: an orifice, Q ∝ √head, that passes `most_m3s` fully open under the
/// head at the normal level. `open` is 0 to 1.
pub fn outlet_m3s(most_m3s: f32, open: f32, head_m: f32, normal_head_m: f32) -> f64 {
    let head = (head_m / normal_head_m.max(0.1)).max(0.0);
    f64::from(most_m3s * open.clamp(0.0, 1.0) * head.sqrt())
}

/// Discharge of an open gate, m³/s, positive outwards: Q = 0.6·A·√(2gΔH), A the part of the opening that is under
/// water on the higher side.
pub fn gate_m3s(width_m: f32, height_m: f32, sill_m: f32, inside_m: f32, outside_m: f32) -> f64 {
    let (upper, lower) = (inside_m.max(outside_m), inside_m.min(outside_m).max(sill_m));
    let area = width_m * (upper - sill_m).clamp(0.0, height_m);
    let flow = 0.6 * area * (2.0 * GRAVITY * (upper - lower).max(0.0)).sqrt();
    f64::from(if inside_m >= outside_m { flow } else { -flow })
}

/// A breach of a dam that forms over time: it widens and deepens evenly, to Froehlich's (2008) width in his time of
/// formation (both in [`breach`]).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DamBreach {
    pub cause: Cause,
    pub start_s: f64,
    pub formation_s: f64,
    /// Final mean width, m.
    pub width_m: f32,
    /// Level at which it starts, and of its floor in the end, m above sea level.
    pub top_m: f32,
    pub bottom_m: f32,
}

impl DamBreach {
    /// A breach from a crest (or, by piping, from the water's level) down to `bottom_m`, with `volume_m3` of water that
    /// can leave through it.
    pub fn new(cause: Cause, start_s: f64, top_m: f32, bottom_m: f32, volume_m3: f64) -> Self {
        let height = f64::from((top_m - bottom_m).max(0.5));
        DamBreach {
            cause,
            start_s,
            formation_s: breach::formation_s(volume_m3, height).max(60.0),
            width_m: breach::width_m(cause, volume_m3, height) as f32,
            top_m,
            bottom_m,
        }
    }

    /// Share of its formation that is done at a time, 0 to 1.
    pub fn done(&self, time_s: f64) -> f32 {
        ((time_s - self.start_s) / self.formation_s).clamp(0.0, 1.0) as f32
    }

    /// Level of its floor at a time, m above sea level.
    pub fn sill_m(&self, time_s: f64) -> f32 {
        self.top_m + self.done(time_s) * (self.bottom_m - self.top_m)
    }

    /// Outflow at a time, m³/s: a weir as wide as the breach is by then, with the level of the pool and below the dam.
    pub fn flow_m3s(&self, time_s: f64, level_m: f32, tail_m: f32) -> f64 {
        weir_m3s(self.width_m * self.done(time_s), level_m, tail_m, self.sill_m(time_s)).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn discharges_by_hand() {
        // 0.6 · 2 m² · √(19.62 · 0.5) = 3.759; the same backwards; half under water.
        assert!((gate_m3s(1.0, 2.0, 0.0, 3.0, 2.5) - 3.759).abs() < 1e-3);
        assert!((gate_m3s(1.0, 2.0, 0.0, 2.5, 3.0) + 3.759).abs() < 1e-3);
        assert!((gate_m3s(1.0, 2.0, 0.0, 1.0, 0.5) - 1.879).abs() < 1e-3);
        assert_eq!(gate_m3s(1.0, 2.0, 0.0, -0.1, -0.5), 0.0);
        // Full at the normal level, half at a quarter of the head, nothing below the foot.
        assert!((outlet_m3s(8.0, 1.0, 10.0, 10.0) - 8.0).abs() < 1e-6);
        assert!((outlet_m3s(8.0, 0.5, 2.5, 10.0) - 2.0).abs() < 1e-6);
        assert_eq!(outlet_m3s(8.0, 1.0, -1.0, 10.0), 0.0);
        // 1.7 · 10 · 1^1.5.
        assert!((weir_m3s(10.0, 101.0, 90.0, 100.0) - 17.0).abs() < 1e-4);
    }

    #[test]
    fn a_breach_grows_and_a_full_pool_below_stops_it() {
        let breach = DamBreach::new(Cause::Overtopping, 100.0, 120.0, 100.0, 5e6);
        let flows: Vec<f64> = [0.1, 0.5, 1.0]
            .iter()
            .map(|share| breach.flow_m3s(100.0 + share * breach.formation_s, 119.0, 95.0))
            .collect();
        println!("B {:.1} m in {:.0} s, Q {flows:.0?} m³/s", breach.width_m, breach.formation_s);
        assert!(flows[0] < flows[1] && flows[1] < flows[2]);
        assert_eq!(breach.flow_m3s(50.0, 119.0, 95.0), 0.0);
        assert_eq!(breach.flow_m3s(1e6, 119.0, 119.0), 0.0);
        assert_eq!(breach.flow_m3s(1e6, 99.0, 95.0), 0.0);
    }
}
