//! Orders: the only way to change the world. They name things by id, as people and files do.

use crate::{
    county::{Id, Item},
    num::DrillTime,
    response::{
        command::{Figures, Level, ReportKind},
        fires::Side,
        warning::{Channel, Colour},
    },
};
use serde::{Deserialize, Serialize};

/// An order (指令).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Order {
    /// Report up to the next level (信息报告).
    Report {
        kind: ReportKind,
        figures: Figures,
    },
    /// Issue a warning, or raise or lower the one in force (发布预警).
    Warn {
        colour: Colour,
        area: Area,
        channels: Vec<Channel>,
    },
    /// Cancel the warnings in an area (解除预警).
    CancelWarning {
        area: Area,
    },
    /// Activate a response level, or raise or lower the one that is active (启动、调整响应).
    SetLevel {
        level: Level,
    },
    /// End the response (终止响应).
    EndResponse,
    /// Set up the on-site headquarters at a township's seat (设立现场指挥部).
    Headquarters {
        township: Id,
    },
    /// Name the on-site commander (指定现场指挥官), and the deputy (副指挥官) if there is one.
    Commander {
        name: String,
        #[serde(default)]
        deputy: Option<String>,
    },
    /// Send a team to a task (派遣队伍).
    Dispatch {
        team: Id,
        task: TaskOrder,
    },
    /// Call a team back to its base when the work is done (召回).
    Recall {
        team: Id,
    },
    /// Pull a team out of danger at once (撤离).
    Withdraw {
        team: Id,
    },
    /// Order a village to leave for a shelter, through other villages or township seats if named (转移).
    Evacuate {
        village: Id,
        shelter: Id,
        #[serde(default)]
        via: Vec<Id>,
    },
    /// Open or close a shelter (启用、关闭避难场所).
    OpenShelter {
        shelter: Id,
    },
    CloseShelter {
        shelter: Id,
    },
    /// Send supplies from a store (调运物资).
    SendSupplies {
        store: Id,
        to: DestinationOrder,
        items: Vec<(Item, u32)>,
    },
    /// Raise a dyke stretch with sandbags to a height above its lowest crest (抢筑子堤).
    Sandbag {
        stretch: Id,
        height_m: f32,
        teams: Vec<Id>,
    },
    /// Close a road to traffic, or open it again (道路管制). Road ids are `road-12`.
    CloseRoad {
        road: Id,
    },
    OpenRoad {
        road: Id,
    },
    /// Open a reservoir's outlet to this share, 0 to 1 (放水涵启闭).
    Outlet {
        reservoir: Id,
        open: f32,
    },
    /// Open or shut a gate of a polder (涵闸启闭).
    Gate {
        gate: Id,
        open: bool,
    },
    /// Start or stop a pumping station of a polder (泵站启停).
    Pump {
        pump: Id,
        on: bool,
    },
    /// Open or shut the intake of a waterworks (取水口启闭).
    Intake {
        works: Id,
        open: bool,
    },
    /// Lay down the course of a fire line, (m east of the west edge, m south of the north edge), with its bare width (开设隔离带).
    /// Lines are numbered in the order of their making: `line-1`.
    FireLine {
        points: Vec<(f32, f32)>,
        width_m: f32,
    },
    /// Have helicopters of the next level drop water on a side of a fire (直升机吊桶洒水).
    AirDrop {
        fire: Id,
        side: Side,
    },
    /// Ask the next level for help (请求上级支援).
    AskNextLevel,
    /// Publish information (信息发布).
    Publish {
        text: String,
        #[serde(default)]
        figures: Option<Figures>,
    },
    /// Tell a village to stay in with doors, windows and fans shut (就地避险).
    ShelterInPlace {
        village: Id,
    },
    /// Tell a village that the cloud has passed: open windows, come out (解除就地避险).
    EndShelterInPlace {
        village: Id,
    },
    /// Keep people out of a circle around a works (设置警戒区): only teams with tasks inside are let in, and everybody out.
    Cordon {
        site: Id,
        radius_m: f32,
    },
    /// Let people and traffic in again (解除警戒区).
    EndCordon {
        site: Id,
    },
}

/// Where a warning goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Area {
    County,
    Townships(Vec<Id>),
    Villages(Vec<Id>),
}

/// A task, by id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TaskOrder {
    /// Stand ready at a township.
    Standby(Id),
    /// Watch a dyke stretch.
    Watch(Id),
    /// Lay sandbags on a dyke stretch.
    Sandbag(Id),
    /// Help a village to leave.
    Evacuate(Id),
    /// Rescue people of a village by boat.
    Rescue(Id),
    /// Treat the injured of a village.
    TreatVillage(Id),
    /// Medical service at a shelter.
    ServeShelter(Id),
    /// Look at a slope or gully of the risk register for signs.
    InspectSlope(Id),
    /// Watch a slope and sound the alarm.
    Lookout(Id),
    /// Dig out the buried of a village.
    SearchBuried(Id),
    /// Clear a road of debris. Road ids are `road-12`.
    ClearDebris(Id),
    /// Look at a reservoir's dam.
    InspectDam(Id),
    /// Clear a reservoir's spillway.
    ClearSpillway(Id),
    /// Dig down a reservoir's spillway in an emergency.
    LowerSpillway(Id),
    /// Dig a channel into a landslide dam. Lake ids are `lake-1`, in the order of their making.
    DigChannel(Id),
    /// Shut the valve before a tank's leak. Tank ids are `chemical-yufu-01/1`: the works' id and the tank's number.
    ShutValve(Id),
    /// Cool a tank.
    CoolTank(Id),
    /// Foam on a burning tank.
    FoamTank(Id),
    /// Block a works' drains.
    BlockDrains(Id),
    /// Open the drains of a works' bunds into its containment basin.
    DrainBunds(Id),
    /// Judge a works' tanks on the spot.
    AssessTanks(Id),
    /// Measure the air at a village.
    MonitorAir(Id),
    /// Wash down people and teams at a works.
    Decontaminate(Id),
    /// Fight a forest fire's edge directly from a side. Fire ids are `fire-1`, in the order of their beginning.
    AttackFire(Id, Side),
    /// Fight it with water.
    WaterAttack(Id, Side),
    /// Cut an ordered fire line.
    CutLine(Id),
    /// Burn out from a fire line.
    BurnOut(Id),
    /// Put embers out along the edge.
    MopUp(Id),
    /// Reconnoitre a fire with drones.
    ScoutFire(Id),
    /// Watch a fire for the crews.
    FireLookout(Id),
}

/// Where supplies go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DestinationOrder {
    Shelter(Id),
    Stretch(Id),
}

/// An order with its time and who gave it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimedOrder {
    pub at: DrillTime,
    #[serde(default = "command_seat")]
    pub seat: String,
    pub order: Order,
}

fn command_seat() -> String {
    "command".into()
}

impl Order {
    /// Message key of the order's kind.
    pub fn kind_key(&self) -> &'static str {
        match self {
            Order::Report { kind: ReportKind::First, .. } => "order-report-first",
            Order::Report { kind: ReportKind::FollowUp, .. } => "order-report-follow-up",
            Order::Report { kind: ReportKind::Final, .. } => "order-report-final",
            Order::Warn { .. } => "order-warn",
            Order::CancelWarning { .. } => "order-cancel-warning",
            Order::SetLevel { .. } => "order-set-level",
            Order::EndResponse => "order-end-response",
            Order::Headquarters { .. } => "order-headquarters",
            Order::Commander { .. } => "order-commander",
            Order::Dispatch { .. } => "order-dispatch",
            Order::Recall { .. } => "order-recall",
            Order::Withdraw { .. } => "order-withdraw",
            Order::Evacuate { .. } => "order-evacuate",
            Order::OpenShelter { .. } => "order-open-shelter",
            Order::CloseShelter { .. } => "order-close-shelter",
            Order::SendSupplies { .. } => "order-send-supplies",
            Order::Sandbag { .. } => "order-sandbag",
            Order::CloseRoad { .. } => "order-close-road",
            Order::OpenRoad { .. } => "order-open-road",
            Order::Outlet { .. } => "order-outlet",
            Order::Gate { .. } => "order-gate",
            Order::Pump { .. } => "order-pump",
            Order::Intake { .. } => "order-intake",
            Order::FireLine { .. } => "order-fire-line",
            Order::AirDrop { .. } => "order-air-drop",
            Order::AskNextLevel => "order-ask-next-level",
            Order::Publish { .. } => "order-publish",
            Order::ShelterInPlace { .. } => "order-shelter-in-place",
            Order::EndShelterInPlace { .. } => "order-end-shelter-in-place",
            Order::Cordon { .. } => "order-cordon",
            Order::EndCordon { .. } => "order-end-cordon",
        }
    }
}

/// Id of a landslide lake by its number from 0.
pub fn lake_id(number: usize) -> Id {
    format!("lake-{}", number + 1)
}

/// Id of a forest fire, and of a fire line, by its number from 0.
pub fn fire_id(number: usize) -> Id {
    format!("fire-{}", number + 1)
}

pub fn line_id(number: usize) -> Id {
    format!("line-{}", number + 1)
}

/// Id of a road by its index.
pub fn road_id(index: usize) -> Id {
    format!("road-{index}")
}
