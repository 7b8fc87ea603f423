//! Own forces: teams, shelters, stores.

use super::widgets::{bar, plate, section, share_colour, state, weak, with_n};
use crate::{
    county::{Item, TeamKind},
    drill::{
        item_key,
        order::{TaskOrder, fire_id, lake_id, line_id, road_id},
        view::View,
        words,
    },
    response::{
        shelters::{ShelterState, ShelterStatus},
        stretches,
        supplies::Stock,
        teams::{Status, Task, Team},
    },
    text::{Lang, text, text_with},
    window::{map::marks::Pick, theme},
};
use bevy_egui::egui::{self, Color32, RichText, Ui};

/// Which teams are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    #[default]
    All,
    Ready,
    Out,
}

impl Filter {
    const ALL: [(Filter, &'static str); 3] =
        [(Filter::All, "desk-all"), (Filter::Ready, "status-ready"), (Filter::Out, "desk-out")];

    fn lists(self, team: &Team) -> bool {
        let ready = team.status == Status::Ready;
        match self {
            Filter::All => true,
            Filter::Ready => ready,
            Filter::Out => !ready && team.status != Status::Absent,
        }
    }
}

pub(crate) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    filter: &mut Filter,
    selected: &mut Option<Pick>,
    lang: Lang,
) {
    teams(ui, view, filter, selected, lang);
    shelters(ui, view, selected, lang);
    stores(ui, view, selected, lang);
}

/// Message key of a kind of team.
pub fn kind_key(kind: TeamKind) -> &'static str {
    match kind {
        TeamKind::Fire => "team-fire",
        TeamKind::MilitiaCompany => "team-militia-company",
        TeamKind::PartTime => "team-part-time",
        TeamKind::RegionalCentre => "team-regional-centre",
        TeamKind::Township => "team-township",
        TeamKind::TownshipMilitia => "team-township-militia",
        TeamKind::Medical => "team-medical",
        TeamKind::Experts => "team-experts",
        TeamKind::Volunteers => "team-volunteers",
        TeamKind::ForestFire => "team-forest-fire",
        TeamKind::SemiForestFire => "team-semi-forest-fire",
        TeamKind::Village => "team-village",
        TeamKind::MicroFire => "team-micro-fire",
        TeamKind::Water => "team-water",
        TeamKind::Hazmat => "team-hazmat",
        TeamKind::Mine => "team-mine",
        TeamKind::Works => "team-works",
        TeamKind::CityRescue => "team-city-rescue",
    }
}

/// Shape, message key and colour of a team's status.
pub fn status(team: &Team) -> (&'static str, &'static str, Color32) {
    match team.status {
        Status::Absent => ("○", "status-absent", theme::TEXT_WEAK),
        Status::Ready => ("●", "status-ready", theme::GOOD),
        Status::Turnout { .. } => ("◔", "status-turnout", theme::CAUTION),
        Status::EnRoute => ("▶", "status-en-route", theme::ACCENT),
        Status::Working => ("■", "status-working", theme::ACCENT),
        Status::Returning => ("◀", "status-returning", theme::TEXT_WEAK),
    }
}

/// What a team is doing, in words.
pub fn task(view: &View<'_>, task: Task, lang: Lang) -> String {
    let land = view.land();
    let village = |v: usize| land.villages[v].id.clone();
    let stretch = |s: usize| stretches(land).nth(s).map_or_else(String::new, |s| s.id.clone());
    let order = match task {
        Task::Standby(t) => TaskOrder::Standby(land.townships[t].id.clone()),
        Task::Watch(s) => TaskOrder::Watch(stretch(s)),
        Task::Sandbag(s) => TaskOrder::Sandbag(stretch(s)),
        Task::Evacuate(v) => TaskOrder::Evacuate(village(v)),
        Task::Rescue(v) => TaskOrder::Rescue(village(v)),
        Task::TreatVillage(v) => TaskOrder::TreatVillage(village(v)),
        Task::ServeShelter(s) => TaskOrder::ServeShelter(land.shelters[s].place.id.clone()),
        Task::InspectSlope(r) => TaskOrder::InspectSlope(land.risks[r].id.clone()),
        Task::Lookout(r) => TaskOrder::Lookout(land.risks[r].id.clone()),
        Task::SearchBuried(v) => TaskOrder::SearchBuried(village(v)),
        Task::InspectDam(r) => TaskOrder::InspectDam(land.reservoirs[r].id.clone()),
        Task::ClearSpillway(r) => TaskOrder::ClearSpillway(land.reservoirs[r].id.clone()),
        Task::LowerSpillway(r) => TaskOrder::LowerSpillway(land.reservoirs[r].id.clone()),
        Task::DigChannel(n) => TaskOrder::DigChannel(lake_id(n)),
        Task::ClearDebris(r) => TaskOrder::ClearDebris(road_id(r)),
        Task::ShutValve(t) => TaskOrder::ShutValve(t.id(land)),
        Task::CoolTank(t) => TaskOrder::CoolTank(t.id(land)),
        Task::FoamTank(t) => TaskOrder::FoamTank(t.id(land)),
        Task::BlockDrains(f) => TaskOrder::BlockDrains(land.facilities[f].place.id.clone()),
        Task::DrainBunds(f) => TaskOrder::DrainBunds(land.facilities[f].place.id.clone()),
        Task::AssessTanks(f) => TaskOrder::AssessTanks(land.facilities[f].place.id.clone()),
        Task::MonitorAir(v) => TaskOrder::MonitorAir(village(v)),
        Task::Decontaminate(f) => TaskOrder::Decontaminate(land.facilities[f].place.id.clone()),
        Task::AttackFire(f, side) => TaskOrder::AttackFire(fire_id(f), side),
        Task::WaterAttack(f, side) => TaskOrder::WaterAttack(fire_id(f), side),
        Task::CutLine(l) => TaskOrder::CutLine(line_id(l)),
        Task::BurnOut(l) => TaskOrder::BurnOut(line_id(l)),
        Task::MopUp(f) => TaskOrder::MopUp(fire_id(f)),
        Task::ScoutFire(f) => TaskOrder::ScoutFire(fire_id(f)),
        Task::FireLookout(f) => TaskOrder::FireLookout(fire_id(f)),
    };
    words::task(&order, land, lang)
}

fn teams(ui: &mut Ui, view: &View<'_>, filter: &mut Filter, selected: &mut Option<Pick>, lang: Lang) {
    section(ui, &text(lang, "desk-teams"));
    ui.horizontal(|ui| {
        for (choice, key) in Filter::ALL {
            let n = view.teams().filter(|t| choice.lists(t)).count();
            if ui.selectable_label(*filter == choice, format!("{} {n}", text(lang, key))).clicked() {
                *filter = choice;
            }
        }
    });
    for team in view.teams().filter(|t| filter.lists(t)) {
        let response = plate(ui, |ui| {
            let (shape, key, colour) = status(team);
            ui.horizontal(|ui| {
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    ui.label(state(shape, &text(lang, key), colour));
                    ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                        ui.add(egui::Label::new(RichText::new(team.name.get(lang)).strong()).truncate());
                    });
                });
            });
            weak(ui, strength(team, lang));
            if let Some(t) = team.task {
                ui.label(RichText::new(task(view, t, lang)).size(theme::SIZE_SMALL));
            }
            if team.lost > 0 {
                ui.label(state("✚", &with_n(lang, "desk-rescuers-lost", team.lost), theme::BAD));
            }
            if team.hurt > 0 {
                ui.label(state("✚", &with_n(lang, "desk-rescuers-hurt", team.hurt), theme::CAUTION));
            }
        });
        if response.response.interact(egui::Sense::click()).clicked() {
            *selected = Some(Pick::Team(team.index));
        }
    }
}

/// Kind, people and boats.
pub fn strength(team: &Team, lang: Lang) -> String {
    let kind = text(lang, kind_key(team.kind));
    let key = if team.boats > 0 { "desk-strength-boats" } else { "desk-strength" };
    text_with(lang, key, &[("kind", kind.into()), ("n", team.size.into()), ("boats", team.boats.into())])
}

/// Shape, message key and colour of a shelter's status.
pub fn shelter_status(shelter: &ShelterState) -> (&'static str, &'static str, Color32) {
    match shelter.status {
        ShelterStatus::Closed => ("○", "shelter-closed", theme::TEXT_WEAK),
        ShelterStatus::Opening { .. } => ("◔", "shelter-opening", theme::CAUTION),
        ShelterStatus::Open => ("●", "shelter-open", theme::GOOD),
        ShelterStatus::Lost => ("×", "shelter-lost", theme::BAD),
    }
}

/// What is in stock, in words.
pub fn stock(stock: &Stock, lang: Lang) -> String {
    let items: Vec<String> = Item::ALL
        .into_iter()
        .filter(|i| stock.get(*i) > 0)
        .map(|i| format!("{} {}", text(lang, item_key(i)), stock.get(i)))
        .collect();
    if items.is_empty() { text(lang, "desk-no-stock") } else { items.join(" · ") }
}

fn shelters(ui: &mut Ui, view: &View<'_>, selected: &mut Option<Pick>, lang: Lang) {
    let open = view.shelters().filter(|s| s.is_open()).count();
    let all = view.shelters().count();
    section(ui, &format!("{}  {open}/{all}", text(lang, "desk-shelters")));
    let mut states: Vec<&ShelterState> = view.shelters().collect();
    states.sort_by_key(|s| (s.status == ShelterStatus::Closed, s.index));
    for shelter in states {
        let place = &view.land().shelters[shelter.index].place;
        let response = plate(ui, |ui| {
            let (shape, key, colour) = shelter_status(shelter);
            ui.horizontal(|ui| {
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    ui.label(state(shape, &text(lang, key), colour));
                    ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                        ui.add(egui::Label::new(RichText::new(place.name.get(lang)).strong()).truncate());
                    });
                });
            });
            ui.horizontal(|ui| {
                let full = f64::from(shelter.occupants) / f64::from(shelter.capacity.max(1));
                bar(ui, full, 90.0, share_colour(1.0 - full));
                weak(ui, format!("{}/{}", shelter.occupants, shelter.capacity));
            });
            if shelter.status != ShelterStatus::Closed {
                weak(ui, stock(&shelter.stock, lang));
            }
        });
        if response.response.interact(egui::Sense::click()).clicked() {
            *selected = Some(Pick::Shelter(shelter.index));
        }
    }
}

fn stores(ui: &mut Ui, view: &View<'_>, selected: &mut Option<Pick>, lang: Lang) {
    section(ui, &text(lang, "desk-stores"));
    for store in view.stores() {
        let response = plate(ui, |ui| {
            ui.label(RichText::new(view.land().stores[store.index].place.name.get(lang)).strong());
            weak(ui, stock(&store.stock, lang));
        });
        if response.response.interact(egui::Sense::click()).clicked() {
            *selected = Some(Pick::Store(store.index));
        }
    }
}
