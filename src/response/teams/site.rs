//! Where tasks are done, and how teams get there.

use super::Task;
use crate::{
    county::County,
    hazard::TankRef,
    num::Point,
    response::{
        Roster,
        plants::watch::site_of,
        route::{Mode, Roads},
    },
    sim::Land,
};

/// Road node nearest to a place.
pub fn nearest_node(land: &County, at: Point) -> usize {
    at.nearest(land.roads.nodes.iter().copied()).unwrap_or_default()
}

/// Place and nearest road node of a task.
pub fn task_site(land: &County, roster: &Roster, task: Task) -> (Point, usize) {
    match task {
        Task::Standby(t) => (land.townships[t].seat, land.townships[t].node),
        Task::Watch(s) | Task::Sandbag(s) => {
            let stretch = roster.stretch(land, s);
            (stretch.at, stretch.node)
        }
        Task::Evacuate(v) | Task::Rescue(v) | Task::TreatVillage(v) => {
            (land.villages[v].at, land.villages[v].node)
        }
        Task::ServeShelter(s) => (land.shelters[s].place.at, land.shelters[s].place.node),
        Task::InspectSlope(r) | Task::Lookout(r) => (land.risks[r].at, land.risks[r].node),
        Task::SearchBuried(v) => (land.villages[v].at, land.villages[v].node),
        Task::InspectDam(r) | Task::ClearSpillway(r) | Task::LowerSpillway(r) => {
            let at = land.reservoirs[r].dam;
            (at, nearest_node(land, at))
        }
        Task::DigChannel(lake) => roster.lakes[lake],
        Task::ShutValve(TankRef { site, .. })
        | Task::CoolTank(TankRef { site, .. })
        | Task::FoamTank(TankRef { site, .. })
        | Task::BlockDrains(site)
        | Task::DrainBunds(site)
        | Task::AssessTanks(site)
        | Task::Decontaminate(site) => (land.facilities[site].place.at, land.facilities[site].place.node),
        Task::MonitorAir(v) => (land.villages[v].at, land.villages[v].node),
        Task::AttackFire(f, _)
        | Task::WaterAttack(f, _)
        | Task::MopUp(f)
        | Task::ScoutFire(f)
        | Task::FireLookout(f) => roster.fires[f],
        Task::CutLine(l) | Task::BurnOut(l) => roster.lines[l],
        Task::ClearDebris(r) => {
            let road = &land.roads.roads[r];
            (land.roads.nodes[road.from], road.from)
        }
    }
}

/// Township of a task.
pub fn task_township(land: &Land, roster: &Roster, task: Task) -> usize {
    match task {
        Task::Standby(t) => t,
        Task::Watch(s) | Task::Sandbag(s) => roster.stretch(land, s).township,
        Task::Evacuate(v) | Task::Rescue(v) | Task::TreatVillage(v) => land.villages[v].township,
        Task::ServeShelter(s) => land.shelters[s].place.township,
        Task::InspectSlope(r) | Task::Lookout(r) => land.risks[r].township,
        Task::SearchBuried(v) => land.villages[v].township,
        Task::InspectDam(r) | Task::ClearSpillway(r) | Task::LowerSpillway(r) => {
            land.nearest_township(land.reservoirs[r].dam)
        }
        Task::DigChannel(lake) => land.nearest_township(roster.lakes[lake].0),
        Task::ShutValve(TankRef { site, .. })
        | Task::CoolTank(TankRef { site, .. })
        | Task::FoamTank(TankRef { site, .. })
        | Task::BlockDrains(site)
        | Task::DrainBunds(site)
        | Task::AssessTanks(site)
        | Task::Decontaminate(site) => land.facilities[site].place.township,
        Task::MonitorAir(v) => land.villages[v].township,
        Task::AttackFire(..)
        | Task::WaterAttack(..)
        | Task::MopUp(_)
        | Task::ScoutFire(_)
        | Task::FireLookout(_)
        | Task::CutLine(_)
        | Task::BurnOut(_) => land.nearest_township(task_site(land, roster, task).0),
        Task::ClearDebris(r) => land.nearest_township(land.roads.nodes[land.roads.roads[r].from]),
    }
}

/// How a team drives to a node: who has a task at works, measures the air, or has work inside a cordon is let through.
pub fn mode_to(roads: &Roads, task: Task, node: usize) -> Mode {
    let waits = matches!(task, Task::Standby(_));
    let measures = matches!(task, Task::MonitorAir(_));
    let admitted = measures || site_of(task).is_some() || !waits && roads.inside.contains(&node);
    if admitted { Mode::Admitted } else { Mode::Truck }
}

/// Who works at a forest fire walks where roads are cut off.
pub(super) fn on_foot(task: Task) -> bool {
    use Task::*;
    matches!(
        task,
        AttackFire(..) | WaterAttack(..) | MopUp(_) | ScoutFire(_) | FireLookout(_) | CutLine(_) | BurnOut(_)
    )
}

/// The place on an open road from which it is much less far to walk to a place than from a node: the road, and metres from its
/// beginning.
pub(super) fn nearest_by_road(
    land: &County,
    roads: &Roads,
    place: Point,
    node: usize,
) -> Option<(usize, f32)> {
    let shut = |road: &usize| {
        roads.closed.contains(road) || roads.known_blocked.contains(road) || roads.in_flames.contains(road)
    };
    let open = land.roads.roads.iter().enumerate().filter(|(road, _)| !shut(road));
    let near = open.map(|(index, road)| (road.nearest(place), index));
    let ((far_m, along_m), road) = near.min_by(|a, b| a.0.0.total_cmp(&b.0.0).then(a.1.cmp(&b.1)))?;
    (far_m + LESS_M < land.roads.nodes[node].distance_m(place)).then_some((road, along_m))
}

/// So much less walking is worth to stop between two nodes, m.
const LESS_M: f32 = 100.0;
