//! Slopes, dams and landslide lakes that show signs.

use super::super::widgets::{plate, section, weak, with_n};
use crate::{
    drill::view::View,
    text::{Lang, text},
    window::{
        Session,
        map::{
            looks::{DamLook, SlopeLook},
            marks::Pick,
            tip,
        },
        theme,
    },
};
use bevy_egui::egui::{self, RichText, Ui};

pub(super) fn show(ui: &mut Ui, session: &Session, view: &View<'_>, selected: &mut Option<Pick>, lang: Lang) {
    let slopes: Vec<usize> = view.slopes().collect();
    let dams = view.land().reservoirs.len();
    if slopes.is_empty() && dams == 0 {
        return;
    }
    let hot = |look: SlopeLook| matches!(look, SlopeLook::Cracks | SlopeLook::Moving | SlopeLook::Fallen);
    let moving = slopes.iter().filter(|r| hot(SlopeLook::of(view, **r))).map(|r| Pick::Slope(*r));
    let weak_dams = (0..dams).filter(|r| DamLook::of(view, *r) != DamLook::Sound).map(Pick::Reservoir);
    let lakes =
        view.known().lakes.iter().enumerate().filter(|(_, l)| l.is_some()).map(|(i, _)| Pick::Lake(i));
    let all: Vec<Pick> = lakes.chain(weak_dams).chain(moving).collect();
    section(ui, &format!("{}  {}", text(lang, "desk-hills"), all.len()));
    if all.is_empty() {
        weak(ui, with_n(lang, "desk-hills-quiet", slopes.len()));
    }
    for pick in all {
        let Some(lines) = tip::lines(session, pick, lang) else { continue };
        let response = plate(ui, |ui| {
            for (i, line) in lines.into_iter().enumerate() {
                if i == 0 {
                    ui.label(RichText::new(format!("▲ {line}")).color(theme::CAUTION));
                } else {
                    weak(ui, line);
                }
            }
        });
        if response.response.interact(egui::Sense::click()).clicked() {
            *selected = Some(pick);
        }
    }
}
