//! Rain and what the land takes of it: first leaves, hollows and field bunds, then the soil.
//!
//! Infiltration is Green and Ampt's (1911), f = Ks·(1 + (ψΔθ + h)/F), taken implicitly over the interval
//! (F at its end), which has a closed form, needs no start value and never overshoots. It is capped by the
//! water there is.

use super::{Flood, FloodError, Rain, check, kernel::two_sum, tiles::TILE};
use rayon::prelude::*;

/// How a kind of land takes in water.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Soil {
    /// Saturated conductivity Ks, m/s.
    pub conductivity_m_s: f32,
    /// Suction at the wetting front times moisture deficit, ψΔθ, m.
    pub suction_deficit_m: f32,
    /// Rain held by leaves, hollows and bunds before any soaks in or runs off, m.
    pub store_m: f32,
}

const MM_PER_HOUR: f32 = 1e-3 / 3600.0;

impl Soil {
    /// Takes nothing.
    pub const SEALED: Soil = Soil { conductivity_m_s: 0.0, suction_deficit_m: 0.0, store_m: 0.0 };

    /// Ks 3.4 mm/h and ψ 89 mm (Rawls et al. 1983), with the given moisture deficit (0 to 0.4) and store.
    pub const fn loam(deficit: f32, store_m: f32) -> Soil {
        Soil { conductivity_m_s: 3.4 * MM_PER_HOUR, suction_deficit_m: 0.089 * deficit, store_m }
    }

    /// Ks 6.5 mm/h and ψ 167 mm.
    pub const fn silt_loam(deficit: f32, store_m: f32) -> Soil {
        Soil { conductivity_m_s: 6.5 * MM_PER_HOUR, suction_deficit_m: 0.167 * deficit, store_m }
    }

    /// Ks 0.3 mm/h and ψ 316 mm.
    pub const fn clay(deficit: f32, store_m: f32) -> Soil {
        Soil { conductivity_m_s: 0.3 * MM_PER_HOUR, suction_deficit_m: 0.316 * deficit, store_m }
    }

    /// Water taken in over `dt_s` by a soil that holds `taken_m` already, under a depth of `depth_m`, m.
    #[inline]
    pub fn capacity_m(&self, taken_m: f32, depth_m: f32, dt_s: f32) -> f32 {
        let steady = self.conductivity_m_s * dt_s;
        let half = 0.5 * (taken_m - steady);
        // F′ − F, from F′² − (F + Ks·Δt)·F′ − Ks·Δt·(ψΔθ + h) = 0.
        (half * half + steady * (taken_m + self.suction_deficit_m + depth_m)).sqrt() - half
    }
}

/// State of the soils.
#[derive(Clone, Debug)]
pub(super) struct SoilState {
    class: Vec<u8>,
    soils: Vec<Soil>,
    /// Infiltrated since the start, m.
    pub taken_m: Vec<f32>,
    /// Room left in leaves, hollows and bunds, m.
    pub store_m: Vec<f32>,
}

impl SoilState {
    /// Land that takes nothing.
    pub fn sealed(cells: usize) -> Self {
        SoilState {
            class: vec![0; cells],
            soils: vec![Soil::SEALED],
            taken_m: vec![0.0; cells],
            store_m: vec![0.0; cells],
        }
    }
}

/// Rain on a cell, m/s.
fn rate_at(rain: &Rain, row: usize, col: usize, cols: usize) -> f32 {
    match *rain {
        Rain::None => 0.0,
        Rain::Uniform(rate) => rate,
        Rain::PerCell(rates) => rates[row * cols + col],
        Rain::Blocks { side, rates } => rates[row / side * cols.div_ceil(side) + col / side],
    }
}

impl Flood {
    /// Give each cell a soil, as an index into `soils`. Without soils all rain runs off.
    ///
    /// # Errors
    /// Wrong length; an index without a soil; a soil's value negative or not finite.
    pub fn set_soils(&mut self, class: Vec<u8>, soils: Vec<Soil>) -> Result<(), FloodError> {
        let expected = self.spec.len();
        if class.len() != expected {
            return Err(FloodError::Length { what: "soil", got: class.len(), expected });
        }
        if let Some(index) = class.iter().position(|&class| usize::from(class) >= soils.len()) {
            return Err(FloodError::NotANumber { what: "soil", index });
        }
        for (index, soil) in soils.iter().enumerate() {
            let values = [soil.conductivity_m_s, soil.suction_deficit_m, soil.store_m];
            if values.iter().any(|v| !(0.0..1e3).contains(v)) {
                return Err(FloodError::NotANumber { what: "soil", index });
            }
        }
        let store_m = class.iter().map(|&class| soils[usize::from(class)].store_m).collect();
        self.soil = SoilState { class, soils, taken_m: vec![0.0; expected], store_m };
        Ok(())
    }

    pub(super) fn check_rain(&self, rain: &Rain) -> Result<(), FloodError> {
        let fine = |rate: f32| (0.0..1.0).contains(&rate);
        match *rain {
            Rain::None => Ok(()),
            Rain::Uniform(rate) if fine(rate) => Ok(()),
            Rain::Uniform(_) => Err(FloodError::NotANumber { what: "rain", index: 0 }),
            Rain::PerCell(rates) => check(&self.spec, "rain", rates, fine),
            Rain::Blocks { side, rates } => {
                if side == 0 {
                    return Err(FloodError::Parameter { name: "side", value: 0.0 });
                }
                let expected = self.spec.rows.div_ceil(side) * self.spec.cols.div_ceil(side);
                if rates.len() != expected {
                    return Err(FloodError::Length { what: "rain", got: rates.len(), expected });
                }
                match rates.iter().position(|&rate| !fine(rate)) {
                    Some(index) => Err(FloodError::NotANumber { what: "rain", index }),
                    None => Ok(()),
                }
            }
        }
    }

    /// Rain, interception and infiltration over an interval on every cell, wet or not.
    pub(super) fn soak(&mut self, dt_s: f32, rain: &Rain) {
        if matches!(rain, Rain::None) && self.soil.soils == [Soil::SEALED] {
            return;
        }
        let cols = self.spec.cols;
        let band_cells = TILE * cols;
        let tile_cols = self.tiles.cols;
        let area = self.area_m2();
        let SoilState { class, soils, taken_m, store_m } = &mut self.soil;
        let (class, soils) = (&class[..], &soils[..]);
        let bands = self
            .depth_m
            .par_chunks_mut(band_cells)
            .zip(self.rest_m.par_chunks_mut(band_cells))
            .zip(taken_m.par_chunks_mut(band_cells))
            .zip(store_m.par_chunks_mut(band_cells))
            .zip(self.tiles.deepest_m.par_chunks_mut(tile_cols))
            .enumerate();
        let sums: Vec<[f64; 3]> = bands
            .map(|(band, ((((depth, rest), taken), store), deepest))| {
                let mut sums = [0.0; 3];
                for (tile, deepest) in deepest.iter_mut().enumerate() {
                    let (start, end) = (tile * TILE, ((tile + 1) * TILE).min(cols));
                    if *deepest <= 0.0 && matches!(rain, Rain::None) {
                        continue;
                    }
                    for row in 0..depth.len() / cols {
                        for col in start..end {
                            let at = row * cols + col;
                            let fallen = rate_at(rain, band * TILE + row, col, cols) * dt_s;
                            let held = fallen.min(store[at]);
                            store[at] -= held;
                            let there = depth[at] + (fallen - held);
                            let soil = &soils[usize::from(class[band * band_cells + at])];
                            let soaked = soil.capacity_m(taken[at], depth[at], dt_s).min(there);
                            taken[at] += soaked;
                            let change = (fallen - held) - soaked;
                            let (h, lost) = two_sum(depth[at], change + rest[at]);
                            // Soaking up the last of a cell leaves its rounding rest, not less than nothing.
                            depth[at] = h.max(0.0);
                            rest[at] = if h < 0.0 { h + lost } else { lost };
                            *deepest = deepest.max(depth[at]);
                            sums[0] += f64::from(fallen);
                            sums[1] += f64::from(held);
                            sums[2] += f64::from(soaked);
                        }
                    }
                }
                sums
            })
            .collect();
        for sum in sums {
            self.ledger.rain_m3 += sum[0] * area;
            self.ledger.intercepted_m3 += sum[1] * area;
            self.ledger.infiltrated_m3 += sum[2] * area;
        }
    }
}
