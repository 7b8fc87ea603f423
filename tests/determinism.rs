//! The same orders give the same bits; a journal holds all that it takes, whatever became of its tail.

mod common;

use sandtable::{
    drill::{
        Drill, Order,
        commander::{Doctrine, Nobody},
        hash,
        journal::{self, Journal, JournalError},
        replay::{self, Options, ReplayError},
    },
    num::DrillTime,
    response::command::Level,
};
use std::{fs, path::Path, sync::OnceLock};
use tempfile::TempDir;

const VERIFY: Options = Options { verify: true, until: None, fork_at: None };

/// Hashes of the drill at each ten minutes, computed on so many threads.
fn hashes_on(threads: usize) -> Vec<String> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let mut hashes = Vec::new();
        let mut drill = Drill::new(common::small(), None).unwrap();
        common::play(&mut drill, &mut Doctrine::default(), &mut |drill| {
            if drill.now().0.is_multiple_of(600) {
                hashes.push(hash::text(drill.hash()));
            }
        });
        hashes
    })
}

#[test]
fn threads_do_not_change_a_bit() {
    let one = hashes_on(1);
    assert_eq!(one, hashes_on(2));
    let mut different = one.clone();
    different.dedup();
    assert_eq!((one.len(), different.len()), (10, 10), "the hash must follow the state");
}

#[test]
fn an_order_at_another_time_is_another_drill() {
    let played = |minutes: u32| {
        let mut drill = Drill::new(common::small(), None).unwrap();
        common::play_until(&mut drill, DrillTime::minutes(minutes), &mut Nobody, &mut |_| ());
        drill.order("command", Order::SetLevel { level: Level::III }).unwrap();
        common::play_until(&mut drill, DrillTime::minutes(6), &mut Nobody, &mut |_| ());
        drill.hash()
    };
    assert_eq!(played(2), played(2));
    assert_ne!(played(2), played(3));
}

/// The journal of the drill's first twenty minutes under the doctrine commander.
fn journal_bytes() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("journal.ron");
        let mut drill = Drill::new(common::small(), None).unwrap();
        drill.keep_journal(&path, "small.ron", "doctrine").unwrap();
        common::play_until(&mut drill, DrillTime::minutes(20), &mut Doctrine::default(), &mut |_| ());
        fs::read(path).unwrap()
    })
}

fn lines() -> Vec<String> {
    String::from_utf8(journal_bytes().to_vec()).unwrap().lines().map(str::to_owned).collect()
}

/// A journal file with this text.
fn file(bytes: &[u8]) -> (TempDir, std::path::PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("journal.ron");
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn joined(lines: &[String]) -> Vec<u8> {
    lines.iter().flat_map(|line| format!("{line}\n").into_bytes()).collect()
}

fn replayed(path: &Path) -> Result<Drill, ReplayError> {
    replay::replay(&journal::read(path)?, &VERIFY, &mut |_| ())
}

#[test]
fn a_journal_plays_the_same_drill_again() {
    let (_folder, path) = file(journal_bytes());
    let read = journal::read(&path).unwrap();
    assert!(!read.torn);
    let drill = replayed(&path).unwrap();
    assert_eq!(drill.now(), DrillTime::minutes(20));
    let orders = lines().iter().filter(|line| line.starts_with("Order(")).count();
    assert!(orders > 10, "{orders}");
    assert_eq!(drill.given().len(), orders);
}

#[test]
fn a_changed_journal_does_not_pass_for_the_drill() {
    let mut without = lines();
    let gone = without.iter().position(|line| line.contains("SetLevel")).unwrap();
    without.remove(gone);
    let (_folder, path) = file(&joined(&without));
    match replayed(&path).map(|_| ()) {
        Err(ReplayError::Hash { line, tick, .. }) => {
            assert_eq!(tick, 60);
            assert!(without[line - 1].starts_with("Hash("), "line {line}");
        }
        other => panic!("{other:?}"),
    }
}

/// A journal with some change: the line of the one error, and its text.
fn error(change: impl FnOnce(&mut Vec<String>)) -> (usize, String) {
    let mut text = lines();
    change(&mut text);
    error_of(&joined(&text))
}

fn error_of(bytes: &[u8]) -> (usize, String) {
    let (_folder, path) = file(bytes);
    let error = journal::read(&path).unwrap_err();
    let shown = error.to_string();
    match error {
        JournalError::Line { line, .. } => {
            assert!(shown.contains(&format!("journal.ron:{line}:")), "{shown}");
            (line, shown)
        }
        JournalError::File { .. } => panic!("{shown}"),
    }
}

#[test]
fn what_is_wrong_with_a_journal_is_named_with_its_line() {
    let (line, text) = error(|lines| lines[0] = lines[0].replacen("version:1", "version:2", 1));
    assert!(line == 1 && text.contains("version 2"), "{text}");

    let (line, text) = error(|lines| lines[0] = lines[0].replacen("小县洪水", "小县干旱", 1));
    assert!(line == 1 && text.contains("hash"), "{text}");

    assert_eq!(error(|lines| lines[3].truncate(20)).0, 4);
    assert_eq!(error(|lines| lines[2] = "Order(number: many)".into()).0, 3);
    assert_eq!(error(|lines| lines[2] = String::new()).0, 3);
    assert_eq!(error(|lines| lines[5] = "Nonsense(tick:3)".into()).0, 6);
    assert_eq!(error(|lines| lines.insert(1, "End(tick:9)".into())).0, 3, "time runs forward");
    assert_eq!(error(|lines| *lines = lines.split_off(1)).0, 1, "without its header");
    assert_eq!(error_of(b"").0, 1);
    assert_eq!(error_of(b"\n\n").0, 1);

    let mut binary = joined(&lines()[..2]);
    binary.extend(b"\xff\xfe\n");
    assert_eq!(error_of(&binary).0, 3, "not UTF-8");
}

#[test]
fn a_missing_journal_or_a_folder_is_an_error_of_the_file() {
    let folder = TempDir::new().unwrap();
    for path in [folder.path().join("none.ron"), folder.path().to_owned()] {
        let error = journal::read(&path).unwrap_err();
        assert!(matches!(error, JournalError::File { .. }), "{error}");
        assert!(error.to_string().contains(&path.display().to_string()), "{error}");
    }
}

#[test]
fn a_journal_cut_anywhere_goes_on_from_what_was_whole() {
    let bytes = journal_bytes();
    let header = bytes.iter().position(|&b| b == b'\n').unwrap() + 1;
    for cut in [1, header / 2, header - 1] {
        assert_eq!(error_of(&bytes[..cut]).0, 1, "cut at {cut}");
    }
    let body = bytes.len() - header;
    let cuts =
        [0, 1, 7, body / 5, body / 2, body * 3 / 4, body - 20, body - 1, body].map(|part| header + part);
    for cut in cuts {
        let (_folder, path) = file(&bytes[..cut]);
        let read = journal::read(&path).unwrap_or_else(|e| panic!("cut at {cut}: {e}"));
        assert_eq!(read.torn, bytes[cut - 1] != b'\n', "cut at {cut}");
        let whole = bytes[..cut].iter().filter(|&&b| b == b'\n').count();
        assert_eq!(read.entries.len(), whole - 1, "cut at {cut}");

        let mut drill =
            replay::replay(&read, &VERIFY, &mut |_| ()).unwrap_or_else(|e| panic!("cut at {cut}: {e}"));
        drill.resume_journal(Journal::resume(&read).unwrap());
        let name = Order::Publish { text: "恢复推演".into(), figures: None };
        drill.order("command", name).unwrap();
        let next = DrillTime(drill.now().0 / 600 * 600 + 600);
        common::play_until(&mut drill, next, &mut Nobody, &mut |_| ());

        let again = journal::read(&path).unwrap_or_else(|e| panic!("cut at {cut}: {e}"));
        assert!(!again.torn, "cut at {cut}");
        let second =
            replay::replay(&again, &VERIFY, &mut |_| ()).unwrap_or_else(|e| panic!("cut at {cut}: {e}"));
        assert_eq!(hash::text(second.hash()), hash::text(drill.hash()), "cut at {cut}");
    }
}
