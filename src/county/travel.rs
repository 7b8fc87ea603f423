//! Travel times on the roads at free speed.

use super::{RoadClass, RoadNet};
use std::collections::BTreeSet;

impl RoadClass {
    /// Free speed, km/h (response reference, section 2; an assumption).
    pub fn speed_km_h(self) -> f32 {
        match self {
            RoadClass::County => 45.0,
            RoadClass::Township => 30.0,
            RoadClass::Village => 20.0,
        }
    }
}

impl RoadNet {
    /// Minutes from a node to every other by the quickest way at free speed (Dijkstra 1959); `None` where no road leads.
    pub fn travel_min(&self, from: usize) -> Vec<Option<f32>> {
        // Whole milliseconds, so that the order of the queue is exact.
        let mut reached: Vec<Option<u64>> = vec![None; self.nodes.len()];
        let mut queue: BTreeSet<(u64, usize)> = BTreeSet::new();
        if from < self.nodes.len() {
            queue.insert((0, from));
        }
        while let Some((ms, node)) = queue.pop_first() {
            if reached[node].is_some() {
                continue;
            }
            reached[node] = Some(ms);
            for &(road, next) in self.links[node].iter().filter(|link| reached[link.1].is_none()) {
                let road = &self.roads[road];
                let leg_ms = road.length_m * 3_600.0 / road.class.speed_km_h();
                queue.insert((ms + leg_ms as u64, next));
            }
        }
        reached.into_iter().map(|ms| ms.map(|ms| ms as f32 / 60_000.0)).collect()
    }
}
