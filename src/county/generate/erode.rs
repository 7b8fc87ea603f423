//! Erosion that gives hills their valleys, on a coarser grid, and the way back to the county's own.

use super::{
    drain::{OUTLET, drain_with},
    field::Field,
    mainstem::Valley,
    near::{lerp, near8, smoothstep, step_cells},
    relief::Relief,
};
use crate::num::{Draw, GridSpec, Point, draw::Process, math::expf};
use rayon::prelude::*;

/// Longest side of the grid that erosion runs on, cells.
const COARSE: usize = 256;
const STEPS: usize = 12;

/// Where a brook comes down onto the valley floor, and what it drains there.
pub struct Brook {
    pub at: Point,
    pub area_m2: f32,
}

/// The grid that erosion runs on.
pub fn coarse(spec: &GridSpec) -> GridSpec {
    let factor = spec.rows.max(spec.cols).div_ceil(COARSE);
    GridSpec {
        rows: spec.rows.div_ceil(factor),
        cols: spec.cols.div_ceil(factor),
        cell_m: spec.cell_m * factor as f32,
    }
}

/// Ground height before channels are cut, m above sea level: hills eroded by the stream-power law
/// dz/dt = U − K·A^½·S in implicit steps (Braun and Willett 2013, doi:10.1016/j.geomorph.2012.10.008), the valley
/// floor of the main river as it is, lake cells at `level_m`.
///
/// The brooks are those that come down onto the valley floor.
pub fn erode(seed: u64, relief: &Relief, valley: &Valley) -> (Vec<f32>, Vec<Brook>) {
    let (spec, terrain) = (relief.spec(), &relief.terrain);
    let coarse = coarse(spec);
    let fine = |c: usize| spec.cell_at(coarse.centre(c));
    let fixed: Vec<bool> =
        (0..coarse.len()).map(|c| valley.lake[fine(c)] || valley.across[fine(c)] < 1.0).collect();
    let mut z_m: Vec<f32> = (0..coarse.len())
        .into_par_iter()
        .map(|c| match fine(c) {
            f if valley.lake[f] => relief.level_m,
            f if valley.across[f] < 1.0 => valley.floor_m[f],
            f => relief.height_m(coarse.centre(c)).max(lerp(
                valley.floor_m[f] + 2.0,
                0.0,
                smoothstep(1.0, 3.0, valley.across[f]),
            )),
        })
        .collect();
    // Uplift over erodibility, m: what slope a hill keeps.
    let lift: Vec<f32> = (0..coarse.len()).into_par_iter().map(|c| relief.lift_m(coarse.centre(c))).collect();
    let luck = Draw::new(seed, 0, Process::Terrain).part(20);
    let chance: Vec<f32> = (0..8 * coarse.len() as u64).map(|k| luck.part(k).range(0.45, 1.0)).collect();
    // Rock that is harder here and softer there keeps valleys from lining up with the raster.
    let rock = Field::new(Draw::new(seed, 0, Process::Terrain).part(21), 1_100.0, 3);
    let soft: Vec<f32> = (0..coarse.len())
        .into_par_iter()
        .map(|c| {
            let p = coarse.centre(c);
            let hard = lerp(1.0, terrain.mountain_erodibility, relief.ruggedness(p));
            hard * expf(terrain.rock_variety * rock.at(p).clamp(-1.0, 1.0))
        })
        .collect();
    let dry = (terrain.dry_km2 * 1e6).sqrt();
    let mut brooks = Vec::new();
    for round in 0..STEPS {
        let drainage = drain_with(
            &coarse,
            &z_m,
            |c| 0.01 / soft[c].max(0.3),
            |c| fixed[c],
            |c, d| chance[(8 * (c + 7_919 * round) + d) % chance.len()],
        );
        let area = drainage.accumulate(|_| coarse.cell_area_m2());
        if round + 1 == STEPS {
            let ends = |c: &usize| drainage.receiver[*c] != OUTLET && fixed[drainage.receiver[*c] as usize];
            brooks = (0..coarse.len())
                .filter(ends)
                .map(|c| Brook { at: coarse.centre(c), area_m2: area[c] })
                .collect();
        }
        for &cell in &drainage.order {
            let cell = cell as usize;
            let receiver = drainage.receiver[cell];
            if receiver == OUTLET {
                continue;
            }
            let low = z_m[receiver as usize];
            let run = near8(&coarse, cell)
                .find(|(_, n)| *n == receiver as usize)
                .map_or(1.0, |(d, _)| step_cells(d))
                * coarse.cell_m;
            let cuts = (area[cell].sqrt() - dry).max(0.0);
            let pull = terrain.power * soft[cell] * cuts / run;
            let high = drainage.filled_m[cell].max(low) + lift[cell] * terrain.power;
            z_m[cell] = ((high + pull * low) / (1.0 + pull)).min(low + terrain.steepest * run);
        }
    }
    (upsample(spec, &coarse, &z_m, relief, valley), brooks)
}

/// Bring eroded heights to the county's grid and join them to lake and valley floor.
fn upsample(spec: &GridSpec, coarse: &GridSpec, z_m: &[f32], relief: &Relief, valley: &Valley) -> Vec<f32> {
    let rugged = relief.rugged();
    (0..spec.len())
        .into_par_iter()
        .map(|cell| {
            if valley.lake[cell] {
                return relief.level_m;
            }
            let p = spec.centre(cell);
            let hill = (spline(coarse, z_m, p) + relief.grain_m(p, rugged[cell])).max(relief.level_m + 0.8);
            let floor = valley.floor_m[cell].max(relief.level_m + 0.8);
            lerp(floor, hill.max(floor), smoothstep(0.85, 1.2, valley.across[cell]))
        })
        .collect()
}

/// Value at a point by the smoothing cubic B-spline over sixteen cells.
fn spline(spec: &GridSpec, values: &[f32], p: Point) -> f32 {
    let weights = |t: f32| {
        let u = 1.0 - t;
        [
            u * u * u / 6.0,
            (3.0 * t * t * t - 6.0 * t * t + 4.0) / 6.0,
            (3.0 * u * u * u - 6.0 * u * u + 4.0) / 6.0,
            t * t * t / 6.0,
        ]
    };
    let (x, y) = (p.x_m / spec.cell_m - 0.5, p.y_m / spec.cell_m - 0.5);
    let (wx, wy) = (weights(x - x.floor()), weights(y - y.floor()));
    let at =
        |v: f32, k: usize, n: usize| (v.floor() as isize + k as isize - 1).clamp(0, n as isize - 1) as usize;
    let mut sum = 0.0;
    for (j, wy) in wy.iter().enumerate() {
        let row = at(y, j, spec.rows);
        for (i, wx) in wx.iter().enumerate() {
            sum += wx * wy * values[spec.index(row, at(x, i, spec.cols))];
        }
    }
    sum
}
