//! A slice through the tissue as a picture: numbered frames of a movie.
//!
//! The canvas is dark and the colours are those of dark pages; the shape is the disc that the plane cuts from a cell. Dead
//! cells are grey; cells that touch a target have a light ring. Time and a scale stand below. Pictures are the same for the
//! same cells on every machine.

use crate::error::ReportError;
use crate::tables::whole;
use lytic_study::Storage;
use lytic_tissue::watch::Slice;
use lytic_tissue::{Condition, Kind};
use std::path::Path;

/// Width and height of the cut, pixels.
const SIDE: usize = 640;
/// Height of the line below.
const FOOT: usize = 28;
/// Canvas, ink.
const CANVAS: [u8; 3] = [0x0E, 0x13, 0x18];
const INK: [u8; 3] = [0xE8, 0xED, 0xF2];
const DEAD: [u8; 3] = [0x86, 0x88, 0x81];
/// Colours by kind: tumour, NK, T cell, macrophage, stroma, endothelium.
const COLOURS: [[u8; 3]; 6] = [
    [0xC6, 0x63, 0x26],
    [0x4A, 0x75, 0xF3],
    [0xA9, 0xED, 0xC0],
    [0xFB, 0x95, 0xCD],
    [0xFC, 0xE5, 0x4D],
    [0xE8, 0xED, 0xF2],
];

/// Letters of five by seven points, a row a byte.
const LETTERS: [(char, [u8; 7]); 14] = [
    ('0', [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110]),
    ('1', [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110]),
    ('2', [0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111]),
    ('3', [0b01110, 0b10001, 0b00001, 0b00110, 0b00001, 0b10001, 0b01110]),
    ('4', [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010]),
    ('5', [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110]),
    ('6', [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110]),
    ('7', [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000]),
    ('8', [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110]),
    ('9', [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100]),
    ('.', [0, 0, 0, 0, 0, 0b01100, 0b01100]),
    ('h', [0b10000, 0b10000, 0b10110, 0b11001, 0b10001, 0b10001, 0b10001]),
    ('u', [0, 0, 0b10001, 0b10001, 0b10001, 0b10011, 0b01101]),
    ('m', [0, 0, 0b11010, 0b10101, 0b10101, 0b10001, 0b10001]),
];

/// Points of colour.
pub(super) struct Picture {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) points: Vec<u8>,
}

impl Picture {
    fn new(width: usize, height: usize) -> Picture {
        Picture { width, height, points: CANVAS.repeat(width * height) }
    }

    /// Mixes a colour into a point.
    fn mix(&mut self, x: usize, y: usize, colour: [u8; 3], share: f32) {
        if x >= self.width || y >= self.height {
            return;
        }
        let from = 3 * (y * self.width + x);
        let Some(point) = self.points.get_mut(from..from + 3) else { return };
        for (old, new) in point.iter_mut().zip(colour) {
            let mixed = f32::from(*old) + (f32::from(new) - f32::from(*old)) * share;
            *old = mixed.round().clamp(0.0, 255.0) as u8;
        }
    }

    /// A disc with soft edges.
    fn disc(&mut self, middle: (f32, f32), radius: f32, colour: [u8; 3]) {
        self.round(middle, radius, colour, |inside| (inside + 0.5).clamp(0.0, 1.0));
    }

    /// A ring of a point and a half inside a radius.
    fn ring(&mut self, middle: (f32, f32), radius: f32, colour: [u8; 3], share: f32) {
        let of = |inside: f32| share * (inside + 0.5).clamp(0.0, 1.0) * (2.0 - inside).clamp(0.0, 1.0);
        self.round(middle, radius, colour, of);
    }

    /// Mixes in a colour by how far a point lies inside a radius.
    fn round(&mut self, (x, y): (f32, f32), radius: f32, colour: [u8; 3], share_of: impl Fn(f32) -> f32) {
        let reach = radius + 1.0;
        let range = |middle: f32, most: usize| {
            let low = (middle - reach).floor().max(0.0) as usize;
            let high = (middle + reach).ceil().max(0.0) as usize;
            low..high.min(most)
        };
        for row in range(y, self.height.saturating_sub(FOOT)) {
            for column in range(x, self.width) {
                let (dx, dy) = (column as f32 + 0.5 - x, row as f32 + 0.5 - y);
                let share = share_of(radius - (dx * dx + dy * dy).sqrt());
                if share > 0.0 {
                    self.mix(column, row, colour, share);
                }
            }
        }
    }

    /// Letters twice their size; those that are not known are gaps.
    fn text(&mut self, (x, y): (usize, usize), text: &str) {
        for (index, letter) in text.chars().enumerate() {
            let rows = LETTERS.iter().find(|(known, _)| *known == letter).map_or([0; 7], |(_, rows)| *rows);
            for (row, bits) in rows.into_iter().enumerate() {
                for column in (0..5).filter(|column| bits >> (4 - column) & 1 == 1) {
                    for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                        self.mix(x + 12 * index + 2 * column + dx, y + 2 * row + dy, INK, 1.0);
                    }
                }
            }
        }
    }
}

/// Draws a slice.
pub(super) fn picture(slice: &Slice) -> Picture {
    let mut picture = Picture::new(SIDE, SIDE + FOOT);
    let [nx, ny] = slice.counts.map(|count| count as f64 * slice.spacing_um);
    let scale = SIDE as f64 / nx.max(ny).max(1.0);
    let [left, low] = slice.origin_um;
    // NK cells last: they are few and on top.
    let order = |nk: bool| slice.discs.iter().filter(move |disc| (disc.kind == Kind::Nk) == nk);
    for disc in order(false).chain(order(true)) {
        let x = ((f64::from(disc.x_um) - left) * scale) as f32;
        // Up is up.
        let y = SIDE as f32 - ((f64::from(disc.y_um) - low) * scale) as f32;
        let radius = (f64::from(disc.radius_um) * scale).max(1.0) as f32;
        let dead = disc.condition != Condition::Living;
        let colour = COLOURS.get(disc.kind as usize).copied().unwrap_or(INK);
        picture.disc((x, y), radius, if dead { DEAD } else { colour });
        // A dark edge, so that cells that press on each other stay apart to the eye.
        picture.ring((x, y), radius, CANVAS, 0.6);
        if disc.engaged && disc.kind == Kind::Nk {
            picture.ring((x, y), radius + 1.0, INK, 1.0);
        }
    }
    picture.text((10, SIDE + 7), &format!("{:.1} h", slice.minutes / 60.0));
    // A bar of 100 um, or of 10 where the cut is small.
    let bar = if nx.max(ny) >= 250.0 { 100.0 } else { 10.0 };
    let length = (bar * scale) as usize;
    let label = format!("{bar:.0} um");
    let from = SIDE.saturating_sub(length + 12 * label.len() + 24);
    for x in from..from + length {
        for y in SIDE + 13..SIDE + 16 {
            picture.mix(x, y, INK, 1.0);
        }
    }
    picture.text((from + length + 10, SIDE + 7), &label);
    picture
}

/// Writes a picture as PNG.
pub(super) fn write(storage: &Storage, path: &Path, picture: &Picture) -> Result<(), ReportError> {
    whole::write(storage, path, |out| {
        let failed = |error: png::EncodingError| ReportError::File {
            path: path.to_owned(),
            source: std::io::Error::other(error.to_string()),
        };
        let mut encoder = png::Encoder::new(out, picture.width as u32, picture.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().map_err(failed)?;
        writer.write_image_data(&picture.points).map_err(failed)?;
        writer.finish().map_err(failed)
    })
}
