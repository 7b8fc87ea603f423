//! What comes after the flames: embers that get across a line, mopping up and watching; and what flames do to houses and
//! roads, and a fire that only a satellite sees.

mod common;

use bevy::prelude::{Entity, World};
use common::{
    forest::{forest, load, text},
    minutes,
};
use sandtable::{
    county::{FacilityKind, TeamKind},
    drill::{Drill, setup},
    hazard::{Interventions, Wildfire, wildfire::suppress},
    num::DrillTime,
    response::{
        Roster, Tables,
        facts::{Facts, What},
        fires::watch::Sighting,
        knowledge::Known,
        people::VillageWater,
        services::Services,
        teams::{Status, Task, Team},
        travel::{Roads, Traveller},
    },
    sim::Land,
};
use std::sync::Arc;

/// When the fire is ringed, min.
const RINGED_MIN: u32 = 120;

/// Breaks wide enough to hold are bare all round the fire from then on.
fn ringed(seed: u64, hours: u32, each_minute: &mut dyn FnMut(&mut World)) -> World {
    let mut world = setup::world(&forest(r#"("0h", 8.0, 270.0)"#), seed).unwrap();
    for minute in 1..=60 * hours {
        minutes(&mut world, 1);
        if (RINGED_MIN..RINGED_MIN + 30).contains(&minute) {
            let wildfire = world.resource::<Wildfire>();
            let edge = wildfire.fires[0].free_edge.clone();
            let ahead: Vec<usize> = edge.iter().flat_map(|c| wildfire.ahead_of(*c as usize)).collect();
            let mut orders = world.resource_mut::<Interventions>();
            orders.fire_lines.extend(ahead.into_iter().map(|c| (c as u32, 60.0)));
        } else if minute >= RINGED_MIN + 30 {
            each_minute(&mut world);
        }
    }
    world
}

fn count(world: &World, wanted: fn(&What) -> bool) -> usize {
    world.resource::<Facts>().0.iter().filter(|f| wanted(&f.what)).count()
}

#[test]
fn embers_get_across_a_line_until_they_are_out() {
    let escapes = |world: &World| count(world, |w| matches!(w, What::FireEscaped { .. }));
    let (mut alone, mut mopped) = (0, 0);
    for seed in 1..=8 {
        alone += escapes(&ringed(seed, 6, &mut |_| ()));
        let out = ringed(seed, 6, &mut |world| {
            let embers = world.resource::<Wildfire>().fires[0].embers.clone();
            world.resource_mut::<Interventions>().mopped_up.extend(embers);
        });
        mopped += escapes(&out);
        let fire = &out.resource::<Wildfire>().fires[0];
        assert!(fire.embers.is_empty() && fire.held.is_some() && fire.out.is_some(), "seed {seed}");
        assert_eq!(count(&out, |w| matches!(w, What::FireOut { .. })), 1);
    }
    println!("{alone} times across the line with embers left, {mopped} once they were out");
    assert!(alone > 0 && mopped == 0);
}

#[test]
fn crews_mop_up_as_fast_as_their_rate_and_watch_where_they_are() {
    let (mut sent, mut before, mut watched, mut people) = (None, 0, 0, 0);
    let world = ringed(1, 6, &mut |world| {
        let roster = world.resource::<Roster>();
        if sent.is_none() {
            before = world.resource::<Wildfire>().fires[0].embers.len();
            let brigade =
                |e: &&Entity| world.get::<Team>(**e).is_some_and(|t| t.kind == TeamKind::SemiForestFire);
            let crew = *roster.teams.iter().find(brigade).unwrap();
            let node = roster.fires[0].1;
            let mut team = world.get_mut::<Team>(crew).unwrap();
            (team.status, team.task) = (Status::Working, Some(Task::MopUp(0)));
            people = team.size;
            let mut traveller = world.get_mut::<Traveller>(crew).unwrap();
            (traveller.node, traveller.goal) = (node, None);
            sent = Some(crew);
        }
        watched += usize::from(!world.resource::<Interventions>().fire_watch.is_empty());
    });
    let cells = world.resource::<Interventions>().mopped_up.len();
    let rate = world.resource::<Tables>().fire.mop_up_m2_h / suppress::mop_up_m();
    // By people of the crew against twenty, of cells of 60 m; walking from one to the next takes some of the time.
    let most = rate * f64::from(people) / 20.0 * watched as f64 / 60.0 / 60.0;
    println!("{cells} of {before} cells in {watched} min, at most {most:.1}");
    assert!(cells > 2 && cells as f64 <= most + 1.0 && cells as f64 > 0.3 * most.min(before as f64));
}

/// The forest with these eyes left, and nobody near enough to call; told, or with the lines dead.
fn eyes(kinds: &[FacilityKind], lines: bool) -> World {
    let mut world = setup::world(&forest(r#"("0h", 4.0, 270.0)"#), 1).unwrap();
    let mut land = world.resource::<Land>().0.as_ref().clone();
    let eye = |kind| matches!(kind, FacilityKind::LookoutTower | FacilityKind::BaseStation);
    land.facilities.retain(|f| !eye(f.kind) || kinds.contains(&f.kind));
    land.villages.iter_mut().for_each(|v| v.at.x_m += 50_000.0);
    world.insert_resource(Land(Arc::new(land)));
    if !lines {
        let townships = &mut world.resource_mut::<Services>().townships;
        townships.iter_mut().for_each(|t| t.power_lost = Some(DrillTime(0)));
        // No station lives on batteries.
        world.resource_mut::<Tables>().services.battery_h = 0.0;
    }
    world
}

#[test]
fn towers_and_cameras_that_can_tell_find_a_fire_before_the_satellite() {
    let found = |kinds: &[FacilityKind], lines: bool| {
        let mut world = eyes(kinds, lines);
        minutes(&mut world, 60);
        let report = world.resource::<Known>().fires.first()?.clone()?;
        Some((report.found_by, report.found_at.0 / 60, report.error_m))
    };
    let (tower, mast) = ([FacilityKind::LookoutTower], [FacilityKind::BaseStation]);
    let (by_tower, by_mast) = (found(&tower, true), found(&mast, true));
    println!("towers {by_tower:?}, masts {by_mast:?}, with dead lines {:?}", found(&mast, false));
    assert_eq!(by_tower.unwrap().0, Sighting::Tower);
    assert_eq!(by_mast.unwrap().0, Sighting::Camera);
    assert!(by_mast.unwrap().2 < by_tower.unwrap().2);
    assert!(found(&mast, false).is_none() && found(&tower, false).is_none());
}

#[test]
fn a_fire_that_nobody_can_see_is_found_by_the_satellite_at_its_hour() {
    let mut world = eyes(&[], true);
    minutes(&mut world, 119);
    assert!(world.resource::<Known>().fires.iter().all(Option::is_none));
    minutes(&mut world, 3);
    // The drill begins at noon; the pass of 13:30 is told half an hour later.
    let report = world.resource::<Known>().fires[0].clone().expect("seen");
    let spec = world.resource::<Land>().spec;
    let wildfire = world.resource::<Wildfire>();
    let cells = wildfire.fires[0].free_edge.iter().map(|c| spec.centre(*c as usize));
    let near = cells.map(|p| p.distance_m(report.at)).fold(f32::MAX, f32::min);
    println!("found at {} by {:?}, {near:.0} m from the edge", report.found_at.clock(), report.found_by);
    assert_eq!(report.found_by, Sighting::Satellite);
    assert!((DrillTime::minutes(119)..=DrillTime::minutes(122)).contains(&report.found_at));
    assert!(report.edge.is_empty() && !report.held && near < 1_500.0);
}

#[test]
fn flames_take_houses_beside_them_and_shut_roads_while_they_last() {
    // In the woods beside the houses of villages.
    let county = setup::county(&load(&text(r#"("0h", 9.0, 270.0)"#, ""))).unwrap();
    let spec = county.spec;
    let starts = county.villages.iter().filter_map(|v| {
        let homes = || v.cells.iter().map(|c| spec.centre(*c as usize));
        let beside = |c: &usize| homes().any(|h| (70.0..130.0).contains(&h.distance_m(spec.centre(*c))));
        let woods = (0..spec.len()).filter(|c| county.cover[*c].is_forest());
        woods.filter(beside).map(|c| spec.centre(c)).min_by(|a, b| a.x_m.total_cmp(&b.x_m))
    });
    let (mut villages, mut roads_shut, mut opened) = (0, 0, 0);
    for at in starts.take(8) {
        let fire = format!(
            r#"(at: "1m", place_m: ({}, {}), why: (zh: "烧荒", en: "burning waste"))"#,
            at.x_m, at.y_m
        );
        let Ok(loaded) = sandtable::scenario::load_text(
            "forest.ron",
            &text(r#"("0h", 9.0, 270.0)"#, &fire),
            &common::plan_text(),
        ) else {
            continue;
        };
        let mut drill = Drill::new(Arc::new(loaded), None).unwrap();
        let mut shut_before = std::collections::BTreeSet::new();
        while drill.now() < DrillTime::minutes(90) {
            drill.tick().unwrap();
            if drill.now().0 % 60 != 10 {
                continue;
            }
            let shut = drill.world().resource::<Roads>().in_flames.clone();
            let (wildfire, table) =
                (drill.world().resource::<Wildfire>(), drill.world().resource::<Tables>());
            let now_s = drill.now().0 as f32;
            let spec = drill.land().spec;
            for road in &shut {
                let near = |c: &u32| {
                    (0..spec.len()).any(|b| {
                        let flames = wildfire.flame_m[b] > table.fire.road_flame_m
                            && now_s - wildfire.arrival_s[b]
                                <= (table.fire.road_shut_min * 60.0) as f32 + 70.0;
                        flames && spec.centre(b).distance_m(spec.centre(*c as usize)) < 90.0
                    })
                };
                assert!(drill.land().roads.roads[*road].cells.iter().any(near), "road {road}");
            }
            opened += shut_before.difference(&shut).count();
            roads_shut += shut.difference(&shut_before).count();
            shut_before = shut;
        }
        let world = drill.world();
        let spec = drill.land().spec;
        for (index, &entity) in world.resource::<Roster>().villages.iter().enumerate() {
            let state = world.get::<VillageWater>(entity).unwrap();
            let cells = &drill.land().villages[index].cells;
            villages += usize::from(state.fire_at.is_some());
            assert_eq!(state.fire_at.is_some(), state.cells.iter().any(|c| c.burnt_share > 0.0));
            for (own, cell) in state.cells.iter().zip(cells).filter(|(own, _)| own.burnt_share > 0.0) {
                let wildfire = world.resource::<Wildfire>();
                let at = spec.centre(*cell as usize);
                let near = (0..spec.len()).filter(|b| spec.centre(*b).distance_m(at) < 90.0);
                let most = near.map(|b| wildfire.flame_m[b]).fold(0.0, f32::max);
                let cleared = world.resource::<Tables>().fire.cleared_m;
                let share = 1.0 - suppress::hold_chance(cleared, most.into());
                assert!(most > 0.0 && f64::from(own.burnt_share) <= share + 1e-6, "{}", own.burnt_share);
            }
        }
    }
    println!("{villages} villages in flames, {roads_shut} times a road shut, {opened} opened again");
    assert!(villages > 0 && roads_shut > 0 && opened > 0);
}
