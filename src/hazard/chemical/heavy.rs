//! Clouds of heavy gas: they sink, run apart over the ground and mix slowly, until they are thin enough to go with the air.
//!
//! A part of a cloud is taken as a box as wide as 2W and as high as H. Its edges run out with k·√(g′·H), k = 1.15 (van
//! Ulden 1974); air comes in from above as fast as into a light cloud divided by φ(Ri) = 1 + 0.1125·Ri^1.04, Ri = g′·H/u*²
//! (DEGADIS, Havens and Spicer 1985, scaled to one where Ri is nothing). Mixing does not change g′·H·W of a plume's section
//! nor g′·H·W² of a cloud let out at once, so both steps are exact: W^1.5 grows by 1.5·k·√(g′HW)·t, W² by 2·k·√(g′HW²)·t.
//! Heat taken up from the ground and drops in the cloud are left out; ammonia, which drops make heavy, is thus light here.

use super::{
    air::{GRAVITY_M_S2, air_kg_m3},
    sigma::{Terrain, Widths},
};
use crate::num::math::{cbrt, pow};

/// Speed of the edge over √(g′·H).
const EDGE: f64 = 1.15;
/// A Gaussian section has the area of a box of √(π/2)·σy by √(π/2)·σz on each side.
const BOX: f64 = 1.253_314_137_315_5;
/// u*/u at 10 m over roughness of 0.1 m and 1 m: 0.4/ln(10/z0).
const FRICTION: (f64, f64) = (0.0869, 0.1737);

/// What makes a cloud heavy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heavy {
    /// Density of the gas as it is let out, kg/m³.
    gas_kg_m3: f64,
    /// g·(ρ − ρ_air)/ρ_air of the pure gas, m/s².
    gravity_m_s2: f64,
    /// u*/u.
    friction: f64,
}

/// A part of a cloud.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Section {
    pub mass_kg: f64,
    /// Length of the plume that it stands for, m; zero for what was let out at once.
    pub long_m: f64,
    /// σy and σz, m.
    pub sigma_m: [f64; 2],
}

impl Section {
    /// Volume of its box, m³: 2W wide, H high, and as long as it is, or, of what was let out at once, as wide.
    fn volume_m3(&self) -> f64 {
        let [across, up] = self.sigma_m;
        let (wide, high) = (2.0 * BOX * across, BOX * up);
        wide * high * if self.long_m > 0.0 { self.long_m } else { wide }
    }

    /// Concentration in its box, kg/m³: that of the Gaussian cloud in its middle at the ground.
    pub fn kg_m3(&self) -> f64 {
        let volume = self.volume_m3();
        if volume > 0.0 { self.mass_kg / volume } else { 0.0 }
    }
}

impl Heavy {
    /// Of a gas of this density in air of this temperature; nothing if it is not heavier.
    pub fn new(gas_kg_m3: f64, air_c: f64, terrain: Terrain) -> Option<Self> {
        let air = air_kg_m3(air_c);
        let friction = match terrain {
            Terrain::Rural => FRICTION.0,
            Terrain::Urban => FRICTION.1,
        };
        (gas_kg_m3 > air).then(|| Self {
            gas_kg_m3,
            gravity_m_s2: GRAVITY_M_S2 * (gas_kg_m3 - air) / air,
            friction,
        })
    }

    /// σy and σz at the source: a plume's section holds the pure gas in a box of one width and height, or as wide as the
    /// source; what is let out at once a box as wide as high.
    pub fn source_sigma_m(&self, mass_kg: f64, long_m: f64, width_m: f64) -> [f64; 2] {
        let volume = mass_kg / self.gas_kg_m3;
        let (half, high) = if long_m > 0.0 {
            let area = volume / long_m;
            let half = (0.5 * area.sqrt()).max(0.5 * width_m);
            (half, 0.5 * area / half)
        } else {
            let half = cbrt(0.25 * volume).max(0.5 * width_m);
            (half, 0.25 * volume / (half * half))
        };
        [half / BOX, high / BOX]
    }

    /// Widths of a section after some seconds in a wind, m/s; `widths` are those of light gas.
    pub fn widen(&self, section: &Section, widths: &Widths, wind_m_s: f64, seconds: f64) -> [f64; 2] {
        let [across, up] = section.sigma_m;
        let (half, high) = (BOX * across, BOX * up);
        let reduced = self.gravity_m_s2 * section.kg_m3() / self.gas_kg_m3;
        let (wide, lower) = if section.long_m > 0.0 {
            let run = 1.5 * EDGE * (reduced * high * half).sqrt() * seconds;
            let wide = pow(pow(half, 1.5) + run, 2.0 / 3.0);
            (wide, high * half / wide)
        } else {
            let wide = (half * half + 2.0 * EDGE * half * (reduced * high).sqrt() * seconds).sqrt();
            (wide, high * half * half / (wide * wide))
        };
        let friction = self.friction * wind_m_s;
        let richardson = reduced * lower / (friction * friction);
        let way = wind_m_s * seconds;
        let mixing = way / (1.0 + 0.1125 * pow(richardson, 1.04));
        // Eddies thin the cloud sideways only where they carry gas further than its own edge runs.
        let eddies = widths.across_m(widths.way_of_across_m(across) + way);
        let (across, lower) = if eddies > wide / BOX { (eddies, high) } else { (wide / BOX, lower) };
        [across, widths.up_m(widths.way_of_up_m(lower / BOX) + mixing)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hazard::chemical::{
        dense::DenseRelease,
        plume::Plume,
        sigma::Stability,
        substance::{Substance, by_id},
    };

    /// Concentration on the axis of a steady plume at some distances, kg/m³, and its half width, by following a section.
    fn plume(
        gas: &Substance,
        rate_kg_s: f64,
        wind_m_s: f64,
        stability: Stability,
        at: &[f64],
    ) -> Vec<[f64; 2]> {
        let widths = Widths::plume(stability, Terrain::Rural);
        let gas_c = gas.boiling_c.min(20.0);
        let heavy = Heavy::new(gas.vapour_kg_m3(gas_c), 20.0, Terrain::Rural).unwrap();
        let (mass_kg, long_m) = (rate_kg_s / wind_m_s, 1.0);
        let sigma_m = heavy.source_sigma_m(mass_kg, long_m, 0.0);
        let mut section = Section { mass_kg, long_m, sigma_m };
        let mut x = 0.0;
        at.iter()
            .map(|&stop| {
                while x < stop {
                    let step = f64::min(stop - x, 2.0 * wind_m_s);
                    section.sigma_m = heavy.widen(&section, &widths, wind_m_s, step / wind_m_s);
                    x += step;
                }
                [section.kg_m3(), BOX * section.sigma_m[0]]
            })
            .collect()
    }

    /// The workbook of Britter and McQuaid is an outside measure. It is for smooth ground, where light gas mixes less than
    /// Briggs' open country does: what weight changes is compared, each against its own light gas. Models agree with field
    /// trials, and with one another, to a factor of two or three.
    #[test]
    fn weight_changes_a_plume_about_as_the_workbook_has_it() {
        let chlorine = by_id("chlorine").unwrap();
        let at = [100.0, 200.0, 500.0, 1_000.0];
        for (rate_kg_s, wind_m_s) in [(5.0, 3.0), (20.0, 5.0), (50.0, 3.0), (50.0, 8.0)] {
            let book = DenseRelease {
                rate_kg_s,
                gas_kg_m3: chlorine.vapour_kg_m3(chlorine.boiling_c),
                gas_c: chlorine.boiling_c,
                air_c: 20.0,
                wind_m_s,
            };
            let ours = plume(chlorine, rate_kg_s, wind_m_s, Stability::D, &at);
            for (x, [kg_m3, half_m]) in at.iter().zip(&ours) {
                let light =
                    Plume::new(rate_kg_s, 0.0, wind_m_s, Stability::D, Terrain::Rural).at(*x, 0.0, 0.0);
                let ways = x / book.size_m();
                let cold = (20.0 + 273.15) / (chlorine.boiling_c + 273.15);
                let (here, there) = (kg_m3 / light, book.share_at(*x) / (306.0 * cold / (ways * ways)));
                let (eddies, edge) =
                    (Widths::plume(Stability::D, Terrain::Rural).across_m(*x), book.half_width_m(*x));
                println!(
                    "{rate_kg_s} kg/s, {wind_m_s} m/s, {x} m: {here:.2} of light gas (book {there:.2}); {half_m:.0} m to a side (book's edge {edge:.0})"
                );
                assert!(here / there > 1.0 / 3.0 && here / there < 1.5, "{here} {there}");
                assert!(*half_m >= 0.99 * BOX * eddies && half_m / edge > 0.35 && half_m / edge < 1.0);
            }
        }
    }

    #[test]
    fn what_is_let_out_at_once_runs_apart_and_is_not_made_less() {
        let lpg = by_id("lpg").unwrap();
        let heavy = Heavy::new(lpg.vapour_kg_m3(lpg.boiling_c), 20.0, Terrain::Rural).unwrap();
        let widths = Widths::plume(Stability::F, Terrain::Rural);
        let sigma_m = heavy.source_sigma_m(10_000.0, 0.0, 0.0);
        let mut cloud = Section { mass_kg: 10_000.0, long_m: 0.0, sigma_m };
        let pure = cloud.kg_m3();
        assert!((pure / lpg.vapour_kg_m3(lpg.boiling_c) - 1.0).abs() < 1e-9);
        // By hand: W² = W0² + 2·1.15·√(g′HW²)·t of the pure gas, which hardly mixes at first.
        let half = BOX * sigma_m[0];
        let run = 2.0 * EDGE * (heavy.gravity_m_s2 * BOX * sigma_m[1]).sqrt() * half * 2.0;
        cloud.sigma_m = heavy.widen(&cloud, &widths, 1.0, 2.0);
        let wide = BOX * cloud.sigma_m[0];
        println!("after 2 s {wide:.2} m to a side, by hand {:.2}", (half * half + run).sqrt());
        assert!((wide / (half * half + run).sqrt() - 1.0).abs() < 1e-9);
        let mut last = cloud;
        for _ in 0..300 {
            cloud.sigma_m = heavy.widen(&cloud, &widths, 1.0, 2.0);
            assert!(cloud.sigma_m[0] > last.sigma_m[0] && cloud.kg_m3() < last.kg_m3());
            last = cloud;
        }
        // In ten minutes it is wide and low: a light cloud after 600 m has σy 23 m and σz 8 m.
        assert!(cloud.sigma_m[0] > 100.0 && cloud.sigma_m[1] < 8.0, "{:?}", cloud.sigma_m);
    }

    #[test]
    fn gas_that_is_not_heavy_goes_with_the_air() {
        assert!(Heavy::new(0.7, 20.0, Terrain::Rural).is_none());
        assert!(Heavy::new(f64::NAN, 20.0, Terrain::Rural).is_none());
        // So little that weight does nothing: the widths of light gas.
        let chlorine = by_id("chlorine").unwrap();
        let widths = Widths::plume(Stability::D, Terrain::Rural);
        let [light] = plume(chlorine, 1e-6, 5.0, Stability::D, &[500.0])[..] else { panic!() };
        assert!((light[1] / (BOX * widths.across_m(500.0)) - 1.0).abs() < 1e-3);
    }
}
