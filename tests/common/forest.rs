//! A forest fire on a small county in the hills: a west wind, and a front that turns it to the north after an hour.

use super::plan_text;
use sandtable::{
    county::{County, Cover},
    drill::{Drill, setup},
    hazard::Wildfire,
    num::{DrillTime, Point},
    scenario::{self, Loaded},
};
use std::sync::{Arc, OnceLock};

const TEMPLATE: &str = r#"(
    id: "forest",
    name: (zh: "小山火", en: "A small forest fire"),
    briefing: (zh: "久晴。", en: "It has been dry."),
    objectives: [(zh: "无人伤亡", en: "Nobody is hurt")],
    plan: "plans/yueyang.ron",
    county: (seed: 3, rows: 128, cols: 128, cell_m: 60.0, profile: "shicheng"),
    start_clock: "12:00",
    duration: "4h",
    weather: (wind: [WIND], air: [("0h", 28.0, 28.0)], day: 95, clear: 0.9),
    fuel: (dead_1h: 5.0, dead_10h: 7.0, dead_100h: 9.0, herb: 50.0, woody: 80.0),
    fires: [FIRES],
)"#;

pub const WEST: &str = r#"("0h", 8.0, 270.0)"#;
pub const FRONT: &str = r#"("0h", 8.0, 270.0), ("1h", 8.0, 270.0), ("1h10m", 10.0, 0.0)"#;

pub fn text(wind: &str, fires: &str) -> String {
    TEMPLATE.replace("WIND", wind).replace("FIRES", fires)
}

pub fn load(text: &str) -> Arc<Loaded> {
    Arc::new(scenario::load_text("forest.ron", text, &plan_text()).unwrap())
}

/// Pine woods with the most pine around them, away from the county's edge.
fn woods(county: &County) -> Point {
    let spec = &county.spec;
    let pine = |cell: usize| matches!(county.cover[cell], Cover::MassonPine | Cover::Shrub | Cover::Grass);
    let around = |cell: usize| {
        let (row, col) = spec.row_col(cell);
        (row - 12..row + 13)
            .flat_map(|r| (col - 12..col + 13).map(move |c| (r, c)))
            .filter(|(r, c)| pine(spec.index(*r, *c)))
            .count()
    };
    let inside = |cell: &usize| {
        let (row, col) = spec.row_col(*cell);
        (30..spec.rows - 30).contains(&row) && (30..spec.cols - 30).contains(&col)
    };
    let best = (0..spec.len())
        .filter(inside)
        .filter(|c| county.cover[*c] == Cover::MassonPine)
        .max_by_key(|c| around(*c));
    spec.centre(best.unwrap())
}

/// Where it burns best.
pub fn place() -> Point {
    static PLACE: OnceLock<Point> = OnceLock::new();
    *PLACE.get_or_init(|| woods(&setup::county(&load(&text(WEST, ""))).unwrap()))
}

/// The scenario with one fire after five minutes.
pub fn forest(wind: &str) -> Arc<Loaded> {
    let at = place();
    let fire = format!(r#"(at: "5m", place_m: ({}, {}), why: (zh: "祭祀", en: "incense"))"#, at.x_m, at.y_m);
    load(&text(wind, &fire))
}

/// Where the fire, left alone, comes with its longest flames between two minutes of the drill.
pub fn hottest(loaded: &Arc<Loaded>, minutes: (u32, u32)) -> Point {
    let mut drill = Drill::new(loaded.clone(), None).unwrap();
    while drill.now() < DrillTime::minutes(minutes.1) {
        drill.tick().unwrap();
    }
    let (spec, wildfire) = (&drill.land().spec, drill.world().resource::<Wildfire>());
    let from_s = DrillTime::minutes(minutes.0).0 as f32;
    let there = (0..spec.len()).filter(|c| wildfire.arrival_s[*c] >= from_s);
    let most = there.max_by(|a, b| wildfire.flame_m[*a].total_cmp(&wildfire.flame_m[*b]));
    spec.centre(most.unwrap())
}
