//! How fast a study's patients are simulated, and how exactly.

use crate::prepare::Study;
use lytic_engine::bench::{Measured, measure};
use lytic_engine::{EngineError, Subject};

impl Study {
    /// Measures the simulation of the first patients of draw 0 on one thread, without gathering and without files; the
    /// error on the first `checked` of them. `clock` gives seconds, best of processor time.
    pub fn measure(
        &self,
        patients: u64,
        checked: u64,
        clock: &dyn Fn() -> f64,
    ) -> Result<Measured, EngineError> {
        let typical = self.people.typical(0);
        let subjects: Vec<Subject> = (0..patients)
            .map(|id| {
                let mut subject = Subject { id, ..Subject::default() };
                self.people.patient(&typical, id, &mut subject.parameters);
                self.doses.of_patient(&subject.parameters, &mut subject.doses);
                subject
            })
            .collect();
        measure(&self.engine, &subjects, checked, clock)
    }
}
