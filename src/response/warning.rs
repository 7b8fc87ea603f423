//! Warnings: colours, channels, and how word spreads through a village.
//!
//! The unwarned share u of a village falls by du/dt = −u·[Σ_c h_c + β(1 − u)], where channel c reaches
//! the share κ_c·F_c(t) of people by itself and so has the hazard h_c = κ_c·f_c / (1 − κ_c·F_c); β is
//! people telling each other. A channel without power or telecommunication is silent. Source: HEC-LifeSim
//! manual for the curves; the rest is named in `assets/response.ron`.

use super::{
    Roster, Tables,
    people::Residents,
    services::Services,
    tables::{ChannelTable, Curve, Needs},
};
pub use crate::hazard::weather::Colour;
use crate::{
    num::DrillTime,
    sim::{Clock, Land, TICKS_PER_MIN},
};
use bevy::prelude::*;
use serde::{Deserialize, Serialize};

/// Ways to warn. The first five are those of plan YY-T26; the gong is the village's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Channel {
    Sms,
    Terminal,
    Loudspeaker,
    Network,
    Radio,
    Gong,
}

impl Channel {
    pub const ALL: [Channel; 6] = [
        Channel::Sms,
        Channel::Terminal,
        Channel::Loudspeaker,
        Channel::Network,
        Channel::Radio,
        Channel::Gong,
    ];
}

/// Word of mouth and channels in one village.
#[derive(Component, Debug)]
pub struct Alert {
    /// Colour in force.
    pub colour: Option<Colour>,
    /// Channels in use and when each began.
    pub channels: Vec<(Channel, DrillTime)>,
    /// When grid workers began to go from door to door (with an evacuation order).
    pub doors_since: Option<DrillTime>,
    /// Share of people not yet warned.
    pub unwarned: f64,
    /// Share warned in each minute since the start: the leaving model folds it with the start delay.
    pub warned_by_min: Vec<f64>,
    /// When half of the people were warned.
    pub half_warned_at: Option<DrillTime>,
}

impl Default for Alert {
    fn default() -> Self {
        Self {
            colour: None,
            channels: Vec::new(),
            doors_since: None,
            unwarned: 1.0,
            warned_by_min: Vec::new(),
            half_warned_at: None,
        }
    }
}

/// Spread of warnings, once a minute.
pub(super) fn spread(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    services: Res<Services>,
    roster: Res<Roster>,
    mut villages: Query<(&Residents, &mut Alert)>,
) {
    if !clock.every_min(1) {
        return;
    }
    let now = clock.now();
    let minute = (clock.tick / TICKS_PER_MIN) as usize;
    for &entity in &roster.villages {
        let Ok((residents, mut alert)) = villages.get_mut(entity) else { continue };
        let village = &land.villages[residents.village];
        alert.warned_by_min.resize(minute, 0.0);
        if alert.channels.is_empty() && alert.doors_since.is_none() && alert.unwarned == 1.0 {
            continue;
        }
        let before = alert.unwarned;
        let mut hazard = 0.0;
        for &(channel, since) in &alert.channels {
            let Some(table) = tables.warning.channels.get(&channel) else { continue };
            let works = match table.needs {
                Needs::Nothing => true,
                Needs::Power => services.power_at(&land, residents.village),
                Needs::Telecom => services.telecom_at(&land, residents.village),
            };
            if works {
                hazard += channel_hazard(&tables, table, channel, since, now, clock.is_night());
            }
        }
        if let Some(since) = alert.doors_since {
            hazard += door_hazard(&tables, village.households, since, now);
        }
        let w = &tables.warning;
        let neighbours = w.neighbours_per_min * (1.0 - before);
        let after = before * crate::num::math::exp(-(hazard + neighbours));
        alert.unwarned = after;
        if let Some(slot) = alert.warned_by_min.last_mut() {
            *slot = before - after;
        }
        if after <= 0.5 && alert.half_warned_at.is_none() {
            alert.half_warned_at = Some(now);
        }
    }
}

/// Hazard of being reached by a channel in the minute that ends at `now`, per minute.
fn channel_hazard(
    tables: &Tables,
    table: &ChannelTable,
    channel: Channel,
    since: DrillTime,
    now: DrillTime,
    night: bool,
) -> f64 {
    let slow = if night && channel == Channel::Sms { tables.warning.sms_night_slowdown } else { 1.0 };
    let curve = Curve { t50_min: table.t50_min * slow, t90_min: table.t90_min * slow };
    let share = if night { table.share_night } else { table.share_day };
    step_hazard(share, &curve, now.minutes_since(since))
}

/// Grid workers cover the village at a steady pace, so the reached share grows linearly.
fn door_hazard(tables: &Tables, households: u32, since: DrillTime, now: DrillTime) -> f64 {
    let w = &tables.warning;
    let minutes = now.minutes_since(since) - w.grid_worker_delay_min;
    if minutes <= 0.0 {
        return 0.0;
    }
    let workers = (f64::from(households) / w.households_per_grid_worker).ceil().max(1.0);
    let reached = |m: f64| {
        let share = m.max(0.0) * workers / (w.door_min_per_household * f64::from(households.max(1)));
        w.door_share * share.min(1.0)
    };
    integrated(reached(minutes - 1.0), reached(minutes))
}

/// Hazard of a curve over its last minute: −ln of the share that stays unreached.
fn step_hazard(share: f64, curve: &Curve, minutes: f64) -> f64 {
    let reached = |m: f64| share * Tables::curve(curve, m);
    integrated(reached(minutes - 1.0), reached(minutes))
}

fn integrated(before: f64, after: f64) -> f64 {
    crate::num::math::ln((1.0 - before) / (1.0 - after)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_alone_reaches_its_own_share_and_no_more() {
        let curve = Curve { t50_min: 5.0, t90_min: 20.0 };
        let mut unwarned = 1.0;
        for minute in 1..=300 {
            unwarned *= crate::num::math::exp(-step_hazard(0.75, &curve, f64::from(minute)));
            if minute == 5 {
                assert!((1.0 - unwarned - 0.375).abs() < 1e-9);
            }
        }
        assert!((unwarned - 0.25).abs() < 1e-3, "unwarned {unwarned}");
    }

    #[test]
    fn doors_take_three_minutes_a_household() {
        let tables = Tables::built_in().unwrap();
        // 300 households, one worker: 900 minutes for all, after 10 minutes to start.
        let reached = |minutes: u32| {
            let mut unwarned = 1.0;
            for minute in 1..=minutes {
                let hazard = door_hazard(&tables, 300, DrillTime::ZERO, DrillTime::minutes(minute));
                unwarned *= crate::num::math::exp(-hazard);
            }
            1.0 - unwarned
        };
        assert_eq!(reached(10), 0.0);
        assert!((reached(460) - 0.97 * 0.5).abs() < 1e-9);
    }
}
