//! The journal: one RON value per line, append-only. The first line is the header with the texts of
//! scenario and plan, so that a journal plays anywhere; then orders and state hashes.
//!
//! Each line is written and synced before the order takes its place in the drill: whoever pulls the plug
//! loses at most the order in flight. A torn last line is recognised and dropped.

use super::{Order, hash};
use crate::scenario::Loaded;
use serde::{Deserialize, Serialize};
use std::{
    fs::{File, OpenOptions},
    io::{Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// Version of the journal's format.
pub const VERSION: u32 = 1;

/// Longest journal that is read, bytes.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// First line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    pub version: u32,
    /// Version of the program that wrote it.
    pub program: String,
    /// Name of the scenario file, for messages.
    pub scenario_name: String,
    pub seed: u64,
    /// Who gave the orders.
    pub commander: String,
    pub scenario: String,
    pub plan: String,
    /// Hash of both texts: a journal that was edited by hand shows.
    pub texts_hash: String,
}

impl Header {
    pub fn new(loaded: &Loaded, scenario_name: &str, seed: u64, commander: &str) -> Self {
        Self {
            version: VERSION,
            program: env!("CARGO_PKG_VERSION").into(),
            scenario_name: scenario_name.into(),
            seed,
            commander: commander.into(),
            scenario: loaded.scenario_text.clone(),
            plan: loaded.plan_text.clone(),
            texts_hash: texts_hash(&loaded.scenario_text, &loaded.plan_text),
        }
    }
}

fn texts_hash(scenario: &str, plan: &str) -> String {
    hash::text(xxhash_rust::xxh3::xxh3_64(format!("{scenario}\0{plan}").as_bytes()))
}

/// A line after the first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Entry {
    /// The numbered order, given after `tick` ticks.
    Order { number: usize, tick: u32, seat: String, order: Order },
    /// Hash of the state after `tick` ticks.
    Hash { tick: u32, hash: String },
    /// The drill came to its end.
    End { tick: u32 },
}

impl Entry {
    pub fn tick(&self) -> u32 {
        match self {
            Entry::Order { tick, .. } | Entry::Hash { tick, .. } | Entry::End { tick } => *tick,
        }
    }
}

/// What is wrong with a journal.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    #[error("{path}: {error}")]
    File { path: PathBuf, error: std::io::Error },
    #[error("{path}:{line}:{column}: {message}\n  expected: {expected}\n  hint: {hint}")]
    Line {
        path: PathBuf,
        line: usize,
        column: usize,
        message: String,
        expected: &'static str,
        hint: &'static str,
    },
}

/// A journal that is being written.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
}

impl Journal {
    /// Start a journal. One that is already there is kept under a numbered name: an earlier drill is never
    /// written over.
    ///
    /// # Errors
    /// The file cannot be made or written.
    pub fn create(path: &Path, header: &Header) -> Result<Self, JournalError> {
        let fail = |error| JournalError::File { path: path.to_owned(), error };
        if path.exists() {
            let older = (1..).map(|n| path.with_extension(format!("{n}.ron"))).find(|p| !p.exists());
            if let Some(older) = older {
                std::fs::rename(path, older).map_err(fail)?;
            }
        }
        let file = File::create(path).map_err(fail)?;
        let mut journal = Self { file, path: path.to_owned() };
        journal.write_line(&line(path, header)?)?;
        Ok(journal)
    }

    /// Go on with a journal that was read; a torn last line is cut off.
    ///
    /// # Errors
    /// The file cannot be opened or cut.
    pub fn resume(read: &Read) -> Result<Self, JournalError> {
        let fail = |error| JournalError::File { path: read.path.clone(), error };
        let mut file = OpenOptions::new().read(true).write(true).open(&read.path).map_err(fail)?;
        file.set_len(read.whole_bytes).map_err(fail)?;
        file.seek(SeekFrom::End(0)).map_err(fail)?;
        Ok(Self { file, path: read.path.clone() })
    }

    /// Append a line and sync it.
    ///
    /// # Errors
    /// The disk is full or gone.
    pub fn append(&mut self, entry: &Entry) -> Result<(), JournalError> {
        let line = line(&self.path, entry)?;
        self.write_line(&line)
    }

    fn write_line(&mut self, line: &str) -> Result<(), JournalError> {
        let result = self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_data());
        result.map_err(|error| JournalError::File { path: self.path.clone(), error })
    }
}

/// A value as one line.
fn line(path: &Path, value: &impl Serialize) -> Result<String, JournalError> {
    let mut text = ron::to_string(value)
        .map_err(|error| JournalError::File { path: path.to_owned(), error: std::io::Error::other(error) })?;
    text.push('\n');
    Ok(text)
}

/// A journal that was read back.
#[derive(Clone, Debug)]
pub struct Read {
    pub path: PathBuf,
    pub header: Header,
    pub entries: Vec<Entry>,
    /// Line of each entry.
    pub lines: Vec<usize>,
    /// Whether the last line was torn and dropped.
    pub torn: bool,
    whole_bytes: u64,
}

/// Read a journal.
///
/// # Errors
/// The file is missing, is no journal, is of another version, or has a broken line that is not the last.
pub fn read(path: &Path) -> Result<Read, JournalError> {
    let io = |error| JournalError::File { path: path.to_owned(), error };
    let length = std::fs::metadata(path).map_err(io)?.len();
    if length > MAX_BYTES {
        return Err(io(std::io::Error::other(format!("{length} bytes are too many for a journal"))));
    }
    let bytes = std::fs::read(path).map_err(io)?;
    let fail = |line: usize, column: usize, message: String, hint: &'static str| JournalError::Line {
        path: path.to_owned(),
        line,
        column,
        message,
        expected: "one RON value per line, a header first, then Order, Hash or End",
        hint,
    };
    let whole = bytes.iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1);
    let torn = whole < bytes.len();
    let text = std::str::from_utf8(&bytes[..whole]).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|&&b| b == b'\n').count() + 1;
        fail(line, 1, "not UTF-8 text".into(), "is this a journal.ron?")
    })?;
    let mut lines = text.lines();
    let head = lines.next().unwrap_or_default();
    // The version is read by itself, so that another version is named as such, whatever else changed.
    let version = head
        .split_once("version:")
        .and_then(|(_, rest)| rest.split([',', ')']).next()?.trim().parse::<u32>().ok());
    if let Some(version) = version.filter(|&v| v != VERSION) {
        return Err(fail(
            1,
            1,
            format!("journal of version {version}, this program reads version {VERSION}"),
            "replay it with the program that wrote it",
        ));
    }
    let header: Header = ron::from_str(head).map_err(|e| {
        fail(1, e.span.start.col, e.code.to_string(), "the file is no journal, or its start is lost")
    })?;
    if header.texts_hash != texts_hash(&header.scenario, &header.plan) {
        return Err(fail(
            1,
            1,
            "the texts in the header do not match their hash".into(),
            "the header was edited",
        ));
    }
    let mut entries: Vec<Entry> = Vec::new();
    let mut numbers = Vec::new();
    for (i, text) in lines.enumerate() {
        let entry: Entry = ron::from_str(text)
            .map_err(|e| fail(i + 2, e.span.start.col, e.code.to_string(), "restore the line from a copy"))?;
        if entries.last().is_some_and(|last| last.tick() > entry.tick()) {
            return Err(fail(
                i + 2,
                1,
                "its tick is before the line above".into(),
                "lines must be in order of time",
            ));
        }
        entries.push(entry);
        numbers.push(i + 2);
    }
    Ok(Read { path: path.to_owned(), header, entries, lines: numbers, torn, whole_bytes: whole as u64 })
}
