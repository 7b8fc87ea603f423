//! Waterworks below a works: what their intakes take from a river that fire water polluted, and what closing them costs.
//!
//! A works supplies the people of its township (assumption). Who is supplied with water over the limit is counted by the hour;
//! an intake that is shut in time spares them that, and cuts the supply once the clear water in store is used up.

use super::Chemical;
use crate::{
    county::County,
    hazard::{Interventions, Plants},
    num::DrillTime,
    response::{
        Tables,
        facts::{Facts, What},
    },
    sim::{Clock, Land},
};
use bevy::prelude::*;

/// A waterworks with an intake below an outfall.
#[derive(Clone, Copy, Debug, Default)]
pub struct IntakeState {
    /// Times over the limit in the river now.
    pub times: f64,
    /// What will come, as far as it has run off: from when until when it is over the limit.
    pub over: Option<(DrillTime, DrillTime)>,
    /// Whether it was ever forecast to come.
    pub threatened: bool,
    pub shut_since: Option<DrillTime>,
    /// Person-hours of water over the limit, and without water.
    pub polluted_person_h: f64,
    pub dry_person_h: f64,
}

/// People whom a waterworks supplies: those of its township.
pub fn supplied(land: &County, works: usize) -> u32 {
    let Some(township) = land.facilities.get(works).map(|f| f.place.township) else { return 0 };
    land.villages.iter().filter(|v| v.township == township).map(|v| v.people).sum()
}

/// Once a minute.
pub(in crate::response) fn run(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    plants: Res<Plants>,
    orders: Res<Interventions>,
    mut chemical: ResMut<Chemical>,
    mut facts: ResMut<Facts>,
) {
    if !clock.every_min(1) || !plants.pollutes() && chemical.intakes.is_empty() {
        return;
    }
    let (now, table) = (clock.now(), &tables.chemical);
    let look = clock.every_min(table.report_every_min);
    for intake in &plants.intakes {
        let state = chemical.intakes.entry(intake.works).or_default();
        state.times = plants.at_intake(intake.works);
        if look || state.times > 1.0 && state.over.is_none() {
            let later = |s: f64| DrillTime(now.0 + s as u32);
            state.over = plants.ahead(intake.works).map(|a| (later(a.from_s), later(a.until_s)));
            state.threatened |= state.over.is_some();
        }
        let people = supplied(&land, intake.works);
        let hours = f64::from(people) / 60.0;
        if !orders.intakes_shut.contains(&intake.works) {
            state.shut_since = None;
            if state.times > 1.0 {
                if state.polluted_person_h <= 0.0 {
                    facts.add(now, What::IntakePolluted { works: intake.works, people });
                }
                state.polluted_person_h += hours;
            }
        } else if now.minutes_since(*state.shut_since.get_or_insert(now)) > 60.0 * table.clear_water_h {
            if state.dry_person_h <= 0.0 {
                facts.add(now, What::WaterCut { works: intake.works, people });
            }
            state.dry_person_h += hours;
        }
    }
}
