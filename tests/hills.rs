//! Slopes in the drill: what comes down, whom it strikes, and what people can do about it.

mod common;

use sandtable::{
    county::{County, RiskKind},
    drill::{
        Drill, Order,
        order::{Area, TaskOrder, road_id},
        setup,
    },
    hazard::{FloodField, HazardTables, SlopePlan, Slopes, slide::trigger::Spell},
    num::DrillTime,
    response::{
        count_people,
        facts::{Facts, What},
        knowledge::Known,
        slides::signs::Sign,
        travel::Roads,
        warning::{Channel, Colour},
    },
    scenario::{self, Loaded},
    sim::Seed,
};
use std::sync::{Arc, OnceLock};

const TEMPLATE: &str = r#"(
    id: "hill",
    name: (zh: "小滑坡", en: "A small slide"),
    briefing: (zh: "山体已经浸透。", en: "The hills are soaked."),
    objectives: [(zh: "无人伤亡", en: "Nobody is hurt")],
    plan: "plans/yueyang.ron",
    county: (seed: SEED, rows: 256, cols: 256, cell_m: 60.0, profile: "pingjiang"),
    start_clock: "06:00",
    duration: "6h",
    weather: (before: [("6h", 1.0)], background: [("0h", 25.0), ("2h", 25.0), ("2h30m", 0.0)]),
    slopes: (groundwater: 0.1, weak: [WEAK]),
)"#;

fn load(text: &str) -> Arc<Loaded> {
    Arc::new(scenario::load_text("hill.ron", text, &common::plan_text()).unwrap())
}

/// The slope of a county that has most people below it: its risk spot and the village.
fn worst(county: &County) -> Option<(usize, usize)> {
    let table = HazardTables::built_in().unwrap().slope;
    let slopes = Slopes::build(county, &SlopePlan::default(), &table, Seed(1));
    let people = |i: usize| -> f32 {
        let below = |(v, share): &(usize, f32)| county.villages[*v].people as f32 * share;
        slopes.hills[i].zone.villages.iter().map(below).sum()
    };
    (0..slopes.hills.len())
        .filter(|&i| county.risks[slopes.hills[i].risk].kind == RiskKind::Slope && people(i) > 150.0)
        .max_by(|&a, &b| people(a).total_cmp(&people(b)))
        .map(|hill| (slopes.hills[hill].risk, slopes.hills[hill].zone.villages[0].0))
}

/// A scenario on the first county that has such a slope, which is made weak; with its risk spot and village.
fn hill() -> &'static (Arc<Loaded>, usize, usize) {
    static HILL: OnceLock<(Arc<Loaded>, usize, usize)> = OnceLock::new();
    HILL.get_or_init(|| {
        let found = (1..40).find_map(|seed| {
            let text = TEMPLATE.replace("SEED", &seed.to_string());
            let county = setup::county(&load(&text.replace("WEAK", ""))).unwrap();
            worst(&county).map(|(risk, village)| (text, county.risks[risk].id.clone(), risk, village))
        });
        let (text, id, risk, village) = found.expect("a county with homes below a slope");
        println!("{id}");
        let weak = |cohesion: f64| {
            let slope = format!(
                r#"(slope: "{id}", depth_m: 3.0, cohesion_kpa: {cohesion:.1}, why: (zh: "老滑坡", en: "old slide"))"#
            );
            load(&text.replace("WEAK", &slope))
        };
        // As strong as it takes to stand for one to two hours of the rain.
        let rain = [
            Spell { from_s: -21_600.0, to_s: 0.0, rate_m_s: 1.0 / 3.6e6 },
            Spell { from_s: 0.0, to_s: 10_800.0, rate_m_s: 25.0 / 3.6e6 },
        ];
        let stands = |cohesion: &f64| {
            let drill = Drill::new(weak(*cohesion), None).unwrap();
            let slopes = drill.world().resource::<Slopes>();
            slopes.hills[slopes.of_risk(risk).unwrap()].safety_after(&rain, 5400.0) >= 1.0
        };
        let cohesion = (0..80).map(f64::from).find(stands).unwrap();
        (weak(cohesion), risk, village)
    })
}

fn run(drill: &mut Drill, until: DrillTime) {
    while drill.now() < until {
        drill.tick().unwrap();
    }
}

fn fact(drill: &Drill, wanted: impl Fn(&What) -> bool) -> Option<DrillTime> {
    drill.world().resource::<Facts>().0.iter().find(|f| wanted(&f.what)).map(|f| f.at)
}

#[test]
fn a_weak_slope_comes_down_on_the_village_and_what_it_moves_is_conserved() {
    let (loaded, risk, village) = hill();
    let mut drill = Drill::new(loaded.clone(), None).unwrap();
    let before: Vec<f32> = drill.world().resource::<FloodField>().0.ground_m().to_vec();
    let people = count_people(drill.world()).total();
    run(&mut drill, DrillTime::hours(3));
    let slopes = drill.world().resource::<Slopes>();
    let hill = slopes.of_risk(*risk).unwrap();
    let slide = slopes.from_hill(hill).next().expect("the slope came down");
    println!(
        "failed at {}, {:.0} m³, at rest at {:?}",
        slide.failed_at.clock(),
        slide.released_m3,
        slide.stopped_at
    );
    assert!(slide.stopped_at.is_some() && !slide.moves());
    let counts = count_people(drill.world());
    println!("{counts:?}");
    assert_eq!(counts.total(), people);
    assert!(counts.dead + counts.buried > 0, "homes of the village lie below it");
    assert!(fact(&drill, |w| matches!(w, What::Buried { village: v, .. } if v == village)).is_some());
    // What left the slope lies somewhere: scar and deposit sum to nothing, but for what left over the window's edge.
    let after = drill.world().resource::<FloodField>().0.ground_m();
    let change: f64 = after.iter().zip(&before).map(|(a, b)| f64::from(a - b)).sum::<f64>() * 3600.0;
    let moved: f64 =
        after.iter().zip(&before).map(|(a, b)| f64::from((a - b).max(0.0))).sum::<f64>() * 3600.0;
    println!("sum of all changes {change:.0} m³ of {moved:.0} m³ moved");
    assert!(moved > 1000.0 && change.abs() < 0.15 * moved);
}

#[test]
fn whoever_has_left_in_time_lives() {
    let (loaded, _, village) = hill();
    let mut stay = Drill::new(loaded.clone(), None).unwrap();
    let end = DrillTime::hours(3);
    run(&mut stay, end);
    let mut leave = Drill::new(loaded.clone(), None).unwrap();
    let land = leave.land().clone();
    let home = &land.villages[*village];
    let zones: Vec<_> = leave.world().resource::<Slopes>().hills.iter().map(|h| h.zone.clone()).collect();
    let safe = |s: &usize| {
        let place = &land.shelters[*s].place;
        let cell = land.spec.cell_at(place.at) as u32;
        place.township != usize::MAX && !zones.iter().any(|z| z.cells.contains(&cell))
    };
    let far = |s: &usize| land.shelters[*s].place.at.distance_m(home.at);
    let shelter = (0..land.shelters.len()).filter(safe).min_by(|a, b| far(a).total_cmp(&far(b))).unwrap();
    let id = land.shelters[shelter].place.id.clone();
    let warn = Order::Warn {
        colour: Colour::Red,
        area: Area::Villages(vec![home.id.clone()]),
        channels: Channel::ALL.to_vec(),
    };
    for order in [
        Order::OpenShelter { shelter: id.clone() },
        warn,
        Order::Evacuate { village: home.id.clone(), shelter: id, via: Vec::new() },
    ] {
        leave.order("test", order).unwrap();
    }
    run(&mut leave, end);
    let lost = |drill: &Drill| {
        let counts = count_people(drill.world());
        counts.dead + counts.buried
    };
    println!("lost without leaving {}, with leaving {}", lost(&stay), lost(&leave));
    assert!(lost(&leave) < lost(&stay));
}

#[test]
fn an_inspection_sees_what_nobody_else_does_and_search_and_clearing_work() {
    let (loaded, risk, village) = hill();
    let mut drill = Drill::new(loaded.clone(), None).unwrap();
    let land = drill.land().clone();
    let slope = land.risks[*risk].id.clone();
    let near = |at: sandtable::num::Point, kind: fn(sandtable::county::TeamKind) -> bool| {
        let far = |b: &&sandtable::county::Base| b.place.at.distance_m(at);
        let bases = land.bases.iter().filter(|b| kind(b.kind));
        bases.min_by(|a, b| far(a).total_cmp(&far(b))).unwrap().place.id.clone()
    };
    use sandtable::county::TeamKind as K;
    let crew = near(land.risks[*risk].at, |k| k == K::Township);
    drill
        .order("test", Order::Dispatch { team: crew.clone(), task: TaskOrder::InspectSlope(slope.clone()) })
        .unwrap();
    let unknown =
        Order::Dispatch { team: crew.clone(), task: TaskOrder::InspectSlope("slope-nowhere".into()) };
    assert!(drill.order("test", unknown).is_err());
    let failed = |drill: &Drill| fact(drill, |w| matches!(w, What::SlopeFailed { .. }));
    let mut seen = None;
    while failed(&drill).is_none() && !drill.finished() {
        drill.tick().unwrap();
        let report = drill.world().resource::<Known>().slopes[*risk];
        seen = seen.max(report.filter(|r| r.safety.is_some()).map(|r| r.sign));
    }
    println!("inspection saw {seen:?}");
    assert!(seen.is_some_and(|s| s >= Sign::Cracks));
    // Search: those who lie buried come out, alive or not.
    let later = DrillTime(failed(&drill).unwrap().0 + 1800);
    run(&mut drill, later);
    let before = count_people(drill.world()).buried;
    assert!(before > 0, "somebody lies under the slide");
    let at = land.villages[*village].at;
    let mut bases: Vec<&sandtable::county::Base> = land.bases.iter().filter(|b| b.place.id != crew).collect();
    bases.sort_by(|a, b| a.place.at.distance_m(at).total_cmp(&b.place.at.distance_m(at)));
    let teams = |kind: K| bases.iter().filter(move |b| b.kind == kind).map(|b| b.place.id.clone());
    let hands = || {
        let idle = |b: &&&sandtable::county::Base| !matches!(b.kind, K::Medical | K::Experts | K::Township);
        bases.iter().filter(idle).map(|b| b.place.id.clone())
    };
    let roads: Vec<usize> = drill.world().resource::<Roads>().debris_m3.keys().copied().collect();
    println!("{before} lie buried, roads cut {roads:?}");
    for (road, team) in roads.iter().zip(teams(K::Township)) {
        // A road that no way leads to is left to who comes from the other side.
        let _ = drill.order("test", Order::Dispatch { team, task: TaskOrder::ClearDebris(road_id(*road)) });
    }
    let home = land.villages[*village].id.clone();
    let sent = hands()
        .take(6)
        .filter(|team| {
            let task = TaskOrder::SearchBuried(home.clone());
            drill.order("test", Order::Dispatch { team: team.clone(), task }).is_ok()
        })
        .count();
    // The crew that looked at the slope is the nearest of all.
    drill.order("test", Order::Recall { team: crew.clone() }).unwrap();
    let task = TaskOrder::SearchBuried(home.clone());
    drill.order("test", Order::Dispatch { team: crew.clone(), task }).unwrap();
    println!("{sent} teams search");
    let debris = |drill: &Drill| drill.world().resource::<Roads>().debris_m3.clone();
    let first = debris(&drill);
    run(&mut drill, DrillTime(later.0 + 2 * 3600));
    let left = debris(&drill);
    assert!(first.iter().any(|(road, m3)| left.get(road).is_none_or(|now| now < m3)), "{first:?} {left:?}");
    assert!(fact(&drill, |w| matches!(w, What::DugOut { .. })).is_some());
    assert!(count_people(drill.world()).buried < before);
}

#[test]
fn the_same_slide_comes_down_on_every_run() {
    let (loaded, ..) = hill();
    let hash = || {
        let mut drill = Drill::new(loaded.clone(), None).unwrap();
        run(&mut drill, DrillTime::minutes(90));
        drill.hash()
    };
    assert_eq!(hash(), hash());
}

#[test]
fn explore() {
    let (loaded, risk, _) = hill();
    for rain in ["(\"2h\", 25.0), (\"2h30m\", 0.0)"] {
        let _ = rain;
        let mut drill = Drill::new(loaded.clone(), None).unwrap();
        while !drill.finished() {
            drill.tick().unwrap();
            if drill.now().0.is_multiple_of(300) {
                let slopes = drill.world().resource::<Slopes>();
                let h = &slopes.hills[slopes.of_risk(*risk).unwrap()];
                println!(
                    "{} fs {:.4} creep {:.1} slides {}",
                    drill.now().clock(),
                    h.safety,
                    h.creep_mm_h,
                    slopes.slides.len()
                );
            }
        }
    }
}
