//! A county on real ground: what the pack gives is used, the rest is generated there.

use super::{
    cell::bare,
    grids::{Extra, Ground},
    manifest::Manifest,
    people,
    report::Report,
    tables::Tables,
};
use crate::{
    county::{
        County, CountyParams, Cover, Id, Place, Profile, Township,
        generate::{GivenGround, generate_on},
        profile::{Rank, SiteAt, TeamPlace, TownshipProfile},
    },
    data::{Fault, Msg},
    num::{GridSpec, Point},
    text::Name,
};

/// Bed of a given river below its banks, m, where it is pressed into the ground before drainage is worked out.
const BURN_M: f32 = 3.0;

/// A lake on the edge is water of at least this share of the county, level within so many metres.
const LAKE_SHARE: f64 = 0.004;
const LAKE_RANGE_M: f32 = 2.0;

/// Make the county; `None` with a fault where the ground does not allow one.
pub fn county(
    manifest: &Manifest,
    ground: Ground,
    tables: Tables,
    extra: Extra,
    report: &mut Report,
) -> Option<County> {
    let spec = ground.frame.spec;
    // The manifest's profile is checked when it is read.
    let mut profile = Profile::named(&manifest.profile)?.ok()?;
    profile.people.name = manifest.name.clone();
    let towns = towns(&tables);
    settle(&mut profile, &tables, &towns, &spec);
    let params =
        CountyParams { seed: manifest.seed, rows: spec.rows, cols: spec.cols, cell_m: spec.cell_m, profile };
    let given = given_ground(&ground, &tables, &extra);
    let mut county = match generate_on(&params, given) {
        Ok(county) => county,
        Err(error) => {
            report.fault(Fault::file("dem", Msg::new("pack-no-county").with("why", error)));
            return None;
        }
    };
    county.name = manifest.name.clone();
    county.generated = tables.missing(&extra);
    for stem in ["reservoirs", "dykes", "polders", "gauges", "nodes"] {
        if let Some(table) = tables.texts.get(stem) {
            report.warn(Fault::file(&table.file, Msg::new("pack-not-used")));
        }
    }
    let cover_given = extra.cover.is_some();
    use_cover(&mut county, extra.cover);
    name_rivers(&mut county, &tables, report);
    people::settle_in(&mut county, &params.profile, towns, tables, cover_given, report);
    Some(county)
}

/// Generate the sites of an exported county whose tables are missing.
pub fn fill_sites(county: &mut County, manifest: &Manifest) {
    let lacks = |county: &County, stem: &str| county.generated.iter().any(|g| g == stem);
    let fill = [
        county.shelters.is_empty() && lacks(county, "shelters"),
        county.stores.is_empty() && lacks(county, "stores"),
        county.bases.is_empty() && lacks(county, "teams"),
        county.hospitals.is_empty() && lacks(county, "hospitals"),
        county.facilities.is_empty() && lacks(county, "facilities"),
        county.risks.is_empty() && lacks(county, "risks"),
    ];
    let Some(Ok(mut profile)) = Profile::named(&manifest.profile).filter(|_| fill.contains(&true)) else {
        return;
    };
    let spec = county.spec;
    profile.people.name = county.name.clone();
    settle(&mut profile, &Tables::default(), &county.townships, &spec);
    let params =
        CountyParams { seed: county.seed, rows: spec.rows, cols: spec.cols, cell_m: spec.cell_m, profile };
    let mut lake = vec![false; spec.len()];
    county.fixed_level.iter().for_each(|c| lake[*c as usize] = true);
    let level =
        county.fixed_level.first().map(|c| county.ground_m[*c as usize] + county.base_depth_m[*c as usize]);
    let ground = GivenGround { ground_m: county.ground_m.clone(), lake, lake_level_m: level, entry: None };
    // Ground that takes no county of its own keeps its tables empty, as they are.
    let Ok(made) = generate_on(&params, ground) else { return };
    let seats: Vec<Point> = county.townships.iter().map(|t| t.seat).collect();
    let nodes = &county.roads.nodes;
    let land = |place: &mut Place| {
        place.township = place.at.nearest(seats.iter().copied()).unwrap_or_default();
        place.node = place.at.nearest(nodes.iter().copied()).unwrap_or_default();
    };
    if fill[0] {
        county.shelters = made.shelters;
        county.shelters.iter_mut().for_each(|s| land(&mut s.place));
    }
    if fill[1] {
        county.stores = made.stores;
        county.stores.iter_mut().for_each(|s| land(&mut s.place));
    }
    if fill[2] {
        county.bases = made.bases;
        county.bases.iter_mut().for_each(|b| land(&mut b.place));
    }
    if fill[3] {
        county.hospitals = made.hospitals;
        county.hospitals.iter_mut().for_each(|h| land(&mut h.place));
    }
    if fill[4] {
        county.facilities = made.facilities;
        county.facilities.iter_mut().for_each(|f| land(&mut f.place));
    }
    if fill[5] {
        county.risks = made.risks;
        for risk in &mut county.risks {
            risk.township = risk.at.nearest(seats.iter().copied()).unwrap_or_default();
            risk.node = risk.at.nearest(nodes.iter().copied()).unwrap_or_default();
        }
    }
    people::tell_apart(county);
}

/// The townships given, or those that villages name: the most peopled village is then the seat, and the most peopled
/// township holds the county seat.
fn towns(tables: &Tables) -> Vec<Township> {
    if let Some(townships) = &tables.townships {
        return townships.iter().map(|read| read.item.clone()).collect();
    }
    let mut towns: Vec<(u64, Township)> = tables.named.iter().map(|town| (0, town.clone())).collect();
    let mut most = vec![0; towns.len()];
    for village in tables.villages.iter().flatten().map(|read| &read.item) {
        let Some((sum, town)) = towns.get_mut(village.township) else { continue };
        *sum += u64::from(village.people);
        if village.people >= most[village.township] {
            (most[village.township], town.seat) = (village.people, village.at);
        }
    }
    towns.into_iter().map(|(_, town)| town).collect()
}

/// Bring the profile's numbers and names into line with the tables.
fn settle(profile: &mut Profile, tables: &Tables, towns: &[Township], spec: &GridSpec) {
    // A single seat would be joined by no road: then the profile's own townships shape the land.
    if towns.len() > 1 {
        profile.people.townships = towns
            .iter()
            .map(|town| TownshipProfile {
                id: town.id.clone(),
                name: Name::new(bare(&town.name.zh), town.name.en.clone()),
                rank: match town.name.zh.chars().last() {
                    Some('乡') => Rank::Township,
                    Some('处' | '道') => Rank::Office,
                    _ => Rank::Town,
                },
                named_in_plan: town.named_in_plan,
                east: (town.seat.x_m / spec.width_m()).clamp(0.02, 0.98),
                south: (town.seat.y_m / spec.height_m()).clamp(0.02, 0.98),
            })
            .collect();
        // What the profile puts at townships that this county does not have stands at as many of its own.
        let stay = |ids: &mut Vec<Id>| {
            let wanted = ids.len();
            ids.retain(|id| towns.iter().any(|town| town.id == *id));
            for town in towns {
                if ids.len() < wanted && !ids.contains(&town.id) {
                    ids.push(town.id.clone());
                }
            }
        };
        for team in &mut profile.facilities.teams {
            if let TeamPlace::Seats(ids) = &mut team.at {
                stay(ids);
            }
        }
        for site in &mut profile.facilities.sites {
            if let SiteAt::Seats(ids) = &mut site.at {
                stay(ids);
            }
        }
    }
    if let Some(villages) = &tables.villages {
        profile.people.villages = villages.len().max(1) as u32;
        profile.people.people = villages.iter().fold(0u32, |sum, v| sum.saturating_add(v.item.people)).max(1);
    }
}

/// The ground with given rivers pressed in, and the lake on its edge that the land cover shows.
fn given_ground(ground: &Ground, tables: &Tables, extra: &Extra) -> GivenGround {
    let spec = ground.frame.spec;
    let mut ground_m = ground.ground_m.clone();
    let mut entry = None;
    for river in tables.rivers.iter().flatten() {
        let cells = course(&spec, &river.shape);
        for cell in &cells {
            ground_m[*cell] = ground.ground_m[*cell] - BURN_M;
        }
        if river.item.main && river.item.enters {
            entry = cells.first().map(|cell| edge_cell(&spec, *cell) as u32);
        }
    }
    let (lake, lake_level_m) = match &extra.cover {
        Some(cover) => lake(&spec, cover, &ground.ground_m),
        None => (vec![false; spec.len()], None),
    };
    GivenGround { ground_m, lake, lake_level_m, entry }
}

/// The edge cell nearest to a cell.
fn edge_cell(spec: &GridSpec, cell: usize) -> usize {
    let (row, col) = spec.row_col(cell);
    let ends = [(0, col), (spec.rows - 1, col), (row, 0), (row, spec.cols - 1)];
    let far = |(r, c): &(usize, usize)| row.abs_diff(*r) + col.abs_diff(*c);
    ends.iter().min_by_key(|end| far(end)).map_or(cell, |(r, c)| spec.index(*r, *c))
}

/// Cells of a line inside the county, in order, each once after the other.
fn course(spec: &GridSpec, line: &[Point]) -> Vec<usize> {
    let holds = |p: Point| (0.0..spec.width_m()).contains(&p.x_m) && (0.0..spec.height_m()).contains(&p.y_m);
    let mut cells = Vec::new();
    for pair in line.windows(2) {
        // A segment far outside is not walked.
        let steps = (pair[0].distance_m(pair[1]) / (0.4 * spec.cell_m)).ceil().clamp(1.0, 20_000.0) as usize;
        for k in 0..=steps {
            let p = pair[0].lerp(pair[1], k as f32 / steps as f32);
            let cell = spec.cell_at(p);
            if holds(p) && cells.last() != Some(&cell) {
                cells.push(cell);
            }
        }
    }
    cells
}

/// Water of the land cover that reaches the edge, is level and large: a lake whose level stays.
fn lake(spec: &GridSpec, cover: &[Option<Cover>], ground_m: &[f32]) -> (Vec<bool>, Option<f32>) {
    use crate::county::generate::near::{near4, on_edge};
    let wet = |c: usize| cover[c] == Some(Cover::Water);
    let mut lake = vec![false; spec.len()];
    let mut seen = vec![false; spec.len()];
    let mut levels: Vec<f32> = Vec::new();
    for start in (0..spec.len()).filter(|c| on_edge(spec, *c) && wet(*c)) {
        if seen[start] {
            continue;
        }
        let (mut patch, mut next) = (vec![start], 0);
        seen[start] = true;
        while let Some(cell) = patch.get(next).copied() {
            next += 1;
            for (_, n) in near4(spec, cell) {
                if wet(n) && !seen[n] {
                    seen[n] = true;
                    patch.push(n);
                }
            }
        }
        let mut heights: Vec<f32> = patch.iter().map(|c| ground_m[*c]).collect();
        heights.sort_by(f32::total_cmp);
        let at = |share: f64| heights[((heights.len() - 1) as f64 * share) as usize];
        if patch.len() as f64 >= LAKE_SHARE * spec.len() as f64 && at(0.95) - at(0.05) <= LAKE_RANGE_M {
            patch.iter().for_each(|c| lake[*c] = true);
            levels.push(at(0.5));
        }
    }
    (lake, levels.into_iter().min_by(f32::total_cmp))
}

fn use_cover(county: &mut County, given: Option<Vec<Option<Cover>>>) {
    for (cell, cover) in given.into_iter().flatten().enumerate() {
        // Water runs where the ground lets it: the generated channels stay wet, whatever the land cover shows.
        if let Some(cover) = cover.filter(|_| county.base_depth_m[cell] <= 0.0) {
            county.cover[cell] = cover;
        }
    }
}

/// Give the names of the pack's rivers to the water courses that run along them.
fn name_rivers(county: &mut County, tables: &Tables, report: &mut Report) {
    let spec = county.spec;
    let mut taken = vec![false; county.rivers.len()];
    for read in tables.rivers.iter().flatten() {
        let cells: std::collections::BTreeSet<usize> = course(&spec, &read.shape)
            .into_iter()
            .flat_map(|cell| crate::county::generate::near::near8(&spec, cell).map(|(_, n)| n).chain([cell]))
            .collect();
        let shared =
            |k: usize| county.rivers[k].cells.iter().filter(|c| cells.contains(&(**c as usize))).count();
        let best = (0..county.rivers.len())
            .filter(|k| !taken[*k])
            .max_by_key(|k| (shared(*k), std::cmp::Reverse(*k)));
        match best.filter(|k| shared(*k) * 3 >= cells.len() / 3) {
            Some(k) => {
                taken[k] = true;
                county.rivers[k].name = read.item.name.clone();
                county.rivers[k].id.clone_from(&read.item.id);
            }
            None => {
                if let Some((table, row)) = tables.row("rivers", read.row) {
                    let message = Msg::new("pack-river-lost").with("name", &read.item.name.zh);
                    report.warn(table.fault(row, None, message));
                }
            }
        }
    }
    // An id that a generated river has by chance must not stand twice.
    let mut ids = std::collections::BTreeSet::new();
    for (k, river) in county.rivers.iter_mut().enumerate() {
        if !ids.insert(river.id.clone()) {
            river.id = format!("{}-{k}", river.id);
            ids.insert(river.id.clone());
        }
    }
}
