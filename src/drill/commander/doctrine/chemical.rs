//! The book for works: cool before putting out, keep people out of the cloud.
//!
//! With the first call fire engines go to the tank and to what stands near it, the pressure tanks of what is toxic before
//! all; hazmat teams judge, shut valves and block drains; intakes below are shut; a cordon keeps people out to the first
//! distance of the guide. Villages that the wind of now could bring the cloud to stay in with windows shut, as there is too
//! little time to walk away; those that a later wind will bring it to, and that can be gone before, leave (reference B4).
//! People come out when it is gone. Foam is laid once there is enough of it; a burning hall gets water as long as that
//! can stop the fire, and burns down without it where it cannot.

use super::{Doctrine, count, nearest, send};
use crate::{
    county::TeamKind,
    drill::{Order, order::TaskOrder, view::View},
    hazard::{
        TankRef,
        chemical::{
            exposure::should_shelter,
            limits::limits,
            water::{FoamOn, foam},
        },
        plants::{goods_of, substance_of},
    },
    num::Point,
    response::{
        command::Level,
        incidents::IncidentKind,
        teams::{Status, Task},
    },
};
use std::collections::BTreeSet;

/// How far down the wind villages stay in before the cloud is known, m, and how far to its sides, degrees.
const SHELTER_M: f32 = 3_000.0;
const SIDE_DEG: f64 = 50.0;
/// Nearer than this they stay in, whatever the wind.
const NEAR_M: f32 = 1_500.0;
/// Minutes without anything in the air after which people come out.
const CLEAR_MIN: f64 = 30.0;
/// How long people need to be gone once they are told to, and how long a release is reckoned to last, s.
const LEAVES_S: f64 = 3_600.0;
const LASTS_S: f64 = 7_200.0;
/// Water for a burning hall before anybody has seen how large the fire is, L/min, and over what it needs, as a factor.
const FIRST_L_MIN: f64 = 5_000.0;
const MARGIN: f64 = 1.3;
/// What people are told first.
const STAY_IN: &str =
    "园区危险化学品起火，请下风向居民关闭门窗、关掉风扇空调，留在室内，不要围观，以指挥部通知为准。";
/// Teams that cool.
const ENGINES: [TeamKind; 3] = [TeamKind::Fire, TeamKind::RegionalCentre, TeamKind::CityRescue];

/// What of the book for works was done.
#[derive(Default)]
pub(super) struct Works {
    cordoned: BTreeSet<usize>,
    pub(super) sheltered: BTreeSet<usize>,
    monitored: BTreeSet<usize>,
    treated: BTreeSet<usize>,
    drains: BTreeSet<usize>,
    washing: BTreeSet<usize>,
    judged: BTreeSet<usize>,
    level: bool,
    told: bool,
    /// Seconds of the drill when a release was last known.
    released_s: Option<u32>,
}

impl Doctrine {
    /// One round over the works.
    pub(super) fn works(&mut self, view: &View<'_>, orders: &mut Vec<Order>) {
        let mut sites: BTreeSet<usize> = BTreeSet::new();
        let (mut fires, mut releases) = (Vec::new(), Vec::new());
        for (_, incident) in view.incidents() {
            match incident.kind {
                IncidentKind::TankFire { tank } => fires.push(tank),
                IncidentKind::GasRelease { tank } => releases.push(tank),
                _ => continue,
            }
            sites.extend(fires.last().into_iter().chain(releases.last()).map(|t| t.site));
        }
        if sites.is_empty() {
            return;
        }
        if !self.works.level {
            self.works.level = true;
            orders.push(Order::SetLevel { level: Level::II });
            // The headquarters goes to where it burns.
            let township = sites.first().map(|s| view.land().facilities[*s].place.township);
            let there = view.command().headquarters.as_ref().map(|hq| hq.township);
            if let Some(township) = township.filter(|t| there != Some(*t)) {
                orders.push(Order::Headquarters { township: view.land().townships[township].id.clone() });
            }
            if view.command().help_asked.is_none() {
                orders.push(Order::AskNextLevel);
            }
        }
        intakes(view, orders);
        let mut taken = Vec::new();
        for &site in &sites {
            self.cordon(view, site, orders);
            self.at_tanks(view, site, orders, &mut taken);
            halls(view, site, orders, &mut taken);
        }
        self.leave_in_time(view, &sites, orders);
        self.people(view, &sites, orders, &mut taken);
    }

    /// The first distance of the guide for what burns or is let out there.
    fn cordon(&mut self, view: &View<'_>, site: usize, orders: &mut Vec<Order>) {
        if self.works.cordoned.insert(site) {
            let works = &view.land().facilities[site];
            let far = |t: &crate::county::Tank| {
                let goods = goods_of(t.substance).map_or(0.0, |g| g.isolation_m);
                substance_of(t.substance).map_or(goods, |s| s.isolation_m.2.unwrap_or(s.isolation_m.1))
            };
            let radius = works.tanks.iter().map(far).fold(300.0, f64::max).min(1_000.0);
            orders.push(Order::Cordon { site: works.place.id.clone(), radius_m: radius as f32 });
        }
    }

    /// Cooling, judging, valves, drains, foam.
    fn at_tanks(&mut self, view: &View<'_>, site: usize, orders: &mut Vec<Order>, taken: &mut Vec<String>) {
        let land = view.land();
        let works = &land.facilities[site];
        let at = works.place.at;
        let report = |n: usize| view.known().plants.tanks.get(&TankRef { site, tank: n });
        let id = |n: usize| TankRef { site, tank: n }.id(land);
        // Nobody is sent to where a tank is about to burst.
        let bursts = |n: usize| report(n).is_some_and(|r| !r.failed && r.damage.is_some_and(|d| d >= 0.5));
        let liquefied = |n: usize| substance_of(works.tanks[n].substance).is_some_and(|s| s.is_gas(20.0));
        if (0..works.tanks.len()).any(|n| liquefied(n) && bursts(n)) {
            return;
        }
        if !self.works.judged.contains(&site) {
            // Somebody who can judge; the valve of a leak is at hand then.
            let leaking = (0..works.tanks.len()).find(|n| report(*n).is_some_and(|r| r.leaks));
            let judge = || match leaking {
                Some(n) => TaskOrder::ShutValve(id(n)),
                None => TaskOrder::AssessTanks(works.place.id.clone()),
            };
            if send(view, orders, taken, &[TeamKind::Hazmat], at, judge) {
                self.works.judged.insert(site);
            }
        }
        for n in (0..works.tanks.len()).filter(|n| report(*n).is_some_and(|r| r.leaks)) {
            if count(view, Task::ShutValve(TankRef { site, tank: n })) == 0 {
                send(view, orders, taken, &[TeamKind::Hazmat, TeamKind::Fire], at, || {
                    TaskOrder::ShutValve(id(n))
                });
            }
        }
        let toxic = |n: usize| substance_of(works.tanks[n].substance).is_some_and(|s| s.probit.is_some());
        let fire = |n: usize| report(n).is_some_and(|r| r.burning || r.in_fire);
        let is_tank = |n: &usize| substance_of(works.tanks[*n].substance).is_some();
        let mut wanted: Vec<usize> = (0..works.tanks.len())
            .filter(is_tank)
            .filter(|n| !report(*n).is_some_and(|r| r.failed || r.burning))
            .collect();
        // The burning tank's own neighbours first, then pressure tanks with what is toxic; one team to a substance.
        let beside = |n: usize| {
            (0..works.tanks.len()).any(|f| fire(f) && works.tanks[f].substance == works.tanks[n].substance)
        };
        wanted.sort_by_key(|n| (!beside(*n), !toxic(*n), *n));
        let mut seen = Vec::new();
        for n in wanted {
            let substance = works.tanks[n].substance;
            let burning = (0..works.tanks.len()).any(fire);
            if !burning || seen.contains(&substance) || !(beside(n) || toxic(n)) {
                continue;
            }
            seen.push(substance);
            if count(view, Task::CoolTank(TankRef { site, tank: n })) == 0 {
                send(view, orders, taken, &ENGINES, at, || TaskOrder::CoolTank(id(n)));
            }
        }
        self.foam(view, site, orders, taken);
        if self.works.drains.insert(site) {
            let drains = || TaskOrder::BlockDrains(works.place.id.clone());
            let kinds = [TeamKind::MicroFire, TeamKind::Township];
            if !send(view, orders, taken, &kinds, at, drains) {
                self.works.drains.remove(&site);
            }
        }
    }

    /// Foam on burning tanks once those at hand have enough for one; a burning bund burns down.
    fn foam(&mut self, view: &View<'_>, site: usize, orders: &mut Vec<Order>, taken: &mut Vec<String>) {
        let (land, table) = (view.land(), &view.tables().chemical);
        for (&tank, report) in view.known().plants.tanks.range(TankRef { site, tank: 0 }..) {
            if tank.site != site || !report.burning || count(view, Task::FoamTank(tank)) > 0 {
                continue;
            }
            let at = land.facilities[site].place.at;
            let stored = &land.facilities[site].tanks[tank.tank];
            let Some(substance) = substance_of(stored.substance) else { continue };
            // As high as wide.
            let volume = 1000.0 * f64::from(stored.capacity_t) / substance.liquid_kg_m3;
            let d = crate::num::math::cbrt(4.0 * volume / core::f64::consts::PI);
            let need = foam(FoamOn::FixedRoof, 0.25 * core::f64::consts::PI * d * d);
            let Some(team) = nearest(view, &[TeamKind::Fire, TeamKind::CityRescue], at, taken) else {
                continue;
            };
            let has = table.foam_l.get(&team.kind).copied().unwrap_or(0.0);
            let gives = table.foam_l_min.get(&team.kind).copied().unwrap_or(0.0);
            // A tenth more than needed, for what is lost.
            if gives >= 1.1 * need.l_min && has >= 1.1 * table.foam_share * need.litres() {
                let id = tank.id(land);
                send(view, orders, taken, &[team.kind], at, || TaskOrder::FoamTank(id));
            }
        }
    }

    /// Villages that the cloud will reach when the wind has turned, and that can be gone before, leave.
    fn leave_in_time(&mut self, view: &View<'_>, sites: &BTreeSet<usize>, orders: &mut Vec<Order>) {
        let (land, known) = (view.land(), &view.known().plants);
        let (Some(cloud), Some((turns, then))) = (&known.cloud, view.turn_ahead()) else { return };
        let leaky = limits().air_exchange_per_h.1 / 3600.0;
        let turns_s = 60.0 * turns.minutes_since(view.now());
        let leaves = |v: usize| {
            let to = land.villages[v].at;
            sites.iter().any(|s| {
                let from = land.facilities[*s].place.at;
                let far = from.distance_m(to);
                let arrives_s = turns_s + f64::from(far) / then.wind_m_s.max(0.5);
                f64::from(far) <= cloud.reach_m[1]
                    && downwind(from, to, then.from_deg)
                    && !downwind(from, to, view.air().from_deg)
                    && !should_shelter(LASTS_S, leaky, LEAVES_S, arrives_s)
            })
        };
        let stays = |v: &usize| self.works.sheltered.contains(v) || self.moves.iter().any(|m| m.0 == *v);
        let new: Vec<usize> = (0..land.villages.len()).filter(|v| !stays(v) && leaves(*v)).collect();
        self.empty(view, &new, orders);
    }

    /// Who is, or may come, under the cloud: stay in, measure, come out, medical help.
    fn people(
        &mut self,
        view: &View<'_>,
        sites: &BTreeSet<usize>,
        orders: &mut Vec<Order>,
        taken: &mut Vec<String>,
    ) {
        let (land, known) = (view.land(), &view.known().plants);
        let now = view.now();
        let threatens =
            known.tanks.values().any(|r| r.release_kg_s > 0.0 || r.leaks || r.burning || r.in_fire);
        if threatens || known.tanks.is_empty() {
            self.works.released_s = Some(now.0);
        }
        let from_deg = view.air().from_deg;
        for (v, village) in land.villages.iter().enumerate() {
            let near = sites.iter().any(|s| {
                let at = land.facilities[*s].place.at;
                let far = at.distance_m(village.at);
                far <= NEAR_M || far <= SHELTER_M && downwind(at, village.at, from_deg)
            });
            let forecast = known.cloud.as_ref().is_some_and(|c| c.villages.get(&v).is_some_and(|l| *l >= 2));
            if (near || forecast) && threatens && self.works.sheltered.insert(v) {
                orders.push(Order::ShelterInPlace { village: village.id.clone() });
                let monitor = || TaskOrder::MonitorAir(village.id.clone());
                // Experts first: what they measure they can also judge.
                let mut ask = |kind| send(view, orders, taken, &[kind], village.at, monitor);
                if self.works.monitored.len() < 2 && (ask(TeamKind::Experts) || ask(TeamKind::Hazmat)) {
                    self.works.monitored.insert(v);
                }
            }
            // Who comes out of the cloud is washed at the works' edge before anybody takes them in.
            let struck = known.air.get(&v).is_some_and(|air| air.level >= 2);
            let nearest = sites.iter().copied().min_by(|a, b| {
                let far = |s: &usize| land.facilities[*s].place.at.distance_m(village.at);
                far(a).total_cmp(&far(b))
            });
            if let Some(site) = nearest.filter(|s| struck && !self.works.washing.contains(s)) {
                let works = &land.facilities[site].place;
                let wash = || TaskOrder::Decontaminate(works.id.clone());
                if send(view, orders, taken, &[TeamKind::Hazmat, TeamKind::Fire], works.at, wash) {
                    self.works.washing.insert(site);
                }
            }
            let hurt = view.known().villages[v].map_or(0, |r| r.injured);
            if hurt > 0 && self.works.sheltered.contains(&v) && !self.works.treated.contains(&v) {
                let treat = || TaskOrder::TreatVillage(village.id.clone());
                if send(view, orders, taken, &[TeamKind::Medical], village.at, treat) {
                    self.works.treated.insert(v);
                }
            }
        }
        let clear = self.works.released_s.is_none_or(|at| f64::from(now.0 - at) >= 60.0 * CLEAR_MIN);
        if !self.works.told && !self.works.sheltered.is_empty() {
            self.works.told = true;
            orders.push(Order::Publish { text: STAY_IN.into(), figures: None });
        }
        if clear {
            for v in std::mem::take(&mut self.works.sheltered) {
                orders.push(Order::EndShelterInPlace { village: land.villages[v].id.clone() });
            }
        }
    }
}

/// Engines to burning halls, as many as stop the fire; where all the works' hydrants cannot, it burns down without water,
/// which would only bring the smoke down and carry the goods into the river.
fn halls(view: &View<'_>, site: usize, orders: &mut Vec<Order>, taken: &mut Vec<String>) {
    let (land, table) = (view.land(), &view.tables().chemical);
    let works = &land.facilities[site];
    for (&hall, report) in view.known().plants.tanks.range(TankRef { site, tank: 0 }..) {
        let Some(state) = report.hall.filter(|_| hall.site == site && report.burning) else { continue };
        let there =
            || view.teams().filter(|t| t.task == Some(Task::CoolTank(hall)) && t.status != Status::Returning);
        let most = table.hydrants(works.kind);
        let need = state.need_l_min.unwrap_or(FIRST_L_MIN.min(most));
        if need > most {
            let sent = there().filter(|t| t.kind != TeamKind::Works);
            orders.extend(sent.map(|t| Order::Recall { team: t.id.clone() }));
            continue;
        }
        let rate = |kind| table.cooling_l_min.get(&kind).copied().unwrap_or(0.0);
        let mut coming: f64 = there().map(|t| rate(t.kind)).sum();
        while coming < (MARGIN * need).min(most) {
            let Some(team) = nearest(view, &ENGINES, works.place.at, taken) else { break };
            coming += rate(team.kind);
            taken.push(team.id.clone());
            let task = TaskOrder::CoolTank(hall.id(land));
            orders.push(Order::Dispatch { team: team.id.clone(), task });
        }
    }
}

/// Whether a cloud from works in trouble could come to a place, in the wind of now or of the forecast.
pub(super) fn in_path(view: &View<'_>, at: Point) -> bool {
    view.incidents().any(|(_, incident)| {
        let (IncidentKind::TankFire { tank } | IncidentKind::GasRelease { tank }) = incident.kind else {
            return false;
        };
        let from = view.land().facilities[tank.site].place.at;
        let winds = view.wind_ahead().map(|air| air.from_deg).into_iter().chain([view.air().from_deg]);
        let far = from.distance_m(at);
        far <= NEAR_M || far <= SHELTER_M && winds.into_iter().any(|deg| downwind(from, at, deg))
    })
}

/// Intakes that are, or will be, over the limit are shut as soon as that is known, and opened when it is past.
fn intakes(view: &View<'_>, orders: &mut Vec<Order>) {
    for (&works, report) in &view.known().plants.intakes {
        let over = report.times > 1.0 || report.over.is_some();
        if over != report.shut {
            orders.push(Order::Intake { works: view.land().facilities[works].place.id.clone(), open: !over });
        }
    }
}

/// Whether a place lies down the wind of another, give or take the sides.
fn downwind(from: Point, to: Point, from_deg: f64) -> bool {
    let wind = crate::hazard::chemical::puffs::wind(1.0, from_deg);
    let (dx, dy) = (f64::from(to.x_m - from.x_m), f64::from(from.y_m - to.y_m));
    let far = (dx * dx + dy * dy).sqrt();
    dx * wind[0] + dy * wind[1] >= far * crate::num::math::cos(SIDE_DEG.to_radians())
}
