//! Evidence in words, and the forms that most findings take.

use super::{Evidence, Finding};
use crate::{
    drill::{Drill, Given, words},
    num::{DrillTime, math},
    response::{
        facts::{Fact, Facts, What},
        incidents::{Incident, Incidents},
    },
    text::{Lang, Name, both_with},
};

/// Evidence lines shown for one row; more would hide the telling ones.
const SHOWN: usize = 12;
/// Minutes after which a late act is worth half (assumption of the reference, shown in the review).
pub const HALF_LIFE_MIN: f64 = 30.0;

/// One of the cases that a share is made of.
pub struct Case {
    /// 0 to 1.
    pub credit: f64,
    pub evidence: Evidence,
}

/// Credit of an act `late_min` minutes after it was due: exp(−ln 2 · max(0, late) / 30).
pub fn timed(late_min: f64) -> f64 {
    math::exp(-std::f64::consts::LN_2 * late_min.max(0.0) / HALF_LIFE_MIN)
}

/// Mean credit of some cases.
pub fn mean(mut cases: Vec<Case>, threshold: Name, none: Name) -> Finding {
    if cases.is_empty() {
        return Finding::NotExercised(none);
    }
    let n = cases.len();
    let met = cases.iter().filter(|c| c.credit >= 1.0).count();
    let sum: f64 = cases.iter().map(|c| c.credit).sum();
    let credit = sum / n as f64;
    let measured = both_with("score-met-of", |_| {
        vec![("met", met.into()), ("n", n.into()), ("percent", percent(met as f64 / n as f64).into())]
    });
    let list: Vec<String> = cases.iter().map(|c| format!("{:.2}", c.credit)).collect();
    let sum_text = if n <= 8 { format!("({})", list.join(" + ")) } else { format!("Σ {sum:.2}") };
    let arithmetic = same(format!("{sum_text} ÷ {n} = {credit:.2}"));
    // The worst cases first: they are what the debrief is about.
    cases.sort_by(|a, b| a.credit.total_cmp(&b.credit).then(a.evidence.at.cmp(&b.evidence.at)));
    let evidence = cases.into_iter().take(SHOWN).map(|c| c.evidence).collect();
    Finding::Scored { credit, measured, threshold, arithmetic, evidence }
}

/// A share of a whole.
pub fn share(part: f64, whole: f64, threshold: Name, evidence: Vec<Evidence>, none: Name) -> Finding {
    if whole <= 0.0 {
        return Finding::NotExercised(none);
    }
    let credit = part / whole;
    Finding::Scored {
        credit,
        measured: same(percent(credit)),
        threshold,
        arithmetic: same(format!("{} ÷ {} = {}", number(part), number(whole), percent(credit))),
        evidence: evidence.into_iter().take(SHOWN).collect(),
    }
}

/// `62 %`.
pub fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// A number without needless digits.
pub fn number(value: f64) -> String {
    if (value - value.round()).abs() < 1e-9 { format!("{value:.0}") } else { format!("{value:.1}") }
}

/// The same text in both languages.
pub fn same(text: impl Into<String>) -> Name {
    let text = text.into();
    Name::new(text.clone(), text)
}

/// A message with one number.
pub fn with_number(key: &str, value: f64) -> Name {
    both_with(key, |_| vec![("n", number(value).into())])
}

/// An order as evidence.
pub fn of_order(drill: &Drill, given: &Given) -> Evidence {
    let words = |lang| words::order(&given.order, drill.land(), lang);
    Evidence { at: given.at, order: Some(given.number), text: Name::new(words(Lang::Zh), words(Lang::En)) }
}

/// A fact as evidence; facts without words give none.
pub fn of_fact(drill: &Drill, fact: &Fact) -> Option<Evidence> {
    let zh = words::fact(&fact.what, drill, Lang::Zh)?;
    let en = words::fact(&fact.what, drill, Lang::En)?;
    Some(Evidence { at: fact.at, order: None, text: Name::new(zh, en) })
}

/// A note of our own.
pub fn note(at: DrillTime, text: Name) -> Evidence {
    Evidence { at, order: None, text }
}

/// All facts.
pub fn facts(drill: &Drill) -> &[Fact] {
    &drill.world().resource::<Facts>().0
}

/// Incidents that the county knew of, with the time.
pub fn known_incidents(drill: &Drill) -> impl Iterator<Item = (&Incident, DrillTime)> {
    drill.world().resource::<Incidents>().0.iter().filter_map(|i| Some((i, i.known?)))
}

/// An incident in words.
pub fn incident(drill: &Drill, incident: &Incident) -> Name {
    let words = |lang| words::incident(&incident.kind, drill.land(), lang).unwrap_or_default();
    Name::new(words(Lang::Zh), words(Lang::En))
}

/// When the county first knew of danger: an incident, or a gauge at its warning level.
pub fn first_known(drill: &Drill) -> Option<&Fact> {
    facts(drill).iter().find(|f| {
        matches!(f.what, What::IncidentKnown { .. } | What::GaugeWarning { .. } | What::GaugeGuarantee { .. })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credit_halves_every_thirty_minutes() {
        assert_eq!(timed(-5.0), 1.0);
        assert_eq!(timed(0.0), 1.0);
        assert!((timed(30.0) - 0.5).abs() < 1e-12);
        assert!((timed(90.0) - 0.125).abs() < 1e-12);
    }

    #[test]
    fn a_share_shows_its_arithmetic() {
        let Finding::Scored { credit, arithmetic, .. } =
            share(3.0, 8.0, same("≥ 100 %"), Vec::new(), same("none"))
        else {
            panic!("scored");
        };
        assert_eq!(credit, 0.375);
        assert_eq!(arithmetic.zh, "3 ÷ 8 = 38 %");
        assert!(matches!(share(0.0, 0.0, same(""), Vec::new(), same("none")), Finding::NotExercised(_)));
    }
}
