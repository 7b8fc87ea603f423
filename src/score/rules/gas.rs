//! Rules about toxic releases.

use super::super::{
    Finding,
    evidence::{Case, known_incidents, mean, note, timed, with_number},
    scene,
};
use crate::{
    county::TeamKind,
    drill::{Drill, Order, order::TaskOrder},
    num::DrillTime,
    response::incidents::IncidentKind,
    text::{both, both_with},
};

/// LJ-R14: for each known toxic release a third each, the later the less after the limit: a gas-defence team at work there,
/// the people under the cloud told to leave or to stay in, and the air measured. What was ordered before counts too.
pub fn gas_defence_first(drill: &Drill, limit_min: f64) -> Finding {
    let land = drill.land();
    let mut cases = Vec::new();
    for (item, known) in known_incidents(drill) {
        if !matches!(item.kind, IncidentKind::GasRelease { .. })
            || drill.now().minutes_since(known) < limit_min
        {
            continue;
        }
        let ordered = |fits: &dyn Fn(&Order) -> bool| {
            let at: Option<DrillTime> = drill.given().iter().find(|g| fits(&g.order)).map(|g| g.at);
            at.map_or(0.0, |at| timed(at.minutes_since(known) - limit_min))
        };
        let defends = ordered(&|order| {
            let waits = matches!(order, Order::Dispatch { task: TaskOrder::Standby(_), .. });
            !waits && scene::called(drill, order).any(|team| team.kind == TeamKind::Hazmat)
        });
        let measures =
            ordered(&|order| matches!(order, Order::Dispatch { task: TaskOrder::MonitorAir(_), .. }));
        let under = scene::exposed(drill, item.kind);
        let people = f64::from(scene::people(drill, under.iter().copied()));
        let told: f64 = under
            .iter()
            .map(|&v| {
                let home = &land.villages[v];
                let told = ordered(&|order| {
                    matches!(order, Order::Evacuate { village, .. } | Order::ShelterInPlace { village } if *village == home.id)
                });
                told * f64::from(home.people)
            })
            .sum();
        let safe = if people > 0.0 { told / people } else { 1.0 };
        let name = super::super::evidence::incident(drill, item);
        let text = both_with("score-gas-defence", |lang| {
            vec![
                ("incident", name.get(lang).to_owned().into()),
                ("team", format!("{defends:.2}").into()),
                ("people", format!("{safe:.2}").into()),
                ("air", format!("{measures:.2}").into()),
            ]
        });
        cases.push(Case { credit: (defends + safe + measures) / 3.0, evidence: note(known, text) });
    }
    mean(cases, with_number("score-gas-defence-first", limit_min), both("score-no-release"))
}
