//! What is filled in; `form/build` makes orders of it.

mod build;

use super::{Kind, Outcome, Page, assign::on_safe_ground};
use crate::{
    drill::view::View,
    hazard::TankRef,
    response::{
        command::{Figures, Level},
        fires::Side,
        warning::Colour,
    },
    window::map::marks::Pick,
};

/// Where a warning goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    #[default]
    County,
    Townships,
    Villages,
}

/// What a team is sent to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TaskKind {
    #[default]
    Standby,
    Watch,
    Sandbag,
    Evacuate,
    Rescue,
    TreatVillage,
    ServeShelter,
    InspectSlope,
    Lookout,
    SearchBuried,
    ClearDebris,
    InspectDam,
    ClearSpillway,
    LowerSpillway,
    DigChannel,
    ShutValve,
    CoolTank,
    FoamTank,
    BlockDrains,
    DrainBunds,
    AssessTanks,
    MonitorAir,
    Decontaminate,
    AttackFire,
    WaterAttack,
    CutLine,
    BurnOut,
    MopUp,
    ScoutFire,
    FireLookout,
}

/// A place that an evacuation passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    Township(usize),
    Village(usize),
}

/// The form. One set of fields for all kinds, so that villages that were warned need not be chosen again
/// to be moved.
pub struct Form {
    pub kind: Kind,
    /// Figures as edited; `None`: those known.
    pub figures: Option<Figures>,
    pub colour: Colour,
    pub scope: Scope,
    pub townships: Vec<usize>,
    pub villages: Vec<usize>,
    /// In the order of [`Channel::ALL`](crate::response::warning::Channel::ALL).
    pub channels: [bool; 6],
    pub level: Level,
    pub township: Option<usize>,
    pub commander: String,
    /// Name or post of the deputy; empty for none.
    pub deputy: String,
    pub team: Option<usize>,
    pub teams: Vec<usize>,
    pub task: TaskKind,
    pub village: Option<usize>,
    pub shelter: Option<usize>,
    /// Each village to the nearest shelter with room, instead of all to one.
    pub nearest: bool,
    /// Open closed shelters as they are needed.
    pub open_more: bool,
    pub via: Vec<Via>,
    pub store: Option<usize>,
    pub to_dyke: bool,
    pub stretch: Option<usize>,
    /// In the order of [`Item::ALL`](crate::county::Item::ALL).
    pub items: [u32; 7],
    pub height_m: f32,
    pub road: Option<usize>,
    /// Index into the risk register.
    pub slope: Option<usize>,
    pub reservoir: Option<usize>,
    /// Opening of an outlet, 0 to 1.
    pub outlet: f32,
    /// Number of a gate and of a pumping station, counted over all polders; whether it is to be open, or to run.
    pub gate: Option<usize>,
    pub pump: Option<usize>,
    pub on: bool,
    /// Number of a landslide lake.
    pub lake: Option<usize>,
    /// A tank, and a works by its index into `County::facilities`.
    pub tank: Option<TankRef>,
    pub works: Option<usize>,
    /// Radius of a cordon, m.
    pub radius_m: f32,
    /// Number of a forest fire, a side of it, and number of a fire line.
    pub fire: Option<usize>,
    pub side: Side,
    pub line: Option<usize>,
    /// Course of a fire line as clicked on the map, and its width, m.
    pub points: Vec<(f32, f32)>,
    pub width_m: f32,
    pub said: String,
    pub with_figures: bool,
    pub outcome: Outcome,
    /// Which shelters are on safe ground, once worked out.
    pub safe: Vec<bool>,
}

impl Default for Form {
    fn default() -> Self {
        Self {
            kind: Kind::SetLevel,
            figures: None,
            colour: Colour::Blue,
            scope: Scope::County,
            townships: Vec::new(),
            villages: Vec::new(),
            channels: [true; 6],
            level: Level::IV,
            township: None,
            commander: String::new(),
            deputy: String::new(),
            team: None,
            teams: Vec::new(),
            task: TaskKind::Standby,
            village: None,
            shelter: None,
            nearest: true,
            open_more: true,
            via: Vec::new(),
            store: None,
            to_dyke: false,
            stretch: None,
            items: [0; 7],
            height_m: 0.5,
            road: None,
            slope: None,
            reservoir: None,
            outlet: 1.0,
            gate: None,
            pump: None,
            on: true,
            lake: None,
            tank: None,
            works: None,
            radius_m: 800.0,
            fire: None,
            side: Side::Rear,
            line: None,
            points: Vec::new(),
            width_m: 10.0,
            said: String::new(),
            with_figures: true,
            outcome: Outcome::default(),
            safe: Vec::new(),
        }
    }
}

impl Form {
    /// Work out what does not change in a drill.
    pub fn prepare(&mut self, view: &View<'_>) {
        if self.safe.len() != view.land().shelters.len() {
            self.safe = on_safe_ground(view);
        }
    }

    /// Another kind of order; what was said of the last one goes.
    pub fn turn_to(&mut self, kind: Kind) {
        self.kind = kind;
        self.outcome = Outcome::default();
    }

    /// Fill in what was picked on the map, where the page has a field for it.
    pub fn take(&mut self, pick: Pick) {
        match pick {
            Pick::Village(v) => {
                self.village = Some(v);
                let many = self.kind.page() == Page::Evacuate
                    || self.kind.page() == Page::Warn && self.scope == Scope::Villages;
                if many && !self.villages.contains(&v) {
                    self.villages.push(v);
                }
            }
            Pick::Township(t) => {
                self.township = Some(t);
                if self.scope == Scope::Townships && !self.townships.contains(&t) {
                    self.townships.push(t);
                }
            }
            Pick::Shelter(s) => {
                self.shelter = Some(s);
                self.to_dyke = false;
            }
            Pick::Store(s) => self.store = Some(s),
            Pick::Team(t) => self.team = Some(t),
            Pick::Stretch(s) => {
                self.stretch = Some(s);
                self.to_dyke = true;
            }
            Pick::Road(r) => self.road = Some(r),
            Pick::Slope(r) => self.slope = Some(r),
            Pick::Reservoir(r) => self.reservoir = Some(r),
            Pick::Lake(n) => self.lake = Some(n),
            Pick::Fire(n) => self.fire = Some(n),
            Pick::Works(f) => {
                self.works = Some(f);
                // The page names what is worst there.
                self.tank = self.tank.filter(|t| t.site == f);
            }
            Pick::Gauge(_) => {}
        }
    }

    /// The orders were accepted: what would be wrong to give twice is emptied.
    pub fn given(&mut self) {
        self.figures = None;
        self.items = [0; 7];
        self.teams.clear();
        self.team = None;
        self.points.clear();
        if self.kind == Kind::Evacuate {
            self.villages.clear();
            self.via.clear();
        }
        if self.kind == Kind::Publish {
            self.said.clear();
        }
    }

    /// The figures as they would be sent.
    pub fn figures(&self, view: &View<'_>) -> Figures {
        self.figures.unwrap_or_else(|| view.figures())
    }
}
