//! A county goes out as a pack and comes back the same; a pack with faults is refused with all of them.

use sandtable::county::{CountyParams, export, generate, import, profile::PROFILES};

/// A county that its size and seed can have; some seeds have no place for all that is asked for.
fn made(profile: &str, seed: u64, size: usize) -> Option<sandtable::county::County> {
    generate(&CountyParams { cell_m: 90.0, ..CountyParams::named(seed, profile).unwrap().sized(size) }).ok()
}

#[test]
fn every_preset_comes_back_to_the_bit() {
    let mut seen = 0;
    for profile in PROFILES {
        for seed in [1, 7, 23] {
            let Some(county) = made(profile, seed, 160) else { continue };
            let folder = tempfile::tempdir().unwrap();
            export::write(&county, &export::Discretion::default(), profile, folder.path()).unwrap();
            let (back, warnings) = import::import(folder.path()).unwrap_or_else(|faults| panic!("{faults}"));
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
