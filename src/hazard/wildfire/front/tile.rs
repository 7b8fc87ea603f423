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

/// A grid in tiles of `LANES` by `LANES` cells, with a ring of tiles around it in which nothing burns.
#[derive(Clone, Debug)]
pub struct Tiles {
    spec: GridSpec,
    /// Tiles and places in a row.
    across: usize,
    pub stride: usize,
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
            stride: across * LANES,
            phi: unburnt.clone(),
            middle: unburnt,
            states: vec![State::default(); tiles],
        };
        for tile in 0..tiles {
            new.states[tile].inside = new.cell(new.origin(tile)).is_some();
        }
        new
    }

    pub fn place(&self, cell: usize) -> usize {
        let (row, col) = self.spec.row_col(cell);
        (row + LANES) * self.stride + col + LANES
    }

    /// The cell at a place; `None` beside the grid.
    pub fn cell(&self, place: usize) -> Option<usize> {
        let row = (place / self.stride).checked_sub(LANES).filter(|row| *row < self.spec.rows)?;
        let col = (place % self.stride).checked_sub(LANES).filter(|col| *col < self.spec.cols)?;
        Some(row * self.spec.cols + col)
    }

    pub fn tile(&self, place: usize) -> usize {
        place / self.stride / LANES * self.across + place % self.stride / LANES
    }

    /// First place of a tile.
    pub fn origin(&self, tile: usize) -> usize {
        tile / self.across * LANES * self.stride + tile % self.across * LANES
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
        let first = self.origin(tile) - REACH * self.stride - REACH;
        for (row, patch) in patch.chunks_exact_mut(ROW).enumerate() {
            patch[..ROW].copy_from_slice(&field[first + row * self.stride..][..ROW]);
        }
    }

    /// Set φ of a tile in the middle of a step, or at its end.
    pub fn set(&mut self, tile: usize, values: &[f32; TILE], end: bool) {
        let origin = self.origin(tile);
        for (row, values) in values.chunks_exact(LANES).enumerate() {
            let place = origin + row * self.stride;
            self.middle[place..][..LANES].copy_from_slice(&values[..LANES]);
            if end {
                self.phi[place..][..LANES].copy_from_slice(&values[..LANES]);
            }
        }
    }
}
