//! The window: a map in three dimensions with the commander's panels around it.
//!
//! The window owns no rule of the drill. It steps a simulation by the clock, draws what that holds, and
//! hands orders to it; nothing else may import it.
//!
//! | Module | What it does |
//! |---|---|
//! | [`map`] | ground, water, symbols and names, camera, picking |
//! | [`desk`] | what the commander has in mind (selection, language) and the layout of the panels |
//! | [`panels`] | one file per panel, each a function of what it shows |
//! | [`session`] | the drill, its clock and its orders |
//! | [`shot`] | a picture from the real renderer, without a window |
//! | [`theme`] | every colour and size, the font |
//!
//! A frame: [`map::camera`] moves in `Update`; in egui's pass [`desk`] draws the marks over the map and
//! then the panels, and notes in [`MapArea`] what is left free, so that a click or a wheel turn on a panel
//! never reaches the map.

mod desk;
pub mod map;
mod panels;
pub mod session;
pub mod shot;
mod theme;

pub use desk::{Desk, MapArea};

use crate::{
    county::{County, picture::Picture},
    text::Lang,
};
use bevy::{
    log::{Level, LogPlugin},
    prelude::*,
    render::{RenderPlugin, pipelined_rendering::PipelinedRenderingPlugin},
    window::{ExitCondition, WindowResolution},
    winit::WinitPlugin,
};
use bevy_egui::{EguiPlugin, EguiPrimaryContextPass};

/// What is opened.
#[derive(Clone, Debug)]
pub struct WindowOptions {
    pub lang: Lang,
    /// Width and height, pixels.
    pub size: [u32; 2],
}

impl Default for WindowOptions {
    fn default() -> Self {
        Self { lang: Lang::default(), size: [1280, 800] }
    }
}

/// The county on the table.
#[derive(Resource)]
pub struct Scene {
    pub county: County,
    pub picture: Picture,
}

/// Open the window and stay until it is closed.
pub fn run(options: &WindowOptions, scene: Scene) -> AppExit {
    let mut app = app(options, true);
    app.world_mut().spawn(map::camera::bundle());
    set_out(app.world_mut(), scene);
    app.run()
}

/// An app with everything but a camera and a scene; `screen` opens a window on it.
fn app(options: &WindowOptions, screen: bool) -> App {
    let window = Window {
        title: crate::text::text(options.lang, "app-title"),
        resolution: WindowResolution::new(options.size[0], options.size[1]),
        ..default()
    };
    // A software driver is slow but fine; the renderer need not say so on every start.
    let filter = "warn,wgpu=error,bevy_render=error,bevy_egui=error".to_owned();
    let plugins = DefaultPlugins.set(LogPlugin { level: Level::WARN, filter, ..default() });
    let plugins = if screen {
        plugins.set(WindowPlugin { primary_window: Some(window), ..default() })
    } else {
        let exit_condition = ExitCondition::DontExit;
        plugins
            .set(WindowPlugin { primary_window: None, exit_condition, ..default() })
            // A picture waits for its pipelines.
            .set(RenderPlugin { synchronous_pipeline_compilation: true, ..default() })
            .disable::<WinitPlugin>()
            .disable::<PipelinedRenderingPlugin>()
    };
    let mut app = App::new();
    app.add_plugins((plugins, EguiPlugin::default(), theme::plugin, map::plugin))
        .insert_resource(Desk::new(options.lang))
        .init_resource::<MapArea>()
        .add_systems(EguiPrimaryContextPass, (theme::install, desk::show).chain())
        .add_systems(PreUpdate, desk::find_pointer)
        .add_systems(Update, desk::keys);
    app
}

fn set_out(world: &mut World, scene: Scene) {
    map::lay_out(world, &scene.county, &scene.picture);
    world.insert_resource(scene);
}
