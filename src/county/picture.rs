//! The county as a picture: a hill-shaded map tinted by land cover, with water, dykes, roads and settlements.
//! It serves as the printed map and, without the symbols, as the skin of the 3D map.

mod canvas;
mod ground;
mod lettering;
mod names;
mod sheet;

pub use sheet::sheet;

use super::{County, RoadClass};
use crate::num::Point;
use canvas::{Canvas, Ink};
use std::io;

/// A picture: rows from the north, three bytes (red, green, blue) per pixel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub width: usize,
    pub height: usize,
    pub rgb: Vec<u8>,
}

impl Picture {
    /// The picture as a PNG file.
    ///
    /// # Errors
    /// The width and height do not fit the data.
    pub fn to_png(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.write_header()?.write_image_data(&self.rgb)?;
        Ok(bytes)
    }
}

const STREAM: Ink = Ink { rgb: [0.40, 0.60, 0.74], alpha: 0.85 };
const RIVER: Ink = Ink { rgb: [0.37, 0.57, 0.72], alpha: 1.0 };
const RIVER_BANK: Ink = Ink { rgb: [0.72, 0.74, 0.60], alpha: 0.55 };
const DYKE: Ink = Ink { rgb: [0.42, 0.31, 0.22], alpha: 0.9 };
const DYKE_CROWN: Ink = Ink { rgb: [0.86, 0.76, 0.58], alpha: 0.9 };
const CASING: Ink = Ink { rgb: [0.45, 0.34, 0.25], alpha: 0.75 };
const COUNTY_ROAD: Ink = Ink { rgb: [0.93, 0.74, 0.42], alpha: 1.0 };
const TOWNSHIP_ROAD: Ink = Ink { rgb: [0.97, 0.93, 0.80], alpha: 0.95 };
const VILLAGE_ROAD: Ink = Ink { rgb: [0.95, 0.92, 0.84], alpha: 0.75 };
const DAM: Ink = Ink { rgb: [0.33, 0.30, 0.28], alpha: 1.0 };

/// The whole map, its longer side `max_size` pixels.
pub fn render(county: &County, max_size: usize) -> Picture {
    let mut canvas = base(county, max_size);
    symbols(county, &mut canvas);
    canvas.finish()
}

/// The map without symbols of places: the skin of the 3D map.
pub fn skin(county: &County, max_size: usize) -> Picture {
    base(county, max_size).finish()
}

fn base(county: &County, max_size: usize) -> Canvas {
    let mut canvas = ground::paint(county, max_size.max(16));
    let pixel_m = canvas.pixel_m;

    // Brooks are drawn wider than they are, or nobody would see them.
    for river in county.rivers.iter().filter(|r| !r.main) {
        let line: Vec<Point> = smooth(county, &river.cells, 5).into_iter().map(ground::wind).collect();
        let width =
            |k: usize| (0.5 * river.width_m[k.min(river.width_m.len() - 1)] + 7.0).max(0.42 * pixel_m);
        canvas.stroke_by(&line, width);
    }
    canvas.ink(STREAM);
    for river in county.rivers.iter().filter(|r| r.main) {
        let line = smooth(county, &river.cells, 4);
        let width = |k: usize| 0.5 * river.width_m[k.min(river.width_m.len() - 1)];
        canvas.stroke_by(&line, |k| width(k) + 35.0);
        canvas.ink(RIVER_BANK);
        canvas.stroke_by(&line, |k| width(k).max(0.8 * pixel_m));
        canvas.ink(RIVER);
    }

    for (ink, extra) in [(DYKE, 0.55), (DYKE_CROWN, 0.0)] {
        for dyke in &county.dykes {
            canvas.stroke(&ring(county, dyke), (14.0 + extra * 26.0f32).max((0.45 + extra) * pixel_m));
        }
        canvas.ink(ink);
    }
    for reservoir in &county.reservoirs {
        for wall in dam_cells(county, reservoir.dam) {
            canvas.stroke(&wall, (25.0f32).max(0.7 * pixel_m));
        }
    }
    canvas.ink(DAM);

    let roads = |canvas: &mut Canvas, class: RoadClass, half_m: f32, ink: Ink| {
        for road in county.roads.roads.iter().filter(|r| r.class == class) {
            canvas.stroke(&road.line, half_m);
        }
        canvas.ink(ink);
    };
    let wide = |m: f32, px: f32| m.max(px * pixel_m);
    roads(&mut canvas, RoadClass::Village, wide(7.0, 0.35), VILLAGE_ROAD);
    roads(&mut canvas, RoadClass::Township, wide(16.0, 0.85), Ink { alpha: 0.45, ..CASING });
    roads(&mut canvas, RoadClass::Township, wide(10.0, 0.5), TOWNSHIP_ROAD);
    roads(&mut canvas, RoadClass::County, wide(28.0, 1.35), CASING);
    roads(&mut canvas, RoadClass::County, wide(18.0, 0.85), COUNTY_ROAD);
    canvas
}

fn symbols(county: &County, canvas: &mut Canvas) {
    let pixel_m = canvas.pixel_m;
    for v in &county.villages {
        village(canvas, v.at, pixel_m);
    }
    for (t, township) in county.townships.iter().enumerate() {
        seat(canvas, township.seat, t == 0, pixel_m);
    }
}

const WHITE: Ink = Ink { rgb: [0.99, 0.98, 0.95], alpha: 1.0 };
const DARK: Ink = Ink { rgb: [0.25, 0.20, 0.18], alpha: 0.9 };

fn dot(canvas: &mut Canvas, at: Point, half_m: f32, ink: Ink) {
    canvas.stroke(&[at, at], half_m);
    canvas.ink(ink);
}

/// The sign of a village, `unit` metres to a pixel of the sign.
fn village(canvas: &mut Canvas, at: Point, unit: f32) {
    dot(canvas, at, 1.7 * unit, DARK);
    dot(canvas, at, 1.0 * unit, WHITE);
}

/// The sign of a township's seat, or of the county's.
fn seat(canvas: &mut Canvas, at: Point, county: bool, unit: f32) {
    let (radius, core) = if county { (7.5, [0.80, 0.16, 0.13]) } else { (5.2, [0.85, 0.36, 0.24]) };
    dot(canvas, at, radius * unit, DARK);
    dot(canvas, at, (radius - 1.2) * unit, WHITE);
    dot(canvas, at, (radius - 2.6) * unit, Ink { rgb: core, alpha: 1.0 });
}

/// A line through the centres of cells, smoothed `rounds` times.
fn smooth(county: &County, cells: &[u32], rounds: usize) -> Vec<Point> {
    let mut line: Vec<Point> = cells.iter().map(|c| county.spec.centre(*c as usize)).collect();
    for _ in 0..rounds {
        let old = line.clone();
        for k in 1..line.len().saturating_sub(1) {
            line[k] = old[k].lerp(old[k - 1].lerp(old[k + 1], 0.5), 0.6);
        }
    }
    line
}

/// The line of a dyke through the middles of its faces, smoothed and closed where it is a ring.
fn ring(county: &County, dyke: &super::Dyke) -> Vec<Point> {
    let spec = &county.spec;
    let mut line: Vec<Point> = dyke
        .stretches
        .iter()
        .flat_map(|s| &s.faces)
        .map(|face| {
            let centre = spec.centre(face.cell as usize);
            let half = 0.5 * spec.cell_m;
            match face.side {
                super::Side::East => Point { x_m: centre.x_m + half, ..centre },
                super::Side::South => Point { y_m: centre.y_m + half, ..centre },
            }
        })
        .collect();
    for _ in 0..3 {
        let (old, n) = (line.clone(), line.len());
        for k in 0..n {
            line[k] = old[k].lerp(old[(k + n - 1) % n].lerp(old[(k + 1) % n], 0.5), 0.6);
        }
    }
    line.extend(line.first().copied());
    line
}

/// Short strokes over the cells of a dam: neighbours of the dam's middle that stand at its crest.
fn dam_cells(county: &County, dam: Point) -> Vec<Vec<Point>> {
    let spec = &county.spec;
    let crest = county.ground_m[spec.cell_at(dam)];
    let (row, col) = spec.row_col(spec.cell_at(dam));
    let mut strokes = Vec::new();
    for (dr, dc) in [(0isize, 1isize), (1, 0), (1, 1), (1, -1)] {
        for sign in [1isize, -1] {
            let mut line = vec![dam];
            for k in 1..14isize {
                let (r, c) = (row.checked_add_signed(sign * k * dr), col.checked_add_signed(sign * k * dc));
                let Some((r, c)) = r.zip(c).filter(|(r, c)| *r < spec.rows && *c < spec.cols) else { break };
                if (county.ground_m[spec.index(r, c)] - crest).abs() > 0.01 {
                    break;
                }
                line.push(spec.centre(spec.index(r, c)));
            }
            if line.len() > 1 {
                strokes.push(line);
            }
        }
    }
    strokes
}
