//! Depression-free drainage: where water runs to from each cell.

use super::near::{near8, step_cells};
use crate::num::GridSpec;
use rayon::prelude::*;
use std::{cmp::Reverse, collections::BinaryHeap};

/// The outlet marker among receivers.
pub const OUTLET: u32 = u32::MAX;

/// Drainage of a surface.
pub struct Drainage {
    /// The surface with its pits filled, each cell a little above the one it drains to, m.
    pub filled_m: Vec<f32>,
    /// The neighbour that each cell drains to, or [`OUTLET`].
    pub receiver: Vec<u32>,
    /// All cells, each after its receiver.
    pub order: Vec<u32>,
}

/// Fill pits (priority flood: Barnes, Lehman and Mulla 2014, doi:10.1016/j.cageo.2013.04.024, algorithm 3) with a
/// rise of `rise_m` per cell, and send each cell to its steepest lower neighbour (D8). Outlets keep their height.
pub fn drain(
    spec: &GridSpec,
    ground_m: &[f32],
    rise_m: f32,
    outlet: impl Fn(usize) -> bool + Sync,
) -> Drainage {
    drain_with(spec, ground_m, |_| rise_m, outlet, |_, _| 1.0)
}

/// As [`drain`], with a rise per cell that keeps brooks on filled ground from running straight, and the slope in each
/// direction weighted by `weight(cell, direction)`: chance weights keep valleys from lining up with the raster.
pub fn drain_with(
    spec: &GridSpec,
    ground_m: &[f32],
    rise_m: impl Fn(usize) -> f32,
    outlet: impl Fn(usize) -> bool + Sync,
    weight: impl Fn(usize, usize) -> f32 + Sync,
) -> Drainage {
    let mut filled_m = ground_m.to_vec();
    let mut seen = vec![false; spec.len()];
    let mut order = Vec::with_capacity(spec.len());
    let mut heap = BinaryHeap::with_capacity(spec.len() / 4);
    for cell in (0..spec.len()).filter(|c| outlet(*c)) {
        seen[cell] = true;
        heap.push(Reverse(key(filled_m[cell], cell)));
    }
    while let Some(Reverse(top)) = heap.pop() {
        let cell = (top & 0xFFFF_FFFF) as usize;
        order.push(cell as u32);
        for (_, n) in near8(spec, cell) {
            if !seen[n] {
                seen[n] = true;
                filled_m[n] = filled_m[n].max(filled_m[cell] + rise_m(n));
                heap.push(Reverse(key(filled_m[n], n)));
            }
        }
    }
    let receiver = (0..spec.len())
        .into_par_iter()
        .map(|cell| {
            let (mut steepest, mut receiver) = (0.0, OUTLET);
            if !outlet(cell) {
                for (d, n) in near8(spec, cell) {
                    let fall_m = filled_m[cell] - filled_m[n];
                    if fall_m > 0.0 {
                        let slope = fall_m / step_cells(d) * weight(cell, d);
                        if slope > steepest {
                            (steepest, receiver) = (slope, n as u32);
                        }
                    }
                }
            }
            receiver
        })
        .collect();
    Drainage { filled_m, receiver, order }
}

/// Let water that leaves a cell by its corner pass one of the two cells beside it.
///
/// The flood model moves water through the four sides of a cell only, so a valley that runs diagonally would be a
/// chain of ponds to it. The lower of the two cells comes down to halfway between giver and taker, unless
/// `keep(cell, corner)` forbids (dams, dykes). Afterwards every cell that drained has a lower one among its four
/// neighbours, and so has every cell that was lowered.
pub fn open_corners(
    spec: &GridSpec,
    ground_m: &mut [f32],
    drainage: &Drainage,
    keep: impl Fn(usize, usize) -> bool,
) {
    for &cell in drainage.order.iter().rev() {
        let cell = cell as usize;
        let to = drainage.receiver[cell];
        if to == OUTLET {
            continue;
        }
        let to = to as usize;
        let (row, col) = spec.row_col(cell);
        let (to_row, to_col) = spec.row_col(to);
        if row == to_row || col == to_col {
            continue;
        }
        let corners = [spec.index(row, to_col), spec.index(to_row, col)];
        let lower = corners
            .into_iter()
            .filter(|&corner| !keep(cell, corner))
            .min_by(|&a, &b| ground_m[a].total_cmp(&ground_m[b]).then(a.cmp(&b)));
        if let Some(corner) = lower {
            let between = 0.5 * (ground_m[cell] + ground_m[to]);
            ground_m[corner] = ground_m[corner].min(between);
        }
    }
}

/// A key that sorts by height, then by cell.
fn key(height_m: f32, cell: usize) -> u64 {
    let bits = height_m.to_bits();
    let sortable = if bits >> 31 == 0 { bits | 0x8000_0000 } else { !bits };
    u64::from(sortable) << 32 | cell as u64
}

impl Drainage {
    /// Sum of `own` over each cell and all that drains through it.
    pub fn accumulate(&self, own: impl Fn(usize) -> f32) -> Vec<f32> {
        let mut sum: Vec<f32> = (0..self.receiver.len()).map(own).collect();
        for &cell in self.order.iter().rev() {
            let receiver = self.receiver[cell as usize];
            if receiver != OUTLET {
                sum[receiver as usize] += sum[cell as usize];
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bowl_fills_to_its_rim_and_everything_drains() {
        let spec = GridSpec { rows: 9, cols: 9, cell_m: 10.0 };
        let edge = |c: usize| super::super::near::on_edge(&spec, c);
        // A bowl: high rim at the edge with one notch of 3 m.
        let ground: Vec<f32> = (0..81)
            .map(|c| match (edge(c), c) {
                (true, 4) => 3.0,
                (true, _) => 9.0,
                _ => 1.0,
            })
            .collect();
        let drainage = drain(&spec, &ground, 0.001, edge);
        for cell in (0..81).filter(|c| !edge(*c)) {
            assert!((3.0..3.1).contains(&drainage.filled_m[cell]));
        }
        let area = drainage.accumulate(|_| 1.0);
        assert_eq!(area[4], 50.0, "49 inner cells and the notch");
    }
}
