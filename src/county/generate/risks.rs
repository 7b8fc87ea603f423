//! The risk register (隐患点台账): where harm is likely to come from, found by models and distances. A few spots are left
//! out of the county's own list on purpose, as in every such list.

mod fire;
mod slopes;
mod water;

use super::{
    names::{name, number},
    network::NearestNode,
    sites::Settled,
};
use crate::{
    county::{
        Cover, Dyke, Facility, Grade, RiskKind, RiskSpot, RoadNet, Soil,
        ground::GroundTables,
        stability::{SOAKED, SoilColumn},
    },
    num::{Draw, draw::Process, draw::id_key},
    text::Name,
};
use std::collections::BTreeMap;

/// Share of spots that the county does not know of, and the kinds it can overlook: dykes and works are known.
const UNKNOWN_SHARE: f32 = 0.12;
/// A site is a major hazard source from this sum of quantities over thresholds on (GB 18218-2018, 4.2).
const MAJOR: f32 = 1.0;
/// People within this distance of a major hazard source count as threatened, m (an assumption).
const MAJOR_REACH_M: f32 = 1_000.0;
/// Most road sections of the register, and their least length, m.
const MOST_SECTIONS: usize = 40;
const SECTION_M: f32 = 180.0;

/// What covers the land, and the soil under it.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    pub cover: &'a [Cover],
    pub soil: &'a [Soil],
    pub soil_depth_m: &'a [f32],
}

/// A spot before it has a name: kind, place, cells, people, what it is called after, lowest factor of safety.
struct Found {
    kind: RiskKind,
    at: usize,
    cells: Vec<u32>,
    people: u32,
    after: Name,
    safety: Option<f32>,
}

/// Where homes stand: for each cell the village and the people of one of its cells.
struct Homes {
    village: Vec<Option<u32>>,
    people: Vec<f32>,
}

impl Homes {
    fn new(settled: Settled<'_>) -> Self {
        let mut village = vec![None; settled.land.spec.len()];
        let mut people = vec![0.0; settled.villages.len()];
        for (v, data) in settled.villages.iter().enumerate() {
            data.cells.iter().for_each(|c| village[*c as usize] = Some(v as u32));
            people[v] = data.people as f32 / data.cells.len().max(1) as f32;
        }
        Self { village, people }
    }

    /// People at home in these cells.
    fn count(&self, cells: impl IntoIterator<Item = usize>) -> u32 {
        let people = |c: usize| self.village[c].map_or(0.0, |v| self.people[v as usize]);
        cells.into_iter().map(people).sum::<f32>().round() as u32
    }
}

/// Factor of safety of each cell when soaked.
fn safety(settled: Settled<'_>, ground: &Ground<'_>) -> Vec<f32> {
    use rayon::prelude::*;
    let tables = GroundTables::built_in();
    let land = settled.land;
    (0..land.spec.len())
        .into_par_iter()
        .map(|c| {
            let steep = land.spec.slope(&land.ground_m, c);
            let (soil, cover) = (tables.soil(ground.soil[c]), tables.cover(ground.cover[c]));
            SoilColumn::new(soil, cover, steep, ground.soil_depth_m[c]).safety_wet(SOAKED)
        })
        .collect()
}

/// All spots, by kind and township, those with the most people first.
pub fn register(
    settled: Settled<'_>,
    ground: &Ground<'_>,
    net: &RoadNet,
    dykes: &[Dyke],
    facilities: &[Facility],
) -> Vec<RiskSpot> {
    let homes = Homes::new(settled);
    let safety = safety(settled, ground);
    let nearest = NearestNode::new(&settled.land.spec, net);
    let mut found = slopes::slopes(settled, &safety, &homes, net);
    found.extend(slopes::gullies(settled, &safety, &homes));
    found.extend(water::brooks(settled, &homes));
    found.extend(water::dykes(settled, dykes));
    found.extend(fire::stands(settled, ground, &homes));
    found.extend(major(settled, &homes, facilities));
    found.extend(sections(net));
    let mut numbers: BTreeMap<(RiskKind, usize), usize> = BTreeMap::new();
    let mut spots: Vec<RiskSpot> = found
        .into_iter()
        .map(|f| {
            let township = settled.territory[f.at];
            let n = numbers.entry((f.kind, township)).or_default();
            *n += 1;
            let (key, prefix) = keys(f.kind);
            let id = format!("{prefix}-{}-{:02}", settled.townships[township].id, n);
            let known = matches!(f.kind, RiskKind::Dyke | RiskKind::MajorHazard);
            let chance = Draw::new(settled.seed, id_key(&id), Process::Facilities).part(40).unit();
            RiskSpot {
                id,
                name: name(key, &[("name", &f.after), ("number", &number(*n))]),
                kind: f.kind,
                township,
                at: settled.land.spec.centre(f.at),
                node: nearest.of(settled.land.spec.centre(f.at)),
                cells: f.cells,
                people: f.people,
                grade: Grade::of(f.people),
                safety: f.safety,
                listed: known || chance >= UNKNOWN_SHARE,
            }
        })
        .collect();
    hide_some(&mut spots);
    spots
}

/// Where chance left no gap in a list of slopes that is long enough to have one, its last gets lost.
fn hide_some(spots: &mut [RiskSpot]) {
    let slopes = || spots.iter().filter(|s| s.kind == RiskKind::Slope);
    if slopes().count() >= 6
        && slopes().all(|s| s.listed)
        && let Some(last) = spots.iter_mut().rfind(|s| s.kind == RiskKind::Slope)
    {
        last.listed = false;
    }
}

/// Works whose dangerous substances pass the threshold.
fn major(settled: Settled<'_>, homes: &Homes, facilities: &[Facility]) -> Vec<Found> {
    let spec = &settled.land.spec;
    let sources = facilities
        .iter()
        .filter(|f| f.tanks.iter().map(|t| t.capacity_t / t.substance.threshold_t()).sum::<f32>() >= MAJOR);
    sources
        .map(|f| {
            let at = spec.cell_at(f.place.at);
            let reach = |c: &u32| spec.centre(*c as usize).distance_m(f.place.at) <= MAJOR_REACH_M;
            let near = settled.villages.iter().flat_map(|v| &v.cells).copied().filter(reach);
            Found {
                kind: RiskKind::MajorHazard,
                at,
                people: homes.count(near.map(|c| c as usize)) + f.day_people,
                cells: vec![at as u32],
                after: f.place.name.clone(),
                safety: None,
            }
        })
        .collect()
}

/// The longest dangerous sections of county and township roads.
fn sections(net: &RoadNet) -> Vec<Found> {
    let mut longest: Vec<_> = net
        .sections
        .iter()
        .filter(|s| s.length_m >= SECTION_M && net.roads[s.road].class != crate::county::RoadClass::Village)
        .collect();
    longest.sort_by(|a, b| b.length_m.total_cmp(&a.length_m));
    longest.truncate(MOST_SECTIONS);
    let found = |s: &&crate::county::RiskSection| Found {
        kind: RiskKind::RoadSection,
        at: s.cells[s.cells.len() / 2] as usize,
        cells: s.cells.clone(),
        people: 0,
        after: net.roads[s.road].name.clone(),
        safety: None,
    };
    longest.iter().map(found).collect()
}

/// Message key and beginning of the id.
fn keys(kind: RiskKind) -> (&'static str, &'static str) {
    match kind {
        RiskKind::Slope => ("county-risk-slope", "slope"),
        RiskKind::Gully => ("county-risk-gully", "gully"),
        RiskKind::FlashFlood => ("county-risk-flash", "flash"),
        RiskKind::Dyke => ("county-risk-dyke", "weak"),
        RiskKind::FireStand => ("county-risk-fire", "stand"),
        RiskKind::MajorHazard => ("county-risk-major", "major"),
        RiskKind::RoadSection => ("county-risk-road", "section"),
    }
}
