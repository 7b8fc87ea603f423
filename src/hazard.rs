//! What threatens the county. In each hazard the physics are pure functions on grids, with no engine
//! in them; thin systems around them step the fields in the drill.
//!
//! Hazards never import each other: [`weather`] makes the rain, [`flood`] takes it as a forcing. Only where one sets off another
//! does the second see the first: slides change the ground of the flood, and `plants/cascade` sees what reaches a works. They do
//! not know the response either: what it does to them reaches them as [`Interventions`], and what they do
//! to it as fields and messages.
//!
//! | File | What it holds |
//! |---|---|
//! | `weather` | rain and hydrographs, pure |
//! | `flood/` | the flood model, pure |
//! | `shallow/` | fast flows: dam breaks, landslides, debris flows, pure |
//! | `slide/` | landslides: when a slope fails, where it goes, pure |
//! | `chemical/` | chemical fire and release: leaks, clouds, heat and blast, pure |
//! | `air` | wind, temperature and humidity in time |
//! | `brooks` | the county's brooks as channels in the flood |
//! | `chokes` | the county's bridges and culverts in the flood |
//! | `consequence` | arrival, rise, greatest depth and danger of the flood, by cell |
//! | `slopes/` | slopes and slides in the drill |
//! | `dykes` | the state and failure of dyke stretches |
//! | `fires/` | forest fires in the drill |
//! | `forecast` | the flood run ahead from what the gauges know, pure |
//! | `wildfire/` | forest fire: spread, crowns, brands, moisture, growth, pure |
//! | `works/` | reservoirs, gates and pumps, landslide dams |
//! | `plants/` | works with tanks: fires, leaks, domino effects, clouds |
//! | `plugin` | resources and systems of the tick |
//! | `tables` | the numbers, from `assets/hazard.ron` |

pub mod air;
pub mod brooks;
pub mod chemical;
pub mod chokes;
pub mod consequence;
pub mod dykes;
pub mod fires;
pub mod flood;
pub mod forecast;
pub mod plants;
pub mod plugin;
pub mod shallow;
pub mod slide;
pub mod slopes;
pub mod tables;
pub mod weather;
pub mod wildfire;
pub mod works;

pub use air::{Air, AirPlan};
pub use brooks::set_brooks;
pub use chokes::set_chokes;
pub use consequence::Consequences;
pub use dykes::{DykeFailed, DykeOvertopped, Dykes, LowPart, build_dykes, set_crests};
pub use fires::{FirePlan, Smoke, Wildfire};
pub use plants::{PlantEvent, PlantEventKind, Plants, TankRef};
pub use plugin::{FloodField, Interventions, Weather, WeatherPlan, inflow_cells, plugin, soils};
pub use slopes::{SlideStopped, SlopeFailed, SlopePlan, Slopes, Weakness};
pub use tables::{DrainTable, HazardTables};
pub use works::{
    barriers::{BarrierBreached, BarrierFormed, BarrierLake, BarrierLakes, Bed},
    dams::{DamFailed, DamFault, DamOvertopped, DamState, Dams, Seepage, build_dams},
    drains::{Drains, build_drains},
    polders::{PolderWorks, build_polder_works},
};
