//! Names on the map: by rank, beside their symbols, never over one another.

use super::marks::{Mark, Pick};
use crate::window::theme;
use bevy_egui::egui::{self, Align2, FontId, Painter, Rect, pos2, vec2};

/// Write the names of marks that are drawn, in their order. A name that would cover an earlier one is
/// tried on four sides of its symbol, then left out.
pub fn paint(
    painter: &Painter,
    distance_km: f32,
    drawn: &[(&Mark<'_>, egui::Pos2)],
    selected: Option<Pick>,
    hovered: Option<Pick>,
) {
    let clip = painter.clip_rect();
    let mut taken: Vec<Rect> = drawn
        .iter()
        .filter(|(m, _)| m.rank < 2)
        .map(|(_, at)| Rect::from_center_size(*at, vec2(2.0, 2.0) * theme::SYMBOL))
        .collect();
    for (mark, at) in drawn {
        let forced = Some(mark.pick) == selected || Some(mark.pick) == hovered;
        if !forced && distance_km > mark.name_to_km {
            continue;
        }
        let size = if mark.rank == 0 { theme::SIZE_MAP_TOWN } else { theme::SIZE_MAP };
        let galley =
            painter.layout_no_wrap(mark.name.clone().into_owned(), FontId::proportional(size), theme::TEXT);
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
            .find(|rect| {
                forced || clip.contains_rect(*rect) && taken.iter().all(|other| !other.intersects(*rect))
            });
        if let Some(rect) = free {
            taken.push(rect.shrink(1.0));
            halo(painter, rect.min, galley);
        }
    }
}

/// Text with a dark rim, readable on any ground.
fn halo(painter: &Painter, at: egui::Pos2, galley: std::sync::Arc<egui::Galley>) {
    for (x, y) in [(-1.2, -1.2), (1.2, -1.2), (-1.2, 1.2), (1.2, 1.2)] {
        let at = pos2(at.x + x, at.y + y);
        painter.galley_with_override_text_color(at, galley.clone(), theme::PANEL);
    }
    painter.galley_with_override_text_color(at, galley, theme::TEXT);
}
