//! A slope above homes that comes down after an hour and three quarters of rain, and its rest three hours later; a small
//! reservoir with a blocked spillway and a weak dam.

use super::{plan_text, small_text};
use sandtable::{
    county::{County, RiskKind},
    drill::{Drill, setup},
    hazard::{HazardTables, SlopePlan, Slopes, slide::trigger::Spell},
    scenario::{self, Loaded},
    sim::Seed,
};
use std::sync::{Arc, OnceLock};

const TEMPLATE: &str = r#"(
    id: "hill",
    name: (zh: "小滑坡", en: "A small slide"),
    briefing: (zh: "山体已经浸透。", en: "The hills are soaked."),
    objectives: [(zh: "无人伤亡", en: "Nobody is hurt")],
    plan: "plans/yueyang.ron",
    county: (seed: SEED, rows: 256, cols: 256, cell_m: 60.0, profile: "pingjiang"),
    start_clock: "06:00",
    duration: "6h",
    weather: (before: [("6h", 1.0)], background: [("0h", 25.0), ("2h", 25.0), ("2h30m", 0.0)]),
    slopes: (groundwater: 0.1, weak: [WEAK]),
)"#;

fn load(text: &str) -> Arc<Loaded> {
    Arc::new(scenario::load_text("hill.ron", text, &plan_text()).unwrap())
}

/// The slope of a county that has most people below it: its risk spot and the village.
fn worst(county: &County) -> Option<(usize, usize)> {
    let table = HazardTables::built_in().unwrap().slope;
    let slopes = Slopes::build(county, &SlopePlan::default(), &table, Seed(1));
    let people = |i: usize| -> f32 {
        let below = |(v, share): &(usize, f32)| county.villages[*v].people as f32 * share;
        slopes.hills[i].zone.villages.iter().map(below).sum()
    };
    (0..slopes.hills.len())
        .filter(|&i| county.risks[slopes.hills[i].risk].kind == RiskKind::Slope && people(i) > 150.0)
        .max_by(|&a, &b| people(a).total_cmp(&people(b)))
        .map(|hill| (slopes.hills[hill].risk, slopes.hills[hill].zone.villages[0].0))
}

/// A scenario on the first county that has such a slope, which is made weak; with its risk spot and village.
pub fn hill() -> &'static (Arc<Loaded>, usize, usize) {
    static HILL: OnceLock<(Arc<Loaded>, usize, usize)> = OnceLock::new();
    HILL.get_or_init(|| {
        let (text, risk, village) = hill_text();
        (load(text), *risk, *village)
    })
}

/// The scenario's text, with its risk spot and village.
pub fn hill_text() -> &'static (String, usize, usize) {
    static TEXT: OnceLock<(String, usize, usize)> = OnceLock::new();
    TEXT.get_or_init(|| {
        let found = (1..40).find_map(|seed| {
            let text = TEMPLATE.replace("SEED", &seed.to_string());
            let county = setup::county(&load(&text.replace("WEAK", ""))).unwrap();
            worst(&county).map(|(risk, village)| (text, county.risks[risk].id.clone(), risk, village))
        });
        let (text, id, risk, village) = found.expect("a county with homes below a slope");
        println!("{id}");
        let weak = |cohesion: f64| {
            let slope = format!(
                r#"(slope: "{id}", depth_m: 3.0, cohesion_kpa: {cohesion:.1}, why: (zh: "老滑坡", en: "old slide"))"#
            );
            text.replace("WEAK", &slope)
        };
        // As strong as it takes to stand for one to two hours of the rain.
        let rain = [
            Spell { from_s: -21_600.0, to_s: 0.0, rate_m_s: 1.0 / 3.6e6 },
            Spell { from_s: 0.0, to_s: 10_800.0, rate_m_s: 25.0 / 3.6e6 },
        ];
        let stands = |cohesion: &f64| {
            let drill = Drill::new(load(&weak(*cohesion)), None).unwrap();
            let slopes = drill.world().resource::<Slopes>();
            slopes.hills[slopes.of_risk(risk).unwrap()].safety_after(&rain, 5400.0) >= 1.0
        };
        let cohesion = (0..80).map(f64::from).find(stands).unwrap();
        (weak(cohesion), risk, village)
    })
}

/// The small scenario without its flood, and with a reservoir in poor repair; it lasts four hours.
pub fn dam_text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let loaded = scenario::load_text("small.ron", small_text(), &plan_text()).unwrap();
        let county = setup::county(&loaded).unwrap();
        let weak = format!(
            r#"weak_dams: [(
                reservoir: "{}", spillway_open: 0.1, weak: true, above_limit_m: 1.0,
                why: (zh: "病险水库", en: "in poor repair"),
            )],
            weak_stretches"#,
            county.reservoirs[0].id
        );
        small_text()
            .replace("weak_stretches", &weak)
            .replace("4000.0", "100.0")
            .replace(r#"duration: "1h30m""#, r#"duration: "4h""#)
    })
}
