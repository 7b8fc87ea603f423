//! What the fire's edge must cross: roads, fire breaks, and lines that crews made.
//!
//! A barrier lies in its cell and holds the edge there until flames beside it are too long for its width
//! ([`suppress::hold_chance`]). Each has a quantile of its own, drawn once, so that a line that held once holds again
//! under shorter flames.

use crate::{
    county::{County, FacilityKind, RoadClass},
    hazard::{tables::FireTable, wildfire::suppress},
    num::{Draw, GridSpec, Point, draw::Process},
};
use std::collections::BTreeMap;

/// Bare ground across the fire's way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Barrier {
    pub width_m: f32,
    /// Made by crews in the drill.
    pub made: bool,
    pub jumped: bool,
}

/// All barriers, by cell.
#[derive(Clone, Debug, Default)]
pub struct Barriers(BTreeMap<u32, Barrier>);

impl Barriers {
    /// Roads and fire breaks of a county.
    pub fn natural(county: &County, table: &FireTable) -> Self {
        let mut out = Barriers::default();
        for road in &county.roads.roads {
            let [county_m, township_m, village_m] = table.road_width_m;
            let width_m = match road.class {
                RoadClass::County => county_m,
                RoadClass::Township => township_m,
                RoadClass::Village => village_m,
            };
            for cell in along(&county.spec, &road.line) {
                out.widen(cell, width_m, false);
            }
        }
        for facility in county.facilities.iter().filter(|f| f.kind == FacilityKind::FireBreak) {
            for cell in along(&county.spec, &facility.line) {
                out.widen(cell, table.break_width_m, false);
            }
        }
        out
    }

    /// A barrier at a cell, at least as wide; what was jumped before holds again if crews made it anew.
    pub fn widen(&mut self, cell: u32, width_m: f32, made: bool) {
        let barrier = self.0.entry(cell).or_insert(Barrier { width_m, made, jumped: false });
        barrier.width_m = barrier.width_m.max(width_m);
        barrier.made |= made;
        if made {
            barrier.jumped = false;
        }
    }

    /// Whether the fire cannot enter a cell.
    pub fn holds(&self, cell: usize) -> bool {
        self.0.get(&(cell as u32)).is_some_and(|b| !b.jumped)
    }

    pub fn get(&self, cell: usize) -> Option<&Barrier> {
        self.0.get(&(cell as u32))
    }

    pub fn iter(&self) -> impl Iterator<Item = (u32, &Barrier)> {
        self.0.iter().map(|(cell, barrier)| (*cell, barrier))
    }

    /// Flames of this length beside it: whether they get across, for the first time.
    pub(super) fn is_jumped(&mut self, seed: u64, cell: usize, flame_m: f32) -> bool {
        let Some(barrier) = self.0.get_mut(&(cell as u32)).filter(|b| !b.jumped) else { return false };
        let quantile = f64::from(Draw::new(seed, cell as u64, Process::LineHolds).unit());
        barrier.jumped = suppress::hold_chance(barrier.width_m.into(), flame_m.into()) <= quantile;
        barrier.jumped
    }

    /// An ember gets across after all.
    pub(super) fn break_at(&mut self, cell: usize) -> bool {
        let Some(barrier) = self.0.get_mut(&(cell as u32)).filter(|b| !b.jumped) else { return false };
        barrier.jumped = true;
        true
    }

    pub fn hash_into(&self, put: &mut impl FnMut(&[u8])) {
        for (cell, barrier) in &self.0 {
            put(&cell.to_le_bytes());
            put(&barrier.width_m.to_bits().to_le_bytes());
            put(&[u8::from(barrier.made) | u8::from(barrier.jumped) << 1]);
        }
    }
}

/// Cells that a line crosses, so that each touches the next with a side: nothing slips through at a corner. In order along
/// the line.
pub fn along(spec: &GridSpec, line: &[Point]) -> Vec<u32> {
    let mut out: Vec<u32> = Vec::new();
    let mut step_to = |cell: usize| {
        if let Some(&last) = out.last() {
            let ((row, col), (r, c)) = (spec.row_col(last as usize), spec.row_col(cell));
            if row != r && col != c {
                out.push(spec.index(row, c) as u32);
            }
        }
        if out.last() != Some(&(cell as u32)) {
            out.push(cell as u32);
        }
    };
    if let [only] = line {
        step_to(spec.cell_at(*only));
    }
    for pair in line.windows(2) {
        // Steps of a quarter of a cell pass no more than one corner.
        let steps = (4.0 * pair[0].distance_m(pair[1]) / spec.cell_m).ceil().max(1.0);
        for k in 0..=steps as usize {
            step_to(spec.cell_at(pair[0].lerp(pair[1], k as f32 / steps)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_leave_no_corner_open() {
        let spec = GridSpec { rows: 40, cols: 40, cell_m: 60.0 };
        let at = |x_m, y_m| Point { x_m, y_m };
        let line = along(&spec, &[at(100.0, 90.0), at(2000.0, 1700.0), at(300.0, 2300.0)]);
        for pair in line.windows(2) {
            let ((r, c), (s, d)) = (spec.row_col(pair[0] as usize), spec.row_col(pair[1] as usize));
            assert_eq!(r.abs_diff(s) + c.abs_diff(d), 1, "{pair:?}");
        }
        assert!(line.len() > 60);
    }

    #[test]
    fn a_line_holds_short_flames_and_is_jumped_by_long_ones_for_good() {
        let mut barriers = Barriers::default();
        for cell in 0..200 {
            barriers.widen(cell, 5.0, true);
        }
        let jumped =
            |barriers: &mut Barriers, flame| (0..200).filter(|c| barriers.is_jumped(3, *c, flame)).count();
        let (low, high) = (jumped(&mut barriers, 1.0), jumped(&mut barriers, 5.0));
        println!("flames of 1 m jump {low}, of 5 m {high} of 200");
        assert!(low <= 2 && (80..=120).contains(&high));
        assert_eq!(jumped(&mut barriers, 5.0), 0, "what held holds, what was jumped is gone");
        assert_eq!((0..200).filter(|c| barriers.holds(*c)).count(), 200 - low - high);
        // Made again, it holds again.
        (0..200).for_each(|c| barriers.widen(c, 5.0, true));
        assert!((0..200).all(|c| barriers.holds(c)));
    }
}
