//! Stability of the air from wind, sun and clouds: the table of Pasquill (1961) as Turner (1970) gives it; where it names
//! two classes, the calmer of both.

use super::sigma::Stability;

/// Class for a wind 10 m over the ground, m/s, an hour of the day, 0 to 24, and the share of sun or of cooling that clouds
/// let through, 0 to 1. Day is from 7 to 18; the sun is strong from 10 to 15 under a clear sky.
pub fn stability(wind_m_s: f64, hour: f64, clear: f64) -> Stability {
    use Stability::{A, B, C, D, E, F};
    let row = [2.0, 3.0, 5.0, 6.0].iter().filter(|from| wind_m_s >= **from).count();
    let day = (7.0..18.0).contains(&hour);
    let classes: [Stability; 5] = match (day, clear) {
        (true, c) if c >= 0.7 && (10.0..15.0).contains(&hour) => [A, B, B, C, C],
        (true, c) if c >= 0.35 => [B, B, C, D, D],
        (true, _) => [B, C, C, D, D],
        (false, c) if c >= 0.5 => [F, F, E, D, D],
        (false, _) => [F, E, D, D, D],
    };
    classes.get(row).copied().unwrap_or(D)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calm_nights_are_stable_sunny_noons_are_not_and_strong_wind_makes_all_neutral() {
        assert_eq!(stability(1.5, 12.0, 0.9), Stability::A);
        assert_eq!(stability(1.5, 23.0, 0.9), Stability::F);
        assert_eq!(stability(3.5, 23.0, 0.2), Stability::D);
        for hour in [0.0, 8.0, 16.0, 22.0] {
            assert_eq!(stability(9.0, hour, 0.9), Stability::D);
        }
        // More wind never leads away from neutral air.
        let far = |s: Stability| (s as i32 - Stability::D as i32).abs();
        for hour in [2.0, 9.0, 12.0, 17.0] {
            for clear in [0.1, 0.5, 0.9] {
                let row: Vec<i32> =
                    [1.0, 2.5, 4.0, 5.5, 8.0].iter().map(|w| far(stability(*w, hour, clear))).collect();
                assert!(row.windows(2).all(|p| p[1] <= p[0]), "{hour} {clear} {row:?}");
            }
        }
    }
}
