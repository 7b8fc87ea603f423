//! Rain and what the land takes of it: first leaves, hollows and field bunds, then the soil.
//!
//! Infiltration is Green and Ampt's (1911), f = Ks·(1 + (ψΔθ + h)/F), taken implicitly over the interval
//! (F at its end), which has a closed form, needs no start value and never overshoots. It is capped by the
//! water there is.
//!
//! Rain before the start ([`Soil::after`]) is taken by the same law: it has used up hollows and suction, and what ran off
//! has left. A dry spell gives nothing back, which overstates old rain; a scenario names the last days only.

use super::{
    Flood, FloodError, Rain, check,
    kernel::{SoakRow, soil_takes},
    simd,
    tiles::{TILE, measure_rims},
};
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
/// Step of the rain before the start, s.
const BEFORE_STEP_S: f64 = 600.0;

impl Soil {
    /// Water in the soil and room left above the ground, m, after even rain: (how long, s; rate, m/s), oldest first.
    pub fn after(&self, before: &[(f64, f64)]) -> (f32, f32) {
        let (mut taken, mut room) = (0.0_f32, self.store_m);
        for &(length_s, rate_m_s) in before {
            let steps = (length_s / BEFORE_STEP_S).ceil().clamp(1.0, 1000.0);
            let step_s = (length_s / steps) as f32;
            for _ in 0..steps as u32 {
                let fallen = rate_m_s as f32 * step_s;
                let held = fallen.min(room);
                room -= held;
                let takes = soil_takes(taken, self.conductivity_m_s * step_s, self.suction_deficit_m, 0.0);
                taken += takes.min(fallen - held).max(0.0);
            }
        }
        (taken, room)
    }

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
}

/// What a fire leaves of a cell: shares of what there was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scorched {
    /// Of the soil's conductivity and suction.
    pub conductivity: f32,
    /// Of the room left on leaves, in litter and hollows.
    pub store: f32,
    /// Of Manning's n.
    pub roughness: f32,
}

/// State of the soils.
#[derive(Clone, Debug)]
pub(super) struct SoilState {
    conductivity_m_s: Vec<f32>,
    suction_deficit_m: Vec<f32>,
    /// Whether any soil takes anything.
    open: bool,
    /// Infiltrated since the start, m.
    pub taken_m: Vec<f32>,
    /// Room left in leaves, hollows and bunds, m.
    pub store_m: Vec<f32>,
}

impl SoilState {
    /// Land that takes nothing.
    pub fn sealed(cells: usize) -> Self {
        SoilState {
            conductivity_m_s: vec![0.0; cells],
            suction_deficit_m: vec![0.0; cells],
            open: false,
            taken_m: vec![0.0; cells],
            store_m: vec![0.0; cells],
        }
    }

    /// Memory of the fields, bytes.
    pub fn bytes(&self) -> usize {
        let fields = [&self.conductivity_m_s, &self.suction_deficit_m, &self.taken_m, &self.store_m];
        fields.iter().map(|f| f.len() * size_of::<f32>()).sum()
    }
}

/// Rain over an interval on cells of a row from a column on, m.
fn rain_on(rain: &Rain, dt_s: f32, row: usize, start: usize, cols: usize, fallen: &mut [f32]) {
    match *rain {
        Rain::None => fallen.fill(0.0),
        Rain::Uniform(rate) => fallen.fill(rate * dt_s),
        Rain::PerCell(rates) => {
            for (out, rate) in fallen.iter_mut().zip(&rates[row * cols + start..]) {
                *out = rate * dt_s;
            }
        }
        Rain::Blocks { side, rates } => {
            let rates = &rates[row / side * cols.div_ceil(side)..];
            for (i, out) in fallen.iter_mut().enumerate() {
                *out = rates[(start + i) / side] * dt_s;
            }
        }
    }
}

impl Flood {
    /// Give each cell a soil, as an index into `soils`. Without soils all rain runs off.
    ///
    /// # Errors
    /// Wrong length; an index without a soil; a soil's value negative or not finite.
    pub fn set_soils(&mut self, class: &[u8], soils: &[Soil]) -> Result<(), FloodError> {
        self.set_soils_after(class, soils, &[])
    }

    /// The same after even rain before the start: (how long, s; rate, m/s), oldest first.
    ///
    /// # Errors
    /// Those of [`Flood::set_soils`]; a length or a rate of rain that is negative, not finite, or beyond reason.
    pub fn set_soils_after(
        &mut self,
        class: &[u8],
        soils: &[Soil],
        before: &[(f64, f64)],
    ) -> Result<(), FloodError> {
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
        let fine =
            |&(length_s, rate): &(f64, f64)| (0.0..1e9).contains(&length_s) && (0.0..1.0).contains(&rate);
        if let Some(index) = before.iter().position(|spell| !fine(spell)) {
            return Err(FloodError::NotANumber { what: "rain", index });
        }
        let wet: Vec<(f32, f32)> = soils.iter().map(|soil| soil.after(before)).collect();
        let state =
            |value: fn(&(f32, f32)) -> f32| class.iter().map(|&c| value(&wet[usize::from(c)])).collect();
        let field = |value: fn(&Soil) -> f32| class.iter().map(|&c| value(&soils[usize::from(c)])).collect();
        self.soil = SoilState {
            conductivity_m_s: field(|soil| soil.conductivity_m_s),
            suction_deficit_m: field(|soil| soil.suction_deficit_m),
            open: soils.iter().any(|&soil| soil != Soil::SEALED),
            taken_m: state(|wet| wet.0),
            store_m: state(|wet| wet.1),
        };
        Ok(())
    }

    /// Fire went over a cell. A cell off the grid, and shares beyond 0 to 1 (of roughness 0.1 to 1), are left or cut off.
    pub fn scorch(&mut self, cell: usize, left: Scorched) {
        if cell >= self.spec.len() {
            return;
        }
        self.soil.conductivity_m_s[cell] *= left.conductivity.clamp(0.0, 1.0);
        self.soil.suction_deficit_m[cell] *= left.conductivity.clamp(0.0, 1.0);
        self.soil.store_m[cell] *= left.store.clamp(0.0, 1.0);
        self.manning[cell] *= left.roughness.clamp(0.1, 1.0);
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
        if matches!(rain, Rain::None) && !self.soil.open {
            return;
        }
        // A soil takes at most the water there is: of a channel's cell its mean depth.
        self.pack_channels();
        let cols = self.spec.cols;
        let band_cells = TILE * cols;
        let tile_cols = self.tiles.cols;
        let area = self.area_m2();
        let (open, isa) = (self.soil.open, self.isa);
        let SoilState { conductivity_m_s, suction_deficit_m, taken_m, store_m, .. } = &mut self.soil;
        let bands = self
            .depth_m
            .par_chunks_mut(band_cells)
            .zip(self.rest_m.par_chunks_mut(band_cells))
            .zip(taken_m.par_chunks_mut(band_cells))
            .zip(store_m.par_chunks_mut(band_cells))
            .zip(self.tiles.deepest_m.par_chunks_mut(tile_cols))
            .zip(self.tiles.rim_m.par_chunks_mut(tile_cols))
            .enumerate();
        let sums: Vec<[f64; 3]> = bands
            .map(|(band, (((((depth, rest), taken), store), deepest), rims))| {
                let mut sums = [[0.0; TILE]; 3];
                let mut fallen = [0.0; TILE];
                for (tile, deepest) in deepest.iter_mut().enumerate() {
                    // Nothing falls and there is nothing to soak in.
                    if matches!(rain, Rain::None) && (!open || *deepest <= 0.0) {
                        continue;
                    }
                    let (start, end) = (tile * TILE, ((tile + 1) * TILE).min(cols));
                    for own in 0..depth.len() / cols {
                        let row = band * TILE + own;
                        fallen[end - start..].fill(0.0);
                        rain_on(rain, dt_s, row, start, cols, &mut fallen[..end - start]);
                        let (here, cells) =
                            (own * cols + start..own * cols + end, row * cols + start..row * cols + end);
                        let row = SoakRow {
                            depth: &mut depth[here.clone()],
                            rest: &mut rest[here.clone()],
                            store: &mut store[here.clone()],
                            taken: &mut taken[here.clone()],
                            conductivity: &conductivity_m_s[cells.clone()],
                            suction: &suction_deficit_m[cells],
                            fallen: &fallen,
                            sums: &mut sums,
                        };
                        simd::soak(isa, row, dt_s);
                        simd::deepest(isa, &depth[here], core::slice::from_mut(deepest));
                    }
                    measure_rims(depth, cols, &(start..end), rims);
                }
                sums.map(|columns| columns.iter().sum())
            })
            .collect();
        for sum in sums {
            self.ledger.rain_m3 += sum[0] * area;
            self.ledger.intercepted_m3 += sum[1] * area;
            self.ledger.infiltrated_m3 += sum[2] * area;
        }
        self.unpack_channels();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rain_before_fills_hollows_first_and_then_the_soil() {
        let soil = Soil::loam(0.2, 5e-3);
        assert_eq!(soil.after(&[]), (0.0, 5e-3));
        // 3 mm stay in the hollows.
        let (taken, room) = soil.after(&[(10_800.0, 1.0 / 3.6e6)]);
        assert!(taken == 0.0 && (room - 2e-3).abs() < 1e-6, "{taken} {room}");
        // 24 mm at less than the soil conducts: 5 stay, 19 soak in, however it is cut into spells.
        let (taken, room) = soil.after(&[(43_200.0, 1.0 / 3.6e6), (21_600.0, 2.0 / 3.6e6)]);
        assert!(room == 0.0 && (taken - 19e-3).abs() < 1e-5, "{taken} {room}");
        // More than it can take runs off; a sealed ground takes nothing.
        let (taken, _) = soil.after(&[(3600.0, 50.0 / 3.6e6)]);
        assert!((5e-3..45e-3).contains(&taken), "{taken}");
        assert_eq!(Soil::SEALED.after(&[(3600.0, 50.0 / 3.6e6)]), (0.0, 0.0));
    }
}
