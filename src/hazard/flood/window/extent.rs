//! Where a window lies on the county.

use crate::num::GridSpec;
use core::ops::Range;

/// Half the side of a new window, cells.
const REACH: usize = 8;

/// A rectangle of cells.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Extent {
    pub rows: Range<usize>,
    pub cols: Range<usize>,
}

impl Extent {
    /// A new window.
    pub fn around(county: &GridSpec, cell: usize) -> Extent {
        let (row, col) = county.row_col(cell);
        let here = Extent { rows: row..row + 1, cols: col..col + 1 };
        here.wider([REACH; 4], county)
    }

    pub fn len(&self) -> usize {
        self.rows.len() * self.cols.len()
    }

    pub fn holds(&self, row: usize, col: usize) -> bool {
        self.rows.contains(&row) && self.cols.contains(&col)
    }

    /// The county's cell at a row and column of a grid with a ring around this; none beyond the county's edge.
    pub fn county_cell(&self, county: &GridSpec, (row, col): (usize, usize)) -> Option<usize> {
        let row = (self.rows.start + row).checked_sub(1).filter(|row| *row < county.rows)?;
        let col = (self.cols.start + col).checked_sub(1).filter(|col| *col < county.cols)?;
        Some(row * county.cols + col)
    }

    /// Whether the cells around two windows meet: such windows become one.
    pub fn meets(&self, other: &Extent) -> bool {
        let near = |a: &Range<usize>, b: &Range<usize>| a.start < b.end + 2 && b.start < a.end + 2;
        near(&self.rows, &other.rows) && near(&self.cols, &other.cols)
    }

    /// The smallest rectangle that holds both.
    pub fn union(&self, other: &Extent) -> Extent {
        let hull = |a: &Range<usize>, b: &Range<usize>| a.start.min(b.start)..a.end.max(b.end);
        Extent { rows: hull(&self.rows, &other.rows), cols: hull(&self.cols, &other.cols) }
    }

    /// Wider by some cells to the north, south, west and east, as far as the county goes.
    pub fn wider(&self, by: [usize; 4], county: &GridSpec) -> Extent {
        let range = |r: &Range<usize>, low: usize, high: usize, end: usize| {
            r.start.saturating_sub(low)..(r.end + high).min(end)
        };
        Extent {
            rows: range(&self.rows, by[0], by[1], county.rows),
            cols: range(&self.cols, by[2], by[3], county.cols),
        }
    }

    /// The part of a list of faces, in order of their place in the discharge array, that is inside or at the rim.
    pub fn faces_of<'a, T>(
        &'a self,
        list: &'a [(u32, T)],
        county: &GridSpec,
        south: bool,
    ) -> impl Iterator<Item = &'a (u32, T)> {
        let stride = county.cols + usize::from(!south);
        let last_row = self.rows.end + usize::from(south);
        let from = list.partition_point(|&(place, _)| (place as usize) < self.rows.start * stride);
        let to = list.partition_point(|&(place, _)| (place as usize) < last_row * stride);
        let last_col = self.cols.end + usize::from(!south);
        let cols = self.cols.start..last_col;
        list[from..to].iter().filter(move |(place, _)| cols.contains(&(*place as usize % stride)))
    }

    /// Row and column, in a grid with a ring around this, of the cell before a face.
    pub fn flow_face(&self, place: u32, county: &GridSpec, south: bool) -> (usize, usize) {
        let stride = county.cols + usize::from(!south);
        let (row, col) = (place as usize / stride, place as usize % stride);
        let (row, col) = (row + 1 - self.rows.start, col + 1 - self.cols.start);
        if south { (row - 1, col) } else { (row, col - 1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTY: GridSpec = GridSpec { rows: 40, cols: 30, cell_m: 60.0 };

    #[test]
    fn a_window_ends_with_the_county() {
        let corner = Extent::around(&COUNTY, 0);
        assert_eq!(corner, Extent { rows: 0..9, cols: 0..9 });
        assert_eq!(corner.wider([5, 99, 5, 3], &COUNTY), Extent { rows: 0..40, cols: 0..12 });
        assert_eq!(corner.county_cell(&COUNTY, (0, 3)), None);
        assert_eq!(corner.county_cell(&COUNTY, (1, 3)), Some(2));
    }

    #[test]
    fn windows_meet_where_the_cells_around_them_would_be_shared() {
        let a = Extent { rows: 5..10, cols: 5..10 };
        assert!(a.meets(&Extent { rows: 5..10, cols: 11..15 }));
        assert!(!a.meets(&Extent { rows: 5..10, cols: 12..15 }));
    }

    #[test]
    fn faces_at_the_rim_belong_to_the_window() {
        let a = Extent { rows: 5..7, cols: 5..7 };
        // Through the west face of column c, and through the north face of row r.
        let east: Vec<(u32, ())> = (4..9).map(|c| (5 * 31 + c, ())).collect();
        let places: Vec<u32> = a.faces_of(&east, &COUNTY, false).map(|f| f.0 % 31).collect();
        assert_eq!(places, [5, 6, 7]);
        assert_eq!(a.flow_face(5 * 31 + 5, &COUNTY, false), (1, 0));
        let south: Vec<(u32, ())> = (4..9).map(|r| (r * 30 + 6, ())).collect();
        let places: Vec<u32> = a.faces_of(&south, &COUNTY, true).map(|f| f.0 / 30).collect();
        assert_eq!(places, [5, 6, 7]);
        assert_eq!(a.flow_face(5 * 30 + 6, &COUNTY, true), (0, 2));
    }
}
