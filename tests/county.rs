//! What a generated county must hold, over several seeds and sizes.

use sandtable::county::{
    Base, County, CountyError, CountyParams, RoadClass, Side, TeamKind, Tier, export, generate, picture,
};
use std::collections::{BTreeMap, BTreeSet};

fn make(seed: u64, size: usize) -> County {
    generate(&CountyParams::yueyang(seed).unwrap().sized(size)).unwrap()
}

/// Five small counties and two of full size.
fn counties() -> &'static [County] {
    static ALL: std::sync::LazyLock<Vec<County>> = std::sync::LazyLock::new(|| {
        let mut all: Vec<County> = (1..=5).map(|seed| make(seed, 128)).collect();
        all.extend([make(1, 512), make(7, 512)]);
        all
    });
    &ALL
}

fn full_size() -> impl Iterator<Item = &'static County> {
    counties().iter().filter(|c| c.spec.rows == 512)
}

fn steps(county: &County, cell: usize) -> impl Iterator<Item = usize> + use<> {
    let (row, col) = county.spec.row_col(cell);
    let spec = county.spec;
    [(-1isize, 0isize), (1, 0), (0, -1), (0, 1)].into_iter().filter_map(move |(dr, dc)| {
        let (r, c) = (row.checked_add_signed(dr)?, col.checked_add_signed(dc)?);
        (r < spec.rows && c < spec.cols).then(|| spec.index(r, c))
    })
}

#[test]
fn water_runs_off_every_cell_of_land() {
    for county in counties() {
        assert_eq!(county.stats().pits_off_lakes, 0, "seed {}", county.seed);
        assert!(county.ground_m.iter().all(|z| z.is_finite() && (0.0..2000.0).contains(z)));
    }
}

#[test]
fn the_east_is_high_and_the_west_is_low() {
    for county in counties() {
        let mean = |from: usize, to: usize| {
            let cells = (0..county.spec.len()).filter(|c| (from..to).contains(&(c % county.spec.cols)));
            let (sum, n) = cells.fold((0.0f64, 0u32), |(s, n), c| (s + f64::from(county.ground_m[c]), n + 1));
            sum / f64::from(n)
        };
        let half = county.spec.cols / 2;
        assert!(mean(half, county.spec.cols) > mean(0, half) + 20.0);
    }
}

#[test]
fn the_main_river_falls_from_the_east_edge_to_the_lake() {
    for county in counties() {
        let river = &county.rivers[county.river("xinqiang").unwrap()];
        assert!(river.enters && river.main);
        assert_eq!(county.rivers.iter().filter(|r| r.main).count(), 1);
        let cells = &river.cells;
        assert_eq!(cells[0] as usize % county.spec.cols, county.spec.cols - 1);
        let mouth = *cells.last().unwrap() as usize;
        assert!(steps(county, mouth).any(|n| county.fixed_level.contains(&(n as u32))));
        let distinct: BTreeSet<_> = cells.iter().collect();
        assert_eq!(distinct.len(), cells.len());
        for pair in cells.windows(2) {
            let (a, b) = (pair[0] as usize, pair[1] as usize);
            assert!(steps(county, a).any(|n| n == b), "cells side by side");
            assert!(county.ground_m[b] <= county.ground_m[a], "the bed never rises");
        }
        for k in 0..cells.len() {
            assert!((120.0..=240.0).contains(&river.width_m[k]));
            assert!((4.0..=7.0).contains(&river.bank_depth_m[k]), "{}", river.bank_depth_m[k]);
        }
        // Slope on the plain: the western half, by straight ways of a kilometre or so.
        let west: Vec<usize> = cells
            .iter()
            .map(|c| *c as usize)
            .filter(|c| c % county.spec.cols < county.spec.cols / 2)
            .collect();
        let fall = county.ground_m[west[0]] - county.ground_m[*west.last().unwrap()];
        let slope = fall / (west.len() as f32 * county.spec.cell_m);
        assert!((0.000_2..0.001).contains(&slope), "slope {slope}");
    }
}

#[test]
fn low_water_stays_in_its_bed() {
    for county in counties() {
        let level = county
            .fixed_level
            .iter()
            .map(|c| county.ground_m[*c as usize] + county.base_depth_m[*c as usize]);
        assert!(level.clone().all(|l| (l - 28.0).abs() < 1e-3));
        let river = county.rivers.iter().find(|r| r.main).unwrap();
        let mut above = f32::INFINITY;
        for (k, cell) in river.cells.iter().enumerate() {
            let depth = county.base_depth_m[*cell as usize];
            assert!(depth > 0.5 && depth < river.bank_depth_m[k], "depth {depth}");
            let stage = county.ground_m[*cell as usize] + depth;
            assert!(stage <= above + 1e-3, "the water's surface never rises downstream");
            above = stage;
        }
        for river in county.rivers.iter().filter(|r| !r.main) {
            for (k, cell) in river.cells.iter().enumerate() {
                let depth = county.base_depth_m[*cell as usize];
                assert!(depth < river.bank_depth_m[k].max(0.5) + 4.0, "{} {depth}", river.id);
            }
        }
        assert!(county.base_depth_m.iter().all(|d| d.is_finite() && *d >= 0.0));
    }
}

#[test]
fn reservoirs_are_level_pools_that_their_rims_hold() {
    for county in counties() {
        assert_eq!(county.reservoirs[0].id, "tieshan");
        for reservoir in &county.reservoirs {
            assert!(reservoir.crest_m > reservoir.level_m + 1.0);
            assert_eq!(county.ground_m[county.spec.cell_at(reservoir.dam)], reservoir.crest_m);
            for &cell in &reservoir.cells {
                let surface = county.ground_m[cell as usize] + county.base_depth_m[cell as usize];
                assert!((surface - reservoir.level_m).abs() < 0.01);
                for n in steps(county, cell as usize) {
                    let inside = reservoir.cells.binary_search(&(n as u32)).is_ok();
                    assert!(inside || county.ground_m[n] >= reservoir.level_m, "a gap in the rim");
                }
            }
        }
    }
}

/// Crest of the dyke between two side neighbours, if a dyke stands there.
fn crests(county: &County) -> BTreeMap<(usize, usize), f32> {
    let mut crests = BTreeMap::new();
    for stretch in county.dykes.iter().flat_map(|d| &d.stretches) {
        assert_eq!(stretch.faces.len(), stretch.crest_m.len());
        for (face, crest) in stretch.faces.iter().zip(&stretch.crest_m) {
            let a = face.cell as usize;
            let b = match face.side {
                Side::East => a + 1,
                Side::South => a + county.spec.cols,
            };
            assert_eq!(crests.insert((a, b), *crest), None, "each face once");
        }
    }
    crests
}

#[test]
fn polders_are_watertight_up_to_their_crests() {
    for county in counties() {
        let crests = crests(county);
        assert!(county.polders.len() >= 2);
        for (p, polder) in county.polders.iter().enumerate() {
            let inside: BTreeSet<usize> = polder.cells.iter().map(|c| *c as usize).collect();
            for &cell in &inside {
                for n in steps(county, cell).filter(|n| !inside.contains(n)) {
                    let face = (cell.min(n), cell.max(n));
                    let crest = crests.get(&face).unwrap_or_else(|| panic!("no dyke between {cell} and {n}"));
                    assert!(
                        *crest > county.ground_m[cell].max(county.ground_m[n]) + 0.2,
                        "a crest above ground"
                    );
                }
            }
            let mut below: Vec<f32> = Vec::new();
            for stretch in &county.dykes[polder.dyke].stretches {
                assert_eq!(stretch.polder, Some(p));
                assert!((180.0..=600.0).contains(&stretch.length_m), "{}", stretch.length_m);
                assert!(stretch.id.starts_with(&polder.id));
                below.push(stretch.height_m);
            }
            below.sort_by(f32::total_cmp);
            assert!((1.0..4.0).contains(&below[below.len() / 2]));
        }
        // The crest stands 0.5 to 1.5 m over the guarantee level of the gauge beside the polders.
        let gauge = county.gauges.iter().find(|g| g.id == "xinqiang-polder").unwrap();
        let at = county.spec.centre(gauge.cell as usize);
        let stretches = county.dykes.iter().flat_map(|d| &d.stretches);
        let near = stretches.min_by(|a, b| a.at.distance_m(at).total_cmp(&b.at.distance_m(at))).unwrap();
        let over = near.crest_m[0] - gauge.guarantee_m;
        assert!((0.3..1.5).contains(&over), "crest {over} m over the guarantee level");
    }
    for county in full_size() {
        let inside = county.villages.iter().filter(|v| v.polder.is_some()).count();
        assert!((10..=20).contains(&inside), "{inside} villages in polders");
        assert!(county.stretch("xinqiang-north-07").is_some());
    }
}

#[test]
fn gauges_warn_before_they_guarantee() {
    for county in counties() {
        assert!(county.gauges.len() >= 3);
        for gauge in &county.gauges {
            let low = county.ground_m[gauge.cell as usize] + county.base_depth_m[gauge.cell as usize];
            assert!(low + 0.5 < gauge.warning_m && gauge.warning_m + 0.5 < gauge.guarantee_m);
        }
    }
}

#[test]
fn people_live_on_dry_ground_in_villages_with_names_of_their_own() {
    for county in counties() {
        let mut taken = BTreeSet::new();
        let (mut ids, mut zh, mut en) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let open = county.open_water();
        for village in &county.villages {
            assert!(ids.insert(&village.id) && zh.insert(&village.name.zh) && en.insert(&village.name.en));
            assert!(village.id.starts_with(&county.townships[village.township].id));
            assert!(village.people > 0 && !village.cells.is_empty());
            assert!(village.need_help < village.people / 5);
            for &cell in &village.cells {
                assert!(taken.insert(cell), "one village per cell");
                assert!(county.base_depth_m[cell as usize] == 0.0 && !open[cell as usize]);
            }
            if let Some(p) = village.polder {
                assert!(village.cells.iter().all(|c| county.polders[p].cells.contains(c)));
            }
        }
        let planned = county.townships.iter().filter(|t| t.named_in_plan).count();
        assert_eq!((county.townships.len(), planned), (15, 12));
        assert_eq!(county.townships[0].id, "rongjiawan");
        for t in 0..15 {
            assert!(county.villages.iter().any(|v| v.township == t && v.at == county.townships[t].seat));
        }
    }
    for county in full_size() {
        assert!(county.villages.len() >= 150);
        assert!((250_000..=400_000).contains(&county.people()));
    }
}

#[test]
fn roads_are_one_network_that_reaches_everything() {
    for county in counties() {
        let net = &county.roads;
        let mut seen = vec![false; net.nodes.len()];
        let mut stack = vec![0];
        seen[0] = true;
        while let Some(node) = stack.pop() {
            for &(road, other) in &net.links[node] {
                assert!([net.roads[road].from, net.roads[road].to].contains(&other));
                if !std::mem::replace(&mut seen[other], true) {
                    stack.push(other);
                }
            }
        }
        assert!(seen.iter().all(|s| *s), "one network");
        let at = |node: usize| net.nodes[node];
        assert!(county.townships.iter().all(|t| at(t.node) == t.seat));
        assert!(county.villages.iter().all(|v| at(v.node) == v.at));
        let shelters = county.shelters.iter().map(|s| &s.place);
        let stores = county.stores.iter().map(|s| &s.place);
        let bases = county.bases.iter().map(|b| &b.place);
        for place in shelters.chain(stores).chain(bases).chain(county.hospitals.iter().map(|h| &h.place)) {
            assert_eq!(at(place.node), place.at, "{}", place.id);
        }
        assert!(county.dykes.iter().flat_map(|d| &d.stretches).all(|s| at(s.node) == s.at));
        let open = county.open_water();
        for road in &net.roads {
            assert_eq!((road.line[0], *road.line.last().unwrap()), (at(road.from), at(road.to)));
            assert!(road.from != road.to && road.length_m >= 0.999 * at(road.from).distance_m(at(road.to)));
            assert!(!road.name.zh.is_empty());
            for (cell, raised) in road.cells.iter().zip(&road.raised_m) {
                assert!(!open[*cell as usize], "no road in a lake");
                assert!(
                    county.base_depth_m[*cell as usize] < *raised
                        || county.base_depth_m[*cell as usize] == 0.0
                );
            }
        }
        assert!(net.roads.iter().any(|r| r.class == RoadClass::County));
    }
}

#[test]
fn facilities_are_those_of_the_plan() {
    for county in counties() {
        assert_eq!(county.shelters.len(), 90);
        let ids: BTreeSet<_> = county.shelters.iter().map(|s| &s.place.id).collect();
        let names: BTreeSet<_> = county.shelters.iter().map(|s| &s.place.name.zh).collect();
        assert_eq!((ids.len(), names.len()), (90, 90));
        for t in 0..15 {
            let own = county.shelters.iter().filter(|s| s.place.township == t).count();
            assert_eq!(own, if t == 0 { 20 } else { 5 });
        }
        let townships = county.stores.iter().filter(|s| s.tier == Tier::Township);
        assert_eq!(townships.filter(|s| s.area_m2 == 800.0).count(), 15);
        let of = |kind| county.bases.iter().filter(move |b: &&Base| b.kind == kind);
        assert_eq!(of(TeamKind::MilitiaCompany).map(|b| b.size).collect::<Vec<_>>(), [60]);
        assert_eq!(of(TeamKind::PartTime).map(|b| b.size).collect::<Vec<_>>(), [40]);
        assert_eq!(of(TeamKind::Township).count(), 15);
        assert!(of(TeamKind::TownshipMilitia).all(|b| b.size == 30));
        let centre = of(TeamKind::RegionalCentre).next().unwrap();
        assert_eq!(county.townships[centre.place.township].id, "gongtian");
    }
    for county in full_size() {
        let mut inside = vec![false; county.spec.len()];
        county.polders.iter().flat_map(|p| &p.cells).for_each(|c| inside[*c as usize] = true);
        let low = county.shelters.iter().filter(|s| inside[county.spec.cell_at(s.place.at)]).count();
        assert_eq!(low, 0, "no shelter behind a dyke where there is other ground");
    }
}

#[test]
fn the_same_parameters_give_the_same_county_on_any_number_of_threads() {
    let text = |threads: usize, seed: u64| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let county = make(seed, 96);
            let picture = picture::render(&county, 200);
            xxhash_rust::xxh3::xxh3_64(format!("{county:?}{picture:?}").as_bytes())
        })
    };
    assert_eq!(text(1, 3), text(4, 3));
    assert_ne!(text(1, 3), text(1, 4));
}

#[test]
fn sizes_from_64_up_work_and_others_are_refused() {
    for seed in 1..=8 {
        make(seed, 64);
    }
    let params = CountyParams { rows: 72, cols: 150, cell_m: 90.0, ..CountyParams::yueyang(2).unwrap() };
    assert_eq!(generate(&params).unwrap().ground_m.len(), 72 * 150);
    for bad in [0, 63, 2049] {
        let params = CountyParams::yueyang(1).unwrap().sized(bad);
        assert!(matches!(generate(&params), Err(CountyError::Size { .. })));
    }
    let params = CountyParams { cell_m: f32::NAN, ..CountyParams::yueyang(1).unwrap() };
    assert!(matches!(generate(&params), Err(CountyError::Cell(_))));
}

#[test]
fn the_export_holds_every_feature() {
    let county = &counties()[0];
    let folder = tempfile::tempdir().unwrap();
    export::write(county, &export::Discretion::default(), folder.path(), sandtable::text::Lang::Zh).unwrap();
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    for name in ["dem.asc", "landcover.asc", "fuel.asc"] {
        let text = String::from_utf8(read(name)).unwrap();
        assert_eq!(text.split_whitespace().count(), 12 + county.spec.len(), "{name}");
    }
    let map: serde_json::Value = serde_json::from_slice(&read("county.geojson")).unwrap();
    let features = map["features"].as_array().unwrap();
    let count = |kind: &str| features.iter().filter(|f| f["properties"]["kind"] == kind).count();
    assert_eq!(count("village"), county.villages.len());
    assert_eq!(count("shelter"), 90);
    assert_eq!(count("road"), county.roads.roads.len());
    assert_eq!(count("facility"), county.facilities.len());
    assert_eq!(count("risk"), county.risks.len());
    assert_eq!(count("road-structure"), county.roads.structures.len());
    assert!(features.iter().all(|f| f["properties"]["name_zh"].as_str().is_some_and(|n| !n.is_empty())));
    let stats: serde_json::Value = serde_json::from_slice(&read("stats.json")).unwrap();
    assert_eq!(stats["people"], county.people());
    assert_eq!(&read("map.png")[1..4], b"PNG");
}
