//! Reading of a typed value from the tree of a text, with all faults of its shape.
//!
//! A derived `Deserialize` stops at the first fault. So the value is read again after each, with a
//! [`StandIn`] where the fault is, until a pass finds nothing new; the faults of all passes are the
//! result. Fields that a type does not know, and fields that stand twice, are reported on the way.

use super::{
    fault::{Fault, Msg},
    lint::near,
    place::SpanIndex,
    standin::{StandIn, TEXTS},
    tree::{Field, Node, Shape},
};
use crate::num::{Clock, DrillTime};
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, VariantAccess, Visitor,
};
use std::{cell::RefCell, collections::BTreeMap, fmt, marker::PhantomData};

/// After so many faults, the rest waits until these are mended.
const MAX_FAULTS: usize = 100;

/// Texts of `expected` that types give, and their messages.
const EXPECTATIONS: [(&str, &str); 2] =
    [(DrillTime::EXPECTED, "data-expect-drill-time"), (Clock::EXPECTED, "data-expect-clock")];

/// Read a `T`: the value, with stand-ins where there are faults, and the faults.
pub(super) fn read<T: DeserializeOwned>(spans: &SpanIndex) -> (Option<T>, Vec<Fault>) {
    let Some(root) = &spans.root else { return (None, Vec::new()) };
    let reader = Reader { spans, faults: RefCell::default(), unread: RefCell::default() };
    let value = loop {
        let before = reader.progress();
        let value = reader.value(root, "", PhantomData::<T>);
        if value.is_ok() || reader.progress() == before || reader.faults.borrow().len() >= MAX_FAULTS {
            break value.ok();
        }
    };
    (value, reader.faults.into_inner().into_values().collect())
}

/// A value that could not be read, by its bytes, or a field that is missing in it.
type Unread = (usize, usize, Option<&'static str>);

struct Reader<'a> {
    spans: &'a SpanIndex,
    /// By place and path; the first one there counts.
    faults: RefCell<BTreeMap<(usize, String), Fault>>,
    /// Values that get a stand-in, and which text of [`TEXTS`].
    unread: RefCell<BTreeMap<Unread, usize>>,
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
        let message = Msg::new("data-other").with("text", message);
        Fail::Wrong { message, expected: None, hint: None }
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

/// A node to be read.
#[derive(Clone, Copy)]
struct Value<'a> {
    reader: &'a Reader<'a>,
    node: &'a Node,
    path: &'a str,
}

impl<'a> Value<'a> {
    fn found(self) -> Msg {
        let short = |text: &str| {
            let mut short: String = text.chars().take(40).collect();
            if short.len() < text.len() {
                short.push('…');
            }
            short
        };
        match &self.node.shape {
            Shape::Text(text) => Msg::new("data-found-text").with("text", short(text)),
            Shape::Number(text) | Shape::Word(text) => Msg::new("data-found-word").with("text", short(text)),
            Shape::Fields(Some(name), _) | Shape::Items(Some(name), _) => {
                Msg::new("data-found-word").with("text", format!("{}(…)", short(name)))
            }
            Shape::Fields(None, _) => Msg::new("data-found-fields"),
            Shape::Items(None, items) => Msg::new("data-found-items").with("n", items.len()),
            Shape::List(_) => Msg::new("data-found-list"),
            Shape::Map(_) => Msg::new("data-found-map"),
            Shape::Broken => Msg::new("data-found-broken"),
        }
    }

    fn expected(self, key: &'static str) -> Fail {
        Fail::wrong(self.found(), Msg::new(key))
    }

    fn whole<T: serde::de::DeserializeOwned>(
        self,
        min: impl fmt::Display,
        max: impl fmt::Display,
    ) -> Result<T, Fail> {
        let fail =
            || Fail::wrong(self.found(), Msg::new("data-expect-whole").with("min", &min).with("max", &max));
        let Shape::Number(text) = &self.node.shape else { return Err(fail()) };
        ron::from_str(text).map_err(|_| fail())
    }

    fn text(self) -> Result<&'a str, Fail> {
        match &self.node.shape {
            Shape::Text(text) => Ok(text),
            _ => Err(self.expected("data-expect-text")),
        }
    }

    fn items<'de, V: Visitor<'de>>(
        self,
        items: &'a [Node],
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Fail> {
        if items.len() != len {
            return Err(Fail::wrong(self.found(), Msg::new("data-expect-items").with("n", len)));
        }
        visitor.visit_seq(Elements { of: self, items: items.iter().enumerate(), list: false })
    }

    fn fields<'de, V: Visitor<'de>>(
        self,
        written: &'a [Field],
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fail> {
        let reader = self.reader;
        let mut entries: Vec<(&str, Option<&Node>)> = Vec::new();
        for field in written {
            let path = join(self.path, &field.key);
            if !names.contains(&field.key.as_str()) {
                let message = Msg::new("data-unknown-field").with("field", &field.key);
                let hint = near(&field.key, names.iter().copied());
                reader.report(field.key_at, &path, |fault| fault.hint(hint), message);
            } else if entries.iter().any(|(key, _)| *key == field.key) {
                reader.report(field.key_at, &path, |fault| fault, Msg::new("data-field-twice"));
            } else {
                entries.push((&field.key, Some(&field.node)));
            }
        }
        let (start, end) = (self.node.span.start, self.node.span.end);
        let missing = reader.unread.borrow();
        entries.extend(
            missing
                .range((start, end, None)..)
                .take_while(|((s, e, _), _)| (*s, *e) == (start, end))
                .filter_map(|((_, _, field), _)| field.map(|field| (field, None))),
        );
        drop(missing);
        visitor.visit_map(Entries { of: self, names, entries: entries.into_iter(), value: None })
    }
}

macro_rules! whole {
    ($($method:ident $visit:ident $type:ty)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fail> {
            visitor.$visit(self.whole::<$type>(<$type>::MIN, <$type>::MAX)?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Value<'_> {
    type Error = Fail;

    whole!(deserialize_i8 visit_i8 i8  deserialize_i16 visit_i16 i16
        deserialize_i32 visit_i32 i32  deserialize_i64 visit_i64 i64
        deserialize_u8 visit_u8 u8  deserialize_u16 visit_u16 u16
        deserialize_u32 visit_u32 u32  deserialize_u64 visit_u64 u64);

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fail> {
        match &self.node.shape {
            Shape::Text(_) => self.deserialize_str(visitor),
            Shape::Number(_) => self.deserialize_f64(visitor),
            Shape::List(_) => self.deserialize_seq(visitor),
            Shape::Map(_) => self.deserialize_map(visitor),
            Shape::Items(None, items) => self.items(items, items.len(), visitor),
            Shape::Word(word) if word == "None" => visitor.visit_none(),
            Shape::Word(_) => self.deserialize_bool(visitor),
            _ => Err(self.expected("data-expect-plain")),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fail> {
        match &self.node.shape {
            Shape::Word(word) if word == "true" || word == "false" => visitor.visit_bool(word == "true"),
            _ => Err(self.expected("data-expect-bool")),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fail> {
        let fail = || self.expected("data-expect-number");
        let Shape::Number(text) = &self.node.shape else { return Err(fail()) };
        let value = ron::from_str::<f32>(text).ok().filter(|value| value.is_finite());
        visitor.visit_f32(value.ok_or_else(fail)?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fail> {
        let fail = || self.expected("data-expect-number");
        let Shape::Number(text) = &self.node.shape else { return Err(fail()) };
        let value = ron::from_str::<f64>(text).ok().filter(|value| value.is_finite());
        visitor.visit_f64(value.ok_or_else(fail)?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fail> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fail> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fail> {
        match &self.node.shape {
            Shape::Word(word) if word == "None" => visitor.visit_none(),
            Shape::Items(Some(name), items) if name == "Some" && items.len() == 1 => {
                visitor.visit_some(Value { node: &items[0], ..self })
            }
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fail> {
        match &self.node.shape {
            Shape::Items(None, items) => self.items(items, 0, visitor),
            _ => Err(Fail::wrong(self.found(), Msg::new("data-expect-items").with("n", 0))),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fail> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fail> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fail> {
        let Shape::List(items) = &self.node.shape else { return Err(self.expected("data-expect-list")) };
        visitor.visit_seq(Elements { of: self, items: items.iter().enumerate(), list: true })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Fail> {
        match &self.node.shape {
            Shape::Items(None, items) => self.items(items, len, visitor),
            _ => Err(Fail::wrong(self.found(), Msg::new("data-expect-items").with("n", len))),
        }
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Fail> {
        self.deserialize_tuple(len, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fail> {
        let Shape::Map(entries) = &self.node.shape else { return Err(self.expected("data-expect-map")) };
        for (i, (key, _)) in entries.iter().enumerate() {
            let Shape::Text(text) = &key.shape else { continue };
            if entries[..i].iter().any(|(other, _)| matches!(&other.shape, Shape::Text(t) if t == text)) {
                self.reader.report(
                    key.span.start,
                    &join(self.path, text),
                    |f| f,
                    Msg::new("data-field-twice"),
                );
            }
        }
        visitor.visit_map(Pairs { of: self, entries: entries.iter(), value: None })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fail> {
        match &self.node.shape {
            Shape::Fields(written, entries) if written.as_deref().is_none_or(|written| written == name) => {
                self.fields(entries, fields, visitor)
            }
            Shape::Items(None, items) if items.is_empty() => self.fields(&[], fields, visitor),
            _ => Err(Fail::wrong(self.found(), form("", fields))),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fail> {
        let expected = Msg::new("data-expect-one-of").with("names", variants.join(", "));
        let (Shape::Word(name) | Shape::Items(Some(name), _) | Shape::Fields(Some(name), _)) =
            &self.node.shape
        else {
            return Err(Fail::wrong(self.found(), expected));
        };
        if !variants.contains(&name.as_str()) {
            let message = Msg::new("data-unknown-variant").with("name", name);
            let hint = near(name, variants.iter().copied());
            return Err(Fail::Wrong { message, expected: None, hint });
        }
        visitor.visit_enum(Variant { of: self, name })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fail> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! { i128 u128 char bytes byte_buf identifier }
}

/// `Name(a: …, b: …)`
fn form(name: &str, fields: &[&str]) -> Msg {
    let fields = fields.iter().map(|field| format!("{field}: …")).collect::<Vec<_>>().join(", ");
    Msg::new("data-expect-form").with("form", format!("{name}({fields})"))
}

/// Elements of a list, or items of a tuple.
struct Elements<'a> {
    of: Value<'a>,
    items: std::iter::Enumerate<std::slice::Iter<'a, Node>>,
    list: bool,
}

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = Fail;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fail> {
        let Some((i, node)) = self.items.next() else { return Ok(None) };
        let path = self.of.path;
        let path = if self.list { format!("{path}[{i}]") } else { format!("{path}.{i}") };
        self.of.reader.value(node, &path, seed).map(Some)
    }
}

/// Fields of a struct, those that are missing at the end with no node.
struct Entries<'a> {
    of: Value<'a>,
    names: &'static [&'static str],
    entries: std::vec::IntoIter<(&'a str, Option<&'a Node>)>,
    value: Option<(&'a str, Option<&'a Node>)>,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Fail;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fail> {
        self.value = self.entries.next();
        self.value.map(|(key, _)| seed.deserialize(key.into_deserializer())).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fail> {
        let (key, node) = self.value.ok_or(Fail::Known)?;
        let span = &self.of.node.span;
        match node {
            Some(node) => self.of.reader.value(node, &join(self.of.path, key), seed),
            None => {
                let field = self.names.iter().copied().find(|name| *name == key);
                self.of.reader.stand_in((span.start, span.end, field), seed)
            }
        }
    }
}

/// Entries of a map.
struct Pairs<'a> {
    of: Value<'a>,
    entries: std::slice::Iter<'a, (Node, Node)>,
    value: Option<(String, &'a Node)>,
}

impl<'de> MapAccess<'de> for Pairs<'_> {
    type Error = Fail;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fail> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        let path = match &key.shape {
            Shape::Text(text) | Shape::Word(text) | Shape::Number(text) => join(self.of.path, text),
            _ => self.of.path.to_owned(),
        };
        let read = self.of.reader.value(key, &path, seed)?;
        self.value = Some((path, value));
        Ok(Some(read))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fail> {
        let (path, node) = self.value.take().ok_or(Fail::Known)?;
        self.of.reader.value(node, &path, seed)
    }
}

/// A variant of an enum, `Name`, `Name(…)` or `Name(a: …)`.
struct Variant<'a> {
    of: Value<'a>,
    name: &'a str,
}

impl Variant<'_> {
    fn fail(&self, rest: &str) -> Fail {
        let expected = Msg::new("data-expect-form").with("form", format!("{}{rest}", self.name));
        Fail::wrong(self.of.found(), expected)
    }
}

impl<'de> EnumAccess<'de> for Variant<'_> {
    type Error = Fail;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Fail> {
        let name: de::value::StrDeserializer<'_, Fail> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_> {
    type Error = Fail;

    fn unit_variant(self) -> Result<(), Fail> {
        match &self.of.node.shape {
            Shape::Word(_) => Ok(()),
            _ => Err(self.fail("")),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fail> {
        match &self.of.node.shape {
            Shape::Items(_, items) if items.len() == 1 => self.of.reader.value(&items[0], self.of.path, seed),
            Shape::Fields(..) => Err(self.fail("((…))")),
            _ => Err(self.fail("(…)")),
        }
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Fail> {
        match &self.of.node.shape {
            Shape::Items(_, items) => self.of.items(items, len, visitor),
            _ => Err(self.fail("(…, …)")),
        }
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fail> {
        match &self.of.node.shape {
            Shape::Fields(_, entries) => self.of.fields(entries, fields, visitor),
            Shape::Items(_, items) if items.is_empty() => self.of.fields(&[], fields, visitor),
            _ => Err(Fail::wrong(self.of.found(), form(self.name, fields))),
        }
    }
}
