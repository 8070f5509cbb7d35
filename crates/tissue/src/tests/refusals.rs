//! Cells, steps and fields that cannot be.

use super::*;

#[test]
fn cells_that_cannot_be_are_refused() {
    let with = |change: &dyn Fn(&mut Plan)| {
        let mut plan = plan(20, 0, &["oxygen"], 1);
        change(&mut plan);
        Tissue::new(plan).err()
    };
    assert_eq!(with(&|_| {}), None);
    assert_eq!(
        with(&|plan| plan.start[3].position_um[1] = f32::NAN),
        Some(TissueError::CellNowhere { cell: 3 })
    );
    assert!(matches!(
        with(&|plan| plan.start[4].position_um = [900.0, 0.0, 0.0]),
        Some(TissueError::CellOutside { cell: 4, .. })
    ));
    assert!(matches!(
        with(&|plan| plan.start[7].position_um = plan.start[2].position_um),
        Some(TissueError::CellsOverlap { cell: 2, other: 7 })
    ));
    let unstable = with(&|plan| plan.steps.mechanics = MechanicsSettings::fixed(5.0));
    assert!(matches!(unstable, Some(TissueError::StepUnstable { .. })));
    let twice = with(&|plan| plan.laws.push(plan.laws[0].clone()));
    assert!(matches!(twice, Some(TissueError::FieldTwice { .. })));
}
