//! The commander's desk: what is selected, the language, and how the panels lie around the map.

use super::{
    Session,
    map::{
        Relief, camera,
        layers::Layer,
        lines::Lines,
        marks::{self, Eye, Pick},
    },
    panels, theme,
};
use crate::{
    drill::view::View,
    text::{Lang, text},
};
use bevy::prelude::*;
use bevy_egui::{
    EguiContexts, egui,
    input::{EguiWantsInput, egui_wants_any_keyboard_input},
};

/// What the person at the desk has in mind.
#[derive(Resource)]
pub struct Desk {
    pub lang: Lang,
    pub selected: Option<Pick>,
    /// Field of the flood that the map shows.
    pub layer: Layer,
    /// What the panels remember.
    pub(super) panels: panels::State,
    pub show_frame_time: bool,
    /// Nothing pulses or flies (for people whom that disturbs).
    pub reduced_motion: bool,
    /// The map without panels, for a picture.
    pub map_only: bool,
    /// Smoothed time between frames, s.
    frame_s: f32,
}

impl Desk {
    pub fn new(lang: Lang) -> Self {
        Self {
            lang,
            selected: None,
            layer: Layer::default(),
            panels: panels::State::default(),
            show_frame_time: false,
            reduced_motion: false,
            map_only: false,
            frame_s: 0.0,
        }
    }

    /// Clear the desk for another drill.
    pub(super) fn clear(&mut self) {
        self.selected = None;
        self.layer = Layer::default();
        self.panels = panels::State::default();
    }

    /// A message in the language of the desk.
    pub fn text(&self, key: &str) -> String {
        text(self.lang, key)
    }
}

/// The part of the window that the panels leave to the map, in logical pixels.
#[derive(Resource, Default)]
pub struct MapArea {
    /// Size of the whole window.
    pub window: Vec2,
    pub free: Rect,
    /// An egui window, menu or drag has the pointer, wherever it is.
    taken: bool,
    /// Whether the pointer is over the map and not over a panel, a window or a menu.
    pub pointer_over: bool,
}

impl MapArea {
    /// The free area in points of the panels, of which each is `zoom` pixels.
    pub fn free_points(&self, zoom: f32) -> egui::Rect {
        let pos = |v: Vec2| egui::pos2(v.x / zoom, v.y / zoom);
        egui::Rect::from_min_max(pos(self.free.min), pos(self.free.max))
    }
}

/// Where the pointer is now; the panels have lain as they lie since the frame before.
pub(super) fn find_pointer(windows: Query<&Window>, mut area: ResMut<MapArea>) {
    let pointer = windows.iter().find_map(|w| w.cursor_position());
    area.pointer_over = !area.taken && pointer.is_some_and(|p| area.free.contains(p));
}

/// Keys that work whatever is selected.
pub(super) fn keys(
    keys: Res<ButtonInput<KeyCode>>,
    wants: Res<EguiWantsInput>,
    mut desk: ResMut<Desk>,
    mut windows: Query<&mut Window>,
) {
    if egui_wants_any_keyboard_input(wants) {
        return;
    }
    if keys.just_pressed(KeyCode::F3) {
        desk.show_frame_time ^= true;
    }
    if keys.just_pressed(KeyCode::KeyL) {
        desk.lang = desk.lang.other();
        retitle(&mut windows, &desk);
    }
}

fn retitle(windows: &mut Query<&mut Window>, desk: &Desk) {
    for mut window in windows {
        window.title = desk.text("app-title");
    }
}

/// Draw the marks of the map and the panels around it.
pub(super) fn show(
    mut contexts: EguiContexts,
    mut session: ResMut<Session>,
    mut windows: Query<&mut Window>,
    relief: Res<Relief>,
    lines: Res<Lines>,
    view: Res<camera::View>,
    time: Res<Time<Real>>,
    camera: Single<(&Camera, &Transform)>,
    mut area: ResMut<MapArea>,
    mut desk: ResMut<Desk>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    let (camera, transform) = camera.into_inner();
    let Some(size) = camera.logical_viewport_size() else { return Ok(()) };
    let zoom = theme::zoom(size.y);
    ctx.set_zoom_factor(zoom);
    desk.frame_s += (time.delta_secs() - desk.frame_s) * 0.05;

    let eye = Eye {
        camera,
        // The camera has no parent; its global transform would be that of the frame before.
        transform: GlobalTransform::from(*transform),
        relief: &relief,
        zoom,
        distance_km: view.distance_km(),
    };
    marks::show(ctx, &session, &eye, &lines, &view, &area, &mut desk);

    let mut root = egui::Ui::new(
        ctx.clone(),
        "desk".into(),
        egui::UiBuilder::new().layer_id(egui::LayerId::background()).max_rect(ctx.viewport_rect()),
    );
    if !desk.map_only {
        let lang = desk.lang;
        lay_out(&mut root, &mut session, &mut desk);
        if desk.lang != lang {
            retitle(&mut windows, &desk);
        }
    }
    let map = root.available_rect_before_wrap();
    if desk.show_frame_time {
        let text = format!("{:.1} ms  {:.0} /s", desk.frame_s * 1e3, 1.0 / desk.frame_s.max(1e-4));
        let painter = root.painter();
        painter.text(
            map.right_bottom() - egui::vec2(8.0, 8.0),
            egui::Align2::RIGHT_BOTTOM,
            text,
            egui::FontId::monospace(theme::SIZE_SMALL),
            theme::TEXT,
        );
    }

    let pixels = |p: egui::Pos2| Vec2::new(p.x, p.y) * zoom;
    area.window = size;
    area.free = Rect { min: pixels(map.min), max: pixels(map.max) };
    // Panels of egui 0.36 do not count as being under the pointer, windows and menus do.
    area.taken = ctx.is_pointer_over_egui() || ctx.any_popup_open() || ctx.egui_is_using_pointer();
    Ok(())
}

/// The panels around the map, and what lies over it.
fn lay_out(root: &mut egui::Ui, session: &mut Session, desk: &mut Desk) {
    let lang = desk.lang;
    let Desk { selected, panels: state, .. } = desk;
    state.follow(*selected);
    egui::Panel::top("top").show(root, |ui| panels::top::show(ui, session, desk));
    let Desk { selected, panels: state, .. } = desk;
    if state.left_open {
        egui::Panel::left("left")
            .exact_size(theme::PANEL_LEFT)
            .show(root, |ui| panels::left::show(ui, session, state, selected, lang));
    }
    if state.right_open {
        egui::Panel::right("right")
            .exact_size(theme::PANEL_RIGHT)
            .show(root, |ui| panels::orders::show(ui, session, &mut state.form, selected, lang));
    }
    let map = root.available_rect_before_wrap();
    let ctx = root.ctx().clone();
    panels::briefing::show(&ctx, session, &mut state.briefed, &mut desk.lang);
    panels::legend::show(&ctx, &mut desk.layer, &mut state.symbols, map, lang);
    let sheet = session.card.is_some() && !state.sheet_aside;
    if state.briefed && !sheet {
        panels::notice::show(&ctx, &View::new(&session.drill), &mut state.notices_read, map, lang);
    }
    panels::score::show(&ctx, session, &mut state.sheet_aside, lang);
}
