//! What stands and moves on the map, with names, and what a click picks.

use super::{
    Relief,
    camera::View as Camera3dView,
    fire,
    lines::{self, Lines},
    looks::{DamLook, DykeLook, GaugeLook, ShelterLook, SlopeLook, TeamLook, VillageLook},
    names,
    symbols::{self, Symbol},
    tip, works,
};
use crate::{
    drill::{
        order::{fire_id, lake_id},
        view::View,
        words,
    },
    num::Point,
    response::{
        evacuation::Group,
        incidents::IncidentKind,
        stretches,
        travel::{Roads, Traveller},
    },
    text::Lang,
    window::{Desk, MapArea, Session, panels::orders::Kind, theme},
};
use bevy::prelude::*;
use bevy_egui::egui::{self, Painter, Stroke, pos2, vec2};
use std::{borrow::Cow, collections::BTreeMap};

/// A thing on the map that can be picked, by index into the county's lists or the drill's roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pick {
    Township(usize),
    Village(usize),
    Shelter(usize),
    Store(usize),
    Team(usize),
    /// Number of the stretch over all dykes.
    Stretch(usize),
    Gauge(usize),
    Road(usize),
    /// A slope or gully, by index into the risk register.
    Slope(usize),
    Reservoir(usize),
    /// Number of a landslide lake, and of a forest fire.
    Lake(usize),
    Fire(usize),
    /// A works with tanks, by index into `County::facilities`.
    Works(usize),
}

/// A symbol with a name.
pub struct Mark<'a> {
    pub pick: Pick,
    pub at: Point,
    /// Where it is drawn beside its place, points: things that stand together.
    pub shift: egui::Vec2,
    pub symbol: Symbol,
    pub name: Cow<'a, str>,
    /// Names of a lower rank go first and are never pushed out by a higher one.
    pub rank: u8,
    /// Distance of the camera up to which the symbol and its name are drawn, km.
    pub symbol_to_km: f32,
    pub name_to_km: f32,
}

/// How far from a symbol, or from a line, a click still picks it, points.
const REACH: f32 = 18.0;
const LINE_REACH: f32 = 9.0;
const ALWAYS: f32 = f32::INFINITY;
/// The marks of a drill.
fn marks<'a>(view: &View<'a>, world: &World, distance_km: f32, lang: Lang) -> Vec<Mark<'a>> {
    let land = view.land();
    let mark = |pick, at, symbol, name: &'a crate::text::Name, rank, symbol_to_km, name_to_km| Mark {
        pick,
        at,
        shift: egui::Vec2::ZERO,
        symbol,
        name: Cow::Borrowed(name.get(lang)),
        rank,
        symbol_to_km,
        name_to_km,
    };
    let mut marks: Vec<Mark<'a>> = Vec::with_capacity(land.villages.len() + 128);
    for (i, t) in land.townships.iter().enumerate() {
        marks.push(mark(Pick::Township(i), t.seat, Symbol::Town, &t.name, 0, ALWAYS, ALWAYS));
    }
    for (i, gauge) in land.gauges.iter().enumerate() {
        let colour = match GaugeLook::of(view, i) {
            GaugeLook::Normal => theme::ACCENT,
            GaugeLook::AboveWarning => theme::CAUTION,
            GaugeLook::AboveGuarantee => theme::BAD,
        };
        let at = land.spec.centre(gauge.cell as usize);
        let mut mark = mark(Pick::Gauge(i), at, Symbol::Gauge(colour), &gauge.name, 1, ALWAYS, ALWAYS);
        if let Some((_, level_m)) = view.known().gauge(i) {
            mark.name = format!("{} {level_m:.2} m", gauge.name.get(lang)).into();
        }
        marks.push(mark);
    }
    for (shelter, state) in land.shelters.iter().zip(view.shelters()) {
        let look = ShelterLook::of(state);
        let (pick, place) = (Pick::Shelter(state.index), &shelter.place);
        let to_km = if look == ShelterLook::Closed { theme::MIDDLE_KM } else { ALWAYS };
        marks.push(mark(pick, place.at, Symbol::Shelter(look), &place.name, 3, to_km, theme::NEAR_KM));
    }
    for (i, store) in land.stores.iter().enumerate() {
        let (pick, place) = (Pick::Store(i), &store.place);
        marks.push(mark(pick, place.at, Symbol::Store, &place.name, 4, theme::MIDDLE_KM, theme::NEAR_KM));
    }
    for (i, village) in land.villages.iter().enumerate() {
        let symbol = Symbol::Village(VillageLook::of(view, i));
        marks.push(mark(Pick::Village(i), village.at, symbol, &village.name, 5, ALWAYS, theme::NEAR_KM));
    }
    let known = &view.known().plants.tanks;
    for (i, works) in land.facilities.iter().enumerate().filter(|(_, f)| !f.tanks.is_empty()) {
        let trouble = known.iter().any(|(t, r)| t.site == i && r.in_trouble());
        let (to_km, shift) = if trouble {
            (ALWAYS, works::beside(view, i, distance_km))
        } else {
            (theme::NEAR_KM, egui::Vec2::ZERO)
        };
        let place = &works.place;
        let works =
            mark(Pick::Works(i), place.at, Symbol::Works { trouble }, &place.name, 3, to_km, theme::NEAR_KM);
        marks.push(Mark { shift, ..works });
    }
    for (i, reservoir) in land.reservoirs.iter().enumerate() {
        let symbol = Symbol::Dam(DamLook::of(view, i));
        marks.push(mark(Pick::Reservoir(i), reservoir.dam, symbol, &reservoir.name, 1, ALWAYS, ALWAYS));
    }
    for (i, lake) in view.known().lakes.iter().enumerate() {
        let Some(lake) = lake else { continue };
        let look = if lake.breached { DamLook::Breached } else { DamLook::Danger };
        let name = words::lake(&lake_id(i), lang).into();
        let lake = mark(Pick::Lake(i), lake.at, Symbol::Dam(look), &land.name, 1, ALWAYS, ALWAYS);
        marks.push(Mark { name, ..lake });
    }
    for (i, report) in view.known().fires.iter().enumerate() {
        let Some(report) = report else { continue };
        let name = words::fire(&fire_id(i), lang).into();
        let symbol = Symbol::Fire { held: report.held, out: report.out };
        let fire = mark(Pick::Fire(i), report.at, symbol, &land.name, 1, ALWAYS, ALWAYS);
        marks.push(Mark { name, ..fire });
    }
    for risk in view.slopes() {
        let spot = &land.risks[risk];
        let look = SlopeLook::of(view, risk);
        let to_km = if look == SlopeLook::Quiet { theme::MIDDLE_KM } else { ALWAYS };
        let symbol = Symbol::Slope(look);
        marks.push(mark(Pick::Slope(risk), spot.at, symbol, &spot.name, 4, to_km, theme::NEAR_KM));
    }
    // Teams at one place stand side by side.
    let mut together: BTreeMap<(i32, i32), u8> = BTreeMap::new();
    for (&entity, team) in view.roster().teams.iter().zip(view.teams()) {
        let Some(traveller) = world.get::<Traveller>(entity) else { continue };
        let Some(look) = TeamLook::of(team, traveller) else { continue };
        // On a fire's ground a crew is on foot.
        let post = team.post.as_ref().map(|p| land.spec.centre(p.at as usize));
        let at = post.unwrap_or_else(|| traveller.position(land));
        let n = together.entry((at.x_m as i32 / 200, at.y_m as i32 / 200)).or_default();
        let to_km = if look == TeamLook::Ready { theme::MIDDLE_KM } else { ALWAYS };
        marks.push(Mark {
            shift: vec2(14.0 * f32::from(*n), -2.2 * theme::SYMBOL),
            ..mark(Pick::Team(team.index), at, Symbol::Team(look), &team.name, 2, to_km, theme::NEAR_KM)
        });
        *n = n.saturating_add(1);
    }
    marks
}

/// The eye on the map of this frame: from places of the county to points of the window.
pub struct Eye<'a> {
    pub camera: &'a Camera,
    pub transform: GlobalTransform,
    pub relief: &'a Relief,
    /// Window pixels (logical) per point of the panels.
    pub zoom: f32,
    pub distance_km: f32,
}

impl Eye<'_> {
    /// Where a place is drawn; nothing when it is out of view or behind a hill.
    pub fn see(&self, point: Point) -> Option<egui::Pos2> {
        let at = self.relief.world(point) + Vec3::Y * 0.03;
        if !self.relief.sees(self.transform.translation(), at) {
            return None;
        }
        self.project(at)
    }

    /// Where a line is drawn; nothing when a part of it is behind the eye or its middle behind a hill.
    pub fn see_line(&self, line: &[Point]) -> Option<Vec<egui::Pos2>> {
        self.see(*line.get(line.len() / 2)?)?;
        line.iter().map(|&p| self.project(self.relief.world(p) + Vec3::Y * 0.03)).collect()
    }

    /// Where a place so many metres over the ground is drawn, and how many points a metre is there.
    pub fn above(&self, point: Point, up_m: f32) -> Option<(egui::Pos2, f32)> {
        let at = self.relief.world(point) + Vec3::Y * up_m / 1000.0;
        let beside = at + self.transform.right() * 0.1;
        let (a, b) = (self.project(at)?, self.project(beside)?);
        Some((a, a.distance(b) / 100.0))
    }

    fn project(&self, at: Vec3) -> Option<egui::Pos2> {
        let pixel = self.camera.world_to_viewport(&self.transform, at).ok()?;
        Some(pos2(pixel.x / self.zoom, pixel.y / self.zoom))
    }

    /// The place under a point of the window, and how many metres a point is there.
    fn ground(&self, at: egui::Pos2) -> Option<(Point, f32)> {
        let ray = |p: egui::Pos2| {
            self.camera.viewport_to_world(&self.transform, Vec2::new(p.x, p.y) * self.zoom).ok()
        };
        let point = self.relief.hit(ray(at)?)?;
        let beside = self.relief.hit(ray(at + vec2(10.0, 0.0))?)?;
        Some((point, point.distance_m(beside) / 10.0))
    }
}

/// Draw the drill on the map and let a click on it choose something.
pub(crate) fn show(
    ctx: &egui::Context,
    session: &Session,
    eye: &Eye<'_>,
    lines: &Lines,
    camera: &Camera3dView,
    area: &MapArea,
    desk: &mut Desk,
) {
    let painter = ctx.layer_painter(egui::LayerId::background()).with_clip_rect(area.free_points(eye.zoom));
    let pointer = ctx.pointer_latest_pos().filter(|_| area.pointer_over);
    let view = View::new(&session.drill);
    let (world, land) = (session.drill.world(), view.land());

    lines::dykes(&painter, eye, lines, &DykeLook::all(&view), desk.selected);
    let roads = world.resource::<Roads>();
    lines::roads(&painter, eye, lines, land, roads, desk.selected);
    if let Some(Pick::Team(team)) = desk.selected
        && let Some(traveller) = view.roster().teams.get(team).and_then(|&e| world.get::<Traveller>(e))
    {
        lines::way(&painter, eye, land, traveller);
    }
    if let Some(zone) =
        desk.selected.and_then(|pick| if let Pick::Slope(r) = pick { view.zone(r) } else { None })
    {
        lines::zone(&painter, eye, land, zone);
    }
    fire::show(&painter, eye, &view, world, desk.lang);
    works::show(&painter, eye, &view, world, desk.lang);
    travellers(&painter, eye, &view, world);
    let time_s = (!desk.reduced_motion).then(|| ctx.input(|i| i.time));
    incidents(&painter, eye, &view, time_s);

    let marks = marks(&view, world, eye.distance_km, desk.lang);
    let mut hovered = paint(&painter, eye, &marks, desk.selected, pointer);
    if hovered.is_none()
        && let Some((at, metres)) = pointer.and_then(|p| eye.ground(p))
    {
        let reach_m = LINE_REACH * metres;
        hovered = lines
            .stretch_at(at, reach_m)
            .map(Pick::Stretch)
            .or_else(|| lines::road_at(land, at, reach_m).map(Pick::Road));
    }
    if camera.clicked {
        // A fire line's course is clicked on the ground.
        if desk.panels.form.kind == Kind::FireLine
            && let Some((at, _)) = pointer.and_then(|p| eye.ground(p))
        {
            desk.panels.form.points.push((at.x_m, at.y_m));
        } else {
            desk.selected = hovered;
        }
    }
    // What is selected has its figures in a panel.
    if let (Some(pick), Some(pointer)) = (hovered.filter(|p| desk.selected != Some(*p)), pointer) {
        tip::show(ctx, session, pick, pointer, desk.lang);
    }
}

/// Draw groups on foot as dots, trucks with supplies as small squares.
fn travellers(painter: &Painter, eye: &Eye<'_>, view: &View<'_>, world: &World) {
    let roster = view.roster();
    let rim = Stroke::new(1.0, theme::PANEL);
    for &entity in &roster.groups {
        let (Some(group), Some(traveller)) = (world.get::<Group>(entity), world.get::<Traveller>(entity))
        else {
            continue;
        };
        let Some(at) = eye.see(traveller.position(view.land())) else { continue };
        // The dot's area grows with the number of people.
        let r = 1.8 + 0.22 * (group.people.len() as f32).sqrt();
        symbols::disc(painter, at, r.min(4.5), theme::PEOPLE);
    }
    for &entity in &roster.shipments {
        let Some(traveller) = world.get::<Traveller>(entity).filter(|t| t.goal.is_some()) else { continue };
        let Some(at) = eye.see(traveller.position(view.land())) else { continue };
        let square = egui::Rect::from_center_size(at, vec2(7.0, 7.0));
        painter.rect(square, 1.0, theme::SUPPLIES, rim, egui::StrokeKind::Outside);
    }
}

/// Draw what the county knows of dangers; those to which nobody has come yet call out.
fn incidents(painter: &Painter, eye: &Eye<'_>, view: &View<'_>, time_s: Option<f64>) {
    let land = view.land();
    for (_, incident) in view.incidents() {
        let at = match incident.kind {
            IncidentKind::DykeDanger { stretch } | IncidentKind::DykeBreach { stretch } => {
                stretches(land).nth(stretch).map(|s| s.at)
            }
            IncidentKind::Stranded { village }
            | IncidentKind::Landslide { village }
            | IncidentKind::VillageInFire { village } => land.villages.get(village).map(|v| v.at),
            IncidentKind::DamDanger { reservoir } | IncidentKind::DamBreach { reservoir } => {
                land.reservoirs.get(reservoir).map(|r| r.dam)
            }
            IncidentKind::BarrierLake { lake } => view.roster().lakes.get(lake).map(|l| l.0),
            IncidentKind::ForestFire { fire } => {
                view.known().fires.get(fire).and_then(Option::as_ref).map(|r| r.at)
            }
            IncidentKind::SlopeMoving { slope } => land.risks.get(slope).map(|r| r.at),
            IncidentKind::WaterPolluted { works } => land.facilities.get(works).map(|f| f.place.at),
            IncidentKind::TankFire { tank } | IncidentKind::GasRelease { tank } => {
                land.facilities.get(tank.site).map(|f| f.place.at)
            }
            IncidentKind::RoadBuried { road } => {
                land.roads.roads.get(road).and_then(|r| r.line.get(r.line.len() / 2)).copied()
            }
        };
        let shift = match incident.kind {
            IncidentKind::TankFire { tank } | IncidentKind::GasRelease { tank } => {
                works::beside(view, tank.site, eye.distance_km)
            }
            _ => egui::Vec2::ZERO,
        };
        if let Some(at) = at.and_then(|at| eye.see(at)) {
            symbols::alarm(painter, at + shift, time_s, incident.first_team.is_none());
        }
    }
}

/// Draw marks and their names by rank. Returns what is drawn under `pointer`.
fn paint(
    painter: &Painter,
    eye: &Eye<'_>,
    marks: &[Mark<'_>],
    selected: Option<Pick>,
    pointer: Option<egui::Pos2>,
) -> Option<Pick> {
    let mut order: Vec<&Mark<'_>> =
        marks.iter().filter(|m| Some(m.pick) == selected || eye.distance_km <= m.symbol_to_km).collect();
    order.sort_by_key(|m| (Some(m.pick) != selected, m.rank));
    let clip = painter.clip_rect();
    let drawn: Vec<(&Mark<'_>, egui::Pos2)> = order
        .into_iter()
        .filter_map(|m| Some((m, eye.see(m.at)? + m.shift)).filter(|(_, at)| clip.contains(*at)))
        .collect();
    let hovered = pointer.and_then(|pointer| {
        drawn
            .iter()
            .map(|(m, at)| (m.pick, at.distance(pointer)))
            .filter(|(_, distance)| *distance <= REACH)
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(pick, _)| pick)
    });
    // The important ones on top.
    for (mark, at) in drawn.iter().rev() {
        if Some(mark.pick) == selected {
            painter.circle_stroke(*at, theme::SYMBOL * 1.9, Stroke::new(3.0, theme::ACCENT));
        }
        if let (Symbol::Works { trouble: true }, Some(place)) = (&mark.symbol, eye.see(mark.at))
            && eye.distance_km <= works::FAR_KM
        {
            painter.line_segment([*at, place], Stroke::new(3.0, theme::PANEL));
            painter.line_segment([*at, place], Stroke::new(1.2, theme::TEXT));
        }
        let r = if Some(mark.pick) == hovered { theme::SYMBOL * 1.3 } else { theme::SYMBOL };
        mark.symbol.paint(painter, *at, r);
    }
    names::paint(painter, eye.distance_km, &drawn, selected, hovered);
    hovered
}
