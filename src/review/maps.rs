//! Maps of water, debris, fires and the zones around works at the key moments of the drill.

use super::{
    labels,
    page::{Run, fill, name, say},
    paint::{self, BURNT, CLASSES, DEBRIS},
    plot::px,
};
use crate::{
    drill::record::MapFrame,
    hazard::{Plants, plants::Zone},
    num::{DrillTime, Point},
    response::facts::What,
    text::{Name, both},
};
use maud::{Markup, html};

/// Longer side of a map in the units of its drawing.
pub const SIZE: f64 = 500.0;

/// Least side of the part of the county that is shown where there are only fires and works in trouble, m, and how much wider it
/// is than what they reached.
const LEAST_SIDE_M: f64 = 10_000.0;
const MARGIN: f64 = 1.5;

/// The part of the county that maps show: its north-western corner and its size, m, and drawing units for each metre.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    pub corner_m: (f64, f64),
    pub size_m: (f64, f64),
    pub scale: f64,
}

impl Part {
    /// All of the county, or, without water, what burnt and what works in trouble reached, and around.
    fn of(run: &Run<'_>) -> Part {
        let spec = &run.county().spec;
        let whole = (f64::from(spec.width_m()), f64::from(spec.height_m()));
        let maps = &run.drill.record().maps;
        let works = run.drill.world().resource::<Plants>();
        let works =
            works.accidents.iter().filter_map(|a| Some(works.sites.get(works.site(a.tank.site)?)?.at));
        let rims =
            maps.iter().flat_map(|m| m.gas.iter().chain(&m.heat)).flatten().flatten().flatten().copied();
        let burnt = maps.iter().rev().take(1).flat_map(|m| {
            let cells = m.fire.iter().enumerate().filter(|(_, class)| **class > 0);
            // Of each 2 × 2 cells the first.
            cells.map(|(cell, _)| spec.centre(spec.index(cell / m.cols * 2, cell % m.cols * 2)))
        });
        let (mut low, mut high) = ([f32::MAX; 2], [f32::MIN; 2]);
        for at in works.filter(|_| run.has_works()).chain(rims).chain(burnt) {
            for (axis, at) in [at.x_m, at.y_m].into_iter().enumerate() {
                (low[axis], high[axis]) = (low[axis].min(at), high[axis].max(at));
            }
        }
        if run.has_water() || low[0] > high[0] {
            return Part::new((0.0, 0.0), whole);
        }
        let wide = f64::from((high[0] - low[0]).max(high[1] - low[1]));
        let side = (MARGIN * wide).max(LEAST_SIDE_M).min(whole.0).min(whole.1);
        let from = |axis: usize, whole: f64| {
            (0.5 * f64::from(low[axis] + high[axis]) - 0.5 * side).clamp(0.0, whole - side)
        };
        Part::new((from(0, whole.0), from(1, whole.1)), (side, side))
    }

    fn new(corner_m: (f64, f64), size_m: (f64, f64)) -> Part {
        Part { corner_m, size_m, scale: SIZE / size_m.0.max(size_m.1) }
    }

    /// A place in drawing units.
    pub fn place(&self, at: Point) -> (f64, f64) {
        (
            self.scale * (f64::from(at.x_m) - self.corner_m.0),
            self.scale * (f64::from(at.y_m) - self.corner_m.1),
        )
    }

    /// Its own size, drawing units.
    pub fn size(&self) -> (f64, f64) {
        (self.scale * self.size_m.0, self.scale * self.size_m.1)
    }
}

pub fn section(run: &Run<'_>) -> Markup {
    let spec = &run.county().spec;
    let part = Part::of(run);
    let (width, height) = part.size();
    let (left, top) = part.place(Point::default());
    let [wide, high] = [spec.width_m(), spec.height_m()].map(|m| part.scale * f64::from(m));
    let Ok(land) = paint::land(run.county()) else { return html! { p.none { (say("review-no-maps")) } } };
    let moments = moments(run);
    let shown: Vec<&MapFrame> = moments.iter().map(|(frame, _)| *frame).collect();
    html! {
        p.lead {
            @if run.has_water() { (name(&fill("review-maps-water", &[("least", format!("{:.2}", paint::LEAST_M))]))) " " }
            (say("review-maps-lead"))
        }
        (legend(run.has_water(), run.has_works(), &shown))
        svg.hidden aria-hidden="true" width="0" height="0" {
            defs {
                image #land href=(land) x=(px(left)) y=(px(top)) width=(px(wide)) height=(px(high)) preserveAspectRatio="none" {}
                (labels::symbols())
            }
        }
        div.pair.maps {
            @for (frame, titles) in &moments {
                figure {
                    figcaption {
                        @for (i, title) in titles.iter().enumerate() { @if i > 0 { " · " } b { (name(title)) } }
                        " " (run.time(frame.at))
                    }
                    svg viewBox=(format!("0 0 {width:.1} {height:.1}")) role="img" {
                        use href="#land" {}
                        @if let Ok(water) = paint::water(run.county(), frame) {
                            image.water href=(water) x=(px(left)) y=(px(top)) width=(px(wide)) height=(px(high)) preserveAspectRatio="none" {}
                        }
                        (zones(&frame.gas, "gas", part))
                        (zones(&frame.heat, "heat", part))
                        (labels::over(run, frame.at, part))
                    }
                    (state(run, frame.at))
                }
            }
        }
    }
}

/// Classes of zones from outside: told apart by the weight and the dashes of their rims as well as by colour.
const ZONES: [&str; 3] = ["cold", "warm", "hot"];

/// Zones of gas or of heat.
fn zones(levels: &[Vec<Zone>; 3], kind: &str, part: Part) -> Markup {
    html! {
        @for (zones, level) in levels.iter().zip(ZONES) {
            // One by one: zones of several gases lie over one another.
            @for zone in zones {
                path class={ "zone " (kind) " " (level) } d=(zone.iter().map(|ring| outline(ring, part)).collect::<String>()) {}
            }
        }
    }
}

fn outline(ring: &[Point], part: Part) -> String {
    let step = |(n, at): (usize, &Point)| {
        let (x, y) = part.place(*at);
        format!("{}{} {}", if n == 0 { "M" } else { "L" }, px(x), px(y))
    };
    ring.iter().enumerate().map(step).chain(["Z".into()]).collect()
}

/// What the minute of a map says in numbers.
fn state(run: &Run<'_>, at: DrillTime) -> Markup {
    let sample = run.drill.record().samples.iter().rfind(|s| s.at <= at);
    let Some(s) = sample else { return html! {} };
    let n = |n: u32| super::page::count(n.into());
    html! {
        p.small {
            @if run.has_water() { (name(&fill("review-map-flooded", &[("area", format!("{:.1}", s.flooded_km2))]))) }
            @if run.has_works() && !run.has_water() {
                (name(&fill("review-map-works", &[
                    ("cloud", n(s.in_cloud)),
                    ("indoors", n(s.indoors)),
                    ("safe", n(s.people.safe())),
                    ("dead", n(s.people.dead)),
                ])))
            } @else {
                (name(&fill("review-map-state", &[
                    ("risk", n(s.at_risk)),
                    ("safe", n(s.people.safe())),
                    ("dead", n(s.people.dead)),
                ])))
            }
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
    let cloudiest = record.samples.iter().max_by(|a, b| a.in_cloud.cmp(&b.in_cloud).then(b.at.cmp(&a.at)));
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
        ("review-moment-tank", first(|w| matches!(w, What::TankBurns { .. } | What::Released { .. }))),
        ("review-moment-failed", first(|w| matches!(w, What::TankFailed { .. } | What::RoofFell { .. }))),
        (
            "review-moment-blast",
            first(|w| {
                matches!(w, What::Fireball { .. } | What::CloudExploded { .. } | What::CloudBurnt { .. })
            }),
        ),
        ("review-moment-cloud", cloudiest.filter(|s| s.in_cloud > 0).map(|s| s.at)),
        ("review-moment-put-out", first(|w| matches!(w, What::TankPutOut { .. }))),
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

/// Of what the maps show.
fn legend(water: bool, works: bool, frames: &[&MapFrame]) -> Markup {
    let upto = |i: usize| CLASSES.get(i + 1).map(|(to, _)| *to);
    let range = |i: usize, from: f32| match upto(i) {
        Some(to) => format!("{from}–{to} m"),
        None => format!("> {from} m"),
    };
    let symbol = |id: &str, key: &str| {
        html! { span.key { svg viewBox="-8 -8 16 16" { use href={ "#" (id) } {} } (say(key)) } }
    };
    let swatch = |[r, g, b]: [u8; 3], key: &str| {
        html! { span.key { span.swatch style=(format!("background:rgb({r},{g},{b})")) {} (say(key)) } }
    };
    let ring = |kind: &str, level: usize, key: &str| {
        html! { span.key { svg.ring viewBox="0 0 26 16" { rect class={ "zone " (kind) " " (ZONES[level]) } x="2" y="2" width="22" height="12" {} } (say(key)) } }
    };
    let any = |there: &dyn Fn(&MapFrame) -> bool| frames.iter().any(|frame| there(frame));
    html! {
        p.legend {
            @if water {
                (say("review-legend-depth")) " "
                @for (i, (from, [r, g, b])) in CLASSES.iter().enumerate() {
                    span.key { span.swatch style=(format!("background:rgb({r},{g},{b})")) {} (range(i, *from)) }
                }
            }
            @if any(&|frame| frame.debris.contains(&true)) { (swatch(DEBRIS, "review-legend-debris")) }
            @if any(&|frame| frame.fire.iter().any(|class| *class > 0)) {
                @for (colour, key) in BURNT.iter().zip(["review-legend-burnt", "review-legend-flames"]) { (swatch(*colour, key)) }
            }
            @for (level, key) in [(2, "map-gas-hot"), (1, "map-gas-warm"), (0, "map-gas-cold")] {
                @if any(&|frame| !frame.gas[level].is_empty()) { (ring("gas", level, key)) }
            }
            @for (level, key) in [(2, "review-legend-heat-hot"), (1, "review-legend-heat-warm"), (0, "review-legend-heat-cold")] {
                @if any(&|frame| !frame.heat[level].is_empty()) { (ring("heat", level, key)) }
            }
            @if water {
                (symbol("breach", "review-legend-breach"))
                (symbol("weak", "review-legend-weak"))
            }
            @if works { (symbol("works", "review-legend-works")) }
            (symbol("shelter", "review-legend-shelter"))
            (symbol("headquarters", "review-legend-headquarters"))
        }
    }
}
