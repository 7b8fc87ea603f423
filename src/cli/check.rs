//! `sandtable check`: scenarios, plans, county packs, order files and journals; every fault of every file.

use super::{CliResult, Failure};
use crate::{
    county::import,
    data::Faults,
    drill::{journal, setup},
    plan, scenario,
    text::{Lang, text_with},
};
use clap::Args;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// 文件或文件夹 / files or folders
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
}

/// Carry the command out: exit code 2 if any file has a fault.
pub fn check(args: &CheckArgs, lang: Lang) -> CliResult {
    let mut files = Vec::new();
    for path in &args.paths {
        collect(path, &mut files)?;
    }
    let mut bad = 0;
    for file in &files {
        match check_file(file, lang) {
            Ok(()) => say!("{}", text_with(lang, "cli-check-fine", &[("file", shown(file).into())])),
            Err(faults) => {
                bad += 1;
                complain!("{}", faults(lang));
            }
        }
    }
    if files.is_empty() {
        return Err(Failure::input(crate::text::text(lang, "cli-check-nothing")));
    }
    Ok(if bad == 0 { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// RON files and county packs of a folder and its subfolders, sorted; a file as it is.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let fail = |error: std::io::Error| Failure::input(format!("{}: {error}", path.display()));
    if !path.is_dir() || import::is_pack(path) {
        files.push(path.to_owned());
        return Ok(());
    }
    let mut inside: Vec<PathBuf> =
        std::fs::read_dir(path).map_err(fail)?.filter_map(|e| e.ok().map(|e| e.path())).collect();
    inside.sort();
    for path in inside {
        if path.is_dir() || path.extension().is_some_and(|e| e == "ron") {
            collect(&path, files)?;
        }
    }
    Ok(())
}

type Show = Box<dyn Fn(Lang) -> String>;

fn show(faults: Faults) -> Show {
    Box::new(move |lang| faults.render(lang))
}

/// What a file is, is told by how it begins; a folder is a county pack, whose warnings are shown.
fn check_file(path: &Path, lang: Lang) -> Result<(), Show> {
    if path.is_dir() {
        let (_, warnings) = import::import(path).map_err(|faults| show(faults.in_folder(path)))?;
        complain!("{}", super::warnings(path, warnings, lang));
        return Ok(());
    }
    let text = crate::data::read_text(path).map_err(show)?;
    let body = text.lines().find(|l| !l.trim().is_empty() && !l.trim_start().starts_with("//")).unwrap_or("");
    if body.contains("version:") && body.contains("texts_hash:") {
        return journal::read(path).map(|_| ()).map_err(|e| -> Show { Box::new(move |_| e.to_string()) });
    }
    if text.contains("targets:") && text.contains("rules:") {
        return plan::load(path).map(|_| ()).map_err(show);
    }
    if body.trim_start().starts_with('[') {
        return super::run::read_orders(path)
            .map(|_| ())
            .map_err(|e| -> Show { Box::new(move |_| e.text.clone()) });
    }
    let loaded = scenario::load(path).map_err(show)?;
    let county = setup::county(&loaded).map_err(|e| -> Show { Box::new(move |_| e.to_string()) })?;
    let faults = scenario::check_against(&loaded.scenario, &loaded.spans, &county);
    if faults.is_empty() { Ok(()) } else { Err(show(Faults(faults))) }
}
