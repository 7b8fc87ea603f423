//! The arithmetic of one face and one cell, written over rows so that the compiler can vectorise it.
//!
//! Only `+ − × ÷ √`, comparisons and integer shifts are used, so that every instruction set gives the
//! same bits; [`super::simd`] picks the widest one.

use super::tiles::TILE;

/// Acceleration of gravity, m/s².
pub const GRAVITY: f32 = 9.81;

/// What is the same for all faces in one step.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub dt_s: f32,
    pub inv_dx: f32,
    pub theta: f32,
    pub dry_m: f32,
    pub froude_max: f32,
}

/// A row of faces with the fields on both sides. All slices have at least `out.len()` values.
pub struct FaceRow<'a> {
    pub out: &'a mut [f32],
    /// Depth, ground and Manning's n of the cells before and behind the face.
    pub h: [&'a [f32]; 2],
    pub z: [&'a [f32]; 2],
    pub n: [&'a [f32]; 2],
    /// Discharge per width before the step, m²/s: this face, the one before, the one behind.
    pub q: [&'a [f32]; 3],
    /// The four faces across the flow.
    pub across: [&'a [f32]; 4],
}

/// Largest speeds over some faces, as bits of non-negative floats: integers compare like the floats
/// do, and their maximum vectorises.
#[derive(Clone, Copy, Debug, Default)]
pub struct Peaks {
    wave: i32,
    speed: i32,
}

impl Peaks {
    /// Of one face, from speeds that are not negative, m/s.
    pub fn new(wave_m_s: f32, speed_m_s: f32) -> Peaks {
        Peaks { wave: wave_m_s.to_bits() as i32, speed: speed_m_s.to_bits() as i32 }
    }

    pub fn join(self, other: Peaks) -> Peaks {
        Peaks { wave: self.wave.max(other.wave), speed: self.speed.max(other.speed) }
    }

    /// Largest |q|/h_f + √(g·h_f), m/s.
    pub fn wave_m_s(self) -> f32 {
        f32::from_bits(self.wave as u32)
    }

    /// Largest |q|/h_f, m/s.
    pub fn speed_m_s(self) -> f32 {
        f32::from_bits(self.speed as u32)
    }
}

#[inline(always)]
fn max(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

#[inline(always)]
fn min(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

/// x^(−1/3) for positive normal x, relative error below 4e-7: an estimate from the exponent's bits, then
/// three of Newton's steps for y^(−3) = x, which need no division.
#[inline(always)]
pub fn inv_cbrt(x: f32) -> f32 {
    let bits = x.to_bits();
    // A third by shifts: there is no vector instruction to divide integers.
    let mut third = (bits >> 2) + (bits >> 4);
    third += third >> 4;
    third += third >> 8;
    let mut y = f32::from_bits(0x54A2_FA8C_u32.wrapping_sub(third));
    for _ in 0..3 {
        y = y * (4.0 - x * (y * y * y)) * (1.0 / 3.0);
    }
    y
}

/// Depth of flow over the face between two cells, m: the higher water level above the higher ground.
/// Levels are never formed: a level in f32 loses water at altitude.
#[inline(always)]
pub fn face_depth(h0: f32, h1: f32, dz: f32) -> f32 {
    max(h0 - max(dz, 0.0), h1 + min(dz, 0.0))
}

/// One step of the local inertia equation on a row of faces (Bates et al. 2010; q-centred after de
/// Almeida et al. 2012), with m = q̄ − g·h_f·Δt·S and q̄ = θq + ½(1 − θ)(q₋ + q₊), or the whole of q in
/// place of q̄ where the result would run uphill:
///
/// q′ + K·|q⃗′|·q′ = m,  K = g·Δt·n² / h_f^(7/3)
///
/// Friction is taken at the end of the step and solved for the vector, whose part across stays what it is:
/// q′ = 2m / (1 + √(1 + 4K·|m⃗|)). With the discharge of before in the friction term, as is usual, thin fast
/// sheets ring: where K·q is large each step overshoots by nearly all of it.
///
/// |q′| is held to a highest Froude number times h_f·√(g·h_f). A face between two cells of n = 0 carries
/// nothing and sets no time step: both belong to one level pool.
#[inline(always)]
pub fn faces(row: FaceRow, k: &Step) -> Peaks {
    let len = row.out.len();
    let [h0, h1] = row.h.map(|s| &s[..len]);
    let [z0, z1] = row.z.map(|s| &s[..len]);
    let [n0, n1] = row.n.map(|s| &s[..len]);
    let [q, q_before, q_behind] = row.q.map(|s| &s[..len]);
    let [t0, t1, t2, t3] = row.across.map(|s| &s[..len]);
    let side = 0.5 * (1.0 - k.theta);
    let g_dt = GRAVITY * k.dt_s;
    let mut peaks = Peaks::default();
    for i in 0..len {
        let dz = z1[i] - z0[i];
        let depth = face_depth(h0[i], h1[i], dz);
        // Twice the mean.
        let n = n0[i] + n1[i];
        let open = (depth > k.dry_m) & (n > 0.0);
        let depth = max(depth, k.dry_m);
        let y = inv_cbrt(depth);
        let y3 = y * y * y;
        let slope = (dz + (h1[i] - h0[i])) * k.inv_dx;
        let drive = g_dt * depth * slope;
        let blended = k.theta * q[i] + side * (q_before[i] + q_behind[i]) - drive;
        let own = q[i] - drive;
        let momentum = if blended * slope > 0.0 { own } else { blended };
        let friction = (0.25 * g_dt) * (n * n) * (y3 * y3 * y);
        // What would have to drive the flow across to keep it up against friction.
        let across = 0.25 * ((t0[i] + t1[i]) + (t2[i] + t3[i]));
        let across = across + friction * across * across.abs();
        let drive = (momentum * momentum + across * across).sqrt();
        let flow = 2.0 * momentum / (1.0 + (1.0 + 4.0 * friction * drive).sqrt());
        let celerity = (GRAVITY * depth).sqrt();
        let most = k.froude_max * depth * celerity;
        let flow = max(min(flow, most), -most);
        let flow = if open { flow } else { 0.0 };
        row.out[i] = flow;
        let speed = flow.abs() * y3;
        let wave = if open { speed + celerity } else { 0.0 };
        peaks.speed = peaks.speed.max(speed.to_bits() as i32);
        peaks.wave = peaks.wave.max(wave.to_bits() as i32);
    }
    peaks
}

/// The four faces of each cell in a row: west, east, north, south.
pub type Around<'a> = [&'a [f32]; 4];

/// Share of its outflow that each donor can give: 1, or less where a step would take more than it holds.
#[inline(always)]
pub fn donors(share: &mut [f32], depth: &[f32], around: Around, dt_dx: f32) {
    let len = share.len();
    let [west, east, north, south] = around.map(|s| &s[..len]);
    let depth = &depth[..len];
    for i in 0..len {
        let out = (max(east[i], 0.0) - min(west[i], 0.0)) + (max(south[i], 0.0) - min(north[i], 0.0));
        let out = out * dt_dx;
        // The margin is wider than the rounding of the balance below, so that no depth ends below 0.
        let held = depth[i] * (1.0 - 1e-6);
        share[i] = if out > held { held / out } else { 1.0 };
    }
}

/// Scale faces by the share of the cell the water comes from.
#[inline(always)]
pub fn limit(flow: &mut [f32], before: &[f32], behind: &[f32]) {
    let len = flow.len();
    let (before, behind) = (&before[..len], &behind[..len]);
    for i in 0..len {
        flow[i] *= if flow[i] > 0.0 { before[i] } else { behind[i] };
    }
}

/// Knuth's sum without loss: the rounded sum and what rounding took away.
#[inline(always)]
pub fn two_sum(a: f32, b: f32) -> (f32, f32) {
    let sum = a + b;
    let b_part = sum - a;
    (sum, (a - (sum - b_part)) + (b - b_part))
}

/// Water balance of a row of cells. `rest` keeps what does not fit in the depth's f32, so that a lake
/// takes in drizzle and the mass ledger closes.
#[inline(always)]
pub fn balance(depth: &mut [f32], rest: &mut [f32], around: Around, dt_dx: f32) {
    let len = depth.len();
    let rest = &mut rest[..len];
    let [west, east, north, south] = around.map(|s| &s[..len]);
    for i in 0..len {
        let change = dt_dx * ((west[i] - east[i]) + (north[i] - south[i]));
        let (h, lost) = two_sum(depth[i], change + rest[i]);
        depth[i] = max(h, 0.0);
        // A rounding rest may be less than nothing; a depth may not.
        rest[i] = if h < 0.0 { h + lost } else { lost };
    }
}

/// Raise each tile's greatest depth by a row of cells. The row starts with a tile.
#[inline(always)]
pub fn deepest(depth: &[f32], deepest: &mut [f32]) {
    for (part, deepest) in depth.chunks(TILE).zip(deepest) {
        // Bits of non-negative floats compare as the floats do, and their maximum vectorises.
        let most = |most: i32, h: &f32| most.max(h.to_bits() as i32);
        let most = match <&[f32; TILE]>::try_from(part) {
            Ok(whole) => whole.iter().fold(0, most),
            Err(_) => part.iter().fold(0, most),
        };
        *deepest = max(*deepest, f32::from_bits(most as u32));
    }
}

/// Note the tiles in which a donor cannot give all. The row starts with a tile.
#[inline(always)]
pub fn short(share: &[f32], short: &mut [bool]) {
    for (part, short) in share.chunks(TILE).zip(short) {
        let any = |any: bool, share: &f32| any | (*share < 1.0);
        *short |= match <&[f32; TILE]>::try_from(part) {
            Ok(whole) => whole.iter().fold(false, any),
            Err(_) => part.iter().fold(false, any),
        };
    }
}

/// A row of at most [`TILE`] cells that it rains on.
pub struct SoakRow<'a> {
    pub depth: &'a mut [f32],
    pub rest: &'a mut [f32],
    /// Room left in leaves, hollows and bunds; water in the soil, m.
    pub store: &'a mut [f32],
    pub taken: &'a mut [f32],
    /// Ks, m/s, and ψΔθ, m.
    pub conductivity: &'a [f32],
    pub suction: &'a [f32],
    /// Rain, m; 0 behind the end of a short row.
    pub fallen: &'a [f32; TILE],
    /// Rain, held, soaked in: sums by column, m.
    pub sums: &'a mut [[f64; TILE]; 3],
}

/// Water that a soil takes in over an interval, m: Green and Ampt with F at the end of the interval,
/// F′² − (F + Ks·Δt)·F′ − Ks·Δt·(ψΔθ + h) = 0.
#[inline(always)]
pub fn soil_takes(taken: f32, steady: f32, suction: f32, depth: f32) -> f32 {
    let half = 0.5 * (taken - steady);
    (half * half + steady * (taken + suction + depth)).sqrt() - half
}

/// A row of a tile in an array of its own: the compiler sees that nothing overlaps, and vectorises.
#[inline(always)]
fn load(row: &[f32]) -> [f32; TILE] {
    row.try_into().unwrap_or_else(|_| {
        let mut padded = [0.0; TILE];
        padded[..row.len()].copy_from_slice(row);
        padded
    })
}

#[inline(always)]
fn store(row: &mut [f32], values: &[f32; TILE]) {
    match <&mut [f32; TILE]>::try_from(&mut *row) {
        Ok(whole) => *whole = *values,
        Err(_) => row.copy_from_slice(&values[..row.len()]),
    }
}

/// Rain, interception and infiltration on a row of cells.
#[inline(always)]
pub fn soak(row: SoakRow, dt_s: f32) {
    let (mut depth, mut rest) = (load(row.depth), load(row.rest));
    let (mut room, mut taken) = (load(row.store), load(row.taken));
    let (conductivity, suction) = (load(row.conductivity), load(row.suction));
    let (mut held, mut soaked) = ([0.0; TILE], [0.0; TILE]);
    for i in 0..TILE {
        held[i] = min(row.fallen[i], room[i]);
        room[i] -= held[i];
        let runs = row.fallen[i] - held[i];
        let takes = soil_takes(taken[i], conductivity[i] * dt_s, suction[i], depth[i]);
        soaked[i] = max(min(takes, depth[i] + runs), 0.0);
        taken[i] += soaked[i];
        let (h, lost) = two_sum(depth[i], (runs - soaked[i]) + rest[i]);
        depth[i] = max(h, 0.0);
        // Soaking up the last of a cell leaves its rounding rest, which may be less than nothing.
        rest[i] = if h < 0.0 { h + lost } else { lost };
    }
    for i in 0..TILE {
        row.sums[0][i] += f64::from(row.fallen[i]);
        row.sums[1][i] += f64::from(held[i]);
        row.sums[2][i] += f64::from(soaked[i]);
    }
    store(row.depth, &depth);
    store(row.rest, &rest);
    store(row.store, &room);
    store(row.taken, &taken);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inverse_cube_root_is_as_good_as_f32() {
        let mut worst = 0.0f64;
        let mut x = 1e-6f32;
        while x < 1e4 {
            let exact = 1.0 / crate::num::math::cbrt(f64::from(x));
            worst = worst.max((f64::from(inv_cbrt(x)) / exact - 1.0).abs());
            x *= 1.0007;
        }
        println!("inverse cube root: worst relative error {worst:.2e}, allowed 4e-7");
        assert!(worst < 4e-7, "{worst:e}");
    }

    #[test]
    fn nothing_is_lost_in_a_sum_without_loss() {
        let (sum, lost) = two_sum(5.0, 1.0e-8);
        assert_eq!(sum, 5.0);
        assert_eq!(lost, 1.0e-8);
    }

    #[test]
    fn water_behind_a_step_flows_only_over_it() {
        // 1 m of water before a step of 1.5 m, then of 0.6 m.
        assert!(face_depth(1.0, 0.0, 1.5) <= 0.0);
        assert!((face_depth(1.0, 0.0, 0.6) - 0.4).abs() < 1e-6);
        // Down a step the whole depth flows.
        assert_eq!(face_depth(1.0, 0.0, -3.0), 1.0);
    }

    #[test]
    fn a_soil_under_water_takes_what_green_and_ampt_say() {
        // Under a constant head, F − a·ln(1 + F/a) = Ks·t with a = ψΔθ + h.
        let (conductivity, suction, depth) = (3.4e-3 / 3600.0f32, 0.0178f32, 0.01f32);
        let mut taken = 0.0f32;
        for _ in 0..360 {
            taken += soil_takes(taken, conductivity * 10.0, suction, depth);
        }
        let (a, f) = (f64::from(suction + depth), f64::from(taken));
        let time_s = (f - a * crate::num::math::ln(1.0 + f / a)) / f64::from(conductivity);
        println!("Green and Ampt: {:.3} mm taken after 3600 s, due after {time_s:.0} s", 1e3 * f);
        assert!((time_s / 3600.0 - 1.0).abs() < 0.02);
    }
}
