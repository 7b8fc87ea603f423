//! Warnings.

use super::{Refusal, find_township, find_village, land, now};
use crate::{
    drill::order::Area,
    response::{
        Roster,
        command::{Command, WarningIssued},
        warning::{Alert, Channel, Colour},
    },
};
use bevy::prelude::*;
use std::collections::BTreeSet;

/// Villages of an area, in order.
fn villages_of(world: &World, area: &Area) -> Result<Vec<usize>, Refusal> {
    let land = land(world);
    let villages: BTreeSet<usize> = match area {
        Area::County => (0..land.villages.len()).collect(),
        Area::Townships(ids) => {
            let townships =
                ids.iter().map(|id| find_township(&land, id)).collect::<Result<BTreeSet<_>, _>>()?;
            (0..land.villages.len()).filter(|&v| townships.contains(&land.villages[v].township)).collect()
        }
        Area::Villages(ids) => ids.iter().map(|id| find_village(&land, id)).collect::<Result<_, _>>()?,
    };
    if villages.is_empty() {
        return Err(Refusal::new("refuse-warn-nobody"));
    }
    Ok(villages.into_iter().collect())
}

pub(super) fn warn(
    world: &mut World,
    colour: Colour,
    area: &Area,
    channels: &[Channel],
) -> Result<(), Refusal> {
    let villages = villages_of(world, area)?;
    let channels: BTreeSet<Channel> = channels.iter().copied().collect();
    if channels.is_empty() {
        return Err(Refusal::new("refuse-warn-no-channel"));
    }
    let entities: Vec<Entity> = {
        let roster = world.resource::<Roster>();
        villages.iter().map(|&v| roster.villages[v]).collect()
    };
    let new = |alert: &Alert| {
        alert.colour != Some(colour)
            || channels.iter().any(|c| alert.channels.iter().all(|(used, _)| used != c))
    };
    if !entities.iter().filter_map(|&e| world.get::<Alert>(e)).any(new) {
        return Err(Refusal::new("refuse-warn-same"));
    }
    let at = now(world);
    for entity in entities {
        let Some(mut alert) = world.get_mut::<Alert>(entity) else { continue };
        alert.colour = Some(colour);
        for &channel in &channels {
            if alert.channels.iter().all(|(used, _)| *used != channel) {
                alert.channels.push((channel, at));
            }
        }
    }
    let warning = WarningIssued {
        at,
        colour,
        villages,
        broad: *area == Area::County,
        channels: channels.into_iter().collect(),
        cancelled_at: None,
    };
    world.resource_mut::<Command>().warnings.push(warning);
    Ok(())
}

pub(super) fn cancel(world: &mut World, area: &Area) -> Result<(), Refusal> {
    let villages = villages_of(world, area)?;
    let at = now(world);
    let entities: Vec<Entity> = {
        let roster = world.resource::<Roster>();
        villages.iter().map(|&v| roster.villages[v]).collect()
    };
    if !entities.iter().filter_map(|&e| world.get::<Alert>(e)).any(|a| a.colour.is_some()) {
        return Err(Refusal::new("refuse-cancel-no-warning"));
    }
    for entity in entities {
        if let Some(mut alert) = world.get_mut::<Alert>(entity) {
            alert.colour = None;
            alert.channels.clear();
        }
    }
    let mut command = world.resource_mut::<Command>();
    for warning in command.warnings.iter_mut().filter(|w| w.cancelled_at.is_none()) {
        if warning.villages.iter().all(|v| villages.contains(v)) {
            warning.cancelled_at = Some(at);
        }
    }
    Ok(())
}
