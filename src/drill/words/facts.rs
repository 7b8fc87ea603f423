//! Facts and incidents in words.

use super::{items, say};
use crate::{
    county::County,
    drill::{
        Drill,
        order::{fire_id, lake_id, road_id},
    },
    hazard::{Slopes, TankRef},
    response::{
        Roster,
        facts::{Cause, What},
        fires::watch::Sighting,
        incidents::{IncidentKind, Incidents},
        stretches,
        supplies::{Destination, Shipment},
        teams::Team,
    },
    text::{Lang, Name},
};

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
    let reservoir = |r: usize| Some(county.reservoirs.get(r)?.name.get(lang).to_owned());
    let lake = |n: usize| super::lake(&lake_id(n), lang);
    let slope = |r: usize| Some(county.risks.get(r)?.name.get(lang).to_owned());
    let road = |r: usize| super::road(&road_id(r), county, lang);
    let facility = |f: usize| Some(county.facilities.get(f)?.place.name.get(lang).to_owned());
    let tank = |t: TankRef| super::tank(&t.id(county), county, lang);
    let state = world.resource::<Slopes>();
    let slides = &state.slides;
    let slope_of = |s: usize| slope(state.hills.get(slides.get(s)?.hill)?.risk);
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
    let fire = |f: usize| super::fire(&fire_id(f), lang);
    match *what {
        What::FireStarted { fire: f } => say("words-fire-started", &[("fire", fire(f))]),
        What::FireSeen { fire: f, by } => {
            say("words-fire-seen", &[("fire", fire(f)), ("by", crate::text::text(lang, sighting_key(by)))])
        }
        What::FireHeld { fire: f } => say("words-fire-held", &[("fire", fire(f))]),
        What::FireEscaped { fire: f } => say("words-fire-escaped", &[("fire", fire(f))]),
        What::FireOut { fire: f } => say("words-fire-out", &[("fire", fire(f))]),
        What::FireGraded { grade } => {
            say("words-fire-graded", &[("grade", crate::text::text(lang, super::grade_key(grade)))])
        }
        What::LineJumped { fire: f } => say("words-line-jumped", &[("fire", fire(f))]),
        What::CrewEscaped { team: t, fire: f } => {
            say("words-crew-escaped", &[("team", team(t)?), ("fire", fire(f))])
        }
        What::PowerCut { township: t, villages } => {
            say("words-power-cut", &[("township", township(t)?), ("n", count(villages))])
        }
        What::PowerBack { township: t, villages } => {
            say("words-power-back", &[("township", township(t)?), ("n", count(villages))])
        }
        What::VillageInSmoke { village: v } => say("words-village-smoke", &[("village", village(v)?)]),
        What::VillageInFire { village: v } => say("words-village-fire", &[("village", village(v)?)]),
        What::FacilityBurnt { facility: f } => say("words-facility-burnt", &[("place", facility(f)?)]),
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
        What::TeamEscaped { team: t, slope: r } => {
            say("words-team-escaped", &[("team", team(t)?), ("slope", slope(r)?)])
        }
        What::RescuersLost { team: t, people } => {
            say("words-rescuers-lost", &[("team", team(t)?), ("people", count(people))])
        }
        What::RescuersHurt { team: t, people } => {
            say("words-rescuers-hurt", &[("team", team(t)?), ("people", count(people))])
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
                Cause::Buried => "words-died-buried",
                Cause::Poisoned => "words-died-poisoned",
                Cause::Burnt => "words-died-burnt",
                Cause::Blast => "words-died-blast",
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
        What::DamOvertopped { reservoir: r } => say("words-dam-overtopped", &[("reservoir", reservoir(r)?)]),
        What::DamFailed { reservoir: r, by_piping } => {
            let key = if by_piping { "words-dam-piping" } else { "words-dam-failed" };
            say(key, &[("reservoir", reservoir(r)?)])
        }
        What::SpillwayCleared { reservoir: r } => {
            say("words-spillway-cleared", &[("reservoir", reservoir(r)?)])
        }
        What::LakeFormed { lake: n } => say("words-lake-formed", &[("lake", lake(n))]),
        What::LakeBreached { lake: n } => say("words-lake-breached", &[("lake", lake(n))]),
        What::SlopeFailed { slide: s } => {
            let volume = slides.get(s)?.released_m3 / 1e4;
            say("words-slope-failed", &[("slope", slope_of(s)?), ("volume", format!("{volume:.1}"))])
        }
        What::SlideStopped { slide: s } => say("words-slide-stopped", &[("slope", slope_of(s)?)]),
        What::Buried { village: v, people, slide: s } => {
            let places = [("village", village(v)?), ("people", count(people)), ("slope", slope_of(s)?)];
            say("words-buried", &places)
        }
        What::DugOut { village: v, alive, dead, team: t } => say(
            "words-dug-out",
            &[("village", village(v)?), ("alive", count(alive)), ("dead", count(dead)), ("team", team(t)?)],
        ),
        What::RoadBuried { road: r } => say("words-road-buried", &[("road", road(r))]),
        What::RoadCleared { road: r } => say("words-road-cleared", &[("road", road(r))]),
        What::SlopeSign { slope: r, sign } => {
            let sign = crate::text::text(lang, super::sign_key(sign));
            say("words-slope-sign", &[("slope", slope(r)?), ("sign", sign)])
        }
        What::LookoutAlarm { slope: r } => say("words-lookout-alarm", &[("slope", slope(r)?)]),
        What::HeadquartersReady => say("words-headquarters-ready", &[]),
        What::CityTeamReady { team: t } => say("words-city-team-ready", &[("team", team(t)?)]),
        What::GaugeWarning { gauge: g } => say("words-gauge-warning", &[("gauge", gauge(g)?)]),
        What::GaugeGuarantee { gauge: g } => say("words-gauge-guarantee", &[("gauge", gauge(g)?)]),
        What::TankBurns { tank: t } => say("words-tank-burns", &[("tank", tank(t))]),
        What::TankFailed { tank: t } => say("words-tank-failed", &[("tank", tank(t))]),
        What::BurstSigns { tank: t } => say("words-burst-signs", &[("tank", tank(t))]),
        What::Fireball { tank: t } => say("words-fireball", &[("tank", tank(t))]),
        What::CloudExploded { tank: t } => say("words-cloud-exploded", &[("tank", tank(t))]),
        What::CloudBurnt { tank: t } => say("words-cloud-burnt", &[("tank", tank(t))]),
        What::TankLifted { tank: t } => say("words-tank-lifted", &[("tank", tank(t))]),
        What::TankStruck { tank: t } => say("words-tank-struck", &[("tank", tank(t))]),
        What::Released { tank: t } => say("words-released", &[("tank", tank(t))]),
        What::RoofFell { tank: t } => say("words-roof-fell", &[("tank", tank(t))]),
        What::TankPutOut { tank: t } => say("words-tank-put-out", &[("tank", tank(t))]),
        What::TankBurntOut { tank: t } => say("words-tank-burnt-out", &[("tank", tank(t))]),
        What::ValveShut { tank: t } => say("words-valve-shut", &[("tank", tank(t))]),
        What::WorksTeamActs { team: t } => say("words-works-team-acts", &[("team", team(t)?)]),
        What::FixedCooling { site } => say("words-fixed-cooling", &[("place", facility(site)?)]),
        What::PeopleCounted { site, people } => {
            say("words-people-counted", &[("place", facility(site)?), ("people", count(people))])
        }
        What::Washed { site, people } => {
            say("words-washed", &[("place", facility(site)?), ("people", count(people))])
        }
        What::ShelterTainted { shelter: s, people } => {
            say("words-shelter-tainted", &[("shelter", shelter(s)?), ("people", count(people))])
        }
        What::IntakePolluted { works, people } => {
            say("words-intake-polluted", &[("place", facility(works)?), ("people", count(people))])
        }
        What::WaterCut { works, people } => {
            say("words-water-cut", &[("place", facility(works)?), ("people", count(people))])
        }
        What::RanOff { tank: t } => say("words-ran-off", &[("tank", tank(t))]),
        What::DrainsBlocked { site } => say("words-drains-blocked", &[("place", facility(site)?)]),
        What::BundsDrained { site } => say("words-bunds-drained", &[("place", facility(site)?)]),
    }
}

/// An incident in words; none where it names something that the county does not have.
pub fn incident(kind: &IncidentKind, county: &County, lang: Lang) -> Option<String> {
    let of = |name: Option<&Name>| name.map(|name| name.get(lang).to_owned());
    let stretch = |s: usize| of(stretches(county).nth(s).map(|s| &s.name));
    let village = |v: usize| of(county.villages.get(v).map(|v| &v.name));
    let reservoir = |r: usize| of(county.reservoirs.get(r).map(|r| &r.name));
    let (key, place) = match *kind {
        IncidentKind::DykeDanger { stretch: s } => ("words-incident-danger", stretch(s)),
        IncidentKind::DykeBreach { stretch: s } => ("words-incident-breach", stretch(s)),
        IncidentKind::Stranded { village: v } => ("words-incident-stranded", village(v)),
        IncidentKind::SlopeMoving { slope: r } => {
            ("words-incident-slope-moving", of(county.risks.get(r).map(|r| &r.name)))
        }
        IncidentKind::Landslide { village: v } => ("words-incident-landslide", village(v)),
        IncidentKind::DamDanger { reservoir: r } => ("words-incident-dam-danger", reservoir(r)),
        IncidentKind::DamBreach { reservoir: r } => ("words-incident-dam-breach", reservoir(r)),
        IncidentKind::BarrierLake { lake } => {
            ("words-incident-lake", Some(super::lake(&lake_id(lake), lang)))
        }
        IncidentKind::TankFire { tank } => {
            ("words-incident-tank-fire", Some(super::tank(&tank.id(county), county, lang)))
        }
        IncidentKind::GasRelease { tank } => {
            ("words-incident-release", Some(super::tank(&tank.id(county), county, lang)))
        }
        IncidentKind::WaterPolluted { works } => {
            ("words-incident-water", of(county.facilities.get(works).map(|f| &f.place.name)))
        }
        IncidentKind::ForestFire { fire: f } => ("words-incident-fire", Some(super::fire(&fire_id(f), lang))),
        IncidentKind::VillageInFire { village: v } => ("words-incident-village-fire", village(v)),
        IncidentKind::RoadBuried { road: r } => {
            ("words-incident-road-buried", Some(super::road(&road_id(r), county, lang)))
        }
    };
    Some(say(lang, key, &[("place", place?)]))
}

/// Message key of who saw a fire.
pub fn sighting_key(by: Sighting) -> &'static str {
    match by {
        Sighting::Tower => "sighting-tower",
        Sighting::Camera => "sighting-camera",
        Sighting::Call => "sighting-call",
        Sighting::Satellite => "sighting-satellite",
        Sighting::Crew => "sighting-crew",
    }
}
