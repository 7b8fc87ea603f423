//! Travel on the roads: routes by what is known, movement by what is true.
//!
//! Teams, groups on foot and trucks are all [`Traveller`]s. A route avoids roads that are closed by order
//! or known to be under water. Whoever then meets water turns back, makes it known, and looks for another
//! way; without one they wait.

use super::{
    Roster, Tables,
    evacuation::Group,
    facts::{Facts, What},
    supplies::Shipment,
    teams::Team,
};
use crate::{
    county::County,
    hazard::{FloodField, Weather},
    num::{DrillTime, Point, math},
    sim::{Clock, Land, TICK_S},
};
use bevy::prelude::*;
use std::collections::BTreeSet;

/// What is true and what is known of the roads.
#[derive(Resource, Debug, Default)]
pub struct Roads {
    /// Closed to traffic by order.
    pub closed: BTreeSet<usize>,
    /// Known to be under water.
    pub known_blocked: BTreeSet<usize>,
    /// True depth over the roadway at its deepest place, m.
    pub depth_m: Vec<f32>,
}

/// How somebody travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Truck,
    Foot,
}

/// One road of a route, driven from node `from` to node `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    pub road: usize,
    pub from: usize,
    pub to: usize,
}

/// Somebody on the roads.
#[derive(Component, Clone, Debug)]
pub struct Traveller {
    pub mode: Mode,
    /// The node where the traveller is, or that it left last.
    pub node: usize,
    /// Where it goes; `None` when it stays.
    pub goal: Option<usize>,
    /// Nodes it must pass first, by order.
    pub via: Vec<usize>,
    pub legs: Vec<Leg>,
    /// Current leg and metres done on it.
    pub leg: usize,
    pub along_m: f32,
    pub left_at: DrillTime,
    pub stuck_since: Option<DrillTime>,
    pub arrived: bool,
}

impl Traveller {
    pub fn at(node: usize, mode: Mode) -> Self {
        Self {
            mode,
            node,
            goal: None,
            via: Vec::new(),
            legs: Vec::new(),
            leg: 0,
            along_m: 0.0,
            left_at: DrillTime::ZERO,
            stuck_since: None,
            arrived: false,
        }
    }

    /// Set off for `goal` through `via`; the way is looked for when the traveller moves.
    pub fn go(&mut self, goal: usize, via: Vec<usize>, now: DrillTime) {
        // Whoever is between two nodes goes on to the next one first.
        let rest = self.legs.get(self.leg).copied().filter(|_| self.along_m > 0.0);
        self.legs = rest.into_iter().collect();
        self.leg = 0;
        self.goal = Some(goal);
        self.via = via;
        self.left_at = now;
        self.stuck_since = None;
        self.arrived = false;
    }

    /// Place on the map.
    pub fn position(&self, county: &County) -> Point {
        let Some(leg) = self.legs.get(self.leg) else { return county.roads.nodes[self.node] };
        let road = &county.roads.roads[leg.road];
        let along = if leg.from == road.from { self.along_m } else { road.length_m - self.along_m };
        let mut left = along;
        for pair in road.line.windows(2) {
            let length = pair[0].distance_m(pair[1]);
            if left <= length && length > 0.0 {
                return pair[0].lerp(pair[1], (left / length).clamp(0.0, 1.0));
            }
            left -= length;
        }
        county.roads.nodes[if leg.from == road.from { leg.to } else { leg.from }]
    }
}

/// Speed limit by water on the road, km/h: 0.0009 w² − 0.5529 w + 86.9448 with w in mm; zero from 300 mm
/// (Pregnolato et al. 2017, doi:10.1016/j.trd.2017.06.020).
pub fn flooded_road_km_h(depth_m: f32) -> f64 {
    let w = f64::from(depth_m) * 1000.0;
    if w >= 300.0 { 0.0 } else { (0.0009 * w * w - 0.5529 * w + 86.9448).max(0.0) }
}

/// Walking speed on a slope (rise over run), km/h: 6·exp(−3.5·|s + 0.05|) (Tobler 1993).
pub fn tobler_km_h(slope: f64) -> f64 {
    6.0 * math::exp(-3.5 * (slope + 0.05).abs())
}

/// Speed on a road with `depth_m` of water on it, m/s.
fn speed_m_s(county: &County, tables: &Tables, leg: Leg, mode: Mode, depth_m: f32, rain: bool) -> f64 {
    let road = &county.roads.roads[leg.road];
    let km_h = match mode {
        Mode::Truck => {
            let steep = if road.slope > tables.road.steep_slope { tables.road.steep_factor } else { 1.0 };
            let wet = if rain { tables.road.rain_factor } else { 1.0 };
            (tables.road_speed_km_h(road.class) * steep * wet).min(flooded_road_km_h(depth_m))
        }
        Mode::Foot if depth_m > tables.evacuation.walk_depth_max_m => 0.0,
        Mode::Foot => tobler_km_h(f64::from(road.slope)) * tables.evacuation.walk_share_of_tobler,
    };
    km_h / 3.6
}

fn passable_depth_m(tables: &Tables, mode: Mode) -> f32 {
    match mode {
        Mode::Truck => tables.road.closed_depth_m,
        Mode::Foot => tables.evacuation.walk_depth_max_m,
    }
}

/// Minutes of a dry, uncongested trip along `legs`.
pub fn free_minutes(county: &County, tables: &Tables, legs: &[Leg], mode: Mode) -> f64 {
    legs.iter()
        .map(|&leg| {
            f64::from(county.roads.roads[leg.road].length_m)
                / speed_m_s(county, tables, leg, mode, 0.0, false).max(0.1)
                / 60.0
        })
        .sum()
}

/// The fastest way from node to node over roads that are open as far as is known; `None` without one.
/// Costs are whole milliseconds, so that ties break the same everywhere.
pub fn route(
    county: &County,
    tables: &Tables,
    roads: &Roads,
    mode: Mode,
    from: usize,
    to: usize,
) -> Option<Vec<Leg>> {
    let net = &county.roads;
    let open = |road: usize| !roads.closed.contains(&road) && !roads.known_blocked.contains(&road);
    let cost_ms = |leg: Leg| {
        let seconds = f64::from(net.roads[leg.road].length_m)
            / speed_m_s(county, tables, leg, mode, 0.0, false).max(0.1);
        (seconds * 1000.0) as u64 + 1
    };
    let (nodes, _) = pathfinding::directed::dijkstra::dijkstra(
        &from,
        |&node| {
            net.links[node]
                .iter()
                .filter(|(road, _)| open(*road))
                .map(move |&(road, to)| (to, cost_ms(Leg { road, from: node, to })))
                .collect::<Vec<_>>()
        },
        |&node| node == to,
    )?;
    Some(
        nodes
            .windows(2)
            .filter_map(|pair| {
                let (from, to) = (pair[0], pair[1]);
                net.links[from]
                    .iter()
                    .filter(|(road, other)| *other == to && open(*road))
                    .map(|&(road, _)| Leg { road, from, to })
                    .min_by_key(|&leg| (cost_ms(leg), leg.road))
            })
            .collect(),
    )
}

/// A way through every node of `via` in order and then to `to`.
pub fn route_via(
    county: &County,
    tables: &Tables,
    roads: &Roads,
    mode: Mode,
    from: usize,
    via: &[usize],
    to: usize,
) -> Option<Vec<Leg>> {
    let mut legs = Vec::new();
    let mut at = from;
    for &next in via.iter().chain([&to]) {
        if next != at {
            legs.extend(route(county, tables, roads, mode, at, next)?);
            at = next;
        }
    }
    Some(legs)
}

/// The node nearest to `to` (straight) that can be reached from `from` as far as is known.
pub fn nearest_reachable(county: &County, roads: &Roads, from: usize, to: Point) -> usize {
    let reached = pathfinding::directed::bfs::bfs_reach(from, |&node| {
        county.roads.links[node]
            .iter()
            .filter(|(road, _)| !roads.closed.contains(road) && !roads.known_blocked.contains(road))
            .map(|&(_, other)| other)
            .collect::<Vec<_>>()
    });
    reached
        .min_by(|&a, &b| {
            let d = |n: usize| county.roads.nodes[n].distance_m(to);
            d(a).total_cmp(&d(b)).then(a.cmp(&b))
        })
        .unwrap_or(from)
}

/// True depth on every road.
pub(super) fn measure(clock: Res<Clock>, land: Res<Land>, water: Res<FloodField>, mut roads: ResMut<Roads>) {
    if !clock.every_min(1) {
        return;
    }
    let depth = water.0.depth_m();
    roads.depth_m = land
        .roads
        .roads
        .iter()
        .map(|road| {
            road.cells
                .iter()
                .zip(&road.raised_m)
                .map(|(&cell, &raised)| depth[cell as usize] - raised)
                .fold(0.0, f32::max)
        })
        .collect();
}

/// Depth over the roadway at the traveller's place, m.
fn depth_here(county: &County, depth_m: &[f32], traveller: &Traveller, leg: Leg) -> f32 {
    let road = &county.roads.roads[leg.road];
    let share = if road.length_m > 0.0 { traveller.along_m / road.length_m } else { 0.0 };
    let share = if leg.from == road.from { share } else { 1.0 - share };
    let last = road.cells.len().saturating_sub(1);
    let i = ((share * last as f32) as usize).min(last);
    match (road.cells.get(i), road.raised_m.get(i)) {
        (Some(&cell), Some(&raised)) => (depth_m[cell as usize] - raised).max(0.0),
        _ => 0.0,
    }
}

/// What a tick of travel came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Moving,
    Arrived,
    Rerouted,
    Stuck,
}

struct World<'a> {
    county: &'a County,
    tables: &'a Tables,
    depth_m: &'a [f32],
    rain: bool,
    now: DrillTime,
}

fn step(world: &World<'_>, roads: &mut Roads, t: &mut Traveller) -> Outcome {
    let Some(goal) = t.goal else { return Outcome::Moving };
    let limit = passable_depth_m(world.tables, t.mode);
    let mut seconds = f64::from(TICK_S);
    let mut outcome = Outcome::Moving;
    if let Some(since) = t.stuck_since {
        let waited = (world.now.0 - since.0) % (world.tables.road.recheck_min * 60);
        if waited != 0 {
            return Outcome::Moving;
        }
    }
    while seconds > 0.0 {
        let Some(&leg) = t.legs.get(t.leg) else {
            if t.node == goal && t.via.is_empty() {
                t.goal = None;
                t.legs.clear();
                t.leg = 0;
                t.arrived = true;
                t.stuck_since = None;
                return Outcome::Arrived;
            }
            if t.node == goal || t.via.first() == Some(&t.node) {
                t.via.retain(|&n| n != t.node);
            }
            let found = route_via(world.county, world.tables, roads, t.mode, t.node, &t.via, goal)
                .or_else(|| route(world.county, world.tables, roads, t.mode, t.node, goal));
            match found {
                Some(legs) => {
                    t.via.clear();
                    t.legs = legs;
                    t.leg = 0;
                    t.along_m = 0.0;
                    t.stuck_since = None;
                    if t.legs.is_empty() && t.node != goal {
                        return Outcome::Stuck;
                    }
                    continue;
                }
                None => {
                    let first = t.stuck_since.is_none();
                    t.stuck_since.get_or_insert(world.now);
                    return if first { Outcome::Stuck } else { outcome };
                }
            }
        };
        let road = &world.county.roads.roads[leg.road];
        let deepest = roads.depth_m.get(leg.road).copied().unwrap_or(0.0);
        let blocked = if t.along_m == 0.0 {
            deepest > limit || roads.closed.contains(&leg.road)
        } else {
            depth_here(world.county, world.depth_m, t, leg) > limit
        };
        if blocked {
            if deepest > limit {
                roads.known_blocked.insert(leg.road);
            }
            if t.along_m == 0.0 {
                // At a node: forget the rest of the way and look for another.
                t.legs.clear();
                t.leg = 0;
            } else {
                // On the way: back to where this road began.
                let done = t.along_m;
                t.legs = vec![Leg { road: leg.road, from: leg.to, to: leg.from }];
                t.leg = 0;
                t.along_m = (road.length_m - done).max(0.001);
                if depth_here(world.county, world.depth_m, t, t.legs[0]) > limit {
                    // Caught between: wait for the water to fall.
                    t.stuck_since.get_or_insert(world.now);
                    return Outcome::Stuck;
                }
            }
            outcome = Outcome::Rerouted;
            if t.along_m > 0.0 {
                return outcome;
            }
            continue;
        }
        let here = depth_here(world.county, world.depth_m, t, leg);
        let speed = speed_m_s(world.county, world.tables, leg, t.mode, here, world.rain);
        if speed <= 0.0 {
            t.stuck_since.get_or_insert(world.now);
            return Outcome::Stuck;
        }
        t.stuck_since = None;
        let rest = f64::from(road.length_m - t.along_m);
        if speed * seconds < rest {
            t.along_m += (speed * seconds) as f32;
            seconds = 0.0;
        } else {
            seconds -= rest / speed;
            t.node = leg.to;
            t.leg += 1;
            t.along_m = 0.0;
        }
    }
    outcome
}

/// Everybody on the roads moves, in the order teams, groups, shipments.
pub(super) fn travel(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    water: Res<FloodField>,
    weather: Res<Weather>,
    roster: Res<Roster>,
    mut roads: ResMut<Roads>,
    mut facts: ResMut<Facts>,
    mut travellers: Query<(&mut Traveller, Option<&Team>, Option<&Group>, Option<&Shipment>)>,
) {
    let now = clock.now();
    let world = World {
        county: &land,
        tables: &tables,
        depth_m: water.0.depth_m(),
        rain: weather.mean_mm_h > 1.0,
        now,
    };
    for &entity in roster.teams.iter().chain(&roster.groups).chain(&roster.shipments) {
        let Ok((mut traveller, team, group, shipment)) = travellers.get_mut(entity) else { continue };
        if traveller.goal.is_none() {
            continue;
        }
        let outcome = step(&world, &mut roads, &mut traveller);
        let fact = match (outcome, team, group, shipment) {
            (Outcome::Arrived, Some(team), _, _) => {
                What::TeamArrived { team: team.index, minutes: now.minutes_since(traveller.left_at) as f32 }
            }
            (Outcome::Rerouted, Some(team), _, _) => What::TeamRerouted { team: team.index },
            (Outcome::Stuck, Some(team), _, _) => What::TeamStuck { team: team.index },
            (Outcome::Rerouted, _, Some(group), _) => What::GroupRerouted { village: group.village },
            (Outcome::Stuck, _, Some(group), _) => What::GroupStuck { village: group.village },
            (Outcome::Stuck, _, _, Some(shipment)) => What::ShipmentStuck { shipment: shipment.index },
            _ => continue,
        };
        facts.add(now, fact);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flooded_roads_slow_down_as_pregnolato_measured() {
        for (depth, km_h) in [(0.1, 40.7), (0.15, 24.3), (0.2, 12.4)] {
            assert!((flooded_road_km_h(depth) - km_h).abs() < 0.05, "{depth} m");
        }
        assert_eq!(flooded_road_km_h(0.3), 0.0);
    }

    #[test]
    fn walkers_follow_tobler() {
        assert!((tobler_km_h(0.0) - 5.04).abs() < 0.01);
        assert!((tobler_km_h(0.2) - 2.50).abs() < 0.01);
    }
}
