//! The tables of a pack.

use super::{
    cell,
    frame::Frame,
    grids::{Extra, Ground, Whole},
    manifest::Manifest,
    report::Report,
    rows::{self, Limits, Read},
    schema::{self, Schema},
    table::{self, Row, Table},
};
use crate::{
    county::{
        Base, County, Dyke, Facility, Gauge, Hospital, Polder, Reservoir, RiskSection, RiskSpot, River, Road,
        RoadNet, RoadStructure, Shelter, Store, Township, Village,
    },
    data::{Fault, Msg},
    num::Point,
    text::Name,
};
use serde::de::DeserializeOwned;
use std::{collections::BTreeMap, path::Path};

/// The things of each table, `None` where a pack has no such table.
#[derive(Debug, Default)]
pub struct Tables {
    pub townships: Option<Vec<Read<Township>>>,
    pub villages: Option<Vec<Read<Village>>>,
    pub nodes: Option<Vec<Read<Point>>>,
    pub roads: Option<Vec<Read<Road>>>,
    pub rivers: Option<Vec<Read<River>>>,
    pub reservoirs: Option<Vec<Read<Reservoir>>>,
    pub dykes: Option<Vec<Read<Dyke>>>,
    pub polders: Option<Vec<Read<Polder>>>,
    pub gauges: Option<Vec<Read<Gauge>>>,
    pub shelters: Option<Vec<Read<Shelter>>>,
    pub stores: Option<Vec<Read<Store>>>,
    pub teams: Option<Vec<Read<Base>>>,
    pub hospitals: Option<Vec<Read<Hospital>>>,
    pub facilities: Option<Vec<Read<Facility>>>,
    pub risks: Option<Vec<Read<RiskSpot>>>,
    pub structures: Option<Vec<Read<RoadStructure>>>,
    pub sections: Option<Vec<Read<RiskSection>>>,
    /// Townships that the villages name, where there is no table of townships; the most peopled first.
    pub named: Vec<Township>,
    /// The tables as text, for faults found later.
    pub texts: BTreeMap<&'static str, Table>,
}

/// The tables as text.
struct Texts<'a> {
    tables: BTreeMap<&'static str, Table>,
    frame: &'a Frame,
    limits: Limits,
    townships: Vec<Township>,
}

impl Texts<'_> {
    fn things<T: DeserializeOwned>(
        &self,
        schema: &'static Schema,
        report: &mut Report,
    ) -> Option<Vec<Read<T>>> {
        let table = self.tables.get(schema.stem)?;
        Some(rows::read(schema, table, self.frame, &self.townships, &self.limits, report))
    }
}

/// Read all tables of a folder.
pub fn read(folder: &Path, frame: &Frame, report: &mut Report) -> Tables {
    let mut tables = BTreeMap::new();
    for schema in schema::ALL {
        if let Some(table) = table::read(folder, schema.stem, report) {
            tables.insert(schema.stem, table);
        }
    }
    strangers(folder, report);
    let count = |stem: &str| tables.get(stem).map_or(0, |t: &Table| t.rows.len());
    let limits = Limits {
        cells: frame.spec.len(),
        nodes: count("nodes"),
        roads: count("roads"),
        townships: count("townships"),
        polders: count("polders"),
        dykes: count("dykes"),
    };
    let mut texts = Texts { tables, frame, limits, townships: Vec::new() };
    let townships = texts.things::<Township>(&schema::TOWNSHIPS, report);
    texts.townships = match &townships {
        Some(townships) => townships.iter().map(|read| read.item.clone()).collect(),
        None => texts.tables.get("villages").map(named_by).unwrap_or_default(),
    };
    texts.limits.townships = texts.townships.len();
    let named = if townships.is_none() { texts.townships.clone() } else { Vec::new() };
    let tables = Tables {
        villages: texts.things(&schema::VILLAGES, report),
        nodes: texts.things(&schema::NODES, report),
        roads: texts.things(&schema::ROADS, report),
        rivers: texts.things(&schema::RIVERS, report),
        reservoirs: texts.things(&schema::RESERVOIRS, report),
        dykes: texts.things(&schema::DYKES, report),
        polders: texts.things(&schema::POLDERS, report),
        gauges: texts.things(&schema::GAUGES, report),
        shelters: texts.things(&schema::SHELTERS, report),
        stores: texts.things(&schema::STORES, report),
        teams: texts.things(&schema::TEAMS, report),
        hospitals: texts.things(&schema::HOSPITALS, report),
        facilities: texts.things(&schema::FACILITIES, report),
        risks: texts.things(&schema::RISKS, report),
        structures: texts.things(&schema::STRUCTURES, report),
        sections: texts.things(&schema::SECTIONS, report),
        townships,
        named,
        texts: texts.tables,
    };
    for stem in ["townships", "villages", "nodes", "roads"] {
        if tables.texts.get(stem).is_some_and(|table| table.rows.is_empty()) && report.sound() {
            let file = tables.texts.get(stem).map_or("", |table| table.file.as_str());
            report.fault(Fault::file(file, Msg::new("pack-table-empty")));
        }
    }
    tables
}

/// The townships that a table of villages names, the most peopled first.
fn named_by(villages: &Table) -> Vec<Township> {
    let column = |path: &str| {
        let column = schema::VILLAGES.columns.iter().find(|c| c.path == path)?;
        villages.headers.iter().position(|header| schema::named(header, column.names))
    };
    let Some(township) = column("township") else { return Vec::new() };
    let people = column("people");
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    for row in villages.rows.iter().filter(|row| !row.cells[township].is_empty()) {
        let people = people.and_then(|k| cell::number(&row.cells[k])).unwrap_or_default();
        *sums.entry(&row.cells[township]).or_default() += people;
    }
    let mut towns: Vec<(&str, f64)> = sums.into_iter().collect();
    towns.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let town = |(k, (name, _)): (usize, &(&str, f64))| Township {
        id: format!("township-{:03}", k + 1),
        name: Name::new(*name, *name),
        seat: Point::default(),
        node: 0,
        named_in_plan: true,
    };
    towns.iter().enumerate().map(town).collect()
}

/// Files that look like tables or grids of a pack but are none.
fn strangers(folder: &Path, report: &mut Report) {
    const GRIDS: [&str; 9] =
        ["dem", "landcover", "fuel", "soil", "soil_depth", "base_depth", "drainage", "lake", "county"];
    let known = || schema::ALL.iter().map(|schema| schema.stem).chain(GRIDS);
    let Ok(files) = std::fs::read_dir(folder) else { return };
    let mut names: Vec<String> =
        files.filter_map(|f| f.ok().and_then(|f| f.file_name().into_string().ok())).collect();
    names.sort();
    for name in names {
        let Some((stem, end)) = name.rsplit_once('.') else { continue };
        let data = ["csv", "geojson", "asc", "tif", "tiff", "xls", "xlsx", "shp"].contains(&end);
        if data && (!known().any(|k| k == stem) || ["xls", "xlsx", "shp"].contains(&end)) {
            let hint = if end.starts_with("xls") || end == "shp" {
                Some(Msg::new("pack-save-as-hint"))
            } else {
                crate::data::near(stem, known())
            };
            report.warn(Fault::file(&name, Msg::new("pack-file-unknown")).hint(hint));
        }
    }
}

impl Tables {
    /// Whether all that the rest of a county stands on is there, with the fields that only exports have; shelters,
    /// stores, teams and hospitals may be missing.
    pub fn whole(&self) -> bool {
        fn all<T>(reads: Option<&Vec<Read<T>>>, fields: &[&str]) -> bool {
            reads.is_some_and(|reads| reads.iter().all(|r| fields.iter().all(|f| r.given.contains(*f))))
        }
        let sites = |stem: &str, path: &str| {
            let column = format!("_{path}");
            self.texts.get(stem).is_none_or(|table| table.rows.is_empty() || table.headers.contains(&column))
        };
        all(self.townships.as_ref(), &["node"])
            && all(self.villages.as_ref(), &["node", "cells"])
            && all(self.nodes.as_ref(), &[])
            && all(self.roads.as_ref(), &["from", "to", "cells", "raised_m"])
            && all(self.rivers.as_ref(), &["cells", "width_m", "bank_depth_m"])
            && all(self.reservoirs.as_ref(), &["cells"])
            && all(self.dykes.as_ref(), &[])
            && all(self.polders.as_ref(), &[])
            && all(self.gauges.as_ref(), &["cell"])
            && ["shelters", "stores", "teams", "hospitals", "facilities"]
                .iter()
                .all(|stem| sites(stem, "place.node"))
            && sites("risks", "node")
    }

    /// Names of the tables and grids that are generated on the ground of this pack.
    pub fn missing(&self, extra: &Extra) -> Vec<String> {
        let used = [
            "villages",
            "roads",
            "rivers",
            "shelters",
            "stores",
            "teams",
            "hospitals",
            "facilities",
            "risks",
        ];
        let tables = schema::ALL.iter().map(|schema| schema.stem).filter(|stem| {
            let given = self.texts.contains_key(stem) && (used.contains(stem) || *stem == "townships");
            !["nodes", "road_structures", "road_sections"].contains(stem)
                && !given
                && (*stem != "townships" || self.named.is_empty())
        });
        let cover = extra.cover.is_none().then_some("landcover");
        cover.into_iter().chain(["soil"]).chain(tables).map(str::to_owned).collect()
    }

    /// A row of a table.
    pub fn row(&self, stem: &str, row: usize) -> Option<(&Table, &Row)> {
        let table = self.texts.get(stem)?;
        Some((table, table.rows.get(row)?))
    }

    /// The county that was exported; tables of sites that are missing are empty and named in `generated`.
    pub fn county(self, manifest: &Manifest, ground: Ground, grids: Whole) -> County {
        fn items<T>(reads: Option<Vec<Read<T>>>) -> Vec<T> {
            reads.into_iter().flatten().map(|read| read.item).collect()
        }
        let mut generated = manifest.generated.clone();
        for stem in ["shelters", "stores", "teams", "hospitals", "facilities", "risks"] {
            if !self.texts.contains_key(stem) && !generated.iter().any(|g| g == stem) {
                generated.push(stem.to_owned());
            }
        }
        County {
            name: manifest.name.clone(),
            seed: manifest.seed,
            profile: manifest.profile.clone(),
            lake_name: manifest.lake.clone(),
            generated,
            spec: ground.frame.spec,
            ground_m: ground.ground_m,
            cover: grids.cover,
            soil: grids.soil,
            soil_depth_m: grids.soil_depth_m,
            base_depth_m: grids.base_depth_m,
            drainage_m2: grids.drainage_m2,
            fixed_level: grids.lake,
            rivers: items(self.rivers),
            reservoirs: items(self.reservoirs),
            dykes: items(self.dykes),
            polders: items(self.polders),
            gauges: items(self.gauges),
            townships: items(self.townships),
            villages: items(self.villages),
            roads: RoadNet {
                structures: items(self.structures),
                sections: items(self.sections),
                ..road_net(items(self.nodes), items(self.roads))
            },
            shelters: items(self.shelters),
            stores: items(self.stores),
            bases: items(self.teams),
            hospitals: items(self.hospitals),
            facilities: items(self.facilities),
            risks: items(self.risks),
        }
    }
}

/// A network with the links of each node.
pub fn road_net(nodes: Vec<Point>, roads: Vec<Road>) -> RoadNet {
    let mut links = vec![Vec::new(); nodes.len()];
    for (k, road) in roads.iter().enumerate() {
        for (here, there) in [(road.from, road.to), (road.to, road.from)] {
            if let Some(links) = links.get_mut(here) {
                links.push((k, there));
            }
        }
    }
    RoadNet { nodes, roads, links, ..RoadNet::default() }
}
