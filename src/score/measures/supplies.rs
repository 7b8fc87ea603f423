//! Measures about shelters' equipment and supplies.

use super::super::{
    Evidence, Finding,
    evidence::{Case, mean, note, number, same, with_number},
};
use crate::{
    drill::Drill,
    response::{
        Roster,
        shelters::ShelterState,
        supplies::{Destination, Shipment},
    },
    text::{both, both_with},
};

/// YY-T13: kinds of equipment at the shelters that were opened, mean of the twelve.
pub fn shelter_outfit(drill: &Drill, kinds: f64) -> Finding {
    let world = drill.world();
    let mut sum = 0;
    let mut evidence: Vec<(usize, Evidence)> = Vec::new();
    for &entity in &world.resource::<Roster>().shelters {
        let Some((state, opened)) = world.get::<ShelterState>(entity).and_then(|s| Some((s, s.opened_at?)))
        else {
            continue;
        };
        let shelter = &drill.land().shelters[state.index];
        let has = shelter.equipment.iter().filter(|e| **e).count();
        sum += has;
        let text = both_with("score-shelter-kinds", |lang| {
            vec![("shelter", shelter.place.name.get(lang).to_owned().into()), ("n", has.into())]
        });
        evidence.push((has, note(opened, text)));
    }
    if evidence.is_empty() {
        return Finding::NotExercised(both("score-no-shelter-opened"));
    }
    let n = evidence.len();
    let average = sum as f64 / n as f64;
    evidence.sort_by_key(|(has, e)| (*has, e.at));
    Finding::Scored {
        credit: average / kinds.max(1.0),
        measured: with_number("score-kinds", (average * 10.0).round() / 10.0),
        threshold: with_number("score-at-least-kinds", kinds),
        arithmetic: same(format!("{sum} ÷ {n} ÷ {} = {:.2}", number(kinds), average / kinds.max(1.0))),
        evidence: evidence.into_iter().map(|(_, e)| e).take(12).collect(),
    }
}

/// Shipments to shelters with whether each kept to a rule.
fn shipments(drill: &Drill, keeps: impl Fn(&Shipment, usize) -> bool) -> Vec<Case> {
    let world = drill.world();
    let land = drill.land();
    let mut cases = Vec::new();
    for &entity in &world.resource::<Roster>().shipments {
        let Some(shipment) = world.get::<Shipment>(entity) else { continue };
        let Destination::Shelter(shelter) = shipment.to else { continue };
        let township = land.shelters[shelter].place.township;
        let text = both_with("score-shipment", |lang| {
            vec![
                ("store", land.stores[shipment.store].place.name.get(lang).to_owned().into()),
                ("shelter", land.shelters[shelter].place.name.get(lang).to_owned().into()),
            ]
        });
        let credit = f64::from(u8::from(keeps(shipment, township)));
        cases.push(Case { credit, evidence: note(shipment.ordered_at, text) });
    }
    cases
}

/// YY-T14: supply orders for shelters that the own township's store serves.
pub fn own_store_share(drill: &Drill) -> Finding {
    let land = drill.land();
    let own = |s: &Shipment, township| land.stores[s.store].place.township == township;
    mean(shipments(drill, own), both("score-own-store"), both("score-no-supplies"))
}

/// YY-T25: supply orders that went past no nearer tier which had the goods.
pub fn supply_tiers(drill: &Drill) -> Finding {
    mean(shipments(drill, |s, _| !s.skipped_tier), both("score-tiers"), both("score-no-supplies"))
}
