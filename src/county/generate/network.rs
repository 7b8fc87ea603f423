//! Which places the roads join, and in what order.

use super::{
    CountyError, graph,
    names::name,
    roads::Network,
    sites::{Settled, Sites, outdoors, picker::Picker},
};
use crate::{
    county::{Dyke, Place, RoadNet},
    num::{GridSpec, Point},
};

/// The roads, with the node of each seat and village.
pub struct Roads {
    pub net: RoadNet,
    pub seat_nodes: Vec<usize>,
    pub village_nodes: Vec<usize>,
}

/// Build all roads as one network, place what stands beside county roads, and give every place its node.
///
/// # Errors
/// A seat, village, shelter, store, base, hospital or stretch cannot be reached.
pub fn build(
    settled: Settled<'_>,
    picker: &mut Picker<'_>,
    sites: &mut Sites,
    dykes: &mut [Dyke],
) -> Result<Roads, CountyError> {
    let Settled { seed, land, profile, townships, villages, .. } = settled;
    let spec = land.spec;
    let cell_of = |p: Point| spec.cell_at(p);
    let mut keep = vec![false; spec.len()];
    villages.iter().flat_map(|v| &v.cells).for_each(|c| keep[*c as usize] = true);
    places_mut(sites).for_each(|place| keep[spec.cell_at(place.at)] = true);
    dykes.iter().flat_map(|d| &d.stretches).for_each(|s| keep[spec.cell_at(s.at)] = true);
    let mut network = Network::new(seed, land, keep);

    let seats: Vec<Point> = townships.iter().map(|t| t.seat).collect();
    for (a, b) in seat_pairs(&seats) {
        let name = name(
            "county-road-county",
            &[("from", &profile.people.townships[a].name), ("to", &profile.people.townships[b].name)],
        );
        if !network.join(cell_of(seats[a]), cell_of(seats[b]), 0, name) {
            return Err(CountyError::NoRoad(townships[b].id.clone()));
        }
    }
    // Nearer villages first, so that farther ones join their roads; the larger third gets township roads.
    let mut order: Vec<usize> = (0..villages.len()).collect();
    let way = |v: usize| seats[villages[v].township].distance_m(villages[v].at);
    order.sort_by(|a, b| way(*a).total_cmp(&way(*b)));
    let mut sizes: Vec<u32> = villages.iter().map(|v| v.people).collect();
    sizes.sort_unstable();
    let large = sizes[sizes.len() * 2 / 3];
    for large_ones in [true, false] {
        for &v in &order {
            let village = &villages[v];
            if (village.people >= large) == large_ones {
                let (key, class) =
                    if large_ones { ("county-road-township", 1) } else { ("county-road-village", 2) };
                let road = || name(key, &[("name", &village.name)]);
                if !network.attach(cell_of(village.at), class, road) {
                    return Err(CountyError::NoRoad(village.id.clone()));
                }
            }
        }
    }
    let on_road: Vec<bool> =
        (0..spec.len()).map(|c| network.ways.links[0][c] != 0 && !network.ways.tunnel[c]).collect();
    sites.facilities.extend(outdoors::along_roads(settled, picker, &on_road));
    for place in places_mut(sites) {
        let road = || name("county-road-access", &[("name", &place.name)]);
        if !network.attach(cell_of(place.at), 2, road) {
            return Err(CountyError::NoRoad(place.id.clone()));
        }
    }
    for dyke in dykes.iter() {
        for stretch in &dyke.stretches {
            let road = || name("county-road-dyke", &[("name", &dyke.name)]);
            if !network.attach(cell_of(stretch.at), 2, road) {
                return Err(CountyError::NoRoad(stretch.id.clone()));
            }
        }
    }

    let (net, node_at) = graph::build(&network.ways);
    let node =
        |p: Point, id: &str| node_at[spec.cell_at(p)].ok_or_else(|| CountyError::NoRoad(id.to_owned()));
    let seat_nodes = townships.iter().map(|t| node(t.seat, &t.id)).collect::<Result<_, _>>()?;
    let village_nodes = villages.iter().map(|v| node(v.at, &v.id)).collect::<Result<_, _>>()?;
    for place in places_mut(sites) {
        place.node = node(place.at, &place.id)?;
    }
    for stretch in dykes.iter_mut().flat_map(|d| &mut d.stretches) {
        stretch.node = node(stretch.at, &stretch.id)?;
    }
    let nearest = NearestNode::new(&spec, &net);
    for facility in sites.facilities.iter_mut().filter(|f| !f.kind.has_road()) {
        facility.place.node = nearest.of(facility.place.at);
    }
    Ok(Roads { net, seat_nodes, village_nodes })
}

/// Every place that a road leads to.
fn places_mut(sites: &mut Sites) -> impl Iterator<Item = &mut Place> {
    let facilities = sites.facilities.iter_mut().filter(|f| f.kind.has_road());
    let shelters = sites.shelters.iter_mut().map(|s| &mut s.place);
    let stores = sites.stores.iter_mut().map(|s| &mut s.place);
    let bases = sites.bases.iter_mut().map(|b| &mut b.place);
    let hospitals = sites.hospitals.iter_mut().map(|h| &mut h.place);
    shelters.chain(stores).chain(bases).chain(hospitals).chain(facilities.map(|f| &mut f.place))
}

/// Finds the road node nearest to a point, in squares of a kilometre.
pub struct NearestNode<'a> {
    net: &'a RoadNet,
    squares: GridSpec,
    nodes: Vec<Vec<usize>>,
}

impl<'a> NearestNode<'a> {
    pub fn new(spec: &GridSpec, net: &'a RoadNet) -> Self {
        const SQUARE_M: f32 = 1_000.0;
        let count = |m: f32| (m / SQUARE_M).ceil().max(1.0) as usize;
        let squares =
            GridSpec { rows: count(spec.height_m()), cols: count(spec.width_m()), cell_m: SQUARE_M };
        let mut nodes = vec![Vec::new(); squares.len()];
        for (k, p) in net.nodes.iter().enumerate() {
            nodes[squares.cell_at(*p)].push(k);
        }
        Self { net, squares, nodes }
    }

    /// Index of the node nearest to a point, 0 in a network without nodes.
    pub fn of(&self, p: Point) -> usize {
        let (row, col) = self.squares.row_col(self.squares.cell_at(p));
        let most = self.squares.rows.max(self.squares.cols);
        let mut best: Option<(f32, usize)> = None;
        for ring in 0..=most {
            // Whatever lies farther out is at least this far away.
            if best.is_some_and(|(m, _)| m < (ring as f32 - 1.0) * self.squares.cell_m) {
                break;
            }
            for r in row.saturating_sub(ring)..(row + ring + 1).min(self.squares.rows) {
                for c in col.saturating_sub(ring)..(col + ring + 1).min(self.squares.cols) {
                    if r.abs_diff(row).max(c.abs_diff(col)) != ring {
                        continue;
                    }
                    for &node in &self.nodes[self.squares.index(r, c)] {
                        let m = self.net.nodes[node].distance_m(p);
                        if best.is_none_or(|b| m < b.0) {
                            best = Some((m, node));
                        }
                    }
                }
            }
        }
        best.map_or(0, |(_, node)| node)
    }
}

/// Pairs of seats that county roads join, shortest first: the Gabriel graph (no third seat in the circle
/// over the pair), which is connected and has a few loops.
fn seat_pairs(seats: &[Point]) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for a in 0..seats.len() {
        for b in a + 1..seats.len() {
            let middle = seats[a].lerp(seats[b], 0.5);
            let radius = 0.5 * seats[a].distance_m(seats[b]);
            if (0..seats.len()).all(|c| c == a || c == b || middle.distance_m(seats[c]) >= radius) {
                pairs.push((a, b));
            }
        }
    }
    let length = |p: &(usize, usize)| seats[p.0].distance_m(seats[p.1]);
    pairs.sort_by(|a, b| length(a).total_cmp(&length(b)));
    pairs
}
