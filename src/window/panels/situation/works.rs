//! Works with tanks as the county knows them: tanks, the cloud's forecast, the air at villages.

use super::super::{
    orders::fields::plants::hall_lines,
    widgets::{plate, section, short_village, state, weak},
};
use crate::{
    drill::{view::View, words},
    response::plants::watch::TankReport,
    text::{Lang, text, text_with},
    window::theme,
};
use bevy_egui::egui::{Color32, Label, RichText, Ui};

pub(super) fn show(ui: &mut Ui, view: &View<'_>, lang: Lang) {
    let known = &view.known().plants;
    if known.tanks.is_empty() {
        return;
    }
    section(ui, &text(lang, "desk-works"));
    // Where the gas is and will be matters to more people than the state of a tank.
    if let Some(cloud) = &known.cloud {
        let [one, two, three] = cloud.reach_m.map(|m| format!("{:.1}", m / 1000.0));
        let n = cloud.villages.len();
        let places = [("one", one.into()), ("two", two.into()), ("three", three.into()), ("n", n.into())];
        ui.label(RichText::new(text_with(lang, "desk-cloud", &places)).color(theme::CAUTION));
        if let Some(screened) = cloud.screened_m {
            let [one, two, three] = screened.map(|m| format!("{:.1}", m / 1000.0));
            let places = [("one", one.into()), ("two", two.into()), ("three", three.into())];
            weak(ui, text_with(lang, "desk-cloud-screened", &places));
        }
    }
    for (&village, air) in known.air.iter().filter(|(_, a)| a.level > 0) {
        let places = [
            ("village", short_village(view.land(), village, lang).into()),
            ("ppm", format!("{:.1}", air.ppm).into()),
            ("level", air.level.into()),
        ];
        ui.label(RichText::new(text_with(lang, "desk-air", &places)).color(theme::BAD));
    }
    for (tank, report) in &known.tanks {
        let name = words::tank(&tank.id(view.land()), view.land(), lang);
        let (shape, key, colour) = status(report);
        plate(ui, |ui| {
            ui.add(Label::new(&name).truncate());
            ui.horizontal(|ui| {
                ui.label(state(shape, &text(lang, key), colour));
                weak(ui, report.seen_at.clock());
            });
            if let Some(heat) = report.heat_kw_m2.filter(|h| *h >= 0.5) {
                let places = [
                    ("kw", format!("{heat:.0}").into()),
                    ("cooled", format!("{:.0}", 100.0 * report.cooled.unwrap_or(0.0)).into()),
                ];
                weak(ui, text_with(lang, "desk-tank-heat", &places));
            }
            for line in report.hall.iter().flat_map(|hall| hall_lines(hall, lang)) {
                weak(ui, line);
            }
        });
    }
    for (&site, report) in &known.works {
        let place = view.land().facilities.get(site).map_or("", |f| f.place.name.get(lang));
        let key = match report {
            r if r.team_left => "desk-own-left",
            r if r.team_works => "desk-own-works",
            _ => "desk-own-waits",
        };
        let places = [
            ("place", place.to_owned().into()),
            ("team", text(lang, key).into()),
            ("flow", format!("{:.0}", report.cooling_l_min).into()),
            ("left", format!("{:.0}", report.basin_m3).into()),
        ];
        weak(ui, text_with(lang, "desk-own", &places));
        let (held, holds) = report.contained_m3;
        if holds > 0.0 {
            let places = [("held", format!("{held:.0}").into()), ("holds", format!("{holds:.0}").into())];
            weak(ui, text_with(lang, "desk-contained", &places));
            if let Some(minutes) = report.full_min {
                weak(ui, text_with(lang, "desk-contained-full", &[("n", format!("{minutes:.0}").into())]));
            }
        }
        if let Some(people) = report.people {
            weak(ui, text_with(lang, "desk-own-people", &[("people", people.into())]));
        }
    }
}

fn status(report: &TankReport) -> (&'static str, &'static str, Color32) {
    match report {
        r if r.damage.is_some_and(|d| d >= 0.5) => ("▲", "desk-tank-signs", theme::BAD),
        r if r.burning => ("▲", "desk-tank-burns", theme::BAD),
        r if r.failed => ("×", "desk-tank-failed", theme::BAD),
        r if r.leaks || r.release_kg_s > 0.0 => ("▲", "desk-tank-leaks", theme::BAD),
        r if r.in_fire => ("▲", "desk-tank-in-fire", theme::CAUTION),
        _ => ("●", "desk-tank-safe", theme::GOOD),
    }
}
