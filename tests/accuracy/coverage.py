"""How often intervals of a rate cover the truth where the cases of one body resemble each other.

    python -m tests.accuracy.coverage [RUNS]

Thirty bodies are drawn from a world without end: each has its own rate (beta, mean 0.3) and reports in three
to eight years, each with its own number of cases. The truth is the rate of all cases.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

import govreport as gr

BODIES, TRUTH, NOMINAL = 30, 0.3, 0.95


def drawn(draw):
    """One sample: a row per report, with its body, its cases, and how many of them were granted."""
    rates = draw.beta(3, 7, BODIES)
    body = np.repeat(np.arange(BODIES), draw.integers(3, 9, BODIES))
    cases = 1 + draw.poisson(12, len(body))
    return pd.DataFrame({"body": body, "cases": cases, "granted": draw.binomial(cases, rates[body])})


def of_bodies(runs, seed):
    """The share of runs in which each interval holds the truth."""
    draw = np.random.default_rng(seed)
    held = {"bootstrap": 0, "linearised": 0, "naive": 0}
    for run in range(runs):
        frame = drawn(draw)
        given = {"of": "cases", "clusters": "body"}
        ends = {
            "bootstrap": gr.estimate(frame, "granted", **given, bootstrap=500, seed=run),
            "linearised": gr.estimate(frame, "granted", **given),
        }
        pairs = {name: (found["low"][0], found["high"][0]) for name, found in ends.items()}
        pairs["naive"] = gr.wilson(frame["granted"].sum(), frame["cases"].sum())
        for name, (low, high) in pairs.items():
            held[name] += low <= TRUTH <= high
    return {name: count / runs for name, count in held.items()}


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(f"{runs} samples of {BODIES} bodies; nominal {NOMINAL:.0%}; covered:")
    for name, share in of_bodies(runs, seed=0).items():
        print(f"  {name:<12}{share:.1%}")


if __name__ == "__main__":
    main()
