//! Forest fires as the county knows them, with the wind.

use super::super::widgets::{badge, pair, plate, section, short_village, state, weak};
use crate::{
    drill::{order::fire_id, view::View, words},
    response::fires::watch::FireReport,
    text::{Lang, text, text_with},
    window::{map::marks::Pick, theme},
};
use bevy_egui::egui::{self, RichText, Ui};

/// Villages listed below a fire.
const LISTED: usize = 4;

pub(super) fn show(ui: &mut Ui, view: &View<'_>, selected: &mut Option<Pick>, lang: Lang) {
    if view.known().fires.iter().all(Option::is_none) {
        return;
    }
    section(ui, &text(lang, "desk-fires"));
    let air = view.air();
    let places = [
        ("speed", format!("{:.0}", air.wind_m_s).into()),
        ("from", text(lang, bearing_key(air.from_deg)).into()),
        ("humidity", format!("{:.0}", 100.0 * air.humidity).into()),
    ];
    ui.label(text_with(lang, "desk-wind", &places));
    if let Some(then) = view.wind_ahead() {
        let places = [
            ("speed", format!("{:.0}", then.wind_m_s).into()),
            ("from", text(lang, bearing_key(then.from_deg)).into()),
        ];
        ui.label(RichText::new(text_with(lang, "desk-wind-ahead", &places)).color(theme::CAUTION));
    }
    if let Some(grade) = view.known().fire_grade {
        let grade = text(lang, words::grade_key(grade));
        ui.label(text_with(lang, "desk-fire-grade", &[("grade", grade.into())]));
    }
    for (number, report) in view.known().fires.iter().enumerate() {
        let Some(report) = report else { continue };
        let response = plate(ui, |ui| {
            ui.horizontal(|ui| {
                let (key, fill) = status(report);
                badge(ui, &text(lang, key), fill, theme::INK);
                ui.label(RichText::new(words::fire(&fire_id(number), lang)).strong());
                weak(ui, report.seen_at.clock());
            });
            for line in lines(report, lang) {
                weak(ui, line);
            }
            for &(village, minutes) in report.villages.iter().take(LISTED) {
                let minutes = text_with(lang, "desk-fire-minutes", &[("n", format!("{minutes:.0}").into())]);
                let name = short_village(view.land(), village, lang);
                pair(ui, &name, RichText::new(state("▲", &minutes, theme::BAD).text()).color(theme::BAD));
            }
        });
        if response.response.interact(egui::Sense::click()).clicked() {
            *selected = Some(Pick::Fire(number));
        }
    }
}

fn status(report: &FireReport) -> (&'static str, egui::Color32) {
    match (report.out, report.held) {
        (true, _) => ("fire-out", theme::GOOD),
        (_, true) => ("fire-held", theme::CAUTION),
        _ => ("fire-burns", theme::BAD),
    }
}

/// What is known of a fire, in words.
pub(crate) fn lines(report: &FireReport, lang: Lang) -> Vec<String> {
    let by = text(lang, words::sighting_key(report.by));
    let area = [("ha", format!("{:.1}", report.area_ha).into()), ("by", by.into())];
    let mut lines = vec![text_with(lang, "desk-fire-area", &area)];
    if report.edge.is_empty() {
        let error = [("m", format!("{:.0}", report.error_m).into())];
        lines.push(text_with(lang, "desk-fire-error", &error));
    } else {
        let places = [
            ("flame", format!("{:.1}", report.flame_m).into()),
            ("km", format!("{:.1}", report.free_m / 1000.0).into()),
        ];
        lines.push(text_with(lang, "desk-fire-edge", &places));
    }
    lines.extend(report.ring.map(|ring| {
        let rate = ("rate", format!("{:.1}", 1e-3 * ring.line_m_h).into());
        match ring.done {
            Some((minutes, ha)) => {
                let places = [rate, ("n", format!("{minutes:.0}").into()), ("ha", format!("{ha:.0}").into())];
                text_with(lang, "desk-fire-ring", &places)
            }
            None => text_with(lang, "desk-fire-no-ring", &[rate]),
        }
    }));
    lines
}

/// Message key of the side that a wind comes from.
pub(crate) fn bearing_key(from_deg: f64) -> &'static str {
    const KEYS: [&str; 8] =
        ["wind-n", "wind-ne", "wind-e", "wind-se", "wind-s", "wind-sw", "wind-w", "wind-nw"];
    KEYS[((from_deg + 22.5).rem_euclid(360.0) / 45.0) as usize % 8]
}
