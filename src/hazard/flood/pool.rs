//! Lakes and reservoirs whose level is kept flat: cells of n = 0, between which nothing flows. They set no
//! time step, however deep they are, and tiles in their middle cost nothing.

use super::{Flood, FloodError};

/// A reservoir: its level follows from its volume.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    /// Cells from the lowest ground up, with their ground, m.
    cells: Vec<(u32, f64)>,
    /// Sum of the grounds of all lower cells, m.
    lower_m: Vec<f64>,
}

impl Pool {
    pub fn has(&self, cell: u32) -> bool {
        self.cells.iter().any(|&(own, _)| own == cell)
    }

    /// Take the grounds anew.
    pub fn reground(&mut self, ground_m: &[f32]) {
        let cells = self.cells.iter().map(|&(cell, _)| (cell, f64::from(ground_m[cell as usize])));
        *self = Pool::new(cells.collect());
    }

    fn new(mut cells: Vec<(u32, f64)>) -> Self {
        cells.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        let lower_m = cells.iter().scan(0.0, |sum, &(_, ground)| {
            let lower = *sum;
            *sum += ground;
            Some(lower)
        });
        Pool { lower_m: lower_m.collect(), cells }
    }

    /// Level at which the cells hold `depths_m`, the sum of their depths.
    fn level_m(&self, depths_m: f64) -> f64 {
        // From the fullest pool down; a reservoir seldom bares its bed.
        for count in (1..=self.cells.len()).rev() {
            let (_, highest) = self.cells[count - 1];
            let level = (depths_m + self.lower_m[count - 1] + highest) / count as f64;
            if level >= highest || count == 1 {
                return level;
            }
        }
        0.0
    }
}

impl Flood {
    /// Keep the water level of these cells flat: a lake or a reservoir. What flows in and out over its
    /// shore, rain and soil raise and lower all of it at once.
    ///
    /// # Errors
    /// A cell is not on the grid.
    pub fn level_pool(&mut self, cells: &[u32]) -> Result<(), FloodError> {
        self.check_cells(cells)?;
        let mut cells: Vec<_> = cells.iter().map(|&c| (c, f64::from(self.ground_m[c as usize]))).collect();
        cells.sort_by_key(|&(cell, _)| cell);
        cells.dedup_by_key(|&mut (cell, _)| cell);
        if cells.is_empty() {
            return Ok(());
        }
        self.drop_channels(&cells.iter().map(|&(cell, _)| cell).collect::<Vec<u32>>());
        self.close_faces(cells.iter().map(|&(cell, _)| cell));
        self.pools.push(Pool::new(cells));
        Ok(())
    }

    /// Make cells part of a pool: nothing flows between two of them.
    pub(super) fn close_faces(&mut self, cells: impl Iterator<Item = u32>) {
        self.between_windows(|flood| {
            for cell in cells {
                flood.manning[cell as usize] = 0.0;
            }
        });
        let manning = &self.manning;
        self.tiles.find_still(|cell| manning[cell] == 0.0);
    }

    /// Make the pools flat again.
    pub(super) fn flatten_pools(&mut self) {
        for pool in &self.pools {
            let depth = |&(cell, _): &(u32, f64)| {
                f64::from(self.depth_m[cell as usize]) + f64::from(self.rest_m[cell as usize])
            };
            let level = pool.level_m(pool.cells.iter().map(depth).sum());
            for &(cell, ground) in &pool.cells {
                let (cell, exact) = (cell as usize, (level - ground).max(0.0));
                let depth = exact as f32;
                self.depth_m[cell] = depth;
                self.rest_m[cell] = (exact - f64::from(depth)) as f32;
                self.tiles.raise(cell, depth);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_fits_its_volume() {
        let pool = Pool::new(vec![(0, 3.0), (1, 1.0), (2, 2.0)]);
        for (depths, level) in [(0.0, 1.0), (0.5, 1.5), (1.0, 2.0), (2.0, 2.5), (3.0, 3.0), (6.0, 4.0)] {
            assert!((pool.level_m(depths) - level).abs() < 1e-12, "{depths}");
        }
    }
}
