//! Who lives in each village, in which hamlets and houses.

use super::{
    clusters::{self, Homes},
    land::Land,
    names::Namer,
    settle::BUILT_SHARE,
};
use crate::{
    county::{
        Ages, Hamlet, Houses, Township, Village,
        profile::{HouseShares, Profile, Rank},
    },
    num::{Draw, draw::Process, math::pow},
};

/// What villages are made from: where people can live and where they do.
pub struct Settling<'a> {
    pub seed: u64,
    pub land: &'a Land,
    pub profile: &'a Profile,
    /// Cells of the townships' seats and of all villages, in order of townships and each seat first.
    pub seats: &'a [usize],
    pub cells: &'a [usize],
    /// Township and fitness for building of every cell.
    pub territory: &'a [usize],
    pub suitability: &'a [f32],
}

/// Share out a whole number by weights: each part within one of its due, the sum exact.
pub fn share_out(total: u32, weights: impl IntoIterator<Item = f64>) -> Vec<u32> {
    let weights: Vec<f64> = weights.into_iter().collect();
    let sum: f64 = weights.iter().sum();
    let (mut due, mut given) = (0.0, 0u32);
    weights
        .iter()
        .map(|weight| {
            due += weight / sum.max(f64::MIN_POSITIVE);
            let upto = (f64::from(total) * due).round() as u32;
            let part = upto.min(total) - given;
            given += part;
            part
        })
        .collect()
}

/// The townships, and the villages grouped by township.
pub fn settle(settling: &Settling<'_>) -> (Vec<Township>, Vec<Village>) {
    let Settling { seed, land, profile, seats, cells, territory, .. } = *settling;
    let data = &profile.people;
    let mut namer = Namer::new(seed, profile);
    let townships: Vec<Township> = data
        .townships
        .iter()
        .zip(seats)
        .map(|(t, seat)| Township {
            id: t.id.clone(),
            name: namer.township(t),
            seat: land.spec.centre(*seat),
            node: 0,
            named_in_plan: t.named_in_plan,
        })
        .collect();
    let (sizes, rank) = sizes(settling);
    let per_cell = data.people_per_cell * land.spec.cell_area_m2() / 3_600.0;
    let mut homes = Homes::new(settling);
    // The largest first: towns grow, villages fit in between.
    let mut hamlet_cells: Vec<Vec<Vec<u32>>> = vec![Vec::new(); cells.len()];
    for &k in &rank {
        let count = (sizes[k] as f32 / per_cell).ceil().max(1.0) as usize;
        hamlet_cells[k] = homes.clusters(cells[k], count, seats.contains(&cells[k]));
    }
    let mut number = vec![0u32; townships.len()];
    let villages = cells
        .iter()
        .zip(hamlet_cells)
        .zip(sizes)
        .map(|((&cell, clusters), people)| {
            let t = territory[cell];
            number[t] += 1;
            let id = format!("{}-{:02}", townships[t].id, number[t]);
            let town = number[t] == 1;
            let name = match data.townships[t].rank {
                _ if town => namer.seat(&data.townships[t]),
                Rank::Street => namer.village(cell, land.rugged[cell] > 0.25, "county-community"),
                _ => namer.village(cell, land.rugged[cell] > 0.25, "county-village"),
            };
            let draw = |part| Draw::new(seed, cell as u64, Process::Settlements).part(part);
            let households = ((people as f32 / data.people_per_household).round() as u32).max(1);
            let ages = ages(people, profile, draw(5).range(0.85, 1.15), draw(6).range(0.85, 1.15), town);
            let need = people as f32 * data.need_help_share * draw(2).range(0.7, 1.3);
            let names = namer.hamlets(cell, clusters.len(), town);
            let livestock = data.livestock_share * draw(7).range(0.6, 1.4) * if town { 0.1 } else { 1.0 };
            Village {
                hamlets: hamlets(land, &id, people, households, &clusters, names),
                id,
                name,
                township: t,
                at: land.spec.centre(cell),
                node: 0,
                people,
                households,
                need_help: (need.round() as u32).min(ages.elderly),
                cells: clusters::sorted(&clusters),
                polder: land.polder[cell],
                value_yuan: f64::from(people)
                    * data.value_yuan_per_person
                    * f64::from(draw(3).range(0.8, 1.2)),
                ages,
                day_people: people,
                livestock_households: (households as f32 * livestock.min(1.0)).round() as u32,
                houses: houses(households, if town { &data.town_houses } else { &data.village_houses }),
            }
        })
        .collect();
    (townships, villages)
}

/// People of each village by the rank-size rule, size ∝ rank^−a (Zipf 1949), and the villages from the largest down:
/// county seat, townships' seats, then the others by chance.
fn sizes(settling: &Settling<'_>) -> (Vec<u32>, Vec<usize>) {
    let Settling { seed, land, profile, seats, cells, suitability, .. } = *settling;
    let data = &profile.people;
    let mut rank: Vec<usize> = (0..cells.len()).collect();
    rank.sort_by_key(|k| {
        let class = seats.iter().position(|s| *s == cells[*k]).map_or(2, |t| t.min(1));
        (class, Draw::new(seed, cells[*k] as u64, Process::Settlements).part(1).bits())
    });
    let usable = suitability.iter().filter(|s| **s > 0.0).count() as f32;
    let area_share = land.spec.cell_area_m2() / 3_600.0;
    let people = (data.people as f32 * (cells.len() as f32 / data.villages as f32).min(1.0))
        .min(BUILT_SHARE * usable * data.people_per_cell * area_share)
        .round() as u32;
    let weight = |r: usize| {
        pow(r as f64 + 1.0, -f64::from(data.rank_exponent))
            * if r == 0 { f64::from(data.primacy) } else { 1.0 }
    };
    let mut sizes = vec![0; cells.len()];
    for (&k, size) in rank.iter().zip(share_out(people, (0..cells.len()).map(weight))) {
        sizes[k] = size.max(20);
    }
    (sizes, rank)
}

/// People by age; old people are fewer in town.
/// What the table of a real county does not say of a village, by the profile's shares: ages, houses, one hamlet.
pub fn complete(village: &mut Village, profile: &Profile) {
    let people = village.people;
    if village.ages.children + village.ages.elderly == 0 {
        village.ages = ages(people, profile, 1.0, 1.0, false);
    }
    village.ages.adults = people.saturating_sub(village.ages.children + village.ages.elderly);
    if village.houses.total() == 0 {
        village.houses = houses(village.households, &profile.people.village_houses);
    }
    if village.day_people == 0 {
        village.day_people = people;
    }
    if village.hamlets.is_empty() {
        village.hamlets = vec![Hamlet {
            id: format!("{}-1", village.id),
            name: village.name.clone(),
            at: village.at,
            people,
            households: village.households,
            cells: village.cells.clone(),
        }];
    }
}

fn ages(people: u32, profile: &Profile, young: f32, old: f32, town: bool) -> Ages {
    let children = profile.people.children_share * young;
    let elderly = profile.people.elderly_share * old * if town { 0.8 } else { 1.0 };
    let parts = share_out(people, [children, 1.0 - children - elderly, elderly].map(f64::from));
    Ages { children: parts[0], adults: parts[1], elderly: parts[2] }
}

fn houses(households: u32, shares: &HouseShares) -> Houses {
    let share = |shares: &[f32; 4]| {
        let parts = share_out(households, shares.map(f64::from));
        [parts[0], parts[1], parts[2], parts[3]]
    };
    Houses { by_material: share(&shares.material), by_storeys: share(&shares.storeys) }
}

fn hamlets(
    land: &Land,
    village: &str,
    people: u32,
    households: u32,
    clusters: &[Vec<u32>],
    names: Vec<crate::text::Name>,
) -> Vec<Hamlet> {
    let weights = || clusters.iter().map(|c| c.len() as f64);
    let people = share_out(people, weights());
    let households = share_out(households, weights());
    clusters
        .iter()
        .zip(names)
        .enumerate()
        .map(|(k, (cells, name))| Hamlet {
            id: format!("{village}-{}", k + 1),
            name,
            at: land.spec.centre(cells[0] as usize),
            people: people[k],
            households: households[k],
            cells: clusters::sorted(std::slice::from_ref(cells)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::share_out;

    #[test]
    fn shares_add_up_and_are_within_one_of_their_due() {
        let weights = [0.3, 1.7, 0.0, 2.2, 5.1];
        for total in [0, 1, 7, 1000, 999_983] {
            let parts = share_out(total, weights);
            assert_eq!(parts.iter().sum::<u32>(), total);
            for (part, weight) in parts.iter().zip(weights) {
                assert!((f64::from(*part) - f64::from(total) * weight / 9.3).abs() <= 1.0);
            }
        }
    }
}
