//! Targets that the county's data keep or miss before any drill: how many shelters, stores and teams
//! there are, and who lives within reach of a team.

use super::{DatasetCheck, Operator, Plan};
use crate::{
    county::{Base, County, FacilityKind, Id, Item, RoadClass, TeamKind, Tier, Village},
    text::Name,
};
use std::collections::BTreeSet;

/// What was found for one clause.
#[derive(Clone, Debug, PartialEq)]
pub struct DatasetRow {
    pub clause: Id,
    pub title: Name,
    pub check: DatasetCheck,
    /// In the unit of `unit`, as `threshold`.
    pub measured: f64,
    pub threshold: f64,
    pub operator: Operator,
    /// Message key of the unit.
    pub unit: &'static str,
    pub met: bool,
    /// What falls short: townships, shelters or villages.
    pub short: Vec<Name>,
}

/// Hold the county's data against every clause of the plan that has a [`DatasetCheck`].
pub fn check(plan: &Plan, county: &County) -> Vec<DatasetRow> {
    let targets =
        plan.targets.iter().filter_map(|t| Some((&t.id, &t.title, t.coverage_percent, t.dataset()?)));
    let rules = plan.rules.iter().filter_map(|r| Some((&r.id, &r.title, None, r.dataset()?)));
    targets
        .chain(rules)
        .map(|(clause, title, coverage, check)| {
            let found = measure(check, plan, county, coverage.unwrap_or(100.0));
            let operator = Operator::Ge;
            DatasetRow {
                clause: clause.clone(),
                title: title.clone(),
                check: check.clone(),
                measured: found.measured,
                threshold: found.threshold,
                operator,
                unit: found.unit,
                met: operator.holds(found.measured, found.threshold),
                short: found.short,
            }
        })
        .collect()
}

/// A base nearer than this to a village's centre is in the village, m.
const VILLAGE_M: f32 = 500.0;

struct Found {
    measured: f64,
    threshold: f64,
    unit: &'static str,
    short: Vec<Name>,
}

fn measure(check: &DatasetCheck, plan: &Plan, county: &County, coverage_percent: f64) -> Found {
    let in_town = county.shelters.iter().filter(|shelter| shelter.place.township == 0).count();
    match check {
        DatasetCheck::ShelterCountTown(n) => count(in_town, *n, "data-unit-sites"),
        DatasetCheck::ShelterCountTownships(n) => {
            // The seat lies in a township too: what the town has beyond its own count is that township's.
            let own = in_town.min(plan.profile.shelters_town as usize);
            count(county.shelters.len() - own, *n, "data-unit-sites")
        }
        DatasetCheck::ShelterEquipment(n) => {
            let kinds = |equipment: &[bool; 12]| equipment.iter().filter(|has| **has).count();
            let fewest = county.shelters.iter().map(|s| kinds(&s.equipment)).min().unwrap_or(0);
            let lacks = county.shelters.iter().filter(|s| kinds(&s.equipment) < *n as usize);
            let short = lacks.map(|s| s.place.name.clone()).collect();
            Found { short, ..count(fewest, *n, "data-unit-kinds") }
        }
        DatasetCheck::StorePerTownship { area_m2 } => per_township(county, |township| {
            county.stores.iter().any(|store| {
                store.place.township == township
                    && store.tier == Tier::Township
                    && f64::from(store.area_m2) >= *area_m2
            })
        }),
        DatasetCheck::ShelterArea(m2) => {
            let area: f64 = county.shelters.iter().map(|shelter| f64::from(shelter.area_m2)).sum();
            Found { measured: area.round(), threshold: *m2, unit: "data-unit-m2", short: Vec::new() }
        }
        DatasetCheck::TeamPerTownship { kind, people } => per_township(county, |township| {
            let fits = |b: &Base| b.place.township == township && b.kind == *kind && b.size >= *people;
            county.bases.iter().any(fits)
        }),
        DatasetCheck::TeamPerVillage { kind, people } => {
            let fits = |base: &&Base| base.kind == *kind && base.size >= *people;
            let bases: Vec<_> = county.bases.iter().filter(fits).collect();
            let lacks = county.villages.iter().filter(|village| {
                !bases.iter().any(|base| base.place.at.distance_m(village.at) <= VILLAGE_M)
            });
            let short: Vec<Name> = lacks.map(|village| village.name.clone()).collect();
            let all = county.villages.len();
            Found {
                measured: (all - short.len()) as f64,
                threshold: all as f64,
                unit: "score-unit-villages",
                short,
            }
        }
        DatasetCheck::TeamOfSize { kind, people } => {
            let largest = county.bases.iter().filter(|base| base.kind == *kind).map(|base| base.size).max();
            count(largest.unwrap_or(0) as usize, *people, "score-unit-people")
        }
        DatasetCheck::TeamsPerMille { kinds, per_mille } => {
            let bases = county.bases.iter().filter(|base| kinds.contains(&base.kind));
            let people: u32 = bases.map(|base| base.size).sum();
            // To the plan's own decimal: 0.4 ‰ is not missed by a rounded head.
            let share = f64::from(people) * 1000.0 / county.people().max(1) as f64;
            let measured = (share * 10.0).round() / 10.0;
            Found { measured, threshold: *per_mille, unit: "data-unit-per-mille", short: Vec::new() }
        }
        DatasetCheck::Facilities { kind, at_least } => {
            let facilities = county.facilities.iter().filter(|facility| facility.kind == *kind);
            count(facilities.count(), *at_least, "data-unit-sites")
        }
        DatasetCheck::RegionalCentre(at) => {
            let centres = county.bases.iter().filter(|base| {
                let township = county.townships.get(base.place.township);
                base.kind == TeamKind::RegionalCentre
                    && township.is_some_and(|township| township.name.zh.starts_with(at.as_str()))
            });
            count(centres.count(), 1, "data-unit-centres")
        }
        DatasetCheck::StoreTiers(n) => {
            let tiers: BTreeSet<Tier> = county.stores.iter().map(|store| store.tier).collect();
            count(tiers.len(), *n, "data-unit-tiers")
        }
        DatasetCheck::StoreServes { people, each } => {
            count(served(county, each) as usize, *people, "score-unit-people")
        }
        DatasetCheck::StoreServesTownships { townships, moved_percent, each } => {
            let mut people = vec![0; county.townships.len()];
            for village in &county.villages {
                people[village.township] += village.people;
            }
            let mut by_size: Vec<usize> = (0..people.len()).collect();
            by_size.sort_by_key(|&township| std::cmp::Reverse(people[township]));
            let mut left = f64::from(served(county, each));
            let moved = |township: &usize| f64::from(people[*township]) * moved_percent / 100.0;
            let enough = by_size.iter().take_while(|township| {
                left -= moved(township);
                left >= 0.0
            });
            let n = enough.count();
            let asked = by_size.iter().take(*townships as usize).skip(n);
            let short = asked.map(|&township| county.townships[township].name.clone()).collect();
            Found { short, ..count(n, *townships, "data-unit-townships") }
        }
        DatasetCheck::BroadcastReach { percent } => {
            let speakers = county.facilities.iter().filter(|f| f.kind == FacilityKind::Loudspeaker);
            let speakers: Vec<_> = speakers.collect();
            let heard = |at| speakers.iter().any(|s| s.place.at.distance_m(at) <= s.size);
            let reached = |village: &Village| -> u32 {
                village.hamlets.iter().filter(|hamlet| heard(hamlet.at)).map(|hamlet| hamlet.people).sum()
            };
            let people: u32 = county.villages.iter().map(reached).sum();
            let silent = county.villages.iter().filter(|village| reached(village) == 0);
            Found {
                measured: f64::from(people) * 100.0 / county.people().max(1) as f64,
                threshold: *percent,
                unit: "data-unit-percent",
                short: silent.map(|village| village.name.clone()).collect(),
            }
        }
        DatasetCheck::TravelRing { minutes, county_km_h, township_km_h, village_km_h } => {
            let speeds = [*county_km_h, *township_km_h, *village_km_h];
            let reach_min = reach_min(county, speeds);
            let outside =
                |node: usize| reach_min.get(node).copied().flatten().is_none_or(|reach| reach > *minutes);
            let far: Vec<_> = county.villages.iter().filter(|village| outside(village.node)).collect();
            let people_far: u64 = far.iter().map(|village| u64::from(village.people)).sum();
            let people = county.people();
            let inside = (people - people_far) as f64 / people.max(1) as f64 * 100.0;
            Found {
                measured: inside,
                threshold: coverage_percent,
                unit: "data-unit-percent",
                short: far.iter().map(|village| village.name.clone()).collect(),
            }
        }
    }
}

/// People for whom the county's own stores, the top tier, hold what each needs.
fn served(county: &County, each: &[(Item, f64)]) -> u32 {
    let own = || county.stores.iter().filter(|store| store.tier == Tier::County);
    let held = |item: Item| -> u32 {
        own().flat_map(|store| &store.stock).filter(|(kind, _)| *kind == item).map(|(_, n)| n).sum()
    };
    let people = each.iter().map(|(item, need)| (f64::from(held(*item)) / need.max(1e-6)) as u32);
    people.min().unwrap_or(0)
}

fn count(measured: usize, threshold: u32, unit: &'static str) -> Found {
    Found { measured: measured as f64, threshold: f64::from(threshold), unit, short: Vec::new() }
}

fn per_township(county: &County, has: impl Fn(usize) -> bool) -> Found {
    let short: Vec<Name> = county
        .townships
        .iter()
        .enumerate()
        .filter(|(township, _)| !has(*township))
        .map(|(_, township)| township.name.clone())
        .collect();
    let all = county.townships.len();
    Found { measured: (all - short.len()) as f64, threshold: all as f64, unit: "data-unit-townships", short }
}

/// Minutes from the nearest base of a rescue team to each road node at free speed, by Dijkstra's
/// algorithm (1959) from all bases at once; none where no road leads. Speeds in km/h for county, township
/// and village roads.
fn reach_min(county: &County, speeds_km_h: [f64; 3]) -> Vec<Option<f64>> {
    let roads = &county.roads;
    // Whole milliseconds, so that the order of the queue is exact.
    let mut reach_ms: Vec<Option<u64>> = vec![None; roads.nodes.len()];
    let rescue = |kind| !matches!(kind, TeamKind::Medical | TeamKind::Experts | TeamKind::Volunteers);
    let mut queue: BTreeSet<(u64, usize)> = county
        .bases
        .iter()
        .filter(|base| rescue(base.kind) && base.place.node < roads.nodes.len())
        .map(|base| (0, base.place.node))
        .collect();
    while let Some((ms, node)) = queue.pop_first() {
        if reach_ms[node].is_some() {
            continue;
        }
        reach_ms[node] = Some(ms);
        for &(road, next) in &roads.links[node] {
            let road = &roads.roads[road];
            let speed_km_h = match road.class {
                RoadClass::County => speeds_km_h[0],
                RoadClass::Township => speeds_km_h[1],
                RoadClass::Village => speeds_km_h[2],
            };
            let road_ms = f64::from(road.length_m) / (speed_km_h.max(1.0) / 3.6) * 1000.0;
            queue.insert((ms + road_ms as u64, next));
        }
    }
    reach_ms.into_iter().map(|ms| ms.map(|ms| ms as f64 / 60_000.0)).collect()
}
