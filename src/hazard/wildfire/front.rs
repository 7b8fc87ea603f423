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
use rayon::prelude::*;

/// Part of a cell that the front moves in a step at most.
const CFL: f32 = 0.4;
/// Cells on each side of the edge that are worked on, and steps until the band is laid anew: the edge stays three cells
/// inside it.
const BAND: usize = 4;
const STEPS_PER_BAND: usize = 2;
/// φ of a cell that was just set alight. With −1 the edge would at once be half a cell from its middle and a circle of
/// 80 cells 1.9 % too large; with this it is 0.5 % (at −0.05 it starts late and is 3.9 % too small).
const KINDLED: f32 = -0.4;
/// Cells of margin around the grid, which the widest stencil reaches.
const MARGIN: usize = 2;
/// Fewer cells than this are quicker on one thread.
const SHARED_CELLS: usize = 2048;

/// Spread at a place on the map, in m/s.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ellipse {
    /// Unit vector of the head, to the east and to the south.
    pub heading: [f32; 2],
    /// Half-axes along the heading and across it, and how fast the middle runs ahead.
    pub along: f32,
    pub across: f32,
    pub ahead: f32,
}

impl Ellipse {
    /// Rate at which an edge with this outward direction moves, m/s; homogeneous in `p`.
    #[inline(always)]
    pub fn rate(&self, [px, py]: [f32; 2]) -> f32 {
        let [hx, hy] = self.heading;
        let (ph, ps) = (px * hx + py * hy, py * hx - px * hy);
        let (b, a) = (self.along * ph, self.across * ps);
        self.ahead * ph + (b * b + a * a).sqrt()
    }

    /// Velocity of the wavelet that carries an edge with this outward direction, m/s: ∂H/∂p. 0 without a direction.
    #[inline(always)]
    fn velocity(&self, [px, py]: [f32; 2]) -> [f32; 2] {
        let [hx, hy] = self.heading;
        let (ph, ps) = (px * hx + py * hy, py * hx - px * hy);
        let (b, a) = (self.along * ph, self.across * ps);
        let size = (b * b + a * a).sqrt();
        if size <= 0.0 {
            return [0.0, 0.0];
        }
        let (vh, vs) = (self.ahead + self.along * b / size, self.across * a / size);
        [vh * hx - vs * hy, vh * hy + vs * hx]
    }

    /// Rate of the head, m/s.
    pub fn head(&self) -> f32 {
        self.along + self.ahead
    }
}

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
    ellipses: Vec<Ellipse>,
    /// Cells at which nothing burns, with the margin: fireline, wet ground.
    held: Vec<bool>,
    band: Vec<u32>,
    /// For each cell, the laying of the band that it was last in.
    laid: Vec<u32>,
    layings: u32,
    steps_left: usize,
    time_s: f64,
    burnt: usize,
}

impl Front {
    /// Nothing burns yet.
    pub fn new(spec: GridSpec) -> Front {
        let stride = spec.cols + 2 * MARGIN;
        let cells = (spec.rows + 2 * MARGIN) * stride;
        Front {
            spec,
            stride,
            phi: vec![1.0; cells],
            middle: vec![1.0; cells],
            ellipses: vec![Ellipse::default(); cells],
            held: vec![false; cells],
            band: Vec::new(),
            laid: vec![0; cells],
            layings: 0,
            steps_left: 0,
            time_s: 0.0,
            burnt: 0,
        }
    }

    fn place(&self, cell: usize) -> usize {
        let (row, col) = self.spec.row_col(cell);
        (row + MARGIN) * self.stride + col + MARGIN
    }

    fn cell(&self, place: usize) -> usize {
        (place / self.stride - MARGIN) * self.spec.cols + place % self.stride - MARGIN
    }

    /// Set cells alight that have not burnt and are not held; false where that cannot be. A cell outside the grid is
    /// none of them.
    pub fn ignite(&mut self, cell: usize) -> bool {
        if cell >= self.spec.len() {
            return false;
        }
        let place = self.place(cell);
        if self.phi[place] <= 0.0 || self.held[place] {
            return false;
        }
        (self.phi[place], self.middle[place]) = (KINDLED, KINDLED);
        self.burnt += 1;
        self.band.push(place as u32);
        self.steps_left = 0;
        true
    }

    /// Hold the fire at a cell, or let it burn again. What has burnt stays so.
    pub fn hold(&mut self, cell: usize, held: bool) {
        if cell < self.spec.len() {
            let place = self.place(cell);
            self.held[place] = held;
            self.steps_left = 0;
        }
    }

    /// Whether the edge has passed the middle of a cell.
    pub fn has_burnt(&self, cell: usize) -> bool {
        self.phi[self.place(cell)] <= 0.0
    }

    /// Cells burnt.
    pub fn burnt_cells(&self) -> usize {
        self.burnt
    }

    /// Cells at the edge: burnt, beside one that is not. In order.
    pub fn edge(&self) -> Vec<u32> {
        let mut edge: Vec<u32> = self
            .band
            .iter()
            .filter(|&&place| self.at_edge(place as usize) && self.phi[place as usize] <= 0.0)
            .filter(|&&place| self.inside(place as usize))
            .map(|&place| self.cell(place as usize) as u32)
            .collect();
        edge.sort_unstable();
        edge.dedup();
        edge
    }

    /// Time that has passed, s.
    pub fn time_s(&self) -> f64 {
        self.time_s
    }

    fn inside(&self, place: usize) -> bool {
        let (row, col) = (place / self.stride, place % self.stride);
        (MARGIN..MARGIN + self.spec.rows).contains(&row) && (MARGIN..MARGIN + self.spec.cols).contains(&col)
    }

    /// Whether fire stands beside unburnt ground here; the grid's end is neither.
    fn at_edge(&self, place: usize) -> bool {
        let burnt = self.phi[place] <= 0.0;
        [place - 1, place + 1, place - self.stride, place + self.stride]
            .iter()
            .any(|&beside| (self.phi[beside] <= 0.0) != burnt && self.inside(beside))
    }

    /// Let time pass under steady weather: `ellipse` gives the spread at a cell. What the edge reaches is told in order of
    /// the cells for each step.
    pub fn advance(&mut self, seconds: f64, ellipse: &(impl Fn(usize) -> Ellipse + Sync)) -> Vec<Burnt> {
        let mut reached = Vec::new();
        let end_s = self.time_s + seconds;
        // The weather may have changed since the last time.
        self.steps_left = 0;
        self.layings += 1;
        let known = self.layings;
        while self.time_s < end_s {
            if self.steps_left == 0 {
                self.lay_band(known, ellipse);
                self.steps_left = STEPS_PER_BAND;
            }
            self.steps_left -= 1;
            let fastest = self.band.iter().map(|&p| self.ellipses[p as usize].head()).fold(0.0, f32::max);
            let left_s = end_s - self.time_s;
            if fastest <= 0.0 {
                self.time_s = end_s;
                break;
            }
            let allowed = f64::from(CFL * self.spec.cell_m / fastest);
            let dt_s = left_s / (left_s / allowed).ceil();
            self.step(dt_s, &mut reached);
            self.time_s = if dt_s >= left_s { end_s } else { self.time_s + dt_s };
        }
        reached
    }

    /// The cells within [`BAND`] of the edge, and the spread there. `known` is the first laying with this weather.
    fn lay_band(&mut self, known: u32, ellipse: &(impl Fn(usize) -> Ellipse + Sync)) {
        self.layings += 1;
        let (stride, laying) = (self.stride, self.layings);
        let edge: Vec<u32> = self.band.iter().copied().filter(|&p| self.at_edge(p as usize)).collect();
        let mut band = Vec::with_capacity(self.band.len() + 64);
        let mut fresh = Vec::new();
        for place in edge {
            let (row, col) = (place as usize / stride, place as usize % stride);
            let rows = row.saturating_sub(BAND).max(MARGIN)..(row + BAND + 1).min(MARGIN + self.spec.rows);
            let cols = col.saturating_sub(BAND).max(MARGIN)..(col + BAND + 1).min(MARGIN + self.spec.cols);
            for row in rows {
                for place in row * stride + cols.start..row * stride + cols.end {
                    if self.laid[place] != laying {
                        if self.laid[place] < known {
                            fresh.push(place as u32);
                        }
                        self.laid[place] = laying;
                        band.push(place as u32);
                    }
                }
            }
        }
        band.sort_unstable();
        self.band = band;
        let spread = |&place: &u32| {
            if self.held[place as usize] { Ellipse::default() } else { ellipse(self.cell(place as usize)) }
        };
        let found: Vec<Ellipse> = if fresh.len() < SHARED_CELLS / 4 {
            fresh.iter().map(spread).collect()
        } else {
            fresh.par_iter().with_min_len(128).map(spread).collect()
        };
        for (&place, ellipse) in fresh.iter().zip(found) {
            self.ellipses[place as usize] = ellipse;
        }
    }

    /// Gradient of φ at a place, per cell, along each axis from the side that the edge's wavelets come from: with wind they
    /// run with it even where the edge moves across it.
    #[inline(always)]
    fn gradient(phi: &[f32], place: usize, stride: usize, ellipse: &Ellipse) -> [f32; 2] {
        let centre = [phi[place + 1] - phi[place - 1], phi[place + stride] - phi[place - stride]];
        let [vx, vy] = ellipse.velocity(centre);
        let along = |step: usize, towards: f32| {
            let (w, c, e) = (phi[place - step], phi[place], phi[place + step]);
            if towards > 0.0 {
                let ww = phi[place - 2 * step];
                (c + limited(c - w, e - c)) - (w + limited(w - ww, c - w))
            } else if towards < 0.0 {
                let ee = phi[place + 2 * step];
                (e - limited(ee - e, e - c)) - (c - limited(e - c, c - w))
            } else {
                // The crest of an unburnt strip, which fire reaches from both sides, or the middle of a young fire.
                (c - w).max(0.0)
            }
        };
        [along(1, vx), along(stride, vy)]
    }

    fn step(&mut self, dt_s: f64, reached: &mut Vec<Burnt>) {
        let (stride, band) = (self.stride, &self.band);
        let k = dt_s as f32 / self.spec.cell_m;
        let ellipses = &self.ellipses;
        let change = |phi: &[f32], place: usize| -> f32 {
            let ellipse = &ellipses[place];
            -k * ellipse.rate(Self::gradient(phi, place, stride, ellipse)).max(0.0)
        };
        let over_band = |make: &(dyn Fn(usize) -> f32 + Sync)| -> Vec<f32> {
            if band.len() < SHARED_CELLS {
                band.iter().map(|&p| make(p as usize)).collect()
            } else {
                band.par_iter().with_min_len(SHARED_CELLS / 4).map(|&p| make(p as usize)).collect()
            }
        };
        let phi = &self.phi;
        let first = over_band(&|place| (phi[place] + change(phi, place)).clamp(-1.0, 1.0));
        for (&place, value) in band.iter().zip(first) {
            self.middle[place as usize] = value;
        }
        let (phi, middle) = (&self.phi, &self.middle);
        let second = over_band(&|place| {
            let new = 0.5 * (phi[place] + middle[place] + change(middle, place));
            // What has burnt does not heal.
            let new = new.clamp(-1.0, 1.0);
            if phi[place] <= 0.0 { new.min(0.0) } else { new }
        });
        for (&place, &new) in band.iter().zip(&second) {
            let place = place as usize;
            let old = self.phi[place];
            if old > 0.0 && new <= 0.0 {
                let [gx, gy] = Self::gradient(&self.phi, place, stride, &self.ellipses[place]);
                let size = (gx * gx + gy * gy).sqrt();
                let to = if size > 0.0 { [gx / size, gy / size] } else { [0.0, 0.0] };
                let share = f64::from(old / (old - new));
                reached.push(Burnt {
                    cell: ((place / stride - MARGIN) * self.spec.cols + place % stride - MARGIN) as u32,
                    at_s: self.time_s + dt_s * share,
                    rate_m_s: self.ellipses[place].rate(to),
                    to,
                });
                self.burnt += 1;
            }
        }
        for (&place, &new) in band.iter().zip(&second) {
            self.phi[place as usize] = new;
            self.middle[place as usize] = new;
        }
    }
}

/// Half of the superbee-limited difference (Roe 1986) towards a face: `up` upwind of the cell, `here` across the face.
#[inline(always)]
fn limited(up: f32, here: f32) -> f32 {
    if up * here <= 0.0 {
        return 0.0;
    }
    let (a, b) = (up.abs(), here.abs());
    let size = (2.0 * a).min(b).max(a.min(2.0 * b));
    0.5 * if here < 0.0 { -size } else { size }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUND: Ellipse = Ellipse { heading: [1.0, 0.0], along: 0.1, across: 0.1, ahead: 0.0 };

    fn spec(side: usize) -> GridSpec {
        GridSpec { rows: side, cols: side, cell_m: 30.0 }
    }

    fn burn(
        spec: GridSpec,
        start: usize,
        seconds: f64,
        ellipse: impl Fn(usize) -> Ellipse + Sync,
    ) -> (Front, Vec<f64>) {
        let mut front = Front::new(spec);
        assert!(front.ignite(start));
        let mut arrival = vec![f64::INFINITY; spec.len()];
        arrival[start] = 0.0;
        for burnt in front.advance(seconds, &ellipse) {
            assert!(arrival[burnt.cell as usize].is_infinite(), "a cell burns once");
            arrival[burnt.cell as usize] = burnt.at_s;
        }
        (front, arrival)
    }

    #[test]
    fn without_wind_the_fire_is_round() {
        let spec = spec(201);
        let (front, arrival) = burn(spec, 100 * 201 + 100, 24_000.0, |_| ROUND);
        let exact = std::f64::consts::PI * 2400.0 * 2400.0 / 900.0;
        let error = front.burnt_cells() as f64 / exact - 1.0;
        let at = |row: usize, col: usize| arrival[row * 201 + col];
        // 60 cells east, and 60 cells north-east.
        let (east, diagonal) = (at(100, 160) * 0.1, at(100 - 42, 142) * 0.1);
        println!(
            "area {:.2} %, 1800 m east at {east:.0} m, 1782 m north-east at {diagonal:.0} m",
            100.0 * error
        );
        assert!(error.abs() < 0.015);
        assert!((diagonal * 1800.0 / (east * 42.0 * 2f64.sqrt() * 30.0) - 1.0).abs() < 0.015);
        // Arrival never comes earlier further out, along rows and columns.
        for k in 1..75 {
            assert!(at(100, 100 + k) < at(100, 101 + k) && at(100 - k, 100) < at(99 - k, 100));
        }
    }

    #[test]
    fn turned_and_mirrored_fires_are_the_same() {
        let spec = spec(61);
        let wind =
            |heading: [f32; 2]| move |_: usize| Ellipse { heading, along: 0.2, across: 0.08, ahead: 0.15 };
        let (_, east) = burn(spec, 30 * 61 + 12, 2_400.0, wind([1.0, 0.0]));
        let (_, south) = burn(spec, 12 * 61 + 30, 2_400.0, wind([0.0, 1.0]));
        let (_, west) = burn(spec, 30 * 61 + 48, 2_400.0, wind([-1.0, 0.0]));
        let mut burnt = 0;
        for row in 0..61 {
            for col in 0..61 {
                let e = east[row * 61 + col];
                burnt += usize::from(e.is_finite());
                for other in [south[col * 61 + row], west[row * 61 + 60 - col]] {
                    assert!(e == other || (e - other).abs() < 0.5, "({row}, {col}): {e} {other}");
                }
            }
        }
        assert!(burnt > 300);
    }

    #[test]
    fn burning_never_crosses_a_held_line_nor_ground_that_does_not_burn() {
        let spec = spec(64);
        let mut front = Front::new(spec);
        front.ignite(32 * 64 + 10);
        (0..64).for_each(|row| front.hold(row * 64 + 30, true));
        let bare = |cell: usize| if cell % 64 == 4 { Ellipse::default() } else { ROUND };
        let burnt = front.advance(60_000.0, &bare);
        assert!(burnt.iter().all(|b| (5..30).contains(&(b.cell % 64))));
        assert_eq!(front.burnt_cells(), 64 * 25);
        // Broken through at one place, it goes on.
        front.hold(20 * 64 + 30, false);
        assert!(front.advance(3_000.0, &bare).iter().any(|b| b.cell % 64 > 30));
        assert!(!front.ignite(32 * 64 + 10) && !front.ignite(40 * 64 + 30) && !front.ignite(64 * 64));
    }

    #[test]
    fn threads_and_parts_do_not_change_the_fire() {
        let spec = spec(256);
        let patchy = |cell: usize| Ellipse {
            along: 0.05 + 0.1 * ((cell * 7919 % 97) as f32 / 97.0),
            across: 0.06,
            ..ROUND
        };
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| burn(spec, 128 * 256 + 128, 20_000.0, patchy).1)
        };
        assert!(run(1) == run(2), "any number of threads");
    }
}
