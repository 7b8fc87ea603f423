//! Reservoirs and landslide lakes in the response: what their keepers and inspections make known, and what crews do to
//! them.
//!
//! A keeper (巡查责任人) of a reservoir reads its level on rounds, more often above the flood-limit level; water that
//! carries soil is seen by day or from close by, a wet spot only by who is sent to look. A landslide lake is known once
//! somebody walks up, and measured while a team is there.

use super::{
    Roster, Tables,
    facts::{Facts, What},
    knowledge::Known,
    services::Services,
    teams::{self, Task, Team, at_work, effort_now},
};
use crate::{
    hazard::{
        BarrierLakes, Dams, Interventions,
        works::{
            barriers::{BarrierBreached, BarrierFormed},
            dams::{DamFailed, DamOvertopped, Seepage},
        },
    },
    num::{DrillTime, Point},
    sim::{Clock, Land, TICK_S},
};
use bevy::prelude::*;

/// What is known of a reservoir.
#[derive(Clone, Copy, Debug)]
pub struct DamReport {
    pub seen_at: DrillTime,
    pub level_m: f32,
    /// Height of the dam's crest over the water, m.
    pub freeboard_m: f32,
    pub spillway_open: f32,
    /// How far crews have dug the spillway down, m.
    pub lowered_m: f32,
    pub outlet_open: f32,
    pub seepage: Seepage,
    pub breached: bool,
}

/// What is known of a landslide lake (堰塞湖).
#[derive(Clone, Copy, Debug)]
pub struct LakeReport {
    pub seen_at: DrillTime,
    pub at: Point,
    pub freeboard_m: f32,
    pub stored_m3: f64,
    pub inflow_m3s: f64,
    /// Minutes until it runs over at the inflow of then.
    pub overtops_min: Option<f64>,
    pub cut_m: f32,
    pub breached: bool,
}

/// What dams and barriers announced goes into the facts.
pub(super) fn facts(
    clock: Res<Clock>,
    land: Res<Land>,
    barriers: Res<BarrierLakes>,
    mut overtopped: MessageReader<DamOvertopped>,
    mut failed: MessageReader<DamFailed>,
    mut formed: MessageReader<BarrierFormed>,
    mut breached: MessageReader<BarrierBreached>,
    mut roster: ResMut<Roster>,
    mut known: ResMut<Known>,
    mut facts: ResMut<Facts>,
) {
    let now = clock.now();
    for message in overtopped.read() {
        facts.add(now, What::DamOvertopped { reservoir: message.reservoir });
    }
    for message in failed.read() {
        facts.add(now, What::DamFailed { reservoir: message.reservoir, by_piping: message.by_piping });
    }
    for message in formed.read() {
        let at = barriers.lakes[message.barrier].at;
        roster.lakes.push((at, teams::nearest_node(&land, at)));
        known.lakes.push(None);
        facts.add(now, What::LakeFormed { lake: message.barrier });
    }
    for message in breached.read() {
        facts.add(now, What::LakeBreached { lake: message.barrier });
    }
}

/// What the county gets to know, once a minute.
pub(super) fn watch(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    dams: Res<Dams>,
    barriers: Res<BarrierLakes>,
    services: Res<Services>,
    orders: Res<Interventions>,
    roster: Res<Roster>,
    mut known: ResMut<Known>,
    teams: Query<&Team>,
) {
    if !clock.every_min(1) {
        return;
    }
    let (now, table) = (clock.now(), &tables.waterworks);
    for (number, (reservoir, dam)) in land.reservoirs.iter().zip(&dams.0).enumerate() {
        let inspected = at_work(&roster, &teams, Task::InspectDam(number)).next().is_some();
        let working = |task| at_work(&roster, &teams, task).next().is_some();
        let near = inspected || working(Task::ClearSpillway(number)) || working(Task::LowerSpillway(number));
        let high = dam.level_m > reservoir.flood_limit_m;
        let round = clock.every_min(if high { table.keeper_high_min } else { table.keeper_min });
        let before = known.dams[number];
        let heard = before.is_some_and(|r| r.breached);
        let township = land.nearest_township(reservoir.dam);
        if !(near || round && services.telecom(township) || dam.breach.is_some() && !heard) {
            continue;
        }
        let turbid = dam.seepage == Seepage::Turbid && !clock.is_night();
        let seepage =
            if inspected || turbid { dam.seepage } else { before.map_or(Seepage::Dry, |r| r.seepage) };
        known.dams[number] = Some(DamReport {
            seen_at: now,
            level_m: dam.level_m,
            freeboard_m: dam.freeboard_m,
            spillway_open: dam.spillway_open,
            lowered_m: orders.spillway_lowered_m.get(&number).copied().unwrap_or(0.0),
            outlet_open: dam.outlet_open,
            seepage,
            breached: dam.breach.is_some(),
        });
    }
    for (number, lake) in barriers.lakes.iter().enumerate() {
        let age_min = now.minutes_since(lake.dammed_at);
        let near = at_work(&roster, &teams, Task::DigChannel(number)).next().is_some();
        let before = known.lakes[number];
        let noticed = before.is_none() && age_min >= table.lake_seen_min;
        let watched = before.is_some() && clock.every_min(table.lake_every_min);
        let breaks = lake.breach.is_some() && !before.is_some_and(|r| r.breached);
        if near || noticed || watched || breaks {
            known.lakes[number] = Some(LakeReport {
                seen_at: now,
                at: lake.at,
                freeboard_m: lake.freeboard_m,
                stored_m3: lake.stored_m3,
                inflow_m3s: lake.inflow_m3s,
                overtops_min: lake.overtops_in_s().map(|s| s / 60.0),
                cut_m: lake.cut_m,
                breached: lake.breach.is_some(),
            });
        }
    }
}

/// Crews clear spillways, dig them down, and dig channels.
pub(super) fn work(
    clock: Res<Clock>,
    tables: Res<Tables>,
    dams: Res<Dams>,
    roster: Res<Roster>,
    mut orders: ResMut<Interventions>,
    mut facts: ResMut<Facts>,
    teams: Query<&Team>,
) {
    let (now, table) = (clock.now(), &tables.waterworks);
    let hours = f64::from(TICK_S) / 3600.0;
    for (number, dam) in dams.0.iter().enumerate() {
        let labour = |t: &Team| tables.teams.get(&t.kind).map_or(0.0, |k| k.labour);
        let person_h: f64 = at_work(&roster, &teams, Task::ClearSpillway(number))
            .map(|t| f64::from(t.size) * labour(t) * effort_now(&tables, &clock, t) * hours)
            .sum();
        if person_h > 0.0 && dam.spillway_open < 1.0 {
            let open = orders.spillway_open.entry(number).or_insert(dam.spillway_open);
            *open = (*open + (person_h / table.spillway_person_h) as f32).min(1.0);
            if *open >= 1.0 {
                facts.add(now, What::SpillwayCleared { reservoir: number });
            }
        }
    }
    // Earth that machines at a task dig in a tick, m³; no more of them than find room.
    let dug_m3 = |task: Task, most: f64| {
        let machines: f64 = at_work(&roster, &teams, task)
            .map(|t| {
                let machines = f64::from(tables.slides.machines.get(&t.kind).copied().unwrap_or(0));
                machines * effort_now(&tables, &clock, t)
            })
            .sum();
        machines.min(most) * tables.slides.clear_m3_per_machine_h * hours
    };
    for (number, dam) in dams.0.iter().enumerate() {
        let dug = dug_m3(Task::LowerSpillway(number), table.lowering_machines);
        if dug > 0.0 && dam.breach.is_none() {
            let lowered_m = orders.spillway_lowered_m.entry(number).or_default();
            *lowered_m = (*lowered_m + (dug / table.lowering_m3_per_m) as f32).min(table.lowering_most_m);
        }
    }
    for number in 0..roster.lakes.len() {
        let dug = dug_m3(Task::DigChannel(number), table.channel_machines);
        if dug > 0.0 {
            let cut_m = orders.barrier_cut_m.entry(number).or_default();
            *cut_m = (*cut_m + (dug / table.channel_m3_per_m) as f32).min(table.channel_most_m);
        }
    }
}
