//! A tissue on paper and on disk: slices, profiles by depth, kymographs, kills and paths as figures; cells and fields as
//! files while it runs.

mod block;
mod counts;
mod drawing;
mod files;
mod maps;
mod movie;
mod page;
mod profiles;
mod slices;
mod table;
#[cfg(test)]
mod tests;
mod vtk;
mod words;
mod zarr;

pub use block::block_csv;
pub(crate) use block::{block_object, block_section, block_summary};
pub use counts::tissue_count_figures;
pub use files::{Saved, TissueFiles};
pub use page::tissue_page;

pub use table::{tissue_csv, tissue_json};
pub use words::tissue_summary;

use crate::figure::Figure;
use lytic_study::About;
use lytic_text::Lang;
use lytic_tissue::watch::Watch;

/// All figures of what was seen in a tissue, numbered from `first`: slices, profiles of fields and of living cells,
/// kymographs, kills, paths of NK cells.
pub fn tissue_figures(about: &About, watch: &Watch, first: usize, lang: Lang) -> Vec<Figure> {
    let mut drawings = slices::slices(watch, lang);
    let charts = profiles::profiles(watch, lang);
    drawings.extend(maps::kymographs(watch, lang));
    drawings.extend(maps::kill_map(watch, lang));
    drawings.extend(maps::tracks(watch, lang));
    let drawn =
        drawings.into_iter().enumerate().map(|(index, drawing)| drawing.figure(about, first + index, lang));
    let mut figures: Vec<Figure> = drawn.collect();
    let next = first + figures.len();
    figures.extend(charts.iter().enumerate().map(|(index, chart)| chart.figure(about, next + index, lang)));
    figures
}
