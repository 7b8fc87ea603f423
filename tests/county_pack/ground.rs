//! Elevation with faults, and elevation as GeoTIFF.

use super::{faults, pack, read, replace};
use sandtable::text::Lang;
use std::{fs, path::Path};

/// The elevation with each height changed, by row, column and height.
fn heights(change: impl Fn(usize, usize, f64) -> String) -> impl Fn(String) -> String {
    move |text| {
        let head: Vec<&str> = text.lines().take(6).collect();
        let row = |(r, line): (usize, &str)| {
            let cell = |(c, word): (usize, &str)| change(r, c, word.parse().unwrap());
            line.split_whitespace().enumerate().map(cell).collect::<Vec<_>>().join(" ")
        };
        let rows: Vec<String> = text.lines().skip(6).enumerate().map(row).collect();
        format!("{}\n{}\n", head.join("\n"), rows.join("\n"))
    }
}

#[test]
fn small_faults_of_the_ground_are_mended_and_named() {
    let plain = read(&pack(&[])).0;
    let change = heights(|r, c, h| match (r, c) {
        (40..43, 30..33) => "-9999".to_owned(),
        (60, 70) => "-32768".to_owned(),
        (20, 20) => format!("{:.1}", h + 150.0),
        (70..77, 80..87) => "230.0".to_owned(),
        _ => format!("{h:.1}"),
    });
    let (county, warnings) = read(&pack(&[("dem.asc", &change)]));
    let shown: Vec<String> = warnings.iter().map(|w| w.render(Lang::En)).collect();
    for words in [
        "dem.asc:67:71: 1 cells have values that are no heights (such as -32768 in row 61, column 71)",
        "dem.asc:47:31: 9 cells without data from row 41, column 31 on were filled",
        "dem.asc:27:21: ",
        "row 21, column 21 is a spike",
        "49 cells from row 71, column 81 on are all 230 m",
    ] {
        assert!(shown.iter().any(|w| w.contains(words)), "{words}: {shown:#?}");
    }
    for (r, c) in [(41, 31), (60, 70), (20, 20)] {
        let cell = county.spec.index(r, c);
        let off = (county.ground_m[cell] - plain.ground_m[cell]).abs();
        assert!(off < 8.0, "row {r} column {c}: {off} m off");
    }
}

#[test]
fn ground_that_cannot_be_mended_is_refused_with_advice() {
    let hole = heights(|r, c, h| if r < 20 && c < 20 { "-9999".into() } else { format!("{h}") });
    let feet = heights(|_, _, h| format!("{:.4}", h.round() / 0.3048));
    let degrees = |text: String| {
        text.replacen("cellsize 100", "cellsize 0.001", 1)
            .replacen("412000", "113", 1)
            .replacen("3180000", "28", 1)
    };
    let short = |text: String| text[..text.len() / 2].to_owned();
    for (change, words) in [
        (
            &hole as &dyn Fn(String) -> String,
            &["400 cells from row 1, column 1", "rectangle around the county"][..],
        ),
        (&feet, &["they are feet", "height_unit: Foot"]),
        (&degrees, &["look like degrees", "EPSG:4490"]),
        (&short, &["there are", "cut short"]),
        (&replace("ncols 96", "ncols 1000000000"), &["cannot be read", "67108864 cells"]),
        (&replace("cellsize 100", "dx 100\ndy 90"), &["not square", "gdalwarp"]),
        (&replace("cellsize", "celsize"), &["unknown key “celsize”", "did you mean “cellsize”"]),
        (&replace("nrows 96", "nrows -96"), &["-96 is out of range"]),
        (&replace("nrows 96", "nrows 95"), &["there are more than 9120 values"]),
    ] {
        let faults = faults(&pack(&[("dem.asc", change)])).join("\n");
        assert!(
            faults.starts_with("dem.asc") && words.iter().all(|w| faults.contains(w)),
            "{words:?}: {faults}"
        );
    }
    // Declared, feet are fine.
    let folder =
        pack(&[("dem.asc", &feet), ("county.ron", &replace("seed: 5", "seed: 5, height_unit: Foot"))]);
    let (feet, plain) = (read(&folder).0, read(&pack(&[])).0);
    let worst = feet.ground_m.iter().zip(&plain.ground_m).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(worst < 12.0, "{worst}");
}

#[test]
fn a_geotiff_says_where_it_lies_and_degrees_become_metres() {
    use tiff::{
        encoder::{TiffEncoder, colortype::Gray32Float},
        tags::Tag,
    };
    let write = |path: &Path, n: u32, cell: f64, west: f64, north: f64, model: u16| {
        let mut tif = TiffEncoder::new(fs::File::create(path).unwrap()).unwrap();
        let mut image = tif.new_image::<Gray32Float>(n, n).unwrap();
        let tags = image.encoder();
        tags.write_tag(Tag::ModelPixelScaleTag, &[cell, cell, 0.0][..]).unwrap();
        tags.write_tag(Tag::ModelTiepointTag, &[0.0, 0.0, 0.0, west, north, 0.0][..]).unwrap();
        let key = if model == 1 { [3072u16, 0, 1, 4547] } else { [2048, 0, 1, 4490] };
        let keys = [&[1u16, 1, 0, 2, 1024, 0, 1, model][..], &key].concat();
        tags.write_tag(Tag::GeoKeyDirectoryTag, &keys[..]).unwrap();
        // A valley along the middle column.
        let height = |k: u32| 200.0 + ((k % n) as f32 - n as f32 / 2.0).abs() * 2.0 - (k / n) as f32 * 0.2;
        let values: Vec<f32> = (0..n * n).map(height).collect();
        image.write_data(&values).unwrap();
    };
    let manifest = |text: String| text.replacen("    reference: \"EPSG:4547\",\n    classes: Clcd,\n", "", 1);
    for (cell, west, north, model, cell_m) in
        [(30.0, 412_000.0, 3_189_600.0, 1, 30.0), (0.0005, 113.1, 28.9, 2, 55.0)]
    {
        let folder = pack(&[("county.ron", &manifest)]);
        for name in ["dem.asc", "landcover.asc", "roads.csv", "rivers.csv", "shelters.csv"] {
            fs::remove_file(folder.path().join(name)).unwrap();
        }
        write(&folder.path().join("dem.tif"), 320, cell, west, north, model);
        if model == 2 {
            let table = "村名,乡镇,经度,纬度,人口\n甲村,甲镇,113.15,28.85,900\n";
            fs::write(folder.path().join("villages.csv"), table).unwrap();
        }
        let (county, warnings) = read(&folder);
        assert_eq!(warnings, []);
        assert!((f64::from(county.spec.cell_m) - cell_m).abs() < 1.5, "{}", county.spec.cell_m);
        let main = county.rivers.iter().find(|r| r.main).unwrap();
        let middle = county.spec.width_m() / 2.0;
        let off = |c: &u32| (county.spec.centre(*c as usize).x_m - middle).abs();
        let near = main.cells.iter().filter(|c| off(c) < 400.0).count();
        // Its head climbs a side of the valley; below that it crosses every row.
        assert!(near * 10 > county.spec.rows * 9, "{near} cells in {} rows", county.spec.rows);
    }
}
