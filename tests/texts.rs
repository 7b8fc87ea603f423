//! What the program writes can be read: its font has every letter.

use ab_glyph::{Font, FontRef, GlyphId};
use std::{collections::BTreeSet, fs, path::Path};

fn letters(folder: &Path, ends: &[&str], into: &mut BTreeSet<char>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            letters(&path, ends, into);
        } else if ends.iter().any(|end| path.extension().is_some_and(|e| e == *end)) {
            into.extend(fs::read_to_string(&path).unwrap().chars().filter(|c| !c.is_control()));
        }
    }
}

#[test]
fn the_font_has_every_letter_of_messages_counties_scenarios_and_plans() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bytes = fs::read(root.join("assets/fonts/SandTableSansSC-Regular.ttf")).unwrap();
    let font = FontRef::try_from_slice(&bytes).unwrap();
    let mut all = BTreeSet::new();
    letters(&root.join("assets/text"), &["ftl"], &mut all);
    letters(&root.join("assets/counties"), &["ron"], &mut all);
    letters(&root.join("scenarios"), &["ron"], &mut all);
    assert!(all.len() > 800, "the files were read: {}", all.len());
    let missing: String = all.into_iter().filter(|c| font.glyph_id(*c) == GlyphId(0)).collect();
    assert!(missing.is_empty(), "run tools/subset_font.py with these letters added: {missing}");
}
