//! The behaviour of surface fires at points, as a fire analyst's table.

use super::{
    super::config::{self, Check},
    Config, fuel_named,
    weather::{self, MoisturePct},
};
use crate::{
    cli::{CliResult, run::make_folder},
    data::Msg,
    hazard::wildfire::spread::{Bed, flame_length_m},
    num::math::{cos, sin},
    text::{Lang, text_with},
};
use serde::Deserialize;
use std::{fmt::Write as _, path::Path, process::ExitCode, time::Instant};

/// After so many faults the rest waits until these are mended.
const MAX_FAULTS: usize = 50;

/// A point: fuel, moisture, wind at the flames and where it blows to against straight upslope, slope.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    fuel: Name,
    moisture_pct: MoisturePct,
    midflame_m_s: f64,
    #[serde(default)]
    slope_pct: f64,
    #[serde(default)]
    wind_from_upslope_deg: f64,
}

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "a fuel model's code or number")]
enum Name {
    Code(String),
    Number(u32),
}

/// Write `points.csv` and a summary.
pub fn points(points: &[Point], config: &Config, path: &Path, out: &Path, lang: Lang) -> CliResult {
    let start = Instant::now();
    let mut check = Check::new(path, lang);
    if points.is_empty() {
        check.fault("points", Msg::new("data-empty-list"));
    }
    let of_a_fire = [
        ("duration_min", config.duration_min.is_some()),
        ("band_min", config.band_min.is_some()),
        ("wind", config.wind.is_some()),
        ("moisture_pct", config.moisture_pct.is_some()),
        ("ignition", config.ignition.is_some()),
        ("lines", !config.lines.is_empty()),
        ("spotting", config.spotting),
        ("seed", config.seed.is_some()),
        ("crown", config.crown.is_some()),
    ];
    for (field, _) in of_a_fire.iter().filter(|(_, given)| *given) {
        check.fault(*field, Msg::new("hazard-fire-mixed"));
    }
    let mut csv = String::from("R_m_min,L_m,I_kW_m,L_W,heading_from_upslope_deg,effective_wind_m_s,fuel\n");
    for (k, point) in points.iter().enumerate() {
        if check.count() >= MAX_FAULTS {
            check.fault("points", Msg::new("data-more"));
            break;
        }
        let field = |name: &str| format!("points[{k}].{name}");
        let name = match &point.fuel {
            Name::Code(code) => code.clone(),
            Name::Number(number) => number.to_string(),
        };
        check.range(&field("midflame_m_s"), point.midflame_m_s, 0.0, 40.0);
        check.range(&field("slope_pct"), point.slope_pct, 0.0, 500.0);
        check.range(&field("wind_from_upslope_deg"), point.wind_from_upslope_deg, -360.0, 360.0);
        let Some(model) = fuel_named(&mut check, &field("fuel"), &name) else { continue };
        let live = [model.load[3] > 0.0, model.load[4] > 0.0];
        let moisture = weather::moisture(Some(&point.moisture_pct), &field("moisture_pct"), live, &mut check);
        // Upslope is x.
        let angle = point.wind_from_upslope_deg.to_radians();
        let wind = [point.midflame_m_s * cos(angle), point.midflame_m_s * sin(angle)];
        let bed = Bed::new(model, &moisture);
        let spread = bed.spread(wind, [point.slope_pct / 100.0, 0.0]);
        let intensity = bed.intensity_kw_m(spread.head_m_min);
        let heading = crate::num::math::atan2(spread.heading[1], spread.heading[0]).to_degrees();
        // Writing to a String cannot fail.
        let _ = writeln!(
            csv,
            "{:.6},{:.6},{:.4},{:.6},{heading:.3},{:.5},{}",
            spread.head_m_min,
            flame_length_m(intensity),
            intensity,
            spread.length_to_width,
            spread.effective_wind_m_s,
            model.code
        );
    }
    check.done()?;
    let wall_s = start.elapsed().as_secs_f64();
    make_folder(out)?;
    config::save(&out.join("points.csv"), csv.as_bytes())?;
    let rate = points.len() as f64 / wall_s.max(1e-9);
    config::summary(
        out,
        serde_json::json!({"points": points.len(), "wall_s": wall_s, "points_per_s": rate}),
    )?;
    let places = [("n", points.len().into()), ("path", out.display().to_string().into())];
    say!("{}", text_with(lang, "hazard-points-done", &places));
    Ok(ExitCode::SUCCESS)
}
