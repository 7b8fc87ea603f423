//! From roads on the raster to the graph of nodes and roads.

use super::{
    bends,
    channels::Wet,
    near::step,
    roads::Ways,
    structures::{self, Way},
};
use crate::{
    county::{Road, RoadClass, RoadNet},
    num::Point,
};

const CLASSES: [RoadClass; 3] = [RoadClass::County, RoadClass::Township, RoadClass::Village];
/// Height of a bridge's deck above the bank-full level of a stream and of the main river; and of the roadway over
/// the design flood near the river, m.
const STREAM_DECK_M: f32 = 1.0;
const MAIN_DECK_M: f32 = 1.8;
const OVER_FLOOD_M: f32 = 0.5;
/// Embankment of county and township roads on the plain, m.
const EMBANKMENT_M: [f32; 3] = [0.8, 0.4, 0.0];
/// Grade that a road of each class keeps by climbing in bends, m/m.
const GRADE: [f32; 3] = [0.08, 0.09, 0.11];

/// Build the graph; the second value is the node at each cell that has one.
pub fn build(ways: &Ways<'_>) -> (RoadNet, Vec<Option<usize>>) {
    let spec = &ways.land.spec;
    let is_node = |cell: usize| {
        let all = ways.all(cell);
        let classes = ways.links.iter().filter(|l| l[cell] != 0).count();
        all != 0 && (ways.marked[cell] || all.count_ones() != 2 || classes > 1)
    };
    let mut node_at: Vec<Option<usize>> = vec![None; spec.len()];
    let mut net = RoadNet::default();
    for cell in (0..spec.len()).filter(|c| is_node(*c)) {
        node_at[cell] = Some(net.nodes.len());
        net.nodes.push(spec.centre(cell));
    }
    let mut used = vec![0u8; spec.len()];
    for start in 0..spec.len() {
        // Only the nodes of the first pass start chains; those made on the way end them.
        if !is_node(start) {
            continue;
        }
        for first in 0..8 {
            if ways.all(start) >> first & 1 == 0 || used[start] >> first & 1 == 1 {
                continue;
            }
            let class = (0..3).find(|c| ways.links[*c][start] >> first & 1 == 1).unwrap_or(2);
            let mut chain = vec![start];
            let (mut at, mut d) = (start, first);
            loop {
                used[at] |= 1 << d;
                let Some(next) = step(spec, at, d) else { break };
                used[next] |= 1 << (d ^ 4);
                chain.push(next);
                at = next;
                if node_at[at].is_some() {
                    break;
                }
                let onward = ways.all(at) & !(1 << (d ^ 4));
                d = onward.trailing_zeros() as usize;
                if d > 7 {
                    break;
                }
            }
            // A loop back to its own start gets a node half-way.
            if at == start && chain.len() > 2 {
                let middle = chain.len() / 2;
                node_at[chain[middle]] = Some(net.nodes.len());
                net.nodes.push(spec.centre(chain[middle]));
                add(&mut net, ways, &node_at, &chain[..=middle], class);
                add(&mut net, ways, &node_at, &chain[middle..], class);
            } else {
                add(&mut net, ways, &node_at, &chain, class);
            }
        }
    }
    net.links = vec![Vec::new(); net.nodes.len()];
    for (index, road) in net.roads.iter().enumerate() {
        net.links[road.from].push((index, road.to));
        net.links[road.to].push((index, road.from));
    }
    (net, node_at)
}

fn add(net: &mut RoadNet, ways: &Ways<'_>, node_at: &[Option<usize>], chain: &[usize], class: usize) {
    let spec = &ways.land.spec;
    let (Some(from), Some(to)) = (node_at[chain[0]], chain.last().and_then(|c| node_at[*c])) else { return };
    let mut line: Vec<Point> = chain.iter().map(|c| spec.centre(*c)).collect();
    for _ in 0..2 {
        let old = line.clone();
        for k in 1..line.len().saturating_sub(1) {
            line[k] = old[k].lerp(old[k - 1].lerp(old[k + 1], 0.5), 0.5);
        }
    }
    let way = Way::new(ways, chain, |c| raised_m(ways, c, class));
    let line = bends::climb(&line, &way.level_m, GRADE[class], spec.cell_m);
    let length_m: f32 = line.windows(2).map(|w| w[0].distance_m(w[1])).sum();
    let climb_m: f32 = way.level_m.windows(2).map(|w| (w[1] - w[0]).abs()).sum();
    let label = ways.label[chain[chain.len() / 2]] as usize;
    let (cells, raised_m) = way.surface();
    let road = Road {
        name: ways.names.get(label).cloned().unwrap_or_default(),
        class: CLASSES[class],
        from,
        to,
        length_m,
        slope: climb_m / length_m.max(1.0),
        line,
        cells,
        raised_m,
    };
    structures::list(net, ways, &road, &way, GRADE[class]);
    net.roads.push(road);
}

/// Height of the roadway above the ground of a cell, m.
fn raised_m(ways: &Ways<'_>, cell: usize, class: usize) -> f32 {
    let land = ways.land;
    let i = land.valley.nearest[cell] as usize;
    let over_flood = land.main.design_m[i] + OVER_FLOOD_M - land.ground_m[cell];
    match land.channels.wet[cell] {
        Wet::Stream => land.channels.bank_depth_m[cell] + STREAM_DECK_M,
        Wet::Main => (land.channels.bank_depth_m[cell] + MAIN_DECK_M).max(over_flood),
        _ => {
            let off_river_m = land.valley.distance_m[cell] - 0.5 * land.main.width_m[i];
            let approach =
                class < 2 && land.polder[cell].is_none() && off_river_m < super::polders::FORELAND_M + 60.0;
            let plain = land.rugged[cell] < 0.15;
            let bank = if plain { EMBANKMENT_M[class] } else { 0.0 };
            if approach { bank.max(over_flood) } else { bank }
        }
    }
}
