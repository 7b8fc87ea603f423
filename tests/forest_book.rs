//! The book for forest fires, played to the end: a fire that crews come to in time is held and goes out, and what a village
//! needs before it does is begun in time.

mod common;

use common::forest::forest;
use sandtable::{
    drill::{
        Drill, Order,
        commander::{Doctrine, Nobody},
        order::TaskOrder,
        view::View,
    },
    hazard::Wildfire,
    num::DrillTime,
    response::{
        facts::{Facts, What},
        teams::Status,
    },
};

const BREEZE: &str = r#"("0h", 3.0, 270.0)"#;

fn first(drill: &Drill, wanted: impl Fn(&What) -> bool) -> Option<DrillTime> {
    drill.world().resource::<Facts>().0.iter().find(|f| wanted(&f.what)).map(|f| f.at)
}

#[test]
fn the_book_holds_a_fire_puts_its_embers_out_and_sends_everybody_home() {
    let mut alone = Drill::new(forest(BREEZE), None).unwrap();
    common::play(&mut alone, &mut Nobody, &mut |_| ());
    let mut drill = Drill::new(forest(BREEZE), None).unwrap();
    let mut cutters_after = 0;
    common::play(&mut drill, &mut Doctrine::default(), &mut |drill| {
        // Some time after it is known to be out nobody is at a line, or on the way to one, any more.
        let out = first(drill, |w| matches!(w, What::FireOut { .. }));
        if out.is_some_and(|at| drill.now().minutes_since(at) > 45.0) {
            let at_lines = |t: &&sandtable::response::teams::Team| {
                t.task.is_some_and(|task| format!("{task:?}").contains("Line"))
                    && !matches!(t.status, Status::Returning | Status::Ready)
            };
            cutters_after += View::new(drill).teams().filter(at_lines).count();
        }
    });
    let held = first(&drill, |w| matches!(w, What::FireHeld { .. })).expect("held");
    let out = first(&drill, |w| matches!(w, What::FireOut { .. })).expect("out");
    let area = |d: &Drill| d.world().resource::<Wildfire>().area_ha(0);
    println!("held {}, out {}; {:.1} ha, alone {:.1}", held.clock(), out.clock(), area(&drill), area(&alone));
    assert!(held < out && area(&drill) < 0.2 * area(&alone));
    assert!(first(&alone, |w| matches!(w, What::FireHeld { .. })).is_none());
    let given: Vec<&Order> = drill.given().iter().map(|g| &g.order).collect();
    let sent = |wanted: fn(&TaskOrder) -> bool| {
        given.iter().any(|o| matches!(o, Order::Dispatch { task, .. } if wanted(task)))
    };
    assert!(given.iter().any(|o| matches!(o, Order::FireLine { .. })));
    assert!(sent(|t| matches!(t, TaskOrder::CutLine(_))) && sent(|t| matches!(t, TaskOrder::MopUp(_))));
    assert!(sent(|t| matches!(t, TaskOrder::AttackFire(..))));
    assert_eq!(cutters_after, 0);
}
