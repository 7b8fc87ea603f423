//! The county's own flood forecast in the drill.

mod common;

use sandtable::{
    county::Cover,
    drill::{Drill, view::View},
    hazard::Drains,
    num::DrillTime,
};

#[test]
fn the_county_gets_a_forecast_every_hour_from_what_its_gauges_read() {
    let mut drill = Drill::new(common::small(), None).unwrap();
    let to = |drill: &mut Drill, minutes: u32| {
        while drill.now() < DrillTime::minutes(minutes) {
            drill.tick().unwrap();
        }
    };
    to(&mut drill, 59);
    assert!(View::new(&drill).outlook().is_none());
    to(&mut drill, 60);
    let first = View::new(&drill).outlook().unwrap().clone();
    assert_eq!(first.at, DrillTime::minutes(60));
    let land = drill.land().clone();
    for (g, [low, middle, high]) in first.forecast.gauges.iter().enumerate() {
        let ((start, level), (end, _)) = (middle[0], *middle.last().unwrap());
        assert!(start > 3600.0 && end >= 3600.0 * 7.0, "six hours ahead");
        assert!(low.iter().zip(high).all(|(low, high)| low.1 <= high.1));
        let (_, read) = View::new(&drill).known().gauge(g).unwrap();
        println!("{}: read {read:.2} m, the forecast goes out from {level:.2} m", land.gauges[g].id);
        assert!((level - read).abs() < 0.6);
    }
    to(&mut drill, 90);
    assert_eq!(View::new(&drill).outlook().unwrap().at, first.at, "the next is due at two hours");
}

#[test]
fn streets_under_water_in_a_cloudburst_are_reported() {
    let mut drill = Drill::new(common::small(), None).unwrap();
    let drains = drill.world().resource::<Drains>().0.clone();
    assert!(!drains.is_empty(), "the county has towns with drains");
    for drain in &drains {
        let land = drill.land();
        assert!(land.ground_m[drain.outfall as usize] < drain.street_m, "drains run down");
        assert!(drain.cells.iter().all(|c| land.cover[*c as usize] == Cover::BuiltUp));
    }
    while drill.now() < DrillTime::minutes(60) {
        drill.tick().unwrap();
    }
    let view = View::new(&drill);
    let known: Vec<_> = view.known().streets.iter().flatten().collect();
    println!("{known:?}");
    // 90 mm/h on drains for 36.
    assert!(known.iter().any(|r| r.area_ha > 0.0 && r.deepest_m >= 0.15));
    assert!(drill.world().resource::<Drains>().0.iter().any(|d| d.flow_m3s > 0.0));
}
