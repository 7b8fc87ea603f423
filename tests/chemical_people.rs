//! People and traffic around a works that lets chlorine out: what they carry into shelters, who is kept out of the cloud, and
//! whom the plan's checks find careful.

mod common;

use common::{
    sheet::{card, told_apart},
    works::{Setting, load},
};
use sandtable::{
    county::{Facility, FacilityKind, TeamKind},
    drill::{
        Drill, Order,
        commander::{Commander, Nobody},
        order::{Area, TaskOrder},
        setup,
        view::View,
    },
    hazard::chemical::exposure::Exposure,
    num::{DrillTime, math::atan2},
    response::{
        Roster, Tables,
        facts::{Cause, Facts, What},
        plants::{Chemical, exposure::Breath},
        route::{Mode, Roads, route},
        teams::Team,
        travel::Traveller,
        warning::{Channel, Colour},
    },
};

const SITE: &str = "chemical-yufu-01";

/// A hole below a tank of chlorine, at night.
fn text() -> String {
    Setting {
        plan: "liangjiang",
        start_clock: "22:00",
        duration: "3h",
        wind: r#"("0h", 2.0, 301.0)"#,
        air: (27.0, 60.0),
        clear: 0.8,
        accident: r#"site: "chemical-yufu-01", tank: 1, at: "30m", kind: Leak(hole_mm: 15.0)"#,
    }
    .text()
}

fn drill() -> Drill {
    drill_of(&text())
}

fn drill_of(text: &str) -> Drill {
    Drill::new(load(text), None).unwrap()
}

/// Villages up to so far from the works.
fn near(land: &sandtable::sim::Land, metres: f32) -> Vec<usize> {
    let at = land.facilities.iter().find(|f| f.place.id == SITE).unwrap().place.at;
    (0..land.villages.len()).filter(|v| land.villages[*v].at.distance_m(at) <= metres).collect()
}

/// The nearest base of a kind to the works.
fn base(land: &sandtable::sim::Land, kind: TeamKind) -> String {
    let at = land.facilities.iter().find(|f| f.place.id == SITE).unwrap().place.at;
    let bases = land.bases.iter().filter(|b| b.kind == kind);
    let far = |b: &&sandtable::county::Base| b.place.at.distance_m(at);
    bases.min_by(|a, b| far(a).total_cmp(&far(b))).unwrap().place.id.clone()
}

/// Everybody near is told to walk to the nearest shelter, right through the cloud; with or without a post that washes.
fn walked(post: bool) -> (u32, u32, bool) {
    let mut drill = drill();
    let land = drill.land().clone();
    let villages = near(&land, 3_000.0);
    assert!(!villages.is_empty());
    let ids: Vec<String> = villages.iter().map(|v| land.villages[*v].id.clone()).collect();
    let (colour, channels) = (Colour::Red, Channel::ALL.to_vec());
    drill.order("test", Order::Warn { colour, area: Area::Villages(ids), channels }).unwrap();
    for v in villages {
        let home = &land.villages[v];
        let far = |s: &&sandtable::county::Shelter| s.place.at.distance_m(home.at);
        let shelter = land.shelters.iter().min_by(|a, b| far(a).total_cmp(&far(b))).unwrap().place.id.clone();
        let _ = drill.order("test", Order::OpenShelter { shelter: shelter.clone() });
        let _ = drill.order("test", Order::Evacuate { village: home.id.clone(), shelter, via: Vec::new() });
    }
    if post {
        let (team, task) = (base(&land, TeamKind::Hazmat), TaskOrder::Decontaminate(SITE.into()));
        drill.order("test", Order::Dispatch { team, task }).unwrap();
    }
    common::play_until(&mut drill, DrillTime::minutes(150), &mut Nobody, &mut |_| ());
    let facts = &drill.world().resource::<Facts>().0;
    let sum = |wanted: &dyn Fn(&What) -> u32| facts.iter().map(|f| wanted(&f.what)).sum::<u32>();
    let washed = sum(&|w| if let What::Washed { people, .. } = w { *people } else { 0 });
    let guests = &drill.world().resource::<Chemical>().guests;
    let unwashed: f64 = guests.iter().map(|g| g.people.len() as f64 * g.own.carried.unwashed).sum();
    println!("post {post}: washed {washed}, unwashed in shelters {unwashed:.0} of {} groups", guests.len());
    let tainted = sum(&|w| u32::from(matches!(w, What::ShelterTainted { .. })));
    let dosed = guests.iter().any(|g| g.own.loads.iter().any(|l| *l > 0.0));
    (washed, tainted, dosed)
}

#[test]
fn who_is_not_washed_takes_the_cloud_into_the_shelter() {
    let (without, with) = (walked(false), walked(true));
    println!("washed, tainted, dosed: {without:?}, {with:?}");
    assert!(without.0 == 0 && without.1 > 0 && without.2);
    assert!(with.0 > 0);
}

/// Drives by the works during the release; the nearest that the team came, m.
fn drives(cordon: bool) -> (f32, f64) {
    let mut drill = drill();
    let land = drill.land().clone();
    let site = land.facilities.iter().find(|f| f.place.id == SITE).unwrap().place.at;
    let radius = 800.0;
    let (tables, roads) = (drill.world().resource::<Tables>(), Roads::default());
    let outside = |node: usize| land.roads.nodes[node].distance_m(site) > radius + 100.0;
    // A team whose way to a township's seat leads by the works.
    let passes = |from: usize, to: usize| {
        let legs = route(&land, tables, &roads, Mode::Truck, from, to).unwrap_or_default();
        legs.iter().any(|leg| land.roads.nodes[leg.to].distance_m(site) < radius - 100.0)
    };
    let found = land
        .bases
        .iter()
        .filter(|b| outside(b.place.node))
        .find_map(|b| {
            let to = land.townships.iter().find(|t| outside(t.node) && passes(b.place.node, t.node))?;
            Some((b.place.id.clone(), to.id.clone()))
        })
        .expect("somebody's way leads by the works");
    common::play_until(&mut drill, DrillTime::minutes(40), &mut Nobody, &mut |_| ());
    let team = found.0.clone();
    let drive = Order::Dispatch { team: found.0, task: TaskOrder::Standby(found.1) };
    if cordon {
        drill.order("test", Order::Cordon { site: SITE.into(), radius_m: radius }).unwrap();
    }
    let _ = drill.order("test", drive);
    let (mut closest, mut load) = (f32::MAX, 0.0_f64);
    for _ in 0..120 * 6 {
        drill.tick().unwrap();
        let world = drill.world();
        for &entity in &world.resource::<Roster>().teams {
            let own = world.get::<Team>(entity).unwrap();
            if own.id == team {
                closest =
                    closest.min(world.get::<Traveller>(entity).unwrap().position(&land).distance_m(site));
                let dose = world.resource::<Chemical>().teams.get(&own.index);
                load = dose.map_or(0.0, |d| d.loads.iter().sum());
            }
        }
    }
    println!("cordon {cordon}: {team} came within {closest:.0} m, load {load:.2e}");
    (closest, load)
}

#[test]
fn a_cordon_keeps_traffic_out_of_the_cloud() {
    let (open, shut) = (drives(false), drives(true));
    assert!(open.0 < 800.0 && shut.0 > 800.0);
    assert!(shut.1 <= open.1);
}

/// Sends gas defence, has people stay in and the air measured before anything is lost.
struct Careful;

impl Commander for Careful {
    fn orders(&mut self, view: &View<'_>) -> Vec<Order> {
        if view.now().0 > 0 {
            return Vec::new();
        }
        let land = view.land();
        let villages = near(land, 4_000.0);
        let ids: Vec<String> = villages.iter().map(|v| land.villages[*v].id.clone()).collect();
        let mut orders = vec![
            Order::Warn {
                colour: Colour::Red,
                area: Area::Villages(ids.clone()),
                channels: Channel::ALL.to_vec(),
            },
            Order::Dispatch {
                team: base(land, TeamKind::Hazmat),
                task: TaskOrder::ShutValve(format!("{SITE}/1")),
            },
            Order::Dispatch {
                team: base(land, TeamKind::Experts),
                task: TaskOrder::MonitorAir(ids[0].clone()),
            },
        ];
        orders.extend(ids.into_iter().map(|village| Order::ShelterInPlace { village }));
        orders
    }
}

#[test]
fn gas_defence_comes_first_under_a_cloud() {
    let (careful, careless) =
        (card(&text(), "liangjiang", 2, &mut Careful), card(&text(), "liangjiang", 2, &mut Nobody));
    told_apart(&careful, &careless, &[("LJ-R14", 0.6, 0.0), ("LJ-T09", 0.6, 0.1)]);
}

#[test]
fn children_breathe_at_school_by_day_and_at_home_by_night() {
    let land = drill().land().clone();
    let works = land.facilities.iter().find(|f| f.place.id == SITE).unwrap().place.at;
    let schools = land.facilities.iter().filter(|f| f.kind == FacilityKind::School && f.day_people > 0);
    let far = |f: &&Facility| f.place.at.distance_m(works);
    let school = schools.min_by(|a, b| far(a).total_cmp(&far(b))).unwrap().place.at;
    // The wind blows from the works to the school.
    let (east, south) = (school.x_m - works.x_m, school.y_m - works.y_m);
    let from_deg = atan2(f64::from(-east), f64::from(south)).to_degrees().rem_euclid(360.0);
    let run = |clock: &str| {
        let text = text().replace("301.0", &format!("{from_deg:.1}")).replace("22:00", clock);
        let mut drill = drill_of(&text);
        common::play_until(&mut drill, DrillTime::minutes(90), &mut Nobody, &mut |_| ());
        let world = drill.world();
        let breaths = world.resource::<Roster>().villages.iter().filter_map(|&e| world.get::<Breath>(e));
        breaths.flat_map(|b| b.school_loads.clone()).fold(0.0, f64::max)
    };
    let (day, night) = (run("10:00"), run("22:00"));
    println!("school {:.0} m off, load {day:.2e} by day, {night:.2e} by night", works.distance_m(school));
    assert!(day > 0.0 && night == 0.0);
}

/// People who died of the cloud in the first hour and a half of a release by day, with so many of those at home out of doors.
fn poisoned(outside: f64) -> u32 {
    let loaded = load(&text().replace("22:00", "10:00").replace("hole_mm: 15.0", "hole_mm: 100.0"));
    let mut world = setup::world(&loaded, loaded.scenario.county.seed).unwrap();
    world.resource_mut::<Tables>().chemical.outside_day = outside;
    common::minutes(&mut world, 90);
    let facts = &world.resource::<Facts>().0;
    let died = facts.iter().map(|f| match f.what {
        What::Died { people, cause: Cause::Poisoned, .. } | What::Injured { people, .. } => people,
        _ => 0,
    });
    died.sum()
}

#[test]
fn who_is_out_of_doors_when_the_cloud_comes_breathes_more() {
    let (within, without) = (poisoned(0.0), poisoned(1.0));
    println!("dead and hurt: {within} with all indoors, {without} with all out of doors");
    assert!(without > within);
}

#[test]
fn a_pupil_breathes_the_air_of_the_school_and_not_that_of_the_empty_home() {
    let mut cells = vec![vec![Exposure::default(); 2]];
    cells[0][1].indoor_load = 5.0;
    let breath = Breath { cells, away: vec![vec![0.0, 3.0]], school_loads: vec![10.0], ..Breath::default() };
    assert_eq!([breath.home_loads(1), breath.pupil_loads(1)], [[5.0], [12.0]]);
    assert_eq!([breath.home_loads(0), breath.pupil_loads(0)], [[0.0], [10.0]]);
    let before = Breath { school_loads: vec![10.0], ..Breath::default() };
    assert_eq!(before.pupil_loads(0), [10.0], "nothing has come to the homes");
}
