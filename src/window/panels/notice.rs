//! Messages to the county: forecasts, and injects of the exercise director. New ones lie over the map
//! until they are read.

use super::widgets::{badge, weak};
use crate::{
    drill::view::View,
    num::DrillTime,
    text::{Lang, Name, text},
    window::theme,
};
use bevy_egui::egui::{self, RichText};

/// A message that has come in.
pub struct Message<'a> {
    pub at: DrillTime,
    /// From the exercise director; otherwise a forecast.
    pub inject: bool,
    title: Option<&'a Name>,
    /// About water.
    water: bool,
    pub text: &'a Name,
}

impl Message<'_> {
    pub fn title(&self, lang: Lang) -> String {
        let key = if self.water { "desk-forecast" } else { "desk-forecast-weather" };
        self.title.map_or_else(|| text(lang, key), |t| t.get(lang).to_owned())
    }
}

/// All messages so far in order of time.
pub fn messages<'a>(view: &View<'a>) -> Vec<Message<'a>> {
    let forecasts = view.forecasts().map(|f| {
        let water = f.gauge.is_some();
        Message { at: f.at, inject: false, title: None, water, text: &f.text }
    });
    let injects = view.injects().map(|i| Message {
        at: i.at,
        inject: true,
        title: Some(&i.title),
        water: false,
        text: &i.text,
    });
    let mut all: Vec<_> = forecasts.chain(injects).collect();
    all.sort_by_key(|m| m.at);
    all
}

/// The latest unread message over the top of the map; `map` is what the panels leave free.
pub(crate) fn show(ctx: &egui::Context, view: &View<'_>, read: &mut usize, map: egui::Rect, lang: Lang) {
    let messages = messages(view);
    let Some(message) = messages.get(*read) else { return };
    let width = (map.width() - 24.0).clamp(200.0, 560.0);
    egui::Area::new("notice".into())
        .order(egui::Order::Middle)
        .fixed_pos(egui::pos2(map.center().x - width / 2.0, map.top() + 10.0))
        .show(ctx, |ui| {
            egui::Frame::window(ui.style()).show(ui, |ui| {
                ui.set_width(width - 24.0);
                ui.horizontal(|ui| {
                    let fill = if message.inject { theme::CAUTION } else { theme::ACCENT };
                    badge(ui, &format!("✉ {}", message.title(lang)), fill, theme::INK);
                    weak(ui, message.at.clock());
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        let label = RichText::new(format!("✓ {}", text(lang, "desk-read")));
                        if ui.button(label).clicked() {
                            *read += 1;
                        }
                        let left = messages.len() - *read;
                        if left > 1 {
                            weak(ui, format!("1/{left}"));
                        }
                    });
                });
                ui.label(message.text.get(lang));
            });
        });
}
