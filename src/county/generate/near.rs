//! Neighbours of a cell.

use crate::num::GridSpec;

/// (row step, column step) of the eight neighbours: the four sides at even places, corners at odd ones,
/// clockwise from north. The opposite of direction `d` is `d ^ 4`.
pub const STEPS: [(isize, isize); 8] = [(-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1)];

/// Distance to the neighbour in direction `d`, in cells.
pub fn step_cells(d: usize) -> f32 {
    if d.is_multiple_of(2) { 1.0 } else { core::f32::consts::SQRT_2 }
}

/// The neighbour of `cell` in direction `d`, if the raster has it.
pub fn step(spec: &GridSpec, cell: usize, d: usize) -> Option<usize> {
    let (row, col) = spec.row_col(cell);
    let row = row.checked_add_signed(STEPS[d].0).filter(|r| *r < spec.rows)?;
    let col = col.checked_add_signed(STEPS[d].1).filter(|c| *c < spec.cols)?;
    Some(row * spec.cols + col)
}

/// (direction, cell) of the up to eight neighbours.
pub fn near8(spec: &GridSpec, cell: usize) -> impl Iterator<Item = (usize, usize)> + use<> {
    let (rows, cols) = (spec.rows, spec.cols);
    let (row, col) = spec.row_col(cell);
    STEPS.into_iter().enumerate().filter_map(move |(d, (dr, dc))| {
        let (r, c) = (row.wrapping_add_signed(dr), col.wrapping_add_signed(dc));
        (r < rows && c < cols).then(|| (d, r * cols + c))
    })
}

/// (direction, cell) of the up to four neighbours across a side.
pub fn near4(spec: &GridSpec, cell: usize) -> impl Iterator<Item = (usize, usize)> + use<> {
    near8(spec, cell).filter(|(d, _)| d % 2 == 0)
}

/// Whether a cell lies on the raster's edge.
pub fn on_edge(spec: &GridSpec, cell: usize) -> bool {
    let (row, col) = spec.row_col(cell);
    row == 0 || col == 0 || row + 1 == spec.rows || col + 1 == spec.cols
}

/// Distance in metres from every cell to the nearest source, along eight directions (chamfer, within 8 %
/// of the straight distance); `f32::INFINITY` where there is no source.
pub fn distance_m(spec: &GridSpec, source: impl Fn(usize) -> bool) -> Vec<f32> {
    let mut out: Vec<f32> = (0..spec.len()).map(|i| if source(i) { 0.0 } else { f32::INFINITY }).collect();
    let (rows, cols) = (spec.rows, spec.cols);
    let (side_m, corner_m) = (spec.cell_m, core::f32::consts::SQRT_2 * spec.cell_m);
    // Each sweep looks at the row it has done before and at the cell beside.
    let cross = |done: &[f32], row: &mut [f32]| {
        for col in 0..cols {
            let mut least = row[col].min(done[col] + side_m);
            if col > 0 {
                least = least.min(done[col - 1] + corner_m);
            }
            if col + 1 < cols {
                least = least.min(done[col + 1] + corner_m);
            }
            row[col] = least;
        }
    };
    for row in 0..rows {
        let (above, rest) = out.split_at_mut(row * cols);
        let own = &mut rest[..cols];
        if row > 0 {
            cross(&above[(row - 1) * cols..], own);
        }
        for col in 1..cols {
            own[col] = own[col].min(own[col - 1] + side_m);
        }
    }
    for row in (0..rows).rev() {
        let (own, below) = out[row * cols..].split_at_mut(cols);
        if row + 1 < rows {
            cross(&below[..cols], own);
        }
        for col in (0..cols - 1).rev() {
            own[col] = own[col].min(own[col + 1] + side_m);
        }
    }
    out
}

/// Cells reached from `start` over side neighbours for which `inside` holds, in breadth-first order.
pub fn connected(spec: &GridSpec, start: usize, inside: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut seen = vec![false; spec.len()];
    let mut cells = vec![start];
    seen[start] = true;
    let mut next = 0;
    while next < cells.len() {
        for (_, n) in near4(spec, cells[next]) {
            if !seen[n] && inside(n) {
                seen[n] = true;
                cells.push(n);
            }
        }
        next += 1;
    }
    cells
}

/// Mean over a square of `2·reach + 1` cells around each cell (fewer at the edge), by running sums.
pub fn box_mean(spec: &GridSpec, values: impl Fn(usize) -> f32, reach: usize) -> Vec<f32> {
    let line = |get: &dyn Fn(usize) -> f32, n: usize| -> Vec<f32> {
        let mut sums = vec![0.0f64; n + 1];
        for k in 0..n {
            sums[k + 1] = sums[k] + f64::from(get(k));
        }
        let mean = |k: usize| {
            let (a, b) = (k.saturating_sub(reach), (k + reach + 1).min(n));
            ((sums[b] - sums[a]) / (b - a) as f64) as f32
        };
        (0..n).map(mean).collect()
    };
    let rows: Vec<f32> =
        (0..spec.rows).flat_map(|r| line(&|c| values(spec.index(r, c)), spec.cols)).collect();
    let mut out = vec![0.0; spec.len()];
    for c in 0..spec.cols {
        for (r, v) in line(&|r| rows[spec.index(r, c)], spec.rows).into_iter().enumerate() {
            out[spec.index(r, c)] = v;
        }
    }
    out
}

/// Hermite step from 0 at `low` to 1 at `high`.
pub fn smoothstep(low: f32, high: f32, x: f32) -> f32 {
    let t = ((x - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// Linear blend of `a` and `b`.
pub fn lerp(a: f32, b: f32, share: f32) -> f32 {
    a + (b - a) * share
}
