//! The section through which water passes between two cells where one has a channel.

use crate::hazard::flood::kernel::{GRAVITY, Step, face_depth, inv_cbrt};

/// A channel with land beside it on one face.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Section {
    /// Width of the channel, m.
    pub width_m: f32,
    /// Height of its banks over the higher of the two beds, m.
    pub over_m: f32,
}

/// Sections of one direction, in order of their face's place in the discharge array.
pub type SectionList = Vec<(u32, Section)>;

/// What flows in a section.
#[derive(Clone, Copy, Debug, Default)]
struct Wet {
    /// Area of flow, m², and K = Σ A·R^(2/3)·(1/n) for n = 1, m^(8/3): of the channel, and of it and the land together.
    area_m2: f32,
    conveyance: [f32; 2],
    /// Critical flow of both parts, m³/s.
    critical_m3s: f32,
}

/// Flow of a step with the speeds that it sets.
#[derive(Clone, Copy, Debug, Default)]
pub struct Passed {
    /// Discharge per width of the face, m²/s.
    pub flow_m2_s: f32,
    /// Speed in the channel, and that and the celerity of a small wave, m/s.
    pub speed_m_s: f32,
    pub wave_m_s: f32,
}

impl Section {
    /// What two cells have in common, from their width and height of banks over the ground, m, and the ground behind less
    /// that before, m. Elevations are never formed, as everywhere in the flood.
    pub fn between(before: (f32, f32), behind: (f32, f32), dz: f32) -> Section {
        let over = (before.1 - dz.max(0.0)).max(behind.1 + dz.min(0.0));
        Section { width_m: before.0.min(behind.0), over_m: over.max(0.0) }
    }

    /// Whether it is more than a rectangle as wide as the face.
    pub fn is_compound(&self, face_m: f32) -> bool {
        self.width_m < face_m && self.over_m > 0.0
    }

    /// The wetted part at a depth over the higher bed that is positive.
    fn wet(&self, depth_m: f32, face_m: f32) -> Wet {
        let channel = self.width_m * depth_m;
        let radius = channel / (self.width_m + 2.0 * depth_m.min(self.over_m));
        let in_channel = channel * radius * inv_cbrt(radius);
        let over = depth_m - self.over_m;
        let critical = channel * (GRAVITY * depth_m).sqrt();
        if over <= 1e-6 {
            return Wet { area_m2: channel, conveyance: [in_channel; 2], critical_m3s: critical };
        }
        let land = (face_m - self.width_m) * over;
        Wet {
            area_m2: channel + land,
            conveyance: [in_channel, in_channel + land * over * inv_cbrt(over)],
            critical_m3s: critical + land * (GRAVITY * over).sqrt(),
        }
    }

    /// Area of flow over the width of the face, m, at a depth over the higher bed.
    pub fn mean_depth_m(&self, depth_m: f32, face_m: f32) -> f32 {
        if depth_m > 0.0 { self.wet(depth_m, face_m).area_m2 / face_m } else { 0.0 }
    }

    /// Speed over the land as a share of the whole section's, at a depth over the bed: R^(2/3) of both. 0 within banks.
    pub fn land_share(&self, depth_m: f32, face_m: f32) -> f32 {
        let over = depth_m - self.over_m;
        if over <= 1e-6 {
            return 0.0;
        }
        let wet = self.wet(depth_m, face_m);
        (over * inv_cbrt(over) * wet.area_m2 / wet.conveyance[1]).min(1.0)
    }

    /// A step of the local inertia equation for the whole section, Q′ = Q − g·A·Δt·(S + |Q′|·Q′/K²), from the discharge
    /// per width of the face before it. Friction is taken at the end of the step, as in
    /// [`faces`](crate::hazard::flood::kernel::faces); faces before and behind have no part in it, since a channel turns
    /// from cell to cell.
    pub fn pass(&self, q: f32, h: [f32; 2], dz: f32, n: [f32; 2], k: &Step, face_m: f32) -> Passed {
        let depth = face_depth(h[0], h[1], dz);
        // Twice the mean; 0 within a pool.
        let n = n[0] + n[1];
        if !(depth > k.dry_m && n > 0.0) {
            return Passed::default();
        }
        let wet = self.wet(depth, face_m);
        let slope = (dz + (h[1] - h[0])) * k.inv_dx;
        let momentum = q * face_m - GRAVITY * wet.area_m2 * k.dt_s * slope;
        let per_conveyance = 0.5 * n / wet.conveyance[1];
        let friction = GRAVITY * wet.area_m2 * k.dt_s * (per_conveyance * per_conveyance);
        let flow = 2.0 * momentum / (1.0 + (1.0 + 4.0 * friction * momentum.abs()).sqrt());
        let most = k.froude_max * wet.critical_m3s;
        let flow = flow.clamp(-most, most);
        let in_channel = flow.abs() * (wet.conveyance[0] / wet.conveyance[1]);
        let speed_m_s = in_channel / (self.width_m * depth);
        let wave_m_s = speed_m_s + (GRAVITY * depth).sqrt();
        Passed { flow_m2_s: flow / face_m, speed_m_s, wave_m_s }
    }

    /// Uniform flow, at most critical, per width of the face, m²/s.
    pub fn uniform_m2_s(&self, depth_m: f32, slope: f32, n: f32, face_m: f32, dry_m: f32) -> f32 {
        if !(depth_m > dry_m && n > 0.0) {
            return 0.0;
        }
        let wet = self.wet(depth_m, face_m);
        (wet.conveyance[1] * slope.sqrt() / n).min(wet.critical_m3s) / face_m
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn land_beside_a_channel_is_slower_and_in_a_great_flood_as_fast() {
        // 10 m wide, 2 m deep in a cell of 60 m, 0.5 m over its banks: by hand K/A = (25·(25/14)^(2/3) + 25·0.5^(2/3)) /
        // 50 = 1.051 and 0.5^(2/3) = 0.630.
        let brook = Section { width_m: 10.0, over_m: 2.0 };
        let share = brook.land_share(2.5, 60.0);
        println!("share {share:.3}, by hand 0.599");
        assert!((share - 0.599).abs() < 0.005);
        assert_eq!(brook.land_share(1.9, 60.0), 0.0);
        assert!(brook.land_share(0.5 + 40.0, 60.0) > 0.9);
    }

    #[test]
    fn a_section_has_the_narrower_channel_over_the_higher_bed_up_to_the_higher_bank() {
        // Beds at 10 and 9 m, banks at 11.5 and 11 m.
        let s = Section::between((8.0, 1.5), (12.0, 2.0), -1.0);
        assert_eq!(s, Section { width_m: 8.0, over_m: 1.5 });
        assert_eq!(Section::between((12.0, 2.0), (8.0, 1.5), 1.0), s, "from the other side too");
        // Into a plain higher than the bank only the whole face counts; into a lower river the brook's mouth does.
        assert!(!Section::between((8.0, 1.5), (60.0, 0.0), 1.6).is_compound(60.0));
        assert_eq!(Section::between((8.0, 1.5), (60.0, 0.0), -2.0), s);
    }

    #[test]
    fn a_section_conveys_what_manning_says() {
        let s = Section { width_m: 8.0, over_m: 2.0 };
        // In the channel: A 8 m², P 10 m. Over it by 0.5 m: A 20 m², P 12 m, and 52 m of land 0.5 m deep.
        let channel = 8.0 * crate::num::math::powf(0.8f32, 2.0 / 3.0);
        let both = 20.0 * crate::num::math::powf(20.0 / 12.0f32, 2.0 / 3.0)
            + 26.0 * crate::num::math::powf(0.5f32, 2.0 / 3.0);
        for (depth, conveyance) in [(1.0, channel), (2.5, both)] {
            let q = s.uniform_m2_s(depth, 1e-4, 0.03, 60.0, 1e-3) * 60.0;
            let expected = conveyance * 0.01 / 0.03;
            println!("depth {depth} m: {q:.4} m³/s, expected {expected:.4}");
            assert!((q / expected - 1.0).abs() < 1e-5);
        }
        assert_eq!(s.uniform_m2_s(5e-4, 1e-2, 0.03, 60.0, 1e-3), 0.0);
    }
}
