#!/usr/bin/env python3
"""Writes fixtures/exif/cases.json: EXIF blocks, and what Pillow and Python's own calendar read in them.

Needs Pillow. Each block is put together here byte by byte, so that both byte orders and wrong directories are covered;
Pillow's parser then reads it, and its answer is what ExifMetadataTests expects, after the rules of `expected_value`.
One block is Pillow's own work.
"""
import base64
import datetime
import json
import math
import pathlib
import struct

from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED, SLONG, SRATIONAL = 1, 2, 3, 4, 5, 7, 9, 10
EXIF_IFD, GPS_IFD = 0x8769, 0x8825
# Where Pillow does not use the standard's name.
STANDARD_NAMES = {
    "ExifImageWidth": "PixelXDimension", "ExifImageHeight": "PixelYDimension", "FlashPixVersion": "FlashpixVersion",
    "SubsecTime": "SubSecTime", "SubsecTimeOriginal": "SubSecTimeOriginal",
    "SubsecTimeDigitized": "SubSecTimeDigitized",
}
SKIPPED = {"ExifOffset", "GPSInfo", "MakerNote", "ExifInteroperabilityOffset"}


def packed(order, kind, values):
    if kind in (BYTE, ASCII, UNDEFINED):
        return len(values), bytes(values)
    if kind in (RATIONAL, SRATIONAL):
        code = "I" if kind == RATIONAL else "i"
        return len(values), b"".join(struct.pack(order + 2 * code, *pair) for pair in values)
    return len(values), struct.pack(f"{order}{len(values)}{ {SHORT: 'H', LONG: 'I', SLONG: 'i'}[kind] }", *values)


def block(order, main, exif=(), gps=()):
    """A TIFF block of up to three directories, each a list of (tag, type, values)."""
    directories = [list(main), list(exif), list(gps)]
    if exif:
        directories[0].append((EXIF_IFD, LONG, [0]))
    if gps:
        directories[0].append((GPS_IFD, LONG, [0]))
    for _ in range(2):  # once for the lengths, once with the offsets
        body, starts = b"", []
        for directory in directories:
            if not directory:
                starts.append(0)
                continue
            start = 8 + len(body)
            starts.append(start)
            overflow_at = start + 2 + 12 * len(directory) + 4
            entries, overflow = b"", b""
            for tag, kind, values in sorted(directory, key=lambda entry: entry[0]):
                count, data = packed(order, kind, values)
                if len(data) > 4:
                    field = struct.pack(order + "I", overflow_at + len(overflow))
                    overflow += data + b"\0" * (len(data) % 2)
                else:
                    field = data.ljust(4, b"\0")
                entries += struct.pack(order + "HHI", tag, kind, count) + field
            body += struct.pack(order + "H", len(directory)) + entries + b"\0\0\0\0" + overflow
        directories[0] = [
            (tag, kind, [starts[1]] if tag == EXIF_IFD else [starts[2]] if tag == GPS_IFD else values)
            for tag, kind, values in directories[0]
        ]
    return (b"II*\0\x08\0\0\0" if order == "<" else b"MM\0*\0\0\0\x08") + body


def expected_value(tag, value):
    """A value as ExifValue tells it, or None where it is left out."""
    if isinstance(value, tuple):
        parts = [expected_value(tag, part) for part in value]
        return None if None in parts else parts
    if isinstance(value, IFDRational):
        number = float(value)
        return {"real": number} if math.isfinite(number) else None
    if isinstance(value, int):
        return {"integer": value}
    if isinstance(value, float):
        return {"real": value} if math.isfinite(value) else None
    undefined = isinstance(value, bytes)
    if isinstance(value, str):
        value = value.encode("latin-1")  # as Pillow read it
    if 0x9C9B <= tag <= 0x9C9F:
        text = value.decode("utf-16-le").split("\0")[0]
    elif tag in (0x9286, 0x1B):
        code, value = value[:8], value[8:]
        if code == b"UNICODE\0":
            text = value.decode("utf-16-be" if BIG_ENDIAN else "utf-16-le")
        elif code in (b"ASCII\0\0\0", b"\0" * 8):
            text = value.split(b"\0")[0].decode("ascii")
        else:
            return None
    else:
        value = value.rstrip(b"\0") if undefined else value.split(b"\0")[0]
        if undefined and any(byte < 0x20 for byte in value):
            return None
        try:
            text = value.decode("utf-8")
        except UnicodeDecodeError:
            text = value.decode("latin-1")
    text = text.strip()
    return {"text": text} if text else None


def expected_tags(data):
    exif = Image.Exif()
    exif.load(b"Exif\0\0" + data)
    tags = {}
    for directory, names in ((exif, ExifTags.TAGS), (exif.get_ifd(EXIF_IFD), ExifTags.TAGS), (exif.get_ifd(GPS_IFD), ExifTags.GPSTAGS)):
        for tag, value in directory.items():
            name = names.get(tag)
            if name is None or name in SKIPPED:
                continue
            # Pillow hands bytes over for the type BYTE as for UNDEFINED.
            numbers = name in ("GPSVersionID", "GPSAltitudeRef") and isinstance(value, bytes)
            value = expected_value(tag, tuple(value) if numbers else value)
            if numbers and len(value) == 1:
                value = value[0]
            if value is not None:
                tags.setdefault(STANDARD_NAMES.get(name, name), value)
    return tags


def seconds(text, offset=None):
    moment = datetime.datetime.strptime(text + (offset or "+00:00"), "%Y:%m:%d %H:%M:%S%z")
    return int((moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)).total_seconds())


def text(value, encoding="utf-8"):
    return value.encode(encoding) + b"\0"


def main():
    global BIG_ENDIAN
    cases = []

    def case(name, main, exif=(), gps=(), orders="<>", **facts):
        global BIG_ENDIAN
        for order in orders:
            BIG_ENDIAN = order == ">"
            data = main if isinstance(main, bytes) else block(order, main, exif, gps)
            cases.append({
                "name": name + (", big-endian" if BIG_ENDIAN else ""), "block": base64.b64encode(data).decode(),
                "tags": expected_tags(data), **facts,
            })

    camera = [
        (0x010E, ASCII, text("Skjærgård, 日本")), (0x010F, ASCII, text("Canon ")), (0x0110, ASCII, text("Canon EOS R5")),
        (0x0112, SHORT, [6]), (0x011A, RATIONAL, [(72, 1)]), (0x011B, RATIONAL, [(72, 1)]), (0x0128, SHORT, [2]),
        (0x0131, ASCII, text("darktable")), (0x013C, ASCII, text("a phone")), (0x0132, ASCII, text("2025:10:15 14:30:00")),
    ]
    details = [
        (0x829A, RATIONAL, [(1, 250)]), (0x829D, RATIONAL, [(28, 10)]), (0x8822, SHORT, [2]), (0x8827, SHORT, [400]),
        (0x9000, UNDEFINED, b"0232"), (0x9003, ASCII, text("2025:10:15 14:30:01")),
        (0x9004, ASCII, text("2025:10:15 14:30:02")), (0x9011, ASCII, text("+02:00")), (0x9101, UNDEFINED, b"\1\2\3\0"),
        (0x9204, SRATIONAL, [(-2, 3)]), (0x9209, SHORT, [16]), (0x920A, RATIONAL, [(50, 1)]),
        (0x9286, UNDEFINED, b"ASCII\0\0\0a day out  "), (0x9291, ASCII, text("5")), (0xA002, LONG, [8192]),
        (0xA003, LONG, [5464]), (0xA300, UNDEFINED, b"\3"), (0xA432, RATIONAL, [(24, 1), (70, 1), (28, 10), (28, 10)]),
        (0xA000, UNDEFINED, b"0100"), (0x9400, SRATIONAL, [(-105, 10)]), (0x8833, LONG, [400]),
        (0xA302, UNDEFINED, b"\2\0\2\0\0\1\1\2"), (0xEA1C, UNDEFINED, b"\0" * 6),
        (0xA434, ASCII, text("RF24-70mm F2.8 L IS USM")),
        # A maker's notes: left out, whatever they hold.
        (0x927C, UNDEFINED, b"Nikon\0\2\x10\0\0MM\0*\0\0\0\x08\0\1\0\1\0\7\xff\xff\xff\xff\0\0\0\0"),
    ]
    oslo = [
        (0, BYTE, [2, 3, 0, 0]), (1, ASCII, b"N\0"), (2, RATIONAL, [(59, 1), (54, 1), (5004, 100)]), (3, ASCII, b"E\0"),
        (4, RATIONAL, [(10, 1), (45, 1), (792, 100)]), (5, BYTE, [0]), (6, RATIONAL, [(235, 10)]),
        (0x1D, ASCII, text("2025:10:15")),
    ]
    case(
        "a camera's block", camera, details, oslo, orientation=6,
        seconds=seconds("2025:10:15 14:30:01", "+02:00"), milliseconds=500, has_offset=True,
        latitude=59 + 54 / 60 + 50.04 / 3600, longitude=10 + 45 / 60 + 7.92 / 3600)

    santiago = [
        (1, ASCII, b"S\0"), (2, RATIONAL, [(33, 1), (26, 1), (16, 1)]), (3, ASCII, b"W\0"),
        (4, RATIONAL, [(70, 1), (39, 1), (0, 1)]),
    ]
    case("south and west", [(0x010F, ASCII, text("x"))], gps=santiago, latitude=-(33 + 26 / 60 + 16 / 3600), longitude=-70.65)
    case("degrees and decimal minutes", [(0x010F, ASCII, text("x"))], gps=[
        (1, ASCII, b"N\0"), (2, RATIONAL, [(51, 1), (3012, 100), (0, 1)]), (3, ASCII, b"W\0"),
        (4, RATIONAL, [(0, 1), (7665, 1000), (0, 1)])], latitude=51.502, longitude=-0.12775)
    case("no hemisphere", [(0x010F, ASCII, text("x"))], gps=[entry for entry in santiago if entry[0] != 1])
    case("a place off the globe", [(0x010F, ASCII, text("x"))], gps=[
        (1, ASCII, b"N\0"), (2, RATIONAL, [(91, 1), (0, 1), (0, 1)]), *santiago[2:]])
    case("degrees over nothing", [(0x010F, ASCII, text("x"))], gps=[
        (1, ASCII, b"N\0"), (2, RATIONAL, [(51, 1), (0, 0), (0, 0)]), *santiago[2:]])

    for orientation in range(0, 10):
        known = {"orientation": orientation} if 1 <= orientation <= 8 else {}
        case(f"orientation {orientation}", [(0x0112, SHORT, [orientation])], **known)
    case("orientation as a long", [(0x0112, LONG, [3])], orientation=3)

    def times(name, main, exif, when=None, offset=None, milliseconds=0):
        facts = {} if when is None else {
            "seconds": seconds(when, offset), "milliseconds": milliseconds, "has_offset": offset is not None}
        case(name, [(0x010F, ASCII, text("x")), *main], exif, orders="<", **facts)

    times("only DateTime, with its offset", [(0x0132, ASCII, text("2020:02:29 23:59:59"))],
          [(0x9010, ASCII, text("-03:30")), (0x9290, ASCII, text("07"))], "2020:02:29 23:59:59", "-03:30", 70)
    times("digitized only, with its fraction", [], [(0x9004, ASCII, text("1999:12:31 23:59:59")), (0x9292, ASCII, text("123456"))],
          "1999:12:31 23:59:59", None, 123)
    times("an original of zeros gives way", [], [(0x9003, ASCII, text("0000:00:00 00:00:00")), (0x9004, ASCII, text("2001:09:09 01:46:40"))],
          "2001:09:09 01:46:40")
    times("before 1970", [], [(0x9003, ASCII, text("1969:12:31 23:59:59")), (0x9291, ASCII, text("25"))], "1969:12:31 23:59:59", None, 250)
    times("the leap day of a century that has one", [], [(0x9003, ASCII, text("2000:02:29 00:00:00"))], "2000:02:29 00:00:00")
    times("the leap day of one that has none", [], [(0x9003, ASCII, text("1900:02:29 00:00:00"))])
    times("a thirteenth month", [], [(0x9003, ASCII, text("2024:13:01 00:00:00"))])
    times("hour 24", [], [(0x9003, ASCII, text("2024:01:01 24:00:00"))])
    times("a date of blanks", [], [(0x9003, ASCII, text("    :  :     :  :  "))])
    times("an offset that is none", [], [(0x9003, ASCII, text("2024:06:01 12:00:00")), (0x9011, ASCII, text("   :  "))], "2024:06:01 12:00:00")
    times("the original in the wrong directory", [(0x9003, ASCII, text("2024:06:01 12:00:00"))], [], "2024:06:01 12:00:00")

    case("text of other encodings", [
        (0x010E, ASCII, text("Zürich", "latin-1")), (0x013B, ASCII, text("Åsa")), (0x8298, ASCII, b"   \0"),
        (0x9C9B, BYTE, text("Тест", "utf-16-le") + b"\0"), (0x9C9D, BYTE, "Łukasz".encode("utf-16-le"))])
    for order, encoding in (("<", "utf-16-le"), (">", "utf-16-be")):
        case("a comment in Unicode", [(0x010F, ASCII, text("x"))],
             [(0x9286, UNDEFINED, b"UNICODE\0" + "fjære 🐚".encode(encoding))], orders=order)
    case("a comment in JIS", [(0x010F, ASCII, text("x"))], [(0x9286, UNDEFINED, b"JIS\0\0\0\0\0" + b"\x30\x21")])
    case("zero denominators", [(0x010F, ASCII, text("x"))], [
        (0x829A, RATIONAL, [(1, 0)]), (0x829D, RATIONAL, [(0, 0)]), (0x9204, SRATIONAL, [(-1, 0)]),
        (0xA432, RATIONAL, [(24, 1), (70, 1), (0, 0), (0, 0)])])

    pillow = Image.Exif()
    pillow[0x010F], pillow[0x0112], pillow[0x9003] = "Pillow", 8, "2024:02:29 12:00:00"
    pillow.get_ifd(GPS_IFD).update({1: "S", 2: (12.5, 0.0, 0.0), 3: "E", 4: (130.25, 30.0, 0.0)})
    case("Pillow's own block", pillow.tobytes()[6:], orders="<", orientation=8, seconds=seconds("2024:02:29 12:00:00"),
         milliseconds=0, has_offset=False, latitude=-12.5, longitude=130.75)

    folder = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "exif"
    folder.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, sort_keys=True) for case in cases)
    (folder / "cases.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
