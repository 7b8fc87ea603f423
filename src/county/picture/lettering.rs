//! Words on the canvas: outlines of the program's own font, each letter at its own place and angle, over a halo.

use super::canvas::{Canvas, Ink};
use ab_glyph::{Font, FontRef, OutlineCurve, Point as Spot, point};
use ab_glyph_rasterizer::Rasterizer;

/// The program's font.
pub struct Lettering {
    font: FontRef<'static>,
}

/// A letter and where it stands: the left end of its base line in pixels of the canvas, and the direction that it
/// runs in as (cosine, sine), y down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Letter {
    pub letter: char,
    pub x: f32,
    pub y: f32,
    pub along: (f32, f32),
}

/// How letters look: size of the em in pixels, the ink, and the halo with its radius in pixels.
#[derive(Clone, Copy, Debug)]
pub struct Hand {
    pub size: f32,
    pub ink: Ink,
    pub halo: Option<(Ink, f32)>,
}

impl Lettering {
    pub fn new() -> Self {
        const BYTES: &[u8] = include_bytes!("../../../assets/fonts/SandTableSansSC-Regular.ttf");
        // The font is part of the program and a test draws with it: it cannot fail at a user's.
        Self { font: FontRef::try_from_slice(BYTES).unwrap_or_else(|e| unreachable!("{e}")) }
    }

    fn scale(&self, size: f32) -> f32 {
        size / self.font.units_per_em().unwrap_or(1000.0)
    }

    /// Width of a letter set at a size, pixels.
    pub fn advance(&self, letter: char, size: f32) -> f32 {
        self.font.h_advance_unscaled(self.font.glyph_id(letter)) * self.scale(size)
    }

    /// Width of a word set at a size, pixels.
    pub fn width(&self, word: &str, size: f32) -> f32 {
        word.chars().map(|letter| self.advance(letter, size)).sum()
    }

    /// The letters of a word on a straight level line that begins at (x, y).
    pub fn line(&self, word: &str, size: f32, x: f32, y: f32) -> Vec<Letter> {
        let mut x = x;
        word.chars()
            .map(|letter| {
                let here = Letter { letter, x, y, along: (1.0, 0.0) };
                x += self.advance(letter, size);
                here
            })
            .collect()
    }

    /// Write a word on a straight level line that begins at (x, y).
    pub fn write(&self, canvas: &mut Canvas, word: &str, x: f32, y: f32, hand: Hand) {
        self.draw(canvas, &self.line(word, hand.size, x, y), hand);
    }

    /// Draw letters where they stand.
    pub fn draw(&self, canvas: &mut Canvas, letters: &[Letter], hand: Hand) {
        let pad = 1.4 * hand.size + hand.halo.map_or(0.0, |h| h.1) + 2.0;
        let bound = |get: &dyn Fn(&Letter) -> f32| {
            letters
                .iter()
                .fold((f32::INFINITY, f32::NEG_INFINITY), |(a, b), l| (a.min(get(l)), b.max(get(l))))
        };
        if letters.is_empty() {
            return;
        }
        let ((x0, x1), (y0, y1)) = (bound(&|l| l.x), bound(&|l| l.y));
        let (left, top) = ((x0 - pad).floor(), (y0 - pad).floor());
        let (width, height) = ((x1 + pad - left).ceil() as usize, (y1 + pad - top).ceil() as usize);
        let mut raster = Rasterizer::new(width, height);
        let scale = self.scale(hand.size);
        for letter in letters {
            let (cos, sin) = letter.along;
            let place = |p: Spot| {
                let (x, y) = (p.x * scale, -p.y * scale);
                point(letter.x - left + x * cos - y * sin, letter.y - top + x * sin + y * cos)
            };
            let outline = self.font.outline(self.font.glyph_id(letter.letter));
            for curve in outline.iter().flat_map(|o| &o.curves) {
                match *curve {
                    OutlineCurve::Line(a, b) => raster.draw_line(place(a), place(b)),
                    OutlineCurve::Quad(a, b, c) => raster.draw_quad(place(a), place(b), place(c)),
                    OutlineCurve::Cubic(a, b, c, d) => {
                        raster.draw_cubic(place(a), place(b), place(c), place(d));
                    }
                }
            }
        }
        let mut cover = vec![0.0f32; width * height];
        raster.for_each_pixel(|i, share| cover[i] = share.clamp(0.0, 1.0));
        let mut lay = |ink: Ink, cover: &[f32]| {
            for (i, share) in cover.iter().enumerate().filter(|(_, share)| **share > 0.0) {
                canvas.cover(
                    left as isize + (i % width) as isize,
                    top as isize + (i / width) as isize,
                    *share,
                );
            }
            canvas.ink(ink);
        };
        if let Some((ink, radius)) = hand.halo {
            lay(ink, &spread(&cover, width, height, radius));
        }
        lay(hand.ink, &cover);
    }
}

/// Coverage spread over a disc of a radius in pixels.
fn spread(cover: &[f32], width: usize, height: usize, radius: f32) -> Vec<f32> {
    let reach = radius.ceil() as isize;
    let disc: Vec<(isize, isize, f32)> = (-reach..=reach)
        .flat_map(|dy| (-reach..=reach).map(move |dx| (dx, dy)))
        .map(|(dx, dy)| (dx, dy, (radius + 0.5 - ((dx * dx + dy * dy) as f32).sqrt()).clamp(0.0, 1.0)))
        .filter(|d| d.2 > 0.0)
        .collect();
    let mut out = vec![0.0f32; cover.len()];
    for (i, share) in cover.iter().enumerate().filter(|(_, share)| **share > 0.0) {
        let (x, y) = ((i % width) as isize, (i / width) as isize);
        for &(dx, dy, part) in &disc {
            let (x, y) = (x + dx, y + dy);
            if x >= 0 && y >= 0 && (x as usize) < width && (y as usize) < height {
                let at = &mut out[y as usize * width + x as usize];
                *at = at.max(share * part);
            }
        }
    }
    out
}
