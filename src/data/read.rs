//! Reading of a typed value from the tree of a text, with all faults of its shape.
//!
//! A derived `Deserialize` stops at the first fault. So the value is read again after each, with a
//! [`StandIn`] where the fault is, until a pass finds nothing new; the faults of all passes are the
//! result. Fields that a type does not know, and fields that stand twice, are reported on the way.

mod access;
mod value;

use super::{
    MAX_FAULTS,
    fault::{Fault, Msg},
    place::SpanIndex,
    standin::{StandIn, TEXTS},
    tree::{Node, Shape, Slip},
};
use crate::num::{Clock, DrillTime};
use serde::de::{self, DeserializeOwned, DeserializeSeed, Unexpected};
use std::{cell::RefCell, collections::BTreeMap, fmt, marker::PhantomData};
use value::Value;

/// Texts of `expected` that types give, and their messages.
const EXPECTATIONS: [(&str, &str); 4] = [
    (DrillTime::EXPECTED, "data-expect-drill-time"),
    (Clock::EXPECTED, "data-expect-clock"),
    ("a number or a list of numbers", "data-expect-numbers"),
    ("a fuel model's code or number", "data-expect-fuel"),
];

/// Read a `T`: the value, with stand-ins where there are faults, and the faults with those of the syntax.
/// With `json`, objects are structs, arrays also tuples, and null is nothing.
pub(super) fn read<T: DeserializeOwned>(
    spans: &SpanIndex,
    slips: Vec<Slip>,
    json: bool,
) -> (Option<T>, Vec<Fault>) {
    let place = |path: &str, slip: Slip| spans.fault_at(slip.at, path, slip.message);
    let Some(root) = &spans.root else {
        return (None, slips.into_iter().map(|slip| place("", slip)).collect());
    };
    let reader = Reader {
        spans,
        json,
        faults: RefCell::default(),
        unread: RefCell::default(),
        broken: RefCell::default(),
    };
    let value = loop {
        let before = reader.progress();
        let value = reader.value(root, "", PhantomData::<T>);
        if value.is_ok() || reader.progress() == before || reader.faults.borrow().len() >= MAX_FAULTS {
            break value.ok();
        }
    };
    let broken = reader.broken.into_inner();
    let mut faults: Vec<Fault> = reader.faults.into_inner().into_values().collect();
    faults.extend(slips.into_iter().map(|slip| place(broken.get(&slip.at).map_or("", String::as_str), slip)));
    faults.sort_by_key(|fault| (fault.line, fault.column));
    (value, faults)
}

/// A value that could not be read, by its bytes, or a field that is missing in it.
type Unread = (usize, usize, Option<&'static str>);

struct Reader<'a> {
    spans: &'a SpanIndex,
    json: bool,
    /// By place and path; the first one there counts.
    faults: RefCell<BTreeMap<(usize, String), Fault>>,
    /// Values that get a stand-in, and which text of [`TEXTS`].
    unread: RefCell<BTreeMap<Unread, usize>>,
    /// Paths of values that syntax left unreadable, by their first byte.
    broken: RefCell<BTreeMap<usize, String>>,
}

/// Why a value cannot be read.
#[derive(Debug)]
enum Fail {
    /// It has been reported.
    Known,
    Missing(&'static str),
    Wrong {
        message: Msg,
        expected: Option<Msg>,
        hint: Option<Msg>,
    },
}

impl Fail {
    fn wrong(found: Msg, expected: Msg) -> Self {
        let message = Msg::new("data-wrong").with_msg("found", found);
        Fail::Wrong { message, expected: Some(expected), hint: None }
    }
}

impl fmt::Display for Fail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Fail {}

impl de::Error for Fail {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let message = message.to_string();
        match EXPECTATIONS.iter().find(|(text, _)| *text == message) {
            Some((_, key)) => Fail::wrong(Msg::new("data-found-this"), Msg::new(key)),
            None => {
                let message = Msg::new("data-other").with("text", message);
                Fail::Wrong { message, expected: None, hint: None }
            }
        }
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::invalid_value(found, expected)
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        let found = match found {
            Unexpected::Str(text) => Msg::new("data-found-text").with("text", text),
            other => Msg::new("data-other").with("text", other),
        };
        let expected = expected.to_string();
        let known = EXPECTATIONS.iter().find(|(text, _)| *text == expected);
        Fail::wrong(
            found,
            known.map_or_else(|| Msg::new("data-other").with("text", &expected), |(_, key)| Msg::new(key)),
        )
    }

    fn missing_field(field: &'static str) -> Self {
        Fail::Missing(field)
    }
}

impl Reader<'_> {
    /// Grows with each fault and each stand-in tried.
    fn progress(&self) -> usize {
        self.faults.borrow().len() + self.unread.borrow().values().map(|tries| tries + 1).sum::<usize>()
    }

    fn report(&self, byte: usize, path: &str, fault: impl FnOnce(Fault) -> Fault, message: Msg) {
        let entry = (byte, path.to_owned());
        let fault = fault(self.spans.fault_at(byte, path, message));
        self.faults.borrow_mut().entry(entry).or_insert(fault);
    }

    /// Read the value of `node`, or its stand-in; a fault that is found is put down to it.
    fn value<'de, S: DeserializeSeed<'de>>(
        &self,
        node: &Node,
        path: &str,
        seed: S,
    ) -> Result<S::Value, Fail> {
        let (start, end) = (node.span.start, node.span.end);
        let unread = (start, end, None);
        if matches!(node.shape, Shape::Broken) {
            self.unread.borrow_mut().entry(unread).or_default();
            self.broken.borrow_mut().insert(start, path.to_owned());
        }
        if self.unread.borrow().contains_key(&unread) {
            return self.stand_in(unread, seed);
        }
        seed.deserialize(Value { reader: self, node, path }).map_err(|fail| {
            match fail {
                Fail::Known => {}
                Fail::Missing(field) => {
                    self.report(start, &join(path, field), |fault| fault, Msg::new("data-missing"));
                    self.unread.borrow_mut().insert((start, end, Some(field)), 0);
                }
                Fail::Wrong { message, expected, hint } => {
                    let more = |fault| Fault { expected, hint, ..fault };
                    self.report(start, path, more, message);
                    self.unread.borrow_mut().insert(unread, 0);
                }
            }
            Fail::Known
        })
    }

    fn stand_in<'de, S: DeserializeSeed<'de>>(&self, unread: Unread, seed: S) -> Result<S::Value, Fail> {
        let tries = self.unread.borrow().get(&unread).copied().unwrap_or_default();
        let text = TEXTS.get(tries).ok_or(Fail::Known)?;
        seed.deserialize(StandIn(text)).map_err(|_| {
            self.unread.borrow_mut().insert(unread, tries + 1);
            Fail::Known
        })
    }
}

fn join(path: &str, field: &str) -> String {
    if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") }
}
