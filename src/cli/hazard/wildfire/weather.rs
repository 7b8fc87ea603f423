//! Wind and moisture as a configuration gives them.

use super::super::config::Check;
use crate::{
    data::Msg,
    hazard::wildfire::{
        plain::{Band, Wind},
        spread::Moisture,
    },
};
use serde::Deserialize;

/// A number that holds throughout, or one for each band.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "a number or a list of numbers")]
pub enum Steady {
    One(f64),
    Each(Vec<f64>),
}

impl Steady {
    fn values(&self) -> &[f64] {
        match self {
            Steady::One(value) => std::slice::from_ref(value),
            Steady::Each(values) => values,
        }
    }

    /// The value of a band; the last goes on.
    fn at(&self, band: usize) -> f64 {
        let values = self.values();
        values.get(band).or(values.last()).copied().unwrap_or(0.0)
    }
}

/// Wind at the flames, m/s, or in the open at 10 m, km/h; the bearing that it comes from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindGiven {
    midflame_m_s: Option<Steady>,
    speed_10m_km_h: Option<Steady>,
    from_deg: Option<Steady>,
}

/// Water in fuel, per cent of dry weight; live fuel may be left out where there is none.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoisturePct {
    #[serde(rename = "1h")]
    h1: f64,
    #[serde(rename = "10h")]
    h10: f64,
    #[serde(rename = "100h")]
    h100: f64,
    herb: Option<f64>,
    woody: Option<f64>,
}

/// Check the wind and put it together by bands.
pub fn bands(wind: Option<&WindGiven>, band_min: Option<f64>, check: &mut Check) -> Vec<Band> {
    let Some(wind) = wind else {
        check.fault("wind", Msg::new("data-missing"));
        return Vec::new();
    };
    let (speed, field, most) = match (&wind.midflame_m_s, &wind.speed_10m_km_h) {
        (Some(speed), None) => (speed, "wind.midflame_m_s", 40.0),
        (None, Some(speed)) => (speed, "wind.speed_10m_km_h", 300.0),
        _ => {
            check.fault("wind", Msg::new("hazard-one-wind"));
            return Vec::new();
        }
    };
    let calm = Steady::One(0.0);
    let from = wind.from_deg.as_ref().unwrap_or(&calm);
    // Without wind there is no direction to give.
    if wind.from_deg.is_none() && speed.values().iter().any(|v| *v != 0.0) {
        check.fault("wind.from_deg", Msg::new("data-missing"));
    }
    for (field, steady, most) in [(field, speed, most), ("wind.from_deg", from, 360.0)] {
        match steady {
            Steady::One(value) => check.range(field, *value, 0.0, most),
            Steady::Each(values) => {
                if values.is_empty() {
                    check.fault(field, Msg::new("data-empty-list"));
                }
                for (k, value) in values.iter().enumerate() {
                    check.range(&format!("{field}[{k}]"), *value, 0.0, most);
                }
            }
        }
    }
    if let (Steady::Each(speeds), Steady::Each(from)) = (speed, from)
        && speeds.len() != from.len()
    {
        let message = Msg::new("hazard-wind-pairs").with("speeds", speeds.len()).with("from", from.len());
        check.fault("wind", message);
    }
    let count = speed.values().len().max(from.values().len());
    match band_min {
        Some(minutes) => check.range("band_min", minutes, 0.1, 1e6),
        None if count > 1 => check.fault("band_min", Msg::new("data-missing")),
        None => {}
    }
    let given = |value: f64| match &wind.midflame_m_s {
        Some(_) => Wind::Midflame(value),
        None => Wind::Open(value / 3.6),
    };
    (0..count).map(|k| Band { wind: given(speed.at(k)), from_deg: from.at(k) }).collect()
}

/// Check moistures; `live`: whether there is live herbaceous and woody fuel, which then needs its own.
pub fn moisture(given: Option<&MoisturePct>, field: &str, live: [bool; 2], check: &mut Check) -> Moisture {
    let none = Moisture { dead_1h: 0.0, dead_10h: 0.0, dead_100h: 0.0, herb: 0.0, woody: 0.0 };
    let Some(given) = given else {
        check.fault(field, Msg::new("data-missing"));
        return none;
    };
    let dead = [("1h", given.h1), ("10h", given.h10), ("100h", given.h100)];
    let grown = [("herb", given.herb), ("woody", given.woody)];
    let grown = grown.into_iter().filter_map(|(name, value)| Some((name, value.filter(|m| *m > 0.0)?)));
    let before = check.count();
    for (name, value) in dead.into_iter().chain(grown) {
        // No fuel in the open is this dry: whoever writes 0.06 means 6.
        if (0.0..1.0).contains(&value) {
            let message = Msg::new("hazard-moisture-fraction").with("value", value);
            let hint = (value > 0.0).then(|| Msg::new("hazard-moisture-hint").with("value", 100.0 * value));
            check.hinted(&format!("{field}.{name}"), message, hint);
        }
    }
    if check.count() > before {
        return none;
    }
    for (name, value) in dead {
        check.range(&format!("{field}.{name}"), value, 0.0, 200.0);
    }
    for ((name, value), live) in [("herb", given.herb), ("woody", given.woody)].into_iter().zip(live) {
        match value {
            Some(value) => check.range(&format!("{field}.{name}"), value, 0.0, 500.0),
            None if live => check.fault(format!("{field}.{name}"), Msg::new("hazard-moisture-live")),
            None => {}
        }
    }
    let share = |percent: Option<f64>| percent.unwrap_or(0.0) / 100.0;
    Moisture {
        dead_1h: given.h1 / 100.0,
        dead_10h: given.h10 / 100.0,
        dead_100h: given.h100 / 100.0,
        herb: share(given.herb),
        woody: share(given.woody),
    }
}
