//! A person who breaks a file is told where and what, once for each fault, and of all faults at once.

use proptest::prelude::*;
use sandtable::{
    data::{self, Fault, Faults},
    plan, scenario,
    text::Lang,
};
use std::{fs, path::PathBuf};

fn scenarios() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// A flood scenario of the tests' own, so that the one that is played can be tuned, and the plan.
fn flood() -> (String, String) {
    let plan = fs::read_to_string(scenarios().join("plans/yueyang.ron")).unwrap();
    (include_str!("data/flood.ron").to_owned(), plan)
}

/// The flood scenario with parts replaced, each of which must occur.
fn broken(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(flood().0, |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    })
}

fn faults(text: &str) -> Vec<Fault> {
    match scenario::load_text("x.ron", text, &flood().1) {
        Ok(_) => Vec::new(),
        Err(Faults(faults)) => faults,
    }
}

/// Line and column of `part` in `text`, from one, in characters.
fn position(text: &str, part: &str) -> (u32, u32) {
    let head = &text[..text.find(part).unwrap_or_else(|| panic!("{part}"))];
    let line = head.rsplit('\n').next().unwrap();
    (head.matches('\n').count() as u32 + 1, line.chars().count() as u32 + 1)
}

#[test]
fn the_scenarios_load_as_written() {
    let loaded =
        scenario::load(&scenarios().join("yueyang-flood.ron")).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(loaded.scenario.inflows[0].river, "xinqiang");
    let again = scenario::load_text("journal", &loaded.scenario_text, &loaded.plan_text).unwrap();
    assert_eq!((&again.scenario, &again.plan), (&loaded.scenario, &loaded.plan));
}

#[test]
fn what_is_read_is_what_ron_reads() {
    let (scenario, plan) = flood();
    let options = ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
    let ours: Option<scenario::Scenario> = data::parse("x", &scenario).0;
    assert_eq!(ours.unwrap(), options.from_str(&scenario).unwrap());
    let ours: Option<plan::Plan> = data::parse("x", &plan).0;
    assert_eq!(ours.unwrap(), options.from_str(&plan).unwrap());
}

/// Each of these changes is one fault: (from, to, where in the new text, path, words of the message).
const ONE_FAULT: &[(&str, &str, &str, &str, &str)] = &[
    // Shape
    ("duration: \"10h\"", "duration: \"10 hours\"", "\"10 hours\"", "duration", "2h30m"),
    ("start_clock: \"06:00\"", "start_clock: \"6 am\"", "\"6 am\"", "start_clock", "06:00"),
    ("start_clock: \"06:00\"", "start_clock: 6", "6,\n    duration", "start_clock", "a text in quotes"),
    ("rows: 512", "rows: -512", "-512", "county.rows", "a whole number from 0"),
    ("rows: 512", "rows: 51.2", "51.2", "county.rows", "a whole number from 0"),
    ("cell_m: 60.0", "cell_m: NaN", "NaN", "county.cell_m", "a number"),
    ("cell_m: 60.0", "cell_m: 1e999", "1e999", "county.cell_m", "a number"),
    ("radius_m: 4000.0", "radius_m: \"wide\"", "\"wide\"", "weather.storms[1].radius_m", "a number"),
    ("(\"1h\", 360.0)", "(\"1h\")", "(\"1h\")", "inflows[0].hydrograph[1]", "2 values"),
    ("(\"1h\", 360.0)", "(\"1h\", \"x\")", "\"x\"", "inflows[0].hydrograph[1].1", "a number"),
    (
        "lowered_m: 1.0",
        "lowerd_m: 1.0, lowered_m: 1.0",
        "lowerd_m",
        "weak_stretches[0].lowerd_m",
        "lowered_m",
    ),
    ("lowered_m: 1.0,", "", "(\n            stretch:", "weak_stretches[0].lowered_m", "missing"),
    ("duration: \"10h\",", "", "(\n    id:", "duration", "missing"),
    ("duration: \"10h\",", "duration: \"10h\", duration: \"9h\",", "duration: \"9h\"", "duration", "twice"),
    ("limits: { \"YY-R34\": 120.0 }", "limits: [\"YY-R34\"]", "[\"YY-R34\"]", "limits", "a map"),
    // Syntax
    ("duration: \"10h\",", "duration: \"10h\"", "\n    weather:", "", "comma"),
    ("duration: \"10h\"", "duration \"10h\"", "\"10h\",\n    weather", "", "colon"),
    ("duration: \"10h\"", "duration: §", "§", "duration", "§"),
    ("duration: \"10h\"", "duration: \"10\\qh\"", "\"10\\qh\"", "duration", "escape"),
    ("weak_stretches: [", "weak_stretches: [(", "[(\n        (\n            stretch", "", ""),
    ("(\"10h\", 760.0),\n            ],", "(\"10h\", 760.0),", ")", "", ""),
    // Values
    ("duration: \"10h\"", "duration: \"5m\"", "\"5m\"", "duration", "out of range"),
    ("rows: 512", "rows: 16", "16, cols", "county.rows", "64 to 2048"),
    ("cell_m: 60.0", "cell_m: 0.0", "0.0, profile", "county.cell_m", "20 to 200 m"),
    ("profile: \"yueyang\"", "profile: \"yueyan\"", "\"yueyan\")", "county.profile", "“yueyang”"),
    ("(\"1h\", 8.0)", "(\"1h\", -8.0)", "-8.0", "weather.background[1].1", "0 to 300 mm/h"),
    ("peak_mm_h: 80.0", "peak_mm_h: 800.0", "800.0", "weather.storms[1].peak_mm_h", "0 to 300 mm/h"),
    ("to: \"4h30m\"", "to: \"20m\"", "\"20m\"", "weather.storms[0].to", "not later"),
    ("(\"2h\", 700.0)", "(\"1h\", 700.0)", "\"1h\", 700.0", "inflows[0].hydrograph[2].0", "not later"),
    ("lowered_m: 1.0", "lowered_m: 7.5", "7.5", "weak_stretches[0].lowered_m", "0 to 5 m"),
    ("at: \"3h30m\"", "at: \"11h\"", "\"11h\"", "injects[1].at", "after the end"),
    ("id: \"yueyang-flood\"", "id: \"Yueyang flood\"", "\"Yueyang flood\"", "id", "lower-case"),
    ("\"YY-R34\": 120.0", "\"YY-R35\": 120.0", "120.0", "limits.YY-R35", "did you mean “YY-R"),
    ("en: \"Dyke patrol\"", "en: \" \"", "\" \"", "injects[0].title.en", "empty"),
];

#[test]
fn one_fault_is_reported_once_at_its_place() {
    for (from, to, at, path, words) in ONE_FAULT {
        let text = broken(&[(from, to)]);
        let found = faults(&text);
        let shown = found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        assert_eq!(found.len(), 1, "{to}:\n{shown}");
        assert!(shown.contains(words), "{to}: {shown}");
        assert_eq!(found[0].field, *path, "{to}: {shown}");
        if !words.is_empty() {
            let place = position(&text, at);
            assert_eq!((found[0].line, found[0].column), place, "{to}: {shown}");
        }
    }
}

#[test]
fn all_faults_of_a_file_are_reported_together() {
    let text = broken(&[
        ("start_clock: \"06:00\"", "start_clock: \"noon\""),
        ("rows: 512", "rows: many"),
        ("cell_m: 60.0", "cell_m: 500.0"),
        ("duration: \"10h\",", ""),
        ("(\"1h\", 8.0)", "(\"1h\", 800.0)"),
        ("radius_m: 4000.0", "radus_m: 4000.0"),
        ("(\"2h\", 700.0)", "(\"2x\", 700.0)"),
        ("(\"4h\", 1750.0)", "(\"4h\" 1750.0)"),
        ("\"YY-R34\"", "\"YY-R3\""),
    ]);
    let found = faults(&text);
    let fields: Vec<&str> = found.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "duration",
            "county.rows",
            "county.cell_m",
            "start_clock",
            "weather.background[1].1",
            "weather.storms[1].radius_m",
            "weather.storms[1].radus_m",
            "inflows[0].hydrograph[2].0",
            "",
            "limits.YY-R3",
        ]
    );
}

#[test]
fn faults_of_the_plan_come_with_those_of_the_scenario() {
    let (_, plan) = flood();
    let plan = plan.replacen("measure: SurvivalShare", "measure: SurvivalShar", 1).replacen(
        "weight: 10.0",
        "weight: -1.0",
        1,
    );
    let Err(faults) = scenario::load_text("x.ron", &broken(&[("rows: 512", "rows: 1")]), &plan) else {
        panic!("no fault")
    };
    let shown = faults.to_string();
    assert_eq!(faults.0.len(), 3, "{shown}");
    assert!(shown.contains("county.rows") && shown.contains("targets[0].usage.weight"), "{shown}");
    assert!(
        shown.contains(
            "targets[4].usage.measure: unknown choice “SurvivalShar”; did you mean “SurvivalShare”?"
        )
    );
}

#[test]
fn a_phrase_that_the_plan_does_not_say_is_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    let (_, plan) = flood();
    let path = folder.path().join("plan.ron");
    fs::write(&path, plan.replacen("装备半小时", "装备一小时", 1).replacen("lines: [82]", "lines: [83]", 1))
        .unwrap();
    let Err(faults) = plan::load(&path) else { panic!("no fault") };
    assert_eq!(faults.0.len(), 1, "{faults}");
    assert_eq!(faults.0[0].field, "source.text");

    fs::create_dir(folder.path().join("texts")).unwrap();
    fs::copy(scenarios().join("plans/texts/yueyang.txt"), folder.path().join("texts/yueyang.txt")).unwrap();
    let Err(faults) = plan::load(&path) else { panic!("no fault") };
    let fields: Vec<&str> = faults.0.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["targets[0].phrases[0]", "targets[1].lines"], "{faults}");
}

#[test]
fn a_file_that_cannot_be_read_is_one_fault() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let deep = "[".repeat(100_000);
    for (path, words) in [
        (folder.path().join("none.ron"), "no such file"),
        (folder.path().to_owned(), "no file"),
        (file("large.ron", &vec![b' '; (data::MAX_BYTES + 1) as usize]), "4 MB"),
        (file("latin.ron", b"(\n  id: \"caf\xe9\")"), "line 2 is not UTF-8"),
        (file("deep.ron", deep.as_bytes()), "nest deeper"),
        (file("empty.ron", b""), "ends here"),
        (file("comment.ron", b"/* never closed"), "comment"),
    ] {
        let Err(Faults(faults)) = scenario::load(&path) else { panic!("{words}: no fault") };
        assert_eq!(faults.len(), 1, "{words}: {faults:?}");
        assert!(faults[0].to_string().contains(words), "{}", faults[0]);
    }
    let missing_plan = file("plan.ron", broken(&[("plans/yueyang.ron", "plans/nowhere.ron")]).as_bytes());
    let Err(Faults(faults)) = scenario::load(&missing_plan) else { panic!("no fault") };
    assert_eq!((faults.len(), faults[0].field.as_str()), (1, "plan"), "{faults:?}");
}

#[test]
fn faults_are_shown_in_both_languages() {
    let text = broken(&[("profile: \"yueyang\"", "profile: \"yueyan\"")]);
    let fault = &faults(&text)[0];
    let (line, column) = position(&text, "\"yueyan\")");
    let place = format!("x.ron:{line}:{column}: county.profile: ");
    assert_eq!(fault.render(Lang::Zh), format!("{place}未知县域类型“yueyan”；是否想写“yueyang”？"));
    assert_eq!(
        fault.render(Lang::En),
        format!("{place}unknown kind of county “yueyan”; did you mean “yueyang”?")
    );
}

/// One change of a text: at a share of its length, remove so many characters and put these in.
fn change() -> impl Strategy<Value = (f64, usize, String)> {
    const BITS: &[&str] = &[
        "(", ")", "[", "]", "{", "}", ",", ":", "\"", "\\", "//", "/*", "r#\"", "§", "墙", "-1", "None", "x",
    ];
    let bit = prop_oneof![prop::sample::select(BITS).prop_map(str::to_owned), any::<String>()];
    (0.0..1.0f64, 0usize..40, bit)
}

fn changed(text: &str, changes: &[(f64, usize, String)]) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for (share, removed, put) in changes {
        let at = (share * text.len() as f64) as usize;
        let end = (at + removed).min(text.len());
        text.splice(at..end, put.chars());
    }
    text.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is done to a file, it is read or refused with faults that lie in it.
    #[test]
    fn no_change_of_a_file_breaks_the_reader(changes in prop::collection::vec(change(), 1..6)) {
        let (scenario, plan) = flood();
        let (scenario, broken_plan) = (changed(&scenario, &changes), changed(&plan, &changes));
        let (scenario_lines, plan_lines) = (scenario.lines().count() as u32 + 1, broken_plan.lines().count() as u32 + 1);
        if let Err(Faults(faults)) = scenario::load_text("x.ron", &scenario, &plan) {
            prop_assert!(!faults.is_empty());
            for fault in faults {
                prop_assert!(fault.line <= scenario_lines, "{fault}");
            }
        }
        if let Err(Faults(faults)) = plan::load_text("plan.ron", &broken_plan) {
            prop_assert!(!faults.is_empty());
            for fault in faults {
                prop_assert!(fault.line <= plan_lines, "{fault}");
            }
        }
    }

    /// What is taken is RON: the usual reader reads the same from it.
    #[test]
    fn what_is_taken_is_ron(changes in prop::collection::vec(change(), 1..2)) {
        let text = changed(&flood().0, &changes);
        let (ours, _, faults) = data::parse::<scenario::Scenario>("x", &text);
        if let (Some(ours), true) = (ours, faults.0.is_empty()) {
            let options = ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
            prop_assert_eq!(Ok(ours), options.from_str(&text));
        }
    }
}
