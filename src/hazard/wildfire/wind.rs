//! Wind on terrain: from one wind over the county to a wind at each cell, 10 m over open ground.
//!
//! A diagnostic model for a drill, no flow solver. In order:
//! 1. speed-up on crests, slowing in hollows: linear hill theory, ΔS = B·h/L (Jackson and Hunt 1975; Taylor and Lee 1984: B
//!    is 2 on ridges, 1.6 on round hills), with h/L from the curvature along the wind at the hill's own scale;
//! 2. shelter in the lee: by the steepest rise of the ground upwind (Winstral, Elder and Davis 2002);
//! 3. valleys turn the wind along their axis (forced channelling, Whiteman and Doran 1993);
//! 4. slope winds by time of day: uphill in the sun, downhill in clear nights, weak in a strong wind (Whiteman 2000).
//!
//! Strengths of 2 to 4 are judgement \[A\] within what these papers report.

use crate::num::{
    Draw, GridSpec, Point,
    math::{atan2, cos, sin},
};
use rayon::prelude::*;

/// Half-widths of hills that are looked for, m.
const SCALES_M: [f32; 3] = [180.0, 360.0, 720.0];
/// ΔS over h/L, between that of ridges and of round hills; a hill falls to half its height over its half-width, so the
/// height over the mean of both feet is h/2.
const SPEED_UP: f32 = 1.8;
/// Speed-up is limited to that of h/L = 0.5, where flow begins to part from the ground (Taylor and Lee 1984).
const SPEED_UP_MOST: f32 = 0.9;
const SLOW_DOWN_MOST: f32 = 0.5;
/// How far upwind shelter is looked for, m; rises of the ground upwind, m per m, from which on it shelters and at which it
/// does so fully; the part of the wind that full shelter takes \[A\].
const SHELTER_REACH_M: f32 = 900.0;
const SHELTER_FROM: f32 = 0.1;
const SHELTER_FULL: f32 = 0.45;
const SHELTER_TAKES: f32 = 0.7;
/// Scale of valleys, m; depth of a valley over that scale at which the wind is turned most; the part across the axis that
/// is then taken \[A\].
const VALLEY_M: f32 = 600.0;
const VALLEY_FULL: f32 = 0.25;
const VALLEY_TAKES: f32 = 0.8;
/// Scale of slopes that make winds of their own, m; their greatest speeds by day and night, m/s; the slope, m per m, at
/// which they reach them; the wind over the county, m/s, that halves them \[A\].
const SLOPE_M: f32 = 150.0;
const UPHILL_M_S: f32 = 2.5;
const DOWNHILL_M_S: f32 = 1.5;
const SLOPE_FULL: f32 = 0.4;
const SLOPE_HALVED_M_S: f32 = 4.0;

/// Wind over the county.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reference {
    /// 10 m over open level ground, m/s.
    pub speed_m_s: f64,
    /// Bearing that it comes from, degrees from north over east.
    pub from_deg: f64,
    /// Solar time, hours since midnight.
    pub hour: f64,
    /// Share of a clear sky's sun by day, or of its cooling by night, that clouds leave.
    pub clear: f64,
}

/// A wind over a terrain, ready to be asked at any place.
#[derive(Clone, Copy, Debug)]
pub struct Flow<'a> {
    land: Land<'a>,
    to: [f32; 2],
    speed: f32,
    /// Strength of slope winds.
    slopes: f32,
}

impl<'a> Flow<'a> {
    pub fn new(spec: &'a GridSpec, ground_m: &'a [f32], reference: &Reference) -> Self {
        let angle = reference.from_deg.to_radians();
        Flow {
            land: Land { spec, ground_m },
            to: [-sin(angle) as f32, cos(angle) as f32],
            speed: reference.speed_m_s.max(0.0) as f32,
            slopes: slope_strength(reference),
        }
    }

    /// Wind at a cell, m/s, to where it blows, to the east and to the south.
    pub fn at(&self, cell: usize) -> [f32; 2] {
        let (land, at) = (&self.land, self.land.spec.centre(cell));
        let mut wind = [0.0, 0.0];
        if self.speed > 0.0 {
            let (faster, shelter) = (land.speed_up(at, self.to), land.shelter(at, self.to));
            // Where the flow has parted from the ground, the crest's fast air passes above.
            let faster = if faster > 0.0 { faster * (1.0 - shelter) } else { faster };
            let scaled = self.speed * (1.0 + faster) * (1.0 - SHELTER_TAKES * shelter);
            wind = land.channelled(at, self.to.map(|t| t * scaled));
        }
        let slope = land.slope_wind(at, self.slopes);
        [wind[0] + slope[0], wind[1] + slope[1]]
    }
}

/// Wind at each cell, m/s, to where it blows, to the east and to the south.
pub fn field(spec: &GridSpec, ground_m: &[f32], reference: &Reference) -> Vec<[f32; 2]> {
    let flow = Flow::new(spec, ground_m, reference);
    (0..spec.len()).into_par_iter().with_min_len(256).map(|cell| flow.at(cell)).collect()
}

/// How strong slope winds are: 1 uphill at a clear noon in calm air, down to about −1 for downhill winds at night.
fn slope_strength(reference: &Reference) -> f32 {
    // Uphill from an hour after sunrise to an hour before sunset, at their most in the early afternoon.
    let hour = reference.hour.rem_euclid(24.0);
    let course = if (7.0..17.5).contains(&hour) {
        sin(std::f64::consts::PI * (hour - 7.0) / 10.5)
    } else {
        // Cold air gathers within two hours.
        let since = (hour - 17.5).rem_euclid(24.0);
        let until = (7.0 - hour).rem_euclid(24.0);
        -(since / 2.0).min(until).min(1.0)
    };
    let calm = reference.speed_m_s / f64::from(SLOPE_HALVED_M_S);
    (course * reference.clear.clamp(0.0, 1.0) / (1.0 + calm * calm)) as f32
}

/// The ground, looked at over distances.
#[derive(Clone, Copy, Debug)]
struct Land<'a> {
    spec: &'a GridSpec,
    ground_m: &'a [f32],
}

impl Land<'_> {
    /// Height `along` metres from a place in a direction.
    fn height(&self, at: Point, to: [f32; 2], along: f32) -> f32 {
        let point = Point { x_m: at.x_m + to[0] * along, y_m: at.y_m + to[1] * along };
        self.spec.between(self.ground_m, point)
    }

    /// Mean of the heights on both sides over that of the place, along a direction, m: positive in hollows.
    fn hollow(&self, at: Point, to: [f32; 2], reach: f32) -> f32 {
        let here = self.height(at, to, 0.0);
        0.5 * (self.height(at, to, reach) + self.height(at, to, -reach)) - here
    }

    /// ΔS: part by which the wind is stronger than over level ground, at the scale where it is most so.
    fn speed_up(&self, at: Point, to: [f32; 2]) -> f32 {
        let at_scale = |scale: f32| -2.0 * SPEED_UP * self.hollow(at, to, scale) / scale;
        let most =
            SCALES_M.map(at_scale).into_iter().fold(0.0f32, |a, b| if b.abs() > a.abs() { b } else { a });
        most.clamp(-SLOW_DOWN_MOST, SPEED_UP_MOST)
    }

    /// How sheltered a place is by ground upwind, 0 to 1.
    fn shelter(&self, at: Point, to: [f32; 2]) -> f32 {
        let here = self.height(at, to, 0.0);
        let step = self.spec.cell_m.max(30.0);
        let (mut far, mut steepest) = (step, 0.0f32);
        while far <= SHELTER_REACH_M {
            steepest = steepest.max((self.height(at, to, -far) - here) / far);
            far += step;
        }
        ((steepest - SHELTER_FROM) / (SHELTER_FULL - SHELTER_FROM)).clamp(0.0, 1.0)
    }

    /// The wind with what blows across a valley's axis taken away as far as the valley is deep.
    fn channelled(&self, at: Point, wind: [f32; 2]) -> [f32; 2] {
        let half = std::f32::consts::FRAC_1_SQRT_2;
        let [xx, yy, ne, se] =
            [[1.0, 0.0], [0.0, 1.0], [half, -half], [half, half]].map(|to| self.hollow(at, to, VALLEY_M));
        // Hollowness by direction is m + p·cos 2a + q·sin 2a; it is greatest across the axis.
        let (p, q) = (0.5 * (xx - yy), 0.5 * (se - ne));
        let size = (p * p + q * q).sqrt();
        let depth = 0.5 * (xx + yy) + size;
        if size <= 0.0 || depth <= 0.0 {
            return wind;
        }
        // A bowl has no axis: only what is deeper across than along counts.
        let takes = VALLEY_TAKES * (depth.min(2.0 * size) / (VALLEY_FULL * VALLEY_M)).min(1.0);
        let angle = 0.5 * atan2(f64::from(q), f64::from(p));
        let across = [cos(angle) as f32, sin(angle) as f32];
        let blows = takes * (wind[0] * across[0] + wind[1] * across[1]);
        [wind[0] - blows * across[0], wind[1] - blows * across[1]]
    }

    /// The slope's own wind.
    fn slope_wind(&self, at: Point, strength: f32) -> [f32; 2] {
        let rise =
            |to: [f32; 2]| (self.height(at, to, SLOPE_M) - self.height(at, to, -SLOPE_M)) / (2.0 * SLOPE_M);
        let up = [rise([1.0, 0.0]), rise([0.0, 1.0])];
        let steep = (up[0] * up[0] + up[1] * up[1]).sqrt();
        if steep <= 0.0 {
            return [0.0, 0.0];
        }
        let most = if strength > 0.0 { UPHILL_M_S } else { DOWNHILL_M_S };
        let speed = strength * most * (steep / SLOPE_FULL).min(1.0);
        up.map(|u| speed * u / steep)
    }
}

/// Greatest 3-second gust over the 10-minute mean in open country (Harper, Kepert and Ginger 2010, WMO/TD 1555: 1.66).
pub const GUST_FACTOR: f64 = 1.66;

/// Factor on the mean wind at a time, s: gusts and lulls of some minutes, 0.6 to 1.4 and 1 on the average \[A\] (they last
/// longer than the gusts of [`GUST_FACTOR`] and are weaker). The draw is the weather's.
pub fn gust(draw: Draw, time_s: f64) -> f64 {
    const SPAN_S: f64 = 120.0;
    let at = time_s.max(0.0) / SPAN_S;
    let unit = |k: f64| 2.0 * f64::from(draw.part(k as u64).unit()) - 1.0;
    let share = at - at.floor();
    // Smooth between the draws.
    let ease = share * share * (3.0 - 2.0 * share);
    let swing = unit(at.floor()) * (1.0 - ease) + unit(at.floor() + 1.0) * ease;
    // Lulls are as deep below the mean as gusts are above it, as far as they go.
    1.0 + swing * (1.0 - 1.0 / GUST_FACTOR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::{draw::Process, math::expf};

    const SPEC: GridSpec = GridSpec { rows: 81, cols: 81, cell_m: 60.0 };
    const WEST: Reference = Reference { speed_m_s: 6.0, from_deg: 270.0, hour: 7.0, clear: 0.0 };

    fn ground(height: impl Fn(f32, f32) -> f32) -> Vec<f32> {
        let off = |k: usize| (k as f32 - 40.0) * 60.0;
        (0..SPEC.len()).map(|cell| height(off(cell % 81), off(cell / 81))).collect()
    }

    fn bell(off: f32, height: f32, width: f32) -> f32 {
        height * expf(-0.693 * (off / width) * (off / width))
    }

    fn speed(wind: [f32; 2]) -> f32 {
        (wind[0] * wind[0] + wind[1] * wind[1]).sqrt()
    }

    fn at(field: &[[f32; 2]], x: i32, y: i32) -> [f32; 2] {
        field[((40 + y) * 81 + 40 + x) as usize]
    }

    #[test]
    fn on_level_ground_the_wind_is_the_county_s() {
        for wind in field(&SPEC, &ground(|_, _| 120.0), &WEST) {
            assert!((wind[0] - 6.0).abs() < 1e-5 && wind[1].abs() < 1e-5, "{wind:?}");
        }
    }

    #[test]
    fn a_ridge_is_windier_as_linear_theory_says_and_its_lee_is_sheltered() {
        // A ridge from north to south, 108 m high, half-width 360 m: h/L 0.3.
        let ridge = field(&SPEC, &ground(|x, _| bell(x, 108.0, 360.0)), &WEST);
        let crest = speed(at(&ridge, 0, 0)) / 6.0 - 1.0;
        println!("speed-up {crest:.2}, B·h/L {:.2}", 1.8 * 0.3);
        assert!((crest - 0.54).abs() < 0.06);
        let (windward, lee) = (speed(at(&ridge, -8, 0)), speed(at(&ridge, 8, 0)));
        println!(
            "windward foot {windward:.1} m/s, lee foot {lee:.1} m/s, far off {:.1}",
            speed(at(&ridge, -36, 0))
        );
        assert!(lee < 0.9 * windward && windward < 6.0);
        // Steeper, the lee is nearly calm, and the crest no windier than the theory allows.
        let steep = field(&SPEC, &ground(|x, _| bell(x, 400.0, 360.0)), &WEST);
        assert!(speed(at(&steep, 6, 0)) < 0.4 * 6.0 && speed(at(&steep, 0, 0)) <= 6.0 * 1.9 + 1e-4);
        // A valley of the same shape, with the wind across it.
        let valley = field(&SPEC, &ground(|x, _| -bell(x, 108.0, 360.0)), &WEST);
        println!(
            "valley floor {:.1} m/s, crest {:.1} m/s",
            speed(at(&valley, 0, 0)),
            speed(at(&ridge, 0, 0))
        );
        assert!(speed(at(&valley, 0, 0)) < 0.6 * speed(at(&ridge, 0, 0)));
    }

    #[test]
    fn a_round_hill_looks_the_same_from_every_side() {
        let hill = ground(|x, y| bell((x * x + y * y).sqrt(), 150.0, 400.0));
        let west = field(&SPEC, &hill, &WEST);
        let north = field(&SPEC, &hill, &Reference { from_deg: 0.0, ..WEST });
        let east = field(&SPEC, &hill, &Reference { from_deg: 90.0, ..WEST });
        for y in -30..=30 {
            for x in -30..=30 {
                let a = at(&west, x, y);
                // From the other side, mirrored; from the north, turned by a quarter.
                let (b, c, d) = (at(&east, -x, y), at(&west, x, -y), at(&north, -y, x));
                let near = |p: f32, q: f32| (p - q).abs() < 2e-3;
                assert!(near(a[0], -b[0]) && near(a[1], b[1]), "{x} {y}: {a:?} {b:?}");
                assert!(near(a[0], c[0]) && near(a[1], -c[1]), "{x} {y}: {a:?} {c:?}");
                assert!(near(a[0], d[1]) && near(a[1], -d[0]), "{x} {y}: {a:?} {d:?}");
            }
        }
    }

    #[test]
    fn a_valley_turns_the_wind_along_its_axis() {
        // A deep valley from south-west to north-east; the wind comes from the west.
        let valley = ground(|x, y| -bell((x + y) * 0.707, 250.0, 500.0));
        let floor = at(&field(&SPEC, &valley, &WEST), 0, 0);
        let bearing = atan2(f64::from(floor[0]), f64::from(-floor[1])).to_degrees();
        println!("blows to {bearing:.0}°, axis 45°, wind over the county 90°");
        assert!(bearing > 40.0 && bearing < 70.0);
    }

    #[test]
    fn calm_nights_drain_downhill_and_days_blow_uphill() {
        // Ground that rises to the east, 30 %.
        let slope = ground(|x, _| 0.3 * x);
        let at_hour = |hour: f64, speed_m_s: f64, clear: f64| {
            at(&field(&SPEC, &slope, &Reference { speed_m_s, hour, clear, ..WEST }), 0, 0)
        };
        let (night, day) = (at_hour(2.0, 0.0, 1.0), at_hour(13.0, 0.0, 1.0));
        println!("night {night:?}, day {day:?} m/s");
        assert!(night[0] < -0.8 && night[0] > -2.0 && night[1].abs() < 1e-4);
        assert!(day[0] > 1.0 && day[0] < 3.0);
        assert!(at_hour(13.0, 0.0, 0.2)[0] < 0.3 * day[0], "clouds");
        assert!(at_hour(13.0, 8.0, 1.0)[0] - at_hour(13.0, 8.0, 0.0)[0] < 0.3 * day[0], "a strong wind");
        assert!(at_hour(7.0, 0.0, 1.0)[0].abs() < 1e-3 && at_hour(17.5, 0.0, 1.0)[0].abs() < 1e-3);
    }

    #[test]
    fn gusts_stay_within_their_factor_and_average_to_the_mean() {
        let draw = Draw::new(5, 0, Process::Brands);
        let all: Vec<f64> = (0..20_000).map(|k| gust(draw, f64::from(k) * 10.0)).collect();
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        let (low, high) = all.iter().fold((9.0, 0.0), |(l, h): (f64, f64), g| (l.min(*g), h.max(*g)));
        println!("mean {mean:.3}, {low:.2} to {high:.2}");
        assert!((mean - 1.0).abs() < 0.02 && low >= 1.0 / GUST_FACTOR && high <= GUST_FACTOR && high > 1.2);
        assert!(all.windows(2).all(|g| (g[0] - g[1]).abs() < 0.15));
    }
}
