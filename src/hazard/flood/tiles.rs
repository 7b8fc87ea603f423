//! Which tiles of the grid hold water. Only these and their neighbours are stepped, so that the cost
//! follows the water and not the county.

use crate::num::GridSpec;
use core::ops::Range;

/// Edge of a tile, cells. A row of tiles is a band; bands are shared out between threads.
pub const TILE: usize = 16;

/// Steps that a tile is still worked on after the water has left it: the discharge is kept twice (before
/// and after a step), and both must have been set to zero.
const LINGER: u8 = 2;

/// Tiles of a grid and the work they make.
#[derive(Clone, Debug)]
pub struct Tiles {
    pub rows: usize,
    pub cols: usize,
    /// Deepest water in each tile, m.
    pub deepest_m: Vec<f32>,
    linger: Vec<u8>,
    /// For each band the ranges of columns (in cells) to work on.
    pub spans: Vec<Vec<Range<usize>>>,
    /// Cells in all spans.
    pub cells: usize,
    /// Tiles in the middle of a lake of fixed level: nothing flows in them or at their edge.
    still: Vec<bool>,
    grid: GridSpec,
    /// Work on every tile, dry or not.
    all: bool,
}

impl Tiles {
    pub fn new(grid: GridSpec, all: bool) -> Self {
        let (rows, cols) = (grid.rows.div_ceil(TILE), grid.cols.div_ceil(TILE));
        Tiles {
            rows,
            cols,
            deepest_m: vec![0.0; rows * cols],
            linger: vec![0; rows * cols],
            spans: vec![Vec::new(); rows],
            cells: 0,
            still: vec![false; rows * cols],
            grid,
            all,
        }
    }

    /// The tile of a cell.
    pub fn of(&self, cell: usize) -> usize {
        let (row, col) = self.grid.row_col(cell);
        row / TILE * self.cols + col / TILE
    }

    /// Note that a cell holds this much water.
    pub fn raise(&mut self, cell: usize, depth_m: f32) {
        let tile = self.of(cell);
        self.deepest_m[tile] = self.deepest_m[tile].max(depth_m);
    }

    /// Find the tiles in which nothing can flow: all their cells, and those around them, satisfy `fixed`.
    pub fn find_still(&mut self, fixed: impl Fn(usize) -> bool) {
        for tile in 0..self.still.len() {
            let reach = |index: usize, end: usize| {
                (index * TILE).saturating_sub(1)..((index + 1) * TILE + 1).min(end)
            };
            let mut rows = reach(tile / self.cols, self.grid.rows);
            let cols = reach(tile % self.cols, self.grid.cols);
            self.still[tile] = rows.all(|row| cols.clone().all(|col| fixed(self.grid.index(row, col))));
        }
    }

    /// Rows of the grid in a band.
    pub fn band_rows(&self, band: usize) -> Range<usize> {
        band * TILE..((band + 1) * TILE).min(self.grid.rows)
    }

    /// Choose the work of the next step: tiles with a cell deeper than `dry_m` that are not still, their four
    /// neighbours, and those that the water has just left.
    pub fn choose(&mut self, dry_m: f32) {
        let wet = |row: usize, col: usize| {
            let tile = row * self.cols + col;
            self.deepest_m[tile] > dry_m && !self.still[tile]
        };
        self.cells = 0;
        for row in 0..self.rows {
            let band = &mut self.spans[row];
            band.clear();
            let height = TILE.min(self.grid.rows - row * TILE);
            for col in 0..self.cols {
                let active = self.all
                    || wet(row, col)
                    || (row > 0 && wet(row - 1, col))
                    || (row + 1 < self.rows && wet(row + 1, col))
                    || (col > 0 && wet(row, col - 1))
                    || (col + 1 < self.cols && wet(row, col + 1));
                let linger = &mut self.linger[row * self.cols + col];
                if active {
                    *linger = LINGER;
                } else if *linger > 0 {
                    *linger -= 1;
                } else {
                    continue;
                }
                let (start, end) = (col * TILE, ((col + 1) * TILE).min(self.grid.cols));
                self.cells += height * (end - start);
                match band.last_mut() {
                    Some(last) if last.end == start => last.end = end,
                    _ => band.push(start..end),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_the_wet_tile_and_its_neighbours_and_ends_after_the_water_has_left() {
        let mut tiles = Tiles::new(GridSpec { rows: 100, cols: 90, cell_m: 10.0 }, false);
        tiles.raise(50 * 90 + 50, 1.0);
        tiles.choose(1e-3);
        assert_eq!(tiles.spans[3], vec![32..80]);
        assert_eq!(tiles.spans[2], vec![48..64]);
        assert_eq!(tiles.cells, 5 * TILE * TILE);
        // Were all from column 30 on a lake of fixed level, nothing would move where the water is.
        let mut lake = tiles.clone();
        lake.find_still(|cell| cell % 90 >= 30);
        tiles.deepest_m.fill(0.0);
        for expected in [5 * TILE * TILE, 5 * TILE * TILE, 0] {
            for tiles in [&mut tiles, &mut lake] {
                tiles.choose(1e-3);
                assert_eq!(tiles.cells, expected);
            }
        }
    }
}
