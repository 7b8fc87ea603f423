//! What the book does at a works: who stays in and who leaves, and how long water is put on a burning hall.

mod common;

use common::works::{Setting, load};
use sandtable::{
    drill::{
        Drill, Order,
        commander::{Commander, Doctrine, Nobody},
        order::TaskOrder,
        view::View,
    },
    hazard::{Plants, chemical::puffs},
    num::{DrillTime, Point},
    sim::Land,
};

/// The book, and what it ordered.
#[derive(Default)]
struct Kept {
    book: Doctrine,
    orders: Vec<(DrillTime, Order)>,
}

impl Commander for Kept {
    fn orders(&mut self, view: &View<'_>) -> Vec<Order> {
        let orders = self.book.orders(view);
        self.orders.extend(orders.iter().map(|o| (view.now(), o.clone())));
        orders
    }
}

/// Cosine of the angle between the wind and the way from a works to a village.
fn along(from: Point, to: Point, from_deg: f64) -> f64 {
    let wind = puffs::wind(1.0, from_deg);
    let (dx, dy) = (f64::from(to.x_m - from.x_m), f64::from(from.y_m - to.y_m));
    (dx * wind[0] + dy * wind[1]) / (dx * dx + dy * dy).sqrt().max(1.0)
}

fn played(text: &str, minutes: u32) -> (Drill, Kept) {
    let mut drill = Drill::new(load(text), None).unwrap();
    let mut kept = Kept::default();
    common::play_until(&mut drill, DrillTime::minutes(minutes), &mut kept, &mut |_| ());
    (drill, kept)
}

const NOW_DEG: f64 = 301.0;
const THEN_DEG: f64 = 180.0;

/// Chlorine leaks all night; the wind turns after three hours, which is told at the beginning or not at all.
fn leak(told: bool) -> String {
    let text = Setting {
        plan: "liangjiang",
        start_clock: "22:00",
        duration: "5h",
        wind: r#"("0h", 2.0, 301.0), ("3h", 2.0, 301.0), ("3h10m", 2.0, 180.0)"#,
        air: (27.0, 60.0),
        clear: 0.8,
        accident: r#"site: "chemical-yufu-01", tank: 1, at: "5m", kind: Leak(hole_mm: 8.0)"#,
    }
    .text();
    let forecast = r#"forecasts: [(
        at: "10m", wind: ("3h", 2.0, 180.0),
        text: (zh: "后半夜转南风。", en: "Southerly after midnight."),
    )],
    accidents"#;
    if told { text.replace("accidents", forecast) } else { text }
}

fn works(land: &Land) -> Point {
    land.facilities.iter().find(|f| f.place.id == "chemical-yufu-01").unwrap().place.at
}

#[test]
fn who_can_be_gone_before_the_wind_brings_the_cloud_leaves_and_who_cannot_stays_in() {
    let (drill, told) = played(&leak(true), 290);
    let (_, blind) = played(&leak(false), 290);
    let land = drill.land();
    let village = |id: &String| land.villages.iter().position(|v| v.id == *id).unwrap();
    let leaves = |kept: &Kept| -> Vec<(DrillTime, usize)> {
        let left = kept.orders.iter().filter_map(|(at, o)| match o {
            Order::Evacuate { village: id, .. } => Some((*at, village(id))),
            _ => None,
        });
        left.collect()
    };
    let (mut left, before) = (leaves(&told), leaves(&blind));
    // An order that could not be carried out yet is given again.
    left.sort_by_key(|(at, v)| (*v, *at));
    left.dedup_by_key(|(_, v)| *v);
    let at = works(land);
    let mut later: Vec<usize> = Vec::new();
    for (when, v) in &left {
        let to = land.villages[*v].at;
        // In the way of the wind to come and not of the present one, and early enough.
        assert!(along(at, to, THEN_DEG) > 0.6 && along(at, to, NOW_DEG) < 0.7, "{}", land.villages[*v].id);
        println!("{} at {}", land.villages[*v].id, when.clock());
        assert!(*when < DrillTime::minutes(180));
        later.push(*v);
    }
    let stays: Vec<usize> = told
        .orders
        .iter()
        .filter_map(
            |(_, o)| if let Order::ShelterInPlace { village: id } = o { Some(village(id)) } else { None },
        )
        .collect();
    println!("told: {} villages leave, {} stay in; untold: {} leave", later.len(), stays.len(), before.len());
    assert!(!later.is_empty() && before.is_empty() && !stays.is_empty());
}

/// A hall of pesticides burns; engines are let go to it from a time on.
fn hall(from: u32) -> (usize, usize, f64, bool) {
    let text = Setting {
        plan: "liangjiang",
        start_clock: "10:00",
        duration: "9h",
        wind: r#"("0h", 3.0, 300.0)"#,
        air: (25.0, 60.0),
        clear: 0.6,
        accident: r#"site: "warehouse-01", tank: 1, at: "5m", kind: TankFire"#,
    }
    .text();
    let mut drill = Drill::new(load(&text), None).unwrap();
    common::play_until(&mut drill, DrillTime::minutes(from), &mut Nobody, &mut |_| ());
    let mut kept = Kept::default();
    common::play_until(&mut drill, DrillTime::minutes(240), &mut kept, &mut |_| ());
    let hose = |o: &Order| matches!(o, Order::Dispatch { task: TaskOrder::CoolTank(id), .. } if id == "warehouse-01/1");
    let sent = kept.orders.iter().filter(|(_, o)| hose(o)).count();
    let recalled = kept.orders.iter().filter(|(_, o)| matches!(o, Order::Recall { .. })).count();
    let plants = drill.world().resource::<Plants>();
    let hall = plants.stores.iter().find(|s| s.fire.is_some() || s.over).unwrap();
    (sent, recalled, hall.burnt(), hall.fire.is_none())
}

#[test]
fn a_hall_gets_water_as_long_as_that_can_stop_the_fire_and_then_none() {
    let (early, late) = (hall(0), hall(60));
    println!("engines sent, recalled, share burnt, out: at once {early:?}, an hour later {late:?}");
    assert!(early.0 > 0 && early.2 < 0.1 && early.3);
    // Who comes late sees that it is too large, and takes the engines away again.
    assert!(!late.3 && late.2 > 0.3 && late.1 >= late.0);
}
