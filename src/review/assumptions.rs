//! What the models assume: figures that are judgement, or whose source was not at hand to read, as they stand in the
//! tables of `assets`.

use super::page::{Run, name, say};
use crate::{
    data::{self, SpanIndex},
    hazard::{Plants, Wildfire},
    text::Name,
};
use maud::{Markup, html};
use serde::{Deserialize, de::IgnoredAny};
use std::sync::LazyLock;

/// What a figure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
enum Part {
    Flood,
    Forest,
    Chemical,
}

/// Why a figure is an assumption.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
enum Why {
    Judged,
    Unread,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Assumption {
    of: Part,
    /// Tables, and paths into them.
    at: Vec<(String, String)>,
    why: Why,
    zh: String,
    en: String,
}

const TABLES: [(&str, &str); 6] = [
    ("fire.ron", include_str!("../../assets/fire.ron")),
    ("chemical.ron", include_str!("../../assets/chemical.ron")),
    ("goods.ron", include_str!("../../assets/goods.ron")),
    ("substances.ron", include_str!("../../assets/substances.ron")),
    ("hazard.ron", include_str!("../../assets/hazard.ron")),
    ("response.ron", include_str!("../../assets/response.ron")),
];

static ASSUMPTIONS: LazyLock<Vec<Assumption>> = LazyLock::new(|| {
    // A broken table of our own is found by the tests below, long before it could reach anybody.
    ron::from_str(include_str!("../../assets/assumptions.ron")).unwrap_or_default()
});

static INDEX: LazyLock<Vec<SpanIndex>> =
    LazyLock::new(|| TABLES.iter().map(|(file, text)| data::parse::<IgnoredAny>(file, text).1).collect());

fn table(file: &str) -> Option<&'static SpanIndex> {
    TABLES.iter().zip(&*INDEX).find(|((name, _), _)| *name == file).map(|(_, index)| index)
}

/// A value as it is written, without remarks and marks of what may be missing, in one line.
fn value(file: &str, path: &str) -> Option<String> {
    let written = table(file)?.written(path)?;
    Some(plain(&one_line(written)))
}

fn one_line(written: &'static str) -> String {
    let bare = |line: &'static str| line.split("//").next().unwrap_or_default().trim();
    written.lines().map(bare).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `Some(x)` as `x`, `None` as a dash.
fn plain(value: &str) -> String {
    let mut out = String::new();
    // Whether the bracket that is open there is one of a `Some`.
    let mut open = Vec::new();
    let mut rest = value;
    while let Some(next) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("Some(") {
            open.push(true);
            rest = after;
        } else if let Some(after) = rest.strip_prefix("None") {
            out.push('–');
            rest = after;
        } else {
            let hidden = match next {
                '(' => {
                    open.push(false);
                    false
                }
                ')' => open.pop().unwrap_or(false),
                _ => false,
            };
            if !hidden {
                out.push(next);
            }
            rest = &rest[next.len_utf8()..];
        }
    }
    out
}

/// A path with the ids of items for their numbers.
fn label(file: &str, path: &str) -> String {
    let Some((item, field)) = path.split_once("].") else { return path.to_owned() };
    let id = table(file).and_then(|t| t.written(&format!("{item}].id"))).map(|id| id.trim_matches('"'));
    id.map_or_else(|| path.to_owned(), |id| format!("{id}.{field}"))
}

/// The figures of the hazards that this drill had.
pub fn section(run: &Run<'_>) -> Markup {
    let world = run.drill.world();
    let had = |part: Part| match part {
        Part::Flood => run.has_water(),
        Part::Forest => !world.resource::<Wildfire>().fires.is_empty(),
        Part::Chemical => !world.resource::<Plants>().accidents.is_empty(),
    };
    html! {
        p.lead { (say("review-assumptions-lead")) }
        details {
            summary { (say("review-assumptions-all")) }
            table.list {
                thead { tr {
                    th { (say("review-assumption")) }
                    th { (say("review-assumption-value")) }
                    th { (say("review-assumption-why")) }
                } }
                tbody { @for assumption in ASSUMPTIONS.iter().filter(|a| had(a.of)) { (row(assumption)) } }
            }
        }
    }
}

fn row(assumption: &Assumption) -> Markup {
    html! {
        tr {
            td.what { (name(&Name::new(&*assumption.zh, &*assumption.en))) }
            td.values { @for (file, path) in &assumption.at {
                div { code { (file) " " (label(file, path)) } " " b { (value(file, path).unwrap_or_default()) } }
            } }
            td.seat { (say(match assumption.why {
                Why::Judged => "review-assumption-judged",
                Why::Unread => "review-assumption-unread",
            })) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_is_there() {
        assert!(!ASSUMPTIONS.is_empty());
        for assumption in ASSUMPTIONS.iter() {
            assert!(!assumption.zh.is_empty() && !assumption.en.is_empty() && !assumption.at.is_empty());
            for (file, path) in &assumption.at {
                let value = value(file, path);
                assert!(value.is_some_and(|v| v.contains(|c: char| c.is_ascii_digit())), "{file}: {path}");
            }
        }
    }

    #[test]
    fn values_are_plain() {
        assert_eq!(plain("Some((1.0, Some(2), None))"), "(1.0, 2, –)");
        assert_eq!(value("substances.ron", "[0].probit").unwrap(), "(-6.35, 0.5, 2.75)");
        assert_eq!(label("substances.ron", "[0].probit"), "chlorine.probit");
        assert_eq!(label("goods.ron", "goods[1].heat_comb_j_kg"), "pvc.heat_comb_j_kg");
        assert_eq!(label("chemical.ron", "domino.blast_kpa"), "domino.blast_kpa");
    }

    /// Each mark [M] in the tables is told: by a figure on its line, or after the lines of the remark that it is in, or, in
    /// what an item says of its source, by one of the item.
    #[test]
    fn what_is_marked_is_told() {
        for (file, text) in &TABLES {
            let index = table(file).unwrap();
            let told: Vec<usize> = ASSUMPTIONS
                .iter()
                .flat_map(|a| &a.at)
                .filter(|(of, _)| of == file)
                .map(|(_, path)| index.line(path))
                .collect();
            let lines: Vec<&str> = text.lines().map(str::trim).collect();
            // The head of a table says what the mark means.
            let head = lines.iter().position(|line| !line.starts_with("//")).unwrap();
            for (at, line) in lines.iter().enumerate().skip(head).filter(|(_, line)| line.contains("[M]")) {
                let places = if line.starts_with("//") {
                    let after = at + lines[at..].iter().position(|line| !line.starts_with("//")).unwrap();
                    after..=after + 2
                } else if line.starts_with("source:") {
                    let item =
                        at - lines[..at].iter().rev().position(|line| line.starts_with("id:")).unwrap();
                    item - 1..=at
                } else {
                    at..=at
                };
                assert!(places.clone().any(|line| told.contains(&(line + 1))), "{file}:{}: {line}", at + 1);
            }
        }
    }
}
