//! A canvas in linear steps of display colour, with anti-aliased strokes in map metres.

use super::Picture;
use crate::num::Point;

/// A colour, 0 to 1 per channel, and how much it covers.
#[derive(Clone, Copy, Debug)]
pub struct Ink {
    pub rgb: [f32; 3],
    pub alpha: f32,
}

pub struct Canvas {
    pub width: usize,
    pub height: usize,
    /// Map metres per pixel.
    pub pixel_m: f32,
    pub rgb: Vec<[f32; 3]>,
    /// Coverage of the strokes drawn since ink was last laid on.
    mask: Vec<f32>,
    touched: Vec<u32>,
}

impl Canvas {
    pub fn new(width: usize, height: usize, pixel_m: f32, rgb: Vec<[f32; 3]>) -> Self {
        Self { width, height, pixel_m, rgb, mask: vec![0.0; width * height], touched: Vec::new() }
    }

    /// Draw a line of a half width, m; it shows when ink is laid on.
    pub fn stroke(&mut self, line: &[Point], half_m: f32) {
        self.stroke_by(line, |_| half_m);
    }

    /// Draw a line whose half width in metres is given per point.
    pub fn stroke_by(&mut self, line: &[Point], half_m: impl Fn(usize) -> f32) {
        for (k, pair) in line.windows(2).enumerate() {
            self.segment(pair[0], pair[1], half_m(k) / self.pixel_m);
        }
    }

    fn segment(&mut self, a: Point, b: Point, half: f32) {
        let scale = 1.0 / self.pixel_m;
        let (ax, ay, bx, by) = (a.x_m * scale, a.y_m * scale, b.x_m * scale, b.y_m * scale);
        let low = |v: f32| (v - half - 1.0).max(0.0) as usize;
        let high = |v: f32, n: usize| ((v + half + 2.0).max(0.0) as usize).min(n);
        let (dx, dy) = (bx - ax, by - ay);
        let square = (dx * dx + dy * dy).max(1e-9);
        for y in low(ay.min(by))..high(ay.max(by), self.height) {
            for x in low(ax.min(bx))..high(ax.max(bx), self.width) {
                let (px, py) = (x as f32 + 0.5 - ax, y as f32 + 0.5 - ay);
                let t = ((px * dx + py * dy) / square).clamp(0.0, 1.0);
                let (ex, ey) = (px - t * dx, py - t * dy);
                let cover = (half + 0.5 - (ex * ex + ey * ey).sqrt()).clamp(0.0, 1.0).min(2.0 * half);
                self.cover(x as isize, y as isize, cover);
            }
        }
    }

    /// Mark a share of a pixel; it shows when ink is laid on. Pixels outside are left out.
    pub fn cover(&mut self, x: isize, y: isize, share: f32) {
        if x < 0 || y < 0 || x as usize >= self.width || y as usize >= self.height {
            return;
        }
        let i = y as usize * self.width + x as usize;
        if share > self.mask[i] {
            if self.mask[i] == 0.0 {
                self.touched.push(i as u32);
            }
            self.mask[i] = share;
        }
    }

    /// Fill a rectangle of whole pixels: left, top, width, height.
    pub fn fill(&mut self, [left, top, width, height]: [usize; 4], ink: Ink) {
        for y in top..(top + height).min(self.height) {
            for x in left..(left + width).min(self.width) {
                let at = &mut self.rgb[y * self.width + x];
                *at = mix(*at, ink.rgb, ink.alpha);
            }
        }
    }

    /// Lay another canvas on this one, its upper left corner at (left, top).
    pub fn paste(&mut self, other: &Canvas, left: usize, top: usize) {
        for (y, row) in other.rgb.chunks(other.width.max(1)).enumerate() {
            for (x, colour) in row.iter().enumerate() {
                if let Some(at) = self.rgb.get_mut((top + y) * self.width + left + x)
                    && left + x < self.width
                {
                    *at = *colour;
                }
            }
        }
    }

    /// Lay ink on everything drawn since the last time.
    pub fn ink(&mut self, ink: Ink) {
        for i in self.touched.drain(..) {
            let i = i as usize;
            self.rgb[i] = mix(self.rgb[i], ink.rgb, self.mask[i] * ink.alpha);
            self.mask[i] = 0.0;
        }
    }

    pub fn finish(self) -> Picture {
        let rgb = self.rgb.iter().flatten().map(|v| (v.clamp(0.0, 1.0) * 255.0 + 0.5) as u8).collect();
        Picture { width: self.width, height: self.height, rgb }
    }
}

/// Blend of two colours.
pub fn mix(a: [f32; 3], b: [f32; 3], share: f32) -> [f32; 3] {
    [0, 1, 2].map(|k| a[k] + (b[k] - a[k]) * share)
}
