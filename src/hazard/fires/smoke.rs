//! Smoke of forest fires on a coarse raster, once a minute: fine particles (PM2.5) near the ground and in the mixed layer.
//!
//! Fuel that flames and fuel that smoulders burn away exponentially; their smoke drifts with the wind over the county, of
//! which each parcel of a minute lands on four cells, so that none is lost inside. Smoke near the ground is taken up into
//! the mixed layer. Visibility by Koschmieder: 3.912 over the extinction.

use super::Wildfire;
use crate::{
    hazard::{
        Air,
        tables::{HazardTables, SmokeTable},
    },
    num::{GridSpec, Point, math},
    sim::{Clock, Land},
};
use bevy::prelude::*;

/// Contrast that an eye still sees: ln(1/0.02).
const KOSCHMIEDER: f64 = 3.912;
/// Visibility in clean air, m.
const CLEAR_M: f64 = 20_000.0;

/// Smoke over the county. Nothing without fires.
#[derive(Resource, Clone, Debug, Default)]
pub struct Smoke {
    spec: Option<GridSpec>,
    /// Fuel that still flames and smoulders in each cell, kg.
    flaming_kg: Vec<f64>,
    embers_kg: Vec<f64>,
    /// PM2.5 near the ground and in the mixed layer, g.
    low_g: Vec<f64>,
    high_g: Vec<f64>,
    /// Given off so far, and gone beyond the county's edge, g.
    pub given_off_g: f64,
    pub left_g: f64,
    /// PM2.5 near the ground, g/m³.
    near_ground_g_m3: Vec<f64>,
    extinction_m2_g: f64,
}

impl Smoke {
    fn begin(&mut self, county: &GridSpec, table: &SmokeTable) {
        let cells = |length_m: f32| (length_m / table.cell_m).ceil().max(1.0) as usize;
        let spec =
            GridSpec { rows: cells(county.height_m()), cols: cells(county.width_m()), cell_m: table.cell_m };
        let empty = vec![0.0; spec.len()];
        *self = Smoke {
            spec: Some(spec),
            flaming_kg: empty.clone(),
            embers_kg: empty.clone(),
            low_g: empty.clone(),
            high_g: empty.clone(),
            near_ground_g_m3: empty,
            extinction_m2_g: table.extinction_m2_g,
            ..Smoke::default()
        };
    }

    /// Air with the same smoke near the ground everywhere, µg/m³ of PM2.5: to try out what it does.
    pub fn even(county: &GridSpec, table: &SmokeTable, pm25_ug_m3: f64) -> Self {
        let mut smoke = Smoke::default();
        smoke.begin(county, table);
        smoke.near_ground_g_m3.fill(pm25_ug_m3 * 1e-6);
        smoke
    }

    /// PM2.5 near the ground at a place, µg/m³.
    pub fn pm25_ug_m3(&self, at: Point) -> f64 {
        let cell = self.spec.map(|spec| spec.cell_at(at));
        cell.and_then(|c| self.near_ground_g_m3.get(c)).map_or(0.0, |g| g * 1e6)
    }

    /// How far one sees at a place, m.
    pub fn visibility_m(&self, at: Point) -> f64 {
        let extinction = self.pm25_ug_m3(at) * 1e-6 * self.extinction_m2_g;
        KOSCHMIEDER / (extinction + KOSCHMIEDER / CLEAR_M)
    }

    /// Whether smoke near the ground hides what is at the other end of a line of sight; the last cell's length of it, where
    /// smoke is what is looked for, is left out.
    pub fn hides(&self, from: Point, to: Point) -> bool {
        let Some(spec) = self.spec else { return false };
        let length_m = from.distance_m(to);
        let steps = (length_m / spec.cell_m).ceil().max(1.0);
        let path_m = f64::from(length_m / steps);
        let depth: f64 = (0..(steps as usize).saturating_sub(1))
            .map(|k| from.lerp(to, (k as f32 + 0.5) / steps))
            .map(|at| path_m * self.pm25_ug_m3(at) * 1e-6 * self.extinction_m2_g)
            .sum();
        depth > KOSCHMIEDER
    }

    /// PM2.5 in the air over the county, g.
    pub fn in_the_air_g(&self) -> f64 {
        self.low_g.iter().chain(&self.high_g).sum()
    }

    /// A minute: fuel of cells that caught fire in it, kg each, burns on; smoke drifts.
    fn minute(&mut self, fresh: &[(Point, f64)], wind_m_s: [f64; 2], night: bool, table: &SmokeTable) {
        let Some(spec) = self.spec else { return };
        // What a minute gives off is still where it rose when the minute is over.
        let slow = wind_m_s.map(|w| w * table.low_wind);
        self.left_g += drift(&spec, &mut self.low_g, slow) + drift(&spec, &mut self.high_g, wind_m_s);
        for (at, kg) in fresh {
            let cell = spec.cell_at(*at);
            self.flaming_kg[cell] += kg * (1.0 - table.smouldering_share);
            self.embers_kg[cell] += kg * table.smouldering_share;
        }
        let gone = |mean_min: f64| 1.0 - math::exp(-1.0 / mean_min);
        let (flames, embers) = (gone(table.flaming_min), gone(table.smouldering_min));
        let (mixed_m, lift_min) = if night {
            (table.mixed_night_m, table.lift_night_min)
        } else {
            (table.mixed_day_m, table.lift_day_min)
        };
        let lift = gone(lift_min);
        for cell in 0..spec.len() {
            let up = self.flaming_kg[cell] * flames;
            let low = self.embers_kg[cell] * embers;
            self.flaming_kg[cell] -= up;
            self.embers_kg[cell] -= low;
            let (up_g, low_g) = (up * table.pm25_g_kg, low * table.pm25_g_kg * table.smouldering_factor);
            self.given_off_g += up_g + low_g;
            let lifted = (self.low_g[cell] + low_g) * lift;
            self.low_g[cell] += low_g - lifted;
            self.high_g[cell] += up_g + lifted;
        }
        let area_m2 = f64::from(spec.cell_area_m2());
        for (out, (low, high)) in self.near_ground_g_m3.iter_mut().zip(self.low_g.iter().zip(&self.high_g)) {
            *out = low / (area_m2 * table.low_m) + high / (area_m2 * mixed_m);
        }
    }

    /// Bits of the state, for the hash of the drill.
    pub fn hash_into(&self, put: &mut impl FnMut(&[u8])) {
        for values in [&self.flaming_kg, &self.embers_kg, &self.low_g, &self.high_g] {
            values.iter().for_each(|v| put(&v.to_le_bytes()));
        }
    }
}

/// Move what is in each cell for a minute; returns what left the raster.
fn drift(spec: &GridSpec, grams: &mut Vec<f64>, wind_m_s: [f64; 2]) -> f64 {
    let off = wind_m_s.map(|w| 60.0 * w / f64::from(spec.cell_m));
    let whole = off.map(f64::floor);
    let part = [off[0] - whole[0], off[1] - whole[1]];
    let mut next = vec![0.0; grams.len()];
    let mut left = 0.0;
    for (cell, &g) in grams.iter().enumerate().filter(|(_, g)| **g > 0.0) {
        let (row, col) = spec.row_col(cell);
        for (dr, share_y) in [(0, 1.0 - part[1]), (1, part[1])] {
            for (dc, share_x) in [(0, 1.0 - part[0]), (1, part[0])] {
                let (r, c) = (row as i64 + whole[1] as i64 + dr, col as i64 + whole[0] as i64 + dc);
                let inside = (0..spec.rows as i64).contains(&r) && (0..spec.cols as i64).contains(&c);
                let share = g * share_x * share_y;
                if inside {
                    next[spec.index(r as usize, c as usize)] += share;
                } else {
                    left += share;
                }
            }
        }
    }
    *grams = next;
    left
}

/// Smoke of a minute.
pub(in crate::hazard) fn run(
    clock: Res<Clock>,
    land: Res<Land>,
    air: Res<Air>,
    tables: Res<HazardTables>,
    wildfire: Res<Wildfire>,
    mut smoke: ResMut<Smoke>,
) {
    if !clock.every_min(1) || wildfire.fires.is_empty() {
        return;
    }
    let table = &tables.fire.smoke;
    if smoke.spec.is_none() {
        smoke.begin(&land.spec, table);
    }
    let now_s = clock.now().0 as f32;
    let fresh: Vec<(Point, f64)> = (0..land.spec.len())
        .filter(|c| wildfire.came_within(*c, now_s, 60.0))
        .map(|c| {
            let load: f64 = wildfire.fuels.model(c).map_or(0.0, |m| m.load.iter().sum());
            (land.spec.centre(c), load * table.consumed * f64::from(land.spec.cell_area_m2()))
        })
        .collect();
    smoke.minute(&fresh, air.wind(), clock.is_night(), table);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_smoke_is_made_or_lost_and_it_goes_with_the_wind() {
        let table = crate::hazard::HazardTables::built_in().unwrap().fire.smoke;
        let county = GridSpec { rows: 256, cols: 256, cell_m: 60.0 };
        let mut smoke = Smoke::default();
        smoke.begin(&county, &table);
        let at = |x_m, y_m| Point { x_m, y_m };
        // 2 t of fuel a minute for an hour, a west wind.
        for _ in 0..60 {
            smoke.minute(&[(at(4000.0, 7700.0), 2000.0)], [5.0, 0.0], false, &table);
        }
        let sum = smoke.in_the_air_g() + smoke.left_g;
        assert!((sum / smoke.given_off_g - 1.0).abs() < 1e-9, "{sum} of {}", smoke.given_off_g);
        let fuel: f64 = smoke.flaming_kg.iter().chain(&smoke.embers_kg).sum();
        assert!(fuel > 0.0 && fuel < 120_000.0);
        let [up, here, near, far, aside] =
            [(2000.0, 7700.0), (4000.0, 7700.0), (5500.0, 7700.0), (12_000.0, 7700.0), (5500.0, 11_000.0)]
                .map(|(x, y)| smoke.pm25_ug_m3(at(x, y)));
        println!(
            "PM2.5 upwind {up:.1}, here {here:.0}, 1.5 km {near:.0}, 8 km {far:.0}, aside {aside:.1} µg/m³"
        );
        assert!(here > near && near > far && far > 1.0 && up < 0.01 * near && aside < 0.01 * near);
        let sees = |x, y| smoke.visibility_m(at(x, y));
        assert!(sees(4000.0, 7700.0) < sees(12_000.0, 7700.0) && sees(2000.0, 7700.0) > 15_000.0);
    }
}
