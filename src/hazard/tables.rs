//! The numbers of the water model, read from `assets/hazard.ron`, where each stands with its source.

use super::chemical::{river::RiverTable, warehouse::WarehouseTable};
use crate::county::{Cover, FacilityKind};
use bevy::prelude::Resource;
use serde::Deserialize;
use std::collections::BTreeMap;

/// All parameters of the hazards; see `assets/hazard.ron` for unit and source of each.
#[derive(Clone, Debug, Deserialize, Resource)]
#[serde(deny_unknown_fields)]
pub struct HazardTables {
    pub dyke: DykeTable,
    pub slope: SlopeTable,
    pub dam: DamTable,
    pub barrier: BarrierTable,
    pub drain: DrainTable,
    pub fire: FireTable,
    pub plant: PlantTable,
}

/// Works with tanks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlantTable {
    /// What stands within so many metres of a works with an accident is followed, and heated.
    pub near_m: f32,
    /// Distance of a works' bunds from its middle, m; of tanks in a bund from one another, in their diameters.
    pub ring_m: f64,
    pub spacing_diameters: f64,
    pub least_bund_m2: f64,
    /// Minutes until a fire covers a tank's surface.
    pub grow_min: f64,
    /// Heat on a tank that stands in the flames, kW/m².
    pub engulfed_kw_m2: f64,
    /// Share of the heat that enough cooling water takes.
    pub cooling_most: f64,
    /// Share of the way to failure from which a pressure tank shows signs.
    pub signs_at: f64,
    /// Pressure that lifts a relief valve, Pa over that outside.
    pub relief_pa: f64,
    /// Height of a release, m, and distance of new puffs, m.
    pub release_m: f64,
    pub puff_m: f64,
    /// Ground around a source that tells open country from a rough one, m.
    pub rough_m: f32,
    /// Side of the raster of concentrations, and of its cells, m.
    pub raster_m: f64,
    pub raster_cell_m: f64,
    /// Less than this between its limits does not burn as a cloud, kg.
    pub flammable_least_kg: f64,
    /// Sparks of the works itself, a minute.
    pub site_sparks_per_min: f64,
    /// Share of lit clouds that explode, and of their heat that goes into the blast.
    pub explodes: f64,
    pub tnt_share: f64,
    /// Heat that a wall of forest flames radiates, kW/m²; cleared ground around tanks, m.
    pub flame_kw_m2: f64,
    pub cleared_m: f64,
    /// Embers of flames within so many metres light a tank's vents with this chance a minute.
    pub ember_m: f64,
    pub ember_per_min: f64,
    /// Steel of the walls of upright and lying tanks, kg/m²; height of the saddles of lying ones, m; pipe that tears, m.
    pub wall_kg_m2: (f64, f64),
    pub saddle_m: f64,
    pub pipe_m: f64,
    pub basin: BasinTable,
    pub river: RiverTable,
    pub store: WarehouseTable,
}

/// Containment basins of works, and the drains of bunds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BasinTable {
    /// Fire water that a works' basin is made for, m³; other works have none.
    pub fire_water_m3: BTreeMap<FacilityKind, f64>,
    /// Rain on the bunds that it is made for, m.
    pub rain_m: f64,
    /// Drain of a bund, m across.
    pub drain_m: f64,
}

/// Slopes that come down.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlopeTable {
    /// Minutes between two looks at the safety of slopes.
    pub look_min: u32,
    /// A slope creeps when its factor of safety is less than this above 1, at `creep_mm_h` / (FS − 1), at most so fast.
    pub creep_from: f64,
    pub creep_mm_h: f64,
    pub creep_most_mm_h: f64,
    /// Least factor of safety of a slope that stands when the drill begins: mean, spread (uniform ±).
    pub stands_mean: f32,
    pub stands_spread: f32,
    /// What touches a failing part comes along when it is less than this above 1.
    pub drag: f64,
    /// Share of the peak acceleration that acts as a steady force.
    pub seismic_share: f64,
    /// Soil that a debris flow can take up at most, m.
    pub erodible_m: f32,
    /// A slide that still creeps after so many minutes is called at rest.
    pub longest_run_min: f64,
}

/// Failure of dykes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DykeTable {
    /// Overtopping that erodes: depth over the crest, and for how long.
    pub overtop_depth_m: f32,
    pub overtop_min: f64,
    /// Hours of a head above strength until piping breaks through.
    pub piping_hours: f64,
    /// Head over height at which piping starts: mean, spread (uniform ±) and that of weak stretches.
    pub strength_mean: f32,
    pub strength_spread: f32,
    pub weak_strength: f32,
    /// Minutes until a breach of a first width, m, is down to its floor; the critical speed of the soil with which it then
    /// widens, m/s.
    pub deepen_min: f64,
    pub first_width_m: f64,
    pub critical_m_s: f64,
}

/// Forest fires in the drill.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FireTable {
    pub latitude_deg: f64,
    /// Minutes after which the fuel's moisture is reckoned anew.
    pub moisture_min: u32,
    /// Share of the sun that gets through crowns.
    pub shade: f64,
    pub trees: BTreeMap<Cover, Stand>,
    /// Moisture of needles, per cent of dry weight.
    pub foliar_pct: f64,
    /// Bare width of county, township and village roads, and of fire breaks, m.
    pub road_width_m: [f32; 3],
    pub break_width_m: f32,
    /// Hours for which the edge smoulders if nobody puts it out.
    pub smoulder_h: f64,
    /// Embers that get across a line, per km and hour at this wind, m/s, in fuel without water.
    pub rekindle_per_km_h: f64,
    pub rekindle_wind_m_s: f64,
    /// Who watches an edge sees so far, m, and puts out so large a share of what gets across.
    pub watch_m: f32,
    pub watch_share: f64,
    pub smoke: SmokeTable,
    pub bare: BareTable,
}

/// Burnt ground under flames of at least a length: shares that are left.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BareTable {
    pub severe_flame_m: f32,
    /// Of the soil's conductivity, of the room for rain on leaves and litter, of Manning's n.
    pub conductivity_share: f32,
    pub store_share: f32,
    pub roughness_share: f32,
    /// Of the cohesion that roots give.
    pub root_share: f32,
}

/// Smoke of forest fires.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmokeTable {
    /// PM2.5 of a kg of dry fuel in flames, g, and how much more of it smouldering gives.
    pub pm25_g_kg: f64,
    pub smouldering_factor: f64,
    /// Share of the fuel bed that burns, and the part of that which smoulders.
    pub consumed: f64,
    pub smouldering_share: f64,
    /// Mean times in which flames and embers burn away, min.
    pub flaming_min: f64,
    pub smouldering_min: f64,
    /// Height of the air near the ground and of the mixed layer by day and by night, m.
    pub low_m: f64,
    pub mixed_day_m: f64,
    pub mixed_night_m: f64,
    /// Mean time until smoke near the ground is mixed into the layer above, min.
    pub lift_day_min: f64,
    pub lift_night_min: f64,
    /// Wind near the ground over that at 10 m.
    pub low_wind: f64,
    /// Light that smoke takes away, m²/g.
    pub extinction_m2_g: f64,
    /// Side of a cell of the smoke's raster, m.
    pub cell_m: f32,
}

/// Trees of a cover: base and top of the crowns, m, needles in them, kg/m³ (none: no crown fire), share of ground under them.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stand {
    pub base_m: f64,
    pub height_m: f64,
    pub bulk_kg_m3: f64,
    pub cover: f64,
}

/// Storm drains of towns.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrainTable {
    /// Rain that they are built for.
    pub design_mm_h: f32,
    /// Head from the lowest street to the outfall's water at which they carry it, m.
    pub head_m: f32,
    /// Smallest built-up area that has pipes, ha.
    pub least_ha: f32,
    /// Depth from which on water in the streets counts as waterlogging, m.
    pub ponded_m: f32,
}

/// Reservoirs: how their dams fail and how their keepers work them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DamTable {
    /// Overtopping that erodes: depth over the crest, and for how long.
    pub overtop_depth_m: f32,
    pub overtop_min: f64,
    /// Hours above the level of its strength until water breaks through the body.
    pub piping_hours: f64,
    /// Level at which piping starts, as a share of the way from the flood-limit level (0) to the design flood level (1):
    /// mean, spread (uniform ±) and that of a dam that the scenario makes weak.
    pub strength_mean: f32,
    pub strength_spread: f32,
    pub weak_strength: f32,
    /// How far below that level, in the same share, the downstream slope gets wet.
    pub wet_margin: f32,
    /// Without an order the keeper opens the outlet from shut at the flood-limit level to fully open this far above it, m.
    pub outlet_rule_m: f32,
    /// Width of an emergency channel dug beside the spillway, m.
    pub channel_width_m: f32,
}

/// Landslide dams.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BarrierTable {
    /// A rise of a stream's bed that dams it, m, and the least area that makes it a stream, km².
    pub rise_m: f32,
    pub stream_km2: f32,
    /// Overflow that erodes: depth over the lowest place of the crest, m.
    pub overtop_depth_m: f32,
    /// Minutes of it until a stable and an unstable barrier breaks, by the stability index DBI below and above which a
    /// barrier counts as such.
    pub stable_min: f64,
    pub unstable_min: f64,
    pub stable_dbi: f32,
    pub unstable_dbi: f32,
    /// Width of an emergency channel dug by crews, m.
    pub cut_width_m: f32,
}

impl HazardTables {
    /// The tables that come with the program.
    ///
    /// # Errors
    /// The built-in file does not parse; a test keeps that from happening.
    pub fn built_in() -> Result<Self, ron::error::SpannedError> {
        ron::from_str(include_str!("../../assets/hazard.ron"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_tables_parse() {
        assert!(HazardTables::built_in().unwrap().dyke.piping_hours > 0.0);
    }
}
