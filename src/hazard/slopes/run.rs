//! Slopes in the tick: rain soaks them, the weakest creep, some come down, and what comes down runs out and stays.

use super::{Hillside, Part, Slide, SlopePlan, Slopes};
use crate::{
    hazard::{
        plugin::{FloodField, Weather},
        shallow::Report,
        slide::{
            runout::{Material, Runout},
            trigger::Spell,
        },
        tables::{HazardTables, SlopeTable},
    },
    num::{DrillTime, GridSpec},
    sim::{Clock, Land, TICK_S},
};
use bevy::prelude::*;
use rayon::prelude::*;

/// A slope came down.
#[derive(Message, Clone, Copy, Debug)]
pub struct SlopeFailed {
    /// Index into [`Slopes::slides`].
    pub slide: usize,
}

/// A slide came to rest.
#[derive(Message, Clone, Copy, Debug)]
pub struct SlideStopped {
    pub slide: usize,
}

/// Slopes and slides of a tick.
pub(in crate::hazard) fn run(
    clock: Res<Clock>,
    land: Res<Land>,
    plan: Res<SlopePlan>,
    tables: Res<HazardTables>,
    weather: Res<Weather>,
    mut water: ResMut<FloodField>,
    mut slopes: ResMut<Slopes>,
    mut failed: MessageWriter<SlopeFailed>,
    mut stopped: MessageWriter<SlideStopped>,
) -> Result<(), BevyError> {
    let (now, spec, table) = (clock.now(), &land.spec, &tables.slope);
    let (now_s, tick_s) = (f64::from(now.0), f64::from(TICK_S));
    for hill in &mut slopes.hills {
        let Some(part) = hill.parts.first() else { continue };
        hill.rain.add(f64::from(weather.at_m_s(spec, part.cell as usize)), tick_s, now_s);
        hill.moved_mm += hill.creep_mm_h * tick_s / 3600.0;
    }
    let shaken = plan.shaking.iter().find(|(at, _)| (now_s - tick_s..now_s).contains(at)).map(|s| s.1);
    if clock.every_min(table.look_min) || shaken.is_some() {
        let shaking = table.seismic_share * shaken.unwrap_or(0.0);
        let fallen: Vec<Vec<Part>> =
            slopes.hills.par_iter_mut().map(|hill| look(hill, spec, table, now_s, shaking)).collect();
        let fallen = fallen.into_iter().enumerate().filter(|(_, parts)| !parts.is_empty());
        let mut erodible_m: Vec<f32> = Vec::new();
        for (hill, parts) in fallen {
            let material = if slopes.hills[hill].gully { Material::DEBRIS_FLOW } else { Material::HILLSIDE };
            if erodible_m.is_empty() {
                erodible_m.extend(land.soil_depth_m.iter().map(|d| d.min(table.erodible_m)));
            }
            let cells: Vec<(u32, f32)> = parts.iter().map(|p| (p.cell, p.slope.column.depth_m)).collect();
            let runout = Runout::release(spec, water.0.ground_m(), &erodible_m, &cells, material)?;
            slopes.slides.push(Slide::begin(hill, now, runout));
            failed.write(SlopeFailed { slide: slopes.slides.len() - 1 });
        }
    }
    for (index, slide) in slopes.slides.iter_mut().enumerate() {
        let Some(runout) = &mut slide.runout else { continue };
        runout.advance(tick_s, &mut Report::default());
        let done = runout.has_stopped() || runout.time_s() >= table.longest_run_min * 60.0;
        slide.depth_m = runout.depth_m().iter().map(|d| *d as f32).collect();
        slide.max_depth_m.copy_from_slice(runout.max_depth_m());
        slide.max_speed_m_s.copy_from_slice(runout.max_speed_m_s());
        if done {
            let change = runout.ground_change(spec, water.0.ground_m());
            water.0.change_ground(&change)?;
            slide.runout = None;
            slide.stopped_at = Some(now);
            stopped.write(SlideStopped { slide: index });
        }
    }
    Ok(())
}

impl Slide {
    fn begin(hill: usize, now: DrillTime, runout: Runout) -> Self {
        Slide {
            hill,
            failed_at: now,
            stopped_at: None,
            released_m3: runout.volumes_m3()[0],
            window: runout.window,
            depth_m: runout.depth_m().iter().map(|d| *d as f32).collect(),
            max_depth_m: runout.max_depth_m().to_vec(),
            max_speed_m_s: runout.max_speed_m_s().to_vec(),
            runout: Some(Box::new(runout)),
        }
    }
}

/// Look at a hill: its safety and creep, and what comes down now, taken from its parts.
///
/// Creep: 1/v falls in proportion to FS − 1, so that a slope whose safety falls evenly moves by Fukuzono's (1985) law of
/// the inverse velocity, straight to zero at failure.
fn look(hill: &mut Hillside, spec: &GridSpec, table: &SlopeTable, now_s: f64, shaking: f64) -> Vec<Part> {
    let spells: Vec<Spell> = hill.rain.spells();
    let safety: Vec<f64> = hill
        .parts
        .iter()
        .map(|p| {
            let pressure = p.slope.pressure_m(&spells, now_s) as f32;
            f64::from(p.slope.column.safety_shaken(pressure, shaking as f32))
        })
        .collect();
    hill.safety = safety.iter().copied().fold(f64::INFINITY, f64::min);
    hill.creep_mm_h = creep_mm_h(hill.safety, table);
    if hill.safety >= 1.0 {
        return Vec::new();
    }
    // What fails takes along what leans on it.
    let falls = joined(hill, spec, &safety, 1.0 + table.drag);
    let mut kept = Vec::new();
    let mut fallen = Vec::new();
    // What stays is a slope of its own: it may stand still, or creep on and come down after the first.
    hill.safety = f64::INFINITY;
    for ((part, falls), safety) in hill.parts.drain(..).zip(falls).zip(safety) {
        if falls {
            fallen.push(part);
        } else {
            kept.push(part);
            hill.safety = hill.safety.min(safety);
        }
    }
    hill.parts = kept;
    hill.creep_mm_h = creep_mm_h(hill.safety, table);
    fallen
}

/// How fast a slope of a factor of safety creeps, mm/h.
fn creep_mm_h(safety: f64, table: &SlopeTable) -> f64 {
    let over = safety - 1.0;
    if over < table.creep_from { (table.creep_mm_h / over.max(1e-3)).min(table.creep_most_mm_h) } else { 0.0 }
}

/// Parts that come down: the weakest, and all below `limit` that touch one that does.
fn joined(hill: &Hillside, spec: &GridSpec, safety: &[f64], limit: f64) -> Vec<bool> {
    let weakest = (0..safety.len()).min_by(|a, b| safety[*a].total_cmp(&safety[*b]));
    let mut falls = vec![false; safety.len()];
    let mut queue: Vec<usize> = weakest.into_iter().collect();
    while let Some(i) = queue.pop() {
        if std::mem::replace(&mut falls[i], true) {
            continue;
        }
        let (row, col) = spec.row_col(hill.parts[i].cell as usize);
        for (n, part) in hill.parts.iter().enumerate() {
            let (r, c) = spec.row_col(part.cell as usize);
            if !falls[n] && r.abs_diff(row) <= 1 && c.abs_diff(col) <= 1 && safety[n] < limit {
                queue.push(n);
            }
        }
    }
    falls
}
