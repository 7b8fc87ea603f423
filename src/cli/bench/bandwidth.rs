//! What the memory of this machine can move: the triad of McCalpin's STREAM, for shares beside it.

use super::with_threads;
use crate::cli::Failure;
use rayon::prelude::*;
use std::time::Instant;

/// Length of each of the three arrays, values: together far larger than any cache.
const LEN: usize = 16 << 20;
const ROUNDS: usize = 5;

/// Bytes per second read and written by `a = b + s·c` on f32 arrays, the best of a few rounds.
pub fn triad_bytes_s(threads: usize) -> Result<f64, Failure> {
    with_threads(threads, || {
        let (b, c) = (vec![1.0f32; LEN], vec![2.0f32; LEN]);
        let mut a = vec![0.0f32; LEN];
        let mut best = f64::INFINITY;
        for round in 0..ROUNDS {
            let s = round as f32;
            let start = Instant::now();
            a.par_chunks_mut(1 << 16).zip(b.par_chunks(1 << 16)).zip(c.par_chunks(1 << 16)).for_each(
                |((a, b), c)| {
                    for ((a, b), c) in a.iter_mut().zip(b).zip(c) {
                        *a = b + s * c;
                    }
                },
            );
            best = best.min(start.elapsed().as_secs_f64());
        }
        std::hint::black_box(&a);
        3.0 * 4.0 * LEN as f64 / best
    })
}
