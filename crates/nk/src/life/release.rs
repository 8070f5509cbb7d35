//! Numbers of the models that are fitted to release assays: module `release_assay` of the library.

use crate::cells::cell_parameters;

cell_parameters! {
    /// Numbers of a fitted release assay; dissociation constants in molecules per cell.
    pub struct ReleaseNumbers {
        /// Natural signal of the library's donor on Kasumi-1.
        kasumi1_signal = "release_assay.kasumi1_signal" in "1",
        /// Natural signal of the library's donor on HL-60.
        hl60_signal = "release_assay.hl60_signal" in "1",
        /// Dissociation constant of a chimeric receptor and its antigen.
        car_dissociation = "release_assay.car_dissociation" in "1/cell",
        /// Dissociation constant of an inhibitory receptor and HLA class I.
        kir_dissociation = "release_assay.kir_dissociation" in "1/cell",
        /// Dissociation constant of LFA-1 and ICAM-1.
        adhesion_dissociation = "release_assay.adhesion_dissociation" in "1/cell",
        /// Complexes of half the signal of adhesion.
        adhesion_half = "release_assay.adhesion_half" in "1/cell",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails should panic")]
    use super::*;
    use crate::library::Library;

    /// 1.46 and 36 uM between two cells: 0.6 molecules per uM and um3, 113 um2, 2 nm.
    #[test]
    fn the_library_has_all_of_them() {
        let library = Library::embedded();
        let numbers = ReleaseNumbers::from_library(&library).unwrap();
        let per_um = 0.6 * 113.0 * 0.002;
        assert!((numbers.car_dissociation / (1.46 * per_um) - 1.0).abs() < 1e-3);
        assert!((numbers.kir_dissociation / (36.0 * per_um) - 1.0).abs() < 1e-3);
        for entry in library.parameters().iter().filter(|entry| entry.module == "release_assay") {
            let name = entry.name();
            assert!(
                ReleaseNumbers::PARAMETERS.iter().any(|(known, _)| *known == name),
                "{name} is read by nothing"
            );
        }
    }
}
