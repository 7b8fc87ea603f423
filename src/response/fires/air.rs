//! Drops from the air.

use super::super::Tables;
use super::{FireGround, side_cell};
use crate::{
    hazard::{Interventions, Smoke, Wildfire},
    num::DrillTime,
    sim::{Clock, Land},
};
use bevy::prelude::*;

/// Helicopters drop water on a fire's side, by day, in a wind that lets them fly and where smoke lets them see.
pub fn drops(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    wildfire: Res<Wildfire>,
    smoke: Res<Smoke>,
    mut orders: ResMut<Interventions>,
    mut ground: ResMut<FireGround>,
) {
    let Some(work) = ground.air else { return };
    let now: DrillTime = clock.now();
    if now >= work.until {
        ground.air = None;
        return;
    }
    let table = &tables.fire;
    let calm = wildfire.conditions.wind.speed_m_s <= table.air_wind_m_s;
    if !clock.every_min(table.drop_every_min) || clock.is_night() || !calm {
        return;
    }
    let Some(cell) = side_cell(&land, &wildfire, work.fire, work.side) else { return };
    if smoke.visibility_m(land.spec.centre(cell)) < table.air_visibility_m {
        return;
    }
    let ahead: Vec<usize> = wildfire.ahead_of(cell).collect();
    orders.fire_lines.extend(ahead.into_iter().map(|n| (n as u32, table.drop_width_m)));
}
