//! Where a slide goes: Voellmy flow on a window of fine cells, taking up soil on its way and leaving a deposit.

use crate::{
    hazard::shallow::{Edge, Friction, GRAVITY_M_S2, Report, Shallow, ShallowError},
    num::{GridSpec, Point},
};

/// Edge of a cell of the window, m.
pub const CELL_M: f32 = 10.0;
/// Largest side of a window, cells: 4 km.
const MOST_CELLS: usize = 400;
/// Flow thinner than this does not move, m.
const DRY_M: f64 = 0.01;
/// How often soil is taken up, s.
const STRIDE_S: f64 = 1.0;

/// What slides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Material {
    /// Voellmy's Coulomb and turbulent friction (m/s²).
    pub mu: f64,
    pub xi_m_s2: f64,
    /// kg/m³
    pub density: f64,
    /// Whether it takes up the soil that it runs over.
    pub erodes: bool,
}

impl Material {
    /// A slide of a soil-covered hillside (reference, default).
    pub const HILLSIDE: Self = Self { mu: 0.20, xi_m_s2: 300.0, density: 1900.0, erodes: false };
    /// A debris flow in a gully (reference, granular, middle of the range).
    pub const DEBRIS_FLOW: Self = Self { mu: 0.12, xi_m_s2: 200.0, density: 2000.0, erodes: true };
}

/// Erosion by a debris flow (Frank et al. 2015, doi:10.5194/nhess-15-2569-2015): beds give way above a shear stress,
/// m of soil for each kPa above it, at a limited rate.
const EROSION_KPA: f64 = 1.0;
const EROSION_M_PER_KPA: f64 = 0.1;
const EROSION_M_S: f64 = 0.025;

/// A fine window on the county.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    pub spec: GridSpec,
    /// North-west corner on the county, m.
    pub corner: Point,
}

impl Window {
    /// Place on the county of a cell's centre.
    pub fn at(&self, cell: usize) -> Point {
        let p = self.spec.centre(cell);
        Point { x_m: self.corner.x_m + p.x_m, y_m: self.corner.y_m + p.y_m }
    }

    /// Whether a place lies in the window, or within `margin_m` of it.
    pub fn near(&self, p: Point, margin_m: f32) -> bool {
        let near = |v: f32, from: f32, size: f32| (from - margin_m..=from + size + margin_m).contains(&v);
        near(p.x_m, self.corner.x_m, self.spec.width_m())
            && near(p.y_m, self.corner.y_m, self.spec.height_m())
    }

    /// The cell of a place, if the window holds it.
    pub fn cell(&self, p: Point) -> Option<usize> {
        let local = Point { x_m: p.x_m - self.corner.x_m, y_m: p.y_m - self.corner.y_m };
        let inside = |v: f32, size: f32| (0.0..size).contains(&v);
        (inside(local.x_m, self.spec.width_m()) && inside(local.y_m, self.spec.height_m()))
            .then(|| self.spec.cell_at(local))
    }
}

/// A slide on its way.
#[derive(Clone, Debug)]
pub struct Runout {
    pub window: Window,
    flow: Shallow,
    material: Material,
    /// Soil that can still be taken up, m.
    soil_m: Vec<f32>,
    released_m3: f64,
    eroded_m3: f64,
    /// Greatest depth m and speed m/s of each cell so far.
    max_depth_m: Vec<f32>,
    max_speed_m_s: Vec<f32>,
}

/// Cells of the county that a slide from a cell can reach: down the steepest way while the line to the start is steeper
/// than the angle of reach, `reach` as its tangent (Corominas 1996 gives it by volume).
pub fn reach(spec: &GridSpec, ground_m: &[f32], start: usize, reach: f32) -> Vec<usize> {
    let mut way = vec![start];
    let (mut length_m, mut cell) = (0.0, start);
    loop {
        let (row, col) = spec.row_col(cell);
        let mut best = (ground_m[cell], None);
        for r in row.saturating_sub(1)..(row + 2).min(spec.rows) {
            for c in col.saturating_sub(1)..(col + 2).min(spec.cols) {
                let n = spec.index(r, c);
                if ground_m[n] < best.0 {
                    best = (ground_m[n], Some(n));
                }
            }
        }
        let Some(next) = best.1 else { return way };
        length_m += spec.centre(cell).distance_m(spec.centre(next));
        cell = next;
        if ground_m[start] - ground_m[cell] < reach * length_m {
            return way;
        }
        way.push(cell);
    }
}

/// Tangent of the angle of reach by volume, m³ (Corominas 1996, [M]): log(H/L) = −0.085·log V − 0.047.
pub fn reach_tangent(volume_m3: f64) -> f64 {
    crate::num::math::pow(volume_m3.max(1.0), -0.085) * crate::num::math::pow(10.0, -0.047)
}

impl Runout {
    /// A release of soil from cells of the county: (cell, depth in m). `soil_m` is what a debris flow may take up, m per
    /// cell of the county.
    ///
    /// # Errors
    /// The ground is not finite.
    pub fn release(
        spec: &GridSpec,
        ground_m: &[f32],
        soil_m: &[f32],
        cells: &[(u32, f32)],
        material: Material,
    ) -> Result<Self, ShallowError> {
        let volume_m3: f64 =
            cells.iter().map(|(_, d)| f64::from(*d)).sum::<f64>() * f64::from(spec.cell_area_m2());
        // Room for twice the reach that volume and fall suggest, and for the flow to spread.
        let flat = 0.6 * reach_tangent(volume_m3) as f32;
        let mut bound = [f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY];
        for cell in cells.iter().flat_map(|(c, _)| reach(spec, ground_m, *c as usize, flat)) {
            let p = spec.centre(cell);
            bound = [bound[0].min(p.x_m), bound[1].min(p.y_m), bound[2].max(p.x_m), bound[3].max(p.y_m)];
        }
        let margin = 300.0;
        let low = |v: f32| ((v - margin) / spec.cell_m).floor().max(0.0) * spec.cell_m;
        let corner = Point { x_m: low(bound[0]), y_m: low(bound[1]) };
        let size = |from: f32, to: f32, all: f32| {
            let cells = (((to + margin).min(all) - from) / CELL_M).ceil().max(3.0) as usize;
            cells.min(MOST_CELLS)
        };
        let fine = GridSpec {
            rows: size(corner.y_m, bound[3], spec.height_m()),
            cols: size(corner.x_m, bound[2], spec.width_m()),
            cell_m: CELL_M,
        };
        let window = Window { spec: fine, corner };
        let heights: Vec<f32> = (0..fine.len()).map(|c| spec.between(ground_m, window.at(c))).collect();
        let mut depth = vec![0.0f32; fine.len()];
        let mut soil = vec![0.0f32; fine.len()];
        for cell in 0..fine.len() {
            let coarse = spec.cell_at(window.at(cell)) as u32;
            if let Some((_, d)) = cells.iter().find(|(c, _)| *c == coarse) {
                depth[cell] = *d;
            }
            soil[cell] = soil_m[coarse as usize];
        }
        // What slides leaves a scar: the ground under it is lower by its depth.
        let bed: Vec<f32> = heights.iter().zip(&depth).map(|(z, d)| z - d).collect();
        let mut flow = Shallow::new(
            fine,
            &bed,
            Friction::Voellmy { mu: material.mu, xi_m_s2: material.xi_m_s2 },
            Edge::Open,
            DRY_M,
        )?;
        flow.set_depth(&depth)?;
        Ok(Self {
            window,
            released_m3: flow.volume_m3(),
            material,
            soil_m: soil,
            eroded_m3: 0.0,
            max_depth_m: depth,
            max_speed_m_s: vec![0.0; fine.len()],
            flow,
        })
    }

    /// Advance by a time, s.
    pub fn advance(&mut self, duration_s: f64, report: &mut Report) {
        let end = self.flow.time_s() + duration_s;
        while self.flow.time_s() < end - 1e-9 && !self.has_stopped() {
            self.flow.advance(STRIDE_S.min(end - self.flow.time_s()), report);
            self.mark();
            if self.material.erodes {
                self.erode(STRIDE_S);
            }
        }
    }

    fn mark(&mut self) {
        for cell in 0..self.max_depth_m.len() {
            let h = self.flow.depth_m()[cell];
            if h > 0.0 {
                self.max_depth_m[cell] = self.max_depth_m[cell].max(h as f32);
                self.max_speed_m_s[cell] = self.max_speed_m_s[cell].max(self.flow.speed_m_s(cell) as f32);
            }
        }
    }

    /// Take up soil where the flow shears it.
    fn erode(&mut self, dt_s: f64) {
        let area = f64::from(CELL_M) * f64::from(CELL_M);
        for cell in 0..self.soil_m.len() {
            let h = self.flow.depth_m()[cell];
            if h <= 0.1 || self.soil_m[cell] <= 0.0 || self.flow.speed_m_s(cell) < 1.0 {
                continue;
            }
            let v = self.flow.speed_m_s(cell);
            // Basal shear of Voellmy flow, kPa.
            let shear = self.material.density
                * 1e-3
                * (self.material.mu * GRAVITY_M_S2 * h + GRAVITY_M_S2 * v * v / self.material.xi_m_s2);
            let most = EROSION_M_PER_KPA * (shear - EROSION_KPA);
            if most > 0.0 {
                let taken = (EROSION_M_S * dt_s).min(most).min(f64::from(self.soil_m[cell]));
                self.soil_m[cell] -= taken as f32;
                self.flow.take_up(cell, taken);
                self.eroded_m3 += taken * area;
            }
        }
    }

    /// Whether nothing moves any more, or so little that the deposit stays as it is: under 0.1 m/s everywhere.
    pub fn has_stopped(&self) -> bool {
        self.flow.time_s() > 5.0
            && (0..self.max_depth_m.len())
                .all(|c| self.flow.depth_m()[c] < 0.05 || self.flow.speed_m_s(c) < 0.1)
    }

    /// Time since the release, s.
    pub fn time_s(&self) -> f64 {
        self.flow.time_s()
    }

    /// Depth of the moving or resting mass in each cell of the window, m.
    pub fn depth_m(&self) -> &[f64] {
        self.flow.depth_m()
    }

    pub fn speed_m_s(&self, cell: usize) -> f64 {
        self.flow.speed_m_s(cell)
    }

    pub fn max_depth_m(&self) -> &[f32] {
        &self.max_depth_m
    }

    pub fn max_speed_m_s(&self) -> &[f32] {
        &self.max_speed_m_s
    }

    /// Volumes, m³: released, taken up on the way, now on the window, gone over its edge.
    pub fn volumes_m3(&self) -> [f64; 4] {
        [self.released_m3, self.eroded_m3, self.flow.volume_m3(), self.flow.out_m3()]
    }

    /// Mean change of the ground of each county cell that the slide has touched, m: scar and deposit.
    pub fn ground_change(&self, spec: &GridSpec, ground_m: &[f32]) -> Vec<(u32, f32)> {
        let mut sums: std::collections::BTreeMap<u32, (f64, u32)> = std::collections::BTreeMap::new();
        for cell in 0..self.max_depth_m.len() {
            let p = self.window.at(cell);
            let sum = sums.entry(spec.cell_at(p) as u32).or_default();
            let before = f64::from(spec.between(ground_m, p));
            sum.0 += self.flow.bed_m(cell) + self.flow.depth_m()[cell] - before;
            sum.1 += 1;
        }
        sums.into_iter()
            .map(|(cell, (sum, n))| (cell, (sum / f64::from(n.max(1))) as f32))
            .filter(|(_, change)| change.abs() > 1e-3)
            .collect()
    }
}
