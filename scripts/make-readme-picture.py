#!/usr/bin/env python3
"""Draws docs/images/similar.jpg: what a running server says looks like the walk's cat.

Usage: make-readme-picture.py URL, with the server's data folder fresh. Needs Pillow.
"""
import io
import json
import os
import sys
import urllib.request

from PIL import Image, ImageDraw, ImageFont

API = sys.argv[1] + "/imalink/api/v1"
ROOT = os.path.join(os.path.dirname(__file__), "..")
FONT = "DejaVuSans.ttf"


def call(method, path, token=None, body=None, content_type="application/json"):
    request = urllib.request.Request(API + path, data=body, method=method)
    request.add_header("Content-Type", content_type)
    if token:
        request.add_header("Authorization", "Bearer " + token)
    with urllib.request.urlopen(request) as answer:
        return answer.read()


def upload(token, name):
    with open(f"{ROOT}/fixtures/walk/{name}", "rb") as file:
        body = (b'--x\r\nContent-Disposition: form-data; name="file"; filename="' + name.encode() + b'"\r\n\r\n'
                + file.read() + b"\r\n--x--\r\n")
    return json.loads(call("POST", "/image-files/new-photo", token, body, "multipart/form-data; boundary=x"))


def main():
    account = {"username": "ann", "email": "ann@example.com", "password": "correct horse", "display_name": "Ann"}
    call("POST", "/auth/register", body=json.dumps(account).encode())
    token = json.loads(call("POST", "/auth/login", body=json.dumps(account).encode()))["access_token"]
    names = ["cat.jpg", "cat-brighter.jpg", "cat-cropped.webp", "coffee.jpg", "rocket.jpg"]
    files = {name: upload(token, name) for name in names}
    asked = files["cat.jpg"]
    similar = json.loads(call("GET", f"/image-files/similar/{asked['image_file_id']}?threshold=8", token))

    canvas = Image.new("RGB", (1000, 292), "white")
    draw = ImageDraw.Draw(canvas)
    font, small = ImageFont.truetype(FONT, 15), ImageFont.truetype(FONT, 13)
    for place, (name, caption) in enumerate(
            [("cat.jpg", "asked: cat.jpg")]
            + [(hit["filename"], f"{hit['filename']}: {hit['hamming_distance']} of 64 bits differ") for hit in similar]):
        picture = call("GET", f"/photos/{files[name]['photo_hothash']}/hotpreview", token)
        left = 10 + place * 330
        canvas.paste(Image.open(io.BytesIO(picture)), (left, 44))
        draw.text((left, 252), caption, "black", small)
    draw.text((10, 14), "GET /api/v1/image-files/similar/1?threshold=8", "black", font)
    draw.text((10, 272), "Not among them: coffee.jpg, rocket.jpg", "gray", small)
    os.makedirs(f"{ROOT}/docs/images", exist_ok=True)
    canvas.save(f"{ROOT}/docs/images/similar.jpg", quality=88)


main()
