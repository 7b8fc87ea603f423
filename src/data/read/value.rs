//! A node of the tree as a `serde` deserializer.

use super::{
    Fail, Reader,
    access::{Elements, Entries, Pairs, Variant},
    join,
};
use crate::data::{
    fault::Msg,
    lint::near,
    tree::{Field, Node, Shape},
};
use serde::de::{DeserializeOwned, Deserializer, Visitor};
use std::fmt;

/// A node to be read.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    pub reader: &'a Reader<'a>,
    pub node: &'a Node,
    pub path: &'a str,
}

impl<'a> Value<'a> {
    pub fn found(self) -> Msg {
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

    fn whole<T: DeserializeOwned>(self, min: impl fmt::Display, max: impl fmt::Display) -> Result<T, Fail> {
        let fail =
            || Fail::wrong(self.found(), Msg::new("data-expect-whole").with("min", &min).with("max", &max));
        let Shape::Number(text) = &self.node.shape else { return Err(fail()) };
        ron::from_str(text).map_err(|_| fail())
    }

    /// Whether a word stands for no value.
    fn is_nothing(self, word: &str) -> bool {
        word == if self.reader.json { "null" } else { "None" }
    }

    /// Names of a JSON object that are no text are faults.
    fn keys(self, entries: &[(Node, Node)]) {
        for (key, _) in entries.iter().filter(|(key, _)| !matches!(key.shape, Shape::Text(_) | Shape::Broken))
        {
            self.reader.report(key.span.start, self.path, |fault| fault, Msg::new("data-syntax-field"));
        }
    }

    fn text(self) -> Result<&'a str, Fail> {
        match &self.node.shape {
            Shape::Text(text) => Ok(text),
            _ => Err(self.expected("data-expect-text")),
        }
    }

    pub fn items<'de, V: Visitor<'de>>(
        self,
        items: &'a [Node],
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Fail> {
        if items.len() != len {
            return Err(Fail::wrong(self.found(), Msg::new("data-expect-items").with("n", len)));
        }
        visitor.visit_seq(Elements { of: self, items: items.iter().enumerate(), list: self.reader.json })
    }

    pub fn fields<'de, V: Visitor<'de>>(
        self,
        written: impl Iterator<Item = (&'a str, usize, &'a Node)>,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fail> {
        let reader = self.reader;
        let mut entries: Vec<(&str, Option<&Node>)> = Vec::new();
        for (key, key_at, node) in written {
            let path = join(self.path, key);
            if !names.contains(&key) {
                let message = Msg::new("data-unknown-field").with("field", key);
                let hint = near(key, names.iter().copied());
                reader.report(key_at, &path, |fault| fault.hint(hint), message);
            } else if entries.iter().any(|(other, _)| *other == key) {
                reader.report(key_at, &path, |fault| fault, Msg::new("data-field-twice"));
            } else {
                entries.push((key, Some(node)));
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
            Shape::Number(text) => match (text.parse(), text.parse()) {
                (Ok(whole), _) => visitor.visit_u64(whole),
                (_, Ok(whole)) => visitor.visit_i64(whole),
                _ => self.deserialize_f64(visitor),
            },
            Shape::List(_) => self.deserialize_seq(visitor),
            Shape::Map(_) => self.deserialize_map(visitor),
            Shape::Items(None, items) => self.items(items, items.len(), visitor),
            Shape::Word(word) if self.is_nothing(word) => visitor.visit_none(),
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
            Shape::Word(word) if self.is_nothing(word) => visitor.visit_none(),
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
            Shape::List(items) if self.reader.json => self.items(items, len, visitor),
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
                self.fields(parts(entries), fields, visitor)
            }
            Shape::Map(entries) if self.reader.json => {
                let named = entries.iter().filter_map(|(key, node)| match &key.shape {
                    Shape::Text(text) => Some((text.as_str(), key.span.start, node)),
                    // Not read: a fault of its own.
                    _ => None,
                });
                self.keys(entries);
                self.fields(named, fields, visitor)
            }
            Shape::Items(None, items) if items.is_empty() => self.fields(std::iter::empty(), fields, visitor),
            _ if self.reader.json => Err(Fail::wrong(self.found(), object(fields))),
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
        let name = match &self.node.shape {
            Shape::Word(name) | Shape::Items(Some(name), _) | Shape::Fields(Some(name), _) => name,
            Shape::Text(name) if self.reader.json => name,
            _ => return Err(Fail::wrong(self.found(), expected)),
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

/// Fields as they are written, each with the place of its name.
pub(super) fn parts(fields: &[Field]) -> impl Iterator<Item = (&str, usize, &Node)> {
    fields.iter().map(|field| (field.key.as_str(), field.key_at, &field.node))
}

/// `{"a": …, "b": …}`
fn object(fields: &[&str]) -> Msg {
    let fields = fields.iter().map(|field| format!("\"{field}\": …")).collect::<Vec<_>>().join(", ");
    Msg::new("data-expect-form").with("form", format!("{{{fields}}}"))
}

/// `Name(a: …, b: …)`
pub(super) fn form(name: &str, fields: &[&str]) -> Msg {
    let fields = fields.iter().map(|field| format!("{field}: …")).collect::<Vec<_>>().join(", ");
    Msg::new("data-expect-form").with("form", format!("{name}({fields})"))
}
