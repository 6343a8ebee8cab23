#!/usr/bin/env python3
"""Makes fixtures/attachments/: a small file of each kind that attachments are read from, each with a phrase of its own.

usage: scripts/make-attachment-fixtures.py

Needs Pillow, pandoc, and Debian's fonts-dejavu-core. The tests know the phrases.
"""
import io
import os
import subprocess
import zipfile

from PIL import Image, ImageDraw, ImageFont

OUT = os.path.join(os.path.dirname(__file__), "..", "fixtures", "attachments")
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


def page(lines):
    image = Image.new("L", (1240, 420), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(FONT, 36)
    for number, line in enumerate(lines):
        draw.text((80, 60 + number * 70), line, fill=20, font=font)
    return image


def path(name):
    return os.path.join(OUT, name)


def pdf(*lines):
    """One page of lines in Helvetica, as small as a PDF can be."""
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    content = f"BT /F1 14 Tf 16 TL 72 720 Td {shown} ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for offset in offsets:
        out.write(b"%010d 00000 n \n" % offset)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def pandoc(text, name, kind):
    subprocess.run(
        ["pandoc", "--from", "markdown", "--to", kind, "--standalone", "--output", path(name)],
        input=text.encode(), check=True)


os.makedirs(OUT, exist_ok=True)
page([
    "Report of the warden of the marsh",
    "On the third of May there were seventeen herons",
    "on the old jetty, and all of them left at noon.",
]).save(path("scan.png"), optimize=True)
page(["Inventory of the attic", "One velvet walrus, stuffed, without its left tusk."]).save(
    path("scanned.pdf"), resolution=150)
with open(path("letter.pdf"), "wb") as file:
    file.write(pdf("Dear Clara, the brass astrolabe is behind the clock. Yours, Emil"))
with open(path("wrapped.pdf"), "wb") as file:
    file.write(pdf(
        "Signals", "When the fog comes in at night, hang up the green", "lantern of the northern harbour, and have the col-",
        "leagues of the day shift woken.", "", "", "", "Always."))
with open(path("latin1.txt"), "w", encoding="latin-1", newline="\r\n") as file:
    file.write("Die schönen Müllerstöchter wohnen über der Brücke.\nSonst wohnt dort niemand.\n")
with open(path("utf16.txt"), "w", encoding="utf-16") as file:
    file.write("Письмо лежит в синей шкатулке.\n")
pandoc("# Wind\n\nWe counted forty turbines along the ridge.\n", "report.docx", "docx")
pandoc("The lighthouse keeper sleeps in the afternoon.\n", "notes.odt", "odt")
pandoc("The last gondola leaves at a quarter to nine.\n", "memo.rtf", "rtf")
with zipfile.ZipFile(path("bundle.zip"), "w", zipfile.ZIP_DEFLATED) as bundle:
    for name in ("data/pangolin.csv", "data/readme.txt", "../outside.txt"):
        bundle.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), "nothing\n")
