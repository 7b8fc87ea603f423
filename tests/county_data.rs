//! Plans and scenarios are held against the data of a county.

use sandtable::{
    county::*,
    num::{GridSpec, Point},
    plan::{self, DatasetCheck, Plan, dataset::DatasetRow},
    scenario::{self, Loaded},
    text::Name,
};
use std::path::Path;

fn flood() -> Loaded {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/yueyang-flood.ron");
    scenario::load(&path).unwrap_or_else(|faults| panic!("{faults}"))
}

fn place(id: &str, township: usize) -> Place {
    Place { id: id.into(), name: Name::new(id, id), township, at: Point::default(), node: township }
}

/// Three townships on a road of 20 km and one of 30 km: the seat, Gongtian with the regional centre, and
/// one without anything.
fn county() -> County {
    let road = |from, to, length_m| Road {
        name: Name::default(),
        class: RoadClass::County,
        from,
        to,
        length_m,
        slope: 0.0,
        line: Vec::new(),
        cells: Vec::new(),
        raised_m: Vec::new(),
    };
    let township = |id: &str, zh: &str, node| Township {
        id: id.into(),
        name: Name::new(zh, id),
        seat: Point::default(),
        node,
        named_in_plan: true,
    };
    let village = |id: &str, node, people| Village {
        id: id.into(),
        name: Name::new(id, id),
        township: node,
        at: Point::default(),
        node,
        people,
        households: people / 3,
        need_help: 0,
        cells: Vec::new(),
        polder: None,
        value_yuan: 0.0,
        hamlets: Vec::new(),
        ages: Ages::default(),
        day_people: people,
        livestock_households: 0,
        houses: Houses::default(),
    };
    let shelter = |township| Shelter {
        place: place("shelter", township),
        kind: ShelterKind::School,
        area_m2: 1000.0,
        equipment: [true; 12],
    };
    let base = |kind, township| Base { place: place("base", township), kind, size: 30, boats: 1 };
    let store =
        |tier, township, area_m2| Store { place: place("store", township), tier, area_m2, stock: Vec::new() };
    let river = |id: &str, enters| River {
        id: id.into(),
        name: Name::default(),
        cells: Vec::new(),
        width_m: Vec::new(),
        bank_depth_m: Vec::new(),
        enters,
        main: enters,
    };
    let stretch = |id: &str| Stretch {
        id: id.into(),
        name: Name::default(),
        township: 0,
        faces: Vec::new(),
        crest_m: Vec::new(),
        height_m: 3.0,
        length_m: 500.0,
        at: Point::default(),
        node: 0,
        polder: None,
    };
    let gauge = Gauge {
        id: "xinqiang-polder".into(),
        name: Name::default(),
        cell: 0,
        warning_m: 30.0,
        guarantee_m: 32.0,
    };
    County {
        generated: Vec::new(),
        profile: String::new(),
        name: Name::default(),
        seed: 1,
        spec: GridSpec { rows: 1, cols: 1, cell_m: 60.0 },
        ground_m: vec![0.0],
        cover: vec![Cover::Paddy],
        soil: vec![sandtable::county::Soil::Alluvium],
        soil_depth_m: vec![2.0],
        base_depth_m: vec![0.0],
        drainage_m2: vec![0.0],
        lake_name: None,
        fixed_level: Vec::new(),
        rivers: vec![river("xinqiang", true), river("shagang", false)],
        reservoirs: Vec::new(),
        dykes: vec![Dyke {
            id: "xinqiang-north".into(),
            name: Name::default(),
            stretches: vec![stretch("xinqiang-north-04"), stretch("xinqiang-north-05")],
        }],
        polders: Vec::new(),
        gauges: vec![gauge],
        townships: vec![
            township("rongjiawan", "荣家湾镇", 0),
            township("gongtian", "公田镇", 1),
            township("far", "远乡", 2),
        ],
        villages: vec![village("a", 0, 3000), village("b", 1, 1500), village("c", 2, 500)],
        roads: RoadNet {
            nodes: vec![Point::default(); 3],
            roads: vec![road(0, 1, 20_000.0), road(1, 2, 31_000.0)],
            links: vec![vec![(0, 1)], vec![(0, 0), (1, 2)], vec![(1, 1)]],
            ..RoadNet::default()
        },
        // 17 in the town, of which 15 are the town's own; 3 in the others.
        shelters: (0..20).map(|i| shelter(if i < 17 { 0 } else { 1 })).collect(),
        stores: vec![
            store(Tier::County, 0, 3000.0),
            store(Tier::Township, 0, 800.0),
            store(Tier::Township, 1, 799.0),
        ],
        bases: vec![
            base(TeamKind::Township, 0),
            base(TeamKind::RegionalCentre, 1),
            base(TeamKind::Medical, 2),
        ],
        hospitals: Vec::new(),
        facilities: Vec::new(),
        risks: Vec::new(),
    }
}

fn row(rows: &[DatasetRow], clause: &str) -> (f64, bool, Vec<String>) {
    let row = rows.iter().find(|row| row.clause == clause).unwrap_or_else(|| panic!("{clause}"));
    (row.measured, row.met, row.short.iter().map(|name| name.zh.clone()).collect())
}

#[test]
fn the_countys_data_are_held_against_the_plan() {
    let rows = plan::dataset::check(&flood().plan, &county());
    assert_eq!(row(&rows, "YY-T11"), (17.0, true, vec![]));
    assert_eq!(row(&rows, "YY-T12"), (5.0, false, vec![]));
    assert_eq!(row(&rows, "YY-T13"), (12.0, true, vec![]));
    assert_eq!(row(&rows, "YY-T14"), (1.0, false, vec!["公田镇".into(), "远乡".into()]));
    assert_eq!(row(&rows, "YY-T15"), (1.0, false, vec!["公田镇".into(), "远乡".into()]));
    assert_eq!(row(&rows, "YY-T17"), (1.0, true, vec![]));
    assert_eq!(row(&rows, "YY-T25"), (2.0, false, vec![]));
    // The regional centre is 31 km from village c: 31 min at 60 km/h; a medical team is no rescue team.
    assert_eq!(row(&rows, "YY-T01"), (90.0, false, vec!["c".into()]));
    assert_eq!(rows.len(), 8);
}

#[test]
fn a_ring_that_is_wide_enough_holds_everybody() {
    let wide = |plan: &mut Plan| {
        for target in &mut plan.targets {
            if let plan::Use::Drill { dataset: Some(DatasetCheck::TravelRing { minutes, .. }), .. } =
                &mut target.usage
            {
                *minutes = 31.0;
            }
        }
    };
    let mut plan = flood().plan;
    wide(&mut plan);
    let rows = plan::dataset::check(&plan, &county());
    assert_eq!(row(&rows, "YY-T01"), (100.0, true, vec![]));
}

#[test]
fn names_that_the_county_does_not_have_are_faults_with_the_nearest_name() {
    let good = flood();
    assert_eq!(scenario::check_against(&good.scenario, &good.spans, &county()), []);

    let text = good
        .scenario_text
        .replace("river: \"xinqiang\"", "river: \"xinqang\"")
        .replace("\"xinqiang-north-05\"", "\"xinqiang-north-95\"")
        .replacen("gauge: \"xinqiang-polder\"", "gauge: \"dongting\"", 1);
    let bad = scenario::load_text("x.ron", &text, &good.plan_text).unwrap();
    let shown: Vec<String> = scenario::check_against(&bad.scenario, &bad.spans, &county())
        .iter()
        .map(ToString::to_string)
        .collect();
    let line = |part: &str| text.lines().position(|line| line.contains(part)).unwrap() + 1;
    assert_eq!(
        shown,
        [
            format!(
                "x.ron:{}:20: inflows[0].river: unknown river “xinqang”; did you mean “xinqiang”?",
                line("\"xinqang\"")
            ),
            format!(
                "x.ron:{}:22: weak_stretches[0].stretch: unknown dyke stretch “xinqiang-north-95”; \
                 did you mean “xinqiang-north-05”?",
                line("north-95")
            ),
            format!(
                "x.ron:{}:20: forecasts[0].gauge: unknown gauge “dongting”; there are: xinqiang-polder",
                line("dongting")
            ),
        ]
    );

    let text = good.scenario_text.replace("river: \"xinqiang\"", "river: \"shagang\"");
    let inner = scenario::load_text("x.ron", &text, &good.plan_text).unwrap();
    let faults = scenario::check_against(&inner.scenario, &inner.spans, &county());
    assert_eq!(faults.len(), 1);
    assert!(faults[0].to_string().contains("does not enter over the county's edge"), "{}", faults[0]);
}

#[test]
fn the_flood_scenario_fits_the_county_that_it_makes() {
    let Loaded { scenario, plan, spans, .. } = flood();
    let spec = &scenario.county;
    let params =
        CountyParams { rows: spec.rows, cols: spec.cols, ..CountyParams::yueyang(spec.seed).unwrap() };
    let county = generate(&CountyParams { cell_m: spec.cell_m, ..params }).unwrap();
    assert_eq!(scenario::check_against(&scenario, &spans, &county), []);
    // The generator builds what the plan wants built.
    let rows = plan::dataset::check(&plan, &county);
    for clause in ["YY-T11", "YY-T12", "YY-T14", "YY-T15", "YY-T17"] {
        assert!(row(&rows, clause).1, "{clause}: {:?}", row(&rows, clause));
    }
    assert!(row(&rows, "YY-T01").0 > 90.0, "{:?}", row(&rows, "YY-T01"));
}
