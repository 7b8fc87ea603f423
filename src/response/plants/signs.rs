//! A tank of liquefied gas that bursts (BLEVE) shows signs minutes before. Where hazmat teams or experts watch the tanks
//! everybody there runs at once, without waiting for an order; where nobody can read the signs, nobody does.

use super::{crews::at_tanks, own::retreat, watch::site_of};
use crate::{
    county::TeamKind,
    hazard::{PlantEvent, PlantEventKind},
    response::{
        Roster, Tables,
        facts::{Facts, What},
        teams::{Status, Team},
        travel::Traveller,
    },
    sim::{Clock, Land},
};
use bevy::prelude::*;

/// Signs: teams leave.
pub(in crate::response) fn run(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    roster: Res<Roster>,
    mut events: MessageReader<PlantEvent>,
    mut facts: ResMut<Facts>,
    mut teams: Query<(&mut Team, &mut Traveller)>,
) {
    let (now, table) = (clock.now(), &tables.chemical);
    for event in events.read() {
        let site = event.tank.site;
        if event.kind == PlantEventKind::Signs {
            let here = |t: &Team| t.status == Status::Working && t.task.and_then(site_of) == Some(site);
            let read = roster
                .teams
                .iter()
                .filter_map(|&e| teams.get(e).ok())
                .any(|(t, _)| here(t) && table.judges.contains(&t.kind));
            for &entity in &roster.teams {
                let Ok((mut team, mut traveller)) = teams.get_mut(entity) else { continue };
                // The works' own people know their tanks.
                let own = team.kind == TeamKind::Works;
                if (read || own) && here(&team) && team.task.is_some_and(at_tanks) {
                    if own {
                        retreat(&land, &mut team, &mut traveller, now);
                    } else {
                        team.turn_back(&mut traveller, now);
                    }
                    facts.add(now, What::TeamWithdrew { team: team.index, by_itself: true });
                }
            }
        }
    }
}
