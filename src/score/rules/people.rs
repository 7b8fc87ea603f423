//! Rules about people: warnings, shelters, medical care.

use super::super::{
    Finding,
    evidence::{
        Case, facts, known_incidents, mean, note, number, of_fact, percent, same, share, timed, with_number,
    },
    scene::{exposed, struck},
};
use crate::{
    county::TeamKind,
    drill::Drill,
    response::{
        Roster,
        command::Command,
        facts::What,
        shelters::ShelterState,
        teams::{Task, Team},
        warning::{Alert, Colour},
    },
    text::{both, both_with},
};
use std::collections::BTreeSet;

/// YY-R16: half of a village's people are warned at least the limit before harm reaches it; a shorter
/// lead counts in proportion.
pub fn warn_before_impact(drill: &Drill, limit_min: f64) -> Finding {
    let world = drill.world();
    let villages = &world.resource::<Roster>().villages;
    let mut cases = Vec::new();
    for (village, at) in struck(drill) {
        let warned = world.get::<Alert>(villages[village]).and_then(|a| a.half_warned_at);
        let lead = warned.map_or(0.0, |w| at.minutes_since(w));
        let name = &drill.land().villages[village].name;
        let key = if warned.is_some() { "score-lead" } else { "score-no-lead" };
        let text = both_with(key, |lang| {
            vec![("village", name.get(lang).to_owned().into()), ("minutes", number(lead.round()).into())]
        });
        cases.push(Case { credit: (lead / limit_min.max(1.0)).min(1.0), evidence: note(at, text) });
    }
    mean(cases, with_number("score-lead-at-least", limit_min), both("score-no-village-struck"))
}

/// YY-R17: a warning to all, and one that names each village that harm then reached.
pub fn targeted_and_broad(drill: &Drill) -> Finding {
    let struck = struck(drill);
    if struck.is_empty() {
        return Finding::NotExercised(both("score-no-village-struck"));
    }
    let warnings = &drill.world().resource::<Command>().warnings;
    let broad = warnings.iter().find(|w| w.broad);
    let mut evidence: Vec<_> = broad.map(|w| note(w.at, both("score-broad-warning"))).into_iter().collect();
    let mut targeted = 0;
    for &(village, at) in &struck {
        if warnings.iter().any(|w| !w.broad && w.at < at && w.villages.contains(&village)) {
            targeted += 1;
        } else {
            let name = &drill.land().villages[village].name;
            let text =
                both_with("score-not-named", |lang| vec![("village", name.get(lang).to_owned().into())]);
            evidence.push(note(at, text));
        }
    }
    let n = struck.len();
    let base = if broad.is_some() { 0.5 } else { 0.0 };
    let credit = base + 0.5 * f64::from(targeted) / n as f64;
    evidence.truncate(12);
    Finding::Scored {
        credit,
        measured: both_with("score-targeted", |_| vec![("met", targeted.into()), ("n", n.into())]),
        threshold: both("score-both-kinds"),
        arithmetic: same(format!("{base} + ½ × {targeted} ÷ {n} = {credit:.2}")),
        evidence,
    }
}

/// LJ-R07: the share of the threatened whom an orange or red warning named before harm reached them, times the share of
/// those it named who were threatened. Threatened are the people whom known incidents endanger and whom harm reached.
pub fn precise_warning(drill: &Drill) -> Finding {
    let land = drill.land();
    let struck = struck(drill);
    let mut threatened: BTreeSet<usize> = struck.iter().map(|s| s.0).collect();
    threatened.extend(known_incidents(drill).flat_map(|(item, _)| exposed(drill, item.kind)));
    if threatened.is_empty() {
        return Finding::NotExercised(both("score-nobody-threatened"));
    }
    let alarms = || {
        let warnings = &drill.world().resource::<Command>().warnings;
        warnings.iter().filter(|warning| warning.colour >= Colour::Orange)
    };
    let named: BTreeSet<usize> = alarms().flat_map(|warning| &warning.villages).copied().collect();
    let in_time = |village: &usize| {
        let by = struck.iter().find(|s| s.0 == *village).map_or(drill.now(), |s| s.1);
        alarms().any(|warning| warning.at <= by && warning.villages.contains(village))
    };
    let head = |villages: &mut dyn Iterator<Item = &usize>| -> f64 {
        villages.map(|&village| f64::from(land.villages[village].people)).sum()
    };
    let all = head(&mut threatened.iter());
    let reached = head(&mut threatened.iter().filter(|v| in_time(v)));
    let alarmed = head(&mut named.iter());
    let rightly = head(&mut named.intersection(&threatened));
    let (found, right) = (reached / all.max(1.0), rightly / alarmed.max(1.0));
    let credit = found * right;
    let sum = format!("{} ÷ {} × {} ÷ {}", number(reached), number(all), number(rightly), number(alarmed));
    let mut evidence: Vec<_> = Vec::new();
    for &village in threatened.iter().filter(|v| !in_time(v)) {
        let name = &land.villages[village].name;
        let text = both_with("score-not-named", |lang| vec![("village", name.get(lang).to_owned().into())]);
        evidence.push(note(struck.iter().find(|s| s.0 == village).map_or(drill.now(), |s| s.1), text));
    }
    evidence.truncate(12);
    Finding::Scored {
        credit,
        measured: both_with("score-precise", |_| {
            vec![("found", percent(found).into()), ("right", percent(right).into())]
        }),
        threshold: both("score-precisely"),
        arithmetic: same(if alarmed > 0.0 { format!("{sum} = {credit:.2}") } else { "0".to_owned() }),
        evidence,
    }
}

/// YY-R20: people who set off towards a shelter that was open.
pub fn shelter_open_before_move(drill: &Drill) -> Finding {
    let (mut open, mut all) = (0, 0);
    let mut evidence = Vec::new();
    for fact in facts(drill) {
        if let What::GroupLeft { people, shelter_open, .. } = fact.what {
            all += people;
            if shelter_open {
                open += people;
            } else {
                evidence.extend(of_fact(drill, fact));
            }
        }
    }
    share(open.into(), all.into(), both("score-open-first"), evidence, both("score-nobody-left"))
}

/// People in a shelter from which on it needs a medical team of its own (the trainer's choice).
const CROWD: u32 = 500;

/// YY-R25: a medical team at every shelter with [`CROWD`] people or more, within the limit of its opening.
pub fn medical_to_shelters(drill: &Drill, limit_min: f64) -> Finding {
    let world = drill.world();
    let roster = world.resource::<Roster>();
    let mut cases = Vec::new();
    for &entity in &roster.shelters {
        let Some(shelter) = world.get::<ShelterState>(entity).filter(|s| s.peak >= CROWD) else { continue };
        let from = shelter.opened_at.or(shelter.arrivals.first().map(|a| a.0)).unwrap_or_default();
        let came = roster
            .teams
            .iter()
            .filter_map(|&e| world.get::<Team>(e))
            .filter(|t| t.kind == TeamKind::Medical && t.task == Some(Task::ServeShelter(shelter.index)))
            .filter_map(|t| t.arrived_at)
            .min();
        let minutes = came.map_or(0.0, |at| at.minutes_since(from));
        let credit = if came.is_some() { timed(minutes - limit_min) } else { 0.0 };
        let name = &drill.land().shelters[shelter.index].place.name;
        let key = if came.is_some() { "score-medical-came" } else { "score-medical-never" };
        let text = both_with(key, |lang| {
            vec![("shelter", name.get(lang).to_owned().into()), ("minutes", number(minutes.round()).into())]
        });
        cases.push(Case { credit, evidence: note(from, text) });
    }
    mean(cases, with_number("score-at-most-min", limit_min), both("score-no-crowded-shelter"))
}
