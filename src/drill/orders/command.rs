//! Reports, response levels, headquarters, commander, help from above, publication.

use super::{Refusal, find_township, land, now};
use crate::{
    num::DrillTime,
    response::{
        command::{Appointment, Command, Figures, Headquarters, Level, Publication, Report, ReportKind},
        tables::Tables,
    },
};
use bevy::prelude::*;

pub(super) fn report(world: &mut World, kind: ReportKind, figures: Figures) -> Result<(), Refusal> {
    let command = world.resource::<Command>();
    if command.reported(ReportKind::Final) {
        return Err(Refusal::new("refuse-report-after-final"));
    }
    match kind {
        ReportKind::First if command.reported(ReportKind::First) => {
            return Err(Refusal::new("refuse-report-first-twice"));
        }
        ReportKind::FollowUp | ReportKind::Final if !command.reported(ReportKind::First) => {
            return Err(Refusal::new("refuse-report-before-first"));
        }
        ReportKind::Final if command.level.is_some() => {
            return Err(Refusal::new("refuse-report-final-during-response"));
        }
        _ => {}
    }
    check_figures(world, figures)?;
    let (truth, known) = (crate::drill::truth(world), crate::drill::known_figures(world));
    let report = Report { at: now(world), kind, figures, truth, known };
    world.resource_mut::<Command>().reports.push(report);
    Ok(())
}

/// No figure counts more people than the county has.
fn check_figures(world: &World, figures: Figures) -> Result<(), Refusal> {
    let people = crate::response::count_people(world).total();
    if figures.rows().iter().any(|(_, n)| *n > people) {
        return Err(Refusal::new("refuse-report-figures").with("people", people));
    }
    Ok(())
}

pub(super) fn set_level(world: &mut World, level: Level) -> Result<(), Refusal> {
    let at = now(world);
    let mut command = world.resource_mut::<Command>();
    if command.level == Some(level) {
        return Err(Refusal::new("refuse-level-same"));
    }
    command.level = Some(level);
    command.levels.push((at, Some(level)));
    Ok(())
}

pub(super) fn end_response(world: &mut World) -> Result<(), Refusal> {
    let at = now(world);
    if world.resource::<Command>().level.is_none() {
        return Err(Refusal::new("refuse-end-without-response"));
    }
    // What is known decides: people who are known to be cut off are not left behind by a form.
    let known = world.resource::<crate::response::knowledge::Known>();
    let stranded: u32 = known.villages.iter().flatten().map(|r| r.stranded).sum();
    if stranded > 0 {
        return Err(Refusal::new("refuse-end-stranded").with("people", stranded));
    }
    let mut command = world.resource_mut::<Command>();
    command.level = None;
    command.levels.push((at, None));
    Ok(())
}

pub(super) fn headquarters(world: &mut World, township: &str) -> Result<(), Refusal> {
    let township = find_township(&land(world), township)?;
    let at = now(world);
    let minutes = world.resource::<Tables>().command.headquarters_min;
    let mut command = world.resource_mut::<Command>();
    if command.headquarters.as_ref().is_some_and(|hq| hq.township == township) {
        return Err(Refusal::new("refuse-headquarters-there"));
    }
    let ready_at = DrillTime(at.0 + (minutes * 60.0) as u32);
    let (minutes, linked) = command.headquarters.as_ref().map_or((0, 0), |hq| (hq.minutes, hq.linked));
    command.headquarters = Some(Headquarters { at, ready_at, township, ready: false, minutes, linked });
    Ok(())
}

/// A name or post as people write it.
fn post(name: &str) -> Result<&str, Refusal> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 40 || name.chars().any(char::is_control) {
        return Err(Refusal::new("refuse-commander-name"));
    }
    Ok(name)
}

pub(super) fn commander(world: &mut World, name: &str, deputy: Option<&str>) -> Result<(), Refusal> {
    let name = post(name)?;
    let deputy = deputy.map(post).transpose()?;
    if deputy == Some(name) {
        return Err(Refusal::new("refuse-deputy-commands"));
    }
    let at = now(world);
    let mut command = world.resource_mut::<Command>();
    if command.headquarters.is_none() {
        return Err(Refusal::new("refuse-commander-without-headquarters"));
    }
    if command.commanders.last().is_some_and(|last| last.name == name && last.deputy.as_deref() == deputy) {
        return Err(Refusal::new("refuse-commander-same"));
    }
    let appointment = Appointment { at, name: name.to_owned(), deputy: deputy.map(str::to_owned) };
    command.commanders.push(appointment);
    Ok(())
}

pub(super) fn ask_next_level(world: &mut World) -> Result<(), Refusal> {
    let at = now(world);
    let mut command = world.resource_mut::<Command>();
    if command.help_asked.is_some() {
        return Err(Refusal::new("refuse-help-asked"));
    }
    if !command.reported(ReportKind::First) {
        return Err(Refusal::new("refuse-help-before-report"));
    }
    command.help_asked = Some(at);
    Ok(())
}

pub(super) fn publish(world: &mut World, text: &str, figures: Option<Figures>) -> Result<(), Refusal> {
    let length = text.trim().chars().count();
    if length == 0 || length > 500 {
        return Err(Refusal::new("refuse-publish-length"));
    }
    check_figures(world, figures.unwrap_or_default())?;
    let at = now(world);
    let known = crate::drill::known_figures(world);
    world.resource_mut::<Command>().publications.push(Publication { at, figures, known });
    Ok(())
}
