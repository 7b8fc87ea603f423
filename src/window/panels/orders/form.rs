//! What is filled in, and the orders that it makes.

use super::{
    Kind, Outcome, Page,
    assign::{self, on_safe_ground},
};
use crate::{
    county::{County, Item},
    drill::{
        Order,
        order::{Area, DestinationOrder, TaskOrder, lake_id, road_id},
        view::View,
    },
    response::{
        command::{Figures, Level, ReportKind},
        shelters::ShelterStatus,
        stretches,
        warning::{Channel, Colour},
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
    DigChannel,
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
    /// In the order of [`Channel::ALL`].
    pub channels: [bool; 6],
    pub level: Level,
    pub township: Option<usize>,
    pub commander: String,
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
    /// In the order of [`Item::ALL`].
    pub items: [u32; 7],
    pub height_m: f32,
    pub road: Option<usize>,
    /// Index into the risk register.
    pub slope: Option<usize>,
    pub reservoir: Option<usize>,
    /// Opening of an outlet, 0 to 1.
    pub outlet: f32,
    /// Number of a landslide lake.
    pub lake: Option<usize>,
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
            lake: None,
            said: String::new(),
            with_figures: true,
            outcome: Outcome::default(),
            safe: Vec::new(),
        }
    }
}

/// Message key of what is missing.
type Missing = &'static str;

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
                let many = self.kind == Kind::Evacuate
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
            Pick::Gauge(_) => {}
        }
    }

    /// The orders were accepted: what would be wrong to give twice is emptied.
    pub fn given(&mut self) {
        self.figures = None;
        self.items = [0; 7];
        self.teams.clear();
        self.team = None;
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

    /// The orders that the form stands for. Whether they can be carried out is for the drill to say.
    ///
    /// # Errors
    /// The message key of what is not filled in.
    pub fn build(&self, view: &View<'_>) -> Result<Vec<Order>, Missing> {
        let land = view.land();
        let report = |kind| Order::Report { kind, figures: self.figures(view) };
        Ok(vec![match self.kind {
            Kind::ReportFirst => report(ReportKind::First),
            Kind::ReportFollowUp => report(ReportKind::FollowUp),
            Kind::ReportFinal => report(ReportKind::Final),
            Kind::AskNextLevel => Order::AskNextLevel,
            Kind::Warn => {
                let channels: Vec<Channel> = Channel::ALL
                    .into_iter()
                    .zip(self.channels)
                    .filter_map(|(c, on)| on.then_some(c))
                    .collect();
                if channels.is_empty() {
                    return Err("desk-need-channel");
                }
                Order::Warn { colour: self.colour, area: self.area(land)?, channels }
            }
            Kind::CancelWarning => Order::CancelWarning { area: self.area(land)? },
            Kind::SetLevel => Order::SetLevel { level: self.level },
            Kind::EndResponse => Order::EndResponse,
            Kind::Headquarters => Order::Headquarters { township: self.township_id(land)? },
            Kind::Commander => {
                let name = self.commander.trim();
                if name.is_empty() {
                    return Err("desk-need-commander");
                }
                Order::Commander { name: name.to_owned() }
            }
            Kind::Dispatch => Order::Dispatch { team: self.team_id(view)?, task: self.task(land)? },
            Kind::Recall => Order::Recall { team: self.team_id(view)? },
            Kind::Withdraw => Order::Withdraw { team: self.team_id(view)? },
            Kind::Evacuate => return self.evacuate(view),
            Kind::OpenShelter => Order::OpenShelter { shelter: self.shelter_id(land)? },
            Kind::CloseShelter => Order::CloseShelter { shelter: self.shelter_id(land)? },
            Kind::SendSupplies => self.supplies(land)?,
            Kind::Sandbag => {
                let ids = view.teams().filter(|t| self.teams.contains(&t.index)).map(|t| t.id.clone());
                Order::Sandbag {
                    stretch: self.stretch_id(land)?,
                    height_m: self.height_m,
                    teams: ids.collect(),
                }
            }
            Kind::Outlet => Order::Outlet { reservoir: self.reservoir_id(land)?, open: self.outlet },
            Kind::CloseRoad => Order::CloseRoad { road: road_id(self.road.ok_or("desk-need-road")?) },
            Kind::OpenRoad => Order::OpenRoad { road: road_id(self.road.ok_or("desk-need-road")?) },
            Kind::Publish => {
                if self.said.trim().is_empty() {
                    return Err("desk-need-text");
                }
                let figures = self.with_figures.then(|| self.figures(view));
                Order::Publish { text: self.said.trim().to_owned(), figures }
            }
        }])
    }

    fn area(&self, land: &County) -> Result<Area, Missing> {
        let townships = || self.townships.iter().filter_map(|&t| Some(land.townships.get(t)?.id.clone()));
        let villages = || self.villages.iter().filter_map(|&v| Some(land.villages.get(v)?.id.clone()));
        match self.scope {
            Scope::County => Ok(Area::County),
            Scope::Townships if self.townships.is_empty() => Err("desk-need-township"),
            Scope::Townships => Ok(Area::Townships(townships().collect())),
            Scope::Villages if self.villages.is_empty() => Err("desk-need-villages"),
            Scope::Villages => Ok(Area::Villages(villages().collect())),
        }
    }

    fn township_id(&self, land: &County) -> Result<String, Missing> {
        let township = self.township.and_then(|t| land.townships.get(t));
        Ok(township.ok_or("desk-need-township")?.id.clone())
    }

    fn team_id(&self, view: &View<'_>) -> Result<String, Missing> {
        let team = self.team.and_then(|t| view.teams().nth(t));
        Ok(team.ok_or("desk-need-team")?.id.clone())
    }

    fn shelter_id(&self, land: &County) -> Result<String, Missing> {
        let shelter = self.shelter.and_then(|s| land.shelters.get(s));
        Ok(shelter.ok_or("desk-need-shelter")?.place.id.clone())
    }

    fn stretch_id(&self, land: &County) -> Result<String, Missing> {
        let stretch = self.stretch.and_then(|s| stretches(land).nth(s));
        Ok(stretch.ok_or("desk-need-stretch")?.id.clone())
    }

    fn village_id(&self, land: &County) -> Result<String, Missing> {
        let village = self.village.and_then(|v| land.villages.get(v));
        Ok(village.ok_or("desk-need-village")?.id.clone())
    }

    fn reservoir_id(&self, land: &County) -> Result<String, Missing> {
        let reservoir = self.reservoir.and_then(|r| land.reservoirs.get(r));
        Ok(reservoir.ok_or("desk-need-reservoir")?.id.clone())
    }

    fn slope_id(&self, land: &County) -> Result<String, Missing> {
        let slope = self.slope.and_then(|r| land.risks.get(r));
        Ok(slope.ok_or("desk-need-slope")?.id.clone())
    }

    fn task(&self, land: &County) -> Result<TaskOrder, Missing> {
        Ok(match self.task {
            TaskKind::Standby => TaskOrder::Standby(self.township_id(land)?),
            TaskKind::Watch => TaskOrder::Watch(self.stretch_id(land)?),
            TaskKind::Sandbag => TaskOrder::Sandbag(self.stretch_id(land)?),
            TaskKind::Evacuate => TaskOrder::Evacuate(self.village_id(land)?),
            TaskKind::Rescue => TaskOrder::Rescue(self.village_id(land)?),
            TaskKind::TreatVillage => TaskOrder::TreatVillage(self.village_id(land)?),
            TaskKind::ServeShelter => TaskOrder::ServeShelter(self.shelter_id(land)?),
            TaskKind::InspectSlope => TaskOrder::InspectSlope(self.slope_id(land)?),
            TaskKind::Lookout => TaskOrder::Lookout(self.slope_id(land)?),
            TaskKind::InspectDam => TaskOrder::InspectDam(self.reservoir_id(land)?),
            TaskKind::ClearSpillway => TaskOrder::ClearSpillway(self.reservoir_id(land)?),
            TaskKind::DigChannel => TaskOrder::DigChannel(lake_id(self.lake.ok_or("desk-need-lake")?)),
            TaskKind::SearchBuried => TaskOrder::SearchBuried(self.village_id(land)?),
            TaskKind::ClearDebris => TaskOrder::ClearDebris(road_id(self.road.ok_or("desk-need-road")?)),
        })
    }

    fn supplies(&self, land: &County) -> Result<Order, Missing> {
        let store = self.store.and_then(|s| land.stores.get(s)).ok_or("desk-need-store")?;
        let to = if self.to_dyke {
            DestinationOrder::Stretch(self.stretch_id(land)?)
        } else {
            DestinationOrder::Shelter(self.shelter_id(land)?)
        };
        let items: Vec<(Item, u32)> =
            Item::ALL.into_iter().zip(self.items).filter(|(_, count)| *count > 0).collect();
        if items.is_empty() {
            return Err("desk-need-items");
        }
        Ok(Order::SendSupplies { store: store.place.id.clone(), to, items })
    }

    /// Where each chosen village would go.
    pub fn destinations(&self, view: &View<'_>) -> Vec<(usize, Option<usize>)> {
        if self.nearest {
            assign::shelters(view, &self.villages, &self.safe, self.open_more)
        } else {
            self.villages.iter().map(|&v| (v, self.shelter)).collect()
        }
    }

    /// Closed shelters are opened first; a village without a shelter is left to the commander.
    fn evacuate(&self, view: &View<'_>) -> Result<Vec<Order>, Missing> {
        let land = view.land();
        if self.villages.is_empty() {
            return Err("desk-need-villages");
        }
        let pairs: Vec<(usize, usize)> =
            self.destinations(view).into_iter().filter_map(|(v, s)| Some((v, s?))).collect();
        if pairs.is_empty() {
            return Err(if self.nearest { "desk-need-room" } else { "desk-need-shelter" });
        }
        let via: Vec<String> = self
            .via
            .iter()
            .filter_map(|via| match *via {
                Via::Township(t) => Some(land.townships.get(t)?.id.clone()),
                Via::Village(v) => Some(land.villages.get(v)?.id.clone()),
            })
            .collect();
        let mut orders = Vec::new();
        if self.open_more {
            let closed = view.shelters().filter(|s| s.status == ShelterStatus::Closed);
            let needed = closed.filter(|s| pairs.iter().any(|(_, to)| *to == s.index));
            orders.extend(
                needed.map(|s| Order::OpenShelter { shelter: land.shelters[s.index].place.id.clone() }),
            );
        }
        orders.extend(pairs.into_iter().filter_map(|(v, s)| {
            Some(Order::Evacuate {
                village: land.villages.get(v)?.id.clone(),
                shelter: land.shelters.get(s)?.place.id.clone(),
                via: via.clone(),
            })
        }));
        Ok(orders)
    }
}
