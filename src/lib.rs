//! # Sand Table 县域应急推演沙盘
//!
//! A county emergency drill on a computer. The way of the data:
//!
//! ```text
//! scenario (RON) + plan (RON) + county (seed)
//!     → drill:   a Bevy world that steps a simulation by ticks of 10 s and takes orders
//!     → journal: header, orders, state hashes; one line each, append-only
//!     → score:   a ledger of plan clauses with evidence, a pure function of the run
//!     → review:  timeline, maps, charts and the ledger in one HTML file
//! ```
//!
//! Play, headless run, replay and tests all use this one way. Anything that changes the world is an
//! order in the journal; anything shown is derived from the simulation's state.
//!
//! | Module | What lives there | May use |
//! |---|---|---|
//! | [`num`] | grids, keyed random draws, deterministic mathematics, units | – |
//! | [`text`] | messages in Chinese and English | – |
//! | [`data`] | reading of files that people write, with every fault and its place | num, text |
//! | [`county`] | terrain, rivers, cover, settlements, roads, facilities, made from a seed | num, text |
//! | [`hazard`] | weather, water, slopes: physics as pure functions, thin systems around them | num, county |
//! | [`plan`], [`scenario`] | data types of plan packs and scenarios, loading with spans | num, county |
//! | [`response`] | warning, evacuation, travel, teams, supplies, shelters, command, loss, knowledge | hazard and above |
//! | [`drill`] | clock, orders, journal, replay, commanders | response and above |
//! | [`score`] | measures, rules, ledger | drill and above |
//! | [`review`] | the HTML review with maps and charts | score and above |
//! | [`cli`] | one file per subcommand | everything but the window's inside |
//! | `window` | Bevy rendering and egui panels; nothing else may import it | everything |

pub mod cli;
pub mod county;
pub mod data;
pub mod drill;
pub mod hazard;
pub mod num;
pub mod plan;
pub mod response;
pub mod review;
pub mod scenario;
pub mod score;
pub mod sim;
pub mod text;
#[cfg(feature = "window")]
pub mod window;
