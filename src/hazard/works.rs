//! Waterworks in the drill: reservoirs with their dams, gates and pumps of polders, lakes behind landslides.
//!
//! Each keeps its state in a resource of its own and leads water past the grid's faces by the links of the
//! [`Flood`](super::flood::Flood), so that nothing is lost on the way. Orders reach them through
//! [`Interventions`](super::Interventions).
//!
//! | File | What it holds |
//! |---|---|
//! | `laws` | discharge of outlets, gates and dam breaches; pure |
//! | `dams` | reservoirs: spillway, outlet, seepage, failure |
//! | `drains` | storm drains of towns |
//! | `polders` | gates and pumps |
//! | `saddle` | the lake behind a barrier and where it will run over; pure |
//! | `barriers` | landslide dams: filling, emergency channel, breach |

pub mod barriers;
pub mod dams;
pub mod drains;
pub mod laws;
pub mod polders;
pub mod saddle;

use crate::{
    county::{Face, Side},
    num::GridSpec,
};

/// The faces of a cell to its neighbours, and these.
pub(in crate::hazard) fn faces_around(
    spec: &GridSpec,
    cell: usize,
) -> impl Iterator<Item = (Face, usize)> + use<> {
    let (row, col) = spec.row_col(cell);
    let (rows, cols) = (spec.rows, spec.cols);
    let face = |cell: usize, side| Face { cell: cell as u32, side };
    let around = [
        (row > 0).then(|| (face(cell - cols, Side::South), cell - cols)),
        (col > 0).then(|| (face(cell - 1, Side::East), cell - 1)),
        (col + 1 < cols).then(|| (face(cell, Side::East), cell + 1)),
        (row + 1 < rows).then(|| (face(cell, Side::South), cell + cols)),
    ];
    around.into_iter().flatten()
}
