//! Flux of mass and momentum through a face.

/// Flow on one side of a face: depth m, speed across the face and along it m/s.
#[derive(Clone, Copy, Debug)]
pub struct Side {
    pub h: f64,
    pub u: f64,
    pub v: f64,
}

/// Flux through a face, per metre of face.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Flux {
    /// m²/s
    pub mass: f64,
    /// Momentum across and along the face over density, m³/s².
    pub across: f64,
    pub along: f64,
}

/// HLL flux from `left` to `right` under gravity `g`, m/s². Wave speeds: Einfeldt (1988) with Roe's mean, dry beds after
/// Toro (2001), section 10.5.
pub fn hll(left: Side, right: Side, g: f64) -> Flux {
    if left.h <= 0.0 && right.h <= 0.0 {
        return Flux::default();
    }
    let (cl, cr) = ((g * left.h).sqrt(), (g * right.h).sqrt());
    let (sl, sr) = if left.h <= 0.0 {
        (right.u - 2.0 * cr, right.u + cr)
    } else if right.h <= 0.0 {
        (left.u - cl, left.u + 2.0 * cl)
    } else {
        let (wl, wr) = (left.h.sqrt(), right.h.sqrt());
        let u = (wl * left.u + wr * right.u) / (wl + wr);
        let c = (0.5 * g * (left.h + right.h)).sqrt();
        ((left.u - cl).min(u - c), (right.u + cr).max(u + c))
    };
    let momentum = |s: Side| s.h * s.u * s.u + 0.5 * g * s.h * s.h;
    let (ml, mr) = (left.h * left.u, right.h * right.u);
    let (mass, across) = if sl >= 0.0 {
        (ml, momentum(left))
    } else if sr <= 0.0 {
        (mr, momentum(right))
    } else {
        let span = sr - sl;
        (
            (sr * ml - sl * mr + sl * sr * (right.h - left.h)) / span,
            (sr * momentum(left) - sl * momentum(right) + sl * sr * (mr - ml)) / span,
        )
    };
    Flux { mass, across, along: mass * if mass > 0.0 { left.v } else { right.v } }
}

/// The slope of smaller size where both agree in sign, else none (minmod).
pub fn minmod(a: f64, b: f64) -> f64 {
    if a * b <= 0.0 {
        0.0
    } else if a.abs() < b.abs() {
        a
    } else {
        b
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flux_of_a_uniform_flow_is_its_own_and_mirrors() {
        let side = Side { h: 2.0, u: 0.7, v: -0.3 };
        let flux = hll(side, side, 9.81);
        assert!((flux.mass - 1.4).abs() < 1e-12);
        assert!((flux.across - (1.4 * 0.7 + 0.5 * 9.81 * 4.0)).abs() < 1e-12);
        let other = Side { h: 1.1, u: -0.4, v: 0.9 };
        let turn = |s: Side| Side { u: -s.u, ..s };
        let (there, back) = (hll(side, other, 9.81), hll(turn(other), turn(side), 9.81));
        assert!((there.mass + back.mass).abs() < 1e-12 && (there.across - back.across).abs() < 1e-12);
    }

    #[test]
    fn minmod_takes_the_smaller_or_nothing() {
        assert_eq!(minmod(1.0, 2.0), 1.0);
        assert_eq!(minmod(-3.0, -2.0), -2.0);
        assert_eq!(minmod(-1.0, 2.0), 0.0);
    }
}
