#!/usr/bin/env python3
"""Writes fixtures/vision/graded.csv: which pictures of fixtures/catalogue are spoiled, in what way and by how much, for the
tests of Vision's defects, which do the spoiling themselves (Tests/VisionTests/Degrading.swift).

    picture,kind,grade,defect,seed

kind      blur (grade: deviation of a Gaussian in pixels of the small picture), exposure (stops), noise (deviation in levels)
defect    1 where somebody would send the picture back, 0 where it is as good as others

A dark thing on white may be lit four times over without anything being clipped: nothing in its pixels tells. So for too much
light the series has things of at least medium brightness. Needs Pillow and numpy.
"""
import csv
import pathlib

import numpy
from PIL import Image

FIXTURES = pathlib.Path(__file__).parent.parent / "fixtures"
GRADES = {
    "blur": ([0, 0.3, 0.6], [1.6, 2, 2.5, 3, 4]),
    "overexposed": ([-0.5, -0.25, 0, 0.25], [2, 2.5, 3, 3.5, 4]),
    "underexposed": ([-0.5, -0.25, 0, 0.25], [-1.5, -2, -2.5, -3, -4]),
    "noise": ([0, 1, 2], [6, 8, 12, 16, 24]),
}
EACH = 8


def is_light(name):
    rgb = numpy.asarray(Image.open(FIXTURES / "catalogue" / name).convert("RGB")).astype(int)
    border = numpy.concatenate([rgb[0], rgb[-1], rgb[:, 0], rgb[:, -1]])
    thing = abs(rgb - numpy.median(border, axis=0)).max(axis=2) > 40
    return (rgb[thing].max(axis=1) >= 128).mean() >= 0.8 if thing.any() else False


def main():
    random = numpy.random.default_rng(7)
    with open(FIXTURES / "catalogue" / "catalogue.csv") as file:
        names = [row["file"] for row in csv.DictReader(file)]
    light = [name for name in names if is_light(name)]
    with open(FIXTURES / "vision" / "graded.csv", "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["picture", "kind", "grade", "defect", "seed"])
        for kind, (fine, bad) in GRADES.items():
            pool = light if kind == "overexposed" else names
            for grades, defect in ((fine, 0), (bad, 1)):
                for grade in grades:
                    for name in random.choice(pool, EACH, replace=False):
                        rows.writerow([name, kind, f"{grade:g}", defect, int(random.integers(1, 2**31))])


if __name__ == "__main__":
    main()
