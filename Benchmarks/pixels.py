#!/usr/bin/env python3
"""Previews beside other libraries', in turns in one run: pixels.py PIXEL-TIMES FOLDER [ROUNDS]

PIXEL-TIMES is the binary of that name. Everyone goes from a file's bytes to the bytes of a JPEG of quality 85, upright, on one
thread; what is printed is the median of CPU milliseconds over the rounds. The picture is drawn from a seed: noise whose
spectrum falls as a photograph's does, a sensor's noise, and hard edges.
"""

import io
import os
import statistics
import subprocess
import sys
import time

os.environ["VIPS_CONCURRENCY"] = os.environ["OMP_NUM_THREADS"] = "1"
import cv2  # noqa: E402
import numpy as np  # noqa: E402
import pillow_heif  # noqa: E402
import pyvips  # noqa: E402
from PIL import Image, ImageDraw, ImageOps  # noqa: E402
from skimage.metrics import structural_similarity  # noqa: E402

WIDTH, HEIGHT = 4000, 3000
FILES = {"420.jpg": dict(quality=85, subsampling="4:2:0"), "444.jpg": dict(quality=85, subsampling="4:4:4"),
         "progressive.jpg": dict(quality=85, progressive=True), "photo.png": dict(), "photo.webp": dict(quality=85, method=2),
         "photo.heic": dict(quality=75), "photo.avif": dict(quality=75, speed=8)}


def photo():
    random = np.random.default_rng(5)
    fy, fx = np.fft.fftfreq(HEIGHT)[:, None], np.fft.rfftfreq(WIDTH)[None, :]
    falloff = 1 / np.maximum(np.hypot(fy, fx), 1 / WIDTH) ** 1.75
    planes = []
    for _ in range(3):
        plane = np.fft.irfft2(falloff * np.exp(2j * np.pi * random.random(falloff.shape)), s=(HEIGHT, WIDTH))
        planes.append(plane / plane.std())
    light = 120 + 38 * planes[0] + np.linspace(40, -40, HEIGHT)[:, None] + random.normal(0, 2, (HEIGHT, WIDTH))
    colours = np.stack([light + 12 * planes[1], light, light + 12 * planes[2]], -1)
    image = Image.fromarray(colours.clip(0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for index in range(60):
        x, y, angle = random.integers(0, WIDTH), random.integers(0, HEIGHT), random.random() * np.pi
        length, shade = random.integers(200, 1500), int(random.integers(0, 256))
        end = (x + length * np.cos(angle), y + length * np.sin(angle))
        draw.line([(x, y), end], fill=(shade, shade, 255 - shade), width=1 + index // 3)
    return image


def libvips(data, side):
    return pyvips.Image.thumbnail_buffer(data, side, height=side).jpegsave_buffer(Q=85)


def pillow(data, side):
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    return jpeg(image)


def opencv(data, side):
    flag = cv2.IMREAD_COLOR
    if data[:2] == b"\xff\xd8":
        flag = cv2.IMREAD_REDUCED_COLOR_8 if side * 8 <= WIDTH else cv2.IMREAD_REDUCED_COLOR_2
    image = cv2.imdecode(np.frombuffer(data, np.uint8), flag)
    size = (side, round(image.shape[0] * side / image.shape[1]))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes()


def jpeg(image):
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()


class Ours:
    def __init__(self, binary):
        self.process = subprocess.Popen([binary], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, what, path):
        self.process.stdin.write(f"{what} {path}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


def timed(function, *arguments):
    """None where the library does not know the format."""
    start = time.process_time()
    try:
        function(*arguments)
    except Exception:
        return None
    return (time.process_time() - start) * 1e3


def shown(milliseconds):
    return "–" if milliseconds is None else f"{milliseconds:.1f}"


def main(binary, folder, rounds="7"):
    cv2.setNumThreads(1)
    pillow_heif.register_heif_opener()
    os.makedirs(folder, exist_ok=True)
    paths = {name: os.path.join(os.path.abspath(folder), name) for name in FILES}
    if not all(map(os.path.exists, paths.values())):
        image = photo()
        for name, options in FILES.items():
            image.save(paths[name], **options)
    ours = Ours(binary)
    peers = {"libvips": libvips, "Pillow": pillow, "OpenCV": opencv}
    print("| picture | to | Calotype | scaled decode | of it | libvips | Pillow | OpenCV | SSIM, libvips' |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, path in paths.items():
        with open(path, "rb") as file:
            data = file.read()
        for side in (300, 1200):
            turns = {"ours": lambda: ours(f"preview-{side}", path)}
            if name.endswith("jpg"):
                turns["floor"] = lambda: ours(f"scaled-{side}", path)
            turns |= {peer: lambda function=function: timed(function, data, side) for peer, function in peers.items()}
            times = {who: [] for who in turns}
            for number in range(int(rounds)):
                # Everyone comes after everyone: whoever is before leaves the caches full of its own.
                order = list(turns) if number % 2 else list(reversed(turns))
                for who in order:
                    times[who].append(turns[who]())
            median = {who: None if None in values else statistics.median(values) for who, values in times.items()}
            floor = median.get("floor")
            print(f"| {name} | {side} | **{median['ours']:.1f}** | {f'{floor:.1f}' if floor else '–'} "
                  f"| {median['ours'] / floor:.2f} " if floor else f"| {name} | {side} | **{median['ours']:.1f}** | – | – ", end="")
            print("".join(f"| {shown(median[peer])} " for peer in peers) + f"| {similarity(binary, data, path, side)} |", flush=True)
        if name.endswith("jpg"):
            made = statistics.median(ours("upload", path) for _ in range(int(rounds)))
            hashed, gray = (statistics.median(ours(what, path) for _ in range(int(rounds))) for what in ("phash", "scaled-gray"))
            print(f"| {name} | a phash | **{hashed:.1f}** | {gray:.1f} | {hashed / gray:.2f} | | | | |", flush=True)
            print(f"| {name} | all of an upload | **{made:.1f}** | {floor:.1f} | {made / floor:.2f} | | | | |", flush=True)


def written_by_libvips(data, side):
    try:
        return libvips(data, side)
    except pyvips.Error:
        return None


def similarity(binary, data, path, side):
    """Ours and libvips' against Lanczos-3 over every pixel, in luma, through the JPEG that each wrote."""
    made = subprocess.run([binary, "write", path, str(side)], check=True, capture_output=True).stdout
    full = Image.open(io.BytesIO(data)).convert("RGB")
    results = []
    for written in (made, written_by_libvips(data, side)):
        if written is None:
            results.append("–")
            continue
        small = Image.open(io.BytesIO(written)).convert("RGB")
        reference = full.resize(small.size, Image.Resampling.LANCZOS).convert("L")
        results.append(f"{structural_similarity(np.asarray(reference), np.asarray(small.convert('L'))):.4f}")
    return ", ".join(results)


if __name__ == "__main__":
    main(*sys.argv[1:])
