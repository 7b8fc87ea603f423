//! `hazard plume` and `hazard blast` as their users call them.

use std::{fs, path::Path, process::Command};

fn sandtable(folder: &Path, kind: &str, config: &str) -> (i32, String) {
    fs::write(folder.join("c.json"), config).unwrap();
    let args = ["--lang", "en", "hazard", kind, "--config", "c.json", "--out", "out"];
    let out = Command::new(env!("CARGO_BIN_EXE_sandtable")).args(args).current_dir(folder).output().unwrap();
    (out.status.code().unwrap(), String::from_utf8_lossy(&out.stderr).into_owned())
}

fn json(folder: &Path, name: &str) -> serde_json::Value {
    serde_json::from_str(&fs::read_to_string(folder.join("out").join(name)).unwrap()).unwrap()
}

/// Rows of receptors.csv by column.
fn column(folder: &Path, name: &str) -> Vec<f64> {
    let text = fs::read_to_string(folder.join("out/receptors.csv")).unwrap();
    let mut lines = text.lines().map(|l| l.split(',').collect::<Vec<_>>());
    let k = lines.next().unwrap().iter().position(|c| *c == name).unwrap();
    lines.map(|l| l[k].parse().unwrap_or(f64::NAN)).collect()
}

fn near(what: &str, got: f64, expected: f64, tolerance: f64) {
    println!("{what}: {got:.5e}, expected {expected:.5e}");
    assert!((got / expected - 1.0).abs() <= tolerance, "{what}: {got} {expected}");
}

const WIND: &str = r#""wind": [{"speed_m_s": 2, "from_deg": 270}], "stability": "F", "terrain": "rural""#;

/// The CCPS example of the reference (B3 row 7), and the files.
#[test]
fn a_leak_gives_receptors_zones_and_a_summary() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let config = format!(
        r#"{{"substance": "chlorine", "release": {{"kind": "continuous", "rate_kg_s": 0.1, "height_m": 0}}, {WIND},
            "receptors": [[500, 0, 0], [0, 500, 0], [-500, 0, 1.5]], "times_s": [600, 1800]}}"#
    );
    let (code, err) = sandtable(dir, "plume", &config);
    assert_eq!(code, 0, "{err}");
    let kg = column(dir, "kg_m3");
    near("500 m downwind", kg[3], 1.03e-4, 0.15);
    assert_eq!((kg.len(), kg[4], kg[5]), (6, 0.0, 0.0), "nothing aside and upwind");
    // ppm of chlorine at 20 °C: 2.948 kg/m³ when pure.
    near("ppm", column(dir, "ppm")[3], kg[3] / 2.948 * 1e6, 1e-3);
    let dose = column(dir, "dose_kg_s_m3");
    assert!(dose[3] > dose[0] && dose[0] > 0.0);
    assert!(column(dir, "death_share").iter().all(|d| (0.0..=1.0).contains(d)));
    let s = json(dir, "summary.json");
    near("released", s["released_kg"].as_f64().unwrap(), 180.0, 1e-6);
    assert_eq!((&s["wind_floored"], &s["un"]), (&false.into(), &1017.into()));
    assert!(s["source_of_data"].as_str().unwrap().contains("[M]"), "what is from memory is told");
    let map = json(dir, "zones.geojson");
    assert!(map["frame"].as_str().unwrap().contains("metres"));
    let features = map["features"].as_array().unwrap();
    let reach: Vec<f64> = features.iter().map(|f| f["properties"]["reach_m"].as_f64().unwrap()).collect();
    println!("reach {reach:?}");
    assert!(reach.len() == 3 && reach[0] > reach[1] && reach[1] > reach[2] && reach[2] > 0.0);
    let ring = features[2]["geometry"]["coordinates"][0][0].as_array().unwrap();
    assert_eq!(ring.first(), ring.last());
    assert!(ring.iter().all(|p| p[0].as_f64().unwrap() > -20.0), "it lies downwind, in the east");
}

#[test]
fn puffs_pools_and_calm_air_work_and_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let rest = r#""receptors": [[500, 0, 0]], "times_s": [250, 900]"#;
    // B3 row 2.
    let puff = format!(
        r#"{{"substance": "chlorine", "release": {{"kind": "puff", "mass_kg": 1}}, {WIND}, {rest}}}"#
    );
    let (code, err) = sandtable(dir, "plume", &puff);
    assert_eq!(code, 0, "{err}");
    near("puff", column(dir, "kg_m3")[0], 2.25e-3, 0.02);
    let heavy = puff.replace("\"mass_kg\": 1", "\"mass_kg\": 5000");
    let (code, err) = sandtable(dir, "plume", &heavy);
    assert!(code == 0 && err.contains("heavier than air"), "{err}");
    assert_eq!(json(dir, "summary.json")["dense"]["is_dense"], true);
    // Followed as what it is, it needs no note, keeps its mass and lies wider on the ground.
    let steady = format!(
        r#"{{"substance": "chlorine", "release": {{"kind": "continuous", "rate_kg_s": 20}}, {WIND}, {rest}, "dense": DENSE}}"#
    );
    let told = |dense: &str| {
        let (code, err) = sandtable(dir, "plume", &steady.replace("DENSE", dense));
        assert!(code == 0 && err.contains("heavier than air") == (dense == "false"), "{err}");
        let summary = json(dir, "summary.json");
        [&summary["in_air_kg"], &summary["zones"][2]["area_m2"]].map(|v| v.as_f64().unwrap())
    };
    let (light, heavy) = (told("false"), told("true"));
    println!("light {light:?}, heavy {heavy:?}");
    assert!((heavy[0] / light[0] - 1.0).abs() < 1e-9 && heavy[1] > 1.5 * light[1]);
    let high = steady.replace("DENSE", "true").replace("20}", "20, \"height_m\": 5}");
    let (code, err) = sandtable(dir, "plume", &high);
    assert!(code != 0 && err.contains("dense") && err.contains("height_m"), "{err}");
    let pool = format!(
        r#"{{"substance": "benzene", "release": {{"kind": "pool", "mass_kg": 400, "diameter_m": 8}}, {WIND}, {rest}}}"#
    );
    let (code, err) = sandtable(dir, "plume", &pool);
    assert_eq!(code, 0, "{err}");
    let s = json(dir, "summary.json");
    let sum = s["in_air_kg"].as_f64().unwrap() + s["left_in_pool_kg"].as_f64().unwrap();
    near("pool", sum, 400.0, 1e-9);
    let (code, err) = sandtable(dir, "plume", &puff.replace("\"speed_m_s\": 2", "\"speed_m_s\": 0"));
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("0.5 m/s") && json(dir, "summary.json")["wind_floored"] == true, "{err}");
    let (code, told) =
        sandtable(dir, "plume", &puff.replace("\"mass_kg\": 1", "\"mass_kg\": 1, \"rate_kg_s\": 3"));
    assert!(code == 0 && told.contains("release.rate_kg_s"), "{told}");
    let (code, told) = sandtable(dir, "plume", &puff.replace("\"mass_kg\": 1", "\"mass_kg\": 1e300"));
    assert!(code != 0 && told.contains("1e300") && told.len() < 400, "{told}");
    let (code, told) = sandtable(dir, "plume", &puff.replace("\"chlorine\"", "\"Chlorine gas\""));
    assert_eq!(code, 0, "{told}");
}

#[test]
fn fires_and_blasts_match_the_worked_examples() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let run = |config: &str| {
        let (code, err) = sandtable(dir, "blast", config);
        assert_eq!(code, 0, "{config}: {err}");
        json(dir, "summary.json")
    };
    let number = |value: &serde_json::Value| value.as_f64().unwrap();
    let ball =
        run(r#"{"kind": "bleve", "substance": "propane", "mass_kg": 11958, "distances_m": [100, 300]}"#);
    near("diameter", number(&ball["diameter_m"]), 132.6, 0.01);
    near("duration", number(&ball["duration_s"]), 10.3, 0.01);
    near("heat", number(&ball["at"][0]["kw_m2"]), 89.1, 0.01);
    // Its tank bursts at 1.5 MPa, under which propane boils at 44 °C.
    near("temperature", number(&ball["tank_c"]), 44.0, 0.03);
    assert!(number(&ball["at"][0]["kpa"]) > number(&ball["at"][1]["kpa"]));
    let ring = number(&ball["blast_zones"]["cold"]["distance_m"]);
    let there = run(&format!(
        r#"{{"kind": "bleve", "substance": "propane", "mass_kg": 11958, "distances_m": [{ring}]}}"#
    ));
    near("pressure where its ring is", number(&there["at"][0]["kpa"]), 7.0, 1e-3);
    let cold = run(
        r#"{"kind": "bleve", "substance": "propane", "mass_kg": 11958, "tank_c": 20, "distances_m": [100]}"#,
    );
    assert!(number(&cold["tnt_kg"]) < number(&ball["tnt_kg"]));
    let blast = run(
        r#"{"kind": "vce", "heat_comb_kj_kg": 51040, "mass_kg": 1000, "efficiency": 0.02, "distances_m": [50]}"#,
    );
    near("TNT", number(&blast["tnt_kg"]), 218.0, 0.05);
    near("pressure", number(&blast["at"][0]["kpa"]), 25.8, 0.05);
    let zone = |name: &str| number(&blast["zones"][name]["distance_m"]);
    assert!(zone("hot") < zone("warm") && zone("warm") < zone("cold"));
    let pool =
        run(r#"{"kind": "pool_fire", "burning_kg_m2_s": 0.045, "k_beta_1_m": 2.1, "heat_comb_kj_kg": 44400,
            "area_m2": 236.44, "distances_m": [39.6]}"#);
    near("heat of the pool", number(&pool["heat_kw"]), 472_404.0, 0.01);
    near("heat at 39.6 m", number(&pool["at"][0]["kw_m2"]), 4.83, 0.01);
    let jet = run(r#"{"kind": "jet_fire", "substance": "lpg", "rate_kg_s": 10, "distances_m": [50, 100]}"#);
    near("flame", number(&jet["flame_length_m"]), 47.55, 0.01);
    assert!(number(&jet["at"][0]["kw_m2"]) > number(&jet["at"][1]["kw_m2"]));
}

#[test]
fn bad_input_of_a_plume_is_named_with_its_place_and_nothing_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let config = |substance: &str, release: &str, wind: &str, rest: &str| {
        format!(
            r#"{{"substance": "{substance}", "release": {{{release}}}, "wind": [{wind}], "stability": "D"{rest}}}"#
        )
    };
    let leak = r#""kind": "continuous", "rate_kg_s": 1"#;
    let west = r#"{"speed_m_s": 2, "from_deg": 270}"#;
    let times = r#", "times_s": [60]"#;
    let with = |more: &str| config("chlorine", leak, west, &format!("{times}{more}"));
    let cases = [
        (config("chlorin", leak, west, times), "chlorine"),
        (config("unobtainium", leak, west, times), "ammonia"),
        (config("chlorine", r#""kind": "continuous", "rate_kg_s": -1"#, west, times), "release.rate_kg_s"),
        (config("chlorine", r#""kind": "continuous""#, west, times), "release.rate_kg_s"),
        (config("chlorine", r#""kind": "puff""#, west, times), "release.mass_kg"),
        (config("chlorine", r#""kind": "puff", "mass_kg": 0"#, west, times), "release.mass_kg"),
        (config("benzene", r#""kind": "pool", "mass_kg": 5"#, west, times), "release.diameter_m"),
        (config("chlorine", r#""kind": "spill", "mass_kg": 5"#, west, times), "c.json:1"),
        (config("chlorine", &format!(r#"{leak}, "height_m": -2"#), west, times), "release.height_m"),
        (config("chlorine", leak, r#"{"speed_m_s": 2, "from_deg": 400}"#, times), "wind[0].from_deg"),
        (config("chlorine", leak, r#"{"speed_m_s": -2, "from_deg": 40}"#, times), "wind[0].speed_m_s"),
        (config("chlorine", leak, r#"{"speed_m_s": NaN, "from_deg": 40}"#, times), "c.json:1"),
        (config("chlorine", leak, "", times), "wind"),
        (config("chlorine", leak, &format!("{west}, {west}"), times), "wind"),
        (config("chlorine", leak, west, ""), "times_s"),
        (config("chlorine", leak, west, r#", "times_s": []"#), "times_s"),
        (config("chlorine", leak, west, r#", "times_s": [60, 30]"#), "times_s"),
        (config("chlorine", leak, west, r#", "times_s": [-60]"#), "times_s"),
        (with(r#", "receptors": [[0, 0, 1], [10, 0, -1.5]]"#), "receptors[1][2]"),
        (with(r#", "receptors": [[1e300, 0, 1]]"#), "receptors[0][0]"),
        (with(r#", "receptors": [[10, 0]]"#), "c.json:1"),
        (with(r#", "temperature_c": 300"#), "temperature_c"),
        (with(r#", "moisture_pct": 5"#), "moisture_pct"),
        (with(r#", "lid_m": 0"#), "lid_m"),
        (with("").replace("\"D\"", "\"G\""), "c.json:1"),
        ("{".to_owned(), "c.json:1"),
    ];
    for (config, expected) in cases {
        let (code, err) = sandtable(dir, "plume", &config);
        assert_eq!(code, 2, "{config}: {err}");
        assert!(err.contains(expected), "{config}: {err}");
        assert!(!dir.join("out/summary.json").exists(), "{config}");
    }
}

#[test]
fn bad_input_of_a_blast_is_named_with_its_place_and_nothing_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let cases = [
        (r#"{"kind": "bleve", "distances_m": [10]}"#, "mass_kg"),
        (r#"{"kind": "bleve", "mass_kg": -5, "distances_m": [10]}"#, "mass_kg"),
        (r#"{"kind": "bleve", "mass_kg": 5, "distances_m": [-10]}"#, "distances_m[0]"),
        (r#"{"kind": "bleve", "mass_kg": 5}"#, "distances_m"),
        (r#"{"kind": "bleve", "substance": "chlorine", "mass_kg": 5, "distances_m": [10]}"#, "does not burn"),
        (r#"{"kind": "vce", "mass_kg": 5, "distances_m": [10]}"#, "substance"),
        (r#"{"kind": "vce", "substance": "chlorine", "mass_kg": 5, "distances_m": [10]}"#, "does not burn"),
        (r#"{"kind": "vce", "substance": "propan", "mass_kg": 5, "distances_m": [10]}"#, "propane"),
        (
            r#"{"kind": "vce", "substance": "propane", "mass_kg": 5, "efficiency": 2, "distances_m": []}"#,
            "efficiency",
        ),
        (r#"{"kind": "pool_fire", "substance": "gasoline", "distances_m": [10]}"#, "diameter_m"),
        (r#"{"kind": "pool_fire", "substance": "ammonia", "area_m2": 9, "distances_m": [10]}"#, "burning"),
        (r#"{"kind": "jet_fire", "substance": "lpg", "rate_kg_s": 0, "distances_m": [10]}"#, "rate_kg_s"),
        (
            r#"{"kind": "jet_fire", "substance": "lpg", "rate_kg_s": 1, "humidity": 60, "distances_m": [1]}"#,
            "humidity",
        ),
        (r#"{"kind": "boom", "distances_m": [10]}"#, "c.json:1"),
    ];
    for (config, expected) in cases {
        let (code, err) = sandtable(dir, "blast", config);
        assert_eq!(code, 2, "{config}: {err}");
        assert!(err.contains(expected), "{config}: {err}");
        assert!(!dir.join("out/summary.json").exists(), "{config}");
    }
}
