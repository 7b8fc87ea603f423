//! Plotting as inline SVG: scales, ticks, a line chart with direct labels. Lines differ by dash and
//! width as well as by colour, so that they survive a greyscale print.

use super::page::Run;
use crate::{num::DrillTime, text::Name};
use maud::{Markup, html};
use std::fmt::Write;

/// Height of a line of text, px.
const LINE: f64 = 12.0;

/// A straight scale from values to pixels.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    pub from: f64,
    pub to: f64,
    pub px: (f64, f64),
}

impl Scale {
    pub fn at(&self, value: f64) -> f64 {
        let share = (value - self.from) / (self.to - self.from);
        self.px.0 + share * (self.px.1 - self.px.0)
    }

    /// Drill time runs from left to right.
    pub fn time(&self, at: DrillTime) -> f64 {
        self.at(f64::from(at.0))
    }
}

/// A coordinate, short.
pub fn px(value: f64) -> String {
    format!("{value:.1}")
}

/// About `count` round values that span `from` to `to`: multiples of 1, 2 or 5 times a power of ten.
pub fn ticks(from: f64, to: f64, count: f64) -> Vec<f64> {
    let rough = ((to - from) / count).max(1e-9);
    let mut ten = 1.0;
    while ten > rough {
        ten /= 10.0;
    }
    while ten * 10.0 <= rough {
        ten *= 10.0;
    }
    let step = [1.0, 2.0, 5.0, 10.0].map(|m| m * ten).into_iter().find(|s| *s >= rough).unwrap_or(ten * 10.0);
    let (first, last) = ((from / step).floor() as i64, (to / step).ceil() as i64);
    (first..=last).map(|k| k as f64 * step).collect()
}

/// Round drill times from zero to `end`, at most `most` of them.
pub fn time_ticks(end: DrillTime, most: u32) -> Vec<DrillTime> {
    let minutes = end.0 / 60;
    let step = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440]
        .into_iter()
        .find(|step| minutes / step < most)
        .unwrap_or(2880);
    (0..=minutes / step).map(|k| DrillTime::minutes(k * step)).collect()
}

/// Text in both languages at a place.
pub fn label(x: f64, y: f64, class: &str, words: &Name) -> Markup {
    html! {
        text class={ (class) " zh" } x=(px(x)) y=(px(y)) { (words.zh) }
        text class={ (class) " en" } x=(px(x)) y=(px(y)) { (words.en) }
    }
}

/// Tooltip in both languages.
pub fn tip(words: &Name) -> Markup {
    html! { title { (words.zh) " / " (words.en) } }
}

/// A line of a chart.
pub struct Line {
    pub label: Name,
    /// (drill seconds, value); a value that is not finite is a gap.
    pub points: Vec<(f64, f64)>,
    /// Class `line-N` of the style sheet.
    pub style: usize,
    /// Whether the ground under it is tinted.
    pub filled: bool,
}

/// A level that the plan, a dyke or a gauge sets.
pub struct Limit {
    pub label: Name,
    pub value: f64,
    /// Class of the style sheet: `warning`, `guarantee`, `danger`.
    pub style: &'static str,
}

/// A chart over drill time.
pub struct Chart {
    pub title: Name,
    /// What the vertical axis measures, with its unit.
    pub axis: Name,
    pub lines: Vec<Line>,
    pub limits: Vec<Limit>,
    pub from_zero: bool,
    pub size: (f64, f64),
}

impl Chart {
    /// The chart; `events` are drawn as upright lines.
    pub fn svg(&self, run: &Run<'_>, events: &[(DrillTime, Name)]) -> Markup {
        let (width, height) = self.size;
        let (left, right, top, bottom) = (46.0, width - 96.0, 34.0, height - 30.0);
        let ys = self.values();
        let x = Scale { from: 0.0, to: f64::from(run.end().0), px: (left, right) };
        let y = Scale { from: ys[0], to: ys[ys.len() - 1], px: (bottom, top) };
        let decimals = usize::from(ys.len() > 1 && ys[1] - ys[0] < 0.99);
        html! {
            figure {
                svg viewBox={ "0 0 " (px(width)) " " (px(height)) } role="img" {
                    (tip(&self.title))
                    (label(left, 12.0, "chart-title", &self.title))
                    (label(4.0, 26.0, "axis", &self.axis))
                    @for value in &ys {
                        path.grid d={ "M" (px(left)) " " (px(y.at(*value))) "H" (px(right)) } {}
                        text.axis.right x=(px(left - 4.0)) y=(px(y.at(*value) + 4.0)) { (format!("{value:.decimals$}")) }
                    }
                    (time_axis(run, &x, bottom))
                    @for (at, what) in events {
                        path.event d={ "M" (px(x.time(*at))) " " (px(top)) "V" (px(bottom)) } {}
                        (label(x.time(*at) + 3.0, top + 8.0, "event-label", what))
                    }
                    @for limit in &self.limits {
                        path class={ "limit " (limit.style) } d={ "M" (px(left)) " " (px(y.at(limit.value))) "H" (px(right)) } {}
                    }
                    @for line in &self.lines {
                        @if line.filled { path class={ "area line-" (line.style) } d=(area(line, &x, &y)) {} }
                        path class={ "line line-" (line.style) } d=(path(line, &x, &y)) {}
                    }
                    @for (at, words, class) in self.labels(&y, top, bottom) {
                        (label(right + 5.0, at + 4.0, &class, &words))
                    }
                }
            }
        }
    }

    /// Tick values over everything that is drawn.
    fn values(&self) -> Vec<f64> {
        let points = self.lines.iter().flat_map(|l| l.points.iter().map(|p| p.1));
        let all = points.chain(self.limits.iter().map(|l| l.value)).filter(|v| v.is_finite());
        let start = if self.from_zero { (0.0, 1.0) } else { (f64::INFINITY, f64::NEG_INFINITY) };
        let (low, high) = all.fold(start, |(low, high), v| (low.min(v), high.max(v)));
        match high - low {
            span if span.is_finite() => ticks(low, high.max(low + 0.1), self.size.1 / 40.0),
            _ => vec![0.0, 1.0],
        }
    }

    /// Labels at the right end of lines and limits, pushed apart where they would meet.
    fn labels(&self, y: &Scale, top: f64, bottom: f64) -> Vec<(f64, Name, String)> {
        let last = |line: &Line| line.points.iter().rev().map(|p| p.1).find(|v| v.is_finite());
        let lines = self
            .lines
            .iter()
            .filter_map(|l| Some((y.at(last(l)?), l.label.clone(), format!("end-label line-{}", l.style))));
        let limits =
            self.limits.iter().map(|l| (y.at(l.value), l.label.clone(), format!("end-label {}", l.style)));
        let mut labels: Vec<_> = lines.chain(limits).collect();
        labels.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut floor = top - LINE;
        for label in &mut labels {
            label.0 = label.0.max(floor + LINE);
            floor = label.0;
        }
        let mut ceiling = bottom + LINE;
        for label in labels.iter_mut().rev() {
            label.0 = label.0.min(ceiling - LINE);
            ceiling = label.0;
        }
        labels
    }
}

/// Time of day, and drill time below it.
pub fn time_axis(run: &Run<'_>, x: &Scale, at: f64) -> Markup {
    let most = ((x.px.1 - x.px.0) / 46.0) as u32;
    html! {
        path.baseline d={ "M" (px(x.px.0)) " " (px(at)) "H" (px(x.px.1)) } {}
        @for time in time_ticks(run.end(), most.max(2)) {
            path.baseline d={ "M" (px(x.time(time))) " " (px(at)) "v4" } {}
            text.axis.middle x=(px(x.time(time))) y=(px(at + 14.0)) { (run.local(time)) }
            text.axis.middle.faint x=(px(x.time(time))) y=(px(at + 25.0)) { (time.clock()) }
        }
    }
}

fn path(line: &Line, x: &Scale, y: &Scale) -> String {
    let mut d = String::new();
    let mut pen_down = false;
    for &(at, value) in &line.points {
        if value.is_finite() {
            let command = if pen_down { 'L' } else { 'M' };
            // Writing to a string cannot fail.
            let _ = write!(d, "{command}{} {}", px(x.at(at)), px(y.at(value)));
        }
        pen_down = value.is_finite();
    }
    d
}

fn area(line: &Line, x: &Scale, y: &Scale) -> String {
    let finite: Vec<_> = line.points.iter().filter(|p| p.1.is_finite()).collect();
    let (Some(first), Some(last)) = (finite.first(), finite.last()) else { return String::new() };
    let floor = px(y.px.0);
    let top: String = finite.iter().map(|p| format!("L{} {}", px(x.at(p.0)), px(y.at(p.1)))).collect();
    format!("M{} {floor}{top}L{} {floor}Z", px(x.at(first.0)), px(x.at(last.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_span_the_values() {
        assert_eq!(ticks(0.0, 2250.0, 5.0), [0.0, 500.0, 1000.0, 1500.0, 2000.0, 2500.0]);
        let fine = ticks(28.13, 28.4, 4.0);
        assert!(fine[0] <= 28.13 && fine[fine.len() - 1] >= 28.4 && fine.len() <= 7, "{fine:?}");
    }

    #[test]
    fn an_axis_of_time_has_round_steps() {
        let hours = time_ticks(DrillTime::hours(10), 11);
        assert_eq!((hours.len(), hours[1]), (11, DrillTime::hours(1)));
        assert_eq!(time_ticks(DrillTime::minutes(30), 8)[1], DrillTime::minutes(5));
    }

    #[test]
    fn labels_that_would_meet_are_pushed_apart() {
        let line = |value: f64| Line {
            label: Name::default(),
            points: vec![(0.0, 0.0), (60.0, value)],
            style: 0,
            filled: false,
        };
        let chart = Chart {
            title: Name::default(),
            axis: Name::default(),
            lines: vec![line(1.0), line(1.01), line(1.02), line(0.0)],
            limits: Vec::new(),
            from_zero: true,
            size: (300.0, 200.0),
        };
        let y = Scale { from: 0.0, to: 2.0, px: (170.0, 30.0) };
        let at: Vec<f64> = chart.labels(&y, 30.0, 170.0).iter().map(|l| l.0).collect();
        assert!(at.windows(2).all(|w| w[1] - w[0] >= LINE - 1e-9), "{at:?}");
        assert!(at[0] >= 30.0 - LINE && at[3] <= 170.0 + 1e-9);
    }
}
