#!/usr/bin/env python3
"""Writes fixtures/resample: what Pillow's resize(LANCZOS) makes of pictures that the tests can draw themselves.

Needs Pillow 13 (before it, tall pictures came out a level off here and there) and numpy. The pictures are a hard-edged pattern with noise (so that ringing and clipping happen), drawn from
a seed by splitmix64; ResamplerTests draws the same ones. cases.csv lists them, expected.bin holds Pillow's bytes one
case after the other.
"""
import csv
import pathlib

import numpy
from PIL import Image

# mode, input width and height, output width and height. A is RGBA with straight alpha, O opaque RGBA.
CASES = [
    ("L", 150, 100, 60, 40), ("O", 150, 100, 60, 40), ("A", 150, 100, 60, 40), ("A", 151, 103, 59, 41),
    ("L", 151, 103, 59, 41), ("O", 97, 61, 90, 55),
    # Steep reductions, where a kernel spans many rows.
    ("L", 640, 427, 32, 21), ("O", 333, 222, 9, 6), ("L", 3000, 7, 299, 3),
    # One axis stays.
    ("L", 80, 60, 80, 20), ("O", 80, 60, 20, 60),
    # More than twice as tall as wide: Pillow 13 goes down before it goes across.
    ("L", 40, 130, 12, 39), ("A", 41, 127, 13, 40), ("O", 7, 40, 21, 20), ("L", 60, 100, 59, 50),
    # Larger.
    ("L", 5, 5, 64, 64), ("A", 5, 3, 33, 31), ("O", 7, 40, 21, 50),
    # One pixel, and one pixel's width.
    ("L", 1, 1, 9, 3), ("A", 1, 1, 5, 7), ("O", 2, 2, 1, 1), ("L", 7, 5, 1, 1), ("O", 13, 1, 13, 9), ("A", 1, 13, 1, 5),
    ("L", 65500, 1, 300, 1), ("L", 1, 65500, 1, 300), ("O", 65500, 1, 1, 1), ("L", 1, 3, 1000, 1),
]  # fmt: skip


def noise(seed: int, count: int) -> numpy.ndarray:
    """The low byte of the first `count` values of splitmix64."""
    with numpy.errstate(over="ignore"):
        z = numpy.uint64(seed) + numpy.arange(1, count + 1, dtype=numpy.uint64) * numpy.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        return ((z ^ (z >> numpy.uint64(31))) & numpy.uint64(255)).astype(numpy.int64)


def picture(seed: int, width: int, height: int, channels: int) -> numpy.ndarray:
    y, x, c = numpy.mgrid[0:height, 0:width, 0:channels]
    pattern = (x * (5 + 3 * c) + y * (7 + 2 * c)) % 320 - 32 + noise(seed, width * height * channels).reshape(y.shape) // 4
    return pattern.clip(0, 255).astype(numpy.uint8)


def main() -> None:
    folder = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "resample"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "cases.csv", "w", newline="") as table, open(folder / "expected.bin", "wb") as expected:
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow(["seed", "mode", "width", "height", "to_width", "to_height"])
        for seed, (mode, width, height, to_width, to_height) in enumerate(CASES, start=1):
            samples = picture(seed, width, height, 1 if mode == "L" else 4)
            if mode == "O":
                samples[..., 3] = 255
            image = Image.frombytes("L" if mode == "L" else "RGBA", (width, height), samples.tobytes())
            expected.write(image.resize((to_width, to_height), Image.Resampling.LANCZOS).tobytes())
            rows.writerow([seed, mode, width, height, to_width, to_height])


if __name__ == "__main__":
    main()
