//! Roads closed to traffic and opened again.

use super::{Refusal, land, unknown};
use crate::response::travel::Roads;
use bevy::prelude::*;

pub(super) fn find(world: &World, id: &str) -> Result<usize, Refusal> {
    let count = land(world).roads.roads.len();
    id.strip_prefix("road-")
        .and_then(|n| n.parse::<usize>().ok())
        .filter(|&n| n < count)
        .ok_or_else(|| unknown("refuse-unknown-road", id))
}

pub(super) fn close(world: &mut World, id: &str) -> Result<(), Refusal> {
    let road = find(world, id)?;
    if world.resource_mut::<Roads>().closed.insert(road) {
        Ok(())
    } else {
        Err(Refusal::new("refuse-road-closed").with("id", id))
    }
}

/// Opening also forgets that it was seen under water: whoever drives it will see.
pub(super) fn open(world: &mut World, id: &str) -> Result<(), Refusal> {
    let road = find(world, id)?;
    let mut roads = world.resource_mut::<Roads>();
    let closed = roads.closed.remove(&road);
    if closed | roads.known_blocked.remove(&road) {
        Ok(())
    } else {
        Err(Refusal::new("refuse-road-open").with("id", id))
    }
}
