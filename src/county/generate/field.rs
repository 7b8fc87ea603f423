//! Smooth random fields over the map.

use crate::num::{Draw, Point};
use noise::{NoiseFn, Perlin};

/// A gradient-noise field with its own random key.
pub struct Field {
    perlin: Perlin,
    wave_m: f64,
    octaves: u32,
}

impl Field {
    /// A field whose largest features are about `wave_m` long; each further octave is half as long and high.
    pub fn new(draw: Draw, wave_m: f32, octaves: u32) -> Self {
        Self { perlin: Perlin::new((draw.bits() >> 32) as u32), wave_m: f64::from(wave_m), octaves }
    }

    /// Fractal sum, about −1 to 1.
    pub fn at(&self, p: Point) -> f32 {
        self.sum(p, |n| n) * 1.4
    }

    /// Ridges: sharp crests near 1, wide hollows near 0.
    pub fn ridges(&self, p: Point) -> f32 {
        self.sum(p, |n| 1.0 - 2.0 * n.abs()).clamp(0.0, 1.0)
    }

    fn sum(&self, p: Point, shape: impl Fn(f64) -> f64) -> f32 {
        let (mut sum, mut share, mut total, mut scale) = (0.0, 1.0, 0.0, 1.0 / self.wave_m);
        for octave in 0..self.octaves {
            // The lattice is shifted per octave: gradient noise is zero at lattice points.
            let shift = 0.37 + 17.3 * f64::from(octave);
            sum += share
                * shape(
                    self.perlin.get([f64::from(p.x_m) * scale + shift, f64::from(p.y_m) * scale - shift]),
                );
            total += share;
            share *= 0.5;
            scale *= 2.03;
        }
        (sum / total) as f32
    }
}
