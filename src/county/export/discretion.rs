//! Positions that are not for everyone: moved or left out before anything is written.

use super::Discretion;
use crate::{
    county::{County, RiskKind},
    num::{Draw, GridSpec, Point, draw::Process},
};
use std::f32::consts::SQRT_2;

/// Tables whose positions are sensitive, and which may be left out.
pub const SENSITIVE: [&str; 6] = ["stores", "teams", "hospitals", "shelters", "facilities", "risks"];

/// The county as it may be shown.
pub fn apply(county: &County, discretion: &Discretion) -> County {
    let mut county = county.clone();
    for table in &discretion.omit {
        match table.as_str() {
            "stores" => county.stores.clear(),
            "teams" => county.bases.clear(),
            "hospitals" => county.hospitals.clear(),
            "shelters" => county.shelters.clear(),
            "facilities" => county.facilities.clear(),
            "risks" => county.risks.clear(),
            _ => {}
        }
    }
    if let Some(blur_m) = discretion.blur_m {
        let blur = Blur { seed: county.seed, blur_m, spec: county.spec };
        let nodes = || county.roads.nodes.iter().copied();
        let places = county.stores.iter_mut().map(|s| &mut s.place);
        let places = places
            .chain(county.bases.iter_mut().map(|b| &mut b.place))
            .chain(county.hospitals.iter_mut().map(|h| &mut h.place))
            // A fire break is where its line is, for all to see.
            .chain(county.facilities.iter_mut().filter(|f| f.line.is_empty()).map(|f| &mut f.place));
        for place in places {
            place.at = blur.moved(place.at);
            // The node of the true position would give it away.
            place.node = place.at.nearest(nodes()).unwrap_or(place.node);
        }
        // The register would tell where the works with dangerous substances are.
        for risk in county.risks.iter_mut().filter(|r| r.kind == RiskKind::MajorHazard) {
            risk.at = blur.moved(risk.at);
            risk.node = risk.at.nearest(nodes()).unwrap_or(risk.node);
            risk.cells = vec![county.spec.cell_at(risk.at) as u32];
        }
    }
    county
}

/// Places are put on a lattice laid by the seed. What a draw had moved, anyone with the seed, which stands in the pack,
/// could move back; what a lattice has merged stays merged.
struct Blur {
    seed: u64,
    blur_m: f32,
    spec: GridSpec,
}

impl Blur {
    /// The middle of the lattice's square that holds a place: at most `blur_m` away.
    fn moved(&self, at: Point) -> Point {
        let step_m = self.blur_m * SQRT_2;
        if step_m <= 0.0 {
            return at;
        }
        let draw = Draw::new(self.seed, 0, Process::Blur);
        let snap = |v: f32, axis: u64, max: f32| {
            let shift_m = step_m * draw.part(axis).unit();
            ((((v - shift_m) / step_m).floor() + 0.5) * step_m + shift_m).clamp(0.0, max)
        };
        Point { x_m: snap(at.x_m, 0, self.spec.width_m()), y_m: snap(at.y_m, 1, self.spec.height_m()) }
    }
}
