//! Mopping up: embers along the edge that is held.

use super::{
    super::teams::Team,
    crews::{REACH_M, Scene},
};
use crate::{
    hazard::{Interventions, wildfire::suppress},
    sim::TICK_S,
};

/// Put out embers along the edge that is held, the nearest first, and stay to watch.
pub(super) fn mop_up(
    scene: &Scene<'_>,
    team: &mut Team,
    here: usize,
    fire: usize,
    others: &[usize],
    orders: &mut Interventions,
) {
    let Some(state) = scene.wildfire().fires.get(fire) else { return };
    let done = |c: u32| scene.wildfire().is_mopped(c as usize);
    let still = |c: u32| state.embers.binary_search(&c).is_ok() && !done(c);
    let Some(post) = team.post.as_ref().filter(|p| still(p.cell)) else {
        if !scene.clock.every_min(1) {
            return;
        }
        let from = team.post.as_ref().map_or(here, |p| p.at as usize);
        let taken = |c: usize| others.iter().any(|o| scene.far_m(c, *o) < scene.tables.fire.section_m);
        let held = state.embers.iter().filter(|c| state.free_edge.binary_search(c).is_err() && !done(**c));
        let mut embers: Vec<(bool, f32, usize)> =
            held.map(|c| *c as usize).map(|c| (taken(c), scene.far_m(c, from), c)).collect();
        embers.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
        if let Some(post) = scene.first_way(from, REACH_M, embers.into_iter().map(|e| (e.2, e.2))) {
            team.post = Some(post);
        }
        return;
    };
    let labour = scene.tables.teams.get(&team.kind).map_or(0.0, |k| k.labour);
    let people = f64::from(team.size) * labour;
    let rate = scene.tables.fire.mop_up_m2_h / suppress::mop_up_m() * people / 20.0;
    let cell = post.cell;
    team.work_left += rate * f64::from(TICK_S) / 3600.0;
    let side_m = f64::from(scene.spec().cell_m);
    if team.work_left >= side_m {
        team.work_left -= side_m;
        orders.mopped_up.push(cell);
    }
}
