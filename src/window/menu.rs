//! The first screen: choose a scenario, the language, or leave.

use super::{Desk, Opened, Screen, Session, session, theme};
use crate::{
    scenario::Loaded,
    text::{Lang, text},
};
use bevy::{
    prelude::*,
    tasks::{AsyncComputeTaskPool, Task, block_on, poll_once},
};
use bevy_egui::{EguiContexts, egui};
use std::{path::PathBuf, sync::Arc};

/// A scenario that can be played, or what is wrong with it.
pub struct Choice {
    /// Its file, as the journal names it.
    pub name: String,
    pub scenario: Result<Arc<Loaded>, String>,
}

/// The menu and what it is loading.
#[derive(Resource, Default)]
pub(super) struct Menu {
    choices: Vec<Choice>,
    chosen: usize,
    loading: Option<Task<Result<Opened, String>>>,
    error: Option<String>,
}

impl Menu {
    pub(super) fn new(choices: Vec<Choice>) -> Self {
        Self { choices, ..default() }
    }

    /// Make the chosen scenario's county on another thread, so that the window stays alive.
    fn start(&mut self) {
        let Some(choice) = self.choices.get(self.chosen) else { return };
        let Ok(loaded) = choice.scenario.clone() else { return };
        let name = choice.name.clone();
        let out = PathBuf::from(format!("out/play-{}", loaded.scenario.id));
        self.error = None;
        self.loading = Some(
            AsyncComputeTaskPool::get().spawn(async move { Opened::new(loaded, &name, None, Some(&out)) }),
        );
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Menu>().add_systems(Update, finish_loading.run_if(in_state(Screen::Menu)));
}

fn finish_loading(world: &mut World) {
    let mut menu = world.resource_mut::<Menu>();
    let Some(result) = menu.loading.as_mut().and_then(|task| block_on(poll_once(task))) else { return };
    menu.loading = None;
    match result {
        Ok(opened) => session::begin(world, opened),
        Err(error) => menu.error = Some(error),
    }
}

/// Width of the list of scenarios, points.
const LIST_WIDTH: f32 = 230.0;

/// What was pressed.
enum Press {
    Start,
    Resume,
    Quit,
}

pub(super) fn show(
    mut contexts: EguiContexts,
    mut menu: ResMut<Menu>,
    mut desk: ResMut<Desk>,
    session: Option<Res<Session>>,
    mut screen: ResMut<NextState<Screen>>,
    mut exit: MessageWriter<AppExit>,
    camera: Single<&Camera>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    let Some(size) = camera.logical_viewport_size() else { return Ok(()) };
    ctx.set_zoom_factor(theme::zoom(size.y));
    let mut press = None;
    let veil = theme::PANEL.gamma_multiply(if session.is_some() { 0.94 } else { 1.0 });
    let mut root = egui::Ui::new(
        ctx.clone(),
        "menu".into(),
        egui::UiBuilder::new().layer_id(egui::LayerId::background()).max_rect(ctx.viewport_rect()),
    );
    root.painter().rect_filled(root.max_rect(), 0.0, veil);
    let width = (root.available_width() - 80.0).clamp(200.0, 900.0);
    let side = ((root.available_width() - width) / 2.0).max(0.0);
    let rect = root.max_rect().shrink2(egui::vec2(side, 28.0));
    root.scope_builder(egui::UiBuilder::new().max_rect(rect), |ui| {
        head(ui, &mut desk);
        ui.add_space(12.0);
        choices(ui, &mut menu, desk.lang);
        ui.add_space(12.0);
        press = buttons(ui, &menu, session.is_some(), &mut desk);
    });
    match press {
        Some(Press::Start) => menu.start(),
        Some(Press::Resume) => (*screen).set_if_neq(Screen::Drill),
        Some(Press::Quit) => {
            exit.write(AppExit::Success);
        }
        None => {}
    }
    Ok(())
}

fn head(ui: &mut egui::Ui, desk: &mut Desk) {
    ui.horizontal(|ui| {
        ui.label(egui::RichText::new(desk.text("app-title")).size(theme::SIZE_TITLE).strong());
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button(desk.text("other-language")).clicked() {
                desk.lang = desk.lang.other();
            }
        });
    });
    ui.label(egui::RichText::new(desk.text("menu-subtitle")).color(theme::TEXT_WEAK));
}

/// The scenarios to the left, the chosen one's briefing to the right.
fn choices(ui: &mut egui::Ui, menu: &mut Menu, lang: Lang) {
    let height = (ui.available_height() - 90.0).max(120.0);
    ui.allocate_ui(egui::vec2(ui.available_width(), height), |ui| {
        ui.horizontal_top(|ui| {
            ui.vertical(|ui| {
                ui.set_width(LIST_WIDTH);
                ui.heading(text(lang, "menu-scenarios"));
                for (i, choice) in menu.choices.iter().enumerate() {
                    let name = match &choice.scenario {
                        Ok(loaded) => loaded.scenario.name.get(lang),
                        Err(_) => &choice.name,
                    };
                    if ui.selectable_label(menu.chosen == i, name).clicked() {
                        menu.chosen = i;
                    }
                }
            });
            ui.separator();
            let Some(choice) = menu.choices.get(menu.chosen) else { return };
            ui.vertical(|ui| {
                egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| briefing(ui, choice, lang));
            });
        });
    });
}

fn briefing(ui: &mut egui::Ui, choice: &Choice, lang: Lang) {
    match &choice.scenario {
        Ok(loaded) => {
            let scenario = &loaded.scenario;
            ui.heading(scenario.name.get(lang));
            ui.label(scenario.briefing.get(lang));
            ui.add_space(8.0);
            ui.heading(text(lang, "menu-objectives"));
            for (i, objective) in scenario.objectives.iter().enumerate() {
                ui.label(format!("{}. {}", i + 1, objective.get(lang)));
            }
        }
        Err(faults) => {
            ui.colored_label(theme::BAD, text(lang, "menu-broken"));
            ui.label(egui::RichText::new(faults).monospace());
        }
    }
}

fn buttons(ui: &mut egui::Ui, menu: &Menu, resumable: bool, desk: &mut Desk) -> Option<Press> {
    if let Some(error) = &menu.error {
        ui.colored_label(theme::BAD, error);
    }
    let mut press = None;
    ui.horizontal(|ui| {
        let large =
            |key: &str| egui::Button::new(egui::RichText::new(desk.text(key)).size(theme::SIZE_HEADING));
        if menu.loading.is_some() {
            ui.spinner();
            ui.label(desk.text("menu-loading"));
            return;
        }
        if resumable && ui.add(large("menu-resume").fill(theme::ACCENT)).clicked() {
            press = Some(Press::Resume);
        }
        let ready = menu.choices.get(menu.chosen).is_some_and(|c| c.scenario.is_ok());
        let start = if resumable { large("menu-start") } else { large("menu-start").fill(theme::ACCENT) };
        if ui.add_enabled(ready, start).clicked() {
            press = Some(Press::Start);
        }
        if ui.add(large("menu-quit")).clicked() {
            press = Some(Press::Quit);
        }
        let label = desk.text("menu-reduced-motion");
        ui.checkbox(&mut desk.reduced_motion, label);
    });
    press
}
