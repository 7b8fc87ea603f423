//! Smooth random fields over the map.

use super::near::lerp;
use crate::num::{Draw, GridSpec, Point};
use noise::{NoiseFn, Perlin};
use rayon::prelude::*;

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

    /// [`Field::at`] at every cell of a raster, blended between knots.
    pub fn raster(&self, spec: &GridSpec) -> Vec<f32> {
        let smallest_m = self.wave_m as f32 / (1u32 << (self.octaves - 1)) as f32;
        raster(spec, smallest_m, |p| self.at(p))
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

/// A smooth function of place at every cell: reckoned on every few cells, three or four to its smallest feature, and
/// blended between them.
pub fn raster(spec: &GridSpec, smallest_m: f32, at: impl Fn(Point) -> f32 + Sync) -> Vec<f32> {
    let step = ((smallest_m / (3.5 * spec.cell_m)) as usize).clamp(1, 16);
    if step == 1 {
        return (0..spec.len()).into_par_iter().map(|c| at(spec.centre(c))).collect();
    }
    let (rows, cols) = (spec.rows.div_ceil(step) + 1, spec.cols.div_ceil(step) + 1);
    let place = |k: usize| ((k * step) as f32 + 0.5) * spec.cell_m;
    let knots: Vec<f32> = (0..rows * cols)
        .into_par_iter()
        .map(|k| at(Point { x_m: place(k % cols), y_m: place(k / cols) }))
        .collect();
    let mut out = vec![0.0; spec.len()];
    out.par_chunks_mut(spec.cols).enumerate().for_each(|(row, out)| {
        let (top, down) = (row / step * cols, (row % step) as f32 / step as f32);
        let edge: Vec<f32> = (0..cols).map(|c| lerp(knots[top + c], knots[top + cols + c], down)).collect();
        for (col, out) in out.iter_mut().enumerate() {
            *out = lerp(edge[col / step], edge[col / step + 1], (col % step) as f32 / step as f32);
        }
    });
    out
}
