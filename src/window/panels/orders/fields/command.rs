//! Reports, level, headquarters, commander, publication.

use super::{choose_township, field};
use crate::{
    drill::{view::View, words},
    response::command::{Figures, Level},
    text::{Lang, text, text_with},
    window::{
        panels::{
            orders::Form,
            widgets::{pair, weak},
        },
        theme,
    },
};
use bevy_egui::egui::{self, RichText, Ui};

pub fn report(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    let sent = &view.command().reports;
    match sent.last() {
        Some(last) => {
            let kind = text(lang, words::report_key(last.kind));
            let places = [("kind", kind.into()), ("at", last.at.clock().into())];
            weak(ui, text_with(lang, "desk-last-report", &places));
        }
        None => weak(ui, text(lang, "desk-no-report")),
    }
    figures(ui, view, form, lang);
}

/// The five figures: filled in from what is known until somebody writes others.
fn figures(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    let known = view.figures();
    let mut now = form.figures.unwrap_or(known);
    let Figures { affected, moved, dead, missing, injured } = &mut now;
    let values = [affected, moved, dead, missing, injured];
    for ((key, known), value) in known.rows().into_iter().zip(values) {
        ui.horizontal(|ui| {
            ui.label(text(lang, key));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if *value != known {
                    ui.label(RichText::new(format!("({known})")).color(theme::CAUTION));
                }
                ui.add(egui::DragValue::new(value).range(0..=9_999_999).speed(1.0));
            });
        });
    }
    if now != form.figures.unwrap_or(known) {
        form.figures = Some(now);
    }
    ui.horizontal(|ui| {
        if form.figures.is_some_and(|f| f != known) {
            ui.label(RichText::new(format!("→ {}", text(lang, "desk-figures-edited"))).color(theme::CAUTION));
            if ui.button(text(lang, "desk-figures-known")).clicked() {
                form.figures = None;
            }
        } else {
            form.figures = None;
            weak(ui, text(lang, "desk-figures-as-known"));
        }
    });
}

pub fn level(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    let now = view.command().level;
    for level in Level::ALL {
        let chosen = form.level == level;
        let fill = theme::LADDER[level as usize];
        let word = text(lang, words::level_key(level));
        let note = if now == Some(level) { text(lang, "desk-in-force") } else { String::new() };
        ui.horizontal(|ui| {
            let word = if chosen { format!("● {word}") } else { word };
            let plate = egui::Button::new(RichText::new(word).color(theme::INK).strong())
                .fill(fill)
                .stroke((if chosen { 2.5 } else { 0.0 }, theme::TEXT))
                .min_size(egui::vec2(120.0, 30.0));
            if ui.add(plate).clicked() {
                form.level = level;
            }
            ui.label(RichText::new(note).color(theme::TEXT_WEAK));
        });
    }
}

pub fn headquarters(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    if let Some(hq) = &view.command().headquarters {
        let place = view.land().townships[hq.township].name.get(lang);
        let state = if hq.ready { "desk-hq-ready" } else { "desk-hq-setting-up" };
        pair(ui, place, RichText::new(text(lang, state)));
    }
    field(ui, lang, "desk-field-township");
    choose_township(ui, view, "hq", &mut form.township, lang);
}

/// Posts that usually command on site.
const POSTS: [&str; 4] =
    ["desk-post-vice-mayor", "desk-post-bureau", "desk-post-water", "desk-post-township"];

pub fn commander(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    if let Some(now) = view.command().commanders.last() {
        pair(ui, &now.name, RichText::new(now.at.clock()));
        if let Some(deputy) = &now.deputy {
            pair(ui, deputy, RichText::new(text(lang, "desk-deputy")));
        }
    }
    field(ui, lang, "desk-field-commander");
    ui.add(egui::TextEdit::singleline(&mut form.commander).char_limit(40).desired_width(f32::INFINITY));
    for key in POSTS {
        let post = text(lang, key);
        if ui.button(&post).clicked() {
            form.commander = post;
        }
    }
    field(ui, lang, "desk-field-deputy");
    ui.add(egui::TextEdit::singleline(&mut form.deputy).char_limit(40).desired_width(f32::INFINITY));
}

/// Texts to begin with.
const TEMPLATES: [&str; 3] = ["desk-publish-situation", "desk-publish-evacuate", "desk-publish-rumour"];

pub fn publish(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    field(ui, lang, "desk-field-template");
    ui.horizontal_wrapped(|ui| {
        for key in TEMPLATES {
            if ui.button(text(lang, &format!("{key}-title"))).clicked() {
                let figures = form.figures(view);
                let places = [
                    ("time", view.local_time().into()),
                    ("moved", figures.moved.into()),
                    ("affected", figures.affected.into()),
                ];
                form.said = text_with(lang, key, &places);
            }
        }
    });
    let edit = egui::TextEdit::multiline(&mut form.said);
    ui.add(edit.char_limit(500).desired_rows(5).desired_width(f32::INFINITY));
    weak(ui, format!("{}/500", form.said.chars().count()));
    ui.checkbox(&mut form.with_figures, text(lang, "desk-with-figures"));
    if form.with_figures {
        figures(ui, view, form, lang);
    }
}
