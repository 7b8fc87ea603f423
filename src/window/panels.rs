//! The panels of the desk, one file each: functions of what they show.
//!
//! | File | What it shows |
//! |---|---|
//! | [`top`] | clock, speeds, level and colour in force, people |
//! | [`left`] | the tabs of the left side: [`situation`], [`forces`], [`plan`], [`log`] |
//! | [`selected`] | what was picked on the map |
//! | [`orders`] | a form for every order |
//! | [`legend`] | which field of the flood the map shows, and what its signs mean |
//! | [`notice`] | messages that have just come in |
//! | [`briefing`] | what the trainees read before the start |
//! | [`score`] | the score sheet |
//! | [`widgets`] | badges, marks, lists to choose from |
//!
//! What a trainee may see comes from [`View`](crate::drill::view::View) alone.

pub(super) mod briefing;
pub(super) mod forces;
pub(super) mod left;
pub(super) mod legend;
pub(super) mod log;
pub(super) mod notice;
pub(super) mod orders;
pub(super) mod plan;
pub(super) mod score;
pub(super) mod selected;
pub(super) mod situation;
#[cfg(test)]
mod tests;
pub(super) mod top;
pub(super) mod widgets;

use super::map::marks::Pick;

/// What the panels remember from frame to frame.
pub(super) struct State {
    pub tab: left::Tab,
    pub left_open: bool,
    pub right_open: bool,
    /// The briefing was read.
    pub briefed: bool,
    /// The score sheet was put aside to look at the map.
    pub sheet_aside: bool,
    pub situation: situation::Seen,
    pub forces: forces::Filter,
    pub plan: plan::Checklist,
    pub log: log::Log,
    pub notices_read: usize,
    /// The legend's list of symbols is open.
    pub symbols: bool,
    pub form: orders::Form,
    /// What the form was last filled from.
    taken: Option<Pick>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            tab: left::Tab::default(),
            left_open: true,
            right_open: true,
            briefed: false,
            sheet_aside: false,
            situation: situation::Seen::default(),
            forces: forces::Filter::default(),
            plan: plan::Checklist::default(),
            log: log::Log::default(),
            notices_read: 0,
            symbols: false,
            form: orders::Form::default(),
            taken: None,
        }
    }
}

impl State {
    /// Fill the form of orders from a new selection on the map.
    pub fn follow(&mut self, selected: Option<Pick>) {
        if selected != self.taken {
            self.taken = selected;
            if let Some(pick) = selected {
                self.form.take(pick);
            }
        }
    }
}
