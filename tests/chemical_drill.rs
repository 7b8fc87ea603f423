//! Works with tanks in the drill: what burns and who is hurt, with nothing done and with what can be done.

mod common;

use common::works::{Setting, load};
use sandtable::{
    county::TeamKind,
    drill::{
        Drill, Order,
        commander::{Commander, Doctrine, Nobody},
        hash,
        order::TaskOrder,
        setup,
        view::View,
    },
    hazard::{Air, Interventions, Plants, chemical::dense::DenseRelease},
    num::DrillTime,
    response::{
        Roster, Tables, count_people,
        facts::{Cause, Facts, What},
        knowledge::Known,
        plants::{Chemical, exposure::Breath},
    },
    scenario::{self, Loaded},
    text::Lang,
};
use std::sync::{Arc, OnceLock};

/// A styrene tank burns at night; the wind turns to the opposite side after two hours.
fn text() -> String {
    Setting {
        plan: "yueyang",
        start_clock: "22:00",
        duration: "4h",
        wind: r#"("0h", 2.0, 301.0), ("2h", 2.0, 301.0), ("2h20m", 2.0, 117.0)"#,
        air: (27.0, 60.0),
        clear: 0.8,
        accident: r#"site: "chemical-yufu-01", tank: 5, at: "5m", kind: TankFire"#,
    }
    .text()
}

fn loaded() -> Arc<Loaded> {
    load(&text())
}

/// What a run came to.
#[derive(Debug)]
struct Outcome {
    dead: u32,
    hurt: u32,
    failed: usize,
    poisoned: u32,
    released_kg: f64,
    /// Toxic load indoors, the worst house of all.
    indoor: f64,
    rescuers: u32,
}

fn outcome(drill: &Drill) -> Outcome {
    let counts = count_people(drill.world());
    let facts = &drill.world().resource::<Facts>().0;
    let count = |wanted: &dyn Fn(&What) -> u32| facts.iter().map(|f| wanted(&f.what)).sum::<u32>();
    let plants = drill.world().resource::<Plants>();
    let roster = drill.world().resource::<Roster>();
    let breath = roster.villages.iter().filter_map(|&e| drill.world().get::<Breath>(e));
    Outcome {
        dead: counts.dead,
        hurt: counts.injured,
        failed: plants.tanks.iter().filter(|t| t.failed).count(),
        poisoned: count(&|w| match w {
            What::Died { people, cause: Cause::Poisoned, .. } => *people,
            _ => 0,
        }),
        released_kg: plants.tanks.iter().map(|t| t.released_kg).sum(),
        indoor: breath.map(Breath::worst_indoor).fold(0.0, f64::max),
        rescuers: count(&|w| match w {
            What::RescuersLost { people, .. } => *people,
            _ => 0,
        }),
    }
}

/// Stays in at once, and does nothing more.
struct Shelter;

impl Commander for Shelter {
    fn orders(&mut self, view: &View<'_>) -> Vec<Order> {
        if view.now().0 > 0 {
            return Vec::new();
        }
        let village = |v: &sandtable::county::Village| Order::ShelterInPlace { village: v.id.clone() };
        view.land().villages.iter().map(village).collect()
    }
}

/// The drill with nothing done, looked at each minute.
fn nothing() -> &'static Outcome {
    static DONE: OnceLock<Outcome> = OnceLock::new();
    DONE.get_or_init(|| {
        let mut drill = Drill::new(loaded(), None).unwrap();
        let people = count_people(drill.world()).total();
        let (mut worst, mut sides) = (0.0, [false; 2]);
        common::play(&mut drill, &mut Nobody, &mut |drill| {
            let plants = drill.world().resource::<Plants>();
            // What was let out is in the air or has left the map with the wind; nothing is lost or made.
            for source in &plants.plume.sources {
                let Some(tank) = source.tank(&plants.tanks) else { continue };
                let in_air = source.cloud.mass_kg() + source.gone_kg;
                let off = (in_air - tank.released_kg).abs();
                assert!(off <= 1e-6 * tank.released_kg.max(1.0), "{in_air} kg of {}", tank.released_kg);
            }
            // A dose never falls.
            let now = outcome(drill).indoor;
            assert!(now >= worst, "{now} after {worst}");
            worst = now;
            // Before the wind turns the cloud lies to the south-east, afterwards to the north-west.
            let middle = plants.sites[0].at;
            let zones = plants.plume.zones(0);
            let mean = |f: fn(&sandtable::num::Point) -> f32| {
                let all: Vec<f32> = zones.iter().flatten().flatten().map(f).collect();
                all.iter().sum::<f32>() / all.len().max(1) as f32
            };
            if !zones.is_empty() && plants.tanks.iter().any(|t| t.release_kg_s > 0.1) {
                let east = mean(|p| p.x_m) > middle.x_m;
                match drill.now() {
                    t if t == DrillTime::minutes(115) => sides[0] = east,
                    t if t == DrillTime::minutes(235) => sides[1] = !east,
                    _ => {}
                }
            }
        });
        assert_eq!(sides, [true, true], "the zone goes with the wind");
        assert_eq!(count_people(drill.world()).total(), people);
        outcome(&drill)
    })
}

fn played(commander: &mut dyn Commander) -> Outcome {
    let mut drill = Drill::new(loaded(), None).unwrap();
    common::play(&mut drill, commander, &mut |_| ());
    outcome(&drill)
}

#[test]
fn who_acts_in_time_has_fewer_tanks_fail_and_fewer_people_hurt() {
    let (none, doctrine) = (nothing(), played(&mut Doctrine::default()));
    println!("nothing: {none:?}\ndoctrine: {doctrine:?}");
    assert!(none.failed > 1 && none.released_kg > 1_000.0 && none.poisoned > 0);
    assert!(doctrine.failed < none.failed && doctrine.released_kg < 0.5 * none.released_kg);
    assert!(doctrine.dead < none.dead && doctrine.hurt <= none.hurt);
    assert_eq!(doctrine.rescuers, 0);
}

#[test]
fn windows_shut_keep_the_dose_down() {
    let (open, shut) = (nothing(), played(&mut Shelter));
    println!("open {:.3e}, shut {:.3e}; {} and {} dead", open.indoor, shut.indoor, open.dead, shut.dead);
    // The tanks do not care.
    assert_eq!(shut.failed, open.failed);
    assert!(shut.indoor < 0.8 * open.indoor && shut.dead <= open.dead);
}

#[test]
fn threads_do_not_change_a_bit_of_a_burning_works() {
    let hash_on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let mut drill = Drill::new(loaded(), None).unwrap();
            common::play_until(&mut drill, DrillTime::minutes(70), &mut Doctrine::default(), &mut |_| ());
            hash::text(drill.hash())
        })
    };
    assert_eq!(hash_on(1), hash_on(2));
}

#[test]
fn faults_of_accidents_say_where_and_what_to_try() {
    // (from, to, path, words of the message or hint)
    let broken = [
        ("chemical-yufu-01", "chemical-yufu-1", "accidents[0].site", "chemical-yufu-01"),
        ("tank: 5", "tank: 9", "accidents[0].tank", "6"),
        ("tank: 5", "tank: 1", "accidents[0].kind", "surface can burn"),
        (
            "tank: 5, at: \"5m\", kind: TankFire",
            "tank: 1, at: \"5m\", kind: Leak(hole_mm: 9.0, lit: true)",
            "accidents[0].kind",
            "surface can burn",
        ),
        ("TankFire", "Leak(hole_mm: 900.0)", "accidents[0].kind.hole_mm", "500"),
        (
            "TankFire",
            "Leak(hole_mm: 90.0, pipe: (bore_mm: 50.0, length_m: 10.0))",
            "accidents[0].kind.hole_mm",
            "50",
        ),
        ("TankFire", "Leak(hole_mm: 9.0, height: 1.5)", "accidents[0].kind.height", "1"),
        (
            "TankFire",
            "Leak(hole_mm: 9.0, height: 0.5, pipe: (bore_mm: 50.0, length_m: 10.0))",
            "accidents[0].kind.height",
            "bottom",
        ),
        (
            "TankFire",
            "Leak(hole_mm: 9.0, lit: true, towards_deg: 400.0)",
            "accidents[0].kind.towards_deg",
            "360",
        ),
        ("at: \"5m\"", "at: \"9h\"", "accidents[0].at", "end of the drill"),
        ("en: \"something broke\"", "en: \"\"", "accidents[0].why", ""),
        ("TankFire", "TankFlood", "accidents[0].kind", "TankFire"),
    ];
    for (from, to, path, words) in broken {
        assert!(text().contains(from));
        let text = text().replacen(from, to, 1);
        let faults = match scenario::load_text("x.ron", &text, &common::plan_text()) {
            Err(faults) => faults.0,
            Ok(loaded) => {
                let county = setup::county(&loaded).unwrap();
                scenario::check_against(&loaded.scenario, &loaded.spans, &county)
            }
        };
        println!("{faults:?}");
        assert_eq!(faults.len(), 1, "{to}");
        let said = faults[0].render(Lang::En);
        println!("{said}");
        assert!(
            faults[0].field.starts_with(path) && faults[0].line > 10 && said.contains(words),
            "{to}: {said}"
        );
    }
}

/// A drill of half an hour after another accident.
fn after(site: &str, tank: usize, kind: &str, orders: &dyn Fn(&Drill) -> Vec<Order>) -> Drill {
    let text = text()
        .replace("chemical-yufu-01", site)
        .replace("tank: 5", &format!("tank: {tank}"))
        .replace("TankFire", kind)
        .replace("5m", "0m");
    let mut drill = Drill::new(load(&text), None).unwrap();
    for order in orders(&drill) {
        drill.order("test", order).unwrap();
    }
    common::play_until(&mut drill, DrillTime::minutes(60), &mut Nobody, &mut |_| ());
    drill
}

/// The nearest base of a kind to a works.
fn nearest(drill: &Drill, kind: TeamKind, site: &str) -> String {
    let land = drill.land();
    let at = land.facilities.iter().find(|f| f.place.id == site).unwrap().place.at;
    let bases = land.bases.iter().filter(|b| b.kind == kind);
    let far = |b: &&sandtable::county::Base| b.place.at.distance_m(at);
    bases.min_by(|a, b| far(a).total_cmp(&far(b))).unwrap().place.id.clone()
}

#[test]
fn a_valve_shut_stops_a_leak() {
    let (site, kind) = ("chemical-yufu-01", "Leak(hole_mm: 15.0, valve: true)");
    let run = |acts: bool| {
        let drill = after(site, 1, kind, &|drill| {
            let team = nearest(drill, TeamKind::Hazmat, site);
            let task = TaskOrder::ShutValve(format!("{site}/1"));
            if acts { vec![Order::Dispatch { team, task }] } else { Vec::new() }
        });
        let shut =
            drill.world().resource::<Facts>().0.iter().any(|f| matches!(f.what, What::ValveShut { .. }));
        let plants = drill.world().resource::<Plants>();
        let tank = plants.tanks.iter().find(|t| t.leak.is_some()).unwrap();
        (shut, tank.mass_kg, tank.released_kg)
    };
    let (left, shut) = (run(false), run(true));
    println!("left alone {left:?}, valve shut {shut:?}");
    assert!(!left.0 && shut.0 && left.2 > 0.0);
    assert!(shut.1 > left.1 && shut.2 < left.2);
}

#[test]
fn a_burning_leak_bursts_the_tank_beside_it_unless_it_is_cooled() {
    // The second kind of tank of a gas store is LPG.
    let (site, kind) = ("gas-longxing", "Leak(hole_mm: 30.0, lit: true)");
    let run = |acts: bool| {
        let drill = after(site, 3, kind, &|drill| {
            let team = nearest(drill, TeamKind::Fire, site);
            let task = TaskOrder::CoolTank(format!("{site}/4"));
            if acts { vec![Order::Dispatch { team, task }] } else { Vec::new() }
        });
        let at = |wanted: fn(&What) -> bool| {
            drill.world().resource::<Facts>().0.iter().find(|f| wanted(&f.what)).map(|f| f.at)
        };
        let signs = at(|w| matches!(w, What::BurstSigns { .. }));
        let ball = at(|w| matches!(w, What::Fireball { .. }));
        let plants = drill.world().resource::<Plants>();
        let heat = plants.tanks.iter().map(|t| t.heat_kw_m2).fold(0.0, f64::max);
        println!("heat {heat:.0} kW/m², signs {signs:?}, fireball {ball:?}");
        (signs, ball)
    };
    let (signs, ball) = run(false);
    assert!(signs.unwrap() < ball.unwrap(), "signs come before");
    assert!(run(true).1.is_none());
}

/// Times of facts in a drill.
fn first(drill: &Drill, wanted: impl Fn(&What) -> bool) -> Option<DrillTime> {
    drill.world().resource::<Facts>().0.iter().find(|f| wanted(&f.what)).map(|f| f.at)
}

#[test]
fn a_works_own_team_shuts_a_small_leak_and_cools_before_anybody_is_sent() {
    // The same tank as in the test of the county's teams; a hole of 4 mm lets the works' own people near.
    let site = "chemical-yufu-01";
    let small = after(site, 1, "Leak(hole_mm: 4.0, valve: true)", &|_| Vec::new());
    let acts = first(&small, |w| matches!(w, What::WorksTeamActs { .. })).unwrap();
    let shut = first(&small, |w| matches!(w, What::ValveShut { .. })).unwrap();
    let counted = first(&small, |w| matches!(w, What::PeopleCounted { people, .. } if *people > 0)).unwrap();
    println!("acts {acts:?}, shut {shut:?}, counted {counted:?}");
    assert!(acts < shut && shut < DrillTime::minutes(40) && counted < DrillTime::minutes(40));
    let large = after(site, 1, "Leak(hole_mm: 15.0, valve: true)", &|_| Vec::new());
    assert!(first(&large, |w| matches!(w, What::ValveShut { .. })).is_none());
    // A tank fire: fixed cooling takes heat off the neighbours until its basin is empty.
    let fire = after(site, 5, "TankFire", &|_| Vec::new());
    assert!(first(&fire, |w| matches!(w, What::FixedCooling { .. })).is_some());
    let facility = fire.land().facilities.iter().position(|f| f.place.id == site).unwrap();
    let plan = &fire.world().resource::<Chemical>().own[&facility];
    let works = fire.land().facilities[facility].kind;
    let basin = fire.world().resource::<Tables>().chemical.own.works[&works].basin_m3;
    println!("{plan:?}");
    assert!(plan.cooling_since.is_some() && plan.basin_m3 < basin);
    let known = &fire.world().resource::<Known>().plants.works[&facility];
    assert!(known.people.is_some() && known.basin_m3 < basin);
}

#[test]
fn a_works_own_team_leaves_at_the_signs_of_a_burst() {
    let drill = after("gas-longxing", 3, "Leak(hole_mm: 30.0, lit: true)", &|_| Vec::new());
    let signs = first(&drill, |w| matches!(w, What::BurstSigns { .. })).unwrap();
    let left = first(&drill, |w| matches!(w, What::TeamWithdrew { by_itself: true, .. })).unwrap();
    let acts = first(&drill, |w| matches!(w, What::WorksTeamActs { .. }));
    let ball = first(&drill, |w| matches!(w, What::Fireball { .. })).unwrap();
    println!("signs {signs:?}, acts {acts:?}, left {left:?}, fireball {ball:?}");
    assert!(left >= signs && left < ball && acts.is_none_or(|at| at < signs));
    assert!(first(&drill, |w| matches!(w, What::RescuersLost { .. })).is_none());
}

#[test]
fn who_judges_tanks_sees_signs_only_where_something_can_still_fail() {
    let site = "chemical-yufu-01";
    let drill = after(site, 5, "TankFire", &|drill| {
        let team = nearest(drill, TeamKind::Hazmat, site);
        vec![Order::Dispatch { team, task: TaskOrder::BlockDrains(site.to_owned()) }]
    });
    let known = &drill.world().resource::<Known>().plants.tanks;
    let seen: Vec<_> = known.values().filter(|r| r.hall.is_none()).collect();
    let judged = seen.iter().filter(|r| r.damage.is_some() && r.heat_kw_m2.is_some()).count();
    let failed: Vec<_> = seen.iter().filter(|r| r.failed).collect();
    println!("{} seen, {judged} judged, {} failed", seen.len(), failed.len());
    assert!(judged > 0 && !failed.is_empty());
    assert!(failed.iter().all(|r| r.damage.is_none() && r.heat_kw_m2.is_none()));
}

#[test]
fn experts_on_the_spot_judge_tanks_and_do_nothing_else() {
    let (site, kind) = ("chemical-yufu-01", "Leak(hole_mm: 6.0, valve: true)");
    let judged = |send: bool| {
        let mut drill = after(site, 5, kind, &|drill| {
            let team = nearest(drill, TeamKind::Experts, site);
            let task = TaskOrder::AssessTanks(site.to_owned());
            if send { vec![Order::Dispatch { team, task }] } else { Vec::new() }
        });
        common::play_until(&mut drill, DrillTime::minutes(110), &mut Nobody, &mut |_| ());
        let known = &drill.world().resource::<Known>().plants;
        (
            known.tanks.values().filter(|r| r.damage.is_some()).count(),
            known.cloud.is_some(),
            drill.world().resource::<Chemical>().valve_min.len(),
        )
    };
    let (there, away) = (judged(true), judged(false));
    println!("(tanks judged, cloud forecast, valves worked at): experts there {there:?}, away {away:?}");
    assert!(there.0 >= 6 && away.0 == 0 && there.1 && !away.1);
    assert_eq!(there.2, away.2);
}

#[test]
fn heavy_gas_is_screened_by_the_workbook_beside_the_cloud_that_is_followed() {
    let site = "chemical-yufu-01";
    let cloud = |tank: usize| {
        let mut drill = after(site, tank, "Leak(hole_mm: 6.0)", &|drill| {
            let team = nearest(drill, TeamKind::Hazmat, site);
            vec![Order::Dispatch { team, task: TaskOrder::BlockDrains(site.to_owned()) }]
        });
        common::play_until(&mut drill, DrillTime::minutes(110), &mut Nobody, &mut |_| ());
        let air_c = drill.world().resource::<Air>().temperature_c;
        (drill.world().resource::<Known>().plants.cloud.clone().expect("a team is there"), air_c)
    };
    let (chlorine, air_c) = cloud(1);
    let screened = chlorine.screened_m.expect("chlorine is heavy");
    println!("{} kg/s in {} m/s", chlorine.rate_kg_s, chlorine.wind_m_s);
    println!("AEGL-1 to -3 followed to {:.0?} m, screened to {screened:.0?} m", chlorine.reach_m);
    // The command line's screening: chlorine boils at -34 °C, where it weighs 3.61 kg/m³, and AEGL are 0.5, 2 and 20 ppm.
    let gas = DenseRelease {
        rate_kg_s: chlorine.rate_kg_s,
        gas_kg_m3: 3.61,
        gas_c: -34.0,
        air_c,
        wind_m_s: chlorine.wind_m_s,
    };
    for (reach, ppm) in screened.iter().zip([0.5, 2.0, 20.0]) {
        let by_hand = gas.reach_m(1e-6 * ppm).unwrap();
        assert!((reach / by_hand - 1.0).abs() < 0.01, "{ppm} ppm: {reach:.0} m, by hand {by_hand:.0} m");
    }
    // Vapour of styrene comes off its pool as air with a little of it: nothing to screen.
    let (styrene, _) = cloud(5);
    assert!(styrene.rate_kg_s > 0.0 && styrene.screened_m.is_none(), "{} kg/s", styrene.rate_kg_s);
}

#[test]
fn crews_block_the_drains_of_a_works_and_open_its_bunds() {
    let site = "chemical-yufu-01";
    let facts = |acts: bool| {
        let drill = after(site, 5, "TankFire", &|drill| {
            let [blocks, drains] =
                [TeamKind::MicroFire, TeamKind::Hazmat].map(|kind| nearest(drill, kind, site));
            let orders = [
                Order::Dispatch { team: blocks, task: TaskOrder::BlockDrains(site.to_owned()) },
                Order::Dispatch { team: drains, task: TaskOrder::DrainBunds(site.to_owned()) },
            ];
            orders.into_iter().filter(|_| acts).collect()
        });
        let facility = drill.land().facilities.iter().position(|f| f.place.id == site).unwrap();
        let orders = drill.world().resource::<Interventions>();
        assert_eq!(orders.drains_blocked.contains(&facility), acts);
        assert_eq!(orders.bunds_drained.contains(&facility), acts);
        let blocked = first(&drill, |w| matches!(w, What::DrainsBlocked { site } if *site == facility));
        (blocked, first(&drill, |w| matches!(w, What::BundsDrained { site } if *site == facility)))
    };
    let done = facts(true);
    println!("{done:?}");
    assert!(done.0.is_some() && done.1.is_some());
    assert_eq!(facts(false), (None, None));
}
