//! The text of one cell of a table as a JSON value, and back.

use super::schema::{Column, Kind, Schema};
use crate::{
    county::Township,
    data::{Msg, near},
};
use serde_json::{Value, json};

/// Why a cell cannot be used: what, what was expected, a hint.
#[derive(Debug)]
pub struct Wrong {
    pub message: Msg,
    pub expected: Option<Msg>,
    pub hint: Option<Msg>,
}

impl Wrong {
    fn new(text: &str, expected: Msg, hint: Option<Msg>) -> Self {
        let short: String = text.chars().take(40).collect();
        let message = Msg::new("pack-cell").with("text", short);
        Self { message, expected: Some(expected), hint }
    }
}

/// The value of a cell that is not empty.
pub fn read(column: &Column, text: &str, townships: &[Township]) -> Result<Value, Wrong> {
    let wrong = |expected: Msg| Wrong::new(text, expected, None);
    match column.kind {
        Kind::Text => Ok(json!(text)),
        Kind::Id => {
            let part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            let id = text.to_ascii_lowercase().replace(['_', ' ', '.'], "-");
            if id.chars().all(part) { Ok(json!(id)) } else { Err(wrong(Msg::new("data-expect-id"))) }
        }
        Kind::Real(min, max) => {
            let range = || Msg::new("data-expect-range").with("min", min).with("max", max);
            let value = number(text).ok_or_else(|| wrong(Msg::new("data-expect-number")))?;
            if (min..=max).contains(&value) { Ok(json!(value)) } else { Err(wrong(range())) }
        }
        Kind::Whole(min, max) => whole(text, min, max),
        Kind::Stock => whole(text, 0, Schema::MAX_STOCK),
        Kind::Flag => {
            let is =
                |words: [&str; 6]| text.to_lowercase().split('/').any(|part| words.contains(&part.trim()));
            match (is(["是", "有", "yes", "y", "true", "1"]), is(["否", "无", "no", "n", "false", "0"])) {
                (true, false) => Ok(json!(true)),
                (false, true) => Ok(json!(false)),
                _ => Err(wrong(Msg::new("pack-expect-flag"))),
            }
        }
        Kind::Choice(choices) => choice(choices, text),
        Kind::Township => township(text, townships),
        Kind::Equipment => equipment(text).ok_or_else(|| wrong(Msg::new("pack-expect-equipment"))),
        Kind::Hidden => serde_json::from_str(text).map_err(|_| wrong(Msg::new("pack-expect-json"))),
    }
}

fn whole(text: &str, min: u32, max: u32) -> Result<Value, Wrong> {
    let value = number(text).filter(|v| v.fract() == 0.0 && (f64::from(min)..=f64::from(max)).contains(v));
    let expected = || Msg::new("data-expect-whole").with("min", min).with("max", max);
    value.map(|v| json!(v as u32)).ok_or_else(|| Wrong::new(text, expected(), None))
}

/// A number as people write it in sheets: full-width digits, and commas between thousands.
pub fn number(text: &str) -> Option<f64> {
    let plain: String = text
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
            '．' => '.',
            '，' => ',',
            '－' | '−' => '-',
            _ => c,
        })
        .collect();
    let (head, tail) = plain.split_once('.').unwrap_or((&plain, ""));
    let thousands = head.split(',').skip(1).all(|group| group.len() == 3) && !tail.contains(',');
    let plain = if thousands { plain.replace(',', "") } else { plain };
    plain.trim().parse().ok().filter(|v: &f64| v.is_finite())
}

fn choice(choices: &[(&str, &[&str])], text: &str) -> Result<Value, Wrong> {
    let lower = |text: &str| text.trim().to_lowercase();
    let is = |part: &str, (variant, names): &(&str, &[&str])| {
        lower(variant) == part || names.iter().any(|name| lower(name) == part)
    };
    let found = text.split('/').map(lower).find_map(|part| choices.iter().find(|choice| is(&part, choice)));
    found.map(|(variant, _)| json!(variant)).ok_or_else(|| {
        let words =
            choices.iter().flat_map(|(variant, names)| names.iter().take(1).chain(std::iter::once(variant)));
        let all =
            choices.iter().map(|(variant, names)| format!("{}/{variant}", names.first().unwrap_or(variant)));
        let expected = Msg::new("data-expect-one-of").with("names", all.collect::<Vec<_>>().join(", "));
        Wrong::new(text, expected, near(text, words.copied()))
    })
}

/// A name without the rank that is often left out.
pub fn bare(name: &str) -> &str {
    ["街道办事处", "办事处", "街道", "镇", "乡"]
        .iter()
        .find_map(|rank| name.strip_suffix(rank))
        .unwrap_or(name)
}

fn township(text: &str, townships: &[Township]) -> Result<Value, Wrong> {
    let is = |part: &str, t: &Township| {
        t.id == part
            || t.name.zh == part
            || t.name.en.eq_ignore_ascii_case(part)
            || bare(&t.name.zh) == bare(part)
    };
    let exact = townships.iter().position(|t| t.id == text || t.name.zh == text);
    exact
        .or_else(|| text.split('/').find_map(|part| townships.iter().position(|t| is(part.trim(), t))))
        .map(|index| json!(index))
        .ok_or_else(|| {
            let names = townships.iter().map(|t| t.name.zh.as_str());
            let ids = townships.iter().map(|t| t.id.as_str());
            let hint = if text.is_ascii() { near(text, ids) } else { near(text, names) };
            Wrong::new(text, Msg::new("pack-expect-township"), hint)
        })
}

fn equipment(text: &str) -> Option<Value> {
    if let Some(count) = number(text).filter(|n| n.fract() == 0.0 && (0.0..=12.0).contains(n)) {
        return Some(json!((0..12).map(|k| f64::from(k) < count).collect::<Vec<bool>>()));
    }
    let flags: Option<Vec<bool>> = text
        .chars()
        .map(|c| match c.to_ascii_uppercase() {
            'Y' => Some(true),
            'N' => Some(false),
            _ => None,
        })
        .collect();
    flags.filter(|flags| flags.len() == 12).map(|flags| json!(flags))
}

/// The text of a value in an export.
pub fn write(column: &Column, value: &Value, townships: &[Township]) -> String {
    match (column.kind, value) {
        (_, Value::Null) => String::new(),
        (Kind::Township, Value::Number(index)) => {
            let index = index.as_u64().unwrap_or_default() as usize;
            // Two townships may share a name; ids differ.
            townships.get(index).map_or_else(String::new, |t| format!("{}/{}", t.name.zh, t.id))
        }
        (Kind::Choice(choices), Value::String(variant)) => {
            let names = choices.iter().find(|(name, _)| name == variant).map(|(_, names)| *names);
            match names.and_then(<[&str]>::first) {
                Some(zh) => format!("{zh}/{variant}"),
                None => variant.clone(),
            }
        }
        (Kind::Flag, Value::Bool(true)) => "是/yes".to_owned(),
        (Kind::Flag, Value::Bool(false)) => "否/no".to_owned(),
        (Kind::Equipment, Value::Array(flags)) => {
            flags.iter().map(|flag| if flag.as_bool() == Some(true) { 'Y' } else { 'N' }).collect()
        }
        (Kind::Hidden, value) => value.to_string(),
        (_, Value::String(text)) => text.clone(),
        (_, value) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, value) in
            [("1,200", 1200.0), ("１２．５", 12.5), ("-3", -3.0), ("1 ", 1.0), ("12,345,678.5", 12_345_678.5)]
        {
            assert_eq!(number(text), Some(value), "{text}");
        }
        for text in ["", "1,2", "约1200", "NaN", "inf", "12人", "1.5.2"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn equipment_is_a_number_or_twelve_letters() {
        assert_eq!(equipment("12"), Some(json!(vec![true; 12])));
        assert_eq!(equipment("YNYYYYYYYYYY").and_then(|v| v[1].as_bool()), Some(false));
        assert_eq!((equipment("13"), equipment("YYY")), (None, None));
    }
}
