//! Zones around works as they are known: of gas, of heat, where the cloud is forecast to come, and cordons.
//!
//! They are told apart without colour: gas is hatched (the hot zone closely, the warm one widely), heat is not, and its
//! rings are thicker and less broken the hotter they are and carry their figure; the forecast is a row of dots, a cordon
//! a line of dashes with posts.

use super::marks::Eye;
use crate::{
    drill::view::View,
    hazard::chemical::limits::limits,
    num::{Point, math},
    response::plants::{Chemical, place},
    text::{Lang, text},
    window::theme,
};
use bevy::prelude::World;
use bevy_egui::egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Shape, Stroke};

/// Distances between hatch lines of the levels 1 to 3 of gas, m; 0 for none.
const HATCH_M: [f32; 3] = [0.0, 260.0, 120.0];
/// Weight and dash of the rings of heat from the outside, points.
const HEAT: [(f32, f32); 3] = [(1.5, 4.0), (2.5, 9.0), (3.5, 0.0)];
/// Message keys of the zones of gas.
const GAS: [&str; 3] = ["map-gas-cold", "map-gas-warm", "map-gas-hot"];
/// A ring smaller than this on the screen has no figure, points.
const LABELLED: f32 = 60.0;
/// Sides of a circle.
const SIDES: u32 = 72;

/// Draw all that are known.
pub(super) fn show(painter: &Painter, eye: &Eye<'_>, view: &View<'_>, world: &World, lang: Lang) {
    let known = &view.known().plants;
    let mut labels = Labels::default();
    for (site, radius_m) in &world.resource::<Chemical>().cordons {
        let circle: Vec<Point> = circle(place(view.land(), *site), *radius_m).collect();
        cordon(painter, eye, &circle);
        labels.at(painter, eye, &circle, true, &text(lang, "map-cordon"), theme::TEXT);
    }
    if let Some(cloud) = &known.cloud {
        for rim in cloud.zone.iter().filter_map(|zone| zone.first()) {
            let seen: Vec<Pos2> = rim.iter().filter_map(|p| eye.see(*p)).collect();
            painter.extend(Shape::dotted_line(&seen, theme::PANEL, 9.0, 3.2));
            painter.extend(Shape::dotted_line(&seen, theme::ZONE_WARM, 9.0, 2.2));
            labels.at(painter, eye, rim, false, &text(lang, "map-cloud-ahead"), theme::ZONE_WARM);
        }
    }
    for (level, zones) in known.gas.iter().flat_map(|gas| gas.zones.iter().enumerate()) {
        // The largest of several gases is named.
        let mut zones: Vec<_> = zones.iter().collect();
        zones.sort_by_key(|zone| std::cmp::Reverse(zone.first().map_or(0, Vec::len)));
        for zone in zones {
            for (k, ring) in zone.iter().enumerate() {
                let (width, colour) = ([1.5, 2.5, 3.5][level], gas_colour(level));
                line(painter, eye, ring, width, 0.0, colour);
                if k == 0 {
                    hatch(painter, eye, ring, HATCH_M[level], colour);
                    labels.at(painter, eye, ring, false, &text(lang, GAS[level]), colour);
                }
            }
        }
    }
    let (hot, warm, cold) = limits().heat_kw_m2;
    for ((zones, (width, dash)), level) in known.heat.zones.iter().zip(HEAT).zip([cold, warm, hot]) {
        for ring in zones.iter().filter_map(|zone| zone.first()) {
            line(painter, eye, ring, width, dash, theme::FLAME);
            labels.at(painter, eye, ring, true, &format!("{level} kW/m²"), theme::FLAME);
        }
    }
    labels.paint(painter);
}

fn gas_colour(level: usize) -> Color32 {
    [theme::ZONE_OUTER, theme::ZONE_WARM, theme::ZONE_HOT][level]
}

/// Names and figures beside rings, each once and none over another, which are drawn over all of them.
#[derive(Default)]
pub(super) struct Labels(Vec<(Rect, String, Color32)>);

impl Labels {
    /// At the top or at the foot of a ring, or further round where there is no room.
    pub(super) fn at(
        &mut self,
        painter: &Painter,
        eye: &Eye<'_>,
        ring: &[Point],
        top: bool,
        label: &str,
        colour: Color32,
    ) {
        let seen: Vec<Pos2> = ring.iter().filter_map(|p| eye.see(*p)).collect();
        // From afar they would lie over the villages' marks.
        if eye.distance_km > theme::NEAR_KM {
            return;
        }
        let said = self.0.iter().any(|(_, said, _)| said == label);
        if said || Rect::from_points(&seen).size().max_elem() < LABELLED {
            return;
        }
        let ink = painter.layout_no_wrap(label.to_owned(), FontId::proportional(theme::SIZE_SMALL), colour);
        let up = if top { 1.0 } else { -1.0 };
        let inside = (0..seen.len()).filter(|n| painter.clip_rect().shrink(20.0).contains(seen[*n]));
        let first = inside.min_by(|a, b| (up * seen[*a].y).total_cmp(&(up * seen[*b].y)));
        for turn in 0..16 {
            let at = seen[(first.unwrap_or_default() + turn * seen.len() / 16) % seen.len()];
            let rect = Rect::from_center_size(at, ink.size()).expand(2.0);
            if painter.clip_rect().contains_rect(rect) && !self.0.iter().any(|l| l.0.intersects(rect)) {
                self.0.push((rect, label.to_owned(), colour));
                return;
            }
        }
    }
}

impl Labels {
    pub(super) fn paint(self, painter: &Painter) {
        for (rect, label, colour) in self.0 {
            painter.rect_filled(rect, 3.0, theme::PANEL);
            let font = FontId::proportional(theme::SIZE_SMALL);
            painter.text(rect.center(), Align2::CENTER_CENTER, label, font, colour);
        }
    }
}

/// A ring of points around one, closed, from the north with the clock.
pub(super) fn circle(at: Point, radius_m: f32) -> impl Iterator<Item = Point> {
    (0..=SIDES).map(move |k| {
        let angle = std::f32::consts::TAU * k as f32 / SIDES as f32;
        let (sin, cos) = (math::sinf(angle), math::cosf(angle));
        Point { x_m: at.x_m + radius_m * sin, y_m: at.y_m - radius_m * cos }
    })
}

/// A line over the ground on a dark one, dashed if it has a dash.
pub(super) fn line(
    painter: &Painter,
    eye: &Eye<'_>,
    points: &[Point],
    width: f32,
    dash: f32,
    colour: Color32,
) {
    let seen: Vec<Pos2> = points.iter().filter_map(|p| eye.see(*p)).collect();
    painter.add(Shape::line(seen.clone(), Stroke::new(width + 2.0, theme::PANEL)));
    let stroke = Stroke::new(width, colour);
    if dash > 0.0 {
        painter.extend(Shape::dashed_line(&seen, stroke, dash, dash));
    } else {
        painter.add(Shape::line(seen, stroke));
    }
}

fn cordon(painter: &Painter, eye: &Eye<'_>, circle: &[Point]) {
    line(painter, eye, circle, 2.0, 12.0, theme::TEXT);
    for at in circle.iter().step_by(6).filter_map(|p| eye.see(*p)) {
        painter.circle_filled(at, 4.0, theme::PANEL);
        painter.circle_filled(at, 2.8, theme::TEXT);
    }
}

/// Lines from west to east inside a ring.
fn hatch(painter: &Painter, eye: &Eye<'_>, ring: &[Point], step: f32, colour: Color32) {
    if step <= 0.0 {
        return;
    }
    let (low, high) = ring.iter().fold((f32::MAX, f32::MIN), |(l, h), p| (l.min(p.y_m), h.max(p.y_m)));
    let first = (low / step).ceil() as i32;
    let last = (high / step).floor() as i32;
    for k in first..=last.min(first + 200) {
        let y = k as f32 * step;
        let crosses = |pair: &[Point]| {
            let (a, b) = (pair[0], pair[1]);
            ((a.y_m <= y) != (b.y_m <= y)).then(|| a.x_m + (b.x_m - a.x_m) * (y - a.y_m) / (b.y_m - a.y_m))
        };
        let mut at: Vec<f32> = ring.windows(2).filter_map(crosses).collect();
        at.sort_by(f32::total_cmp);
        for pair in at.chunks_exact(2) {
            let ends = [pair[0], pair[1]].map(|x_m| eye.see(Point { x_m, y_m: y }));
            if let [Some(a), Some(b)] = ends {
                painter.line_segment([a, b], Stroke::new(1.2, colour));
            }
        }
    }
}
