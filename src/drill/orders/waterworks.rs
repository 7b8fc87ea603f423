//! Outlets of reservoirs, gates and pumps of polders.

use super::{Refusal, find_reservoir, land, unknown};
use crate::{
    county::{County, Gate, PumpStation},
    hazard::{Dams, Interventions, PolderWorks},
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

/// Number of a polder and of one of its works, by the works' id.
fn find<T>(
    land: &County,
    works: fn(&crate::county::Polder) -> &[T],
    is: impl Fn(&T) -> bool,
) -> Option<(usize, usize)> {
    let mut polders = land.polders.iter().enumerate();
    polders.find_map(|(p, polder)| Some((p, works(polder).iter().position(&is)?)))
}

/// The keeper moves the gate at once and leaves it so; without an order it goes by its rule.
pub(super) fn gate(world: &mut World, id: &str, open: bool) -> Result<(), Refusal> {
    let found = find(&land(world), |p| &p.gates, |g: &Gate| g.id == id);
    let (polder, gate) = found.ok_or_else(|| unknown("refuse-unknown-gate", id))?;
    let state = world.resource::<PolderWorks>().0.get(polder).and_then(|p| p.gates.get(gate));
    if state.is_some_and(|g| g.lost) {
        return Err(Refusal::new("refuse-works-lost"));
    }
    let orders = &mut world.resource_mut::<Interventions>().gate_open;
    if orders.insert((polder, gate), open) == Some(open) {
        return Err(Refusal::new("refuse-gate-same"));
    }
    Ok(())
}

/// The keeper starts or stops the station at once; without an order it goes by its rule. It runs while there is
/// water to pump.
pub(super) fn pump(world: &mut World, id: &str, on: bool) -> Result<(), Refusal> {
    let found = find(&land(world), |p| &p.pumps, |p: &PumpStation| p.id == id);
    let (polder, pump) = found.ok_or_else(|| unknown("refuse-unknown-pump", id))?;
    let state = world.resource::<PolderWorks>().0.get(polder).and_then(|p| p.pumps.get(pump));
    if state.is_some_and(|p| p.lost) {
        return Err(Refusal::new("refuse-works-lost"));
    }
    let orders = &mut world.resource_mut::<Interventions>().pump_on;
    if orders.insert((polder, pump), on) == Some(on) {
        return Err(Refusal::new("refuse-pump-same"));
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
