//! The county's bridges and culverts as chokes of the flood.

use super::flood::{Choke, Flood, FloodError};
use crate::county::{County, Face, RoadStructure, Side, StructureKind};

/// The faces that a bridge or culvert stands on, all on one side of its road, each with its part of the opening. None for a
/// tunnel, or where the road has no direction.
pub fn of_structure(county: &County, structure: &RoadStructure) -> Vec<(Face, Choke)> {
    let spec = county.spec;
    let (Some(first), Some(road)) = (structure.cells.first(), county.roads.roads.get(structure.road)) else {
        return Vec::new();
    };
    if structure.kind == StructureKind::Tunnel || structure.opening_m2 <= 0.0 {
        return Vec::new();
    }
    let place = |cell: u32| {
        let (row, col) = spec.row_col(cell as usize);
        (row as i64, col as i64)
    };
    // Along the road from the cell before the structure to the one behind it.
    let Some(at) = road.cells.iter().position(|cell| cell == first) else { return Vec::new() };
    let (from, to) =
        (at.saturating_sub(1), (at + structure.cells.len()).min(road.cells.len().saturating_sub(1)));
    let (start, end) = (place(road.cells[from]), place(road.cells[to]));
    let along = (end.0 - start.0, end.1 - start.1);
    let mut faces = Vec::new();
    for &cell in &structure.cells {
        let (row, col) = place(cell);
        for (down, right) in [(-1, 0), (1, 0), (0, -1), (0, 1)] {
            let (r, c) = (row + down, col + right);
            let inside = (0..spec.rows as i64).contains(&r) && (0..spec.cols as i64).contains(&c);
            if !inside || along.0 * right - along.1 * down <= 0 {
                continue;
            }
            let other = spec.index(r as usize, c as usize) as u32;
            if road.cells.contains(&other) {
                continue;
            }
            let side = if down == 0 { Side::East } else { Side::South };
            faces.push(Face { cell: cell.min(other), side });
        }
    }
    faces.sort();
    faces.dedup();
    let bed_m = structure.cells.iter().map(|c| county.ground_m[*c as usize]).fold(f32::INFINITY, f32::min);
    let height_m = structure.opening_m2 / structure.span_m.max(0.1);
    let share = 1.0 / faces.len().max(1) as f32;
    let choke = Choke {
        is_bridge: structure.kind == StructureKind::Bridge,
        opening_m2: structure.opening_m2 * share,
        invert_m: bed_m,
        soffit_m: bed_m + height_m,
        deck_m: structure.deck_m.max(bed_m + height_m),
        blocked: 0.0,
    };
    faces.into_iter().map(|face| (face, choke)).collect()
}

/// Write every bridge and culvert of the county into the flood, of which `blocked` says how much driftwood and rubble take:
/// a share by the structure's number.
///
/// # Errors
/// A face is not between two cells of the county, a structure has unusable sizes, or a share is not 0 to 1.
pub fn set_chokes(
    county: &County,
    flood: &mut Flood,
    blocked: impl Fn(usize) -> f32,
) -> Result<(), FloodError> {
    for (number, structure) in county.roads.structures.iter().enumerate() {
        for (face, choke) in of_structure(county, structure) {
            flood.set_choke(face, Choke { blocked: blocked(number), ..choke })?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        county::{CountyParams, generate},
        hazard::flood::{Edge, FloodParams},
    };

    #[test]
    fn every_bridge_and_culvert_of_a_county_stands_on_faces_beside_its_road() {
        let county = generate(&CountyParams::yueyang(1).unwrap().sized(128)).unwrap();
        let (mut standing, mut all) = (0, 0);
        for structure in &county.roads.structures {
            let faces = of_structure(&county, structure);
            if structure.kind == StructureKind::Tunnel {
                assert!(faces.is_empty());
                continue;
            }
            all += 1;
            standing += usize::from(!faces.is_empty());
            let opening: f32 = faces.iter().map(|(_, choke)| choke.opening_m2).sum();
            assert!(faces.is_empty() || (opening / structure.opening_m2 - 1.0).abs() < 1e-4);
            let road = &county.roads.roads[structure.road].cells;
            for (face, choke) in faces {
                let other = face.cell + if face.side == Side::East { 1 } else { county.spec.cols as u32 };
                assert!(road.contains(&face.cell) != road.contains(&other), "between road and land");
                assert!(choke.deck_m >= choke.soffit_m && choke.soffit_m > choke.invert_m);
            }
        }
        println!("{standing} of {all} bridges and culverts choke the flow");
        assert!(all > 0 && standing * 10 >= all * 9);
        let manning = vec![0.04; county.spec.len()];
        let mut flood =
            Flood::new(county.spec, county.ground_m.clone(), manning, Edge::Open, FloodParams::default())
                .unwrap();
        set_chokes(&county, &mut flood, |_| 0.2).unwrap();
        assert!(set_chokes(&county, &mut flood, |_| 1.2).is_err());
    }
}
