//! The county's own flood forecast in the drill.

mod common;

use sandtable::{
    drill::{Drill, view::View},
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
