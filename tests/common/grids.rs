//! The program run in a folder, and the plain grids that `hazard` reads and writes.

use std::{fs, path::Path, process::Command};

pub fn sandtable(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_sandtable")).args(args).current_dir(folder).output().unwrap();
    let text = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
    (out.status.code().unwrap(), text(&out.stdout), text(&out.stderr))
}

/// Write a grid of 20 × 30 cells of 10 m with a corner of its own.
pub fn grid(folder: &Path, name: &str, value: impl Fn(usize, usize) -> f64) {
    let mut text = String::from(
        "ncols 30\nnrows 20\nxllcorner 500000\nyllcorner 3000000\ncellsize 10\nNODATA_value -9999\n",
    );
    for r in 0..20 {
        text += &(0..30).map(|c| value(r, c).to_string()).collect::<Vec<_>>().join(" ");
        text.push('\n');
    }
    fs::write(folder.join(name), text).unwrap();
}

pub fn read(folder: &Path, name: &str) -> (Vec<String>, Vec<f64>) {
    let text = fs::read_to_string(folder.join(name)).unwrap();
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let values = lines[6..].iter().flat_map(|l| l.split_whitespace().map(|v| v.parse().unwrap())).collect();
    (lines[..6].to_vec(), values)
}

pub fn summary(folder: &Path) -> serde_json::Value {
    serde_json::from_str(&fs::read_to_string(folder.join("summary.json")).unwrap()).unwrap()
}
