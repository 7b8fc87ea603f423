//! Where on the ground of a fire a team is.

use crate::num::GridSpec;

/// A place of work there, and the way to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Post {
    /// The cell that is worked at: of a fire's edge the burnt side.
    pub cell: u32,
    /// Where they are; at an edge the unburnt side.
    pub at: u32,
    /// Cells still to go, the last first, and metres towards the next one.
    pub way: Vec<u32>,
    on_m: f32,
}

impl Post {
    /// Somewhere they are already.
    pub fn at(cell: usize) -> Self {
        Post { cell: cell as u32, at: cell as u32, way: Vec::new(), on_m: 0.0 }
    }

    /// From a cell by a way, the last cell first, to work at another.
    pub fn to(cell: usize, from: usize, way: Vec<u32>) -> Self {
        Post { cell: cell as u32, at: from as u32, way, on_m: 0.0 }
    }

    pub fn is_walking(&self) -> bool {
        !self.way.is_empty()
    }

    /// The cells still to go, the next one first, and metres to each.
    pub fn steps(&self, spec: &GridSpec) -> impl Iterator<Item = (usize, f32)> {
        let spec = *spec;
        let mut before = (self.at as usize, -self.on_m);
        self.way.iter().rev().map(move |&cell| {
            let (from, far_m) = before;
            let cell = cell as usize;
            before = (cell, far_m + spec.centre(from).distance_m(spec.centre(cell)));
            before
        })
    }

    /// Go on for so many metres.
    pub fn walk(&mut self, spec: &GridSpec, metres: f32) {
        self.on_m += metres;
        while let Some(&next) = self.way.last() {
            let step_m = spec.centre(self.at as usize).distance_m(spec.centre(next as usize));
            if self.on_m < step_m {
                return;
            }
            self.on_m -= step_m;
            self.at = next;
            self.way.pop();
        }
        self.on_m = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_takes_as_long_as_its_way() {
        let spec = GridSpec { rows: 3, cols: 6, cell_m: 60.0 };
        // Three cells to the east and one across.
        let mut post = Post::to(17, 0, vec![10, 3, 2, 1]);
        post.walk(&spec, 100.0);
        assert_eq!((post.at, post.way.len()), (1, 3));
        post.walk(&spec, 80.0);
        assert_eq!((post.at, post.way.len()), (3, 1));
        let left: Vec<(usize, f32)> = post.steps(&spec).collect();
        assert!(left.len() == 1 && left[0].0 == 10 && (left[0].1 - 84.853).abs() < 1e-2);
        post.walk(&spec, 84.0);
        assert!(post.is_walking());
        post.walk(&spec, 1.0);
        assert!(!post.is_walking() && post.at == 10 && post.cell == 17);
    }
}
