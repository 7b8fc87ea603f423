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
    /// What reached the river, and when; what the basin has and holds, m³.
    drained_m3: f64,
    in_kg: f64,
    ran_off: Option<DrillTime>,
    basin_m3: (f64, f64),
}

/// What is done about fire water.
#[derive(Clone, Copy, Default)]
struct Acts {
    /// The intake is shut when it is known, and opened again.
    shuts: bool,
    /// The works' drains are blocked, the drains of its bunds opened.
    blocks: bool,
    drains: bool,
    /// Water on each tank for three hours, L/min.
    l_min: f64,
}

/// Water is kept on the tanks.
fn play(acts: Acts) -> Outcome {
    let Acts { shuts, blocks, drains, l_min } = acts;
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
                orders.cooling_l_min = tanks.iter().map(|t| (*t, l_min)).collect();
            }
            if blocks {
                orders.drains_blocked.extend(tanks.iter().map(|t| t.site));
            }
            if drains {
                orders.bunds_drained.extend(tanks.iter().map(|t| t.site));
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
    let plants = world.resource::<Plants>();
    let burnt = plants.accidents[0].tank.site;
    let site = plants.sites.iter().find(|s| s.facility == burnt).unwrap();
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
        drained_m3: site.drained_m3,
        in_kg: plants.outfalls.iter().flat_map(|o| &o.loads).map(|(_, load)| load.in_kg).sum(),
        ran_off: facts.iter().find(|f| matches!(f.what, What::RanOff { .. })).map(|f| f.at),
        basin_m3: (site.basin.filled_m3, site.basin.holds_m3),
    }
}

#[test]
fn an_intake_that_is_shut_in_time_keeps_people_from_what_ran_off() {
    let hard = Acts { l_min: 40_000.0, ..Acts::default() };
    let (open, shut) = (play(hard), play(Acts { shuts: true, ..hard }));
    for (name, o) in [("open", &open), ("shut", &shut)] {
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
    assert_ne!(open.hash, shut.hash);
}

#[test]
fn a_basin_keeps_fire_water_from_the_river_as_long_as_it_has_room() {
    let gentle = Acts { l_min: 3_000.0, ..Acts::default() };
    let runs = [
        ("nothing done", play(gentle)),
        ("drains blocked", play(Acts { blocks: true, ..gentle })),
        ("bunds drained", play(Acts { drains: true, ..gentle })),
        ("too much water", play(Acts { l_min: 40_000.0, ..gentle })),
        ("blocked, too much water", play(Acts { blocks: true, l_min: 40_000.0, ..gentle })),
    ];
    for (name, o) in &runs {
        println!(
            "{name}: {:.0} m³ and {:.0} kg in the river from {:?}, {:.0} of {:.0} m³ in the basin",
            o.drained_m3, o.in_kg, o.ran_off, o.basin_m3.0, o.basin_m3.1
        );
    }
    let [(_, free), (_, blocked), (_, drained), (_, much), (_, full)] = &runs;
    assert!(free.drained_m3 > 0.0 && free.ran_off.is_some() && free.basin_m3.0 == 0.0);
    assert!(blocked.ran_off.is_none() && blocked.drained_m3 == 0.0);
    assert!(blocked.most == 0.0 && blocked.known.is_none());
    // A drain takes what its bund brings but where three tanks are cooled over one.
    assert!(drained.drained_m3 < 0.2 * free.drained_m3 && drained.ran_off > free.ran_off);
    for kept in [blocked, drained] {
        assert!(kept.basin_m3.0 > 0.0 && kept.basin_m3.0 < kept.basin_m3.1);
    }
    // What is too much for the basin runs off after all, later.
    assert!(full.basin_m3.0 == full.basin_m3.1 && full.ran_off > much.ran_off);
    assert!(full.in_kg > 0.0 && full.in_kg < much.in_kg);
}
