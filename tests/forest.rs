//! Forest fire in the drill: how it grows and is seen, what crews and lines do to it, and what it does to them.

mod common;

use common::forest::{FRONT, WEST, forest, hottest, load, place, text};
use sandtable::{
    county::TeamKind,
    drill::{Drill, Order, OrderError, order::TaskOrder, setup},
    hazard::Wildfire,
    num::{DrillTime, Point},
    response::{
        Roster,
        facts::{Facts, What},
        fires::{FireGround, Side, watch::Sighting},
        knowledge::Known,
        teams::Team,
    },
};

fn drill(wind: &str) -> Drill {
    Drill::new(forest(wind), None).unwrap()
}

fn run(drill: &mut Drill, minutes: u32) {
    while drill.now() < DrillTime::minutes(minutes) {
        drill.tick().unwrap();
    }
}

fn wildfire(drill: &Drill) -> &Wildfire {
    drill.world().resource::<Wildfire>()
}

fn teams(drill: &Drill, kinds: &[TeamKind]) -> Vec<String> {
    let land = drill.land();
    let mut bases: Vec<_> = land.bases.iter().filter(|b| kinds.contains(&b.kind)).collect();
    bases.sort_by(|a, b| a.place.at.distance_m(place()).total_cmp(&b.place.at.distance_m(place())));
    bases.into_iter().map(|b| b.place.id.clone()).collect()
}

fn lost(drill: &Drill) -> u32 {
    let teams = &drill.world().resource::<Roster>().teams;
    teams.iter().filter_map(|&e| drill.world().get::<Team>(e)).map(|t| t.lost).sum()
}

#[test]
fn a_fire_grows_with_the_wind_and_a_front_turns_its_flank_into_a_head() {
    let (mut steady, mut turned) = (drill(WEST), drill(FRONT));
    run(&mut steady, 60);
    run(&mut turned, 60);
    assert_eq!(wildfire(&steady).arrival_s.len(), wildfire(&turned).arrival_s.len());
    assert_eq!(
        wildfire(&steady).area_ha(0),
        wildfire(&turned).area_ha(0),
        "until the front it is the same wind"
    );
    let reach = |drill: &Drill| {
        let spec = &drill.land().spec;
        let burnt: Vec<Point> =
            (0..spec.len()).filter(|c| wildfire(drill).has_burnt(*c)).map(|c| spec.centre(c)).collect();
        let most = |f: &dyn Fn(&Point) -> f32| burnt.iter().map(f).fold(f32::NEG_INFINITY, f32::max);
        [most(&|p| p.x_m - place().x_m), most(&|p| p.y_m - place().y_m), most(&|p| place().x_m - p.x_m)]
    };
    run(&mut steady, 235);
    run(&mut turned, 235);
    let [east, south_steady, west] = reach(&steady);
    let south_turned = reach(&turned)[1];
    println!("after four hours {:.1} ha, {east:.0} m east, {west:.0} m west", wildfire(&steady).area_ha(0));
    println!("{south_steady:.0} m south in the west wind, {south_turned:.0} m behind the front");
    assert!(wildfire(&steady).area_ha(0) > 3.0 && east > 1.5 * west.max(60.0));
    assert!(south_turned > 1.3 * south_steady.max(60.0));
    let burnt = wildfire(&turned).burnt_forest_ha();
    assert!(burnt > 0.0 && burnt <= wildfire(&turned).area_ha(0) && burnt < wildfire(&turned).forest_ha());
}

#[test]
fn nothing_burns_twice_and_nothing_that_holds_burns() {
    let mut drill = drill(FRONT);
    let mut before: Vec<f32> = Vec::new();
    for minutes in (15..=150).step_by(15) {
        run(&mut drill, minutes);
        let fire = wildfire(&drill);
        for (cell, at) in before.iter().enumerate().filter(|(_, t)| t.is_finite()) {
            assert_eq!(fire.arrival_s[cell], *at, "what has burnt stays so");
        }
        before.clone_from(&fire.arrival_s);
        for (cell, barrier) in fire.barriers.iter().filter(|(_, b)| !b.jumped) {
            assert!(!fire.has_burnt(cell as usize), "{cell} holds: {barrier:?}");
        }
        let sum: u32 = fire.fires.iter().map(|f| f.cells).sum();
        assert_eq!(sum as usize, fire.arrival_s.iter().filter(|t| t.is_finite()).count());
    }
}

#[test]
fn the_same_fire_burns_on_any_number_of_threads() {
    let hash = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let mut drill = drill(FRONT);
            run(&mut drill, 100);
            drill.hash()
        })
    };
    assert_eq!(hash(1), hash(3));
}

#[test]
fn somebody_sees_it_within_the_hour_and_crews_see_more() {
    let mut drill = drill(WEST);
    run(&mut drill, 4);
    let order = Order::Dispatch {
        team: teams(&drill, &[TeamKind::Township])[0].clone(),
        task: TaskOrder::ScoutFire("fire-1".into()),
    };
    assert!(
        matches!(drill.order("test", order.clone()), Err(OrderError::Refused(r)) if r.key == "refuse-unknown-fire")
    );
    let known = |drill: &Drill| drill.world().resource::<Known>().fires.first().cloned().flatten();
    while known(&drill).is_none() {
        drill.tick().unwrap();
        assert!(drill.now() < DrillTime::minutes(65), "nobody saw it");
    }
    let first = known(&drill).unwrap();
    let off = first.at.distance_m(place());
    println!(
        "seen at {} by {:?}, {off:.0} m off, said {:.1} ha",
        first.seen_at.clock(),
        first.by,
        first.area_ha
    );
    assert!(first.by != Sighting::Crew && first.edge.is_empty() && off <= 1.5 * first.error_m + 400.0);
    drill.order("test", order).unwrap();
    while known(&drill).unwrap().by != Sighting::Crew {
        drill.tick().unwrap();
        assert!(drill.now() < DrillTime::minutes(180), "nobody got there");
    }
    let crew = known(&drill).unwrap();
    assert!(!crew.edge.is_empty() && crew.error_m == 0.0);
    assert!((crew.area_ha - wildfire(&drill).area_ha(0)).abs() < 0.1);
}

/// Sends brigades and a lookout as soon as the fire is known; plays to a time.
fn fought(wind: &str, minutes: u32, lookout: bool, sides: &[Side]) -> Drill {
    let mut drill = drill(wind);
    let mut sent = false;
    while drill.now() < DrillTime::minutes(minutes) {
        if !sent && drill.world().resource::<Known>().fires.first().is_some_and(Option::is_some) {
            sent = true;
            let eye = teams(&drill, &[TeamKind::Township])[0].clone();
            if lookout {
                let task = TaskOrder::FireLookout("fire-1".into());
                drill.order("test", Order::Dispatch { team: eye, task }).unwrap();
            }
            let crews = teams(&drill, &[TeamKind::ForestFire, TeamKind::SemiForestFire, TeamKind::Fire]);
            for (team, side) in crews.into_iter().zip(sides.iter().cycle()).take(6) {
                let task = TaskOrder::WaterAttack("fire-1".into(), *side);
                drill.order("test", Order::Dispatch { team, task }).unwrap();
            }
        }
        drill.tick().unwrap();
    }
    assert!(sent);
    drill
}

#[test]
fn crews_that_come_in_time_make_the_fire_smaller() {
    let mut alone = drill(WEST);
    run(&mut alone, 240);
    let held = fought(WEST, 240, true, &[Side::Left, Side::Right, Side::Rear]);
    let (free, less) = (wildfire(&alone).area_ha(0), wildfire(&held).area_ha(0));
    let made = wildfire(&held).barriers.iter().filter(|(_, b)| b.made).count();
    println!("{free:.0} ha alone, {less:.0} ha fought; {made} cells of line; {} crew lost", lost(&held));
    assert!(made > 0 && less < 0.8 * free);
}

#[test]
fn a_lookout_brings_crews_home() {
    // Hands cut a line where a northerly gale turns the fire's flank into a head.
    let wind = r#"("0h", 5.0, 270.0), ("2h30m", 5.0, 270.0), ("2h40m", 13.0, 0.0)"#;
    let at = hottest(&forest(wind), (160, 215));
    let played = |lookout: bool| {
        let mut drill = drill(wind);
        run(&mut drill, 90);
        let points = vec![(at.x_m, at.y_m), (at.x_m, at.y_m + 300.0)];
        drill.order("test", Order::FireLine { points, width_m: 30.0 }).unwrap();
        let hands = teams(&drill, &[TeamKind::Township, TeamKind::TownshipMilitia]);
        for (number, team) in hands.into_iter().take(3).enumerate() {
            let line = || TaskOrder::CutLine("line-1".into());
            let watches = || TaskOrder::FireLookout("fire-1".into());
            let task = if lookout && number == 0 { watches() } else { line() };
            drill.order("test", Order::Dispatch { team, task }).unwrap();
        }
        run(&mut drill, 230);
        drill
    };
    let (watched, blind) = (played(true), played(false));
    let escaped = |d: &Drill| {
        let facts = &d.world().resource::<Facts>().0;
        facts.iter().filter(|f| matches!(f.what, What::CrewEscaped { .. })).count()
    };
    println!(
        "with a lookout {} lost, {} alarms; without {} lost, {} alarms",
        lost(&watched),
        escaped(&watched),
        lost(&blind),
        escaped(&blind)
    );
    assert!(10 * lost(&watched) < lost(&blind) && escaped(&watched) > 0 && escaped(&blind) == 0);
}

/// Four crews at a line behind the fire: all cut, or one waits to burn out from what the others have cut.
fn lined(burn: bool, minutes: u32) -> Drill {
    let mut drill = drill(WEST);
    run(&mut drill, 30);
    let at = place();
    let points = vec![(at.x_m - 900.0, at.y_m - 300.0), (at.x_m - 900.0, at.y_m + 300.0)];
    drill.order("test", Order::FireLine { points, width_m: 4.0 }).unwrap();
    let crews = teams(&drill, &[TeamKind::SemiForestFire, TeamKind::ForestFire]);
    for (number, team) in crews.iter().take(4).enumerate() {
        let line = "line-1".to_owned();
        let task = if burn && number == 3 { TaskOrder::BurnOut(line) } else { TaskOrder::CutLine(line) };
        drill.order("test", Order::Dispatch { team: team.clone(), task }).unwrap();
    }
    run(&mut drill, minutes);
    drill
}

#[test]
fn a_line_is_cut_where_it_was_ordered_and_burnt_out_from() {
    let drill = lined(true, 236);
    let line = drill.world().resource::<FireGround>().lines[0].clone();
    println!("{} of {} cells cut, burnt out from {}", line.done, line.cells.len(), line.burnt_out);
    assert!(line.done > 1);
    for &cell in &line.cells[..line.done] {
        let cell = cell as usize;
        let fire = wildfire(&drill);
        let bare = fire.fuels.model(cell).is_none() || fire.has_burnt(cell);
        assert!(bare || fire.barriers.get(cell).is_some_and(|b| b.made || b.width_m > 0.0), "{cell}");
    }
    // What burns beside the line was lit from it, on the fire's side only: without that nothing burns there.
    let spec = drill.land().spec;
    let beside = |drill: &Drill, east: f32| {
        let cells = line.cells.iter().map(|c| spec.centre(*c as usize));
        let near = cells.map(|p| spec.cell_at(Point { x_m: p.x_m + east * spec.cell_m, ..p }));
        near.filter(|c| wildfire(drill).has_burnt(*c)).count()
    };
    let without = lined(false, 236);
    let burnt = [beside(&drill, 1.0), beside(&drill, -1.0), beside(&without, 1.0), beside(&without, -1.0)];
    println!("beside the line on the fire's side and behind it, burnt out and not: {burnt:?}");
    assert!(line.burnt_out > 0 && burnt[0] > 0);
    assert_eq!(burnt[1..], [0, 0, 0]);
}

#[test]
fn bad_fires_and_bad_air_are_named_with_their_place() {
    let faults = |text: String| {
        let loaded = sandtable::scenario::load_text("forest.ron", &text, &common::plan_text());
        match loaded {
            Err(faults) => faults.to_string(),
            Ok(loaded) => setup::world(&loaded, 1).err().map_or_else(String::new, |e| e.to_string()),
        }
    };
    let fire = |x: f32, y: f32| format!(r#"(at: "5m", place_m: ({x}, {y}), why: (zh: "无", en: "none"))"#);
    let county = setup::county(&load(&text(WEST, ""))).unwrap();
    let wet = (0..county.spec.len()).find(|c| county.cover[*c] == sandtable::county::Cover::Water).unwrap();
    let wet = county.spec.centre(wet);
    for (text, parts) in [
        (text(WEST, &fire(wet.x_m, wet.y_m)), vec!["place_m", "nothing burns", "nearest place"]),
        (text(WEST, &fire(-50.0, 100.0)), vec!["place_m.0", "0 to"]),
        (text(r#"("0h", 8.0, 400.0)"#, ""), vec!["weather.wind[0].2", "360"]),
        (text(r#"("0h", 80.0, 40.0)"#, ""), vec!["weather.wind[0].1", "60"]),
        (text(WEST, "").replace("28.0, 28.0)", "28.0, 0.28)"), vec!["weather.air[0].2", "2 to 100 %"]),
        (text(WEST, "").replace("dead_1h: 5.0", "dead_1h: 0.05"), vec!["fuel.dead_1h", "1 to 60 %"]),
        (text(WEST, &fire(100.0, 100.0)).replace("\"5m\"", "\"5h\""), vec!["fires[0].at"]),
    ] {
        let said = faults(text);
        println!("{said}");
        for part in parts {
            assert!(said.contains(part), "{part:?} is not in: {said}");
        }
    }
}
