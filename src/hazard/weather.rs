//! Rain over the county in time, and what rivers bring from upstream.
//!
//! A [`RainPlan`] is a background that is the same everywhere plus storm cells that travel. It is read on
//! blocks of cells ([`RainPlan::blocks_m_s`]), the way the flood takes it.

use crate::num::{GridSpec, Point, math};
use serde::{Deserialize, Serialize};

/// Edge of the blocks that rain is evaluated on, cells.
pub const BLOCK: usize = 16;

/// A series or a storm that is not usable.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WeatherError {
    #[error("the series is empty")]
    Empty,
    #[error("value {index} of the series is negative or not a number")]
    Value { index: usize },
    #[error("time {index} of the series does not come after the one before")]
    Order { index: usize },
    #[error("storm {index}: {what}")]
    Storm { index: usize, what: &'static str },
}

/// Values over time, linear between the points and constant before the first and after the last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<(f64, f64)>", into = "Vec<(f64, f64)>")]
pub struct Series(Vec<(f64, f64)>);

impl Series {
    /// A series of (time in s, value), values not negative.
    ///
    /// # Errors
    /// Empty, times not rising, or values negative or not finite.
    pub fn new(points: Vec<(f64, f64)>) -> Result<Self, WeatherError> {
        if points.is_empty() {
            return Err(WeatherError::Empty);
        }
        for (index, &(time, value)) in points.iter().enumerate() {
            if !(value >= 0.0 && value.is_finite() && time.is_finite()) {
                return Err(WeatherError::Value { index });
            }
            if index > 0 && time <= points[index - 1].0 {
                return Err(WeatherError::Order { index });
            }
        }
        Ok(Series(points))
    }

    /// The same value always.
    ///
    /// # Errors
    /// The value is negative or not finite.
    pub fn constant(value: f64) -> Result<Self, WeatherError> {
        Series::new(vec![(0.0, value)])
    }

    /// Value at a time.
    pub fn at(&self, time_s: f64) -> f64 {
        let behind = self.0.partition_point(|&(time, _)| time <= time_s);
        if behind == 0 {
            return self.0[0].1;
        }
        let (t0, v0) = self.0[behind - 1];
        match self.0.get(behind) {
            Some(&(t1, v1)) => v0 + (v1 - v0) * ((time_s - t0) / (t1 - t0)),
            None => v0,
        }
    }

    /// The points.
    pub fn points(&self) -> &[(f64, f64)] {
        &self.0
    }
}

impl TryFrom<Vec<(f64, f64)>> for Series {
    type Error = WeatherError;

    fn try_from(points: Vec<(f64, f64)>) -> Result<Self, WeatherError> {
        Series::new(points)
    }
}

impl From<Series> for Vec<(f64, f64)> {
    fn from(series: Series) -> Self {
        series.0
    }
}

/// Discharge of a river where it enters, m³/s over time in s.
pub type Hydrograph = Series;

/// A storm cell: rain of Gaussian shape around a centre that travels along a line.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Storm {
    pub start_s: f64,
    pub end_s: f64,
    pub from: Point,
    pub to: Point,
    /// Distance from the centre at which it rains e^(−1/2) of the peak, m.
    pub radius_m: f32,
    pub peak_mm_h: f64,
}

impl Storm {
    /// Strength in time: it grows over the first tenth of its life and fades over the last.
    fn strength(&self, time_s: f64) -> f64 {
        let life = (time_s - self.start_s) / (self.end_s - self.start_s);
        if (0.0..=1.0).contains(&life) { (10.0 * life.min(1.0 - life)).min(1.0) } else { 0.0 }
    }

    fn centre(&self, time_s: f64) -> Point {
        self.from.lerp(self.to, ((time_s - self.start_s) / (self.end_s - self.start_s)) as f32)
    }
}

/// Rain over the county in time.
#[derive(Clone, Debug, PartialEq)]
pub struct RainPlan {
    /// The same everywhere, mm/h.
    background_mm_h: Series,
    storms: Vec<Storm>,
}

impl RainPlan {
    /// A plan from its parts.
    ///
    /// # Errors
    /// A storm that ends before it starts, or with a radius or peak that is not positive and finite.
    pub fn new(background_mm_h: Series, storms: Vec<Storm>) -> Result<Self, WeatherError> {
        for (index, storm) in storms.iter().enumerate() {
            let wrong = |what| Err(WeatherError::Storm { index, what });
            if !(storm.start_s.is_finite() && storm.end_s.is_finite() && storm.end_s > storm.start_s) {
                return wrong("it must end after it starts");
            }
            if !(storm.radius_m > 0.0 && storm.radius_m.is_finite()) {
                return wrong("its radius must be positive");
            }
            if !(storm.peak_mm_h >= 0.0 && storm.peak_mm_h.is_finite()) {
                return wrong("its peak must not be negative");
            }
            if ![storm.from, storm.to].iter().all(|p| p.x_m.is_finite() && p.y_m.is_finite()) {
                return wrong("its path must be made of numbers");
            }
        }
        Ok(RainPlan { background_mm_h, storms })
    }

    /// Intensity at a place and time, mm/h.
    pub fn intensity_mm_h(&self, at: Point, time_s: f64) -> f64 {
        let storms = self.storms.iter().map(|storm| {
            let strength = storm.strength(time_s);
            if strength == 0.0 {
                return 0.0;
            }
            let distance = f64::from(at.distance_m(storm.centre(time_s)) / storm.radius_m);
            strength * storm.peak_mm_h * math::exp(-0.5 * distance * distance)
        });
        self.background_mm_h.at(time_s) + storms.sum::<f64>()
    }

    /// Intensity at the centres of blocks of [`BLOCK`] × [`BLOCK`] cells, m/s, row-major; for
    /// `Rain::Blocks` of the flood.
    pub fn blocks_m_s(&self, spec: &GridSpec, time_s: f64) -> Vec<f32> {
        let side = BLOCK as f32 * spec.cell_m;
        let (rows, cols) = (spec.rows.div_ceil(BLOCK), spec.cols.div_ceil(BLOCK));
        let blocks = (0..rows * cols).map(|i| {
            let (row, col) = ((i / cols) as f32, (i % cols) as f32);
            let centre = Point { x_m: (col + 0.5) * side, y_m: (row + 0.5) * side };
            (self.intensity_mm_h(centre, time_s) * 1e-3 / 3600.0) as f32
        });
        blocks.collect()
    }

    /// Rain fallen at a place in the `window_s` before `time_s`, mm, by the trapezium rule with steps of at
    /// most 5 min. No rain is counted before the drill began (time 0).
    pub fn sum_mm(&self, at: Point, time_s: f64, window_s: f64) -> f64 {
        let start = (time_s - window_s).max(0.0);
        let span = time_s - start;
        if span <= 0.0 {
            return 0.0;
        }
        let steps = (span / 300.0).ceil() as usize;
        let value = |i: usize| self.intensity_mm_h(at, start + span * i as f64 / steps as f64);
        let inner: f64 = (1..steps).map(value).sum();
        (inner + 0.5 * (value(0) + value(steps))) * span / steps as f64 / 3600.0
    }
}

/// Rain sums over the windows that rainstorm warnings go by, mm.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RainSums {
    pub h1_mm: f64,
    pub h3_mm: f64,
    pub h6_mm: f64,
    pub h12_mm: f64,
}

impl RainSums {
    /// Sums at a place up to a time.
    pub fn of(plan: &RainPlan, at: Point, time_s: f64) -> Self {
        let sum = |hours: f64| plan.sum_mm(at, time_s, hours * 3600.0);
        RainSums { h1_mm: sum(1.0), h3_mm: sum(3.0), h6_mm: sum(6.0), h12_mm: sum(12.0) }
    }

    /// The station where most has fallen.
    pub fn greatest(stations: impl Iterator<Item = RainSums>) -> Option<RainSums> {
        stations.max_by(|a, b| a.h3_mm.total_cmp(&b.h3_mm).then(a.h12_mm.total_cmp(&b.h12_mm)))
    }

    /// Windows with their sums: (hours, mm).
    pub fn windows(&self) -> [(f64, f64); 4] {
        [(1.0, self.h1_mm), (3.0, self.h3_mm), (6.0, self.h6_mm), (12.0, self.h12_mm)]
    }

    /// The rainstorm warning that the sums call for: blue 12 h ≥ 50 mm, yellow 6 h ≥ 50, orange 3 h ≥ 50,
    /// red 3 h ≥ 100.
    pub fn colour(&self) -> Option<Colour> {
        if self.h3_mm >= 100.0 {
            Some(Colour::Red)
        } else if self.h3_mm >= 50.0 {
            Some(Colour::Orange)
        } else if self.h6_mm >= 50.0 {
            Some(Colour::Yellow)
        } else if self.h12_mm >= 50.0 {
            Some(Colour::Blue)
        } else {
            None
        }
    }
}

/// Colour of a warning, from the mildest on (蓝黄橙红).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Colour {
    Blue,
    Yellow,
    Orange,
    Red,
}

impl Colour {
    pub const ALL: [Colour; 4] = [Colour::Blue, Colour::Yellow, Colour::Orange, Colour::Red];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_is_linear_between_its_points_and_refuses_nonsense() {
        let series = Series::new(vec![(0.0, 10.0), (100.0, 20.0), (200.0, 0.0)]).unwrap();
        for (time, value) in [(-5.0, 10.0), (50.0, 15.0), (100.0, 20.0), (150.0, 10.0), (999.0, 0.0)] {
            assert!((series.at(time) - value).abs() < 1e-12, "at {time}");
        }
        assert_eq!(Series::new(vec![]), Err(WeatherError::Empty));
        assert_eq!(Series::new(vec![(0.0, -1.0)]), Err(WeatherError::Value { index: 0 }));
        assert_eq!(Series::new(vec![(0.0, f64::NAN)]), Err(WeatherError::Value { index: 0 }));
        assert_eq!(Series::new(vec![(9.0, 1.0), (9.0, 1.0)]), Err(WeatherError::Order { index: 1 }));
        assert!(ron::from_str::<Series>("[(5.0, 1.0), (4.0, 1.0)]").is_err());
    }

    #[test]
    fn a_storm_rains_most_at_its_centre_and_travels() {
        let storm = Storm {
            start_s: 0.0,
            end_s: 1000.0,
            from: Point { x_m: 0.0, y_m: 0.0 },
            to: Point { x_m: 10_000.0, y_m: 0.0 },
            radius_m: 1000.0,
            peak_mm_h: 80.0,
        };
        let plan = RainPlan::new(Series::constant(5.0).unwrap(), vec![storm]).unwrap();
        let at = |x_m: f32, time| plan.intensity_mm_h(Point { x_m, y_m: 0.0 }, time);
        assert!((at(5000.0, 500.0) - 85.0).abs() < 1e-6);
        assert!((at(6000.0, 500.0) - (5.0 + 80.0 * math::exp(-0.5))).abs() < 1e-4);
        assert!((at(5000.0, 2000.0) - 5.0).abs() < 1e-12);
        let spec = GridSpec { rows: 40, cols: 100, cell_m: 60.0 };
        let blocks = plan.blocks_m_s(&spec, 500.0);
        assert_eq!(blocks.len(), 3 * 7);
        assert!(blocks.iter().all(|&rate| rate >= (5.0 / 3.6e6) as f32));
        let bad = Storm { end_s: 0.0, ..storm };
        assert!(RainPlan::new(Series::constant(0.0).unwrap(), vec![bad]).is_err());
    }

    #[test]
    fn sums_give_the_warning_colour() {
        let at = Point::default();
        let sums = |rate: f64, hours: f64| {
            let plan = RainPlan::new(Series::constant(rate).unwrap(), vec![]).unwrap();
            RainSums::of(&plan, at, hours * 3600.0)
        };
        assert!((sums(20.0, 2.0).h3_mm - 40.0).abs() < 1e-9);
        for (rate, hours, colour) in [
            (4.0, 12.0, None),
            (4.5, 12.0, Some(Colour::Blue)),
            (9.0, 6.0, Some(Colour::Yellow)),
            (17.0, 3.0, Some(Colour::Orange)),
            (34.0, 3.0, Some(Colour::Red)),
        ] {
            assert_eq!(sums(rate, hours).colour(), colour, "{rate} mm/h for {hours} h");
        }
    }
}
