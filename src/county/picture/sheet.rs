//! The printed map: the picture with names, in a frame, with title, legend, scale and north.

use super::{
    Picture, base,
    canvas::{Canvas, Ink},
    ground,
    lettering::{Hand, Lettering},
    names, symbols,
};
use crate::{
    county::{County, Cover},
    num::Point,
    text::{Lang, text, text_with},
};

const PAPER: [f32; 3] = [0.975, 0.965, 0.93];
const TEXT: Ink = Ink { rgb: [0.15, 0.13, 0.12], alpha: 1.0 };
const FAINT: Ink = Ink { rgb: [0.38, 0.35, 0.32], alpha: 1.0 };

/// The sheet with a map whose longer side has `map_size` pixels.
pub fn sheet(county: &County, map_size: usize, lang: Lang) -> Picture {
    let lettering = Lettering::new();
    let unit = map_size as f32 / 1_536.0;
    let mut map = base(county, map_size);
    symbols(county, &mut map);
    names::write(county, &mut map, &lettering, lang, unit);

    let px = |v: f32| (v * unit).round() as usize;
    let (margin, head, side) = (px(36.0), px(104.0), px(400.0));
    // A legend needs its height even beside a flat map.
    let height = (head + map.height + margin).max(px(1_120.0));
    let width = margin + map.width + side;
    let mut sheet = Canvas::new(width, height, 1.0, vec![PAPER; width * height]);
    let line = px(3.0).max(1);
    sheet.fill([margin - 2 * line, head - 2 * line, map.width + 4 * line, map.height + 4 * line], TEXT);
    sheet.fill(
        [margin - line, head - line, map.width + 2 * line, map.height + 2 * line],
        Ink { rgb: PAPER, alpha: 1.0 },
    );
    sheet.paste(&map, margin, head);

    let hand = |size: f32, ink: Ink| Hand { size: size * unit, ink, halo: None };
    let title = text_with(lang, "map-title", &[("name", county.name.get(lang).into())]);
    lettering.write(&mut sheet, &title, margin as f32, head as f32 - 36.0 * unit, hand(50.0, TEXT));
    let mut legend = Legend {
        sheet,
        lettering: &lettering,
        lang,
        unit,
        left: (margin + map.width) as f32 + 34.0 * unit,
        y: head as f32,
        ground_m: map.pixel_m,
    };
    legend.north();
    legend.scale();
    legend.figures(county);
    legend.signs(county);
    legend.covers();
    legend.note(county);
    legend.sheet.finish()
}

/// What stands beside the map, from top to bottom.
struct Legend<'a> {
    sheet: Canvas,
    lettering: &'a Lettering,
    lang: Lang,
    unit: f32,
    left: f32,
    /// How far down the column is filled, pixels.
    y: f32,
    /// Metres per pixel of the map.
    ground_m: f32,
}

impl Legend<'_> {
    fn write(&mut self, word: &str, dx: f32, size: f32, ink: Ink) {
        let hand = Hand { size: size * self.unit, ink, halo: None };
        self.lettering.write(&mut self.sheet, word, self.left + dx * self.unit, self.y, hand);
    }

    fn down(&mut self, by: f32) {
        self.y += by * self.unit;
    }

    /// A point of the column, `dx` from its left, `dy` from the present base line.
    fn at(&self, dx: f32, dy: f32) -> Point {
        Point { x_m: self.left + dx * self.unit, y_m: self.y + dy * self.unit }
    }

    fn stroke(&mut self, from: (f32, f32), to: (f32, f32), half: f32, ink: Ink) {
        let line = [self.at(from.0, from.1), self.at(to.0, to.1)];
        self.sheet.stroke(&line, half * self.unit);
        self.sheet.ink(ink);
    }

    /// An arrow to the north, at the right of the column.
    fn north(&mut self) {
        self.down(24.0);
        let word = text(self.lang, "map-north");
        self.write(&word, 318.0, 24.0, TEXT);
        self.stroke((330.0, 14.0), (330.0, 84.0), 1.6, TEXT);
        for k in 0..12 {
            let t = k as f32 / 11.0;
            self.stroke((330.0 - 11.0 * t, 14.0 + 32.0 * t), (330.0, 14.0 + 26.0 * t), 0.9, TEXT);
        }
    }

    /// A scale bar of a round length, in four parts.
    fn scale(&mut self) {
        let room_m = 225.0 * self.unit * self.ground_m;
        let round = [1.0f32, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0].map(|km| km * 100.0);
        let length_m = round.into_iter().rev().find(|m| *m <= room_m).unwrap_or(100.0);
        let part = length_m / self.ground_m / 4.0 / self.unit;
        let word = text(self.lang, "map-scale");
        self.write(&word, 0.0, 24.0, TEXT);
        self.down(30.0);
        for k in 0..4 {
            let from = self.at(k as f32 * part, 0.0);
            let rect =
                [from.x_m, from.y_m, part * self.unit + 1.0, 10.0 * self.unit].map(|v| v.round() as usize);
            self.sheet.fill(rect, TEXT);
            if k % 2 == 1 {
                let edge = (1.5 * self.unit).round().max(1.0) as usize;
                let inner = [rect[0], rect[1] + edge, rect[2], rect[3] - 2 * edge];
                self.sheet.fill(inner, Ink { rgb: PAPER, alpha: 1.0 });
            }
        }
        self.down(32.0);
        for (share, dx) in [(0.0, 0.0), (0.5, 2.0 * part), (1.0, 4.0 * part)] {
            let km = share * length_m / 1_000.0;
            let word = if share < 1.0 { format!("{km}") } else { format!("{km} km") };
            self.write(&word, dx - 5.0, 18.0, TEXT);
        }
        self.down(46.0);
    }

    fn figures(&mut self, county: &County) {
        let lowest = county.ground_m.iter().copied().fold(f32::INFINITY, f32::min);
        let highest = county.ground_m.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let km2 = county.spec.len() as f64 * f64::from(county.spec.cell_area_m2()) * 1e-6;
        let lines = [
            text_with(self.lang, "map-area", &[("km2", km2.round().into())]),
            text_with(
                self.lang,
                "map-heights",
                &[("low", f64::from(lowest.round()).into()), ("high", f64::from(highest.round()).into())],
            ),
            text_with(
                self.lang,
                "map-people",
                &[
                    ("people", (county.people() as f64).into()),
                    ("townships", county.townships.len().into()),
                    ("villages", county.villages.len().into()),
                ],
            ),
        ];
        for line in lines.iter().flat_map(|l| l.lines()) {
            self.write(line, 0.0, 19.0, FAINT);
            self.down(28.0);
        }
        self.down(22.0);
    }

    fn signs(&mut self, county: &County) {
        let word = text(self.lang, "map-legend");
        self.write(&word, 0.0, 26.0, TEXT);
        self.down(38.0);
        let lang = self.lang;
        let row = |legend: &mut Self, key: &str, draw: &dyn Fn(&mut Self)| {
            draw(legend);
            legend.write(&text(lang, key), 66.0, 19.0, TEXT);
            legend.down(31.0);
        };
        let seat = |first: bool| {
            move |legend: &mut Self| {
                let at = legend.at(26.0, -7.0);
                super::seat(&mut legend.sheet, at, first, legend.unit);
            }
        };
        row(self, "map-sign-county-seat", &seat(true));
        row(self, "map-sign-township-seat", &seat(false));
        row(self, "map-sign-village", &|l| {
            let at = l.at(26.0, -7.0);
            super::village(&mut l.sheet, at, 1.6 * l.unit);
        });
        row(self, "map-sign-peak", &|l| {
            let at = l.at(26.0, -7.0);
            names::triangle(&mut l.sheet, at, 6.0 * l.unit);
        });
        for (key, half, casing, ink) in [
            ("map-sign-county-road", 2.6, 4.0, super::COUNTY_ROAD),
            ("map-sign-township-road", 1.7, 2.8, super::TOWNSHIP_ROAD),
            ("map-sign-village-road", 0.0, 1.3, Ink { alpha: 0.6, ..super::CASING }),
        ] {
            row(self, key, &|l| {
                l.stroke((2.0, -7.0), (50.0, -7.0), casing, if half > 0.0 { super::CASING } else { ink });
                if half > 0.0 {
                    l.stroke((2.0, -7.0), (50.0, -7.0), half, Ink { alpha: 1.0, ..ink });
                }
            });
        }
        row(self, "map-sign-river", &|l| {
            l.stroke((2.0, -9.0), (26.0, -5.0), 3.4, super::RIVER);
            l.stroke((26.0, -5.0), (50.0, -9.0), 1.6, super::STREAM);
        });
        row(self, "map-sign-lake", &|l| {
            let from = l.at(4.0, -18.0);
            let rect = [from.x_m, from.y_m, 44.0 * l.unit, 22.0 * l.unit].map(|v| v.round() as usize);
            l.sheet.fill(rect, Ink { rgb: [0.44, 0.61, 0.72], alpha: 1.0 });
        });
        if !county.dykes.is_empty() {
            row(self, "map-sign-dyke", &|l| {
                l.stroke((2.0, -7.0), (50.0, -7.0), 3.0, super::DYKE);
                l.stroke((2.0, -7.0), (50.0, -7.0), 1.2, super::DYKE_CROWN);
            });
        }
        if !county.reservoirs.is_empty() {
            row(self, "map-sign-dam", &|l| l.stroke((12.0, -7.0), (40.0, -7.0), 2.6, super::DAM));
        }
        self.down(12.0);
    }

    /// Swatches of land cover in two columns.
    fn covers(&mut self) {
        for (k, cover) in Cover::ALL.into_iter().filter(|c| *c != Cover::Water).enumerate() {
            let dx = if k % 2 == 0 { 0.0 } else { 176.0 };
            let from = self.at(dx, -17.0);
            let (width, height) = ((40.0 * self.unit).round() as usize, (22.0 * self.unit).round() as usize);
            let (left, top) = (from.x_m.round() as usize, from.y_m.round() as usize);
            self.sheet.fill([left, top, width, height], Ink { alpha: 0.7, ..FAINT });
            for y in 1..height.saturating_sub(1) {
                for x in 1..width.saturating_sub(1) {
                    // The same paint as on the map, texture and all, at 15 m to the pixel.
                    let p = Point { x_m: x as f32 * 15.0 / self.unit, y_m: y as f32 * 15.0 / self.unit };
                    let rgb = ground::cover_colour(cover, p);
                    self.sheet.fill([left + x, top + y, 1, 1], Ink { rgb, alpha: 1.0 });
                }
            }
            self.write(&text(self.lang, cover.key()), dx + 50.0, 18.0, TEXT);
            if k % 2 == 1 {
                self.down(31.0);
            }
        }
        self.down(54.0);
    }

    /// What the map is, and what it is not.
    fn note(&mut self, county: &County) {
        let key = if county.generated.is_empty() { "map-note" } else { "map-note-real" };
        let note = text_with(self.lang, key, &[("seed", county.seed.to_string().into())]);
        for line in note.lines() {
            self.write(line, 0.0, 16.0, FAINT);
            self.down(23.0);
        }
    }
}
