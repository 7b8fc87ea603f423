//! Supplies: what stores hold, what trucks carry, what arrives. Nothing appears and nothing vanishes: a
//! test holds stock + carried + used + laid to what there was.

use super::{
    Roster, Tables,
    facts::{Facts, What},
    shelters::ShelterState,
    travel::{Mode, Traveller},
    works::StretchSite,
};
use crate::{
    county::Item,
    num::DrillTime,
    sim::{Clock, Land},
};
use bevy::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Pieces of each item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stock(pub BTreeMap<Item, u32>);

impl Stock {
    pub fn get(&self, item: Item) -> u32 {
        self.0.get(&item).copied().unwrap_or(0)
    }

    pub fn add(&mut self, item: Item, count: u32) {
        *self.0.entry(item).or_default() += count;
    }

    /// Take at most `count`; returns how many there were.
    pub fn take_up_to(&mut self, item: Item, count: u32) -> u32 {
        let taken = self.get(item).min(count);
        if let Some(left) = self.0.get_mut(&item) {
            *left -= taken;
        }
        taken
    }
}

/// A store in the drill.
#[derive(Component, Clone, Debug)]
pub struct StoreState {
    /// Index into `County::stores`.
    pub index: usize,
    pub stock: Stock,
}

/// Where a shipment goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Destination {
    Shelter(usize),
    /// A dyke stretch, numbered over all dykes.
    Stretch(usize),
}

/// States of a shipment (Sahana Eden's: in process, sent, received).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShipmentStatus {
    /// Approval, picking and loading.
    InProcess {
        ready_at: DrillTime,
    },
    Sent,
    Received,
}

/// Supplies on the way.
#[derive(Component, Clone, Debug)]
pub struct Shipment {
    pub index: usize,
    pub store: usize,
    pub to: Destination,
    pub items: Vec<(Item, u32)>,
    pub trucks: u32,
    pub status: ShipmentStatus,
    pub ordered_at: DrillTime,
    pub received_at: Option<DrillTime>,
    /// Whether a nearer tier, the store of the destination's own township, had all of it when it was
    /// ordered from further away.
    pub skipped_tier: bool,
}

/// Makes the store entities.
pub(super) fn spawn(world: &mut World) -> Vec<Entity> {
    let land = world.resource::<Land>().clone();
    land.stores
        .iter()
        .enumerate()
        .map(|(index, store)| {
            let stock = Stock(store.stock.iter().copied().collect());
            world.spawn(StoreState { index, stock }).id()
        })
        .collect()
}

/// Trucks that `items` fill.
pub fn trucks(tables: &Tables, items: &[(Item, u32)]) -> u32 {
    let load: f64 = items
        .iter()
        .map(|(item, n)| {
            f64::from(*n) / f64::from(tables.supply.truck.get(item).copied().unwrap_or(1).max(1))
        })
        .sum();
    (load.ceil() as u32).max(1)
}

/// Shipments leave when loaded and are booked in when they arrive.
pub(super) fn ship(
    clock: Res<Clock>,
    land: Res<Land>,
    roster: Res<Roster>,
    mut facts: ResMut<Facts>,
    mut shipments: Query<(&mut Shipment, &mut Traveller)>,
    mut shelters: Query<&mut ShelterState>,
    mut sites: Query<&mut StretchSite>,
) {
    let now = clock.now();
    for &entity in &roster.shipments {
        let Ok((mut shipment, mut traveller)) = shipments.get_mut(entity) else { continue };
        match shipment.status {
            ShipmentStatus::InProcess { ready_at } if now >= ready_at => {
                let node = match shipment.to {
                    Destination::Shelter(s) => land.shelters[s].place.node,
                    Destination::Stretch(s) => roster.stretch(&land, s).node,
                };
                traveller.mode = Mode::Truck;
                traveller.go(node, Vec::new(), now);
                shipment.status = ShipmentStatus::Sent;
                facts.add(now, What::Shipped { shipment: shipment.index });
            }
            ShipmentStatus::Sent if traveller.arrived => {
                let items = shipment.items.clone();
                let stock = match shipment.to {
                    Destination::Shelter(s) => roster
                        .shelters
                        .get(s)
                        .and_then(|&e| shelters.get_mut(e).ok())
                        .map(|s| s.map_unchanged(|s| &mut s.stock)),
                    Destination::Stretch(s) => roster
                        .sites
                        .get(s)
                        .and_then(|&e| sites.get_mut(e).ok())
                        .map(|s| s.map_unchanged(|s| &mut s.stock)),
                };
                if let Some(mut stock) = stock {
                    for (item, count) in items {
                        stock.add(item, count);
                    }
                    shipment.status = ShipmentStatus::Received;
                    shipment.received_at = Some(now);
                    facts.add(now, What::Delivered { shipment: shipment.index });
                }
            }
            _ => {}
        }
    }
}
