//! A plan pack: the targets and rules of a real county plan as data, so that a drill is scored by the
//! plan's own words.
//!
//! Numbers, deadlines and phrases come only from the plan's text; a number that is missing there is not
//! filled in from another plan. What the trainer adds (weights, limits in minutes) is in the same file,
//! in fields that say so. Scoring measures are named by [`Measure`] and [`RuleCheck`]; what can be checked
//! without a drill, on the county's data, by [`DatasetCheck`] and [`dataset::check`].

pub mod dataset;
pub mod lint;
pub mod measure;

use crate::{county::Id, text::Name};
pub use lint::{load, load_text};
pub use measure::{DatasetCheck, Measure, RuleCheck};
use serde::{Deserialize, Serialize};

/// A plan with its targets and rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub id: Id,
    pub name: Name,
    pub source: Source,
    #[serde(default)]
    pub profile: Profile,
    pub targets: Vec<Target>,
    pub rules: Vec<Rule>,
}

/// The document that the plan is taken from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub title: String,
    pub publisher: String,
    /// When it was published, as far as the document says: `2021-11-10`, or a year.
    pub date: String,
    /// First and last year.
    pub period: (u16, u16),
    /// The document's text, relative to the plan file.
    pub text: String,
}

/// Facts of the plan that a measure needs beside the targets. A plan that does not state them leaves them
/// out; what makes a county is in its own profile, `county::profile`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Profile {
    /// Shelters in the county town.
    pub shelters_town: u32,
    pub regional_centre: Option<RegionalCentre>,
}

/// The regional rescue centre: where it stands and which townships it serves, by Chinese name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegionalCentre {
    pub at: String,
    pub serves: Vec<String>,
}

/// A quantified target of the plan, or a past figure that it states.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    pub id: Id,
    /// A short gloss in both languages; the wording that counts is in `phrases`.
    pub title: Name,
    /// The plan's words, character by character.
    pub phrases: Vec<String>,
    /// Chapter(section)item, several separated by `; `.
    pub place: String,
    /// Lines of the source text where the phrases begin, in their order; one number where they share it.
    pub lines: Vec<u32>,
    /// The threshold in `unit`, where the plan gives a number.
    #[serde(default)]
    pub value: Option<f64>,
    /// Upper end of a range that begins at `value`, where the plan gives a range.
    #[serde(default)]
    pub up_to: Option<f64>,
    #[serde(default)]
    pub unit: Option<Name>,
    #[serde(default)]
    pub operator: Option<Operator>,
    /// Share of the cases that must keep the threshold, %, where the plan gives one.
    #[serde(default)]
    pub coverage_percent: Option<f64>,
    pub kind: Kind,
    pub level: Level,
    pub deadline: Deadline,
    pub force: Force,
    pub status: Status,
    /// When the clock of a time target starts, and who says so.
    #[serde(default)]
    pub clock_start: Option<Name>,
    pub usage: Use,
}

/// A rule of conduct of the plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub id: Id,
    pub title: Name,
    pub phrases: Vec<String>,
    pub place: String,
    pub lines: Vec<u32>,
    pub usage: RuleUse,
}

/// How a measured value is held against a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operator {
    Le,
    Lt,
    Ge,
    Gt,
    Eq,
}

impl Operator {
    /// Whether `measured` keeps `threshold`.
    pub fn holds(self, measured: f64, threshold: f64) -> bool {
        match self {
            Operator::Le => measured <= threshold,
            Operator::Lt => measured < threshold,
            Operator::Ge => measured >= threshold,
            Operator::Gt => measured > threshold,
            Operator::Eq => measured == threshold,
        }
    }

    /// `≤` and the like.
    pub fn sign(self) -> &'static str {
        match self {
            Operator::Le => "≤",
            Operator::Lt => "<",
            Operator::Ge => "≥",
            Operator::Gt => ">",
            Operator::Eq => "=",
        }
    }
}

/// What a target's number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    Absolute,
    ChangePercent,
    Count,
    /// A share of cases, units or people.
    Coverage,
    /// A list of items that must be complete.
    Checklist,
    /// "Clearly higher" or "clearly fewer", without a number.
    Trend,
}

/// Whose target it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Level {
    City,
    County,
    Township,
    Village,
    Firm,
}

/// By when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deadline {
    Year(u16),
    EndOfYear(u16),
    /// End of a month: year, month.
    Month(u16, u8),
    /// Year, month, day.
    Day(u16, u8, u8),
    /// So many months after the superior level's text on the matter.
    MonthsAfterSuperior(u8),
    /// As the superior level arranges.
    BySuperior,
    PlanPeriod,
    EachYear,
    /// To be kept up all the time (长期坚持).
    Always,
    Unstated,
}

/// Whether the plan calls the target binding (约束性) or expected (预期性).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Force {
    Binding,
    Expected,
    Unstated,
}

/// A target to reach, or a fact of the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    Target,
    PastFact,
}

/// What the program does with a target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Use {
    /// Measured in the drill and scored.
    Drill {
        measure: Measure,
        /// The trainer's weight; only its share of the sum of weights counts.
        weight: f64,
        /// The trainer's threshold where the plan gives no number for what is measured; its unit stands
        /// with the [`Measure`].
        #[serde(default)]
        limit: Option<f64>,
        /// What of the same target can be checked on the county's data.
        #[serde(default)]
        dataset: Option<DatasetCheck>,
    },
    /// Checked on the county's data only.
    Dataset(DatasetCheck),
    /// A drill could measure it, but this one does not exercise it, for this reason.
    NotInThisDrill(Name),
    /// No drill can measure it, for this reason.
    Context(Name),
}

/// What the program does with a rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum RuleUse {
    /// Checked in the drill and scored.
    Drill {
        rule: RuleCheck,
        /// The trainer's weight; only its share of the sum of weights counts.
        weight: f64,
        /// The trainer's limit in minutes: the plan states none. A scenario may set another.
        #[serde(default)]
        limit_min: Option<f64>,
    },
    /// Held by a measure of the drill's outcome, as a target is; the limit's unit stands with the
    /// [`Measure`].
    Measured {
        measure: Measure,
        weight: f64,
        #[serde(default)]
        limit: Option<f64>,
    },
    Dataset(DatasetCheck),
    NotInThisDrill(Name),
    Context(Name),
}

impl Target {
    /// The check on the county's data, if it has one.
    pub fn dataset(&self) -> Option<&DatasetCheck> {
        match &self.usage {
            Use::Drill { dataset, .. } => dataset.as_ref(),
            Use::Dataset(check) => Some(check),
            Use::NotInThisDrill(_) | Use::Context(_) => None,
        }
    }
}

impl Rule {
    /// The check on the county's data, if it has one.
    pub fn dataset(&self) -> Option<&DatasetCheck> {
        match &self.usage {
            RuleUse::Dataset(check) => Some(check),
            _ => None,
        }
    }
}

impl Plan {
    /// The target with this id.
    pub fn target(&self, id: &str) -> Option<&Target> {
        self.targets.iter().find(|target| target.id == id)
    }

    /// Whether the plan's regional rescue centre serves a township with this Chinese name.
    pub fn served_by_centre(&self, township: &str) -> bool {
        let centre = self.profile.regional_centre.as_ref();
        centre.is_some_and(|centre| centre.serves.iter().any(|served| township.contains(served.as_str())))
    }

    /// The rule with this id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }
}
