//! How windows come to be, grow, shrink and close.

use super::{Extent, FastWindow, SPEED_MAX_M_S};
use crate::{
    hazard::{
        flood::Flood,
        shallow::{self, Friction, Place, Shallow},
    },
    num::GridSpec,
};
use core::ops::Range;

/// Fast water nearer to the rim than this makes the window grow, cells …
const NEAR: usize = 7;
/// … by this many.
const GROWTH: usize = 8;
/// Largest window, cells: this many cost some milliseconds a step.
const CELLS_MAX: usize = 12_000;
/// Water shallower than this does not keep a window open, m.
const SHALLOW_M: f64 = 0.05;
/// Fast water by its speed, m/s, or its Froude number. A deep river in flood has the speed too, but not this Froude
/// number, below which convection is a tenth of the pressure: it needs no window.
const FAST_M_S: f64 = 2.0;
const FAST_FROUDE: f64 = 0.7;
const RIVER_FROUDE: f64 = 0.3;
/// Water that rises or falls by less is steady, m/s.
const STEADY_M_S: f64 = 2e-4;
/// A window closes after nothing in it was fast and unsteady for this long, s.
const CALM_S: f64 = 300.0;
/// A breach takes its time: a window stays open at least this long, s.
const HOLD_S: f64 = 1_800.0;

/// Height of the wall beyond the county's edge, m.
const WALL_M: f32 = 3_000.0;

impl FastWindow {
    /// Take a part of the county over. Its cells must have their roughness.
    fn frame(flood: &Flood, extent: Extent) -> Option<FastWindow> {
        let county = flood.spec;
        let spec =
            GridSpec { rows: extent.rows.len() + 2, cols: extent.cols.len() + 2, cell_m: county.cell_m };
        // Beyond the county's edge stands a wall.
        let near = |cell: usize| {
            let (row, col) = spec.row_col(cell);
            let (row, col) = (extent.rows.start + row, extent.cols.start + col);
            (row.clamp(1, county.rows) - 1) * county.cols + col.clamp(1, county.cols) - 1
        };
        let beyond: Vec<bool> =
            (0..spec.len()).map(|cell| extent.county_cell(&county, spec.row_col(cell)).is_none()).collect();
        let ground: Vec<f32> = (0..spec.len())
            .map(|c| flood.flat_ground_m(near(c)) + if beyond[c] { WALL_M } else { 0.0 })
            .collect();
        let manning: Vec<f32> = (0..spec.len()).map(|cell| flood.manning[near(cell)]).collect();
        let dry_m = f64::from(flood.params.dry_m);
        let mut flow =
            Shallow::new(spec, &ground, Friction::Manning(0.0), shallow::Edge::Closed, dry_m).ok()?;
        flow.set_manning(&manning.iter().map(|n| n.min(9.0)).collect::<Vec<f32>>()).ok()?;
        flow.set_gravity(shallow::GRAVITY_M_S2);
        flow.set_speed_max_m_s(SPEED_MAX_M_S);
        flow.set_dt_min_s(f64::from(flood.params.dt_min_s));
        flow.make_window();
        let state = flow.state_mut();
        for cell in (0..spec.len()).filter(|cell| !beyond[*cell]) {
            let at = near(cell);
            state.h[cell] = flood.held_m(at);
            (state.hu[cell], state.hv[cell]) = flood.discharge_m2_s(at);
        }
        let mut window = FastWindow {
            extent,
            flow,
            manning: Vec::new(),
            closed: Vec::new(),
            seen_m: Vec::new(),
            calm_s: 0.0,
            hold_s: HOLD_S,
        };
        window.manning = window.inside(&county).map(|(cell, _)| manning[cell]).collect();
        window.seen_m = window.inside(&county).map(|(cell, _)| window.flow.depth_m()[cell]).collect();
        let pool = |place: &Place| {
            let other = place.cell + if place.south { spec.cols } else { 1 };
            manning[place.cell] == 0.0 && manning[other] == 0.0
        };
        window.closed = window.faces().filter(pool).collect();
        Some(window)
    }

    /// Keep the momentum that an earlier window had in the same cells.
    fn inherit(&mut self, county: &GridSpec, from: &FastWindow) {
        let width = from.flow.spec().cols;
        for (cell, at) in self.inside(county) {
            let (row, col) = county.row_col(at);
            if from.extent.holds(row, col) {
                self.hold_s = self.hold_s.min(from.hold_s);
                let at = (row + 1 - from.extent.rows.start) * width + col + 1 - from.extent.cols.start;
                let (hu, hv) = (from.flow.state().hu[at], from.flow.state().hv[at]);
                let state = self.flow.state_mut();
                (state.hu[cell], state.hv[cell]) = (hu, hv);
            }
        }
    }

    /// Whether the water in a cell is deep enough to matter and fast.
    fn is_fast(&self, cell: usize) -> bool {
        let h = self.flow.depth_m()[cell];
        if h < SHALLOW_M {
            return false;
        }
        let (u, v) = self.flow.velocity_m_s(cell);
        let square = u * u + v * v;
        let froude2 = square / (shallow::GRAVITY_M_S2 * h);
        froude2 > FAST_FROUDE * FAST_FROUDE
            || froude2 > RIVER_FROUDE * RIVER_FROUDE && square > FAST_M_S * FAST_M_S
    }

    /// What it needs to hold the fast water in its middle.
    fn grown(&self, county: &GridSpec) -> Option<Extent> {
        let GridSpec { rows, cols, .. } = self.flow.spec();
        let (north, south) = (1..(1 + NEAR).min(rows - 1), (rows - 1).saturating_sub(NEAR).max(1)..rows - 1);
        let (west, east) = (1..(1 + NEAR).min(cols - 1), (cols - 1).saturating_sub(NEAR).max(1)..cols - 1);
        let any = |rows: Range<usize>, within: Range<usize>| {
            let mut cells = rows.flat_map(|row| within.clone().map(move |col| row * cols + col));
            cells.any(|cell| self.is_fast(cell))
        };
        let (all_rows, all_cols) = (1..rows - 1, 1..cols - 1);
        let by = [
            any(north, all_cols.clone()),
            any(south, all_cols),
            any(all_rows.clone(), west),
            any(all_rows, east),
        ];
        let wider = self.extent.wider(by.map(|grow| if grow { GROWTH } else { 0 }), county);
        (wider != self.extent && wider.len() <= CELLS_MAX).then_some(wider)
    }

    /// Look back on a time: whether it still has work, and where.
    fn look(&mut self, duration_s: f64, county: &GridSpec) -> Option<Extent> {
        let (mut change, mut fast) = (0.0f64, None::<Extent>);
        for ((cell, _), seen) in self.inside(county).zip(&mut self.seen_m) {
            let h = self.flow.depth_m()[cell];
            if h > SHALLOW_M {
                change = change.max((h - *seen).abs());
            }
            *seen = h;
        }
        for (_, at) in self.inside(county).filter(|(cell, _)| self.is_fast(*cell)) {
            let (row, col) = county.row_col(at);
            let here = Extent { rows: row..row + 1, cols: col..col + 1 };
            fast = Some(fast.map_or(here.clone(), |f| f.union(&here)));
        }
        self.hold_s -= duration_s;
        let works = fast.is_some() && change > STEADY_M_S * duration_s;
        self.calm_s = if works { 0.0 } else { self.calm_s + duration_s };
        if self.calm_s > CALM_S && self.hold_s <= 0.0 {
            return None;
        }
        let Some(fast) = fast else { return Some(self.extent.clone()) };
        let needs = fast.wider([GROWTH + NEAR; 4], county);
        // A side moves in when it is far out, so that windows do not breathe.
        let low = |now: usize, needs: usize| if now + GROWTH <= needs { needs } else { now };
        let high = |now: usize, needs: usize| if needs + GROWTH <= now { needs } else { now };
        let (is, rows, cols) = (&self.extent, needs.rows, needs.cols);
        Some(Extent {
            rows: low(is.rows.start, rows.start)..high(is.rows.end, rows.end),
            cols: low(is.cols.start, cols.start)..high(is.cols.end, cols.end),
        })
    }
}

impl Flood {
    /// Open windows with these extents in place of those there are. Windows that would meet become one.
    pub(super) fn set_windows(&mut self, extents: Vec<Extent>) {
        let before = self.take_windows();
        self.reopen(extents, &before, false);
    }

    /// Give their roughness back to the cells of all windows.
    fn take_windows(&mut self) -> Vec<FastWindow> {
        let before = core::mem::take(&mut self.windows);
        for window in &before {
            for ((_, at), n) in window.inside(&self.spec).zip(&window.manning) {
                self.manning[at] = *n;
            }
        }
        before
    }

    /// Open windows that keep the momentum of those there were; with `anew` they look at the ground again.
    fn reopen(&mut self, mut extents: Vec<Extent>, before: &[FastWindow], anew: bool) {
        while let Some((a, b)) = first_pair(&extents) {
            let other = extents.swap_remove(b);
            extents[a] = extents[a].union(&other);
        }
        extents.sort_by_key(|e| (e.rows.start, e.cols.start));
        for extent in extents {
            let kept = before.iter().find(|w| !anew && w.extent == extent).cloned();
            let is_new = kept.is_none();
            let Some(mut window) = kept.or_else(|| FastWindow::frame(self, extent)) else { continue };
            if is_new {
                for old in before {
                    window.inherit(&self.spec, old);
                }
            }
            self.windows.push(window);
        }
        for window in &self.windows {
            for (_, at) in window.inside(&self.spec) {
                self.manning[at] = 0.0;
            }
        }
        let manning = &self.manning;
        self.tiles.find_still(|cell| manning[cell] == 0.0);
    }

    /// Change ground or roughness, which windows have copies of.
    pub(in crate::hazard::flood) fn between_windows(&mut self, change: impl FnOnce(&mut Flood)) {
        let before = self.take_windows();
        change(self);
        if !before.is_empty() {
            self.reopen(before.iter().map(|w| w.extent.clone()).collect(), &before, true);
        }
    }

    /// Leave all water to local inertia.
    pub(in crate::hazard::flood) fn close_windows(&mut self) {
        if !self.windows.is_empty() {
            self.set_windows(Vec::new());
        }
    }

    /// Let windows grow before fast water leaves them.
    pub(in crate::hazard::flood) fn grow_windows(&mut self) {
        let grown: Vec<Option<Extent>> = self.windows.iter().map(|w| w.grown(&self.spec)).collect();
        if grown.iter().any(Option::is_some) {
            let extents =
                self.windows.iter().zip(grown).map(|(w, new)| new.unwrap_or_else(|| w.extent.clone()));
            self.set_windows(extents.collect());
        }
    }

    /// Close windows that have become calm and give up their calm parts.
    pub(in crate::hazard::flood) fn review_windows(&mut self, duration_s: f64) {
        let county = self.spec;
        let kept: Vec<Extent> = self.windows.iter_mut().filter_map(|w| w.look(duration_s, &county)).collect();
        if kept.len() != self.windows.len() || kept.iter().zip(&self.windows).any(|(k, w)| *k != w.extent) {
            self.set_windows(kept);
        }
    }
}

/// Two windows that meet.
fn first_pair(extents: &[Extent]) -> Option<(usize, usize)> {
    (0..extents.len())
        .flat_map(|a| (a + 1..extents.len()).map(move |b| (a, b)))
        .find(|&(a, b)| extents[a].meets(&extents[b]))
}
