#!/usr/bin/env python3
"""Holds ratios against committed bounds: gate.py BOUNDS.csv RESULTS.json…

RESULTS are what google/swift-benchmark prints with --format json, one run each; a ratio is of two times of one run, and its
best of all runs counts. Exit code 1 where a ratio is below its bound, or a benchmark is missing.
"""

import csv
import json
import sys


def times(path):
    with open(path) as file:
        text = file.read()
    # The library also prints what it is doing.
    return {b["name"]: float(b["median"]) for b in json.loads(text[text.index("{"):])["benchmarks"]}


def main(bounds, *results):
    runs = [times(path) for path in results]
    failures = 0
    with open(bounds) as file:
        for name, reference, bound in list(csv.reader(file))[1:]:
            ratios = [run[reference] / run[name] for run in runs if name in run and reference in run]
            if not ratios:
                print(f"MISSING {name} or {reference}")
                failures += 1
                continue
            ratio = max(ratios)
            verdict = "ok     " if ratio >= float(bound) else "TOO SLOW"
            failures += ratio < float(bound)
            print(f"{verdict} {name}: {ratio:.1f} times as fast as {reference.split('.')[-1]} (at least {bound})")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
