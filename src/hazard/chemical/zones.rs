//! Polygons around what exceeds a level on a raster: marching squares, in metres of the raster's frame.

use super::puffs::Raster;
use crate::num::{math::ln, ring::inside};
use std::collections::BTreeMap;

/// A closed ring, east and north, the first point again at the end. Outer rings turn to the left, holes to the right.
pub type Ring = Vec<[f64; 2]>;

/// An outer ring and its holes.
pub type Polygon = Vec<Ring>;

/// The area within polygons, m².
pub fn area_m2(polygons: &[Polygon]) -> f64 {
    polygons.iter().flatten().map(|ring| ring_area_m2(ring)).sum()
}

fn ring_area_m2(ring: &[[f64; 2]]) -> f64 {
    0.5 * ring.windows(2).map(|p| p[0][0] * p[1][1] - p[1][0] * p[0][1]).sum::<f64>()
}

/// Polygons where the cells are at least `level`. Between the middles of cells values go as a straight line of their
/// logarithm, as those of a Gaussian nearly do; beyond the raster there is nothing.
pub fn polygons(raster: &Raster, cells: &[f64], level: f64) -> Vec<Polygon> {
    if level.is_nan() || level <= 0.0 || cells.len() != raster.rows * raster.cols {
        return Vec::new();
    }
    let march = March { raster, cells, level, width: raster.cols + 2 };
    let mut rings: Vec<Ring> = march.rings();
    // Outer rings first, so that each hole finds its own.
    let (outer, holes): (Vec<Ring>, Vec<Ring>) = rings.drain(..).partition(|ring| ring_area_m2(ring) > 0.0);
    let mut all: Vec<Polygon> = outer.into_iter().map(|ring| vec![ring]).collect();
    for hole in holes {
        // The smallest ring around it.
        let around = all
            .iter_mut()
            .filter(|polygon| inside(&polygon[0], hole[0]))
            .min_by(|a, b| ring_area_m2(&a[0]).total_cmp(&ring_area_m2(&b[0])));
        if let Some(polygon) = around {
            polygon.push(hole);
        }
    }
    all
}

struct March<'a> {
    raster: &'a Raster,
    cells: &'a [f64],
    level: f64,
    /// Nodes in a row: the middles of cells with a border of nothing.
    width: usize,
}

impl March<'_> {
    /// Value at a node of the bordered raster.
    fn value(&self, row: usize, col: usize) -> f64 {
        if row == 0 || col == 0 || row > self.raster.rows || col > self.raster.cols {
            return 0.0;
        }
        self.cells[(row - 1) * self.raster.cols + col - 1]
    }

    fn place(&self, row: usize, col: usize) -> [f64; 2] {
        let r = self.raster;
        [r.west_m + (col as f64 - 0.5) * r.cell_m, r.north_m - (row as f64 - 0.5) * r.cell_m]
    }

    /// Edges are numbered by their western or northern node: even to the east, odd to the south.
    fn crossing(&self, edge: usize) -> [f64; 2] {
        let (row, col) = (edge / 2 / self.width, edge / 2 % self.width);
        let (row2, col2) = if edge.is_multiple_of(2) { (row, col + 1) } else { (row + 1, col) };
        let log = |v: f64| ln(v.max(1e-6 * self.level) / self.level);
        let (a, b) = (log(self.value(row, col)), log(self.value(row2, col2)));
        let t = if a == b { 0.5 } else { (a / (a - b)).clamp(0.0, 1.0) };
        let (p, q) = (self.place(row, col), self.place(row2, col2));
        [p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])]
    }

    fn rings(&self) -> Vec<Ring> {
        let mut next = BTreeMap::new();
        for row in 0..=self.raster.rows {
            for col in 0..=self.raster.cols {
                self.block(row, col, &mut next);
            }
        }
        let mut rings = Vec::new();
        while let Some((&start, _)) = next.first_key_value() {
            let (mut ring, mut edge) = (Vec::new(), start);
            while let Some(after) = next.remove(&edge) {
                ring.push(self.crossing(edge));
                edge = after;
            }
            if let Some(first) = ring.first().copied() {
                ring.push(first);
            }
            if ring.len() > 3 {
                rings.push(ring);
            }
        }
        rings
    }

    /// Pieces of the outline in a block of four nodes, with what is inside on the left.
    fn block(&self, row: usize, col: usize, next: &mut BTreeMap<usize, usize>) {
        let corners = [(row, col), (row, col + 1), (row + 1, col + 1), (row + 1, col)];
        let values = corners.map(|(r, c)| self.value(r, c));
        let ins = values.map(|v| v >= self.level);
        let count = ins.iter().filter(|i| **i).count();
        if count == 0 || count == 4 {
            return;
        }
        let node = |r: usize, c: usize| 2 * (r * self.width + c);
        // North, east, south, west; edge k goes from corner k to the next, around with the clock.
        let edges = [node(row, col), node(row, col + 1) + 1, node(row + 1, col), node(row, col) + 1];
        let saddle = count == 2 && ins[0] == ins[2];
        let joined = saddle && values.iter().sum::<f64>() >= 4.0 * self.level;
        for k in 0..4 {
            if ins[k] || !ins[(k + 1) % 4] {
                continue;
            }
            // Here the way around goes in; where it comes out again the piece ends. In a saddle whose middle is inside,
            // it ends where the way came out last.
            let steps = if joined { [3, 2, 1] } else { [1, 2, 3] };
            let end = steps.into_iter().map(|s| (k + s) % 4).find(|&e| ins[e] && !ins[(e + 1) % 4]);
            if let Some(end) = end {
                next.insert(edges[k], edges[end]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::math::exp;

    #[test]
    fn a_bell_has_a_round_outline_of_the_right_size() {
        let raster = Raster { west_m: -500.0, north_m: 400.0, cell_m: 10.0, cols: 100, rows: 90 };
        let bell = |row: usize, col: usize| {
            let [x, y] = raster.centre(row, col);
            exp(-0.5 * (x * x + y * y) / 1e4)
        };
        let cells: Vec<f64> = (0..9000).map(|i| bell(i / 100, i % 100)).collect();
        let found = polygons(&raster, &cells, 0.2);
        let exact = core::f64::consts::PI * 1e4 * 2.0 * ln(5.0);
        println!("{} ring(s), {:.0} m², exact {exact:.0}", found.len(), area_m2(&found));
        assert_eq!((found.len(), found[0].len()), (1, 1));
        assert!((area_m2(&found) / exact - 1.0).abs() < 0.01);
        assert!(inside(&found[0][0], [0.0, 0.0]) && !inside(&found[0][0], [300.0, 0.0]));
        assert_eq!(found[0][0].first(), found[0][0].last());
        assert!(polygons(&raster, &cells, 2.0).is_empty() && polygons(&raster, &cells, f64::NAN).is_empty());
    }

    #[test]
    fn holes_saddles_and_the_border_close() {
        let raster = Raster { west_m: 0.0, north_m: 60.0, cell_m: 10.0, cols: 6, rows: 6 };
        // A ring around a hole.
        let cells: Vec<f64> = (0..36)
            .map(|i| {
                let (r, c) = (i / 6, i % 6);
                if (1..5).contains(&r) && (1..5).contains(&c) && !((2..4).contains(&r) && (2..4).contains(&c))
                {
                    2.0
                } else {
                    0.1
                }
            })
            .collect();
        let found = polygons(&raster, &cells, 1.0);
        assert_eq!((found.len(), found[0].len()), (1, 2), "{found:?}");
        assert!(area_m2(&found[..1]) < ring_area_m2(&found[0][0]));
        // Everything inside, up to the border.
        let all = polygons(&raster, &[5.0; 36], 1.0);
        assert_eq!(all.len(), 1);
        assert!(area_m2(&all) > 2_400.0 && area_m2(&all) < 4_900.0, "{}", area_m2(&all));
        // Two cells that touch at a corner: apart, or together when the middle is inside.
        let mut two = vec![0.1; 36];
        (two[14], two[21]) = (1.5, 1.5);
        assert_eq!(polygons(&raster, &two, 1.0).len(), 2);
        (two[14], two[21]) = (9.0, 9.0);
        assert_eq!(polygons(&raster, &two, 1.0).len(), 1);
    }
}
