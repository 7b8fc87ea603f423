//! `sandtable hazard slide`.

use super::{
    Job,
    config::{self, Check},
};
use crate::{
    cli::{
        CliResult, Failure,
        run::{make_folder, set_threads},
    },
    hazard::shallow::{Edge, Friction, GRAVITY_M_S2, Report, Shallow},
    text::{Lang, text_with},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

/// The configuration: `release_asc` holds the depth that starts, m; `mu` and `xi` (m/s²) are Voellmy's friction.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    release_asc: PathBuf,
    mu: f64,
    xi: f64,
    /// kg/m³; the motion does not depend on it, pressures do.
    density: Option<f64>,
    #[serde(default)]
    kernel: KernelName,
    t_end_s: f64,
    cfl: Option<f64>,
}

/// There is one kernel for slides; the field is part of the stable form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum KernelName {
    #[default]
    Hll,
}

/// How often maxima are taken, s.
const STRIDE_S: f64 = 0.5;
/// Shortest time step, s, and a speed that no slide has, m/s: where a stable step would be shorter, this one is taken and
/// told of, and the flow stays bounded.
const DT_MIN_S: f64 = 1e-3;
const SPEED_MAX_M_S: f64 = 150.0;

/// Carry the command out.
pub fn slide(job: &Job, lang: Lang) -> CliResult {
    set_threads(job.threads)?;
    let config: Config = config::read(&job.config, lang)?;
    let dem = config::grid(&job.dem, None, lang)?;
    let mut check = Check::new(&job.config, lang);
    check.range("mu", config.mu, 0.0, 5.0);
    check.range("xi", config.xi, 1.0, 1e9);
    check.range("density", config.density.unwrap_or(1_900.0), 500.0, 4_000.0);
    check.range("t_end_s", config.t_end_s, 0.0, 1e6);
    check.range("cfl", config.cfl.unwrap_or(0.45), 0.01, 0.45);
    check.done()?;
    let beside = job.config.parent().unwrap_or(Path::new(".")).join(&config.release_asc);
    let release = config::grid(&beside, Some(&dem), lang)?;
    let friction = Friction::Voellmy { mu: config.mu, xi_m_s2: config.xi };
    let mut flow = Shallow::new(dem.spec, &dem.values, friction, Edge::Open, 0.01).map_err(Failure::input)?;
    flow.set_depth(&release.values).map_err(Failure::input)?;
    flow.set_cfl(config.cfl.unwrap_or(0.45));
    flow.set_dt_min_s(DT_MIN_S);
    flow.set_speed_max_m_s(SPEED_MAX_M_S);
    make_folder(&job.out)?;

    let start = Instant::now();
    let cells = dem.spec.len();
    let (mut max_depth, mut max_speed) = (release.values.clone(), vec![0.0f32; cells]);
    let (released, mut report) = (flow.volume_m3(), Report::default());
    while flow.time_s() < config.t_end_s && !flow.at_rest_since_start() {
        flow.advance(STRIDE_S.min(config.t_end_s - flow.time_s()), &mut report);
        for cell in 0..cells {
            let depth = flow.depth_m()[cell];
            if depth > 0.0 {
                max_depth[cell] = max_depth[cell].max(depth as f32);
                max_speed[cell] = max_speed[cell].max(flow.speed_m_s(cell) as f32);
            }
        }
    }
    let wall_s = start.elapsed().as_secs_f64();
    if report.forced_steps > 0 {
        complain!("{}", text_with(lang, "hazard-forced", &[("steps", report.forced_steps.into())]));
    }
    let deposit: Vec<f32> = flow.depth_m().iter().map(|h| *h as f32).collect();
    dem.write(&job.out.join("max_depth.asc"), &max_depth)?;
    dem.write(&job.out.join("max_speed.asc"), &max_speed)?;
    dem.write(&job.out.join("deposit.asc"), &deposit)?;
    let density = config.density.unwrap_or(1_900.0);
    let top = max_speed.iter().copied().fold(0.0f32, f32::max);
    let time_s = flow.time_s();
    config::summary(
        &job.out,
        json!({
            "kernel": config.kernel,
            "steps": report.steps,
            "cell_updates": report.cell_updates,
            "wall_s": wall_s,
            "updates_per_s": report.cell_updates as f64 / wall_s.max(1e-9),
            "forced_steps": report.forced_steps,
            "time_s": time_s,
            "times_real_time": time_s / wall_s.max(1e-9),
            "at_rest": flow.at_rest(),
            "released_m3": released,
            "deposit_m3": flow.volume_m3(),
            "outflow_m3": flow.out_m3(),
            "max_speed_m_s": top,
            "max_pressure_kpa": density * f64::from(top) * f64::from(top) * 1e-3,
            "gravity_m_s2": GRAVITY_M_S2,
            "mass_error_rel": if released > 0.0 {
                (flow.volume_m3() + flow.out_m3() - released) / released
            } else {
                0.0
            },
        }),
    )?;
    say!(
        "{}",
        text_with(
            lang,
            "hazard-slide-done",
            &[
                ("volume", format!("{released:.0}").into()),
                ("time", format!("{time_s:.0}").into()),
                ("path", job.out.display().to_string().into()),
            ]
        )
    );
    Ok(ExitCode::SUCCESS)
}
