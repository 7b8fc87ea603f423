//! `hazard` and `bench` as their users call them.

#[path = "common/grids.rs"]
mod grids;

use grids::{grid, read, sandtable, summary};
use std::fs;

#[test]
fn rain_on_a_basin_stays_in_it_and_the_grids_keep_their_header() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    // A bowl: all rain gathers in the middle.
    grid(dir, "dem.asc", |r, c| {
        let (y, x) = (r as f64 - 10.0, c as f64 - 15.0);
        0.02 * (x * x + y * y)
    });
    fs::write(
        dir.join("flood.json"),
        r#"{"t_end_s": 3600, "rain_mm_h": 60, "rain_duration_s": 1805, "manning": 0.03, "boundary": "closed", "gauges": [[10, 15], [0, 0]]}"#,
    )
    .unwrap();
    for kernel in ["inertial", "hll"] {
        let config = fs::read_to_string(dir.join("flood.json"))
            .unwrap()
            .replace('}', &format!(", \"kernel\": \"{kernel}\"}}"));
        fs::write(dir.join("k.json"), config).unwrap();
        let (code, _, err) =
            sandtable(dir, &["hazard", "flood", "--config", "k.json", "--dem", "dem.asc", "--out", "out"]);
        assert_eq!(code, 0, "{err}");
        let s = summary(&dir.join("out"));
        let fallen = 0.06 * 1805.0 / 3600.0 * 600.0 * 100.0;
        let inflow = s["inflow_m3"].as_f64().unwrap();
        assert!((inflow / fallen - 1.0).abs() < 1e-4, "{kernel}: {inflow} of {fallen}");
        assert!(s["mass_error_rel"].as_f64().unwrap().abs() < 1e-6);
        assert!(s["peak_mb"].as_f64().unwrap() > 1.0 && s["steps"].as_u64().unwrap() > 10);
        let (header, depth) = read(&dir.join("out"), "depth.asc");
        assert_eq!(header[2], "xllcorner 500000");
        let volume: f64 = depth.iter().sum::<f64>() * 100.0;
        assert!((volume / fallen - 1.0).abs() < 1e-2, "{volume}");
        assert!(depth[10 * 30 + 15] > depth[0] + 0.2, "it gathers in the middle");
        let (_, most) = read(&dir.join("out"), "max_depth.asc");
        assert!(most.iter().zip(&depth).all(|(m, d)| m + 1e-4 >= *d));
        let gauges = fs::read_to_string(dir.join("out/gauges.csv")).unwrap();
        assert!(gauges.starts_with("t_s,depth_m_r10_c15,speed_m_s_r10_c15,depth_m_r0_c0"));
        assert!(gauges.lines().count() > 300);
    }
}

#[test]
fn a_dam_break_in_the_inertial_kernel_is_warned_of() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    grid(dir, "dem.asc", |_, _| 5.0);
    grid(dir, "h.asc", |_, c| if c < 10 { 4.0 } else { 0.0 });
    let config = |kernel: &str| {
        format!(r#"{{"t_end_s": 5, "manning": 0.03, "initial_depth_asc": "h.asc", "kernel": "{kernel}"}}"#)
    };
    for (kernel, warned) in [("inertial", true), ("hll", false)] {
        fs::write(dir.join("c.json"), config(kernel)).unwrap();
        let (code, _, err) = sandtable(
            dir,
            &["--lang", "en", "hazard", "flood", "--config", "c.json", "--dem", "dem.asc", "--out", "out"],
        );
        assert_eq!((code, err.contains("dam-break")), (0, warned), "{err}");
        assert_eq!(summary(&dir.join("out"))["dam_break_in_inertial"], warned);
    }
}

#[test]
fn a_slide_leaves_its_deposit_below() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    grid(dir, "dem.asc", |_, c| (15.0 - c as f64).max(0.0) * 5.0);
    grid(dir, "release.asc", |r, c| if (8..12).contains(&r) && (2..5).contains(&c) { 4.0 } else { 0.0 });
    fs::write(dir.join("s.json"), r#"{"release_asc": "release.asc", "mu": 0.25, "xi": 300, "t_end_s": 120}"#)
        .unwrap();
    let (code, _, err) =
        sandtable(dir, &["hazard", "slide", "--config", "s.json", "--dem", "dem.asc", "--out", "out"]);
    assert_eq!(code, 0, "{err}");
    let s = summary(&dir.join("out"));
    assert_eq!(s["released_m3"], 4_800.0);
    assert!(s["mass_error_rel"].as_f64().unwrap().abs() < 1e-9);
    let (_, deposit) = read(&dir.join("out"), "deposit.asc");
    let low: f64 = (0..600).filter(|i| i % 30 >= 12).map(|i| deposit[i]).sum();
    assert!(low > 0.6 * deposit.iter().sum::<f64>(), "most lies at the foot");
}

#[test]
fn bad_input_is_named_with_its_place_and_nothing_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    grid(dir, "dem.asc", |_, _| 5.0);
    grid(dir, "holed.asc", |r, c| if (r, c) == (3, 4) { -9999.0 } else { 5.0 });
    grid(dir, "negative.asc", |r, c| if (r, c) == (3, 4) { -1.0 } else { 0.0 });
    grid(dir, "nan.asc", |r, c| if (r, c) == (3, 4) { f64::NAN } else { 0.0 });
    fs::write(dir.join("small.asc"), "ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 10\n1 2\n3 4\n")
        .unwrap();
    fs::write(dir.join("zero.asc"), "ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 0\n1 2\n3 4\n")
        .unwrap();
    let ok = r#""t_end_s": 10, "manning": 0.03"#;
    let channel = r#"{"row": 0, "col": 0, "width_m": 5, "bank_depth_m": 1}"#;
    let channels = |one: &str| format!("{{{ok}, \"channels\": [{{{one}}}]}}");
    let cases = [
        (format!("{{{ok}, \"boundry\": \"open\"}}"), "dem.asc", "boundry"),
        ("{".to_owned(), "dem.asc", "c.json:1"),
        (format!("{{{ok}}}"), "holed.asc", "row 3, column 4"),
        (format!("{{{ok}}}"), "zero.asc", "cellsize"),
        (format!("{{{ok}}}"), "nan.asc", "nan.asc"),
        (format!("{{{ok}, \"initial_depth_asc\": \"nan.asc\"}}"), "dem.asc", "nan.asc"),
        (format!("{{{ok}, \"initial_depth_asc\": \"holed.asc\"}}"), "dem.asc", "row 3, column 4"),
        (r#"{"t_end_s": 10, "manning_asc": "small.asc"}"#.to_owned(), "dem.asc", "small.asc"),
        (r#"{"t_end_s": 10, "manning_asc": "negative.asc"}"#.to_owned(), "dem.asc", "Manning"),
        (r#"{"t_end_s": 10, "manning": NaN}"#.to_owned(), "dem.asc", "c.json:1"),
        (r#"{"t_end_s": 10, "manning": 0}"#.to_owned(), "dem.asc", "manning"),
        (r#"{"t_end_s": 10, "manning": 1e400}"#.to_owned(), "dem.asc", "c.json:1"),
        (format!("{{{ok}, \"cfl\": 0}}"), "dem.asc", "cfl"),
        (format!("{{{ok}, \"dt_max_s\": -1}}"), "dem.asc", "dt_max_s"),
        (format!("{{{ok}, \"rain_mm_h\": -5}}"), "dem.asc", "rain_mm_h"),
        (format!("{{{ok}}}"), "none.asc", "none.asc"),
        (format!("{{{ok}, \"initial_depth_asc\": \"small.asc\"}}"), "dem.asc", "small.asc"),
        (format!("{{{ok}, \"initial_depth_asc\": \"negative.asc\"}}"), "dem.asc", "depth"),
        (format!("{{{ok}, \"cfl\": 0.9}}"), "dem.asc", "cfl"),
        (r#"{"t_end_s": 10}"#.to_owned(), "dem.asc", "manning"),
        (r#"{"t_end_s": -1, "manning": 0.03}"#.to_owned(), "dem.asc", "t_end_s"),
        (format!("{{{ok}, \"gauges\": [[99, 0]]}}"), "dem.asc", "gauges[0]"),
        (
            format!("{{{ok}, \"inflows\": [{{\"row\": 0, \"col\": 40, \"t\": [0], \"q\": [1]}}]}}"),
            "dem.asc",
            "inflows[0]",
        ),
        (
            format!("{{{ok}, \"inflows\": [{{\"row\": 0, \"col\": 0, \"t\": [5, 0], \"q\": [1, 2]}}]}}"),
            "dem.asc",
            "inflows[0].t",
        ),
        (
            format!("{{{ok}, \"inflows\": [{{\"row\": 0, \"col\": 0, \"t\": [0], \"q\": [-2]}}]}}"),
            "dem.asc",
            "inflows[0].q[0]",
        ),
        (channels("\"row\": 0, \"col\": 40, \"width_m\": 5, \"bank_depth_m\": 1"), "dem.asc", "channels[0]"),
        (
            channels("\"row\": 0, \"col\": 0, \"width_m\": 0, \"bank_depth_m\": 1"),
            "dem.asc",
            "channels[0].width_m",
        ),
        (
            channels("\"row\": 0, \"col\": 0, \"width_m\": 5, \"bank_depth_m\": -1"),
            "dem.asc",
            "channels[0].bank_depth_m",
        ),
        (channels("\"row\": 0, \"col\": 0, \"width\": 5, \"bank_depth_m\": 1"), "dem.asc", "c.json:1"),
        (format!("{{{ok}, \"channels\": [{channel}, {channel}]}}"), "dem.asc", "twice"),
        (format!("{{{ok}, \"kernel\": \"hll\", \"channels\": [{channel}]}}"), "dem.asc", "hll"),
    ];
    for (config, dem, expected) in cases {
        fs::write(dir.join("c.json"), &config).unwrap();
        let (code, _, err) = sandtable(
            dir,
            &["--lang", "en", "hazard", "flood", "--config", "c.json", "--dem", dem, "--out", "out"],
        );
        assert_eq!(code, 2, "{config}: {err}");
        assert!(err.contains(expected), "{config}: {err}");
        assert!(!dir.join("out/summary.json").exists(), "{config}");
    }
}

#[test]
fn bad_input_of_a_slide_is_named_with_its_place_and_nothing_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    grid(dir, "dem.asc", |_, c| 30.0 - c as f64);
    grid(dir, "release.asc", |r, c| if r == 5 && c < 3 { 2.0 } else { 0.0 });
    grid(dir, "holed.asc", |r, c| if (r, c) == (3, 4) { -9999.0 } else { 0.0 });
    grid(dir, "negative.asc", |r, c| if (r, c) == (3, 4) { -1.0 } else { 0.0 });
    grid(dir, "nan.asc", |r, c| if (r, c) == (3, 4) { f64::NAN } else { 0.0 });
    fs::write(dir.join("small.asc"), "ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 10\n1 2\n3 4\n")
        .unwrap();
    let zero = "ncols 3\nnrows 3\nxllcorner 0\nyllcorner 0\ncellsize 0\n1 2 3\n1 2 3\n1 2 3\n";
    fs::write(dir.join("zero.asc"), zero).unwrap();
    let config =
        |release: &str, rest: &str| format!(r#"{{"release_asc": "{release}", "mu": 0.2, "xi": 300{rest}}}"#);
    let ok = r#", "t_end_s": 5"#;
    let cases = [
        (config("small.asc", ok), "dem.asc", "small.asc"),
        (config("holed.asc", ok), "dem.asc", "row 3, column 4"),
        (config("negative.asc", ok), "dem.asc", "depth"),
        (config("nan.asc", ok), "dem.asc", "nan.asc"),
        (config("none.asc", ok), "dem.asc", "none.asc"),
        (config("release.asc", ok), "holed.asc", "row 3, column 4"),
        (config("release.asc", ok), "zero.asc", "cellsize"),
        (config("release.asc", r#", "t_end_s": 5, "cfl": 0.9"#), "dem.asc", "cfl"),
        (config("release.asc", r#", "t_end_s": -5"#), "dem.asc", "t_end_s"),
        (config("release.asc", ""), "dem.asc", "t_end_s"),
        (config("release.asc", r#", "t_end_s": 5, "frction": 1"#), "dem.asc", "frction"),
        (config("release.asc", ok).replace("0.2", "-0.2"), "dem.asc", "mu"),
        (config("release.asc", ok).replace("300", "0"), "dem.asc", "xi"),
        (config("release.asc", ok).replace("300", "NaN"), "dem.asc", "c.json:1"),
    ];
    for (config, dem, expected) in cases {
        fs::write(dir.join("c.json"), &config).unwrap();
        let args = ["--lang", "en", "hazard", "slide", "--config", "c.json", "--dem", dem, "--out", "out"];
        let (code, _, err) = sandtable(dir, &args);
        assert_eq!(code, 2, "{config}: {err}");
        assert!(err.contains(expected), "{config}: {err}");
        assert!(!dir.join("out/summary.json").exists(), "{config}");
    }
}

/// Deep water on cells of millimetres asks for steps of microseconds: the run takes longer ones, says so, ends, and keeps
/// the water.
#[test]
fn a_time_step_that_collapses_is_told_of_and_bounded() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    grid(dir, "dem.asc", |r, c| ((r * 7 + c * 3) % 5) as f64);
    grid(dir, "h.asc", |_, c| if c < 10 { 40.0 } else { 0.0 });
    for name in ["dem.asc", "h.asc"] {
        let text = fs::read_to_string(dir.join(name)).unwrap().replace("cellsize 10", "cellsize 0.002");
        fs::write(dir.join(name), text).unwrap();
    }
    for kernel in ["inertial", "hll"] {
        let config = format!(
            r#"{{"t_end_s": 20, "manning": 0.03, "boundary": "closed", "initial_depth_asc": "h.asc", "kernel": "{kernel}"}}"#
        );
        fs::write(dir.join("c.json"), config).unwrap();
        let args =
            ["--lang", "en", "hazard", "flood", "--config", "c.json", "--dem", "dem.asc", "--out", "out"];
        let (code, _, err) = sandtable(dir, &args);
        assert_eq!(code, 0, "{err}");
        assert!(err.contains("stable time step"), "{err}");
        let s = summary(&dir.join("out"));
        assert!(s["forced_steps"].as_u64().unwrap() > 0 && s["steps"].as_u64().unwrap() < 20_000, "{s}");
        assert!(s["mass_error_rel"].as_f64().unwrap().abs() < 1e-6, "{kernel}: {s}");
        let (_, depth) = read(&dir.join("out"), "depth.asc");
        assert!(depth.iter().all(|h| h.is_finite() && *h >= 0.0));
        let (_, speed) = read(&dir.join("out"), "max_speed.asc");
        assert!(speed.iter().all(|v| (0.0..=31.0).contains(v)));
    }
    fs::write(dir.join("s.json"), r#"{"release_asc": "h.asc", "mu": 0.1, "xi": 500, "t_end_s": 3}"#).unwrap();
    // On steep ground gravity along the vertical is weak; on the flat it is not.
    let flat = fs::read_to_string(dir.join("dem.asc")).unwrap();
    let flat: Vec<String> = flat
        .lines()
        .enumerate()
        .map(|(k, line)| if k < 6 { line.to_owned() } else { ["0"; 30].join(" ") })
        .collect();
    fs::write(dir.join("flat.asc"), flat.join("\n") + "\n").unwrap();
    let args = ["--lang", "en", "hazard", "slide", "--config", "s.json", "--dem", "flat.asc", "--out", "out"];
    let (code, _, err) = sandtable(dir, &args);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("stable time step"), "{err}");
    let s = summary(&dir.join("out"));
    assert!(s["mass_error_rel"].as_f64().unwrap().abs() < 1e-6, "{s}");
}

#[test]
fn bench_prints_figures_as_json() {
    let dir = tempfile::tempdir().unwrap();
    for (what, figure) in
        [("slide", "real time"), ("wildfire", "burnt"), ("wildfire", "points"), ("plume", "of puffs")]
    {
        let (code, out, err) = sandtable(dir.path(), &["bench", what, "--small", "--json"]);
        assert_eq!(code, 0, "{err}");
        let rows: serde_json::Value = serde_json::from_str(&out).unwrap();
        let is = |r: &serde_json::Value| {
            r["what"].as_str().unwrap().contains(figure) && r["value"].as_f64().unwrap() > 0.0
        };
        assert!(rows.as_array().unwrap().iter().any(is), "{what}: {out}");
    }
}
