//! Where the rows of a table are: columns of coordinates, shapes of features, degrees and metres, axes that were
//! swapped.

use super::{
    cell::number,
    frame::Frame,
    report::Report,
    rows::get,
    schema::{Geometry, LAT, LINE, LON, Schema, X, Y, named},
    table::Table,
};
use crate::{
    data::{Fault, Msg},
    num::{GridSpec, Point, asc},
};
use serde_json::Value;
use std::collections::BTreeSet;

/// Points further outside the county than this many cells are outside; nearer ones are on its edge.
const EDGE_CELLS: f32 = 0.51;

/// The coordinates of a table's rows.
pub struct Coordinates {
    rows: Vec<Vec<Point>>,
    /// Rows whose coordinates could not be read, which is reported.
    unread: BTreeSet<usize>,
    /// Whether a point outside the county is a fault; lines may run out of it.
    inside: bool,
    edge: (GridSpec, f32),
}

/// How coordinates as written become those of the county's grid.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    AsWritten,
    Swapped,
    /// With a zone's number before the easting where the grid has none, and the other way round: add this.
    Zone(f64),
}

/// Read the coordinates of a table; faults of reading are reported.
pub fn coordinates(schema: &Schema, table: &Table, frame: &Frame, report: &mut Report) -> Coordinates {
    let inside = matches!(schema.geometry, Geometry::Point(_) | Geometry::Cell(_));
    let none =
        Coordinates { rows: Vec::new(), unread: BTreeSet::new(), inside: false, edge: (frame.spec, 0.0) };
    let Some(Raw { rows: raw, mut degrees, unread }) = raw(schema, table, report) else { return none };
    let all = || raw.iter().flatten();
    if all().next().is_none() {
        return Coordinates { rows: vec![Vec::new(); table.rows.len()], ..none };
    }
    let like_degrees = all().all(|(x, y)| x.abs() <= 180.0 && y.abs() <= 180.0);
    let holds = |degrees: bool, way: Way| {
        all().filter(|xy| way.point(frame, **xy, degrees).is_some_and(|p| frame.holds(p))).count()
    };
    let n = all().count();
    if table.geojson {
        degrees = like_degrees && holds(false, Way::AsWritten) == 0;
    } else if !degrees && like_degrees && frame.mercator().is_some() && holds(false, Way::AsWritten) == 0 {
        report.warn(Fault::file(&table.file, Msg::new("pack-table-degrees")));
        degrees = true;
    }
    if degrees && frame.mercator().is_none() {
        let message = Msg::new("pack-degrees-placeless");
        report.fault(Fault::file(&table.file, message).hint(Some(Msg::new("pack-degrees-placeless-hint"))));
        return none;
    }
    let mut way = Way::AsWritten;
    if holds(degrees, way) * 2 < n {
        let zone = frame.mercator().map_or(0.0, |m| (m.meridian_deg / 3.0).round() * 1e6);
        let zone6 = frame.mercator().map_or(0.0, |m| ((m.meridian_deg + 3.0) / 6.0).round() * 1e6);
        let others = [Way::Swapped, Way::Zone(-zone), Way::Zone(zone), Way::Zone(-zone6), Way::Zone(zone6)];
        let best = others.into_iter().find(|way| holds(degrees, *way) * 5 >= n * 4);
        match best {
            Some(Way::Swapped) => {
                let first = all().next().copied().unwrap_or_default();
                let message = Msg::new("pack-swapped").with("x", first.0).with("y", first.1);
                let fault = Fault {
                    line: table.rows.first().map_or(0, |row| row.line),
                    column: 1,
                    ..Fault::file(&table.file, message)
                };
                report.fault(fault.hint(Some(Msg::new("pack-swapped-hint"))));
                return none;
            }
            Some(zone) => {
                report.warn(Fault::file(&table.file, Msg::new("pack-zone")));
                way = zone;
            }
            None => {}
        }
    }
    let place = |points: &Vec<(f64, f64)>| {
        points.iter().filter_map(|xy| way.point(frame, *xy, degrees)).collect::<Vec<Point>>()
    };
    let edge = (frame.spec, EDGE_CELLS * frame.spec.cell_m);
    Coordinates { rows: raw.iter().map(place).collect(), unread, inside, edge }
}

impl Way {
    fn point(self, frame: &Frame, (x, y): (f64, f64), degrees: bool) -> Option<Point> {
        match self {
            Way::AsWritten => frame.point((x, y), degrees),
            Way::Swapped => frame.point((y, x), degrees),
            Way::Zone(_) if degrees => None,
            Way::Zone(add) => frame.point((x + add, y), false),
        }
    }
}

impl Coordinates {
    /// The points of a row on the county's grid; one that lies outside is reported.
    pub fn shape(&self, number: usize, table: &Table, report: &mut Report) -> Vec<Point> {
        let Some(points) = self.rows.get(number) else { return Vec::new() };
        if !self.inside || self.unread.contains(&number) {
            return points.clone();
        }
        let (spec, edge_m) = self.edge;
        let out = |v: f32, max: f32| (-v).max(v - max).max(0.0);
        let off = |p: &Point| out(p.x_m, spec.width_m()).max(out(p.y_m, spec.height_m()));
        match points.first() {
            Some(p) if off(p) > edge_m => {
                let message = Msg::new("pack-outside").with("km", (off(p) / 100.0).ceil() / 10.0);
                report.fault(table.fault(&table.rows[number], None, message));
            }
            None => report.fault(table.fault(&table.rows[number], None, Msg::new("pack-no-point"))),
            Some(_) => {}
        }
        points.clone()
    }

    /// Names of the columns of coordinates in an export.
    pub fn headers(geometry: Geometry) -> &'static [&'static [&'static str]] {
        match geometry {
            Geometry::Point(_) | Geometry::Cell(_) => &[X, Y],
            Geometry::Line(_) | Geometry::Course(_) => &[LINE],
            Geometry::None => &[],
        }
    }

    /// Texts of these columns: metres east and north of the south-west corner.
    pub fn texts(geometry: Geometry, value: &Value, spec: &GridSpec) -> Vec<String> {
        let height_m = asc::cell_size_m(spec) * spec.rows as f64;
        let point = |v: &Value| {
            let of = |key: &str| v.get(key).and_then(Value::as_f64).unwrap_or_default();
            [of("x_m").to_string(), north(of("y_m"), height_m)]
        };
        let centre = |v: &Value| {
            let p = spec.centre(v.as_u64().unwrap_or_default() as usize);
            [f64::from(p.x_m).to_string(), north(f64::from(p.y_m), height_m)]
        };
        let wkt = |points: Vec<[String; 2]>| {
            format!("LINESTRING ({})", points.iter().map(|p| p.join(" ")).collect::<Vec<_>>().join(", "))
        };
        let list = |path: &str| get(value, path).and_then(Value::as_array).cloned().unwrap_or_default();
        match geometry {
            Geometry::Point(path) => get(value, path).map(point).unwrap_or_default().to_vec(),
            Geometry::Cell(path) => get(value, path).map(centre).unwrap_or_default().to_vec(),
            Geometry::Line(path) => vec![wkt(list(path).iter().map(point).collect())],
            Geometry::Course(path) => vec![wkt(list(path).iter().map(centre).collect())],
            Geometry::None => Vec::new(),
        }
    }
}

/// Metres north of the south edge with the fewest digits from which the metres south of the north edge come back to
/// the bit, as [`Frame::point`] reckons them.
fn north(y_m: f64, height_m: f64) -> String {
    let wanted = y_m as f32;
    (0..12)
        .map(|digits| format!("{:.digits$}", height_m - y_m))
        .find(|text| {
            text.parse::<f64>().is_ok_and(|north| ((height_m - north) as f32).to_bits() == wanted.to_bits())
        })
        .unwrap_or_else(|| (height_m - y_m).to_string())
}

/// Coordinates as written.
#[derive(Default)]
struct Raw {
    rows: Vec<Vec<(f64, f64)>>,
    /// Whether they are degrees by their headers.
    degrees: bool,
    unread: BTreeSet<usize>,
}

fn raw(schema: &Schema, table: &Table, report: &mut Report) -> Option<Raw> {
    if schema.geometry == Geometry::None {
        return None;
    }
    if table.geojson {
        let rows = table.rows.iter().map(|row| row.shape.clone()).collect();
        return Some(Raw { rows, degrees: true, ..Raw::default() });
    }
    let find = |names: &[&str]| table.headers.iter().position(|header| named(header, names));
    if matches!(schema.geometry, Geometry::Line(_) | Geometry::Course(_)) {
        let Some(column) = find(LINE) else {
            let message = Msg::new("pack-column-missing").with("names", LINE.join(", "));
            report.fault(Fault { line: 1, column: 1, ..Fault::file(&table.file, message) });
            return None;
        };
        let rows = table.rows.iter().map(|row| {
            wkt(&row.cells[column]).unwrap_or_else(|| {
                let text: String = row.cells[column].chars().take(40).collect();
                let fault = table.fault(row, Some(column), Msg::new("pack-cell").with("text", text));
                report.fault(fault.expected(Msg::new("pack-expect-line")));
                Vec::new()
            })
        });
        return Some(Raw { rows: rows.collect(), ..Raw::default() });
    }
    let metres = find(X).zip(find(Y));
    let Some((x, y)) = metres.or(find(LON).zip(find(LAT))) else {
        let names = format!(
            "{} + {} / {} + {}",
            X[..2].join(", "),
            Y[..2].join(", "),
            LON[..2].join(", "),
            LAT[..2].join(", ")
        );
        let message = Msg::new("pack-column-missing").with("names", names);
        report.fault(Fault { line: 1, column: 1, ..Fault::file(&table.file, message) });
        return None;
    };
    let mut raw = Raw { degrees: metres.is_none(), ..Raw::default() };
    for (number_of, row) in table.rows.iter().enumerate() {
        let mut value = |column: usize| {
            let value = number(&row.cells[column]);
            if value.is_none() {
                let message = if row.cells[column].is_empty() {
                    Msg::new("data-empty")
                } else {
                    Msg::new("pack-cell").with("text", row.cells[column].chars().take(40).collect::<String>())
                };
                report
                    .fault(table.fault(row, Some(column), message).expected(Msg::new("data-expect-number")));
            }
            value
        };
        let xy = (value(x), value(y));
        if xy.0.is_none() || xy.1.is_none() {
            raw.unread.insert(number_of);
        }
        raw.rows.push(xy.0.zip(xy.1).into_iter().collect());
    }
    Some(raw)
}

/// Points of `LINESTRING (x y, x y)`, or of `x y; x y` with commas or semicolons between points.
fn wkt(text: &str) -> Option<Vec<(f64, f64)>> {
    let inner = text.split_once('(').map_or(text, |(_, rest)| rest.trim_end_matches([')', ' ']));
    if inner.trim().is_empty() {
        return Some(Vec::new());
    }
    inner
        .split([',', ';'])
        .map(|pair| {
            let mut words =
                pair.split_whitespace().map(|word| word.parse::<f64>().ok().filter(|v| v.is_finite()));
            Some((words.next()??, words.next()??))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn norths_give_the_same_bits_back(y_m in 0.01f32..120_000.0, rows in 64usize..2048, cell_m in 20.0f32..200.0) {
            let height_m = f64::from(cell_m) * rows as f64;
            let text = north(f64::from(y_m), height_m);
            let back = (height_m - text.parse::<f64>().unwrap()) as f32;
            prop_assert_eq!(back.to_bits(), y_m.to_bits(), "{}", text);
        }
    }

    #[test]
    fn lines_are_read_with_and_without_their_keyword() {
        let points = Some(vec![(1.0, 2.0), (3.5, -4.0)]);
        assert_eq!((wkt("LINESTRING (1 2, 3.5 -4)"), wkt("1 2; 3.5 -4")), (points.clone(), points));
        assert_eq!((wkt("LINESTRING (1 2, x 4)"), wkt("1")), (None, None));
    }
}
