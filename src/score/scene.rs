//! What incidents endanger, and which villages harm reached: what checks of several plans ask for.

use super::evidence::{facts, known_incidents};
use crate::{
    county::{Grade, downstream::villages_below},
    drill::{
        Drill, Order,
        order::{TaskOrder, fire_id, lake_id},
    },
    hazard::{Plants, Slopes, TankRef, slopes::Zone},
    num::DrillTime,
    response::{
        Roster,
        facts::What,
        incidents::{Incident, IncidentKind, Incidents},
        knowledge::Known,
        people::VillageWater,
        plants::exposure::Breath,
        stretches,
        teams::Team,
    },
};
use std::collections::BTreeSet;

/// All teams in the order of their index.
pub fn all_teams(drill: &Drill) -> impl Iterator<Item = &Team> {
    drill.world().resource::<Roster>().teams.iter().filter_map(|&e| drill.world().get::<Team>(e))
}

/// Teams that an order calls out.
pub fn called<'a>(drill: &'a Drill, order: &'a Order) -> impl Iterator<Item = &'a Team> {
    let ids: &[String] = match order {
        Order::Dispatch { team, .. } => std::slice::from_ref(team),
        Order::Sandbag { teams, .. } => teams,
        _ => &[],
    };
    ids.iter().filter_map(|id| all_teams(drill).find(|team| team.id == *id))
}

/// Villages that harm reached, with the time: water stood in a tenth of the houses, a house burnt, a cloud that does lasting
/// harm came, or a slide struck.
pub fn struck(drill: &Drill) -> Vec<(usize, DrillTime)> {
    let world = drill.world();
    let slide = |village: usize| {
        let kind = IncidentKind::Landslide { village };
        world.resource::<Incidents>().0.iter().find(|i| i.kind == kind).map(|i| i.began)
    };
    let water = |&entity| {
        let state = world.get::<VillageWater>(entity)?;
        let cloud = world.get::<Breath>(entity).and_then(|b| b.struck_at);
        [state.flooded_at, state.fire_at, cloud].into_iter().flatten().min()
    };
    let villages = world.resource::<Roster>().villages.iter().enumerate();
    villages.filter_map(|(v, e)| Some((v, water(e).into_iter().chain(slide(v)).min()?))).collect()
}

/// What lies within the reach of a slope.
fn zone(drill: &Drill, slope: usize) -> Option<&Zone> {
    drill.world().resource::<Slopes>().zone(slope)
}

/// Length of the course below a dam or a landslide lake on which people are threatened, m (the trainer's
/// choice).
const BELOW_M: f32 = 10_000.0;

/// Villages that an incident strikes, or strikes when it comes to the worst.
pub fn exposed(drill: &Drill, kind: IncidentKind) -> Vec<usize> {
    let land = drill.land();
    match kind {
        IncidentKind::DykeDanger { stretch } | IncidentKind::DykeBreach { stretch } => {
            let polder = stretches(land).nth(stretch).and_then(|s| s.polder);
            (0..land.villages.len())
                .filter(|&v| polder.is_some() && land.villages[v].polder == polder)
                .collect()
        }
        IncidentKind::Stranded { village } | IncidentKind::Landslide { village } => vec![village],
        IncidentKind::SlopeMoving { slope } => {
            zone(drill, slope).map_or(Vec::new(), |zone| zone.villages.iter().map(|v| v.0).collect())
        }
        IncidentKind::DamDanger { reservoir } | IncidentKind::DamBreach { reservoir } => {
            villages_below(land, land.reservoirs[reservoir].below as usize, BELOW_M)
        }
        IncidentKind::BarrierLake { lake } => {
            let lakes = &drill.world().resource::<Roster>().lakes;
            let cell = lakes.get(lake).map(|(at, _)| land.spec.cell_at(*at));
            cell.map_or(Vec::new(), |cell| villages_below(land, cell, BELOW_M))
        }
        IncidentKind::ForestFire { fire } => {
            let known = &drill.world().resource::<Known>().fires;
            let report = known.get(fire).and_then(Option::as_ref);
            report.map_or(Vec::new(), |r| r.villages.iter().map(|v| v.0).collect())
        }
        IncidentKind::VillageInFire { village } => vec![village],
        IncidentKind::GasRelease { .. } => clouded(drill),
        IncidentKind::WaterPolluted { .. }
        | IncidentKind::TankFire { .. }
        | IncidentKind::RoadBuried { .. } => Vec::new(),
    }
}

/// Villages over which a cloud has passed that does lasting harm (AEGL-2).
fn clouded(drill: &Drill) -> Vec<usize> {
    let plume = &drill.world().resource::<Plants>().plume;
    (0..drill.land().villages.len()).filter(|v| plume.peak_level(drill.land().villages[*v].at) >= 2).collect()
}

/// Roads that an incident would bury.
pub fn roads_below(drill: &Drill, kind: IncidentKind) -> &[usize] {
    match kind {
        IncidentKind::SlopeMoving { slope } => zone(drill, slope).map_or(&[], |zone| &zone.roads),
        _ => &[],
    }
}

/// Whether people are already in danger of their lives, not only threatened.
pub fn grave(kind: IncidentKind) -> bool {
    use IncidentKind::*;
    match kind {
        DykeBreach { .. }
        | DamBreach { .. }
        | Stranded { .. }
        | Landslide { .. }
        | VillageInFire { .. }
        | GasRelease { .. } => true,
        DykeDanger { .. }
        | DamDanger { .. }
        | BarrierLake { .. }
        | SlopeMoving { .. }
        | ForestFire { .. }
        | RoadBuried { .. }
        | WaterPolluted { .. }
        | TankFire { .. } => false,
    }
}

/// When a danger came true; none if it did not, or threatens with nothing more.
pub fn came(drill: &Drill, danger: IncidentKind) -> Option<DrillTime> {
    let slopes = drill.world().resource::<Slopes>();
    let worst = |what: &What| match (danger, what) {
        (IncidentKind::DykeDanger { stretch: a }, What::Breach { stretch: b, .. }) => a == *b,
        (IncidentKind::DamDanger { reservoir: a }, What::DamFailed { reservoir: b, .. }) => a == *b,
        (IncidentKind::BarrierLake { lake: a }, What::LakeBreached { lake: b }) => a == *b,
        (IncidentKind::WaterPolluted { works: a }, What::IntakePolluted { works: b, .. }) => a == *b,
        // A burning tank's danger is that others give way or let out what they hold.
        (
            IncidentKind::TankFire { tank: a },
            What::TankFailed { tank: b } | What::Fireball { tank: b } | What::Released { tank: b },
        ) => a.site == b.site && a.tank != b.tank,
        (IncidentKind::SlopeMoving { slope }, What::SlopeFailed { slide }) => {
            slopes.slides.get(*slide).is_some_and(|s| slopes.of_risk(slope) == Some(s.hill))
        }
        _ => false,
    };
    facts(drill).iter().find(|f| worst(&f.what)).map(|f| f.at)
}

/// Whether an order has somebody work against a danger, so that it need not come true. Nobody holds a
/// slope.
pub fn holds(drill: &Drill, order: &Order, danger: IncidentKind) -> bool {
    let land = drill.land();
    match (danger, order) {
        (IncidentKind::DykeDanger { stretch: n }, Order::Sandbag { stretch, teams, .. }) => {
            !teams.is_empty() && stretches(land).nth(n).is_some_and(|s| s.id == *stretch)
        }
        (
            IncidentKind::DamDanger { reservoir: n },
            Order::Dispatch { task: TaskOrder::ClearSpillway(id) | TaskOrder::LowerSpillway(id), .. }
            | Order::Outlet { reservoir: id, .. },
        ) => land.reservoirs[n].id == *id,
        (
            IncidentKind::ForestFire { fire },
            Order::Dispatch { task: TaskOrder::AttackFire(id, _) | TaskOrder::WaterAttack(id, _), .. },
        ) => *id == fire_id(fire),
        (IncidentKind::WaterPolluted { works: n }, Order::Intake { works, open: false }) => {
            land.facilities[n].place.id == *works
        }
        (IncidentKind::BarrierLake { lake }, Order::Dispatch { task: TaskOrder::DigChannel(id), .. }) => {
            *id == lake_id(lake)
        }
        (
            IncidentKind::TankFire { tank },
            Order::Dispatch { task: TaskOrder::CoolTank(id) | TaskOrder::FoamTank(id), .. },
        ) => TankRef::find(land, id).is_some_and(|t| t.site == tank.site),
        _ => false,
    }
}

/// People of villages.
pub fn people(drill: &Drill, villages: impl IntoIterator<Item = usize>) -> u32 {
    villages.into_iter().map(|v| drill.land().villages[v].people).sum()
}

/// The known incident with which the people endangered by all so far make the event a larger one (较大):
/// by the grades of the national plan for geological disasters, which the trainer borrows.
pub fn larger(drill: &Drill) -> Option<(&Incident, DrillTime)> {
    let mut incidents: Vec<_> = known_incidents(drill).collect();
    incidents.sort_by_key(|(_, known)| *known);
    let mut villages = BTreeSet::new();
    incidents.into_iter().find(|(incident, _)| {
        villages.extend(exposed(drill, incident.kind));
        Grade::of(people(drill, villages.iter().copied())) >= Grade::Larger
    })
}
