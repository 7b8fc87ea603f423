//! Evacuation and shelters.

use super::{Refusal, find_shelter, find_village, land, now};
use crate::{
    num::DrillTime,
    response::{
        Roster,
        evacuation::{Evacuation, Leaving},
        people::Residents,
        route::{self, Mode, Roads},
        shelters::{ShelterState, ShelterStatus},
        tables::Tables,
        warning::Alert,
    },
};
use bevy::prelude::*;

pub(super) fn evacuate(
    world: &mut World,
    village: &str,
    shelter: &str,
    via: &[String],
) -> Result<(), Refusal> {
    let land = land(world);
    let village = find_village(&land, village)?;
    let shelter = find_shelter(&land, shelter)?;
    // A place of the route is a village or a township's seat.
    let via = via
        .iter()
        .map(|id| match land.township(id) {
            Some(t) => Ok(land.townships[t].node),
            None => find_village(&land, id).map(|v| land.villages[v].node),
        })
        .collect::<Result<Vec<_>, _>>()?;
    let roster = world.resource::<Roster>().clone();
    let home = roster.villages[village];
    let name = &land.villages[village].name;
    if world
        .get::<Leaving>(home)
        .and_then(|l| l.order.as_ref())
        .is_some_and(|o| o.shelter == shelter && o.via == via)
    {
        return Err(Refusal::new("refuse-evacuate-same").with("village", name));
    }
    let people = world.get::<Residents>(home).map_or(0, Residents::at_home);
    if people == 0 {
        return Err(Refusal::new("refuse-evacuate-empty").with("village", name));
    }
    let state = world.get::<ShelterState>(roster.shelters[shelter]);
    let place = &land.shelters[shelter].place.name;
    match state.map(|s| (s.status, s.room())) {
        Some((ShelterStatus::Lost, _)) => {
            return Err(Refusal::new("refuse-shelter-lost").with("shelter", place));
        }
        Some((_, 0)) | None => return Err(Refusal::new("refuse-shelter-full").with("shelter", place)),
        _ => {}
    }
    let tables = world.resource::<Tables>();
    let roads = world.resource::<Roads>();
    let (from, to) = (land.villages[village].node, land.shelters[shelter].place.node);
    if route::route_via(&land, tables, roads, Mode::Foot, from, &via, to).is_none() {
        return Err(Refusal::new("refuse-evacuate-no-way").with("village", name).with("shelter", place));
    }
    let at = now(world);
    if let Some(mut leaving) = world.get_mut::<Leaving>(home) {
        // A changed destination does not start the clock again.
        let since = leaving.order.as_ref().map_or(at, |o| o.at);
        leaving.order = Some(Evacuation { at: since, shelter, via });
    }
    if let Some(mut alert) = world.get_mut::<Alert>(home) {
        // Grid workers go from door to door with the order.
        alert.doors_since.get_or_insert(at);
    }
    Ok(())
}

pub(super) fn open_shelter(world: &mut World, shelter: &str) -> Result<(), Refusal> {
    let land = land(world);
    let index = find_shelter(&land, shelter)?;
    let entity = world.resource::<Roster>().shelters[index];
    let minutes = world.resource::<Tables>().shelter.opening_min;
    let at = now(world);
    let name = &land.shelters[index].place.name;
    let Some(mut state) = world.get_mut::<ShelterState>(entity) else {
        return Err(Refusal::new("refuse-unknown-shelter").with("id", shelter));
    };
    match state.status {
        ShelterStatus::Closed => {
            state.status = ShelterStatus::Opening { ready_at: DrillTime(at.0 + (minutes * 60.0) as u32) };
            Ok(())
        }
        ShelterStatus::Lost => Err(Refusal::new("refuse-shelter-lost").with("shelter", name)),
        _ => Err(Refusal::new("refuse-shelter-open").with("shelter", name)),
    }
}

pub(super) fn close_shelter(world: &mut World, shelter: &str) -> Result<(), Refusal> {
    let land = land(world);
    let index = find_shelter(&land, shelter)?;
    let roster = world.resource::<Roster>().clone();
    let name = &land.shelters[index].place.name;
    let bound = roster
        .groups
        .iter()
        .any(|&e| world.get::<crate::response::evacuation::Group>(e).is_some_and(|g| g.shelter == index));
    let Some(mut state) = world.get_mut::<ShelterState>(roster.shelters[index]) else {
        return Err(Refusal::new("refuse-unknown-shelter").with("id", shelter));
    };
    if state.occupants > 0 {
        return Err(Refusal::new("refuse-shelter-occupied")
            .with("shelter", name)
            .with("people", state.occupants));
    }
    if bound {
        return Err(Refusal::new("refuse-shelter-bound").with("shelter", name));
    }
    match state.status {
        ShelterStatus::Open | ShelterStatus::Opening { .. } => {
            state.status = ShelterStatus::Closed;
            Ok(())
        }
        _ => Err(Refusal::new("refuse-shelter-closed").with("shelter", name)),
    }
}
