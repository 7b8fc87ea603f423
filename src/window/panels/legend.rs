//! Over the map's lower left corner: which field of the flood is drawn, what its colours mean, and what the symbols
//! stand for.

use super::widgets::weak;
use crate::{
    text::{Lang, text},
    window::{
        map::{
            layers::Layer,
            looks::{DamLook, ShelterLook, SlopeLook, TeamLook, VillageLook},
            symbols::Symbol,
        },
        theme,
    },
};
use bevy_egui::egui::{self, Color32, RichText, Ui};

/// Symbols with the key of their meaning.
const SYMBOLS: [(Symbol, &str); 20] = [
    (Symbol::Town, "map-sign-township-seat"),
    (Symbol::Village(VillageLook::Dry), "map-village-dry"),
    (Symbol::Village(VillageLook::Flooded), "map-village-flooded"),
    (Symbol::Village(VillageLook::Leaving), "map-village-leaving"),
    (Symbol::Village(VillageLook::Empty), "map-village-empty"),
    (Symbol::Shelter(ShelterLook::Open(0.5)), "map-shelter-open"),
    (Symbol::Store, "legend-store"),
    (Symbol::Team(TeamLook::Working), "map-team-working"),
    (Symbol::Team(TeamLook::Stuck), "map-team-stuck"),
    (Symbol::Gauge(theme::ACCENT), "legend-gauge"),
    (Symbol::Dam(DamLook::Sound), "legend-dam"),
    (Symbol::Dam(DamLook::Danger), "legend-dam-danger"),
    (Symbol::Dam(DamLook::Breached), "legend-dam-breached"),
    (Symbol::Slope(SlopeLook::Quiet), "legend-slope"),
    (Symbol::Slope(SlopeLook::Cracks), "sign-cracks"),
    (Symbol::Slope(SlopeLook::Moving), "sign-moving"),
    (Symbol::Slope(SlopeLook::Fallen), "sign-fallen"),
    (Symbol::Works { trouble: false }, "legend-works"),
    (Symbol::Fire { held: false, out: false }, "legend-fire"),
    (Symbol::Fire { held: true, out: false }, "fire-held"),
];

/// Colours on the ground.
const GROUNDS: [([u8; 4], &str); 3] = [
    (theme::BURNT, "legend-burnt"),
    (theme::EMBERS, "legend-embers"),
    (theme::FIRE_LINE, "legend-fire-line"),
];
/// Outlines of zones of gas and heat, of what burst, of the cloud's forecast and of cordons: weight, dash, colour.
const ZONES: [(f32, f32, Color32, &str); 7] = [
    (3.5, 0.0, theme::ZONE_HOT, "legend-zone-hot"),
    (2.5, 0.0, theme::ZONE_WARM, "legend-zone-warm"),
    (1.5, 0.0, theme::ZONE_OUTER, "legend-zone-outer"),
    (2.5, 2.0, theme::ZONE_WARM, "legend-cloud-ahead"),
    (2.5, 9.0, theme::FLAME, "legend-heat"),
    (3.5, 0.0, theme::FLAME, "legend-burst"),
    (2.0, 12.0, theme::TEXT, "legend-cordon"),
];

/// Draw it; `map` is what the panels leave free.
pub(crate) fn show(ctx: &egui::Context, layer: &mut Layer, symbols: &mut bool, map: egui::Rect, lang: Lang) {
    egui::Area::new("legend".into())
        .order(egui::Order::Middle)
        .pivot(egui::Align2::LEFT_BOTTOM)
        .fixed_pos(map.left_bottom() + egui::vec2(8.0, -8.0))
        .show(ctx, |ui| {
            let frame = egui::Frame::window(ui.style()).inner_margin(egui::Margin::symmetric(8, 6));
            frame.show(ui, |ui| body(ui, layer, symbols, lang));
        });
}

pub(super) fn body(ui: &mut Ui, layer: &mut Layer, symbols: &mut bool, lang: Lang) {
    ui.spacing_mut().item_spacing.y = 3.0;
    if *symbols {
        egui::Grid::new("legend-symbols").num_columns(2).spacing([8.0, 1.0]).show(ui, |ui| {
            for (symbol, key) in SYMBOLS {
                let (rect, _) = ui.allocate_exact_size(egui::vec2(24.0, 22.0), egui::Sense::hover());
                symbol.paint(ui.painter(), rect.center(), theme::SYMBOL);
                weak(ui, text(lang, key));
                ui.end_row();
            }
            for ([r, g, b, _], key) in GROUNDS {
                let (rect, _) = ui.allocate_exact_size(egui::vec2(24.0, 16.0), egui::Sense::hover());
                ui.painter().rect_filled(rect.shrink(3.0), 2.0, Color32::from_rgb(r, g, b));
                weak(ui, text(lang, key));
                ui.end_row();
            }
            for (width, dash, colour, key) in ZONES {
                let (rect, _) = ui.allocate_exact_size(egui::vec2(24.0, 16.0), egui::Sense::hover());
                let ends = [rect.left_center(), rect.right_center()];
                let stroke = egui::Stroke::new(width, colour);
                if dash > 0.0 {
                    ui.painter().extend(egui::Shape::dashed_line(&ends, stroke, dash, 0.5 * dash));
                } else {
                    ui.painter().line_segment(ends, stroke);
                }
                weak(ui, text(lang, key));
                ui.end_row();
            }
        });
        ui.separator();
    }
    ui.horizontal(|ui| {
        egui::ComboBox::from_id_salt("layer")
            .selected_text(RichText::new(text(lang, layer.key())).size(theme::SIZE_SMALL))
            .width(150.0)
            .show_ui(ui, |ui| {
                for each in Layer::ALL {
                    ui.selectable_value(layer, each, text(lang, each.key()));
                }
            });
        let label = RichText::new(text(lang, "legend-symbols")).size(theme::SIZE_SMALL);
        if ui.selectable_label(*symbols, label).clicked() {
            *symbols ^= true;
        }
    });
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 3.0;
        let limits = layer.limits();
        for class in 0..=limits.len() {
            let [r, g, b, _] = layer.class_colour(class);
            let (rect, _) = ui.allocate_exact_size(egui::vec2(13.0, 15.0), egui::Sense::hover());
            ui.painter().rect_filled(rect, 2.0, Color32::from_rgb(r, g, b));
            if let Some(limit) = limits.get(class) {
                ui.label(RichText::new(format!("{limit}")).size(theme::SIZE_SMALL));
            }
        }
        weak(ui, layer.unit());
    });
}
