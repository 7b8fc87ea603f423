//! The score sheet at the end: total, harm, every clause with its arithmetic.

use super::widgets::{bar, modal, pair, section, share_colour, state, weak, with_n};
use crate::{
    score::{Harm, Row, Scorecard, Status},
    text::{Lang, text, text_with},
    window::{Session, theme},
};
use bevy_egui::egui::{self, RichText, Ui};

pub(crate) fn show(ctx: &egui::Context, session: &Session, aside: &mut bool, lang: Lang) {
    let Some(card) = session.card.as_ref().filter(|_| !*aside) else { return };
    let area = ctx.content_rect();
    modal("score").show(ctx, |ui| {
        ui.set_width((area.width() - 90.0).clamp(300.0, 1120.0));
        head(ui, session, card, aside, lang);
        ui.separator();
        // The same height however few rows there are: the sheet does not jump as they are opened.
        let height = (area.height() - 280.0).max(160.0);
        let scroll = egui::ScrollArea::vertical().min_scrolled_height(height).max_height(height);
        scroll.auto_shrink(false).show(ui, |ui| {
            rows(ui, card, lang);
        });
    });
}

fn head(ui: &mut Ui, session: &Session, card: &Scorecard, aside: &mut bool, lang: Lang) {
    ui.horizontal_top(|ui| {
        ui.vertical(|ui| {
            ui.set_width(230.0);
            weak(ui, text(lang, "desk-total"));
            let share = card.total / 100.0;
            let total = RichText::new(format!("{:.1}", card.total)).size(52.0).strong();
            ui.label(total.color(share_colour(share)));
            bar(ui, share, 200.0, share_colour(share));
            weak(ui, with_n(lang, "desk-of-rows", card.scored().count()));
        });
        harm(ui, &card.harm, lang);
        ui.with_layout(egui::Layout::top_down(egui::Align::Max), |ui| {
            let label = RichText::new(text(lang, "desk-sheet-aside")).size(theme::SIZE_HEADING);
            if ui.add(egui::Button::new(label).fill(theme::ACCENT)).clicked() {
                *aside = true;
            }
            ui.label(RichText::new(session.drill.loaded().scenario.name.get(lang)).strong());
            ui.label(card.plan.get(lang));
            if let Some(saved) = session.saved_text(lang) {
                ui.label(RichText::new(saved).size(theme::SIZE_SMALL).color(theme::TEXT_WEAK));
            }
        });
    });
}

fn harm(ui: &mut Ui, harm: &Harm, lang: Lang) {
    let number = |n: u32| (n.to_string(), if n > 0 { theme::BAD } else { theme::GOOD });
    let plain = |text: String| (text, theme::TEXT);
    let rows = [
        ("desk-harm-deaths", number(harm.deaths)),
        ("desk-harm-missing", number(harm.missing)),
        ("desk-harm-injured", number(harm.severe_injuries)),
        ("desk-harm-rescuers", number(harm.rescuer_deaths)),
        ("desk-harm-safe", plain(format!("{} / {}", harm.people_safe, harm.people))),
        ("desk-harm-unmet", plain(format!("{:.0}", harm.unmet_person_h))),
        ("desk-harm-loss", plain(format!("{:.0}", harm.loss_yuan / 1e4))),
        ("desk-harm-index", plain(format!("{:.1}", harm.index))),
    ];
    for half in rows.chunks(4) {
        ui.vertical(|ui| {
            ui.set_width(232.0);
            for (key, (value, colour)) in half {
                pair(ui, &text(lang, key), RichText::new(value).strong().color(*colour));
            }
        });
    }
}

/// Rows that count, the dearest loss first; then what the data say; then what was not asked for.
fn rows(ui: &mut Ui, card: &Scorecard, lang: Lang) {
    let mut scored: Vec<&Row> = card.scored().collect();
    scored.sort_by(|a, b| (b.possible - b.points).total_cmp(&(a.possible - a.points)));
    section(ui, &format!("{}  {}", text(lang, "desk-rows-scored"), scored.len()));
    for row in scored {
        scored_row(ui, row, lang);
    }
    type Chosen = fn(&Status) -> bool;
    let groups: [(&str, Chosen); 3] = [
        ("desk-rows-dataset", |s| matches!(s, Status::Dataset { .. })),
        ("desk-rows-not-exercised", |s| matches!(s, Status::NotExercised(_))),
        ("desk-rows-context", |s| matches!(s, Status::Context(_))),
    ];
    for (key, chosen) in groups {
        let rows: Vec<&Row> = card.rows.iter().filter(|r| chosen(&r.status)).collect();
        let title = RichText::new(format!("{}  {}", text(lang, key), rows.len())).color(theme::ACCENT);
        egui::CollapsingHeader::new(title).id_salt(key).show(ui, |ui| {
            for row in rows {
                other_row(ui, row, lang);
            }
        });
    }
}

fn scored_row(ui: &mut Ui, row: &Row, lang: Lang) {
    let Status::Scored { credit, measured, threshold, arithmetic, evidence } = &row.status else { return };
    super::widgets::plate(ui, |ui| {
        ui.horizontal(|ui| {
            let shape = if *credit >= 1.0 {
                "✓"
            } else if *credit > 0.0 {
                "◔"
            } else {
                "×"
            };
            ui.label(state(shape, &row.id, share_colour(*credit)));
            ui.label(RichText::new(row.title.get(lang)).strong()).on_hover_ui(|ui| {
                ui.set_max_width(460.0);
                for phrase in &row.phrases {
                    ui.label(format!("“{phrase}”"));
                }
                weak(ui, row.place.clone());
            });
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.label(RichText::new(format!("{:.2} / {:.2}", row.points, row.possible)).strong());
                bar(ui, *credit, 110.0, share_colour(*credit));
            });
        });
        ui.horizontal_wrapped(|ui| {
            let say = |key: &str, what: &crate::text::Name| {
                text_with(lang, key, &[("what", what.get(lang).into())])
            };
            ui.label(say("desk-measured", measured));
            weak(ui, say("desk-threshold", threshold));
            weak(ui, say("desk-arithmetic", arithmetic));
        });
        if !evidence.is_empty() {
            let title = RichText::new(with_n(lang, "desk-evidence", evidence.len())).size(theme::SIZE_SMALL);
            egui::CollapsingHeader::new(title).id_salt(&row.id).show(ui, |ui| {
                for line in evidence {
                    let number = line.order.map_or_else(String::new, |n| format!("#{n} "));
                    ui.label(format!("{}  {number}{}", line.at.clock(), line.text.get(lang)));
                }
            });
        }
    });
}

fn other_row(ui: &mut Ui, row: &Row, lang: Lang) {
    ui.horizontal_wrapped(|ui| {
        weak(ui, row.id.clone());
        ui.label(row.title.get(lang));
        match &row.status {
            Status::Dataset { holds, measured, threshold } => {
                let (shape, colour) = if *holds { ("✓", theme::GOOD) } else { ("×", theme::BAD) };
                let line = format!("{} ({})", measured.get(lang), threshold.get(lang));
                ui.label(state(shape, &line, colour));
            }
            Status::NotExercised(why) | Status::Context(why) => weak(ui, why.get(lang)),
            Status::Scored { .. } => {}
        }
    });
}
