//! Rules about people who must move: prepared, in time, and provided for.

use super::{
    super::{
        Finding,
        evidence::{Case, facts, known_incidents, mean, note, percent, share, with_number},
        scene,
    },
    command::command,
};
use crate::{
    drill::{Drill, Order, order::road_id},
    num::DrillTime,
    response::{
        Roster,
        facts::What,
        incidents::{Incident, IncidentKind},
        shelters::ShelterState,
        supplies::{Destination, Shipment},
    },
    text::{both, both_with, text},
};

/// A village's first group: when it left, for which shelter, and whether that was open.
fn first_group(drill: &Drill, village: usize) -> Option<(DrillTime, usize, bool)> {
    facts(drill).iter().find_map(|f| match f.what {
        What::GroupLeft { village: v, shelter, shelter_open, .. } if v == village => {
            Some((f.at, shelter, shelter_open))
        }
        _ => None,
    })
}

/// LP-R05: for each village that people left, a quarter each for signal (a warning before), route (an
/// order that names where to go before, and nobody had to turn round), place (the shelter open, with
/// room) and settlement (supplies on order before the first left). A village that harm reached before
/// anybody left has none of them.
pub fn four_boxes(drill: &Drill) -> Finding {
    let world = drill.world();
    let roster = world.resource::<Roster>();
    let shipments: Vec<&Shipment> =
        roster.shipments.iter().filter_map(|&e| world.get::<Shipment>(e)).collect();
    let struck = scene::struck(drill);
    let mut cases = Vec::new();
    for (village, home) in drill.land().villages.iter().enumerate() {
        let at = struck.iter().find(|(v, _)| *v == village).map(|(_, at)| *at);
        let first = first_group(drill, village).filter(|(left, ..)| at.is_none_or(|at| *left < at));
        let Some((left, shelter, open)) = first else {
            if let Some(at) = at {
                let text = both_with("score-nobody-moved", |lang| {
                    vec![("village", home.name.get(lang).to_owned().into())]
                });
                cases.push(Case { credit: 0.0, evidence: note(at, text) });
            }
            continue;
        };
        let met = |what: &dyn Fn(&What) -> bool| facts(drill).iter().any(|f| what(&f.what));
        let turned_round = met(&|what| match what {
            What::GroupStuck { village: v } | What::GroupRerouted { village: v } => *v == village,
            _ => false,
        });
        let turned_away = met(
            &|what| matches!(what, What::GroupArrived { village: v, turned_away: true, .. } if *v == village),
        );
        let ordered = drill.given().iter().any(|g| {
            g.at <= left && matches!(&g.order, Order::Evacuate { village, .. } if *village == home.id)
        });
        let warned = command(drill).warnings.iter().any(|w| w.at <= left && w.villages.contains(&village));
        let supplied =
            shipments.iter().any(|s| s.to == Destination::Shelter(shelter) && s.ordered_at <= left);
        let boxes = [
            ("signal", warned),
            ("route", ordered && !turned_round),
            ("place", open && !turned_away),
            ("settled", supplied),
        ];
        let credit = boxes.iter().filter(|(_, kept)| *kept).count() as f64 / boxes.len() as f64;
        let text = both_with("score-boxes", |lang| {
            let mark = |kept| text(lang, if kept { "score-yes" } else { "score-no" });
            let mut places = vec![("village", home.name.get(lang).to_owned().into())];
            places.extend(boxes.iter().map(|(name, kept)| (*name, mark(*kept).into())));
            places
        });
        cases.push(Case { credit, evidence: note(left, text) });
    }
    mean(cases, both("score-four-boxes"), both("score-nobody-left"))
}

/// People who left villages up to a time.
fn gone(drill: &Drill, villages: &[usize], until: DrillTime) -> u32 {
    let left = facts(drill).iter().filter(|f| f.at <= until).map(|f| match f.what {
        What::GroupLeft { village, people, .. } if villages.contains(&village) => people,
        _ => 0,
    });
    left.sum()
}

/// A waterworks that took polluted water earns nothing, one that shut its intake in time everything; one to which nothing
/// came, without an order, says nothing.
fn water_kept_clean(drill: &Drill, item: &Incident, known: DrillTime) -> Option<Case> {
    let came = scene::came(drill, item.kind);
    let held = drill.given().iter().any(|g| scene::holds(drill, &g.order, item.kind));
    if came.is_none() && !held {
        return None;
    }
    let name = super::super::evidence::incident(drill, item);
    let key = if came.is_none() { "score-intake-kept" } else { "score-intake-polluted" };
    let text = both_with(key, |lang| vec![("incident", name.get(lang).to_owned().into())]);
    let credit = if came.is_none() { 1.0 } else { 0.0 };
    Some(Case { credit, evidence: note(came.unwrap_or(known), text) })
}

/// PJ-R07: for each danger that is known before it comes true, the mean of two shares: of the threatened
/// who had left, and of the threatened roads that were closed, when it came or within the limit. Where
/// work on it kept it from coming true, half of the credit is for that.
pub fn secondary_prevented(drill: &Drill, limit_min: f64) -> Finding {
    let mut cases = Vec::new();
    for (item, known) in known_incidents(drill).filter(|(item, _)| !scene::grave(item.kind)) {
        if matches!(item.kind, IncidentKind::WaterPolluted { .. }) {
            cases.extend(water_kept_clean(drill, item, known));
            continue;
        }
        let villages = scene::exposed(drill, item.kind);
        let roads = scene::roads_below(drill, item.kind);
        let people = scene::people(drill, villages.iter().copied());
        let came = scene::came(drill, item.kind);
        let until = came.unwrap_or(DrillTime(known.0 + (limit_min * 60.0) as u32));
        if people == 0 && roads.is_empty() || until <= known || until > drill.now() {
            continue;
        }
        let moved =
            (people > 0).then(|| (f64::from(gone(drill, &villages, until)) / f64::from(people)).min(1.0));
        let closed = (!roads.is_empty()).then(|| {
            roads.iter().filter(|&&road| closed(drill, road, until)).count() as f64 / roads.len() as f64
        });
        let parts: Vec<f64> = moved.into_iter().chain(closed).collect();
        let held = came.is_none()
            && drill.given().iter().any(|g| {
                let there = item.first_team.is_some()
                    || matches!(g.order, Order::Outlet { .. } | Order::Intake { .. });
                there && scene::holds(drill, &g.order, item.kind)
            });
        let cleared = parts.iter().sum::<f64>() / parts.len() as f64;
        let credit = if held { 0.5 + 0.5 * cleared } else { cleared };
        let name = super::super::evidence::incident(drill, item);
        let key = if held { "score-danger-held" } else { "score-danger-moved" };
        let shown = |part: Option<f64>| part.map_or_else(|| "–".to_owned(), percent);
        let text = both_with(key, |lang| {
            vec![
                ("incident", name.get(lang).to_owned().into()),
                ("people", people.into()),
                ("moved", shown(moved).into()),
                ("roads", roads.len().into()),
                ("closed", shown(closed).into()),
            ]
        });
        cases.push(Case { credit, evidence: note(known, text) });
    }
    mean(cases, with_number("score-secondary", limit_min), both("score-no-threat"))
}

/// Whether a road was closed by order at a time.
fn closed(drill: &Drill, road: usize, at: DrillTime) -> bool {
    let id = road_id(road);
    let last = drill.given().iter().rev().filter(|g| g.at <= at).find_map(|g| match &g.order {
        Order::CloseRoad { road } if *road == id => Some(true),
        Order::OpenRoad { road } if *road == id => Some(false),
        _ => None,
    });
    last == Some(true)
}

/// LP-R09: of the hours that people spent in shelters, those with water, food and bedding.
pub fn basic_needs_met(drill: &Drill) -> Finding {
    let world = drill.world();
    let (mut hours, mut unmet) = (0.0, 0.0);
    let mut evidence = Vec::new();
    for &entity in &world.resource::<Roster>().shelters {
        let Some(shelter) = world.get::<ShelterState>(entity).filter(|s| s.person_h > 0.0) else { continue };
        hours += shelter.person_h;
        unmet += shelter.unmet_person_h;
        let name = &drill.land().shelters[shelter.index].place.name;
        let met = percent(1.0 - shelter.unmet_person_h / shelter.person_h);
        let text = both_with("score-shelter-met", |lang| {
            vec![("shelter", name.get(lang).to_owned().into()), ("percent", met.clone().into())]
        });
        let from = shelter.arrivals.first().map(|a| a.0).unwrap_or_default();
        evidence.push(note(from, text));
    }
    share(
        (hours - unmet).round(),
        hours.round(),
        both("score-needs-met"),
        evidence,
        both("score-nobody-sheltered"),
    )
}
