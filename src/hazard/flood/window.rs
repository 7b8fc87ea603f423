//! Windows of fast water: around a breach or a failed dam the finite-volume solver of [`crate::hazard::shallow`] moves
//! the water, since local inertia leaves out the convection that such flow lives by.
//!
//! * A window is a rectangle of the county's cells. In each step of the county it advances first, in steps of its own, with
//!   the cells around it held as the county has them (see `shallow/ring.rs`). What passed its rim is then taken from one
//!   side and given to the other, so that no water is made or lost.
//! * Depth is the county's: rain, soils, pools and fixed levels act on it between steps. Momentum is the window's. It starts
//!   with the county's discharge and leaves its own behind when the window closes.
//! * A channel narrower than its cell is level ground in a window, see [`super::channel`]; cells in and around windows carry
//!   the mean depth while one advances.
//! * Crests and chokes pass what they pass elsewhere; between two cells of a level pool nothing flows.
//! * A window grows before fast water (Froude above 0.7, or above 0.3 and 2 m/s) reaches its rim, gives up what has become calm, and
//!   closes when nothing in it is both fast and changing.

mod extent;
mod frame;

use super::{Choke, Edge, Flood, FloodError, Report, crest::Crest, tiles::Tiles};
use crate::{
    hazard::shallow::{self, Place, Shallow},
    num::GridSpec,
};
use core::hash::Hasher;
use extent::Extent;

/// Water does not get faster than this, m/s: it would break up.
const SPEED_MAX_M_S: f64 = 30.0;

/// Fast water on a part of the county.
#[derive(Clone, Debug)]
pub(super) struct FastWindow {
    /// Cells of the county inside.
    extent: Extent,
    /// The inside with one ring of the county's cells around it.
    flow: Shallow,
    /// Manning's n of the inside, row by row. In the county's field these cells are of n = 0, so that local inertia leaves
    /// them alone.
    manning: Vec<f32>,
    /// Faces between two cells of a pool.
    closed: Vec<Place>,
    /// Depth inside at the last look, m, and for how long nothing has been fast, s.
    seen_m: Vec<f64>,
    calm_s: f64,
    /// How long it stays open at least, s.
    hold_s: f64,
}

/// What passes a face that is not open.
enum Wall {
    Closed,
    Crest(Crest, [f32; 2]),
    Choke(Choke, [f32; 2]),
    /// The county's open edge, with what leaves there, m²/s to the east or south.
    Edge(f64),
}

impl FastWindow {
    /// The county's cell of a cell of the flow; none beyond the county's edge.
    fn county_cell(&self, county: &GridSpec, cell: usize) -> Option<usize> {
        self.extent.county_cell(county, self.flow.spec().row_col(cell))
    }

    /// Cells inside, in the flow and in the county.
    fn inside(&self, county: &GridSpec) -> impl Iterator<Item = (usize, usize)> + use<> {
        let (width, stride, extent) = (self.flow.spec().cols, county.cols, self.extent.clone());
        (0..extent.rows.len()).flat_map(move |row| {
            let (own, at) = ((row + 1) * width + 1, (extent.rows.start + row) * stride + extent.cols.start);
            (0..extent.cols.len()).map(move |col| (own + col, at + col))
        })
    }

    /// Faces inside and at the rim: the flow's cell before each, and whether it is a southern one.
    fn faces(&self) -> impl Iterator<Item = Place> + use<> {
        let spec = self.flow.spec();
        let east = (1..spec.rows - 1).flat_map(move |row| row * spec.cols..(row + 1) * spec.cols - 1);
        let south = (0..spec.rows - 1).flat_map(move |row| row * spec.cols + 1..(row + 1) * spec.cols - 1);
        east.map(|cell| Place { cell, south: false }).chain(south.map(|cell| Place { cell, south: true }))
    }

    /// Cells of the ring with the face to the inside and the sign of flow out of the ring.
    fn rim(&self) -> impl Iterator<Item = (usize, Place, f64)> + use<> {
        let GridSpec { rows, cols, .. } = self.flow.spec();
        let across = (1..rows - 1).flat_map(move |row| {
            let (west, east) = (row * cols, row * cols + cols - 1);
            [
                (west, Place { cell: west, south: false }, 1.0),
                (east, Place { cell: east - 1, south: false }, -1.0),
            ]
        });
        let along = (1..cols - 1).flat_map(move |col| {
            let south = (rows - 1) * cols + col;
            [
                (col, Place { cell: col, south: true }, 1.0),
                (south, Place { cell: south - cols, south: true }, -1.0),
            ]
        });
        across.chain(along)
    }

    /// Feed the bits of all that is not the county's into a hasher.
    pub(super) fn hash_into(&self, hasher: &mut impl Hasher) {
        let Extent { rows, cols } = &self.extent;
        for place in [rows.start, rows.end, cols.start, cols.end] {
            hasher.write_u32(place as u32);
        }
        let width = self.flow.spec().cols;
        for cell in width..self.flow.spec().len() - width {
            hasher.write_u64(self.flow.state().hu[cell].to_bits());
            hasher.write_u64(self.flow.state().hv[cell].to_bits());
        }
        hasher.write_u64(self.calm_s.to_bits());
        hasher.write_u64(self.hold_s.to_bits());
    }

    /// Take over what the county has, and advance.
    pub(super) fn advance(&mut self, flood: &Flood, dt_s: f64, report: &mut Report) {
        self.load(flood);
        let (places, walls): (Vec<_>, Vec<_>) = self.walls(flood).into_iter().unzip();
        let dx = f64::from(flood.spec.cell_m);
        let law = |index: usize, depths: [f64; 2], open: f64, dt_s: f64| match &walls[index] {
            Wall::Closed => Some(0.0),
            Wall::Edge(out) => Some(*out),
            Wall::Choke(choke, ground) => {
                let flow = choke.flow_m2_s(open as f32, depths.map(|h| h as f32), *ground, dx as f32);
                (flow != open as f32).then_some(flow.into())
            }
            Wall::Crest(crest, ground) => {
                let depths = depths.map(|h| h as f32);
                Some(crest.flow_m2_s(depths, *ground, flood.params.dry_m, (dx / dt_s) as f32).into())
            }
        };
        let mut own = shallow::Report::default();
        self.flow.advance_window(dt_s, places, &law, &mut own);
        report.cell_updates += own.cell_updates;
        report.forced_steps += own.forced_steps;
        report.max_speed_m_s = report.max_speed_m_s.max(own.max_speed_m_s as f32);
    }

    fn load(&mut self, flood: &Flood) {
        let depth = |at: usize| (f64::from(flood.depth_m[at]) + f64::from(flood.rest_m[at])).max(0.0);
        for ((cell, at), n) in self.inside(&flood.spec).zip(&self.manning) {
            let state = self.flow.state_mut();
            let (now, before) = (depth(at), state.h[cell]);
            state.h[cell] = now;
            // What a soil or a pump takes goes with its momentum; a pool has none.
            let keeps = if *n == 0.0 {
                0.0
            } else if now < before {
                now / before
            } else {
                1.0
            };
            state.hu[cell] *= keeps;
            state.hv[cell] *= keeps;
        }
        for (cell, ..) in self.rim() {
            if let Some(at) = self.county_cell(&flood.spec, cell) {
                let state = self.flow.state_mut();
                state.h[cell] = depth(at);
                (state.hu[cell], state.hv[cell]) =
                    if flood.manning[at] == 0.0 { (0.0, 0.0) } else { flood.discharge_m2_s(at) };
            }
        }
    }

    /// Faces that are not open.
    fn walls(&self, flood: &Flood) -> Vec<(Place, Wall)> {
        let mut walls: Vec<_> = self.closed.iter().map(|place| (*place, Wall::Closed)).collect();
        let width = self.flow.spec().cols;
        for (list, south) in [(&flood.crests_x, false), (&flood.crests_y, true)] {
            for &(place, crest) in self.extent.faces_of(list, &flood.spec, south) {
                let (row, col) = self.extent.flow_face(place, &flood.spec, south);
                let sides = flood.sides(place, south);
                let ground = sides.map(|cell| flood.flat_ground_m(cell));
                if crest.stands(ground) {
                    walls.push((Place { cell: row * width + col, south }, Wall::Crest(crest, ground)));
                }
            }
        }
        for (list, south) in [(&flood.chokes_x, false), (&flood.chokes_y, true)] {
            for &(place, choke) in self.extent.faces_of(list, &flood.spec, south) {
                let (row, col) = self.extent.flow_face(place, &flood.spec, south);
                let ground = flood.sides(place, south).map(|cell| flood.flat_ground_m(cell));
                walls.push((Place { cell: row * width + col, south }, Wall::Choke(choke, ground)));
            }
        }
        if flood.edge == Edge::Open {
            for (cell, place, sign) in self.rim().filter(|rim| self.county_cell(&flood.spec, rim.0).is_none())
            {
                walls.push((place, Wall::Edge(-sign * self.leaves_m2_s(flood, cell, place))));
            }
        }
        walls
    }

    /// Discharge over the county's open edge, m²/s: uniform flow, or what the water's own speed carries.
    fn leaves_m2_s(&self, flood: &Flood, outside: usize, place: Place) -> f64 {
        let width = self.flow.spec().cols;
        let step = if place.south { width } else { 1 };
        let (inner, sign) = if place.cell == outside { (outside + step, -1.0) } else { (place.cell, 1.0) };
        let before = if sign < 0.0 { inner + step } else { inner - step };
        let state = self.flow.state();
        let h = state.h[inner];
        let (row, col) = self.flow.spec().row_col(inner);
        let n = f64::from(self.manning[(row - 1) * self.extent.cols.len() + col - 1]);
        if h <= f64::from(flood.params.dry_m) || n <= 0.0 {
            return 0.0;
        }
        let bed = self.flow.bed_m(before) - self.flow.bed_m(inner);
        let slope = bed.max(bed + state.h[before] - h).max(0.0) / f64::from(flood.spec.cell_m);
        let uniform = h * h / crate::num::math::cbrt(h) * slope.max(1e-4).sqrt() / n;
        let critical = h * (shallow::GRAVITY_M_S2 * h).sqrt();
        let own = if place.south { state.hv[inner] } else { state.hu[inner] };
        uniform.min(critical).max(sign * own)
    }

    /// What passed each face inside and at the rim, m²/s, for the county's discharges.
    fn write_discharge(&self, county: &GridSpec, qx: &mut [f32], qy: &mut [f32], per_m: f64) {
        let Some(passed) = self.flow.passed_m() else { return };
        for face in self.faces() {
            let (row, col) = self.flow.spec().row_col(face.cell);
            let (row, col) = (self.extent.rows.start + row, self.extent.cols.start + col);
            let q = (passed[usize::from(face.south)][face.cell] * per_m) as f32;
            // The flow's row 1 is the window's first; a face is listed by the cell before it.
            if face.south {
                qy[row * county.cols + col - 1] = q;
            } else {
                qx[(row - 1) * (county.cols + 1) + col] = q;
            }
        }
    }

    /// Leave nothing for the county to move through these faces.
    pub(super) fn shut(&self, county: &GridSpec, qx: &mut [f32], qy: &mut [f32]) {
        self.write_discharge(county, qx, qy, 0.0);
    }

    /// Hold back of each cell of the ring what the window took. The county's other faces share in the rest.
    pub(super) fn reserve(
        &self,
        tiles: &Tiles,
        county: &GridSpec,
        depth_m: &[f32],
        [qx, qy]: [&[f32]; 2],
        dt_dx: f32,
        share: &mut [f32],
        limited: &mut [bool],
    ) {
        let Some(passed) = self.flow.passed_m() else { return };
        for (cell, face, sign) in self.rim() {
            let taken = (sign * passed[usize::from(face.south)][face.cell]) as f32;
            if taken <= 0.0 {
                continue;
            }
            let Some(at) = self.county_cell(county, cell) else { continue };
            let x = at + at / county.cols;
            let out = qx[x + 1].max(0.0) - qx[x].min(0.0) + (qy[at + county.cols].max(0.0) - qy[at].min(0.0));
            let (out, held) = (out * dt_dx, (depth_m[at] - taken).max(0.0) * (1.0 - 1e-5));
            if out > held {
                share[at] = held / out;
                limited[tiles.of(at)] = true;
            }
        }
    }

    /// Give the county its water back: depths inside, what passed the rim, discharges.
    pub(super) fn hand_back(&self, flood: &mut Flood, dt_s: f64) {
        let spec = flood.spec;
        for (cell, at) in self.inside(&spec) {
            flood.put_depth(at, self.flow.depth_m()[cell]);
        }
        if let Some(passed) = self.flow.passed_m() {
            for (cell, face, sign) in self.rim() {
                let given = sign * passed[usize::from(face.south)][face.cell];
                match self.county_cell(&spec, cell) {
                    Some(at) => {
                        let exact = f64::from(flood.depth_m[at]) + f64::from(flood.rest_m[at]);
                        flood.put_depth(at, exact - given);
                    }
                    None => flood.ledger.outflow_m3 -= given * flood.area_m2(),
                }
            }
        }
        self.write_discharge(&spec, &mut flood.qx, &mut flood.qy, f64::from(spec.cell_m) / dt_s);
    }
}

impl Flood {
    /// Let the finite-volume solver move the water around a cell from now on, until it has become calm: for a breach or a
    /// failing dam. Where a window is open already, it stays open.
    ///
    /// # Errors
    /// The cell is not on the grid.
    pub fn open_window(&mut self, centre: u32) -> Result<(), FloodError> {
        if centre as usize >= self.spec.len() {
            return Err(FloodError::NoSuchCell(centre));
        }
        let (row, col) = self.spec.row_col(centre as usize);
        match self.windows.iter_mut().find(|window| window.extent.holds(row, col)) {
            Some(window) => window.calm_s = 0.0,
            None => {
                let mut extents: Vec<Extent> = self.windows.iter().map(|w| w.extent.clone()).collect();
                extents.push(Extent::around(&self.spec, centre as usize));
                self.set_windows(extents);
            }
        }
        Ok(())
    }

    /// Cells that are in windows of fast water.
    pub fn window_cells(&self) -> usize {
        self.windows.iter().map(|window| window.extent.len()).sum()
    }

    /// Velocity to the east and south in a cell of a window, m/s.
    pub(super) fn window_velocity_m_s(&self, cell: usize) -> Option<(f64, f64)> {
        let (row, col) = self.spec.row_col(cell);
        let window = self.windows.iter().find(|window| window.extent.holds(row, col))?;
        let (row, col) = (row + 1 - window.extent.rows.start, col + 1 - window.extent.cols.start);
        Some(window.flow.velocity_m_s(row * window.flow.spec().cols + col))
    }

    /// Mean discharge per width through a cell to the east and to the south, m²/s.
    fn discharge_m2_s(&self, cell: usize) -> (f64, f64) {
        let x = cell + cell / self.spec.cols;
        let mean = |a: f32, b: f32| 0.5 * (f64::from(a) + f64::from(b));
        let most = f64::from(self.depth_m[cell]) * SPEED_MAX_M_S;
        let (hu, hv) =
            (mean(self.qx[x], self.qx[x + 1]), mean(self.qy[cell], self.qy[cell + self.spec.cols]));
        (hu.clamp(-most, most), hv.clamp(-most, most))
    }

    /// The cells on both sides of a face by its place in `qx` or `qy`.
    fn sides(&self, place: u32, south: bool) -> [usize; 2] {
        let place = place as usize;
        if south {
            [place - self.spec.cols, place]
        } else {
            let cell = place - place / (self.spec.cols + 1);
            [cell - 1, cell]
        }
    }
}
