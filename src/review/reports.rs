//! What was reported, beside what the county knew and what was true at that moment.

use super::page::{Run, count, name, say};
use crate::{
    drill::words,
    response::command::Figures,
    text::{Name, both},
};
use maud::{Markup, html};

pub fn section(run: &Run<'_>) -> Markup {
    let command = run.command();
    let reports = command
        .reports
        .iter()
        .map(|r| (r.at, both(words::report_key(r.kind)), Some(r.figures), r.known, Some(r.truth)));
    let publications =
        command.publications.iter().map(|p| (p.at, both("review-publication"), p.figures, p.known, None));
    let mut all: Vec<_> = reports.chain(publications).collect();
    all.sort_by_key(|row| row.0);
    let keys = Figures::default().rows().map(|(key, _)| key);
    html! {
        p.lead { (say("review-reports-lead")) }
        @if all.is_empty() { p.none { (say("review-no-reports")) } }
        @else {
            table.figures {
                thead { tr {
                    th { (say("review-time")) }
                    th { (say("review-report")) }
                    th { (say("review-source")) }
                    @for key in keys { th.n { (say(key)) } }
                } }
                @for (at, kind, said, known, truth) in &all {
                    tbody { (lines(run.time(*at), kind, *said, *known, *truth)) }
                }
            }
            p.small { (say("review-reports-key")) }
        }
    }
}

/// The lines of one report: reported, known and, where it was kept, true.
fn lines(time: Markup, kind: &Name, said: Option<Figures>, known: Figures, truth: Option<Figures>) -> Markup {
    let span = if truth.is_some() { "3" } else { "2" };
    html! {
        tr {
            td rowspan=(span) { (time) }
            td rowspan=(span) { (name(kind)) }
            th scope="row" { (say("review-said")) }
            @match said {
                Some(said) => {
                    @for (index, (_, n)) in said.rows().into_iter().enumerate() {
                        (cell(n, known.rows()[index].1, truth.map(|t| t.rows()[index].1)))
                    }
                }
                None => { td.none colspan="5" { (say("review-no-figures")) } }
            }
        }
        tr { th scope="row" { (say("review-known")) } @for (_, n) in known.rows() { td.n { (count(n.into())) } } }
        @if let Some(truth) = truth {
            tr { th scope="row" { (say("review-true")) } @for (_, n) in truth.rows() { td.n { (count(n.into())) } } }
        }
    }
}

/// A reported figure. What differs from what was known is an error of the report; what differs from the
/// truth only is a limit of what could be known.
fn cell(said: u32, known: u32, truth: Option<u32>) -> Markup {
    let difference = i64::from(said) - i64::from(known);
    let unaware = truth.is_some_and(|t| t != said);
    html! {
        td.n.wrong[difference != 0].unaware[difference == 0 && unaware] {
            (count(said.into()))
            @if difference != 0 { " " small { (format!("({difference:+})")) } }
        }
    }
}
