//! Movement on the roads, which is by what is true; [`super::route`] looks for ways by what is known.
//!
//! Teams, groups on foot and trucks are all [`Traveller`]s. A route avoids roads that are closed by order
//! or known to be under water. Whoever then meets water turns back, makes it known, and looks for another
//! way; without one they wait.

pub use super::route::{Leg, Mode, Roads};
use super::{
    Roster, Tables,
    evacuation::Group,
    facts::{Facts, What},
    route::{passable_depth_m, route, route_via, speed_m_s},
    supplies::Shipment,
    teams::Team,
};
use crate::{
    county::County,
    hazard::{FloodField, Weather, flood::Flood},
    num::{DrillTime, Point},
    sim::{Clock, Land, TICK_S},
};
use bevy::prelude::*;

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
    /// Where on a road beyond the goal, which is one of its ends, it stops: the road, and metres from the road's beginning.
    pub stop: Option<(usize, f32)>,
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
            stop: None,
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
        self.stop = None;
        self.left_at = now;
        self.stuck_since = None;
        self.arrived = false;
    }

    /// Set off for a place on a road, so many metres from its beginning.
    pub fn go_along(&mut self, county: &County, road: usize, along_m: f32, now: DrillTime) {
        let ends = &county.roads.roads[road];
        let near = if along_m <= 0.5 * ends.length_m { ends.from } else { ends.to };
        self.go(near, Vec::new(), now);
        self.stop = Some((road, along_m));
    }

    /// Metres on a leg to where it stops there, if that is still before it.
    fn stops_at(&self, county: &County, leg: Leg) -> Option<f32> {
        let (_, along_m) = self.stop.filter(|s| s.0 == leg.road)?;
        let road = &county.roads.roads[leg.road];
        let at_m = if leg.from == road.from { along_m } else { road.length_m - along_m };
        (at_m >= self.along_m).then_some(at_m)
    }

    /// Whether it is on a road, between two nodes.
    pub fn on_road(&self, road: usize) -> bool {
        self.along_m > 0.0 && self.legs.get(self.leg).is_some_and(|leg| leg.road == road)
    }

    /// Turn back to where the present road began.
    pub fn turn_back(&mut self, county: &County) {
        let Some(&leg) = self.legs.get(self.leg) else { return };
        let length_m = county.roads.roads[leg.road].length_m;
        self.legs = vec![Leg { road: leg.road, from: leg.to, to: leg.from }];
        self.leg = 0;
        self.along_m = (length_m - self.along_m).max(0.001);
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
/// True depth on every road; what road crews find dry again is known to be open.
pub(super) fn measure(
    clock: Res<Clock>,
    tables: Res<Tables>,
    land: Res<Land>,
    water: Res<FloodField>,
    mut roads: ResMut<Roads>,
) {
    if !clock.every_min(1) {
        return;
    }
    roads.depth_m = land
        .roads
        .roads
        .iter()
        .map(|road| {
            road.cells
                .iter()
                .zip(&road.raised_m)
                .map(|(&cell, &raised)| over_roadway_m(&water.0, cell, raised))
                .fold(0.0, f32::max)
        })
        .collect();
    if clock.every_min(tables.road.crew_round_min) {
        let Roads { known_blocked, depth_m, debris_m3, in_flames, .. } = &mut *roads;
        known_blocked.retain(|road| {
            depth_m[*road] > tables.road.closed_depth_m
                || debris_m3.contains_key(road)
                || in_flames.contains(road)
        });
    }
}

/// Depth over the roadway in a cell, m, negative below it. A road that shares its cell with a brook runs on its bank.
fn over_roadway_m(water: &Flood, cell: u32, raised_m: f32) -> f32 {
    let cell = cell as usize;
    water.depth_m()[cell] - raised_m.max(water.bank_depth_m(cell))
}

/// Depth over the roadway at the traveller's place, m.
fn depth_here(county: &County, water: &Flood, traveller: &Traveller, leg: Leg) -> f32 {
    let road = &county.roads.roads[leg.road];
    let share = if road.length_m > 0.0 { traveller.along_m / road.length_m } else { 0.0 };
    let share = if leg.from == road.from { share } else { 1.0 - share };
    let last = road.cells.len().saturating_sub(1);
    let i = ((share * last as f32) as usize).min(last);
    match (road.cells.get(i), road.raised_m.get(i)) {
        (Some(&cell), Some(&raised)) => over_roadway_m(water, cell, raised).max(0.0),
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
    water: &'a Flood,
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
            if t.node == goal
                && t.via.is_empty()
                && let Some((road, _)) = t.stop
            {
                let ends = &world.county.roads.roads[road];
                let to = if ends.from == goal { ends.to } else { ends.from };
                t.legs = vec![Leg { road, from: goal, to }];
                (t.leg, t.along_m) = (0, 0.0);
                continue;
            }
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
        let buried = roads.debris_m3.contains_key(&leg.road) || roads.in_flames.contains(&leg.road);
        let blocked = if t.along_m == 0.0 {
            deepest > limit || buried || roads.closed.contains(&leg.road) || roads.kept_out(leg, t.mode)
        } else {
            // A cordon that was set up meanwhile turns back who drives in.
            let turned = roads.inside.contains(&leg.to) && roads.kept_out(leg, t.mode);
            turned || depth_here(world.county, world.water, t, leg) > limit
        };
        if blocked {
            if deepest > limit || buried {
                roads.known_blocked.insert(leg.road);
            }
            if t.along_m == 0.0 {
                // At a node: forget the rest of the way and look for another.
                t.legs.clear();
                t.leg = 0;
                if t.node == goal {
                    // As far as the road goes.
                    t.stop = None;
                }
            } else {
                // On the way: back to where this road began.
                t.turn_back(world.county);
                if depth_here(world.county, world.water, t, t.legs[0]) > limit {
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
        let here = depth_here(world.county, world.water, t, leg);
        let mut speed = speed_m_s(world.county, world.tables, leg, t.mode, here, world.rain);
        if let (Mode::Truck, Some(km_h)) = (t.mode, roads.smoke_km_h.get(&leg.road)) {
            speed = speed.min(km_h / 3.6);
        }
        if speed <= 0.0 {
            t.stuck_since.get_or_insert(world.now);
            return Outcome::Stuck;
        }
        t.stuck_since = None;
        let stop_m = t.stops_at(world.county, leg);
        let rest = f64::from(stop_m.unwrap_or(road.length_m) - t.along_m);
        if speed * seconds < rest {
            t.along_m += (speed * seconds) as f32;
            seconds = 0.0;
        } else if let Some(stop_m) = stop_m {
            t.along_m = stop_m.max(0.001);
            (t.legs, t.leg) = (vec![leg], 0);
            (t.goal, t.stop, t.arrived) = (None, None, true);
            return Outcome::Arrived;
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
    let world = World { county: &land, tables: &tables, water: &water.0, rain: weather.mean_mm_h > 1.0, now };
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
