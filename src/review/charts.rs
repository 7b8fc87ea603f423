//! Charts of the whole drill: water at the gauges, rain and inflow, people, dykes.

use super::{
    page::{Run, fill, name, say},
    plot::{Chart, Limit, Line},
};
use crate::{
    drill::record::Sample,
    hazard::dykes::DRY_FREEBOARD_M,
    num::DrillTime,
    response::{Tables, facts::What},
    text::{Name, both},
};
use maud::{Markup, html};

const HALF: (f64, f64) = (380.0, 210.0);
const WHOLE: (f64, f64) = (760.0, 300.0);

pub fn section(run: &Run<'_>) -> Markup {
    let breach = run.facts().iter().find(|f| matches!(f.what, What::Breach { .. }));
    let events: Vec<(DrillTime, Name)> = breach.iter().map(|f| (f.at, both("review-first-breach"))).collect();
    let people = people(run);
    html! {
        @if run.has_water() {
            h3 { (say("review-chart-gauges")) }
            div.pair { @for chart in gauges(run) { (chart.svg(run, &events)) } }
            h3 { (say("review-chart-drivers")) }
            div.pair { @for chart in drivers(run) { (chart.svg(run, &events)) } }
        }
        h3 { (say("review-chart-people")) }
        (people.svg(run, &events))
        @if run.has_works() && !run.has_water() {
            p.small { (name(&fill("review-chart-cloud-note", &[("peak", peak(run, |s| s.in_cloud)), ("indoors", peak(run, |s| s.indoors))]))) }
        } @else {
            p.small { (name(&fill("review-chart-people-note", &[("peak", peak(run, |s| s.at_risk))]))) }
        }
        @if run.has_water() {
            h3 { (say("review-chart-dykes")) }
            div.pair { (freeboard(run).svg(run, &events)) (flooded(run).svg(run, &events)) }
        }
    }
}

fn line(run: &Run<'_>, key: &str, style: usize, value: impl Fn(&Sample) -> f64) -> Line {
    let points = run.drill.record().samples.iter().map(|s| (f64::from(s.at.0), value(s))).collect();
    Line { label: both(key), points, style, filled: false }
}

fn peak(run: &Run<'_>, value: impl Fn(&Sample) -> u32) -> String {
    super::page::count(run.drill.record().samples.iter().map(value).max().unwrap_or(0).into())
}

fn gauges(run: &Run<'_>) -> Vec<Chart> {
    let limit = |key, value: f32, style| Limit { label: both(key), value: f64::from(value), style };
    let charts = run.county().gauges.iter().enumerate().map(|(i, gauge)| Chart {
        title: gauge.name.clone(),
        axis: both("review-axis-level"),
        lines: vec![line(run, "review-line-level", 0, |s| {
            s.gauges_m.get(i).map_or(f64::NAN, |m| f64::from(*m))
        })],
        limits: vec![
            limit("review-line-warning", gauge.warning_m, "warning"),
            limit("review-line-guarantee", gauge.guarantee_m, "guarantee"),
        ],
        from_zero: false,
        size: HALF,
    });
    charts.collect()
}

fn drivers(run: &Run<'_>) -> [Chart; 2] {
    let chart = |title, axis, line: Line| Chart {
        title: both(title),
        axis: both(axis),
        lines: vec![Line { filled: true, ..line }],
        limits: Vec::new(),
        from_zero: true,
        size: HALF,
    };
    [
        chart("review-chart-rain", "review-axis-rain", line(run, "review-line-rain", 0, |s| s.rain_mm_h)),
        chart(
            "review-chart-inflow",
            "review-axis-inflow",
            line(run, "review-line-inflow", 0, |s| s.inflow_m3s),
        ),
    ]
}

fn people(run: &Run<'_>) -> Chart {
    let whole = |n: u32| f64::from(n);
    let mut lines = vec![
        line(run, "review-line-safe", 0, |s| whole(s.people.safe())),
        line(run, "review-line-at-risk", 1, |s| whole(s.at_risk)),
        line(run, "review-line-stranded", 2, |s| whole(s.stranded)),
        line(run, "review-line-moving", 3, |s| whole(s.people.moving)),
        line(run, "review-line-dead", 4, |s| whole(s.people.dead)),
    ];
    // Nobody is flooded by gas: who would breathe it, and who stays in, is what counts.
    if run.has_works() && !run.has_water() {
        lines[1] = line(run, "review-line-cloud", 1, |s| whole(s.in_cloud));
        lines[2] = line(run, "review-line-indoors", 2, |s| whole(s.indoors));
    }
    Chart {
        title: both("review-chart-people-title"),
        axis: both("review-axis-people"),
        lines,
        limits: Vec::new(),
        from_zero: true,
        size: WHOLE,
    }
}

/// Freeboard of the dyke that is worst off; a dyke that no water stands at has none.
fn freeboard(run: &Run<'_>) -> Chart {
    let least = line(run, "review-line-freeboard", 0, |s| {
        if s.freeboard_m < DRY_FREEBOARD_M { f64::from(s.freeboard_m) } else { f64::NAN }
    });
    let danger = run.drill.world().resource::<Tables>().command.sandbag_danger_freeboard_m;
    Chart {
        title: both("review-chart-freeboard"),
        axis: both("review-axis-freeboard"),
        lines: vec![least],
        limits: vec![
            Limit { label: both("review-line-danger"), value: f64::from(danger), style: "warning" },
            Limit { label: both("review-line-crest"), value: 0.0, style: "danger" },
        ],
        from_zero: false,
        size: HALF,
    }
}

fn flooded(run: &Run<'_>) -> Chart {
    Chart {
        title: both("review-chart-flooded"),
        axis: both("review-axis-area"),
        lines: vec![Line { filled: true, ..line(run, "review-line-flooded", 0, |s| s.flooded_km2) }],
        limits: Vec::new(),
        from_zero: true,
        size: HALF,
    }
}
