//! What the flood has meant at each place so far: when it came, how fast it rises, how deep it stood and how dangerous
//! it was. Water that a channel or a lake holds before the drill is no flood.

use super::{
    FloodField,
    flood::{Flood, danger::hazard_rating},
};
use crate::sim::{Clock, Land, TICK_S};
use bevy::prelude::*;

/// Depth over the water before the drill that counts as a flood's arrival, m: a pavement's height, and what DEFRA's
/// classes and the drill's first danger to walkers begin near.
pub const ARRIVED_M: f32 = 0.1;
/// Minutes between two looks at the water, and over which the rate of rise is taken.
const LOOK_EVERY_MIN: u32 = 1;
pub const RISE_OVER_MIN: u32 = 5;

/// Fields of consequences, one value per cell.
#[derive(Resource, Clone, Debug, Default)]
pub struct Consequences {
    /// Drill time at which flood water first stood [`ARRIVED_M`] deep, s; [`Self::DRY`] where it never has.
    arrival_s: Vec<u32>,
    /// Greatest depth over the water before the drill, m.
    deepest_m: Vec<f32>,
    /// Greatest hazard rating (DEFRA FD2320/TR2).
    worst: Vec<f32>,
    /// Rise over the last [`RISE_OVER_MIN`] minutes, m/h; negative where the water falls.
    rise_m_h: Vec<f32>,
    /// Depth at the last look for the rise, m.
    before_m: Vec<f32>,
}

impl Consequences {
    const DRY: u32 = u32::MAX;

    /// Time of arrival in a cell, s since the start; nothing where it is dry so far.
    pub fn arrival_s(&self, cell: usize) -> Option<u32> {
        self.arrival_s.get(cell).copied().filter(|at| *at != Self::DRY)
    }

    /// Greatest depth so far, m over the water before the drill.
    pub fn deepest_m(&self, cell: usize) -> f32 {
        self.deepest_m.get(cell).copied().unwrap_or(0.0)
    }

    /// Greatest hazard rating so far.
    pub fn worst(&self, cell: usize) -> f32 {
        self.worst.get(cell).copied().unwrap_or(0.0)
    }

    /// Rate of rise, m/h.
    pub fn rise_m_h(&self, cell: usize) -> f32 {
        self.rise_m_h.get(cell).copied().unwrap_or(0.0)
    }

    /// Take in the water of a moment, `now_s` after the start, over `base_m`, the depth before the drill.
    fn look(&mut self, flood: &Flood, base_m: &[f32], now_s: u32) {
        let depths = flood.depth_m();
        if self.arrival_s.len() != depths.len() {
            *self = Self {
                arrival_s: vec![Self::DRY; depths.len()],
                deepest_m: vec![0.0; depths.len()],
                worst: vec![0.0; depths.len()],
                rise_m_h: vec![0.0; depths.len()],
                before_m: base_m.to_vec(),
            };
        }
        for (cell, &base) in base_m.iter().enumerate() {
            let over = flood.risen_m(cell, base);
            if over < ARRIVED_M {
                continue;
            }
            if self.arrival_s[cell] == Self::DRY {
                self.arrival_s[cell] = now_s;
            }
            self.deepest_m[cell] = self.deepest_m[cell].max(over);
            let (depth, speed) = (flood.land_depth_m(cell), flood.land_speed_m_s(cell));
            let rating = hazard_rating(depth.into(), speed.into()) as f32;
            self.worst[cell] = self.worst[cell].max(rating);
        }
    }

    /// Rise since the last time.
    fn measure_rise(&mut self, depths: &[f32]) {
        let per_h = 60.0 / RISE_OVER_MIN as f32;
        for ((rise, before), &depth) in self.rise_m_h.iter_mut().zip(&mut self.before_m).zip(depths) {
            *rise = (depth - *before) * per_h;
            *before = depth;
        }
    }
}

/// Looks at the water every minute.
pub(super) fn run(
    clock: Res<Clock>,
    land: Res<Land>,
    water: Res<FloodField>,
    mut seen: ResMut<Consequences>,
) {
    if clock.every_min(LOOK_EVERY_MIN) {
        seen.look(&water.0, &land.base_depth_m, clock.tick * TICK_S);
        if clock.every_min(RISE_OVER_MIN) {
            seen.measure_rise(water.0.depth_m());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        hazard::flood::{Edge, FloodParams, Forcing, Inflow, Rain},
        num::GridSpec,
    };

    #[test]
    fn a_wave_down_a_plane_comes_later_further_down_and_rises_where_it_arrives() {
        let spec = GridSpec { rows: 3, cols: 40, cell_m: 50.0 };
        let ground = (0..spec.len()).map(|c| 20.0 - 0.05 * (c % 40) as f32).collect();
        let mut flood =
            Flood::new(spec, ground, vec![0.03; spec.len()], Edge::Closed, FloodParams::default()).unwrap();
        let base = vec![0.0; spec.len()];
        let mut seen = Consequences::default();
        let cells = [0, 40, 80];
        let inflows = [Inflow { cells: &cells, flow_m3s: 150.0 }];
        for minute in 1..=32 {
            flood.advance(60.0, &Forcing { rain: Rain::None, inflows: &inflows }).unwrap();
            seen.look(&flood, &base, minute * 60);
            if minute % RISE_OVER_MIN == 0 {
                seen.measure_rise(flood.depth_m());
                if minute == 5 {
                    assert!((0..40).any(|c| seen.rise_m_h(40 + c) > 1.0), "the front rises");
                }
            }
        }
        let times: Vec<u32> =
            (0..30).map(|c| seen.arrival_s(40 + c).expect("the wave went through")).collect();
        println!("arrival, s: {times:?}");
        assert!(times.windows(2).all(|t| t[0] <= t[1]) && times[29] > times[0] + 120);
        // A kinematic front of q = 1 m²/s runs at V = (q^0.4)(S^0.3)/n^0.6: 1.03 m/s, 1,500 m in 24 min, and the water
        // behind it is at its normal depth, (n·q/√S)^0.6 = 0.97 m.
        let depth = seen.deepest_m(60);
        println!("deepest {depth:.2} m, worst rating {:.2}", seen.worst(60));
        assert!((depth - 0.97).abs() < 0.1);
        let expected = hazard_rating(0.97, 1.03) as f32;
        assert!((seen.worst(60) - expected).abs() < 0.25, "{expected}");
        assert!(seen.rise_m_h(45).abs() < 0.3, "steady behind the front");
    }

    #[test]
    fn water_that_was_there_before_is_no_flood() {
        let spec = GridSpec { rows: 8, cols: 8, cell_m: 50.0 };
        let mut flood =
            Flood::new(spec, vec![0.0; 64], vec![0.03; 64], Edge::Closed, FloodParams::default()).unwrap();
        flood.set_depth(&[1.0; 64]).unwrap();
        let mut seen = Consequences::default();
        seen.look(&flood, &[1.0; 64], 60);
        assert!((0..64).all(|c| seen.arrival_s(c).is_none() && seen.deepest_m(c) == 0.0));
        let rain = Forcing { rain: Rain::Uniform(0.2 / 3600.0), inflows: &[] };
        flood.advance(3600.0, &rain).unwrap();
        seen.look(&flood, &[1.0; 64], 3660);
        assert!((0..64).all(|c| seen.arrival_s(c) == Some(3660)));
    }
}
