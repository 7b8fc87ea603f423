//! Rows of the ledger, harm, and how the total is made.

use super::{Finding, evidence::number};
use crate::{
    drill::Drill,
    num::DrillTime,
    plan::{Plan, dataset::DatasetRow},
    response::{
        Roster, Tables, count_people, loss::Loss, people::Residents, shelters::ShelterState, teams::Team,
    },
    text::{Name, both, both_with, text},
};
use serde::Serialize;

/// One line of evidence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evidence {
    pub at: DrillTime,
    /// Number of the order in the journal, if it is one.
    pub order: Option<usize>,
    pub text: Name,
}

/// What became of a clause.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Status {
    /// Measured in the drill.
    Scored {
        /// 0 to 1.
        credit: f64,
        measured: Name,
        threshold: Name,
        arithmetic: Name,
        evidence: Vec<Evidence>,
    },
    /// Checked on the county's data, not scored.
    Dataset { holds: bool, measured: Name, threshold: Name },
    /// The drill did not ask for it, for this reason.
    NotExercised(Name),
    /// No drill can measure it.
    Context(Name),
}

impl From<Finding> for Status {
    fn from(finding: Finding) -> Self {
        match finding {
            Finding::Scored { credit, measured, threshold, arithmetic, evidence } => {
                Status::Scored { credit: credit.clamp(0.0, 1.0), measured, threshold, arithmetic, evidence }
            }
            Finding::NotExercised(why) => Status::NotExercised(why),
        }
    }
}

/// A clause of the plan in the ledger.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Id of the target or rule, for example `YY-T01`.
    pub id: String,
    pub title: Name,
    /// The plan's words.
    pub phrases: Vec<String>,
    /// Chapter, section and item of the plan.
    pub place: String,
    pub weight: f64,
    /// Points of the total that the row could give and gives.
    pub possible: f64,
    pub points: f64,
    pub status: Status,
}

impl Row {
    pub(super) fn new(
        id: &str,
        title: &Name,
        phrases: &[String],
        place: &str,
        weight: f64,
        status: Status,
    ) -> Self {
        Self {
            id: id.to_owned(),
            title: title.clone(),
            phrases: phrases.to_vec(),
            place: place.to_owned(),
            weight,
            possible: 0.0,
            points: 0.0,
            status,
        }
    }

    /// Credit of a row that counts.
    pub fn credit(&self) -> Option<f64> {
        match self.status {
            Status::Scored { credit, .. } => Some(credit),
            _ => None,
        }
    }
}

/// Harm in plain numbers, true at the drill's end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Harm {
    /// All who died, found or not, and who still lie buried; rescuers are counted by themselves.
    pub deaths: u32,
    /// Of the deaths, those whom nobody has found: missing to the county.
    pub missing: u32,
    pub severe_injuries: u32,
    pub rescuer_deaths: u32,
    pub loss_yuan: f64,
    /// Person-hours in shelters without water, food or bedding.
    pub unmet_person_h: f64,
    pub people_safe: u32,
    pub people: u32,
    /// deaths + 0.3 severe injuries + 2 rescuer deaths + unmet need + loss, with the weights of
    /// `assets/response.ron`.
    pub index: f64,
}

impl Harm {
    /// Harm of a drill as it stands.
    pub fn of(drill: &Drill) -> Self {
        let world = drill.world();
        let roster = world.resource::<Roster>();
        let counts = count_people(world);
        let missing =
            roster.villages.iter().filter_map(|&e| world.get::<Residents>(e)).map(Residents::missing).sum();
        let teams = || roster.teams.iter().filter_map(|&e| world.get::<Team>(e));
        let rescuer_deaths = teams().map(|t| t.lost).sum();
        let severe_injuries = counts.injured + teams().map(|t| t.hurt).sum::<u32>();
        let unmet_person_h = roster
            .shelters
            .iter()
            .filter_map(|&e| world.get::<ShelterState>(e))
            .map(|s| s.unmet_person_h)
            .sum();
        let loss_yuan = world.resource::<Loss>().total_yuan();
        let w = &world.resource::<Tables>().harm;
        let deaths = counts.dead + counts.buried;
        let index = f64::from(deaths)
            + w.severe * f64::from(severe_injuries)
            + w.rescuer * f64::from(rescuer_deaths)
            + w.unmet_person_h * unmet_person_h
            + w.loss_per_million_yuan * loss_yuan / 1e6;
        Harm {
            deaths,
            missing,
            severe_injuries,
            rescuer_deaths,
            loss_yuan,
            unmet_person_h,
            people_safe: counts.safe(),
            people: counts.total(),
            index,
        }
    }
}

impl Status {
    /// What the check on the county's data found for a clause.
    pub(super) fn dataset(rows: &[DatasetRow], id: &str) -> Status {
        let Some(row) = rows.iter().find(|row| row.clause == id) else {
            return Status::NotExercised(both("score-no-dataset"));
        };
        let in_units = |value: f64| {
            both_with("score-value-unit", |lang| {
                vec![("value", number(value).into()), ("unit", text(lang, row.unit).into())]
            })
        };
        let sign = |name: Name| {
            let sign = row.operator.sign();
            Name::new(format!("{sign} {}", name.zh), format!("{sign} {}", name.en))
        };
        Status::Dataset {
            holds: row.met,
            measured: in_units(row.measured),
            threshold: sign(in_units(row.threshold)),
        }
    }
}

/// The score sheet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scorecard {
    pub plan: Name,
    /// 0 to 100: points of the exercised rows.
    pub total: f64,
    pub rows: Vec<Row>,
    pub harm: Harm,
}

impl Scorecard {
    /// Total = 100 · Σ weight·credit / Σ weight over the rows that are scored.
    pub(super) fn new(plan: &Plan, mut rows: Vec<Row>, harm: Harm) -> Self {
        let sum: f64 = rows.iter().filter(|r| r.credit().is_some()).map(|r| r.weight).sum();
        let mut total = 0.0;
        for row in &mut rows {
            if let Some(credit) = row.credit()
                && sum > 0.0
            {
                row.possible = 100.0 * row.weight / sum;
                row.points = row.possible * credit;
                total += row.points;
            }
        }
        Self { plan: plan.name.clone(), total, rows, harm }
    }

    /// Rows that count towards the total.
    pub fn scored(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|r| r.credit().is_some())
    }
}
