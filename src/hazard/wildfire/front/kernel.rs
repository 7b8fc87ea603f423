//! The front's arithmetic on a run of cells: the rate at which φ falls, by upwind differences.
//!
//! Written without branches over plain slices, so that the compiler makes vector code of it; it is compiled for AVX2 as
//! well and chosen by the machine. No multiplication is fused with an addition, so the bits are the same.

/// φ below which a cell lies behind the front, and a gradient, per cell, that is level ground of φ: the speeds of wavelets
/// there do not bind the time step.
const BEHIND: f32 = -0.8;
const LEVEL: f32 = 1e-5;

/// Spread of every cell, by its part: with d = `ahead`·heading and M the ellipse's matrix, H(p) = d·p + √(p·M·p).
#[derive(Clone, Debug, Default)]
pub struct Spreads {
    pub dx: Vec<f32>,
    pub dy: Vec<f32>,
    pub xx: Vec<f32>,
    pub xy: Vec<f32>,
    pub yy: Vec<f32>,
}

impl Spreads {
    pub fn new(cells: usize) -> Spreads {
        let zeros = || vec![0.0; cells];
        Spreads { dx: zeros(), dy: zeros(), xx: zeros(), xy: zeros(), yy: zeros() }
    }
}

/// The rate of each cell of a run that begins at `start`, cells of φ per `1 / spread`, into `out`; back comes the greatest
/// square of a wavelet's speed in what has not quite burnt.
pub fn rates(phi: &[f32], stride: usize, start: usize, spreads: &Spreads, out: &mut [f32]) -> f32 {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2")]
        fn avx2(phi: &[f32], stride: usize, start: usize, spreads: &Spreads, out: &mut [f32]) -> f32 {
            run(phi, stride, start, spreads, out)
        }
        if std::is_x86_feature_detected!("avx2") {
            // SAFETY: the machine has just been seen to have AVX2.
            return unsafe { avx2(phi, stride, start, spreads, out) };
        }
    }
    run(phi, stride, start, spreads, out)
}

#[inline(always)]
fn run(phi: &[f32], stride: usize, start: usize, spreads: &Spreads, out: &mut [f32]) -> f32 {
    let count = out.len();
    let at = |from: usize| &phi[from..from + count];
    let (ww, w, c, e, ee) = (at(start - 2), at(start - 1), at(start), at(start + 1), at(start + 2));
    let (nn, n) = (at(start - 2 * stride), at(start - stride));
    let (s, ss) = (at(start + stride), at(start + 2 * stride));
    let (dx, dy) = (&spreads.dx[start..start + count], &spreads.dy[start..start + count]);
    let (xx, xy) = (&spreads.xx[start..start + count], &spreads.xy[start..start + count]);
    let yy = &spreads.yy[start..start + count];
    // Speeds are not negative, so their bits are in order, and whole numbers have a vector maximum.
    let mut fastest = 0u32;
    for i in 0..count {
        let m = [xx[i], xy[i], yy[i]];
        let d = [dx[i], dy[i]];
        let (v, _) = wavelet([e[i] - w[i], s[i] - n[i]], d, m);
        let gx = upwind(v[0], [ww[i], w[i], c[i], e[i], ee[i]]);
        let gy = upwind(v[1], [nn[i], n[i], c[i], s[i], ss[i]]);
        let (v, size) = wavelet([gx, gy], d, m);
        out[i] = at_least_0(d[0] * gx + d[1] * gy + size);
        let speed = (v[0] * v[0] + v[1] * v[1]) / (size * size);
        let counts = size > 0.0 && c[i] > BEHIND && gx * gx + gy * gy > LEVEL * LEVEL;
        fastest = fastest.max(if counts { speed.to_bits() } else { 0 });
    }
    f32::from_bits(fastest)
}

/// Direction in which the edge moves at a place, and its rate there, m/s; no direction where φ is level.
pub fn passage(phi: &[f32], stride: usize, place: usize, spreads: &Spreads) -> ([f32; 2], f32) {
    let d = [spreads.dx[place], spreads.dy[place]];
    let m = [spreads.xx[place], spreads.xy[place], spreads.yy[place]];
    let along =
        |step: usize| [place - 2 * step, place - step, place, place + step, place + 2 * step].map(|p| phi[p]);
    let (x, y) = (along(1), along(stride));
    let (v, _) = wavelet([x[3] - x[1], y[3] - y[1]], d, m);
    let (gx, gy) = (upwind(v[0], x), upwind(v[1], y));
    let size = (gx * gx + gy * gy).sqrt();
    let to = if size > 0.0 { [gx / size, gy / size] } else { [0.0, 0.0] };
    (to, d[0] * to[0] + d[1] * to[1] + root(to, m).1)
}

#[inline(always)]
fn at_least_0(x: f32) -> f32 {
    if x > 0.0 { x } else { 0.0 }
}

/// M·p and √(p·M·p).
#[inline(always)]
fn root([px, py]: [f32; 2], [xx, xy, yy]: [f32; 3]) -> ([f32; 2], f32) {
    let (qx, qy) = (xx * px + xy * py, xy * px + yy * py);
    ([qx, qy], at_least_0(qx * px + qy * py).sqrt())
}

/// Velocity of the wavelet that carries an edge with this outward direction, ∂H/∂p, times the number that comes second.
#[inline(always)]
pub fn wavelet(p: [f32; 2], [dx, dy]: [f32; 2], m: [f32; 3]) -> ([f32; 2], f32) {
    let ([qx, qy], size) = root(p, m);
    ([dx * size + qx, dy * size + qy], size)
}

/// Difference of φ over a cell along an axis, from the side that the wavelets come from, second order with a limiter. The
/// formula is the same from both sides: the limiter is symmetric.
#[inline(always)]
pub fn upwind(towards: f32, [ww, w, c, e, ee]: [f32; 5]) -> f32 {
    let (behind, before) = (c - w, e - c);
    let forward = towards > 0.0;
    let mid = if forward { behind } else { before };
    let other = if forward { before } else { behind };
    let far = if forward { w - ww } else { ee - e };
    let found = mid + limited(mid, other) - limited(far, mid);
    // The crest of an unburnt strip, which fire reaches from both sides, or the middle of a young fire.
    if towards == 0.0 { at_least_0(behind) } else { found }
}

/// Half of the superbee-limited difference (Roe 1986) of two neighbouring differences.
#[inline(always)]
fn limited(a: f32, b: f32) -> f32 {
    let (x, y) = (a.abs(), b.abs());
    let (low, high) = if x < y { (x, y) } else { (y, x) };
    // max(min(2x, y), min(x, 2y)) is min(2·low, high).
    let size = if 2.0 * low < high { 2.0 * low } else { high };
    if a * b > 0.0 { (0.5 * size).copysign(a) } else { 0.0 }
}
