//! Which cells the front works on: those near unburnt ground that the fire can reach, as runs of cells in rows.

use std::ops::Range;

/// Runs begin and end at multiples of this.
const LANES: u32 = super::LANES as u32;

/// A run of places in one row.
pub type Run = Range<u32>;

/// Runs that hold all places within `reach` rows and columns of `places`, which come in order; only in rows and columns
/// of the grid (`rows`, `cols`, with the margin counted) but for what makes them whole lanes. In order, apart.
pub fn around(
    places: &[u32],
    reach: u32,
    stride: u32,
    rows: &Range<u32>,
    cols: &Range<u32>,
    into: &mut Vec<Run>,
) {
    into.clear();
    if places.is_empty() {
        return;
    }
    // Columns near the places of each row that has any, and where each row's begin.
    let mut near: Vec<Run> = Vec::with_capacity(places.len());
    let mut starts: Vec<(u32, usize)> = Vec::new();
    for &place in places {
        let (row, col) = (place / stride, place % stride);
        let run = (col - reach.min(col)).max(cols.start)..(col + reach + 1).min(cols.end);
        let run = run.start / LANES * LANES..run.end.next_multiple_of(LANES);
        if starts.last().is_none_or(|(last, _)| *last != row) {
            starts.push((row, near.len()));
            near.push(run);
        } else if let Some(last) = near.last_mut().filter(|last| last.end >= run.start) {
            last.end = last.end.max(run.end);
        } else {
            near.push(run);
        }
    }
    let of_row = |k: usize| starts[k].1..starts.get(k + 1).map_or(near.len(), |s| s.1);
    let mut row_runs: Vec<Run> = Vec::new();
    let (mut low, mut high) = (0, 0);
    let first = starts[0].0.saturating_sub(reach).max(rows.start);
    let last = starts[starts.len() - 1].0.saturating_add(reach + 1).min(rows.end);
    for row in first..last {
        while high < starts.len() && starts[high].0 <= row + reach {
            high += 1;
        }
        while low < high && starts[low].0 + reach < row {
            low += 1;
        }
        row_runs.clear();
        (low..high).for_each(|k| row_runs.extend_from_slice(&near[of_row(k)]));
        row_runs.sort_unstable_by_key(|run| run.start);
        let from = into.len();
        for run in &row_runs {
            let run = row * stride + run.start..row * stride + run.end;
            match into[from..].last_mut() {
                Some(last) if last.end >= run.start => last.end = last.end.max(run.end),
                _ => into.push(run),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_band_is_every_place_within_reach_once() {
        let (stride, rows, cols) = (56, 2..33, 8..43);
        for seed in 0..20u64 {
            let chance = |place: u64| (place * 7919 + seed * 104_729) % 211 < 2 + 3 * seed;
            let inside = |p: &u32| rows.contains(&(p / stride)) && cols.contains(&(p % stride));
            let places: Vec<u32> =
                (0..35 * stride).filter(inside).filter(|p| chance(u64::from(*p))).collect();
            let mut runs = Vec::new();
            around(&places, 3, stride, &rows, &cols, &mut runs);
            let got: Vec<u32> = runs.iter().cloned().flatten().collect();
            let near = |p: &u32| {
                let in_lane = |k: u32| p / 8 * 8 % stride + k;
                places.iter().any(|q| {
                    let beside = |k| cols.contains(&in_lane(k)) && in_lane(k).abs_diff(q % stride) <= 3;
                    (p / stride).abs_diff(q / stride) <= 3 && (0..8).any(beside)
                })
            };
            let expected: Vec<u32> =
                (0..35 * stride).filter(|p| rows.contains(&(p / stride))).filter(near).collect();
            assert!(!expected.is_empty());
            assert_eq!(got, expected, "seed {seed}");
        }
    }
}
