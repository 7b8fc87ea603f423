//! Fast shallow flows by finite volumes: dam breaks, landslides, debris flows.
//!
//! ```text
//! ∂h + ∇·(hu) = 0
//! ∂(hu) + ∇·(hu⊗u + ½g′h²I) = −g′h∇z − friction,    h vertical depth, g′ = g·cos²α
//! ```
//!
//! * Fluxes: HLL (Harten, Lax and van Leer 1983) with wave speeds after Einfeldt and for dry ground; the transverse
//!   momentum goes with the mass.
//! * Second order: limited linear reconstruction (minmod) of depth, surface and velocity; first order beside dry ground.
//! * Steps of the bed: hydrostatic reconstruction (Audusse et al. 2004, doi:10.1137/S1064827503431090) in the form of
//!   Chen and Noelle (2017), so that a lake stays at rest and thin flow runs down steep ground.
//! * Time: Heun's method as the mean of two Euler steps, friction inside each; Δt ≤ α·Δx/max(|u|, |v|, + √(g′h)) with α = 0.45.
//! * No cell gives more than it holds; mass is exact to rounding and what leaves over the edge is booked.
//! * Only rows and columns that hold flow are worked on.
//!
//! Row 0 is north; velocity is positive to the east and to the south, as columns and rows grow.

mod face;
mod flux;
mod friction;
mod ring;
mod step;

pub use friction::Friction;
pub(crate) use ring::Place;

use crate::num::GridSpec;
use core::ops::Range;

/// Acceleration of gravity, m/s².
pub const GRAVITY_M_S2: f64 = 9.81;
/// Share of the stable time step that is taken, and the largest that may be.
const CFL: f64 = 0.45;

/// What happens at the edge of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// A wall.
    Closed,
    /// Flow leaves unhindered; none comes in.
    Open,
}

/// Depth and discharge per width of every cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    /// Vertical depth, m.
    pub h: Vec<f64>,
    /// Discharge per width to the east and to the south, m²/s.
    pub hu: Vec<f64>,
    pub hv: Vec<f64>,
}

/// A flow on a grid.
#[derive(Clone, Debug)]
pub struct Shallow {
    spec: GridSpec,
    ground_m: Vec<f64>,
    /// g′ of each cell, m/s².
    gravity: Vec<f64>,
    friction: Friction,
    /// Manning's n of each cell where it is not the same everywhere, s/m^⅓.
    manning: Vec<f32>,
    edge: Edge,
    /// Flow thinner than this does not move, m.
    dry_m: f64,
    state: State,
    work: step::Work,
    /// For each row the columns that hold flow, widened by two cells.
    spans: Vec<Range<usize>>,
    time_s: f64,
    out_m3: f64,
    /// Longest and shortest time step, s, and the share of the stable one that is taken.
    dt_max_s: f64,
    dt_min_s: f64,
    cfl: f64,
    /// Faster than this nothing gets, m/s.
    speed_max_m_s: f64,
    /// Where this is a window of a larger flow.
    ring: Option<ring::Ring>,
}

/// Input that the solver refuses.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ShallowError {
    #[error(
        "the grid needs at least 3 rows and columns of a positive size, not {rows} × {cols} of {cell_m} m"
    )]
    Grid { rows: usize, cols: usize, cell_m: f32 },
    #[error("{what} has {got} values for {expected} cells")]
    Length { what: &'static str, got: usize, expected: usize },
    #[error("{what} is not a usable number at row {row}, column {col}")]
    NotANumber { what: &'static str, row: usize, col: usize },
    #[error("{name} = {value} is out of its range")]
    Parameter { name: &'static str, value: f64 },
}

/// What it took to advance.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Report {
    pub steps: u64,
    /// Cells worked on, summed over steps and both stages.
    pub cell_updates: u64,
    pub min_dt_s: f64,
    pub max_speed_m_s: f64,
    /// Steps that were longer than is stable, because the stable one was below [`Shallow::set_dt_min_s`].
    pub forced_steps: u64,
}

impl Shallow {
    /// A flow at rest with no depth anywhere. `ground_m`: bed, m, row-major.
    ///
    /// # Errors
    /// A grid of fewer than 3 × 3 cells; wrong length; bed, friction or `dry_m` not finite or out of range.
    pub fn new(
        spec: GridSpec,
        ground_m: &[f32],
        friction: Friction,
        edge: Edge,
        dry_m: f64,
    ) -> Result<Self, ShallowError> {
        let cells = spec.len();
        if spec.rows < 3 || spec.cols < 3 || !(spec.cell_m > 0.0 && spec.cell_m.is_finite()) {
            return Err(ShallowError::Grid { rows: spec.rows, cols: spec.cols, cell_m: spec.cell_m });
        }
        check(&spec, "ground", ground_m, |v| v.abs() < 1e5)?;
        if !(dry_m > 0.0 && dry_m < 1.0) {
            return Err(ShallowError::Parameter { name: "dry_m", value: dry_m });
        }
        friction.check()?;
        let mut flow = Self {
            spec,
            ground_m: ground_m.iter().map(|z| f64::from(*z)).collect(),
            gravity: Vec::new(),
            friction,
            manning: Vec::new(),
            edge,
            dry_m,
            state: State { h: vec![0.0; cells], hu: vec![0.0; cells], hv: vec![0.0; cells] },
            work: step::Work::new(cells),
            spans: vec![0..0; spec.rows],
            time_s: 0.0,
            out_m3: 0.0,
            cfl: CFL,
            dt_min_s: 0.0,
            speed_max_m_s: f64::INFINITY,
            ring: None,
            // Drag that changes fast must be followed, or a slide starts and stops too late.
            dt_max_s: if matches!(friction, Friction::Voellmy { .. }) { 0.2 } else { 10.0 },
        };
        flow.gravity = (0..cells).map(|c| flow.steep_gravity(c)).collect();
        Ok(flow)
    }

    /// g·cos²α by the slope of the ground.
    fn steep_gravity(&self, cell: usize) -> f64 {
        let (row, col) = self.spec.row_col(cell);
        let z = |r: usize, c: usize| self.ground_m[self.spec.index(r, c)];
        let along =
            |low: f64, high: f64, cells: usize| (high - low) / (cells as f64 * f64::from(self.spec.cell_m));
        let (c0, c1) = (col.saturating_sub(1), (col + 1).min(self.spec.cols - 1));
        let (r0, r1) = (row.saturating_sub(1), (row + 1).min(self.spec.rows - 1));
        let (sx, sy) = (along(z(row, c0), z(row, c1), c1 - c0), along(z(r0, col), z(r1, col), r1 - r0));
        GRAVITY_M_S2 / (1.0 + sx * sx + sy * sy)
    }

    /// Take the same g′ everywhere, m/s²: g for water, or g·cos α where the grid lies along an incline.
    pub fn set_gravity(&mut self, gravity_m_s2: f64) {
        self.gravity.fill(gravity_m_s2);
    }

    /// Give each cell its own Manning's n, s/m^⅓; only under [`Friction::Manning`].
    ///
    /// # Errors
    /// Wrong length; a value negative or not finite.
    pub fn set_manning(&mut self, manning: &[f32]) -> Result<(), ShallowError> {
        check(&self.spec, "Manning's n", manning, |n| (0.0..10.0).contains(&n))?;
        self.manning = manning.to_vec();
        Ok(())
    }

    /// Friction of a cell.
    fn friction_at(&self, cell: usize) -> Friction {
        match (self.friction, self.manning.get(cell)) {
            (Friction::Manning(_), Some(n)) => Friction::Manning(f64::from(*n)),
            (friction, _) => friction,
        }
    }

    /// Let rain of a depth, m, fall everywhere. Returns its volume, m³.
    pub fn rain(&mut self, depth_m: f64) -> f64 {
        self.state.h.iter_mut().for_each(|h| *h += depth_m);
        self.spans.fill(0..self.spec.cols);
        depth_m * self.cell_area_m2() * self.spec.len() as f64
    }

    /// Set the depths, m, at rest.
    ///
    /// # Errors
    /// Wrong length; a depth negative, not finite or above 10 km.
    pub fn set_depth(&mut self, depth_m: &[f32]) -> Result<(), ShallowError> {
        check(&self.spec, "depth", depth_m, |v| (0.0..1e4).contains(&v))?;
        for (h, depth) in self.state.h.iter_mut().zip(depth_m) {
            *h = f64::from(*depth);
        }
        self.state.hu.fill(0.0);
        self.state.hv.fill(0.0);
        self.find_spans();
        Ok(())
    }

    /// Give every cell with flow the velocity (east, south), m/s.
    pub fn set_velocity(&mut self, u_m_s: f64, v_m_s: f64) {
        for i in 0..self.state.h.len() {
            self.state.hu[i] = self.state.h[i] * u_m_s;
            self.state.hv[i] = self.state.h[i] * v_m_s;
        }
    }

    /// Add volume to a cell, m³, at rest.
    pub fn add_m3(&mut self, cell: usize, volume_m3: f64) {
        self.state.h[cell] += volume_m3 / self.cell_area_m2();
        let (row, col) = self.spec.row_col(cell);
        for r in row.saturating_sub(2)..(row + 3).min(self.spec.rows) {
            self.widen(r, col.saturating_sub(2)..(col + 3).min(self.spec.cols));
        }
    }

    /// Bed of a cell, m.
    pub fn bed_m(&self, cell: usize) -> f64 {
        self.ground_m[cell]
    }

    /// Turn a depth of the bed of a cell, m, into flow at rest: what a debris flow takes up.
    pub fn take_up(&mut self, cell: usize, depth_m: f64) {
        self.ground_m[cell] -= depth_m;
        self.state.h[cell] += depth_m;
    }

    /// Longest time step, s.
    pub fn set_dt_max_s(&mut self, dt_max_s: f64) {
        self.dt_max_s = dt_max_s;
    }

    /// Shortest time step, s. Where a shorter one would be stable, this one is taken and counted as forced: depths stay
    /// what donors can give and mass is kept, but speeds are no longer exact.
    pub fn set_dt_min_s(&mut self, dt_min_s: f64) {
        self.dt_min_s = dt_min_s;
    }

    /// Hold speeds to this, m/s: falling water breaks up, which these equations do not know.
    pub fn set_speed_max_m_s(&mut self, speed_max_m_s: f64) {
        self.speed_max_m_s = speed_max_m_s;
    }

    fn cell_area_m2(&self) -> f64 {
        f64::from(self.spec.cell_m) * f64::from(self.spec.cell_m)
    }

    pub fn spec(&self) -> GridSpec {
        self.spec
    }

    /// Vertical depth of each cell, m.
    pub fn depth_m(&self) -> &[f64] {
        &self.state.h
    }

    /// Speed in a cell, m/s.
    pub fn speed_m_s(&self, cell: usize) -> f64 {
        let (u, v) = self.velocity_m_s(cell);
        (u * u + v * v).sqrt()
    }

    /// Velocity to the east and to the south in a cell, m/s.
    pub fn velocity_m_s(&self, cell: usize) -> (f64, f64) {
        let h = self.state.h[cell];
        if h > self.dry_m { (self.state.hu[cell] / h, self.state.hv[cell] / h) } else { (0.0, 0.0) }
    }

    /// Volume on the grid, m³, summed in order of the cells.
    pub fn volume_m3(&self) -> f64 {
        self.state.h.iter().sum::<f64>() * self.cell_area_m2()
    }

    /// Volume that left over the edge, m³.
    pub fn out_m3(&self) -> f64 {
        self.out_m3
    }

    pub fn time_s(&self) -> f64 {
        self.time_s
    }

    /// Share of the stable time step that is taken, at most 0.45.
    pub fn set_cfl(&mut self, cfl: f64) {
        self.cfl = cfl.clamp(0.01, CFL);
    }

    /// Whether it has moved and come to rest, or never will.
    pub fn at_rest_since_start(&self) -> bool {
        self.time_s > 1.0 && self.at_rest()
    }

    /// Whether nothing moves any more.
    pub fn at_rest(&self) -> bool {
        self.state.hu.iter().chain(&self.state.hv).all(|q| *q == 0.0)
    }

    /// Find the columns of each row that hold flow.
    fn find_spans(&mut self) {
        let cols = self.spec.cols;
        let wet: Vec<Range<usize>> = self
            .state
            .h
            .chunks(cols)
            .map(|row| match row.iter().position(|h| *h > 0.0) {
                Some(first) => first..row.iter().rposition(|h| *h > 0.0).map_or(first, |last| last + 1),
                None => 0..0,
            })
            .collect();
        self.set_spans(&wet);
    }

    /// Work on the given columns and two cells around them.
    fn set_spans(&mut self, wet: &[Range<usize>]) {
        self.spans.fill(0..0);
        for (row, wet) in wet.iter().enumerate().filter(|(_, w)| w.start < w.end) {
            for r in row.saturating_sub(2)..(row + 3).min(self.spec.rows) {
                self.widen(r, wet.start.saturating_sub(2)..(wet.end + 2).min(self.spec.cols));
            }
        }
    }

    fn widen(&mut self, row: usize, by: Range<usize>) {
        let span = &mut self.spans[row];
        *span = if span.start == span.end { by } else { span.start.min(by.start)..span.end.max(by.end) };
    }
}

fn check(
    spec: &GridSpec,
    what: &'static str,
    values: &[f32],
    fine: impl Fn(f32) -> bool,
) -> Result<(), ShallowError> {
    if values.len() != spec.len() {
        return Err(ShallowError::Length { what, got: values.len(), expected: spec.len() });
    }
    match values.iter().position(|v| !v.is_finite() || !fine(*v)) {
        Some(cell) => {
            let (row, col) = spec.row_col(cell);
            Err(ShallowError::NotANumber { what, row, col })
        }
        None => Ok(()),
    }
}
