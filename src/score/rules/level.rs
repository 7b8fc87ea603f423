//! Rules about response levels and who commands.

use super::{
    super::{
        Finding,
        evidence::{
            Case, facts, incident, known_incidents, mean, note, of_order, same, share, timed, with_number,
        },
        scene,
    },
    command::{command, due, first_order, mass_dispatch},
    forces::matching_skill,
};
use crate::{
    drill::{Drill, Order},
    hazard::wildfire::suppress::Grade,
    num::DrillTime,
    response::{
        command::Level,
        facts::What,
        incidents::{IncidentKind, Incidents},
    },
    text::{Name, both, both_with},
};

/// Minutes after the last bad news for which the level must still fit (the trainer's choice).
const HOLD_MIN: f64 = 120.0;
/// The level that news calls for (the trainer's ladder): Ⅳ at a warning level or a buried road, Ⅲ at a guarantee level or
/// an incident, Ⅱ when people are in danger of their lives. Forest fires ask for it by their grade: Ⅳ to Ⅰ.
fn called_for(incidents: &Incidents, what: &What) -> Option<Level> {
    match *what {
        What::GaugeWarning { .. } => Some(Level::IV),
        What::GaugeGuarantee { .. } => Some(Level::III),
        What::IncidentKnown { incident } => {
            let kind = incidents.0.get(incident)?.kind;
            Some(match kind {
                IncidentKind::RoadBuried { .. } => Level::IV,
                kind if scene::grave(kind) => Level::II,
                IncidentKind::ForestFire { .. } => Level::IV,
                _ => Level::III,
            })
        }
        What::FireGraded { grade } => Some(match grade {
            Grade::General => Level::IV,
            Grade::Larger => Level::III,
            Grade::Major => Level::II,
            Grade::Extra => Level::I,
        }),
        _ => None,
    }
}

/// PJ-R03: share of the minutes from `grace_min` to [`HOLD_MIN`] after news in which the level in force
/// was the one that the news calls for, or the next above it.
pub fn fitting_level(drill: &Drill, grace_min: f64) -> Finding {
    let incidents = drill.world().resource::<Incidents>();
    let news: Vec<(DrillTime, Level)> =
        facts(drill).iter().filter_map(|f| Some((f.at, called_for(incidents, &f.what)?))).collect();
    let (mut fits, mut asked) = (0u32, 0u32);
    for minute in 0..=drill.now().0 / 60 {
        let at = DrillTime::minutes(minute);
        let fresh = |from: DrillTime| at >= from && (grace_min..=HOLD_MIN).contains(&at.minutes_since(from));
        let Some(needed) = news.iter().filter(|(from, _)| fresh(*from)).map(|n| n.1).max() else { continue };
        let levels = &command(drill).levels;
        let level = levels.iter().rev().find(|(set, _)| *set <= at).and_then(|(_, level)| *level);
        asked += 1;
        fits += u32::from(level.is_some_and(|level| level >= needed && level as u8 <= needed as u8 + 1));
    }
    let orders =
        drill.given().iter().filter(|g| matches!(g.order, Order::SetLevel { .. } | Order::EndResponse));
    let evidence = orders.map(|g| of_order(drill, g)).collect();
    share(fits.into(), asked.into(), both("score-level-fits"), evidence, both("score-no-danger-known"))
}

/// SC-R08: the mean of two matches, of teams with the work they are sent to and of the level with the danger, as far as
/// the drill asked for each.
pub fn skill_and_level(drill: &Drill, grace_min: f64) -> Finding {
    use Finding::{NotExercised, Scored};
    match (matching_skill(drill), fitting_level(drill, grace_min)) {
        (
            Scored { credit: a, measured: teams, threshold: fit, arithmetic: sum, evidence },
            Scored { credit: b, measured: minutes, threshold: fits, arithmetic: part, evidence: levels },
        ) => {
            let credit = (a + b) / 2.0;
            let join =
                |a: &Name, b: &Name| Name::new(format!("{}；{}", a.zh, b.zh), format!("{}; {}", a.en, b.en));
            let shown = join(&sum, &part);
            let halves = format!("½ × {a:.2} + ½ × {b:.2} = {credit:.2}");
            Scored {
                credit,
                measured: join(&teams, &minutes),
                threshold: join(&fit, &fits),
                arithmetic: join(&shown, &same(halves)),
                evidence: evidence.into_iter().take(6).chain(levels.into_iter().take(6)).collect(),
            }
        }
        (NotExercised(_), other) | (other, NotExercised(_)) => other,
    }
}

/// PJ-R04: a headquarters on the scene within the limit of its becoming necessary: people are in danger,
/// or a third team is sent.
pub fn headquarters_when_needed(drill: &Drill, limit_min: f64) -> Finding {
    let danger = known_incidents(drill)
        .filter(|(item, _)| !scene::exposed(drill, item.kind).is_empty())
        .map(|(item, known)| note(known, incident(drill, item)));
    let mass = mass_dispatch(drill).map(|given| of_order(drill, given));
    let Some(from) = danger.chain(mass).min_by_key(|e| e.at) else {
        return Finding::NotExercised(both("score-no-need-of-headquarters"));
    };
    let act = first_order(drill, |o| matches!(o, Order::Headquarters { .. }));
    due(drill, &from, act, limit_min, with_number("score-at-most-min", limit_min))
}

/// LP-R01: the county commands by its response level within the limit of the first incident, and asks
/// the city to take over within the limit of the event becoming a larger one ([`scene::larger`]).
pub fn grade_decides_command(drill: &Drill, limit_min: f64) -> Finding {
    let first = known_incidents(drill).min_by_key(|(_, known)| *known);
    let county = first.map(|from| (from, first_order(drill, |o| matches!(o, Order::SetLevel { .. }))));
    let larger = scene::larger(drill);
    let city = larger.map(|from| (from, first_order(drill, |o| matches!(o, Order::AskNextLevel))));
    let mut cases = Vec::new();
    for ((item, from), act) in county.into_iter().chain(city) {
        let case = match act {
            Some(given) => {
                let late = given.at.minutes_since(from) - limit_min;
                Case { credit: timed(late), evidence: of_order(drill, given) }
            }
            None if drill.now().minutes_since(from) < limit_min => continue,
            None => Case { credit: 0.0, evidence: note(from, incident(drill, item)) },
        };
        cases.push(case);
    }
    let threshold = with_number("score-grade-commands", limit_min);
    mean(cases, threshold, both("score-no-incident"))
}

/// LP-R02: the first commander on the scene holds a post of the township or street, and is named within
/// the limit of the first incident.
pub fn township_commands_first(drill: &Drill, limit_min: f64) -> Finding {
    let Some((item, known)) = known_incidents(drill).min_by_key(|(_, known)| *known) else {
        return Finding::NotExercised(both("score-no-incident"));
    };
    let act = first_order(drill, |o| matches!(o, Order::Commander { .. }));
    let threshold = with_number("score-township-commands", limit_min);
    let begin = note(known, incident(drill, item));
    let Some((given, name)) = act.and_then(|given| match &given.order {
        Order::Commander { name, .. } => Some((given, name)),
        _ => None,
    }) else {
        return due(drill, &begin, None, limit_min, threshold);
    };
    let local = of_township(name);
    let in_time = timed(given.at.minutes_since(known) - limit_min);
    let credit = if local { in_time } else { 0.0 };
    Finding::Scored {
        credit,
        measured: both_with("score-first-commander", |_| {
            let minutes = super::super::evidence::number(given.at.minutes_since(known).round());
            vec![("name", name.as_str().into()), ("minutes", minutes.into())]
        }),
        threshold,
        arithmetic: same(format!("{} × {in_time:.2} = {credit:.2}", u8::from(local))),
        evidence: vec![begin, of_order(drill, given)],
    }
}

/// Whether a commander's post is one of a township or street.
fn of_township(name: &str) -> bool {
    let name = name.to_lowercase();
    ["镇", "乡", "街道", "办事处", "town", "street"].iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::response::incidents::Incident;

    #[test]
    fn worse_news_calls_for_a_higher_level() {
        let open =
            |kind| Incident { kind, township: 0, began: DrillTime::ZERO, known: None, first_team: None };
        let incidents = Incidents(vec![
            open(IncidentKind::DykeDanger { stretch: 0 }),
            open(IncidentKind::Stranded { village: 0 }),
            open(IncidentKind::RoadBuried { road: 0 }),
        ]);
        let level = |what| called_for(&incidents, &what);
        assert_eq!(level(What::GaugeWarning { gauge: 0 }), Some(Level::IV));
        assert_eq!(level(What::GaugeGuarantee { gauge: 0 }), Some(Level::III));
        assert_eq!(level(What::IncidentKnown { incident: 0 }), Some(Level::III));
        assert_eq!(level(What::IncidentKnown { incident: 1 }), Some(Level::II));
        assert_eq!(level(What::IncidentKnown { incident: 2 }), Some(Level::IV));
        assert_eq!(level(What::HeadquartersReady), None);
    }

    #[test]
    fn posts_of_townships_are_told_from_posts_of_the_county() {
        for local in ["鸡场镇党委书记", "黄土坡街道办事处主任", "Head of Jichang Town"] {
            assert!(of_township(local), "{local}");
        }
        for county in ["县应急管理局局长", "副县长", "Deputy county head"] {
            assert!(!of_township(county), "{county}");
        }
    }
}
