//! Ground that changes while water stands on it: the scar and the deposit of a slide, a dam washed away.

use super::{Flood, FloodError};

impl Flood {
    /// Raise (or lower) the ground of some cells, m. The water on them stays, so its level rises with the ground,
    /// except in lakes of fixed level, whose level stays; crests and the banks of channels stay at their elevation. A
    /// cell that is named twice is changed twice.
    ///
    /// # Errors
    /// A cell is not on the grid, or a ground would not be a usable number. Nothing has changed then.
    pub fn change_ground(&mut self, changes: &[(u32, f32)]) -> Result<(), FloodError> {
        for (index, &(cell, change_m)) in changes.iter().enumerate() {
            let Some(ground) = self.ground_m.get(cell as usize) else {
                return Err(FloodError::NoSuchCell(cell));
            };
            if change_m.is_nan() || change_m.abs() >= 1e4 || (ground + change_m).abs() >= 9e4 {
                return Err(FloodError::NotANumber { what: "change of ground", index });
            }
        }
        self.between_windows(|flood| flood.raise_ground(changes));
        Ok(())
    }

    fn raise_ground(&mut self, changes: &[(u32, f32)]) {
        for &(cell, change_m) in changes {
            self.change_bed(cell as usize, change_m);
            if let Ok(at) = self.fixed.binary_search_by_key(&cell, |&(cell, _)| cell) {
                let depth = &mut self.fixed[at].1;
                *depth = (*depth - change_m).max(0.0);
            }
        }
        self.review_sections(changes.iter().map(|&(cell, _)| cell as usize));
        let Flood { pools, ground_m, .. } = self;
        for pool in pools.iter_mut().filter(|pool| changes.iter().any(|&(cell, _)| pool.has(cell))) {
            pool.reground(ground_m);
        }
        self.flatten_pools();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        hazard::flood::{Edge, FloodParams, Forcing, Inflow, Rain},
        num::GridSpec,
    };

    /// A valley 11 cells wide and 60 long that falls to the east, with a stream in its middle row.
    fn valley() -> Flood {
        let spec = GridSpec { rows: 11, cols: 60, cell_m: 20.0 };
        let ground = (0..spec.len()).map(|cell| {
            let (row, col) = spec.row_col(cell);
            500.0 - 0.2 * col as f32 + 4.0 * (row as f32 - 5.0).abs()
        });
        let ground: Vec<f32> = ground.collect();
        let n = vec![0.04; spec.len()];
        Flood::new(spec, ground, n, Edge::Open, FloodParams::default()).unwrap()
    }

    const STREAM: usize = 5 * 60;

    /// A deposit 4 m high across the valley at columns 30 to 34.
    fn deposit() -> Vec<(u32, f32)> {
        (0..11).flat_map(|row| (30..35).map(move |col| (row * 60 + col, 4.0))).collect()
    }

    fn run(threads: usize) -> (Flood, Vec<(f64, f32)>) {
        let mut flood = valley();
        let inflows = [Inflow { cells: &[STREAM as u32 + 5], flow_m3s: 20.0 }];
        let forcing = Forcing { rain: Rain::None, inflows: &inflows };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut seen = Vec::new();
        pool.install(|| {
            for minute in 0..120 {
                if minute == 20 {
                    flood.change_ground(&deposit()).unwrap();
                }
                flood.advance(60.0, &forcing).unwrap();
                let below = f64::from(flood.face_flow(crate::county::Face {
                    cell: STREAM as u32 + 45,
                    side: crate::county::Side::East,
                }));
                seen.push((below, flood.level_m(STREAM + 28)));
            }
        });
        (flood, seen)
    }

    #[test]
    fn a_deposit_across_a_stream_makes_a_lake_that_fills_and_overtops() {
        let (flood, seen) = run(1);
        let (dammed, end) = (&seen[30], &seen[119]);
        println!(
            "below: {:.2} before, {:.3} while it fills, {:.2} m³/s at the end; lake {:.2} → {:.2} m; mass {:.1e}",
            seen[19].0,
            dammed.0,
            end.0,
            seen[19].1,
            end.1,
            flood.ledger().error_rel()
        );
        assert!((seen[19].0 / 20.0 - 1.0).abs() < 0.02);
        assert!(dammed.0 < 0.1 * seen[19].0 && dammed.1 > seen[19].1 + 2.0);
        assert!((end.0 / 20.0 - 1.0).abs() < 0.02, "it overtops");
        // The deposit's top at column 30 is at 498 m.
        assert!(end.1 > 498.0 && end.1 < 499.0);
        assert!(flood.ledger().error_rel().abs() < 1e-6);
        let (other, _) = run(3);
        assert!(flood.depth_m() == other.depth_m() && flood.qx == other.qx && flood.rest_m == other.rest_m);
    }

    #[test]
    fn a_lake_at_rest_stays_at_rest_when_the_ground_changes_elsewhere() {
        let spec = GridSpec { rows: 40, cols: 40, cell_m: 20.0 };
        let ground: Vec<f32> = (0..1600).map(|c| if c % 40 < 20 { 10.0 } else { 30.0 }).collect();
        let depth: Vec<f32> = ground.iter().map(|z| (15.0 - z).max(0.0)).collect();
        let mut flood =
            Flood::new(spec, ground, vec![0.03; 1600], Edge::Closed, FloodParams::default()).unwrap();
        flood.set_depth(&depth).unwrap();
        let slide: Vec<(u32, f32)> =
            (0..20).map(|row| (row * 40 + 30, if row < 10 { -5.0 } else { 5.0 })).collect();
        flood.change_ground(&slide).unwrap();
        flood.advance(600.0, &Forcing::NONE).unwrap();
        assert_eq!(flood.depth_m(), &depth[..]);
        assert!(flood.qx.iter().chain(&flood.qy).all(|&q| q == 0.0));
    }

    #[test]
    fn a_slide_into_a_reservoir_raises_its_level_and_keeps_its_water() {
        let mut flood = valley();
        let cells: Vec<u32> = (20..30).map(|col| STREAM as u32 + col).collect();
        let depth: Vec<f32> = (0..660)
            .map(|c| if cells.contains(&c) { 500.0 - flood.ground_m()[c as usize] } else { 0.0 })
            .collect();
        flood.set_depth(&depth).unwrap();
        flood.level_pool(&cells).unwrap();
        flood.change_ground(&[(cells[0], 2.0), (cells[1], 1.0), (cells[1], 1.0)]).unwrap();
        // 1,600 m³ of ground in 4,000 m² of lake.
        for &cell in &cells {
            assert!((flood.level_m(cell as usize) - 500.4).abs() < 1e-4);
        }
        assert!((flood.volume_m3() / flood.ledger().initial_m3 - 1.0).abs() < 1e-12);
        assert_eq!(flood.change_ground(&[(9999, 1.0)]), Err(FloodError::NoSuchCell(9999)));
        assert!(flood.change_ground(&[(0, f32::NAN)]).is_err());
        assert!(flood.change_ground(&[(0, 1e6)]).is_err());
    }
}
