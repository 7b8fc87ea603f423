//! Symbols and names over a map: townships, polders, weak stretches, breaches, open shelters, scale bar.

use super::{
    maps::Part,
    page::Run,
    plot::{px, tip},
};
use crate::{
    county::{Side, Stretch},
    hazard::Plants,
    num::{DrillTime, Point},
    response::{
        facts::What,
        shelters::{ShelterState, ShelterStatus},
        stretches,
    },
    text::Name,
};
use maud::{Markup, html};
use std::collections::BTreeSet;

/// Symbols that maps and legend share, around the point zero.
pub fn symbols() -> Markup {
    html! {
        g #breach { circle.halo r="7" {} path.breach d="M-5 -5L5 5M5 -5L-5 5" {} }
        path #weak .weak d="M-7 0H7" {}
        path #shelter .shelter d="M-4 4V-1L0 -4.5L4 -1V4Z" {}
        path #works .works d="M-6 5V-1L-2 -4V-1L2 -4V-1L6 -4V5Z" {}
        path #headquarters .headquarters d="M-3 6V-6L6 -3L-3 0" {}
    }
}

/// Everything over the water at a moment.
pub fn over(run: &Run<'_>, at: DrillTime, part: Part) -> Markup {
    let county = run.county();
    let place = |p: Point| part.place(p);
    let breached = breached(run, at);
    let weak = &run.drill.loaded().scenario.weak_stretches;
    let mut taken = Taken::default();
    let hq = run.command().headquarters.as_ref().filter(|hq| hq.at <= at);
    html! {
        @for stretch in stretches(county).filter(|s| weak.iter().any(|w| w.stretch == s.id)) {
            path.weak d=(crest(run, stretch, part)) { (tip(&stretch.name)) }
        }
        @for (point, what) in open_shelters(run, at) { (symbol("shelter", place(point), what)) }
        @for (at, works) in works_in_trouble(run) {
            (symbol("works", place(at), works))
            (taken.name(place(at), "works-name", works))
        }
        @if let Some(seat) = hq.and_then(|hq| county.townships.get(hq.township)) {
            (symbol("headquarters", place(seat.seat), &seat.name))
        }
        @for (number, stretch) in stretches(county).enumerate().filter(|(n, _)| breached.contains(n)) {
            (symbol("breach", place(stretch.at), &stretch.name))
            @if breached.first() == Some(&number) { (taken.name(place(stretch.at), "breach-name", &stretch.name)) }
        }
        @for township in &county.townships { (taken.name(place(township.seat), "township", &township.name)) }
        @for polder in &county.polders { (taken.name(place(middle(run, &polder.cells)), "polder", &polder.name)) }
        (bar(part))
    }
}

fn symbol(id: &str, (x, y): (f64, f64), what: &Name) -> Markup {
    html! { g transform={ "translate(" (px(x)) " " (px(y)) ")" } { (tip(what)) use href={ "#" (id) } {} } }
}

/// Works with an accident of the scenario, if it came to that.
fn works_in_trouble<'a>(run: &Run<'a>) -> Vec<(Point, &'a Name)> {
    let mut sites: Vec<usize> =
        run.drill.world().resource::<Plants>().accidents.iter().map(|a| a.tank.site).collect();
    sites.dedup();
    let works = sites.into_iter().filter_map(|site| run.county().facilities.get(site));
    works.filter(|_| run.has_works()).map(|works| (works.place.at, &works.place.name)).collect()
}

/// Numbers of stretches that had failed by then.
fn breached(run: &Run<'_>, at: DrillTime) -> BTreeSet<usize> {
    let facts = run.facts().iter().filter(|f| f.at <= at);
    facts
        .filter_map(|f| if let What::Breach { stretch, .. } = f.what { Some(stretch) } else { None })
        .collect()
}

/// Shelters that were open at a moment, as the facts tell.
fn open_shelters<'a>(run: &Run<'a>, at: DrillTime) -> Vec<(Point, &'a Name)> {
    let mut open = BTreeSet::new();
    for fact in run.facts().iter().filter(|f| f.at <= at) {
        match fact.what {
            What::ShelterOpened { shelter } => _ = open.insert(shelter),
            What::ShelterLost { shelter } => _ = open.remove(&shelter),
            _ => {}
        }
    }
    // Closing leaves no fact: at the drill's end the state itself tells.
    if at >= run.drill.now() {
        let state = |s: &usize| run.drill.world().get::<ShelterState>(*run.roster().shelters.get(*s)?);
        open.retain(|s| state(s).is_some_and(|s| s.status == ShelterStatus::Open));
    }
    let shelters = &run.county().shelters;
    open.into_iter().filter_map(|s| shelters.get(s)).map(|s| (s.place.at, &s.place.name)).collect()
}

/// The faces of a stretch as short strokes.
fn crest(run: &Run<'_>, stretch: &Stretch, part: Part) -> String {
    let spec = &run.county().spec;
    let cell = f64::from(spec.cell_m) * part.scale;
    let strokes = stretch.faces.iter().map(|face| {
        let (row, col) = spec.row_col(face.cell as usize);
        let (x, y) = part.place(Point { x_m: col as f32 * spec.cell_m, y_m: row as f32 * spec.cell_m });
        match face.side {
            Side::East => format!("M{} {}v{}", px(x + cell), px(y), px(cell)),
            Side::South => format!("M{} {}h{}", px(x), px(y + cell), px(cell)),
        }
    });
    strokes.collect()
}

/// Middle of an area: the mean of its cells.
fn middle(run: &Run<'_>, cells: &[u32]) -> Point {
    let n = cells.len().max(1) as f32;
    cells
        .iter()
        .map(|c| run.county().spec.centre(*c as usize))
        .fold(Point::default(), |sum, p| Point { x_m: sum.x_m + p.x_m / n, y_m: sum.y_m + p.y_m / n })
}

/// Boxes that names already cover. A name that finds no free place beside its point is left out.
#[derive(Default)]
struct Taken(Vec<[f64; 4]>);

impl Taken {
    fn name(&mut self, (x, y): (f64, f64), class: &str, words: &Name) -> Markup {
        // Wide enough for either language at 13 units to the em.
        let width = (13.0 * words.zh.chars().count() as f64).max(6.8 * words.en.chars().count() as f64);
        let places = [
            (x + 9.0, y + 4.0),
            (x - 9.0 - width, y + 4.0),
            (x - 0.5 * width, y - 9.0),
            (x - 0.5 * width, y + 18.0),
        ];
        let free = places.into_iter().find(|(left, base)| {
            let (right, top) = (left + width, base - 12.0);
            let inside = *left >= 2.0 && right <= super::maps::SIZE - 2.0 && top >= 2.0;
            inside && !self.0.iter().any(|b| *left < b[2] && right > b[0] && top < b[3] && *base > b[1])
        });
        let Some((left, base)) = free else { return html! {} };
        self.0.push([left, base - 12.0, left + width, base + 3.0]);
        super::plot::label(left, base, &format!("map-name {class}"), words)
    }
}

/// A scale bar of a round length, about a fifth of the map's width.
fn bar(part: Part) -> Markup {
    let room = part.size_m.0 / 1000.0 / 4.0;
    let km = [0.5, 1.0, 2.0, 5.0, 10.0, 20.0].into_iter().rfind(|km| *km <= room).unwrap_or(0.2);
    let (width, bottom) = (km * 1000.0 * part.scale, part.size().1 - 10.0);
    html! {
        path.scale-halo d={ "M10 " (px(bottom)) "h" (px(width)) } {}
        path.scale d={ "M10 " (px(bottom - 5.0)) "v5h" (px(width)) "v-5" } {}
        text.map-name.scale-text x=(px(14.0)) y=(px(bottom - 4.0)) { (km) " km" }
    }
}
