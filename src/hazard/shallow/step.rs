//! A time step: slopes, fluxes through faces ([`super::face`]), donors held to what they have, and the new state.

use super::{
    Report, Shallow, State,
    face::{Face, Slope},
    ring::Law,
};
use core::ops::Range;
use rayon::prelude::*;

/// Cells from which on a second thread is worth its calls.
const PARALLEL_CELLS: usize = 8_192;

/// Scratch space of a step, a value per cell.
#[derive(Clone, Debug)]
pub(super) struct Work {
    /// Along columns (to the east) and along rows (to the south).
    slopes: Vec<[Slope; 2]>,
    /// Faces to the east and to the south of each cell.
    east: Vec<Face>,
    south: Vec<Face>,
    /// Share of its wanted outflow that a cell can give.
    gives: Vec<f64>,
    /// At rest and held there by friction, or dry.
    held: Vec<bool>,
    stages: [State; 2],
}

impl Work {
    pub fn new(cells: usize) -> Self {
        let state = State { h: vec![0.0; cells], hu: vec![0.0; cells], hv: vec![0.0; cells] };
        Self {
            slopes: vec![Default::default(); cells],
            east: vec![Face::default(); cells],
            south: vec![Face::default(); cells],
            gives: vec![1.0; cells],
            held: vec![false; cells],
            stages: [state.clone(), state],
        }
    }
}

/// Run `job` for every row, on all threads where there is enough to do. Rows are independent, so the result is the same.
fn rows<T: Send>(out: &mut [T], cols: usize, parallel: bool, job: impl Fn(usize, &mut [T]) + Sync) {
    if parallel {
        out.par_chunks_mut(cols).enumerate().for_each(|(row, out)| job(row, out));
    } else {
        out.chunks_mut(cols).enumerate().for_each(|(row, out)| job(row, out));
    }
}

impl Shallow {
    /// Advance by a time. `report` sums up what it took.
    pub fn advance(&mut self, duration_s: f64, report: &mut Report) {
        self.advance_by(duration_s, &|_, _, _, _| None, report);
    }

    /// The same, with the law of faces that have one.
    pub(super) fn advance_by(&mut self, duration_s: f64, law: Law, report: &mut Report) {
        let end = self.time_s + duration_s;
        while self.time_s < end - 1e-9 {
            let stable = self.stable_dt_s(report);
            if stable < self.dt_min_s {
                report.forced_steps += 1;
            }
            let dt = stable.max(self.dt_min_s).min(self.dt_max_s).min(end - self.time_s);
            self.step(dt, law, report);
        }
        self.time_s = end;
    }

    /// The largest stable step, s; infinite where nothing flows.
    fn stable_dt_s(&self, report: &mut Report) -> f64 {
        let (cols, dx) = (self.spec.cols, f64::from(self.spec.cell_m));
        let mut fastest = 0.0f64;
        for (row, span) in self.spans.iter().enumerate() {
            for i in row * cols + span.start..row * cols + span.end {
                let h = self.state.h[i];
                if h > 0.0 {
                    let (u, v) = self.velocity_m_s(i);
                    fastest = fastest.max(u.abs().max(v.abs()) + (self.gravity[i] * h).sqrt());
                    report.max_speed_m_s = report.max_speed_m_s.max((u * u + v * v).sqrt());
                }
            }
        }
        if fastest > 0.0 { self.cfl * dx / fastest } else { f64::INFINITY }
    }

    /// Heun's method as the mean of the state and of two Euler steps from it.
    fn step(&mut self, dt_s: f64, law: Law, report: &mut Report) {
        let mut work = std::mem::replace(&mut self.work, Work::new(0));
        let [mut one, mut two] = std::mem::replace(&mut work.stages, Work::new(0).stages);
        let cells: usize = self.spans.iter().map(Range::len).sum();
        let parallel = cells > PARALLEL_CELLS;
        let out_one = self.euler(&mut work, &self.state, &mut one, law, dt_s, parallel);
        self.tally(&work.east, &work.south, &work.gives, dt_s);
        let out_two = self.euler(&mut work, &one, &mut two, law, dt_s, parallel);
        self.tally(&work.east, &work.south, &work.gives, dt_s);
        let cols = self.spec.cols;
        let mut wet = vec![0..0; self.spec.rows];
        for (row, span) in self.spans.iter().enumerate() {
            for col in span.clone() {
                let i = row * cols + col;
                self.state.h[i] = 0.5 * (self.state.h[i] + two.h[i]);
                let thick = self.state.h[i] > self.dry_m;
                let half = |a: f64, b: f64| if thick { 0.5 * (a + b) } else { 0.0 };
                self.state.hu[i] = half(self.state.hu[i], two.hu[i]);
                self.state.hv[i] = half(self.state.hv[i], two.hv[i]);
                // Halving a state at rest and one that friction has stopped must not keep it moving for ever.
                if two.hu[i] == 0.0 && two.hv[i] == 0.0 {
                    (self.state.hu[i], self.state.hv[i]) = (0.0, 0.0);
                }
                if self.state.h[i] > 0.0 {
                    let seen: &mut Range<usize> = &mut wet[row];
                    *seen = if seen.start == seen.end { col..col + 1 } else { seen.start..col + 1 };
                }
            }
        }
        self.out_m3 += 0.5 * (out_one + out_two);
        self.time_s += dt_s;
        report.steps += 1;
        report.cell_updates += 2 * cells as u64;
        report.min_dt_s = if report.steps == 1 { dt_s } else { report.min_dt_s.min(dt_s) };
        work.stages = [one, two];
        self.work = work;
        self.set_spans(&wet);
    }

    /// One explicit Euler step from `from` to `to` with friction. Returns the volume that left, m³.
    fn euler(
        &self,
        work: &mut Work,
        from: &State,
        to: &mut State,
        law: Law,
        dt_s: f64,
        parallel: bool,
    ) -> f64 {
        let (spec, cols) = (self.spec, self.spec.cols);
        rows(&mut work.slopes, cols, parallel, |row, out| {
            for col in self.spans[row].clone() {
                out[col] = self.slopes(from, row, col);
            }
        });
        rows(&mut work.held, cols, parallel, |row, out| {
            for col in self.spans[row].clone() {
                out[col] = self.is_held(from, row, col);
            }
        });
        let (slopes, held) = (&work.slopes, &work.held);
        rows(&mut work.east, cols, parallel, |row, out| {
            let span = &self.spans[row];
            // Faces at both ends of the span lie between dry cells.
            if let Some(before) = span.start.checked_sub(1) {
                out[before] = Face::default();
            }
            for col in span.clone() {
                let i = row * cols + col;
                out[col] = if col + 1 < span.end {
                    self.face(
                        from,
                        (i, slopes[i][0]),
                        (i + 1, slopes[i + 1][0]),
                        held[i] && held[i + 1],
                        false,
                    )
                } else {
                    Face::default()
                };
            }
        });
        rows(&mut work.south, cols, parallel, |row, out| {
            let (span, next) = (&self.spans[row], self.spans.get(row + 1).cloned().unwrap_or(0..0));
            let hull = match (span.start == span.end, next.start == next.end) {
                (true, _) => next.clone(),
                (_, true) => span.clone(),
                _ => span.start.min(next.start)..span.end.max(next.end),
            };
            for col in hull {
                let (i, j) = (row * cols + col, (row + 1) * cols + col);
                out[col] = if span.contains(&col) && next.contains(&col) {
                    self.face(from, (i, slopes[i][1]), (j, slopes[j][1]), held[i] && held[j], true)
                } else {
                    Face::default()
                };
            }
        });
        self.obey(from, &work.slopes, &mut work.east, &mut work.south, law, dt_s);
        let (east, south) = (&work.east, &work.south);
        let share = dt_s / f64::from(spec.cell_m);
        rows(&mut work.gives, cols, parallel, |row, out| {
            for col in self.spans[row].clone() {
                let i = row * cols + col;
                if self.is_foreign(row, col) {
                    let (leaves, most) = self.foreign_gives(row, col, east, south);
                    out[col] = if leaves * share > most { most / (leaves * share) } else { 1.0 };
                    continue;
                }
                let mut leaves = east[i].mass.max(0.0) + south[i].mass.max(0.0);
                if col > 0 {
                    leaves += (-east[i - 1].mass).max(0.0);
                }
                if row > 0 {
                    leaves += (-south[i - cols].mass).max(0.0);
                }
                leaves += self.edge_faces(from, row, col).map(|f| f.0.mass).sum::<f64>();
                out[col] = if leaves * share > from.h[i] { from.h[i] / (leaves * share) } else { 1.0 };
            }
        });
        let gives = &work.gives;
        let new = |row: usize, col: usize| self.new_cell(from, slopes, east, south, gives, dt_s, row, col);
        let out_m2: Vec<f64> = if parallel {
            to.h.par_chunks_mut(cols)
                .zip(to.hu.par_chunks_mut(cols))
                .zip(to.hv.par_chunks_mut(cols))
                .enumerate()
                .map(|(row, ((h, hu), hv))| self.new_row(row, h, hu, hv, &new))
                .collect()
        } else {
            to.h.chunks_mut(cols)
                .zip(to.hu.chunks_mut(cols))
                .zip(to.hv.chunks_mut(cols))
                .enumerate()
                .map(|(row, ((h, hu), hv))| self.new_row(row, h, hu, hv, &new))
                .collect()
        };
        out_m2.iter().sum::<f64>() * dt_s * f64::from(spec.cell_m)
    }

    fn new_row(
        &self,
        row: usize,
        h: &mut [f64],
        hu: &mut [f64],
        hv: &mut [f64],
        new: &(impl Fn(usize, usize) -> ([f64; 3], f64) + Sync),
    ) -> f64 {
        let mut out = 0.0;
        for col in self.spans[row].clone() {
            let ([depth, east, south], left) = new(row, col);
            (h[col], hu[col], hv[col]) = (depth, east, south);
            out += left;
        }
        out
    }

    /// Depth, discharges and what left over the edge (m²/s) of a cell after a step.
    fn new_cell(
        &self,
        from: &State,
        slopes: &[[Slope; 2]],
        east: &[Face],
        south: &[Face],
        gives: &[f64],
        dt_s: f64,
        row: usize,
        col: usize,
    ) -> ([f64; 3], f64) {
        let (cols, i) = (self.spec.cols, self.spec.index(row, col));
        if self.is_foreign(row, col) {
            return ([from.h[i], from.hu[i], from.hv[i]], 0.0);
        }
        let scale = |face: &Face, from: usize, to: usize| gives[if face.mass > 0.0 { from } else { to }];
        let (mut mass, mut x, mut y, mut left) = (0.0, 0.0, 0.0, 0.0);
        if col + 1 < cols {
            let (f, k) = (&east[i], scale(&east[i], i, i + 1));
            (mass, x, y) = (mass - k * f.mass, x - f.before, y - k * f.along);
        }
        if col > 0 {
            let (f, k) = (&east[i - 1], scale(&east[i - 1], i - 1, i));
            (mass, x, y) = (mass + k * f.mass, x + f.after, y + k * f.along);
        }
        if row + 1 < self.spec.rows {
            let (f, k) = (&south[i], scale(&south[i], i, i + cols));
            (mass, y, x) = (mass - k * f.mass, y - f.before, x - k * f.along);
        }
        if row > 0 {
            let (f, k) = (&south[i - cols], scale(&south[i - cols], i - cols, i));
            (mass, y, x) = (mass + k * f.mass, y + f.after, x + k * f.along);
        }
        for (face, outward_x, outward_y) in self.edge_faces(from, row, col) {
            // `mass` of an edge face is what leaves.
            let leaves = gives[i] * face.mass;
            (mass, left) = (mass - leaves, left + leaves);
            if outward_x != 0.0 {
                (x, y) = (x - outward_x * face.before, y - gives[i] * face.along);
            } else {
                (y, x) = (y - outward_y * face.before, x - gives[i] * face.along);
            }
        }
        // Weight on the slope of the bed within the cell (Audusse and others, centred source).
        let (g, h) = (self.gravity[i], from.h[i]);
        let fall = |s: &Slope| -g * h * (s.level - s.h);
        x += fall(&slopes[i][0]);
        y += fall(&slopes[i][1]);

        let k = dt_s / f64::from(self.spec.cell_m);
        let depth = (h + k * mass).max(0.0);
        if depth <= self.dry_m {
            return ([depth, 0.0, 0.0], left);
        }
        let (hu, hv) = (from.hu[i] + k * x, from.hv[i] + k * y);
        let (u, v) = (hu / depth, hv / depth);
        let speed = (u * u + v * v).sqrt();
        let keeps = self.friction_at(i).keeps(speed, depth, h, g, dt_s);
        let keeps = if speed * keeps > self.speed_max_m_s { self.speed_max_m_s / speed } else { keeps };
        ([depth, hu * keeps, hv * keeps], left)
    }
}
