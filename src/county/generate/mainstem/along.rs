//! The main river on ground that is given: the path of largest drainage, its profile and its flood plain.

use super::{Mainstem, Valley};
use crate::{
    county::generate::{
        drain::{Drainage, OUTLET},
        near::{near8, on_edge, smoothstep},
    },
    num::{GridSpec, math::powf},
};

/// Height above the river's banks, m, and distance, m, at which a valley's side begins.
const FOOT: (f32, f32) = (6.0, 2_500.0);

/// The cells of the river that drains most, from its head or from `entry` to its mouth, side by side.
///
/// `drainage` has the edge and the lake for outlets; `area_m2` is what drains through each cell. Empty where nothing drains.
pub fn largest(spec: &GridSpec, drainage: &Drainage, area_m2: &[f32], entry: Option<u32>) -> Vec<u32> {
    let downstream = |from: u32| {
        std::iter::successors(Some(from), |c| {
            let next = drainage.receiver[*c as usize];
            (next != OUTLET).then_some(next)
        })
    };
    let steps: Vec<u32> = if let Some(entry) = entry {
        // A cell of the edge drains out of the map: the river goes on from the lowest one beside it.
        let inner = near8(spec, entry as usize)
            .map(|(_, n)| n)
            .filter(|n| !on_edge(spec, *n))
            .min_by(|a, b| drainage.filled_m[*a].total_cmp(&drainage.filled_m[*b]));
        let start = if on_edge(spec, entry as usize) { inner.map(|n| n as u32) } else { None };
        std::iter::once(entry).chain(start).chain(downstream(start.unwrap_or(entry)).skip(1)).collect()
    } else {
        let mouth =
            (0..spec.len()).max_by(|a, b| area_m2[*a].total_cmp(&area_m2[*b]).then(b.cmp(a))).unwrap_or(0);
        let upstream = std::iter::successors(Some(mouth as u32), |c| {
            let cell = *c as usize;
            near8(spec, cell)
                .map(|(_, n)| n)
                .filter(|n| drainage.receiver[*n] == *c && area_m2[*n] > 4.0 * spec.cell_area_m2())
                .max_by(|a, b| area_m2[*a].total_cmp(&area_m2[*b]).then(b.cmp(a)))
                .map(|n| n as u32)
        });
        let mut steps: Vec<u32> = upstream.collect();
        steps.reverse();
        steps
    };
    let mut cells: Vec<u32> = Vec::with_capacity(steps.len() * 3 / 2);
    for step in steps {
        if let Some(&last) = cells.last()
            && let Some(corner) =
                super::super::channels::corner(spec, &drainage.filled_m, last as usize, step as usize)
        {
            cells.push(corner as u32);
        }
        cells.push(step);
    }
    cells
}

impl Mainstem {
    /// The main river along given cells, side by side from its head to its mouth: banks by the ground, made to fall,
    /// width and depth by what it drains, `area_m2` at each of the cells (hydraulic geometry, see
    /// [`hydraulic_geometry`](super::super::channels::hydraulic_geometry)).
    pub fn along(spec: &GridSpec, cells: Vec<u32>, ground_m: &[f32], area_m2: &[f32]) -> Self {
        let n = cells.len();
        let points: Vec<_> = cells.iter().map(|c| spec.centre(*c as usize)).collect();
        let mut along_m = vec![0.0; n];
        for i in 1..n {
            // Corners by two sides count as one step aslant.
            along_m[i] = along_m[i - 1] + 0.8 * spec.cell_m;
        }
        let ground = |i: usize| ground_m[cells[i] as usize];
        // Between the highest falling line below the ground and the lowest one above it.
        let (mut below, mut above) = (vec![0.0f32; n], vec![0.0f32; n]);
        for i in 0..n {
            below[i] = if i == 0 { ground(0) } else { below[i - 1].min(ground(i)) };
        }
        for i in (0..n).rev() {
            above[i] = if i + 1 == n { ground(i) } else { above[i + 1].max(ground(i)) };
        }
        let bank_m: Vec<f32> = (0..n).map(|i| 0.5 * (below[i] + above[i]) - 1e-4 * i as f32).collect();
        let width_m = area_m2.iter().map(|a| (6.0 * powf(a * 1e-6, 0.4)).max(spec.cell_m)).collect();
        let mut bed_m: Vec<f32> =
            (0..n).map(|i| bank_m[i] - (0.65 * powf(area_m2[i] * 1e-6, 0.28)).clamp(1.0, 12.0)).collect();
        for i in 1..n {
            bed_m[i] = bed_m[i].min(bed_m[i - 1] - 0.002);
        }
        Self { cells, points, along_m, width_m, bed_m, bank_m, low_m: Vec::new(), design_m: Vec::new() }
    }

    /// Each cell's place beside the river on given ground: the valley ends where the ground stands 6 m above the banks.
    pub fn valley_on(&self, spec: &GridSpec, ground_m: &[f32], lake: Vec<bool>) -> Valley {
        let (nearest, distance_m) = self.nearest(spec);
        let floor_m: Vec<f32> = nearest.iter().map(|i| self.bank_m[*i as usize]).collect();
        let across = (0..spec.len())
            .map(|c| {
                let beyond = (distance_m[c] - 0.5 * self.width_m[nearest[c] as usize]).max(0.0);
                let up = ((ground_m[c] - floor_m[c]) / FOOT.0).max(0.0);
                (up + smoothstep(0.0, 2.0 * FOOT.1, beyond)).max(beyond / FOOT.1)
            })
            .collect();
        Valley { nearest, distance_m, across, floor_m, lake }
    }
}
