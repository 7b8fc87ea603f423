//! Where the cloud will be: hazmat teams and experts at a works reckon it from what they see come out, with the wind of now and
//! the turn that the weather office has announced, and heavy gas as what it is.

use crate::{
    hazard::{
        Air, Plants,
        chemical::dense::DenseRelease,
        plants::{Levels, Origin, PlantTank, Zone},
    },
    num::DrillTime,
    response::fires::watch::WindWarnings,
    sim::Land,
};
use std::collections::BTreeMap;

/// The cloud as hazmat teams and experts see it coming.
#[derive(Clone, Debug, Default)]
pub struct CloudForecast {
    pub made_at: DrillTime,
    pub rate_kg_s: f64,
    /// Bearing that the wind of then comes from, degrees, and its speed, m/s.
    pub from_deg: f64,
    pub wind_m_s: f64,
    /// How far from where it comes out AEGL-1, -2 and -3 reach in the time that is looked ahead, m.
    pub reach_m: [f64; 3],
    /// How far they reach down a steady wind by Britter and McQuaid's workbook, m, of gas so heavy that it matters: a
    /// screening beside the cloud that is followed. It is of smooth open ground, without end, and knows no stability.
    pub screened_m: Option<[f64; 3]>,
    /// Villages that it reaches, with the greatest level there (1 to 3).
    pub villages: BTreeMap<usize, usize>,
    /// Ground over which a cloud that does lasting harm, or burns, comes.
    pub zone: Vec<Zone>,
}

/// Everything that is let out now goes on for so many seconds.
pub(super) fn forecast(
    land: &Land,
    plants: &Plants,
    air: &Air,
    warnings: &WindWarnings,
    now: DrillTime,
    seconds: f64,
) -> CloudForecast {
    let winds = warnings.winds(now, air, seconds);
    let plume = plants.plume.ahead(&plants.tanks, &plants.stores, &winds);
    let mut made = CloudForecast {
        made_at: now,
        from_deg: air.from_deg,
        wind_m_s: air.wind_m_s,
        zone: plume.peak_zones(1),
        ..CloudForecast::default()
    };
    for source in &plants.plume.sources {
        let rate = source.rate_kg_s(plants);
        let levels = Levels::of(plants.plume.fields[source.field].substance, air.temperature_c);
        let Some(levels) = levels.filter(|_| rate > 0.0) else { continue };
        made.rate_kg_s += rate;
        let from = match source.from {
            Origin::Tank(n) => plants.tanks[n].at,
            Origin::Store(n, _) => plants.stores[n].at,
        };
        for (reach, level) in made.reach_m.iter_mut().zip(levels.0) {
            *reach = reach.max(plume.peak_reach_m(source.field, from, level));
        }
        // Smoke of a hall, and vapour of what does not boil, are as light as the air that they come with.
        let boils = |t: &&PlantTank| t.substance.is_gas(air.temperature_c);
        let Some(tank) = source.tank(&plants.tanks).filter(boils) else { continue };
        let screening = DenseRelease::of(tank.substance, rate, air.temperature_c, air.wind_m_s);
        if screening.is_dense() {
            let screened = made.screened_m.get_or_insert_default();
            for (reach, level) in screened.iter_mut().zip(levels.0) {
                let share = 1e-6 * tank.substance.ppm(level, air.temperature_c);
                *reach = reach.max(screening.reach_m(share).unwrap_or(0.0));
            }
        }
    }
    for (number, village) in land.villages.iter().enumerate() {
        let homes = village.cells.iter().map(|c| land.spec.centre(*c as usize)).chain([village.at]);
        let level = homes.map(|at| plume.peak_level(at)).max().unwrap_or(0);
        if level > 0 {
            made.villages.insert(number, level);
        }
    }
    made
}
