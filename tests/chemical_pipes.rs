//! A pipe that a tank feeds tears: what comes out, and what still does when the valve at the tank is shut.

mod common;

use common::works::{Setting, load};
use sandtable::{
    drill::{Drill, commander::Nobody, setup},
    hazard::{Interventions, Plants, plants::PlantTank},
    num::DrillTime,
};

fn text(kind: &str) -> String {
    let accident = format!("site: \"chemical-yufu-01\", tank: 5, at: \"1m\", kind: {kind}");
    let setting = Setting {
        plan: "liangjiang",
        start_clock: "10:00",
        duration: "1h",
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
    let held = leak.pipe.unwrap().holds_kg(tank.substance.liquid_kg_m3);
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
