//! A release into a wind that changes by bands of time: what people at receptors breathe, and the zones around what is
//! exceeded. The origin is the source; x is to the east, y to the north, z over the ground, m.

use super::{
    exposure::Exposure,
    heavy::Heavy,
    plume::{LEAST_WIND_M_S, Plume, puff_reach_m},
    pool::Pool,
    puffs::{Cloud, Kind, Places, Puff, Raster, Source, wind},
    sigma::{Stability, Terrain, Widths},
    substance::Substance,
    zones::{Polygon, polygons},
};
use rayon::prelude::*;

/// What comes out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Release {
    /// kg/s for so many seconds.
    Continuous { rate_kg_s: f64, duration_s: f64 },
    /// kg at once.
    Puff { mass_kg: f64 },
    /// A pool of liquid, kg, that fills its circle and evaporates.
    Pool { mass_kg: f64, diameter_m: f64 },
}

/// Wind from a time on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    pub from_s: f64,
    pub speed_m_s: f64,
    /// Bearing that it comes from, °.
    pub from_deg: f64,
}

/// What is to be computed.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    pub substance: &'a Substance,
    pub release: Release,
    pub height_m: f64,
    /// Width of the source, m; zero for a point.
    pub width_m: f64,
    /// At least one; the first holds from the beginning. In the order of time.
    pub wind: Vec<Band>,
    pub stability: Stability,
    pub terrain: Terrain,
    pub lid_m: Option<f64>,
    pub air_c: f64,
    pub receptors: Vec<[f64; 3]>,
    /// When the receptors are told, s, rising; the last is the end.
    pub times_s: Vec<f64>,
    /// Air exchange of houses, 1/h.
    pub air_exchange_per_h: f64,
    /// Whether gas heavier than air sinks and runs apart ([`heavy`](super::heavy)); for releases at the ground.
    pub heavy: bool,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// By time, then by receptor.
    pub exposures: Vec<Vec<Exposure>>,
    pub released_kg: f64,
    /// In the cloud at the end; by its own count the same.
    pub in_air_kg: f64,
    /// Left in a pool.
    pub left_kg: f64,
    /// Largest release, kg/s; of a puff nothing.
    pub most_kg_s: f64,
    pub steps: usize,
    /// Whether some wind was less than [`LEAST_WIND_M_S`] and was taken as that.
    pub calm: bool,
}

/// Receptors that are looked at together.
const PART: usize = 512;
/// After so many steps all are the longest.
const STEPS: usize = 100_000;
/// Longest step, s.
const STEP_S: f64 = 30.0;
/// Cells along a zone's longer side, at most.
const CELLS: f64 = 240.0;
/// Nearer to a point source, m, concentrations are not resolved.
pub const NEAR_M: f64 = 10.0;

impl Case<'_> {
    fn kind(&self) -> Kind {
        if matches!(self.release, Release::Puff { .. }) { Kind::Single } else { Kind::Train }
    }

    /// Widths of its cloud: those of puffs for a single one, of plumes for a train.
    pub fn widths(&self) -> Widths {
        match self.kind() {
            Kind::Single => Widths::puff(self.stability, self.terrain),
            Kind::Train => Widths::plume(self.stability, self.terrain),
        }
    }

    /// Density of its gas as it comes out, kg/m³: what boils in this air is as cold as it boils.
    pub fn gas_kg_m3(&self) -> f64 {
        self.substance.vapour_kg_m3(self.substance.boiling_c.min(self.air_c))
    }

    fn source(&self) -> Source {
        Source { width_m: self.width_m, height_m: self.height_m, ..Source::default() }
    }

    fn end_s(&self) -> f64 {
        self.times_s.last().copied().unwrap_or(0.0)
    }

    fn exponent(&self) -> f64 {
        self.substance.probit.map_or(1.0, |p| p.2)
    }

    /// Wind at a time, and when it changes next.
    fn wind_at(&self, time_s: f64) -> (Band, f64) {
        let after = self.wind.partition_point(|b| b.from_s <= time_s);
        let calm = Band { from_s: 0.0, speed_m_s: LEAST_WIND_M_S, from_deg: 0.0 };
        let band = self.wind.get(after.max(1) - 1).copied().unwrap_or(calm);
        (band, self.wind.get(after.max(1)).map_or(f64::INFINITY, |b| b.from_s))
    }

    /// Nearest receptor's distance, m.
    fn nearest_m(&self) -> f64 {
        let near = |r: &[f64; 3]| (r[0] * r[0] + r[1] * r[1]).sqrt();
        self.receptors.iter().map(near).fold(f64::INFINITY, f64::min)
    }
}

/// Compute a case.
pub fn run(case: &Case<'_>) -> Outcome {
    // Each part follows a cloud of its own: that is cheap, and a receptor has the same bits in any part.
    let parts: Vec<&[[f64; 3]]> =
        if case.receptors.is_empty() { vec![&[]] } else { case.receptors.chunks(PART).collect() };
    let mut parts: Vec<Outcome> = parts.par_iter().map(|part| run_part(case, part)).collect();
    let mut outcome = parts.remove(0);
    for part in parts {
        for (all, more) in outcome.exposures.iter_mut().zip(part.exposures) {
            all.extend(more);
        }
    }
    outcome
}

fn run_part(case: &Case<'_>, receptors: &[[f64; 3]]) -> Outcome {
    let places = Places::new(receptors);
    let (mut now, mut exposures) = (vec![0.0; receptors.len()], vec![Exposure::default(); receptors.len()]);
    let most = case.substance.vapour_kg_m3(case.air_c);
    let (exponent, exchange) = (case.exponent(), case.air_exchange_per_h / 3600.0);
    let mut told = Vec::with_capacity(case.times_s.len());
    let mut outcome = follow(case, case.nearest_m(), &mut |cloud, time_s, seconds| {
        cloud.at(&places, most, &mut now);
        for (exposure, kg_m3) in exposures.iter_mut().zip(&now) {
            exposure.breathe(*kg_m3, exponent, exchange, seconds);
        }
        while case.times_s.get(told.len()).is_some_and(|t| *t <= time_s) {
            told.push(exposures.clone());
        }
    });
    outcome.exposures = told;
    outcome
}

/// Go through a case and show the cloud at the end of each step: (cloud, time, length of the step). The plume is smooth
/// from `near_m` on.
fn follow(case: &Case<'_>, near_m: f64, seen: &mut impl FnMut(&Cloud, f64, f64)) -> Outcome {
    let mut outcome = Outcome::default();
    let widths = case.widths();
    let near = widths.across_m(near_m.clamp(NEAR_M, 1_000.0));
    let mut cloud = Cloud::new(case.kind(), widths, case.lid_m, near.clamp(0.5, 50.0));
    if case.heavy {
        cloud = cloud.of_gas(Heavy::new(case.gas_kg_m3(), case.air_c, case.terrain));
    }
    let mut pool = match case.release {
        Release::Pool { mass_kg, diameter_m } => Some(Pool::filled(mass_kg, diameter_m)),
        _ => None,
    };
    if let Release::Puff { mass_kg } = case.release {
        cloud.puff(mass_kg, case.source());
    }
    let (mut time, mut event, end) = (0.0, 0.0, case.end_s());
    seen(&cloud, 0.0, 0.0);
    while time < end {
        let (band, next) = case.wind_at(time);
        outcome.calm |= band.speed_m_s < LEAST_WIND_M_S;
        let speed = band.speed_m_s.max(LEAST_WIND_M_S);
        let step = cloud.step_s(time - event, case.source(), speed).min(STEP_S);
        let step = if outcome.steps < STEPS { step } else { STEP_S };
        let mut stop = end.min(next);
        if let Release::Continuous { duration_s, .. } = case.release
            && duration_s > time
        {
            stop = stop.min(duration_s);
        }
        if let Some(told) = case.times_s.iter().find(|t| **t > time) {
            stop = stop.min(*told);
        }
        // Equal steps to the next event rather than a crumb before it.
        let parts = ((stop - time) / step).ceil().max(1.0);
        let at = if parts <= 1.0 { stop } else { time + (stop - time) / parts };
        let seconds = at - time;
        let rate = match (&mut pool, case.release) {
            (Some(pool), _) => pool.run(case.substance, 0.0, case.air_c, speed, seconds) / seconds,
            (None, Release::Continuous { rate_kg_s, duration_s }) if time < duration_s => rate_kg_s,
            _ => 0.0,
        };
        outcome.most_kg_s = outcome.most_kg_s.max(rate);
        cloud.advance(seconds, rate, case.source(), wind(band.speed_m_s, band.from_deg));
        time = at;
        if time == next
            || matches!(case.release, Release::Continuous { duration_s, .. } if time == duration_s)
        {
            event = time;
        }
        outcome.steps += 1;
        seen(&cloud, time, seconds);
    }
    outcome.released_kg = cloud.released_kg;
    outcome.in_air_kg = cloud.mass_kg();
    outcome.left_kg = pool.map_or(0.0, |p| p.mass_kg);
    outcome
}

/// Polygons on the ground around what exceeded each level, kg/m³, at any time of the run, in metres east and north of
/// the source. `most_kg_s` is the run's, see [`Outcome`].
pub fn zones(case: &Case<'_>, levels_kg_m3: &[f64], most_kg_s: f64) -> Vec<Vec<Polygon>> {
    let widths = case.widths();
    let slowest = case.wind.iter().map(|b| b.speed_m_s).fold(f64::INFINITY, f64::min).max(LEAST_WIND_M_S);
    let reach = |level: f64| match case.release {
        Release::Puff { mass_kg } => puff_reach_m(mass_kg, case.height_m, &widths, level),
        _ => {
            let plume = Plume::new(most_kg_s, case.height_m, slowest, case.stability, case.terrain);
            Plume { lid_m: case.lid_m, ..plume }.wide(case.width_m).reach_m(level)
        }
    };
    levels_kg_m3
        .iter()
        .map(|level| {
            let Some(far) = reach(*level) else { return Vec::new() };
            // A lid and a virtual distance can carry it a little further than the formula of the reach.
            let far = 1.2 * far + case.width_m;
            let raster = raster(case, far, *level);
            polygons(&raster, &greatest(case, &raster, 0.005 * far), *level)
        })
        .collect()
}

/// The raster over everything that puffs up to a way touch, or, of heavy gas, those that are as thick as a level.
fn raster(case: &Case<'_>, far_m: f64, level: f64) -> Raster {
    let (mut low, mut high) = ([-1.0f64; 2], [1.0f64; 2]);
    let before = case.widths().way_of_across_m(case.width_m / 4.3);
    follow(case, far_m, &mut |cloud, _, _| {
        let near = |p: &&Puff| {
            if case.heavy { cloud.thicker(p, level) > 0.0 } else { p.way[0] <= far_m + before }
        };
        for puff in cloud.puffs.iter().filter(near) {
            let pad = 4.0 * cloud.widths_m(puff)[0];
            for axis in 0..2 {
                low[axis] = low[axis].min(puff.at[axis] - pad);
                high[axis] = high[axis].max(puff.at[axis] + pad);
            }
        }
    });
    let cell = ((high[0] - low[0]).max(high[1] - low[1]) / CELLS).max(0.05);
    let count = |axis: usize| ((high[axis] - low[axis]) / cell).ceil().max(1.0) as usize;
    Raster { west_m: low[0], north_m: high[1], cell_m: cell, cols: count(0), rows: count(1) }
}

/// The greatest concentration of the run in each cell, on the ground.
fn greatest(case: &Case<'_>, raster: &Raster, near_m: f64) -> Vec<f64> {
    let (mut now, mut most) = (vec![0.0; raster.rows * raster.cols], vec![0.0f64; raster.rows * raster.cols]);
    follow(case, near_m, &mut |cloud, _, _| {
        now.fill(0.0);
        cloud.add_to(raster, 0.0, &mut now);
        for (most, now) in most.iter_mut().zip(&now) {
            *most = most.max(*now);
        }
    });
    most
}
