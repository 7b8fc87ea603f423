//! Teams: from call to turnout, on the road, at work, withdrawn.

mod effort;
mod site;
mod spawn;

pub use effort::{effort, effort_now, turnout_min};
pub use site::{mode_to, nearest_node, task_site, task_township};
use site::{nearest_by_road, on_foot};
pub(super) use spawn::spawn;

use super::{
    Roster, Tables,
    facts::{Facts, What},
    fires::{Side, post::Post},
    route::{self, Mode, Roads},
    supplies::{Stock, StoreState},
    travel::Traveller,
};
use crate::{
    county::{County, Item, TeamKind},
    hazard::TankRef,
    num::{DrillTime, Point},
    sim::{Clock, Land},
    text::Name,
};
use bevy::prelude::*;
use serde::{Deserialize, Serialize};

/// What a team is sent to do. Numbers are indices; stretches are numbered over all dykes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Task {
    /// Stand ready at a township's seat (前置备勤).
    Standby(usize),
    /// Patrol and watch a dyke stretch (巡堤查险).
    Watch(usize),
    /// Raise a dyke stretch with sandbags (抢筑子堤).
    Sandbag(usize),
    /// Help people of a village to leave.
    Evacuate(usize),
    /// Rescue people of a village from the water by boat.
    Rescue(usize),
    /// Treat the injured of a village.
    TreatVillage(usize),
    /// Medical service and disinfection at a shelter.
    ServeShelter(usize),
    /// Look at a slope or gully for signs of movement (隐患点排查); index into `County::risks`.
    InspectSlope(usize),
    /// Watch a slope and sound the alarm when it comes (设岗瞭望).
    Lookout(usize),
    /// Search for people of a village who are buried, and dig them out (搜救被埋人员).
    SearchBuried(usize),
    /// Clear a road of debris with machines (清障抢通).
    ClearDebris(usize),
    /// Look at a dam and its downstream slope (查险).
    InspectDam(usize),
    /// Clear a reservoir's spillway (清理溢洪道).
    ClearSpillway(usize),
    /// Dig down a reservoir's spillway so that its level falls (应急降低溢洪道).
    LowerSpillway(usize),
    /// Dig a channel into a landslide dam (开挖泄流槽); number of the lake.
    DigChannel(usize),
    /// Shut the valve before a tank's leak (关阀断料).
    ShutValve(TankRef),
    /// Cool a tank with water, and those beside it with what is left over (冷却保护).
    CoolTank(TankRef),
    /// Put out a burning tank or its bund with foam (泡沫灭火).
    FoamTank(TankRef),
    /// Block a works' drains so that fire water stays there (封堵雨水排口); index into `County::facilities`.
    BlockDrains(usize),
    /// Open the drains of a works' bunds into its containment basin (围堰导流至事故应急池).
    DrainBunds(usize),
    /// Judge a works' tanks on the spot, and where its cloud will go (专家现场研判).
    AssessTanks(usize),
    /// Measure the air at a village (环境监测).
    MonitorAir(usize),
    /// Wash down people and teams at a works' edge (洗消).
    Decontaminate(usize),
    /// Fight the edge of a forest fire directly, beginning on a side (直接扑打).
    AttackFire(usize, Side),
    /// The same with water, by pumps and relay (以水灭火).
    WaterAttack(usize, Side),
    /// Cut a fire line that was ordered (开设隔离带); its number.
    CutLine(usize),
    /// Burn out from a fire line towards the fire (点烧).
    BurnOut(usize),
    /// Put embers out along the edge that is held, and watch it (清理看守).
    MopUp(usize),
    /// Reconnoitre a fire with drones (火场侦察).
    ScoutFire(usize),
    /// Watch a fire for the crews and call them off in time (火场瞭望).
    FireLookout(usize),
}

/// Where a team is in its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not in the county yet (help from the next level).
    Absent,
    /// At its base.
    Ready,
    Turnout {
        until: DrillTime,
    },
    EnRoute,
    Working,
    Returning,
}

/// A team.
#[derive(Component, Clone, Debug)]
pub struct Team {
    /// Place in the roster.
    pub index: usize,
    pub id: String,
    pub name: Name,
    pub kind: TeamKind,
    /// People alive.
    pub size: u32,
    pub lost: u32,
    /// Badly hurt: they are off the team, too.
    pub hurt: u32,
    pub boats: u32,
    pub township: usize,
    pub base: usize,
    pub status: Status,
    pub task: Option<Task>,
    /// When it was called out, for fatigue.
    pub on_duty_since: Option<DrillTime>,
    pub called_at: Option<DrillTime>,
    pub arrived_at: Option<DrillTime>,
    /// Straight distance that its boats or its people cover from where the road ends, m.
    pub boat_leg_m: f32,
    /// Work not yet worth a whole bag or person.
    pub work_left: f64,
    /// Sandbags on its trucks.
    pub load: Stock,
    /// Minutes spent where the danger to rescuers is above the limit.
    pub danger_min: u32,
    /// When danger at its place began.
    pub danger_since: Option<DrillTime>,
    /// Where it is on the ground of a forest fire, and when a lookout last called it off there.
    pub post: Option<Post>,
    pub called_off: Option<DrillTime>,
}

impl Team {
    /// Where it is out of doors: at its work or on the road; nothing at its base.
    pub fn out_of_doors(&self, land: &County, roster: &Roster, traveller: &Traveller) -> Option<Point> {
        match (self.status, self.task) {
            (Status::Working, Some(task)) => Some(task_site(land, roster, task).0),
            (Status::EnRoute | Status::Returning, _) => Some(traveller.position(land)),
            _ => None,
        }
    }

    /// So many of its people fell.
    pub(super) fn lose(&mut self, people: u32, now: DrillTime, facts: &mut Facts) {
        if people > 0 {
            self.size -= people;
            self.lost += people;
            facts.add(now, What::RescuersLost { team: self.index, people });
        }
    }

    /// So many of its people are badly hurt.
    pub(super) fn injure(&mut self, people: u32, now: DrillTime, facts: &mut Facts) {
        if people > 0 {
            self.size -= people;
            self.hurt += people;
            facts.add(now, What::RescuersHurt { team: self.index, people });
        }
    }

    /// Break off and make for the base.
    pub fn turn_back(&mut self, traveller: &mut Traveller, now: DrillTime) {
        self.status = Status::Returning;
        traveller.go(self.base, Vec::new(), now);
    }
}

/// Teams at work on a task, in the order of the roster.
pub fn at_work<'a>(
    roster: &'a Roster,
    teams: &'a Query<&Team>,
    task: Task,
) -> impl Iterator<Item = &'a Team> {
    let here = move |t: &&Team| t.status == Status::Working && t.task == Some(task);
    roster.teams.iter().filter_map(|&e| teams.get(e).ok()).filter(here)
}

/// Teams turn out, and begin or end their work when they arrive.
pub(super) fn run(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    roads: Res<Roads>,
    roster: Res<Roster>,
    mut facts: ResMut<Facts>,
    mut teams: Query<(&mut Team, &mut Traveller)>,
    mut stores: Query<&mut StoreState>,
) {
    let now = clock.now();
    for &entity in &roster.teams {
        let Ok((mut team, mut traveller)) = teams.get_mut(entity) else { continue };
        match team.status {
            Status::Turnout { until } if now >= until => {
                let Some(task) = team.task else { continue };
                if let Task::Sandbag(_) = task {
                    load_bags(&land, &tables, &roster, &mut team, &mut stores);
                }
                let (place, node) = task_site(&land, &roster, task);
                traveller.mode = mode_to(&roads, task, node);
                match nearest_by_road(&land, &roads, place, node).filter(|_| on_foot(task)) {
                    Some((road, along_m)) => traveller.go_along(&land, road, along_m, now),
                    None => traveller.go(node, Vec::new(), now),
                }
                team.status = Status::EnRoute;
                facts.add(now, What::TeamLeft { team: team.index });
            }
            Status::EnRoute => {
                let Some(task) = team.task else { continue };
                // A cordon that was set up meanwhile counts, too.
                traveller.mode = mode_to(&roads, task, task_site(&land, &roster, task).1);
                let by_boat = matches!(task, Task::Rescue(_)) && team.boats > 0;
                if !traveller.arrived && traveller.stuck_since.is_some() && (by_boat || on_foot(task)) {
                    approach(&land, &roster, &roads, &mut team, &mut traveller, task, now, &mut facts);
                } else if let (Some(since), Task::ClearDebris(road)) = (traveller.stuck_since, task)
                    && now.minutes_since(since) >= f64::from(tables.road.recheck_min)
                    && traveller.goal == Some(land.roads.roads[road].from)
                {
                    // No way to this end of the road: try the other one, and wait there for one.
                    let left_at = traveller.left_at;
                    traveller.go(land.roads.roads[road].to, Vec::new(), now);
                    traveller.left_at = left_at;
                } else if traveller.arrived {
                    team.status = Status::Working;
                    team.arrived_at = Some(now);
                    team.work_left = 0.0;
                    let (place, _) = task_site(&land, &roster, task);
                    team.boat_leg_m = land.roads.nodes[traveller.node].distance_m(place);
                }
            }
            Status::Returning if !traveller.arrived => {
                let home = roads.inside.contains(&team.base);
                traveller.mode = if home { Mode::Admitted } else { Mode::Truck };
            }
            Status::Returning => {
                team.status = Status::Ready;
                team.task = None;
                team.on_duty_since = None;
                return_bags(&land, &roster, &mut team, &mut stores);
            }
            _ => {}
        }
    }
}

/// How far crews walk from where the road ends, m.
const FOOT_M: f32 = 5_000.0;

/// The road ends in water or flames: boats are launched, and crews walk, from the node that is nearest to their task.
fn approach(
    land: &Land,
    roster: &Roster,
    roads: &Roads,
    team: &mut Team,
    traveller: &mut Traveller,
    task: Task,
    now: DrillTime,
    facts: &mut Facts,
) {
    let (place, _) = task_site(land, roster, task);
    let landing = route::nearest_reachable(land, roads, traveller.node, place);
    let leg_m = land.roads.nodes[landing].distance_m(place);
    if on_foot(task) && leg_m > FOOT_M {
        return;
    }
    if landing == traveller.node {
        team.boat_leg_m = leg_m;
        let minutes = now.minutes_since(traveller.left_at) as f32;
        traveller.goal = None;
        traveller.legs.clear();
        traveller.leg = 0;
        traveller.along_m = 0.0;
        traveller.stuck_since = None;
        team.status = Status::Working;
        team.arrived_at = Some(now);
        team.work_left = 0.0;
        facts.add(now, What::TeamArrived { team: team.index, minutes });
    } else {
        let left_at = traveller.left_at;
        traveller.go(landing, Vec::new(), now);
        traveller.left_at = left_at;
    }
}

/// Bags from the store of the team's own township, as many as its trucks take.
fn load_bags(
    land: &Land,
    tables: &Tables,
    roster: &Roster,
    team: &mut Team,
    stores: &mut Query<&mut StoreState>,
) {
    let want = (team.size * tables.sandbag.carried_per_person).saturating_sub(team.load.get(Item::Sandbag));
    if let Some(mut store) = home_store(land, roster, team, stores) {
        let bags = store.stock.take_up_to(Item::Sandbag, want);
        team.load.add(Item::Sandbag, bags);
    }
}

fn return_bags(land: &Land, roster: &Roster, team: &mut Team, stores: &mut Query<&mut StoreState>) {
    let bags = team.load.take_up_to(Item::Sandbag, u32::MAX);
    if bags > 0
        && let Some(mut store) = home_store(land, roster, team, stores)
    {
        store.stock.add(Item::Sandbag, bags);
    }
}

fn home_store<'a>(
    land: &Land,
    roster: &Roster,
    team: &Team,
    stores: &'a mut Query<&mut StoreState>,
) -> Option<Mut<'a, StoreState>> {
    let index = land.stores.iter().rposition(|s| s.place.township == team.township)?;
    roster.stores.get(index).and_then(|&e| stores.get_mut(e).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_tire_after_eight_hours_and_at_night() {
        let tables = Tables::built_in().unwrap();
        assert_eq!(effort(&tables, 3.0, false), 1.0);
        assert!((effort(&tables, 12.0, false) - 0.8).abs() < 1e-12);
        assert!((effort(&tables, 40.0, true) - 0.6 * 0.7).abs() < 1e-12);
    }
}
