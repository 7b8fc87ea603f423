//! How fast an edge moves in each direction at a place.

/// Spread at a place on the map, in m/s.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ellipse {
    /// Unit vector of the head, to the east and to the south.
    pub heading: [f32; 2],
    /// Half-axes along the heading and across it, and how fast the middle runs ahead.
    pub along: f32,
    pub across: f32,
    pub ahead: f32,
}

impl Ellipse {
    /// Rate at which an edge with this outward direction moves, m/s; homogeneous in `p`.
    #[inline(always)]
    pub fn rate(&self, [px, py]: [f32; 2]) -> f32 {
        let [hx, hy] = self.heading;
        let (ph, ps) = (px * hx + py * hy, py * hx - px * hy);
        let (b, a) = (self.along * ph, self.across * ps);
        self.ahead * ph + (b * b + a * a).sqrt()
    }

    /// Rate of the head, m/s.
    pub fn head(&self) -> f32 {
        self.along + self.ahead
    }

    /// The same as d and M of H(p) = d·p + √(p·M·p).
    pub(super) fn parts(&self) -> super::kernel::Parts {
        let [hx, hy] = self.heading;
        let (b, a) = (self.along * self.along, self.across * self.across);
        let d = [self.ahead * hx, self.ahead * hy];
        (d, [b * hx * hx + a * hy * hy, (b - a) * hx * hy, b * hy * hy + a * hx * hx])
    }
}
