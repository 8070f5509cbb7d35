//! What each command does: a file a command.

mod assay;
mod bench;
mod bench_mechanics;
mod bench_stochastic;
mod bench_tissue;
mod block;
mod combine;
mod compare;
mod course;
mod design;
mod donor;
mod fit;
mod follow;
mod list;
mod model;
mod new;
mod observed;
mod opened;
mod pages;
mod parameters;
mod run;
mod scan;
mod sensitivity;
mod tissue;
mod tissue_files;
mod validate;

use crate::arguments::Request;
use crate::console::Console;
use crate::exit::Exit;

/// Does what was asked.
pub fn perform(request: Request, console: &Console) -> Exit {
    match request {
        Request::Run(request) => match assay::read(&request.scenario) {
            Some(read) => assay::run(&request, read, console),
            None if tissue::is_one(&request.scenario) => tissue::run(&request, console),
            None if course::serves(&request) => match course::in_scenario(&request) {
                Some(request) => run::run(&request, console),
                None => course::run(&request, console),
            },
            None if request.scan.is_empty() => run::run(&request, console),
            None => scan::scan(&request, console),
        },
        Request::Combine(request) => combine::combine(&request, console),
        Request::Compare(request) => compare::compare(&request, console),
        Request::Design(request) => design::design(&request, console),
        Request::ModelCheck(models) => model::check(&models, console),
        Request::ModelShow(model) => model::show(&model, console),
        Request::ModelConvert { model, flat, to, out } => {
            model::convert(&model, flat, to, out.as_deref(), console)
        }
        Request::Parameters { name, json } => parameters::parameters(name.as_deref(), json, console),
        Request::BenchPopulation { json } => bench::population(json, console),
        Request::BenchAssay { json } => bench::assay(json, console),
        Request::BenchMechanics { json } => bench_mechanics::mechanics(json, console),
        Request::BenchFields { json } => bench_tissue::fields(json, console),
        Request::BenchTissue { json } => bench_tissue::tissue(json, console),
        Request::BenchStochastic { json } => bench_stochastic::stochastic(json, console),
        Request::Fit(request) => fit::fit(&request, console),
        Request::Follow(request) => follow::follow(&request, console),
        Request::Sensitivity(request) => sensitivity::sensitivity(&request, console),
        Request::Validate(request) => validate::validate(&request, console),
        Request::Donor(request) => donor::donor(&request, console),
        Request::List => list::list(console),
        Request::New(path) => new::new(&path, console),
        Request::Schema => new::schema(console),
    }
}
