//! Smoke at villages and on roads: who sees a doctor for it, how fast one drives through it.

use super::super::{
    Roster, Tables,
    facts::{Facts, What},
    people::Residents,
    tables::FireResponse,
    travel::Roads,
};
use crate::{
    hazard::Smoke,
    sim::{Clock, Land},
};
use bevy::prelude::*;

/// Minutes between two looks at the villages.
const LOOK_MIN: u32 = 10;

/// Smoke at a village.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct VillageSmoke {
    /// PM2.5 now and at most so far, µg/m³.
    pub now_ug_m3: f64,
    pub peak_ug_m3: f64,
    /// Visits to doctors that the smoke has caused so far, as expected from rates.
    pub visits: f64,
}

/// Smoke at all villages, by index; empty without fires.
#[derive(Resource, Clone, Debug, Default)]
pub struct SmokeHarm(pub Vec<VillageSmoke>);

impl SmokeHarm {
    /// Visits of all villages.
    pub fn visits(&self) -> f64 {
        self.0.iter().map(|v| v.visits).sum()
    }

    /// Villages in which it was ever as thick as this, µg/m³.
    pub fn thick(&self, from_ug_m3: f64) -> usize {
        self.0.iter().filter(|v| v.peak_ug_m3 >= from_ug_m3).count()
    }
}

/// Visits that people cause who breathe smoke for some minutes; the elderly are a share of them.
fn visits(table: &FireResponse, people: f64, elderly: f64, ug_m3: f64, minutes: f64) -> f64 {
    let usual = people * table.visits_per_person_day * minutes / 1440.0;
    usual * (1.0 + elderly * (table.visits_elderly - 1.0)) * table.visits_share_per_10ug * ug_m3 / 10.0
}

/// Smoke at homes.
pub fn homes(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    smoke: Res<Smoke>,
    roster: Res<Roster>,
    mut harm: ResMut<SmokeHarm>,
    mut facts: ResMut<Facts>,
    villages: Query<&Residents>,
) {
    if !clock.every_min(LOOK_MIN) || smoke.in_the_air_g() <= 0.0 {
        return;
    }
    let table = &tables.fire;
    harm.0.resize(land.villages.len(), VillageSmoke::default());
    for ((index, home), state) in land.villages.iter().enumerate().zip(&mut harm.0) {
        let at_home =
            roster.villages.get(index).and_then(|&e| villages.get(e).ok()).map_or(0, Residents::at_home);
        state.now_ug_m3 = smoke.pm25_ug_m3(home.at);
        if state.now_ug_m3 >= table.smoke_alarm_ug_m3 && state.peak_ug_m3 < table.smoke_alarm_ug_m3 {
            facts.add(clock.now(), What::VillageInSmoke { village: index });
        }
        state.peak_ug_m3 = state.peak_ug_m3.max(state.now_ug_m3);
        let elderly = f64::from(home.ages.elderly) / f64::from(home.ages.total().max(1));
        state.visits += visits(table, at_home.into(), elderly, state.now_ug_m3, LOOK_MIN.into());
    }
}

/// How fast one drives where one sees so far, km/h; no limit in clear air.
pub fn limit_km_h(table: &FireResponse, visibility_m: f64) -> Option<f64> {
    let limits = table.road_smoke.iter().filter(|(below_m, _)| visibility_m < *below_m);
    limits.map(|l| l.1).min_by(f64::total_cmp)
}

/// Roads in smoke, once a minute.
pub fn roads(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    smoke: Res<Smoke>,
    mut roads: ResMut<Roads>,
) {
    if !clock.every_min(1) || smoke.in_the_air_g() <= 0.0 {
        return;
    }
    let table = &tables.fire;
    roads.smoke_km_h.clear();
    for (index, road) in land.roads.roads.iter().enumerate() {
        let cells = road.cells.iter().map(|c| smoke.visibility_m(land.spec.centre(*c as usize)));
        let least_m = cells.fold(f64::INFINITY, f64::min);
        if least_m < table.road_stop_m {
            roads.in_flames.insert(index);
        }
        if let Some(limit) = limit_km_h(table, least_m) {
            roads.smoke_km_h.insert(index, limit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thicker_smoke_slows_traffic_and_sends_more_to_the_doctor() {
        let table = Tables::built_in().unwrap().fire;
        let limits = [500.0, 150.0, 70.0, 30.0].map(|m| limit_km_h(&table, m));
        assert_eq!(limits[0], None);
        assert!(limits[1..].windows(2).all(|l| l[0] > l[1]), "{limits:?}");
        let few = visits(&table, 1000.0, 0.1, 100.0, 60.0);
        let many = visits(&table, 1000.0, 0.4, 100.0, 60.0);
        // Nobody old: 1,000 people × 0.001 a day × 1/24 × half as many again.
        let young = visits(&table, 1000.0, 0.0, 100.0, 60.0);
        assert!((young - 0.5 / 24.0).abs() < 1e-9 && young < few && few < many);
    }
}
