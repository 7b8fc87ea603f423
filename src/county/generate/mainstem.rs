//! The main river: a meandering line from the frame's east edge to the west, its long profile and its valley floor.

mod along;

pub use along::largest;

use super::{
    field::Field,
    frame::Frame,
    near::{lerp, near8, smoothstep},
    relief::Relief,
};
use crate::{
    county::profile::CourseProfile,
    num::{
        Draw, GridSpec, Point,
        draw::Process,
        math::{cosf, sinf},
    },
};

use rayon::prelude::*;

/// Level of the river's banks above the water at its mouth, m.
const MOUTH_BANK_M: f32 = 2.2;
/// How far a levee reaches from the channel, m.
const LEVEE_M: f32 = 260.0;

/// The main river's line and long profile. All lists are per thalweg cell, from where it enters to its mouth.
pub struct Mainstem {
    /// 4-adjacent cells.
    pub cells: Vec<u32>,
    /// Where the line passes each cell.
    pub points: Vec<Point>,
    /// Distance along the line from the entry, m.
    pub along_m: Vec<f32>,
    pub width_m: Vec<f32>,
    pub bed_m: Vec<f32>,
    /// Level of the bank-full river, m above sea level.
    pub bank_m: Vec<f32>,
    /// Stage at low flow and at the design flood, m above sea level; empty until channels are cut.
    pub low_m: Vec<f32>,
    pub design_m: Vec<f32>,
}

/// Each cell's place beside the main river.
pub struct Valley {
    /// Index of the nearest thalweg cell.
    pub nearest: Vec<u32>,
    /// Distance to it, m.
    pub distance_m: Vec<f32>,
    /// Distance to the river over half the valley's width: 1 at the foot of the valley's side.
    pub across: Vec<f32>,
    /// Height of the valley floor, m above sea level (carried on outside the valley).
    pub floor_m: Vec<f32>,
    /// Whether the cell belongs to the great lake.
    pub lake: Vec<bool>,
}

impl Valley {
    /// The same valley on the map.
    pub fn turned(self, frame: &Frame) -> Self {
        Self {
            nearest: frame.turn(self.nearest),
            distance_m: frame.turn(self.distance_m),
            across: frame.turn(self.across),
            floor_m: frame.turn(self.floor_m),
            lake: frame.turn(self.lake),
        }
    }
}

impl Mainstem {
    /// Draw the line through the frame and lay out the profile.
    pub fn drawn(seed: u64, course: &CourseProfile, relief: &Relief, lake: &[bool]) -> Self {
        let spec = relief.spec();
        let draw = |part| Draw::new(seed, 0, Process::Rivers).part(part);
        let (width, height) = (spec.width_m(), spec.height_m());
        let scale = relief.scale;
        let from = draw(1).range(course.enters.0, course.enters.1) * height;
        let to = draw(2).range(course.leaves.0, course.leaves.1) * height;
        let (sway, turn) =
            (Field::new(draw(3), 14_000.0 * scale, 1), Field::new(draw(4), 6_000.0 * scale, 1));
        let guide =
            |x: f32| lerp(to, from, x / width) + course.sway * height * sway.at(Point { x_m: x, y_m: 0.0 });

        let mut at = Point { x_m: width - 0.5 * spec.cell_m, y_m: guide(width) };
        let ds = 0.45 * spec.cell_m;
        let mut phase = draw(5).range(0.0, 6.0);
        let mut along = 0.0;
        let (mut cells, mut points, mut along_m) = (Vec::new(), Vec::new(), Vec::new());
        // Twice the width is more line than any river here needs: it always heads west.
        for _ in 0..(8 * spec.cols) {
            let cell = spec.cell_at(at);
            if lake[cell] || at.x_m < 0.0 {
                break;
            }
            let on = |cells: &mut Vec<u32>, points: &mut Vec<Point>, along_m: &mut Vec<f32>, c: usize| {
                if let Some(back) = cells.iter().rev().take(8).position(|k| *k as usize == c) {
                    let keep = cells.len() - back;
                    cells.truncate(keep);
                    points.truncate(keep);
                    along_m.truncate(keep);
                } else {
                    cells.push(c as u32);
                    points.push(at);
                    along_m.push(along);
                }
            };
            if let Some(&last) = cells.last() {
                let (r0, c0) = spec.row_col(last as usize);
                let (r1, c1) = spec.row_col(cell);
                if r0 != r1 && c0 != c1 {
                    on(&mut cells, &mut points, &mut along_m, spec.index(r0, c1));
                }
            }
            on(&mut cells, &mut points, &mut along_m, cell);

            let plain = 1.0 - relief.ruggedness(at);
            let wave_m = course.meander_m * (1.0 + 0.43 * turn.at(at)) * scale;
            phase += core::f32::consts::TAU * ds / wave_m;
            let steer = ((at.y_m - guide(at.x_m)) / (900.0 * scale)).clamp(-0.55, 0.55);
            let heading = steer
                + lerp(course.meander_rad.0, course.meander_rad.1, plain)
                    * (0.75 + 0.5 * turn.at(at)).clamp(0.3, 1.0)
                    * sinf(phase);
            at.x_m -= ds * cosf(heading);
            at.y_m = (at.y_m - ds * sinf(heading)).clamp(2.0 * spec.cell_m, height - 2.0 * spec.cell_m);
            along += ds;
        }
        Self::profile(seed, course, relief, cells, points, along_m)
    }

    fn profile(
        seed: u64,
        course: &CourseProfile,
        relief: &Relief,
        cells: Vec<u32>,
        points: Vec<Point>,
        along_m: Vec<f32>,
    ) -> Self {
        let spec = relief.spec();
        let vary = Field::new(Draw::new(seed, 0, Process::Rivers).part(6), 3_000.0, 2);
        let n = cells.len();
        let up = |i: usize| relief.along(points[i]);
        let mut bank_m = vec![relief.level_m + MOUTH_BANK_M; n];
        for i in (0..n.saturating_sub(1)).rev() {
            let slope = lerp(course.slope.0, course.slope.1, smoothstep(0.45, 1.0, up(i)));
            bank_m[i] = bank_m[i + 1] + slope * (along_m[i + 1] - along_m[i]).max(0.2 * spec.cell_m);
        }
        let (wide, narrow) = course.width_m;
        let width_m: Vec<f32> = (0..n)
            .map(|i| {
                let mean = lerp(wide, narrow, up(i));
                (mean * (1.0 + 0.2 * vary.at(points[i]))).clamp(0.89 * narrow, 1.116 * wide)
            })
            .collect();
        let (deep, shallow) = course.bank_depth_m;
        let mut bed_m: Vec<f32> =
            (0..n).map(|i| bank_m[i] - lerp(deep, shallow, up(i)) - 0.2 * vary.at(points[i])).collect();
        for i in 1..n {
            bed_m[i] = bed_m[i].min(bed_m[i - 1] - 0.002);
        }
        Self { cells, points, along_m, width_m, bed_m, bank_m, low_m: Vec::new(), design_m: Vec::new() }
    }

    /// The same river on the map.
    pub fn turned(mut self, frame: &Frame) -> Self {
        self.cells.iter_mut().for_each(|c| *c = frame.cell(*c));
        self.points.iter_mut().for_each(|p| *p = frame.on_map(*p));
        self
    }

    /// Bank level smoothed over the columns of the map, so that it is the same on both sides of a bend.
    fn bank_by_column(&self, spec: &GridSpec) -> Vec<f32> {
        let mut sums = vec![(0.0f64, 0u32); spec.cols];
        for (cell, bank) in self.cells.iter().zip(&self.bank_m) {
            let sum = &mut sums[*cell as usize % spec.cols];
            *sum = (sum.0 + f64::from(*bank), sum.1 + 1);
        }
        let west = self.bank_m.last().copied().unwrap_or_default();
        let mut last = west;
        let mean: Vec<f32> = sums
            .iter()
            .map(|(sum, n)| {
                if *n > 0 {
                    last = (sum / f64::from(*n)) as f32;
                }
                last
            })
            .collect();
        let reach = ((900.0 / spec.cell_m) as usize).clamp(2, spec.cols / 8);
        (0..spec.cols)
            .map(|c| {
                let window = &mean[c.saturating_sub(reach)..(c + reach + 1).min(spec.cols)];
                window.iter().sum::<f32>() / window.len() as f32
            })
            .collect()
    }

    /// Find each cell's place in the valley; `lake` tells the cells of the great lake.
    pub fn valley(&self, seed: u64, course: &CourseProfile, relief: &Relief, lake: Vec<bool>) -> Valley {
        let spec = relief.spec();
        let (nearest, distance_m) = self.nearest(spec);
        let by_column = self.bank_by_column(spec);
        let edge = Field::new(Draw::new(seed, 0, Process::Rivers).part(7), 2_800.0 * relief.scale, 3);
        let ripple = Field::new(Draw::new(seed, 0, Process::Rivers).part(8), 700.0, 2);
        let (wide, narrow) = course.floor_m;
        let widest_m = wide.min(0.17 * spec.height_m());
        // Erosion's coarser grid must see the floor.
        let least_m = 0.75 * super::erode::coarse(spec).cell_m;
        let edge = edge.raster(spec);
        let rugged = if course.narrows > 0.0 { relief.rugged() } else { vec![0.0; spec.len()] };
        let (across, floor_m) = (0..spec.len())
            .into_par_iter()
            .map(|cell| {
                let p = spec.centre(cell);
                let i = nearest[cell] as usize;
                let half_m = widest_m
                    * lerp(1.0, narrow / wide, smoothstep(0.40, 0.95, relief.along(p)))
                    * (1.0 + 0.28 * edge[cell]).max(0.4)
                    * (1.0 - course.narrows * rugged[cell]);
                let t = distance_m[cell] / half_m.max(1.5 * self.width_m[i]).max(least_m);
                let beyond = (distance_m[cell] - 0.5 * self.width_m[i]).max(0.0);
                let bank = lerp(self.bank_m[i], by_column[cell % spec.cols], smoothstep(0.0, 400.0, beyond));
                let back = smoothstep(0.0, 1.0, beyond / LEVEE_M);
                let ripple = if t < 1.3 { 0.25 * ripple.at(p) } else { 0.0 };
                let terraces: f32 =
                    course.terraces.iter().map(|(at, up_m)| up_m * smoothstep(at - 0.2, at + 0.2, t)).sum();
                (t, bank - (course.levee_m - ripple) * back + terraces)
            })
            .unzip();
        Valley { nearest, distance_m, across, floor_m, lake }
    }

    /// Nearest thalweg cell and the distance to it for each cell: two sweeps that hand the candidates on
    /// (Danielsson 1980, 8-neighbour form).
    fn nearest(&self, spec: &GridSpec) -> (Vec<u32>, Vec<f32>) {
        let mut nearest = vec![u32::MAX; spec.len()];
        let mut distance_m = vec![f32::INFINITY; spec.len()];
        let mut offer = |cell: usize, index: u32, nearest: &mut Vec<u32>| {
            let distance = spec.centre(cell).distance_m(self.points[index as usize]);
            if distance < distance_m[cell] {
                distance_m[cell] = distance;
                nearest[cell] = index;
            }
        };
        for (index, cell) in self.cells.iter().enumerate() {
            offer(*cell as usize, index as u32, &mut nearest);
            for (_, n) in near8(spec, *cell as usize) {
                offer(n, index as u32, &mut nearest);
            }
        }
        let len = spec.len();
        for sweep in 0..2 {
            for k in 0..len {
                let cell = if sweep % 2 == 0 { k } else { len - 1 - k };
                for (_, n) in near8(spec, cell) {
                    if nearest[n] != u32::MAX {
                        offer(cell, nearest[n], &mut nearest);
                    }
                }
            }
        }
        (nearest, distance_m)
    }
}
