//! The county's risk register (隐患点台账).

use super::Id;
use crate::{num::Point, text::Name};
use serde::{Deserialize, Serialize};

/// A place from which harm is likely to come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RiskSpot {
    pub id: Id,
    pub name: Name,
    pub kind: RiskKind,
    pub township: usize,
    pub at: Point,
    /// Nearest road node.
    pub node: usize,
    /// Cells of the slope, stand, polder, gully or road section.
    pub cells: Vec<u32>,
    /// People at home where the harm would come.
    pub people: u32,
    pub grade: Grade,
    /// Lowest factor of safety of the slope's cells when soaked; only for slopes and gullies.
    pub safety: Option<f32>,
    /// Whether the county knows of it. The others are for the director of the drill only.
    pub listed: bool,
}

/// What kind of harm a risk spot stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RiskKind {
    /// 滑坡隐患点: a slope above homes or a road that fails when soaked
    Slope,
    /// 泥石流沟: a steep brook with unstable slopes above it
    Gully,
    /// 山洪灾害危险区: homes low beside a brook
    FlashFlood,
    /// 病险堤垸: a weak stretch of a dyke
    Dyke,
    /// 火险林区: flammable woods against homes
    FireStand,
    /// 重大危险源: dangerous substances in quantity
    MajorHazard,
    /// 风险路段: a road under steep slopes or below the banks of a river
    RoadSection,
}

impl RiskKind {
    /// Whether it stands for ground that may come down.
    pub fn slides(self) -> bool {
        matches!(self, RiskKind::Slope | RiskKind::Gully)
    }
}

/// Grades of threatened people of the national plan for geological disasters, lower bound inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Grade {
    /// 一般: fewer than 100 people
    General,
    /// 较大: 100 to 500
    Larger,
    /// 重大: 500 to 1,000
    Major,
    /// 特别重大: 1,000 and more
    Extra,
}

impl Grade {
    /// The grade by the number of people threatened.
    pub fn of(people: u32) -> Self {
        match people {
            0..100 => Grade::General,
            100..500 => Grade::Larger,
            500..1_000 => Grade::Major,
            _ => Grade::Extra,
        }
    }
}
