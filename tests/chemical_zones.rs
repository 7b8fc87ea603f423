//! Zones around works: where they lie, who knows of them, what the forecast of a cloud foresees, and what heat and bursting
//! tanks do to people and to what stands near.

mod common;

use common::works::{Setting, load};
use sandtable::{
    county::TeamKind,
    drill::{Drill, Order, commander::Nobody, order::TaskOrder, setup},
    hazard::{Air, Plants, TankRef, chemical::air::water_vapour_pa, chemical::limits::limits},
    num::{DrillTime, Point, ring::inside},
    response::{
        Roster,
        facts::{Cause, Facts, What},
        knowledge::Known,
        people::{Residents, State},
        plants::{Chemical, exposure::Breath},
    },
    sim::Land,
};

const SITE: &str = "chemical-yufu-01";

/// An accident at a works on a calm afternoon.
fn text(accident: &'static str, wind: &'static str) -> String {
    Setting {
        plan: "liangjiang",
        start_clock: "14:00",
        duration: "3h",
        wind,
        air: (27.0, 60.0),
        clear: 0.3,
        accident,
    }
    .text()
}

const STEADY: &str = r#"("0h", 3.0, 301.0)"#;
const FIRE: &str = r#"site: "chemical-yufu-01", tank: 5, at: "1m", kind: TankFire"#;
const CHLORINE: &str = r#"site: "chemical-yufu-01", tank: 1, at: "1m", kind: Leak(hole_mm: 20.0)"#;

fn played(text: &str, minutes: u32, orders: &[Order]) -> Drill {
    let mut drill = Drill::new(load(text), None).unwrap();
    for order in orders {
        drill.order("test", order.clone()).unwrap();
    }
    common::play_until(&mut drill, DrillTime::minutes(minutes), &mut Nobody, &mut |_| ());
    drill
}

fn base(land: &Land, kind: TeamKind) -> String {
    let at = land.facilities.iter().find(|f| f.place.id == SITE).unwrap().place.at;
    let bases = land.bases.iter().filter(|b| b.kind == kind);
    let far = |b: &&sandtable::county::Base| b.place.at.distance_m(at);
    bases.min_by(|a, b| far(a).total_cmp(&far(b))).unwrap().place.id.clone()
}

fn holds(zone: &[Vec<Point>], at: Point) -> bool {
    let ring = |ring: &[Point]| -> Vec<[f64; 2]> {
        ring.iter().map(|p| [f64::from(p.x_m), f64::from(p.y_m)]).collect()
    };
    inside(&ring(&zone[0]), [f64::from(at.x_m), f64::from(at.y_m)])
}

#[test]
fn the_rings_of_heat_lie_where_the_heat_is_that_strong_and_are_known_once_the_works_have_called() {
    let early = played(&text(FIRE, STEADY), 2, &[]);
    assert!(
        early.world().resource::<Known>().plants.heat.zones.iter().all(Vec::is_empty),
        "nobody has called"
    );
    assert!(early.world().resource::<Plants>().burns());
    let drill = played(&text(FIRE, STEADY), 11, &[]);
    let (plants, air) = (drill.world().resource::<Plants>(), drill.world().resource::<Air>());
    let wet_pa = water_vapour_pa(air.temperature_c, air.humidity);
    let told = plants.sites.iter().map(|s| s.facility).collect();
    let zones = plants.heat_zones(&told, wet_pa);
    let (hot, warm, cold) = limits().heat_kw_m2;
    for (zones, level) in zones.iter().zip([cold, warm, hot]) {
        assert!(!zones.is_empty());
        for point in zones.iter().flatten().flatten() {
            let heat = plants.heat_kw_m2(*point, wet_pa);
            assert!((heat / level - 1.0).abs() < 0.15, "{heat} kW/m² on the ring of {level}");
        }
    }
    let area = |level: usize| -> f32 {
        let width = |ring: &Vec<Point>| {
            let x = || ring.iter().map(|p| p.x_m);
            x().fold(f32::MIN, f32::max) - x().fold(f32::MAX, f32::min)
        };
        zones[level].iter().map(|zone| width(&zone[0])).sum()
    };
    println!("rings of 2, 5, 10 kW/m² are {:.0}, {:.0}, {:.0} m wide", area(0), area(1), area(2));
    assert!(area(0) > area(1) && area(1) > area(2));
    let known = &drill.world().resource::<Known>().plants;
    assert!(known.heat.seen_at > DrillTime::ZERO && !known.heat.zones[2].is_empty());
    assert!(known.gas.is_none(), "nobody has measured any gas");
}

#[test]
fn zones_of_gas_are_known_where_somebody_measures_and_the_forecast_turns_with_the_announced_wind() {
    // The wind turns after half an hour to the opposite side; the weather office says so at once, or never.
    let turning = r#"("0h", 2.5, 301.0), ("40m", 2.5, 301.0), ("50m", 2.5, 121.0)"#;
    let base_text = text(CHLORINE, turning);
    let warned = base_text.replace(
        "accidents:",
        r#"forecasts: [(at: "0m", text: (zh: "转风", en: "a turn"), wind: ("45m", 2.5, 121.0))], accidents:"#,
    );
    let measured = |text: &str| {
        let mut drill = Drill::new(load(text), None).unwrap();
        let land = drill.land().clone();
        let at_works = Order::Dispatch {
            team: base(&land, TeamKind::Hazmat),
            task: TaskOrder::BlockDrains(SITE.into()),
        };
        drill.order("test", at_works).unwrap();
        let mut first = None;
        common::play_until(&mut drill, DrillTime::minutes(40), &mut Nobody, &mut |drill| {
            let known = &drill.world().resource::<Known>().plants;
            if first.is_none() && known.gas.is_some() {
                first = Some(drill.now());
            }
        });
        (drill, first)
    };
    let (blind, seen) = measured(&base_text);
    let (told, _) = measured(&warned);
    let seen = seen.expect("a team with meters is there");
    let site = blind
        .world()
        .resource::<Plants>()
        .sites
        .iter()
        .find(|s| blind.land().facilities[s.facility].place.id == SITE);
    let site = site.unwrap().at;
    // The cloud lies to the south-east now; what will come lies on the other side, too.
    let side = |zones: &[Vec<Vec<Point>>], east: bool| {
        zones
            .iter()
            .flat_map(|z| &z[0])
            .filter(|p| (p.x_m > site.x_m + 300.0) == east && (p.x_m - site.x_m).abs() > 300.0)
            .count()
    };
    let gas = blind.world().resource::<Known>().plants.gas.clone().unwrap();
    let cloud = |d: &Drill| d.world().resource::<Known>().plants.cloud.clone().unwrap();
    let (without, with) = (cloud(&blind), cloud(&told));
    println!(
        "first measured at {}; forecast to the west: {} corners unwarned, {} warned; reach {:?} m",
        seen.clock(),
        side(&without.zone, false),
        side(&with.zone, false),
        with.reach_m
    );
    assert!(seen > DrillTime::minutes(10), "not before somebody is there");
    assert!(side(&gas.zones[1], true) > 0 && side(&gas.zones[1], false) == 0);
    assert!(side(&without.zone, false) == 0 && side(&with.zone, false) > 0);
    assert!(with.reach_m[0] >= with.reach_m[1] && with.reach_m[1] >= with.reach_m[2]);
    // Where it foretells lasting harm, it is measured later.
    let mut later = told;
    common::play_until(&mut later, DrillTime::minutes(95), &mut Nobody, &mut |_| ());
    let truth = later.world().resource::<Plants>().plume.peak_zones(1);
    let points: Vec<Point> =
        truth.iter().flat_map(|z| z[0].clone()).filter(|p| p.x_m < site.x_m - 300.0).collect();
    let foretold = points.iter().filter(|p| {
        let toward = Point { x_m: 0.9 * p.x_m + 0.1 * site.x_m, y_m: 0.9 * p.y_m + 0.1 * site.y_m };
        with.zone.iter().any(|zone| holds(zone, toward))
    });
    let (hit, all) = (foretold.count(), points.len());
    println!("{hit} of {all} corners of what came lay in the forecast");
    assert!(all > 0 && 2 * hit > all);
}

#[test]
fn a_tank_that_bursts_breaks_and_heats_what_stands_near() {
    // A burning leak at a gas store: whatever fails, its neighbours are nearer to failing than by the fire alone.
    let store =
        r#"site: "gas-longxing", tank: 3, at: "1m", kind: Leak(hole_mm: 12.0, lit: true, towards_deg: 90.0)"#;
    let mut drill = Drill::new(load(&text(store, STEADY)), None).unwrap();
    let (mut before, mut burst): (Vec<(TankRef, f64, bool)>, Option<DrillTime>) = (Vec::new(), None);
    let mut after = Vec::new();
    common::play_until(&mut drill, DrillTime::minutes(60), &mut Nobody, &mut |drill| {
        let facts = &drill.world().resource::<Facts>().0;
        let ball = facts.iter().find(|f| matches!(f.what, What::Fireball { .. })).map(|f| f.at);
        let state = || {
            let tanks = &drill.world().resource::<Plants>().tanks;
            tanks.iter().map(|t| (t.id, t.damage, t.failed)).collect()
        };
        if ball.is_none() {
            before = state();
        } else if burst.is_none() {
            (burst, after) = (ball, state());
        }
    });
    let broken = before.iter().zip(&after).filter(|(b, a)| !b.2 && a.2).count();
    let scorched = before.iter().zip(&after).filter(|(b, a)| !a.2 && a.1 > b.1 + 0.02).count();
    let tnt: f64 = drill.world().resource::<Plants>().tanks.iter().map(|t| t.burst_tnt_kg).sum();
    println!(
        "fireball {burst:?}: {broken} failed in its minute, {scorched} scorched, {tnt:.0} kg TNT in all"
    );
    assert!(burst.is_some() && tnt > 0.0 && broken + scorched > 1);
}

#[test]
fn people_at_the_works_walk_upwind_to_the_place_of_assembly_and_on_from_the_heat() {
    let drill = played(&text(CHLORINE, STEADY), 40, &[]);
    let chemical = drill.world().resource::<Chemical>();
    let site = drill.land().facilities.iter().position(|f| f.place.id == SITE).unwrap();
    let staff = &chemical.staff[&site];
    let works = drill.land().facilities[site].place.at;
    println!(
        "{} at work, {:.0} m off, load {:?}",
        staff.people.len(),
        staff.at.distance_m(works),
        staff.own.loads
    );
    assert!(!staff.people.is_empty() && staff.people.is_sorted());
    assert!((150.0..260.0).contains(&staff.at.distance_m(works)), "upwind, at the place of assembly");
    assert!(chemical.at_works(staff.village, staff.people[0] as usize));
    assert!(!chemical.at_works(staff.village + 1, staff.people[0] as usize));
    // Where bunds burn beside the works they walk on, until it does not hurt any more.
    let drill = played(&text(FIRE, STEADY), 75, &[]);
    let (plants, air) = (drill.world().resource::<Plants>(), drill.world().resource::<Air>());
    let wet_pa = water_vapour_pa(air.temperature_c, air.humidity);
    let staff = &drill.world().resource::<Chemical>().staff[&site];
    let heat = plants.heat_kw_m2(staff.at, wet_pa);
    let there = plants.heat_kw_m2(Point { x_m: works.x_m, y_m: works.y_m }, wet_pa);
    println!(
        "{heat:.1} kW/m² where they are, {:.0} m off; {there:.0} at the works",
        staff.at.distance_m(works)
    );
    assert!(heat < 4.0 && there > 10.0);
}

#[test]
fn heat_burns_who_is_out_of_doors_beside_a_burning_tank_and_nobody_further_off() {
    let loaded = load(&text(FIRE, STEADY));
    let mut world = setup::world(&loaded, 1).unwrap();
    let land = world.resource::<Land>().0.clone();
    let village = (0..land.villages.len()).max_by_key(|v| land.villages[*v].people).unwrap();
    let at = land.spec.centre(land.villages[village].cells[0] as usize);
    {
        // The tank that will burn stands between the houses.
        let mut plants = world.resource_mut::<Plants>();
        let burning =
            plants.tanks.iter().position(|t| t.id.tank == 4 && t.substance.id == "styrene").unwrap();
        plants.tanks[burning].at = at;
        let site = plants.sites.iter().position(|s| s.facility == plants.tanks[burning].id.site).unwrap();
        plants.sites[site].at = at;
    }
    common::minutes(&mut world, 15);
    let mut burnt = 0;
    for fact in &world.resource::<Facts>().0 {
        if let What::Died { village: v, people, cause: Cause::Burnt } = fact.what {
            assert_eq!(v, village);
            burnt += people;
        }
    }
    let roster = world.resource::<Roster>();
    let breath = world.get::<Breath>(roster.villages[village]).unwrap();
    let people = &world.get::<Residents>(roster.villages[village]).unwrap().people;
    let hot = |cell: u8| breath.heat_kw_m2[cell as usize] >= limits().heat_kw_m2.2;
    let near = people.iter().filter(|p| hot(p.cell)).count() as u32;
    println!("{burnt} of {near} people in cells of 2 kW/m² and more");
    assert!(burnt > 0 && f64::from(burnt) < 0.35 * f64::from(near), "a quarter is out of doors by day");
    assert!(people.iter().all(|p| p.state != State::Dead || hot(p.cell)));
}
