//! Reading of GeoTIFF rasters: one band of whole or floating numbers, with where it lies (OGC GeoTIFF 1.1) and its
//! value of no data (GDAL's tag 42113).

use super::{
    project::{CGCS2000, Mercator, Reference},
    raster::{MAX_CELLS, Raster, size_fault},
    report::Report,
};
use crate::data::{Fault, Faults, Msg};
use std::io::Cursor;
use tiff::{
    TiffError,
    decoder::{Decoder, DecodingResult, Limits},
    tags::Tag,
};

type Tiff<'a> = Decoder<Cursor<&'a [u8]>>;

/// Read a raster; faults and warnings go to `report`.
pub fn read(bytes: &[u8], name: &str, report: &mut Report) -> Option<Raster> {
    read_all(bytes, name, report).map_err(|faults| report.refuse(faults)).ok()
}

fn read_all(bytes: &[u8], name: &str, report: &mut Report) -> Result<Raster, Faults> {
    let broken =
        |error: TiffError| Faults::from(Fault::file(name, Msg::new("pack-tif-broken").with("why", error)));
    let mut limits = Limits::default();
    limits.decoding_buffer_size = MAX_CELLS as usize * 8;
    limits.intermediate_buffer_size = limits.decoding_buffer_size;
    let mut tif = Decoder::new(Cursor::new(bytes)).map_err(broken)?.with_limits(limits);
    let (cols, rows) = tif.dimensions().map_err(broken)?;
    if let Some(fault) = size_fault(name, rows.into(), cols.into()) {
        return Err(fault.into());
    }
    let bands = tif.find_tag_unsigned::<u16>(Tag::SamplesPerPixel).map_err(broken)?.unwrap_or(1);
    if bands != 1 {
        return Err(Fault::file(name, Msg::new("pack-tif-bands").with("n", bands)).into());
    }
    let keys = Keys::read(&mut tif);
    let (west, north, dx, dy) = place(&mut tif, &keys, name)?;
    let nodata = tif.get_tag_ascii_string(Tag::GdalNodata).ok().and_then(|text| {
        text.trim_matches(|c: char| c.is_whitespace() || c == '\0').replace(',', ".").parse::<f64>().ok()
    });
    // A short file must not make a large raster: what is not there is found before room is made for it, unless it
    // is compressed.
    let plain = tif.find_tag_unsigned::<u16>(Tag::Compression).map_err(broken)?.unwrap_or(1) == 1;
    if plain && (bytes.len() as u64) < u64::from(rows) * u64::from(cols) {
        return Err(Fault::file(name, Msg::new("pack-tif-short")).into());
    }
    let image = tif.read_image().map_err(broken)?;
    let values = numbers(image, nodata);
    if values.len() != rows as usize * cols as usize {
        return Err(Fault::file(name, Msg::new("pack-tif-short")).into());
    }
    let reference = keys.reference();
    if reference.is_none() {
        report.warn(Fault::file(name, Msg::new("pack-tif-no-reference")));
    }
    let (rows, cols) = (rows as usize, cols as usize);
    let (file, feet) = (name.to_owned(), keys.feet());
    Ok(Raster { file, rows, cols, west, north, dx, dy, values, reference, feet, first_line: None })
}

/// Values as floating numbers; not a number where there is no data.
fn numbers(image: DecodingResult, nodata: Option<f64>) -> Vec<f32> {
    fn all<T: Copy>(values: &[T], nodata: Option<f64>, float: impl Fn(T) -> f64) -> Vec<f32> {
        let hole =
            |v: f64| v.is_nan() || v.abs() >= 3e38 || nodata.is_some_and(|n| v == n || v as f32 == n as f32);
        values.iter().map(|v| float(*v)).map(|v| if hole(v) { f32::NAN } else { v as f32 }).collect()
    }
    match image {
        DecodingResult::U8(v) => all(&v, nodata, f64::from),
        DecodingResult::U16(v) => all(&v, nodata, f64::from),
        DecodingResult::U32(v) => all(&v, nodata, f64::from),
        DecodingResult::U64(v) => all(&v, nodata, |v| v as f64),
        DecodingResult::I8(v) => all(&v, nodata, f64::from),
        DecodingResult::I16(v) => all(&v, nodata, f64::from),
        DecodingResult::I32(v) => all(&v, nodata, f64::from),
        DecodingResult::I64(v) => all(&v, nodata, |v| v as f64),
        DecodingResult::F16(v) => all(&v, nodata, |v| f64::from(v.to_f32())),
        DecodingResult::F32(v) => all(&v, nodata, f64::from),
        DecodingResult::F64(v) => all(&v, nodata, |v| v),
    }
}

/// West and north edge and cell size.
fn place(tif: &mut Tiff<'_>, keys: &Keys, name: &str) -> Result<(f64, f64, f64, f64), Faults> {
    let fault = |key| Faults::from(Fault::file(name, Msg::new(key)));
    let mut list = |tag: Tag| tif.get_tag_f64_vec(tag).ok().filter(|v| v.iter().all(|x| x.is_finite()));
    let (x, y, dx, dy) = if let (Some(scale), Some(tie)) =
        (list(Tag::ModelPixelScaleTag), list(Tag::ModelTiepointTag))
        && scale.len() >= 2
        && tie.len() >= 6
    {
        (tie[3] - tie[0] * scale[0], tie[4] + tie[1] * scale[1], scale[0], scale[1])
    } else if let Some(m) = list(Tag::ModelTransformationTag)
        && m.len() >= 16
    {
        if m[1] != 0.0 || m[4] != 0.0 {
            return Err(fault("pack-tif-turned"));
        }
        (m[3], m[7], m[0], -m[5])
    } else {
        return Err(fault("pack-tif-no-place"));
    };
    if !(dx > 0.0 && dy > 0.0) {
        return Err(fault("pack-tif-turned"));
    }
    // RasterPixelIsPoint: the tie is to the centre of the cell.
    let half = if keys.short(1025) == Some(2) { 0.5 } else { 0.0 };
    Ok((x - half * dx, y + half * dy, dx, dy))
}

/// The GeoKey directory: (key, where its value is, count, value or index).
struct Keys {
    entries: Vec<[u16; 4]>,
    doubles: Vec<f64>,
}

impl Keys {
    fn read(tif: &mut Tiff<'_>) -> Self {
        let directory = tif.get_tag_u16_vec(Tag::GeoKeyDirectoryTag).unwrap_or_default();
        let entries = directory.as_chunks::<4>().0.iter().skip(1).copied().collect();
        Self { entries, doubles: tif.get_tag_f64_vec(Tag::GeoDoubleParamsTag).unwrap_or_default() }
    }

    fn short(&self, key: u16) -> Option<u16> {
        self.entries.iter().find(|e| e[0] == key && e[1] == 0).map(|e| e[3])
    }

    fn double(&self, key: u16) -> Option<f64> {
        let entry = self.entries.iter().find(|e| e[0] == key && e[1] == 34_736)?;
        self.doubles.get(usize::from(entry[3])).copied()
    }

    /// Whether heights are feet: VerticalUnits 4099, or the unit of a projection in feet.
    fn feet(&self) -> bool {
        self.short(4099).is_some_and(|unit| (9002..=9003).contains(&unit))
    }

    fn reference(&self) -> Option<Reference> {
        // 32767 is "user-defined"; the projection is then written out (3075 = 1: transverse Mercator).
        match (self.short(1024)?, self.short(3072)) {
            (2, _) => Some(Reference::Degrees),
            (1, Some(code)) if code != 32_767 && code != 0 => Some(Reference::epsg(code.into())),
            (1, _) if self.short(3075) == Some(1) => Some(Reference::Mercator(Mercator {
                meridian_deg: self.double(3080)?,
                scale: self.double(3092).unwrap_or(1.0),
                false_east_m: self.double(3082).unwrap_or(0.0),
                false_north_m: self.double(3083).unwrap_or(0.0),
                ellipsoid: CGCS2000,
            })),
            (1, _) => Some(Reference::Other(0)),
            _ => None,
        }
    }
}
