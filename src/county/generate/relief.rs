//! The first shape of the land: where the great lake lies, where the hills stand.

use super::{
    field::Field,
    near::{connected, lerp, smoothstep},
};
use crate::num::{Draw, GridSpec, Point, draw::Process};
use rayon::prelude::*;

/// Fields that say what the land is like at any point, before rivers shape it.
pub struct Relief {
    pub level_m: f32,
    width_m: f32,
    /// Size of features against those of a county 31 km across.
    pub scale: f32,
    coast: Field,
    bays: Field,
    margin: Field,
    knolls: Field,
    ridges: Field,
    warp: Field,
    downs: Field,
    grain: Field,
}

impl Relief {
    pub fn new(seed: u64, spec: &GridSpec, level_m: f32) -> Self {
        let extent_m = spec.width_m().min(spec.height_m());
        let scale = (extent_m / 30_720.0).sqrt().clamp(0.3, 1.8);
        let draw = |part| Draw::new(seed, 0, Process::Terrain).part(part);
        Self {
            level_m,
            width_m: spec.width_m(),
            scale,
            coast: Field::new(draw(1), 11_000.0 * scale, 2),
            bays: Field::new(draw(2), 3_600.0 * scale, 5),
            margin: Field::new(draw(3), 9_000.0 * scale, 3),
            knolls: Field::new(draw(4), 2_400.0 * scale, 4),
            ridges: Field::new(draw(5), 6_500.0 * scale, 5),
            warp: Field::new(draw(6), 5_000.0 * scale, 2),
            grain: Field::new(draw(8), 620.0, 4),
            downs: Field::new(draw(7), 4_200.0 * scale, 3),
        }
    }

    /// Distance east of the great lake's shore, m; negative in the lake. Not exact far from the shore.
    pub fn inland_m(&self, p: Point) -> f32 {
        let coast = self.width_m * (0.13 + 0.08 * self.coast.at(Point { x_m: 0.0, y_m: p.y_m }));
        p.x_m - coast + 1_900.0 * self.scale * self.bays.at(p)
    }

    /// How mountainous the land is, 0 on the plain to 1 in the mountains of the east.
    pub fn ruggedness(&self, p: Point) -> f32 {
        smoothstep(0.42, 0.98, p.x_m / self.width_m + 0.16 * self.margin.at(p))
    }

    /// Uplift over erodibility, m: times the root of the area drained, the slope that erosion leaves. Low downs
    /// stand about the plain, mountains in the east.
    pub fn lift_m(&self, p: Point) -> f32 {
        let downs = smoothstep(0.45, 0.95, 0.5 + 0.5 * self.downs.at(p))
            * smoothstep(300.0, 2_500.0, self.inland_m(p));
        let rugged = self.ruggedness(p);
        let peaks = 0.55 + 0.9 * (0.5 + 0.5 * self.warp.at(p)).clamp(0.0, 1.0);
        self.scale * (2.4 + 9.0 * downs + 46.0 * rugged * peaks)
    }

    /// Small unevenness that erosion on its coarser grid leaves out, m.
    pub fn grain_m(&self, p: Point) -> f32 {
        self.grain.at(p)
            * lerp(1.3, 7.0 * self.scale, self.ruggedness(p))
            * smoothstep(0.0, 600.0, self.inland_m(p))
    }

    /// Height of the land before erosion, m.
    pub fn height_m(&self, p: Point) -> f32 {
        let inland = self.inland_m(p).max(0.0);
        let shore = smoothstep(0.0, 1_800.0 * self.scale, inland);
        let rise = 3.0 + 30.0 * inland / self.width_m;
        let knolls = 0.5 + 0.5 * self.knolls.at(p);
        let bend = 1_300.0 * self.scale * self.warp.at(p);
        let ridges = self.ridges.ridges(Point { x_m: p.x_m + bend, y_m: p.y_m - bend });
        let rugged = self.ruggedness(p);
        self.level_m
            + shore * (rise + self.scale * 34.0 * knolls * knolls)
            + self.scale * rugged * (60.0 + 480.0 * ridges)
    }

    /// Cells of the great lake: one water joined to the west edge.
    pub fn lake(&self, spec: &GridSpec) -> Vec<bool> {
        let wet: Vec<bool> =
            (0..spec.len()).into_par_iter().map(|c| self.inland_m(spec.centre(c)) < 0.0).collect();
        let mut lake = vec![false; spec.len()];
        for row in 0..spec.rows {
            let start = spec.index(row, 0);
            lake[start] = true;
            if wet[start]
                && !lake.get(start.wrapping_sub(spec.cols)).is_some_and(|l| *l && wet[start - spec.cols])
            {
                for cell in connected(spec, start, |c| wet[c]) {
                    lake[cell] = true;
                }
            }
        }
        lake
    }
}
