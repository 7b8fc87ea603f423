//! Teams: dispatch, recall, withdrawal, sandbags.

use super::{
    Refusal, find_reservoir, find_shelter, find_slope, find_stretch, find_team, find_township, find_village,
    land, now,
};
use crate::{
    drill::order::TaskOrder,
    hazard::{Dams, Dykes, Interventions},
    num::DrillTime,
    response::{
        Roster,
        command::Command,
        facts::{Facts, What},
        knowledge::Known,
        route::{self, Roads},
        tables::Tables,
        teams::{Status, Task, Team, mode_to, task_site, turnout_min},
        travel::Traveller,
        works::StretchSite,
    },
    sim::Land,
};
use bevy::prelude::*;

/// A task with its ids looked up.
fn resolve(world: &World, task: &TaskOrder) -> Result<Task, Refusal> {
    let land = land(world);
    Ok(match task {
        TaskOrder::Standby(id) => Task::Standby(find_township(&land, id)?),
        TaskOrder::Watch(id) => Task::Watch(find_stretch(&land, id)?.0),
        TaskOrder::Sandbag(id) => Task::Sandbag(find_stretch(&land, id)?.0),
        TaskOrder::Evacuate(id) => Task::Evacuate(find_village(&land, id)?),
        TaskOrder::Rescue(id) => Task::Rescue(find_village(&land, id)?),
        TaskOrder::TreatVillage(id) => Task::TreatVillage(find_village(&land, id)?),
        TaskOrder::ServeShelter(id) => Task::ServeShelter(find_shelter(&land, id)?),
        TaskOrder::InspectSlope(id) => Task::InspectSlope(known_slope(world, &land, id)?),
        TaskOrder::Lookout(id) => Task::Lookout(known_slope(world, &land, id)?),
        TaskOrder::SearchBuried(id) => Task::SearchBuried(find_village(&land, id)?),
        TaskOrder::InspectDam(id) => Task::InspectDam(find_reservoir(&land, id)?),
        TaskOrder::ClearSpillway(id) => Task::ClearSpillway(find_reservoir(&land, id)?),
        TaskOrder::LowerSpillway(id) => Task::LowerSpillway(find_reservoir(&land, id)?),
        TaskOrder::DigChannel(id) => Task::DigChannel(super::waterworks::lake(world, id)?),
        TaskOrder::AttackFire(id, side) => Task::AttackFire(super::fires::fire(world, id)?, *side),
        TaskOrder::WaterAttack(id, side) => Task::WaterAttack(super::fires::fire(world, id)?, *side),
        TaskOrder::CutLine(id) => Task::CutLine(super::fires::line(world, id)?),
        TaskOrder::BurnOut(id) => Task::BurnOut(super::fires::line(world, id)?),
        TaskOrder::MopUp(id) => Task::MopUp(super::fires::fire(world, id)?),
        TaskOrder::ScoutFire(id) => Task::ScoutFire(super::fires::fire(world, id)?),
        TaskOrder::FireLookout(id) => Task::FireLookout(super::fires::fire(world, id)?),
        TaskOrder::ClearDebris(id) => Task::ClearDebris(super::roads::find(world, id)?),
        TaskOrder::ShutValve(id) => Task::ShutValve(super::chemical::tank(&land, id)?),
        TaskOrder::CoolTank(id) => Task::CoolTank(super::chemical::tank(&land, id)?),
        TaskOrder::FoamTank(id) => Task::FoamTank(super::chemical::tank(&land, id)?),
        TaskOrder::BlockDrains(id) => Task::BlockDrains(super::chemical::site(&land, id)?),
        TaskOrder::DrainBunds(id) => Task::DrainBunds(super::chemical::site(&land, id)?),
        TaskOrder::AssessTanks(id) => Task::AssessTanks(super::chemical::site(&land, id)?),
        TaskOrder::MonitorAir(id) => Task::MonitorAir(find_village(&land, id)?),
        TaskOrder::Decontaminate(id) => Task::Decontaminate(super::chemical::site(&land, id)?),
    })
}

/// A slope that the county knows of: listed in its register, or seen since.
fn known_slope(world: &World, land: &Land, id: &str) -> Result<usize, Refusal> {
    let slope = find_slope(land, id)?;
    let seen = world.resource::<Known>().slopes.get(slope).is_some_and(Option::is_some);
    if land.risks[slope].listed || seen { Ok(slope) } else { Err(super::unknown("refuse-unknown-slope", id)) }
}

/// Whether the team can take the task now.
fn check(world: &World, entity: Entity, task: Task) -> Result<(), Refusal> {
    let Some(team) = world.get::<Team>(entity) else { return Err(Refusal::new("refuse-unknown-team")) };
    let refuse = |key| Err(Refusal::new(key).with("team", &team.name));
    match team.status {
        Status::Absent => return refuse("refuse-team-absent"),
        _ if team.size == 0 => return refuse("refuse-team-lost"),
        Status::Ready | Status::Returning => {}
        _ if team.task == Some(task) => return refuse("refuse-team-same-task"),
        // A team that is booked must be recalled first: no team is booked twice.
        Status::Turnout { .. } | Status::EnRoute | Status::Working => return refuse("refuse-team-busy"),
    }
    let tables = world.resource::<Tables>();
    let labour = tables.teams.get(&team.kind).map_or(0.0, |t| t.labour);
    super::chemical::check(world, team, task)?;
    match task {
        Task::Rescue(_) if team.boats == 0 => return refuse("refuse-team-no-boats"),
        Task::Sandbag(_)
        | Task::Evacuate(_)
        | Task::SearchBuried(_)
        | Task::ClearSpillway(_)
        | Task::AttackFire(..)
        | Task::CutLine(_)
        | Task::MopUp(_)
            if labour == 0.0 =>
        {
            return refuse("refuse-team-no-labour");
        }
        Task::TreatVillage(_) | Task::ServeShelter(_) if team.kind != crate::county::TeamKind::Medical => {
            return refuse("refuse-team-not-medical");
        }
        Task::ClearDebris(_) | Task::DigChannel(_) | Task::LowerSpillway(_)
            if tables.slides.machines.get(&team.kind).is_none_or(|n| *n == 0) =>
        {
            return refuse("refuse-team-no-machines");
        }
        Task::ClearDebris(road) if !world.resource::<Roads>().debris_m3.contains_key(&road) => {
            return Err(
                Refusal::new("refuse-road-no-debris").with("id", crate::drill::order::road_id(road).as_str())
            );
        }
        Task::ClearSpillway(reservoir) | Task::LowerSpillway(reservoir) | Task::InspectDam(reservoir)
            if world.resource::<Dams>().0.get(reservoir).is_some_and(|d| d.breach.is_some()) =>
        {
            return Err(Refusal::new("refuse-dam-breached"));
        }
        Task::ClearSpillway(reservoir)
            if world.resource::<Known>().dams[reservoir].is_some_and(|r| r.spillway_open >= 1.0) =>
        {
            return Err(Refusal::new("refuse-spillway-clear"));
        }
        Task::LowerSpillway(reservoir)
            if world
                .resource::<Interventions>()
                .spillway_lowered_m
                .get(&reservoir)
                .is_some_and(|m| *m >= tables.waterworks.lowering_most_m) =>
        {
            let most = tables.waterworks.lowering_most_m;
            return Err(Refusal::new("refuse-spillway-lowered").with("most", most));
        }
        // Pumps and hose, and burning out, are for those who are trained for it.
        Task::WaterAttack(..) | Task::BurnOut(_) if !tables.fire.trained.contains(&team.kind) => {
            return refuse("refuse-team-not-trained");
        }
        Task::Sandbag(stretch) if world.resource::<Dykes>().0[stretch].breach.is_some() => {
            return Err(Refusal::new("refuse-stretch-breached"));
        }
        _ => {}
    }
    // Boats go as far as the road goes; everybody else needs a way.
    if !matches!(task, Task::Rescue(_)) {
        let land = land(world);
        let node = world.get::<Traveller>(entity).map_or(team.base, |t| t.node);
        let (_, goal) = task_site(&land, world.resource::<Roster>(), task);
        let roads = world.resource::<Roads>();
        if route::route(&land, tables, roads, mode_to(roads, task, goal), node, goal).is_none() {
            return refuse("refuse-team-no-road");
        }
    }
    Ok(())
}

fn call_out(world: &mut World, entity: Entity, task: Task) {
    let at = now(world);
    let (tables, command) = (world.resource::<Tables>().clone(), world.resource::<Command>().clone());
    let Some(mut team) = world.get_mut::<Team>(entity) else { return };
    // A team on the road home is awake and loaded: it turns around at once.
    let minutes = if team.status == Status::Ready { turnout_min(&tables, &command, team.kind) } else { 0.0 };
    team.status = Status::Turnout { until: DrillTime(at.0 + (minutes * 60.0) as u32) };
    team.task = Some(task);
    team.called_at = Some(at);
    team.arrived_at = None;
    team.on_duty_since.get_or_insert(at);
}

pub(super) fn dispatch(world: &mut World, team: &str, task: &TaskOrder) -> Result<(), Refusal> {
    let entity = find_team(world, team)?;
    let task = resolve(world, task)?;
    if let Task::Sandbag(stretch) = task {
        let site = world.resource::<Roster>().sites[stretch];
        if world.get::<StretchSite>(site).is_none_or(|s| s.target_m <= 0.0) {
            return Err(Refusal::new("refuse-sandbag-no-target"));
        }
    }
    check(world, entity, task)?;
    call_out(world, entity, task);
    Ok(())
}

fn send_home(world: &mut World, team: &str, withdraw: bool) -> Result<(), Refusal> {
    let entity = find_team(world, team)?;
    let at = now(world);
    let Some(team) = world.get::<Team>(entity) else {
        return Err(Refusal::new("refuse-unknown-team"));
    };
    let out = matches!(team.status, Status::EnRoute | Status::Working | Status::Turnout { .. });
    if !out {
        return Err(Refusal::new("refuse-team-not-out").with("team", &team.name));
    }
    let (base, index) = (team.base, team.index);
    let turnout = matches!(team.status, Status::Turnout { .. });
    let at_base = world.get::<Traveller>(entity).is_some_and(|t| t.node == base && t.legs.is_empty());
    let Some(mut team) = world.get_mut::<Team>(entity) else {
        return Err(Refusal::new("refuse-unknown-team"));
    };
    if turnout && at_base {
        team.status = Status::Ready;
        team.task = None;
        team.on_duty_since = None;
    } else {
        // Whoever was called back on the way home turns out away from the base.
        team.status = Status::Returning;
        if let Some(mut traveller) = world.get_mut::<Traveller>(entity) {
            traveller.go(base, Vec::new(), at);
        }
    }
    if withdraw {
        world.resource_mut::<Facts>().add(at, What::TeamWithdrew { team: index, by_itself: false });
    }
    Ok(())
}

pub(super) fn recall(world: &mut World, team: &str) -> Result<(), Refusal> {
    send_home(world, team, false)
}

pub(super) fn withdraw(world: &mut World, team: &str) -> Result<(), Refusal> {
    send_home(world, team, true)
}

pub(super) fn sandbag(
    world: &mut World,
    stretch: &str,
    height_m: f32,
    teams: &[String],
) -> Result<(), Refusal> {
    let land = land(world);
    let (number, _) = find_stretch(&land, stretch)?;
    let max = world.resource::<Tables>().sandbag.max_height_m;
    if !(height_m > 0.0 && height_m <= max) {
        return Err(Refusal::new("refuse-sandbag-height").with("max", max));
    }
    if world.resource::<Dykes>().0[number].breach.is_some() {
        return Err(Refusal::new("refuse-stretch-breached"));
    }
    let site = world.resource::<Roster>().sites[number];
    let entities = teams.iter().map(|id| find_team(world, id)).collect::<Result<Vec<_>, _>>()?;
    if teams.is_empty() && world.get::<StretchSite>(site).is_some_and(|s| s.target_m == height_m) {
        return Err(Refusal::new("refuse-sandbag-same"));
    }
    for (i, &entity) in entities.iter().enumerate() {
        if entities[..i].contains(&entity) {
            return Err(Refusal::new("refuse-team-twice").with("id", teams[i].as_str()));
        }
        check(world, entity, Task::Sandbag(number))?;
    }
    if let Some(mut site) = world.get_mut::<StretchSite>(site) {
        site.target_m = height_m;
    }
    for entity in entities {
        call_out(world, entity, Task::Sandbag(number));
    }
    Ok(())
}
