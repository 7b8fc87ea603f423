//! Dykes: crests on cell faces, which water passes as over a broad-crested weir.

use super::{Flood, FloodError};
use crate::{
    county::{Face, Side},
    num::math,
};

/// The top of a dyke on one face, with an opening in part of its width where it has been breached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crest {
    /// Elevation of the crest, m.
    pub crest_m: f32,
    /// Elevation of the opening's sill, m, and the share of the face's width that it takes.
    pub gap_m: f32,
    pub gap_share: f32,
}

/// Crests of one direction, in order of their face's place in the discharge array.
pub(super) type CrestList = Vec<(u32, Crest)>;

/// Discharge per width over a weir, m²/s, from the heads over its crest on both sides, m:
/// q = 1.7·H^1.5·[1 − (H_d/H_u)^1.5]^0.385, the broad-crested weir with Villemonte's (1947) factor for a
/// drowned one. Positive from the first side to the second.
pub fn weir_m2_s(head0_m: f32, head1_m: f32) -> f32 {
    let (upper, lower, sign) =
        if head0_m >= head1_m { (head0_m, head1_m, 1.0) } else { (head1_m, head0_m, -1.0) };
    if upper <= 0.0 {
        return 0.0;
    }
    let drowned = (lower.max(0.0) / upper).min(1.0);
    let factor = math::powf(1.0 - drowned * drowned.sqrt(), 0.385);
    sign * 1.7 * upper * upper.sqrt() * factor
}

impl Crest {
    /// Discharge per width of the face, m²/s, between cells of the given depths and grounds.
    /// `most_m` is the largest change of level that the step may make on either side.
    pub(super) fn flow_m2_s(&self, h: [f32; 2], z: [f32; 2], dry_m: f32, dx_dt: f32) -> f32 {
        let ground = z[0].max(z[1]);
        let over = |sill_m: f32| {
            let sill = sill_m.max(ground);
            // Depth plus a difference of elevations: a level in f32 would lose water at altitude.
            let heads = [h[0] + (z[0] - sill), h[1] + (z[1] - sill)];
            let upper = heads[0].max(heads[1]);
            if upper <= dry_m {
                return 0.0;
            }
            // No further in a step than to equal levels; of the two cells' other faces each has its part.
            let most = 0.25 * (heads[0].max(0.0) - heads[1].max(0.0)).abs() * dx_dt;
            weir_m2_s(heads[0], heads[1]).clamp(-most, most)
        };
        let crest = over(self.crest_m);
        if self.gap_share > 0.0 { crest + self.gap_share * (over(self.gap_m) - crest) } else { crest }
    }

    /// Whether the water is held by more than the ground.
    pub(super) fn stands(&self, z: [f32; 2]) -> bool {
        let ground = z[0].max(z[1]);
        self.crest_m > ground && !(self.gap_share >= 1.0 && self.gap_m <= ground)
    }
}

/// Water at a dyke's face.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DykeHead {
    /// Higher water level over the lowest part of the crest, m; negative below it.
    pub over_crest_m: f32,
    /// Higher level less the lower one, or less the ground where that side is dry, m.
    pub across_m: f32,
}

impl Flood {
    /// Put a crest on a face or change its height, m above sea level. A crest at or below the ground does
    /// nothing.
    ///
    /// # Errors
    /// The face is not between two cells, or the crest is not finite.
    pub fn set_crest(&mut self, face: Face, crest_m: f32) -> Result<(), FloodError> {
        self.set_breached_crest(face, Crest { crest_m, gap_m: crest_m, gap_share: 0.0 })
    }

    /// The same with an opening, around which a window of fast water opens.
    ///
    /// # Errors
    /// As [`Flood::set_crest`]; the share must be 0 to 1.
    pub fn set_breached_crest(&mut self, face: Face, crest: Crest) -> Result<(), FloodError> {
        if !crest.crest_m.is_finite() || !crest.gap_m.is_finite() || !(0.0..=1.0).contains(&crest.gap_share) {
            return Err(FloodError::NotANumber { what: "crest", index: face.cell as usize });
        }
        if crest.gap_share > 0.0 && crest.gap_m < crest.crest_m {
            self.face_place(face)?;
            self.open_window(face.cell)?;
        }
        let (list, place) = self.crest_list(face)?;
        match list.binary_search_by_key(&place, |&(place, _)| place) {
            Ok(at) => list[at].1 = crest,
            Err(at) => list.insert(at, (place, crest)),
        }
        Ok(())
    }

    /// Take a crest away.
    ///
    /// # Errors
    /// The face is not between two cells.
    pub fn clear_crest(&mut self, face: Face) -> Result<(), FloodError> {
        let (list, place) = self.crest_list(face)?;
        list.retain(|&(at, _)| at != place);
        Ok(())
    }

    /// Water at a face against the crest on it; `None` where it has none or is not between two cells.
    pub fn dyke_head(&self, face: Face) -> Option<DykeHead> {
        let place = self.face_place(face).ok()?;
        let list = if face.side == Side::East { &self.crests_x } else { &self.crests_y };
        let at = list.binary_search_by_key(&place, |&(place, _)| place).ok()?;
        let crest = list[at].1;
        let sill = if crest.gap_share > 0.0 { crest.gap_m.min(crest.crest_m) } else { crest.crest_m };
        let [a, b] = self.face_cells(face);
        let heads = [a, b].map(|cell| self.depth_m[cell] + (self.ground_m[cell] - sill));
        Some(DykeHead { over_crest_m: heads[0].max(heads[1]), across_m: (heads[0] - heads[1]).abs() })
    }

    /// Discharge through a face, m³/s, positive to the east or south; 0 where it is not between two cells.
    pub fn face_flow(&self, face: Face) -> f32 {
        let q = if face.side == Side::East { &self.qx } else { &self.qy };
        self.face_place(face).map_or(0.0, |place| q[place as usize] * self.spec.cell_m)
    }

    pub(super) fn face_cells(&self, face: Face) -> [usize; 2] {
        let cell = face.cell as usize;
        [cell, cell + if face.side == Side::East { 1 } else { self.spec.cols }]
    }

    /// Place of a face in `qx` or `qy`.
    pub(super) fn face_place(&self, face: Face) -> Result<u32, FloodError> {
        let wrong = FloodError::NoSuchFace(face);
        let cell = face.cell as usize;
        if cell >= self.spec.len() {
            return Err(wrong);
        }
        let (row, col) = self.spec.row_col(cell);
        match face.side {
            Side::East if col + 1 < self.spec.cols => Ok((row * (self.spec.cols + 1) + col + 1) as u32),
            Side::South if row + 1 < self.spec.rows => Ok((cell + self.spec.cols) as u32),
            _ => Err(wrong),
        }
    }

    fn crest_list(&mut self, face: Face) -> Result<(&mut CrestList, u32), FloodError> {
        let place = self.face_place(face)?;
        Ok((if face.side == Side::East { &mut self.crests_x } else { &mut self.crests_y }, place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weir_passes_what_the_formula_says() {
        // Free: 1.7 · 0.5^1.5 = 0.6010. Half drowned: (1 − 0.5^1.5)^0.385 = 0.8454 of 1.7.
        for (heads, q) in [([0.5, -1.0], 0.6010), ([1.0, 0.5], 1.4372), ([-1.0, 0.5], -0.6010)] {
            let got = weir_m2_s(heads[0], heads[1]);
            println!("weir {heads:?}: {got:.4}, expected {q:.4}");
            assert!((got - q).abs() < 2e-4);
        }
        assert_eq!(weir_m2_s(1.0, 1.0), 0.0);
        assert_eq!(weir_m2_s(-0.1, -0.2), 0.0);
    }
}
