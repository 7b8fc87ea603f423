//! A tank of liquefied gas that bursts (BLEVE): signs come minutes before. Where hazmat teams or experts watch the tanks
//! everybody there runs at once, without waiting for an order; where nobody can read the signs, nobody does.

use super::{crews::at_tanks, own::retreat, place, watch::site_of};
use crate::{
    county::TeamKind,
    hazard::{
        Air, PlantEvent, PlantEventKind,
        chemical::{air::water_vapour_pa, fireball::Fireball},
    },
    num::{Draw, Point, draw::Process},
    response::{
        Roster, Tables,
        evacuation::Group,
        facts::{Cause, Facts, What},
        people::{Residents, State},
        teams::{Status, Team, task_site},
        travel::Traveller,
    },
    sim::{Clock, Land, Seed},
};
use bevy::prelude::*;

/// Signs: teams leave. A fireball: whoever is out of doors burns by the heat dose where they are.
pub(in crate::response) fn fireball(
    clock: Res<Clock>,
    seed: Res<Seed>,
    land: Res<Land>,
    tables: Res<Tables>,
    air: Res<Air>,
    roster: Res<Roster>,
    mut events: MessageReader<PlantEvent>,
    mut facts: ResMut<Facts>,
    mut teams: Query<(&mut Team, &mut Traveller), Without<Group>>,
    mut groups: Query<(&mut Group, &Traveller)>,
    mut villages: Query<&mut Residents>,
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
        if event.kind != PlantEventKind::Fireball {
            continue;
        }
        let mut ball = Fireball::new(event.mass_kg);
        ball.wet_pa = Some(water_vapour_pa(air.temperature_c, air.humidity));
        let from = place(&land, site);
        let share = |at: Point| ball.burn_share(f64::from(from.distance_m(at)));
        for &entity in &roster.teams {
            let Ok((mut team, traveller)) = teams.get_mut(entity) else { continue };
            let at = match (team.status, team.task) {
                (Status::Working, Some(task)) => task_site(&land, &roster, task).0,
                (Status::EnRoute | Status::Returning, _) => traveller.position(&land),
                _ => continue,
            };
            let draw = Draw::new(seed.0, team.index as u64, Process::FireballFate);
            let share = share(at);
            let burnt = |i: &u32| f64::from(draw.part(u64::from(*i)).unit()) < share;
            let lost = (0..team.size).filter(burnt).count() as u32;
            if lost > 0 {
                team.size -= lost;
                team.lost += lost;
                facts.add(now, What::RescuersLost { team: team.index, people: lost });
            }
        }
        for &entity in &roster.groups {
            let Ok((mut group, traveller)) = groups.get_mut(entity) else { continue };
            let village = group.village;
            let Some(mut home) = roster.villages.get(village).and_then(|&e| villages.get_mut(e).ok()) else {
                continue;
            };
            let (draw, share) =
                (Draw::new(seed.0, village as u64, Process::FireballFate), share(traveller.position(&land)));
            let before = group.people.len();
            group.people.retain(|&i| {
                let burns = f64::from(draw.part(u64::from(i)).unit()) < share;
                if burns && let Some(person) = home.people.get_mut(i as usize) {
                    person.state = State::Dead;
                }
                !burns
            });
            let people = (before - group.people.len()) as u32;
            if people > 0 {
                facts.add(now, What::Died { village, people, cause: Cause::Burnt });
            }
        }
        let outside = if clock.is_night() { table.outside_night } else { table.outside_day };
        for (village, &entity) in roster.villages.iter().enumerate() {
            let near =
                land.villages[village].cells.iter().any(|c| share(land.spec.centre(*c as usize)) > 0.0);
            let Ok(mut residents) = villages.get_mut(entity) else { continue };
            if !near {
                continue;
            }
            let draw = Draw::new(seed.0, village as u64, Process::FireballFate);
            let cells = &land.villages[village].cells;
            let mut people = 0;
            for (i, person) in residents.people.iter_mut().enumerate() {
                let Some(&cell) = cells.get(person.cell as usize) else { continue };
                let burns = outside * share(land.spec.centre(cell as usize));
                if person.state == State::Home && f64::from(draw.part(i as u64).unit()) < burns {
                    person.state = State::Dead;
                    people += 1;
                }
            }
            if people > 0 {
                facts.add(now, What::Died { village, people, cause: Cause::Burnt });
            }
        }
    }
}
