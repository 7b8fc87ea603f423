//! Orders and facts in words, in both languages: the order list, the evidence of the score, the review
//! and the window's log all say the same thing the same way.

mod facts;

pub use facts::{fact, incident, sighting_key};

use super::{Order, item_key};
use crate::{
    county::{County, Id, Item},
    drill::order::{Area, DestinationOrder, TaskOrder},
    hazard::{
        TankRef,
        plants::{goods_of, substance_of},
        wildfire::suppress::Grade,
    },
    response::{
        command::{Figures, Level, ReportKind},
        fires::Side,
        slides::signs::Sign,
        stretches,
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

/// Message key of a forest fire's grade.
pub fn grade_key(grade: Grade) -> &'static str {
    match grade {
        Grade::General => "fire-grade-general",
        Grade::Larger => "fire-grade-larger",
        Grade::Major => "fire-grade-major",
        Grade::Extra => "fire-grade-extra",
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

/// Message key of what a slope shows.
pub fn sign_key(sign: Sign) -> &'static str {
    match sign {
        Sign::Quiet => "sign-quiet",
        Sign::Cracks => "sign-cracks",
        Sign::Moving => "sign-moving",
        Sign::Fallen => "sign-fallen",
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
        Order::Commander { name, deputy: None } => one("words-commander", "name", name.clone()),
        Order::Commander { name, deputy: Some(deputy) } => {
            say("words-commander-deputy", &[("name", name.clone()), ("deputy", deputy.clone())])
        }
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
        Order::Outlet { reservoir: id, open } => say(
            "words-outlet",
            &[("reservoir", reservoir(id, county, lang)), ("open", format!("{:.0}", open * 100.0))],
        ),
        Order::Gate { gate: id, open } => {
            let gates = county.polders.iter().flat_map(|p| &p.gates).map(|g| (&g.id, &g.name));
            let key = if *open { "words-gate-open" } else { "words-gate-shut" };
            one(key, "gate", find(gates, id, lang))
        }
        Order::Pump { pump: id, on } => {
            let pumps = county.polders.iter().flat_map(|p| &p.pumps).map(|p| (&p.id, &p.name));
            let key = if *on { "words-pump-on" } else { "words-pump-off" };
            one(key, "pump", find(pumps, id, lang))
        }
        Order::FireLine { points, width_m } => {
            let place = points.first().map_or_else(String::new, |p| place(*p, county, lang));
            say("words-fire-line", &[("place", place), ("width", format!("{width_m:.0}"))])
        }
        Order::AirDrop { fire: id, side: on } => {
            say("words-air-drop", &[("fire", fire(id, lang)), ("side", side(*on, lang))])
        }
        Order::CloseRoad { road: id } => one("words-close-road", "road", road(id, county, lang)),
        Order::ShelterInPlace { village: id } => {
            one("words-shelter-in-place", "village", village(id, county, lang))
        }
        Order::EndShelterInPlace { village: id } => {
            one("words-end-shelter-in-place", "village", village(id, county, lang))
        }
        Order::Intake { works: id, open } => {
            let key = if *open { "words-intake-open" } else { "words-intake-shut" };
            one(key, "place", works(id, county, lang))
        }
        Order::Cordon { site: id, radius_m } => {
            say("words-cordon", &[("place", works(id, county, lang)), ("radius", format!("{radius_m:.0}"))])
        }
        Order::EndCordon { site: id } => one("words-end-cordon", "place", works(id, county, lang)),
        Order::OpenRoad { road: id } => one("words-open-road", "road", road(id, county, lang)),
        Order::Publish { text: said, figures: None } => one("words-publish", "text", said.clone()),
        Order::Publish { text: said, figures: Some(f) } => {
            say("words-publish-figures", &[("text", said.clone()), ("figures", figures(f, lang))])
        }
    }
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
        TaskOrder::InspectSlope(id) => ("words-task-inspect-slope", risk(id, county, lang)),
        TaskOrder::Lookout(id) => ("words-task-lookout", risk(id, county, lang)),
        TaskOrder::SearchBuried(id) => ("words-task-search", village(id, county, lang)),
        TaskOrder::InspectDam(id) => ("words-task-inspect-dam", reservoir(id, county, lang)),
        TaskOrder::ClearSpillway(id) => ("words-task-spillway", reservoir(id, county, lang)),
        TaskOrder::LowerSpillway(id) => ("words-task-lower-spillway", reservoir(id, county, lang)),
        TaskOrder::DigChannel(id) => ("words-task-channel", lake(id, lang)),
        TaskOrder::ClearDebris(id) => ("words-task-clear", road(id, county, lang)),
        TaskOrder::ShutValve(id) => ("words-task-valve", tank(id, county, lang)),
        TaskOrder::CoolTank(id) => {
            let hall = TankRef::find(county, id).is_some_and(|t| t.is_hall(county));
            (if hall { "words-task-hose" } else { "words-task-cool" }, tank(id, county, lang))
        }
        TaskOrder::FoamTank(id) => ("words-task-foam", tank(id, county, lang)),
        TaskOrder::BlockDrains(id) => ("words-task-drains", works(id, county, lang)),
        TaskOrder::DrainBunds(id) => ("words-task-bunds", works(id, county, lang)),
        TaskOrder::AssessTanks(id) => ("words-task-assess", works(id, county, lang)),
        TaskOrder::MonitorAir(id) => ("words-task-monitor", village(id, county, lang)),
        TaskOrder::Decontaminate(id) => ("words-task-decontaminate", works(id, county, lang)),
        TaskOrder::AttackFire(id, on) | TaskOrder::WaterAttack(id, on) => {
            let water = matches!(order, TaskOrder::WaterAttack(..));
            let key = if water { "words-task-water-attack" } else { "words-task-attack-fire" };
            return say(lang, key, &[("place", fire(id, lang)), ("side", side(*on, lang))]);
        }
        TaskOrder::CutLine(id) => ("words-task-cut-line", line(id, lang)),
        TaskOrder::BurnOut(id) => ("words-task-burn-out", line(id, lang)),
        TaskOrder::MopUp(id) => ("words-task-mop-up", fire(id, lang)),
        TaskOrder::ScoutFire(id) => ("words-task-scout", fire(id, lang)),
        TaskOrder::FireLookout(id) => ("words-task-fire-lookout", fire(id, lang)),
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

fn risk(id: &str, county: &County, lang: Lang) -> String {
    find(county.risks.iter().map(|r| (&r.id, &r.name)), id, lang)
}

fn reservoir(id: &str, county: &County, lang: Lang) -> String {
    find(county.reservoirs.iter().map(|r| (&r.id, &r.name)), id, lang)
}

/// A works by its id.
pub fn works(id: &str, county: &County, lang: Lang) -> String {
    find(county.facilities.iter().map(|f| (&f.place.id, &f.place.name)), id, lang)
}

/// A tank by its id: the works, its number and its substance.
pub fn tank(id: &str, county: &County, lang: Lang) -> String {
    let Some(tank) = TankRef::find(county, id) else { return id.to_owned() };
    let site = &county.facilities[tank.site];
    let stored = site.tanks[tank.tank].substance;
    let (key, zh, en) = match (substance_of(stored), goods_of(stored)) {
        (Some(s), _) => ("words-tank", s.zh.as_str(), s.en.as_str()),
        (None, Some(goods)) => ("words-hall", goods.zh.as_str(), goods.en.as_str()),
        (None, None) => ("words-tank", "", ""),
    };
    let substance = if lang == Lang::Zh { zh } else { en };
    let places = [
        ("works", site.place.name.get(lang).to_owned()),
        ("n", (tank.tank + 1).to_string()),
        ("what", substance.into()),
    ];
    say(lang, key, &places)
}

/// A landslide lake by its number.
pub fn lake(id: &str, lang: Lang) -> String {
    say(lang, "words-lake", &[("n", id.trim_start_matches("lake-").to_owned())])
}

/// A forest fire, and a fire line, by its number.
pub fn fire(id: &str, lang: Lang) -> String {
    say(lang, "words-fire", &[("n", id.trim_start_matches("fire-").to_owned())])
}

pub fn line(id: &str, lang: Lang) -> String {
    say(lang, "words-line", &[("n", id.trim_start_matches("line-").to_owned())])
}

/// Message key of a side of a fire.
pub fn side_key(side: Side) -> &'static str {
    match side {
        Side::Rear => "side-rear",
        Side::Left => "side-left",
        Side::Right => "side-right",
        Side::Head => "side-head",
    }
}

fn side(side: Side, lang: Lang) -> String {
    text(lang, side_key(side))
}

/// A place on the map by the village nearest to it.
fn place((x_m, y_m): (f32, f32), county: &County, lang: Lang) -> String {
    let at = crate::num::Point { x_m, y_m };
    let village = at.nearest(county.villages.iter().map(|v| v.at)).and_then(|v| county.villages.get(v));
    let name = village.map_or_else(String::new, |v| v.name.get(lang).to_owned());
    say(lang, "words-near", &[("place", name)])
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
