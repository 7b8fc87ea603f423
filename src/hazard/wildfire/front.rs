//! The fire's edge as a level set on a grid: φ < 0 where it has burnt, φ > 0 where it has not.
//!
//! ∂φ/∂t + H(∇φ) = 0, and with an ellipse of half-axes b along the heading and a across it, whose middle runs ahead with
//! c, the Hamiltonian needs no angles: H(p) = c·p_h + √(b²·p_h² + a²·p_s²), with p_h and p_s along and across the heading
//! (Huygens' wavelets; Mallet, Keyes and Fendell 2009 for level sets of fire). Gradients are upwind with the superbee
//! limiter, time steps Runge–Kutta of second order (Heun) with a front that moves at most `CFL` of a cell in a step,
//! after Lautenberger (2013). φ moves everywhere as the edge itself does, by the fuel where that is (`extend`).
//!
//! Tiles of the grid in which something moves take steps of their own length, one after the other by time (`tile`): a fire
//! that runs in one place costs nothing where it creeps, and threads change nothing. Ground that does not burn and finished
//! line have no spread: the edge stops at them. A cell burns only beside one that has burnt.

use crate::num::GridSpec;
pub use ellipse::Ellipse;
use kernel::{BEHIND, LANES, PATCH, Parts, REACH, ROW, Spreads, TILE, rate, rates, wavelet};
use rayon::prelude::*;
use std::{cmp::Reverse, collections::BinaryHeap};
use tile::{Patch, Tiles};

mod ellipse;
mod extend;
mod kernel;
mod step;
mod tile;

#[cfg(test)]
mod tests;

/// Part of a cell that the front moves in a step at most.
const CFL: f32 = 0.4;
/// φ of a cell that was just set alight. With −1 the edge would at once be half a cell from its middle and a circle of
/// 80 cells 1.9 % too large; with this it is 0.5 % (at −0.05 it starts late and is 3.9 % too small).
const KINDLED: f32 = -0.4;
/// φ at which a cell stays that cannot burn yet; below which it is burnt out; and beyond which either way it is no part of
/// the slope from burnt to unburnt.
const SPARED: f32 = 1e-3;
const ASHES: f32 = -0.99;
const SLOPE: f32 = 0.999;
/// Distance to fuel that does not burn at which the edge has stopped, cells.
const STOPPED: f32 = 1e-3;
/// Way through a cell's corner, cells, that is taken through the faster of both cells beside it.
const CORNER: f32 = 0.05;
/// Cells beside a tile's border whose change its neighbour must see.
const BESIDE: usize = 3;
/// Time for which weather has lasted when it is worth to look for tiles of one fuel, s.
const LASTING_S: f64 = 120.0;
/// Places at which the spread is that are worth a thread's waking.
const SHARED_SPREADS: usize = 256;

/// A cell that the edge has reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Burnt {
    pub cell: u32,
    /// Seconds since the front was made.
    pub at_s: f64,
    /// Rate at which the edge passed, m/s, and the direction in which it moved.
    pub rate_m_s: f32,
    pub to: [f32; 2],
}

/// Spread at a place, cells/s, and the weather that it was reckoned for.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    d: [f32; 2],
    m: [f32; 3],
    weather: u32,
}

impl Known {
    fn parts(&self) -> Parts {
        (self.d, self.m)
    }

    fn burns(&self) -> bool {
        self.m[0] + self.m[2] > 0.0
    }
}

/// A cell of a tile where φ moves: its place in the tile, and the spread of up to three fuels that the edge goes through,
/// with the edge's speed, cells/s, and when it leaves the first and the second, s from now.
#[derive(Clone, Copy, Debug, Default)]
struct Mover {
    at: usize,
    spreads: [Known; 3],
    speeds: [f32; 3],
    leaves: [f32; 2],
    leaves_s: [f32; 2],
}

/// A fire on a grid.
#[derive(Clone, Debug)]
pub struct Front {
    spec: GridSpec,
    tiles: Tiles,
    known: Vec<Known>,
    weather: u32,
    held: Vec<bool>,
    /// Places that are known not to burn, beside the grid, held or by their fuel.
    walls: Vec<bool>,
    /// Since when the weather is what it is, s.
    since_s: f64,
    movers: Vec<Mover>,
    /// Tiles where something moves, by the end of their step; those where the edge is stuck.
    awake: BinaryHeap<Reverse<(u64, u32)>>,
    stuck: Vec<u32>,
    time_s: f64,
    burnt: usize,
}

impl Front {
    /// Nothing burns yet.
    pub fn new(spec: GridSpec) -> Front {
        let tiles = Tiles::new(spec);
        let places = tiles.to.len();
        Front {
            spec,
            known: vec![Known::default(); places],
            weather: 1,
            held: vec![false; places],
            walls: (0..places).map(|place| tiles.cell(place).is_none()).collect(),
            since_s: 0.0,
            movers: Vec::with_capacity(TILE),
            tiles,
            awake: BinaryHeap::new(),
            stuck: Vec::new(),
            time_s: 0.0,
            burnt: 0,
        }
    }

    /// Set cells alight that have not burnt and are not held; false where that cannot be. A cell outside the grid is
    /// none of them. Fire spreads by the fuel where its edge is: from a cell whose fuel does not burn it goes nowhere.
    pub fn ignite(&mut self, cell: usize) -> bool {
        if cell >= self.spec.len() {
            return false;
        }
        let place = self.tiles.place(cell);
        if self.tiles.to[place] <= 0.0 || self.held[place] {
            return false;
        }
        (self.tiles.from[place], self.tiles.to[place]) = (KINDLED, KINDLED);
        self.burnt += 1;
        self.stir_around(place);
        true
    }

    /// Hold the fire at a cell, or let it burn again. What has burnt stays so.
    pub fn hold(&mut self, cell: usize, held: bool) {
        if cell >= self.spec.len() {
            return;
        }
        let place = self.tiles.place(cell);
        if self.held[place] != held {
            (self.held[place], self.walls[place]) = (held, held);
            self.known[place].weather = 0;
            let tile = self.tiles.tile(place);
            for beside in self.tiles.around(tile) {
                self.tiles.steps[beside].plain = 0;
            }
            self.stir_around(place);
        }
    }

    /// Whether the edge has passed the middle of a cell.
    pub fn has_burnt(&self, cell: usize) -> bool {
        self.tiles.to[self.tiles.place(cell)] <= 0.0
    }

    /// Cells burnt.
    pub fn burnt_cells(&self) -> usize {
        self.burnt
    }

    /// Cells at the edge: burnt, beside one on the grid that is not. In order.
    pub fn edge(&self) -> Vec<u32> {
        let (rows, cols) = (self.spec.rows, self.spec.cols);
        let burnt = |cell: usize| self.has_burnt(cell);
        let open = |cell: usize| {
            let (row, col) = self.spec.row_col(cell);
            (col > 0 && !burnt(cell - 1))
                || (col + 1 < cols && !burnt(cell + 1))
                || (row > 0 && !burnt(cell - cols))
                || (row + 1 < rows && !burnt(cell + cols))
        };
        (0..self.spec.len()).filter(|&cell| burnt(cell) && open(cell)).map(|cell| cell as u32).collect()
    }

    /// Time that has passed, s.
    pub fn time_s(&self) -> f64 {
        self.time_s
    }

    /// All that the fire's future depends on but its surroundings, for a hash.
    pub fn hash_into(&self, put: &mut impl FnMut(&[u8])) {
        put(&self.time_s.to_le_bytes());
        let mut row_bytes = Vec::with_capacity(5 * self.tiles.stride);
        for row in 0..self.spec.rows {
            let first = self.tiles.place(row * self.spec.cols);
            row_bytes.clear();
            for place in first..first + self.spec.cols {
                row_bytes.extend_from_slice(&self.tiles.to[place].to_le_bytes());
            }
            row_bytes.extend(self.held[first..first + self.spec.cols].iter().map(|held| u8::from(*held)));
            put(&row_bytes);
        }
    }

    /// Let time pass under steady weather, which may differ from that before: `ellipse` gives the spread at a cell. What
    /// the edge reaches is told in order of time.
    pub fn advance(&mut self, seconds: f64, ellipse: &(impl Fn(usize) -> Ellipse + Sync)) -> Vec<Burnt> {
        self.weather += 1;
        self.since_s = self.time_s;
        // What could not burn may now.
        for tile in std::mem::take(&mut self.stuck) {
            self.tiles.steps[tile as usize].stuck = false;
            self.stir(tile as usize, self.time_s, f64::INFINITY);
        }
        self.learn_edge(ellipse);
        self.go_on(seconds, ellipse)
    }

    /// Let time pass under the same weather as at the last [`Front::advance`]: spreads that are known stay.
    pub fn go_on(&mut self, seconds: f64, ellipse: &(impl Fn(usize) -> Ellipse + Sync)) -> Vec<Burnt> {
        let mut reached = Vec::new();
        let end_s = self.time_s + seconds;
        while let Some(&Reverse((time, tile))) = self.awake.peek() {
            if f64::from_bits(time) >= end_s {
                break;
            }
            self.awake.pop();
            if self.is_due(time, tile) {
                self.step(tile as usize, end_s, ellipse, &mut reached);
            }
        }
        // All are at the end now.
        let mut due: Vec<_> = std::mem::take(&mut self.awake).into_vec();
        due.retain(|Reverse((time, tile))| self.is_due(*time, *tile));
        due.sort_unstable();
        due.dedup();
        for Reverse((_, tile)) in &due {
            let patch = self.tiles.patch(*tile as usize);
            self.settle(*tile as usize, &patch, &mut reached);
        }
        self.awake = due.into();
        self.time_s = end_s;
        reached.sort_unstable_by(|a: &Burnt, b: &Burnt| a.at_s.total_cmp(&b.at_s).then(a.cell.cmp(&b.cell)));
        reached
    }

    /// Whether a tile's entry in the queue still holds.
    fn is_due(&self, time: u64, tile: u32) -> bool {
        let step = &self.tiles.steps[tile as usize];
        step.awake && step.end_s.to_bits() == time
    }

    fn stir_around(&mut self, place: usize) {
        let tile = self.tiles.tile(place);
        for beside in self.tiles.around(tile) {
            self.stir(beside, self.time_s, f64::INFINITY);
        }
    }

    /// φ beside a tile has changed up to a time, in a step that took so long: what the tile did alone after that is undone.
    fn stir(&mut self, tile: usize, at_s: f64, took_s: f64) {
        if !self.tiles.is_in(tile) {
            return;
        }
        let step = &mut self.tiles.steps[tile];
        step.stirred_s = step.stirred_s.max(at_s);
        step.most_s = step.most_s.min(at_s);
        if !step.awake || step.start_s > at_s {
            // Asleep, or to be woken later.
            (step.awake, step.start_s, step.end_s) = (true, at_s, at_s);
        } else if step.end_s - at_s > took_s {
            let share = ((at_s - step.start_s) / (step.end_s - step.start_s)) as f32;
            step.end_s = at_s;
            let origin = self.tiles.origin(tile);
            for row in 0..LANES {
                let places = origin + row * self.tiles.stride..origin + row * self.tiles.stride + LANES;
                for (to, from) in self.tiles.to[places.clone()].iter_mut().zip(&self.tiles.from[places]) {
                    *to = from + (*to - from) * share;
                }
            }
        } else {
            return;
        }
        self.awake.push(Reverse((at_s.to_bits(), tile as u32)));
    }

    /// What burnt in a tile's step; the next begins where that ended.
    fn settle(&mut self, tile: usize, patch: &Patch, reached: &mut Vec<Burnt>) {
        let (step, origin) = (self.tiles.steps[tile], self.tiles.origin(tile));
        for row in 0..LANES {
            let start = origin + row * self.tiles.stride;
            for col in 0..LANES {
                let place = start + col;
                let (old, new) = (self.tiles.from[place], self.tiles.to[place]);
                if let (true, Some(cell)) = (old > 0.0 && new <= 0.0, self.tiles.cell(place)) {
                    let at_s = step.start_s + (step.end_s - step.start_s) * f64::from(old / (old - new));
                    let parts = self.known[place].parts();
                    let to = kernel::direction(&patch.phi, (row + REACH) * ROW + col + REACH, parts);
                    let rate_m_s = rate(to, parts) * self.spec.cell_m;
                    reached.push(Burnt { cell: cell as u32, at_s, rate_m_s, to });
                    self.burnt += 1;
                }
            }
            let row = start..start + LANES;
            self.tiles.from[row.clone()].copy_from_slice(&self.tiles.to[row]);
        }
        self.tiles.steps[tile].start_s = step.end_s;
    }
}
