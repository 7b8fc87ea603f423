//! The fire's edge as a level set on a grid: φ < 0 where it has burnt, φ > 0 where it has not.
//!
//! ∂φ/∂t + H(∇φ) = 0, and with an ellipse of half-axes b along the heading and a across it, whose middle runs ahead with
//! c, the Hamiltonian needs no angles: H(p) = c·p_h + √(b²·p_h² + a²·p_s²), with p_h and p_s along and across the heading
//! (Huygens' wavelets; Mallet, Keyes and Fendell 2009 for level sets of fire). Gradients are upwind with the superbee
//! limiter, time steps Runge–Kutta of second order (Heun) with a front that moves at most `CFL` of a cell in a step,
//! after Lautenberger (2013). φ moves everywhere as the edge itself does, by the fuel where that is (`extend`).
//!
//! Only tiles of the grid in which something moves are worked on, all from the state before the step, so threads change
//! nothing. Ground that does not burn and finished line are walls: φ has no slope across them, and the edge stops there. A
//! cell burns only beside one that has burnt.

use crate::num::GridSpec;
use crew::Crew;
pub use ellipse::Ellipse;
use kernel::{
    BEHIND, Field, LANES, PARTS, PATCH, Parts, REACH, ROW, Spreads, TILE, Walls, inner, rate, rates, speeds,
};
use mover::Mover;
use tile::Tiles;

mod crew;
mod ellipse;
mod extend;
mod kernel;
mod look;
mod mover;
mod step;
mod tile;

#[cfg(test)]
mod tests;

/// Part of a cell that the front moves in a step at most: the Courant number of the speed across the edge, R·Δt/Δx, as
/// ELMFIRE has it (Lautenberger 2013).
const CFL: f32 = 0.4;
/// φ of a cell that was just set alight. With −1 the edge would at once be half a cell from its middle and a circle of
/// 80 cells 1.9 % too large; with this it is 0.5 % (at −0.05 it starts late and is 3.9 % too small).
const KINDLED: f32 = -0.4;
/// φ at which a cell stays that cannot burn yet, and below which it is burnt out.
const SPARED: f32 = 1e-3;
const ASHES: f32 = -0.9999;
/// Distance to fuel that does not burn at which the edge has stopped, cells.
const STOPPED: f32 = 1e-3;
/// Way through a cell's corner, cells, that is taken through the faster of both cells beside it.
const CORNER: f32 = 0.05;
/// Cells beside a tile's border whose change its neighbour must see.
const BESIDE: usize = 2;
/// Time for which weather has lasted when it is worth to look for tiles of one fuel, s.
const LASTING_S: f64 = 120.0;

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
    /// Inverses of M's diagonal; 0 where nothing burns.
    inverse: [f32; 2],
    weather: u32,
}

impl Known {
    fn parts(&self) -> Parts {
        (self.d, self.m)
    }

    /// One after the other, as in [`Spreads`].
    fn each(&self) -> [f32; PARTS] {
        let ([dx, dy], [xx, xy, yy], [by_x, by_y]) = (self.d, self.m, self.inverse);
        [dx, dy, xx, xy, yy, by_x, by_y]
    }

    fn burns(&self) -> bool {
        self.m[0] + self.m[2] > 0.0
    }
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
    /// Tiles where something may move, in order but for those that just woke; those where the edge is stuck.
    awake: Vec<u32>,
    stuck: Vec<u32>,
    time_s: f64,
    burnt: usize,
}

impl Front {
    /// Nothing burns yet.
    pub fn new(spec: GridSpec) -> Front {
        let mut tiles = Tiles::new(spec);
        let places = tiles.states.len() * TILE;
        let walls: Vec<bool> = (0..places).map(|place| tiles.cell(place).is_none()).collect();
        for tile in (0..tiles.states.len()).filter(|tile| tiles.states[*tile].inside).collect::<Vec<_>>() {
            let count = |tile: usize| walls[tile * TILE..][..TILE].iter().filter(|wall| **wall).count();
            tiles.states[tile].walls = tiles.around(tile).into_iter().map(count).sum::<usize>() as u16;
        }
        Front {
            spec,
            known: vec![Known::default(); places],
            weather: 1,
            held: vec![false; places],
            walls,
            since_s: 0.0,
            tiles,
            awake: Vec::new(),
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
        if self.tiles.phi.get(place) <= 0.0 || self.held[place] {
            return false;
        }
        self.tiles.phi.set(place, KINDLED);
        self.tiles.middle.set(place, KINDLED);
        self.burnt += 1;
        self.wake_around(place);
        true
    }

    /// Hold the fire at a cell, or let it burn again. What has burnt stays so.
    pub fn hold(&mut self, cell: usize, held: bool) {
        if cell >= self.spec.len() {
            return;
        }
        let place = self.tiles.place(cell);
        if self.held[place] != held {
            self.held[place] = held;
            self.wall(place, held);
            self.known[place].weather = 0;
            for beside in self.tiles.around(place / TILE) {
                (self.tiles.states[beside].plain, self.tiles.states[beside].mixed) = (0, 0);
            }
            self.wake_around(place);
        }
    }

    /// Whether the edge has passed the middle of a cell.
    pub fn has_burnt(&self, cell: usize) -> bool {
        self.tiles.phi.get(self.tiles.place(cell)) <= 0.0
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
        let mut row_bytes = Vec::with_capacity(5 * self.spec.cols);
        for row in 0..self.spec.rows {
            let places = || (0..self.spec.cols).map(|col| self.tiles.at(row + LANES, col + LANES));
            row_bytes.clear();
            places().for_each(|place| row_bytes.extend_from_slice(&self.tiles.phi.get(place).to_le_bytes()));
            row_bytes.extend(places().map(|place| u8::from(self.held[place])));
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
            self.tiles.states[tile as usize].stuck = false;
            self.wake(tile as usize);
        }
        self.go_on(seconds, ellipse)
    }

    /// Let time pass under the same weather as at the last [`Front::advance`]: spreads that are known stay.
    pub fn go_on(&mut self, seconds: f64, ellipse: &(impl Fn(usize) -> Ellipse + Sync)) -> Vec<Burnt> {
        let mut reached = Vec::new();
        let end_s = self.time_s + seconds;
        Crew::go(self, end_s, ellipse, &mut reached);
        self.time_s = end_s;
        reached
    }

    /// Whether a place of the grid is a wall from now on.
    fn wall(&mut self, place: usize, wall: bool) {
        if self.walls[place] == wall {
            return;
        }
        self.walls[place] = wall;
        for tile in self.tiles.around(place / TILE) {
            let walls = &mut self.tiles.states[tile].walls;
            *walls = if wall { *walls + 1 } else { *walls - 1 };
        }
    }

    fn wake_around(&mut self, place: usize) {
        for tile in self.tiles.around(place / TILE) {
            self.wake(tile);
        }
    }

    fn wake(&mut self, tile: usize) {
        if self.tiles.states[tile].inside && !self.tiles.states[tile].awake {
            self.tiles.states[tile].awake = true;
            self.awake.push(tile as u32);
        }
    }
}
