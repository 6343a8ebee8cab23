#!/usr/bin/env python3
"""Writes fixtures/hashes: planes, and the hashes that Python's imagehash computes for them.

    python3 -m venv build/fixtures && build/fixtures/bin/pip install imagehash==4.3.2 Pillow numpy scipy
    build/fixtures/bin/python scripts/make-hash-fixtures.py

planes.bin   raw luma planes, one after another, a byte a sample, rows without padding
hashes.csv   where each plane is, its size and hashes, how far the phash's nearest coefficient lies from the median, and
             the FNV-1a 64 of what Pillow's resize to 32x32, 9x8 and 8x8 gives. A plane without an offset is not in
             planes.bin but computed: sample(x, y) = ((3 x x + 5 y y + 7 x y) >> 9) & 255.

Seeded, so that a second run writes the same files (to the rounding of numpy's FFT).
"""

import csv
import pathlib

import imagehash
import numpy
import scipy.fftpack
from PIL import Image

HERE = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "hashes"
COLUMNS = "name,offset,width,height,phash,dhash,ahash,margin,fnv32x32,fnv9x8,fnv8x8".split(",")
rng = numpy.random.default_rng(20260102)


def field(width, height, slope):
    """Noise whose spectrum falls with frequency, as photographs' do (a slope of 1 to 2)."""
    fy = numpy.fft.fftfreq(height)[:, None]
    fx = numpy.fft.rfftfreq(width)[None, :]
    frequency = numpy.hypot(fy, fx)
    frequency[0, 0] = numpy.inf
    spectrum = numpy.exp(2j * numpy.pi * rng.random(frequency.shape)) / frequency**slope
    plane = numpy.fft.irfft2(spectrum, (height, width))
    spread = plane.std() or 1
    return numpy.clip(numpy.rint(128 + 55 * (plane - plane.mean()) / spread), 0, 255).astype(numpy.uint8)


def noise(width, height):
    return rng.integers(0, 256, (height, width), dtype=numpy.uint8)


def extremes(width, height):
    """Black and white at random: where a Lanczos filter overshoots most."""
    return (rng.integers(0, 2, (height, width)) * 255).astype(numpy.uint8)


def gradient(width, height, across, down):
    y, x = numpy.mgrid[0:height, 0:width]
    ramp = across * x + down * y
    ramp = ramp - ramp.min()
    return (255 * ramp // max(1, ramp.max())).astype(numpy.uint8)


def text(width, height):
    """Dark words on paper, in lines."""
    plane = rng.integers(225, 250, (height, width), dtype=numpy.uint8)
    for top in range(4, height - 8, 12):
        left = 5 + int(rng.integers(0, 12))
        while left < width - 12:
            length = int(rng.integers(3, 22))
            plane[top : top + 6, left : min(left + length, width - 5)] = rng.integers(10, 60)
            left += length + int(rng.integers(3, 8))
    return plane


def edges(width, height):
    """A few flat shapes with hard edges, as in drawings and screenshots."""
    plane = numpy.full((height, width), rng.integers(0, 256), dtype=numpy.uint8)
    for _ in range(6):
        x0, x1 = sorted(rng.integers(0, width + 1, 2))
        y0, y1 = sorted(rng.integers(0, height + 1, 2))
        plane[y0:y1, x0:x1] = rng.integers(0, 256)
    return plane


def formula(width, height):
    y, x = numpy.mgrid[0:height, 0:width].astype(numpy.int64)
    return (((3 * x * x + 5 * y * y + 7 * x * y) >> 9) & 255).astype(numpy.uint8)


def planes():
    for number in range(80):
        width, height = (int(side) for side in rng.integers(20, 110, 2))
        yield f"field-{number}", field(width, height, 1 + number % 5 / 4)
    for number in range(30):
        width, height = (int(side) for side in rng.integers(1, 70, 2))
        yield f"noise-{number}", noise(width, height)
        yield f"extremes-{number}", extremes(width, height)
    for number in range(30):
        width, height = (int(side) for side in rng.integers(30, 100, 2))
        yield f"text-{number}", text(width, height)
        yield f"edges-{number}", edges(width, height)
    for number, (across, down) in enumerate([(1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (1, -1), (3, 1), (-2, 5)]):
        yield f"gradient-{number}", gradient(64, 48, across, down)
        yield f"gradient-small-{number}", gradient(19, 27, across, down)
    for level in (0, 1, 127, 128, 254, 255):
        yield f"flat-{level}", numpy.full((25, 40), level, dtype=numpy.uint8)
    sides = [1, 2, 3, 7, 8, 9, 31, 32, 33]
    for width in sides:
        for height in sides:
            yield f"tiny-{width}x{height}", noise(width, height)
    for width, height in [(65500, 1), (1, 65500), (3000, 2), (2, 3000), (999, 5), (5, 999)]:
        yield f"aspect-{width}x{height}", noise(width, height)
    yield "preview-landscape", field(300, 225, 1.5)
    yield "preview-portrait", field(200, 300, 1.25)
    yield "preview-text", text(300, 212)
    for width, height in [(1500, 1000), (1031, 769), (4000, 13), (13, 4000)]:
        yield f"formula-{width}x{height}", formula(width, height)


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return f"{value:016x}"


def margin(image):
    """How far the nearest coefficient of the phash lies from their median."""
    pixels = numpy.asarray(image.resize((32, 32), Image.Resampling.LANCZOS))
    low = scipy.fftpack.dct(scipy.fftpack.dct(pixels, axis=0), axis=1)[:8, :8]
    return numpy.abs(low - numpy.median(low)).min()


def main():
    HERE.mkdir(parents=True, exist_ok=True)
    offset = 0
    with open(HERE / "planes.bin", "wb") as binary, open(HERE / "hashes.csv", "w", newline="") as table:
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow(COLUMNS)
        for name, plane in planes():
            image = Image.fromarray(plane)
            assert image.mode == "L"
            stored = not name.startswith("formula-")
            resized = [image.resize(size, Image.Resampling.LANCZOS).tobytes() for size in [(32, 32), (9, 8), (8, 8)]]
            hashes = [imagehash.phash(image), imagehash.dhash(image), imagehash.average_hash(image)]
            rows.writerow(
                [name, offset if stored else "", *image.size, *hashes, f"{margin(image):.3e}", *map(fnv, resized)]
            )
            if stored:
                binary.write(plane.tobytes())
                offset += plane.size


if __name__ == "__main__":
    main()
