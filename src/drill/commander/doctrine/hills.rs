//! The book for hills: slopes, brooks, small reservoirs, landslide lakes.
//!
//! From the first trigger on, experts go to the slopes and dams that the register puts first and lookouts stand at slopes
//! above homes. A village leaves when its slope shows signs, when the rain at the nearest gauge reaches the threshold at
//! which slopes and brooks are known to come (Caine 1980 for slopes; an orange rainstorm for brooks), or when a dam above
//! it is in danger. Nobody works below a slope that moves: searchers and crews are pulled away and come back when it is
//! quiet. After a slide: search, medical help, clearing, a channel through the barrier, help from above.

use super::{Doctrine, count, send, village_ids};
use crate::{
    county::{RiskKind, TeamKind, downstream::villages_below},
    drill::{
        Order,
        order::{Area, TaskOrder, lake_id, road_id},
        view::View,
    },
    hazard::{slide::trigger::Threshold, weather::RainSums, works::dams::Seepage},
    num::{DrillTime, Point},
    response::{
        incidents::IncidentKind,
        slides::{escape::threatened, signs::Sign},
        teams::{Status, Task},
        warning::{Channel, Colour},
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// Slopes that get experts, and that get a lookout.
const INSPECTED: usize = 3;
const WATCHED: usize = 4;
/// Minutes for which a slope that moved must have been quiet before anybody works below it again.
const QUIET_MIN: f64 = 15.0;
/// How far below a dam villages are moved, m along the water.
const BELOW_M: f32 = 6_000.0;
/// Who digs: the village's own people first.
const DIGGERS: [TeamKind; 9] = [
    TeamKind::Village,
    TeamKind::MicroFire,
    TeamKind::Township,
    TeamKind::TownshipMilitia,
    TeamKind::PartTime,
    TeamKind::Fire,
    TeamKind::RegionalCentre,
    TeamKind::MilitiaCompany,
    TeamKind::CityRescue,
];

/// Teams that can do the other work of the hills, and those of the township among them.
const CREWS: &[TeamKind] = DIGGERS.split_at(2).1;
const LOCAL: &[TeamKind] = CREWS.split_at(3).0;

/// What of the book for hills was done.
#[derive(Default)]
pub(super) struct Hills {
    begun: bool,
    inspected: BTreeSet<usize>,
    watched: BTreeSet<usize>,
    roads: BTreeSet<usize>,
    dams: BTreeSet<usize>,
    outlets: BTreeSet<usize>,
    lakes: BTreeSet<usize>,
    searched: BTreeSet<usize>,
    /// When each slope was last known to move, and those that teams were pulled away from.
    moved: BTreeMap<usize, DrillTime>,
    fled: BTreeSet<usize>,
}

impl Doctrine {
    /// One round over the hills.
    pub(super) fn hills(&mut self, view: &View<'_>, orders: &mut Vec<Order>) {
        let mut taken: Vec<String> = Vec::new();
        let mut danger: BTreeSet<usize> = BTreeSet::new();
        let rain: Vec<RainSums> = view.rain_gauges().collect();
        let moving = self.clear_below(view, orders, &mut taken);
        self.slopes(view, &rain, &moving, orders, &mut taken, &mut danger);
        self.dams(view, orders, &mut taken, &mut danger);
        brooks(view, &rain, &mut danger);
        self.lakes(view, orders, &mut taken, &mut danger);
        self.after(view, &moving, orders, &mut taken);
        let new: Vec<usize> = danger.into_iter().filter(|v| !self.moves.iter().any(|m| m.0 == *v)).collect();
        self.empty(view, &new, orders);
    }

    /// Whoever works below a slope that begins to move is pulled away; a lookout tells when they may come back. A
    /// lookout's own alarm comes later than the sign, so it needs no rule of its own. Returns the slopes that move or did so
    /// a while ago.
    fn clear_below(
        &mut self,
        view: &View<'_>,
        orders: &mut Vec<Order>,
        taken: &mut Vec<String>,
    ) -> Vec<usize> {
        let land = view.land();
        let sign = |r: &usize| view.known().slopes[*r].map(|report| report.sign);
        let now = view.now();
        self.hills.moved.extend(view.slopes().filter(|r| sign(r) == Some(Sign::Moving)).map(|r| (r, now)));
        let fresh = |(_, at): &(&usize, &DrillTime)| now.minutes_since(**at) < QUIET_MIN;
        let moving: Vec<usize> = self.hills.moved.iter().filter(fresh).map(|(r, _)| *r).collect();
        for team in view.teams().filter(|t| !matches!(t.status, Status::Ready | Status::Returning)) {
            let Some(task @ (Task::SearchBuried(_) | Task::ClearDebris(_) | Task::InspectSlope(_))) =
                team.task
            else {
                continue;
            };
            let above: Vec<usize> = moving.iter().copied().filter(|r| under(view, &[*r], task)).collect();
            if !above.is_empty() {
                orders.push(Order::Withdraw { team: team.id.clone() });
                self.hills.fled.extend(&above);
            }
            if let Task::InspectSlope(slope) = task
                && above.contains(&slope)
            {
                self.hills.inspected.remove(&slope);
            }
        }
        for &risk in moving.iter().filter(|r| self.hills.fled.contains(r)) {
            if count(view, Task::Lookout(risk)) == 0 {
                let spot = &land.risks[risk];
                send(view, orders, taken, LOCAL, spot.at, || TaskOrder::Lookout(spot.id.clone()));
            }
        }
        moving
    }

    /// Slopes above homes are inspected and watched; those with signs, or rained on too long, empty what is below.
    fn slopes(
        &mut self,
        view: &View<'_>,
        rain: &[RainSums],
        moving: &[usize],
        orders: &mut Vec<Order>,
        taken: &mut Vec<String>,
        danger: &mut BTreeSet<usize>,
    ) {
        let land = view.land();
        let below = |risk: usize| view.zone(risk).map_or(Vec::new(), |z| z.villages.clone());
        let mut homes: Vec<usize> = view.slopes().filter(|r| !below(*r).is_empty()).collect();
        homes.sort_by_key(|r| (std::cmp::Reverse(land.risks[*r].people), *r));
        if !self.hills.begun {
            self.hills.begun = true;
            let mut first: Vec<usize> =
                homes.iter().take(WATCHED).flat_map(|r| below(*r)).map(|v| v.0).collect();
            first.sort_unstable();
            first.dedup();
            if !first.is_empty() {
                orders.push(Order::Warn {
                    colour: Colour::Orange,
                    area: Area::Villages(village_ids(view, &first)),
                    channels: vec![Channel::Loudspeaker, Channel::Sms, Channel::Gong],
                });
            }
        }
        for &risk in homes.iter().take(INSPECTED) {
            let spot = &land.risks[risk];
            let task = || TaskOrder::InspectSlope(spot.id.clone());
            if !self.hills.inspected.contains(&risk)
                && !moving.contains(&risk)
                && send(view, orders, taken, &[TeamKind::Experts], spot.at, task)
            {
                self.hills.inspected.insert(risk);
            }
        }
        for &risk in homes.iter().take(WATCHED) {
            let spot = &land.risks[risk];
            let task = || TaskOrder::Lookout(spot.id.clone());
            if !self.hills.watched.contains(&risk) && send(view, orders, taken, LOCAL, spot.at, task) {
                self.hills.watched.insert(risk);
            }
        }
        for risk in view.slopes() {
            let report = view.known().slopes[risk];
            let sign = report.map_or(Sign::Quiet, |r| r.sign);
            let gauge = &rain[land.nearest_township(land.risks[risk].at)];
            let soaked = Threshold::Caine.reached(&gauge.windows());
            let weak = report.and_then(|r| r.safety).is_some_and(|fs| fs < 1.15);
            if sign >= Sign::Cracks || weak || soaked && land.risks[risk].people > 0 {
                danger.extend(below(risk).iter().map(|v| v.0));
            }
            // A road that people must leave by stays open.
            if sign >= Sign::Moving
                && below(risk).is_empty()
                && let Some(zone) = view.zone(risk)
            {
                for &road in &zone.roads {
                    if !view.closed_roads().contains(&road) && self.hills.roads.insert(road) {
                        orders.push(Order::CloseRoad { road: road_id(road) });
                    }
                }
            }
        }
    }

    /// Reservoirs known to be weak are inspected, drawn down and their spillways cleared; those below leave in danger.
    fn dams(
        &mut self,
        view: &View<'_>,
        orders: &mut Vec<Order>,
        taken: &mut Vec<String>,
        danger: &mut BTreeSet<usize>,
    ) {
        let land = view.land();
        for (number, reservoir) in land.reservoirs.iter().enumerate() {
            let report = view.known().dams[number];
            if report.is_some_and(|r| r.breached) {
                danger.extend(villages_below(land, reservoir.below as usize, BELOW_M));
                continue;
            }
            let low = view.tables().waterworks.danger_freeboard_m;
            let bad = report.is_some_and(|r| r.freeboard_m < low || r.seepage > Seepage::Dry);
            let weak = view.weak_dams().contains(&number);
            if bad {
                danger.extend(villages_below(land, reservoir.below as usize, BELOW_M));
            }
            if !(weak || bad) {
                continue;
            }
            if self.hills.outlets.insert(number) {
                orders.push(Order::Outlet { reservoir: reservoir.id.clone(), open: 1.0 });
            }
            let inspect = || TaskOrder::InspectDam(reservoir.id.clone());
            if !self.hills.dams.contains(&number)
                && send(view, orders, taken, &[TeamKind::Experts], reservoir.dam, inspect)
            {
                self.hills.dams.insert(number);
            }
            let crews = count(view, Task::ClearSpillway(number));
            if report.is_some_and(|r| r.spillway_open < 1.0) && crews < 2 {
                let clear = || TaskOrder::ClearSpillway(reservoir.id.clone());
                send(view, orders, taken, LOCAL, reservoir.dam, clear);
            }
            // A pool that the dam no longer holds is let down by machines as well.
            let failing = report.is_some_and(|r| r.freeboard_m < low || r.seepage == Seepage::Turbid);
            let deeper = report.is_some_and(|r| r.lowered_m < view.tables().waterworks.lowering_most_m);
            if failing && deeper && count(view, Task::LowerSpillway(number)) == 0 {
                let lower = TaskOrder::LowerSpillway(reservoir.id.clone());
                dispatch_machines(view, orders, taken, reservoir.dam, lower);
            }
        }
    }

    /// A dammed stream gets machines, and the low ground below it is emptied.
    fn lakes(
        &mut self,
        view: &View<'_>,
        orders: &mut Vec<Order>,
        taken: &mut Vec<String>,
        danger: &mut BTreeSet<usize>,
    ) {
        for (number, report) in view.known().lakes.iter().enumerate() {
            let Some(report) = report else { continue };
            danger.extend(villages_below(view.land(), view.land().spec.cell_at(report.at), BELOW_M));
            if self.hills.lakes.insert(number) && view.command().help_asked.is_none() {
                orders.push(Order::AskNextLevel);
            }
            if !report.breached && count(view, Task::DigChannel(number)) < 2 {
                let id = TaskOrder::DigChannel(lake_id(number));
                dispatch_machines(view, orders, taken, report.at, id);
            }
        }
    }

    /// Search, medical help and clearing after a slide.
    fn after(&mut self, view: &View<'_>, moving: &[usize], orders: &mut Vec<Order>, taken: &mut Vec<String>) {
        let land = view.land();
        for (_, incident) in view.incidents() {
            match incident.kind {
                IncidentKind::Landslide { village } => {
                    let at = land.villages[village].at;
                    if self.hills.searched.insert(village) {
                        if view.command().help_asked.is_none() && self.hills.lakes.is_empty() {
                            orders.push(Order::AskNextLevel);
                        }
                        let treat = || TaskOrder::TreatVillage(land.villages[village].id.clone());
                        send(view, orders, taken, &[TeamKind::Medical], at, treat);
                    }
                    let lost = view.known().villages[village].map_or(1, |r| r.missing);
                    let safe = !under(view, moving, Task::SearchBuried(village));
                    let wanted = if lost > 0 && safe { (1 + lost as usize / 30).min(5) } else { 0 };
                    for _ in count(view, Task::SearchBuried(village))..wanted {
                        let search = || TaskOrder::SearchBuried(land.villages[village].id.clone());
                        send(view, orders, taken, &DIGGERS, at, search);
                    }
                }
                IncidentKind::RoadBuried { road }
                    if !under(view, moving, Task::ClearDebris(road))
                        && view.blocked_roads().contains(&road)
                        && count(view, Task::ClearDebris(road)) == 0 =>
                {
                    let at = land.roads.roads[road].line[0];
                    dispatch_machines(view, orders, taken, at, TaskOrder::ClearDebris(road_id(road)));
                }
                _ => {}
            }
        }
        // Whoever has cleared a road, dug down a spillway or dug out everybody is free again.
        for team in view.teams().filter(|t| t.status == Status::Working) {
            let done = match team.task {
                Some(Task::ClearDebris(road)) => !view.blocked_roads().contains(&road),
                Some(Task::LowerSpillway(r)) => view.known().dams[r]
                    .is_some_and(|d| d.breached || d.lowered_m >= view.tables().waterworks.lowering_most_m),
                Some(Task::SearchBuried(v)) => view.known().villages[v]
                    .is_some_and(|r| r.missing == 0 && team.arrived_at.is_some_and(|at| r.seen_at > at)),
                _ => false,
            };
            if done {
                orders.push(Order::Recall { team: team.id.clone() });
            }
        }
    }
}

/// Whether a task is done below one of some slopes.
fn under(view: &View<'_>, slopes: &[usize], task: Task) -> bool {
    let reaches =
        |&r: &usize| view.zone(r).is_some_and(|zone| threatened(view.land(), view.roster(), r, zone, task));
    slopes.iter().any(reaches)
}

/// Villages in the danger zones of flash floods leave when the nearest gauge has an orange rainstorm. (Moving them at 20 mm in
/// an hour was tried: it filled shelters and roads in the slide drill before the village below the slope could leave.)
fn brooks(view: &View<'_>, rain: &[RainSums], danger: &mut BTreeSet<usize>) {
    let land = view.land();
    for spot in land.risks.iter().filter(|r| r.kind == RiskKind::FlashFlood && r.listed) {
        if rain[land.nearest_township(spot.at)].colour() >= Some(Colour::Orange) {
            let inside = |v: &crate::county::Village| v.cells.iter().any(|c| spot.cells.contains(c));
            danger.extend((0..land.villages.len()).filter(|v| inside(&land.villages[*v])));
        }
    }
}

/// The nearest free team with digging machines is sent.
fn dispatch_machines(
    view: &View<'_>,
    orders: &mut Vec<Order>,
    taken: &mut Vec<String>,
    at: Point,
    task: TaskOrder,
) {
    let machines = &view.tables().slides.machines;
    let kinds: Vec<TeamKind> =
        CREWS.iter().copied().filter(|k| machines.get(k).is_some_and(|n| *n > 0)).collect();
    send(view, orders, taken, &kinds, at, || task);
}
