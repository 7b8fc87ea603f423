//! What a commander may see: the known picture, own forces and own orders. Never the truth.

use crate::{
    hazard::{Air, Slopes, slopes::Zone, weather::RainSums},
    num::DrillTime,
    response::{
        Roster,
        command::Command,
        evacuation::Leaving,
        facts::{Fact, Facts, What},
        fires::watch::WindWarnings,
        fires::{FireGround, FireLine},
        incidents::{Incident, Incidents},
        knowledge::Known,
        outlook::{Issued, Outlook},
        shelters::ShelterState,
        supplies::StoreState,
        tables::Tables,
        teams::Team,
        travel::Roads,
        works::StretchSite,
    },
    scenario::{Forecast, Inject, Loaded},
    sim::{Clock, Land},
};
use bevy::prelude::*;

/// A commander's view of the drill.
pub struct View<'a> {
    world: &'a World,
    loaded: &'a Loaded,
}

impl<'a> View<'a> {
    pub fn new(drill: &'a super::Drill) -> Self {
        Self { world: drill.world(), loaded: drill.loaded() }
    }

    pub fn now(&self) -> DrillTime {
        self.world.resource::<Clock>().now()
    }

    /// `06:30`, the local time of day.
    pub fn local_time(&self) -> String {
        self.world.resource::<Clock>().local(self.now())
    }

    /// When the drill ends.
    pub fn end(&self) -> DrillTime {
        self.loaded.scenario.duration
    }

    pub fn land(&self) -> &'a Land {
        self.world.resource::<Land>()
    }

    pub fn tables(&self) -> &'a Tables {
        self.world.resource::<Tables>()
    }

    pub fn known(&self) -> &'a Known {
        self.world.resource::<Known>()
    }

    pub fn command(&self) -> &'a Command {
        self.world.resource::<Command>()
    }

    pub fn roster(&self) -> &'a Roster {
        self.world.resource::<Roster>()
    }

    /// Teams in order of their index.
    pub fn teams(&self) -> impl Iterator<Item = &'a Team> {
        self.roster().teams.iter().filter_map(|&e| self.world.get::<Team>(e))
    }

    /// Shelters in order of their index.
    pub fn shelters(&self) -> impl Iterator<Item = &'a ShelterState> {
        self.roster().shelters.iter().filter_map(|&e| self.world.get::<ShelterState>(e))
    }

    /// Stores in order of their index.
    pub fn stores(&self) -> impl Iterator<Item = &'a StoreState> {
        self.roster().stores.iter().filter_map(|&e| self.world.get::<StoreState>(e))
    }

    /// How a village leaves.
    pub fn leaving(&self, village: usize) -> Option<&'a Leaving> {
        self.world.get::<Leaving>(*self.roster().villages.get(village)?)
    }

    /// The site of works at a stretch.
    pub fn site(&self, stretch: usize) -> Option<&'a StretchSite> {
        self.world.get::<StretchSite>(*self.roster().sites.get(stretch)?)
    }

    /// Incidents that the county knows, with their index.
    pub fn incidents(&self) -> impl Iterator<Item = (usize, &'a Incident)> {
        self.world.resource::<Incidents>().0.iter().enumerate().filter(|(_, i)| i.known.is_some())
    }

    /// Forecasts received so far.
    pub fn forecasts(&self) -> impl Iterator<Item = &'a Forecast> {
        let now = self.now();
        self.loaded.scenario.forecasts.iter().filter(move |f| f.at <= now)
    }

    /// The county's own flood forecast, the latest.
    pub fn outlook(&self) -> Option<&'a Issued> {
        self.world.resource::<Outlook>().issued.as_ref()
    }

    /// Messages of the exercise director so far.
    pub fn injects(&self) -> impl Iterator<Item = &'a Inject> {
        let now = self.now();
        self.loaded.scenario.injects.iter().filter(move |i| i.at <= now)
    }

    /// What the county's own people told it, with its number in the ledger of facts. Deaths, water and
    /// breaches that nobody reported are not in it.
    pub fn facts(&self) -> impl DoubleEndedIterator<Item = (usize, &'a Fact)> {
        self.world.resource::<Facts>().0.iter().enumerate().filter(|(_, fact)| reported(&fact.what))
    }

    /// Roads closed by order.
    pub fn closed_roads(&self) -> &'a std::collections::BTreeSet<usize> {
        &self.world.resource::<Roads>().closed
    }

    /// Roads known to be under water.
    pub fn blocked_roads(&self) -> &'a std::collections::BTreeSet<usize> {
        &self.world.resource::<Roads>().known_blocked
    }

    /// Stretches that the county's own register calls weak (险工险段), by number.
    pub fn weak_stretches(&self) -> Vec<usize> {
        crate::response::stretches(self.land())
            .enumerate()
            .filter(|(_, s)| self.loaded.scenario.weak_stretches.iter().any(|w| w.stretch == s.id))
            .map(|(n, _)| n)
            .collect()
    }

    /// Slopes and gullies that the county knows of, by index into its risk register: listed, or seen since.
    pub fn slopes(&self) -> impl Iterator<Item = usize> {
        let (risks, seen) = (&self.land().risks, &self.known().slopes);
        (0..risks.len()).filter(move |&r| risks[r].kind.slides() && (risks[r].listed || seen[r].is_some()))
    }

    /// Fire lines that were ordered.
    pub fn fire_lines(&self) -> &'a [FireLine] {
        &self.world.resource::<FireGround>().lines
    }

    /// Wind over the county now.
    pub fn air(&self) -> &'a Air {
        self.world.resource::<Air>()
    }

    /// The wind that the last forecast names, if it is still to come.
    pub fn wind_ahead(&self) -> Option<Air> {
        self.turn_ahead().map(|(_, air)| air)
    }

    /// The same, and when it comes.
    pub fn turn_ahead(&self) -> Option<(DrillTime, Air)> {
        let (at, wind_m_s, from_deg) = self.world.resource::<WindWarnings>().ahead(self.now())?;
        Some((at, Air { wind_m_s, from_deg, ..*self.air() }))
    }

    /// What lies within the reach of a slope (angle of reach): the register's own estimate.
    pub fn zone(&self, risk: usize) -> Option<&'a Zone> {
        self.world.resource::<Slopes>().zone(risk)
    }

    /// Reservoirs that the county's own register calls weak (病险水库), by index.
    pub fn weak_dams(&self) -> Vec<usize> {
        let weak = |id: &str| self.loaded.scenario.weak_dams.iter().any(|w| w.reservoir == id);
        let dams = self.land().reservoirs.iter().enumerate();
        dams.filter(|(_, r)| weak(&r.id)).map(|(n, _)| n).collect()
    }

    /// Whether the plan's regional rescue centre serves a township.
    pub fn served_by_centre(&self, township: usize) -> bool {
        self.loaded.plan.served_by_centre(&self.land().townships[township].name.zh)
    }

    /// Rain at each rain gauge over the standard windows; one stands at every township's seat.
    pub fn rain_gauges(&self) -> impl Iterator<Item = RainSums> {
        let plan = &self.world.resource::<crate::hazard::WeatherPlan>().rain;
        let at = f64::from(self.now().0);
        self.land().townships.iter().map(move |t| RainSums::of(plan, t.seat, at))
    }

    /// The greatest rain of all gauges.
    pub fn rain(&self) -> Option<RainSums> {
        RainSums::greatest(self.rain_gauges())
    }

    /// Figures of a report as far as the county knows.
    pub fn figures(&self) -> crate::response::command::Figures {
        super::known_figures(self.world)
    }
}

/// Whether a fact comes from the county's own people and instruments.
fn reported(what: &What) -> bool {
    !matches!(
        what,
        What::Incident { .. }
            | What::Died { .. }
            | What::Injured { .. }
            | What::VillageFlooded { .. }
            | What::Overtopped { .. }
            | What::Breach { .. }
            | What::DamOvertopped { .. }
            | What::DamFailed { .. }
            | What::LakeFormed { .. }
            | What::LakeBreached { .. }
            | What::SlopeFailed { .. }
            | What::SlideStopped { .. }
            | What::Buried { .. }
            | What::RoadBuried { .. }
            | What::TankBurns { .. }
            | What::TankFailed { .. }
            | What::Released { .. }
            | What::BurstSigns { .. }
            | What::Fireball { .. }
            | What::CloudBurnt { .. }
            | What::TankLifted { .. }
            | What::TankStruck { .. }
            | What::RoofFell { .. }
            | What::TankBurntOut { .. }
            | What::RanOff { .. }
            | What::FireStarted { .. }
            | What::VillageInFire { .. }
            | What::FacilityBurnt { .. }
    )
}
