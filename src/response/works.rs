//! Work on dykes: sandbag walls on the crest, and what it costs in bags and hours.

use super::{
    Roster, Tables,
    supplies::Stock,
    teams::{self, Status, Task, Team},
};
use crate::{
    county::Item,
    hazard::{Dykes, Interventions},
    sim::{Clock, TICK_S},
};
use bevy::prelude::*;

/// The site of works at a dyke stretch.
#[derive(Component, Clone, Debug, Default)]
pub struct StretchSite {
    /// Number over all dykes.
    pub stretch: usize,
    /// Height above the lowest crest up to which bags are laid, m; set by the order.
    pub target_m: f32,
    /// Bags and other goods brought here.
    pub stock: Stock,
    /// Bags laid.
    pub laid: u32,
}

/// Bags per metre of a wall of this height: 259·h² (65 at 0.5 m, 259 at 1 m; NDSU's 3 : 1 base).
pub fn bags_per_m(tables: &Tables, height_m: f32) -> f64 {
    tables.sandbag.bags_per_m_at_1m * f64::from(height_m) * f64::from(height_m)
}

/// Bags that bring every face of a crest up to `level_m`.
pub fn bags_to_level(tables: &Tables, crest_m: &[f32], face_m: f32, level_m: f32) -> f64 {
    crest_m.iter().map(|&c| bags_per_m(tables, (level_m - c).max(0.0)) * f64::from(face_m)).sum()
}

/// The level that `laid` bags have brought the lowest faces up to, m (to a tenth of a millimetre).
pub fn level_of_bags(tables: &Tables, crest_m: &[f32], face_m: f32, laid: f64, max_m: f32) -> f32 {
    let low = crest_m.iter().copied().fold(f32::INFINITY, f32::min);
    let (mut a, mut b) = (0.0_f32, max_m);
    for _ in 0..24 {
        let mid = 0.5 * (a + b);
        if bags_to_level(tables, crest_m, face_m, low + mid) <= laid { a = mid } else { b = mid }
    }
    low + a
}

/// Teams at work fill and lay bags as long as there are any, and the crest rises.
pub(super) fn sandbag(
    clock: Res<Clock>,
    tables: Res<Tables>,
    dykes: Res<Dykes>,
    land: Res<crate::sim::Land>,
    roster: Res<Roster>,
    mut interventions: ResMut<Interventions>,
    mut all: Query<&mut Team>,
    mut sites: Query<&mut StretchSite>,
) {
    let mut changed = Vec::new();
    for &entity in &roster.teams {
        let Ok(mut team) = all.get_mut(entity) else { continue };
        let (Status::Working, Some(Task::Sandbag(stretch))) = (team.status, team.task) else { continue };
        let Some(mut site) = roster.sites.get(stretch).and_then(|&e| sites.get_mut(e).ok()) else { continue };
        let brought = team.load.take_up_to(Item::Sandbag, u32::MAX);
        site.stock.add(Item::Sandbag, brought);
        let state = &dykes.0[stretch];
        if state.breach.is_some() {
            continue;
        }
        let low = state.crest_m.iter().copied().fold(f32::INFINITY, f32::min);
        let face_m = land.spec.cell_m;
        let need = bags_to_level(&tables, &state.crest_m, face_m, low + site.target_m).ceil() as u32;
        let labour = tables.teams.get(&team.kind).map_or(0.0, |t| t.labour);
        let rate = tables.sandbag.bags_per_person_h
            * f64::from(team.size)
            * labour
            * teams::effort_now(&tables, &clock, &team);
        team.work_left += rate * f64::from(TICK_S) / 3600.0;
        let could = team.work_left as u32;
        let wanted = could.min(need.saturating_sub(site.laid));
        let lay = site.stock.take_up_to(Item::Sandbag, wanted);
        site.laid += lay;
        team.work_left = (team.work_left - f64::from(lay)).min(1.0 + rate * f64::from(TICK_S) / 3600.0);
        if lay > 0 && !changed.contains(&stretch) {
            changed.push(stretch);
        }
    }
    for stretch in changed {
        let Some(site) = roster.sites.get(stretch).and_then(|&e| sites.get(e).ok()) else { continue };
        let state = &dykes.0[stretch];
        let max = tables.sandbag.max_height_m;
        let level = level_of_bags(&tables, &state.crest_m, land.spec.cell_m, f64::from(site.laid), max);
        interventions.raised_m.insert(stretch, level);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bags_fill_the_lowest_faces_first_and_back() {
        let tables = Tables::built_in().unwrap();
        assert!((bags_per_m(&tables, 0.5) - 64.75).abs() < 0.01);
        let crest = [30.0, 30.4, 30.2];
        let bags = bags_to_level(&tables, &crest, 60.0, 30.5);
        let level = level_of_bags(&tables, &crest, 60.0, bags, 1.0);
        assert!((level - 30.5).abs() < 2e-4, "{level}");
        // With few bags only the lowest face rises.
        let few = bags_to_level(&tables, &crest, 60.0, 30.1);
        assert!((few - 259.0 * 0.01 * 60.0).abs() < 0.1, "{few}");
    }
}
