//! Heights, slopes, cover and soil.

use crate::county::{County, Cover, Soil};
use serde::Serialize;
use std::collections::BTreeMap;

/// Figures of the ground, over all cells off lakes and reservoirs.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TerrainStats {
    pub lowest_m: f32,
    pub highest_m: f32,
    pub mean_m: f64,
    /// Mean height over the lowest, as a share of the range (Strahler 1952).
    pub hypsometric_integral: f64,
    pub mean_slope_deg: f64,
    /// Shares of land steeper than 15° and 25°.
    pub steeper_15_deg: f64,
    pub steeper_25_deg: f64,
    /// Share of land under each cover, and under woods of any kind.
    pub cover: BTreeMap<String, f64>,
    pub forest: f64,
    pub soil: BTreeMap<String, f64>,
}

/// Measure the ground of a county.
pub fn measure(county: &County) -> TerrainStats {
    let open = county.open_water();
    let land: Vec<usize> = (0..county.spec.len()).filter(|c| !open[*c]).collect();
    if land.is_empty() {
        return TerrainStats::default();
    }
    let n = land.len() as f64;
    let (mut lowest_m, mut highest_m) = (f32::INFINITY, f32::NEG_INFINITY);
    let (mut height_m, mut slope_deg, mut steeper) = (0.0, 0.0, [0u32; 2]);
    let (mut cover, mut soil) = ([0u32; Cover::ALL.len()], [0u32; Soil::ALL.len()]);
    for &cell in &land {
        let z = county.ground_m[cell];
        lowest_m = lowest_m.min(z);
        highest_m = highest_m.max(z);
        height_m += f64::from(z);
        let degrees = crate::num::math::atan2f(county.spec.slope(&county.ground_m, cell), 1.0).to_degrees();
        slope_deg += f64::from(degrees);
        steeper[0] += u32::from(degrees > 15.0);
        steeper[1] += u32::from(degrees > 25.0);
        cover[county.cover[cell] as usize] += 1;
        soil[county.soil[cell] as usize] += 1;
    }
    let mean_m = height_m / n;
    let share = |count: u32| f64::from(count) / n;
    TerrainStats {
        lowest_m,
        highest_m,
        mean_m,
        hypsometric_integral: (mean_m - f64::from(lowest_m)) / f64::from(highest_m - lowest_m).max(1e-9),
        mean_slope_deg: slope_deg / n,
        steeper_15_deg: share(steeper[0]),
        steeper_25_deg: share(steeper[1]),
        cover: Cover::ALL.iter().map(|c| (format!("{c:?}"), share(cover[*c as usize]))).collect(),
        forest: Cover::ALL.iter().filter(|c| c.is_forest()).map(|c| share(cover[*c as usize])).sum(),
        soil: Soil::ALL.iter().map(|s| (format!("{s:?}"), share(soil[*s as usize]))).collect(),
    }
}
