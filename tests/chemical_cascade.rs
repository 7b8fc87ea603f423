//! What lights a cloud, and what reaches a works from outside: forest fire, flood, slide.

mod common;

use common::works::{Setting, load};
use sandtable::{
    drill::{Drill, commander::Nobody, setup},
    hazard::{
        FloodField, PlantEvent, PlantEventKind, Plants, Slopes, TankRef, chemical::blast, plants::facility,
        tables::HazardTables,
    },
    num::{DrillTime, Point},
    response::{
        facts::{Cause, Facts, What},
        loss::Loss,
    },
    sim::Land,
};

/// A leak of liquefied gas that nothing has lit yet, by day.
fn leak() -> String {
    Setting {
        plan: "yueyang",
        start_clock: "10:00",
        duration: "1h",
        wind: r#"("0h", 2.0, 301.0)"#,
        air: (20.0, 60.0),
        clear: 0.3,
        accident: r#"site: "gas-longxing", tank: 3, at: "1m", kind: Leak(hole_mm: 40.0)"#,
    }
    .text()
}

fn facts(drill: &Drill, wanted: fn(&What) -> bool) -> Option<DrillTime> {
    drill.world().resource::<Facts>().0.iter().find(|f| wanted(&f.what)).map(|f| f.at)
}

#[test]
fn a_cloud_that_finds_a_spark_flashes_or_explodes_and_then_the_leak_burns() {
    let loaded = load(&leak());
    let (mut exploded, mut flashed, mut never) = (0, 0, 0);
    for seed in 0..12 {
        let mut drill = Drill::new(loaded.clone(), Some(seed)).unwrap();
        let mut hung = 0.0f64;
        common::play(&mut drill, &mut Nobody, &mut |drill| {
            let plants = drill.world().resource::<Plants>();
            for source in &plants.plume.sources {
                let Some(tank) = source.tank(&plants.tanks) else { continue };
                let low = tank.substance.kg_m3(1e4 * tank.substance.lfl_pct.unwrap_or(100.0), 20.0);
                hung = hung.max(source.cloud.between(low, 1e9).0);
                // In the air, gone with the wind or burnt: nothing is lost or made.
                let told = source.cloud.mass_kg() + source.gone_kg;
                assert!((told - tank.released_kg).abs() <= 1e-6 * tank.released_kg.max(1.0));
            }
        });
        let burnt = facts(&drill, |w| matches!(w, What::CloudBurnt { .. }));
        let blast = facts(&drill, |w| matches!(w, What::CloudExploded { .. }));
        println!("seed {seed}: {hung:.0} kg could burn; flash {burnt:?}, explosion {blast:?}");
        assert!(hung > 50.0);
        let plants = drill.world().resource::<Plants>();
        let holed = plants.tanks.iter().find(|t| t.released_kg > 0.0).unwrap();
        let burns = holed.failed || holed.leak.is_some_and(|l| l.lit);
        exploded += u32::from(blast.is_some());
        flashed += u32::from(burnt.is_some());
        never += u32::from(blast.is_none() && burnt.is_none());
        assert_eq!(burns, blast.is_some() || burnt.is_some(), "once lit, it burns");
    }
    assert!(exploded > 0 && flashed > 0 && never < 12, "{exploded} {flashed} {never}");
}

#[test]
fn flood_water_lifts_a_tank_that_is_nearly_empty_and_not_a_full_one() {
    let text = leak()
        .replace("wind:", "background: [(\"0h\", 20.0), (\"1h\", 20.0)], wind:")
        .replace("at: \"1m\"", "at: \"59m\"");
    let loaded = load(&text);
    let mut world = setup::world(&loaded, 1).unwrap();
    let land = world.resource::<Land>().0.clone();
    let tables = HazardTables::built_in().unwrap();
    let (light, full) = {
        let mut plants = world.resource_mut::<Plants>();
        // Two upright tanks; one is drained to a twentieth.
        let upright: Vec<usize> = (0..plants.tanks.len()).filter(|n| !plants.tanks[*n].pressurised).collect();
        let (light, full) = (upright[0], upright[1]);
        plants.tanks[light].mass_kg *= 0.05;
        let held = 1000.0
            * f64::from(
                land.facilities[plants.tanks[full].id.site].tanks[plants.tanks[full].id.tank].capacity_t,
            );
        plants.tanks[full].mass_kg = held;
        // By hand: an upright tank of diameter D floats in h of water when 1000·π/4·D²·h is more than it weighs.
        let tank = &plants.tanks[light];
        let d = tank.diameter_m;
        let weight = tank.mass_kg + tables.plant.wall_kg_m2.0 * tank.wall_m2();
        let draught = weight / (1000.0 * 0.25 * std::f64::consts::PI * d * d);
        println!("D {d:.1} m, draught {draught:.2} m");
        let floor = draught.max(1.0);
        assert!(tank.floats(floor * 1.01 + 1e-6, &tables.plant) && !tank.floats(floor * 0.99, &tables.plant));
        (light, full)
    };
    let cells: Vec<usize> = {
        let plants = world.resource::<Plants>();
        [light, full].iter().map(|n| land.spec.cell_at(plants.tanks[*n].at)).collect()
    };
    {
        let mut water = world.resource_mut::<FloodField>();
        let mut depth = water.0.depth_m().to_vec();
        for cell in cells {
            let (row, col) = land.spec.row_col(cell);
            for r in row.saturating_sub(4)..(row + 5).min(land.spec.rows) {
                for c in col.saturating_sub(4)..(col + 5).min(land.spec.cols) {
                    depth[land.spec.index(r, c)] = 3.0;
                }
            }
        }
        water.0.set_depth(&depth).unwrap();
    }
    common::minutes(&mut world, 2);
    let plants = world.resource::<Plants>();
    assert!(plants.tanks[light].leak.is_some() && plants.tanks[full].leak.is_none());
    assert!(plants.tanks[light].leaks() && plants.bunds[plants.tanks[light].bund].pool.mass_kg > 0.0);
    let lifted: Vec<TankRef> = world
        .resource::<Facts>()
        .0
        .iter()
        .filter_map(|f| match f.what {
            What::TankLifted { tank } => Some(tank),
            _ => None,
        })
        .collect();
    assert!(lifted.contains(&plants.tanks[light].id) && !lifted.contains(&plants.tanks[full].id));
}

/// A forest fire in the fuels around a depot reaches it with heat and embers.
#[test]
fn a_forest_fire_heats_a_depot_and_lights_its_vents() {
    let bare = common::forest::load(&common::forest::text(common::forest::WEST, ""));
    let county = setup::county(&bare).unwrap();
    let spec = &county.spec;
    // Of the works whose liquids burn, that with the most grass, shrub and pine around it.
    let wild = |cell: usize| {
        use sandtable::county::Cover::{Grass, MassonPine, Shrub};
        matches!(county.cover[cell], MassonPine | Shrub | Grass)
    };
    let around = |at: Point, reach: usize| {
        let (row, col) = spec.row_col(spec.cell_at(at));
        let cells = (row.saturating_sub(reach)..(row + reach + 1).min(spec.rows)).flat_map(move |r| {
            (col.saturating_sub(reach)..(col + reach + 1).min(spec.cols)).map(move |c| (r, c))
        });
        cells.map(|(r, c)| spec.index(r, c)).filter(|c| wild(*c)).collect::<Vec<_>>()
    };
    let works = county.facilities.iter().filter(|f| f.tanks.iter().any(|t| t.substance.burns_in_tank()));
    let depot = works.max_by_key(|f| around(f.place.at, 2).len()).unwrap();
    println!("{} with {} wild cells around it", depot.place.id, around(depot.place.at, 2).len());
    let near = around(depot.place.at, 2).into_iter();
    let from = near.max_by_key(|c| around(spec.centre(*c), 1).len()).unwrap();
    let at = spec.centre(from);
    let fire = format!(r#"(at: "5m", place_m: ({}, {}), why: (zh: "祭祀", en: "incense"))"#, at.x_m, at.y_m);
    let loaded = common::forest::load(&common::forest::text(common::forest::WEST, &fire));
    let number = facility(&county, &depot.place.id).unwrap();
    let (mut hottest, mut lit) = (0.0f64, 0);
    for seed in 0..6 {
        let mut drill = Drill::new(loaded.clone(), Some(seed)).unwrap();
        common::play_until(&mut drill, DrillTime::minutes(120), &mut Nobody, &mut |drill| {
            let plants = drill.world().resource::<Plants>();
            let own = plants.tanks.iter().filter(|t| t.id.site == number);
            hottest = own.map(|t| t.wild_kw_m2).fold(hottest, f64::max);
        });
        lit += u32::from(facts(&drill, |w| matches!(w, What::TankBurns { .. })).is_some());
    }
    println!("{hottest:.1} kW/m², lit in {lit} of 6 runs");
    assert!(hottest > 2.0 && hottest <= 30.0);
    assert!(lit > 0);
}

/// A tank is moved into the path of a slide that is known to come down, and another out of its way.
#[test]
fn a_slide_breaks_the_tank_that_it_strikes_and_no_other() {
    let (loaded, risk, _) = common::hill::hill();
    let world = || setup::world(loaded, loaded.scenario.county.seed).unwrap();
    let mut first = world();
    common::minutes(&mut first, 180);
    let (struck, gentle) = {
        let slopes = first.resource::<Slopes>();
        let slide = slopes.from_hill(slopes.of_risk(*risk).unwrap()).next().unwrap();
        let fastest = (0..slide.max_speed_m_s.len())
            .max_by(|a, b| slide.max_speed_m_s[*a].total_cmp(&slide.max_speed_m_s[*b]))
            .unwrap();
        println!("{:.1} m/s, {:.1} m deep", slide.max_speed_m_s[fastest], slide.max_depth_m[fastest]);
        assert!(slide.max_speed_m_s[fastest] > 4.0, "too slow to break anything");
        let spec = &first.resource::<Land>().spec;
        let far = Point { x_m: 0.5 * spec.cell_m, y_m: 0.5 * spec.cell_m };
        (slide.window.at(fastest), far)
    };
    let mut second = world();
    {
        let mut plants = second.resource_mut::<Plants>();
        for (n, tank) in plants.tanks.iter_mut().enumerate() {
            tank.at = if n == 0 { struck } else { gentle };
        }
    }
    common::minutes(&mut second, 180);
    let plants = second.resource::<Plants>();
    assert!(plants.tanks[0].failed && plants.tanks[1..].iter().all(|t| !t.failed));
    let told = |wanted: &dyn Fn(&What) -> bool| second.resource::<Facts>().0.iter().any(|f| wanted(&f.what));
    let id = plants.tanks[0].id;
    assert!(told(&|w| matches!(w, What::TankStruck { tank } if *tank == id)));
    assert!(told(&|w| matches!(w, What::TankFailed { tank } if *tank == id)));
}

/// An explosion beside a village: by its pressure people fall and houses break, and further off nobody does.
#[test]
fn an_explosion_strikes_by_its_pressure() {
    let loaded = load(&leak().replace("at: \"1m\"", "at: \"59m\""));
    let mut world = setup::world(&loaded, 1).unwrap();
    let land = world.resource::<Land>().0.clone();
    let village = &land.villages[3];
    let tank = world.resource::<Plants>().tanks[0].id;
    let (mass_kg, at) = (3_000.0, village.at);
    common::minutes(&mut world, 1);
    let before = sandtable::response::count_people(&world);
    world.write_message(PlantEvent {
        tank,
        kind: PlantEventKind::Exploded,
        mass_kg: 0.0,
        tnt_kg: mass_kg,
        at,
    });
    common::minutes(&mut world, 10);
    let kpa = |v: &sandtable::county::Village| {
        let near =
            v.cells.iter().map(|c| land.spec.centre(*c as usize).distance_m(at)).fold(f32::MAX, f32::min);
        blast::kpa(mass_kg, f64::from(near))
    };
    let (mut dead, mut hurt, mut later, mut struck) = (0, 0, 0, Vec::new());
    for fact in &world.resource::<Facts>().0 {
        match fact.what {
            What::Died { village, people, cause: Cause::Blast } => {
                dead += people;
                struck.push(village);
            }
            What::Died { people, .. } => later += people,
            What::Injured { village, people } => {
                hurt += people;
                struck.push(village);
            }
            _ => {}
        }
    }
    let lost = world.resource::<Loss>().buildings_yuan;
    println!("{dead} dead, {hurt} hurt in {struck:?}, {:.2} M yuan", 1e-6 * lost);
    assert!(dead > 0 && hurt > 0 && lost > 0.0);
    assert!(struck.iter().all(|v| kpa(&land.villages[*v]) >= 3.0));
    let after = sandtable::response::count_people(&world);
    assert_eq!((after.total(), after.dead), (before.total(), before.dead + dead + later));
    let worth: f64 = land.villages.iter().filter(|v| kpa(v) >= 3.0).map(|v| v.value_yuan).sum();
    assert!(lost <= worth);
}
