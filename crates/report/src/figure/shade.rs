//! Colours of heat maps: readable for colour-blind people, on light and dark pages, and in grey print.
//!
//! * From little to much: dark blue over teal to pale yellow, ever lighter, so that lightness alone tells the order.
//! * From less to more than nothing: blue over near-white to orange, the pair that all common kinds of colour blindness
//!   keep apart; the middle is zero.
//!
//! Colours are mixed in OKLab (Ottosson 2020), in which equal steps look equal. A cell keeps its colour on a dark page;
//! its number is dark or light by what stands out more (contrast as WCAG 2 defines it).

/// A colour: red, green, blue from 0 to 1, not linear.
type Rgb = [f64; 3];

/// From little to much.
const SEQUENCE: [Rgb; 4] =
    [[0.063, 0.141, 0.353], [0.125, 0.408, 0.545], [0.361, 0.714, 0.569], [0.980, 0.929, 0.612]];
/// From less to more than nothing.
const BALANCE: [Rgb; 5] = [
    [0.063, 0.286, 0.545],
    [0.427, 0.655, 0.835],
    [0.957, 0.957, 0.945],
    [0.937, 0.639, 0.345],
    [0.627, 0.282, 0.024],
];

/// Which colours a heat map has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shades {
    /// From little to much.
    Sequence,
    /// Less and more than nothing.
    Balance,
}

/// A colour as SVG writes it, and the class of a number on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shade {
    pub fill: String,
    pub class: &'static str,
}

impl Shades {
    /// The colour of a share of the scale, from 0 to 1.
    pub(crate) fn at(self, share: f64) -> Shade {
        let colours: &[Rgb] = match self {
            Shades::Sequence => &SEQUENCE,
            Shades::Balance => &BALANCE,
        };
        let colour = mixed(colours, share);
        let light = luminance(colour);
        // Against white, and against the ink of a light page.
        let on_light = (light + 0.05) / (luminance(INK) + 0.05);
        let on_dark = 1.05 / (light + 0.05);
        Shade { fill: hexadecimal(colour), class: if on_light >= on_dark { "on-light" } else { "on-dark" } }
    }
}

/// The ink of numbers on light cells: as `.on-light` in `figure.css`. Nothing lighter would keep a contrast of 4.5 on every
/// colour between light and dark.
const INK: Rgb = [0.0, 0.0, 0.0];

fn mixed(colours: &[Rgb], share: f64) -> Rgb {
    let last = colours.len().saturating_sub(1);
    let position = share.clamp(0.0, 1.0) * last as f64;
    let below = (position.floor() as usize).min(last);
    let above = (below + 1).min(last);
    let part = position - below as f64;
    let get = |index: usize| oklab(colours.get(index).copied().unwrap_or_default());
    let (from, to) = (get(below), get(above));
    let mix = |index: usize| match (from.get(index), to.get(index)) {
        (Some(from), Some(to)) => from + (to - from) * part,
        _ => 0.0,
    };
    rgb([mix(0), mix(1), mix(2)])
}

fn linear(channel: f64) -> f64 {
    if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
}

fn encoded(channel: f64) -> f64 {
    let channel = channel.clamp(0.0, 1.0);
    if channel <= 0.003_130_8 { 12.92 * channel } else { 1.055 * channel.powf(1.0 / 2.4) - 0.055 }
}

fn oklab(colour: Rgb) -> [f64; 3] {
    let [r, g, b] = colour.map(linear);
    let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
    let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
    let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
    [
        0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
        1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
        0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
    ]
}

fn rgb([lightness, a, b]: [f64; 3]) -> Rgb {
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ]
    .map(encoded)
}

/// Relative luminance of WCAG 2.
fn luminance(colour: Rgb) -> f64 {
    let [r, g, b] = colour.map(linear);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn hexadecimal(colour: Rgb) -> String {
    let [r, g, b] = colour.map(|channel| (channel * 255.0).round() as u8);
    format!("#{r:02x}{g:02x}{b:02x}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    fn colour(fill: &str) -> Rgb {
        [1, 3, 5].map(|at| f64::from(u8::from_str_radix(&fill[at..at + 2], 16).unwrap()) / 255.0)
    }

    #[test]
    fn mixing_keeps_the_ends() {
        assert_eq!(Shades::Sequence.at(0.0).fill, hexadecimal(SEQUENCE[0]));
        assert_eq!(Shades::Balance.at(1.0).fill, hexadecimal(BALANCE[4]));
        assert_eq!(Shades::Balance.at(0.5).fill, hexadecimal(BALANCE[2]));
    }

    #[test]
    fn more_is_always_lighter_and_nothing_is_lightest() {
        let light = |shades: Shades, step: u32| luminance(colour(&shades.at(f64::from(step) / 100.0).fill));
        for step in 0..100 {
            assert!(light(Shades::Sequence, step + 1) >= light(Shades::Sequence, step), "{step}");
            let rises = light(Shades::Balance, step + 1) >= light(Shades::Balance, step);
            assert_eq!(rises, step < 50, "{step}");
        }
    }

    #[test]
    fn every_number_stands_out() {
        for shades in [Shades::Sequence, Shades::Balance] {
            for step in 0..=100 {
                let shade = shades.at(f64::from(step) / 100.0);
                let light = luminance(colour(&shade.fill));
                let contrast = match shade.class {
                    "on-light" => (light + 0.05) / (luminance(INK) + 0.05),
                    _ => 1.05 / (light + 0.05),
                };
                assert!(contrast >= 4.5, "{shades:?} {step}: {contrast}");
            }
        }
    }
}
