//! Everything a person reads, in Chinese and English, from the Fluent files under `assets/text/`.
//!
//! `text(lang, "shelter-full")` looks a message up; `text_with(lang, "key", &[("n", 3.into())])` fills
//! its places. A test holds the two languages to the same keys. Names of places and people-made things
//! of a county come as [`Name`], which carries both languages.

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// A language that the program speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    Zh,
    En,
}

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::Zh, Lang::En];

    /// The other language: a key press away.
    pub fn other(self) -> Lang {
        match self {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        }
    }
}

/// A name in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    pub zh: String,
    pub en: String,
}

impl Name {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

macro_rules! sources {
    ($($file:literal),* $(,)?) => {
        /// (file, Chinese, English)
        const SOURCES: &[(&str, &str, &str)] = &[$((
            $file,
            include_str!(concat!("../assets/text/zh/", $file, ".ftl")),
            include_str!(concat!("../assets/text/en/", $file, ".ftl")),
        )),*];
    };
}
// One file per area of the program; a new one is named here.
sources!("common", "county", "orders", "cli", "score", "review", "window", "data", "words", "desk", "pack");

struct Bundles {
    zh: FluentBundle<FluentResource>,
    en: FluentBundle<FluentResource>,
}

static BUNDLES: LazyLock<Bundles> = LazyLock::new(|| Bundles {
    zh: bundle(&["zh-CN"], SOURCES.iter().map(|s| s.1)),
    en: bundle(&["en"], SOURCES.iter().map(|s| s.2)),
});

fn bundle(lang: &[&str], sources: impl Iterator<Item = &'static str>) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(lang.iter().filter_map(|tag| tag.parse().ok()).collect());
    // No direction marks around values: fonts show them as boxes.
    bundle.set_use_isolating(false);
    for source in sources {
        // The files are part of the program; a test checks that they parse without errors and that no
        // key stands twice, so here what did parse is taken.
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(partial, _)| partial);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// The message `key`. A key that is missing shows as itself in brackets, so that it is seen and never
/// stops a drill.
pub fn text(lang: Lang, key: &str) -> String {
    text_with(lang, key, &[])
}

/// The message `key` with its places filled.
pub fn text_with(lang: Lang, key: &str, places: &[(&str, FluentValue<'_>)]) -> String {
    let bundle = match lang {
        Lang::Zh => &BUNDLES.zh,
        Lang::En => &BUNDLES.en,
    };
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        return format!("[{key}]");
    };
    let args: FluentArgs<'_> = places.iter().cloned().collect();
    let mut errors = Vec::new();
    bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned()
}

/// The message `key` in both languages.
pub fn both(key: &str) -> Name {
    both_with(key, |_| Vec::new())
}

/// The message `key` in both languages, with places that depend on the language.
pub fn both_with<'a>(key: &str, places: impl Fn(Lang) -> Vec<(&'a str, FluentValue<'a>)>) -> Name {
    Name::new(text_with(Lang::Zh, key, &places(Lang::Zh)), text_with(Lang::En, key, &places(Lang::En)))
}

/// Whether `key` exists in `lang`.
pub fn has(lang: Lang, key: &str) -> bool {
    match lang {
        Lang::Zh => BUNDLES.zh.has_message(key),
        Lang::En => BUNDLES.en.has_message(key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// Keys of a message file with the names of the places each uses.
    fn keys(source: &str) -> BTreeMap<String, Vec<String>> {
        FluentResource::try_new(source.to_owned()).map_err(|(_, errors)| errors).unwrap();
        let mut keys = BTreeMap::new();
        let mut key = String::new();
        for line in source.lines() {
            if let Some((head, _)) = line.split_once('=').filter(|_| !line.starts_with([' ', '#'])) {
                key = head.trim().to_owned();
                assert!(keys.insert(key.clone(), Vec::new()).is_none(), "{key} stands twice");
            }
            for part in line.split('$').skip(1) {
                let place: String =
                    part.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
                let places = keys.get_mut(&key).unwrap();
                if !places.contains(&place) {
                    places.push(place);
                }
            }
        }
        for places in keys.values_mut() {
            places.sort();
        }
        keys
    }

    #[test]
    fn both_languages_have_every_key_once_with_the_same_places() {
        let mut seen = BTreeMap::new();
        for (file, zh, en) in SOURCES {
            let (zh, en) = (keys(zh), keys(en));
            for key in zh.keys().chain(en.keys()) {
                assert_eq!(zh.get(key), en.get(key), "{file}: {key}");
            }
            for key in zh.keys() {
                assert_eq!(seen.insert(key.clone(), file), None, "{key} stands in two files");
            }
        }
    }

    #[test]
    fn places_are_filled_and_missing_keys_are_seen() {
        assert_eq!(text(Lang::Zh, "app-title"), "县域应急推演沙盘");
        assert_eq!(text_with(Lang::En, "unit-people", &[("n", 12.into())]), "12 people");
        assert_eq!(text(Lang::En, "no-such-key"), "[no-such-key]");
    }
}
