//! Checks of the rules on slopes and dams: each tells who keeps the rule from who breaks it.

mod common;

use common::{
    hill::{dam_text, hill_text},
    sheet,
};
use sandtable::{
    county::TeamKind,
    drill::{
        Order,
        commander::{Commander, Doctrine, Nobody},
        order::TaskOrder,
        view::View,
    },
    response::{
        command::{Level, ReportKind},
        incidents::IncidentKind,
        teams::{Status as TeamStatus, Task, Team},
    },
};

/// Doctrine, and what the rules ask for beyond it.
#[derive(Default)]
struct Careful {
    doctrine: Doctrine,
    seen: usize,
}

impl Commander for Careful {
    fn orders(&mut self, view: &View<'_>) -> Vec<Order> {
        let mut orders = self.doctrine.orders(view);
        let now = |kind: fn(&IncidentKind) -> bool| {
            view.incidents().find(|(_, i)| kind(&i.kind)).map(|(_, i)| i.kind)
        };
        let struck = now(|kind| {
            use IncidentKind::*;
            matches!(kind, Landslide { .. } | Stranded { .. } | DykeBreach { .. } | DamBreach { .. })
        });
        let known = view.incidents().count();
        if known > self.seen {
            if self.seen == 0 {
                orders.push(Order::AskNextLevel);
            }
            self.seen = known;
            if struck.is_some() && view.command().level < Some(Level::II) {
                orders.push(Order::SetLevel { level: Level::II });
            }
            orders.push(Order::Report { kind: ReportKind::FollowUp, figures: view.figures() });
        }
        let mut wanted = Vec::new();
        if known > 0 {
            let township = view.land().townships[0].id.clone();
            wanted.push((TeamKind::MilitiaCompany, TaskOrder::Standby(township)));
        }
        // A road may be cut at first: who was refused is sent again.
        let work = |t: &Team| matches!(t.task, Some(Task::Standby(_)));
        let sent = |kind| view.teams().any(|t| t.kind == kind && work(t));
        for (kind, task) in wanted {
            let busy =
                |id: &str| orders.iter().any(|o| matches!(o, Order::Dispatch { team, .. } if team == id));
            let free = |t: &&Team| t.kind == kind && t.status == TeamStatus::Ready && !busy(&t.id);
            if let Some(team) = view.teams().find(free).map(|t| t.id.clone())
                && !sent(kind)
            {
                orders.push(Order::Dispatch { team, task });
            }
        }
        orders
    }
}

/// Looks with the wrong people, so that the danger is known, and does nothing about it.
struct Careless(fn(&View<'_>) -> TaskOrder);

impl Commander for Careless {
    fn orders(&mut self, view: &View<'_>) -> Vec<Order> {
        let team = |kind| view.teams().find(|t| t.kind == kind).unwrap().id.clone();
        match view.now().0 / 60 {
            5 => vec![Order::Dispatch { team: team(TeamKind::Medical), task: (self.0)(view) }],
            _ => Vec::new(),
        }
    }
}

/// Rows with the least credit of who keeps the rule and the most of who breaks it.
fn told_apart(text: &str, plan: &str, look: fn(&View<'_>) -> TaskOrder, rows: &[(&str, f64, f64)]) {
    let careful = sheet::card(text, plan, 4, &mut Careful::default());
    let careless = sheet::card(text, plan, 4, &mut Careless(look));
    sheet::told_apart(&careful, &careless, rows);
}

fn look_at_slope(view: &View<'_>) -> TaskOrder {
    TaskOrder::InspectSlope(view.land().risks[hill_text().1].id.clone())
}

fn look_at_dam(view: &View<'_>) -> TaskOrder {
    TaskOrder::InspectDam(view.land().reservoirs[0].id.clone())
}

/// Level, headquarters, roads and people below, militia, alarms: under a slope.
#[test]
fn pingjiang_under_a_slope() {
    told_apart(
        &hill_text().0,
        "pingjiang",
        look_at_slope,
        &[
            ("PJ-R03", 0.7, 0.0),
            ("PJ-R04", 0.9, 0.0),
            ("PJ-R05", 0.9, 0.0),
            // Most have left; the roads on which they leave stay open, which costs half.
            ("PJ-R07", 0.25, 0.0),
            ("PJ-R14", 0.9, 0.0),
            ("PJ-R24", 0.9, 0.5),
        ],
    );
}

#[test]
fn pingjiang_below_a_dam() {
    told_apart(
        dam_text(),
        "pingjiang",
        look_at_dam,
        &[("PJ-R04", 0.9, 0.0), ("PJ-R05", 0.9, 0.0), ("PJ-R07", 0.6, 0.1), ("PJ-R14", 0.9, 0.0)],
    );
}

/// Who commands, four boxes for villages that a slide strikes, the plan's start, reports, and a lookout over the diggers.
#[test]
fn liupanshui_under_a_slope() {
    told_apart(
        &hill_text().0,
        "liupanshui",
        look_at_slope,
        &[
            ("LP-R01", 0.9, 0.0),
            ("LP-R05", 0.5, 0.0),
            ("LP-R06", 0.9, 0.0),
            ("LP-R11", 0.9, 0.0),
            ("LP-R14", 0.9, 0.0),
            ("LP-R19", 0.9, 0.0),
        ],
    );
}

/// The same below a dam; experts stand there before the county learns by chance that it seeps.
#[test]
fn liupanshui_below_a_dam() {
    told_apart(
        dam_text(),
        "liupanshui",
        look_at_dam,
        &[
            ("LP-R01", 0.9, 0.0),
            ("LP-R06", 0.9, 0.0),
            ("LP-R11", 0.9, 0.0),
            ("LP-R19", 0.4, 0.1),
            ("LP-R22", 1.0, 1.0),
        ],
    );
    // Whoever sends nobody before the keeper's round has nobody there.
    let nobody = sheet::card(dam_text(), "liupanshui", 4, &mut Nobody);
    assert_eq!(sheet::credit(&nobody, "LP-R22"), Some(0.0));
}
