//! What will come, reckoned from what the county knows and not from the truth: rain measured at the township seats,
//! inflow measured so far, a rain forecast with its spread, and the last readings of gauges and reservoirs.
//!
//! The flood runs again from low flow at the start, on blocks of 4 × 4 cells, up to now, and from there three times on:
//! with the low, the middle and the high rain and inflow. A block is much wider than a brook, so its roughness is
//! lowered until the wave travels as fast as in the channel: V ∝ (Q/W)^0.4·n^−0.6, so n′ = n·(W/W′)^(2/3). In both the
//! depth goes with Q^0.6 (Manning, wide channel), so the depth at a gauge is taken to grow from its last reading in the
//! proportion in which the block's does. Levels of reservoirs follow from the balance of inflow, spillway and outlet on
//! the capacity curve. Dykes are taken to hold.

use super::{
    flood::{Edge, Flood, FloodError, FloodParams, Forcing, Inflow, Rain},
    plugin::soils,
    weather::Series,
    works::{
        faces_around,
        laws::{outlet_m3s, weir_m3s},
    },
};
use crate::{
    county::{County, Gauge, GroundTables, Reservoir},
    num::{GridSpec, Point, math::powf},
};
use rayon::prelude::*;

/// Cells along the edge of a block.
const BLOCK: usize = 4;
/// Stride of the run and of the curves, s.
const STRIDE_S: f64 = 300.0;
/// Cells of a rain tile of the run, blocks.
const RAIN_SIDE: usize = 8;
/// Parts of a stride that the depth at a gauge is the mean of, and its least, m.
const PARTS: usize = 5;
const LEAST_DEPTH_M: f32 = 0.05;
/// Smoothest channel of the run, s/m^(1/3).
const LEAST_MANNING: f32 = 0.02;

/// What the county knows.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Time since the start, s.
    pub now_s: f64,
    /// Places of the rain gauges, and for each ten minutes since the start what each of them measured, mm.
    pub rain_gauges: &'a [Point],
    pub rain_mm: &'a [Vec<f32>],
    /// Even rain before the start: (how long, s; rate, m/s), oldest first.
    pub rain_before: &'a [(f64, f64)],
    /// Last reading of each of the county's gauges and reservoirs, m above sea level; `None` where it fell silent.
    pub gauge_level_m: &'a [Option<f32>],
    pub reservoir_level_m: &'a [Option<f32>],
    /// Where rivers enter, and their flow: measured so far, and announced from now on.
    pub inflows: &'a [(Vec<u32>, Series)],
}

/// What is expected.
#[derive(Clone, Debug)]
pub struct Ahead {
    /// Mean rain over the county in time, mm/h.
    pub rain_mm_h: Series,
    /// Share of rain, and of the inflow, that the low, the middle and the high run have.
    pub rain_share: [f64; 3],
    pub inflow_share: [f64; 3],
    pub hours: f64,
}

/// Levels in time: (s since the start, m above sea level): the lowest, the middle and the highest of the three runs.
pub type Curves = [Vec<(f64, f32)>; 3];

/// Curves of every gauge and every reservoir of the county.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    pub gauges: Vec<Curves>,
    pub reservoirs: Vec<Curves>,
}

/// Highest level of a curve with its time.
pub fn peak(curve: &[(f64, f32)]) -> Option<(f64, f32)> {
    curve.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.total_cmp(&a.0)))
}

/// Level of a curve at a time, linear between its points; nothing before and after it.
pub fn at(curve: &[(f64, f32)], time_s: f64) -> Option<f32> {
    let k = curve.partition_point(|(at, _)| *at < time_s);
    let next = curve.get(k)?;
    if next.0 <= time_s {
        return Some(next.1);
    }
    let last = curve.get(k.checked_sub(1)?)?;
    let share = ((time_s - last.0) / (next.0 - last.0)) as f32;
    Some(last.1 + share * (next.1 - last.1))
}

/// Run ahead from low flow at the start.
///
/// # Errors
/// Inflow outside the county or rain that is not a number.
pub fn forecast(county: &County, known: &Known, ahead: &Ahead) -> Result<Forecast, FloodError> {
    let mut run = Forecaster::new(county, known)?;
    run.measure(county, known)?;
    run.ahead(county, known, ahead)
}

/// The band that three runs span: where a wave comes earlier, the wetter run may stand lower later.
fn band(runs: [&[(f64, f32)]; 3]) -> Curves {
    let mut curves = Curves::default();
    for ((low, middle), high) in runs[0].iter().zip(runs[1]).zip(runs[2]) {
        let mut levels = [low.1, middle.1, high.1];
        levels.sort_by(f32::total_cmp);
        curves.iter_mut().zip(levels).for_each(|(curve, level)| curve.push((low.0, level)));
    }
    curves
}

/// Level at a gauge when its block's depth has changed from `then` to `now`, m.
fn stage_m(county: &County, gauge: usize, read_m: Option<f32>, then: f32, now: f32) -> f32 {
    let cell = county.gauges[gauge].cell as usize;
    let bed = county.ground_m[cell];
    let depth = read_m.map_or(county.base_depth_m[cell], |level| level - bed).max(0.05);
    bed + depth * now / then
}

/// The county on blocks, as far as the measurements reach. It keeps its place, so that each forecast costs only the time
/// since the last one and the hours ahead.
#[derive(Clone, Debug)]
pub struct Forecaster {
    flood: Flood,
    /// Weight of each rain gauge at each rain tile.
    weights: Vec<Vec<f32>>,
    time_s: f64,
    /// Depth in the block of each gauge, mean of the last stride, m, a little at least.
    depths_m: Vec<f32>,
    /// Levels of the reservoirs, m above sea level.
    levels_m: Vec<f32>,
    /// Blocks of each reservoir, sorted; none where its works are not known.
    pools: Vec<Vec<u32>>,
}

fn block_spec(spec: &GridSpec) -> GridSpec {
    GridSpec {
        rows: spec.rows.div_ceil(BLOCK),
        cols: spec.cols.div_ceil(BLOCK),
        cell_m: spec.cell_m * BLOCK as f32,
    }
}

/// The block of a cell.
fn block_of(spec: &GridSpec, cell: u32) -> u32 {
    let (row, col) = spec.row_col(cell as usize);
    (row / BLOCK * spec.cols.div_ceil(BLOCK) + col / BLOCK) as u32
}

impl Forecaster {
    /// Take in what was measured since the last time; from then on the reservoirs stand where they were last read.
    ///
    /// # Errors
    /// Inflow outside the county or rain that is not a number.
    pub fn measure(&mut self, county: &County, known: &Known) -> Result<(), FloodError> {
        while self.time_s < known.now_s {
            let rain = known.rain_mm.get((self.time_s / 600.0) as usize).map_or(&[][..], Vec::as_slice);
            let rates: Vec<f32> = self
                .weights
                .iter()
                .map(|w| w.iter().zip(rain).map(|(w, mm)| w * mm * 1e-3 / 600.0).sum::<f32>())
                .collect();
            let span = STRIDE_S.min(known.now_s - self.time_s);
            self.stride(county, known, &rates, 1.0, span)?;
        }
        for (level, known) in self.levels_m.iter_mut().zip(known.reservoir_level_m) {
            *level = known.unwrap_or(*level);
        }
        Ok(())
    }

    /// Three runs from here: low, middle and high.
    ///
    /// # Errors
    /// Inflow outside the county or rain that is not a number.
    pub fn ahead(&self, county: &County, known: &Known, ahead: &Ahead) -> Result<Forecast, FloodError> {
        let one = |k: usize| -> Result<_, FloodError> {
            let mut run = self.clone();
            let (mut gauges, mut pools) =
                (vec![Vec::new(); county.gauges.len()], vec![Vec::new(); county.reservoirs.len()]);
            while run.time_s < known.now_s + ahead.hours * 3600.0 {
                let rain = ahead.rain_mm_h.at(run.time_s + 0.5 * STRIDE_S) * ahead.rain_share[k] / 3.6e6;
                let rates = vec![rain as f32; self.weights.len()];
                run.stride(county, known, &rates, ahead.inflow_share[k], STRIDE_S)?;
                for (g, curve) in gauges.iter_mut().enumerate() {
                    let read = known.gauge_level_m.get(g).copied().flatten();
                    let (then, depth) = (self.depths_m[g], run.depths_m[g]);
                    curve.push((run.time_s, stage_m(county, g, read, then, depth)));
                }
                let levels = pools.iter_mut().zip(&run.levels_m);
                levels.for_each(|(curve, level)| curve.push((run.time_s, *level)));
            }
            Ok((gauges, pools))
        };
        let ends: Result<Vec<_>, FloodError> = (0..3).into_par_iter().map(one).collect();
        let ends = ends?;
        let gauge = |g: usize| band([0, 1, 2].map(|k| &ends[k].0[g][..]));
        let pool = |r: usize| band([0, 1, 2].map(|k| &ends[k].1[r][..]));
        Ok(Forecast {
            gauges: (0..county.gauges.len()).map(gauge).collect(),
            reservoirs: (0..county.reservoirs.len()).map(pool).collect(),
        })
    }

    /// Low flow at the start, on soils as the rain before left them; of `known` only that rain and the places of the rain
    /// gauges count.
    ///
    /// # Errors
    /// A county that no flood can run on.
    pub fn new(county: &County, known: &Known) -> Result<Self, FloodError> {
        let (spec, fine) = (block_spec(&county.spec), &county.spec);
        let tables = GroundTables::built_in();
        let (class, kinds) = soils(county);
        let mut ground = vec![f32::INFINITY; spec.len()];
        let (mut depth, mut manning) = (vec![0.0f32; spec.len()], vec![0.0f32; spec.len()]);
        let (mut soil, mut count) = (vec![0u8; spec.len()], vec![0.0f32; spec.len()]);
        for (cell, &class) in class.iter().enumerate() {
            let b = block_of(fine, cell as u32) as usize;
            if county.ground_m[cell] < ground[b] {
                (ground[b], depth[b], soil[b]) = (county.ground_m[cell], county.base_depth_m[cell], class);
            }
            manning[b] += tables.cover(county.cover[cell]).manning;
            count[b] += 1.0;
        }
        manning.iter_mut().zip(count).for_each(|(n, count)| *n /= count);
        for river in &county.rivers {
            for (&cell, width) in river.cells.iter().zip(&river.width_m) {
                let b = block_of(fine, cell) as usize;
                let narrow = powf((width / spec.cell_m).min(1.0), 2.0 / 3.0);
                manning[b] = (tables.cover(county.cover[cell as usize]).manning * narrow).max(LEAST_MANNING);
            }
        }
        for (polder, dyke) in county.polders.iter().filter_map(|p| Some((p, county.dykes.get(p.dyke)?))) {
            let crest = dyke.stretches.iter().flat_map(|s| &s.crest_m).copied().fold(0.0, f32::max);
            let mut own = vec![0usize; spec.len()];
            polder.cells.iter().for_each(|&cell| own[block_of(fine, cell) as usize] += 1);
            for b in (0..own.len()).filter(|&b| own[b] > BLOCK * BLOCK / 2) {
                (ground[b], depth[b]) = (ground[b].max(crest), 0.0);
            }
        }
        let params = FloodParams { dt_max_s: 60.0, theta: 0.7, ..FloodParams::default() };
        let mut flood = Flood::new(spec, ground, manning, Edge::Open, params)?;
        flood.set_depth(&depth)?;
        let blocks = |cells: &[u32]| {
            let mut blocks: Vec<u32> = cells.iter().map(|&cell| block_of(fine, cell)).collect();
            blocks.sort_unstable();
            blocks.dedup();
            blocks
        };
        flood.fix_level(&blocks(&county.fixed_level))?;
        let pools: Vec<Vec<u32>> = county
            .reservoirs
            .iter()
            .map(|r| if r.dam_cells.is_empty() { Vec::new() } else { blocks(&r.cells) })
            .collect();
        for (pool, reservoir) in pools.iter().zip(&county.reservoirs) {
            // A reservoir takes in what comes; its works let it out again. The stream below may share its block.
            let below = block_of(fine, reservoir.below);
            let pool: Vec<u32> = pool.iter().copied().filter(|&b| b != below).collect();
            flood.fix_level(&pool)?;
        }
        flood.set_soils_after(&soil, &kinds, known.rain_before)?;
        let levels_m = county.reservoirs.iter().map(|r| r.level_m).collect();
        let depth = |gauge: &Gauge| depth[block_of(fine, gauge.cell) as usize].max(LEAST_DEPTH_M);
        let depths_m = county.gauges.iter().map(depth).collect();
        let weights = weights(&spec, known.rain_gauges);
        Ok(Forecaster { flood, weights, time_s: 0.0, depths_m, levels_m, pools })
    }

    /// Let some time pass.
    fn stride(
        &mut self,
        county: &County,
        known: &Known,
        rates: &[f32],
        inflow_share: f64,
        span_s: f64,
    ) -> Result<(), FloodError> {
        let middle = self.time_s + 0.5 * span_s;
        let released = self.release(&county.reservoirs, county, span_s);
        let mut sources: Vec<(Vec<u32>, f64)> = known
            .inflows
            .iter()
            .map(|(cells, flow)| {
                let blocks = cells.iter().map(|&cell| block_of(&county.spec, cell)).collect();
                (blocks, flow.at(middle) * inflow_share)
            })
            .collect();
        sources.extend(released);
        let inflows: Vec<Inflow<'_>> =
            sources.iter().map(|(cells, flow_m3s)| Inflow { cells, flow_m3s: *flow_m3s }).collect();
        let rain = Rain::Blocks { side: RAIN_SIDE, rates };
        self.depths_m.fill(0.0);
        for _ in 0..PARTS {
            self.flood.advance(span_s / PARTS as f64, &Forcing { rain, inflows: &inflows })?;
            for (mean, gauge) in self.depths_m.iter_mut().zip(&county.gauges) {
                let depth = self.flood.depth_m()[block_of(&county.spec, gauge.cell) as usize];
                *mean += depth.max(LEAST_DEPTH_M) / PARTS as f32;
            }
        }
        self.time_s += span_s;
        Ok(())
    }

    /// Balance every reservoir over a stride: what flows into its blocks, and what its works let out by their rule.
    fn release(&mut self, reservoirs: &[Reservoir], county: &County, span_s: f64) -> Vec<(Vec<u32>, f64)> {
        let mut sources = Vec::new();
        for (k, reservoir) in reservoirs.iter().enumerate().filter(|(k, _)| !self.pools[*k].is_empty()) {
            let mut inflow = 0.0;
            for &block in &self.pools[k] {
                for (face, other) in faces_around(self.flood.spec(), block as usize) {
                    if self.pools[k].binary_search(&(other as u32)).is_err() {
                        let flow = f64::from(self.flood.face_flow(face));
                        inflow += if face.cell == block { -flow } else { flow };
                    }
                }
            }
            let level = self.levels_m[k];
            let foot = county.ground_m[reservoir.below as usize];
            let open = if level > reservoir.flood_limit_m { 1.0 } else { 0.0 };
            let crest = reservoir.spillway_crest_m;
            let out = weir_m3s(reservoir.spillway_width_m, level, foot, crest).max(0.0)
                + outlet_m3s(reservoir.outlet_m3s, open, level - foot, reservoir.normal_m - foot);
            let volume = reservoir.storage_m3(level) + (inflow.max(0.0) - out) * span_s;
            self.levels_m[k] = level_at(reservoir, volume);
            sources.push((vec![block_of(&county.spec, reservoir.below)], out));
        }
        sources
    }
}

/// Weight of each rain gauge at each rain tile of a block raster: inverse square of the distance.
fn weights(spec: &GridSpec, gauges: &[Point]) -> Vec<Vec<f32>> {
    let (rows, cols) = (spec.rows.div_ceil(RAIN_SIDE), spec.cols.div_ceil(RAIN_SIDE));
    let tile_m = spec.cell_m * RAIN_SIDE as f32;
    let weights = |tile: usize| {
        let centre =
            Point { x_m: ((tile % cols) as f32 + 0.5) * tile_m, y_m: ((tile / cols) as f32 + 0.5) * tile_m };
        let near: Vec<f32> = gauges
            .iter()
            .map(|gauge| {
                let away = centre.distance_m(*gauge).max(100.0);
                1e6 / (away * away)
            })
            .collect();
        let sum: f32 = near.iter().sum();
        near.into_iter().map(|w| w / sum.max(1e-12)).collect()
    };
    (0..rows * cols).map(weights).collect()
}

/// Level of a volume by the capacity curve, m above sea level; the ends beyond it.
fn level_at(reservoir: &Reservoir, volume_m3: f64) -> f32 {
    let curve = &reservoir.storage;
    let k = curve.partition_point(|(_, volume)| *volume < volume_m3);
    match (k.checked_sub(1).and_then(|k| curve.get(k)), curve.get(k)) {
        (Some(low), Some(high)) => {
            let share = (volume_m3 - low.1) / (high.1 - low.1).max(1e-9);
            low.0 + (high.0 - low.0) * share as f32
        }
        (Some(end), None) | (None, Some(end)) => end.0,
        (None, None) => reservoir.level_m,
    }
}
