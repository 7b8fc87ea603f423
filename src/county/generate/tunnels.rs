//! Tunnels of county roads through ridges.

use super::{channels::Wet, near::near8, roads::Ways};

/// Length of a tunnel between its portals, m.
const LENGTH_M: (f32, f32) = (240.0, 1_800.0);
/// What a tunnel costs, in metres of flat open road: at all, and per metre.
const COST_M: (f32, f32) = (1_500.0, 7.0);
/// Rock over the road at the tunnel's deepest, m, and the steepest road in it.
const COVER_M: f32 = 20.0;
const GRADE: f32 = 0.045;

/// A tunnel that replaces the part of a path between two of its places, and its cells between them.
pub struct Tunnel {
    pub from: usize,
    pub to: usize,
    pub inside: Vec<usize>,
}

/// The tunnel that saves most on a path, if one saves anything. `keep` are cells under which none is dug.
pub fn find(ways: &Ways<'_>, keep: &[bool], path: &[usize]) -> Option<Tunnel> {
    let spec = &ways.land.spec;
    let ground_m = &ways.land.ground_m;
    let mut cost_m = vec![0.0f32];
    for pair in path.windows(2) {
        let step = near8(spec, pair[0]).find(|(_, n)| *n == pair[1]);
        let step_m = step.and_then(|(d, n)| ways.step_cost(pair[0], d, n)).unwrap_or(0.0);
        cost_m.push(cost_m[cost_m.len() - 1] + step_m);
    }
    let mut best: Option<(f32, Tunnel)> = None;
    for from in 0..path.len() {
        for to in from + 3..path.len() {
            let (a, b) = (path[from], path[to]);
            let length_m = spec.centre(a).distance_m(spec.centre(b));
            let saved = cost_m[to] - cost_m[from] - COST_M.0 - COST_M.1 * length_m;
            let fits = (LENGTH_M.0..LENGTH_M.1).contains(&length_m)
                && (ground_m[b] - ground_m[a]).abs() < GRADE * length_m;
            if saved <= best.as_ref().map_or(0.0, |b| b.0) || !fits {
                continue;
            }
            let outside = |c: &usize| !path[..=from].contains(c) && !path[to..].contains(c);
            if let Some(inside) = inside(ways, keep, a, b).filter(|cells| cells.iter().all(outside)) {
                best = Some((saved, Tunnel { from, to, inside }));
            }
        }
    }
    best.map(|(_, tunnel)| tunnel)
}

/// Cells of the straight way between two portals, each beside the next, if it lies in rock all along and meets nothing.
fn inside(ways: &Ways<'_>, keep: &[bool], from: usize, to: usize) -> Option<Vec<usize>> {
    let spec = &ways.land.spec;
    let ((r0, c0), (r1, c1)) = (spec.row_col(from), spec.row_col(to));
    let steps = r0.abs_diff(r1).max(c0.abs_diff(c1));
    let between = |a: usize, b: usize, k: usize| {
        let share = k as f32 / steps as f32;
        (a as f32 + (b as f32 - a as f32) * share).round() as usize
    };
    let cells: Vec<usize> = (1..steps).map(|k| spec.index(between(r0, r1, k), between(c0, c1, k))).collect();
    let ground_m = &ways.land.ground_m;
    let mut deepest_m = 0.0f32;
    for (k, &cell) in cells.iter().enumerate() {
        let road_m = ground_m[from] + (ground_m[to] - ground_m[from]) * (k + 1) as f32 / steps as f32;
        let free = near8(spec, cell).all(|(_, n)| ways.all(n) == 0 || n == from || n == to);
        if ways.all(cell) != 0
            || !free
            || keep[cell]
            || ways.land.channels.wet[cell] != Wet::Land
            || ground_m[cell] < road_m
        {
            return None;
        }
        deepest_m = deepest_m.max(ground_m[cell] - road_m);
    }
    (deepest_m >= COVER_M).then_some(cells)
}
