//! How fast and how hot a surface fire burns: Rothermel (1972) with the changes of Albini (1976), as in BEHAVE, in SI
//! units (equations: Andrews 2018, RMRS-GTR-371).
//!
//! What does not depend on wind and slope is a [`Bed`]; [`Bed::spread`] adds wind and slope as vectors. Rates are along
//! the slope; [`Spread::on_map`] is their horizontal part.

use super::fuel::FuelModel;
use crate::num::math::{exp, pow};

/// Density of dry fuel, kg/m³; share without minerals; damping by silica at 1 % effective minerals; surface-to-volume
/// ratios of dead 10 h and 100 h fuel, 1/m.
const PARTICLE_KG_M3: f64 = 512.6;
const NET_SHARE: f64 = 1.0 - 0.0555;
const EFFECTIVE_MINERALS: f64 = 0.010;
const SAV_10H: f64 = 358.0;
const SAV_100H: f64 = 98.0;
/// Lower edges of the size classes by surface-to-volume ratio, 1/m (1200, 192, 96, 48 and 16 1/ft).
const SIZE_EDGES: [f64; 5] = [3937.0, 630.0, 315.0, 157.0, 52.0];
/// ft/min in a m/s, and mile/h in a m/s.
const FT_MIN: f64 = 196.85;
const MPH: f64 = 2.236_94;

/// Water in fuel, fraction of its dry weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moisture {
    pub dead_1h: f64,
    pub dead_10h: f64,
    pub dead_100h: f64,
    pub herb: f64,
    pub woody: f64,
}

/// A fuel model at a moisture: all that wind and slope do not change.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bed {
    /// Rate of spread on level ground without wind, m/min; 0 where it does not burn.
    pub base_m_min: f64,
    /// φw = `wind_factor`·(196.85·U)^`wind_power`; φs = `slope_factor`·tan²θ.
    wind_factor: f64,
    wind_power: f64,
    slope_factor: f64,
    /// Reaction intensity, kJ/m²/min, and time the flame stays at a place, min.
    pub reaction_kj_m2_min: f64,
    pub residence_min: f64,
}

/// How a fire spreads at a place: the fastest direction and the shape around it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spread {
    /// Rate of the head along the slope, m/min.
    pub head_m_min: f64,
    /// Unit vector of the head on the map, (x, y) as the wind and slope that were given; (1, 0) without any.
    pub heading: [f64; 2],
    /// Length of the ellipse over its width.
    pub length_to_width: f64,
    /// Midflame wind that alone would have the effect of wind and slope together, m/s.
    pub effective_wind_m_s: f64,
    /// Horizontal part of a metre along the slope in the direction of the head.
    pub cos_slope: f64,
}

impl Bed {
    /// A fuel at a moisture.
    pub fn new(fuel: &FuelModel, moisture: &Moisture) -> Bed {
        let [w1, w10, w100, mut w_herb, w_woody] = fuel.load;
        let [s1, s_herb, s_woody] = fuel.sav;
        // Cured herbs burn as dead fuel of their own fineness.
        let mut cured = 0.0;
        if fuel.dynamic {
            cured = w_herb * ((1.2 - moisture.herb) / 0.9).clamp(0.0, 1.0);
            w_herb -= cured;
        }
        // (load, surface-to-volume, moisture)
        let dead = [
            (w1, s1, moisture.dead_1h),
            (w10, SAV_10H, moisture.dead_10h),
            (w100, SAV_100H, moisture.dead_100h),
            (cured, s_herb, moisture.dead_1h),
        ];
        let live = [(w_herb, s_herb, moisture.herb), (w_woody, s_woody, moisture.woody)];
        let areas = [Category::area(&dead), Category::area(&live)];
        let area = areas[0] + areas[1];
        if area <= 0.0 {
            return Bed::default();
        }
        let (dead_mean, live_mean) = (Category::of(&dead, areas[0]), Category::of(&live, areas[1]));
        let share = [areas[0] / area, areas[1] / area];
        let sav = share[0] * dead_mean.sav + share[1] * live_mean.sav;
        let load: f64 = dead.iter().chain(&live).map(|c| c.0).sum();
        let bulk = load / fuel.depth_m;
        let packing = bulk / PARTICLE_KG_M3;
        let relative = packing / (8.858 * pow(sav, -0.8189));

        let a = 340.5 * pow(sav, -0.7913);
        let reaction_velocity =
            pow(relative, a) * exp(a * (1.0 - relative)) / (0.0594 + 2941.5 * pow(sav, -1.5));
        let live_mx = live_extinction(fuel.mx, &dead, &live);
        let minerals = (0.174 * pow(EFFECTIVE_MINERALS, -0.19)).min(1.0);
        let heat = dead_mean.net * moisture_damping(dead_mean.moisture / fuel.mx)
            + live_mean.net * moisture_damping(live_mean.moisture / live_mx);
        let reaction = reaction_velocity * fuel.heat_kj_kg * minerals * heat;

        let flux = exp((0.792 + 0.376 * sav.sqrt()) * (packing + 0.1)) / (192.0 + 0.0791 * sav);
        let sink = bulk * (share[0] * dead_mean.ignition + share[1] * live_mean.ignition);
        let wind_c = 7.47 * exp(-0.0692 * pow(sav, 0.55));
        let wind_e = 0.715 * exp(-1.094e-4 * sav);
        Bed {
            base_m_min: reaction * flux / sink,
            wind_factor: wind_c * pow(relative, -wind_e),
            wind_power: 0.0133 * pow(sav, 0.54),
            slope_factor: 5.275 * pow(packing, -0.3),
            reaction_kj_m2_min: reaction,
            residence_min: 1259.8 / sav,
        }
    }

    /// Whether it burns at all.
    pub fn burns(&self) -> bool {
        self.base_m_min > 0.0
    }

    /// Spread with a midflame wind, m/s, to where it blows, and a slope, m per m, uphill, both on the map.
    pub fn spread(&self, wind_m_s: [f64; 2], slope: [f64; 2]) -> Spread {
        let (wind, steep) = (length(wind_m_s), length(slope));
        let mut push = [0.0; 2];
        if wind > 0.0 {
            let strength = self.wind_factor * pow(FT_MIN * wind, self.wind_power) / wind;
            push = [push[0] + strength * wind_m_s[0], push[1] + strength * wind_m_s[1]];
        }
        if steep > 0.0 {
            let strength = self.slope_factor * steep;
            push = [push[0] + strength * slope[0], push[1] + strength * slope[1]];
        }
        let strength = length(push);
        if !self.burns() || strength <= 0.0 {
            let (heading, cos_slope) = ([1.0, 0.0], 1.0);
            let head_m_min = self.base_m_min;
            return Spread { head_m_min, heading, length_to_width: 1.0, effective_wind_m_s: 0.0, cos_slope };
        }
        let heading = [push[0] / strength, push[1] / strength];
        let effective_wind_m_s = pow(strength / self.wind_factor, 1.0 / self.wind_power) / FT_MIN;
        let rise = slope[0] * heading[0] + slope[1] * heading[1];
        Spread {
            head_m_min: self.base_m_min * (1.0 + strength),
            heading,
            length_to_width: length_to_width(effective_wind_m_s),
            effective_wind_m_s,
            cos_slope: 1.0 / (1.0 + rise * rise).sqrt(),
        }
    }

    /// Byram's fireline intensity at a rate of spread, kW/m.
    pub fn intensity_kw_m(&self, rate_m_min: f64) -> f64 {
        self.reaction_kj_m2_min * self.residence_min * rate_m_min / 60.0
    }
}

impl Spread {
    /// Half-axes of the ellipse, m/min on the map: along the heading, across it, and how far its middle runs ahead.
    pub fn on_map(&self) -> [f64; 3] {
        let head = self.head_m_min * self.cos_slope;
        let lw = self.length_to_width;
        let e = (lw * lw - 1.0).max(0.0).sqrt() / lw;
        let back = head * (1.0 - e) / (1.0 + e);
        let along = 0.5 * (head + back);
        [along, along / lw, 0.5 * (head - back)]
    }
}

/// Flame length of a fireline intensity, m (Byram 1959).
pub fn flame_length_m(intensity_kw_m: f64) -> f64 {
    0.0775 * pow(intensity_kw_m.max(0.0), 0.46)
}

/// Length over width of the fire's ellipse by the effective midflame wind, m/s (Anderson 1983 as in BEHAVE).
pub fn length_to_width(effective_wind_m_s: f64) -> f64 {
    let mph = effective_wind_m_s * MPH;
    (0.936 * exp(0.1147 * mph) + 0.461 * exp(-0.0692 * mph) - 0.397).clamp(1.0, 8.0)
}

fn length([x, y]: [f64; 2]) -> f64 {
    (x * x + y * y).sqrt()
}

/// Means over the size classes of dead or of live fuel.
struct Category {
    sav: f64,
    moisture: f64,
    /// Load without minerals, weighted by size class, kg/m².
    net: f64,
    /// Heat to bring a kilogram of the bed to ignition, weighted by what takes part, kJ/kg.
    ignition: f64,
}

impl Category {
    fn area(classes: &[(f64, f64, f64)]) -> f64 {
        classes.iter().map(|(load, sav, _)| load * sav / PARTICLE_KG_M3).sum()
    }

    fn of(classes: &[(f64, f64, f64)], area: f64) -> Category {
        if area <= 0.0 {
            return Category { sav: 0.0, moisture: 0.0, net: 0.0, ignition: 0.0 };
        }
        let share = |&(load, sav, _): &(f64, f64, f64)| load * sav / PARTICLE_KG_M3 / area;
        let size = |sav: f64| SIZE_EDGES.iter().position(|edge| sav >= *edge);
        let mean = |value: &dyn Fn(&(f64, f64, f64)) -> f64| -> f64 {
            classes.iter().map(|c| share(c) * value(c)).sum()
        };
        let of_size = |sav: f64| -> f64 {
            let own = size(sav);
            // Fuel thicker than the last class takes no part.
            own.map_or(0.0, |_| classes.iter().filter(|c| size(c.1) == own).map(share).sum())
        };
        Category {
            sav: mean(&|c| c.1),
            moisture: mean(&|c| c.2),
            net: NET_SHARE * classes.iter().map(|c| of_size(c.1) * c.0).sum::<f64>(),
            ignition: mean(&|c| exp(-452.8 / c.1) * (581.5 + 2595.8 * c.2)),
        }
    }
}

/// Moisture of extinction of live fuel: it burns when enough fine dry dead fuel burns beside it.
fn live_extinction(dead_mx: f64, dead: &[(f64, f64, f64)], live: &[(f64, f64, f64)]) -> f64 {
    let fine_dead: f64 = dead.iter().map(|(w, s, _)| w * exp(-452.8 / s)).sum();
    let fine_live: f64 = live.iter().map(|(w, s, _)| w * exp(-1640.4 / s)).sum();
    if fine_live <= 0.0 || fine_dead <= 0.0 {
        return dead_mx;
    }
    let wet: f64 = dead.iter().map(|(w, s, m)| w * m * exp(-452.8 / s)).sum::<f64>() / fine_dead;
    (2.9 * fine_dead / fine_live * (1.0 - wet / dead_mx) - 0.226).max(dead_mx)
}

/// Share of the reaction that moisture leaves, by moisture over moisture of extinction.
fn moisture_damping(ratio: f64) -> f64 {
    if ratio >= 1.0 {
        return 0.0;
    }
    let r = ratio.max(0.0);
    (1.0 - 2.59 * r + 5.11 * r * r - 3.52 * r * r * r).max(0.0)
}

/// Share of the wind at 6.1 m over the trees or the open ground that is felt at midflame height. In the open by the
/// depth of the fuel, m; under trees by the crowns' cover (a fraction), their height, m, and the share of a tree that is
/// crown (Albini and Baughman 1979).
pub fn wind_adjustment(depth_m: f64, trees: Option<(f64, f64, f64)>) -> f64 {
    const FT: f64 = 1.0 / 0.3048;
    let log = |height_ft: f64| crate::num::math::ln((20.0 + 0.36 * height_ft) / (0.13 * height_ft));
    if let Some((cover, height_m, crown_ratio)) = trees {
        let (fill, height_ft) = (cover * crown_ratio / 3.0, height_m * FT);
        if fill >= 0.05 && height_ft >= 6.0 {
            return 0.555 / ((fill * height_ft).sqrt() * log(height_ft));
        }
    }
    1.83 / log(depth_m.max(0.01) * FT)
}

/// Wind at 6.1 m from that at 10 m.
pub fn wind_6m(wind_10m: f64) -> f64 {
    wind_10m / 1.15
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{hazard::wildfire::fuel, num::math::sin};

    /// Rows of the reference's table A7: model, moisture %, wind m/s, slope %, wind from upslope °, R, L, I, L/W.
    #[rustfmt::skip]
    const BEHAVE: [(&str, [f64; 5], f64, f64, f64, [f64; 4]); 11] = [
        ("FM1", [5., 6., 7., 0., 0.], 0.0, 0.0, 0.0, [1.484, 0.347, 26.0, 1.0]),
        ("FM1", [5., 6., 7., 0., 0.], 3.0, 0.0, 0.0, [59.98, 1.900, 1050.0, 1.914]),
        ("FM3", [8., 9., 10., 0., 0.], 3.0, 30.0, 0.0, [53.93, 4.559, 7038.0, 2.009]),
        ("FM4", [6., 7., 8., 90., 90.], 2.0, 20.0, 0.0, [25.24, 5.973, 12666.0, 1.542]),
        ("FM8", [8., 9., 10., 0., 0.], 2.0, 0.0, 0.0, [0.507, 0.283, 16.7, 1.505]),
        ("FM9", [6., 7., 8., 0., 0.], 2.0, 30.0, 0.0, [2.874, 0.889, 201.0, 1.579]),
        ("FM10", [6., 7., 8., 100., 100.], 2.0, 0.0, 0.0, [2.467, 1.464, 596.0, 1.505]),
        ("GR2", [3., 4., 5., 30., 60.], 1.618, 0.0, 0.0, [14.06, 1.569, 693.0, 1.380]),
        ("SH9", [9., 10., 11., 90., 120.], 2.0, 50.0, 135.0, [6.880, 3.687, 4436.0, 1.372]),
        ("TU3", [6., 7., 8., 60., 90.], 1.5, 30.0, 0.0, [6.543, 1.903, 1054.0, 1.425]),
        ("TL8", [6., 7., 8., 0., 0.], 2.0, 0.0, 0.0, [1.786, 0.961, 239.0, 1.505]),
    ];

    pub(crate) fn moisture(percent: [f64; 5]) -> Moisture {
        let [dead_1h, dead_10h, dead_100h, herb, woody] = percent.map(|p| p / 100.0);
        Moisture { dead_1h, dead_10h, dead_100h, herb, woody }
    }

    #[test]
    fn rates_flames_and_shapes_are_those_of_behave() {
        for (code, percent, wind, slope, from_upslope, expected) in BEHAVE {
            let bed = Bed::new(fuel::by_name(code).unwrap(), &moisture(percent));
            // Upslope is x; the wind blows to where the angle from upslope says.
            let angle = f64::to_radians(from_upslope);
            let spread =
                bed.spread([wind * crate::num::math::cos(angle), wind * sin(angle)], [slope / 100.0, 0.0]);
            let intensity = bed.intensity_kw_m(spread.head_m_min);
            let got = [spread.head_m_min, flame_length_m(intensity), intensity, spread.length_to_width];
            println!("{code}: R, L, I, L/W {got:.3?}, BEHAVE {expected:?}");
            for (k, allowed) in [(0, 0.005), (1, 0.005), (2, 0.011), (3, 0.002)] {
                // The reference rounds to three or four digits.
                let rounding = if k == 3 { 0.0006 } else { 0.0006 / expected[k] };
                assert!((got[k] / expected[k] - 1.0).abs() < allowed + rounding, "{code}: {k}");
            }
        }
        let wet = Bed::new(fuel::by_name("TL8").unwrap(), &moisture([36., 37., 38., 0., 0.]));
        assert_eq!(wet.spread([3.0, 0.0], [0.0, 0.0]).head_m_min, 0.0);
    }

    #[test]
    fn the_wind_at_the_flames_is_a_share_of_the_wind_above() {
        // Tables of Andrews (2012), RMRS-GTR-266: 0.36 for FM1 and GR1, 0.55 for FM4, unsheltered.
        for (depth_m, share) in [(0.3048, 0.36), (1.8288, 0.55), (0.762, 0.44)] {
            assert!(
                (wind_adjustment(depth_m, None) - share).abs() < 0.012,
                "{}",
                wind_adjustment(depth_m, None)
            );
        }
        let under = wind_adjustment(0.1, Some((0.8, 18.0, 0.4)));
        println!("under trees {under:.3}");
        assert!((0.08..0.2).contains(&under));
        assert_eq!(wind_adjustment(0.3, Some((0.1, 18.0, 0.4))), wind_adjustment(0.3, None));
    }

    #[test]
    fn wind_and_slope_against_each_other_weaken_the_fire() {
        let bed = Bed::new(fuel::by_name("SH4").unwrap(), &moisture([6., 7., 8., 60., 90.]));
        let up = bed.spread([2.0, 0.0], [0.3, 0.0]);
        let against = bed.spread([2.0, 0.0], [-0.3, 0.0]);
        let across = bed.spread([2.0, 0.0], [0.0, 0.3]);
        assert!(up.head_m_min > across.head_m_min && across.head_m_min > against.head_m_min);
        assert!(across.heading[1] > 0.0 && across.heading[0] > 0.0);
        // Turned by a quarter, the fire is the same.
        let turned = bed.spread([0.0, 2.0], [-0.3, 0.0]);
        assert!((turned.head_m_min - across.head_m_min).abs() < 1e-12);
        assert!((turned.heading[0] + across.heading[1]).abs() < 1e-15);
    }
}
