//! Every clause of the plan: what counted with its arithmetic and evidence, what was checked on the
//! county's data, what this drill did not ask for, and the costliest clauses as questions.

use super::{
    orders::anchor,
    page::{Run, fill, fill_names, name, say},
};
use crate::{
    score::{Evidence, HALF_LIFE_MIN, Row, Status},
    text::Name,
};
use maud::{Markup, html};

/// Lines of evidence shown before the rest is folded away.
const SHOWN: usize = 6;
/// Questions for the debrief.
const QUESTIONS: usize = 3;

pub fn section(run: &Run<'_>) -> Markup {
    let rows = &run.card.rows;
    let weights: f64 = run.card.scored().map(|r| r.weight).sum();
    let places = [
        ("weights", format!("{weights:.0}")),
        ("total", format!("{:.1}", run.card.total)),
        ("half", format!("{HALF_LIFE_MIN:.0}")),
    ];
    html! {
        p.lead { (name(&fill("review-formula", &places))) }
        h3 { (say("review-ledger-scored")) }
        @if run.card.scored().next().is_none() { p.none { (say("review-none")) } }
        @for row in run.card.scored() { (scored(run, row)) }
        h3 { (say("review-ledger-dataset")) }
        (dataset(rows))
        h3 { (say("review-ledger-not-exercised")) }
        (reasons(rows.iter().filter_map(|row| match &row.status {
            Status::NotExercised(why) => Some((row, why)),
            _ => None,
        })))
        details {
            summary { (say("review-ledger-context")) }
            (reasons(rows.iter().filter_map(|row| match &row.status {
                Status::Context(why) => Some((row, why)),
                _ => None,
            })))
        }
    }
}

fn scored(run: &Run<'_>, row: &Row) -> Markup {
    let Status::Scored { credit, measured, threshold, arithmetic, evidence } = &row.status else {
        return html! {};
    };
    html! {
        article.clause id={ "clause-" (row.id) } {
            h4 {
                span.id { (row.id) } " " (name(&row.title))
                span.points { b { (format!("{:.1}", row.points)) } (format!(" / {:.1}", row.possible)) }
            }
            div.meter { div style={ "width:" (format!("{:.1}", credit * 100.0)) "%" } {} }
            (quote(row))
            dl {
                div { dt { (say("review-threshold")) } dd { (name(threshold)) } }
                div { dt { (say("review-measured")) } dd { (name(measured)) } }
                div { dt { (say("review-arithmetic")) } dd { (name(arithmetic)) } }
            }
            @let (first, rest) = evidence.split_at(evidence.len().min(SHOWN));
            @if !first.is_empty() { ul.evidence { @for line in first { (proof(run, line)) } } }
            @if !rest.is_empty() {
                details {
                    summary { (name(&fill("review-more-evidence", &[("n", rest.len().to_string())]))) }
                    ul.evidence { @for line in rest { (proof(run, line)) } }
                }
            }
        }
    }
}

/// The plan's own words and where they stand; the plan is Chinese in either language.
fn quote(row: &Row) -> Markup {
    html! {
        blockquote lang="zh-CN" {
            @for phrase in &row.phrases { q { (phrase) } " " }
            cite { (row.place) }
        }
    }
}

fn proof(run: &Run<'_>, evidence: &Evidence) -> Markup {
    html! {
        li {
            (run.time(evidence.at)) " "
            @if let Some(number) = evidence.order {
                a href={ "#" (anchor(number)) } { (name(&fill("review-order-number", &[("n", number.to_string())]))) }
                " "
            }
            (name(&evidence.text))
        }
    }
}

fn dataset(rows: &[Row]) -> Markup {
    html! {
        p.lead { (say("review-dataset-lead")) }
        table.list {
            thead { tr {
                th { (say("review-clause")) } th { (say("review-plan-words")) } th { (say("review-threshold")) }
                th { (say("review-measured")) } th { (say("review-holds")) }
            } }
            tbody {
                @for row in rows {
                    @if let Status::Dataset { holds, measured, threshold } = &row.status {
                        tr.late[!holds] {
                            td { span.id { (row.id) } " " (name(&row.title)) }
                            td { (quote(row)) }
                            td { (name(threshold)) }
                            td { (name(measured)) }
                            td { @if *holds { "✓ " (say("review-yes")) } @else { "✗ " (say("review-no")) } }
                        }
                    }
                }
            }
        }
    }
}

fn reasons<'a>(rows: impl Iterator<Item = (&'a Row, &'a Name)>) -> Markup {
    html! {
        table.list {
            thead { tr {
                th { (say("review-clause")) } th { (say("review-plan-words")) } th { (say("review-why")) }
            } }
            tbody {
                @for (row, why) in rows {
                    tr {
                        td { span.id { (row.id) } " " (name(&row.title)) }
                        td { (quote(row)) }
                        td { (name(why)) }
                    }
                }
            }
        }
    }
}

/// The clauses that cost the most points. Trainees explain first; then the clause is unfolded.
pub fn questions(run: &Run<'_>) -> Markup {
    let mut rows: Vec<&Row> = run.card.scored().filter(|r| r.possible - r.points > 0.05).collect();
    rows.sort_by(|a, b| (b.possible - b.points).total_cmp(&(a.possible - a.points)).then(a.id.cmp(&b.id)));
    rows.truncate(QUESTIONS);
    html! {
        p.lead { (say("review-questions-lead")) }
        @if rows.is_empty() { p.none { (say("review-no-questions")) } }
        ol.questions { @for row in rows { li { (question(run, row)) } } }
    }
}

fn question(run: &Run<'_>, row: &Row) -> Markup {
    let Status::Scored { measured, threshold, evidence, .. } = &row.status else { return html! {} };
    let lost = format!("{:.1}", row.possible - row.points);
    let same = |s: &str| Name::new(s, s);
    html! {
        h4 { (name(&fill_names("review-question", &[("title", &row.title), ("lost", &same(&lost))]))) }
        p { (name(&fill_names("review-question-facts", &[("measured", measured), ("threshold", threshold)]))) }
        @if !evidence.is_empty() {
            ul.evidence { @for line in evidence.iter().take(QUESTIONS) { (proof(run, line)) } }
        }
        p { (say("review-question-ask")) }
        details.reveal {
            summary { (say("review-question-clause")) }
            p { a href={ "#clause-" (row.id) } { (row.id) } }
            (quote(row))
        }
        div.answer { (say("review-question-answer")) }
    }
}
