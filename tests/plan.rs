//! The plan packs hold what the plans say.

use sandtable::{
    county::{County, CountyParams, FacilityKind, Item, TeamKind, Tier, generate},
    plan::{
        self, Kind, Plan, RuleUse, Use,
        dataset::{self, DatasetRow},
    },
};
use std::{collections::BTreeSet, path::Path};

/// Plan, letters of its ids, number of its targets and of its rules.
const PLANS: [(&str, &str, usize, usize); 5] = [
    ("yueyang", "YY", 30, 34),
    ("pingjiang", "PJ", 24, 30),
    ("liupanshui", "LP", 21, 38),
    ("shicheng", "SC", 31, 38),
    ("liangjiang", "LJ", 35, 35),
];

/// A plan and the lines of its text.
fn pack(name: &str) -> (Plan, Vec<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/plans/{name}.ron"));
    // Loading also finds every phrase on its line of the plan's text.
    let (plan, _) = plan::load(&path).unwrap_or_else(|faults| panic!("{faults}"));
    let source = std::fs::read_to_string(path.with_file_name(&plan.source.text)).unwrap();
    (plan, source.lines().map(str::to_owned).collect())
}

#[test]
fn every_target_and_rule_is_there_once() {
    for (name, letters, targets, rules) in PLANS {
        let (plan, _) = pack(name);
        let ids =
            |kind: char, n: usize| (1..=n).map(|i| format!("{letters}-{kind}{i:02}")).collect::<Vec<_>>();
        assert_eq!(plan.id, name);
        assert_eq!(plan.targets.iter().map(|t| t.id.clone()).collect::<Vec<_>>(), ids('T', targets));
        assert_eq!(plan.rules.iter().map(|r| r.id.clone()).collect::<Vec<_>>(), ids('R', rules));
    }
}

#[test]
fn each_measure_and_check_serves_one_clause() {
    for (name, ..) in PLANS {
        let (plan, _) = pack(name);
        let targets = plan.targets.iter().filter_map(|t| match &t.usage {
            Use::Drill { measure, .. } => Some(format!("{measure:?}")),
            _ => None,
        });
        let rules = plan.rules.iter().filter_map(|r| match &r.usage {
            RuleUse::Drill { rule, .. } => Some(format!("{rule:?}")),
            RuleUse::Measured { measure, .. } => Some(format!("{measure:?}")),
            _ => None,
        });
        let used: Vec<String> = targets.chain(rules).collect();
        assert!(used.len() >= 15, "{name}: {}", used.len());
        assert_eq!(used.iter().collect::<BTreeSet<_>>().len(), used.len(), "{name}: {used:?}");
    }
}

/// Targets whose number is a count of what the text lists, or "each" (一、每).
const COUNTED: [&str; 6] = ["PJ-T22", "PJ-T23", "LP-T14", "LP-T15", "LP-T19", "LP-T20"];
/// Counts that a text writes as words.
const NUMERALS: [&str; 6] = ["", "一", "二", "三", "四", "五"];

#[test]
fn plans_with_few_numbers_get_none_from_elsewhere() {
    for (name, ..) in &PLANS[1..] {
        let (plan, lines) = pack(name);
        for target in plan.targets.iter().filter(|t| !COUNTED.contains(&t.id.as_str())) {
            let Some(value) = target.value.filter(|value| *value > 0.0) else { continue };
            let counts = target.kind != Kind::Absolute;
            let word = NUMERALS.get(value as usize).filter(|_| counts && value.fract() == 0.0);
            let said = |line: &u32| {
                let text = &lines[*line as usize - 1];
                text.contains(&value.to_string()) || word.is_some_and(|word| text.contains(word))
            };
            let stated = target.lines.iter().any(said);
            assert!(stated, "{}: no {value} on its line", target.id);
        }
    }
}

/// Chapter, section and item of a line, as the plan's headings give them.
fn outline(lines: &[String], line: usize) -> (String, String, Vec<String>) {
    let numerals =
        |text: &str| text.chars().take_while(|c| "一二三四五六七八九十".contains(*c)).collect::<String>();
    let (mut chapter, mut section, mut numbered, mut paragraph) =
        (String::new(), String::new(), String::new(), 0);
    for text in lines[..line].iter().map(|text| text.trim()).filter(|text| !text.is_empty()) {
        let numeral = numerals(text);
        if !numeral.is_empty() && text[numeral.len()..].starts_with('、') {
            (chapter, section, numbered, paragraph) = (numeral, String::new(), String::new(), 0);
        } else if let Some(of_section) =
            text.strip_prefix(['(', '（']).map(numerals).filter(|numeral| !numeral.is_empty())
        {
            (section, numbered, paragraph) = (of_section, String::new(), 0);
        } else {
            paragraph += 1;
            let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
            if !digits.is_empty() && text[digits.len()..].starts_with('.') {
                numbered = digits;
            }
        }
    }
    let point = numerals(lines[line - 1].trim());
    let items = if numbered.is_empty() { vec![paragraph.to_string(), point] } else { vec![numbered] };
    (chapter, section, items)
}

/// `四(三)六` as chapter, section and item; section and item may be empty. What stands after the item, a table or the number
/// of a paragraph in brackets, is for readers.
fn place(text: &str) -> (String, String, String) {
    match text.split_once('(') {
        Some((chapter, rest)) => {
            let (section, item) = rest.split_once(')').unwrap();
            let item = item.split([' ', '(']).next().unwrap();
            (chapter.to_owned(), section.to_owned(), item.to_owned())
        }
        None => {
            let item = text.trim_start_matches(|c| "一二三四五六七八九十".contains(c));
            (text[..text.len() - item.len()].to_owned(), String::new(), item.to_owned())
        }
    }
}

#[test]
fn every_phrase_stands_at_its_place() {
    for (name, ..) in PLANS {
        let (plan, lines) = pack(name);
        let targets = plan.targets.iter().map(|t| (&t.id, &t.place, &t.lines));
        let rules = plan.rules.iter().map(|r| (&r.id, &r.place, &r.lines));
        for (id, places, numbers) in targets.chain(rules) {
            for line in numbers {
                let (chapter, section, items) = outline(&lines, *line as usize);
                let fits = places.split("; ").map(place).any(|(c, s, item)| {
                    c == chapter && s == section && (item.is_empty() || items.contains(&item))
                });
                assert!(fits, "{id}: line {line} is in {chapter}({section}){items:?}, not at {places}");
            }
        }
    }
}

/// Rows of the check on the data of a county of this profile, after a change to it.
fn data(name: &str, change: impl FnOnce(&mut County)) -> Vec<DatasetRow> {
    let mut county = generate(&CountyParams::named(1, name).unwrap().sized(256)).unwrap();
    change(&mut county);
    dataset::check(&pack(name).0, &county)
}

/// Whether the row of a clause is met, and how much falls short.
fn row(rows: &[DatasetRow], id: &str) -> (bool, usize) {
    let row = rows.iter().find(|row| row.clause == id).unwrap_or_else(|| panic!("{id}"));
    println!("{id} {} {} {}", row.measured, row.operator.sign(), row.threshold);
    (row.met, row.short.len())
}

#[test]
fn the_data_of_shicheng_are_held_against_its_plan() {
    let rows = data("shicheng", |_| ());
    for id in ["SC-T10", "SC-T14", "SC-T15", "SC-T16", "SC-T26", "SC-T27"] {
        assert_eq!(row(&rows, id), (true, 0), "{id}");
    }
    let (before, stock) = (row(&rows, "SC-T11"), row(&rows, "SC-T12"));
    let rows = data("shicheng", |county| {
        for base in &mut county.bases {
            base.size /= 2;
        }
        county.facilities.retain(|f| f.kind != FacilityKind::Loudspeaker || f.place.township != 1);
        county.stores.retain(|s| s.tier != Tier::County);
        county.shelters.truncate(1);
    });
    for id in ["SC-T10", "SC-T11", "SC-T12", "SC-T14", "SC-T15", "SC-T16", "SC-T26", "SC-T27"] {
        assert!(!row(&rows, id).0, "{id}");
    }
    assert!(row(&rows, "SC-T11").1 > before.1, "villages out of reach");
    assert!(row(&rows, "SC-T12").1 == 3 && stock.1 < 3, "townships without stock");
}

#[test]
fn the_data_of_liangjiang_are_held_against_its_plan() {
    let rows = data("liangjiang", |_| ());
    for id in ["LJ-T10", "LJ-T11", "LJ-T25"] {
        assert_eq!(row(&rows, id), (true, 0), "{id}");
    }
    let reach = |rows: &[DatasetRow]| rows.iter().find(|row| row.clause == "LJ-R22").unwrap().measured;
    let near = reach(&rows);
    let rows = data("liangjiang", |county| {
        county.bases.retain(|base| base.place.township < 7);
        for (item, n) in county.stores.iter_mut().flat_map(|store| &mut store.stock) {
            if *item == Item::Bed {
                *n -= 1;
            }
        }
    });
    for id in ["LJ-T10", "LJ-T11", "LJ-T25"] {
        assert!(!row(&rows, id).0, "{id}");
    }
    assert!(reach(&rows) < near);
}

#[test]
fn the_countys_data_are_held_against_sizes_counts_and_villages() {
    let mut county = generate(&CountyParams::named(1, "pingjiang").unwrap().sized(256)).unwrap();
    let (plan, _) = pack("pingjiang");
    let rows = dataset::check(&plan, &county);
    for id in ["PJ-T12", "PJ-T13", "PJ-T19", "PJ-T23"] {
        assert_eq!(row(&rows, id), (true, 0), "{id}");
    }
    let village = county.villages[0].at;
    county.bases.retain(|b| b.kind != TeamKind::MicroFire || b.place.at.distance_m(village) > 600.0);
    for base in county.bases.iter_mut().filter(|b| b.kind == TeamKind::MilitiaCompany) {
        base.size = 119;
    }
    county.facilities.retain(|f| f.kind != FacilityKind::FireStation);
    let rows = dataset::check(&plan, &county);
    assert_eq!(
        (row(&rows, "PJ-T13").0, row(&rows, "PJ-T19").0, row(&rows, "PJ-T23").0),
        (false, false, false)
    );
    assert!(row(&rows, "PJ-T23").1 >= 1);
    assert_eq!(row(&rows, "PJ-T12"), (true, 0));
}
