//! Checks of a scenario's values: numbers that make sense, times in order, names that exist.

use super::{AccidentKind, Scenario};
use crate::{
    county::{County, Cover, GroundTables, Id, profile::PROFILES},
    data::{Fault, Faults, Lint, Msg, SpanIndex},
    num::{DrillTime, Point},
    plan::{Plan, RuleUse},
};

/// The heaviest rain that is taken, mm/h. The world's record for an hour is 305 mm (Holt, 1947).
const MAX_RAIN_MM_H: f64 = 300.0;
const MAX_FLOW_M3S: f64 = 100_000.0;

/// Check what can be checked without a county.
pub fn check(scenario: &Scenario, lint: &mut Lint<'_>) {
    lint.id("id", &scenario.id);
    lint.name("name", &scenario.name);
    lint.name("briefing", &scenario.briefing);
    if !(1..=5).contains(&scenario.objectives.len()) {
        let expected = Msg::new("data-expect-objectives");
        let message = Msg::new("data-objectives").with("n", scenario.objectives.len());
        lint.add("objectives", |fault| fault.expected(expected), message);
    }
    for (i, objective) in scenario.objectives.iter().enumerate() {
        lint.name(&format!("objectives[{i}]"), objective);
    }
    if let Some(pack) = &scenario.county.pack {
        if pack.trim().is_empty() {
            lint.fault("county.pack", Msg::new("data-empty"));
        }
    } else {
        made_county(scenario, lint);
    }
    lint.range("duration", scenario.duration, DrillTime::minutes(10)..=DrillTime::hours(72), "");
    weather(scenario, lint);
    water(scenario, lint);
    dams(scenario, lint);
    slopes(scenario, lint);
    accidents(scenario, lint);
    told(scenario, lint);
    fires(scenario, lint);
}

/// Forest fires and their fuel.
fn fires(scenario: &Scenario, lint: &mut Lint<'_>) {
    for (i, fire) in scenario.fires.iter().enumerate() {
        within(scenario, lint, &format!("fires[{i}].at"), fire.at);
        lint.name(&format!("fires[{i}].why"), &fire.why);
    }
    for (i, scar) in scenario.scars.iter().enumerate() {
        lint.name(&format!("scars[{i}].why"), &scar.why);
        if scar.outline_m.len() < 3 {
            lint.fault(&format!("scars[{i}].outline_m"), Msg::new("data-outline-few"));
        }
    }
    let Some(fuel) = &scenario.fuel else { return };
    // Per cent: fuel drier than 1 % does not occur, such a number is meant as a fraction.
    for (field, value, most) in [
        ("dead_1h", fuel.dead_1h, 60.0),
        ("dead_10h", fuel.dead_10h, 60.0),
        ("dead_100h", fuel.dead_100h, 60.0),
        ("herb", fuel.herb, 300.0),
        ("woody", fuel.woody, 300.0),
    ] {
        lint.range(&format!("fuel.{field}"), value, 1.0..=most, "%");
    }
}

/// Check the parameters of a county from a seed.
fn made_county(scenario: &Scenario, lint: &mut Lint<'_>) {
    lint.range("county.rows", scenario.county.rows, 64..=2048, "");
    lint.range("county.cols", scenario.county.cols, 64..=2048, "");
    lint.range("county.cell_m", scenario.county.cell_m, 20.0..=200.0, "m");
    lint.known("county.profile", "data-kind-profile", &scenario.county.profile, PROFILES.into_iter());
}

fn weather(scenario: &Scenario, lint: &mut Lint<'_>) {
    series(lint, "weather.background", &scenario.weather.background, MAX_RAIN_MM_H, "mm/h");
    for (i, storm) in scenario.weather.storms.iter().enumerate() {
        let at = |field: &str| format!("weather.storms[{i}].{field}");
        if storm.to <= storm.from && lint.sound(&at("from")) {
            lint.fault(&at("to"), Msg::new("data-not-later").with("time", storm.to));
        }
        within(scenario, lint, &at("from"), storm.from);
        for (field, point) in [("start_m", storm.start_m), ("end_m", storm.end_m)] {
            lint.range(&at(&format!("{field}.0")), point.0, -500_000.0..=500_000.0, "m");
            lint.range(&at(&format!("{field}.1")), point.1, -500_000.0..=500_000.0, "m");
        }
        lint.range(&at("radius_m"), storm.radius_m, 100.0..=200_000.0, "m");
        lint.range(&at("peak_mm_h"), storm.peak_mm_h, 0.0..=MAX_RAIN_MM_H, "mm/h");
    }
    air(scenario, lint);
}

/// Wind and air.
fn air(scenario: &Scenario, lint: &mut Lint<'_>) {
    let weather = &scenario.weather;
    for (path, points) in [("weather.wind", &weather.wind), ("weather.air", &weather.air)] {
        for (i, pair) in points.windows(2).enumerate() {
            if pair[1].0 <= pair[0].0 {
                let message = Msg::new("data-not-later").with("time", pair[1].0);
                lint.fault(&format!("{path}[{}].0", i + 1), message);
            }
        }
    }
    for (i, (_, speed, from)) in weather.wind.iter().enumerate() {
        lint.range(&format!("weather.wind[{i}].1"), *speed, 0.0..=60.0, "m/s");
        lint.range(&format!("weather.wind[{i}].2"), *from, 0.0..=360.0, "°");
    }
    for (i, (_, warmth, humidity)) in weather.air.iter().enumerate() {
        lint.range(&format!("weather.air[{i}].1"), *warmth, -40.0..=50.0, "°C");
        // Air as dry as 1 % does not occur: such a number is meant as a fraction.
        lint.range(&format!("weather.air[{i}].2"), *humidity, 2.0..=100.0, "%");
    }
    if let Some(day) = weather.day {
        lint.range("weather.day", day, 1..=366, "");
    }
    if let Some(clear) = weather.clear {
        lint.range("weather.clear", clear, 0.0..=1.0, "");
    }
}

fn dams(scenario: &Scenario, lint: &mut Lint<'_>) {
    lint.range("driftwood", scenario.driftwood, 0.0..=1.0, "");
    let path = |i: usize| format!("weak_dams[{i}].reservoir");
    lint.unique(scenario.weak_dams.iter().enumerate().map(|(i, weak)| (path(i), weak.reservoir.as_str())));
    for (i, weak) in scenario.weak_dams.iter().enumerate() {
        lint.range(&format!("weak_dams[{i}].spillway_open"), weak.spillway_open, 0.0..=1.0, "");
        if let Some(up) = weak.above_limit_m {
            lint.range(&format!("weak_dams[{i}].above_limit_m"), up, 0.0..=10.0, "m");
        }
        lint.name(&format!("weak_dams[{i}].why"), &weak.why);
    }
}

fn slopes(scenario: &Scenario, lint: &mut Lint<'_>) {
    for (i, (_, rate)) in scenario.weather.before.iter().enumerate() {
        lint.range(&format!("weather.before[{i}].1"), *rate, 0.0..=MAX_RAIN_MM_H, "mm/h");
    }
    lint.range("slopes.groundwater", scenario.slopes.groundwater, 0.0..=1.0, "");
    let path = |i: usize| format!("slopes.weak[{i}].slope");
    lint.unique(scenario.slopes.weak.iter().enumerate().map(|(i, weak)| (path(i), weak.slope.as_str())));
    for (i, weak) in scenario.slopes.weak.iter().enumerate() {
        let at = |field: &str| format!("slopes.weak[{i}].{field}");
        for (field, value, low, high, unit) in [
            ("depth_m", weak.depth_m, 0.3, 30.0, "m"),
            ("cohesion_kpa", weak.cohesion_kpa, 0.0, 100.0, "kPa"),
            ("friction_deg", weak.friction_deg, 5.0, 45.0, "°"),
        ] {
            if let Some(value) = value {
                lint.range(&at(field), value, low..=high, unit);
            }
        }
        lint.name(&at("why"), &weak.why);
    }
    for (i, (at, share)) in scenario.slopes.shaking.iter().enumerate() {
        within(scenario, lint, &format!("slopes.shaking[{i}].0"), *at);
        lint.range(&format!("slopes.shaking[{i}].1"), *share, 0.0..=2.0, "g");
    }
}

fn accidents(scenario: &Scenario, lint: &mut Lint<'_>) {
    for (i, accident) in scenario.accidents.iter().enumerate() {
        let at = |field: &str| format!("accidents[{i}].{field}");
        within(scenario, lint, &at("at"), accident.at);
        if let AccidentKind::Leak { hole_mm, height, pipe, towards_deg, .. } = accident.kind {
            let widest = pipe.map_or(500.0, |p| p.bore_mm.clamp(1.0, 500.0));
            lint.range(&at("kind.hole_mm"), hole_mm, 1.0..=widest, "mm");
            lint.range(&at("kind.height"), height, 0.0..=1.0, "");
            if let Some(towards_deg) = towards_deg {
                lint.range(&at("kind.towards_deg"), towards_deg, 0.0..=360.0, "°");
            }
            if height > 0.0 && pipe.is_some() {
                lint.fault(&at("kind.height"), Msg::new("data-pipe-height"));
            }
            if let Some(pipe) = pipe {
                lint.range(&at("kind.pipe.bore_mm"), pipe.bore_mm, 10.0..=500.0, "mm");
                lint.range(&at("kind.pipe.length_m"), pipe.length_m, 1.0..=5_000.0, "m");
            }
        }
        lint.name(&at("why"), &accident.why);
    }
}

fn water(scenario: &Scenario, lint: &mut Lint<'_>) {
    let path = |i: usize| format!("inflows[{i}].river");
    lint.unique(scenario.inflows.iter().enumerate().map(|(i, inflow)| (path(i), inflow.river.as_str())));
    for (i, inflow) in scenario.inflows.iter().enumerate() {
        let at = format!("inflows[{i}].hydrograph");
        if inflow.hydrograph.is_empty() {
            lint.fault(&at, Msg::new("data-empty-list"));
        }
        series(lint, &at, &inflow.hydrograph, MAX_FLOW_M3S, "m³/s");
    }
    let path = |i: usize| format!("weak_stretches[{i}].stretch");
    lint.unique(scenario.weak_stretches.iter().enumerate().map(|(i, weak)| (path(i), weak.stretch.as_str())));
    for (i, weak) in scenario.weak_stretches.iter().enumerate() {
        lint.range(&format!("weak_stretches[{i}].lowered_m"), weak.lowered_m, 0.0..=5.0, "m");
        if let Some(length_m) = weak.length_m {
            lint.range(&format!("weak_stretches[{i}].length_m"), length_m, 10.0..=10_000.0, "m");
        }
        lint.name(&format!("weak_stretches[{i}].why"), &weak.why);
    }
}

fn told(scenario: &Scenario, lint: &mut Lint<'_>) {
    for (i, forecast) in scenario.forecasts.iter().enumerate() {
        within(scenario, lint, &format!("forecasts[{i}].at"), forecast.at);
        lint.name(&format!("forecasts[{i}].text"), &forecast.text);
        if let Some((_, speed, from)) = forecast.wind {
            lint.range(&format!("forecasts[{i}].wind.1"), speed, 0.0..=60.0, "m/s");
            lint.range(&format!("forecasts[{i}].wind.2"), from, 0.0..=360.0, "°");
        }
        lint.range(&format!("forecasts[{i}].peak_m3s"), forecast.peak_m3s, 0.0..=MAX_FLOW_M3S, "m³/s");
    }
    for (i, inject) in scenario.injects.iter().enumerate() {
        within(scenario, lint, &format!("injects[{i}].at"), inject.at);
        lint.name(&format!("injects[{i}].title"), &inject.title);
        lint.name(&format!("injects[{i}].text"), &inject.text);
    }
}

/// Values over time: times go up, values are from zero to `max`.
fn series(lint: &mut Lint<'_>, path: &str, values: &[(DrillTime, f64)], max: f64, unit: &str) {
    for (i, (time, value)) in values.iter().enumerate() {
        let before = i.checked_sub(1).filter(|before| lint.sound(&format!("{path}[{before}].0")));
        if before.is_some_and(|before| *time <= values[before].0) {
            lint.fault(&format!("{path}[{i}].0"), Msg::new("data-not-later").with("time", time));
        }
        lint.range(&format!("{path}[{i}].1"), *value, 0.0..=max, unit);
    }
}

/// What happens, happens before the drill ends.
fn within(scenario: &Scenario, lint: &mut Lint<'_>, path: &str, time: DrillTime) {
    if time > scenario.duration && lint.sound("duration") {
        let message = Msg::new("data-after-end").with("time", time).with("end", scenario.duration);
        lint.fault(path, message);
    }
}

/// Check the limits that the scenario sets against the plan's rules.
pub(super) fn check_limits(scenario: &Scenario, plan: &Plan, lint: &mut Lint<'_>) {
    let timed = plan.rules.iter().filter_map(|rule| match &rule.usage {
        RuleUse::Drill { limit_min: Some(_), .. } => Some(rule.id.as_str()),
        _ => None,
    });
    for (id, minutes) in &scenario.limits {
        let path = format!("limits.{id}");
        lint.known(&path, "data-kind-rule", id, timed.clone());
        lint.range(&path, *minutes, 0.0..=4320.0, "min");
    }
}

/// Check the names of rivers, stretches and gauges against the county.
pub fn check_against(scenario: &Scenario, spans: &SpanIndex, county: &County) -> Vec<Fault> {
    let mut lint = Lint::new(spans, Faults::default());
    fn ids<'a>(ids: impl Iterator<Item = &'a Id> + Clone) -> impl Iterator<Item = &'a str> + Clone {
        ids.map(String::as_str)
    }
    let entering = || ids(county.rivers.iter().filter(|river| river.enters).map(|river| &river.id));
    for (i, inflow) in scenario.inflows.iter().enumerate() {
        let path = format!("inflows[{i}].river");
        match county.river(&inflow.river) {
            Some(river) if !county.rivers[river].enters => {
                let hint = crate::data::near(&inflow.river, entering());
                let message = Msg::new("data-river-inside").with("value", &inflow.river);
                lint.add(&path, |fault| fault.hint(hint), message);
            }
            _ => {
                lint.known(&path, "data-kind-river", &inflow.river, ids(county.rivers.iter().map(|r| &r.id)))
            }
        }
    }
    let stretches = || ids(county.dykes.iter().flat_map(|dyke| dyke.stretches.iter().map(|s| &s.id)));
    for (i, weak) in scenario.weak_stretches.iter().enumerate() {
        lint.known(&format!("weak_stretches[{i}].stretch"), "data-kind-stretch", &weak.stretch, stretches());
    }
    let reservoirs = || ids(county.reservoirs.iter().map(|r| &r.id));
    for (i, weak) in scenario.weak_dams.iter().enumerate() {
        let path = format!("weak_dams[{i}].reservoir");
        lint.known(&path, "data-kind-reservoir", &weak.reservoir, reservoirs());
    }
    let slopes = || ids(county.risks.iter().filter(|r| r.kind.slides()).map(|risk| &risk.id));
    for (i, weak) in scenario.slopes.weak.iter().enumerate() {
        lint.known(&format!("slopes.weak[{i}].slope"), "data-kind-slope", &weak.slope, slopes());
    }
    works(scenario, county, &mut lint);
    let burns = |cell: usize| GroundTables::built_in().cover(county.cover[cell]).burns();
    for (i, fire) in scenario.fires.iter().enumerate() {
        let (x, y) = fire.place_m;
        let (width, height) = (county.spec.width_m(), county.spec.height_m());
        let path = format!("fires[{i}].place_m");
        lint.range(&format!("{path}.0"), x, 0.0..=f64::from(width), "m");
        lint.range(&format!("{path}.1"), y, 0.0..=f64::from(height), "m");
        if !(0.0..=f64::from(width)).contains(&x) || !(0.0..=f64::from(height)).contains(&y) {
            continue;
        }
        let at = Point { x_m: x as f32, y_m: y as f32 };
        if !burns(county.spec.cell_at(at)) {
            let near = (0..county.spec.len()).filter(|c| burns(*c)).map(|c| county.spec.centre(c));
            let near = near.min_by(|a, b| a.distance_m(at).total_cmp(&b.distance_m(at)));
            let hint = near.map(|p| Msg::new("data-hint-burns").with("x", p.x_m).with("y", p.y_m));
            lint.add(&path, |fault| fault.hint(hint), Msg::new("data-nothing-burns"));
        }
    }
    for (i, scar) in scenario.scars.iter().enumerate() {
        for (k, (x, y)) in scar.outline_m.iter().enumerate() {
            let path = format!("scars[{i}].outline_m[{k}]");
            lint.range(&format!("{path}.0"), *x, 0.0..=f64::from(county.spec.width_m()), "m");
            lint.range(&format!("{path}.1"), *y, 0.0..=f64::from(county.spec.height_m()), "m");
        }
        if !scar.cells(&county.spec).any(|cell| county.cover[cell] == Cover::Burnt) {
            lint.fault(&format!("scars[{i}].outline_m"), Msg::new("data-no-scar"));
        }
    }
    let gauges = || ids(county.gauges.iter().map(|gauge| &gauge.id));
    for (i, forecast) in scenario.forecasts.iter().enumerate() {
        if let Some(gauge) = &forecast.gauge {
            lint.known(&format!("forecasts[{i}].gauge"), "data-kind-gauge", gauge, gauges());
        }
    }
    lint.faults().0
}

/// Check the works and tanks of accidents against the county.
fn works(scenario: &Scenario, county: &County, lint: &mut Lint<'_>) {
    let sites = county.facilities.iter().filter(|f| !f.tanks.is_empty());
    let ids = sites.clone().map(|f| f.place.id.as_str());
    for (i, accident) in scenario.accidents.iter().enumerate() {
        let path = format!("accidents[{i}].site");
        lint.known(&path, "data-kind-works", &accident.site, ids.clone());
        let Some(site) = sites.clone().find(|f| f.place.id == accident.site) else { continue };
        let path = format!("accidents[{i}].tank");
        lint.range(&path, accident.tank, 1..=site.tanks.len(), "");
        let Some(tank) = accident.tank.checked_sub(1).and_then(|n| site.tanks.get(n)) else { continue };
        let of_tank =
            |key: &'static str| Msg::new(key).with("tank", format!("{}/{}", accident.site, accident.tank));
        let goods = tank.substance.goods_id().is_some();
        if tank.substance.hazard_id().is_none() && !goods {
            lint.fault(&path, of_tank("data-tank-no-data"));
        } else if goods && accident.kind != AccidentKind::TankFire {
            lint.fault(&format!("accidents[{i}].kind"), of_tank("data-hall-fire-only"));
        } else if accident.kind == AccidentKind::TankFire && !goods && !tank.substance.burns_in_tank()
            || matches!(accident.kind, AccidentKind::Leak { lit: true, .. }) && !tank.substance.burns()
        {
            lint.fault(&format!("accidents[{i}].kind"), of_tank("data-tank-no-fire"));
        }
    }
}
