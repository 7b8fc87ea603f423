//! Power and telecommunication of each township and village: what warning channels and reports hang on.

use super::{
    Tables,
    facts::{Facts, What},
    fires::power::Feeds,
};
use crate::{
    county::County,
    hazard::FloodField,
    num::DrillTime,
    sim::{Clock, Land},
};
use bevy::prelude::*;

/// State of the services of a township, or of a village as far as its own line goes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Service {
    /// When the substation went under water.
    pub power_lost: Option<DrillTime>,
    /// Since when the line that feeds it is out.
    pub line_out: Option<DrillTime>,
    pub telecom_lost: Option<DrillTime>,
}

impl Service {
    fn power(&self) -> bool {
        self.power_lost.is_none() && self.line_out.is_none()
    }

    /// Base stations live on batteries for some hours: whether they are dead now.
    fn silent(&self, now: DrillTime, battery_h: f64) -> bool {
        let since = [self.power_lost, self.line_out].into_iter().flatten().min();
        since.is_some_and(|since| now.minutes_since(since) >= battery_h * 60.0)
    }
}

/// Services of every township and every village, in order.
#[derive(Resource, Debug, Default)]
pub struct Services {
    pub townships: Vec<Service>,
    pub villages: Vec<Service>,
}

impl Services {
    /// Everything works.
    pub fn new(county: &County) -> Self {
        let services = |count| vec![Service::default(); count];
        Services { townships: services(county.townships.len()), villages: services(county.villages.len()) }
    }

    pub fn power(&self, township: usize) -> bool {
        self.townships.get(township).is_none_or(Service::power)
    }

    pub fn telecom(&self, township: usize) -> bool {
        self.townships.get(township).is_none_or(|s| s.telecom_lost.is_none())
    }

    /// Whether a village has power: by its own line and its township's.
    pub fn power_at(&self, county: &County, village: usize) -> bool {
        let own = self.villages.get(village).is_none_or(Service::power);
        own && county.villages.get(village).is_none_or(|v| self.power(v.township))
    }

    /// Whether a village has telecommunication.
    pub fn telecom_at(&self, county: &County, village: usize) -> bool {
        let own = self.villages.get(village).is_none_or(|s| s.telecom_lost.is_none());
        own && county.villages.get(village).is_none_or(|v| self.telecom(v.township))
    }

    /// A line is out since a time, or works again.
    pub fn cut(&mut self, feeds: Feeds, since: Option<DrillTime>) {
        let service = match feeds {
            Feeds::Township(t) => self.townships.get_mut(t),
            Feeds::Village(v) => self.villages.get_mut(v),
        };
        if let Some(service) = service {
            service.line_out = since;
        }
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
    let (now, table) = (clock.now(), &tables.services);
    for (index, (township, service)) in land.townships.iter().zip(&mut services.townships).enumerate() {
        let depth = water.0.land_depth_m(land.spec.cell_at(township.seat));
        if depth > table.telecom_depth_m && service.power_lost.is_none() {
            service.power_lost = Some(now);
        }
        let silent = service.silent(now, table.battery_h);
        if silent && service.telecom_lost.is_none() {
            facts.add(now, What::TelecomLost { township: index });
        }
        service.telecom_lost = silent.then(|| service.telecom_lost.unwrap_or(now));
    }
    for service in &mut services.villages {
        let silent = service.silent(now, table.battery_h);
        service.telecom_lost = silent.then(|| service.telecom_lost.unwrap_or(now));
    }
}
