//! How far firebrands of a wind-driven surface fire are carried: Albini (1983), Chase (1984), as in BEHAVE.

use crate::num::{
    Draw,
    math::{ln, pow},
};

const FT: f64 = 0.3048;
const MPH: f64 = 2.236_94;
const KW_M_PER_BTU_FT_S: f64 = 3.459_2;
const MILE_M: f64 = 1609.344;

/// Greatest distance over level ground at which a brand still kindles, m, by fireline intensity, kW/m, wind at 6.1 m,
/// m/s, and the mean height of what stands downwind, m. 0 without wind or fire.
pub fn greatest_m(intensity_kw_m: f64, wind_6m_m_s: f64, cover_m: f64) -> f64 {
    if !(intensity_kw_m > 0.0 && wind_6m_m_s > 0.0) {
        return 0.0;
    }
    let wind = wind_6m_m_s * MPH;
    // Height to which a thermal lifts brands, ft.
    let lifted = 1.055 * (322.0 * pow(0.474 * wind, -1.01) * intensity_kw_m / KW_M_PER_BTU_FT_S).sqrt();
    // A low thermal does not clear the trees; the brand then falls as from the height at which the formula holds.
    let cover = (cover_m / FT).max(2.2 * pow(lifted, 0.337) - 4.0).max(1.0);
    let ratio = lifted / cover;
    let fall = 0.000_718 * wind * cover.sqrt() * (0.362 + 0.5 * ratio.sqrt() * ln(ratio)).max(0.0);
    let drift = 0.000_278 * wind * pow(lifted, 0.643);
    (fall + drift) * MILE_M
}

/// A brand that kindles: where it comes down from where it rose, m to the east and to the south, and when, s later.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Brand {
    pub off_m: [f64; 2],
    pub after_s: f64,
}

/// Chance that a cell of burning crowns throws a brand that kindles in dry fuel, by its area, 1/ha \[A\]; a surface fire
/// throws fewer, in proportion to its flame over [`HIGH_FLAME_M`], and none from below [`LOW_FLAME_M`].
const CHANCE_PER_HA: f64 = 0.05;
const HIGH_FLAME_M: f64 = 6.0;
const LOW_FLAME_M: f64 = 1.2;
/// Fine fuel as damp as this is not kindled by brands \[A\], a fraction.
const DAMP: f64 = 0.25;
/// Mean distance of brands that kindle, as a share of the greatest (few fly far: exponential) \[A\].
const MEAN_SHARE: f64 = 0.25;
/// Minutes from landing to a fire that spreads \[A\].
const KINDLES_MIN: f64 = 2.0;

/// The brand of a cell when the fire passes it, if it throws one that kindles: flame, m, and fireline intensity, kW/m;
/// wind at 6.1 m to where it blows, m/s; cover, m; moisture of fine fuel. Draws are keyed by `draw`.
pub fn brand(
    draw: Draw,
    area_m2: f64,
    flame_m: f64,
    intensity_kw_m: f64,
    wind_6m: [f64; 2],
    cover_m: f64,
    fine: f64,
) -> Option<Brand> {
    let wind = (wind_6m[0] * wind_6m[0] + wind_6m[1] * wind_6m[1]).sqrt();
    if flame_m < LOW_FLAME_M || wind <= 0.0 {
        return None;
    }
    let strength = (flame_m / HIGH_FLAME_M).min(1.0);
    let chance = CHANCE_PER_HA * area_m2 * 1e-4 * strength * (1.0 - fine / DAMP).max(0.0);
    let unit = |part: u64| f64::from(draw.part(part).unit());
    if unit(0) >= chance {
        return None;
    }
    let greatest = greatest_m(intensity_kw_m, wind, cover_m);
    let far = (-MEAN_SHARE * ln(1.0 - unit(1))).min(1.0) * greatest;
    // Brands scatter to the sides by some degrees.
    let aside = far * 0.3 * (unit(2) - 0.5);
    let [east, south] = wind_6m.map(|w| w / wind);
    let off_m = [far * east - aside * south, far * south + aside * east];
    Some(Brand { off_m, after_s: far / wind + 60.0 * KINDLES_MIN })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brands_fly_as_far_as_the_reference_says() {
        for (flame_m, wind, expected) in
            [(2.0, 5.0, 272.7), (2.0, 10.0, 409.6), (4.0, 5.0, 492.9), (4.0, 10.0, 751.7)]
        {
            let intensity = pow(flame_m / 0.0775, 1.0 / 0.46);
            let got = greatest_m(intensity, wind, 10.0);
            println!("flame {flame_m} m, wind {wind} m/s: {got:.1} m, reference {expected}");
            assert!((got / expected - 1.0).abs() < 1e-3);
        }
        assert_eq!(greatest_m(0.0, 5.0, 10.0), 0.0);
        assert_eq!(greatest_m(500.0, 0.0, 10.0), 0.0);
    }

    #[test]
    fn brands_fall_downwind_within_reach_and_more_of_them_near() {
        let draw = |cell: u64| Draw::new(7, cell, crate::num::draw::Process::Brands);
        let throw = |cell: u64, fine: f64| brand(draw(cell), 3600.0, 8.0, 20_000.0, [8.0, 0.0], 10.0, fine);
        let brands: Vec<Brand> = (0..20_000).filter_map(|cell| throw(cell, 0.05)).collect();
        let reach = greatest_m(20_000.0, 8.0, 10.0);
        println!("{} brands, reach {reach:.0} m", brands.len());
        // 0.05 per ha × 0.36 ha × 0.8 for the moisture of 20,000 cells.
        assert!((brands.len() as f64 / 288.0 - 1.0).abs() < 0.2);
        assert!(brands.iter().all(|b| b.off_m[0] >= 0.0 && b.off_m[0] <= reach && b.after_s >= 120.0));
        let near = brands.iter().filter(|b| b.off_m[0] < 0.25 * reach).count();
        assert!(near * 2 > brands.len() && near < brands.len());
        assert!((0..20_000).all(|cell| throw(cell, 0.26).is_none()), "damp fuel does not kindle");
        assert_eq!(throw(5, 0.05), throw(5, 0.05));
    }
}
