//! The book for forest fires: look first, people first, then rear and flanks, never the head; a lookout before anybody works;
//! the ring closed on the side that the forecast wind would make the head; embers out before anybody goes home.

use super::{Doctrine, count, send};
use crate::{
    county::TeamKind,
    drill::{
        Order,
        order::{TaskOrder, fire_id},
        view::View,
    },
    num::{DrillTime, Point},
    response::{
        command::Level,
        fires::{Side, watch::FireReport},
        incidents::IncidentKind,
        teams::{Status, Task, Team},
    },
};
use std::collections::BTreeSet;

/// Who fights fires in the woods, the best first.
const BRIGADES: [TeamKind; 4] =
    [TeamKind::ForestFire, TeamKind::SemiForestFire, TeamKind::Fire, TeamKind::CityRescue];
/// Who mops up behind them, and beats low flames by hand.
const HANDS: [TeamKind; 4] =
    [TeamKind::Township, TeamKind::MilitiaCompany, TeamKind::PartTime, TeamKind::TownshipMilitia];
/// Who can be spared to look and to watch.
const EYES: [TeamKind; 3] = [TeamKind::Township, TeamKind::PartTime, TeamKind::Volunteers];
/// Brigades to a fire, and more for each so many ha.
const FIRST: usize = 8;
const HA_EACH: f64 = 15.0;
const MOST: usize = 16;
/// Longest flames at the head, m, with which hands can be trusted with the flanks and the rear, where they are lower; how far
/// of free edge each of their teams gets, m, and how many teams at most.
const FACED_M: f32 = 8.0;
const EDGE_EACH_M: f64 = 500.0;
const HANDS_MOST: usize = 16;
/// A village that the fire may reach within so many minutes leaves; before anybody has reckoned, one this near, m. Brands and
/// gusts, which the reckoning leaves out, bring the fire in two thirds of the time, and a village takes two hours to empty.
const LEAVES_MIN: f64 = 270.0;
const NEAR_M: f32 = 2_000.0;
/// So long before the wind turns nobody is left on the side that it makes the head, minutes: the time in which it turns.
const BEFORE_FRONT_MIN: f64 = 40.0;
/// How far a brigade comes, m.
const COMES_M: f32 = 40_000.0;

/// What of the book for fires was done.
#[derive(Default)]
pub(super) struct Forest {
    escalated: bool,
    treated: BTreeSet<usize>,
    air_until: DrillTime,
    /// Brigades that were called off the lee side before the wind turns.
    moved_off: BTreeSet<usize>,
}

impl Doctrine {
    /// One round over the fires.
    pub(super) fn forest(&mut self, view: &View<'_>, orders: &mut Vec<Order>) {
        let mut taken: Vec<String> = Vec::new();
        let mut danger: BTreeSet<usize> = BTreeSet::new();
        for (number, report) in view.known().fires.iter().enumerate() {
            let Some(report) = report else { continue };
            threatened(view, report, &mut danger);
            self.lines(view, report, orders, &mut taken);
            if report.out {
                let here =
                    view.teams().filter(|t| t.status == Status::Working && fire_of(t.task) == Some(number));
                orders.extend(here.map(|t| Order::Recall { team: t.id.clone() }));
                continue;
            }
            let id = fire_id(number);
            for (task, order) in [
                (Task::ScoutFire(number), TaskOrder::ScoutFire(id.clone())),
                (Task::FireLookout(number), TaskOrder::FireLookout(id.clone())),
            ] {
                if count(view, task) == 0 {
                    send(view, orders, &mut taken, &EYES, report.at, || order);
                }
            }
            self.before_the_front(view, number, report, orders);
            self.brigades(view, number, report, orders, &mut taken);
            self.support(view, number, report, orders);
        }
        self.hurt(view, orders, &mut taken);
        let new: Vec<usize> = danger.into_iter().filter(|v| !self.moves.iter().any(|m| m.0 == *v)).collect();
        self.empty(view, &new, orders);
    }

    /// Brigades to the flanks and the rear; hands behind them. Once it is held all mop up.
    fn brigades(
        &mut self,
        view: &View<'_>,
        number: usize,
        report: &FireReport,
        orders: &mut Vec<Order>,
        taken: &mut Vec<String>,
    ) {
        let id = fire_id(number);
        let at_work = |t: &&Team| fire_of(t.task) == Some(number) && t.status != Status::Returning;
        let attacks = |task: Option<Task>| matches!(task, Some(Task::AttackFire(..) | Task::WaterAttack(..)));
        if report.held {
            for team in view.teams().filter(at_work).filter(|t| attacks(t.task)) {
                orders.push(Order::Recall { team: team.id.clone() });
            }
            let back =
                view.teams().filter(|t| t.status == Status::Returning && fire_of(t.task) == Some(number));
            for team in back.filter(|t| attacks(t.task)) {
                if taken.contains(&team.id) {
                    continue;
                }
                taken.push(team.id.clone());
                orders.push(Order::Dispatch { team: team.id.clone(), task: TaskOrder::MopUp(id.clone()) });
            }
        } else {
            let away = &self.forest.moved_off;
            let called_off = view.teams().filter(|t| away.contains(&t.index)).count();
            let here = called_off + view.teams().filter(at_work).filter(|t| attacks(t.task)).count();
            let wanted = (FIRST + (report.area_ha / HA_EACH) as usize).min(MOST);
            // The side that becomes the head when the wind turns gets the first and every second brigade.
            let lee = lee_side(view);
            let other = if lee == Side::Right { Side::Left } else { Side::Right };
            for k in here..wanted {
                let side = [lee, other, lee, Side::Rear][k % 4];
                let near = |kind| super::nearest(view, &[kind], report.at, taken);
                let Some(team) = BRIGADES
                    .into_iter()
                    .filter_map(near)
                    .find(|t| view.land().roads.nodes[t.base].distance_m(report.at) <= COMES_M)
                else {
                    break;
                };
                taken.push(team.id.clone());
                let task = TaskOrder::WaterAttack(id.clone(), side);
                orders.push(Order::Dispatch { team: team.id.clone(), task });
            }
            self.by_hand(view, number, report, orders, taken);
        }
        let hands = view.teams().filter(at_work).filter(|t| matches!(t.task, Some(Task::MopUp(_)))).count();
        let wanted = if report.area_ha > 20.0 { 3 } else { 1 };
        if hands < wanted {
            send(view, orders, taken, &HANDS, report.at, || TaskOrder::MopUp(id.clone()));
        }
    }

    /// When the wind has turned, or none will, and the head has calmed, hands beat the flanks where the brigades are not.
    fn by_hand(
        &mut self,
        view: &View<'_>,
        number: usize,
        report: &FireReport,
        orders: &mut Vec<Order>,
        taken: &mut Vec<String>,
    ) {
        let by_hand = |t: &&Team| matches!(t.task, Some(Task::AttackFire(f, _)) if f == number);
        if report.flame_m > FACED_M || view.turn_ahead().is_some() || report.free_m <= 0.0 {
            return;
        }
        let here = view.teams().filter(by_hand).filter(|t| t.status != Status::Returning).count();
        let wanted = ((report.free_m / EDGE_EACH_M).ceil() as usize).min(HANDS_MOST);
        for k in here..wanted {
            let side = [Side::Left, Side::Right, Side::Rear][k % 3];
            let task = || TaskOrder::AttackFire(fire_id(number), side);
            if !send(view, orders, taken, &HANDS, report.at, task) {
                break;
            }
        }
    }

    /// Shortly before the wind turns, brigades leave but where the wind will come from, and hands, who keep no watch of their
    /// own, from every side; when it has turned the brigades come back.
    fn before_the_front(
        &mut self,
        view: &View<'_>,
        number: usize,
        report: &FireReport,
        orders: &mut Vec<Order>,
    ) {
        let attacks = |t: &&Team| {
            fire_of(t.task) == Some(number)
                && matches!(t.task, Some(Task::WaterAttack(..) | Task::AttackFire(..)))
        };
        let Some((at, then)) = view.turn_ahead() else {
            for team in view.teams().filter(attacks).filter(|t| t.status == Status::Returning) {
                if self.forest.moved_off.contains(&team.index) && !report.held {
                    let task = TaskOrder::WaterAttack(fire_id(number), Side::Rear);
                    orders.push(Order::Dispatch { team: team.id.clone(), task });
                }
            }
            // Who is home by now is a brigade like any other.
            let elsewhere = |t: &Team| fire_of(t.task).is_some_and(|fire| fire != number);
            self.forest.moved_off.retain(|i| view.teams().any(|t| t.index == *i && elsewhere(t)));
            return;
        };
        if at.minutes_since(view.now()) > BEFORE_FRONT_MIN {
            return;
        }
        let [x, y] = then.wind();
        let lee = |cell: u32| {
            let place = view.land().spec.centre(cell as usize);
            let [east, south] = [f64::from(place.x_m - report.at.x_m), f64::from(place.y_m - report.at.y_m)];
            east * x + south * y > -0.5 * f64::from(place.distance_m(report.at)) * then.wind_m_s
        };
        for team in view.teams().filter(attacks) {
            let by_hand = matches!(team.task, Some(Task::AttackFire(..)));
            let at_lee = team.status == Status::Working && team.post.as_ref().is_some_and(|p| lee(p.cell));
            if by_hand && team.status != Status::Returning {
                orders.push(Order::Recall { team: team.id.clone() });
            } else if at_lee {
                self.forest.moved_off.insert(team.index);
                orders.push(Order::Recall { team: team.id.clone() });
            }
        }
    }

    /// A large fire, or one that threatens villages, is the next level's too, and brings helicopters.
    fn support(&mut self, view: &View<'_>, number: usize, report: &FireReport, orders: &mut Vec<Order>) {
        if !self.forest.escalated && (report.area_ha >= 30.0 || !report.villages.is_empty()) {
            self.forest.escalated = true;
            orders.push(Order::SetLevel { level: Level::II });
            if view.command().help_asked.is_none() {
                orders.push(Order::AskNextLevel);
            }
        }
        let now = view.now();
        let (command, fire) = (&view.tables().command, &view.tables().fire);
        let there =
            view.command().help_asked.is_some_and(|at| now.minutes_since(at) >= command.city_approval_min);
        if there && !report.held && now >= self.forest.air_until {
            self.forest.air_until = DrillTime(now.0 + fire.air_min * 60 + 60);
            orders.push(Order::AirDrop { fire: fire_id(number), side: Side::Head });
        }
    }

    /// Medical teams to villages where the fire was.
    fn hurt(&mut self, view: &View<'_>, orders: &mut Vec<Order>, taken: &mut Vec<String>) {
        for (_, incident) in view.incidents() {
            let IncidentKind::VillageInFire { village } = incident.kind else { continue };
            let place = &view.land().villages[village];
            let treat = || TaskOrder::TreatVillage(place.id.clone());
            if !self.forest.treated.contains(&village)
                && send(view, orders, taken, &[TeamKind::Medical], place.at, treat)
            {
                self.forest.treated.insert(village);
            }
        }
    }
}

/// Villages that a fire threatens.
fn threatened(view: &View<'_>, report: &FireReport, danger: &mut BTreeSet<usize>) {
    danger.extend(report.villages.iter().filter(|v| v.1 <= LEAVES_MIN).map(|v| v.0));
    if report.reckoned_at.is_none() && !report.out {
        let near = |at: Point| at.distance_m(report.at) <= NEAR_M;
        let villages = view.land().villages.iter().enumerate();
        danger.extend(villages.filter(|(_, v)| near(v.at)).map(|(i, _)| i));
    }
}

/// The fire that a task belongs to.
fn fire_of(task: Option<Task>) -> Option<usize> {
    match task? {
        Task::AttackFire(f, _)
        | Task::WaterAttack(f, _)
        | Task::MopUp(f)
        | Task::ScoutFire(f)
        | Task::FireLookout(f) => Some(f),
        _ => None,
    }
}

/// The side that the wind which a forecaster said would come makes the head: a wind from the north the southern flank. Seen
/// along the run with the present wind.
fn lee_side(view: &View<'_>) -> Side {
    let Some(then) = view.wind_ahead() else { return Side::Left };
    let [ax, ay] = view.air().wind();
    let [bx, by] = then.wind();
    // To the right of the present wind, since y goes south.
    if ax * by - ay * bx > 0.0 { Side::Right } else { Side::Left }
}
