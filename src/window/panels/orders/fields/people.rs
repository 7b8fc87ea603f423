//! Warnings, evacuation, shelters.

use super::{choose_shelter, choose_village, field, villages};
use crate::{
    drill::{order::fire_id, view::View, words},
    response::warning::{Channel, Colour},
    text::{Lang, text, text_with},
    window::{
        panels::{
            forces,
            orders::{
                Form, assign,
                form::{Scope, Via},
            },
            widgets::{self, Entry, add_all, chips, choose, pair, state, weak, with_n},
        },
        theme,
    },
};
use bevy_egui::egui::{self, RichText, Ui};

pub fn warn(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    field(ui, lang, "desk-field-colour");
    ui.columns(4, |columns| {
        for (ui, colour) in columns.iter_mut().zip(Colour::ALL) {
            let word = RichText::new(text(lang, words::colour_key(colour))).color(theme::INK).strong();
            let chosen = form.colour == colour;
            let button = egui::Button::new(word)
                .fill(theme::LADDER[colour as usize])
                .stroke((if chosen { 3.0 } else { 0.0 }, theme::TEXT))
                .min_size(egui::vec2(ui.available_width(), 32.0));
            if ui.add(button).clicked() {
                form.colour = colour;
            }
        }
    });
    area(ui, view, form, lang);
    field(ui, lang, "desk-field-channels");
    ui.columns(2, |columns| {
        for (i, (channel, on)) in Channel::ALL.into_iter().zip(&mut form.channels).enumerate() {
            columns[i % 2].checkbox(on, text(lang, words::channel_key(channel)));
        }
    });
}

pub fn cancel(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    for warning in view.command().in_force() {
        let n = with_n(lang, "desk-villages-n", warning.villages.len());
        let colour = text(lang, words::colour_key(warning.colour));
        let label = RichText::new(format!("⚠ {colour} {n}")).color(theme::LADDER[warning.colour as usize]);
        pair(ui, &warning.at.clock(), label);
    }
    area(ui, view, form, lang);
}

fn area(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    field(ui, lang, "desk-field-area");
    ui.horizontal(|ui| {
        for (scope, key) in [
            (Scope::County, "desk-scope-county"),
            (Scope::Townships, "desk-scope-townships"),
            (Scope::Villages, "desk-scope-villages"),
        ] {
            if ui.selectable_label(form.scope == scope, text(lang, key)).clicked() {
                form.scope = scope;
            }
        }
    });
    match form.scope {
        Scope::County => {}
        Scope::Townships => {
            let mut more = None;
            super::choose_township(ui, view, "townships", &mut more, lang);
            add_all(&mut form.townships, more);
            chips(ui, &mut form.townships, |t| widgets::township(view.land(), t, lang));
        }
        Scope::Villages => many_villages(ui, view, form, lang),
    }
}

/// Villages one by one, or all of a polder, a township, or under water.
fn many_villages(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    let land = view.land();
    let half = (ui.available_width() - 8.0) / 2.0;
    let of = |wanted: &dyn Fn(&crate::county::Village) -> bool| -> Vec<usize> {
        (0..land.villages.len()).filter(|&v| wanted(&land.villages[v])).collect()
    };
    ui.horizontal(|ui| {
        let entries = || {
            let entry = |(index, p): (usize, &crate::county::Polder)| {
                let n = land.villages.iter().filter(|v| v.polder == Some(index)).count();
                let n = with_n(lang, "desk-villages-n", n);
                Entry { index, label: format!("{}  {n}", p.name.get(lang)), id: p.id.clone() }
            };
            land.polders.iter().enumerate().map(entry).collect()
        };
        let name = Some(text(lang, "desk-add-polder"));
        let mut width = half;
        if land.polders.is_empty() {
            width = ui.available_width();
        } else if let Some(polder) = choose(ui, "polder", lang, name, half, entries) {
            add_all(&mut form.villages, of(&|v| v.polder == Some(polder)));
        }
        let entries = || {
            let entry = |(index, t): (usize, &crate::county::Township)| Entry {
                index,
                label: t.name.get(lang).to_owned(),
                id: t.id.clone(),
            };
            land.townships.iter().enumerate().map(entry).collect()
        };
        let name = Some(text(lang, "desk-add-township"));
        if let Some(township) = choose(ui, "township", lang, name, width, entries) {
            add_all(&mut form.villages, of(&|v| v.township == township));
        }
    });
    ui.horizontal(|ui| {
        let name = Some(text(lang, "desk-add-village"));
        let reports = &view.known().villages;
        let wet: Vec<usize> =
            (0..reports.len()).filter(|&v| reports[v].is_some_and(|r| r.deepest_m > 0.3)).collect();
        let width = if wet.is_empty() { ui.available_width() } else { half };
        let picked = choose(ui, "village", lang, name, width, || villages(view, lang));
        add_all(&mut form.villages, picked);
        let button = egui::Button::new(text(lang, "desk-add-wet")).min_size(egui::vec2(half, 28.0));
        if !wet.is_empty() && ui.add(button).clicked() {
            add_all(&mut form.villages, wet);
        }
    });
    let zones = zones(view, lang);
    if !zones.is_empty() {
        let name = Some(text(lang, "desk-add-zone"));
        let entries = || {
            let entry = |(index, (label, villages)): (usize, &(String, Vec<usize>))| {
                let n = with_n(lang, "desk-villages-n", villages.len());
                Entry { index, label: format!("{label}  {n}"), id: String::new() }
            };
            zones.iter().enumerate().map(entry).collect()
        };
        let picked = choose(ui, "zone", lang, name, ui.available_width(), entries);
        add_all(&mut form.villages, picked.into_iter().flat_map(|n| zones[n].1.clone()));
    }
    let people: u32 = form.villages.iter().map(|&v| assign::people(view, v)).sum();
    ui.horizontal(|ui| {
        ui.label(with_n(lang, "desk-villages-n", form.villages.len()));
        ui.label(with_n(lang, "unit-people", people));
        if !form.villages.is_empty() && ui.button(text(lang, "desk-clear")).clicked() {
            form.villages.clear();
        }
    });
    if form.villages.is_empty() {
        weak(ui, text(lang, "desk-click-villages"));
    }
    chips(ui, &mut form.villages, |v| widgets::short_village(land, v, lang));
}

/// Zones that are known now, with their villages: of the cloud as it is forecast, the worst first, and what forest fires may
/// reach.
fn zones(view: &View<'_>, lang: Lang) -> Vec<(String, Vec<usize>)> {
    let known = view.known();
    let cloud = known.plants.cloud.iter().flat_map(|cloud| {
        [(3, "zone-hot"), (2, "zone-warm"), (1, "zone-cold")].map(|(least, key)| {
            let inside = cloud.villages.iter().filter(|(_, level)| **level >= least);
            (text(lang, key), inside.map(|(v, _)| *v).collect())
        })
    });
    let fires = known.fires.iter().enumerate().filter_map(|(number, report)| {
        let villages = report.as_ref()?.villages.iter().map(|v| v.0).collect();
        let fire = words::fire(&fire_id(number), lang);
        Some((text_with(lang, "zone-fire", &[("fire", fire.into())]), villages))
    });
    cloud.chain(fires).filter(|(_, villages): &(_, Vec<usize>)| !villages.is_empty()).collect()
}

/// Villages that stay in, or may come out again.
pub fn in_place(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    many_villages(ui, view, form, lang);
}

pub fn evacuate(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    many_villages(ui, view, form, lang);
    field(ui, lang, "desk-field-to");
    ui.horizontal(|ui| {
        for (nearest, key) in [(true, "desk-to-nearest"), (false, "desk-to-one")] {
            if ui.radio(form.nearest == nearest, text(lang, key)).clicked() {
                form.nearest = nearest;
            }
        }
    });
    if !form.nearest {
        choose_shelter(ui, view, "to", &mut form.shelter, lang);
    }
    ui.checkbox(&mut form.open_more, text(lang, "desk-open-more"));
    let land = view.land();
    egui::ScrollArea::vertical().id_salt("destinations").max_height(120.0).show(ui, |ui| {
        for (village, shelter) in form.destinations(view) {
            let name = widgets::short_village(land, village, lang);
            let to = match shelter {
                Some(shelter) => {
                    let km = land.shelters[shelter].place.at.distance_m(land.villages[village].at) / 1000.0;
                    let place = widgets::shelter(land, shelter, lang);
                    RichText::new(format!("→ {place} {km:.1} km")).size(theme::SIZE_SMALL)
                }
                None => state("×", &text(lang, "desk-no-room"), theme::BAD),
            };
            pair(ui, &name, to);
        }
    });
    if let Some(shelter) = form.shelter.filter(|_| !form.nearest) {
        let room = assign::free_room(view).get(shelter).copied().unwrap_or(0);
        let people: u32 = form.villages.iter().map(|&v| assign::people(view, v)).sum();
        let colour = if room >= people { theme::GOOD } else { theme::BAD };
        let shape = if room >= people { "✓" } else { "▲" };
        let line = format!("{}  {}", with_n(lang, "desk-room", room), with_n(lang, "desk-coming", people));
        ui.label(state(shape, &line, colour));
    }
    via(ui, view, form, lang);
}

/// Places that the way passes.
fn via(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    let land = view.land();
    let title = format!("{} {}", text(lang, "desk-field-via"), form.via.len());
    egui::CollapsingHeader::new(title).id_salt("via").show(ui, |ui| {
        let mut township = None;
        super::choose_township(ui, view, "via-township", &mut township, lang);
        form.via.extend(township.map(Via::Township));
        let mut village = None;
        choose_village(ui, view, "via-village", &mut village, lang);
        form.via.extend(village.map(Via::Village));
        let name = |via: &Via| match *via {
            Via::Township(t) => widgets::township(land, t, lang),
            Via::Village(v) => widgets::short_village(land, v, lang),
        };
        let mut out = None;
        for (i, via) in form.via.iter().enumerate() {
            if ui.button(format!("{}. {} ×", i + 1, name(via))).clicked() {
                out = Some(i);
            }
        }
        if let Some(i) = out {
            form.via.remove(i);
        }
    });
}

pub fn shelter(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    field(ui, lang, "desk-field-shelter");
    choose_shelter(ui, view, "shelter", &mut form.shelter, lang);
    let Some(shelter) = form.shelter.and_then(|s| view.shelters().nth(s)) else { return };
    let (shape, key, colour) = forces::shelter_status(shelter);
    pair(ui, &text(lang, "desk-state"), state(shape, &text(lang, key), colour));
    let people = format!("{}/{}", shelter.occupants, shelter.capacity);
    pair(ui, &text(lang, "desk-occupants"), RichText::new(people));
    if form.safe.get(shelter.index) == Some(&false) {
        ui.label(state("▲", &text(lang, "desk-in-polder"), theme::CAUTION));
    }
    weak(ui, forces::stock(&shelter.stock, lang));
}
