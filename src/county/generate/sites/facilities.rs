//! Facilities that stand before the roads come: each where its kind belongs.

use super::{Settled, picker::Picker};
use crate::{
    county::{
        Facility, FacilityKind, Place, Tank,
        generate::{channels::Wet, names::name, near::distance_m},
        profile::{SiteAt, SiteProfile},
    },
    num::{Draw, Point, draw::Process, draw::id_key},
    text::Name,
};

/// Where one facility is to stand: township, what it is called after, the end of its id, the point to be near to, and
/// the village if it is a village's.
pub struct Spot<'a> {
    pub township: usize,
    pub after: &'a Name,
    pub suffix: String,
    pub near: Point,
    pub village: Option<usize>,
}

/// How far from each other facilities of a kind that are spread over the county stand, m, in a county 31 km across.
const APART_M: f32 = 5_000.0;

/// Place every facility that needs neither roads nor woods to find its place.
pub fn place(settled: Settled<'_>, picker: &mut Picker<'_>) -> Vec<Facility> {
    let mut all: Vec<Facility> = Vec::new();
    let water_m =
        distance_m(&settled.land.spec, |c| matches!(settled.land.channels.wet[c], Wet::Stream | Wet::Main));
    for site in settled.profile.facilities.sites.iter().filter(|s| !waits(s.kind)) {
        let spots = spots(settled, site, &all);
        let cells = match site.at {
            SiteAt::County(count) => over_county(settled, picker, site.kind, count as usize, &all),
            _ => spots.iter().map(|spot| cell_for(settled, picker, site.kind, spot, &water_m)).collect(),
        };
        if let SiteAt::County(_) = site.at {
            for (k, cell) in cells.into_iter().enumerate() {
                let township = settled.territory[cell];
                let spot = Spot {
                    township,
                    after: settled.bare(township),
                    suffix: format!("{:02}", k + 1),
                    near: settled.land.spec.centre(cell),
                    village: None,
                };
                all.push(facility(settled, site, &spot, cell));
            }
        } else {
            for (spot, cell) in spots.iter().zip(cells) {
                all.push(facility(settled, site, spot, cell));
            }
        }
    }
    all
}

/// Whether a kind finds its place only beside roads or in woods.
fn waits(kind: FacilityKind) -> bool {
    use FacilityKind::*;
    matches!(kind, FillingStation | Underpass | LookoutTower | FirePond | FireBreak | SlopeGauge | Temple)
}

/// The spots that a profile asks for.
pub fn spots<'a>(settled: Settled<'a>, site: &SiteProfile, built: &[Facility]) -> Vec<Spot<'a>> {
    let seat = |t: usize, suffix: String| Spot {
        township: t,
        after: settled.bare(t),
        suffix,
        near: settled.townships[t].seat,
        village: None,
    };
    let village = |v: usize| {
        let village = &settled.villages[v];
        Spot {
            township: village.township,
            after: &village.name,
            suffix: village.id.clone(),
            near: village.at,
            village: Some(v),
        }
    };
    let townships = 0..settled.townships.len();
    match &site.at {
        SiteAt::Seats(ids) => {
            settled.townships_of(ids).into_iter().map(|t| seat(t, settled.townships[t].id.clone())).collect()
        }
        SiteAt::EverySeat => townships.map(|t| seat(t, settled.townships[t].id.clone())).collect(),
        SiteAt::Town(count) => (0..*count).map(|k| seat(0, format!("town-{:02}", k + 1))).collect(),
        SiteAt::EveryVillage => (0..settled.villages.len()).map(village).collect(),
        SiteAt::Villages(count) => {
            townships.flat_map(|t| settled.largest(t, *count as usize)).map(village).collect()
        }
        SiteAt::Park(park, count) => {
            let mut parks = built.iter().filter(|f| f.kind == FacilityKind::IndustrialPark);
            let park = parks.nth(*park as usize).map(|f| (f.place.township, f.place.at));
            let (township, near) = park.unwrap_or((0, settled.townships[0].seat));
            (0..*count).map(|k| Spot { near, ..seat(township, format!("{:02}", k + 1)) }).collect()
        }
        SiteAt::County(_) => Vec::new(),
        SiteAt::MainRiver(share) => {
            let river = settled.land.rivers.iter().find(|r| r.main);
            let spot = river.and_then(|r| {
                let cell = *r.cells.get((share * r.cells.len() as f32) as usize)? as usize;
                Some(Spot {
                    near: settled.land.spec.centre(cell),
                    ..seat(settled.territory[cell], "01".into())
                })
            });
            spot.into_iter().collect()
        }
    }
}

/// Make the facility of a profile at a cell.
pub fn facility(settled: Settled<'_>, site: &SiteProfile, spot: &Spot<'_>, cell: usize) -> Facility {
    let id = format!("{}-{}", site.id, spot.suffix);
    let draw = Draw::new(settled.seed, id_key(&id), Process::Facilities);
    let tanks: Vec<Tank> = site
        .tanks
        .iter()
        .flat_map(|&(substance, capacity_t, count)| (0..count).map(move |_| (substance, capacity_t)))
        .zip(0u64..)
        .map(|((substance, capacity_t), k)| Tank {
            substance,
            capacity_t,
            held_t: (capacity_t * draw.part(10 + k).range(0.5, 0.85) * 10.0).round() / 10.0,
            // A bund of 1 m holds what the tank holds, and a tenth more.
            bund_m2: substance.density_t_m3().map_or(0.0, |density| (1.1 * capacity_t / density).ceil()),
        })
        .collect();
    let stored: f32 = tanks.iter().map(|t| t.capacity_t).sum();
    let drawn = draw.part(1).range(site.size.0, site.size.1).round();
    let workers =
        site.workers.0 + (draw.part(2).bits() % u64::from(site.workers.1 - site.workers.0 + 1)) as u32;
    // Schools count their pupils when it is known who comes.
    let size = match site.kind {
        FacilityKind::School => 0.0,
        _ if stored > 0.0 && site.kind.unit() == "county-unit-tonnes" => stored,
        _ => drawn,
    };
    Facility {
        place: Place {
            name: site.name.clone().unwrap_or_else(|| name(site.kind.key(), &[("name", spot.after)])),
            id,
            township: spot.township,
            at: settled.land.spec.centre(cell),
            node: 0,
        },
        kind: site.kind,
        size,
        day_people: workers,
        tanks,
        line: Vec::new(),
        source: site.source.clone(),
    }
}

/// The best cell for a kind near a spot.
fn cell_for(
    settled: Settled<'_>,
    picker: &mut Picker<'_>,
    kind: FacilityKind,
    spot: &Spot<'_>,
    water_m: &[f32],
) -> usize {
    use FacilityKind::*;
    let spec = settled.land.spec;
    let village = spot.village.map_or_else(|| settled.seat(spot.township), |v| &settled.villages[v]);
    let dry = |p: &Picker<'_>, c: usize| p.suitability[c] > 0.0 && p.land.polder[c].is_none();
    let way = |c: usize| spec.centre(c).distance_m(spot.near);
    let found = match kind {
        // With the village's own wires and walls.
        Loudspeaker => return spec.cell_at(village.at),
        IndustrialPark => picker.near(spot.near, 5_000.0, |p, c| {
            let off = (way(c) - 2_000.0).abs() / 1_000.0 + (water_m[c] - 500.0).max(0.0) / 2_000.0;
            (dry(p, c) && p.home_m[c] > 400.0).then(|| 4.0 * p.suitability[c] - off)
        }),
        ChemicalWorks | Works | Warehouse => picker.near(spot.near, 2_000.0, |p, c| {
            (dry(p, c) && p.home_m[c] >= 150.0).then(|| 500.0 * p.suitability[c] - way(c))
        }),
        GasStore | FireworksStore => picker.near(spot.near, 3_500.0, |p, c| {
            (dry(p, c) && p.home_m[c] > 300.0).then(|| -(way(c) - 1_200.0).abs())
        }),
        WaterWorks => picker.near(spot.near, 3_000.0, |p, c| dry(p, c).then(|| -water_m[c] - 0.3 * way(c))),
        BaseStation => picker.near(spot.near, 900.0, |p, c| {
            let firm = p.land.channels.wet[c] == Wet::Land && !p.land.dams[c];
            firm.then(|| p.standing_m[c] - 0.02 * way(c))
        }),
        _ => None,
    };
    found.unwrap_or_else(|| picker.pick(village, 1_500.0, 0.4))
}

/// The best cells of the county for a kind that belongs to the land and not to a place.
fn over_county(
    settled: Settled<'_>,
    picker: &mut Picker<'_>,
    kind: FacilityKind,
    count: usize,
    built: &[Facility],
) -> Vec<usize> {
    let land = settled.land;
    let spec = &land.spec;
    let chance =
        |c: usize, part: u64| Draw::new(settled.seed, c as u64, Process::Facilities).part(part).unit();
    let mines: Vec<Point> = built
        .iter()
        .filter(|f| matches!(f.kind, FacilityKind::Mine | FacilityKind::CoalMine))
        .map(|f| f.place.at)
        .collect();
    let firm = |p: &Picker<'_>, c: usize| {
        p.land.channels.wet[c] == Wet::Land && !p.land.dams[c] && p.land.polder[c].is_none()
    };
    let apart = APART_M * land.scale;
    let strict = match kind {
        FacilityKind::Mine | FacilityKind::CoalMine => picker.over(count, apart, |p, c| {
            let hillside = (0.08..0.5).contains(&spec.slope(&land.ground_m, c));
            let near = (250.0..2_500.0).contains(&p.home_m[c]);
            (firm(p, c) && hillside && near).then(|| land.rugged[c] + 0.5 * chance(c, 20))
        }),
        // The head of a valley, below a mine if there is one, and above people as such ponds are.
        FacilityKind::TailingsPond => picker.over(count, 0.5 * apart, |p, c| {
            let head = (0.08e6..0.8e6).contains(&land.channels.area_m2[c]);
            let p_at = spec.centre(c);
            let mine_m = mines.iter().map(|m| m.distance_m(p_at)).fold(20_000.0, f32::min);
            let near = (150.0..2_500.0).contains(&p.home_m[c]);
            (firm(p, c) && head && near).then(|| land.rugged[c] - mine_m / 3_000.0)
        }),
        _ => picker
            .over(count, apart, |p, c| (p.suitability[c] > 0.0).then(|| p.suitability[c] + chance(c, 21))),
    };
    if strict.len() == count {
        return strict;
    }
    let left = count - strict.len();
    // No such land in this county: what is fit to build on has to do.
    let rest =
        picker.over(left, apart, |p, c| (p.suitability[c] > 0.0).then(|| land.rugged[c] + chance(c, 22)));
    strict.into_iter().chain(rest).collect()
}
