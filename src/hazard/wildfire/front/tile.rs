//! The front's memory: φ in tiles that keep time of their own.
//!
//! Each tile knows φ at the start and at the end of its last step; in between φ is linear in time. So a tile whose fire is
//! slow takes long steps beside one whose fire is fast, and each sees the other's φ at the time it asks for.

use super::kernel::{LANES, PATCH, REACH, ROW};
use crate::num::GridSpec;

/// The step that a tile has taken last.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub start_s: f64,
    pub end_s: f64,
    /// Time until which a neighbour has changed φ beside this tile.
    pub stirred_s: f64,
    /// Time up to which the next step may go, for neighbours that go on changing φ.
    pub most_s: f64,
    /// Whether anything moves here.
    pub awake: bool,
    /// Whether it is on the list of edges that are stuck.
    pub stuck: bool,
    /// The weather under which all spreads in and around the tile are known to be the same, or not to be.
    pub plain: u32,
    pub mixed: u32,
}

impl Step {
    const ASLEEP: Step = Step {
        start_s: 0.0,
        end_s: 0.0,
        stirred_s: 0.0,
        most_s: f64::INFINITY,
        awake: false,
        stuck: false,
        plain: 0,
        mixed: 0,
    };
}

/// φ of a tile and its surroundings at some time, and how it changes in the surroundings, 1/s.
pub struct Patch {
    pub phi: [f32; PATCH],
    pub per_s: [f32; PATCH],
}

/// A grid in tiles of `LANES` by `LANES` cells, with a ring of tiles around it in which nothing burns.
#[derive(Clone, Debug)]
pub struct Tiles {
    spec: GridSpec,
    /// Tiles and places in a row.
    across: usize,
    pub stride: usize,
    /// φ at the start and at the end of each tile's step.
    pub from: Vec<f32>,
    pub to: Vec<f32>,
    pub steps: Vec<Step>,
}

impl Tiles {
    pub fn new(spec: GridSpec) -> Tiles {
        let across = spec.cols.div_ceil(LANES) + 2;
        let tiles = across * (spec.rows.div_ceil(LANES) + 2);
        let unburnt = vec![1.0; tiles * LANES * LANES];
        Tiles {
            spec,
            across,
            stride: across * LANES,
            from: unburnt.clone(),
            to: unburnt,
            steps: vec![Step::ASLEEP; tiles],
        }
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

    /// Whether a tile holds cells of the grid.
    pub fn is_in(&self, tile: usize) -> bool {
        self.cell(self.origin(tile)).is_some()
    }

    /// φ around a tile at the end of its step.
    pub fn patch(&self, tile: usize) -> Patch {
        let now_s = self.steps[tile].end_s;
        // For each of nine tiles: share of its step that has passed, and its step's inverse, 1/s.
        let mut course = [[(1.0f32, 0.0f32); 3]; 3];
        for (row, courses) in course.iter_mut().enumerate() {
            for (col, course) in courses.iter_mut().enumerate() {
                let step = &self.steps[self.beside(tile, [col as isize - 1, row as isize - 1])];
                let took_s = step.end_s - step.start_s;
                if step.awake && took_s > 0.0 && (row, col) != (1, 1) {
                    *course = (((now_s - step.start_s) / took_s) as f32, (1.0 / took_s) as f32);
                }
            }
        }
        let mut patch = Patch { phi: [0.0; PATCH], per_s: [0.0; PATCH] };
        let first = self.origin(tile) - REACH * self.stride - REACH;
        for row in 0..LANES + 2 * REACH {
            let at = first + row * self.stride;
            let (from, to) = (&self.from[at..at + ROW], &self.to[at..at + ROW]);
            let phi = &mut patch.phi[row * ROW..][..ROW];
            let per_s = &mut patch.per_s[row * ROW..][..ROW];
            let [west, here, east] = course[(row + LANES - REACH) / LANES];
            blend::<0, REACH>(from, to, west, phi, per_s);
            blend::<REACH, LANES>(from, to, here, phi, per_s);
            blend::<{ REACH + LANES }, REACH>(from, to, east, phi, per_s);
        }
        patch
    }
}

#[inline(always)]
fn blend<const AT: usize, const COUNT: usize>(
    from: &[f32],
    to: &[f32],
    (share, inverse_s): (f32, f32),
    phi: &mut [f32],
    per_s: &mut [f32],
) {
    for i in AT..AT + COUNT {
        let rise = to[i] - from[i];
        phi[i] = if share >= 1.0 { to[i] } else { from[i] + rise * share };
        per_s[i] = rise * inverse_s;
    }
}
