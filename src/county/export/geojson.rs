//! Every feature of a county as GeoJSON. Coordinates are metres east and north of the south-west corner, as in the
//! rasters beside it: the county is made up and lies nowhere on Earth.

use crate::{
    county::{County, Place, Side},
    num::Point,
    text::Name,
};
use serde_json::{Value, json};

/// A feature collection of all named things.
pub fn features(county: &County) -> Value {
    let maker = Maker { county };
    let mut all = Vec::new();
    for river in &county.rivers {
        let line: Vec<Point> = river.cells.iter().map(|c| county.spec.centre(*c as usize)).collect();
        let more = json!({"main": river.main, "enters": river.enters});
        all.push(maker.feature("river", &river.id, &river.name, maker.line(&line), more));
    }
    for reservoir in &county.reservoirs {
        let more = json!({"level_m": reservoir.level_m, "crest_m": reservoir.crest_m, "cells": reservoir.cells.len()});
        all.push(maker.feature(
            "reservoir",
            &reservoir.id,
            &reservoir.name,
            maker.point(reservoir.dam),
            more,
        ));
    }
    for stretch in county.dykes.iter().flat_map(|d| &d.stretches) {
        let faces: Vec<Value> = stretch.faces.iter().map(|f| maker.face(f.cell, f.side)).collect();
        let crest_m = stretch.crest_m.iter().copied().fold(f32::INFINITY, f32::min);
        let more =
            json!({"length_m": stretch.length_m, "height_m": stretch.height_m, "lowest_crest_m": crest_m});
        let lines = json!({"type": "MultiLineString", "coordinates": faces});
        all.push(maker.feature("dyke-stretch", &stretch.id, &stretch.name, lines, more));
    }
    for gauge in &county.gauges {
        let at = maker.point(county.spec.centre(gauge.cell as usize));
        let more = json!({"warning_m": gauge.warning_m, "guarantee_m": gauge.guarantee_m});
        all.push(maker.feature("gauge", &gauge.id, &gauge.name, at, more));
    }
    for township in &county.townships {
        let more = json!({"named_in_plan": township.named_in_plan});
        all.push(maker.feature("township", &township.id, &township.name, maker.point(township.seat), more));
    }
    for village in &county.villages {
        let more = json!({
            "township": county.townships[village.township].id,
            "people": village.people,
            "households": village.households,
            "need_help": village.need_help,
            "polder": village.polder.map(|p| &county.polders[p].id),
        });
        all.push(maker.feature("village", &village.id, &village.name, maker.point(village.at), more));
    }
    for (k, road) in county.roads.roads.iter().enumerate() {
        let more = json!({"class": road.class, "length_m": road.length_m, "from": road.from, "to": road.to});
        all.push(maker.feature("road", &format!("road-{k}"), &road.name, maker.line(&road.line), more));
    }
    for shelter in &county.shelters {
        let kinds = shelter.equipment.iter().filter(|e| **e).count();
        let more = json!({"shelter": shelter.kind, "area_m2": shelter.area_m2, "equipment_kinds": kinds});
        all.push(maker.place("shelter", &shelter.place, more));
    }
    for store in &county.stores {
        let stock: serde_json::Map<String, Value> =
            store.stock.iter().map(|(item, n)| (format!("{item:?}"), json!(n))).collect();
        all.push(maker.place(
            "store",
            &store.place,
            json!({"tier": store.tier, "area_m2": store.area_m2, "stock": stock}),
        ));
    }
    for base in &county.bases {
        let more = json!({"team": base.kind, "size": base.size, "boats": base.boats});
        all.push(maker.place("base", &base.place, more));
    }
    all.extend(county.hospitals.iter().map(|h| maker.place("hospital", &h.place, json!({"beds": h.beds}))));
    for facility in &county.facilities {
        let more = json!({
            "facility": facility.kind, "size": facility.size, "day_people": facility.day_people,
            "tanks": facility.tanks, "source": facility.source,
        });
        if facility.line.len() > 1 {
            let line = maker.line(&facility.line);
            all.push(maker.feature("facility", &facility.place.id, &facility.place.name, line, more));
        } else {
            all.push(maker.place("facility", &facility.place, more));
        }
    }
    for risk in &county.risks {
        let more = json!({
            "risk": risk.kind, "people": risk.people, "grade": risk.grade, "safety": risk.safety,
            "listed": risk.listed, "township": county.townships[risk.township].id, "cells": risk.cells.len(),
        });
        all.push(maker.feature("risk", &risk.id, &risk.name, maker.point(risk.at), more));
    }
    for structure in &county.roads.structures {
        let more = json!({
            "structure": structure.kind, "span_m": structure.span_m, "deck_m": structure.deck_m,
            "opening_m2": structure.opening_m2, "road": structure.road,
        });
        all.push(maker.feature(
            "road-structure",
            &structure.id,
            &structure.name,
            maker.point(structure.at),
            more,
        ));
    }
    let middle = |cell: u32| maker.point(county.spec.centre(cell as usize));
    for polder in &county.polders {
        for gate in &polder.gates {
            let more = json!({"sill_m": gate.sill_m, "width_m": gate.width_m, "height_m": gate.height_m});
            all.push(maker.feature("gate", &gate.id, &gate.name, middle(gate.inside), more));
        }
        for pump in &polder.pumps {
            let more = json!({"capacity_m3s": pump.capacity_m3s, "on_m": pump.on_m, "off_m": pump.off_m});
            all.push(maker.feature("pump-station", &pump.id, &pump.name, middle(pump.inside), more));
        }
    }
    json!({"type": "FeatureCollection", "name": county.name.en, "features": all})
}

struct Maker<'a> {
    county: &'a County,
}

impl Maker<'_> {
    fn xy(&self, p: Point) -> Value {
        let tenths = |v: f32| (f64::from(v) * 10.0).round() / 10.0;
        json!([tenths(p.x_m), tenths(self.county.spec.height_m() - p.y_m)])
    }

    fn point(&self, p: Point) -> Value {
        json!({"type": "Point", "coordinates": self.xy(p)})
    }

    fn line(&self, points: &[Point]) -> Value {
        let coordinates: Vec<Value> = points.iter().map(|p| self.xy(*p)).collect();
        json!({"type": "LineString", "coordinates": coordinates})
    }

    /// Both ends of a cell face.
    fn face(&self, cell: u32, side: Side) -> Value {
        let centre = self.county.spec.centre(cell as usize);
        let half = 0.5 * self.county.spec.cell_m;
        let end =
            |dx: f32, dy: f32| self.xy(Point { x_m: centre.x_m + dx * half, y_m: centre.y_m + dy * half });
        match side {
            Side::East => json!([end(1.0, -1.0), end(1.0, 1.0)]),
            Side::South => json!([end(-1.0, 1.0), end(1.0, 1.0)]),
        }
    }

    fn place(&self, kind: &str, place: &Place, more: Value) -> Value {
        let mut more = more;
        more["township"] = json!(self.county.townships[place.township].id);
        self.feature(kind, &place.id, &place.name, self.point(place.at), more)
    }

    fn feature(&self, kind: &str, id: &str, name: &Name, geometry: Value, more: Value) -> Value {
        let mut properties = json!({"kind": kind, "id": id, "name_zh": name.zh, "name_en": name.en});
        if let (Some(all), Value::Object(more)) = (properties.as_object_mut(), more) {
            all.extend(more);
        }
        json!({"type": "Feature", "properties": properties, "geometry": geometry})
    }
}
