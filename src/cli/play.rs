//! `sandtable play`: a drill in the window; without a scenario, the window with its menu.

use super::{BUILT_IN, CliResult, Failure, load_scenario};
use crate::{
    text::{Lang, text_with},
    window::{self, Choice, Opened, WindowOptions},
};
use bevy::app::AppExit;
use clap::Args;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

/// Arguments of `play`.
#[derive(Debug, Default, Args)]
pub struct PlayArgs {
    /// 想定文件；不写则打开主菜单 / scenario file; without one, the menu
    pub scenario: Option<PathBuf>,
    /// 随机种子 / seed of the random draws
    #[arg(long)]
    pub seed: Option<u64>,
    /// 日志、评分与复盘的文件夹 / folder for journal.ron, score.json and review.html
    #[arg(long)]
    pub out: Option<PathBuf>,
}

/// Whether there is a display to open a window on. On Linux the window speaks X11 alone.
pub fn display() -> bool {
    !cfg!(target_os = "linux") || std::env::var_os("DISPLAY").is_some_and(|d| !d.is_empty())
}

/// Carry the command out.
pub fn play(args: &PlayArgs, lang: Lang) -> CliResult {
    let opened = match &args.scenario {
        Some(path) => {
            let (loaded, name) = load_scenario(Some(path))?;
            let out = args.out.clone().unwrap_or_else(|| default_out(&loaded.scenario.id));
            let opened = Opened::new(Arc::new(loaded), &name, args.seed, Some(&out));
            Some(opened.map_err(Failure::input)?)
        }
        None => None,
    };
    let options = WindowOptions { lang, ..WindowOptions::default() };
    let exit = window::run(&options, choices(), opened).map_err(|error| {
        Failure::input(text_with(lang, "cli-no-window", &[("reason", error.to_string().into())]))
    })?;
    Ok(match exit {
        AppExit::Success => ExitCode::SUCCESS,
        AppExit::Error(code) => ExitCode::from(code.get()),
    })
}

/// Where a drill from the window is kept.
fn default_out(id: &str) -> PathBuf {
    Path::new("out").join(format!("play-{id}"))
}

/// The scenarios in `./scenarios` in order of their names, and those that are part of the program.
pub fn choices() -> Vec<Choice> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir("scenarios")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "ron"))
        .collect();
    for (built_in, ..) in BUILT_IN {
        if !paths.iter().any(|p| p == Path::new(built_in)) {
            paths.push(built_in.into());
        }
    }
    paths.sort();
    paths
        .iter()
        .map(|path| Choice {
            name: path.display().to_string(),
            scenario: load_scenario(Some(path)).map(|(loaded, _)| Arc::new(loaded)).map_err(|f| f.text),
        })
        .collect()
}
