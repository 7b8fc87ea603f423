//! Names of places: from the profile's parts and the patterns of the message files.

use crate::{
    county::profile::{Profile, Rank, TownshipProfile},
    num::{Draw, draw::Process},
    text::{Lang, Name, text_with},
};
use std::collections::BTreeSet;

/// The message `key` in both languages with names (and plain texts) in its places.
pub fn name(key: &str, places: &[(&str, &Name)]) -> Name {
    let fill = |lang: Lang| {
        let places: Vec<_> =
            places.iter().map(|(place, name)| (*place, name.get(lang).to_owned().into())).collect();
        text_with(lang, key, &places)
    };
    Name::new(fill(Lang::Zh), fill(Lang::En))
}

/// A number as a name.
pub fn number(n: usize) -> Name {
    Name::new(n.to_string(), n.to_string())
}

/// Gives out names of villages, each once.
pub struct Namer<'a> {
    seed: u64,
    profile: &'a Profile,
    used: BTreeSet<String>,
}

impl<'a> Namer<'a> {
    pub fn new(seed: u64, profile: &'a Profile) -> Self {
        let used =
            profile.people.townships.iter().flat_map(|t| [t.name.zh.clone(), t.name.en.clone()]).collect();
        Self { seed, profile, used }
    }

    /// A township's name with its rank.
    pub fn township(&self, township: &TownshipProfile) -> Name {
        let key = match township.rank {
            Rank::Town => "county-town",
            Rank::Township => "county-township",
            Rank::Office => "county-office",
            Rank::Street => "county-street",
            Rank::Committee => "county-committee",
        };
        name(key, &[("name", &township.name)])
    }

    /// The community at a township's seat.
    pub fn seat(&self, township: &TownshipProfile) -> Name {
        name("county-community", &[("name", &township.name)])
    }

    /// A new village name that suits the land.
    pub fn village(&mut self, cell: usize, hilly: bool, key: &str) -> Name {
        let parts = &self.profile.people.village_names;
        let last = if hilly { &parts.hill } else { &parts.plain };
        let draw = Draw::new(self.seed, cell as u64, Process::Names);
        let pick = |list: &'a [(String, String)], part: u64| -> Option<&'a (String, String)> {
            list.get((draw.part(part).bits() % list.len().max(1) as u64) as usize)
        };
        let mut bare = Name::default();
        // The parts allow far more names than there are villages; a number ends the search for sure.
        for attempt in 0..400u64 {
            let (Some(a), Some(b)) = (pick(&parts.first, 2 * attempt), pick(last, 2 * attempt + 1)) else {
                break;
            };
            bare = Name::new(format!("{}{}", a.0, b.0), format!("{}{}", a.1, b.1));
            if a.0 != b.0 && !self.used.contains(&bare.zh) && !self.used.contains(&bare.en) {
                break;
            }
        }
        while self.used.contains(&bare.zh) || self.used.contains(&bare.en) {
            bare = Name::new(
                format!("{}{}", bare.zh, self.used.len()),
                format!("{} {}", bare.en, self.used.len()),
            );
        }
        self.used.extend([bare.zh.clone(), bare.en.clone()]);
        name(key, &[("name", &bare)])
    }

    /// Names of a village's hamlets: after families, or numbered groups where the village is a town.
    pub fn hamlets(&self, cell: usize, count: usize, town: bool) -> Vec<Name> {
        let parts = &self.profile.people.village_names;
        let draw = Draw::new(self.seed, cell as u64, Process::Names).part(1_000);
        let (families, kinds) = (parts.family.len().max(1), parts.hamlet.len().max(1));
        let (family, kind) = (draw.bits() as usize % families, draw.part(1).bits() as usize % kinds);
        (0..count)
            .map(|k| {
                let last = parts.hamlet.get((kind + k) % kinds);
                // A step that shares no factor with most lengths: no family twice in a village.
                match (parts.family.get((family + 7 * k) % families), last) {
                    (Some(a), Some(b)) if !town => {
                        Name::new(format!("{}{}", a.0, b.0), format!("{}{}", a.1, b.1))
                    }
                    _ => name("county-group", &[("number", &number(k + 1))]),
                }
            })
            .collect()
    }
}
