//! The county's townships with their people.

use crate::{
    county::County,
    text::text_with,
    window::{Desk, map::marks::Pick},
};
use bevy_egui::egui;

pub(crate) fn show(ui: &mut egui::Ui, county: &County, desk: &mut Desk) {
    ui.heading(county.name.get(desk.lang));
    egui::ScrollArea::vertical().show(ui, |ui| {
        for (i, township) in county.townships.iter().enumerate() {
            let people: u64 =
                county.villages.iter().filter(|v| v.township == i).map(|v| u64::from(v.people)).sum();
            let pick = Pick::Township(i);
            ui.horizontal(|ui| {
                let label = ui.selectable_label(desk.selected == Some(pick), township.name.get(desk.lang));
                if label.clicked() {
                    desk.selected = Some(pick);
                }
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    ui.weak(text_with(desk.lang, "unit-people", &[("n", people.into())]));
                });
            });
        }
    });
}
