//! `sandtable hazard flood`.

use super::{
    Job,
    config::{self, Check, Grid},
};
use crate::{
    cli::{
        CliResult, Failure,
        run::{make_folder, set_threads},
    },
    data::Msg,
    hazard::{
        flood::{
            Channel, FloodParams,
            channel::LEAST_WIDTH_M,
            plain::{self, Case, Kernel, Outcome},
        },
        weather::Series,
    },
    num::GridSpec,
    text::{Lang, text, text_with},
};
use serde::Deserialize;
use serde_json::json;
use std::{
    collections::BTreeSet,
    fmt::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

/// The configuration. Times s, lengths m, flows m³/s; paths are relative to the configuration's folder.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    t_end_s: f64,
    #[serde(default)]
    rain_mm_h: f64,
    /// The whole time if left out.
    rain_duration_s: Option<f64>,
    manning: Option<f64>,
    manning_asc: Option<PathBuf>,
    #[serde(default)]
    boundary: Boundary,
    #[serde(default)]
    inflows: Vec<Inflow>,
    initial_depth_asc: Option<PathBuf>,
    /// Channels narrower than a cell, whose bed is the ground; depths there are over the bed.
    #[serde(default)]
    channels: Vec<NarrowChannel>,
    #[serde(default)]
    kernel: KernelName,
    dt_max_s: Option<f64>,
    cfl: Option<f64>,
    #[serde(default)]
    gauges: Vec<[usize; 2]>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Boundary {
    Closed,
    #[default]
    Open,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KernelName {
    #[default]
    Inertial,
    Hll,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Inflow {
    row: usize,
    col: usize,
    t: Vec<f64>,
    q: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NarrowChannel {
    row: usize,
    col: usize,
    width_m: f64,
    bank_depth_m: f64,
}

/// Carry the command out.
pub fn flood(job: &Job, lang: Lang) -> CliResult {
    set_threads(job.threads)?;
    let config: Config = config::read(&job.config, lang)?;
    let dem = config::grid(&job.dem, None, lang)?;
    let case = case(&config, &job.config, &dem, lang)?;
    if case.kernel == Kernel::Inertial && plain::has_dam_break(&case) {
        complain!("{}", text(lang, "hazard-dam-break"));
    }
    make_folder(&job.out)?;
    let start = Instant::now();
    let outcome = plain::run(&case).map_err(Failure::input)?;
    let wall_s = start.elapsed().as_secs_f64();
    if outcome.forced_steps > 0 {
        complain!("{}", text_with(lang, "hazard-forced", &[("steps", outcome.forced_steps.into())]));
    }
    write(&job.out, &case, &dem, &outcome, wall_s)?;
    say!(
        "{}",
        text_with(
            lang,
            "hazard-flood-done",
            &[
                ("steps", outcome.steps.into()),
                ("rate", format!("{:.0}", outcome.cell_updates as f64 / wall_s.max(1e-9) * 1e-6).into()),
                ("error", format!("{:.1e}", outcome.mass_error_rel).into()),
                ("path", job.out.display().to_string().into()),
            ]
        )
    );
    Ok(ExitCode::SUCCESS)
}

/// Check a configuration and bring it together with its grids.
fn case(config: &Config, path: &Path, dem: &Grid, lang: Lang) -> Result<Case, Failure> {
    let spec = dem.spec;
    let mut check = Check::new(path, lang);
    let defaults = FloodParams::default();
    let dt_max_s = config.dt_max_s.unwrap_or(f64::from(defaults.dt_max_s));
    let cfl = config.cfl.unwrap_or(f64::from(defaults.cfl));
    check.range("t_end_s", config.t_end_s, 0.0, 1e7);
    check.range("rain_mm_h", config.rain_mm_h, 0.0, 2_000.0);
    check.range("rain_duration_s", config.rain_duration_s.unwrap_or(0.0), 0.0, 1e7);
    check.range("dt_max_s", dt_max_s, 1e-3, 600.0);
    // Above 0.7 the inertial scheme is not stable (reference, finding 2).
    check.range("cfl", cfl, 0.01, 0.7);
    match (config.manning, &config.manning_asc) {
        (Some(n), None) => check.range("manning", n, 1e-4, 10.0),
        (None, Some(_)) => {}
        _ => check.fault("manning", Msg::new("hazard-one-manning")),
    }
    let mut inflows = Vec::new();
    for (k, inflow) in config.inflows.iter().enumerate() {
        let cell = check.cell(&format!("inflows[{k}]"), inflow.row, inflow.col, &spec);
        if inflow.t.len() != inflow.q.len() || inflow.t.is_empty() {
            let message = Msg::new("hazard-pairs").with("t", inflow.t.len()).with("q", inflow.q.len());
            check.fault(format!("inflows[{k}]"), message);
            continue;
        }
        if let Some(i) = inflow.q.iter().position(|q| !(0.0..1e6).contains(q)) {
            check.range(&format!("inflows[{k}].q[{i}]"), inflow.q[i], 0.0, 1e6);
        }
        match Series::new(inflow.t.iter().copied().zip(inflow.q.iter().copied()).collect()) {
            Ok(series) => inflows.push((cell, series)),
            Err(_) => check.fault(format!("inflows[{k}].t"), Msg::new("hazard-times")),
        }
    }
    let channels = channels(config, &mut check, &spec);
    let gauges = config
        .gauges
        .iter()
        .enumerate()
        .map(|(k, [row, col])| check.cell(&format!("gauges[{k}]"), *row, *col, &spec))
        .collect();
    check.done()?;
    let beside = |file: &Path| path.parent().unwrap_or(Path::new(".")).join(file);
    let field = |file: &Option<PathBuf>, else_m: f32| match file {
        Some(file) => config::grid(&beside(file), Some(dem), lang).map(|g| g.values),
        None => Ok(vec![else_m; spec.len()]),
    };
    let manning = field(&config.manning_asc, config.manning.unwrap_or(0.03) as f32)?;
    let depth_m = field(&config.initial_depth_asc, 0.0)?;
    Ok(Case {
        spec,
        ground_m: dem.values.clone(),
        manning,
        depth_m,
        closed: config.boundary == Boundary::Closed,
        rain_m_s: (config.rain_mm_h * 1e-3 / 3600.0) as f32,
        rain_s: config.rain_duration_s.unwrap_or(f64::INFINITY),
        inflows,
        end_s: config.t_end_s,
        channels,
        kernel: match config.kernel {
            KernelName::Inertial => Kernel::Inertial,
            KernelName::Hll => Kernel::Hll,
        },
        params: FloodParams { dt_max_s: dt_max_s as f32, cfl: cfl as f32, ..defaults },
        gauges,
    })
}

/// Check the channels.
fn channels(config: &Config, check: &mut Check, spec: &GridSpec) -> Vec<Channel> {
    let mut seen = BTreeSet::new();
    let mut channels = Vec::new();
    for (k, channel) in config.channels.iter().enumerate() {
        let name = format!("channels[{k}]");
        let cell = check.cell(&name, channel.row, channel.col, spec);
        check.range(&format!("{name}.width_m"), channel.width_m, f64::from(LEAST_WIDTH_M), 1e5);
        check.range(&format!("{name}.bank_depth_m"), channel.bank_depth_m, 0.0, 500.0);
        if !seen.insert((channel.row, channel.col)) {
            let message = Msg::new("hazard-twice").with("row", channel.row).with("col", channel.col);
            check.fault(name, message);
        }
        let (width_m, bank_depth_m) = (channel.width_m as f32, channel.bank_depth_m as f32);
        channels.push(Channel { cell, width_m, bank_depth_m });
    }
    if config.kernel == KernelName::Hll && !channels.is_empty() {
        check.fault("channels", Msg::new("hazard-hll-channels"));
    }
    channels
}

fn write(folder: &Path, case: &Case, dem: &Grid, outcome: &Outcome, wall_s: f64) -> Result<(), Failure> {
    for (name, values) in [
        ("depth.asc", &outcome.depth_m),
        ("max_depth.asc", &outcome.max_depth_m),
        ("max_speed.asc", &outcome.max_speed_m_s),
        ("arrival_s.asc", &outcome.arrival_s),
    ] {
        dem.write(&folder.join(name), values)?;
    }
    let mut csv = String::from("t_s");
    for cell in &case.gauges {
        let (row, col) = case.spec.row_col(*cell as usize);
        // Writing to a String cannot fail.
        let _ = write!(csv, ",depth_m_r{row}_c{col},speed_m_s_r{row}_c{col}");
    }
    csv.push('\n');
    for (time, seen) in &outcome.gauges {
        let _ = write!(csv, "{time}");
        for (depth, speed) in seen {
            let _ = write!(csv, ",{depth:.5},{speed:.5}");
        }
        csv.push('\n');
    }
    config::save(&folder.join("gauges.csv"), csv.as_bytes())?;
    config::summary(
        folder,
        json!({
            "kernel": if case.kernel == Kernel::Hll { "hll" } else { "inertial" },
            "steps": outcome.steps,
            "cell_updates": outcome.cell_updates,
            "wall_s": wall_s,
            "updates_per_s": outcome.cell_updates as f64 / wall_s.max(1e-9),
            "min_dt_s": outcome.min_dt_s,
            "forced_steps": outcome.forced_steps,
            "inflow_m3": outcome.inflow_m3,
            "outflow_m3": outcome.outflow_m3,
            "stored_m3": outcome.stored_m3,
            "mass_error_rel": outcome.mass_error_rel,
            "dam_break_in_inertial": case.kernel == Kernel::Inertial && plain::has_dam_break(case),
        }),
    )
}
