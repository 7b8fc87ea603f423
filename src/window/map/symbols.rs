//! Map symbols: what a thing is shows in its shape, how it fares in its colour.

use crate::window::theme;
use bevy_egui::egui::{self, Color32, Painter, Pos2, Shape, Stroke, pos2, vec2};

/// The shape of a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symbol {
    /// Township seat: a square within a square.
    Town,
    /// Village: a disc.
    Village,
    /// Shelter: a house.
    Shelter,
    /// Store: a crate.
    Store,
    /// Hospital: a cross.
    Hospital,
    /// Team: a flag.
    Team,
    /// Gauge: a staff (an inverted triangle, as on hydrological maps).
    Gauge,
}

impl Symbol {
    /// Draw it around `at`, `r` points large.
    pub fn paint(self, painter: &Painter, at: Pos2, r: f32, colour: Color32) {
        let rim = Stroke::new(1.5, theme::PANEL);
        let polygon = |points: &[(f32, f32)]| {
            let points = points.iter().map(|&(x, y)| at + vec2(x, y) * r).collect();
            Shape::convex_polygon(points, colour, rim)
        };
        match self {
            Symbol::Town => {
                let square = |r: f32| egui::Rect::from_center_size(at, vec2(2.0, 2.0) * r);
                painter.rect(
                    square(r),
                    1.0,
                    theme::PANEL,
                    Stroke::new(2.0, colour),
                    egui::StrokeKind::Inside,
                );
                painter.rect_filled(square(r * 0.4), 0.0, colour);
            }
            Symbol::Village => {
                painter.circle(at, r * 0.7, colour, rim);
            }
            Symbol::Shelter => {
                painter.add(polygon(&[(0.0, -1.2), (1.2, -0.1), (0.9, 1.0), (-0.9, 1.0), (-1.2, -0.1)]));
                painter.rect_filled(
                    egui::Rect::from_min_max(at + vec2(-0.28, 0.2) * r, at + vec2(0.28, 1.0) * r),
                    0.0,
                    theme::PANEL,
                );
            }
            Symbol::Store => {
                painter.add(polygon(&[(-1.0, -0.8), (1.0, -0.8), (1.0, 0.9), (-1.0, 0.9)]));
                let lid = [at + vec2(-1.0, -0.2) * r, at + vec2(1.0, -0.2) * r];
                painter.line_segment(lid, rim);
            }
            Symbol::Hospital => {
                painter.circle(at, r, theme::TEXT, rim);
                for (x, y) in [(0.65, 0.22), (0.22, 0.65)] {
                    painter.rect_filled(egui::Rect::from_center_size(at, vec2(x, y) * 2.0 * r), 0.0, colour);
                }
            }
            Symbol::Team => {
                let mast = [at + vec2(-0.7, 1.2) * r, at + vec2(-0.7, -1.2) * r];
                painter.line_segment(mast, Stroke::new(3.5, theme::PANEL));
                painter.line_segment(mast, Stroke::new(2.0, theme::TEXT));
                painter.add(polygon(&[(-0.7, -1.2), (1.1, -0.6), (-0.7, 0.1)]));
            }
            Symbol::Gauge => {
                painter.add(polygon(&[(-1.0, -0.8), (1.0, -0.8), (0.0, 1.0)]));
            }
        }
    }
}

/// Text with a dark rim, readable on any ground; returns nothing, the caller has the layout.
pub fn halo(painter: &Painter, at: Pos2, galley: std::sync::Arc<egui::Galley>, colour: Color32) {
    for (x, y) in [(-1.2, -1.2), (1.2, -1.2), (-1.2, 1.2), (1.2, 1.2)] {
        let at = pos2(at.x + x, at.y + y);
        painter.galley_with_override_text_color(at, galley.clone(), theme::PANEL);
    }
    painter.galley_with_override_text_color(at, galley, colour);
}
