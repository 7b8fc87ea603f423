//! Orders to gates, pumps and crews at a spillway change the water; a dam's seepage is known once somebody sees it.

mod common;

use common::hill::dam_text;
use sandtable::{
    county::TeamKind,
    drill::{Drill, Order, order::TaskOrder, orders, setup},
    hazard::{Dams, Dykes, FloodField, Interventions, PolderWorks, Seepage, flood::Breach},
    num::DrillTime,
    response::{
        incidents::{IncidentKind, Incidents},
        knowledge::Known,
    },
    scenario,
    sim::Land,
};
use std::sync::Arc;

/// Half an hour with water in the polders: what pumps and gates passed in all, m³ and m³/s, under these orders.
fn drained(gates: Option<bool>, pumps: Option<bool>) -> (f64, f64) {
    let mut world = setup::world(&common::small(), 2021).unwrap();
    let land = world.resource::<Land>().clone();
    for polder in &land.polders {
        for (gate, open) in polder.gates.iter().zip(gates.into_iter().cycle()) {
            orders::apply(&mut world, &Order::Gate { gate: gate.id.clone(), open }).unwrap();
        }
        for (pump, on) in polder.pumps.iter().zip(pumps.into_iter().cycle()) {
            orders::apply(&mut world, &Order::Pump { pump: pump.id.clone(), on }).unwrap();
        }
    }
    // Some of the river's water stands in the polders.
    let river: Vec<u32> = land.rivers.iter().filter(|r| r.main).flat_map(|r| r.cells.clone()).collect();
    let inside: Vec<u32> = land.polders.iter().flat_map(|p| p.pumps.iter().map(|p| p.inside)).collect();
    let volume = 15_000.0 * inside.len() as f64;
    let water = &mut world.resource_mut::<FloodField>().0;
    assert!((water.move_water(&river, &inside, volume, -1e3).unwrap() - volume).abs() < 1.0);
    let put = water.ledger().moved_m3;
    common::minutes(&mut world, 30);
    let works = &world.resource::<PolderWorks>().0;
    let pumped: f64 = works.iter().flat_map(|p| &p.pumps).map(|p| p.pumped_m3).sum();
    let gated: f64 = works.iter().flat_map(|p| &p.gates).map(|g| g.flow_m3s).sum();
    let ledger = *world.resource::<FloodField>().0.ledger();
    println!(
        "gates {gates:?}, pumps {pumps:?}: pumped {pumped:.0} m³, gates {gated:.2} m³/s, moved {:.0} m³, mass {:.1e}",
        ledger.moved_m3,
        ledger.error_rel()
    );
    assert!(ledger.error_rel().abs() < 1e-6);
    assert!(ledger.moved_m3 >= put + pumped);
    (pumped, gated)
}

#[test]
fn polders_are_drained_by_gates_and_pumps_and_shut_off_by_order() {
    let (pumped, gated) = drained(None, None);
    assert!(pumped > 1000.0 && gated > 0.0);
    assert_eq!(drained(Some(false), Some(false)), (0.0, 0.0));
    let (alone, shut) = drained(Some(false), None);
    assert!(alone > 1000.0 && shut == 0.0, "gates are shut, pumps go on: {alone} {shut}");
    let (off, open) = drained(None, Some(false));
    assert!(off == 0.0 && open > 0.0, "pumps are off, gates go on: {off} {open}");
}

#[test]
fn a_breach_takes_the_gate_and_the_pumps_beside_it_away() {
    let mut world = setup::world(&common::small(), 2021).unwrap();
    let land = world.resource::<Land>().clone();
    let gate = &land.polders[0].gates[0];
    let stretches: Vec<_> = land.dykes.iter().flat_map(|d| &d.stretches).collect();
    let number = stretches.iter().position(|s| s.faces.contains(&gate.face)).unwrap();
    let sill = land.ground_m[gate.inside as usize];
    let breach = Breach::new(0, &[gate.face], &[sill + 5.0], &[sill], land.spec.cell_m, 0.0, 60.0, 600.0);
    world.resource_mut::<Dykes>().0[number].breach = Some(breach);
    common::minutes(&mut world, 1);
    let works = &world.resource::<PolderWorks>().0;
    let first = &works[0];
    assert!(first.gates[0].lost && !first.gates[0].open && first.pumps[0].lost && !first.pumps[0].running);
    let gates: Vec<bool> = works.iter().flat_map(|p| &p.gates).map(|g| g.lost).collect();
    assert!(
        gates.len() > 1 && gates.iter().filter(|lost| **lost).count() == 1,
        "the others stand: {gates:?}"
    );
    let order = Order::Gate { gate: gate.id.clone(), open: true };
    assert_eq!(orders::apply(&mut world, &order).unwrap_err().key, "refuse-works-lost");
}

#[test]
fn a_crew_with_machines_digs_the_spillway_down_and_the_pool_falls() {
    let run = |dig: bool| {
        let mut world = setup::world(&common::small(), 2021).unwrap();
        let land = world.resource::<Land>().clone();
        let id = &land.reservoirs[0].id;
        orders::apply(&mut world, &Order::Outlet { reservoir: id.clone(), open: 0.0 }).unwrap();
        if dig {
            let team = land.bases.iter().find(|b| b.kind == TeamKind::RegionalCentre).unwrap();
            let task = TaskOrder::LowerSpillway(id.clone());
            orders::apply(&mut world, &Order::Dispatch { team: team.place.id.clone(), task }).unwrap();
        }
        let mut lowered = Vec::new();
        for _ in 0..3 {
            common::minutes(&mut world, 60);
            lowered
                .push(world.resource::<Interventions>().spillway_lowered_m.get(&0).copied().unwrap_or(0.0));
        }
        let dam = &world.resource::<Dams>().0[0];
        println!(
            "dig {dig}: lowered {lowered:.2?} m, level {:.2} m, {:.2} m³/s",
            dam.level_m, dam.spillway_m3s
        );
        assert!(world.resource::<FloodField>().0.ledger().error_rel().abs() < 1e-6);
        (lowered, dam.level_m, dam.spillway_m3s)
    };
    let (nothing, held, little) = run(false);
    let (lowered, fallen, much) = run(true);
    assert_eq!(nothing, [0.0; 3]);
    // Two machines that shift 80 m³ an hour each, 400 m³ to the metre: 0.4 m an hour once they are there.
    assert!((lowered[2] - lowered[1] - 0.4).abs() < 0.01, "{lowered:?}");
    assert!(fallen < held && much > 1.2 * little, "{fallen} {held} m, {much} {little} m³/s");
}

/// When the county learns that the dam seeps, in a drill that begins at this hour; experts may be sent at once.
fn learns(hour: &str, inspect: bool) -> Option<DrillTime> {
    let text = dam_text().replace("06:00", hour).replace("90.0", "0.5").replace("60.0)]", "0.5)]");
    let loaded = scenario::load_text("dam.ron", &text, &common::plan_text()).unwrap();
    let mut drill = Drill::new(Arc::new(loaded), None).unwrap();
    if inspect {
        let land = drill.land().clone();
        let team = land.bases.iter().find(|b| b.kind == TeamKind::Experts).unwrap();
        let task = TaskOrder::InspectDam(land.reservoirs[0].id.clone());
        drill.order("test", Order::Dispatch { team: team.place.id.clone(), task }).unwrap();
    }
    let incident = |drill: &Drill| {
        let all = &drill.world().resource::<Incidents>().0;
        all.iter().find(|i| matches!(i.kind, IncidentKind::DamDanger { reservoir: 0 })).cloned()
    };
    while drill.now() < DrillTime::minutes(140) && incident(&drill).is_none_or(|i| i.known.is_none()) {
        drill.tick().unwrap();
        if drill.now() == DrillTime::minutes(2) {
            let world = drill.world();
            assert_eq!(world.resource::<Dams>().0[0].seepage, Seepage::Turbid, "it seeps at once");
            assert!(incident(&drill).is_some_and(|i| i.known.is_none()), "and nobody knows");
        }
    }
    let known = incident(&drill).and_then(|i| i.known);
    let seen = drill.world().resource::<Known>().dams[0].map(|r| r.seepage);
    println!("{hour}, inspected {inspect}: known at {:?}, seen {seen:?}", known.map(DrillTime::clock));
    assert_eq!(known.is_some(), seen == Some(Seepage::Turbid));
    known
}

#[test]
fn seepage_is_known_once_the_keeper_or_an_inspection_has_seen_it() {
    // By day the keeper sees it on the next round, every 15 minutes above the flood-limit level; by night nobody does.
    assert_eq!(learns("06:00", false), Some(DrillTime::minutes(15)));
    assert_eq!(learns("23:00", false), None);
    let inspected = learns("23:00", true).expect("experts see it at night too");
    assert!(inspected > DrillTime::minutes(15));
}
