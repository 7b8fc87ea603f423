//! The bar over everything: what is played, when, what is in force, and how many people are safe.

use super::widgets::{badge, ladder};
use crate::{
    drill::{view::View, words},
    response::warning::Colour,
    text::text_with,
    window::{
        Desk,
        session::{SPEEDS, Session},
        theme,
    },
};
use bevy_egui::egui::{self, RichText, Ui};

pub(crate) fn show(ui: &mut Ui, session: &mut Session, desk: &mut Desk) {
    ui.add_space(3.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 7.0;
        side(ui, &mut desk.panels.left_open, "◀", "▶");
        clock(ui, session);
        ui.separator();
        speeds(ui, session, desk);
        ui.separator();
        in_force(ui, &View::new(&session.drill), desk);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 7.0;
            side(ui, &mut desk.panels.right_open, "▶", "◀");
            if ui.button(desk.text("other-language")).clicked() {
                desk.lang = desk.lang.other();
            }
            if session.card.is_some() && ui.button(desk.text("desk-sheet-open")).clicked() {
                desk.panels.sheet_aside = false;
            }
            people(ui, &View::new(&session.drill), desk);
            // The name is shown where there is room for it.
            if ui.available_width() > 130.0 {
                let name = RichText::new(session.drill.loaded().scenario.name.get(desk.lang));
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    ui.add(egui::Label::new(name.color(theme::TEXT_WEAK)).truncate());
                });
            }
        });
    });
    ui.add_space(1.0);
}

/// Fold a side panel away or out.
fn side(ui: &mut Ui, open: &mut bool, fold: &str, unfold: &str) {
    if ui.button(if *open { fold } else { unfold }).clicked() {
        *open ^= true;
    }
}

fn clock(ui: &mut Ui, session: &Session) {
    let view = View::new(&session.drill);
    // A fixed width, so that nothing beside it moves as the digits change.
    let clock = crate::num::DrillTime::minutes(view.now().0 / 60).clock();
    ui.add(egui::Label::new(RichText::new(clock).monospace().size(theme::SIZE_HEADING).strong()).extend());
    let local =
        RichText::new(view.local_time()).monospace().size(theme::SIZE_HEADING).color(theme::TEXT_WEAK);
    ui.add(egui::Label::new(local).extend());
}

fn speeds(ui: &mut Ui, session: &mut Session, desk: &Desk) {
    let over = session.card.is_some();
    let (label, fill) = if over {
        (format!("■ {}", desk.text("desk-over")), theme::WIDGET)
    } else if session.paused {
        (format!("▶ {}", desk.text("desk-play")), theme::ACCENT)
    } else {
        (format!("⏸ {}", desk.text("desk-pause")), theme::WIDGET)
    };
    let button = egui::Button::new(RichText::new(label).strong()).fill(fill).min_size(egui::vec2(78.0, 28.0));
    if ui.add_enabled(!over, button).clicked() {
        session.paused ^= true;
    }
    if over {
        return;
    }
    ui.spacing_mut().item_spacing.x = 1.0;
    ui.spacing_mut().button_padding.x = 5.0;
    for speed in SPEEDS {
        let label = RichText::new(format!("{speed}×")).size(theme::SIZE_SMALL);
        if ui.selectable_label(session.speed == speed, label).clicked() {
            session.speed = speed;
        }
    }
    ui.spacing_mut().item_spacing.x = 7.0;
    ui.spacing_mut().button_padding.x = 10.0;
}

/// Response level and the highest warning colour in force.
fn in_force(ui: &mut Ui, view: &View<'_>, desk: &Desk) {
    let level = view.command().level;
    let word = match level {
        Some(level) => {
            let level = desk.text(words::level_key(level));
            text_with(desk.lang, "desk-response-level", &[("level", level.into())])
        }
        None => desk.text("desk-no-response"),
    };
    ladder(ui, &word, level.map(|l| l as usize));
    let warnings: Vec<_> = view.command().in_force().collect();
    let colour: Option<Colour> = warnings.iter().map(|w| w.colour).max();
    let word = match colour {
        Some(colour) => format!("⚠ {}", desk.text(words::colour_key(colour))),
        None => desk.text("desk-no-warning"),
    };
    ladder(ui, &word, colour.map(|c| c as usize)).on_hover_ui(|ui| {
        for w in &warnings {
            let n = super::widgets::with_n(desk.lang, "desk-villages-n", w.villages.len());
            ui.label(format!("{}  {}  {n}", w.at.clock(), desk.text(words::colour_key(w.colour))));
        }
    });
}

/// People known to be safe and known to be dead.
fn people(ui: &mut Ui, view: &View<'_>, desk: &Desk) {
    let figures = view.figures();
    let lost = figures.dead + figures.missing;
    let fill = if lost > 0 { theme::BAD } else { theme::WIDGET };
    let ink = if lost > 0 { theme::INK } else { theme::TEXT };
    let hint = desk.text("desk-known-hint");
    badge(ui, &format!("✚ {} {lost}", desk.text("desk-dead-missing")), fill, ink).on_hover_text(&hint);
    let (fill, ink) =
        if figures.moved > 0 { (theme::GOOD, theme::INK) } else { (theme::WIDGET, theme::TEXT) };
    badge(ui, &format!("✓ {} {}", desk.text("desk-moved"), figures.moved), fill, ink).on_hover_text(hint);
}
