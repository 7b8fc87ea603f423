//! Small parts that the panels share. Colour never stands alone: a shape and a word go with it.

use crate::{
    county::County,
    response::stretches,
    text::{Lang, text, text_with},
    window::theme,
};
use bevy_egui::egui::{self, Color32, Response, RichText, Ui};
use fluent_bundle::FluentValue;

/// A message with one number.
pub fn with_n<'a>(lang: Lang, key: &str, n: impl Into<FluentValue<'a>>) -> String {
    text_with(lang, key, &[("n", n.into())])
}

/// A word on a coloured plate.
pub fn badge(ui: &mut Ui, label: &str, fill: Color32, ink: Color32) -> Response {
    egui::Frame::new()
        .fill(fill)
        .corner_radius(4)
        .inner_margin(egui::Margin::symmetric(8, 3))
        .show(ui, |ui| {
            ui.add(egui::Label::new(RichText::new(label).color(ink).strong()).extend());
        })
        .response
}

/// A badge of one of the two ladders: `None` is not in force.
pub fn ladder(ui: &mut Ui, label: &str, step: Option<usize>) -> Response {
    match step.and_then(|s| theme::LADDER.get(s)) {
        Some(fill) => badge(ui, label, *fill, theme::INK),
        None => badge(ui, label, theme::WIDGET, theme::TEXT_WEAK),
    }
}

/// One of a row of buttons of which one is chosen.
pub fn tab(ui: &mut Ui, chosen: bool, label: String, width: f32) -> bool {
    let label = RichText::new(label).size(theme::SIZE_SMALL).color(theme::TEXT);
    let fill = if chosen { theme::ACCENT } else { theme::WIDGET };
    ui.spacing_mut().button_padding.x = 0.0;
    let button = egui::Button::new(label)
        .fill(fill)
        .wrap_mode(egui::TextWrapMode::Extend)
        .min_size(egui::vec2(width, 30.0));
    ui.add(button).clicked()
}

/// Heading of a part of a panel.
pub fn section(ui: &mut Ui, label: &str) {
    ui.add_space(6.0);
    ui.label(RichText::new(label).strong().size(theme::SIZE_BODY + 1.0).color(theme::ACCENT));
    let rect = ui.min_rect();
    let y = ui.cursor().top() - 3.0;
    ui.painter().hline(rect.left()..=ui.max_rect().right(), y, egui::Stroke::new(1.0, theme::LINE));
}

/// A line of weak text.
pub fn weak(ui: &mut Ui, label: impl Into<String>) {
    ui.label(RichText::new(label.into()).size(theme::SIZE_SMALL).color(theme::TEXT_WEAK));
}

/// Name to the left, value to the right.
pub fn pair(ui: &mut Ui, label: &str, value: RichText) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(label).color(theme::TEXT_WEAK));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add(egui::Label::new(value).truncate());
        });
    });
}

/// A shape and a word in the colour of a state.
pub fn state(shape: &str, word: &str, colour: Color32) -> RichText {
    RichText::new(format!("{shape} {word}")).size(theme::SIZE_SMALL).color(colour)
}

/// A raised plate for one thing of a list.
pub fn plate<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> egui::InnerResponse<R> {
    egui::Frame::new()
        .fill(theme::PANEL_RAISED)
        .corner_radius(5)
        .inner_margin(egui::Margin::symmetric(8, 5))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 2.0;
            add(ui)
        })
}

/// A bar filled to a share, 0 to 1.
pub fn bar(ui: &mut Ui, share: f64, width: f32, colour: Color32) {
    let (rect, _) = ui.allocate_exact_size(egui::vec2(width, 10.0), egui::Sense::hover());
    ui.painter().rect_filled(rect, 3.0, theme::WIDGET);
    let mut full = rect;
    full.set_width(rect.width() * share.clamp(0.0, 1.0) as f32);
    ui.painter().rect_filled(full, 3.0, colour);
}

/// Green, yellow or red for a share that should be whole.
pub fn share_colour(share: f64) -> Color32 {
    if share >= 0.8 {
        theme::GOOD
    } else if share >= 0.5 {
        theme::CAUTION
    } else {
        theme::BAD
    }
}

/// One of the things of a list.
pub struct Entry {
    pub index: usize,
    pub label: String,
    /// Found by this too: ids are spelt in pinyin, so that no input method is needed.
    pub id: String,
}

/// A list to choose one thing from, searched by typing. Returns whether something was chosen.
pub fn choose(
    ui: &mut Ui,
    salt: &str,
    lang: Lang,
    chosen: Option<String>,
    width: f32,
    entries: impl FnOnce() -> Vec<Entry>,
) -> Option<usize> {
    let mut picked = None;
    let shown = match chosen {
        Some(name) => RichText::new(name),
        None => RichText::new(text(lang, "desk-choose")).color(theme::TEXT_WEAK),
    };
    egui::ComboBox::from_id_salt(salt)
        .selected_text(shown)
        .width(width)
        .height(360.0)
        .truncate()
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
        .show_ui(ui, |ui| {
            ui.set_min_width(width.max(260.0));
            let id = ui.id().with("search");
            let mut search: String = ui.data(|d| d.get_temp(id)).unwrap_or_default();
            let hint = text(lang, "desk-search");
            let edit = ui.add(egui::TextEdit::singleline(&mut search).hint_text(hint));
            if ui.memory(|m| m.focused().is_none()) {
                edit.request_focus();
            }
            let wanted = search.trim().to_lowercase();
            let entries = entries();
            let fits = |e: &&Entry| {
                wanted.is_empty() || e.label.to_lowercase().contains(&wanted) || e.id.contains(&wanted)
            };
            let mut any = false;
            for entry in entries.iter().filter(fits) {
                any = true;
                if ui.selectable_label(false, &entry.label).clicked() {
                    picked = Some(entry.index);
                }
            }
            if !any {
                weak(ui, text(lang, "desk-none"));
            }
            if picked.is_some() {
                search.clear();
                ui.close();
            }
            ui.data_mut(|d| d.insert_temp(id, search));
        });
    picked
}

/// Chosen things, each with a cross that takes it out.
pub fn chips(ui: &mut Ui, chosen: &mut Vec<usize>, name: impl Fn(usize) -> String) {
    let mut out = None;
    egui::ScrollArea::vertical().id_salt("chips").max_height(112.0).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(4.0, 4.0);
            for (i, &index) in chosen.iter().enumerate() {
                let label = RichText::new(format!("{} ×", name(index))).size(theme::SIZE_SMALL);
                if ui.add(egui::Button::new(label).wrap_mode(egui::TextWrapMode::Extend)).clicked() {
                    out = Some(i);
                }
            }
        });
    });
    if let Some(i) = out {
        chosen.remove(i);
    }
}

/// Put things into a list that are not yet in it.
pub fn add_all(chosen: &mut Vec<usize>, more: impl IntoIterator<Item = usize>) {
    for index in more {
        if !chosen.contains(&index) {
            chosen.push(index);
        }
    }
}

/// Name of a village with its township.
pub fn village(county: &County, index: usize, lang: Lang) -> String {
    let Some(village) = county.villages.get(index) else { return String::new() };
    let township = county.townships.get(village.township).map_or("", |t| t.name.get(lang));
    match lang {
        Lang::Zh => format!("{township}{}", village.name.get(lang)),
        Lang::En => format!("{}, {township}", village.name.get(lang)),
    }
}

pub fn short_village(county: &County, index: usize, lang: Lang) -> String {
    county.villages.get(index).map_or_else(String::new, |v| v.name.get(lang).to_owned())
}

pub fn township(county: &County, index: usize, lang: Lang) -> String {
    county.townships.get(index).map_or_else(String::new, |t| t.name.get(lang).to_owned())
}

pub fn shelter(county: &County, index: usize, lang: Lang) -> String {
    county.shelters.get(index).map_or_else(String::new, |s| s.place.name.get(lang).to_owned())
}

pub fn store(county: &County, index: usize, lang: Lang) -> String {
    county.stores.get(index).map_or_else(String::new, |s| s.place.name.get(lang).to_owned())
}

pub fn stretch(county: &County, number: usize, lang: Lang) -> String {
    stretches(county).nth(number).map_or_else(String::new, |s| s.name.get(lang).to_owned())
}

pub fn road(county: &County, index: usize, lang: Lang) -> String {
    let name = county.roads.roads.get(index).map_or("", |r| r.name.get(lang));
    format!("{name} {}", crate::drill::order::road_id(index))
}

/// A sheet over everything.
pub fn modal(id: &str) -> egui::Modal {
    let frame = egui::Frame::new()
        .fill(theme::PANEL)
        .stroke((1.0, theme::LINE))
        .corner_radius(8)
        .inner_margin(egui::Margin::symmetric(24, 18));
    egui::Modal::new(egui::Id::new(id)).frame(frame).backdrop_color(egui::Color32::from_black_alpha(150))
}
