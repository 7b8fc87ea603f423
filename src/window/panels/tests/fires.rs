//! The desk at a forest fire and an accident at a works: every order's form, and what is shown of both.

use super::{filled, texts};
use crate::{
    county::{self, CountyParams, FacilityKind},
    drill::{Drill, Order, order::TaskOrder, view::View},
    hazard::TankRef,
    num::DrillTime,
    response::fires::Side,
    scenario,
    text::Lang,
    window::{
        Desk, Session,
        map::marks::Pick,
        panels::{
            left,
            orders::{self, Form, Kind, form::TaskKind},
            selected,
        },
    },
};
use std::sync::Arc;

const TEXT: &str = r#"(
    id: "small",
    name: (zh: "小县火灾", en: "Two fires"),
    briefing: (zh: "罐区起火，山上也起火。", en: "A tank burns, and so do the hills."),
    objectives: [(zh: "无人伤亡", en: "Nobody is hurt")],
    plan: "plans/liangjiang.ron",
    county: (seed: 1, rows: 160, cols: 160, cell_m: 60.0, profile: "liangjiang"),
    start_clock: "12:00",
    duration: "2h",
    weather: (wind: [("0h", 5.0, 270.0)], air: [("0h", 28.0, 28.0)], day: 95, clear: 0.9),
    fuel: (dead_1h: 5.0, dead_10h: 7.0, dead_100h: 9.0, herb: 50.0, woody: 80.0),
    fires: [(at: "1m", place_m: PLACE, why: (zh: "祭祀用火", en: "incense"))],
    accidents: [(site: "chemical-yufu-01", tank: 5, at: "1m", kind: TankFire, why: (zh: "雷击", en: "lightning"))],
)"#;

/// Both are known.
fn session() -> Session {
    let land = county::generate(&CountyParams::named(1, "liangjiang").unwrap().sized(160)).unwrap();
    let inside = |cell: &usize| {
        let (row, col) = land.spec.row_col(*cell);
        (30..130).contains(&row) && (30..130).contains(&col) && land.cover[*cell].is_forest()
    };
    let at = land.spec.centre((0..land.spec.len()).find(inside).unwrap());
    let text = TEXT.replace("PLACE", &format!("({:.1}, {:.1})", at.x_m, at.y_m));
    let plan = include_str!("../../../../scenarios/plans/liangjiang.ron");
    let loaded = scenario::load_text("small.ron", &text, plan).unwrap();
    let mut session = Session::new(Drill::new(Arc::new(loaded), None).unwrap(), None);
    while session.drill.now() < DrillTime::minutes(45) {
        session.drill.tick().unwrap();
    }
    let view = View::new(&session.drill);
    assert!(view.known().fires[0].is_some() && !view.known().plants.tanks.is_empty());
    session
}

fn works(session: &Session) -> usize {
    session.drill.land().facilities.iter().position(|f| f.place.id == "chemical-yufu-01").unwrap()
}

#[test]
fn every_form_of_fires_and_works_makes_its_order() {
    let session = session();
    let view = View::new(&session.drill);
    let land = view.land();
    let (site, village, team) =
        (works(&session), land.villages[2].id.clone(), land.bases[4].place.id.clone());
    let id = || "chemical-yufu-01".to_owned();
    let picks = [Pick::Works(site), Pick::Village(2), Pick::Fire(0), Pick::Team(4)];
    let one = |kind: Kind, change: &dyn Fn(&mut Form)| {
        let mut form = filled(&view, kind, &picks);
        change(&mut form);
        let mut orders = form.build(&view).unwrap();
        assert_eq!(orders.len(), 1, "{kind:?}");
        let order = orders.remove(0);
        assert_eq!(order.kind_key(), kind.key());
        order
    };
    let same = |_: &mut Form| {};
    let villages = |f: &mut Form| f.villages = vec![2];
    assert_eq!(one(Kind::Cordon, &|f| f.radius_m = 700.0), Order::Cordon { site: id(), radius_m: 700.0 });
    assert_eq!(one(Kind::EndCordon, &same), Order::EndCordon { site: id() });
    assert_eq!(one(Kind::ShelterInPlace, &villages), Order::ShelterInPlace { village: village.clone() });
    assert_eq!(
        one(Kind::EndShelterInPlace, &villages),
        Order::EndShelterInPlace { village: village.clone() }
    );
    let water = land.facilities.iter().position(|f| f.kind == FacilityKind::WaterWorks).unwrap();
    let shut = one(Kind::Intake, &|f| (f.works, f.on) = (Some(water), false));
    assert_eq!(shut, Order::Intake { works: land.facilities[water].place.id.clone(), open: false });
    let course = vec![(3_000.0, 3_000.0), (3_600.0, 3_200.0)];
    let line = one(Kind::FireLine, &|f| (f.points, f.width_m) = (course.clone(), 6.0));
    assert_eq!(line, Order::FireLine { points: course.clone(), width_m: 6.0 });
    let drop = one(Kind::AirDrop, &|f| f.side = Side::Left);
    assert_eq!(drop, Order::AirDrop { fire: "fire-1".into(), side: Side::Left });
    let (fire, tank, cut) =
        (|| "fire-1".to_owned(), || "chemical-yufu-01/5".to_owned(), || "line-1".to_owned());
    for (task, order) in [
        (TaskKind::AssessTanks, TaskOrder::AssessTanks(id())),
        (TaskKind::CoolTank, TaskOrder::CoolTank(tank())),
        (TaskKind::FoamTank, TaskOrder::FoamTank(tank())),
        (TaskKind::ShutValve, TaskOrder::ShutValve(tank())),
        (TaskKind::BlockDrains, TaskOrder::BlockDrains(id())),
        (TaskKind::DrainBunds, TaskOrder::DrainBunds(id())),
        (TaskKind::Decontaminate, TaskOrder::Decontaminate(id())),
        (TaskKind::MonitorAir, TaskOrder::MonitorAir(village.clone())),
        (TaskKind::ScoutFire, TaskOrder::ScoutFire(fire())),
        (TaskKind::FireLookout, TaskOrder::FireLookout(fire())),
        (TaskKind::AttackFire, TaskOrder::AttackFire(fire(), Side::Rear)),
        (TaskKind::WaterAttack, TaskOrder::WaterAttack(fire(), Side::Rear)),
        (TaskKind::CutLine, TaskOrder::CutLine(cut())),
        (TaskKind::BurnOut, TaskOrder::BurnOut(cut())),
        (TaskKind::MopUp, TaskOrder::MopUp(fire())),
    ] {
        let sent = one(Kind::Dispatch, &|f| {
            (f.task, f.side, f.line) = (task, Side::Rear, Some(0));
            f.tank = Some(TankRef { site, tank: 4 });
        });
        assert_eq!(sent, Order::Dispatch { team: team.clone(), task: order });
    }
    for (kind, missing) in [
        (Kind::Cordon, "desk-need-works"),
        (Kind::EndCordon, "desk-need-works"),
        (Kind::Intake, "desk-need-works"),
        (Kind::ShelterInPlace, "desk-need-villages"),
        (Kind::FireLine, "desk-need-points"),
        (Kind::AirDrop, "desk-need-fire"),
    ] {
        let mut form = Form::default();
        form.turn_to(kind);
        assert_eq!(form.build(&view), Err(missing), "{kind:?}");
    }
}

#[test]
fn fires_and_works_are_shown_in_both_languages() {
    let mut session = session();
    let site = works(&session);
    for lang in Lang::ALL {
        let mut desk = Desk::new(lang);
        desk.panels.tab = left::Tab::Situation;
        let Desk { panels: state, selected, .. } = &mut desk;
        let shown = texts(lang, |ui| left::show(ui, &session, state, selected, lang)).join("\n");
        let name = session.drill.land().facilities[site].place.name.get(lang);
        assert!(shown.contains(name), "{shown}");
        for pick in [Pick::Works(site), Pick::Fire(0)] {
            let mut selected = Some(pick);
            let shown =
                texts(lang, |ui| selected::show(ui, &session, &mut desk.panels.form, &mut selected, lang));
            assert!(shown.len() > 4, "{shown:?}");
        }
        for kind in
            [Kind::Cordon, Kind::EndCordon, Kind::FireLine, Kind::AirDrop, Kind::ShelterInPlace, Kind::Intake]
        {
            desk.panels.form.turn_to(kind);
            texts(lang, |ui| orders::show(ui, &mut session, &mut desk.panels.form, &mut None, lang));
        }
        let at_hand = [Pick::Works(site), Pick::Fire(0)].into_iter().flat_map(selected::quick);
        for (task, _) in at_hand.filter_map(|(_, task)| task.as_ref()) {
            desk.panels.form.turn_to(Kind::Dispatch);
            desk.panels.form.task = *task;
            texts(lang, |ui| orders::show(ui, &mut session, &mut desk.panels.form, &mut None, lang));
        }
    }
}
