//! The lanes and the scalar path of the engine give the same answers on the library's models.

#![allow(clippy::unwrap_used, reason = "tests")]

use lytic_engine::scalar::{self, Path};
use lytic_engine::{Engine, Method, Settings, Subject};
use lytic_model::{Equations, ExprId, read_antimony};
use lytic_nk::Library;
use lytic_text::{Diagnostic, Sources};
use lytic_units::Dimension;

/// The equations of a library model at the library's values.
fn equations(library: &Library, name: &str) -> Option<Equations> {
    let mut sources = Sources::new();
    let text = library.model_text(name)?;
    let (model, mut problems) = read_antimony(&Library::model_source_name(name), text, library, &mut sources);
    let mut model = model?;
    library.bind(&mut model, &mut problems);
    if problems.iter().any(Diagnostic::is_error) {
        return None;
    }
    model.lower().ok()
}

/// All states at these times, in lanes.
fn in_lanes(equations: &Equations, times: &[f64], outputs: &[ExprId]) -> Vec<f64> {
    let mut settings = Settings::new(0.0, times.to_vec(), outputs.to_vec());
    settings.relative_tolerance = 1e-9;
    settings.method = Method::Rodas5P;
    let engine = Engine::new(equations, &settings).unwrap();
    let parameters = equations.parameters.iter().map(|parameter| parameter.value).collect();
    let mut subject = Some(Subject { id: 0, parameters, doses: Vec::new() });
    let mut values = Vec::new();
    engine
        .run(&mut |next| subject.take().map(|subject| *next = subject).is_some(), &mut |finished| {
            assert_eq!(finished.failure, None);
            values = finished.values.to_vec();
        })
        .unwrap();
    values
}

#[test]
fn library_models_have_the_same_course_on_both_paths() {
    let library = Library::embedded();
    let names: Vec<String> = library.model_names().map(str::to_owned).collect();
    let times = [0.25, 1.0, 3.0];
    let mut compared = 0;
    for name in names {
        let Some(equations) = equations(&library, &name).filter(|of| !of.states.is_empty()) else { continue };
        assert_eq!(scalar::path(&equations), Path::Lanes, "{name}");
        let mut graph = equations.graph.clone();
        let outputs: Vec<ExprId> = (0..equations.states.len()).map(|state| graph.state(state)).collect();
        let equations = Equations { graph, ..equations };
        let lanes = in_lanes(&equations, &times, &outputs);
        let settings = scalar::Settings::new(0.0, times.to_vec(), outputs.clone());
        let course = scalar::simulate(&equations, &settings).unwrap_or_else(|why| panic!("{name}: {why}"));
        for (place, (lane, scalar)) in lanes.iter().zip(&course.values).enumerate() {
            let state = &equations.states[place % equations.states.len()];
            // Lanes do not follow what is less than a hundredth of a cell.
            let cells = state.unit.as_ref().filter(|unit| *unit.dimension() == Dimension::CELLS);
            let floor = cells.map_or(1e-9, |unit| 0.02 / unit.base_factor());
            let allowed = 1e-6 * lane.abs().max(scalar.abs()) + floor;
            let state = &state.name;
            assert!((lane - scalar).abs() <= allowed, "{name} {state}: {lane} in lanes, {scalar} alone");
        }
        compared += 1;
    }
    assert!(compared > 20, "{compared}");
}
