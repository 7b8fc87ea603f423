//! A fire as an ellipse that grows from a point, and crews who ring it: a look ahead without a grid.

use crate::num::math::{cos, sin};

/// A fire that grows as an ellipse from a point, for a look ahead without a grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    pub head_m_h: f64,
    pub length_to_width: f64,
}

/// A fire that was ringed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contained {
    /// Minutes since the report; area within the line; line built.
    pub at_min: f64,
    pub area_ha: f64,
    pub line_m: f64,
}

impl Growth {
    /// Half-axes along and across and how fast the middle runs ahead, m/h.
    fn ellipse(&self) -> [f64; 3] {
        let lw = self.length_to_width.max(1.0);
        let e = (lw * lw - 1.0).sqrt() / lw;
        let back = self.head_m_h * (1.0 - e) / (1.0 + e);
        let along = 0.5 * (self.head_m_h + back);
        [along, along / lw, 0.5 * (self.head_m_h - back)]
    }

    /// Area after `hours` from an area at the start, ha.
    pub fn area_ha(&self, start_ha: f64, hours: f64) -> f64 {
        let [along, across, _] = self.ellipse();
        let age = self.age_h(start_ha) + hours;
        std::f64::consts::PI * along * across * age * age * 1e-4
    }

    /// Hours that the fire took to an area.
    fn age_h(&self, area_ha: f64) -> f64 {
        let [along, across, _] = self.ellipse();
        (area_ha.max(0.0) * 1e4 / (std::f64::consts::PI * along * across)).sqrt()
    }

    /// Crews come `after_h` hours after the report of a fire of `reported_ha`, begin at its head and work on both flanks at
    /// its edge, half of `line_m_h` on each, until they meet behind it; nothing if the fire outruns them or they need
    /// longer than `most_h` hours. The burnt edge between them grows on.
    ///
    /// Each end of the line stays on the free fire's edge, x = (c + b·cos u)·t, y = a·sin u·t, and moves with the crew's
    /// rate B, so |h + t·u′·∂h/∂u| = B (Fried and Fried 1996, as in BEHAVE's CONTAIN).
    pub fn contain(&self, reported_ha: f64, after_h: f64, line_m_h: f64, most_h: f64) -> Option<Contained> {
        /// Steps of the line's ends per hour.
        const STEPS: f64 = 2_000.0;
        let [b, a, c] = self.ellipse();
        let start_h = self.age_h(reported_ha) + after_h;
        if !(self.head_m_h > 0.0 && line_m_h > 0.0 && start_h > 0.0) {
            return None;
        }
        let each = 0.5 * line_m_h;
        let turn = |t: f64, u: f64| -> Option<f64> {
            let (h, d) = ([c + b * cos(u), a * sin(u)], [-b * sin(u), a * cos(u)]);
            let dot = |p: [f64; 2], q: [f64; 2]| p[0] * q[0] + p[1] * q[1];
            let (dd, hd) = (dot(d, d), dot(h, d));
            let root = hd * hd - dd * (dot(h, h) - each * each);
            // The crew cannot keep up with the edge.
            (root >= 0.0 && dd > 0.0).then(|| (-hd + root.sqrt()) / (dd * t))
        };
        // Area between the chord from the origin and the line: ½·∮(x·dy − y·dx), twice for both sides.
        let place = |t: f64, u: f64| [(c + b * cos(u)) * t, a * sin(u) * t];
        let (mut t, mut u, mut double_area) = (start_h, 0.0, 0.0);
        while u < std::f64::consts::PI {
            if t - start_h > most_h {
                return None;
            }
            let first = turn(t, u)?;
            let mut step = 1.0 / STEPS;
            let second = turn(t + 0.5 * step, u + 0.5 * step * first)?;
            if second <= 0.0 {
                return None;
            }
            step = step.min((std::f64::consts::PI - u) / second);
            let (from, to) = (place(t, u), place(t + step, u + step * second));
            double_area += from[0] * to[1] - from[1] * to[0];
            u += step * second;
            t += step;
            if step < 1.0 / STEPS {
                break;
            }
        }
        let worked_h = t - start_h;
        Some(Contained {
            at_min: 60.0 * (after_h + worked_h),
            area_ha: double_area * 1e-4,
            line_m: line_m_h * worked_h,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ring_closes_where_behave_closes_it() {
        let fire = Growth { head_m_h: 100.6, length_to_width: 3.0 };
        let at_attack = fire.area_ha(0.405, 2.0);
        let done = fire.contain(0.405, 2.0, 402.3, 24.0).unwrap();
        // BEHAVE's own test of CONTAIN (1 ac, 5 ch/h, L/W 3, 20 ch/h after 2 h): 7.1057 ac at the attack; contained at
        // 238.75 min with 9.4275 ac and 39.54 ch.
        println!(
            "at attack {at_attack:.3} ha of 2.876; {:.1} min of 238.75, {:.3} ha of 3.815, {:.1} m of 795.4",
            done.at_min, done.area_ha, done.line_m
        );
        let near = |got: f64, expected: f64| (got / expected - 1.0).abs() < 0.02;
        assert!(near(at_attack, 2.8756) && near(done.at_min, 238.75));
        assert!(near(done.area_ha, 3.815) && near(done.line_m, 795.4));
        // At once, BEHAVE: 44.5 min, 1.3267 ac, 14.833 ch.
        let early = fire.contain(0.405, 0.0, 402.3, 24.0).unwrap();
        println!(
            "{:.1} min of 44.5, {:.3} ha of 0.537, {:.1} m of 298.4",
            early.at_min, early.area_ha, early.line_m
        );
        assert!(near(early.at_min, 44.5) && near(early.area_ha, 0.5369) && near(early.line_m, 298.4));
        assert!(fire.contain(0.405, 2.0, 150.0, 24.0).is_none(), "the head outruns them");
        assert!(fire.contain(0.405, 2.0, 402.3, 0.5).is_none(), "not in time");
    }
}
