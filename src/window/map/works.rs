//! Works with tanks (round) and halls (square) on the map: what burns, and the zones of gas and of heat.
//!
//! Zones are lines and hatching over the ground, each with a pattern and a weight of its own, so that they are told apart
//! without colour: the hot zone is closely hatched, the warm one widely, the outer one is a thin line.

use super::{bursts, marks::Eye};
use crate::{
    drill::view::View,
    hazard::{Plants, TankRef},
    num::Point,
    window::theme,
};
use bevy::prelude::World;
use bevy_egui::egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Stroke, vec2};

/// Distances between hatch lines of the levels 1 to 3, m; 0 for none.
const HATCH_M: [f32; 3] = [0.0, 260.0, 120.0];
/// Puffs of smoke over a burning tank.
const PUFFS: u32 = 9;

/// Draw what burns and what is in the air.
pub(super) fn show(painter: &Painter, eye: &Eye<'_>, view: &View<'_>, world: &World) {
    let plants = world.resource::<Plants>();
    if plants.tanks.is_empty() && plants.stores.is_empty() {
        return;
    }
    for level in 1..=3 {
        for rings in plants.plume.zones(level - 1) {
            for (k, ring) in rings.iter().enumerate() {
                outline(painter, eye, ring, level);
                if k == 0 {
                    hatch(painter, eye, ring, level);
                }
            }
        }
    }
    let [east, south] = view.air().wind().map(|w| w as f32);
    for tank in &plants.tanks {
        let burns = tank.burns() || plants.bund_of(tank).is_some_and(|b| b.burning.is_some());
        let Some((at, metre)) = eye.above(tank.at, 5.0) else { continue };
        let half = (12.0 * metre).clamp(3.0, 14.0);
        let state = if burns {
            theme::FLAME
        } else if tank.failed {
            theme::INK
        } else if tank.release_kg_s > 0.0 {
            zone_colour(3)
        } else {
            theme::TEXT_WEAK
        };
        painter.circle_filled(at, half + 1.5, theme::PANEL);
        painter.circle_filled(at, half, state);
        if tank.failed {
            super::lines::cross(painter, at, 0.8 * half, theme::BAD);
        }
        if burns {
            smoke(painter, eye, tank.at, [east, south]);
            flame(painter, at, 1.6 * half);
        }
    }
    for store in &plants.stores {
        let Some((at, metre)) = eye.above(store.at, 5.0) else { continue };
        let half = (0.5 * store.hall.floor_m2.sqrt() as f32 * metre).clamp(4.0, 16.0);
        let burns = store.fire.is_some();
        let state = match (burns, store.over) {
            (true, _) => theme::FLAME,
            (false, true) => theme::INK,
            (false, false) => theme::TEXT_WEAK,
        };
        let square = |half: f32| Rect::from_center_size(at, vec2(2.0 * half, 2.0 * half));
        painter.rect_filled(square(half + 1.5), 0.0, theme::PANEL);
        painter.rect_filled(square(half), 0.0, state);
        if burns {
            smoke(painter, eye, store.at, [east, south]);
            flame(painter, at, 1.6 * half);
        }
    }
    burst(painter, eye, view, plants);
    bursts::show(painter, eye, view, plants);
}

/// Smoke that goes with the wind.
fn smoke(painter: &Painter, eye: &Eye<'_>, from: Point, [east, south]: [f32; 2]) {
    let speed = east.hypot(south).max(0.5);
    for k in (0..PUFFS).rev() {
        let off = 40.0 + 130.0 * k as f32;
        let place = Point { x_m: from.x_m + off * east / speed, y_m: from.y_m + off * south / speed };
        let Some((at, metre)) = eye.above(place, 60.0 + 22.0 * k as f32) else { continue };
        let smoke = Color32::from_rgba_unmultiplied(38, 36, 38, 110 - 11 * k as u8);
        painter.circle_filled(at, ((45.0 + 22.0 * k as f32) * metre).max(3.0), smoke);
    }
}

fn flame(painter: &Painter, at: Pos2, r: f32) {
    let points = [(0.0, -1.5), (0.6, -0.1), (0.35, 0.5), (-0.35, 0.5), (-0.6, -0.1)];
    let points = points.map(|(x, y)| at + vec2(x, y) * r).to_vec();
    let shape =
        bevy_egui::egui::Shape::convex_polygon(points, theme::FLAME, Stroke::new(1.0, theme::CAUTION));
    painter.add(shape);
}

/// A tank that shows signs of bursting is marked by a doubled ring.
fn burst(painter: &Painter, eye: &Eye<'_>, view: &View<'_>, plants: &Plants) {
    let known =
        |id: TankRef| view.known().plants.tanks.get(&id).is_some_and(|r| r.damage.is_some_and(|d| d >= 0.5));
    for tank in plants.tanks.iter().filter(|t| known(t.id)) {
        let Some((at, _)) = eye.above(tank.at, 5.0) else { continue };
        for r in [16.0, 21.0] {
            painter.circle_stroke(at, r, Stroke::new(2.0, theme::BAD));
        }
        painter.text(
            at + vec2(0.0, -30.0),
            Align2::CENTER_CENTER,
            "!",
            FontId::proportional(22.0),
            theme::BAD,
        );
    }
}

fn zone_colour(level: usize) -> Color32 {
    match level {
        3 => theme::ZONE_HOT,
        2 => theme::ZONE_WARM,
        _ => theme::ZONE_OUTER,
    }
}

fn outline(painter: &Painter, eye: &Eye<'_>, ring: &[Point], level: usize) {
    let width = [1.5, 2.5, 3.5][level - 1];
    for pair in ring.windows(2) {
        if let (Some(a), Some(b)) = (eye.see(pair[0]), eye.see(pair[1])) {
            painter.line_segment([a, b], Stroke::new(width + 2.0, theme::PANEL));
            painter.line_segment([a, b], Stroke::new(width, zone_colour(level)));
        }
    }
}

/// Lines from west to east inside a ring.
fn hatch(painter: &Painter, eye: &Eye<'_>, ring: &[Point], level: usize) {
    let step = HATCH_M[level - 1];
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
                painter.line_segment([a, b], Stroke::new(1.2, zone_colour(level)));
            }
        }
    }
}
