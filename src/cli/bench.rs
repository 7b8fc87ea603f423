//! `sandtable bench`: the program's figures of speed, measured on this machine in one run.

mod bandwidth;
mod county;
mod flood;
mod plume;
mod slide;
mod wildfire;

use super::{CliResult, Failure};
use crate::text::{Lang, text};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::process::ExitCode;

/// Arguments of `bench`.
#[derive(Debug, Args)]
pub struct BenchArgs {
    /// 项目；不写则全部 / what to measure; everything if left out
    #[arg(value_enum)]
    name: Option<Name>,
    /// 以一行 JSON 输出 / print one line of JSON
    #[arg(long)]
    json: bool,
    /// 小规模，供检查用 / small sizes, for checks
    #[arg(long)]
    small: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Name {
    Flood,
    Slide,
    Plume,
    Wildfire,
    County,
}

/// A line of figures: what, how much, unit.
struct Line {
    what: String,
    value: f64,
    unit: &'static str,
}

fn line(what: impl Into<String>, value: f64, unit: &'static str) -> Line {
    Line { what: what.into(), value, unit }
}

/// Carry the command out.
pub fn bench(args: &BenchArgs, lang: Lang) -> CliResult {
    let mut all = Vec::new();
    for (name, run) in [
        (Name::Flood, flood::run as fn(bool) -> Result<Vec<Line>, Failure>),
        (Name::Slide, slide::run),
        (Name::Plume, plume::run),
        (Name::Wildfire, wildfire::run),
        (Name::County, county::run),
    ] {
        if args.name.is_none_or(|n| n == name) {
            if !args.json {
                complain!("{}", text(lang, "bench-running"));
            }
            all.extend(run(args.small)?);
        }
    }
    if args.json {
        let rows: Vec<Value> =
            all.iter().map(|l| json!({"what": l.what, "value": l.value, "unit": l.unit})).collect();
        say!("{}", Value::from(rows));
    } else {
        for l in &all {
            // Errors of rounding are told by their size.
            let value = if l.value != 0.0 && l.value.abs() < 1e-3 {
                format!("{:.1e}", l.value)
            } else {
                format!("{:.4}", l.value)
            };
            say!("{:<58}{value:>12} {}", l.what, l.unit);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Do some work with a number of threads of its own.
fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(Failure::internal)?;
    Ok(pool.install(work))
}
