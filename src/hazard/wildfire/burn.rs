//! The fire at one place: surface fire and crowns together, as an ellipse for the front and an intensity where it passes.

use super::{
    crown::{CrownFire, Crowns},
    front::Ellipse,
    spread::{Bed, flame_length_m, wind_6m},
};

const MPH: f64 = 2.236_94;

/// What a fire finds at a place.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub bed: &'a Bed,
    /// Rise of the ground, m per m, to the east and to the south.
    pub slope: [f64; 2],
    /// Wind at the flames and in the open at 10 m, m/s, to where it blows, to the east and to the south.
    pub midflame_m_s: [f64; 2],
    pub wind_10m_s: [f64; 2],
    pub crowns: Option<&'a Crowns>,
    /// Moisture of fine dead fuel, a fraction.
    pub fine: f64,
}

/// How it burns there.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Fire {
    pub ellipse: Ellipse,
    pub crown: CrownFire,
    /// kW/m for each m/s that the edge moves, of the surface fire and of the crowns.
    surface: f64,
    crowns: f64,
}

impl Place<'_> {
    /// The fire that spreads from here.
    pub fn fire(&self) -> Fire {
        let spread = self.bed.spread(self.midflame_m_s, self.slope);
        if !self.bed.burns() {
            return Fire::default();
        }
        let [along, across, ahead] = spread.on_map();
        let mut fire = Fire {
            ellipse: ellipse(spread.heading, along, across, ahead),
            crown: CrownFire::None,
            surface: self.bed.intensity_kw_m(60.0) / spread.cos_slope,
            crowns: 0.0,
        };
        let Some(crowns) = self.crowns else { return fire };
        let [wx, wy] = self.wind_10m_s;
        let wind = (wx * wx + wy * wy).sqrt();
        let surface = self.bed.intensity_kw_m(spread.head_m_min);
        let (kind, rate) = crowns.fire(surface, wind, self.fine);
        if kind == CrownFire::None {
            return fire;
        }
        fire.crown = kind;
        let share = if kind == CrownFire::Active { 1.0 } else { 0.4 };
        fire.crowns = share * crowns.adds_kw_m(60.0);
        if rate > along + ahead {
            // Rothermel (1991): crown fires are slender by the open wind.
            let lw = (1.0 + 0.125 * wind_6m(wind) * MPH).min(8.0);
            let e = (lw * lw - 1.0).sqrt() / lw;
            let back = rate * (1.0 - e) / (1.0 + e);
            let heading = if wind > 0.0 { [wx / wind, wy / wind] } else { spread.heading };
            let along = 0.5 * (rate + back);
            fire.ellipse = ellipse(heading, along, along / lw, 0.5 * (rate - back));
        }
        fire
    }
}

impl Fire {
    /// Fireline intensity where the edge moves at a rate, kW/m.
    pub fn intensity_kw_m(&self, rate_m_s: f64) -> f64 {
        (self.surface + self.crowns) * rate_m_s
    }

    /// Flame length there, m. Byram's formula, which for burning crowns is a lower bound.
    pub fn flame_m(&self, rate_m_s: f64) -> f64 {
        flame_length_m(self.intensity_kw_m(rate_m_s))
    }
}

/// Half-axes in m/min as an ellipse in m/s.
fn ellipse(heading: [f64; 2], along: f64, across: f64, ahead: f64) -> Ellipse {
    let per_s = |m_min: f64| (m_min / 60.0) as f32;
    Ellipse {
        heading: heading.map(|h| h as f32),
        along: per_s(along),
        across: per_s(across),
        ahead: per_s(ahead),
    }
}

/// Steepest ground that the fire is reckoned with, m per m (72°): the slope factor grows with its square and was measured
/// on slopes far gentler; a cliff or a bad cell of the elevation must not make a fire of thousands of m/min.
const STEEPEST: f32 = 3.0;

/// Rise of the ground at each cell, m per m, to the east and to the south: central differences, one-sided at the edge,
/// [`STEEPEST`] at most along each axis.
pub fn slopes(spec: &crate::num::GridSpec, ground_m: &[f32]) -> Vec<[f32; 2]> {
    (0..spec.len())
        .map(|cell| {
            let (row, col) = spec.row_col(cell);
            let rise = |low: usize, high: usize, apart: usize| {
                if apart == 0 {
                    0.0
                } else {
                    let rise = (ground_m[high] - ground_m[low]) / (apart as f32 * spec.cell_m);
                    rise.clamp(-STEEPEST, STEEPEST)
                }
            };
            let (w, e) = (col.min(1), (spec.cols - 1 - col).min(1));
            let (n, s) = (row.min(1), (spec.rows - 1 - row).min(1));
            [rise(cell - w, cell + e, w + e), rise(cell - n * spec.cols, cell + s * spec.cols, n + s)]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        hazard::wildfire::{fuel, spread::Moisture},
        num::GridSpec,
    };

    const DRY: Moisture = Moisture { dead_1h: 0.06, dead_10h: 0.07, dead_100h: 0.08, herb: 0.6, woody: 0.9 };
    const PINE: Crowns =
        Crowns { base_m: 1.0, height_m: 10.0, bulk_kg_m3: 0.2, cover: 0.7, foliar_pct: 100.0 };

    fn place<'a>(bed: &'a Bed, wind: f64, crowns: Option<&'a Crowns>) -> Place<'a> {
        Place {
            bed,
            slope: [0.0, 0.0],
            midflame_m_s: [0.3 * wind, 0.0],
            wind_10m_s: [wind, 0.0],
            crowns,
            fine: 0.06,
        }
    }

    #[test]
    fn the_head_is_hotter_than_the_flank_and_the_crowns_make_it_run() {
        let bed = Bed::new(fuel::by_name("TU5").unwrap(), &DRY);
        let ground = place(&bed, 12.0, None).fire();
        let crown = place(&bed, 12.0, Some(&PINE)).fire();
        assert_eq!((ground.crown, crown.crown), (CrownFire::None, CrownFire::Active));
        let head = |fire: &Fire| f64::from(fire.ellipse.rate([1.0, 0.0]));
        let flank = |fire: &Fire| f64::from(fire.ellipse.rate([0.0, 1.0]));
        assert!(head(&crown) > 2.0 * head(&ground) && head(&ground) > flank(&ground));
        assert!(ground.intensity_kw_m(head(&ground)) > ground.intensity_kw_m(flank(&ground)));
        // On level ground the head's intensity is Byram's own.
        let spread = bed.spread([3.6, 0.0], [0.0, 0.0]);
        let byram = bed.intensity_kw_m(spread.head_m_min);
        assert!((ground.intensity_kw_m(head(&ground)) / byram - 1.0).abs() < 1e-6);
        assert!(crown.flame_m(head(&crown)) > ground.flame_m(head(&ground)));
    }

    #[test]
    fn crown_fires_get_slender_with_the_wind_up_to_eight_to_one() {
        // Rothermel (1991): 1 + 0.125·U at 20 ft, mph; the drill's winds are at 10 m.
        let bed = Bed::new(fuel::by_name("TU5").unwrap(), &DRY);
        for wind in [6.0, 12.0, 18.0, 60.0] {
            let fire = place(&bed, wind, Some(&PINE)).fire();
            assert_eq!(fire.crown, CrownFire::Active);
            let lw = f64::from(fire.ellipse.along / fire.ellipse.across);
            let expected = (1.0 + 0.125 * wind / 1.15 / 0.447_04).min(8.0);
            println!("{wind} m/s: {lw:.3}, by hand {expected:.3}");
            assert!((lw / expected - 1.0).abs() < 0.01);
        }
    }

    #[test]
    fn slopes_of_a_plane_are_the_same_everywhere() {
        let spec = GridSpec { rows: 5, cols: 7, cell_m: 10.0 };
        let ground: Vec<f32> = (0..35).map(|c| 3.0 * (c % 7) as f32 - 2.0 * (c / 7) as f32).collect();
        for [east, south] in slopes(&spec, &ground) {
            assert!((east - 0.3).abs() < 1e-5 && (south + 0.2).abs() < 1e-5);
        }
        let dot = GridSpec { rows: 1, cols: 1, cell_m: 10.0 };
        assert_eq!(slopes(&dot, &[5.0]), [[0.0, 0.0]]);
    }
}
