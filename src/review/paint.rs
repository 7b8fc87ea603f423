//! Pixels of the maps: the land as one pale picture, and the water over it as small pictures with clear
//! ground, so that the land is in the file once.

use crate::{
    county::{County, picture},
    drill::record::MapFrame,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use std::io;

/// Longer side of the picture of the land, pixels.
const LAND_PX: usize = 1000;
/// Share of white mixed into the land, so that water and names stand out.
const PALE: f32 = 0.40;
/// Share of grey mixed into the land's colours before: blue is for water.
const GREY: f32 = 0.30;
/// Depth of one unit of a [`MapFrame`], m.
const UNIT_M: f32 = 0.05;
/// Rise over low flow from which ground counts as flooded, m.
pub const LEAST_M: f32 = 0.15;

/// Depth classes: from this depth on, m, in this colour. One hue from light to dark, so that they are
/// told apart without colour sight and in grey.
pub const CLASSES: [(f32, [u8; 3]); 4] =
    [(LEAST_M, [158, 202, 225]), (0.5, [78, 150, 204]), (1.5, [24, 92, 168]), (3.0, [8, 40, 98])];

/// Colour of debris: its class comes after those of the water.
pub const DEBRIS: [u8; 3] = [122, 78, 42];

/// Burnt ground, and what burns: the classes after debris.
pub const BURNT: [[u8; 3]; 2] = [[46, 38, 36], [232, 96, 24]];

/// The county without water beyond low flow, as a data address.
///
/// # Errors
/// The picture cannot be encoded.
pub fn land(county: &County) -> io::Result<String> {
    let mut picture = picture::render(county, LAND_PX);
    for pixel in picture.rgb.chunks_exact_mut(3) {
        let grey = 0.3 * f32::from(pixel[0]) + 0.59 * f32::from(pixel[1]) + 0.11 * f32::from(pixel[2]);
        for value in pixel {
            let muted = f32::from(*value) * (1.0 - GREY) + grey * GREY;
            *value = (muted * (1.0 - PALE) + 255.0 * PALE) as u8;
        }
    }
    Ok(address(&picture.to_png()?))
}

/// The water of a frame beyond low flow, debris and fire, as a data address.
///
/// # Errors
/// The picture cannot be encoded.
pub fn water(county: &County, frame: &MapFrame) -> io::Result<String> {
    let mut palette = vec![0, 0, 0];
    palette.extend(CLASSES.iter().flat_map(|(_, rgb)| rgb));
    palette.extend(DEBRIS);
    palette.extend(BURNT.iter().flatten());
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, frame.cols as u32, frame.rows as u32);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette);
    // The first colour is clear, all others opaque.
    encoder.set_trns(vec![0u8]);
    encoder.write_header()?.write_image_data(&classes(county, frame))?;
    Ok(address(&bytes))
}

/// Class of each cell of a frame: zero where there is neither flood nor debris nor fire.
fn classes(county: &County, frame: &MapFrame) -> Vec<u8> {
    let spec = &county.spec;
    let cells = (0..frame.rows * frame.cols).map(|i| {
        if frame.fire[i] > 0 {
            return CLASSES.len() as u8 + 1 + frame.fire[i];
        }
        if frame.debris[i] {
            return CLASSES.len() as u8 + 1;
        }
        let (row, col) = (i / frame.cols * 2, i % frame.cols * 2);
        let base = [(0, 0), (0, 1), (1, 0), (1, 1)]
            .map(|(r, c)| county.base_depth_m[spec.index(row + r, col + c)])
            .into_iter()
            .fold(0.0, f32::max);
        let depth = f32::from(frame.depth[i]) * UNIT_M;
        // A river in its bed stays as the map shows it, however deep.
        class(depth - base)
    });
    cells.collect()
}

fn class(rise_m: f32) -> u8 {
    // Half a unit of slack: depths were rounded down to whole units.
    CLASSES.iter().filter(|(from, _)| rise_m > from - 0.5 * UNIT_M).count() as u8
}

fn address(png: &[u8]) -> String {
    format!("data:image/png;base64,{}", BASE64_STANDARD.encode(png))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depths_fall_into_their_classes() {
        assert_eq!([0.0, 0.1, 0.15, 0.45, 0.5, 1.45, 1.5, 3.0, 9.0].map(class), [0, 0, 1, 1, 2, 2, 3, 4, 4]);
    }
}
