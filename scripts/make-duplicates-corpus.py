#!/usr/bin/env python3
"""Draws pictures of many kinds from a seed, and near-duplicates of each: what scripts/bench-recall looks for.

usage: make-duplicates-corpus.py FOLDER [EACH]

EACH pictures of each kind (30), and the photographs that scikit-image brings along (they are read where it is installed,
and stay there). Beside the pictures stands files.csv: path, original, kind, variant; the original's own variant is
`original`. Needs Pillow, numpy and scikit-image. Two minutes on two cores.
"""

import csv
import io
import multiprocessing
import pathlib
import sys
import zlib

import numpy as np
import skimage.data
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

# One of the two eyes of the motorcycle, since they are near-duplicates themselves; nothing that is a mask or a diagram.
PHOTOGRAPHS = """astronaut.png brick.png camera.png cell.png chelsea.png clock_motion.png coffee.png coins.png color.png
grass.png gravel.png hubble_deep_field.jpg ihc.png moon.png motorcycle_left.png page.png retina.jpg rocket.jpg text.png
""".split()


# MARK: - Originals: from random numbers and a size to RGB


def field(random, width, height, slope=None):
    """Noise whose spectrum falls with frequency, as photographs' do."""
    fy, fx = np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None, :]
    falloff = 1 / np.maximum(np.hypot(fy, fx), 1 / max(width, height)) ** (slope or random.uniform(1.2, 2))
    planes = []
    for _ in range(3):
        plane = np.fft.irfft2(falloff * np.exp(2j * np.pi * random.random(falloff.shape)), s=(height, width))
        planes.append(plane / plane.std())
    light = random.uniform(90, 160) + 45 * planes[0]
    return image(np.stack([light + 15 * planes[1], light, light + 15 * planes[2]], -1), random)


def landscape(random, width, height):
    """A sky, and ridges before it, each darker and rougher than the one behind."""
    y = np.mgrid[0:height, 0:width][0] / height
    sky = colour(random, 120, 240) * (1 - 0.5 * y[..., None]) + colour(random, 0, 80) * y[..., None]
    picture = sky
    for ridge in range(random.integers(2, 5)):
        steps = np.cumsum(random.normal(0, 1, width))
        line = 0.35 + 0.15 * ridge + 0.12 * (steps - steps.mean()) / (steps.std() + 1e-9)
        ground = colour(random, 20, 150) * (1 - 0.2 * ridge) + random.normal(0, 10, (height, width, 1))
        picture = np.where((y > line[None, :])[..., None], ground, picture)
    return image(picture, random)


def portrait(random, width, height):
    """A lit head and shoulders before something out of focus."""
    back = field(random, width, height, 1.6).filter(ImageFilter.GaussianBlur(width / 40))
    x, y = np.meshgrid(np.arange(width) / width, np.arange(height) / height)
    picture = np.asarray(back, float)
    cx, cy, light = random.uniform(0.3, 0.7), random.uniform(0.3, 0.5), random.uniform(-1, 1)
    for dx, dy, rx, ry in [(0, 0.45, 0.35, 0.3), (0, 0, 0.14, 0.2), (-0.05, -0.03, 0.02, 0.012), (0.05, -0.03, 0.02, 0.012)]:
        inside = ((x - cx - dx) / rx) ** 2 + ((y - cy - dy) / ry) ** 2
        shade = colour(random, 40, 220) * (1 + 0.4 * light * ((x - cx) / 0.3))[..., None]
        picture = np.where((inside < 1)[..., None], shade, picture)
    return image(picture, random).filter(ImageFilter.GaussianBlur(1))


def shapes(random, width, height):
    picture = Image.new("RGB", (width, height), tuple(colour(random, 0, 255).astype(int)))
    draw = ImageDraw.Draw(picture)
    for _ in range(random.integers(8, 20)):
        corners = [(random.random() * width, random.random() * height) for _ in range(random.integers(3, 6))]
        fill = tuple(colour(random, 0, 255).astype(int))
        if random.random() < 0.5:
            draw.polygon(corners, fill=fill)
        else:
            (x, y), r = corners[0], random.uniform(0.05, 0.25) * width
            draw.ellipse([x - r, y - r, x + r, y + r * random.uniform(0.5, 1)], fill=fill)
    return picture


def page(random, width, height):
    """Words in columns, a title, and mostly a picture: scanned paper."""
    picture = Image.new("RGB", (width, height), tuple((245 - random.integers(0, 25, 3)).tolist()))
    draw = ImageDraw.Draw(picture)
    margin, columns = width // 14, int(random.integers(1, 4))
    line = max(8, height // int(random.integers(25, 60)))
    top = margin + int(random.integers(0, height // 4))
    if random.random() < 0.8:
        draw.text((margin, margin // 2), words(random, 3), fill=(20, 20, 30), font=ImageFont.load_default(2 * line))
    step = (width - 2 * margin) // columns
    for column in range(columns):
        y = top
        while y < height - margin - random.integers(0, height // 6):
            draw.text((margin + column * step, y), words(random, 20)[: int(1.7 * step / line)], fill=(40, 40, 40),
                      font=ImageFont.load_default(0.8 * line))
            y += line if random.random() < 0.85 else 2 * line
    if random.random() < 0.7:
        inset = field(random, max(2, width // 3), max(2, height // 4))
        picture.paste(inset, (int(random.integers(0, width - inset.width)), int(random.integers(0, height - inset.height))))
    return picture


def texture(random, width, height):
    """Waves across waves, their size and light changing over the picture, with grain."""
    y, x = np.mgrid[0:height, 0:width] / max(width, height)
    light = np.asarray(field(random, width, height, 1.8), float)
    for _ in range(3):
        angle, rate, bend = random.random() * np.pi, random.uniform(10, 60), random.uniform(-8, 8)
        wave = np.sin(rate * (x * np.cos(angle) + y * np.sin(angle)) + bend * x * y + 7 * random.random())
        light += random.uniform(10, 35) * wave[..., None]
    return image(light + random.normal(0, 8, light.shape), random)


def blobs(random, width, height):
    """A few soft lights in front of a gradient: skies, walls, things out of focus."""
    y, x = np.mgrid[0:height, 0:width] / max(width, height)
    picture = colour(random, 0, 255) * x[..., None] + colour(random, 0, 255) * y[..., None]
    for _ in range(random.integers(3, 9)):
        far = (x - random.random()) ** 2 + (y - random.random()) ** 2
        picture += colour(random, -120, 160) * np.exp(-far / random.uniform(0.002, 0.08))[..., None]
    return image(picture, random)


def mosaic(random, width, height):
    """Cells of one colour each, as far as the nearest middle reaches."""
    middles = random.random((int(random.integers(12, 60)), 2)) * (height, width)
    y, x = np.mgrid[0:height:4, 0:width:4]
    nearest = np.argmin(((y[..., None] - middles[:, 0]) ** 2 + (x[..., None] - middles[:, 1]) ** 2), -1)
    cells = random.uniform(0, 255, (len(middles), 3))[nearest].astype(np.uint8)
    return Image.fromarray(cells).resize((width, height), Image.Resampling.BILINEAR)


def screen(random, width, height):
    """Panels, buttons and words: a screenshot."""
    picture = shapes(random, 2, 2).resize((width, height), Image.Resampling.NEAREST)
    draw = ImageDraw.Draw(picture)
    for _ in range(random.integers(4, 10)):
        x, y = random.random() * width * 0.8, random.random() * height * 0.8
        box = [x, y, x + width * random.uniform(0.1, 0.6), y + height * random.uniform(0.05, 0.5)]
        draw.rectangle(box, fill=tuple(colour(random, 0, 255).astype(int)), outline=(90, 90, 90))
        for row in range(int(box[1]) + 6, int(box[3]) - 14, 18):
            draw.text((box[0] + 6, row), words(random, 6)[: int((box[2] - box[0]) / 8)], fill=(30, 30, 30))
    return picture


def night(random, width, height):
    """Lights in the dark, of all sizes."""
    y, x = np.mgrid[0:height, 0:width] / max(width, height)
    picture = np.zeros((height, width, 3)) + colour(random, 5, 40)
    for _ in range(random.integers(10, 40)):
        far = (x - random.random()) ** 2 + (y - random.random()) ** 2
        picture += colour(random, 60, 255) * np.exp(-far / 10 ** random.uniform(-5, -2.3))[..., None]
    return image(picture, random)


def collage(random, width, height):
    """Four of the others, cut unevenly."""
    picture = Image.new("RGB", (width, height))
    across, down = (int(side * random.uniform(0.3, 0.7)) for side in (width, height))
    for x, y, w, h in [(0, 0, across, down), (across, 0, width - across, down), (0, down, across, height - down),
                       (across, down, width - across, height - down)]:
        picture.paste(KINDS[random.integers(0, len(KINDS) - 1)](random, w, h), (x, y))
    return picture


KINDS = [field, landscape, portrait, shapes, page, texture, blobs, mosaic, screen, night, collage]


def colour(random, low, high):
    return random.uniform(low, high, 3)


def words(random, count):
    letters = np.array(list("etaoinshrdlcumwfgypbvk"))
    return " ".join("".join(random.choice(letters, random.integers(2, 9))) for _ in range(count))


def image(array, random):
    """With a sensor's noise."""
    return Image.fromarray((array + random.normal(0, 2, array.shape)).clip(0, 255).astype(np.uint8))


# MARK: - Variants: what happens to a picture on its way


def resized(picture, by):
    return picture.resize([max(1, round(side * by)) for side in picture.size], Image.Resampling.BICUBIC)


def cropped(picture, left, top):
    """98 of 100 of either side; `left` and `top` say where the rest is lost, 0 to 1."""
    (width, height), lost = picture.size, [round(0.02 * side) for side in picture.size]
    x, y = round(left * lost[0]), round(top * lost[1])
    return picture.crop((x, y, x + width - lost[0], y + height - lost[1]))


def watermarked(picture):
    """Half transparent words across the lower right, a sixth of the picture high at most."""
    layer = Image.new("RGBA", picture.size)
    size = min(picture.width / 8, picture.height / 6)
    ImageDraw.Draw(layer).text((picture.width * 0.45, picture.height * 0.75), "© sample", fill=(255, 255, 255, 128),
                               font=ImageFont.load_default(size))
    return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")


VARIANTS = {
    "jpeg-30": (lambda p: p, dict(quality=30)),
    "jpeg-50-progressive": (lambda p: p, dict(quality=50, progressive=True)),
    "jpeg-70": (lambda p: p, dict(quality=70)),
    "jpeg-90-444": (lambda p: p, dict(quality=90, subsampling="4:4:4")),
    "webp-60": (lambda p: p, dict(format="WebP", quality=60)),
    "resized-0.25": (lambda p: resized(p, 0.25), {}),
    "resized-0.5": (lambda p: resized(p, 0.5), {}),
    "resized-2": (lambda p: resized(p, 2), {}),
    "cropped-middle": (lambda p: cropped(p, 0.5, 0.5), {}),
    "cropped-corner": (lambda p: cropped(p, 0, 1), {}),
    "brighter-15": (lambda p: ImageEnhance.Brightness(p).enhance(1.15), {}),
    "darker-15": (lambda p: ImageEnhance.Brightness(p).enhance(0.85), {}),
    "watermarked": (watermarked, {}),
}


# MARK: - Files


def originals(each):
    """Names, kinds and how to make them."""
    for name in PHOTOGRAPHS:
        yield pathlib.Path(name).stem, "photograph", name
    for kind in KINDS:
        for number in range(each):
            yield f"{kind.__name__}-{number}", kind.__name__, None


def make(task):
    folder, (name, kind, file) = task
    # Each picture has its own random numbers, so that none changes when another kind is added.
    random = np.random.default_rng(zlib.crc32(name.encode()))
    if file:
        picture = Image.open(pathlib.Path(skimage.data.__file__).parent / file).convert("RGB")
    else:
        longer = int(random.integers(480, 1300)) * (2 if random.random() < 0.1 else 1)
        shorter = int(longer * random.uniform(0.5, 1))
        size = (longer, shorter) if random.random() < 0.6 else (shorter, longer)
        picture = globals()[kind](random, *size)
    rows = []
    # Variants are made of what a JPEG's decoder gives, as they are in life.
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=92)
    (folder / f"{name}.original.jpg").write_bytes(buffer.getvalue())
    rows.append((f"{name}.original.jpg", name, kind, "original"))
    decoded = Image.open(buffer).convert("RGB")
    for variant, (change, options) in VARIANTS.items():
        path = f"{name}.{variant}.{'webp' if options.get('format') else 'jpg'}"
        change(decoded).save(folder / path, **{"quality": 85, **options})
        rows.append((path, name, kind, variant))
    return rows


def main(folder, each="30"):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with multiprocessing.Pool() as pool:
        made = pool.map(make, [(folder, original) for original in originals(int(each))], chunksize=1)
    with open(folder / "files.csv", "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow("path,original,kind,variant".split(","))
        table.writerows(row for rows in made for row in rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
