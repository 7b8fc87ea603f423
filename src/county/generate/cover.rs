//! Land cover by height above the valley, slope and chance.

use super::{
    channels::Wet,
    field::Field,
    land::Land,
    near::{distance_m, near8},
};
use crate::{
    county::{Cover, Village},
    num::{Draw, GridSpec, draw::Process},
};
use rayon::prelude::*;

/// Largest slope to the neighbours of a cell, m/m.
pub fn slope(spec: &GridSpec, ground_m: &[f32], cell: usize) -> f32 {
    let (row, col) = spec.row_col(cell);
    let at = |r: usize, c: usize| ground_m[spec.index(r.min(spec.rows - 1), c.min(spec.cols - 1))];
    let dx = at(row, col + 1) - at(row, col.saturating_sub(1));
    let dy = at(row + 1, col) - at(row.saturating_sub(1), col);
    (dx * dx + dy * dy).sqrt() / (2.0 * spec.cell_m)
}

/// Cover of every cell.
pub fn cover(seed: u64, land: &Land, villages: &[Village]) -> Vec<Cover> {
    let (spec, ground_m, channels) = (&land.spec, &land.ground_m[..], &land.channels);
    let field = |part, wave| Field::new(Draw::new(seed, 0, Process::Cover).part(part), wave, 3);
    let (patches, groves, wild) = (field(1, 900.0), field(2, 1_600.0), field(3, 2_400.0));
    let mut cover: Vec<Cover> = (0..spec.len())
        .into_par_iter()
        .map(|cell| {
            if channels.wet[cell] != Wet::Land {
                return Cover::Water;
            }
            let p = spec.centre(cell);
            let steep = slope(spec, ground_m, cell);
            let (patch, grove, wild) = (patches.at(p), groves.at(p), wild.at(p));
            let above_lake = ground_m[cell] - land.level_m;
            match steep {
                _ if above_lake < 2.4 && land.lake_m[cell] < 280.0 + 260.0 * patch => {
                    if patch > 0.1 {
                        Cover::Bare
                    } else {
                        Cover::Grass
                    }
                }
                s if s < 0.022 + 0.010 * patch => {
                    if grove > 0.42 {
                        Cover::DryField
                    } else {
                        Cover::Paddy
                    }
                }
                s if s < 0.05 + 0.02 * patch => match grove {
                    g if g > 0.35 => Cover::Orchard,
                    g if g < -0.25 => Cover::MassonPine,
                    _ => Cover::DryField,
                },
                _ if above_lake > 420.0 * land.scale + 60.0 * wild => {
                    if wild > 0.0 {
                        Cover::Grass
                    } else {
                        Cover::Shrub
                    }
                }
                _ if wild > 0.38 => Cover::Bamboo,
                _ if patch > 0.5 => Cover::Shrub,
                // Pine on the drier slopes, planted fir in the wetter ones, old broadleaf woods in patches.
                _ if grove > 0.30 => Cover::Broadleaf,
                _ if wild + patch < -0.15 => Cover::ChineseFir,
                _ => Cover::MassonPine,
            }
        })
        .collect();
    for _ in 0..2 {
        cover = settled(spec, &cover);
    }
    // Narrow valleys are terraced for rice along their brooks.
    let brook_m = distance_m(spec, |c| channels.wet[c] == Wet::Stream);
    for cell in 0..spec.len() {
        let wooded = cover[cell].is_forest() || cover[cell] == Cover::Shrub;
        let reach_m = 170.0 + 90.0 * patches.at(spec.centre(cell));
        if wooded && brook_m[cell] < reach_m && slope(spec, ground_m, cell) < 0.13 {
            cover[cell] = Cover::Paddy;
        }
    }
    for cell in villages.iter().flat_map(|v| &v.cells) {
        cover[*cell as usize] = Cover::BuiltUp;
    }
    cover
}

/// Give each cell of land the cover that most of its neighbours have, if five or more agree: patches instead of specks.
fn settled(spec: &GridSpec, cover: &[Cover]) -> Vec<Cover> {
    (0..spec.len())
        .into_par_iter()
        .map(|cell| {
            let mut count = [0u8; Cover::ALL.len()];
            for (_, n) in near8(spec, cell) {
                count[cover[n] as usize] += 1;
            }
            let around = near8(spec, cell).map(|(_, n)| cover[n]).find(|c| count[*c as usize] >= 5);
            match around {
                Some(other) if cover[cell] != Cover::Water && other != Cover::Water => other,
                _ => cover[cell],
            }
        })
        .collect()
}
