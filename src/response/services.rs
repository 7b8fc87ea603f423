//! Power and telecommunication of each township: what warning channels and reports hang on.

use super::{
    Tables,
    facts::{Facts, What},
};
use crate::{
    hazard::FloodField,
    num::DrillTime,
    sim::{Clock, Land},
};
use bevy::prelude::*;

/// State of one township's services.
#[derive(Clone, Copy, Debug, Default)]
pub struct Service {
    /// When the substation went under water.
    pub power_lost: Option<DrillTime>,
    pub telecom_lost: Option<DrillTime>,
}

/// Services of every township, in order.
#[derive(Resource, Debug, Default)]
pub struct Services(pub Vec<Service>);

impl Services {
    pub fn power(&self, township: usize) -> bool {
        self.0.get(township).is_none_or(|s| s.power_lost.is_none())
    }

    pub fn telecom(&self, township: usize) -> bool {
        self.0.get(township).is_none_or(|s| s.telecom_lost.is_none())
    }
}

/// Water at a seat takes its substation at once; base stations live on batteries for some hours more.
pub(super) fn fail(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    water: Res<FloodField>,
    mut services: ResMut<Services>,
    mut facts: ResMut<Facts>,
) {
    if !clock.every_min(1) {
        return;
    }
    let now = clock.now();
    for (index, township) in land.townships.iter().enumerate() {
        let depth = water.0.land_depth_m(land.spec.cell_at(township.seat));
        let Some(service) = services.0.get_mut(index) else { continue };
        if depth > tables.services.telecom_depth_m && service.power_lost.is_none() {
            service.power_lost = Some(now);
        }
        let dead = service
            .power_lost
            .is_some_and(|since| now.minutes_since(since) >= tables.services.battery_h * 60.0);
        if dead && service.telecom_lost.is_none() {
            service.telecom_lost = Some(now);
            facts.add(now, What::TelecomLost { township: index });
        }
    }
}
