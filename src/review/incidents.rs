//! How long the first team took to each incident, against the plan's limit.

use super::{
    page::{Run, fill, fill_names, in_both, name, say},
    plot::{Scale, px},
};
use crate::{
    drill::words,
    plan::{Measure, Use},
    response::{
        incidents::{Incident, Incidents},
        teams::Team,
    },
    text::Name,
};
use maud::{Markup, html};

/// Minutes on the bar beyond which an arrival is drawn at its end, as a share of the limit.
const SHOWN: f64 = 2.5;

/// The plan's limit for the first team on the scene, minutes.
pub fn limit_min(run: &Run<'_>) -> Option<f64> {
    run.drill.loaded().plan.targets.iter().find_map(|target| match target.usage {
        Use::Drill { measure: Measure::TeamOnSceneInTime, .. } => target.value,
        _ => None,
    })
}

pub fn section(run: &Run<'_>) -> Markup {
    let all = &run.drill.world().resource::<Incidents>().0;
    let known: Vec<&Incident> = all.iter().filter(|i| i.known.is_some()).collect();
    let limit = limit_min(run);
    html! {
        h3 { (say("review-incidents")) }
        @if let Some(limit) = limit {
            p.lead { (name(&fill("review-incidents-lead", &[("limit", format!("{limit:.0}"))]))) }
        }
        @if all.is_empty() { p.none { (say("review-no-incidents")) } }
        @else {
            table.list {
                thead { tr {
                    th { (say("review-incident")) }
                    th { (say("review-began")) }
                    th { (say("review-learned")) }
                    th { (say("review-first-team")) }
                    th { (say("review-minutes")) }
                    th.bar-cell { (say("review-against-limit")) }
                } }
                tbody { @for incident in &known { (row(run, incident, limit)) } }
            }
            @if known.len() < all.len() {
                p.small { (name(&fill("review-unknown-incidents", &[("n", (all.len() - known.len()).to_string())]))) }
            }
        }
    }
}

fn row(run: &Run<'_>, incident: &Incident, limit: Option<f64>) -> Markup {
    let Some(known) = incident.known else { return html! {} };
    let what = in_both(|lang| words::incident(&incident.kind, run.county(), lang)).unwrap_or_default();
    let team = incident.first_team.and_then(|(team, at)| {
        let team = run.drill.world().get::<Team>(*run.roster().teams.get(team)?)?;
        Some((&team.name, at))
    });
    let minutes = team.map(|(_, at)| at.minutes_since(known));
    let late = limit.is_some_and(|limit| minutes.is_none_or(|m| m > limit));
    html! {
        tr.late[late] {
            td.what { (name(&what)) }
            td { (run.time(incident.began)) }
            td { (run.time(known)) }
            td {
                @match team {
                    Some((team, at)) => { (name(&arrival(team, run.local(at)))) }
                    None => { (say("review-nobody")) }
                }
            }
            td.n { @if let Some(minutes) = minutes { (format!("{minutes:.0}")) } @else { "–" } }
            td { @if let Some(limit) = limit { (bar(limit, minutes)) } }
        }
    }
}

fn arrival(team: &Name, at: String) -> Name {
    fill_names("review-arrival", &[("team", team), ("at", &Name::new(at.clone(), at))])
}

/// From the report to the limit as a band, to the arrival as a line: ● in time, ▲ late, × never.
fn bar(limit: f64, minutes: Option<f64>) -> Markup {
    let x = Scale { from: 0.0, to: limit * SHOWN, px: (2.0, 132.0) };
    let to = x.at(minutes.unwrap_or(limit * SHOWN).min(limit * SHOWN));
    let mark = match minutes {
        Some(m) if m <= limit => "●",
        Some(_) => "▲",
        None => "×",
    };
    html! {
        svg.bar viewBox="0 0 150 16" aria-hidden="true" {
            rect.band x=(px(x.at(0.0))) y="2" width=(px(x.at(limit) - x.at(0.0))) height="12" {}
            path.line d={ "M" (px(x.at(0.0))) " 8H" (px(to)) } {}
            text.middle x=(px(to + 5.0)) y="12" { (mark) }
        }
    }
}
