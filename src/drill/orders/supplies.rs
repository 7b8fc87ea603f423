//! Supplies from a store to a shelter or a dyke.

use super::{Refusal, find_shelter, find_stretch, land, now, unknown};
use crate::{
    county::{Item, Tier},
    drill::order::DestinationOrder,
    num::DrillTime,
    response::{
        Roster,
        route::{self, Mode, Roads},
        shelters::ShelterState,
        supplies::{Destination, Shipment, ShipmentStatus, StoreState, trucks},
        tables::Tables,
        travel::Traveller,
    },
};
use bevy::prelude::*;
use std::collections::BTreeMap;

pub(super) fn send(
    world: &mut World,
    store: &str,
    to: &DestinationOrder,
    items: &[(Item, u32)],
) -> Result<(), Refusal> {
    let land = land(world);
    let store_index = land.store(store).ok_or_else(|| unknown("refuse-unknown-store", store))?;
    let place = &land.stores[store_index].place;
    let roster = world.resource::<Roster>().clone();
    let (to, goal) = match to {
        DestinationOrder::Shelter(id) => {
            let s = find_shelter(&land, id)?;
            if world.get::<ShelterState>(roster.shelters[s]).is_some_and(ShelterState::is_lost) {
                return Err(Refusal::new("refuse-shelter-lost").with("shelter", &land.shelters[s].place.name));
            }
            (Destination::Shelter(s), land.shelters[s].place.node)
        }
        DestinationOrder::Stretch(id) => {
            let (number, stretch) = find_stretch(&land, id)?;
            (Destination::Stretch(number), stretch.node)
        }
    };
    let mut wanted: BTreeMap<Item, u32> = BTreeMap::new();
    for &(item, count) in items {
        let sum = wanted.entry(item).or_default();
        *sum = sum.saturating_add(count);
    }
    wanted.retain(|_, count| *count > 0);
    if wanted.is_empty() {
        return Err(Refusal::new("refuse-supplies-nothing"));
    }
    let tables = world.resource::<Tables>().clone();
    let Some(state) = world.get::<StoreState>(roster.stores[store_index]) else {
        return Err(unknown("refuse-unknown-store", store));
    };
    for (&item, &count) in &wanted {
        let there = state.stock.get(item);
        if there < count {
            let item = crate::drill::item_name(item);
            return Err(Refusal::new("refuse-supplies-short")
                .with("store", &place.name)
                .with("item", &item)
                .with("there", there)
                .with("count", count));
        }
    }
    let roads = world.resource::<Roads>();
    if route::route(&land, &tables, roads, Mode::Truck, place.node, goal).is_none() {
        return Err(Refusal::new("refuse-supplies-no-road").with("store", &place.name));
    }
    let own_township = match to {
        Destination::Shelter(s) => land.shelters[s].place.township,
        Destination::Stretch(s) => roster.stretch(&land, s).township,
    };
    let own =
        |i: &usize| land.stores[*i].tier > Tier::County && land.stores[*i].place.township == own_township;
    let has_all = |i: usize| {
        let state = world.get::<StoreState>(roster.stores[i]);
        state.is_some_and(|s| wanted.iter().all(|(&item, &count)| s.stock.get(item) >= count))
    };
    let skipped_tier = !own(&store_index) && (0..land.stores.len()).filter(own).any(has_all);
    if let Some(mut state) = world.get_mut::<StoreState>(roster.stores[store_index]) {
        for (&item, &count) in &wanted {
            state.stock.take_up_to(item, count);
        }
    }
    let at = now(world);
    let minutes = tables.approval_min(land.stores[store_index].tier) + tables.supply.loading_min;
    let items: Vec<(Item, u32)> = wanted.into_iter().collect();
    let shipment = Shipment {
        index: roster.shipments.len(),
        store: store_index,
        to,
        trucks: trucks(&tables, &items),
        items,
        status: ShipmentStatus::InProcess { ready_at: DrillTime(at.0 + (minutes * 60.0) as u32) },
        ordered_at: at,
        received_at: None,
        skipped_tier,
    };
    let entity = world.spawn((shipment, Traveller::at(place.node, Mode::Truck))).id();
    world.resource_mut::<Roster>().shipments.push(entity);
    Ok(())
}
