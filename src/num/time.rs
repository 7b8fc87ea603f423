//! Drill time: whole seconds since the drill began, written as people write it (`2h30m`).

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::{fmt, str::FromStr};

/// Seconds since the start of the drill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DrillTime(pub u32);

impl DrillTime {
    pub const ZERO: DrillTime = DrillTime(0);

    pub const fn minutes(minutes: u32) -> Self {
        DrillTime(minutes * 60)
    }

    pub const fn hours(hours: u32) -> Self {
        DrillTime(hours * 3600)
    }

    pub fn as_minutes(self) -> f64 {
        f64::from(self.0) / 60.0
    }

    pub fn as_hours(self) -> f64 {
        f64::from(self.0) / 3600.0
    }

    /// Minutes from `earlier` to here; zero when `earlier` is later.
    pub fn minutes_since(self, earlier: DrillTime) -> f64 {
        f64::from(self.0.saturating_sub(earlier.0)) / 60.0
    }

    /// `T+02:30`, or with seconds where they are not zero `T+02:30:10`.
    pub fn clock(self) -> String {
        let (h, m, s) = (self.0 / 3600, self.0 / 60 % 60, self.0 % 60);
        if s == 0 { format!("T+{h:02}:{m:02}") } else { format!("T+{h:02}:{m:02}:{s:02}") }
    }
}

impl fmt::Display for DrillTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (h, m, s) = (self.0 / 3600, self.0 / 60 % 60, self.0 % 60);
        if h > 0 {
            write!(f, "{h}h")?;
        }
        if m > 0 {
            write!(f, "{m}m")?;
        }
        if s > 0 || self.0 == 0 {
            write!(f, "{s}s")?;
        }
        Ok(())
    }
}

/// A text that is no drill time.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a drill time; write hours, minutes and seconds like 2h30m, 45m or 90s (at most 240h)")]
pub struct ParseTimeError(String);

impl FromStr for DrillTime {
    type Err = ParseTimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fail = || ParseTimeError(text.to_owned());
        let mut total: u64 = 0;
        let mut digits = String::new();
        let mut last_unit = u64::MAX;
        for c in text.trim().chars() {
            if c.is_ascii_digit() && digits.len() < 9 {
                digits.push(c);
                continue;
            }
            let unit = match c {
                'h' => 3600,
                'm' => 60,
                's' => 1,
                _ => return Err(fail()),
            };
            if unit >= last_unit {
                return Err(fail());
            }
            last_unit = unit;
            total += digits.parse::<u64>().map_err(|_| fail())? * unit;
            digits.clear();
        }
        if !digits.is_empty() || last_unit == u64::MAX || total > 240 * 3600 {
            return Err(fail());
        }
        Ok(DrillTime(total as u32))
    }
}

impl Serialize for DrillTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DrillTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_back_as_written() {
        for (text, seconds) in [("0s", 0), ("90s", 90), ("2h30m", 9000), ("10h", 36_000), ("1h5s", 3605)] {
            assert_eq!(text.parse::<DrillTime>().unwrap().0, seconds);
            let time = DrillTime(seconds);
            assert_eq!(time.to_string().parse::<DrillTime>().unwrap(), time);
        }
        for bad in ["", "10", "h", "5m2h", "-3h", "1.5h", "999h", "2h2h", "二小时"] {
            assert!(bad.parse::<DrillTime>().is_err(), "{bad}");
        }
    }
}
