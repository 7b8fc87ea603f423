//! Design tokens: every colour and size of the window, and the font.
//!
//! The picture is read on a projector from the back of a classroom: no text under 15 points, strong
//! contrast, and a symbol's shape tells what its colour tells.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, egui};
use egui::{Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Stroke, TextStyle};
use std::sync::Arc;

pub const TEXT: Color32 = Color32::from_rgb(0xf1, 0xf4, 0xf6);
pub const TEXT_WEAK: Color32 = Color32::from_rgb(0xa9, 0xb6, 0xbf);
pub const PANEL: Color32 = Color32::from_rgb(0x16, 0x20, 0x28);
pub const PANEL_RAISED: Color32 = Color32::from_rgb(0x20, 0x2d, 0x37);
pub const WIDGET: Color32 = Color32::from_rgb(0x2c, 0x3d, 0x4a);
pub const WIDGET_HOT: Color32 = Color32::from_rgb(0x3a, 0x52, 0x63);
pub const LINE: Color32 = Color32::from_rgb(0x3b, 0x4c, 0x59);
pub const ACCENT: Color32 = Color32::from_rgb(0x2f, 0x9e, 0xd8);
pub const GOOD: Color32 = Color32::from_rgb(0x4c, 0xc3, 0x8a);
pub const CAUTION: Color32 = Color32::from_rgb(0xf2, 0xc1, 0x4e);
pub const BAD: Color32 = Color32::from_rgb(0xf0, 0x61, 0x5c);
/// Warning colours and response levels, mildest first: blue, yellow, orange, red.
pub const LADDER: [Color32; 4] = [
    Color32::from_rgb(0x3d, 0x9b, 0xf0),
    Color32::from_rgb(0xf5, 0xd5, 0x3a),
    Color32::from_rgb(0xf5, 0x92, 0x35),
    Color32::from_rgb(0xec, 0x4b, 0x46),
];
/// Text on bright colours.
pub const INK: Color32 = Color32::from_rgb(0x0c, 0x12, 0x17);

/// Behind the county.
pub const SKY: Color = Color::srgb_u8(0x0e, 0x16, 0x1c);
/// The cut sides of the sand table.
pub const EARTH: Color = Color::srgb_u8(0x4a, 0x3b, 0x2e);
/// Colour and opacity of shallow and of deep flood water on the map.
pub const WATER_SHALLOW: [u8; 4] = [0x6e, 0xc6, 0xe8, 0x96];
pub const WATER_DEEP: [u8; 4] = [0x12, 0x3f, 0xa8, 0xe6];
/// Crest of a sound dyke, the water's edge over one, people on foot, trucks with supplies.
pub const DYKE: Color32 = Color32::from_rgb(0xdb, 0xc2, 0x94);
pub const WATER_LINE: Color32 = Color32::from_rgb(0x2b, 0x6f, 0xe8);
pub const PEOPLE: Color32 = Color32::from_rgb(0xff, 0xff, 0xff);
pub const SUPPLIES: Color32 = Color32::from_rgb(0xd9, 0x9a, 0x4a);
/// Burnt ground, embers in it, lines of crews that hold and that were crossed; the course of an ordered line.
pub const BURNT: [u8; 4] = [0x1c, 0x17, 0x16, 0xd8];
pub const EMBERS: [u8; 4] = [0x9c, 0x2c, 0x14, 0xe0];
pub const FIRE_LINE: [u8; 4] = [0xf2, 0xe6, 0xc8, 0xf0];
pub const LINE_JUMPED: [u8; 4] = [0xb0, 0x86, 0x5a, 0xd0];
pub const LINE_DONE: Color32 = Color32::from_rgb(0xf2, 0xe6, 0xc8);
/// Zones of gas or heat: hot, warm and outer.
pub const ZONE_HOT: Color32 = Color32::from_rgb(0xff, 0x4f, 0x9a);
pub const ZONE_WARM: Color32 = Color32::from_rgb(0xff, 0xb0, 0x3a);
pub const ZONE_OUTER: Color32 = Color32::from_rgb(0xf4, 0xf0, 0xa8);
pub const FLAME_HEART: Color32 = Color32::from_rgb(0xff, 0xee, 0xa8);
pub const FLAME: Color32 = Color32::from_rgb(0xff, 0x8c, 0x2a);
/// Debris of slides on the map, thin and deep, and the mark of a slope that has come down.
pub const DEBRIS_THIN: [u8; 4] = [0x8a, 0x5f, 0x38, 0xb4];
pub const DEBRIS_DEEP: [u8; 4] = [0x4b, 0x2c, 0x16, 0xf5];
pub const SLIDE_TRACK: [u8; 4] = [0xa5, 0x78, 0x4a, 0x96];
pub const DEBRIS_MARK: Color32 = Color32::from_rgb(0xa8, 0x6a, 0x3a);
/// Depth at which debris is drawn as deep, m.
pub const DEBRIS_DEEP_M: f32 = 6.0;
/// Depth below which ground counts as dry, and at which water is drawn as deep, m.
pub const WATER_SEEN_M: f32 = 0.05;
pub const WATER_DEEP_M: f32 = 3.0;

pub const SIZE_BODY: f32 = 16.0;
pub const SIZE_SMALL: f32 = 15.0;
pub const SIZE_HEADING: f32 = 20.0;
pub const SIZE_TITLE: f32 = 40.0;
pub const SIZE_MAP_TOWN: f32 = 18.0;
pub const SIZE_MAP: f32 = 15.0;
/// Side panels, points: what is known to the left, orders to the right.
pub const PANEL_LEFT: f32 = 316.0;
pub const PANEL_RIGHT: f32 = 344.0;
/// A tooltip on the map, points.
pub const TIP_WIDTH: f32 = 300.0;
/// Distances of the camera up to which small and middling things are drawn, km.
pub const NEAR_KM: f32 = 24.0;
pub const MIDDLE_KM: f32 = 42.0;
/// Radius of a map symbol, points.
pub const SYMBOL: f32 = 7.0;
/// The window's height at which a point is a pixel; larger windows enlarge everything.
pub const REFERENCE_HEIGHT: f32 = 720.0;

/// Pixels of a point in a window of this height.
pub fn zoom(height: f32) -> f32 {
    (height / REFERENCE_HEIGHT).clamp(1.0, 4.0)
}

/// How much higher than true the relief is drawn.
pub const EXAGGERATION: f32 = 3.0;
/// Quads along each side of the terrain mesh: 2 × 96² = 18,432 triangles.
pub const TERRAIN_QUADS: usize = 96;
/// Thickness of the block below the lowest ground, km.
pub const BLOCK_KM: f32 = 0.5;

pub(super) fn plugin(app: &mut App) {
    app.insert_resource(ClearColor(SKY));
}

/// Install the font and the style, once the context exists.
pub(super) fn install(mut contexts: EguiContexts, mut done: Local<bool>) -> Result {
    if *done {
        return Ok(());
    }
    *done = true;
    dress(contexts.ctx_mut()?);
    Ok(())
}

/// Font and style of the window.
pub(super) fn dress(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    ctx.set_theme(egui::Theme::Dark);
    ctx.all_styles_mut(style);
}

fn fonts() -> FontDefinitions {
    const NAME: &str = "Sand Table Sans SC";
    const BYTES: &[u8] = include_bytes!("../../assets/fonts/SandTableSansSC-Regular.ttf");
    let mut fonts = FontDefinitions::default();
    fonts.font_data.insert(NAME.to_owned(), Arc::new(FontData::from_static(BYTES)));
    // First, so that Chinese and Latin letters come from one face; egui's own fonts stay for symbols.
    fonts.families.entry(FontFamily::Proportional).or_default().insert(0, NAME.to_owned());
    fonts.families.entry(FontFamily::Monospace).or_default().push(NAME.to_owned());
    fonts
}

fn style(style: &mut egui::Style) {
    for (kind, size) in [
        (TextStyle::Body, SIZE_BODY),
        (TextStyle::Button, SIZE_BODY),
        (TextStyle::Small, SIZE_SMALL),
        (TextStyle::Heading, SIZE_HEADING),
    ] {
        style.text_styles.insert(kind, FontId::proportional(size));
    }
    style.text_styles.insert(TextStyle::Monospace, FontId::monospace(SIZE_SMALL));
    style.spacing.item_spacing = egui::vec2(8.0, 6.0);
    style.spacing.button_padding = egui::vec2(10.0, 5.0);
    style.spacing.interact_size.y = 28.0;
    style.interaction.selectable_labels = false;

    let visuals = &mut style.visuals;
    visuals.override_text_color = Some(TEXT);
    visuals.weak_text_color = Some(TEXT_WEAK);
    visuals.panel_fill = PANEL;
    visuals.window_fill = PANEL_RAISED;
    visuals.window_stroke = Stroke::new(1.0, LINE);
    visuals.extreme_bg_color = PANEL_RAISED;
    visuals.faint_bg_color = PANEL_RAISED;
    visuals.selection.bg_fill = ACCENT;
    visuals.selection.stroke = Stroke::new(1.0, TEXT);
    visuals.warn_fg_color = CAUTION;
    visuals.error_fg_color = BAD;
    let widgets = &mut visuals.widgets;
    widgets.noninteractive.bg_stroke = Stroke::new(1.0, LINE);
    for (widget, fill) in [
        (&mut widgets.inactive, WIDGET),
        (&mut widgets.hovered, WIDGET_HOT),
        (&mut widgets.active, ACCENT),
        (&mut widgets.open, WIDGET_HOT),
    ] {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = Stroke::NONE;
        widget.corner_radius = CornerRadius::same(4);
        widget.expansion = 0.0;
    }
}
