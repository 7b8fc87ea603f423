//! `sandtable shot`: a picture of the window at a moment of a drill, without a display.

use super::{
    CliResult, Failure, load_scenario,
    play::choices,
    run::{Who, play_on, read_orders},
};
use crate::{
    drill::replay::OrderQueue,
    num::DrillTime,
    text::{Lang, text_with},
    window::{
        Desk, Layer, NoWindow, Opened, Session, WindowOptions,
        shot::{self, ShotError},
    },
};
use clap::{Args, ValueEnum};
use std::{path::PathBuf, process::ExitCode, sync::Arc};

/// Arguments of `shot`.
#[derive(Debug, Args)]
pub struct ShotArgs {
    /// 想定文件 / scenario file
    pub scenario: Option<PathBuf>,
    /// 推演到此时刻 / drill time of the picture
    #[arg(long, default_value = "0s")]
    pub at: DrillTime,
    /// 画面 / what the picture shows
    #[arg(long, value_enum, default_value_t = Show::Desk)]
    pub screen: Show,
    /// 自动指挥员 / commander that gives orders by itself
    #[arg(long, value_enum, default_value_t = Who::Doctrine)]
    pub commander: Who,
    /// 指令文件（RON） / orders to give: [(at: "10m", order: …), …]
    #[arg(long)]
    pub orders: Option<PathBuf>,
    /// 随机种子 / seed of the random draws
    #[arg(long)]
    pub seed: Option<u64>,
    /// 画面中心：村、乡镇、水库、隐患点、避难场所、企业等设施的编号 / id of a village, township, reservoir, risk spot, shelter, works or other facility to look at
    #[arg(long)]
    pub focus: Option<String>,
    /// 视距（千米） / distance of the eye from it, km
    #[arg(long, default_value_t = 8.0, value_parser = parse_distance)]
    pub distance: f32,
    /// 淹没图层 / field of the flood that the map shows
    #[arg(long, value_enum, default_value_t = Layer::Depth)]
    pub layer: Layer,
    /// 视线方向（度）：0 自南向北，90 自西向东 / side to look from, degrees: 0 from the south, 90 from the west
    #[arg(long, default_value_t = 0.0, allow_negative_numbers = true)]
    pub turn: f32,
    /// 宽×高（像素） / width and height in pixels
    #[arg(long, default_value = "1280x800", value_parser = parse_size)]
    pub size: [u32; 2],
    /// 输出的 PNG 文件 / PNG file to write
    #[arg(long)]
    pub out: PathBuf,
    /// 改为测量绘制速度 / draw this many frames, paused and then running, and tell how fast
    #[arg(long, hide = true)]
    pub frames: Option<usize>,
}

/// Screens that a picture can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Show {
    /// 地图 / the map alone
    Map,
    /// 指挥席 / the commander's desk
    Desk,
    /// 主菜单 / the menu
    Menu,
    /// 结束时的评分 / the score at the end
    Score,
}

fn parse_distance(text: &str) -> Result<f32, String> {
    text.parse().ok().filter(|km| (0.5..=200.0).contains(km)).ok_or_else(|| "0.5–200".to_owned())
}

fn parse_size(text: &str) -> Result<[u32; 2], String> {
    let side = |s: &str| s.parse::<u32>().ok().filter(|n| (64..=8192).contains(n));
    text.split_once('x')
        .and_then(|(w, h)| Some([side(w)?, side(h)?]))
        .ok_or_else(|| "1280x800 (64–8192)".to_owned())
}

/// Carry the command out.
pub fn shot(args: &ShotArgs, lang: Lang) -> CliResult {
    let options = WindowOptions { lang, size: args.size };
    let mut opened = match args.screen {
        Show::Menu => None,
        _ => Some(open(args, lang)?),
    };
    let focus =
        match (&args.focus, &opened) {
            (Some(id), Some(opened)) => Some(opened.drill.land().place(id).ok_or_else(|| {
                Failure::input(text_with(lang, "cli-no-place", &[("id", id.as_str().into())]))
            })?),
            _ => None,
        };
    let (distance_km, turn) = (args.distance, args.turn);
    let (screen, layer) = (args.screen, args.layer);
    let prepare = move |world: &mut bevy::prelude::World| {
        let mut desk = world.resource_mut::<Desk>();
        desk.map_only = screen == Show::Map;
        desk.layer = layer;
        if let Some(point) = focus {
            shot::look(world, point, distance_km, turn);
        }
        if screen == Show::Score {
            world.resource_mut::<Session>().finish();
        }
    };
    let no_renderer = |reason: NoWindow| {
        Failure::input(text_with(lang, "cli-no-window", &[("reason", reason.to_string().into())]))
    };
    if let Some(frames) = args.frames
        && let Some(opened) = opened.take()
    {
        let paces = shot::pace(&options, opened, frames).map_err(no_renderer)?;
        for (name, pace) in ["paused", "running"].into_iter().zip(paces) {
            say!("{name}: {:.1} frames/s, {:.1} ticks/s", pace.frames_per_s, pace.ticks_per_s);
        }
        return Ok(ExitCode::SUCCESS);
    }
    shot::take(&options, choices(), opened, prepare, &args.out).map_err(|error| match error {
        ShotError::NoRenderer(reason) => no_renderer(reason),
        error => Failure::input(error),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The drill at the moment of the picture.
fn open(args: &ShotArgs, lang: Lang) -> Result<Opened, Failure> {
    let (loaded, name) = load_scenario(args.scenario.as_ref())?;
    let mut opened = Opened::new(Arc::new(loaded), &name, args.seed, None).map_err(Failure::input)?;
    let until = if args.screen == Show::Score { None } else { Some(args.at) };
    let mut commander = args.commander.commander();
    let mut queue = match &args.orders {
        Some(path) => OrderQueue::new(read_orders(path)?),
        None => OrderQueue::default(),
    };
    play_on(&mut opened.drill, commander.as_mut(), &mut queue, until, false, lang)?;
    Ok(opened)
}
