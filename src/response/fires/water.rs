//! Water for crews at a forest fire: brooks, reservoirs and fire ponds within the reach of hose lines and relays.

use super::{super::tables::FireResponse, FireGround};
use crate::{
    county::{County, Facility, FacilityKind},
    num::Point,
    sim::TICK_S,
};

/// Water for a crew's pumps: from the nearest fire pond that is not empty, reservoir or brook within the reach of hose lines
/// and relays; taken for a tick.
pub(super) fn water(
    land: &County,
    table: &FireResponse,
    at: usize,
    people: u32,
    ground: &mut FireGround,
) -> bool {
    let place = land.spec.centre(at);
    let pumps = f64::from(people) / table.people_per_pump;
    let needs_m3 = pumps * table.pump_l_min * 1e-3 * f64::from(TICK_S) / 60.0;
    if runs_near(land, table, place) {
        return true;
    }
    for (index, pond) in ponds_near(land, table, place) {
        let drawn = ground.drawn_m3.entry(index).or_default();
        if *drawn + needs_m3 <= f64::from(pond.size) {
            *drawn += needs_m3;
            return true;
        }
    }
    false
}

/// Whether a brook or a reservoir is within reach of hose lines and relays.
fn runs_near(land: &County, table: &FireResponse, place: Point) -> bool {
    let cells =
        land.reservoirs.iter().flat_map(|r| &r.cells).chain(land.rivers.iter().flat_map(|r| &r.cells));
    cells.into_iter().any(|&cell| land.spec.centre(cell as usize).distance_m(place) <= table.relay_m)
}

/// Fire ponds within that reach, with their index.
fn ponds_near<'a>(
    land: &'a County,
    table: &FireResponse,
    place: Point,
) -> impl Iterator<Item = (usize, &'a Facility)> {
    let relay_m = table.relay_m;
    land.facilities
        .iter()
        .enumerate()
        .filter(move |(_, f)| f.kind == FacilityKind::FirePond && f.place.at.distance_m(place) <= relay_m)
}

/// Whether crews find water at a place: a brook, a reservoir or a fire pond, full or not.
pub fn in_reach_of_water(land: &County, table: &FireResponse, place: Point) -> bool {
    runs_near(land, table, place) || ponds_near(land, table, place).next().is_some()
}
