//! Who may use whom: every `crate::` path of `src/` is held to the table of layers.

use std::{fs, path::Path};

/// Top-level module and what it may use beside itself. `text` and `num` stand below everything.
const MAY_USE: &[(&str, &[&str])] = &[
    ("num", &[]),
    ("text", &[]),
    ("data", &["num", "text"]),
    ("county", &["num", "text", "data"]),
    ("plan", &["num", "text", "county", "data"]),
    ("scenario", &["num", "text", "county", "data", "plan"]),
    ("sim", &["num", "county"]),
    ("hazard", &["num", "text", "county", "sim"]),
    ("response", &["num", "text", "county", "sim", "hazard"]),
    ("drill", &["num", "text", "county", "sim", "hazard", "response", "plan", "scenario", "data"]),
    ("score", &["num", "text", "county", "sim", "hazard", "response", "plan", "scenario", "data", "drill"]),
    (
        "review",
        &["num", "text", "county", "sim", "hazard", "response", "plan", "scenario", "data", "drill", "score"],
    ),
    (
        "cli",
        &[
            "num", "text", "county", "sim", "hazard", "response", "plan", "scenario", "data", "drill",
            "score", "review", "window",
        ],
    ),
    (
        "window",
        &[
            "num", "text", "county", "sim", "hazard", "response", "plan", "scenario", "data", "drill",
            "score", "review", "cli",
        ],
    ),
];

/// Modules of the window that the command line may enter; the rest is the window's inside.
const WINDOW_DOORS: &[&str] = &["self", "run", "shot"];

/// A file of a module with the paths that it uses.
struct Source {
    file: String,
    module: String,
    paths: Vec<Vec<String>>,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    let source = |path: &std::path::PathBuf| {
        let inside = path.strip_prefix(&root).unwrap().with_extension("");
        let module = inside.iter().next().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(path).unwrap();
        let code: String = text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
        Source { file: path.display().to_string(), module, paths: paths(&code) }
    };
    files.iter().map(source).filter(|s| !["lib", "main"].contains(&s.module.as_str())).collect()
}

fn collect(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

/// Every path behind `crate::`, with groups written out.
fn paths(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (at, root) in code.match_indices("crate::") {
        let before = code[..at].chars().next_back();
        if !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            expand(&code[at + root.len()..], &mut Vec::new(), &mut found);
        }
    }
    found
}

/// Writes out the use tree at the head of `code`; returns how many bytes it takes.
fn expand(code: &str, prefix: &mut Vec<String>, found: &mut Vec<Vec<String>>) -> usize {
    let blank = code.len() - code.trim_start().len();
    let rest = &code[blank..];
    if rest.starts_with('{') {
        let mut at = 1;
        loop {
            at += rest[at..].len() - rest[at..].trim_start_matches([',', ' ', '\t']).len();
            if at >= rest.len() || rest[at..].starts_with('}') {
                return blank + at + 1;
            }
            let taken = expand(&rest[at..], prefix, found);
            assert!(taken > 0, "no use tree: {}", &rest[..rest.len().min(80)]);
            at += taken;
        }
    }
    let name =
        rest.len() - rest.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_' || c == '*').len();
    prefix.push(rest[..name].to_owned());
    let mut taken = blank + name;
    if rest[name..].starts_with("::") && !rest[name + 2..].starts_with('<') {
        taken += 2 + expand(&rest[name + 2..], prefix, found);
    } else {
        found.push(prefix.clone());
    }
    prefix.pop();
    // `as other` in a group belongs to the tree.
    if let Some(alias) = code.get(taken..).and_then(|rest| rest.strip_prefix(" as ")) {
        taken += 4 + alias.len() - alias.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_').len();
    }
    taken
}

#[test]
fn use_trees_are_written_out() {
    let code = "use crate::{ a::{self, b::C as D, e}, f::*, }; let x = crate::g::h(1); pub(crate) fn i() {}";
    let flat: Vec<String> = paths(code).iter().map(|path| path.join("::")).collect();
    assert_eq!(flat, ["a::self", "a::b::C", "a::e", "f::*", "g::h"]);
}

#[test]
fn every_module_keeps_to_its_layer() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for source in sources() {
        let Some((_, allowed)) = MAY_USE.iter().find(|(module, _)| *module == source.module) else {
            wrong.push(format!("{}: the module {} is not in the table", source.file, source.module));
            continue;
        };
        for path in &source.paths {
            seen += 1;
            if path[0] != source.module && !allowed.contains(&path[0].as_str()) {
                wrong.push(format!("{}: {} uses {}", source.file, source.module, path.join("::")));
            }
        }
    }
    assert!(seen > 100, "only {seen} paths were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_command_line_stays_out_of_the_windows_inside() {
    let mut entered = 0;
    for source in sources().iter().filter(|s| s.module == "cli") {
        for path in source.paths.iter().filter(|p| p[0] == "window") {
            entered += 1;
            let inner = path.get(1).map_or("self", String::as_str);
            let module = path.len() > 2 && inner.starts_with(char::is_lowercase);
            assert!(!module || WINDOW_DOORS.contains(&inner), "{}: {}", source.file, path.join("::"));
        }
    }
    assert!(entered > 0);
}
