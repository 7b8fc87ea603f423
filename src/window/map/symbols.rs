//! Map symbols: what a thing is shows in its shape, how it fares in its colour.

use super::{
    lines::cross,
    looks::{DamLook, ShelterLook, SlopeLook, TeamLook, VillageLook},
};
use crate::window::theme;
use bevy_egui::egui::{self, Color32, Painter, Pos2, Rect, Shape, Stroke, vec2};

/// The shape of a symbol, with the state that it shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Symbol {
    /// Township seat: a square within a square.
    Town,
    /// Village: a disc; flooded, cut by a wave; leaving, a half disc; empty, a ring.
    Village(VillageLook),
    /// Shelter: a house, filled as far as its places are; lost, crossed out.
    Shelter(ShelterLook),
    /// Store: a crate.
    Store,
    /// Dam of a reservoir or of a landslide lake: a trapezium; broken, crossed out.
    Dam(DamLook),
    /// Slope or gully: a hill; cracked, with a crack; moving, with an arrow down; fallen, sunk and filled.
    Slope(SlopeLook),
    /// Team: a flag; moving, over an arrow; working, over a bar; stuck, over a cross.
    Team(TeamLook),
    /// Works with tanks: a building with a chimney.
    Works { trouble: bool },
    /// Forest fire: a flame; held all round, within a ring; out, a ring alone.
    Fire { held: bool, out: bool },
    /// Gauge: a staff (an inverted triangle, as on hydrological maps).
    Gauge(Color32),
}

impl Symbol {
    /// Draw it around `at`, `r` points large.
    pub fn paint(self, painter: &Painter, at: Pos2, r: f32) {
        let rim = Stroke::new(1.5, theme::PANEL);
        let polygon = |points: &[(f32, f32)], colour: Color32| {
            let points = points.iter().map(|&(x, y)| at + vec2(x, y) * r).collect();
            Shape::convex_polygon(points, colour, rim)
        };
        let square = |r: f32| Rect::from_center_size(at, vec2(2.0, 2.0) * r);
        match self {
            Symbol::Town => {
                let frame = Stroke::new(2.0, theme::TEXT);
                painter.rect(square(r), 1.0, theme::PANEL, frame, egui::StrokeKind::Inside);
                painter.rect_filled(square(r * 0.4), 0.0, theme::TEXT);
            }
            Symbol::Village(look) => village(painter, at, 0.7 * r, look),
            Symbol::Shelter(look) => {
                const HOUSE: [(f32, f32); 5] =
                    [(0.0, -1.3), (1.25, -0.2), (1.0, 1.0), (-1.0, 1.0), (-1.25, -0.2)];
                let (wall, fill) = match look {
                    ShelterLook::Closed => (theme::WIDGET_HOT, None),
                    ShelterLook::Opening => (theme::TEXT_WEAK, None),
                    ShelterLook::Open(share) => (theme::TEXT, Some(share)),
                    ShelterLook::Lost => (theme::WATER_LINE, None),
                };
                painter.add(polygon(&HOUSE, wall));
                if let Some(share) = fill {
                    let colour = match share {
                        s if s >= 1.0 => theme::BAD,
                        s if s >= 0.8 => theme::CAUTION,
                        _ => theme::GOOD,
                    };
                    // From the floor up; an empty one shows a thin line.
                    let top = 1.0 - 1.1 * share.clamp(0.12, 1.0);
                    let room = Rect::from_min_max(at + vec2(-0.75, top) * r, at + vec2(0.75, 0.9) * r);
                    painter.rect_filled(room, 0.0, colour);
                }
                if look == ShelterLook::Lost {
                    cross(painter, at, 0.8 * r, theme::BAD);
                }
            }
            Symbol::Store => {
                painter.add(polygon(&[(-1.0, -0.8), (1.0, -0.8), (1.0, 0.9), (-1.0, 0.9)], theme::SUPPLIES));
                let lid = [at + vec2(-1.0, -0.2) * r, at + vec2(1.0, -0.2) * r];
                painter.line_segment(lid, rim);
            }
            Symbol::Dam(look) => {
                let colour = match look {
                    DamLook::Sound => theme::ACCENT,
                    DamLook::Danger => theme::CAUTION,
                    DamLook::Breached => theme::BAD,
                };
                painter.add(polygon(&[(-1.2, -0.5), (1.2, -0.5), (0.7, 0.7), (-0.7, 0.7)], colour));
                if look == DamLook::Breached {
                    cross(painter, at, 0.8 * r, theme::INK);
                }
            }
            Symbol::Fire { held, out } => {
                if held {
                    painter.circle_stroke(at, 1.3 * r, Stroke::new(2.5, theme::TEXT));
                }
                if !out {
                    painter.add(polygon(
                        &[(0.0, -1.4), (0.85, 0.1), (0.5, 1.0), (-0.5, 1.0), (-0.85, 0.1)],
                        theme::FLAME,
                    ));
                    painter.circle_filled(at + vec2(0.0, 0.45) * r, 0.32 * r, theme::CAUTION);
                }
            }
            Symbol::Works { trouble } => {
                let colour = if trouble { theme::BAD } else { theme::TEXT_WEAK };
                let wall = |from: (f32, f32), to: (f32, f32)| {
                    Rect::from_min_max(at + vec2(from.0, from.1) * r, at + vec2(to.0, to.1) * r)
                };
                let walls = [wall((-1.2, -1.2), (-0.7, 0.9)), wall((-0.8, -0.2), (1.2, 0.9))];
                walls.iter().for_each(|w| _ = painter.rect_filled(w.expand(1.5), 0.0, theme::PANEL));
                walls.iter().for_each(|w| _ = painter.rect_filled(*w, 0.0, colour));
            }
            Symbol::Slope(look) => slope(painter, at, r, look),
            Symbol::Team(look) => team(painter, at, r, look),
            Symbol::Gauge(colour) => {
                painter.add(polygon(&[(-1.0, -0.8), (1.0, -0.8), (0.0, 1.0)], colour));
            }
        }
    }
}

fn slope(painter: &Painter, at: Pos2, r: f32, look: SlopeLook) {
    let (colour, top) = match look {
        SlopeLook::Quiet => (theme::TEXT_WEAK, -0.9),
        SlopeLook::Cracks => (theme::CAUTION, -0.9),
        SlopeLook::Moving => (theme::BAD, -0.9),
        SlopeLook::Fallen => (theme::DEBRIS_MARK, 0.0),
    };
    let size = if look == SlopeLook::Quiet { 0.8 * r } else { 1.2 * r };
    let hill = [(-1.2, 0.9), (-0.1, top), (1.2, 0.9)].map(|(x, y)| at + vec2(x, y) * size);
    painter.add(Shape::convex_polygon(hill.to_vec(), colour, Stroke::new(1.5, theme::PANEL)));
    let ink = |line: &[(f32, f32)]| {
        let line = line.iter().map(|&(x, y)| at + vec2(x, y) * size).collect();
        painter.line(line, Stroke::new(2.0, theme::INK));
    };
    match look {
        SlopeLook::Quiet | SlopeLook::Fallen => {}
        SlopeLook::Cracks => ink(&[(-0.5, 0.1), (-0.1, 0.35), (0.1, 0.1), (0.5, 0.5)]),
        SlopeLook::Moving => {
            ink(&[(0.0, -0.3), (0.0, 0.7)]);
            ink(&[(-0.3, 0.35), (0.0, 0.7), (0.3, 0.35)]);
        }
    }
}

fn village(painter: &Painter, at: Pos2, r: f32, look: VillageLook) {
    match look {
        VillageLook::Dry => disc(painter, at, r, theme::TEXT_WEAK),
        VillageLook::Flooded => {
            disc(painter, at, 1.6 * r, theme::TEXT);
            painter.circle_filled(at, 1.4 * r, theme::WATER_LINE);
            let wave = [(-1.1, 0.15), (-0.55, -0.3), (0.0, 0.15), (0.55, -0.3), (1.1, 0.15)];
            let wave = wave.iter().map(|&(x, y)| at + vec2(x, y) * r).collect();
            painter.line(wave, Stroke::new(1.8, theme::TEXT));
        }
        VillageLook::Leaving => {
            painter.circle_filled(at, 1.4 * r, theme::CAUTION);
            painter.circle_filled(at, 1.05 * r, theme::PANEL);
            // The lower half: some are still there.
            let half = (0..=8).map(|i| {
                let angle = std::f32::consts::PI / 8.0 * i as f32;
                at + 0.9 * r * egui::Vec2::angled(angle)
            });
            painter.add(Shape::convex_polygon(half.collect(), theme::CAUTION, Stroke::NONE));
        }
        VillageLook::Empty => {
            painter.circle_filled(at, 1.35 * r, theme::GOOD);
            painter.circle_filled(at, 0.95 * r, theme::PANEL);
        }
    }
}

fn team(painter: &Painter, at: Pos2, r: f32, look: TeamLook) {
    let colour = match look {
        TeamLook::Ready | TeamLook::Returning => theme::TEXT_WEAK,
        TeamLook::Moving => theme::ACCENT,
        TeamLook::Working => theme::GOOD,
        TeamLook::Stuck => theme::BAD,
    };
    let mast = [at + vec2(-0.7, 1.2) * r, at + vec2(-0.7, -1.4) * r];
    painter.line_segment(mast, Stroke::new(4.0, theme::PANEL));
    painter.line_segment(mast, Stroke::new(2.0, theme::TEXT));
    let flag = [(-0.7, -1.4), (1.2, -0.7), (-0.7, 0.1)].map(|(x, y)| at + vec2(x, y) * r);
    painter.add(Shape::convex_polygon(flag.to_vec(), colour, Stroke::new(1.5, theme::PANEL)));
    let foot = at + vec2(0.5, 0.75) * r;
    let signs = |line: Vec<Pos2>| {
        painter.line(line.clone(), Stroke::new(4.0, theme::PANEL));
        painter.line(line, Stroke::new(2.0, theme::TEXT));
    };
    match look {
        TeamLook::Ready => {}
        TeamLook::Moving => {
            signs(vec![foot + vec2(-2.5, -3.0), foot + vec2(1.5, 0.0), foot + vec2(-2.5, 3.0)])
        }
        TeamLook::Returning => {
            signs(vec![foot + vec2(1.5, -3.0), foot + vec2(-2.5, 0.0), foot + vec2(1.5, 3.0)])
        }
        TeamLook::Working => signs(vec![foot + vec2(-4.0, 1.0), foot + vec2(4.0, 1.0)]),
        TeamLook::Stuck => cross(painter, foot, 3.5, theme::BAD),
    }
}

/// A disc with a dark rim. Two filled discs are two textured quads, where a stroked circle is a hundred
/// triangles: there are hundreds of discs.
pub fn disc(painter: &Painter, at: Pos2, r: f32, colour: Color32) {
    painter.circle_filled(at, r + 1.2, theme::PANEL);
    painter.circle_filled(at, r, colour);
}

/// Sides of a puff of smoke.
const PUFF_SIDES: u32 = 12;

/// A puff of smoke: thick in its middle, nothing at its rim.
pub fn puff(painter: &Painter, at: Pos2, r: f32, colour: Color32) {
    let mut mesh = egui::Mesh::default();
    mesh.colored_vertex(at, colour);
    for side in 0..PUFF_SIDES {
        let angle = std::f32::consts::TAU * side as f32 / PUFF_SIDES as f32;
        mesh.colored_vertex(at + r * egui::Vec2::angled(angle), Color32::TRANSPARENT);
        mesh.add_triangle(0, 1 + side, 1 + (side + 1) % PUFF_SIDES);
    }
    painter.add(Shape::mesh(mesh));
}

/// A mark that calls for attention: a ring that grows and fades, or, without motion, two still rings.
pub fn alarm(painter: &Painter, at: Pos2, time_s: Option<f64>, urgent: bool) {
    let ring = |r: f32, width: f32, colour: Color32| {
        painter.circle_stroke(at, r, Stroke::new(width, colour));
    };
    ring(12.0, 2.5, theme::BAD);
    if urgent {
        // Two thirds of a beat per second: far below what flicker harms.
        let phase = time_s.map_or(0.5, |t| (t / 1.5).fract() as f32);
        ring(12.0 + 12.0 * phase, 3.0, theme::BAD.gamma_multiply(1.0 - phase));
    }
    let sign = at - vec2(0.0, 14.0);
    let corner = |x: f32, y: f32| sign + vec2(x, y);
    let triangle = vec![corner(0.0, -9.0), corner(9.0, 6.0), corner(-9.0, 6.0)];
    painter.add(Shape::convex_polygon(triangle, theme::BAD, Stroke::new(1.5, theme::PANEL)));
    painter.line_segment([corner(0.0, -4.0), corner(0.0, 1.0)], Stroke::new(2.2, theme::TEXT));
    painter.circle_filled(corner(0.0, 3.6), 1.3, theme::TEXT);
}
