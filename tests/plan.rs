//! The plan packs hold what the plans say.

use sandtable::plan::{self, Plan, RuleUse, Use};
use std::{collections::BTreeSet, path::Path};

fn yueyang() -> (Plan, Vec<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/plans/yueyang.ron");
    // Loading also finds every phrase on its line of the plan's text.
    let (plan, _) = plan::load(&path).unwrap_or_else(|faults| panic!("{faults}"));
    let source = std::fs::read_to_string(path.with_file_name(&plan.source.text)).unwrap();
    (plan, source.lines().map(str::to_owned).collect())
}

#[test]
fn yueyang_has_every_target_and_rule_once() {
    let (plan, _) = yueyang();
    let ids = |letter: char, n: usize| (1..=n).map(|i| format!("YY-{letter}{i:02}")).collect::<Vec<_>>();
    assert_eq!(plan.targets.iter().map(|t| t.id.clone()).collect::<Vec<_>>(), ids('T', 30));
    assert_eq!(plan.rules.iter().map(|r| r.id.clone()).collect::<Vec<_>>(), ids('R', 34));
}

#[test]
fn each_measure_and_check_serves_one_clause() {
    let (plan, _) = yueyang();
    let measures: Vec<_> = plan
        .targets
        .iter()
        .filter_map(|t| match &t.usage {
            Use::Drill { measure, .. } => Some(*measure),
            _ => None,
        })
        .collect();
    let checks: Vec<_> = plan
        .rules
        .iter()
        .filter_map(|r| match &r.usage {
            RuleUse::Drill { rule, .. } => Some(*rule),
            _ => None,
        })
        .collect();
    assert_eq!(measures.len(), 13);
    assert_eq!(measures.iter().collect::<BTreeSet<_>>().len(), measures.len());
    assert_eq!(checks.len(), 20);
    assert_eq!(checks.iter().collect::<BTreeSet<_>>().len(), checks.len());
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
        } else if let Some(rest) = text.strip_prefix('(') {
            (section, numbered, paragraph) = (numerals(rest), String::new(), 0);
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

/// `四(三)六` as chapter, section and item; the item may be empty.
fn place(text: &str) -> (String, String, String) {
    let (chapter, rest) = text.split_once('(').unwrap();
    let (section, item) = rest.split_once(')').unwrap();
    (chapter.to_owned(), section.to_owned(), item.to_owned())
}

#[test]
fn every_phrase_stands_at_its_place() {
    let (plan, lines) = yueyang();
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
