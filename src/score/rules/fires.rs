//! Rules about how forest fires are fought.

use super::super::{
    Finding,
    evidence::{Case, incident, known_incidents, mean, note, of_order, timed, with_number},
};
use crate::{
    drill::{
        Drill, Order,
        order::{TaskOrder, fire_id},
    },
    hazard::Wildfire,
    response::{Tables, fires::crews::in_reach_of_water, incidents::IncidentKind},
    text::both,
};

/// For each known fire that `asks` for it, a team sent to a task that `fits` within the limit of the county's knowing.
fn sent_to_each(
    drill: &Drill,
    limit_min: f64,
    key: &str,
    asks: impl Fn(usize) -> bool,
    fits: impl Fn(&TaskOrder, &str) -> bool,
) -> Finding {
    let mut cases = Vec::new();
    for (item, known) in known_incidents(drill) {
        let IncidentKind::ForestFire { fire } = item.kind else { continue };
        if !asks(fire) {
            continue;
        }
        let id = fire_id(fire);
        let act = drill
            .given()
            .iter()
            .find(|g| matches!(&g.order, Order::Dispatch { task, .. } if fits(task, &id)));
        let (credit, evidence) = match act {
            Some(given) => (timed(given.at.minutes_since(known) - limit_min), of_order(drill, given)),
            None if drill.now().minutes_since(known) < limit_min => continue,
            None => (0.0, note(known, incident(drill, item))),
        };
        cases.push(Case { credit, evidence });
    }
    mean(cases, with_number(key, limit_min), both("score-no-fire"))
}

/// SC-R18: drones reconnoitre each fire within the limit of its becoming known.
pub fn fire_reconnaissance(drill: &Drill, limit_min: f64) -> Finding {
    let scouts = |task: &TaskOrder, id: &str| matches!(task, TaskOrder::ScoutFire(fire) if fire == id);
    sent_to_each(drill, limit_min, "score-fire-scouted", |_| true, scouts)
}

/// SC-R19: each fire with water in reach of pumps, where it began or where its edge is now, is fought with water within
/// the limit of its becoming known.
pub fn water_attack(drill: &Drill, limit_min: f64) -> Finding {
    let (land, world) = (drill.land(), drill.world());
    let table = &world.resource::<Tables>().fire;
    let wet = |fire: usize| {
        world.resource::<Wildfire>().fires.get(fire).is_some_and(|fire| {
            let edge = fire.free_edge.iter().chain(&fire.embers).chain([&fire.origin]);
            edge.into_iter().any(|&cell| in_reach_of_water(land, table, land.spec.centre(cell as usize)))
        })
    };
    let fights = |task: &TaskOrder, id: &str| matches!(task, TaskOrder::WaterAttack(fire, _) if fire == id);
    sent_to_each(drill, limit_min, "score-fire-watered", wet, fights)
}
