//! Reservoirs, landslide lakes and slopes.

use super::field;
use crate::{
    drill::{order::lake_id, view::View, words},
    hazard::works::dams::Seepage,
    response::waterworks::DamReport,
    text::{Lang, text, text_with},
    window::panels::{
        orders::Form,
        widgets::{self, Entry, choose, weak},
    },
};
use bevy_egui::egui::{self, Ui};

/// Slopes and gullies that the county knows of, those that show signs first, then by the people below.
pub fn choose_slope(ui: &mut Ui, view: &View<'_>, chosen: &mut Option<usize>, lang: Lang) {
    let land = view.land();
    let name = chosen.and_then(|r| land.risks.get(r)).map(|r| r.name.get(lang).to_owned());
    let width = ui.available_width();
    let entries = || {
        let sign = |r: usize| view.known().slopes[r].map(|report| report.sign);
        let mut all: Vec<usize> = view.slopes().collect();
        all.sort_by_key(|&r| (std::cmp::Reverse(sign(r)), std::cmp::Reverse(land.risks[r].people), r));
        let entry = |index: usize| {
            let spot = &land.risks[index];
            let people = widgets::with_n(lang, "unit-people", spot.people);
            let sign = sign(index).map_or_else(String::new, |s| text(lang, words::sign_key(s)));
            let label = format!("{}  {people}  {sign}", spot.name.get(lang));
            Entry { index, label, id: spot.id.clone() }
        };
        all.into_iter().map(entry).collect()
    };
    *chosen = choose(ui, "slope", lang, name, width, entries).or(*chosen);
}

/// Reservoirs with what is known of them.
pub fn choose_reservoir(ui: &mut Ui, view: &View<'_>, chosen: &mut Option<usize>, lang: Lang) {
    let land = view.land();
    let name = chosen.and_then(|r| land.reservoirs.get(r)).map(|r| r.name.get(lang).to_owned());
    let width = ui.available_width();
    let entries = || {
        let entry = |(index, r): (usize, &crate::county::Reservoir)| {
            let level = view.known().dams[index].map_or_else(String::new, |d| format!("{:.2} m", d.level_m));
            Entry { index, label: format!("{}  {level}", r.name.get(lang)), id: r.id.clone() }
        };
        land.reservoirs.iter().enumerate().map(entry).collect()
    };
    *chosen = choose(ui, "reservoir", lang, name, width, entries).or(*chosen);
    if let Some(report) = chosen.and_then(|r| view.known().dams.get(r).copied().flatten()) {
        for line in dam_lines(&report, lang) {
            weak(ui, line);
        }
    }
}

/// What is known of a dam, in words.
pub(crate) fn dam_lines(report: &DamReport, lang: Lang) -> Vec<String> {
    let seepage = match report.seepage {
        Seepage::Dry => "seepage-dry",
        Seepage::Wet => "seepage-wet",
        Seepage::Turbid => "seepage-turbid",
    };
    let percent = |share: f32| format!("{:.0}", share * 100.0);
    let level = [
        ("level", format!("{:.2}", report.level_m).into()),
        ("freeboard", format!("{:.2}", report.freeboard_m).into()),
    ];
    let open =
        [("spillway", percent(report.spillway_open).into()), ("outlet", percent(report.outlet_open).into())];
    let lowered = || text_with(lang, "map-dam-lowered", &[("m", format!("{:.1}", report.lowered_m).into())]);
    let dug = (report.lowered_m > 0.0).then(lowered);
    let mut lines = vec![text_with(lang, "map-dam-level", &level), text_with(lang, "map-dam-open", &open)];
    lines.extend(dug);
    lines.extend([
        text(lang, seepage),
        text_with(lang, "map-seen-at", &[("time", report.seen_at.clock().into())]),
    ]);
    lines
}

/// Landslide lakes that the county knows of.
pub fn choose_lake(ui: &mut Ui, view: &View<'_>, chosen: &mut Option<usize>, lang: Lang) {
    let name = chosen.map(|n| words::lake(&lake_id(n), lang));
    let width = ui.available_width();
    let entries = || {
        let lakes = view.known().lakes.iter().enumerate().filter_map(|(i, r)| Some((i, (*r)?)));
        let entry = |(index, r): (usize, crate::response::waterworks::LakeReport)| {
            let volume = format!("{:.1}", r.stored_m3 / 1e4);
            let label = text_with(lang, "map-lake-volume", &[("volume", volume.into())]);
            let label = format!("{}  {label}", words::lake(&lake_id(index), lang));
            Entry { index, label, id: lake_id(index) }
        };
        lakes.map(entry).collect()
    };
    *chosen = choose(ui, "lake", lang, name, width, entries).or(*chosen);
}

pub fn outlet(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    field(ui, lang, "desk-field-reservoir");
    choose_reservoir(ui, view, &mut form.reservoir, lang);
    field(ui, lang, "desk-field-outlet");
    ui.add(egui::Slider::new(&mut form.outlet, 0.0..=1.0).step_by(0.1));
}

/// Two states to choose from.
fn states(ui: &mut Ui, on: &mut bool, keys: [&str; 2], lang: Lang) {
    ui.horizontal(|ui| {
        for (state, key) in [(true, keys[0]), (false, keys[1])] {
            if ui.radio(*on == state, text(lang, key)).clicked() {
                *on = state;
            }
        }
    });
}

/// Gates of all polders, to open or to shut.
pub fn gate(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    field(ui, lang, "desk-field-gate");
    let gates = || view.land().polders.iter().flat_map(|p| &p.gates);
    let name = form.gate.and_then(|n| gates().nth(n)).map(|g| g.name.get(lang).to_owned());
    let width = ui.available_width();
    let entries = || {
        let entry = |(index, g): (usize, &crate::county::Gate)| Entry {
            index,
            label: g.name.get(lang).to_owned(),
            id: g.id.clone(),
        };
        gates().enumerate().map(entry).collect()
    };
    form.gate = choose(ui, "gate", lang, name, width, entries).or(form.gate);
    states(ui, &mut form.on, ["desk-gate-open", "desk-gate-shut"], lang);
    weak(ui, text(lang, "desk-works-hint"));
}

/// Waterworks, whose intakes are to be opened or shut.
pub fn intake(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    field(ui, lang, "desk-field-waterworks");
    let works = || {
        let all = view.land().facilities.iter().enumerate();
        all.filter(|(_, f)| f.kind == crate::county::FacilityKind::WaterWorks)
    };
    let name = works().find(|(n, _)| form.works == Some(*n)).map(|(_, f)| f.place.name.get(lang).to_owned());
    let width = ui.available_width();
    let entries = || {
        let entry = |(index, f): (usize, &crate::county::Facility)| Entry {
            index,
            label: f.place.name.get(lang).to_owned(),
            id: f.place.id.clone(),
        };
        works().map(entry).collect()
    };
    form.works = choose(ui, "intake", lang, name, width, entries).or(form.works);
    states(ui, &mut form.on, ["desk-gate-open", "desk-gate-shut"], lang);
}

/// Pumping stations of all polders, to start or to stop.
pub fn pump(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    field(ui, lang, "desk-field-pump");
    let pumps = || view.land().polders.iter().flat_map(|p| &p.pumps);
    let name = form.pump.and_then(|n| pumps().nth(n)).map(|p| p.name.get(lang).to_owned());
    let width = ui.available_width();
    let entries = || {
        let entry = |(index, p): (usize, &crate::county::PumpStation)| Entry {
            index,
            label: format!("{}  {:.1} m³/s", p.name.get(lang), p.capacity_m3s),
            id: p.id.clone(),
        };
        pumps().enumerate().map(entry).collect()
    };
    form.pump = choose(ui, "pump", lang, name, width, entries).or(form.pump);
    states(ui, &mut form.on, ["desk-pump-on", "desk-pump-off"], lang);
    weak(ui, text(lang, "desk-works-hint"));
}
