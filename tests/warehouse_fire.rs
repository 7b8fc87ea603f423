//! A hall of pesticides burns: its smoke, the water on it, and what both carry away.

mod common;

use common::works::{Setting, load};
use sandtable::{
    county::TeamKind,
    drill::{Drill, Order, commander::Nobody, order::TaskOrder},
    hazard::{
        Plants, TankRef,
        plants::{Levels, Origin, Store},
    },
    num::DrillTime,
    response::{
        facts::{Facts, What},
        incidents::{IncidentKind, Incidents},
        knowledge::Known,
    },
};

const HALL: &str = "warehouse-01";

fn text(wind: &'static str) -> String {
    Setting {
        plan: "liangjiang",
        start_clock: "10:00",
        duration: "8h",
        wind,
        air: (25.0, 60.0),
        clear: 0.6,
        accident: r#"site: "warehouse-01", tank: 1, at: "5m", kind: TankFire"#,
    }
    .text()
}

fn drill() -> Drill {
    Drill::new(load(&text(r#"("0h", 3.0, 300.0)"#)), None).unwrap()
}

fn hall(drill: &Drill) -> &Store {
    drill.world().resource::<Plants>().stores.iter().find(|s| s.id == id(drill)).unwrap()
}

fn id(drill: &Drill) -> TankRef {
    TankRef::find(drill.land(), &format!("{HALL}/1")).unwrap()
}

/// The nearest bases of a kind to the hall.
fn bases(drill: &Drill, kind: TeamKind, count: usize) -> Vec<String> {
    let (land, at) = (drill.land(), hall(drill).at);
    let mut bases: Vec<_> = land.bases.iter().filter(|b| b.kind == kind).collect();
    bases.sort_by(|a, b| a.place.at.distance_m(at).total_cmp(&b.place.at.distance_m(at)));
    bases.into_iter().take(count).map(|b| b.place.id.clone()).collect()
}

/// Mass that the smoke let out, by field, is what is in the air and what has gone.
fn balanced(drill: &Drill) {
    let plants = drill.world().resource::<Plants>();
    for source in plants.plume.sources.iter().filter(|s| matches!(s.from, Origin::Store(..))) {
        let (out, air) = (source.cloud.released_kg, source.cloud.mass_kg() + source.gone_kg);
        assert!((out - air).abs() <= 1e-9 * out.max(1.0), "{out} kg out, {air} kg in the air or gone");
    }
}

fn happened(drill: &Drill, what: &dyn Fn(&What) -> bool) -> Option<DrillTime> {
    drill.world().resource::<Facts>().0.iter().find(|f| what(&f.what)).map(|f| f.at)
}

#[test]
fn a_hall_that_nobody_fights_loses_its_roof_and_burns_down() {
    let mut drill = drill();
    let (mut near_ppm, mut rose_m, mut low_m): (f64, f64, f64) = (0.0, 0.0, 0.0);
    common::play_until(&mut drill, DrillTime::minutes(20), &mut Nobody, &mut |_| ());
    balanced(&drill);
    let before = hall(&drill).mass_kg;
    while drill.now() < DrillTime::minutes(470) {
        drill.tick().unwrap();
        let store = hall(&drill);
        if store.roof_open() {
            rose_m = rose_m.max(store.source.height_m);
        } else if store.fire.is_some() {
            low_m = low_m.max(store.source.height_m);
        }
    }
    balanced(&drill);
    let plants = drill.world().resource::<Plants>();
    for field in &plants.plume.fields {
        let most = field.peak_kg_m3.iter().copied().fold(0.0, f64::max);
        near_ppm = near_ppm.max(field.substance.ppm(most, 25.0));
        println!("{}: {:.1} ppm at most", field.substance.id, field.substance.ppm(most, 25.0));
    }
    let fell = happened(&drill, &|w| matches!(w, What::RoofFell { .. })).unwrap();
    let out = happened(&drill, &|w| matches!(w, What::TankBurntOut { .. }));
    println!(
        "roof fell {}, {:.0} % burnt at the end, burnt out {out:?}; smoke rose {rose_m:.0} m, {low_m:.0} m before",
        fell.clock(),
        100.0 * hall(&drill).burnt()
    );
    assert!(hall(&drill).mass_kg < before && hall(&drill).burnt() > 0.9);
    assert!(near_ppm > 0.0 && rose_m > 100.0 && low_m == 0.0);
    let incidents = &drill.world().resource::<Incidents>().0;
    assert!(incidents.iter().any(|i| i.kind == IncidentKind::TankFire { tank: id(&drill) }));
}

#[test]
fn smoke_under_the_roof_stays_low_and_through_it_rises() {
    // The worst of the smoke's gases on the ground while the roof holds, and when it is open.
    let ground = |drill: &Drill| {
        let plants = drill.world().resource::<Plants>();
        let share = |f: &sandtable::hazard::plants::Field| {
            let two = Levels::of(f.substance, 25.0).map_or(f64::INFINITY, |l| l.0[1]);
            f.kg_m3.iter().copied().fold(0.0, f64::max) / two
        };
        plants.plume.fields.iter().map(share).fold(0.0, f64::max)
    };
    let mut free = drill();
    let (mut roofed, mut open): (f64, f64) = (0.0, 0.0);
    while free.now() < DrillTime::minutes(150) {
        free.tick().unwrap();
        let level = ground(&free);
        if hall(&free).roof_open() {
            // What left by the doors needs a while to go.
            let fell = happened(&free, &|w| matches!(w, What::RoofFell { .. })).unwrap();
            if free.now().minutes_since(fell) > 60.0 {
                open = open.max(level);
            }
        } else {
            roofed = roofed.max(level);
        }
    }
    println!("times AEGL-2 on the ground: {roofed:.1} under the roof, {open:.2} through it");
    assert!(roofed > 10.0 * open);
}

#[test]
fn engines_that_come_early_put_it_out_and_their_water_runs_off() {
    let mut fought = drill();
    let engines = bases(&fought, TeamKind::Fire, 4);
    let mut sent = false;
    while fought.now() < DrillTime::minutes(180) {
        let known = fought.world().resource::<Known>().plants.tanks.contains_key(&id(&fought));
        if known && !sent {
            sent = true;
            for team in &engines {
                let task = TaskOrder::CoolTank(format!("{HALL}/1"));
                fought.order("test", Order::Dispatch { team: team.clone(), task }).unwrap();
            }
        }
        fought.tick().unwrap();
    }
    let out = happened(&fought, &|w| matches!(w, What::TankPutOut { .. }));
    let ran = happened(&fought, &|w| matches!(w, What::RanOff { .. }));
    let plants = fought.world().resource::<Plants>();
    let site = &plants.sites[hall(&fought).site];
    println!(
        "put out {out:?}, {:.1} % burnt; water ran off {ran:?}, {:.0} m³",
        100.0 * hall(&fought).burnt(),
        site.drained_m3
    );
    assert!(out.is_some() && hall(&fought).burnt() < 0.3);
    // A cubic metre takes a kilogram along.
    let carried: f64 = plants.outfalls.iter().flat_map(|o| &o.loads).map(|(_, load)| load.in_kg).sum();
    println!("{carried:.0} kg of pesticides into the river");
    assert!((carried / site.drained_m3 - 1.0).abs() < 0.01);
}

#[test]
fn the_same_hall_burns_the_same_on_any_number_of_threads() {
    let hash = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let mut drill = drill();
            common::play_until(&mut drill, DrillTime::minutes(40), &mut Nobody, &mut |_| ());
            drill.hash()
        })
    };
    assert_eq!(hash(1), hash(3));
}

#[test]
fn a_hall_can_only_burn() {
    let bad = text(r#"("0h", 3.0, 300.0)"#).replace("TankFire", "Leak(hole_mm: 20.0)");
    let faults = match sandtable::scenario::load_text("works.ron", &bad, &common::plan_text()) {
        Err(faults) => faults.to_string(),
        Ok(loaded) => {
            sandtable::drill::setup::world(&loaded, 1).err().map_or_else(String::new, |e| e.to_string())
        }
    };
    println!("{faults}");
    assert!(faults.contains("accidents[0].kind") && faults.contains("warehouse-01/1"));
}
