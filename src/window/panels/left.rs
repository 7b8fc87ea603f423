//! The left side: what is known, in four tabs.

use super::{State, forces, log, plan, situation, widgets};
use crate::{
    drill::view::View,
    text::{Lang, text},
    window::{Session, map::marks::Pick},
};
use bevy_egui::egui::{self, Ui};

/// What the left side shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    #[default]
    Situation,
    Forces,
    Plan,
    Log,
}

impl Tab {
    pub const ALL: [Tab; 4] = [Tab::Situation, Tab::Forces, Tab::Plan, Tab::Log];

    fn key(self) -> &'static str {
        match self {
            Tab::Situation => "desk-tab-situation",
            Tab::Forces => "desk-tab-forces",
            Tab::Plan => "desk-tab-plan",
            Tab::Log => "desk-tab-log",
        }
    }
}

pub(crate) fn show(
    ui: &mut Ui,
    session: &Session,
    state: &mut State,
    selected: &mut Option<Pick>,
    lang: Lang,
) {
    ui.add_space(2.0);
    let width = (ui.available_width() - 12.0) / 4.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for tab in Tab::ALL {
            if widgets::tab(ui, state.tab == tab, text(lang, tab.key()), width) {
                state.tab = tab;
            }
        }
    });
    let view = View::new(&session.drill);
    egui::ScrollArea::vertical().id_salt(state.tab.key()).auto_shrink(false).show(ui, |ui| {
        match state.tab {
            Tab::Situation => situation::show(ui, session, &mut state.situation, selected, lang),
            Tab::Forces => forces::show(ui, &view, &mut state.forces, selected, lang),
            Tab::Plan => plan::show(ui, &session.drill, &mut state.plan, lang),
            Tab::Log => log::show(ui, &session.drill, &mut state.log, lang),
        }
        ui.add_space(8.0);
    });
}
