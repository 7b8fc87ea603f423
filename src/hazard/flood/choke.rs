//! Bridges and culverts: openings that choke what passes a face once the water reaches their top.
//!
//! * A bridge leaves the face open until the water upstream reaches its soffit; from a tenth of its clear height above that
//!   on it is an orifice, Q = 0.6·A·√(2g·ΔH), with a blend between.
//! * A culvert is an orifice at every level, of the area below the water.
//! * Over the deck water runs as over a broad-crested weir.
//! * Driftwood takes a share of the opening.
//!
//! A choke passes no more than the open face would: it is applied to what the kernel found for the face.

use super::{Flood, FloodError, crest::weir_m2_s, kernel::GRAVITY};
use crate::county::{Face, Side};

/// Coefficient of discharge of an orifice.
const ORIFICE: f32 = 0.6;
/// Share of its clear height above the soffit at which a bridge is an orifice.
const DROWNED: f32 = 0.1;

/// An opening under a road, as much of it as lies on one face.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choke {
    /// A bridge leaves the face open below its soffit.
    pub is_bridge: bool,
    /// Area of the opening, m², and its bottom and top, m above sea level.
    pub opening_m2: f32,
    pub invert_m: f32,
    pub soffit_m: f32,
    /// The roadway, m above sea level.
    pub deck_m: f32,
    /// Share of the opening that driftwood or rubble takes, 0 to 1.
    pub blocked: f32,
}

/// Chokes of one direction, in order of their face's place in the discharge array.
pub(super) type ChokeList = Vec<(u32, Choke)>;

impl Choke {
    /// Discharge through the opening at some depths of water over the invert on its two sides, m³/s.
    pub fn orifice_m3s(&self, upper_m: f32, lower_m: f32) -> f32 {
        let height = (self.soffit_m - self.invert_m).max(1e-3);
        let filled = upper_m.clamp(0.0, height);
        let area = self.opening_m2 * (1.0 - self.blocked) * filled / height;
        // Into the open the head is that over the middle of the jet.
        let head = upper_m - lower_m.max(0.5 * filled);
        ORIFICE * area * (2.0 * GRAVITY * head.max(0.0)).sqrt()
    }

    /// Discharge per width of a face of `face_m`, m²/s, between cells of the given depths and grounds, of which `open`
    /// would pass without the structure.
    pub(super) fn flow_m2_s(&self, open: f32, h: [f32; 2], z: [f32; 2], face_m: f32) -> f32 {
        // Depths plus differences of elevations, as for crests.
        let over = |sill_m: f32| [h[0] + (z[0] - sill_m), h[1] + (z[1] - sill_m)];
        let ordered = |[a, b]: [f32; 2]| if a > b { (a, b) } else { (b, a) };
        let (upper, lower) = ordered(over(self.invert_m.max(z[0].max(z[1]))));
        let orifice = self.orifice_m3s(upper, lower) / face_m;
        let below = open.abs() * (1.0 - self.blocked);
        let drowned = if self.is_bridge {
            let height = (self.soffit_m - self.invert_m).max(1e-3);
            (ordered(over(self.soffit_m)).0 / (DROWNED * height)).clamp(0.0, 1.0)
        } else {
            1.0
        };
        let through = below + drowned * (below.min(orifice) - below);
        let deck = over(self.deck_m.max(z[0].max(z[1])));
        let all = through + weir_m2_s(deck[0], deck[1]).abs();
        all.min(open.abs()).copysign(open)
    }
}

impl Flood {
    /// Put a bridge or a culvert on a face, or change it.
    ///
    /// # Errors
    /// The face is not between two cells; a value is not finite; the opening is negative or upside down; the blocked share
    /// is not 0 to 1.
    pub fn set_choke(&mut self, face: Face, choke: Choke) -> Result<(), FloodError> {
        let levels = [choke.invert_m, choke.soffit_m, choke.deck_m];
        let fine = levels.iter().all(|m| m.is_finite())
            && choke.soffit_m >= choke.invert_m
            && (0.0..1e6).contains(&choke.opening_m2)
            && (0.0..=1.0).contains(&choke.blocked);
        if !fine {
            return Err(FloodError::NotANumber { what: "choke", index: face.cell as usize });
        }
        let place = self.face_place(face)?;
        let list = if face.side == Side::East { &mut self.chokes_x } else { &mut self.chokes_y };
        match list.binary_search_by_key(&place, |&(place, _)| place) {
            Ok(at) => list[at].1 = choke,
            Err(at) => list.insert(at, (place, choke)),
        }
        Ok(())
    }

    /// The bridge or culvert on a face.
    pub fn choke(&self, face: Face) -> Option<Choke> {
        let place = self.face_place(face).ok()?;
        let list = if face.side == Side::East { &self.chokes_x } else { &self.chokes_y };
        list.binary_search_by_key(&place, |&(place, _)| place).ok().map(|at| list[at].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BRIDGE: Choke = Choke {
        is_bridge: true,
        opening_m2: 40.0,
        invert_m: 100.0,
        soffit_m: 104.0,
        deck_m: 105.0,
        blocked: 0.0,
    };

    #[test]
    fn a_bridge_is_open_then_an_orifice_then_a_weir() {
        let (z, dx, open) = ([100.0; 2], 20.0, 30.0);
        // Below the soffit.
        assert_eq!(BRIDGE.flow_m2_s(open, [3.9, 3.0], z, dx), open);
        // 0.6 m above the soffit, 3.5 m behind: 0.6 · 40 · √(2 · 9.81 · 1.1) = 111.5 m³/s.
        let orifice = BRIDGE.flow_m2_s(open, [4.6, 3.5], z, dx) * dx;
        println!("orifice {orifice:.2} m³/s (111.50)");
        assert!((orifice - 111.50).abs() < 0.02);
        // 1 m over the deck, free behind it: 0.6·40·√(2·9.81·(6 − 3)) + 1.7·20 = 184.13 + 34.
        let both = BRIDGE.flow_m2_s(-open, [3.0, 6.0], z, dx) * dx;
        println!("orifice and deck {both:.2} m³/s (-218.13)");
        assert!((both + 218.13).abs() < 0.05);
        // It never passes more than the open face.
        assert_eq!(BRIDGE.flow_m2_s(1.0, [6.0, 3.0], z, dx), 1.0);
    }

    #[test]
    fn a_culvert_passes_what_fills_it_and_less_with_driftwood() {
        let culvert = Choke { is_bridge: false, opening_m2: 2.0, soffit_m: 101.0, deck_m: 103.0, ..BRIDGE };
        // Half full into the open: 0.6 · 1 · √(2g · 0.25) = 1.329; drowned: 0.6 · 2 · √(2g · 0.5) = 3.758.
        assert!((culvert.orifice_m3s(0.5, 0.0) - 1.329).abs() < 1e-3);
        assert!((culvert.orifice_m3s(2.0, 1.5) - 3.758).abs() < 1e-3);
        let wood = Choke { blocked: 0.75, ..culvert };
        assert!((wood.orifice_m3s(2.0, 1.5) - 0.25 * 3.758).abs() < 1e-3);
        let z = [100.0; 2];
        assert!((culvert.flow_m2_s(9.0, [2.0, 1.5], z, 10.0) - 0.3758).abs() < 1e-4);
        assert_eq!(culvert.flow_m2_s(0.0, [2.0, 2.0], z, 10.0), 0.0);
    }
}
