//! The road network.

use super::Id;
use crate::{num::Point, text::Name};
use serde::{Deserialize, Serialize};

/// The road network: an undirected graph.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RoadNet {
    pub nodes: Vec<Point>,
    pub roads: Vec<Road>,
    /// For each node the (road, other node) pairs, in order of road index.
    pub links: Vec<Vec<(usize, usize)>>,
    /// Bridges, culverts and tunnels.
    pub structures: Vec<RoadStructure>,
    /// Sections in danger from slopes or water.
    pub sections: Vec<RiskSection>,
}

/// A road between two nodes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Road {
    pub name: Name,
    pub class: RoadClass,
    pub from: usize,
    pub to: usize,
    pub length_m: f32,
    /// Mean absolute slope along it, m/m.
    pub slope: f32,
    /// Points along it from `from` to `to`, both included.
    pub line: Vec<Point>,
    /// Cells it crosses, in order, and whether a bridge or embankment carries it there: the height of
    /// the roadway above `ground_m`, m.
    pub cells: Vec<u32>,
    pub raised_m: Vec<f32>,
}

impl Road {
    /// How near it comes to a place, m, and how far from its beginning that is, m.
    pub fn nearest(&self, place: Point) -> (f32, f32) {
        let (mut best, mut before_m) = ((f32::INFINITY, 0.0), 0.0);
        for pair in self.line.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let (x, y) = (b.x_m - a.x_m, b.y_m - a.y_m);
            let length_m = a.distance_m(b);
            let dot = (place.x_m - a.x_m) * x + (place.y_m - a.y_m) * y;
            let share = if length_m > 0.0 { (dot / (length_m * length_m)).clamp(0.0, 1.0) } else { 0.0 };
            let far_m = a.lerp(b, share).distance_m(place);
            if far_m < best.0 {
                best = (far_m, before_m + share * length_m);
            }
            before_m += length_m;
        }
        (best.0, best.1.min(self.length_m))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RoadClass {
    County,
    Township,
    Village,
}

/// What carries a road over water or through a ridge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoadStructure {
    pub id: Id,
    pub name: Name,
    pub kind: StructureKind,
    /// Index into `RoadNet::roads`.
    pub road: usize,
    pub at: Point,
    /// Cells that it spans, in the road's order.
    pub cells: Vec<u32>,
    /// Length over water or underground, m.
    pub span_m: f32,
    /// Height of the roadway above sea level, m.
    pub deck_m: f32,
    /// Area below the deck that water can pass, m²; 0 for a tunnel.
    pub opening_m2: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum StructureKind {
    Bridge,
    /// A bridge of less than 5 m, or pipes under an embankment.
    Culvert,
    Tunnel,
}

/// A part of a road in danger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RiskSection {
    /// Index into `RoadNet::roads`.
    pub road: usize,
    pub why: RoadRisk,
    /// Cells of the section in the road's order.
    pub cells: Vec<u32>,
    pub length_m: f32,
}

/// Why a section of a road is in danger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RoadRisk {
    /// Cut into a side slope of 25° or more (临崖).
    SteepSide,
    /// Not above the banks of the river beside it (临水).
    BelowBank,
    /// Climbs at more than 8 % (陡坡、急弯).
    Steep,
}
