//! What a forest fire leaves behind: burnt ground by township and cover, its grade, smoke, lines without power, bare slopes.

mod common;

use common::forest::{FRONT, WEST, forest, load, place, text};
use sandtable::{
    county::{Cover, Road},
    drill::{Drill, Order, OrderError, setup},
    hazard::{
        FloodField, HazardTables, Slopes, Smoke, Wildfire,
        fires::bare,
        flood::{Forcing, Rain},
        wildfire::suppress,
    },
    num::{DrillTime, Point},
    response::{
        Tables,
        command::{Figures, ReportKind},
        facts::{Facts, What},
        fires::{
            Side,
            power::{Feeds, PowerLines},
            side_cell,
            smoke::{SmokeHarm, limit_km_h},
        },
        knowledge::Known,
        services::Services,
        travel::Roads,
    },
    review, scenario, score,
};
use std::collections::BTreeMap;

fn played(wind: &str, minutes: u32) -> Drill {
    let mut drill = Drill::new(forest(wind), None).unwrap();
    while drill.now() < DrillTime::minutes(minutes) {
        drill.tick().unwrap();
    }
    drill
}

fn wildfire(drill: &Drill) -> &Wildfire {
    drill.world().resource::<Wildfire>()
}

#[test]
fn burnt_ground_adds_up_by_township_and_by_cover() {
    let drill = played(FRONT, 150);
    let (fire, land) = (wildfire(&drill), drill.land());
    let burnt = fire.burnt(land);
    let cells = (0..land.spec.len()).filter(|c| fire.has_burnt(*c));
    let ha = |count: usize| count as f64 * f64::from(land.spec.cell_area_m2()) * 1e-4;
    let (mut all, mut forest) = (0, 0);
    for cell in cells {
        all += 1;
        forest += usize::from(land.cover[cell].is_forest());
        assert!(fire.fuels.model(cell).is_some(), "what has no fuel does not burn");
    }
    assert!(all > 20);
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-6 * b.max(1.0), "{a} and {b}");
    close(burnt.total_ha(), ha(all));
    close(burnt.townships.iter().map(|t| t.0).sum(), ha(all));
    close(burnt.townships.iter().map(|t| t.1).sum(), ha(forest));
    // Spot fires, the origin and ground that was burnt out count too.
    close(fire.burnt_forest_ha(), ha(forest));
    close(fire.area_ha(0), ha(all));
    let trees: f64 = Cover::ALL.iter().zip(&burnt.covers).filter(|(c, _)| c.is_forest()).map(|c| c.1).sum();
    close(trees, ha(forest));
    let text = review::html(&drill, &score::score(&drill));
    for (cover, area) in Cover::ALL.iter().zip(&burnt.covers).filter(|(_, a)| **a > 0.0) {
        let name = sandtable::text::both(cover.key());
        assert!(text.contains(&name.zh) && text.contains(&format!("{area:.1}")), "{cover:?} {area}");
    }
}

#[test]
fn the_grade_that_is_known_follows_the_forest_that_is_reported() {
    let drill = played(WEST, 200);
    let facts = &drill.world().resource::<Facts>().0;
    let graded: Vec<_> = facts
        .iter()
        .filter_map(|f| match f.what {
            What::FireGraded { grade } => Some((f.at, grade)),
            _ => None,
        })
        .collect();
    let seen = facts.iter().find(|f| matches!(f.what, What::FireSeen { .. })).unwrap().at;
    let known = drill.world().resource::<Known>();
    let report = known.fires[0].as_ref().unwrap();
    println!(
        "graded {graded:?}; reported {} ha, truly {:.1}",
        report.forest_ha,
        wildfire(&drill).fires[0].forest_ha
    );
    assert!(!graded.is_empty() && graded.iter().all(|g| g.0 >= seen));
    assert!(graded.windows(2).all(|g| g[0].1 < g[1].1), "estimates from afar only raise it");
    assert_eq!(graded.last().map(|g| g.1), known.fire_grade);
    assert!(known.fire_grade >= suppress::grade(report.forest_ha, 0, 0));
    assert!(report.forest_ha <= report.area_ha);
    let truly = score::fire::true_grade(&drill);
    assert!(truly >= suppress::grade(wildfire(&drill).fires[0].forest_ha, 0, 0) && truly.is_some());
}

#[test]
fn smoke_drifts_with_the_wind_into_villages_and_over_roads() {
    let mut drill = Drill::new(forest(WEST), None).unwrap();
    let at = place();
    let off = |dx: f32| Point { x_m: at.x_m + dx, y_m: at.y_m };
    let mut sums = [0.0; 2];
    while drill.now() < DrillTime::minutes(150) {
        drill.tick().unwrap();
        let smoke = drill.world().resource::<Smoke>();
        sums = [sums[0] + smoke.pm25_ug_m3(off(2200.0)), sums[1] + smoke.pm25_ug_m3(off(-2200.0))];
    }
    let world = drill.world();
    let (smoke, land) = (world.resource::<Smoke>(), drill.land());
    assert!(sums[0] > 10.0 * sums[1] && sums[0] > 0.0, "east {} west {}", sums[0], sums[1]);
    assert!((smoke.given_off_g / (smoke.in_the_air_g() + smoke.left_g) - 1.0).abs() < 1e-9);
    let harm = world.resource::<SmokeHarm>();
    println!("{:.2} visits, {} of {} villages above 10 µg/m³", harm.visits(), harm.thick(10.0), harm.0.len());
    for (village, state) in land.villages.iter().zip(&harm.0) {
        assert!(state.peak_ug_m3 >= state.now_ug_m3 && state.visits >= 0.0);
        assert!(state.visits > 0.0 || state.peak_ug_m3 == 0.0 || village.people == 0);
    }
    let roads = world.resource::<Roads>();
    let least = |road: &Road| {
        let cells = road.cells.iter().map(|c| smoke.visibility_m(land.spec.centre(*c as usize)));
        cells.fold(f64::INFINITY, f64::min)
    };
    let table = &world.resource::<Tables>().fire;
    for (index, road) in land.roads.roads.iter().enumerate() {
        assert_eq!(roads.smoke_km_h.get(&index).copied(), limit_km_h(table, least(road)));
    }
}

#[test]
fn helicopters_do_not_work_where_nobody_sees() {
    let mut drill = played(WEST, 30);
    let first = Order::Report { kind: ReportKind::First, figures: Figures::default() };
    drill.order("test", first).unwrap();
    drill.order("test", Order::AskNextLevel).unwrap();
    while drill.now() < DrillTime::minutes(160) {
        drill.tick().unwrap();
    }
    let sees_m = |drill: &Drill, side: Side| {
        let cell = side_cell(drill.land(), wildfire(drill), 0, side).unwrap();
        drill.world().resource::<Smoke>().visibility_m(drill.land().spec.centre(cell))
    };
    let least_m = drill.world().resource::<Tables>().fire.air_visibility_m;
    let mut seen = [0; 2];
    while drill.now() < DrillTime::minutes(220) {
        for side in Side::ALL {
            let clear = sees_m(&drill, side) >= least_m;
            let order = Order::AirDrop { fire: "fire-1".into(), side };
            let refused = match drill.order("test", order) {
                Ok(_) => false,
                Err(OrderError::Refused(refusal)) => refusal.key == "refuse-air-smoke",
                Err(other) => panic!("{other}"),
            };
            seen[usize::from(clear)] += 1;
            assert_eq!(refused, !clear, "{side:?} {:.0} m", sees_m(&drill, side));
        }
        drill.tick().unwrap();
    }
    println!("{} times too thick, {} times clear", seen[0], seen[1]);
    assert!(seen[0] + seen[1] > 0);
}

#[test]
fn flames_under_a_line_leave_villages_dark_until_it_is_mended() {
    let mut drill = played(WEST, 10);
    let tables = drill.world().resource::<Tables>().clone();
    let lines = PowerLines::of(drill.land(), &tables);
    let villages = drill.land().villages.len();
    assert_eq!(lines.0.iter().filter(|l| matches!(l.feeds, Feeds::Village(_))).count(), villages);
    while drill.now() < DrillTime::minutes(236) {
        drill.tick().unwrap();
    }
    let (fire, world) = (wildfire(&drill), drill.world());
    let services = world.resource::<Services>();
    let under = |cells: &[u32]| {
        let flames =
            cells.iter().map(|c| *c as usize).filter(|c| fire.has_burnt(*c)).map(|c| fire.flame_m[c]);
        flames.fold(0.0, f32::max)
    };
    let mut out = 0;
    for line in &world.resource::<PowerLines>().0 {
        // The drill is too short for a repair: what was tripped is out.
        assert_eq!(line.out.is_some(), under(&line.cells) >= tables.fire.line_flame_m, "{:?}", line.feeds);
        if let (Some(_), Feeds::Village(v)) = (line.out, line.feeds) {
            out += 1;
            assert!(!services.power_at(drill.land(), v));
        }
    }
    let facts = &world.resource::<Facts>().0;
    let told: u32 =
        facts.iter().map(|f| if let What::PowerCut { villages, .. } = f.what { villages } else { 0 }).sum();
    println!("{out} lines to villages out of {villages}, {told} villages told dark");
    assert!(told >= out);
}

#[test]
fn a_line_that_is_out_silences_what_hangs_on_it_and_comes_back() {
    let drill = played(WEST, 1);
    let land = drill.land();
    let mut services = Services::new(land);
    let (village, other) =
        (0, land.villages.iter().position(|v| v.township != land.villages[0].township).unwrap());
    services.cut(Feeds::Village(village), Some(DrillTime::minutes(5)));
    assert!(!services.power_at(land, village) && services.power(land.villages[village].township));
    services.cut(Feeds::Village(village), None);
    services.cut(Feeds::Township(land.villages[other].township), Some(DrillTime::minutes(5)));
    assert!(services.power_at(land, village) && !services.power_at(land, other));
    services.cut(Feeds::Township(land.villages[other].township), None);
    assert!(services.power_at(land, other));
}

/// What plants and hollows hold and what soaks in of 40 mm of rain in an hour, and the rain, m³.
fn rain(drill: &Drill) -> [f64; 3] {
    let mut water = drill.world().resource::<FloodField>().0.clone();
    let before = *water.ledger();
    let forcing = Forcing { rain: Rain::Uniform(40e-3 / 3600.0), inflows: &[] };
    for _ in 0..60 {
        water.advance(60.0, &forcing).unwrap();
    }
    let after = water.ledger();
    [
        after.intercepted_m3 - before.intercepted_m3,
        after.infiltrated_m3 - before.infiltrated_m3,
        after.rain_m3 - before.rain_m3,
    ]
}

#[test]
fn burnt_hills_shed_more_of_the_same_rain() {
    let drill = played(WEST, 150);
    let green = Drill::new(forest(WEST), None).unwrap();
    let ([held, soaked, fallen], [held_green, soaked_green, fallen_green]) = (rain(&drill), rain(&green));
    let burnt_m2 = wildfire(&drill).area_ha(0) * 1e4;
    let runs = |held: f64, soaked: f64| fallen - held - soaked;
    println!(
        "of {:.0} m³ on the burnt ground {:.0} m³ more run off",
        40e-3 * burnt_m2,
        runs(held, soaked) - runs(held_green, soaked_green)
    );
    assert!((fallen - fallen_green).abs() < 1.0);
    assert!(held < held_green && runs(held, soaked) > runs(held_green, soaked_green));
    assert!(runs(held, soaked) - runs(held_green, soaked_green) <= 40e-3 * burnt_m2);
}

/// The scenario with ground that burnt before it, by its outline.
fn scarred(outline: &str, fires: &str) -> String {
    let scars = format!(
        r#"scars: [(outline_m: [{outline}], why: (zh: "清明山火", en: "the fire of April"))], fires: [FIRES],"#
    );
    text(WEST, "FIRES").replace("fires: [FIRES],", &scars).replace("FIRES", fires)
}

#[test]
fn a_drill_can_begin_with_hills_that_burnt_before() {
    let whole = "(0, 0), (7680, 0), (7680, 7680), (0, 7680)";
    let (scarred, green) = (
        Drill::new(load(&scarred(whole, "")), None).unwrap(),
        Drill::new(load(&text(WEST, "")), None).unwrap(),
    );
    let woods = |drill: &Drill| drill.land().cover.iter().filter(|c| c.is_forest()).count();
    let scars = scarred.land().cover.iter().filter(|c| **c == Cover::Burnt).count();
    let ([held, soaked, fallen], [held_green, soaked_green, _]) = (rain(&scarred), rain(&green));
    let safety = |drill: &Drill| -> Vec<f64> {
        drill.world().resource::<Slopes>().hills.iter().map(|h| h.safety_after(&[], 0.0)).collect()
    };
    let (after, before) = (safety(&scarred), safety(&green));
    println!(
        "{scars} cells burnt, {} of {} woods left; of {fallen:.0} m³ {:.0} run off, {:.0} where it is green; safety \
         {before:.2?} to {after:.2?}",
        woods(&scarred),
        woods(&green),
        fallen - held - soaked,
        fallen - held_green - soaked_green
    );
    assert!(scars >= woods(&green) && woods(&scarred) == 0);
    assert!(held + soaked < 0.9 * (held_green + soaked_green));
    assert!(before.len() == after.len() && before.iter().zip(&after).all(|(b, a)| a <= b));
    assert!(before.iter().zip(&after).any(|(b, a)| *a < b - 0.02));
}

#[test]
fn bad_scars_are_named_with_their_place() {
    let said = |whole: &str| match scenario::load_text("forest.ron", whole, &common::plan_text()) {
        Err(faults) => faults.to_string(),
        Ok(loaded) => setup::world(&loaded, 1).err().map_or_else(String::new, |e| e.to_string()),
    };
    let at = place();
    let (x, y) = (at.x_m, at.y_m);
    let around =
        format!("({}, {}), ({}, {}), ({x}, {})", x - 300.0, y - 300.0, x + 300.0, y - 300.0, y + 300.0);
    let fire = format!(r#"(at: "5m", place_m: ({x}, {y}), why: (zh: "祭祀", en: "incense"))"#);
    for (outline, fire, parts) in [
        ("(100, 100), (200, 100)", "", vec!["scars[0].outline_m", "three points"]),
        ("(100, 100), (200, 100), (200, -5)", "", vec!["scars[0].outline_m[2].1", "0 to"]),
        ("(100, 100), (101, 100), (100, 101)", "", vec!["scars[0].outline_m", "could have burnt"]),
        (&around, &fire, vec!["fires[0].place_m", "nothing burns", "nearest place"]),
    ] {
        let said = said(&scarred(outline, fire));
        println!("{said}");
        for part in parts {
            assert!(said.contains(part), "{part:?} is not in: {said}");
        }
    }
    assert_eq!(said(&scarred(&around, "")), "");
}

#[test]
fn slopes_without_their_roots_are_less_safe() {
    let drill = played(WEST, 1);
    let mut slopes = drill.world().resource::<Slopes>().clone();
    let (soaked, lost) = bare::left(&drill.world().resource::<HazardTables>().fire.bare, 4.0);
    assert!(soaked.conductivity < 1.0 && soaked.store < 1.0 && lost > 0.0);
    let before: Vec<f64> = slopes.hills.iter().map(|h| h.safety_after(&[], 0.0)).collect();
    let wooded: Vec<bool> = slopes
        .hills
        .iter()
        .map(|h| h.zone.cells.iter().all(|c| drill.land().cover[*c as usize].is_forest()))
        .collect();
    let all: BTreeMap<u32, f32> = (0..drill.land().spec.len() as u32).map(|c| (c, lost)).collect();
    slopes.burn(drill.land(), &all);
    let after: Vec<f64> = slopes.hills.iter().map(|h| h.safety_after(&[], 0.0)).collect();
    println!("{} hills, safety {before:.2?} to {after:.2?}", before.len());
    assert!(!before.is_empty() && before.iter().zip(&after).all(|(b, a)| a <= b));
    assert!(before.iter().zip(&after).any(|(b, a)| a < b));
    assert!(wooded.iter().zip(before.iter().zip(&after)).all(|(w, (b, a))| !w || a < b));
}
