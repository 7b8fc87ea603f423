//! Ways over the road network: speeds, what is known of the roads, and the fastest way as far as is known.

use super::Tables;
use crate::{
    county::County,
    num::{Point, math},
};
use bevy::prelude::Resource;
use std::collections::{BTreeMap, BTreeSet};

/// What is true and what is known of the roads.
#[derive(Resource, Debug, Default)]
pub struct Roads {
    /// Closed to traffic by order.
    pub closed: BTreeSet<usize>,
    /// Known to be under water.
    pub known_blocked: BTreeSet<usize>,
    /// True depth over the roadway at its deepest place, m.
    pub depth_m: Vec<f32>,
    /// Debris of slides on the roadway, by road, m³; a road with any is cut.
    pub debris_m3: BTreeMap<usize, f64>,
    /// Roads that touch a cordon, and nodes inside one: nobody goes in but who is admitted.
    pub cordoned: BTreeSet<usize>,
    pub inside: BTreeSet<usize>,
    /// Flames or smoke of a forest fire let nobody through.
    pub in_flames: BTreeSet<usize>,
    /// Speed that smoke leaves to those who drive, by road, km/h.
    pub smoke_km_h: BTreeMap<usize, f64>,
}

impl Roads {
    /// Whether the police at a cordon stop somebody before this leg: who is inside may come out, nobody else may go in.
    pub fn kept_out(&self, leg: Leg, mode: Mode) -> bool {
        mode != Mode::Admitted && self.cordoned.contains(&leg.road) && !self.inside.contains(&leg.from)
    }
}

/// How somebody travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Truck,
    /// A truck of a team with a task inside a cordon: it is let through.
    Admitted,
    Foot,
}

/// One road of a route, driven from node `from` to node `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    pub road: usize,
    pub from: usize,
    pub to: usize,
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
pub(super) fn speed_m_s(
    county: &County,
    tables: &Tables,
    leg: Leg,
    mode: Mode,
    depth_m: f32,
    rain: bool,
) -> f64 {
    let road = &county.roads.roads[leg.road];
    let km_h = match mode {
        Mode::Truck | Mode::Admitted => {
            let steep = if road.slope > tables.road.steep_slope { tables.road.steep_factor } else { 1.0 };
            let wet = if rain { tables.road.rain_factor } else { 1.0 };
            (tables.road_speed_km_h(road.class) * steep * wet).min(flooded_road_km_h(depth_m))
        }
        Mode::Foot if depth_m > tables.evacuation.walk_depth_max_m => 0.0,
        Mode::Foot => tobler_km_h(f64::from(road.slope)) * tables.evacuation.walk_share_of_tobler,
    };
    km_h / 3.6
}

/// Depth beyond which nobody goes on, m.
pub(super) fn passable_depth_m(tables: &Tables, mode: Mode) -> f32 {
    match mode {
        Mode::Truck | Mode::Admitted => tables.road.closed_depth_m,
        Mode::Foot => tables.evacuation.walk_depth_max_m,
    }
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
    let open = |leg: Leg| {
        !roads.closed.contains(&leg.road)
            && !roads.known_blocked.contains(&leg.road)
            && !roads.kept_out(leg, mode)
    };
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
                .filter(|&&(road, to)| open(Leg { road, from: node, to }))
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
                    .filter(|&&(road, other)| other == to && open(Leg { road, from, to }))
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
