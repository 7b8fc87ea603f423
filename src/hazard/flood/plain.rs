//! One flood on plain grids: the entry for checks and studies outside a drill, through the code that drills use.

use super::{Channel, Edge, Flood, FloodError, FloodParams, Forcing, Inflow, Rain};
use crate::{
    hazard::{
        shallow::{self, Friction, Shallow, ShallowError},
        weather::Series,
    },
    num::GridSpec,
};

/// Which equations are solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Kernel {
    /// Local inertia: rivers and rain.
    #[default]
    Inertial,
    /// Finite volumes with HLL fluxes: dam breaks.
    Hll,
}

/// What happens.
#[derive(Clone, Debug)]
pub struct Case {
    pub spec: GridSpec,
    pub ground_m: Vec<f32>,
    /// Manning's n per cell, s/m^⅓.
    pub manning: Vec<f32>,
    pub depth_m: Vec<f32>,
    pub closed: bool,
    pub rain_m_s: f32,
    pub rain_s: f64,
    /// Cell and flow.
    pub inflows: Vec<(u32, Series)>,
    pub end_s: f64,
    /// Channels narrower than a cell; only for local inertia.
    pub channels: Vec<Channel>,
    pub kernel: Kernel,
    pub params: FloodParams,
    pub gauges: Vec<u32>,
}

/// What a gauge saw: time s, then depth m and speed m/s of each gauge.
pub type GaugeRow = (f64, Vec<(f32, f32)>);

/// What came of it. Fields have one value per cell.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub depth_m: Vec<f32>,
    pub max_depth_m: Vec<f32>,
    pub max_speed_m_s: Vec<f32>,
    /// Time at which a cell was first deeper than 1 cm, s; −1 where it never was.
    pub arrival_s: Vec<f32>,
    pub gauges: Vec<GaugeRow>,
    pub steps: u64,
    pub cell_updates: u64,
    pub min_dt_s: f64,
    /// Steps that were longer than is stable, because a stable one would have been shorter than
    /// [`FloodParams::dt_min_s`].
    pub forced_steps: u64,
    pub inflow_m3: f64,
    pub outflow_m3: f64,
    pub stored_m3: f64,
    pub mass_error_rel: f64,
}

/// Why it could not be run.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PlainError {
    #[error(transparent)]
    Flood(#[from] FloodError),
    #[error(transparent)]
    Shallow(#[from] ShallowError),
    #[error("the finite-volume kernel has no channels narrower than a cell")]
    NoChannels,
}

/// How often maxima and gauges are taken, s.
const STRIDE_S: f64 = 10.0;
/// Water does not get faster than this, m/s: it would break up.
const SPEED_MAX_M_S: f64 = 30.0;
/// Depth that counts as arrival, m.
const ARRIVAL_M: f32 = 0.01;

/// Whether the case begins with a step of the water level that local inertia cannot follow: higher than half the depth
/// beside it and than 0.5 m.
pub fn has_dam_break(case: &Case) -> bool {
    let spec = case.spec;
    let level = |c: usize| case.ground_m[c] + case.depth_m[c];
    let breaks = |a: usize, b: usize| {
        let (high, low) = if level(a) > level(b) { (a, b) } else { (b, a) };
        let step = level(high) - level(low).max(case.ground_m[high]);
        step > 0.5 && step > 0.5 * case.depth_m[high]
    };
    (0..spec.len()).any(|c| {
        let (row, col) = spec.row_col(c);
        col + 1 < spec.cols && breaks(c, c + 1) || row + 1 < spec.rows && breaks(c, c + spec.cols)
    })
}

/// Run a case.
///
/// # Errors
/// Grids of different sizes, values or parameters out of range, channels for the finite-volume kernel.
pub fn run(case: &Case) -> Result<Outcome, PlainError> {
    match case.kernel {
        Kernel::Inertial => Inertial::new(case).and_then(|water| drive(case, water)),
        Kernel::Hll => Volumes::new(case).and_then(|water| drive(case, water)),
    }
}

/// What `drive` asks of either kernel.
trait Water {
    /// Advance by a time under rain (m/s) and inflows (m³/s).
    fn advance(&mut self, span_s: f64, rain_m_s: f32, flows_m3s: &[(u32, f64)]) -> Result<(), PlainError>;
    fn depth_m(&self, cell: usize) -> f32;
    fn speed_m_s(&self, cell: usize) -> f32;
    /// Fill in steps and volumes.
    fn account(&self, outcome: &mut Outcome);
}

fn drive(case: &Case, mut water: impl Water) -> Result<Outcome, PlainError> {
    let cells = case.spec.len();
    let mut out = Outcome {
        depth_m: case.depth_m.clone(),
        max_depth_m: case.depth_m.clone(),
        max_speed_m_s: vec![0.0; cells],
        arrival_s: case.depth_m.iter().map(|h| if *h > ARRIVAL_M { 0.0 } else { -1.0 }).collect(),
        gauges: Vec::new(),
        steps: 0,
        cell_updates: 0,
        min_dt_s: 0.0,
        forced_steps: 0,
        inflow_m3: 0.0,
        outflow_m3: 0.0,
        stored_m3: 0.0,
        mass_error_rel: 0.0,
    };
    let look = |water: &dyn Water, at_s: f64, out: &mut Outcome| {
        for cell in 0..cells {
            let depth = water.depth_m(cell);
            out.depth_m[cell] = depth;
            if depth > 0.0 {
                out.max_depth_m[cell] = out.max_depth_m[cell].max(depth);
                out.max_speed_m_s[cell] = out.max_speed_m_s[cell].max(water.speed_m_s(cell));
                if depth > ARRIVAL_M && out.arrival_s[cell] < 0.0 {
                    out.arrival_s[cell] = at_s as f32;
                }
            }
        }
        let seen = case.gauges.iter().map(|c| (out.depth_m[*c as usize], water.speed_m_s(*c as usize)));
        out.gauges.push((at_s, seen.collect()));
    };
    look(&water, 0.0, &mut out);
    let mut now = 0.0;
    while now < case.end_s {
        // Rain ends at its minute, not at the next stride.
        let mut span = STRIDE_S.min(case.end_s - now);
        if now < case.rain_s && case.rain_s < now + span {
            span = case.rain_s - now;
        }
        let rain = if now < case.rain_s { case.rain_m_s } else { 0.0 };
        let flows: Vec<(u32, f64)> =
            case.inflows.iter().map(|(cell, h)| (*cell, 0.5 * (h.at(now) + h.at(now + span)))).collect();
        water.advance(span, rain, &flows)?;
        now += span;
        look(&water, now, &mut out);
    }
    water.account(&mut out);
    Ok(out)
}

struct Inertial {
    flood: Flood,
    steps: u64,
    forced_steps: u64,
    cell_updates: u64,
    min_dt_s: f64,
}

impl Inertial {
    fn new(case: &Case) -> Result<Self, PlainError> {
        let edge = if case.closed { Edge::Closed } else { Edge::Open };
        let mut flood =
            Flood::new(case.spec, case.ground_m.clone(), case.manning.clone(), edge, case.params)?;
        flood.set_depth(&case.depth_m)?;
        flood.set_channels(&case.channels)?;
        Ok(Self { flood, steps: 0, forced_steps: 0, cell_updates: 0, min_dt_s: f64::INFINITY })
    }
}

impl Water for Inertial {
    fn advance(&mut self, span_s: f64, rain_m_s: f32, flows_m3s: &[(u32, f64)]) -> Result<(), PlainError> {
        let cells: Vec<[u32; 1]> = flows_m3s.iter().map(|f| [f.0]).collect();
        let inflows: Vec<Inflow<'_>> =
            cells.iter().zip(flows_m3s).map(|(cells, f)| Inflow { cells, flow_m3s: f.1 }).collect();
        let rain = if rain_m_s > 0.0 { Rain::Uniform(rain_m_s) } else { Rain::None };
        let report = self.flood.advance(span_s, &Forcing { rain, inflows: &inflows })?;
        self.steps += report.steps;
        self.forced_steps += report.forced_steps;
        self.cell_updates += report.cell_updates;
        self.min_dt_s = self.min_dt_s.min(f64::from(report.min_dt_s));
        Ok(())
    }

    fn depth_m(&self, cell: usize) -> f32 {
        self.flood.depth_m()[cell]
    }

    fn speed_m_s(&self, cell: usize) -> f32 {
        self.flood.speed_m_s(cell)
    }

    fn account(&self, out: &mut Outcome) {
        let ledger = self.flood.ledger();
        (out.steps, out.cell_updates, out.min_dt_s) = (self.steps, self.cell_updates, self.min_dt_s);
        out.forced_steps = self.forced_steps;
        out.inflow_m3 = ledger.rain_m3 + ledger.inflow_m3;
        out.outflow_m3 = ledger.outflow_m3;
        out.stored_m3 = ledger.stored_m3;
        out.mass_error_rel = ledger.error_rel();
    }
}

struct Volumes {
    flow: Shallow,
    report: shallow::Report,
    initial_m3: f64,
    added_m3: f64,
}

impl Volumes {
    fn new(case: &Case) -> Result<Self, PlainError> {
        if !case.channels.is_empty() {
            return Err(PlainError::NoChannels);
        }
        let edge = if case.closed { shallow::Edge::Closed } else { shallow::Edge::Open };
        let n = f64::from(case.manning.iter().copied().fold(0.0f32, f32::max));
        let mut flow = Shallow::new(
            case.spec,
            &case.ground_m,
            Friction::Manning(n),
            edge,
            f64::from(case.params.dry_m),
        )?;
        flow.set_manning(&case.manning)?;
        // Water at rest weighs the same on a slope: plain gravity.
        flow.set_gravity(shallow::GRAVITY_M_S2);
        flow.set_depth(&case.depth_m)?;
        flow.set_speed_max_m_s(SPEED_MAX_M_S);
        flow.set_dt_min_s(f64::from(case.params.dt_min_s));
        flow.set_dt_max_s(f64::from(case.params.dt_max_s));
        Ok(Self { initial_m3: flow.volume_m3(), flow, report: shallow::Report::default(), added_m3: 0.0 })
    }
}

impl Water for Volumes {
    fn advance(&mut self, span_s: f64, rain_m_s: f32, flows_m3s: &[(u32, f64)]) -> Result<(), PlainError> {
        // Sources come in by the second, between steps.
        let mut left = span_s;
        while left > 1e-9 {
            let part = if rain_m_s > 0.0 || !flows_m3s.is_empty() { left.min(1.0) } else { left };
            if rain_m_s > 0.0 {
                self.added_m3 += self.flow.rain(f64::from(rain_m_s) * part);
            }
            for (cell, flow) in flows_m3s {
                self.flow.add_m3(*cell as usize, flow * part);
                self.added_m3 += flow * part;
            }
            self.flow.advance(part, &mut self.report);
            left -= part;
        }
        Ok(())
    }

    fn depth_m(&self, cell: usize) -> f32 {
        self.flow.depth_m()[cell] as f32
    }

    fn speed_m_s(&self, cell: usize) -> f32 {
        self.flow.speed_m_s(cell) as f32
    }

    fn account(&self, out: &mut Outcome) {
        (out.steps, out.cell_updates, out.min_dt_s) =
            (self.report.steps, self.report.cell_updates, self.report.min_dt_s);
        out.forced_steps = self.report.forced_steps;
        out.inflow_m3 = self.added_m3;
        out.outflow_m3 = self.flow.out_m3();
        out.stored_m3 = self.flow.volume_m3();
        let all = self.initial_m3 + self.added_m3;
        out.mass_error_rel = if all > 0.0 { (out.stored_m3 + out.outflow_m3 - all) / all } else { 0.0 };
    }
}
