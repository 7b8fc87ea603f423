//! Measures about incidents and who came to them.

use super::super::{
    Finding,
    evidence::{
        Case, facts, incident, known_incidents, mean, note, number, of_fact, same, share, timed, with_number,
    },
};
use crate::{
    county::{County, TeamKind},
    drill::Drill,
    response::{Roster, command::Command, facts::What, incidents::Incidents, teams::Team},
    text::{both, both_with},
};

fn team(drill: &Drill, index: usize) -> Option<&Team> {
    let entity = *drill.world().resource::<Roster>().teams.get(index)?;
    drill.world().get::<Team>(entity)
}

/// YY-T01: minutes from the county's knowing to the first suitable team at work. An incident that became
/// known so late that its time was not yet up is left out.
pub fn team_on_scene_in_time(drill: &Drill, limit_min: f64) -> Finding {
    let mut cases = Vec::new();
    for (item, known) in known_incidents(drill) {
        let came = item.first_team.map(|(_, at)| at);
        let minutes = came.unwrap_or(drill.now()).minutes_since(known);
        if came.is_none() && minutes < limit_min {
            continue;
        }
        let credit = if came.is_some() { timed(minutes - limit_min) } else { 0.0 };
        let name = incident(drill, item);
        let key = if came.is_some() { "score-team-came" } else { "score-team-never" };
        let text = both_with(key, |lang| {
            vec![("incident", name.get(lang).to_owned().into()), ("minutes", number(minutes.round()).into())]
        });
        cases.push(Case { credit, evidence: note(known, text) });
    }
    mean(cases, with_number("score-at-most-min", limit_min), both("score-no-incident"))
}

/// Townships whose seats are among the three nearest to a township's seat.
fn neighbours(county: &County, township: usize) -> Vec<usize> {
    let seat = |t: usize| county.townships[t].seat;
    let mut others: Vec<usize> = (0..county.townships.len()).filter(|&t| t != township).collect();
    others.sort_by(|&a, &b| {
        seat(a).distance_m(seat(township)).total_cmp(&seat(b).distance_m(seat(township))).then(a.cmp(&b))
    });
    others.truncate(3);
    others
}

/// YY-T15: the first team belongs to the township or a neighbour. Incidents that nobody came to are
/// counted in YY-T01.
pub fn first_team_local(drill: &Drill) -> Finding {
    let county = drill.land();
    let mut cases = Vec::new();
    for (item, _) in known_incidents(drill) {
        let Some((index, at)) = item.first_team else { continue };
        let Some(first) = team(drill, index) else { continue };
        // Experts advise; who handles is asked here.
        if first.kind == TeamKind::Experts {
            continue;
        }
        let own = matches!(
            first.kind,
            TeamKind::Township | TeamKind::TownshipMilitia | TeamKind::Village | TeamKind::MicroFire
        );
        let near =
            first.township == item.township || neighbours(county, item.township).contains(&first.township);
        let name = incident(drill, item);
        let text = both_with("score-first-team", |lang| {
            vec![
                ("incident", name.get(lang).to_owned().into()),
                ("team", first.name.get(lang).to_owned().into()),
            ]
        });
        cases.push(Case { credit: f64::from(u8::from(own && near)), evidence: note(at, text) });
    }
    mean(cases, both("score-own-township"), both("score-no-team-came"))
}

/// YY-T17: in the townships that the regional centre serves, it came first.
pub fn regional_centre_first(drill: &Drill) -> Finding {
    let county = drill.land();
    let plan = &drill.loaded().plan;
    let mut cases = Vec::new();
    for (item, known) in known_incidents(drill) {
        if !plan.served_by_centre(&county.townships[item.township].name.zh) {
            continue;
        }
        let first = item.first_team.and_then(|(index, _)| team(drill, index));
        let credit = f64::from(u8::from(first.is_some_and(|t| t.kind == TeamKind::RegionalCentre)));
        cases.push(Case { credit, evidence: note(known, incident(drill, item)) });
    }
    mean(cases, both("score-centre-first"), both("score-no-incident-there"))
}

/// YY-T22: nothing became a larger (较大) accident, which is one with `limit` deaths.
pub fn no_larger_accident(drill: &Drill, limit: f64) -> Finding {
    if drill.world().resource::<Incidents>().0.is_empty() {
        return Finding::NotExercised(both("score-no-incident"));
    }
    let deaths = super::super::Harm::of(drill).deaths;
    let kept = f64::from(deaths) < limit;
    let evidence = facts(drill)
        .iter()
        .filter(|f| matches!(f.what, What::Died { .. }))
        .filter_map(|f| of_fact(drill, f))
        .take(12)
        .collect();
    let sign = if kept { "<" } else { "≥" };
    Finding::Scored {
        credit: f64::from(u8::from(kept)),
        measured: with_number("score-deaths", deaths.into()),
        threshold: with_number("score-fewer-deaths", limit),
        arithmetic: same(format!("{deaths} {sign} {}", number(limit))),
        evidence,
    }
}

/// SC-T19: news of danger (an incident, a gauge's level) that any order follows within the limit: the duty desk answers
/// at whatever hour.
pub fn duty_answers(drill: &Drill, limit_min: f64) -> Finding {
    let news = |what: &What| {
        matches!(what, What::IncidentKnown { .. } | What::GaugeWarning { .. } | What::GaugeGuarantee { .. })
    };
    let mut cases = Vec::new();
    for fact in facts(drill).iter().filter(|f| news(&f.what)) {
        let next = drill.given().iter().map(|g| g.at).find(|at| *at >= fact.at);
        let waited = next.unwrap_or(drill.now()).minutes_since(fact.at);
        if next.is_none() && waited < limit_min {
            continue;
        }
        if let Some(evidence) = of_fact(drill, fact) {
            cases.push(Case {
                credit: if next.is_some() { timed(waited - limit_min) } else { 0.0 },
                evidence,
            });
        }
    }
    mean(cases, with_number("score-duty-answers", limit_min), both("score-no-danger-known"))
}

/// YY-T08: minutes with an on-site headquarters linked to the county, of all minutes since the first
/// incident became known.
pub fn scene_link(drill: &Drill) -> Finding {
    let Some(first) = known_incidents(drill).map(|(_, at)| at).min() else {
        return Finding::NotExercised(both("score-no-incident"));
    };
    let whole = drill.now().minutes_since(first);
    let hq = drill.world().resource::<Command>().headquarters.as_ref();
    let linked = hq.map_or(0.0, |hq| f64::from(hq.linked)).min(whole);
    let evidence = hq.map(|hq| note(hq.at, both("order-headquarters"))).into_iter().collect();
    share(linked, whole, both("score-all-minutes"), evidence, both("score-no-incident"))
}
