#!/usr/bin/env python3
"""Every module of the library as SBML: does the same file give the same numbers in libRoadRunner, COPASI and Lytic?

    pip install -r benches/peers/requirements.txt
    python3 benches/peers/sbml_models.py --lytic target/release/lytic [--only NAME] [--limit 1e-6] [--verbose] [--large]

Modules wait for a parent; each gets the one of `flat_models.py`. That is written by `lytic model convert --to sbml`, and
the file is run for 30 days by `lytic run FILE.xml`, by libRoadRunner and by COPASI. Compared is every state and what rules
set (of the largest, a part of the rules), day by day: |Lytic - other| within 1e-6 of the other, or within 1e-12 of the
largest value of that column. Of a file in which nothing moves both must have the same numbers.

libRoadRunner writes every rule out wherever it is used, and libSBML, through which COPASI reads, follows rules through all
that they use: where that is too much (patients with cancer) COPASI alone runs the file, with each rule setting a name of
its own until it is read, as `flat_models.py` does; that takes minutes a model, and only `--large` does it. Exit code 1 if any differs, or if either refuses a file.
"""

import argparse
import json
import pathlib
import re
import sys

import numpy
import roadrunner

import flat_models

RELATIVE_FLOOR = 1e-12
# Absolute tolerance of the simulators: far below all that is compared.
SMALLEST = 1e-20
# Models with more are left to `--large`.
MOST_COLUMNS = 120

# Where a simulator does something else than SBML says, seen by what the other one does; that one is still compared.
APART = {
    # Of two events at time 0 `enter` sets the bacteria; the trigger of `gone`, `bacteria < ... && time > exposure`, is false
    # before and after, yet COPASI executes it and removes them. libRoadRunner does as Lytic.
    "patient/bacterium": {"COPASI"},
}


def columns_of(text):
    """Ids that move: species, and what rules set. Of a file without any, all its numbers."""
    # What nothing changes COPASI does not record.
    changed = set(re.findall(r'<speciesReference (?:id="\w+" )?species="(\w+)"', text))
    changed |= set(re.findall(r'<eventAssignment variable="(\w+)"', text))
    species = [name for name in re.findall(r'<species id="(\w+)"', text) if name in changed]
    ruled = re.findall(r'<(?:rate|assignment)Rule variable="(\w+)"', text)
    return list(dict.fromkeys(species + ruled))


def written_out(text):
    """Words of all rates when every rule is written out wherever it is used."""
    rules = dict(re.findall(r'<assignmentRule variable="(\w+)">(.*?)</assignmentRule>', text))
    known = {}

    def of(rule):
        if rule not in known:
            known[rule] = 0
            known[rule] = words(rules[rule])
        return known[rule]

    def words(math):
        return sum(1 + (of(name) if name in rules else 0) for name in re.findall(r"<ci> *(\w+) *</ci>", math))

    rates = re.findall(r"<kineticLaw>.*?</kineticLaw>|<rateRule .*?</rateRule>", text)
    return sum(map(words, rates)) + sum(map(of, rules))


def rule_by_rule(text):
    """The same file with a name of its own for each rule: see `flat_models.put_together`."""
    names = re.findall(r'<assignmentRule variable="(\w+)"', text)
    apart = flat_models.APART
    more = "".join(f'<parameter id="{name}{apart}" constant="false"/>' for name in names)
    text = re.sub(r'<assignmentRule variable="(\w+)"', rf'<assignmentRule variable="\1{apart}"', text)
    return text.replace("</listOfParameters>", more + "</listOfParameters>", 1)


def by_lytic(lytic, file, columns):
    """Columns of Lytic's run of the file, a row a day."""
    days = flat_models.DAYS
    text = flat_models.ask(
        lytic, "run", file, "--to", str(days), "--points", str(days + 1), "--observe", ",".join(columns), "--json"
    )
    found = json.loads(text)
    if not numpy.allclose(found["time"]["values"], range(days + 1)):
        raise RuntimeError("Lytic has other days")
    return {column: numpy.array(found["columns"][column], dtype=float) for column in columns}


def numbers(text):
    """The same of a file in which nothing moves: libRoadRunner must have its numbers."""
    ours = {name: float(value) for name, value in re.findall(r'<parameter id="(\w+)"[^>]* value="([^"]+)"', text)}
    runner = roadrunner.RoadRunner(text)
    wrong = [name for name, value in ours.items() if runner.getValue(name) != value]
    if wrong or not ours:
        raise RuntimeError("libRoadRunner reads other numbers: " + ", ".join(wrong))
    return [], 0.0, len(ours), "libRoadRunner"


def difference(given, name, folder):
    """Columns that differ, the largest difference over all, how many columns, and beside whom."""
    model = folder / (name.replace("/", "_") + ".ant")
    model.write_text(flat_models.parent(name, " ".join(flat_models.ALONE[name].split())), encoding="utf-8")
    file = model.with_suffix(".xml")
    flat_models.ask(given.lytic, "model", "convert", model, "--to", "sbml", "--out", file)
    text = file.read_text(encoding="utf-8")
    columns = columns_of(text)
    if columns == ["falling"]:
        return numbers(text)
    if len(columns) > flat_models.MOST_COLUMNS:
        rules = set(re.findall(r'<assignmentRule variable="(\w+)"', text))
        states = [column for column in columns if column not in rules]
        rest = [column for column in columns if column in rules]
        apart = -(-len(rest) // (flat_models.MOST_COLUMNS - len(states)))
        columns = states + rest[sum(map(ord, name)) % apart :: apart]
    is_large = written_out(text) > flat_models.LARGEST
    if not given.large and (is_large or len(columns) > MOST_COLUMNS):
        return [], None, len(columns), ""
    if is_large:
        simulators = {"COPASI": lambda: flat_models.by_copasi(rule_by_rule(text), columns, SMALLEST)}
    else:
        simulators = {
            # What falls by many orders of magnitude takes its errors along: exp(-13) is off by 2e-6 at 1e-11.
            "libRoadRunner": lambda: flat_models.by_roadrunner(text, columns, 1e-13, SMALLEST),
            "COPASI": lambda: flat_models.by_copasi(text, columns, SMALLEST),
        }
    for simulator in set(simulators) & set(APART.get(name, {})):
        del simulators[simulator]
    ours = by_lytic(given.lytic, file, columns)
    lines, largest = [], 0.0
    for simulator, run in simulators.items():
        theirs = run()
        for column in columns:
            values, other = ours[column], theirs[column]
            scale = max(numpy.abs(other).max(), numpy.abs(values).max(), flat_models.NOTHING)
            # Within 1e-12 of the largest value is within the limit, whatever the value.
            floor = RELATIVE_FLOOR * scale / given.limit
            error = numpy.abs(values - other) / numpy.maximum(numpy.abs(other), floor)
            # A NaN counts as the largest difference there is.
            worst = float(error.max()) if numpy.isfinite(error).all() else float("inf")
            if given.verbose or worst > given.limit:
                day = int(numpy.argmax(error))
                lines.append(
                    f"    {column:45} {worst:.1e} on day {day}: {values[day]:.10g}, {simulator} {other[day]:.10g}"
                    f" (largest {scale:.3g})"
                )
            largest = max(largest, worst)
    return lines, largest, len(columns), " and ".join(simulators)


def judge(task):
    given, name = task
    if name not in flat_models.ALONE:
        return f"BAD {name}: no inputs stand in ALONE of flat_models.py", False
    return flat_models.judged(name, given.limit, lambda folder: difference(given, name, folder))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lytic", default="target/release/lytic", type=pathlib.Path)
    parser.add_argument("--only", help="a part of the name")
    parser.add_argument("--limit", type=float, default=1e-6)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--large", action="store_true", help="also those that take COPASI minutes")
    given = parser.parse_args()
    names = [name for name in flat_models.library(given.lytic) if not given.only or given.only in name]
    found = flat_models.verdicts(judge, [(given, name) for name in names])
    left_out, failed = found.count(None), found.count(False)
    if left_out:
        print(f"{left_out} large models were left to --large")
    print(f"{failed} of the library's models disagree" if failed else f"all {len(found) - left_out} agree")
    return 1 if failed or not any(found) else 0


if __name__ == "__main__":
    sys.exit(main())
