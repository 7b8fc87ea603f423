//! Burnt ground sheds rain and loses roots: what the water and the slopes of the same drill find later.

use super::Wildfire;
use crate::{
    hazard::{
        Slopes,
        flood::Scorched,
        plugin::FloodField,
        tables::{BareTable, HazardTables},
    },
    sim::{Clock, Land},
};
use bevy::prelude::*;
use std::collections::BTreeMap;

/// What is left where flames of a length, m, passed: of the water's ground, and the share of root cohesion that is lost.
pub fn left(table: &BareTable, flame_m: f32) -> (Scorched, f32) {
    let severity = (flame_m / table.severe_flame_m).clamp(0.0, 1.0);
    let part = |share: f32| 1.0 - severity * (1.0 - share);
    let ground = Scorched {
        conductivity: part(table.conductivity_share),
        store: part(table.store_share),
        roughness: part(table.roughness_share),
    };
    (ground, 1.0 - part(table.root_share))
}

/// Ground that burnt in the last minute.
pub(in crate::hazard) fn run(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<HazardTables>,
    wildfire: Res<Wildfire>,
    mut water: ResMut<FloodField>,
    mut slopes: ResMut<Slopes>,
) {
    if !clock.every_min(1) || wildfire.fires.is_empty() {
        return;
    }
    let now_s = clock.now().0 as f32;
    let mut roots = BTreeMap::new();
    for cell in 0..land.spec.len() {
        if !wildfire.came_within(cell, now_s, 60.0) {
            continue;
        }
        let (ground, lost) = left(&tables.fire.bare, wildfire.flame_m[cell]);
        water.0.scorch(cell, ground);
        roots.insert(cell as u32, lost);
    }
    if !roots.is_empty() {
        slopes.burn(&land, &roots);
    }
}
