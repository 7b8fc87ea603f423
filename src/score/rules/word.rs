//! Rules about what is said and when: warnings, reports, publications, answers to alarms.

use super::{
    super::{
        Finding,
        evidence::{
            Case, facts, first_known, known_incidents, mean, note, of_fact, of_order, timed, with_number,
        },
        scene,
    },
    command::{agree, command, first_order},
};
use crate::{
    drill::{Drill, Order, order::TaskOrder},
    num::DrillTime,
    response::{facts::What, slides::signs::Sign},
    text::{both, both_with, text},
};

/// LP-R14: a report within the limit of every change: an incident becomes known, the level is set anew.
pub fn report_at_each_change(drill: &Drill, limit_min: f64) -> Finding {
    let learned = facts(drill)
        .iter()
        .filter(|f| matches!(f.what, What::IncidentKnown { .. }))
        .filter_map(|f| of_fact(drill, f));
    let levels = drill
        .given()
        .iter()
        .filter(|g| matches!(g.order, Order::SetLevel { .. } | Order::EndResponse))
        .map(|g| of_order(drill, g));
    let reports = &command(drill).reports;
    let mut cases = Vec::new();
    for evidence in learned.chain(levels) {
        let next = reports.iter().map(|r| r.at).find(|at| *at >= evidence.at);
        let waited = next.unwrap_or(drill.now()).minutes_since(evidence.at);
        if next.is_none() && waited < limit_min {
            continue;
        }
        let credit = if next.is_some() { timed(waited - limit_min) } else { 0.0 };
        cases.push(Case { credit, evidence });
    }
    mean(cases, with_number("score-report-after-change", limit_min), both("score-nothing-to-report"))
}

/// LP-R16: what is published is what was known, and one seat speaks.
pub fn one_voice(drill: &Drill) -> Finding {
    let threshold = both("score-one-voice");
    let said: Vec<_> = drill.given().iter().filter(|g| matches!(g.order, Order::Publish { .. })).collect();
    let Some(speaker) = said.first().map(|g| &g.seat) else {
        return match first_known(drill).and_then(|f| of_fact(drill, f)) {
            Some(evidence) => mean(vec![Case { credit: 0.0, evidence }], threshold, both("score-never")),
            None => Finding::NotExercised(both("score-no-danger-known")),
        };
    };
    let cases = said
        .iter()
        .zip(&command(drill).publications)
        .map(|(given, publication)| {
            let right = publication.figures.is_none_or(|figures| agree(&figures, &publication.known));
            let credit = f64::from(u8::from(right && given.seat == *speaker));
            Case { credit, evidence: of_order(drill, given) }
        })
        .collect();
    mean(cases, threshold, both("score-no-danger-known"))
}

/// Minutes before an alarm in which an act already answers it.
const AHEAD_MIN: u32 = 60;

/// Whether a fact is an alarm of a gauge, a slope's monitor or a lookout.
fn alarm(what: &What) -> bool {
    match *what {
        What::GaugeWarning { .. } | What::GaugeGuarantee { .. } | What::LookoutAlarm { .. } => true,
        What::SlopeSign { sign, .. } => matches!(sign, Sign::Cracks | Sign::Moving),
        _ => false,
    }
}

/// PJ-R24: every alarm is answered within the limit, by a warning, an order to leave or to get out, or a team sent to
/// look or to work; an act in the hour before counts too.
pub fn alarm_answered(drill: &Drill, limit_min: f64) -> Finding {
    let answers = |order: &Order| match order {
        // Whoever works below a slope that moves is pulled away.
        Order::Warn { .. } | Order::Evacuate { .. } | Order::Sandbag { .. } | Order::Withdraw { .. } => true,
        Order::Dispatch { task, .. } => !matches!(task, TaskOrder::Standby(_) | TaskOrder::ServeShelter(_)),
        _ => false,
    };
    let mut cases = Vec::new();
    for alarm in facts(drill).iter().filter(|f| alarm(&f.what)) {
        let from = DrillTime(alarm.at.0.saturating_sub(AHEAD_MIN * 60));
        let act = drill.given().iter().find(|g| g.at >= from && answers(&g.order));
        let late = act.map_or(drill.now(), |g| g.at).minutes_since(alarm.at) - limit_min;
        if act.is_none() && late < 0.0 {
            continue;
        }
        if let Some(evidence) = of_fact(drill, alarm) {
            cases.push(Case { credit: if act.is_some() { timed(late) } else { 0.0 }, evidence });
        }
    }
    mean(cases, with_number("score-alarm-answered", limit_min), both("score-no-alarm"))
}

/// LP-R06: the level, a warning and, where villages are in danger, an order to leave, each within the
/// limit of first knowing of danger.
pub fn plan_starts_at_once(drill: &Drill, limit_min: f64) -> Finding {
    let Some(from) = first_known(drill) else {
        return Finding::NotExercised(both("score-no-danger-known"));
    };
    let in_danger = !scene::struck(drill).is_empty()
        || known_incidents(drill).any(|(item, _)| !scene::exposed(drill, item.kind).is_empty());
    let mut acts = vec![
        ("order-set-level", first_order(drill, |o| matches!(o, Order::SetLevel { .. }))),
        ("order-warn", first_order(drill, |o| matches!(o, Order::Warn { .. }))),
    ];
    if in_danger {
        acts.push(("order-evacuate", first_order(drill, |o| matches!(o, Order::Evacuate { .. }))));
    }
    let cases = acts
        .into_iter()
        .map(|(key, act)| match act {
            Some(given) => Case {
                credit: timed(given.at.minutes_since(from.at) - limit_min),
                evidence: of_order(drill, given),
            },
            None => {
                let what = both_with("score-not-ordered", |lang| vec![("order", text(lang, key).into())]);
                Case { credit: 0.0, evidence: note(from.at, what) }
            }
        })
        .collect();
    mean(cases, with_number("score-started-within", limit_min), both("score-no-danger-known"))
}
