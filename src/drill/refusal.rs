//! Why an order was refused, in both languages.

use crate::text::{Lang, Name, text_with};
use std::fmt;

/// An order that cannot be carried out now. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Message key under `refuse-…`.
    pub key: &'static str,
    /// Values of the message's places.
    pub places: Vec<(&'static str, Name)>,
}

impl Refusal {
    pub fn new(key: &'static str) -> Self {
        Self { key, places: Vec::new() }
    }

    /// Fill a place of the message.
    pub fn with(mut self, place: &'static str, value: impl IntoName) -> Self {
        self.places.push((place, value.into_name()));
        self
    }

    /// The reason.
    pub fn text(&self, lang: Lang) -> String {
        let places: Vec<_> = self.places.iter().map(|(p, v)| (*p, v.get(lang).into())).collect();
        text_with(lang, self.key, &places)
    }
}

/// What can fill a place of a refusal.
pub trait IntoName {
    fn into_name(self) -> Name;
}

impl IntoName for &Name {
    fn into_name(self) -> Name {
        self.clone()
    }
}

impl IntoName for &str {
    fn into_name(self) -> Name {
        Name::new(self, self)
    }
}

impl IntoName for u32 {
    fn into_name(self) -> Name {
        Name::new(self.to_string(), self.to_string())
    }
}

impl IntoName for f32 {
    fn into_name(self) -> Name {
        Name::new(format!("{self}"), format!("{self}"))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.text(Lang::Zh), self.text(Lang::En))
    }
}

impl std::error::Error for Refusal {}
