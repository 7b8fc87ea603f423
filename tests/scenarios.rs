//! Every file under `scenarios/` loads, and names only what its county has.

use sandtable::{drill::setup, plan, scenario};
use std::{
    fs,
    path::{Path, PathBuf},
};

fn ron_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "ron"))
        .collect();
    files.sort();
    files
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

#[test]
fn every_scenario_fits_its_county() {
    let files = ron_files(&folder());
    assert!(!files.is_empty());
    for path in files {
        let loaded = scenario::load(&path).unwrap_or_else(|faults| panic!("{faults}"));
        let county = setup::county(&loaded).unwrap();
        let faults = scenario::check_against(&loaded.scenario, &loaded.spans, &county);
        assert!(faults.is_empty(), "{}", sandtable::data::Faults(faults));
    }
}

#[test]
fn every_plan_loads() {
    let files = ron_files(&folder().join("plans"));
    assert!(!files.is_empty());
    for path in files {
        plan::load(&path).unwrap_or_else(|faults| panic!("{faults}"));
    }
}
