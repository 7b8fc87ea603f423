//! A county goes out as a pack and comes back the same; a pack is read with its faults, all at once and in their places.

mod fuzz;
mod ground;

use sandtable::{
    county::{County, CountyParams, export, generate, import, profile::PROFILES},
    data::{Fault, Faults},
    text::Lang,
};
use std::{fs, path::PathBuf};
use tempfile::TempDir;

const SIDE: usize = 96;
const CELL_M: f64 = 100.0;

fn example() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios/counties/example")
}

/// A copy of the example with some of its files changed.
fn pack(changes: &[(&str, &dyn Fn(String) -> String)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in fs::read_dir(example()).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
    }
    for (name, change) in changes {
        let path = folder.path().join(name);
        let old = fs::read_to_string(&path).unwrap();
        let new = change(old.clone());
        assert_ne!(old, new, "{name} was not changed");
        fs::write(path, new).unwrap();
    }
    folder
}

fn read(folder: &TempDir) -> (County, Vec<Fault>) {
    import::import(folder.path()).unwrap_or_else(|faults| panic!("{faults}"))
}

/// Faults as `file:line:column: …` in English.
fn faults(folder: &TempDir) -> Vec<String> {
    let Err(Faults(faults)) = import::import(folder.path()) else { panic!("no fault") };
    faults.iter().map(|fault| fault.render(Lang::En)).collect()
}

fn replace<'a>(from: &'a str, to: &'a str) -> impl Fn(String) -> String + 'a {
    move |text| text.replacen(from, to, 1)
}

/// Where the example's river runs, m east of the west edge (`tools/make_example_county.py`).
fn river_x(y_m: f32) -> f32 {
    4800.0 + 1500.0 * (std::f32::consts::TAU * y_m / 9600.0).sin_cos().0
}

fn all_reached(county: &County) {
    let net = &county.roads;
    let mut seen = vec![false; net.nodes.len()];
    let mut next = vec![0];
    while let Some(node) = next.pop() {
        if !std::mem::replace(&mut seen[node], true) {
            next.extend(net.links[node].iter().map(|(_, other)| *other));
        }
    }
    assert!(seen.iter().all(|s| *s), "{} of {} nodes", seen.iter().filter(|s| **s).count(), seen.len());
}

#[test]
fn every_preset_comes_back_to_the_bit() {
    let mut seen = 0;
    for profile in PROFILES {
        // A cell size that is no binary fraction, so that its text and its bits differ.
        for (seed, cell_m) in [(1, 90.0), (7, 77.7)] {
            let params = CountyParams { cell_m, ..CountyParams::named(seed, profile).unwrap().sized(128) };
            let Ok(county) = generate(&params) else { continue };
            let folder = tempfile::tempdir().unwrap();
            export::write(&county, &export::Discretion::default(), folder.path(), Lang::Zh).unwrap();
            let (back, warnings) = read(&folder);
            assert_eq!(warnings, []);
            // Piece by piece first: a county as a whole is no message to read.
            assert_eq!(back.villages, county.villages, "{profile} {seed}");
            assert_eq!(back.roads.roads, county.roads.roads, "{profile} {seed}");
            assert!(back == county, "{profile} {seed}");
            let bits = |values: &[f32]| values.iter().map(|v| v.to_bits()).collect::<Vec<u32>>();
            assert_eq!(bits(&back.ground_m), bits(&county.ground_m));
            assert_eq!(bits(&back.drainage_m2), bits(&county.drainage_m2));
            seen += 1;
        }
    }
    assert!(seen >= PROFILES.len(), "only {seen} counties were made");
}

#[test]
fn what_is_given_is_used_and_the_rest_is_made_on_the_ground() {
    // Neither the river nor the roads are given: both must be found.
    let folder = pack(&[]);
    fs::remove_file(folder.path().join("rivers.csv")).unwrap();
    fs::remove_file(folder.path().join("roads.csv")).unwrap();
    let (county, warnings) = read(&folder);
    assert_eq!(warnings, []);
    let main = county.rivers.iter().find(|r| r.main).unwrap();
    let off = |c: &u32| {
        let p = county.spec.centre(*c as usize);
        (p.x_m - river_x(p.y_m)).abs()
    };
    // Its head may climb a side of the valley; below that it crosses every row.
    let near = main.cells.iter().filter(|c| off(c) < 4.0 * CELL_M as f32).count();
    assert!(near * 10 > SIDE * 9, "{near} of {} cells", main.cells.len());
    assert_eq!(county.villages.len(), 10);
    let first = &county.villages[0];
    let township = |v: usize| county.townships[county.villages[v].township].name.zh.clone();
    assert_eq!((first.name.zh.as_str(), first.people, township(0)), ("清溪村", 1850, "清溪镇".to_owned()));
    assert_eq!(township(9), "双江乡");
    assert!((first.at.x_m, first.at.y_m) == (6500.0, 1300.0) && first.households > 300);
    assert_eq!(county.shelters.iter().map(|s| s.area_m2).collect::<Vec<_>>(), [5200.0, 3100.0]);
    assert!(county.shelters[1].equipment.iter().filter(|e| **e).count() == 9);
    for stem in ["rivers", "roads", "stores", "teams", "soil"] {
        assert!(county.generated.iter().any(|g| g == stem), "{stem} in {:?}", county.generated);
    }
    for stem in ["villages", "shelters", "landcover", "townships"] {
        assert!(county.generated.iter().all(|g| g != stem), "{stem} in {:?}", county.generated);
    }
    assert!(!county.stores.is_empty() && !county.bases.is_empty());
    all_reached(&county);
}

#[test]
fn given_roads_and_rivers_are_kept_joined_and_named() {
    let (county, warnings) = import::import(&example()).unwrap();
    assert_eq!(warnings, []);
    let main = county.rivers.iter().find(|r| r.main).unwrap();
    assert_eq!((main.name.zh.as_str(), main.enters), ("清溪河", true));
    let length = |name: &str| -> f32 {
        county.roads.roads.iter().filter(|r| r.name.zh == name).map(|r| r.length_m).sum()
    };
    assert!((length("沿河公路") - 10_480.0).abs() < 200.0, "{}", length("沿河公路"));
    assert!(length("石桥路") > 3_000.0);
    all_reached(&county);
    for village in &county.villages {
        let node = county.roads.nodes[village.node];
        assert!(node.distance_m(village.at) <= 2.0 * CELL_M as f32, "{}", village.name.zh);
    }
    // What was built on a pack's ground goes out and comes back like any county.
    let folder = tempfile::tempdir().unwrap();
    export::write(&county, &export::Discretion::default(), folder.path(), Lang::Zh).unwrap();
    assert!(read(&folder).0 == county);
}

#[test]
fn all_faults_of_all_files_come_at_once_with_their_places() {
    let folder = pack(&[
        ("villages.csv", &|text| {
            text.replacen("418900,3187300,940", "418900,abc,940", 1).replacen("720", "-720", 1).replacen(
                "竹山村,清溪镇,414900,3186700",
                "竹山村,清溪镇,514900,3186700",
                1,
            )
        }),
        ("shelters.csv", &|text| text.replacen("清溪镇", "清西镇", 1).replacen("广场,3100", "广厂,3100", 1)),
        ("landcover.asc", &|text| text.replacen("\n2 2", "\n2 77", 1)),
        ("roads.csv", &replace("LINESTRING (", "LINESTRING (x ")),
    ]);
    assert_eq!(
        faults(&folder),
        [
            "villages.csv:3:4: 纵坐标: “abc” cannot be used; expected a number",
            "villages.csv:4:5: 人口: “-720” cannot be used; expected a whole number from 0 to 500000",
            "villages.csv:5:1: it lies 93.3 km outside the county",
            "roads.csv:2:3: 线: “LINESTRING (x 417793 3189300, 418163 318” cannot be used; expected LINESTRING (x y, x y, …) or x y; x y; …",
            "shelters.csv:2:2: 乡镇: “清西镇” cannot be used; expected a township of the table townships; did you mean “清溪镇”?",
            "shelters.csv:3:5: 类型: “广厂” cannot be used; expected one of 公园/Park, 广场/Square, 学校/School, 体育馆/SportsHall; did you mean “广场”?",
            "landcover.asc:7:2: class code 77 is unknown (1 cells, the first in row 1, column 2); expected 1 Paddy, 2 Broadleaf, 3 Shrub, 4 Grass, 5 Water, 6 Bare, 7 Bare, 8 BuiltUp, 9 Grass; choose the product with classes in county.ron, or say what the code means with class_map",
        ]
    );
}

#[test]
fn a_table_is_read_as_spreadsheets_and_maps_save_it() {
    let plain = read(&pack(&[])).0;
    let folder = pack(&[]);
    let path = folder.path().join("villages.csv");
    let text = fs::read_to_string(&path).unwrap();
    let gbk = encoding_rs::GBK.encode(text.trim_start_matches('\u{feff}')).0.into_owned();
    assert!(std::str::from_utf8(&gbk).is_err());
    fs::write(&path, gbk).unwrap();
    assert_eq!(read(&folder).0.villages, plain.villages);
    // With the zone's number before the easting, as survey offices write it.
    let zoned = |line: &str| {
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        if cells[2].starts_with("41") {
            cells[2].insert_str(0, "38");
        }
        cells.join(",")
    };
    fs::write(&path, text.lines().map(zoned).collect::<Vec<_>>().join("\n")).unwrap();
    let (county, warnings) = read(&folder);
    assert_eq!((county.villages == plain.villages, warnings.len()), (true, 1), "{warnings:?}");
    // With degrees in GeoJSON (of the first village, by PROJ).
    fs::remove_file(&path).unwrap();
    let point = |e: f64, n: f64| {
        let from =
            proj4rs::Proj::from_proj_string("+proj=tmerc +lon_0=114 +x_0=500000 +ellps=GRS80").unwrap();
        let to = proj4rs::Proj::from_proj_string("+proj=longlat +ellps=GRS80").unwrap();
        let mut p = (e, n, 0.0);
        proj4rs::transform::transform(&from, &to, &mut p).unwrap();
        format!("[{}, {}]", p.0.to_degrees(), p.1.to_degrees())
    };
    let feature = format!(
        r#"{{"type": "FeatureCollection", "features": [{{"type": "Feature", "properties": {{"name": "清溪村", "乡镇": "清溪镇", "population": 1850}},
        "geometry": {{"type": "Point", "coordinates": {}}}}}]}}"#,
        point(418_500.0, 3_188_300.0)
    );
    fs::write(folder.path().join("villages.geojson"), feature).unwrap();
    fs::remove_file(folder.path().join("shelters.csv")).unwrap();
    let village = &read(&folder).0.villages[0];
    assert!(
        (village.at.x_m - 6500.0).abs() < 0.1 && (village.at.y_m - 1300.0).abs() < 0.1,
        "{:?}",
        village.at
    );
}

#[test]
fn swapped_axes_are_told_from_places_outside() {
    let folder = pack(&[("villages.csv", &replace("横坐标,纵坐标", "y,x"))]);
    let faults = faults(&folder);
    assert!(
        faults.len() == 1 && faults[0].starts_with("villages.csv:2:1: coordinates such as"),
        "{faults:?}"
    );
    assert!(faults[0].contains("inside when swapped"), "{faults:?}");
}

#[test]
fn sensitive_positions_are_moved_or_left_out() {
    let (county, _) = import::import(&example()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    export::write(&county, &export::Discretion::default(), folder.path(), Lang::Zh).unwrap();
    let discretion = export::Discretion { blur_m: Some(500.0), omit: vec!["teams".to_owned()] };
    export::write(&county, &discretion, folder.path(), Lang::Zh).unwrap();
    assert!(!folder.path().join("teams.csv").exists(), "one of the export before is left");
    let manifest = fs::read_to_string(folder.path().join("county.ron")).unwrap();
    assert!(manifest.contains("blurred_m: Some(500.0)") && manifest.contains("\"teams\""), "{manifest}");
    let texts = fs::read_to_string(folder.path().join("county.geojson")).unwrap();
    assert!(!texts.contains("\"base\""));
    let (back, _) = read(&folder);
    assert!(back.generated.iter().any(|g| g == "teams") && !back.bases.is_empty());
    assert!(back.villages == county.villages && back.ground_m == county.ground_m);
    let moved: Vec<f32> =
        back.stores.iter().zip(&county.stores).map(|(a, b)| a.place.at.distance_m(b.place.at)).collect();
    assert!(
        !moved.is_empty() && moved.iter().all(|m| *m <= 500.1) && moved.iter().any(|m| *m > 20.0),
        "{moved:?}"
    );
}

#[test]
fn no_more_people_need_help_than_live_in_a_village() {
    let folder = pack(&[("villages.csv", &|text: String| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let head: Vec<&str> = lines[0].split(',').collect();
        assert!(!head.iter().any(|h| h.contains("需帮助")), "the example gives no such column");
        lines[0] += ",需帮助人数";
        lines[1] += ",99999";
        for line in &mut lines[2..] {
            line.push(',');
        }
        lines.join("\n") + "\n"
    })]);
    let (county, warnings) = read(&folder);
    assert!(county.villages.iter().all(|v| v.need_help <= v.people));
    assert!(
        warnings
            .iter()
            .any(|w| w.to_string().contains("villages.csv:2") && w.to_string().contains("need help"))
    );
}

#[test]
fn an_import_does_not_overwrite_the_pack_that_it_came_from() {
    let folder = pack(&[]);
    let path = folder.path().to_str().unwrap();
    let before = fs::read(folder.path().join("villages.csv")).unwrap();
    let out = std::process::Command::new(env!("CARGO_BIN_EXE_sandtable"))
        .args(["county", "--import", path, "--out", path])
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(2), "{}", String::from_utf8_lossy(&out.stderr));
    assert_eq!(fs::read(folder.path().join("villages.csv")).unwrap(), before);
    assert!(!folder.path().join("map.png").exists());
}

#[test]
fn a_road_outside_or_half_outside_is_warned_of() {
    let folder = pack(&[("roads.csv", &|text: String| {
        let quoted = |line: &str| format!("\"LINESTRING ({line})\"");
        let head = text.lines().next().unwrap().trim_start_matches('\u{feff}').to_owned();
        let at = head.split(',').position(|h| h.contains('线')).expect("a column of lines");
        let row = |line: &str| {
            let mut cells = vec![String::new(); head.split(',').count()];
            cells[at] = quoted(line);
            cells.join(",")
        };
        format!(
            "{}\n{}\n{}\n",
            text.trim_end(),
            row("3188200 418600, 3188300 418700"),
            row("418600 3188200, 918600 3188200")
        )
    })]);
    let rows = fs::read_to_string(folder.path().join("roads.csv")).unwrap().lines().count();
    let (_, warnings) = read(&folder);
    let told = |line: usize, what: &str| {
        warnings.iter().any(|w| {
            let text = w.to_string();
            text.contains(&format!("roads.csv:{line}")) && text.contains(what)
        })
    };
    assert!(told(rows - 1, "whole road"), "{warnings:?}");
    assert!(told(rows, "far outside"), "{warnings:?}");
}
