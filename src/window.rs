//! The window: a map in three dimensions with the commander's panels around it.
//!
//! The window owns no rule of the drill. It steps a simulation by the clock, draws what that holds, and
//! hands orders to it; nothing else may import it.
//!
//! | Module | What it does |
//! |---|---|
//! | [`menu`] | the first screen: scenario, language, quit |
//! | [`session`] | the drill, its clock, its orders and its results |
//! | [`map`] | ground, water, symbols and names, camera, picking |
//! | [`desk`] | what the commander has in mind (selection, language) and the layout of the panels |
//! | [`panels`] | one file per panel, each a function of what it shows |
//! | [`shot`] | a picture from the real renderer, without a window |
//! | [`theme`] | every colour and size, the font |
//!
//! A frame: [`session`] steps the drill and [`map`] follows it in `Update`; in egui's pass [`desk`] draws
//! the marks over the map and then the panels, and notes in [`MapArea`] what is left free, so that a click
//! or a wheel turn on a panel never reaches the map.

mod desk;
pub mod map;
mod menu;
mod panels;
pub mod session;
pub mod shot;
mod theme;

pub use desk::{Desk, MapArea};
pub use map::layers::Layer;
pub use menu::Choice;
pub use session::{Opened, Session};

use crate::text::Lang;
use bevy::{
    log::{Level, LogPlugin},
    prelude::*,
    render::{RenderPlugin, pipelined_rendering::PipelinedRenderingPlugin},
    window::{ExitCondition, WindowResolution},
    winit::WinitPlugin,
};
use bevy_egui::{EguiPlugin, EguiPrimaryContextPass};

/// What fills the window.
#[derive(States, Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Screen {
    /// Choose a scenario; a drill that was left for the menu waits behind it.
    #[default]
    Menu,
    Drill,
}

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

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum NoWindow {
    #[error("no connection to the display")]
    Display,
    #[error("{0}")]
    Other(String),
}

/// Open the window, with a drill or with the menu of `choices`, and stay until it is closed.
///
/// # Errors
/// The display cannot be opened, or there is nothing to draw with.
pub fn run(
    options: &WindowOptions,
    choices: Vec<Choice>,
    opened: Option<Opened>,
) -> Result<AppExit, NoWindow> {
    let mut app = app(options, true)?;
    app.insert_resource(menu::Menu::new(choices));
    app.world_mut().spawn(map::camera::bundle());
    if let Some(opened) = opened {
        session::begin(app.world_mut(), opened);
    }
    Ok(app.run())
}

/// An app with everything but a camera and a drill; `screen` opens a window on it. The engine panics where
/// a display or a driver is missing; that is no fault of the program, so it comes back as an error.
fn app(options: &WindowOptions, screen: bool) -> Result<App, NoWindow> {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let built = std::panic::catch_unwind(|| build(options, screen));
    std::panic::set_hook(hook);
    built.map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        match text.or(panic.downcast_ref::<&str>().copied()).unwrap_or_default() {
            text if text.contains("event loop") => NoWindow::Display,
            text => NoWindow::Other(text.to_owned()),
        }
    })
}

fn build(options: &WindowOptions, screen: bool) -> App {
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
    app.add_plugins((plugins, EguiPlugin::default()))
        .add_plugins((theme::plugin, session::plugin, map::plugin, menu::plugin))
        .init_state::<Screen>()
        .insert_resource(Desk::new(options.lang))
        .init_resource::<MapArea>()
        .add_systems(PreUpdate, desk::find_pointer)
        .add_systems(Update, desk::keys)
        .add_systems(
            EguiPrimaryContextPass,
            (
                theme::install,
                desk::show.run_if(in_state(Screen::Drill).and_then(resource_exists::<Session>)),
                menu::show.run_if(in_state(Screen::Menu)),
            )
                .chain(),
        );
    app
}
