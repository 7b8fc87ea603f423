#!/usr/bin/env python3
"""Makes scenarios/counties/example: a made-up county pack with a valley whose shape is known.

The ground is a formula, not a drawing of `sandtable`: a river runs from the middle of the north edge to the middle of
the south edge in a wide bend, ground rises from it as a parabola, and two ridges stand across. So tests know where
the river must be. Nothing here is a real place; the coordinates (EPSG:4547) only make it look like one.
"""

import math
import pathlib

ROWS = COLS = 96
CELL = 100
WEST, SOUTH = 412_000, 3_180_000
NORTH = SOUTH + ROWS * CELL
FOLDER = pathlib.Path(__file__).parent.parent / "scenarios/counties/example"


def river_x(y):
    """Metres east of the west edge of the river, y metres south of the north edge."""
    return 4_800 + 1_500 * math.sin(2 * math.pi * y / (ROWS * CELL))


def height(x, y):
    """Ground, m: falls 4 m per km along the river, rises beside it."""
    off = abs(x - river_x(y))
    side = 260 * min(off / 4_800, 1.0) ** 2
    ridge = 90 * math.exp(-(((y - 2_600) / 900) ** 2)) * min(off / 1_500, 1.0)
    knoll = 60 * math.exp(-(((x - 8_200) ** 2 + (y - 6_800) ** 2) / 700**2))
    rough = 2.5 * math.sin(x / 310) * math.sin(y / 270) * min(off / 600, 1.0)
    return 92 - 0.004 * y + side + ridge + knoll + rough


def centre(row, col):
    return (col + 0.5) * CELL, (row + 0.5) * CELL


def write_grid(name, value, text):
    rows = [" ".join(text(value(*centre(r, c))) for c in range(COLS)) for r in range(ROWS)]
    head = f"ncols {COLS}\nnrows {ROWS}\nxllcorner {WEST}\nyllcorner {SOUTH}\ncellsize {CELL}\nNODATA_value -9999\n"
    (FOLDER / name).write_text(head + "\n".join(rows) + "\n")


def cover(x, y):
    """CLCD codes: 5 water, 8 built-up, 1 crops, 2 woods, 3 shrub."""
    off = abs(x - river_x(y))
    if off < 90:
        return 5
    if any((x - vx) ** 2 + (y - vy) ** 2 < 160**2 for _, _, vx, vy, _ in VILLAGES):
        return 8
    return 1 if off < 1_400 else 3 if off < 2_000 else 2


# Name, township, metres east and south, people.
VILLAGES = [
    ("清溪村", "清溪镇", 6_500, 1_300, 1_850),
    ("石桥村", "清溪镇", 6_900, 2_300, 940),
    ("枫林村", "清溪镇", 4_400, 1_600, 720),
    ("竹山村", "清溪镇", 2_900, 2_900, 410),
    ("双江村", "双江乡", 3_300, 5_600, 1_320),
    ("河口村", "双江乡", 2_700, 7_400, 880),
    ("茶园村", "双江乡", 1_500, 6_300, 360),
    ("新田村", "双江乡", 5_300, 7_200, 1_010),
    ("高岭村", "双江乡", 7_600, 6_000, 290),
    ("下洲村", "双江乡", 5_100, 8_900, 650),
]


def xy(x, y):
    return f"{WEST + x:.0f},{NORTH - y:.0f}"


def line(points):
    return '"LINESTRING (' + ", ".join(f"{WEST + x:.0f} {NORTH - y:.0f}" for x, y in points) + ')"'


def write(name, rows):
    # The mark at the head lets spreadsheets know UTF-8.
    (FOLDER / name).write_text("\ufeff" + "\n".join(rows) + "\n", encoding="utf-8")


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    write_grid("dem.asc", height, lambda v: f"{v:.1f}")
    write_grid("landcover.asc", cover, str)
    write("villages.csv", ["村名,乡镇,横坐标,纵坐标,人口"] + [f"{n},{t},{xy(x, y)},{p}" for n, t, x, y, p in VILLAGES])
    course = [(river_x(y), y) for y in range(50, ROWS * CELL, 300)]
    write("rivers.csv", ["名称,name_en,干流,入境,线", f"清溪河,Qingxi River,是,是,{line(course)}"])
    main_road = [(river_x(y) + 700, y) for y in range(300, 9_400, 400)]
    side_road = [main_road[5], (6_400, 2_400), (6_900, 2_300), (7_300, 4_000), (7_600, 6_000)]
    write(
        "roads.csv",
        ["路名,等级,线", f"沿河公路,县道,{line(main_road)}", f"石桥路,村道,{line(side_road)}"],
    )
    write(
        "shelters.csv",
        [
            "名称,乡镇,横坐标,纵坐标,类型,面积（平方米）,设施种类数",
            f"清溪中学,清溪镇,{xy(6_600, 1_400)},学校,5200,12",
            f"双江广场,双江乡,{xy(3_400, 5_500)},广场,3100,9",
        ],
    )
    (FOLDER / "county.ron").write_text(
        """// A made-up county to learn the format from: docs/county-pack.md. Made by tools/make_example_county.py.
(
    format: 1,
    name: (zh: "清溪县（示例）", en: "Qingxi County (example)"),
    seed: 5,
    profile: "pingjiang",
    reference: "EPSG:4547",
    classes: Clcd,
)
""",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
