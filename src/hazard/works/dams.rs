//! Reservoirs in the drill: what comes in, what leaves over the spillway, through the outlet and through a breach,
//! and how the dam stands up to the water.

use super::{
    faces_around,
    laws::{DamBreach, outlet_m3s, weir_m3s},
};
use crate::{
    county::Reservoir,
    hazard::{
        FloodField, HazardTables, Interventions,
        flood::{
            DykeHead, Flood, FloodError, Link,
            breach::{Attack, Cause, Strength},
        },
        tables::DamTable,
    },
    num::{Draw, DrillTime, draw::Process},
    sim::{Clock, Land, Seed, TICK_S},
};
use bevy::prelude::*;
use std::collections::BTreeMap;

/// What the scenario has wrong with a reservoir.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DamFault {
    /// Share of the spillway that driftwood, nets, silt or an illegal sill leave free, 0 to 1.
    pub spillway_open: f32,
    /// Whether the dam's body is weak.
    pub weak: bool,
    /// Level at the start, m above sea level, where it is not the county's.
    pub level_m: Option<f32>,
}

/// What an inspection of the downstream slope sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seepage {
    #[default]
    Dry,
    /// A wet spot, clear water (散浸).
    Wet,
    /// Water that carries soil (管涌): it will break through.
    Turbid,
}

/// Ways of the water out of a reservoir.
#[derive(Clone, Copy, Debug)]
struct Ways {
    spillway: Link,
    channel: Link,
    outlet: Link,
    breach: Link,
}

/// Volumes when they were last looked at, m³: in the pool, and through each way.
#[derive(Clone, Copy, Debug, Default)]
struct Books {
    stored: f64,
    ways: [f64; 4],
}

/// One reservoir in the drill.
#[derive(Clone, Debug)]
pub struct DamState {
    /// Water level, m above sea level, and height of the dam's crest over it, m; negative when overtopped.
    pub level_m: f32,
    pub freeboard_m: f32,
    /// Water in it, m³.
    pub stored_m3: f64,
    /// What comes in, mean of the last minute, m³/s, less what runs over the crest.
    pub inflow_m3s: f64,
    /// What leaves over the spillway with an emergency channel, through the outlet, and through a breach, m³/s.
    pub spillway_m3s: f64,
    pub outlet_m3s: f64,
    pub breach_m3s: f64,
    /// Share of the spillway that is free, and opening of the outlet, 0 to 1.
    pub spillway_open: f32,
    pub outlet_open: f32,
    pub seepage: Seepage,
    /// Level at which the dam pipes, as a share of the way from flood-limit to design flood level.
    pub strength: f32,
    /// Whether the scenario made it weak.
    pub weak: bool,
    pub breach: Option<DamBreach>,
    pub breached_at: Option<DrillTime>,
    attack: Attack,
    /// None where the county does not say where the dam stands.
    ways: Option<Ways>,
    books: Books,
    /// Lowest cell of the pool.
    deepest: usize,
}

/// Every reservoir of the county, in its order.
#[derive(Resource, Clone, Debug, Default)]
pub struct Dams(pub Vec<DamState>);

/// Water began to run over a dam.
#[derive(Message, Clone, Copy, Debug)]
pub struct DamOvertopped {
    pub reservoir: usize,
}

/// A dam failed: facts and cascades follow.
#[derive(Message, Clone, Copy, Debug)]
pub struct DamFailed {
    pub reservoir: usize,
    pub by_piping: bool,
}

/// Depth of water in the cells of a reservoir filled to a level: for the flood's start.
pub fn fill(reservoir: &Reservoir, ground_m: &[f32], level_m: f32, depth_m: &mut [f32]) {
    for &cell in &reservoir.cells {
        depth_m[cell as usize] = (level_m - ground_m[cell as usize]).max(0.0);
    }
}

/// Reservoirs as they are, with the faults of the scenario by number, and their ways out of the flood's pools.
///
/// # Errors
/// A cell of a reservoir is not on the grid.
pub fn build_dams(
    reservoirs: &[Reservoir],
    t: &DamTable,
    seed: Seed,
    faults: &BTreeMap<usize, DamFault>,
    flood: &mut Flood,
) -> Result<Dams, FloodError> {
    let states = reservoirs.iter().enumerate().map(|(number, reservoir)| {
        let fault = faults.get(&number);
        let weak = fault.is_some_and(|f| f.weak);
        let draw = Draw::new(seed.0, number as u64, Process::DamStrength);
        let ways = if reservoir.dam_cells.is_empty() || reservoir.cells.is_empty() {
            None
        } else {
            let mut way = || flood.connect(&reservoir.cells, &[reservoir.below]);
            Some(Ways { spillway: way()?, channel: way()?, outlet: way()?, breach: way()? })
        };
        let ground = |cell: &&u32| flood.ground_m()[**cell as usize];
        let deepest = reservoir.cells.iter().min_by(|a, b| ground(a).total_cmp(&ground(b)).then(a.cmp(b)));
        let deepest = deepest.map_or(0, |cell| *cell as usize);
        let level_m = flood.level_m(deepest);
        let stored_m3 = stored_m3(reservoir, flood);
        Ok(DamState {
            level_m,
            freeboard_m: reservoir.crest_m - level_m,
            stored_m3,
            inflow_m3s: 0.0,
            spillway_m3s: 0.0,
            outlet_m3s: 0.0,
            breach_m3s: 0.0,
            spillway_open: fault.map_or(1.0, |f| f.spillway_open.clamp(0.0, 1.0)),
            outlet_open: 0.0,
            seepage: Seepage::Dry,
            strength: if weak {
                t.weak_strength
            } else {
                t.strength_mean + draw.range(-t.strength_spread, t.strength_spread)
            },
            weak,
            breach: None,
            breached_at: None,
            attack: Attack::default(),
            ways,
            books: Books { stored: stored_m3, ways: [0.0; 4] },
            deepest,
        })
    });
    states.collect::<Result<_, _>>().map(Dams)
}

fn stored_m3(reservoir: &Reservoir, flood: &Flood) -> f64 {
    let depths = reservoir.cells.iter().map(|&cell| f64::from(flood.depth_m()[cell as usize]));
    depths.sum::<f64>() * f64::from(flood.spec().cell_area_m2())
}

/// What happened to a reservoir, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    Overtopped(usize),
    Failed(usize, Cause),
}

impl Dams {
    /// A tick: levels are read, dams are tried, and what leaves by each way is set for the next one.
    ///
    /// # Errors
    /// The reservoirs are not those that the flood's ways were made for.
    pub fn step(
        &mut self,
        reservoirs: &[Reservoir],
        flood: &mut Flood,
        t: &DamTable,
        orders: &Interventions,
        now: DrillTime,
    ) -> Result<Vec<Event>, FloodError> {
        let now_s = f64::from(now.0);
        let mut events = Vec::new();
        for (number, (reservoir, dam)) in reservoirs.iter().zip(&mut self.0).enumerate() {
            let Some(ways) = dam.ways else { continue };
            let was_over = dam.freeboard_m < 0.0;
            dam.level_m = flood.level_m(dam.deepest);
            dam.freeboard_m = reservoir.crest_m - dam.level_m;
            if dam.freeboard_m < 0.0 && !was_over && dam.breach.is_none() {
                events.push(Event::Overtopped(number));
            }
            if now.0.is_multiple_of(60) {
                book(reservoir, dam, ways, flood);
                if dam.breach.is_none()
                    && let Some(cause) = endure(reservoir, dam, t)
                {
                    dam.breached_at = Some(now);
                    dam.breach = Some(open_breach(reservoir, dam, cause, now_s, flood));
                    guard(reservoir, flood)?;
                    events.push(Event::Failed(number, cause));
                }
            }
            if let Some(&open) = orders.spillway_open.get(&number) {
                dam.spillway_open = open.clamp(0.0, 1.0);
            }
            let by_rule = (dam.level_m - reservoir.flood_limit_m) / t.outlet_rule_m;
            dam.outlet_open = orders.outlet_open.get(&number).copied().unwrap_or(by_rule).clamp(0.0, 1.0);
            let lowered_m = orders.spillway_lowered_m.get(&number).copied().unwrap_or(0.0);
            lead(t, reservoir, dam, ways, lowered_m, now_s, flood)?;
        }
        Ok(events)
    }
}

/// Work and watch every reservoir.
pub(in crate::hazard) fn run(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<HazardTables>,
    interventions: Res<Interventions>,
    mut dams: ResMut<Dams>,
    mut water: ResMut<FloodField>,
    mut failed: MessageWriter<DamFailed>,
    mut overtopped: MessageWriter<DamOvertopped>,
) -> Result<(), BevyError> {
    for event in dams.step(&land.reservoirs, &mut water.0, &tables.dam, &interventions, clock.now())? {
        match event {
            Event::Overtopped(reservoir) => _ = overtopped.write(DamOvertopped { reservoir }),
            Event::Failed(reservoir, cause) => {
                failed.write(DamFailed { reservoir, by_piping: cause == Cause::Piping });
            }
        }
    }
    Ok(())
}

/// What came in and went out in the last minute.
fn book(reservoir: &Reservoir, dam: &mut DamState, ways: Ways, flood: &Flood) {
    let seconds = 60.0;
    dam.stored_m3 = stored_m3(reservoir, flood);
    let moved = [ways.spillway, ways.channel, ways.outlet, ways.breach].map(|way| flood.moved_m3(way));
    let rate = |k: usize| (moved[k] - dam.books.ways[k]) / seconds;
    dam.spillway_m3s = rate(0) + rate(1);
    dam.outlet_m3s = rate(2);
    dam.breach_m3s = rate(3);
    let out = dam.spillway_m3s + dam.outlet_m3s + dam.breach_m3s;
    dam.inflow_m3s = (dam.stored_m3 - dam.books.stored) / seconds + out;
    dam.books = Books { stored: dam.stored_m3, ways: moved };
}

/// A minute of this water against the dam.
fn endure(reservoir: &Reservoir, dam: &mut DamState, t: &DamTable) -> Option<Cause> {
    let load =
        (dam.level_m - reservoir.flood_limit_m) / (reservoir.design_m - reservoir.flood_limit_m).max(0.1);
    let strength = Strength {
        overtopping_m: t.overtop_depth_m,
        overtopping_s: t.overtop_min * 60.0,
        piping_ratio: dam.strength,
        piping_s: t.piping_hours * 3600.0,
    };
    // The load is a share already: a head over a height of 1.
    let head = DykeHead { over_crest_m: -dam.freeboard_m, across_m: load };
    let cause = dam.attack.endure(head, 1.0, &strength, 60.0);
    dam.seepage = if dam.attack.piping_s > 0.0 {
        Seepage::Turbid
    } else if load > dam.strength - t.wet_margin {
        Seepage::Wet
    } else {
        Seepage::Dry
    };
    cause
}

fn open_breach(reservoir: &Reservoir, dam: &DamState, cause: Cause, now_s: f64, flood: &Flood) -> DamBreach {
    let top_m = match cause {
        Cause::Overtopping => reservoir.crest_m,
        Cause::Piping => dam.level_m.min(reservoir.crest_m),
    };
    let bed = flood.ground_m()[dam.deepest].max(flood.ground_m()[reservoir.below as usize]);
    DamBreach::new(cause, now_s, top_m, bed.min(top_m - 0.5), dam.stored_m3)
}

/// Keep the grid's own flow out of the gap that the breach leaves in the ground: all of it goes by the breach.
fn guard(reservoir: &Reservoir, flood: &mut Flood) -> Result<(), FloodError> {
    let spec = *flood.spec();
    for &dam in &reservoir.dam_cells {
        let ground = flood.ground_m()[dam as usize];
        for (face, other) in faces_around(&spec, dam as usize) {
            if reservoir.cells.binary_search(&(other as u32)).is_ok() {
                flood.set_crest(face, ground)?;
            }
        }
    }
    Ok(())
}

/// Set what leaves by each way until the next tick.
fn lead(
    t: &DamTable,
    reservoir: &Reservoir,
    dam: &mut DamState,
    ways: Ways,
    lowered_m: f32,
    now_s: f64,
    flood: &mut Flood,
) -> Result<(), FloodError> {
    let tail_m = flood.level_m(reservoir.below as usize);
    let foot_m = flood.ground_m()[dam.deepest];
    let crest_m = reservoir.spillway_crest_m;
    let width_m = reservoir.spillway_width_m * dam.spillway_open;
    flood.set_flow(ways.spillway, weir_m3s(width_m, dam.level_m, tail_m, crest_m).max(0.0), crest_m)?;
    if lowered_m > 0.0 {
        let crest_m = crest_m - lowered_m;
        let flow = weir_m3s(t.channel_width_m, dam.level_m, tail_m, crest_m).max(0.0);
        flood.set_flow(ways.channel, flow, crest_m)?;
    }
    let head_m = dam.level_m - foot_m.max(tail_m);
    let outlet = outlet_m3s(reservoir.outlet_m3s, dam.outlet_open, head_m, reservoir.normal_m - foot_m);
    flood.set_flow(ways.outlet, outlet, foot_m)?;
    if let Some(breach) = &dam.breach {
        let sill_m = breach.sill_m(now_s);
        let flow = breach.flow_m3s(now_s + 0.5 * f64::from(TICK_S), dam.level_m, tail_m);
        flood.set_flow(ways.breach, flow, sill_m.max(tail_m))?;
        if flow > 0.0 {
            flood.open_window(reservoir.below)?;
        }
        wash_away(reservoir, breach, sill_m, flood)?;
    }
    Ok(())
}

/// Bring the ground of the dam down inside the breach.
fn wash_away(
    reservoir: &Reservoir,
    breach: &DamBreach,
    sill_m: f32,
    flood: &mut Flood,
) -> Result<(), FloodError> {
    let count = (breach.width_m / flood.spec().cell_m).round().max(1.0) as usize;
    let spec = *flood.spec();
    let mut cells = reservoir.dam_cells.clone();
    cells.sort_by(|a, b| {
        let away = |cell: u32| spec.centre(cell as usize).distance_m(reservoir.dam);
        away(*a).total_cmp(&away(*b)).then(a.cmp(b))
    });
    let changes: Vec<(u32, f32)> = cells
        .into_iter()
        .take(count)
        .map(|cell| (cell, sill_m - flood.ground_m()[cell as usize]))
        .filter(|(_, change)| *change < 0.0)
        .collect();
    if changes.is_empty() { Ok(()) } else { flood.change_ground(&changes) }
}
