//! A small, violent drill that takes seconds: strong inflow, cloudburst, one dug-down stretch of dyke.

#![allow(dead_code, reason = "each test file uses its own part of these helpers")]

pub mod forest;
pub mod hill;
pub mod sheet;
pub mod works;

use bevy::{ecs::message::message_update_system, prelude::*};
use sandtable::{
    drill::{Drill, OrderError, commander::Commander, setup, view::View},
    num::DrillTime,
    scenario::{self, Loaded},
    sim::{Clock, SimTick, TICKS_PER_MIN},
};
use std::{
    fs,
    path::PathBuf,
    sync::{Arc, OnceLock},
};

const TEMPLATE: &str = r#"(
    id: "small",
    name: (zh: "小县洪水", en: "A small flood"),
    briefing: (zh: "暴雨，河水上涨。", en: "A cloudburst, and the river rises."),
    objectives: [(zh: "无人伤亡", en: "Nobody is hurt")],
    plan: "plans/yueyang.ron",
    county: (seed: 2021, rows: 128, cols: 128, cell_m: 60.0, profile: "yueyang"),
    start_clock: "06:00",
    duration: "1h30m",
    weather: (background: [("0h", 90.0), ("1h30m", 60.0)]),
    inflows: [(river: "xinqiang", hydrograph: [("0h", 4000.0), ("1h30m", 4000.0)])],
    weak_stretches: [WEAK],
    forecasts: [(
        at: "0h", gauge: "GAUGE", peak_m3s: 4000.0, peak_at: "30m",
        text: (zh: "洪峰将至。", en: "The peak is coming."),
    )],
)"#;

/// Where the repository's scenarios are.
pub fn scenarios() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

pub fn plan_text() -> String {
    fs::read_to_string(scenarios().join("plans/yueyang.ron")).unwrap()
}

/// The small scenario; its stretch and gauge are named after the generated county.
pub fn small_text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let bare = TEMPLATE.replace("WEAK", "").replace("GAUGE", "any");
        let loaded = scenario::load_text("small.ron", &bare, &plan_text()).unwrap();
        let county = setup::county(&loaded).unwrap();
        let weak = format!(
            r#"(stretch: "{}", lowered_m: 2.5, why: (zh: "施工", en: "works"))"#,
            county.dykes[0].stretches[0].id
        );
        TEMPLATE.replace("WEAK", &weak).replace("GAUGE", &county.gauges[0].id)
    })
}

pub fn small() -> Arc<Loaded> {
    Arc::new(scenario::load_text("small.ron", small_text(), &plan_text()).unwrap())
}

/// Play to the end; `each_minute` looks at the drill before the commander's orders of that minute.
pub fn play(drill: &mut Drill, commander: &mut dyn Commander, each_minute: &mut dyn FnMut(&Drill)) {
    play_until(drill, DrillTime::hours(72), commander, each_minute);
}

/// Play until `end`, or the drill's own end.
pub fn play_until(
    drill: &mut Drill,
    end: DrillTime,
    commander: &mut dyn Commander,
    each_minute: &mut dyn FnMut(&Drill),
) {
    while drill.now() < end && !drill.finished() {
        if drill.now().0.is_multiple_of(60) {
            each_minute(drill);
            for order in commander.orders(&View::new(drill)) {
                match drill.order("autopilot", order) {
                    Ok(_) | Err(OrderError::Refused(_)) => {}
                    Err(OrderError::Journal(error)) => panic!("{error}"),
                }
            }
        }
        drill.tick().unwrap();
    }
    each_minute(drill);
}

/// Let time pass in a bare world.
pub fn minutes(world: &mut World, minutes: u32) {
    for _ in 0..minutes * TICKS_PER_MIN {
        world.resource_mut::<Clock>().tick += 1;
        world.run_schedule(SimTick);
        world.run_system_cached(message_update_system).unwrap();
        world.clear_trackers();
    }
}
