//! A flow that is a window of a larger one: the outermost cells of its grid are the larger one's. They stay what they
//! were told to be while the window advances; what passes between them and the inside is noted once, for both.

use super::{
    Report, Shallow, State,
    face::{Face, Slope},
};

/// Share of its water that a cell of the ring can give in one advance; the larger flow has the rest to give elsewhere.
const GIVES: f64 = 0.9;

/// What passes a face by a law of its own, m²/s, or `None` where it is open: from the place of the face in the list, the
/// depths on both sides, m, the discharge per width were it open, m²/s, and the time step, s.
pub(crate) type Law<'a> = &'a dyn Fn(usize, [f64; 2], f64, f64) -> Option<f64>;

/// A face by the cell west or north of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub cell: usize,
    pub south: bool,
}

/// What a window keeps beside its flow.
#[derive(Clone, Debug, Default)]
pub(super) struct Ring {
    /// Depth that each cell of the ring can still give, m.
    budget_m: Vec<f64>,
    /// Water that passed the faces east and south of each cell, as depth over one cell, m.
    passed_m: [Vec<f64>; 2],
    /// Faces with a law of their own.
    pub places: Vec<Place>,
}

impl Shallow {
    /// Make the outermost cells those of a larger flow.
    pub(crate) fn make_window(&mut self) {
        let cells = self.spec.len();
        self.ring = Some(Ring {
            budget_m: vec![0.0; cells],
            passed_m: [vec![0.0; cells], vec![0.0; cells]],
            places: Vec::new(),
        });
    }

    /// Depth and discharges of every cell, to be set before [`Shallow::advance_window`].
    pub(crate) fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }

    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    /// Water that passed the faces east and south of each cell in the last advance, as depth over one cell, m.
    pub(crate) fn passed_m(&self) -> Option<&[Vec<f64>; 2]> {
        self.ring.as_ref().map(|ring| &ring.passed_m)
    }

    /// Advance the inside; `places` are passed by `law`.
    pub(crate) fn advance_window(
        &mut self,
        duration_s: f64,
        places: Vec<Place>,
        law: Law,
        report: &mut Report,
    ) {
        if let Some(ring) = &mut self.ring {
            ring.passed_m.iter_mut().for_each(|passed| passed.fill(0.0));
            for (budget, depth) in ring.budget_m.iter_mut().zip(&self.state.h) {
                *budget = GIVES * depth;
            }
            ring.places = places;
        }
        self.find_spans();
        self.advance_by(duration_s, law, report);
    }

    /// Whether a cell belongs to the larger flow.
    pub(super) fn is_foreign(&self, row: usize, col: usize) -> bool {
        self.ring.is_some()
            && (row == 0 || col == 0 || row + 1 == self.spec.rows || col + 1 == self.spec.cols)
    }

    /// What a cell of the ring would give to the inside, m²/s, and the depth it can give, m.
    pub(super) fn foreign_gives(&self, row: usize, col: usize, east: &[Face], south: &[Face]) -> (f64, f64) {
        let (rows, cols, i) = (self.spec.rows, self.spec.cols, self.spec.index(row, col));
        let (inner_row, inner_col) = (row > 0 && row + 1 < rows, col > 0 && col + 1 < cols);
        let leaves = match (inner_row, inner_col) {
            (true, false) if col == 0 => east[i].mass,
            (true, false) => -east[i - 1].mass,
            (false, true) if row == 0 => south[i].mass,
            (false, true) => -south[i - cols].mass,
            _ => 0.0,
        };
        (leaves.max(0.0), self.ring.as_ref().map_or(0.0, |ring| ring.budget_m[i]))
    }

    /// Replace what passes the faces with a law of their own. Such a face is a wall that water leaves with the speed it
    /// had and comes in by at critical speed.
    pub(super) fn obey(
        &self,
        from: &State,
        slopes: &[[Slope; 2]],
        east: &mut [Face],
        south: &mut [Face],
        law: Law,
        dt_s: f64,
    ) {
        let Some(ring) = &self.ring else { return };
        for (index, place) in ring.places.iter().enumerate() {
            let (i, j) = (place.cell, place.cell + if place.south { self.spec.cols } else { 1 });
            let worked_on = |k: usize| self.spans[k / self.spec.cols].contains(&(k % self.spec.cols));
            if !worked_on(i) || !worked_on(j) {
                continue;
            }
            let face = if place.south { &mut south[i] } else { &mut east[i] };
            let depths = [from.h[i], from.h[j]];
            let Some(q) = law(index, depths, face.mass, dt_s) else { continue };
            let velocity = |k: usize| {
                let h = from.h[k];
                let along = |q: f64| if h > self.dry_m { q / h } else { 0.0 };
                let (u, v) = (along(from.hu[k]), along(from.hv[k]));
                if place.south { (v, u) } else { (u, v) }
            };
            let giver = velocity(if q > 0.0 { i } else { j });
            let g = 0.5 * (self.gravity[i] + self.gravity[j]);
            let critical = q.signum() * crate::num::math::cbrt(g * q.abs());
            let (leaves, enters) = (q * giver.0, q * critical);
            let push = |k: usize, to: f64, gives: bool| {
                let h = from.h[k] + to * slopes[k][usize::from(place.south)].h;
                0.5 * self.gravity[k] * h * h + if gives { leaves } else { enters }
            };
            *face = Face {
                mass: q,
                before: push(i, 0.5, q > 0.0),
                after: push(j, -0.5, q <= 0.0),
                along: q * giver.1,
            };
        }
    }

    /// Note what passed in one of the two stages of a step.
    pub(super) fn tally(&mut self, east: &[Face], south: &[Face], gives: &[f64], dt_s: f64) {
        let Some(mut ring) = self.ring.take() else { return };
        let (rows, cols) = (self.spec.rows, self.spec.cols);
        let half = 0.5 * dt_s / f64::from(self.spec.cell_m);
        for row in 0..rows {
            let span = self.spans[row].clone();
            for col in span {
                let i = row * cols + col;
                for (faces, other, south) in [(east, i + 1, false), (south, i + cols, true)] {
                    let mass = faces[i].mass;
                    let inside = if south { row + 1 < rows } else { col + 1 < cols };
                    if mass == 0.0 || !inside {
                        continue;
                    }
                    let giver = if mass > 0.0 { i } else { other };
                    let passed = half * gives[giver] * mass;
                    ring.passed_m[usize::from(south)][i] += passed;
                    if self.is_foreign_cell(giver, rows, cols) {
                        ring.budget_m[giver] -= passed.abs();
                    }
                }
            }
        }
        self.ring = Some(ring);
    }

    fn is_foreign_cell(&self, cell: usize, rows: usize, cols: usize) -> bool {
        let (row, col) = (cell / cols, cell % cols);
        row == 0 || col == 0 || row + 1 == rows || col + 1 == cols
    }
}
