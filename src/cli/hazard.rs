//! `sandtable hazard`: one hazard on plain grids, without a county or a drill.

mod blast;
mod config;
mod flood;
mod plume;
mod slide;
mod wildfire;

use super::CliResult;
use crate::text::Lang;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Arguments of `hazard`.
#[derive(Debug, Args)]
pub struct HazardArgs {
    #[command(subcommand)]
    kind: Kind,
}

#[derive(Debug, Subcommand)]
enum Kind {
    /// 洪水：水深、流速 / flood: depth and speed from rain, inflows or a dam break
    Flood(Job),
    /// 滑坡与泥石流：运动与堆积 / landslide and debris flow: runout and deposit
    Slide(Job),
    /// 毒气扩散：浓度、剂量、分区 / toxic plume: concentration, dose and zones
    Plume(PlaceJob),
    /// 火灾与爆炸：火球、池火、喷射火、蒸气云 / fireball, pool fire, jet fire, vapour cloud
    Blast(PlaceJob),
    /// 森林火灾：蔓延、强度、火焰长度 / forest fire: growth, intensity, flame length
    Wildfire(wildfire::FireJob),
}

/// What hazards without ground take.
#[derive(Debug, Args)]
struct PlaceJob {
    /// 参数文件（JSON） / parameters
    #[arg(long)]
    config: PathBuf,
    /// 输出文件夹 / folder for the results
    #[arg(long)]
    out: PathBuf,
    /// 线程数 / threads
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
}

/// What hazards on ground take.
#[derive(Debug, Args)]
struct Job {
    /// 参数文件（JSON） / parameters
    #[arg(long)]
    config: PathBuf,
    /// 高程（ESRI ASCII） / elevation, ESRI ASCII
    #[arg(long)]
    dem: PathBuf,
    /// 输出文件夹 / folder for the results
    #[arg(long)]
    out: PathBuf,
    /// 线程数 / threads
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
}

/// Carry the command out.
pub fn hazard(args: &HazardArgs, lang: Lang) -> CliResult {
    match &args.kind {
        Kind::Flood(job) => flood::flood(job, lang),
        Kind::Slide(job) => slide::slide(job, lang),
        Kind::Plume(job) => plume::plume(job, lang),
        Kind::Blast(job) => blast::blast(job, lang),
        Kind::Wildfire(job) => wildfire::wildfire(job, lang),
    }
}
