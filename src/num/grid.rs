//! The raster geometry that every field of a county shares.
//!
//! Row 0 is the north edge and column 0 the west edge. Fields are flat `Vec`s in row-major order,
//! indexed by `row * cols + col`. Points are in metres, x east of the west edge and y **south** of
//! the north edge, so that a cell's column grows with x and its row with y.

use serde::{Deserialize, Serialize};

/// Size and resolution of a raster.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GridSpec {
    /// Number of rows, north to south.
    pub rows: usize,
    /// Number of columns, west to east.
    pub cols: usize,
    /// Edge length of a square cell, m.
    pub cell_m: f32,
}

/// A place on the map, m east of the west edge and m south of the north edge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub x_m: f32,
    pub y_m: f32,
}

impl Point {
    /// Straight distance to `other`, m.
    pub fn distance_m(self, other: Point) -> f32 {
        let (dx, dy) = (self.x_m - other.x_m, self.y_m - other.y_m);
        (dx * dx + dy * dy).sqrt()
    }

    /// The nearest of some places by its index, the first of equals; `None` without any.
    pub fn nearest(self, places: impl IntoIterator<Item = Point>) -> Option<usize> {
        let far = places.into_iter().map(|place| self.distance_m(place)).enumerate();
        far.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(index, _)| index)
    }

    /// The point at `share` (0 to 1) of the way to `other`.
    pub fn lerp(self, other: Point, share: f32) -> Point {
        Point {
            x_m: self.x_m + (other.x_m - self.x_m) * share,
            y_m: self.y_m + (other.y_m - self.y_m) * share,
        }
    }
}

impl GridSpec {
    /// Number of cells.
    pub fn len(&self) -> usize {
        self.rows * self.cols
    }

    /// Whether the raster has no cell at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Flat index of a cell.
    pub fn index(&self, row: usize, col: usize) -> usize {
        debug_assert!(row < self.rows && col < self.cols);
        row * self.cols + col
    }

    /// Row and column of a flat index.
    pub fn row_col(&self, index: usize) -> (usize, usize) {
        (index / self.cols, index % self.cols)
    }

    /// Centre of a cell, m.
    pub fn centre(&self, index: usize) -> Point {
        let (row, col) = self.row_col(index);
        Point { x_m: (col as f32 + 0.5) * self.cell_m, y_m: (row as f32 + 0.5) * self.cell_m }
    }

    /// The cell that holds a point; points outside are moved to the nearest edge cell.
    pub fn cell_at(&self, point: Point) -> usize {
        let clamp = |v: f32, n: usize| ((v / self.cell_m).max(0.0) as usize).min(n - 1);
        self.index(clamp(point.y_m, self.rows), clamp(point.x_m, self.cols))
    }

    /// Value of a field at a point, between the centres of cells (bilinear); beyond the outermost centres, theirs.
    pub fn between(&self, values: &[f32], point: Point) -> f32 {
        let place = |v: f32, n: usize| {
            let t = (v / self.cell_m - 0.5).clamp(0.0, (n - 1) as f32);
            let low = (t as usize).min(n.saturating_sub(2));
            (low, t - low as f32)
        };
        let ((col, x), (row, y)) = (place(point.x_m, self.cols), place(point.y_m, self.rows));
        let at = |r: usize, c: usize| values[self.index(r.min(self.rows - 1), c.min(self.cols - 1))];
        let upper = at(row, col) + (at(row, col + 1) - at(row, col)) * x;
        let lower = at(row + 1, col) + (at(row + 1, col + 1) - at(row + 1, col)) * x;
        upper + (lower - upper) * y
    }

    /// Rise of a field to the east and to the south at a cell, over its neighbours, per metre.
    pub fn gradient(&self, values: &[f32], cell: usize) -> (f32, f32) {
        let (row, col) = self.row_col(cell);
        let at = |r: usize, c: usize| values[self.index(r.min(self.rows - 1), c.min(self.cols - 1))];
        let dx = at(row, col + 1) - at(row, col.saturating_sub(1));
        let dy = at(row + 1, col) - at(row.saturating_sub(1), col);
        (dx / (2.0 * self.cell_m), dy / (2.0 * self.cell_m))
    }

    /// Slope of a field at a cell, over its neighbours, per metre.
    pub fn slope(&self, values: &[f32], cell: usize) -> f32 {
        let (dx, dy) = self.gradient(values, cell);
        (dx * dx + dy * dy).sqrt()
    }

    /// Area of one cell, m².
    pub fn cell_area_m2(&self) -> f32 {
        self.cell_m * self.cell_m
    }

    /// Width (west–east) of the whole raster, m.
    pub fn width_m(&self) -> f32 {
        self.cols as f32 * self.cell_m
    }

    /// Height (north–south) of the whole raster, m.
    pub fn height_m(&self) -> f32 {
        self.rows as f32 * self.cell_m
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_holds_its_own_centre() {
        let spec = GridSpec { rows: 7, cols: 11, cell_m: 60.0 };
        for index in 0..spec.len() {
            assert_eq!(spec.cell_at(spec.centre(index)), index);
        }
        assert_eq!(spec.cell_at(Point { x_m: -5.0, y_m: 1e9 }), spec.index(6, 0));
    }

    #[test]
    fn between_the_centres_of_cells_a_plane_comes_back() {
        let spec = GridSpec { rows: 6, cols: 5, cell_m: 10.0 };
        let plane = |p: Point| 3.0 + 0.2 * p.x_m - 0.5 * p.y_m;
        let values: Vec<f32> = (0..spec.len()).map(|c| plane(spec.centre(c))).collect();
        let p = Point { x_m: 23.0, y_m: 31.5 };
        assert!((spec.between(&values, p) - plane(p)).abs() < 1e-4);
        assert_eq!(spec.between(&values, Point { x_m: -50.0, y_m: -50.0 }), values[0]);
    }
}
