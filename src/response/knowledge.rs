//! What the county knows, against what is true: gauges, village reports, dyke patrols, roads.
//!
//! Commanders, human or scripted, see only this.

use super::{
    Roster, Tables,
    command::Figures,
    facts::{Facts, What},
    incidents::{IncidentKind, Incidents},
    people::{Residents, State, VillageWater},
    plants::{exposure::Breath, watch::KnownPlants},
    services::Services,
    shelters::ShelterState,
    slides::signs::Sign,
    teams::{Status, Task, Team},
    travel::Roads,
    waterworks::{DamReport, LakeReport},
};
use crate::{
    hazard::{Drains, Dykes, FloodField, works::dams::Seepage},
    num::{Draw, DrillTime, draw::Process},
    sim::{Clock, Land, Seed},
};
use bevy::prelude::*;

/// What a village's information officer (灾害信息员) last reported.
#[derive(Clone, Copy, Debug, Default)]
pub struct VillageReport {
    /// When it was true.
    pub seen_at: DrillTime,
    pub deepest_m: f32,
    /// Whether water stands, or stood, in a tenth of the houses: then the village counts as affected.
    pub affected: bool,
    pub at_home: u32,
    /// People cut off by water, estimated.
    pub stranded: u32,
    pub injured: u32,
    pub dead: u32,
    pub missing: u32,
}

/// What a patrol reported of a dyke stretch.
#[derive(Clone, Copy, Debug)]
pub struct StretchReport {
    pub seen_at: DrillTime,
    pub freeboard_m: f32,
    pub breached: bool,
    /// Height of the sandbag wall, m.
    pub raised_m: f32,
}

/// Waterlogging of a township's streets (内涝积水) as reported.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StreetReport {
    pub seen_at: DrillTime,
    /// Area under 15 cm of water or more, ha, and the greatest depth, m.
    pub area_ha: f32,
    pub deepest_m: f32,
}

/// A report on its way: it is known from `due` on.
#[derive(Clone, Debug)]
struct Pending {
    due: DrillTime,
    village: usize,
    report: VillageReport,
}

/// The picture the county has.
#[derive(Resource, Clone, Debug, Default)]
pub struct Known {
    /// For each gauge the readings so far: (time, level m).
    pub gauges: Vec<Vec<(DrillTime, f32)>>,
    pub villages: Vec<Option<VillageReport>>,
    /// When each village next reports.
    next_report: Vec<DrillTime>,
    pending: Vec<Pending>,
    pub stretches: Vec<Option<StretchReport>>,
    /// By risk spot; only slopes and gullies have any.
    pub slopes: Vec<Option<super::slides::signs::SlopeReport>>,
    /// By reservoir, and by landslide lake.
    pub dams: Vec<Option<DamReport>>,
    pub lakes: Vec<Option<LakeReport>>,
    /// By township: water in its streets, as its officials last reported.
    pub streets: Vec<Option<StreetReport>>,
    /// By forest fire.
    pub fires: Vec<Option<super::fires::watch::FireReport>>,
    /// Grade of the forest fires as far as is known.
    pub fire_grade: Option<crate::hazard::wildfire::suppress::Grade>,
    /// Villages that were ever reported under water.
    pub affected: Vec<bool>,
    /// Works with accidents.
    pub plants: KnownPlants,
}

impl Known {
    pub fn new(land: &Land, stretches: usize) -> Self {
        let villages = land.villages.len();
        Self {
            gauges: vec![Vec::new(); land.gauges.len()],
            villages: vec![None; villages],
            next_report: vec![DrillTime::ZERO; villages],
            pending: Vec::new(),
            stretches: vec![None; stretches],
            slopes: vec![None; land.risks.len()],
            dams: vec![None; land.reservoirs.len()],
            lakes: Vec::new(),
            streets: vec![None; land.townships.len()],
            fires: Vec::new(),
            fire_grade: None,
            affected: vec![false; villages],
            plants: KnownPlants::default(),
        }
    }

    /// Latest reading of a gauge.
    pub fn gauge(&self, index: usize) -> Option<(DrillTime, f32)> {
        self.gauges.get(index).and_then(|g| g.last().copied())
    }

    /// Rise of a gauge over its last hour, m/h; `None` with less than half an hour of readings.
    pub fn rise_m_h(&self, index: usize) -> Option<f32> {
        let readings = self.gauges.get(index)?;
        let (now, level) = *readings.last()?;
        let (then, before) = *readings.iter().rev().find(|(at, _)| now.minutes_since(*at) >= 30.0)?;
        Some((level - before) / (now.minutes_since(then) / 60.0) as f32)
    }

    /// Figures that the county can report: from villages' reports and shelters' registers.
    pub fn figures(&self, land: &Land, moved: u32) -> Figures {
        let mut figures = Figures { moved, ..Figures::default() };
        for (index, report) in self.villages.iter().enumerate() {
            if self.affected[index] {
                figures.affected += land.villages[index].people;
            }
            if let Some(report) = report {
                figures.dead += report.dead;
                figures.missing += report.missing;
                figures.injured += report.injured;
            }
        }
        figures
    }
}

/// Gauges report while their township has telecommunication.
pub(super) fn gauges(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    water: Res<FloodField>,
    mut known: ResMut<Known>,
    mut facts: ResMut<Facts>,
) {
    if !clock.every_min(tables.knowledge.gauge_every_min) {
        return;
    }
    let now = clock.now();
    for (index, gauge) in land.gauges.iter().enumerate() {
        let level = water.0.level_m(gauge.cell as usize);
        let before = known.gauge(index).map_or(f32::NEG_INFINITY, |(_, l)| l);
        if level >= gauge.warning_m && before < gauge.warning_m {
            facts.add(now, What::GaugeWarning { gauge: index });
        }
        if level >= gauge.guarantee_m && before < gauge.guarantee_m {
            facts.add(now, What::GaugeGuarantee { gauge: index });
        }
        known.gauges[index].push((now, level));
    }
}

/// Townships report water in their streets while they have telecommunication.
pub(super) fn streets(
    clock: Res<Clock>,
    tables: Res<Tables>,
    services: Res<Services>,
    drains: Res<Drains>,
    mut known: ResMut<Known>,
) {
    if !clock.every_min(tables.knowledge.street_report_min) {
        return;
    }
    for (township, report) in known.streets.iter_mut().enumerate().filter(|(t, _)| services.telecom(*t)) {
        let own = drains.0.iter().filter(|d| d.township == township);
        let (ponded_m2, deepest_m) =
            own.fold((0.0, 0.0_f32), |(area, deep), d| (area + d.ponded_m2, deep.max(d.deepest_m)));
        // Once there was water, it is also reported that it has gone.
        if ponded_m2 > 0.0 || report.is_some() {
            *report = Some(StreetReport { seen_at: clock.now(), area_ha: ponded_m2 * 1e-4, deepest_m });
        }
    }
}

/// Villages write reports, which arrive after a delay and with the error of an estimate.
pub(super) fn villages(
    clock: Res<Clock>,
    seed: Res<Seed>,
    land: Res<Land>,
    tables: Res<Tables>,
    services: Res<Services>,
    roster: Res<Roster>,
    mut known: ResMut<Known>,
    people: Query<(&Residents, &VillageWater, &Breath)>,
    teams: Query<&Team>,
) {
    if !clock.every_min(1) {
        return;
    }
    let now = clock.now();
    let k = &tables.knowledge;
    for (index, &entity) in roster.villages.iter().enumerate() {
        let Ok((residents, water, breath)) = people.get(entity) else { continue };
        let wet = water.deepest_m > 0.3;
        let first_water = wet
            && known.villages[index].is_none_or(|r| r.deepest_m <= 0.3)
            && !known.pending.iter().any(|p| p.village == index && p.report.deepest_m > 0.3);
        if now < known.next_report[index] && !first_water {
            continue;
        }
        let every = if wet || breath.struck_at.is_some() {
            k.village_report_min.in_water
        } else {
            k.village_report_min.routine
        };
        known.next_report[index] = DrillTime(now.0 + every * 60);
        let draw = Draw::new(seed.0, index as u64, Process::ReportDelay).part(u64::from(now.0));
        let visited = roster.teams.iter().filter_map(|&e| teams.get(e).ok()).any(|t| {
            t.status == Status::Working
                && matches!(t.task, Some(Task::Rescue(v) | Task::Evacuate(v) | Task::TreatVillage(v)) if v == index)
        });
        let telecom = services.telecom_at(&land, index);
        let mut delay_min =
            f64::from(draw.range(k.report_delay_min.low as f32, k.report_delay_min.high as f32));
        // Teams bring their own radio.
        if visited {
            delay_min = k.report_delay_min.low;
        } else if !telecom {
            delay_min += k.no_telecom_delay_min;
        }
        let mut report = describe(residents, water, &tables, seed.0, now, visited);
        report.affected |= breath.struck_at.is_some();
        let due = DrillTime(now.0 + (delay_min * 60.0) as u32);
        known.pending.push(Pending { due, village: index, report });
    }
    let due: Vec<Pending> = known.pending.iter().filter(|p| p.due <= now).cloned().collect();
    known.pending.retain(|p| p.due > now);
    for pending in due {
        if known.villages[pending.village].is_none_or(|r| r.seen_at <= pending.report.seen_at) {
            known.affected[pending.village] |= pending.report.affected;
            known.villages[pending.village] = Some(pending.report);
        }
    }
}

/// A report of a village as it is now. People who estimate are wrong by some share; teams count.
fn describe(
    residents: &Residents,
    water: &VillageWater,
    tables: &Tables,
    seed: u64,
    now: DrillTime,
    counted: bool,
) -> VillageReport {
    let mut report = VillageReport {
        seen_at: now,
        deepest_m: water.deepest_m,
        affected: water.flooded_at.is_some() || water.fire_at.is_some(),
        ..VillageReport::default()
    };
    for person in &residents.people {
        let depth = water.cells.get(person.cell as usize).map_or(0.0, |c| c.depth_m);
        match person.state {
            State::Home => {
                report.at_home += 1;
                report.stranded += u32::from(depth > tables.casualties.stranded_depth_m);
            }
            State::Injured => report.injured += 1,
            State::Dead if person.found => report.dead += 1,
            State::Dead | State::Buried => report.missing += 1,
            _ => {}
        }
    }
    if !counted {
        let draw = Draw::new(seed, residents.village as u64, Process::ReportError).part(u64::from(now.0));
        let error = tables.knowledge.figure_error as f32;
        let off = |n: u32, part: u64| {
            let factor = 1.0 + draw.part(part).range(-error, error);
            (n as f32 * factor + 0.5) as u32
        };
        report.stranded = off(report.stranded, 1);
        report.injured = off(report.injured, 2);
        report.missing = off(report.missing, 3);
    }
    report
}

/// Patrols and gauges make the state of dykes known; incidents become known with what they show in.
pub(super) fn dykes_and_incidents(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    dykes: Res<Dykes>,
    services: Res<Services>,
    roster: Res<Roster>,
    mut roads: ResMut<Roads>,
    mut known: ResMut<Known>,
    mut incidents: ResMut<Incidents>,
    mut facts: ResMut<Facts>,
    teams: Query<&Team>,
) {
    if !clock.every_min(1) {
        return;
    }
    let now = clock.now();
    for &entity in &roster.teams {
        let Ok(team) = teams.get(entity) else { continue };
        if let (Status::Working, Some(Task::Watch(s) | Task::Sandbag(s))) = (team.status, team.task) {
            let state = &dykes.0[s];
            known.stretches[s] = Some(StretchReport {
                seen_at: now,
                freeboard_m: state.freeboard_m,
                breached: state.breach.is_some(),
                raised_m: state.raised_m(),
            });
        }
    }
    let danger_m = tables.waterworks.danger_freeboard_m;
    for (index, incident) in incidents.0.iter_mut().enumerate() {
        if incident.known.is_some() {
            continue;
        }
        let seen = match incident.kind {
            IncidentKind::DykeDanger { stretch } => {
                known.stretches[stretch].is_some_and(|r| r.seen_at >= incident.began)
                    // The routine patrol of the dyke's own keepers finds it within the hour.
                    || now.minutes_since(incident.began) >= 30.0
            }
            // A breach is heard and seen.
            IncidentKind::DykeBreach { .. } => now.minutes_since(incident.began) >= 5.0,
            IncidentKind::Stranded { village } => {
                known.villages[village].is_some_and(|r| r.seen_at >= incident.began && r.stranded > 0)
            }
            IncidentKind::SlopeMoving { slope } => {
                known.slopes[slope].is_some_and(|r| r.seen_at >= incident.began && r.sign > Sign::Quiet)
            }
            IncidentKind::DamDanger { reservoir } => known.dams[reservoir].is_some_and(|r| {
                r.seen_at >= incident.began && (r.freeboard_m < danger_m || r.seepage > Seepage::Dry)
            }),
            IncidentKind::DamBreach { .. } => now.minutes_since(incident.began) >= 5.0,
            IncidentKind::BarrierLake { lake } => known.lakes[lake].is_some(),
            // The works call, also about what runs off, and gas detectors ring there.
            IncidentKind::TankFire { .. } | IncidentKind::WaterPolluted { .. } => {
                now.minutes_since(incident.began) >= tables.chemical.report_min
            }
            IncidentKind::GasRelease { .. } => now.minutes_since(incident.began) >= tables.chemical.alarm_min,
            IncidentKind::ForestFire { fire } => known.fires.get(fire).is_some_and(Option::is_some),
            // People call, or somebody comes.
            IncidentKind::VillageInFire { village } => {
                let reaches = services.telecom_at(&land, village);
                let delay_min = if reaches { 3.0 } else { tables.knowledge.no_telecom_delay_min };
                now.minutes_since(incident.began) >= delay_min
            }
            // A slide is heard far off, and somebody calls or walks to the next village.
            IncidentKind::Landslide { village } => {
                let reaches = services.telecom_at(&land, village);
                let delay_min = if reaches { 10.0 } else { tables.knowledge.no_telecom_delay_min };
                now.minutes_since(incident.began) >= delay_min
            }
            // Who drives there tells, or the road crew on its round.
            IncidentKind::RoadBuried { road } => {
                roads.known_blocked.contains(&road)
                    || now.minutes_since(incident.began) >= f64::from(tables.road.crew_round_min)
            }
        };
        if seen {
            incident.known = Some(now);
            if let IncidentKind::RoadBuried { road } = incident.kind {
                roads.known_blocked.insert(road);
            }
            if let IncidentKind::DykeBreach { stretch } | IncidentKind::DykeDanger { stretch } = incident.kind
            {
                known.stretches[stretch].get_or_insert(StretchReport {
                    seen_at: now,
                    freeboard_m: dykes.0[stretch].freeboard_m,
                    breached: dykes.0[stretch].breach.is_some(),
                    raised_m: dykes.0[stretch].raised_m(),
                });
            }
            facts.add(now, What::IncidentKnown { incident: index });
        }
    }
}

/// People in shelters: their registers are exact.
pub fn registered(roster: &Roster, world: &World) -> u32 {
    roster.shelters.iter().filter_map(|&e| world.get::<ShelterState>(e)).map(|s| s.occupants).sum()
}
