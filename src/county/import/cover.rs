//! Land cover of common products as ours.

use super::{
    manifest::{Classes, Manifest},
    raster::Raster,
    report::{Place, Report, at},
};
use crate::{
    county::Cover,
    data::{Fault, Msg},
};
use std::collections::BTreeMap;

use Cover::{Bare, Broadleaf, BuiltUp, DryField, Grass, MassonPine, Orchard, Paddy, Shrub, Water};

/// GlobeLand30 (Chen et al. 2015): cultivated land is paddy, woods are broadleaf; wetland counts as grass, tundra,
/// bare and ice as bare.
const GLOBELAND30: &[(u32, Cover)] = &[
    (10, Paddy),
    (20, Broadleaf),
    (30, Grass),
    (40, Shrub),
    (50, Grass),
    (60, Water),
    (70, Bare),
    (80, BuiltUp),
    (90, Bare),
    (100, Bare),
];

/// CLCD (Yang and Huang 2021): cropland, forest, shrub, grassland, water, snow and ice, barren, impervious, wetland.
const CLCD: &[(u32, Cover)] = &[
    (1, Paddy),
    (2, Broadleaf),
    (3, Shrub),
    (4, Grass),
    (5, Water),
    (6, Bare),
    (7, Bare),
    (8, BuiltUp),
    (9, Grass),
];

/// ESA WorldCover (Zanaga et al. 2022): trees, shrubs, grass, crops, built-up, sparse, snow, water, wetland,
/// mangroves, moss.
const WORLDCOVER: &[(u32, Cover)] = &[
    (10, Broadleaf),
    (20, Shrub),
    (30, Grass),
    (40, Paddy),
    (50, BuiltUp),
    (60, Bare),
    (70, Bare),
    (80, Water),
    (90, Grass),
    (95, Broadleaf),
    (100, Grass),
];

/// GB/T 21010-2017 first-level classes: 耕地, 园地, 林地, 草地, 商服, 工矿仓储, 住宅, 公共管理, 特殊, 交通运输, 水域,
/// 其他.
const GB_T_21010: &[(u32, Cover)] = &[
    (1, Paddy),
    (2, Orchard),
    (3, MassonPine),
    (4, Grass),
    (5, BuiltUp),
    (6, BuiltUp),
    (7, BuiltUp),
    (8, BuiltUp),
    (9, BuiltUp),
    (10, BuiltUp),
    (11, Water),
    (12, Bare),
];

/// Cultivated land on slopes above this, m/m, is dry field, where a product does not tell: paddies are level.
const PADDY_MAX_SLOPE: f32 = 0.12;

fn classes(manifest: &Manifest) -> BTreeMap<u32, Cover> {
    let mut map: BTreeMap<u32, Cover> = match manifest.classes {
        Classes::Sandtable => Cover::ALL.into_iter().map(|cover| (cover as u32, cover)).collect(),
        Classes::GlobeLand30 => GLOBELAND30.iter().copied().collect(),
        Classes::Clcd => CLCD.iter().copied().collect(),
        Classes::WorldCover => WORLDCOVER.iter().copied().collect(),
        Classes::GbT21010 => GB_T_21010.iter().copied().collect(),
    };
    map.extend(manifest.class_map.iter().map(|(code, cover)| (*code, *cover)));
    map
}

/// Check that every code of a raster is known; the first cell of each that is not is reported.
pub fn check(raster: &Raster, manifest: &Manifest, report: &mut Report) {
    let known = classes(manifest);
    let mut strange: BTreeMap<i64, (usize, usize)> = BTreeMap::new();
    for (cell, value) in raster.values.iter().enumerate().filter(|(_, v)| !v.is_nan()) {
        if !code(*value).is_some_and(|code| known.contains_key(&code)) {
            strange.entry((f64::from(*value) * 1000.0) as i64).or_insert((cell, 0)).1 += 1;
        }
    }
    let names = known.iter().map(|(code, cover)| format!("{code} {cover:?}")).collect::<Vec<_>>().join(", ");
    for (value, (cell, count)) in strange.into_iter().take(20) {
        let message = Msg::new("pack-class")
            .with("code", value as f64 / 1000.0)
            .with("n", count)
            .with("row", cell / raster.cols + 1)
            .with("col", cell % raster.cols + 1);
        let place = place(raster, cell);
        let fault =
            at(&raster.file, place, "", message).expected(Msg::new("data-other").with("text", &names));
        report.fault(Fault { hint: Some(Msg::new("pack-class-hint")), ..fault });
    }
}

/// Covers of the codes of a raster on the county's grid; `None` where there is no data.
pub fn covers(codes: &[f32], manifest: &Manifest, slope: impl Fn(usize) -> f32) -> Vec<Option<Cover>> {
    let known = classes(manifest);
    let coarse = manifest.classes != Classes::Sandtable;
    let cover = |(cell, value): (usize, &f32)| {
        let cover = known.get(&code(*value)?).copied()?;
        Some(if coarse && cover == Paddy && slope(cell) > PADDY_MAX_SLOPE { DryField } else { cover })
    };
    codes.iter().enumerate().map(cover).collect()
}

fn code(value: f32) -> Option<u32> {
    (value >= 0.0 && value.fract() == 0.0 && value < 1e6).then_some(value as u32)
}

/// Where a cell of a raster stands in its file.
pub fn place(raster: &Raster, cell: usize) -> Place {
    let line = raster.first_line.map_or(0, |first| first + (cell / raster.cols) as u32);
    Place { line, column: if line == 0 { 0 } else { (cell % raster.cols) as u32 + 1 } }
}
