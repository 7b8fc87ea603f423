//! The review as a reader gets it: well-formed, whole in both languages, without anything from outside.

use sandtable::{
    drill::{
        Drill, Order,
        order::{Area, TaskOrder},
    },
    response::{
        command::{Figures, Level, ReportKind},
        warning::{Channel, Colour},
    },
    review, scenario,
    score::{self, Scorecard},
};
use std::{fs, path::PathBuf, sync::Arc};

/// Half an hour of cloudburst over a small county.
const SMALL: &str = r#"(
    id: "small",
    name: (zh: "小县暴雨<b>", en: "Cloudburst <script>alert(1)</script>"),
    briefing: (zh: "暴雨。", en: "A cloudburst."),
    objectives: [(zh: "无人伤亡", en: "Nobody is hurt")],
    plan: "plans/yueyang.ron",
    county: (seed: 7, rows: 96, cols: 96, cell_m: 60.0, profile: "yueyang"),
    start_clock: "23:40",
    duration: "30m",
    weather: (background: [("0h", 120.0), ("30m", 120.0)]),
)"#;

fn drill(orders: &[Order]) -> Drill {
    let plan = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios/plans/yueyang.ron");
    let loaded = scenario::load_text("small.ron", SMALL, &fs::read_to_string(plan).unwrap()).unwrap();
    let mut drill = Drill::new(Arc::new(loaded), None).unwrap();
    for order in orders {
        drill.order("command", order.clone()).unwrap();
    }
    while !drill.finished() {
        drill.tick().unwrap();
    }
    drill
}

fn some_orders() -> Vec<Order> {
    let figures = Figures { affected: 3, ..Figures::default() };
    let drill = drill(&[]);
    let county = drill.land();
    vec![
        Order::SetLevel { level: Level::III },
        Order::Warn {
            colour: Colour::Red,
            area: Area::Villages(vec![county.villages[0].id.clone()]),
            channels: vec![Channel::Gong],
        },
        Order::Report { kind: ReportKind::First, figures },
        Order::Headquarters { township: county.townships[0].id.clone() },
        Order::Commander { name: "\"><img onerror=x> & co".into(), deputy: Some("<b>2</b>".into()) },
        Order::Dispatch {
            team: county.bases[0].place.id.clone(),
            task: TaskOrder::Evacuate(county.villages[0].id.clone()),
        },
        Order::OpenShelter { shelter: county.shelters[0].place.id.clone() },
        Order::Publish { text: "</main><script>steal()</script>".into(), figures: None },
    ]
}

fn played() -> (Drill, Scorecard) {
    let drill = drill(&some_orders());
    let card = score::score(&drill);
    (drill, card)
}

/// A piece of a document.
enum Piece<'a> {
    Open { name: &'a str, attributes: &'a str },
    Close(&'a str),
    Text(&'a str),
}

/// Tags and text of a document; what is inside `style` and `script` is left out.
fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        pieces.push(Piece::Text(&rest[..start]));
        let end = start + rest[start..].find('>').expect("a tag that ends");
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if tag.starts_with('!') {
            continue;
        }
        match tag.strip_prefix('/') {
            Some(name) => pieces.push(Piece::Close(name)),
            None => {
                let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
                assert_eq!(attributes.matches('"').count() % 2, 0, "open quote in <{tag}>");
                pieces.push(Piece::Open { name, attributes });
                if ["style", "script"].contains(&name) {
                    rest = &rest[rest.find(&format!("</{name}>")).expect("an end of raw text")..];
                }
            }
        }
    }
    pieces
}

const VOID: [&str; 4] = ["meta", "br", "img", "link"];

#[test]
fn every_tag_is_closed_in_order() {
    let (drill, card) = played();
    let html = review::html(&drill, &card);
    let mut open = Vec::new();
    for piece in pieces(&html) {
        match piece {
            Piece::Open { name, .. } if !VOID.contains(&name) => open.push(name),
            Piece::Close(name) => assert_eq!(open.pop(), Some(name)),
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?}");
    assert!(html.starts_with("<!DOCTYPE html>"));
}

#[test]
fn nothing_is_said_in_one_language_only() {
    let (drill, card) = played();
    let html = review::html(&drill, &card);
    for part in html.split('[').skip(1) {
        let inside = part.split(']').next().unwrap();
        let key = inside.contains('-')
            && inside.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        assert!(!key, "missing message {inside}");
    }
    // What is Chinese stands beside its English, or is named as Chinese.
    let mut skip = Vec::new();
    for piece in pieces(&html) {
        match piece {
            Piece::Open { name, attributes } if !VOID.contains(&name) => {
                let class = |class: &str| {
                    let classes = attributes.split("class=\"").nth(1).and_then(|rest| rest.split('"').next());
                    classes.is_some_and(|all| all.split(' ').any(|c| c == class))
                };
                let chinese = class("zh") || attributes.contains("lang=\"zh-CN\"");
                let inside = skip.last().copied().unwrap_or(false);
                skip.push(name != "html" && (inside || chinese || name == "title"));
            }
            Piece::Close(_) => _ = skip.pop(),
            Piece::Text(text) if !skip.last().copied().unwrap_or(false) => {
                let chinese = text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
                assert!(!chinese, "only Chinese: {text}");
            }
            _ => {}
        }
    }
    assert_eq!(html.matches("<span class=\"zh\">").count(), html.matches("<span class=\"en\"").count());
}

#[test]
fn nothing_comes_from_outside() {
    let (drill, card) = played();
    let html = review::html(&drill, &card);
    for outside in ["http:", "https:", "src=", "url(", "@import", "<link", "href=\"/", "fetch("] {
        assert!(!html.contains(outside), "{outside}");
    }
    assert!(html.contains("href=\"data:image/png;base64,"));
}

#[test]
fn what_people_write_stays_text() {
    let (drill, card) = played();
    let html = review::html(&drill, &card);
    assert_eq!(html.matches("<script>").count(), 1, "the page's own");
    assert!(!html.contains("<img") && !html.contains("<b>\""));
    assert!(html.contains("&lt;script&gt;steal()&lt;/script&gt;"));
    assert!(html.contains("&quot;&gt;&lt;img onerror=x&gt; &amp; co"));
}

#[test]
fn every_clause_that_counts_and_every_order_is_there() {
    let (drill, card) = played();
    let html = review::html(&drill, &card);
    assert!(card.scored().count() > 3, "the drill puts some clauses to the test");
    for row in card.scored() {
        assert!(html.contains(&format!("id=\"clause-{}\"", row.id)), "{}", row.id);
    }
    for row in &card.rows {
        assert!(html.contains(&format!(">{}</span>", row.id)), "{}", row.id);
    }
    for given in drill.given() {
        assert!(html.contains(&format!("id=\"order-{}\"", given.number)), "{}", given.number);
    }
    // Evidence leads to orders that are there.
    for target in html.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(html.contains(&format!("id=\"{target}\"")), "{target}");
    }
}

#[test]
fn a_wrong_figure_is_marked() {
    let (drill, card) = played();
    let html = review::html(&drill, &card);
    let wrong = html.split("n wrong").nth(1).expect("a marked figure");
    assert!(wrong.starts_with("\">3 <small>(+3)</small>"), "{}", &wrong[..60]);
}

#[test]
fn the_same_drill_gives_the_same_file() {
    let (drill, card) = played();
    let folder = tempfile::tempdir().unwrap();
    let path = review::write(&drill, &card, folder.path()).unwrap();
    let (again, card_again) = played();
    assert_eq!(fs::read_to_string(path).unwrap(), review::html(&again, &card_again));
    assert!(review::write(&drill, &card, &folder.path().join("nowhere")).is_err());
}
