//! The closed lists of what can be measured: a plan names one of these for each target and rule, the
//! score has one function for each.

use crate::county::{FacilityKind, Item, TeamKind};
use serde::{Deserialize, Serialize};

/// A measure of a target, taken in one drill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Measure {
    /// Share of incidents, %, where the first team with the equipment it needs arrived within the
    /// target's minutes of the county receiving the report (YY-T01).
    TeamOnSceneInTime,
    /// People rescued alive of those who were in danger, % (YY-T05; the plan gives no threshold).
    SurvivalShare,
    /// Rescuers hurt or killed; the limit is a number of people (YY-T06; zero is the trainer's choice).
    RescuerCasualties,
    /// Share of the time of incidents, %, with a live picture from the scene to the county (YY-T08).
    SceneLink,
    /// Evacuees who are inside a shelter, of all evacuees, % (YY-T11).
    EvacueesInShelters,
    /// Share of evacuees, %, whose way on foot to the nearest open shelter is within the limit; the limit
    /// is in minutes, the trainer's (YY-T12).
    ShelterWalk,
    /// Equipment kinds present at the shelters that were opened, mean of the twelve (YY-T13).
    ShelterOutfit,
    /// Supply orders served from the store of the own township, % (YY-T14).
    OwnStoreShare,
    /// Incidents where the first team belonged to the township or its neighbour, % (YY-T15).
    FirstTeamLocal,
    /// Incidents in the townships of the regional centre that it served first, % (YY-T17).
    RegionalCentreFirst,
    /// Incidents that became "larger" (较大). The limit is the number of deaths from which one is: three
    /// by the grades for production accidents of State Council order 493 of 2007, article 3, which the
    /// trainer borrows for a natural disaster (YY-T22); from ten on it is "major" (重大, LJ-T02).
    NoLargerAccident,
    /// Supply orders that went village, township, county unless the nearer tier was empty, % (YY-T25).
    SupplyTiers,
    /// Different kinds of channel used to warn (YY-T26).
    WarningChannels,
    /// People of the villages that harm reached who had been warned by then, % (LP-T21, without a threshold;
    /// LJ-T09 and SC-T09 give one).
    WarnedInTime,
    /// Fires in the open that are put out within 24 h of their start, % (LJ-T21).
    FireOutInTime,
    /// Burnt forest, per mille of the county's forest (LJ-T22, SC-T08).
    ForestDamageRate,
    /// People harmed or moved whose water, food and bedding are provided for within the target's hours of the
    /// first incident's beginning, % (SC-T07).
    ReliefInTime,
    /// News of danger that an order of any kind follows within the limit, minutes (SC-T19): somebody is on duty.
    DutyAnswers,
    /// Deaths and severe injuries among the people; the limit is the number of deaths that halves the credit,
    /// the trainer's (SC-R15).
    FewCasualties,
}

/// A check of a rule, made in one drill. Limits are in minutes and the trainer's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RuleCheck {
    /// A team is sent within the limit of the report of an incident (YY-R01).
    PromptDispatch,
    /// The county reports upward within the limit of first knowing (YY-R03).
    EarlyReport,
    /// Reports come from one desk; their figures do not contradict each other or what was known (YY-R05).
    UnifiedReport,
    /// The response level is declared, and fits, before teams are sent in mass (YY-R06).
    LevelBeforeDispatch,
    /// An on-scene commander is named within the limit of the first team's arrival (YY-R07).
    CommanderNamed,
    /// An on-scene commander and a deputy are named within the limit of the headquarters' order or of the first team's
    /// arrival (LP-R03).
    CommanderAndDeputy,
    /// With several teams on a scene, all orders pass through its one commander (YY-R08).
    UnifiedCommand,
    /// With several teams on a scene, orders to them come from one command there: headquarters that work or a
    /// commander (LJ-R18, SC-R03: these plans name no commander).
    OneSceneCommand,
    /// Teams are withdrawn, or a safety officer is set, when danger to rescuers passes the threshold
    /// (YY-R09).
    RescuerSafety,
    /// The next level or the military is called when local forces do not suffice (YY-R13).
    CallNextLevel,
    /// The public is informed within the limit, by the body in charge, as reported (YY-R15).
    PublicInformation,
    /// The warning reaches people at least the limit before the water (YY-R16).
    WarnBeforeImpact,
    /// Villages in danger get a targeted warning beside the general one (YY-R17).
    TargetedAndBroad,
    /// Teams, pumps or sandbags are placed ahead of the peak (YY-R18).
    PrePositioning,
    /// A shelter with room is open before the people sent there leave (YY-R20).
    ShelterOpenBeforeMove,
    /// A team whose road is cut is sent another way within the limit (YY-R24).
    AlternativeRoute,
    /// A medical team is at a shelter or at casualties within the limit (YY-R25).
    MedicalToShelters,
    /// No team is ordered to two places at once; a reserve is kept (YY-R26).
    NoDoubleBooking,
    /// Damage is reported with place, people and loss, within the limit and without error (YY-R27).
    ExactDamageReports,
    /// Experts are asked before a risky decision on a dyke or a dam (YY-R28).
    ExpertsBeforeRisky,
    /// Teams leave within the limit of the order; travel and result are logged (YY-R33).
    DepartTravelResult,
    /// Reports go on at most the limit apart, from the first to the closing one (YY-R34).
    WholeCourseReports,
    /// The response level is the one that the danger calls for, the limit after news of it (PJ-R03).
    FittingLevel,
    /// A headquarters is set up on the scene within the limit of its becoming necessary (PJ-R04).
    HeadquartersWhenNeeded,
    /// Teams are sent to work that they are made for (PJ-R05, LP-R11).
    MatchingSkill,
    /// Both of the last: teams fit the work, and the level fits the danger, the limit after news of it (SC-R08).
    SkillAndLevel,
    /// The village's own team and the township's are each sent within the limit of a report (SC-R01).
    GrassRootsFirst,
    /// Each forest fire is reconnoitred with drones within the limit of its becoming known (SC-R18).
    FireReconnaissance,
    /// Each forest fire with water in reach is fought with water within the limit of its becoming known (SC-R19).
    WaterAttack,
    /// At a toxic release a gas-defence team is sent, the people under the cloud are told to leave or to stay in, and the air
    /// is measured, each within the limit (LJ-R14).
    GasDefenceFirst,
    /// Orange and red warnings name those who are threatened, and no others (LJ-R07).
    PreciseWarning,
    /// Those whom a known danger threatens are out of its way in time, or it is kept from coming true
    /// (PJ-R07).
    SecondaryPrevented,
    /// The militia company is called within the limit of people being in danger (PJ-R14).
    MilitiaCalled,
    /// Fire service and county team are both sent to rescue (PJ-R15).
    CountyTeamAssists,
    /// Alarms of gauges are answered within the limit (PJ-R24).
    AlarmAnswered,
    /// The county takes command of what is ordinary, and asks the city when it grows larger, each within
    /// the limit (LP-R01).
    GradeDecidesCommand,
    /// The first on-scene commander is of the township, named within the limit (LP-R02).
    TownshipCommandsFirst,
    /// Signal, route, place and settlement are there before people move (LP-R05).
    FourBoxes,
    /// Level, warning and evacuation follow within the limit of first knowing of danger (LP-R06).
    PlanStartsAtOnce,
    /// People in shelters have water, food and bedding (LP-R09).
    BasicNeedsMet,
    /// Every change of the situation is reported within the limit (LP-R14).
    ReportAtEachChange,
    /// One seat speaks to the public, and says what was known (LP-R16).
    OneVoice,
    /// Teams at a dangerous scene have a lookout or experts beside them (LP-R19).
    SceneWatched,
    /// Orders older than the limit are carried out by the end (LP-R36).
    OrdersCompleted,
}

/// A check on the county's data, which needs no drill.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum DatasetCheck {
    /// At least so many shelters in the county town, the first township.
    ShelterCountTown(u32),
    /// At least so many shelters in the townships, beside those that the town has by the plan.
    ShelterCountTownships(u32),
    /// Every shelter has so many of the twelve kinds of equipment.
    ShelterEquipment(u32),
    /// Every township has a store of at least this floor, m².
    StorePerTownship { area_m2: f64 },
    /// Usable floor or ground of all shelters, m².
    ShelterArea(f64),
    /// Every township has a team of this kind with at least so many people.
    TeamPerTownship {
        kind: TeamKind,
        #[serde(default)]
        people: u32,
    },
    /// Every village has a team of this kind with at least so many people.
    TeamPerVillage {
        kind: TeamKind,
        #[serde(default)]
        people: u32,
    },
    /// The largest team of this kind has at least so many people.
    TeamOfSize { kind: TeamKind, people: u32 },
    /// People of all teams of these kinds, per mille of the county's people.
    TeamsPerMille { kinds: Vec<TeamKind>, per_mille: f64 },
    /// At least so many facilities of this kind: the lower end, where the plan gives a range.
    Facilities { kind: FacilityKind, at_least: u32 },
    /// The regional rescue centre stands in the township with this Chinese name.
    RegionalCentre(String),
    /// Stores of so many tiers exist.
    StoreTiers(u32),
    /// The county's own stores hold what so many people need; what each needs is the trainer's.
    StoreServes { people: u32, each: Vec<(Item, f64)> },
    /// The county's own stores hold what this share of the people of so many townships at once need, the largest
    /// first; share and needs are the trainer's.
    StoreServesTownships { townships: u32, moved_percent: f64, each: Vec<(Item, f64)> },
    /// Share of people who live within reach of a loudspeaker, %.
    BroadcastReach { percent: f64 },
    /// Share of people who live within so many minutes of a rescue team's base by road, at these speeds,
    /// which are the trainer's: the plan gives none.
    TravelRing { minutes: f64, county_km_h: f64, township_km_h: f64, village_km_h: f64 },
}

impl Measure {
    /// Whether the trainer must give a limit, since the plan has no number for what is measured.
    pub fn needs_limit(self) -> bool {
        matches!(
            self,
            Measure::RescuerCasualties
                | Measure::ShelterWalk
                | Measure::NoLargerAccident
                | Measure::DutyAnswers
                | Measure::FewCasualties
        )
    }

    /// Whether it is held against the plan's own number.
    pub fn needs_value(self) -> bool {
        matches!(
            self,
            Measure::TeamOnSceneInTime
                | Measure::WarningChannels
                | Measure::FireOutInTime
                | Measure::ForestDamageRate
                | Measure::ReliefInTime
        )
    }
}

impl RuleCheck {
    /// Whether it needs a limit in minutes.
    pub fn needs_limit(self) -> bool {
        matches!(
            self,
            RuleCheck::PromptDispatch
                | RuleCheck::EarlyReport
                | RuleCheck::CommanderNamed
                | RuleCheck::CommanderAndDeputy
                | RuleCheck::PublicInformation
                | RuleCheck::WarnBeforeImpact
                | RuleCheck::AlternativeRoute
                | RuleCheck::MedicalToShelters
                | RuleCheck::ExactDamageReports
                | RuleCheck::DepartTravelResult
                | RuleCheck::WholeCourseReports
                | RuleCheck::FittingLevel
                | RuleCheck::HeadquartersWhenNeeded
                | RuleCheck::SkillAndLevel
                | RuleCheck::GrassRootsFirst
                | RuleCheck::FireReconnaissance
                | RuleCheck::GasDefenceFirst
                | RuleCheck::WaterAttack
                | RuleCheck::SecondaryPrevented
                | RuleCheck::MilitiaCalled
                | RuleCheck::AlarmAnswered
                | RuleCheck::GradeDecidesCommand
                | RuleCheck::TownshipCommandsFirst
                | RuleCheck::PlanStartsAtOnce
                | RuleCheck::ReportAtEachChange
                | RuleCheck::OrdersCompleted
        )
    }
}
