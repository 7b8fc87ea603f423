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

/// Spreads of a row of a tile, by their part: d, M, and the inverses of its diagonal.
pub type Spreads = [[f32; LANES]; PARTS];
pub const PARTS: usize = 7;

/// φ below which a cell lies behind the front, and a gradient, per cell, that is level ground of φ: the speeds of wavelets
/// there do not bind the time step.
pub const BEHIND: f32 = -0.8;
/// The same in a tile of one spread: where that changes from cell to cell, what lies behind still sets the pace.
const PLAIN_BEHIND: f32 = -0.5;
const LEVEL: f32 = 1e-5;
/// Differences of φ behind the edge that no longer count: of floors, which H alone evens out ever more slowly.
const FLOOR: f32 = 0.02;
/// How much the speed of a wavelet counts in a step beside that of the edge, which alone is what [`CFL`](super::CFL) is
/// about. Along a flank wavelets run much faster than the edge; against steps of a quarter the arrival times are as good as with 1 (rms 0.31 and 0.24 min of 3,680 on level grass,
/// 70 and 81 min of 6,980 on hills of four fuels).
const ALONG: f32 = 0.6;

/// Places of a row of a tile, so many rows and columns off the north-west of what is around it.
#[inline(always)]
pub fn lanes<T>(patch: &[T; PATCH], row: usize, col: usize) -> &[T] {
    &patch[row * ROW + col..][..LANES]
}

/// φ of the tile itself.
#[inline(always)]
pub fn inner(phi: &[f32; PATCH]) -> [f32; TILE] {
    let mut own = [0.0; TILE];
    for (row, own) in own.chunks_exact_mut(LANES).enumerate() {
        own[..LANES].copy_from_slice(lanes(phi, row + REACH, REACH));
    }
    own
}

/// Whether φ is not level in a row of a tile.
#[inline(always)]
fn is_uneven(phi: &[f32; PATCH], row: usize) -> bool {
    let (w, c, e) = (lanes(phi, row + 2, 1), lanes(phi, row + 2, 2), lanes(phi, row + 2, 3));
    let (n, s) = (lanes(phi, row + 1, 2), lanes(phi, row + 3, 2));
    let mut bits = 0;
    for i in 0..LANES {
        let own = c[i].to_bits();
        bits |= (w[i].to_bits() ^ own) | (e[i].to_bits() ^ own);
        bits |= (n[i].to_bits() ^ own) | (s[i].to_bits() ^ own);
    }
    bits != 0
}

/// Whether φ may fall in a tile: there is a row that is not level, nor burnt out.
pub fn moves(phi: &[f32; PATCH]) -> bool {
    let burns_out =
        |row: usize| lanes(phi, row + REACH, REACH).iter().fold(true, |out, phi| out & (*phi <= -1.0));
    (0..LANES).any(|row| is_uneven(phi, row) && !burns_out(row))
}

/// Whether φ of what has burnt in and around a tile is level but for the last that H alone takes ever longer to even out.
#[inline(always)]
pub fn is_floor(phi: &[f32; PATCH]) -> bool {
    let [mut low, mut high] = [[0.0f32; ROW], [-1.0f32; ROW]];
    for row in phi.chunks_exact(ROW) {
        for i in 0..ROW {
            let burnt = row[i] <= 0.0;
            low[i] = if burnt & (row[i] < low[i]) { row[i] } else { low[i] };
            high[i] = if burnt & (row[i] > high[i]) { row[i] } else { high[i] };
        }
    }
    high.into_iter().fold(-1.0, f32::max) - low.into_iter().fold(0.0, f32::min) < FLOOR
}

/// What the rates of a tile are reckoned from: φ and `walls`, which are no part of the fire, in and around it, and
/// spreads, of each row or one for all.
pub struct Field<'a> {
    pub phi: &'a [f32; PATCH],
    pub walls: Option<&'a Walls>,
    pub spreads: &'a [Spreads],
}

/// The rate of each cell of a tile; with `SPEED` back comes the greatest square of a speed that binds
/// the step.
pub fn rates<const SPEED: bool>(field: &Field, out: &mut [f32; TILE]) -> f32 {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2")]
        fn avx2<const SPEED: bool>(field: &Field, out: &mut [f32; TILE]) -> f32 {
            run::<SPEED>(field, out)
        }
        if std::is_x86_feature_detected!("avx2") {
            // SAFETY: the machine has just been seen to have AVX2.
            return unsafe { avx2::<SPEED>(field, out) };
        }
    }
    run::<SPEED>(field, out)
}

#[inline(always)]
fn run<const SPEED: bool>(field: &Field, out: &mut [f32; TILE]) -> f32 {
    match field.walls {
        Some(walls) => rows::<true, SPEED>(field.phi, walls, field.spreads, out),
        None => rows::<false, SPEED>(field.phi, &[0; PATCH], field.spreads, out),
    }
}

#[inline(always)]
fn rows<const WALLS: bool, const SPEED: bool>(
    phi: &[f32; PATCH],
    walls: &Walls,
    spreads: &[Spreads],
    out: &mut [f32; TILE],
) -> f32 {
    // Speeds are not negative, so their bits are in order, and whole numbers have a vector maximum.
    let mut fastest = [0u32; LANES];
    *out = [0.0; TILE];
    let mut uneven = 0u8;
    for row in 0..LANES {
        uneven |= u8::from(is_uneven(phi, row)) << row;
    }
    // Those between them are taken along: a branch on each row would cost more.
    for row in uneven.trailing_zeros() as usize..LANES - (uneven.leading_zeros() as usize).min(LANES) {
        let at = |rows: usize, cols: usize| lanes(phi, row + rows, cols);
        let (ww, w, c, e, ee) = (at(2, 0), at(2, 1), at(2, 2), at(2, 3), at(2, 4));
        let (nn, n, s, ss) = (at(0, 2), at(1, 2), at(3, 2), at(4, 2));
        let wall = |rows: usize, cols: usize| lanes(walls, row + rows, cols);
        let (ww_, w_, e_, ee_) = (wall(2, 0), wall(2, 1), wall(2, 3), wall(2, 4));
        let (nn_, n_, s_, ss_) = (wall(0, 2), wall(1, 2), wall(3, 2), wall(4, 2));
        let [dx, dy, xx, xy, yy, by_x, by_y] = &spreads[row % spreads.len()];
        let out = &mut out[row * LANES..][..LANES];
        for i in 0..LANES {
            let (d, m) = ([dx[i], dy[i]], [xx[i], xy[i], yy[i]]);
            let (mut ww, mut w, c, mut e, mut ee) = (ww[i], w[i], c[i], e[i], ee[i]);
            let (mut nn, mut n, mut s, mut ss) = (nn[i], n[i], s[i], ss[i]);
            if WALLS {
                (ww, w, e, ee) = beyond([ww, w, c, e, ee], [ww_[i], w_[i], e_[i], ee_[i]]);
                (nn, n, s, ss) = beyond([nn, n, c, s, ss], [nn_[i], n_[i], s_[i], ss_[i]]);
            }
            let (v, _) = wavelet([e - w, s - n], (d, m));
            let gx = upwind(v[0], by_x[i], [ww, w, c, e, ee]);
            let gy = upwind(v[1], by_y[i], [nn, n, c, s, ss]);
            let (v, size) = wavelet([gx, gy], (d, m));
            out[i] = at_least_0(d[0] * gx + d[1] * gy + size);
            if SPEED {
                let steep = gx * gx + gy * gy;
                let along = ALONG * ALONG * (v[0] * v[0] + v[1] * v[1]) * steep;
                let ahead = out[i] * out[i] * size * size;
                let speed = (if along > ahead { along } else { ahead }) / (size * size * steep);
                let counts = (size > 0.0) & (c > PLAIN_BEHIND) & (steep > LEVEL * LEVEL);
                let speed = if counts { speed.to_bits() } else { 0 };
                fastest[i] = if speed > fastest[i] { speed } else { fastest[i] };
            }
        }
    }
    f32::from_bits(fastest.into_iter().fold(0, u32::max))
}

/// φ along an axis where some of it are walls: into a wall φ goes on as it rises; it never comes out of one.
#[inline(always)]
fn beyond([ww, w, c, e, ee]: [f32; 5], [ww_, w_, e_, ee_]: [u32; 4]) -> (f32, f32, f32, f32) {
    let or = |wall: u32, far: f32, open: f32| if wall != 0 { far } else { open };
    let on = |near: f32, behind: f32| near + at_least_0(near - behind);
    let (before, after) = (or(w_, c, w), or(e_, c, e));
    let (w, e) = (or(w_, on(c, after), w), or(e_, on(c, before), e));
    (or(ww_ | w_, on(w, c), ww), w, e, or(ee_ | e_, on(e, c), ee))
}

/// Direction in which the edge moves at a place of a patch; none where φ is level.
pub fn direction(phi: &[f32; PATCH], place: usize, parts: Parts) -> [f32; 2] {
    let along =
        |step: usize| [place - 2 * step, place - step, place, place + step, place + 2 * step].map(|p| phi[p]);
    let (x, y) = (along(1), along(ROW));
    let (v, _) = wavelet([x[3] - x[1], y[3] - y[1]], parts);
    let [by_x, by_y] = inverse(parts.1);
    let (gx, gy) = (upwind(v[0], by_x, x), upwind(v[1], by_y, y));
    let size = (gx * gx + gy * gy).sqrt();
    if size > 0.0 { [gx / size, gy / size] } else { [0.0, 0.0] }
}

/// Inverses of M's diagonal; 0 where nothing burns.
pub fn inverse([xx, _, yy]: [f32; 3]) -> [f32; 2] {
    [xx, yy].map(|m| if m > 0.0 { 1.0 / m } else { 0.0 })
}

#[inline(always)]
pub fn at_least_0(x: f32) -> f32 {
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

/// H(p) of a direction, and the speed that binds the step: of the edge, or by its part of the wavelet that carries it.
#[inline(always)]
pub fn speeds(p: [f32; 2], parts: Parts) -> (f32, f32) {
    let (v, size) = wavelet(p, parts);
    let along = parts.0[0] * p[0] + parts.0[1] * p[1];
    let speed = if size > 0.0 { (v[0] * v[0] + v[1] * v[1]).sqrt() / size } else { 0.0 };
    let ahead = at_least_0(along + size);
    let bound = ALONG * speed;
    (ahead, if bound > ahead { bound } else { ahead })
}

/// Velocity of the wavelet that carries an edge with this outward direction, ∂H/∂p, times the number that comes second.
#[inline(always)]
pub fn wavelet(p: [f32; 2], ([dx, dy], m): Parts) -> ([f32; 2], f32) {
    let ([qx, qy], size) = root(p, m);
    ([dx * size + qx, dy * size + qy], size)
}

/// Difference of φ over a cell along an axis, from the side that the wavelets come from, second order with a limiter. The
/// formula is the same from both sides: the limiter is symmetric.
///
/// Where φ turns along the axis there is one answer whatever the side, so that the last bit of a wind decides nothing. A
/// crest, which fire reaches from both sides, falls as the slope beside it does. In a valley, as where the edge runs across
/// the axis, the least H between the slopes counts (Godunov): where ∂H/∂p, `towards` at the middle slope, becomes 0, to
/// first order, since ∂²H/∂p² is near M's diagonal. A one-sided slope there widens a fire of L/W 8 by 6 %.
#[inline(always)]
pub fn upwind(towards: f32, inverse: f32, [ww, w, c, e, ee]: [f32; 5]) -> f32 {
    let (behind, before) = (c - w, e - c);
    let forward = towards > 0.0;
    let mid = if forward { behind } else { before };
    let other = if forward { before } else { behind };
    let far = if forward { w - ww } else { ee - e };
    let near = (w > 0.0) | (c > 0.0) | (e > 0.0);
    let turns = (behind * before < 0.0) & near;
    let still = 0.5 * (e - w - towards * inverse);
    let still = if still < behind { behind } else { still };
    let still = if still > before { before } else { still };
    let turn = if behind > 0.0 { mid } else { still };
    // No more is taken away than |mid|.
    let found = (mid.abs() + limited(mid, other) - limited(far, mid)).copysign(mid);
    if turns { turn } else { found }
}

/// Half of the superbee-limited difference (Roe 1986) of two neighbouring differences, without its sign.
#[inline(always)]
fn limited(a: f32, b: f32) -> f32 {
    let (x, y) = (a.abs(), b.abs());
    let (low, high) = if x < y { (x, y) } else { (y, x) };
    // Half of max(min(2x, y), min(x, 2y)).
    let size = if low < 0.5 * high { low } else { 0.5 * high };
    if (a.to_bits() ^ b.to_bits()) >> 31 == 0 { size } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::{Draw, draw::Process};

    #[test]
    fn every_machine_finds_the_same_bits() {
        for seed in 0..200 {
            let unit =
                |place: usize, part: u64| Draw::new(seed, place as u64, Process::Terrain).part(part).unit();
            // Level, burnt out, smooth and torn by turns.
            let phi: [f32; PATCH] = std::array::from_fn(|p| {
                let (row, col) = ((p / ROW) as f32, (p % ROW) as f32);
                let plane = (unit(0, 1) - 0.5) * (row - 6.0) + (unit(0, 2) - 0.5) * (col - 6.0);
                (plane + [0.0, 0.3][seed as usize % 2] * unit(p, 3)).clamp(-1.0, 1.0)
            });
            let walls: Walls = std::array::from_fn(|p| u32::from(unit(p, 4) < 0.1));
            let spreads: Vec<Spreads> = (0..LANES)
                .map(|row| {
                    let part = |part: usize| -> [f32; LANES] {
                        std::array::from_fn(|col| 1e-3 * unit(row * LANES + col, 5 + part as u64))
                    };
                    let (xx, yy) = (part(2), part(4));
                    let by = |m: [f32; LANES]| m.map(|m| inverse([m; 3])[0]);
                    [part(0), part(1), xx, part(3).map(|xy| 0.1 * xy), yy, by(xx), by(yy)]
                })
                .collect();
            for (walls, spreads) in [
                (None, &spreads[..1]),
                (None, &spreads[..]),
                (Some(&walls), &spreads[..1]),
                (Some(&walls), &spreads[..]),
            ] {
                let field = Field { phi: &phi, walls, spreads };
                let [mut here, mut plain] = [[0.0; TILE]; 2];
                let speeds = [rates::<true>(&field, &mut here), run::<true>(&field, &mut plain)];
                assert!(here.iter().any(|rate| *rate > 0.0) && speeds[0] > 0.0);
                assert_eq!(here.map(f32::to_bits), plain.map(f32::to_bits));
                assert_eq!(speeds[0].to_bits(), speeds[1].to_bits());
            }
        }
    }
}
