//! Fire lines and support from the air; and the names of fires and lines.

use super::{Refusal, land, now, unknown};
use crate::{
    drill::order::{fire_id, line_id},
    hazard::{Smoke, Wildfire, fires::along},
    num::{DrillTime, Point},
    response::{
        Roster,
        command::Command,
        fires::{AirWork, FireGround, FireLine, Side, side_cell},
        knowledge::Known,
        tables::Tables,
        teams::nearest_node,
    },
};
use bevy::prelude::*;

/// Most points of a line's course, and its greatest length, m.
const MOST_POINTS: usize = 20;
const MOST_M: f32 = 10_000.0;

/// A fire that the county knows of, by its id.
pub(super) fn fire(world: &World, id: &str) -> Result<usize, Refusal> {
    let known = &world.resource::<Known>().fires;
    let found = known.iter().enumerate().find(|(n, report)| report.is_some() && fire_id(*n) == id);
    found.map(|(n, _)| n).ok_or_else(|| unknown("refuse-unknown-fire", id))
}

/// An ordered line, by its id.
pub(super) fn line(world: &World, id: &str) -> Result<usize, Refusal> {
    let lines = world.resource::<FireGround>().lines.len();
    (0..lines).find(|n| line_id(*n) == id).ok_or_else(|| unknown("refuse-unknown-line", id))
}

/// Lay down the course of a fire line; crews are sent to it by tasks.
pub(super) fn fire_line(world: &mut World, points: &[(f32, f32)], width_m: f32) -> Result<(), Refusal> {
    let land = land(world);
    let (least, most) = world.resource::<Tables>().fire.line_width_m;
    if !(least..=most).contains(&width_m) {
        return Err(Refusal::new("refuse-line-width").with("least", least).with("most", most));
    }
    if !(2..=MOST_POINTS).contains(&points.len()) {
        return Err(Refusal::new("refuse-line-points").with("most", MOST_POINTS as u32));
    }
    let inside = |(x, y): &(f32, f32)| {
        (0.0..land.spec.width_m()).contains(x) && (0.0..land.spec.height_m()).contains(y)
    };
    if !points.iter().all(inside) {
        return Err(Refusal::new("refuse-line-outside"));
    }
    let course: Vec<Point> = points.iter().map(|&(x_m, y_m)| Point { x_m, y_m }).collect();
    let length: f32 = course.windows(2).map(|p| p[0].distance_m(p[1])).sum();
    if !(land.spec.cell_m..=MOST_M).contains(&length) {
        return Err(Refusal::new("refuse-line-length").with("least", land.spec.cell_m).with("most", MOST_M));
    }
    let node = nearest_node(&land, course[0]);
    let line = FireLine {
        at: now(world),
        cells: along(&land.spec, &course),
        width_m,
        done: 0,
        on_next_m: 0.0,
        burnt_out: 0,
    };
    world.resource_mut::<FireGround>().lines.push(line);
    world.resource_mut::<Roster>().lines.push((course[0], node));
    Ok(())
}

/// Helicopters of the next level drop water on a side of a fire for a while.
pub(super) fn air_drop(world: &mut World, id: &str, side: Side) -> Result<(), Refusal> {
    let fire = fire(world, id)?;
    let (now, tables) = (now(world), world.resource::<Tables>());
    let asked = world.resource::<Command>().help_asked;
    if asked.is_none_or(|at| now.minutes_since(at) < tables.command.city_approval_min) {
        return Err(Refusal::new("refuse-air-not-there"));
    }
    let land = land(world);
    let edge = side_cell(&land, world.resource::<Wildfire>(), fire, side).map(|c| land.spec.centre(c));
    let place = edge.or_else(|| world.resource::<Roster>().fires.get(fire).map(|f| f.0));
    let sees_m = place.map_or(f64::INFINITY, |at| world.resource::<Smoke>().visibility_m(at));
    if sees_m < tables.fire.air_visibility_m {
        let rounded = (sees_m / 10.0).round() * 10.0;
        return Err(Refusal::new("refuse-air-smoke")
            .with("m", rounded as u32)
            .with("least", tables.fire.air_visibility_m as u32));
    }
    let until = DrillTime(now.0 + tables.fire.air_min * 60);
    let mut ground = world.resource_mut::<FireGround>();
    if ground.air.is_some_and(|a| a.fire == fire && a.side == side) {
        return Err(Refusal::new("refuse-air-same"));
    }
    ground.air = Some(AirWork { fire, side, until });
    Ok(())
}
