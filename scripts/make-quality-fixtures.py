#!/usr/bin/env python3
"""Writes fixtures/resample/photo.jpg, and in ssim.csv what scikit-image says about previews of it.

Needs Pillow, numpy, scikit-image and pyvips with pyvips-binary. The photo is drawn from a seed: noise whose spectrum falls as a photograph's does,
a sky, and hard edges at many angles and widths, down to a pixel. ssim.csv has the mean structural similarity
(scikit-image's default window of 7) between the luma of Pillow's LANCZOS preview of the full picture and (a) a copy of it
with every eighth column a level brighter, which the test makes too, to check its own arithmetic, and (b) Pillow's own
preview with `draft` and reducing_gap=2.0, the plain twin. libvips.csv has the same of what libvips' thumbnail makes of it
and writes as a JPEG of quality 85.
"""
import csv
import io
import pathlib

import numpy
import pyvips
from PIL import Image, ImageDraw
from skimage.metrics import structural_similarity

WIDTH, HEIGHT = 2400, 1600
SIDES = (300, 600, 1200)


def photo() -> Image.Image:
    random = numpy.random.default_rng(22)
    fy, fx = numpy.fft.fftfreq(HEIGHT)[:, None], numpy.fft.rfftfreq(WIDTH)[None, :]
    falloff = 1 / numpy.maximum(numpy.hypot(fy, fx), 1 / WIDTH) ** 1.75
    planes = []
    for _ in range(3):
        phases = numpy.exp(2j * numpy.pi * random.random(falloff.shape))
        plane = numpy.fft.irfft2(falloff * phases, s=(HEIGHT, WIDTH))
        planes.append(plane / plane.std())
    shared, red, blue = planes
    light = 120 + 38 * shared + numpy.linspace(40, -40, HEIGHT)[:, None]
    colours = numpy.stack([light + 12 * red, light, light + 12 * blue + numpy.linspace(25, -10, HEIGHT)[:, None]], -1)
    image = Image.fromarray(colours.clip(0, 255).astype(numpy.uint8))
    draw = ImageDraw.Draw(image)
    for index in range(24):
        x, y = int(random.integers(0, WIDTH)), int(random.integers(0, HEIGHT))
        angle, length = random.random() * numpy.pi, int(random.integers(200, 900))
        end = (x + length * numpy.cos(angle), y + length * numpy.sin(angle))
        shade = int(random.integers(0, 256))
        draw.line([(x, y), end], fill=(shade, shade, 255 - shade), width=1 + index // 2)
    for ring in range(12):
        draw.ellipse([1700 - 30 * ring, 400 - 30 * ring, 1700 + 30 * ring, 400 + 30 * ring], outline=(240, 235, 220), width=1 + ring // 2)
    for bar in range(60):
        draw.rectangle([300 + 6 * bar, 1100, 302 + 6 * bar, 1350], fill=(20, 24, 30))
    return image


def main() -> None:
    folder = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "resample"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "photo.jpg"
    photo().save(path, quality=78, subsampling="4:2:0", optimize=True)
    with open(folder / "ssim.csv", "w", newline="") as table:
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow(["longer_side", "ssim_of_brighter_columns", "ssim_of_pillows_reducing_gap"])
        for side in SIDES:
            size = (side, side * HEIGHT // WIDTH)
            reference = numpy.array(Image.open(path).convert("RGB").resize(size, Image.Resampling.LANCZOS).convert("L"))
            brighter = reference.copy()
            brighter[:, ::8] = numpy.minimum(brighter[:, ::8].astype(int) + 1, 255)
            quick = Image.open(path)
            quick.thumbnail(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
            quick = numpy.array(quick.convert("L"))
            rows.writerow([side] + [f"{structural_similarity(reference, other):.9f}" for other in (brighter, quick)])
    with open(folder / "libvips.csv", "w", newline="") as table:
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow(["longer_side", "ssim"])
        for side in (150, 300, 450, 600, 1200):
            size = (side, side * HEIGHT // WIDTH)
            reference = Image.open(path).convert("RGB").resize(size, Image.Resampling.LANCZOS).convert("L")
            jpeg = pyvips.Image.thumbnail(str(path), side).jpegsave_buffer(Q=85)
            other = Image.open(io.BytesIO(jpeg)).convert("RGB").convert("L")
            rows.writerow([side, f"{structural_similarity(numpy.array(reference), numpy.array(other)):.6f}"])


if __name__ == "__main__":
    main()
