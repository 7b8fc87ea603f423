//! Works and their tanks.

use super::field;
use crate::{
    drill::{view::View, words},
    hazard::TankRef,
    response::plants::watch::{HallReport, TankReport},
    text::{Lang, text, text_with},
    window::panels::{
        orders::Form,
        widgets::{Entry, choose, weak},
    },
};
use bevy_egui::egui::{self, Ui};

/// Tanks of which something is known first, then all others of works with tanks.
fn tanks(view: &View<'_>) -> Vec<TankRef> {
    let known = &view.known().plants.tanks;
    let sites = view.land().facilities.iter().enumerate();
    let all = sites.flat_map(|(site, f)| (0..f.tanks.len()).map(move |tank| TankRef { site, tank }));
    let mut all: Vec<TankRef> = all.collect();
    all.sort_by_key(|t| (!known.contains_key(t), *t));
    all
}

pub fn choose_tank(ui: &mut Ui, view: &View<'_>, chosen: &mut Option<TankRef>, lang: Lang) {
    let land = view.land();
    let name = chosen.map(|t| words::tank(&t.id(land), land, lang));
    let width = ui.available_width();
    let entries = || {
        let entry = |(index, tank): (usize, TankRef)| {
            let id = tank.id(land);
            let state = view.known().plants.tanks.get(&tank).map_or("", state_key);
            let state = if state.is_empty() { String::new() } else { text(lang, state) };
            Entry { index, label: format!("{}  {state}", words::tank(&id, land, lang)), id }
        };
        tanks(view).into_iter().enumerate().map(entry).collect()
    };
    if let Some(n) = choose(ui, "tank", lang, name, width, entries) {
        *chosen = tanks(view).get(n).copied();
    }
    if let Some(report) = chosen.and_then(|t| view.known().plants.tanks.get(&t)) {
        for line in tank_lines(report, lang) {
            weak(ui, line);
        }
    }
}

/// Message key of a tank's state, the worst first.
pub fn state_key(report: &TankReport) -> &'static str {
    if report.failed {
        "tank-failed"
    } else if report.burning || report.in_fire {
        "tank-burning"
    } else if report.leaks || report.release_kg_s > 0.0 {
        "tank-leaking"
    } else {
        "tank-whole"
    }
}

/// What is known of a hall, in words.
pub fn hall_lines(hall: &HallReport, lang: Lang) -> Vec<String> {
    let mut lines =
        vec![text_with(lang, "hall-burnt", &[("n", format!("{:.0}", 100.0 * hall.burnt).into())])];
    if hall.roof_open {
        lines.push(text(lang, "hall-roof-open"));
    }
    if let (Some(water), Some(need)) = (hall.water_l_min, hall.need_l_min.filter(|n| *n > 0.0)) {
        let l_s = |l_min: f64| format!("{:.0}", l_min / 60.0);
        lines.push(text_with(lang, "hall-water", &[("n", l_s(water).into()), ("need", l_s(need).into())]));
    }
    lines
}

/// What is known of a tank, in words.
fn tank_lines(report: &TankReport, lang: Lang) -> Vec<String> {
    let one = |key: &str, value: String| text_with(lang, key, &[("n", value.into())]);
    let mut lines = vec![text(lang, state_key(report))];
    lines.extend(report.heat_kw_m2.map(|q| one("tank-heat", format!("{q:.0}"))));
    lines.extend(report.cooled.map(|c| one("tank-cooled", format!("{:.0}", 100.0 * c))));
    lines.extend(report.damage.map(|d| one("tank-damage", format!("{:.0}", 100.0 * d))));
    lines.extend(report.hall.iter().flat_map(|hall| hall_lines(hall, lang)));
    lines.push(text_with(lang, "map-seen-at", &[("time", report.seen_at.clock().into())]));
    lines
}

pub fn choose_works(ui: &mut Ui, view: &View<'_>, chosen: &mut Option<usize>, lang: Lang) {
    let land = view.land();
    let name = chosen.and_then(|f| land.facilities.get(f)).map(|f| f.place.name.get(lang).to_owned());
    let width = ui.available_width();
    let entries = || {
        let works = land.facilities.iter().enumerate().filter(|(_, f)| !f.tanks.is_empty());
        let entry = |(index, f): (usize, &crate::county::Facility)| Entry {
            index,
            label: f.place.name.get(lang).to_owned(),
            id: f.place.id.clone(),
        };
        works.map(entry).collect()
    };
    *chosen = choose(ui, "works", lang, name, width, entries).or(*chosen);
}

pub fn cordon(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    field(ui, lang, "desk-field-works");
    choose_works(ui, view, &mut form.works, lang);
    field(ui, lang, "desk-field-radius");
    ui.add(egui::Slider::new(&mut form.radius_m, 50.0..=5000.0).step_by(50.0));
}

pub fn end_cordon(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    field(ui, lang, "desk-field-works");
    choose_works(ui, view, &mut form.works, lang);
}
