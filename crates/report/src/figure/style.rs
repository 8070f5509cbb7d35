//! Colours: one palette, light and dark, colour-blind safe (smallest CIEDE2000 between two kinds 18.5 over normal,
//! protan, deutan and tritan vision).
//!
//! `figure.css` and `report.css` say `var(--name)`. The page defines the variables ([`page_palette`]); for a file of its
//! own they are written out ([`written_out`]).

use super::FIGURE_STYLE;

/// A colour: its name, light, dark.
pub(crate) const PALETTE: [(&str, &str, &str); 17] = [
    ("page", "#F6F8FA", "#0E1318"),
    ("card", "#FFFFFF", "#141A21"),
    ("ink", "#17202A", "#E8EDF2"),
    ("ink2", "#4B5763", "#AEB8C4"),
    ("line", "#D5DCE4", "#2B3642"),
    ("grid", "#E6EBF0", "#222C36"),
    ("accent", "#0B5CAD", "#6CB8FF"),
    ("warn", "#8A4B00", "#FFC46B"),
    ("warnpage", "#FFF4E0", "#2A2010"),
    ("nk", "#2981FA", "#6A92FF"),
    ("tumour", "#A22800", "#E07A3A"),
    ("tcell", "#197659", "#A9EDC0"),
    ("cytokine", "#6F2072", "#FB95CD"),
    ("healthy", "#8F7500", "#E8CF45"),
    ("other", "#4B5763", "#AEB8C4"),
    ("bar", "#B9C6D3", "#3B4957"),
    ("focus", "#0B5CAD", "#6CB8FF"),
];

/// The variables for a page: light, dark where the reader's system or the page's switch asks for it, light in print.
pub(crate) fn page_palette() -> String {
    let block = |dark: bool| -> String {
        PALETTE
            .iter()
            .map(|(name, light, night)| format!("--{name}:{};", if dark { night } else { light }))
            .collect()
    };
    let (light, dark) = (block(false), block(true));
    format!(
        ":root{{color-scheme:light;{light}}}\n\
         @media (prefers-color-scheme:dark){{:root:not([data-theme=\"light\"]){{color-scheme:dark;{dark}}}}}\n\
         :root[data-theme=\"dark\"]{{color-scheme:dark;{dark}}}\n\
         @media print{{:root,:root:not([data-theme=\"light\"]),:root[data-theme=\"dark\"]{{color-scheme:light;{light}}}}}\n"
    )
}

/// The style of a file of its own, with colours in place of variables: light first, which programs without media
/// queries keep, then dark.
pub(crate) fn written_out() -> String {
    let fill = |dark: bool| {
        PALETTE.iter().fold(FIGURE_STYLE.to_owned(), |style, (name, light, night)| {
            style.replace(&format!("var(--{name})"), if dark { night } else { light })
        })
    };
    format!("{}@media (prefers-color-scheme:dark){{\n{}}}\n", fill(false), fill(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_its_own_has_no_variables_left() {
        assert!(!written_out().contains("var("));
        for word in FIGURE_STYLE.split("var(--").skip(1) {
            let name = word.split(')').next().unwrap_or("");
            assert!(PALETTE.iter().any(|(known, ..)| *known == name), "colour {name} is not in the palette");
        }
    }
}
