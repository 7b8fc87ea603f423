//! Checks of what an exported county's things say of each other, which no row shows alone.

use super::report::Report;
use crate::{
    county::{County, Side},
    data::{Fault, Msg},
};

/// Report lists of one thing that differ in length, and faces of dykes that leave the map.
pub fn references(county: &County, report: &mut Report) {
    let spec = &county.spec;
    let mut broken = |file: &str, id: &str, sound: bool| {
        if !sound {
            let message = Msg::new("pack-lists").with("id", id);
            report.fault(Fault::file(file, message).hint(Some(Msg::new("pack-hidden-hint"))));
        }
    };
    for river in &county.rivers {
        let n = river.cells.len();
        broken("rivers.csv", &river.id, n > 0 && river.width_m.len() == n && river.bank_depth_m.len() == n);
    }
    for (k, road) in county.roads.roads.iter().enumerate() {
        let sound = !road.cells.is_empty() && road.raised_m.len() == road.cells.len() && road.line.len() > 1;
        broken("roads.csv", &format!("#{}", k + 1), sound);
    }
    for village in &county.villages {
        let polder = village.polder.is_none_or(|p| p < county.polders.len());
        broken("villages.csv", &village.id, polder && !village.cells.is_empty());
    }
    for polder in &county.polders {
        broken("polders.csv", &polder.id, polder.dyke < county.dykes.len());
    }
    for stretch in county.dykes.iter().flat_map(|dyke| &dyke.stretches) {
        let inside = stretch.faces.iter().all(|face| {
            let (row, col) = spec.row_col(face.cell as usize);
            row < spec.rows && if face.side == Side::East { col + 1 < spec.cols } else { row + 1 < spec.rows }
        });
        let polder = stretch.polder.is_none_or(|p| p < county.polders.len());
        let sound =
            inside && polder && !stretch.faces.is_empty() && stretch.crest_m.len() == stretch.faces.len();
        broken("dykes.csv", &stretch.id, sound);
    }
}
