//! Roads: least-cost paths over slope, water and the roads that are there already.

use super::{
    channels::Wet,
    field::Field,
    land::Land,
    near::{STEPS, near8, on_edge, step_cells},
};
use crate::{
    num::{Draw, draw::Process},
    text::Name,
};
use rayon::prelude::*;
use std::{cmp::Reverse, collections::BinaryHeap};

/// Costs, in metres of flat open ground: bridging a stream and each cell of the main river, and crossing
/// a polder's edge. Going along an existing road costs a part of its length; beside one, more.
const STREAM_M: f32 = 220.0;
const MAIN_M: f32 = 900.0;
const DYKE_M: f32 = 150.0;
const ON_ROAD: f32 = 0.35;
/// What a metre is taken to cost where the way ahead is unknown. Above `ON_ROAD` the way found may cost a little more than
/// the cheapest, for a far shorter search.
const GUESS: f32 = 1.15;
const BESIDE_ROAD: f32 = 1.7;
/// Slope at which a road costs twice its length.
const STEEP: f32 = 0.05;

/// The roads on the raster.
pub struct Ways<'a> {
    pub land: &'a Land,
    /// For each class (county, township, village) and cell the directions in which a road of that class leaves,
    /// one bit each.
    pub links: [Vec<u8>; 3],
    /// Which road name a cell has, an index into `names`.
    pub label: Vec<u16>,
    pub names: Vec<Name>,
    /// Cells that become nodes of the graph.
    pub marked: Vec<bool>,
    beside: Vec<bool>,
    /// What makes roads bend: soil, owners, old tracks.
    going: Vec<f32>,
}

/// The growing network with the search's memory.
pub struct Network<'a> {
    pub ways: Ways<'a>,
    search: Search,
}

struct Search {
    cost: Vec<f32>,
    from: Vec<u32>,
    touched: Vec<usize>,
}

impl<'a> Ways<'a> {
    /// Directions of all roads at a cell.
    pub fn all(&self, cell: usize) -> u8 {
        self.links[0][cell] | self.links[1][cell] | self.links[2][cell]
    }

    /// Cost of a step, m of flat ground; `None` where no road can go.
    fn step_cost(&self, from: usize, d: usize, to: usize) -> Option<f32> {
        let land = self.land;
        let length_m = step_cells(d) * land.spec.cell_m;
        if self.all(from) >> d & 1 == 1 {
            return Some(length_m * ON_ROAD);
        }
        if d % 2 == 1 {
            // A diagonal step may not cross another road's diagonal unseen.
            let (row, col) = land.spec.row_col(from);
            let side = land.spec.index(row, col.wrapping_add_signed(STEPS[d].1));
            // From the cell beside `from`, the other diagonal leads to the cell above or below `from`.
            let other = [0, 3, 0, 1, 0, 7, 0, 5][d];
            if self.all(side) >> other & 1 == 1 {
                return None;
            }
        }
        let slope = match (land.channels.wet[from], land.channels.wet[to]) {
            (_, Wet::Lake | Wet::Reservoir) => return None,
            (Wet::Land, Wet::Land) => (land.ground_m[to] - land.ground_m[from]) / length_m,
            _ => 0.0,
        };
        let mut cost = length_m * self.going[to] * (1.0 + (slope / STEEP) * (slope / STEEP)).min(60.0);
        if self.beside[to] && self.all(to) == 0 {
            cost *= BESIDE_ROAD;
        }
        cost += match land.channels.wet[to] {
            Wet::Stream => STREAM_M,
            Wet::Main => MAIN_M,
            _ if land.polder[to] != land.polder[from] => DYKE_M,
            _ if on_edge(&land.spec, to) => STREAM_M,
            _ => 0.0,
        };
        Some(cost)
    }

    /// Build a road along cells.
    fn lay(&mut self, path: &[usize], class: usize, name: Name) {
        let label = self.names.len() as u16;
        let mut is_new = false;
        for pair in path.windows(2) {
            let Some((d, _)) = near8(&self.land.spec, pair[0]).find(|(_, n)| *n == pair[1]) else { continue };
            let (bit, back) = (1u8 << d, 1u8 << (d ^ 4));
            let old = (0..3).find(|c| self.links[*c][pair[0]] & bit != 0);
            if old.is_none_or(|c| class < c) {
                if let Some(c) = old {
                    self.links[c][pair[0]] &= !bit;
                    self.links[c][pair[1]] &= !back;
                }
                self.links[class][pair[0]] |= bit;
                self.links[class][pair[1]] |= back;
                self.label[pair[0]] = label;
                self.label[pair[1]] = label;
                is_new = true;
            }
        }
        if is_new {
            self.names.push(name);
        }
        for &cell in path {
            for (_, n) in near8(&self.land.spec, cell) {
                self.beside[n] = true;
            }
        }
    }
}

impl Search {
    /// The cheapest way from a cell to the nearest cell where `goal` holds: cells in order, both ends
    /// included; empty when there is none. `guess` is a lower bound on the cost that remains.
    fn path(
        &mut self,
        ways: &Ways<'_>,
        start: usize,
        goal: impl Fn(usize) -> bool,
        guess: impl Fn(usize) -> f32,
    ) -> Vec<usize> {
        for cell in self.touched.drain(..) {
            self.cost[cell] = f32::INFINITY;
        }
        let key = |cost: f32| (cost * 100.0) as u64;
        let mut heap = BinaryHeap::from([Reverse((key(guess(start)), start))]);
        self.cost[start] = 0.0;
        self.from[start] = u32::MAX;
        self.touched.push(start);
        while let Some(Reverse((rank, cell))) = heap.pop() {
            if goal(cell) {
                let mut path = vec![cell];
                let mut at = cell;
                while self.from[at] != u32::MAX {
                    at = self.from[at] as usize;
                    path.push(at);
                }
                path.reverse();
                return path;
            }
            let so_far = self.cost[cell];
            if rank > key(so_far + guess(cell)) {
                continue;
            }
            for (d, n) in near8(&ways.land.spec, cell) {
                let Some(step) = ways.step_cost(cell, d, n) else { continue };
                let cost = so_far + step;
                if cost < self.cost[n] {
                    if self.cost[n] == f32::INFINITY {
                        self.touched.push(n);
                    }
                    self.cost[n] = cost;
                    self.from[n] = cell as u32;
                    heap.push(Reverse((key(cost + guess(n)), n)));
                }
            }
        }
        Vec::new()
    }
}

impl<'a> Network<'a> {
    pub fn new(seed: u64, land: &'a Land) -> Self {
        let len = land.spec.len();
        let field = Field::new(Draw::new(seed, 0, Process::Roads), 1_300.0, 3);
        let going = (0..len)
            .into_par_iter()
            .map(|c| 1.0 + 1.1 * (0.5 + 0.9 * field.at(land.spec.centre(c))).clamp(0.0, 1.0))
            .collect();
        Self {
            ways: Ways {
                land,
                links: [vec![0; len], vec![0; len], vec![0; len]],
                label: vec![0; len],
                names: Vec::new(),
                marked: vec![false; len],
                beside: vec![false; len],
                going,
            },
            search: Search { cost: vec![f32::INFINITY; len], from: vec![u32::MAX; len], touched: Vec::new() },
        }
    }

    /// Join two cells by a road of a class. Returns whether there is a way.
    pub fn join(&mut self, from: usize, to: usize, class: usize, name: Name) -> bool {
        self.ways.marked[from] = true;
        self.ways.marked[to] = true;
        let spec = self.ways.land.spec;
        let end = spec.centre(to);
        let guess = |c: usize| GUESS * spec.centre(c).distance_m(end);
        let path = self.search.path(&self.ways, from, |c| c == to, guess);
        self.ways.lay(&path, class, name);
        !path.is_empty()
    }

    /// Join a cell to the network where that is cheapest. Returns whether there is a way.
    pub fn attach(&mut self, cell: usize, class: usize, name: Name) -> bool {
        self.ways.marked[cell] = true;
        if self.ways.all(cell) != 0 {
            return true;
        }
        let path = self.search.path(&self.ways, cell, |c| self.ways.all(c) != 0, |_| 0.0);
        self.ways.lay(&path, class, name);
        !path.is_empty()
    }
}
