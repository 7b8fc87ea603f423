//! Which tiles of the grid hold water. Only these, and those whose neighbour holds water at the common
//! edge, are stepped, so that the cost follows the water and not the county.

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
    /// Deepest water in its first and last row and column, m: north, south, west, east.
    pub rim_m: Vec<[f32; 4]>,
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
            rim_m: vec![[0.0; 4]; rows * cols],
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
        let (row, col) = self.grid.row_col(cell);
        let (in_row, in_col) = (row % TILE, col % TILE);
        self.deepest_m[tile] = self.deepest_m[tile].max(depth_m);
        let at = [in_row == 0, in_row == TILE - 1, in_col == 0, in_col == TILE - 1];
        for (rim, at) in self.rim_m[tile].iter_mut().zip(at) {
            if at {
                *rim = rim.max(depth_m);
            }
        }
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

    /// Choose the work of the next step: tiles with a cell deeper than `dry_m` that are not still, those
    /// beside such a cell, and those that the water has just left.
    pub fn choose(&mut self, dry_m: f32) {
        let wet = |row: usize, col: usize, rim: usize| {
            let tile = row * self.cols + col;
            self.rim_m[tile][rim] > dry_m && !self.still[tile]
        };
        self.cells = 0;
        for row in 0..self.rows {
            let band = &mut self.spans[row];
            band.clear();
            let height = TILE.min(self.grid.rows - row * TILE);
            for col in 0..self.cols {
                let tile = row * self.cols + col;
                let active = self.all
                    || (self.deepest_m[tile] > dry_m && !self.still[tile])
                    || (row > 0 && wet(row - 1, col, 1))
                    || (row + 1 < self.rows && wet(row + 1, col, 0))
                    || (col > 0 && wet(row, col - 1, 3))
                    || (col + 1 < self.cols && wet(row, col + 1, 2));
                let linger = &mut self.linger[tile];
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

/// Deepest water at the edges of the tiles of a span, from the depths of its band.
pub fn measure_rims(band_depth: &[f32], cols: usize, span: &Range<usize>, rims: &mut [[f32; 4]]) {
    let last = band_depth.len() / cols - 1;
    for start in span.clone().step_by(TILE) {
        let end = (start + TILE).min(cols);
        let row = |row: usize| band_depth[row * cols..][start..end].iter().copied().fold(0.0, deeper);
        let column = |col: usize| (0..=last).map(|row| band_depth[row * cols + col]).fold(0.0, deeper);
        rims[start / TILE] = [row(0), row(last), column(start), column(end - 1)];
    }
}

fn deeper(a: f32, b: f32) -> f32 {
    if b > a { b } else { a }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_the_wet_tile_and_what_it_touches_and_ends_after_the_water_has_left() {
        let mut tiles = Tiles::new(GridSpec { rows: 100, cols: 90, cell_m: 10.0 }, false);
        // In the last column of its tile, away from the other edges.
        tiles.raise(50 * 90 + 63, 1.0);
        tiles.choose(1e-3);
        assert_eq!(tiles.spans[3], vec![48..80]);
        assert_eq!(tiles.cells, 2 * TILE * TILE);
        // Were all from column 30 on a lake of fixed level, nothing would move where the water is.
        let mut lake = tiles.clone();
        lake.find_still(|cell| cell % 90 >= 30);
        tiles.deepest_m.fill(0.0);
        tiles.rim_m.fill([0.0; 4]);
        for expected in [2 * TILE * TILE, 2 * TILE * TILE, 0] {
            for tiles in [&mut tiles, &mut lake] {
                tiles.choose(1e-3);
                assert_eq!(tiles.cells, expected);
            }
        }
    }
}
