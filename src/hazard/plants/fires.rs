//! The fires of works as others see them: burning surfaces, jets and halls, and the heat that they give.

use super::{PlantTank, Plants};
use crate::{
    hazard::chemical::{
        limits::limits,
        pool_fire::{PoolFire, jet_kw_m2, jet_m},
    },
    num::{Point, math},
};

/// A fire as others see it.
pub(super) struct Fire {
    /// Its middle.
    pub(super) at: Point,
    /// Index of its works into `County::facilities`.
    pub(super) facility: usize,
    pub(super) heat: Heat,
    /// Tank that it burns on, bund or hall that it burns in.
    pub(super) tank: Option<usize>,
    pub(super) bund: Option<usize>,
    pub(super) hall: Option<usize>,
}

/// What gives the heat.
pub(super) enum Heat {
    Pool(PoolFire),
    /// A hall without its roof, which radiates as a point: kg/s and J/kg.
    Hall(f64, f64),
    /// A jet: kg/s, J/kg, and its flame from its beginning to its end, m east, south and up.
    Jet(f64, f64, [f32; 3]),
}

/// Parts of a jet, each of which radiates as a point.
const PARTS: usize = 8;

impl Fire {
    /// Heat at a place, kW/m².
    pub(super) fn heat_at(&self, at: Point, wet_pa: f64) -> f64 {
        let far = f64::from(self.at.distance_m(at)).max(1.0);
        let jet = &limits().jet;
        let point = |rate, heat_comb, far| jet_kw_m2(rate, heat_comb, jet.radiant_share, far, Some(wet_pa));
        match self.heat {
            Heat::Pool(fire) => fire.point_kw_m2((far - 0.5 * fire.diameter_m).max(1.0), Some(wet_pa)),
            Heat::Hall(rate, heat_comb) => point(rate, heat_comb, far),
            Heat::Jet(rate, heat_comb, [x, y, z]) => {
                let part = |k: usize| {
                    let share = (k as f32 + 0.5) / PARTS as f32;
                    let (dx, dy) = ((share - 0.5) * x, (share - 0.5) * y);
                    let flat = Point { x_m: self.at.x_m + dx, y_m: self.at.y_m + dy }.distance_m(at);
                    let far = f64::from((flat * flat + share * z * share * z).sqrt());
                    point(rate / PARTS as f64, heat_comb, far)
                };
                // Near its points no place is hotter than in the flame itself.
                (0..PARTS).map(part).sum::<f64>().min(jet.touch_kw_m2)
            }
        }
    }

    /// Length of a jet over the ground, m.
    pub(super) fn long_m(&self) -> f32 {
        match self.heat {
            Heat::Jet(_, _, [x, y, _]) => (x * x + y * y).sqrt(),
            Heat::Pool(_) | Heat::Hall(..) => 0.0,
        }
    }

    /// Whether the flame of a jet strikes what is so wide, m, at a place.
    pub(super) fn strikes(&self, at: Point, diameter_m: f64) -> bool {
        let long_m = self.long_m();
        let Heat::Jet(_, _, [x, y, _]) = self.heat else { return false };
        if long_m <= 0.0 {
            return false;
        }
        let (dx, dy) = (at.x_m - self.at.x_m, at.y_m - self.at.y_m);
        let share = ((dx * x + dy * y) / (long_m * long_m)).clamp(-0.5, 0.5);
        let near = Point { x_m: self.at.x_m + share * x, y_m: self.at.y_m + share * y };
        f64::from(near.distance_m(at)) <= 0.5 * diameter_m + f64::from(long_m) * limits().jet.half_width
    }
}

/// All fires; a fire counts as grown here when it has been asked for without a clock.
pub(super) fn sources(plants: &Plants) -> Vec<Fire> {
    let on_tanks = plants.tanks.iter().enumerate().filter_map(|(n, t)| {
        let heat = Heat::Pool(t.burning_now?);
        Some(Fire { at: t.at, facility: t.id.site, heat, tank: Some(n), bund: None, hall: None })
    });
    let jets = plants.tanks.iter().enumerate().filter_map(|(n, t)| jet(n, t));
    let in_bunds = plants.bunds.iter().enumerate().filter_map(|(n, b)| {
        let (heat, facility) = (Heat::Pool(b.fire()?), plants.sites.get(b.site)?.facility);
        Some(Fire { at: b.at, facility, heat, tank: None, bund: Some(n), hall: None })
    });
    let halls = plants.stores.iter().enumerate().filter(|(_, s)| s.roof_open()).map(|(n, s)| {
        let heat = Heat::Hall(s.burns_kg_s, s.goods.heat_comb_j_kg);
        Fire { at: s.at, facility: s.id.site, heat, tank: None, bund: None, hall: Some(n) }
    });
    on_tanks.chain(jets).chain(in_bunds).chain(halls).collect()
}

/// The jet of a tank's leak: upright over the tank, or along the ground from its wall.
fn jet(n: usize, tank: &PlantTank) -> Option<Fire> {
    let rate = Some(tank.jet_kg_s).filter(|rate| *rate > 0.0)?;
    let (heat_comb, long) = (tank.substance.heat_comb_j_kg?, jet_m(rate));
    let (at, along) = match tank.leak.and_then(|l| l.hole.towards_deg) {
        None => (tank.at, [0.0, 0.0, long as f32]),
        Some(bearing) => {
            let (east, south) = (math::sin(bearing.to_radians()), -math::cos(bearing.to_radians()));
            let middle = 0.5 * (tank.diameter_m + long);
            let at = Point {
                x_m: tank.at.x_m + (middle * east) as f32,
                y_m: tank.at.y_m + (middle * south) as f32,
            };
            (at, [(long * east) as f32, (long * south) as f32, 0.0])
        }
    };
    let heat = Heat::Jet(rate, heat_comb, along);
    Some(Fire { at, facility: tank.id.site, heat, tank: Some(n), bund: None, hall: None })
}
