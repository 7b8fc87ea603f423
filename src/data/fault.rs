//! What is wrong in a file that a person wrote: where, what was found, what was expected, what to try.

use crate::text::{Lang, text_with};
use fluent_bundle::FluentValue;
use std::fmt;

/// A message to be shown in either language: a key of `assets/text/*/` with its places.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Msg {
    key: &'static str,
    places: Vec<(&'static str, Part)>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Text(String),
    Msg(Msg),
}

impl Msg {
    pub fn new(key: &'static str) -> Self {
        Self { key, places: Vec::new() }
    }

    /// Fill a place with a text or a number.
    pub fn with(mut self, place: &'static str, value: impl fmt::Display) -> Self {
        let text = value.to_string();
        // Hundreds of digits say nothing.
        let text = match text.parse::<f64>() {
            Ok(number) if text.len() > 24 => format!("{number:e}"),
            _ => text,
        };
        self.places.push((place, Part::Text(text)));
        self
    }

    /// Fill a place with another message.
    pub fn with_msg(mut self, place: &'static str, value: Msg) -> Self {
        self.places.push((place, Part::Msg(value)));
        self
    }

    pub fn render(&self, lang: Lang) -> String {
        let places: Vec<(&str, FluentValue<'_>)> = self
            .places
            .iter()
            .map(|(place, part)| {
                let value = match part {
                    Part::Text(text) => text.clone(),
                    Part::Msg(msg) => msg.render(lang),
                };
                (*place, FluentValue::from(value))
            })
            .collect();
        text_with(lang, self.key, &places)
    }
}

/// One fault in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub file: String,
    /// From one; zero where the fault is the whole file's. Columns count characters.
    pub line: u32,
    pub column: u32,
    /// Path of the field, like `inflows[0].river`; empty for the whole file.
    pub field: String,
    pub message: Msg,
    pub expected: Option<Msg>,
    pub hint: Option<Msg>,
}

impl Fault {
    /// A fault of the whole file.
    pub fn file(file: &str, message: Msg) -> Self {
        let (file, field) = (file.to_owned(), String::new());
        Self { file, line: 0, column: 0, field, message, expected: None, hint: None }
    }

    pub fn expected(mut self, expected: Msg) -> Self {
        self.expected = Some(expected);
        self
    }

    pub fn hint(mut self, hint: Option<Msg>) -> Self {
        self.hint = hint;
        self
    }

    /// `file:line:column: field: what; expected …; hint`, on one line.
    pub fn render(&self, lang: Lang) -> String {
        let mut line = self.file.clone();
        if self.line > 0 {
            line += &format!(":{}:{}", self.line, self.column);
        }
        if !self.field.is_empty() {
            line += &format!(": {}", self.field);
        }
        line += &format!(": {}", self.message.render(lang));
        if let Some(expected) = &self.expected {
            line += &Msg::new("data-expected").with("what", expected.render(lang)).render(lang);
        }
        if let Some(hint) = &self.hint {
            line += &Msg::new("data-hint").with("what", hint.render(lang)).render(lang);
        }
        line
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Lang::En))
    }
}

/// All faults found, in the order of files and places; never empty where it is an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// One fault a line.
    pub fn render(&self, lang: Lang) -> String {
        self.0.iter().map(|fault| fault.render(lang)).collect::<Vec<_>>().join("\n")
    }

    /// The same with a folder before the names of files.
    pub fn in_folder(self, folder: &std::path::Path) -> Self {
        let named = |fault: Fault| Fault { file: folder.join(&fault.file).display().to_string(), ..fault };
        Self(self.0.into_iter().map(named).collect())
    }

    /// The value if there are no faults.
    ///
    /// # Errors
    /// These faults, if there is one or no value.
    pub fn none_or<T>(self, value: Option<T>) -> Result<T, Faults> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self),
        }
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Faults(vec![fault])
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Lang::En))
    }
}

impl std::error::Error for Faults {}
