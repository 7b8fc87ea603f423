//! The log: orders given and what the county learned, newest first.

use super::widgets::{badge, weak};
use crate::{
    drill::{Drill, view::View, words},
    num::DrillTime,
    text::{Lang, Name, text},
    window::theme,
};
use bevy_egui::egui::Ui;

/// Lines drawn; older ones are in the journal and the review.
const SHOWN: usize = 120;

/// Lines so far. Words are made once: a drill has thousands of facts.
#[derive(Default)]
pub struct Log {
    lines: Vec<Line>,
    orders_seen: usize,
    facts_seen: usize,
    hide_facts: bool,
    hide_orders: bool,
}

struct Line {
    at: DrillTime,
    /// Number of the order, for an order.
    order: Option<usize>,
    text: Name,
}

impl Log {
    /// Add what is new.
    fn follow(&mut self, drill: &Drill) {
        let view = View::new(drill);
        for given in &drill.given()[self.orders_seen..] {
            let words = |lang| words::order(&given.order, drill.land(), lang);
            let text = Name::new(words(Lang::Zh), words(Lang::En));
            self.lines.push(Line { at: given.at, order: Some(given.number), text });
        }
        self.orders_seen = drill.given().len();
        let seen = self.facts_seen;
        for (number, fact) in view.facts().filter(|(number, _)| *number >= seen) {
            self.facts_seen = number + 1;
            let words = |lang| words::fact(&fact.what, drill, lang);
            if let (Some(zh), Some(en)) = (words(Lang::Zh), words(Lang::En)) {
                self.lines.push(Line { at: fact.at, order: None, text: Name::new(zh, en) });
            }
        }
        self.lines.sort_by_key(|line| line.at);
    }
}

pub(crate) fn show(ui: &mut Ui, drill: &Drill, log: &mut Log, lang: Lang) {
    log.follow(drill);
    ui.horizontal(|ui| {
        for (hide, key) in
            [(&mut log.hide_orders, "desk-log-orders"), (&mut log.hide_facts, "desk-log-facts")]
        {
            let mut shown = !*hide;
            ui.checkbox(&mut shown, text(lang, key));
            *hide = !shown;
        }
    });
    let wanted = |line: &&Line| if line.order.is_some() { !log.hide_orders } else { !log.hide_facts };
    let mut none = true;
    for line in log.lines.iter().rev().filter(wanted).take(SHOWN) {
        none = false;
        ui.horizontal(|ui| {
            weak(ui, line.at.clock());
            if let Some(number) = line.order {
                let label = format!("{} {number}", text(lang, "desk-order"));
                badge(ui, &label, theme::ACCENT, theme::INK);
            }
        });
        ui.label(line.text.get(lang));
        ui.separator();
    }
    if none {
        weak(ui, text(lang, "desk-log-empty"));
    }
}
