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

/// Width of a breach in a river dyke after a time, m: B = 1.3·√g·ΔH^1.5/u_c·log₁₀(1 + 0.04·g/u_c·t), with the
/// head over the breach's floor ΔH in m, the critical speed of the dyke's soil u_c in m/s (sand 0.2, clay 0.5) and
/// t in s (Verheij and van der Knaap 2002; coefficients from memory \[M\]).
///
/// Froehlich's times are fitted to dams: for a dyke of three metres in front of a polder they give most of a day,
/// where polder dykes are known to open within the hour.
pub fn dyke_width_m(head_m: f64, critical_m_s: f64, time_s: f64) -> f64 {
    let g: f64 = 9.81;
    let head = head_m.max(0.0);
    1.3 * g.sqrt() * head * head.sqrt() / critical_m_s
        * math::log10(1.0 + 0.04 * g / critical_m_s * time_s.max(0.0))
}

/// A breach that forms over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Breach {
    /// Faces that open, with the crest they had, the sill that they end at, and the share of their width.
    faces: Vec<(Face, Crest)>,
    pub start_s: f64,
    pub formation_s: f64,
    pub width_m: f64,
}

impl Breach {
    /// A breach in the middle of some faces in order along a dyke. `crest_m` and `sill_m` (usually the
    /// higher ground of the two cells) are given per face, `face_m` is the width of a face. It is as wide
    /// as the formula says, or as the faces are.
    pub fn new(
        faces: &[Face],
        crest_m: &[f32],
        sill_m: &[f32],
        face_m: f32,
        start_s: f64,
        width_m: f64,
        formation_s: f64,
    ) -> Self {
        let count = faces.len().min(crest_m.len()).min(sill_m.len());
        let width_m = width_m.clamp(0.0, count as f64 * f64::from(face_m));
        let open = ((width_m / f64::from(face_m)).ceil() as usize).min(count);
        let first = (count - open) / 2;
        let mut left = width_m;
        let faces = (first..first + open)
            .map(|i| {
                let share = (left / f64::from(face_m)).min(1.0);
                left -= f64::from(face_m);
                (faces[i], Crest { crest_m: crest_m[i], gap_m: sill_m[i], gap_share: share as f32 })
            })
            .collect();
        Breach { faces, start_s, formation_s, width_m }
    }

    /// Faces that it opens.
    pub fn faces(&self) -> impl Iterator<Item = Face> + '_ {
        self.faces.iter().map(|(face, _)| *face)
    }

    /// The crests at a time, for [`super::Flood::set_breached_crest`]: the opening has its final width at
    /// once and its sill comes down evenly, from the crest to the final sill.
    pub fn crests(&self, time_s: f64) -> impl Iterator<Item = (Face, Crest)> + '_ {
        let done = ((time_s - self.start_s) / self.formation_s.max(1e-3)).clamp(0.0, 1.0) as f32;
        self.faces.iter().map(move |&(face, end)| {
            let gap_m = if done >= 1.0 { end.gap_m } else { end.crest_m + done * (end.gap_m - end.crest_m) };
            (face, Crest { gap_m, ..end })
        })
    }

    /// Whether it has its final size.
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
    fn a_clay_dyke_opens_some_eighty_metres_in_an_hour() {
        // By hand, ΔH 2 m, u_c 0.5 m/s, 3,600 s: 23.03 · log10(2826.3) = 79.5 m.
        let b = dyke_width_m(2.0, 0.5, 3600.0);
        assert!((b - 79.5).abs() < 0.2, "{b}");
        assert_eq!(dyke_width_m(-1.0, 0.5, 3600.0), 0.0);
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
        let breach = Breach::new(&faces, &[10.0; 5], &[6.0; 5], 60.0, 100.0, 90.0, 200.0);
        let at =
            |time_s| breach.crests(time_s).map(|(f, c)| (f.cell, c.gap_m, c.gap_share)).collect::<Vec<_>>();
        assert_eq!(at(100.0), [(1, 10.0, 1.0), (2, 10.0, 0.5)]);
        assert_eq!(at(200.0), [(1, 8.0, 1.0), (2, 8.0, 0.5)]);
        assert_eq!(at(1e6), [(1, 6.0, 1.0), (2, 6.0, 0.5)]);
        assert!(!breach.formed(299.0) && breach.formed(300.0));
    }
}
