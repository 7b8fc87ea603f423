//! Teams, sandbags, supplies, roads.

use super::{
    choose_shelter, choose_stretch, choose_township, choose_village, field, fires, plants, tasks,
    works as waterworks,
};
use crate::{
    county::{Item, TeamKind},
    drill::{item_key, order::road_id, view::View},
    num::Point,
    response::{
        stretches,
        teams::{Status, Team},
        works,
    },
    text::{Lang, text, text_with},
    window::panels::{
        forces,
        orders::{Form, Kind, assign, form::TaskKind},
        widgets::{self, Entry, chips, choose, pair, state, weak, with_n},
    },
};
use bevy_egui::egui::{self, RichText, Ui};

/// Whether a team can do a task at all.
fn able(view: &View<'_>, team: &Team, task: TaskKind) -> bool {
    let labour = view.tables().teams.get(&team.kind).map_or(0.0, |t| t.labour);
    let chemical = &view.tables().chemical;
    team.size > 0
        && match task {
            TaskKind::Standby
            | TaskKind::Watch
            | TaskKind::InspectSlope
            | TaskKind::Lookout
            | TaskKind::ScoutFire
            | TaskKind::FireLookout
            | TaskKind::InspectDam
            | TaskKind::BlockDrains => true,
            TaskKind::CoolTank => chemical.cooling_l_min.contains_key(&team.kind),
            TaskKind::FoamTank => chemical.foam_l.contains_key(&team.kind),
            TaskKind::ShutValve | TaskKind::DrainBunds | TaskKind::Decontaminate => {
                chemical.valve.contains(&team.kind)
            }
            TaskKind::AssessTanks => chemical.judges.contains(&team.kind),
            TaskKind::MonitorAir => chemical.monitors.contains(&team.kind),
            TaskKind::Sandbag | TaskKind::Evacuate | TaskKind::SearchBuried | TaskKind::ClearSpillway => {
                labour > 0.0
            }
            TaskKind::ClearDebris | TaskKind::DigChannel | TaskKind::LowerSpillway => {
                view.tables().slides.machines.get(&team.kind).is_some_and(|n| *n > 0)
            }
            TaskKind::AttackFire | TaskKind::CutLine | TaskKind::MopUp => labour > 0.0,
            TaskKind::WaterAttack | TaskKind::BurnOut => view.tables().fire.trained.contains(&team.kind),
            TaskKind::Rescue => team.boats > 0,
            TaskKind::TreatVillage | TaskKind::ServeShelter => team.kind == TeamKind::Medical,
        }
}

/// Teams to choose from, nearest base first where the work is placed.
fn entries<'a>(view: &View<'a>, at: Option<Point>, wanted: impl Fn(&Team) -> bool, lang: Lang) -> Vec<Entry> {
    let land = view.land();
    let far = |t: &Team| at.map_or(0.0, |at| land.roads.nodes[t.base].distance_m(at));
    let mut teams: Vec<&'a Team> = view.teams().filter(|t| wanted(t)).collect();
    teams.sort_by(|a, b| far(a).total_cmp(&far(b)).then(a.index.cmp(&b.index)));
    let entry = |t: &Team| {
        let km = at.map_or_else(String::new, |_| format!("  {:.0} km", far(t) / 1000.0));
        let (shape, key, _) = forces::status(t);
        let boats =
            if t.boats > 0 { format!("  {}", with_n(lang, "desk-boats", t.boats)) } else { String::new() };
        let people = with_n(lang, "unit-people", t.size);
        let name = t.name.get(lang);
        Entry {
            index: t.index,
            label: format!("{shape} {name}  {people}{boats}  {}{km}", text(lang, key)),
            id: t.id.clone(),
        }
    };
    teams.into_iter().map(entry).collect()
}

fn free(team: &Team) -> bool {
    matches!(team.status, Status::Ready | Status::Returning)
}

pub fn dispatch(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    let land = view.land();
    field(ui, lang, "desk-field-task");
    tasks::choose(ui, &mut form.task, lang);
    let at = match form.task {
        TaskKind::Standby => {
            field(ui, lang, "desk-field-township");
            choose_township(ui, view, "to-township", &mut form.township, lang);
            form.township.and_then(|t| land.townships.get(t)).map(|t| t.seat)
        }
        TaskKind::Watch | TaskKind::Sandbag => {
            field(ui, lang, "desk-field-stretch");
            choose_stretch(ui, view, "to-stretch", &mut form.stretch, lang);
            form.stretch.and_then(|s| stretches(land).nth(s)).map(|s| s.at)
        }
        TaskKind::Evacuate
        | TaskKind::Rescue
        | TaskKind::TreatVillage
        | TaskKind::SearchBuried
        | TaskKind::MonitorAir => {
            field(ui, lang, "desk-field-village");
            choose_village(ui, view, "to-village", &mut form.village, lang);
            form.village.and_then(|v| land.villages.get(v)).map(|v| v.at)
        }
        TaskKind::ServeShelter => {
            field(ui, lang, "desk-field-shelter");
            choose_shelter(ui, view, "to-shelter", &mut form.shelter, lang);
            form.shelter.and_then(|s| land.shelters.get(s)).map(|s| s.place.at)
        }
        TaskKind::InspectSlope | TaskKind::Lookout => {
            field(ui, lang, "desk-field-slope");
            waterworks::choose_slope(ui, view, &mut form.slope, lang);
            form.slope.and_then(|r| land.risks.get(r)).map(|r| r.at)
        }
        TaskKind::InspectDam | TaskKind::ClearSpillway | TaskKind::LowerSpillway => {
            field(ui, lang, "desk-field-reservoir");
            waterworks::choose_reservoir(ui, view, &mut form.reservoir, lang);
            form.reservoir.and_then(|r| land.reservoirs.get(r)).map(|r| r.dam)
        }
        TaskKind::DigChannel => {
            field(ui, lang, "desk-field-lake");
            waterworks::choose_lake(ui, view, &mut form.lake, lang);
            form.lake.and_then(|n| view.known().lakes.get(n).copied().flatten()).map(|r| r.at)
        }
        TaskKind::CoolTank | TaskKind::FoamTank | TaskKind::ShutValve => {
            field(ui, lang, "desk-field-tank");
            plants::choose_tank(ui, view, &mut form.tank, lang);
            form.tank.and_then(|t| land.facilities.get(t.site)).map(|f| f.place.at)
        }
        TaskKind::BlockDrains | TaskKind::DrainBunds | TaskKind::AssessTanks | TaskKind::Decontaminate => {
            field(ui, lang, "desk-field-works");
            plants::choose_works(ui, view, &mut form.works, lang);
            form.works.and_then(|f| land.facilities.get(f)).map(|f| f.place.at)
        }
        TaskKind::AttackFire | TaskKind::WaterAttack => {
            fires::choose_fire(ui, view, &mut form.fire, lang);
            fires::choose_side(ui, &mut form.side, lang);
            form.fire.and_then(|n| view.known().fires.get(n)?.as_ref()).map(|r| r.at)
        }
        TaskKind::MopUp | TaskKind::ScoutFire | TaskKind::FireLookout => {
            fires::choose_fire(ui, view, &mut form.fire, lang);
            form.fire.and_then(|n| view.known().fires.get(n)?.as_ref()).map(|r| r.at)
        }
        TaskKind::CutLine | TaskKind::BurnOut => {
            fires::choose_line(ui, view, &mut form.line, lang);
            form.line.and_then(|n| view.roster().lines.get(n)).map(|l| l.0)
        }
        TaskKind::ClearDebris => {
            road(ui, view, form, lang);
            form.road.and_then(|r| land.roads.roads.get(r)).and_then(|r| r.line.first()).copied()
        }
    };
    field(ui, lang, "desk-field-free-team");
    let task = form.task;
    choose_team(ui, view, form, lang, |view| entries(view, at, |t| free(t) && able(view, t, task), lang));
}

fn choose_team(
    ui: &mut Ui,
    view: &View<'_>,
    form: &mut Form,
    lang: Lang,
    entries: impl FnOnce(&View<'_>) -> Vec<Entry>,
) {
    let name = form.team.and_then(|t| view.teams().nth(t)).map(|t| t.name.get(lang).to_owned());
    let width = ui.available_width();
    form.team = choose(ui, "team", lang, name, width, || entries(view)).or(form.team);
    if let Some(team) = form.team.and_then(|t| view.teams().nth(t)) {
        let (shape, key, colour) = forces::status(team);
        ui.label(state(shape, &text(lang, key), colour));
        weak(ui, forces::strength(team, lang));
        if let Some(task) = team.task {
            weak(ui, forces::task(view, task, lang));
        }
    }
}

pub fn call_back(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    let out = |t: &Team| matches!(t.status, Status::Turnout { .. } | Status::EnRoute | Status::Working);
    field(ui, lang, "desk-field-out-team");
    choose_team(ui, view, form, lang, |view| entries(view, None, out, lang));
    let hint = if form.kind == Kind::Withdraw { "desk-withdraw-hint" } else { "desk-recall-hint" };
    weak(ui, text(lang, hint));
}

pub fn sandbag(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    let land = view.land();
    field(ui, lang, "desk-field-stretch");
    choose_stretch(ui, view, "bag-stretch", &mut form.stretch, lang);
    let max = view.tables().sandbag.max_height_m;
    ui.horizontal(|ui| {
        ui.label(text(lang, "desk-field-height"));
        ui.add(egui::Slider::new(&mut form.height_m, 0.1..=max).step_by(0.1).suffix(" m"));
    });
    let stretch = form.stretch.and_then(|s| stretches(land).nth(s));
    if let (Some(number), Some(stretch)) = (form.stretch, stretch) {
        let low = stretch.crest_m.iter().copied().fold(f32::INFINITY, f32::min);
        let target = low + form.height_m;
        let bags = works::bags_to_level(view.tables(), &stretch.crest_m, land.spec.cell_m, target);
        let need = format!("{:.0}", bags);
        pair(ui, &text(lang, "desk-bags-needed"), RichText::new(need).strong());
        if let Some(site) = view.site(number).filter(|s| s.target_m > 0.0) {
            let places = [
                ("target", format!("{:.1}", site.target_m).into()),
                ("laid", site.laid.into()),
                ("stock", site.stock.get(Item::Sandbag).into()),
            ];
            weak(ui, text_with(lang, "desk-site", &places));
        }
    }
    field(ui, lang, "desk-field-teams");
    let at = stretch.map(|s| s.at);
    let chosen = form.teams.clone();
    let wanted = |t: &Team| free(t) && able(view, t, TaskKind::Sandbag) && !chosen.contains(&t.index);
    let width = ui.available_width();
    let name = Some(text(lang, "desk-add-team"));
    let more = choose(ui, "bag-teams", lang, name, width, || entries(view, at, wanted, lang));
    widgets::add_all(&mut form.teams, more);
    let name = |t: usize| view.teams().nth(t).map_or_else(String::new, |t| t.name.get(lang).to_owned());
    chips(ui, &mut form.teams, name);
}

pub fn supplies(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    let land = view.land();
    field(ui, lang, "desk-field-to");
    ui.horizontal(|ui| {
        for (to_dyke, key) in [(false, "desk-field-shelter"), (true, "desk-field-stretch")] {
            if ui.radio(form.to_dyke == to_dyke, text(lang, key)).clicked() {
                form.to_dyke = to_dyke;
            }
        }
    });
    let at = if form.to_dyke {
        choose_stretch(ui, view, "supply-stretch", &mut form.stretch, lang);
        form.stretch.and_then(|s| stretches(land).nth(s)).map(|s| s.at)
    } else {
        choose_shelter(ui, view, "supply-shelter", &mut form.shelter, lang);
        form.shelter.and_then(|s| land.shelters.get(s)).map(|s| s.place.at)
    };
    field(ui, lang, "desk-field-store");
    let name = form.store.map(|s| widgets::store(land, s, lang));
    let width = ui.available_width();
    let entries = || {
        let far = |s: usize| at.map_or(0.0, |at| land.stores[s].place.at.distance_m(at) / 1000.0);
        let mut all: Vec<usize> = (0..land.stores.len()).collect();
        all.sort_by(|&a, &b| far(a).total_cmp(&far(b)).then(a.cmp(&b)));
        let entry = |index: usize| {
            let place = &land.stores[index].place;
            let km = at.map_or_else(String::new, |_| format!("  {:.0} km", far(index)));
            Entry { index, label: format!("{}{km}", place.name.get(lang)), id: place.id.clone() }
        };
        all.into_iter().map(entry).collect()
    };
    form.store = choose(ui, "store", lang, name, width, entries).or(form.store);
    let Some(store) = form.store.and_then(|s| view.stores().nth(s)) else { return };
    for (item, count) in Item::ALL.into_iter().zip(&mut form.items) {
        let there = store.stock.get(item);
        if there == 0 {
            *count = 0;
            continue;
        }
        ui.horizontal(|ui| {
            ui.label(text(lang, item_key(item)));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                weak(ui, format!("/ {there}"));
                ui.add(egui::DragValue::new(count).range(0..=there).speed(10.0));
            });
        });
    }
    if let Some(shelter) = form.shelter.filter(|_| !form.to_dyke)
        && ui.button(text(lang, "desk-fill-need")).clicked()
    {
        fill_need(view, form, shelter);
    }
}

/// A day's water and food, and bedding, for those who are in a shelter or told to go there.
fn fill_need(view: &View<'_>, form: &mut Form, shelter: usize) {
    let Some(state) = view.shelters().nth(shelter) else { return };
    let bound: u32 = (0..view.land().villages.len())
        .filter(|&v| view.leaving(v).and_then(|l| l.order.as_ref()).is_some_and(|o| o.shelter == shelter))
        .map(|v| assign::people(view, v))
        .sum();
    let people = f64::from((state.occupants + bound).min(state.capacity));
    let supply = &view.tables().supply;
    let Some(store) = form.store.and_then(|s| view.stores().nth(s)) else { return };
    for (item, count) in Item::ALL.into_iter().zip(&mut form.items) {
        let each = match item {
            Item::Water => supply.water_l_day,
            Item::Food => supply.food_day,
            Item::Quilt => supply.quilts,
            Item::Bed => supply.beds,
            _ => 0.0,
        };
        let need = (people * each).ceil() as u32;
        *count = need.saturating_sub(state.stock.get(item)).min(store.stock.get(item));
    }
}

pub fn road(ui: &mut Ui, view: &View<'_>, form: &mut Form, lang: Lang) {
    let land = view.land();
    let opening = form.kind == Kind::OpenRoad;
    field(ui, lang, "desk-field-road");
    let name = form.road.map(|r| widgets::road(land, r, lang));
    let width = ui.available_width();
    let (closed, blocked) = (view.closed_roads(), view.blocked_roads());
    let entries = || {
        let mark = |r: usize| match (closed.contains(&r), blocked.contains(&r)) {
            (true, _) => "× ",
            (_, true) => "≈ ",
            _ => "",
        };
        let listed = |r: &usize| !opening || closed.contains(r) || blocked.contains(r);
        let entry = |index: usize| Entry {
            index,
            label: format!("{}{}", mark(index), widgets::road(land, index, lang)),
            id: road_id(index),
        };
        let mut all: Vec<usize> = (0..land.roads.roads.len()).filter(listed).collect();
        all.sort_by_key(|r| (!blocked.contains(r), *r));
        all.into_iter().map(entry).collect()
    };
    form.road = choose(ui, "road", lang, name, width, entries).or(form.road);
    let places = [("closed", closed.len().into()), ("blocked", blocked.len().into())];
    weak(ui, text_with(lang, "desk-roads", &places));
}
