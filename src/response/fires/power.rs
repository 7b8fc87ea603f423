//! Power lines over burning ground: flames trip them, the villages beyond are dark until the fire there is out and the line is
//! mended.
//!
//! The county's network is a tree: a straight line of higher voltage from the county seat to each township's seat, and from
//! there a line along the road to each village.

use super::super::{
    Tables,
    facts::{Fact, Facts, What},
    route::{Mode, Roads, route},
    services::Services,
};
use crate::{
    county::County,
    hazard::{Wildfire, fires::along},
    num::DrillTime,
    sim::{Clock, Land},
};
use bevy::prelude::*;
use std::collections::BTreeMap;

/// Whom a line feeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feeds {
    Township(usize),
    Village(usize),
}

/// A power line.
#[derive(Clone, Debug)]
pub struct PowerLine {
    pub feeds: Feeds,
    /// Cells that it hangs over.
    pub cells: Vec<u32>,
    /// Since when it is out, and when it will work again if no more flames come.
    pub out: Option<(DrillTime, DrillTime)>,
}

/// The county's power lines; worked out when the first fire begins.
#[derive(Resource, Clone, Debug, Default)]
pub struct PowerLines(pub Vec<PowerLine>);

impl PowerLines {
    /// The lines of a county.
    pub fn of(county: &County, tables: &Tables) -> Self {
        let line = |feeds, cells| PowerLine { feeds, cells, out: None };
        let main = county.townships.first().map(|t| t.seat);
        let seats = county.townships.iter().enumerate().skip(1);
        let mut lines: Vec<PowerLine> = seats
            .filter_map(|(t, township)| {
                Some(line(Feeds::Township(t), along(&county.spec, &[main?, township.seat])))
            })
            .collect();
        let dry = Roads::default();
        for (v, village) in county.villages.iter().enumerate() {
            let from = county.townships[village.township].node;
            let legs = route(county, tables, &dry, Mode::Truck, from, village.node).unwrap_or_default();
            let mut cells: Vec<u32> =
                legs.iter().flat_map(|leg| &county.roads.roads[leg.road].cells).copied().collect();
            cells.push(county.spec.cell_at(village.at) as u32);
            cells.sort_unstable();
            cells.dedup();
            lines.push(line(Feeds::Village(v), cells));
        }
        PowerLines(lines)
    }
}

/// Flames under lines, once a minute.
pub fn lines(
    clock: Res<Clock>,
    land: Res<Land>,
    tables: Res<Tables>,
    wildfire: Res<Wildfire>,
    mut lines: ResMut<PowerLines>,
    mut services: ResMut<Services>,
    mut facts: ResMut<Facts>,
) {
    if !clock.every_min(1) || wildfire.fires.is_empty() {
        return;
    }
    if lines.0.is_empty() {
        *lines = PowerLines::of(&land, &tables);
    }
    let (now, table) = (clock.now(), &tables.fire);
    let mended = DrillTime(now.0 + ((table.line_safe_h + table.line_repair_h) * 3600.0) as u32);
    let burns = |cell: &u32| {
        let cell = *cell as usize;
        wildfire.came_within(cell, now.0 as f32, 60.0) && wildfire.flame_m[cell] >= table.line_flame_m
    };
    // Whom lines fail and reach again in this minute, by township: villages.
    let mut dark: BTreeMap<usize, u32> = BTreeMap::new();
    let mut light: BTreeMap<usize, u32> = BTreeMap::new();
    for line in &mut lines.0 {
        if line.cells.iter().any(burns) {
            let since = line.out.map_or(now, |out| out.0);
            if line.out.is_none() {
                let (township, villages) = fed(&land, line.feeds);
                *dark.entry(township).or_default() += villages;
                services.cut(line.feeds, Some(now));
            }
            line.out = Some((since, mended));
        } else if line.out.is_some_and(|out| out.1 <= now) {
            line.out = None;
            let (township, villages) = fed(&land, line.feeds);
            *light.entry(township).or_default() += villages;
            services.cut(line.feeds, None);
        }
    }
    facts.0.extend([(dark, false), (light, true)].into_iter().flat_map(|(villages, back)| {
        villages.into_iter().map(move |(township, villages)| {
            let what = if back {
                What::PowerBack { township, villages }
            } else {
                What::PowerCut { township, villages }
            };
            Fact { at: now, what }
        })
    }));
}

/// The township of a line's end, and how many villages hang on it.
fn fed(county: &County, feeds: Feeds) -> (usize, u32) {
    match feeds {
        Feeds::Township(t) => (t, county.villages.iter().filter(|v| v.township == t).count() as u32),
        Feeds::Village(v) => (county.villages[v].township, 1),
    }
}
