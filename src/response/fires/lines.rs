//! Lines that were ordered: cut, and burnt out from.

use super::{super::teams::Team, FireGround, crews::Scene};
use crate::{
    hazard::{Interventions, fires::sides, wildfire::suppress},
    sim::TICK_S,
};

/// Cut an ordered line from its beginning.
pub(super) fn cut(
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
    let side_m = f64::from(scene.spec().cell_m);
    while line.on_next_m >= side_m || line.on_next_m.is_infinite() {
        let Some(&cell) = line.cells.get(line.done) else { break };
        if scene.wildfire().fuels.model(cell as usize).is_some() && !scene.wildfire().has_burnt(cell as usize)
        {
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
pub(super) fn burn_out(
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
    let spec = scene.spec();
    let side_m = f64::from(spec.cell_m);
    if team.work_left < side_m {
        return;
    }
    team.work_left -= side_m;
    line.burnt_out += 1;
    let Some((fire, edge)) = nearest_edge(scene, cell as usize) else { return };
    let far = |c: usize| spec.centre(c).distance_m(spec.centre(edge));
    let toward = |n: &usize| scene.wildfire().can_burn(*n) && far(*n) < far(cell as usize);
    orders.burnt_out.extend(sides(spec, cell as usize).filter(toward).map(|n| (n as u32, fire)));
}

/// The nearest free edge to a cell, and whose it is.
fn nearest_edge(scene: &Scene<'_>, cell: usize) -> Option<(usize, usize)> {
    let spec = scene.spec();
    let at = spec.centre(cell);
    let fires = scene.wildfire().fires.iter().enumerate();
    let edges = fires.flat_map(|(f, fire)| fire.free_edge.iter().map(move |c| (f, *c as usize)));
    edges.min_by(|a, b| {
        spec.centre(a.1).distance_m(at).total_cmp(&spec.centre(b.1).distance_m(at)).then(a.cmp(b))
    })
}
