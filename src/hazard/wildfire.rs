//! Forest fire: pure physics on grids.
//!
//! | File | What it holds |
//! |---|---|
//! | `fuel` | the 53 standard fuel models, from `assets/fuels.ron` |
//! | `spread` | rate, intensity, flame and shape of a surface fire (Rothermel) |
//! | `crown` | when it climbs into the crowns, and how it runs there |
//! | `spot` | how far brands fly |
//! | `burn` | surface fire and crowns at a place together |
//! | `moisture` | water in dead fuel by weather, sun and shade |
//! | `plain` | a fire on plain grids |
//! | `front` | growth: a level set in a narrow band |
//! | `growth` | a fire as an ellipse, and how long crews need to ring it |
//! | `suppress` | line, attack, what holds, water, grades |
//! | `wind` | wind on terrain: crests, lee, valleys, slopes by time of day, gusts |

pub mod burn;
pub mod crown;
pub mod front;
pub mod fuel;
pub mod growth;
pub mod moisture;
pub mod plain;
pub mod spot;
pub mod spread;
pub mod suppress;
pub mod wind;
