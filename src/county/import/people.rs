//! People of a pack's tables, and what is theirs, on the land that was made for them.

use super::{
    network::{self, Bed},
    report::Report,
    tables::Tables,
};
use crate::{
    county::{County, Cover, Grade, Id, Place, Profile, RiskSpot, Township, Village, generate::homes},
    data::Msg,
    num::Point,
};
use std::collections::BTreeSet;

/// A village in water deeper than this, m, stands wrong; a brook may run through its cell.
const DEEP_M: f32 = 1.0;

/// Put the people of the pack's tables into a county that was generated on its ground, with all that is theirs.
pub fn settle_in(
    county: &mut County,
    profile: &Profile,
    towns: Vec<Township>,
    tables: Tables,
    cover_given: bool,
    report: &mut Report,
) {
    if !towns.is_empty() {
        // The profile asked for these in this order; one that found no seat of its own has its real one here.
        county.townships = towns;
    }
    let roads_table = tables.texts.get("roads");
    if let Some(roads) = tables.roads.filter(|roads| !roads.is_empty()) {
        let bed = Bed { spec: county.spec, ground_m: &county.ground_m, base_depth_m: &county.base_depth_m };
        county.roads = network::of_lines(roads, roads_table, &bed, report);
    }
    let seats: Vec<Point> = county.townships.iter().map(|t| t.seat).collect();
    let home = |at: Point| at.nearest(seats.iter().copied()).unwrap_or_default();
    if let Some(villages) = tables.villages {
        let table = tables.texts.get("villages");
        let mut made = Vec::with_capacity(villages.len());
        for read in villages {
            let wet = county.base_depth_m[county.spec.cell_at(read.item.at)] > DEEP_M;
            if let (true, Some(table)) = (wet, table) {
                report.warn(table.fault(&table.rows[read.row], None, Msg::new("pack-in-water")));
            }
            if let (true, Some(table)) = (read.item.need_help > read.item.people, table) {
                let message = Msg::new("pack-help-more").with("people", read.item.people);
                report.warn(table.fault(&table.rows[read.row], None, message));
            }
            let township =
                if read.given.contains("township") { read.item.township } else { home(read.item.at) };
            made.push(village(Village { township, ..read.item }, profile, county));
        }
        // Homes that the generator had put elsewhere are fields again.
        let old: Vec<u32> = county.villages.iter().flat_map(|v| v.cells.iter().copied()).collect();
        if !cover_given {
            old.into_iter().for_each(|c| county.cover[c as usize] = Cover::DryField);
        }
        county.villages = made;
        claim_cells(county, profile);
        county.villages.iter_mut().for_each(|v| homes::complete(v, profile));
    }
    macro_rules! take {
        ($list:ident, $table:ident) => {
            if let Some(reads) = tables.$table {
                county.$list = reads
                    .into_iter()
                    .map(|r| {
                        let mut item = r.item;
                        if !r.given.contains("place.township") {
                            item.place.township = home(item.place.at);
                        }
                        item
                    })
                    .collect();
            }
        };
    }
    take!(shelters, shelters);
    take!(stores, stores);
    take!(bases, teams);
    take!(hospitals, hospitals);
    take!(facilities, facilities);
    if let Some(risks) = tables.risks {
        county.risks = risks
            .into_iter()
            .map(|r| {
                let township = if r.given.contains("township") { r.item.township } else { home(r.item.at) };
                RiskSpot { township, grade: Grade::of(r.item.people), ..r.item }
            })
            .collect();
    }
    // Where the real townships are fewer than those that shaped the land, things belong to the nearest.
    let known = county.townships.len();
    let at_home = |place: &mut Place| {
        if place.township >= known {
            place.township = home(place.at);
        }
    };
    county.shelters.iter_mut().for_each(|s| at_home(&mut s.place));
    county.stores.iter_mut().for_each(|s| at_home(&mut s.place));
    county.bases.iter_mut().for_each(|b| at_home(&mut b.place));
    county.hospitals.iter_mut().for_each(|h| at_home(&mut h.place));
    county.facilities.iter_mut().for_each(|f| at_home(&mut f.place));
    county.risks.iter_mut().filter(|r| r.township >= known).for_each(|r| r.township = home(r.at));
    county.villages.iter_mut().filter(|v| v.township >= known).for_each(|v| v.township = home(v.at));
    let stretches = county.dykes.iter_mut().flat_map(|d| &mut d.stretches);
    stretches.filter(|s| s.township >= known).for_each(|s| s.township = home(s.at));
    tell_apart(county);
    connect(county);
}

/// What a village's row does not say, by the profile.
fn village(mut village: Village, profile: &Profile, county: &County) -> Village {
    let people = f64::from(village.people);
    if village.households == 0 {
        village.households = (people / f64::from(profile.people.people_per_household)).round() as u32;
    }
    if village.need_help == 0 {
        village.need_help = (people * f64::from(profile.people.need_help_share)).round() as u32;
    }
    village.need_help = village.need_help.min(village.people);
    if village.value_yuan == 0.0 {
        village.value_yuan = people * profile.people.value_yuan_per_person;
    }
    let cell = county.spec.cell_at(village.at) as u32;
    village.polder = county.polders.iter().position(|p| p.cells.contains(&cell));
    village
}

/// Houses stand on the dry cells nearest to the village's middle, as many as its people need.
fn claim_cells(county: &mut County, profile: &Profile) {
    use crate::county::generate::near::near8;
    let spec = county.spec;
    let area = (spec.cell_m / 60.0) * (spec.cell_m / 60.0);
    let mut taken = vec![false; spec.len()];
    for village in &mut county.villages {
        let wanted =
            (village.people as f32 / (profile.people.people_per_cell * area)).ceil().max(1.0) as usize;
        let mut cells: Vec<u32> = Vec::new();
        let (mut ring, mut next) = (vec![spec.cell_at(village.at)], 0);
        // Around water and neighbours, but not without end.
        while cells.len() < wanted && next < ring.len() && next < 40 * wanted + 200 {
            let cell = ring[next];
            next += 1;
            if county.base_depth_m[cell] <= 0.0 && !taken[cell] {
                taken[cell] = true;
                cells.push(cell as u32);
            }
            let fresh: Vec<usize> =
                near8(&spec, cell).map(|(_, n)| n).filter(|n| !ring.contains(n)).collect();
            ring.extend(fresh);
        }
        if cells.is_empty() {
            cells.push(spec.cell_at(village.at) as u32);
        }
        cells.iter().for_each(|c| county.cover[*c as usize] = Cover::BuiltUp);
        cells.sort_unstable();
        village.cells = cells;
    }
}

/// Give ids that stand twice, as where a profile puts two teams of a kind and the county has one township for them, a
/// number of their own.
pub fn tell_apart(county: &mut County) {
    fn unique<'a>(ids: impl Iterator<Item = &'a mut Id>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            let first = id.clone();
            let mut number = 2;
            while !seen.insert(id.clone()) {
                *id = format!("{first}-{number}");
                number += 1;
            }
        }
    }
    unique(county.shelters.iter_mut().map(|s| &mut s.place.id));
    unique(county.stores.iter_mut().map(|s| &mut s.place.id));
    unique(county.bases.iter_mut().map(|b| &mut b.place.id));
    unique(county.hospitals.iter_mut().map(|h| &mut h.place.id));
    unique(county.facilities.iter_mut().map(|f| &mut f.place.id));
    unique(county.risks.iter_mut().map(|r| &mut r.id));
}

/// Lead roads to all who live and all that stands in the county, and note by which node each is reached.
fn connect(county: &mut County) {
    let bed = Bed { spec: county.spec, ground_m: &county.ground_m, base_depth_m: &county.base_depth_m };
    let places: Vec<Point> =
        county.townships.iter().map(|t| t.seat).chain(county.villages.iter().map(|v| v.at)).collect();
    let roads = std::mem::take(&mut county.roads);
    county.roads = network::reach(roads, places.into_iter(), &bed);
    let nodes = &county.roads.nodes;
    let node = |at: Point| at.nearest(nodes.iter().copied()).unwrap_or_default();
    county.townships.iter_mut().for_each(|t| t.node = node(t.seat));
    county.villages.iter_mut().for_each(|v| v.node = node(v.at));
    let shelters = county.shelters.iter_mut().map(|s| &mut s.place);
    let stores = county.stores.iter_mut().map(|s| &mut s.place);
    let bases = county.bases.iter_mut().map(|b| &mut b.place);
    let hospitals = county.hospitals.iter_mut().map(|h| &mut h.place);
    let facilities = county.facilities.iter_mut().map(|f| &mut f.place);
    let places = shelters.chain(stores).chain(bases).chain(hospitals).chain(facilities);
    places.for_each(|p| p.node = node(p.at));
    county.risks.iter_mut().for_each(|r| r.node = node(r.at));
    county.dykes.iter_mut().flat_map(|d| &mut d.stretches).for_each(|s| s.node = node(s.at));
}
