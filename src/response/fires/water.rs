//! Water for crews at a forest fire: brooks, reservoirs, hydrants of townships and fire ponds within the reach of hose lines.
//! Beyond one length of hose it is relayed (接力供水): each further length takes a pump, and two of the crew to man it.

use super::{super::tables::FireResponse, FireGround};
use crate::{
    county::{County, FacilityKind},
    num::Point,
    sim::TICK_S,
};

/// People who man a relay pump.
const AT_PUMP: u32 = 2;

/// Where a crew finds water.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Source {
    far_m: f32,
    /// The fire pond that it is, by index into `County::facilities`; else there is always enough.
    pond: Option<usize>,
}

/// Water for a crew's pumps from the nearest source that has any, taken for a tick; `l_per_m` is what a metre of the edge needs
/// and `metres` how much of it the crew works in a tick. The share of that work which is done, as some of the crew man the relay
/// and the pumps give only so much; nothing without water.
pub(super) fn water(
    land: &County,
    table: &FireResponse,
    at: usize,
    people: u32,
    (metres, l_per_m): (f64, f64),
    ground: &mut FireGround,
) -> Option<f64> {
    let place = land.spec.centre(at);
    let mut sources: Vec<Source> = sources(land, table, place).collect();
    sources.sort_by(|a, b| a.far_m.total_cmp(&b.far_m).then(a.pond.cmp(&b.pond)));
    for source in sources {
        let left = people.saturating_sub(AT_PUMP * relays(source.far_m, table));
        if 2 * left < people || left == 0 {
            return None;
        }
        let pumps = f64::from(left) / table.people_per_pump;
        let flow_m3 = pumps * table.pump_l_min * 1e-3 * f64::from(TICK_S) / 60.0;
        let wanted_m3 = 1e-3 * metres * l_per_m;
        let needs_m3 = flow_m3.min(wanted_m3);
        if let Some(pond) = source.pond {
            let drawn = ground.drawn_m3.entry(pond).or_default();
            if *drawn + needs_m3 > f64::from(land.facilities[pond].size) {
                continue;
            }
            *drawn += needs_m3;
        }
        let wetted = if wanted_m3 > 0.0 { needs_m3 / wanted_m3 } else { 1.0 };
        return Some(wetted * f64::from(left) / f64::from(people));
    }
    None
}

/// Pumps between a source and a crew.
fn relays(far_m: f32, table: &FireResponse) -> u32 {
    (far_m / table.hose_m) as u32
}

/// Sources within the reach of hose lines and relays.
fn sources<'a>(
    land: &'a County,
    table: &FireResponse,
    place: Point,
) -> impl Iterator<Item = Source> + use<'a> {
    let relay_m = table.relay_m;
    let cells =
        land.reservoirs.iter().flat_map(|r| &r.cells).chain(land.rivers.iter().flat_map(|r| &r.cells));
    let brook = cells.map(|&cell| land.spec.centre(cell as usize).distance_m(place));
    let hydrants = land.townships.iter().map(|t| t.seat.distance_m(place));
    let nearest = brook.chain(hydrants).fold(f32::INFINITY, f32::min);
    let ponds = land.facilities.iter().enumerate().filter(|(_, f)| f.kind == FacilityKind::FirePond);
    let ponds = ponds.map(move |(n, f)| Source { far_m: f.place.at.distance_m(place), pond: Some(n) });
    ponds.chain([Source { far_m: nearest, pond: None }]).filter(move |s| s.far_m <= relay_m)
}

/// Whether crews find water at a place: a brook, a reservoir, a hydrant or a fire pond, full or not.
pub fn in_reach_of_water(land: &County, table: &FireResponse, place: Point) -> bool {
    sources(land, table, place).next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        county::{self, CountyParams},
        response::Tables,
    };

    fn county() -> County {
        county::generate(&CountyParams::named(5, "shicheng").unwrap().sized(160)).unwrap()
    }

    #[test]
    fn relays_take_people_off_the_work_and_ponds_run_dry() {
        let tables = Tables::built_in().unwrap();
        let mut land = county();
        let table = &tables.fire;
        land.reservoirs.clear();
        land.rivers.clear();
        land.townships.clear();
        land.facilities.retain(|f| f.kind == FacilityKind::FirePond);
        land.facilities.truncate(1);
        assert_eq!(land.facilities.len(), 1, "the county has a pond");
        let at = land.spec.cell_at(land.facilities[0].place.at);
        let mut ground = FireGround::default();
        let share = |metres: f32, ground: &mut FireGround, land: &County| {
            let p = land.facilities[0].place.at;
            let x_m = if p.x_m > metres { p.x_m - metres } else { p.x_m + metres };
            water(land, table, land.spec.cell_at(Point { x_m, ..p }), 20, (2.0, 6.0), ground)
        };
        let near = share(0.0, &mut ground, &land).unwrap();
        let far = share(table.relay_m - 120.0, &mut ground, &land).unwrap();
        println!("beside the pond {near}, {} m off {far} of the crew work", table.relay_m - 120.0);
        assert!(near == 1.0 && (0.5..1.0).contains(&far));
        assert!(share(table.relay_m + 200.0, &mut ground, &land).is_none());
        assert!((ground.drawn_m3[&0] - 2.0 * 0.012).abs() < 1e-9, "{:?}", ground.drawn_m3);
        let thirsty = water(&land, table, at, 20, (100.0, 6.0), &mut ground).unwrap();
        assert!(thirsty < 0.1, "{thirsty}: the pumps give only so much");
        land.facilities[0].size = 0.0;
        assert!(water(&land, table, at, 20, (5.0, 6.0), &mut ground).is_none());
    }
}
