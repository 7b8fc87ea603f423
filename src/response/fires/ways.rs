//! Ways on foot over the ground of a fire: around water, flames, and what the fire will reach first.

use crate::num::GridSpec;
use std::{cmp::Reverse, collections::BinaryHeap};

/// Steps in tenths of a metre, so that sums are exact.
const PART_M: f32 = 0.1;

/// Ways from one cell to those around it, as far as they were looked for.
#[derive(Clone, Debug)]
pub struct Ways {
    from: usize,
    cols: usize,
    /// First row and column, and columns, of the window that was looked at.
    window: (usize, usize, usize),
    /// Metres in parts to a cell of the window, and the cell before it; `u32::MAX` where no way leads.
    far: Vec<u32>,
    before: Vec<u32>,
}

impl Ways {
    /// Look for ways from a cell to those up to `reach_m` east, west, south and north of it, the shortest first (Dijkstra
    /// 1959): cell by cell, also diagonally, into cells that `enter`, with the metres to them, lets people into. Ends where
    /// `enough` says so.
    pub fn find(
        spec: &GridSpec,
        from: usize,
        reach_m: f32,
        enter: impl Fn(usize, f32) -> bool,
        mut enough: impl FnMut(usize, f32) -> bool,
    ) -> Self {
        let reach = (reach_m / spec.cell_m).ceil() as usize;
        let (row, col) = spec.row_col(from);
        let (top, left) = (row.saturating_sub(reach), col.saturating_sub(reach));
        let rows = (row + reach + 1).min(spec.rows) - top;
        let cols = (col + reach + 1).min(spec.cols) - left;
        let mut out = Ways {
            from,
            cols: spec.cols,
            window: (top, left, cols),
            far: vec![u32::MAX; rows * cols],
            before: vec![u32::MAX; rows * cols],
        };
        let side = (spec.cell_m / PART_M).round() as u32;
        let across = (spec.cell_m * std::f32::consts::SQRT_2 / PART_M).round() as u32;
        let mut next = BinaryHeap::from([Reverse((0, from as u32))]);
        if let Some(here) = out.place(from) {
            out.far[here] = 0;
        }
        while let Some(Reverse((far, cell))) = next.pop() {
            let cell = cell as usize;
            let Some(here) = out.place(cell).filter(|p| out.far[*p] == far) else { continue };
            if enough(cell, far as f32 * PART_M) {
                break;
            }
            let (row, col) = spec.row_col(cell);
            for r in row.saturating_sub(1)..(row + 2).min(spec.rows) {
                for c in col.saturating_sub(1)..(col + 2).min(spec.cols) {
                    let beside = spec.index(r, c);
                    let Some(there) = out.place(beside).filter(|p| *p != here) else { continue };
                    let so_far = far + if r != row && c != col { across } else { side };
                    if so_far < out.far[there] && enter(beside, so_far as f32 * PART_M) {
                        (out.far[there], out.before[there]) = (so_far, cell as u32);
                        next.push(Reverse((so_far, beside as u32)));
                    }
                }
            }
        }
        out
    }

    fn place(&self, cell: usize) -> Option<usize> {
        let (top, left, cols) = self.window;
        let (row, col) = (cell / self.cols, cell % self.cols);
        let (row, col) = (row.checked_sub(top)?, col.checked_sub(left)?);
        (col < cols && row * cols < self.far.len()).then_some(row * cols + col)
    }

    /// Whether a way leads to a cell.
    pub fn lead_to(&self, cell: usize) -> bool {
        self.place(cell).is_some_and(|p| self.far[p] < u32::MAX)
    }

    /// The cells of the way to a cell, the last first and without the one it begins at; empty where it begins.
    pub fn to(&self, cell: usize) -> Option<Vec<u32>> {
        let mut out = Vec::new();
        let mut at = cell;
        while at != self.from {
            out.push(at as u32);
            let before = self.place(at).map(|p| self.before[p])?;
            at = (before < u32::MAX).then_some(before as usize)?;
        }
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: GridSpec = GridSpec { rows: 9, cols: 11, cell_m: 60.0 };

    #[test]
    fn a_way_goes_round_a_wall_and_through_its_gate() {
        // A wall in column 5 with a gate in row 8.
        let enter = |cell: usize, _: f32| cell % 11 != 5 || cell / 11 == 8;
        let ways = Ways::find(&SPEC, SPEC.index(0, 2), 600.0, enter, |_, _| false);
        let way = ways.to(SPEC.index(0, 8)).unwrap();
        assert!(way.contains(&(SPEC.index(8, 5) as u32)));
        assert_eq!(way.len(), 16);
        assert!(!ways.lead_to(SPEC.index(3, 5)));
        assert_eq!(ways.to(SPEC.index(3, 5)), None);
        assert_eq!(ways.to(SPEC.index(0, 2)), Some(Vec::new()));
    }

    #[test]
    fn a_cell_that_shuts_before_they_come_is_not_entered() {
        // Row 0 is shut to whoever has more than 200 m to it.
        let enter = |cell: usize, far_m: f32| cell / 11 != 0 || far_m < 200.0;
        let ways = Ways::find(&SPEC, SPEC.index(1, 0), 900.0, enter, |_, _| false);
        assert!(ways.lead_to(SPEC.index(0, 2)) && !ways.lead_to(SPEC.index(0, 4)));
        assert!(ways.lead_to(SPEC.index(1, 10)));
        // Nothing outside the window.
        let near = Ways::find(&SPEC, SPEC.index(4, 5), 60.0, |_, _| true, |_, _| false);
        assert!(near.lead_to(SPEC.index(3, 4)) && !near.lead_to(SPEC.index(2, 5)));
        assert!(!near.lead_to(SPEC.index(5, 7)) && !near.lead_to(SPEC.index(8, 5)));
    }
}
