//! The ledger of facts: what happened, in order. The score and the review read it, and nothing else
//! writes to what they say.

use crate::{hazard::TankRef, num::DrillTime};
use bevy::prelude::Resource;
use serde::{Deserialize, Serialize};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    pub at: DrillTime,
    pub what: What,
}

/// Kinds of facts. Numbers are indices into the county's lists or the roster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum What {
    /// An incident began (known or not); index into `Incidents`.
    Incident {
        incident: usize,
    },
    /// The county learned of it.
    IncidentKnown {
        incident: usize,
    },
    TeamLeft {
        team: usize,
    },
    TeamArrived {
        team: usize,
        minutes: f32,
    },
    TeamRerouted {
        team: usize,
    },
    TeamStuck {
        team: usize,
    },
    TeamWithdrew {
        team: usize,
        by_itself: bool,
    },
    /// A team ran from below a slope of the risk register at the lookout's alarm.
    TeamEscaped {
        team: usize,
        slope: usize,
    },
    RescuersLost {
        team: usize,
        people: u32,
    },
    RescuersHurt {
        team: usize,
        people: u32,
    },
    /// A group left a village for a shelter.
    GroupLeft {
        village: usize,
        people: u32,
        shelter: usize,
        shelter_open: bool,
    },
    GroupArrived {
        village: usize,
        people: u32,
        shelter: usize,
        minutes: f32,
        turned_away: bool,
    },
    GroupRerouted {
        village: usize,
    },
    GroupStuck {
        village: usize,
    },
    Rescued {
        village: usize,
        people: u32,
        team: usize,
    },
    Treated {
        village: usize,
        people: u32,
        team: usize,
    },
    Died {
        village: usize,
        people: u32,
        cause: Cause,
    },
    Injured {
        village: usize,
        people: u32,
    },
    VillageFlooded {
        village: usize,
    },
    Overtopped {
        stretch: usize,
    },
    Breach {
        stretch: usize,
        by_piping: bool,
    },
    ShelterOpened {
        shelter: usize,
    },
    ShelterLost {
        shelter: usize,
    },
    Shipped {
        shipment: usize,
    },
    Delivered {
        shipment: usize,
    },
    ShipmentStuck {
        shipment: usize,
    },
    TelecomLost {
        township: usize,
    },
    /// Water runs over a dam, a dam fails; index into `County::reservoirs`.
    DamOvertopped {
        reservoir: usize,
    },
    DamFailed {
        reservoir: usize,
        by_piping: bool,
    },
    SpillwayCleared {
        reservoir: usize,
    },
    /// A slide dammed a stream, the barrier gives way; index into `BarrierLakes`.
    LakeFormed {
        lake: usize,
    },
    LakeBreached {
        lake: usize,
    },
    /// A slope came down, or what came down is at rest; index into `Slopes::slides`.
    SlopeFailed {
        slide: usize,
    },
    SlideStopped {
        slide: usize,
    },
    /// People were buried alive.
    Buried {
        village: usize,
        people: u32,
        slide: usize,
    },
    /// The buried were dug out.
    DugOut {
        village: usize,
        alive: u32,
        dead: u32,
        team: usize,
    },
    RoadBuried {
        road: usize,
    },
    RoadCleared {
        road: usize,
    },
    /// A slope of the risk register shows more than before.
    SlopeSign {
        slope: usize,
        sign: super::slides::signs::Sign,
    },
    /// A lookout warned those below a slope.
    LookoutAlarm {
        slope: usize,
    },
    /// A forest fire began (known or not), was seen; index into `Wildfire::fires`.
    FireStarted {
        fire: usize,
    },
    FireSeen {
        fire: usize,
        by: super::fires::watch::Sighting,
    },
    /// Held all round (合围), got away from there, out (扑灭).
    FireHeld {
        fire: usize,
    },
    FireEscaped {
        fire: usize,
    },
    FireOut {
        fire: usize,
    },
    /// What is known of the forest fires makes them of another grade (森林火灾等级).
    FireGraded {
        grade: crate::hazard::wildfire::suppress::Grade,
    },
    /// Flames crossed a line that crews had made.
    LineJumped {
        fire: usize,
    },
    /// A crew left its post at the lookout's word.
    CrewEscaped {
        team: usize,
        fire: usize,
    },
    /// Thick smoke over a village.
    VillageInSmoke {
        village: usize,
    },
    /// Flames under power lines cut villages off; lines are mended.
    PowerCut {
        township: usize,
        villages: u32,
    },
    PowerBack {
        township: usize,
        villages: u32,
    },
    /// Flames are among a village's houses; a facility burnt down.
    VillageInFire {
        village: usize,
    },
    FacilityBurnt {
        facility: usize,
    },
    HeadquartersReady,
    CityTeamReady {
        team: usize,
    },
    GaugeWarning {
        gauge: usize,
    },
    GaugeGuarantee {
        gauge: usize,
    },
    /// A tank, or what ran out of it, burns.
    TankBurns {
        tank: TankRef,
    },
    /// A tank gave way in the heat.
    TankFailed {
        tank: TankRef,
    },
    /// A pressure tank shows that it will burst.
    BurstSigns {
        tank: TankRef,
    },
    /// A tank of liquefied gas burst into a ball of fire.
    Fireball {
        tank: TankRef,
    },
    /// The cloud from a tank found a spark, and exploded or burnt in a flash.
    CloudExploded {
        tank: TankRef,
    },
    CloudBurnt {
        tank: TankRef,
    },
    /// Flood water lifted a tank, or a slide struck it.
    TankLifted {
        tank: TankRef,
    },
    TankStruck {
        tank: TankRef,
    },
    /// A tank began to let its substance out.
    Released {
        tank: TankRef,
    },
    /// The roof of a hall of packed goods fell.
    RoofFell {
        tank: TankRef,
    },
    TankPutOut {
        tank: TankRef,
    },
    TankBurntOut {
        tank: TankRef,
    },
    ValveShut {
        tank: TankRef,
    },
    /// Fire water from a tank's bund began to run into drains and river.
    RanOff {
        tank: TankRef,
    },
    /// A waterworks takes water over the limit for drinking water; a shut one's store is used up. `works` is an index into
    /// `County::facilities`, `people` whom it supplies.
    IntakePolluted {
        works: usize,
        people: u32,
    },
    WaterCut {
        works: usize,
        people: u32,
    },
    /// A works' own team acts by the works' plan; its fixed cooling runs; its people are counted. Indices into
    /// `County::facilities`.
    WorksTeamActs {
        team: usize,
    },
    FixedCooling {
        site: usize,
    },
    PeopleCounted {
        site: usize,
        people: u32,
    },
    /// People and teams out of a cloud were washed at a works' edge; a shelter took in people who were not.
    Washed {
        site: usize,
        people: u32,
    },
    ShelterTainted {
        shelter: usize,
        people: u32,
    },
    /// A works' drains were blocked; index into `County::facilities`.
    DrainsBlocked {
        site: usize,
    },
    /// The drains of its bunds were opened into its containment basin.
    BundsDrained {
        site: usize,
    },
}

/// Why somebody died.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cause {
    Drowned,
    OnTheRoad,
    /// By a slide.
    Buried,
    Burnt,
    /// An explosion's pressure, or a house that it brought down.
    Blast,
    Untreated,
    /// By a toxic cloud.
    Poisoned,
}

/// All facts so far, in order of time.
#[derive(Resource, Clone, Debug, Default)]
pub struct Facts(pub Vec<Fact>);

impl Facts {
    pub fn add(&mut self, at: DrillTime, what: What) {
        self.0.push(Fact { at, what });
    }
}
