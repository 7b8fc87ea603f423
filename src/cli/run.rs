//! `sandtable run`: a drill without a window, with a progress bar, a score and a review.

use super::{CliResult, Failure, load_scenario, memory};
use crate::{
    county::{Cover, Tenure},
    drill::{
        Drill, OrderError, TimedOrder,
        commander::{Commander, Doctrine, Nobody},
        hash,
        replay::OrderQueue,
        view::View,
    },
    hazard::{FloodField, Wildfire, fires::Fire},
    num::{DrillTime, file::write_atomic},
    response::{
        Tables,
        facts::{Facts, What},
        fires::smoke::SmokeHarm,
    },
    review,
    score::{self, Scorecard},
    sim::TICKS_PER_MIN,
    text::{Lang, text, text_with},
};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::Instant,
};

/// Arguments of `run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// 想定文件 / scenario file
    pub scenario: PathBuf,
    /// 用另一份预案 / another plan than the scenario's
    #[arg(long)]
    pub plan: Option<PathBuf>,
    /// 随机种子 / seed of the random draws
    #[arg(long)]
    pub seed: Option<u64>,
    /// 自动指挥员 / commander that gives orders by itself
    #[arg(long, value_enum, default_value_t = Who::None)]
    pub commander: Who,
    /// 指令文件（RON） / orders to give: [(at: "10m", order: …), …]
    #[arg(long)]
    pub orders: Option<PathBuf>,
    /// 推演到此时刻为止 / stop at this drill time
    #[arg(long)]
    pub until: Option<DrillTime>,
    /// 线程数 / threads
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: Option<u16>,
    /// 输出文件夹 / folder for journal.ron, score.json and review.html
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// 不显示进度 / no progress bar
    #[arg(long)]
    pub quiet: bool,
    /// 以一行 JSON 输出结果 / print the result as one line of JSON
    #[arg(long)]
    pub json: bool,
}

/// Commanders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Who {
    /// 不作为 / gives no order
    None,
    /// 按预案行事 / does what the book says
    Doctrine,
}

impl Who {
    fn name(self) -> &'static str {
        match self {
            Who::None => "none",
            Who::Doctrine => "doctrine",
        }
    }

    pub fn commander(self) -> Box<dyn Commander> {
        match self {
            Who::None => Box::new(Nobody),
            Who::Doctrine => Box::<Doctrine>::default(),
        }
    }
}

impl RunArgs {
    /// The default drill, played by the doctrine commander, with its review in `out`.
    pub fn default_drill() -> Self {
        Self {
            scenario: super::DEFAULT_SCENARIO.into(),
            plan: None,
            seed: None,
            commander: Who::Doctrine,
            orders: None,
            until: None,
            threads: None,
            out: Some("out".into()),
            quiet: false,
            json: false,
        }
    }
}

/// Carry the command out.
pub fn run(args: &RunArgs, lang: Lang) -> CliResult {
    set_threads(args.threads)?;
    let (loaded, name) = match &args.plan {
        Some(plan) => {
            let loaded =
                crate::scenario::load_with_plan(&args.scenario, Some(plan)).map_err(Failure::input)?;
            (loaded, args.scenario.display().to_string())
        }
        None => load_scenario(Some(&args.scenario))?,
    };
    let mut queue = match &args.orders {
        Some(path) => OrderQueue::new(read_orders(path)?),
        None => OrderQueue::default(),
    };
    let mut drill = Drill::new(Arc::new(loaded), args.seed).map_err(Failure::input)?;
    if let Some(folder) = &args.out {
        make_folder(folder)?;
        drill
            .keep_journal(&folder.join("journal.ron"), &name, args.commander.name())
            .map_err(Failure::input)?;
    }
    let started = Instant::now();
    let mut commander = args.commander.commander();
    play_on(&mut drill, commander.as_mut(), &mut queue, args.until, args.quiet || args.json, lang)?;
    let wall_s = started.elapsed().as_secs_f64();
    let card = score::score(&drill);
    if let Some(folder) = &args.out {
        write_results(&drill, &card, folder)?;
    }
    if args.json {
        say!("{}", json(&drill, &card, wall_s));
    } else {
        say!("{}", summary(&drill, &card, wall_s, lang));
        if let Some(folder) = &args.out {
            let path = folder.join("review.html").display().to_string();
            say!("{}", text_with(lang, "cli-review-at", &[("path", path.into())]));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Use this many threads for the flood model.
pub fn set_threads(threads: Option<u16>) -> Result<(), Failure> {
    let Some(threads) = threads else { return Ok(()) };
    rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build_global().map_err(Failure::internal)
}

/// Make an output folder and see that files can be written into it.
pub fn make_folder(folder: &Path) -> Result<(), Failure> {
    let fail = |error: std::io::Error| Failure::input(format!("{}: {error}", folder.display()));
    std::fs::create_dir_all(folder).map_err(fail)?;
    tempfile::NamedTempFile::new_in(folder).map_err(fail)?;
    Ok(())
}

/// Orders from a file, with every fault and its place.
pub fn read_orders(path: &Path) -> Result<Vec<TimedOrder>, Failure> {
    let text = crate::data::read_text(path).map_err(Failure::input)?;
    let (orders, _, faults) = crate::data::parse::<Vec<TimedOrder>>(&path.display().to_string(), &text);
    faults.none_or(orders).map_err(Failure::input)
}

/// Play to the end, or `until`, with a commander and orders from a file. Orders of the file that are
/// refused stop the run: a file that does not do what it says would mislead.
pub fn play_on(
    drill: &mut Drill,
    commander: &mut dyn Commander,
    queue: &mut OrderQueue,
    until: Option<DrillTime>,
    quiet: bool,
    lang: Lang,
) -> Result<(), Failure> {
    let end = until.unwrap_or(DrillTime(u32::MAX)).min(drill.loaded().scenario.duration);
    let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::new(u64::from(end.0 / 60)) };
    if let Ok(style) = ProgressStyle::with_template("{bar:40.cyan/blue} {msg}") {
        bar.set_style(style);
    }
    while drill.now() < end {
        for timed in queue.due(drill.now()) {
            give(drill, &timed.seat, timed.order, |refusal| {
                Err(Failure::input(text_with(
                    lang,
                    "cli-order-refused",
                    &[("at", timed.at.clock().into()), ("reason", refusal.text(lang).into())],
                )))
            })?;
        }
        if (drill.now().0 / crate::sim::TICK_S).is_multiple_of(TICKS_PER_MIN) {
            for order in commander.orders(&View::new(drill)) {
                // A scripted commander is told no like anybody else and goes on.
                give(drill, "autopilot", order, |_| Ok(()))?;
            }
            bar.set_position(u64::from(drill.now().0 / 60));
            bar.set_message(progress_text(drill, lang));
        }
        drill.tick().map_err(Failure::input)?;
    }
    bar.finish_and_clear();
    Ok(())
}

fn give(
    drill: &mut Drill,
    seat: &str,
    order: crate::drill::Order,
    refused: impl FnOnce(crate::drill::Refusal) -> Result<(), Failure>,
) -> Result<(), Failure> {
    match drill.order(seat, order) {
        Ok(_) => Ok(()),
        Err(OrderError::Refused(refusal)) => refused(refusal),
        Err(OrderError::Journal(error)) => Err(Failure::input(error)),
    }
}

fn progress_text(drill: &Drill, lang: Lang) -> String {
    let Some(sample) = drill.record().samples.last() else { return String::new() };
    text_with(
        lang,
        "cli-progress",
        &[
            ("time", drill.now().clock().into()),
            ("risk", sample.at_risk.into()),
            ("safe", sample.people.safe().into()),
            ("dead", sample.people.dead.into()),
        ],
    )
}

/// Score and review into a folder; each file appears whole.
pub fn write_results(drill: &Drill, card: &Scorecard, folder: &Path) -> Result<(), Failure> {
    let fail = |error: std::io::Error| Failure::input(format!("{}: {error}", folder.display()));
    let text = serde_json::to_string_pretty(card).map_err(Failure::internal)?;
    write_atomic(&folder.join("score.json"), text.as_bytes()).map_err(fail)?;
    review::write(drill, card, folder).map_err(fail)?;
    Ok(())
}

/// Water that the arithmetic of the whole drill made or lost, as a share of all the water there was.
fn mass_error_rel(drill: &Drill) -> f64 {
    drill.world().resource::<FloodField>().0.ledger().error_rel()
}

/// The result as one line of JSON.
fn json(drill: &Drill, card: &Scorecard, wall_s: f64) -> String {
    serde_json::json!({
        "hash": hash::text(drill.hash()),
        "score": card.total,
        "harm": card.harm,
        "ticks": drill.now().0 / crate::sim::TICK_S,
        "wall_s": wall_s,
        "speed": f64::from(drill.now().0) / wall_s.max(1e-9),
        "peak_mb": memory::peak_mb(),
        "mass_error_rel": mass_error_rel(drill),
        "fires": fires(drill),
    })
    .to_string()
}

/// What forest fires did; null where none burnt.
fn fires(drill: &Drill) -> Option<serde_json::Value> {
    let wildfire = drill.world().resource::<Wildfire>();
    let (burnt, land) = (wildfire.burnt(drill.land()), drill.land());
    let harm = drill.world().resource::<SmokeHarm>();
    let alarm = drill.world().resource::<Tables>().fire.smoke_alarm_ug_m3;
    let facts = &drill.world().resource::<Facts>().0;
    let cut = |what: &What| if let What::PowerCut { villages, .. } = what { *villages } else { 0 };
    let cuts: u32 = facts.iter().map(|f| cut(&f.what)).sum();
    let ids = land.townships.iter().map(|t| &t.id);
    let townships: BTreeMap<_, _> =
        ids.zip(&burnt.townships).filter(|(_, b)| b.0 > 0.0).map(|(id, b)| (id, [b.0, b.1])).collect();
    let covers: BTreeMap<_, _> = Cover::ALL
        .iter()
        .zip(&burnt.covers)
        .filter(|(_, ha)| **ha > 0.0)
        .map(|(cover, ha)| (format!("{cover:?}"), ha))
        .collect();
    let tenures: BTreeMap<_, _> =
        Tenure::ALL.iter().zip(&burnt.tenures).map(|(tenure, ha)| (tenure.id(), ha)).collect();
    let hours = |at: DrillTime, from: DrillTime| at.minutes_since(from) / 60.0;
    let each = |(number, fire): (usize, &Fire)| {
        serde_json::json!({
            "burnt_ha": wildfire.area_ha(number),
            "forest_ha": fire.forest_ha,
            "held_after_h": fire.held.map(|at| hours(at, fire.began)),
            "out_after_h": fire.out.map(|at| hours(at, fire.began)),
        })
    };
    (!wildfire.fires.is_empty()).then(|| {
        serde_json::json!({
            "burnt_ha": burnt.total_ha(),
            "forest_ha": wildfire.burnt_forest_ha(),
            "forest_per_mille": 1000.0 * wildfire.burnt_forest_ha() / wildfire.forest_ha().max(1.0),
            "grade": score::fire::true_grade(drill),
            "village_power_cuts": cuts,
            "smoke_visits": harm.visits(),
            "villages_in_smoke": harm.thick(alarm),
            "each": wildfire.fires.iter().enumerate().map(each).collect::<Vec<_>>(),
            "township_burnt_and_forest_ha": townships,
            "cover_ha": covers,
            "tenure_forest_ha": tenures,
        })
    })
}

/// The result in words.
pub fn summary(drill: &Drill, card: &Scorecard, wall_s: f64, lang: Lang) -> String {
    let harm = &card.harm;
    let mut lines = vec![text_with(
        lang,
        "cli-summary",
        &[
            ("name", drill.loaded().scenario.name.get(lang).into()),
            ("time", drill.now().clock().into()),
            ("hash", hash::text(drill.hash()).into()),
        ],
    )];
    lines.push(text_with(lang, "cli-summary-score", &[("score", format!("{:.1}", card.total).into())]));
    lines.push(text_with(
        lang,
        "cli-summary-harm",
        &[
            ("dead", harm.deaths.into()),
            ("missing", harm.missing.into()),
            ("injured", harm.severe_injuries.into()),
            ("rescuers", harm.rescuer_deaths.into()),
            ("safe", harm.people_safe.into()),
            ("loss", format!("{:.2}", harm.loss_yuan / 1e8).into()),
        ],
    ));
    let memory = memory::peak_mb().map_or_else(|| text(lang, "cli-unknown"), |mb| format!("{mb:.0} MB"));
    lines.push(text_with(
        lang,
        "cli-summary-speed",
        &[
            ("wall", format!("{wall_s:.1}").into()),
            ("speed", format!("{:.0}", f64::from(drill.now().0) / wall_s.max(1e-9)).into()),
            ("memory", memory.into()),
        ],
    ));
    let error = format!("{:.1e}", mass_error_rel(drill));
    lines.push(text_with(lang, "cli-summary-water", &[("error", error.into())]));
    lines.join("\n")
}
