//! Teams and where they stand ready.

use super::Place;
use serde::{Deserialize, Serialize};

/// Where a team stands ready.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Base {
    pub place: Place,
    pub kind: TeamKind,
    /// People of the team.
    pub size: u32,
    /// Rescue boats it brings.
    pub boats: u32,
}

/// Kinds of team (names as in the plans).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TeamKind {
    /// 县综合性消防救援队
    Fire,
    /// 民兵应急连
    MilitiaCompany,
    /// 应急救援兼职队伍
    PartTime,
    /// 区域性应急救援中心
    RegionalCentre,
    /// 乡镇综合性应急救援队
    Township,
    /// 乡镇民兵应急救援分队
    TownshipMilitia,
    /// 医疗救护队
    Medical,
    /// 应急专家组
    Experts,
    /// 社会救援力量（志愿者）
    Volunteers,
    /// 专业森林消防大队
    ForestFire,
    /// 乡镇半专业森林消防队
    SemiForestFire,
    /// 村级应急救援分队
    Village,
    /// 社区微型消防站、村志愿消防队
    MicroFire,
    /// 水上应急救援中心
    Water,
    /// 危险化学品救援队、气防站
    Hazmat,
    /// 矿山救护队
    Mine,
    /// 企业专职消防队、工艺处置队: a works' own, that acts by the works' plan
    Works,
    /// 市级支援队伍, sent by the next level on request
    CityRescue,
}
