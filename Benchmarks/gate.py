#!/usr/bin/env python3
"""Holds ratios of one run against committed bounds: gate.py RESULTS.json BOUNDS.csv

RESULTS is what google/swift-benchmark prints with --format json. Times of one run on one machine are compared with each
other, never with another machine's. Exit code 1 where a ratio is below its bound, or a benchmark is missing.
"""

import csv
import json
import sys


def main(results, bounds):
    with open(results) as file:
        text = file.read()
    # The library also prints what it is doing.
    times = {b["name"]: float(b["median"]) for b in json.loads(text[text.index("{"):])["benchmarks"]}
    failures = 0
    with open(bounds) as file:
        for name, reference, bound in list(csv.reader(file))[1:]:
            if name not in times or reference not in times:
                print(f"MISSING {name} or {reference}")
                failures += 1
                continue
            ratio = times[reference] / times[name]
            verdict = "ok     " if ratio >= float(bound) else "TOO SLOW"
            failures += ratio < float(bound)
            print(f"{verdict} {name}: {ratio:.1f} times as fast as {reference.split('.')[-1]} (at least {bound})")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
