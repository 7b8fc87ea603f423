//! What teams can be sent to do, by the hazard that it belongs to.

use crate::{
    text::{Lang, text},
    window::panels::orders::form::TaskKind,
};
use bevy_egui::egui::Ui;

/// Name of a group, and its tasks with their names.
type Group = (&'static str, &'static [(TaskKind, &'static str)]);

const GROUPS: [Group; 5] = [
    (
        "tasks-general",
        &[
            (TaskKind::Standby, "task-standby"),
            (TaskKind::Evacuate, "task-evacuate"),
            (TaskKind::TreatVillage, "task-treat-village"),
            (TaskKind::ServeShelter, "task-serve-shelter"),
        ],
    ),
    (
        "tasks-flood",
        &[
            (TaskKind::Watch, "task-watch"),
            (TaskKind::Sandbag, "task-sandbag"),
            (TaskKind::Rescue, "task-rescue"),
            (TaskKind::InspectDam, "task-inspect-dam"),
            (TaskKind::ClearSpillway, "task-clear-spillway"),
            (TaskKind::LowerSpillway, "task-lower-spillway"),
        ],
    ),
    (
        "tasks-slides",
        &[
            (TaskKind::InspectSlope, "task-inspect-slope"),
            (TaskKind::Lookout, "task-lookout"),
            (TaskKind::SearchBuried, "task-search-buried"),
            (TaskKind::ClearDebris, "task-clear-debris"),
            (TaskKind::DigChannel, "task-dig-channel"),
        ],
    ),
    (
        "tasks-chemical",
        &[
            (TaskKind::AssessTanks, "task-assess-tanks"),
            (TaskKind::CoolTank, "task-cool-tank"),
            (TaskKind::FoamTank, "task-foam-tank"),
            (TaskKind::ShutValve, "task-shut-valve"),
            (TaskKind::BlockDrains, "task-block-drains"),
            (TaskKind::DrainBunds, "task-drain-bunds"),
            (TaskKind::MonitorAir, "task-monitor-air"),
            (TaskKind::Decontaminate, "task-decontaminate"),
        ],
    ),
    (
        "tasks-forest",
        &[
            (TaskKind::ScoutFire, "task-scout-fire"),
            (TaskKind::FireLookout, "task-fire-lookout"),
            (TaskKind::WaterAttack, "task-water-attack"),
            (TaskKind::AttackFire, "task-attack-fire"),
            (TaskKind::CutLine, "task-cut-line"),
            (TaskKind::BurnOut, "task-burn-out"),
            (TaskKind::MopUp, "task-mop-up"),
        ],
    ),
];

/// Choose a hazard, then a task. The group shown is that of the task, so a task taken from the map is seen as well.
pub fn choose(ui: &mut Ui, task: &mut TaskKind, lang: Lang) {
    let of = |(_, tasks): &Group| tasks.iter().any(|(t, _)| t == task);
    let shown = GROUPS.iter().position(of).unwrap_or(0);
    let mut group = shown;
    ui.horizontal_wrapped(|ui| {
        for (i, (key, _)) in GROUPS.iter().enumerate() {
            if ui.selectable_label(shown == i, text(lang, key)).clicked() {
                group = i;
            }
        }
    });
    if group != shown {
        *task = GROUPS[group].1[0].0;
    }
    ui.add_space(4.0);
    ui.columns(2, |columns| {
        for (i, &(one, key)) in GROUPS[group].1.iter().enumerate() {
            if columns[i % 2].selectable_label(*task == one, text(lang, key)).clicked() {
                *task = one;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_task_is_in_one_group() {
        let mut tasks: Vec<usize> =
            GROUPS.iter().flat_map(|(_, tasks)| tasks.iter()).map(|(t, _)| *t as usize).collect();
        tasks.sort_unstable();
        let all: Vec<usize> = (0..=TaskKind::FireLookout as usize).collect();
        assert_eq!(tasks, all, "the last task has another name, or one is missing or twice");
    }
}
