//! Crews in front of flames: a lookout (安全员) who watches the fire sends them off in time; they step back and go on where it
//! is quiet. Where nobody watches they stay until flames stand beside them.

use super::super::{
    Roster, Tables,
    facts::{Facts, What},
    teams::{Status, Task, Team, at_work},
    travel::Traveller,
};
use super::{
    around,
    crews::{CALLED_OFF_MIN, Post},
    exposure::open_shares,
    flames_near,
};
use crate::{
    county::County,
    hazard::{
        Wildfire,
        wildfire::suppress::{self, Attack},
    },
    num::{Draw, draw::Process},
    sim::{Clock, Land, Seed},
};
use bevy::prelude::*;
use std::collections::BTreeSet;

/// The fire that a task is done at, where crews stand near its edge.
fn at_edge(task: Task, post: u32, land: &County, wildfire: &Wildfire) -> Option<usize> {
    match task {
        Task::AttackFire(fire, _) | Task::WaterAttack(fire, _) | Task::MopUp(fire) => Some(fire),
        // The fire whose origin is nearest to the line.
        Task::CutLine(_) | Task::BurnOut(_) => {
            let at = land.spec.centre(post as usize);
            let far = |f: usize| land.spec.centre(wildfire.fires[f].origin as usize).distance_m(at);
            (0..wildfire.fires.len()).min_by(|a, b| far(*a).total_cmp(&far(*b)))
        }
        _ => None,
    }
}

/// Flames against which not even crews with water stand.
fn beyond(flame_m: f32) -> bool {
    suppress::attack(flame_m.into()) > Attack::Equipment
}

/// Whether flames that no crew can face may start within a distance of a place, m.
pub fn threatened(land: &County, wildfire: &Wildfire, post: usize, within_m: f32) -> bool {
    let reach = (within_m / land.spec.cell_m).ceil() as usize;
    around(&land.spec, post, reach)
        .filter(|c| wildfire.has_burnt(*c))
        .any(|c| wildfire.ahead_of(c).any(|n| beyond(wildfire.flame_towards(land, c, n))))
}

/// The nearest place where no flames that no crew can face may come within a distance, m. Nothing within a short
/// walk: what remains is the way down.
fn refuge(land: &County, wildfire: &Wildfire, from: usize, within_m: f32) -> Option<usize> {
    const REACH_M: f32 = 400.0;
    let at = land.spec.centre(from);
    let mut places: Vec<(f32, usize)> = around(&land.spec, from, (REACH_M / land.spec.cell_m) as usize)
        .filter(|c| *c != from)
        .map(|c| (land.spec.centre(c).distance_m(at), c))
        .collect();
    places.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    places.into_iter().map(|p| p.1).find(|c| !threatened(land, wildfire, *c, within_m))
}

/// Once a minute.
pub fn crews(
    clock: Res<Clock>,
    seed: Res<Seed>,
    land: Res<Land>,
    tables: Res<Tables>,
    wildfire: Res<Wildfire>,
    roster: Res<Roster>,
    mut facts: ResMut<Facts>,
    mut set: ParamSet<(Query<&Team>, Query<(&mut Team, &mut Traveller)>)>,
) {
    if !clock.every_min(1) || wildfire.fires.is_empty() {
        return;
    }
    let (now, table) = (clock.now(), &tables.fire);
    let watched: BTreeSet<usize> = {
        let teams = set.p0();
        let looks = |f: &usize| at_work(&roster, &teams, Task::FireLookout(*f)).next().is_some();
        (0..wildfire.fires.len()).filter(looks).collect()
    };
    let mut teams = set.p1();
    for &entity in &roster.teams {
        let Ok((mut team, mut traveller)) = teams.get_mut(entity) else { continue };
        let (Status::Working, Some(task), Some(post)) = (team.status, team.task, team.post) else { continue };
        let Some(fire) = at_edge(task, post.cell, &land, &wildfire) else { continue };
        let cell = post.now(&land.spec);
        let flame_m = flames_near(&wildfire, &land.spec, cell, 1, now.0 as f32, 60.0);
        if beyond(flame_m) {
            // The flames are here.
            let (fatal, _) = open_shares(table, flame_m);
            let draw = Draw::new(seed.0, team.index as u64, Process::Entrapment).part(u64::from(now.0 / 60));
            let lost =
                (0..team.size).filter(|i| f64::from(draw.part(u64::from(*i)).unit()) < fatal).count() as u32;
            team.lose(lost, now, &mut facts);
            team.danger_min += 1;
            team.turn_back(&mut traveller, now);
            facts.add(now, What::TeamWithdrew { team: team.index, by_itself: true });
            continue;
        }
        // A trained crew keeps a watch of its own, which sees only what is before it.
        let far_m = match (watched.contains(&fire), table.trained.contains(&team.kind)) {
            (true, _) => table.escape_m,
            (false, true) => table.own_watch_m,
            (false, false) => 0.0,
        };
        if !threatened(&land, &wildfire, cell, table.escape_m) {
            continue;
        }
        if far_m > 0.0 && threatened(&land, &wildfire, cell, far_m) {
            // Into the burnt ground or down the way they came, until it is quiet.
            team.post = refuge(&land, &wildfire, cell, table.escape_m).map(Post::at);
            if team.called_off.replace(now).is_none_or(|at| now.minutes_since(at) > CALLED_OFF_MIN) {
                facts.add(now, What::CrewEscaped { team: team.index, fire });
            }
            continue;
        }
        team.danger_min += 1;
    }
}
