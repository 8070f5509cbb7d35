#!/usr/bin/env python3
"""Patients a second on one core: Lytic against libRoadRunner, same models, patients, doses and accuracy.

    pip install numpy antimony libroadrunner
    cargo build --release -p lytic-engine --example population
    python3 benches/peers/population.py [--program PATH] [--patients N] [--tolerance 1e-6]

Both integrate the same Antimony text, which Lytic writes, with the same parameters (Lytic writes those, too). Time is
processor time of one thread; compiling the model is not counted. Error: the largest over states and days of
|y - reference| / (|reference| + 1e-3 largest |reference| of that state), median over patients; the reference is
libRoadRunner at a relative tolerance of 1e-11. Lytic runs at tolerances from 1e-6 upwards; the fastest of those that is
at least as accurate as libRoadRunner at 1e-6 counts. Goals: 15 times on `tumour`, 8 times on `network`.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import antimony
import numpy
import roadrunner

GOALS = {"tumour": 15.0, "network": 8.0}
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
    simulate(runner, names, states, days, doses, patients[0])
    begin = time.process_time()
    results = [simulate(runner, names, states, days, doses, row) for row in patients]
    return numpy.array(results), len(patients) / (time.process_time() - begin)


def ours(program, model, folder, patients, checked, tolerance, shape):
    out = folder / "values.f64"
    text = subprocess.run(
        [program, model, "run", str(patients), tolerance, str(checked), str(out)],
        check=True, capture_output=True, text=True,
    ).stdout
    return numpy.fromfile(out).reshape(checked, *shape), json.loads(text)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default="target/release/examples/population")
    parser.add_argument("--patients", type=int, default=0, help="patients of the peer (tumour 60, network 12)")
    parser.add_argument("--tolerance", type=float, default=1e-6)
    parser.add_argument("models", nargs="*", default=list(GOALS))
    options = parser.parse_args()
    short = []
    for model in options.models or GOALS:
        few = options.patients or {"tumour": 60, "network": 12}[model]
        many = {"tumour": 4000, "network": 400}[model]
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            text, names, states, days, doses, patients = export(options.program, model, folder, few)
            reference, _ = peer(text, names, states, days, doses, patients, 1e-11, 1e-14)
            values, speed = peer(text, names, states, days, doses, patients, options.tolerance, 1e-12)
            error = float(numpy.median(errors(values, reference)))
            print(f"{model}: libRoadRunner {roadrunner.__version__} at {options.tolerance:g}: "
                  f"{speed:.1f} patients/s, error {error:.1e}")
            best = None
            for tolerance in TOLERANCES:
                values, measured = ours(options.program, model, folder, many, few, tolerance, reference.shape[1:])
                our_error = float(numpy.median(errors(values, reference)))
                fast = measured["patients_per_second_per_core"]
                enough = our_error <= error
                print(f"{model}: Lytic at {tolerance}: {fast:.0f} patients/s, error {our_error:.1e}, "
                      f"{measured['steps_per_patient']:.0f} steps, lane use {measured['lane_use']:.2f}, "
                      f"{measured['gflops']:.1f} GFLOP/s, {fast / speed:.1f} times libRoadRunner"
                      f"{'' if enough else ' (less accurate)'}")
                if enough:
                    best = max(best or 0.0, fast / speed)
                else:
                    break
            print(f"{model}: {best or 0.0:.1f} times libRoadRunner at equal or better accuracy "
                  f"(goal {GOALS[model]:.0f})")
            if (best or 0.0) < GOALS[model]:
                short.append(model)
    if short:
        sys.exit(f"short of the goal: {', '.join(short)}")


if __name__ == "__main__":
    main()
