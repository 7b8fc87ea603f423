//! Emergency shelters.

use super::picker::Picker;
use crate::{
    county::{
        Place, Shelter, ShelterKind, Township, Village,
        generate::{
            names::{name, number},
            near::near8,
        },
        profile::{Profile, ShelterKindProfile},
    },
    num::{Draw, draw::Process},
};

/// All shelters: those of the county town, then those of each township.
pub fn place(
    picker: &mut Picker<'_>,
    profile: &Profile,
    townships: &[Township],
    villages: &[Village],
) -> Vec<Shelter> {
    let data = &profile.facilities.shelters;
    let town = villages.iter().find(|v| v.township == 0);
    let mut shelters =
        town.map(|town| at_village(picker, profile, town, 0, data.county_town, true)).unwrap_or_default();
    let in_town = shelters.len();
    for (t, township) in townships.iter().enumerate() {
        let mut own = Vec::new();
        for (village, count) in spread(picker, villages, t, data.per_township as usize) {
            own.extend(at_village(picker, profile, &villages[village], t, count, false));
        }
        for (k, shelter) in own.iter_mut().enumerate() {
            shelter.place.id = format!("shelter-{}-{:02}", township.id, k + 1);
        }
        shelters.extend(own);
    }
    if let Some(total_m2) = data.townships_area_m2 {
        fit_area(&mut shelters[in_town..], total_m2);
    }
    shelters
}

/// Scale areas to a known total, each a whole number of 100 m² but for the last.
fn fit_area(shelters: &mut [Shelter], total_m2: f32) {
    let sum: f32 = shelters.iter().map(|s| s.area_m2).sum();
    let mut left = total_m2;
    for shelter in shelters.iter_mut() {
        shelter.area_m2 = (shelter.area_m2 * total_m2 / sum.max(1.0) / 100.0).round() * 100.0;
        left -= shelter.area_m2;
    }
    if let Some(last) = shelters.last_mut() {
        last.area_m2 += left;
    }
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

/// Shelters at one village or town.
fn at_village(
    picker: &mut Picker<'_>,
    profile: &Profile,
    village: &Village,
    t: usize,
    count: u32,
    town: bool,
) -> Vec<Shelter> {
    let mut out = Vec::new();
    for k in 0..count as usize {
        let reach_m = if town { 1_500.0 } else { 700.0 };
        let cell = picker.pick(village, reach_m, 1.0);
        if town {
            // Sites of the town stand apart.
            for (_, n) in near8(&picker.land.spec, cell) {
                picker.taken[n] = true;
            }
        }
        let draw = Draw::new(picker.seed, cell as u64, Process::Facilities);
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
                &[("name", &profile.people.name), ("number", &number(k + 1)), ("kind", &name(key, &[]))],
            )
        } else {
            name("county-shelter-village", &[("name", &village.name), ("kind", &name(key, &[]))])
        };
        let place = Place { id, name, township: t, at: picker.land.spec.centre(cell), node: 0 };
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
