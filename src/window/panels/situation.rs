//! The situation as the county knows it: weather, water levels, messages, incidents, slopes and dams, villages, people.

pub(crate) mod fires;
mod hills;
mod water;
mod works;

use super::widgets::{badge, pair, plate, section, short_village, state, weak, with_n};
use crate::{
    county::County,
    drill::{view::View, words},
    hazard::weather::RainSums,
    num::DrillTime,
    response::{incidents::Incident, incidents::IncidentKind, stretches},
    text::{Lang, text, text_with},
    window::{Session, map::marks::Pick, theme},
};
use bevy_egui::egui::{self, RichText, Ui};

/// What is costly to work out every frame, and which gauge is drawn.
#[derive(Default)]
pub struct Seen {
    /// Minute, and rain at each station.
    rain: Option<(u32, Vec<RainSums>)>,
    gauge: Option<usize>,
}

pub(crate) fn show(ui: &mut Ui, session: &Session, seen: &mut Seen, selected: &mut Option<Pick>, lang: Lang) {
    let view = &View::new(&session.drill);
    fires::show(ui, view, selected, lang);
    works::show(ui, view, lang);
    water::rain(ui, view, seen, lang);
    water::gauges(ui, view, seen, selected, lang);
    water::streets(ui, view, selected, lang);
    incidents(ui, view, selected, lang);
    hills::show(ui, session, view, selected, lang);
    villages(ui, view, selected, lang);
    people(ui, view, lang);
    messages(ui, view, lang);
}

/// Where an incident is, to be picked.
fn place(kind: IncidentKind, land: &County) -> Pick {
    match kind {
        IncidentKind::DykeDanger { stretch } | IncidentKind::DykeBreach { stretch } => Pick::Stretch(stretch),
        IncidentKind::Stranded { village }
        | IncidentKind::Landslide { village }
        | IncidentKind::VillageInFire { village } => Pick::Village(village),
        IncidentKind::DamDanger { reservoir } | IncidentKind::DamBreach { reservoir } => {
            Pick::Reservoir(reservoir)
        }
        IncidentKind::BarrierLake { lake } => Pick::Lake(lake),
        IncidentKind::ForestFire { fire } => Pick::Fire(fire),
        IncidentKind::SlopeMoving { slope } => Pick::Slope(slope),
        IncidentKind::RoadBuried { road } => Pick::Road(road),
        IncidentKind::WaterPolluted { works } => {
            Pick::Township(land.facilities.get(works).map_or(0, |f| f.place.township))
        }
        IncidentKind::TankFire { tank } | IncidentKind::GasRelease { tank } => Pick::Works(tank.site),
    }
}

fn incidents(ui: &mut Ui, view: &View<'_>, selected: &mut Option<Pick>, lang: Lang) {
    let mut known: Vec<(DrillTime, &Incident)> =
        view.incidents().filter_map(|(_, i)| Some((i.known?, i))).collect();
    known.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    section(ui, &format!("{}  {}", text(lang, "desk-incidents"), known.len()));
    if known.is_empty() {
        weak(ui, text(lang, "desk-none-known"));
    }
    for (at, incident) in known {
        let Some(what) = words::incident(&incident.kind, view.land(), lang) else { continue };
        let response = plate(ui, |ui| {
            let colour = match incident.kind {
                IncidentKind::DykeDanger { .. }
                | IncidentKind::DamDanger { .. }
                | IncidentKind::WaterPolluted { .. }
                | IncidentKind::SlopeMoving { .. } => theme::CAUTION,
                _ => theme::BAD,
            };
            ui.label(RichText::new(format!("▲ {what}")).color(colour));
            ui.horizontal(|ui| {
                weak(ui, at.clock());
                match incident.first_team {
                    Some((team, when)) => {
                        let name = view.teams().nth(team).map_or("", |t| t.name.get(lang));
                        let line = format!("{name} {}", when.clock());
                        ui.add(egui::Label::new(state("✓", &line, theme::GOOD)).truncate());
                    }
                    None => {
                        ui.label(state("×", &text(lang, "desk-no-team"), theme::BAD));
                    }
                }
            });
        });
        if response.response.interact(egui::Sense::click()).clicked() {
            *selected = Some(place(incident.kind, view.land()));
        }
    }
    let weak_places = view.weak_stretches();
    if !weak_places.is_empty() {
        weak(ui, text(lang, "desk-weak-stretches"));
    }
    for number in weak_places {
        let Some(stretch) = stretches(view.land()).nth(number) else { continue };
        let line = match view.known().stretches[number] {
            Some(r) if r.breached => format!("× {}", text(lang, "desk-breached")),
            Some(r) => text_with(
                lang,
                "desk-freeboard",
                &[("m", format!("{:.1}", r.freeboard_m).into()), ("at", r.seen_at.clock().into())],
            ),
            None => text(lang, "desk-not-seen"),
        };
        if ui.selectable_label(false, format!("◆ {}  {line}", stretch.name.get(lang))).clicked() {
            *selected = Some(Pick::Stretch(number));
        }
    }
}

fn villages(ui: &mut Ui, view: &View<'_>, selected: &mut Option<Pick>, lang: Lang) {
    let reports = &view.known().villages;
    let mut wet: Vec<_> = reports
        .iter()
        .enumerate()
        .filter_map(|(v, r)| Some((v, (*r)?)))
        .filter(|(_, r)| r.deepest_m > 0.3)
        .collect();
    wet.sort_by_key(|(_, r)| std::cmp::Reverse((r.stranded, r.at_home)));
    section(ui, &format!("{}  {}", text(lang, "desk-wet-villages"), wet.len()));
    if wet.is_empty() {
        weak(ui, text(lang, "desk-none-known"));
    }
    for (village, report) in wet {
        let response = plate(ui, |ui| {
            let time = RichText::new(report.seen_at.clock()).size(theme::SIZE_SMALL).color(theme::TEXT_WEAK);
            pair_strong(ui, &short_village(view.land(), village, lang), time);
            ui.horizontal_wrapped(|ui| {
                let depth =
                    text_with(lang, "desk-depth", &[("m", format!("{:.1}", report.deepest_m).into())]);
                ui.label(state("≈", &depth, theme::ACCENT));
                weak(ui, with_n(lang, "desk-at-home", report.at_home));
                if report.stranded > 0 {
                    ui.label(state("▲", &with_n(lang, "desk-stranded", report.stranded), theme::BAD));
                }
                if report.injured > 0 {
                    ui.label(state("✚", &with_n(lang, "desk-injured", report.injured), theme::CAUTION));
                }
            });
        });
        if response.response.interact(egui::Sense::click()).clicked() {
            *selected = Some(Pick::Village(village));
        }
    }
}

fn pair_strong(ui: &mut Ui, label: &str, value: RichText) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(label).strong());
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| ui.label(value));
    });
}

fn people(ui: &mut Ui, view: &View<'_>, lang: Lang) {
    section(ui, &text(lang, "desk-people-known"));
    for (key, n) in view.figures().rows() {
        pair(ui, &text(lang, key), RichText::new(n.to_string()).strong());
    }
    pair(ui, &text(lang, "desk-people-county"), RichText::new(view.land().people().to_string()));
}

/// Forecasts and injects, newest first.
fn messages(ui: &mut Ui, view: &View<'_>, lang: Lang) {
    let messages = super::notice::messages(view);
    section(ui, &format!("{}  {}", text(lang, "desk-messages"), messages.len()));
    for message in messages.iter().rev() {
        plate(ui, |ui| {
            ui.horizontal(|ui| {
                let fill = if message.inject { theme::CAUTION } else { theme::ACCENT };
                badge(ui, &message.title(lang), fill, theme::INK);
                weak(ui, message.at.clock());
            });
            ui.label(message.text.get(lang));
        });
    }
}
