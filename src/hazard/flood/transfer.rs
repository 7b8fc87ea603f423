//! Water led from one place to another past the faces of the grid: spillways, outlets, breaches of dams, gates
//! and pumps. What is taken on one side arrives on the other, and the ledger books it.

use super::{Flood, FloodError};

/// A way for water between two places, by number; see [`Flood::connect`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link(usize);

/// A way with what it carries now.
#[derive(Clone, Debug)]
pub(super) struct Transfer {
    /// Cells at its two ends.
    ends: [Vec<u32>; 2],
    /// Rate asked for, m³/s; negative from the second end to the first.
    pub flow_m3s: f64,
    /// Water below this level is not taken, m above sea level.
    pub floor_m: f32,
    /// Carried so far, m³; what ran back counts negative.
    pub moved_m3: f64,
}

impl Flood {
    /// Make a way for water between two places, each one cell, some cells or all cells of a level pool. Nothing
    /// flows until [`Flood::set_flow`].
    ///
    /// # Errors
    /// A place has no cells, or a cell is not on the grid.
    pub fn connect(&mut self, from: &[u32], to: &[u32]) -> Result<Link, FloodError> {
        for place in [from, to] {
            if place.is_empty() {
                return Err(FloodError::Length { what: "end of a link", got: 0, expected: 1 });
            }
            self.check_cells(place)?;
        }
        let ends = [from.to_vec(), to.to_vec()];
        self.links.push(Transfer { ends, flow_m3s: 0.0, floor_m: 0.0, moved_m3: 0.0 });
        Ok(Link(self.links.len() - 1))
    }

    /// Let a way carry this from now on, m³/s, negative from its second end to its first; less while there is
    /// less water above `floor_m` (m above sea level) at the end that gives.
    ///
    /// # Errors
    /// Values that are not finite.
    pub fn set_flow(&mut self, link: Link, flow_m3s: f64, floor_m: f32) -> Result<(), FloodError> {
        if !(flow_m3s.abs() < 1e7 && floor_m.is_finite()) {
            return Err(FloodError::Parameter { name: "flow_m3s", value: flow_m3s });
        }
        if let Some(transfer) = self.links.get_mut(link.0) {
            (transfer.flow_m3s, transfer.floor_m) = (flow_m3s, floor_m);
        }
        Ok(())
    }

    /// What a way has carried since it was made, m³, less what ran back.
    pub fn moved_m3(&self, link: Link) -> f64 {
        self.links.get(link.0).map_or(0.0, |transfer| transfer.moved_m3)
    }

    /// Move a volume from cells to cells at once, as far as there is water above `floor_m`; returns what was
    /// moved, m³.
    ///
    /// # Errors
    /// A place has no cells, a cell is not on the grid, or the volume is negative or not finite.
    pub fn move_water(
        &mut self,
        from: &[u32],
        to: &[u32],
        volume_m3: f64,
        floor_m: f32,
    ) -> Result<f64, FloodError> {
        if !((0.0..1e13).contains(&volume_m3) && floor_m.is_finite()) {
            return Err(FloodError::Parameter { name: "volume_m3", value: volume_m3 });
        }
        let link = self.connect(from, to)?;
        let Some(transfer) = self.links.pop() else { return Ok(0.0) };
        debug_assert_eq!(link.0, self.links.len());
        let moved = self.shift(&transfer.ends, false, volume_m3, floor_m);
        self.flatten_pools();
        Ok(moved)
    }

    /// Let every way carry its part of a step.
    pub(super) fn carry(&mut self, dt_s: f64) {
        let mut links = core::mem::take(&mut self.links);
        for link in links.iter_mut().filter(|link| link.flow_m3s != 0.0) {
            let back = link.flow_m3s < 0.0;
            let moved = self.shift(&link.ends, back, link.flow_m3s.abs() * dt_s, link.floor_m);
            link.moved_m3 += if back { -moved } else { moved };
        }
        self.links = links;
    }

    /// Take from one end and give to the other; returns the volume, m³.
    fn shift(&mut self, ends: &[Vec<u32>; 2], back: bool, volume_m3: f64, floor_m: f32) -> f64 {
        let (from, to) = if back { (&ends[1], &ends[0]) } else { (&ends[0], &ends[1]) };
        let area = self.area_m2();
        let above: Vec<f64> = from.iter().map(|&cell| self.water_above_m(cell as usize, floor_m)).collect();
        let all: f64 = above.iter().sum();
        let share = (volume_m3 / area / all.max(1e-12)).min(1.0);
        let mut taken = 0.0;
        for (&cell, above) in from.iter().zip(above) {
            taken -= self.change_held(cell as usize, -share * above);
        }
        let mut given = 0.0;
        let part = taken / to.len() as f64;
        for &cell in to {
            given += self.change_held(cell as usize, part);
        }
        let moved = taken * area;
        self.ledger.moved_m3 += moved;
        // Rounding of the last bit of `rest`, far below what the ledger can see.
        debug_assert!((taken - given).abs() <= 1e-9 * taken.max(1e-3));
        moved
    }

    /// Water of a cell above a level, volume over the cell's area, m.
    fn water_above_m(&self, cell: usize, floor_m: f32) -> f64 {
        (self.held_m(cell) - self.held_below_m(cell, floor_m)).max(0.0)
    }

    /// Change the water of a cell, volume over the cell's area, to 0 at least; returns the change, m.
    fn change_held(&mut self, cell: usize, change_m: f64) -> f64 {
        let before = self.held_m(cell);
        self.put_held(cell, (before + change_m).max(0.0));
        self.held_m(cell) - before
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        hazard::flood::{Edge, FloodParams, Forcing},
        num::GridSpec,
    };

    /// A valley of 2 × 10 cells: a pool of four on the left, dry land behind a hill on the right.
    fn valley() -> Flood {
        let spec = GridSpec { rows: 2, cols: 10, cell_m: 10.0 };
        let ground =
            (0..20).map(|cell| if cell % 10 < 2 { 4.0 - (cell % 10) as f32 } else { 20.0 }).collect();
        let mut flood =
            Flood::new(spec, ground, vec![0.03; 20], Edge::Closed, FloodParams::default()).unwrap();
        let depth: Vec<f32> = (0..20).map(|c| if c % 10 < 2 { 6.0 + (c % 10) as f32 } else { 0.0 }).collect();
        flood.set_depth(&depth).unwrap();
        flood.level_pool(&[0, 1, 10, 11]).unwrap();
        flood
    }

    const POOL: [u32; 4] = [0, 1, 10, 11];

    #[test]
    fn what_leaves_a_pool_arrives_and_the_pool_stays_flat() {
        let mut flood = valley();
        let link = flood.connect(&POOL, &[9]).unwrap();
        flood.set_flow(link, 2.5, 0.0).unwrap();
        flood.advance(40.0, &Forcing::NONE).unwrap();
        // 100 m³ from 400 m² of lake: a quarter of a metre.
        assert!((flood.moved_m3(link) - 100.0).abs() < 1e-6, "{}", flood.moved_m3(link));
        for cell in POOL {
            assert!((flood.level_m(cell as usize) - 9.75).abs() < 1e-6);
        }
        let outside: f32 = (0..20).filter(|c| c % 10 >= 2).map(|c| flood.depth_m()[c] * 100.0).sum();
        assert!((outside - 100.0).abs() < 1e-3, "{outside}");
        println!("moved {} m³, mass {:e}", flood.ledger().moved_m3, flood.ledger().error_rel());
        assert!(flood.ledger().error_rel().abs() < 1e-8);
        assert!((flood.ledger().moved_m3 - 100.0).abs() < 1e-6);
    }

    #[test]
    fn a_way_takes_no_more_than_stands_above_its_floor_and_runs_back_when_told() {
        let mut flood = valley();
        let link = flood.connect(&POOL, &[8, 9, 18, 19]).unwrap();
        flood.set_flow(link, 1e4, 9.0).unwrap();
        flood.advance(10.0, &Forcing::NONE).unwrap();
        assert!((flood.moved_m3(link) - 400.0).abs() < 1e-3);
        assert!((flood.level_m(0) - 9.0).abs() < 1e-6);
        flood.set_flow(link, -1.0, 0.0).unwrap();
        flood.advance(10.0, &Forcing::NONE).unwrap();
        assert!((flood.moved_m3(link) - 390.0).abs() < 1e-3);
        assert!(flood.ledger().error_rel().abs() < 1e-8);
        // Far more than there is: nothing goes below empty.
        let moved = flood.move_water(&POOL, &[9], 1e9, -100.0).unwrap();
        assert!(POOL.iter().all(|&c| flood.depth_m()[c as usize] == 0.0));
        assert!((moved - 2210.0).abs() < 1e-3, "{moved}");
        assert!((flood.volume_m3() / 2600.0 - 1.0).abs() < 1e-8);
    }

    #[test]
    fn unusable_ways_are_refused() {
        let mut flood = valley();
        assert!(flood.connect(&[], &[1]).is_err());
        assert_eq!(flood.connect(&[1], &[20]), Err(FloodError::NoSuchCell(20)));
        let link = flood.connect(&[1], &[2]).unwrap();
        assert!(flood.set_flow(link, f64::NAN, 0.0).is_err());
        assert!(flood.set_flow(link, 1.0, f32::NAN).is_err());
        assert!(flood.move_water(&[1], &[2], -1.0, 0.0).is_err());
    }
}
