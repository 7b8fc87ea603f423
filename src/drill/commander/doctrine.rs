//! The doctrine commander: does what the book says when its triggers are met, and knows only what a
//! trainee knows.
//!
//! Its book: with the first forecast or warning level, respond at level Ⅲ, report, warn all and the
//! villages in danger by every channel, set up headquarters, man the weak dykes with sandbags, open
//! shelters on safe ground, and when they are open move the polders' villages, with supplies and medical
//! teams to the shelters. Then inform the public, report every hour, send boats to whoever is cut off,
//! and ask the next level when a dyke breaks. Forest fires, fire lines and works have books of their own (`forest`, `lines`,
//! `chemical`).

mod chemical;
mod forest;
mod hills;
mod lines;
mod people;

use super::{
    super::{
        Order,
        order::{Area, DestinationOrder, TaskOrder},
        view::View,
    },
    Commander,
};
use crate::{
    county::{Item, TeamKind, Tier},
    num::{DrillTime, Point},
    response::{
        command::{Level, ReportKind},
        incidents::IncidentKind,
        stretches,
        teams::{Status, Task, Team},
        warning::{Channel, Colour},
    },
};

/// Minutes between reports, and between publications.
const REPORT_EVERY_MIN: f64 = 60.0;
const PUBLISH_EVERY_MIN: f64 = 120.0;
/// Height that weak dykes are raised by, m.
const RAISE_M: f32 = 0.8;
/// People bound for a shelter from which on it gets a medical team.
const CROWD: u32 = 500;
/// Bags sent to a stretch beside those that teams bring.
const BAGS: u32 = 12_000;

/// What of the book was begun.
#[derive(Default)]
pub struct Doctrine {
    began: Option<DrillTime>,
    /// (village, shelter) for each village that is to be moved.
    moves: Vec<(usize, usize)>,
    supplied: Vec<usize>,
    served: Vec<usize>,
    last_report: DrillTime,
    last_publication: DrillTime,
    wet: Vec<usize>,
    escalated: bool,
    hills: hills::Hills,
    works: chemical::Works,
    forest: forest::Forest,
    lines: lines::Lines,
    /// Water is the danger, or one of them.
    water: bool,
}

impl Commander for Doctrine {
    fn orders(&mut self, view: &View<'_>) -> Vec<Order> {
        let mut orders = Vec::new();
        self.water = self.water || wet(view);
        if self.began.is_none() && (self.water || view.incidents().next().is_some()) {
            self.begin(view, &mut orders);
        }
        if self.began.is_some() {
            if self.water {
                self.man_dykes(view, &mut orders);
                self.widen(view, &mut orders);
                self.hills(view, &mut orders);
            }
            self.forest(view, &mut orders);
            self.works(view, &mut orders);
            self.evacuate(view, &mut orders);
            self.escalate(view, &mut orders);
            self.take_over(view, &mut orders);
            rescue(view, &mut orders);
            self.inform(view, &mut orders);
        }
        orders
    }
}

/// Forecast of a flood, warning level, rainstorm colour, or an incident of water and slopes.
fn wet(view: &View<'_>) -> bool {
    let mut gauges = view.land().gauges.iter().enumerate();
    let fire = |k: IncidentKind| {
        use IncidentKind::*;
        matches!(
            k,
            ForestFire { .. }
                | VillageInFire { .. }
                | TankFire { .. }
                | GasRelease { .. }
                | WaterPolluted { .. }
        )
    };
    view.forecasts().any(|f| f.gauge.is_some())
        || gauges.any(|(i, g)| view.known().gauge(i).is_some_and(|(_, level)| level >= g.warning_m))
        || view.rain().is_some_and(|r| r.colour().is_some())
        || view.incidents().any(|(_, i)| !fire(i.kind))
}

/// Township with the most people below the slopes of the register, where no dyke says where the danger is.
fn worst_township(view: &View<'_>) -> usize {
    let land = view.land();
    let people = |t: usize| -> u32 {
        view.slopes().map(|r| &land.risks[r]).filter(|r| r.township == t).map(|r| r.people).sum()
    };
    (0..land.townships.len()).max_by_key(|t| (people(*t), std::cmp::Reverse(*t))).unwrap_or(0)
}

/// The free team of these kinds that is nearest to a place.
fn nearest<'a>(view: &View<'a>, kinds: &[TeamKind], at: Point, taken: &[String]) -> Option<&'a Team> {
    let land = view.land();
    view.teams()
        .filter(|t| {
            t.status == Status::Ready && t.size > 0 && kinds.contains(&t.kind) && !taken.contains(&t.id)
        })
        .min_by(|a, b| {
            let d = |t: &Team| land.roads.nodes[t.base].distance_m(at);
            d(a).total_cmp(&d(b)).then(a.index.cmp(&b.index))
        })
}

/// Sends the nearest free team of these kinds; false when there is none.
fn send(
    view: &View<'_>,
    orders: &mut Vec<Order>,
    taken: &mut Vec<String>,
    kinds: &[TeamKind],
    at: Point,
    task: impl FnOnce() -> TaskOrder,
) -> bool {
    let Some(team) = nearest(view, kinds, at, taken) else { return false };
    taken.push(team.id.clone());
    orders.push(Order::Dispatch { team: team.id.clone(), task: task() });
    true
}

/// Teams that are at a task or on their way to it; a works' own few people are no reason to send nobody.
fn count(view: &View<'_>, task: Task) -> usize {
    let at = |t: &&Team| t.task == Some(task) && t.status != Status::Returning;
    view.teams().filter(at).filter(|t| t.kind != TeamKind::Works).count()
}

fn village_ids(view: &View<'_>, villages: &[usize]) -> Vec<String> {
    villages.iter().map(|&v| view.land().villages[v].id.clone()).collect()
}

impl Doctrine {
    fn begin(&mut self, view: &View<'_>, orders: &mut Vec<Order>) {
        let land = view.land();
        self.began = Some(view.now());
        self.last_report = view.now();
        orders.push(Order::SetLevel { level: Level::III });
        orders.push(Order::Report { kind: ReportKind::First, figures: view.figures() });
        orders.push(Order::Warn {
            colour: Colour::Yellow,
            area: Area::County,
            channels: vec![Channel::Sms, Channel::Network, Channel::Radio],
        });
        let weak = view.weak_stretches();
        let weak_polders: Vec<usize> =
            weak.iter().filter_map(|&n| stretches(land).nth(n).and_then(|s| s.polder)).collect();
        // Villages of the polders behind weak dykes get the nearest shelters.
        let mut villages: Vec<usize> =
            (0..land.villages.len()).filter(|&v| land.villages[v].polder.is_some()).collect();
        villages.sort_by_key(|&v| !land.villages[v].polder.is_some_and(|p| weak_polders.contains(&p)));
        if !villages.is_empty() {
            orders.push(Order::Warn {
                colour: Colour::Red,
                area: Area::Villages(village_ids(view, &villages)),
                channels: Channel::ALL.to_vec(),
            });
        }
        let first = weak.first().and_then(|&n| stretches(land).nth(n));
        let township = match (first, view.incidents().next()) {
            (Some(stretch), _) => stretch.township,
            (None, Some((_, incident))) if !self.water => incident.township,
            _ => worst_township(view),
        };
        orders.push(Order::Headquarters { township: land.townships[township].id.clone() });
        // Whoever is there first commands first; the county takes over when its headquarters works.
        orders.push(Order::Commander {
            name: format!("{}主要负责人", land.townships[township].name.zh),
            deputy: Some(format!("{}分管负责人", land.townships[township].name.zh)),
        });
        if let Some(stretch) = first
            && let Some(team) = nearest(view, &[TeamKind::Experts], stretch.at, &[])
        {
            orders
                .push(Order::Dispatch { team: team.id.clone(), task: TaskOrder::Watch(stretch.id.clone()) });
        }
        self.assign(view, &villages, orders);
    }

    /// Weak stretches get a wall before the peak, others when they are known to be in danger.
    fn man_dykes(&mut self, view: &View<'_>, orders: &mut Vec<Order>) {
        let land = view.land();
        let mut wanted = view.weak_stretches();
        for (_, incident) in view.incidents() {
            if let IncidentKind::DykeDanger { stretch } = incident.kind
                && !wanted.contains(&stretch)
            {
                wanted.push(stretch);
            }
        }
        let mut taken: Vec<String> = Vec::new();
        for (i, number) in wanted.into_iter().enumerate() {
            let Some(stretch) = stretches(land).nth(number) else { continue };
            if view.known().stretches[number].is_some_and(|r| r.breached) {
                // Nothing to hold any more: everybody out.
                let here = |t: &&Team| t.status == Status::Working && t.task == Some(Task::Sandbag(number));
                orders.extend(view.teams().filter(here).map(|t| Order::Withdraw { team: t.id.clone() }));
                continue;
            }
            if view.site(number).is_some_and(|s| s.target_m > 0.0) {
                continue;
            }
            // The first weak stretch gets the strongest force.
            let count = if i == 0 { 5 } else { 2 };
            let kinds =
                [TeamKind::MilitiaCompany, TeamKind::TownshipMilitia, TeamKind::Township, TeamKind::PartTime];
            let mut teams = Vec::new();
            while teams.len() < count
                && let Some(team) = nearest(view, &kinds, stretch.at, &taken)
            {
                taken.push(team.id.clone());
                teams.push(team.id.clone());
            }
            if teams.is_empty() {
                continue;
            }
            orders.push(Order::Sandbag { stretch: stretch.id.clone(), height_m: RAISE_M, teams });
            let store = view.stores().filter(|s| s.stock.get(Item::Sandbag) >= BAGS).min_by(|a, b| {
                let d = |s: usize| land.stores[s].place.at.distance_m(stretch.at);
                d(a.index).total_cmp(&d(b.index)).then(a.index.cmp(&b.index))
            });
            if let Some(store) = store {
                orders.push(Order::SendSupplies {
                    store: land.stores[store.index].place.id.clone(),
                    to: DestinationOrder::Stretch(stretch.id.clone()),
                    items: vec![(Item::Sandbag, BAGS)],
                });
            }
        }
    }

    /// Villages that report water deeper than people can wade are warned by name and moved; in shallower
    /// water people are safer upstairs.
    fn widen(&mut self, view: &View<'_>, orders: &mut Vec<Order>) {
        let reports = &view.known().villages;
        let wet: Vec<usize> = (0..reports.len())
            .filter(|&v| reports[v].is_some_and(|r| r.deepest_m > 0.5 && r.at_home > 0))
            .filter(|v| !self.wet.contains(v))
            .collect();
        let new: Vec<usize> = wet.iter().copied().filter(|v| !self.moves.iter().any(|m| m.0 == *v)).collect();
        self.empty(view, &new, orders);
        self.wet.extend(wet);
    }

    /// The county's deputy takes over the scene from the township.
    fn take_over(&self, view: &View<'_>, orders: &mut Vec<Order>) {
        let command = view.command();
        if command.headquarters.as_ref().is_some_and(|hq| hq.ready) && command.commanders.len() == 1 {
            let deputy = Some("县应急管理局局长".into());
            orders.push(Order::Commander { name: "县应急指挥部副指挥长".into(), deputy });
        }
    }

    /// A broken dyke raises the level and calls for help from above.
    fn escalate(&mut self, view: &View<'_>, orders: &mut Vec<Order>) {
        let broken = view.incidents().any(|(_, i)| matches!(i.kind, IncidentKind::DykeBreach { .. }));
        if broken && !self.escalated {
            self.escalated = true;
            orders.push(Order::SetLevel { level: Level::II });
            if view.command().help_asked.is_none() {
                orders.push(Order::AskNextLevel);
            }
        }
    }

    /// Reports to the next level and to the public.
    fn inform(&mut self, view: &View<'_>, orders: &mut Vec<Order>) {
        let now = view.now();
        let figures = view.figures();
        if now.minutes_since(self.last_report) >= REPORT_EVERY_MIN {
            self.last_report = now;
            orders.push(Order::Report { kind: ReportKind::FollowUp, figures });
        }
        let wait = if view.command().publications.is_empty() { 30.0 } else { PUBLISH_EVERY_MIN };
        let since = self.last_publication.max(self.began.unwrap_or_default());
        if now.minutes_since(since) >= wait {
            self.last_publication = now;
            orders.push(Order::Publish { text: self.news(figures.moved), figures: Some(figures) });
        }
    }
}

/// Boats to whoever is known to be cut off; crews with nobody left to fetch are free again.
fn rescue(view: &View<'_>, orders: &mut Vec<Order>) {
    let land = view.land();
    let kinds = [
        TeamKind::Township,
        TeamKind::RegionalCentre,
        TeamKind::Fire,
        TeamKind::PartTime,
        TeamKind::Volunteers,
        TeamKind::CityRescue,
    ];
    let mut taken = Vec::new();
    for (_, incident) in view.incidents() {
        let IncidentKind::Stranded { village } = incident.kind else { continue };
        let stranded = view.known().villages[village].map_or(0, |r| r.stranded) as usize;
        let crews: Vec<&Team> = view.teams().filter(|t| t.task == Some(Task::Rescue(village))).collect();
        if stranded == 0 {
            let done = crews.iter().filter(|t| t.status == Status::Working);
            orders.extend(done.map(|t| Order::Recall { team: t.id.clone() }));
            continue;
        }
        // One team for the first, one more for each hundred who wait.
        for _ in crews.len()..(1 + stranded / 100).min(6) {
            let at = land.villages[village].at;
            // The regional centre goes first where it is at home.
            let served = crews.is_empty() && view.served_by_centre(incident.township);
            let centre = nearest(view, &[TeamKind::RegionalCentre], at, &taken).filter(|_| served);
            let Some(team) = centre.or_else(|| nearest(view, &kinds, at, &taken)) else { break };
            taken.push(team.id.clone());
            let task = TaskOrder::Rescue(land.villages[village].id.clone());
            orders.push(Order::Dispatch { team: team.id.clone(), task });
        }
    }
}

/// Water, food and bedding for a shelter's people: from the township's own store as far as it goes, then
/// from the county's.
fn supply(view: &View<'_>, shelter: usize, people: u32) -> Vec<Order> {
    let land = view.land();
    let place = &land.shelters[shelter].place;
    let mut need =
        [(Item::Water, people * 3), (Item::Food, people), (Item::Quilt, people), (Item::Bed, people / 2)];
    let rank = |store: usize| {
        let s = &land.stores[store];
        (!(s.place.township == place.township && s.tier == Tier::Township), s.tier != Tier::County, store)
    };
    let mut stores: Vec<_> = view.stores().collect();
    stores.sort_by_key(|s| rank(s.index));
    let mut orders = Vec::new();
    for store in stores.into_iter().take(2) {
        let mut items = Vec::new();
        for (item, count) in &mut need {
            let take = store.stock.get(*item).min(*count);
            if take > 0 {
                items.push((*item, take));
                *count -= take;
            }
        }
        if !items.is_empty() {
            orders.push(Order::SendSupplies {
                store: land.stores[store.index].place.id.clone(),
                to: DestinationOrder::Shelter(place.id.clone()),
                items,
            });
        }
    }
    orders
}
