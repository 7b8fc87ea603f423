//! Rows of a table as things of the county, by the table's [`Schema`], and back.

use super::{
    cell,
    frame::Frame,
    places::{self, Coordinates},
    report::Report,
    schema::{Column, Geometry, Kind, Schema, named},
    table::{Row, Table},
};
use crate::{
    county::Township,
    data::{Fault, Msg, near},
    num::{GridSpec, Point},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// A thing as its row gives it.
#[derive(Clone, Debug)]
pub struct Read<T> {
    pub item: T,
    /// Row of the table.
    pub row: usize,
    /// Paths of the fields that the row gives.
    pub given: BTreeSet<String>,
    /// The thing's points on the county's grid.
    pub shape: Vec<Point>,
}

/// How many things there are that others point at by their number.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub cells: usize,
    pub nodes: usize,
    pub roads: usize,
    pub townships: usize,
    pub polders: usize,
    pub dykes: usize,
}

impl Limits {
    /// Paths of numbers in a thing that point at nothing, or that no measure can have.
    fn broken(&self, value: &Value) -> BTreeSet<String> {
        let mut paths = BTreeSet::new();
        self.walk("", "", value, &mut paths);
        paths
    }

    fn walk(&self, path: &str, key: &str, value: &Value, out: &mut BTreeSet<String>) {
        let limit = match key {
            "cell" | "cells" | "dam_cells" | "below" | "inside" | "river" => self.cells,
            "node" | "from" | "to" => self.nodes,
            "road" => self.roads,
            "township" => self.townships,
            "polder" => self.polders,
            "dyke" => self.dykes,
            _ => usize::MAX,
        };
        match value {
            Value::Number(n) if limit < usize::MAX => {
                // Where a table of these is yet to be made, nought stands for "not known".
                let fine = n.as_u64().is_some_and(|n| n == 0 || (n as usize) < limit);
                if !fine {
                    out.insert(path.to_owned());
                }
            }
            Value::Number(n) if n.as_f64().is_none_or(|n| n.abs() > 1e18) => {
                out.insert(path.to_owned());
            }
            Value::Array(items) => items.iter().for_each(|item| self.walk(path, key, item, out)),
            Value::Object(map) => {
                for (key, value) in map {
                    let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    self.walk(&inner, key, value, out);
                }
            }
            _ => {}
        }
    }
}

/// Read the things of a table. Rows with a fault are reported and left out.
pub fn read<T: DeserializeOwned>(
    schema: &'static Schema,
    table: &Table,
    frame: &Frame,
    townships: &[Township],
    limits: &Limits,
    report: &mut Report,
) -> Vec<Read<T>> {
    let before = report.faults.len();
    let columns = match_columns(schema, table, report);
    let coordinates = places::coordinates(schema, table, frame, report);
    // Without its columns or its place no row is a thing; their cells are looked at all the same.
    let broken = report.faults.len() > before;
    let mut ids = BTreeSet::new();
    let mut items = Vec::new();
    for (number, row) in table.rows.iter().enumerate() {
        let before = report.faults.len();
        let mut given = BTreeSet::new();
        let value = value(schema, table, row, &columns, townships, &mut given, report);
        let shape = coordinates.shape(number, table, report);
        let value = place(schema, value, &shape, frame, &given);
        let value = name(schema, value, number, &mut given);
        if let Some(column) = columns.iter().find(|(_, c)| c.kind == Kind::Id) {
            let id = get(&value, column.1.path).and_then(Value::as_str).unwrap_or_default().to_owned();
            if !ids.insert(id.clone()) {
                report.fault(table.fault(row, column.0, Msg::new("data-twice").with("value", id)));
            }
        }
        for path in limits.broken(&value) {
            let message = Msg::new("pack-hidden").with("path", path);
            report.fault(table.fault(row, None, message).hint(Some(Msg::new("pack-hidden-hint"))));
        }
        if broken || report.faults.len() > before {
            continue;
        }
        match serde_json::from_value(value) {
            Ok(item) => items.push(Read { item, row: number, given, shape }),
            Err(error) => {
                let fault = table.fault(row, None, Msg::new("pack-row").with("why", error));
                report.fault(fault.hint(Some(Msg::new("pack-row-hint"))));
            }
        }
    }
    items
}

/// Columns of the schema with the place of each in the table, and hidden ones that the table has.
fn match_columns(
    schema: &'static Schema,
    table: &Table,
    report: &mut Report,
) -> Vec<(Option<usize>, &'static Column)> {
    let mut columns = Vec::new();
    for column in schema.columns {
        let hidden = format!("_{}", column.path);
        let is = |header: &&String| named(header, column.names) || **header == hidden;
        let found = table.headers.iter().position(|header| is(&header));
        if found.is_none() && column.default.is_none() {
            let known: Vec<&str> = table.headers.iter().map(String::as_str).collect();
            let message = Msg::new("pack-column-missing").with("names", column.names.join(", "));
            let hint = near(column.names[0], known.iter().copied());
            report.fault(Fault { line: 1, column: 1, ..Fault::file(&table.file, message) }.hint(hint));
        }
        columns.push((found, column));
    }
    for (k, header) in table.headers.iter().enumerate() {
        let known = header.starts_with('_') || schema.headers().any(|name| named(header, &[name]));
        if !known && !table.geojson && !header.is_empty() {
            let head = Row { line: 1, cells: Vec::new(), shape: Vec::new() };
            let hint = near(&header.to_lowercase(), schema.headers());
            report.warn(table.fault(&head, Some(k), Msg::new("pack-column-unknown")).hint(hint));
        }
    }
    columns
}

fn value(
    schema: &Schema,
    table: &Table,
    row: &Row,
    columns: &[(Option<usize>, &'static Column)],
    townships: &[Township],
    given: &mut BTreeSet<String>,
    report: &mut Report,
) -> Value {
    let mut value = Value::Object(Map::new());
    let mut stock = Vec::new();
    for (at, column) in columns {
        let text = at.map_or("", |k| row.cells[k].as_str());
        let read = match (text, column.default) {
            ("", None) if at.is_none() => continue,
            ("", None) => {
                report.fault(table.fault(row, *at, Msg::new("data-empty")));
                continue;
            }
            // A default is JSON by a test.
            ("", Some(default)) => serde_json::from_str(default).unwrap_or_default(),
            // Nobody has said which townships there are: the nearest seat will do.
            (_, Some(default)) if column.kind == Kind::Township && townships.is_empty() => {
                serde_json::from_str(default).unwrap_or_default()
            }
            (text, _) => match cell::read(column, text, townships) {
                Ok(read) => {
                    given.insert(column.path.to_owned());
                    read
                }
                Err(wrong) => {
                    let fault = table.fault(row, *at, wrong.message);
                    report.fault(Fault { expected: wrong.expected, hint: wrong.hint, ..fault });
                    continue;
                }
            },
        };
        match column.kind {
            Kind::Stock if read.is_null() => {}
            Kind::Stock => stock.push(json!([column.path, read])),
            _ => set(&mut value, column.path, read),
        }
    }
    if schema.columns.iter().any(|c| c.kind == Kind::Stock) {
        set(&mut value, "stock", Value::Array(stock));
    }
    for (k, header) in table.headers.iter().enumerate() {
        let Some(path) = header.strip_prefix('_').filter(|p| schema.columns.iter().all(|c| c.path != *p))
        else {
            continue;
        };
        let text = row.cells[k].as_str();
        match serde_json::from_str::<Value>(text) {
            Ok(read) => {
                given.insert(path.to_owned());
                set(&mut value, path, read);
            }
            Err(_) if text.is_empty() => {}
            Err(_) => {
                let message = Msg::new("pack-cell").with("text", text.chars().take(40).collect::<String>());
                report.fault(table.fault(row, Some(k), message).expected(Msg::new("pack-expect-json")));
            }
        }
    }
    value
}

/// Put the thing where its shape is.
fn place(
    schema: &Schema,
    mut value: Value,
    shape: &[Point],
    frame: &Frame,
    given: &BTreeSet<String>,
) -> Value {
    let point = |p: &Point| json!({"x_m": p.x_m, "y_m": p.y_m});
    match (schema.geometry, shape.first()) {
        (Geometry::Point(""), Some(p)) => return point(p),
        (Geometry::Point(path), Some(p)) => set(&mut value, path, point(p)),
        (Geometry::Cell(path), Some(p)) if !given.contains(path) => {
            set(&mut value, path, json!(frame.spec.cell_at(*p)))
        }
        (Geometry::Line(path), Some(_)) => set(&mut value, path, shape.iter().map(point).collect()),
        _ => {}
    }
    value
}

/// A thing without an id gets one from its table and row; one without an English name keeps its own.
fn name(schema: &Schema, mut value: Value, row: usize, given: &mut BTreeSet<String>) -> Value {
    for column in schema.columns.iter().filter(|column| !given.contains(column.path)) {
        if column.kind == Kind::Id {
            let stem = schema.stem.strip_suffix('s').unwrap_or(schema.stem);
            set(&mut value, column.path, json!(format!("{stem}-{:03}", row + 1)));
        } else if let Some(own) =
            column.path.strip_suffix(".en").and_then(|p| get(&value, &format!("{p}.zh"))).cloned()
        {
            set(&mut value, column.path, own);
        }
    }
    value
}

pub fn get<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    if path.is_empty() { Some(value) } else { path.split('.').try_fold(value, |value, key| value.get(key)) }
}

fn set(value: &mut Value, path: &str, new: Value) {
    let mut at = value;
    for key in path.split('.') {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        let Value::Object(map) = at else { return };
        at = map.entry(key).or_insert(Value::Null);
    }
    *at = new;
}

/// The CSV of things, with a mark at its head by which spreadsheets know UTF-8.
///
/// # Errors
/// A thing cannot be shown as JSON: a number in it is not finite.
pub fn write<T: Serialize>(
    schema: &Schema,
    items: &[T],
    spec: &GridSpec,
    townships: &[Township],
) -> Result<Vec<u8>, csv::Error> {
    let other = |error: serde_json::Error| csv::Error::from(std::io::Error::from(error));
    // By way of text, in which a number has the fewest digits that give it back.
    let values: Vec<Value> = items
        .iter()
        .map(|item| serde_json::from_str(&serde_json::to_string(item)?))
        .collect::<Result<_, _>>()
        .map_err(other)?;
    let mut extra: Vec<String> = Vec::new();
    let rests: Vec<Vec<(String, String)>> = values.iter().map(|value| rest(schema, value)).collect();
    for (path, _) in rests.iter().flatten() {
        if !extra.contains(path) {
            extra.push(path.clone());
        }
    }
    let shown = || schema.columns.iter().filter(|c| c.kind != Kind::Hidden);
    let coordinates = Coordinates::headers(schema.geometry);
    if shown().next().is_none() && coordinates.is_empty() && extra.is_empty() {
        // A table of nothing still needs a header, to be told from a file that was cut short.
        extra.push(String::new());
    }
    let mut out = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    let heads = shown().map(|c| format!("{}/{}", c.names[0], c.names[1]));
    let heads = heads.chain(coordinates.iter().map(|names| format!("{}/{}", names[0], names[1])));
    out.write_record(heads.chain(extra.iter().map(|path| format!("_{path}"))))?;
    for (value, rest) in values.iter().zip(&rests) {
        let cells = shown().map(|column| match column.kind {
            Kind::Stock => stock(value, column.path),
            _ => get(value, column.path).map_or_else(String::new, |v| cell::write(column, v, townships)),
        });
        let cells = cells.chain(Coordinates::texts(schema.geometry, value, spec));
        let more = extra
            .iter()
            .map(|path| rest.iter().find(|(p, _)| p == path).map_or_else(String::new, |(_, t)| t.clone()));
        out.write_record(cells.chain(more))?;
    }
    out.into_inner().map_err(|error| error.into_error().into())
}

fn stock(value: &Value, item: &str) -> String {
    let stock = value["stock"].as_array();
    let found = stock.and_then(|stock| stock.iter().find(|pair| pair[0] == item));
    found.map_or_else(String::new, |pair| pair[1].to_string())
}

/// What no shown column and no coordinate holds: (path, JSON).
fn rest(schema: &Schema, value: &Value) -> Vec<(String, String)> {
    let mut held: Vec<&str> =
        schema.columns.iter().filter(|c| c.kind != Kind::Hidden).map(|c| c.path).collect();
    match schema.geometry {
        Geometry::Point(path) | Geometry::Line(path) => held.push(path),
        // The column of coordinates shows where a cell is; which one it is must not hang on rounding.
        Geometry::Cell(_) | Geometry::Course(_) | Geometry::None => {}
    }
    if schema.columns.iter().any(|c| c.kind == Kind::Stock) {
        held.push("stock");
    }
    let mut out = Vec::new();
    if schema.geometry != Geometry::Point("") {
        leaves(value, "", &held, &mut out);
    }
    out
}

fn leaves(value: &Value, prefix: &str, held: &[&str], out: &mut Vec<(String, String)>) {
    for (key, value) in value.as_object().into_iter().flatten() {
        let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        let inside = format!("{path}.");
        if held.iter().any(|h| h.starts_with(&inside)) {
            leaves(value, &path, held, out);
        } else if !held.contains(&path.as_str()) {
            out.push((path, value.to_string()));
        }
    }
}
