//! Each check of the plans' rules tells a commander who keeps the rule from one who breaks it.

mod common;

use common::sheet::{self, credit};
use sandtable::{
    county::TeamKind,
    drill::{
        Order,
        commander::{Commander, Doctrine, Nobody},
        order::TaskOrder,
        view::View,
    },
    response::{
        command::{Figures, Level, ReportKind},
        incidents::IncidentKind,
        stretches,
    },
    score::Scorecard,
};

/// Doctrine, and what the rules of the two plans ask for beyond it.
#[derive(Default)]
struct Careful {
    doctrine: Doctrine,
    seen: usize,
    asked: bool,
}

impl Commander for Careful {
    fn orders(&mut self, view: &View<'_>) -> Vec<Order> {
        let mut orders = self.doctrine.orders(view);
        for order in &mut orders {
            if let Order::Commander { name, .. } = order {
                *name = "公田镇镇长".into();
            }
        }
        let known = view.incidents().count();
        if known > self.seen {
            self.seen = known;
            orders.push(Order::Report { kind: ReportKind::FollowUp, figures: view.figures() });
            let people = |kind: IncidentKind| {
                matches!(kind, IncidentKind::Stranded { .. } | IncidentKind::DykeBreach { .. })
            };
            if view.incidents().any(|(_, i)| people(i.kind)) && view.command().level < Some(Level::II) {
                orders.push(Order::SetLevel { level: Level::II });
                orders.push(Order::Report { kind: ReportKind::FollowUp, figures: view.figures() });
            }
            if !self.asked {
                self.asked = true;
                orders.push(Order::AskNextLevel);
                let militia = view.teams().find(|t| t.kind == TeamKind::MilitiaCompany).unwrap();
                let task = TaskOrder::Standby(view.land().townships[0].id.clone());
                orders.push(Order::Dispatch { team: militia.id.clone(), task });
            }
        }
        orders
    }
}

/// Does everything late, without warning, with the wrong people, and says what is not so.
struct Careless;

impl Commander for Careless {
    fn orders(&mut self, view: &View<'_>) -> Vec<Order> {
        let land = view.land();
        let team = |kind| view.teams().find(|t| t.kind == kind).unwrap().id.clone();
        let stretch = stretches(land).next().unwrap().id.clone();
        match view.now().0 / 60 {
            35 => vec![
                Order::Publish {
                    text: "堤防安全。".into(),
                    figures: Some(Figures { dead: 60, ..Figures::default() }),
                },
                Order::Dispatch { team: team(TeamKind::Medical), task: TaskOrder::Watch(stretch.clone()) },
                Order::Sandbag { stretch, height_m: 0.3, teams: vec![team(TeamKind::Township)] },
            ],
            80 => vec![Order::SetLevel { level: Level::IV }],
            _ => Vec::new(),
        }
    }
}

/// The whole small drill.
fn card(plan: &str, commander: &mut dyn Commander) -> Scorecard {
    sheet::card(common::small_text(), plan, 72, commander)
}

/// Rows with the least credit of who keeps the rule and the most of who breaks it.
fn told_apart(plan: &str, rows: &[(&str, f64, f64)]) {
    let (careful, careless) = (card(plan, &mut Careful::default()), card(plan, &mut Careless));
    sheet::told_apart(&careful, &careless, rows);
    // Orders are completed or not; that those of the careless are too young to tell is no credit.
    if let Some(completed) = credit(&careful, "LP-R36") {
        assert!((0.7..1.0).contains(&completed), "{completed}");
    }
    let nobody = card(plan, &mut Nobody);
    assert!(nobody.total < 30.0, "{plan}: who does nothing has {}", nobody.total);
    assert!(careful.total > careless.total + 30.0, "{plan}: {} {}", careful.total, careless.total);
}

#[test]
fn pingjiang_tells_the_careful_from_the_careless() {
    told_apart(
        "pingjiang",
        &[
            ("PJ-R03", 0.8, 0.3),
            ("PJ-R04", 0.9, 0.0),
            ("PJ-R05", 1.0, 0.5),
            ("PJ-R07", 0.3, 0.2),
            ("PJ-R08", 0.9, 0.0),
            ("PJ-R09", 0.9, 0.5),
            ("PJ-R10", 0.9, 0.7),
            ("PJ-R14", 0.9, 0.0),
            ("PJ-R24", 1.0, 0.95),
            ("PJ-R22", 1.0, 0.0),
            ("PJ-R30", 0.8, 0.0),
        ],
    );
}

#[test]
fn liupanshui_tells_the_careful_from_the_careless() {
    told_apart(
        "liupanshui",
        &[
            ("LP-T21", 0.3, 0.0),
            ("LP-R01", 0.9, 0.5),
            ("LP-R02", 1.0, 0.0),
            ("LP-R03", 0.9, 0.0),
            ("LP-R05", 0.3, 0.3),
            ("LP-R06", 0.9, 0.3),
            ("LP-R11", 1.0, 0.5),
            ("LP-R14", 0.9, 0.0),
            ("LP-R16", 1.0, 0.0),
            ("LP-R17", 0.9, 0.0),
            ("LP-R18", 0.1, 0.0),
            ("LP-R13", 1.0, 0.0),
            ("LP-R15", 0.9, 0.0),
            ("LP-R19", 0.4, 0.0),
        ],
    );
}
