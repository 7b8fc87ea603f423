//! The two shipped fire drills, whole: acting in time changes what burns, who is hurt and the score.

mod common;

use sandtable::{
    drill::{
        Drill,
        commander::{Commander, Doctrine, Nobody},
    },
    hazard::{Plants, Wildfire},
    review, scenario,
    score::{self, Scorecard},
};
use std::sync::Arc;

fn played(name: &str, commander: &mut dyn Commander) -> (Drill, Scorecard) {
    let loaded = scenario::load(&common::scenarios().join(name)).unwrap();
    let mut drill = Drill::new(Arc::new(loaded), None).unwrap();
    common::play(&mut drill, commander, &mut |_| ());
    let card = score::score(&drill);
    println!("{name}: {:.1} points, {:?}", card.total, card.harm);
    (drill, card)
}

#[test]
fn the_chemical_fire_kills_where_nothing_is_done_and_nobody_where_the_book_is_followed() {
    let name = "liangjiang-chemical-fire.ron";
    let (left, left_card) = played(name, &mut Nobody);
    let (held, held_card) = played(name, &mut Doctrine::default());
    assert!(left_card.harm.deaths > 50 && left_card.total < 20.0);
    assert!(held_card.harm.deaths == 0 && held_card.harm.rescuer_deaths == 0 && held_card.total > 80.0);
    let failed = |drill: &Drill| drill.world().resource::<Plants>().tanks.iter().filter(|t| t.failed).count();
    assert!(failed(&left) > failed(&held));
    // What was lost is worth something, and the review tells of tanks, zones and water.
    assert!(left_card.harm.loss_yuan > held_card.harm.loss_yuan && held_card.harm.loss_yuan > 0.0);
    let html = review::html(&left, &left_card);
    for part in ["危险化学品事故", "zone gas hot", "zone heat hot", "AEGL-3"] {
        assert!(html.contains(part), "{part}");
    }
}

#[test]
fn the_forest_fire_burns_more_and_kills_more_where_nothing_is_done() {
    let name = "shicheng-forest-fire.ron";
    let (left, left_card) = played(name, &mut Nobody);
    let (held, held_card) = played(name, &mut Doctrine::default());
    let ha = |drill: &Drill| drill.world().resource::<Wildfire>().burnt_forest_ha();
    println!("{:.0} and {:.0} ha", ha(&left), ha(&held));
    assert!(ha(&held) < ha(&left) && held_card.harm.deaths < left_card.harm.deaths);
    assert!(held_card.harm.rescuer_deaths == 0 && held_card.total > left_card.total + 40.0);
}
