//! Dykes in the drill: the state of every stretch, how it stands up to the water, how it fails.

use super::{
    FloodField, HazardTables, Interventions,
    flood::{
        Breach, DykeHead, Flood, FloodError,
        breach::{Attack, Cause, Strength, dyke_widens_m},
    },
    tables::DykeTable,
};
use crate::{
    county::{County, Face, Side, Stretch},
    num::{Draw, DrillTime, draw::Process},
    sim::{Clock, Land, Seed},
};
use bevy::prelude::*;
use std::collections::BTreeMap;

/// Freeboard that stands for "no water near", m.
pub const DRY_FREEBOARD_M: f32 = 99.0;

/// One dyke stretch in the drill.
#[derive(Clone, Debug)]
pub struct StretchState {
    /// Crest of each face without sandbags, m above sea level.
    pub crest_m: Vec<f32>,
    /// Level up to which sandbags stand, m above sea level.
    pub bags_m: Option<f32>,
    /// Head over height that it withstands.
    pub strength: f32,
    /// Whether the scenario made it weak.
    pub weak: bool,
    /// Least height of crest above water, m; negative when overtopped.
    pub freeboard_m: f32,
    /// Greatest head over height of a face.
    pub head_ratio: f32,
    attack: Attack,
    pub breach: Option<Breach>,
    pub breached_at: Option<DrillTime>,
}

impl StretchState {
    /// Crest of a face with sandbags, m above sea level.
    pub fn crest(&self, face: usize) -> f32 {
        self.bags_m.map_or(self.crest_m[face], |b| b.max(self.crest_m[face]))
    }

    /// Height of the sandbag wall at the lowest face, m.
    pub fn raised_m(&self) -> f32 {
        let low = self.crest_m.iter().copied().fold(f32::INFINITY, f32::min);
        self.bags_m.map_or(0.0, |b| (b - low).max(0.0))
    }
}

/// Every dyke stretch, numbered over all dykes.
#[derive(Resource, Clone, Debug, Default)]
pub struct Dykes(pub Vec<StretchState>);

impl Dykes {
    /// Whether a breach has taken the dyke away at any of some faces, and what stood there with it.
    pub fn gone_at(&self, mut face: impl FnMut(Face) -> bool) -> bool {
        self.0.iter().filter_map(|s| s.breach.as_ref()).any(|breach| breach.faces().any(&mut face))
    }
}

/// A dyke failed: facts and cascades follow.
#[derive(Message, Clone, Copy, Debug)]
pub struct DykeFailed {
    pub stretch: usize,
    pub by_piping: bool,
}

/// Water began to run over a dyke.
#[derive(Message, Clone, Copy, Debug)]
pub struct DykeOvertopped {
    pub stretch: usize,
}

/// A part of a stretch that is lower than built: by how much, and how long, in the middle of the stretch.
#[derive(Clone, Copy, Debug)]
pub struct LowPart {
    pub lowered_m: f32,
    pub length_m: f32,
}

/// Dykes as built, with the low parts of the scenario by stretch number.
pub fn build_dykes(
    county: &County,
    tables: &HazardTables,
    seed: Seed,
    low: &BTreeMap<usize, LowPart>,
) -> Dykes {
    let t = &tables.dyke;
    let stretches = county.dykes.iter().flat_map(|d| &d.stretches);
    let states = stretches.enumerate().map(|(number, stretch)| {
        let down = low.get(&number).copied();
        let draw = Draw::new(seed.0, number as u64, Process::DykeStrength);
        StretchState {
            crest_m: down
                .map_or_else(|| stretch.crest_m.clone(), |part| lower(stretch, part, county.spec.cell_m)),
            bags_m: None,
            strength: match down {
                Some(_) => t.weak_strength,
                None => t.strength_mean + draw.range(-t.strength_spread, t.strength_spread),
            },
            weak: down.is_some(),
            freeboard_m: DRY_FREEBOARD_M,
            head_ratio: 0.0,
            attack: Attack::default(),
            breach: None,
            breached_at: None,
        }
    });
    Dykes(states.collect())
}

/// Crests of a stretch with its low part.
fn lower(stretch: &Stretch, part: LowPart, face_m: f32) -> Vec<f32> {
    let count = stretch.crest_m.len();
    let low = ((part.length_m / face_m).ceil() as usize).clamp(1, count);
    let first = (count - low) / 2;
    let inside = |i: usize| (first..first + low).contains(&i);
    stretch.crest_m.iter().enumerate().map(|(i, c)| if inside(i) { c - part.lowered_m } else { *c }).collect()
}

/// Write every crest into the flood model.
///
/// # Errors
/// A face is not between two cells of the county.
pub fn set_crests(county: &County, dykes: &Dykes, flood: &mut Flood) -> Result<(), FloodError> {
    let stretches = county.dykes.iter().flat_map(|d| &d.stretches);
    for (stretch, state) in stretches.zip(&dykes.0) {
        set_stretch(stretch, state, flood)?;
    }
    Ok(())
}

fn set_stretch(stretch: &Stretch, state: &StretchState, flood: &mut Flood) -> Result<(), FloodError> {
    for (i, &face) in stretch.faces.iter().enumerate() {
        flood.set_crest(face, state.crest(i))?;
    }
    Ok(())
}

/// Freeboard, overtopping and piping of every stretch; breaches grow.
pub(super) fn run(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<HazardTables>,
    interventions: Res<Interventions>,
    mut dykes: ResMut<Dykes>,
    mut water: ResMut<FloodField>,
    mut failed: MessageWriter<DykeFailed>,
    mut overtopped: MessageWriter<DykeOvertopped>,
) -> Result<(), BevyError> {
    let now = clock.now();
    let now_s = f64::from(now.0);
    let stretches = land.dykes.iter().flat_map(|d| &d.stretches);
    for (number, (stretch, state)) in stretches.zip(&mut dykes.0).enumerate() {
        if let Some(breach) = &mut state.breach {
            let before_m = breach.width_m;
            if clock.every_min(1) && breach.formed(now_s) {
                let head_m = head_across(&land, stretch, breach.sill_m(), &water.0);
                let hours = (now_s - breach.start_s - breach.formation_s) / 3600.0;
                let critical_m_s = tables.dyke.critical_m_s;
                breach.widen(dyke_widens_m(head_m, critical_m_s, hours, hours + 1.0 / 60.0));
            }
            // One more write after it has come down leaves its sill.
            if breach.width_m > before_m || !breach.formed(now_s - 60.0) {
                for (face, crest) in breach.crests(now_s) {
                    water.0.set_breached_crest(face, crest)?;
                }
            }
            continue;
        }
        let bags = interventions.raised_m.get(&number).copied();
        if bags != state.bags_m {
            state.bags_m = bags;
            set_stretch(stretch, state, &mut water.0)?;
        }
        if !clock.every_min(1) {
            continue;
        }
        let was_over = state.freeboard_m < 0.0;
        let seen = inspect(&land, stretch, state, &water.0);
        state.freeboard_m = -seen.head.over_crest_m;
        state.head_ratio = seen.head.across_m / seen.height_m;
        if state.freeboard_m < 0.0 && !was_over {
            overtopped.write(DykeOvertopped { stretch: number });
        }
        let t = &tables.dyke;
        let strength = Strength {
            overtopping_m: t.overtop_depth_m,
            overtopping_s: t.overtop_min * 60.0,
            piping_ratio: state.strength,
            piping_s: t.piping_hours * 3600.0,
        };
        if let Some(cause) = state.attack.endure(seen.head, seen.height_m, &strength, 60.0) {
            state.breached_at = Some(now);
            state.breach = Some(open_breach(&land, t, stretch, state, seen.face, now_s));
            failed.write(DykeFailed { stretch: number, by_piping: cause == Cause::Piping });
        }
    }
    Ok(())
}

/// The worst of a stretch.
struct Seen {
    /// Face with the least freeboard.
    face: usize,
    /// Least freeboard and greatest head over height, which may be at different faces.
    head: DykeHead,
    height_m: f32,
}

fn inspect(county: &County, stretch: &Stretch, state: &StretchState, flood: &Flood) -> Seen {
    let (mut over, mut ratio, mut worst) = (-DRY_FREEBOARD_M, 0.0_f32, 0);
    for (i, &face) in stretch.faces.iter().enumerate() {
        let (a, b) = (face.cell as usize, other_cell(face, county.spec.cols));
        let (high, low) = if flood.level_m(a) >= flood.level_m(b) { (a, b) } else { (b, a) };
        let Some(head) = flood.dyke_head(face) else { continue };
        if flood.depth_m()[high] < 0.05 {
            continue;
        }
        if head.over_crest_m > over {
            over = head.over_crest_m;
            worst = i;
        }
        let height = (state.crest(i) - county.ground_m[low]).max(0.1);
        ratio = ratio.max(head.across_m / height);
    }
    let height_m = stretch.height_m.max(0.1);
    Seen { face: worst, head: DykeHead { over_crest_m: over, across_m: ratio * height_m }, height_m }
}

/// The cell on the other side of a face.
pub fn other_cell(face: Face, cols: usize) -> usize {
    match face.side {
        Side::East => face.cell as usize + 1,
        Side::South => face.cell as usize + cols,
    }
}

/// Difference of level across a stretch over a sill, m: between the highest water on the one side and the mean of the lower
/// side, along all of it, so that the fall of the surface towards the breach itself does not count.
fn head_across(county: &County, stretch: &Stretch, sill_m: f32, flood: &Flood) -> f64 {
    let (mut high, mut low) = (0.0_f64, 0.0_f64);
    for &face in &stretch.faces {
        let (a, b) = (face.cell as usize, other_cell(face, county.spec.cols));
        let over = [a, b].map(|cell| f64::from((flood.level_m(cell) - sill_m).max(0.0)));
        high = high.max(over[0].max(over[1]));
        low += over[0].min(over[1]);
    }
    (high - low / stretch.faces.len().max(1) as f64).max(0.0)
}

/// The breach around a failing face, down to the land behind.
fn open_breach(
    county: &County,
    tables: &DykeTable,
    stretch: &Stretch,
    state: &StretchState,
    face: usize,
    now_s: f64,
) -> Breach {
    let sill: Vec<f32> = stretch
        .faces
        .iter()
        .map(|&f| county.ground_m[f.cell as usize].min(county.ground_m[other_cell(f, county.spec.cols)]))
        .collect();
    let crest: Vec<f32> = (0..stretch.faces.len()).map(|i| state.crest(i)).collect();
    Breach::new(
        face,
        &stretch.faces,
        &crest,
        &sill,
        county.spec.cell_m,
        now_s,
        tables.first_width_m,
        tables.deepen_min * 60.0,
    )
}
