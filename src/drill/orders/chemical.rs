//! Shelter in place, cordons, intakes of waterworks, and tasks at tanks.

use super::{Refusal, find_village, land, now, unknown};
use crate::{
    county::FacilityKind,
    hazard::{Interventions, TankRef, plants::facility, tables::HazardTables},
    num::Point,
    response::{
        Roster,
        evacuation::Leaving,
        knowledge::Known,
        plants::{Chemical, exposure::Breath, place},
        tables::Tables,
        teams::{Task, Team},
        travel::Roads,
    },
    sim::Land,
};
use bevy::prelude::*;

/// Greatest radius of a cordon, m.
const CORDON_MOST_M: f32 = 5_000.0;

/// A tank by its id.
pub(super) fn tank(land: &Land, id: &str) -> Result<TankRef, Refusal> {
    TankRef::find(land, id).ok_or_else(|| unknown("refuse-unknown-tank", id))
}

/// A works with tanks by its id.
pub(super) fn site(land: &Land, id: &str) -> Result<usize, Refusal> {
    let tanks = |n: &usize| !land.facilities[*n].tanks.is_empty();
    facility(land, id).filter(tanks).ok_or_else(|| unknown("refuse-unknown-works", id))
}

/// Whether a works has a containment basin.
fn has_basin(world: &World, site: usize) -> bool {
    let made_for = &world.resource::<HazardTables>().plant.basin.fire_water_m3;
    made_for.contains_key(&land(world).facilities[site].kind)
}

/// Whether a team can do a task at tanks, as far as is known.
pub(super) fn check(world: &World, team: &Team, task: Task) -> Result<(), Refusal> {
    let table = &world.resource::<Tables>().chemical;
    let refuse = |key| Err(Refusal::new(key).with("team", &team.name));
    let known = |tank: &TankRef| world.resource::<Known>().plants.tanks.get(tank).copied();
    match task {
        Task::FoamTank(tank) | Task::ShutValve(tank) if tank.is_hall(&land(world)) => {
            Err(Refusal::new("refuse-hall-water").with("id", tank.id(&land(world)).as_str()))
        }
        Task::CoolTank(_) if !table.cooling_l_min.contains_key(&team.kind) => {
            refuse("refuse-team-no-engines")
        }
        Task::FoamTank(tank) => {
            let stock = table.foam_l.get(&team.kind).copied().unwrap_or(0.0);
            let used = world.resource::<Chemical>().foam_used_l.get(&team.index).copied().unwrap_or(0.0);
            if stock <= used {
                return refuse("refuse-team-no-foam");
            }
            if known(&tank).is_some_and(|r| !r.burning && !r.in_fire) {
                return Err(Refusal::new("refuse-tank-no-fire").with("id", tank.id(&land(world)).as_str()));
            }
            Ok(())
        }
        Task::ShutValve(_) if !table.valve.contains(&team.kind) => refuse("refuse-team-no-suits"),
        Task::DrainBunds(_) if !table.valve.contains(&team.kind) => refuse("refuse-team-no-suits"),
        Task::DrainBunds(site) if !has_basin(world, site) => {
            let id = land(world).facilities[site].place.id.clone();
            Err(Refusal::new("refuse-works-no-basin").with("id", id.as_str()))
        }
        Task::Decontaminate(_) if !table.valve.contains(&team.kind) => refuse("refuse-team-no-suits"),
        Task::ShutValve(tank) if known(&tank).is_some_and(|r| !r.leaks) => {
            Err(Refusal::new("refuse-tank-no-leak").with("id", tank.id(&land(world)).as_str()))
        }
        Task::AssessTanks(_) if !table.judges.contains(&team.kind) => refuse("refuse-team-no-judges"),
        Task::MonitorAir(_) if !table.monitors.contains(&team.kind) => refuse("refuse-team-no-detectors"),
        _ => Ok(()),
    }
}

pub(super) fn shelter(world: &mut World, village: &str) -> Result<(), Refusal> {
    let land = land(world);
    let index = find_village(&land, village)?;
    let (at, home) = (now(world), world.resource::<Roster>().villages[index]);
    let name = &land.villages[index].name;
    if let Some(mut breath) = world.get_mut::<Breath>(home) {
        if breath.shelter_since.is_some() {
            return Err(Refusal::new("refuse-shelter-in-place-same").with("village", name));
        }
        breath.shelter_since = Some(at);
    }
    // Who was about to run stays in.
    if let Some(mut leaving) = world.get_mut::<Leaving>(home)
        && leaving.order.is_none()
    {
        leaving.visible_since = None;
    }
    Ok(())
}

pub(super) fn end_shelter(world: &mut World, village: &str) -> Result<(), Refusal> {
    let land = land(world);
    let index = find_village(&land, village)?;
    let home = world.resource::<Roster>().villages[index];
    let name = &land.villages[index].name;
    match world.get_mut::<Breath>(home) {
        Some(mut breath) if breath.shelter_since.is_some() => {
            breath.shelter_since = None;
            Ok(())
        }
        _ => Err(Refusal::new("refuse-shelter-in-place-none").with("village", name)),
    }
}

/// Nobody goes in but teams with tasks there; who is inside may come out, and who drives in is turned back.
pub(super) fn cordon(world: &mut World, id: &str, radius_m: f32) -> Result<(), Refusal> {
    let land = land(world);
    let index = site(&land, id)?;
    if !(50.0..=CORDON_MOST_M).contains(&radius_m) {
        return Err(Refusal::new("refuse-cordon-radius").with("most", CORDON_MOST_M));
    }
    let mut chemical = world.resource_mut::<Chemical>();
    if chemical.cordons.insert(index, radius_m) == Some(radius_m) {
        return Err(Refusal::new("refuse-cordon-same"));
    }
    close_roads(world, &land);
    Ok(())
}

/// The cordon is lifted: its roads are open again where no other cordon holds them.
pub(super) fn end_cordon(world: &mut World, id: &str) -> Result<(), Refusal> {
    let land = land(world);
    let index = site(&land, id)?;
    if world.resource_mut::<Chemical>().cordons.remove(&index).is_none() {
        return Err(Refusal::new("refuse-cordon-none"));
    }
    close_roads(world, &land);
    Ok(())
}

/// Roads and junctions inside of the cordons that stand now.
fn close_roads(world: &mut World, land: &Land) {
    let cordons = &world.resource::<Chemical>().cordons;
    let inside = |road: &crate::county::Road| {
        cordons.iter().any(|(site, radius)| {
            let at = place(land, *site);
            road.line.iter().any(|p| p.distance_m(at) <= *radius)
        })
    };
    let roads = land.roads.roads.iter().enumerate().filter(|(_, r)| inside(r)).map(|(n, _)| n).collect();
    let near = |at: &Point| cordons.iter().any(|(site, radius)| at.distance_m(place(land, *site)) <= *radius);
    let inside = land.roads.nodes.iter().enumerate().filter(|(_, at)| near(at)).map(|(n, _)| n).collect();
    let mut state = world.resource_mut::<Roads>();
    (state.cordoned, state.inside) = (roads, inside);
}

/// The waterworks shuts its intake, or opens it again, at once; it is open without an order.
pub(super) fn intake(world: &mut World, id: &str, open: bool) -> Result<(), Refusal> {
    let land = land(world);
    let is = |n: &usize| land.facilities[*n].kind == FacilityKind::WaterWorks;
    let works = facility(&land, id).filter(is).ok_or_else(|| unknown("refuse-unknown-waterworks", id))?;
    let shut = &mut world.resource_mut::<Interventions>().intakes_shut;
    let changed = if open { shut.remove(&works) } else { shut.insert(works) };
    if changed { Ok(()) } else { Err(Refusal::new("refuse-intake-same")) }
}
