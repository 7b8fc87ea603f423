//! Roads: least-cost paths over slope, water and the roads that are there already.

use super::{
    channels::Wet,
    field::Field,
    land::Land,
    near::{STEPS, near8, on_edge, step, step_cells},
    tunnels,
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
/// What a metre is taken to cost where the way ahead is unknown: this share of the mean over the county, at least and at
/// most so much. Above `ON_ROAD` the way found may cost a little more than the cheapest, for a far shorter search.
const GUESS_SHARE: f32 = 0.45;
const GUESS: (f32, f32) = (1.15, 2.0);
const BESIDE_ROAD: f32 = 1.7;
/// Slope at which a road costs twice its length; beyond `BENDS` it climbs in bends and its cost grows only in
/// proportion to the slope.
const STEEP: f32 = 0.05;
const BENDS: f32 = 0.12;
const BENDS_COST: f32 = 1.0 + (BENDS / STEEP) * (BENDS / STEEP);

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
    /// Cells inside tunnels, where nothing joins.
    pub tunnel: Vec<bool>,
    /// All classes of `links` together.
    any: Vec<u8>,
    beside: Vec<bool>,
    /// What makes roads bend: soil, owners, old tracks.
    going: Vec<f32>,
    /// What it costs to enter a cell besides its ground, m; infinite where no road can be.
    enter_m: Vec<f32>,
}

/// The growing network with the search's memory.
pub struct Network<'a> {
    pub ways: Ways<'a>,
    /// Cells under which no tunnel is dug.
    pub keep: Vec<bool>,
    /// What a metre is taken to cost where the way ahead is unknown, m.
    guess_m: f32,
    search: Search,
}

struct Search {
    cost: Vec<f32>,
    from: Vec<u32>,
    /// Cells whose way is settled. None is looked at twice: with a guess that may be too high that could go on for long.
    done: Vec<bool>,
    touched: Vec<u32>,
    heap: BinaryHeap<Reverse<u64>>,
}

impl<'a> Ways<'a> {
    /// Directions of all roads at a cell.
    pub fn all(&self, cell: usize) -> u8 {
        self.any[cell]
    }

    /// Whether a road may end or join at a cell.
    fn joins(&self, cell: usize) -> bool {
        self.any[cell] != 0 && !self.tunnel[cell]
    }

    /// Cost of a step, m of flat ground; `None` where no road can go.
    pub fn step_cost(&self, from: usize, d: usize, to: usize) -> Option<f32> {
        let land = self.land;
        let length_m = step_cells(d) * land.spec.cell_m;
        if self.any[from] >> d & 1 == 1 {
            return Some(length_m * ON_ROAD);
        }
        let enter_m = self.enter_m[to];
        if enter_m == f32::INFINITY || self.tunnel[to] || self.tunnel[from] {
            return None;
        }
        if d % 2 == 1 {
            // A diagonal step may not cross another road's diagonal unseen.
            let side = from.wrapping_add_signed(STEPS[d].1);
            // From the cell beside `from`, the other diagonal leads to the cell above or below `from`.
            let other = [0, 3, 0, 1, 0, 7, 0, 5][d];
            if self.any[side] >> other & 1 == 1 {
                return None;
            }
        }
        let wet = land.channels.wet[from] != Wet::Land || land.channels.wet[to] != Wet::Land;
        let slope = if wet { 0.0 } else { ((land.ground_m[to] - land.ground_m[from]) / length_m).abs() };
        let climb = match slope {
            s if s < BENDS => 1.0 + (s / STEEP) * (s / STEEP),
            s => BENDS_COST * s / BENDS,
        };
        let mut cost = length_m * self.going[to] * climb;
        if self.beside[to] && self.any[to] == 0 {
            cost *= BESIDE_ROAD;
        }
        if land.polder[to] != land.polder[from] {
            cost += DYKE_M;
        }
        Some(cost + enter_m)
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
                self.any[pair[0]] |= bit;
                self.any[pair[1]] |= back;
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
            self.cost[cell as usize] = f32::INFINITY;
            self.done[cell as usize] = false;
        }
        self.heap.clear();
        // Cost in hundredths above, cell below: one number in the queue.
        let key = |cost: f32, cell: usize| (((cost * 100.0) as u64) << 32) | cell as u64;
        self.heap.push(Reverse(key(guess(start), start)));
        self.cost[start] = 0.0;
        self.from[start] = u32::MAX;
        self.touched.push(start as u32);
        while let Some(Reverse(top)) = self.heap.pop() {
            let cell = (top & u64::from(u32::MAX)) as usize;
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
            if std::mem::replace(&mut self.done[cell], true) {
                continue;
            }
            let so_far = self.cost[cell];
            for (d, n) in near8(&ways.land.spec, cell) {
                if self.done[n] {
                    continue;
                }
                let Some(step) = ways.step_cost(cell, d, n) else { continue };
                let cost = so_far + step;
                if cost < self.cost[n] {
                    if self.cost[n] == f32::INFINITY {
                        self.touched.push(n as u32);
                    }
                    self.cost[n] = cost;
                    self.from[n] = cell as u32;
                    self.heap.push(Reverse(key(cost + guess(n), n)));
                }
            }
        }
        Vec::new()
    }
}

impl<'a> Network<'a> {
    /// An empty network; no tunnel is dug under the cells of `keep`.
    pub fn new(seed: u64, land: &'a Land, keep: Vec<bool>) -> Self {
        let spec = &land.spec;
        let len = spec.len();
        let field = Field::new(Draw::new(seed, 0, Process::Roads), 1_300.0, 3);
        let going = (0..len)
            .into_par_iter()
            .map(|c| 1.0 + 1.1 * (0.5 + 0.9 * field.at(spec.centre(c))).clamp(0.0, 1.0))
            .collect();
        let enter_m = (0..len)
            .map(|c| match land.channels.wet[c] {
                Wet::Lake | Wet::Reservoir => f32::INFINITY,
                Wet::Stream => STREAM_M,
                Wet::Main => MAIN_M,
                Wet::Land if on_edge(spec, c) => STREAM_M,
                Wet::Land => 0.0,
            })
            .collect();
        let mut network = Self {
            ways: Ways {
                land,
                links: [vec![0; len], vec![0; len], vec![0; len]],
                label: vec![0; len],
                names: Vec::new(),
                marked: vec![false; len],
                tunnel: vec![false; len],
                any: vec![0; len],
                beside: vec![false; len],
                going,
                enter_m,
            },
            keep,
            guess_m: GUESS.0,
            search: Search {
                cost: vec![f32::INFINITY; len],
                from: vec![u32::MAX; len],
                done: vec![false; len],
                touched: Vec::new(),
                heap: BinaryHeap::new(),
            },
        };
        network.guess_m = (GUESS_SHARE * network.mean_cost_m()).clamp(GUESS.0, GUESS.1);
        network
    }

    /// Mean cost of a metre over a sample of steps to the south and the east, m.
    fn mean_cost_m(&self) -> f32 {
        let spec = self.ways.land.spec;
        let steps = (0..spec.len()).step_by(37).flat_map(|c| [2, 4].map(|d| (c, d)));
        let costs = steps.filter_map(|(c, d)| self.ways.step_cost(c, d, step(&spec, c, d)?));
        let (sum, count) = costs.fold((0.0, 0u32), |(sum, count), cost| (sum + cost, count + 1));
        sum / (count.max(1) as f32 * spec.cell_m)
    }

    /// Join two cells by a road of a class; a county road goes through a ridge where the way round is much dearer.
    /// Returns whether there is a way.
    pub fn join(&mut self, from: usize, to: usize, class: usize, name: Name) -> bool {
        self.ways.marked[from] = true;
        self.ways.marked[to] = true;
        let spec = self.ways.land.spec;
        let end = spec.centre(to);
        let guess_m = self.guess_m;
        let guess = |c: usize| guess_m * spec.centre(c).distance_m(end);
        let mut path = self.search.path(&self.ways, from, |c| c == to, guess);
        if class == 0
            && let Some(tunnel) = tunnels::find(&self.ways, &self.keep, &path)
        {
            tunnel.inside.iter().for_each(|c| self.ways.tunnel[*c] = true);
            path.splice(tunnel.from + 1..tunnel.to, tunnel.inside);
        }
        self.ways.lay(&path, class, name);
        !path.is_empty()
    }

    /// Join a cell to the network where that is cheapest. Returns whether there is a way.
    pub fn attach(&mut self, cell: usize, class: usize, name: impl FnOnce() -> Name) -> bool {
        self.ways.marked[cell] = true;
        if self.ways.joins(cell) {
            return true;
        }
        let path = self.search.path(&self.ways, cell, |c| self.ways.joins(c), |_| 0.0);
        if path.len() > 1 {
            self.ways.lay(&path, class, name());
        }
        !path.is_empty()
    }
}
