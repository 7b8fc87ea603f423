//! Slopes in the drill: what comes down, whom it strikes, and what people can do about it.

mod common;

use common::hill::hill;
use sandtable::{
    county::TeamKind,
    drill::{
        Drill, Order,
        commander::{Commander, Doctrine},
        order::{Area, TaskOrder, road_id},
        view::View,
    },
    hazard::{FloodField, Slopes},
    num::DrillTime,
    response::{
        Roster, count_people,
        facts::{Facts, What},
        knowledge::Known,
        slides::{escape::threatened, signs::Sign},
        teams::{Status, Task, Team},
        travel::Roads,
        warning::{Channel, Colour},
    },
};

fn run(drill: &mut Drill, until: DrillTime) {
    while drill.now() < until {
        drill.tick().unwrap();
    }
}

fn fact(drill: &Drill, wanted: impl Fn(&What) -> bool) -> Option<DrillTime> {
    drill.world().resource::<Facts>().0.iter().find(|f| wanted(&f.what)).map(|f| f.at)
}

#[test]
fn a_weak_slope_comes_down_on_the_village_and_what_it_moves_is_conserved() {
    let (loaded, risk, village) = hill();
    let mut drill = Drill::new(loaded.clone(), None).unwrap();
    let before: Vec<f32> = drill.world().resource::<FloodField>().0.ground_m().to_vec();
    let people = count_people(drill.world()).total();
    run(&mut drill, DrillTime::hours(3));
    let slopes = drill.world().resource::<Slopes>();
    let hill = slopes.of_risk(*risk).unwrap();
    let slide = slopes.from_hill(hill).next().expect("the slope came down");
    println!(
        "failed at {}, {:.0} m³, at rest at {:?}",
        slide.failed_at.clock(),
        slide.released_m3,
        slide.stopped_at
    );
    assert!(slide.stopped_at.is_some() && !slide.moves());
    let counts = count_people(drill.world());
    println!("{counts:?}");
    assert_eq!(counts.total(), people);
    assert!(counts.dead + counts.buried > 0, "homes of the village lie below it");
    assert!(fact(&drill, |w| matches!(w, What::Buried { village: v, .. } if v == village)).is_some());
    // What left the slope lies somewhere: scar and deposit sum to nothing, but for what left over the window's edge.
    let after = drill.world().resource::<FloodField>().0.ground_m();
    let change: f64 = after.iter().zip(&before).map(|(a, b)| f64::from(a - b)).sum::<f64>() * 3600.0;
    let moved: f64 =
        after.iter().zip(&before).map(|(a, b)| f64::from((a - b).max(0.0))).sum::<f64>() * 3600.0;
    println!("sum of all changes {change:.0} m³ of {moved:.0} m³ moved");
    assert!(moved > 1000.0 && change.abs() < 0.15 * moved);
}

#[test]
fn whoever_has_left_in_time_lives() {
    let (loaded, _, village) = hill();
    let mut stay = Drill::new(loaded.clone(), None).unwrap();
    let end = DrillTime::hours(3);
    run(&mut stay, end);
    let mut leave = Drill::new(loaded.clone(), None).unwrap();
    let land = leave.land().clone();
    let home = &land.villages[*village];
    let zones: Vec<_> = leave.world().resource::<Slopes>().hills.iter().map(|h| h.zone.clone()).collect();
    let safe = |s: &usize| {
        let place = &land.shelters[*s].place;
        let cell = land.spec.cell_at(place.at) as u32;
        place.township != usize::MAX && !zones.iter().any(|z| z.cells.contains(&cell))
    };
    let far = |s: &usize| land.shelters[*s].place.at.distance_m(home.at);
    let shelter = (0..land.shelters.len()).filter(safe).min_by(|a, b| far(a).total_cmp(&far(b))).unwrap();
    let id = land.shelters[shelter].place.id.clone();
    let warn = Order::Warn {
        colour: Colour::Red,
        area: Area::Villages(vec![home.id.clone()]),
        channels: Channel::ALL.to_vec(),
    };
    for order in [
        Order::OpenShelter { shelter: id.clone() },
        warn,
        Order::Evacuate { village: home.id.clone(), shelter: id, via: Vec::new() },
    ] {
        leave.order("test", order).unwrap();
    }
    run(&mut leave, end);
    let lost = |drill: &Drill| {
        let counts = count_people(drill.world());
        counts.dead + counts.buried
    };
    println!("lost without leaving {}, with leaving {}", lost(&stay), lost(&leave));
    assert!(lost(&leave) < lost(&stay));
}

#[test]
fn an_inspection_sees_what_nobody_else_does_and_search_and_clearing_work() {
    let (loaded, risk, village) = hill();
    let mut drill = Drill::new(loaded.clone(), None).unwrap();
    let land = drill.land().clone();
    let slope = land.risks[*risk].id.clone();
    let near = |at: sandtable::num::Point, kind: fn(sandtable::county::TeamKind) -> bool| {
        let far = |b: &&sandtable::county::Base| b.place.at.distance_m(at);
        let bases = land.bases.iter().filter(|b| kind(b.kind));
        bases.min_by(|a, b| far(a).total_cmp(&far(b))).unwrap().place.id.clone()
    };
    use sandtable::county::TeamKind as K;
    let crew = near(land.risks[*risk].at, |k| k == K::Township);
    drill
        .order("test", Order::Dispatch { team: crew.clone(), task: TaskOrder::InspectSlope(slope.clone()) })
        .unwrap();
    let unknown =
        Order::Dispatch { team: crew.clone(), task: TaskOrder::InspectSlope("slope-nowhere".into()) };
    assert!(drill.order("test", unknown).is_err());
    let failed = |drill: &Drill| fact(drill, |w| matches!(w, What::SlopeFailed { .. }));
    let mut seen = None;
    while failed(&drill).is_none() && !drill.finished() {
        drill.tick().unwrap();
        let report = drill.world().resource::<Known>().slopes[*risk];
        seen = seen.max(report.filter(|r| r.safety.is_some()).map(|r| r.sign));
    }
    println!("inspection saw {seen:?}");
    assert!(seen.is_some_and(|s| s >= Sign::Cracks));
    // Search: those who lie buried come out, alive or not.
    let later = DrillTime(failed(&drill).unwrap().0 + 1800);
    run(&mut drill, later);
    let before = count_people(drill.world()).buried;
    assert!(before > 0, "somebody lies under the slide");
    let at = land.villages[*village].at;
    let mut bases: Vec<&sandtable::county::Base> = land.bases.iter().filter(|b| b.place.id != crew).collect();
    bases.sort_by(|a, b| a.place.at.distance_m(at).total_cmp(&b.place.at.distance_m(at)));
    let teams = |kind: K| bases.iter().filter(move |b| b.kind == kind).map(|b| b.place.id.clone());
    let hands = || {
        let idle = |b: &&&sandtable::county::Base| !matches!(b.kind, K::Medical | K::Experts | K::Township);
        bases.iter().filter(idle).map(|b| b.place.id.clone())
    };
    let roads: Vec<usize> = drill.world().resource::<Roads>().debris_m3.keys().copied().collect();
    println!("{before} lie buried, roads cut {roads:?}");
    for (road, team) in roads.iter().zip(teams(K::Township)) {
        // A road that no way leads to is left to who comes from the other side.
        let _ = drill.order("test", Order::Dispatch { team, task: TaskOrder::ClearDebris(road_id(*road)) });
    }
    let home = land.villages[*village].id.clone();
    let sent = hands()
        .take(6)
        .filter(|team| {
            let task = TaskOrder::SearchBuried(home.clone());
            drill.order("test", Order::Dispatch { team: team.clone(), task }).is_ok()
        })
        .count();
    // The crew that looked at the slope is the nearest of all.
    drill.order("test", Order::Recall { team: crew.clone() }).unwrap();
    let task = TaskOrder::SearchBuried(home.clone());
    drill.order("test", Order::Dispatch { team: crew.clone(), task }).unwrap();
    println!("{sent} teams search");
    let debris = |drill: &Drill| drill.world().resource::<Roads>().debris_m3.clone();
    let first = debris(&drill);
    run(&mut drill, DrillTime(later.0 + 2 * 3600));
    let left = debris(&drill);
    assert!(first.iter().any(|(road, m3)| left.get(road).is_none_or(|now| now < m3)), "{first:?} {left:?}");
    assert!(fact(&drill, |w| matches!(w, What::DugOut { .. })).is_some());
    assert!(count_people(drill.world()).buried < before);
}

#[test]
fn the_same_slide_comes_down_on_every_run() {
    let (loaded, ..) = hill();
    let hash = || {
        let mut drill = Drill::new(loaded.clone(), None).unwrap();
        run(&mut drill, DrillTime::minutes(90));
        drill.hash()
    };
    assert_eq!(hash(), hash());
}

/// The base of a kind that is nearest to the slope, without these.
fn nearest(drill: &Drill, risk: usize, kinds: &[TeamKind], without: &[String]) -> String {
    let land = drill.land();
    let far = |b: &&sandtable::county::Base| b.place.at.distance_m(land.risks[risk].at);
    let bases = land.bases.iter().filter(|b| kinds.contains(&b.kind) && !without.contains(&b.place.id));
    bases.min_by(|a, b| far(a).total_cmp(&far(b))).unwrap().place.id.clone()
}

fn team<'a>(drill: &'a Drill, id: &str) -> &'a Team {
    let teams = &drill.world().resource::<Roster>().teams;
    teams.iter().filter_map(|&e| drill.world().get::<Team>(e)).find(|t| t.id == id).unwrap()
}

/// When each slide of the hill began.
fn falls(drill: &Drill, risk: usize) -> Vec<DrillTime> {
    let slopes = drill.world().resource::<Slopes>();
    slopes.from_hill(slopes.of_risk(risk).unwrap()).map(|s| s.failed_at).collect()
}

#[test]
fn a_lookout_sees_the_second_slide_coming_and_searchers_run_before_it() {
    let (loaded, risk, village) = hill();
    let run = |lookout: bool| {
        let mut drill = Drill::new(loaded.clone(), None).unwrap();
        let land = drill.land().clone();
        let watcher = nearest(&drill, *risk, &[TeamKind::Township], &[]);
        let hands = [
            TeamKind::Village,
            TeamKind::MicroFire,
            TeamKind::PartTime,
            TeamKind::TownshipMilitia,
            TeamKind::Fire,
        ];
        let digger = nearest(&drill, *risk, &hands, &[]);
        if lookout {
            let task = TaskOrder::Lookout(land.risks[*risk].id.clone());
            drill.order("test", Order::Dispatch { team: watcher, task }).unwrap();
        }
        while falls(&drill, *risk).is_empty() {
            drill.tick().unwrap();
        }
        let task = TaskOrder::SearchBuried(land.villages[*village].id.clone());
        drill.order("test", Order::Dispatch { team: digger.clone(), task }).unwrap();
        let (mut signs, mut dug) = (Vec::new(), false);
        while falls(&drill, *risk).len() < 2 && !drill.finished() {
            dug |= team(&drill, &digger).status == Status::Working;
            signs.extend(drill.world().resource::<Known>().slopes[*risk].map(|r| r.sign));
            signs.dedup();
            drill.tick().unwrap();
        }
        assert_eq!(falls(&drill, *risk).len(), 2, "the rest of the hill came down");
        let works = team(&drill, &digger).status == Status::Working;
        let ran = fact(&drill, |w| matches!(w, What::TeamEscaped { slope, .. } if slope == risk));
        println!("lookout {lookout}: signs {signs:?}, dug {dug}, still there {works}, ran at {ran:?}");
        assert!(dug, "the village's team came to dig");
        (signs, works, ran)
    };
    let (signs, works, ran) = run(true);
    assert!(signs.windows(2).any(|s| s == [Sign::Fallen, Sign::Moving]), "{signs:?}");
    assert!(!works && ran.is_some(), "the whistle clears the site");
    let (_, works, ran) = run(false);
    assert!(works && ran.is_none(), "nobody tells them");
}

/// Doctrine in a county that moves nobody, so that there is somebody to dig for.
#[derive(Default)]
struct Unheeded(Doctrine);

impl Commander for Unheeded {
    fn orders(&mut self, view: &View<'_>) -> Vec<Order> {
        let mut orders = self.0.orders(view);
        orders.retain(|o| !matches!(o, Order::Warn { .. } | Order::Evacuate { .. }));
        orders
    }
}

#[test]
fn doctrine_pulls_searchers_away_from_a_slope_that_moves_and_sends_them_back() {
    let (loaded, risk, _) = hill();
    let mut drill = Drill::new(loaded.clone(), None).unwrap();
    let (mut most, mut last) = (0, 0);
    common::play(&mut drill, &mut Unheeded::default(), &mut |drill| {
        let (world, roster) = (drill.world(), drill.world().resource::<Roster>());
        let zone = world.resource::<Slopes>().zone(*risk).unwrap();
        let below = |t: &&Team| {
            let dangerous = |task: &Task| {
                matches!(task, Task::SearchBuried(_) | Task::ClearDebris(_) | Task::InspectSlope(_))
            };
            t.status == Status::Working
                && t.task
                    .filter(dangerous)
                    .is_some_and(|task| threatened(drill.land(), roster, *risk, zone, task))
        };
        let teams = roster.teams.iter().filter_map(|&e| world.get::<Team>(e));
        let falls = falls(drill, *risk).len();
        if falls == 1 {
            last = teams.filter(below).count();
            most = most.max(last);
        }
    });
    let falls = falls(&drill, *risk);
    let (first, second) = (falls[0], falls[1]);
    let withdrawn: Vec<DrillTime> = drill
        .given()
        .iter()
        .filter(|g| g.at > first && g.at < second && matches!(g.order, Order::Withdraw { .. }))
        .map(|g| g.at)
        .collect();
    println!(
        "slides at {} and {}: at most {most} teams below the rest, {last} when it fell; withdrawn at {withdrawn:?}",
        first.clock(),
        second.clock()
    );
    assert!(most > 0 && !withdrawn.is_empty() && last == 0);
    let back = drill.given().iter().find(|g| {
        let task = |t: &TaskOrder| matches!(t, TaskOrder::SearchBuried(_) | TaskOrder::InspectSlope(_));
        g.at >= second && matches!(&g.order, Order::Dispatch { task: t, .. } if task(t))
    });
    println!("back at {:?}", back.map(|g| g.at.clock()));
    assert!(back.is_some(), "it is quiet again, and somebody still lies there");
}
