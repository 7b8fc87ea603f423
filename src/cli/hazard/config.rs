//! What the hazards on plain grids read and write: a configuration in JSON, ESRI ASCII grids of one shape, a summary.

use crate::{
    cli::{Failure, memory},
    county::import,
    data::{Fault, Faults, Msg, near, parse_json, read_text},
    hazard::chemical::substance::{self, Substance},
    num::{GridSpec, file::write_atomic},
    text::Lang,
};
use serde::de::DeserializeOwned;
use std::{fmt::Write as _, path::Path};

/// A grid with the header of its file, which every output repeats.
#[derive(Clone, Debug)]
pub struct Grid {
    pub spec: GridSpec,
    pub values: Vec<f32>,
    header: String,
}

/// Read a configuration.
///
/// # Errors
/// No such file, no JSON, or a field that is unknown, missing or of the wrong kind: with line and column.
pub fn read<T: DeserializeOwned>(path: &Path, lang: Lang) -> Result<T, Failure> {
    let text = read_text(path).map_err(|f| Failure::input(f.render(lang)))?;
    parse_json(&path.display().to_string(), &text).map_err(|faults| Failure::input(faults.render(lang)))
}

/// Read a grid; with `like`, one of the same shape.
///
/// # Errors
/// No such file, no grid, a hole in it, or another shape: with line and column.
pub fn grid(path: &Path, like: Option<&Grid>, lang: Lang) -> Result<Grid, Failure> {
    let name = path.display().to_string();
    let fail = |faults: Vec<Fault>| Failure::input(Faults(faults).render(lang));
    let raster = import::read_raster(path).map_err(|f| fail(f.0))?;
    let shape = |rows: usize, cols: usize, cell: f64| format!("{rows} × {cols}, {cell} m");
    if raster.dx != raster.dy {
        let message = Msg::new("hazard-not-square").with("dx", raster.dx).with("dy", raster.dy);
        return Err(fail(vec![Fault::file(&name, message)]));
    }
    let spec = GridSpec { rows: raster.rows, cols: raster.cols, cell_m: raster.dx as f32 };
    if let Some(other) = like.filter(|g| g.spec != spec) {
        let message = Msg::new("hazard-other-grid").with("found", shape(spec.rows, spec.cols, raster.dx));
        let expected = shape(other.spec.rows, other.spec.cols, f64::from(other.spec.cell_m));
        return Err(fail(vec![
            Fault::file(&name, message).expected(Msg::new("data-other").with("text", expected)),
        ]));
    }
    if let Some(hole) = raster.values.iter().position(|v| !v.is_finite()) {
        let (row, col) = spec.row_col(hole);
        let message = Msg::new("hazard-hole").with("row", row).with("col", col);
        return Err(fail(vec![Fault::file(&name, message)]));
    }
    let header = format!(
        "ncols {}\nnrows {}\nxllcorner {}\nyllcorner {}\ncellsize {}\nNODATA_value -9999\n",
        raster.cols,
        raster.rows,
        raster.west,
        raster.south(),
        raster.dx
    );
    Ok(Grid { spec, values: raster.values, header })
}

impl Grid {
    /// Write values of this grid's shape under its header.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(&self, path: &Path, values: &[f32]) -> Result<(), Failure> {
        let mut out = self.header.clone();
        out.reserve(values.len() * 8);
        for row in values.chunks(self.spec.cols) {
            for (k, value) in row.iter().enumerate() {
                // Writing to a String cannot fail.
                let _ = write!(out, "{}{value:.5}", if k == 0 { "" } else { " " });
            }
            out.push('\n');
        }
        save(path, out.as_bytes())
    }
}

/// Write a file as a whole.
///
/// # Errors
/// It cannot be written.
pub fn save(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_atomic(path, bytes).map_err(|e| Failure::input(format!("{}: {e}", path.display())))
}

/// Write `summary.json`.
///
/// # Errors
/// It cannot be written.
pub fn summary(folder: &Path, mut value: serde_json::Value) -> Result<(), Failure> {
    value["peak_mb"] = serde_json::json!(memory::peak_mb());
    save(&folder.join("summary.json"), &serde_json::to_vec_pretty(&value).map_err(Failure::internal)?)
}

/// Faults of a configuration, by field.
pub struct Check {
    file: String,
    lang: Lang,
    faults: Vec<Fault>,
}

impl Check {
    pub fn new(path: &Path, lang: Lang) -> Self {
        Self { file: path.display().to_string(), lang, faults: Vec::new() }
    }

    pub fn fault(&mut self, field: impl Into<String>, message: Msg) {
        self.faults.push(Fault { field: field.into(), ..Fault::file(&self.file, message) });
    }

    /// A fault with what to try.
    pub fn hinted(&mut self, field: &str, message: Msg, hint: Option<Msg>) {
        let field = field.to_owned();
        self.faults.push(Fault { field, ..Fault::file(&self.file, message).hint(hint) });
    }

    /// Faults so far.
    pub fn count(&self) -> usize {
        self.faults.len()
    }

    /// A number within bounds, both included.
    pub fn range(&mut self, field: &str, value: f64, low: f64, high: f64) {
        if !(low..=high).contains(&value) {
            let message = Msg::new("hazard-range").with("value", value).with("low", low).with("high", high);
            self.fault(field, message);
        }
    }

    /// A number that must be there and not be zero; one stands in for it where it is not.
    pub fn needed(&mut self, field: &str, value: Option<f64>) -> f64 {
        value.filter(|v| *v != 0.0).unwrap_or_else(|| {
            self.fault(field, Msg::new("hazard-needed"));
            1.0
        })
    }

    /// Times that are finite, not before the start, and increase.
    pub fn times(&mut self, field: &str, times: impl Iterator<Item = f64>, end: f64) {
        let mut last = f64::NEG_INFINITY;
        for time in times {
            if !(0.0..=end).contains(&time) || time <= last {
                return self.fault(field, Msg::new("hazard-times"));
            }
            last = time;
        }
    }

    /// A substance by its id.
    pub fn substance(&mut self, field: &str, id: &str) -> Option<&'static Substance> {
        let found = substance::named(id);
        if found.is_none() {
            let what = Msg::new("hazard-substance");
            let message = Msg::new("data-unknown-name").with_msg("what", what).with("value", id);
            let names = substance::substances().iter().map(|s| s.id.as_str());
            let fault = Fault { field: field.to_owned(), ..Fault::file(&self.file, message) };
            self.faults.push(fault.hint(near(id, names)));
        }
        found
    }

    /// A cell on the grid.
    pub fn cell(&mut self, field: &str, row: usize, col: usize, spec: &GridSpec) -> u32 {
        if row < spec.rows && col < spec.cols {
            return spec.index(row, col) as u32;
        }
        let message = Msg::new("hazard-outside")
            .with("row", row)
            .with("col", col)
            .with("rows", spec.rows.saturating_sub(1))
            .with("cols", spec.cols.saturating_sub(1));
        self.fault(field, message);
        0
    }

    /// # Errors
    /// The faults found, if any.
    pub fn done(self) -> Result<(), Failure> {
        if self.faults.is_empty() {
            Ok(())
        } else {
            Err(Failure::input(Faults(self.faults).render(self.lang)))
        }
    }
}
