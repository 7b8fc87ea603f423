//! A county goes out as a pack and comes back the same; a pack is read with its faults, all at once and in their places.

use proptest::prelude::*;
use sandtable::{
    county::{County, CountyParams, export, generate, import, profile::PROFILES},
    data::{Fault, Faults},
    text::Lang,
};
use std::{
    fs,
    path::{Path, PathBuf},
};
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

/// The elevation with each height changed, by row, column and height.
fn heights(change: impl Fn(usize, usize, f64) -> String) -> impl Fn(String) -> String {
    move |text| {
        let head: Vec<&str> = text.lines().take(6).collect();
        let row = |(r, line): (usize, &str)| {
            let cell = |(c, word): (usize, &str)| change(r, c, word.parse().unwrap());
            line.split_whitespace().enumerate().map(cell).collect::<Vec<_>>().join(" ")
        };
        let rows: Vec<String> = text.lines().skip(6).enumerate().map(row).collect();
        format!("{}\n{}\n", head.join("\n"), rows.join("\n"))
    }
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
    let worst = main.cells.iter().map(off).fold(0.0, f32::max);
    assert!(
        main.cells.len() > SIDE && worst < 4.0 * CELL_M as f32,
        "{} cells, {worst} m off",
        main.cells.len()
    );
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
fn small_faults_of_the_ground_are_mended_and_named() {
    let plain = read(&pack(&[])).0;
    let change = heights(|r, c, h| match (r, c) {
        (40..43, 30..33) => "-9999".to_owned(),
        (60, 70) => "-32768".to_owned(),
        (20, 20) => format!("{:.1}", h + 150.0),
        (70..77, 80..87) => "230.0".to_owned(),
        _ => format!("{h:.1}"),
    });
    let (county, warnings) = read(&pack(&[("dem.asc", &change)]));
    let shown: Vec<String> = warnings.iter().map(|w| w.render(Lang::En)).collect();
    for words in [
        "dem.asc:67:71: 1 cells have values that are no heights (such as -32768 in row 61, column 71)",
        "dem.asc:47:31: 9 cells without data from row 41, column 31 on were filled",
        "dem.asc:27:21: ",
        "row 21, column 21 is a spike",
        "49 cells from row 71, column 81 on are all 230 m",
    ] {
        assert!(shown.iter().any(|w| w.contains(words)), "{words}: {shown:#?}");
    }
    for (r, c) in [(41, 31), (60, 70), (20, 20)] {
        let cell = county.spec.index(r, c);
        let off = (county.ground_m[cell] - plain.ground_m[cell]).abs();
        assert!(off < 8.0, "row {r} column {c}: {off} m off");
    }
}

#[test]
fn ground_that_cannot_be_mended_is_refused_with_advice() {
    let hole = heights(|r, c, h| if r < 20 && c < 20 { "-9999".into() } else { format!("{h}") });
    let feet = heights(|_, _, h| format!("{:.4}", h.round() / 0.3048));
    let degrees = |text: String| {
        text.replacen("cellsize 100", "cellsize 0.001", 1)
            .replacen("412000", "113", 1)
            .replacen("3180000", "28", 1)
    };
    let short = |text: String| text[..text.len() / 2].to_owned();
    for (change, words) in [
        (
            &hole as &dyn Fn(String) -> String,
            &["400 cells from row 1, column 1", "rectangle around the county"][..],
        ),
        (&feet, &["they are feet", "height_unit: Foot"]),
        (&degrees, &["look like degrees", "EPSG:4490"]),
        (&short, &["there are", "cut short"]),
        (&replace("ncols 96", "ncols 1000000000"), &["cannot be read", "67108864 cells"]),
        (&replace("cellsize 100", "dx 100\ndy 90"), &["not square", "gdalwarp"]),
        (&replace("cellsize", "celsize"), &["unknown key “celsize”", "did you mean “cellsize”"]),
        (&replace("nrows 96", "nrows -96"), &["-96 is out of range"]),
        (&replace("nrows 96", "nrows 95"), &["there are more than 9120 values"]),
    ] {
        let faults = faults(&pack(&[("dem.asc", change)])).join("\n");
        assert!(
            faults.starts_with("dem.asc") && words.iter().all(|w| faults.contains(w)),
            "{words:?}: {faults}"
        );
    }
    // Declared, feet are fine.
    let folder =
        pack(&[("dem.asc", &feet), ("county.ron", &replace("seed: 5", "seed: 5, height_unit: Foot"))]);
    let (feet, plain) = (read(&folder).0, read(&pack(&[])).0);
    let worst = feet.ground_m.iter().zip(&plain.ground_m).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst < 12.0, "{worst}");
}

#[test]
fn a_geotiff_says_where_it_lies_and_degrees_become_metres() {
    use tiff::{
        encoder::{TiffEncoder, colortype::Gray32Float},
        tags::Tag,
    };
    let write = |path: &Path, n: u32, cell: f64, west: f64, north: f64, model: u16| {
        let mut tif = TiffEncoder::new(fs::File::create(path).unwrap()).unwrap();
        let mut image = tif.new_image::<Gray32Float>(n, n).unwrap();
        let tags = image.encoder();
        tags.write_tag(Tag::ModelPixelScaleTag, &[cell, cell, 0.0][..]).unwrap();
        tags.write_tag(Tag::ModelTiepointTag, &[0.0, 0.0, 0.0, west, north, 0.0][..]).unwrap();
        let key = if model == 1 { [3072u16, 0, 1, 4547] } else { [2048, 0, 1, 4490] };
        let keys = [&[1u16, 1, 0, 2, 1024, 0, 1, model][..], &key].concat();
        tags.write_tag(Tag::GeoKeyDirectoryTag, &keys[..]).unwrap();
        // A valley along the middle column.
        let height = |k: u32| 200.0 + ((k % n) as f32 - n as f32 / 2.0).abs() * 2.0 - (k / n) as f32 * 0.2;
        let values: Vec<f32> = (0..n * n).map(height).collect();
        image.write_data(&values).unwrap();
    };
    let manifest = |text: String| text.replacen("    reference: \"EPSG:4547\",\n    classes: Clcd,\n", "", 1);
    for (cell, west, north, model, cell_m) in
        [(30.0, 412_000.0, 3_189_600.0, 1, 30.0), (0.0005, 113.1, 28.9, 2, 55.0)]
    {
        let folder = pack(&[("county.ron", &manifest)]);
        for name in ["dem.asc", "landcover.asc", "roads.csv", "rivers.csv", "shelters.csv"] {
            fs::remove_file(folder.path().join(name)).unwrap();
        }
        write(&folder.path().join("dem.tif"), 320, cell, west, north, model);
        if model == 2 {
            let table = "村名,乡镇,经度,纬度,人口\n甲村,甲镇,113.15,28.85,900\n";
            fs::write(folder.path().join("villages.csv"), table).unwrap();
        }
        let (county, warnings) = read(&folder);
        assert_eq!(warnings, []);
        assert!((f64::from(county.spec.cell_m) - cell_m).abs() < 1.5, "{}", county.spec.cell_m);
        let main = county.rivers.iter().find(|r| r.main).unwrap();
        let middle = county.spec.width_m() / 2.0;
        let off = |c: &u32| (county.spec.centre(*c as usize).x_m - middle).abs();
        let near = main.cells.iter().filter(|c| off(c) < 400.0).count();
        // Its head climbs a side of the valley; below that it crosses every row.
        assert!(near * 10 > county.spec.rows * 9, "{near} cells in {} rows", county.spec.rows);
    }
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever bytes stand in a pack's files, it is read or refused.
    #[test]
    fn no_bytes_break_the_reader(
        file in prop::sample::select(vec!["dem.asc", "landcover.asc", "villages.csv", "roads.csv", "rivers.csv", "shelters.csv", "county.ron"]),
        cut in prop::option::of(0.0..1.0f64),
        changes in prop::collection::vec((0.0..1.0f64, prop::collection::vec(any::<u8>(), 0..6)), 0..4),
        bits in prop::collection::vec((0.0..1.0f64, prop::sample::select(vec!["-1", "1e300", "NaN", "\"", ",,", "\n", "99999999999", "(", "墙"])), 0..4),
    ) {
        let folder = pack(&[]);
        let path = folder.path().join(file);
        let mut bytes = fs::read(&path).unwrap();
        for (share, put) in changes.into_iter().chain(bits.into_iter().map(|(s, t)| (s, t.as_bytes().to_vec()))) {
            let at = (share * bytes.len() as f64) as usize;
            let end = (at + put.len()).min(bytes.len());
            bytes.splice(at..end, put);
        }
        if let Some(share) = cut {
            bytes.truncate((share * bytes.len() as f64) as usize);
        }
        fs::write(&path, bytes).unwrap();
        if let Err(Faults(faults)) = import::import(folder.path()) {
            prop_assert!(!faults.is_empty());
        }
    }

    /// The columns that only exports have are no way around the checks.
    #[test]
    fn no_hidden_number_breaks_what_is_made_of_it(table in prop::sample::select(vec!["villages", "roads", "rivers", "stores", "townships"]), row in 0usize..3, value in prop::sample::select(vec!["-1", "4294967295", "[]", "null", "1e39", "[99999999]", "\"x\"", "7"])) {
        static WHOLE: std::sync::LazyLock<TempDir> = std::sync::LazyLock::new(|| {
            let folder = tempfile::tempdir().unwrap();
            let county = import::import(&example()).unwrap().0;
            export::write(&county, &export::Discretion::default(), folder.path(), Lang::Zh).unwrap();
            folder
        });
        let folder = tempfile::tempdir().unwrap();
        for file in fs::read_dir(WHOLE.path()).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
        }
        let path = folder.path().join(format!("{table}.csv"));
        let mut reader = csv::Reader::from_path(&path).unwrap();
        let headers = reader.headers().unwrap().clone();
        let mut records: Vec<Vec<String>> = reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
        let hidden: Vec<usize> = (0..headers.len()).filter(|k| headers[*k].starts_with('_')).collect();
        let row = row % records.len();
        for column in hidden {
            records[row][column] = value.to_owned();
        }
        let mut writer = csv::Writer::from_path(&path).unwrap();
        writer.write_record(&headers).unwrap();
        records.iter().for_each(|r| writer.write_record(r).unwrap());
        drop(writer);
        if let Ok((county, _)) = import::import(folder.path()) {
            prop_assert!(county.villages.iter().all(|v| v.node < county.roads.nodes.len()));
            county.stats();
        }
    }
}
