//! Positions that are not for everyone: moved or left out before anything is written.

use super::Discretion;
use crate::{
    county::{County, Id, RoadNet},
    num::{
        Draw, GridSpec, Point,
        draw::{Process, id_key},
        math::{cosf, sinf},
    },
};
use std::f32::consts::TAU;

/// Tables whose positions are sensitive, and which may be left out.
pub const SENSITIVE: [&str; 4] = ["stores", "teams", "hospitals", "shelters"];

/// The county as it may be shown.
pub fn apply(county: &County, discretion: &Discretion) -> County {
    let mut county = county.clone();
    for table in &discretion.omit {
        match table.as_str() {
            "stores" => county.stores.clear(),
            "teams" => county.bases.clear(),
            "hospitals" => county.hospitals.clear(),
            "shelters" => county.shelters.clear(),
            _ => {}
        }
    }
    if let Some(blur_m) = discretion.blur_m {
        let blur = Blur { seed: county.seed, blur_m, spec: county.spec };
        let roads = &county.roads;
        let places = county.stores.iter_mut().map(|s| &mut s.place);
        let places = places.chain(county.bases.iter_mut().map(|b| &mut b.place)).chain(&mut county.hospitals);
        for place in places {
            place.at = blur.moved(&place.id, place.at);
            // The node of the true position would give it away.
            place.node = nearest(roads, place.at).unwrap_or(place.node);
        }
    }
    county
}

struct Blur {
    seed: u64,
    blur_m: f32,
    spec: GridSpec,
}

impl Blur {
    /// A place at most `blur_m` away, even over the disc, by seed and id.
    fn moved(&self, id: &Id, at: Point) -> Point {
        let draw = Draw::new(self.seed, id_key(id), Process::Blur);
        let (far_m, turn) = (self.blur_m * draw.part(0).unit().sqrt(), TAU * draw.part(1).unit());
        Point {
            x_m: (at.x_m + far_m * cosf(turn)).clamp(0.0, self.spec.width_m()),
            y_m: (at.y_m + far_m * sinf(turn)).clamp(0.0, self.spec.height_m()),
        }
    }
}

fn nearest(roads: &RoadNet, at: Point) -> Option<usize> {
    (0..roads.nodes.len()).min_by(|a, b| {
        let far = |n: usize| roads.nodes[n].distance_m(at);
        far(*a).total_cmp(&far(*b))
    })
}
