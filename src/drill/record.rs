//! What reviews and charts show of a drill: a sample every minute and a map every half hour and at key
//! moments. Derived from the state; the simulation never reads it.

use super::truth;
use crate::{
    hazard::{
        Air, Dykes, FloodField, Plants, Slopes, Weather, WeatherPlan, Wildfire,
        chemical::air::water_vapour_pa, plants::Zone,
    },
    num::DrillTime,
    response::{
        self, Roster,
        command::Figures,
        facts::{Facts, What},
        knowledge::registered,
        loss::Loss,
        people::{Counts, Residents, State, VillageWater},
        plants::exposure::Breath,
    },
    sim::{Clock, Land},
};
use bevy::prelude::*;

/// The county at one minute.
#[derive(Clone, Debug)]
pub struct Sample {
    pub at: DrillTime,
    pub people: Counts,
    pub figures: Figures,
    /// People at home in houses with more water than people can walk through.
    pub stranded: u32,
    /// People at home in villages with water at the houses.
    pub at_risk: u32,
    /// True level of each gauge, m above sea level.
    pub gauges_m: Vec<f32>,
    pub rain_mm_h: f64,
    pub inflow_m3s: f64,
    /// Area under more than 0.3 m of water beyond low flow, km².
    pub flooded_km2: f64,
    /// Least freeboard of all dykes, m.
    pub freeboard_m: f32,
    pub in_shelters: u32,
    pub loss_yuan: f64,
    /// People at home in villages that are told to stay in with windows shut.
    pub indoors: u32,
    /// People at home where the air outside would do lasting harm within the hour (AEGL-2).
    pub in_cloud: u32,
    /// Toxic or flammable gas that works let out, kg/s.
    pub release_kg_s: f64,
}

/// Water over the county at one moment, half the county's resolution.
#[derive(Clone, Debug)]
pub struct MapFrame {
    pub at: DrillTime,
    pub rows: usize,
    pub cols: usize,
    /// Depth in units of 5 cm, at most 255: greatest of each 2 × 2 cells.
    pub depth: Vec<u8>,
    /// Whether a slide lies, or runs, on a cell.
    pub debris: Vec<bool>,
    /// 1 where a forest fire has been, 2 where its edge passed within the half hour.
    pub fire: Vec<u8>,
    /// Zones of gas and of heat around works as they truly are: cold, warm, hot.
    pub gas: [Vec<Zone>; 3],
    pub heat: [Vec<Zone>; 3],
}

/// Samples and maps of a drill.
#[derive(Clone, Debug, Default)]
pub struct Record {
    pub samples: Vec<Sample>,
    pub maps: Vec<MapFrame>,
    facts_seen: usize,
}

impl Record {
    /// Take the sample of this minute, and a map when one is due.
    pub fn sample(&mut self, world: &mut World) {
        let clock = *world.resource::<Clock>();
        let sample = take(world, clock.now());
        self.samples.push(sample);
        let facts = &world.resource::<Facts>().0;
        let key = facts[self.facts_seen.min(facts.len())..].iter().any(|f| key_moment(&f.what));
        self.facts_seen = facts.len();
        if clock.every_min(30) || key {
            self.maps.push(map(world, clock.now()));
        }
    }
}

/// Moments at which a map is kept.
fn key_moment(what: &What) -> bool {
    matches!(
        what,
        What::Breach { .. }
            | What::DamFailed { .. }
            | What::LakeFormed { .. }
            | What::LakeBreached { .. }
            | What::SlideStopped { .. }
            | What::FireSeen { .. }
            | What::FireHeld { .. }
            | What::VillageInFire { .. }
            | What::TankBurns { .. }
            | What::TankFailed { .. }
            | What::Fireball { .. }
            | What::CloudExploded { .. }
            | What::RoofFell { .. }
            | What::TankPutOut { .. }
    )
}

fn take(world: &World, at: DrillTime) -> Sample {
    let land = world.resource::<Land>();
    let roster = world.resource::<Roster>();
    let water = &world.resource::<FloodField>().0;
    let plants = world.resource::<Plants>();
    let [mut stranded, mut at_risk, mut indoors, mut in_cloud] = [0; 4];
    for (village, &entity) in land.villages.iter().zip(&roster.villages) {
        let (Some(at_home), Some(residents)) =
            (world.get::<VillageWater>(entity), world.get::<Residents>(entity))
        else {
            continue;
        };
        if at_home.deepest_m > 0.1 || at_home.fire_at.is_some() {
            at_risk += residents.at_home();
            stranded += residents
                .people
                .iter()
                .filter(|p| p.state == State::Home)
                .filter(|p| at_home.cells.get(p.cell as usize).is_some_and(|c| c.depth_m > 0.6))
                .count() as u32;
        }
        if world.get::<Breath>(entity).is_some_and(|breath| breath.shelter_since.is_some()) {
            indoors += residents.at_home();
        }
        if plants.plume.in_the_air() {
            let harmful: Vec<bool> = village
                .cells
                .iter()
                .map(|c| plants.plume.level(land.spec.centre(*c as usize)) >= 2)
                .collect();
            let there = |p: &&response::people::Person| {
                p.state == State::Home && harmful.get(p.cell as usize).is_some_and(|harmful| *harmful)
            };
            in_cloud += residents.people.iter().filter(there).count() as u32;
        }
    }
    // A brook between its banks floods nothing.
    let risen_m =
        |cell: usize, base_m: f32| water.land_depth_m(cell) - (base_m - water.bank_depth_m(cell)).max(0.0);
    let wet = land.base_depth_m.iter().enumerate().filter(|(c, base)| risen_m(*c, **base) > 0.3).count();
    let plan = world.resource::<WeatherPlan>();
    Sample {
        at,
        people: response::count_people(world),
        figures: truth(world),
        stranded,
        at_risk,
        gauges_m: land
            .gauges
            .iter()
            .map(|g| world.resource::<FloodField>().0.level_m(g.cell as usize))
            .collect(),
        rain_mm_h: world.resource::<Weather>().mean_mm_h,
        inflow_m3s: plan.inflows.iter().map(|(_, h)| h.at(f64::from(at.0))).sum(),
        flooded_km2: wet as f64 * f64::from(land.spec.cell_area_m2()) / 1e6,
        freeboard_m: world.resource::<Dykes>().0.iter().map(|d| d.freeboard_m).fold(99.0, f32::min),
        in_shelters: registered(roster, world),
        loss_yuan: world.resource::<Loss>().total_yuan(),
        indoors,
        in_cloud,
        release_kg_s: plants.plume.sources.iter().map(|source| source.rate_kg_s(plants)).sum(),
    }
}

fn map(world: &World, at: DrillTime) -> MapFrame {
    let land = world.resource::<Land>();
    let depth = world.resource::<FloodField>().0.depth_m();
    let (rows, cols) = (land.spec.rows / 2, land.spec.cols / 2);
    let mut out = Vec::with_capacity(rows * cols);
    for row in 0..rows {
        for col in 0..cols {
            let deepest = [(0, 0), (0, 1), (1, 0), (1, 1)]
                .into_iter()
                .map(|(r, c)| depth[land.spec.index(row * 2 + r, col * 2 + c)])
                .fold(0.0, f32::max);
            out.push((deepest * 20.0).min(255.0) as u8);
        }
    }
    let mut debris = vec![false; rows * cols];
    for slide in &world.resource::<Slopes>().slides {
        for (cell, _) in slide.depth_m.iter().enumerate().filter(|(_, d)| **d > 0.3) {
            let (row, col) = land.spec.row_col(land.spec.cell_at(slide.window.at(cell)));
            if row / 2 < rows && col / 2 < cols {
                debris[row / 2 * cols + col / 2] = true;
            }
        }
    }
    let fires = world.resource::<Wildfire>();
    let mut fire = vec![0; rows * cols];
    for cell in (0..land.spec.len()).filter(|c| fires.has_burnt(*c)) {
        let (row, col) = land.spec.row_col(cell);
        if row / 2 < rows && col / 2 < cols {
            let fresh = at.0 as f32 - fires.arrival_s[cell] <= 1800.0;
            let class = &mut fire[row / 2 * cols + col / 2];
            *class = (*class).max(1 + u8::from(fresh));
        }
    }
    let (plants, air) = (world.resource::<Plants>(), world.resource::<Air>());
    let gas = [0, 1, 2].map(|level| plants.plume.zones(level));
    let works = plants.sites.iter().map(|site| site.facility).collect();
    let heat = plants.heat_zones(&works, water_vapour_pa(air.temperature_c, air.humidity));
    MapFrame { at, rows, cols, depth: out, debris, fire, gas, heat }
}
