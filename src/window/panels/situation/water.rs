//! Rain and water levels: what the stations have measured, against their marks, and what is forecast.

use super::{
    super::widgets::{ladder, pair, plate, section, state, weak, with_n},
    Seen,
};
use crate::{
    county::Gauge,
    drill::view::View,
    hazard::{
        forecast,
        slide::trigger::Threshold,
        weather::{self, RainSums},
    },
    num::DrillTime,
    text::{Lang, text, text_with},
    window::{map::marks::Pick, theme},
};
use bevy_egui::egui::{self, RichText, Ui};
use egui_plot::{FilledArea, HLine, Line, LineStyle, Plot, PlotPoints};

pub(super) fn rain(ui: &mut Ui, view: &View<'_>, seen: &mut Seen, lang: Lang) {
    let minute = view.now().0 / 60;
    if seen.rain.as_ref().is_none_or(|(at, _)| *at != minute) {
        seen.rain = Some((minute, view.rain_gauges().collect()));
    }
    section(ui, &text(lang, "desk-weather"));
    let Some((_, stations)) = &seen.rain else { return };
    let Some(sums) = RainSums::greatest(stations.iter().copied()) else { return };
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
        for (ui, (hours, mm)) in columns.iter_mut().zip(sums.windows()) {
            ui.vertical_centered(|ui| {
                weak(ui, with_n(lang, "desk-hours", format!("{hours:.0}")));
                ui.label(RichText::new(format!("{mm:.0} mm")).strong());
            });
        }
    });
    let soaked = |sums: &RainSums| Threshold::Caine.reached(&sums.windows());
    if stations.iter().any(soaked) {
        let word = state("◆", &text(lang, "desk-rain-soaked"), theme::CAUTION);
        ui.label(word).on_hover_text(text(lang, "desk-rain-soaked-rule"));
    }
    let label = RichText::new(text(lang, "desk-rain-stations")).size(theme::SIZE_SMALL);
    egui::CollapsingHeader::new(label).id_salt("rain-stations").show(ui, |ui| {
        for (township, sums) in view.land().townships.iter().zip(stations) {
            ui.horizontal(|ui| {
                let name = RichText::new(township.name.get(lang)).size(theme::SIZE_SMALL);
                ui.add(egui::Label::new(name).truncate());
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let [h1, h3, h6, _] = sums.windows().map(|(_, mm)| format!("{mm:.0}"));
                    let figures = format!("{h1} / {h3} / {h6}");
                    if soaked(sums) {
                        ui.label(state("◆", &figures, theme::CAUTION));
                    } else {
                        weak(ui, figures);
                    }
                });
            });
        }
    });
}

/// Townships whose streets are under water.
pub(super) fn streets(ui: &mut Ui, view: &View<'_>, selected: &mut Option<Pick>, lang: Lang) {
    let wet: Vec<_> = view.known().streets.iter().enumerate().filter_map(|(t, r)| Some((t, (*r)?))).collect();
    if wet.is_empty() {
        return;
    }
    section(ui, &text(lang, "desk-streets"));
    for (township, report) in wet {
        let response = plate(ui, |ui| {
            ui.horizontal(|ui| {
                ui.label(view.land().townships[township].name.get(lang));
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    weak(ui, report.seen_at.clock());
                });
            });
            let (ha, m) = (format!("{:.1}", report.area_ha), format!("{:.2}", report.deepest_m));
            let line = text_with(lang, "desk-street-water", &[("ha", ha.into()), ("m", m.into())]);
            let colour = if report.area_ha > 0.0 { theme::CAUTION } else { theme::TEXT_WEAK };
            ui.label(state("≈", &line, colour));
        });
        if response.response.interact(egui::Sense::click()).clicked() {
            *selected = Some(Pick::Township(township));
        }
    }
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

pub(super) fn gauges(ui: &mut Ui, view: &View<'_>, seen: &mut Seen, selected: &mut Option<Pick>, lang: Lang) {
    section(ui, &text(lang, "desk-gauges"));
    if let Some(Pick::Gauge(gauge)) = *selected {
        seen.gauge = Some(gauge);
    }
    let land = view.land();
    let forecast = view
        .forecasts()
        .last()
        .and_then(|f| land.gauges.iter().position(|g| Some(&g.id) == f.gauge.as_ref()));
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
            if let Some(line) = peak(view, index, lang) {
                ui.label(state("→", &line, theme::ACCENT)).on_hover_text(text(lang, "desk-forecast-hint"));
            }
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

/// The highest level that the county's forecast expects; nothing without a forecast, and where the water only falls.
fn peak(view: &View<'_>, gauge: usize, lang: Lang) -> Option<String> {
    let issued = view.outlook()?;
    let [low, middle, high] = issued.forecast.gauges.get(gauge)?;
    let (_, now_m) = view.known().gauge(gauge)?;
    let (when, peak_m) = forecast::peak(middle)?;
    let top = |curve: &[(f64, f32)]| forecast::peak(curve).map_or(peak_m, |p| p.1);
    if top(high) < now_m + 0.1 {
        return None;
    }
    let metres = |m: f32| format!("{m:.2}").into();
    Some(text_with(
        lang,
        "desk-forecast-peak",
        &[
            ("at", issued.at.clock().into()),
            ("peak", metres(peak_m)),
            ("low", metres(top(low))),
            ("high", metres(top(high))),
            ("when", DrillTime::minutes((when / 60.0) as u32).clock().into()),
        ],
    ))
}

/// Level over time with the gauge's two marks, and ahead of it the band of the county's forecast.
fn hydrograph(ui: &mut Ui, view: &View<'_>, index: usize, gauge: &Gauge) {
    let Some(readings) = view.known().gauges.get(index) else { return };
    let points: PlotPoints<'_> =
        readings.iter().map(|(at, level)| [at.as_hours(), f64::from(*level)]).collect();
    let ahead = view.outlook().and_then(|o| o.forecast.gauges.get(index));
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
            if let Some([low, middle, high]) = ahead {
                let hours =
                    |curve: &[(f64, f32)]| -> Vec<f64> { curve.iter().map(|p| p.0 / 3600.0).collect() };
                let levels =
                    |curve: &[(f64, f32)]| -> Vec<f64> { curve.iter().map(|p| f64::from(p.1)).collect() };
                let band = FilledArea::new("", &hours(low), &levels(low), &levels(high));
                plot.add(band.fill_color(theme::ACCENT.gamma_multiply(0.3)));
                let line: PlotPoints<'_> = middle.iter().map(|p| [p.0 / 3600.0, f64::from(p.1)]).collect();
                let dashes = LineStyle::Dashed { length: 5.0 };
                plot.line(Line::new("", line).color(theme::ACCENT).width(1.5).style(dashes));
            }
            plot.line(Line::new("", points).color(theme::ACCENT).width(2.5));
        });
}
