//! The book for fire lines (隔离带): between the fire and a village that it will reach, hands cut a line while there is time,
//! and a brigade burns out from it before the fire comes.

use super::{Doctrine, count, send};
use crate::{
    county::TeamKind,
    drill::{
        Order,
        order::{TaskOrder, line_id},
        view::View,
    },
    num::Point,
    response::{
        fires::{FireLine, watch::FireReport},
        teams::{Status, Task},
    },
};
use std::collections::BTreeSet;

/// Who cuts, and who is trained to burn out.
const CUT: [TeamKind; 4] =
    [TeamKind::MilitiaCompany, TeamKind::PartTime, TeamKind::Township, TeamKind::TownshipMilitia];
const BURN: [TeamKind; 3] = [TeamKind::SemiForestFire, TeamKind::ForestFire, TeamKind::Fire];
/// Villages that the fire reaches in so many minutes get a line: sooner it would not be done, later nobody knows.
const IN_TIME_MIN: (f64, f64) = (150.0, 300.0);
/// Lines at a time, teams to each.
const AT_ONCE: usize = 3;
const TEAMS: usize = 4;
/// How far before the village's middle, how far to both sides, and how wide, m.
const BEFORE_M: f32 = 350.0;
const ASIDE_M: f32 = 250.0;
const WIDTH_M: f32 = 3.0;
/// Nobody cuts, or burns out, when the fire is nearer than this to a line, m.
const CLEAR_M: f32 = 500.0;

/// Villages for which a line was ordered.
#[derive(Default)]
pub(super) struct Lines(BTreeSet<usize>);

impl Doctrine {
    /// One round over the lines of a fire.
    pub(super) fn lines(
        &mut self,
        view: &View<'_>,
        report: &FireReport,
        orders: &mut Vec<Order>,
        taken: &mut Vec<String>,
    ) {
        if report.held || report.out {
            recall(view, orders, |_| true);
            return;
        }
        let land = view.land();
        let open = view.fire_lines().iter().filter(|l| l.burnt_out < l.cells.len() && clear(view, report, l));
        let mut open = open.count();
        for &(village, minutes) in &report.villages {
            let in_time = (IN_TIME_MIN.0..=IN_TIME_MIN.1).contains(&minutes);
            if open >= AT_ONCE || !in_time || self.lines.0.contains(&village) {
                continue;
            }
            let Some(course) = course(land.villages[village].at, nearest_edge(view, report, village)) else {
                continue;
            };
            self.lines.0.insert(village);
            let points = course.map(|p| (p.x_m, p.y_m)).to_vec();
            orders.push(Order::FireLine { points, width_m: WIDTH_M });
            open += 1;
        }
        for (number, line) in view.fire_lines().iter().enumerate() {
            let (id, at) = (line_id(number), land.spec.centre(line.cells[0] as usize));
            if !clear(view, report, line) {
                recall(view, orders, |n| n == number);
            } else if line.done < line.cells.len() {
                for _ in count(view, Task::CutLine(number))..TEAMS {
                    send(view, orders, taken, &CUT, at, || TaskOrder::CutLine(id.clone()));
                }
            } else if line.burnt_out < line.cells.len() {
                let cutters = view.teams().filter(|t| t.task == Some(Task::CutLine(number)));
                let done = cutters.filter(|t| t.status == Status::Working);
                orders.extend(done.map(|t| Order::Recall { team: t.id.clone() }));
                if count(view, Task::BurnOut(number)) == 0 {
                    send(view, orders, taken, &BURN, at, || TaskOrder::BurnOut(id));
                }
            } else {
                recall(view, orders, |n| n == number);
            }
        }
    }
}

/// Who works at lines comes back.
fn recall(view: &View<'_>, orders: &mut Vec<Order>, which: impl Fn(usize) -> bool) {
    let at = |task: Option<Task>| match task {
        Some(Task::CutLine(n) | Task::BurnOut(n)) => which(n),
        _ => false,
    };
    let there = view.teams().filter(|t| at(t.task) && !matches!(t.status, Status::Returning | Status::Ready));
    orders.extend(there.map(|t| Order::Recall { team: t.id.clone() }));
}

/// Whether the fire, as it was last seen, keeps its distance from a line.
fn clear(view: &View<'_>, report: &FireReport, line: &FireLine) -> bool {
    let spec = &view.land().spec;
    let ends = [line.cells.first(), line.cells.get(line.cells.len() / 2), line.cells.last()];
    let ends: Vec<Point> = ends.into_iter().flatten().map(|c| spec.centre(*c as usize)).collect();
    let near = |c: &u32| ends.iter().any(|end| spec.centre(*c as usize).distance_m(*end) < CLEAR_M);
    !report.edge.iter().any(near)
}

/// The place of the edge, as it was last seen, that is nearest to a village.
fn nearest_edge(view: &View<'_>, report: &FireReport, village: usize) -> Point {
    let (spec, at) = (&view.land().spec, view.land().villages[village].at);
    let edge = report.edge.iter().map(|c| spec.centre(*c as usize));
    edge.min_by(|a, b| a.distance_m(at).total_cmp(&b.distance_m(at))).unwrap_or(report.at)
}

/// Before a village, across the way from the fire; nothing where the fire is too near.
fn course(village: Point, fire: Point) -> Option<[Point; 2]> {
    let far = village.distance_m(fire);
    if far < BEFORE_M + CLEAR_M {
        return None;
    }
    let [east, south] = [(fire.x_m - village.x_m) / far, (fire.y_m - village.y_m) / far];
    let middle = [village.x_m + BEFORE_M * east, village.y_m + BEFORE_M * south];
    let end = |side: f32| Point { x_m: middle[0] - side * south, y_m: middle[1] + side * east };
    Some([end(ASIDE_M), end(-ASIDE_M)])
}
