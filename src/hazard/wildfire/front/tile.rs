//! The front's memory: φ on a grid in tiles.

use super::kernel::{LANES, PATCH, REACH, ROW, TILE};
use crate::num::GridSpec;

/// What is known of a tile.
#[derive(Clone, Copy, Debug, Default)]
pub struct State {
    /// Whether it holds cells of the grid.
    pub inside: bool,
    /// Whether something may move here, and whether it is on the list of edges that are stuck.
    pub awake: bool,
    pub stuck: bool,
    /// The weather under which all spreads in and around the tile are known to be the same, or not to be.
    pub plain: u32,
    pub mixed: u32,
}

/// A grid in tiles of `LANES` by `LANES` cells, with a ring of tiles around it in which nothing burns. The places of a tile
/// lie together in memory.
#[derive(Clone, Debug)]
pub struct Tiles {
    spec: GridSpec,
    /// Tiles in a row.
    across: usize,
    /// φ, and the same in the middle of a step.
    pub phi: Vec<f32>,
    pub middle: Vec<f32>,
    pub states: Vec<State>,
}

impl Tiles {
    pub fn new(spec: GridSpec) -> Tiles {
        let across = spec.cols.div_ceil(LANES) + 2;
        let tiles = across * (spec.rows.div_ceil(LANES) + 2);
        let unburnt = vec![1.0; tiles * LANES * LANES];
        let mut new = Tiles {
            spec,
            across,
            phi: unburnt.clone(),
            middle: unburnt,
            states: vec![State::default(); tiles],
        };
        for tile in 0..tiles {
            new.states[tile].inside = new.cell(tile * TILE).is_some();
        }
        new
    }

    pub fn place(&self, cell: usize) -> usize {
        let (row, col) = self.spec.row_col(cell);
        self.at(row + LANES, col + LANES)
    }

    /// The place in a row and a column of all tiles.
    #[inline(always)]
    pub fn at(&self, row: usize, col: usize) -> usize {
        (row / LANES * self.across + col / LANES) * TILE + row % LANES * LANES + col % LANES
    }

    /// The cell at a place; `None` beside the grid.
    pub fn cell(&self, place: usize) -> Option<usize> {
        let [row, col] = self.corner(place / TILE);
        let row = (row + place % TILE / LANES).checked_sub(LANES).filter(|row| *row < self.spec.rows)?;
        let col = (col + place % LANES).checked_sub(LANES).filter(|col| *col < self.spec.cols)?;
        Some(row * self.spec.cols + col)
    }

    /// Row and column of a tile's first place.
    pub fn corner(&self, tile: usize) -> [usize; 2] {
        [tile / self.across * LANES, tile % self.across * LANES]
    }

    /// A tile that far off in tiles.
    pub fn beside(&self, tile: usize, [cols, rows]: [isize; 2]) -> usize {
        tile.wrapping_add_signed(rows * self.across as isize + cols)
    }

    /// A tile of the grid and the eight around it.
    pub fn around(&self, tile: usize) -> [usize; 9] {
        std::array::from_fn(|k| self.beside(tile, [k as isize % 3 - 1, k as isize / 3 - 1]))
    }

    /// A field in and around a tile.
    pub fn patch<T: Copy>(&self, field: &[T], tile: usize, patch: &mut [T; PATCH]) {
        let [top, left] = self.corner(tile);
        for (row, patch) in patch.chunks_exact_mut(ROW).enumerate() {
            let first = self.at(top + row - REACH, left);
            patch[..REACH].copy_from_slice(&field[first - TILE + LANES - REACH..][..REACH]);
            patch[REACH..][..LANES].copy_from_slice(&field[first..][..LANES]);
            patch[ROW - REACH..][..REACH].copy_from_slice(&field[first + TILE..][..REACH]);
        }
    }

    /// Set φ of a tile in the middle of a step, or at its end.
    pub fn set(&mut self, tile: usize, values: &[f32; TILE], end: bool) {
        self.middle[tile * TILE..][..TILE].copy_from_slice(values);
        if end {
            self.phi[tile * TILE..][..TILE].copy_from_slice(values);
        }
    }
}
