//! Accidents at the works of a small county with industrial parks.

use super::plan_text;
use sandtable::scenario::{self, Loaded};
use std::sync::Arc;

/// A drill with accidents at works: its plan and hours, its wind and air (°C, %, share of clear sky), what goes wrong.
pub struct Setting {
    pub plan: &'static str,
    pub start_clock: &'static str,
    pub duration: &'static str,
    pub wind: &'static str,
    pub air: (f32, f32),
    pub clear: f32,
    pub accident: &'static str,
}

impl Setting {
    /// The scenario's text.
    pub fn text(&self) -> String {
        let Setting { plan, start_clock, duration, wind, air: (celsius, percent), clear, accident } = self;
        format!(
            r#"(
    id: "works",
    name: (zh: "化工事故", en: "An accident at a works"),
    briefing: (zh: "储罐出事。", en: "Something is wrong with a tank."),
    objectives: [(zh: "无人伤亡", en: "Nobody is hurt")],
    plan: "plans/{plan}.ron",
    county: (seed: 1, rows: 160, cols: 160, cell_m: 60.0, profile: "liangjiang"),
    start_clock: "{start_clock}",
    duration: "{duration}",
    weather: (wind: [{wind}], air: [("0h", {celsius:.1}, {percent:.1})], clear: {clear:.1}),
    accidents: [({accident}, why: (zh: "设备故障", en: "something broke"))],
)"#
        )
    }
}

/// Read such a text.
pub fn load(text: &str) -> Arc<Loaded> {
    Arc::new(scenario::load_text("works.ron", text, &plan_text()).unwrap())
}
