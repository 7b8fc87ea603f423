//! Fire water that runs over goes down the river to a waterworks: shut in time, or not.

mod common;

use bevy::ecs::message::message_update_system;
use sandtable::{
    drill::{Order, hash, orders, setup},
    hazard::{Interventions, Plants},
    num::DrillTime,
    response::{
        facts::{Facts, What},
        incidents::{IncidentKind, Incidents},
        knowledge::Known,
        plants::{Chemical, intake::supplied},
    },
    scenario::{self, Loaded},
    sim::{Clock, Land, SimTick},
};
use std::sync::Arc;

/// A styrene tank leaks; the scenario's own works stands by the river above a waterworks.
const TEXT: &str = r#"(
    id: "intake",
    name: (zh: "取水口污染", en: "A polluted intake"),
    briefing: (zh: "储罐泄漏。", en: "A tank leaks."),
    objectives: [(zh: "无人受害", en: "Nobody is harmed")],
    plan: "plans/yueyang.ron",
    county: (seed: 21, rows: 256, cols: 256, cell_m: 60.0, profile: "liangjiang"),
    start_clock: "10:00",
    duration: "8h",
    weather: (wind: [("0h", 3.0, 180.0)], air: [("0h", 20.0, 60.0)]),
    accidents: [
        (site: "chemical-yufu-01", tank: 5, at: "1m", kind: TankFire, why: (zh: "雷击", en: "lightning")),
    ],
)"#;

fn loaded() -> Arc<Loaded> {
    Arc::new(scenario::load_text("intake.ron", TEXT, &common::plan_text()).unwrap())
}

struct Outcome {
    polluted_h: f64,
    dry_h: f64,
    known: Option<DrillTime>,
    arrives: Option<DrillTime>,
    most: f64,
    hash: u64,
}

/// Water is kept on the tanks without anybody blocking drains; whether the intake is shut when it is known, and opened again.
fn play(shuts: bool, blocks: bool) -> Outcome {
    let loaded = loaded();
    let mut world = setup::world(&loaded, loaded.scenario.county.seed).unwrap();
    let works = world.resource::<Plants>().intakes.first().map(|i| i.works);
    let works = works.expect("the county has a waterworks below the park");
    let (mut most, mut shut): (f64, bool) = (0.0, false);
    let steps = 8 * 60;
    for minute in 0..steps {
        for _ in 0..6 {
            let tanks: Vec<_> = world.resource::<Plants>().tanks.iter().map(|t| t.id).collect();
            let mut orders = world.resource_mut::<Interventions>();
            // The response writes its own cooling each tick; what the test lays on stands for a crew without hydrants.
            if minute < 180 {
                orders.cooling_l_min = tanks.iter().map(|t| (*t, 40_000.0)).collect();
            }
            if blocks {
                orders.drains_blocked.extend(tanks.iter().map(|t| t.site));
            }
            world.resource_mut::<Clock>().tick += 1;
            world.run_schedule(SimTick);
            world.run_system_cached(message_update_system).unwrap();
            world.clear_trackers();
        }
        let report = world.resource::<Known>().plants.intakes.get(&works).copied();
        if let Some(report) = report.filter(|_| shuts) {
            let over = report.over.is_some() || report.times > 1.0;
            if over != shut {
                let id = world.resource::<Land>().facilities[works].place.id.clone();
                orders::apply(&mut world, &Order::Intake { works: id, open: !over }).unwrap();
                shut = over;
            }
        }
        most = most.max(world.resource::<Plants>().at_intake(works));
        for outfall in &world.resource::<Plants>().outfalls {
            for (_, load) in &outfall.loads {
                let sum = load.mass_kg() + load.broken_kg + load.gone_kg;
                assert!((sum - load.in_kg).abs() <= 1e-9 * load.in_kg, "{sum} of {} kg", load.in_kg);
            }
        }
    }
    let state = world.resource::<Chemical>().intakes.get(&works).copied().unwrap_or_default();
    let facts = &world.resource::<Facts>().0;
    let incidents = &world.resource::<Incidents>().0;
    let kind = IncidentKind::WaterPolluted { works };
    let people = supplied(world.resource::<Land>(), works);
    let arrives = facts.iter().find_map(|f| match f.what {
        What::IntakePolluted { people: p, .. } => {
            assert_eq!(p, people);
            Some(f.at)
        }
        _ => None,
    });
    Outcome {
        polluted_h: state.polluted_person_h,
        dry_h: state.dry_person_h,
        known: incidents.iter().find(|i| i.kind == kind).and_then(|i| i.known),
        arrives,
        most,
        hash: hash::state(&world),
    }
}

#[test]
fn an_intake_that_is_shut_in_time_keeps_people_from_what_ran_off() {
    let (open, shut, blocked) = (play(false, false), play(true, false), play(false, true));
    for (name, o) in [("open", &open), ("shut", &shut), ("drains blocked", &blocked)] {
        println!(
            "{name}: {:.1} limits at most, known {:?}, taken in {:?}, {:.0} person-hours polluted, {:.0} dry",
            o.most, o.known, o.arrives, o.polluted_h, o.dry_h
        );
    }
    assert!(open.most > 1.0 && open.polluted_h > 0.0 && open.dry_h == 0.0);
    // It is known before it comes, and who acts on it is spared.
    let (known, arrives) = (open.known.unwrap(), open.arrives.unwrap());
    assert!(known < arrives);
    assert!(shut.arrives.is_none() && shut.polluted_h == 0.0);
    assert!(blocked.most == 0.0 && blocked.known.is_none() && blocked.polluted_h == 0.0);
    assert_ne!(open.hash, shut.hash);
}
