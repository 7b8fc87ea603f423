//! The command line: one file per subcommand.
//!
//! Exit codes: 0 fine, 1 a check or verification failed, 2 bad usage or input, 3 an internal fault.

/// Print a line; a reader that has gone away (`| head`) is no fault.
macro_rules! say {
    ($($arg:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($arg)*);
    }};
}

/// Print a line of complaint on standard error; one that is closed or full is no fault.
macro_rules! complain {
    ($($arg:tt)*) => {{
        use std::io::Write as _;
        let text = format!($($arg)*);
        if !text.is_empty() {
            let _ = writeln!(std::io::stderr(), "{}", text.trim_end());
        }
    }};
}

mod bench;
mod check;
mod county;
mod hazard;
mod memory;
mod replay;
pub(crate) mod run;

use crate::{
    data::{Fault, Faults},
    text::Lang,
};
use clap::{Parser, Subcommand};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Path of the default scenario, which is also part of the program.
pub const DEFAULT_SCENARIO: &str = BUILT_IN[0].0;

/// The scenarios that are part of the program: path, text, text of the plan.
pub const BUILT_IN: [(&str, &str, &str); 3] = [
    (
        "scenarios/yueyang-flood.ron",
        include_str!("../scenarios/yueyang-flood.ron"),
        include_str!("../scenarios/plans/yueyang.ron"),
    ),
    (
        "scenarios/pingjiang-flash-flood.ron",
        include_str!("../scenarios/pingjiang-flash-flood.ron"),
        include_str!("../scenarios/plans/pingjiang.ron"),
    ),
    (
        "scenarios/liupanshui-landslide.ron",
        include_str!("../scenarios/liupanshui-landslide.ron"),
        include_str!("../scenarios/plans/liupanshui.ron"),
    ),
];

const EXAMPLES: &str = "\
例 / Examples:
  sandtable                                        打开窗口 / open the window
  sandtable run scenarios/yueyang-flood.ron --commander doctrine --out out
  sandtable run scenarios/yueyang-flood.ron --orders my-orders.ron --until 4h --json
  sandtable replay out/journal.ron --verify
  sandtable replay out/journal.ron --fork 2h30m --orders other.ron --out out-fork
  sandtable check scenarios
  sandtable county --seed 7 --out county7
  sandtable county --import county7 --out county7b --blur 500
  sandtable hazard flood --config flood.json --dem dem.asc --out flood
  sandtable hazard plume --config plume.json --out plume
  sandtable shot scenarios/yueyang-flood.ron --at 6h --out map.png";

/// 县域应急推演沙盘 / Sand Table: a county emergency drill.
#[derive(Debug, Parser)]
#[command(name = "sandtable", version, about, after_help = EXAMPLES)]
struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// 界面与消息语言 / language of messages: zh or en
    #[arg(long, global = true, default_value = "zh", value_parser = parse_lang)]
    lang: Lang,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 在窗口中推演 / play a drill in the window
    #[cfg(feature = "window")]
    Play(play::PlayArgs),
    /// 无界面推演并生成复盘 / run a drill headless, with score and review
    Run(run::RunArgs),
    /// 重放推演日志 / replay a journal: verify, stop at a time, or fork
    Replay(replay::ReplayArgs),
    /// 检查想定、预案、县情包与日志 / check scenarios, plans, county packs and journals; lists every fault
    Check(check::CheckArgs),
    /// 由种子生成县域，或读入县情包 / make a county from a seed, or bring in a pack
    County(county::CountyArgs),
    /// 在普通格网上计算一种灾害 / one hazard on plain grids
    Hazard(hazard::HazardArgs),
    /// 测量运行速度 / figures of speed on this machine
    Bench(bench::BenchArgs),
    /// 渲染一张窗口图片 / a picture of the window
    #[cfg(feature = "window")]
    Shot(shot::ShotArgs),
}

#[cfg(feature = "window")]
mod play;
#[cfg(feature = "window")]
mod shot;

fn parse_lang(text: &str) -> Result<Lang, String> {
    match text {
        "zh" => Ok(Lang::Zh),
        "en" => Ok(Lang::En),
        _ => Err("zh | en".into()),
    }
}

/// A failure that ends the program.
#[derive(Debug)]
pub struct Failure {
    /// What is shown on standard error.
    pub text: String,
    pub code: u8,
}

impl Failure {
    /// Bad usage or input.
    pub fn input(text: impl ToString) -> Self {
        Self { text: text.to_string(), code: 2 }
    }

    /// A fault of the program itself.
    pub fn internal(text: impl ToString) -> Self {
        Self { text: text.to_string(), code: 3 }
    }
}

type CliResult = Result<ExitCode, Failure>;

/// Run the program with the process's arguments.
pub fn main() -> ExitCode {
    let args = Args::parse();
    let result = match args.command {
        None => default_run(args.lang),
        #[cfg(feature = "window")]
        Some(Command::Play(play)) => play::play(&play, args.lang),
        Some(Command::Run(run)) => run::run(&run, args.lang),
        Some(Command::Replay(replay)) => replay::replay(&replay, args.lang),
        Some(Command::Check(check)) => check::check(&check, args.lang),
        Some(Command::County(county)) => county::county(&county, args.lang),
        Some(Command::Bench(bench)) => bench::bench(&bench, args.lang),
        Some(Command::Hazard(hazard)) => hazard::hazard(&hazard, args.lang),
        #[cfg(feature = "window")]
        Some(Command::Shot(shot)) => shot::shot(&shot, args.lang),
    };
    result.unwrap_or_else(|failure| {
        complain!("{}", failure.text.trim_end());
        ExitCode::from(failure.code)
    })
}

/// Without a subcommand: the window, or the default drill headless where there is no display.
fn default_run(lang: Lang) -> CliResult {
    #[cfg(feature = "window")]
    if play::display() {
        return play::play(&play::PlayArgs::default(), lang);
    }
    complain!("{}", crate::text::text(lang, "cli-no-display"));
    run::run(&run::RunArgs::default_drill(), lang)
}

/// Warnings of a county pack, one a line.
fn warnings(folder: &Path, warnings: Vec<Fault>, lang: Lang) -> String {
    let Faults(warnings) = Faults(warnings).in_folder(folder);
    let line = |fault: &Fault| {
        crate::text::text_with(lang, "pack-warning", &[("text", fault.render(lang).into())]) + "\n"
    };
    warnings.iter().map(line).collect()
}

/// A scenario by path; the default one is found wherever the program is started.
fn load_scenario(path: Option<&PathBuf>) -> Result<(crate::scenario::Loaded, String), Failure> {
    let path = path.cloned().unwrap_or_else(|| DEFAULT_SCENARIO.into());
    let name = path.display().to_string();
    if let Some((_, text, plan)) =
        BUILT_IN.iter().find(|(built_in, ..)| path == std::path::Path::new(built_in))
        && !path.exists()
    {
        return crate::scenario::load_text(&name, text, plan).map(|l| (l, name)).map_err(Failure::input);
    }
    crate::scenario::load(&path).map(|l| (l, name)).map_err(Failure::input)
}
