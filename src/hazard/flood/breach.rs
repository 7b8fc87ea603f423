//! When a dyke fails, how wide and how fast: pure functions for whoever watches the dykes.
//!
//! Width and time of formation: Froehlich, "Embankment dam breach parameters and their uncertainties",
//! J. Hydraul. Eng. 134 (2008). It was fitted to dams of 3 to 90 m; for dykes it is an estimate.

use super::{Crest, DykeHead};
use crate::{county::Face, num::math};

/// Why a dyke fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Water over the crest washed the land side away.
    Overtopping,
    /// Water through the body or under it carried soil off (管涌).
    Piping,
}

/// Mean final width of a breach, m: B = 0.27·k₀·V^0.32·h^0.04, k₀ 1.3 for overtopping, else 1.
/// `volume_m3` is the water that can leave through it, `height_m` the height of the breach.
pub fn width_m(cause: Cause, volume_m3: f64, height_m: f64) -> f64 {
    let k = if cause == Cause::Overtopping { 1.3 } else { 1.0 };
    0.27 * k * math::pow(volume_m3.max(0.0), 0.32) * math::pow(height_m.max(0.0), 0.04)
}

/// Time that a breach takes to form, s: t = 63.2·√(V / (g·h²)).
pub fn formation_s(volume_m3: f64, height_m: f64) -> f64 {
    63.2 * (volume_m3.max(0.0) / (9.81 * height_m * height_m).max(1e-6)).sqrt()
}

/// What a stretch of dyke withstands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strength {
    /// Water over the crest deeper than this erodes it, m …
    pub overtopping_m: f32,
    /// … and fails it after this long, s.
    pub overtopping_s: f64,
    /// Difference of level across the dyke as a share of its height above which soil is carried through …
    pub piping_ratio: f32,
    /// … and fails it after this long, s.
    pub piping_s: f64,
}

/// How long a stretch has been under attack, s. It recovers nothing while the attack goes on, and all
/// once it ends.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Attack {
    pub overtopping_s: f64,
    pub piping_s: f64,
}

impl Attack {
    /// Count `dt_s` of this water against a dyke of `height_m` (crest above the land side's ground) and say
    /// whether and why it fails now.
    pub fn endure(&mut self, head: DykeHead, height_m: f32, strength: &Strength, dt_s: f64) -> Option<Cause> {
        let count = |time_s: &mut f64, attacked: bool| *time_s = if attacked { *time_s + dt_s } else { 0.0 };
        count(&mut self.overtopping_s, overtopped(head, strength.overtopping_m));
        count(&mut self.piping_s, pipes(head, height_m, strength.piping_ratio));
        if self.overtopping_s > 0.0 && self.overtopping_s >= strength.overtopping_s {
            Some(Cause::Overtopping)
        } else if self.piping_s > 0.0 && self.piping_s >= strength.piping_s {
            Some(Cause::Piping)
        } else {
            None
        }
    }
}

/// Whether water runs over the crest deeper than `threshold_m`.
pub fn overtopped(head: DykeHead, threshold_m: f32) -> bool {
    head.over_crest_m > threshold_m
}

/// Whether the difference of level drives water through the dyke hard enough to carry soil: the head
/// over the dyke's height, a hydraulic gradient for a dyke of given slopes, above the stretch's strength.
pub fn pipes(head: DykeHead, height_m: f32, ratio: f32) -> bool {
    height_m > 0.0 && head.across_m / height_m > ratio
}

/// Width of a breach in a river dyke after some hours, m: B = 1.3·√g·ΔH^1.5/u_c·log₁₀(1 + 0.04·g/u_c·t), with the
/// difference of level across it ΔH in m, the critical speed of the dyke's soil u_c in m/s (sand 0.2, clay 0.5) and t in
/// hours (Verheij and van der Knaap 2002, as Delft3D and Tygron have it).
///
/// Froehlich's times are fitted to dams: for a dyke of three metres in front of a polder they give most of a day,
/// where polder dykes are known to open within hours.
pub fn dyke_width_m(head_m: f64, critical_m_s: f64, hours: f64) -> f64 {
    let g: f64 = 9.81;
    let head = head_m.max(0.0);
    1.3 * g.sqrt() * head * head.sqrt() / critical_m_s
        * math::log10(1.0 + 0.04 * g / critical_m_s * hours.max(0.0))
}

/// By how much it widens from one hour to another while the difference of level is this, m.
pub fn dyke_widens_m(head_m: f64, critical_m_s: f64, from_h: f64, to_h: f64) -> f64 {
    dyke_width_m(head_m, critical_m_s, to_h) - dyke_width_m(head_m, critical_m_s, from_h)
}

/// A breach that forms over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Breach {
    /// Faces that may open, from its middle outward, each with its crest and the sill that it ends at.
    faces: Vec<(Face, Crest)>,
    face_m: f32,
    pub start_s: f64,
    pub formation_s: f64,
    pub width_m: f64,
}

impl Breach {
    /// A breach around one (`middle`) of some faces in order along a dyke. `crest_m` and `sill_m` (usually the higher
    /// ground of the two cells) are given per face, `face_m` is the width of a face. It is as wide as asked for, or as the
    /// faces are.
    pub fn new(
        middle: usize,
        faces: &[Face],
        crest_m: &[f32],
        sill_m: &[f32],
        face_m: f32,
        start_s: f64,
        width_m: f64,
        formation_s: f64,
    ) -> Self {
        let count = faces.len().min(crest_m.len()).min(sill_m.len());
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|i| i.abs_diff(middle));
        let end = |i: usize| (faces[i], Crest { crest_m: crest_m[i], gap_m: sill_m[i], gap_share: 0.0 });
        let faces = order.into_iter().map(end).collect();
        let mut breach = Breach { faces, face_m, start_s, formation_s, width_m: 0.0 };
        breach.widen(width_m);
        breach
    }

    /// Let it become so much wider, m, as far as there are faces.
    pub fn widen(&mut self, by_m: f64) {
        let most = self.faces.len() as f64 * f64::from(self.face_m);
        self.width_m = (self.width_m + by_m.max(0.0)).min(most);
        let mut left = self.width_m;
        for (_, crest) in &mut self.faces {
            crest.gap_share = (left / f64::from(self.face_m)).clamp(0.0, 1.0) as f32;
            left -= f64::from(self.face_m);
        }
    }

    fn open(&self) -> impl Iterator<Item = &(Face, Crest)> + '_ {
        self.faces.iter().filter(|(_, crest)| crest.gap_share > 0.0)
    }

    /// Faces that it opens.
    pub fn faces(&self) -> impl Iterator<Item = Face> + '_ {
        self.open().map(|(face, _)| *face)
    }

    /// The sill that its middle ends at, m above sea level.
    pub fn sill_m(&self) -> f32 {
        self.faces.first().map_or(f32::INFINITY, |(_, crest)| crest.gap_m)
    }

    /// The crests at a time, for [`super::Flood::set_breached_crest`]: the opening has its width at once and its sill
    /// comes down evenly, from the crest to the final sill.
    pub fn crests(&self, time_s: f64) -> impl Iterator<Item = (Face, Crest)> + '_ {
        let done = ((time_s - self.start_s) / self.formation_s.max(1e-3)).clamp(0.0, 1.0) as f32;
        self.open().map(move |&(face, end)| {
            let gap_m = if done >= 1.0 { end.gap_m } else { end.crest_m + done * (end.gap_m - end.crest_m) };
            (face, Crest { gap_m, ..end })
        })
    }

    /// Whether it is down to its final sill.
    pub fn formed(&self, time_s: f64) -> bool {
        time_s >= self.start_s + self.formation_s
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::county::Side;

    #[test]
    fn width_and_time_follow_froehlich() {
        // By hand: V = 5e6 m³, h = 5 m: V^0.32 = 139.27, h^0.04 = 1.0665.
        let b = width_m(Cause::Overtopping, 5e6, 5.0);
        let t = formation_s(5e6, 5.0);
        println!("breach: B {b:.2} m, expected 52.1; t {t:.0} s, expected 9024");
        assert!((b - 52.1).abs() < 0.1);
        assert!((t - 63.2 * (5e6f64 / 245.25).sqrt()).abs() < 1e-6);
        assert!((width_m(Cause::Piping, 5e6, 5.0) * 1.3 - b).abs() < 1e-9);
    }

    #[test]
    fn dykes_of_clay_and_sand_widen_as_published_and_as_at_tuanzhou() {
        // By hand, ΔH 2 m, one hour: clay 23.03 · log10(1.785) = 5.79 m, sand 57.58 · log10(2.962) = 27.15 m.
        assert!((dyke_width_m(2.0, 0.5, 1.0) - 5.79).abs() < 0.02);
        assert!((dyke_width_m(2.0, 0.2, 1.0) - 27.15).abs() < 0.05);
        assert_eq!(dyke_width_m(-1.0, 0.5, 1.0), 0.0);
        // Tuanzhou polder, Huarong County of Yueyang, July 2024: 10 m wide as it broke at 17:48, above 100 m at 23:00, when the
        // difference of level was 1.7 m, 225 m at 06:16, when little of it was left (0.21 m at 09:00); 5 m of water at the
        // end. Between them it is taken to fall evenly in the logarithm.
        let head = |hours: f64| 5.5 * math::exp(-hours * math::ln(5.5 / 1.7) / 5.2);
        assert!((head(15.2) - 0.21).abs() < 0.05);
        let width = |until: f64| {
            let steps = (until * 60.0) as u32;
            let hour = |minute: u32| f64::from(minute) / 60.0;
            (0..steps).map(|k| dyke_widens_m(head(hour(k)), 0.2, hour(k), hour(k + 1))).sum::<f64>() + 10.0
        };
        let (night, morning) = (width(5.2), width(12.5));
        println!("sand at Tuanzhou: {night:.0} m at 23:00 (more than 100), {morning:.0} m at 06:16 (225)");
        assert!(night > 100.0 && night < 225.0 && (morning / 225.0 - 1.0).abs() < 0.25);
    }

    #[test]
    fn a_dyke_fails_after_its_time_under_attack_and_not_before() {
        let strength =
            Strength { overtopping_m: 0.1, overtopping_s: 30.0, piping_ratio: 0.8, piping_s: 100.0 };
        let over = DykeHead { over_crest_m: 0.2, across_m: 1.0 };
        let below = DykeHead { over_crest_m: -0.2, across_m: 1.0 };
        let mut attack = Attack::default();
        let fates: Vec<_> = [over, over, below, over, over, over]
            .into_iter()
            .map(|head| attack.endure(head, 4.0, &strength, 10.0))
            .collect();
        assert_eq!(fates, [None, None, None, None, None, Some(Cause::Overtopping)]);
        let high = DykeHead { over_crest_m: -0.2, across_m: 3.5 };
        let mut attack = Attack::default();
        let first = (1..).find(|_| attack.endure(high, 4.0, &strength, 10.0).is_some());
        assert_eq!(first, Some(10));
    }

    #[test]
    fn a_breach_comes_down_in_the_middle_over_its_time() {
        let faces: Vec<Face> = (0..5).map(|cell| Face { cell, side: Side::East }).collect();
        let mut breach = Breach::new(2, &faces, &[10.0; 5], &[6.0; 5], 60.0, 100.0, 90.0, 200.0);
        let of = |breach: &Breach, time_s| {
            breach.crests(time_s).map(|(f, c)| (f.cell, c.gap_m, c.gap_share)).collect::<Vec<_>>()
        };
        let at = |time_s| of(&breach, time_s);
        assert_eq!(at(100.0), [(2, 10.0, 1.0), (1, 10.0, 0.5)]);
        assert_eq!(at(200.0), [(2, 8.0, 1.0), (1, 8.0, 0.5)]);
        assert_eq!(at(1e6), [(2, 6.0, 1.0), (1, 6.0, 0.5)]);
        assert!(!breach.formed(299.0) && breach.formed(300.0));
        // It widens to both sides, as far as there are faces.
        breach.widen(60.0);
        assert_eq!(of(&breach, 1e6), [(2, 6.0, 1.0), (1, 6.0, 1.0), (3, 6.0, 0.5)]);
        breach.widen(1e6);
        assert!((breach.width_m - 300.0).abs() < 1e-9 && breach.faces().count() == 5);
    }
}
