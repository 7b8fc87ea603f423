//! Rules about which forces are sent, and what becomes of orders.

use super::{
    super::{
        Finding,
        evidence::{Case, facts, incident, known_incidents, mean, note, of_order, share, timed, with_number},
        scene,
    },
    command::due,
    teams::serves,
};
use crate::{
    county::TeamKind,
    drill::{Drill, Given, Order, order::TaskOrder},
    response::{
        Roster,
        facts::What,
        incidents::IncidentKind,
        people::{Residents, State},
        supplies::Shipment,
        teams::Team,
    },
    text::both,
};

/// Whether a kind of team is made for a task, beyond what an order to it must have (boats, hands,
/// medicine, machines): the trainer's table after what the plans say of each kind.
pub(super) fn made_for(kind: TeamKind, task: &TaskOrder) -> bool {
    use TeamKind::*;
    match task {
        TaskOrder::Standby(_) | TaskOrder::TreatVillage(_) | TaskOrder::ServeShelter(_) => true,
        TaskOrder::ClearDebris(_) | TaskOrder::DigChannel(_) | TaskOrder::LowerSpillway(_) => true,
        TaskOrder::InspectSlope(_) => matches!(kind, Experts | Mine),
        TaskOrder::InspectDam(_) => matches!(kind, Experts | Water),
        TaskOrder::SearchBuried(_) => !matches!(kind, Medical | Experts | Hazmat | Water),
        // Local people know the dyke and the slope.
        TaskOrder::Watch(_) | TaskOrder::Lookout(_) => {
            !matches!(kind, Medical | Hazmat | Mine | ForestFire | SemiForestFire)
        }
        TaskOrder::Sandbag(_) | TaskOrder::ClearSpillway(_) | TaskOrder::Evacuate(_) => {
            !matches!(kind, Medical | Experts | Hazmat | Mine)
        }
        TaskOrder::ShutValve(_) | TaskOrder::DrainBunds(_) | TaskOrder::Decontaminate(_) => {
            matches!(kind, Hazmat | Fire | CityRescue)
        }
        TaskOrder::CoolTank(_) | TaskOrder::FoamTank(_) => {
            matches!(kind, Fire | RegionalCentre | MicroFire | CityRescue)
        }
        TaskOrder::BlockDrains(_) => !matches!(kind, Medical | Experts),
        TaskOrder::AssessTanks(_) | TaskOrder::MonitorAir(_) => matches!(kind, Hazmat | Experts),
        // Woods are for those who are trained for them; the militia and villagers mop up and cut lines behind them.
        TaskOrder::AttackFire(..) | TaskOrder::WaterAttack(..) | TaskOrder::BurnOut(_) => {
            matches!(kind, ForestFire | SemiForestFire | Fire | CityRescue)
        }
        TaskOrder::CutLine(_) | TaskOrder::MopUp(_) => {
            !matches!(kind, Medical | Experts | Hazmat | Mine | Water)
        }
        TaskOrder::ScoutFire(_) | TaskOrder::FireLookout(_) => {
            !matches!(kind, Medical | Hazmat | Mine | Water)
        }
        TaskOrder::Rescue(_) => {
            matches!(
                kind,
                Fire | RegionalCentre
                    | PartTime
                    | Township
                    | Water
                    | Volunteers
                    | MilitiaCompany
                    | CityRescue
            )
        }
    }
}

/// PJ-R05, LP-R11: teams ordered to work that they are made for; nobody sent to any incident is none.
pub fn matching_skill(drill: &Drill) -> Finding {
    let mut cases = Vec::new();
    for given in drill.given() {
        let task = match &given.order {
            Order::Dispatch { task: TaskOrder::Standby(_), .. } => continue,
            Order::Dispatch { task, .. } => task.clone(),
            Order::Sandbag { stretch, .. } => TaskOrder::Sandbag(stretch.clone()),
            _ => continue,
        };
        for team in scene::called(drill, &given.order) {
            let credit = f64::from(u8::from(made_for(team.kind, &task)));
            cases.push(Case { credit, evidence: of_order(drill, given) });
        }
    }
    if cases.is_empty() {
        // Nobody was sent though there was need.
        let missed = known_incidents(drill).map(|(item, at)| (at, incident(drill, item)));
        cases.extend(missed.map(|(at, what)| Case { credit: 0.0, evidence: note(at, what) }));
    }
    mean(cases, both("score-made-for"), both("score-no-team-sent"))
}

/// SC-R01: for each known incident, an order within the limit to the village's own team and one to the township's to
/// handle it or to help the threatened leave: half each, where the township has such a team. Cut roads are for machines.
pub fn grass_roots_first(drill: &Drill, limit_min: f64) -> Finding {
    use TeamKind::*;
    let land = drill.land();
    let mut cases = Vec::new();
    for (item, known) in known_incidents(drill) {
        let cut = matches!(item.kind, IncidentKind::RoadBuried { .. });
        if cut || drill.now().minutes_since(known) < limit_min {
            continue;
        }
        let threatened = scene::exposed(drill, item.kind);
        let handles = |given: &&Given| match &given.order {
            Order::Dispatch { task: TaskOrder::Evacuate(id), .. } => {
                land.village(id).is_some_and(|v| threatened.contains(&v))
            }
            order => serves(drill, order, item.kind),
        };
        let mut parts = Vec::new();
        for kinds in [&[Village, MicroFire][..], &[Township, TownshipMilitia, SemiForestFire]] {
            let local = |team: &&Team| team.township == item.township && kinds.contains(&team.kind);
            if !scene::all_teams(drill).any(|team| local(&team)) {
                continue;
            }
            let calls = |given: &&Given| scene::called(drill, &given.order).any(|team| local(&team));
            let act = drill.given().iter().filter(handles).find(calls);
            parts.push(act.map_or(0.0, |given| timed(given.at.minutes_since(known) - limit_min)));
        }
        if !parts.is_empty() {
            let credit = parts.iter().sum::<f64>() / parts.len() as f64;
            cases.push(Case { credit, evidence: note(known, incident(drill, item)) });
        }
    }
    mean(cases, with_number("score-grass-roots", limit_min), both("score-no-incident"))
}

/// Whether an order calls out a team of a kind.
fn calls(drill: &Drill, given: &Given, kind: TeamKind) -> bool {
    scene::called(drill, &given.order).any(|team| team.kind == kind)
}

/// PJ-R14: the core militia company is called within the limit of people being in danger of their lives,
/// or of so many being threatened that the event is a larger one.
pub fn militia_called(drill: &Drill, limit_min: f64) -> Finding {
    let grave = known_incidents(drill).filter(|(item, _)| scene::grave(item.kind));
    let Some((item, known)) = grave.chain(scene::larger(drill)).min_by_key(|(_, known)| *known) else {
        return Finding::NotExercised(both("score-forces-suffice"));
    };
    let act = drill.given().iter().find(|given| calls(drill, given, TeamKind::MilitiaCompany));
    due(
        drill,
        &note(known, incident(drill, item)),
        act,
        limit_min,
        with_number("score-at-most-min", limit_min),
    )
}

/// PJ-R15: where people are in danger of their lives, the fire service is sent to rescue, and the
/// county's comprehensive team, built from the forest fire brigade, with it: half each.
pub fn county_team_assists(drill: &Drill) -> Finding {
    let Some((item, known)) = known_incidents(drill).find(|(item, _)| scene::grave(item.kind)) else {
        return Finding::NotExercised(both("score-no-rescue"));
    };
    if !scene::all_teams(drill).any(|team| team.kind == TeamKind::ForestFire) {
        return Finding::NotExercised(both("score-no-county-team"));
    }
    let rescues = |given: &&Given| {
        matches!(
            &given.order,
            Order::Dispatch {
                task: TaskOrder::Rescue(_) | TaskOrder::SearchBuried(_) | TaskOrder::Evacuate(_),
                ..
            }
        )
    };
    let sent: Vec<&Given> = [TeamKind::Fire, TeamKind::ForestFire]
        .into_iter()
        .filter_map(|kind| drill.given().iter().filter(rescues).find(|given| calls(drill, given, kind)))
        .collect();
    let begin = note(known, incident(drill, item));
    let evidence = std::iter::once(begin).chain(sent.iter().map(|given| of_order(drill, given))).collect();
    share(sent.len() as f64, 2.0, both("score-fire-and-county-team"), evidence, both("score-no-rescue"))
}

/// LP-R36: orders that were carried out, of those older than the limit: teams arrived, shelters open,
/// goods delivered, villages empty. An order that was taken back is struck off too.
pub fn orders_completed(drill: &Drill, limit_min: f64) -> Finding {
    let mut shipments = drill.world().resource::<Roster>().shipments.iter();
    let mut cases = Vec::new();
    for given in drill.given() {
        let credit = match &given.order {
            Order::Dispatch { .. } | Order::Sandbag { .. } => {
                let teams: Vec<usize> = scene::called(drill, &given.order).map(|team| team.index).collect();
                let done = teams.iter().filter(|&&team| served(drill, team, given)).count();
                if teams.is_empty() {
                    continue;
                }
                done as f64 / teams.len() as f64
            }
            Order::SendSupplies { .. } => {
                // Every order to send goods made one shipment, in order.
                let shipment = shipments.next().and_then(|&e| drill.world().get::<Shipment>(e));
                f64::from(u8::from(shipment.is_some_and(|s| s.received_at.is_some())))
            }
            Order::OpenShelter { shelter } => {
                let opened = |what: &What| match *what {
                    What::ShelterOpened { shelter: s } => drill.land().shelters[s].place.id == *shelter,
                    _ => false,
                };
                let closed = drill.given().iter().any(|g| {
                    g.number > given.number
                        && matches!(&g.order, Order::CloseShelter { shelter: s } if s == shelter)
                });
                let open = facts(drill).iter().any(|f| f.at >= given.at && opened(&f.what));
                f64::from(u8::from(closed || open))
            }
            Order::Evacuate { village, .. } => empty(drill, village),
            _ => continue,
        };
        if drill.now().minutes_since(given.at) >= limit_min {
            cases.push(Case { credit, evidence: of_order(drill, given) });
        }
    }
    mean(cases, with_number("score-orders-done", limit_min), both("score-no-order-due"))
}

/// Whether a team came to where an order sent it, or was called back or away.
fn served(drill: &Drill, team: usize, given: &Given) -> bool {
    let arrived = facts(drill)
        .iter()
        .any(|f| f.at >= given.at && matches!(f.what, What::TeamArrived { team: t, .. } if t == team));
    let back = |order: &Order| match order {
        Order::Recall { team: id } | Order::Withdraw { team: id } => {
            scene::all_teams(drill).any(|t| t.index == team && t.id == *id)
        }
        _ => false,
    };
    arrived || drill.given().iter().any(|g| g.number > given.number && back(&g.order))
}

/// Share of a village's people who are no longer at home.
fn empty(drill: &Drill, village: &str) -> f64 {
    let land = drill.land();
    let roster = drill.world().resource::<Roster>();
    let residents = land
        .villages
        .iter()
        .position(|v| v.id == village)
        .and_then(|v| drill.world().get::<Residents>(*roster.villages.get(v)?));
    residents.map_or(0.0, |r| {
        let home = r.people.iter().filter(|p| p.state == State::Home).count();
        1.0 - home as f64 / r.people.len().max(1) as f64
    })
}
