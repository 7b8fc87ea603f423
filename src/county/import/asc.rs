//! Reading of ESRI ASCII rasters in every way that programs write them.

use super::{
    file,
    raster::{Raster, size_fault},
    report::{Place, Report, at},
};
use crate::data::{Fault, Msg, near};
use std::collections::BTreeMap;

const KEYS: [&str; 10] = [
    "ncols",
    "nrows",
    "xllcorner",
    "yllcorner",
    "xllcenter",
    "yllcenter",
    "cellsize",
    "dx",
    "dy",
    "nodata_value",
];

/// Read a raster; faults and warnings go to `report`.
pub fn read(bytes: &[u8], name: &str, report: &mut Report) -> Option<Raster> {
    let text = match file::decode(bytes, name) {
        Ok(text) => text,
        Err(faults) => {
            report.refuse(faults);
            return None;
        }
    };
    let (head, body, first_line) = header(&text, name, report)?;
    let raster = head.raster(name, report)?;
    let values = values(body, first_line, &raster, head.number("nodata_value"), report)?;
    let one_line_a_row = values.len() == raster.rows * raster.cols;
    if !one_line_a_row {
        return None;
    }
    Some(Raster { values, first_line: Some(first_line), ..raster })
}

/// Keys of the header in lower case, with their value and place.
struct Head(BTreeMap<String, (f64, Place)>);

impl Head {
    fn number(&self, key: &str) -> Option<f64> {
        self.0.get(key).map(|(value, _)| *value)
    }

    fn raster(&self, name: &str, report: &mut Report) -> Option<Raster> {
        let before = report.faults.len();
        let mut need = |keys: [&str; 2]| {
            let found = keys.iter().find_map(|key| self.number(key));
            if found.is_none() {
                let message = Msg::new("pack-asc-key-missing").with("key", keys[0]);
                report.fault(at(name, Place { line: 1, column: 1 }, keys[0], message));
            }
            found.unwrap_or(1.0)
        };
        let (cols, rows) = (need(["ncols", "ncols"]), need(["nrows", "nrows"]));
        let (dx, dy) = (need(["cellsize", "dx"]), need(["cellsize", "dy"]));
        let corner = (need(["xllcorner", "xllcenter"]), need(["yllcorner", "yllcenter"]));
        for key in ["ncols", "nrows"] {
            if let Some((value, place)) = self.0.get(key)
                && !(*value >= 1.0 && value.fract() == 0.0 && *value < 1e15)
            {
                let message = Msg::new("data-out-of-range").with("value", value);
                let expected = Msg::new("data-expect-whole").with("min", 1).with("max", "8192");
                report.fault(at(name, *place, key, message).expected(expected));
            }
        }
        for key in ["cellsize", "dx", "dy"] {
            if let Some((value, place)) = self.0.get(key)
                && (value.is_nan() || *value <= 0.0)
            {
                let message = Msg::new("data-out-of-range").with("value", value);
                report.fault(at(name, *place, key, message).expected(Msg::new("pack-expect-positive")));
            }
        }
        if report.faults.len() > before {
            return None;
        }
        if let Some(fault) = size_fault(name, rows as u64, cols as u64) {
            let place = self.0.get("ncols").map_or_else(Place::default, |(_, place)| *place);
            report.fault(Fault { line: place.line, column: place.column, ..fault });
            return None;
        }
        let half = |centre: &str, size: f64| if self.0.contains_key(centre) { 0.5 * size } else { 0.0 };
        let (west, south) = (corner.0 - half("xllcenter", dx), corner.1 - half("yllcenter", dy));
        Some(Raster {
            file: name.to_owned(),
            rows: rows as usize,
            cols: cols as usize,
            west,
            north: south + dy * rows,
            dx,
            dy,
            values: Vec::new(),
            reference: None,
            feet: false,
            first_line: None,
        })
    }
}

/// The header, what is below it and the line at which that begins.
fn header<'t>(text: &'t str, name: &str, report: &mut Report) -> Option<(Head, &'t str, u32)> {
    let mut head = Head(BTreeMap::new());
    let (mut rest, mut line, before) = (text, 1, report.faults.len());
    while let Some((row, after)) = rest.split_once('\n').or((!rest.is_empty()).then_some((rest, ""))) {
        let mut words = row.split_whitespace();
        let key = words.next().unwrap_or_default();
        if key.chars().next().is_some_and(|c| !c.is_alphabetic()) || number(key, true).is_some() {
            break;
        }
        let place = Place { line, column: 1 };
        if !key.is_empty() {
            let lower = key.to_lowercase();
            let value = words.next().unwrap_or_default();
            if !KEYS.contains(&lower.as_str()) {
                let hint = near(&lower, KEYS.into_iter());
                report
                    .fault(at(name, place, "", Msg::new("pack-asc-key").with("key", shown(key))).hint(hint));
                if report.faults.len() - before >= 5 {
                    return None;
                }
            } else if let Some(value) = number(value, true) {
                if head.0.insert(lower, (value, place)).is_some() {
                    report.fault(at(name, place, key, Msg::new("data-field-twice")));
                }
            } else {
                let message = Msg::new("pack-no-number").with("text", shown(value));
                let column = (key.chars().count() + 2) as u32;
                report.fault(at(name, Place { line, column }, key, message));
            }
        }
        (rest, line) = (after, line + 1);
    }
    (report.faults.len() == before).then_some((head, rest, line))
}

/// The values row by row; every row has its own line. Reports what is missing, too much or no number.
fn values(
    body: &str,
    first_line: u32,
    raster: &Raster,
    nodata: Option<f64>,
    report: &mut Report,
) -> Option<Vec<f32>> {
    let cells = raster.rows * raster.cols;
    // A value takes two bytes: what the header promises beyond that is not there.
    let mut values = Vec::with_capacity(cells.min(body.len() / 2 + 1));
    let first = body.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    // "1,5 2,0" are decimals where "1,5,2,0" are four values.
    let decimal = first.contains(',') && first.split_whitespace().count() >= raster.cols.min(2);
    let separator = |c: char| c.is_whitespace() || (!decimal && (c == ',' || c == ';'));
    let lines = || body.lines().zip(first_line..).filter(|(line, _)| !line.trim().is_empty());
    let by_row = lines().count() == raster.rows;
    let before = report.faults.len();
    for (text, line) in lines() {
        let start = values.len();
        for word in text.split(separator).filter(|word| !word.is_empty()) {
            let value = number(word, decimal);
            if value.is_none() {
                let column = text[..word.as_ptr() as usize - text.as_ptr() as usize].chars().count() + 1;
                let message = Msg::new("pack-no-number").with("text", shown(word));
                report.fault(at(&raster.file, Place { line, column: column as u32 }, "", message));
            }
            if values.len() <= cells {
                let hole =
                    |v: f64| nodata.is_some_and(|n| v as f32 == n as f32) || v.is_nan() || v.abs() >= 3e38;
                values.push(value.filter(|v| !hole(*v)).map_or(f32::NAN, |v| v as f32));
            }
        }
        let count = values.len() - start;
        if by_row && count != raster.cols {
            let message = Msg::new("pack-asc-row").with("n", count).with("cols", raster.cols);
            report.fault(at(&raster.file, Place { line, column: 1 }, "", message));
        }
        if report.faults.len() - before > 20 {
            return None;
        }
    }
    if !by_row && values.len() != cells {
        let message = Msg::new("pack-asc-count").with("n", values.len()).with("cells", cells);
        let message =
            if values.len() > cells { Msg::new("pack-asc-more").with("cells", cells) } else { message };
        report.fault(Fault::file(&raster.file, message));
    }
    (report.faults.len() == before).then_some(values)
}

/// A number, with a comma for the point where `comma` is set.
fn number(word: &str, comma: bool) -> Option<f64> {
    if comma && word.contains(',') {
        return word.replacen(',', ".", 1).parse().ok();
    }
    word.parse().ok()
}

/// A word of a file as it can be shown.
fn shown(word: &str) -> String {
    let mut shown: String = word.chars().filter(|c| !c.is_control()).take(30).collect();
    if word.chars().count() > 30 {
        shown.push('…');
    }
    shown
}
