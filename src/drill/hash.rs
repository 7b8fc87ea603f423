//! Hash of the whole state: what "bit-identical" is checked by.

use crate::{
    hazard::{
        Air, BarrierLakes, Dams, Dykes, FloodField, Interventions, Plants, PolderWorks, Slopes, Smoke,
        Weather, Wildfire,
    },
    response::{
        Roster,
        command::Command,
        evacuation::{Group, Leaving},
        facts::Facts,
        fires::{FireGround, power::PowerLines, smoke::SmokeHarm},
        incidents::Incidents,
        knowledge::Known,
        loss::Loss,
        people::{Residents, VillageWater},
        plants::{
            Chemical,
            exposure::{Breath, Outdoors},
        },
        services::Services,
        shelters::ShelterState,
        supplies::{Shipment, StoreState},
        teams::Team,
        travel::{Roads, Traveller},
        warning::Alert,
        works::StretchSite,
    },
    sim::Clock,
};
use bevy::prelude::*;
use std::{fmt::Debug, hash::Hasher};
use xxhash_rust::xxh3::Xxh3;

/// Hash of everything that the simulation will read again. Debug text of numbers is exact, so it stands
/// for their bits; grids and persons go in as bytes.
pub fn state(world: &World) -> u64 {
    let mut hasher = Xxh3::new();
    world.resource::<FloodField>().0.hash_into(&mut hasher);
    fn put(hasher: &mut Xxh3, value: &impl Debug) {
        hasher.update(format!("{value:?}").as_bytes());
    }
    put(&mut hasher, &world.resource::<Clock>().tick);
    put(&mut hasher, world.resource::<Weather>());
    put(&mut hasher, world.resource::<Air>());
    put(&mut hasher, world.resource::<Dykes>());
    put(&mut hasher, world.resource::<Dams>());
    put(&mut hasher, world.resource::<PolderWorks>());
    put(&mut hasher, &world.resource::<BarrierLakes>().lakes);
    put(&mut hasher, world.resource::<Interventions>());
    put(&mut hasher, world.resource::<Services>());
    put(&mut hasher, world.resource::<Command>());
    put(&mut hasher, world.resource::<Chemical>());
    put(&mut hasher, world.resource::<Known>());
    put(&mut hasher, world.resource::<Incidents>());
    put(&mut hasher, &world.resource::<Facts>().0);
    put(&mut hasher, &world.resource::<Loss>().total_yuan());
    world.resource::<Slopes>().hash_into(&mut |bytes| hasher.update(bytes));
    world.resource::<Plants>().hash_into(&mut |bytes| hasher.update(bytes));
    world.resource::<Wildfire>().hash_into(&mut |bytes| hasher.update(bytes));
    world.resource::<Smoke>().hash_into(&mut |bytes| hasher.update(bytes));
    put(&mut hasher, world.resource::<FireGround>());
    put(&mut hasher, world.resource::<SmokeHarm>());
    put(&mut hasher, &world.resource::<PowerLines>().0.iter().map(|l| l.out).collect::<Vec<_>>());
    let roads = world.resource::<Roads>();
    put(
        &mut hasher,
        &(
            &roads.closed,
            &roads.known_blocked,
            &roads.depth_m,
            &roads.debris_m3,
            &roads.cordoned,
            &roads.inside,
        ),
    );
    let roster = world.resource::<Roster>();
    for &entity in &roster.villages {
        if let Some(residents) = world.get::<Residents>(entity) {
            for p in &residents.people {
                let flags = u8::from(p.found) | u8::from(p.treated) << 1;
                hasher.update(&[p.state as u8, flags]);
                hasher.write_u32(p.injured_at);
            }
        }
        put(&mut hasher, &world.get::<VillageWater>(entity));
        put(&mut hasher, &world.get::<Alert>(entity));
        put(&mut hasher, &world.get::<Leaving>(entity));
        put(&mut hasher, &world.get::<Breath>(entity));
    }
    for &entity in &roster.shelters {
        put(&mut hasher, &world.get::<ShelterState>(entity));
    }
    for &entity in &roster.stores {
        put(&mut hasher, &world.get::<StoreState>(entity));
    }
    for &entity in &roster.sites {
        put(&mut hasher, &world.get::<StretchSite>(entity));
    }
    for &entity in roster.teams.iter().chain(&roster.groups).chain(&roster.shipments) {
        put(&mut hasher, &world.get::<Team>(entity));
        put(&mut hasher, &world.get::<Group>(entity));
        put(&mut hasher, &world.get::<Shipment>(entity));
        put(&mut hasher, &world.get::<Outdoors>(entity));
        put(&mut hasher, &world.get::<Traveller>(entity));
    }
    hasher.finish()
}

/// A hash as people compare it: sixteen hexadecimal digits.
pub fn text(hash: u64) -> String {
    format!("{hash:016x}")
}
