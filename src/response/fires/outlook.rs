//! Whether the crews at a fire's edge will ring it: the fire as an ellipse, both flanks worked from the head (A5, BEHAVE's
//! CONTAIN). It is told of a fire that crews look at, as an estimate; line that stands already is not counted.

use super::{
    super::{
        Tables,
        teams::{Status, Task, Team},
    },
    crews::line_m_h,
    watch::FireReport,
};
use crate::{
    county::County,
    hazard::{Wildfire, wildfire::suppress},
    sim::Clock,
};

/// An estimate of how a fire is ringed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RingOutlook {
    /// Line that crews at its edge make together, m/h.
    pub line_m_h: f64,
    /// Minutes until it is ringed, and its area then, ha; nothing if it outruns them or they need longer than a day.
    pub done: Option<(f64, f64)>,
}

/// Hours that are looked ahead.
const MOST_H: f64 = 24.0;

/// Of a fire, by its report; nothing where nobody works at its edge or it does not run.
pub(super) fn ring<'a>(
    clock: &Clock,
    land: &County,
    tables: &Tables,
    wildfire: &Wildfire,
    crews: impl Iterator<Item = &'a Team>,
    number: usize,
    report: &FireReport,
) -> Option<RingOutlook> {
    let growth = wildfire.growth(land, number)?;
    let attacks = |t: &&Team| {
        matches!(t.task, Some(Task::AttackFire(f, _) | Task::WaterAttack(f, _)) if f == number)
            && t.status == Status::Working
    };
    let rate = |team: &Team| {
        let post = team.post.as_ref()?;
        let metres = line_m_h(clock, tables, wildfire, team, post.at as usize, suppress::direct_rate_m_h);
        metres.is_finite().then_some(metres)
    };
    let line_m_h: f64 = crews.filter(attacks).filter_map(rate).sum();
    (line_m_h > 0.0).then(|| {
        let done = growth.contain(report.area_ha, 0.0, line_m_h, MOST_H);
        RingOutlook { line_m_h, done: done.map(|d| (d.at_min, d.area_ha)) }
    })
}
