//! What crews do at a fire: attack its edge, cut lines, burn out, mop up; and drops from the air.
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
use super::{FireGround, Side, danger::threatened, side_cell, water::water};
use crate::{
    county::{County, TeamKind},
    hazard::{
        Interventions, Smoke, Wildfire,
        fires::sides,
        wildfire::{
            fuel::FuelModel,
            suppress::{self, Attack},
        },
    },
    num::{DrillTime, GridSpec},
    sim::{Clock, Land, TICK_S},
};
use bevy::prelude::*;

/// Where on the fire ground a team is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Post {
    pub cell: u32,
    /// Where the walk there began, and metres still to walk.
    pub from: u32,
    pub walk_m: f32,
}

impl Post {
    /// Somewhere they are already.
    pub fn at(cell: usize) -> Self {
        Post { cell: cell as u32, from: cell as u32, walk_m: 0.0 }
    }

    /// The cell where they are: on the straight way from where they set out.
    pub fn now(&self, spec: &GridSpec) -> usize {
        let (to, from) = (spec.centre(self.cell as usize), spec.centre(self.from as usize));
        let share = self.walk_m / to.distance_m(from).max(1.0);
        spec.cell_at(to.lerp(from, share.min(1.0)))
    }
}

/// Whether professional crews' rates hold for a kind of team.
pub fn crew(kind: TeamKind) -> suppress::Crew {
    if matches!(kind, TeamKind::ForestFire | TeamKind::Fire | TeamKind::CityRescue) {
        suppress::Crew::Elite
    } else {
        suppress::Crew::Ordinary
    }
}

/// How long crews that were called off look out for themselves, minutes.
pub const CALLED_OFF_MIN: f64 = 30.0;

/// Line made, m/h, in a fuel by a crew of so many people.
type Rate = fn(&FuelModel, suppress::Crew, f64, &suppress::Conditions) -> f64;

/// What every crew at a fire needs to know.
struct Scene<'a> {
    clock: &'a Clock,
    land: &'a County,
    tables: &'a Tables,
    wildfire: &'a Wildfire,
}

impl Scene<'_> {
    /// Metres of line that a team makes in a tick in a cell's fuel, at this rate: cut, or at the edge.
    fn line_m(&self, team: &Team, cell: usize, rate: Rate) -> f64 {
        let Some(fuel) = self.wildfire.fuels.model(cell) else { return f64::INFINITY };
        let labour = self.tables.teams.get(&team.kind).map_or(0.0, |k| k.labour);
        let hours = team.on_duty_since.map_or(0.0, |at| self.clock.now().minutes_since(at) / 60.0);
        let conditions = suppress::Conditions {
            night: self.clock.is_night(),
            slope: self.wildfire.fuels.steepness(cell),
            worked_h: hours,
        };
        let people = f64::from(team.size) * labour;
        rate(fuel, crew(team.kind), people, &conditions) * f64::from(TICK_S) / 3600.0
    }

    /// What can be done against the longest flames with which the fire can leave a cell.
    fn attack(&self, cell: usize) -> Attack {
        let flame = |n: usize| self.wildfire.flame_towards(self.land, cell, n);
        suppress::attack(self.wildfire.ahead_of(cell).map(flame).fold(0.0, f32::max).into())
    }

    /// Whether crews can go and work at a cell of the edge: where a lookout would call them off at once, nobody goes.
    fn fit(&self, cell: usize, limit: Attack) -> bool {
        self.wildfire.ahead_of(cell).next().is_some()
            && self.attack(cell) <= limit
            && !threatened(self.land, self.wildfire, cell, self.tables.fire.escape_m)
    }

    /// The nearest place to `from` at a fire's free edge, not farther than `within_m`, where flames let crews work as far as
    /// `limit`; in a section of its own (分段包干) where there is one.
    fn workable(
        &self,
        fire: usize,
        from: usize,
        limit: Attack,
        within_m: f32,
        others: &[usize],
    ) -> Option<usize> {
        let spec = &self.land.spec;
        let far = |a: usize, b: usize| spec.centre(a).distance_m(spec.centre(b));
        let edge = self.wildfire.fires.get(fire)?.free_edge.iter().map(|c| *c as usize);
        // A section of one's own, or else at least another place than where others work already.
        let taken = |c: usize| {
            let within = |m: f32| others.iter().any(|o| far(c, *o) < m);
            u8::from(within(self.tables.fire.section_m)) + u8::from(within(0.5 * spec.cell_m))
        };
        let mut edge: Vec<(u8, f32, usize)> = edge.map(|c| (taken(c), far(c, from), c)).collect();
        edge.retain(|e| e.1 <= within_m);
        edge.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
        edge.into_iter().map(|e| e.2).find(|c| self.fit(*c, limit))
    }

    /// The way along the line to the next cell is in the rates.
    fn walk(&self, from: usize, to: usize) -> Post {
        let spec = &self.land.spec;
        let far_m = spec.centre(from).distance_m(spec.centre(to));
        let walk_m = if far_m > 1.5 * spec.cell_m { far_m } else { 0.0 };
        Post { cell: to as u32, from: from as u32, walk_m }
    }

    /// Whether a crew that was called off waits until it is quiet at a cell again.
    fn waits(&self, team: &Team, cell: usize) -> bool {
        let lately = |at: DrillTime| self.clock.now().minutes_since(at) <= CALLED_OFF_MIN;
        team.called_off.is_some_and(lately)
            && threatened(self.land, self.wildfire, cell, self.tables.fire.escape_m)
    }

    /// Whether a team is at a cell; if not, it sets out, from `here` if it has not been on the fire ground before.
    fn is_at(&self, team: &mut Team, here: usize, cell: usize) -> bool {
        let post = self.walk(team.post.map_or(here, |p| p.cell as usize), cell);
        team.post = Some(post);
        post.walk_m == 0.0
    }
}

/// Crews at work, each tick.
pub fn work(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    wildfire: Res<Wildfire>,
    roster: Res<Roster>,
    mut orders: ResMut<Interventions>,
    mut ground: ResMut<FireGround>,
    mut teams: Query<(&mut Team, &Traveller)>,
) {
    if wildfire.fires.is_empty() {
        return;
    }
    let scene = Scene { clock: &clock, land: &land, tables: &tables, wildfire: &wildfire };
    let step_m = (tables.fire.walk_km_h / 3.6) as f32 * TICK_S as f32;
    let post = |e: &Entity| teams.get(*e).ok().and_then(|t| t.0.post).map(|p| p.cell as usize);
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
            && post.walk_m > 0.0
        {
            post.walk_m = (post.walk_m - step_m).max(0.0);
            let looks = matches!(task, Task::AttackFire(..) | Task::WaterAttack(..)) && clock.every_min(5);
            if !looks {
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
                let at = team.post.map_or(here, |p| p.cell as usize);
                let wet = water(&land, &tables.fire, at, team.size, &mut ground);
                let (limit, faster) =
                    if wet { (Attack::Equipment, tables.fire.water_factor) } else { (Attack::Hand, 1.0) };
                let way = Way { fire, side, limit, faster, others: &others };
                attack(&scene, &mut team, here, &way, &mut orders);
            }
            Task::CutLine(line) => cut(&scene, &mut team, here, line, &mut orders, &mut ground),
            Task::BurnOut(line) => burn_out(&scene, &mut team, here, line, &mut orders, &mut ground),
            Task::MopUp(fire) => mop_up(&scene, &mut team, here, fire, &others, &mut orders),
            Task::ScoutFire(fire) | Task::FireLookout(fire) if team.post.is_none() => {
                let cell = side_cell(&land, &wildfire, fire, Side::Rear).unwrap_or(here);
                team.post = Some(scene.walk(here, cell));
            }
            _ => {}
        }
        posts[number] = team.post.map(|p| p.cell as usize);
    }
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
    let (wildfire, spec) = (scene.wildfire, &scene.land.spec);
    let minute = scene.clock.every_min(1);
    let Some(post) = team.post else {
        let side = || side_cell(scene.land, wildfire, way.fire, way.side);
        let Some(from) = minute.then(side).flatten() else { return };
        let next = scene.workable(way.fire, from, way.limit, f32::INFINITY, way.others);
        team.post = next.map(|next| scene.walk(here, next));
        return;
    };
    let from = post.cell as usize;
    if post.walk_m > 0.0 && scene.fit(from, way.limit) {
        return;
    }
    let open = wildfire.has_burnt(from) && wildfire.ahead_of(from).next().is_some();
    if post.walk_m > 0.0 || !open || scene.attack(from) > way.limit {
        // Looked for all along the edge once a minute, and next to them at once: the edge is found anew no more often.
        let within_m = if minute { f32::INFINITY } else { 2.0 * spec.cell_m };
        let from = post.now(spec);
        if let Some(next) = scene.workable(way.fire, from, way.limit, within_m, way.others) {
            team.post = Some(scene.walk(from, next));
        }
        return;
    }
    let Some(next) = wildfire.ahead_of(from).next() else { return };
    // Line is made where the edge is: when it creeps into the next cell meanwhile, what was done of it stays done.
    team.work_left += scene.line_m(team, next, suppress::direct_rate_m_h) * way.faster;
    let side_m = f64::from(spec.cell_m);
    if team.work_left >= side_m {
        team.work_left = (team.work_left - side_m).min(side_m);
        orders.fire_lines.push((next as u32, scene.tables.fire.direct_width_m));
    }
}

/// Cut an ordered line from its beginning.
fn cut(
    scene: &Scene<'_>,
    team: &mut Team,
    here: usize,
    line: usize,
    orders: &mut Interventions,
    ground: &mut FireGround,
) {
    let Some(line) = ground.lines.get_mut(line) else { return };
    let Some(&cell) = line.cells.get(line.done) else { return };
    if scene.waits(team, cell as usize) || !scene.is_at(team, here, cell as usize) {
        return;
    }
    // A road or rock is line already; wider line takes longer.
    let wide = f64::from(line.width_m / scene.tables.fire.hand_width_m).max(1.0);
    line.on_next_m += scene.line_m(team, cell as usize, suppress::line_rate_m_h) / wide;
    let side_m = f64::from(scene.land.spec.cell_m);
    while line.on_next_m >= side_m || line.on_next_m.is_infinite() {
        let Some(&cell) = line.cells.get(line.done) else { break };
        if scene.wildfire.fuels.model(cell as usize).is_some() && !scene.wildfire.has_burnt(cell as usize) {
            orders.fire_lines.push((cell, line.width_m));
        }
        line.done += 1;
        line.on_next_m = if line.on_next_m.is_infinite() { 0.0 } else { line.on_next_m - side_m };
        if line.on_next_m < side_m {
            break;
        }
    }
}

/// Burn out between a line and the fire.
fn burn_out(
    scene: &Scene<'_>,
    team: &mut Team,
    here: usize,
    line: usize,
    orders: &mut Interventions,
    ground: &mut FireGround,
) {
    let Some(line) = ground.lines.get_mut(line) else { return };
    if line.burnt_out >= line.done {
        return;
    }
    let Some(&cell) = line.cells.get(line.burnt_out) else { return };
    if scene.waits(team, cell as usize) || !scene.is_at(team, here, cell as usize) {
        return;
    }
    team.work_left += scene.tables.fire.burn_out_m_h * f64::from(TICK_S) / 3600.0;
    let spec = &scene.land.spec;
    let side_m = f64::from(spec.cell_m);
    if team.work_left < side_m {
        return;
    }
    team.work_left -= side_m;
    line.burnt_out += 1;
    let Some((fire, edge)) = nearest_edge(scene, cell as usize) else { return };
    let far = |c: usize| spec.centre(c).distance_m(spec.centre(edge));
    let toward = |n: &usize| scene.wildfire.can_burn(*n) && far(*n) < far(cell as usize);
    orders.burnt_out.extend(sides(spec, cell as usize).filter(toward).map(|n| (n as u32, fire)));
}

/// The nearest free edge to a cell, and whose it is.
fn nearest_edge(scene: &Scene<'_>, cell: usize) -> Option<(usize, usize)> {
    let spec = &scene.land.spec;
    let at = spec.centre(cell);
    let fires = scene.wildfire.fires.iter().enumerate();
    let edges = fires.flat_map(|(f, fire)| fire.free_edge.iter().map(move |c| (f, *c as usize)));
    edges.min_by(|a, b| {
        spec.centre(a.1).distance_m(at).total_cmp(&spec.centre(b.1).distance_m(at)).then(a.cmp(b))
    })
}

/// Put out embers along the edge that is held, the nearest first, and stay to watch.
fn mop_up(
    scene: &Scene<'_>,
    team: &mut Team,
    here: usize,
    fire: usize,
    others: &[usize],
    orders: &mut Interventions,
) {
    let Some(state) = scene.wildfire.fires.get(fire) else { return };
    let from = team.post.map_or(here, |p| p.cell as usize);
    let spec = &scene.land.spec;
    let done = |c: u32| scene.wildfire.is_mopped(c as usize);
    let still = |c: u32| state.embers.binary_search(&c).is_ok() && !done(c);
    if team.post.is_none_or(|p| !still(p.cell)) {
        let far = |a: usize, b: usize| spec.centre(a).distance_m(spec.centre(b));
        let taken = |c: usize| others.iter().any(|o| far(c, *o) < scene.tables.fire.section_m);
        let next = state
            .embers
            .iter()
            .filter(|c| state.free_edge.binary_search(c).is_err() && !done(**c))
            .map(|c| (taken(*c as usize), far(*c as usize, from), *c))
            .min_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
        if let Some((_, _, next)) = next {
            team.post = Some(scene.walk(from, next as usize));
        }
        return;
    }
    let Some(post) = team.post else { return };
    let labour = scene.tables.teams.get(&team.kind).map_or(0.0, |k| k.labour);
    let people = f64::from(team.size) * labour;
    let rate = scene.tables.fire.mop_up_m_h * people / 20.0;
    team.work_left += rate * f64::from(TICK_S) / 3600.0;
    if team.work_left >= f64::from(spec.cell_m) {
        team.work_left -= f64::from(spec.cell_m);
        orders.mopped_up.push(post.cell);
    }
}

/// Helicopters drop water on a fire's side, by day, in a wind that lets them fly and where smoke lets them see.
pub fn air(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    wildfire: Res<Wildfire>,
    smoke: Res<Smoke>,
    mut orders: ResMut<Interventions>,
    mut ground: ResMut<FireGround>,
) {
    let Some(work) = ground.air else { return };
    let now: DrillTime = clock.now();
    if now >= work.until {
        ground.air = None;
        return;
    }
    let table = &tables.fire;
    let calm = wildfire.conditions.wind.speed_m_s <= table.air_wind_m_s;
    if !clock.every_min(table.drop_every_min) || clock.is_night() || !calm {
        return;
    }
    let Some(cell) = side_cell(&land, &wildfire, work.fire, work.side) else { return };
    if smoke.visibility_m(land.spec.centre(cell)) < table.air_visibility_m {
        return;
    }
    let ahead: Vec<usize> = wildfire.ahead_of(cell).collect();
    orders.fire_lines.extend(ahead.into_iter().map(|n| (n as u32, table.drop_width_m)));
}
