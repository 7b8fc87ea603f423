//! The frame that terrain is made in, with the main river from east to west, and its place on the map.

use crate::{
    county::profile::Heading,
    num::{GridSpec, Point},
};

/// A turn of the map by quarters of a circle.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    heading: Heading,
    /// The raster in the frame and on the map.
    pub own: GridSpec,
    pub map: GridSpec,
}

impl Frame {
    pub fn new(heading: Heading, map: GridSpec) -> Self {
        let own = match heading {
            Heading::West | Heading::East => map,
            Heading::South | Heading::North => GridSpec { rows: map.cols, cols: map.rows, ..map },
        };
        Self { heading, own, map }
    }

    /// A place of the frame on the map.
    pub fn on_map(&self, p: Point) -> Point {
        let (width_m, height_m) = (self.own.width_m(), self.own.height_m());
        let (x_m, y_m) = match self.heading {
            Heading::West => (p.x_m, p.y_m),
            Heading::East => (width_m - p.x_m, height_m - p.y_m),
            Heading::South => (p.y_m, width_m - p.x_m),
            Heading::North => (height_m - p.y_m, p.x_m),
        };
        Point { x_m, y_m }
    }

    /// A place of the map in the frame.
    pub fn off_map(&self, p: Point) -> Point {
        let (width_m, height_m) = (self.own.width_m(), self.own.height_m());
        let (x_m, y_m) = match self.heading {
            Heading::West => (p.x_m, p.y_m),
            Heading::East => (width_m - p.x_m, height_m - p.y_m),
            Heading::South => (width_m - p.y_m, p.x_m),
            Heading::North => (p.y_m, height_m - p.x_m),
        };
        Point { x_m, y_m }
    }

    /// The cell of the map that a cell of the frame becomes.
    pub fn cell(&self, own: u32) -> u32 {
        self.map.cell_at(self.on_map(self.own.centre(own as usize))) as u32
    }

    /// A field of the frame on the map.
    pub fn turn<T: Copy>(&self, own: Vec<T>) -> Vec<T> {
        if self.heading == Heading::West {
            return own;
        }
        (0..self.map.len()).map(|c| own[self.own.cell_at(self.off_map(self.map.centre(c)))]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_has_one_place_on_the_map_and_the_west_edge_is_where_the_river_flows_to() {
        let map = GridSpec { rows: 3, cols: 5, cell_m: 10.0 };
        for heading in [Heading::West, Heading::East, Heading::South, Heading::North] {
            let frame = Frame::new(heading, map);
            let turned = frame.turn((0..15u32).collect());
            for own in 0..15 {
                assert_eq!(turned[frame.cell(own) as usize], own);
            }
            let (row, col) = map.row_col(frame.cell(frame.own.index(1, 0) as u32) as usize);
            let at_edge = match heading {
                Heading::West => col == 0,
                Heading::East => col == map.cols - 1,
                Heading::South => row == map.rows - 1,
                Heading::North => row == 0,
            };
            assert!(at_edge, "{heading:?}");
        }
    }
}
