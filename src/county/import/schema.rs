//! The columns of every table of a pack.
//!
//! A column is known by any of its names; the first two, Chinese and English, head it in an export. What a thing has
//! beyond these columns stands, in an export, in columns that begin with `_` and hold JSON: so a table of a person's
//! own needs only a few columns, and one that was exported gives the same things back.

/// A table of a pack.
#[derive(Debug)]
pub struct Schema {
    /// Name of the file without its ending.
    pub stem: &'static str,
    pub geometry: Geometry,
    pub columns: &'static [Column],
}

/// Where the things of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Geometry {
    /// At a point, by the path of its field.
    Point(&'static str),
    /// In a cell.
    Cell(&'static str),
    /// Along a line of points.
    Line(&'static str),
    /// Along cells, from which the line is drawn; a line given without cells is what the thing is found by.
    Course(&'static str),
    None,
}

/// A column.
#[derive(Debug)]
pub struct Column {
    /// Path of the field, like `place.name.zh`.
    pub path: &'static str,
    /// Chinese, English, and other names.
    pub names: &'static [&'static str],
    pub kind: Kind,
    /// Value as JSON where the column or the cell is empty; `None` where it must be given.
    pub default: Option<&'static str>,
}

/// What a cell of a column holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Text,
    /// Lower-case letters, digits and hyphens, unique in its table.
    Id,
    Real(f64, f64),
    Whole(u32, u32),
    Flag,
    /// One of these, by variant name or any of its other names, the first of which is Chinese.
    Choice(&'static [(&'static str, &'static [&'static str])]),
    /// A township by name or id.
    Township,
    /// Number of a supply in a store; the path is the item.
    Stock,
    /// The twelve kinds of equipment: how many, or a letter Y or N for each.
    Equipment,
    /// Not shown: it is worked out.
    Hidden,
}

use Kind::{Choice, Equipment, Flag, Hidden, Id, Real, Stock, Text, Township, Whole};

const fn col(
    path: &'static str,
    names: &'static [&'static str],
    kind: Kind,
    default: Option<&'static str>,
) -> Column {
    Column { path, names, kind, default }
}

/// A field that only exports have; its value elsewhere.
const fn hidden(path: &'static str, default: &'static str) -> Column {
    col(path, &[], Hidden, Some(default))
}

const ID: &[&str] = &["编号", "id", "代码", "code"];
const ZH: &[&str] = &["名称", "name", "中文名", "name_zh"];
const EN: &[&str] = &["英文名", "name_en"];
const AREA: &[&str] = &["面积_平方米", "area_m2", "面积", "area"];
const TOWNSHIP: &[&str] = &["乡镇", "township", "所属乡镇", "所在乡镇", "街道"];
const KIND: &[&str] = &["类型", "kind", "类别", "种类", "type"];
const MANY: u32 = 10_000_000;

pub const SHELTER_KINDS: &[(&str, &[&str])] = &[
    ("Park", &["公园"]),
    ("Square", &["广场"]),
    ("School", &["学校", "中学", "小学"]),
    ("SportsHall", &["体育馆", "体育场", "stadium"]),
];
pub const TIERS: &[(&str, &[&str])] =
    &[("County", &["县级", "县"]), ("Township", &["乡级", "乡镇", "乡镇级"]), ("Village", &["村级", "村"])];
pub const ROAD_CLASSES: &[(&str, &[&str])] = &[
    ("County", &["县道", "国道", "省道", "高速公路", "primary", "secondary", "trunk"]),
    ("Township", &["乡道", "tertiary"]),
    ("Village", &["村道", "unclassified", "residential"]),
];
pub const TEAM_KINDS: &[(&str, &[&str])] = &[
    ("Fire", &["消防救援队", "消防", "县综合性消防救援队"]),
    ("MilitiaCompany", &["民兵应急连"]),
    ("PartTime", &["兼职救援队", "应急救援兼职队伍"]),
    ("RegionalCentre", &["区域救援中心", "区域性应急救援中心"]),
    ("Township", &["乡镇救援队", "乡镇综合性应急救援队"]),
    ("TownshipMilitia", &["乡镇民兵分队", "乡镇民兵应急救援分队"]),
    ("Medical", &["医疗救护队", "医疗"]),
    ("Experts", &["专家组", "应急专家组", "水利抢险专家组"]),
    ("Volunteers", &["社会救援力量", "志愿者"]),
    ("ForestFire", &["专业森林消防队", "专业森林消防大队"]),
    ("SemiForestFire", &["半专业森林消防队"]),
    ("Village", &["村级应急救援分队"]),
    ("MicroFire", &["微型消防站"]),
    ("Water", &["水上救援队", "水上应急救援中心"]),
    ("Hazmat", &["危化救援队", "危险化学品救援队"]),
    ("Mine", &["矿山救护队"]),
    ("Works", &["企业专职消防队", "工艺处置队"]),
    ("CityRescue", &["市级支援队伍"]),
];

pub const FACILITY_KINDS: &[(&str, &[&str])] = &[
    ("CommandCentre", &["应急指挥中心"]),
    ("Camp", &["综合性营区"]),
    ("TrainingBase", &["训练基地"]),
    ("FireStation", &["消防站"]),
    ("School", &["学校"]),
    ("Stadium", &["体育场馆"]),
    ("Park", &["公园"]),
    ("IndustrialPark", &["工业园区"]),
    ("ChemicalWorks", &["化工企业"]),
    ("Works", &["企业"]),
    ("GasStore", &["燃气储配站"]),
    ("FillingStation", &["加油站"]),
    ("Warehouse", &["仓库"]),
    ("FireworksStore", &["烟花爆竹仓库"]),
    ("CoalMine", &["煤矿"]),
    ("Mine", &["矿山"]),
    ("TailingsPond", &["尾矿库"]),
    ("Substation", &["变电站"]),
    ("WaterWorks", &["水厂"]),
    ("BaseStation", &["通信基站"]),
    ("RainGauge", &["雨量站"]),
    ("SlopeGauge", &["边坡监测点"]),
    ("LookoutTower", &["瞭望塔"]),
    ("FirePond", &["消防水池"]),
    ("FireBreak", &["防火隔离带"]),
    ("Loudspeaker", &["应急广播"]),
    ("Underpass", &["下穿道"]),
    ("Temple", &["寺庙"]),
];
pub const RISK_KINDS: &[(&str, &[&str])] = &[
    ("Slope", &["滑坡隐患点"]),
    ("Gully", &["泥石流沟"]),
    ("FlashFlood", &["山洪灾害危险区"]),
    ("Dyke", &["病险堤垸"]),
    ("FireStand", &["火险林区"]),
    ("MajorHazard", &["重大危险源"]),
    ("RoadSection", &["风险路段"]),
];
pub const STRUCTURE_KINDS: &[(&str, &[&str])] =
    &[("Bridge", &["桥梁"]), ("Culvert", &["涵洞"]), ("Tunnel", &["隧道"])];

// Columns of a thing with a place at a road.
const P0: Column = col("place.id", ID, Id, Some("\"\""));
const P1: Column = col("place.name.zh", ZH, Text, None);
const P2: Column = col("place.name.en", EN, Text, Some("\"\""));
const P3: Column = col("place.township", TOWNSHIP, Township, Some("0"));
const P4: Column = hidden("place.node", "0");

// Columns of any other thing.
const A0: Column = col("id", ID, Id, Some("\"\""));
const A1: Column = col("name.zh", ZH, Text, None);
const A2: Column = col("name.en", EN, Text, Some("\"\""));

pub const TOWNSHIPS: Schema = Schema {
    stem: "townships",
    geometry: Geometry::Point("seat"),
    columns: &[
        A0,
        col("name.zh", &["名称", "name", "乡镇", "乡镇名", "township", "name_zh"], Text, None),
        A2,
        col("named_in_plan", &["预案中有", "named_in_plan"], Flag, Some("true")),
        hidden("node", "0"),
    ],
};

pub const VILLAGES: Schema = Schema {
    stem: "villages",
    geometry: Geometry::Point("at"),
    columns: &[
        A0,
        col("name.zh", &["村名", "name", "名称", "行政村", "village", "name_zh"], Text, None),
        A2,
        col("township", TOWNSHIP, Township, Some("0")),
        col("people", &["人口", "people", "人数", "常住人口", "population"], Whole(0, 500_000), None),
        col("households", &["户数", "households", "总户数"], Whole(0, 200_000), Some("0")),
        col("need_help", &["需帮助人数", "need_help", "独居老人", "弱势人口"], Whole(0, 500_000), Some("0")),
        col("value_yuan", &["财产_元", "value_yuan", "财产"], Real(0.0, 1e13), Some("0.0")),
        col("ages.children", &["儿童", "children", "14岁以下"], Whole(0, 500_000), Some("0")),
        col("ages.elderly", &["老年人", "elderly", "65岁以上"], Whole(0, 500_000), Some("0")),
        col("livestock_households", &["养殖户", "livestock_households"], Whole(0, 200_000), Some("0")),
        hidden("ages.adults", "0"),
        hidden("day_people", "0"),
        hidden("houses", r#"{"by_material": [0, 0, 0, 0], "by_storeys": [0, 0, 0, 0]}"#),
        hidden("hamlets", "[]"),
        hidden("node", "0"),
        hidden("cells", "[]"),
        hidden("polder", "null"),
    ],
};

pub const ROADS: Schema = Schema {
    stem: "roads",
    geometry: Geometry::Line("line"),
    columns: &[
        col("name.zh", &["名称", "name", "路名", "道路名称", "name_zh"], Text, Some("\"\"")),
        A2,
        col(
            "class",
            &["等级", "class", "类型", "道路等级", "highway", "fclass"],
            Choice(ROAD_CLASSES),
            Some("\"Village\""),
        ),
        hidden("from", "0"),
        hidden("to", "0"),
        hidden("length_m", "0.0"),
        hidden("slope", "0.0"),
        hidden("cells", "[]"),
        hidden("raised_m", "[]"),
    ],
};

pub const NODES: Schema = Schema { stem: "nodes", geometry: Geometry::Point(""), columns: &[] };

pub const RIVERS: Schema = Schema {
    stem: "rivers",
    geometry: Geometry::Course("cells"),
    columns: &[
        A0,
        col("name.zh", &["名称", "name", "河名", "name_zh"], Text, Some("\"\"")),
        A2,
        col("main", &["主河", "main", "干流"], Flag, Some("false")),
        col("enters", &["入境", "enters"], Flag, Some("false")),
        hidden("cells", "[]"),
        hidden("width_m", "[]"),
        hidden("bank_depth_m", "[]"),
    ],
};

pub const RESERVOIRS: Schema = Schema {
    stem: "reservoirs",
    geometry: Geometry::Point("dam"),
    columns: &[
        A0,
        A1,
        A2,
        col("level_m", &["水位_米", "level_m", "水位", "正常蓄水位"], Real(-450.0, 8900.0), None),
        col("crest_m", &["坝顶高程_米", "crest_m", "坝顶高程"], Real(-450.0, 8900.0), None),
        hidden("cells", "[]"),
        hidden("dam_cells", "[]"),
        hidden("below", "0"),
        hidden("flood_limit_m", "0.0"),
        hidden("normal_m", "0.0"),
        hidden("design_m", "0.0"),
        hidden("spillway_crest_m", "0.0"),
        hidden("spillway_width_m", "0.0"),
        hidden("outlet_m3s", "0.0"),
        hidden("drains_m2", "0.0"),
        hidden("storage", "[]"),
    ],
};

pub const GAUGES: Schema = Schema {
    stem: "gauges",
    geometry: Geometry::Cell("cell"),
    columns: &[
        A0,
        A1,
        A2,
        col("warning_m", &["警戒水位_米", "warning_m", "警戒水位"], Real(-450.0, 8900.0), None),
        col("guarantee_m", &["保证水位_米", "guarantee_m", "保证水位"], Real(-450.0, 8900.0), None),
    ],
};

pub const DYKES: Schema = Schema { stem: "dykes", geometry: Geometry::None, columns: &[A0, A1, A2] };

pub const POLDERS: Schema = Schema { stem: "polders", geometry: Geometry::None, columns: &[A0, A1, A2] };

pub const SHELTERS: Schema = Schema {
    stem: "shelters",
    geometry: Geometry::Point("place.at"),
    columns: &[
        P0,
        P1,
        P2,
        P3,
        P4,
        col("kind", KIND, Choice(SHELTER_KINDS), Some("\"School\"")),
        col("area_m2", AREA, Real(1.0, 1e7), None),
        col("equipment", &["设施", "equipment", "设施种类数"], Equipment, Some("[]")),
    ],
};

pub const STORES: Schema = Schema {
    stem: "stores",
    geometry: Geometry::Point("place.at"),
    columns: &[
        P0,
        P1,
        P2,
        P3,
        P4,
        col("tier", &["级别", "tier", "层级"], Choice(TIERS), Some("\"Township\"")),
        col("area_m2", AREA, Real(1.0, 1e7), Some("100.0")),
        hidden("stock", "[]"),
        col("Water", &["饮用水_升", "water_l", "饮用水"], Stock, Some("null")),
        col("Food", &["食品_人日", "food_person_days", "食品"], Stock, Some("null")),
        col("Quilt", &["棉被_床", "quilts", "棉被"], Stock, Some("null")),
        col("Bed", &["折叠床_张", "beds", "折叠床"], Stock, Some("null")),
        col("Tent", &["帐篷_顶", "tents", "帐篷"], Stock, Some("null")),
        col("Sandbag", &["沙袋_个", "sandbags", "沙袋", "编织袋"], Stock, Some("null")),
        col("LifeJacket", &["救生衣_件", "life_jackets", "救生衣"], Stock, Some("null")),
    ],
};

pub const TEAMS: Schema = Schema {
    stem: "teams",
    geometry: Geometry::Point("place.at"),
    columns: &[
        P0,
        P1,
        P2,
        P3,
        P4,
        col("kind", KIND, Choice(TEAM_KINDS), None),
        col("size", &["人数", "size", "队员数"], Whole(1, 100_000), None),
        col("boats", &["冲锋舟_艘", "boats", "冲锋舟", "救生艇"], Whole(0, 10_000), Some("0")),
    ],
};

pub const HOSPITALS: Schema = Schema {
    stem: "hospitals",
    geometry: Geometry::Point("place.at"),
    columns: &[
        P0,
        P1,
        P2,
        P3,
        P4,
        col("beds", &["床位_张", "beds", "床位数"], Whole(0, 100_000), Some("30")),
    ],
};

pub const FACILITIES: Schema = Schema {
    stem: "facilities",
    geometry: Geometry::Point("place.at"),
    columns: &[
        P0,
        P1,
        P2,
        P3,
        P4,
        col("kind", KIND, Choice(FACILITY_KINDS), None),
        col("size", &["规模", "size"], Real(0.0, 1e12), Some("0.0")),
        col("day_people", &["白天人数", "day_people", "职工数", "学生数"], Whole(0, 500_000), Some("0")),
        hidden("tanks", "[]"),
        hidden("line", "[]"),
        hidden("source", "null"),
    ],
};

pub const RISKS: Schema = Schema {
    stem: "risks",
    geometry: Geometry::Point("at"),
    columns: &[
        A0,
        A1,
        A2,
        col("kind", KIND, Choice(RISK_KINDS), None),
        col("township", TOWNSHIP, Township, Some("0")),
        col("people", &["威胁人数", "people"], Whole(0, 500_000), Some("0")),
        col("listed", &["已登记", "listed"], Flag, Some("true")),
        hidden("grade", "\"General\""),
        hidden("safety", "null"),
        hidden("node", "0"),
        hidden("cells", "[]"),
    ],
};

pub const STRUCTURES: Schema = Schema {
    stem: "road_structures",
    geometry: Geometry::Point("at"),
    columns: &[
        A0,
        A1,
        A2,
        col("kind", KIND, Choice(STRUCTURE_KINDS), None),
        col("span_m", &["跨度_米", "span_m", "长度"], Real(0.0, 1e5), Some("0.0")),
        col("deck_m", &["桥面高程_米", "deck_m"], Real(-450.0, 8900.0), Some("0.0")),
        col("opening_m2", &["过水面积_平方米", "opening_m2"], Real(0.0, 1e6), Some("0.0")),
        hidden("road", "0"),
        hidden("cells", "[]"),
    ],
};

pub const SECTIONS: Schema = Schema { stem: "road_sections", geometry: Geometry::None, columns: &[] };

/// All tables, in the order in which they are read.
pub const ALL: [&Schema; 17] = [
    &TOWNSHIPS,
    &VILLAGES,
    &NODES,
    &ROADS,
    &RIVERS,
    &RESERVOIRS,
    &DYKES,
    &POLDERS,
    &GAUGES,
    &SHELTERS,
    &STORES,
    &TEAMS,
    &HOSPITALS,
    &FACILITIES,
    &RISKS,
    &STRUCTURES,
    &SECTIONS,
];

pub const X: &[&str] = &["横坐标", "x", "东坐标", "east", "easting", "x_m"];
pub const Y: &[&str] = &["纵坐标", "y", "北坐标", "north", "northing", "y_m"];
pub const LON: &[&str] = &["经度", "lon", "lng", "longitude", "东经"];
pub const LAT: &[&str] = &["纬度", "lat", "latitude", "北纬"];
pub const LINE: &[&str] = &["线", "line", "wkt", "geometry", "线形"];

impl Schema {
    /// Largest number that a [`Kind::Stock`] cell may hold.
    pub const MAX_STOCK: u32 = MANY;

    /// Headers that the table may have, for hints.
    pub fn headers(&self) -> impl Iterator<Item = &'static str> + Clone + use<> {
        let places: &[&[&str]] = match self.geometry {
            Geometry::Line(_) | Geometry::Course(_) => &[LINE],
            Geometry::None => &[],
            _ => &[X, Y, LON, LAT],
        };
        let columns = self.columns;
        columns.iter().map(|c| c.names).chain(places.iter().copied()).flatten().copied()
    }
}

/// Whether a header, such as `村名/name` or `人口（人）`, is one of these names.
pub fn named(header: &str, names: &[&str]) -> bool {
    let bare = |part: &str| {
        let part = part.split(['(', '（', '[', '【']).next().unwrap_or_default();
        part.trim().to_lowercase().replace([' ', '-'], "_")
    };
    header
        .split(['/', '|'])
        .map(bare)
        .any(|part| !part.is_empty() && names.iter().any(|name| name.to_lowercase() == part))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two columns of a table with one name would hide each other.
    #[test]
    fn names_of_columns_differ() {
        for schema in ALL {
            let mut seen = std::collections::BTreeSet::new();
            for name in schema.headers() {
                assert!(seen.insert(name.to_lowercase()), "{}: {name}", schema.stem);
            }
            for column in schema.columns {
                let default = column.default.map(serde_json::from_str::<serde_json::Value>);
                assert!(default.is_none_or(|d| d.is_ok()), "{}: {}", schema.stem, column.path);
            }
        }
    }

    #[test]
    fn headers_are_known_in_either_language_and_with_units() {
        assert!(
            named("村名/name", VILLAGES.columns[1].names) && named(" 人口（人）", VILLAGES.columns[4].names)
        );
        assert!(named("Need-Help", VILLAGES.columns[6].names) && !named("/", VILLAGES.columns[1].names));
    }
}
