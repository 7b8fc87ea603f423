//! Numbers the simulation rests on: [`grid`] rasters, [`draw`] keyed random draws, [`math`]
//! transcendental functions with the same bits on every platform, [`time`] drill time, [`file`] atomic writes [`ring`]
//! closed lines and [`asc`] ESRI ASCII rasters.

pub mod asc;
pub mod draw;
pub mod file;
pub mod grid;
pub mod math;
pub mod ring;
pub mod time;

pub use draw::Draw;
pub use grid::{GridSpec, Point};
pub use time::{Clock, DrillTime};
