//! The ground of the map: tints of land cover with the texture of fields and woods, relief shading, lakes.

use super::canvas::{Canvas, mix};
use crate::{
    county::{County, Cover, generate::near::box_mean},
    num::{GridSpec, Point},
};
use rayon::prelude::*;

/// Fields on the county's raster that the painter looks up between cells.
struct Look<'a> {
    county: &'a County,
    /// East and south slope for shading, m/m, with the channels left out.
    slope: [Vec<f32>; 2],
    /// Cover of the land, brooks taken as the land beside them.
    cover: Vec<Cover>,
    /// 1 in lakes and reservoirs, 0 elsewhere.
    open_water: Vec<f32>,
    /// Height above the surroundings, m, within about 250 m and 1 km.
    stand: [Vec<f32>; 2],
}

pub fn paint(county: &County, max_size: usize) -> Canvas {
    let spec = &county.spec;
    let pixel_m = spec.cell_m * spec.rows.max(spec.cols) as f32 / max_size as f32;
    let (width, height) =
        ((spec.width_m() / pixel_m).round() as usize, (spec.height_m() / pixel_m).round() as usize);
    let look = Look::new(county);
    let mut rgb = vec![[0.0; 3]; width * height];
    rgb.par_chunks_mut(width.max(1)).enumerate().for_each(|(y, row)| {
        for (x, out) in row.iter_mut().enumerate() {
            *out = look.colour(Point { x_m: (x as f32 + 0.5) * pixel_m, y_m: (y as f32 + 0.5) * pixel_m });
        }
    });
    Canvas::new(width, height, pixel_m, rgb)
}

impl<'a> Look<'a> {
    fn new(county: &'a County) -> Self {
        let spec = &county.spec;
        // Channels are drawn as lines; without them the shading shows the shape of the land.
        let mut land = county.ground_m.clone();
        let open = county.open_water();
        for cell in 0..spec.len() {
            if open[cell] {
                land[cell] += county.base_depth_m[cell];
            } else if county.cover[cell] == Cover::Water {
                let near = neighbours(spec, cell).filter(|n| county.cover[*n] != Cover::Water);
                let (sum, n) = near.fold((0.0, 0.0), |(s, n), c| (s + county.ground_m[c], n + 1.0));
                land[cell] = if n > 0.0 { sum / n - 0.5 } else { land[cell] + 4.0 };
            }
        }
        let soft = box_mean(spec, |c| land[c], 1);
        let at = |v: &[f32], r: usize, c: usize| v[spec.index(r.min(spec.rows - 1), c.min(spec.cols - 1))];
        let (mut east, mut south) = (vec![0.0; spec.len()], vec![0.0; spec.len()]);
        for cell in 0..spec.len() {
            let (r, c) = spec.row_col(cell);
            let both = |v: &[f32]| {
                (
                    (at(v, r, c + 1) - at(v, r, c.saturating_sub(1))) / (2.0 * spec.cell_m),
                    (at(v, r + 1, c) - at(v, r.saturating_sub(1), c)) / (2.0 * spec.cell_m),
                )
            };
            let (sharp, soft) = (both(&land), both(&soft));
            east[cell] = 0.5 * (sharp.0 + soft.0);
            south[cell] = 0.5 * (sharp.1 + soft.1);
        }
        let reach = |m: f32| (m / spec.cell_m).round().max(1.0) as usize;
        let stand = [250.0, 1_000.0].map(|m| {
            let around = box_mean(spec, |c| land[c], reach(m));
            (0..spec.len()).map(|c| land[c] - around[c]).collect()
        });
        let cover = (0..spec.len())
            .map(|cell| match county.cover[cell] {
                Cover::Water => neighbours(spec, cell)
                    .filter(|n| county.cover[*n] != Cover::Water)
                    .min_by(|a, b| {
                        spec.centre(*a)
                            .distance_m(spec.centre(cell))
                            .total_cmp(&spec.centre(*b).distance_m(spec.centre(cell)))
                    })
                    .map_or(Cover::Water, |n| county.cover[n]),
                cover => cover,
            })
            .collect();
        let open_water = open.iter().map(|w| f32::from(u8::from(*w))).collect();
        Self { county, slope: [east, south], cover, open_water, stand }
    }

    fn colour(&self, p: Point) -> [f32; 3] {
        let spec = &self.county.spec;
        let slope = [spec.between(&self.slope[0], p), spec.between(&self.slope[1], p)];
        let water = cover_share(spec.between(&self.open_water, p), spec.cell_m);
        let land = if water < 1.0 { self.land(p, slope) } else { [0.0; 3] };
        if water <= 0.0 {
            return land;
        }
        let depth = spec.between(&self.county.base_depth_m, p);
        let wave = 0.012 * (lattice(p, 900.0, 71) + lattice(p, 330.0, 72) - 1.0);
        let deep = ((depth - 1.0) / 5.0).clamp(0.0, 1.0);
        let blue = mix([0.56, 0.71, 0.78], [0.33, 0.52, 0.66], deep).map(|v| v + wave);
        mix(land, blue, water)
    }

    /// Colour of dry land: cover, parcels, shade.
    fn land(&self, p: Point, slope: [f32; 2]) -> [f32; 3] {
        let spec = &self.county.spec;
        // The border between two covers wavers within a cell.
        let waver =
            |seed| (lattice(p, 110.0, seed) + 0.5 * lattice(p, 45.0, seed + 1) - 0.75) * 1.5 * spec.cell_m;
        let cell = spec.cell_at(Point { x_m: p.x_m + waver(11), y_m: p.y_m + waver(21) });
        let mut colour = cover_colour(self.cover[cell], p);
        let stand = spec.between(&self.stand[1], p);
        // Hollows are moist and dark, crests dry and light.
        let dry = (stand / 90.0).clamp(-1.0, 1.0);
        colour =
            mix(colour, if dry > 0.0 { [0.80, 0.78, 0.62] } else { [0.30, 0.42, 0.33] }, 0.22 * dry.abs());
        let light = self.light(p, slope);
        // Lit slopes turn warm, shaded ones cool.
        let warmth = 0.035 * (light - 1.0);
        [colour[0] * light + warmth, colour[1] * light, colour[2] * light - 1.2 * warmth]
    }

    /// Brightness by slope, 1 on the level. Gentle slopes are drawn out, steep ones held back; two lamps, the main one
    /// from the north-west.
    fn light(&self, p: Point, slope: [f32; 2]) -> f32 {
        let size = (slope[0] * slope[0] + slope[1] * slope[1]).sqrt();
        let drawn = 2.6 / (1.0 + 3.2 * size) + 3.0 / (1.0 + 60.0 * size);
        let (gx, gy) = (slope[0] * drawn, slope[1] * drawn);
        let length = (1.0 + gx * gx + gy * gy).sqrt();
        let lamp = |x: f32, y: f32, z: f32| ((-gx * x - gy * y + z) / length).max(0.0) / z;
        let main = lamp(-0.5, -0.55, 0.67);
        let second = lamp(-0.75, 0.15, 0.64);
        let hollow = (self.county.spec.between(&self.stand[0], p) / 22.0).clamp(-1.0, 1.0);
        (0.30 + 0.52 * main + 0.18 * second + 0.07 * hollow).clamp(0.35, 1.32)
    }
}

/// Colour of a cover at a point, with its texture.
pub fn cover_colour(cover: Cover, p: Point) -> [f32; 3] {
    let base = match cover {
        Cover::Water => [0.56, 0.71, 0.70],
        Cover::Paddy => [0.70, 0.77, 0.53],
        Cover::DryField => [0.80, 0.76, 0.56],
        Cover::Orchard => [0.63, 0.71, 0.46],
        Cover::MassonPine => [0.43, 0.55, 0.38],
        Cover::ChineseFir => [0.37, 0.51, 0.37],
        Cover::Broadleaf => [0.42, 0.57, 0.35],
        Cover::Bamboo => [0.51, 0.62, 0.38],
        Cover::Shrub => [0.57, 0.63, 0.43],
        Cover::Grass => [0.70, 0.73, 0.54],
        Cover::Bare => [0.82, 0.78, 0.66],
        Cover::BuiltUp => [0.80, 0.74, 0.66],
        Cover::Burnt => [0.42, 0.37, 0.33],
    };
    match cover {
        Cover::Paddy | Cover::DryField | Cover::Orchard => {
            let (parcel, edge) = parcel(p, 190.0, 95.0, 31);
            let (big, _) = parcel_at(p, 900.0, 32);
            let tone = 0.075 * (part(parcel, 0) - 0.5) + 0.05 * (part(big, 0) - 0.5);
            let ripe = part(parcel, 10) * 0.6 + part(big, 10) * 0.4;
            let other = if cover == Cover::Paddy { [0.78, 0.79, 0.50] } else { [0.72, 0.74, 0.50] };
            let colour = mix(base, other, ripe * 0.7).map(|v| v + tone);
            // Bunds and hedges between parcels.
            mix(colour, [0.52, 0.60, 0.40], 0.33 * (1.0 - edge))
        }
        Cover::MassonPine | Cover::ChineseFir | Cover::Broadleaf | Cover::Bamboo | Cover::Shrub => {
            let crowns = lattice(p, 34.0, 41) - 0.5;
            let stands = lattice(p, 260.0, 42) - 0.5;
            base.map(|v| v * (1.0 + 0.13 * crowns + 0.16 * stands))
        }
        Cover::BuiltUp => {
            let (house, edge) = parcel(p, 46.0, 32.0, 51);
            let roof = match house % 5 {
                0 => [0.62, 0.44, 0.37],
                1 => [0.55, 0.56, 0.58],
                2 => [0.90, 0.87, 0.82],
                _ => [0.72, 0.62, 0.55],
            };
            if part(house, 12) < 0.62 { mix(base, roof, (1.4 * edge - 0.2).clamp(0.0, 1.0)) } else { base }
        }
        _ => {
            let tone = 0.05 * (lattice(p, 130.0, 61) - 0.5);
            base.map(|v| v + tone)
        }
    }
}

/// A point moved a little, by less than a cell, so that brooks drawn from cells wind as brooks do.
pub fn wind(p: Point) -> Point {
    let by = |seed| 90.0 * (lattice(p, 260.0, seed) - 0.5) + 34.0 * (lattice(p, 95.0, seed + 1) - 0.5);
    Point { x_m: p.x_m + by(81), y_m: p.y_m + by(91) }
}

/// A soft-edged share of water from the interpolated mask.
fn cover_share(mask: f32, cell_m: f32) -> f32 {
    ((mask - 0.5) * (cell_m / 14.0) + 0.5).clamp(0.0, 1.0)
}

fn neighbours(spec: &GridSpec, cell: usize) -> impl Iterator<Item = usize> + use<> {
    let (row, col) = spec.row_col(cell);
    let spec = *spec;
    (row.saturating_sub(3)..(row + 4).min(spec.rows))
        .flat_map(move |r| (col.saturating_sub(3)..(col + 4).min(spec.cols)).map(move |c| r * spec.cols + c))
}

/// A well-mixed number for a lattice point: what texture is made of. Not a random draw of the simulation.
fn hash(x: i32, y: i32, seed: u32) -> u32 {
    let mut h = (x as u32).wrapping_mul(0x9E37_79B1)
        ^ (y as u32).wrapping_mul(0x85EB_CA77)
        ^ seed.wrapping_mul(0xC2B2_AE3D);
    h = (h ^ (h >> 16)).wrapping_mul(0x7FEB_352D);
    h = (h ^ (h >> 15)).wrapping_mul(0x846C_A68B);
    h ^ (h >> 16)
}

/// Ten bits of a hash from `shift` on, as 0 to 1.
fn part(hash: u32, shift: u32) -> f32 {
    (hash >> shift & 1023) as f32 * (1.0 / 1023.0)
}

/// Smooth value noise, 0 to 1.
fn lattice(p: Point, wave_m: f32, seed: u32) -> f32 {
    let (x, y) = (p.x_m / wave_m, p.y_m / wave_m);
    let (x0, y0) = (x.floor(), y.floor());
    let ease = |t: f32| t * t * (3.0 - 2.0 * t);
    let (tx, ty) = (ease(x - x0), ease(y - y0));
    let at = |dx: i32, dy: i32| part(hash(x0 as i32 + dx, y0 as i32 + dy, seed), 3);
    let upper = at(0, 0) + (at(1, 0) - at(0, 0)) * tx;
    let lower = at(0, 1) + (at(1, 1) - at(0, 1)) * tx;
    upper + (lower - upper) * ty
}

/// The parcel of land at a point, long and narrow, turned from district to district: its number, and how far inside
/// it the point lies, 0 at its edge to 1 within.
fn parcel(p: Point, length_m: f32, width_m: f32, seed: u32) -> (u32, f32) {
    let (district, _) = parcel_at(p, 1_100.0, seed + 7);
    // A slope as the tangent of half the angle gives a turned frame without transcendental functions.
    let t = 2.0 * part(district, 11) - 1.0;
    let (sin, cos) = (2.0 * t / (1.0 + t * t), (1.0 - t * t) / (1.0 + t * t));
    let q = Point { x_m: (p.x_m * cos + p.y_m * sin) / length_m, y_m: (p.y_m * cos - p.x_m * sin) / width_m };
    voronoi(q, seed)
}

fn parcel_at(p: Point, size_m: f32, seed: u32) -> (u32, f32) {
    voronoi(Point { x_m: p.x_m / size_m, y_m: p.y_m / size_m }, seed)
}

/// The site of a jittered unit lattice nearest to a point, and a measure of the distance to the border.
fn voronoi(q: Point, seed: u32) -> (u32, f32) {
    let (x0, y0) = (q.x_m.floor() as i32, q.y_m.floor() as i32);
    let (mut best, mut second, mut owner) = (f32::INFINITY, f32::INFINITY, 0);
    for dy in -1..=1 {
        for dx in -1..=1 {
            let site = hash(x0 + dx, y0 + dy, seed);
            let sx = (x0 + dx) as f32 + 0.15 + 0.7 * part(site, 0);
            let sy = (y0 + dy) as f32 + 0.15 + 0.7 * part(site, 10);
            let square = (sx - q.x_m) * (sx - q.x_m) + (sy - q.y_m) * (sy - q.y_m);
            if square < best {
                (second, best, owner) = (best, square, site);
            } else {
                second = second.min(square);
            }
        }
    }
    // Mixed again, so that a parcel's looks do not follow from its place.
    (hash(owner as i32, 0, seed), ((second.sqrt() - best.sqrt()) * 5.0).clamp(0.0, 1.0))
}
