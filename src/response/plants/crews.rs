//! Teams in the cloud or the heat: on the road, at work, and waiting at their bases.

use super::{
    Chemical, decon,
    exposure::{Breath, breathe_out, exchange_1_s, shares},
    indoors::nearest_village,
    own::retreat,
};
use crate::{
    county::TeamKind,
    hazard::{
        Air, Plants,
        chemical::{air::water_vapour_pa, pool_fire::burn_share, puffs::wind},
    },
    num::{Draw, Point, draw::Process},
    response::{
        Roster, Tables,
        facts::{Facts, What},
        teams::{Status, Task, Team},
        travel::Traveller,
    },
    sim::{Clock, Land, Seed},
};
use bevy::prelude::*;

/// Teams in the cloud or the heat; breathing apparatus and suits take most of it.
pub(in crate::response) fn teams(
    clock: Res<Clock>,
    seed: Res<Seed>,
    land: Res<Land>,
    tables: Res<Tables>,
    plants: Res<Plants>,
    air: Res<Air>,
    roster: Res<Roster>,
    mut chemical: ResMut<Chemical>,
    mut facts: ResMut<Facts>,
    mut teams: Query<(&mut Team, &mut Traveller)>,
    homes: Query<&Breath>,
) {
    if !plants.plume.is_placed() || !clock.every_min(1) {
        return;
    }
    let (now, table) = (clock.now(), &tables.chemical);
    let wet_pa = water_vapour_pa(air.temperature_c, air.humidity);
    let upwind = wind(1.0, air.from_deg);
    for &entity in &roster.teams {
        let Ok((mut team, mut traveller)) = teams.get_mut(entity) else { continue };
        let mut indoors = false;
        let at = match team.status {
            Status::Ready | Status::Turnout { .. } => {
                let at = land.roads.nodes[traveller.node];
                if !plants.plume.reaches(at)
                    && !chemical.bases.contains_key(&team.index)
                    && !chemical.teams.contains_key(&team.index)
                {
                    continue;
                }
                indoors = true;
                at
            }
            _ => {
                let Some(at) = team.out_of_doors(&land, &roster, &traveller) else { continue };
                // Who works at tanks stands upwind of them.
                let off = if at_work_at_tanks(&team) { table.upwind_m } else { 0.0 };
                Point { x_m: at.x_m - (off * upwind[0]) as f32, y_m: at.y_m + (off * upwind[1]) as f32 }
            }
        };
        let share = if table.protected.contains(&team.kind) { table.protection } else { 1.0 };
        let Chemical { teams: known, bases, .. } = &mut *chemical;
        let own = known.entry(team.index).or_default();
        let before = own.loads.clone();
        if indoors {
            // At the base without apparatus, in air that comes in as it does at homes near by.
            let home = roster.villages.get(nearest_village(&land, at)).and_then(|&e| homes.get(e).ok());
            let shut = home.map_or(0.0, |breath| breath.shut(table, now));
            let loads =
                bases.entry(team.index).or_default().minute(&plants.plume, at, exchange_1_s(shut, table));
            own.take(&loads, table);
        } else {
            breathe_out(own, &plants, at, share, wet_pa, decon::hot(&plants, &air, at), table);
        }
        let (dead, hurt) = shares(&plants.plume, &own.loads, table);
        let share = dead.max(burn_share(own.heat));
        let draw = Draw::new(seed.0, team.index as u64, Process::TeamToxicFate);
        let fallen = |from: u32| {
            (0..from).filter(|i| f64::from(draw.part(u64::from(*i)).unit()) < share).count() as u32
        };
        let lost = fallen(team.size + team.lost).saturating_sub(team.lost).min(team.size);
        team.lose(lost, now, &mut facts);
        // Whoever feels that it goes wrong gets out.
        if hurt > table.turn_back_share && own.loads > before && team.status == Status::Working {
            if team.kind == TeamKind::Works {
                retreat(&land, &mut team, &mut traveller, now);
            } else {
                team.turn_back(&mut traveller, now);
            }
            facts.add(now, What::TeamWithdrew { team: team.index, by_itself: true });
        }
    }
}

fn at_work_at_tanks(team: &Team) -> bool {
    team.status == Status::Working && team.task.is_some_and(at_tanks)
}

/// Whether a task is done at tanks.
pub fn at_tanks(task: Task) -> bool {
    matches!(
        task,
        Task::ShutValve(_)
            | Task::CoolTank(_)
            | Task::FoamTank(_)
            | Task::BlockDrains(_)
            | Task::DrainBunds(_)
    )
}
