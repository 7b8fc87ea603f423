//! Rules about reporting and command.

use super::super::{
    Evidence, Finding,
    evidence::{
        Case, facts, first_known, incident, known_incidents, mean, note, number, of_fact, of_order, same,
        share, timed, with_number,
    },
};
use crate::{
    drill::{Drill, Given, Order},
    num::DrillTime,
    response::{
        command::{Command, Figures, Report},
        facts::What,
        incidents::IncidentKind,
    },
    text::{Name, both, both_with},
};

pub(super) fn command(drill: &Drill) -> &Command {
    drill.world().resource::<Command>()
}

/// First order of a kind.
pub(super) fn first_order(drill: &Drill, kind: impl Fn(&Order) -> bool) -> Option<&Given> {
    drill.given().iter().find(|g| kind(&g.order))
}

/// Credit of an act that was due some minutes after `from`.
pub(super) fn due(
    drill: &Drill,
    from: &Evidence,
    act: Option<&Given>,
    limit_min: f64,
    threshold: Name,
) -> Finding {
    let minutes = act.unwrap_or(&never(drill)).at.minutes_since(from.at);
    let credit = if act.is_some() { timed(minutes - limit_min) } else { 0.0 };
    let late = (minutes - limit_min).max(0.0);
    Finding::Scored {
        credit,
        measured: match act {
            Some(_) => with_number("score-minutes", minutes.round()),
            None => both("score-never"),
        },
        threshold,
        arithmetic: match act {
            Some(_) => same(format!("0.5^({} ÷ 30) = {credit:.2}", number(late.round()))),
            None => same("0"),
        },
        evidence: [Some(from.clone()), act.map(|g| of_order(drill, g))].into_iter().flatten().collect(),
    }
}

/// Stands for an order that was never given.
fn never(drill: &Drill) -> Given {
    Given { number: 0, at: drill.now(), seat: String::new(), order: Order::EndResponse }
}

/// YY-R03: the first report within the limit of first knowing of danger.
pub fn early_report(drill: &Drill, limit_min: f64) -> Finding {
    let Some(from) = first_known(drill).and_then(|f| of_fact(drill, f)) else {
        return Finding::NotExercised(both("score-no-danger-known"));
    };
    let act = first_order(drill, |o| matches!(o, Order::Report { .. }));
    due(drill, &from, act, limit_min, with_number("score-at-most-min", limit_min))
}

/// Whether figures agree within a tenth, or five people.
pub(super) fn agree(a: &Figures, b: &Figures) -> bool {
    a.rows().iter().zip(b.rows()).all(|((_, a), (_, b))| a.abs_diff(b) <= 5.max(b / 10))
}

fn report_note(report: &Report) -> Evidence {
    let text = both_with("score-report-figures", |_| {
        let r = &report;
        vec![
            ("reported", figures_text(&r.figures).into()),
            ("known", figures_text(&r.known).into()),
            ("truth", figures_text(&r.truth).into()),
        ]
    });
    note(report.at, text)
}

fn figures_text(f: &Figures) -> String {
    f.rows().map(|(_, n)| n.to_string()).join(" / ")
}

/// YY-R05: reports say what was known, and the dead do not become fewer.
pub fn unified_report(drill: &Drill) -> Finding {
    let reports = &command(drill).reports;
    if reports.is_empty() && known_incidents(drill).next().is_none() {
        return Finding::NotExercised(both("score-nothing-to-report"));
    }
    if reports.is_empty() {
        return nothing_reported(both("score-as-known"));
    }
    let cases = reports
        .iter()
        .enumerate()
        .map(|(i, r)| {
            let down = i > 0 && r.figures.dead < reports[i - 1].figures.dead;
            let credit = f64::from(u8::from(agree(&r.figures, &r.known) && !down));
            Case { credit, evidence: report_note(r) }
        })
        .collect();
    mean(cases, both("score-as-known"), both("score-nothing-to-report"))
}

fn nothing_reported(threshold: Name) -> Finding {
    Finding::Scored {
        credit: 0.0,
        measured: both("score-no-report"),
        threshold,
        arithmetic: same("0"),
        evidence: Vec::new(),
    }
}

/// YY-R27: damage is reported within the limit of the first village under water or person hurt, and within a fifth
/// of the truth.
pub fn exact_damage_reports(drill: &Drill, limit_min: f64) -> Finding {
    let harm = |what: &What| {
        matches!(
            what,
            What::VillageFlooded { .. } | What::Buried { .. } | What::Died { .. } | What::Injured { .. }
        )
    };
    let Some(first) = facts(drill).iter().find(|f| harm(&f.what)) else {
        return Finding::NotExercised(both("score-no-damage"));
    };
    let threshold = with_number("score-damage-reported", limit_min);
    let tells = |f: &Figures| f.affected + f.dead + f.missing + f.injured > 0;
    let damage: Vec<&Report> =
        command(drill).reports.iter().filter(|r| r.at >= first.at && tells(&r.figures)).collect();
    let Some(report) = damage.first() else { return nothing_reported(threshold) };
    let minutes = report.at.minutes_since(first.at);
    let close = |r: &&Report| {
        r.figures.rows().iter().zip(r.truth.rows()).all(|((_, a), (_, b))| a.abs_diff(b) <= 5.max(b / 5))
    };
    let exact = damage.iter().copied().filter(close).count();
    let share = exact as f64 / damage.len() as f64;
    let prompt = timed(minutes - limit_min);
    let credit = 0.5 * prompt + 0.5 * share;
    Finding::Scored {
        credit,
        measured: both_with("score-damage-measured", |_| {
            vec![
                ("minutes", number(minutes.round()).into()),
                ("exact", exact.into()),
                ("n", damage.len().into()),
            ]
        }),
        threshold,
        arithmetic: same(format!("½ × {prompt:.2} + ½ × {exact} ÷ {} = {credit:.2}", damage.len())),
        evidence: of_fact(drill, first)
            .into_iter()
            .chain(damage.iter().map(|r| report_note(r)))
            .take(12)
            .collect(),
    }
}

/// YY-R34: from the first report on, no gap longer than the limit; share of the time covered.
pub fn whole_course_reports(drill: &Drill, limit_min: f64) -> Finding {
    let reports = &command(drill).reports;
    let threshold = with_number("score-gap-at-most", limit_min);
    let begin = first_known(drill).map(|f| f.at).into_iter().chain(reports.first().map(|r| r.at)).min();
    let Some(begin) = begin else { return Finding::NotExercised(both("score-nothing-to-report")) };
    if reports.is_empty() {
        return nothing_reported(threshold);
    }
    let mut covered = 0.0;
    for (i, report) in reports.iter().enumerate() {
        let closing = report.kind == crate::response::command::ReportKind::Final;
        let until = reports.get(i + 1).map_or(drill.now(), |next| next.at);
        let gap = until.minutes_since(report.at);
        covered += if closing { gap } else { gap.min(limit_min) };
    }
    let whole = drill.now().minutes_since(begin).max(1.0);
    let evidence = drill
        .given()
        .iter()
        .filter(|g| matches!(g.order, Order::Report { .. }))
        .map(|g| of_order(drill, g))
        .collect();
    share(covered.min(whole).round(), whole.round(), threshold, evidence, both("score-nothing-to-report"))
}

/// When a third team was sent: from then on it is a mass dispatch.
pub(super) fn mass_dispatch(drill: &Drill) -> Option<&Given> {
    let mut teams = 0;
    drill.given().iter().find(|g| {
        teams += match &g.order {
            Order::Dispatch { .. } => 1,
            Order::Sandbag { teams, .. } => teams.len(),
            _ => 0,
        };
        teams >= 3
    })
}

/// YY-R06: a response level is active before forces are sent in mass.
pub fn level_before_dispatch(drill: &Drill) -> Finding {
    let level = first_order(drill, |o| matches!(o, Order::SetLevel { .. }));
    let threshold = both("score-level-first");
    let Some(mass) = mass_dispatch(drill) else {
        if level.is_none() && known_incidents(drill).next().is_some() {
            return Finding::Scored {
                credit: 0.0,
                measured: both("score-no-level"),
                threshold,
                arithmetic: same("0"),
                evidence: Vec::new(),
            };
        }
        return Finding::NotExercised(both("score-no-mass-dispatch"));
    };
    let kept = level.is_some_and(|l| l.number < mass.number);
    Finding::Scored {
        credit: f64::from(u8::from(kept)),
        measured: if kept { both("score-level-was-first") } else { both("score-level-was-late") },
        threshold,
        arithmetic: same(if kept { "1" } else { "0" }),
        evidence: level.into_iter().chain([mass]).map(|g| of_order(drill, g)).collect(),
    }
}

/// YY-R07: an on-site commander within the limit of the first team's arrival.
pub fn commander_named(drill: &Drill, limit_min: f64) -> Finding {
    let Some(from) = facts(drill)
        .iter()
        .find(|f| matches!(f.what, What::TeamArrived { .. }))
        .and_then(|f| of_fact(drill, f))
    else {
        return Finding::NotExercised(both("score-no-team-came"));
    };
    let act = first_order(drill, |o| matches!(o, Order::Commander { .. }));
    due(drill, &from, act, limit_min, with_number("score-at-most-min", limit_min))
}

/// LP-R03: an on-site commander and a deputy, each within the limit of the headquarters' order or of the first team's
/// arrival, whichever comes first: half each.
pub fn commander_and_deputy(drill: &Drill, limit_min: f64) -> Finding {
    let headquarters = first_order(drill, |o| matches!(o, Order::Headquarters { .. }));
    let arrival = facts(drill).iter().find(|f| matches!(f.what, What::TeamArrived { .. }));
    let begin = headquarters.map(|g| of_order(drill, g)).into_iter();
    let Some(from) = begin.chain(arrival.and_then(|f| of_fact(drill, f))).min_by_key(|e| e.at) else {
        return Finding::NotExercised(both("score-no-scene"));
    };
    let named = |deputy: bool| {
        let act = first_order(drill, |o| match o {
            Order::Commander { deputy: second, .. } => !deputy || second.is_some(),
            _ => false,
        });
        match act {
            Some(given) => Case {
                credit: timed(given.at.minutes_since(from.at) - limit_min),
                evidence: of_order(drill, given),
            },
            None => Case { credit: 0.0, evidence: from.clone() },
        }
    };
    let threshold = with_number("score-commander-and-deputy", limit_min);
    mean(vec![named(false), named(true)], threshold, both("score-no-scene"))
}

/// YY-R08: orders to teams, once one is on the scene, go through a commander.
pub fn unified_command(drill: &Drill) -> Finding {
    let Some(first) = facts(drill).iter().find(|f| matches!(f.what, What::TeamArrived { .. })) else {
        return Finding::NotExercised(both("score-no-team-came"));
    };
    let named: Option<DrillTime> = command(drill).commanders.first().map(|c| c.at);
    let cases = drill
        .given()
        .iter()
        .filter(|g| g.at >= first.at)
        .filter(|g| matches!(g.order, Order::Dispatch { .. } | Order::Sandbag { .. } | Order::Recall { .. }))
        .map(|g| Case {
            credit: f64::from(u8::from(named.is_some_and(|at| at <= g.at))),
            evidence: of_order(drill, g),
        })
        .collect();
    mean(cases, both("score-through-commander"), both("score-one-scene"))
}

/// LJ-R18, SC-R03: when a second team comes to a scene, and for each order to a team from then on, there is one command
/// on the scene: headquarters that work, or a commander.
pub fn one_scene_command(drill: &Drill) -> Finding {
    let mut arrivals = facts(drill).iter().filter(|f| matches!(f.what, What::TeamArrived { .. }));
    let Some(second) = arrivals.nth(1) else {
        return Finding::NotExercised(both("score-one-team"));
    };
    let state = command(drill);
    let headquarters = state.headquarters.iter().filter(|hq| hq.ready).map(|hq| hq.ready_at);
    let since = headquarters.chain(state.commanders.iter().map(|c| c.at)).min();
    let commanded = |at: DrillTime| f64::from(u8::from(since.is_some_and(|since| since <= at)));
    let orders = drill
        .given()
        .iter()
        .filter(|g| g.at >= second.at)
        .filter(|g| matches!(g.order, Order::Dispatch { .. } | Order::Sandbag { .. } | Order::Recall { .. }))
        .map(|g| Case { credit: commanded(g.at), evidence: of_order(drill, g) });
    let arrival = of_fact(drill, second).map(|evidence| Case { credit: commanded(second.at), evidence });
    mean(arrival.into_iter().chain(orders).collect(), both("score-one-command"), both("score-one-team"))
}

/// YY-R13: a broken dyke is beyond the county: the next level is asked.
pub fn call_next_level(drill: &Drill) -> Finding {
    let Some((item, known)) =
        known_incidents(drill).find(|(i, _)| matches!(i.kind, IncidentKind::DykeBreach { .. }))
    else {
        return Finding::NotExercised(both("score-forces-suffice"));
    };
    let act = first_order(drill, |o| matches!(o, Order::AskNextLevel));
    due(drill, &note(known, incident(drill, item)), act, 30.0, with_number("score-at-most-min", 30.0))
}

/// YY-R15: the public is informed within the limit, with what was known.
pub fn public_information(drill: &Drill, limit_min: f64) -> Finding {
    let Some(from) = first_known(drill).and_then(|f| of_fact(drill, f)) else {
        return Finding::NotExercised(both("score-no-danger-known"));
    };
    let wrong =
        command(drill).publications.iter().filter(|p| p.figures.is_some_and(|f| !agree(&f, &p.known)));
    let wrong = wrong.count();
    let act = first_order(drill, |o| matches!(o, Order::Publish { .. }));
    let mut finding = due(drill, &from, act, limit_min, with_number("score-at-most-min", limit_min));
    if let Finding::Scored { credit, arithmetic, .. } = &mut finding
        && wrong > 0
    {
        *credit *= 0.5;
        arithmetic.zh.push_str(" × ½");
        arithmetic.en.push_str(" × ½");
    }
    finding
}
