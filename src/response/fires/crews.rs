//! What crews do at a fire: find a way to its edge and attack it.
//!
//! Direct attack makes line on the unburnt side of the edge, cell by cell, from the side that was ordered along the edge, as
//! fast as the reference's crews (A5) and as far as flames let them ([`suppress::attack`]): hand crews to 1.2 m, crews with
//! water to 2.4 m.

use super::super::{
    Roster, Tables,
    teams::{Status, Task, Team},
    travel::Traveller,
};
pub use super::water::in_reach_of_water;
use super::{
    FireGround, Side,
    danger::{Lookahead, Watch},
    lines::{burn_out, cut},
    mopping::mop_up,
    post::Post,
    side_cell,
    water::water,
};
use crate::{
    county::TeamKind,
    hazard::{
        Interventions, Wildfire,
        wildfire::{
            fuel::FuelModel,
            suppress::{self, Attack},
        },
    },
    num::{DrillTime, GridSpec},
    sim::{Clock, Land, TICK_S},
};
use bevy::prelude::*;

/// Whether professional crews' rates hold for a kind of team.
pub fn crew(kind: TeamKind) -> suppress::Crew {
    if matches!(kind, TeamKind::ForestFire | TeamKind::Fire | TeamKind::CityRescue) {
        suppress::Crew::Elite
    } else {
        suppress::Crew::Ordinary
    }
}

/// How far along and towards the edge crews look for ways, m.
pub(super) const REACH_M: f32 = 6_000.0;

/// Line made, m/h, in a fuel by a crew of so many people.
pub(super) type Rate = fn(&FuelModel, suppress::Crew, f64, &suppress::Conditions) -> f64;

/// Metres of line that a team makes in an hour in a cell's fuel, at this rate; infinite where nothing burns.
pub(super) fn line_m_h(
    clock: &Clock,
    tables: &Tables,
    wildfire: &Wildfire,
    team: &Team,
    cell: usize,
    rate: Rate,
) -> f64 {
    let Some(fuel) = wildfire.fuels.model(cell) else { return f64::INFINITY };
    let labour = tables.teams.get(&team.kind).map_or(0.0, |k| k.labour);
    let conditions = suppress::Conditions {
        night: clock.is_night(),
        slope: wildfire.fuels.steepness(cell),
        worked_h: team.on_duty_since.map_or(0.0, |at| clock.now().minutes_since(at) / 60.0),
    };
    rate(fuel, crew(team.kind), f64::from(team.size) * labour, &conditions)
}

/// What every crew at a fire needs to know.
pub(super) struct Scene<'a> {
    pub(super) clock: &'a Clock,
    pub(super) tables: &'a Tables,
    pub(super) watch: Watch<'a>,
}

impl Scene<'_> {
    pub(super) fn wildfire(&self) -> &Wildfire {
        self.watch.wildfire
    }

    pub(super) fn spec(&self) -> &GridSpec {
        &self.watch.land.spec
    }

    pub(super) fn far_m(&self, a: usize, b: usize) -> f32 {
        self.spec().centre(a).distance_m(self.spec().centre(b))
    }

    /// Metres of line that a team makes in a tick in a cell's fuel, at this rate: cut, or at the edge.
    pub(super) fn line_m(&self, team: &Team, cell: usize, rate: Rate) -> f64 {
        line_m_h(self.clock, self.tables, self.wildfire(), team, cell, rate) * f64::from(TICK_S) / 3600.0
    }

    /// What can be done against the longest flames with which the fire can leave a cell.
    fn attack(&self, cell: usize) -> Attack {
        let flame = |n: usize| self.wildfire().flame_towards(self.watch.land, cell, n);
        suppress::attack(self.wildfire().ahead_of(cell).map(flame).fold(0.0, f32::max).into())
    }

    /// Whether flames come to a place so soon that a lookout would call crews off there.
    fn threatened(&self, place: usize) -> bool {
        self.watch.threatened(place, (self.tables.fire.escape_min * 60.0) as f32)
    }

    /// The unburnt side of a cell of the edge where crews can go and work: where a lookout would call them off at once,
    /// nobody goes.
    fn fit(&self, cell: usize, limit: Attack) -> Option<usize> {
        let beside = self.wildfire().ahead_of(cell).next()?;
        (self.attack(cell) <= limit && !self.threatened(beside)).then_some(beside)
    }

    /// The way to the best place at a fire's free edge where flames let crews work as far as `limit` and to which a way is
    /// open: in a section of its own (分段包干) where there is one, nearest to `near`, at most `within_m` from there.
    fn workable(&self, way: &Way<'_>, from: usize, near: usize, within_m: f32) -> Option<Post> {
        let edge = self.wildfire().fires.get(way.fire)?.free_edge.iter().map(|c| *c as usize);
        // A section of one's own, or else at least another place than where others work already.
        let taken = |c: usize| {
            let within = |m: f32| way.others.iter().any(|o| self.far_m(c, *o) < m);
            u8::from(within(self.tables.fire.section_m)) + u8::from(within(0.5 * self.spec().cell_m))
        };
        let mut edge: Vec<(u8, f32, usize)> = edge.map(|c| (taken(c), self.far_m(c, near), c)).collect();
        edge.retain(|e| e.1 <= within_m);
        edge.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
        let fit = edge.into_iter().filter_map(|e| Some((e.2, self.fit(e.2, way.limit)?)));
        self.first_way(from, if within_m.is_finite() { within_m } else { REACH_M }, fit)
    }

    /// The way to the first of some places that one leads to: each the cell to work at, and the one to stand in.
    pub(super) fn first_way(
        &self,
        from: usize,
        reach_m: f32,
        places: impl Iterator<Item = (usize, usize)>,
    ) -> Option<Post> {
        let mut places = places.peekable();
        let &(best, at) = places.peek()?;
        if self.is_beside(from, at) {
            return Some(Post::to(best, at, Vec::new()));
        }
        let ways = self.watch.ways(from, reach_m, Some(at), |c, _| c == at);
        places.find_map(|(cell, at)| Some(Post::to(cell, from, ways.to(at)?)))
    }

    /// Whether it is so near that the way there is in the rates.
    fn is_beside(&self, from: usize, to: usize) -> bool {
        self.far_m(from, to) <= 1.5 * self.spec().cell_m
    }

    /// Whether a crew that was called off waits until it is quiet at a cell again.
    pub(super) fn waits(&self, team: &Team, cell: usize) -> bool {
        let lately = |at: DrillTime| self.clock.now().minutes_since(at) <= self.tables.fire.called_off_min;
        team.called_off.is_some_and(lately) && self.threatened(cell)
    }

    /// Whether a team is at a cell to work there; if not, it sets out by a way that is open, from `here` if it has not been
    /// on the fire's ground before.
    pub(super) fn is_at(&self, team: &mut Team, here: usize, cell: usize) -> bool {
        let from = match &team.post {
            Some(post) if post.cell as usize == cell => return !post.is_walking(),
            Some(post) => post.at as usize,
            None => here,
        };
        if self.is_beside(from, cell) {
            team.post = Some(Post::at(cell));
            return true;
        }
        if self.clock.every_min(1)
            && let Some(post) = self.first_way(from, REACH_M, [(cell, cell)].into_iter())
        {
            team.post = Some(post);
        }
        false
    }
}

/// Crews at work, each tick.
pub fn work(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    wildfire: Res<Wildfire>,
    ahead: Res<Lookahead>,
    roster: Res<Roster>,
    mut orders: ResMut<Interventions>,
    mut ground: ResMut<FireGround>,
    mut teams: Query<(&mut Team, &Traveller)>,
) {
    if wildfire.fires.is_empty() {
        return;
    }
    let watch = Watch {
        land: &land,
        table: &tables.fire,
        wildfire: &wildfire,
        ahead: &ahead,
        now_s: clock.now().0 as f32,
    };
    let scene = Scene { clock: &clock, tables: &tables, watch };
    let step_m = (tables.fire.walk_km_h / 3.6) as f32 * TICK_S as f32;
    orders.fire_watch.clear();
    let post = |e: &Entity| teams.get(*e).ok().and_then(|t| t.0.post.as_ref()).map(|p| p.cell as usize);
    let mut posts: Vec<Option<usize>> = roster.teams.iter().map(post).collect();
    for (number, &entity) in roster.teams.iter().enumerate() {
        let Ok((mut team, traveller)) = teams.get_mut(entity) else { continue };
        let (Status::Working, Some(task)) = (team.status, team.task) else {
            if team.post.is_some() {
                team.post = None;
            }
            continue;
        };
        let here = land.spec.cell_at(traveller.position(&land));
        if let Some(post) = &mut team.post
            && post.is_walking()
        {
            post.walk(&land.spec, step_m);
            if post.is_walking() && clock.every_min(1) && !watch.is_open(post) {
                // The fire is there first: from here they look for another way.
                *post = Post::at(post.at as usize);
            } else if post.is_walking() && !(looks(task) && clock.every_min(5)) {
                continue;
            }
        }
        posts[number] = None;
        let others: Vec<usize> = posts.iter().copied().flatten().collect();
        match task {
            Task::AttackFire(fire, side) => {
                let way = Way { fire, side, limit: Attack::Hand, faster: 1.0, others: &others };
                attack(&scene, &mut team, here, &way, &mut orders);
            }
            Task::WaterAttack(fire, side) => {
                let at = team.post.as_ref().map_or(here, |p| p.cell as usize);
                let metres = scene.line_m(&team, at, suppress::direct_rate_m_h);
                let litres = wildfire.fuels.model(at).map_or(0.0, suppress::water_l_m2) * tables.fire.wet_m;
                let metres = if metres.is_finite() { metres } else { 0.0 };
                let wet = water(&land, &tables.fire, at, team.size, (metres, litres), &mut ground);
                let (limit, faster) = match wet {
                    Some(share) => (Attack::Equipment, tables.fire.water_factor * share),
                    None => (Attack::Hand, 1.0),
                };
                let way = Way { fire, side, limit, faster, others: &others };
                attack(&scene, &mut team, here, &way, &mut orders);
            }
            Task::CutLine(line) => cut(&scene, &mut team, here, line, &mut orders, &mut ground),
            Task::BurnOut(line) => burn_out(&scene, &mut team, here, line, &mut orders, &mut ground),
            Task::MopUp(fire) => {
                mop_up(&scene, &mut team, here, fire, &others, &mut orders);
                orders.fire_watch.extend(team.post.as_ref().map(|post| post.at));
            }
            Task::ScoutFire(fire) | Task::FireLookout(fire) if team.post.is_none() => {
                let cell = side_cell(&land, &wildfire, fire, Side::Rear).unwrap_or(here);
                scene.is_at(&mut team, here, cell);
            }
            _ => {}
        }
        posts[number] = team.post.as_ref().map(|p| p.cell as usize);
    }
}

/// Whether who is on the way to a task looks now and then whether the place is still any good.
fn looks(task: Task) -> bool {
    matches!(task, Task::AttackFire(..) | Task::WaterAttack(..))
}

/// How a crew attacks.
struct Way<'a> {
    fire: usize,
    side: Side,
    limit: Attack,
    /// Than by hand.
    faster: f64,
    /// Where the others are.
    others: &'a [usize],
}

/// Direct attack at the nearest workable place of the edge: first from the side that was ordered, then along the edge. Who is
/// on the way looks now and then whether the place is still any good.
fn attack(scene: &Scene<'_>, team: &mut Team, here: usize, way: &Way<'_>, orders: &mut Interventions) {
    let wildfire = scene.wildfire();
    let minute = scene.clock.every_min(1);
    let Some(post) = &team.post else {
        let side = || side_cell(scene.watch.land, wildfire, way.fire, way.side);
        let Some(near) = minute.then(side).flatten() else { return };
        team.post = scene.workable(way, here, near, f32::INFINITY);
        return;
    };
    let (cell, at, walking) = (post.cell as usize, post.at as usize, post.is_walking());
    if walking && scene.fit(cell, way.limit).is_some() {
        return;
    }
    let beside = wildfire.ahead_of(cell).next().filter(|_| !walking && wildfire.has_burnt(cell));
    let Some(next) = beside.filter(|n| scene.attack(cell) <= way.limit && !scene.waits(team, *n)) else {
        // Looked for all along the edge once a minute, and next to them at once: the edge is found anew no more often.
        let within_m = if minute { f32::INFINITY } else { 2.0 * scene.spec().cell_m };
        if let Some(post) = scene.workable(way, at, at, within_m) {
            team.post = Some(post);
        }
        return;
    };
    if let Some(post) = &mut team.post {
        post.at = next as u32;
    }
    // Line is made where the edge is: when it creeps into the next cell meanwhile, what was done of it stays done.
    team.work_left += scene.line_m(team, next, suppress::direct_rate_m_h) * way.faster;
    let side_m = f64::from(scene.spec().cell_m);
    if team.work_left >= side_m {
        team.work_left = (team.work_left - side_m).min(side_m);
        orders.fire_lines.push((next as u32, scene.tables.fire.direct_width_m));
    }
}
