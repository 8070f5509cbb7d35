#!/usr/bin/env python3
"""Why do published models differ from their filed values? Lytic, libRoadRunner at three tolerances and COPASI beside them.

    cargo run --release -p lytic-conformance -- biomodels DIR --values values.csv
    python3 benches/peers/published_models.py DIR values.csv [--only BIOMD0000000451,...] [--verbose] [--refine FILE]

The filed values were computed by libRoadRunner with a relative tolerance of 1e-10 and an absolute one of 1e-12. For each
model with a value that differs (as the conformance tool counts it: 1e-6 of the value, at least 1e-12 of the largest of its
id) it is computed again, at 1e-12 and 1e-20, at 1e-13 and 1e-30, and by COPASI at 1e-12 and 1e-30. A row per model: how many
values differ, and the largest difference between each two of the four, over the ids that differ. The filed values are
at fault where these move, and the tighter ones agree with each other and with Lytic.

The filed values were taken at half of the time and at the end only; here outputs lie 200 to the course, and the steps of
libRoadRunner end there: it sees doses and pulses that it stepped over then.

    filed-tight  filed value and libRoadRunner at 1e-13      tight-tight  libRoadRunner at 1e-12 and at 1e-13
    Lytic-tight  Lytic and libRoadRunner at 1e-13            Lytic-COPASI  Lytic and COPASI

`--refine FILE` writes the values that the filed ones of these models differ from by more than 1e-7: those of libRoadRunner
at 1e-13, or of COPASI where that fails (`crates/conformance/refined.csv`). Lytic's own play no part in them.
"""

import argparse
import csv
import json
import pathlib
import sys

import COPASI
import numpy
import roadrunner

RELATIVE, FLOOR = 1e-6, 1e-12
# Points of a course: the largest value of an id is looked for along it.
POINTS = 201


def by_roadrunner(text, end, ids, relative, absolute):
    """Values of ids at all points, or the words of a failure."""
    try:
        runner = roadrunner.RoadRunner(text)
        integrator = runner.getIntegrator()
        integrator.setValue("relative_tolerance", relative)
        integrator.setValue("absolute_tolerance", absolute)
        integrator.setValue("maximum_num_steps", 2_000_000)
        runner.timeCourseSelections = ids
        return numpy.array(runner.simulate(0, end, POINTS))
    except RuntimeError as problem:
        return str(problem).splitlines()[0][:120]


def by_copasi(text, end, ids, relative, absolute):
    """The same by COPASI."""
    data = COPASI.CRootContainer.addDatamodel()
    try:
        if not data.importSBMLFromString(text):
            return "COPASI: " + COPASI.CCopasiMessage.getAllMessageText()[:120]
        task = data.getTask("Time-Course")
        task.setMethodType(COPASI.CTaskEnum.Method_deterministic)
        method = task.getMethod()
        method.getParameter("Relative Tolerance").setDblValue(relative)
        method.getParameter("Absolute Tolerance").setDblValue(absolute)
        method.getParameter("Max Internal Steps").setUIntValue(50_000_000)
        problem = task.getProblem()
        problem.setDuration(end)
        problem.setStepNumber(POINTS - 1)
        problem.setTimeSeriesRequested(True)
        # Rows between the points, which events would add, are not wanted.
        problem.setOutputEvent(False)
        if not (task.initializeRaw(COPASI.CCopasiTask.ONLY_TIME_SERIES) and task.processRaw(True)):
            return "COPASI: " + task.getProcessError()[:120]
        series = task.getTimeSeries()
        place = {series.getSBMLId(index, data): index for index in range(series.getNumVariables())}
        if series.getRecordedSteps() != POINTS:
            return f"COPASI: {series.getRecordedSteps()} rows"
        columns = []
        for name in ids:
            index = place.get(name.strip("[]"))
            if index is None:
                # What nothing changes is not recorded.
                columns.append([float("nan")] * POINTS)
                continue
            value = series.getConcentrationData if name.startswith("[") else series.getData
            columns.append([value(row, index) for row in range(POINTS)])
        result = numpy.array(columns).T
        # What is no species is recorded once, whatever the frame.
        return amounts(result, ids, series, data, place)
    finally:
        COPASI.CRootContainer.removeDatamodel(data)


def amounts(result, ids, series, data, place):
    """`getData` gives numbers of particles for species: as amounts in the model's own unit."""
    model = data.getModel()
    per_unit = model.getQuantity2NumberFactor()
    species = {one.getSBMLId() for one in model.getMetabolites()}
    for column, name in enumerate(ids):
        if not name.startswith("[") and name in species:
            result[:, column] /= per_unit
    return result


def values_of(path):
    """Per model, per id and row: the filed value and Lytic's."""
    found = {}
    with open(path, encoding="utf-8") as lines:
        for line in csv.DictReader(lines):
            key = (line["id"], int(line["row"]))
            found.setdefault(line["model"], {})[key] = (float(line["filed"]), float(line["value"]))
    return found


def apart(one, other, floor):
    """Relative difference as the conformance tool counts it."""
    if one == other:
        return 0.0
    return abs(one - other) / max(abs(other), floor, sys.float_info.min)


def refined(model, runs, names, values):
    """Lines of `refined.csv` for one model."""
    best = next((run for run in (runs["tightest"], runs["COPASI"], runs["tight"]) if not isinstance(run, str)), None)
    lines = []
    for column, name in enumerate(names if best is not None else []):
        filed_values = [values[(name, row)][0] for row in (1, 2)]
        if numpy.isnan(best[:, column]).any():
            continue
        floor = max(map(abs, [*filed_values, *best[:, column]])) * FLOOR / RELATIVE
        for row, at in ((1, POINTS // 2), (2, POINTS - 1)):
            if apart(values[(name, row)][0], best[at, column], floor) > 0.1 * RELATIVE:
                lines.append(f"{model},{name},{row},{float(best[at, column])!r}")
    return lines


def judge(folder, model, end, values, given):
    """Lines of one model, or none when it agrees; and its lines of `refined.csv`."""
    verbose = given.verbose
    text = (folder / f"{model}.xml").read_text(encoding="utf-8")
    ids = list(dict.fromkeys(name for name, _ in values))
    off = {
        key for key, (filed, value) in values.items() if apart(value, filed, 0.0) > RELATIVE
    }
    if not off:
        return [], []
    names = [name for name in ids if given.refine or any((name, row) in off for row in (1, 2))]
    runs = {
        "loose": by_roadrunner(text, end, names, 1e-10, 1e-12),
        "tight": by_roadrunner(text, end, names, 1e-12, 1e-20),
        "tightest": by_roadrunner(text, end, names, 1e-13, 1e-30),
        "COPASI": by_copasi(text, end, names, 1e-12, 1e-30),
    }
    failed = [f"    {name}: {run}" for name, run in runs.items() if isinstance(run, str)]
    lines, most, counted = [], {}, 0
    for column, name in enumerate(names):
        of = {tool: run[:, column] for tool, run in runs.items() if not isinstance(run, str)}
        filed_values = [values[(name, row)][0] for row in (1, 2)]
        largest = max([abs(value) for value in filed_values] + [numpy.abs(run).max() for run in of.values()])
        floor = largest * FLOOR / RELATIVE
        for row, at in ((1, POINTS // 2), (2, POINTS - 1)):
            filed, ours = values[(name, row)]
            if apart(ours, filed, floor) <= RELATIVE:
                continue
            counted += 1
            at_row = {tool: run[at] for tool, run in of.items()}
            none = float("nan")
            tightest, tight = at_row.get("tightest", none), at_row.get("tight", none)
            pairs = {
                "filed-tight": apart(filed, tightest, floor),
                "tight-tight": apart(tight, tightest, floor),
                "Lytic-tight": apart(ours, tightest, floor),
                "Lytic-COPASI": apart(ours, at_row.get("COPASI", none), floor),
                "filed-Lytic": apart(filed, ours, floor),
            }
            for pair, difference in pairs.items():
                most[pair] = max(most.get(pair, 0.0), difference)
            if verbose:
                said = ", ".join(f"{tool} {value:.12e}" for tool, value in at_row.items())
                lines.append(f"    {name} row {row}: filed {filed:.12e}, Lytic {ours:.12e}, {said}, largest {largest:.2e}")
    if not counted:
        return [], []
    shown = ", ".join(f"{pair} {difference:.1e}" for pair, difference in most.items())
    said = [*lines, *failed, f"{model}: {counted} of {len(values)} differ; {shown}"]
    return said, refined(model, runs, names, values) if given.refine else []


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("values", type=pathlib.Path)
    parser.add_argument("--only", default="", help="ids of models, with commas between")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--refine", type=pathlib.Path, help="file to write")
    given = parser.parse_args()
    references = json.loads((given.folder / "reference.json").read_text(encoding="utf-8"))
    ends = {model["id"]: model["T"] for model in references}
    only = [name for name in given.only.split(",") if name]
    better = ["model,id,row,value"]
    for model, values in values_of(given.values).items():
        if only and model not in only:
            continue
        lines, more = judge(given.folder, model, ends[model], values, given)
        better += more
        for line in lines:
            print(line, flush=True)
    if given.refine:
        given.refine.write_text("\n".join(better) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
