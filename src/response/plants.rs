//! Chemical accidents in the response: what clouds and fires do to people, what teams do about tanks, what the county knows.
//!
//! | File | What it does | Set |
//! |---|---|---|
//! | `plants` | events of the works become facts | Exposure |
//! | `plants/own` | a works' own team and plan | Response |
//! | `plants/crews` | what teams breathe | Exposure |
//! | `plants/indoors` | schools and shelters under a cloud | Exposure |
//! | `plants/intake` | waterworks below a works | Exposure |
//! | `plants/decon` | what people carry on them, and washing | Response |
//! | `plants/exposure` | who breathes what, at home, on the road, at work | Exposure |
//! | `plants/heat` | heat on people at home who are out of doors | Exposure |
//! | `plants/staff` | people who work at the works | Exposure |
//! | `plants/signs` | teams run from a tank that will burst | Exposure |
//! | `plants/blast` | fireballs, explosions and flash fires on people and houses; what may light a cloud | Exposure, Response |
//! | `plants/work` | water, foam, valves, drains | Response |
//! | `plants/watch` | works report, monitors measure, zones are found | Knowledge |
//! | `plants/forecast` | where the cloud will be | Knowledge |

pub mod blast;
pub mod crews;
pub mod decon;
pub mod exposure;
pub mod forecast;
pub mod heat;
pub mod indoors;
pub mod intake;
pub mod own;
pub mod signs;
pub mod staff;
pub mod watch;
pub mod work;

use super::facts::{Facts, What};
use crate::{
    county::County,
    hazard::{PlantEvent, PlantEventKind, TankRef},
    num::{DrillTime, Point},
    sim::Clock,
};
use bevy::prelude::*;
use std::collections::BTreeMap;

/// What the response keeps of chemical accidents.
#[derive(Resource, Clone, Debug, Default)]
pub struct Chemical {
    /// Foam concentrate that each team has used, L.
    pub foam_used_l: BTreeMap<usize, f64>,
    /// What is left of the reserve of those stations that have drawn on it, by team, L.
    pub foam_reserve_l: BTreeMap<usize, f64>,
    /// Work on valves, drains and the drains of bunds so far, min.
    pub valve_min: BTreeMap<TankRef, f64>,
    pub drains_min: BTreeMap<usize, f64>,
    pub bunds_min: BTreeMap<usize, f64>,
    /// Toxic load and heat dose of each team.
    pub teams: BTreeMap<usize, exposure::Outdoors>,
    /// Plans of works with trouble, by index into `County::facilities`.
    pub own: BTreeMap<usize, own::OwnPlan>,
    /// People of works in trouble, by index into `County::facilities`.
    pub staff: BTreeMap<usize, staff::Staff>,
    /// People who came to shelters since the accident, the air of shelters and of teams' bases.
    pub guests: Vec<indoors::Guests>,
    pub rooms: BTreeMap<usize, indoors::Room>,
    pub bases: BTreeMap<usize, indoors::Room>,
    /// Posts that wash people, by works: how many they can wash now. Shelters that took in people who were not washed.
    pub posts: BTreeMap<usize, f64>,
    pub tainted: BTreeMap<usize, decon::TaintedShelter>,
    /// Waterworks below a works, by index into `County::facilities`.
    pub intakes: BTreeMap<usize, intake::IntakeState>,
    /// Cordons: works and radius, m.
    pub cordons: BTreeMap<usize, f32>,
}

/// Place of a works by its index into `County::facilities`.
pub fn place(county: &County, site: usize) -> Point {
    county.facilities.get(site).map(|f| f.place.at).unwrap_or_default()
}

/// What happened at the works goes into the facts.
pub(super) fn facts(clock: Res<Clock>, mut events: MessageReader<PlantEvent>, mut facts: ResMut<Facts>) {
    let now: DrillTime = clock.now();
    for PlantEvent { tank, kind, .. } in events.read().copied() {
        facts.add(
            now,
            match kind {
                PlantEventKind::Burns => What::TankBurns { tank },
                PlantEventKind::RoofFell => What::RoofFell { tank },
                PlantEventKind::Failed => What::TankFailed { tank },
                PlantEventKind::Signs => What::BurstSigns { tank },
                PlantEventKind::Fireball => What::Fireball { tank },
                PlantEventKind::Exploded => What::CloudExploded { tank },
                PlantEventKind::Flashed => What::CloudBurnt { tank },
                PlantEventKind::Lifted => What::TankLifted { tank },
                PlantEventKind::Struck => What::TankStruck { tank },
                PlantEventKind::Releases => What::Released { tank },
                PlantEventKind::PutOut => What::TankPutOut { tank },
                PlantEventKind::BurntOut => What::TankBurntOut { tank },
                PlantEventKind::ValveShut => What::ValveShut { tank },
                PlantEventKind::RanOff => What::RanOff { tank },
            },
        );
    }
}
