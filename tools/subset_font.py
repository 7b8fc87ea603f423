#!/usr/bin/env python3
"""Make assets/fonts/SandTableSansSC-Regular.ttf again: a subset of Noto Sans SC.

Needs fonttools (`pip install fonttools`) and the font from npm:

    npm pack @expo-google-fonts/noto-sans-sc && tar xzf expo-google-fonts-noto-sans-sc-*.tgz
    python3 tools/subset_font.py package/400Regular/NotoSansSC_400Regular.ttf

Kept are ASCII, Latin-1, every character of GB2312 (6,763 Chinese characters and its symbols), the symbols
listed below and whatever messages, counties, scenarios and plans use. The family is renamed, because the font's licence (SIL Open
Font License 1.1, assets/fonts/OFL.txt) asks that a changed font stays clear of reserved names.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
FAMILY = "Sand Table Sans SC"
OUT = ROOT / "assets/fonts/SandTableSansSC-Regular.ttf"
SYMBOLS = "–—‘’“”…·•←↑→↓↔⇒▲△▼▽■□●○◆◇★☆◎✓✔✗✕①②③④⑤⑥⑦⑧⑨⑩≈≠≤≥±×÷√∞°′″‰€£¥§²³㎡㎥℃Ⅰ Ⅱ Ⅲ Ⅳ Ⅴ"


def characters() -> set[str]:
    """The characters to keep."""
    latin = {chr(c) for c in (*range(0x20, 0x7F), *range(0xA0, 0x100))}
    pairs = ((a, b) for a in range(0xA1, 0xF8) for b in range(0xA1, 0xFF))
    gb2312 = {bytes(p).decode("gb2312", "ignore") for p in pairs} - {""}
    folders = (("assets/text", "*.ftl"), ("assets/counties", "*.ron"), ("scenarios", "*.ron"))
    texts = [f for folder, kind in folders for f in (ROOT / folder).rglob(kind)]
    shown = {c for f in texts for c in f.read_text("utf-8")}
    return {c for c in latin | gb2312 | set(SYMBOLS) | shown if c.isprintable()}


def main(source: str) -> None:
    font = TTFont(source)
    wanted = characters()
    missing = sorted(wanted - {chr(c) for c in font.getBestCmap()})

    options = subset.Options(hinting=False, layout_features=["kern", "locl"], name_IDs=["*"], notdef_outline=True)
    options.drop_tables += ["vhea", "vmtx", "BASE", "STAT", "gasp"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(sorted(wanted)))
    subsetter.subset(font)

    names = font["name"]
    names.names = [n for n in names.names if n.nameID in (0, 5, 8, 9, 10, 11, 13, 14)]
    for name_id, value in {
        1: FAMILY,
        2: "Regular",
        3: f"{FAMILY} Regular subset",
        4: f"{FAMILY} Regular",
        6: OUT.stem,
    }.items():
        names.setName(value, name_id, 3, 1, 0x409)

    font["head"].modified = font["head"].created  # the same bytes on every run
    font.recalcTimestamp = False
    OUT.parent.mkdir(parents=True, exist_ok=True)
    font.save(OUT)
    print(f"{OUT.relative_to(ROOT)}: {len(wanted) - len(missing)} characters, {OUT.stat().st_size / 1e6:.2f} MB")
    print("not in the source font:", "".join(missing) or "none")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
