//! The front's memory: φ on a grid in tiles.

use super::kernel::{LANES, PATCH, REACH, ROW, TILE};
use crate::num::GridSpec;
use std::sync::atomic::{AtomicU64, Ordering};

/// What is known of a tile.
#[derive(Clone, Copy, Debug, Default)]
pub struct State {
    /// Whether it holds cells of the grid.
    pub inside: bool,
    /// Whether something may move here, and whether it is on the list of edges that are stuck.
    pub awake: bool,
    pub stuck: bool,
    /// Whether φ in the middle of a step is still that of the step before.
    pub behind: bool,
    /// Walls that are known in it and in the tiles around it.
    pub walls: u16,
    /// The weather under which all spreads in and around the tile are known to be the same, or not to be.
    pub plain: u32,
    pub mixed: u32,
}

/// Numbers at the places of all tiles, two to a word. In a task, threads write to tiles of their own or read; never both.
#[derive(Debug)]
pub struct Places(Vec<AtomicU64>);

fn pair(values: [f32; 2]) -> u64 {
    u64::from(values[0].to_bits()) | u64::from(values[1].to_bits()) << 32
}

fn parted(pair: u64) -> [f32; 2] {
    [f32::from_bits(pair as u32), f32::from_bits((pair >> 32) as u32)]
}

impl Places {
    fn new(value: f32, tiles: usize) -> Places {
        Places((0..tiles * TILE / 2).map(|_| AtomicU64::new(pair([value; 2]))).collect())
    }

    #[inline(always)]
    pub fn get(&self, place: usize) -> f32 {
        parted(self.0[place / 2].load(Ordering::Relaxed))[place % 2]
    }

    pub fn set(&mut self, place: usize, value: f32) {
        let word = self.0[place / 2].get_mut();
        let mut values = parted(*word);
        values[place % 2] = value;
        *word = pair(values);
    }

    /// Set a tile.
    #[inline(always)]
    pub fn put(&self, tile: usize, values: &[f32; TILE]) {
        for (word, values) in self.0[tile * TILE / 2..][..TILE / 2].iter().zip(values.chunks_exact(2)) {
            word.store(pair([values[0], values[1]]), Ordering::Relaxed);
        }
    }

    /// Numbers from an even place on.
    #[inline(always)]
    fn copy(&self, first: usize, to: &mut [f32]) {
        for (word, to) in self.0[first / 2..][..to.len() / 2].iter().zip(to.chunks_exact_mut(2)) {
            to.copy_from_slice(&parted(word.load(Ordering::Relaxed)));
        }
    }
}

impl Clone for Places {
    fn clone(&self) -> Places {
        Places(self.0.iter().map(|word| AtomicU64::new(word.load(Ordering::Relaxed))).collect())
    }
}

/// A grid in tiles of `LANES` by `LANES` cells, with a ring of tiles around it in which nothing burns. The places of a tile
/// lie together in memory.
#[derive(Clone, Debug)]
pub struct Tiles {
    spec: GridSpec,
    /// Tiles in a row.
    across: usize,
    /// φ, and the same in the middle of a step; where nothing moves they are one.
    pub phi: Places,
    pub middle: Places,
    pub states: Vec<State>,
}

impl Tiles {
    pub fn new(spec: GridSpec) -> Tiles {
        let across = spec.cols.div_ceil(LANES) + 2;
        let tiles = across * (spec.rows.div_ceil(LANES) + 2);
        let mut new = Tiles {
            spec,
            across,
            phi: Places::new(1.0, tiles),
            middle: Places::new(1.0, tiles),
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

    /// Numbers in and around a tile.
    #[inline(always)]
    pub fn around_in(&self, field: &Places, tile: usize, patch: &mut [f32; PATCH]) {
        let [top, left] = self.corner(tile);
        for (row, patch) in patch.chunks_exact_mut(ROW).enumerate() {
            let first = self.at(top + row - REACH, left);
            field.copy(first - TILE + LANES - REACH, &mut patch[..REACH]);
            field.copy(first, &mut patch[REACH..][..LANES]);
            field.copy(first + TILE, &mut patch[ROW - REACH..]);
        }
    }
}
