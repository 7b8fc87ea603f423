//! `sandtable hazard plume`.

use super::{
    PlaceJob,
    config::{self, Check},
};
use crate::{
    cli::{
        CliResult, Failure,
        run::{make_folder, set_threads},
    },
    data::Msg,
    hazard::chemical::{
        dense::{DENSE_PLUME, DENSE_PUFF, DenseRelease, puff_criterion},
        exposure::death_share,
        limits::limits,
        plain::{self, Band, Case, NEAR_M, Outcome, Release},
        plume::LEAST_WIND_M_S,
        sigma::{Stability, Terrain},
        substance::Substance,
        zones::{Polygon, area_m2},
    },
    text::{Lang, text_with},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{fmt::Write as _, path::Path, process::ExitCode, time::Instant};

/// The configuration. The source is the origin; x is to the east, y to the north, z over the ground.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    substance: String,
    release: ReleaseConfig,
    wind: Vec<Wind>,
    stability: Stability,
    #[serde(default)]
    terrain: Terrain,
    #[serde(default)]
    receptors: Vec<[f64; 3]>,
    times_s: Vec<f64>,
    /// Of the air, 20 if left out.
    temperature_c: Option<f64>,
    /// Height of an inversion.
    lid_m: Option<f64>,
    /// Air exchange of houses; 0.5 if left out.
    air_exchange_per_h: Option<f64>,
    /// Whether heavy gas sinks and runs apart, for a release at the ground.
    #[serde(default)]
    dense: bool,
}

/// `continuous`: a rate, for `duration_s` or until `mass_kg` is out or, without both, to the end. `puff`: a mass at once.
/// `pool`: a mass that fills a circle of `diameter_m` and evaporates. `diameter_m` of a continuous release is its width.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReleaseConfig {
    kind: ReleaseKind,
    rate_kg_s: Option<f64>,
    mass_kg: Option<f64>,
    duration_s: Option<f64>,
    #[serde(default)]
    height_m: f64,
    diameter_m: Option<f64>,
}

impl ReleaseConfig {
    /// What is given, and not used by this kind.
    fn unused(&self) -> Vec<&'static str> {
        let given = |value: Option<f64>| value.is_some_and(|v| v != 0.0);
        let fields =
            [("release.rate_kg_s", given(self.rate_kg_s)), ("release.duration_s", given(self.duration_s))];
        let unused = fields.iter().filter(|(_, given)| *given && self.kind != ReleaseKind::Continuous);
        unused.map(|(field, _)| *field).collect()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ReleaseKind {
    Continuous,
    Puff,
    Pool,
}

/// Wind from `t_s` on, at 10 m, and the bearing it comes from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wind {
    #[serde(default)]
    t_s: f64,
    speed_m_s: f64,
    from_deg: f64,
}

/// Longest time, s, and most of what is listed.
const LONGEST_S: f64 = 172_800.0;
const MOST_RECEPTORS: usize = 100_000;
const MOST_ROWS: usize = 2_000_000;
const MOST_BANDS: usize = 1_000;

/// What is drawn as a zone: its name in the file and its level, ppm.
type Level = (&'static str, f64);

/// Carry the command out.
pub fn plume(job: &PlaceJob, lang: Lang) -> CliResult {
    set_threads(job.threads)?;
    let config: Config = config::read(&job.config, lang)?;
    let case = case(&config, &job.config, lang)?;
    make_folder(&job.out)?;
    let start = Instant::now();
    let outcome = plain::run(&case);
    let levels = levels(case.substance);
    let kg_m3: Vec<f64> = levels.iter().map(|(_, ppm)| case.substance.kg_m3(*ppm, case.air_c)).collect();
    let zones = plain::zones(&case, &kg_m3, outcome.most_kg_s);
    let wall_s = start.elapsed().as_secs_f64();

    let dense = dense(&case, &levels, outcome.most_kg_s);
    notes(&case, &outcome, &dense, &config.release.unused(), lang);
    config::save(&job.out.join("receptors.csv"), table(&case, &outcome).as_bytes())?;
    let features: Vec<Value> =
        levels.iter().zip(&zones).zip(&kg_m3).map(|((level, zone), kg)| feature(level, zone, *kg)).collect();
    let map = json!({
        "type": "FeatureCollection",
        "frame": "metres east (x) and north (y) of the source; not longitude and latitude",
        "features": features,
    });
    let bytes = serde_json::to_vec(&map).map_err(Failure::internal)?;
    config::save(&job.out.join("zones.geojson"), &bytes)?;
    let furthest = zones.iter().map(|z| reach_m(z)).fold(0.0, f64::max);
    summary(&job.out, &case, &outcome, &features, dense, wall_s)?;
    say!(
        "{}",
        text_with(
            lang,
            "hazard-plume-done",
            &[
                ("name", name(case.substance, lang).to_owned().into()),
                ("mass", format!("{:.1}", outcome.released_kg).into()),
                ("reach", format!("{furthest:.0}").into()),
                ("path", job.out.display().to_string().into()),
            ]
        )
    );
    Ok(ExitCode::SUCCESS)
}

/// The substance's name in a language.
pub fn name(substance: &Substance, lang: Lang) -> &str {
    match lang {
        Lang::Zh => &substance.zh,
        Lang::En => &substance.en,
    }
}

/// Check a configuration.
fn case(config: &Config, path: &Path, lang: Lang) -> Result<Case<'static>, Failure> {
    let mut check = Check::new(path, lang);
    let substance = check.substance("substance", &config.substance);
    let release = release(&config.release, &mut check);
    let (air_c, exchange) = (config.temperature_c.unwrap_or(20.0), config.air_exchange_per_h.unwrap_or(0.5));
    let height_m = config.release.height_m;
    check.range("release.height_m", height_m, 0.0, 1_000.0);
    check.range("temperature_c", air_c, -50.0, 60.0);
    check.range("air_exchange_per_h", exchange, 0.0, 100.0);
    if let Some(lid) = config.lid_m {
        check.range("lid_m", lid, 1.0, 10_000.0);
        if lid < height_m {
            check.fault("lid_m", Msg::new("hazard-lid").with("lid", lid).with("height", height_m));
        }
    }
    let few = |check: &mut Check, field: &str, count: usize, most: usize| {
        if count > most {
            check.fault(field, Msg::new("hazard-too-many").with("count", count).with("most", most));
        }
    };
    if config.dense && height_m > 0.0 {
        check.fault("dense", Msg::new("hazard-dense-height").with("height", height_m));
    }
    few(&mut check, "wind", config.wind.len(), MOST_BANDS);
    few(&mut check, "receptors", config.receptors.len(), MOST_RECEPTORS);
    let rows = config.receptors.len().max(1) * config.times_s.len();
    few(
        &mut check,
        "times_s",
        rows / config.receptors.len().max(1),
        MOST_ROWS / config.receptors.len().max(1),
    );
    for (field, empty) in [("wind", config.wind.is_empty()), ("times_s", config.times_s.is_empty())] {
        if empty {
            check.fault(field, Msg::new("data-empty"));
        }
    }
    for (k, wind) in config.wind.iter().enumerate() {
        check.range(&format!("wind[{k}].speed_m_s"), wind.speed_m_s, 0.0, 60.0);
        check.range(&format!("wind[{k}].from_deg"), wind.from_deg, 0.0, 360.0);
    }
    check.times("wind", config.wind.iter().map(|w| w.t_s), LONGEST_S);
    check.times("times_s", config.times_s.iter().copied(), LONGEST_S);
    for (k, [x, y, z]) in config.receptors.iter().enumerate() {
        check.range(&format!("receptors[{k}][0]"), *x, -1e5, 1e5);
        check.range(&format!("receptors[{k}][1]"), *y, -1e5, 1e5);
        // Below the ground there is nobody.
        check.range(&format!("receptors[{k}][2]"), *z, 0.0, 1e4);
    }
    check.done()?;
    let Some(substance) = substance else { return Err(Failure::input(&config.substance)) };
    Ok(Case {
        substance,
        release,
        height_m,
        width_m: config.release.diameter_m.unwrap_or(0.0),
        wind: config
            .wind
            .iter()
            .map(|w| Band { from_s: w.t_s, speed_m_s: w.speed_m_s, from_deg: w.from_deg })
            .collect(),
        stability: config.stability,
        terrain: config.terrain,
        lid_m: config.lid_m,
        air_c,
        receptors: config.receptors.clone(),
        times_s: config.times_s.clone(),
        air_exchange_per_h: exchange,
        heavy: config.dense,
    })
}

/// What comes out, checked.
fn release(config: &ReleaseConfig, check: &mut Check) -> Release {
    // What a kind does not use must still be a sensible number; zero is as if it were left out.
    check.range("release.diameter_m", config.diameter_m.unwrap_or(0.0), 0.0, 1_000.0);
    check.range("release.rate_kg_s", config.rate_kg_s.unwrap_or(0.0), 0.0, 1e5);
    check.range("release.mass_kg", config.mass_kg.unwrap_or(0.0), 0.0, 1e9);
    check.range("release.duration_s", config.duration_s.unwrap_or(0.0), 0.0, LONGEST_S);
    match config.kind {
        ReleaseKind::Continuous => {
            let rate_kg_s = check.needed("release.rate_kg_s", config.rate_kg_s);
            let lasts = config.mass_kg.filter(|m| *m > 0.0).map_or(f64::INFINITY, |mass| mass / rate_kg_s);
            Release::Continuous {
                rate_kg_s,
                duration_s: config.duration_s.unwrap_or(f64::INFINITY).min(lasts),
            }
        }
        ReleaseKind::Puff => Release::Puff { mass_kg: check.needed("release.mass_kg", config.mass_kg) },
        ReleaseKind::Pool => Release::Pool {
            mass_kg: check.needed("release.mass_kg", config.mass_kg),
            diameter_m: check.needed("release.diameter_m", config.diameter_m),
        },
    }
}

/// What is shown of a substance: its guideline levels and a part of its lower flammable limit.
fn levels(substance: &Substance) -> Vec<Level> {
    let mut levels = Vec::new();
    if let Some((one, two, three)) = substance.aegl_ppm {
        levels.extend([("aegl_1", one), ("aegl_2", two), ("aegl_3", three)]);
    }
    if let Some(lfl) = substance.lfl_pct {
        levels.push(("lfl_10_pct", 1e4 * lfl * limits().hot_share_of_lfl));
    }
    levels
}

/// The screening for heavy gas: whether it matters and, of what comes out steadily, distances.
fn dense(case: &Case<'_>, levels: &[Level], most_kg_s: f64) -> Value {
    let wind = case.wind.iter().map(|b| b.speed_m_s).fold(f64::INFINITY, f64::min).max(LEAST_WIND_M_S);
    if let Release::Puff { mass_kg } = case.release {
        let criterion = puff_criterion(mass_kg, case.gas_kg_m3(), case.air_c, wind);
        return json!({
            "model": "criterion of Britter and McQuaid (1988) for a puff; no distances",
            "criterion": criterion,
            "limit": DENSE_PUFF,
            "is_dense": criterion >= DENSE_PUFF,
            "followed_as_heavy": case.heavy,
        });
    }
    let release = DenseRelease::of(case.substance, most_kg_s, case.air_c, wind);
    let reach: serde_json::Map<String, Value> =
        levels.iter().map(|(name, ppm)| ((*name).to_owned(), json!(release.reach_m(1e-6 * ppm)))).collect();
    json!({
        "model": "Britter and McQuaid (1988), steady plume at the ground, slowest wind, gas as cold as it boils",
        "criterion": release.criterion(),
        "limit": DENSE_PLUME,
        "is_dense": release.is_dense(),
        "followed_as_heavy": case.heavy,
        "reach_m": reach,
    })
}

/// Say what a reader of the results must know.
fn notes(case: &Case<'_>, outcome: &Outcome, dense: &Value, unused: &[&str], lang: Lang) {
    for field in unused {
        complain!("{}", text_with(lang, "hazard-unused", &[("field", (*field).into())]));
    }
    if outcome.calm {
        complain!("{}", text_with(lang, "hazard-calm", &[("least", LEAST_WIND_M_S.into())]));
    }
    let near = near_source(case);
    if near > 0 {
        complain!(
            "{}",
            text_with(lang, "hazard-near-source", &[("count", near.into()), ("near", near_m(case).into())])
        );
    }
    if dense["is_dense"] == true && !case.heavy {
        let two = |name: &str| format!("{:.2}", dense[name].as_f64().unwrap_or_default());
        let places = [("criterion", two("criterion").into()), ("limit", two("limit").into())];
        complain!("{}", text_with(lang, "hazard-dense", &places));
    }
}

/// Receptors so near to the source, or over it, that their concentrations are not resolved.
fn near_source(case: &Case<'_>) -> usize {
    let near = near_m(case);
    case.receptors.iter().filter(|[x, y, _]| x * x + y * y < near * near).count()
}

fn near_m(case: &Case<'_>) -> f64 {
    NEAR_M.max(case.width_m)
}

fn table(case: &Case<'_>, outcome: &Outcome) -> String {
    let mut csv = String::from(
        "receptor,x_m,y_m,z_m,t_s,kg_m3,ppm,peak_kg_m3,dose_kg_s_m3,toxic_load,death_share,indoor_kg_m3,indoor_death_share\n",
    );
    let dead =
        |load: f64| case.substance.probit.map(|p| format!("{:.6}", death_share(p, load))).unwrap_or_default();
    for (time, exposures) in case.times_s.iter().zip(&outcome.exposures) {
        for (k, ([x, y, z], e)) in case.receptors.iter().zip(exposures).enumerate() {
            // Writing to a String cannot fail.
            let _ = writeln!(
                csv,
                "{k},{x},{y},{z},{time},{:.6e},{:.6e},{:.6e},{:.6e},{:.6e},{},{:.6e},{}",
                e.now,
                case.substance.ppm(e.now, case.air_c),
                e.peak,
                e.dose,
                e.load,
                dead(e.load),
                e.indoor,
                dead(e.indoor_load),
            );
        }
    }
    csv
}

fn reach_m(zone: &[Polygon]) -> f64 {
    zone.iter().flatten().flatten().map(|[x, y]| (x * x + y * y).sqrt()).fold(0.0, f64::max)
}

fn feature((name, ppm): &Level, zone: &[Polygon], kg_m3: f64) -> Value {
    json!({
        "type": "Feature",
        "properties": {
            "level": name,
            "ppm": ppm,
            "kg_m3": kg_m3,
            "area_m2": area_m2(zone),
            "reach_m": reach_m(zone),
        },
        "geometry": { "type": "MultiPolygon", "coordinates": zone },
    })
}

fn summary(
    folder: &Path,
    case: &Case<'_>,
    outcome: &Outcome,
    features: &[Value],
    dense: Value,
    wall_s: f64,
) -> Result<(), Failure> {
    let last = outcome.exposures.last();
    let peak = last.into_iter().flatten().map(|e| e.peak).fold(0.0, f64::max);
    let (small, large, fire) = case.substance.isolation_m;
    config::summary(
        folder,
        json!({
            "substance": case.substance.id,
            "un": case.substance.un,
            "source_of_data": case.substance.source,
            "released_kg": outcome.released_kg,
            "in_air_kg": outcome.in_air_kg,
            "left_in_pool_kg": outcome.left_kg,
            "max_rate_kg_s": outcome.most_kg_s,
            "max_kg_m3": peak,
            "max_ppm": case.substance.ppm(peak, case.air_c),
            "wind_floored": outcome.calm,
            "least_wind_m_s": LEAST_WIND_M_S,
            "receptors_near_source": near_source(case),
            "zones": features.iter().map(|f| f["properties"].clone()).collect::<Vec<_>>(),
            "isolation_m": { "small": small, "large": large, "on_fire": fire },
            "dense": dense,
            "steps": outcome.steps,
            "wall_s": wall_s,
        }),
    )
}
