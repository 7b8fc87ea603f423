//! The score: every target and rule of the plan as a row of a ledger, with measured value, threshold,
//! evidence and arithmetic. A pure function of a drill's run.
//!
//! A row is *exercised* when the drill asked for it, whether or not anybody acted: an incident to which
//! nobody went is a miss, a kind of event that did not happen is no row of the total. Only exercised rows
//! share in the total, by weight.
//!
//! | File | What it holds |
//! |---|---|
//! | `ledger` | rows, harm, the card; how the total is made |
//! | `measures/` | one function for each measure of a target |
//! | `rules/` | one function for each check of a rule |
//! | `fire` | forest fires: put out in time, forest lost |
//! | `scene` | what incidents endanger, which villages harm reached |
//! | `evidence` | facts and orders in words |

mod evidence;
pub mod fire;
pub mod ledger;
mod measures;
mod rules;
mod scene;

pub use evidence::HALF_LIFE_MIN;
pub use ledger::{Evidence, Harm, Row, Scorecard, Status};

use crate::{
    drill::Drill,
    plan::{RuleUse, Use, dataset},
    text::Name,
};

/// What a measure or rule found.
pub(crate) enum Finding {
    /// It counts: credit from 0 to 1.
    Scored { credit: f64, measured: Name, threshold: Name, arithmetic: Name, evidence: Vec<Evidence> },
    /// This drill did not ask for it.
    NotExercised(Name),
}

/// The score of a drill as it stands.
pub fn score(drill: &Drill) -> Scorecard {
    let plan = &drill.loaded().plan;
    let data = dataset::check(plan, drill.land());
    let mut rows = Vec::new();
    for target in &plan.targets {
        let (status, weight) = match &target.usage {
            Use::Drill { measure, weight, limit, .. } => {
                let value = target.value.unwrap_or_default();
                (Status::from(measures::measure(drill, *measure, value, *limit)), *weight)
            }
            Use::Dataset(_) => (Status::dataset(&data, &target.id), 0.0),
            Use::NotInThisDrill(why) => (Status::NotExercised(why.clone()), 0.0),
            Use::Context(why) => (Status::Context(why.clone()), 0.0),
        };
        rows.push(Row::new(&target.id, &target.title, &target.phrases, &target.place, weight, status));
    }
    let limits = &drill.loaded().scenario.limits;
    for rule in &plan.rules {
        let (status, weight) = match &rule.usage {
            RuleUse::Drill { rule: check, weight, limit_min } => {
                let limit = limits.get(&rule.id).copied().or(*limit_min);
                (Status::from(rules::check(drill, *check, limit)), *weight)
            }
            RuleUse::Measured { measure, weight, limit } => {
                (Status::from(measures::measure(drill, *measure, 0.0, *limit)), *weight)
            }
            RuleUse::Dataset(_) => (Status::dataset(&data, &rule.id), 0.0),
            RuleUse::NotInThisDrill(why) => (Status::NotExercised(why.clone()), 0.0),
            RuleUse::Context(why) => (Status::Context(why.clone()), 0.0),
        };
        rows.push(Row::new(&rule.id, &rule.title, &rule.phrases, &rule.place, weight, status));
    }
    Scorecard::new(plan, rows, Harm::of(drill))
}
