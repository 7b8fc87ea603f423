//! What each order needs and does. `apply` checks an order against the present state and carries it out,
//! or refuses it with a reason and changes nothing.
//!
//! | File | Orders |
//! |---|---|
//! | `command` | reports, levels, headquarters, commander, help, publication |
//! | `warnings` | warnings |
//! | `teams` | dispatch, recall, withdraw, sandbag |
//! | `people` | evacuation, shelters |
//! | `supplies` | supplies |
//! | `roads` | roads |
//! | `chemical` | shelter in place, cordons, tanks |
//! | `fires` | fire lines, support from the air |
//! | `waterworks` | outlets of reservoirs, gates and pumps of polders |
//!
//! A new order gets a variant of [`Order`](super::Order), an arm here and a function in its file.

mod chemical;
mod command;
mod fires;
mod people;
mod roads;
mod supplies;
mod teams;
mod warnings;
mod waterworks;

use super::{Order, Refusal};
use crate::{
    county::Stretch,
    num::DrillTime,
    response::{Roster, stretches, teams::Team},
    sim::{Clock, Land},
};
use bevy::prelude::*;

/// Check and carry out.
///
/// # Errors
/// The order names something unknown or cannot be carried out now; nothing is changed then.
pub fn apply(world: &mut World, order: &Order) -> Result<(), Refusal> {
    match order {
        Order::Report { kind, figures } => command::report(world, *kind, *figures),
        Order::SetLevel { level } => command::set_level(world, *level),
        Order::EndResponse => command::end_response(world),
        Order::Headquarters { township } => command::headquarters(world, township),
        Order::Commander { name, deputy } => command::commander(world, name, deputy.as_deref()),
        Order::AskNextLevel => command::ask_next_level(world),
        Order::Publish { text, figures } => command::publish(world, text, *figures),
        Order::Warn { colour, area, channels } => warnings::warn(world, *colour, area, channels),
        Order::CancelWarning { area } => warnings::cancel(world, area),
        Order::Dispatch { team, task } => teams::dispatch(world, team, task),
        Order::Recall { team } => teams::recall(world, team),
        Order::Withdraw { team } => teams::withdraw(world, team),
        Order::Sandbag { stretch, height_m, teams } => teams::sandbag(world, stretch, *height_m, teams),
        Order::Evacuate { village, shelter, via } => people::evacuate(world, village, shelter, via),
        Order::OpenShelter { shelter } => people::open_shelter(world, shelter),
        Order::CloseShelter { shelter } => people::close_shelter(world, shelter),
        Order::SendSupplies { store, to, items } => supplies::send(world, store, to, items),
        Order::Outlet { reservoir, open } => waterworks::outlet(world, reservoir, *open),
        Order::Gate { gate, open } => waterworks::gate(world, gate, *open),
        Order::Pump { pump, on } => waterworks::pump(world, pump, *on),
        Order::Intake { works, open } => chemical::intake(world, works, *open),
        Order::FireLine { points, width_m } => fires::fire_line(world, points, *width_m),
        Order::AirDrop { fire, side } => fires::air_drop(world, fire, *side),
        Order::CloseRoad { road } => roads::close(world, road),
        Order::OpenRoad { road } => roads::open(world, road),
        Order::ShelterInPlace { village } => chemical::shelter(world, village),
        Order::EndShelterInPlace { village } => chemical::end_shelter(world, village),
        Order::Cordon { site, radius_m } => chemical::cordon(world, site, *radius_m),
        Order::EndCordon { site } => chemical::end_cordon(world, site),
    }
}

fn now(world: &World) -> DrillTime {
    world.resource::<Clock>().now()
}

fn land(world: &World) -> Land {
    world.resource::<Land>().clone()
}

fn unknown(kind: &'static str, id: &str) -> Refusal {
    Refusal::new(kind).with("id", id)
}

fn find_village(land: &Land, id: &str) -> Result<usize, Refusal> {
    land.village(id).ok_or_else(|| unknown("refuse-unknown-village", id))
}

fn find_township(land: &Land, id: &str) -> Result<usize, Refusal> {
    land.township(id).ok_or_else(|| unknown("refuse-unknown-township", id))
}

fn find_shelter(land: &Land, id: &str) -> Result<usize, Refusal> {
    land.shelter(id).ok_or_else(|| unknown("refuse-unknown-shelter", id))
}

/// A slope or gully of the risk register.
fn find_slope(land: &Land, id: &str) -> Result<usize, Refusal> {
    let slides = |r: &usize| land.risks[*r].kind.slides();
    land.risk(id).filter(slides).ok_or_else(|| unknown("refuse-unknown-slope", id))
}

fn find_reservoir(land: &Land, id: &str) -> Result<usize, Refusal> {
    land.reservoir(id).ok_or_else(|| unknown("refuse-unknown-reservoir", id))
}

/// Number and data of a stretch.
fn find_stretch<'a>(land: &'a Land, id: &str) -> Result<(usize, &'a Stretch), Refusal> {
    stretches(land).enumerate().find(|(_, s)| s.id == id).ok_or_else(|| unknown("refuse-unknown-stretch", id))
}

fn find_team(world: &World, id: &str) -> Result<Entity, Refusal> {
    world
        .resource::<Roster>()
        .teams
        .iter()
        .copied()
        .find(|&e| world.get::<Team>(e).is_some_and(|t| t.id == id))
        .ok_or_else(|| unknown("refuse-unknown-team", id))
}
