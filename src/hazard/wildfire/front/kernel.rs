//! The front's arithmetic on a tile: the rate at which φ falls, by upwind differences.
//!
//! Written without branches over plain arrays, so that the compiler makes vector code of it; it is compiled for AVX2 as
//! well and chosen by the machine. No multiplication is fused with an addition, so the bits are the same.

/// Side of a tile, cells, and what the widest stencil reaches beyond it.
pub const LANES: usize = 8;
pub const REACH: usize = 2;
/// Places of a tile; of a row of it with its surroundings; of all those.
pub const TILE: usize = LANES * LANES;
pub const ROW: usize = LANES + 2 * REACH;
pub const PATCH: usize = ROW * ROW;

/// How an edge moves: with d = `ahead`·heading and M the ellipse's matrix, H(p) = d·p + √(p·M·p).
pub type Parts = ([f32; 2], [f32; 3]);

/// Places in and around a tile that are walls: not 0. As wide as φ, for vector code.
pub type Walls = [u32; PATCH];

/// Spreads of a tile, by their part: d and M.
pub type Spreads = [[f32; TILE]; 5];

/// φ below which a cell lies behind the front, and a gradient, per cell, that is level ground of φ: the speeds of wavelets
/// there do not bind the time step.
pub const BEHIND: f32 = -0.8;
const LEVEL: f32 = 1e-5;

/// The rate of each cell of a tile, by φ in and around it, where `walls` are no part of the fire; back comes the greatest
/// square of a wavelet's speed.
pub fn rates(phi: &[f32; PATCH], walls: Option<&Walls>, spreads: &Spreads, out: &mut [f32; TILE]) -> f32 {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2")]
        fn avx2<const WALLS: bool>(
            phi: &[f32; PATCH],
            walls: &Walls,
            spreads: &Spreads,
            out: &mut [f32; TILE],
        ) -> f32 {
            run::<WALLS>(phi, walls, spreads, out)
        }
        if std::is_x86_feature_detected!("avx2") {
            // SAFETY: the machine has just been seen to have AVX2.
            return unsafe {
                match walls {
                    Some(walls) => avx2::<true>(phi, walls, spreads, out),
                    None => avx2::<false>(phi, &[0; PATCH], spreads, out),
                }
            };
        }
    }
    run::<true>(phi, walls.unwrap_or(&[0; PATCH]), spreads, out)
}

#[inline(always)]
fn run<const WALLS: bool>(
    phi: &[f32; PATCH],
    walls: &Walls,
    spreads: &Spreads,
    out: &mut [f32; TILE],
) -> f32 {
    // Speeds are not negative, so their bits are in order, and whole numbers have a vector maximum.
    let mut fastest = 0u32;
    for row in 0..LANES {
        let at = |rows: usize, cols: usize| &phi[(row + rows) * ROW + cols..][..LANES];
        let (ww, w, c, e, ee) = (at(2, 0), at(2, 1), at(2, 2), at(2, 3), at(2, 4));
        let (nn, n, s, ss) = (at(0, 2), at(1, 2), at(3, 2), at(4, 2));
        let wall = |rows: usize, cols: usize| &walls[(row + rows) * ROW + cols..][..LANES];
        let (ww_, w_, e_, ee_) = (wall(2, 0), wall(2, 1), wall(2, 3), wall(2, 4));
        let (nn_, n_, s_, ss_) = (wall(0, 2), wall(1, 2), wall(3, 2), wall(4, 2));
        let own = |part: usize| &spreads[part][row * LANES..][..LANES];
        let (dx, dy, xx, xy, yy) = (own(0), own(1), own(2), own(3), own(4));
        let out = &mut out[row * LANES..][..LANES];
        for i in 0..LANES {
            let (d, m) = ([dx[i], dy[i]], [xx[i], xy[i], yy[i]]);
            // Into a wall φ goes on as it rises; it never comes out of one.
            let off = |far: f32, wall: u32, near: f32, behind: f32| {
                if WALLS && wall != 0 { near + at_least_0(near - behind) } else { far }
            };
            let c_w = if WALLS && w_[i] != 0 { c[i] } else { w[i] };
            let c_e = if WALLS && e_[i] != 0 { c[i] } else { e[i] };
            let c_n = if WALLS && n_[i] != 0 { c[i] } else { n[i] };
            let c_s = if WALLS && s_[i] != 0 { c[i] } else { s[i] };
            let (w, e) = (off(w[i], w_[i], c[i], c_e), off(e[i], e_[i], c[i], c_w));
            let (n, s) = (off(n[i], n_[i], c[i], c_s), off(s[i], s_[i], c[i], c_n));
            let (ww, ee) = (off(ww[i], ww_[i] | w_[i], w, c[i]), off(ee[i], ee_[i] | e_[i], e, c[i]));
            let (nn, ss) = (off(nn[i], nn_[i] | n_[i], n, c[i]), off(ss[i], ss_[i] | s_[i], s, c[i]));
            let (v, _) = wavelet([e - w, s - n], (d, m));
            let gx = upwind(v[0], [ww, w, c[i], e, ee]);
            let gy = upwind(v[1], [nn, n, c[i], s, ss]);
            let (v, size) = wavelet([gx, gy], (d, m));
            out[i] = at_least_0(d[0] * gx + d[1] * gy + size);
            let speed = (v[0] * v[0] + v[1] * v[1]) / (size * size);
            let counts = size > 0.0 && c[i] > BEHIND && gx * gx + gy * gy > LEVEL * LEVEL;
            fastest = fastest.max(if counts { speed.to_bits() } else { 0 });
        }
    }
    f32::from_bits(fastest)
}

/// Direction in which the edge moves at a place of a patch; none where φ is level.
pub fn direction(phi: &[f32; PATCH], place: usize, parts: Parts) -> [f32; 2] {
    let along =
        |step: usize| [place - 2 * step, place - step, place, place + step, place + 2 * step].map(|p| phi[p]);
    let (x, y) = (along(1), along(ROW));
    let (v, _) = wavelet([x[3] - x[1], y[3] - y[1]], parts);
    let (gx, gy) = (upwind(v[0], x), upwind(v[1], y));
    let size = (gx * gx + gy * gy).sqrt();
    if size > 0.0 { [gx / size, gy / size] } else { [0.0, 0.0] }
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

/// H(p).
#[inline(always)]
pub fn rate(p: [f32; 2], (d, m): Parts) -> f32 {
    at_least_0(d[0] * p[0] + d[1] * p[1] + root(p, m).1)
}

/// Velocity of the wavelet that carries an edge with this outward direction, ∂H/∂p, times the number that comes second.
#[inline(always)]
pub fn wavelet(p: [f32; 2], ([dx, dy], m): Parts) -> ([f32; 2], f32) {
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
