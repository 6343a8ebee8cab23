#!/usr/bin/env python3
"""Prints each benchmark of a JMH export beside its floor: ratios.py FILE.jmh.json

The floor of range_r5_1M is range_r5_1M_floor. Benchmarks without one of their own share that of the same corpus, which
is the last word of the name: nearest_k10_1M is held against range_r5_1M_floor too.
"""

import json
import sys


def microseconds(benchmark):
    return benchmark["secondaryMetrics"]["Time (wall clock)"]["scorePercentiles"]["50.0"]


def floor_of(name, floors):
    if name in floors:
        return floors[name]
    same_size = [floor for subject, floor in floors.items() if subject.rsplit("_", 1)[-1] == name.rsplit("_", 1)[-1]]
    return same_size[0] if same_size else None


def human(value):
    for unit, size in [("s ", 1e6), ("ms", 1e3), ("us", 1)]:
        if value >= size:
            return f"{value / size:8.2f} {unit}"
    return f"{value * 1e3:8.0f} ns"


def main(path):
    with open(path) as file:
        times = {b["benchmark"].split(".")[-1]: microseconds(b) for b in json.load(file)}
    floors = {name.removesuffix("_floor"): time for name, time in times.items() if name.endswith("_floor")}
    print(f"\n{'median of a call':42} {'here':>11} {'floor':>11} {'ratio':>7}")
    for name in sorted(times):
        if name.endswith("_floor"):
            continue
        floor = floor_of(name, floors)
        print(f"{name:42} {human(times[name])} {human(floor)} {times[name] / floor:7.2f}" if floor
              else f"{name:42} {human(times[name])}")


if __name__ == "__main__":
    main(*sys.argv[1:])
