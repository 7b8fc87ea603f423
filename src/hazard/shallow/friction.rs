//! What slows a flow down.

use super::{GRAVITY_M_S2, ShallowError};
use crate::num::math::cbrt;

/// Friction of a flow on its bed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Friction {
    None,
    /// Water: Manning's n, s/m^⅓.
    Manning(f64),
    /// Landslides and debris flows (Voellmy 1955): Coulomb friction μ and turbulent friction ξ, m/s².
    Voellmy {
        mu: f64,
        xi_m_s2: f64,
    },
}

impl Friction {
    pub(super) fn check(self) -> Result<(), ShallowError> {
        let fault = |name, value| Err(ShallowError::Parameter { name, value });
        match self {
            Friction::Manning(n) if !(0.0..10.0).contains(&n) => fault("manning", n),
            Friction::Voellmy { mu, .. } if !(0.0..10.0).contains(&mu) => fault("mu", mu),
            Friction::Voellmy { xi_m_s2, .. } if xi_m_s2.is_nan() || xi_m_s2 <= 0.0 => fault("xi", xi_m_s2),
            _ => Ok(()),
        }
    }

    /// Slope of the surface up to which a flow at rest stays at rest.
    pub(super) fn holds(self) -> f64 {
        match self {
            Friction::Voellmy { mu, .. } => mu,
            _ => 0.0,
        }
    }

    /// What is left of a speed after `dt_s`, as a share: Coulomb friction takes a constant part and stops the flow;
    /// drag, which grows with the square of the speed, is solved for at the end of the step, so that it never turns the
    /// flow round and a steady flow has its exact speed. `pressed_m` is the depth that the weight was reckoned with: at a
    /// front, where depth grows within a step, friction must press with no more than what drives.
    pub(super) fn keeps(self, speed_m_s: f64, depth_m: f64, pressed_m: f64, gravity: f64, dt_s: f64) -> f64 {
        if speed_m_s <= 0.0 {
            return 1.0;
        }
        let (slid, drag) = match self {
            Friction::None => return 1.0,
            Friction::Manning(n) => (speed_m_s, gravity * n * n * dt_s / (depth_m * cbrt(depth_m))),
            Friction::Voellmy { mu, xi_m_s2 } => (
                (speed_m_s - mu * gravity * dt_s * pressed_m / depth_m).max(0.0),
                GRAVITY_M_S2 * dt_s / (xi_m_s2 * depth_m),
            ),
        };
        // v + drag·v² = slid; the root that does not cancel.
        2.0 * slid / (1.0 + (1.0 + 4.0 * drag * slid).sqrt()) / speed_m_s
    }
}
