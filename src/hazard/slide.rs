//! Landslides and debris flows: when a slope fails and where what slides goes.
//!
//! | File | What it holds |
//! |---|---|
//! | `trigger` | stability of a slope under rain, and rain thresholds |
//! | `runout` | the way of what slides, on a fine window |

pub mod runout;
pub mod trigger;
