//! Checks that the plans of Shicheng and Liangjiang brought, under a slope that comes down: each tells who keeps the rule
//! from who breaks it. Fires have theirs in `score/fire.rs`.

mod common;

use common::{
    hill::hill_text,
    plan_text, play_until,
    sheet::{card, credit, told_apart},
};
use sandtable::{
    county::TeamKind,
    drill::{
        Drill, Order,
        commander::{Commander, Doctrine, Nobody},
        order::{Area, TaskOrder},
        view::View,
    },
    num::DrillTime,
    response::{
        command::Level,
        facts::{Facts, What},
        incidents::IncidentKind,
        teams::Status,
        warning::{Channel, Colour},
    },
    scenario,
};
use std::{collections::BTreeSet, sync::Arc};

/// Doctrine, which sends the grass roots' own teams first to whatever threatens people.
#[derive(Default)]
struct Careful {
    doctrine: Doctrine,
    sent: Vec<(TeamKind, IncidentKind)>,
}

impl Commander for Careful {
    fn orders(&mut self, view: &View<'_>) -> Vec<Order> {
        let land = view.land();
        let mut orders: Vec<Order> = Vec::new();
        for (_, incident) in view.incidents() {
            let task = match incident.kind {
                IncidentKind::SlopeMoving { slope } => TaskOrder::Lookout(land.risks[slope].id.clone()),
                IncidentKind::Landslide { village } => {
                    TaskOrder::SearchBuried(land.villages[village].id.clone())
                }
                _ => continue,
            };
            for kind in [TeamKind::MicroFire, TeamKind::Township] {
                let free = view
                    .teams()
                    .find(|t| t.kind == kind && t.township == incident.township && t.status == Status::Ready);
                if let Some(team) = free.filter(|_| !self.sent.contains(&(kind, incident.kind))) {
                    self.sent.push((kind, incident.kind));
                    orders.push(Order::Dispatch { team: team.id.clone(), task: task.clone() });
                }
            }
        }
        orders.extend(self.doctrine.orders(view));
        orders
    }
}

/// Looks with the wrong people and nobody over them.
struct Careless;

impl Commander for Careless {
    fn orders(&mut self, view: &View<'_>) -> Vec<Order> {
        let team = |kind| view.teams().find(|t| t.kind == kind).unwrap().id.clone();
        let slope = &view.land().risks[hill_text().1].id;
        let look = |kind| Order::Dispatch { team: team(kind), task: TaskOrder::InspectSlope(slope.clone()) };
        match view.now().0 / 60 {
            5 => vec![look(TeamKind::Medical), look(TeamKind::Fire)],
            // So late that nothing of it helps.
            175 => vec![Order::SetLevel { level: Level::IV }],
            _ => Vec::new(),
        }
    }
}

/// Warns an area red, and does nothing else.
struct Warner(Area);

impl Commander for Warner {
    fn orders(&mut self, view: &View<'_>) -> Vec<Order> {
        let warn =
            || Order::Warn { colour: Colour::Red, area: self.0.clone(), channels: Channel::ALL.to_vec() };
        if view.now().0 == 0 { vec![warn()] } else { Vec::new() }
    }
}

#[test]
fn shicheng_under_a_slope() {
    let careful = card(&hill_text().0, "shicheng", 3, &mut Careful::default());
    let careless = card(&hill_text().0, "shicheng", 3, &mut Careless);
    told_apart(
        &careful,
        &careless,
        &[
            // Most of those who moved still walk, or wait for the trucks, after three hours.
            ("SC-T07", 0.15, 0.0),
            ("SC-T09", 0.9, 0.0),
            ("SC-T19", 0.9, 0.3),
            ("SC-R01", 0.7, 0.0),
            ("SC-R03", 0.9, 0.0),
            ("SC-R08", 0.7, 0.0),
        ],
    );
    let lives = |card| credit(card, "SC-R15").unwrap();
    assert!(lives(&careful) > 1.3 * lives(&careless), "{} {}", lives(&careful), lives(&careless));
    // No fire, no fire targets.
    assert_eq!((credit(&careful, "SC-T08"), credit(&careless, "SC-T08")), (None, None));
}

/// Whom harm reaches in the first hours if nobody does anything.
fn struck(hours: u32) -> Vec<String> {
    let loaded = scenario::load_text("drill.ron", &hill_text().0, &plan_text()).unwrap();
    let mut drill = Drill::new(Arc::new(loaded), None).unwrap();
    play_until(&mut drill, DrillTime::hours(hours), &mut Nobody, &mut |_| ());
    let mut villages = BTreeSet::from([hill_text().2]);
    for fact in &drill.world().resource::<Facts>().0 {
        if let What::VillageFlooded { village } | What::Buried { village, .. } = fact.what {
            villages.insert(village);
        }
    }
    villages.into_iter().map(|village| drill.land().villages[village].id.clone()).collect()
}

#[test]
fn liangjiang_under_a_slope() {
    let named = card(&hill_text().0, "liangjiang", 2, &mut Warner(Area::Villages(struck(2))));
    let everybody = card(&hill_text().0, "liangjiang", 2, &mut Warner(Area::County));
    told_apart(&named, &everybody, &[("LJ-R07", 0.8, 0.1), ("LJ-T09", 0.9, 1.0)]);
    assert_eq!(credit(&named, "LJ-T21"), None);
}
