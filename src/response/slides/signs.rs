//! Signs before a slope fails (前兆), and who sees them: slope gauges, the village's own monitor of a listed spot
//! (群测群防员), experts sent to look, and lookouts, who also sound the alarm.

use super::super::{
    Roster, Tables,
    evacuation::Leaving,
    facts::{Facts, What},
    knowledge::Known,
    services::Services,
    tables::SlideTable,
    teams::{Task, Team, at_work},
    warning::{Alert, Channel, Colour},
};
use crate::{
    county::{County, FacilityKind},
    hazard::{Slopes, slopes::Hillside},
    num::DrillTime,
    sim::{Clock, Land},
};
use bevy::prelude::*;
use serde::{Deserialize, Serialize};

/// Who looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    Monitor,
    Gauge,
    Lookout,
    Inspection,
}

/// What is known of a slope.
#[derive(Clone, Copy, Debug)]
pub struct SlopeReport {
    pub seen_at: DrillTime,
    pub source: Source,
    /// How far it has moved, mm, and how fast it moves, mm/h; a monitor without instruments sees only that it cracks.
    pub moved_mm: f64,
    pub creep_mm_h: f64,
    pub sign: Sign,
    /// Experts tell how near it is to failing: the factor of safety, to a tenth.
    pub safety: Option<f32>,
}

/// What a slope shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Sign {
    /// Nothing.
    Quiet,
    /// Fresh cracks (新增裂缝).
    Cracks,
    /// It moves as one looks (变形加速).
    Moving,
    /// It has come down, and what is left of it does not move.
    Fallen,
}

/// What a slope shows to whoever looks.
pub fn sign(tables: &Tables, slopes: &Slopes, hill: usize) -> Sign {
    let table = &tables.slides;
    let state = &slopes.hills[hill];
    if state.creep_mm_h >= table.moving_mm_h {
        Sign::Moving
    } else if slopes.from_hill(hill).next().is_some() {
        Sign::Fallen
    } else if state.moved_mm >= table.cracks_mm {
        Sign::Cracks
    } else {
        Sign::Quiet
    }
}

fn report(tables: &Tables, slopes: &Slopes, hill: usize, source: Source, now: DrillTime) -> SlopeReport {
    let state: &Hillside = &slopes.hills[hill];
    let measured = source != Source::Monitor;
    let round = |v: f64| (v * 10.0).round() / 10.0;
    SlopeReport {
        seen_at: now,
        source,
        moved_mm: if measured { round(state.moved_mm) } else { 0.0 },
        creep_mm_h: if measured { round(state.creep_mm_h) } else { 0.0 },
        sign: sign(tables, slopes, hill),
        safety: (source == Source::Inspection && state.safety.is_finite())
            .then(|| round(state.safety) as f32),
    }
}

/// Slopes with an instrument on them.
fn gauged(county: &County, hill: &Hillside, near_m: f32) -> bool {
    let at = county.risks[hill.risk].at;
    let gauges = county.facilities.iter().filter(|f| f.kind == FacilityKind::SlopeGauge);
    gauges.into_iter().any(|g| g.place.at.distance_m(at) <= near_m)
}

/// What the county gets to know of its slopes, once a minute; lookouts warn those below.
pub fn watch(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    slopes: Res<Slopes>,
    services: Res<Services>,
    roster: Res<Roster>,
    mut known: ResMut<Known>,
    mut facts: ResMut<Facts>,
    mut instruments: Local<Option<Vec<bool>>>,
    teams: Query<&Team>,
    mut villages: Query<(&mut Alert, &mut Leaving)>,
) {
    if !clock.every_min(1) {
        return;
    }
    let (now, table) = (clock.now(), &tables.slides);
    let instruments = instruments
        .get_or_insert_with(|| slopes.hills.iter().map(|h| gauged(&land, h, table.gauge_near_m)).collect());
    for (hill, state) in slopes.hills.iter().enumerate() {
        let spot = &land.risks[state.risk];
        let zone = &state.zone;
        let before = known.slopes.get(state.risk).copied().flatten();
        let working = |task: Task| at_work(&roster, &teams, task).next().is_some();
        let lookout = working(Task::Lookout(state.risk));
        let source = if working(Task::InspectSlope(state.risk)) {
            Some(Source::Inspection)
        } else if lookout {
            Some(Source::Lookout)
        } else if instruments[hill]
            && clock.every_min(table.gauge_every_min)
            && services.telecom(spot.township)
        {
            Some(Source::Gauge)
        } else if spot.listed
            && monitor_looks(&clock, table, zone.villages.first().map(|v| v.0), &roster, &villages)
        {
            Some(Source::Monitor)
        } else {
            None
        };
        if let Some(source) = source {
            let report = report(&tables, &slopes, hill, source, now);
            let seen = before.map_or(Sign::Quiet, |r| r.sign);
            // What is left of a slide begins to move: the next one.
            if report.sign > seen || report.sign == Sign::Moving && seen == Sign::Fallen {
                facts.add(now, What::SlopeSign { slope: state.risk, sign: report.sign });
            }
            known.slopes[state.risk] = Some(report);
        }
        if !lookout || state.creep_mm_h < table.alarm_mm_h {
            continue;
        }
        let mut alarmed = false;
        for &(village, _) in &zone.villages {
            let Ok((mut alert, mut leaving)) = villages.get_mut(roster.villages[village]) else { continue };
            if alert.channels.iter().all(|(c, _)| *c != Channel::Gong) {
                alert.channels.push((Channel::Gong, now));
                alert.colour = alert.colour.max(Some(Colour::Red));
                alarmed = true;
            }
            alarmed |= leaving.visible_since.is_none();
            leaving.visible_since.get_or_insert(now);
        }
        if alarmed {
            facts.add(now, What::LookoutAlarm { slope: state.risk });
        }
    }
}

/// The village's monitor goes round by day; at night only where an orange or red warning is in force.
fn monitor_looks(
    clock: &Clock,
    table: &SlideTable,
    village: Option<usize>,
    roster: &Roster,
    villages: &Query<(&mut Alert, &mut Leaving)>,
) -> bool {
    let Some(entity) = village.and_then(|v| roster.villages.get(v)) else { return false };
    let warned = villages.get(*entity).is_ok_and(|(a, _)| a.colour.is_some_and(|c| c >= Colour::Orange));
    if warned {
        clock.every_min(table.monitor_warned_min)
    } else {
        !clock.is_night() && clock.every_min(table.monitor_every_min)
    }
}
