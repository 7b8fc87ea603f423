//! What was picked on the map, and the orders that are given most often for it.

use super::{
    orders::{
        Form, Kind,
        form::{Scope, TaskKind},
    },
    widgets::{plate, weak},
};
use crate::{
    text::{Lang, text},
    window::{
        Session,
        map::{marks::Pick, tip},
        theme,
    },
};
use bevy_egui::egui::{self, RichText, Ui};

/// A kind of order, and the task of the team for a dispatch.
type Quick = (Kind, Option<(TaskKind, &'static str)>);

/// Orders at hand for a thing on the map.
pub(super) fn quick(pick: Pick) -> &'static [Quick] {
    use Kind::*;
    match pick {
        Pick::Township(_) => {
            &[(Warn, None), (Headquarters, None), (Dispatch, Some((TaskKind::Standby, "task-standby")))]
        }
        Pick::Village(_) => &[
            (Warn, None),
            (Evacuate, None),
            (Dispatch, Some((TaskKind::Evacuate, "task-evacuate"))),
            (Dispatch, Some((TaskKind::Rescue, "task-rescue"))),
            (Dispatch, Some((TaskKind::SearchBuried, "task-search-buried"))),
            (Dispatch, Some((TaskKind::TreatVillage, "task-treat-village"))),
            (ShelterInPlace, None),
            (Dispatch, Some((TaskKind::MonitorAir, "task-monitor-air"))),
        ],
        Pick::Shelter(_) => &[
            (OpenShelter, None),
            (SendSupplies, None),
            (Dispatch, Some((TaskKind::ServeShelter, "task-serve-shelter"))),
        ],
        Pick::Store(_) => &[(SendSupplies, None)],
        Pick::Team(_) => &[(Dispatch, None), (Recall, None), (Withdraw, None)],
        Pick::Stretch(_) => {
            &[(Sandbag, None), (Dispatch, Some((TaskKind::Watch, "task-watch"))), (SendSupplies, None)]
        }
        Pick::Reservoir(_) => &[
            (Outlet, None),
            (Dispatch, Some((TaskKind::InspectDam, "task-inspect-dam"))),
            (Dispatch, Some((TaskKind::ClearSpillway, "task-clear-spillway"))),
            (Dispatch, Some((TaskKind::LowerSpillway, "task-lower-spillway"))),
        ],
        Pick::Lake(_) => &[(Dispatch, Some((TaskKind::DigChannel, "task-dig-channel")))],
        Pick::Slope(_) => &[
            (Dispatch, Some((TaskKind::InspectSlope, "task-inspect-slope"))),
            (Dispatch, Some((TaskKind::Lookout, "task-lookout"))),
            (Evacuate, None),
        ],
        Pick::Road(_) => &[
            (CloseRoad, None),
            (OpenRoad, None),
            (Dispatch, Some((TaskKind::ClearDebris, "task-clear-debris"))),
        ],
        Pick::Fire(_) => &[
            (Dispatch, Some((TaskKind::ScoutFire, "task-scout-fire"))),
            (Dispatch, Some((TaskKind::FireLookout, "task-fire-lookout"))),
            (Dispatch, Some((TaskKind::WaterAttack, "task-water-attack"))),
            (Dispatch, Some((TaskKind::AttackFire, "task-attack-fire"))),
            (FireLine, None),
            (Dispatch, Some((TaskKind::CutLine, "task-cut-line"))),
            (Dispatch, Some((TaskKind::BurnOut, "task-burn-out"))),
            (AirDrop, None),
            (Dispatch, Some((TaskKind::MopUp, "task-mop-up"))),
        ],
        Pick::Works(_) => &[
            (Cordon, None),
            (Dispatch, Some((TaskKind::AssessTanks, "task-assess-tanks"))),
            (Dispatch, Some((TaskKind::CoolTank, "task-cool-tank"))),
            (Dispatch, Some((TaskKind::FoamTank, "task-foam-tank"))),
            (Dispatch, Some((TaskKind::ShutValve, "task-shut-valve"))),
            (Dispatch, Some((TaskKind::BlockDrains, "task-block-drains"))),
            (Dispatch, Some((TaskKind::DrainBunds, "task-drain-bunds"))),
            (Dispatch, Some((TaskKind::Decontaminate, "task-decontaminate"))),
        ],
        Pick::Gauge(_) => &[],
    }
}

pub(crate) fn show(ui: &mut Ui, session: &Session, form: &mut Form, selected: &mut Option<Pick>, lang: Lang) {
    let Some(pick) = *selected else { return };
    let Some(lines) = tip::lines(session, pick, lang) else { return };
    ui.add_space(2.0);
    plate(ui, |ui| {
        let mut lines = lines.into_iter();
        ui.horizontal(|ui| {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if ui.button("×").clicked() {
                    *selected = None;
                }
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    let name = RichText::new(lines.next().unwrap_or_default()).strong();
                    ui.add(egui::Label::new(name.size(theme::SIZE_BODY + 1.0)).truncate());
                });
            });
        });
        for line in lines {
            weak(ui, line);
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(4.0, 4.0);
            ui.spacing_mut().button_padding.x = 7.0;
            for &(kind, task) in quick(pick) {
                let key = task.map_or(kind.key(), |(_, key)| key);
                if ui.button(RichText::new(text(lang, key)).size(theme::SIZE_SMALL)).clicked() {
                    begin(form, kind, task.map(|(task, _)| task), pick);
                }
            }
        });
    });
    ui.add_space(4.0);
}

/// Turn to the order with the thing filled in.
fn begin(form: &mut Form, kind: Kind, task: Option<TaskKind>, pick: Pick) {
    form.turn_to(kind);
    if let Some(task) = task {
        form.task = task;
    }
    if kind == Kind::Warn {
        let villages = matches!(pick, Pick::Village(_));
        form.scope = if villages { Scope::Villages } else { Scope::Townships };
    }
    form.take(pick);
}
