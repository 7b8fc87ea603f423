//! What was played, the total, and harm in plain numbers.

use super::page::{Run, count, fill, money, name, say, seat_name};
use crate::{drill::hash, text::Name};
use maud::{Markup, html};
use std::collections::BTreeSet;

pub fn section(run: &Run<'_>) -> Markup {
    let loaded = run.drill.loaded();
    let (scenario, plan) = (&loaded.scenario, &loaded.plan);
    html! {
        header {
            p.kicker { (say("review-kicker")) }
            h1 { (name(&scenario.name)) }
            @if !run.drill.finished() {
                p.notice { (name(&fill("review-unfinished", &[
                    ("now", run.drill.now().clock()),
                    ("end", scenario.duration.clock()),
                ]))) }
            }
            div.top {
                div.score {
                    div.total { (format!("{:.1}", run.card.total)) small { " / 100" } }
                    p { (say("review-total")) }
                    p.small { (name(&fill("review-total-rows", &[("n", run.card.scored().count().to_string())]))) }
                }
                (harm(run))
            }
            table.facts {
                tbody {
                    @for (key, value) in about(run) {
                        tr { th scope="row" { (say(key)) } td { (value) } }
                    }
                    tr {
                        th scope="row" { (say("review-plan")) }
                        td { (name(&plan.name)) " · " span lang="zh-CN" { (plan.source.publisher) } " · " (plan.source.date) }
                    }
                }
            }
            h3 { (say("review-objectives")) }
            ol { @for objective in &scenario.objectives { li { (name(objective)) } } }
        }
    }
}

fn about(run: &Run<'_>) -> Vec<(&'static str, Markup)> {
    let drill = run.drill;
    let appointed = run.command().commanders.iter();
    let commanders: Vec<String> = appointed
        .map(|c| c.deputy.iter().fold(c.name.clone(), |both, deputy| format!("{both} / {deputy}")))
        .collect();
    let seats: BTreeSet<&str> = drill.given().iter().map(|g| g.seat.as_str()).collect();
    let commanders = match commanders.as_slice() {
        [] => say("review-none"),
        names => html! { bdi { (names.join(", ")) } },
    };
    vec![
        (
            "review-county",
            html! {
                (name(&run.county().name)) " · " (name(&fill("review-people-in-all", &[("n", count(run.county().people()))])))
            },
        ),
        (
            "review-when",
            html! {
                (run.local(crate::num::DrillTime::ZERO)) "–" (run.local(drill.now()))
                " (" (drill.now().clock()) ")"
            },
        ),
        ("review-commander", commanders),
        (
            "review-seats",
            html! {
                @for seat in seats { (name(&seat_name(seat))) " · " } (name(&fill("review-orders-in-all", &[("n", drill.given().len().to_string())])))
            },
        ),
        ("review-seed", html! { (drill.seed()) }),
        ("review-hash", html! { code { (hash::text(drill.hash())) } }),
        ("review-version", html! { "sandtable " (env!("CARGO_PKG_VERSION")) }),
    ]
}

fn harm(run: &Run<'_>) -> Markup {
    let harm = &run.card.harm;
    let plain = |n: u32| {
        let n = count(n.into());
        Name::new(n.clone(), n)
    };
    let hours = count(harm.unmet_person_h.round() as u64);
    let tiles = [
        ("review-deaths", plain(harm.deaths), harm.deaths > 0),
        ("review-missing", plain(harm.missing), harm.missing > 0),
        ("review-injuries", plain(harm.severe_injuries), harm.severe_injuries > 0),
        ("review-rescuers", plain(harm.rescuer_deaths), harm.rescuer_deaths > 0),
        ("review-safe", plain(harm.people_safe), false),
        ("review-loss", money(harm.loss_yuan), false),
        ("review-unmet", Name::new(hours.clone(), hours), harm.unmet_person_h >= 0.5),
    ];
    html! {
        dl.harm {
            @for (key, value, bad) in &tiles {
                div.bad[*bad] { dt { (say(key)) } dd { (name(value)) } }
            }
        }
    }
}
