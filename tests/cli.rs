//! The program as its users start it: what it prints, how it ends, what it leaves on the disk.

mod common;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};
use tempfile::TempDir;

/// A folder with a short scenario, its plan beside it, and room for output.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir_all(folder.path().join("plans/texts")).unwrap();
        for file in ["plans/yueyang.ron", "plans/texts/yueyang.txt"] {
            fs::copy(common::scenarios().join(file), folder.path().join(file)).unwrap();
        }
        let place = Self(folder);
        place.write("small.ron", &short());
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn sandtable(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_sandtable")).args(args).current_dir(self.0.path()).output().unwrap()
    }

    /// What a successful call prints.
    fn good(&self, args: &[&str]) -> String {
        let output = self.sandtable(args);
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(0), "{args:?}\n{out}\n{err}");
        assert!(!err.contains("panicked"), "{args:?}: {err}");
        out
    }

    /// What a call says that fails for its input; each of `parts` is in it.
    fn bad(&self, args: &[&str], parts: &[&str]) {
        let output = self.sandtable(args);
        let err = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {err}");
        assert!(!err.contains("panicked") && !err.contains("RUST_BACKTRACE"), "{args:?}: {err}");
        for part in parts {
            assert!(err.contains(part), "{args:?} does not say `{part}`: {err}");
        }
    }

    /// Run a scenario that has `from` replaced by `to`: one line, with the place of the fault.
    fn bad_scenario(&self, from: &str, to: &str, field: &str) {
        let scenario = short();
        assert!(scenario.contains(from), "{from}");
        let broken = scenario.replacen(from, to, 1);
        self.write("bad.ron", &broken);
        let output = self.sandtable(&["run", "bad.ron", "--quiet", "--out", "out"]);
        let err = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{to}: {err}");
        assert_eq!(err.trim().lines().count(), 1, "{to}: {err}");
        let place = err.strip_prefix("bad.ron:").unwrap_or_else(|| panic!("{to}: {err}"));
        let mut numbers = place.split(':').map(|part| part.trim().parse::<usize>());
        let (line, column) = (numbers.next().unwrap().unwrap(), numbers.next().unwrap().unwrap());
        assert!(line >= 1 && column >= 1 && line <= broken.lines().count(), "{err}");
        assert!(err.contains(field), "{field}: {err}");
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The small scenario, twenty minutes of it.
fn short() -> String {
    common::small_text().replacen(r#"duration: "1h30m""#, r#"duration: "20m""#, 1)
}

/// Names and bytes of the files in a folder, sorted.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn help_names_every_command_and_shows_examples() {
    let help = Place::new().good(&["--help"]);
    let commands: Vec<String> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli"))
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| name != "memory" && (cfg!(feature = "window") || (name != "play" && name != "shot")))
        .collect();
    assert!(commands.len() >= 4);
    for command in commands {
        assert!(
            help.lines().any(|line| line.trim_start().starts_with(&format!("{command} "))),
            "{command}: {help}"
        );
    }
    assert!(help.contains("Examples") && help.contains("sandtable run scenarios/"), "{help}");
}

#[test]
fn a_run_its_replay_and_its_fork() {
    let place = Place::new();
    place.write("orders.ron", r#"[(at: "3m", order: SetLevel(level: III))]"#);
    let run = ["run", "small.ron", "--orders", "orders.ron", "--out", "out", "--threads", "1", "--json"];
    let line = place.good(&run);
    assert_eq!(line.trim().lines().count(), 1, "{line}");
    let json: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(json["hash"].as_str().unwrap().len(), 16);
    assert!((0.0..=100.0).contains(&json["score"].as_f64().unwrap()));
    for harm in ["deaths", "severe_injuries", "rescuer_deaths", "missing"] {
        assert!(json["harm"][harm].is_u64(), "{harm}: {line}");
    }
    assert!(json["harm"]["loss_yuan"].is_number());
    assert_eq!(json["ticks"], 120);
    for number in ["wall_s", "speed", "peak_mb"] {
        assert!(json[number].as_f64().unwrap() > 0.0, "{number}: {line}");
    }
    assert!(json["mass_error_rel"].as_f64().unwrap().abs() <= 1e-6, "{line}");
    let names: Vec<String> = contents(&place.path("out")).into_iter().map(|(name, _)| name).collect();
    for name in ["journal.ron", "score.json", "review.html"] {
        assert!(names.iter().any(|n| n == name), "{names:?}");
    }
    assert!(!names.iter().any(|n| n.starts_with(".tmp")), "{names:?}");

    // The replay stands at the same bits; other threads, other words, no journal touched.
    let before = contents(&place.path("out"));
    let hash = json["hash"].as_str().unwrap();
    let shown = place.good(&["replay", "out/journal.ron", "--verify", "--threads", "2", "--lang", "en"]);
    assert!(shown.contains(hash), "{shown}");
    place.good(&["check", "out/journal.ron", "orders.ron", "small.ron", "plans"]);

    place.write("other.ron", r#"[(at: "10m", order: SetLevel(level: I))]"#);
    let fork = ["replay", "out/journal.ron", "--fork", "10m", "--orders", "other.ron", "--out", "fork"];
    let shown = place.good(&fork);
    assert!(!shown.contains(hash), "{shown}");
    assert!(place.path("fork/review.html").is_file());
    assert_eq!(contents(&place.path("out")), before);
    place.bad(&["replay", "out/journal.ron", "--fork", "11m", "--orders", "other.ron"], &["10"]);

    // A torn tail is dropped and said; a changed header is not played.
    let journal = fs::read(place.path("out/journal.ron")).unwrap();
    fs::write(place.path("torn.ron"), &journal[..journal.len() - 4]).unwrap();
    let torn = place.sandtable(&["replay", "torn.ron", "--verify"]);
    assert_eq!(torn.status.code(), Some(0));
    assert!(text(&torn.stdout).contains(hash) && !torn.stderr.is_empty());
    let journal = text(&journal);
    place.write("future.ron", &journal.replacen("version:1", "version:7", 1));
    place.bad(&["replay", "future.ron"], &["future.ron:1:", "version 7"]);
    place.write("edited.ron", &journal.replacen("rows: 128", "rows: 130", 1));
    place.bad(&["replay", "edited.ron"], &["edited.ron:1:", "hash"]);
    place.write("empty.ron", "");
    place.bad(&["replay", "empty.ron"], &["empty.ron:1:"]);
    place.bad(&["replay", "none.ron"], &["none.ron"]);

    // A state that differs is a failed check, not bad input.
    let other = journal.replacen("SetLevel(level:III)", "SetLevel(level:II)", 1);
    assert_ne!(other, journal);
    place.write("lied.ron", &other);
    let lied = place.sandtable(&["replay", "lied.ron", "--verify"]);
    assert_eq!(lied.status.code(), Some(1), "{}", text(&lied.stderr));
    assert!(text(&lied.stderr).contains("lied.ron:"), "{}", text(&lied.stderr));
}

#[test]
fn every_fault_of_a_scenario_has_its_place() {
    let place = Place::new();
    place.good(&["run", "small.ron", "--until", "1m", "--out", "out", "--quiet"]);
    let before = contents(&place.path("out"));

    place.bad(&["run", "none.ron", "--out", "out"], &["none.ron"]);
    place.bad(&["run", "plans", "--out", "out"], &["plans"]);
    place.bad_scenario(r#"cols: 128"#, r#"cols: 128 ]"#, "bad.ron");
    place.bad_scenario("xinqiang-north-01", "xinqiang-east-01", "weak_stretches[0].stretch");
    place.bad_scenario("plans/yueyang.ron", "plans/none.ron", "plan");
    place.bad_scenario(r#"("0h", 90.0)"#, r#"("0h", -90.0)"#, "weather.background[0].1");
    place.bad_scenario("rows: 128", "rows: 0", "county.rows");
    place.bad_scenario("cols: 128", "cols: 5000", "county.cols");
    place.bad_scenario("xinqiang\"", "yangtze\"", "inflows[0].river");

    place.write("garbage.ron", "SetLevel III at noon");
    place.bad(&["run", "small.ron", "--orders", "garbage.ron", "--out", "out"], &["garbage.ron:1:"]);
    place.write("garbage.ron", r#"[(at: "noon", order: EndResponse)]"#);
    place.bad(&["run", "small.ron", "--orders", "garbage.ron", "--out", "out"], &["garbage.ron:1:7", "noon"]);
    place.bad(&["run", "small.ron", "--orders", "none.ron", "--out", "out"], &["none.ron"]);
    place.bad(&["run", "small.ron", "--plan", "none.ron", "--out", "out"], &["none.ron"]);
    place.bad(&["run", "small.ron", "--out", "small.ron/out"], &["small.ron/out"]);
    place.bad(&["run", "small.ron", "--out", "out", "--threads", "0"], &["--threads"]);
    place.bad(&["run", "small.ron", "--out", "out", "--until", "noon"], &["--until", "noon"]);
    place.bad(&["run", "small.ron", "--out", "out", "--commander", "napoleon"], &["napoleon"]);
    place.bad(&["walk", "small.ron"], &["walk"]);
    place.bad(&["county", "--seed", "1", "--size", "0", "--out", "out"], &["0"]);
    place.bad(&["county", "--seed", "1", "--size", "5000", "--out", "out"], &["5000"]);
    assert_eq!(contents(&place.path("out")), before, "a run that cannot start leaves the last one whole");
}

#[test]
fn a_refused_order_of_a_file_ends_the_run_with_time_and_reason() {
    let place = Place::new();
    place.write("orders.ron", r#"[(at: "2m", order: EndResponse)]"#);
    place.bad(&["run", "small.ron", "--orders", "orders.ron", "--quiet"], &["T+00:02"]);
}

#[test]
fn check_lists_every_fault_of_every_file() {
    let place = Place::new();
    let scenarios = common::scenarios();
    let shown = place.good(&["check", scenarios.to_str().unwrap()]);
    assert!(shown.contains("yueyang-flood.ron") && shown.contains("plans/yueyang.ron"), "{shown}");
    place.write("two.ron", &short().replacen("rows: 128", "rows: 1", 1).replacen("60.0,", "-60.0,", 1));
    place.write("one.ron", "(");
    let parts = ["two.ron:", "county.rows", "county.cell_m", "one.ron:1:"];
    place.bad(&["check", "two.ron", "one.ron", "small.ron"], &parts);
    fs::create_dir(place.path("empty")).unwrap();
    place.bad(&["check", "empty"], &[".ron"]);
    place.bad(&["check", "none"], &["none"]);
}

#[test]
fn a_county_is_written_whole() {
    let place = Place::new();
    place.good(&["county", "--seed", "3", "--size", "128", "--out", "county"]);
    let files = contents(&place.path("county"));
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    for name in
        ["county.geojson", "county.ron", "dem.asc", "fuel.asc", "landcover.asc", "map.png", "stats.json"]
    {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    assert!(files.iter().all(|(_, bytes)| !bytes.is_empty()));
    let dem = text(&fs::read(place.path("county/dem.asc")).unwrap());
    assert!(dem.to_lowercase().starts_with("ncols"), "{}", &dem[..40]);
    assert_eq!(dem.lines().filter(|line| line.split_whitespace().count() == 128).count(), 128);
    place.bad(&["county", "--seed", "3", "--size", "128", "--out", "small.ron"], &["small.ron"]);
    // What is written is a pack: it is sound, and brought in it gives the same county.
    place.good(&["check", "county"]);
    place.good(&["county", "--import", "county", "--out", "again"]);
    assert!(contents(&place.path("again")) == files);
    fs::write(place.path("county/villages.csv"), "村名,x\n").unwrap();
    place.bad(&["check", "county"], &["villages.csv:1:1:", "人口, people"]);
    place.bad(&["county", "--import", "county", "--out", "third"], &["villages.csv:1:1:"]);
}
