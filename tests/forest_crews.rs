//! How crews behave on the fire ground: at what rate, where from one another, where they step back to, and whom a commander
//! takes away before the wind turns.

mod common;

use common::forest::{WEST, forest, hottest, load, place, text};
use sandtable::{
    county::{Cover, TeamKind},
    drill::{Drill, Order, commander::Doctrine, order::TaskOrder, setup},
    hazard::{
        Wildfire,
        wildfire::suppress::{self, Conditions},
    },
    num::{DrillTime, Point},
    response::{
        Roster, Tables,
        facts::{Facts, What},
        fires::{
            Side,
            crews::crew,
            danger::{Lookahead, Watch},
            post::Post,
        },
        knowledge::Known,
        teams::{Status, Task, Team, nearest_node},
        travel::Traveller,
    },
};

fn wildfire(drill: &Drill) -> &Wildfire {
    drill.world().resource::<Wildfire>()
}

fn team_states(drill: &Drill) -> impl Iterator<Item = &Team> {
    drill.world().resource::<Roster>().teams.iter().filter_map(|&e| drill.world().get::<Team>(e))
}

/// Teams at the edge of the first fire, and where they are.
fn at_edge(drill: &Drill) -> Vec<(&Team, &Post)> {
    let fights = |t: &&Team| matches!(t.task, Some(Task::AttackFire(..) | Task::WaterAttack(..)));
    let there = team_states(drill).filter(|t| t.status == Status::Working).filter(fights);
    there.filter_map(|t| Some((t, t.post.as_ref()?))).filter(|(_, p)| !p.is_walking()).collect()
}

/// Once the fire is known, and not before a time, so many brigades come to one side, with a lookout.
fn send(
    drill: &mut Drill,
    from: u32,
    count: usize,
    kinds: &[TeamKind],
    task: &dyn Fn() -> TaskOrder,
) -> bool {
    let known = drill.world().resource::<Known>().fires.first().is_some_and(Option::is_some);
    if !known || drill.now() < DrillTime::minutes(from) {
        return false;
    }
    let land = drill.land().clone();
    let nearest = |kinds: &[TeamKind], count: usize| -> Vec<String> {
        let mut bases: Vec<_> = land.bases.iter().filter(|b| kinds.contains(&b.kind)).collect();
        bases.sort_by(|a, b| a.place.at.distance_m(place()).total_cmp(&b.place.at.distance_m(place())));
        bases.into_iter().take(count).map(|b| b.place.id.clone()).collect()
    };
    let watches = nearest(&[TeamKind::Township], 1);
    for team in &watches {
        let task = TaskOrder::FireLookout("fire-1".into());
        drill.order("test", Order::Dispatch { team: team.clone(), task }).unwrap();
    }
    for team in nearest(kinds, count + 1).into_iter().filter(|t| !watches.contains(t)).take(count) {
        drill.order("test", Order::Dispatch { team, task: task() }).unwrap();
    }
    true
}

/// A fire in a light wind, which crews can face everywhere.
fn mild() -> Drill {
    Drill::new(forest(r#"("0h", 2.5, 270.0)"#), None).unwrap()
}

#[test]
fn a_crew_makes_line_as_fast_as_the_reference_and_loses_none_to_a_creeping_edge() {
    let mut drill = mild();
    let (mut sent, mut told_m, mut minutes) = (false, 0.0, 0);
    let side_m = f64::from(drill.land().spec.cell_m);
    let labour = |drill: &Drill, kind: TeamKind| drill.world().resource::<Tables>().teams[&kind].labour;
    while drill.now() < DrillTime::minutes(220) {
        let one = || TaskOrder::AttackFire("fire-1".into(), Side::Rear);
        sent = sent || send(&mut drill, 0, 1, &[TeamKind::SemiForestFire], &one);
        drill.tick().unwrap();
        if !drill.now().0.is_multiple_of(60) {
            continue;
        }
        for (team, post) in at_edge(&drill) {
            let fire = wildfire(&drill);
            let Some(next) = fire.ahead_of(post.cell as usize).next() else { continue };
            let Some(fuel) = fire.fuels.model(next) else { continue };
            let since = team.on_duty_since.map_or(0.0, |at| drill.now().minutes_since(at) / 60.0);
            let conditions = Conditions { night: false, slope: fire.fuels.steepness(next), worked_h: since };
            let people = f64::from(team.size) * labour(&drill, team.kind);
            told_m += suppress::direct_rate_m_h(fuel, crew(team.kind), people, &conditions) / 60.0;
            minutes += 1;
        }
    }
    let made = wildfire(&drill).barriers.iter().filter(|(_, b)| b.made).count();
    println!(
        "{minutes} min at the edge: {:.0} m of line, {told_m:.0} m by the reference",
        made as f64 * side_m
    );
    assert!(minutes > 60 && made >= 4);
    // One cell may be begun, and cells that burn while they are worked at are another's.
    assert!((made as f64 * side_m - told_m).abs() <= side_m + 0.25 * told_m);
}

#[test]
fn beside_a_head_that_nobody_can_face_crews_work_at_the_rear_and_the_flanks() {
    let mut drill = Drill::new(forest(WEST), None).unwrap();
    let (mut sent, mut near, mut minutes) = (false, 0, 0);
    while drill.now() < DrillTime::minutes(200) {
        let rear = || TaskOrder::WaterAttack("fire-1".into(), Side::Rear);
        let kinds = [TeamKind::ForestFire, TeamKind::SemiForestFire];
        sent = sent || send(&mut drill, 60, 2, &kinds, &rear);
        drill.tick().unwrap();
        if !drill.now().0.is_multiple_of(60) {
            continue;
        }
        let (fire, land) = (wildfire(&drill), drill.land());
        let strong = |c: &usize| fire.ahead_of(*c).any(|n| fire.flame_towards(land, *c, n) > 2.4);
        let edge = fire.fires.iter().flat_map(|f| &f.free_edge).map(|c| *c as usize);
        let heads: Vec<usize> = edge.filter(strong).collect();
        for (_, post) in at_edge(&drill) {
            let at = land.spec.centre(post.at as usize);
            minutes += 1;
            near += u32::from(heads.iter().any(|h| land.spec.centre(*h).distance_m(at) < 200.0));
        }
    }
    let made = wildfire(&drill).barriers.iter().filter(|(_, b)| b.made).count();
    let lost: u32 = team_states(&drill).map(|t| t.lost).sum();
    println!("{near} of {minutes} min within 200 m of flames over 2.4 m; {made} cells of line, {lost} lost");
    assert!(near > 10 && made >= 4 && lost == 0);
}

#[test]
fn crews_leave_their_trucks_where_a_road_comes_nearest() {
    // In pines beside a long road between two villages, in a light air: the fire stays where it is.
    let wind = r#"("0h", 1.0, 270.0)"#;
    let land = setup::county(&load(&text(wind, ""))).unwrap();
    let by_road = |at: Point| land.roads.roads.iter().map(|r| r.nearest(at).0).fold(f32::INFINITY, f32::min);
    let by_node = |at: Point| land.roads.nodes[nearest_node(&land, at)].distance_m(at);
    let pines = (0..land.spec.len()).filter(|c| land.cover[*c] == Cover::MassonPine);
    let at = pines.map(|c| land.spec.centre(c)).filter(|p| (500.0..900.0).contains(&by_road(*p)));
    let at = at.max_by(|a, b| (by_node(*a) - by_road(*a)).total_cmp(&(by_node(*b) - by_road(*b)))).unwrap();
    let fire = format!(r#"(at: "5m", place_m: ({}, {}), why: (zh: "祭祀", en: "incense"))"#, at.x_m, at.y_m);
    let mut drill = Drill::new(load(&text(wind, &fire)), None).unwrap();
    let (mut sent, mut arrived) = (false, Vec::new());
    // The fire grows while they drive: each crew's way is by what was known when it set out.
    let mut known = std::collections::BTreeMap::new();
    while arrived.len() < 3 && drill.now() < DrillTime::minutes(235) {
        let rear = || TaskOrder::AttackFire("fire-1".into(), Side::Rear);
        sent = sent || send(&mut drill, 0, 3, &[TeamKind::SemiForestFire], &rear);
        drill.tick().unwrap();
        let (land, roster) = (drill.land(), drill.world().resource::<Roster>());
        let Some(&(fire, _)) = roster.fires.first() else { continue };
        for &entity in &roster.teams {
            let Some(team) = drill.world().get::<Team>(entity) else { continue };
            if !matches!(team.task, Some(Task::AttackFire(..))) {
                continue;
            }
            if team.status == Status::EnRoute {
                known.entry(entity).or_insert(fire);
            }
            if team.arrived_at == Some(drill.now()) {
                let (fire, traveller) = (known[&entity], drill.world().get::<Traveller>(entity).unwrap());
                arrived.push((traveller.position(land).distance_m(fire), by_road(fire), by_node(fire)));
            }
        }
    }
    println!("m to walk, from the nearest place on a road, and from the nearest node: {arrived:.0?}");
    let near = |(walk, road, node): &(f32, f32, f32)| *walk < road + 60.0 && walk + 50.0 < *node;
    assert!(arrived.len() == 3 && arrived.iter().all(near));
}

#[test]
fn crews_on_one_side_keep_sections_of_their_own() {
    let mut drill = mild();
    let section_m = drill.world().resource::<Tables>().fire.section_m;
    let (mut sent, mut apart, mut all) = (false, 0, 0);
    while drill.now() < DrillTime::minutes(235) {
        let kinds = [TeamKind::ForestFire, TeamKind::SemiForestFire];
        let left = || TaskOrder::AttackFire("fire-1".into(), Side::Left);
        sent = sent || send(&mut drill, 0, 3, &kinds, &left);
        drill.tick().unwrap();
        if !drill.now().0.is_multiple_of(60) {
            continue;
        }
        let spec = &drill.land().spec;
        // A fire with less edge than three sections has no room for three crews.
        let edge: Vec<_> = wildfire(&drill)
            .fires
            .iter()
            .flat_map(|f| &f.free_edge)
            .map(|c| spec.centre(*c as usize))
            .collect();
        let long_m = edge.iter().flat_map(|a| edge.iter().map(|b| a.distance_m(*b))).fold(0.0, f32::max);
        if long_m < 3.0 * section_m {
            continue;
        }
        let posts: Vec<_> = at_edge(&drill).iter().map(|(_, p)| spec.centre(p.cell as usize)).collect();
        for (n, a) in posts.iter().enumerate() {
            for b in &posts[n + 1..] {
                all += 1;
                apart += u32::from(a.distance_m(*b) >= section_m);
            }
        }
    }
    println!("{apart} of {all} pairs and minutes a section of {section_m} m apart");
    assert!(all > 60 && 10 * apart >= 7 * all);
}

#[test]
fn who_is_called_off_steps_back_to_a_quiet_place_near_by() {
    let loaded = forest(r#"("0h", 5.0, 270.0), ("2h30m", 5.0, 270.0), ("2h40m", 13.0, 0.0)"#);
    let at = hottest(&loaded, (160, 215));
    let mut drill = Drill::new(loaded, None).unwrap();
    let (mut sent, mut seen, mut back, mut quiet) = (false, 0, 0, 0);
    while drill.now() < DrillTime::minutes(235) {
        if !sent && drill.now() >= DrillTime::minutes(90) {
            let points = vec![(at.x_m, at.y_m), (at.x_m, at.y_m + 300.0)];
            drill.order("test", Order::FireLine { points, width_m: 30.0 }).unwrap();
            let cut = || TaskOrder::CutLine("line-1".into());
            sent = send(&mut drill, 0, 2, &[TeamKind::Township], &cut);
        }
        let before: Vec<Option<usize>> =
            team_states(&drill).map(|t| t.post.as_ref().map(|p| p.at as usize)).collect();
        drill.tick().unwrap();
        let facts = &drill.world().resource::<Facts>().0;
        let now = drill.now();
        for fact in facts.iter().filter(|f| f.at.0 + 10 >= now.0) {
            let What::CrewEscaped { team, .. } = fact.what else { continue };
            seen += 1;
            let state = team_states(&drill).nth(team).unwrap();
            let (land, tables) = (drill.land(), drill.world().resource::<Tables>());
            let (ahead, wildfire) = (drill.world().resource::<Lookahead>(), wildfire(&drill));
            let watch = Watch { land, table: &tables.fire, wildfire, ahead, now_s: now.0 as f32 };
            if let (Some(post), Some(from)) = (&state.post, before[team]) {
                // Where they go to step back: who was at the edge has burnt ground behind them.
                let cell = post.way.first().map_or(post.at, |c| *c) as usize;
                let far = land.spec.centre(cell).distance_m(land.spec.centre(from));
                back += 1;
                let soon = (tables.fire.escape_min * 60.0) as f32;
                quiet += u32::from(far <= 460.0 && !watch.threatened(cell, soon));
            }
        }
    }
    let lost: u32 = team_states(&drill).map(|t| t.lost).sum();
    println!("{seen} times called off, {back} to a place near by, {quiet} of them quiet; {lost} lost");
    assert!(back > 0 && quiet == back && lost == 0);
}

#[test]
fn the_book_takes_crews_off_the_side_that_a_forecast_wind_makes_the_head() {
    let at = place();
    let fire = format!(r#"(at: "5m", place_m: ({}, {}), why: (zh: "祭祀", en: "incense"))"#, at.x_m, at.y_m);
    let wind = r#"("0h", 5.0, 270.0), ("2h50m", 5.0, 270.0), ("3h", 12.0, 0.0)"#;
    let told = r#"fires: [FIRES],
    forecasts: [(
        at: "10m", wind: ("3h", 12.0, 0.0),
        text: (zh: "三小时后转北风。", en: "Northerly from the third hour."),
    )],"#;
    let whole = text(wind, "FIRES").replace("fires: [FIRES],", told).replace("FIRES", &fire);
    let mut drill = Drill::new(load(&whole), None).unwrap();
    let mut doctrine = Doctrine::default();
    // Minutes of crews on the lee side: long before the wind turns, and shortly before.
    let (mut early, mut late) = (0, 0);
    common::play_until(&mut drill, DrillTime::minutes(172), &mut doctrine, &mut |drill| {
        let spec = &drill.land().spec;
        // The lee side of a northerly wind lies south of the fire's middle.
        let burnt = (0..spec.len()).filter(|c| wildfire(drill).has_burnt(*c));
        let south: Vec<f32> = burnt.map(|c| spec.centre(c).y_m).collect();
        let middle = south.iter().sum::<f32>() / south.len().max(1) as f32;
        let lee = at_edge(drill).iter().filter(|(_, p)| spec.centre(p.cell as usize).y_m > middle).count();
        if drill.now() <= DrillTime::minutes(135) {
            early += lee;
        } else if drill.now() >= DrillTime::minutes(150) {
            late += lee;
        }
    });
    println!(
        "minutes of crews on the lee side: {early} until 45 min before the wind turns, {late} in the last 30"
    );
    assert!(early > 20 && late == 0);
}
