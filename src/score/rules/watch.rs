//! Whether somebody watches where teams work in danger.

use super::{
    super::{
        Finding,
        evidence::{facts, note, percent, share},
        scene,
    },
    forces::made_for,
};
use crate::{
    county::TeamKind,
    drill::{
        Drill, Given, Order,
        order::{TaskOrder, fire_id, lake_id, road_id},
    },
    hazard::Wildfire,
    num::{DrillTime, Point},
    response::{Roster, facts::What, stretches, teams::Team},
    text::{both, both_with},
};

/// A lookout this far from a scene still sees what threatens it, m (the trainer's choice).
const NEAR_M: f32 = 2000.0;

/// A team at work at a place.
struct Stay<'a> {
    team: &'a Team,
    at: Point,
    /// It watches; otherwise it works where it may be caught.
    watches: bool,
    from: DrillTime,
    to: DrillTime,
}

/// Where a task that watches, or that is dangerous, is done.
fn scene_of(drill: &Drill, task: &TaskOrder) -> Option<(Point, bool)> {
    let land = drill.land();
    let stretch = |id: &str| stretches(land).find(|s| s.id == id).map(|s| s.at);
    let dam = |id: &str| land.reservoir(id).map(|r| land.reservoirs[r].dam);
    let fire = |id: &str| {
        let fires = &drill.world().resource::<Wildfire>().fires;
        let (_, fire) = fires.iter().enumerate().find(|(n, _)| fire_id(*n) == id)?;
        Some(land.spec.centre(fire.origin as usize))
    };
    match task {
        TaskOrder::Watch(id) => Some((stretch(id)?, true)),
        TaskOrder::Sandbag(id) => Some((stretch(id)?, false)),
        TaskOrder::InspectSlope(id) | TaskOrder::Lookout(id) => Some((land.risks[land.risk(id)?].at, true)),
        TaskOrder::SearchBuried(id) => Some((land.villages[land.village(id)?].at, false)),
        TaskOrder::InspectDam(id) => Some((dam(id)?, true)),
        TaskOrder::ClearSpillway(id) | TaskOrder::LowerSpillway(id) => Some((dam(id)?, false)),
        TaskOrder::DigChannel(id) => {
            let lakes = &drill.world().resource::<Roster>().lakes;
            let (_, lake) = lakes.iter().enumerate().find(|(n, _)| lake_id(*n) == *id)?;
            Some((lake.0, false))
        }
        TaskOrder::ScoutFire(id) | TaskOrder::FireLookout(id) => Some((fire(id)?, true)),
        TaskOrder::AttackFire(id, _) | TaskOrder::WaterAttack(id, _) | TaskOrder::MopUp(id) => {
            Some((fire(id)?, false))
        }
        TaskOrder::ClearDebris(id) => {
            let roads = land.roads.roads.iter().enumerate();
            let line = &roads.into_iter().find(|(i, _)| road_id(*i) == *id)?.1.line;
            Some((*line.get(line.len() / 2)?, false))
        }
        _ => None,
    }
}

/// Stays of teams that an order sent, from arrival to the next departure, withdrawal or order.
fn stays<'a>(drill: &'a Drill, given: &'a Given) -> Vec<Stay<'a>> {
    let task = match &given.order {
        Order::Dispatch { task, .. } => task.clone(),
        Order::Sandbag { stretch, .. } => TaskOrder::Sandbag(stretch.clone()),
        _ => return Vec::new(),
    };
    let Some((at, watches)) = scene_of(drill, &task) else { return Vec::new() };
    let mut stays = Vec::new();
    for team in scene::called(drill, &given.order) {
        let own = |what: &What| match *what {
            What::TeamArrived { team: t, .. } => (t == team.index).then_some(true),
            What::TeamWithdrew { team: t, .. }
            | What::TeamEscaped { team: t, .. }
            | What::CrewEscaped { team: t, .. } => (t == team.index).then_some(false),
            _ => None,
        };
        let next_order = drill.given().iter().find(|g| {
            g.number > given.number
                && match &g.order {
                    Order::Recall { team: id } | Order::Withdraw { team: id } => *id == team.id,
                    order => scene::called(drill, order).any(|t| t.index == team.index),
                }
        });
        let end = next_order.map_or(drill.now(), |g| g.at);
        let mut moves = facts(drill)
            .iter()
            .filter(|f| f.at >= given.at && f.at <= end)
            .filter_map(|f| Some((f.at, own(&f.what)?)));
        let Some((from, true)) = moves.next() else { continue };
        let to = moves.next().map_or(end, |(at, _)| at);
        let watches = team.kind == TeamKind::Experts || watches && made_for(team.kind, &task);
        stays.push(Stay { team, at, watches, from, to });
    }
    stays
}

/// LP-R19: of the time that teams worked where dykes, slopes or dams may give way, the part in which a
/// lookout or experts were near.
pub fn scene_watched(drill: &Drill) -> Finding {
    let all: Vec<Stay<'_>> = drill.given().iter().flat_map(|given| stays(drill, given)).collect();
    let (mut watched, mut worked) = (0.0, 0.0);
    let mut evidence = Vec::new();
    for stay in all.iter().filter(|s| !s.watches && s.to > s.from) {
        let near: Vec<_> = all.iter().filter(|s| s.watches && s.at.distance_m(stay.at) <= NEAR_M).collect();
        let minutes: Vec<DrillTime> = (stay.from.0..stay.to.0).step_by(60).map(DrillTime).collect();
        let seen = minutes.iter().filter(|m| near.iter().any(|s| s.from <= **m && **m < s.to)).count();
        watched += seen as f64;
        worked += minutes.len() as f64;
        let part = seen as f64 / minutes.len() as f64;
        let text = both_with("score-team-watched", |lang| {
            vec![("team", stay.team.name.get(lang).to_owned().into()), ("percent", percent(part).into())]
        });
        evidence.push((part, note(stay.from, text)));
    }
    evidence.sort_by(|a, b| a.0.total_cmp(&b.0));
    let evidence = evidence.into_iter().map(|(_, e)| e).collect();
    share(watched, worked, both("score-watched"), evidence, both("score-no-dangerous-work"))
}
