//! Bridges, culverts, tunnels and dangerous sections of roads.

use super::{
    channels::{Wet, hydraulic_geometry},
    names::{name, number},
    roads::Ways,
};
use crate::county::{RiskSection, Road, RoadNet, RoadRisk, RoadStructure, StructureKind};

/// A bridge that is shorter is called a culvert, m.
const BRIDGE_M: f32 = 5.0;
/// Area from which a brook needs a culvert, m².
const BROOK_M2: f32 = 0.3e6;
/// A side slope of 25°, m/m, from which rock and soil fall on a road.
const SIDE_SLOPE: f32 = 0.466;
/// How far below the design flood a roadway lies that counts as low, m.
const LOW_M: f32 = 0.1;
/// Share of the space below a bridge's deck that beams and piers leave to water.
const CLEAR: f32 = 0.85;

/// The cells of a road with what carries it there.
pub struct Way<'a> {
    pub chain: &'a [usize],
    /// Height of the roadway above the ground, m; 0 in tunnels.
    raised_m: Vec<f32>,
    /// Height of the roadway above sea level, m.
    pub level_m: Vec<f32>,
    tunnel: Vec<bool>,
}

impl<'a> Way<'a> {
    pub fn new(ways: &Ways<'_>, chain: &'a [usize], raised_m: impl Fn(usize) -> f32) -> Self {
        let tunnel: Vec<bool> = chain.iter().map(|c| ways.tunnel[*c]).collect();
        let raised_m: Vec<f32> =
            chain.iter().zip(&tunnel).map(|(c, inside)| if *inside { 0.0 } else { raised_m(*c) }).collect();
        let mut level_m: Vec<f32> =
            chain.iter().zip(&raised_m).map(|(c, raised)| ways.land.ground_m[*c] + raised).collect();
        for (start, end) in runs(&tunnel) {
            // A tunnel has ends: its portals are never inside.
            let (a, b) = (level_m[start.saturating_sub(1)], level_m[end.min(level_m.len() - 1)]);
            let steps = (end + 1 - start) as f32;
            for (k, level) in level_m[start..end].iter_mut().enumerate() {
                *level = a + (b - a) * (k + 1) as f32 / steps;
            }
        }
        Self { chain, raised_m, level_m, tunnel }
    }

    /// The cells on whose surface the road lies, with its height above ground.
    pub fn surface(&self) -> (Vec<u32>, Vec<f32>) {
        let on_ground = (0..self.chain.len()).filter(|k| !self.tunnel[*k]);
        on_ground.map(|k| (self.chain[k] as u32, self.raised_m[k])).unzip()
    }
}

/// List what a road, about to be the network's next, has of structures and dangerous sections.
pub fn list(net: &mut RoadNet, ways: &Ways<'_>, road: &Road, way: &Way<'_>, grade: f32) {
    let land = ways.land;
    let index = net.roads.len();
    let cells = |range: (usize, usize)| way.chain[range.0..range.1].iter().map(|c| *c as u32).collect();
    let wet = |k: usize| matches!(land.channels.wet[way.chain[k]], Wet::Stream | Wet::Main);
    let over: Vec<bool> = (0..way.chain.len()).map(wet).collect();
    for run in runs(&over) {
        let water = |k: usize| match land.channels.wet[way.chain[k]] {
            Wet::Main => land.main.width_m[land.valley.nearest[way.chain[k]] as usize],
            _ => hydraulic_geometry(land.channels.area_m2[way.chain[k]]).0,
        };
        let span_m = (run.0..run.1).map(water).fold(0.0, f32::max);
        let deck_m = way.level_m[run.0..run.1].iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let bed_m = (run.0..run.1).map(|k| land.ground_m[way.chain[k]]).fold(f32::INFINITY, f32::min);
        let kind = if span_m < BRIDGE_M { StructureKind::Culvert } else { StructureKind::Bridge };
        let opening_m2 = CLEAR * span_m * (deck_m - bed_m).max(0.0);
        push(net, ways, road, kind, way.chain[(run.0 + run.1) / 2], cells(run), [span_m, deck_m, opening_m2]);
    }
    brooks(net, ways, road, way, &over);
    for run in runs(&way.tunnel) {
        let at = |k: usize| land.spec.centre(way.chain[k.min(way.chain.len() - 1)]);
        let span_m = at(run.0.saturating_sub(1)).distance_m(at(run.1));
        let deck_m = way.level_m[run.0];
        push(
            net,
            ways,
            road,
            StructureKind::Tunnel,
            way.chain[(run.0 + run.1) / 2],
            cells(run),
            [span_m, deck_m, 0.0],
        );
    }
    let grade_at = |k: usize| match k {
        0 => 0.0,
        _ => {
            let step_m = land.spec.centre(way.chain[k]).distance_m(land.spec.centre(way.chain[k - 1]));
            (way.level_m[k] - way.level_m[k - 1]).abs() / step_m
        }
    };
    let open = |k: usize| !way.tunnel[k] && !over[k];
    let danger = |why: RoadRisk, k: usize| {
        let cell = way.chain[k];
        open(k)
            && match why {
                RoadRisk::SteepSide => land.spec.slope(&land.ground_m, cell) >= SIDE_SLOPE,
                RoadRisk::BelowBank => {
                    let i = land.valley.nearest[cell] as usize;
                    land.valley.across[cell] < 1.3
                        && land.polder[cell].is_none()
                        && way.level_m[k] < land.main.design_m[i] - LOW_M
                }
                RoadRisk::Steep => grade_at(k) > grade,
            }
    };
    for why in [RoadRisk::SteepSide, RoadRisk::BelowBank, RoadRisk::Steep] {
        let bad: Vec<bool> = (0..way.chain.len()).map(|k| danger(why, k)).collect();
        for run in runs(&bad).into_iter().filter(|r| r.1 - r.0 >= 2) {
            let points = way.chain[run.0..run.1].windows(2);
            let length_m = points.map(|w| land.spec.centre(w[0]).distance_m(land.spec.centre(w[1]))).sum();
            net.sections.push(RiskSection { road: index, why, cells: cells(run), length_m });
        }
    }
}

fn push(
    net: &mut RoadNet,
    ways: &Ways<'_>,
    road: &Road,
    kind: StructureKind,
    at: usize,
    cells: Vec<u32>,
    [span_m, deck_m, opening_m2]: [f32; 3],
) {
    let (key, id) = match kind {
        StructureKind::Bridge => ("county-bridge", "bridge"),
        StructureKind::Culvert => ("county-culvert", "culvert"),
        StructureKind::Tunnel => ("county-tunnel", "tunnel"),
    };
    let n = 1 + net.structures.iter().filter(|s| s.kind == kind).count();
    net.structures.push(RoadStructure {
        id: format!("{id}-{n:03}"),
        name: name(key, &[("road", &road.name), ("number", &number(n))]),
        kind,
        road: net.roads.len(),
        at: ways.land.spec.centre(at),
        cells,
        span_m,
        deck_m,
        opening_m2,
    });
}

/// Culverts where the road crosses brooks too small for a channel of their own.
fn brooks(net: &mut RoadNet, ways: &Ways<'_>, road: &Road, way: &Way<'_>, over: &[bool]) {
    let land = ways.land;
    let drains = |k: usize| {
        let small = land.channels.area_m2[way.chain[k]] >= BROOK_M2;
        small && !over[k] && !way.tunnel[k]
    };
    let brook: Vec<bool> = (0..way.chain.len()).map(drains).collect();
    for run in runs(&brook) {
        // Where a road goes along a brook, it crosses it once: at the lowest place.
        let area = |k: &usize| land.channels.area_m2[way.chain[*k]];
        let lowest = (run.0..run.1).max_by(|a, b| area(a).total_cmp(&area(b)));
        let Some(at) = lowest else { continue };
        let (width_m, depth_m) = hydraulic_geometry(area(&at));
        let kind = if width_m < BRIDGE_M { StructureKind::Culvert } else { StructureKind::Bridge };
        let opening_m2 = CLEAR * width_m * depth_m;
        let cells = vec![way.chain[at] as u32];
        push(net, ways, road, kind, way.chain[at], cells, [width_m, way.level_m[at], opening_m2]);
    }
}

/// Ranges of consecutive `true`, first to past the last.
fn runs(flags: &[bool]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = None;
    for k in 0..=flags.len() {
        match (flags.get(k).copied().unwrap_or(false), start) {
            (true, None) => start = Some(k),
            (false, Some(s)) => {
                out.push((s, k));
                start = None;
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::runs;

    #[test]
    fn runs_are_found_at_both_ends_too() {
        assert_eq!(runs(&[true, true, false, true]), [(0, 2), (3, 4)]);
        assert_eq!(runs(&[false, false]), []);
    }
}
