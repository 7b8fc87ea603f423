//! What forest fires do to people, houses, roads and crews, and what crews do to them.
//!
//! | File | What it does | Set |
//! |---|---|---|
//! | `fires` | what the fires announced goes into the facts; where each is | Exposure |
//! | `fires/exposure` | flames at houses, on roads, around people | Exposure |
//! | `fires/danger` | what the edge does next; crews in front of flames, their lookouts | Exposure |
//! | `fires/power` | power lines over flames | Exposure |
//! | `fires/smoke` | smoke at villages and on roads | Exposure |
//! | `fires/crews` | ways to the edge, direct attack | Response |
//! | `fires/lines` | ordered lines: cut, burnt out from | Response |
//! | `fires/mopping` | embers put out | Response |
//! | `fires/air` | drops from the air | Response |
//! | `fires/post`, `fires/ways` | where a team is; ways on foot that the fire does not reach first | – |
//! | `fires/water` | where crews find water | – |
//! | `fires/outlook` | whether crews will ring a fire | Knowledge |
//! | `fires/watch` | who sees a fire, what is known of it, where it will be | Knowledge |

pub mod air;
pub mod crews;
pub mod danger;
pub mod exposure;
mod lines;
mod mopping;
pub mod outlook;
pub mod post;
pub mod power;
pub mod smoke;
pub mod watch;
mod water;
mod ways;

use super::{
    Roster,
    facts::{Facts, What},
    teams::nearest_node,
};
use crate::{
    county::County,
    hazard::{
        Wildfire,
        fires::{FireChanged, FireStarted, LineJumped},
    },
    num::{DrillTime, GridSpec, Point},
    sim::{Clock, Land},
};
use bevy::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A side of a fire, seen along its run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Side {
    /// 火尾
    Rear,
    /// 左翼
    Left,
    /// 右翼
    Right,
    /// 火头
    Head,
}

impl Side {
    pub const ALL: [Side; 4] = [Side::Rear, Side::Left, Side::Right, Side::Head];
}

/// A fire line that was ordered (隔离带).
#[derive(Clone, Debug, PartialEq)]
pub struct FireLine {
    pub at: DrillTime,
    /// Cells in order from its beginning, each beside the next.
    pub cells: Vec<u32>,
    pub width_m: f32,
    /// Cells that are done, and metres on the next one; cells from which it was burnt out.
    pub done: usize,
    pub on_next_m: f64,
    pub burnt_out: usize,
}

/// Helicopters over a fire by order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AirWork {
    pub fire: usize,
    pub side: Side,
    pub until: DrillTime,
}

/// What is going on at the fires' edges.
#[derive(Resource, Clone, Debug, Default)]
pub struct FireGround {
    pub lines: Vec<FireLine>,
    pub air: Option<AirWork>,
    /// Water taken from each fire pond, by index into the county's facilities, m³.
    pub drawn_m3: BTreeMap<usize, f64>,
}

/// What the fires announced goes into the facts; the place of each is kept for those who are sent there.
pub(super) fn facts(
    clock: Res<Clock>,
    land: Res<Land>,
    wildfire: Res<Wildfire>,
    mut roster: ResMut<Roster>,
    mut facts: ResMut<Facts>,
    mut started: MessageReader<FireStarted>,
    mut jumped: MessageReader<LineJumped>,
    mut changed: MessageReader<FireChanged>,
) {
    let now = clock.now();
    for message in started.read() {
        facts.add(now, What::FireStarted { fire: message.fire });
        let cell = wildfire.fires.get(message.fire).map_or(0, |f| f.origin);
        let at = land.spec.centre(cell as usize);
        roster.fires.push((at, nearest_node(&land, at)));
    }
    for message in jumped.read().filter(|m| m.made) {
        facts.add(now, What::LineJumped { fire: message.fire });
    }
    for message in changed.read() {
        facts.add(
            now,
            match *message {
                FireChanged::Held { fire } => What::FireHeld { fire },
                FireChanged::Escaped { fire } => What::FireEscaped { fire },
                FireChanged::Out { fire } => What::FireOut { fire },
            },
        );
    }
    if clock.every_min(5) {
        for (number, site) in roster.fires.iter_mut().enumerate() {
            let Some(rear) = side_cell(&land, &wildfire, number, Side::Rear) else { continue };
            let at = land.spec.centre(rear);
            *site = (at, safe_node(&land, &wildfire, at));
        }
    }
}

/// The road node nearest to a place that no flames stand at.
fn safe_node(land: &County, wildfire: &Wildfire, at: Point) -> usize {
    let calm = |node: &&Point| {
        let cell = land.spec.cell_at(**node);
        wildfire.ahead_of(cell).next().is_none() || !wildfire.has_burnt(cell)
    };
    let nodes = land.roads.nodes.iter().enumerate().filter(|(_, n)| calm(n));
    nodes
        .min_by(|a, b| a.1.distance_m(at).total_cmp(&b.1.distance_m(at)).then(a.0.cmp(&b.0)))
        .map_or_else(|| nearest_node(land, at), |(index, _)| index)
}

/// The cell of a fire's free edge that lies furthest out on a side: the head is where flames are longest, the rear furthest
/// from it, and left and right are seen from the rear. With no free edge, of what smoulders.
pub fn side_cell(land: &County, wildfire: &Wildfire, fire: usize, side: Side) -> Option<usize> {
    let fire = wildfire.fires.get(fire)?;
    let edge = if fire.free_edge.is_empty() { &fire.embers } else { &fire.free_edge };
    let flame = |cell: usize| {
        wildfire.ahead_of(cell).map(|n| wildfire.flame_towards(land, cell, n)).fold(0.0, f32::max)
    };
    let cells = || edge.iter().map(|c| *c as usize);
    let most =
        |score: &dyn Fn(usize) -> f32| cells().max_by(|a, b| score(*a).total_cmp(&score(*b)).then(b.cmp(a)));
    let flames: BTreeMap<usize, f32> = cells().map(|c| (c, flame(c))).collect();
    let head = most(&|c| flames[&c])?;
    if side == Side::Head {
        return Some(head);
    }
    let spec = &land.spec;
    let rear = most(&|c| spec.centre(c).distance_m(spec.centre(head)))?;
    if side == Side::Rear {
        return Some(rear);
    }
    let (from, to) = (spec.centre(rear), spec.centre(head));
    let axis = [to.x_m - from.x_m, to.y_m - from.y_m];
    let off = |c: usize| {
        let at = spec.centre(c);
        // Positive to the right of the axis, since y goes south.
        axis[0] * (at.y_m - from.y_m) - axis[1] * (at.x_m - from.x_m)
    };
    most(&|c| if side == Side::Right { off(c) } else { -off(c) })
}

/// The cells around a cell, itself among them, up to `reach` rows and columns off.
pub fn around(spec: &GridSpec, cell: usize, reach: usize) -> impl Iterator<Item = usize> + use<> {
    let (row, col) = spec.row_col(cell);
    let (rows, cols) = (spec.rows, spec.cols);
    (row.saturating_sub(reach)..(row + reach + 1).min(rows)).flat_map(move |r| {
        (col.saturating_sub(reach)..(col + reach + 1).min(cols)).map(move |c| r * cols + c)
    })
}

/// Longest flames that passed within `reach` cells of a cell during the last seconds, m.
pub fn flames_near(
    wildfire: &Wildfire,
    spec: &GridSpec,
    cell: usize,
    reach: usize,
    now_s: f32,
    span_s: f32,
) -> f32 {
    around(spec, cell, reach)
        .filter(|c| now_s - wildfire.arrival_s[*c] <= span_s)
        .map(|c| wildfire.flame_m[c])
        .fold(0.0, f32::max)
}
