//! Orders and facts in words, in both languages: the order list, the evidence of the score, the review
//! and the window's log all say the same thing the same way.

use super::{Drill, Order, item_key};
use crate::{
    county::{County, Id, Item},
    drill::order::{Area, DestinationOrder, TaskOrder},
    response::{
        Roster,
        command::{Figures, Level, ReportKind},
        facts::{Cause, What},
        incidents::{IncidentKind, Incidents},
        stretches,
        supplies::{Destination, Shipment},
        teams::Team,
        warning::{Channel, Colour},
    },
    text::{Lang, Name, text, text_with},
};
use fluent_bundle::FluentValue;

/// Names listed before "and N in all" takes over.
const LISTED: usize = 8;

/// Message key of a warning colour.
pub fn colour_key(colour: Colour) -> &'static str {
    match colour {
        Colour::Blue => "colour-blue",
        Colour::Yellow => "colour-yellow",
        Colour::Orange => "colour-orange",
        Colour::Red => "colour-red",
    }
}

/// Message key of a response level.
pub fn level_key(level: Level) -> &'static str {
    match level {
        Level::IV => "level-4",
        Level::III => "level-3",
        Level::II => "level-2",
        Level::I => "level-1",
    }
}

/// Message key of a warning channel.
pub fn channel_key(channel: Channel) -> &'static str {
    match channel {
        Channel::Sms => "channel-sms",
        Channel::Terminal => "channel-terminal",
        Channel::Loudspeaker => "channel-loudspeaker",
        Channel::Network => "channel-network",
        Channel::Radio => "channel-radio",
        Channel::Gong => "channel-gong",
    }
}

/// Message key of a kind of report.
pub fn report_key(kind: ReportKind) -> &'static str {
    match kind {
        ReportKind::First => "order-report-first",
        ReportKind::FollowUp => "order-report-follow-up",
        ReportKind::Final => "order-report-final",
    }
}

/// An order in words, with the names of what its ids stand for. An id that the county does not have
/// stands as it is.
pub fn order(order: &Order, county: &County, lang: Lang) -> String {
    let say = |key: &str, places: &[(&str, String)]| say(lang, key, places);
    let one = |key: &str, place: &'static str, name: String| say(key, &[(place, name)]);
    match order {
        Order::Report { kind, figures: f } => {
            say("words-report", &[("kind", text(lang, report_key(*kind))), ("figures", figures(f, lang))])
        }
        Order::Warn { colour, area: to, channels } => say(
            "words-warn",
            &[
                ("colour", text(lang, colour_key(*colour))),
                ("area", area(to, county, lang)),
                ("channels", list(channels.iter().map(|c| text(lang, channel_key(*c))), lang)),
            ],
        ),
        Order::CancelWarning { area: to } => one("words-cancel-warning", "area", area(to, county, lang)),
        Order::SetLevel { level } => one("words-set-level", "level", text(lang, level_key(*level))),
        Order::EndResponse | Order::AskNextLevel => text(lang, order.kind_key()),
        Order::Headquarters { township: id } => {
            one("words-headquarters", "place", township(id, county, lang))
        }
        Order::Commander { name } => one("words-commander", "name", name.clone()),
        Order::Dispatch { team: id, task: t } => {
            say("words-dispatch", &[("team", team(id, county, lang)), ("task", task(t, county, lang))])
        }
        Order::Recall { team: id } => one("words-recall", "team", team(id, county, lang)),
        Order::Withdraw { team: id } => one("words-withdraw", "team", team(id, county, lang)),
        Order::Evacuate { village: id, shelter: to, via } => {
            let key = if via.is_empty() { "words-evacuate" } else { "words-evacuate-via" };
            let way = list(via.iter().map(|id| passed(id, county, lang)), lang);
            let (village, shelter) = (village(id, county, lang), shelter(to, county, lang));
            say(key, &[("village", village), ("shelter", shelter), ("via", way)])
        }
        Order::OpenShelter { shelter: id } => one("words-open-shelter", "shelter", shelter(id, county, lang)),
        Order::CloseShelter { shelter: id } => {
            one("words-close-shelter", "shelter", shelter(id, county, lang))
        }
        Order::SendSupplies { store, to, items: load } => {
            let to = match to {
                DestinationOrder::Shelter(id) => shelter(id, county, lang),
                DestinationOrder::Stretch(id) => stretch(id, county, lang),
            };
            let from = find(county.stores.iter().map(|s| (&s.place.id, &s.place.name)), store, lang);
            say("words-send-supplies", &[("store", from), ("to", to), ("items", items(load, lang))])
        }
        Order::Sandbag { stretch: id, height_m, teams } => {
            let key = if teams.is_empty() { "words-sandbag" } else { "words-sandbag-teams" };
            let teams = list(teams.iter().map(|id| team(id, county, lang)), lang);
            let height = format!("{height_m:.1}");
            say(key, &[("stretch", stretch(id, county, lang)), ("height", height), ("teams", teams)])
        }
        Order::CloseRoad { road: id } => one("words-close-road", "road", road(id, county, lang)),
        Order::OpenRoad { road: id } => one("words-open-road", "road", road(id, county, lang)),
        Order::Publish { text: said, figures: None } => one("words-publish", "text", said.clone()),
        Order::Publish { text: said, figures: Some(f) } => {
            say("words-publish-figures", &[("text", said.clone()), ("figures", figures(f, lang))])
        }
    }
}

/// A fact in words; none where it names something that the drill does not have.
pub fn fact(what: &What, drill: &Drill, lang: Lang) -> Option<String> {
    let (world, county) = (drill.world(), &drill.land().0);
    let roster = world.resource::<Roster>();
    let village = |v: usize| Some(county.villages.get(v)?.name.get(lang).to_owned());
    let shelter = |s: usize| Some(county.shelters.get(s)?.place.name.get(lang).to_owned());
    let township = |t: usize| Some(county.townships.get(t)?.name.get(lang).to_owned());
    let gauge = |g: usize| Some(county.gauges.get(g)?.name.get(lang).to_owned());
    let stretch = |s: usize| Some(stretches(county).nth(s)?.name.get(lang).to_owned());
    let team = |t: usize| Some(world.get::<Team>(*roster.teams.get(t)?)?.name.get(lang).to_owned());
    let shipment = |s: usize| {
        let shipment = world.get::<Shipment>(*roster.shipments.get(s)?)?;
        let to = match shipment.to {
            Destination::Shelter(s) => shelter(s)?,
            Destination::Stretch(s) => stretch(s)?,
        };
        let from = county.stores.get(shipment.store)?.place.name.get(lang).to_owned();
        Some([("store", from), ("to", to), ("items", items(&shipment.items, lang))])
    };
    let incident = |i: usize| incident(&world.resource::<Incidents>().0.get(i)?.kind, county, lang);
    let say = |key: &str, places: &[(&str, String)]| Some(say(lang, key, places));
    let count = |n: u32| n.to_string();
    match *what {
        What::Incident { incident: i } => say("words-incident", &[("what", incident(i)?)]),
        What::IncidentKnown { incident: i } => say("words-incident-known", &[("what", incident(i)?)]),
        What::TeamLeft { team: t } => say("words-team-left", &[("team", team(t)?)]),
        What::TeamArrived { team: t, minutes } => {
            say("words-team-arrived", &[("team", team(t)?), ("minutes", format!("{minutes:.0}"))])
        }
        What::TeamRerouted { team: t } => say("words-team-rerouted", &[("team", team(t)?)]),
        What::TeamStuck { team: t } => say("words-team-stuck", &[("team", team(t)?)]),
        What::TeamWithdrew { team: t, by_itself: false } => say("words-team-withdrew", &[("team", team(t)?)]),
        What::TeamWithdrew { team: t, by_itself: true } => {
            say("words-team-withdrew-itself", &[("team", team(t)?)])
        }
        What::RescuersLost { team: t, people } => {
            say("words-rescuers-lost", &[("team", team(t)?), ("people", count(people))])
        }
        What::GroupLeft { village: v, people, shelter: s, shelter_open } => {
            let key = if shelter_open { "words-group-left" } else { "words-group-left-closed" };
            say(key, &[("village", village(v)?), ("people", count(people)), ("shelter", shelter(s)?)])
        }
        What::GroupArrived { village: v, people, shelter: s, minutes, turned_away } => {
            let key = if turned_away { "words-group-turned-away" } else { "words-group-arrived" };
            let minutes = format!("{minutes:.0}");
            say(
                key,
                &[
                    ("village", village(v)?),
                    ("people", count(people)),
                    ("shelter", shelter(s)?),
                    ("minutes", minutes),
                ],
            )
        }
        What::GroupRerouted { village: v } => say("words-group-rerouted", &[("village", village(v)?)]),
        What::GroupStuck { village: v } => say("words-group-stuck", &[("village", village(v)?)]),
        What::Rescued { village: v, people, team: t } => {
            say("words-rescued", &[("team", team(t)?), ("village", village(v)?), ("people", count(people))])
        }
        What::Treated { village: v, people, team: t } => {
            say("words-treated", &[("team", team(t)?), ("village", village(v)?), ("people", count(people))])
        }
        What::Died { village: v, people, cause } => {
            let key = match cause {
                Cause::Drowned => "words-died-drowned",
                Cause::OnTheRoad => "words-died-road",
                Cause::Untreated => "words-died-untreated",
            };
            say(key, &[("village", village(v)?), ("people", count(people))])
        }
        What::Injured { village: v, people } => {
            say("words-injured", &[("village", village(v)?), ("people", count(people))])
        }
        What::VillageFlooded { village: v } => say("words-village-flooded", &[("village", village(v)?)]),
        What::Overtopped { stretch: s } => say("words-overtopped", &[("stretch", stretch(s)?)]),
        What::Breach { stretch: s, by_piping } => {
            let key = if by_piping { "words-breach-piping" } else { "words-breach-overtopping" };
            say(key, &[("stretch", stretch(s)?)])
        }
        What::ShelterOpened { shelter: s } => say("words-shelter-opened", &[("shelter", shelter(s)?)]),
        What::ShelterLost { shelter: s } => say("words-shelter-lost", &[("shelter", shelter(s)?)]),
        What::Shipped { shipment: s } => say("words-shipped", &shipment(s)?),
        What::Delivered { shipment: s } => say("words-delivered", &shipment(s)?),
        What::ShipmentStuck { shipment: s } => say("words-shipment-stuck", &shipment(s)?),
        What::TelecomLost { township: t } => say("words-telecom-lost", &[("township", township(t)?)]),
        What::HeadquartersReady => say("words-headquarters-ready", &[]),
        What::CityTeamReady { team: t } => say("words-city-team-ready", &[("team", team(t)?)]),
        What::GaugeWarning { gauge: g } => say("words-gauge-warning", &[("gauge", gauge(g)?)]),
        What::GaugeGuarantee { gauge: g } => say("words-gauge-guarantee", &[("gauge", gauge(g)?)]),
    }
}

/// An incident in words; none where it names something that the county does not have.
pub fn incident(kind: &IncidentKind, county: &County, lang: Lang) -> Option<String> {
    let stretch = |s: usize| stretches(county).nth(s).map(|s| &s.name);
    let (key, place) = match *kind {
        IncidentKind::DykeDanger { stretch: s } => ("words-incident-danger", stretch(s)),
        IncidentKind::DykeBreach { stretch: s } => ("words-incident-breach", stretch(s)),
        IncidentKind::Stranded { village: v } => {
            ("words-incident-stranded", county.villages.get(v).map(|v| &v.name))
        }
    };
    Some(say(lang, key, &[("place", place?.get(lang).to_owned())]))
}

/// The figures of a report in words.
pub fn figures(figures: &Figures, lang: Lang) -> String {
    let parts = figures
        .rows()
        .map(|(key, n)| say(lang, "words-figure", &[("what", text(lang, key)), ("n", n.to_string())]));
    list(parts.into_iter(), lang)
}

/// Supplies with their numbers.
pub fn items(items: &[(Item, u32)], lang: Lang) -> String {
    let parts = items.iter().map(|(item, n)| {
        say(lang, "words-figure", &[("what", text(lang, item_key(*item))), ("n", n.to_string())])
    });
    list(parts, lang)
}

/// What a team is told to do.
pub fn task(order: &TaskOrder, county: &County, lang: Lang) -> String {
    let (key, place) = match order {
        TaskOrder::Standby(id) => ("words-task-standby", township(id, county, lang)),
        TaskOrder::Watch(id) => ("words-task-watch", stretch(id, county, lang)),
        TaskOrder::Sandbag(id) => ("words-task-sandbag", stretch(id, county, lang)),
        TaskOrder::Evacuate(id) => ("words-task-evacuate", village(id, county, lang)),
        TaskOrder::Rescue(id) => ("words-task-rescue", village(id, county, lang)),
        TaskOrder::TreatVillage(id) => ("words-task-treat", village(id, county, lang)),
        TaskOrder::ServeShelter(id) => ("words-task-serve", shelter(id, county, lang)),
    };
    say(lang, key, &[("place", place)])
}

/// Where a warning goes.
pub fn area(area: &Area, county: &County, lang: Lang) -> String {
    match area {
        Area::County => text(lang, "words-county"),
        Area::Townships(ids) => list(ids.iter().map(|id| township(id, county, lang)), lang),
        Area::Villages(ids) => list(ids.iter().map(|id| village(id, county, lang)), lang),
    }
}

/// Names one after another; a long list ends with how many there are in all.
pub fn list(names: impl ExactSizeIterator<Item = String>, lang: Lang) -> String {
    let all = names.len();
    let shown: Vec<String> = names.take(LISTED).collect();
    let shown = shown.join(&text(lang, "words-comma"));
    if all <= LISTED {
        return shown;
    }
    say(lang, "words-and-more", &[("names", shown), ("n", all.to_string())])
}

/// Name of a team by its id: one of the county's bases, or the city's team.
pub fn team(id: &str, county: &County, lang: Lang) -> String {
    if id == "city-rescue" {
        return text(lang, "county-team-city");
    }
    find(county.bases.iter().map(|b| (&b.place.id, &b.place.name)), id, lang)
}

fn village(id: &str, county: &County, lang: Lang) -> String {
    find(county.villages.iter().map(|v| (&v.id, &v.name)), id, lang)
}

fn township(id: &str, county: &County, lang: Lang) -> String {
    find(county.townships.iter().map(|t| (&t.id, &t.name)), id, lang)
}

fn shelter(id: &str, county: &County, lang: Lang) -> String {
    find(county.shelters.iter().map(|s| (&s.place.id, &s.place.name)), id, lang)
}

fn stretch(id: &str, county: &County, lang: Lang) -> String {
    find(stretches(county).map(|s| (&s.id, &s.name)), id, lang)
}

/// A village or a township's seat on the way.
fn passed(id: &str, county: &County, lang: Lang) -> String {
    let villages = county.villages.iter().map(|v| (&v.id, &v.name));
    find(villages.chain(county.townships.iter().map(|t| (&t.id, &t.name))), id, lang)
}

/// Roads are named by their index; many share a name, so the id stays beside it.
fn road(id: &str, county: &County, lang: Lang) -> String {
    let index = id.strip_prefix("road-").and_then(|n| n.parse::<usize>().ok());
    match index.and_then(|i| county.roads.roads.get(i)) {
        Some(road) => {
            say(lang, "words-road", &[("name", road.name.get(lang).to_owned()), ("id", id.to_owned())])
        }
        None => id.to_owned(),
    }
}

fn find<'a>(mut names: impl Iterator<Item = (&'a Id, &'a Name)>, id: &str, lang: Lang) -> String {
    names.find(|(i, _)| *i == id).map_or_else(|| id.to_owned(), |(_, name)| name.get(lang).to_owned())
}

fn say(lang: Lang, key: &str, places: &[(&str, String)]) -> String {
    let places: Vec<(&str, FluentValue<'_>)> =
        places.iter().map(|(place, value)| (*place, value.as_str().into())).collect();
    text_with(lang, key, &places)
}
