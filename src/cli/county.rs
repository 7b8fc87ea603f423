//! `sandtable county`: a county from a seed or from a pack, as a pack with rasters, tables, figures and a map.

use super::{CliResult, Failure, run::make_folder};
use crate::{
    county::{County, CountyParams, export, generate, import, profile::PROFILES},
    text::{Lang, text, text_with},
};
use clap::Args;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Arguments of `county`.
#[derive(Debug, Args)]
pub struct CountyArgs {
    /// 县情：yueyang 等 / kind of county, by the id of its plan
    #[arg(long, default_value = "yueyang")]
    pub plan: String,
    /// 种子 / seed
    #[arg(long, required_unless_present = "import")]
    pub seed: Option<u64>,
    /// 行列数 / rows and columns
    #[arg(long, default_value_t = 512)]
    pub size: usize,
    /// 格网边长（米） / cell size, m
    #[arg(long, default_value_t = 60.0)]
    pub cell: f32,
    /// 读入县情包，不用种子 / read a county pack instead
    #[arg(long, conflicts_with_all = ["seed", "plan", "size", "cell"])]
    pub import: Option<PathBuf>,
    /// 敏感位置最多移动多少米 / move stores, teams and hospitals by up to so many metres
    #[arg(long, value_name = "M", value_parser = metres)]
    pub blur: Option<f32>,
    /// 不写出的表：stores,teams,… / tables to leave out
    #[arg(long, value_delimiter = ',', value_parser = export::SENSITIVE)]
    pub omit: Vec<String>,
    /// 输出文件夹 / folder for the pack: dem.asc, landcover.asc, tables, county.geojson, map.png, stats.json
    #[arg(long)]
    pub out: PathBuf,
}

fn metres(text: &str) -> Result<f32, String> {
    text.parse().ok().filter(|m| (0.0..=20_000.0).contains(m)).ok_or_else(|| "0–20000".to_owned())
}

/// Carry the command out.
pub fn county(args: &CountyArgs, lang: Lang) -> CliResult {
    let county = match &args.import {
        Some(folder) => brought_in(folder, lang)?,
        None => made(args, lang)?,
    };
    make_folder(&args.out)?;
    // An export over the pack that it came from would replace a person's own tables.
    if let Some(folder) = &args.import
        && folder.canonicalize().is_ok_and(|from| args.out.canonicalize().is_ok_and(|to| from == to))
    {
        return Err(Failure::input(text(lang, "cli-county-same-folder")));
    }
    let discretion = export::Discretion { blur_m: args.blur, omit: args.omit.clone() };
    export::write(&county, &discretion, &args.out, lang)
        .map_err(|error| Failure::input(format!("{}: {error}", args.out.display())))?;
    say!(
        "{}",
        text_with(
            lang,
            "cli-county-made",
            &[
                ("name", county.name.get(lang).into()),
                ("villages", county.villages.len().into()),
                ("people", (county.people() as f64).into()),
                ("path", args.out.display().to_string().into()),
            ]
        )
    );
    if !county.generated.is_empty() {
        let what = county.generated.join(", ");
        say!("{}", text_with(lang, "cli-county-generated", &[("what", what.into())]));
    }
    Ok(ExitCode::SUCCESS)
}

fn made(args: &CountyArgs, lang: Lang) -> Result<County, Failure> {
    if !PROFILES.contains(&args.plan.as_str()) {
        let places = [("plan", args.plan.as_str().into()), ("plans", PROFILES.join(", ").into())];
        return Err(Failure::input(text_with(lang, "cli-county-no-plan", &places)));
    }
    let seed = args.seed.unwrap_or_default();
    let params = CountyParams::named(seed, &args.plan).map_err(Failure::input)?;
    let params = CountyParams { cell_m: args.cell, ..params.sized(args.size) };
    generate(&params).map_err(Failure::input)
}

fn brought_in(folder: &Path, lang: Lang) -> Result<County, Failure> {
    let (county, warnings) =
        import::import(folder).map_err(|faults| Failure::input(faults.in_folder(folder).render(lang)))?;
    complain!("{}", super::warnings(folder, warnings, lang));
    Ok(county)
}
