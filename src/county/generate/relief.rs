//! The first shape of the land: where the great lake lies, where the hills stand.

use super::{
    field::{Field, raster},
    frame::Frame,
    near::{connected, lerp, smoothstep},
};
use crate::{
    county::profile::{LandProfile, Massif, TerrainProfile},
    num::{
        Draw, GridSpec, Point,
        draw::Process,
        math::{cosf, sinf},
    },
};
use rayon::prelude::*;

/// Fields that say what the land is like at any point of the frame, before rivers shape it.
pub struct Relief {
    pub terrain: TerrainProfile,
    /// Level of the great lake or of the outlet, m above sea level.
    pub level_m: f32,
    frame: Frame,
    has_lake: bool,
    width_m: f32,
    height_m: f32,
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
    cones: Field,
}

impl Relief {
    pub fn new(seed: u64, frame: Frame, land: &LandProfile) -> Self {
        let spec = &frame.own;
        let extent_m = spec.width_m().min(spec.height_m());
        let scale = (extent_m / 30_720.0).sqrt().clamp(0.3, 1.8);
        let draw = |part| Draw::new(seed, 0, Process::Terrain).part(part);
        let terrain = land.terrain.clone();
        let apart_m = terrain.cones_m.map_or(600.0, |c| c.0);
        Self {
            level_m: terrain.outlet_m,
            terrain,
            frame,
            has_lake: land.lake.is_some(),
            width_m: spec.width_m(),
            height_m: spec.height_m(),
            scale,
            coast: Field::new(draw(1), 11_000.0 * scale, 2),
            bays: Field::new(draw(2), 3_600.0 * scale, 5),
            margin: Field::new(draw(3), 9_000.0 * scale, 3),
            knolls: Field::new(draw(4), 2_400.0 * scale, 4),
            ridges: Field::new(draw(5), 6_500.0 * scale, 5),
            warp: Field::new(draw(6), 5_000.0 * scale, 2),
            grain: Field::new(draw(8), 620.0, 4),
            downs: Field::new(draw(7), 4_200.0 * scale, 3),
            cones: Field::new(draw(9), apart_m, 2),
        }
    }

    /// Share of the way from the river's exit to its entry.
    pub fn along(&self, p: Point) -> f32 {
        p.x_m / self.width_m
    }

    /// Distance east of the great lake's shore, m; negative in the lake. Not exact far from the shore.
    pub fn inland_m(&self, p: Point) -> f32 {
        if !self.has_lake {
            return 4_000.0 * self.scale + p.x_m;
        }
        p.x_m - self.coast_m(p.y_m) + self.bay_m() * self.bays.at(p)
    }

    /// Mean distance of the great lake's shore from the west edge at a latitude, m.
    fn coast_m(&self, y_m: f32) -> f32 {
        self.width_m * (0.13 + 0.08 * self.coast.at(Point { x_m: 0.0, y_m }))
    }

    /// Depth of bays, m.
    fn bay_m(&self) -> f32 {
        1_900.0 * self.scale
    }

    /// How mountainous the land is, 0 on the plain to 1 in the mountains.
    pub fn ruggedness(&self, p: Point) -> f32 {
        let (u, v) = (self.along(p), p.y_m / self.height_m);
        let margin = self.margin.at(p);
        match self.terrain.massif {
            Massif::Upstream { from, to } => smoothstep(from, to, u + 0.16 * margin),
            Massif::Basin { centre, radius, rim, outlet } => {
                let (du, dv) = ((u - centre.0) / radius.0, (v - centre.1) / radius.1);
                let out = (du * du + dv * dv).sqrt() + 0.35 * margin;
                smoothstep(1.0, rim, out) * lerp(outlet, 1.0, smoothstep(0.05, 0.5, u))
            }
            Massif::Sides { from, to } => smoothstep(from, to, (2.0 * v - 1.0).abs() + 0.3 * margin),
            Massif::Folds { apart_m, bearing_deg, share } => {
                let at = self.frame.on_map(p);
                let bearing = bearing_deg.to_radians();
                let bend_m = 0.12 * apart_m * margin;
                // Distance square to the ridges, in ridges.
                let over = (at.x_m * cosf(bearing) + at.y_m * sinf(bearing) + bend_m) / apart_m;
                let off = 2.0 * (over - over.floor() - 0.5).abs() / share;
                (1.0 - smoothstep(0.2, 1.0, off)) * (1.0 + 0.3 * self.downs.at(p)).clamp(0.55, 1.0)
            }
            Massif::Everywhere => 1.0,
        }
    }

    /// [`Relief::ruggedness`] at every cell of the frame.
    pub fn rugged(&self) -> Vec<f32> {
        raster(self.spec(), 1_500.0 * self.scale, |p| self.ruggedness(p))
    }

    /// Uplift over erodibility, m: times the root of the area drained, the slope that erosion leaves. Low downs
    /// stand about the plain.
    pub fn lift_m(&self, p: Point) -> f32 {
        let (plain, downs, mountains) = self.terrain.lift_m;
        let hilly = smoothstep(0.45, 0.95, 0.5 + 0.5 * self.downs.at(p))
            * smoothstep(300.0, 2_500.0, self.inland_m(p));
        let rugged = self.ruggedness(p);
        let peaks = 0.55 + 0.9 * (0.5 + 0.5 * self.warp.at(p)).clamp(0.0, 1.0);
        self.scale * (plain + downs * hilly + mountains * rugged * peaks)
    }

    /// Small unevenness that erosion on its coarser grid leaves out, m.
    pub fn grain_m(&self, p: Point, rugged: f32) -> f32 {
        let (plain, mountains) = self.terrain.grain_m;
        let cones = self.terrain.cones_m.map_or(0.0, |(_, height_m)| {
            // Cones stand on levelled ground, in crowds and apart.
            let crowd = smoothstep(-0.25, 0.35, self.downs.at(p));
            self.scale * height_m * (0.25 + 0.75 * crowd) * smoothstep(-0.05, 0.85, self.cones.at(p))
        });
        let shore =
            if self.has_lake && rugged < 0.05 { smoothstep(0.0, 600.0, self.inland_m(p)) } else { 1.0 };
        cones + self.grain.at(p) * lerp(plain, mountains * self.scale, rugged) * shore
    }

    /// Height of the land before erosion, m.
    pub fn height_m(&self, p: Point) -> f32 {
        let inland = self.inland_m(p).max(0.0);
        let shore = smoothstep(0.0, 1_800.0 * self.scale, inland);
        let rise = 3.0 + self.terrain.rise_m * inland / self.width_m;
        let knolls = 0.5 + 0.5 * self.knolls.at(p);
        let bend = 1_300.0 * self.scale * self.warp.at(p);
        let ridges = self.ridges.ridges(Point { x_m: p.x_m + bend, y_m: p.y_m - bend });
        let rugged = self.ruggedness(p);
        let (foot, crest) = self.terrain.mountains_m;
        self.level_m
            + shore * (rise + self.scale * self.terrain.knolls_m * knolls * knolls)
            + self.scale * rugged * (foot + crest * ridges)
    }

    /// Cells of the great lake: one water joined to the west edge.
    pub fn lake(&self) -> Vec<bool> {
        let spec = &self.frame.own;
        let mut lake = vec![false; spec.len()];
        if !self.has_lake {
            return lake;
        }
        let mut wet = vec![false; spec.len()];
        wet.par_chunks_mut(spec.cols).enumerate().for_each(|(row, wet)| {
            let p = |col: usize| spec.centre(spec.index(row, col));
            // Bays reach no farther than 1.4 of their depth, which is the range of the noise.
            let reach_m = self.coast_m(p(0).y_m) + 1.5 * self.bay_m();
            for (col, wet) in wet.iter_mut().enumerate().take_while(|(col, _)| p(*col).x_m < reach_m) {
                *wet = self.inland_m(p(col)) < 0.0;
            }
        });
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

    /// The raster of the frame.
    pub fn spec(&self) -> &GridSpec {
        &self.frame.own
    }
}
