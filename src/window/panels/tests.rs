//! Every panel in both languages, without a renderer.

mod fires;

use super::{
    briefing, left, legend, notice,
    orders::{self, Form, Kind, Page, form},
    score, selected, top,
};
use crate::{
    county::Item,
    drill::{
        Drill, Order,
        order::{Area, DestinationOrder, TaskOrder},
        view::View,
    },
    response::{
        command::{Figures, Level},
        warning::{Channel, Colour},
    },
    scenario,
    text::Lang,
    window::{Desk, Layer, Session, map::marks::Pick, theme},
};
use bevy_egui::egui::{self, FontId, Shape};
use std::sync::Arc;

/// A cloudburst over a small county.
const SMALL: &str = r#"(
    id: "small",
    name: (zh: "小县暴雨", en: "Cloudburst"),
    briefing: (zh: "暴雨。", en: "A cloudburst."),
    objectives: [(zh: "无人伤亡", en: "Nobody is hurt")],
    plan: "plans/yueyang.ron",
    county: (seed: 7, rows: 96, cols: 96, cell_m: 60.0, profile: "yueyang"),
    start_clock: "23:40",
    duration: "30m",
    weather: (background: [("0h", 120.0), ("30m", 120.0)]),
    injects: [(at: "1m", title: (zh: "来电", en: "A call"), text: (zh: "有水。", en: "There is water."))],
)"#;

fn session() -> Session {
    let plan = include_str!("../../../scenarios/plans/yueyang.ron");
    let loaded = scenario::load_text("small.ron", SMALL, plan).unwrap();
    Session::new(Drill::new(Arc::new(loaded), None).unwrap(), None)
}

/// A session with something to see everywhere.
fn busy() -> Session {
    let mut session = session();
    let land = session.drill.land().clone();
    for order in [
        Order::SetLevel { level: Level::III },
        Order::Warn { colour: Colour::Red, area: Area::County, channels: vec![Channel::Gong] },
        Order::Report { kind: crate::response::command::ReportKind::First, figures: Figures::default() },
        Order::Headquarters { township: land.townships[0].id.clone() },
        Order::OpenShelter { shelter: land.shelters[0].place.id.clone() },
        Order::Dispatch {
            team: land.bases[0].place.id.clone(),
            task: TaskOrder::Evacuate(land.villages[0].id.clone()),
        },
    ] {
        assert!(session.give(order), "{:?}", session.refusal);
    }
    for _ in 0..60 {
        session.drill.tick().unwrap();
    }
    session
}

/// Draws twice, as egui lays out in two passes, and holds what is written to the rules of the desk.
fn texts(lang: Lang, mut draw: impl FnMut(&mut egui::Ui)) -> Vec<String> {
    let ctx = egui::Context::default();
    theme::dress(&ctx);
    let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1152.0, 4000.0));
    let mut texts = Vec::new();
    for _ in 0..2 {
        let input = egui::RawInput { screen_rect: Some(screen), ..Default::default() };
        let output = ctx.run_ui(input, |ui| draw(ui));
        texts.clear();
        for clipped in &output.shapes {
            collect(&clipped.shape, &mut texts);
        }
    }
    assert!(!texts.is_empty());
    for text in &texts {
        assert!(!text.contains("[desk-") && !text.contains("[team-"), "{lang:?}: no message {text}");
        // egui takes a glyph of the face that also holds its replacement character for a missing one.
        let sound = |c: &char| c.is_whitespace() || "◀▶⚠✉".contains(*c);
        let seen: Vec<char> = text.chars().filter(|c| !sound(c)).collect();
        let id = FontId::proportional(theme::SIZE_BODY);
        let boxes: String =
            ctx.fonts_mut(|fonts| seen.iter().filter(|c| !fonts.has_glyph(&id, **c)).collect());
        assert_eq!(boxes, "", "no glyph for these of {text}");
    }
    texts
}

fn collect(shape: &Shape, texts: &mut Vec<String>) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|s| collect(s, texts)),
        Shape::Text(text) => {
            for section in &text.galley.job.sections {
                let size = section.format.font_id.size;
                assert!(size >= theme::SIZE_SMALL, "{}: {size} points", text.galley.text());
            }
            texts.push(text.galley.text().to_owned());
        }
        _ => {}
    }
}

#[test]
fn every_panel_speaks_both_languages() {
    let mut session = busy();
    for lang in Lang::ALL {
        let mut desk = Desk::new(lang);
        texts(lang, |ui| top::show(ui, &mut session, &mut desk));
        for tab in left::Tab::ALL {
            desk.panels.tab = tab;
            let Desk { panels: state, selected, .. } = &mut desk;
            let shown = texts(lang, |ui| left::show(ui, &session, state, selected, lang));
            if tab == left::Tab::Plan {
                assert!(shown.iter().any(|t| t.starts_with("YY-T")));
            }
        }
        for kind in Page::ALL.iter().flat_map(|p| p.kinds()) {
            desk.panels.form.turn_to(*kind);
            texts(lang, |ui| orders::show(ui, &mut session, &mut desk.panels.form, &mut None, lang));
        }
        for pick in [
            Pick::Township(0),
            Pick::Village(0),
            Pick::Shelter(0),
            Pick::Store(0),
            Pick::Team(0),
            Pick::Gauge(0),
            Pick::Road(0),
        ] {
            let mut selected = Some(pick);
            texts(lang, |ui| selected::show(ui, &session, &mut desk.panels.form, &mut selected, lang));
        }
        for mut layer in Layer::ALL {
            let shown = texts(lang, |ui| legend::body(ui, &mut layer, &mut true, lang));
            assert!(layer.limits().iter().all(|limit| shown.contains(&limit.to_string())), "{shown:?}");
        }
        let (mut read, view) = (0, View::new(&session.drill));
        texts(lang, |ui| notice::show(ui.ctx(), &view, &mut read, ui.max_rect(), lang));
    }
}

#[test]
fn the_briefing_and_the_sheet_speak_both_languages() {
    let (mut fresh, mut over) = (session(), busy());
    over.finish();
    for mut lang in Lang::ALL {
        let (mut briefed, mut aside) = (false, false);
        let shown = texts(lang, |ui| briefing::show(ui.ctx(), &mut fresh, &mut briefed, &mut lang));
        let name = fresh.drill.loaded().scenario.name.get(lang);
        assert!(shown.iter().any(|t| t == name));
        let shown = texts(lang, |ui| score::show(ui.ctx(), &over, &mut aside, lang));
        let total = format!("{:.1}", over.card.as_ref().unwrap().total);
        assert!(shown.contains(&total));
    }
}

/// A form filled from picks on the map, as a person would fill it.
fn filled(view: &View<'_>, kind: Kind, picks: &[Pick]) -> Form {
    let mut form = Form::default();
    form.prepare(view);
    form.turn_to(kind);
    picks.iter().for_each(|p| form.take(*p));
    form
}

#[test]
fn every_kind_makes_its_order() {
    let session = session();
    let view = View::new(&session.drill);
    let land = view.land();
    let (village, shelter) = (land.villages[1].id.clone(), land.shelters[2].place.id.clone());
    let (township, store) = (land.townships[3].id.clone(), land.stores[0].place.id.clone());
    let team = land.bases[4].place.id.clone();
    let stretch = crate::response::stretches(land).next().map(|s| s.id.clone());
    let figures = view.figures();
    use crate::response::command::ReportKind::*;
    let picks =
        [Pick::Village(1), Pick::Shelter(2), Pick::Township(3), Pick::Store(0), Pick::Team(4), Pick::Road(5)];
    let one = |kind: Kind, change: &dyn Fn(&mut Form)| {
        let mut form = filled(&view, kind, &picks);
        change(&mut form);
        let mut orders = form.build(&view).unwrap();
        assert_eq!(orders.len(), 1, "{kind:?}");
        orders.remove(0)
    };
    let same = |_: &mut Form| {};
    let road = || "road-5".to_owned();
    for (kind, order) in [
        (Kind::ReportFirst, Order::Report { kind: First, figures }),
        (Kind::ReportFollowUp, Order::Report { kind: FollowUp, figures }),
        (Kind::ReportFinal, Order::Report { kind: Final, figures }),
        (Kind::AskNextLevel, Order::AskNextLevel),
        (
            Kind::Warn,
            Order::Warn { colour: Colour::Blue, area: Area::County, channels: Channel::ALL.to_vec() },
        ),
        (Kind::CancelWarning, Order::CancelWarning { area: Area::County }),
        (Kind::SetLevel, Order::SetLevel { level: Level::IV }),
        (Kind::EndResponse, Order::EndResponse),
        (Kind::Headquarters, Order::Headquarters { township: township.clone() }),
        (Kind::Dispatch, Order::Dispatch { team: team.clone(), task: TaskOrder::Standby(township.clone()) }),
        (Kind::Recall, Order::Recall { team: team.clone() }),
        (Kind::Withdraw, Order::Withdraw { team: team.clone() }),
        (Kind::OpenShelter, Order::OpenShelter { shelter: shelter.clone() }),
        (Kind::CloseShelter, Order::CloseShelter { shelter: shelter.clone() }),
        (Kind::CloseRoad, Order::CloseRoad { road: road() }),
        (Kind::OpenRoad, Order::OpenRoad { road: road() }),
    ] {
        assert_eq!(one(kind, &same), order);
        assert_eq!(order.kind_key(), kind.key());
    }
    let commander = one(Kind::Commander, &|f| f.commander = " 张三 ".into());
    assert_eq!(commander, Order::Commander { name: "张三".into(), deputy: None });
    let both = one(Kind::Commander, &|f| {
        f.commander = "张三".into();
        f.deputy = " 李四 ".into();
    });
    assert_eq!(both, Order::Commander { name: "张三".into(), deputy: Some("李四".into()) });
    let works = land.polders.iter().find_map(|p| Some((p.gates.first()?, p.pumps.first()?)));
    if let Some((gate, pump)) = works {
        let shut = one(Kind::Gate, &|f| {
            f.gate = Some(0);
            f.on = false;
        });
        assert_eq!(shut, Order::Gate { gate: gate.id.clone(), open: false });
        let run = one(Kind::Pump, &|f| f.pump = Some(0));
        assert_eq!(run, Order::Pump { pump: pump.id.clone(), on: true });
    }
    let publish = one(Kind::Publish, &|f| f.said = "通报".into());
    assert_eq!(publish, Order::Publish { text: "通报".into(), figures: Some(figures) });
    let rescue = one(Kind::Dispatch, &|f| f.task = form::TaskKind::Rescue);
    assert_eq!(rescue, Order::Dispatch { team, task: TaskOrder::Rescue(village.clone()) });
    let moved = one(Kind::Evacuate, &|f| {
        f.nearest = false;
        f.open_more = false;
    });
    assert_eq!(moved, Order::Evacuate { village, shelter: shelter.clone(), via: Vec::new() });
    let sent = one(Kind::SendSupplies, &|f| f.items[0] = 30);
    let to = DestinationOrder::Shelter(shelter);
    assert_eq!(sent, Order::SendSupplies { store, to, items: vec![(Item::Water, 30)] });
    if let Some(stretch) = stretch {
        let bags = one(Kind::Sandbag, &|f| f.take(Pick::Stretch(0)));
        assert_eq!(bags, Order::Sandbag { stretch, height_m: 0.5, teams: Vec::new() });
    }
}

#[test]
fn an_empty_form_says_what_is_missing() {
    let session = session();
    let view = View::new(&session.drill);
    for (kind, missing) in [
        (Kind::Headquarters, "desk-need-township"),
        (Kind::Commander, "desk-need-commander"),
        (Kind::Dispatch, "desk-need-team"),
        (Kind::Evacuate, "desk-need-villages"),
        (Kind::OpenShelter, "desk-need-shelter"),
        (Kind::SendSupplies, "desk-need-store"),
        (Kind::Sandbag, "desk-need-stretch"),
        (Kind::CloseRoad, "desk-need-road"),
        (Kind::Publish, "desk-need-text"),
    ] {
        assert_eq!(filled(&view, kind, &[]).build(&view), Err(missing));
    }
}

#[test]
fn many_villages_are_moved_at_once_and_a_refusal_is_told() {
    let mut session = session();
    let villages: Vec<usize> = (0..3).collect();
    let mut form = {
        let view = View::new(&session.drill);
        let mut form = filled(&view, Kind::Evacuate, &[]);
        form.villages = villages.clone();
        form
    };
    let orders = form.build(&View::new(&session.drill)).unwrap();
    let opened = orders.iter().filter(|o| matches!(o, Order::OpenShelter { .. })).count();
    let moved = orders.iter().filter(|o| matches!(o, Order::Evacuate { .. })).count();
    assert!(opened >= 1 && moved >= 1 && moved <= villages.len());
    orders::give(&mut session, &mut form, orders.clone());
    assert_eq!(session.drill.given().len(), orders.len());
    assert!(form.villages.is_empty(), "an accepted evacuation empties the list");
    // The same again is refused, one by one.
    orders::give(&mut session, &mut form, orders);
    assert!(form.outcome.orders.iter().all(|(_, why)| why.as_ref().is_some_and(|w| !w.zh.is_empty())));
    let shown = texts(Lang::Zh, |ui| orders::show(ui, &mut session, &mut form, &mut None, Lang::Zh));
    assert!(shown.iter().any(|t| t.starts_with("× ")));
}
