//! The county's flood forecast (洪水预报): every hour its hydrologists run the flood ahead from what the gauges have
//! measured, see [`hazard::forecast`](crate::hazard::forecast).
//!
//! What will fall is not known. The rain of the last hour is taken to go on for a while and then to die away
//! (persistence, as a nowcast does), the rivers from outside to come as the stations upstream announce them; the low and
//! the high run are shares of both. The band is widened by what the forecast before was off by, growing with the square
//! root of the time ahead: a forecast that has missed says so.

use super::{Tables, knowledge::Known};
use crate::{
    hazard::{
        SlopePlan, Weather, WeatherPlan,
        forecast::{self, Ahead, Curves, Forecast, Forecaster},
        weather::Series,
    },
    num::{DrillTime, Point},
    sim::{Clock, Land},
};
use bevy::prelude::*;

/// The latest forecast.
#[derive(Resource, Clone, Debug, Default)]
pub struct Outlook {
    forecaster: Option<Forecaster>,
    pub issued: Option<Issued>,
}

/// A forecast with the time when it was made.
#[derive(Clone, Debug)]
pub struct Issued {
    pub at: DrillTime,
    pub forecast: Forecast,
}

/// A forecast falls due.
pub(super) fn issue(
    clock: Res<Clock>,
    tables: Res<Tables>,
    land: Res<Land>,
    weather: Res<Weather>,
    plan: Res<WeatherPlan>,
    slopes: Res<SlopePlan>,
    known: Res<Known>,
    mut outlook: ResMut<Outlook>,
) -> Result<(), BevyError> {
    let table = &tables.outlook;
    if !clock.every_min(table.every_min) {
        return Ok(());
    }
    let seats: Vec<Point> = land.townships.iter().map(|t| t.seat).collect();
    let gauge_level_m: Vec<Option<f32>> =
        (0..land.gauges.len()).map(|g| known.gauge(g).map(|(_, level)| level)).collect();
    let reservoir_level_m: Vec<Option<f32>> = known.dams.iter().map(|dam| dam.map(|d| d.level_m)).collect();
    let now_s = f64::from(clock.now().0);
    let rain_before: Vec<(f64, f64)> =
        slopes.before.iter().map(|s| (s.to_s - s.from_s, s.rate_m_s)).collect();
    let measured = forecast::Known {
        now_s,
        rain_before: &rain_before,
        rain_gauges: &seats,
        rain_mm: &weather.seats_mm,
        gauge_level_m: &gauge_level_m,
        reservoir_level_m: &reservoir_level_m,
        inflows: &plan.inflows,
    };
    let hour: f32 = weather.seats_mm.iter().rev().take(6).flatten().sum();
    let rain_mm_h = f64::from(hour) / seats.len().max(1) as f64;
    let (keep, fade) = (now_s + 3600.0 * table.rain_keep_h, 3600.0 * table.rain_fade_h);
    let ahead = Ahead {
        rain_mm_h: Series::new(vec![(now_s, rain_mm_h), (keep, rain_mm_h), (keep + fade, 0.0)])?,
        rain_share: table.rain_share,
        inflow_share: table.inflow_share,
        hours: table.hours,
    };
    let outlook = &mut *outlook;
    let forecaster = match &mut outlook.forecaster {
        Some(forecaster) => forecaster,
        none => none.insert(Forecaster::new(&land, &measured)?),
    };
    forecaster.measure(&land, &measured)?;
    let mut forecast = forecaster.ahead(&land, &measured, &ahead)?;
    if let Some(before) = &outlook.issued {
        let span_s = now_s - f64::from(before.at.0);
        let all = forecast.gauges.iter_mut().zip(&before.forecast.gauges).zip(&gauge_level_m);
        for ((curves, old), read) in all {
            let said = forecast::at(&old[1], now_s);
            if let (Some(said), Some(read)) = (said, read) {
                widen(curves, (said - read).abs(), now_s, span_s);
            }
        }
    }
    outlook.issued = Some(Issued { at: clock.now(), forecast });
    Ok(())
}

/// Lower the low curve and raise the high one by an error that was made over `span_s`, as it grows with the time from
/// `now_s` on.
fn widen(curves: &mut Curves, error_m: f32, now_s: f64, span_s: f64) {
    let [low, _, high] = curves;
    for (low, high) in low.iter_mut().zip(high) {
        let grown = error_m * ((low.0 - now_s) / span_s.max(1.0)).max(0.0).sqrt() as f32;
        low.1 -= grown;
        high.1 += grown;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forecast_that_was_off_has_a_wider_band() {
        let curve = |level: f32| vec![(3600.0, level), (7200.0, level), (18_000.0, level)];
        let mut curves = [curve(1.0), curve(2.0), curve(3.0)];
        widen(&mut curves, 0.5, 3600.0, 3600.0);
        assert_eq!(curves[1], curve(2.0));
        assert_eq!(curves[0].iter().map(|p| p.1).collect::<Vec<_>>(), [1.0, 0.5, 0.0]);
        assert_eq!(curves[2].iter().map(|p| p.1).collect::<Vec<_>>(), [3.0, 3.5, 4.0]);
        assert_eq!(forecast::at(&curves[2], 5400.0), Some(3.25));
        assert_eq!(forecast::at(&curves[2], 3000.0), None);
    }
}
