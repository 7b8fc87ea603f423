//! Horizontal references: which coordinates a pack's files have, and how degrees become metres.
//!
//! Gauss–Krüger and UTM are the transverse Mercator projection of an ellipsoid, here by Krüger's series to the
//! fourth power of the third flattening (Karney 2011, "Transverse Mercator with an accuracy of a few nanometers",
//! eqs 7–9, 35, 36): below a millimetre within 6° of the central meridian.

use crate::num::math::{asin, atan2, atanh, cos, cosh, sin, sinh};
use std::{f64::consts::PI, fmt};

/// What coordinates mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reference {
    /// Metres from a corner somewhere.
    Local,
    /// Degrees on CGCS2000 or WGS 84, which are the same to a few centimetres.
    Degrees,
    /// Metres of a transverse Mercator projection of CGCS2000 or WGS 84.
    Mercator(Mercator),
    /// Metres of another projection, by EPSG code: degrees cannot be brought onto it.
    Other(u32),
}

/// A transverse Mercator projection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mercator {
    /// Central meridian, degrees.
    pub meridian_deg: f64,
    pub scale: f64,
    pub false_east_m: f64,
    pub false_north_m: f64,
    pub ellipsoid: Ellipsoid,
}

/// An ellipsoid by its equatorial radius, m, and inverse flattening.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ellipsoid {
    pub radius_m: f64,
    pub inverse_flattening: f64,
}

pub const CGCS2000: Ellipsoid = Ellipsoid { radius_m: 6_378_137.0, inverse_flattening: 298.257_222_101 };
pub const WGS84: Ellipsoid = Ellipsoid { radius_m: 6_378_137.0, inverse_flattening: 298.257_223_563 };

impl Reference {
    /// The reference of an EPSG code (EPSG Geodetic Parameter Dataset: CGCS2000 4490–4554, WGS 84 / UTM north).
    pub fn epsg(code: u32) -> Self {
        let zone = |first: u32, number: u32, width: f64, offset: f64, prefixed: bool| {
            let number = f64::from(code - first + number);
            let prefix = if prefixed { number * 1e6 } else { 0.0 };
            Reference::Mercator(Mercator {
                meridian_deg: number * width - offset,
                scale: 1.0,
                false_east_m: 500_000.0 + prefix,
                false_north_m: 0.0,
                ellipsoid: CGCS2000,
            })
        };
        match code {
            4490 | 4326 | 4480 | 4979 => Reference::Degrees,
            4491..=4501 => zone(4491, 13, 6.0, 3.0, true),
            4502..=4512 => zone(4502, 13, 6.0, 3.0, false),
            4513..=4533 => zone(4513, 25, 3.0, 0.0, true),
            4534..=4554 => zone(4534, 25, 3.0, 0.0, false),
            32_601..=32_660 => Reference::Mercator(Mercator {
                meridian_deg: f64::from(code - 32_600) * 6.0 - 183.0,
                scale: 0.9996,
                false_east_m: 500_000.0,
                false_north_m: 0.0,
                ellipsoid: WGS84,
            }),
            _ => Reference::Other(code),
        }
    }

    /// The metric grid on which land around a longitude is best drawn: the 3° zone of CGCS2000 in China, UTM
    /// elsewhere; with its EPSG code.
    pub fn metric_at(lon_deg: f64) -> (u32, Mercator) {
        let code = if (73.5..136.5).contains(&lon_deg) {
            4534 + ((lon_deg - 75.0) / 3.0).round().clamp(0.0, 20.0) as u32
        } else {
            32_601 + ((lon_deg + 180.0) / 6.0).floor().clamp(0.0, 59.0) as u32
        };
        match Self::epsg(code) {
            Reference::Mercator(mercator) => (code, mercator),
            // Both ranges above are transverse Mercator.
            _ => (
                code,
                Mercator {
                    meridian_deg: lon_deg,
                    scale: 1.0,
                    false_east_m: 0.0,
                    false_north_m: 0.0,
                    ellipsoid: CGCS2000,
                },
            ),
        }
    }

    /// Whether lengths are degrees.
    pub fn is_degrees(self) -> bool {
        self == Reference::Degrees
    }
}

impl fmt::Display for Mercator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}°E", self.meridian_deg)
    }
}

/// Coefficients of the series of an ellipsoid.
struct Series {
    /// Radius of the rectifying sphere, m, and eccentricity.
    radius_m: f64,
    e: f64,
    alpha: [f64; 4],
    beta: [f64; 4],
    /// From conformal to geographic latitude.
    delta: [f64; 4],
}

impl Ellipsoid {
    fn series(self) -> Series {
        let f = 1.0 / self.inverse_flattening;
        let n = f / (2.0 - f);
        let (n2, n3, n4) = (n * n, n * n * n, n * n * n * n);
        Series {
            radius_m: self.radius_m / (1.0 + n) * (1.0 + n2 / 4.0 + n4 / 64.0),
            e: (f * (2.0 - f)).sqrt(),
            alpha: [
                n / 2.0 - 2.0 * n2 / 3.0 + 5.0 * n3 / 16.0 + 41.0 * n4 / 180.0,
                13.0 * n2 / 48.0 - 3.0 * n3 / 5.0 + 557.0 * n4 / 1440.0,
                61.0 * n3 / 240.0 - 103.0 * n4 / 140.0,
                49_561.0 * n4 / 161_280.0,
            ],
            beta: [
                n / 2.0 - 2.0 * n2 / 3.0 + 37.0 * n3 / 96.0 - n4 / 360.0,
                n2 / 48.0 + n3 / 15.0 - 437.0 * n4 / 1440.0,
                17.0 * n3 / 480.0 - 37.0 * n4 / 840.0,
                4397.0 * n4 / 161_280.0,
            ],
            delta: [
                2.0 * n - 2.0 * n2 / 3.0 - 2.0 * n3 + 116.0 * n4 / 45.0,
                7.0 * n2 / 3.0 - 8.0 * n3 / 5.0 - 227.0 * n4 / 45.0,
                56.0 * n3 / 15.0 - 136.0 * n4 / 35.0,
                4279.0 * n4 / 630.0,
            ],
        }
    }
}

impl Mercator {
    /// Metres east and north of a place in degrees; `None` more than 40° from the meridian or beside the pole,
    /// where the series means nothing.
    pub fn forward(&self, lon_deg: f64, lat_deg: f64) -> Option<(f64, f64)> {
        let lambda = (lon_deg - self.meridian_deg).to_radians();
        if !(lambda.abs() < 40.0_f64.to_radians() && lat_deg.abs() < 89.0) {
            return None;
        }
        let s = self.ellipsoid.series();
        let sin_lat = sin(lat_deg.to_radians());
        let t = sinh(atanh(sin_lat) - s.e * atanh(s.e * sin_lat));
        let xi = atan2(t, cos(lambda));
        let eta = atanh(sin(lambda) / (1.0 + t * t).sqrt());
        let (mut north, mut east) = (xi, eta);
        for (j, alpha) in (1..).zip(s.alpha) {
            let k = 2.0 * f64::from(j);
            north += alpha * sin(k * xi) * cosh(k * eta);
            east += alpha * cos(k * xi) * sinh(k * eta);
        }
        let m = self.scale * s.radius_m;
        Some((self.false_east_m + m * east, self.false_north_m + m * north))
    }

    /// Degrees of longitude and latitude of a place in metres.
    pub fn inverse(&self, east_m: f64, north_m: f64) -> (f64, f64) {
        let s = self.ellipsoid.series();
        let m = self.scale * s.radius_m;
        let (xi, eta) = ((north_m - self.false_north_m) / m, (east_m - self.false_east_m) / m);
        let (mut xi1, mut eta1) = (xi, eta);
        for (j, beta) in (1..).zip(s.beta) {
            let k = 2.0 * f64::from(j);
            xi1 -= beta * sin(k * xi) * cosh(k * eta);
            eta1 -= beta * cos(k * xi) * sinh(k * eta);
        }
        let chi = asin((sin(xi1) / cosh(eta1)).clamp(-1.0, 1.0));
        let mut lat = chi;
        for (j, delta) in (1..).zip(s.delta) {
            lat += delta * sin(2.0 * f64::from(j) * chi);
        }
        let lon = atan2(sinh(eta1), cos(xi1));
        (self.meridian_deg + lon * 180.0 / PI, lat * 180.0 / PI)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// PROJ's transverse Mercator by another author (proj4rs) gives the same to a millimetre.
    #[test]
    fn projections_agree_with_proj() {
        for (code, text, lon) in [
            (4547, "+proj=tmerc +lat_0=0 +lon_0=114 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80", 113.2),
            (4526, "+proj=tmerc +lat_0=0 +lon_0=114 +k=1 +x_0=38500000 +y_0=0 +ellps=GRS80", 114.9),
            (4498, "+proj=tmerc +lat_0=0 +lon_0=117 +k=1 +x_0=20500000 +y_0=0 +ellps=GRS80", 119.6),
            (4509, "+proj=tmerc +lat_0=0 +lon_0=117 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80", 115.0),
            (32_649, "+proj=utm +zone=49 +ellps=WGS84", 113.1),
        ] {
            let Reference::Mercator(ours) = Reference::epsg(code) else { panic!("{code}") };
            let theirs = proj4rs::Proj::from_proj_string(text).unwrap();
            let degrees = proj4rs::Proj::from_proj_string("+proj=longlat +ellps=GRS80").unwrap();
            for lat in [3.0_f64, 29.15, 52.7] {
                let mut point = (f64::to_radians(lon), lat.to_radians(), 0.0);
                proj4rs::transform::transform(&degrees, &theirs, &mut point).unwrap();
                let (east, north) = ours.forward(lon, lat).unwrap();
                assert!(
                    (east - point.0).abs() < 1e-3 && (north - point.1).abs() < 1e-3,
                    "{code} {lat}: {east} {north} {point:?}"
                );
                let back = ours.inverse(east, north);
                assert!((back.0 - lon).abs() < 1e-9 && (back.1 - lat).abs() < 1e-9, "{code}: {back:?}");
            }
        }
    }

    #[test]
    fn a_county_gets_the_zone_that_it_lies_in() {
        assert_eq!(Reference::metric_at(113.1).0, 4547);
        assert_eq!(Reference::metric_at(106.6).0, 4545);
        assert_eq!(Reference::metric_at(7.5).0, 32_632);
    }
}
