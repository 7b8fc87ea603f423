//! Accidents at works: what each tank and hall did, how far the zones reached, and where the water went.

use super::page::{Run, fill, in_both, name, say};
use crate::{
    drill::words,
    hazard::{Air, Plants, TankRef, plants::Levels, plants::Origin},
    num::DrillTime,
    response::facts::What,
};
use maud::{Markup, html};
use std::collections::BTreeSet;

pub fn section(run: &Run<'_>) -> Markup {
    if !run.has_works() {
        return html! {};
    }
    let world = run.drill.world();
    let (plants, air) = (world.resource::<Plants>(), world.resource::<Air>());
    html! {
        h3 { (say("review-works")) }
        table.list {
            thead { tr {
                th { (say("review-works-tank")) }
                th { (say("review-works-began")) }
                th { (say("review-works-worse")) }
                th { (say("review-works-over")) }
                th.n { (say("review-works-gone")) }
                th.n { (say("review-works-released")) }
            } }
            tbody { @for tank in troubled(run) { (row(run, plants, tank)) } }
        }
        @for reach in reaches(plants, air) { p.small { (reach) } }
        @for site in &plants.sites {
            @let basin = [("over", site.over_m3), ("basin", site.basin.filled_m3), ("river", site.drained_m3)];
            @if site.over_m3 > 0.0 || site.basin.filled_m3 > 0.0 {
                p.small {
                    @if let Some(works) = run.county().facilities.get(site.facility) { (name(&works.place.name)) " " }
                    (name(&fill("review-works-water", &basin.map(|(key, m3)| (key, format!("{m3:.0}"))))))
                }
            }
        }
    }
}

/// Tanks and halls that burnt, let something out or failed, in the order in which they did.
fn troubled(run: &Run<'_>) -> Vec<TankRef> {
    let mut seen = BTreeSet::new();
    run.facts().iter().filter_map(|f| trouble(&f.what)).filter(|tank| seen.insert(*tank)).collect()
}

fn trouble(what: &What) -> Option<TankRef> {
    match what {
        What::TankBurns { tank } | What::Released { tank } | What::TankFailed { tank } => Some(*tank),
        _ => None,
    }
}

fn row(run: &Run<'_>, plants: &Plants, tank: TankRef) -> Markup {
    let id = tank.id(run.county());
    let first = |pick: fn(&What) -> Option<TankRef>| {
        run.facts().iter().find(|f| pick(&f.what) == Some(tank)).map(|f| f.at)
    };
    let began = first(trouble);
    let worse = first(|w| match w {
        What::TankFailed { tank }
        | What::Fireball { tank }
        | What::CloudExploded { tank }
        | What::CloudBurnt { tank }
        | What::RoofFell { tank } => Some(*tank),
        _ => None,
    });
    let over = run.facts().iter().rev().find(|f| {
        let over = match f.what {
            What::TankPutOut { tank } | What::TankBurntOut { tank } | What::ValveShut { tank } => Some(tank),
            _ => None,
        };
        over == Some(tank)
    });
    let (gone_kg, released_kg) = match (plants.tank(tank), plants.store(tank)) {
        (Some(t), _) => (t.first_kg - t.mass_kg, t.released_kg),
        (_, Some(hall)) => {
            let gone_kg = hall.first_kg - hall.mass_kg;
            (gone_kg, gone_kg * hall.smoke.iter().map(|(_, share)| share).sum::<f64>())
        }
        _ => (0.0, 0.0),
    };
    let tonnes = |kg: f64| format!("{:.1}", 1e-3 * kg.max(0.0));
    html! {
        tr {
            td.what { (name(&in_both(|lang| Some(words::tank(&id, run.county(), lang))).unwrap_or_default())) }
            td { (at(run, began)) }
            td { (at(run, worse)) }
            td { (at(run, over.map(|f| f.at))) }
            td.n { (tonnes(gone_kg)) }
            td.n { (tonnes(released_kg)) }
        }
    }
}

fn at(run: &Run<'_>, when: Option<DrillTime>) -> Markup {
    when.map_or_else(|| html! { "–" }, |at| run.time(at))
}

/// How far each gas reached with its guideline levels.
fn reaches(plants: &Plants, air: &Air) -> Vec<Markup> {
    let mut told = Vec::new();
    for (number, field) in plants.plume.fields.iter().enumerate() {
        let Some(levels) = Levels::of(field.substance, air.temperature_c) else { continue };
        let reach_m = levels.0.map(|level| {
            let own = plants.plume.sources.iter().filter(|source| source.field == number);
            let from = own.filter_map(|source| match source.from {
                Origin::Tank(n) => plants.tanks.get(n).map(|t| t.at),
                Origin::Store(n, _) => plants.stores.get(n).map(|s| s.at),
            });
            from.map(|from| plants.plume.peak_reach_m(number, from, level)).fold(f64::INFINITY, f64::min)
        });
        if reach_m[0] > 0.0 && reach_m[0].is_finite() {
            let km = |m: f64| format!("{:.1}", 1e-3 * m);
            let places = [("one", km(reach_m[0])), ("two", km(reach_m[1])), ("three", km(reach_m[2]))];
            let what = crate::text::Name::new(&*field.substance.zh, &*field.substance.en);
            told.push(html! { (name(&what)) " " (name(&fill("review-works-reach", &places))) });
        }
    }
    told
}
