//! Whose spread moves the edge.
//!
//! φ near the edge is lowered at the rate at which the edge itself moves, and that is set by the fuel where the edge is, not
//! by the fuel where φ is looked at (extension velocities: Adalsteinsson and Sethian 1999). The nearest point of the edge
//! lies φ/|∇φ| back along ∇φ; the cell that holds it gives the spread until the edge leaves it, the next cell from then on.
//! So the edge takes the time d₁/r₁ + d₂/r₂ over a border of fuels, whatever the step.

/// Gradient of φ per cell below which φ is level.
const LEVEL: f32 = 1e-5;
/// Furthest that the edge is looked for, cells.
const FURTHEST: f32 = 1.9;

/// Where the edge is and where it goes, seen from a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Way {
    /// Direction in which the edge moves, outward.
    pub normal: [f32; 2],
    /// The cell that it is in, columns and rows from here, and those that it comes to.
    pub cells: [[i32; 2]; 3],
    /// The other cell at the corner, beside the second.
    pub aside: [i32; 2],
    /// Cells that it has to go until it leaves the first, and the second by the other axis.
    pub leaves: [f32; 2],
}

/// The way of the edge by φ at a cell and its neighbours to the north, west, east and south; `None` where φ is level. Where
/// it is as near on both sides along an axis, `flip` tells which is meant.
#[inline(always)]
pub fn way([n, w, c, e, s]: [f32; 5], flip: [bool; 2]) -> Option<Way> {
    // Behind the edge all is the same with the sign of φ and of the way turned around.
    let side = if c <= 0.0 { -1.0 } else { 1.0 };
    // Towards the lower neighbour, from which the edge comes: its difference, with the sign of the way from it.
    let along = |before: f32, after: f32, flip: bool| {
        let (before, after) = (side * (c - before), side * (c - after));
        if before > after || (before == after && !flip) { before.max(0.0) } else { -after.max(0.0) }
    };
    let (gx, gy) = (along(w, e, flip[0]), along(n, s, flip[1]));
    let size = (gx * gx + gy * gy).sqrt();
    if size <= LEVEL {
        return None;
    }
    let to_edge = (side * c / size).min(FURTHEST) / size;
    let (x, y) = (-to_edge * gx, -to_edge * gy);
    // Whole numbers below, without a call.
    let cell = [x, y].map(|off| ((off + 4.5) as i32 - 4) as f32);
    let normal = [side * gx / size, side * gy / size];
    let leave = |normal: f32, off: f32| {
        if normal == 0.0 { f32::MAX } else { ((0.5 - off * normal.signum()) / normal.abs()).max(0.0) }
    };
    let (leave_x, leave_y) = (leave(normal[0], x - cell[0]), leave(normal[1], y - cell[1]));
    let [col, row] = cell.map(|k| k as i32);
    let [to_x, to_y] = normal.map(|n| n.signum() as i32);
    let (by_x, by_y, last) = ([col + to_x, row], [col, row + to_y], [col + to_x, row + to_y]);
    Some(if leave_x <= leave_y {
        Way { normal, cells: [[col, row], by_x, last], aside: by_y, leaves: [leave_x, leave_y] }
    } else {
        Way { normal, cells: [[col, row], by_y, last], aside: by_x, leaves: [leave_y, leave_x] }
    })
}

/// Axes along which the edge is as near on both sides.
#[inline(always)]
pub fn ties([n, w, c, e, s]: [f32; 5]) -> [bool; 2] {
    [w == e && w != c, n == s && n != c]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plane_edge_is_found_from_both_sides() {
        for k in 0..36 {
            let angle = f64::from(k) * std::f64::consts::PI / 18.0 + 0.01;
            let to = [crate::num::math::cos(angle) as f32, crate::num::math::sin(angle) as f32];
            for ahead in [-0.9f32, -0.3, 0.2, 0.7, 1.3] {
                // The edge runs through a point `ahead` cells behind this cell.
                let phi = |x: f32, y: f32| ahead + x * to[0] + y * to[1];
                let found =
                    way([phi(0., -1.), phi(-1., 0.), phi(0., 0.), phi(1., 0.), phi(0., 1.)], [false; 2])
                        .unwrap();
                let near = |a: f32, b: f32| (a - b).abs() < 1e-4;
                assert!(near(found.normal[0], to[0]) && near(found.normal[1], to[1]), "{found:?} {to:?}");
                let point = [-ahead * to[0], -ahead * to[1]];
                for axis in 0..2 {
                    assert!((point[axis] - found.cells[0][axis] as f32).abs() < 0.501);
                    // It leaves through a side of the cell, into the next.
                    let leaves = point[axis] + found.leaves[0] * to[axis] - found.cells[0][axis] as f32;
                    assert!(leaves.abs() < 0.501);
                    let step = found.cells[1][axis] - found.cells[0][axis];
                    assert!(step == 0 || near(leaves, 0.5 * step as f32));
                }
                assert_eq!((0..2).map(|a| (found.cells[1][a] - found.cells[0][a]).abs()).sum::<i32>(), 1);
            }
        }
        assert_eq!(way([1.0; 5], [false; 2]), None);
    }
}
