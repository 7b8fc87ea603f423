//! What works, watches, warns or endangers: everything but shelters, stores, bases and hospitals.

use super::{Place, Substance};
use crate::num::Point;
use serde::{Deserialize, Serialize};

/// A facility.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facility {
    pub place: Place,
    pub kind: FacilityKind,
    /// How much of it, in the unit of [`FacilityKind::unit`].
    pub size: f32,
    /// People who are there in the middle of a working day and live elsewhere or here: pupils, workers.
    pub day_people: u32,
    /// Tanks with dangerous substances.
    pub tanks: Vec<Tank>,
    /// Course of a fire break, from end to end; empty for what stands at a point.
    pub line: Vec<Point>,
    /// Where the plan speaks of it; `None` marks an assumption of this program.
    pub source: Option<Source>,
}

/// Words of a plan that a figure comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The plan's own words.
    pub phrase: String,
    /// Chapter and number: `六(三)`.
    pub place: String,
}

/// Kinds of facility.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FacilityKind {
    /// 应急指挥中心
    CommandCentre,
    /// 综合性营区: study, training, lodging and store of a township's team
    Camp,
    /// 应急救援训练基地
    TrainingBase,
    /// 小型消防站、微型消防站: a small fire station besides the bases of teams
    FireStation,
    School,
    /// Stadium or sports hall.
    Stadium,
    Park,
    IndustrialPark,
    ChemicalWorks,
    /// Works of other kinds: pharmaceuticals, textiles, metals.
    Works,
    GasStore,
    FillingStation,
    Warehouse,
    /// 烟花爆竹仓库
    FireworksStore,
    CoalMine,
    Mine,
    TailingsPond,
    Substation,
    WaterWorks,
    BaseStation,
    RainGauge,
    SlopeGauge,
    LookoutTower,
    FirePond,
    FireBreak,
    Loudspeaker,
    /// 立交下穿道、低洼易涝点
    Underpass,
    /// 寺庙
    Temple,
}

impl FacilityKind {
    /// All kinds, in order.
    pub const ALL: [FacilityKind; 28] = {
        use FacilityKind::*;
        [
            CommandCentre,
            Camp,
            TrainingBase,
            FireStation,
            School,
            Stadium,
            Park,
            IndustrialPark,
            ChemicalWorks,
            Works,
            GasStore,
            FillingStation,
            Warehouse,
            FireworksStore,
            CoalMine,
            Mine,
            TailingsPond,
            Substation,
            WaterWorks,
            BaseStation,
            RainGauge,
            SlopeGauge,
            LookoutTower,
            FirePond,
            FireBreak,
            Loudspeaker,
            Underpass,
            Temple,
        ]
    };

    /// Message key of its name, with a place for `name`.
    pub fn key(self) -> &'static str {
        use FacilityKind::*;
        match self {
            CommandCentre => "county-site-command",
            Camp => "county-site-camp",
            TrainingBase => "county-site-training",
            FireStation => "county-site-fire-station",
            School => "county-site-school",
            Stadium => "county-site-stadium",
            Park => "county-site-park",
            IndustrialPark => "county-site-industry",
            ChemicalWorks => "county-site-chemical",
            Works => "county-site-works",
            GasStore => "county-site-gas",
            FillingStation => "county-site-filling",
            Warehouse => "county-site-warehouse",
            FireworksStore => "county-site-fireworks",
            CoalMine => "county-site-coal",
            Mine => "county-site-mine",
            TailingsPond => "county-site-tailings",
            Substation => "county-site-substation",
            WaterWorks => "county-site-water",
            BaseStation => "county-site-base-station",
            RainGauge => "county-site-rain",
            SlopeGauge => "county-site-slope",
            LookoutTower => "county-site-lookout",
            FirePond => "county-site-pond",
            FireBreak => "county-site-break",
            Loudspeaker => "county-site-speaker",
            Underpass => "county-site-underpass",
            Temple => "county-site-temple",
        }
    }

    /// Whether a road of its own leads to it. The others stand beside what is there, or at the end of a path.
    pub fn has_road(self) -> bool {
        use FacilityKind::*;
        !matches!(
            self,
            BaseStation | RainGauge | SlopeGauge | LookoutTower | FirePond | FireBreak | Loudspeaker | Temple
        )
    }

    /// Unit of [`Facility::size`] as a message key: floor or ground m², pupils, m³, m, MVA and the like.
    pub fn unit(self) -> &'static str {
        use FacilityKind::*;
        match self {
            School => "county-unit-pupils",
            ChemicalWorks | GasStore | FillingStation | FireworksStore => "county-unit-tonnes",
            CoalMine | Mine | Works => "county-unit-workers",
            TailingsPond | FirePond => "county-unit-m3",
            Substation => "county-unit-mva",
            WaterWorks => "county-unit-m3-per-day",
            BaseStation | Loudspeaker | LookoutTower => "county-unit-m-reach",
            RainGauge | SlopeGauge => "county-unit-gauges",
            FireBreak => "county-unit-m",
            FireStation => "county-unit-people",
            CommandCentre | Camp | TrainingBase | Stadium | Park | IndustrialPark | Warehouse | Underpass
            | Temple => "county-unit-m2",
        }
    }
}

/// A tank with its bund.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tank {
    pub substance: Substance,
    pub capacity_t: f32,
    /// What is in it, t.
    pub held_t: f32,
    /// Area inside the bund, m²; 0 where there is none.
    pub bund_m2: f32,
}
