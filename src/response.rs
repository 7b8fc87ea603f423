//! The response: people, warnings, leaving, travel, teams, supplies, shelters, command, knowledge.
//!
//! Villages, shelters, stores, dyke sites, teams, groups on the way and shipments are entities; the
//! [`Roster`] holds them in a fixed order, and every system that changes shared things goes through it.
//! Every number comes from [`Tables`] (`assets/response.ron`).
//!
//! | File | What it does | Set |
//! |---|---|---|
//! | `services` | power and telecommunication fail | Exposure |
//! | `route` | the fastest way as far as is known | – |
//! | `travel` | true depth on roads; everybody moves | Exposure, Response |
//! | `casualties` | water at houses, deaths and injuries, danger to teams | Exposure |
//! | `loss` | loss of property | Exposure |
//! | `warning` | word spreads | Response |
//! | `evacuation` | groups leave and arrive | Response |
//! | `teams`, `works`, `rescue` | teams turn out, lay sandbags, rescue, treat | Response |
//! | `fires/` | forest fires: houses, crews, lines, who sees them | Exposure, Response, Knowledge |
//! | `slides/` | slides strike, the buried are dug out, signs are seen | Exposure, Response, Knowledge |
//! | `plants/` | chemical accidents: exposure, work at tanks, what is known of them | Exposure, Response, Knowledge |
//! | `shelters`, `supplies` | opening, serving, shipping | Response |
//! | `command` | headquarters, help from above | Response |
//! | `knowledge` | what the county gets to know | Knowledge |
//! | `outlook` | the hourly flood forecast from the gauges | Knowledge |
//! | `incidents` | what began, who came first | Facts |
//! | `waterworks` | reservoirs and landslide lakes: keepers, inspections, spillways, channels | Exposure, Response, Knowledge |
//! | `people`, `facts`, `tables` | states of persons, the ledger of facts, the numbers | – |

pub mod casualties;
pub mod command;
pub mod evacuation;
pub mod facts;
pub mod fires;
pub mod incidents;
pub mod knowledge;
pub mod loss;
pub mod outlook;
pub mod people;
pub mod plants;
pub mod rescue;
pub mod route;
pub mod services;
pub mod shelters;
pub mod slides;
pub mod supplies;
pub mod tables;
pub mod teams;
pub mod travel;
pub mod warning;
pub mod waterworks;
pub mod works;

use crate::{
    county::{County, Stretch},
    num::Point,
    sim::{Land, SimSet, SimTick},
};
use bevy::prelude::*;
use evacuation::Leaving;
use people::{Counts, Residents};
use std::collections::BTreeMap;
pub use tables::Tables;

/// Every entity of the response, in a fixed order that systems keep to.
#[derive(Resource, Clone, Debug, Default)]
pub struct Roster {
    pub villages: Vec<Entity>,
    pub shelters: Vec<Entity>,
    pub stores: Vec<Entity>,
    /// Sites of dyke works, numbered over all dykes.
    pub sites: Vec<Entity>,
    pub teams: Vec<Entity>,
    /// Number in `teams` of the own team of a works, by index into `County::facilities`.
    pub works: BTreeMap<usize, usize>,
    /// Groups on the way, in the order in which they left.
    pub groups: Vec<Entity>,
    /// Landslide lakes in the order of their making: place and nearest road node.
    pub lakes: Vec<(Point, usize)>,
    /// Forest fires, and fire lines that were ordered: place and nearest road node to begin from.
    pub fires: Vec<(Point, usize)>,
    pub lines: Vec<(Point, usize)>,
    /// Every shipment ever ordered.
    pub shipments: Vec<Entity>,
}

impl Roster {
    /// The stretch with this number over all dykes.
    pub fn stretch<'a>(&self, county: &'a County, number: usize) -> &'a Stretch {
        match stretches(county).nth(number) {
            Some(stretch) => stretch,
            None => unreachable!("numbers of stretches are looked up by id when an order is given"),
        }
    }
}

/// All stretches of all dykes, in the order of their numbers.
pub fn stretches(county: &County) -> impl Iterator<Item = &Stretch> {
    county.dykes.iter().flat_map(|d| &d.stretches)
}

/// Fills the world with people, teams, shelters and stores.
///
/// The world must hold [`Land`], [`crate::sim::Seed`] and [`Tables`].
pub fn spawn(world: &mut World) {
    let land = world.resource::<Land>().clone();
    let villages = people::spawn(world);
    for &entity in &villages {
        world.entity_mut(entity).insert(Leaving::default());
    }
    let sites: Vec<Entity> = (0..stretches(&land).count())
        .map(|stretch| world.spawn(works::StretchSite { stretch, ..default() }).id())
        .collect();
    let (teams, works) = teams::spawn(world);
    let roster = Roster {
        villages,
        shelters: shelters::spawn(world),
        stores: supplies::spawn(world),
        teams,
        works,
        groups: Vec::new(),
        shipments: Vec::new(),
        lakes: Vec::new(),
        fires: Vec::new(),
        lines: Vec::new(),
        sites,
    };
    world.insert_resource(knowledge::Known::new(&land, roster.sites.len()));
    world.insert_resource(services::Services::new(&land));
    world.insert_resource(roster);
    world.init_resource::<facts::Facts>();
    world.init_resource::<incidents::Incidents>();
    world.init_resource::<command::Command>();
    world.init_resource::<travel::Roads>();
    world.init_resource::<loss::Loss>();
    world.init_resource::<outlook::Outlook>();
    world.init_resource::<plants::Chemical>();
    world.init_resource::<fires::FireGround>();
    world.init_resource::<fires::danger::Lookahead>();
    world.init_resource::<fires::smoke::SmokeHarm>();
    world.init_resource::<fires::power::PowerLines>();
}

/// Adds the systems of the response to the tick.
pub fn plugin(app: &mut App) {
    app.add_systems(
        SimTick,
        (
            services::fail,
            travel::measure,
            casualties::measure,
            casualties::at_home,
            casualties::on_the_road,
            casualties::rescuers,
            slides::homes,
            slides::outdoors,
            slides::roads,
            waterworks::facts,
            (
                plants::facts,
                plants::blast::blast,
                plants::signs::run,
                plants::staff::staff,
                plants::exposure::homes,
                plants::heat::homes,
                plants::exposure::groups,
                plants::indoors::schools,
                plants::crews::teams,
                plants::indoors::shelters,
                plants::intake::run,
            )
                .chain(),
            fires::facts,
            fires::exposure::homes,
            fires::exposure::on_the_road,
            (fires::exposure::roads, fires::smoke::roads, fires::smoke::homes).chain(),
            fires::exposure::facilities,
            (fires::danger::look_ahead, fires::danger::crews, fires::power::lines).chain(),
            slides::buried_die,
            people::untreated,
            loss::count,
        )
            .chain()
            .in_set(SimSet::Exposure),
    );
    app.add_systems(
        SimTick,
        (
            command::progress,
            warning::spread,
            shelters::open,
            evacuation::leave,
            teams::run,
            travel::travel,
            evacuation::arrive,
            works::sandbag,
            rescue::boats,
            rescue::treat,
            slides::work::search,
            slides::work::clear,
            waterworks::work,
            (plants::own::act, plants::work::work, plants::decon::wash, plants::blast::sparks).chain(),
            fires::crews::work,
            fires::air::drops,
            supplies::ship,
            shelters::serve,
        )
            .chain()
            .in_set(SimSet::Response),
    );
    app.add_systems(
        SimTick,
        (
            knowledge::gauges,
            knowledge::villages,
            knowledge::streets,
            slides::signs::watch,
            slides::escape::at_alarm,
            waterworks::watch,
            plants::watch::watch,
            fires::watch::watch,
            knowledge::dykes_and_incidents,
            outlook::issue,
        )
            .chain()
            .in_set(SimSet::Knowledge),
    );
    app.add_systems(SimTick, (incidents::dyke_facts, incidents::watch).chain().in_set(SimSet::Facts));
}

/// States of all people of the county.
pub fn count_people(world: &World) -> Counts {
    let mut sum = Counts::default();
    for &entity in &world.resource::<Roster>().villages {
        if let Some(residents) = world.get::<Residents>(entity) {
            sum.add(&residents.counts());
        }
    }
    sum
}
