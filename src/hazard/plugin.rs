//! Weather and water in the drill: thin systems around the physics.
//!
//! Hazards do not know the response: sandbags reach them as a crest level in [`Interventions`].

use super::{
    air::{self, Air, AirPlan},
    consequence::{self, Consequences},
    dykes::{self, DykeFailed, DykeOvertopped},
    fires::{self, FirePlan, Smoke, Wildfire},
    flood::{Flood, Forcing, Inflow, Rain, Soil},
    plants::{self, PlantEvent, Plants, TankRef},
    slopes::{self, SlideStopped, SlopeFailed, SlopePlan, Slopes},
    weather::{BLOCK, Hydrograph, RainPlan},
    works::{barriers, dams, drains, polders},
};
use crate::{
    county::{self, County, Cover, GroundTables, River},
    num::GridSpec,
    sim::{Clock, Land, SimSet, SimTick, TICK_S},
};
use bevy::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The water on the county.
#[derive(Resource)]
pub struct FloodField(pub Flood);

/// Rain and rivers from outside, by scenario.
#[derive(Resource, Clone, Debug)]
pub struct WeatherPlan {
    pub rain: RainPlan,
    /// For each river that enters: the cells of its mouth into the county, and its flow in time.
    pub inflows: Vec<(Vec<u32>, Hydrograph)>,
    /// Neither rain nor river nor anything else moves the water: it stands as it is, and costs nothing.
    pub still: bool,
}

/// Weather of this tick.
#[derive(Resource, Clone, Debug, Default)]
pub struct Weather {
    /// Rain of every block of `weather::BLOCK` cells a side, m/s.
    pub rain_m_s: Vec<f32>,
    pub mean_mm_h: f64,
    /// Mean rain over the county since the start, mm.
    pub total_mm: f64,
    /// Mean rain in each ten minutes, mm: for windows of 3, 6 and 12 h.
    pub ten_min_mm: Vec<f64>,
    /// Rain at each township's seat in each ten minutes, mm: what the county's rain gauges have measured.
    pub seats_mm: Vec<Vec<f32>>,
}

impl Weather {
    /// Rain on a cell now, m/s.
    pub fn at_m_s(&self, spec: &GridSpec, cell: usize) -> f32 {
        let (row, col) = spec.row_col(cell);
        let block = row / BLOCK * spec.cols.div_ceil(BLOCK) + col / BLOCK;
        self.rain_m_s.get(block).copied().unwrap_or(0.0)
    }
}

/// What the response does to the hazards.
#[derive(Resource, Clone, Debug, Default)]
pub struct Interventions {
    /// Level up to which sandbags bring the crest of a stretch, m above sea level.
    pub raised_m: BTreeMap<usize, f32>,
    /// Ordered opening of a reservoir's outlet, 0 to 1; without an order its keeper goes by the rule.
    pub outlet_open: BTreeMap<usize, f32>,
    /// Share of a reservoir's spillway that is free, 0 to 1, where crews cleared (or somebody blocked) it.
    pub spillway_open: BTreeMap<usize, f32>,
    /// How far below the spillway's crest crews have dug an emergency channel beside it, m.
    pub spillway_lowered_m: BTreeMap<usize, f32>,
    /// How deep crews have cut a channel into the crest of a landslide dam, m, by number in [`super::BarrierLakes`].
    pub barrier_cut_m: BTreeMap<usize, f32>,
    /// Ordered state of (polder, gate) and (polder, pump); without an order they go by their rules. A pump without power
    /// is off by order.
    pub gate_open: BTreeMap<(usize, usize), bool>,
    pub pump_on: BTreeMap<(usize, usize), bool>,
    /// Cooling water and foam solution on a tank, L/min.
    pub cooling_l_min: BTreeMap<TankRef, f64>,
    pub foam_l_min: BTreeMap<TankRef, f64>,
    /// Tanks whose valve is shut, and works (by facility) whose drains are blocked.
    pub valves_shut: BTreeSet<TankRef>,
    pub drains_blocked: BTreeSet<usize>,
    /// Works whose bunds drain into the containment basin.
    pub bunds_drained: BTreeSet<usize>,
    /// Waterworks, by facility, whose intakes are shut.
    pub intakes_shut: BTreeSet<usize>,
    /// What may light a cloud: engines, hearths, people.
    pub sparks: Vec<plants::Spark>,
    /// What crews have done at forest fires, in order: bare line of a width, m, in a cell; cells burnt out from a line, with the
    /// fire they are for; cells whose embers are out.
    pub fire_lines: Vec<(u32, f32)>,
    pub burnt_out: Vec<(u32, usize)>,
    pub mopped_up: Vec<u32>,
    /// Where crews who mop up stand now and watch for what gets across.
    pub fire_watch: Vec<u32>,
}

/// What the land takes of the rain: a class for each cell of the county, and the infiltration of each class. A class is
/// a soil under a cover: the soil drains, the cover holds back and may seal.
pub fn soils(county: &County) -> (Vec<u8>, Vec<Soil>) {
    const MM_PER_HOUR: f32 = 1e-3 / 3600.0;
    let tables = GroundTables::built_in();
    let pairs = county::Soil::ALL.iter().flat_map(|s| Cover::ALL.iter().map(move |c| (*s, *c)));
    let classes = pairs
        .map(|(soil, cover)| {
            let (soil, cover) = (tables.soil(soil), tables.cover(cover));
            let ks_mm_h = cover.ks_limit_mm_h.map_or(soil.ks_mm_h, |limit| soil.ks_mm_h.min(limit));
            Soil {
                conductivity_m_s: ks_mm_h * MM_PER_HOUR,
                suction_deficit_m: if ks_mm_h > 0.0 { soil.psi_mm * 1e-3 * soil.deficit } else { 0.0 },
                store_m: cover.storage_mm * 1e-3,
            }
        })
        .collect();
    let class = |(soil, cover): (&county::Soil, &Cover)| *soil as u8 * Cover::ALL.len() as u8 + *cover as u8;
    (county.soil.iter().zip(&county.cover).map(class).collect(), classes)
}

/// Cells over which a river's flow enters: its first cells inside the county, so that no single cell takes
/// a whole flood.
pub fn inflow_cells(county: &County, river: &River) -> Vec<u32> {
    let width = river.width_m.first().copied().unwrap_or(0.0);
    let count = ((width / county.spec.cell_m).ceil() as usize).clamp(1, 4);
    river.cells.iter().copied().take(count).collect()
}

fn weather(clock: Res<Clock>, plan: Res<WeatherPlan>, land: Res<Land>, mut weather: ResMut<Weather>) {
    // Storms move some hundred metres a minute, the tiles are about a kilometre wide.
    if clock.tick % 6 == 1 || weather.rain_m_s.is_empty() {
        weather.rain_m_s = plan.rain.blocks_m_s(&land.spec, f64::from(clock.now().0));
        let sum: f64 = weather.rain_m_s.iter().map(|&r| f64::from(r)).sum();
        weather.mean_mm_h = sum / weather.rain_m_s.len().max(1) as f64 * 3.6e6;
    }
    let mm = weather.mean_mm_h * f64::from(TICK_S) / 3600.0;
    weather.total_mm += mm;
    let slot = (clock.tick.saturating_sub(1) / 60) as usize;
    weather.ten_min_mm.resize(slot + 1, 0.0);
    weather.ten_min_mm[slot] += mm;
    weather.seats_mm.resize(slot + 1, vec![0.0; land.townships.len()]);
    for (t, township) in land.townships.iter().enumerate() {
        let rate = weather.at_m_s(&land.spec, land.spec.cell_at(township.seat));
        weather.seats_mm[slot][t] += rate * TICK_S as f32 * 1e3;
    }
}

fn flood(
    clock: Res<Clock>,
    plan: Res<WeatherPlan>,
    weather: Res<Weather>,
    mut water: ResMut<FloodField>,
) -> Result<(), BevyError> {
    let middle = f64::from(clock.now().0) - 0.5 * f64::from(TICK_S);
    let inflows: Vec<Inflow<'_>> = plan
        .inflows
        .iter()
        .map(|(cells, hydrograph)| Inflow { cells, flow_m3s: hydrograph.at(middle) })
        .collect();
    let rain = Rain::Blocks { side: BLOCK, rates: &weather.rain_m_s };
    water.0.advance(f64::from(TICK_S), &Forcing { rain, inflows: &inflows })?;
    Ok(())
}

/// Whether the water of the scenario moves.
fn moves(plan: Res<WeatherPlan>) -> bool {
    !plan.still
}

/// Adds weather, flood, dykes and waterworks to the tick.
pub fn plugin(app: &mut App) {
    app.add_message::<DykeFailed>().add_message::<DykeOvertopped>();
    app.add_message::<SlopeFailed>().add_message::<SlideStopped>();
    app.add_message::<dams::DamFailed>().add_message::<dams::DamOvertopped>();
    app.add_message::<barriers::BarrierFormed>().add_message::<barriers::BarrierBreached>();
    app.init_resource::<SlopePlan>().init_resource::<Slopes>();
    app.init_resource::<Weather>().init_resource::<Interventions>().init_resource::<Consequences>();
    app.add_message::<PlantEvent>();
    app.init_resource::<Plants>();
    app.add_message::<fires::FireStarted>().add_message::<fires::LineJumped>();
    app.add_message::<fires::FireChanged>().init_resource::<FirePlan>().init_resource::<Wildfire>();
    app.init_resource::<Smoke>();
    app.init_resource::<AirPlan>().init_resource::<Air>();
    app.add_systems(SimTick, (air::run, weather).chain().in_set(SimSet::Weather));
    app.add_systems(
        SimTick,
        (
            (flood, dykes::run, dams::run, polders::run, drains::run).chain().run_if(moves),
            slopes::run,
            plants::run,
            (barriers::run, consequence::run).chain().run_if(moves),
            fires::run,
            fires::look,
            fires::smoke,
            fires::bare,
        )
            .chain()
            .in_set(SimSet::Hazards),
    );
}
