//! The drawn surface of the county.

use crate::{
    county::County,
    num::{GridSpec, Point},
    window::theme,
};
use bevy::prelude::*;

const N: usize = theme::TERRAIN_QUADS;

/// Heights at the vertices of the terrain mesh, and the way between the county's metres and the 3D world.
#[derive(Resource)]
pub struct Relief {
    width_m: f32,
    height_m: f32,
    /// Drawn height, km, of (N + 1)² vertices from the north-west, row by row.
    height_km: Vec<f32>,
    pub lowest_km: f32,
    pub highest_km: f32,
}

impl Relief {
    /// The surface is the ground, or the water on it before the drill, so that lakes are level.
    pub fn new(county: &County) -> Self {
        let spec = county.spec;
        let height_km: Vec<f32> = (0..(N + 1) * (N + 1))
            .map(|i| {
                let mean_m = mean_around(spec, i / (N + 1), i % (N + 1), |cell| {
                    county.ground_m[cell] + county.base_depth_m[cell]
                });
                mean_m / 1000.0 * theme::EXAGGERATION
            })
            .collect();
        let lowest_km = height_km.iter().copied().fold(f32::INFINITY, f32::min);
        let highest_km = height_km.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        Self { width_m: spec.width_m(), height_m: spec.height_m(), height_km, lowest_km, highest_km }
    }

    /// Larger edge of the county, km.
    pub fn extent_km(&self) -> f32 {
        self.width_m.max(self.height_m) / 1000.0
    }

    /// Where a place of the county lies in the 3D world.
    pub fn world(&self, point: Point) -> Vec3 {
        let x = (point.x_m - self.width_m / 2.0) / 1000.0;
        let z = (point.y_m - self.height_m / 2.0) / 1000.0;
        Vec3::new(x, self.surface_km(point), z)
    }

    /// The place of the county below (or above) a point of the 3D world, and whether it is inside.
    pub fn county(&self, world: Vec3) -> (Point, bool) {
        let x_m = world.x * 1000.0 + self.width_m / 2.0;
        let y_m = world.z * 1000.0 + self.height_m / 2.0;
        let inside = (0.0..=self.width_m).contains(&x_m) && (0.0..=self.height_m).contains(&y_m);
        (Point { x_m: x_m.clamp(0.0, self.width_m), y_m: y_m.clamp(0.0, self.height_m) }, inside)
    }

    /// Drawn height of the surface at a place, km.
    pub fn surface_km(&self, point: Point) -> f32 {
        let locate = |v: f32, size: f32| {
            let v = (v / size * N as f32).clamp(0.0, N as f32);
            let i = (v as usize).min(N - 1);
            (i, v - i as f32)
        };
        let (row, down) = locate(point.y_m, self.height_m);
        let (col, right) = locate(point.x_m, self.width_m);
        let at = |row: usize, col: usize| self.height_km[row * (N + 1) + col];
        let north = at(row, col) + (at(row, col + 1) - at(row, col)) * right;
        let south = at(row + 1, col) + (at(row + 1, col + 1) - at(row + 1, col)) * right;
        north + (south - north) * down
    }

    /// Where a ray first meets the surface.
    pub fn hit(&self, ray: Ray3d) -> Option<Point> {
        let step_km = self.extent_km() / N as f32 / 2.0;
        let descent = -ray.direction.y;
        if descent <= 0.0 {
            return None;
        }
        // From where the ray enters the block's height range to where it leaves it.
        let start = ((ray.origin.y - self.highest_km) / descent).max(0.0);
        let end = (ray.origin.y - self.lowest_km) / descent;
        let steps = ((end - start) / step_km).clamp(0.0, 4096.0) as usize;
        (0..=steps + 1).find_map(|i| {
            let at = ray.get_point(start + i as f32 * step_km);
            let (point, inside) = self.county(at);
            (inside && at.y <= self.surface_km(point) + step_km * descent).then_some(point)
        })
    }

    /// Whether nothing of the relief stands between an eye and a point just above the surface.
    pub fn sees(&self, eye: Vec3, at: Vec3) -> bool {
        const STEPS: usize = 24;
        // The last step is left out: a place does not hide itself.
        (1..STEPS - 1).all(|i| {
            let between = eye.lerp(at, i as f32 / STEPS as f32);
            if between.y > self.highest_km {
                return true;
            }
            let (point, inside) = self.county(between);
            !inside || between.y >= self.surface_km(point)
        })
    }
}

/// Mean of a field over the cells around a vertex of the mesh.
fn mean_around(spec: GridSpec, row: usize, col: usize, value: impl Fn(usize) -> f32) -> f32 {
    let range = |i: usize, cells: usize| {
        let (centre, half) = (i as f32 / N as f32 * cells as f32, cells as f32 / N as f32 / 2.0);
        let from = ((centre - half).max(0.0) as usize).min(cells - 1);
        from..((centre + half) as usize).clamp(from + 1, cells)
    };
    let (rows, cols) = (range(row, spec.rows), range(col, spec.cols));
    let count = (rows.len() * cols.len()) as f32;
    rows.flat_map(|r| cols.clone().map(move |c| (r, c))).map(|(r, c)| value(spec.index(r, c))).sum::<f32>()
        / count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp() -> Relief {
        // 1 km of drawn height from west to east over a square of 10 km.
        let height_km = (0..(N + 1) * (N + 1)).map(|i| (i % (N + 1)) as f32 / N as f32).collect();
        Relief { width_m: 10_000.0, height_m: 10_000.0, height_km, lowest_km: 0.0, highest_km: 1.0 }
    }

    #[test]
    fn the_way_to_the_3d_world_leads_back() {
        let relief = ramp();
        let point = Point { x_m: 2_500.0, y_m: 7_000.0 };
        let world = relief.world(point);
        assert!((world - Vec3::new(-2.5, 0.25, 2.0)).length() < 1e-5, "{world}");
        assert!(relief.county(world).0.distance_m(point) < 0.1);
        assert!(!relief.county(Vec3::new(9.0, 0.0, 0.0)).1);
    }

    #[test]
    fn a_ray_meets_the_surface_where_it_points() {
        let relief = ramp();
        let target = Point { x_m: 6_000.0, y_m: 4_000.0 };
        let eye = Vec3::new(-3.0, 8.0, 9.0);
        let direction = Dir3::new(relief.world(target) - eye).unwrap();
        let hit = relief.hit(Ray3d { origin: eye, direction }).unwrap();
        assert!(hit.distance_m(target) < 150.0, "{hit:?}");
        assert!(relief.hit(Ray3d { origin: eye, direction: Dir3::Y }).is_none());
    }

    #[test]
    fn a_ridge_hides_what_lies_behind_it() {
        let mut relief = ramp();
        let (low, high) = (0.0, 2.0);
        for (i, height) in relief.height_km.iter_mut().enumerate() {
            *height = if (i % (N + 1)).abs_diff(N / 2) < 4 { high } else { low };
        }
        relief.highest_km = high;
        let behind = relief.world(Point { x_m: 7_000.0, y_m: 5_000.0 });
        assert!(!relief.sees(Vec3::new(-8.0, 1.0, 0.0), behind));
        assert!(relief.sees(Vec3::new(-8.0, 12.0, 0.0), behind));
    }
}
