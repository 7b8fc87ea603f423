//! The right side: a form for every order, and what became of the orders given.
//!
//! | File | What it holds |
//! |---|---|
//! | `kind` | the kinds of orders and how they are grouped |
//! | `form`, `form/build` | what is filled in, and the orders that it makes |
//! | `assign` | shelters for many villages at once |
//! | `fields/` | the fields of each kind |

mod assign;
pub(crate) mod fields;
pub mod form;
mod kind;

pub use form::Form;
pub use kind::{Kind, Page};

use super::{
    selected,
    widgets::{section, state, tab, weak, with_n},
};
use crate::{
    drill::{Order, view::View, words},
    num::DrillTime,
    text::{Lang, Name, text},
    window::{Session, map::marks::Pick, theme},
};
use bevy_egui::egui::{self, RichText, Ui};

/// What became of the orders that were given together.
#[derive(Default)]
pub struct Outcome {
    pub at: DrillTime,
    /// The orders in words, and why they were refused.
    pub orders: Vec<(Name, Option<Name>)>,
}

/// The form, with the button always in sight below it.
pub(crate) fn show(
    ui: &mut Ui,
    session: &mut Session,
    form: &mut Form,
    selected: &mut Option<Pick>,
    lang: Lang,
) {
    form.prepare(&View::new(&session.drill));
    egui::Panel::bottom("give").frame(egui::Frame::new()).show_separator_line(false).show(ui, |ui| {
        ui.add_space(6.0);
        let view = View::new(&session.drill);
        let orders = give_button(ui, &view, form, session.card.is_none(), lang);
        if let Some(orders) = orders {
            give(session, form, orders);
        }
        egui::ScrollArea::vertical().id_salt("outcome").max_height(150.0).show(ui, |ui| {
            outcome(ui, form, lang);
        });
    });
    egui::ScrollArea::vertical().id_salt("form").auto_shrink(false).show(ui, |ui| {
        selected::show(ui, session, form, selected, lang);
        pages(ui, form, lang);
        kinds(ui, form, lang);
        fields::show(ui, &View::new(&session.drill), form, lang);
    });
}

fn pages(ui: &mut Ui, form: &mut Form, lang: Lang) {
    ui.spacing_mut().item_spacing = egui::vec2(4.0, 4.0);
    let width = (ui.available_width() - 16.0) / 5.0;
    for row in Page::ALL.chunks(5) {
        ui.horizontal(|ui| {
            for &page in row {
                if tab(ui, form.kind.page() == page, text(lang, page.key()), width) {
                    form.turn_to(page.kinds()[0]);
                }
            }
        });
    }
    ui.spacing_mut().item_spacing = egui::vec2(8.0, 6.0);
}

fn kinds(ui: &mut Ui, form: &mut Form, lang: Lang) {
    let kinds = form.kind.page().kinds();
    if kinds.len() == 1 {
        section(ui, &text(lang, form.kind.key()));
        return;
    }
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        for &kind in kinds {
            if ui.radio(form.kind == kind, text(lang, kind.key())).clicked() {
                form.turn_to(kind);
            }
        }
    });
    ui.separator();
}

/// The button that gives the order, or what is still missing.
fn give_button(ui: &mut Ui, view: &View<'_>, form: &Form, running: bool, lang: Lang) -> Option<Vec<Order>> {
    let built = form.build(view);
    let label = match &built {
        Ok(orders) if orders.len() > 1 => with_n(lang, "desk-give-n", orders.len()),
        _ => text(lang, "desk-give"),
    };
    let label = RichText::new(label).size(theme::SIZE_HEADING).strong();
    let button = egui::Button::new(label).fill(theme::ACCENT).min_size(egui::vec2(0.0, 38.0));
    let clicked =
        ui.vertical_centered_justified(|ui| ui.add_enabled(built.is_ok() && running, button).clicked()).inner;
    if let Err(missing) = &built {
        ui.label(state("→", &text(lang, missing), theme::CAUTION));
    }
    built.ok().filter(|_| clicked)
}

/// Give the orders one by one; each is checked by itself.
pub(crate) fn give(session: &mut Session, form: &mut Form, orders: Vec<Order>) {
    let mut outcome = Outcome { at: session.drill.now(), orders: Vec::new() };
    for order in orders {
        let land = session.drill.land().clone();
        let said = |lang| words::order(&order, &land, lang);
        let said = Name::new(said(Lang::Zh), said(Lang::En));
        let refused = if session.give(order) {
            None
        } else {
            let why = |lang| session.refusal_text(lang).unwrap_or_default();
            Some(Name::new(why(Lang::Zh), why(Lang::En)))
        };
        outcome.orders.push((said, refused));
    }
    if outcome.orders.iter().all(|(_, refused)| refused.is_none()) {
        form.given();
    }
    form.outcome = outcome;
}

fn outcome(ui: &mut Ui, form: &Form, lang: Lang) {
    let Outcome { at, orders } = &form.outcome;
    let refused = orders.iter().filter_map(|(said, why)| Some((said, why.as_ref()?)));
    let accepted = orders.iter().filter(|(_, why)| why.is_none());
    let n = accepted.clone().count();
    for (said, why) in refused {
        egui::Frame::new().stroke((1.5, theme::BAD)).corner_radius(4).inner_margin(6).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.label(RichText::new(format!("× {}", why.get(lang))).color(theme::BAD).strong());
            weak(ui, said.get(lang));
        });
    }
    if n > 0 {
        let line = format!("{}  {}", with_n(lang, "desk-given-n", n), at.clock());
        ui.label(RichText::new(format!("✓ {line}")).color(theme::GOOD).strong());
        for (said, _) in accepted {
            weak(ui, said.get(lang));
        }
    }
}
