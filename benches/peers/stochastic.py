#!/usr/bin/env python3
"""Reactions a second on one core: Lytic's direct method against libRoadRunner's Gillespie.

    pip install antimony libroadrunner
    cargo build --release
    python3 benches/peers/stochastic.py [--runs N] [--repeats N]

Both simulate the same Antimony text, which Lytic prints: birth and death at rates 0.1 and 0.11 from 100,000 cells to
time 50. Time is processor time of one thread; compiling the model is not counted. A run has the same expected number of
reactions, (b + d) n (1 - e^((b - d) t))/(d - b), in both, so the ratio of seconds a run is the ratio of speeds. Numbers
are medians of repetitions, which take turns. Means at the end are printed in standard errors from the closed form.
"""

import argparse
import json
import math
import statistics
import subprocess
import sys
import time

import antimony
import roadrunner

GOAL = 40.0
BIRTH, DEATH, START, END = 0.1, 0.11, 1e5, 50.0
REACTIONS = (BIRTH + DEATH) * START * (1.0 - math.exp((BIRTH - DEATH) * END)) / (DEATH - BIRTH)


def load(text):
    if antimony.loadAntimonyString(text) < 0:
        sys.exit(antimony.getLastError())
    runner = roadrunner.RoadRunner(antimony.getSBMLString(antimony.getMainModuleName()))
    runner.setIntegrator("gillespie")
    runner.integrator.seed = 1
    runner.integrator.variable_step_size = False
    return runner


def peer(runner, runs):
    """Seconds a run, and the values of X at the end."""
    ends = []
    begin = time.process_time()
    for _ in range(runs):
        runner.reset()
        ends.append(float(runner.simulate(0.0, END, 2)[-1, 1]))
    return (time.process_time() - begin) / runs, ends


def off(ends):
    growth = math.exp((BIRTH - DEATH) * END)
    variance = START * (BIRTH + DEATH) / (BIRTH - DEATH) * growth * (growth - 1.0)
    return (statistics.mean(ends) - START * growth) / math.sqrt(variance / len(ends))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default="target/release/lytic")
    parser.add_argument("--runs", type=int, default=5, help="runs of the peer in each repetition")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    ours = lambda: json.loads(
        subprocess.run([options.program, "bench", "stochastic", "--json"], check=True, capture_output=True, text=True).stdout
    )
    runner = load(ours()["model"])
    peer(runner, 1)
    found, theirs, ends = [], [], []
    for _ in range(options.repeats):
        found.append(ours())
        seconds, values = peer(runner, options.runs)
        theirs.append(seconds)
        ends += values
    seconds = statistics.median(theirs)
    print(f"libRoadRunner {roadrunner.__version__}: {REACTIONS / seconds / 1e6:.2f} million reactions/s, "
          f"{seconds:.4f} s a run, mean off by {off(ends):.1f} standard errors")
    for name in ["direct", "one_by_one", "next_reaction"]:
        own = statistics.median(one[name]["seconds_per_run"] for one in found)
        mean = statistics.median(one[name]["mean_off_in_standard_errors"] for one in found)
        print(f"| {name} | {REACTIONS / own / 1e6:.1f} million reactions/s | {own:.5f} s a run | "
              f"mean off by {mean:.1f} standard errors | {seconds / own:.1f} times libRoadRunner |")
    ratio = seconds / statistics.median(one["direct"]["seconds_per_run"] for one in found)
    if ratio < GOAL:
        sys.exit(f"short of the goal: {ratio:.1f} of {GOAL:g} times")


if __name__ == "__main__":
    main()
