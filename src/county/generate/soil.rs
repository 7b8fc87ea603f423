//! Soil by rock, relief and water, and its depth.

use super::{channels::Wet, field::Field, land::Land, near::box_mean};
use crate::{
    county::{Cover, GroundTables, Soil, profile::Profile},
    num::{Draw, draw::Process},
};
use rayon::prelude::*;

/// Slope of a hillside, m/m, below which debris comes to rest at its foot, and what its surroundings must have above.
const FOOT: (f32, f32) = (0.22, 0.3);

/// Soil of every cell and its depth to rock, m.
///
/// Rocks lie in patches of some kilometres by the profile's shares; rivers leave alluvium on their flood plains, debris
/// rests at the foot of steep slopes, towns stand on fill. Depth falls linearly with slope from the soil's depth on
/// flat ground to that at 45° (Saulnier, Beven and Obled 1997, doi:10.1016/S0022-1694(97)00056-4).
pub fn soil(seed: u64, land: &Land, profile: &Profile, cover: &[Cover]) -> (Vec<Soil>, Vec<f32>) {
    let spec = &land.spec;
    let tables = GroundTables::built_in();
    let field =
        |part, wave| Field::new(Draw::new(seed, 1, Process::Terrain).part(part), wave, 2).raster(spec);
    let rocks: Vec<Vec<f32>> =
        (0..profile.land.rocks.len()).map(|k| field(40 + k as u64, 7_000.0 * land.scale)).collect();
    let luck = field(60, 400.0);
    let steep: Vec<f32> = (0..spec.len()).into_par_iter().map(|c| spec.slope(&land.ground_m, c)).collect();
    let around = box_mean(spec, |c| steep[c], (300.0 / spec.cell_m).round().max(1.0) as usize);
    (0..spec.len())
        .into_par_iter()
        .map(|cell| {
            let (s, near) = (steep[cell], around[cell]);
            let wet = land.channels.wet[cell] != Wet::Land;
            let soil = if cover[cell] == Cover::BuiltUp {
                Soil::Fill
            } else if wet || land.valley.across[cell] < 1.1 || (near < 0.06 && cover[cell] == Cover::Paddy) {
                Soil::Alluvium
            } else if s < FOOT.0 && near > FOOT.1 * (0.8 + 0.4 * luck[cell].abs()) {
                Soil::Colluvium
            } else {
                // The rock whose field stands highest over its share; red clay covers gentle downs.
                let rock = profile
                    .land
                    .rocks
                    .iter()
                    .zip(&rocks)
                    .map(|((soil, share), field)| (*soil, field[cell] + 2.0 * share))
                    .max_by(|a, b| a.1.total_cmp(&b.1))
                    .map_or(Soil::ShaleResidual, |r| r.0);
                if near < 0.09 && rock != Soil::Limestone { Soil::RedClay } else { rock }
            };
            let (flat, at_45) = tables.soil(soil).depth_m;
            let depth = flat + (at_45 - flat) * s.min(1.0);
            (soil, (depth * (1.0 + 0.25 * luck[cell])).max(0.1))
        })
        .unzip()
}
