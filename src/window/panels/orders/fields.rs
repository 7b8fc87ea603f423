//! The fields of each kind of order.

mod command;
pub(crate) mod fires;
mod people;
pub(crate) mod plants;
mod tasks;
mod teams;
pub(crate) mod works;

use super::{Form, Kind};
use crate::{
    drill::view::View,
    response::stretches,
    text::{Lang, text},
    window::panels::widgets::{self, Entry, choose, weak},
};
use bevy_egui::egui::Ui;

pub(super) fn show(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    match form.kind {
        Kind::ReportFirst | Kind::ReportFollowUp | Kind::ReportFinal => {
            command::report(ui, view, form, lang);
        }
        Kind::AskNextLevel => weak(ui, text(lang, "desk-ask-next-level-hint")),
        Kind::Warn => people::warn(ui, view, form, lang),
        Kind::CancelWarning => people::cancel(ui, view, form, lang),
        Kind::SetLevel => command::level(ui, view, form, lang),
        Kind::EndResponse => weak(ui, text(lang, "desk-end-response-hint")),
        Kind::Headquarters => command::headquarters(ui, view, form, lang),
        Kind::Commander => command::commander(ui, view, form, lang),
        Kind::Publish => command::publish(ui, view, form, lang),
        Kind::Evacuate => people::evacuate(ui, view, form, lang),
        Kind::OpenShelter | Kind::CloseShelter => people::shelter(ui, view, form, lang),
        Kind::Dispatch => teams::dispatch(ui, view, form, lang),
        Kind::Recall | Kind::Withdraw => teams::call_back(ui, view, form, lang),
        Kind::Sandbag => teams::sandbag(ui, view, form, lang),
        Kind::SendSupplies => teams::supplies(ui, view, form, lang),
        Kind::Outlet => works::outlet(ui, view, form, lang),
        Kind::Gate => works::gate(ui, view, form, lang),
        Kind::Pump => works::pump(ui, view, form, lang),
        Kind::Intake => works::intake(ui, view, form, lang),
        Kind::ShelterInPlace | Kind::EndShelterInPlace => people::in_place(ui, view, form, lang),
        Kind::Cordon => plants::cordon(ui, view, form, lang),
        Kind::EndCordon => plants::end_cordon(ui, view, form, lang),
        Kind::FireLine => fires::line(ui, view, form, lang),
        Kind::AirDrop => fires::air(ui, view, form, lang),
        Kind::CloseRoad | Kind::OpenRoad => teams::road(ui, view, form, lang),
    }
}

/// Name of a field over the field.
fn field(ui: &mut Ui, lang: Lang, key: &str) {
    weak(ui, text(lang, key));
}

fn choose_township(ui: &mut Ui, view: &View<'_>, salt: &str, chosen: &mut Option<usize>, lang: Lang) {
    let land = view.land();
    let name = chosen.map(|t| widgets::township(land, t, lang));
    let width = ui.available_width();
    let entries = || {
        let entry = |(index, t): (usize, &crate::county::Township)| Entry {
            index,
            label: t.name.get(lang).to_owned(),
            id: t.id.clone(),
        };
        land.townships.iter().enumerate().map(entry).collect()
    };
    *chosen = choose(ui, salt, lang, name, width, entries).or(*chosen);
}

fn choose_village(ui: &mut Ui, view: &View<'_>, salt: &str, chosen: &mut Option<usize>, lang: Lang) {
    let name = chosen.map(|v| widgets::village(view.land(), v, lang));
    let width = ui.available_width();
    *chosen = choose(ui, salt, lang, name, width, || villages(view, lang)).or(*chosen);
}

fn villages(view: &View<'_>, lang: Lang) -> Vec<Entry> {
    let land = view.land();
    let entry = |(index, v): (usize, &crate::county::Village)| Entry {
        index,
        label: widgets::village(land, index, lang),
        id: v.id.clone(),
    };
    land.villages.iter().enumerate().map(entry).collect()
}

/// Shelters with their free room.
fn choose_shelter(ui: &mut Ui, view: &View<'_>, salt: &str, chosen: &mut Option<usize>, lang: Lang) {
    let land = view.land();
    let name = chosen.map(|s| widgets::shelter(land, s, lang));
    let width = ui.available_width();
    let entries = || {
        let room = super::assign::free_room(view);
        view.shelters()
            .map(|s| {
                let place = &land.shelters[s.index].place;
                let (shape, key, _) = crate::window::panels::forces::shelter_status(s);
                let room = widgets::with_n(lang, "desk-room", room[s.index]);
                Entry {
                    index: s.index,
                    label: format!("{shape} {}  {}  {room}", place.name.get(lang), text(lang, key)),
                    id: place.id.clone(),
                }
            })
            .collect()
    };
    *chosen = choose(ui, salt, lang, name, width, entries).or(*chosen);
}

/// Stretches, those that the county's register calls weak first.
fn choose_stretch(ui: &mut Ui, view: &View<'_>, salt: &str, chosen: &mut Option<usize>, lang: Lang) {
    let land = view.land();
    let name = chosen.map(|s| widgets::stretch(land, s, lang));
    let width = ui.available_width();
    let entries = || {
        let weak_places = view.weak_stretches();
        let mut all: Vec<Entry> = stretches(land)
            .enumerate()
            .map(|(index, s)| {
                let mark = if weak_places.contains(&index) { "◆ " } else { "" };
                Entry { index, label: format!("{mark}{}", s.name.get(lang)), id: s.id.clone() }
            })
            .collect();
        all.sort_by_key(|e| (!weak_places.contains(&e.index), e.index));
        all
    };
    *chosen = choose(ui, salt, lang, name, width, entries).or(*chosen);
}
