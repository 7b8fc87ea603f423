//! Limited slopes and what passes a face.

use super::{
    Edge, Shallow, State,
    flux::{Side, hll, minmod},
};

/// Differences over a cell of depth, surface and the two velocities; zero beside dry ground.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Slope {
    pub h: f64,
    pub level: f64,
    u: f64,
    v: f64,
}

/// What passes a face: mass and momentum along it for both sides, momentum across it as each side feels it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Face {
    pub mass: f64,
    pub before: f64,
    pub after: f64,
    pub along: f64,
}

impl Shallow {
    /// Faces on the edge of the grid that a cell has: flux out of it and the outward direction.
    pub(super) fn edge_faces(
        &self,
        from: &State,
        row: usize,
        col: usize,
    ) -> impl Iterator<Item = (Face, f64, f64)> + use<> {
        let (rows, cols) = (self.spec.rows, self.spec.cols);
        let i = self.spec.index(row, col);
        let (h, g) = (from.h[i], self.gravity[i]);
        let (u, v) = if h > self.dry_m { (from.hu[i] / h, from.hv[i] / h) } else { (0.0, 0.0) };
        let edge = self.edge;
        let sides = [
            (col == 0, -1.0, 0.0),
            (col + 1 == cols, 1.0, 0.0),
            (row == 0, 0.0, -1.0),
            (row + 1 == rows, 0.0, 1.0),
        ];
        sides.into_iter().filter(move |s| s.0 && h > 0.0).map(move |(_, ox, oy)| {
            let outward = u * ox + v * oy;
            let mass = if edge == Edge::Open { (h * outward).max(0.0) } else { 0.0 };
            let along = if ox != 0.0 { v } else { u };
            let across = mass * outward + 0.5 * g * h * h;
            (Face { mass, before: across, after: 0.0, along: mass * along }, ox, oy)
        })
    }

    /// Limited differences over a cell in both directions.
    pub(super) fn slopes(&self, from: &State, row: usize, col: usize) -> [Slope; 2] {
        let (cols, i) = (self.spec.cols, self.spec.index(row, col));
        if from.h[i] <= self.dry_m {
            return [Slope::default(); 2];
        }
        let over = |low: usize, high: usize| {
            if from.h[low] <= self.dry_m || from.h[high] <= self.dry_m {
                return Slope::default();
            }
            let limited = |get: &dyn Fn(usize) -> f64| minmod(get(i) - get(low), get(high) - get(i));
            Slope {
                h: limited(&|k| from.h[k]),
                level: limited(&|k| from.h[k] + self.ground_m[k]),
                u: limited(&|k| from.hu[k] / from.h[k]),
                v: limited(&|k| from.hv[k] / from.h[k]),
            }
        };
        let inner = |at: usize, n: usize| at > 0 && at + 1 < n;
        [
            if inner(col, cols) { over(i - 1, i + 1) } else { Slope::default() },
            if inner(row, self.spec.rows) { over(i - cols, i + cols) } else { Slope::default() },
        ]
    }

    /// Whether a cell is dry, or at rest on a surface no steeper than friction holds.
    pub(super) fn is_held(&self, from: &State, row: usize, col: usize) -> bool {
        let (cols, i) = (self.spec.cols, self.spec.index(row, col));
        let holds = self.friction.holds();
        if from.h[i] <= self.dry_m {
            return true;
        }
        if holds <= 0.0 || from.hu[i] != 0.0 || from.hv[i] != 0.0 {
            return false;
        }
        let own = from.h[i] + self.ground_m[i];
        // Higher dry ground is a wall, not a slope of the surface.
        let level = |k: usize| {
            let other = from.h[k] + self.ground_m[k];
            if from.h[k] <= self.dry_m && other > own { own } else { other }
        };
        let across = |at: usize, n: usize, step: usize| match (at > 0, at + 1 < n) {
            (true, true) => 0.5 * (level(i + step) - level(i - step)),
            (false, true) => level(i + step) - own,
            (true, false) => own - level(i - step),
            _ => 0.0,
        };
        let (sx, sy) = (across(col, cols, 1), across(row, self.spec.rows, cols));
        let dx = f64::from(self.spec.cell_m);
        sx * sx + sy * sy < holds * holds * dx * dx
    }

    /// Flux through the face between two cells, west to east, or north to south where `turned`.
    pub(super) fn face(
        &self,
        from: &State,
        (i, si): (usize, Slope),
        (j, sj): (usize, Slope),
        both_held: bool,
        turned: bool,
    ) -> Face {
        if from.h[i] <= 0.0 && from.h[j] <= 0.0 {
            return Face::default();
        }
        let side = |k: usize, s: Slope, to: f64| {
            let h = from.h[k];
            let (u, v) = if h > self.dry_m { (from.hu[k] / h, from.hv[k] / h) } else { (0.0, 0.0) };
            let (u, v) = (u + to * s.u, v + to * s.v);
            let (across, along) = if turned { (v, u) } else { (u, v) };
            let depth = h + to * s.h;
            let level = h + self.ground_m[k] + to * s.level;
            (Side { h: depth, u: across, v: along }, level)
        };
        let ((left, level_l), (right, level_r)) = (side(i, si, 0.5), side(j, sj, -0.5));
        let (gl, gr) = (self.gravity[i], self.gravity[j]);
        if both_held {
            return Face {
                mass: 0.0,
                before: 0.5 * gl * left.h * left.h,
                after: 0.5 * gr * right.h * right.h,
                along: 0.0,
            };
        }
        // The bed at the face: the higher of the two, but not above the lower surface, so that thin flow down a steep
        // step keeps its weight (Chen and Noelle 2017, doi:10.1137/15M1053074).
        let (bed_l, bed_r) = (level_l - left.h, level_r - right.h);
        let bed = bed_l.max(bed_r).min(level_l.min(level_r));
        let (hl, hr) = ((level_l - bed).min(left.h).max(0.0), (level_r - bed).min(right.h).max(0.0));
        let g = 0.5 * (gl + gr);
        let flux = hll(Side { h: hl, ..left }, Side { h: hr, ..right }, g);
        // Each side feels its own gravity and the part of its weight that the step of the bed takes.
        let own = |g_own: f64, h: f64, over: f64, step: f64| {
            0.5 * (g_own - g) * over * over + 0.5 * g_own * (h + over) * step
        };
        Face {
            mass: flux.mass,
            before: flux.across + own(gl, left.h, hl, bed - bed_l),
            after: flux.across + own(gr, right.h, hr, bed - bed_r),
            along: flux.along,
        }
    }
}
