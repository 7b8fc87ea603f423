//! A works' own people (企业专职消防队、工艺处置队), who act by the works' plan before anybody orders them: fixed cooling starts,
//! the team shuts valves that it can reach and cools what the fire heats most, people are counted; at the signs of a burst, or
//! when a tank has given way, the team leaves. What an order gives the team to do goes before its plan.

use super::Chemical;
use crate::{
    county::{County, TeamKind},
    hazard::{
        Plants, TankRef,
        plants::{PlantTank, Site},
    },
    num::DrillTime,
    response::{
        Roster, Tables,
        facts::{Facts, What},
        tables::ChemicalTable,
        teams::{Status, Task, Team, turnout_min},
        travel::Traveller,
    },
    sim::{Clock, Land},
};
use bevy::prelude::*;
use std::collections::{BTreeMap, btree_map::Entry};

/// How far a works has come with its plan.
#[derive(Clone, Debug)]
pub struct OwnPlan {
    /// When it began to burn or leak there.
    pub began: DrillTime,
    /// Since when its fixed cooling has run, what of its basin is left, m³, and what it gives now, L/min.
    pub cooling_since: Option<DrillTime>,
    pub basin_m3: f64,
    pub cooling_l_min: f64,
    /// When everybody was counted at the place of assembly, and how many they are.
    pub counted_at: Option<DrillTime>,
    pub people: u32,
    /// What the team does by the plan, and whether it has given up.
    pub job: Option<Task>,
    pub gone: bool,
}

impl OwnPlan {
    /// Water that the basin gives for some minutes, L/min, at most `l_min`.
    pub(super) fn draw(&mut self, l_min: f64, minutes: f64) -> f64 {
        let got = l_min.min(1000.0 * self.basin_m3 / minutes);
        self.basin_m3 = (self.basin_m3 - 1e-3 * got * minutes).max(0.0);
        got
    }
}

/// People whom a works' own team has; none where it has no team.
pub fn team_of(county: &County, facility: usize, table: &ChemicalTable) -> Option<u32> {
    let kind = county.facilities.get(facility)?.kind;
    table.own.works.get(&kind).map(|w| w.team).filter(|n| *n > 0)
}

/// Whether anything at a works burns or leaks.
fn in_trouble(plants: &Plants, number: usize, site: &Site) -> bool {
    plants
        .tanks
        .iter()
        .any(|t| t.id.site == site.facility && (t.burns() || t.leaks() || t.release_kg_s > 0.0))
        || plants.bunds.iter().any(|b| b.site == number && b.burning.is_some())
        || plants.stores.iter().any(|s| s.site == number && s.fire.is_some())
}

/// Plans begin and go on, once a minute.
pub(in crate::response) fn act(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    command: Res<crate::response::command::Command>,
    plants: Res<Plants>,
    roster: Res<Roster>,
    mut chemical: ResMut<Chemical>,
    mut facts: ResMut<Facts>,
    mut teams: Query<(&mut Team, &mut Traveller)>,
) {
    if !plants.plume.is_placed() || !clock.every_min(1) {
        return;
    }
    let (now, table) = (clock.now(), &tables.chemical);
    for (number, site) in plants.sites.iter().enumerate() {
        let works = &land.facilities[site.facility];
        let Some(own) = table.own.works.get(&works.kind) else { continue };
        let Chemical { own: plans, valve_min, .. } = &mut *chemical;
        let plan = match plans.entry(site.facility) {
            Entry::Occupied(plan) => plan.into_mut(),
            Entry::Vacant(_) if !in_trouble(&plants, number, site) => continue,
            Entry::Vacant(none) => {
                let hour = clock.time_of_day_s(now) / 3600;
                let shift = if (8..18).contains(&hour) { 1.0 } else { table.own.night_share };
                none.insert(OwnPlan {
                    began: now,
                    cooling_since: None,
                    basin_m3: own.basin_m3,
                    cooling_l_min: 0.0,
                    counted_at: None,
                    people: (f64::from(works.day_people) * shift).round() as u32 + own.team,
                    job: None,
                    gone: false,
                })
            }
        };
        let since = now.minutes_since(plan.began);
        if own.fixed_l_min > 0.0 && plan.cooling_since.is_none() && since >= table.own.fixed_min {
            plan.cooling_since = Some(now);
            facts.add(now, What::FixedCooling { site: site.facility });
        }
        if plan.counted_at.is_none() && since >= table.own.count_min {
            plan.counted_at = Some(now);
            facts.add(now, What::PeopleCounted { site: site.facility, people: plan.people });
        }
        let team = roster.works.get(&site.facility).and_then(|&n| roster.teams.get(n).copied());
        let Some((mut team, mut traveller)) = team.and_then(|e| teams.get_mut(e).ok()) else { continue };
        if plan.gone || team.size == 0 || since < turnout_min(&tables, &command, TeamKind::Works) {
            continue;
        }
        let free = match team.status {
            Status::Ready => plan.job.is_none(),
            Status::Working => team.task == plan.job,
            _ => false,
        };
        if !free {
            // Ordered elsewhere, or driven off: the plan does not call it back.
            plan.gone = plan.job.is_some();
            continue;
        }
        if too_dangerous(&plants, site) {
            plan.gone = true;
            retreat(&land, &mut team, &mut traveller, now);
            facts.add(now, What::TeamWithdrew { team: team.index, by_itself: true });
            continue;
        }
        let Some(job) = next_job(&plants, site, valve_min, table) else { continue };
        if plan.job.is_none() {
            facts.add(now, What::WorksTeamActs { team: team.index });
            team.on_duty_since.get_or_insert(now);
            team.arrived_at = Some(now);
            team.status = Status::Working;
        }
        team.task = Some(job);
        plan.job = Some(job);
    }
}

/// Whether the works' own people keep away: a tank is about to burst, or one has given way.
fn too_dangerous(plants: &Plants, site: &Site) -> bool {
    plants.tanks.iter().any(|t| t.id.site == site.facility && (t.failed || t.signs))
}

/// A valve that can be reached comes first, then the pressure tank, or else the tank, that the fire heats most.
fn next_job(
    plants: &Plants,
    site: &Site,
    begun: &BTreeMap<TankRef, f64>,
    table: &ChemicalTable,
) -> Option<Task> {
    let here = || plants.tanks.iter().filter(|t| t.id.site == site.facility);
    let reached = |t: &&PlantTank| {
        t.leaks()
            && t.leak.is_some_and(|l| l.hole.valve && !l.shut)
            && t.heat_kw_m2 <= table.own.reach_kw_m2
            && t.release_kg_s <= table.own.reach_kg_s
    };
    // Who has begun at a valve ends it.
    let valve = here().filter(reached).max_by(|a, b| {
        let done = |t: &PlantTank| begun.get(&t.id).copied().unwrap_or(0.0);
        done(a).total_cmp(&done(b)).then(b.id.cmp(&a.id))
    });
    if let Some(tank) = valve {
        return Some(Task::ShutValve(tank.id));
    }
    let heated = here().filter(|t| t.heat_kw_m2 > COOLED_FROM_KW_M2);
    let first = heated.max_by(|a, b| {
        let rank = |t: &PlantTank| (t.pressurised, t.heat_kw_m2);
        rank(a).0.cmp(&rank(b).0).then(rank(a).1.total_cmp(&rank(b).1)).then(b.id.cmp(&a.id))
    });
    let hall = plants.stores.iter().find(|s| s.id.site == site.facility && s.fire.is_some());
    first.or_else(|| here().find(|t| t.burns())).map(|t| t.id).or(hall.map(|s| s.id)).map(Task::CoolTank)
}

/// Heat from which on a tank is cooled, kW/m² (A: what paint stands for hours).
const COOLED_FROM_KW_M2: f64 = 1.0;

/// Water of the fixed cooling of a works in some minutes, which only pressure tanks have: what is heated most first, as far as
/// the basin gives.
pub(super) fn cool(
    plants: &Plants,
    site: usize,
    plan: &mut OwnPlan,
    fixed_l_min: f64,
    minutes: f64,
    cooling: &mut BTreeMap<TankRef, f64>,
) {
    plan.cooling_l_min = 0.0;
    if plan.cooling_since.is_none() || plan.basin_m3 <= 0.0 {
        return;
    }
    let mut tanks: Vec<&PlantTank> = plants
        .tanks
        .iter()
        .filter(|t| t.id.site == site && t.pressurised && !t.failed && t.heat_kw_m2 > COOLED_FROM_KW_M2)
        .collect();
    tanks.sort_by(|a, b| b.heat_kw_m2.total_cmp(&a.heat_kw_m2).then(a.id.cmp(&b.id)));
    let mut left = fixed_l_min.min(1000.0 * plan.basin_m3 / minutes);
    for tank in tanks {
        let has = cooling.entry(tank.id).or_default();
        let give = (super::work::need_l_min(plants, tank) - *has).clamp(0.0, left);
        *has += give;
        left -= give;
        plan.cooling_l_min += give;
    }
    plan.draw(plan.cooling_l_min, minutes);
}

/// The works' own team leaves the works for the township's seat.
pub(super) fn retreat(county: &County, team: &mut Team, traveller: &mut Traveller, now: DrillTime) {
    if let Some(township) = county.townships.get(team.township) {
        team.base = township.node;
    }
    team.turn_back(traveller, now);
}
