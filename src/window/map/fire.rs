//! Forest fires on the map: burnt ground, flames and embers in the ground's overlay; smoke and lines drawn above it.
//!
//! What burns shows by lightness and pattern as well as by colour: flames are the lightest thing on the map, burnt ground
//! the darkest, lines that crews made are pale with a dark rim.

use super::{marks::Eye, symbols, terrain::light, water::FINE, zones::Labels};
use crate::{
    county::County,
    drill::view::View,
    hazard::{
        Air, Wildfire,
        fires::{Fire, sides},
    },
    num::{Draw, Point, draw::Process, math},
    response::fires::{FireGround, watch::FireReport},
    sim::Clock,
    text::{Lang, text_with},
    window::theme,
};
use bevy::prelude::World;
use bevy_egui::egui::{Color32, Painter, Pos2, Stroke, pos2};

/// Seconds for which an edge that has passed shows flames, and then embers.
const FLAMES_S: f32 = 900.0;
const EMBERS_S: f32 = 7200.0;
/// Smoke: sources drawn at most, puffs of each, metres between them.
const SOURCES: usize = 100;
const PUFFS: u32 = 16;
const PUFF_M: f64 = 190.0;

/// Light of flames on the smoke and the ground around them when it is quite dark; it adds to what is there.
const GLOW: [f32; 3] = [210.0, 84.0, 16.0];

/// Colour and opacity of a cell by the age of its fire, s, and its flames, m; a pattern by the texel's place.
fn colour(age_s: f32, flame_m: f32, odd: bool) -> [u8; 4] {
    if age_s <= FLAMES_S {
        let hot = (flame_m / 8.0).clamp(0.0, 1.0) * (1.0 - 0.5 * age_s / FLAMES_S);
        let fade = |low: f32, high: f32| (low + (high - low) * hot) as u8;
        return [255, fade(120.0, 235.0), fade(20.0, 120.0), 245];
    }
    if age_s <= EMBERS_S && odd {
        return theme::EMBERS;
    }
    theme::BURNT
}

/// Paint burnt ground, flames and lines over what is there, as far as the county has it from its last report: a fire that
/// nobody has found is not drawn, one that crews watch is drawn as they saw it some minutes ago.
pub(super) fn paint(data: &mut [u8], county: &County, fires: &Wildfire, known: &[Option<FireReport>]) {
    let Some(seen_at) = known.iter().flatten().map(|report| report.seen_at).max() else { return };
    let now_s = seen_at.0 as f32;
    let burnt = |cell: usize| fires.has_burnt(cell) && fires.arrival_s[cell] <= now_s;
    let spec = &county.spec;
    let width = spec.cols * FINE;
    let mut put = |cell: usize, colour_of: &dyn Fn(bool) -> [u8; 4]| {
        let (row, col) = spec.row_col(cell);
        for k in 0..FINE * FINE {
            let (r, c) = (row * FINE + k / FINE, col * FINE + k % FINE);
            let texel = 4 * (r * width + c);
            if let Some(texel) = data.get_mut(texel..texel + 4) {
                texel.copy_from_slice(&colour_of((r + c) % 2 == 1));
            }
        }
    };
    for (cell, barrier) in fires.barriers.iter().filter(|(_, b)| b.made && b.width_m > 2.0) {
        let colour = if barrier.jumped { theme::LINE_JUMPED } else { theme::FIRE_LINE };
        put(cell as usize, &|_| colour);
    }
    let [r, g, b, _] = theme::BURNT;
    for cell in (0..spec.len()).filter(|c| burnt(*c)) {
        // The clear ground beside it takes its colour, so that its rim does not fade through that of water.
        for beside in sides(spec, cell).filter(|c| !burnt(*c) && !fires.barriers.holds(*c)) {
            put(beside, &|_| [r, g, b, 0]);
        }
    }
    for cell in (0..spec.len()).filter(|c| burnt(*c)) {
        let age_s = now_s - fires.arrival_s[cell];
        put(cell, &|odd| colour(age_s, fires.flame_m[cell], odd));
    }
}

/// Smoke of the fires, lines that are ordered, and the fires' names.
pub(super) fn show(painter: &Painter, eye: &Eye<'_>, view: &View<'_>, world: &World, lang: Lang) {
    let fires = world.resource::<Wildfire>();
    let county = view.land();
    let dark = darkness(world);
    for (fire, _) in fires.fires.iter().zip(&view.known().fires).filter(|(_, known)| known.is_some()) {
        smoke(painter, eye, county, fires, fire, world.resource::<Air>(), f64::from(view.now().0));
        for (from, flame_m) in flames(county, fires, fire) {
            let Some((at, metre)) = eye.above(from, 0.5 * flame_m) else { continue };
            glow(painter, at, (60.0 + 30.0 * flame_m) * metre, dark);
        }
    }
    lines(painter, eye, county, world.resource::<FireGround>(), lang);
}

/// How dark it is, 0 by day to 1.
pub(super) fn darkness(world: &World) -> f32 {
    let clock = world.resource::<Clock>();
    let day = light(clock.time_of_day_s(clock.now()) as f32 / 3600.0);
    1.0 - (day.x + day.y + day.z) / 3.0
}

/// Flames light what is around them, the more the darker it is.
pub(super) fn glow(painter: &Painter, at: Pos2, r: f32, dark: f32) {
    let [red, green, blue] = GLOW.map(|c| (c * dark.clamp(0.0, 1.0)) as u8);
    // Without opacity a colour adds to what is below it.
    let light = Color32::from_rgba_premultiplied(red, green, blue, 0);
    symbols::puff(painter, at, r.clamp(6.0, 160.0), light);
}

/// Courses of ordered lines: what is done is solid, what is to come dashed; and how much of each is done.
fn lines(painter: &Painter, eye: &Eye<'_>, county: &County, ground: &FireGround, lang: Lang) {
    let mut labels = Labels::default();
    for line in &ground.lines {
        let points: Vec<Point> = line.cells.iter().map(|c| county.spec.centre(*c as usize)).collect();
        for (k, pair) in points.windows(2).enumerate() {
            let (Some(a), Some(b)) = (eye.see(pair[0]), eye.see(pair[1])) else { continue };
            if k < line.done || k % 2 == 0 {
                painter.line_segment([a, b], Stroke::new(6.5, theme::PANEL));
                painter.line_segment([a, b], Stroke::new(4.0, theme::LINE_DONE));
            }
        }
        let done = 100.0 * line.done as f64 / line.cells.len().max(1) as f64;
        let label = text_with(lang, "map-fire-line", &[("done", format!("{done:.0}").into())]);
        labels.at(painter, eye, &points, true, &label, theme::LINE_DONE);
    }
    labels.paint(painter);
}

/// Places of flames, evenly along the edge, and how high they are, m.
fn flames<'a>(
    county: &'a County,
    fires: &'a Wildfire,
    fire: &'a Fire,
) -> impl Iterator<Item = (Point, f32)> + 'a {
    let every = fire.free_edge.len().div_ceil(SOURCES).max(1);
    let places = fire.free_edge.iter().step_by(every);
    places.map(|&c| (county.spec.centre(c as usize), fires.flame_m[c as usize].clamp(0.5, 8.0)))
}

/// Smoke rises from where flames stand and goes with the wind; older puffs are wider, higher and thinner.
fn smoke(
    painter: &Painter,
    eye: &Eye<'_>,
    county: &County,
    fires: &Wildfire,
    fire: &Fire,
    air: &Air,
    now_s: f64,
) {
    let sources: &[u32] = if fire.free_edge.is_empty() { &fire.embers } else { &fire.free_edge };
    let hot = !fire.free_edge.is_empty();
    let every = sources.len().div_ceil(SOURCES).max(1);
    let [east, south] = air.wind();
    let speed = (east * east + south * south).sqrt().max(0.5);
    for &cell in sources.iter().step_by(every) {
        let from = county.spec.centre(cell as usize);
        let flame_m = fires.flame_m[cell as usize].clamp(0.5, 8.0);
        let draw = Draw::new(0, cell.into(), Process::Brands);
        for puff in 0..if hot { PUFFS } else { 3 } {
            let phase = f64::from(draw.part(u64::from(puff)).unit());
            // Puffs move with the wind, and thin out over some kilometres.
            let way_m = (f64::from(puff) + (speed * now_s / PUFF_M + phase).fract()) * PUFF_M;
            let sway_m = 60.0 * math::sin(way_m / 300.0 + 6.0 * phase);
            let at = Point {
                x_m: from.x_m + ((east * way_m - south * sway_m) / speed) as f32,
                y_m: from.y_m + ((south * way_m + east * sway_m) / speed) as f32,
            };
            let up_m = (0.22 * way_m).min(500.0) as f32;
            let Some((place, points_per_m)) = eye.above(at, up_m) else { continue };
            let radius = (40.0 + 0.09 * way_m as f32) * points_per_m;
            let thin = 1.0 - puff as f32 / PUFFS as f32;
            let alpha = (thin * (70.0 + 12.0 * flame_m)).min(160.0) as u8;
            let grey = 150 + (70.0 * (1.0 - thin)) as u8;
            let colour = Color32::from_rgba_unmultiplied(grey, grey, grey, alpha);
            symbols::puff(painter, pos2(place.x, place.y), 1.5 * radius.clamp(2.0, 160.0), colour);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flames_are_lighter_than_embers_and_embers_than_burnt_ground() {
        let light = |[r, g, b, _]: [u8; 4]| 2126 * u32::from(r) + 7152 * u32::from(g) + 722 * u32::from(b);
        let flames = light(colour(0.0, 6.0, false));
        let embers = light(colour(3600.0, 6.0, true));
        let burnt = light(colour(3600.0, 6.0, false));
        assert!(flames > 2 * embers && embers > burnt, "{flames} {embers} {burnt}");
        assert!(light(colour(0.0, 8.0, false)) > light(colour(0.0, 1.0, false)), "higher flames are lighter");
    }
}
