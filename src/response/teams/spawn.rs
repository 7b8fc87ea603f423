//! The teams of a drill at its beginning.

use super::{Status, Team};
use crate::{
    county::TeamKind,
    hazard::Plants,
    response::{
        Tables,
        plants::own,
        supplies::Stock,
        travel::{Mode, Traveller},
    },
    sim::Land,
    text::{Name, both, both_with},
};
use bevy::prelude::*;
use std::collections::BTreeMap;

/// Makes the team entities: the county's bases in order, then the city's team, then the own teams of works that an accident
/// can reach. Returns them, and the numbers of the works' teams by index into `County::facilities`.
pub fn spawn(world: &mut World) -> (Vec<Entity>, BTreeMap<usize, usize>) {
    let land = world.resource::<Land>().clone();
    let tables = world.resource::<Tables>().clone();
    let command = &tables.command;
    let mut teams: Vec<(String, Name, TeamKind, u32, u32, usize, usize, Status)> = land
        .bases
        .iter()
        .map(|b| {
            let p = &b.place;
            (p.id.clone(), p.name.clone(), b.kind, b.size, b.boats, p.township, p.node, Status::Ready)
        })
        .collect();
    teams.push((
        "city-rescue".into(),
        both("county-team-city"),
        TeamKind::CityRescue,
        command.city_team,
        command.city_boats,
        0,
        land.townships.first().map_or(0, |t| t.node),
        Status::Absent,
    ));
    let mut works = BTreeMap::new();
    let sites = world.get_resource::<Plants>().map_or(&[][..], |p| &p.sites);
    for site in sites.iter().filter(|s| s.near_accident) {
        let Some(size) = own::team_of(&land, site.facility, &tables.chemical) else { continue };
        let place = &land.facilities[site.facility].place;
        let name =
            both_with("county-team-works", |lang| vec![("name", place.name.get(lang).to_owned().into())]);
        works.insert(site.facility, teams.len());
        let id = format!("{}-team", place.id);
        teams.push((id, name, TeamKind::Works, size, 0, place.township, place.node, Status::Ready));
    }
    let entities = teams
        .into_iter()
        .enumerate()
        .map(|(index, (id, name, kind, size, boats, township, base, status))| {
            let team = Team {
                index,
                id,
                name,
                kind,
                size,
                lost: 0,
                hurt: 0,
                boats,
                township,
                base,
                status,
                task: None,
                on_duty_since: None,
                called_at: None,
                arrived_at: None,
                boat_leg_m: 0.0,
                work_left: 0.0,
                load: Stock::default(),
                danger_min: 0,
                danger_since: None,
                post: None,
                called_off: None,
            };
            world.spawn((team, Traveller::at(base, Mode::Truck))).id()
        })
        .collect();
    (entities, works)
}
