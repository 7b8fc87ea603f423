//! Chooses cells for what people build, each cell once.

use crate::{
    county::{
        Village,
        generate::{
            land::Land,
            near::{box_mean, distance_m},
        },
    },
    num::Point,
};
use rayon::prelude::*;
use std::collections::BinaryHeap;

/// Finds free cells. Nothing is ever refused a place: where there is no good one, the nearest will do.
pub struct Picker<'a> {
    pub land: &'a Land,
    pub seed: u64,
    pub suitability: Vec<f32>,
    /// Height above the mean of the surroundings within 600 m, m.
    pub standing_m: Vec<f32>,
    /// Distance to the nearest home, m.
    pub home_m: Vec<f32>,
    pub taken: Vec<bool>,
}

impl<'a> Picker<'a> {
    pub fn new(seed: u64, land: &'a Land, villages: &[Village], suitability: Vec<f32>) -> Self {
        let spec = &land.spec;
        let mut home = vec![false; spec.len()];
        villages.iter().flat_map(|v| &v.cells).for_each(|c| home[*c as usize] = true);
        Self {
            land,
            seed,
            suitability,
            standing_m: standing_m(land, 600.0),
            home_m: distance_m(spec, |c| home[c]),
            taken: vec![false; spec.len()],
        }
    }

    /// A free good cell near a village's centre; `high` says how many metres of way a metre of height is worth, in
    /// hundreds.
    pub fn pick(&mut self, village: &Village, reach_m: f32, high: f32) -> usize {
        let spec = self.land.spec;
        let centre = spec.cell_at(village.at);
        let reach_m = reach_m.max(4.0 * spec.cell_m);
        let score = |picker: &Self, cell: usize| {
            let good = picker.suitability[cell] > 0.0 && picker.land.polder[cell] == village.polder;
            // The centre itself is the village's own road node.
            let cost = spec.centre(cell).distance_m(village.at) + if cell == centre { 400.0 } else { 0.0 }
                - 100.0 * high * picker.standing_m[cell].clamp(-8.0, 8.0);
            good.then_some(-cost)
        };
        self.near(village.at, reach_m, score).unwrap_or(centre)
    }

    /// The free cell within a square of `reach_m` around a point that scores best, and takes it.
    pub fn near(
        &mut self,
        at: Point,
        reach_m: f32,
        score: impl Fn(&Self, usize) -> Option<f32>,
    ) -> Option<usize> {
        let spec = self.land.spec;
        let (row, col) = spec.row_col(spec.cell_at(at));
        let reach = (reach_m / spec.cell_m).ceil() as usize;
        let mut best: Option<(f32, usize)> = None;
        for r in row.saturating_sub(reach)..(row + reach + 1).min(spec.rows) {
            for c in col.saturating_sub(reach)..(col + reach + 1).min(spec.cols) {
                let cell = spec.index(r, c);
                if self.taken[cell] {
                    continue;
                }
                if let Some(score) = score(self, cell)
                    && best.is_none_or(|(b, _)| score > b)
                {
                    best = Some((score, cell));
                }
            }
        }
        let (_, cell) = best?;
        self.taken[cell] = true;
        Some(cell)
    }

    /// Up to `count` free cells all over the county, the best first, apart from each other; nearer together where
    /// there are not enough of them.
    pub fn over(
        &mut self,
        count: usize,
        mut apart_m: f32,
        score: impl Fn(&Self, usize) -> Option<f32> + Sync,
    ) -> Vec<usize> {
        let spec = self.land.spec;
        let this = &*self;
        let free = (0..spec.len()).into_par_iter().filter(|c| !this.taken[*c]);
        // Score above, cell below: of two that are as good, the first.
        let keys: Vec<u64> = free
            .filter_map(|c| Some((u64::from(in_order(score(this, c)?)) << 32) | u64::from(!(c as u32))))
            .collect();
        let mut heap = BinaryHeap::from(keys);
        let mut looked_at: Vec<usize> = Vec::new();
        let mut chosen: Vec<usize> = Vec::new();
        while chosen.len() < count && apart_m > 0.5 * spec.cell_m {
            let mut k = 0;
            while chosen.len() < count {
                if k == looked_at.len() {
                    let Some(key) = heap.pop() else { break };
                    looked_at.push(!(key as u32) as usize);
                }
                let p = spec.centre(looked_at[k]);
                if chosen.iter().all(|c| spec.centre(*c).distance_m(p) >= apart_m) {
                    chosen.push(looked_at[k]);
                }
                k += 1;
            }
            apart_m *= 0.5;
        }
        chosen.iter().for_each(|c| self.taken[*c] = true);
        chosen
    }
}

/// A number whose order is that of the value (the bits of IEEE 754 in the order of `total_cmp`).
fn in_order(value: f32) -> u32 {
    let bits = value.to_bits();
    bits ^ (((bits as i32 >> 31) as u32) | 0x8000_0000)
}

/// Height of each cell above the mean of the cells within about `reach_m`, m.
pub fn standing_m(land: &Land, reach_m: f32) -> Vec<f32> {
    let spec = &land.spec;
    let reach = (reach_m / spec.cell_m).round().max(1.0) as usize;
    let around = box_mean(spec, |c| land.ground_m[c], reach);
    (0..spec.len()).map(|c| land.ground_m[c] - around[c]).collect()
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn the_order_of_values_is_kept() {
        let values = [f32::NEG_INFINITY, -2.5, -1e-9, 0.0, 1e-9, 3.0, f32::INFINITY];
        assert!(values.is_sorted_by_key(|v| in_order(*v)));
    }
}
