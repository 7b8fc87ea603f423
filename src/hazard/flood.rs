//! Shallow water over the county: the local inertia equations on a square grid.
//!
//! * Momentum on faces: Bates, Horritt and Fewtrell (2010), q-centred after de Almeida et al. (2012),
//!   see [`kernel::faces`]. It omits convection, which rivers and rain floods do not miss; a dam break is
//!   6–8 % off (against Ritter) and is for a window.
//! * Stability: Δt ≤ α·Δx / max(|q|/h_f + √(g·h_f)). The speed belongs in it: without it thin water on
//!   steep slopes rings.
//! * Depth is kept, never the level, as f32 plus what rounding left over; volumes are booked in f64 in a
//!   [`Ledger`].
//! * No cell gives more than it holds, discharge is at most critical, and water shallower than 1 mm does
//!   not move.
//! * Around a breach or a failed dam a window of the finite-volume solver takes over ([`window`]).
//! * Dykes are crests on faces ([`crest`]), lakes are cells between which nothing flows, with a
//!   fixed level that is put back and booked, or a flat one that follows from the volume ([`pool`]).
//! * Bridges and culverts choke the faces they stand on ([`choke`]).
//! * Brooks narrower than a cell have their own width, depth and storage in it ([`channel`]).
//! * Only wet tiles are worked on; results depend neither on that nor on the number of threads nor on the
//!   instruction set.
//!
//! Row 0 is north; discharge is positive to the east and to the south, as rows and columns grow.

pub mod bench;
pub mod breach;
pub mod channel;
pub mod choke;
pub mod crest;
pub mod danger;
mod edges;
mod hash;
pub mod kernel;
mod ledger;
pub mod plain;
mod pool;
mod reshape;
mod simd;
mod soak;
mod step;
mod tiles;
mod transfer;
mod velocity;
mod window;

pub use breach::Breach;
pub use channel::Channel;
pub use choke::Choke;
pub use crest::{Crest, DykeHead};
pub use ledger::Ledger;
pub use soak::{Scorched, Soil};
pub use transfer::Link;

use crate::{county::Face, num::GridSpec};
use choke::ChokeList;
use crest::CrestList;
use simd::Isa;
use tiles::Tiles;

/// How the equations are solved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FloodParams {
    /// Weight of a face's own discharge against its neighbours'; 1 is none of theirs.
    pub theta: f32,
    /// α of the time step.
    pub cfl: f32,
    /// Longest and shortest time step, s. Where only a shorter one would be stable, the shortest is taken and counted as
    /// forced: speeds are no longer exact there, but water is neither made nor lost and no depth is negative.
    pub dt_max_s: f32,
    pub dt_min_s: f32,
    /// Water shallower than this does not move, m.
    pub dry_m: f32,
    /// Discharge on a face is held to this Froude number.
    pub froude_max: f32,
    /// Work on dry tiles too. Slower, with the same result: for checks.
    pub all_tiles: bool,
}

impl Default for FloodParams {
    fn default() -> Self {
        FloodParams {
            theta: 0.9,
            cfl: 0.6,
            dt_max_s: 10.0,
            dt_min_s: 0.01,
            dry_m: 1e-3,
            froude_max: 1.0,
            all_tiles: false,
        }
    }
}

/// What happens at the county's edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// A wall.
    Closed,
    /// Water leaves as uniform flow down the steeper of ground and water surface, at most critical;
    /// none comes in.
    Open,
}

/// Rain over the grid, m/s.
#[derive(Clone, Copy, Debug)]
pub enum Rain<'a> {
    None,
    Uniform(f32),
    /// One value per cell.
    PerCell(&'a [f32]),
    /// One value per block of `side × side` cells, row-major, blocks cut off at the south and east edge.
    Blocks {
        side: usize,
        rates: &'a [f32],
    },
}

/// A river that enters: its flow is spread over some cells.
#[derive(Clone, Copy, Debug)]
pub struct Inflow<'a> {
    pub cells: &'a [u32],
    pub flow_m3s: f64,
}

/// What acts on the water while it advances.
#[derive(Clone, Copy, Debug)]
pub struct Forcing<'a> {
    pub rain: Rain<'a>,
    pub inflows: &'a [Inflow<'a>],
}

impl Forcing<'_> {
    pub const NONE: Forcing<'static> = Forcing { rain: Rain::None, inflows: &[] };
}

/// What it took to advance.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Report {
    pub steps: u64,
    /// Cells in the tiles worked on, summed over steps.
    pub cell_updates: u64,
    /// Shortest step, s.
    pub min_dt_s: f32,
    /// Highest speed on a face, m/s.
    pub max_speed_m_s: f32,
    /// Steps that were longer than is stable, see [`FloodParams::dt_min_s`].
    pub forced_steps: u64,
}

/// Input that the flood refuses.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FloodError {
    #[error("the grid has no cells, or cells of {cell_m} m; it needs rows, columns and a positive cell size")]
    NoGrid { cell_m: f32 },
    #[error("{what} has {got} values for {expected} cells")]
    Length { what: &'static str, got: usize, expected: usize },
    #[error("{what} is not a usable number at index {index}")]
    NotANumber { what: &'static str, index: usize },
    #[error("{name} = {value} is out of its range")]
    Parameter { name: &'static str, value: f64 },
    #[error("cell {0} is not on the grid")]
    NoSuchCell(u32),
    #[error("cell {0} is given twice")]
    Twice(u32),
    #[error("{0:?} is not a face between two cells of the grid")]
    NoSuchFace(Face),
}

/// Water on the county: its state and what it needs to move.
#[derive(Clone, Debug)]
pub struct Flood {
    spec: GridSpec,
    params: FloodParams,
    edge: Edge,
    ground_m: Vec<f32>,
    /// Manning's n, s/m^(1/3); 0 marks cells of a level pool.
    manning: Vec<f32>,
    depth_m: Vec<f32>,
    /// What does not fit in `depth_m`.
    rest_m: Vec<f32>,
    /// Discharge per width, m²/s: through the west face of each cell, with one more per row for the east
    /// edge; through the north face of each cell, with one more row for the south edge.
    qx: Vec<f32>,
    qy: Vec<f32>,
    /// The same after the step that is being made.
    qx_next: Vec<f32>,
    qy_next: Vec<f32>,
    /// Share of its outflow that a cell can give, and tiles in which one cannot give all.
    share: Vec<f32>,
    limited: Vec<bool>,
    crests_x: CrestList,
    crests_y: CrestList,
    chokes_x: ChokeList,
    chokes_y: ChokeList,
    channels: channel::Channels,
    /// Cells of fixed level with their depth.
    fixed: Vec<(u32, f32)>,
    pools: Vec<pool::Pool>,
    links: Vec<transfer::Transfer>,
    soil: soak::SoilState,
    tiles: Tiles,
    windows: Vec<window::FastWindow>,
    /// Largest |q|/h_f + √(g·h_f) of the last step, m/s.
    wave_m_s: f32,
    ledger: Ledger,
    isa: Isa,
}

impl Flood {
    /// A dry grid. Ground in m above sea level, Manning's n in s/m^(1/3), both per cell.
    ///
    /// # Errors
    /// No cells; wrong lengths; ground not finite; n not positive; parameters out of range.
    pub fn new(
        spec: GridSpec,
        ground_m: Vec<f32>,
        manning: Vec<f32>,
        edge: Edge,
        params: FloodParams,
    ) -> Result<Self, FloodError> {
        let cells = spec.rows.checked_mul(spec.cols).unwrap_or(0);
        if cells == 0 || cells > u32::MAX as usize / 2 || !(spec.cell_m > 0.0 && spec.cell_m.is_finite()) {
            return Err(FloodError::NoGrid { cell_m: spec.cell_m });
        }
        check(&spec, "ground", &ground_m, |z| z.abs() < 1e5)?;
        check(&spec, "Manning's n", &manning, |n| n > 0.0 && n < 1e3)?;
        for (name, value, low, high) in [
            ("theta", params.theta, 0.5, 1.0),
            ("cfl", params.cfl, 0.01, 0.9),
            ("dt_max_s", params.dt_max_s, 1e-3, 600.0),
            ("dt_min_s", params.dt_min_s, 1e-6, 1.0),
            ("froude_max", params.froude_max, 0.1, 10.0),
            ("dry_m", params.dry_m, 1e-6, 0.1),
        ] {
            if !(low..=high).contains(&value) {
                return Err(FloodError::Parameter { name, value: value.into() });
            }
        }
        let faces_x = spec.rows * (spec.cols + 1);
        let faces_y = (spec.rows + 1) * spec.cols;
        let tiles = Tiles::new(spec, params.all_tiles);
        Ok(Flood {
            spec,
            params,
            edge,
            ground_m,
            manning,
            depth_m: vec![0.0; cells],
            rest_m: vec![0.0; cells],
            qx: vec![0.0; faces_x],
            qy: vec![0.0; faces_y],
            qx_next: vec![0.0; faces_x],
            qy_next: vec![0.0; faces_y],
            share: vec![1.0; cells],
            limited: vec![false; tiles.rows * tiles.cols],
            crests_x: Vec::new(),
            crests_y: Vec::new(),
            chokes_x: Vec::new(),
            chokes_y: Vec::new(),
            channels: channel::Channels::default(),
            fixed: Vec::new(),
            pools: Vec::new(),
            links: Vec::new(),
            soil: soak::SoilState::sealed(cells),
            tiles,
            windows: Vec::new(),
            wave_m_s: 0.0,
            ledger: Ledger::default(),
            isa: Isa::widest(),
        })
    }

    /// Put still water of this depth on the grid and begin the ledger anew.
    ///
    /// # Errors
    /// Wrong length; a depth negative or not finite.
    pub fn set_depth(&mut self, depth_m: &[f32]) -> Result<(), FloodError> {
        check(&self.spec, "depth", depth_m, |h| (0.0..1e4).contains(&h))?;
        self.depth_m.copy_from_slice(depth_m);
        for field in [&mut self.rest_m, &mut self.qx, &mut self.qy, &mut self.qx_next, &mut self.qy_next] {
            field.fill(0.0);
        }
        for (cell, depth) in &mut self.fixed {
            *depth = depth_m[*cell as usize];
        }
        self.close_windows();
        self.tiles.deepest_m.fill(0.0);
        self.tiles.rim_m.fill([0.0; 4]);
        for (cell, &depth) in depth_m.iter().enumerate() {
            self.tiles.raise(cell, depth);
        }
        self.wave_m_s = 0.0;
        let volume = self.volume_m3();
        self.ledger = Ledger { initial_m3: volume, stored_m3: volume, ..Ledger::default() };
        Ok(())
    }

    /// Keep the level of these cells what it is now: a great lake or the sea at the county's edge. Water
    /// that comes or goes is booked. Between two such cells nothing flows.
    ///
    /// # Errors
    /// A cell is not on the grid.
    pub fn fix_level(&mut self, cells: &[u32]) -> Result<(), FloodError> {
        self.check_cells(cells)?;
        for &cell in cells {
            self.fixed.push((cell, self.depth_m[cell as usize]));
        }
        self.drop_channels(cells);
        self.close_faces(cells.iter().copied());
        self.fixed.sort_by_key(|&(cell, _)| cell);
        self.fixed.dedup_by_key(|&mut (cell, _)| cell);
        Ok(())
    }

    /// Geometry of the grid.
    pub fn spec(&self) -> &GridSpec {
        &self.spec
    }

    /// Depth of water in each cell, m; never negative. In a cell with a channel it is the depth over the channel's bed.
    pub fn depth_m(&self) -> &[f32] {
        &self.depth_m
    }

    /// Ground of each cell, m above sea level.
    pub fn ground_m(&self) -> &[f32] {
        &self.ground_m
    }

    /// Water level of a cell, m above sea level; the ground where it is dry.
    pub fn level_m(&self, cell: usize) -> f32 {
        self.ground_m[cell] + self.depth_m[cell]
    }

    /// Memory of all fields, bytes.
    pub fn bytes(&self) -> usize {
        let fields = [
            &self.ground_m,
            &self.manning,
            &self.depth_m,
            &self.rest_m,
            &self.qx,
            &self.qy,
            &self.qx_next,
            &self.qy_next,
            &self.share,
        ];
        fields.iter().map(|f| f.len() * size_of::<f32>()).sum::<usize>()
            + self.soil.bytes()
            + self.channels.bytes()
    }

    /// Where the water came from and went.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn volume_m3(&self) -> f64 {
        // In columns, so that it vectorises.
        let mut sums = [0.0; tiles::TILE];
        for (depth, rest) in self.depth_m.chunks(tiles::TILE).zip(self.rest_m.chunks(tiles::TILE)) {
            for ((sum, &h), &rest) in sums.iter_mut().zip(depth).zip(rest) {
                *sum += f64::from(h) + f64::from(rest);
            }
        }
        (sums.iter().sum::<f64>() - self.beside_channels_m()) * self.area_m2()
    }

    fn put_depth(&mut self, cell: usize, exact_m: f64) {
        let depth = exact_m.max(0.0) as f32;
        (self.depth_m[cell], self.rest_m[cell]) = (depth, (exact_m - f64::from(depth)) as f32);
        self.tiles.raise(cell, depth);
    }

    fn check_cells(&self, cells: &[u32]) -> Result<(), FloodError> {
        match cells.iter().find(|&&cell| cell as usize >= self.spec.len()) {
            Some(&cell) => Err(FloodError::NoSuchCell(cell)),
            None => Ok(()),
        }
    }

    fn area_m2(&self) -> f64 {
        f64::from(self.spec.cell_m) * f64::from(self.spec.cell_m)
    }
}

/// Refuse a field of the wrong length or with an unusable value.
fn check(
    spec: &GridSpec,
    what: &'static str,
    field: &[f32],
    fine: impl Fn(f32) -> bool,
) -> Result<(), FloodError> {
    if field.len() != spec.len() {
        return Err(FloodError::Length { what, got: field.len(), expected: spec.len() });
    }
    match field.iter().position(|&value| !fine(value)) {
        Some(index) => Err(FloodError::NotANumber { what, index }),
        None => Ok(()),
    }
}
