//! The parts of lists, structs, maps and enums, one after the other.

use super::{
    Fail, join,
    value::{Value, form, parts},
};
use crate::data::{
    fault::Msg,
    tree::{Node, Shape},
};
use serde::de::{
    DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
    value::StrDeserializer,
};

/// Elements of a list, or items of a tuple.
pub(super) struct Elements<'a> {
    pub of: Value<'a>,
    pub items: std::iter::Enumerate<std::slice::Iter<'a, Node>>,
    pub list: bool,
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
pub(super) struct Entries<'a> {
    pub of: Value<'a>,
    pub names: &'static [&'static str],
    pub entries: std::vec::IntoIter<(&'a str, Option<&'a Node>)>,
    pub value: Option<(&'a str, Option<&'a Node>)>,
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
pub(super) struct Pairs<'a> {
    pub of: Value<'a>,
    pub entries: std::slice::Iter<'a, (Node, Node)>,
    pub value: Option<(String, &'a Node)>,
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
pub(super) struct Variant<'a> {
    pub of: Value<'a>,
    pub name: &'a str,
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
        let name: StrDeserializer<'_, Fail> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_> {
    type Error = Fail;

    fn unit_variant(self) -> Result<(), Fail> {
        match &self.of.node.shape {
            Shape::Word(_) => Ok(()),
            Shape::Text(_) if self.of.reader.json => Ok(()),
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
            Shape::Fields(_, entries) => self.of.fields(parts(entries), fields, visitor),
            Shape::Items(_, items) if items.is_empty() => self.of.fields(std::iter::empty(), fields, visitor),
            _ => Err(Fail::wrong(self.of.found(), form(self.name, fields))),
        }
    }
}
