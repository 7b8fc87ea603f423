//! Looking ahead: where the edge comes if nothing changes.

use super::Wildfire;
use crate::{
    county::County,
    hazard::{Air, wildfire::wind::Reference},
};

/// A cell that the edge will reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coming {
    pub cell: u32,
    /// Seconds from now.
    pub in_s: f64,
    /// Flames, m, with which it will come.
    pub flame_m: f32,
}

impl Wildfire {
    /// Run ahead under the weather of now, in so many times its mean wind, with what holds now and no brands: where the edge
    /// comes within some seconds, in order of time. What a fire analyst can say on the spot.
    pub fn ahead(&self, county: &County, air: &Air, winds: f64, seconds: f64) -> Vec<Coming> {
        self.ahead_in(county, &[(air.wind_m_s * winds, air.from_deg, seconds)])
    }

    /// The same in winds that follow one another: m/s, the bearing each comes from, and the seconds that it lasts.
    pub fn ahead_in(&self, county: &County, winds: &[(f64, f64, f64)]) -> Vec<Coming> {
        let Some(mut front) = self.front.clone() else { return Vec::new() };
        let from_s = front.time_s();
        let mut conditions = self.conditions.clone();
        let mut coming = Vec::new();
        for &(speed_m_s, from_deg, seconds) in winds {
            let wind = Reference { speed_m_s, from_deg, ..conditions.wind };
            conditions.blow(wind, county.spec.len());
            let fire = |cell: usize| conditions.fire(&self.fuels, county, cell);
            let reached = front.advance(seconds, &|cell| fire(cell).ellipse);
            coming.extend(reached.into_iter().map(|b| Coming {
                cell: b.cell,
                in_s: b.at_s - from_s,
                flame_m: fire(b.cell as usize).flame_m(b.rate_m_s.into()) as f32,
            }));
        }
        coming
    }
}
