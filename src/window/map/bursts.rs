//! Explosions, fireballs and flashes on the map: a glare at first, then for an hour how far they reached.
//!
//! The rings are told apart by their weight and their dashes, and carry their figure.

use super::{
    marks::Eye,
    zones::{circle, line},
};
use crate::{
    drill::view::View,
    hazard::{Plants, plants::Burst},
    num::{Point, math},
    window::theme,
};
use bevy_egui::egui::{Color32, FontId, Painter, Shape, Stroke, vec2};

/// Minutes for which the glare and the rings are shown.
const GLARE_MIN: f64 = 2.0;
const RINGS_MIN: f64 = 60.0;
/// Rays of the mark in the middle, each to both sides.
const RAYS: u32 = 4;
/// Weight and dash of the rings from inside, points.
const STROKES: [(f32, f32); 3] = [(3.5, 0.0), (2.5, 10.0), (1.5, 5.0)];

/// Draw what burst in the last hour.
pub(super) fn show(painter: &Painter, eye: &Eye<'_>, view: &View<'_>, plants: &Plants) {
    for burst in &plants.bursts {
        let age_min = view.now().minutes_since(burst.when);
        if age_min > RINGS_MIN {
            continue;
        }
        if age_min <= GLARE_MIN {
            glare(painter, eye, burst);
        }
        // First the three of heat, if there are, then those of pressure.
        for ((width, dash), ring) in STROKES.into_iter().cycle().zip(&burst.rings) {
            let circle: Vec<Point> = circle(burst.at, ring.radius_m as f32).collect();
            line(painter, eye, &circle, width, dash, theme::FLAME);
            let top = Point { y_m: burst.at.y_m - ring.radius_m as f32, ..burst.at };
            if let Some(at) = eye.see(top) {
                let (font, label) = (FontId::proportional(13.0), format!("{} {}", ring.level, ring.unit));
                let ink = painter.layout_no_wrap(label, font, theme::TEXT);
                let corner = at - vec2(0.5 * ink.size().x, 0.5 * ink.size().y);
                let back = bevy_egui::egui::Rect::from_min_size(corner, ink.size()).expand(3.0);
                painter.rect_filled(back, 3.0, theme::PANEL);
                painter.galley(corner, ink, theme::TEXT);
            }
        }
        for rings in &burst.flames {
            for ring in rings {
                // Clouds look north, the county south.
                let ring: Vec<Point> =
                    ring.iter().map(|p| Point { x_m: p[0] as f32, y_m: -p[1] as f32 }).collect();
                line(painter, eye, &ring, 3.5, 0.0, theme::FLAME);
            }
        }
        if let Some(at) = eye.see(burst.at) {
            for ray in 0..RAYS {
                let angle = std::f32::consts::PI * ray as f32 / RAYS as f32;
                let way = vec2(math::cosf(angle), math::sinf(angle)) * 11.0;
                painter.line_segment([at - way, at + way], Stroke::new(5.0, theme::PANEL));
                painter.line_segment([at - way, at + way], Stroke::new(2.5, theme::FLAME));
            }
        }
    }
}

/// The ball of fire, or the ground that an explosion destroys, in its first minutes.
fn glare(painter: &Painter, eye: &Eye<'_>, burst: &Burst) {
    let Some(ring) = burst.rings.first() else { return };
    let seen: Vec<_> = circle(burst.at, ring.radius_m as f32).filter_map(|p| eye.see(p)).collect();
    if seen.len() > 2 {
        let fill = Color32::from_rgba_unmultiplied(0xff, 0xb8, 0x40, 150);
        painter.add(Shape::convex_polygon(seen, fill, Stroke::NONE));
    }
}
