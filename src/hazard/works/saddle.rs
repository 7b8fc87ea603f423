//! The lake that a barrier holds and where it will run over: a search of the lowest way out, cell by cell across
//! sides as the flood moves.

use super::faces_around;
use crate::num::GridSpec;
use std::{cmp::Reverse, collections::BinaryHeap};

/// A basin that is closed up to its crest.
#[derive(Clone, Debug, PartialEq)]
pub struct Basin {
    /// Level up to which it holds water, m: the lowest place of its rim.
    pub crest_m: f32,
    /// Cells of its bed below that level, sorted.
    pub cells: Vec<u32>,
    /// The lowest way out, from the seed over the crest to the first cell below the floor.
    pub path: Vec<u32>,
    /// Place of the crest's cell in `path`.
    pub saddle: usize,
}

/// The basin around a seed: its water must rise to the crest before it can reach ground lower than `floor_m`, which
/// lies behind the barrier. `None` where it runs off freely, or where no way out is found among `most` cells.
pub fn basin(spec: &GridSpec, ground_m: &[f32], seed: usize, floor_m: f32, most: usize) -> Option<Basin> {
    const NONE: u32 = u32::MAX;
    let mut parent = vec![NONE; spec.len()];
    let mut heap = BinaryHeap::new();
    let mut order: Vec<u32> = Vec::new();
    // Height in whole units of 1/1024 m above the deepest ground sorts as the height does.
    let key = |cell: usize| Reverse((((f64::from(ground_m[cell]) + 1e5) * 1024.0) as u64, cell as u32));
    parent[seed] = seed as u32;
    heap.push(key(seed));
    let (mut crest_m, mut below) = (ground_m[seed], 0);
    let end = loop {
        let Reverse((_, cell)) = heap.pop()?;
        let ground = ground_m[cell as usize];
        if ground > crest_m {
            (crest_m, below) = (ground, order.len());
        }
        if ground < floor_m {
            break cell;
        }
        order.push(cell);
        if order.len() > most {
            return None;
        }
        let mut edges = 0;
        for (_, other) in faces_around(spec, cell as usize) {
            edges += 1;
            if parent[other] == NONE {
                parent[other] = cell;
                heap.push(key(other));
            }
        }
        // Over the county's edge is out as well.
        if edges < 4 {
            break cell;
        }
    };
    if crest_m <= ground_m[seed] {
        return None;
    }
    let mut path = vec![end];
    let mut at = end;
    while at != seed as u32 {
        at = parent[at as usize];
        path.push(at);
    }
    path.reverse();
    let saddle = path.iter().position(|&cell| ground_m[cell as usize] >= crest_m)?;
    let mut cells: Vec<u32> =
        order[..below].iter().copied().filter(|&cell| ground_m[cell as usize] < crest_m).collect();
    cells.sort_unstable();
    Some(Basin { crest_m, cells, path, saddle })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A valley to the east with a barrier of 6 m across columns 10 to 12 that has a notch of 4 m in row 3, and a pit
    /// in its bed above the barrier.
    fn valley() -> (GridSpec, Vec<f32>) {
        let spec = GridSpec { rows: 9, cols: 30, cell_m: 10.0 };
        let ground = (0..spec.len()).map(|cell| {
            let (row, col) = spec.row_col(cell);
            let bed = 100.0 - 0.5 * col as f32 + 3.0 * (row as f32 - 4.0).abs();
            match col {
                10..13 if row == 3 => bed + 1.0,
                10..13 => bed + 6.0,
                6 if row == 4 => bed - 2.0,
                _ => bed,
            }
        });
        let ground = ground.collect();
        (spec, ground)
    }

    #[test]
    fn the_lake_behind_a_barrier_ends_at_its_lowest_notch() {
        let (spec, ground) = valley();
        let basin = basin(&spec, &ground, 4 * 30 + 9, 94.0, 10_000).unwrap();
        // The notch: bed 98 at column 10, with 1 m on it, and less at the next columns.
        assert_eq!(basin.crest_m, ground[3 * 30 + 10]);
        assert_eq!(basin.path[basin.saddle], 3 * 30 + 10);
        assert!(basin.cells.iter().all(|&c| c % 30 < 13 && ground[c as usize] < basin.crest_m));
        assert!(basin.cells.binary_search(&(4 * 30 + 6)).is_ok(), "the pit belongs to it");
        let full: f64 =
            basin.cells.iter().map(|&c| f64::from(basin.crest_m - ground[c as usize]) * 100.0).sum();
        let bed: f64 = (0..spec.len())
            .filter(|c| c % 30 < 10 && ground[*c] < basin.crest_m)
            .map(|c| f64::from(basin.crest_m - ground[c]) * 100.0)
            .sum();
        println!("lake of {} cells, {full:.0} m³", basin.cells.len());
        assert!((full - bed).abs() < 1e-6 * bed);
    }

    #[test]
    fn free_water_is_no_lake() {
        let (spec, ground) = valley();
        assert_eq!(basin(&spec, &ground, 4 * 30 + 14, 90.0, 10_000), None);
        assert_eq!(basin(&spec, &ground, 4 * 30 + 9, 94.0, 5), None);
    }
}
