//! Forest fires: put out in time, and how much forest they took. Pure functions of the facts, so that any drill with a
//! fire can be held to them.

use super::{
    Finding,
    evidence::{Case, mean, note, number, same, with_number},
};
use crate::{
    drill::Drill,
    hazard::{
        Wildfire,
        wildfire::suppress::{self, Grade},
    },
    num::DrillTime,
    response::{
        count_people,
        facts::{Cause, Fact, Facts, What},
    },
    text::{Name, both, both_with},
};

/// The grade that the fires came to (森林防火条例 art. 40): the forest of the largest, and everybody whom fire killed or hurt;
/// none without damage.
pub fn true_grade(drill: &Drill) -> Option<Grade> {
    let world = drill.world();
    let wildfire = world.resource::<Wildfire>();
    if wildfire.fires.is_empty() {
        return None;
    }
    let people = |facts: &[Fact], pick: fn(&What) -> u32| facts.iter().map(|f| pick(&f.what)).sum::<u32>();
    let dead = people(&world.resource::<Facts>().0, |what| match what {
        What::Died { people, cause: Cause::Burnt, .. } | What::RescuersLost { people, .. } => *people,
        _ => 0,
    });
    let forest_ha = wildfire.fires.iter().map(|f| f.forest_ha).fold(0.0, f64::max);
    let crews = people(&world.resource::<Facts>().0, |what| match what {
        What::RescuersHurt { people, .. } => *people,
        _ => 0,
    });
    suppress::grade(forest_ha, dead, count_people(world).injured + crews)
}

/// The plan's time for putting a fire out, h.
const OUT_H: u32 = 24;

/// What became of one fire.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Fire {
    number: usize,
    started: DrillTime,
    /// When no smoke was left, if it stayed so.
    out: Option<DrillTime>,
    /// Held all round now.
    held: bool,
}

/// The fires of a drill, in the order in which they started.
fn fires(facts: &[Fact]) -> Vec<Fire> {
    let mut fires: Vec<Fire> = Vec::new();
    for fact in facts {
        let (number, out, held) = match fact.what {
            What::FireStarted { fire } => (fire, None, false),
            What::FireHeld { fire } => (fire, None, true),
            What::FireOut { fire } => (fire, Some(fact.at), true),
            What::FireEscaped { fire } => (fire, None, false),
            _ => continue,
        };
        match fires.iter_mut().find(|fire| fire.number == number) {
            Some(fire) => (fire.out, fire.held) = (out, held),
            None => fires.push(Fire { number, started: fact.at, out, held }),
        }
    }
    fires
}

/// LJ-T21: of the fires, those out within 24 h of their start. Where the drill ends before a fire's 24 h are over, it
/// is judged by its state: out or held all round is met. Credit is the share over the plan's `wanted` %, at most 1.
pub(super) fn out_in_time(drill: &Drill, wanted: f64) -> Finding {
    share_out(&drill.world().resource::<Facts>().0, drill.now(), wanted)
}

fn share_out(facts: &[Fact], now: DrillTime, wanted: f64) -> Finding {
    let mut by_state = 0;
    let cases = fires(facts)
        .into_iter()
        .map(|fire| {
            let due = DrillTime(fire.started.0 + OUT_H * 3600);
            let (met, key) = match fire.out {
                Some(at) => (at <= due, "score-fire-was-out"),
                None if now >= due => (false, "score-fire-not-out"),
                None => {
                    by_state += 1;
                    (fire.held, if fire.held { "score-fire-is-held" } else { "score-fire-burns" })
                }
            };
            let hours = fire.out.unwrap_or(now).minutes_since(fire.started) / 60.0;
            let text = both_with(key, |_| {
                vec![
                    ("fire", (fire.number + 1).into()),
                    ("hours", number((hours * 10.0).round() / 10.0).into()),
                ]
            });
            Case { credit: f64::from(u8::from(met)), evidence: note(fire.started, text) }
        })
        .collect();
    let threshold =
        both_with("score-fires-out", |_| vec![("n", number(wanted).into()), ("hours", OUT_H.into())]);
    let mut finding = mean(cases, threshold, both("score-no-fire"));
    if let Finding::Scored { credit, arithmetic, .. } = &mut finding {
        let share = *credit;
        *credit = at_least(share, wanted);
        let sum = |list: &str| format!("{list} ÷ {} % = {:.2}", number(wanted), *credit);
        let mut shown = Name::new(sum(&arithmetic.zh), sum(&arithmetic.en));
        if by_state > 0 {
            let by_state = with_number("score-fires-by-state", by_state.into());
            shown.zh.push_str(&by_state.zh);
            shown.en.push_str(&by_state.en);
        }
        *arithmetic = shown;
    }
    finding
}

/// Credit of a share against a wanted one in per cent.
pub(super) fn at_least(share: f64, wanted_percent: f64) -> f64 {
    if wanted_percent <= 0.0 { share } else { (share / (wanted_percent / 100.0)).min(1.0) }
}

/// LJ-T22, SC-T08: burnt forest against the forest that there is. Above the plan's `most` ‰ the credit falls in proportion.
pub(super) fn damage_rate(drill: &Drill, most: f64) -> Finding {
    let wildfire = drill.world().resource::<Wildfire>();
    let areas = (wildfire.burnt_forest_ha(), wildfire.forest_ha());
    rate(Some(areas).filter(|_| !wildfire.fires.is_empty()), most)
}

/// The same of (burnt, all) forest, ha; none where the drill has no fire.
fn rate(areas: Option<(f64, f64)>, most: f64) -> Finding {
    let Some((burnt_ha, forest_ha)) = areas.filter(|(_, forest)| *forest > 0.0) else {
        return Finding::NotExercised(both("score-no-fire"));
    };
    let rate = suppress::damage_per_mille(burnt_ha, forest_ha);
    let credit = if rate <= most { 1.0 } else { most / rate };
    Finding::Scored {
        credit,
        measured: same(format!("{rate:.2} ‰")),
        threshold: both_with("score-forest-lost", |_| vec![("n", number(most).into())]),
        arithmetic: same(format!(
            "{} ha ÷ {} ha = {rate:.2} ‰; {credit:.2}",
            number((burnt_ha * 10.0).round() / 10.0),
            number(forest_ha.round())
        )),
        evidence: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(list: &[(u32, What)]) -> Vec<Fact> {
        list.iter().map(|(hours, what)| Fact { at: DrillTime::hours(*hours), what: what.clone() }).collect()
    }

    fn credit(finding: &Finding) -> f64 {
        match finding {
            Finding::Scored { credit, .. } => *credit,
            Finding::NotExercised(why) => panic!("not exercised: {}", why.en),
        }
    }

    #[test]
    fn a_fire_out_in_a_day_counts_and_one_that_flares_up_does_not() {
        let started = What::FireStarted { fire: 0 };
        let kept =
            facts(&[(1, started.clone()), (9, What::FireHeld { fire: 0 }), (20, What::FireOut { fire: 0 })]);
        assert_eq!(credit(&share_out(&kept, DrillTime::hours(48), 95.0)), 1.0);
        let late = facts(&[(1, started.clone()), (26, What::FireOut { fire: 0 })]);
        assert_eq!(credit(&share_out(&late, DrillTime::hours(48), 95.0)), 0.0);
        let again = [&kept[..], &facts(&[(22, What::FireEscaped { fire: 0 })])].concat();
        assert_eq!(credit(&share_out(&again, DrillTime::hours(48), 95.0)), 0.0);
        assert!(matches!(share_out(&[], DrillTime::hours(48), 95.0), Finding::NotExercised(_)));
    }

    #[test]
    fn a_short_drill_judges_by_state_and_says_so() {
        let burns = facts(&[(0, What::FireStarted { fire: 0 })]);
        assert_eq!(credit(&share_out(&burns, DrillTime::hours(8), 95.0)), 0.0);
        let held = facts(&[(0, What::FireStarted { fire: 0 }), (7, What::FireHeld { fire: 0 })]);
        let finding = share_out(&held, DrillTime::hours(8), 95.0);
        assert_eq!(credit(&finding), 1.0);
        let Finding::Scored { arithmetic, .. } = finding else { unreachable!() };
        assert!(arithmetic.en.contains("1 of them"), "{}", arithmetic.en);
        // The same state after the 24 h is a fire that is not out.
        assert_eq!(credit(&share_out(&held, DrillTime::hours(25), 95.0)), 0.0);
    }

    #[test]
    fn half_of_the_fires_is_half_of_95_per_cent() {
        let two = facts(&[
            (0, What::FireStarted { fire: 0 }),
            (1, What::FireStarted { fire: 1 }),
            (5, What::FireOut { fire: 0 }),
        ]);
        assert!((credit(&share_out(&two, DrillTime::hours(30), 95.0)) - 0.5 / 0.95).abs() < 1e-12);
    }

    #[test]
    fn the_damage_rate_is_per_mille_of_the_forest() {
        // 12,000 ha of forest: 0.5 ‰ is 6 ha.
        assert_eq!(credit(&rate(Some((6.0, 12_000.0)), 0.5)), 1.0);
        assert!((credit(&rate(Some((60.0, 12_000.0)), 0.5)) - 0.1).abs() < 1e-12);
        assert!(matches!(rate(None, 0.5), Finding::NotExercised(_)));
    }
}
