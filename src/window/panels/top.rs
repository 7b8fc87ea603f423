//! The bar over everything.

use crate::window::Desk;
use bevy_egui::egui;

pub(crate) fn show(ui: &mut egui::Ui, desk: &mut Desk) {
    ui.horizontal(|ui| {
        ui.heading(desk.text("app-title"));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button(desk.text("other-language")).clicked() {
                desk.lang = desk.lang.other();
            }
        });
    });
}
