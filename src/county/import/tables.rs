//! The tables of a pack.

use super::{
    frame::Frame,
    grids::{Ground, Whole},
    manifest::Manifest,
    report::Report,
    rows::{self, Limits, Read},
    schema::{self, Schema},
    table::{self, Table},
};
use crate::{
    county::{
        Base, County, Dyke, Gauge, Place, Polder, Reservoir, River, Road, RoadNet, Shelter, Store, Township,
        Village,
    },
    data::{Fault, Msg},
    num::Point,
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
    pub hospitals: Option<Vec<Read<Place>>>,
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
        townships: count("townships"),
        polders: count("polders"),
        dykes: count("dykes"),
    };
    let mut texts = Texts { tables, frame, limits, townships: Vec::new() };
    let townships = texts.things::<Township>(&schema::TOWNSHIPS, report);
    texts.townships = townships.iter().flatten().map(|read| read.item.clone()).collect();
    Tables {
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
        townships,
    }
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

/// All tables of a county, as an export has them.
#[derive(Debug)]
pub struct WholeTables(Tables);

impl Tables {
    /// All tables, if each is there with the fields that only exports have.
    pub fn whole(self) -> Option<WholeTables> {
        fn all<T>(reads: Option<&Vec<Read<T>>>, fields: &[&str]) -> bool {
            reads.is_some_and(|reads| reads.iter().all(|r| fields.iter().all(|f| r.given.contains(*f))))
        }
        let whole = all(self.townships.as_ref(), &["node"])
            && all(self.villages.as_ref(), &["node", "cells"])
            && all(self.nodes.as_ref(), &[])
            && all(self.roads.as_ref(), &["from", "to", "cells", "raised_m"])
            && all(self.rivers.as_ref(), &["cells", "width_m", "bank_depth_m"])
            && all(self.reservoirs.as_ref(), &["cells"])
            && all(self.dykes.as_ref(), &[])
            && all(self.polders.as_ref(), &[])
            && all(self.gauges.as_ref(), &["cell"])
            && all(self.shelters.as_ref(), &["place.node"])
            && all(self.stores.as_ref(), &["place.node"])
            && all(self.teams.as_ref(), &["place.node"])
            && all(self.hospitals.as_ref(), &["node"]);
        whole.then_some(WholeTables(self))
    }
}

impl WholeTables {
    /// The county that was exported.
    pub fn county(self, manifest: Manifest, ground: Ground, grids: Whole) -> County {
        fn items<T>(reads: Option<Vec<Read<T>>>) -> Vec<T> {
            reads.into_iter().flatten().map(|read| read.item).collect()
        }
        let tables = self.0;
        County {
            name: manifest.name,
            seed: manifest.seed,
            spec: ground.frame.spec,
            ground_m: ground.ground_m,
            cover: grids.cover,
            soil: grids.soil,
            soil_depth_m: grids.soil_depth_m,
            base_depth_m: grids.base_depth_m,
            drainage_m2: grids.drainage_m2,
            fixed_level: grids.lake,
            rivers: items(tables.rivers),
            reservoirs: items(tables.reservoirs),
            dykes: items(tables.dykes),
            polders: items(tables.polders),
            gauges: items(tables.gauges),
            townships: items(tables.townships),
            villages: items(tables.villages),
            roads: road_net(items(tables.nodes), items(tables.roads)),
            shelters: items(tables.shelters),
            stores: items(tables.stores),
            bases: items(tables.teams),
            hospitals: items(tables.hospitals),
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
    RoadNet { nodes, roads, links }
}
