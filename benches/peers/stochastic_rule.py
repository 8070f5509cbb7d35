#!/usr/bin/env python3
"""How often the pass rule of the stochastic SBML test cases fails an exact simulator.

    pip install numpy
    python3 benches/peers/stochastic_rule.py DIR [--sets 200] [--runs 10000]

Nothing of Lytic is in it, and no reaction is simulated: values at the output times are drawn one after the other from the
transition law of each process, so they are exact by construction.

    birth and death       X(t + h) = binomial(X(t), 1 - p), and negative binomial births of those        (Kendall 1948)
    immigration, death    X(t + h) = binomial(X(t), e^(-m h)) + Poisson; in batches: each at a uniform time
    dimers                matrix exponential of the master equation, with the reset of case 00033 as a jump

A set is as many runs as a simulator would do. To each the rule is applied: Z = sqrt(n)(mean - mu)/sigma in (-3, 3), Y =
sqrt(n/2)(s^2/sigma^2 - 1) in (-5, 5), at most one point outside in a hundred. Printed: the share of sets that fail, and
the largest standard deviation of Y over the times, which is 1 for normal values and sqrt((kurtosis - 1)/2) in general.
Case 00007 (which also counts deaths) is left out: its joint law has no simple form.
"""

import argparse
import csv
import math
import pathlib

import numpy as np


def birth_death(random, start, birth, death, steps, runs):
    growth = math.exp(birth - death)
    gone = death * (growth - 1) / (birth * growth - death)
    more = birth * (growth - 1) / (birth * growth - death)
    x = np.full(runs, start)
    for _ in range(steps):
        left = random.binomial(x, 1 - gone)
        x = left.copy()
        some = left > 0
        x[some] += random.negative_binomial(left[some], 1 - more)
        yield x


def immigration(random, rate, death, batch, steps, runs):
    """What is there, and how many have died."""
    x, died = np.zeros(runs, dtype=np.int64), np.zeros(runs, dtype=np.int64)
    for _ in range(steps):
        left = random.binomial(x, math.exp(-death))
        came = random.poisson(rate, runs)
        stay = np.zeros(runs, dtype=np.int64)
        for arrival in range(came.max(initial=0)) if batch > 1 else []:
            here = came > arrival
            stay[here] += random.binomial(batch, np.exp(-death * random.random(here.sum())))
        if batch == 1:
            # Each is still there with the average probability, independently.
            stay = random.binomial(came, (1 - math.exp(-death)) / death)
        died += x - left + batch * came - stay
        x = left + stay
        yield x, died


class Dimers:
    """P2 of P + 2 P2 = n; where `reset` is given, one more than that sets it to zero."""

    def __init__(self, n, join, part, reset=None):
        states = n // 2 + 1
        rates = np.zeros((states, states))
        for dimers in range(states):
            single = n - 2 * dimers
            up = 0.5 * join * single * (single - 1)
            if dimers + 1 < states:
                rates[dimers, 0 if dimers == reset else dimers + 1] += up
            if dimers > 0:
                rates[dimers, dimers - 1] += part * dimers
        np.fill_diagonal(rates, -rates.sum(axis=1))
        # Taylor of a small part of the time, squared.
        parts = max(0, math.ceil(math.log2(abs(rates).sum(axis=1).max())) + 4)
        term = total = np.eye(states)
        for order in range(1, 16):
            term = term @ (rates / 2**parts) / order
            total = total + term
        for _ in range(parts):
            total = total @ total
        self.upto, self.n = np.cumsum(total, axis=1), n

    def course(self, random, steps, runs):
        x = np.zeros(runs, dtype=np.int64)
        for _ in range(steps):
            u, drawn = random.random(runs), np.empty(runs, dtype=np.int64)
            for state in np.unique(x):
                of = x == state
                row = self.upto[state]
                drawn[of] = np.minimum(np.searchsorted(row, u[of] * row[-1]), len(row) - 1)
            x = drawn
            yield x


def plain(course):
    return ([x] for x in course)


def processes(runs):
    """Cases that are one process, and how the variables of its first come about."""
    linear = lambda start, b, d: lambda random: plain(birth_death(random, start, b, d, 50, runs))
    arriving = lambda rate, d, batch=1: lambda random: ([x] for x, _ in immigration(random, rate, d, batch, 50, runs))
    pairs = lambda *of: lambda random, dimers=Dimers(*of): (
        [dimers.n - 2 * x, x] for x in dimers.course(random, 50, runs))
    only = lambda *of: lambda random, dimers=Dimers(*of): ([x] for x in dimers.course(random, 50, runs))
    many = "00001 00002 00006 00008 00009 00010 00012 00013 00014 00015 00016 00017 00019"
    yield many, linear(100, 0.1, 0.11)
    yield "00003", linear(100, 1.0, 1.1)
    yield "00004", linear(10, 0.1, 0.11)
    yield "00005", linear(10_000, 0.1, 0.11)
    yield "00011 00018", linear(100, 0.05, 0.055)
    yield "00020 00027", arriving(1, 0.1)
    yield "00021 00024 00026", arriving(10, 0.1)
    yield "00022", arriving(5, 0.1)
    yield "00023", arriving(1000, 0.1)
    yield "00025", lambda random: ([x, 0 * x, died] for x, died in immigration(random, 10, 0.1, 1, 50, runs))
    yield "00030", pairs(100, 0.001, 0.01)
    yield "00031", pairs(1000, 0.0002, 0.004)
    yield "00033", pairs(100, 0.001, 0.01, 30)
    yield "00034 00035 00036", only(100, 0.001, 0.01)
    yield "00037", arriving(1, 0.2, 5)
    yield "00038", arriving(1, 0.4, 10)
    yield "00039", arriving(1, 4, 100)


def table(folder):
    with open(folder / f"{folder.name}-results.csv") as file:
        rows = [list(map(float, row)) for row in list(csv.reader(file))[1:] if row]
    return np.array(rows)[1:, 1:]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--sets", type=int, default=200)
    parser.add_argument("--runs", type=int, default=10_000)
    options = parser.parse_args()
    random, n = np.random.default_rng(1), options.runs
    all_pass, expected, count = 1.0, 0.0, 0
    for cases, course in processes(n):
        names = cases.split()
        tables = {name: table(options.directory / name) for name in names}
        first = tables[names[0]]
        columns = first.shape[1] // 2
        mu, sigma = first[:, :columns], first[:, columns:]
        moving, outside, spreads, sums = sigma > 0, [], [], 0.0
        for _ in range(options.sets):
            found = np.array([[(x.mean(), x.var(ddof=1)) for x in values[:columns]] for values in course(random)])
            z = math.sqrt(n) * (found[..., 0] - mu)[moving] / sigma[moving]
            y = math.sqrt(n / 2) * (found[..., 1][moving] / sigma[moving] ** 2 - 1)
            outside.append((abs(z) >= 3).sum() + (abs(y) >= 5).sum())
            spreads.append(y)
            sums = sums + z
        # Variables that do not move are points too, of which none is outside; what doubles another doubles both.
        points = {name: of.size + of.shape[1] for name, of in tables.items() if name != "00019"}
        fails = [np.mean([100 * out > some for out in outside]) for some in points.values()]
        fails += [fails[0]] * (len(names) - len(fails))
        all_pass *= 1 - max(fails)
        expected += sum(fails)
        count += len(names)
        off = abs(sums).max() / math.sqrt(options.sets)
        print(f"{max(fails):6.1%} fail; sd of Y up to {np.std(spreads, axis=0).max():4.2f}; "
              f"means of all sets off by at most {off:.1f} standard errors: {cases}", flush=True)
    print(f"of {count} cases {expected:.2f} fail on average; none of these processes does with probability {all_pass:.0%}")


if __name__ == "__main__":
    main()
