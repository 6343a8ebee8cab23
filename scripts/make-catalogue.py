#!/usr/bin/env python3
"""Writes fixtures/catalogue: 200 product pictures, 20 of each of 10 kinds, drawn from a seed, and catalogue.csv with their
labels.

A kind has a shape and a range of colours that it shares with others; what changes from picture to picture is colour,
place, size, a turn, proportions, the ground behind it, light, noise and softness. One in eight is awkward: turned far,
half out of the picture, or on a coloured ground.

    scripts/make-catalogue.py [--seed 4 --out fixtures/catalogue]

Other seeds make other catalogues of the same kinds: the bounds in Sources/Vision/Appearance were set on seeds 11 to 13.
Needs Pillow and numpy.
"""
import argparse
import colorsys
import csv
import math
import pathlib

import numpy
from PIL import Image, ImageDraw, ImageFilter

SIDE = 128
SCALE = 4
KINDS = ["mug", "bottle", "shirt", "shoe", "chair", "lamp", "book", "watch", "headphones", "backpack"]
# Hues (in turns) that a kind comes in, and how strong and light its colours are.
COLORS = {
    "mug": ([0.0, 0.08, 0.55, 0.6], (0.3, 0.9), (0.5, 0.95)),
    "bottle": ([0.3, 0.35, 0.5, 0.58], (0.3, 0.8), (0.3, 0.8)),
    "shirt": ([0.0, 0.15, 0.55, 0.62, 0.8], (0.3, 0.9), (0.5, 0.95)),
    "shoe": ([0.02, 0.06, 0.6], (0.1, 0.7), (0.15, 0.6)),
    "chair": ([0.06, 0.09, 0.11], (0.4, 0.8), (0.35, 0.75)),
    "lamp": ([0.1, 0.13, 0.16], (0.2, 0.7), (0.7, 0.98)),
    "book": ([0.0, 0.1, 0.35, 0.6, 0.75], (0.4, 0.9), (0.4, 0.9)),
    "watch": ([0.6, 0.1, 0.05], (0.0, 0.4), (0.1, 0.5)),
    "headphones": ([0.0, 0.6, 0.9], (0.0, 0.5), (0.05, 0.4)),
    "backpack": ([0.3, 0.4, 0.6, 0.98], (0.3, 0.8), (0.25, 0.7)),
}


class Pen:
    """Draws in the product's own square, from -1 to 1, turned and placed in the picture."""

    def __init__(self, image, random, awkward):
        self.draw = ImageDraw.Draw(image)
        side = image.size[0]
        self.size = side * random.uniform(0.30, 0.42)
        turn = random.normal(0, 5) if awkward != "turned" else random.choice([-1, 1]) * random.uniform(25, 60)
        reach = 0.08 if awkward != "cut" else 0.30
        self.x, self.y = (side * (0.5 + random.uniform(-reach, reach)) for _ in range(2))
        self.wide = random.uniform(0.88, 1.14)
        self.cosine, self.sine = math.cos(math.radians(turn)), math.sin(math.radians(turn))

    def at(self, x, y):
        x *= self.wide
        return (
            self.x + self.size * (x * self.cosine - y * self.sine),
            self.y + self.size * (x * self.sine + y * self.cosine),
        )

    def polygon(self, points, color):
        self.draw.polygon([self.at(*point) for point in points], fill=color)

    def oval(self, x, y, rx, ry, color):
        steps = [i * math.tau / 64 for i in range(64)]
        self.polygon([(x + rx * math.cos(t), y + ry * math.sin(t)) for t in steps], color)

    def box(self, left, top, right, bottom, color):
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], color)

    def arc(self, x, y, rx, ry, start, end, width, color):
        steps = [start + (end - start) * i / 48 for i in range(49)]
        outer = [(x + rx * math.cos(t), y + ry * math.sin(t)) for t in steps]
        inner = [(x + (rx - width) * math.cos(t), y + (ry - width) * math.sin(t)) for t in reversed(steps)]
        self.polygon(outer + inner, color)


def shade(color, factor):
    return tuple(int(max(0, min(255, c * factor))) for c in color)


def mug(pen, c, r):
    h = r.uniform(0.55, 0.75)
    pen.arc(0.55, 0, 0.42, 0.4, -math.pi / 2, math.pi / 2, 0.13, shade(c, 0.85))
    pen.box(-0.6, -h, 0.55, h, c)
    pen.oval(-0.025, -h, 0.575, 0.14, shade(c, 0.6))
    pen.oval(-0.025, h, 0.575, 0.12, c)


def bottle(pen, c, r):
    w = r.uniform(0.26, 0.36)
    pen.polygon([(-w, -0.2), (-0.11, -0.55), (0.11, -0.55), (w, -0.2)], c)
    pen.box(-w, -0.2, w, 0.98, c)
    pen.box(-0.11, -0.85, 0.11, -0.5, c)
    pen.box(-0.14, -0.98, 0.14, -0.82, shade(c, 0.5))
    pen.box(-w, 0.1, w, 0.6, (240, 236, 225))


def shirt(pen, c, r):
    s = r.uniform(0.5, 0.6)
    pen.polygon(
        [(-0.25, -0.8), (0.25, -0.8), (0.95, -0.45), (0.78, -0.05), (s, -0.2), (s, 0.9), (-s, 0.9), (-s, -0.2),
         (-0.78, -0.05), (-0.95, -0.45)], c)
    pen.oval(0, -0.8, 0.25, 0.16, shade(c, 0.6))


def shoe(pen, c, r):
    t = r.uniform(0.3, 0.45)
    pen.polygon([(-0.95, -t), (-0.45, -t - 0.1), (-0.1, -0.05), (0.7, 0.1), (0.98, 0.35), (-0.95, 0.35)], c)
    pen.box(-0.97, 0.33, 1.0, 0.5, (235, 235, 232))
    for i in range(3):
        pen.box(-0.3 + 0.16 * i, -0.14 + 0.06 * i, -0.2 + 0.16 * i, -0.02 + 0.06 * i, (235, 235, 232))


def chair(pen, c, r):
    w = r.uniform(0.5, 0.6)
    pen.box(-w, -1, -w + 0.12, 1, c)
    pen.box(w - 0.12, -1, w, 1, c)
    for y in (-0.95, -0.6, -0.25):
        pen.box(-w, y, w, y + 0.13, c)
    pen.polygon([(-w, 0.1), (w, 0.1), (w + 0.15, 0.32), (-w - 0.15, 0.32)], shade(c, 1.15))
    pen.box(-w - 0.15, 0.3, -w - 0.03, 1, shade(c, 0.8))
    pen.box(w + 0.03, 0.3, w + 0.15, 1, shade(c, 0.8))


def lamp(pen, c, r):
    w = r.uniform(0.55, 0.7)
    pen.polygon([(-0.3, -0.95), (0.3, -0.95), (w, -0.1), (-w, -0.1)], c)
    pen.box(-0.05, -0.1, 0.05, 0.85, (90, 85, 80))
    pen.oval(0, 0.88, 0.38, 0.12, (90, 85, 80))


def book(pen, c, r):
    w = r.uniform(0.6, 0.7)
    pen.box(-w, -0.9, w, 0.9, c)
    pen.box(-w, -0.9, -w + 0.14, 0.9, shade(c, 0.6))
    pen.box(-w + 0.3, -0.6, w - 0.15, -0.35, (245, 240, 225))
    pen.box(-w + 0.3, -0.22, w - 0.3, -0.1, (245, 240, 225))


def watch(pen, c, r):
    pen.box(-0.24, -1, 0.24, 1, c)
    pen.oval(0, 0, 0.52, 0.52, (150, 150, 155))
    pen.oval(0, 0, 0.42, 0.42, (244, 244, 240) if r.random() < 0.7 else (30, 32, 40))
    t = r.uniform(0, math.tau)
    pen.arc(0, 0, 0.3, 0.3, t, t + 0.25, 0.3, (60, 60, 60))


def headphones(pen, c, r):
    pen.arc(0, 0.1, 0.82, 0.95, math.pi, math.tau, r.uniform(0.12, 0.18), c)
    pen.oval(-0.72, 0.35, 0.26, 0.42, shade(c, 1.5))
    pen.oval(0.72, 0.35, 0.26, 0.42, shade(c, 1.5))


def backpack(pen, c, r):
    pen.arc(0, -0.75, 0.25, 0.25, math.pi, math.tau, 0.08, shade(c, 0.5))
    pen.oval(0, -0.35, 0.62, 0.5, c)
    pen.box(-0.62, -0.35, 0.62, 0.92, c)
    pen.box(-0.46, 0.2, 0.46, 0.8, shade(c, 0.7))
    pen.box(-0.46, 0.3, 0.46, 0.35, shade(c, 0.4))


def picture(kind, random):
    awkward = random.choice(["turned", "cut", "ground"]) if random.random() < 1 / 8 else None
    side = SIDE * SCALE
    level = random.uniform(225, 255)
    ground = numpy.array([level, level, level]) + random.uniform(-6, 6, 3)
    if awkward == "ground":
        ground = numpy.array(colorsys.hsv_to_rgb(random.random(), 0.4, 0.8)) * 255
    fall = numpy.linspace(0, random.uniform(-14, 14), side)
    light = ground[None, None, :] + fall[:, None, None]
    image = Image.fromarray(numpy.broadcast_to(light.clip(0, 255), (side, side, 3)).astype(numpy.uint8))
    hues, strengths, values = COLORS[kind]
    hue = (random.choice(hues) + random.normal(0, 0.02)) % 1
    color = tuple(int(255 * v) for v in colorsys.hsv_to_rgb(hue, random.uniform(*strengths), random.uniform(*values)))
    globals()[kind](Pen(image, random, awkward), color, random)
    image = image.filter(ImageFilter.GaussianBlur(random.uniform(0, 0.9) * SCALE))
    small = numpy.asarray(image.resize((SIDE, SIDE), Image.LANCZOS)).astype(float)
    small = small * random.uniform(0.85, 1.05) + random.normal(0, random.uniform(0.5, 5), small.shape)
    return Image.fromarray(small.clip(0, 255).astype(numpy.uint8))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent.parent / "fixtures" / "catalogue")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    random = numpy.random.default_rng(options.seed)
    with open(options.out / "catalogue.csv", "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["file", "label"])
        for number in range(200):
            kind = KINDS[number % len(KINDS)]
            name = f"{number:03}.jpg"
            picture(kind, random).save(options.out / name, quality=85)
            rows.writerow([name, kind])


if __name__ == "__main__":
    main()
