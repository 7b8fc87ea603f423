//! What the trainees read before the clock starts.

use super::widgets::{modal, section};
use crate::{
    text::{Lang, text},
    window::{Session, theme},
};
use bevy_egui::egui::{self, RichText};

/// Keys and what they do, as message keys.
const KEYS: [(&str, &str); 6] = [
    ("desk-key-space", "desk-does-space"),
    ("1 – 6", "desk-does-speed"),
    ("L", "desk-does-language"),
    ("desk-key-mouse", "desk-does-mouse"),
    ("desk-key-click", "desk-does-click"),
    ("Esc", "desk-does-esc"),
];

/// Shows the briefing until it is read; `lang` may be changed in it.
pub(crate) fn show(ctx: &egui::Context, session: &mut Session, briefed: &mut bool, lang: &mut Lang) {
    let began = session.drill.now().0 > 0 || !session.paused || session.card.is_some();
    if *briefed || began {
        *briefed = true;
        return;
    }
    let area = ctx.content_rect();
    let width = (area.width() - 120.0).clamp(300.0, 860.0);
    modal("briefing").show(ctx, |ui| {
        ui.set_width(width);
        let loaded = session.drill.loaded().clone();
        let scenario = &loaded.scenario;
        ui.horizontal(|ui| {
            ui.label(RichText::new(scenario.name.get(*lang)).size(theme::SIZE_TITLE * 0.7).strong());
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if ui.button(text(*lang, "other-language")).clicked() {
                    *lang = lang.other();
                }
            });
        });
        let height = (area.height() - 190.0).max(160.0);
        egui::ScrollArea::vertical().max_height(height).show(ui, |ui| {
            section(ui, &text(*lang, "desk-briefing"));
            ui.label(scenario.briefing.get(*lang));
            section(ui, &text(*lang, "menu-objectives"));
            for (i, objective) in scenario.objectives.iter().enumerate() {
                ui.label(format!("{}. {}", i + 1, objective.get(*lang)));
            }
            section(ui, &text(*lang, "desk-scored-by"));
            ui.label(format!("《{}》", loaded.plan.source.title));
            section(ui, &text(*lang, "desk-keys"));
            ui.columns(2, |columns| {
                for (i, (key, does)) in KEYS.into_iter().enumerate() {
                    columns[i % 2].horizontal(|ui| {
                        let key = if key.starts_with("desk-") { text(*lang, key) } else { key.to_owned() };
                        super::widgets::badge(ui, &key, theme::WIDGET, theme::TEXT);
                        ui.label(text(*lang, does));
                    });
                }
            });
        });
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            let large = |key: &str, fill| {
                egui::Button::new(RichText::new(text(*lang, key)).size(theme::SIZE_HEADING).strong())
                    .fill(fill)
            };
            if ui.add(large("desk-start", theme::ACCENT)).clicked() {
                *briefed = true;
                session.paused = false;
            }
            if ui.add(large("desk-look-first", theme::WIDGET)).clicked() {
                *briefed = true;
            }
        });
    });
}
