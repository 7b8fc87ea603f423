//! The plan as a checklist: every target and rule, and how the drill stands against it.

use super::widgets::{bar, plate, section, share_colour, state, weak};
use crate::{
    drill::Drill,
    score::{self, Row, Scorecard, Status},
    text::{Lang, Name, text, text_with},
    window::theme,
};
use bevy_egui::egui::{RichText, Ui};

/// Real seconds between two scorings: scoring reads the whole run.
const EVERY_S: f64 = 4.0;

/// The latest score and when it was taken, in real seconds.
#[derive(Default)]
pub struct Checklist {
    card: Option<(f64, Scorecard)>,
    search: String,
}

pub(crate) fn show(ui: &mut Ui, drill: &Drill, list: &mut Checklist, lang: Lang) {
    let now = ui.input(|i| i.time);
    if list.card.as_ref().is_none_or(|(at, _)| now - at > EVERY_S) {
        list.card = Some((now, score::score(drill)));
    }
    let Checklist { card: Some((_, card)), search } = list else { return };
    section(ui, card.plan.get(lang));
    let met = card.scored().filter(|r| r.credit().is_some_and(|c| c >= 1.0)).count();
    let scored = card.scored().count();
    weak(
        ui,
        text_with(
            lang,
            "desk-plan-summary",
            &[("all", card.rows.len().into()), ("scored", scored.into()), ("met", met.into())],
        ),
    );
    let hint = text(lang, "desk-search");
    ui.add(bevy_egui::egui::TextEdit::singleline(search).hint_text(hint).desired_width(f32::INFINITY));
    let wanted = search.trim().to_lowercase();
    let fits = |row: &&Row| {
        wanted.is_empty()
            || row.id.to_lowercase().contains(&wanted)
            || row.title.get(lang).to_lowercase().contains(&wanted)
    };
    for row in card.rows.iter().filter(fits) {
        line(ui, row, lang);
    }
}

/// Shape, words and colour of a row's status; what was not asked for is grey.
fn standing(status: &Status, lang: Lang) -> RichText {
    match status {
        Status::Scored { credit, .. } => {
            let shape = if *credit >= 1.0 {
                "✓"
            } else if *credit > 0.0 {
                "◔"
            } else {
                "×"
            };
            state(shape, &format!("{:.0} %", credit * 100.0), share_colour(*credit))
        }
        Status::Dataset { holds: true, .. } => state("✓", &text(lang, "desk-dataset"), theme::TEXT_WEAK),
        Status::Dataset { holds: false, .. } => state("×", &text(lang, "desk-dataset"), theme::CAUTION),
        Status::NotExercised(_) => state("○", &text(lang, "desk-not-exercised"), theme::TEXT_WEAK),
        Status::Context(_) => state("–", &text(lang, "desk-context"), theme::TEXT_WEAK),
    }
}

fn line(ui: &mut Ui, row: &Row, lang: Lang) {
    let scored = row.credit();
    let response = plate(ui, |ui| {
        ui.horizontal(|ui| {
            weak(ui, row.id.clone());
            ui.with_layout(bevy_egui::egui::Layout::right_to_left(bevy_egui::egui::Align::Center), |ui| {
                ui.label(standing(&row.status, lang))
            });
        });
        let colour = if scored.is_some() { theme::TEXT } else { theme::TEXT_WEAK };
        ui.label(RichText::new(row.title.get(lang)).color(colour));
        if let Some(credit) = scored {
            bar(ui, credit, ui.available_width(), share_colour(credit));
        }
    });
    response.response.on_hover_ui(|ui| {
        ui.set_max_width(420.0);
        for phrase in &row.phrases {
            ui.label(format!("“{phrase}”"));
        }
        weak(ui, row.place.clone());
        let say = |ui: &mut Ui, key: &str, name: &Name| {
            ui.label(text_with(lang, key, &[("what", name.get(lang).into())]));
        };
        match &row.status {
            // What was measured may tell what the county does not know; the sheet shows it at the end.
            Status::Scored { threshold, .. } => say(ui, "desk-threshold", threshold),
            Status::Dataset { measured, threshold, .. } => {
                say(ui, "desk-threshold", threshold);
                say(ui, "desk-measured", measured);
            }
            Status::NotExercised(why) | Status::Context(why) => {
                ui.label(why.get(lang));
            }
        }
    });
}
