//! Maps of water and debris at the key moments of the drill.

use super::{
    labels,
    page::{Run, fill, name, say},
    paint::{self, BURNT, CLASSES, DEBRIS},
};
use crate::{
    drill::record::MapFrame,
    num::DrillTime,
    response::facts::What,
    text::{Name, both},
};
use maud::{Markup, html};

/// Longer side of a map in the units of its drawing.
pub const SIZE: f64 = 500.0;

pub fn section(run: &Run<'_>) -> Markup {
    let spec = &run.county().spec;
    let scale = SIZE / f64::from(spec.width_m().max(spec.height_m()));
    let (width, height) = (f64::from(spec.width_m()) * scale, f64::from(spec.height_m()) * scale);
    let Ok(land) = paint::land(run.county()) else { return html! { p.none { (say("review-no-maps")) } } };
    html! {
        p.lead {
            @if run.has_water() { (name(&fill("review-maps-water", &[("least", format!("{:.2}", paint::LEAST_M))]))) " " }
            (say("review-maps-lead"))
        }
        (legend(run.has_water()))
        svg.hidden aria-hidden="true" width="0" height="0" {
            defs {
                image #land href=(land) width=(format!("{width:.1}")) height=(format!("{height:.1}")) preserveAspectRatio="none" {}
                (labels::symbols())
            }
        }
        div.pair.maps {
            @for (frame, titles) in moments(run) {
                figure {
                    figcaption {
                        @for (i, title) in titles.iter().enumerate() { @if i > 0 { " · " } b { (name(title)) } }
                        " " (run.time(frame.at))
                    }
                    svg viewBox=(format!("0 0 {width:.1} {height:.1}")) role="img" {
                        use href="#land" {}
                        @if let Ok(water) = paint::water(run.county(), frame) {
                            image.water href=(water) width=(format!("{width:.1}")) height=(format!("{height:.1}")) preserveAspectRatio="none" {}
                        }
                        (labels::over(run, frame.at, scale))
                    }
                    (state(run, frame.at))
                }
            }
        }
    }
}

/// What the minute of a map says in numbers.
fn state(run: &Run<'_>, at: DrillTime) -> Markup {
    let sample = run.drill.record().samples.iter().rfind(|s| s.at <= at);
    let Some(s) = sample else { return html! {} };
    let n = |n: u32| super::page::count(n.into());
    html! {
        p.small {
            @if run.has_water() { (name(&fill("review-map-flooded", &[("area", format!("{:.1}", s.flooded_km2))]))) }
            (name(&fill("review-map-state", &[
            ("risk", n(s.at_risk)),
            ("safe", n(s.people.safe())),
            ("dead", n(s.people.dead)),
            ])))
        }
    }
}

/// The frames to show with what makes each of them a key moment, in order of time.
fn moments<'a>(run: &Run<'a>) -> Vec<(&'a MapFrame, Vec<Name>)> {
    let record = run.drill.record();
    let first = |pick: fn(&What) -> bool| run.facts().iter().find(|f| pick(&f.what)).map(|f| f.at);
    let wettest =
        record.samples.iter().max_by(|a, b| a.flooded_km2.total_cmp(&b.flooded_km2).then(b.at.cmp(&a.at)));
    let worst = record.samples.iter().max_by(|a, b| a.at_risk.cmp(&b.at_risk).then(b.at.cmp(&a.at)));
    let wanted = [
        ("review-moment-start", Some(DrillTime::ZERO)),
        ("review-moment-overtopped", first(|w| matches!(w, What::Overtopped { .. }))),
        ("review-moment-breach", first(|w| matches!(w, What::Breach { .. }))),
        ("review-moment-slide", first(|w| matches!(w, What::SlideStopped { .. }))),
        ("review-moment-buried", first(|w| matches!(w, What::Buried { .. }))),
        ("review-moment-dam", first(|w| matches!(w, What::DamFailed { .. }))),
        ("review-moment-lake", first(|w| matches!(w, What::LakeFormed { .. }))),
        ("review-moment-fire", first(|w| matches!(w, What::FireSeen { .. }))),
        ("review-moment-houses", first(|w| matches!(w, What::VillageInFire { .. }))),
        ("review-moment-held", first(|w| matches!(w, What::FireHeld { .. }))),
        ("review-moment-risk", worst.filter(|s| s.at_risk > 0).map(|s| s.at)),
        ("review-moment-peak", wettest.filter(|s| s.flooded_km2 > 0.0).map(|s| s.at)),
        ("review-moment-end", Some(run.drill.now())),
    ];
    let mut moments: Vec<(&MapFrame, Vec<Name>)> = Vec::new();
    for (key, at) in wanted {
        let nearest =
            at.and_then(|at| record.maps.iter().min_by_key(|map| (map.at.0.abs_diff(at.0), map.at)));
        let Some(frame) = nearest else { continue };
        match moments.iter_mut().find(|(there, _)| there.at == frame.at) {
            Some((_, titles)) => titles.push(both(key)),
            None => moments.push((frame, vec![both(key)])),
        }
    }
    moments.sort_by_key(|(frame, _)| frame.at);
    moments
}

fn legend(water: bool) -> Markup {
    let upto = |i: usize| CLASSES.get(i + 1).map(|(to, _)| *to);
    let range = |i: usize, from: f32| match upto(i) {
        Some(to) => format!("{from}–{to} m"),
        None => format!("> {from} m"),
    };
    let symbol = |id: &str, key: &str| {
        html! { span.key { svg viewBox="-8 -8 16 16" { use href={ "#" (id) } {} } (say(key)) } }
    };
    html! {
        p.legend {
            @if water {
                (say("review-legend-depth")) " "
                @for (i, (from, [r, g, b])) in CLASSES.iter().enumerate() {
                    span.key { span.swatch style=(format!("background:rgb({r},{g},{b})")) {} (range(i, *from)) }
                }
            }
            span.key {
                span.swatch style=(format!("background:rgb({},{},{})", DEBRIS[0], DEBRIS[1], DEBRIS[2])) {}
                (say("review-legend-debris"))
            }
            @for ([r, g, b], key) in BURNT.iter().zip(["review-legend-burnt", "review-legend-flames"]) {
                span.key { span.swatch style=(format!("background:rgb({r},{g},{b})")) {} (say(key)) }
            }
            @if water {
                (symbol("breach", "review-legend-breach"))
                (symbol("weak", "review-legend-weak"))
            }
            (symbol("shelter", "review-legend-shelter"))
            (symbol("headquarters", "review-legend-headquarters"))
        }
    }
}
