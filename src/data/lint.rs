//! Checks of values that were read: numbers in range, names that are known.

use super::{
    MAX_FAULTS,
    fault::{Fault, Faults, Msg},
    place::SpanIndex,
};
use crate::text::Name;
use std::{fmt::Display, ops::RangeInclusive};

/// Collects the faults of values, placed by their paths. Values that could not be read have been reported
/// already; what is found at or about them is dropped.
pub struct Lint<'a> {
    pub spans: &'a SpanIndex,
    read: Vec<Fault>,
    found: Vec<Fault>,
}

impl<'a> Lint<'a> {
    /// `read` are the faults of reading the same text.
    pub fn new(spans: &'a SpanIndex, read: Faults) -> Self {
        Self { spans, read: read.0, found: Vec::new() }
    }

    /// Whether no fault is known of the value at `path`, of what is in it and of what it is part of.
    pub fn sound(&self, path: &str) -> bool {
        !self
            .read
            .iter()
            .chain(&self.found)
            .any(|fault| within(path, &fault.field) || within(&fault.field, path))
    }

    pub fn add(&mut self, path: &str, fault: impl FnOnce(Fault) -> Fault, message: Msg) {
        if self.found.len() < MAX_FAULTS && self.sound(path) {
            self.found.push(fault(self.spans.fault(path, message)));
        }
    }

    /// A fault without more to say.
    pub fn fault(&mut self, path: &str, message: Msg) {
        self.add(path, |fault| fault, message);
    }

    /// A number outside its range.
    pub fn range<T: PartialOrd + Display>(
        &mut self,
        path: &str,
        value: T,
        range: RangeInclusive<T>,
        unit: &str,
    ) {
        if range.contains(&value) {
            return;
        }
        let with_unit = |text: String| if unit.is_empty() { text } else { format!("{text} {unit}") };
        let expected = Msg::new("data-expect-range")
            .with("min", range.start())
            .with("max", with_unit(range.end().to_string()));
        let message = Msg::new("data-out-of-range").with("value", with_unit(value.to_string()));
        self.add(path, |fault| fault.expected(expected), message);
    }

    /// A text that names nothing; `what` is the message for the kind of thing.
    pub fn known<'n>(
        &mut self,
        path: &str,
        what: &'static str,
        value: &str,
        names: impl Iterator<Item = &'n str> + Clone,
    ) {
        if !names.clone().any(|name| name == value) {
            let message = Msg::new("data-unknown-name").with_msg("what", Msg::new(what)).with("value", value);
            self.add(path, |fault| fault.hint(near(value, names)), message);
        }
    }

    /// A text that is no id.
    pub fn id(&mut self, path: &str, id: &str) {
        let part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if id.is_empty() || !id.chars().all(part) {
            let expected = Msg::new("data-expect-id");
            self.add(path, |fault| fault.expected(expected), Msg::new("data-not-id").with("value", id));
        }
    }

    /// A name that lacks a language.
    pub fn name(&mut self, path: &str, name: &Name) {
        for (language, text) in [("zh", &name.zh), ("en", &name.en)] {
            if text.trim().is_empty() {
                self.fault(&format!("{path}.{language}"), Msg::new("data-empty"));
            }
        }
    }

    /// Texts that must differ from each other.
    pub fn unique<'n>(&mut self, values: impl Iterator<Item = (String, &'n str)>) {
        let mut seen = std::collections::BTreeSet::new();
        for (path, value) in values {
            if !seen.insert(value) {
                self.fault(&path, Msg::new("data-twice").with("value", value));
            }
        }
    }

    /// All faults, of reading and of values, in the order of their places.
    pub fn faults(self) -> Faults {
        let mut faults = self.read;
        faults.extend(self.found);
        faults.sort_by_key(|fault| (fault.line, fault.column));
        if faults.len() >= MAX_FAULTS {
            faults.push(Fault::file(&self.spans.file, Msg::new("data-more")));
        }
        Faults(faults)
    }
}

/// Whether the value at `path` is the one at `outer` or a part of it.
fn within(path: &str, outer: &str) -> bool {
    !outer.is_empty()
        && path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// A hint: the name nearest to `value` if one is near, else the names there are.
pub fn near<'n>(value: &str, names: impl Iterator<Item = &'n str> + Clone) -> Option<Msg> {
    let far = (value.chars().count() / 3).max(2);
    let nearest = names
        .clone()
        .map(|name| (distance(value, name), name))
        .min()
        .filter(|(distance, name)| *distance <= far && *distance < name.chars().count());
    if let Some((_, name)) = nearest {
        return Some(Msg::new("data-hint-near").with("name", name));
    }
    let mut all: Vec<&str> = names.take(13).collect();
    if all.is_empty() {
        return None;
    }
    if all.len() > 12 {
        all[12] = "…";
    }
    Some(Msg::new("data-hint-names").with("names", all.join(", ")))
}

/// Edit distance in characters: insert, delete, replace (Wagner and Fischer 1974).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replace = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replace.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edit_distance_counts_edits() {
        for (a, b, edits) in
            [("", "", 0), ("xinqang", "xinqiang", 1), ("kitten", "sitting", 3), ("新墙", "新强", 1)]
        {
            assert_eq!((distance(a, b), distance(b, a)), (edits, edits), "{a} {b}");
        }
    }

    #[test]
    fn a_part_of_a_broken_value_is_known_from_a_namesake() {
        assert!(within("a[1].b", "a[1]") && within("a", "a"));
        assert!(!within("a[12]", "a[1]") && !within("ab", "a") && !within("a", ""));
    }
}
