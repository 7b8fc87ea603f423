//! Checks of an elevation raster, and mending of what is small: holes, spikes, wrong units, filled voids.

use super::{
    cover::place,
    manifest::HeightUnit,
    raster::Raster,
    report::{Report, at},
};
use crate::data::{Fault, Msg};

/// Holes of up to this many cells are filled, and up to this share of all cells together.
const HOLE_CELLS: usize = 100;
const HOLE_SHARE: f64 = 0.02;

/// No ground of a county lies outside these, m: what does is a mark of no data that the file does not declare.
const LOWEST_M: f32 = -450.0;
const HIGHEST_M: f32 = 8900.0;

/// A cell is a spike if it stands off the median of its neighbours by this, m, and by twice their range.
const SPIKE_M: f32 = 40.0;

/// Flat patches of at least this many cells are looked at.
const FLAT_CELLS: usize = 30;

/// Check a raster of elevations with cells of `cell_m`; small faults are mended with a warning. Afterwards values are
/// metres, with no holes if the report is sound. Ground that this program `exported` has gorges one cell wide and
/// level lake beds of its own: nothing of it is mended.
pub fn check(raster: &mut Raster, unit: HeightUnit, cell_m: f64, exported: bool, report: &mut Report) {
    if !exported {
        units(raster, unit, cell_m, report);
    }
    undeclared(raster, report);
    holes(raster, report);
    if exported || !report.sound() {
        return;
    }
    spikes(raster, cell_m, report);
    flats(raster, report);
}

/// Fault or warning at a cell, whose row and column the message names, from one.
fn cell_fault(raster: &Raster, cell: usize, message: Msg) -> Fault {
    let message = message.with("row", cell / raster.cols + 1).with("col", cell % raster.cols + 1);
    at(&raster.file, place(raster, cell), "", message)
}

fn units(raster: &mut Raster, unit: HeightUnit, cell_m: f64, report: &mut Report) {
    let declared = if raster.feet { HeightUnit::Foot } else { unit };
    if raster.feet && unit == HeightUnit::Metre {
        report.warn(Fault::file(&raster.file, Msg::new("pack-feet-declared")));
    }
    let scale = declared.metres();
    if declared == HeightUnit::Metre {
        // Heights that were whole metres, then made feet, are whole once more when divided.
        let sample =
            || raster.values.iter().filter(|v| v.is_finite() && v.abs() > 30.0).step_by(7).take(4000);
        let whole = |scale: f32| {
            sample()
                .filter(|v| {
                    let m = **v * scale;
                    (m - m.round()).abs() < 0.012
                })
                .count() as f64
                / sample().count().max(1) as f64
        };
        if sample().count() >= 200 && whole(0.3048) > 0.98 && whole(1.0) < 0.5 {
            report.fault(
                Fault::file(&raster.file, Msg::new("pack-feet")).hint(Some(Msg::new("pack-feet-hint"))),
            );
        } else if let Some(steep) = steepness(raster, cell_m).filter(|steep| *steep > 1.3) {
            let message = Msg::new("pack-steep").with("percent", (steep * 100.0).round());
            report.warn(Fault::file(&raster.file, message).hint(Some(Msg::new("pack-feet-hint"))));
        }
    }
    raster.values.iter_mut().for_each(|v| *v *= scale);
}

/// Slope that a twentieth of the cells exceed, m/m, in the raster's own units of height.
fn steepness(raster: &Raster, cell_m: f64) -> Option<f64> {
    let values = raster.values.as_chunks::<2>().0.iter().filter(|[a, b]| a.is_finite() && b.is_finite());
    let mut slopes: Vec<f32> = values.map(|[a, b]| (a - b).abs()).collect();
    let at = slopes.len() * 19 / 20;
    (!slopes.is_empty()).then(|| f64::from(*slopes.select_nth_unstable_by(at, f32::total_cmp).1) / cell_m)
}

/// Marks of no data that the file does not declare, such as −32768, become holes.
fn undeclared(raster: &mut Raster, report: &mut Report) {
    let strange: Vec<usize> = (0..raster.values.len())
        .filter(|c| !raster.values[*c].is_nan() && !(LOWEST_M..=HIGHEST_M).contains(&raster.values[*c]))
        .collect();
    let Some(first) = strange.first() else { return };
    let message = Msg::new("pack-undeclared").with("value", raster.values[*first]).with("n", strange.len());
    report.warn(cell_fault(raster, *first, message));
    strange.into_iter().for_each(|cell| raster.values[cell] = f32::NAN);
}

/// Fill small holes from their rims inwards; report large ones.
fn holes(raster: &mut Raster, report: &mut Report) {
    let patches = patches(
        raster,
        |raster, a, b| raster.values[a].is_nan() && raster.values[b].is_nan(),
        |raster, c| raster.values[c].is_nan(),
    );
    let missing: usize = patches.iter().map(Vec::len).sum();
    if missing == raster.values.len() {
        report.fault(Fault::file(&raster.file, Msg::new("pack-all-holes")));
        return;
    }
    let before = report.faults.len();
    if missing as f64 > HOLE_SHARE * raster.values.len() as f64 {
        let percent = (missing as f64 * 1000.0 / raster.values.len() as f64).round() / 10.0;
        let clipped = patches.iter().any(|p| p.len() > HOLE_CELLS && touches_edge(raster, p));
        let hint = Msg::new(if clipped { "pack-clipped-hint" } else { "pack-hole-hint" });
        let message = Msg::new("pack-holes").with("percent", percent);
        report.fault(Fault::file(&raster.file, message).hint(Some(hint)));
    }
    for patch in patches.iter().filter(|p| p.len() > HOLE_CELLS) {
        let hint = Msg::new(if touches_edge(raster, patch) { "pack-clipped-hint" } else { "pack-hole-hint" });
        let message = Msg::new("pack-hole").with("n", patch.len());
        report.fault(cell_fault(raster, patch[0], message).hint(Some(hint)));
    }
    if report.faults.len() > before {
        return;
    }
    for patch in patches {
        report.warn(cell_fault(raster, patch[0], Msg::new("pack-hole-filled").with("n", patch.len())));
        fill(raster, patch);
    }
}

/// Ring by ring, each cell of a ring the mean of its neighbours that are known.
fn fill(raster: &mut Raster, mut patch: Vec<usize>) {
    while !patch.is_empty() {
        let ring: Vec<(usize, f32)> = patch
            .iter()
            .filter_map(|cell| {
                let known: Vec<f32> = around(raster.rows, raster.cols, *cell)
                    .map(|n| raster.values[n])
                    .filter(|v| !v.is_nan())
                    .collect();
                (!known.is_empty()).then(|| (*cell, known.iter().sum::<f32>() / known.len() as f32))
            })
            .collect();
        if ring.is_empty() {
            return;
        }
        ring.iter().for_each(|(cell, value)| raster.values[*cell] = *value);
        patch.retain(|cell| raster.values[*cell].is_nan());
    }
}

/// Single cells far above or below all around them become the median of their neighbours.
fn spikes(raster: &mut Raster, cell_m: f64, report: &mut Report) {
    let far = SPIKE_M.max(0.8 * cell_m as f32);
    let mended: Vec<(usize, f32)> = (0..raster.values.len())
        .filter_map(|cell| {
            let mut near: Vec<f32> =
                around(raster.rows, raster.cols, cell).map(|n| raster.values[n]).collect();
            near.sort_by(f32::total_cmp);
            // Two spikes side by side must not hide each other: the outermost neighbours do not count.
            let (low, high) = (near[1.min(near.len() - 1)], near[near.len().saturating_sub(2)]);
            let (median, off) = (near[near.len() / 2], (raster.values[cell] - near[near.len() / 2]).abs());
            (near.len() >= 3 && off > far && off > 2.0 * (high - low)).then_some((cell, median))
        })
        .collect();
    if mended.len() * 1000 > raster.values.len().max(10_000) {
        let message = Msg::new("pack-spikes").with("n", mended.len());
        report.fault(cell_fault(raster, mended[0].0, message));
        return;
    }
    for (cell, median) in &mended {
        let message = Msg::new("pack-spike").with("value", raster.values[*cell]).with("median", median);
        report.warn(cell_fault(raster, *cell, message));
    }
    mended.into_iter().for_each(|(cell, median)| raster.values[cell] = median);
}

/// Level patches that no water can be: ground falls away from them on one side and rises on the other, or walls
/// stand around them.
fn flats(raster: &Raster, report: &mut Report) {
    let level = |raster: &Raster, a: usize, b: usize| raster.values[a] == raster.values[b];
    for patch in patches(raster, level, |_, _| true).into_iter().filter(|p| p.len() >= FLAT_CELLS) {
        let value = raster.values[patch[0]];
        let rim: Vec<f32> = patch
            .iter()
            .flat_map(|cell| around(raster.rows, raster.cols, *cell))
            .map(|n| raster.values[n] - value)
            .filter(|d| *d != 0.0)
            .collect();
        let share =
            |f: &dyn Fn(f32) -> bool| rim.iter().filter(|d| f(**d)).count() as f64 / rim.len().max(1) as f64;
        let tilted = share(&|d| d < -3.0) > 0.25 && share(&|d| d > 3.0) > 0.25;
        let walled = share(&|d| d > 30.0) > 0.5 || share(&|d| d < -30.0) > 0.5;
        if tilted || walled {
            let message = Msg::new("pack-flat").with("n", patch.len()).with("value", value);
            report.warn(cell_fault(raster, patch[0], message));
        }
    }
}

fn touches_edge(raster: &Raster, patch: &[usize]) -> bool {
    patch.iter().any(|c| {
        let (row, col) = (c / raster.cols, c % raster.cols);
        row == 0 || col == 0 || row + 1 == raster.rows || col + 1 == raster.cols
    })
}

/// Groups of cells joined side by side, of those that `belongs` takes; each begins with its first cell.
fn patches(
    raster: &Raster,
    joined: impl Fn(&Raster, usize, usize) -> bool,
    belongs: impl Fn(&Raster, usize) -> bool,
) -> Vec<Vec<usize>> {
    let mut seen = vec![false; raster.values.len()];
    let mut all = Vec::new();
    for start in 0..raster.values.len() {
        if seen[start] || !belongs(raster, start) {
            continue;
        }
        let (mut patch, mut next) = (vec![start], 0);
        seen[start] = true;
        while let Some(cell) = patch.get(next).copied() {
            next += 1;
            let (row, col) = (cell / raster.cols, cell % raster.cols);
            let sides = [
                (row > 0).then(|| cell - raster.cols),
                (row + 1 < raster.rows).then(|| cell + raster.cols),
                (col > 0).then(|| cell - 1),
                (col + 1 < raster.cols).then(|| cell + 1),
            ];
            for n in sides.into_iter().flatten() {
                if !seen[n] && joined(raster, cell, n) {
                    seen[n] = true;
                    patch.push(n);
                }
            }
        }
        // Single cells are most of a raster and no patch of anything but holes.
        if patch.len() > 1 || raster.values[start].is_nan() {
            all.push(patch);
        }
    }
    all
}

/// The up to eight cells around one.
fn around(rows: usize, cols: usize, cell: usize) -> impl Iterator<Item = usize> {
    let (row, col) = (cell / cols, cell % cols);
    let span = |v: usize, n: usize| v.saturating_sub(1)..(v + 2).min(n);
    span(row, rows).flat_map(move |r| span(col, cols).map(move |c| r * cols + c)).filter(move |n| *n != cell)
}
