//! `sandtable hazard wildfire`: a forest fire on grids, or the behaviour of surface fires at points.

mod points;
mod weather;

use super::config::{self, Check, Grid};
use crate::{
    cli::{
        CliResult, Failure,
        run::{make_folder, set_threads},
    },
    data::{Msg, near},
    hazard::wildfire::{
        crown::Crowns,
        fuel,
        plain::{self, Case, Outcome},
    },
    num::GridSpec,
    text::{Lang, text, text_with},
};
use clap::Args;
use serde::Deserialize;
use serde_json::json;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};
use weather::{MoisturePct, WindGiven};

/// What a forest fire takes: points need no grids.
#[derive(Debug, Args)]
pub struct FireJob {
    /// 参数文件（JSON） / parameters
    #[arg(long)]
    config: PathBuf,
    /// 高程（ESRI ASCII） / elevation, ESRI ASCII
    #[arg(long)]
    dem: Option<PathBuf>,
    /// 可燃物模型编号（ESRI ASCII） / numbers of fuel models, ESRI ASCII
    #[arg(long)]
    fuel: Option<PathBuf>,
    /// 输出文件夹 / folder for the results
    #[arg(long)]
    out: PathBuf,
    /// 线程数 / threads
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
}

/// The configuration: either `points`, or a fire on grids. Times in minutes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    points: Option<Vec<points::Point>>,
    duration_min: Option<f64>,
    /// Span of each entry of the lists of wind; needed where there is more than one.
    band_min: Option<f64>,
    wind: Option<WindGiven>,
    moisture_pct: Option<MoisturePct>,
    ignition: Option<Vec<[usize; 2]>>,
    #[serde(default)]
    lines: Vec<Line>,
    #[serde(default)]
    spotting: bool,
    /// Of the brands' flights.
    seed: Option<u64>,
    crown: Option<Crown>,
}

/// A fireline: when it is finished, and its cells.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    t_min: f64,
    cells: Vec<[usize; 2]>,
}

/// Trees, the same everywhere: base and height of the crowns, needles in them, cover as a fraction, moisture of needles.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Crown {
    cbh_m: f64,
    cbd_kg_m3: f64,
    cover: f64,
    height_m: f64,
    #[serde(default = "needles_pct")]
    fmc_pct: f64,
}

fn needles_pct() -> f64 {
    100.0
}

/// Carry the command out.
pub fn wildfire(job: &FireJob, lang: Lang) -> CliResult {
    set_threads(job.threads)?;
    let config: Config = config::read(&job.config, lang)?;
    if let Some(points) = &config.points {
        return points::points(points, &config, &job.config, &job.out, lang);
    }
    let (Some(dem), Some(fuel)) = (&job.dem, &job.fuel) else {
        return Err(Failure::input(text(lang, "hazard-fire-grids")));
    };
    let ground = config::grid(dem, None, lang)?;
    let fuels = config::grid(fuel, Some(&ground), lang)?;
    let fuels = check_grids((dem, &ground), (fuel, &fuels), lang)?;
    let case = case(&config, &job.config, ground.values.clone(), fuels, ground.spec, lang)?;
    make_folder(&job.out)?;
    let start = Instant::now();
    let outcome = plain::run(&case);
    let wall_s = start.elapsed().as_secs_f64();
    if outcome.burnt_cells == 0 {
        complain!("{}", text(lang, "hazard-fire-too-wet"));
    }
    write(&job.out, &ground, &case, &outcome, wall_s)?;
    say!(
        "{}",
        text_with(
            lang,
            "hazard-fire-done",
            &[
                ("area", format!("{:.1}", area_ha(&case.spec, outcome.burnt_cells)).into()),
                ("minutes", format!("{:.0}", case.duration_s / 60.0).into()),
                ("wall", format!("{wall_s:.2}").into()),
                ("path", job.out.display().to_string().into()),
            ]
        )
    );
    Ok(ExitCode::SUCCESS)
}

fn area_ha(spec: &GridSpec, cells: usize) -> f64 {
    cells as f64 * f64::from(spec.cell_m) * f64::from(spec.cell_m) * 1e-4
}

/// Fuel numbers, after a look at whether both grids can be meant.
fn check_grids(
    (dem, ground): (&Path, &Grid),
    (path, fuels): (&Path, &Grid),
    lang: Lang,
) -> Result<Vec<u8>, Failure> {
    let mut check = Check::new(dem, lang);
    // A front that moves through cells of nothing would not end, and heights beyond the Earth's are another unit.
    check.range("cellsize", f64::from(ground.spec.cell_m), 0.01, 1e5);
    let strange = ground.values.iter().copied().find(|z| !(-12_000.0..=12_000.0).contains(z));
    check.range("z", f64::from(strange.unwrap_or(0.0)), -12_000.0, 12_000.0);
    check.done()?;
    let mut check = Check::new(path, lang);
    let number = |value: f32| {
        let number = value as u8;
        (f32::from(number) == value && fuel::is_known(number)).then_some(number)
    };
    if let Some(cell) = fuels.values.iter().position(|v| number(*v).is_none()) {
        let (row, col) = fuels.spec.row_col(cell);
        let more = fuels.values.iter().filter(|v| number(**v).is_none()).count() - 1;
        let message = Msg::new("hazard-fuel-number")
            .with("value", fuels.values[cell])
            .with("row", row)
            .with("col", col)
            .with("more", more);
        check.hinted("", message, nearest_number(fuels.values[cell]));
    }
    check.done()?;
    Ok(fuels.values.iter().filter_map(|v| number(*v)).collect())
}

/// The fuel models whose numbers are just below and just above.
fn nearest_number(value: f32) -> Option<Msg> {
    let name = |m: &fuel::FuelModel| format!("{} {}", m.number, m.code);
    let below = fuel::models().iter().rfind(|m| f32::from(m.number) < value).map(name);
    let above = fuel::models().iter().find(|m| f32::from(m.number) > value).map(name);
    let names: Vec<String> = below.into_iter().chain(above).chain(["91–93, 98, 99".to_owned()]).collect();
    Some(Msg::new("data-hint-names").with("names", names.join(", ")))
}

/// The fuel model with a code or number, or a fault with the nearest names.
fn fuel_named(check: &mut Check, field: &str, name: &str) -> Option<&'static fuel::FuelModel> {
    let model = fuel::by_name(name);
    if model.is_none() {
        let hint = near(&name.trim().to_uppercase(), fuel::models().iter().map(|m| m.code.as_str()));
        check.hinted(field, Msg::new("hazard-fuel-name").with("name", name), hint);
    }
    model
}

/// Check a configuration and bring it together with its grids.
fn case(
    config: &Config,
    path: &Path,
    ground_m: Vec<f32>,
    fuel: Vec<u8>,
    spec: GridSpec,
    lang: Lang,
) -> Result<Case, Failure> {
    let mut check = Check::new(path, lang);
    let duration_min = config.duration_min.unwrap_or_else(|| {
        check.fault("duration_min", Msg::new("data-missing"));
        1.0
    });
    check.range("duration_min", duration_min, 0.0, 1e6);
    let bands = weather::bands(config.wind.as_ref(), config.band_min, &mut check);
    let live = |part: usize| {
        let mut seen = [false; 256];
        fuel.iter().for_each(|f| seen[usize::from(*f)] = true);
        fuel::models().iter().any(|m| seen[usize::from(m.number)] && m.load[part] > 0.0)
    };
    let moisture =
        weather::moisture(config.moisture_pct.as_ref(), "moisture_pct", [live(3), live(4)], &mut check);
    let mut ignition = Vec::new();
    let given = config.ignition.as_deref().unwrap_or_default();
    if given.is_empty() {
        check.fault("ignition", Msg::new("hazard-fire-unlit"));
    }
    for (k, [row, col]) in given.iter().enumerate() {
        let name = format!("ignition[{k}]");
        let cell = check.cell(&name, *row, *col, &spec) as usize;
        if *row < spec.rows && *col < spec.cols && fuel::model(fuel[cell]).is_none() {
            let message = Msg::new("hazard-fire-bare").with("row", row).with("col", col);
            check.fault(name, message.with("value", fuel[cell]));
        } else if config.lines.iter().any(|l| l.t_min <= 0.0 && l.cells.contains(&[*row, *col])) {
            check.fault(name, Msg::new("hazard-fire-on-line").with("row", row).with("col", col));
        }
        ignition.push(cell);
    }
    let mut lines = Vec::new();
    for (k, line) in config.lines.iter().enumerate() {
        check.range(&format!("lines[{k}].t_min"), line.t_min, 0.0, 1e6);
        let cells =
            line.cells.iter().enumerate().map(|(i, [row, col])| {
                check.cell(&format!("lines[{k}].cells[{i}]"), *row, *col, &spec) as usize
            });
        lines.push((60.0 * line.t_min, cells.collect()));
    }
    let crowns = config.crown.as_ref().map(|crown| crowns(crown, &mut check));
    check.done()?;
    Ok(Case {
        spec,
        ground_m,
        fuel,
        moisture,
        bands,
        band_s: 60.0 * config.band_min.unwrap_or(duration_min.max(1.0)),
        duration_s: 60.0 * duration_min,
        ignition,
        lines,
        crowns,
        spotting: config.spotting.then(|| config.seed.unwrap_or(1)),
    })
}

/// Check the trees.
fn crowns(crown: &Crown, check: &mut Check) -> Crowns {
    check.range("crown.cbh_m", crown.cbh_m, 0.0, 60.0);
    check.range("crown.cbd_kg_m3", crown.cbd_kg_m3, 0.0, 1.0);
    check.range("crown.cover", crown.cover, 0.0, 1.0);
    check.range("crown.height_m", crown.height_m, crown.cbh_m.clamp(0.0, 60.0), 120.0);
    check.range("crown.fmc_pct", crown.fmc_pct, 20.0, 400.0);
    Crowns {
        base_m: crown.cbh_m,
        height_m: crown.height_m,
        bulk_kg_m3: crown.cbd_kg_m3,
        cover: crown.cover,
        foliar_pct: crown.fmc_pct,
    }
}

fn write(folder: &Path, grid: &Grid, case: &Case, outcome: &Outcome, wall_s: f64) -> Result<(), Failure> {
    // The header's NODATA value where the fire never came.
    let arrival: Vec<f32> =
        outcome.arrival_min.iter().map(|t| if t.is_finite() { *t } else { -9999.0 }).collect();
    grid.write(&folder.join("arrival_min.asc"), &arrival)?;
    grid.write(&folder.join("flame_length.asc"), &outcome.flame_m)?;
    grid.write(&folder.join("intensity.asc"), &outcome.intensity_kw_m)?;
    let most = |values: &[f32]| values.iter().copied().fold(0.0f32, f32::max);
    let last_min = outcome.arrival_min.iter().copied().filter(|t| t.is_finite()).fold(0.0f32, f32::max);
    let burnt = outcome.burnt_cells;
    config::summary(
        folder,
        json!({
            "area_ha": area_ha(&case.spec, burnt),
            "burned_cells": burnt,
            "wall_s": wall_s,
            "us_per_burned_cell": 1e6 * wall_s / burnt.max(1) as f64,
            "duration_min": case.duration_s / 60.0,
            "last_arrival_min": last_min,
            "crown_cells": outcome.crown_cells,
            "spot_fires": outcome.spot_fires,
            "max_flame_length_m": most(&outcome.flame_m),
            "max_intensity_kw_m": most(&outcome.intensity_kw_m),
        }),
    )
}
