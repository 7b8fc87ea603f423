//! Drill time, whole seconds since the drill began, written as people write it (`2h30m`), and time of
//! day (`06:00`).

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, Unexpected},
};
use std::{fmt, str::FromStr};

/// Seconds since the start of the drill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DrillTime(pub u32);

impl DrillTime {
    pub const ZERO: DrillTime = DrillTime(0);

    /// What a reader of a broken time is told to write.
    pub const EXPECTED: &str = "hours, minutes and seconds like 2h30m, 45m or 90s (at most 240h)";

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
#[error("`{0}` is not a drill time; write {expected}", expected = DrillTime::EXPECTED)]
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
        text.parse().map_err(|_| D::Error::invalid_value(Unexpected::Str(&text), &Self::EXPECTED))
    }
}

/// A time of day, written `06:00`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock {
    /// Minutes after midnight.
    pub minutes: u16,
}

impl Clock {
    /// What a reader of a broken time is told to write.
    pub const EXPECTED: &str = "a time of day like 06:00";

    /// The time of day `after` later, with the number of midnights passed.
    pub fn plus(self, after: DrillTime) -> (Clock, u32) {
        let minutes = u32::from(self.minutes) + after.0 / 60;
        (Clock { minutes: (minutes % 1440) as u16 }, minutes / 1440)
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

/// A text that is no time of day.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a time of day; write {expected}", expected = Clock::EXPECTED)]
pub struct ParseClockError(String);

impl FromStr for Clock {
    type Err = ParseClockError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |part: &str, below: u16| {
            let plain = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
            part.parse::<u16>().ok().filter(|n| plain && *n < below)
        };
        text.split_once(':')
            .and_then(|(h, m)| Some(Clock { minutes: number(h, 24)? * 60 + number(m, 60)? }))
            .ok_or_else(|| ParseClockError(text.to_owned()))
    }
}

impl Serialize for Clock {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| D::Error::invalid_value(Unexpected::Str(&text), &Clock::EXPECTED))
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

    #[test]
    fn times_of_day_read_back_and_pass_midnight() {
        let clock: Clock = "06:05".parse().unwrap();
        assert_eq!(clock.to_string(), "06:05");
        let (later, days) = clock.plus(DrillTime::hours(20));
        assert_eq!((later.to_string().as_str(), days), ("02:05", 1));
        for bad in ["24:00", "6:00", "06:60", "0600", "", "六点", "+6:00", "06:00:00"] {
            assert!(bad.parse::<Clock>().is_err(), "{bad}");
        }
    }
}
