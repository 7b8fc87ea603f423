//! The first screen: choose a scenario, the language, or leave.

use super::{Desk, Opened, Screen, Session, session, theme};
use crate::{
    scenario::Loaded,
    text::{Lang, text},
};
use bevy::{
    prelude::*,
    tasks::{AsyncComputeTaskPool, Task, block_on, poll_once},
};
use bevy_egui::{EguiContexts, egui};
use std::{path::PathBuf, sync::Arc};

/// A scenario that can be played, or what is wrong with it.
pub struct Choice {
    /// Its file, as the journal names it.
    pub name: String,
    pub scenario: Result<Arc<Loaded>, String>,
}

/// The menu and what it is loading.
#[derive(Resource, Default)]
pub(super) struct Menu {
    choices: Vec<Choice>,
    chosen: usize,
    loading: Option<Task<Result<Opened, String>>>,
    error: Option<String>,
}

impl Menu {
    pub(super) fn new(choices: Vec<Choice>) -> Self {
        Self { choices, ..default() }
    }

    /// Make the chosen scenario's county on another thread, so that the window stays alive.
    fn start(&mut self) {
        let Some(choice) = self.choices.get(self.chosen) else { return };
        let Ok(loaded) = choice.scenario.clone() else { return };
        let name = choice.name.clone();
        let out = PathBuf::from(format!("out/play-{}", loaded.scenario.id));
        self.error = None;
        self.loading = Some(
            AsyncComputeTaskPool::get().spawn(async move { Opened::new(loaded, &name, None, Some(&out)) }),
        );
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Menu>().add_systems(Update, finish_loading.run_if(in_state(Screen::Menu)));
}

fn finish_loading(world: &mut World) {
    let mut menu = world.resource_mut::<Menu>();
    let Some(result) = menu.loading.as_mut().and_then(|task| block_on(poll_once(task))) else { return };
    menu.loading = None;
    match result {
        Ok(opened) => session::begin(world, opened),
        Err(error) => menu.error = Some(error),
    }
}
