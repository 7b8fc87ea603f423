//! Leaks of tanks: out of the liquid and out of the gas above it, out of pipes behind a valve, and as jets that strike neighbours.

mod common;

use common::works::{Setting, load};
use sandtable::{
    drill::{Drill, commander::Nobody, setup},
    hazard::{
        Interventions, Plants,
        chemical::leak::{SHARP_HOLE, gas_kg_s},
        plants::PlantTank,
    },
    num::{DrillTime, math},
};

fn text(kind: &str) -> String {
    let accident = format!("site: \"chemical-yufu-01\", tank: 5, at: \"1m\", kind: {kind}");
    let setting = Setting {
        plan: "liangjiang",
        start_clock: "10:00",
        duration: "4h",
        wind: r#"("0h", 3.0, 270.0)"#,
        air: (20.0, 60.0),
        clear: 0.3,
        accident: "ACCIDENT",
    };
    setting.text().replace("ACCIDENT", &accident)
}

/// Spilled after 30 min, kg, the tank, and the valve shut at this minute.
fn spilled(kind: &str, shut_min: Option<u32>) -> (f64, PlantTank) {
    let loaded = load(&text(kind));
    let mut world = setup::world(&loaded, loaded.scenario.county.seed).unwrap();
    let leaking = |world: &bevy::prelude::World| world.resource::<Plants>().accidents[0].tank;
    for minute in 0..30 {
        if shut_min.is_some_and(|at| minute >= at) {
            let tank = leaking(&world);
            world.resource_mut::<Interventions>().valves_shut.insert(tank);
        }
        common::minutes(&mut world, 1);
    }
    let plants = world.resource::<Plants>();
    let tank = plants.tank(leaking(&world)).unwrap();
    (plants.bund_of(tank).unwrap().pool.spilled_kg, tank.clone())
}

#[test]
fn what_stands_in_a_pipe_runs_out_behind_the_shut_valve_and_length_slows_it() {
    let leak = |pipe: &str| format!("Leak(hole_mm: 40.0, valve: true{pipe})");
    let pipe = |length_m: f64| leak(&format!(", pipe: (bore_mm: 80.0, length_m: {length_m:.1})"));
    let at_tank = spilled(&leak(""), None).0;
    let (near, far) = (spilled(&pipe(20.0), None).0, spilled(&pipe(800.0), None).0);
    println!("spilled in 29 min: at the tank {at_tank:.0} kg, 20 m off {near:.0}, 800 m off {far:.0}");
    // √(9.6/1.9) of the flow at the same head, which falls faster near by.
    assert!(near < at_tank && near > 0.9 * at_tank && (1.0 / 2.24..0.6).contains(&(far / near)));
    // The works' own people know the valve; the test shuts it before they are there.
    let (bare, _) = spilled(&leak(""), Some(4));
    let (with_pipe, tank) = spilled(&pipe(100.0), Some(4));
    let (_, free) = spilled(&pipe(100.0), None);
    let leak = tank.leak.unwrap();
    let held = leak.hole.pipe.unwrap().holds_kg(tank.substance.liquid_kg_m3);
    println!("shut after 3 min: {bare:.0} kg; with {held:.0} kg in a pipe {with_pipe:.0} kg");
    // All of the pipe is out, and what came before.
    assert!(leak.shut && leak.pipe_kg <= 1.0 && !tank.leaks());
    let before = with_pipe - held;
    assert!(before > 0.0 && before < bare, "{before} kg left the tank");
    assert!(tank.mass_kg > free.mass_kg);
}

#[test]
fn liquefied_gas_boils_on_its_way_and_comes_slower_than_through_a_hole() {
    let run = |kind: &str| {
        let mut drill = Drill::new(load(&text(kind).replace("tank: 5", "tank: 1")), None).unwrap();
        common::play_until(&mut drill, DrillTime::minutes(4), &mut Nobody, &mut |_| ());
        let plants = drill.world().resource::<Plants>();
        plants.tank(plants.accidents[0].tank).unwrap().released_kg
    };
    let (hole, pipe) =
        (run("Leak(hole_mm: 10.0)"), run("Leak(hole_mm: 10.0, pipe: (bore_mm: 50.0, length_m: 10.0))"));
    println!("chlorine in 3 min: {hole:.0} kg through a hole, {pipe:.0} kg through a pipe");
    assert!(pipe > 0.0 && pipe < 0.7 * hole);
}

/// The tank of the accident after some minutes.
fn tank_after(kind: &str, number: usize, minutes: u32) -> PlantTank {
    let loaded = load(&text(kind).replace("tank: 5", &format!("tank: {number}")));
    let mut drill = Drill::new(loaded, None).unwrap();
    common::play_until(&mut drill, DrillTime::minutes(minutes), &mut Nobody, &mut |_| ());
    let plants = drill.world().resource::<Plants>();
    plants.tank(plants.accidents[0].tank).unwrap().clone()
}

#[test]
fn gas_comes_out_above_the_liquid_and_cools_what_stays() {
    let above = |minutes| tank_after("Leak(hole_mm: 20.0, height: 1.0)", 1, minutes);
    let (full, soon, late) = (above(0), above(2), above(200));
    // All of it is in the air, none in a pool; what is not out is in the tank. The leak begins after a minute.
    for tank in [&soon, &late] {
        assert!((tank.mass_kg + tank.released_kg - full.mass_kg).abs() < 1e-6 * full.mass_kg);
    }
    let (area_m2, chlorine) = (0.25e-6 * core::f64::consts::PI * 400.0, full.substance);
    let inside_pa = chlorine.vapour_pressure_pa(full.temperature_c);
    let rate = gas_kg_s(area_m2, SHARP_HOLE, inside_pa, full.temperature_c, 0.0709, chlorine.gamma);
    println!("{rate:.3} kg/s at first, {:.1} kg in a minute", soon.released_kg);
    assert!((soon.released_kg / (60.0 * rate) - 1.0).abs() < 0.02);
    // A hole at the bottom lets out liquid, many times as much.
    let below = tank_after("Leak(hole_mm: 20.0)", 1, 2);
    assert!(full.mass_kg - below.mass_kg > 5.0 * soon.released_kg);
    // Boiling takes the heat of what stays: m·cp·ΔT = Δm·ΔHv, to within what the falling mass changes.
    let (cooled, lost) = (full.temperature_c - late.temperature_c, full.mass_kg - late.mass_kg);
    let by_hand =
        chlorine.heat_vap_j_kg * lost / (chlorine.cp_j_kg_k.0 * 0.5 * (full.mass_kg + late.mass_kg));
    println!("{lost:.0} of {:.0} kg in 200 min, {cooled:.1} K colder, by hand {by_hand:.1}", full.mass_kg);
    assert!(cooled > 5.0 && (cooled / by_hand - 1.0).abs() < 0.03);
    assert!(late.release_kg_s < 0.9 * rate && late.temperature_c >= chlorine.boiling_c);
    // What is not under pressure stays below its hole.
    let styrene = tank_after("Leak(hole_mm: 100.0, height: 1.0)", 5, 30);
    assert!(styrene.mass_kg == styrene.first_kg && !styrene.leaks());
    // In the middle the liquid comes first, down to the hole.
    let middle = tank_after("Leak(hole_mm: 100.0, height: 0.5)", 5, 230);
    let left = middle.mass_kg / (middle.volume_m3 * middle.substance.liquid_kg_m3);
    println!("styrene left: {left:.4} of the tank");
    assert!((left - 0.5).abs() < 1e-3 && !middle.leaks());
}

#[test]
fn a_jet_strikes_the_tank_that_it_points_to() {
    let site = r#"site: "gas-longxing", tank: 3"#;
    let drill = |towards: &str| {
        let text = text(&format!("Leak(hole_mm: 30.0, lit: true{towards})"));
        let mut drill =
            Drill::new(load(&text.replace(r#"site: "chemical-yufu-01", tank: 5"#, site)), None).unwrap();
        common::play_until(&mut drill, DrillTime::minutes(2), &mut Nobody, &mut |_| ());
        drill
    };
    let upward = drill("");
    let plants = upward.world().resource::<Plants>();
    let from = plants.tank(plants.accidents[0].tank).unwrap();
    let far = |t: &&PlantTank| t.at.distance_m(from.at);
    let others = plants.tanks.iter().filter(|t| t.id != from.id);
    let other = others.min_by(|a, b| far(a).total_cmp(&far(b))).unwrap();
    let bearing = math::atan2(f64::from(other.at.x_m - from.at.x_m), f64::from(from.at.y_m - other.at.y_m))
        .to_degrees();
    let hit = |towards_deg: f64| {
        let drill = drill(&format!(", towards_deg: {towards_deg}"));
        let plants = drill.world().resource::<Plants>();
        let tank = plants.tank(other.id).unwrap();
        // The zone of 10 kW/m² around it lies to the side that it burns to.
        let site = [from.id.site].into_iter().collect();
        let hot = &plants.heat_zones(&site, 1500.0)[2];
        let mean = |axis: fn(&sandtable::num::Point) -> f32| {
            let ring = &hot[0][0];
            ring.iter().map(axis).sum::<f32>() / ring.len() as f32
        };
        (tank.heat_kw_m2, tank.damage, [mean(|p| p.x_m) - from.at.x_m, from.at.y_m - mean(|p| p.y_m)])
    };
    let (towards, away) = (hit(bearing.rem_euclid(360.0)), hit((bearing + 180.0).rem_euclid(360.0)));
    println!("{:.0} m off at {bearing:.0}°: {} kW/m² upward", other.at.distance_m(from.at), other.heat_kw_m2);
    println!("struck {towards:?}, away {away:?}");
    assert_eq!(towards.0, 250.0);
    assert!(away.0 < other.heat_kw_m2 && other.heat_kw_m2 < 250.0 && towards.1 > 1.5 * other.damage);
    let ahead = |middle: [f32; 2]| {
        let bearing = bearing.to_radians();
        middle[0] * math::sin(bearing) as f32 + middle[1] * math::cos(bearing) as f32
    };
    assert!(ahead(towards.2) > 5.0 && ahead(away.2) < -5.0);
}
