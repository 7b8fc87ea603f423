//! Lines over the ground: dyke crests by their state, blocked roads, the way of a team.

use super::{
    looks::DykeLook,
    marks::{Eye, Pick},
};
use crate::{
    county::{County, Side},
    hazard::slopes::Zone,
    num::Point,
    response::{
        stretches,
        travel::{Roads, Traveller},
    },
    window::theme,
};
use bevy::prelude::Resource;
use bevy_egui::egui::{Color32, Painter, Pos2, Shape, Stroke, vec2};

/// Crest lines of the stretches, by number, and the middles of the roads.
#[derive(Resource, Default)]
pub struct Lines {
    dykes: Vec<Vec<Point>>,
    road_middles: Vec<Point>,
}

impl Lines {
    pub(super) fn new(county: &County) -> Self {
        let dykes = stretches(county)
            .map(|stretch| {
                let half = 0.5 * county.spec.cell_m;
                let line = stretch.faces.iter().map(|face| {
                    let centre = county.spec.centre(face.cell as usize);
                    match face.side {
                        Side::East => Point { x_m: centre.x_m + half, ..centre },
                        Side::South => Point { y_m: centre.y_m + half, ..centre },
                    }
                });
                smooth(line.collect())
            })
            .collect();
        let road_middles =
            county.roads.roads.iter().map(|r| r.line.get(r.line.len() / 2).copied().unwrap_or_default());
        Self { dykes, road_middles: road_middles.collect() }
    }

    /// The stretch nearest to a place, within `reach_m`.
    pub fn stretch_at(&self, at: Point, reach_m: f32) -> Option<usize> {
        nearest(self.dykes.iter().map(|line| distance_m(line, at)), reach_m)
    }
}

/// The road nearest to a place, within `reach_m`.
pub fn road_at(county: &County, at: Point, reach_m: f32) -> Option<usize> {
    nearest(county.roads.roads.iter().map(|road| distance_m(&road.line, at)), reach_m)
}

fn nearest(distances: impl Iterator<Item = f32>, reach_m: f32) -> Option<usize> {
    distances
        .enumerate()
        .filter(|(_, distance)| *distance <= reach_m)
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(i, _)| i)
}

/// Distance from a line, m.
fn distance_m(line: &[Point], at: Point) -> f32 {
    line.windows(2)
        .map(|pair| {
            let (dx, dy) = (pair[1].x_m - pair[0].x_m, pair[1].y_m - pair[0].y_m);
            let along = (at.x_m - pair[0].x_m) * dx + (at.y_m - pair[0].y_m) * dy;
            let share = (along / (dx * dx + dy * dy).max(1e-6)).clamp(0.0, 1.0);
            pair[0].lerp(pair[1], share).distance_m(at)
        })
        .fold(f32::INFINITY, f32::min)
}

/// Take the steps out of a line along cell faces; its ends stay, so that stretches meet.
fn smooth(mut line: Vec<Point>) -> Vec<Point> {
    for _ in 0..3 {
        let old = line.clone();
        for (i, triple) in old.windows(3).enumerate() {
            line[i + 1] = triple[1].lerp(triple[0].lerp(triple[2], 0.5), 0.6);
        }
    }
    line
}

/// Draw the dykes; those in danger stand out by colour, width and pattern.
pub fn dykes(
    painter: &Painter,
    eye: &Eye<'_>,
    lines: &Lines,
    looks: &[(DykeLook, bool)],
    selected: Option<Pick>,
) {
    for (number, (line, &(look, sandbagged))) in lines.dykes.iter().zip(looks).enumerate() {
        let chosen = selected == Some(Pick::Stretch(number));
        if look == DykeLook::Sound && !sandbagged && !chosen && eye.distance_km > theme::NEAR_KM {
            // The ground's picture has them.
            continue;
        }
        let Some(points) = eye.see_line(line) else { continue };
        if chosen {
            painter.line(points.clone(), Stroke::new(11.0, theme::ACCENT));
        }
        let width = if look == DykeLook::Sound { 2.0 } else { 4.0 } + if sandbagged { 2.0 } else { 0.0 };
        painter.line(points.clone(), Stroke::new(width + 2.5, theme::PANEL));
        match look {
            DykeLook::Sound => {
                painter.line(points.clone(), Stroke::new(width, theme::DYKE));
            }
            DykeLook::Danger => {
                painter.line(points.clone(), Stroke::new(width, theme::CAUTION));
            }
            DykeLook::Overtopped => {
                painter.line(points.clone(), Stroke::new(width, theme::CAUTION));
                painter.extend(Shape::dashed_line(&points, Stroke::new(width, theme::WATER_LINE), 7.0, 7.0));
            }
            DykeLook::Breached => {
                painter.extend(Shape::dashed_line(&points, Stroke::new(width, theme::BAD), 6.0, 5.0));
                cross(painter, points[points.len() / 2], 8.0, theme::BAD);
            }
        }
        if sandbagged {
            painter.extend(Shape::dotted_line(&points, theme::TEXT, 8.0, 2.2));
        }
    }
}

/// Draw crosses on roads that are known to be under water and bars on those closed by order.
pub fn roads(
    painter: &Painter,
    eye: &Eye<'_>,
    lines: &Lines,
    county: &County,
    roads: &Roads,
    selected: Option<Pick>,
) {
    if let Some(Pick::Road(road)) = selected
        && let Some(points) = county.roads.roads.get(road).and_then(|r| eye.see_line(&r.line))
    {
        painter.line(points, Stroke::new(5.0, theme::ACCENT));
    }
    let mut drawn: Vec<Pos2> = Vec::new();
    let clip = painter.clip_rect();
    for (blocked, &road) in
        roads.closed.iter().map(|r| (false, r)).chain(roads.known_blocked.iter().map(|r| (true, r)))
    {
        let Some(at) = lines.road_middles.get(road).and_then(|&m| eye.see(m)) else { continue };
        // Where many lie together, one is enough.
        if !clip.contains(at) || drawn.iter().any(|other| other.distance(at) < 26.0) {
            continue;
        }
        drawn.push(at);
        if blocked {
            cross(painter, at, 5.0, theme::BAD);
        } else {
            painter.circle(at, 7.0, theme::BAD, Stroke::new(1.5, theme::PANEL));
            painter.line_segment([at - vec2(4.0, 0.0), at + vec2(4.0, 0.0)], Stroke::new(3.0, theme::TEXT));
        }
    }
}

/// Draw what is left of somebody's way.
pub fn way(painter: &Painter, eye: &Eye<'_>, county: &County, traveller: &Traveller) {
    let mut line = vec![traveller.position(county)];
    line.extend(traveller.legs.iter().skip(traveller.leg).map(|leg| county.roads.nodes[leg.to]));
    if let Some(points) = eye.see_line(&line) {
        painter.extend(Shape::dashed_line(&points, Stroke::new(3.0, theme::TEXT), 9.0, 6.0));
    }
}

/// Draw the ground within a slope's reach.
pub fn zone(painter: &Painter, eye: &Eye<'_>, county: &County, zone: &Zone) {
    let half = 0.5 * county.spec.cell_m;
    for &cell in &zone.cells {
        let centre = county.spec.centre(cell as usize);
        let corners = [(-half, -half), (half, -half), (half, half), (-half, half)];
        let corners = corners.map(|(x, y)| eye.see(Point { x_m: centre.x_m + x, y_m: centre.y_m + y }));
        if let [Some(a), Some(b), Some(c), Some(d)] = corners {
            painter.add(Shape::convex_polygon(
                vec![a, b, c, d],
                theme::BAD.gamma_multiply(0.35),
                Stroke::NONE,
            ));
        }
    }
}

/// A cross with a dark rim.
pub fn cross(painter: &Painter, at: Pos2, r: f32, colour: Color32) {
    for stroke in [Stroke::new(0.5 * r + 2.5, theme::PANEL), Stroke::new(0.5 * r, colour)] {
        painter.line_segment([at - vec2(r, r), at + vec2(r, r)], stroke);
        painter.line_segment([at - vec2(r, -r), at + vec2(r, -r)], stroke);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(points: &[(f32, f32)]) -> Vec<Point> {
        points.iter().map(|&(x_m, y_m)| Point { x_m, y_m }).collect()
    }

    #[test]
    fn the_nearest_line_within_reach_is_found() {
        let lines = Lines {
            dykes: vec![line(&[(0.0, 0.0), (100.0, 0.0)]), line(&[(0.0, 50.0), (100.0, 50.0)])],
            road_middles: Vec::new(),
        };
        let at = Point { x_m: 60.0, y_m: 40.0 };
        assert_eq!(lines.stretch_at(at, 15.0), Some(1));
        assert_eq!(lines.stretch_at(at, 5.0), None);
    }

    #[test]
    fn a_smoothed_line_keeps_its_ends() {
        let steps = line(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (20.0, 10.0), (20.0, 20.0)]);
        let smoothed = smooth(steps.clone());
        assert_eq!((smoothed[0], smoothed[4]), (steps[0], steps[4]));
        assert!(distance_m(&[steps[0], steps[4]], smoothed[1]) < distance_m(&[steps[0], steps[4]], steps[1]));
    }
}
