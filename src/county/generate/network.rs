//! Which places the roads join, and in what order.

use super::{CountyError, graph, land::Land, names::name, roads::Network, sites::Sites};
use crate::{
    county::{Dyke, Place, RoadNet, Township, Village, profile::Profile},
    num::Point,
};

/// Build all roads as one network and give every place its node.
///
/// # Errors
/// A place cannot be reached.
pub fn build(
    seed: u64,
    land: &Land,
    profile: &Profile,
    townships: &mut [Township],
    villages: &mut [Village],
    sites: &mut Sites,
    dykes: &mut [Dyke],
) -> Result<RoadNet, CountyError> {
    let spec = land.spec;
    let cell_of = |p: Point| spec.cell_at(p);
    let mut network = Network::new(seed, land);
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
    let way = |v: &Village| seats[v.township].distance_m(v.at);
    order.sort_by(|a, b| way(&villages[*a]).total_cmp(&way(&villages[*b])));
    let mut sizes: Vec<u32> = villages.iter().map(|v| v.people).collect();
    sizes.sort_unstable();
    let large = sizes[sizes.len() * 2 / 3];
    for large_ones in [true, false] {
        for &v in &order {
            let village = &villages[v];
            if (village.people >= large) == large_ones {
                let key = if large_ones { "county-road-township" } else { "county-road-village" };
                let name = name(key, &[("name", &village.name)]);
                if !network.attach(cell_of(village.at), if large_ones { 1 } else { 2 }, name) {
                    return Err(CountyError::NoRoad(village.id.clone()));
                }
            }
        }
    }
    let places = |sites: &Sites| -> Vec<Place> {
        let shelters = sites.shelters.iter().map(|s| s.place.clone());
        let stores = sites.stores.iter().map(|s| s.place.clone());
        let bases = sites.bases.iter().map(|b| b.place.clone());
        shelters.chain(stores).chain(bases).chain(sites.hospitals.iter().map(|h| h.place.clone())).collect()
    };
    for place in places(sites) {
        let name = name("county-road-access", &[("name", &place.name)]);
        if !network.attach(cell_of(place.at), 2, name) {
            return Err(CountyError::NoRoad(place.id));
        }
    }
    for dyke in dykes.iter() {
        for stretch in &dyke.stretches {
            let name = name("county-road-dyke", &[("name", &dyke.name)]);
            if !network.attach(cell_of(stretch.at), 2, name) {
                return Err(CountyError::NoRoad(stretch.id.clone()));
            }
        }
    }

    let (net, node_at) = graph::build(&network.ways);
    let node =
        |p: Point, id: &str| node_at[spec.cell_at(p)].ok_or_else(|| CountyError::NoRoad(id.to_owned()));
    for township in townships {
        township.node = node(township.seat, &township.id)?;
    }
    for village in villages {
        village.node = node(village.at, &village.id)?;
    }
    let shelters = sites.shelters.iter_mut().map(|s| &mut s.place);
    let stores = sites.stores.iter_mut().map(|s| &mut s.place);
    let bases = sites.bases.iter_mut().map(|b| &mut b.place);
    for place in shelters.chain(stores).chain(bases).chain(sites.hospitals.iter_mut().map(|h| &mut h.place)) {
        place.node = node(place.at, &place.id)?;
    }
    for stretch in dykes.iter_mut().flat_map(|d| &mut d.stretches) {
        stretch.node = node(stretch.at, &stretch.id)?;
    }
    Ok(net)
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
