//! Planned and done on one axis of time: what the water did, what was ordered, what came of it.

mod rows;

use super::{
    page::{Run, count, fill, say},
    plot::{Scale, label, px, time_axis, tip},
};
use crate::{
    num::DrillTime,
    text::{Name, both},
};
use maud::{Markup, html};

const WIDTH: f64 = 760.0;
const LEFT: f64 = 190.0;
const RIGHT: f64 = WIDTH - 22.0;
const ROW: f64 = 19.0;
const GROUP: f64 = 20.0;
/// Bars of people moved: this many over the whole time.
const BINS: u32 = 60;

/// What a row of the timeline shows.
pub enum Content {
    /// Moments: time, tooltip, and whether it is a bad one.
    Marks(Vec<(DrillTime, Name, bool)>),
    /// Spans: from, to, words in it, class.
    Spans(Vec<(DrillTime, DrillTime, Name, &'static str)>),
    /// Numbers of people at moments, drawn as sums over short spans.
    People(Vec<(DrillTime, u32)>),
}

impl Content {
    fn is_empty(&self) -> bool {
        match self {
            Content::Marks(marks) => marks.is_empty(),
            Content::Spans(spans) => spans.is_empty(),
            Content::People(people) => people.is_empty(),
        }
    }
}

/// A row with its label.
pub struct Row {
    pub key: &'static str,
    pub content: Content,
}

/// Rows that belong together.
pub struct Group {
    pub key: &'static str,
    pub rows: Vec<Row>,
}

pub fn section(run: &Run<'_>) -> Markup {
    let groups = rows::groups(run);
    let x = Scale { from: 0.0, to: f64::from(run.end().0), px: (LEFT, RIGHT) };
    let mut bottom = 6.0;
    let mut heads = Vec::new();
    let mut lines = Vec::new();
    for group in &groups {
        heads.push((bottom, group.key));
        bottom += GROUP;
        for row in &group.rows {
            lines.push((bottom, row));
            bottom += ROW;
        }
    }
    html! {
        p.lead { (say("review-timeline-lead")) }
        figure.wide {
            svg.timeline viewBox={ "0 0 " (px(WIDTH)) " " (px(bottom + 34.0)) } role="img" {
                (tip(&both("review-timeline")))
                @for (top, key) in heads {
                    rect.group x="0" y=(px(top)) width=(px(WIDTH)) height=(px(GROUP - 4.0)) {}
                    (label(4.0, top + 12.0, "group-label", &both(key)))
                }
                @for (top, row) in lines { (draw(row, run, &x, top)) }
                (time_axis(run, &x, bottom + 2.0))
            }
        }
        p.small { (say("review-timeline-key")) }
    }
}

fn draw(row: &Row, run: &Run<'_>, x: &Scale, top: f64) -> Markup {
    let (middle, base) = (top + 0.5 * ROW, top + ROW - 2.0);
    let total = match &row.content {
        Content::Marks(marks) => marks.len().to_string(),
        Content::Spans(_) => String::new(),
        Content::People(people) => count(people.iter().map(|(_, n)| u64::from(*n)).sum()),
    };
    html! {
        path.grid d={ "M" (px(LEFT)) " " (px(top + ROW)) "H" (px(RIGHT)) } {}
        (label(10.0, middle + 4.0, "row-label", &both(row.key)))
        text.row-total.right x=(px(LEFT - 6.0)) y=(px(middle + 4.0)) { (total) }
        @match &row.content {
            Content::Marks(marks) => @for (at, words, bad) in marks { (mark(run, x.time(*at), middle, *at, words, *bad)) },
            Content::Spans(spans) => @for (from, to, words, class) in spans {
                (span(run, (x.time(*from), x.time(*to)), top, *from, words, class))
            },
            Content::People(people) => @for (from, to, n, share) in bins(people, run.end()) {
                rect.people x=(px(x.time(from))) width=(px(x.time(to) - x.time(from)))
                    y=(px(base - share * (ROW - 4.0))) height=(px(share * (ROW - 4.0))) {
                    (tip(&fill("review-people-span", &[
                        ("from", run.local(from)), ("to", run.local(to)), ("n", count(n.into())),
                    ])))
                }
            },
        }
    }
}

/// A good or neutral moment is an upright stroke, a bad one a filled triangle.
fn mark(run: &Run<'_>, x: f64, y: f64, at: DrillTime, words: &Name, bad: bool) -> Markup {
    let shape = if bad {
        format!("M{} {}l4.5 8h-9Z", px(x), px(y - 4.0))
    } else {
        format!("M{} {}v10h2v-10Z", px(x - 1.0), px(y - 5.0))
    };
    let time = run.local(at);
    let words = Name::new(format!("{time} {}", words.zh), format!("{time} {}", words.en));
    html! { path.mark.bad[bad] d=(shape) { (tip(&words)) } }
}

fn span(run: &Run<'_>, (from, to): (f64, f64), top: f64, at: DrillTime, words: &Name, class: &str) -> Markup {
    let width = (to - from).max(2.0);
    let fits = |words: &str, letter: f64| width > 8.0 + letter * words.chars().count() as f64;
    let time = run.local(at);
    html! {
        g class={ "span " (class) } {
            rect x=(px(from)) y=(px(top + 2.0)) width=(px(width)) height=(px(ROW - 4.0)) {
                (tip(&Name::new(format!("{time} {}", words.zh), format!("{time} {}", words.en))))
            }
            @if fits(&words.zh, 11.0) { text.zh x=(px(from + 4.0)) y=(px(top + ROW - 6.0)) { (words.zh) } }
            @if fits(&words.en, 6.2) { text.en x=(px(from + 4.0)) y=(px(top + ROW - 6.0)) { (words.en) } }
        }
    }
}

/// Sums over short spans as (from, to, people, share of the greatest sum).
fn bins(people: &[(DrillTime, u32)], end: DrillTime) -> Vec<(DrillTime, DrillTime, u32, f64)> {
    let length = end.0.div_ceil(BINS).max(1);
    let mut sums = vec![0u32; (end.0 / length + 1) as usize];
    for (at, n) in people {
        if let Some(sum) = sums.get_mut((at.0 / length) as usize) {
            *sum += n;
        }
    }
    let most = f64::from(sums.iter().copied().max().unwrap_or(0).max(1));
    let span = |k: usize| DrillTime((k as u32 * length).min(end.0));
    let filled = sums.into_iter().enumerate().filter(|(_, n)| *n > 0);
    filled.map(|(k, n)| (span(k), span(k + 1), n, f64::from(n) / most)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_lose_nobody_even_at_the_end() {
        let end = DrillTime::minutes(30);
        let people = [(DrillTime::ZERO, 3), (DrillTime(45), 4), (DrillTime::minutes(15), 5), (end, 6)];
        let bins = bins(&people, end);
        assert_eq!(bins.iter().map(|b| b.2).sum::<u32>(), 18);
        assert!(bins.iter().all(|b| b.1 <= end && b.3 > 0.0 && b.3 <= 1.0));
    }
}
