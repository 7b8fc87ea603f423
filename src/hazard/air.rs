//! The air over the county in time: wind, temperature and humidity, which fires and clouds of gas follow.

use super::weather::WeatherError;
use crate::{
    num::math,
    sim::{Clock, TICK_S},
};
use bevy::prelude::*;

/// Air at a moment, the same over the whole county; terrain changes the wind afterwards.
#[derive(Resource, Clone, Copy, Debug, PartialEq)]
pub struct Air {
    /// Mean wind 10 m over open ground, m/s, and the bearing that it comes from, degrees from north over east, 0 to 360.
    pub wind_m_s: f64,
    pub from_deg: f64,
    pub temperature_c: f64,
    /// Relative humidity, 0 to 1.
    pub humidity: f64,
    /// Share of the sun by day, and of the cooling by night, that clouds let through, 0 to 1.
    pub clear: f64,
}

/// Calm, mild, half clouded: for scenarios that say nothing of the air.
impl Default for Air {
    fn default() -> Self {
        Air { wind_m_s: 2.0, from_deg: 0.0, temperature_c: 20.0, humidity: 0.6, clear: 0.5 }
    }
}

impl Air {
    /// Mean wind as a vector to where it blows, m/s to the east and to the south.
    pub fn wind(&self) -> [f64; 2] {
        let angle = self.from_deg.to_radians();
        [-self.wind_m_s * math::sin(angle), self.wind_m_s * math::cos(angle)]
    }
}

/// The air by scenario.
#[derive(Resource, Clone, Debug, Default, PartialEq)]
pub struct AirPlan {
    /// (s, m/s, bearing it comes from in degrees).
    wind: Vec<(f64, f64, f64)>,
    /// (s, °C, relative humidity 0 to 1).
    air: Vec<(f64, f64, f64)>,
    clear: Option<f64>,
}

impl AirPlan {
    /// Points in time, between which all goes evenly; wind turns the short way round. Either may be empty.
    ///
    /// # Errors
    /// Times not rising, or values that are not finite or negative where they cannot be.
    pub fn new(
        wind: Vec<(f64, f64, f64)>,
        air: Vec<(f64, f64, f64)>,
        clear: Option<f64>,
    ) -> Result<Self, WeatherError> {
        for points in [&wind, &air] {
            for (index, (time, a, b)) in points.iter().enumerate() {
                if !(time.is_finite() && a.is_finite() && *b >= 0.0 && b.is_finite()) {
                    return Err(WeatherError::Value { index });
                }
                if index > 0 && *time <= points[index - 1].0 {
                    return Err(WeatherError::Order { index });
                }
            }
        }
        if let Some(index) = wind.iter().position(|w| w.1 < 0.0) {
            return Err(WeatherError::Value { index });
        }
        Ok(AirPlan { wind, air, clear })
    }

    /// Air at a time, s since the start.
    pub fn at(&self, time_s: f64) -> Air {
        let mut out = Air::default();
        if let Some(([speed, from], [to_speed, to], share)) = around(&self.wind, time_s) {
            out.wind_m_s = speed + share * (to_speed - speed);
            let turn = (to - from + 180.0).rem_euclid(360.0) - 180.0;
            out.from_deg = (from + share * turn).rem_euclid(360.0);
        }
        if let Some((from, to, share)) = around(&self.air, time_s) {
            out.temperature_c = from[0] + share * (to[0] - from[0]);
            out.humidity = (from[1] + share * (to[1] - from[1])).clamp(0.0, 1.0);
        }
        out.clear = self.clear.unwrap_or(out.clear);
        out
    }
}

/// The points before and after a time, and how far between them it lies.
fn around(points: &[(f64, f64, f64)], time_s: f64) -> Option<([f64; 2], [f64; 2], f64)> {
    let (first, last) = (points.first()?, points.last()?);
    let behind = points.partition_point(|p| p.0 <= time_s);
    let pair = |p: &(f64, f64, f64)| [p.1, p.2];
    Some(match (behind.checked_sub(1).map(|b| &points[b]), points.get(behind)) {
        (None, _) => (pair(first), pair(first), 0.0),
        (_, None) => (pair(last), pair(last), 0.0),
        (Some(a), Some(b)) => (pair(a), pair(b), (time_s - a.0) / (b.0 - a.0)),
    })
}

/// The air of this tick, in its middle.
pub(super) fn run(clock: Res<Clock>, plan: Res<AirPlan>, mut air: ResMut<Air>) {
    *air = plan.at(f64::from(clock.now().0) - 0.5 * f64::from(TICK_S));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wind_turns_the_short_way_round_and_air_changes_evenly() {
        let plan = AirPlan::new(
            vec![(0.0, 4.0, 350.0), (600.0, 8.0, 20.0)],
            vec![(0.0, 20.0, 0.5), (1000.0, 30.0, 0.3)],
            None,
        )
        .unwrap();
        let half = plan.at(300.0);
        assert!((half.from_deg - 5.0).abs() < 1e-9 && (half.wind_m_s - 6.0).abs() < 1e-12, "{half:?}");
        assert!((half.temperature_c - 23.0).abs() < 1e-12 && (half.humidity - 0.44).abs() < 1e-12);
        assert_eq!((plan.at(-5.0).from_deg, plan.at(9e9).from_deg), (350.0, 20.0));
        // From the north it blows to the south.
        let [east, south] = Air { wind_m_s: 3.0, from_deg: 0.0, ..Air::default() }.wind();
        assert!(east.abs() < 1e-12 && (south - 3.0).abs() < 1e-12);
        assert_eq!(AirPlan::default().at(5.0), Air::default());
        assert!(AirPlan::new(vec![(5.0, 1.0, 0.0), (5.0, 1.0, 0.0)], vec![], None).is_err());
        assert!(AirPlan::new(vec![(5.0, -1.0, 0.0)], vec![], None).is_err());
    }
}
