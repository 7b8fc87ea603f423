//! Forest fires: which, which side, lines and drops from the air.

use super::field;
use crate::{
    drill::{
        order::{fire_id, line_id},
        view::View,
        words,
    },
    response::fires::Side,
    text::{Lang, text, text_with},
    window::panels::{
        orders::Form,
        widgets::{Entry, choose, weak},
    },
};
use bevy_egui::egui::{self, Ui};

/// Fires that the county knows of.
pub fn choose_fire(ui: &mut Ui, view: &View<'_>, chosen: &mut Option<usize>, lang: Lang) {
    field(ui, lang, "desk-field-fire");
    let name = chosen.map(|n| words::fire(&fire_id(n), lang));
    let width = ui.available_width();
    let entries = || {
        let known = view.known().fires.iter().enumerate().filter_map(|(n, r)| Some((n, r.as_ref()?)));
        let entry = |(index, report): (usize, &crate::response::fires::watch::FireReport)| {
            let area = format!("{:.1} ha", report.area_ha);
            Entry {
                index,
                label: format!("{}  {area}", words::fire(&fire_id(index), lang)),
                id: fire_id(index),
            }
        };
        known.map(entry).collect()
    };
    *chosen = choose(ui, "fire", lang, name, width, entries).or(*chosen);
}

/// A side of a fire, seen along its run.
pub fn choose_side(ui: &mut Ui, chosen: &mut Side, lang: Lang) {
    field(ui, lang, "desk-field-side");
    ui.horizontal_wrapped(|ui| {
        for side in Side::ALL {
            if ui.selectable_label(*chosen == side, text(lang, words::side_key(side))).clicked() {
                *chosen = side;
            }
        }
    });
}

/// Lines that were ordered.
pub fn choose_line(ui: &mut Ui, view: &View<'_>, chosen: &mut Option<usize>, lang: Lang) {
    field(ui, lang, "desk-field-line");
    let name = chosen.map(|n| words::line(&line_id(n), lang));
    let width = ui.available_width();
    let entries = || {
        let lines = view.fire_lines().iter().enumerate();
        let entry = |(index, line): (usize, &crate::response::fires::FireLine)| {
            let done = 100 * line.done / line.cells.len().max(1);
            Entry {
                index,
                label: format!("{}  {done} %", words::line(&line_id(index), lang)),
                id: line_id(index),
            }
        };
        lines.map(entry).collect()
    };
    *chosen = choose(ui, "line", lang, name, width, entries).or(*chosen);
}

/// The course is clicked on the map.
pub fn line(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    weak(ui, text(lang, "desk-line-hint"));
    let length: f32 =
        form.points.windows(2).map(|p| (p[1].0 - p[0].0).hypot(p[1].1 - p[0].1)).sum::<f32>() / 1000.0;
    let places = [("n", form.points.len().into()), ("km", format!("{length:.1}").into())];
    ui.label(text_with(lang, "desk-line-course", &places));
    ui.horizontal(|ui| {
        if ui.button(text(lang, "desk-line-back")).clicked() {
            form.points.pop();
        }
        if ui.button(text(lang, "desk-line-clear")).clicked() {
            form.points.clear();
        }
    });
    let (least, most) = view.tables().fire.line_width_m;
    ui.horizontal(|ui| {
        ui.label(text(lang, "desk-field-width"));
        ui.add(egui::Slider::new(&mut form.width_m, least..=most).step_by(1.0).suffix(" m"));
    });
}

pub fn air(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    choose_fire(ui, view, &mut form.fire, lang);
    choose_side(ui, &mut form.side, lang);
    weak(ui, text(lang, "desk-air-hint"));
}
