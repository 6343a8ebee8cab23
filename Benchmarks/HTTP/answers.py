#!/usr/bin/env python3
"""How long a library of 1,000 and of 10,000 photos of one owner takes to answer: answers.py CALOTYPE [SIZE ...]

Starts `CALOTYPE serve` on a free port and an empty data folder, registers one account, and uploads photos through
imalink's new-photo, with hashes from fixtures/corpora (clustered, so that `similar` finds something) and two words of a
vocabulary in each file name. At each size it asks for pages of the list, for similar pictures and for words, one request
after another over one connection, and prints the median and the 99th percentile of each; at the end, how much the latter
grew from the first size to the last.
"""

import base64
import csv
import json
import pathlib
import random
import sys
import threading
import time

from serving import Client, Server, registered

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
API = "/api/v1"
REQUESTS = 1000
WARM_UP = 100
UPLOADERS = 4
SETTLING = 10  # seconds

# A JPEG of 8x8 gray pixels. Each photo gets a comment of its own in it, so that no two have the same bytes.
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19i"
    "Z2hnPk1xeXBkeFxlZ2P/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAABP/EABcQAQADAAAAAAAAAAAAAAAAAAUAIjL/"
    "2gAIAQEAAD8AOIPms//Z"
)


def photo(number, phash, words):
    comment = f"photo {number}".encode()
    jpeg = JPEG[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + JPEG[2:]
    return {
        "filename": f"{words[number % len(words)]} {words[number * 7 % len(words)]} {number}.jpg",
        "file_size": 2048576,
        "file_type": "jpeg",
        "width": 4000,
        "height": 3000,
        "hotpreview": "data:image/jpeg;base64," + base64.b64encode(jpeg).decode(),
        "perceptual_hash": phash,
        "exif_dict": {"Make": "Canon", "Model": "EOS R5", "ISOSpeedRatings": 100 * (number % 9 + 1)},
        "taken_at": f"2025-10-{number % 28 + 1:02}T14:30:00Z",
    }


def upload(port, token, photos):
    """Uploads over a few connections, and returns the ids of the image files."""
    ids = []

    def run(share):
        client = Client(port, token, API)
        ids.extend(client.ask("POST", "/image-files/new-photo", each)["image_file_id"] for each in share)

    threads = [threading.Thread(target=run, args=(photos[first::UPLOADERS],)) for first in range(UPLOADERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(ids) != len(photos):
        sys.exit(f"{len(ids)} of {len(photos)} uploads were answered")
    return ids


def measure(request):
    """Median and 99th percentile of a call, in milliseconds."""
    for _ in range(WARM_UP):
        request()
    times = []
    for _ in range(REQUESTS):
        start = time.perf_counter()
        request()
        times.append(1e3 * (time.perf_counter() - start))
    times.sort()
    return times[len(times) // 2], times[len(times) * 99 // 100]


def main(calotype, *sizes):
    sizes = [int(size) for size in sizes] or [1000, 10000]
    rng = random.Random(5)
    words = ["".join(rng.choices("abcdefghijklmnoprstuvwz", k=7)) for _ in range(199)]
    with open(ROOT / "fixtures/corpora/hashes-clustered-10k.csv") as file:
        hashes = [row["hash"] for row in csv.DictReader(file)]

    # Without workers: what reading beside it costs is scripts/bench-queue's question.
    with Server(calotype, CALOTYPE_WORKERS="0") as server:
        port, token = server.port, registered(server.port)
        ids, first = [], {}
        print(f"{'photos':>8} {'request':10} {'median':>9} {'p99':>9}")
        for size in sizes:
            start, had = time.perf_counter(), len(ids)
            ids += upload(port, token, [photo(n, hashes[n % len(hashes)], words) for n in range(had, size)])
            rate = (size - had) / (time.perf_counter() - start)
            # What so many uploads left behind is still on its way to the disk, and no part of the question.
            time.sleep(SETTLING)
            client = Client(port, token, API)
            requests = {
                "list": lambda: client.ask("GET", f"/photos?offset={rng.randrange(size - 100)}&limit=100"),
                "similar": lambda: client.ask("GET", f"/image-files/similar/{rng.choice(ids)}?threshold=5&limit=10"),
                "search": lambda: client.ask("POST", "/photos/search", {"query": rng.choice(words), "limit": 50}),
            }
            for name, request in requests.items():
                median, p99 = measure(request)
                growth = f"  p99 is {p99 / first[name]:.2f} times that at {sizes[0]}" if name in first else ""
                first.setdefault(name, p99)
                print(f"{size:8} {name:10} {median:6.2f} ms {p99:6.2f} ms{growth}", flush=True)
            print(f"{'':8} uploaded at {rate:.0f} a second")


if __name__ == "__main__":
    main(*sys.argv[1:])
