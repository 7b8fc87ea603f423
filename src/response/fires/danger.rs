//! Crews in front of flames: who watches the fire sees some minutes ahead what it will do, and sends crews off in time; they
//! step into the burnt ground or away from it by ways that the fire does not reach first, and go on where it is quiet. Where
//! nobody watches they stay until the flames are at them.
//!
//! What counts is where the fire goes: at its rear and along its flanks one works beside it with the burnt ground behind one,
//! and in front of its head nobody does (lookouts, escape routes and safety zones: Gleason 1991).

use super::super::{
    Roster, Tables,
    facts::{Facts, What},
    tables::FireResponse,
    teams::{Status, Task, Team, at_work},
    travel::Traveller,
};
use super::{around, exposure::open_shares, post::Post, ways::Ways};
use crate::{
    county::{County, Cover},
    hazard::{
        Air, Wildfire,
        wildfire::suppress::{self, Attack},
    },
    num::{Draw, draw::Process},
    sim::{Clock, Land, Seed, TICK_S},
};
use bevy::prelude::*;
use std::collections::BTreeSet;

/// How far away a place to step back to is looked for, m.
const REFUGE_M: f32 = 1_500.0;

/// Where the edge comes in the next minutes, as one sees it on the spot; looked at once a minute while crews are out.
#[derive(Resource, Clone, Debug, Default)]
pub struct Lookahead {
    /// Cells in order: when the edge comes, s since the start, and with what flames, m.
    coming: Vec<(u32, f32, f32)>,
}

/// What the edge does next.
pub fn look_ahead(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    air: Res<Air>,
    wildfire: Res<Wildfire>,
    roster: Res<Roster>,
    teams: Query<&Team>,
    mut ahead: ResMut<Lookahead>,
) {
    if !clock.every_min(1) || wildfire.fires.is_empty() {
        return;
    }
    ahead.coming.clear();
    let out = |team: &Team| team.task.is_some_and(|task| at_edge(task, 0, &land, &wildfire).is_some());
    if !roster.teams.iter().filter_map(|&e| teams.get(e).ok()).any(out) {
        return;
    }
    let now_s = clock.now().0 as f32;
    let coming = wildfire.ahead(&land, &air, tables.fire.gusty, tables.fire.ahead_min * 60.0);
    ahead.coming.extend(coming.into_iter().map(|c| (c.cell, now_s + c.in_s as f32, c.flame_m)));
    ahead.coming.sort_by_key(|c| c.0);
}

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

/// Flames through which and beside which nobody walks.
fn hot(flame_m: f32) -> bool {
    suppress::attack(flame_m.into()) > Attack::Hand
}

/// The ground as one sees it who watches the fire.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    pub land: &'a County,
    pub table: &'a FireResponse,
    pub wildfire: &'a Wildfire,
    pub ahead: &'a Lookahead,
    /// Seconds since the start.
    pub now_s: f32,
}

impl Watch<'_> {
    /// In how many seconds the edge comes to a cell, and with what flames, m.
    fn comes(&self, cell: usize) -> Option<(f32, f32)> {
        let found = self.ahead.coming.binary_search_by_key(&(cell as u32), |c| c.0).ok()?;
        let (_, at_s, flame_m) = self.ahead.coming[found];
        Some((at_s - self.now_s, flame_m))
    }

    /// Whether flames that no crew can face come to a place within some seconds, or pass so near that it is no safety zone:
    /// nearer than [`suppress::safe_distance_m`].
    pub fn threatened(&self, place: usize, within_s: f32) -> bool {
        let spec = &self.land.spec;
        let at = spec.centre(place);
        around(spec, place, 2).filter(|c| !self.wildfire.has_burnt(*c)).any(|cell| {
            self.comes(cell).is_some_and(|(in_s, flame_m)| {
                let clear_m = (suppress::safe_distance_m(flame_m.into()) as f32).max(0.5 * spec.cell_m);
                in_s <= within_s && beyond(flame_m) && spec.centre(cell).distance_m(at) <= clear_m
            })
        })
    }

    /// Whether it is burnt ground (黑区) in so many seconds, and not too hot to stand on.
    fn black(&self, cell: usize, in_s: f32) -> bool {
        let cool_s = (self.table.black_min * 60.0) as f32;
        let stands = |c: usize| {
            !hot(self.wildfire.flame_m[c]) || !self.wildfire.came_within(c, self.now_s + in_s, cool_s)
        };
        self.wildfire.has_burnt(cell) && stands(cell)
    }

    /// Whether people can walk into a cell who get there in so many seconds.
    fn open(&self, cell: usize, in_s: f32) -> bool {
        if self.land.cover[cell] == Cover::Water {
            return false;
        }
        if self.wildfire.has_burnt(cell) {
            return self.black(cell, in_s);
        }
        let margin_s = (self.table.own_watch_min * 60.0) as f32;
        self.comes(cell).is_none_or(|(comes_s, flame_m)| !hot(flame_m) || comes_s > in_s + margin_s)
    }

    fn walk_s(&self, metres: f32) -> f32 {
        metres * 3.6 / self.table.walk_km_h as f32
    }

    /// Ways from a cell that people can walk before the fire shuts them. Where a crew goes to work, flames that it can face
    /// may come.
    pub fn ways(
        &self,
        from: usize,
        reach_m: f32,
        work: Option<usize>,
        enough: impl FnMut(usize, f32) -> bool,
    ) -> Ways {
        let enter = |c: usize, far_m: f32| work == Some(c) || self.open(c, self.walk_s(far_m));
        Ways::find(&self.land.spec, from, reach_m, enter, enough)
    }

    /// Whether the rest of a way is still open, but for its end.
    pub fn is_open(&self, post: &Post) -> bool {
        let last = post.way.first().map(|c| *c as usize);
        let mut steps = post.steps(&self.land.spec);
        steps.all(|(cell, far_m)| last == Some(cell) || self.open(cell, self.walk_s(far_m)))
    }

    /// Whether a way leads to a place that stays safe, and is open.
    fn on_the_way_out(&self, post: &Post) -> bool {
        let Some(&to) = post.way.first() else { return false };
        self.is_open(post)
            && self
                .is_refuge(to as usize, self.walk_s(post.steps(&self.land.spec).last().map_or(0.0, |s| s.1)))
    }

    /// Burnt ground, or where the fire does not come for a while after so many seconds.
    fn is_refuge(&self, cell: usize, in_s: f32) -> bool {
        let escape_s = (self.table.escape_min * 60.0) as f32;
        let ground = self.black(cell, in_s) || !self.wildfire.has_burnt(cell);
        ground && !self.threatened(cell, in_s + escape_s)
    }

    /// The way to the nearest place that stays safe: burnt ground, or where the fire does not come for a while.
    fn refuge(&self, from: usize) -> Option<Post> {
        let mut found = None;
        let ways = self.ways(from, REFUGE_M, None, |cell, far_m| {
            let safe = self.is_refuge(cell, self.walk_s(far_m));
            found = found.or(safe.then_some(cell));
            safe
        });
        found.and_then(|cell| Some(Post::to(cell, from, ways.to(cell)?)))
    }
}

/// Who is caught, each tick; whom a watch sends off, once a minute.
pub fn crews(
    clock: Res<Clock>,
    seed: Res<Seed>,
    land: Res<Land>,
    tables: Res<Tables>,
    wildfire: Res<Wildfire>,
    ahead: Res<Lookahead>,
    roster: Res<Roster>,
    mut facts: ResMut<Facts>,
    mut set: ParamSet<(Query<&Team>, Query<(&mut Team, &mut Traveller)>)>,
) {
    if wildfire.fires.is_empty() {
        return;
    }
    let (now, table, minute) = (clock.now(), &tables.fire, clock.every_min(1));
    let watch = Watch { land: &land, table, wildfire: &wildfire, ahead: &ahead, now_s: now.0 as f32 };
    let mut watched: BTreeSet<usize> = BTreeSet::new();
    if minute {
        let teams = set.p0();
        let looks = |f: &usize| at_work(&roster, &teams, Task::FireLookout(*f)).next().is_some();
        watched = (0..wildfire.fires.len()).filter(looks).collect();
    }
    let mut teams = set.p1();
    for &entity in &roster.teams {
        let Ok((mut team, mut traveller)) = teams.get_mut(entity) else { continue };
        let (Status::Working, Some(task), Some(post)) = (team.status, team.task, &team.post) else {
            continue;
        };
        let (cell, at) = (post.cell, post.at as usize);
        let flame_m = wildfire.flame_m[at];
        if wildfire.came_within(at, watch.now_s, TICK_S as f32) && beyond(flame_m) {
            // The flames are here.
            let (fatal, injured) = open_shares(table, flame_m);
            let draw = Draw::new(seed.0, team.index as u64, Process::Entrapment).part(u64::from(now.0 / 60));
            let fates: Vec<f64> = (0..team.size).map(|i| f64::from(draw.part(u64::from(i)).unit())).collect();
            let count = |to: f64| fates.iter().filter(|quantile| **quantile < to).count() as u32;
            let lost = count(fatal);
            team.lose(lost, now, &mut facts);
            team.injure(count(fatal + injured) - lost, now, &mut facts);
            team.danger_min += 1;
            team.turn_back(&mut traveller, now);
            facts.add(now, What::TeamWithdrew { team: team.index, by_itself: true });
            continue;
        }
        if !minute {
            continue;
        }
        let Some(fire) = at_edge(task, cell, &land, &wildfire) else { continue };
        // A trained crew keeps a watch of its own, which sees only what comes at once.
        let far_min = match (watched.contains(&fire), table.trained.contains(&team.kind)) {
            (true, _) => table.escape_min,
            (false, true) => table.own_watch_min,
            (false, false) => 0.0,
        };
        let within = |minutes: f64| watch.threatened(at, (minutes * 60.0) as f32);
        if far_min > 0.0 && within(far_min) {
            let way = watch.on_the_way_out(post).then(|| post.clone()).or_else(|| watch.refuge(at));
            if way.is_some() {
                team.post = way;
                if team.called_off.replace(now).is_none_or(|at| now.minutes_since(at) > table.called_off_min)
                {
                    facts.add(now, What::CrewEscaped { team: team.index, fire });
                }
                continue;
            }
            // Every way is shut.
            team.danger_min += 1;
        } else if within(table.own_watch_min) {
            team.danger_min += 1;
        }
    }
}
