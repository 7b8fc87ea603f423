//! What works, watches, warns or endangers: everything but shelters, stores, bases and hospitals.

use super::Place;
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

/// A dangerous substance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Substance {
    Chlorine,
    Ammonia,
    Lpg,
    Lng,
    Gasoline,
    Diesel,
    Methanol,
    Ethanol,
    Benzene,
    Styrene,
    HydrogenChloride,
    Fireworks,
    /// 农药: packed goods in halls.
    Pesticides,
    /// 聚氯乙烯制品
    Pvc,
    /// 橡胶轮胎
    Rubber,
}

impl Substance {
    /// All substances, in order.
    pub const ALL: [Substance; 15] = {
        use Substance::*;
        [
            Chlorine,
            Ammonia,
            Lpg,
            Lng,
            Gasoline,
            Diesel,
            Methanol,
            Ethanol,
            Benzene,
            Styrene,
            HydrogenChloride,
            Fireworks,
            Pesticides,
            Pvc,
            Rubber,
        ]
    };

    /// Its id in the hazards' table of substances; nothing for what has no data there.
    pub fn hazard_id(self) -> Option<&'static str> {
        Some(match self {
            Substance::Chlorine => "chlorine",
            Substance::Ammonia => "ammonia",
            Substance::Lpg => "lpg",
            Substance::Gasoline => "gasoline",
            Substance::Methanol => "methanol",
            Substance::Benzene => "benzene",
            Substance::Styrene => "styrene",
            Substance::HydrogenChloride => "hydrogen-chloride",
            _ => return None,
        })
    }

    /// Its id in the hazards' table of packed goods; nothing for what is kept in tanks.
    pub fn goods_id(self) -> Option<&'static str> {
        Some(match self {
            Substance::Pesticides => "pesticides",
            Substance::Pvc => "pvc",
            Substance::Rubber => "rubber",
            _ => return None,
        })
    }

    /// Whether it is kept as a liquid without pressure whose surface can burn, and there are data for that.
    pub fn burns_in_tank(self) -> bool {
        matches!(self, Substance::Gasoline | Substance::Methanol | Substance::Benzene | Substance::Styrene)
    }

    /// Whether what runs out of its tank burns well, and there are data for that.
    pub fn burns(self) -> bool {
        self.burns_in_tank() || self == Substance::Lpg
    }

    /// Density, t/m³, of the liquid as it is stored; what does not flow has none.
    pub fn density_t_m3(self) -> Option<f32> {
        use Substance::*;
        Some(match self {
            Chlorine => 1.41,
            Ammonia => 0.68,
            Lpg => 0.55,
            Lng => 0.43,
            Gasoline => 0.74,
            Diesel => 0.84,
            Methanol | Ethanol => 0.79,
            Benzene => 0.88,
            Styrene => 0.91,
            HydrogenChloride => 1.19,
            Fireworks | Pesticides | Pvc | Rubber => return None,
        })
    }

    /// Quantity from which a site counts as a major hazard source, t (GB 18218-2018, tables 1 and 2).
    pub fn threshold_t(self) -> f32 {
        use Substance::*;
        match self {
            Chlorine => 5.0,
            Ammonia => 10.0,
            Lpg | Lng | Benzene | Fireworks => 50.0,
            HydrogenChloride => 20.0,
            Gasoline => 200.0,
            Methanol | Ethanol | Styrene => 500.0,
            // A flammable liquid of category 3.
            Diesel => 5_000.0,
            // Acutely toxic, category 3, by mouth or skin.
            Pesticides => 500.0,
            // None: neither is in the tables.
            Pvc | Rubber => f32::INFINITY,
        }
    }
}
