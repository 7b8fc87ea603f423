//! `sandtable hazard blast`: fires and explosions by distance.

use super::{
    PlaceJob,
    config::{self, Check},
};
use crate::{
    cli::{
        CliResult,
        run::{make_folder, set_threads},
    },
    data::Msg,
    hazard::chemical::{
        air::{ATM_PA, water_vapour_pa},
        blast, burst,
        fireball::Fireball,
        limits::{damage, limits},
        plume::furthest,
        pool_fire::{PoolFire, burn_share, heat_dose, jet_kw_m2, jet_m, tank_fails_after_s},
        substance::Substance,
    },
    text::{Lang, text_with},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::process::ExitCode;

/// The configuration. Distances are from the middle of fireball, cloud and jet flame, and from the **edge** of a pool, as in
/// NUREG-1805. With `humidity` (0 to 1) the air takes up heat; without it lets all through.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    kind: Kind,
    substance: Option<String>,
    mass_kg: Option<f64>,
    rate_kg_s: Option<f64>,
    diameter_m: Option<f64>,
    area_m2: Option<f64>,
    heat_comb_kj_kg: Option<f64>,
    burning_kg_m2_s: Option<f64>,
    k_beta_1_m: Option<f64>,
    /// Part of the heat that is radiated, 0.3 if left out.
    radiant_fraction: Option<f64>,
    /// Part of a cloud's heat that goes into the blast, 0.03 if left out.
    efficiency: Option<f64>,
    /// Of the tank that a fireball comes from: 85 % full if left out.
    volume_m3: Option<f64>,
    /// Of its liquid as it bursts; where its vapour lifts a relief valve of 1.4 MPa if left out.
    tank_c: Option<f64>,
    /// Of a fireball, 350 if left out.
    emissive_kw_m2: Option<f64>,
    humidity: Option<f64>,
    temperature_c: Option<f64>,
    /// How long people stay in the heat of a pool or jet fire, 60 if left out.
    exposure_s: Option<f64>,
    distances_m: Vec<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Bleve,
    Vce,
    PoolFire,
    JetFire,
}

/// Volume of the tank for which a time to failure is told, m³.
const TANK_M3: f64 = 1_000.0;

/// A tank of liquefied gas is filled so far at most, and its relief valve lifts at this pressure over that outside, Pa, as in the
/// drills' table `plant.relief_pa`.
const FULL: f64 = 0.85;
const RELIEF_PA: f64 = 1.4e6;

/// Carry the command out.
pub fn blast(job: &PlaceJob, lang: Lang) -> CliResult {
    set_threads(job.threads)?;
    let config: Config = config::read(&job.config, lang)?;
    let mut check = Check::new(&job.config, lang);
    let found = config.substance.as_deref().and_then(|id| check.substance("substance", id));
    let wet_pa = config.humidity.map(|h| water_vapour_pa(config.temperature_c.unwrap_or(20.0), h));
    check.range("humidity", config.humidity.unwrap_or(0.0), 0.0, 1.0);
    check.range("temperature_c", config.temperature_c.unwrap_or(20.0), -50.0, 60.0);
    check.range("exposure_s", config.exposure_s.unwrap_or(60.0), 0.0, 86_400.0);
    for (k, distance) in config.distances_m.iter().enumerate() {
        check.range(&format!("distances_m[{k}]"), *distance, 0.0, 1e5);
    }
    let mut result = match config.kind {
        Kind::Bleve => bleve(&config, found, wet_pa, &mut check),
        Kind::Vce => vce(&config, found, lang, &mut check),
        Kind::PoolFire => pool_fire(&config, found, wet_pa, &mut check),
        Kind::JetFire => jet_fire(&config, found, wet_pa, &mut check),
    };
    check.done()?;
    result["substance"] = json!(found.map(|s| s.id.as_str()));
    result["source_of_data"] = json!(found.map(|s| s.source.as_str()));
    make_folder(&job.out)?;
    config::summary(&job.out, result)?;
    say!("{}", text_with(lang, "hazard-blast-done", &[("path", job.out.display().to_string().into())]));
    Ok(ExitCode::SUCCESS)
}

/// Heat of combustion, J/kg: as given, else the substance's.
fn heat(config: &Config, found: Option<&Substance>, check: &mut Check) -> f64 {
    if let Some(kj) = config.heat_comb_kj_kg {
        check.range("heat_comb_kj_kg", kj, 100.0, 2e5);
        return 1e3 * kj;
    }
    match (found, &config.substance) {
        (Some(substance), _) => substance.heat_comb_j_kg.unwrap_or_else(|| {
            check.fault("substance", Msg::new("hazard-no-burn").with("substance", &substance.id));
            0.0
        }),
        // An unknown one has been reported.
        (None, Some(_)) => 0.0,
        (None, None) => {
            check.fault("substance", Msg::new("hazard-needed"));
            0.0
        }
    }
}

/// Distances of the heat thresholds, m.
fn heat_zones(kw_m2: impl Fn(f64) -> f64) -> Value {
    let (hot, warm, cold) = limits().heat_kw_m2;
    let domino = &limits().domino;
    let zone = |level: f64| json!({ "kw_m2": level, "distance_m": furthest(&kw_m2, level) });
    json!({
        "hot": zone(hot),
        "warm": zone(warm),
        "cold": zone(cold),
        "domino_atmospheric_tank": zone(domino.heat_kw_m2.0),
        "domino_pressurised_tank": zone(domino.heat_kw_m2.1),
    })
}

/// What a heat does in a time.
fn in_heat(distance_m: f64, kw_m2: f64, seconds: f64) -> Value {
    let dose = heat_dose(kw_m2, seconds);
    // No heat, no failure: nothing stands in the file for an infinite time.
    let fails = Some(tank_fails_after_s(kw_m2, TANK_M3, false)).filter(|s| s.is_finite());
    json!({
        "distance_m": distance_m,
        "kw_m2": kw_m2,
        "heat_dose": dose,
        "burn_death_share": burn_share(dose),
        "tank_1000_m3_fails_after_s": fails,
    })
}

fn bleve(config: &Config, found: Option<&Substance>, wet_pa: Option<f64>, check: &mut Check) -> Value {
    if let Some(substance) = found.filter(|s| s.heat_comb_j_kg.is_none()) {
        check.fault("substance", Msg::new("hazard-no-burn").with("substance", &substance.id));
    }
    let mass_kg = check.needed("mass_kg", config.mass_kg);
    check.range("mass_kg", mass_kg, 1e-3, 1e8);
    let emissive_kw_m2 = config.emissive_kw_m2.unwrap_or(350.0);
    check.range("emissive_kw_m2", emissive_kw_m2, 1.0, 1_000.0);
    let ball = Fireball { mass_kg, emissive_kw_m2, wet_pa };
    let burst = found.filter(|s| s.is_gas(20.0)).map(|s| burst(config, s, mass_kg, check));
    let rows: Vec<Value> = config
        .distances_m
        .iter()
        .map(|x| {
            let mut row = in_heat(*x, ball.kw_m2(*x), ball.duration_s());
            row["view_factor"] = json!(ball.view(*x));
            if let Some((tnt_kg, _)) = burst {
                row["kpa"] = json!(blast::kpa(tnt_kg, *x));
            }
            row
        })
        .collect();
    json!({
        "kind": "bleve",
        "diameter_m": ball.diameter_m(),
        "duration_s": ball.duration_s(),
        "height_m": ball.height_m(),
        "emissive_kw_m2": emissive_kw_m2,
        "tnt_kg": burst.map(|(tnt_kg, _)| tnt_kg),
        "tank_c": burst.map(|(_, tank_c)| tank_c),
        "at": rows,
        "zones": heat_zones(|x| ball.kw_m2(x)),
        "blast_zones": burst.map(|(tnt_kg, _)| blast_zones(tnt_kg)),
    })
}

/// TNT with the force of a tank's bursting, kg, and the temperature at which it does, °C.
fn burst(config: &Config, substance: &Substance, mass_kg: f64, check: &mut Check) -> (f64, f64) {
    let least_m3 = mass_kg / substance.liquid_kg_m3;
    let volume_m3 = config.volume_m3.unwrap_or(least_m3 / FULL);
    check.range("volume_m3", volume_m3, least_m3, 1e6);
    let tank_c = config.tank_c.unwrap_or_else(|| substance.boils_at_c(ATM_PA + RELIEF_PA));
    check.range("tank_c", tank_c, -200.0, 150.0);
    (burst::tnt_kg(substance, volume_m3, mass_kg, tank_c), tank_c)
}

/// Distances of the thresholds of pressure, m.
fn blast_zones(tnt_kg: f64) -> Value {
    let (hot, warm, cold) = limits().blast_kpa;
    let domino = limits().domino.blast_kpa;
    let zone = |kpa: f64| json!({ "kpa": kpa, "distance_m": blast::distance_m(tnt_kg, kpa) });
    json!({
        "hot": zone(hot),
        "warm": zone(warm),
        "cold": zone(cold),
        "domino_atmospheric_tank": zone(domino.0),
        "domino_pressurised_tank": zone(domino.1),
    })
}

fn vce(config: &Config, found: Option<&Substance>, lang: Lang, check: &mut Check) -> Value {
    let mass_kg = check.needed("mass_kg", config.mass_kg);
    check.range("mass_kg", mass_kg, 1e-3, 1e8);
    let efficiency = config.efficiency.unwrap_or(0.03);
    check.range("efficiency", efficiency, 1e-4, 1.0);
    let tnt = blast::tnt_kg(mass_kg, heat(config, found, check), efficiency);
    let rows: Vec<Value> = config
        .distances_m
        .iter()
        .map(|x| {
            let kpa = blast::kpa(tnt, *x);
            let what = damage(kpa).map(|d| match lang {
                Lang::Zh => d.zh.as_str(),
                Lang::En => d.en.as_str(),
            });
            json!({ "distance_m": x, "kpa": kpa, "damage": what })
        })
        .collect();
    json!({
        "kind": "vce",
        "tnt_kg": tnt,
        "efficiency": efficiency,
        "at": rows,
        "zones": blast_zones(tnt),
    })
}

fn pool_fire(config: &Config, found: Option<&Substance>, wet_pa: Option<f64>, check: &mut Check) -> Value {
    let diameter_m = match (config.diameter_m, config.area_m2) {
        (Some(d), None) => {
            check.range("diameter_m", d, 0.1, 500.0);
            d
        }
        (None, Some(a)) => {
            check.range("area_m2", a, 0.01, 2e5);
            (4.0 * a / core::f64::consts::PI).sqrt()
        }
        _ => {
            check.fault("diameter_m", Msg::new("hazard-one-size"));
            1.0
        }
    };
    let heat_comb_j_kg = heat(config, found, check);
    let given = config.burning_kg_m2_s.zip(config.k_beta_1_m);
    let (rate, k) = given.or(found.and_then(|s| s.pool_fire)).unwrap_or_else(|| {
        if let Some(substance) = found {
            check.fault("substance", Msg::new("hazard-no-pool-fire").with("substance", &substance.id));
        } else if config.substance.is_none() {
            check.fault("burning_kg_m2_s", Msg::new("hazard-needed"));
        }
        (0.01, 1.0)
    });
    check.range("burning_kg_m2_s", rate, 1e-4, 1.0);
    check.range("k_beta_1_m", k, 0.01, 1_000.0);
    let radiant_share = radiant(config, check);
    let fire = PoolFire { diameter_m, rate_most_kg_m2_s: rate, k_beta_1_m: k, heat_comb_j_kg, radiant_share };
    let seconds = config.exposure_s.unwrap_or(60.0);
    let rows: Vec<Value> = config
        .distances_m
        .iter()
        .map(|x| {
            let mut row = in_heat(*x, fire.point_kw_m2(*x, wet_pa), seconds);
            row["cylinder_kw_m2"] = json!(fire.cylinder_kw_m2(*x, wet_pa));
            row
        })
        .collect();
    json!({
        "kind": "pool_fire",
        "diameter_m": diameter_m,
        "burning_kg_m2_s": fire.rate_kg_m2_s(),
        "heat_kw": fire.heat_kw(),
        "flame_height_m": fire.flame_m(),
        "emissive_kw_m2": fire.emissive_kw_m2(),
        "exposure_s": seconds,
        "at": rows,
        "zones": heat_zones(|x| fire.point_kw_m2(x, wet_pa)),
    })
}

fn jet_fire(config: &Config, found: Option<&Substance>, wet_pa: Option<f64>, check: &mut Check) -> Value {
    let rate_kg_s = check.needed("rate_kg_s", config.rate_kg_s);
    check.range("rate_kg_s", rate_kg_s, 1e-4, 1e5);
    let heat_comb_j_kg = heat(config, found, check);
    let share = radiant(config, check);
    let seconds = config.exposure_s.unwrap_or(60.0);
    let kw_m2 = |x: f64| jet_kw_m2(rate_kg_s, heat_comb_j_kg, share, x, wet_pa);
    let rows: Vec<Value> = config.distances_m.iter().map(|x| in_heat(*x, kw_m2(*x), seconds)).collect();
    json!({
        "kind": "jet_fire",
        "flame_length_m": jet_m(rate_kg_s),
        "exposure_s": seconds,
        "at": rows,
        "zones": heat_zones(kw_m2),
    })
}

/// Part of the heat that is radiated.
fn radiant(config: &Config, check: &mut Check) -> f64 {
    let share = config.radiant_fraction.unwrap_or(0.30);
    check.range("radiant_fraction", share, 0.01, 1.0);
    share
}
