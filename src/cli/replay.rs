//! `sandtable replay`: a journal played again; verified, stopped at a time, continued or forked.

use super::{
    CliResult, Failure,
    run::{make_folder, play_on, read_orders, set_threads, summary, write_results},
};
use crate::{
    drill::{
        commander::Nobody,
        journal::{self, Entry},
        replay::{self, Options, OrderQueue, ReplayError},
    },
    num::DrillTime,
    score,
    text::{Lang, text, text_with},
};
use clap::Args;
use std::{path::PathBuf, process::ExitCode, time::Instant};

/// Arguments of `replay`.
#[derive(Debug, Args)]
pub struct ReplayArgs {
    /// 推演日志 / journal
    pub journal: PathBuf,
    /// 核对状态哈希 / compare state hashes
    #[arg(long)]
    pub verify: bool,
    /// 停在此时刻 / stop at this drill time
    #[arg(long, conflicts_with = "fork")]
    pub at: Option<DrillTime>,
    /// 从此时刻起改用 --orders / from this time on take the orders of --orders instead
    #[arg(long, requires = "orders")]
    pub fork: Option<DrillTime>,
    /// 分叉后的指令 / orders after the fork
    #[arg(long, requires = "fork")]
    pub orders: Option<PathBuf>,
    /// 线程数 / threads
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: Option<u16>,
    /// 输出文件夹 / folder for score and review
    #[arg(long)]
    pub out: Option<PathBuf>,
}

/// Carry the command out.
pub fn replay(args: &ReplayArgs, lang: Lang) -> CliResult {
    set_threads(args.threads)?;
    let read = journal::read(&args.journal).map_err(Failure::input)?;
    if read.torn {
        complain!("{}", text(lang, "cli-journal-torn"));
    }
    let mut queue = match &args.orders {
        Some(path) => OrderQueue::new(read_orders(path)?),
        None => OrderQueue::default(),
    };
    if let (Some(fork), Some(first)) = (args.fork, queue.first())
        && first < fork
    {
        let places = [("at", first.clock().into()), ("fork", fork.clock().into())];
        return Err(Failure::input(text_with(lang, "cli-fork-early", &places)));
    }
    let started = Instant::now();
    let options = Options { verify: args.verify, until: args.at, fork_at: args.fork };
    let mut drill = match replay::replay(&read, &options, &mut |_| ()) {
        Ok(drill) => drill,
        Err(error @ ReplayError::Hash { .. }) => return Err(Failure { text: error.to_string(), code: 1 }),
        Err(error) => return Err(Failure::input(error)),
    };
    // A journal that stops before the end goes on without further orders.
    let whole = args.at.is_none();
    if whole {
        if let Some(folder) = &args.out {
            make_folder(folder)?;
        }
        play_on(&mut drill, &mut Nobody, &mut queue, None, true, lang)?;
    }
    let card = score::score(&drill);
    if let Some(folder) = &args.out {
        make_folder(folder)?;
        write_results(&drill, &card, folder)?;
    }
    if args.verify {
        let hashes = read.entries.iter().filter(|e| matches!(e, Entry::Hash { .. })).count();
        say!("{}", text_with(lang, "cli-verified", &[("n", hashes.into())]));
    }
    say!("{}", summary(&drill, &card, started.elapsed().as_secs_f64(), lang));
    Ok(ExitCode::SUCCESS)
}
