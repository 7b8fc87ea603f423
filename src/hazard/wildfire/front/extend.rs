//! Whose spread moves the edge.
//!
//! φ near the edge is lowered at the rate at which the edge itself moves, and that is set by the fuel where the edge is, not
//! by the fuel where φ is looked at (extension velocities: Adalsteinsson and Sethian 1999). The nearest point of the edge
//! lies φ/|∇φ| back along ∇φ; the cell that holds it gives the spread until the edge leaves it, the next cell from then on.
//! So the edge takes the time d₁/r₁ + d₂/r₂ over a border of fuels, whatever the step.

use super::kernel::{LANES, PATCH, TILE, Walls, at_least_0, lanes};

/// Gradient of φ per cell below which φ is level.
const LEVEL: f32 = 1e-5;
/// Furthest that the edge is looked for, cells.
const FURTHEST: f32 = 1.9;
/// Adding and taking it away rounds to whole numbers, whatever the machine can.
const ROUND: f32 = 12_582_912.0;

/// Where the edge is, seen from a cell: the direction in which it moves, outward, none where φ is level; the cell that it
/// is in, columns and rows from here; cells that it has to go until it leaves that by either axis. Each to the east, then
/// to the south.
pub type Edge = [f32; 6];

/// Where the edge is and where it goes, seen from a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Way {
    /// Direction in which the edge moves, outward.
    pub normal: [f32; 2],
    /// The cell that it is in, columns and rows from here, and those that it comes to.
    pub cells: [[isize; 2]; 3],
    /// The other cell at the corner, beside the second.
    pub aside: [isize; 2],
    /// Cells that it has to go until it leaves the first, and the second by the other axis.
    pub leaves: [f32; 2],
}

impl Way {
    /// The way of an edge; `None` where φ is level.
    #[inline(always)]
    pub fn of([nx, ny, x, y, leave_x, leave_y]: Edge) -> Option<Way> {
        let (col, row) = (x as isize, y as isize);
        let [next_col, next_row] =
            [(col, nx), (row, ny)].map(|(at, n)| if n < 0.0 { at - 1 } else { at + 1 });
        let (by_x, by_y) = ([next_col, row], [col, next_row]);
        let first_x = leave_x <= leave_y;
        let (next, aside) = if first_x { (by_x, by_y) } else { (by_y, by_x) };
        let leaves = if first_x { [leave_x, leave_y] } else { [leave_y, leave_x] };
        let way = Way { normal: [nx, ny], cells: [[col, row], next, [next_col, next_row]], aside, leaves };
        ((nx != 0.0) | (ny != 0.0)).then_some(way)
    }
}

/// The edge by φ at a cell and its neighbours to the north, west, east and south. Where it is as near on both sides along
/// an axis, `flip` tells which is meant.
#[inline(always)]
pub fn edge([n, w, c, e, s]: [f32; 5], flip: [bool; 2]) -> Edge {
    // Behind the edge all is the same with the sign of φ and of the way turned around.
    let side = if c <= 0.0 { -1.0 } else { 1.0 };
    // Towards the lower neighbour, from which the edge comes: its difference, with the sign of the way from it.
    let along = |before: f32, after: f32, flip: bool| {
        let (before, after) = (side * (c - before), side * (c - after));
        let first = (before > after) | ((before == after) & !flip);
        if first { at_least_0(before) } else { -at_least_0(after) }
    };
    let (gx, gy) = (along(w, e, flip[0]), along(n, s, flip[1]));
    let size = (gx * gx + gy * gy).sqrt();
    let inverse = if size > LEVEL { 1.0 / size } else { 0.0 };
    let far = side * c * inverse;
    let (nx, ny) = (gx * inverse, gy * inverse);
    let far = if far < FURTHEST { far } else { FURTHEST };
    let leave = |normal: f32, off: f32| {
        let left = 0.5 - if normal < 0.0 { -off } else { off };
        if normal == 0.0 { f32::MAX } else { at_least_0(left / normal.abs()) }
    };
    let (x, y) = (-far * nx, -far * ny);
    let (col, row) = ((x + ROUND) - ROUND, (y + ROUND) - ROUND);
    let (nx, ny) = (side * nx, side * ny);
    [nx, ny, col, row, leave(nx, x - col), leave(ny, y - row)]
}

/// Axes along which the edge is as near on both sides.
#[inline(always)]
pub fn ties([n, w, c, e, s]: [f32; 5]) -> [bool; 2] {
    [w == e && w != c, n == s && n != c]
}

/// The edges seen from the cells of a tile, by φ in and around it without what walls are.
pub fn edges(phi: &[f32; PATCH], walls: Option<&Walls>, out: &mut [[f32; TILE]; 6]) {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2")]
        fn avx2(phi: &[f32; PATCH], walls: Option<&Walls>, out: &mut [[f32; TILE]; 6]) {
            rows(phi, walls, out);
        }
        if std::is_x86_feature_detected!("avx2") {
            // SAFETY: the machine has just been seen to have AVX2.
            return unsafe { avx2(phi, walls, out) };
        }
    }
    rows(phi, walls, out);
}

#[inline(always)]
fn rows(phi: &[f32; PATCH], walls: Option<&Walls>, out: &mut [[f32; TILE]; 6]) {
    let walls = walls.unwrap_or(&[0; PATCH]);
    for row in 0..LANES {
        let at = |rows: usize, cols: usize| lanes(phi, row + rows, cols);
        let (n, w, c, e, s) = (at(1, 2), at(2, 1), at(2, 2), at(2, 3), at(3, 2));
        let wall = |rows: usize, cols: usize| lanes(walls, row + rows, cols);
        let (n_, w_, e_, s_) = (wall(1, 2), wall(2, 1), wall(2, 3), wall(3, 2));
        for i in 0..LANES {
            let open = |phi: f32, wall: u32| if wall != 0 { c[i] } else { phi };
            let around = [open(n[i], n_[i]), open(w[i], w_[i]), c[i], open(e[i], e_[i]), open(s[i], s_[i])];
            let found = edge(around, [false; 2]);
            for (part, value) in out.iter_mut().zip(found) {
                part[row * LANES + i] = value;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::{Draw, draw::Process};

    #[test]
    fn a_plane_edge_is_found_from_both_sides() {
        for k in 0..36 {
            let angle = f64::from(k) * std::f64::consts::PI / 18.0 + 0.01;
            let to = [crate::num::math::cos(angle) as f32, crate::num::math::sin(angle) as f32];
            for ahead in [-0.9f32, -0.3, 0.2, 0.7, 1.3] {
                // The edge runs through a point `ahead` cells behind this cell.
                let phi = |x: f32, y: f32| ahead + x * to[0] + y * to[1];
                let around = [phi(0., -1.), phi(-1., 0.), phi(0., 0.), phi(1., 0.), phi(0., 1.)];
                let found = Way::of(edge(around, [false; 2])).unwrap();
                let [first, next, _] = found.cells.map(|cell| cell.map(|at| at as f32));
                let near = |a: f32, b: f32| (a - b).abs() < 1e-4;
                assert!(near(found.normal[0], to[0]) && near(found.normal[1], to[1]), "{found:?} {to:?}");
                let point = [-ahead * to[0], -ahead * to[1]];
                for axis in 0..2 {
                    assert!((point[axis] - first[axis]).abs() < 0.501);
                    // It leaves through a side of the cell, into the next.
                    let leaves = point[axis] + found.leaves[0] * to[axis] - first[axis];
                    assert!(leaves.abs() < 0.501);
                    let step = next[axis] - first[axis];
                    assert!(step == 0.0 || near(leaves, 0.5 * step));
                }
                assert_eq!((0..2).map(|a| (next[a] - first[a]).abs()).sum::<f32>(), 1.0);
            }
        }
        assert_eq!(Way::of(edge([1.0; 5], [false; 2])), None);
    }
    #[test]
    fn every_machine_finds_the_same_edges() {
        for seed in 0..50 {
            let unit = |p: usize, part: u64| Draw::new(seed, p as u64, Process::Terrain).part(part).unit();
            let phi: [f32; PATCH] = std::array::from_fn(|p| (3.0 * unit(p, 0) - 1.5).clamp(-1.0, 1.0));
            let walls: Walls = std::array::from_fn(|p| u32::from(unit(p, 1) < 0.2));
            for walls in [None, Some(&walls)] {
                let [mut here, mut plain] = [[[0.0; TILE]; 6]; 2];
                edges(&phi, walls, &mut here);
                rows(&phi, walls, &mut plain);
                let bits = |edges: [[f32; TILE]; 6]| edges.map(|part| part.map(f32::to_bits));
                assert_eq!(bits(here), bits(plain));
            }
        }
    }
}
