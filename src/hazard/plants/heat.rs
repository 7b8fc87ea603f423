//! Zones of heat around what burns at a works (热辐射分区): where its fires and those near by together give at least so much.

use super::{
    Plants, Zone,
    cloud::to_ground,
    fires::{self, Fire},
};
use crate::{
    hazard::chemical::{limits::limits, puffs::Raster, zones},
    num::Point,
};
use std::collections::BTreeSet;

/// Cells along the side of the raster on which zones are drawn.
const CELLS: usize = 96;
/// Halvings with which the reach of a fire is found.
const HALVINGS: u32 = 12;

impl Plants {
    /// Polygons on the county's ground (m east, m south) around the fires of some works (indices into `County::facilities`),
    /// from outside: the cold, the warm and the hot zone (reference B4: 2, 5 and 10 kW/m²), in air with this pressure of
    /// water vapour, Pa.
    pub fn heat_zones(&self, works: &BTreeSet<usize>, wet_pa: f64) -> [Vec<Zone>; 3] {
        let (hot, warm, cold) = limits().heat_kw_m2;
        let fires: Vec<Fire> =
            fires::sources(self).into_iter().filter(|f| works.contains(&f.facility)).collect();
        // All fires near by add to one another, so that together they reach further than each.
        let reach: Vec<f32> = fires.iter().map(|f| 1.5 * reach_m(f, cold, wet_pa) as f32 + 10.0).collect();
        let mut zones: [Vec<Zone>; 3] = Default::default();
        for group in groups(&fires, &reach) {
            let kw_m2 = |at: Point| group.iter().map(|n| fires[*n].heat_at(at, wet_pa)).sum();
            let around = group.iter().map(|n| (fires[*n].at, reach[*n]));
            let (raster, cells) = raster(around, kw_m2);
            for (zones, level) in zones.iter_mut().zip([cold, warm, hot]) {
                zones.extend(to_ground(zones::polygons(&raster, &cells, level)));
            }
        }
        zones
    }
}

/// Fires whose heat meets, by their numbers.
fn groups(fires: &[Fire], reach: &[f32]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for n in 0..fires.len() {
        let meets = |k: &usize| fires[*k].at.distance_m(fires[n].at) <= reach[*k] + reach[n];
        let (own, others): (Vec<_>, Vec<_>) = groups.into_iter().partition(|g| g.iter().any(meets));
        groups = others;
        groups.push(own.into_iter().flatten().chain([n]).collect());
    }
    groups
}

/// Heat on the ground around some places, each with its reach, m.
fn raster(around: impl Iterator<Item = (Point, f32)>, kw_m2: impl Fn(Point) -> f64) -> (Raster, Vec<f64>) {
    let (mut low, mut high) = ([f32::MAX; 2], [f32::MIN; 2]);
    for (at, far) in around {
        for (axis, at) in [at.x_m, at.y_m].into_iter().enumerate() {
            (low[axis], high[axis]) = (low[axis].min(at - far), high[axis].max(at + far));
        }
    }
    let cell_m = f64::from((high[0] - low[0]).max(high[1] - low[1])) / CELLS as f64;
    let count = |axis: usize| (f64::from(high[axis] - low[axis]) / cell_m).ceil() as usize;
    let (west_m, north_m) = (f64::from(low[0]), -f64::from(low[1]));
    let raster = Raster { west_m, north_m, cell_m, cols: count(0), rows: count(1) };
    let mut cells = Vec::with_capacity(raster.rows * raster.cols);
    for row in 0..raster.rows {
        for col in 0..raster.cols {
            let [east, north] = raster.centre(row, col);
            cells.push(kw_m2(Point { x_m: east as f32, y_m: -north as f32 }));
        }
    }
    (raster, cells)
}

/// How far from its middle a fire gives a heat, m; of a flame along the ground, at most.
fn reach_m(fire: &Fire, kw_m2: f64, wet_pa: f64) -> f64 {
    let half_m = 0.5 * f64::from(fire.long_m());
    let at = |far: f64| fire.heat_at(Point { x_m: fire.at.x_m + far as f32, ..fire.at }, wet_pa);
    let mut far = 1.0;
    while at(far) >= kw_m2 && far < 1e5 {
        far *= 2.0;
    }
    let mut near = 0.5 * far;
    for _ in 0..HALVINGS {
        let middle = 0.5 * (near + far);
        if at(middle) >= kw_m2 {
            near = middle;
        } else {
            far = middle;
        }
    }
    far + half_m
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hazard::chemical::{pool_fire::PoolFire, substance::by_id};
    use fires::Heat;

    fn pool(x_m: f32) -> Fire {
        let fire = PoolFire::of(by_id("gasoline").unwrap(), 20.0).unwrap();
        let at = Point { x_m, y_m: 500.0 };
        Fire { at, facility: 0, heat: Heat::Pool(fire), tank: None, bund: None, hall: None }
    }

    #[test]
    fn a_zone_ends_where_the_heat_does_and_fires_near_by_share_one() {
        let fire = pool(500.0);
        let far = reach_m(&fire, 2.0, 1500.0);
        let at = |far: f64| fire.heat_at(Point { x_m: 500.0 + far as f32, y_m: 500.0 }, 1500.0);
        println!("20 m of gasoline: 2 kW/m² at {far:.1} m");
        assert!((at(far) / 2.0 - 1.0).abs() < 0.02, "{}", at(far));
        let around = [(fire.at, 1.5 * far as f32)];
        let (raster, cells) = raster(around.into_iter(), |at| fire.heat_at(at, 1500.0));
        let zone = to_ground(zones::polygons(&raster, &cells, 2.0));
        assert_eq!(zone.len(), 1);
        for point in &zone[0][0] {
            let off = f64::from(point.distance_m(fire.at));
            assert!((off / far - 1.0).abs() < 0.02, "{off} m, {far} m");
        }
        let fires = [pool(0.0), pool(5_000.0), pool(60.0)];
        assert_eq!(groups(&fires, &[100.0; 3]), [vec![1], vec![0, 2]]);
    }
}
