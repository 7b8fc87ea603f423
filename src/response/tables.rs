//! The numbers of the response model, read from `assets/response.ron`, where each stands with its source.

use crate::county::{FacilityKind, Item, RoadClass, TeamKind, Tier};
use bevy::prelude::Resource;
use serde::Deserialize;
use std::collections::BTreeMap;

/// All parameters; see `assets/response.ron` for meaning, unit and source of each.
#[derive(Clone, Debug, Deserialize, Resource)]
#[serde(deny_unknown_fields)]
pub struct Tables {
    pub warning: WarningTable,
    pub evacuation: EvacuationTable,
    pub road: RoadTable,
    pub teams: BTreeMap<TeamKind, TeamTable>,
    pub standby_factor: f64,
    pub fatigue: Fatigue,
    pub night_factor: f64,
    pub sandbag: SandbagTable,
    pub boat: BoatTable,
    pub casualties: CasualtyTable,
    pub slides: SlideTable,
    pub fire: FireResponse,
    pub waterworks: WaterworksTable,
    pub shelter: ShelterTable,
    pub supply: SupplyTable,
    pub services: ServiceTable,
    pub command: CommandTable,
    pub knowledge: KnowledgeTable,
    pub outlook: OutlookTable,
    pub loss: LossTable,
    pub chemical: ChemicalTable,
    pub harm: HarmTable,
}

macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $kind:ty),* $(,)? })*) => {
        $($(#[$doc])* #[derive(Clone, Debug, Deserialize)] #[serde(deny_unknown_fields)]
        pub struct $name { $(pub $field: $kind),* })*
    };
}

tables! {
    /// Diffusion of warnings.
    WarningTable {
        channels: BTreeMap<super::warning::Channel, ChannelTable>, sms_night_slowdown: f64,
        neighbours_per_min: f64, door_share: f64, door_min_per_household: f64,
        households_per_grid_worker: f64, grid_worker_delay_min: f64,
    }
    /// One warning channel.
    ChannelTable { share_day: f64, share_night: f64, t50_min: f64, t90_min: f64, needs: Needs }
    /// Minutes until 50 and 90 %.
    Curve { t50_min: f64, t90_min: f64 }
    /// The county's flood forecast.
    OutlookTable {
        every_min: u32, hours: f64, rain_keep_h: f64, rain_fade_h: f64, rain_share: [f64; 3],
        inflow_share: [f64; 3],
    }
    /// Leaving home.
    EvacuationTable {
        start_forecast: Curve, start_visible: Curve, leave_share: f64, official_at_door: f64,
        false_alarm_weight: f64, self_share: f64, visible_depth_m: f32, helpers_per_elderly: f64,
        help_min: f64, group_every_min: u32, walk_depth_max_m: f32, walk_share_of_tobler: f64,
    }
    /// Roads.
    RoadTable {
        speed_km_h: ByClass, steep_slope: f32, steep_factor: f64, rain_factor: f64, closed_depth_m: f32,
        recheck_min: u32, crew_round_min: u32,
    }
    /// A value for each class of road.
    ByClass { county: f64, township: f64, village: f64 }
    /// A value for each tier of stores.
    ByTier { county: f64, township: f64, village: f64 }
    /// A kind of team.
    TeamTable { turnout_min: f64, boats_skill: bool, labour: f64 }
    /// Decline of work with hours on duty.
    Fatigue { full_h: f64, end_h: f64, end_rate: f64 }
    /// Sandbag walls.
    SandbagTable { bags_per_person_h: f64, bags_per_m_at_1m: f64, max_height_m: f32, carried_per_person: u32 }
    /// Rescue boats.
    BoatTable { seats: u32, speed_km_h: f64, load_min_per_person: f64, current_max_m_s: f32, min_depth_m: f32 }
    /// Deaths and injuries.
    CasualtyTable {
        severe_share_of_injured: f64, untreated_half_life_h: f64, swept_building_fatality: f64,
        stable_flooded_fatality: f64, stranded_depth_m: f32, rescuer_hazard_rating: f64,
        rescuer_fatality_per_h: f64,
    }
    /// Slides: who is caught and lives, search, clearing of roads, signs.
    SlideTable {
        caught_from_m: f64, caught_full_m: f64, fatal_half_m: f64, fatal_per_m: f64, buried_half_life_h: f64,
        squad: f64, hours_each: f64, road_width_m: f64, slough: f64, road_least_m3: f64,
        clear_m3_per_machine_h: f64, machines_per_face: f64, machines: BTreeMap<TeamKind, u32>,
        cracks_mm: f64, moving_mm_h: f64, alarm_mm_h: f64, gauge_near_m: f32, gauge_every_min: u32,
        monitor_every_min: u32, monitor_warned_min: u32,
    }
    /// Forest fires: houses, people, crews, sightings, forecast.
    FireResponse {
        cleared_m: f64, visible_m: f32, house_fatal: f64, house_injured: f64,
        caught_from_m: f64, fatal_per_m: f64, fatal_most: f64, road_shut_min: f64, road_flame_m: f32,
        ahead_min: f64, gusty: f64, escape_min: f64, own_watch_min: f64, called_off_min: f64,
        black_min: f64, walk_km_h: f64, water_factor: f64,
        direct_width_m: f32, hand_width_m: f32, line_width_m: (f32, f32), burn_out_m_h: f64, mop_up_m2_h: f64,
        trained: Vec<TeamKind>, relay_m: f32, hose_m: f32, wet_m: f64, section_m: f32, people_per_pump: f64, pump_l_min: f64,
        air_min: u32, drop_every_min: u32, drop_width_m: f32, air_wind_m_s: f64,
        tower_round_min: f64, tower_error_m: f32, camera_every: usize, camera_m: f32, camera_round_min: f64, camera_error_m: f32, smoke_m_min: f64, smoke_most_m: f64,
        call_min: f64, call_min_per_km: f64, call_km: f64, call_error_m: f32,
        satellite_h: Vec<f64>, satellite_delay_h: f64, satellite_ha: f64, satellite_error_m: f32,
        crew_report_min: u32, far_report_min: u32, reckon_min: u32, reckon_h: f64, near_m: f32,
        smoke_alarm_ug_m3: f64, visits_per_person_day: f64, visits_share_per_10ug: f64, visits_elderly: f64,
        road_smoke: Vec<(f64, f64)>, road_stop_m: f64, air_visibility_m: f64,
        line_flame_m: f32, line_safe_h: f64, line_repair_h: f64,
    }
    /// Reservoirs and landslide lakes.
    WaterworksTable {
        keeper_min: u32, keeper_high_min: u32, lake_seen_min: f64, lake_every_min: u32, spillway_person_h: f64,
        channel_machines: f64, channel_m3_per_m: f64, channel_most_m: f32, lowering_machines: f64, lowering_m3_per_m: f64,
        lowering_most_m: f32, danger_freeboard_m: f32,
    }
    /// Shelters.
    ShelterTable { m2_per_person: f32, opening_min: f64, full_from: f64, wet_depth_m: f32 }
    /// Supplies.
    SupplyTable {
        water_l_day: f64, food_day: f64, quilts: f64, beds: f64, approval_min: ByTier, loading_min: f64,
        truck: BTreeMap<Item, u32>, grace_h: f64,
    }
    /// Power and telecommunication.
    ServiceTable { telecom_depth_m: f32, battery_h: f64 }
    /// Headquarters and help from above.
    CommandTable {
        headquarters_min: f64, city_approval_min: f64, city_team: u32, city_boats: u32,
        sandbag_danger_freeboard_m: f32,
    }
    /// How the county learns what happens.
    KnowledgeTable {
        gauge_every_min: u32, village_report_min: ReportEvery, report_delay_min: Between,
        no_telecom_delay_min: f64, figure_error: f64, street_report_min: u32,
    }
    /// Minutes between a village's reports.
    ReportEvery { routine: u32, in_water: u32 }
    /// A range.
    Between { low: f64, high: f64 }
    /// Loss of property.
    LossTable {
        residential: Vec<(f32, f64)>, agriculture: Vec<(f32, f64)>, tank_yuan_m3: f64, hall_yuan_m2: f64,
    }
    /// Chemical accidents: who breathes what, work at tanks, what is known.
    ChemicalTable {
        report_min: f64, alarm_min: f64, report_every_min: u32, forecast_every_min: u32, survey_every_min: u32,
        forecast_min: f64, judges: Vec<TeamKind>,
        open_per_h: f64, shelter_share: f64, shelter: Curve, severe_load_factor: f64,
        protected: Vec<TeamKind>, protection: f64, upwind_m: f64, turn_back_share: f64,
        cooling_l_min: BTreeMap<TeamKind, f64>, foam_l_min: BTreeMap<TeamKind, f64>, foam_l: BTreeMap<TeamKind, f64>,
        foam_reserves: f64, foam_refill_l_min: f64, foam_share: f64, hydrants_l_min: f64, store_hydrants_l_min: f64, valve_min: f64, valve: Vec<TeamKind>, drains_min: f64, bunds_min: f64,
        monitors: Vec<TeamKind>, outside_day: f64, outside_night: f64, cover_s: f64, own: OwnTable, taint: TaintTable,
        school_h: (f64, f64), clear_water_h: f64, blast: Vec<BlastStep>, engine_sparks_per_min: f64, person_sparks_per_min: f64,
    }
    /// What an explosion does from a pressure on.
    BlastStep { kpa: f64, outdoors: (f64, f64), indoors: (f64, f64), houses: f64 }
    /// What is carried out of a cloud on people, and washing.
    TaintTable {
        share: f64, suit_share: f64, half_min: f64, line_people: f64, line_per_h: f64, reach_m: f32, intake_per_min: f64,
        clean_min: f64, treat_share: f64,
    }
    /// Own teams and plans of works.
    OwnTable {
        fixed_min: f64, count_min: f64, night_share: f64, from_m: f64, walk_m_min: f64, assembly_m: f64,
        valve_min: f64, reach_kw_m2: f64, reach_kg_s: f64,
        works: BTreeMap<FacilityKind, OwnWorks>,
    }
    /// What a works of a kind has: people of its own team, fixed cooling and its basin.
    OwnWorks { team: u32, fixed_l_min: f64, basin_m3: f64 }
    /// Weights of harm.
    HarmTable { severe: f64, rescuer: f64, unmet_person_h: f64, loss_per_million_yuan: f64 }
}

/// What a warning channel needs to work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Needs {
    Nothing,
    Power,
    Telecom,
}

const BUILT_IN: &str = include_str!("../../assets/response.ron");

impl Tables {
    /// The tables that come with the program.
    ///
    /// # Errors
    /// The built-in file does not parse; a test keeps that from happening.
    pub fn built_in() -> Result<Tables, ron::error::SpannedError> {
        ron::from_str(BUILT_IN)
    }

    /// Share reached (0 to 1) `minutes` after the start of a [`Curve`]:
    /// P = 1 − exp(−a·t^b) (HEC-LifeSim manual), b = 1.2005 / ln(t90/t50), a = ln 2 / t50^b.
    pub fn curve(curve: &Curve, minutes: f64) -> f64 {
        if minutes <= 0.0 {
            return 0.0;
        }
        use crate::num::math::{exp, ln, pow};
        let b = 1.2005 / ln(curve.t90_min / curve.t50_min);
        let a = std::f64::consts::LN_2 / pow(curve.t50_min, b);
        1.0 - exp(-a * pow(minutes, b))
    }

    /// Damage fraction from a depth–damage table, linear between its points.
    pub fn damage(points: &[(f32, f64)], depth_m: f32) -> f64 {
        let mut last = (0.0, 0.0);
        for &(depth, share) in points {
            if depth_m <= depth {
                let span = f64::from(depth - last.0);
                let part = if span > 0.0 { f64::from(depth_m - last.0) / span } else { 1.0 };
                return last.1 + (share - last.1) * part;
            }
            last = (depth, share);
        }
        last.1
    }

    /// Free speed of a class of road, km/h.
    pub fn road_speed_km_h(&self, class: RoadClass) -> f64 {
        match class {
            RoadClass::County => self.road.speed_km_h.county,
            RoadClass::Township => self.road.speed_km_h.township,
            RoadClass::Village => self.road.speed_km_h.village,
        }
    }

    /// Minutes until a store of `tier` approves a request.
    pub fn approval_min(&self, tier: Tier) -> f64 {
        match tier {
            Tier::County => self.supply.approval_min.county,
            Tier::Township => self.supply.approval_min.township,
            Tier::Village => self.supply.approval_min.village,
        }
    }
}

impl ChemicalTable {
    /// Water that the hydrants of a works of a kind give, L/min.
    pub fn hydrants(&self, kind: FacilityKind) -> f64 {
        if kind == FacilityKind::Warehouse { self.store_hydrants_l_min } else { self.hydrants_l_min }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_tables_parse_and_are_complete() {
        let tables = Tables::built_in().unwrap();
        for item in Item::ALL {
            assert!(tables.supply.truck.contains_key(&item), "{item:?}");
        }
    }

    #[test]
    fn curves_pass_through_their_two_points() {
        let curve = Curve { t50_min: 60.0, t90_min: 240.0 };
        assert!((Tables::curve(&curve, 60.0) - 0.5).abs() < 1e-12);
        // ln 10 / ln 2 = 3.3219 = (t90/t50)^b, b = 1.2006: the reference rounds to 1.2005.
        assert!((Tables::curve(&curve, 240.0) - 0.9).abs() < 1e-4);
        assert_eq!(Tables::curve(&curve, 0.0), 0.0);
    }

    #[test]
    fn damage_follows_the_table() {
        let tables = Tables::built_in().unwrap();
        let residential = |d| Tables::damage(&tables.loss.residential, d);
        assert_eq!(residential(0.0), 0.0);
        assert!((residential(1.0) - 0.494).abs() < 1e-12);
        assert!((residential(2.5) - 0.7955).abs() < 1e-12);
        assert_eq!(residential(9.0), 1.0);
    }
}
