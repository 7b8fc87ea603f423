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
        score: impl Fn(&Self, usize) -> Option<f32>,
    ) -> Vec<usize> {
        let spec = self.land.spec;
        let free = (0..spec.len()).filter(|c| !self.taken[*c]);
        let mut scored: Vec<(f32, usize)> = free.filter_map(|c| Some((score(self, c)?, c))).collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut chosen: Vec<usize> = Vec::new();
        while chosen.len() < count && apart_m > 0.5 * spec.cell_m {
            for &(_, cell) in &scored {
                let p = spec.centre(cell);
                if chosen.len() == count {
                    break;
                }
                if chosen.iter().all(|c| spec.centre(*c).distance_m(p) >= apart_m) {
                    chosen.push(cell);
                }
            }
            apart_m *= 0.5;
        }
        chosen.iter().for_each(|c| self.taken[*c] = true);
        chosen
    }
}

/// Height of each cell above the mean of the cells within about `reach_m`, m.
pub fn standing_m(land: &Land, reach_m: f32) -> Vec<f32> {
    let spec = &land.spec;
    let reach = (reach_m / spec.cell_m).round().max(1.0) as usize;
    let around = box_mean(spec, |c| land.ground_m[c], reach);
    (0..spec.len()).map(|c| land.ground_m[c] - around[c]).collect()
}
