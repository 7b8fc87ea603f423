//! Tables as read: CSV as spreadsheets save it, or GeoJSON. A table is named columns, rows of texts with where they
//! stand, and a shape for each row.

use super::{
    file,
    report::{Place, Report, at},
};
use crate::data::{Fault, Faults, Msg};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};
use std::{collections::BTreeMap, path::Path};

/// More rows than any county has villages.
const MAX_ROWS: usize = 200_000;

/// A table of a pack.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// File name, for faults.
    pub file: String,
    /// As written.
    pub headers: Vec<String>,
    pub rows: Vec<Row>,
    /// Whether it is GeoJSON, whose rows are features and whose coordinates are degrees unless they cannot be.
    pub geojson: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub line: u32,
    /// As many as there are headers, trimmed; empty where there is nothing.
    pub cells: Vec<String>,
    /// Coordinates of a feature: one of a point, more of a line; none in CSV, where columns hold them.
    pub shape: Vec<(f64, f64)>,
}

impl Table {
    /// A fault at a column of a row.
    pub fn fault(&self, row: &Row, column: Option<usize>, message: Msg) -> Fault {
        let place = Place { line: row.line, column: column.map_or(1, |c| c as u32 + 1) };
        at(&self.file, place, column.and_then(|c| self.headers.get(c)).map_or("", String::as_str), message)
    }
}

/// Read `STEM.csv` or `STEM.geojson` of a folder; `None` where there is none, or it is unreadable and reported.
pub fn read(folder: &Path, stem: &str, report: &mut Report) -> Option<Table> {
    let names: Vec<String> = ["csv", "geojson", "json"]
        .iter()
        .map(|end| format!("{stem}.{end}"))
        .filter(|name| folder.join(name).exists())
        .collect();
    let name = names.first()?;
    if let Some(second) = names.get(1) {
        report.fault(Fault::file(second, Msg::new("pack-two-files").with("other", name)));
        return None;
    }
    let table = file::bytes(&folder.join(name), name, file::MAX_TABLE_BYTES)
        .and_then(|bytes| file::decode(&bytes, name))
        .and_then(|text| {
            if name.ends_with(".csv") { Ok(csv(&text, name, report)) } else { geojson(&text, name, report) }
        });
    match table {
        Ok(table) => Some(table),
        Err(faults) => {
            report.refuse(faults);
            None
        }
    }
}

/// Read a CSV text.
pub fn csv(text: &str, name: &str, report: &mut Report) -> Table {
    let first = text.lines().next().unwrap_or_default();
    let delimiter = [b',', b'\t', b';'].into_iter().max_by_key(|d| {
        // On a tie the comma: `max_by_key` takes the last of equals.
        (first.bytes().filter(|b| b == d).count(), *d == b',')
    });
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter.unwrap_or(b','))
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut table = Table { file: name.to_owned(), headers: Vec::new(), rows: Vec::new(), geojson: false };
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, |p| p.line() as u32);
                let message = Msg::new("pack-csv").with("why", error);
                report.fault(at(name, Place { line, column: 1 }, "", message));
                break;
            }
        };
        // A record is said to begin where the one before ended: blank lines are passed over.
        let line = record.position().map_or(0, |p| {
            let from = text.get(p.byte() as usize..).unwrap_or_default();
            let blank = from.len() - from.trim_start_matches(['\r', '\n']).len();
            p.line() as u32 + from[..blank].matches('\n').count() as u32
        });
        if record.iter().all(str::is_empty) {
            continue;
        }
        let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
        if table.headers.is_empty() {
            table.headers = cells;
            continue;
        }
        let row = |cells| Row { line, cells, shape: Vec::new() };
        if let Some(extra) = cells.iter().skip(table.headers.len()).position(|cell| !cell.is_empty()) {
            let column = table.headers.len() + extra;
            let message = Msg::new("pack-csv-wide").with("text", &cells[column]);
            report.fault(table.fault(&row(Vec::new()), Some(column), message));
        }
        if table.rows.len() == MAX_ROWS {
            report.fault(table.fault(&row(Vec::new()), None, Msg::new("pack-rows").with("max", MAX_ROWS)));
            break;
        }
        cells.resize(table.headers.len(), String::new());
        table.rows.push(row(cells));
    }
    if table.headers.is_empty() {
        report.fault(Fault::file(name, Msg::new("pack-csv-empty")));
    }
    table
}

#[derive(Deserialize)]
struct Collection<'t> {
    #[serde(borrow)]
    features: Vec<&'t RawValue>,
}

#[derive(Deserialize)]
struct Feature {
    #[serde(default)]
    properties: Option<BTreeMap<String, Value>>,
    geometry: Option<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    coordinates: Value,
}

/// Read a GeoJSON feature collection. Each part of a line of several parts is a row.
///
/// # Errors
/// It is no feature collection.
pub fn geojson(text: &str, name: &str, report: &mut Report) -> Result<Table, Faults> {
    let collection: Collection<'_> = serde_json::from_str(text).map_err(|error| {
        let place = Place { line: error.line() as u32, column: error.column() as u32 };
        Faults::from(at(name, place, "", Msg::new("pack-geojson").with("why", error)))
    })?;
    let mut table = Table { file: name.to_owned(), headers: Vec::new(), rows: Vec::new(), geojson: true };
    let mut features = Vec::new();
    let (mut seen, mut line) = (0, 1);
    for raw in collection.features.into_iter().take(MAX_ROWS) {
        let start = raw.get().as_ptr() as usize - text.as_ptr() as usize;
        line += text[seen..start].matches('\n').count() as u32;
        seen = start;
        match serde_json::from_str::<Feature>(raw.get()) {
            Ok(feature) => features.push((line, feature)),
            Err(error) => {
                report.fault(at(
                    name,
                    Place { line, column: 1 },
                    "",
                    Msg::new("pack-geojson").with("why", error),
                ));
            }
        }
    }
    for (_, feature) in &features {
        for key in feature.properties.iter().flat_map(BTreeMap::keys) {
            if !table.headers.contains(key) {
                table.headers.push(key.clone());
            }
        }
    }
    for (line, feature) in features {
        let properties = feature.properties.unwrap_or_default();
        let cell = |header: &String| match properties.get(header) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(other) => other.to_string(),
        };
        let cells: Vec<String> = table.headers.iter().map(cell).collect();
        let parts = feature.geometry.map_or_else(|| vec![Vec::new()], |g| parts(&g));
        for shape in parts {
            table.rows.push(Row { line, cells: cells.clone(), shape });
        }
    }
    Ok(table)
}

/// The lines of a geometry; a point is a line of one, a polygon the mean of its corners.
fn parts(geometry: &Geometry) -> Vec<Vec<(f64, f64)>> {
    let point = |v: &Value| Some((v.get(0)?.as_f64()?, v.get(1)?.as_f64()?));
    let line =
        |v: &Value| v.as_array().map_or_else(Vec::new, |points| points.iter().filter_map(point).collect());
    let middle = |ring: Vec<(f64, f64)>| {
        // The last corner of a ring is the first once more.
        let n = ring.len().saturating_sub(1);
        let sum = ring.iter().take(n).fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
        if n == 0 { Vec::new() } else { vec![(sum.0 / n as f64, sum.1 / n as f64)] }
    };
    let all = |v: &Value| v.as_array().cloned().unwrap_or_default();
    let c = &geometry.coordinates;
    match geometry.kind.as_str() {
        "Point" => vec![point(c).into_iter().collect()],
        "MultiPoint" => vec![line(c).into_iter().take(1).collect()],
        "LineString" => vec![line(c)],
        "MultiLineString" => all(c).iter().map(line).collect(),
        "Polygon" => vec![middle(all(c).first().map(line).unwrap_or_default())],
        "MultiPolygon" => vec![middle(all(c).first().and_then(|p| p.get(0)).map(line).unwrap_or_default())],
        _ => vec![Vec::new()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_know_their_line_whatever_the_quotes_and_blank_lines() {
        let text = "名称;人口\n\n甲;1\n\"乙\n村\";2\n\n\n丙;3;x\n";
        let mut report = Report::default();
        let table = csv(text, "v.csv", &mut report);
        let lines: Vec<u32> = table.rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [3, 4, 8]);
        assert_eq!(table.headers, ["名称", "人口"]);
        assert_eq!((report.faults.len(), report.faults[0].line, report.faults[0].column), (1, 8, 3));
    }

    #[test]
    fn features_become_rows_with_their_lines_and_shapes() {
        let text = r#"{"type": "FeatureCollection", "features": [
 {"type": "Feature", "properties": {"name": "a", "people": 12}, "geometry": {"type": "Point", "coordinates": [113.5, 29.25]}},
 {"type": "Feature", "properties": {"name": null, "x": true}, "geometry":
  {"type": "MultiLineString", "coordinates": [[[1, 2], [3, 4]], [[5, 6, 7], [8, 9]]]}}]}"#;
        let mut report = Report::default();
        let table = geojson(text, "v.geojson", &mut report).unwrap();
        assert_eq!(table.headers, ["name", "people", "x"]);
        let rows: Vec<(u32, usize)> = table.rows.iter().map(|row| (row.line, row.shape.len())).collect();
        assert_eq!((rows, report), (vec![(2, 1), (3, 2), (3, 2)], Report::default()));
        assert_eq!(table.rows[0].cells, ["a", "12", ""]);
    }
}
