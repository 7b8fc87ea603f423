//! Works with tanks (round) and halls (square) on the map, as they are known: what burns, has failed or lets something out.
//! Zones around them are in [`zones`].

use super::{
    bursts,
    fire::{self, glow},
    marks::Eye,
    symbols::puff,
    zones,
};
use crate::{
    drill::view::View,
    hazard::{Plants, TankRef},
    num::Point,
    text::Lang,
    window::theme,
};
use bevy::prelude::World;
use bevy_egui::egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Shape, Stroke, Vec2, vec2};
use std::collections::BTreeSet;

/// Puffs of smoke over a burning tank.
const PUFFS: u32 = 28;
/// A flame on the screen is at least so large, points.
const LEAST_FLAME: f32 = 12.0;
/// Fires nearer to one another than this have one smoke, m.
const ONE_SMOKE_M: f32 = 60.0;

/// Where the marks of works in trouble stand, points: from far off just beside them; from near, where their tanks can be told
/// apart, out of their way, one below another, with a line to them.
const BESIDE: Vec2 = vec2(-34.0, 0.0);
const OUT: Vec2 = vec2(-220.0, -40.0);
const NEXT: Vec2 = vec2(0.0, 48.0);
/// Distance of the eye from which works are seen from far off, km.
pub(super) const FAR_KM: f32 = 8.0;

/// The mark of works in trouble, from where they are.
pub(super) fn beside(view: &View<'_>, site: usize, distance_km: f32) -> Vec2 {
    if distance_km > FAR_KM {
        return BESIDE;
    }
    let trouble = view.known().plants.tanks.iter().filter(|(_, r)| r.in_trouble()).map(|(t, _)| t.site);
    OUT + trouble.filter(|s| *s < site).collect::<BTreeSet<_>>().len() as f32 * NEXT
}

/// Draw what burns and what is in the air.
pub(super) fn show(painter: &Painter, eye: &Eye<'_>, view: &View<'_>, world: &World, lang: Lang) {
    let plants = world.resource::<Plants>();
    if plants.tanks.is_empty() && plants.stores.is_empty() {
        return;
    }
    let known = &view.known().plants.tanks;
    let [east, south] = view.air().wind().map(|w| w as f32);
    let dark = fire::darkness(world);
    // Smoke lies below the zones.
    let stand = plants.tanks.iter().map(|t| (t.id, t.at)).chain(plants.stores.iter().map(|s| (s.id, s.at)));
    let mut smokes: Vec<Point> = Vec::new();
    for (id, at) in stand {
        // Fires side by side have one smoke.
        let burns = known.get(&id).is_some_and(|r| r.burning || r.in_fire);
        if burns && smokes.iter().all(|s| s.distance_m(at) > ONE_SMOKE_M) {
            smokes.push(at);
            smoke(painter, eye, at, [east, south]);
        }
    }
    zones::show(painter, eye, view, world, lang);
    for tank in &plants.tanks {
        let report = known.get(&tank.id).copied().unwrap_or_default();
        let burns = report.burning || report.in_fire;
        let Some((at, metre)) = eye.above(tank.at, 5.0) else { continue };
        let half = (12.0 * metre).clamp(3.0, 14.0);
        let state = if burns {
            theme::FLAME
        } else if report.failed {
            theme::INK
        } else if report.release_kg_s > 0.0 || report.leaks {
            theme::ZONE_HOT
        } else {
            theme::TEXT_WEAK
        };
        painter.circle_filled(at, half + 1.5, theme::PANEL);
        painter.circle_filled(at, half, state);
        if report.failed {
            super::lines::cross(painter, at, 0.8 * half, theme::BAD);
        }
        if burns {
            flame(painter, at, half, dark);
        }
    }
    for store in &plants.stores {
        let Some((at, metre)) = eye.above(store.at, 5.0) else { continue };
        let half = (0.5 * store.hall.floor_m2.sqrt() as f32 * metre).clamp(4.0, 16.0);
        let report = known.get(&store.id).copied().unwrap_or_default();
        let burns = report.burning;
        let state = match (burns, report.failed) {
            (true, _) => theme::FLAME,
            (false, true) => theme::INK,
            (false, false) => theme::TEXT_WEAK,
        };
        let square = |half: f32| Rect::from_center_size(at, vec2(2.0 * half, 2.0 * half));
        painter.rect_filled(square(half + 1.5), 0.0, theme::PANEL);
        painter.rect_filled(square(half), 0.0, state);
        if burns {
            flame(painter, at, half, dark);
        }
    }
    burst(painter, eye, view, plants);
    bursts::show(painter, eye, view, plants);
}

/// Smoke that goes with the wind.
fn smoke(painter: &Painter, eye: &Eye<'_>, from: Point, [east, south]: [f32; 2]) {
    let speed = east.hypot(south).max(0.5);
    for k in (0..PUFFS).rev() {
        let old = k as f32 / PUFFS as f32;
        let off = 20.0 + 1_300.0 * old;
        // Puffs roll to the one side and to the other.
        let sway = 0.09 * off * if k % 2 == 0 { 1.0 } else { -1.0 };
        let place = Point {
            x_m: from.x_m + (off * east - sway * south) / speed,
            y_m: from.y_m + (off * south + sway * east) / speed,
        };
        let Some((at, metre)) = eye.above(place, 30.0 + 220.0 * old) else { continue };
        let smoke = Color32::from_rgba_unmultiplied(30, 28, 30, (150.0 - 135.0 * old) as u8);
        puff(painter, at, ((50.0 + 300.0 * old) * metre).max(4.0), smoke);
    }
}

/// Flames over what is so wide, points: as bright as anything on the map, and large enough to be seen from afar.
fn flame(painter: &Painter, at: Pos2, half: f32, dark: f32) {
    let r = (1.6 * half).max(LEAST_FLAME);
    glow(painter, at, 3.0 * r, dark.max(0.3));
    for (size, fill) in [(1.0, theme::FLAME), (0.55, theme::FLAME_HEART)] {
        let points = [(0.0, -1.9), (0.6, -0.4), (0.45, 0.3), (-0.45, 0.3), (-0.6, -0.4)];
        let points = points.map(|(x, y)| at + vec2(x, y) * size * r).to_vec();
        painter.add(Shape::convex_polygon(points, fill, Stroke::new(1.0, theme::PANEL)));
    }
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
