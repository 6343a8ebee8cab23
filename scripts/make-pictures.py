#!/usr/bin/env python3
"""Makes fixtures/pictures: every kind of picture that ImageKit decodes, hostile ones and cut-off ones, and beside them
what Pillow and littleCMS say they should give.

    pip install 'Pillow>=12' numpy; apt-get install libturbojpeg0
    scripts/make-pictures.py

Everything is drawn here from a seed, so that there is nobody to ask for a licence. Running it again gives the same
pictures as long as Pillow and its codecs are of the same version; the CSVs are made with the pictures, never alone.
"""
import csv, ctypes, ctypes.util, io, pathlib, shutil, struct, zlib

import numpy as np
from PIL import Image, ImageCms, ImageDraw, ImageOps

ROOT = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "pictures"
SEED = 20
WIDTH, HEIGHT = 61, 43  # Odd on purpose: nothing is a whole number of blocks.


# MARK: - Scenes


def scene(width, height, seed=SEED):
    """Smooth light, hard edges, thin lines and a little grain: what codecs and resamplers get wrong."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width] / max(width, height)
    light = np.stack([0.2 + 0.7 * x, 0.9 - 0.8 * y, 0.5 + 0.4 * np.sin(9 * x + 5 * y)], axis=-1)
    image = Image.fromarray((255 * light.clip(0, 1)).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        cx, cy, r = random.random() * width, random.random() * height, (0.03 + 0.1 * random.random()) * width
        colour = tuple(int(c) for c in random.integers(0, 256, 3))
        draw.ellipse([cx - r, cy - r, cx + r, cy + r], fill=colour)
        draw.line([cx - 2 * r, cy, cx + 2 * r, cy + r], fill=colour[::-1], width=max(1, width // 200))
    grain = random.normal(0, 3, (height, width, 3))
    return Image.fromarray((np.asarray(image) + grain).clip(0, 255).astype(np.uint8))


def alpha_ramp(width, height):
    y, x = np.mgrid[0:height, 0:width]
    return Image.fromarray(((x * 255 // max(1, width - 1) + 40 * (y % 7)) % 256).astype(np.uint8))


RGB = scene(WIDTH, HEIGHT)
GRAY = RGB.convert("L")
RGBA = RGB.copy()
RGBA.putalpha(alpha_ramp(WIDTH, HEIGHT))


# MARK: - Formats, by hand where Pillow can't


def png_chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png_rows(samples, depth):
    """Each row packed, with filter 1 (Sub) on whole bytes so that filters are exercised too."""
    out = bytearray()
    height, width, channels = samples.shape
    for row in samples:
        flat = row.reshape(-1).astype(np.uint32)
        if depth == 16:
            packed = flat.astype(">u2").tobytes()
        elif depth == 8:
            packed = flat.astype(np.uint8).tobytes()
        else:
            bits = ((flat[:, None] >> np.arange(depth - 1, -1, -1)) & 1).astype(np.uint8).reshape(-1)
            packed = np.packbits(bits).tobytes()
        step = max(1, channels * depth // 8)
        raw = np.frombuffer(packed, np.uint8).astype(np.int32)
        before = np.concatenate([np.zeros(step, np.int32), raw])[: len(raw)]
        out += b"\x01" + ((raw - before) % 256).astype(np.uint8).tobytes()
    return bytes(out)


def png(samples, depth, colour, interlaced=False, before=b"", after=b""):
    samples = np.asarray(samples)
    if samples.ndim == 2:
        samples = samples[:, :, None]
    assert samples.shape[2] == PNG_CHANNELS[colour]
    height, width = samples.shape[:2]
    if interlaced:
        data = b"".join(
            png_rows(samples[y::dy, x::dx], depth) for x, y, dx, dy in ADAM7 if samples[y::dy, x::dx].size)
    else:
        data = png_rows(samples, depth)
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    return (b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", head) + before + png_chunk(b"IDAT", zlib.compress(data, 9))
            + after + png_chunk(b"IEND", b""))


def turbo_jpeg(pixels, pixel_format, subsampling, quality=90):
    """TurboJPEG's tjCompress2: subsamplings and YCCK, which Pillow can't write."""
    library = ctypes.CDLL(ctypes.util.find_library("turbojpeg"))
    library.tjInitCompress.restype = ctypes.c_void_p
    handle = ctypes.c_void_p(library.tjInitCompress())
    buffer, size = ctypes.POINTER(ctypes.c_ubyte)(), ctypes.c_ulong(0)
    height, width = pixels.shape[:2]
    data = np.ascontiguousarray(pixels).tobytes()
    status = library.tjCompress2(handle, data, width, 0, height, pixel_format, ctypes.byref(buffer),
                                 ctypes.byref(size), subsampling, quality, 4096)
    assert status == 0
    result = ctypes.string_at(buffer, size.value)
    library.tjFree(buffer)
    library.tjDestroy(handle)
    return result


def riff(chunks):
    body = b"WEBP" + b"".join(k + struct.pack("<I", len(d)) + d + b"\0" * (len(d) % 2) for k, d in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def bmp(width, height, bits, pixels, compression=0, palette=b"", masks=b"", core=False, top_down=False, header=40):
    colours = len(palette) // 4
    if core:
        palette = b"".join(palette[i:i + 3] for i in range(0, len(palette), 4))
        info = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        info = struct.pack("<IiiHHIIiiII", header, width, -height if top_down else height, 1, bits, compression,
                           len(pixels), 2835, 2835, colours, 0)
        info += (masks + b"\0" * header)[: header - 40] if header > 40 else masks
    offset = 14 + len(info) + len(palette)
    return b"BM" + struct.pack("<IHHI", offset + len(pixels), 0, 0, offset) + info + palette + pixels


def bmp_rows(rows, bits):
    out = bytearray()
    for row in rows:
        if bits <= 8:
            flat = np.asarray(row, np.uint8)
            packed = np.packbits(((flat[:, None] >> np.arange(bits - 1, -1, -1)) & 1).reshape(-1)).tobytes()
        else:
            packed = np.asarray(row, "<u4").tobytes() if bits == 32 else np.asarray(row, "<u2").tobytes()
        out += packed + b"\0" * (-len(packed) % 4)
    return bytes(out)


def rle8(rows):
    out = bytearray()
    for row in rows:
        x = 0
        while x < len(row):
            run = 1
            while x + run < len(row) and run < 255 and row[x + run] == row[x]:
                run += 1
            if run == 1 and x + 4 <= len(row):  # A literal, padded to two bytes.
                out += bytes([0, 3]) + bytes(int(v) for v in row[x:x + 3]) + b"\0"
                x += 3
            else:
                out += bytes([run, int(row[x])])
                x += run
        out += b"\0\0"
    return bytes(out) + b"\0\1"


def rle4(rows):
    out = bytearray()
    for row in rows:
        for x in range(0, len(row) - 1, 2):
            out += bytes([2, int(row[x]) << 4 | int(row[x + 1])])
        if len(row) % 2:
            out += bytes([1, int(row[-1]) << 4])
        out += b"\0\0"
    return bytes(out) + b"\0\1"


def gif(image, **options):
    return saved(image, "GIF", **options)


def saved(image, format, **options):
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def exif_block(orientation, big=True):
    order = ">" if big else "<"
    return ((b"MM" if big else b"II") + struct.pack(order + "HI", 42, 8)
            + struct.pack(order + "HHHIHHI", 1, 0x0112, 3, 1, orientation, 0, 0))


# MARK: - ICC profiles, written by hand: a matrix and a curve


def icc(space, tags):
    entries, data = b"", b""
    start = 128 + 4 + 12 * len(tags)
    for name, body in tags:
        body += b"\0" * (-len(body) % 4)
        entries += name + struct.pack(">II", start + len(data), len(body))
        data += body
    body = struct.pack(">I", len(tags)) + entries + data
    head = struct.pack(">I4sI4s4s4s", 128 + len(body), b"\0\0\0\0", 0x02400000, b"mntr", space, b"XYZ ")
    head += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + b"\0" * 28 + xyz(0.9642, 1, 0.8249)[8:]
    return head.ljust(128, b"\0") + body


def xyz(x, y, z):
    return b"XYZ \0\0\0\0" + struct.pack(">iii", *(round(v * 65536) for v in (x, y, z)))


def gamma(value):
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(value * 256))


def srgb_curve():
    x = np.arange(1024) / 1023
    y = np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)
    return b"curv\0\0\0\0" + struct.pack(">I", 1024) + (y * 65535).round().astype(">u2").tobytes()


def rgb_profile(red, green, blue, curve):
    return icc(b"RGB ", [(b"wtpt", xyz(0.9642, 1, 0.8249)), (b"rXYZ", xyz(*red)), (b"gXYZ", xyz(*green)),
                         (b"bXYZ", xyz(*blue)), (b"rTRC", curve), (b"gTRC", curve), (b"bTRC", curve)])


# Primaries adapted to D50: Adobe RGB (1998) Color Image Encoding, annex C; SMPTE EG 432-1 with the sRGB curve.
ADOBE = rgb_profile((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457),
                    gamma(2.19921875))
P3 = rgb_profile((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407), srgb_curve())
GRAY18 = icc(b"GRAY", [(b"wtpt", xyz(0.9642, 1, 0.8249)), (b"kTRC", gamma(1.8))])
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
SRGB = SRGB[:24] + b"\0" * 12 + SRGB[36:]  # Without the time at which littleCMS made it.


# MARK: - Good pictures


def good():
    rgb, gray, rgba = np.asarray(RGB), np.asarray(GRAY), np.asarray(RGBA)
    pictures = {}

    for name, subsampling in [("444", 0), ("422", 1), ("420", 2), ("440", 4), ("411", 5)]:
        pictures[f"jpeg-{name}.jpg"] = turbo_jpeg(rgb, 0, subsampling)
    pictures["jpeg-gray.jpg"] = saved(GRAY, "JPEG", quality=90)
    pictures["jpeg-rgb.jpg"] = saved(RGB, "JPEG", quality=90, keep_rgb=True)
    pictures["jpeg-cmyk.jpg"] = saved(RGB.convert("CMYK"), "JPEG", quality=90)
    inks = 255 - np.dstack([255 - rgb, gray // 4])  # Adobe's way round: 255 is no ink.
    pictures["jpeg-ycck.jpg"] = turbo_jpeg(inks, 11, 2)
    pictures["jpeg-cmyk-plain.jpg"] = without_adobe(pictures["jpeg-cmyk.jpg"])
    pictures["jpeg-progressive.jpg"] = saved(RGB, "JPEG", quality=90, progressive=True)
    pictures["jpeg-progressive-gray.jpg"] = saved(GRAY, "JPEG", quality=90, progressive=True)
    pictures["jpeg-restarts.jpg"] = saved(RGB, "JPEG", quality=90, restart_marker_blocks=3)
    pictures["jpeg-1x1.jpg"] = saved(RGB.resize((1, 1)), "JPEG")
    pictures["jpeg-wide.jpg"] = saved(scene(500, 3), "JPEG")
    pictures["jpeg-trailing-garbage.jpg"] = saved(RGB, "JPEG") + b"anything at all" * 9
    padded = saved(RGB, "JPEG")
    pictures["jpeg-padded.jpg"] = padded[:-2] + b"\0" * 40 + padded[-2:]

    for interlaced in (False, True):
        tail = "-interlaced" if interlaced else ""
        for depth in (1, 2, 4, 8, 16):
            samples = gray.astype(np.uint32) * 257 >> (16 - depth)
            pictures[f"png-gray{depth}{tail}.png"] = png(samples, depth, 0, interlaced)
        for depth in (1, 2, 4, 8):
            count = 2 ** depth if depth < 8 else 200
            quantised = RGB.quantize(count, kmeans=0)
            table = (quantised.getpalette() + [0] * 768)[: 3 * count]
            plte = png_chunk(b"PLTE", bytes(table))
            indices = np.asarray(quantised).clip(0, count - 1)
            pictures[f"png-palette{depth}{tail}.png"] = png(indices, depth, 3, interlaced, plte)
            key = png_chunk(b"tRNS", bytes((37 * i) % 256 for i in range(count // 2)))
            pictures[f"png-palette{depth}-alpha{tail}.png"] = png(indices, depth, 3, interlaced, plte + key)
        for depth in (8, 16):
            grow = 1 if depth == 8 else 257
            deep = lambda a: a.astype(np.uint32) * grow
            graya = np.dstack([gray, rgba[:, :, 3]])
            pictures[f"png-rgb{depth}{tail}.png"] = png(deep(rgb), depth, 2, interlaced)
            pictures[f"png-graya{depth}{tail}.png"] = png(deep(graya), depth, 4, interlaced)
            pictures[f"png-rgba{depth}{tail}.png"] = png(deep(rgba), depth, 6, interlaced)
    dark = gray.astype(np.uint32) * 2  # Mostly below 256, where Pillow's clamping of I;16 has something to keep.
    pictures["png-gray16-dark.png"] = png(dark, 16, 0)
    pictures["png-gray8-key.png"] = png(gray, 8, 0, before=png_chunk(b"tRNS", struct.pack(">H", int(gray[5, 5]))))
    pictures["png-gray16-key.png"] = png(dark, 16, 0, before=png_chunk(b"tRNS", struct.pack(">H", int(dark[5, 5]))))
    key = struct.pack(">HHH", *(int(v) for v in rgb[7, 7]))
    pictures["png-rgb8-key.png"] = png(rgb, 8, 2, before=png_chunk(b"tRNS", key))
    pictures["png-palette-short.png"] = png(np.asarray(RGB.quantize(16)), 8, 3,
                                            before=png_chunk(b"PLTE", bytes(range(9, 33))))
    pictures["png-gamma.png"] = png(rgb, 8, 2, before=png_chunk(b"gAMA", struct.pack(">I", 100000)))

    pictures["webp-lossy.webp"] = saved(RGB, "WEBP", quality=85)
    pictures["webp-lossless.webp"] = saved(RGB, "WEBP", lossless=True)
    pictures["webp-lossy-alpha.webp"] = saved(RGBA, "WEBP", quality=85)
    pictures["webp-lossless-alpha.webp"] = saved(RGBA, "WEBP", lossless=True, exact=True)
    frames = [scene(WIDTH, HEIGHT, seed) for seed in (1, 2, 3)]
    pictures["webp-animated.webp"] = saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    inner = saved(RGB.resize((20, 14)), "WEBP", lossless=True)[12:]
    u24 = lambda v: struct.pack("<I", v)[:3]
    frame = u24(6) + u24(4) + u24(19) + u24(13) + u24(100) + b"\0" + inner  # Offsets are halved: (12, 8).
    pictures["webp-animated-offset.webp"] = riff([
        (b"VP8X", b"\x12\0\0\0" + u24(WIDTH - 1) + u24(HEIGHT - 1)), (b"ANIM", b"\0" * 6), (b"ANMF", frame)])

    paletted = RGB.quantize(64, kmeans=0)
    pictures["gif-plain.gif"] = gif(paletted, interlace=0)
    pictures["gif-interlaced.gif"] = gif(paletted, interlace=1)
    pictures["gif-transparent.gif"] = gif(paletted, transparency=5, interlace=0)
    pictures["gif-gray.gif"] = gif(GRAY, interlace=0)
    pictures["gif-animated.gif"] = gif(frames[0].quantize(32, kmeans=0), save_all=True,
                                       append_images=[f.quantize(32, kmeans=0) for f in frames[1:]])
    plain = pictures["gif-plain.gif"]
    at = plain.index(b"\x2c" + struct.pack("<HHHH", 0, 0, WIDTH, HEIGHT))
    for name, x, y, canvas in [("offset", 9, 5, (80, 60)), ("beyond", 30, 20, (WIDTH, HEIGHT))]:
        moved = bytearray(plain)
        moved[at + 1:at + 5] = struct.pack("<HH", x, y)
        moved[6:10] = struct.pack("<HH", *canvas)
        pictures[f"gif-{name}.gif"] = bytes(moved)

    flip = lambda a: a[::-1]
    for bits in (1, 4, 8):
        quantised = RGB.quantize(2 ** bits if bits < 8 else 256, kmeans=0)
        indices = np.asarray(quantised)
        table = quantised.getpalette()
        table = b"".join(bytes([table[i + 2], table[i + 1], table[i], 0]) for i in range(0, len(table), 3))
        pictures[f"bmp-{bits}.bmp"] = bmp(WIDTH, HEIGHT, bits, bmp_rows(flip(indices), bits), palette=table)
        if bits == 4:
            pictures["bmp-rle4.bmp"] = bmp(WIDTH, HEIGHT, 4, rle4(flip(indices)), 2, table)
        if bits == 8:
            pictures["bmp-top-down.bmp"] = bmp(WIDTH, HEIGHT, 8, bmp_rows(indices, 8), palette=table, top_down=True)
            pictures["bmp-rle8.bmp"] = bmp(WIDTH, HEIGHT, 8, rle8(flip(indices // 16 * 16)), 1, table)
            pictures["bmp-core.bmp"] = bmp(WIDTH, HEIGHT, 8, bmp_rows(flip(indices), 8), palette=table, core=True)
    r, g, b = (rgb[:, :, i].astype(np.uint32) for i in range(3))
    five = (r >> 3) << 10 | (g >> 3) << 5 | b >> 3
    six = (r >> 3) << 11 | (g >> 2) << 5 | b >> 3
    pictures["bmp-555.bmp"] = bmp(WIDTH, HEIGHT, 16, bmp_rows(flip(five), 16))
    pictures["bmp-565.bmp"] = bmp(WIDTH, HEIGHT, 16, bmp_rows(flip(six), 16), 3,
                                  masks=struct.pack("<III", 0xF800, 0x07E0, 0x001F))
    whole = rgba[:, :, 3].astype(np.uint32) << 24 | r << 16 | g << 8 | b
    pictures["bmp-32.bmp"] = bmp(WIDTH, HEIGHT, 32, bmp_rows(flip(whole), 32))
    pictures["bmp-32-alpha.bmp"] = bmp(WIDTH, HEIGHT, 32, bmp_rows(flip(whole), 32), 3, header=124,
                                       masks=struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000))
    pictures["bmp-24.bmp"] = saved(RGB, "BMP")

    for number in range(1, 9):
        turn = RGB.resize((40, 24))
        block = exif_block(number, big=number % 2 == 0)
        pictures[f"orientation-{number}.jpg"] = saved(turn, "JPEG", quality=90, exif=b"Exif\0\0" + block)
        late = {"after" if number % 2 else "before": png_chunk(b"eXIf", block)}
        pictures[f"orientation-{number}.png"] = png(np.asarray(turn), 8, 2, **late)
        pictures[f"orientation-{number}.webp"] = saved(turn, "WEBP", lossless=True, exif=block)

    patches = Image.fromarray(PATCHES.repeat(16, axis=0).repeat(16, axis=1))
    for name, profile in [("adobe-rgb", ADOBE), ("display-p3", P3), ("srgb", SRGB), ("broken", b"not a profile" * 20)]:
        pictures[f"icc-{name}.jpg"] = saved(patches, "JPEG", quality=98, subsampling=0, icc_profile=profile)
        if name != "broken":
            pictures[f"icc-{name}.png"] = saved(patches, "PNG", icc_profile=profile)
            pictures[f"icc-{name}.webp"] = saved(patches, "WEBP", lossless=True, icc_profile=profile)
    pictures["icc-gray.png"] = saved(patches.convert("L"), "PNG", icc_profile=GRAY18)
    pictures["icc-gray.jpg"] = saved(patches.convert("L"), "JPEG", quality=98, icc_profile=GRAY18)
    translucent = patches.copy()
    translucent.putalpha(128)
    pictures["icc-adobe-rgb-alpha.png"] = saved(translucent, "PNG", icc_profile=ADOBE)
    return pictures


PATCHES = np.array([[[230, 40, 40], [40, 200, 60], [50, 60, 220], [240, 220, 40]],
                    [[128, 128, 128], [20, 20, 20], [245, 245, 245], [200, 150, 120]],
                    [[90, 60, 40], [60, 120, 110], [180, 90, 170], [255, 128, 0]]], np.uint8)


def without_adobe(jpeg):
    """Inks without the marker that says which way round they are: Pillow takes them for Adobe's."""
    at = jpeg.index(b"\xff\xee")
    return jpeg[:at] + jpeg[at + 2 + struct.unpack(">H", jpeg[at + 2:at + 4])[0]:]


def upright_rgba(data):
    """What a viewer should show, by Pillow and littleCMS."""
    image = Image.open(io.BytesIO(data))
    image.load()
    profile = image.info.get("icc_profile")
    if image.mode == "I;16":  # Pillow would clamp where a viewer shows the high byte.
        key = image.info.get("transparency")
        deep = np.asarray(image)
        image = Image.fromarray((deep >> 8).astype(np.uint8)).convert("RGBA")
        if key is not None:
            image.putalpha(Image.fromarray(np.where(deep == key, 0, 255).astype(np.uint8)))
    image = ImageOps.exif_transpose(image)
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            alpha = image.getchannel("A") if "A" in image.mode else None
            plain = image.convert("RGB") if image.mode != "L" else image
            out = ImageCms.profileToProfile(plain, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if alpha:
                out.putalpha(alpha)
            image = out
        except (ImageCms.PyCMSError, OSError):
            pass
    return np.asarray(image.convert("RGBA"))


# MARK: - Hostile pictures


def bad():
    pictures = {}
    jpeg = saved(RGB, "JPEG", quality=90)
    at = jpeg.index(b"\xff\xc0")
    sized = lambda w, h: jpeg[:at + 5] + struct.pack(">HH", h, w) + jpeg[at + 9:]
    pictures["jpeg-65535.jpg"] = "tooLarge", sized(65535, 65535)
    pictures["jpeg-many-pixels.jpg"] = "tooLarge", sized(60000, 60000)
    pictures["jpeg-no-width.jpg"] = "damaged", sized(0, 10)
    pictures["jpeg-no-height.jpg"] = "damaged", sized(10, 0)
    pictures["jpeg-taller-than-its-data.jpg"] = "damaged", sized(WIDTH, 900)
    pictures["jpeg-12-bits.jpg"] = "unsupported", jpeg[:at + 4] + b"\x0c" + jpeg[at + 5:]
    pictures["jpeg-lossless-process.jpg"] = "unsupported", jpeg[:at + 1] + b"\xc3" + jpeg[at + 2:]
    middle = len(jpeg) * 2 // 3
    pictures["jpeg-zeroed.jpg"] = "damaged", jpeg[:middle] + b"\0" * 200 + jpeg[middle + 200:]
    pictures["jpeg-ones.jpg"] = "damaged", jpeg[:middle] + b"\xff" * 64 + jpeg[middle + 64:]
    pictures["jpeg-marker-only.jpg"] = "damaged", b"\xff\xd8\xff"
    pictures["jpeg-segment-of-nothing.jpg"] = "damaged", b"\xff\xd8\xff\xe1\0\0" + jpeg[2:]
    pictures["jpeg-scans.jpg"] = "tooManyScans", many_scans(64, 64, 2000)
    pictures["jpeg-scans-large.jpg"] = "tooManyScans", many_scans(9000, 9000, 60)

    rgb = np.asarray(RGB)
    good_png = png(rgb, 8, 2)

    def png_head(width, height, depth=8, colour=2, data=None, before=b""):
        head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
        return (b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", head) + before
                + png_chunk(b"IDAT", data if data is not None else zlib.compress(b"\0" * 99)) + png_chunk(b"IEND", b""))

    pictures["png-65535.png"] = "tooLarge", png_head(65535, 65535)
    pictures["png-2-to-31.png"] = "tooLarge", png_head(2**31 - 1, 2**31 - 1)
    pictures["png-4-gig.png"] = "tooLarge", png_head(2**32 - 1, 2**32 - 1)
    pictures["png-bomb.png"] = "tooLarge", png_head(20000, 20000, data=zlib.compress(b"\0" * 2_000_000, 9))
    pictures["png-no-width.png"] = "damaged", png_head(0, 10)
    pictures["png-no-height.png"] = "damaged", png_head(10, 0)
    pictures["png-5-bits.png"] = "damaged", png_head(10, 10, depth=5)
    pictures["png-colour-5.png"] = "damaged", png_head(10, 10, colour=5)
    pictures["png-no-palette.png"] = "damaged", png_head(10, 10, colour=3)
    pictures["png-too-little-data.png"] = "damaged", png_head(100, 100)
    pictures["png-bad-sum.png"] = "damaged", good_png[:-20] + b"\x55" + good_png[-19:]
    pictures["png-not-zlib.png"] = "damaged", png_head(10, 10, data=b"\x12\x34" * 50)
    huge = b"x\0\0" + zlib.compress(b"\0" * 40_000_000, 9)
    pictures["png-icc-bomb-is-ignored.png"] = "none", png(rgb, 8, 2, before=png_chunk(b"iCCP", huge))
    text = b"x\0\0" + zlib.compress(b"a" * 40_000_000, 9)
    pictures["png-text-bomb-is-ignored.png"] = "none", png(rgb, 8, 2, before=png_chunk(b"zTXt", text))
    chunk = b"\x7f\xff\xff\xf0eXIf"
    pictures["png-endless-exif.png"] = "damaged", good_png[:33] + chunk + good_png[33:]

    webp = saved(RGB, "WEBP", quality=85)
    lossless = saved(RGB, "WEBP", lossless=True)
    pictures["webp-riff-too-long.webp"] = "damaged", webp[:4] + struct.pack("<I", 2**31) + webp[8:]
    pictures["webp-riff-too-short.webp"] = "damaged", webp[:4] + struct.pack("<I", 20) + webp[8:]
    pictures["webp-chunk-too-long.webp"] = "damaged", webp[:16] + struct.pack("<I", 2**31 - 2) + webp[20:]
    pictures["webp-corrupt-lossless.webp"] = "damaged", lossless[:40] + bytes(
        b ^ 0xA5 for b in lossless[40:400]) + lossless[400:]
    canvas = b"\x10\0\0\0" + b"\xff\xff\xff" * 2  # 2^24 a side, which libwebp refuses by itself.
    pictures["webp-canvas.webp"] = "damaged", riff([(b"VP8X", canvas), (webp[12:16], webp[20:])])
    large = b"\x02\0\0\0" + struct.pack("<I", 29999)[:3] * 2
    pictures["webp-large-canvas.webp"] = "tooLarge", riff([(b"VP8X", large), (b"ANIM", b"\0" * 6), (
        b"ANMF", b"\0" * 6 + struct.pack("<I", WIDTH - 1)[:3] + struct.pack("<I", HEIGHT - 1)[:3] + b"\0" * 4
        + lossless[12:])])
    pictures["webp-empty.webp"] = "damaged", riff([])

    screen = lambda w, h, flags=0: b"GIF89a" + struct.pack("<HHBBB", w, h, flags, 0, 0)
    image = lambda w, h: b"\x2c" + struct.pack("<HHHHB", 0, 0, w, h, 0)
    pictures["gif-no-frame.gif"] = "damaged", screen(10, 10) + b";"
    pictures["gif-no-side.gif"] = "damaged", screen(0, 0) + image(0, 0) + b"\x02\x01\x2c\0;"
    pictures["gif-65535.gif"] = "tooLarge", screen(65535, 65535) + image(65535, 65535) + b"\x02\x01\x2c\0;"
    pictures["gif-large-screen.gif"] = "tooLarge", screen(60000, 60000) + image(1, 1) + b"\x02\x02\x44\x01\0;"
    pictures["gif-too-little-data.gif"] = "damaged", screen(100, 100) + image(100, 100) + b"\x02\x02\x44\x01\0;"
    pictures["gif-code-size.gif"] = "damaged", screen(10, 10) + image(10, 10) + b"\x0e\x02\x44\x01\0;"
    pictures["gif-unknown-block.gif"] = "damaged", screen(10, 10) + b"\x99\x99" + image(10, 10) + b"\x02\x02\x44\x01\0;"
    pictures["gif-frames.gif"] = "tooManyFrames", screen(1, 1) + (image(1, 1) + b"\x02\x02\x44\x01\0") * 10_001 + b";"

    rows = lambda n: b"\0" * n
    pictures["bmp-huge.bmp"] = "tooLarge", bmp(2**31 - 1, 2**31 - 1, 24, rows(100))
    pictures["bmp-lowest-height.bmp"] = "tooLarge", bmp(10, -2**31, 24, rows(100))
    pictures["bmp-negative-width.bmp"] = "damaged", bmp(-10, 10, 24, rows(400))
    pictures["bmp-no-height.bmp"] = "damaged", bmp(10, 0, 24, rows(400))
    short = bmp(10, 10, 24, rows(320))
    pictures["bmp-offset-beyond.bmp"] = "damaged", short[:10] + struct.pack("<I", 2**32 - 1) + short[14:]
    pictures["bmp-too-short.bmp"] = "damaged", bmp(100, 100, 24, rows(320))
    pictures["bmp-7-bits.bmp"] = "unsupported", bmp(10, 10, 7, rows(320))
    pictures["bmp-jpeg-inside.bmp"] = "unsupported", bmp(10, 10, 24, rows(320), 4)
    pictures["bmp-masks-with-holes.bmp"] = "unsupported", bmp(10, 10, 16, rows(320), 3,
                                                              masks=struct.pack("<III", 0xA000, 0x0500, 0x0005))
    pictures["bmp-colours.bmp"] = "damaged", bmp(10, 10, 8, b"")[:46] + struct.pack("<I", 2**32 - 1) + b"\0" * 44
    table = b"\0\0\0\0\xff\xff\xff\0" * 128
    pictures["bmp-runs-up.bmp"] = "damaged", bmp(10, 10, 8, b"\0\2\xff\xff" * 50 + b"\0\1", 1, table)
    pictures["bmp-runs-without-end.bmp"] = "damaged", bmp(10, 10, 8, b"\x0a\x01\0\0" * 5, 1, table)
    pictures["bmp-literal-beyond.bmp"] = "damaged", bmp(10, 10, 8, b"\0\xff\1\2\3", 1, table)

    pictures["empty.jpg"] = "notAnImage", b""
    pictures["text.bmp"] = "notAnImage", b"BMW makes cars, and this is a text of some length about them."
    pictures["page.png"] = "notAnImage", b"<!doctype html><title>Not found</title>"
    pictures["half-signature.png"] = "notAnImage", b"\x89PNG\r\n"
    return pictures


def many_scans(width, height, scans):
    """A progressive gray JPEG of one colour, whose AC scan comes again and again: a few bytes, a pass over all blocks."""
    blocks = -(-width // 8) * -(-height // 8)
    segment = lambda marker, body: b"\xff" + bytes([marker]) + struct.pack(">H", 2 + len(body)) + body
    one_code = lambda kind, value: bytes([kind, 1] + [0] * 15 + [value])
    head = b"\xff\xd8" + segment(0xDB, b"\0" + b"\x01" * 64)
    head += segment(0xC2, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\0")
    head += segment(0xC4, one_code(0x00, 0)) + segment(0xC4, one_code(0x10, 0xE0))
    dc = segment(0xDA, b"\x01\x01\0\0\0\0") + b"\0" * -(-blocks // 8)
    # EOB14, '0' and 14 bits: 2^14 + those bits blocks without coefficients.
    bits, left = "", blocks
    while left:
        run = min(left, 2**15 - 1) if left >= 2**14 else None
        if run is None:
            break
        bits += "0" + format(run - 2**14, "014b")
        left -= run
    if left:  # The rest as a run that goes beyond the last block, which is what libjpeg does not mind.
        bits += "0" + "0" * 14
    bits += "1" * (-len(bits) % 8)
    data = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")
    ac = segment(0xDA, b"\x01\x01\0\x01\x3f\0") + data
    return head + dc + ac * scans + b"\xff\xd9"


# MARK: - Previews against a full-resolution reference


def references():
    """Large enough to be decoded at 1/4 and 1/8, with sides of which that leaves the most over; an alpha that would bleed."""
    photo = scene(1001, 753, seed=7)
    cut = scene(640, 480, seed=8)
    cut.putalpha(Image.fromarray(((np.add.outer(np.arange(480) // 30, np.arange(640) // 30) % 2) * 255).astype(np.uint8)))
    return {"photo-420.jpg": saved(photo, "JPEG", quality=85), "photo-progressive.jpg": saved(
        photo, "JPEG", quality=85, progressive=True), "photo.webp": saved(photo, "WEBP", quality=85),
        "chequered.webp": saved(cut, "WEBP", lossless=True), "photo-gray.jpg": saved(photo.convert("L"), "JPEG", quality=85)}


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def main():
    for folder in ("good", "bad", "truncated", "reference"):
        shutil.rmtree(ROOT / folder, ignore_errors=True)
    pictures = good()
    with open(ROOT / "good.csv", "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow("file,width,height,upright_width,upright_height,luma_crc32,red,green,blue,alpha".split(","))
        for name, data in sorted(pictures.items()):
            write(ROOT / "good" / name, data)
            image = Image.open(io.BytesIO(data))
            luma = image.convert("L")
            upright = upright_rgba(data)
            means = [f"{v:.2f}" for v in upright.reshape(-1, 4).astype(float).mean(axis=0)]
            digest = f"{zlib.crc32(luma.tobytes()):08x}"
            table.writerow([name, *image.size, upright.shape[1], upright.shape[0], digest, *means])
    with open(ROOT / "patches.csv", "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow("file,x,y,red,green,blue".split(","))
        for name in sorted(n for n in pictures if n.startswith(("icc-", "orientation-"))):
            upright = upright_rgba(pictures[name])
            height, width = upright.shape[:2]
            points = [(x, y) for y in range(8, height, 16) for x in range(8, width, 16)]
            for x, y in points if name.startswith("icc-") else [(2, 2), (width - 3, 2), (2, height - 3), (width - 3, height - 3)]:
                table.writerow([name, x, y, *upright[y, x, :3]])
    with open(ROOT / "bad.csv", "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["file", "error"])
        for name, (error, data) in sorted(bad().items()):
            write(ROOT / "bad" / name, data)
            table.writerow([name, error])
    for name in ("jpeg-420.jpg", "jpeg-progressive.jpg", "png-rgb8.png", "png-rgba8-interlaced.png", "webp-lossy.webp",
                 "webp-lossless-alpha.webp", "gif-plain.gif", "gif-animated.gif", "bmp-24.bmp", "bmp-rle8.bmp"):
        data, stem = pictures[name], pathlib.Path(name)
        for percent in (10, 50, 90):
            write(ROOT / "truncated" / f"{stem.stem}-{percent}{stem.suffix}", data[: len(data) * percent // 100])
        write(ROOT / "truncated" / f"{stem.stem}-last{stem.suffix}", data[:-1])
    for name, data in references().items():
        write(ROOT / "reference" / name, data)
        image = Image.open(io.BytesIO(data))
        for side in (80, 40):
            small = image.resize(fitted(image.size, side), Image.LANCZOS)
            small.save(ROOT / "reference" / f"{name}-{side}.png", optimize=True)
    print(sum(p.stat().st_size for p in ROOT.rglob("*") if p.is_file()), "bytes")


def fitted(size, side):
    """As PixelSize.fitted(longerSide:)."""
    width, height = size
    if width >= height:
        return side, max(1, (height * side + width // 2) // width)
    return max(1, (width * side + height // 2) // height), side


main()
