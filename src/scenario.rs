//! A scenario: the weather, the water and the weak places of one drill, what the county is told and
//! when, and the plan that it is held against.

pub mod check;
pub mod load;

use crate::{
    county::Id,
    num::{Clock, DrillTime, GridSpec, ring},
    text::Name,
};
pub use check::check_against;
pub use load::{Loaded, load, load_text, load_with_plan};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One drill as its author wrote it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    pub id: Id,
    pub name: Name,
    /// What the trainees read before the clock starts.
    pub briefing: Name,
    pub objectives: Vec<Name>,
    /// Plan file, relative to the scenario file.
    pub plan: String,
    pub county: CountySpec,
    /// Local time of day when the drill begins.
    pub start_clock: Clock,
    pub duration: DrillTime,
    pub weather: Weather,
    #[serde(default)]
    pub inflows: Vec<Inflow>,
    #[serde(default)]
    pub weak_stretches: Vec<WeakStretch>,
    /// Share of the openings of culverts that driftwood and rubble take; of bridges half of it.
    #[serde(default)]
    pub driftwood: f64,
    /// Reservoirs with something wrong.
    #[serde(default)]
    pub weak_dams: Vec<WeakDam>,
    /// Soil above the water table when the rain before the drill began, and slopes that are weaker than their soil.
    #[serde(default)]
    pub slopes: Slopes,
    /// What goes wrong at works with tanks.
    #[serde(default)]
    pub accidents: Vec<Accident>,
    /// Forest fires that begin.
    #[serde(default)]
    pub fires: Vec<Ignition>,
    /// Ground that burnt before the drill: it sheds rain, its slopes have lost their roots, and it does not burn again.
    #[serde(default)]
    pub scars: Vec<Scar>,
    /// Water in fuel when the drill begins; without it a dry day's.
    #[serde(default)]
    pub fuel: Option<FuelMoisture>,
    /// What the forecasters tell the county.
    #[serde(default)]
    pub forecasts: Vec<Forecast>,
    #[serde(default)]
    pub injects: Vec<Inject>,
    /// Minutes, by rule id, that replace the `limit_min` of the plan pack in this scenario.
    #[serde(default)]
    pub limits: BTreeMap<Id, f64>,
}

/// The county that the drill runs in: a pack, or else made from a seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountySpec {
    /// Folder of a county pack, relative to the scenario file; the other fields but `seed` then have no say.
    #[serde(default)]
    pub pack: Option<String>,
    /// Seed of the county and, unless a run names another, of the drill.
    pub seed: u64,
    #[serde(default)]
    pub rows: usize,
    #[serde(default)]
    pub cols: usize,
    /// Edge of a cell, m.
    #[serde(default)]
    pub cell_m: f32,
    /// Kind of county to make.
    #[serde(default)]
    pub profile: Id,
}

/// Rain, wind and air over the county.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weather {
    /// Even rain as (time, mm/h), linear between.
    #[serde(default)]
    pub background: Vec<(DrillTime, f64)>,
    /// Cells of heavy rain that cross the map.
    #[serde(default)]
    pub storms: Vec<Storm>,
    /// Even rain before the drill began, oldest first: (how long, mm/h). It soaks slopes, and uses up what hollows and
    /// soils can take of the rain to come.
    #[serde(default)]
    pub before: Vec<(DrillTime, f64)>,
    /// Wind 10 m over open ground: (time, m/s, bearing it comes from in degrees); between them it goes evenly and turns the
    /// short way round.
    #[serde(default)]
    pub wind: Vec<(DrillTime, f64, f64)>,
    /// Air: (time, °C, relative humidity in per cent).
    #[serde(default)]
    pub air: Vec<(DrillTime, f64, f64)>,
    /// Day of the year from 1, for the sun; 80 without it.
    #[serde(default)]
    pub day: Option<u32>,
    /// Share of the sun that clouds let through.
    #[serde(default)]
    pub clear: Option<f64>,
}

/// The state of the slopes when the drill begins.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slopes {
    /// Share of the soil's depth that lies below the water table before `Weather::before`.
    #[serde(default)]
    pub groundwater: f64,
    #[serde(default)]
    pub weak: Vec<WeakSlope>,
    /// Earthquakes: (time, peak ground acceleration as a share of g).
    #[serde(default)]
    pub shaking: Vec<(DrillTime, f64)>,
}

/// A slope or gully of the risk register that is weaker than the soil map says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeakSlope {
    /// Id of the risk spot.
    pub slope: Id,
    /// Depth to the plane on which it slides, m.
    #[serde(default)]
    pub depth_m: Option<f64>,
    #[serde(default)]
    pub cohesion_kpa: Option<f64>,
    #[serde(default)]
    pub friction_deg: Option<f64>,
    pub why: Name,
}

/// A round cell of heavy rain on a straight course.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Storm {
    pub from: DrillTime,
    pub to: DrillTime,
    /// Centre at `from` and at `to`: m east of the map's west edge, m south of its north edge. It may lie
    /// outside the map.
    pub start_m: (f64, f64),
    pub end_m: (f64, f64),
    pub radius_m: f64,
    /// Rain in the centre at its strongest, mm/h.
    pub peak_mm_h: f64,
}

/// The flow of a river where it enters the county.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inflow {
    pub river: Id,
    /// (time, m³/s), linear between.
    pub hydrograph: Vec<(DrillTime, f64)>,
}

/// A stretch of dyke whose crest is lower than built.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeakStretch {
    pub stretch: Id,
    /// m.
    pub lowered_m: f64,
    /// Length of the low part, in the middle of the stretch, m; without it the whole stretch is low.
    #[serde(default)]
    pub length_m: Option<f64>,
    pub why: Name,
}

/// A reservoir with a blocked spillway, a weak dam or a high level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeakDam {
    pub reservoir: Id,
    /// Share of the spillway that is free.
    #[serde(default = "whole")]
    pub spillway_open: f64,
    /// Whether the dam's body is weak (病险水库).
    #[serde(default)]
    pub weak: bool,
    /// Level when the drill begins, m above the flood-limit level; the limit itself when it is not given.
    #[serde(default)]
    pub above_limit_m: Option<f64>,
    pub why: Name,
}

fn whole() -> f64 {
    1.0
}

/// An accident at a tank.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accident {
    /// Id of the facility.
    pub site: Id,
    /// Number of its tank, from 1, as in the tank's id `chemical-yufu-01/1`.
    pub tank: usize,
    pub at: DrillTime,
    pub kind: AccidentKind,
    pub why: Name,
}

/// What goes wrong at a tank.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum AccidentKind {
    /// Its surface burns.
    TankFire,
    /// A round hole, mm, in the tank or in a pipe that it feeds. `height`: where it is, from 0, the bottom, to 1, above all liquid,
    /// where gas comes out; `valve`: whether a valve before it can be shut, which is where the pipe leaves the tank; `lit`: whether
    /// what comes out burns, as a jet that points upward or, with a bearing `towards_deg`, along the ground.
    Leak {
        hole_mm: f64,
        #[serde(default)]
        height: f64,
        #[serde(default)]
        valve: bool,
        #[serde(default)]
        lit: bool,
        #[serde(default)]
        pipe: Option<Pipe>,
        #[serde(default)]
        towards_deg: Option<f64>,
    },
}

/// A pipe from a tank to a hole in it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pipe {
    pub bore_mm: f64,
    pub length_m: f64,
}

/// A forest fire: it has burnt one cell of the county's grid at this time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ignition {
    pub at: DrillTime,
    /// m east of the map's west edge, m south of its north edge.
    pub place_m: (f64, f64),
    pub why: Name,
}

/// Ground that burnt some weeks or months ago (火烧迹地).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scar {
    /// Its outline: m east of the map's west edge, m south of its north edge.
    pub outline_m: Vec<(f64, f64)>,
    pub why: Name,
}

impl Scar {
    /// The cells whose middles lie in it.
    pub fn cells(&self, spec: &GridSpec) -> impl Iterator<Item = usize> + use<> {
        let mut line: Vec<[f64; 2]> = self.outline_m.iter().map(|(x, y)| [*x, *y]).collect();
        line.extend(line.first().copied());
        let spec = *spec;
        (0..spec.len()).filter(move |cell| {
            let at = spec.centre(*cell);
            ring::inside(&line, [f64::from(at.x_m), f64::from(at.y_m)])
        })
    }
}

/// Water in fuel, per cent of dry weight: dead by size, live herbs and shrubs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FuelMoisture {
    pub dead_1h: f64,
    pub dead_10h: f64,
    pub dead_100h: f64,
    pub herb: f64,
    pub woody: f64,
}

/// A forecast as the county gets it; it may be wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forecast {
    pub at: DrillTime,
    pub text: Name,
    /// Gauge that it names the peak for, if it is about water.
    #[serde(default)]
    pub gauge: Option<Id>,
    #[serde(default)]
    pub peak_m3s: f64,
    #[serde(default)]
    pub peak_at: DrillTime,
    /// Wind that it names: (when, m/s, bearing it comes from).
    #[serde(default)]
    pub wind: Option<(DrillTime, f64, f64)>,
}

/// A message from the exercise director (导调信息).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inject {
    pub at: DrillTime,
    pub title: Name,
    pub text: Name,
}
