//! Incidents (险情、灾情): what teams are sent to, from its beginning to its end.

use super::{
    Roster, Tables,
    facts::{Facts, What},
    people::VillageWater,
    plants::Chemical,
    teams::{Status, Task, Team, task_township},
    travel::Roads,
};
use crate::{
    county::TeamKind,
    hazard::{
        Dams, DykeFailed, DykeOvertopped, Dykes, Plants, Slopes, TankRef, Wildfire, works::dams::Seepage,
    },
    num::DrillTime,
    sim::{Clock, Land},
};
use bevy::prelude::*;

/// What happened where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IncidentKind {
    /// A stretch with less freeboard than the danger limit.
    DykeDanger {
        stretch: usize,
    },
    DykeBreach {
        stretch: usize,
    },
    /// People cut off by water in a village.
    Stranded {
        village: usize,
    },
    /// A slope above homes or a road is about to come down; index into `County::risks`.
    SlopeMoving {
        slope: usize,
    },
    /// A slide struck a village.
    Landslide {
        village: usize,
    },
    /// Debris cuts a road.
    RoadBuried {
        road: usize,
    },
    /// A dam with little freeboard, or water through it; index into `County::reservoirs`.
    DamDanger {
        reservoir: usize,
    },
    DamBreach {
        reservoir: usize,
    },
    /// A slide has dammed a stream; number of the lake.
    BarrierLake {
        lake: usize,
    },
    /// A tank, or the bund below it, burns.
    TankFire {
        tank: TankRef,
    },
    /// A tank lets a substance out that harms far off: it is toxic, or a cloud of it may burn.
    GasRelease {
        tank: TankRef,
    },
    /// What ran off from a works will reach a waterworks' intake; index into `County::facilities`.
    WaterPolluted {
        works: usize,
    },
    /// A forest fire; index into `Wildfire::fires`.
    ForestFire {
        fire: usize,
    },
    /// Flames among a village's houses.
    VillageInFire {
        village: usize,
    },
}

/// One incident.
#[derive(Clone, Debug)]
pub struct Incident {
    pub kind: IncidentKind,
    pub township: usize,
    pub began: DrillTime,
    /// When the county learned of it.
    pub known: Option<DrillTime>,
    /// First team on the scene that can do the work: (team, when).
    pub first_team: Option<(usize, DrillTime)>,
}

/// All incidents in order of their beginning.
#[derive(Resource, Clone, Debug, Default)]
pub struct Incidents(pub Vec<Incident>);

impl Incidents {
    fn has(&self, kind: IncidentKind) -> bool {
        self.0.iter().any(|i| i.kind == kind)
    }

    fn open(&mut self, kind: IncidentKind, township: usize, now: DrillTime, facts: &mut Facts) {
        if !self.has(kind) {
            facts.add(now, What::Incident { incident: self.0.len() });
            self.0.push(Incident { kind, township, began: now, known: None, first_team: None });
        }
    }
}

/// Whether a team with this task serves an incident.
fn serves(task: Task, kind: IncidentKind) -> bool {
    match kind {
        IncidentKind::DykeDanger { stretch } | IncidentKind::DykeBreach { stretch } => {
            matches!(task, Task::Sandbag(s) | Task::Watch(s) if s == stretch)
        }
        IncidentKind::Stranded { village } => matches!(task, Task::Rescue(v) if v == village),
        IncidentKind::SlopeMoving { slope } => {
            matches!(task, Task::InspectSlope(s) | Task::Lookout(s) if s == slope)
        }
        IncidentKind::Landslide { village } => {
            matches!(task, Task::SearchBuried(v) | Task::TreatVillage(v) if v == village)
        }
        IncidentKind::RoadBuried { road } => matches!(task, Task::ClearDebris(r) if r == road),
        IncidentKind::DamDanger { reservoir } | IncidentKind::DamBreach { reservoir } => {
            matches!(task, Task::InspectDam(r) | Task::ClearSpillway(r) | Task::LowerSpillway(r) if r == reservoir)
        }
        IncidentKind::BarrierLake { lake } => task == Task::DigChannel(lake),
        IncidentKind::TankFire { tank } | IncidentKind::GasRelease { tank } => {
            matches!(task, Task::CoolTank(t) | Task::FoamTank(t) | Task::ShutValve(t) if t.site == tank.site)
        }
        IncidentKind::WaterPolluted { .. } => matches!(task, Task::BlockDrains(_) | Task::DrainBunds(_)),
        IncidentKind::ForestFire { fire } => {
            matches!(task, Task::AttackFire(f, _) | Task::WaterAttack(f, _) | Task::MopUp(f) if f == fire)
        }
        IncidentKind::VillageInFire { village } => {
            matches!(task, Task::Evacuate(v) | Task::TreatVillage(v) if v == village)
        }
    }
}

/// What the dykes announced goes into the facts.
pub(super) fn dyke_facts(
    clock: Res<Clock>,
    mut failed: MessageReader<DykeFailed>,
    mut overtopped: MessageReader<DykeOvertopped>,
    mut facts: ResMut<Facts>,
) {
    let now = clock.now();
    for message in overtopped.read() {
        facts.add(now, What::Overtopped { stretch: message.stretch });
    }
    for message in failed.read() {
        facts.add(now, What::Breach { stretch: message.stretch, by_piping: message.by_piping });
    }
}

/// New incidents begin, and first teams are booked.
pub(super) fn watch(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    dykes: Res<Dykes>,
    roster: Res<Roster>,
    dams: Res<Dams>,
    slopes: Res<Slopes>,
    roads: Res<Roads>,
    (plants, chemical): (Res<Plants>, Res<Chemical>),
    wildfire: Res<Wildfire>,
    mut incidents: ResMut<Incidents>,
    mut facts: ResMut<Facts>,
    villages: Query<&VillageWater>,
    teams: Query<&Team>,
) {
    if !clock.every_min(1) {
        return;
    }
    let now = clock.now();
    for (index, state) in dykes.0.iter().enumerate() {
        let township = roster.stretch(&land, index).township;
        if state.breach.is_some() {
            incidents.open(IncidentKind::DykeBreach { stretch: index }, township, now, &mut facts);
        } else if state.freeboard_m < tables.command.sandbag_danger_freeboard_m {
            incidents.open(IncidentKind::DykeDanger { stretch: index }, township, now, &mut facts);
        }
    }
    for (index, &entity) in roster.villages.iter().enumerate() {
        let Ok(state) = villages.get(entity) else { continue };
        if state.stranded_share > 0.1 {
            let township = land.villages[index].township;
            incidents.open(IncidentKind::Stranded { village: index }, township, now, &mut facts);
        }
    }
    tanks(now, &land, &plants, &mut incidents, &mut facts);
    for (&works, _) in chemical.intakes.iter().filter(|(_, i)| i.threatened) {
        let township = land.facilities[works].place.township;
        incidents.open(IncidentKind::WaterPolluted { works }, township, now, &mut facts);
    }
    for (number, fire) in wildfire.fires.iter().enumerate() {
        let township = land.nearest_township(land.spec.centre(fire.origin as usize));
        incidents.open(IncidentKind::ForestFire { fire: number }, township, now, &mut facts);
    }
    for (village, &entity) in roster.villages.iter().enumerate() {
        if villages.get(entity).is_ok_and(|v| v.fire_at.is_some()) {
            let township = land.villages[village].township;
            incidents.open(IncidentKind::VillageInFire { village }, township, now, &mut facts);
        }
    }
    waters(now, &land, &tables, &dams, &roster, &mut incidents, &mut facts);
    slides(now, &land, &tables, &slopes, &roads, &roster, &villages, &mut incidents, &mut facts);
    for incident in &mut incidents.0 {
        if incident.first_team.is_some() {
            continue;
        }
        // A team that was there before the danger counts from the danger's beginning.
        incident.first_team = roster
            .teams
            .iter()
            .filter_map(|&e| teams.get(e).ok())
            .find(|t| {
                t.kind != TeamKind::Works
                    && t.status == Status::Working
                    && t.task.is_some_and(|task| serves(task, incident.kind))
            })
            .map(|t| (t.index, now));
    }
}

/// Tanks that burn or let out what harms far off; halls that burn.
fn tanks(now: DrillTime, land: &Land, plants: &Plants, incidents: &mut Incidents, facts: &mut Facts) {
    for tank in &plants.tanks {
        let township = land.facilities[tank.id.site].place.township;
        let bund_burns = tank.failed && plants.bund_of(tank).is_some_and(|b| b.burning.is_some());
        if tank.burns() || bund_burns {
            incidents.open(IncidentKind::TankFire { tank: tank.id }, township, now, facts);
        }
        let harms = tank.substance.probit.is_some() || tank.substance.lfl_pct.is_some();
        if harms && (tank.release_kg_s > 0.0 || tank.leaks() && !tank.burns()) {
            incidents.open(IncidentKind::GasRelease { tank: tank.id }, township, now, facts);
        }
    }
    for store in plants.stores.iter().filter(|s| s.fire.is_some()) {
        let township = land.facilities[store.id.site].place.township;
        incidents.open(IncidentKind::TankFire { tank: store.id }, township, now, facts);
    }
}

/// Dams in danger or broken, landslide lakes.
fn waters(
    now: DrillTime,
    land: &Land,
    tables: &Tables,
    dams: &Dams,
    roster: &Roster,
    incidents: &mut Incidents,
    facts: &mut Facts,
) {
    for (reservoir, dam) in dams.0.iter().enumerate() {
        let township = task_township(land, roster, Task::InspectDam(reservoir));
        let danger = dam.freeboard_m < tables.waterworks.danger_freeboard_m || dam.seepage == Seepage::Turbid;
        if dam.breach.is_some() {
            incidents.open(IncidentKind::DamBreach { reservoir }, township, now, facts);
        } else if danger {
            incidents.open(IncidentKind::DamDanger { reservoir }, township, now, facts);
        }
    }
    for lake in 0..roster.lakes.len() {
        let township = task_township(land, roster, Task::DigChannel(lake));
        incidents.open(IncidentKind::BarrierLake { lake }, township, now, facts);
    }
}

/// Slopes about to come down, villages struck, roads cut.
fn slides(
    now: DrillTime,
    land: &Land,
    tables: &Tables,
    slopes: &Slopes,
    roads: &Roads,
    roster: &Roster,
    villages: &Query<&VillageWater>,
    incidents: &mut Incidents,
    facts: &mut Facts,
) {
    for hill in slopes.hills.iter().filter(|h| h.creep_mm_h >= tables.slides.moving_mm_h) {
        let kind = IncidentKind::SlopeMoving { slope: hill.risk };
        incidents.open(kind, land.risks[hill.risk].township, now, facts);
    }
    for (village, &entity) in roster.villages.iter().enumerate() {
        if villages.get(entity).is_ok_and(|v| v.cells.iter().any(|c| c.buried_share > 0.0)) {
            let kind = IncidentKind::Landslide { village };
            incidents.open(kind, land.villages[village].township, now, facts);
        }
    }
    for &road in roads.debris_m3.keys() {
        let township = task_township(land, roster, Task::ClearDebris(road));
        incidents.open(IncidentKind::RoadBuried { road }, township, now, facts);
    }
}
