#!/usr/bin/env python3
"""Makes fixtures/heif: HEIC and AVIF pictures of every kind that ImageKit decodes, and hostile ones, with what Pillow and
pillow-heif see in them in expected.csv.

    pip install 'Pillow>=13' pillow-heif numpy
    scripts/make-heif-fixtures.py

The scene is drawn from a seed, and the coded pictures are put into containers written here, so that a turning, a grid or a lie is
there or not as wanted.
"""
import csv, io, pathlib, struct

import numpy as np
import pillow_heif
from PIL import Image, ImageCms, ImageDraw

ROOT = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "heif"
PROFILES = ROOT.parent / "pictures" / "good"
WIDTH, HEIGHT = 96, 64
T = Image.Transpose
# How a stored picture of each EXIF orientation becomes upright, and the properties that say so: quarters turned
# anticlockwise, then mirrored (0 upside down, 1 left and right).
TURNS = {1: (None, None, None), 2: (T.FLIP_LEFT_RIGHT, None, 1), 3: (T.ROTATE_180, 2, None),
         4: (T.FLIP_TOP_BOTTOM, None, 0), 5: (T.TRANSPOSE, 1, 0), 6: (T.ROTATE_270, 3, None),
         7: (T.TRANSVERSE, 1, 1), 8: (T.ROTATE_90, 1, None)}
INVERSE = {T.ROTATE_90: T.ROTATE_270, T.ROTATE_270: T.ROTATE_90}


def scene(width, height):
    y, x = np.mgrid[0:height, 0:width] / max(width, height)
    light = np.stack([0.2 + 0.7 * x, 0.9 - 0.8 * y, 0.5 + 0.4 * np.sin(5 * x + 3 * y)], axis=-1)
    image = Image.fromarray((255 * light.clip(0, 1)).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    draw.ellipse([4, 4, 28, 28], fill=(220, 40, 30))
    draw.rectangle([60, 36, 90, 60], fill=(20, 60, 200))
    return image


def box(kind, body, *, version=None, flags=0):
    head = b"" if version is None else bytes([version]) + flags.to_bytes(3, "big")
    return struct.pack(">I", 8 + len(head) + len(body)) + kind + head + body


def boxes(data):
    at = 0
    while at + 8 <= len(data):
        length = struct.unpack(">I", data[at:at + 4])[0]
        yield data[at + 4:at + 8], data[at + 8:at + length]
        at += length


def coded(image, codec, **options):
    """The configuration box and the coded data of a picture, as an encoder has made them."""
    out = io.BytesIO()
    if codec == "av01":
        image.save(out, "AVIF", quality=options.pop("quality", 90), speed=8, max_threads=1, **options)
    else:
        pillow_heif.from_pillow(image).save(out, quality=options.pop("quality", 90), **options)
    data = out.getvalue()
    top = list(boxes(data))
    meta = dict(boxes(dict(top)[b"meta"][4:]))
    properties = list(boxes(dict(boxes(meta[b"iprp"]))[b"ipco"]))
    configuration = next((kind, body) for kind, body in properties if kind in (b"hvcC", b"av1C"))
    # Without alpha or EXIF there is one item, and its data are all of mdat.
    return box(*configuration), dict(top)[b"mdat"]


def ispe(width, height):
    return box(b"ispe", struct.pack(">II", width, height), version=0)


def nclx(matrix=6, full=True):
    return box(b"colr", b"nclx" + struct.pack(">HHHB", 1, 13, matrix, 0x80 if full else 0))


def container(brand, items, references=(), exif=None):
    """items: (type, data, properties); the first is the picture. references: (kind, from, [to])."""
    items = list(items)
    if exif:
        items.append((b"Exif", struct.pack(">I", 0) + exif, []))
        references = list(references) + [(b"cdsc", len(items), [1])]
    properties, associations = [], []
    for number, (_, _, wanted) in enumerate(items, 1):
        places = []
        for one in wanted:
            if one not in properties:
                properties.append(one)
            essential = one[4:8] in (b"hvcC", b"av1C", b"irot", b"imir", b"clap")
            places.append(properties.index(one) + 1 | (0x80 if essential else 0))
        if places:
            associations.append(struct.pack(">HB", number, len(places)) + bytes(places))
    infos = b"".join(box(b"infe", struct.pack(">HH", number, 0) + kind + b"\0", version=2)
                     for number, (kind, _, _) in enumerate(items, 1))
    iprp = box(b"ipco", b"".join(properties)) + box(
        b"ipma", struct.pack(">I", len(associations)) + b"".join(associations), version=0)
    iref = b"".join(box(kind, struct.pack(">HH", one, len(others)) + b"".join(struct.pack(">H", o) for o in others))
                    for kind, one, others in references)
    ftyp = box(b"ftyp", brand + struct.pack(">I", 0) + b"mif1" + brand)

    def meta(offset):
        extents = b""
        for number, (_, data, _) in enumerate(items, 1):
            extents += struct.pack(">HHHII", number, 0, 1, offset, len(data))
            offset += len(data)
        return box(b"meta", box(b"hdlr", b"\0" * 4 + b"pict" + b"\0" * 13, version=0)
                   + box(b"pitm", struct.pack(">H", 1), version=0)
                   + box(b"iloc", struct.pack(">BBH", 0x44, 0, len(items)) + extents, version=0)
                   + box(b"iinf", struct.pack(">H", len(items)) + infos, version=0)
                   + box(b"iprp", iprp) + (box(b"iref", iref, version=0) if iref else b""), version=0)

    start = len(ftyp) + len(meta(0)) + 8
    return ftyp + meta(start) + box(b"mdat", b"".join(data for _, data, _ in items))


def exif(orientation):
    return b"MM\0\x2a\0\0\0\x08\0\x01" + struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0) + b"\0" * 4


def single(image, codec, orientation=1, *, turns=True, block=True, colours=nclx(), size=None, **options):
    method, quarters, mirror = TURNS[orientation]
    stored = image.transpose(INVERSE.get(method, method)) if turns and method is not None else image
    configuration, data = coded(stored, codec, **options)
    properties = [configuration, ispe(*(size or stored.size)), colours]
    if turns and quarters is not None:
        properties.append(box(b"irot", bytes([quarters])))
    if turns and mirror is not None:
        properties.append(box(b"imir", bytes([mirror])))
    kind = codec.encode()
    return container(b"avif" if codec == "av01" else b"heic", [(kind, data, properties)],
                     exif=exif(orientation) if block else None)


def grid(image, codec, tile, size):
    """Tiles beside each other, the last ones cut: what phones write."""
    width, height = size
    across, down = -(-width // tile), -(-height // tile)
    canvas = image.resize((across * tile, down * tile), Image.Resampling.LANCZOS)
    tiles = []
    for row in range(down):
        for column in range(across):
            part = canvas.crop((column * tile, row * tile, (column + 1) * tile, (row + 1) * tile))
            configuration, data = coded(part, codec)
            tiles.append((codec.encode(), data, [configuration, ispe(tile, tile), nclx()]))
    layout = struct.pack(">BBBBHH", 0, 0, down - 1, across - 1, width, height)
    return container(b"heic", [(b"grid", layout, [ispe(width, height), nclx()])] + tiles,
                     [(b"dimg", 1, list(range(2, 2 + len(tiles))))], exif=exif(1))


def pictures():
    image = scene(WIDTH, HEIGHT)
    profile = Image.open(PROFILES / "icc-display-p3.png").info["icc_profile"]
    alpha = image.copy()
    alpha.putalpha(Image.fromarray(np.tile(np.linspace(0, 255, WIDTH).astype(np.uint8), (HEIGHT, 1))))
    for ending, codec in (("heic", "hvc1"), ("avif", "av01")):
        for orientation in TURNS:
            yield f"turned-{orientation}.{ending}", single(image, codec, orientation)
        yield f"exif-alone.{ending}", single(image, codec, 6, turns=False)
        yield f"profile.{ending}", single(image, codec, colours=box(b"colr", b"prof" + profile))
        yield f"grid.{ending}", grid(image, codec, 64, (150, 100)).replace(b"ftypheic", f"ftyp{ending}".encode(), 1)
        yield f"small-in-large.{ending}", single(Image.new("RGB", (2048, 2048), (9, 99, 199)), codec, size=(64, 64))
        out = io.BytesIO()
        if codec == "av01":
            alpha.save(out, "AVIF", quality=90, max_threads=1)
        else:
            pillow_heif.from_pillow(alpha).save(out, quality=90)
        yield f"alpha.{ending}", out.getvalue()
    yield "444.avif", single(image, "av01", subsampling="4:4:4")
    yield "444.heic", single(image, "hvc1", chroma="444")
    yield "gray.avif", single(image.convert("L"), "av01", subsampling="4:0:0")
    yield "limited.avif", single(image, "av01", range="limited", colours=nclx(full=False))
    deep = pillow_heif.from_bytes("RGB;16", (96, 64), (np.asarray(image).astype("<u2") * 257).tobytes())
    out = io.BytesIO()
    deep.save(out, quality=90)
    yield "10-bits.heic", out.getvalue()


def seen(data, name):
    image = Image.open(io.BytesIO(data))
    profile = image.info.get("icc_profile")
    if name.endswith("avif") and name != "exif-alone.avif":
        from PIL import ImageOps
        image = ImageOps.exif_transpose(image)
    if profile:
        image = ImageCms.profileToProfile(image.convert("RGB"), io.BytesIO(profile), ImageCms.createProfile("sRGB"))
    return image.convert("RGBA")


def main():
    ROOT.mkdir(exist_ok=True)
    pillow_heif.register_heif_opener()
    with open(ROOT / "expected.csv", "w", newline="") as table:
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow(["file", "width", "height", "red", "green", "blue", "alpha"])
        for name, data in pictures():
            (ROOT / name).write_bytes(data)
            if name.startswith("small-in-large"):
                continue
            image = seen(data, name)
            means = np.asarray(image).reshape(-1, 4).mean(axis=0)
            rows.writerow([name, *image.size, *(f"{mean:.2f}" for mean in means)])


if __name__ == "__main__":
    main()
