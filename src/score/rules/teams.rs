//! Rules about teams.

use super::super::{
    Finding,
    evidence::{
        Case, facts, incident, known_incidents, mean, note, number, of_fact, of_order, same, timed,
        with_number,
    },
    scene::{all_teams, called},
};
use crate::{
    county::TeamKind,
    drill::{
        Drill, Given, Order,
        order::{TaskOrder, fire_id, lake_id, road_id},
    },
    hazard::TankRef,
    num::DrillTime,
    response::{
        facts::What,
        incidents::{Incident, IncidentKind},
        stretches,
    },
    text::{both, both_with},
};

/// Whether an order sends somebody to an incident.
pub(super) fn serves(drill: &Drill, order: &Order, kind: IncidentKind) -> bool {
    let land = drill.land();
    match kind {
        IncidentKind::DykeDanger { stretch } | IncidentKind::DykeBreach { stretch } => {
            let Some(id) = stretches(land).nth(stretch).map(|s| s.id.as_str()) else { return false };
            match order {
                Order::Sandbag { stretch, teams, .. } => stretch == id && !teams.is_empty(),
                Order::Dispatch { task: TaskOrder::Watch(s) | TaskOrder::Sandbag(s), .. } => s == id,
                _ => false,
            }
        }
        IncidentKind::Stranded { village } => {
            matches!(order, Order::Dispatch { task: TaskOrder::Rescue(v), .. } if *v == land.villages[village].id)
        }
        IncidentKind::SlopeMoving { slope } => {
            let id = &land.risks[slope].id;
            matches!(order, Order::Dispatch { task: TaskOrder::InspectSlope(r) | TaskOrder::Lookout(r), .. } if r == id)
        }
        IncidentKind::Landslide { village } => {
            let id = &land.villages[village].id;
            matches!(order, Order::Dispatch { task: TaskOrder::SearchBuried(v) | TaskOrder::TreatVillage(v), .. } if v == id)
        }
        IncidentKind::DamDanger { reservoir } | IncidentKind::DamBreach { reservoir } => {
            let id = &land.reservoirs[reservoir].id;
            match order {
                Order::Dispatch {
                    task: TaskOrder::InspectDam(r) | TaskOrder::ClearSpillway(r) | TaskOrder::LowerSpillway(r),
                    ..
                } => r == id,
                Order::Outlet { reservoir, .. } => reservoir == id,
                _ => false,
            }
        }
        IncidentKind::BarrierLake { lake } => {
            matches!(order, Order::Dispatch { task: TaskOrder::DigChannel(l), .. } if *l == lake_id(lake))
        }
        IncidentKind::TankFire { tank } | IncidentKind::GasRelease { tank } => match order {
            Order::Dispatch {
                task: TaskOrder::CoolTank(id) | TaskOrder::FoamTank(id) | TaskOrder::ShutValve(id),
                ..
            } => TankRef::find(land, id).is_some_and(|t| t.site == tank.site),
            _ => false,
        },
        IncidentKind::WaterPolluted { works } => match order {
            Order::Intake { works: id, open: false } => *id == land.facilities[works].place.id,
            Order::Dispatch { task: TaskOrder::BlockDrains(_) | TaskOrder::DrainBunds(_), .. } => true,
            _ => false,
        },
        IncidentKind::ForestFire { fire } => {
            use TaskOrder::{AttackFire, FireLookout, ScoutFire, WaterAttack};
            matches!(order, Order::Dispatch { task: AttackFire(f, _) | WaterAttack(f, _) | ScoutFire(f) | FireLookout(f), .. }
                if *f == fire_id(fire))
        }
        IncidentKind::VillageInFire { village } => {
            let id = &land.villages[village].id;
            matches!(order, Order::Dispatch { task: TaskOrder::Evacuate(v) | TaskOrder::TreatVillage(v), .. } if v == id)
        }
        IncidentKind::RoadBuried { road } => {
            matches!(order, Order::Dispatch { task: TaskOrder::ClearDebris(r), .. } if *r == road_id(road))
        }
    }
}

/// YY-R01: a team is ordered to each incident within the limit of the county's knowing.
pub fn prompt_dispatch(drill: &Drill, limit_min: f64) -> Finding {
    let mut cases = Vec::new();
    for (item, known) in known_incidents(drill) {
        let act = drill.given().iter().find(|g| serves(drill, &g.order, item.kind));
        let waited = drill.now().minutes_since(known);
        let (credit, evidence) = match act {
            Some(given) => (timed(given.at.minutes_since(known) - limit_min), of_order(drill, given)),
            None if waited < limit_min => continue,
            None => (0.0, note(known, incident(drill, item))),
        };
        cases.push(Case { credit, evidence });
    }
    mean(cases, with_number("score-at-most-min", limit_min), both("score-no-incident"))
}

/// YY-R09: teams in danger are withdrawn by order, or run at the alarm of the lookout who was set over them; they are
/// not left to save themselves.
pub fn rescuer_safety(drill: &Drill) -> Finding {
    let cases = facts(drill)
        .iter()
        .filter_map(|f| {
            let credit = match f.what {
                What::TeamWithdrew { by_itself, .. } => f64::from(u8::from(!by_itself)),
                What::TeamEscaped { .. } => 1.0,
                What::RescuersLost { .. } | What::RescuersHurt { .. } => 0.0,
                _ => return None,
            };
            Some(Case { credit, evidence: of_fact(drill, f)? })
        })
        .collect();
    mean(cases, both("score-withdrawn"), both("score-no-danger-to-teams"))
}

/// YY-R18, LP-R22: somebody is at the dykes or forward before a gauge reaches its guarantee level or a dyke
/// is in danger; where a slope is the first danger, somebody has looked at that slope before.
pub fn pre_positioning(drill: &Drill) -> Finding {
    let peril =
        facts(drill).iter().find(|f| matches!(f.what, What::GaugeGuarantee { .. } | What::Overtopped { .. }));
    // A dam may have been in danger since before the drill: what counts is when the county learned of it.
    let due = |(item, known): (&Incident, DrillTime)| match item.kind {
        IncidentKind::DamDanger { .. } => (item.kind, known),
        kind => (kind, item.began),
    };
    let danger = known_incidents(drill)
        .map(due)
        .filter(|(kind, _)| !matches!(kind, IncidentKind::Stranded { .. } | IncidentKind::RoadBuried { .. }))
        .min_by_key(|(_, at)| *at);
    let Some(by) = peril.map(|f| f.at).into_iter().chain(danger.map(|d| d.1)).min() else {
        return Finding::NotExercised(both("score-no-danger-ahead"));
    };
    let slope = danger.filter(|d| d.1 == by).and_then(|(kind, _)| match kind {
        IncidentKind::SlopeMoving { slope } => Some(slope),
        _ => None,
    });
    let ahead = |g: &&Given| {
        g.at < by
            && match &g.order {
                Order::Sandbag { .. } => slope.is_none(),
                Order::Dispatch { task: TaskOrder::InspectSlope(id) | TaskOrder::Lookout(id), .. } => {
                    slope.is_none_or(|slope| drill.land().risks[slope].id == *id)
                }
                Order::Dispatch { task, .. } => {
                    slope.is_none()
                        && matches!(
                            task,
                            TaskOrder::Standby(_)
                                | TaskOrder::Watch(_)
                                | TaskOrder::Sandbag(_)
                                | TaskOrder::InspectDam(_)
                                | TaskOrder::ClearSpillway(_)
                                | TaskOrder::LowerSpillway(_)
                        )
                }
                _ => false,
            }
    };
    let act = drill.given().iter().find(ahead);
    Finding::Scored {
        credit: f64::from(u8::from(act.is_some())),
        measured: match act {
            Some(given) => with_number("score-minutes-ahead", by.minutes_since(given.at).round()),
            None => both("score-nobody-ahead"),
        },
        threshold: both("score-before-danger"),
        arithmetic: same(if act.is_some() { "1" } else { "0" }),
        evidence: act
            .map(|g| of_order(drill, g))
            .into_iter()
            .chain(peril.and_then(|f| of_fact(drill, f)))
            .collect(),
    }
}

/// YY-R24: a team whose road is cut gets on within the limit.
pub fn alternative_route(drill: &Drill, limit_min: f64) -> Finding {
    let all = facts(drill);
    let mut cases = Vec::new();
    for (i, fact) in all.iter().enumerate() {
        let solved = match fact.what {
            What::TeamRerouted { .. } => Some(fact.at),
            What::TeamStuck { team } => {
                let later = all[i + 1..].iter().find(|f| match f.what {
                    What::TeamArrived { team: t, .. }
                    | What::TeamWithdrew { team: t, .. }
                    | What::TeamEscaped { team: t, .. } => t == team,
                    _ => false,
                });
                later.map(|f| f.at)
            }
            _ => continue,
        };
        let credit = solved.map_or(0.0, |at| timed(at.minutes_since(fact.at) - limit_min));
        if let Some(evidence) = of_fact(drill, fact) {
            cases.push(Case { credit, evidence });
        }
    }
    mean(cases, with_number("score-at-most-min", limit_min), both("score-no-road-cut"))
}

/// YY-R26: a fifth of the teams stays in reserve. Double booking itself is refused.
pub fn reserve_kept(drill: &Drill) -> Finding {
    let own = |t: &&crate::response::teams::Team| !matches!(t.kind, TeamKind::CityRescue | TeamKind::Works);
    let here = all_teams(drill).filter(own).count();
    let called = all_teams(drill).filter(own).filter(|t| t.called_at.is_some()).count();
    if called < 2 {
        return Finding::NotExercised(both("score-no-second-team"));
    }
    let reserve = (here - called) as f64 / here as f64;
    let credit = (reserve / 0.2).min(1.0);
    Finding::Scored {
        credit,
        measured: both_with("score-reserve", |_| {
            vec![
                ("called", called.into()),
                ("n", here.into()),
                ("percent", format!("{:.0}", reserve * 100.0).into()),
            ]
        }),
        threshold: both("score-reserve-fifth"),
        arithmetic: same(format!("({here} − {called}) ÷ {here} ÷ 0.2 → {credit:.2}")),
        evidence: Vec::new(),
    }
}

/// YY-R28, PJ-R22, LP-R13: experts are sent before the first work on a dyke or a dam or under a slope, or with
/// it.
pub fn experts_before_risky(drill: &Drill) -> Finding {
    let risky = |g: &&Given| {
        matches!(
            g.order,
            Order::Sandbag { .. }
                | Order::Dispatch {
                    task: TaskOrder::SearchBuried(_)
                        | TaskOrder::ClearDebris(_)
                        | TaskOrder::ClearSpillway(_)
                        | TaskOrder::LowerSpillway(_)
                        | TaskOrder::DigChannel(_)
                        | TaskOrder::BurnOut(_)
                        | TaskOrder::ShutValve(_)
                        | TaskOrder::CoolTank(_)
                        | TaskOrder::FoamTank(_),
                    ..
                }
        )
    };
    let Some(risky) = drill.given().iter().find(risky) else {
        return Finding::NotExercised(both("score-no-dangerous-work"));
    };
    let experts: Vec<&str> =
        all_teams(drill).filter(|t| t.kind == TeamKind::Experts).map(|t| t.id.as_str()).collect();
    let sent = drill
        .given()
        .iter()
        .find(|g| matches!(&g.order, Order::Dispatch { team, .. } if experts.contains(&team.as_str())));
    let late = sent.map_or(f64::INFINITY, |g| g.at.minutes_since(risky.at));
    let credit = if late.is_finite() { timed(late) } else { 0.0 };
    Finding::Scored {
        credit,
        measured: if sent.is_some() {
            with_number("score-minutes-after", late.round())
        } else {
            both("score-never")
        },
        threshold: both("score-experts-first"),
        arithmetic: if sent.is_some() {
            same(format!("0.5^({} ÷ 30) = {credit:.2}", number(late.round())))
        } else {
            same("0")
        },
        evidence: sent.into_iter().chain([risky]).map(|g| of_order(drill, g)).collect(),
    }
}

/// YY-R33: teams leave within the limit of the order.
pub fn depart_travel_result(drill: &Drill, limit_min: f64) -> Finding {
    let all = facts(drill);
    let mut cases = Vec::new();
    for given in drill.given() {
        for team in called(drill, &given.order) {
            let left = all.iter().find(|f| f.at >= given.at && f.what == What::TeamLeft { team: team.index });
            let waited = drill.now().minutes_since(given.at);
            let minutes = left.map_or(waited, |f| f.at.minutes_since(given.at));
            if left.is_none() && waited < limit_min {
                continue;
            }
            let credit = if left.is_some() { timed(minutes - limit_min) } else { 0.0 };
            let text = both_with("score-team-left", |lang| {
                vec![
                    ("team", team.name.get(lang).to_owned().into()),
                    ("minutes", number(minutes.round()).into()),
                ]
            });
            let evidence = crate::score::Evidence { at: given.at, order: Some(given.number), text };
            cases.push(Case { credit, evidence });
        }
    }
    mean(cases, with_number("score-at-most-min", limit_min), both("score-no-team-sent"))
}
