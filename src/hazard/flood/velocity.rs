//! How fast the water moves.

use super::{Flood, kernel};

impl Flood {
    /// Speed of the water in a cell, m/s.
    pub fn speed_m_s(&self, cell: usize) -> f32 {
        let (u, v) = self.velocity_m_s(cell);
        (u * u + v * v).sqrt()
    }

    /// Speed of the water over the land of a cell, m/s: beside a channel it is slower than in it, by the divided channel
    /// method in the proportion of R^(2/3). 0 while the channel holds it all.
    pub fn land_speed_m_s(&self, cell: usize) -> f32 {
        let speed = self.speed_m_s(cell);
        match self.own_section(cell) {
            Some(section) => speed * section.land_share(self.depth_m[cell], self.spec.cell_m),
            None => speed,
        }
    }

    /// Velocity of the water in a cell to the east and to the south, m/s: mean discharge of opposite faces over the
    /// mean depth there, which is at least the cell's own. 0 where the water is shallower than
    /// [`FloodParams::dry_m`](super::FloodParams::dry_m).
    pub fn velocity_m_s(&self, cell: usize) -> (f32, f32) {
        if self.depth_m[cell] < self.params.dry_m {
            return (0.0, 0.0);
        }
        if let Some((u, v)) = self.window_velocity_m_s(cell) {
            return (u as f32, v as f32);
        }
        let (row, col) = self.spec.row_col(cell);
        let here = self.held_m(cell) as f32;
        let face = |q: f32, other: Option<usize>| {
            // At the edge, and where the water has just left the face, the cell's own depth is what flows.
            let (depth, area) =
                other.map_or((self.depth_m[cell], here), |other| self.face_area_m(cell, other));
            let critical = area * (kernel::GRAVITY * depth).sqrt();
            (q.clamp(-critical, critical), area)
        };
        let axis = |(q0, h0): (f32, f32), (q1, h1): (f32, f32)| (q0 + q1) / (h0 + h1).max(2.0 * here);
        let at = row * (self.spec.cols + 1) + col;
        let cols = self.spec.cols;
        let u = axis(
            face(self.qx[at], (col > 0).then(|| cell - 1)),
            face(self.qx[at + 1], (col + 1 < cols).then(|| cell + 1)),
        );
        let v = axis(
            face(self.qy[cell], (row > 0).then(|| cell - cols)),
            face(self.qy[cell + cols], (row + 1 < self.spec.rows).then(|| cell + cols)),
        );
        (u, v)
    }

    /// Depth of flow between a cell and one beside it, m, and its area over the width of the face, m: less than the depth
    /// where a channel is narrower.
    fn face_area_m(&self, cell: usize, other: usize) -> (f32, f32) {
        let dz = self.ground_m[other] - self.ground_m[cell];
        let depth = kernel::face_depth(self.depth_m[cell], self.depth_m[other], dz).max(0.0);
        (depth, self.section(cell, other, dz).map_or(depth, |s| s.mean_depth_m(depth, self.spec.cell_m)))
    }
}
