//! The panels of the desk, one file each: functions of what they show.

pub(super) mod top;
pub(super) mod townships;
