//! Clusters of houses: a village's core and the hamlets around it.

use super::{channels::Wet, homes::Settling, near::near4};
use crate::num::{Draw, draw::Process};
use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap},
};

/// How far a village's hamlets lie from its centre, m, and the least distance between two, in cells.
const REACH_M: (f32, f32) = (240.0, 1_000.0);
const APART_CELLS: f32 = 3.5;
/// Most hamlets of a village, and how many cells of houses make one more.
const MOST: usize = 6;
const CELLS_EACH: usize = 3;
/// Groups of a town.
const TOWN_GROUPS: usize = 8;

/// Gives cells to houses, each once.
pub struct Homes<'a> {
    settling: &'a Settling<'a>,
    taken: Vec<bool>,
}

/// All cells of some clusters in order.
pub fn sorted(clusters: &[Vec<u32>]) -> Vec<u32> {
    let mut cells: Vec<u32> = clusters.iter().flatten().copied().collect();
    cells.sort_unstable();
    cells
}

impl<'a> Homes<'a> {
    pub fn new(settling: &'a Settling<'a>) -> Self {
        let mut taken = vec![false; settling.land.spec.len()];
        settling.cells.iter().for_each(|c| taken[*c] = true);
        Self { settling, taken }
    }

    /// About `count` cells around a centre in one or more clusters, the core first; each begins with its own centre.
    /// A town is one built-up area in groups.
    pub fn clusters(&mut self, centre: usize, count: usize, town: bool) -> Vec<Vec<u32>> {
        if town {
            let cells = self.grow(centre, count);
            let groups = (cells.len() / 12).clamp(1, TOWN_GROUPS);
            return split(cells, groups);
        }
        let hamlets = (1 + count / CELLS_EACH).min(MOST);
        let core = if hamlets == 1 { count } else { count.div_ceil(2) };
        let mut clusters = vec![self.grow(centre, core)];
        let mut left = count - core;
        for k in 1..hamlets {
            let share = left / (hamlets - k);
            let Some(seed) = self.seed_of(centre, k, &clusters).filter(|_| share > 0) else { continue };
            let cells = self.grow(seed, share);
            left -= cells.len();
            clusters.push(cells);
        }
        clusters
    }

    /// A free place for a hamlet near a village: good ground, apart from the others, no wide water in between.
    fn seed_of(&self, centre: usize, k: usize, clusters: &[Vec<u32>]) -> Option<usize> {
        let Settling { seed, land, suitability, .. } = *self.settling;
        let spec = &land.spec;
        let (row, col) = spec.row_col(centre);
        let reach = (REACH_M.1 / spec.cell_m) as usize;
        let mut best: Option<(f32, usize)> = None;
        for r in row.saturating_sub(reach)..(row + reach + 1).min(spec.rows) {
            for c in col.saturating_sub(reach)..(col + reach + 1).min(spec.cols) {
                let cell = spec.index(r, c);
                if self.taken[cell] || suitability[cell] <= 0.0 || land.polder[cell] != land.polder[centre] {
                    continue;
                }
                let p = spec.centre(cell);
                let way = p.distance_m(spec.centre(centre));
                let near =
                    |other: &u32| spec.centre(*other as usize).distance_m(p) < APART_CELLS * spec.cell_m;
                if !(REACH_M.0..REACH_M.1).contains(&way) || clusters.iter().flatten().any(near) {
                    continue;
                }
                let chance = Draw::new(seed, cell as u64, Process::Settlements).part(10 + k as u64).unit();
                let score = suitability[cell] + 0.6 * chance - 0.4 * way / REACH_M.1;
                if best.is_none_or(|(b, _)| score > b) && self.on_this_side(centre, cell) {
                    best = Some((score, cell));
                }
            }
        }
        best.map(|(_, cell)| cell)
    }

    /// Whether the straight way between two cells crosses no river or lake.
    fn on_this_side(&self, from: usize, to: usize) -> bool {
        let land = self.settling.land;
        let (a, b) = (land.spec.centre(from), land.spec.centre(to));
        let steps = (a.distance_m(b) / land.spec.cell_m).ceil().max(1.0);
        (0..=steps as usize).all(|k| {
            let wet = land.channels.wet[land.spec.cell_at(a.lerp(b, k as f32 / steps))];
            matches!(wet, Wet::Land | Wet::Stream)
        })
    }

    /// Grow houses around a centre over good ground; at least the centre, which stands first.
    fn grow(&mut self, centre: usize, count: usize) -> Vec<u32> {
        let Settling { seed, land, suitability, .. } = *self.settling;
        let spec = &land.spec;
        let mut heap = BinaryHeap::from([Reverse((0u64, centre))]);
        let mut cells = Vec::with_capacity(count);
        let mut offered = BTreeSet::from([centre]);
        while let Some(Reverse((_, cell))) = heap.pop() {
            cells.push(cell as u32);
            self.taken[cell] = true;
            if cells.len() >= count {
                break;
            }
            for (_, n) in near4(spec, cell) {
                if !self.taken[n]
                    && suitability[n] > 0.0
                    && land.polder[n] == land.polder[centre]
                    && offered.insert(n)
                {
                    let chance = Draw::new(seed, n as u64, Process::Settlements).part(4).range(0.55, 1.5);
                    let far =
                        spec.centre(centre).distance_m(spec.centre(n)) * chance / (0.3 + suitability[n]);
                    heap.push(Reverse(((far * 1000.0) as u64, n)));
                }
            }
        }
        cells
    }
}

/// Cut a built-up area into groups in the order it grew: the old core first, the outskirts last.
fn split(cells: Vec<u32>, groups: usize) -> Vec<Vec<u32>> {
    let each = cells.len().div_ceil(groups).max(1);
    cells.chunks(each).map(<[u32]>::to_vec).collect()
}
