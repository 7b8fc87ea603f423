//! Polders on the flood plain of the lower main river and the dykes around them.

mod works;

use super::{
    CountyError,
    field::Field,
    frame::Frame,
    mainstem::{Mainstem, Valley},
    near::{connected, near4, smoothstep},
};
use crate::{
    county::{
        Dyke, Face, Polder, Side, Stretch,
        profile::{LandProfile, Profile},
    },
    num::{Draw, GridSpec, Point, draw::Process},
    text::{Lang, Name, text_with},
};

/// Ground between the river's bank and the dyke on each side, m.
pub const FORELAND_M: f32 = 170.0;
/// Height of a crest above the design flood, m.
const FREEBOARD_M: f32 = 0.7;

/// The cells of the profile's polders, in the terrain's frame. They end where the great lake is near.
///
/// # Errors
/// A polder finds no room, unless `lenient`: then it is left out, with those after it.
pub fn place(
    seed: u64,
    spec: &GridSpec,
    land: &LandProfile,
    main: &Mainstem,
    valley: &Valley,
    lake_m: &[f32],
    lenient: bool,
) -> Result<Vec<Vec<u32>>, CountyError> {
    let ends = Field::new(Draw::new(seed, 0, Process::Rivers).part(30), 0.06 * spec.width_m(), 2);
    let shore_m = (500.0f32).min(0.04 * spec.width_m()).max(2.0 * spec.cell_m);
    let plain = |cell: usize| {
        let away = valley.distance_m[cell] - 0.5 * main.width_m[valley.nearest[cell] as usize];
        away > FORELAND_M.max(2.0 * spec.cell_m) && valley.across[cell] < 0.82 && lake_m[cell] > shore_m
    };
    let mut polders = Vec::new();
    for polder in &land.polders {
        let mask = (0..spec.len()).map(|cell| {
            let p = spec.centre(cell);
            plain(cell)
                && p.x_m / spec.width_m() + 0.03 * ends.at(p) < polder.reach
                && side_of(main, valley.nearest[cell] as usize, p) == polder.right_bank
        });
        match largest(spec, mask.collect()) {
            Ok(cells) => polders.push(cells),
            Err(_) if lenient => break,
            Err(error) => return Err(error),
        }
    }
    Ok(polders)
}

/// Whether a point lies right of the flow.
fn side_of(main: &Mainstem, i: usize, p: Point) -> bool {
    let (a, b) = (main.points[i.saturating_sub(3)], main.points[(i + 3).min(main.points.len() - 1)]);
    let cross = (b.x_m - a.x_m) * (p.y_m - a.y_m) - (b.y_m - a.y_m) * (p.x_m - a.x_m);
    cross > 0.0
}

/// The largest joined part of a mask, opened (no spits of one cell) and with its holes filled.
fn largest(spec: &GridSpec, mut mask: Vec<bool>) -> Result<Vec<u32>, CountyError> {
    for _ in 0..3 {
        let old = mask.clone();
        for cell in 0..spec.len() {
            let sides = near4(spec, cell).filter(|(_, n)| old[*n]).count();
            mask[cell] = if old[cell] { sides >= 2 } else { sides >= 3 };
        }
    }
    let mut seen = vec![false; spec.len()];
    let mut best: Vec<usize> = Vec::new();
    for cell in 0..spec.len() {
        if mask[cell] && !seen[cell] {
            let part = connected(spec, cell, |c| mask[c]);
            part.iter().for_each(|c| seen[*c] = true);
            if part.len() > best.len() {
                best = part;
            }
        }
    }
    if best.len() < 12 {
        return Err(CountyError::NoPlace { what: "a polder on the flood plain of the main river" });
    }
    let mut inside = vec![false; spec.len()];
    best.iter().for_each(|c| inside[*c] = true);
    let outside_start = (0..spec.len()).find(|c| !inside[*c]).unwrap_or(0);
    let mut outside = vec![false; spec.len()];
    connected(spec, outside_start, |c| !inside[c]).into_iter().for_each(|c| outside[c] = true);
    Ok((0..spec.len()).filter(|c| !outside[*c]).map(|c| c as u32).collect())
}

/// Lower the middle of the polders a little, as settled paddy land is.
pub fn settle(spec: &GridSpec, ground_m: &mut [f32], cells: &[u32]) {
    let mut inside = vec![false; spec.len()];
    cells.iter().for_each(|c| inside[*c as usize] = true);
    let edge_m = super::near::distance_m(spec, |c| !inside[c]);
    for &cell in cells {
        ground_m[cell as usize] -= 0.5 * smoothstep(0.0, 500.0, edge_m[cell as usize]);
    }
}

/// The design flood's crest level along the frame's columns: the highest stage within 300 m, plus freeboard.
fn crest_by_column(frame: &Frame, main: &Mainstem) -> Vec<f32> {
    let spec = &frame.own;
    let reach = 300.0f32.max(2.0 * spec.cell_m);
    let along: Vec<f32> = main.points.iter().map(|p| frame.off_map(*p).x_m).collect();
    (0..spec.cols)
        .map(|col| {
            let x_m = (col as f32 + 0.5) * spec.cell_m;
            let stages = along.iter().zip(&main.design_m).filter(|(p, _)| (**p - x_m).abs() < reach);
            stages.map(|(_, s)| *s).fold(f32::NEG_INFINITY, f32::max) + FREEBOARD_M
        })
        .collect()
}

/// A crack of the raster between inside and outside while tracing: the corner it starts from and its face.
struct Crack {
    face: Face,
    inside: usize,
    at: Point,
}

/// Walk once around the cells, the inside on the right hand: (inner cell, face) of each crack in order.
fn trace(spec: &GridSpec, inside: &[bool], start: usize) -> Vec<Crack> {
    // Corners are (row, col) of the raster's lattice; directions as in `STEPS`, even ones only.
    let cell = |r: isize, c: isize| -> Option<usize> {
        (r >= 0 && c >= 0 && (r as usize) < spec.rows && (c as usize) < spec.cols)
            .then(|| r as usize * spec.cols + c as usize)
    };
    let is_in = |k: Option<usize>| k.is_some_and(|k| inside[k]);
    let (row, col) = spec.row_col(start);
    let first = (row as isize, col as isize, 2usize);
    let (mut r, mut c, mut d) = first;
    let mut cracks = Vec::new();
    loop {
        // Cells right and left of the crack that leaves (r, c) in direction d.
        let (right, left, face) = match d {
            2 => (cell(r, c), cell(r - 1, c), cell(r - 1, c).map(|k| (k, Side::South))),
            4 => (cell(r, c - 1), cell(r, c), cell(r, c - 1).map(|k| (k, Side::East))),
            6 => (cell(r - 1, c - 1), cell(r, c - 1), cell(r - 1, c - 1).map(|k| (k, Side::South))),
            _ => (cell(r - 1, c), cell(r - 1, c - 1), cell(r - 1, c - 1).map(|k| (k, Side::East))),
        };
        debug_assert!(is_in(right) && !is_in(left));
        let (dr, dc) = super::near::STEPS[d];
        if let (Some(inner), Some((k, side))) = (right, face) {
            let at = Point {
                x_m: (c as f32 + 0.5 * dc as f32) * spec.cell_m,
                y_m: (r as f32 + 0.5 * dr as f32) * spec.cell_m,
            };
            cracks.push(Crack { face: Face { cell: k as u32, side }, inside: inner, at });
        }
        (r, c) = (r + dr, c + dc);
        // At the next corner, cells ahead on the right and left; corners join nothing.
        let (ahead_right, ahead_left) = match d {
            2 => (cell(r, c), cell(r - 1, c)),
            4 => (cell(r, c - 1), cell(r, c)),
            6 => (cell(r - 1, c - 1), cell(r, c - 1)),
            _ => (cell(r - 1, c), cell(r - 1, c - 1)),
        };
        d = match (is_in(ahead_right), is_in(ahead_left)) {
            (false, _) => (d + 2) % 8,
            (true, false) => d,
            (true, true) => (d + 6) % 8,
        };
        if (r, c, d) == first {
            return cracks;
        }
    }
}

/// Ring a polder with a dyke, cut into stretches. Townships and road nodes are filled in later.
pub fn dyke(
    frame: &Frame,
    profile: &Profile,
    side: usize,
    cells: Vec<u32>,
    ground_m: &[f32],
    main: &Mainstem,
    valley: &Valley,
) -> (Dyke, Polder) {
    let spec = &frame.map;
    let named = &profile.land.polders[side];
    let crest_by_column = crest_by_column(frame, main);
    let mut inside = vec![false; spec.len()];
    cells.iter().for_each(|c| inside[*c as usize] = true);
    let mut cracks = trace(spec, &inside, cells[0] as usize);
    // The first stretch begins upstream, by the river.
    let by_river = |k: &Crack| {
        let i = valley.nearest[k.inside] as usize;
        main.along_m[i] + 3.0 * (valley.distance_m[k.inside] - 0.5 * main.width_m[i])
    };
    let first =
        (0..cracks.len()).min_by(|a, b| by_river(&cracks[*a]).total_cmp(&by_river(&cracks[*b]))).unwrap_or(0);
    cracks.rotate_left(first);
    if !named.right_bank {
        // With the inside on the right hand, the river side of a polder on the left bank is walked upstream.
        cracks.reverse();
        cracks.rotate_right(1);
    }
    let per = (400.0 / spec.cell_m).round().clamp(1.0, 10.0) as usize;
    let count = (cracks.len() / per).max(1);
    let stretches = (0..count)
        .map(|k| {
            let part = &cracks[k * cracks.len() / count..(k + 1) * cracks.len() / count];
            let number = k + 1;
            let name = |lang| {
                text_with(
                    lang,
                    "county-stretch",
                    &[("dyke", named.dyke.get(lang).into()), ("number", format!("{number:02}").into())],
                )
            };
            let middle = &part[part.len() / 2];
            let crest_m: Vec<f32> = part
                .iter()
                .map(|crack| {
                    let column = (frame.off_map(crack.at).x_m / spec.cell_m) as usize;
                    let near = main.design_m[valley.nearest[crack.inside] as usize] + FREEBOARD_M;
                    near.max(crest_by_column[column.min(crest_by_column.len() - 1)])
                })
                .collect();
            let heights = part.iter().zip(&crest_m).map(|(crack, crest)| crest - ground_m[crack.inside]);
            Stretch {
                id: format!("{}-{number:02}", named.id),
                name: Name::new(name(Lang::Zh), name(Lang::En)),
                township: 0,
                faces: part.iter().map(|crack| crack.face).collect(),
                height_m: heights.sum::<f32>() / part.len() as f32,
                crest_m,
                length_m: part.len() as f32 * spec.cell_m,
                at: spec.centre(middle.inside),
                node: 0,
                polder: Some(side),
            }
        })
        .collect();
    let dyke = Dyke { id: named.id.clone(), name: named.dyke.clone(), stretches };
    let (gates, pumps) = works::build(spec, named, &cells, &cracks, ground_m, main, valley);
    (dyke, Polder { id: named.id.clone(), name: named.name.clone(), dyke: side, cells, gates, pumps })
}
