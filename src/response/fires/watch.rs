//! Who sees a fire first, and what is known of it: lookout towers and cameras, people who call, satellites that pass at
//! their hours, crews on the spot and their drones. A first report says where the smoke rises, with an error.

use super::super::{
    Roster, Tables,
    facts::{Fact, Facts, What},
    knowledge::Known,
    services::Services,
    tables::FireResponse,
    teams::{Status, Task, Team},
};
use super::{
    around,
    outlook::{RingOutlook, ring},
};
use crate::{
    county::{County, Facility, FacilityKind},
    hazard::{Air, Smoke, Wildfire, fires::Fire, wildfire::suppress},
    num::{Draw, DrillTime, Point, draw::Process},
    sim::{Clock, Land, Seed},
};
use bevy::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Sighting {
    /// 瞭望塔
    Tower,
    /// 林火视频监控: on masts of mobile networks
    Camera,
    /// 群众报警
    Call,
    /// 卫星热点
    Satellite,
    /// 现场队伍、无人机
    Crew,
}

/// What is known of a forest fire.
#[derive(Clone, Debug, PartialEq)]
pub struct FireReport {
    pub found_at: DrillTime,
    pub found_by: Sighting,
    pub seen_at: DrillTime,
    pub by: Sighting,
    /// Where it is said to be, and how far off that may be, m.
    pub at: Point,
    pub error_m: f32,
    pub area_ha: f64,
    /// Damaged forest in it, ha.
    pub forest_ha: f64,
    /// Crews on the spot tell flames, m, the length of edge that is not held, m, and the cells of the edge.
    pub flame_m: f32,
    pub free_m: f64,
    pub edge: Vec<u32>,
    pub held: bool,
    pub out: bool,
    /// Villages that it reaches within the forecast's hours as it burns now: (village, minutes), soonest first. Reckoned
    /// from what crews see; empty until then.
    pub villages: Vec<(usize, f64)>,
    /// What becomes of it with the crews who work at its edge; reckoned with the villages, while any do.
    pub ring: Option<RingOutlook>,
    pub reckoned_at: Option<DrillTime>,
}

/// Turns of the wind that the weather office warns of: when it says so, when they come, m/s, and the bearing.
#[derive(Resource, Clone, Debug, Default)]
pub struct WindWarnings(pub Vec<(DrillTime, DrillTime, f64, f64)>);

impl WindWarnings {
    /// The turn that is known to be coming: when, m/s, and the bearing.
    pub fn ahead(&self, now: DrillTime) -> Option<(DrillTime, f64, f64)> {
        let said = self.0.iter().rfind(|(said, at, ..)| *said <= now && *at >= now);
        said.map(|(_, at, speed, from)| (*at, *speed, *from))
    }

    /// Winds of some seconds to come as they are known now: m/s, the bearing each comes from, and the seconds that it lasts.
    pub fn winds(&self, now: DrillTime, air: &Air, seconds: f64) -> Vec<(f64, f64, f64)> {
        let turn = self.ahead(now).map(|(at, speed, from)| (60.0 * at.minutes_since(now), speed, from));
        let turn = turn.filter(|turn| turn.0 > 0.0 && turn.0 < seconds);
        let until_s = turn.map_or(seconds, |turn| turn.0);
        let mut winds = vec![(air.wind_m_s, air.from_deg, until_s)];
        winds.extend(turn.map(|(in_s, speed, from)| (speed, from, seconds - in_s)));
        winds
    }
}

/// What the county gets to know, once a minute.
pub fn watch(
    clock: Res<Clock>,
    seed: Res<Seed>,
    land: Res<Land>,
    tables: Res<Tables>,
    air: Res<Air>,
    warnings: Res<WindWarnings>,
    wildfire: Res<Wildfire>,
    services: Res<Services>,
    smoke: Res<Smoke>,
    roster: Res<Roster>,
    mut known: ResMut<Known>,
    mut facts: ResMut<Facts>,
    teams: Query<&Team>,
) {
    if !clock.every_min(1) || wildfire.fires.is_empty() {
        return;
    }
    let (now, table) = (clock.now(), &tables.fire);
    known.fires.resize(wildfire.fires.len(), None);
    for (number, fire) in wildfire.fires.iter().enumerate() {
        let on_spot = roster.teams.iter().filter_map(|&e| teams.get(e).ok()).any(|t| {
            t.status == Status::Working
                && matches!(t.task, Some(
                    Task::AttackFire(f, _) | Task::WaterAttack(f, _) | Task::MopUp(f) | Task::ScoutFire(f) | Task::FireLookout(f)
                ) if f == number)
        });
        match &known.fires[number] {
            None => {
                let draw = Draw::new(seed.0, number as u64, Process::Sighting);
                let Some(by) = first(&clock, &land, table, &services, &smoke, fire, draw) else { continue };
                let report = report(&land, table, &wildfire, number, by, draw, now);
                known.fires[number] = Some(FireReport { found_at: now, found_by: by, ..report });
                facts.add(now, What::FireSeen { fire: number, by });
            }
            Some(before) => {
                let age = now.minutes_since(before.seen_at);
                let by = if on_spot { Sighting::Crew } else { before.by.min(Sighting::Satellite) };
                let due = if on_spot { table.crew_report_min } else { table.far_report_min };
                if age < f64::from(due) {
                    continue;
                }
                // What crews have told of a fire that is held stands until it burns on: from far off nothing is seen.
                if !on_spot && before.held && fire.held.is_some() {
                    continue;
                }
                let draw = Draw::new(seed.0, number as u64, Process::Sighting).part(u64::from(now.0));
                let mut next = report(&land, table, &wildfire, number, by, draw, now);
                (next.found_at, next.found_by) = (before.found_at, before.found_by);
                (next.villages, next.reckoned_at) = (before.villages.clone(), before.reckoned_at);
                next.ring = before.ring;
                known.fires[number] = Some(next);
            }
        }
    }
    let hours_s = table.reckon_h * 3600.0;
    reckon(&clock, &land, table, &warnings.winds(now, &air, hours_s), &wildfire, &mut known);
    if clock.every_min(table.reckon_min) {
        let crews = || roster.teams.iter().filter_map(|&e| teams.get(e).ok());
        for (number, report) in known.fires.iter_mut().enumerate() {
            let Some(report) = report.as_mut().filter(|r| r.by == Sighting::Crew) else { continue };
            report.ring = ring(&clock, &land, &tables, &wildfire, crews(), number, report);
        }
    }
    let crews = || roster.teams.iter().filter_map(|&e| teams.get(e).ok());
    let fallen = (crews().map(|t| t.lost).sum(), crews().map(|t| t.hurt).sum());
    grade(now, &land, fallen, &mut known, &mut facts);
}

/// The grade (森林防火条例 art. 40) by what is known: the largest fire's forest, and everybody killed or hurt. Estimates from
/// afar only raise it.
fn grade(now: DrillTime, land: &Land, (lost, hurt): (u32, u32), known: &mut Known, facts: &mut Facts) {
    let figures = known.figures(land, 0);
    let reports = || known.fires.iter().flatten();
    let forest_ha = reports().map(|r| r.forest_ha).fold(0.0, f64::max);
    let mut grade = suppress::grade(forest_ha, figures.dead + lost, figures.injured + hurt);
    if reports().any(|r| r.by != Sighting::Crew) {
        grade = grade.max(known.fire_grade);
    }
    if grade != known.fire_grade {
        known.fire_grade = grade;
        facts.0.extend(grade.map(|grade| Fact { at: now, what: What::FireGraded { grade } }));
    }
}

/// Whether somebody sees a fire now that nobody had seen.
fn first(
    clock: &Clock,
    land: &County,
    table: &FireResponse,
    services: &Services,
    smoke: &Smoke,
    fire: &Fire,
    draw: Draw,
) -> Option<Sighting> {
    let now = clock.now();
    let age_min = now.minutes_since(fire.began);
    let at = land.spec.centre(fire.origin as usize);
    let unit = |part: u64| f64::from(draw.part(part).unit());
    // Each tower looks round once in a while; the smoke rises with time.
    let rises_m = (table.smoke_m_min * age_min).min(table.smoke_most_m) as f32;
    let towers = land.facilities.iter().filter(|f| f.kind == FacilityKind::LookoutTower);
    // So many masts of mobile networks carry a camera, which turns its round faster and tells as long as its station lives.
    let masts = land.facilities.iter().filter(|f| f.kind == FacilityKind::BaseStation);
    let cameras = masts.step_by(table.camera_every.max(1));
    let eyes = towers.map(|t| (t, Sighting::Tower, t.size, table.tower_round_min));
    let eyes = eyes.chain(cameras.map(|m| (m, Sighting::Camera, table.camera_m, table.camera_round_min)));
    for (index, (eye, by, reach_m, round_min)) in eyes.enumerate() {
        let round = round_min * (0.2 + unit(index as u64));
        if eye.place.at.distance_m(at) <= reach_m
            && age_min >= round
            && services.telecom(eye.place.township)
            && sees(land, eye, at, rises_m)
            && !smoke.hides(eye.place.at, at)
        {
            return Some(by);
        }
    }
    // People call when they are sure, by night later.
    let awake = if clock.is_night() { 2.0 } else { 1.0 };
    for (index, village) in land.villages.iter().enumerate() {
        let km = f64::from(village.at.distance_m(at)) / 1000.0;
        let wait = awake * (table.call_min + table.call_min_per_km * km) * (0.5 + unit(1000 + index as u64));
        if km <= table.call_km && age_min >= wait && services.telecom_at(land, index) {
            return Some(Sighting::Call);
        }
    }
    let hour = f64::from(clock.time_of_day_s(now)) / 3600.0;
    let passes = |pass: &f64| (hour - pass - table.satellite_delay_h).rem_euclid(24.0) < 1.0 / 60.0;
    let cells = f64::from(fire.cells) * f64::from(land.spec.cell_area_m2()) * 1e-4;
    (cells >= table.satellite_ha && table.satellite_h.iter().any(passes)).then_some(Sighting::Satellite)
}

/// Whether the ground lets a tower or a mast see smoke that stands so high above a place.
fn sees(land: &County, tower: &Facility, at: Point, smoke_m: f32) -> bool {
    const TOWER_M: f32 = 20.0;
    let from = tower.place.at;
    let height = |p: Point| land.spec.between(&land.ground_m, p);
    let (eye, top) = (height(from) + TOWER_M, height(at) + smoke_m);
    let steps = (from.distance_m(at) / land.spec.cell_m).ceil().max(1.0) as usize;
    (1..steps).all(|k| {
        let share = k as f32 / steps as f32;
        height(from.lerp(at, share)) <= eye + (top - eye) * share
    })
}

/// A report as the fire is now.
fn report(
    land: &County,
    table: &FireResponse,
    wildfire: &Wildfire,
    number: usize,
    by: Sighting,
    draw: Draw,
    now: DrillTime,
) -> FireReport {
    let fire = &wildfire.fires[number];
    let crew = by == Sighting::Crew;
    let error_m = match by {
        Sighting::Tower => table.tower_error_m,
        Sighting::Camera => table.camera_error_m,
        Sighting::Call => table.call_error_m,
        Sighting::Satellite => table.satellite_error_m,
        Sighting::Crew => 0.0,
    };
    let middle = if fire.free_edge.is_empty() { &fire.embers } else { &fire.free_edge };
    let count = middle.len().max(1) as f32;
    let centres = || middle.iter().map(|c| land.spec.centre(*c as usize));
    let true_at = if middle.is_empty() {
        land.spec.centre(fire.origin as usize)
    } else {
        Point {
            x_m: centres().map(|p| p.x_m).sum::<f32>() / count,
            y_m: centres().map(|p| p.y_m).sum::<f32>() / count,
        }
    };
    let off = |part: u64| draw.part(part).range(-error_m, error_m);
    let guess = if crew { 1.0 } else { f64::from(draw.part(7).range(0.5, 1.6)) };
    let mut edge: Vec<u32> = Vec::new();
    if crew {
        edge = fire.free_edge.iter().chain(&fire.embers).copied().collect();
        edge.sort_unstable();
        edge.dedup();
    }
    let rounded = |ha: f64| (ha * guess * 10.0).round() / 10.0;
    FireReport {
        found_at: now,
        found_by: by,
        seen_at: now,
        by,
        at: Point { x_m: true_at.x_m + off(5), y_m: true_at.y_m + off(6) },
        error_m,
        area_ha: rounded(wildfire.area_ha(number)),
        forest_ha: rounded(fire.forest_ha),
        flame_m: if crew { fire.flame_m } else { 0.0 },
        free_m: if crew { fire.free_edge.len() as f64 * f64::from(land.spec.cell_m) } else { 0.0 },
        edge,
        held: crew && fire.held.is_some(),
        out: crew && fire.out.is_some(),
        villages: Vec::new(),
        ring: None,
        reckoned_at: None,
    }
}

/// Which villages the fire reaches within hours as it burns now, in the winds to come, for fires that crews look at.
fn reckon(
    clock: &Clock,
    land: &County,
    table: &FireResponse,
    winds: &[(f64, f64, f64)],
    wildfire: &Wildfire,
    known: &mut Known,
) {
    if !clock.every_min(table.reckon_min) {
        return;
    }
    let seen = |r: &Option<FireReport>| r.as_ref().is_some_and(|r| r.by == Sighting::Crew && !r.held);
    if !known.fires.iter().any(seen) {
        return;
    }
    let ahead = wildfire.ahead_in(land, winds);
    let arrival: BTreeMap<u32, f64> = ahead.into_iter().map(|c| (c.cell, c.in_s)).collect();
    let reach = (table.near_m / land.spec.cell_m).ceil() as usize;
    let mut villages: Vec<(usize, f64)> = Vec::new();
    for (index, village) in land.villages.iter().enumerate() {
        let near = village.cells.iter().flat_map(|c| around(&land.spec, *c as usize, reach));
        let soonest = near
            .filter_map(|c| {
                if wildfire.has_burnt(c) && wildfire.ahead_of(c).next().is_some() {
                    return Some(0.0);
                }
                arrival.get(&(c as u32)).map(|s| s / 60.0)
            })
            .fold(f64::INFINITY, f64::min);
        if soonest.is_finite() {
            villages.push((index, soonest));
        }
    }
    villages.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    let far = |village: usize, fire: &Fire| {
        land.villages[village].at.distance_m(land.spec.centre(fire.origin as usize))
    };
    for (number, report) in known.fires.iter_mut().enumerate() {
        let Some(report) = report.as_mut().filter(|r| r.by == Sighting::Crew) else { continue };
        // With several fires a village is put to the one that began nearest.
        let nearest = |v: usize| {
            let fires = wildfire.fires.iter().enumerate();
            fires.min_by(|a, b| far(v, a.1).total_cmp(&far(v, b.1))).map(|f| f.0)
        };
        report.villages = villages.iter().copied().filter(|(v, _)| nearest(*v) == Some(number)).collect();
        report.reckoned_at = Some(clock.now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_of_the_wind_counts_once_it_is_said_and_until_it_has_come() {
        let at = DrillTime::minutes;
        let warnings = WindWarnings(vec![(at(90), at(230), 13.0, 350.0)]);
        let air = Air { wind_m_s: 10.0, from_deg: 262.0, ..Air::default() };
        let winds = |now: u32| warnings.winds(at(now), &air, 3.0 * 3600.0);
        let steady = vec![(10.0, 262.0, 10_800.0)];
        assert_eq!(winds(89), steady, "not said yet");
        assert_eq!(winds(110), vec![(10.0, 262.0, 7_200.0), (13.0, 350.0, 3_600.0)]);
        assert_eq!(winds(230), steady, "it has come");
        assert_eq!(
            warnings.winds(at(100), &air, 3_600.0),
            vec![(10.0, 262.0, 3_600.0)],
            "beyond the time looked at"
        );
    }
}
