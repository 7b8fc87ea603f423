//! Steady water levels along a river by Manning's law.

/// Manning's roughness of channels and of the flood plain beside them, s/m^⅓.
pub const CHANNEL_N: f32 = 0.035;
pub const PLAIN_N: f32 = 0.05;

use crate::num::math::powf;

/// Depth of steady uniform flow in a wide channel, m: q = h^(5/3)·√S/n, `flow_m2s` per metre of width.
pub fn normal_depth_m(flow_m2s: f32, slope: f32) -> f32 {
    powf(flow_m2s.max(0.0) * CHANNEL_N / slope.max(1e-5).sqrt(), 0.6)
}

/// A cross-section: a rectangular channel with flood plains beside it.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    pub bed_m: f32,
    pub bank_m: f32,
    /// Width of the channel and of the flood plains beside it together, m.
    pub width_m: f32,
    pub plain_m: f32,
}

impl Section {
    /// Stage of steady uniform flow, m above sea level.
    pub fn normal_stage_m(&self, flow_m3s: f32, slope: f32) -> f32 {
        let wanted = flow_m3s / slope.max(1e-5).sqrt();
        let (mut low, mut high) = (self.bed_m, self.bed_m + 80.0);
        for _ in 0..24 {
            let middle = 0.5 * (low + high);
            if self.conveyance(middle) < wanted { low = middle } else { high = middle }
        }
        high
    }

    /// Flow at unit slope, m³/s, for a stage in m above sea level.
    fn conveyance(&self, stage_m: f32) -> f32 {
        let part = |depth: f32, width: f32, n: f32| {
            if depth > 0.0 { width * powf(depth, 5.0 / 3.0) / n } else { 0.0 }
        };
        part(stage_m - self.bed_m, self.width_m, CHANNEL_N)
            + part(stage_m - self.bank_m, self.plain_m, PLAIN_N)
    }
}

/// Stages of a steady flow at the sections, m above sea level, listed from upstream to downstream: from the level at
/// the lower end upwards, each stage is the one below plus the friction slope (Q/K)² over the way between
/// (gradually varied flow; the change of velocity head is left out, as in the local-inertia flood model).
pub fn backwater(sections: &[Section], along_m: &[f32], flow_m3s: &[f32], end_level_m: f32) -> Vec<f32> {
    let mut stage_m = vec![end_level_m; sections.len()];
    let friction = |i: usize, stage: f32| {
        let share = flow_m3s[i] / sections[i].conveyance(stage).max(1e-3);
        share * share
    };
    for i in (0..sections.len()).rev() {
        let (below, run_m) = match sections.get(i + 1) {
            Some(_) => (stage_m[i + 1], (along_m[i + 1] - along_m[i]).max(1.0)),
            None => (end_level_m, 1.0),
        };
        let floor = below.max(sections[i].bed_m + 0.05);
        let (mut low, mut high) = (floor, floor + 30.0);
        // Friction falls as the stage rises, so the balance has one root; 30 m / 2^24 is below a micrometre.
        for _ in 0..24 {
            let middle = 0.5 * (low + high);
            if middle < below + friction(i, middle) * run_m { low = middle } else { high = middle }
        }
        stage_m[i] = high;
    }
    stage_m
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn far_from_the_end_the_stage_is_the_normal_depth() {
        let slope = 0.000_5;
        let n = 400;
        let along: Vec<f32> = (0..n).map(|i| i as f32 * 60.0).collect();
        let sections: Vec<Section> = along
            .iter()
            .map(|x| Section { bed_m: 100.0 - slope * x, bank_m: 200.0, width_m: 150.0, plain_m: 0.0 })
            .collect();
        let stage = backwater(&sections, &along, &vec![300.0; n], 95.0);
        let depth = stage[0] - sections[0].bed_m;
        assert!((depth - normal_depth_m(2.0, slope)).abs() < 0.02, "{depth}");
        assert!(stage.windows(2).all(|w| w[0] > w[1]));
    }
}
