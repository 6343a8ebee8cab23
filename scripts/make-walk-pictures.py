#!/usr/bin/env python3
"""Makes fixtures/walk: the pictures of the README's walk.

Beside them go the values that other tools compute of them, for the command line's tests: imagehash's hashes of the
stored pixels (hashes.csv), and Pillow's LANCZOS thumbnail of the upright cat (cat-300.png).

Needs Pillow, imagehash and scikit-image, which brings three photographs that are free of copyright:
chelsea (CC0, Stefan van der Walt), coffee (CC0, Rachel Michetti) and rocket (public domain, SpaceX).
"""
import csv
import glob
import os

import imagehash
import skimage.data
from PIL import ExifTags, Image, ImageEnhance, ImageOps

FOLDER = os.path.join(os.path.dirname(__file__), "..", "fixtures", "walk")


def camera_exif(orientation):
    """What a camera writes: maker, model, a local time with its offset, a place."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Calotype"
    exif[ExifTags.Base.Model] = "Sample Camera 1"
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.DateTime] = "2025:10:15 16:30:00"
    camera = exif.get_ifd(ExifTags.IFD.Exif)
    camera[ExifTags.Base.DateTimeOriginal] = "2025:10:15 16:30:00"
    camera[ExifTags.Base.OffsetTimeOriginal] = "+02:00"
    camera[ExifTags.Base.FNumber] = 2.8
    camera[ExifTags.Base.ExposureTime] = 0.004
    camera[ExifTags.Base.ISOSpeedRatings] = 200
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (59.0, 54.0, 50.04)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (10.0, 45.0, 7.92)
    return exif


def main():
    os.makedirs(FOLDER, exist_ok=True)
    cat = Image.fromarray(skimage.data.chelsea()).resize((1203, 800), Image.LANCZOS)
    # As a camera held upright writes it: pixels lying on their side, and EXIF that says so.
    cat.transpose(Image.ROTATE_90).save(f"{FOLDER}/cat.jpg", quality=88, exif=camera_exif(6))
    ImageEnhance.Brightness(cat).enhance(1.4).resize((900, 599), Image.LANCZOS).save(
        f"{FOLDER}/cat-brighter.jpg", quality=75)
    cat.crop((30, 20, 1173, 780)).save(f"{FOLDER}/cat-cropped.webp", quality=80)
    Image.fromarray(skimage.data.coffee()).save(f"{FOLDER}/coffee.jpg", quality=88)
    Image.fromarray(skimage.data.rocket()).save(f"{FOLDER}/rocket.jpg", quality=85)

    upright = ImageOps.exif_transpose(Image.open(f"{FOLDER}/cat.jpg"))
    upright.resize((300, 200), Image.LANCZOS).save(f"{FOLDER}/cat-300.png", optimize=True)
    with open(f"{FOLDER}/hashes.csv", "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["path", "width", "height", "phash", "dhash", "ahash"])
        for path in sorted(glob.glob(f"{FOLDER}/*.jpg") + glob.glob(f"{FOLDER}/*.webp")):
            picture = Image.open(path)
            rows.writerow([
                os.path.basename(path), picture.width, picture.height, imagehash.phash(picture),
                imagehash.dhash(picture), imagehash.average_hash(picture)])


main()
