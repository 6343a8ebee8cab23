#!/usr/bin/env python3
"""Writes fixtures/vision: small rasters drawn from a seed, and what numpy, scipy and scikit-image measure in them.

rasters.bin  the rasters, RGBA bytes one after the other
expected.json  one object a raster, in that order: its size and what is expected of it
colors.json  which name of survey.tsv is nearest to some sRGB colours (skimage.color: rgb2lab, deltaE_ciede94)

survey.tsv is not made here: names and colours out of rgb.txt of the colour survey of xkcd.com (Randall Munroe, 2010, CC0).

Needs numpy, scipy and scikit-image. Luma is ITU-R BT.601 in whole numbers, as Pillow's "L" has it; sharpness is
skimage.measure.blur_effect of the luma over white, reduced by whole boxes to at most 1024 pixels.
"""
import json
import pathlib

import numpy
from scipy import ndimage
from skimage import color, filters, measure

FOLDER = pathlib.Path(__file__).parent.parent / "fixtures" / "vision"
random = numpy.random.default_rng(33)


def luma(rgb):
    r, g, b = (rgb[..., i].astype(numpy.int64) for i in range(3))
    return (r * 19595 + g * 38470 + b * 7471 + 0x8000) >> 16


def raster(rgb, alpha=None):
    height, width = rgb.shape[:2]
    alpha = numpy.full((height, width), 255) if alpha is None else alpha
    return numpy.dstack([rgb, alpha]).astype(numpy.uint8)


def flat(width, height, rgb):
    return numpy.tile(numpy.array(rgb, dtype=numpy.uint8), (height, width, 1))


def scene(width, height):
    """Sky over grass with hard-edged things in front of it, and a texture on all."""
    rgb = flat(width, height, (117, 187, 253)).astype(float)
    rgb[height // 2 :] = (21, 150, 40)
    for _ in range(40):
        x, y = random.integers(0, width), random.integers(0, height)
        rgb[y : y + random.integers(3, 12), x : x + random.integers(3, 12)] = random.integers(0, 256, 3)
    rgb += random.normal(0, 6, (height, width, 1))
    return numpy.clip(numpy.rint(rgb), 0, 255).astype(numpy.uint8)


def blurred(rgb, sigma):
    return numpy.rint(ndimage.gaussian_filter(rgb.astype(float), (sigma, sigma, 0))).astype(numpy.uint8)


def shaken(rgb, pixels):
    return numpy.rint(ndimage.uniform_filter1d(rgb.astype(float), pixels, axis=1)).astype(numpy.uint8)


def gray(pixels):
    y = luma(pixels)
    a = pixels[..., 3].astype(numpy.int64)
    over_white = (y * a + 255 * (255 - a)) / (255 * 255)
    box = -(-max(y.shape) // 1024)
    h, w = y.shape[0] // box, y.shape[1] // box
    return over_white[: h * box, : w * box].reshape(h, box, w, box).mean(axis=(1, 3))


def expected(name, pixels):
    alpha = pixels[..., 3]
    visible = alpha >= 128
    y = numpy.sort(luma(pixels)[visible])
    row = {"name": name, "width": pixels.shape[1], "height": pixels.shape[0]}
    row["transparent_share"] = float((~visible).mean())
    row["is_translucent"] = bool((alpha < 255).any())
    if len(y):
        def percentile(percent):
            return int(y[-(-len(y) * percent // 100) - 1]) / 255

        row["mean_luma"] = float(y.mean() / 255)
        row["percentiles"] = [percentile(5), percentile(50), percentile(95)]
        row["white_share"] = float((y >= 250).mean())
        row["black_share"] = float((y <= 5).mean())
    plane = gray(pixels)
    slopes = [numpy.abs(filters.sobel(plane, axis=axis))[2:-1, 2:-1].sum() for axis in (0, 1)]
    # scikit-image's derivative spans two pixels, so half of it is the slope.
    slopes = [slope / 2 / max(1, (plane.shape[0] - 3) * (plane.shape[1] - 3)) for slope in slopes]
    row["detail"] = float(max(slopes))
    if max(slopes) >= 0.25 / 255:
        row["blur"] = float(measure.blur_effect(plane))
    return row


photo = scene(160, 120)
quarters = flat(80, 80, (1, 21, 62))  # three quarters navy, one quarter split between white and red
quarters[:40, :40] = (255, 255, 255)
quarters[:40, :20] = (229, 0, 0)
disc = numpy.hypot(*numpy.mgrid[-32:32, -32:32]) < 24
rasters = {
    "scene": raster(photo),
    "scene-blurred-1": raster(blurred(photo, 1)),
    "scene-blurred-4": raster(blurred(photo, 4)),
    "scene-shaken": raster(shaken(photo, 15)),
    "quarters": raster(quarters),
    "flat": raster(flat(64, 48, (128, 128, 128))),
    "page": raster(flat(90, 120, (255, 255, 255)) * (random.random((120, 90, 1)) > 0.06).astype(numpy.uint8)),
    "night": raster(numpy.clip(random.normal(12, 10, (60, 90, 3)), 0, 255).astype(numpy.uint8)),
    "disc": raster(flat(64, 64, (200, 30, 30)), numpy.where(disc, 255, 0)),
    "glass": raster(scene(64, 64), numpy.full((64, 64), 200)),
    "invisible": raster(flat(20, 20, (9, 9, 9)), numpy.zeros((20, 20))),
    "wide": raster(scene(1100, 40)),
    "dot": raster(flat(1, 1, (255, 255, 20))),
}
FOLDER.mkdir(exist_ok=True)
(FOLDER / "rasters.bin").write_bytes(b"".join(pixels.tobytes() for pixels in rasters.values()))
rows = [expected(name, pixels) for name, pixels in rasters.items()]
(FOLDER / "expected.json").write_text(json.dumps(rows, indent=1) + "\n")

samples = random.integers(0, 256, (40, 3)).tolist() + [[0, 0, 0], [255, 255, 255], [255, 0, 0], [0, 0, 255], [0, 0, 128], [20, 20, 20]]
lab = color.rgb2lab(numpy.array(samples, dtype=numpy.uint8)[None])[0]
survey = dict(line.split("\t") for line in (FOLDER / "survey.tsv").read_text().splitlines())
names = list(survey)
places = color.rgb2lab(
    numpy.array([[int(h[i : i + 2], 16) for i in (1, 3, 5)] for h in survey.values()], dtype=numpy.uint8)[None])[0]
nearest = [
    names[int(numpy.argmin(color.deltaE_ciede94(places, numpy.broadcast_to(place, places.shape).copy())))] for place in lab]
(FOLDER / "colors.json").write_text(
    json.dumps([{"rgb": rgb, "name": name} for rgb, name in zip(samples, nearest)]) + "\n")
