//! `sandtable county`: a county from a seed, as rasters, vectors, figures and a map.

use super::{CliResult, Failure, run::make_folder};
use crate::{
    county::{CountyParams, export, generate},
    text::{Lang, text_with},
};
use clap::Args;
use std::{path::PathBuf, process::ExitCode};

/// Arguments of `county`.
#[derive(Debug, Args)]
pub struct CountyArgs {
    /// 县情：yueyang 等 / kind of county, by the id of its plan
    #[arg(long, default_value = "yueyang")]
    pub plan: String,
    /// 种子 / seed
    #[arg(long)]
    pub seed: u64,
    /// 行列数 / rows and columns
    #[arg(long, default_value_t = 512)]
    pub size: usize,
    /// 格网边长（米） / cell size, m
    #[arg(long, default_value_t = 60.0)]
    pub cell: f32,
    /// 输出文件夹 / folder for dem.asc, landcover.asc, fuel.asc, county.geojson, map.png, stats.json
    #[arg(long)]
    pub out: PathBuf,
}

/// Carry the command out.
pub fn county(args: &CountyArgs, lang: Lang) -> CliResult {
    let params = CountyParams::named(args.seed, &args.plan).map_err(Failure::input)?;
    let params = CountyParams { cell_m: args.cell, ..params.sized(args.size) };
    let county = generate(&params).map_err(Failure::input)?;
    make_folder(&args.out)?;
    export::write(&county, &export::Discretion::default(), &args.plan, &args.out)
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
    Ok(ExitCode::SUCCESS)
}
