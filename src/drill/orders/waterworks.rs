//! Outlets of reservoirs.

use super::{Refusal, find_reservoir, land, unknown};
use crate::{
    hazard::{Dams, Interventions},
    response::knowledge::Known,
};
use bevy::prelude::*;

/// The keeper turns the outlet at once; without an order it goes by its rule.
pub(super) fn outlet(world: &mut World, reservoir: &str, open: f32) -> Result<(), Refusal> {
    let number = find_reservoir(&land(world), reservoir)?;
    if !(0.0..=1.0).contains(&open) {
        return Err(Refusal::new("refuse-outlet-share"));
    }
    if world.resource::<Dams>().0.get(number).is_some_and(|d| d.breach.is_some()) {
        return Err(Refusal::new("refuse-dam-breached"));
    }
    let mut orders = world.resource_mut::<Interventions>();
    if orders.outlet_open.insert(number, open) == Some(open) {
        return Err(Refusal::new("refuse-outlet-same"));
    }
    Ok(())
}

/// A landslide lake that the county knows of, by its id.
pub(super) fn lake(world: &World, id: &str) -> Result<usize, Refusal> {
    let number =
        id.strip_prefix("lake-").and_then(|n| n.parse::<usize>().ok()).and_then(|n| n.checked_sub(1));
    let known = |n: &usize| world.resource::<Known>().lakes.get(*n).is_some_and(Option::is_some);
    number.filter(known).ok_or_else(|| unknown("refuse-unknown-lake", id))
}
