//! Water that leaves over the county's edge.

use super::{
    Edge, Flood,
    kernel::{self, GRAVITY},
};

impl Flood {
    /// Cells on the grid's edge with the place of their outer face (in `qx` where `along_x`), the sign of
    /// outflow there, and the cell inside of them.
    fn edge_cells(spec: &crate::num::GridSpec, mut visit: impl FnMut(usize, bool, usize, f32, usize)) {
        let (rows, cols) = (spec.rows, spec.cols);
        for row in 0..rows {
            let (west, east) = (row * cols, row * cols + cols - 1);
            visit(west, true, row * (cols + 1), -1.0, west + usize::from(cols > 1));
            visit(east, true, row * (cols + 1) + cols, 1.0, east - usize::from(cols > 1));
        }
        for col in 0..cols {
            let south = (rows - 1) * cols + col;
            visit(col, false, col, -1.0, if rows > 1 { col + cols } else { col });
            visit(south, false, south + cols, 1.0, if rows > 1 { south - cols } else { south });
        }
    }

    /// Uniform flow out of the grid: q = h^(5/3)·√S/n, at most critical.
    pub(super) fn flow_over_edges(&mut self) {
        let Flood { spec, params, depth_m: h, ground_m: z, manning: n, qx_next, qy_next, .. } = self;
        Self::edge_cells(spec, |cell, along_x, place, sign, inner| {
            let depth = h[cell];
            let out = if depth > params.dry_m && n[cell] > 0.0 {
                let bed = z[inner] - z[cell];
                let surface = bed + (h[inner] - depth);
                let slope = (bed.max(surface) / spec.cell_m).max(1e-4);
                let uniform = depth * depth * kernel::inv_cbrt(depth) * slope.sqrt() / n[cell];
                uniform.min(depth * (GRAVITY * depth).sqrt())
            } else {
                0.0
            };
            if along_x { qx_next[place] = sign * out } else { qy_next[place] = sign * out }
        });
        self.channels_over_edges(self.params.dry_m);
    }

    /// Book what left over the edge in a step.
    pub(super) fn book_edges(&mut self, dt_s: f64) {
        if self.edge == Edge::Closed {
            return;
        }
        let mut out = 0.0;
        Self::edge_cells(&self.spec, |_, along_x, place, sign, _| {
            let q = if along_x { self.qx_next[place] } else { self.qy_next[place] };
            out += f64::from(sign * q);
        });
        // As the balance takes it off, with Δt/Δx in f32.
        let dt_dx = f64::from(dt_s as f32 / self.spec.cell_m);
        self.ledger.outflow_m3 += out * dt_dx * self.area_m2();
    }
}
