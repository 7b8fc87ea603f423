//! The fire's edge as a level set on a grid: φ < 0 where it has burnt, φ > 0 where it has not.
//!
//! ∂φ/∂t + H(∇φ) = 0, and with an ellipse of half-axes b along the heading and a across it, whose middle runs ahead with
//! c, the Hamiltonian needs no angles: H(p) = c·p_h + √(b²·p_h² + a²·p_s²), with p_h and p_s along and across the heading
//! (Huygens' wavelets; Mallet, Keyes and Fendell 2009 for level sets of fire). Gradients are upwind with the superbee
//! limiter, time steps Runge–Kutta of second order (Heun) with a front that moves at most `CFL` of a cell in a step,
//! after Lautenberger (2013). Only a narrow band around the edge is worked on.
//!
//! Each cell of the band is reckoned from the state before the step, so threads change nothing. Ground that does not burn
//! and finished line have no spread: the edge stops at them.

use crate::num::GridSpec;
use band::Run;
pub use ellipse::Ellipse;
use kernel::Spreads;
use rayon::prelude::*;

mod band;
mod ellipse;
mod kernel;

#[cfg(test)]
mod tests;

/// Part of a cell that the front moves in a step at most.
const CFL: f32 = 0.4;
/// Steps until the band is laid anew, in which the edge moves two cells, and cells on each side of the edge that are
/// worked on: the edge stays three cells inside.
const STEPS_PER_BAND: usize = 5;
const BAND: u32 = 5;
/// φ of a cell that was just set alight. With −1 the edge would at once be half a cell from its middle and a circle of
/// 80 cells 1.9 % too large; with this it is 0.5 % (at −0.05 it starts late and is 3.9 % too small).
const KINDLED: f32 = -0.4;
/// Rows and columns of margin around the grid, which the widest stencil reaches. Nothing spreads there. Runs of the band
/// begin and end at multiples of [`LANES`], so that vector code has no rest to do one by one.
const MARGIN: usize = 2;
const LANES: usize = 8;
/// Cells that are worth a thread's waking, and cells at which the spread is.
const SHARED_CELLS: usize = 4096;
const SHARED_SPREADS: usize = 256;

/// Marks of a place: the fire is held there; an edge that cannot burn under this weather, and is in the list of those.
const HELD: u8 = 1;
const ASLEEP: u8 = 2;

/// A cell that the edge has reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Burnt {
    pub cell: u32,
    /// Seconds since the front was made.
    pub at_s: f64,
    /// Rate at which the edge passed, m/s, and the direction in which it moved.
    pub rate_m_s: f32,
    pub to: [f32; 2],
}

/// A fire on a grid.
#[derive(Clone, Debug)]
pub struct Front {
    spec: GridSpec,
    stride: usize,
    /// φ with a margin, and the same in the middle of a step.
    phi: Vec<f32>,
    middle: Vec<f32>,
    spreads: Spreads,
    /// The weather that a place's spread was reckoned for.
    known: Vec<u32>,
    weather: u32,
    marks: Vec<u8>,
    /// The band, and its rates one after the other.
    runs: Vec<Run>,
    rates: Vec<f32>,
    /// Places beside which something may have changed since the band was laid, and edges that are asleep.
    stirred: Vec<u32>,
    asleep: Vec<u32>,
    steps_left: usize,
    time_s: f64,
    burnt: usize,
}

impl Front {
    /// Nothing burns yet.
    pub fn new(spec: GridSpec) -> Front {
        let stride = spec.cols.next_multiple_of(LANES) + 2 * LANES;
        let cells = (spec.rows + 2 * MARGIN) * stride;
        Front {
            spec,
            stride,
            phi: vec![1.0; cells],
            middle: vec![1.0; cells],
            spreads: Spreads::new(cells),
            known: vec![0; cells],
            weather: 1,
            marks: vec![0; cells],
            runs: Vec::new(),
            rates: Vec::new(),
            stirred: Vec::new(),
            asleep: Vec::new(),
            steps_left: 0,
            time_s: 0.0,
            burnt: 0,
        }
    }

    fn place(&self, cell: usize) -> usize {
        let (row, col) = self.spec.row_col(cell);
        (row + MARGIN) * self.stride + col + LANES
    }

    fn cell(&self, place: usize) -> usize {
        (place / self.stride - MARGIN) * self.spec.cols + place % self.stride - LANES
    }

    /// Set cells alight that have not burnt and are not held; false where that cannot be. A cell outside the grid is
    /// none of them.
    pub fn ignite(&mut self, cell: usize) -> bool {
        if cell >= self.spec.len() {
            return false;
        }
        let place = self.place(cell);
        if self.phi[place] <= 0.0 || self.marks[place] & HELD > 0 {
            return false;
        }
        (self.phi[place], self.middle[place]) = (KINDLED, KINDLED);
        self.burnt += 1;
        self.stir(place);
        true
    }

    /// Hold the fire at a cell, or let it burn again. What has burnt stays so.
    pub fn hold(&mut self, cell: usize, held: bool) {
        if cell >= self.spec.len() {
            return;
        }
        let place = self.place(cell);
        if (self.marks[place] & HELD > 0) != held {
            self.marks[place] ^= HELD;
            self.known[place] = 0;
            self.stir(place);
        }
    }

    /// The band must be laid anew, and look here.
    fn stir(&mut self, place: usize) {
        self.stirred.push(place as u32);
        self.steps_left = 0;
    }

    /// Whether the edge has passed the middle of a cell.
    pub fn has_burnt(&self, cell: usize) -> bool {
        self.phi[self.place(cell)] <= 0.0
    }

    /// Cells burnt.
    pub fn burnt_cells(&self) -> usize {
        self.burnt
    }

    /// Cells at the edge: burnt, beside one on the grid that is not. In order.
    pub fn edge(&self) -> Vec<u32> {
        let (rows, cols) = (self.spec.rows, self.spec.cols);
        let burnt = |cell: usize| self.has_burnt(cell);
        let open = |cell: usize| {
            let (row, col) = self.spec.row_col(cell);
            (col > 0 && !burnt(cell - 1))
                || (col + 1 < cols && !burnt(cell + 1))
                || (row > 0 && !burnt(cell - cols))
                || (row + 1 < rows && !burnt(cell + cols))
        };
        (0..self.spec.len()).filter(|&cell| burnt(cell) && open(cell)).map(|cell| cell as u32).collect()
    }

    /// Time that has passed, s.
    pub fn time_s(&self) -> f64 {
        self.time_s
    }

    /// Let time pass under steady weather, which may differ from that before: `ellipse` gives the spread at a cell. What the
    /// edge reaches is told in order of the cells for each step.
    pub fn advance(&mut self, seconds: f64, ellipse: &(impl Fn(usize) -> Ellipse + Sync)) -> Vec<Burnt> {
        self.weather += 1;
        // What could not burn may now.
        for place in std::mem::take(&mut self.asleep) {
            self.marks[place as usize] &= !ASLEEP;
            self.stirred.push(place);
        }
        self.steps_left = 0;
        self.go_on(seconds, ellipse)
    }

    /// Let time pass under the same weather as at the last [`Front::advance`]: spreads that are known stay.
    pub fn go_on(&mut self, seconds: f64, ellipse: &(impl Fn(usize) -> Ellipse + Sync)) -> Vec<Burnt> {
        let mut reached = Vec::new();
        let end_s = self.time_s + seconds;
        while self.time_s < end_s {
            if self.steps_left == 0 {
                self.lay_band(ellipse);
                self.steps_left = STEPS_PER_BAND;
            }
            if self.runs.is_empty() {
                // Nothing that is left can burn: wait for other weather, a brand or a line that breaks.
                self.time_s = end_s;
                self.steps_left = 0;
                break;
            }
            self.steps_left -= 1;
            self.step(end_s, &mut reached);
        }
        reached
    }

    /// The cells within [`BAND`] of unburnt ground at the edge that can burn, and the spread there.
    fn lay_band(&mut self, ellipse: &(impl Fn(usize) -> Ellipse + Sync)) {
        let stride = self.stride as u32;
        let (rows, cols) = (self.spec.rows as u32, self.spec.cols as u32);
        let (above, beside) = (MARGIN as u32, LANES as u32);
        let (rows, cols) = (above..above + rows, beside..beside + cols);
        let around = |p: u32| [p - stride, p - 1, p, p + 1, p + stride];
        let is_in = |p: u32| rows.contains(&(p / stride)) && cols.contains(&(p % stride));
        // The margin never burns, so no burnt cell is beside it that counts.
        let at_edge = |p: u32| {
            let burnt = |p: u32| self.phi[p as usize] <= 0.0;
            !burnt(p) && (burnt(p - 1) || burnt(p + 1) || burnt(p - stride) || burnt(p + stride))
        };
        let stirred = self.stirred.iter().flat_map(|p| around(*p)).filter(|p| is_in(*p));
        let mut edge: Vec<u32> = self
            .runs
            .iter()
            .cloned()
            .flatten()
            .filter(|p| at_edge(*p))
            .filter(|p| is_in(*p))
            .chain(stirred.filter(|p| at_edge(*p)))
            .collect();
        edge.sort_unstable();
        edge.dedup();
        self.stirred.clear();
        self.learn(&edge, ellipse);
        edge.retain(|&place| {
            let place = place as usize;
            let burns = self.spreads.xx[place] + self.spreads.yy[place] > 0.0;
            if !burns && self.marks[place] & ASLEEP == 0 {
                self.marks[place] |= ASLEEP;
                self.asleep.push(place as u32);
            }
            burns
        });
        band::around(&edge, BAND, stride, &rows, &cols, &mut self.runs);
        let band: Vec<u32> = self
            .runs
            .iter()
            .cloned()
            .flatten()
            .filter(|&place| self.known[place as usize] != self.weather && is_in(place))
            .collect();
        self.learn(&band, ellipse);
        let cells = self.runs.iter().map(|run| run.len()).sum();
        self.rates.resize(cells, 0.0);
    }

    /// Reckon the spread at places where it is not known for this weather.
    fn learn(&mut self, places: &[u32], ellipse: &(impl Fn(usize) -> Ellipse + Sync)) {
        let spread = |&place: &u32| {
            let held = self.marks[place as usize] & HELD > 0;
            if held { Ellipse::default() } else { ellipse(self.cell(place as usize)) }
        };
        let fresh: Vec<u32> =
            places.iter().copied().filter(|p| self.known[*p as usize] != self.weather).collect();
        let found: Vec<Ellipse> = if fresh.len() < SHARED_SPREADS {
            fresh.iter().map(spread).collect()
        } else {
            fresh.par_iter().with_min_len(64).map(spread).collect()
        };
        for (&place, ellipse) in fresh.iter().zip(found) {
            let place = place as usize;
            let ([dx, dy], [xx, xy, yy]) = ellipse.parts();
            let s = &mut self.spreads;
            (s.dx[place], s.dy[place], s.xx[place], s.xy[place], s.yy[place]) = (dx, dy, xx, xy, yy);
            self.known[place] = self.weather;
        }
    }

    /// Rates of the band from one of the fields; the greatest speed of a wavelet, m/s.
    fn reckon(&mut self, middle: bool) -> f32 {
        let phi = if middle { &self.middle } else { &self.phi };
        let (stride, spreads) = (self.stride, &self.spreads);
        let work = |runs: &[Run], mut out: &mut [f32]| {
            let mut fastest = 0.0f32;
            for run in runs {
                let (own, rest) = std::mem::take(&mut out).split_at_mut(run.len());
                fastest = fastest.max(kernel::rates(phi, stride, run.start as usize, spreads, own));
                out = rest;
            }
            fastest
        };
        let square = if self.rates.len() < 2 * SHARED_CELLS || rayon::current_num_threads() == 1 {
            work(&self.runs, &mut self.rates)
        } else {
            shares(&self.runs, &mut self.rates)
                .into_par_iter()
                .map(|(runs, out)| work(runs, out))
                .reduce(|| 0.0, f32::max)
        };
        square.sqrt()
    }

    /// One step of Heun's method, to `end_s` at most.
    fn step(&mut self, end_s: f64, reached: &mut Vec<Burnt>) {
        let left_s = end_s - self.time_s;
        let fastest = self.reckon(false);
        let allowed = f64::from(CFL * self.spec.cell_m / fastest);
        let dt_s = if fastest > 0.0 { left_s / (left_s / allowed).ceil() } else { left_s };
        let (k, stride) = (dt_s as f32 / self.spec.cell_m, self.stride);
        let mut at = 0;
        for run in &self.runs {
            let range = run.start as usize..run.end as usize;
            let rates = &self.rates[at..at + run.len()];
            at += run.len();
            for ((middle, phi), rate) in
                self.middle[range.clone()].iter_mut().zip(&self.phi[range]).zip(rates)
            {
                *middle = (phi - k * rate).clamp(-1.0, 1.0);
            }
        }
        self.reckon(true);
        let before = reached.len();
        // Afterwards the buffer holds the new φ.
        let mut at = 0;
        for run in &self.runs {
            let range = run.start as usize..run.end as usize;
            let (phi, middle) = (&self.phi[range.clone()], &self.middle[range.clone()]);
            let rates = &mut self.rates[at..at + run.len()];
            at += run.len();
            let mut any = false;
            for ((phi, middle), rate) in phi.iter().zip(middle).zip(&mut *rates) {
                let new = (0.5 * (phi + middle - k * *rate)).clamp(-1.0, 1.0);
                // What has burnt does not heal.
                *rate = if *phi <= 0.0 { new.min(0.0) } else { new };
                any |= *phi > 0.0 && *rate <= 0.0;
            }
            if any {
                for (place, &new) in range.zip(&*rates) {
                    let old = self.phi[place];
                    if old > 0.0 && new <= 0.0 {
                        let at_s = self.time_s + dt_s * f64::from(old / (old - new));
                        let cell = (place / stride - MARGIN) * self.spec.cols + place % stride - LANES;
                        let (to, rate_m_s) = kernel::passage(&self.phi, stride, place, &self.spreads);
                        reached.push(Burnt { cell: cell as u32, at_s, rate_m_s, to });
                    }
                }
            }
        }
        let mut at = 0;
        for run in &self.runs {
            let range = run.start as usize..run.end as usize;
            let new = &self.rates[at..at + run.len()];
            at += run.len();
            self.phi[range.clone()].copy_from_slice(new);
            self.middle[range].copy_from_slice(new);
        }
        self.burnt += reached.len() - before;
        self.time_s = if dt_s >= left_s { end_s } else { self.time_s + dt_s };
    }
}

/// Runs and their part of the rates, shared out by about [`SHARED_CELLS`].
fn shares<'a>(mut runs: &'a [Run], mut rates: &'a mut [f32]) -> Vec<(&'a [Run], &'a mut [f32])> {
    let mut shares = Vec::with_capacity(rates.len() / SHARED_CELLS + 1);
    while !runs.is_empty() {
        let (mut count, mut cells) = (0, 0);
        while count < runs.len() && cells < SHARED_CELLS {
            cells += runs[count].len();
            count += 1;
        }
        let (own, rest) = runs.split_at(count);
        let (out, left) = rates.split_at_mut(cells);
        shares.push((own, out));
        (runs, rates) = (rest, left);
    }
    shares
}
