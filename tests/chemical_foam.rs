//! Foam on a burning tank: enough of it puts the fire out, it comes from a stock that ends, and the station fills it again.

mod common;

use bevy::prelude::World;
use common::works::{Setting, load};
use sandtable::{
    county::TeamKind,
    drill::{Order, order::TaskOrder, orders, setup},
    hazard::{Plants, chemical::limits::limits},
    num::DrillTime,
    response::{
        Roster, Tables,
        facts::{Facts, What},
        plants::Chemical,
        teams::{Status, Team},
    },
    sim::Land,
};

const TANK: &str = "chemical-yufu-01/5";

fn world() -> World {
    let setting = Setting {
        plan: "liangjiang",
        start_clock: "10:00",
        duration: "5h",
        wind: r#"("0h", 3.0, 270.0)"#,
        air: (20.0, 60.0),
        clear: 0.3,
        accident: r#"site: "chemical-yufu-01", tank: 5, at: "1m", kind: TankFire"#,
    };
    let loaded = load(&setting.text());
    let mut world = setup::world(&loaded, loaded.scenario.county.seed).unwrap();
    common::minutes(&mut world, 10);
    world
}

/// The fire stations nearest to the works, by id and number.
fn stations(world: &World) -> Vec<(String, usize)> {
    let land = world.resource::<Land>();
    let at = land.facilities.iter().find(|f| f.place.id == "chemical-yufu-01").unwrap().place.at;
    let mut bases: Vec<_> = land.bases.iter().filter(|b| b.kind == TeamKind::Fire).collect();
    bases.sort_by(|a, b| a.place.at.distance_m(at).total_cmp(&b.place.at.distance_m(at)));
    let teams = &world.resource::<Roster>().teams;
    let number = |id: &str| teams.iter().position(|e| world.get::<Team>(*e).unwrap().id == id).unwrap();
    bases.iter().map(|b| (b.place.id.clone(), number(&b.place.id))).collect()
}

/// The nearest station lays foam, the next ones cool the other tanks, which would burst beside them; its id and number.
fn send(world: &mut World) -> (String, usize) {
    let stations = stations(world);
    let tasks = [
        TaskOrder::FoamTank(TANK.into()),
        TaskOrder::CoolTank("chemical-yufu-01/6".into()),
        TaskOrder::CoolTank("chemical-yufu-01/1".into()),
        TaskOrder::CoolTank("chemical-yufu-01/3".into()),
    ];
    for ((team, _), task) in stations.iter().zip(tasks) {
        orders::apply(world, &Order::Dispatch { team: team.clone(), task }).unwrap();
    }
    stations[0].clone()
}

fn out(world: &World) -> Option<DrillTime> {
    let facts = &world.resource::<Facts>().0;
    facts.iter().find(|f| matches!(f.what, What::TankPutOut { .. })).map(|f| f.at)
}

fn used_l(world: &World, team: usize) -> f64 {
    world.resource::<Chemical>().foam_used_l.get(&team).copied().unwrap_or(0.0)
}

#[test]
fn foam_puts_a_tank_out_and_the_station_fills_up_again_from_what_it_keeps() {
    let mut world = world();
    let (team, index) = send(&mut world);
    common::minutes(&mut world, 110);
    let plants = world.resource::<Plants>();
    let tank = plants.tanks.iter().find(|t| t.id == plants.accidents[0].tank).unwrap();
    // GB 50151's flow on its surface for its time, mixed at 3 %, and a tenth over.
    let (litres, minutes) = limits().foam.fixed_roof;
    let need_l = 1.1 * 0.03 * litres * tank.surface_m2() * minutes;
    let (out_at, used) = (out(&world).expect("it is put out"), used_l(&world, index));
    println!(
        "{:.0} m² out at {out_at:?} with {used:.0} L of concentrate, {need_l:.0} needed",
        tank.surface_m2()
    );
    assert!(tank.fire.is_none() && !tank.failed);
    assert!((used / need_l - 1.0).abs() < 0.05);
    // Nobody goes on pumping at what is out; back home the engines are filled.
    orders::apply(&mut world, &Order::Recall { team }).unwrap();
    common::minutes(&mut world, 120);
    let status = world.get::<Team>(world.resource::<Roster>().teams[index]).unwrap().status;
    let reserve = world.resource::<Chemical>().foam_reserve_l[&index];
    let stock = world.resource::<Tables>().chemical.foam_l[&TeamKind::Fire];
    println!(
        "home and {status:?}: {:.0} L to fill, {reserve:.0} of {stock:.0} L in reserve",
        used_l(&world, index)
    );
    assert_eq!(status, Status::Ready);
    assert!(used_l(&world, index) < 1e-6 && (reserve + used - stock).abs() < 1e-6);
}

#[test]
fn an_engine_whose_foam_is_gone_puts_nothing_out() {
    let mut world = world();
    let (_, index) = send(&mut world);
    let stock = world.resource::<Tables>().chemical.foam_l[&TeamKind::Fire];
    common::minutes(&mut world, 1);
    world.resource_mut::<Chemical>().foam_used_l.insert(index, stock - 100.0);
    common::minutes(&mut world, 109);
    println!("used {:.0} of {stock:.0} L", used_l(&world, index));
    assert!(out(&world).is_none() && used_l(&world, index) >= stock);
}
