//! `hazard wildfire` as its users call it.

#[path = "common/grids.rs"]
mod grids;

use grids::{grid, read, sandtable, summary};
use std::{fs, path::Path};

const FIRE: &str = r#""duration_min": 30, "wind": {"midflame_m_s": 2, "from_deg": 270}, "moisture_pct": {"1h": 5, "10h": 6, "100h": 7, "herb": 60, "woody": 90}, "ignition": [[10, 5]]"#;

fn fire(dir: &Path, config: &str, dem: &str, fuel: &str) -> (i32, String) {
    fs::write(dir.join("w.json"), config).unwrap();
    let args = ["--lang", "en", "hazard", "wildfire", "--config", "w.json", "--dem", dem, "--fuel", fuel];
    let (code, _, err) = sandtable(dir, &[&args[..], &["--out", "fire"]].concat());
    (code, err)
}

#[test]
fn a_fire_runs_with_the_wind_and_stops_at_its_line_and_at_water() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    grid(dir, "dem.asc", |_, _| 50.0);
    grid(dir, "fuel.asc", |r, _| if r == 14 { 98.0 } else { 102.0 });
    let (code, err) = fire(dir, &format!("{{{FIRE}}}"), "dem.asc", "fuel.asc");
    assert_eq!(code, 0, "{err}");
    let s = summary(&dir.join("fire"));
    let (header, arrival) = read(&dir.join("fire"), "arrival_min.asc");
    assert_eq!(header[2], "xllcorner 500000");
    let burnt = arrival.iter().filter(|t| **t >= 0.0).count();
    println!("{s}");
    assert_eq!(s["burned_cells"], burnt);
    assert!((s["area_ha"].as_f64().unwrap() - 0.01 * burnt as f64).abs() < 1e-9);
    assert!(s["wall_s"].as_f64().unwrap() > 0.0);
    assert!(arrival.iter().all(|t| *t == -9999.0 || (0.0..=30.0).contains(t)));
    assert!(arrival[14 * 30..].iter().all(|t| *t == -9999.0), "water holds");
    // Downwind it is earlier than against the wind.
    assert!(arrival[10 * 30 + 9] < arrival[10 * 30 + 1] || arrival[10 * 30 + 1] < 0.0);
    let (_, flame) = read(&dir.join("fire"), "flame_length.asc");
    let (_, intensity) = read(&dir.join("fire"), "intensity.asc");
    let cell = 10 * 30 + 20;
    let byram = 0.0775 * sandtable::num::math::pow(intensity[cell], 0.46);
    println!("flame {} m, Byram {byram} m", flame[cell]);
    assert!(flame[cell] > 0.5 && (flame[cell] / byram - 1.0).abs() < 1e-3);
    // With a line in time nothing burns beyond it.
    let cells: Vec<String> = (0..20).map(|r| format!("[{r}, 12]")).collect();
    let line = format!("{{{FIRE}, \"lines\": [{{\"t_min\": 0, \"cells\": [{}]}}]}}", cells.join(", "));
    assert_eq!(fire(dir, &line, "dem.asc", "fuel.asc").0, 0);
    let (_, held) = read(&dir.join("fire"), "arrival_min.asc");
    assert!((0..600).all(|i| i % 30 < 12 || held[i] == -9999.0));
    // The wind turns: lists by bands.
    let turning = FIRE.replace("\"from_deg\": 270", "\"from_deg\": [270, 90]");
    let (code, err) = fire(dir, &format!("{{{turning}, \"band_min\": 2}}"), "dem.asc", "fuel.asc");
    assert_eq!(code, 0, "{err}");
    let (_, turned) = read(&dir.join("fire"), "arrival_min.asc");
    assert!(turned[10 * 30 + 20] < 0.0 || turned[10 * 30 + 20] > arrival[10 * 30 + 20]);
}

#[test]
fn crowns_burn_hotter_and_brands_fly_over_bare_ground() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    // 1.8 km by 3.6 km: understory fuel on both sides of a strip of bare ground.
    let wide = |name: &str, value: &dyn Fn(usize) -> u8| {
        let row = (0..120).map(|c| value(c).to_string()).collect::<Vec<_>>().join(" ");
        let head = "ncols 120\nnrows 60\nxllcorner 0\nyllcorner 0\ncellsize 30\nNODATA_value -9999\n";
        fs::write(dir.join(name), format!("{head}{}", format!("{row}\n").repeat(60))).unwrap();
    };
    wide("dem.asc", &|_| 50);
    wide("fuel.asc", &|c| if (60..62).contains(&c) { 99 } else { 165 });
    let windy = FIRE
        .replace("\"midflame_m_s\": 2", "\"speed_10m_km_h\": 25")
        .replace("30,", "180,")
        .replace("[10, 5]", "[30, 20]");
    let pine = r#", "crown": {"cbh_m": 1.0, "cbd_kg_m3": 0.2, "cover": 0.7, "height_m": 12.0}"#;
    let flames = |config: String| {
        let (code, err) = fire(dir, &config, "dem.asc", "fuel.asc");
        assert_eq!(code, 0, "{err}");
        let (_, flame) = read(&dir.join("fire"), "flame_length.asc");
        let (_, arrival) = read(&dir.join("fire"), "arrival_min.asc");
        let over = (0..arrival.len()).filter(|i| i % 120 >= 62 && arrival[*i] >= 0.0).count();
        (flame.iter().fold(0.0f64, |most, f| most.max(*f)), over)
    };
    let ground = flames(format!("{{{windy}}}"));
    let crowns = flames(format!("{{{windy}{pine}}}"));
    let brands = |seed: u32| flames(format!("{{{windy}{pine}, \"spotting\": true, \"seed\": {seed}}}"));
    let over: Vec<usize> = (1..=6).map(|seed| brands(seed).1).collect();
    println!(
        "flames of {:.1} m, crowns {:.1} m; cells burnt beyond bare ground by brands {over:?}",
        ground.0, crowns.0
    );
    assert!(crowns.0 > 1.5 * ground.0);
    assert!(ground.1 == 0 && crowns.1 == 0 && over.iter().sum::<usize>() > 0);
    assert_eq!(brands(2).1, over[1]);
}

#[test]
fn points_are_those_of_behave_however_many_there_are() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let point = |fuel: &str, moisture: &str, rest: &str| {
        format!(r#"{{"fuel": {fuel}, "moisture_pct": {{{moisture}}}, {rest}}}"#)
    };
    let dry = r#""1h": 6, "10h": 7, "100h": 8, "herb": 90, "woody": 90"#;
    let wet = r#""1h": 36, "10h": 37, "100h": 38"#;
    let mut points = vec![
        point("\"FM4\"", dry, r#""midflame_m_s": 2, "slope_pct": 20, "wind_from_upslope_deg": 0"#),
        point("188", wet, r#""midflame_m_s": 3"#),
    ];
    points.resize(10_000, points[0].clone());
    fs::write(dir.join("p.json"), format!("{{\"points\": [{}]}}", points.join(","))).unwrap();
    let (code, _, err) = sandtable(dir, &["hazard", "wildfire", "--config", "p.json", "--out", "out"]);
    assert_eq!(code, 0, "{err}");
    let csv = fs::read_to_string(dir.join("out/points.csv")).unwrap();
    let row = |k: usize| -> Vec<f64> {
        csv.lines().nth(k).unwrap().split(',').take(4).map(|v| v.parse().unwrap()).collect()
    };
    println!("{:?}, BEHAVE 25.24, 5.973, 12666, 1.542; wet {:?}", row(1), row(2));
    for (got, expected) in row(1).iter().zip([25.24, 5.973, 12666.0, 1.542]) {
        assert!((got / expected - 1.0).abs() < 0.005);
    }
    assert_eq!(row(2)[..3], [0.0, 0.0, 0.0]);
    assert_eq!(csv.lines().count(), 10_001);
}

#[test]
fn bad_input_of_a_fire_is_named_with_its_place_and_nothing_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    grid(dir, "dem.asc", |_, c| c as f64);
    grid(dir, "fuel.asc", |r, _| if r == 0 { 98.0 } else { 102.0 });
    grid(dir, "odd.asc", |r, c| if (r, c) == (3, 4) { 103.5 } else { 102.0 });
    grid(dir, "holed.asc", |r, c| if (r, c) == (3, 4) { -9999.0 } else { 102.0 });
    fs::write(dir.join("small.asc"), "ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 10\n1 2\n3 4\n")
        .unwrap();
    let ok = format!("{{{FIRE}}}");
    let with = |from: &str, to: &str| {
        assert!(ok.contains(from), "{from}");
        ok.replace(from, to)
    };
    let point = r#"{"fuel": "TL88", "moisture_pct": {"1h": 5, "10h": 6, "100h": 7}, "midflame_m_s": 1}"#;
    let dry = r#""1h": 5, "10h": 6, "100h": 7"#;
    let wind = r#"{"midflame_m_s": 2, "from_deg": 270}"#;
    let cases = [
        (ok.clone(), "dem.asc", "odd.asc", "row 3, column 4"),
        (ok.clone(), "dem.asc", "odd.asc", "104 GR4"),
        (ok.clone(), "dem.asc", "holed.asc", "row 3, column 4"),
        (ok.clone(), "holed.asc", "fuel.asc", "row 3, column 4"),
        (ok.clone(), "dem.asc", "small.asc", "small.asc"),
        (ok.clone(), "dem.asc", "none.asc", "none.asc"),
        (with("270", "400"), "dem.asc", "fuel.asc", "wind.from_deg"),
        (with("\"midflame_m_s\": 2", "\"midflame_m_s\": -2"), "dem.asc", "fuel.asc", "wind.midflame_m_s"),
        (with("\"midflame_m_s\": 2", "\"midflame_m_s\": []"), "dem.asc", "fuel.asc", "wind.midflame_m_s"),
        (with("\"midflame_m_s\": 2", "\"midflame_m_s\": [1, -1]"), "dem.asc", "fuel.asc", "midflame_m_s[1]"),
        (with("\"midflame_m_s\": 2", "\"midflame_m_s\": [1, 2]"), "dem.asc", "fuel.asc", "band_min"),
        (with("\"midflame_m_s\": 2, ", ""), "dem.asc", "fuel.asc", "speed_10m_km_h"),
        (with(wind, r#"{"midflame_m_s": [1, 2], "from_deg": [1]}"#), "dem.asc", "fuel.asc", "wind"),
        (with(dry, r#""1h": 0.05, "10h": 0.06, "100h": 0.07"#), "dem.asc", "fuel.asc", "should it be 5"),
        (with(r#""1h": 5"#, r#""1h": 0.05"#), "dem.asc", "fuel.asc", "moisture_pct.1h"),
        (with(r#""woody": 90"#, r#""woody": 0.9"#), "dem.asc", "fuel.asc", "should it be 90"),
        (with(", \"herb\": 60", ""), "dem.asc", "fuel.asc", "moisture_pct.herb"),
        (with("[10, 5]", "[0, 5]"), "dem.asc", "fuel.asc", "ignition[0]"),
        (with("[10, 5]", "[10, 30]"), "dem.asc", "fuel.asc", "ignition[0]"),
        (with("[10, 5]", "[10, -1]"), "dem.asc", "fuel.asc", "w.json:1"),
        (with("[[10, 5]]", "[]"), "dem.asc", "fuel.asc", "ignition"),
        (with("30", "-30"), "dem.asc", "fuel.asc", "duration_min"),
        (with("\"duration_min\": 30, ", ""), "dem.asc", "fuel.asc", "duration_min"),
        (with("duration_min", "duraton_min"), "dem.asc", "fuel.asc", "duraton_min"),
        (
            with("[[10, 5]]", r#"[[10, 5]], "lines": [{"t_min": 0, "cells": [[10, 5]]}]"#),
            "dem.asc",
            "fuel.asc",
            "lies on a line",
        ),
        (
            with("[[10, 5]]", r#"[[10, 5]], "lines": [{"t_min": 1, "cells": [[20, 0]]}]"#),
            "dem.asc",
            "fuel.asc",
            "lines[0].cells[0]",
        ),
        (format!("{{\"points\": [{point}]}}"), "dem.asc", "fuel.asc", "“TL8”"),
        (
            with("[[10, 5]]", &format!("[[10, 5]], \"points\": [{point}]")),
            "dem.asc",
            "fuel.asc",
            "take it out",
        ),
        (r#"{"points": []}"#.to_owned(), "dem.asc", "fuel.asc", "points"),
    ];
    for (config, dem, fuel, expected) in cases {
        let (code, err) = fire(dir, &config, dem, fuel);
        assert_eq!(code, 2, "{config}: {err}");
        assert!(err.contains(expected), "{config}: {expected}: {err}");
        assert!(!dir.join("fire/summary.json").exists(), "{config}");
    }
    // On grids both are needed.
    let (code, _, err) =
        sandtable(dir, &["--lang", "en", "hazard", "wildfire", "--config", "w.json", "--out", "out"]);
    assert_eq!(code, 2, "{err}");
}

#[test]
fn all_faults_of_a_configuration_are_told_at_once_in_the_reader_s_language() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    grid(dir, "dem.asc", |_, _| 50.0);
    grid(dir, "fuel.asc", |_, _| 102.0);
    let broken = r#"{
    "duraton_min": 30,
    "wind": {"midflame_m_s": "fast", "from_deg": 270},
    "moisture_pct": {"1h": 5, "10h": true, "100h": 7, "herb": 60, "woody": 90},
    "ignition": [[10, 5, 7], [1.5, 2]],
    "crown": {"cbh_m": 1.0, "cbd_kg_m3": 0.1, "cover": 0.5},
}"#;
    fs::write(dir.join("w.json"), broken).unwrap();
    let told = |lang: &str| {
        let args = ["--lang", lang, "hazard", "wildfire", "--config", "w.json", "--dem", "dem.asc"];
        let rest = ["--fuel", "fuel.asc", "--out", "fire"];
        let (code, _, err) = sandtable(dir, &[&args[..], &rest].concat());
        assert_eq!(code, 2);
        println!("{err}");
        err
    };
    let (zh, en) = (told("zh"), told("en"));
    for (place, message) in [
        ("w.json:2:5: duraton_min", "未知字段"),
        ("w.json:3:30: wind.midflame_m_s", "应为数字或数字列表"),
        ("w.json:4:38: moisture_pct.10h", "应为数字"),
        ("w.json:5:18: ignition[0]", "2 个值"),
        ("w.json:5:31: ignition[1][0]", "的整数"),
        ("w.json:6:14: crown.height_m", "缺少这个字段"),
    ] {
        let line = zh.lines().find(|line| line.starts_with(place)).unwrap_or_else(|| panic!("{place}"));
        assert!(line.contains(message), "{line}");
        assert!(en.lines().any(|line| line.starts_with(place)), "{place}");
    }
    assert!(!zh.contains("expected") && !zh.contains("invalid"), "{zh}");
    assert!(!dir.join("fire").exists());
}
