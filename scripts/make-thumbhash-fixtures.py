#!/usr/bin/env python3
"""Writes fixtures/thumbhash: small pictures, and the ThumbHashes that a Python port of the author's code gives them.

    python3 -m venv build/fixtures && build/fixtures/bin/pip install thumbhash-python==1.0.1 numpy
    build/fixtures/bin/python scripts/make-thumbhash-fixtures.py

pixels.bin        raw RGBA pictures, one after another, straight alpha, rows without padding
thumbhashes.csv   where each picture is, its size, its hash in base64, and how far the nearest rounded number lies from
                  a half: nearer than 1e-6, the rounding is the order of additions. Of a picture of one colour only the
                  constants are given: what varies in it is the port's rounding noise.

Python rounds halves to the even number, the author's JavaScript upwards: the port is given the latter here. Seeded, so
that a second run writes the same files.
"""

import base64
import csv
import math
import pathlib

import numpy
import thumbhash.encode
import thumbhash.hash

HERE = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "thumbhash"
rng = numpy.random.default_rng(20260107)
distances = []


def half_up(value):
    # An exact half is one on both sides (a gray picture's 31.5), and so no doubt.
    distance = abs(value - math.floor(value) - 0.5)
    if distance > 0:
        distances.append(distance)
    return math.floor(value + 0.5)


thumbhash.encode.round = thumbhash.hash.round = half_up


def picture(width, height):
    """Soft blotches of colour with some grain, opaque."""
    y, x = numpy.mgrid[0:height, 0:width] / max(width, height)
    planes = []
    for _ in range(3):
        plane = numpy.full((height, width), rng.uniform(40, 200))
        for _ in range(4):
            across, down, phase = rng.uniform(-9, 9), rng.uniform(-9, 9), rng.uniform(0, 7)
            plane += rng.uniform(5, 60) * numpy.sin(across * x + down * y + phase)
        planes.append(plane + rng.normal(0, 6, (height, width)))
    planes.append(numpy.full((height, width), 255.0))
    return numpy.clip(numpy.rint(numpy.stack(planes, axis=2)), 0, 255).astype(numpy.uint8)


def noise(width, height):
    return rng.integers(0, 256, (height, width, 4), dtype=numpy.uint8)


def gray(width, height):
    pixels = picture(width, height)
    pixels[:, :, 1] = pixels[:, :, 2] = pixels[:, :, 0]
    return pixels


def cut_out(width, height):
    """A picture in a disc, whatever colours under what is transparent."""
    pixels = picture(width, height)
    y, x = numpy.mgrid[0:height, 0:width]
    distance = numpy.hypot(x - 0.45 * width, y - 0.55 * height) / min(width, height)
    pixels[:, :, 3] = numpy.clip(255 * (0.5 - distance) * 8, 0, 255)
    return pixels


def flat(*colour):
    return numpy.full((9, 16, 4), colour, dtype=numpy.uint8)


def pictures():
    for number in range(24):
        width, height = (int(side) for side in rng.integers(4, 30, 2))
        yield f"picture-{number}", picture(width, height)
    for number in range(8):
        width, height = (int(side) for side in rng.integers(1, 24, 2))
        yield f"noise-{number}", noise(width, height)
        yield f"gray-{number}", gray(width + 2, height + 2)
        yield f"cut-out-{number}", cut_out(width + 4, height + 4)
    for width, height in [(1, 2), (2, 1), (100, 1), (1, 100), (100, 3), (14, 5), (5, 14), (28, 10), (10, 3), (3, 10)]:
        yield f"aspect-{width}x{height}", picture(width, height)
    yield "largest", cut_out(100, 75)
    for name, colour in [
        ("black", (0, 0, 0, 255)), ("white", (255, 255, 255, 255)), ("red", (255, 0, 0, 255)),
        ("green", (0, 255, 0, 255)), ("blue", (0, 0, 255, 255)), ("teal", (10, 130, 120, 255)),
        ("nothing", (90, 80, 70, 0)), ("glass", (200, 220, 255, 64)),
    ]:
        yield f"flat-{name}", flat(*colour)


def main():
    HERE.mkdir(parents=True, exist_ok=True)
    offset = 0
    with open(HERE / "pixels.bin", "wb") as binary, open(HERE / "thumbhashes.csv", "w", newline="") as table:
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow("name,offset,width,height,thumbhash,margin".split(","))
        for name, pixels in pictures():
            height, width, _ = pixels.shape
            distances[:] = [math.inf]
            value = thumbhash.encode.rgba_to_thumbhash(width, height, pixels.tobytes())
            if name.startswith("flat-"):
                value, distances[:] = value[: 6 if value[2] & 0x80 else 5], [math.inf]
            text = base64.b64encode(value).decode()
            rows.writerow([name, offset, width, height, text, f"{min(distances):.3e}"])
            binary.write(pixels.tobytes())
            offset += pixels.size


if __name__ == "__main__":
    main()
