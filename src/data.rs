//! Data files that people write, in RON: plans and scenarios; and in JSON: configurations of hazards.
//!
//! A person who mends a file wants all of its faults at once, each with file, line, column, the path of
//! the field, what is there, what was expected and the nearest name that exists. So a text is first made
//! into a tree with places ([`SpanIndex`]), a typed value is read from the tree, and a [`Lint`] checks the
//! values; each goes on after a fault. Types are plain `serde` types, and what this module accepts is RON
//! with `implicit_some`.

mod fault;
mod lint;
mod place;
mod read;
mod standin;
mod tree;

pub use fault::{Fault, Faults, Msg};
pub use lint::{Lint, near};
pub use place::SpanIndex;
use serde::de::DeserializeOwned;
use std::{fs::File, io::Read, path::Path};

/// The largest file that is read, bytes.
pub const MAX_BYTES: u64 = 4 << 20;

/// After so many faults of a file, the rest waits until these are mended.
const MAX_FAULTS: usize = 100;

/// The text of a file.
///
/// # Errors
/// There is no such file, it is a folder, larger than [`MAX_BYTES`], not UTF-8 or cannot be read.
pub fn read_text(path: &Path) -> Result<String, Faults> {
    let name = path.display().to_string();
    let fault = |message: Msg| Faults::from(Fault::file(&name, message));
    let unreadable = |error: std::io::Error| {
        fault(match error.kind() {
            std::io::ErrorKind::NotFound => Msg::new("data-file-missing"),
            _ => Msg::new("data-file-unreadable").with("why", error),
        })
    };
    // Before opening, which would wait for ever on a pipe.
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(fault(Msg::new("data-file-not-a-file")));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(fault(Msg::new("data-file-large").with("limit", MAX_BYTES >> 20)));
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
        fault(Msg::new("data-file-utf8").with("line", line))
    })
}

/// Read a `T` from RON. The value is there with stand-ins where the faults are, so that the rest can be
/// checked with a [`Lint`]; it is whole if there are no faults.
pub fn parse<T: DeserializeOwned>(file: &str, text: &str) -> (Option<T>, SpanIndex, Faults) {
    // An editor's mark at the head of the file is no part of it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (root, slips) = tree::parse(text, false);
    let spans = SpanIndex::new(file, text, root);
    let (value, faults) = read::read(&spans, slips, false);
    (value, spans, Faults(faults))
}

/// Read a `T` from JSON, whose brackets, texts and numbers are RON's.
///
/// # Errors
/// All faults of its shape.
pub fn parse_json<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Faults> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (root, slips) = tree::parse(text, true);
    let spans = SpanIndex::new(file, text, root);
    let (value, faults) = read::read(&spans, slips, true);
    value.filter(|_| faults.is_empty()).ok_or(Faults(faults))
}
