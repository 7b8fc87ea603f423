//! What incidents endanger, and which villages harm reached: what checks of several plans ask for.

use super::evidence::known_incidents;
use crate::{
    county::Grade,
    drill::{Drill, Order},
    num::DrillTime,
    response::{
        Roster,
        incidents::{Incident, IncidentKind},
        people::VillageWater,
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

/// Villages that harm reached, with the time: water stood in a tenth of the houses.
pub fn struck(drill: &Drill) -> Vec<(usize, DrillTime)> {
    let world = drill.world();
    let villages = world.resource::<Roster>().villages.iter().enumerate();
    villages.filter_map(|(i, &e)| Some((i, world.get::<VillageWater>(e)?.flooded_at?))).collect()
}

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
        IncidentKind::Stranded { village } => vec![village],
    }
}

/// Whether people are already in danger of their lives, not only threatened.
pub fn grave(kind: IncidentKind) -> bool {
    match kind {
        IncidentKind::DykeDanger { .. } => false,
        IncidentKind::DykeBreach { .. } | IncidentKind::Stranded { .. } => true,
    }
}

/// Whether a later incident is what an earlier danger threatened with.
pub fn comes_true(danger: IncidentKind, later: IncidentKind) -> bool {
    match (danger, later) {
        (IncidentKind::DykeDanger { stretch: a }, IncidentKind::DykeBreach { stretch: b }) => a == b,
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
