//! The situation as the county knows it: weather, water levels, messages, incidents, villages, people.

use super::widgets::{badge, ladder, pair, plate, section, short_village, state, weak, with_n};
use crate::{
    county::Gauge,
    drill::{view::View, words},
    hazard::weather::{self, RainSums},
    num::DrillTime,
    response::{incidents::Incident, incidents::IncidentKind, stretches},
    text::{Lang, text, text_with},
    window::{map::marks::Pick, theme},
};
use bevy_egui::egui::{self, RichText, Ui};
use egui_plot::{HLine, Line, Plot, PlotPoints};

/// What is costly to work out every frame, and which gauge is drawn.
#[derive(Default)]
pub struct Seen {
    rain: Option<(u32, Option<RainSums>)>,
    gauge: Option<usize>,
}

pub(crate) fn show(ui: &mut Ui, view: &View<'_>, seen: &mut Seen, selected: &mut Option<Pick>, lang: Lang) {
    rain(ui, view, seen, lang);
    gauges(ui, view, seen, selected, lang);
    incidents(ui, view, selected, lang);
    villages(ui, view, selected, lang);
    people(ui, view, lang);
    messages(ui, view, lang);
}

fn rain(ui: &mut Ui, view: &View<'_>, seen: &mut Seen, lang: Lang) {
    let minute = view.now().0 / 60;
    if seen.rain.is_none_or(|(at, _)| at != minute) {
        seen.rain = Some((minute, view.rain()));
    }
    section(ui, &text(lang, "desk-weather"));
    let Some((_, Some(sums))) = seen.rain else { return };
    ui.horizontal(|ui| {
        let colour = sums.colour();
        let word = match colour {
            Some(colour) => {
                let colour = text(lang, rain_key(colour));
                text_with(lang, "desk-rain-colour", &[("colour", colour.into())])
            }
            None => text(lang, "desk-rain-below"),
        };
        ladder(ui, &word, colour.map(|c| c as usize)).on_hover_text(text(lang, "desk-rain-rule"));
    });
    ui.columns(4, |columns| {
        for (ui, (hours, mm)) in columns.iter_mut().zip([
            ("1", sums.h1_mm),
            ("3", sums.h3_mm),
            ("6", sums.h6_mm),
            ("12", sums.h12_mm),
        ]) {
            ui.vertical_centered(|ui| {
                weak(ui, with_n(lang, "desk-hours", hours));
                ui.label(RichText::new(format!("{mm:.0} mm")).strong());
            });
        }
    });
}

fn rain_key(colour: weather::Colour) -> &'static str {
    match colour {
        weather::Colour::Blue => "colour-blue",
        weather::Colour::Yellow => "colour-yellow",
        weather::Colour::Orange => "colour-orange",
        weather::Colour::Red => "colour-red",
    }
}

/// How high a gauge stands: shape, message key, colour.
fn stage(gauge: &Gauge, level_m: f32) -> (&'static str, &'static str, egui::Color32) {
    if level_m >= gauge.guarantee_m {
        ("▲", "desk-above-guarantee", theme::BAD)
    } else if level_m >= gauge.warning_m {
        ("◆", "desk-above-warning", theme::CAUTION)
    } else {
        ("●", "desk-below-warning", theme::GOOD)
    }
}

fn gauges(ui: &mut Ui, view: &View<'_>, seen: &mut Seen, selected: &mut Option<Pick>, lang: Lang) {
    section(ui, &text(lang, "desk-gauges"));
    if let Some(Pick::Gauge(gauge)) = *selected {
        seen.gauge = Some(gauge);
    }
    let land = view.land();
    let forecast = view.forecasts().last().and_then(|f| land.gauges.iter().position(|g| g.id == f.gauge));
    let drawn = seen.gauge.or(forecast).unwrap_or(0);
    for (index, gauge) in land.gauges.iter().enumerate() {
        let response = plate(ui, |ui| {
            let Some((at, level)) = view.known().gauge(index) else {
                pair(ui, gauge.name.get(lang), state("○", &text(lang, "desk-no-reading"), theme::TEXT_WEAK));
                return;
            };
            let (shape, key, colour) = stage(gauge, level);
            ui.label(gauge.name.get(lang));
            ui.horizontal(|ui| {
                ui.label(RichText::new(format!("{level:.2} m")).strong());
                if let Some(rise) = view.known().rise_m_h(index) {
                    let arrow = if rise > 0.02 {
                        "↑"
                    } else if rise < -0.02 {
                        "↓"
                    } else {
                        "→"
                    };
                    let colour = if rise > 0.3 { theme::BAD } else { theme::TEXT };
                    ui.label(RichText::new(format!("{arrow} {:.2} m/h", rise.abs())).color(colour));
                }
                if view.now().minutes_since(at) > 30.0 {
                    ui.label(state("○", &at.clock(), theme::CAUTION));
                }
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    ui.label(state(shape, &text(lang, key), colour));
                });
            });
            let levels = [("warning", gauge.warning_m), ("guarantee", gauge.guarantee_m)];
            let places = levels.map(|(place, level)| (place, format!("{level:.2}").into()));
            weak(ui, text_with(lang, "desk-gauge-levels", &places));
            if index == drawn {
                hydrograph(ui, view, index, gauge);
            }
        });
        if response.response.interact(egui::Sense::click()).clicked() {
            seen.gauge = Some(index);
            *selected = Some(Pick::Gauge(index));
        }
    }
}

/// Level over time with the gauge's two marks.
fn hydrograph(ui: &mut Ui, view: &View<'_>, index: usize, gauge: &Gauge) {
    let Some(readings) = view.known().gauges.get(index) else { return };
    let points: PlotPoints<'_> =
        readings.iter().map(|(at, level)| [at.as_hours(), f64::from(*level)]).collect();
    let (warning, guarantee) = (f64::from(gauge.warning_m), f64::from(gauge.guarantee_m));
    Plot::new(("gauge", index))
        .height(118.0)
        .show_grid([false, true])
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .show_crosshair(false)
        .include_x(0.0)
        .include_x(view.end().as_hours())
        .include_y(guarantee + 0.4)
        .x_axis_formatter(|mark, _| format!("{:.0} h", mark.value))
        .y_axis_formatter(|mark, _| format!("{:.0}", mark.value))
        .y_axis_min_width(28.0)
        .label_formatter(|_| None)
        .show(ui, |plot| {
            plot.hline(HLine::new("", warning).color(theme::CAUTION).width(1.5));
            plot.hline(HLine::new("", guarantee).color(theme::BAD).width(1.5));
            plot.line(Line::new("", points).color(theme::ACCENT).width(2.5));
        });
}

/// Where an incident is, to be picked.
fn place(kind: IncidentKind) -> Pick {
    match kind {
        IncidentKind::DykeDanger { stretch } | IncidentKind::DykeBreach { stretch } => Pick::Stretch(stretch),
        IncidentKind::Stranded { village } | IncidentKind::Landslide { village } => Pick::Village(village),
        IncidentKind::DamDanger { reservoir } | IncidentKind::DamBreach { reservoir } => {
            Pick::Reservoir(reservoir)
        }
        IncidentKind::BarrierLake { lake } => Pick::Lake(lake),
        IncidentKind::SlopeMoving { slope } => Pick::Slope(slope),
        IncidentKind::RoadBuried { road } => Pick::Road(road),
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
            *selected = Some(place(incident.kind));
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
