//! What the pointer rests on: its name and its key figures, as far as the county knows them.

use super::{
    looks::{DykeLook, ShelterLook, TeamLook, VillageLook},
    marks::Pick,
};
use crate::{
    drill::{
        item_name,
        order::{fire_id, lake_id, road_id},
        view::View,
        words,
    },
    hazard::TankRef,
    num::DrillTime,
    response::{
        slides::signs::Source,
        stretches,
        travel::{Roads, Traveller},
    },
    text::{Lang, text, text_with},
    window::{
        Session,
        panels::{
            forces,
            orders::fields::{plants::state_key, works::dam_lines},
            situation::fires::lines as fire_lines,
        },
        theme,
    },
};
use bevy_egui::egui::{self, vec2};
use fluent_bundle::FluentValue;

/// Draw the tooltip beside the pointer.
pub fn show(ctx: &egui::Context, session: &Session, pick: Pick, pointer: egui::Pos2, lang: Lang) {
    let Some(lines) = lines(session, pick, lang) else { return };
    egui::Area::new(egui::Id::new("map-tip"))
        .order(egui::Order::Tooltip)
        .fixed_pos(pointer + vec2(18.0, 14.0))
        .constrain(true)
        .interactable(false)
        .show(ctx, |ui| {
            egui::Frame::popup(ui.style()).show(ui, |ui| {
                ui.set_max_width(theme::TIP_WIDTH);
                let mut lines = lines.into_iter();
                if let Some(name) = lines.next() {
                    ui.strong(name);
                }
                for line in lines {
                    ui.label(line);
                }
            });
        });
}

/// A name and the lines below it.
pub(crate) fn lines(session: &Session, pick: Pick, lang: Lang) -> Option<Vec<String>> {
    let view = View::new(&session.drill);
    let (land, world) = (view.land(), session.drill.world());
    let say = |key: &str, places: &[(&str, FluentValue<'_>)]| text_with(lang, key, places);
    let seen = |at: DrillTime| say("map-seen-at", &[("time", at.clock().into())]);
    let mut lines = Vec::new();
    match pick {
        Pick::Township(i) => {
            let township = land.townships.get(i)?;
            lines.push(township.name.get(lang).to_owned());
            let villages = land.villages.iter().filter(|v| v.township == i);
            let (n, people) = villages.fold((0, 0), |(n, p), v| (n + 1, p + v.people));
            lines.push(say("map-township", &[("villages", n.into()), ("people", people.into())]));
        }
        Pick::Village(i) => {
            let village = land.villages.get(i)?;
            let township = land.townships[village.township].name.get(lang);
            lines.push(format!("{} · {township}", village.name.get(lang)));
            lines.push(text(lang, VillageLook::of(&view, i).key()));
            lines.push(say(
                "map-village-people",
                &[("people", village.people.into()), ("help", village.need_help.into())],
            ));
            if let Some(report) = view.known().villages.get(i).copied().flatten() {
                lines.push(say(
                    "map-village-report",
                    &[
                        ("home", report.at_home.into()),
                        ("stranded", report.stranded.into()),
                        ("depth", format!("{:.1}", report.deepest_m).into()),
                    ],
                ));
                lines.push(seen(report.seen_at));
            }
        }
        Pick::Shelter(i) => {
            let state = view.shelters().nth(i)?;
            lines.push(land.shelters.get(i)?.place.name.get(lang).to_owned());
            lines.push(text(lang, ShelterLook::of(state).key()));
            let (n, all) = (state.occupants.into(), state.capacity.into());
            lines.push(say("map-shelter-places", &[("n", n), ("all", all)]));
        }
        Pick::Store(i) => {
            lines.push(land.stores.get(i)?.place.name.get(lang).to_owned());
            for (&item, n) in view.stores().nth(i)?.stock.0.iter().filter(|(_, n)| **n > 0) {
                lines.push(format!("{} {n}", item_name(item).get(lang)));
            }
        }
        Pick::Team(i) => {
            let team = view.teams().nth(i)?;
            let traveller = view.roster().teams.get(i).and_then(|&e| world.get::<Traveller>(e))?;
            lines.push(team.name.get(lang).to_owned());
            lines.push(say("unit-people", &[("n", team.size.into())]));
            lines.push(text(lang, TeamLook::of(team, traveller)?.key()));
            lines.extend(team.task.map(|task| forces::task(&view, task, lang)));
        }
        Pick::Stretch(i) => {
            let stretch = stretches(land).nth(i)?;
            lines.push(stretch.name.get(lang).to_owned());
            let (look, _) = *DykeLook::all(&view).get(i)?;
            match view.known().stretches.get(i).copied().flatten() {
                Some(report) => {
                    lines.push(text(lang, look.key()));
                    // A freeboard of many metres stands for "no water near".
                    if report.freeboard_m < 20.0 {
                        let m = format!("{:.2}", report.freeboard_m).into();
                        lines.push(say("map-dyke-freeboard", &[("m", m)]));
                    }
                    if report.raised_m > 0.0 {
                        let m = format!("{:.2}", report.raised_m).into();
                        lines.push(say("map-dyke-raised", &[("m", m)]));
                    }
                    lines.push(seen(report.seen_at));
                }
                None => lines.push(text(lang, "map-dyke-unseen")),
            }
            if view.weak_stretches().contains(&i) {
                lines.push(text(lang, "map-dyke-weak"));
            }
        }
        Pick::Gauge(i) => {
            let gauge = land.gauges.get(i)?;
            lines.push(gauge.name.get(lang).to_owned());
            if let Some((at, level_m)) = view.known().gauge(i) {
                lines.push(say("map-gauge-level", &[("m", format!("{level_m:.2}").into())]));
                if let Some(rise) = view.known().rise_m_h(i) {
                    lines.push(say("map-gauge-rise", &[("m", format!("{rise:+.2}").into())]));
                }
                lines.push(say(
                    "map-gauge-limits",
                    &[
                        ("warning", format!("{:.2}", gauge.warning_m).into()),
                        ("guarantee", format!("{:.2}", gauge.guarantee_m).into()),
                    ],
                ));
                lines.push(seen(at));
            }
        }
        Pick::Slope(i) => {
            let spot = land.risks.get(i)?;
            lines.push(spot.name.get(lang).to_owned());
            if let Some(zone) = view.zone(i) {
                let names = zone.villages.iter().map(|(v, _)| land.villages[*v].name.get(lang).to_owned());
                let names: Vec<String> = names.collect();
                lines.push(say(
                    "map-slope-below",
                    &[
                        ("people", spot.people.into()),
                        ("villages", words::list(names.into_iter(), lang).into()),
                        ("roads", zone.roads.len().into()),
                    ],
                ));
            }
            match view.known().slopes.get(i).copied().flatten() {
                Some(report) => {
                    lines.push(text(lang, words::sign_key(report.sign)));
                    if report.source != Source::Monitor {
                        let (moved, rate) =
                            (format!("{:.0}", report.moved_mm), format!("{:.1}", report.creep_mm_h));
                        lines.push(say("map-slope-creep", &[("mm", moved.into()), ("rate", rate.into())]));
                    }
                    if let Some(safety) = report.safety {
                        lines.push(say("map-slope-safety", &[("fs", format!("{safety:.1}").into())]));
                    }
                    lines.push(seen(report.seen_at));
                }
                None => lines.push(text(lang, "map-slope-unseen")),
            }
        }
        Pick::Reservoir(i) => {
            lines.push(land.reservoirs.get(i)?.name.get(lang).to_owned());
            match view.known().dams.get(i).copied().flatten() {
                Some(report) => lines.extend(dam_lines(&report, lang)),
                None => lines.push(text(lang, "map-slope-unseen")),
            }
        }
        Pick::Works(i) => {
            lines.push(land.facilities.get(i)?.place.name.get(lang).to_owned());
            let of = TankRef { site: i, tank: 0 }..TankRef { site: i + 1, tank: 0 };
            for (tank, report) in view.known().plants.tanks.range(of) {
                let name = words::tank(&tank.id(land), land, lang);
                lines.push(format!("{name}  {}", text(lang, state_key(report))));
            }
        }
        Pick::Fire(i) => {
            let report = view.known().fires.get(i)?.as_ref()?;
            lines.push(words::fire(&fire_id(i), lang));
            lines.extend(fire_lines(report, lang));
            lines.push(seen(report.seen_at));
        }
        Pick::Lake(i) => {
            let report = view.known().lakes.get(i).copied().flatten()?;
            lines.push(words::lake(&lake_id(i), lang));
            let volume = format!("{:.1}", report.stored_m3 / 1e4);
            lines.push(say("map-lake-volume", &[("volume", volume.into())]));
            let places = [
                ("freeboard", format!("{:.1}", report.freeboard_m).into()),
                ("inflow", format!("{:.1}", report.inflow_m3s).into()),
            ];
            lines.push(say("map-lake-level", &places));
            if let Some(minutes) = report.overtops_min {
                lines.push(say("map-lake-overtops", &[("minutes", format!("{minutes:.0}").into())]));
            }
            lines.push(seen(report.seen_at));
        }
        Pick::Road(i) => {
            let road = land.roads.roads.get(i)?;
            lines.push(format!("{} ({})", road.name.get(lang), road_id(i)));
            let roads = world.resource::<Roads>();
            let key = match i {
                i if roads.closed.contains(&i) => "map-road-closed",
                i if roads.known_blocked.contains(&i) => "map-road-blocked",
                _ => "map-road-open",
            };
            lines.push(text(lang, key));
        }
    }
    Some(lines)
}
