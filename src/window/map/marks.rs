//! What stands on the map, with names, and what a click picks.

use super::{
    Relief,
    camera::View,
    symbols::{Symbol, halo},
};
use crate::{
    county::County,
    num::Point,
    text::Lang,
    window::{Desk, MapArea, Session, theme},
};
use bevy::prelude::*;
use bevy_egui::egui::{self, Align2, Color32, FontId, Painter, Rect, Stroke, pos2, vec2};

/// A thing on the map that can be picked, by index into the county's lists or the drill's roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pick {
    Township(usize),
    Village(usize),
    Shelter(usize),
    Store(usize),
    Team(usize),
    /// Number of the stretch over all dykes.
    Stretch(usize),
    Gauge(usize),
    Road(usize),
}

/// A symbol with a name.
pub struct Mark<'a> {
    pub pick: Pick,
    pub at: Point,
    pub symbol: Symbol,
    pub colour: Color32,
    pub name: &'a str,
    /// Names of a lower rank go first and are never pushed out by a higher one.
    pub rank: u8,
    /// Distance of the camera up to which the symbol and its name are drawn, km.
    pub symbol_to_km: f32,
    pub name_to_km: f32,
}

/// Distances of the camera up to which names of a rank are drawn, km.
const NEAR_KM: f32 = 24.0;
const MIDDLE_KM: f32 = 42.0;
/// How far from a symbol a click still picks it, points.
const REACH: f32 = 18.0;

/// The marks of what stands still.
pub fn standing<'a>(county: &'a County, lang: Lang) -> Vec<Mark<'a>> {
    let mark = |pick, at, symbol, colour, name: &'a crate::text::Name, rank, symbol_to_km, name_to_km| Mark {
        pick,
        at,
        symbol,
        colour,
        name: name.get(lang),
        rank,
        symbol_to_km,
        name_to_km,
    };
    const ALWAYS: f32 = f32::INFINITY;
    let towns =
        county.townships.iter().enumerate().map(|(i, t)| {
            mark(Pick::Township(i), t.seat, Symbol::Town, theme::TEXT, &t.name, 0, ALWAYS, ALWAYS)
        });
    let gauges = county.gauges.iter().enumerate().map(|(i, g)| {
        let at = county.spec.centre(g.cell as usize);
        mark(Pick::Gauge(i), at, Symbol::Gauge, theme::ACCENT, &g.name, 1, ALWAYS, MIDDLE_KM)
    });
    let shelters = county.shelters.iter().enumerate().map(|(i, s)| {
        mark(Pick::Shelter(i), s.place.at, Symbol::Shelter, theme::GOOD, &s.place.name, 3, MIDDLE_KM, NEAR_KM)
    });
    let stores = county.stores.iter().enumerate().map(|(i, s)| {
        mark(Pick::Store(i), s.place.at, Symbol::Store, theme::CAUTION, &s.place.name, 4, MIDDLE_KM, NEAR_KM)
    });
    let villages = county.villages.iter().enumerate().map(|(i, v)| {
        mark(Pick::Village(i), v.at, Symbol::Village, theme::TEXT_WEAK, &v.name, 5, ALWAYS, MIDDLE_KM)
    });
    towns.chain(gauges).chain(shelters).chain(stores).chain(villages).collect()
}

/// The eye on the map of this frame: from places of the county to points of the window.
pub struct Eye<'a> {
    pub camera: &'a Camera,
    pub transform: GlobalTransform,
    pub relief: &'a Relief,
    /// Window pixels (logical) per point of the panels.
    pub zoom: f32,
    pub distance_km: f32,
}

impl Eye<'_> {
    /// Where a place is drawn; nothing when it is out of view or behind a hill.
    pub fn see(&self, point: Point) -> Option<egui::Pos2> {
        let at = self.relief.world(point) + Vec3::Y * 0.03;
        if !self.relief.sees(self.transform.translation(), at) {
            return None;
        }
        let pixel = self.camera.world_to_viewport(&self.transform, at).ok()?;
        Some(pos2(pixel.x / self.zoom, pixel.y / self.zoom))
    }
}

/// Draw marks by rank; names that would cover an earlier one are tried on four sides, then left out.
/// Returns what is drawn under `pointer`.
pub fn paint(
    painter: &Painter,
    eye: &Eye<'_>,
    marks: &[Mark<'_>],
    selected: Option<Pick>,
    pointer: Option<egui::Pos2>,
) -> Option<Pick> {
    let mut order: Vec<&Mark<'_>> =
        marks.iter().filter(|m| Some(m.pick) == selected || eye.distance_km <= m.symbol_to_km).collect();
    order.sort_by_key(|m| (Some(m.pick) != selected, m.rank));
    let clip = painter.clip_rect();
    let drawn: Vec<(&Mark<'_>, egui::Pos2)> = order
        .into_iter()
        .filter_map(|m| eye.see(m.at).filter(|at| clip.contains(*at)).map(|at| (m, at)))
        .collect();

    let hovered = pointer.and_then(|pointer| {
        drawn
            .iter()
            .map(|(m, at)| (m.pick, at.distance(pointer)))
            .filter(|(_, distance)| *distance <= REACH)
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(pick, _)| pick)
    });

    // The important ones on top.
    for (mark, at) in drawn.iter().rev() {
        if Some(mark.pick) == selected {
            painter.circle_stroke(*at, theme::SYMBOL * 1.9, Stroke::new(3.0, theme::ACCENT));
        }
        let r = if Some(mark.pick) == hovered { theme::SYMBOL * 1.3 } else { theme::SYMBOL };
        mark.symbol.paint(painter, *at, r, mark.colour);
    }
    let mut taken: Vec<Rect> = drawn
        .iter()
        .filter(|(m, _)| m.rank < 2)
        .map(|(_, at)| Rect::from_center_size(*at, vec2(2.0, 2.0) * theme::SYMBOL))
        .collect();
    for (mark, at) in &drawn {
        let forced = Some(mark.pick) == selected || Some(mark.pick) == hovered;
        if !forced && eye.distance_km > mark.name_to_km {
            continue;
        }
        let size = if mark.rank == 0 { theme::SIZE_MAP_TOWN } else { theme::SIZE_MAP };
        let galley = painter.layout_no_wrap(mark.name.to_owned(), FontId::proportional(size), theme::TEXT);
        let gap = theme::SYMBOL + 3.0;
        let places = [
            (Align2::LEFT_CENTER, vec2(gap, 0.0)),
            (Align2::CENTER_TOP, vec2(0.0, gap - 3.0)),
            (Align2::RIGHT_CENTER, vec2(-gap, 0.0)),
            (Align2::CENTER_BOTTOM, vec2(0.0, 3.0 - gap)),
        ];
        let free = places
            .map(|(align, offset)| align.anchor_size(*at + offset, galley.size()))
            .into_iter()
            .find(|rect| forced || taken.iter().all(|other| !other.intersects(*rect)));
        if let Some(rect) = free {
            taken.push(rect.shrink(1.0));
            halo(painter, rect.min, galley, theme::TEXT);
        }
    }
    hovered
}

/// Draw the county's marks and let a click on the map choose one.
pub(crate) fn show(
    ctx: &egui::Context,
    session: &Session,
    eye: &Eye<'_>,
    view: &View,
    area: &MapArea,
    desk: &mut Desk,
) {
    let painter = ctx.layer_painter(egui::LayerId::background()).with_clip_rect(area.free_points(eye.zoom));
    let pointer = ctx.pointer_latest_pos().filter(|_| area.pointer_over);
    let marks = standing(session.drill.land(), desk.lang);
    let hovered = paint(&painter, eye, &marks, desk.selected, pointer);
    if view.clicked {
        desk.selected = hovered;
    }
}
