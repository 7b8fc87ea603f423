//! What threatens the county. In each hazard the physics are pure functions on grids, with no engine
//! in them; thin systems around them step the fields in the drill.
//!
//! Hazards never import each other: [`weather`] makes the rain, [`flood`] takes it as a forcing.

pub mod flood;
pub mod weather;
