//! Measures about people: survival, shelters, warnings.

use super::super::{
    Evidence, Finding,
    evidence::{facts, note, number, of_fact, of_order, percent, same, share, with_number},
    fire::at_least,
    scene,
};
use crate::{
    drill::{Drill, Order},
    num::DrillTime,
    response::{
        Roster, Tables, count_people,
        evacuation::Leaving,
        facts::What,
        incidents::Incidents,
        people::{Residents, VillageWater},
        shelters::ShelterState,
        teams::Team,
        warning::{Alert, Channel},
    },
    text::{both, both_with},
};
use std::collections::BTreeSet;

/// YY-T05: of those whom water or a slide took hold of (dead, severely injured, buried, rescued, still cut
/// off), who was brought out alive.
pub fn survival_share(drill: &Drill) -> Finding {
    let counts = count_people(drill.world());
    let stranded = drill.record().samples.last().map_or(0, |s| s.stranded);
    let treated: usize = drill
        .world()
        .resource::<Roster>()
        .villages
        .iter()
        .filter_map(|&e| drill.world().get::<Residents>(e))
        .flat_map(|r| &r.people)
        .filter(|p| p.state == crate::response::people::State::Injured && p.treated)
        .count();
    let whole = counts.dead + counts.injured + counts.rescued + counts.buried + stranded;
    let evidence = facts(drill)
        .iter()
        .filter(|f| matches!(f.what, What::Died { .. } | What::Rescued { .. } | What::DugOut { .. }))
        .filter_map(|f| of_fact(drill, f))
        .take(12)
        .collect();
    let alive = f64::from(counts.rescued) + treated as f64;
    share(alive, whole.into(), both("score-as-many"), evidence, both("score-nobody-in-danger"))
}

/// YY-T06: rescuers lost; the credit halves with each one beyond the limit.
pub fn rescuer_casualties(drill: &Drill, limit: f64) -> Finding {
    if !drill.given().iter().any(|g| matches!(g.order, Order::Dispatch { .. } | Order::Sandbag { .. })) {
        return Finding::NotExercised(both("score-no-team-sent"));
    }
    let roster = drill.world().resource::<Roster>();
    let lost: u32 = roster.teams.iter().filter_map(|&e| drill.world().get::<Team>(e)).map(|t| t.lost).sum();
    let over = (f64::from(lost) - limit).max(0.0);
    let credit = crate::num::math::exp(-std::f64::consts::LN_2 * over);
    let evidence = facts(drill)
        .iter()
        .filter(|f| matches!(f.what, What::RescuersLost { .. }))
        .filter_map(|f| of_fact(drill, f))
        .collect();
    Finding::Scored {
        credit,
        measured: with_number("score-rescuers-lost", lost.into()),
        threshold: with_number("score-at-most-people", limit),
        arithmetic: same(format!("0.5^{} = {credit:.2}", number(over))),
        evidence,
    }
}

/// YY-T11: of the people of villages that were flooded or ordered to leave, who is in a shelter.
pub fn evacuees_in_shelters(drill: &Drill) -> Finding {
    let world = drill.world();
    let roster = world.resource::<Roster>();
    let (mut safe, mut all) = (0, 0);
    let mut evidence: Vec<Evidence> = Vec::new();
    for &entity in &roster.villages {
        let (Some(residents), Some(water), Some(leaving)) =
            (world.get::<Residents>(entity), world.get::<VillageWater>(entity), world.get::<Leaving>(entity))
        else {
            continue;
        };
        let called = leaving.order.as_ref().map(|o| o.at);
        let Some(since) = water.flooded_at.into_iter().chain(called).min() else { continue };
        let counts = residents.counts();
        safe += counts.safe();
        all += counts.total();
        let name = &drill.land().villages[residents.village].name;
        let text = both_with("score-village-safe", |lang| {
            vec![
                ("village", name.get(lang).to_owned().into()),
                ("safe", counts.safe().into()),
                ("people", counts.total().into()),
            ]
        });
        evidence.push(note(since, text));
    }
    share(safe.into(), all.into(), both("score-everybody"), evidence, both("score-nobody-called"))
}

/// YY-T12: evacuees whose walk took no longer than the limit.
pub fn shelter_walk(drill: &Drill, limit_min: f64) -> Finding {
    let (mut within, mut all) = (0, 0);
    let mut evidence = Vec::new();
    for fact in facts(drill) {
        let What::GroupArrived { people, minutes, turned_away: false, .. } = fact.what else { continue };
        all += people;
        if f64::from(minutes) <= limit_min {
            within += people;
        } else {
            evidence.extend(of_fact(drill, fact));
        }
    }
    share(
        within.into(),
        all.into(),
        with_number("score-at-most-min", limit_min),
        evidence,
        both("score-nobody-arrived"),
    )
}

/// YY-T26: kinds of channel used, of the plan's five.
pub fn warning_channels(drill: &Drill, value: f64) -> Finding {
    let planned = [Channel::Sms, Channel::Terminal, Channel::Loudspeaker, Channel::Network, Channel::Radio];
    let mut used = BTreeSet::new();
    let mut evidence = Vec::new();
    for given in drill.given() {
        if let Order::Warn { channels, .. } = &given.order {
            used.extend(channels.iter().copied().filter(|c| planned.contains(c)));
            evidence.push(of_order(drill, given));
        }
    }
    // How many of the people in the water's way were warned in time stands beside it.
    let world = drill.world();
    let (mut reached, mut at_risk) = (0.0, 0.0);
    for &entity in &world.resource::<Roster>().villages {
        let (Some(residents), Some(water), Some(alert)) =
            (world.get::<Residents>(entity), world.get::<VillageWater>(entity), world.get::<Alert>(entity))
        else {
            continue;
        };
        if water.flooded_at.is_some() {
            at_risk += residents.people.len() as f64;
            reached += residents.people.len() as f64 * (1.0 - alert.unwarned);
        }
    }
    let credit = used.len() as f64 / value.max(1.0);
    let measured = both_with("score-channels", |_| {
        let share = if at_risk > 0.0 { 100.0 * reached / at_risk } else { 0.0 };
        vec![("n", used.len().into()), ("percent", format!("{share:.0}").into())]
    });
    Finding::Scored {
        credit,
        measured,
        threshold: with_number("score-at-least-kinds", value),
        arithmetic: same(format!("{} ÷ {} = {:.2}", used.len(), number(value), credit.min(1.0))),
        evidence,
    }
}

/// LP-T21, LJ-T09, SC-T09: of the people of villages that harm reached, who had been warned by then. A plan that wants a
/// share of them, `wanted` %, has full credit from there on.
pub fn warned_in_time(drill: &Drill, wanted: f64) -> Finding {
    let world = drill.world();
    let roster = world.resource::<Roster>();
    let (mut warned, mut all) = (0.0, 0.0);
    let mut evidence = Vec::new();
    for (village, at) in scene::struck(drill) {
        let Some(alert) = roster.villages.get(village).and_then(|&e| world.get::<Alert>(e)) else { continue };
        let home = &drill.land().villages[village];
        let share: f64 = alert.warned_by_min.iter().take(at.0 as usize / 60).sum();
        all += f64::from(home.people);
        warned += share * f64::from(home.people);
        let text = both_with("score-village-warned", |lang| {
            vec![("village", home.name.get(lang).to_owned().into()), ("percent", percent(share).into())]
        });
        evidence.push(note(at, text));
    }
    let threshold = match wanted {
        0.0 => both("score-everybody-warned"),
        wanted => with_number("score-warned-percent", wanted),
    };
    let mut finding = share(warned.round(), all, threshold, evidence, both("score-no-village-struck"));
    if let Finding::Scored { credit, arithmetic, .. } = &mut finding
        && wanted > 0.0
    {
        *credit = at_least(*credit, wanted);
        let then = format!("; ÷ {} % → {credit:.2}", number(wanted));
        arithmetic.zh.push_str(&then);
        arithmetic.en.push_str(&then);
    }
    finding
}

/// SC-T07: of the people harmed or moved who live, those who were provided with water, food and bedding in a shelter
/// within `hours` of the first incident's beginning. A drill that ends before that is judged as it stands.
pub fn relief_in_time(drill: &Drill, hours: f64) -> Finding {
    let world = drill.world();
    let roster = world.resource::<Roster>();
    let struck = scene::struck(drill);
    let incidents = world.resource::<Incidents>().0.iter().map(|incident| incident.began);
    let Some(begin) = incidents.chain(struck.iter().map(|s| s.1)).min() else {
        return Finding::NotExercised(both("score-no-incident"));
    };
    let in_time = |at: DrillTime| at.minutes_since(begin) <= hours * 60.0;
    let mut affected = 0;
    for (village, residents) in roster.villages.iter().filter_map(|&e| world.get::<Residents>(e)).enumerate()
    {
        let counts = residents.counts();
        let at_home = if struck.iter().any(|(v, _)| *v == village) { counts.home } else { 0 };
        affected += counts.total() - counts.dead - counts.home + at_home;
    }
    let (mut relieved, mut evidence) = (0, Vec::new());
    for &entity in &roster.shelters {
        let Some(state) = world.get::<ShelterState>(entity).filter(|s| !s.arrivals.is_empty()) else {
            continue;
        };
        let guests: u32 = state.arrivals.iter().map(|(_, people)| people).sum();
        let provided = state.arrivals.iter().zip(&state.provided).filter(|(_, at)| in_time(**at));
        let people: u32 = provided.map(|((_, people), _)| people).sum();
        relieved += people;
        let name = &drill.land().shelters[state.index].place.name;
        let text = both_with("score-shelter-relieved", |lang| {
            vec![
                ("shelter", name.get(lang).to_owned().into()),
                ("people", people.into()),
                ("all", guests.into()),
            ]
        });
        evidence.push(note(state.arrivals[0].0, text));
    }
    let threshold = with_number("score-relief-within", hours);
    share(relieved.into(), affected.into(), threshold, evidence, both("score-nobody-hit"))
}

/// SC-R15: deaths, and severe injuries by their weight in harm; `halving` of them halve the credit, and every further one
/// costs a little still.
pub fn few_casualties(drill: &Drill, halving: f64) -> Finding {
    if drill.world().resource::<Incidents>().0.is_empty() && scene::struck(drill).is_empty() {
        return Finding::NotExercised(both("score-no-incident"));
    }
    let harm = super::super::Harm::of(drill);
    let weight = drill.world().resource::<Tables>().harm.severe;
    let sum = f64::from(harm.deaths) + weight * f64::from(harm.severe_injuries);
    let credit = halving / (halving + sum).max(1e-6);
    let hurt = |what: &What| matches!(what, What::Died { .. } | What::Injured { .. } | What::Buried { .. });
    Finding::Scored {
        credit,
        measured: both_with("score-dead-and-injured", |_| {
            vec![("dead", harm.deaths.into()), ("injured", harm.severe_injuries.into())]
        }),
        threshold: with_number("score-few-casualties", halving),
        arithmetic: same(format!(
            "{n} ÷ ({n} + {} + {weight} × {}) = {credit:.3}",
            harm.deaths,
            harm.severe_injuries,
            n = number(halving)
        )),
        evidence: facts(drill)
            .iter()
            .filter(|f| hurt(&f.what))
            .filter_map(|f| of_fact(drill, f))
            .take(12)
            .collect(),
    }
}
