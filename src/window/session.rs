//! The drill that the window shows, and how fast it runs.
//!
//! The simulation lives in the [`Drill`]'s own world; the window's systems read it and give orders
//! through [`Session::give`]. It is stepped from real time within a budget per frame, so that a slow PC
//! drops behind the clock and never freezes.

use super::{Desk, Screen, map};
use crate::{
    cli::run::write_results,
    county::picture::{self, Picture},
    drill::{Drill, Order, OrderError},
    scenario::Loaded,
    score::{self, Scorecard},
    sim::TICK_S,
    text::{Lang, text_with},
};
use bevy::prelude::*;
use bevy_egui::input::EguiWantsInput;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

/// Speeds that the clock bar offers: drill seconds per real second.
pub const SPEEDS: [u32; 6] = [1, 10, 30, 60, 120, 240];
/// Time that a frame may spend on the simulation.
const BUDGET: Duration = Duration::from_millis(25);
/// Longer side of the county's picture on the map, pixels.
const PICTURE_SIZE: usize = 1024;

/// A drill that is ready to be shown.
pub struct Opened {
    pub drill: Drill,
    pub picture: Picture,
    /// Folder of the journal and the results, if any are kept.
    pub out: Option<PathBuf>,
}

impl Opened {
    /// Make the county, its picture and, in a folder, the journal.
    ///
    /// # Errors
    /// What is wrong with the scenario or the folder, as people should read it.
    pub fn new(
        loaded: Arc<Loaded>,
        name: &str,
        seed: Option<u64>,
        out: Option<&Path>,
    ) -> Result<Self, String> {
        let mut drill = Drill::new(loaded, seed).map_err(|e| e.to_string())?;
        if let Some(out) = out {
            fs::create_dir_all(out).map_err(|e| format!("{}: {e}", out.display()))?;
            drill.keep_journal(&out.join("journal.ron"), name, "human").map_err(|e| e.to_string())?;
        }
        let picture = picture::skin(drill.land(), PICTURE_SIZE);
        Ok(Self { drill, picture, out: out.map(Path::to_owned) })
    }
}

/// A drill in the window.
#[derive(Resource)]
pub struct Session {
    pub drill: Drill,
    /// One of [`SPEEDS`].
    pub speed: u32,
    pub paused: bool,
    /// Drill seconds that real time has earned and the simulation has not yet done.
    owed_s: f64,
    /// Why the last order was refused, or why the journal cannot be written; shown until the next order.
    pub refusal: Option<OrderError>,
    /// The score sheet, once the drill is over.
    pub card: Option<Scorecard>,
    out: Option<PathBuf>,
    /// Where the review was written, or why it could not be.
    saved: Option<Result<PathBuf, String>>,
}

impl Session {
    pub fn new(drill: Drill, out: Option<PathBuf>) -> Self {
        Self { drill, speed: 60, paused: true, owed_s: 0.0, refusal: None, card: None, out, saved: None }
    }

    /// Give an order from the commander's desk. A refusal is kept to be shown.
    pub fn give(&mut self, order: Order) -> bool {
        match self.drill.order("command", order) {
            Ok(_) => {
                self.refusal = None;
                true
            }
            Err(error) => {
                // What could not be written must not be played on: a replay would not know of it.
                self.paused |= matches!(error, OrderError::Journal(_));
                self.refusal = Some(error);
                false
            }
        }
    }

    /// Why the last order was refused.
    pub fn refusal_text(&self, lang: Lang) -> Option<String> {
        match self.refusal.as_ref()? {
            OrderError::Refused(refusal) => Some(refusal.text(lang)),
            OrderError::Journal(error) => Some(error.to_string()),
        }
    }

    /// Where the review lies once the drill is over, or why it could not be written.
    pub fn saved_text(&self, lang: Lang) -> Option<String> {
        Some(match self.saved.as_ref()? {
            Ok(path) => text_with(lang, "cli-review-at", &[("path", path.display().to_string().into())]),
            Err(error) => error.clone(),
        })
    }

    /// Let `real_s` seconds of real time pass.
    pub fn advance(&mut self, real_s: f64) {
        if self.paused || self.card.is_some() {
            return;
        }
        self.owed_s += real_s * f64::from(self.speed);
        let began = Instant::now();
        while self.owed_s >= f64::from(TICK_S) && !self.drill.finished() && began.elapsed() < BUDGET {
            self.owed_s -= f64::from(TICK_S);
            if let Err(error) = self.drill.tick() {
                self.refusal = Some(error.into());
                self.paused = true;
                return;
            }
        }
        // What a slow PC could not do is not caught up later.
        self.owed_s = self.owed_s.min(f64::from(TICK_S));
        if self.drill.finished() {
            self.finish();
        }
    }

    /// The drill is over: score it and write the results.
    pub fn finish(&mut self) {
        let card = score::score(&self.drill);
        if let Some(out) = &self.out {
            let written = write_results(&self.drill, &card, out).map_err(|failure| failure.text);
            self.saved = Some(written.map(|()| out.join("review.html")));
        }
        self.card = Some(card);
        self.paused = true;
    }
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        Update,
        (keys, advance).chain().run_if(in_state(Screen::Drill).and_then(resource_exists::<Session>)),
    );
}

/// Show a drill on a cleared table.
pub fn begin(world: &mut World, opened: Opened) {
    map::clear(world);
    map::lay_out(world, opened.drill.land(), &opened.picture);
    world.insert_resource(Session::new(opened.drill, opened.out));
    world.resource_mut::<Desk>().clear();
    world.resource_mut::<NextState<Screen>>().set(Screen::Drill);
}

fn advance(time: Res<Time<Real>>, mut session: ResMut<Session>) {
    session.advance(time.delta_secs_f64());
}

/// Space, 1 to 6, Esc.
fn keys(
    keys: Res<ButtonInput<KeyCode>>,
    wants: Res<EguiWantsInput>,
    mut session: ResMut<Session>,
    mut screen: ResMut<NextState<Screen>>,
) {
    if wants.wants_keyboard_input() {
        return;
    }
    if keys.just_pressed(KeyCode::Space) && session.card.is_none() {
        session.paused ^= true;
    }
    use KeyCode::*;
    for (speed, key) in SPEEDS.into_iter().zip([Digit1, Digit2, Digit3, Digit4, Digit5, Digit6]) {
        if keys.just_pressed(key) {
            session.speed = speed;
        }
    }
    if keys.just_pressed(Escape) {
        session.paused = true;
        (*screen).set_if_neq(Screen::Menu);
    }
}
