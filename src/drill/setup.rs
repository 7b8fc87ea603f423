//! A scenario turned into a world at time zero.

use crate::{
    county::{self, County, CountyError, CountyParams, Cover, GroundTables, StructureKind},
    data::{Fault, Faults},
    hazard::{
        self, FloodField, HazardTables, WeatherPlan,
        flood::{Edge, Flood, FloodError, FloodParams},
        slide::trigger::Spell,
        wildfire::spread::Moisture,
        works::dams::{DamFault, fill},
    },
    num::Point,
    response::{self, Tables, stretches},
    scenario::{self, Loaded},
    sim::{self, Clock, Land, Seed},
};
use bevy::prelude::*;
use std::{collections::BTreeMap, sync::Arc};

/// Why a scenario cannot be played.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error("{0}")]
    Faults(#[from] Faults),
    #[error("{0}")]
    County(#[from] CountyError),
    #[error("{0}")]
    Flood(#[from] FloodError),
    #[error("{0}")]
    Weather(#[from] hazard::weather::WeatherError),
    #[error("the program's own tables are broken: {0}")]
    Tables(#[from] ron::error::SpannedError),
}

/// The county of a scenario.
///
/// # Errors
/// No county can be made from these parameters, or the pack has faults.
pub fn county(loaded: &Loaded) -> Result<County, SetupError> {
    let mut county = unburnt(loaded)?;
    let had_grown = |cover: Cover| cover.is_forest() || matches!(cover, Cover::Shrub | Cover::Grass);
    for cell in loaded.scenario.scars.iter().flat_map(|scar| scar.cells(&county.spec)) {
        if had_grown(county.cover[cell]) {
            county.cover[cell] = Cover::Burnt;
        }
    }
    Ok(county)
}

/// The county as it was before fires of the scenario's past.
fn unburnt(loaded: &Loaded) -> Result<County, SetupError> {
    let spec = &loaded.scenario.county;
    if let Some(pack) = &spec.pack {
        let folder = loaded.folder.join(pack);
        return Ok(county::import::import(&folder).map_err(|faults| faults.in_folder(&folder))?.0);
    }
    let params = CountyParams::named(spec.seed, &spec.profile)?;
    Ok(county::generate(&CountyParams { rows: spec.rows, cols: spec.cols, cell_m: spec.cell_m, ..params })?)
}

/// The world at time zero.
///
/// # Errors
/// Names that the county does not have, or parameters that no county can be made from.
pub fn world(loaded: &Loaded, seed: u64) -> Result<World, SetupError> {
    let county = county(loaded)?;
    let faults: Vec<Fault> = scenario::check_against(&loaded.scenario, &loaded.spans, &county);
    if !faults.is_empty() {
        return Err(Faults(faults).into());
    }
    let hazard_tables = HazardTables::built_in()?;
    let weak: BTreeMap<usize, hazard::LowPart> = loaded
        .scenario
        .weak_stretches
        .iter()
        .filter_map(|w| {
            let number = stretches(&county).position(|s| s.id == w.stretch)?;
            let length_m = w.length_m.unwrap_or(f64::INFINITY) as f32;
            Some((number, hazard::LowPart { lowered_m: w.lowered_m as f32, length_m }))
        })
        .collect();
    let dykes = hazard::build_dykes(&county, &hazard_tables, Seed(seed), &weak);
    let faults = dam_faults(loaded, &county);
    let mut flood = flood(&county, loaded, &faults)?;
    hazard::set_crests(&county, &dykes, &mut flood)?;
    let driftwood = loaded.scenario.driftwood as f32;
    hazard::set_chokes(&county, &mut flood, |number| {
        let bridge = county.roads.structures.get(number).is_some_and(|s| s.kind == StructureKind::Bridge);
        if bridge { 0.5 * driftwood } else { driftwood }
    })?;
    let dams = hazard::build_dams(&county.reservoirs, &hazard_tables.dam, Seed(seed), &faults, &mut flood)?;
    let polder_works = hazard::build_polder_works(&county, &mut flood)?;
    let drains = hazard::build_drains(&county, &hazard_tables.drain, &mut flood)?;
    let accidents = accidents(loaded, &county);
    let barriers = barriers(&county, &hazard_tables);
    let plan = weather_plan(loaded, &county)?;
    let air_plan = air_plan(loaded)?;
    let slope_plan = slope_plan(loaded, &county);
    let fire_plan = fire_plan(loaded, &county);
    // Fires, floods and slides may reach any works.
    let reached = !plan.still || !fire_plan.fires.is_empty() || !slope_plan.shaking.is_empty();
    let air_c = air_plan.at(0.0).temperature_c;
    let plants = hazard::Plants::build(&county, accidents, reached, &hazard_tables.plant, air_c);
    let wildfire = hazard::Wildfire::new(&county, &fire_plan, &hazard_tables.fire);
    let slopes = hazard::Slopes::build(&county, &slope_plan, &hazard_tables.slope, Seed(seed));

    let mut app = App::empty();
    app.add_plugins((sim::plugin, hazard::plugin, response::plugin));
    let mut world = std::mem::take(app.world_mut());
    world.insert_resource(Land(Arc::new(county)));
    world.insert_resource(Seed(seed));
    let start_of_day_s = u32::from(loaded.scenario.start_clock.minutes) * 60;
    world.insert_resource(Clock { tick: 0, start_of_day_s });
    world.insert_resource(FloodField(flood));
    world.insert_resource(dykes);
    world.insert_resource(dams);
    world.insert_resource(polder_works);
    world.insert_resource(drains);
    world.insert_resource(barriers);
    world.insert_resource(plan);
    let warned = loaded
        .scenario
        .forecasts
        .iter()
        .filter_map(|f| f.wind.map(|(at, speed, from)| (f.at, at, speed, from)));
    world.insert_resource(response::fires::watch::WindWarnings(warned.collect()));
    world.insert_resource(air_plan.at(0.0));
    world.insert_resource(air_plan);
    world.insert_resource(slope_plan);
    world.insert_resource(slopes);
    world.insert_resource(plants);
    world.insert_resource(fire_plan);
    world.insert_resource(wildfire);
    world.insert_resource(hazard_tables);
    world.insert_resource(Tables::built_in()?);
    response::spawn(&mut world);
    Ok(world)
}

/// The flood model of a county, with low flow in its channels and soils as the rain before left them.
fn flood(county: &County, loaded: &Loaded, faults: &BTreeMap<usize, DamFault>) -> Result<Flood, FloodError> {
    let ground = GroundTables::built_in();
    let manning = county.cover.iter().map(|c| ground.cover(*c).manning).collect();
    let mut flood =
        Flood::new(county.spec, county.ground_m.clone(), manning, Edge::Open, FloodParams::default())?;
    let mut depth_m = county.base_depth_m.clone();
    for (number, fault) in faults {
        if let (Some(reservoir), Some(level_m)) = (county.reservoirs.get(*number), fault.level_m) {
            fill(reservoir, &county.ground_m, level_m, &mut depth_m);
        }
    }
    flood.set_depth(&depth_m)?;
    flood.fix_level(&county.fixed_level)?;
    for reservoir in &county.reservoirs {
        flood.level_pool(&reservoir.cells)?;
    }
    hazard::set_brooks(county, &mut flood)?;
    let (class, soils) = hazard::soils(county);
    let before = &loaded.scenario.weather.before;
    let before: Vec<(f64, f64)> =
        before.iter().map(|(length, mm_h)| (f64::from(length.0), mm_h / 3.6e6)).collect();
    flood.set_soils_after(&class, &soils, &before)?;
    Ok(flood)
}

/// What the scenario has wrong with reservoirs, by number.
fn dam_faults(loaded: &Loaded, county: &County) -> BTreeMap<usize, DamFault> {
    let fault = |weak: &scenario::WeakDam| {
        let number = county.reservoir(&weak.reservoir)?;
        let reservoir = &county.reservoirs[number];
        let level_m =
            weak.above_limit_m.map(|up| (reservoir.flood_limit_m + up as f32).min(reservoir.crest_m));
        let fault = DamFault { spillway_open: weak.spillway_open as f32, weak: weak.weak, level_m };
        Some((number, fault))
    };
    loaded.scenario.weak_dams.iter().filter_map(fault).collect()
}

/// Slopes of a scenario.
fn slope_plan(loaded: &Loaded, county: &County) -> hazard::SlopePlan {
    let scenario = &loaded.scenario;
    let mut end_s = 0.0;
    let mut before: Vec<Spell> = Vec::new();
    for (length, rate_mm_h) in scenario.weather.before.iter().rev() {
        let from_s = end_s - f64::from(length.0);
        before.insert(0, Spell { from_s, to_s: end_s, rate_m_s: rate_mm_h / 3.6e6 });
        end_s = from_s;
    }
    let weak = scenario.slopes.weak.iter().filter_map(|w| {
        let risk = county.risk(&w.slope)?;
        let f32 = |v: Option<f64>| v.map(|v| v as f32);
        let (depth_m, cohesion_kpa) = (f32(w.depth_m), f32(w.cohesion_kpa));
        Some((risk, hazard::Weakness { depth_m, cohesion_kpa, friction_deg: f32(w.friction_deg) }))
    });
    hazard::SlopePlan {
        before,
        groundwater: scenario.slopes.groundwater,
        weak: weak.collect(),
        shaking: scenario.slopes.shaking.iter().map(|(at, g)| (f64::from(at.0), *g)).collect(),
    }
}

/// Accidents at works of a scenario.
fn accidents(loaded: &Loaded, county: &County) -> Vec<hazard::plants::Accident> {
    use hazard::{
        chemical::pipe::Pipe,
        plants::{Accident, Hole, Mishap, TankRef, facility},
    };
    let accident = |a: &scenario::Accident| {
        let tank = TankRef { site: facility(county, &a.site)?, tank: a.tank.checked_sub(1)? };
        let mishap = match a.kind {
            scenario::AccidentKind::TankFire => Mishap::Fire,
            scenario::AccidentKind::Leak { hole_mm, height, valve, lit, pipe, towards_deg } => {
                let area_m2 = 0.25e-6 * core::f64::consts::PI * hole_mm * hole_mm;
                let pipe = pipe.map(|p| Pipe { bore_m: 1e-3 * p.bore_mm, length_m: p.length_m });
                Mishap::Leak { hole: Hole { area_m2, height, valve, pipe, towards_deg }, lit }
            }
        };
        Some(Accident { tank, at: a.at, mishap })
    };
    loaded.scenario.accidents.iter().filter_map(accident).collect()
}

/// Forest fires of a scenario, in order of time.
fn fire_plan(loaded: &Loaded, county: &County) -> hazard::FirePlan {
    let scenario = &loaded.scenario;
    let mut fires: Vec<(f64, u32)> = scenario
        .fires
        .iter()
        .map(|f| {
            let at = Point { x_m: f.place_m.0 as f32, y_m: f.place_m.1 as f32 };
            (f64::from(f.at.0), county.spec.cell_at(at) as u32)
        })
        .collect();
    fires.sort_by(|a, b| a.0.total_cmp(&b.0));
    // A dry day in the season, where the scenario says nothing: D2 and L2 of the reference.
    let dry = scenario::FuelMoisture { dead_1h: 6.0, dead_10h: 7.0, dead_100h: 8.0, herb: 60.0, woody: 90.0 };
    let fuel = scenario.fuel.unwrap_or(dry);
    let moisture = Moisture {
        dead_1h: fuel.dead_1h / 100.0,
        dead_10h: fuel.dead_10h / 100.0,
        dead_100h: fuel.dead_100h / 100.0,
        herb: fuel.herb / 100.0,
        woody: fuel.woody / 100.0,
    };
    let moisture = (!fires.is_empty()).then_some(moisture);
    hazard::FirePlan { fires, moisture, day: scenario.weather.day.unwrap_or(80) }
}

/// The streams that slides may dam; no barrier yet.
fn barriers(county: &County, tables: &HazardTables) -> hazard::BarrierLakes {
    let mut still = vec![false; county.spec.len()];
    let lakes = county.reservoirs.iter().flat_map(|r| &r.cells).chain(&county.fixed_level);
    lakes.for_each(|cell| still[*cell as usize] = true);
    let bed =
        hazard::Bed { spec: &county.spec, ground_m: &county.ground_m, drainage_m2: &county.drainage_m2 };
    hazard::BarrierLakes::new(&bed, &tables.barrier, &still)
}

/// Wind and air of a scenario.
fn air_plan(loaded: &Loaded) -> Result<hazard::AirPlan, hazard::weather::WeatherError> {
    let weather = &loaded.scenario.weather;
    let wind = weather.wind.iter().map(|(at, speed, from)| (f64::from(at.0), *speed, *from)).collect();
    let air = weather.air.iter().map(|(at, c, percent)| (f64::from(at.0), *c, percent / 100.0)).collect();
    hazard::AirPlan::new(wind, air, weather.clear)
}

/// Rain and rivers of a scenario.
fn weather_plan(loaded: &Loaded, county: &County) -> Result<WeatherPlan, hazard::weather::WeatherError> {
    use hazard::weather::{Hydrograph, RainPlan, Series, Storm};
    let scenario = &loaded.scenario;
    let series = |points: &[(crate::num::DrillTime, f64)]| -> Vec<(f64, f64)> {
        points.iter().map(|(at, v)| (f64::from(at.0), *v)).collect()
    };
    let background = match scenario.weather.background.as_slice() {
        [] => Series::constant(0.0)?,
        points => Series::new(series(points))?,
    };
    let point = |(x, y): (f64, f64)| Point { x_m: x as f32, y_m: y as f32 };
    let storms = scenario
        .weather
        .storms
        .iter()
        .map(|s| Storm {
            start_s: s.from.0.into(),
            end_s: s.to.0.into(),
            from: point(s.start_m),
            to: point(s.end_m),
            radius_m: s.radius_m as f32,
            peak_mm_h: s.peak_mm_h,
        })
        .collect();
    let mut inflows = Vec::new();
    for inflow in &scenario.inflows {
        let Some(river) = county.river(&inflow.river).map(|r| &county.rivers[r]) else { continue };
        inflows.push((hazard::inflow_cells(county, river), Hydrograph::new(series(&inflow.hydrograph))?));
    }
    let dry = scenario.weather.background.iter().all(|(_, mm_h)| *mm_h <= 0.0)
        && scenario.weather.storms.is_empty();
    let sound = scenario.weak_dams.is_empty() && scenario.slopes.shaking.is_empty();
    let still = dry && sound && inflows.is_empty();
    Ok(WeatherPlan { rain: RainPlan::new(background, storms)?, inflows, still })
}
