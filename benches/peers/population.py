#!/usr/bin/env python3
"""Patients a second on one core: Lytic against libRoadRunner, COPASI and diffsol, at equal accuracy.

    pip install numpy antimony libroadrunner python-copasi
    cargo build --release -p lytic-engine --example population
    cargo build --release -p lytic-engine-tests --features peers --example diffsol_population
    python3 benches/peers/population.py [--patients N] [--repeats N] [--tolerance 1e-6] [tumour|network ...]

All integrate the same Antimony text, which Lytic writes (diffsol: the same equations in Rust), with the same parameters
and doses. Time is processor time of one thread; compiling the model and setting parameters are not counted. Error: the
largest over states and days of |y - reference| / (|reference| + 1e-3 largest |reference| of that state), median over
patients; the reference is libRoadRunner at a relative tolerance of 1e-11. Peers run at 1e-6 (diffsol by each of its
methods; the fastest counts). Of Lytic's runs at tolerances from 1e-6 upwards the fastest counts that is at least as
accurate as the peer. Numbers are medians of repetitions, which take turns. A peer that is not installed is left out.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import antimony
import numpy
import roadrunner

try:
    import COPASI
except ImportError:
    COPASI = None

GOALS = {
    "libRoadRunner": {"tumour": 25.0, "network": 12.0},
    "diffsol": {"tumour": 8.0, "network": 6.0},
    "COPASI": {},
}
PATIENTS = {"tumour": 60, "network": 12}
OURS = {"tumour": 4000, "network": 400}
ABSOLUTE = 1e-12
TOLERANCES = ["1e-6", "3e-6", "1e-5", "3e-5", "1e-4", "3e-4", "1e-3"]


def export(program, model, folder, patients):
    subprocess.run([program, model, "export", str(folder), str(patients)], check=True)
    names = (folder / "parameters.txt").read_text().split()
    states = (folder / "states.txt").read_text().split()
    days = numpy.loadtxt(folder / "days.txt")
    doses = [line.split() for line in (folder / "doses.txt").read_text().splitlines()]
    doses = [(float(day), state, float(amount)) for day, state, amount in doses]
    values = numpy.fromfile(folder / "patients.f64").reshape(patients, len(names))
    return (folder / "model.ant").read_text(), names, states, days, doses, values


def load(text):
    if antimony.loadAntimonyString(text) < 0:
        sys.exit(antimony.getLastError())
    return roadrunner.RoadRunner(antimony.getSBMLString(antimony.getMainModuleName()))


def simulate(runner, names, states, days, doses, parameters):
    """One patient; all states on all days, those of a dose after it."""
    runner.resetAll()
    for name, value in zip(names, parameters):
        runner.setValue(name, value)
    # Initial values that depend on nothing stay as they are; rates follow the parameters.
    runner.timeCourseSelections = states
    out = numpy.empty((len(days), len(states)))
    begin = 0.0
    for day, state, amount in doses + [(days[-1], None, 0.0)]:
        inside = days[(days >= begin) & (days <= day)]
        times = numpy.unique(numpy.concatenate([[begin], inside, [day]]))
        if len(times) > 1:
            rows = numpy.asarray(runner.simulate(times=list(times)))
            for time_, row in zip(times, rows):
                index = numpy.searchsorted(days, time_)
                if index < len(days) and days[index] == time_:
                    out[index] = row
        if state is not None:
            runner.setValue(state, runner.getValue(state) + amount)
            index = numpy.searchsorted(days, day)
            if days[index] == day:
                out[index, states.index(state)] += amount
        begin = day
    return out


def errors(values, reference):
    largest = numpy.abs(reference).max(axis=1, keepdims=True)
    scaled = numpy.abs(values - reference) / (numpy.abs(reference) + 1e-3 * largest + 1e-300)
    return scaled.max(axis=(1, 2))


def peer(text, names, states, days, doses, patients, tolerance, absolute):
    runner = load(text)
    runner.integrator.relative_tolerance = tolerance
    runner.integrator.absolute_tolerance = absolute
    runner.integrator.maximum_num_steps = 1_000_000
    # Whatever is put off until the first run is not counted.
    simulate(runner, names, states, days, doses, patients[0])
    begin = time.process_time()
    results = [simulate(runner, names, states, days, doses, row) for row in patients]
    return numpy.array(results), len(patients) / (time.process_time() - begin)


class Copasi:
    """A model in COPASI, by its LSODA."""

    def __init__(self, text, names, states, tolerance):
        self.data = COPASI.CRootContainer.addDatamodel()
        if antimony.loadAntimonyString(text) < 0:
            sys.exit(antimony.getLastError())
        self.data.importSBMLFromString(antimony.getSBMLString(antimony.getMainModuleName()))
        self.model = self.data.getModel()
        self.parameters = self.named(self.model.getModelValues(), names)
        self.species = self.named(self.model.getMetabolites(), states)
        self.states = states
        self.initial = numpy.array([species.getInitialConcentration() for species in self.species])
        self.task = self.data.getTask("Time-Course")
        self.task.setMethodType(COPASI.CTaskEnum.Method_deterministic)
        method = self.task.getMethod()
        method.getParameter("Relative Tolerance").setDblValue(tolerance)
        method.getParameter("Absolute Tolerance").setDblValue(ABSOLUTE)
        method.getParameter("Max Internal Steps").setUIntValue(10_000_000)
        self.task.getProblem().setTimeSeriesRequested(True)
        self.columns = None
        self.seconds = 0.0

    @staticmethod
    def named(things, names):
        of = {things.get(index).getObjectName(): things.get(index) for index in range(things.size())}
        return [of[name] for name in names]

    def stretch(self, states, duration, steps):
        """Rows at equal distances, both ends among them. Only the integration itself is timed."""
        for species, value in zip(self.species, states):
            species.setInitialConcentration(float(value))
        self.model.updateInitialValues(COPASI.CCore.Framework_Concentration)
        self.task.getProblem().setDuration(duration)
        self.task.getProblem().setStepNumber(steps)
        begin = time.process_time()
        done = self.task.initializeRaw(COPASI.CCopasiTask.ONLY_TIME_SERIES) and self.task.processRaw(True)
        self.seconds += time.process_time() - begin
        if not done:
            sys.exit(f"COPASI: {self.task.getProcessError()}")
        series = self.task.getTimeSeries()
        if self.columns is None:
            titles = [series.getTitle(index) for index in range(series.getNumVariables())]
            self.columns = [titles.index(state) for state in self.states]
        rows = range(series.getRecordedSteps())
        return numpy.array([[series.getConcentrationData(row, column) for column in self.columns] for row in rows])

    def patient(self, days, doses, parameters):
        """One patient; all states on all days, those of a dose after it."""
        for parameter, value in zip(self.parameters, parameters):
            parameter.setInitialValue(float(value))
        out = numpy.empty((len(days), len(self.states)))
        states, begin = self.initial, 0.0
        for day, state, amount in doses + [(days[-1], None, 0.0)]:
            if day > begin:
                step = 1.0 if begin % 1.0 == 0.0 and day % 1.0 == 0.0 else 0.5
                rows = self.stretch(states, day - begin, round((day - begin) / step))
                for number, row in enumerate(rows):
                    index = numpy.searchsorted(days, begin + number * step)
                    if index < len(days) and days[index] == begin + number * step:
                        out[index] = row
                states = rows[-1].copy()
            if state is not None:
                states[self.states.index(state)] += amount
                index = numpy.searchsorted(days, day)
                if days[index] == day:
                    out[index] = states
            begin = day
        return out


def copasi(text, names, states, days, doses, patients, tolerance):
    runner = Copasi(text, names, states, tolerance)
    results = numpy.array([runner.patient(days, doses, row) for row in patients])
    return results, len(patients) / runner.seconds


def diffsol(program, model, folder, count, tolerance, method, shape):
    out = folder / "diffsol.f64"
    command = [program, model, str(folder), str(count), f"{tolerance:g}", method, str(out)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        return None
    return numpy.fromfile(out).reshape(count, *shape), float(done.stdout)


def ours(program, model, folder, patients, checked, tolerance, shape):
    out = folder / "values.f64"
    text = subprocess.run(
        [program, model, "run", str(patients), tolerance, str(checked), str(out)],
        check=True, capture_output=True, text=True,
    ).stdout
    return numpy.fromfile(out).reshape(checked, *shape), json.loads(text)


def measure(model, options):
    """Lines of a table: peer, patients a second, error, Lytic's tolerance, patients a second, error."""
    few = options.patients or PATIENTS[model]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        text, names, states, days, doses, patients = export(options.program, model, folder, few)
        reference, _ = peer(text, names, states, days, doses, patients, 1e-11, 1e-14)
        shape = reference.shape[1:]
        runs = {"libRoadRunner": lambda: peer(text, names, states, days, doses, patients, options.tolerance, ABSOLUTE)}
        if COPASI:
            runs["COPASI"] = lambda: copasi(text, names, states, days, doses, patients, options.tolerance)
        if pathlib.Path(options.diffsol).exists():
            for method in ["bdf", "esdirk34", "tsit45"]:
                run = lambda method=method: diffsol(options.diffsol, model, folder, few, options.tolerance, method, shape)
                if run():
                    runs[f"diffsol {method}"] = run
        for tolerance in TOLERANCES:
            runs[tolerance] = lambda tolerance=tolerance: ours(
                options.program, model, folder, OURS[model], few, tolerance, shape)
        speeds, error = {name: [] for name in runs}, {}
        for _ in range(options.repeats):
            for name, run in runs.items():
                values, speed = run()
                error[name] = float(numpy.median(errors(values, reference)))
                speeds[name].append(speed["patients_per_second_per_core"] if isinstance(speed, dict) else speed)
        speed = {name: statistics.median(found) for name, found in speeds.items()}
        for tolerance in TOLERANCES:
            print(f"{model}: Lytic at {tolerance}: {speed[tolerance]:.0f} patients/s, error {error[tolerance]:.1e}")
        lines = []
        for name in runs:
            if name in TOLERANCES:
                continue
            enough = [tolerance for tolerance in TOLERANCES if error[tolerance] <= error[name]]
            best = max(enough, key=speed.get, default=None)
            lines.append((name, speed[name], error[name], best, speed.get(best, 0.0), error.get(best, float("nan"))))
        return lines


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default="target/release/examples/population")
    parser.add_argument("--diffsol", default="target/release/examples/diffsol_population")
    parser.add_argument("--patients", type=int, default=0, help="patients of the peers (tumour 60, network 12)")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--tolerance", type=float, default=1e-6)
    parser.add_argument("models", nargs="*", default=list(PATIENTS))
    options = parser.parse_args()
    print(f"libRoadRunner {roadrunner.__version__}, COPASI {COPASI.__version__ if COPASI else 'not installed'}")
    short = []
    for model in options.models or PATIENTS:
        best = {}
        for name, speed, error, tolerance, fast, our_error in measure(model, options):
            ratio = fast / speed
            print(f"| {model} | {name} | {speed:.1f} | {error:.1e} | {tolerance} | {fast:.0f} | {our_error:.1e} | "
                  f"{ratio:.1f} |")
            tool = name.split()[0]
            best[tool] = min(best.get(tool, float("inf")), ratio)
        short += [f"{tool} on {model} ({ratio:.1f} of {GOALS[tool][model]:g})" for tool, ratio in best.items()
                  if ratio < GOALS[tool].get(model, 0.0)]
    if short:
        sys.exit(f"short of the goal: {', '.join(short)}")


if __name__ == "__main__":
    main()
