//! Facilities: shelters, stores, bases of teams, hospitals.

use super::{
    land::Land,
    names::{name, number},
    near::{box_mean, near8},
};
use crate::{
    county::{
        Base, Hospital, Place, Shelter, ShelterKind, Store, TeamKind, Tier, Township, Village,
        profile::{Profile, ShelterKindProfile, StoreProfile, TeamPlace},
    },
    num::{Draw, draw::Process},
    text::Name,
};
use std::collections::BTreeMap;

/// The facilities of a county; road nodes are filled in later.
pub struct Sites {
    pub shelters: Vec<Shelter>,
    pub stores: Vec<Store>,
    pub bases: Vec<Base>,
    pub hospitals: Vec<Hospital>,
}

/// Chooses cells for facilities, each cell once.
struct Picker<'a> {
    land: &'a Land,
    seed: u64,
    suitability: Vec<f32>,
    /// Height above the mean of the surroundings, m.
    standing_m: Vec<f32>,
    taken: Vec<bool>,
}

/// Place every facility.
pub fn place(
    seed: u64,
    land: &Land,
    profile: &Profile,
    townships: &[Township],
    villages: &[Village],
    suitability: Vec<f32>,
) -> Sites {
    let standing_m = standing_m(land);
    let taken = vec![false; land.spec.len()];
    let mut picker = Picker { land, seed, suitability, standing_m, taken };
    let seat = |t: usize| villages.iter().position(|v| v.township == t).unwrap_or(0);

    let mut shelters =
        picker.shelters_of(profile, &villages[seat(0)], 0, profile.facilities.shelters.county_town, true);
    for (t, township) in townships.iter().enumerate() {
        let mut own = Vec::new();
        for (village, count) in
            spread(&picker, villages, t, profile.facilities.shelters.per_township as usize)
        {
            own.extend(picker.shelters_of(profile, &villages[village], t, count, false));
        }
        for (k, shelter) in own.iter_mut().enumerate() {
            shelter.place.id = format!("shelter-{}-{:02}", township.id, k + 1);
        }
        shelters.extend(own);
    }
    number_namesakes(&mut shelters);
    let mut seat_place = |key: &str, id: String, t: usize| {
        let village = &villages[seat(t)];
        let cell = picker.pick(village, 900.0, 0.4);
        Place {
            id,
            name: name(key, &[("name", &bare(profile, t))]),
            township: t,
            at: land.spec.centre(cell),
            node: 0,
        }
    };
    let store = |place: Place, tier: Tier, data: &StoreProfile| {
        let mut stock = data.stock.clone();
        stock.sort();
        Store { place, tier, area_m2: data.area_m2, stock }
    };
    let mut stores = vec![store(
        seat_place("county-store-county", "store-county".into(), 0),
        Tier::County,
        &profile.facilities.county_store,
    )];
    for (t, township) in townships.iter().enumerate() {
        let place = seat_place("county-store-township", format!("store-{}", township.id), t);
        stores.push(store(place, Tier::Township, &profile.facilities.township_store));
    }
    let mut bases = Vec::new();
    for team in &profile.facilities.teams {
        let (key, id) = team_key(team.kind);
        let at: Vec<usize> = match &team.at {
            TeamPlace::EverySeat => (0..townships.len()).collect(),
            TeamPlace::Seat(id) => townships.iter().position(|t| t.id == *id).into_iter().collect(),
        };
        for t in at {
            let place = seat_place(key, format!("{id}-{}", townships[t].id), t);
            bases.push(Base { place, kind: team.kind, size: team.size, boats: team.boats });
        }
    }
    let hospitals = (0..townships.len())
        .map(|t| {
            let key = if t == 0 { "county-hospital" } else { "county-clinic" };
            Hospital { place: seat_place(key, format!("hospital-{}", townships[t].id), t), beds: 0 }
        })
        .collect();
    Sites { shelters, stores, bases, hospitals }
}

/// Tell shelters of one village and kind apart by numbers.
fn number_namesakes(shelters: &mut [Shelter]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for shelter in shelters {
        let count = seen.entry(shelter.place.name.zh.clone()).or_default();
        *count += 1;
        if *count > 1 {
            let places = [("name", &shelter.place.name), ("number", &number(*count))];
            shelter.place.name = name("county-shelter-numbered", &places);
        }
    }
}

fn bare(profile: &Profile, t: usize) -> Name {
    profile.people.townships[t].name.clone()
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
        TeamKind::CityRescue => ("county-team-city", "city-rescue"),
    }
}

/// Height of each cell above the mean of the cells within about 600 m.
fn standing_m(land: &Land) -> Vec<f32> {
    let spec = &land.spec;
    let reach = (600.0 / spec.cell_m).round().max(1.0) as usize;
    let around = box_mean(spec, |c| land.ground_m[c], reach);
    (0..spec.len()).map(|c| land.ground_m[c] - around[c]).collect()
}

/// Share out a township's shelters over its villages: again and again to the village that shortens the people's way
/// most, a village behind a dyke counting as a bad place. Returns (village, number of shelters).
fn spread(picker: &Picker<'_>, villages: &[Village], t: usize, count: usize) -> Vec<(usize, u32)> {
    let own: Vec<usize> = (0..villages.len()).filter(|v| villages[*v].township == t).collect();
    let dry: Vec<usize> = own.iter().copied().filter(|v| villages[*v].polder.is_none()).collect();
    let hosts = if dry.is_empty() { &own } else { &dry };
    let mut chosen: Vec<(usize, u32)> = Vec::new();
    for _ in 0..count {
        let burden = |host: usize| -> f64 {
            let sites = chosen.iter().map(|c| c.0).chain([host]);
            own.iter()
                .map(|v| {
                    let way = sites.clone().map(|s| villages[s].at.distance_m(villages[*v].at)).fold(f32::INFINITY, f32::min);
                    f64::from(villages[*v].people) * f64::from(way + 200.0)
                })
                .sum::<f64>()
                // Where no way gets shorter, higher ground decides.
                - f64::from(picker.standing_m[picker.land.spec.cell_at(villages[host].at)])
        };
        let free = |h: &&usize| chosen.iter().all(|c| c.0 != **h);
        let best = hosts.iter().filter(free).min_by(|a, b| burden(**a).total_cmp(&burden(**b)));
        match best {
            Some(&host) => chosen.push((host, 1)),
            // Fewer villages than shelters: the seat takes the rest.
            None => match chosen.first_mut() {
                Some(first) => first.1 += 1,
                None => break,
            },
        }
    }
    chosen
}

impl Picker<'_> {
    /// A free good cell near a village's centre; `high` says how many metres of way a metre of height is worth, in
    /// hundreds.
    fn pick(&mut self, village: &Village, reach_m: f32, high: f32) -> usize {
        let spec = self.land.spec;
        let centre = spec.cell_at(village.at);
        let (row, col) = spec.row_col(centre);
        let reach = (reach_m / spec.cell_m).ceil().clamp(4.0, 40.0) as usize;
        let mut best: Option<(f32, usize)> = None;
        for r in row.saturating_sub(reach)..(row + reach + 1).min(spec.rows) {
            for c in col.saturating_sub(reach)..(col + reach + 1).min(spec.cols) {
                let cell = spec.index(r, c);
                if self.taken[cell]
                    || self.suitability[cell] <= 0.0
                    || self.land.polder[cell] != village.polder
                {
                    continue;
                }
                let way = spec.centre(cell).distance_m(village.at);
                // The centre itself is the village's own road node.
                let cost = way + if cell == centre { 400.0 } else { 0.0 }
                    - 100.0 * high * self.standing_m[cell].clamp(-8.0, 8.0);
                if best.is_none_or(|(b, _)| cost < b) {
                    best = Some((cost, cell));
                }
            }
        }
        let cell = best.map_or(centre, |(_, cell)| cell);
        self.taken[cell] = true;
        cell
    }

    /// Shelters at one village or town.
    fn shelters_of(
        &mut self,
        profile: &Profile,
        village: &Village,
        t: usize,
        count: u32,
        town: bool,
    ) -> Vec<Shelter> {
        let mut out = Vec::new();
        for k in 0..count as usize {
            let reach_m = if town { 1_500.0 } else { 700.0 };
            let cell = self.pick(village, reach_m, 1.0);
            if town {
                // Sites of the town stand apart.
                for (_, n) in near8(&self.land.spec, cell) {
                    self.taken[n] = true;
                }
            }
            let draw = Draw::new(self.seed, cell as u64, Process::Facilities);
            let kind = draw_kind(&profile.facilities.shelters.kinds, draw.part(1).unit());
            let area = kind.map_or(2_000.0, |k| draw.part(2).range(k.area_m2.0, k.area_m2.1));
            let kind = kind.map_or(ShelterKind::Square, |k| k.kind);
            let id = format!("shelter-town-{:02}", k + 1);
            let key = match kind {
                ShelterKind::Park => "county-shelter-park",
                ShelterKind::Square => "county-shelter-square",
                ShelterKind::School => "county-shelter-school",
                ShelterKind::SportsHall => "county-shelter-sports",
            };
            let name = if town {
                name(
                    "county-shelter-town",
                    &[("name", &bare(profile, 0)), ("number", &number(k + 1)), ("kind", &name(key, &[]))],
                )
            } else {
                name("county-shelter-village", &[("name", &village.name), ("kind", &name(key, &[]))])
            };
            let place = Place { id, name, township: t, at: self.land.spec.centre(cell), node: 0 };
            let area_m2 = (area / 100.0).round() * 100.0;
            out.push(Shelter {
                place,
                kind,
                area_m2,
                equipment: equipment(draw, profile.facilities.shelters.complete_share),
            });
        }
        out
    }
}

fn draw_kind(kinds: &[ShelterKindProfile], unit: f32) -> Option<&ShelterKindProfile> {
    let total: f32 = kinds.iter().map(|k| k.weight).sum();
    let mut left = unit * total;
    kinds.iter().find(|k| {
        left -= k.weight;
        left < 0.0
    })
}

/// Which kinds of equipment a shelter has: all, or all but one to four.
fn equipment(draw: Draw, complete_share: f32) -> [bool; 12] {
    let mut has = [true; 12];
    if draw.part(3).unit() >= complete_share {
        let missing = 1 + (draw.part(4).bits() % 4);
        for k in 0..missing {
            has[(draw.part(5 + k).bits() % 12) as usize] = false;
        }
    }
    has
}
