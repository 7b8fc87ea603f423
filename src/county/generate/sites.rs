//! What people have built besides homes: shelters, stores, bases of teams, hospitals and all other facilities.

pub mod facilities;
pub mod outdoors;
pub mod picker;
mod shelters;

use super::{
    land::Land,
    names::{name, number},
};
use crate::{
    county::{
        Base, Facility, Hospital, Id, Place, Shelter, Store, TeamKind, Tier, Township, Village,
        profile::{Profile, StoreProfile, TeamPlace},
    },
    num::{Draw, draw::Process},
    text::Name,
};
use picker::Picker;
use std::collections::BTreeMap;

/// Everything built; road nodes are filled in when there are roads.
pub struct Sites {
    pub shelters: Vec<Shelter>,
    pub stores: Vec<Store>,
    pub bases: Vec<Base>,
    pub hospitals: Vec<Hospital>,
    pub facilities: Vec<Facility>,
}

/// The county as far as it is settled.
#[derive(Clone, Copy)]
pub struct Settled<'a> {
    pub seed: u64,
    pub land: &'a Land,
    pub profile: &'a Profile,
    pub townships: &'a [Township],
    pub villages: &'a [Village],
    /// The township of every cell.
    pub territory: &'a [usize],
}

impl<'a> Settled<'a> {
    /// The village at a township's seat.
    pub fn seat(&self, t: usize) -> &'a Village {
        self.villages.iter().find(|v| v.township == t).unwrap_or(&self.villages[0])
    }

    /// Bare name of a township.
    pub fn bare(&self, t: usize) -> &'a Name {
        &self.profile.people.townships[t].name
    }

    /// Townships by id, in the order asked for.
    pub fn townships_of(&self, ids: &[Id]) -> Vec<usize> {
        ids.iter().filter_map(|id| self.townships.iter().position(|t| t.id == *id)).collect()
    }

    /// The `count` largest villages of a township besides its seat, from the largest down.
    pub fn largest(&self, t: usize, count: usize) -> Vec<usize> {
        let own = (0..self.villages.len()).filter(|v| self.villages[*v].township == t).skip(1);
        let mut own: Vec<usize> = own.collect();
        own.sort_by_key(|v| std::cmp::Reverse(self.villages[*v].people));
        own.truncate(count);
        own.sort_unstable();
        own
    }
}

/// Place everything that does not wait for roads or woods.
pub fn place(settled: Settled<'_>, picker: &mut Picker<'_>) -> Sites {
    let Settled { profile, townships, villages, .. } = settled;
    let data = &profile.facilities;
    let mut shelters = shelters::place(picker, profile, townships, villages);
    number_namesakes(shelters.iter_mut().map(|s| &mut s.place));
    let stores = stores(settled, picker);
    let bases = bases(settled, picker);
    let hospitals = (0..townships.len())
        .map(|t| {
            let (key, beds) = match t {
                0 => ("county-hospital", data.hospitals.county_beds),
                _ => ("county-clinic", data.hospitals.township_beds),
            };
            let id = format!("hospital-{}", townships[t].id);
            Hospital { place: at_seat(settled, picker, key, id, t), beds }
        })
        .collect();
    let facilities = facilities::place(settled, picker);
    Sites { shelters, stores, bases, hospitals, facilities }
}

fn at_seat(settled: Settled<'_>, picker: &mut Picker<'_>, key: &str, id: Id, t: usize) -> Place {
    let cell = picker.pick(settled.seat(t), 900.0, 0.4);
    // What serves the whole county is called after it.
    let whole = ["county-hospital", "county-store-county"].contains(&key);
    let after = if whole { &settled.profile.people.name } else { settled.bare(t) };
    let name = name(key, &[("name", after)]);
    Place { id, name, township: t, at: settled.land.spec.centre(cell), node: 0 }
}

fn stores(settled: Settled<'_>, picker: &mut Picker<'_>) -> Vec<Store> {
    let data = &settled.profile.facilities;
    let store = |place: Place, tier: Tier, data: &StoreProfile| {
        let mut stock = data.stock.clone();
        stock.sort();
        Store { place, tier, area_m2: data.area_m2, stock }
    };
    let county = at_seat(settled, picker, "county-store-county", "store-county".into(), 0);
    let mut stores = vec![store(county, Tier::County, &data.county_store)];
    for (t, township) in settled.townships.iter().enumerate() {
        let id = format!("store-{}", township.id);
        let place = at_seat(settled, picker, "county-store-township", id, t);
        stores.push(store(place, Tier::Township, &data.township_store));
    }
    for t in 0..settled.townships.len() {
        for v in settled.largest(t, data.village_stores_per_township as usize) {
            // A room of the village office: at the village's own road node.
            let village = &settled.villages[v];
            let name = name("county-store-village", &[("name", &village.name)]);
            let id = format!("store-{}", village.id);
            let place = Place { id, name, township: t, at: village.at, node: 0 };
            stores.push(store(place, Tier::Village, &data.village_store));
        }
    }
    stores
}

fn bases(settled: Settled<'_>, picker: &mut Picker<'_>) -> Vec<Base> {
    let mut bases = Vec::new();
    for team in &settled.profile.facilities.teams {
        let (key, id) = team_key(team.kind);
        let places: Vec<Place> = match &team.at {
            TeamPlace::EveryVillage => settled
                .villages
                .iter()
                .map(|village| Place {
                    id: format!("{id}-{}", village.id),
                    name: name(key, &[("name", &village.name)]),
                    township: village.township,
                    at: village.at,
                    node: 0,
                })
                .collect(),
            seats => {
                let seats = match seats {
                    TeamPlace::Seats(ids) => settled.townships_of(ids),
                    _ => (0..settled.townships.len()).collect(),
                };
                let seat =
                    |t: usize| at_seat(settled, picker, key, format!("{id}-{}", settled.townships[t].id), t);
                seats.into_iter().map(seat).collect()
            }
        };
        for place in places {
            let draw = Draw::new(settled.seed, crate::num::draw::id_key(&place.id), Process::Facilities);
            let size = team.size.0 + (draw.bits() % u64::from(team.size.1 - team.size.0 + 1)) as u32;
            bases.push(Base { place, kind: team.kind, size, boats: team.boats });
        }
    }
    place_namesakes(settled, &mut bases);
    bases
}

/// Teams of one name are told apart by the township where they stand.
fn place_namesakes(settled: Settled<'_>, bases: &mut [Base]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for base in bases.iter() {
        *seen.entry(base.place.name.zh.clone()).or_default() += 1;
    }
    for place in bases.iter_mut().map(|b| &mut b.place).filter(|p| seen[&p.name.zh] > 1) {
        let at = settled.bare(place.township);
        place.name = name("county-team-at", &[("name", &place.name), ("at", at)]);
    }
}

/// Put the facilities in order and tell namesakes apart, when all are known.
pub fn finish(sites: &mut Sites) {
    sites.facilities.sort_by_key(|f| f.kind);
    number_namesakes(sites.facilities.iter_mut().map(|f| &mut f.place));
}

/// Tell things of one name apart by numbers.
fn number_namesakes<'a>(places: impl Iterator<Item = &'a mut Place>) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for place in places {
        let count = seen.entry(place.name.zh.clone()).or_default();
        *count += 1;
        if *count > 1 {
            place.name =
                name("county-shelter-numbered", &[("name", &place.name), ("number", &number(*count))]);
        }
    }
}

fn team_key(kind: TeamKind) -> (&'static str, &'static str) {
    match kind {
        TeamKind::Fire => ("county-team-fire", "fire"),
        TeamKind::MilitiaCompany => ("county-team-militia-company", "militia-company"),
        TeamKind::PartTime => ("county-team-part-time", "part-time"),
        TeamKind::RegionalCentre => ("county-team-regional", "regional"),
        TeamKind::Township => ("county-team-township", "team"),
        TeamKind::TownshipMilitia => ("county-team-militia", "militia"),
        TeamKind::Medical => ("county-team-medical", "medical"),
        TeamKind::Experts => ("county-team-experts", "experts"),
        TeamKind::Volunteers => ("county-team-volunteers", "volunteers"),
        TeamKind::ForestFire => ("county-team-forest-fire", "forest-fire"),
        TeamKind::SemiForestFire => ("county-team-semi-forest-fire", "semi-forest-fire"),
        TeamKind::Village => ("county-team-village", "detachment"),
        TeamKind::MicroFire => ("county-team-micro-fire", "micro-fire"),
        TeamKind::Water => ("county-team-water", "water"),
        TeamKind::Hazmat => ("county-team-hazmat", "hazmat"),
        TeamKind::Mine => ("county-team-mine", "mine-rescue"),
        TeamKind::Works => ("county-team-works", "works"),
        TeamKind::CityRescue => ("county-team-city", "city-rescue"),
    }
}
