//! The rows of the timeline, read from facts, orders and the state of command.

use super::{Content, Group, Row};
use crate::{
    drill::{Order, words},
    num::DrillTime,
    response::{
        command::{Level, ReportKind},
        facts::What,
        warning::Colour,
    },
    review::page::{Run, in_both},
    text::{Name, both},
};

pub fn groups(run: &Run<'_>) -> Vec<Group> {
    let facts = |key, bad, pick: fn(&What) -> bool| Row { key, content: facts(run, bad, pick) };
    let orders = |key, pick: fn(&Order) -> bool| Row { key, content: orders(run, pick) };
    let people = |key, pick: fn(&What) -> u32| Row { key, content: people(run, pick) };
    let row = |key, content| Row { key, content };
    let mut groups = vec![
        Group {
            key: "review-lane-water",
            rows: vec![
                facts("review-row-gauge-warning", true, |w| matches!(w, What::GaugeWarning { .. })),
                facts("review-row-gauge-guarantee", true, |w| matches!(w, What::GaugeGuarantee { .. })),
                facts("review-row-overtopped", true, |w| matches!(w, What::Overtopped { .. })),
                facts("review-row-breach", true, |w| matches!(w, What::Breach { .. })),
                facts("review-row-flooded", true, |w| matches!(w, What::VillageFlooded { .. })),
                facts("review-row-telecom", true, |w| matches!(w, What::TelecomLost { .. })),
            ],
        },
        Group {
            key: "review-lane-hills",
            rows: vec![
                facts("review-row-signs", true, |w| matches!(w, What::SlopeSign { .. })),
                facts("review-row-alarms", false, |w| matches!(w, What::LookoutAlarm { .. })),
                facts("review-row-slides", true, |w| matches!(w, What::SlopeFailed { .. })),
                people("review-row-buried", |w| match w {
                    What::Buried { people, .. } => *people,
                    _ => 0,
                }),
                people("review-row-dug-out", |w| match w {
                    What::DugOut { alive, .. } => *alive,
                    _ => 0,
                }),
                facts("review-row-roads", true, |w| matches!(w, What::RoadBuried { .. })),
                facts("review-row-roads-clear", false, |w| matches!(w, What::RoadCleared { .. })),
                facts("review-row-dams", true, |w| {
                    matches!(w, What::DamOvertopped { .. } | What::DamFailed { .. })
                }),
                facts("review-row-lakes", true, |w| {
                    matches!(w, What::LakeFormed { .. } | What::LakeBreached { .. })
                }),
            ],
        },
        Group {
            key: "review-lane-fires",
            rows: vec![
                facts("review-row-fires", true, |w| matches!(w, What::FireStarted { .. })),
                facts("review-row-fires-seen", false, |w| matches!(w, What::FireSeen { .. })),
                facts("review-row-fires-held", false, |w| {
                    matches!(w, What::FireHeld { .. } | What::FireOut { .. })
                }),
                facts("review-row-fires-escaped", true, |w| {
                    matches!(w, What::FireEscaped { .. } | What::LineJumped { .. })
                }),
                facts("review-row-fires-smoke", true, |w| matches!(w, What::VillageInSmoke { .. })),
                facts("review-row-fires-power", true, |w| matches!(w, What::PowerCut { .. })),
                facts("review-row-fires-power-back", false, |w| matches!(w, What::PowerBack { .. })),
                facts("review-row-fires-houses", true, |w| {
                    matches!(w, What::VillageInFire { .. } | What::FacilityBurnt { .. })
                }),
            ],
        },
        Group {
            key: "review-lane-works",
            rows: vec![
                facts("review-row-works-began", true, |w| {
                    matches!(w, What::TankBurns { .. } | What::Released { .. })
                }),
                facts("review-row-works-worse", true, |w| {
                    matches!(
                        w,
                        What::BurstSigns { .. }
                            | What::TankFailed { .. }
                            | What::Fireball { .. }
                            | What::CloudExploded { .. }
                            | What::CloudBurnt { .. }
                            | What::RoofFell { .. }
                            | What::TankLifted { .. }
                            | What::TankStruck { .. }
                    )
                }),
                facts("review-row-works-own", false, |w| {
                    matches!(
                        w,
                        What::WorksTeamActs { .. } | What::FixedCooling { .. } | What::PeopleCounted { .. }
                    )
                }),
                facts("review-row-works-done", false, |w| {
                    matches!(
                        w,
                        What::TankPutOut { .. }
                            | What::TankBurntOut { .. }
                            | What::ValveShut { .. }
                            | What::DrainsBlocked { .. }
                            | What::BundsDrained { .. }
                    )
                }),
                facts("review-row-works-water", true, |w| {
                    matches!(w, What::RanOff { .. } | What::IntakePolluted { .. } | What::WaterCut { .. })
                }),
                people("review-row-works-washed", |w| match w {
                    What::Washed { people, .. } => *people,
                    _ => 0,
                }),
            ],
        },
        Group {
            key: "review-lane-command",
            rows: vec![
                row("review-row-warning-county", warnings(run, true)),
                row("review-row-warning-villages", warnings(run, false)),
                row("review-row-level", levels(run)),
                orders("review-row-headquarters", |o| {
                    matches!(o, Order::Headquarters { .. } | Order::Commander { .. } | Order::AskNextLevel)
                }),
            ],
        },
        Group {
            key: "review-lane-reports",
            rows: vec![
                row("review-row-forecasts", forecasts(run)),
                row("review-row-injects", injects(run)),
                row("review-row-reports", reports(run)),
                orders("review-row-publications", |o| matches!(o, Order::Publish { .. })),
            ],
        },
        Group {
            key: "review-lane-teams",
            rows: vec![
                facts("review-row-incidents", true, |w| matches!(w, What::Incident { .. })),
                facts("review-row-learned", false, |w| matches!(w, What::IncidentKnown { .. })),
                orders("review-row-dispatched", |o| {
                    matches!(o, Order::Dispatch { .. } | Order::Sandbag { .. })
                }),
                facts("review-row-arrived", false, |w| matches!(w, What::TeamArrived { .. })),
                facts("review-row-withdrew", false, |w| {
                    matches!(
                        w,
                        What::TeamWithdrew { .. } | What::TeamEscaped { .. } | What::CrewEscaped { .. }
                    )
                }),
                facts("review-row-lost", true, |w| {
                    matches!(w, What::RescuersLost { .. } | What::RescuersHurt { .. })
                }),
            ],
        },
        Group {
            key: "review-lane-people",
            rows: vec![
                orders("review-row-evacuate", |o| matches!(o, Order::Evacuate { .. })),
                orders("review-row-indoors", |o| {
                    matches!(
                        o,
                        Order::ShelterInPlace { .. } | Order::EndShelterInPlace { .. } | Order::Cordon { .. }
                    )
                }),
                people("review-row-left", |w| match w {
                    What::GroupLeft { people, .. } => *people,
                    _ => 0,
                }),
                people("review-row-reached", |w| match w {
                    What::GroupArrived { people, turned_away: false, .. } => *people,
                    _ => 0,
                }),
                people("review-row-rescued", |w| match w {
                    What::Rescued { people, .. } => *people,
                    _ => 0,
                }),
                people("review-row-injured", |w| match w {
                    What::Injured { people, .. } => *people,
                    _ => 0,
                }),
                people("review-row-died", |w| match w {
                    What::Died { people, .. } => *people,
                    _ => 0,
                }),
            ],
        },
        Group {
            key: "review-lane-shelters",
            rows: vec![
                facts("review-row-opened", false, |w| matches!(w, What::ShelterOpened { .. })),
                facts("review-row-shelter-lost", true, |w| matches!(w, What::ShelterLost { .. })),
                facts("review-row-shipped", false, |w| matches!(w, What::Shipped { .. })),
                facts("review-row-delivered", false, |w| matches!(w, What::Delivered { .. })),
                facts("review-row-stuck", true, |w| matches!(w, What::ShipmentStuck { .. })),
            ],
        },
    ];
    // A danger that did not come takes no room; what was not done stays to be seen.
    groups[..4].iter_mut().for_each(|g| g.rows.retain(|r| !r.content.is_empty()));
    if !run.has_works() {
        groups.iter_mut().for_each(|g| g.rows.retain(|r| r.key != "review-row-indoors"));
    }
    groups.retain(|g| !g.rows.is_empty());
    groups
}

fn facts(run: &Run<'_>, bad: bool, pick: fn(&What) -> bool) -> Content {
    let picked = run.facts().iter().filter(|f| pick(&f.what));
    let words = |what: &What| in_both(|lang| words::fact(what, run.drill, lang)).unwrap_or_default();
    Content::Marks(picked.map(|f| (f.at, words(&f.what), bad)).collect())
}

fn orders(run: &Run<'_>, pick: fn(&Order) -> bool) -> Content {
    let picked = run.drill.given().iter().filter(|g| pick(&g.order));
    let words =
        |order: &Order| in_both(|lang| Some(words::order(order, run.county(), lang))).unwrap_or_default();
    Content::Marks(picked.map(|g| (g.at, words(&g.order), false)).collect())
}

fn people(run: &Run<'_>, pick: fn(&What) -> u32) -> Content {
    let counted = run.facts().iter().map(|f| (f.at, pick(&f.what)));
    Content::People(counted.filter(|(_, n)| *n > 0).collect())
}

fn forecasts(run: &Run<'_>) -> Content {
    let received = run.drill.loaded().scenario.forecasts.iter().filter(|f| f.at <= run.drill.now());
    Content::Marks(received.map(|f| (f.at, f.text.clone(), false)).collect())
}

fn injects(run: &Run<'_>) -> Content {
    let received = run.drill.loaded().scenario.injects.iter().filter(|i| i.at <= run.drill.now());
    Content::Marks(received.map(|i| (i.at, i.title.clone(), false)).collect())
}

/// First, follow-up and final reports as short spans with their names, up to the next one.
fn reports(run: &Run<'_>) -> Content {
    let reports = &run.command().reports;
    let spans = reports.iter().enumerate().map(|(i, report)| {
        let next = reports.get(i + 1).map_or(run.end(), |next| next.at);
        let class = match report.kind {
            ReportKind::First => "report-first",
            ReportKind::FollowUp => "report-follow-up",
            ReportKind::Final => "report-final",
        };
        (report.at, next, both(words::report_key(report.kind)), class)
    });
    Content::Spans(spans.collect())
}

/// Warnings to the whole county, or to parts of it, each until the next one or its end.
fn warnings(run: &Run<'_>, broad: bool) -> Content {
    let issued: Vec<_> = run.command().warnings.iter().filter(|w| w.broad == broad).collect();
    let spans = issued.iter().enumerate().map(|(i, w)| {
        let class = match w.colour {
            Colour::Blue => "colour-blue",
            Colour::Yellow => "colour-yellow",
            Colour::Orange => "colour-orange",
            Colour::Red => "colour-red",
        };
        let next = issued.get(i + 1).map_or(run.end(), |next| next.at);
        (w.at, w.cancelled_at.map_or(next, |at| at.min(next)), both(words::colour_key(w.colour)), class)
    });
    Content::Spans(spans.collect())
}

/// Response levels, each until the next change.
fn levels(run: &Run<'_>) -> Content {
    let levels = &run.command().levels;
    let spans = levels.iter().enumerate().filter_map(|(i, (at, level))| {
        let until: DrillTime = levels.get(i + 1).map_or(run.end(), |next| next.0);
        let level = (*level)?;
        let class = match level {
            Level::IV => "level-4",
            Level::III => "level-3",
            Level::II => "level-2",
            Level::I => "level-1",
        };
        let words: Name = both(words::level_key(level));
        Some((*at, until, words, class))
    });
    Content::Spans(spans.collect())
}
