//! Words in both languages, times, and the run that is reviewed.

use crate::{
    county::County,
    drill::Drill,
    num::DrillTime,
    response::{
        Roster,
        command::Command,
        facts::{Fact, Facts, What},
    },
    score::Scorecard,
    sim::Clock,
    text::{Lang, Name, both, both_with},
};
use maud::{Markup, html};

/// A drill with its score, as the review reads them.
pub struct Run<'a> {
    pub drill: &'a Drill,
    pub card: &'a Scorecard,
    clock: Clock,
}

impl<'a> Run<'a> {
    pub fn new(drill: &'a Drill, card: &'a Scorecard) -> Self {
        Self { drill, card, clock: *drill.world().resource::<Clock>() }
    }

    pub fn county(&self) -> &'a County {
        &self.drill.land().0
    }

    pub fn facts(&self) -> &'a [Fact] {
        &self.drill.world().resource::<Facts>().0
    }

    pub fn command(&self) -> &'a Command {
        self.drill.world().resource::<Command>()
    }

    pub fn roster(&self) -> &'a Roster {
        self.drill.world().resource::<Roster>()
    }

    /// Whether it rained or land went under: without that water has no part in what is told.
    pub fn has_water(&self) -> bool {
        self.drill.record().samples.iter().any(|s| s.rain_mm_h > 0.0 || s.flooded_km2 > 0.0)
    }

    /// Whether a works was in trouble: without that gas and staying indoors have no part in what is told.
    pub fn has_works(&self) -> bool {
        let trouble =
            |w: &What| matches!(w, What::TankBurns { .. } | What::Released { .. } | What::TankFailed { .. });
        self.facts().iter().any(|f| trouble(&f.what))
    }

    /// How far the drill was played; at least a minute, so that axes have a length.
    pub fn end(&self) -> DrillTime {
        self.drill.now().max(DrillTime::minutes(1))
    }

    /// `08:30`, the time of day.
    pub fn local(&self, at: DrillTime) -> String {
        self.clock.local(at)
    }

    /// Time of day, and drill time small beside it.
    pub fn time(&self, at: DrillTime) -> Markup {
        html! { span.time { b { (self.local(at)) } " " small { (at.clock()) } } }
    }
}

/// A name in both languages, of which the page shows one.
pub fn name(name: &Name) -> Markup {
    if name.zh == name.en {
        return html! { (name.zh) };
    }
    html! { span.zh { (name.zh) } span.en lang="en" { (name.en) } }
}

/// The message `key`.
pub fn say(key: &str) -> Markup {
    name(&both(key))
}

/// The message `key` with places that read the same in both languages.
pub fn fill(key: &str, places: &[(&'static str, String)]) -> Name {
    both_with(key, |_| places.iter().map(|(place, value)| (*place, value.clone().into())).collect())
}

/// The message `key` with names in its places.
pub fn fill_names(key: &str, places: &[(&'static str, &Name)]) -> Name {
    both_with(key, |lang| {
        places.iter().map(|(place, value)| (*place, value.get(lang).to_owned().into())).collect()
    })
}

/// What `words` says in each language; none if it has nothing to say.
pub fn in_both(words: impl Fn(Lang) -> Option<String>) -> Option<Name> {
    Some(Name::new(words(Lang::Zh)?, words(Lang::En)?))
}

/// Name of a seat: the program's own seats have one in both languages, others are as they were given.
pub fn seat_name(seat: &str) -> Name {
    match seat {
        "command" => both("review-seat-command"),
        "autopilot" => both("review-seat-autopilot"),
        other => Name::new(other, other),
    }
}

/// A whole number with separators: `12,345`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A sum of money in 亿元 or 万元, in English in million yuan.
pub fn money(yuan: f64) -> Name {
    let zh = if yuan >= 1e8 {
        both_with("review-money-large", |_| vec![("n", format!("{:.2}", yuan / 1e8).into())]).zh
    } else {
        both_with("review-money-small", |_| vec![("n", format!("{:.0}", yuan / 1e4).into())]).zh
    };
    let en = both_with("review-money-large", |_| vec![("n", format!("{:.2}", yuan / 1e6).into())]).en;
    Name::new(zh, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_three_digits() {
        assert_eq!(["0", "999", "1,000", "1,234,567"], [0, 999, 1000, 1_234_567].map(count)[..]);
    }

    #[test]
    fn money_changes_unit_at_a_hundred_million() {
        assert_eq!(money(2.5e8), Name::new("2.50亿元", "250.00 million yuan"));
        assert_eq!(money(9.9e7), Name::new("9900万元", "99.00 million yuan"));
    }
}
